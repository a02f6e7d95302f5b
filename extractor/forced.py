"""Figures that have no other place: rows in doubt that the model reads and the text forces, and nothing that it merely could mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.form import Form, Row
from extractor.pointed import ALIKE, OPEN, SETTLED, Figures, Lines, addresses_of, alike, chinese, points
from extractor.record import Cell
from extractor.text import Span

SHORTEST = 6  # characters of a label's remainder that can be told from others'
ALONE = 65  # likeness that is enough where no other row comes into question: one of two characters
MOST = 0.7  # least share of a table's rows that must stand behind their labels for the labels to tell
OUTSIDE = ("received", "carried_in", "total", "carried_out")  # the rows of table 三 that are no outcome
_REASON = "only-place"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands of one table: the cells after both readings, the two readings, every printed figure, the words before each row,
    and the places of each line, blank ones and marks among them."""

    form: Form
    cells: Mapping[str, Cell]
    model: Mapping[str, Cell]
    offline: Mapping[str, Cell]
    figures: Sequence[Span]
    words: Mapping[str, str]
    lines: Sequence[tuple[Span, ...]]

    def read(self, row: Row) -> list[Cell]:
        """The model's cells of a row."""
        return [self.model[a] for a in addresses_of(self.form, row)]


def forced(
    form: Form, cells: Mapping[str, Cell], model: Mapping[str, Cell], offline: Mapping[str, Cell], figures: Figures,
    words: Mapping[str, Mapping[str, str]], lines: Lines,
) -> dict[str, Cell]:  # fmt: skip
    """The cells in doubt that are settled because the text leaves them no other place."""
    known = Evidence(form, cells, model, offline, figures.get(form.table, ()), words.get(form.table, {}), lines.get(form.table, ()))
    if form.side_by_side:
        return _line(known)
    if not known.figures:
        return {}
    if all(offline[a].status == "lost" for a in form.addresses):
        return _table(known)
    found: dict[str, Cell] = {}
    for stretch in _stretches(known):
        found |= _full_rows(known, stretch) or _sparse_rows(known, stretch)
    return found | _printed_rows(known)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring rows in doubt, and the figures between the located rows around them. `open_end`: on one side there is none."""

    rows: Sequence[Row]
    between: Sequence[Span]
    open_end: bool


def _stretches(known: Evidence) -> Iterator[_Stretch]:
    """Runs of rows that are not located, but for a table of nothing else."""
    run: list[Row] = []
    after: int | None = None

    def stretch(before: int | None) -> Iterator[_Stretch]:
        if run and (after is not None or before is not None):
            between = [s for s in known.figures if (after is None or s.start >= after) and (before is None or s.stop <= before)]
            yield _Stretch(tuple(run), between, after is None or before is None)

    for row in known.form.rows:
        cells = [known.cells[a] for a in addresses_of(known.form, row)]
        if _located(row, cells):
            spans = [span for c in cells for span in (c.evidence, *(said.evidence for said in c.candidates)) if span is not None]
            if spans:
                yield from stretch(min(s.start for s in spans))
                run, after = [], max(s.stop for s in spans)
        else:
            run.append(row)
    yield from stretch(None)


def _located(row: Row, cells: Sequence[Cell]) -> bool:
    """Whether it is known where a row stands: all its cells are settled, or its total, behind figures whose columns are not."""
    return all(c.status in SETTLED for c in cells) or (row.columns[-1] == "total" and cells[-1].status == "accepted")


def _full_rows(known: Evidence, stretch: _Stretch) -> dict[str, Cell]:
    """Rows with a figure in every cell: all figures of the stretch, each in its order, none over."""
    form, rows = known.form, stretch.rows
    if _disputed(known, rows, OPEN):
        return {}
    read = [row for row in rows if any(points(c) for c in known.read(row))]
    if stretch.open_end and not all(_closes(known, row) for row in read):
        return {}  # at the table's edge other figures may stand
    if len(read) < len(rows) and not all(_labelled(row, rows, known.words.get(row.id, "")) for row in read):
        return {}  # some of the rows are gone: which of them these are, only what is left of their labels tells
    pointed = [c for row in read for c in known.read(row)]
    if not pointed or any(c.status != "accepted" for c in pointed) or [_end(c) for c in pointed] != [s.stop for s in stretch.between]:
        return {}
    if not all(_sum_holds(known, row) for row in read):
        return {}
    return {a: known.model[a]._replace(reason=_REASON) for row in read for a in addresses_of(form, row)}


def _printed_rows(known: Evidence) -> dict[str, Cell]:
    """Rows behind their own labels whose every cell is printed: on a line of so many places and no more, either not one figure, or
    marks for the blanks, or figures that close their row and columns. Other rows may owe a blank place to what pads the line."""
    found: dict[str, Cell] = {}
    for row in known.form.rows:
        addresses, read = addresses_of(known.form, row), known.read(row)
        if all(known.cells[a].status in SETTLED for a in addresses) or _disputed(known, [row], OPEN - {"dropped-blanks"}):
            continue
        places = tuple(c.evidence for c in read if c.evidence is not None and c.status in SETTLED)
        if len(places) < len(read) or places not in known.lines or not _is_own(row, known):
            continue
        closed = _closes(known, row) and _columns_close(known, dict(zip(addresses, read, strict=True)), *row.columns)
        marked = all(c.printed for c in read[:-1]) and any(c.value is None for c in read[:-1]) and not read[-1].printed
        if closed or marked or all(c.status == "blank" for c in read):
            found |= {a: c._replace(reason="every-cell-printed") for a, c in zip(addresses, read, strict=True)}
    return {a: c for a, c in found.items() if known.cells[a].status not in SETTLED}


def _sparse_rows(known: Evidence, stretch: _Stretch) -> dict[str, Cell]:
    """Rows whose blanks were dropped: a row's last figure is its total, a lone one too. The other cells stand as the model has them
    where every column closes so, and a figure elsewhere would open two."""
    rows = stretch.rows
    if rows[0].columns[-1] != "total" or _disputed(known, rows, OPEN - {"dropped-blanks"}):
        return {}
    ends, stops = [_end(known.read(row)[-1]) for row in rows], [s.stop for s in stretch.between]
    lone = ends == stops
    if not stops or not (lone or (len(rows) == 1 and ends == stops[-1:])):
        return {}
    totals = {addresses_of(known.form, row)[-1]: known.read(row)[-1] for row in rows}
    if any(c.status != "accepted" for c in totals.values()):
        return {}
    named = len(rows) == 1 and not stretch.open_end and alike(known.words.get(rows[0].id, ""), rows[0]) >= ALONE
    if not named and not (all(c.value for c in totals.values()) and _columns_close(known, totals, "total")):
        return {}
    others = [a for row in rows for a in addresses_of(known.form, row)[:-1]]
    placed = totals | {a: Cell(None, "blank") if lone else known.model[a] for a in others}
    cut = any(known.offline[a].reason not in ("dropped-blanks", "last-is-total") for a in others)
    sound = not cut if lone else _places_itself(known, rows[0], stops)
    if not sound or not _columns_close(known, placed, *rows[0].columns):
        placed = totals
    return {a: c._replace(reason=_REASON) for a, c in placed.items() if known.cells[a].status not in SETTLED}


def _places_itself(known: Evidence, row: Row, stops: Sequence[int]) -> bool:
    """Whether a row's figures are all read, in order, none of them 0, which could stand in any blank's place, and add up."""
    cells = known.read(row)
    whole = all(c.status in SETTLED and c.value != 0 for c in cells) and [_end(c) for c in cells if c.value is not None] == list(stops)
    return whole and _sum_holds(known, row)


def _columns_close(known: Evidence, placed: Mapping[str, Cell], *columns: str) -> bool:
    """Whether columns of table 三 add up, with these cells and all others of them settled."""
    form, cells = known.form, {**known.cells, **placed}
    if form.table != "requests":
        return False
    by_row = [{row.id: cells[f"{form.table}/{row.id}/{column}"] for row in form.rows} for column in columns]
    return all(all(c.status in SETTLED for c in column.values()) and _balanced(form, column) for column in by_row)


def _balanced(form: Form, cells: Mapping[str, Cell]) -> bool:
    """Whether a column's cells, by row, satisfy both of its identities; a blank is 0 here."""
    value = {row: cell.value or 0 for row, cell in cells.items()}
    outcomes = sum(value[row.id] for row in form.rows if row.id not in OUTSIDE)
    return value["received"] + value["carried_in"] == value["total"] + value["carried_out"] and outcomes == value["total"]


