"""Two readings of one report made one, cell by cell: agreement, disagreement, only one saw it.

The offline reading is shape evidence: labels, row windows, ordinals. The model's is a pointer, which may be anything. So a figure
that only the model points at is accepted where the text itself leaves no other place for it, and nowhere else: not because sums
close, for many arrangements close, and least of all in a table of zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extractor.forced import forced
from extractor.form import Form, Forms, Row
from extractor.pointed import ALIKE, OPEN, SETTLED, Figures, Lines, addresses_of, alike, place, points
from extractor.record import Candidate, Cell, Claim, Reading, Status

MODEL = "llm"
HEEDED = 0.7  # least share of the figures settled offline that a model must point at as well, for its word to count against others
Agreement = Literal["agreement", "disagreement", "offline-only", "model-only", "neither"]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The one reading, and of each table whether the model's word was heeded."""

    cells: Mapping[str, Cell]
    claims: tuple[Claim, ...]
    unheeded: tuple[str, ...]


def reconcile(
    offline: Reading, model: Reading, forms: Forms, editions: Mapping[str, str], figures: Figures,
    words: Mapping[str, Mapping[str, str]], lines: Lines, *, alone: bool = False,
) -> Reconciled:
    """The two readings as one. `figures`, `words`, `lines`: what stands in each table, before each row that the model points at, and
    on each line.

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
            sure = agrees(form, offline.cells, model.cells)
            for row in form.rows:
                if not _behind_another(form, row, words.get(form.table, {})):
                    cells |= _joined(form, row, offline.cells, model.cells, sure=sure)
        if heeded:
            cells |= forced(form, cells, model.cells, offline.cells, figures, words, lines)
    claims = _claims(offline.claims, model.claims, alone=alone)
    return Reconciled(cells, claims, tuple(unheeded))


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


def agrees(form: Form, offline: Mapping[str, Cell], model: Mapping[str, Cell]) -> bool:
    """Whether the model points at most of the figures that are certain."""
    certain = [a for a in form.addresses if offline[a].status == "accepted"]
    return not certain or sum(compare(offline[a], model[a]) == "agreement" for a in certain) >= HEEDED * len(certain)


def is_heeded(form: Form, offline: Mapping[str, Cell], model: Mapping[str, Cell], words: Mapping[str, str]) -> bool:
    """Whether the model is a witness: it agrees, or its rows stand behind their own labels and hold what is printed there.

    One that does neither counts against nothing that the offline reader settled.
    """
    if agrees(form, offline, model):
        return True
    told = [row for row in form.rows if row.id in words and (_places(form, row, offline) or _places(form, row, model))]
    behind = sum(alike(words[row.id], row) >= ALIKE and not _leaves_out(form, row, offline, model) for row in told)
    return not form.side_by_side and behind >= max(3, HEEDED * len(told))


def _leaves_out(form: Form, row: Row, offline: Mapping[str, Cell], model: Mapping[str, Cell]) -> bool:
    """Whether the model places nothing in a row but figures that the offline reader has there too, and not all of them."""
    return _places(form, row, model) < _places(form, row, offline)


def _behind_another(form: Form, row: Row, words: Mapping[str, str]) -> bool:
    """Whether the model points behind another row's label: then it has lost its place."""
    before = words.get(row.id, "")
    if form.side_by_side or alike(before, row) >= ALIKE:
        return False
    return any(alike(before, other) >= ALIKE for other in form.rows if other is not row)


def _places(form: Form, row: Row, cells: Mapping[str, Cell]) -> set[int]:
    """Where a row's figures end."""
    return {span.stop for a in addresses_of(form, row) if cells[a].value is not None and (span := place(cells[a])) is not None}


