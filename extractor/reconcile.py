"""Two readings of one report made one, cell by cell: agreement, disagreement, only one saw it.

The offline reading is shape evidence: labels, row windows, ordinals. The model's is a pointer, which may be anything. So a figure
that only the model points at is accepted where the text itself leaves no other place for it, and nowhere else: not because sums
close, for many arrangements close, and least of all in a table of zeros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.form import Form, Forms, Row
from extractor.record import Candidate, Cell, Claim, Reading, Status
from extractor.text import Span

MODEL = "llm"
HEEDED = 0.7  # least share of the figures settled offline that a model must point at as well, for its word to count against others
SETTLED = ("accepted", "blank")
# Doubts that no pointer can settle: the text does not hold what would decide.
OPEN = frozenset({"dropped-blanks", "deduplicated", "odd-number", "figure-in-heading", "glued"})
SHORTEST, ALIKE = 6, 85  # characters of a label's remainder, and its likeness (0–100) to the label
_CHINESE = re.compile(r"[㐀-鿿]+")
Figures = Mapping[str, Sequence[Span]]
Agreement = Literal["agreement", "disagreement", "offline-only", "model-only", "neither"]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The one reading, and of each table whether the model's word was heeded."""

    cells: Mapping[str, Cell]
    claims: tuple[Claim, ...]
    unheeded: tuple[str, ...]


def reconcile(
    offline: Reading, model: Reading, forms: Forms, editions: Mapping[str, str], figures: Figures,
    words: Mapping[str, Mapping[str, str]], *, alone: bool = False,
) -> Reconciled:
    """The two readings as one. `figures` and `words`: what stands in each table, and before each row that the model points at.

    `alone`: the offline reading gives no figures, only the evidence that pointers are held against."""
    cells = dict(offline.cells)
    unheeded = []
    for form in forms.of(editions):
        if form.table not in figures:
            continue
        heeded = is_heeded(form, offline.cells, model.cells, words.get(form.table, {}))
        if not heeded:
            unheeded.append(form.table)
        if alone:
            cells |= {a: _grounded(offline.cells[a], model.cells[a]) for a in form.addresses}
        elif heeded:
            for row in form.rows:
                cells |= _joined(form, row, offline.cells, model.cells)
        if heeded:
            cells |= _forced(form, cells, model.cells, offline.cells, figures.get(form.table, ()), words.get(form.table, {}))
    claims = _claims(offline.claims, model.claims, alone=alone)
    return Reconciled(cells, claims, tuple(unheeded))


def place(cell: Cell) -> Span | None:
    """Where a reader points for a cell, settled or not."""
    return cell.evidence or (cell.candidates[0].evidence if cell.status == "review" and cell.candidates else None)


def compare(offline: Cell, model: Cell) -> Agreement:
    """How two readings of one cell stand to each other."""
    if not points(model):
        return "offline-only" if offline.status in SETTLED else "neither"
    if offline.status not in SETTLED:
        return "model-only"
    if offline.status == model.status == "blank":
        return "agreement"
    here, there = place(offline), place(model)
    same = offline.value is not None and offline.value == model.value and here is not None and there is not None and here.stop == there.stop
    return "agreement" if same else "disagreement"


def points(cell: Cell) -> bool:
    """Whether a model's cell says anything: a place, or that the cell is blank."""
    return cell.status == "blank" or place(cell) is not None


def is_heeded(form: Form, offline: Mapping[str, Cell], model: Mapping[str, Cell], words: Mapping[str, str]) -> bool:
    """Whether the model is a witness: it points at most of the figures that are certain, or its rows stand behind their own labels.

    One that does neither counts against nothing that the offline reader settled.
    """
    certain = [a for a in form.addresses if offline[a].status == "accepted"]
    if not certain or sum(compare(offline[a], model[a]) == "agreement" for a in certain) >= HEEDED * len(certain):
        return True
    behind = sum(_alike(words[row.id], row) >= ALIKE for row in form.rows if row.id in words)
    return not form.side_by_side and behind >= max(3, HEEDED * len(words))


def _alike(words: str, row: Row) -> float:
    """How much the words before a row's figures resemble its label, 0–100; 0 for a scrap."""
    from rapidfuzz import fuzz

    piece = "".join(_CHINESE.findall(words))[-2 * len(row.zh) :]
    return fuzz.partial_ratio(piece, "".join(_CHINESE.findall(row.zh))) if len(piece) >= 2 else 0.0


def _joined(form: Form, row: Row, offline: Mapping[str, Cell], model: Mapping[str, Cell]) -> dict[str, Cell]:
    """A row's cells from both readings.

    Where something is printed in every cell of the row and the model agrees on some of them, a pointer elsewhere for another is
    refuted by elimination: a slip, no second reading.
    """
    addresses = _addresses(form, row)
    whole = all(offline[a].status in SETTLED and offline[a].printed for a in addresses)
    slip = whole and any(compare(offline[a], model[a]) == "agreement" for a in addresses)
    cells = {}
    for address in addresses:
        one, other = offline[address], model[address]
        how = compare(one, other)
        if how == "disagreement" and not slip and other.status in SETTLED:
            cells[address] = _disagreeing(one, other)
        elif how == "model-only" and other.value is not None:
            cells[address] = _doubtful(one, other)
    return cells


