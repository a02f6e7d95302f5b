"""Verification: every check evaluated on one document, and what is violated said in words.

Three-valued: a lost or doubtful operand leaves a check open and is no finding; blanks are taken as 0 only as a declared
hypothesis, which makes a warning at most. No value is ever changed here, and no 0 is stored for a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from extractor.form import Form, Forms, row_title
from extractor.record import Cause, Cell, Claim, Finding, Message, Metadata, Number
from extractor.verification.attribution import Attribution, attribute
from extractor.verification.checks import BLANK_AS_ZERO, STATED, YEARS, Check, Outcome, Result, Shown, in_digits
from extractor.verification.claims import beside, compare
from extractor.verification.expression import EARLIER, LinearForm
from extractor.verification.instances import CellCheck, Checks, Instance, linear_form, load_checks
from extractor.verification.shape import STANDING
from extractor.verification.statement import Statement

__all__ = [
    "Check", "Checks", "Ground", "Outcome", "Verification", "evaluate", "linear_form", "load_checks", "settle", "told", "verify",
]

_BLANKS = Message("（空白栏按 0 计）", " (Blank cells were taken as 0.)")
_RESULTS: Sequence[Result] = get_args(Result)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Verification:
    """What all checks say of one document; `counts` is the number of outcomes of each result."""

    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """What checks are evaluated on: `printed` are the accepted figures by variable, `assumed` the same with blanks as 0."""

    cells: Mapping[str, Cell]
    printed: Mapping[str, Number]
    assumed: Mapping[str, Number]
    organization: str = ""

    @classmethod
    def of(cls, cells: Mapping[str, Cell], organization: str = "") -> Ground:
        """The ground that a document's cells give."""
        printed = {a: c.value for a, c in cells.items() if c.status == "accepted" and c.value is not None}
        blank = [a for a, c in cells.items() if c.status == "blank"] if len(printed) < len(cells) else ()
        return cls(cells, printed, printed | dict.fromkeys(blank, 0) if blank else printed, organization)

    @property
    def filled(self) -> Mapping[str, Number]:
        """The printed figures that are not 0: few of a table, and all that its sums are made of."""
        return {address: figure for address, figure in self.printed.items() if figure}


Settled = Sequence[tuple[Instance, Outcome]]


def verify(
    checks: Checks, forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Cell], claims: Sequence[Claim], metadata: Metadata,
    text: str | None = None, statements: Sequence[Statement] | None = None,
) -> Verification:
    """Every check on one document. `editions` are of the tables that it has; an address without a cell counts as lost.

    `text` is the decoded original that evidence points into: where it is given, it is asked whether figures stand in their places.
    `statements` None: nobody looked for any. What looks at other years is not run here; see `succession`.
    """
    ground = Ground.of(cells, metadata.organization)
    filled = ground.filled
    findings: list[Finding] = []
    results: list[Result] = []
    held = 0
    for form in forms.of(editions):
        instances, odd = checks.of(form).instances, _not_held(checks, form, ground, filled)
        found = [outcome.result for outcome in odd.values()]
        held += len(instances) - len(found)
        results += found
        if "violated" in found:
            settled = [(instance, odd.get(n, instance.held)) for n, instance in enumerate(instances)]
            findings += _findings(checks, settled, form, ground, text)
    compared, contradictions, matched = compare(checks, forms, editions, cells, claims)
    results += [outcome.result for outcome in compared]
    findings += [beside(contradiction, findings) for contradiction in contradictions]
    in_parts = [claim for claim in claims if claim.parts]
    told_of = {claim.evidence for claim in in_parts}  # the parts of a claim have checks of their own
    stated = () if statements is None else _stated(checks, [s for s in statements if s.evidence not in told_of], metadata)
    for result, finding in (*_prose(checks, in_parts), *stated, *_report(checks, metadata)):
        results.append(result)
        if finding:
            findings.append(finding)
    counts: dict[str, int] = {result: results.count(result) for result in _RESULTS}
    counts["satisfied"] += held
    counts["not_applicable"] += (len(claims) - len(in_parts)) * len(checks.alone["claim"])
    counts["not_run"] += len(checks.across_years) + sum([n for table, n in checks.hard.items() if table not in editions])
    if statements is None:
        counts["not_run"] += sum([len(checks.alone[kind]) for kind in STATED])
    return Verification(tuple(findings), matched, counts)


