"""Columns told by where figures stand in their lines: a PDF's text and plain-text tables keep them below each other.

    收到申请          12          3     15
    予以公开           8                 8
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from extractor.align import bare
from extractor.figures import Item, value_of
from extractor.form import Form
from extractor.layout import Region
from extractor.readers.template.placement import equations
from extractor.readers.template.steps import Steps, line_breaks
from extractor.readers.template.table import Table
from extractor.readers.template.window import Window
from extractor.text import NormalisedText, Span


def settle_aligned(table: Table, windows: Sequence[Window], clean: str, region: Region, possible: Sequence[Steps]) -> None:
    """Places the figures of table 三's rows with dropped blanks where they stand below each other, or where line breaks count blanks.

    Leaves all as it is unless every row is read, each total stands in its column and every column adds up. `possible`: the steps
    of the table's line breaks.
    """
    form = table.form
    if form.table != "requests":
        return
    filled = {w.row: w for w in windows if w.row is not None and w.figures}
    for row in form.rows:
        *_, total = cells = table.row_cells(row)
        if total.status not in ("accepted", "blank") or any(c.reason != "dropped-blanks" for c in cells if c.status == "review"):
            return
        if row in filled and len(filled[row].figures) > len(cells):
            return
    count, rows = len(form.columns), [w.figures for w in filled.values()]
    counted = len(possible) == 1
    if counted:
        columns = [possible[0].columns(line_breaks(w.label.stop, w.figures, table.text)) or [] for w in filled.values()]
    else:
        heads = heads_of(form, clean, region.body, min(w.start for w in windows))
        columns = columns_of(rows, (), form, table.text) or columns_of(rows, heads, form, table.text) or []
    if not columns or any(places[-1:] != [count - 1] for places in columns):
        return
    placed = {row: dict(zip(places, items, strict=True)) for row, items, places in zip(filled, rows, columns, strict=True)}
    values = {row.id: {n: value_of(i.text) or 0 for n, i in items.items() if i.kind == "number"} for row, items in placed.items()}
    for weights in equations(form):
        for n in range(count):
            if sum(weight * values.get(row, {}).get(n, 0) for row, weight in weights.items()):
                return
    for row, items in placed.items():
        sure = counted or all(value_of(i.text) for i in items.values())  # no sum can place a printed 0
        if sure and table.row_cells(row)[0].reason == "dropped-blanks":
            table.print_placed(row, [items.get(n) for n in range(count)])


def columns_of(rows: Sequence[Sequence[Item]], heads: Sequence[Span], form: Form, text: NormalisedText) -> list[list[int]] | None:
    """Of each row's figures, the columns (from 0) in which they stand; None where their places do not tell.

    Figures and headings that overlap, seen from above, are in one column. There must be as many such columns as a line of the
    table has, none with two figures of one row, and each headed by its whole name where headings take part; counted in
    characters and in widths of print, the answers may not differ.
    """
    names = [column.labels for _ in range(len(form.rows) if form.side_by_side else 1) for column in form.columns]
    told = []
    for wide in (False, True):
        lines = [[_extent(text, item.start, item.stop, wide=wide) for item in items] for items in rows]
        above = [_extent(text, *head, wide=wide) for head in heads]
        columns = _merged([*above, *(extent for line in lines for extent in line)])
        if len(columns) != len(names):
            continue
        headed = [""] * len(columns)
        for head, extent in zip(heads, above, strict=True):
            headed[_column(extent, columns)] += text.text[slice(*head)]
        if heads and any(name not in labels for name, labels in zip(headed, names, strict=True)):
            continue
        places = [[_column(extent, columns) for extent in line] for line in lines]
        if all(a < b for line in places for a, b in pairwise(line)) and places not in told:
            told.append(places)
    return told[0] if len(told) == 1 else None


def _column(extent: tuple[int, int], columns: Sequence[tuple[int, int]]) -> int:
    return next(n for n, (_, stop) in enumerate(columns) if extent[0] < stop)


def _merged(extents: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Extents that overlap made one, from left to right."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(extents):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(stop, merged[-1][1])
        else:
            merged.append((start, stop))
    return merged


def _extent(text: NormalisedText, start: int, stop: int, *, wide: bool) -> tuple[int, int]:
    """Where a stretch of the clean text stands in its line of the source, in characters or in widths of print."""
    first, last = text.original(start, stop)
    line = text.source.rfind("\n", 0, first) + 1
    if not wide:
        return first - line, last - line
    return width(text.source[line:first]), width(text.source[line:last])


def width(piece: str) -> int:
    """The width of a piece of text in print, a Chinese character being two wide."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in piece)


def heads_of(form: Form, clean: str, start: int, stop: int) -> list[Span]:
    """The headings of single columns in clean `[start, stop)`, whole or broken over lines; those of several columns are left out."""
    names = _names(form)
    return [Span(*m.span()) for m in _RUN.finditer(clean, start, stop) if m.group() in names]


_RUN = re.compile(r"[㐀-鿿]+")


@lru_cache(maxsize=8)
def _names(form: Form) -> frozenset[str]:
    """Every piece of a column's name that may stand on a line of its own."""
    whole = [bare(wording) for column in form.columns for wording in (column.zh, *column.labels)]
    return frozenset(name[a:b] for name in whole for a in range(len(name)) for b in range(a + 1, len(name) + 1))
