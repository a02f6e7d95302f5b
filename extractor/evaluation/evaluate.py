"""A benchmark run: every report of a set through the same line as `extract`, scored, and kept as it comes so that a run can go on.

Without a model reports are read over processes; with one they wait for the service side by side, in this process.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from threading import Thread
from time import perf_counter
from types import ModuleType
from typing import Any, Literal, cast

import simplejson

from extractor.errors import UsageError
from extractor.evaluation.goldset import Example, GoldSet
from extractor.evaluation.result import dumps, hashes_of, result_of, times_of
from extractor.evaluation.trial import Plan, baseline, begin, entry, prepared, read_offline, score_one, score_some
from extractor.pipeline import Kit
from extractor.pipeline import read_offline as reports_of
from extractor.second import read_report
from extractor.services.bill import Limits
from extractor.services.profile import Profile
from extractor.settings import Settings

CHUNK = 8  # reports given to a process at a time
AHEAD = 4  # reports beyond the requests in flight
Progress = Callable[[int, int, Decimal | None], None]
Task = tuple[Example, int]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run needs beside its plan. `part`: a file that keeps what is done, so that a run that was stopped goes on."""

    settings: Settings
    kit: Kit
    profile: Profile | None = None
    limits: Limits = field(default_factory=Limits)
    part: Path | None = None
    progress: Progress = lambda done, of, cost: None


def evaluate(gold: GoldSet, plan: Plan, run: Run) -> dict[str, Any]:
    """The result of a run. Raises UsageError where the plan makes no sense."""
    reader = baseline(plan.reader, plan.content)
    asks = plan.reader in ("auto", "llm", "both") or hasattr(reader, "ask")
    if asks and run.profile is None:
        raise UsageError(f"--reader {plan.reader} needs a model", "name one with --model or in gouji.toml")
    if plan.repeat > 1 and plan.garble is None and not asks:
        raise UsageError(f"--repeat {plan.repeat}: without damage this reader reads the same every time", "add --garble, or a model")
    began = perf_counter()
    loading = Thread(target=_load_statistics, daemon=True)  # a second's work, done while reports are read
    loading.start()
    head = {
        "set": gold.name, "reader": plan.reader, "model": run.profile.model if asks and run.profile else None,
        "service": run.profile.service if asks and run.profile else None,
        "garble": plan.garble.text if plan.garble else None, "seed": plan.seed, "repeat": plan.repeat,
        "hashes": hashes_of(plan.content, gold.digest),
    }
    tasks = [(example, n) for example in gold.examples for n in range(plan.repeat)]
    kept = _Kept(run.part, head)
    waiting = [task for task in tasks if (task[0].slug, task[1]) not in kept.entries]
    done = len(tasks) - len(waiting)
    spent: Decimal | None = Decimal(0)
    came = _with_model(waiting, plan, run, reader) if asks else _offline(waiting, plan, run, reader)
    try:
        for found in came:
            kept.add(found)
            done += 1
            spent = _added(spent, found, run)
            run.progress(done, len(tasks), spent if asks else None)
    finally:
        kept.close()
    entries = [kept.entries[example.slug, n] for example, n in tasks]
    loading.join()
    scored = perf_counter()
    result = result_of(head, entries, plan.seed, _cost(entries, run) if asks else None)
    right = sum(e["counts"].get("right", 0) for e in entries if "skipped" not in e)
    result["time"] = times_of(entries, perf_counter() - began, perf_counter() - scored, right)
    kept.finish()
    return result


def _load_statistics() -> None:
    with suppress(ImportError):
        import scipy.stats  # noqa: F401