def _joined(form: Form, row: Row, offline: Mapping[str, Cell], model: Mapping[str, Cell], *, sure: bool) -> dict[str, Cell]:
    """A row's cells from both readings.

    Where every cell of the row has its place and the model agrees on some of them, or mixes them with other rows' figures, a pointer
    elsewhere is refuted by elimination: a slip, no second reading. So it is where the row's figures would be the same, only from
    other places; and where they are the very same in other columns, for columns are settled by order and sums. That a figure is none
    of the row's is believed of a model that is `sure` elsewhere.
    """
    addresses = addresses_of(form, row)
    how = {a: compare(offline[a], model[a]) for a in addresses}
    apart = [a for a in addresses if how[a] == "disagreement" and model[a].status in SETTLED]
    whole = all(offline[a].status in SETTLED and offline[a].evidence for a in addresses)
    said, mine = _places(form, row, model), _places(form, row, offline)
    mixed = said & mine and said <= set[int]().union(*(_places(form, other, offline) for other in form.rows))
    slip = said == mine or (said < mine and (whole or not sure)) or (whole and (mixed or "agreement" in how.values()))
    if slip or all(offline[a].status == model[a].status and offline[a].value == model[a].value for a in apart):
        apart = []
    alone = [a for a in addresses if how[a] == "model-only" and model[a].value is not None]
    return {a: _disagreeing(offline[a], model[a]) for a in apart} | {a: _doubtful(offline[a], model[a]) for a in alone}


def _disagreeing(one: Cell, other: Cell) -> Cell:
    both = (_candidate(one, "template"), _candidate(other, MODEL))
    return Cell(one.value, "review", one.evidence, one.printed, one.unit, "readers-disagree", both)


def _doubtful(one: Cell, other: Cell) -> Cell:
    """A cell in doubt offline, with what the model points at beside the other candidates."""
    candidate = _candidate(other, MODEL)
    reason = one.reason if one.status == "review" else "only-model"
    kept = tuple(c for c in one.candidates if c != candidate)
    value = other.value if one.value is None else one.value
    return one._replace(status="review", value=value, reason=reason, candidates=(*kept, candidate))


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


# --- claims

def _claims(offline: Sequence[Claim], model: Sequence[Claim], *, alone: bool) -> tuple[Claim, ...]:
    """The claims of both. What one place says is what the offline reader binds it to; a topic with a figure takes no second one
    of the same scope from the model, and one that misses most of what is certain is given none at all.

    What only the model saw is of unknown scope, and so held against no table: its word alone accuses no report.
    """
    known = tuple(o for o in offline if any(c.topic == o.topic and c.value == o.value and _meets(c, o) for c in model))
    trusted = len(known) >= max(2, HEEDED * len(offline))
    fresh = [c for c in model if trusted and not any(_meets(c, o) and (c.value or o.topic == c.topic) for o in offline)]
    taken = set[tuple[str, str]]() if alone else {(c.topic, c.scope) for c in offline}
    added = [c for c in fresh if (c.topic, c.scope) not in taken]
    single = [replace(c, scope="unknown") for c in added if sum(d.topic == c.topic for d in added) == 1]
    return tuple(sorted((*(known if alone else offline), *single), key=lambda c: c.evidence))


def _meets(one: Claim, other: Claim) -> bool:
    return one.evidence.start < other.evidence.stop and other.evidence.start < one.evidence.stop


def in_doubt(form: Form, cells: Mapping[str, Cell]) -> bool:
    """Whether a table holds a cell that the offline reading left open."""
    return any(cells[a].status not in SETTLED for a in form.addresses)


def suspect_rows(form: Form, cells: Mapping[str, Cell]) -> tuple[str, ...]:
    """The rows on which two readings disagree, or that only the model saw: what is worth one more look."""
    return tuple(
        row.id for row in form.rows
        if any(cells[a].status == "review" and cells[a].reason in ("readers-disagree", "only-model") for a in addresses_of(form, row))
    )  # fmt: skip


def reread(cells: Mapping[str, Cell], again: Mapping[str, Cell], reader: str) -> dict[str, Cell]:
    """The disputed cells after one more look, with all that was answered.

    The offline reading stands unless the model says twice the same against it: who says three things is no witness.
    """
    found = {}
    for address, cell in again.items():
        old = cells[address]
        if old.reason not in ("readers-disagree", "only-model") or not points(cell):
            continue
        said = (*old.candidates, _candidate(cell, reader))
        if old.reason == "readers-disagree" and _same(said[-1], said[1]):
            found[address] = old._replace(candidates=said)
        elif old.reason == "readers-disagree":
            status: Status = "blank" if said[0].value is None else "accepted"
            found[address] = old._replace(status=status, reason="second-look", candidates=said)
        else:
            found[address] = old._replace(candidates=said)
    return found


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two answers mean the same: the same figure of the same place, or a blank."""
    if one.value is None or other.value is None:
        return one.value is other.value
    return one.value == other.value and one.evidence is not None and other.evidence is not None and one.evidence.stop == other.evidence.stop
