"""Errors of a reading: figures taken for those of another cell."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from extractor.form import Form
from extractor.injection.figures import digit
from extractor.injection.kind import Cells, at, columns_of
from extractor.record import Cell


def _moved(cells: Cells, order: Mapping[str, str]) -> Cells | None:
    """The cells with each address given the cell that was read at another."""
    moved = {address: cells[source] for address, source in order.items()}
    return cells | moved if any(cells[a].value != c.value for a, c in moved.items()) else None


def read_rows_swapped(cells: Cells, form: Form, rng: Random) -> Cells | None:
    one, other = rng.sample(list(form.row), 2)
    return _moved(cells, {at(x, c): at(y, c) for x, y in ((one, other), (other, one)) for c in columns_of(form)})


def read_seven_for_four(cells: Cells, form: Form, rng: Random) -> Cells | None:
    return _moved(cells, {at(x, c): at(y, c) for x, y in (("total", "carried_out"), ("carried_out", "total")) for c in columns_of(form)})


def read_aside(cells: Cells, form: Form, rng: Random) -> Cells | None:
    row, columns = rng.choice(list(form.row)), columns_of(form)
    left = rng.random() < 0.5
    order = dict(zip(columns, [*columns[1:], columns[0]] if left else [columns[-1], *columns[:-1]], strict=True))
    return _moved(cells, {at(row, c): at(row, source) for c, source in order.items()})


def read_slid(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """All figures after a place are read one cell too early, as after a lost figure."""
    every, start = list(form.addresses), rng.randrange(len(form.addresses) - 1)
    moved = _moved(cells, {every[i]: every[i + 1] for i in range(start, len(every) - 1)})
    return moved


def read_rows_up(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """All rows after a place are read one row too early, as after a lost row."""
    rows = list(form.row)
    start = rng.randrange(len(rows) - 1)
    return _moved(cells, {at(rows[i], c): at(rows[i + 1], c) for i in range(start, len(rows) - 1) for c in columns_of(form)})


def misread(cells: Cells, form: Form, rng: Random) -> Cells | None:
    address = rng.choice([a for a in form.addresses if cells[a].status == "accepted"] or [form.addresses[0]])
    value = cells[address].value
    return cells | {address: cells[address]._replace(value=digit(int(value), rng))} if value is not None else None


def invented(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """A cell that shows nothing is read as a figure, with no place in the text."""
    address = rng.choice(form.addresses)
    return cells | {address: Cell(int(cells[address].value or 0) + rng.randint(1, 9), "accepted")}


def read_twice(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """A figure is read for its own cell and for the one before."""
    row, columns = rng.choice(list(form.row)), columns_of(form)
    n = rng.randrange(len(columns) - 1)
    return _moved(cells, {at(row, columns[n]): at(row, columns[n + 1])})


def read_on_in_next_row(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """From some column on, a row is read from the row below."""
    rows, columns = list(form.row), columns_of(form)
    n, start = rng.randrange(len(rows) - 1), rng.randrange(1, len(columns) - 1)
    return _moved(cells, {at(rows[n], c): at(rows[n + 1], c) for c in columns[start:]})


def read_columns_swapped(cells: Cells, form: Form, rng: Random) -> Cells | None:
    one, other = rng.sample(columns_of(form), 2)
    return _moved(cells, {at(row, x): at(row, y) for row in form.row for x, y in ((one, other), (other, one))})


def read_in_other_table(cells: Cells, form: Form, rng: Random) -> Cells | None:
    """The first figures of a row are read in the table of disputes."""
    row, others = rng.choice(list(form.row)), [address for address in cells if address.startswith("disputes/")]
    return _moved(cells, {at(row, column): other for column, other in zip(columns_of(form), others, strict=False)})
