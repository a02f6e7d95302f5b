"""Columns told by line breaks: where cells stand on lines of their own, a blank one leaves its line breaks behind.

    予以公开⏎ 8⏎ ⏎ ⏎ 3⏎ ⏎ 11      8 _ _ 3 _ 11: one line break from a cell to the next, and one more for each blank between
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, product
from typing import NamedTuple

from extractor.figures import Item
from extractor.readers.template.table import Table
from extractor.readers.template.window import Window
from extractor.text import NormalisedText

ENOUGH = 3  # rows with figures by which another table's steps are known to be this one's
MOST = 40  # line breaks that a blank cell may leave


class Steps(NamedTuple):
    """How many line breaks there are from a cell, or a row's label, to the next, and how many more for each blank cell between."""

    next: int
    blank: int

    def columns(self, gaps: Sequence[int]) -> list[int] | None:
        """The columns, from 0, of figures with so many line breaks before each; None where that is no number of cells."""
        blanks = [divmod(gap - self.next, self.blank) for gap in gaps]
        if any(count < 0 or rest for count, rest in blanks):
            return None
        return [n + before for n, before in enumerate(accumulate(count for count, _ in blanks))]


def line_breaks(after: int, figures: Sequence[Item], text: NormalisedText) -> list[int]:
    """The line breaks of the source before each figure, the first counted from a clean offset `after`."""
    ends = [after, *(i.stop for i in figures)]
    return [text.source.count("\n", text.stops[end - 1], text.starts[i.start]) for end, i in zip(ends, figures, strict=False)]


def steps_of(windows: Sequence[Window], text: NormalisedText) -> list[Steps]:
    """The steps by which every row's last figure stands in its last column."""
    rows = [(line_breaks(w.label.stop, w.figures, text), w.count) for w in windows if w.row is not None and w.figures]
    least = min((gap for gaps, _ in rows for gap in gaps), default=0)
    return [
        steps for steps in map(Steps._make, product(range(1, least + 1), range(1, MOST + 1)))
        if all((places := steps.columns(gaps)) and places[-1] == count - 1 for gaps, count in rows)
    ]


def settle_stepped(table: Table, windows: Sequence[Window], possible: Sequence[Steps]) -> None:
    """Places the figures of rows without a total where another table's steps leave one way, which every row goes."""
    rows = [(w, line_breaks(w.label.stop, w.figures, table.text)) for w in windows if w.row is not None and w.figures]
    found = []
    for steps in possible:
        placed = [(w, steps.columns(gaps)) for w, gaps in rows]
        if all(places and len(w.figures) <= w.count and places[-1] < w.count for w, places in placed) and placed not in found:
            found.append(placed)
    for window, places in found[0] if len(found) == 1 and len(rows) >= ENOUGH else ():
        if window.row is not None and places and all(c.reason == "dropped-blanks" for c in table.row_cells(window.row)):
            below = dict(zip(places, window.figures, strict=True))
            table.print_placed(window.row, [below.get(n) for n in range(window.count)])