def _table(known: Evidence) -> dict[str, Cell]:
    """A whole table that was not found: every cell read, the figures side by side in the form's order, none between them left over,
    every row and column closed; and more rows closed than chance would, or most rows at the head of lines with their own labels."""
    form, model = known.form, known.model
    if form.table != "requests" or not _side_by_side(known):
        return {}
    for column in form.columns:
        if not _balanced(form, {row.id: model[f"{form.table}/{row.id}/{column.id}"] for row in form.rows}):
            return {}
    first = {line[0] for line in known.lines if line}
    labelled = sum(_is_own(row, known) and known.read(row)[0].evidence in first for row in form.rows)
    if sum(_closes(known, row) for row in form.rows) < 4 and labelled < MOST * len(form.rows):
        return {}
    return {a: model[a]._replace(reason=_REASON) for a in form.addresses}


def _line(known: Evidence) -> dict[str, Cell]:
    """A table of one line in doubt, but found: every cell read, its figures side by side, and the rows add up."""
    form = known.form
    if all(known.cells[a].status in SETTLED for a in form.addresses):
        return {}
    if any(known.offline[a].reason in (OPEN - {"dropped-blanks"}) | {"table-absent"} for a in form.addresses):
        return {}
    if not _side_by_side(known):
        return {}
    if len(known.figures) > len(form.addresses) and not any(_closes(known, row) for row in form.rows):
        return {}  # among noughts and a stranger, sums tell nothing
    return {a: known.model[a]._replace(reason=_REASON) for a in form.addresses}


