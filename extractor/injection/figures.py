"""Errors in the figures that an agency prints."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random

from extractor.form import Form
from extractor.injection.kind import Figures, at, columns_of, details


def _another(value: int, rng: Random) -> int:
    near = {value + 1, value + 2, value - 1, value * 10, value + 10, value // 2, value + rng.randint(3, 90)}
    return rng.choice(sorted(v for v in near if v >= 0 and v != value))


def one(change: Callable[[int, Random], int]) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        choice = [a for a in form.addresses if change(figures[a], Random(1)) != figures[a]]
        if not choice:
            return None
        address = rng.choice(choice)
        return figures | {address: change(figures[address], rng)}

    return apply


def several(count: int) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        return figures | {address: _another(figures[address], rng) for address in rng.sample(form.addresses, count)}

    return apply


def digit(value: int, rng: Random) -> int:
    digits = list(str(value))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice([d for d in "123456789" if d != digits[place]])
    return int("".join(digits))


def transposed(value: int, rng: Random) -> int:
    digits = str(value)
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
    if not places:
        return value
    i = rng.choice(places)
    return int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])


def total_wrong(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row = rng.choice(list(form.row))
    address = at(*rng.choice([(row, "total"), ("total", rng.choice(columns_of(form)))]))
    return figures | {address: _another(figures[address], rng)}


def cell_and_row_total(figures: Figures, form: Form, rng: Random) -> Figures | None:
    cell = at(rng.choice(details(form)), rng.choice(columns_of(form)[:-1]))
    step = rng.randint(1, 9)
    total = cell.rsplit("/", 1)[0] + "/total"
    return figures | {cell: figures[cell] + step, total: figures[total] + step}


def cell_and_all_totals(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row, column, step = rng.choice(details(form)), rng.choice(columns_of(form)[:-1]), rng.randint(1, 9)
    touched = [at(r, c) for r in (row, "total", "received") for c in (column, "total")]
    return figures | {address: figures[address] + step for address in touched}


def rows_swapped(one: str | None, other: str | None) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        a, b = (one, other) if one and other else rng.sample(details(form), 2)
        swapped = {at(x, c): figures[at(y, c)] for x, y in ((a, b), (b, a)) for c in columns_of(form)}
        return figures | swapped if swapped.items() - figures.items() else None

    return apply


def columns_swapped(figures: Figures, form: Form, rng: Random) -> Figures | None:
    one, other = rng.sample(columns_of(form)[:-1], 2)
    swapped = {at(r, x): figures[at(r, y)] for r in form.row for x, y in ((one, other), (other, one))}
    return figures | swapped if swapped.items() - figures.items() else None


def columns_swapped_in_row(figures: Figures, form: Form, rng: Random) -> Figures | None:
    row = rng.choice([r for r in form.row if any(figures[at(r, c)] for c in columns_of(form))] or ["received"])
    one, other = rng.sample(columns_of(form)[:-1], 2)
    swapped = {at(row, one): figures[at(row, other)], at(row, other): figures[at(row, one)]}
    return figures | swapped if swapped.items() - figures.items() else None


def row_down(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows = list(form.row)
    filled = [i for i, r in enumerate(rows[:-1]) if any(figures[at(r, c)] for c in columns_of(form))]
    if not filled:
        return None
    i = rng.choice(filled)
    moved = {at(rows[i + 1], c): figures[at(rows[i], c)] for c in columns_of(form)} | {at(rows[i], c): 0 for c in columns_of(form)}
    return figures | moved if moved.items() - figures.items() else None


def value_down(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows = list(form.row)
    choice = [(i, c) for i, r in enumerate(rows[:-1]) for c in columns_of(form) if figures[at(r, c)] != figures[at(rows[i + 1], c)]]
    if not choice:
        return None
    i, c = rng.choice(choice)
    return figures | {at(rows[i], c): figures[at(rows[i + 1], c)], at(rows[i + 1], c): figures[at(rows[i], c)]}


def value_aside(figures: Figures, form: Form, rng: Random) -> Figures | None:
    columns = columns_of(form)
    choice = [(r, i) for r in form.row for i in range(len(columns) - 2) if figures[at(r, columns[i])] != figures[at(r, columns[i + 1])]]
    if not choice:
        return None
    r, i = rng.choice(choice)
    return figures | {at(r, columns[i]): figures[at(r, columns[i + 1])], at(r, columns[i + 1]): figures[at(r, columns[i])]}


def row_copied(figures: Figures, form: Form, rng: Random) -> Figures | None:
    one, other = rng.sample(list(form.row), 2)
    copied = {at(other, c): figures[at(one, c)] for c in columns_of(form)}
    return figures | copied if copied.items() - figures.items() else None


def row_slid(figures: Figures, form: Form, rng: Random) -> Figures | None:
    """The agency fills a row in one column too far right, or left."""
    columns = columns_of(form)
    row = rng.choice([r for r in form.row if any(figures[at(r, c)] for c in columns)] or ["received"])
    old = [figures[at(row, c)] for c in columns]
    new = [0, *old[:-1]] if rng.random() < 0.5 else [*old[1:], 0]
    return figures | {at(row, c): v for c, v in zip(columns, new, strict=True)} if new != old else None


def rectangle(figures: Figures, form: Form, rng: Random) -> Figures | None:
    rows, columns, step = rng.sample(details(form), 2), rng.sample(columns_of(form)[:-1], 2), rng.randint(1, 5)
    less = [at(rows[0], columns[1]), at(rows[1], columns[0])]
    if any(figures[a] < step for a in less):
        return None
    more = [at(rows[0], columns[0]), at(rows[1], columns[1])]
    return figures | {a: figures[a] + step for a in more} | {a: figures[a] - step for a in less}


def row_of_noughts(row: str) -> Callable[[Figures, Form, Random], Figures | None]:
    def apply(figures: Figures, form: Form, rng: Random) -> Figures | None:
        noughts = {at(row, c): 0 for c in columns_of(form)}
        return figures | noughts if noughts.items() - figures.items() else None

    return apply


def column_down(figures: Figures, form: Form, rng: Random) -> Figures | None:
    """The agency pastes an applicant's figures in one row too low."""
    column, rows = rng.choice(columns_of(form)[:-1]), list(form.row)
    moved = {at(rows[0], column): 0} | {at(low, column): figures[at(high, column)] for high, low in pairwise(rows)}
    return figures | moved if moved.items() - figures.items() else None


def all_in_first_column(figures: Figures, form: Form, rng: Random) -> Figures | None:
    """The agency counts every applicant of a row as a natural person."""
    row, (first, *others, total) = rng.choice(list(form.row)), columns_of(form)
    moved = {at(row, first): figures[at(row, total)]} | {at(row, column): 0 for column in others}
    return figures | moved if moved.items() - figures.items() else None


def totals_without_last(figures: Figures, form: Form, rng: Random) -> Figures | None:
    """The agency adds up its rows without the last column of applicants."""
    *_, last, total = columns_of(form)
    less = {at(row, total): figures[at(row, total)] - figures[at(row, last)] for row in form.row}
    return figures | less if less.items() - figures.items() else None
