"""Claims of the prose against the tables: which reading fits, and where none does.

The normal failure of a careless checker is the false alarm. So a claim is compared in its own scope only, every admissible
reading is tried, a reading that rests on a lost or doubtful cell leaves the question open, and where the prose states several
figures for one thing and one of them fits, the others speak of something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.form import Forms
from extractor.record import Cause, Cell, Claim, Finding, Message, Number
from extractor.verification.checks import BLANK_AS_ZERO, Check, Outcome, Result, in_digits
from extractor.verification.instances import Checks, CompiledReading, Readings

HANDLED = "requests.handled"
OUTCOMES = frozenset(f"requests.{name}" for name in ("granted", "partly_granted", "denied", "unavailable", "not_processed", "other"))
_BREATH = 200  # code points within which figures are told in one breath
_POWERS = {"元": 0, "万元": 4, "亿元": 8}
_BLANKS = Message("（空白栏按 0 计）", " (blanks taken as 0)")


class Figure(NamedTuple):
    """What one reading finds in the tables: `least` is the sum of what can be read, `value` None where something cannot."""

    reading: CompiledReading
    value: Number | None
    least: Number
    blanks: int


class Comparison(NamedTuple):
    """One claim under one check: the outcome, and for a contradiction the figures that it was held against."""

    check: Check
    outcome: Outcome
    match: str | None = None
    figures: tuple[Figure, ...] = ()


def compare(
    checks: Checks, forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Cell], claims: Sequence[Claim]
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...], tuple[Claim, ...]]:
    """The outcomes, the findings of contradicted claims, and the claims with the name of the reading that fitted in `match`."""
    if not claims:
        return (), (), ()
    topics = checks.topics(forms.of(editions))
    compared = [
        (claim, [_one_more_outcome(claim, _compare(claim, found, cells), claims) for found in topics.get(claim.topic, ())])
        for claim in claims
    ]
    outcomes: list[Outcome] = []
    matched: list[Claim] = []
    contradicted: list[tuple[Claim, Comparison]] = []
    settled: set[str] = set()
    for claim, results in compared:
        match = None
        for comparison in results:
            outcomes.append(comparison.outcome)
            match = match or comparison.match
            if comparison.outcome.result == "violated":
                contradicted.append((claim, comparison))
        if match:
            settled.add(claim.topic)
            claim = Claim(claim.topic, claim.value, claim.qualifier, claim.scope, claim.evidence, claim.quote, claim.parts, match)
        matched.append(claim)
    findings = [_finding(claim, found, claim.topic in settled, cells, forms, editions) for claim, found in contradicted]
    return tuple(outcomes), tuple(findings), tuple(matched)


def fits(claim: Claim, value: Number) -> bool:
    """Whether a figure of the tables is what the claim says: equal, at least that, or within 10 %.

    Exactly stated amounts agree where the coarser of the two could be the other one rounded or cut short.
    """
    if claim.qualifier == "at_least":
        return value >= claim.value
    difference: Number = value - claim.value
    distance = max(difference, -difference)
    if claim.qualifier == "about":
        return distance * 10 <= claim.value
    return not distance or distance < max(_last_place(value), _last_place(claim.value))


def _compare(claim: Claim, found: Readings, cells: Mapping[str, Cell]) -> Comparison:
    check, readings = found.check, found.readings

    def outcome(result: Result, reason: str = "", rhs: Number | None = None, hypothesis: str | None = None) -> Outcome:
        return Outcome(check.id, claim.topic, result, reason, found.cells, claim.value, rhs, hypothesis)

    if claim.scope != "own":
        return Comparison(check, outcome("not_applicable", f"scope {claim.scope}"))
    if readings[0].when and not all(relation.holds({"claim": claim.value}) for relation in readings[0].when):
        return Comparison(check, outcome("not_applicable", "when"))
    figures: list[Figure] = []
    doubtful = False
    for reading in readings:
        figure = _figure(reading, cells)
        verdict = _verdict(claim, figure)
        if verdict:
            hypothesis = BLANK_AS_ZERO if figure.blanks else None
            return Comparison(check, outcome("satisfied", "", figure.value, hypothesis), reading.match)
        figures.append(figure)
        doubtful |= verdict is None
    known = tuple([figure for figure in figures if figure.value is not None])
    if doubtful or not known:
        return Comparison(check, outcome("unknown", "a cell to compare with is lost or doubtful"))
    certain = [figure for figure in known if not figure.blanks]
    hypothesis = None if certain else BLANK_AS_ZERO
    return Comparison(check, outcome("violated", rhs=(certain or known)[0].value, hypothesis=hypothesis), None, known)


def _one_more_outcome(claim: Claim, comparison: Comparison, claims: Sequence[Claim]) -> Comparison:
    """The comparison; satisfied where a count of 办理 is one more outcome beside others, all of which make the table's total:
    公开3件,部分公开1件,不存在2件,按信访渠道办理2件 of 8 in all."""
    if comparison.outcome.result != "violated" or claim.topic != HANDLED:
        return comparison
    beside = [
        other.value for other in claims
        if other.topic in OUTCOMES and other.scope == claim.scope and abs(other.evidence.start - claim.evidence.start) <= _BREATH
    ]
    if not beside or all(figure.value != claim.value + sum(beside) for figure in comparison.figures):
        return comparison
    return comparison._replace(outcome=comparison.outcome._replace(result="satisfied"), figures=())


def _verdict(claim: Claim, figure: Figure) -> bool | None:
    """Whether the figure fits; None where a cell that cannot be read might make it fit."""
    if figure.value is not None:
        return fits(claim, figure.value)
    if claim.qualifier == "at_least":
        return True if figure.least >= claim.value else None
    # Counts are never negative: what cannot be read can only add to a sum that is too large already.
    return False if figure.least > claim.value and not fits(claim, figure.least) else None


def _figure(reading: CompiledReading, cells: Mapping[str, Cell]) -> Figure:
    least: Number = reading.form.constant
    blanks, whole = 0, True
    for address, weight in reading.form.terms.items():
        cell = cells.get(address)
        if cell is not None and cell.status == "accepted" and cell.value is not None:
            least += weight * (_in_unit(cell, reading.units[address]) if address in reading.units else cell.value)
        elif cell is not None and cell.status == "blank":
            blanks += 1
        else:
            whole = False
    return Figure(reading, least if whole else None, least, blanks)


def _in_unit(cell: Cell, unit: str) -> Number:
    assert cell.value is not None
    if cell.unit == unit or cell.unit not in _POWERS or unit not in _POWERS:
        return cell.value
    return Decimal(cell.value).scaleb(_POWERS[cell.unit] - _POWERS[unit])


def _last_place(value: Number) -> Number:
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else 1
    return 1


_WRITTEN = ("odd-number", "figure-in-heading")  # doubtful is how such a figure is written, not where it stands


def _well_read(figures: Sequence[Figure], forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Cell]) -> bool:
    """Whether the tables may be held against the prose: no row's figures are left over, and blank cells are not all that there is."""
    addresses = [address for figure in figures for address in figure.reading.form.terms]
    for table in dict.fromkeys(address.split("/")[0] for address in addresses):
        form = forms.get(table, editions[table])
        lasts = [cells.get(row[-1]) for row in form.row_addresses.values()]
        if any(c is not None and c.status == "review" and c.candidates and c.reason not in _WRITTEN for c in lasts):
            return False
        own = [cells.get(address) for address in form.addresses]
        if any(figure.blanks for figure in figures) and not any(c is not None and c.status == "accepted" for c in own):
            return False
    return True