def _disagreeing(one: Cell, other: Cell) -> Cell:
    both = (_candidate(one, "template"), _candidate(other, MODEL))
    return Cell(one.value, "review", one.evidence, one.printed, one.unit, "readers-disagree", both)


def _doubtful(one: Cell, other: Cell) -> Cell:
    """A cell in doubt offline, with what the model points at beside the other candidates."""
    candidate = _candidate(other, MODEL)
    reason = one.reason if one.status == "review" else "only-model"
    kept = tuple(c for c in one.candidates if c != candidate)
    value = other.value if one.value is None else one.value
    return replace(one, status="review", value=value, reason=reason, candidates=(*kept, candidate))


def _candidate(cell: Cell, reader: str) -> Candidate:
    return Candidate(cell.value, place(cell), reader)


def _grounded(shape: Cell, model: Cell) -> Cell:
    """The cell of a lone model: settled where label, row window and ordinal show the same place, else for a person."""
    if compare(shape, model) == "agreement":
        return shape
    if not points(model):
        if shape.status == "lost":
            return shape
        return Cell(None, "review", reason=model.reason or "not-pointed")
    reason = model.reason if model.status == "review" and model.reason else "no-evidence"
    if shape.status == "review" and shape.reason in OPEN:
        reason = shape.reason or reason
    return Cell(model.value, "review", None, model.printed, model.unit, reason, (_candidate(model, MODEL),))


# --- figures that have no other place

def _forced(
    form: Form, cells: Mapping[str, Cell], model: Mapping[str, Cell], offline: Mapping[str, Cell], figures: Sequence[Span],
    words: Mapping[str, str],
) -> dict[str, Cell]:
    """Rows in doubt that the model reads and the text forces: all figures between two settled rows, each in its order, none over."""
    if form.side_by_side:
        return _forced_line(form, cells, model, offline, figures)
    if not figures:
        return {}
    if all(offline[a].status == "lost" for a in form.addresses):
        return _forced_table(form, model, figures)
    found: dict[str, Cell] = {}
    for rows, after, before in _stretches(form, cells):
        if after is None and before is None:
            continue
        addresses = [a for row in rows for a in _addresses(form, row)]
        if any(offline[a].reason in OPEN or cells[a].reason in ("readers-disagree", "odd-number") for a in addresses):
            continue
        between = [s for s in figures if (after is None or s.start >= after) and (before is None or s.stop <= before)]
        read = [row for row in rows if any(points(model[a]) for a in _addresses(form, row))]
        if (after is None or before is None) and not all(_closes(form, row, model) for row in read):
            continue  # at the table's edge other figures may stand
        if len(read) < len(rows) and not all(_labelled(row, rows, words.get(row.id, "")) for row in read):
            continue  # some of the rows are gone: which of them these are, only what is left of their labels tells
        pointed = [model[a] for row in read for a in _addresses(form, row)]
        forced = all(c.status == "accepted" for c in pointed) and [_end(c) for c in pointed] == [s.stop for s in between]
        if pointed and forced and all(_sum_holds(form, row, model) for row in read):
            found |= {a: replace(model[a], reason="only-place") for row in read for a in _addresses(form, row)}
    return found


def _labelled(row: Row, rivals: Sequence[Row], words: str) -> bool:
    """Whether the words before a row's figures are a piece of its label, and of no rival's."""
    if len("".join(_CHINESE.findall(words))) < SHORTEST or _alike(words, row) < ALIKE:
        return False
    return all(_alike(words, rival) < ALIKE - 15 for rival in rivals if rival is not row)


def _stretches(form: Form, cells: Mapping[str, Cell]) -> Iterator[tuple[list[Row], int | None, int | None]]:
    """Runs of rows that are not wholly settled, with the end of the figures before and the beginning of those after."""
    run: list[Row] = []
    edge: int | None = None
    for row in form.rows:
        read = [cells[a] for a in _addresses(form, row)]
        if all(c.status in SETTLED for c in read):
            spans = [c.evidence for c in read if c.evidence is not None]
            if run and spans:
                yield run, edge, min(s.start for s in spans)
                run = []
            if spans:
                edge = max(s.stop for s in spans)
        else:
            run.append(row)
    if run:
        yield run, edge, None