def evaluate(
    checks: Checks, forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Cell], organization: str = ""
) -> tuple[Outcome, ...]:
    """What every check of the tables says at every place, the satisfied ones as well."""
    ground = Ground.of(cells, organization)
    found: list[Outcome] = []
    for form in forms.of(editions):
        odd = _not_held(checks, form, ground, ground.filled)
        found += [odd.get(n, instance.held) for n, instance in enumerate(checks.of(form).instances)]
    return tuple(found)


def forced_noughts(settled: Settled, ground: Ground) -> frozenset[str]:
    """The blanks that can hold nothing but 0: an identity that holds without them and has them on one side only proves it.

    Counts are never negative. Only identities that hold are used, so one wrong figure elsewhere leaves the proof sound.
    """
    held = [i.asserts[0].difference.terms for i, o in settled if i.check.hard and o.result == "satisfied" and o.hypothesis]
    left = [{v: w for v, w in terms.items() if v not in ground.printed} for terms in held]
    forced: set[str] = set()
    while proven := [blanks for blanks in left if blanks and (min(blanks.values()) > 0 or max(blanks.values()) < 0)]:
        forced.update(*proven)
        left = [{v: w for v, w in blanks.items() if v not in forced} for blanks in left]
    return frozenset(forced)


def _not_held(checks: Checks, form: Form, ground: Ground, filled: Mapping[str, Number]) -> dict[int, Outcome]:
    """What the checks of a form say where they do not simply hold: position in `checks.of(form)` → outcome."""
    places, printed = checks.of(form), ground.printed
    odd: dict[int, Outcome] = {}
    for check in places.of_cells:
        _find_odd_cells(check, ground, odd)
    gaps = checks.identities(form).sums(filled)  # a blank as 0 adds nothing
    unprinted = places.needed.difference(printed)
    if unprinted or any(gaps):
        unknown = unprinted.difference(ground.assumed)
        for (n, instance), gap in zip(places.hard, gaps, strict=True):
            if not gap and instance.needs.isdisjoint(unprinted):
                continue
            whole = not gap and instance.check.blank == "zero" and instance.needs.isdisjoint(unknown)
            odd[n] = instance.held_with_blanks if whole else settle(instance, ground)
    for n, instance in places.others:
        outcome = settle(instance, ground)
        if outcome is not instance.held:
            odd[n] = outcome
    return odd


def _find_odd_cells(check: CellCheck, ground: Ground, odd: dict[int, Outcome]) -> None:
    """Of equal figures a check of single cells says the same, and most of them are 0."""
    figures = [*map(ground.printed.get, check.addresses)]
    known = {figure for figure in {*figures} if figure is not None}
    doubtful: set[Number | None] = {figure for relation in check.relations for figure in relation.failing(known)}
    if None in figures:
        doubtful.add(None)
    if not doubtful:
        return
    first, lacking, instances, cells = check.first, check.lacking, check.instances, ground.cells
    assumed = ground.assumed if instances[0].check.blank == "zero" else ()
    for n, address in enumerate(check.addresses):
        if figures[n] in doubtful:
            status = cells[address].status if address in cells else "lost"
            odd[first + n] = settle(instances[n], ground) if status == "accepted" or address in assumed else lacking[status][n]


def settle(instance: Instance, ground: Ground) -> Outcome:
    """What a check says at one place: on the printed figures, else with blanks as 0 where the check declares that."""
    check = instance.check
    if check.organization:
        if not ground.organization:
            return Outcome(check.id, instance.name, "unknown", "no organization", instance.cells)
        if not re.search(check.organization, ground.organization):
            return Outcome(check.id, instance.name, "not_applicable", "organization", instance.cells)
    if instance.needs <= ground.printed.keys():
        return _judged(instance, ground.printed, None)
    values = ground.assumed if check.blank == "zero" else ground.printed
    if check.blank == "zero" and instance.needs <= values.keys():
        outcome = _judged(instance, values, BLANK_AS_ZERO)
        if outcome.result == "violated" and any(_unprinted(side, ground) for r in instance.asserts for side in (r.lhs, r.rhs)):
            return Outcome(check.id, instance.name, "unknown", "one side is not printed at all", instance.cells)
        return outcome
    lacking = next(a for a in instance.order if a not in values)
    cell = ground.cells.get(lacking)
    return instance.lacking(lacking, cell.status if cell else "lost")


def _unprinted(side: LinearForm, ground: Ground) -> bool:
    """Whether a side has blank cells only: a total left out is no total of 0, so there is nothing to hold against the other side."""
    return bool(side.terms) and not any(variable in ground.printed for variable in side.terms)


