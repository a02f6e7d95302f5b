"""A statutory table as it is printed: lines of headings and places with their spans, derived from its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import lcm
from typing import Literal

from extractor.form import Column, Form, Row, row_title
from extractor.web.phrases import HEADINGS
from extractor.words import UNITS, said

Scope = Literal["row", "col", "rowgroup", "colgroup"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A label of the form in both languages, over or beside what it names."""

    zh: str
    en: str
    scope: Scope
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where the figure of an address stands."""

    address: str
    across: int = 1


Line = tuple[Heading | Place, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: lines of column headings, then groups of lines."""

    head: tuple[Line, ...]
    bodies: tuple[tuple[Line, ...], ...]


def grid(form: Form) -> Grid:
    """The form as its notice prints it: rows side by side, an outline of numbered rows, or a band for each article."""
    if form.side_by_side:
        return _side_by_side(form)
    return _outline(form) if any(row.index for row in form.rows) else _bands(form)


def _heading(zh: str, scope: Scope, across: int = 1, down: int = 1) -> Heading:
    return Heading(zh, said(HEADINGS, zh, "en"), scope, across, down)


def _column(column: Column, across: int = 1, down: int = 1) -> Heading:
    if column.kind != "amount":
        return Heading(column.zh, column.en, "col", across, down)
    zh, en = (said(UNITS, column.unit, lang) for lang in ("zh", "en"))
    return Heading(f"{column.zh}（{zh}）", f"{column.en} ({en})", "col", across, down)


def _row(row: Row, across: int = 1) -> Heading:
    label = f"{row.index}.{row.zh}" if row.index.isdigit() else row_title(row)
    return Heading(label, row.en.rsplit(": ", 1)[-1], "row", across)


def _bands(form: Form) -> Grid:
    width = lcm(*(len(row.columns) for row in form.rows))
    bodies: list[tuple[Line, ...]] = []
    for (band, columns), rows in groupby(form.rows, key=lambda row: (row.heading, row.columns)):
        across = width // len(columns)
        content = form.headings[0] if form.headings else ""
        names = (_heading(content, "col"), *(_column(form.column[c], across) for c in columns))
        lines: list[Line] = [(_heading(band, "colgroup", width + 1),), names]
        lines += [(_row(row), *(Place(f"{form.table}/{row.id}/{c}", across) for c in columns)) for row in rows]
        bodies.append(tuple(lines))
    return Grid((), tuple(bodies))


def _side_by_side(form: Form) -> Grid:
    width = len(form.columns)
    top: list[Heading] = []
    for band, rows in groupby(form.rows, key=lambda row: row.heading or row.id):
        members = list(rows)
        if members[0].heading:
            top.append(_heading(band, "colgroup", width * len(members)))
        else:
            top.append(Heading(members[0].zh, members[0].en, "colgroup", width, 2))
    second = tuple(Heading(row.zh, row.en, "colgroup", width) for row in form.rows if row.heading)
    names = tuple(_column(column) for _ in form.rows for column in form.columns)
    return Grid((tuple(top), second, names), ((tuple(Place(address) for address in form.addresses),),))


def _outline(form: Form) -> Grid:
    depth = max(map(_level, form.rows))
    head = _column_headings(form, depth)
    parts = [list(part) for _, part in groupby(form.rows, key=lambda row: _level(row) == 1)]
    return Grid(head, tuple(tuple(_part(form, rows, depth)) for rows in parts))


def _level(row: Row) -> int:
    return 1 if not row.heading else 3 if row.index.isdigit() else 2


def _part(form: Form, rows: Sequence[Row], depth: int) -> Iterator[Line]:
    """Rows of the first level, or all rows that stand under one heading of it."""
    over = next((row.heading for row in rows if _level(row) == 2), "")
    groups = {heading: len(list(some)) for heading, some in groupby(rows, key=lambda row: row.heading)}
    begun: set[str] = set()
    for number, row in enumerate(rows):
        labels = [_heading(over, "rowgroup", down=len(rows))] if over and number == 0 else []
        if _level(row) == 3 and row.heading not in begun:
            begun.add(row.heading)
            labels.append(_heading(row.heading, "rowgroup", down=groups[row.heading]))
        yield (*labels, _row(row, depth + 1 - _level(row)), *(Place(f"{form.table}/{row.id}/{c}") for c in row.columns))


def _column_headings(form: Form, depth: int) -> tuple[Line, ...]:
    height = 1 + max(len(column.headings) for column in form.columns)
    corner = _heading(form.headings[0] if form.headings else "", "colgroup", depth, height)
    lines: list[list[Heading]] = [[] for _ in range(height)]
    lines[0].append(corner)
    for level, line in enumerate(lines):
        for over, columns in groupby(form.columns, key=lambda column: column.headings[: level + 1]):
            members = list(columns)
            if len(over) > level:
                line.append(_heading(over[level], "colgroup", len(members)))
            else:
                line += [_column(column, down=height - level) for column in members if len(column.headings) == level]
    return tuple(tuple(line) for line in lines)