def _side_by_side(known: Evidence) -> bool:
    """Whether the model reads every cell of the table, from figures in their order with no other between them, and the rows add up."""
    read = [known.model[a] for a in known.form.addresses]
    ends, stops = [_end(c) for c in read], [s.stop for s in known.figures]
    if any(c.status != "accepted" for c in read) or ends[0] not in stops:
        return False
    first = stops.index(ends[0])
    return stops[first : first + len(ends)] == ends and all(_sum_holds(known, row) for row in known.form.rows)


def _disputed(known: Evidence, rows: Sequence[Row], doubts: frozenset[str]) -> bool:
    """Whether a cell of these rows is in a doubt that places cannot settle."""
    addresses = [a for row in rows for a in addresses_of(known.form, row)]
    return any(known.offline[a].reason in doubts or known.cells[a].reason in ("readers-disagree", "odd-number") for a in addresses)


def _labelled(row: Row, rivals: Sequence[Row], words: str) -> bool:
    """Whether the words before a row's figures are a piece of its label, and of no rival's."""
    if len(chinese(words)) < SHORTEST or alike(words, row) < ALIKE:
        return False
    return all(alike(words, rival) < ALIKE - 15 for rival in rivals if rival is not row)


def _is_own(row: Row, known: Evidence) -> bool:
    """Whether the words before a row's places are its label, and more its than any other row's."""
    words = known.words.get(row.id, "")
    own = alike(words, row)
    return own >= ALIKE and all(alike(words, rival) < own for rival in known.form.rows if rival is not row)


def _closes(known: Evidence, row: Row) -> bool:
    """Whether a row's figures add up to a total that is not 0."""
    return _sum_holds(known, row) and row.columns[-1] == "total" and bool(known.read(row)[-1].value)


def _sum_holds(known: Evidence, row: Row) -> bool:
    values = [c.value or 0 for c in known.read(row)]
    return row.columns[-1] != "total" or sum(values[:-1]) == values[-1]


def _end(cell: Cell) -> int:
    return cell.evidence.stop if cell.evidence else -1
