"""Figures that no row holds: where some stand in a table, a label with none behind it may be theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractor.figures import Item, Style, scan
from extractor.form import Row
from extractor.layout import Region
from extractor.readers.template.table import Table
from extractor.readers.template.window import Window
from extractor.record import Cell

REASON = "figures-astray"
_UNPLACED = {"too-many-figures", "figures-under-heading", "figure-in-heading", "not-understood"}
_ALONE = {"lone-total", "last-is-total"}


def doubt_beside_astray(table: Table, windows: Sequence[Window], clean: str, region: Region, style: Style) -> int:
    """Leaves for a person, where figures of the table are no row's, the rows that were read by what is *not* printed: those without
    any figure, or behind a part of their label. Where some are astray, those with a total alone as well and, where each figure has
    a line of its own, every row that no sum proves; where as many are as a row has cells, all of the table. Returns how many are
    astray, 0 where it had nobody to ask.
    """
    if all(len(w.figures) >= w.count for w in windows):
        return 0
    read = {row: table.row_cells(row) for row in table.form.rows}
    apart = _have_lines_of_their_own(windows)
    partial = {w.row for w in windows if not w.exact and not w.figures}
    blank = [row for row, cells in read.items() if row in partial or _is_label_alone(cells)]
    doubtful = [row for row, cells in read.items() if cells[-1].reason in _ALONE or (apart and not _is_proved(row, cells))]
    if not blank and not doubtful:
        return 0
    homeless = {row for row, cells in read.items() if not _is_placed(row, cells)}
    held = _held(table, windows, {row: cells for row, cells in read.items() if row not in homeless})
    if all(table.text.stops[m.end() - 1] - 1 in held for m in _DIGITS.finditer(clean, region.body, region.stop)):
        return 0
    items = [i for i in scan(clean, region.body, region.stop, style) if i.kind == "number"]
    astray = sum(table.span(i).stop - 1 not in held for i in items)
    own = sum(len(row.columns) for row in homeless)  # some of them are these rows', for all we know
    if astray - own >= len(table.form.rows[0].columns):
        blank = list(table.form.rows)
    elif astray >= _SOME:
        blank += [row for row in doubtful if row not in blank]
    for row in blank if astray else ():
        _doubt(table, row, read[row], items)
    return astray


def doubt_labels_alone(table: Table) -> None:
    """Leaves labels without anything for a person, where other tables of the report have figures that are none of theirs."""
    for row in table.form.rows:
        if _is_label_alone(table.row_cells(row)):
            table.doubt(row, row.columns, (), REASON)


_SOME = 3  # figures astray, of which one may well be a page's number, and another a label's that could not be read
SEVERAL = 7  # figures astray, as many as a row has cells


def surplus(table: Table, clean: str, region: Region) -> int:
    """How many more figures stand in a table than it has cells."""
    return max(0, sum(1 for _ in _DIGITS.finditer(clean, region.body, region.stop)) - len(table.form.addresses))


_DIGITS = re.compile(r"\d+")


def doubt_stacked(table: Table, windows: Sequence[Window], clean: str, style: Style) -> None:
    """Leaves for a person two labels of which the upper has nothing and the lower a row of figures that may be either's: where both
    are in one cell, or where the table is known to put labels below each other before their figures."""
    stacks = any(w.reason == "displaced-label" for w in windows)
    if stacks and any(not w.slots for w in windows):  # a row without figures among them: which one, no order tells
        for window in windows:
            if window.row is not None and (window.reason == "displaced-label" or not window.slots):
                table.doubt(window.row, window.row.columns, window.figures, REASON)
    for above, below in pairwise(windows):
        if above.slots or above.row is None or below.row is None or not below.figures:
            continue
        between = clean[above.label.stop : below.label.start]
        in_a_cell = style.used and not style.flat and style.mark not in between and "\n" not in between
        apart = stacks and len(below.figures) == below.count > 1 and below.figures[0].line > 0
        if in_a_cell or apart:
            table.doubt(above.row, above.row.columns, below.figures, REASON)
            table.doubt(below.row, below.row.columns, below.figures, REASON)


def _have_lines_of_their_own(windows: Sequence[Window]) -> bool:
    """Whether figures share their lines neither with their label nor with each other, but for one in four."""
    figures = [(n, i.line) for n, w in enumerate(windows) for i in w.figures if i.line]
    return len(set(figures)) * 4 >= sum(len(w.figures) for w in windows) * 3


def _held(table: Table, windows: Sequence[Window], placed: Mapping[Row, Sequence[Cell]]) -> set[int]:
    """The places in the original text that rows hold, or their ordinals take."""
    held = {place for cells in placed.values() for cell in cells for place in _places(cell)}
    for window in windows:
        if window.start < window.label.start:
            held.update(range(*table.text.original(window.start, window.label.start)))
        # of a row that the form does not have, or left out of a row as a page's number
        if window.row is None or (window.row in placed and placed[window.row][0].reason == "stranger-left-out"):
            held.update(table.span(i).stop - 1 for i in window.figures)
    return held


def _is_label_alone(cells: Sequence[Cell]) -> bool:
    """Whether a row was read by what is not there: no figure and no empty cell."""
    return all(c.status == "blank" and c.evidence is None for c in cells)


def _is_proved(row: Row, cells: Sequence[Cell]) -> bool:
    """Whether a row's figures are its own by their sum: of two that are not 0, or more. So is a row that has none."""
    if all(c.status != "accepted" for c in cells):
        return True
    *parts, total = (c.value or 0 for c in cells)
    return row.columns[-1] == "total" and sum(map(bool, parts)) > 1 and sum(parts) == total


def _is_placed(row: Row, cells: Sequence[Cell]) -> bool:
    """Whether what a row was given is the row's own, be it accepted or in doubt."""
    reasons = {c.reason for c in cells if c.status == "review"}
    unproved = row.columns[-1] == "total" and "dropped-blanks" in reasons and cells[-1].status != "accepted"
    crowded = any(len(c.candidates) > len(cells) for c in cells)
    return not (unproved or crowded or reasons & _UNPLACED)


def _places(cell: Cell) -> list[int]:
    """The places in the original text that a cell's figure, or what may stand in it, takes."""
    spans = [cell.evidence, *(c.evidence for c in cell.candidates)]
    return [place for span in spans if span is not None for place in range(*span)]


def _doubt(table: Table, row: Row, cells: Sequence[Cell], items: Sequence[Item]) -> None:
    if not any(c.status in ("accepted", "blank") for c in cells):
        return
    own = {place for cell in cells for place in _places(cell)}
    table.doubt(row, row.columns, [i for i in items if table.span(i).stop - 1 in own], REASON)