def beside(finding: Finding, of_tables: Sequence[Finding]) -> Finding:
    """A contradiction, laid to the report only where a sum of a row in question is not broken by how the row was read."""
    if finding.cause != "source":
        return finding
    rows = {address.rpartition("/")[0] for address in finding.cells}
    for other in of_tables:
        own = {address.rpartition("/")[0] for address in other.cells}
        if other.cause != "source" and len(own) == 1 and len(other.cells) > 1 and own <= rows:
            return replace(finding, severity="warning", cause=other.cause)
    return finding


def _finding(
    claim: Claim, comparison: Comparison, settled: bool, cells: Mapping[str, Cell], forms: Forms, editions: Mapping[str, str]
) -> Finding:
    check, outcome = comparison.check, comparison.outcome
    severity = check.severity
    if outcome.hypothesis and severity == "error":
        severity = "warning"
    if settled:  # another figure of the prose for the same thing fits the table
        severity = "info"
    spans = [cells[a].evidence for a in outcome.cells if a in cells]
    cause: Cause = check.cause if severity != "info" else "undetermined"
    if cause == "source" and not _well_read(comparison.figures, forms, editions, cells):
        severity, cause = "warning", "undetermined"
    return Finding(
        rule=check.id, severity=severity, cause=cause, message=check.explained({
            "claim": claim.value, "quote": claim.quote, "stated": _stated(claim), "parts_total": sum(claim.parts),
            "largest_part": max(claim.parts, default=None),
            "compared": Message(
                "，".join(_in_words(f, forms, editions, "zh") for f in comparison.figures),
                "; ".join(_in_words(f, forms, editions, "en") for f in comparison.figures),
            ),
        }), cells=outcome.cells, claims=(claim.topic,), evidence=(claim.evidence, *(s for s in spans if s is not None)),
    )


def _stated(claim: Claim) -> Message:
    number = in_digits(claim.value)
    if claim.qualifier == "at_least":
        return Message(f"不少于 {number} ", f"at least {number}")
    if claim.qualifier == "about":
        return Message(f"约 {number} ", f"about {number}")
    return Message(f" {number} ", number)


def _in_words(figure: Figure, forms: Forms, editions: Mapping[str, str], language: str) -> str:
    reading, chinese = figure.reading, language == "zh"
    if reading.title is None:
        name = forms.name(next(iter(reading.form.terms)), editions, language)
    else:
        name = reading.title.zh if chinese else reading.title.en
    if figure.value is None or figure.blanks == len(reading.form.terms):
        return f"{name}为空白" if chinese else f"the {name}, is blank"
    note = (_BLANKS.zh if chinese else _BLANKS.en) if figure.blanks else ""
    verb = "印为" if len(reading.form.terms) == 1 else "为"
    number = in_digits(figure.value)
    return f"{name}{verb} {number}{note}" if chinese else f"the {name}, has {number}{note}"
