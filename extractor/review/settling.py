"""A record judged again with the decisions on it: the figures that people settled, what follows from them, and what is left to ask.

The machine's record stays as it is. A decision on a cell says what the source prints there; what the identities force from it is
settled by arithmetic and stays marked as implied. A decision whose facts changed is not used: its question is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from extractor.figures import has_leading_zero, value_of
from extractor.form import Forms
from extractor.record import Cell, Finding, Message, Metadata, Number, Record
from extractor.review.decisions import Decision, Kind, Values, cell_facts, effective, what_changed
from extractor.review.questions import OPTIONS, Option, Question, by_arithmetic, questions
from extractor.text import Span
from extractor.verification.bounds import forced
from extractor.verification.identities import Identities
from extractor.verification.imply import imply
from extractor.verification.instances import Checks
from extractor.verification.rules import verify

BY_PERSON = "decided"  # the reason of a cell that a person settled
_NUMBER = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_WEIGHED = 12  # questions of a document that are worth trying every answer of
_ROW = 2000  # characters that a row's window has at most

Standing = Literal["settled", "open"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A record with decisions applied. `questions` are still open, the best first; `reopened` says of some why they are asked again.

    `decided` are the cells that people settled, `implied` those that arithmetic did.
    """

    record: Record
    questions: tuple[Question, ...] = ()
    reopened: Mapping[str, Message] = field(default_factory=dict)
    decided: frozenset[str] = frozenset()
    implied: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Standing:
        """`settled` where nothing is left to ask a person."""
        return "open" if self.questions else "settled"


def judge_again(
    record: Record, decisions: Sequence[Decision], checks: Checks, forms: Forms, text: str | None, *, weighed: bool = True
) -> Judgement:
    """The judgement of one record. `text` is the decoded original; `weighed`: every answer is tried for what it would settle,
    which takes most of the time."""
    if record.error is not None:
        return Judgement(record)
    def name(address: str) -> Message:
        if address not in record.cells:
            return Message(address, address)
        return Message(forms.name(address, record.editions), forms.name(address, record.editions, "en"))

    standing = effective(decisions)
    cells, closed, stale = _with_figures(record, standing, text, name)
    judged = _verified(replace(record, cells=cells), checks, forms, text) if standing else record
    on_findings: dict[tuple[Kind, str], Decision] = {(d.kind, d.subject): d for d in standing if d.kind != "cell"}
    reopened: dict[str, Message] = {}
    left: list[Question] = []
    answered: list[tuple[Question, Decision]] = []
    for question in questions(judged):
        decision = on_findings.get((question.kind, question.subject))
        if question.kind == "cell":
            if closed.issuperset(question.cells):
                continue
            if why := next((stale[address] for address in question.cells if address in stale), None):
                reopened[question.subject] = why
        elif decision is not None and decision.facts == question.facts:
            answered.append((question, decision))
            continue
        elif decision is not None:
            reopened[question.subject] = what_changed(decision.facts, question.facts, name)
        left.append(question)
    judged = _with_answers(judged, answered)
    open_cells = {address for question in left if question.kind == "cell" for address in question.cells} if weighed else ()
    for n, question in enumerate(left):
        left[n], sound = _listed(judged, question, checks, forms)
        if weighed and n < _WEIGHED:
            left[n] = _weighed(judged, left[n], sound, open_cells, checks, forms)
    decided = {address for address in closed if judged.cells[address].reason == BY_PERSON}
    implied = {a for a, cell in judged.cells.items() if cell.status == "review" and a not in closed and by_arithmetic(cell)}
    by_worth = tuple(sorted(left, key=lambda question: -question.worth))
    return Judgement(judged, by_worth, reopened, frozenset(decided), frozenset(implied))


def _with_figures(
    record: Record, standing: Sequence[Decision], text: str | None, name: Callable[[str], Message]
) -> tuple[dict[str, Cell], set[str], dict[str, Message]]:
    """The cells as people read them, those that need not be asked of any more, and those whose facts changed, with what did."""
    cells, closed, stale = dict(record.cells), set[str](), dict[str, Message]()
    for decision in standing:
        if decision.kind != "cell" or not all(address in record.cells for address in decision.before):
            continue
        own = {address: record.cells[address] for address in decision.before}
        cells |= own
        facts = cell_facts(record.cells, own)
        if facts != decision.facts and not _said_already(own, decision.after):
            stale |= dict.fromkeys(own, what_changed(decision.facts, facts, name))
            closed -= own.keys()
            continue
        for address in own:
            stale.pop(address, None)
        closed |= own.keys()
        cells |= _read(replace(record, cells=cells), decision.after, text)
    return cells, closed, stale


def _said_already(cells: Mapping[str, Cell], values: Values) -> bool:
    """Whether the machine by now reads the cells as the person did."""
    return bool(values) and all(
        cells[address].value == value and cells[address].status == ("blank" if value is None else "accepted")
        for address, value in values.items()
    )


def _read(record: Record, values: Values, text: str | None) -> dict[str, Cell]:
    """The cells with the figures that a person reads there, each with its place where one can be found."""
    found: dict[str, Cell] = {}
    behind = 0  # the end of the figure before: those of a row stand in order
    used = {cell.evidence for a, cell in record.cells.items() if cell.status == "accepted" and a not in values}
    for address in (a for a in record.cells if a in values):
        cell, value = record.cells[address], values[address]
        if value is None:
            span = cell.evidence if cell.status == "blank" else None
            found[address] = cell._replace(value=None, status="blank", evidence=span, printed=None, reason=BY_PERSON, implied=None)
            continue
        span = _place(record, address, value, behind, used, text)
        used.add(span)
        printed = text[span.start : span.stop] if span and text else format(value, "f") if not isinstance(value, int) else str(value)
        found[address] = cell._replace(value=value, status="accepted", evidence=span, printed=printed, reason=BY_PERSON, implied=None)
        behind = span.stop if span else behind
    return found


