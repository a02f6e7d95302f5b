"""Errors to inject, to measure what verification finds: in the figures that an agency prints, in the text, in the reading.

A kind that finds nothing to change in a table gives None. `held_out` kinds were kept out of the development of the structural
hypotheses: only they tell how verification does on faults that nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Literal, NamedTuple

from extractor.form import Form
from extractor.garble.grids import Block, Piece
from extractor.record import Cell

Point = Literal["source", "text", "reading"]
Figures = dict[str, int]
Cells = dict[str, Cell]
TABLE = "requests"
ROLES = ("received", "carried_in", "total", "carried_out")


class Kind(NamedTuple):
    """One kind of error; exactly one of the three functions is set, by the point where it is injected."""

    name: str
    point: Point
    held_out: bool
    figures: Callable[[Figures, Form, Random], Figures | None] | None = None
    blocks: Callable[[Sequence[Block], Form, Random], Sequence[Block] | None] | None = None
    cells: Callable[[Cells, Form, Random], Cells | None] | None = None


def at(row: str, column: str) -> str:
    """The cell's address in the table that errors are injected in."""
    return f"{TABLE}/{row}/{column}"


def _details(form: Form) -> list[str]:
    return [row.id for row in form.rows if row.id not in ROLES]


def _columns(form: Form) -> list[str]:
    return [column.id for column in form.columns]


def _another(value: int, rng: Random) -> int:
    near = {value + 1, value + 2, value - 1, value * 10, value + 10, value // 2, value + rng.randint(3, 90)}
    return rng.choice(sorted(v for v in near if v >= 0 and v != value))


# In the source's figures.


def _one(change: Callable[[int, Random], int]) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        choice = [a for a in form.addresses if change(figures[a], Random(1)) != figures[a]]
        if not choice:
            return None
        address = rng.choice(choice)
        return figures | {address: change(figures[address], rng)}

    return apply


def _several(count: int) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        return figures | {address: _another(figures[address], rng) for address in rng.sample(form.addresses, count)}

    return apply


def _digit(value: int, rng: Random) -> int:
    digits = list(str(value))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    return int("".join(digits))


def _transposed(value: int, rng: Random) -> int:
    digits = str(value)
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
    if not places:
        return value
    i = rng.choice(places)
    return int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])


