"""What `gouji check --series` says of each agency's reports across their years, the given ones and those that are stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from rich.console import RenderableType
from rich.text import Text

from extractor.errors import UnreadableError
from extractor.export import from_json
from extractor.inputs import load
from extractor.pipeline import Kit
from extractor.record import Record
from extractor.render import findings
from extractor.settings import Settings
from extractor.store import Store
from extractor.typeset import Prose
from extractor.verification.copying import load_boilerplate
from extractor.verification.series import Series, YearChecked, agencies, check_series, series_of
from extractor.words import RESULTS, either, said

SHOWN = 6  # agencies named one by one
_IDLE = {
    "no report of the year before": ("没有上一年度的报告", "no report of the year before"),
    "no earlier report": ("没有更早的报告", "no earlier report"),
    "text gone": ("报告原文已不在", "the text of a report is no longer there"),
}
Told = tuple[tuple[RenderableType, ...], int]  # what is said of one agency, and how many of its findings are errors


def across_years(given: Sequence[Record], files: Mapping[str, str], kit: Kit, settings: Settings, stored: bool) -> Iterator[Told]:
    """What is said of each agency that is given, or of every stored one where none is. `files`: where a given record's file lies.

    `stored`: the reports in the database belong to the series as well; for a year that is given, only the given ones count.
    """
    boilerplate = load_boilerplate(settings.content.file("rules/text/boilerplate.yaml"))
    lone: list[str] = []
    left: list[Record] = []
    with Store(settings.db, create=False) if stored else nullcontext() as store:

        ours = {(record.path, record.sha256) for record in given}

        def text(record: Record) -> str | None:
            if (record.path, record.sha256) in ours:
                return _file_text(files[record.path], settings)
            return store.source(record.sha256) if store is not None else None

        for series in _everything(given, store, kit, left):
            checked = check_series(series, text, kit, boilerplate)
            if len(series.years) == 1 and not checked[0].findings:
                lone.append(series.names[0])
            else:
                asked = [year for year in checked if not given or (year.record.path, year.record.sha256) in ours]
                yield _told(series, asked, kit, settings.lang)
    if lone or left:
        yield tuple(_not_compared(lone, left, settings.lang)), 0


def _everything(given: Sequence[Record], store: Store | None, kit: Kit, left: list[Record]) -> Iterator[Series]:
    """The series to be checked, one after another; what belongs to none is added to `left`."""
    if store is None:
        series, other = series_of(given, kit.metadata)
        left += other
        yield from series
        return
    names = [name for (name,) in store.rows("select distinct organization from documents where current and error is null")]
    full = agencies((*names, *(record.organization for record in given)), kit.metadata)
    left += [record for record in given if record.year is None or record.organization not in full]
    wanted = {full[record.organization] for record in given if record.organization in full} if given else {*full.values()}
    for agency in sorted(wanted):
        own = [record for record in given if full.get(record.organization) == agency]
        years = {record.year for record in own}
        written = [name for name, leader in full.items() if leader == agency]
        yield from series_of([*own, *(r for r in _stored(store, written) if r.year not in years)], kit.metadata)[0]


def _stored(store: Store, names: Sequence[str]) -> Iterator[Record]:
    marks = ", ".join("?" * len(names))
    query = f"select record from documents where current and error is null and organization in ({marks}) order by year, path, part"
    for (json,) in store.rows(query, names):
        yield from_json(json)


def _file_text(path: str, settings: Settings) -> str | None:
    try:
        return load(path, settings.max_bytes).text
    except UnreadableError:
        return None


def _told(series: Series, checked: Sequence[YearChecked], kit: Kit, lang: str) -> Told:
    return tuple(_series(series, checked, kit, lang)), sum(f.severity == "error" for year in checked for f in year.findings)


def _series(series: Series, checked: Sequence[YearChecked], kit: Kit, lang: str) -> Iterator[RenderableType]:
    years = either(lang, "、", ", ").join(map(str, series.years))
    yield Text(f"{series.names[0]} · {years}", style="bold")
    if len(series.names) > 1:
        yield Prose(either(lang, "又写作：", "also written: ") + either(lang, "、", ", ").join(series.names[1:]))
    if series.missing:
        yield Prose(either(lang, "缺：", "no report for: ") + either(lang, "、", ", ").join(map(str, series.missing)))
    counts = Counter[str](outcome.result for year in checked for outcome in year.outcomes)
    shown = (f"{said(RESULTS, result, lang)} {counts[result]}" for result in RESULTS if counts[result])
    yield Prose(either(lang, "跨年核对：", "across years: ") + either(lang, "，", ", ").join(shown))
    if shares := [f"{year.record.year} {year.copied} %" for year in checked if year.copied is not None]:
        english = "sentences that stand in the report before as well, statutory ones aside: "
        same = either(lang, "与前一份报告一字不差的句子（法定用语除外）：", english)
        yield Prose(same + either(lang, "，", ", ").join(shares))
    for reason, rules in _idle(checked, lang).items():
        yield Prose(f"{either(lang, '未运行', 'not run')} ({reason}): {', '.join(rules)}", "dim")
    if not any(year.findings for year in checked):
        yield Prose(either(lang, "各年之间未发现问题。", "Nothing was found wrong between the years."))
    for year in checked:
        if year.findings:
            yield Prose(f"{year.record.year}{either(lang, '：', ': ')}{year.record.path}")
            yield from findings(replace(year.record, findings=year.findings, claims=()), kit.forms, lang)


def _idle(checked: Iterable[YearChecked], lang: str) -> dict[str, list[str]]:
    """The reasons why checks were not run, each with the checks."""
    reasons: dict[str, list[str]] = {}
    for year in checked:
        for rule, reason in year.idle.items():
            rules = reasons.setdefault(f"{year.record.year}{either(lang, '：', ': ')}{said(_IDLE, reason, lang)}", [])
            if rule not in rules:
                rules.append(rule)
    return reasons


def _not_compared(lone: Sequence[str], left: Sequence[Record], lang: str) -> Iterator[RenderableType]:
    comma = either(lang, "、", ", ")
    if lone:
        count = len(lone)
        alone = either(lang, f"只有一份报告、无从比较的机关 {count} 个：", f"one report only, nothing to compare: {count} agencies: ")
        yield Prose(alone + comma.join(lone[:SHOWN]) + (" …" if len(lone) > SHOWN else ""), "dim")
    if left:
        why = either(lang, "未作跨年核对（机关或年度不明，或不是年度报告）：", "not compared (no agency or year, or no such report): ")
        yield Prose(why + comma.join(record.path for record in left), "dim")