def _judged(instance: Instance, values: Mapping[str, Number], hypothesis: str | None) -> Outcome:
    for relation in instance.when:
        if not relation.holds(values):
            return Outcome(instance.check.id, instance.name, "not_applicable", "when", instance.cells)
    for relation in instance.asserts:
        if not relation.holds(values):
            lhs, rhs = relation.lhs.value(values), relation.rhs.value(values)
            return Outcome(instance.check.id, instance.name, "violated", "", instance.cells, lhs, rhs, hypothesis)
    return instance.held_with_blanks if hypothesis else instance.held


def _findings(checks: Checks, settled: Settled, form: Form, ground: Ground, text: str | None) -> Iterator[Finding]:
    """A finding for each violated check of a table; those of hard identities name the cells located as wrong, if there are any."""
    broken = [pair for pair in settled if pair[1].result == "violated"]
    if not broken:
        return
    noughts = forced_noughts(settled, ground)
    found: Mapping[tuple[str, str], Attribution] = {}
    if hard := {(instance.check.id, instance.name) for instance, outcome in broken if instance.check.hard and outcome.lhs is not None}:
        found = attribute(form, checks.identities(form), _decodable(settled, ground), ground.cells, text, hard)
    for instance, outcome in broken:
        finding = told(instance, outcome, form, ground, noughts)
        attribution = found.get((instance.check.id, instance.name)) if instance.check.hard else None
        yield _attributed(finding, attribution) if attribution else finding


def _decodable(settled: Settled, ground: Ground) -> Mapping[str, Number]:
    """The figures to decode: blanks as 0, but for those that a whole side of an open identity is made of."""
    sides = [
        side for instance, outcome in settled
        if instance.check.hard and outcome.result == "unknown" and instance.needs <= ground.assumed.keys()
        for side in (instance.asserts[0].lhs, instance.asserts[0].rhs) if _unprinted(side, ground)
    ]
    unknown = {variable for side in sides for variable in side.terms}
    doubtful = ((a, c) for a, c in ground.cells.items() if c.status == "review" and c.reason in STANDING and len(c.candidates) == 1)
    odd = {a: c.candidates[0].value for a, c in doubtful}
    return {a: v for a, v in {**ground.assumed, **odd}.items() if a not in unknown and v is not None}


def _attributed(finding: Finding, attribution: Attribution) -> Finding:
    finding = replace(finding, suspect=attribution.suspect, proposed=attribution.proposed, reasons=attribution.reasons)
    if attribution.cause is None or finding.cause != "source":
        return finding
    # A warning of undetermined cause says that blanks may hold the rest, and stops nobody: these can not.
    cause: Cause = "reading" if finding.severity == "warning" and attribution.cause == "undetermined" else attribution.cause
    return replace(finding, cause=cause)


def told(
    instance: Instance, outcome: Outcome, form: Form, ground: Ground, noughts: frozenset[str] = frozenset(), more: Mapping[str, Shown] = {},
) -> Finding:
    """What is violated, as a finding. `more` is shown beside what the table gives."""
    check, cells = instance.check, ground.cells
    relation = next((r for r in instance.asserts if outcome.lhs is not None and not r.holds(ground.assumed)), instance.asserts[0])
    fields: dict[str, Shown] = {
        **_place(instance, form), "organization": ground.organization,
        "value": outcome.lhs, "lhs": outcome.lhs, "rhs": outcome.rhs,
        "lhs_sum": _sum(relation.lhs, outcome.lhs, ground), "rhs_sum": _sum(relation.rhs, outcome.rhs, ground),
        "difference": _distance(outcome), **more,
    }
    message = check.explained(fields)
    severity, cause = check.severity, check.cause
    if outcome.hypothesis:
        message = Message(message.zh + _BLANKS.zh, message.en + _BLANKS.en)
        severity = "warning" if severity == "error" else severity
        cause = _cause_with_blanks(relation.difference, ground, noughts) if check.hard else cause
    if outcome.lhs is None:  # `missing: fail`: what is missing is all that is wrong
        cause = "damage"
    own = tuple(a for a in outcome.cells if not a.startswith(EARLIER))
    spans = [cells[a].evidence for a in own if a in cells]
    return Finding(check.id, severity, cause, message, cells=own, evidence=tuple(s for s in spans if s is not None))


def _distance(outcome: Outcome) -> Number | None:
    if outcome.lhs is None or outcome.rhs is None:
        return None
    difference: Number = outcome.lhs - outcome.rhs
    return max(difference, -difference)


def _cause_with_blanks(form: LinearForm, ground: Ground, noughts: frozenset[str]) -> Cause:
    """`source` only where no figure in the blanks, being 0 or more, could close the sum: then the printed ones contradict each other."""
    gap = form.value(ground.assumed)
    open_blanks = [weight for variable, weight in form.terms.items() if variable not in ground.printed and variable not in noughts]
    return "source" if all(weight * gap > 0 for weight in open_blanks) else "undetermined"


