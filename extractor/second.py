"""The second reading of many reports at once: what is asked of the model, and what becomes of a report where the service fails.

Offline reading is done here, in this process, a report at a time; only waiting for the service happens side by side.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from extractor.errors import GoujiError, UnreadableError
from extractor.inputs import load, printable_path
from extractor.pipeline import Kit, Report, conclude, read_offline, rejected
from extractor.prompts import Prompts
from extractor.readers.llm import REREAD, Pointed, Wanted, read_with_model, total
from extractor.reconcile import in_doubt, reconcile, reread, suspect_rows
from extractor.record import Cell, Record
from extractor.services.ask import Service
from extractor.services.tracing import report_span
from extractor.transcript import unbound

Mode = Literal["auto", "llm", "both"]


@dataclass(frozen=True, slots=True)
class Second:
    """What the second reading of one file came to. `failures`: what the service could not do, in words, one line each; `text`: the
    decoded original, None where it could not be read."""

    path: str
    records: tuple[Record, ...]
    failures: tuple[str, ...] = ()
    unreadable: bool = False
    failed: bool = False
    text: str | None = None


async def read_all(
    files: Sequence[str], max_bytes: int, kit: Kit, prompts: Prompts, service: Service, mode: Mode, ahead: int,
    stopped: Callable[[], bool] = bool,
) -> AsyncIterator[Second]:  # fmt: skip
    """What came of each file, in the order given, at most `ahead` of them under way. Ends early where `stopped` says so."""
    waiting, under_way = iter(files), list[asyncio.Task[Second]]()
    try:
        while True:
            while len(under_way) < ahead and not stopped() and (path := next(waiting, None)) is not None:
                under_way.append(asyncio.create_task(read_one(path, max_bytes, kit, prompts, service, mode)))
            if not under_way:
                return
            yield await under_way.pop(0)
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def read_one(path: str, max_bytes: int, kit: Kit, prompts: Prompts, service: Service, mode: Mode) -> Second:
    """What came of one file. Never raises for what the file holds or what the service does."""
    try:
        document = load(path, max_bytes)
    except UnreadableError as error:
        name = printable_path(path)
        return Second(path, (rejected(name, "", error.message.removeprefix(f"{name}: ")),), unreadable=True)
    try:
        read = [await read_report(r, n, kit, prompts, service, mode) for n, r in enumerate(read_offline(document, kit), 1)]
    except GoujiError:
        raise  # settings or the database: no other report would fare better
    except Exception as error:  # one report that trips the program must not take the others with it
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"internal error, please report it: {type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        return Second(path, (rejected(document.path, document.sha256, said),), failed=True)
    failures = tuple(dict.fromkeys(f for _, failures in read for f in failures))
    return Second(path, tuple(record for record, _ in read), failures, text=document.text)


async def read_report(
    report: Report, part: int, kit: Kit, prompts: Prompts, service: Service, mode: Mode
) -> tuple[Record, tuple[str, ...]]:
    """The record of one report read with the model, and what the service could not do."""
    wanted = wanted_of(report, kit, mode)
    if report.refused is not None or not (wanted.tables or wanted.claims):
        return conclude(report, kit), ()
    key = f"{report.document.sha256}#{part}"
    with report_span(key, [*wanted.tables, *["claims"] * wanted.claims]):
        return await _asked(report, wanted, key, kit, prompts, service, mode)


async def _asked(
    report: Report, wanted: Wanted, key: str, kit: Kit, prompts: Prompts, service: Service, mode: Mode
) -> tuple[Record, tuple[str, ...]]:
    pointed = await read_with_model(report.text, report.layout, kit.forms, wanted, prompts, service, key)
    editions, alone = report.layout.editions, mode == "llm"
    figures = {t: f for t, f in pointed.figures.items() if t not in pointed.failed}  # what was not answered stays as it was offline
    made = reconcile(report.reading, pointed.reading, kit.forms, editions, figures, pointed.words, pointed.lines, alone=alone)
    cells, readers, failures = made.cells, [dict(pointed.reading.reader)], pointed.failures
    if not alone:
        cells, again = await _second_look(report, cells, kit, prompts, service, key)
        if again is not None:
            readers[0] = _added(readers[0], again.reading.reader)
            failures = tuple(dict.fromkeys((*failures, *again.failures)))
    if not alone or pointed.failed:
        readers.insert(0, dict(report.reading.reader))
    if failures:
        readers[-1]["failures"] = list(failures)
    if made.unheeded:
        readers[-1]["unheeded"] = list(made.unheeded)
    claims = report.reading.claims if alone and "claims" in pointed.failed else made.claims
    reading = replace(report.reading, cells=cells, claims=claims)
    return conclude(replace(report, reading=reading), kit, readers), failures


async def _second_look(
    report: Report, cells: Mapping[str, Cell], kit: Kit, prompts: Prompts, service: Service, document: str
) -> tuple[Mapping[str, Cell], Pointed | None]:
    """The cells after the disputed rows were looked at once more; never a third time."""
    suspect = {f.table: rows for f in kit.forms.of(report.layout.editions) if (rows := suspect_rows(f, cells))}
    if not suspect:
        return cells, None
    again = await read_with_model(report.text, report.layout, kit.forms, Wanted(suspect), prompts, service, document)
    asked = {f"{t}/{row}/" for t, rows in suspect.items() for row in rows}
    seen = {a: c for a, c in again.reading.cells.items() if a[: a.rindex("/") + 1] in asked}
    return {**cells, **reread(cells, seen, REREAD)}, again


def wanted_of(report: Report, kit: Kit, mode: Mode) -> Wanted:
    """What the model is asked to read: everything, or only the tables and the sentences that the offline readers left in doubt."""
    forms = kit.forms.of(report.layout.editions)
    if report.refused is not None:
        return Wanted({})
    if mode != "auto":
        return Wanted({form.table: None for form in forms}, claims=True)
    tables = {form.table: None for form in forms if in_doubt(form, report.reading.cells)}
    bound = [claim.evidence for claim in report.reading.claims]
    return Wanted(tables, claims=unbound(report.text, report.layout.prose, bound))


def _added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """One reader's entry for two rounds of questions."""
    sums = ("tokens_in", "tokens_out", "cost", "exact", "invalid_address", "not_a_number")
    prompt = " ".join(dict.fromkeys(f"{one['prompt']} {other['prompt']}".split()))
    return {**one, "prompt": prompt} | {key: total([one[key], other[key]]) for key in sums}
