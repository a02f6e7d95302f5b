"""Tables whose cells stand between bare commas or semicolons, with bars put for these where the text shows that none groups digits."""

from __future__ import annotations

import re

from extractor.text import Plain

_ENOUGH = 5  # rows of a table
_CELL = r'(?:[+-]?\d*(?:\.\d+)?|[/—–-]{1,2}|无|nan|NaN|None|null|NULL|N/A|"\d[\d,.]*")'
_ROWS = {mark: re.compile(rf"(?:{mark}[ ]*{_CELL}[ ]*){{3,}}(?=\r?$)", re.M) for mark in ",;"}
_CELLS = {mark: re.compile(rf"{mark}[\d ]*{mark}[\d ]*(?:{mark}|\r?$)", re.M) for mark in ",;"}
_PARTS = {mark: re.compile(rf'(?:^|(?<={mark}))"(?P<quoted>[^"\n]*)"(?=[{mark}\r]|$)|{mark}') for mark in ",;"}
_NO_GROUP = re.compile(r"[,;](?:[,;]|\d{1,2}(?!\d)|\d{4}|$)")  # what stands behind it is no group of three digits
_NO_LABEL = frozenset(" \n0123456789")
_SAME_NAME = re.compile(r"(?<=[㐀-鿿)）])\.\d{1,2}(?=[,;\r\n])")  # a column's name that occurs again, numbered


def read_separated(raw: str) -> list[Plain]:
    """The edits that put bars for what separates cells; `raw` is the text as printed: a wide comma separates none.

    Most rows must begin with a label and hold a comma with something other than three digits behind it; otherwise a comma may
    belong to a number.
    """
    for mark in ",;":
        if raw.count(mark) < 3 * _ENOUGH or _CELLS[mark].search(raw) is None:
            continue
        rows = list(_ROWS[mark].finditer(raw))
        sure = sum(raw[row.start() - 1] not in _NO_LABEL and _NO_GROUP.search(row.group()) is not None for row in rows)
        if sure >= _ENOUGH and sure * 3 >= len(rows) * 2:
            return _bars(raw, mark, _head(raw, mark, rows[0].start()), rows[-1].end())
    return []


def _head(raw: str, mark: str, row: int) -> int:
    """Where the lines of cells begin that lead to a row."""
    first = raw.rfind("\n", 0, row) + 1
    while first:
        above = raw.rfind("\n", 0, first - 1) + 1
        if not _has_cells(raw[above:first], mark):
            break
        first = above
    return first


def _has_cells(line: str, mark: str) -> bool:
    return mark in line and "。" not in line and "|" not in line


def _bars(raw: str, mark: str, start: int, stop: int) -> list[Plain]:
    """A bar before, between and behind the cells of each line; a first column that only counts the lines is none."""
    edits = [(*m.span(), "") for m in _SAME_NAME.finditer(raw, start, stop)]
    counts: list[Plain] = []
    following, running = -1, 0
    lines = raw[start:stop].split("\n")
    for line, under in zip(lines, [*lines[1:], ""], strict=True):
        end = start + len(line.rstrip("\r"))
        if _has_cells(line, mark):
            edits.append((start, start, "|"))
            for part in _PARTS[mark].finditer(line):
                first, last = start + part.start(), start + part.end()
                edits += [(first, last, "|")] if part["quoted"] is None else [(first, first + 1, ""), (last - 1, last, "")]
            if not under.strip().isdecimal():  # the second half of the last cell's figure, perhaps
                edits.append((end, end, "|"))
            head, *others = line.rstrip("\r").split(mark)
            if head.isdecimal():
                counts.append((start, start + len(head), ""))
                running += int(head) == following
                following = int(head) + 1
            elif not head and others == [str(n) for n in range(len(others))]:
                counts.append((start, end, ""))
        start += len(line) + 1
    if running < _ENOUGH or running * 3 < len(counts) * 2:
        return edits
    return [edit for edit in edits if not any(first <= edit[0] < last for first, last, _ in counts)] + counts
