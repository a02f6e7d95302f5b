"""A question as the page shows it: the sentence, the answers with who read them, the text with its places, the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.form import Form
from extractor.normalise import normalise
from extractor.pipeline import Kit
from extractor.record import Cell, Claim, Record
from extractor.render import number
from extractor.review.decisions import Decision, Values
from extractor.review.desk import Case
from extractor.text import SourceDocument, Span
from extractor.web.phrases import PHRASES, READERS
from extractor.web.sheets import Sheet, sheets
from extractor.web.source import Mark, Shown, cleaned, marked
from extractor.web.sums import Sum, sums
from extractor.words import ACTIONS, QUALIFIERS, REASONS, SCOPES, STATUSES, TOPICS, either, said

_PLACES = 9  # places of evidence that are walked through
_SUMS = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a key gives: what it says, and who read it at which places."""

    option: int
    says: str
    readers: str
    places: str


@dataclass(frozen=True, slots=True)
class Cellname:
    """A cell that can be chosen to type a figure for."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """A claim of the prose in the reader's language; `asked`: the question is about it."""

    topic: str
    value: str
    scope: str
    quote: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Check:
    """The identities at hand, and what went wrong or would follow, in words."""

    sums: tuple[Sum, ...] = ()
    more: int = 0
    error: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that the page shows of one question."""

    item: int
    kind: str
    seen: str
    organization: str
    year: int | None
    cell: str
    sentence: str
    further: tuple[str, ...]
    reopened: str
    settles: int
    choices: tuple[Choice, ...]
    read_by: str
    rest_blank: bool
    chosen: tuple[Cellname, ...]
    check: Check
    places: tuple[str, ...]
    source: Shown | None
    sheets: tuple[Sheet, ...]
    claims: tuple[Said, ...]


def asked(case: Case, kit: Kit, lang: str, clean: bool) -> Asked:
    """The question as it is shown. A cell that is only audited is shown as one in doubt, so that nobody knows which it is."""
    question, record = case.question, _in_doubt(case)
    of_cell = question.kind == "cell"
    names = _names(case)
    choices = _choices(case, names, kit, lang) if of_cell else ()
    readers = {(choice.readers, choice.places) for choice in choices}
    claims = {topic for finding in question.findings for topic in finding.claims}
    parts = () if of_cell else question.cells
    sentence, *further = _sentences(case, kit, lang)
    return Asked(
        item=case.item, kind=question.kind, seen=case.seen,
        organization=record.organization or record.title or record.path, year=record.year,
        cell=_place(question.cells if of_cell else (question.focus,) if question.focus else (), record, kit, lang),
        sentence=sentence, further=tuple(further),
        reopened="" if case.reopened is None else either(lang, case.reopened.zh, case.reopened.en),
        settles=question.settles, choices=choices, read_by=" ".join(*readers) if len(readers) == 1 else "",
        rest_blank=any(len(o.values) > 1 and None in o.values.values() for o in question.options if of_cell),
        chosen=() if of_cell else tuple(Cellname(a, _label(a, question.cells, record, kit, lang)) for a in _near(case)),
        check=_check([s for s in sums(kit, record.editions, record.cells, [question.focus], lang) if s.told]),
        places=tuple(dict.fromkeys(names.values())), source=_source(case, names, kit, clean),
        sheets=tuple(sheets(record, kit.forms, question.focus, question.cells if of_cell else (), parts, lang)),
        claims=tuple(_said(claim, claim.topic in claims, lang) for claim in record.claims),
    )  # fmt: skip


def tried(case: Case, kit: Kit, values: Values, lang: str, follows: int) -> Check:
    """What the identities say once these figures stand in their cells."""
    cells = {**_in_doubt(case).cells}
    for address, value in values.items():
        cells[address] = Cell(value, "blank" if value is None else "accepted")
    found = _check([one for one in sums(kit, case.record.editions, cells, values, lang) if one.state != "unknown"])
    told = said(PHRASES, "would_settle", lang).format(n=follows) if follows > 1 else ""
    return replace(found, follows=told)


def told(decision: Decision, record: Record, kit: Kit, lang: str) -> str:
    """An answer in a sentence: who said what, and when."""
    values = _values(decision.after, tuple(decision.after), record, kit, lang)
    what = said(ACTIONS, decision.action, lang) + (f"{either(lang, '：', ': ')}{values}" if values else "")
    return f"{decision.who} · {decision.at[:16].replace('T', ' ')} UTC · {what}"


def _in_doubt(case: Case) -> Record:
    record, cells = case.record, dict(case.record.cells)
    if case.question.kind == "cell":
        for address in case.question.cells:
            cells[address] = cells[address]._replace(status="review", value=None, unit=None)
    return replace(record, cells=cells)


def _sentences(case: Case, kit: Kit, lang: str) -> list[str]:
    question, record = case.question, case.record
    if question.kind != "cell":
        summed = {check.id for check in kit.checks if check.hard}  # their sums stand below
        findings = [f for n, f in enumerate(question.findings) if n == 0 or f.rule not in summed]
        told = [either(lang, finding.message.zh, finding.message.en) for finding in findings]
        proposed = {a: v for option in question.options for a, v in option.values.items() if v is not None}
        would = either(lang, "若{name}为 {value}，各式成立。", "All would add up if {name} were {value}.")
        names = ((kit.forms.name(address, record.editions, lang), number(value)) for address, value in proposed.items())
        return [*told, *(would.format(name=name, value=value) for name, value in names)]
    if len(question.cells) == 1:
        return [said(PHRASES, "what_is_printed", lang)]
    ask = said(PHRASES, "which_is_right", lang).format(n=len(question.cells))
    return [ask, said(REASONS, question.cause, lang)] if question.cause in REASONS else [ask]


def _names(case: Case) -> Mapping[Span, str]:
    """Places of evidence with the sign that the page calls them by, the most telling first."""
    question = case.question
    spans = [span for option in question.options for span in option.evidence] if question.kind == "cell" else []
    if question.kind == "finding":
        cells = [case.record.cells.get(address) for finding in question.findings for address in finding.suspect]
        spans = [cell.evidence for cell in cells if cell is not None and cell.evidence is not None]
    distinct = dict.fromkeys(spans or question.evidence)
    return {span: chr(0x2460 + n) for n, span in enumerate(list(distinct)[:_PLACES])}


def _choices(case: Case, names: Mapping[Span, str], kit: Kit, lang: str) -> tuple[Choice, ...]:
    question, record = case.question, case.record
    default = tuple(str(reader.get("name")) for reader in record.readers[:1])
    return tuple(
        Choice(
            n, _values(option.values, question.cells, record, kit, lang),
            either(lang, "、", ", ").join(said(READERS, name, lang) for name in option.readers or default),
            "".join(names.get(span, "") for span in option.evidence),
        )
        for n, option in enumerate(question.options)
    )


def _values(values: Values, cells: Sequence[str], record: Record, kit: Kit, lang: str) -> str:
    """`3`; of several cells those that print a figure: `自然人 3，商业企业 1`."""
    blank = said(STATUSES, "blank", lang)
    if len(values) == 1:
        return "、".join(number(value) or blank for value in values.values())
    printed = [f"{_label(a, cells, record, kit, lang)} {number(value)}" for a, value in values.items() if value is not None]
    return either(lang, "，", ", ").join(printed) or (blank if values else "")


def _label(address: str, cells: Sequence[str], record: Record, kit: Kit, lang: str) -> str:
    """A cell's column, with its row where the cells are not all of one."""
    table, row, column = address.split("/")
    form: Form = kit.forms.get(table, record.editions[table])
    name = either(lang, form.column[column].zh, form.column[column].en)
    if len({other.split("/")[1] for other in cells}) < 2:
        return name
    return f"{either(lang, form.row[row].zh, form.row[row].en)} · {name}"


