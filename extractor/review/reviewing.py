"""`gouji review`: at a terminal, what the decisions come to, and reviewed records as gold. Each gives back the exit code."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console
from rich.table import Table

from extractor.errors import UsageError
from extractor.pipeline import load_kit
from extractor.review.agreement import Stats
from extractor.review.agreement import stats as stats_of
from extractor.review.desk import ANY, Desk, Filter
from extractor.review.promote import gold_of, in_lines
from extractor.review.sitting import Sitting, patiently
from extractor.settings import Settings
from extractor.store import Store
from extractor.words import ACTIONS, said

BUSY_SECONDS = 1.0  # a database that is locked for longer is spoken of
_SLUG = re.compile(r"[^\w.-]+")


def person(name: str | None) -> str:
    """Who decides: the name given, else that of the account."""
    import getpass

    try:
        return (name or getpass.getuser()).strip() or "?"
    except (OSError, KeyError, ImportError):
        return "?"


def share(text: str | None) -> float | None:
    """`2%` or `0.02` as a share. Raises UsageError for what is none."""
    if text is None:
        return None
    try:
        value = Decimal(text.removesuffix("%").strip()) / (100 if text.endswith("%") else 1)
        if not 0 < value <= 1:
            raise InvalidOperation
    except InvalidOperation:
        raise UsageError(f"--audit: expected a share such as 2%, found {text!r}", "give the share of accepted cells to draw") from None
    return float(value)


def terminal(
    settings: Settings, who: str, wanted: Filter = ANY, audited: float | None = None, seed: int = 1, second: bool = False
) -> int:
    """0 once the queue is empty or was left, 130 after Ctrl-C. Every answer is stored before the next question is shown."""
    console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
    kit = load_kit(settings.content)
    with opened(settings) as store:
        desk = Desk(store, kit, who)
        patiently(lambda: prepare(desk, settings, audited, seed), settings)
        return Sitting(desk, kit.forms, settings, console, wanted, second).run()


def draw(settings: Settings, who: str, audited: float, seed: int) -> None:
    """Nothing; draws the blind sample, for the page."""
    kit = load_kit(settings.content)
    with opened(settings) as store:
        prepare(Desk(store, kit, who), settings, audited, seed)


def prepare(desk: Desk, settings: Settings, audited: float | None = None, seed: int = 1) -> None:
    """Nothing; brings the queue up to date, draws the blind sample, and says so on stderr."""

    def progress(done: int, total: int) -> None:
        print(settings.say(f"整理待核：{done}/{total}", f"bringing questions up to date: {done}/{total}"), file=sys.stderr)

    desk.refresh(progress)
    if audited is not None:
        added = desk.sample(audited, seed)
        zh, en = f"抽出已采信的 {added} 格，混在队列里", f"{added} accepted cells were drawn and mixed into the queue"
        print(settings.say(zh, en), file=sys.stderr)


def stats(settings: Settings, as_json: bool = False) -> int:
    """0 once what the decisions come to is printed."""
    with opened(settings) as store:
        found = stats_of(store)
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return 0
    Console(file=sys.stdout, markup=False, emoji=False, highlight=False).print(_people(found, settings))
    for zh, en in _sentences(found, settings):
        print(settings.say(zh, en))
    return 0


def _people(found: Stats, settings: Settings) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    named = (("核对人", "person"), ("答复", "decisions"), ("每次秒数（中位）", "median seconds"), ("跳过", "skipped"), ("撤销", "undone"))
    for zh, en in named:
        table.add_column(settings.say(zh, en), justify="left" if en == "person" else "right")
    for one in found.people:
        table.add_row(one.who, str(one.decisions), _seconds(one.seconds), str(one.skipped), str(one.undone))
    return table


def _seconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.1f}"


def _sentences(found: Stats, settings: Settings) -> Iterator[tuple[str, str]]:
    actions = {lang: ", ".join(f"{said(ACTIONS, name, lang)} {count}" for name, count in found.actions.items()) for lang in ("zh", "en")}
    each = _seconds(found.seconds)
    yield (
        f"答复 {found.decisions} 处（{actions['zh'] or '—'}），每次 {each} 秒（中位），尚余 {found.open} 处",
        f"{found.decisions} decisions ({actions['en'] or '—'}), median {each} s each, {found.open} questions open",
    )
    both, audit = found.agreement, found.audit
    kappa = "–" if both.kappa is None else f"{both.kappa:.2f}"
    if both.compared:
        yield (
            f"两人各自答过 {both.compared} 处，一致 {both.agreed} 处，Cohen κ = {kappa}",
            f"two people answered {both.compared} questions, {both.agreed} alike: Cohen's κ = {kappa}",
        )
    else:
        yield "没有两人都答过的问题（--second）", "no question was answered by two people (--second asks again)"
    if audit.rate is None or audit.at_most is None:
        yield "没有抽查（--audit 2%）", "no accepted cell was audited (--audit 2%)"
        return
    yield (
        f"抽查已采信的 {audit.answered} 格（抽出 {audit.sampled}），有误 {audit.wrong}：差错率 {audit.rate:.2%}，"
        f"至多 {audit.at_most:.2%}（精确二项界，95%），采信共 {audit.accepted} 格",
        f"audit: {audit.answered} of {audit.sampled} drawn cells answered, {audit.wrong} wrong: error rate {audit.rate:.2%}, "
        f"at most {audit.at_most:.2%} (exact binomial bound, 95 %), of {audit.accepted} accepted cells",
    )


def to_gold(settings: Settings, folder: Path, document: str | None = None) -> int:
    """0 once the settled documents stand in the folder, one of its own each. Raises UsageError where the one named has open questions."""
    kit, written = load_kit(settings.content), 0
    with opened(settings) as store:
        desk = Desk(store, kit, "")
        desk.refresh()
        for sha256, part, path in _documents(store, document):
            judgement = desk.judgement(sha256, part)
            machine = desk.machine(sha256, part)
            if judgement is None or machine is None or machine.error is not None:
                continue
            if judgement.questions:
                if document is not None:
                    left = len(judgement.questions)
                    raise UsageError(f"{path}: {left} questions are open", f"settle them first: gouji review {document}")
                continue
            if (text := store.source(sha256)) is None:
                raise UsageError(f"{path}: the database lacks its text", "read it again with `gouji extract`, then try again")
            _write(folder / _slug(path, sha256, part), text, in_lines(gold_of(machine, judgement, desk.decisions(sha256, part))))
            written += 1
    print(settings.say(f"写出 {written} 份金标到 {folder}", f"{written} documents written as gold to {folder}"), file=sys.stderr)
    return 0


def _documents(store: Store, document: str | None) -> list[tuple[str, int, str]]:
    """The documents that people decided on, or those that the words name."""
    if document is None:
        query = "select j.sha256, j.part, min(d.path) from judgements j join documents d using (sha256, part) where d.current group by 1, 2"
        return [(str(row[0]), int(row[1]), str(row[2])) for row in store.rows(query)]
    found = store.find(document) or store.find(os.path.abspath(document))
    if not found:
        raise UsageError(f"{document}: no stored document has this path, hash or piece of a title", "read it first: gouji extract FILE")
    return [(one.sha256, one.part, one.path) for one in found]


def _slug(path: str, sha256: str, part: int) -> str:
    name = Path(re.sub(r"#\d+$", "", path))
    stem = name.parent.name if name.stem == "source" else name.stem
    return f"{_SLUG.sub('-', stem).strip('-.') or 'report'}-{sha256[:8]}" + (f"-{part}" if part > 1 else "")


def _write(place: Path, text: str, gold: str) -> None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / "source.txt").write_bytes(text.encode("utf-8", "replace"))
        (place / "gold.json").write_text(gold, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{place}: cannot be written: {error.strerror}", "name another folder after --to-gold") from error


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store of the settings, waited for while another program has it locked."""
    with patiently(lambda: Store(settings.db, create=False, busy_seconds=BUSY_SECONDS), settings) as store:
        yield store


def chosen(
    settings: Settings, document: str | None, rule: str | None, organization: str | None, year: int | None, cause: str | None
) -> Filter:
    """The questions that are wanted. Raises UsageError where no single document, or no check, has that name."""
    if rule is not None and rule not in {check.id for check in load_kit(settings.content).checks}:
        raise UsageError(f"--rule {rule}: no such check", "gouji rules list")
    sha256 = None
    if document is not None:
        with opened(settings) as store:
            named = {sha256 for sha256, _, _ in _documents(store, document)}
        if len(named) > 1:
            raise UsageError(f"{document}: {len(named)} stored documents fit", "give more of the path, or the hash")
        (sha256,) = named
    return Filter(rule, organization, year, cause, sha256)