def _offline(tasks: Sequence[Task], plan: Plan, run: Run, reader: ModuleType | None) -> Iterator[dict[str, Any]]:
    """The entries in order, over as many processes as the settings say."""
    jobs = min(run.settings.jobs, -(-len(tasks) // CHUNK))
    if jobs < 2:
        for example, round_ in tasks:
            yield score_one(example, round_, plan, run.kit, reader)
        return
    chunks = [list(tasks[i : i + CHUNK]) for i in range(0, len(tasks), CHUNK)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=begin, initargs=(plan,)) as pool:
        try:
            with _deaf():
                coming = pool.map(score_some, chunks)
            for entries in coming:
                yield from entries
        except BrokenProcessPool:
            raise UsageError("a process that read reports died: too little memory, or a fault of the program", "try --jobs 1") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _deaf() -> Iterator[None]:
    """Nothing; processes begun within never hear Ctrl-C, which this one hears a moment later: it stops the run, not they."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _with_model(tasks: Sequence[Task], plan: Plan, run: Run, reader: ModuleType | None) -> Iterator[dict[str, Any]]:
    """The entries in order, reports waiting side by side. Rounds of one text are asked anew, each with a ledger of its own."""
    from extractor.services.ledger import Ledger
    from extractor.services.prices import load_prices
    from extractor.services.providers import Door

    profile = run.profile
    assert profile is not None
    prices = load_prices(plan.content)
    for ledger_round in [None] if plan.garble or plan.repeat == 1 else range(plan.repeat):
        mine = [task for task in tasks if ledger_round is None or task[1] == ledger_round]
        path = run.settings.db.with_suffix(f".round{ledger_round + 1}.db") if ledger_round else run.settings.db
        ledger = Ledger(path, None, prices)
        limits = run.limits
        with asyncio.Runner() as runner:
            door = Door(profile, ledger, replay=limits.replay, max_cost=limits.max_cost, max_tokens=limits.max_tokens)
            entries = _asked(mine, plan, run, door, reader)
            try:
                while (found := runner.run(_next(entries))) is not None:
                    yield found
            finally:
                runner.run(_closed(entries, door))
                ledger.close()


async def _asked(tasks: Sequence[Task], plan: Plan, run: Run, door: Any, reader: ModuleType | None) -> AsyncIterator[dict[str, Any]]:
    from extractor.prompts import load_prompts

    prompts = load_prompts(plan.content)
    mode = cast(Literal["auto", "llm", "both"], plan.reader)

    async def one(example: Example, round_: int) -> dict[str, Any]:
        try:
            case = prepared(example, round_, plan, run.kit)
        except UsageError as error:
            if plan.garble is None:
                raise
            return {"slug": example.slug, "round": round_, "skipped": error.message}
        began, failures = perf_counter(), tuple[str, ...]()
        if case.unreadable:
            record = read_offline(case, run.kit, None)
        elif reader is not None:
            record = await reader.ask(case.document, run.kit, door)
            failures = tuple(f for told in record.readers for f in told.get("failures", ()))
        else:
            record, failures = await read_report(reports_of(case.document, run.kit)[0], 1, run.kit, prompts, door, mode)
        found = entry(case, record, perf_counter() - began)
        return found | ({"failures": list(failures)} if failures else {})

    waiting, under_way = iter(tasks), list[asyncio.Task[dict[str, Any]]]()
    ahead = door.profile.concurrency + AHEAD
    try:
        while True:
            while len(under_way) < ahead and (task := next(waiting, None)) is not None:
                under_way.append(asyncio.create_task(one(*task)))
            if not under_way:
                return
            yield await under_way.pop(0)
    finally:
        for left in under_way:
            left.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _next(entries: AsyncIterator[dict[str, Any]]) -> dict[str, Any] | None:
    return await anext(entries, None)


async def _closed(entries: Any, door: Any) -> None:
    await entries.aclose()
    await door.__aexit__(None, None, None)


def price_of(spent: Mapping[str, Any] | None, run: Run) -> Decimal | None:
    """What tokens cost by the price table, whether they were paid for now or an answer was kept; None where that is not known."""
    from datetime import date

    from extractor.services.prices import load_prices

    if spent is None:
        return Decimal(0)
    profile = run.profile
    if profile is None or spent["tokens_in"] is None or spent["tokens_out"] is None:
        return None
    price = load_prices(run.settings.content).find(profile.base_url, profile.model, date.today(), profile.service_tier)
    return None if price is None else price.cost(spent["tokens_in"], spent["tokens_out"])


def _added(sum_: Decimal | None, found: Mapping[str, Any], run: Run) -> Decimal | None:
    cost = price_of(found.get("spent"), run) if run.profile else Decimal(0)
    return None if sum_ is None or cost is None else sum_ + cost


def _cost(entries: Sequence[Mapping[str, Any]], run: Run) -> dict[str, Any]:
    """Tokens and list price of a run, per document and per right cell; what is not known is null, never 0."""
    read = [e for e in entries if "skipped" not in e]
    spent = [e["spent"] for e in read if e["spent"]]
    tokens = {key: None if any(s[key] is None for s in spent) else sum(s[key] for s in spent) for key in ("tokens_in", "tokens_out")}
    cost: Decimal | None = Decimal(0)
    for e in read:
        cost = _added(cost, e, run)
    right = sum(e["counts"].get("right", 0) for e in read)
    failed = sum(bool(e.get("failures")) for e in read)
    return {
        "asked": len(spent), "failed": failed, **tokens, "cost": cost,
        "per_document": None if cost is None else round(cost / len(read), 8),
        "per_correct_cell": None if cost is None or not right else round(cost / right, 10),
    }


class _Kept:
    """The entries of a run that are done, in memory and, where there is a file, in that as well: a head, then one entry a line."""

    def __init__(self, path: Path | None, head: Mapping[str, Any]) -> None:
        self.path, self.entries = path, dict[tuple[str, int], dict[str, Any]]()
        self._file = None
        if path is None:
            return
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        whole = [line for line in lines if line.endswith("}")]  # the last one may be cut
        if whole and json.loads(whole[0]) == json.loads(dumps(head)):
            for line in whole[1:]:
                found = simplejson.loads(line, use_decimal=True)
                if found.get("failures"):
                    continue  # what the service could not do is asked again
                clock = {key: float(found[key]) for key in ("seconds", "making") if key in found}
                self.entries[found["slug"], found["round"]] = found | clock
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}", "check the folder after --out") from error
        for line in (dumps(head), *map(dumps, self.entries.values())):
            self._file.write(line + "\n")

    def add(self, found: dict[str, Any]) -> None:
        self.entries[found["slug"], found["round"]] = found
        if self._file is not None:
            self._file.write(dumps(found) + "\n")
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def finish(self) -> None:
        """Nothing; the run is whole, and what it kept is no longer needed."""
        if self.path is not None:
            os.unlink(self.path)
