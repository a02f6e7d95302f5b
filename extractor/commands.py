"""What `gouji extract`, `check` and `show` do. Data goes to stdout, words and progress to stderr; each gives back the exit code."""

from __future__ import annotations

import os
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from time import perf_counter
from typing import TextIO

from rich.console import Console, RenderableType
from rich.progress import Progress
from rich.text import Text

from extractor import __version__
from extractor.batch import Outcome, Work, read_files
from extractor.errors import ServiceError, StoreError, UsageError
from extractor.export import from_json
from extractor.inputs import Found, discover, printable_path
from extractor.interrupt import Interrupt
from extractor.pipeline import Kit, load_kit
from extractor.progress import progress_bar
from extractor.record import Record
from extractor.render import document_line, doubts, findings, heading, heading_line, page, reader_names
from extractor.review.desk import Desk
from extractor.review.posed import decided
from extractor.services.bill import Bill, Limits
from extractor.services.profile import Profile, load_profile
from extractor.settings import Settings
from extractor.store import Store, Stored
from extractor.typeset import printable
from extractor.verification.across import across_years
from extractor.words import STATUSES, VERDICTS, said

INTERRUPTED = 130
MATCHES_SHOWN = 10
FAILURES_SHOWN = 5


@dataclass
class Tally:
    """What a run has come to so far."""

    documents: int = 0
    failures: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    readers: dict[str, None] = field(default_factory=dict)
    worth_a_look: str | None = None

    def add(self, record: Record) -> None:
        """Counts one record in."""
        self.documents += 1
        self.verdicts[record.verdict] += 1
        self.cells.update(cell.status for cell in record.cells.values())
        if self.worth_a_look is None and record.verdict == "review":
            self.worth_a_look = record.path
        if record.readers:
            self.readers[reader_names(record.readers)] = None


def extract(
    paths: Sequence[str], settings: Settings, output: str = "table", limit: int | None = None, limits: Limits | None = None,
) -> int:  # fmt: skip
    """0 once every document is read, stored and printed; 3 where the only one cannot be read; 5 where the model service failed
    for some; 130 after Ctrl-C."""
    profile = _profile(settings)
    if profile is not None:
        _ready(profile, settings, limits or Limits())
    found = _documents(paths, settings, limit)
    work, kit = Work(settings.content, settings.max_bytes, stored=True), load_kit(settings.content)
    tally, began, outcome, bill = Tally(), perf_counter(), None, Bill()
    with Store(settings.db) as store, Interrupt() as interrupt:
        reader = settings.reader if profile else "offline"
        run = store.start_run(__version__, reader, shlex.join(["gouji", "extract", *map(printable_path, paths)]))
        ended = "failed"
        try:
            with progress_bar(len(found.files)) as bar:
                put = _printer(output, settings, bar)
                for outcome in _outcomes(found.files, settings, work, kit, profile, run, limits, bill, interrupt.pressed):
                    tally.failures += outcome.failed
                    store.save(printable_path(os.path.abspath(outcome.path)), outcome.records, run, outcome.source)
                    for record, json in outcome.records:
                        tally.add(record)
                        put(record, json)
                    if bar is not None:
                        bar.advance(bar.task_ids[0])
            if again := Desk(store, kit, "").refresh(decided=True):
                print(_kept(again, store, settings), file=sys.stderr)
            ended = "finished" if bill.stopped is None else f"stopped: {bill.stopped}"
        finally:
            with suppress(StoreError):  # a full disk that ended the run must not hide behind the note that it did
                store.finish_run(run, "interrupted" if interrupt.pressed() else ended, tally.documents)
            _summary(tally, found, settings, perf_counter() - began, interrupt.pressed(), bill if profile else None)
    if interrupt.pressed():
        return INTERRUPTED
    if output == "table":
        _hints(tally.worth_a_look or (outcome.records[0][0].path if outcome and tally.cells else None), settings)
    if len(found.files) == 1 and outcome is not None and outcome.unreadable:
        return 3
    return ServiceError.exit_code if bill.failed else 0


def _kept(documents: int, store: Store, settings: Settings) -> str:
    """What became of the decisions on documents that were read again."""
    (reopened,) = store.rows("select count(*) from questions where state = 'open' and reopened_en is not null")[0]
    zh, en = f"{documents} 份有人核定过，其答复照旧", f"{documents} documents have been reviewed: what people decided stays"
    if reopened:
        zh, en = f"{zh}；读法有变而须再核的 {reopened} 处", f"{en}; {reopened} questions are asked again: their facts changed"
    return settings.say(zh, en)