def _total_wrong(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row = rng.choice(list(form.row))
    address = at(*rng.choice([(row, "total"), ("total", rng.choice(_columns(form)))]))
    return figures | {address: _another(figures[address], rng)}


def _cell_and_row_total(figures: Figures, form: Form, rng: Random) -> Figures | None:
    cell = at(rng.choice(_details(form)), rng.choice(_columns(form)[:-1]))
    step = rng.randint(1, 9)
    total = cell.rsplit("/", 1)[0] + "/total"
    return figures | {cell: figures[cell] + step, total: figures[total] + step}


def _cell_and_all_totals(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row, column, step = rng.choice(_details(form)), rng.choice(_columns(form)[:-1]), rng.randint(1, 9)
    touched = [at(r, c) for r in (row, "total", "received") for c in (column, "total")]
    return figures | {address: figures[address] + step for address in touched}


def _rows_swapped(one: str | None, other: str | None) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        a, b = (one, other) if one and other else rng.sample(_details(form), 2)
        swapped = {at(x, c): figures[at(y, c)] for x, y in ((a, b), (b, a)) for c in _columns(form)}
        return figures | swapped if swapped.items() - figures.items() else None

    return apply


def _columns_swapped(figures: Figures, form: Form, rng: Random) -> Figures | None:
    one, other = rng.sample(_columns(form)[:-1], 2)
    swapped = {at(r, x): figures[at(r, y)] for r in form.row for x, y in ((one, other), (other, one))}
    return figures | swapped if swapped.items() - figures.items() else None


def _columns_swapped_in_row(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row = rng.choice([r for r in form.row if any(figures[at(r, c)] for c in _columns(form))] or ["received"])
    one, other = rng.sample(_columns(form)[:-1], 2)
    swapped = {at(row, one): figures[at(row, other)], at(row, other): figures[at(row, one)]}
    return figures | swapped if swapped.items() - figures.items() else None


def _row_down(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows = list(form.row)
    filled = [i for i, r in enumerate(rows[:-1]) if any(figures[at(r, c)] for c in _columns(form))]
    if not filled:
        return None
    i = rng.choice(filled)
    moved = {at(rows[i + 1], c): figures[at(rows[i], c)] for c in _columns(form)} | {at(rows[i], c): 0 for c in _columns(form)}
    return figures | moved if moved.items() - figures.items() else None


def _value_down(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows = list(form.row)
    choice = [(i, c) for i, r in enumerate(rows[:-1]) for c in _columns(form) if figures[at(r, c)] != figures[at(rows[i + 1], c)]]
    if not choice:
        return None
    i, c = rng.choice(choice)
    return figures | {at(rows[i], c): figures[at(rows[i + 1], c)], at(rows[i + 1], c): figures[at(rows[i], c)]}


def _value_aside(figures: Figures, form: Form, rng: Random) -> Figures | None:
    columns = _columns(form)
    choice = [(r, i) for r in form.row for i in range(len(columns) - 2) if figures[at(r, columns[i])] != figures[at(r, columns[i + 1])]]
    if not choice:
        return None
    r, i = rng.choice(choice)
    return figures | {at(r, columns[i]): figures[at(r, columns[i + 1])], at(r, columns[i + 1]): figures[at(r, columns[i])]}


def _row_copied(figures: Figures, form: Form, rng: Random) -> Figures | None:
    one, other = rng.sample(list(form.row), 2)
    copied = {at(other, c): figures[at(one, c)] for c in _columns(form)}
    return figures | copied if copied.items() - figures.items() else None


def _total_row_of_noughts(figures: Figures, form: Form, rng: Random) -> Figures | None:
    noughts = {at("total", c): 0 for c in _columns(form)}
    return figures | noughts if noughts.items() - figures.items() else None


def _row_slid(figures: Figures, form: Form, rng: Random) -> Figures | None:
    """The agency fills a row in one column too far right, or left."""
    columns = _columns(form)
    row = rng.choice([r for r in form.row if any(figures[at(r, c)] for c in columns)] or ["received"])
    old = [figures[at(row, c)] for c in columns]
    new = [0, *old[:-1]] if rng.random() < 0.5 else [*old[1:], 0]
    return figures | {at(row, c): v for c, v in zip(columns, new, strict=True)} if new != old else None


def _rectangle(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows, columns, step = rng.sample(_details(form), 2), rng.sample(_columns(form)[:-1], 2), rng.randint(1, 5)
    less = [at(rows[0], columns[1]), at(rows[1], columns[0])]
    if any(figures[a] < step for a in less):
        return None
    more = [at(rows[0], columns[0]), at(rows[1], columns[1])]
    return figures | {a: figures[a] + step for a in more} | {a: figures[a] - step for a in less}


# In the rendered text.


def _rows(blocks: Sequence[Block]) -> list[int]:
    rows = (i for i, b in enumerate(blocks) if b.role == "row" and b.ref.startswith(f"{TABLE}/"))
    return [i for i in rows if any(p.kind == "cell" for p in blocks[i].pieces)]


def _retyped(blocks: Sequence[Block], change: Callable[[list[Piece], list[int], Random], bool], rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    pieces = list(blocks[i].pieces)
    if not change(pieces, [n for n, p in enumerate(pieces) if p.kind == "cell"], rng):
        return None
    return [*blocks[:i], blocks[i]._replace(pieces=tuple(pieces)), *blocks[i + 1 :]]


def _token_lost(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(cells)
    del pieces[n : n + 2]  # with the gap behind it
    return True


def _token_inserted(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(cells)
    pieces[n:n] = [Piece(str(rng.randint(1, 30)), "noise"), pieces[n - 1]]
    return True


def _token_lost_and_inserted(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    one, other = sorted(rng.sample(cells, 2))
    texts = [pieces[n].text for n in cells]
    lost, strange = (cells.index(one), cells.index(other)) if rng.random() < 0.5 else (cells.index(other), cells.index(one))
    del texts[lost]
    texts.insert(strange, str(rng.randint(1, 30)))
    for n, text in zip(cells, texts, strict=True):
        pieces[n] = pieces[n]._replace(text=text)
    return True


def _digits_glued(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(range(len(cells) - 1))
    one, other = cells[n], cells[n + 1]
    pieces[one : other + 1] = [pieces[one]._replace(text=pieces[one].text + pieces[other].text)]
    return True


def _digits_split(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    long = [n for n in cells if len(pieces[n].text) > 1]
    if not long:
        return False
    n = rng.choice(long)
    cut = rng.randrange(1, len(pieces[n].text))
    pieces[n : n + 1] = [pieces[n]._replace(text=pieces[n].text[:cut]), pieces[n - 1], Piece(pieces[n].text[cut:], "noise")]
    return True


def _label_lost(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    labels = [n for n, p in enumerate(pieces) if p.kind == "label"]
    for n in labels:
        pieces[n] = pieces[n]._replace(text="")
    return bool(labels)


def _in_row(change: Callable[[list[Piece], list[int], Random], bool]) -> Callable[[Sequence[Block], Form, Random], Sequence[Block] | None]:
    return lambda blocks, form, rng: _retyped(blocks, change, rng)


def _row_dropped(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    return [*blocks[:i], *blocks[i + 1 :]]


def _row_doubled(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    return [*blocks[: i + 1], blocks[i], *blocks[i + 1 :]]


def _labels_swapped(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    places = {i: next((n for n, p in enumerate(blocks[i].pieces) if p.kind == "label"), -1) for i in _rows(blocks)}
    if len(places) < 2 or -1 in places.values():
        return None
    i, k = rng.sample(list(places), 2)
    found = list(blocks)
    for to, source in ((i, k), (k, i)):
        pieces = list(blocks[to].pieces)
        pieces[places[to]] = blocks[source].pieces[places[source]]
        found[to] = blocks[to]._replace(pieces=tuple(pieces))
    return found


# In the reading.


def _moved(cells: Cells, order: Mapping[str, str]) -> Cells | None:
    """The cells with each address given the cell that was read at another."""
    moved = {address: cells[source] for address, source in order.items()}
    return cells | moved if any(cells[a].value != c.value for a, c in moved.items()) else None


def _read_rows_swapped(cells: Cells, form: Form, rng: Random) -> Cells | None:
    one, other = rng.sample(list(form.row), 2)
    return _moved(cells, {at(x, c): at(y, c) for x, y in ((one, other), (other, one)) for c in _columns(form)})


def _read_seven_for_four(cells: Cells, form: Form, rng: Random) -> Cells | None:
    return _moved(cells, {at(x, c): at(y, c) for x, y in (("total", "carried_out"), ("carried_out", "total")) for c in _columns(form)})


def _read_aside(cells: Cells, form: Form, rng: Random) -> Cells | None:
    row, columns = rng.choice(list(form.row)), _columns(form)
    left = rng.random() < 0.5
    order = dict(zip(columns, [*columns[1:], columns[0]] if left else [columns[-1], *columns[:-1]], strict=True))
    return _moved(cells, {at(row, c): at(row, source) for c, source in order.items()})


def _read_slid(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """All figures after a place are read one cell too early, as after a lost figure."""
    every, start = list(form.addresses), rng.randrange(len(form.addresses) - 1)
    moved = _moved(cells, {every[i]: every[i + 1] for i in range(start, len(every) - 1)})
    return moved


def _read_rows_up(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """All rows after a place are read one row too early, as after a lost row."""
    rows = list(form.row)
    start = rng.randrange(len(rows) - 1)
    return _moved(cells, {at(rows[i], c): at(rows[i + 1], c) for i in range(start, len(rows) - 1) for c in _columns(form)})


def _misread(cells: Cells, form: Form, rng: Random) -> Cells | None:
    address = rng.choice([a for a in form.addresses if cells[a].status == "accepted"] or [form.addresses[0]])
    value = cells[address].value
    return cells | {address: replace(cells[address], value=_digit(int(value), rng))} if value is not None else None


def _invented(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """A cell that shows nothing is read as a figure, with no place in the text."""
    address = rng.choice(form.addresses)
    return cells | {address: Cell(int(cells[address].value or 0) + rng.randint(1, 9), "accepted")}


def _source(name: str, apply: Callable[[Figures, Form, Random], Figures | None], held_out: bool = False) -> Kind:
    return Kind(name, "source", held_out, figures=apply)


def _text(name: str, apply: Callable[[Sequence[Block], Form, Random], Sequence[Block] | None], held_out: bool = False) -> Kind:
    return Kind(name, "text", held_out, blocks=apply)


def _reading(name: str, apply: Callable[[Cells, Form, Random], Cells | None], held_out: bool = False) -> Kind:
    return Kind(name, "reading", held_out, cells=apply)


KINDS: tuple[Kind, ...] = (
    _source("digit-replaced", _one(_digit)),
    _source("off-by-one", _one(lambda value, rng: value + 1)),
    _source("digit-added", _one(lambda value, rng: value * 10 + rng.randint(0, 9) if value else 10)),
    _source("digits-transposed", _one(_transposed)),
    _source("total-wrong", _total_wrong),
    _source("two-cells", _several(2)),
    _source("three-cells", _several(3)),
    _source("five-cells", _several(5), held_out=True),
    _source("cell-and-row-total", _cell_and_row_total, held_out=True),
    _source("cell-and-all-totals", _cell_and_all_totals),
    _source("rectangle", _rectangle),
    _source("details-swapped", _rows_swapped(None, None)),
    _source("received-carried-in-swapped", _rows_swapped("received", "carried_in")),
    _source("total-carried-out-swapped", _rows_swapped("total", "carried_out")),
    _source("columns-swapped", _columns_swapped),
    _source("columns-swapped-in-row", _columns_swapped_in_row, held_out=True),
    _source("row-slid", _row_slid),
    _source("row-in-next-row", _row_down),
    _source("value-in-next-row", _value_down, held_out=True),
    _source("value-in-next-column", _value_aside),
    _source("row-copied", _row_copied, held_out=True),
    _source("total-row-of-noughts", _total_row_of_noughts, held_out=True),
    _text("token-lost", _in_row(_token_lost)),
    _text("token-inserted", _in_row(_token_inserted)),
    # A row that prints seven figures is the report's word, whoever typed it: nothing in the text tells this from the agency's slip.
    Kind("strange-figure-in-whole-row", "source", False, blocks=_in_row(_token_lost_and_inserted)),

    _text("digits-glued", _in_row(_digits_glued)),
    _text("digits-split", _in_row(_digits_split)),
    _text("label-lost", _in_row(_label_lost)),
    _text("labels-swapped", _labels_swapped, held_out=True),
    _text("row-dropped", _row_dropped),
    _text("row-doubled", _row_doubled),
    _reading("rows-swapped", _read_rows_swapped),
    _reading("total-read-as-carried-out", _read_seven_for_four),
    _reading("row-read-aside", _read_aside),
    _reading("read-one-cell-early", _read_slid, held_out=True),
    _reading("read-one-row-early", _read_rows_up, held_out=True),
    _reading("misread", _misread),
    _reading("invented", _invented),
)