def _place(instance: Instance, form: Form) -> Mapping[str, Message]:
    if instance.check.for_each == "cell":
        row_id, column_id = instance.name.split("/")[1:]
    else:
        row_id = column_id = instance.name
    row, column = form.row.get(row_id), form.column.get(column_id)
    return {
        "table": Message(f"表{form.section}", f"{form.table.capitalize()} table"),
        "row": Message(row_title(row), row.en) if row else Message("", ""),
        "column": Message(column.zh, column.en) if column else Message("", ""),
        "cell": Message(form.name(instance.name), form.name(instance.name, "en")) if "/" in instance.name else Message("", ""),
    }


def _sum(form: LinearForm, value: Number | None, ground: Ground) -> str | None:
    """The sum as an official would write it, noughts left out: 25 + 1 = 26."""
    if value is None:
        return None
    figures = [in_digits(ground.assumed[v] * w) for v, w in form.terms.items() if ground.assumed[v]]
    return in_digits(value) if len(figures) < 2 else f"{' + '.join(figures).replace('+ -', '- ')} = {in_digits(value)}"


def _prose(checks: Checks, claims: Sequence[Claim]) -> Iterator[tuple[Result, Finding | None]]:
    """Checks of claims that have parts, each within its own sentence: a whole and its parts."""
    for claim in claims:
        for instance in checks.alone["claim"]:
            check = instance.check
            if claim.qualifier != "exact":
                yield "unknown", None
                continue
            values: dict[str, Number] = {"claim": claim.value, "parts_total": sum(claim.parts), "largest_part": max(claim.parts)}
            result = settle(instance, Ground({}, values, values)).result
            if result != "violated":
                yield result, None
                continue
            message = check.explained({**values, "quote": claim.quote, "stated": claim.value, "compared": ""})
            # No topic in `claims`: that says "contradicts the tables", and this sentence disagrees with itself only.
            yield result, Finding(check.id, check.severity, check.cause, message, evidence=(claim.evidence,))


def _stated(checks: Checks, statements: Sequence[Statement], metadata: Metadata) -> Iterator[tuple[Result, Finding | None]]:
    """Checks of what a sentence states, held against itself or against the report's year and agency."""
    stated = [(instance, statement) for statement in statements for instance in checks.alone[statement.kind]]
    for instance, statement in stated:
        check = instance.check
        if statement.hedged:
            yield "unknown", None
            continue
        values = dict(statement.values)
        result = settle(instance, Ground({}, values, values, metadata.organization)).result
        if result != "violated":
            yield result, None
            continue
        shown: dict[str, Shown] = {
            **dict.fromkeys((*STATED[statement.kind], "name", "reckoning")), "year": metadata.year, "organization": metadata.organization,
            **values, **statement.words, "quote": statement.quote,
        }
        yield result, Finding(check.id, check.severity, check.cause, check.explained(shown), evidence=(statement.evidence,))
    spoken_of = {statement.kind for statement in statements}
    for kind in STATED.keys() - spoken_of:
        for _ in checks.alone[kind]:
            yield "not_applicable", None


def _report(checks: Checks, metadata: Metadata) -> Iterator[tuple[Result, Finding | None]]:
    """Checks of the report's years."""
    values = _years(metadata)
    ground = Ground({}, values, values, metadata.organization)
    for instance in checks.alone["report"]:
        check = instance.check
        result = settle(instance, ground).result
        if result != "violated":
            yield result, None
            continue
        first, last = metadata.period or (None, None)
        shown: dict[str, Shown] = {
            **dict.fromkeys(YEARS), **values, "title": metadata.title, "organization": metadata.organization,
            "period_first": first, "period_last": last,
        }
        yield result, Finding(check.id, check.severity, check.cause, check.explained(shown))


def _years(metadata: Metadata) -> dict[str, Number]:
    """The years that the text gives, by the names that expressions use."""
    stated: dict[str, int | None] = {"year": metadata.year, "title_year": metadata.title_year}
    if metadata.narrative_years:
        own = metadata.year in metadata.narrative_years
        stated["narrative_year"] = metadata.year if own else metadata.narrative_years[0]
    for name, date in zip(("period_first", "period_last"), metadata.period or (), strict=False):
        if found := _DATE.fullmatch(date):
            stated |= {f"{name}_year": int(found[1]), f"{name}_day": int(found[2]) * 100 + int(found[3])}
    return {name: value for name, value in stated.items() if value is not None}
