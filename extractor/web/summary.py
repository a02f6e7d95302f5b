"""The overview as the page shows it: shares as bars, each with its figure in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.pipeline import Kit
from extractor.review.agreement import Stats
from extractor.review.overview import Overview
from extractor.words import ACTIONS, CAUSES, STATUSES, VERDICTS, either, said

_RULES = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: `share` is of the longest bar, in hundredths. `filter` names the questions behind it."""

    label: str
    count: int
    share: float
    filter: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a stacked bar, from `start` on, in hundredths of the whole."""

    name: str
    label: str
    count: int
    start: float
    share: float


@dataclass(frozen=True, slots=True)
class Summary:
    """All charts of the overview, and the selections that the queue offers."""

    documents: tuple[Slice, ...]
    cells: tuple[Slice, ...]
    rules: tuple[Bar, ...]
    causes: tuple[Bar, ...]
    agencies: tuple[Bar, ...]
    answers: tuple[Bar, ...]
    figures: tuple[tuple[str, str], ...]
    choices: Mapping[str, tuple[tuple[str, str], ...]]


def summary(found: Overview, stats: Stats, kit: Kit, lang: str) -> Summary:
    """The overview in the reviewer's language."""
    rules, causes, grave = Counter[str](), Counter[str](), set[str]()
    for (rule, severity, cause), count in found.findings.items():
        rules[rule] += count
        if severity != "info":
            grave.add(rule)
            causes[cause] += count
    titles = {rule: _title(rule, kit, lang) for rule in rules}
    return Summary(
        _stack({name: found.verdicts.get(name, 0) for name in VERDICTS}, VERDICTS, lang),
        _stack({name: found.cells.get(name, 0) for name in STATUSES}, STATUSES, lang),
        _bars(((titles[rule], count, {"rule": rule} if rule in grave else {}) for rule, count in rules.most_common(_RULES))),
        _bars(((said(CAUSES, cause, lang), count, {"cause": cause}) for cause, count in causes.most_common())),
        _bars(((name or "—", count, {"organization": name} if name else {}) for name, count in found.source_errors)),
        _bars(((said(ACTIONS, action, lang), count, {}) for action, count in Counter(found.decisions).most_common())),
        tuple(_figures(stats, lang)),
        {
            "rule": tuple((rule, titles[rule]) for rule in sorted(grave)),
            "cause": tuple((cause, said(CAUSES, cause, lang)) for cause in causes),
            "year": tuple((str(year), str(year)) for year in sorted(filter(None, found.years), reverse=True)),
        },
    )


def _title(rule: str, kit: Kit, lang: str) -> str:
    check = kit.checks.by_id.get(rule)
    return rule if check is None else either(lang, check.title.zh, check.title.en)


def _stack(counts: Mapping[str, int], words: Mapping[str, tuple[str, str]], lang: str) -> tuple[Slice, ...]:
    whole, start, slices = sum(counts.values()) or 1, 0.0, []
    for name, count in counts.items():
        share = 100 * count / whole
        slices.append(Slice(name, said(words, name, lang), count, round(start, 2), round(share, 2)))
        start += share
    return tuple(slices)


def _bars(lines: Iterable[tuple[str, int, Mapping[str, str]]]) -> tuple[Bar, ...]:
    kept = list(lines)
    longest = max((count for _, count, _ in kept), default=1)
    return tuple(Bar(label, count, round(100 * count / longest, 2), chosen) for label, count, chosen in kept)


def _figures(stats: Stats, lang: str) -> Iterable[tuple[str, str]]:
    """What the answers say of themselves, each figure with its name."""
    if stats.seconds is not None:
        yield either(lang, "每次答复用时（中位数）", "Median time of an answer"), f"{stats.seconds:.1f} {either(lang, '秒', 's')}"
    if stats.agreement.compared:
        kappa = "—" if stats.agreement.kappa is None else f"{stats.agreement.kappa:.2f}"
        both = f"{stats.agreement.agreed}/{stats.agreement.compared}"
        yield either(lang, "两人答复一致", "Two people agreed"), f"{both}, κ {kappa}"
    if stats.audit.answered and stats.audit.at_most is not None:
        name = either(lang, "采信数字的错误率（抽查，95% 上限）", "Errors among accepted figures (blind sample, 95 % bound)")
        yield name, f"{stats.audit.wrong}/{stats.audit.answered}, ≤ {100 * stats.audit.at_most:.2f} %"
    for person in stats.people if len(stats.people) > 1 else ():
        time = "" if person.seconds is None else f", {person.seconds:.1f} {either(lang, '秒', 's')}"
        yield person.who, f"{person.decisions}{time}"