def check(paths: Sequence[str], settings: Settings, series: bool = False, stored: bool = False) -> int:
    """1 where any finding is an error, 3 where the only document cannot be read, else 0.

    `series`: each agency's reports are held against one another as well, with what is in the database where `stored` says so.
    """
    if not paths and not series:
        raise UsageError("no document is named", "gouji check FILE; what is stored across its years: gouji check --series --db FILE")
    found = _documents(paths, settings, None) if paths else Found((), Counter())
    work, kit = Work(settings.content, settings.max_bytes), load_kit(settings.content)
    console, errors, outcome = _console(sys.stdout), 0, None
    given: list[Record] = []
    files: dict[str, str] = {}
    with Interrupt() as interrupt:
        for outcome in read_files(found.files, work, kit, settings.jobs, interrupt.pressed):
            for record, _ in outcome.records:
                errors += sum(finding.severity == "error" for finding in record.findings)
                if series:
                    given.append(record)
                    files[record.path] = outcome.path
                _print(console, heading(record, settings.lang))
                if record.error is None:
                    _print(console, chain(findings(record, kit.forms, settings.lang), doubts(record, kit.forms, settings.lang)))
                console.print()
        for told, wrong in across_years(given, files, kit, settings, stored) if series and not interrupt.pressed() else ():
            errors += wrong
            _print(console, told)
            console.print()
            if interrupt.pressed():
                break
        if interrupt.pressed():
            return INTERRUPTED
    if not series and kit.checks.across_years:
        rules = ", ".join(sorted(kit.checks.across_years))
        why = settings.say("未运行（需要多个年度的报告，见 --series）：", "not run (they take reports of several years: --series): ")
        print(why + rules, file=sys.stderr)
    if len(found.files) == 1 and outcome is not None and outcome.unreadable:
        return 3
    return 1 if errors else 0


def show(words: str, settings: Settings) -> int:
    """0 once the stored record that the words name is printed. Raises UsageError where none or several fit."""
    kit = load_kit(settings.content)
    with Store(settings.db, create=False) as store:
        found, desk = one_of(words, store), Desk(store, kit, "")
        decisions = desk.decisions(found.sha256, found.part)
        judgement = desk.judgement(found.sha256, found.part) if decisions else None
    console, record = _console(sys.stdout), from_json(found.record)
    _print(console, page(record if judgement is None else judgement.record, kit.forms, settings.lang))
    if judgement is not None:
        _print(console, decided(decisions, judgement, kit.forms, settings.lang))
    return 0


def one_of(words: str, store: Store) -> Stored:
    """The one stored document that the words name. Raises UsageError where none or several fit."""
    matches = store.find(words) or store.find(os.path.abspath(words))
    if not matches:
        raise UsageError(f"{words}: no stored document has this path, hash or piece of a title", "read it first: gouji extract FILE")
    if len(matches) > 1:
        listed = "".join(f"\n  {m.sha256[:12]}  {m.organization or m.title} {m.year or ''}  {m.path}" for m in matches[:MATCHES_SHOWN])
        more = f"\n  … {len(matches) - MATCHES_SHOWN} more" if len(matches) > MATCHES_SHOWN else ""
        raise UsageError(f"{words}: {len(matches)} stored documents fit:{listed}{more}", "give more of the path, or the hash")
    return matches[0]


def _profile(settings: Settings) -> Profile | None:
    """The model that reads along; None where the offline reader is alone. Raises UsageError where one is wanted and none is named."""
    profile = load_profile(settings) if settings.reader != "offline" else None
    if profile is None and settings.reader in ("llm", "both"):
        raise UsageError(f"--reader {settings.reader} needs a model", "name one with --model or in gouji.toml, or use --reader offline")
    return profile


def _ready(profile: Profile, settings: Settings, limits: Limits) -> None:
    from extractor.services.asking import ready

    ready(profile, settings, limits)


def _outcomes(
    files: Sequence[str], settings: Settings, work: Work, kit: Kit, profile: Profile | None, run: int, limits: Limits | None, bill: Bill,
    stopped: Callable[[], bool],
) -> Iterator[Outcome]:  # fmt: skip
    if profile is None:
        return read_files(files, work, kit, settings.jobs, stopped)
    from extractor.services.asking import read_files_with_model

    return read_files_with_model(files, settings, profile, kit, run, limits or Limits(), bill, stopped)