def _place(record: Record, address: str, value: Number, behind: int, used: Collection[Span | None], text: str | None) -> Span | None:
    """Where a figure stands that no other cell has: where the machine read it, or else somewhere in its row; None where the text does
    not have it."""
    cell = record.cells[address]
    if cell.value == value and cell.evidence is not None and cell.evidence not in used:
        return cell.evidence
    places = sorted(c.evidence for c in cell.candidates if c.value == value and c.evidence is not None and c.evidence not in used)
    place = next((p for p in places if p.start >= behind), None) or next(iter(places), None)
    return place or (_in_row(record, address, value, used, text) if text is not None else None)


def _in_row(record: Record, address: str, value: Number, used: Collection[Span | None], text: str) -> Span | None:
    """Where the text prints this figure between the figures of the rows above and below."""
    rows: dict[str, list[Span]] = {}
    for other, cell in record.cells.items():
        if other.rsplit("/", 2)[0] == address.rsplit("/", 2)[0]:
            spans = [cell.evidence] if cell.status == "accepted" or cell.evidence is None else [c.evidence for c in cell.candidates]
            rows.setdefault(other.split("/")[1], []).extend(span for span in spans if span is not None and other != address)
    order = list(rows)
    at = order.index(address.split("/")[1])
    above = [span.stop for row in order[:at] for span in rows[row]]
    own = rows[order[at]]
    if not above and not own:
        return None
    start = max(above) if above else min(span.start for span in own)
    below = [span.start for row in order[at + 1 :] for span in rows[row] if span.start >= start]
    for found in _NUMBER.finditer(text, start, min([*below, start + _ROW])):
        span = Span(*found.span())
        if value_of(found.group()) == value and not has_leading_zero(found.group()) and span not in used:
            return span
    return None


def _verified(record: Record, checks: Checks, forms: Forms, text: str | None) -> Record:
    """The record checked and implied again. Findings on years and sentences rest on more than a record holds: these are kept."""
    firm = {a: c._replace(reason=None) if c.reason == BY_PERSON else _without_implied(c) for a, c in record.cells.items()}
    claims = [replace(claim, match=None) for claim in record.claims]
    verified = verify(checks, forms, record.editions, firm, claims, Metadata(organization=record.organization), text)
    rerun = {check.id for check in checks if check.for_each in ("row", "column", "cell", "claim")}
    kept = [f for f in record.findings if f.rule not in rerun and not f.rule.endswith(".fitting")]
    implied = imply(checks, forms, record.editions, firm, verified.claims)
    cells = {a: c._replace(reason=BY_PERSON) if record.cells[a].reason == BY_PERSON else c for a, c in implied.cells.items()}
    findings = (*verified.findings, *kept, *implied.findings)
    return replace(record, cells=cells, claims=verified.claims, findings=findings, checks=verified.counts)


def _without_implied(cell: Cell) -> Cell:
    return cell if cell.implied is None else cell._replace(implied=None)


def _with_answers(record: Record, answered: Sequence[tuple[Question, Decision]]) -> Record:
    """The record with what people said of its findings: whose error they are, or that they are none."""
    if not answered:
        return record
    said = {id(finding): decision.action for question, decision in answered for finding in question.findings}
    findings: list[Finding] = []
    elsewhere: set[str] = set()
    for finding in record.findings:
        action = said.get(id(finding))
        if action == "not_countable":
            elsewhere |= set(finding.claims)
        else:
            findings.append(replace(finding, cause="source") if action == "source_wrong" else finding)
    claims = tuple(
        replace(claim, scope="unknown") if claim.topic in elsewhere and claim.match is None and claim.scope == "own" else claim
        for claim in record.claims
    )
    return replace(record, findings=tuple(findings), claims=claims)


def _listed(record: Record, question: Question, checks: Checks, forms: Forms) -> tuple[Question, int]:
    """The question with as many options as there are keys, those first that break no identity, and how many do not."""
    if question.kind != "cell" or len(question.options) < 2:
        return question, len(question.options)
    identities, printed = _printed(record, question, checks, forms)
    concerned = [equation for equation in identities.equations if not equation.terms.keys() <= printed.keys()]
    sound: list[Option] = []
    broken: list[Option] = []
    for option in question.options:
        values = printed | _figures(option, identities)
        fails = any(equation.gap(values) for equation in concerned if equation.terms.keys() <= values.keys())
        (broken if fails else sound).append(option)
    return replace(question, options=(*sound, *broken)[:OPTIONS]), min(len(sound), OPTIONS)


def _weighed(
    record: Record, question: Question, sound: int, open_cells: Collection[str], checks: Checks, forms: Forms
) -> Question:
    """The question with how many cells an answer settles on average, over the `sound` options that come first."""
    if question.kind != "cell" or not sound:
        return question
    identities, printed = _printed(record, question, checks, forms)
    others = set(open_cells).difference(question.cells)
    also = [len(others.intersection(forced(identities, printed | _figures(option, identities)))) for option in question.options[:sound]]
    return replace(question, settles=len(question.cells) + round(sum(also) / sound))


def _printed(record: Record, question: Question, checks: Checks, forms: Forms) -> tuple[Identities, dict[str, Number]]:
    table = question.focus.split("/", 1)[0]
    identities = checks.identities(forms.get(table, record.editions[table]))
    return identities, {
        a: c.value for a in identities.through if (c := record.cells.get(a)) and c.status == "accepted" and c.value is not None
    }


def _figures(option: Option, identities: Identities) -> dict[str, Number]:
    return {address: value for address, value in option.values.items() if value is not None and address in identities.through}
