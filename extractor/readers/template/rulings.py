"""Rows against each other: a place in which another row of a ruled grid has its label holds no figure of any row, and a row without
figures is neither blank nor lost where figures stand beside it that no row has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.align import CHINESE
from extractor.figures import Item, Style, line_around, scan
from extractor.readers.template.habits import Geometry
from extractor.readers.template.window import Window


def under_labels(windows: Sequence[Window], geometry: Geometry, clean: str) -> Iterator[Window]:
    """The rows of which a blank would stand in a column of labels: a merged cell, and none of figures. Lines with as many bars are
    one grid; where others have their label in line, a line without words has its label's cells as well."""
    narrow = [w for w in windows if w.count > len(w.figures) > 0 and w.empties and w.row is not None]
    if not narrow:
        return
    last: dict[int, int] = {}  # the last column with a label, by the bars of a line
    for window in windows:
        if window.row is not None and window.figures and window.count > 1:
            start, stop = line_around(clean, window.label.stop - 1)
            bars = clean.count("|", start, stop)
            if window.figures[0].start < stop and window.count < bars < 3 * window.count:  # a report may be one line
                last[bars] = max(last.get(bars, 0), clean.count("|", start, window.label.start))
    for window in narrow if last else ():
        start, stop = line_around(clean, window.figures[0].start)
        slots = [slot for slot in window.slots if slot.start >= start]
        label = last.get(clean.count("|", start, stop), -1)
        whole = len(window.slots) == window.count
        first = slots[0].slot if whole else geometry.first if geometry.kind == "line" else None
        if slots[0].kind == "empty" and ((whole and not CHINESE.search(clean, start, stop)) or (first is not None and first <= label)):
            yield window


def left_over(windows: Sequence[Window], clean: str, style: Style) -> Iterator[tuple[Window, list[Item]]]:
    """The rows without anything in their cells before whose label, behind the figures of the row above, as many figures are left as
    they have cells; with these figures."""
    for above, window in pairwise(windows):
        if window.count > 1 and not window.slots and window.row is not None and not window.doubt and above.figures:
            start = above.figures[-1].stop
            if start < window.start and any(c.isdigit() for c in clean[start : window.start]):
                numbers = [i for i in scan(clean, start, window.start, style) if i.kind == "number"]
                if len(numbers) >= window.count:
                    yield window, numbers
