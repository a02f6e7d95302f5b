"""Tables with a cell a line in which a blank cell is a line of its own with a hard space: the line ends as separators.

What a page's text gives where each cell is a paragraph. A line with nothing at all is only space between two cells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from extractor.text import Plain

_BLANKS = 7  # cells without a figure that show blanks to be printed
_BLANK = re.compile(r"^[ \t]*[\u00a0\u3000][ \t\u00a0\u3000]*$", re.M)
_VALUE = re.compile(r"[\s/—–-]*|[\s+-]*\d[\d,.]*\s*")
_LINE = re.compile(r"[^\n]+")
_WIDTHS = (7, 15)  # cells of a row of table 三, and of table 四
_LONG = 80  # characters that no cell has


def read_lone_cells(raw: str) -> list[Plain]:
    """A bar at the end of each cell, where the rows show that each of their cells has a line; else nothing."""
    blanks = [m.start() for m in _BLANK.finditer(raw)]
    if len(blanks) < _BLANKS or "|" in raw:
        return []
    lines = [m for m in _LINE.finditer(raw) if m.group().strip(" \t\r")]
    first, last = _stretch(lines, blanks)
    if not _rows_are_whole([m.group() for m in lines[first:last]]):
        return []
    edits: list[Plain] = []
    for line in lines[first:last]:
        body = line.group().rstrip(" \t\r")
        stop = line.start() + len(body)
        edits += [(line.start() + n, line.start() + n + 1, " ") for n, c in enumerate(body) if c == "\t"]
        if stop < len(raw):
            edits.append((stop, stop + 1, "|\n" if raw[stop] in "\r\n" else "|"))
    return edits


def _stretch(lines: Sequence[re.Match[str]], blanks: Sequence[int]) -> tuple[int, int]:
    """The first line of the tables and the one behind their last: around the blank cells, up to sentences."""
    inside = [n for n, line in enumerate(lines) if blanks[0] <= line.start() <= blanks[-1] + _LONG]
    first, last = inside[0], inside[-1] + 1
    while first > 0 and _may_be_cell(lines[first - 1].group()):
        first -= 1
    while last < len(lines) and _may_be_cell(lines[last].group()):
        last += 1
    return first, last


def _may_be_cell(line: str) -> bool:
    return len(line.strip()) < _LONG and "。" not in line


def _rows_are_whole(lines: Sequence[str]) -> bool:
    """Whether nearly all rows of several cells have as many as a table of the form, and none has one too many."""
    runs = [len(list(run)) for is_value, run in groupby(lines, lambda line: _VALUE.fullmatch(line) is not None) if is_value]
    wide = Counter(run for run in runs if run > 3)
    return wide[_WIDTHS[0]] > _BLANKS and sum(wide[w] for w in _WIDTHS) * 10 >= sum(wide.values()) * 9