def _documents(paths: Sequence[str], settings: Settings, limit: int | None) -> Found:
    found = discover(paths)
    if not found.files:
        other = _listed(found.ignored) or settings.say("空文件夹", "nothing at all")
        raise UsageError(f"no documents (.txt, .md) there, but {other}", "name files or folders that hold reports as text")
    return Found(found.files[:limit], found.ignored)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _console(stream: TextIO) -> Console:
    # A report may hold anything that rich would take for markup, a smiley or a link.
    return Console(file=stream, markup=False, emoji=False, highlight=False, soft_wrap=False)


def _print(console: Console, parts: Iterable[RenderableType]) -> None:
    for part in parts:
        console.print(part)


def _printer(output: str, settings: Settings, bar: Progress | None) -> Callable[[Record, str], None]:
    """A function that prints one record: above the bar where both are on one screen, which the bar would garble else."""
    width = Console(file=sys.stdout).width if sys.stdout.isatty() else None

    def line(text: str) -> None:
        if bar is not None and width is not None:
            bar.console.print(Text(text), soft_wrap=True)
        else:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    if output == "jsonl":
        return lambda record, json: line(json)
    line(heading_line(settings.lang, width))
    return lambda record, json: line(document_line(record, settings.lang, width))


def _summary(tally: Tally, found: Found, settings: Settings, seconds: float, interrupted: bool, bill: Bill | None) -> None:
    say, lang = settings.say, settings.lang
    comma = say("，", ", ")
    verdicts = comma.join(f"{said(VERDICTS, name, lang)} {tally.verdicts[name]}" for name in VERDICTS)
    cells = comma.join(f"{said(STATUSES, name, lang)} {tally.cells[name]}" for name in STATUSES)
    lines = [
        say(f"{tally.documents} 份报告：{verdicts}（{seconds:.1f} 秒）", f"{tally.documents} documents: {verdicts} ({seconds:.1f} s)"),
        say(f"单元格：{cells}", f"cells: {cells}"),
        say(f"读法：{'、'.join(tally.readers) or '—'}", f"read by: {'; '.join(tally.readers) or '—'}"),
        say(f"已存入 {settings.db}", f"stored in {settings.db}"),
    ]
    if bill is not None:
        lines.insert(3, _spent(bill, settings))
        lines += [say(f"模型服务：{why}", f"model service: {why}") for why in list(bill.failures)[:FAILURES_SHOWN]]
    if bill is not None and bill.stopped is not None:
        later = f"nothing more was asked ({bill.stopped}): the same command goes on where it stopped, and pays for no answer twice"
        lines.append(say(f"已停止询问（{bill.stopped}）：再次运行同一命令即接着做，已有的回答不会重复付费", later))
    if bill is not None and bill.failed:
        without = f"the model failed for {bill.failed}: their records say so, and hold what was read without it"
        lines.append(say(f"模型未能答全 {bill.failed} 份，其记录保有离线所读", without))
    if found.ignored:
        lines.append(say(f"未读的其他文件：{_listed(found.ignored)}", f"not read: {_listed(found.ignored)}"))
    if tally.failures:
        lines.append(say(f"程序自身出错 {tally.failures} 份，错处见其记录", f"{tally.failures} tripped the program: see their records"))
    if interrupted:
        lines.append(say(f"已中断：完成的 {tally.documents} 份均已存入", f"interrupted: the {tally.documents} finished are stored"))
    for text in lines:
        print(printable(text), file=sys.stderr)


def _spent(bill: Bill, settings: Settings) -> str:
    """What the model was asked and what it took."""
    if not bill.reports:
        return settings.say("模型未被询问：没有存疑之处", "the model was not asked: nothing was left in doubt")
    cost = settings.say("费用未知", "cost unknown") if bill.cost is None else settings.say(f"费用 {bill.cost}", f"cost {bill.cost}")
    least = "" if bill.counted else settings.say("至少", "at least ")
    return settings.say(
        f"就 {bill.reports} 份报告询问了模型：{least}输入 {bill.tokens_in}、输出 {bill.tokens_out} 词元，{cost}",
        f"the model was asked about {bill.reports}: {least}{bill.tokens_in} tokens in, {bill.tokens_out} out, {cost}",
    )


def _hints(path: str | None, settings: Settings) -> None:
    if path is not None:
        name = shlex.quote(path)
        print(settings.say(f"看一份的表格：gouji show {name}", f"one document's tables:  gouji show {name}"), file=sys.stderr)
        print(settings.say(f"用文字说问题：gouji check {name}", f"its findings in words:  gouji check {name}"), file=sys.stderr)