def _place(cells: Sequence[str], record: Record, kit: Kit, lang: str) -> str:
    """The cell, or the row of several, as an official would name it."""
    if not cells:
        return ""
    name = kit.forms.name(cells[0], record.editions, lang)
    if len({address.rsplit("/", 1)[0] for address in cells}) == 1 and len(cells) > 1:
        return name.rsplit("“" if lang == "zh" else ", column", 1)[0]
    return name if len(cells) == 1 else f"{name} … ({len(cells)})"


def _near(case: Case) -> tuple[str, ...]:
    """The cells of a finding, the one to look at first ahead."""
    question = case.question
    return tuple(dict.fromkeys(a for a in (question.focus, *question.cells) if a))


def _check(found: Sequence[Sum]) -> Check:
    return Check(tuple(found[:_SUMS]), max(0, len(found) - _SUMS))


def _source(case: Case, names: Mapping[Span, str], kit: Kit, clean: bool) -> Shown | None:
    if case.text is None:
        return None
    marks = [Mark(span, name) for span, name in names.items()]
    marks += [Mark(span, "") for span in case.question.evidence if span not in names]
    if not clean:
        return marked(case.text, marks)
    text = normalise(SourceDocument.of(case.text), kit.cleaning)
    return marked(text.text, cleaned(text, marks))


def _said(claim: Claim, asked: bool, lang: str) -> Said:
    value = f"{said(QUALIFIERS, claim.qualifier, lang)}{number(claim.value)}"
    return Said(said(TOPICS, claim.topic, lang), value, said(SCOPES, claim.scope, lang), claim.quote, asked)