def _forced_table(form: Form, model: Mapping[str, Cell], figures: Sequence[Span]) -> dict[str, Cell]:
    """A whole table without labels: every cell read, the figures side by side in the form's order, none between them left over,
    every row and column of it closed, in more rows than chance would close."""
    read = [model[a] for a in form.addresses]
    if form.table != "requests" or not all(c.status == "accepted" for c in read):
        return {}
    ends, stops = [_end(c) for c in read], [s.stop for s in figures]
    if ends[0] not in stops:
        return {}
    first = stops.index(ends[0])
    if stops[first : first + len(ends)] != ends or not all(_sum_holds(form, row, model) for row in form.rows):
        return {}
    details = [r for r in form.rows if r.id not in ("received", "carried_in", "total", "carried_out")]
    for column in form.columns:
        value = {row.id: model[f"{form.table}/{row.id}/{column.id}"].value or 0 for row in form.rows}
        if value["received"] + value["carried_in"] != value["total"] + value["carried_out"]:
            return {}
        if sum(value[r.id] for r in details) != value["total"]:
            return {}
    if sum(_closes(form, row, model) for row in form.rows) < 4:
        return {}
    return {a: replace(model[a], reason="only-place") for a in form.addresses}


def _forced_line(
    form: Form, cells: Mapping[str, Cell], model: Mapping[str, Cell], offline: Mapping[str, Cell], figures: Sequence[Span]
) -> dict[str, Cell]:
    """A table of one line in doubt, but found: every cell read, its figures side by side, and the rows add up."""
    read = [model[a] for a in form.addresses]
    if all(cells[a].status in SETTLED for a in form.addresses) or any(c.status != "accepted" for c in read):
        return {}
    if any(offline[a].reason in (OPEN - {"dropped-blanks"}) | {"table-absent"} for a in form.addresses):
        return {}
    ends, stops = [_end(c) for c in read], [s.stop for s in figures]
    first = stops.index(ends[0]) if ends[0] in stops else 0
    if stops[first : first + len(ends)] != ends or not all(_sum_holds(form, row, model) for row in form.rows):
        return {}
    if len(stops) > len(ends) and not any(_closes(form, row, model) for row in form.rows):
        return {}  # among noughts and a stranger, sums tell nothing
    return {a: replace(model[a], reason="only-place") for a in form.addresses}


def _closes(form: Form, row: Row, cells: Mapping[str, Cell]) -> bool:
    """Whether a row's figures add up to a total that is not 0."""
    return _sum_holds(form, row, cells) and row.columns[-1] == "total" and bool(cells[_addresses(form, row)[-1]].value)


def _sum_holds(form: Form, row: Row, cells: Mapping[str, Cell]) -> bool:
    values = [cells[a].value or 0 for a in _addresses(form, row)]
    return row.columns[-1] != "total" or sum(values[:-1]) == values[-1]


def _addresses(form: Form, row: Row) -> list[str]:
    return [f"{form.table}/{row.id}/{column}" for column in row.columns]


def _end(cell: Cell) -> int:
    return cell.evidence.stop if cell.evidence else -1


# --- claims

def _claims(offline: Sequence[Claim], model: Sequence[Claim], *, alone: bool) -> tuple[Claim, ...]:
    """The claims of both. What one place says is what the offline reader binds it to; a topic with a figure takes no second one
    of the same scope from the model, and one that misses most of what is certain is given none at all."""
    known = [c for c in model if any(_meets(c, o) and o.topic == c.topic for o in offline)]
    trusted = len(known) >= max(2, HEEDED * len(offline))
    fresh = [c for c in model if trusted and not any(_meets(c, o) and (c.value or o.topic == c.topic) for o in offline)]
    if alone:
        return tuple(c for c in model if c in known or c in fresh)
    taken = {(c.topic, c.scope) for c in offline}
    added = [c for c in fresh if (c.topic, c.scope) not in taken]
    single = [c for c in added if sum(d.topic == c.topic for d in added) == 1]
    return tuple(sorted((*offline, *single), key=lambda c: c.evidence))


def _meets(one: Claim, other: Claim) -> bool:
    return one.evidence.start < other.evidence.stop and other.evidence.start < one.evidence.stop


def in_doubt(form: Form, cells: Mapping[str, Cell]) -> bool:
    """Whether a table holds a cell that the offline reading left open."""
    return any(cells[a].status not in SETTLED for a in form.addresses)


def suspect_rows(form: Form, cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """The rows on which two readings disagree, or that only the model saw: what is worth one more look."""
    return tuple(
        row.id for row in form.rows
        if any(cells[a].status == "review" and cells[a].reason in ("readers-disagree", "only-model") for a in _addresses(form, row))
    )  # fmt: skip


def reread(cells: Mapping[str, Cell], again: Mapping[str, Cell], reader: str) -> dict[str, Cell]:
    """The disputed cells after one more look: the offline reading stands where the second look shows the same place; else both
    answers are kept for a person."""
    found = {}
    for address, cell in again.items():
        old = cells[address]
        if old.reason not in ("readers-disagree", "only-model") or not points(cell):
            continue
        first = old.candidates[0]
        here = place(cell)
        both_blank = first.value is None and cell.status == "blank"
        same = here is not None and first.evidence is not None and here.stop == first.evidence.stop and first.value == cell.value
        if old.reason == "readers-disagree" and (same or both_blank):
            status: Status = "blank" if both_blank else "accepted"
            found[address] = Cell(first.value, status, first.evidence, old.printed, old.unit, "second-look")
        else:
            found[address] = replace(old, candidates=(*old.candidates, _candidate(cell, reader)))
    return found
