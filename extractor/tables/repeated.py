"""Grids of cells as programs write them out: a merged cell once for each column and row that it spans, rows and columns numbered.

Each merged cell is left once, and no number of a row or a column is left: none of them is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from extractor.text import Plain

_REPEATED = re.compile(r"(法人或其他组织|第二十条第\([一二三四五六七八九]\)项)\W{1,160}\1")
_NUMBERED = re.compile(r"0[^\w\n]+1[^\w\n]+2[^\w\n]+3\b")


class _Cell(NamedTuple):
    start: int
    stop: int
    text: str


class _Row(NamedTuple):
    """A line of cells: where what belongs to them starts and stops, what separates them, and themselves."""

    start: int
    stop: int
    mark: str
    cells: Sequence[_Cell]


def read_repeated(text: str, printed: Callable[[], str]) -> list[Plain]:
    """The edits that take copies of merged cells and the numbers of rows and columns out of a clean text.

    `printed`: the characters as the source has them, one for each of the text's; a comma of full width separates no cells.
    """
    often = text.count("法人或其他组织") > 1 or text.count("第二十条第(") > 8  # counting costs next to nothing
    repeated = often and _REPEATED.search(text) is not None
    if not repeated and not _NUMBERED.search(text):
        return []
    edits: list[Plain] = []
    for rows in _tables(text, printed()):
        kept = _without_numbers(rows)
        if repeated:
            kept = list(_without_copies(kept))
        shorter = sum(len(cells) < len(row.cells) for row, cells in zip(rows, kept, strict=True))
        if shorter >= _SEVERAL:
            edits += [edit for row, cells in zip(rows, kept, strict=True) for edit in _edits(row, cells)]
    return edits


_SEVERAL = 2  # rows that show a table to repeat its merged cells


def _edits(row: _Row, kept: Sequence[_Cell]) -> Iterator[Plain]:
    """The edits of a row of which these cells are left: bars between them where the source has other signs."""
    plain = row.mark in ("|", "\t", " ")
    if plain and len(kept) == len(row.cells):
        return
    if not kept:
        yield (row.start, row.stop, "")
        return
    between = {"\t": "\t", " ": "  "}.get(row.mark, " | ")
    if row.start < kept[0].start:
        yield (row.start, kept[0].start, "")
    for cell, following in pairwise(kept):
        yield (cell.stop, following.start, between)
    if kept[-1].stop < row.stop and (kept[-1] is not row.cells[-1] or row.mark == "&"):
        yield (kept[-1].stop, row.stop, "")


# --- lines and cells

_RULE = re.compile(r"\W*|\\[a-z]+(?:\{[^\n]*\})*\s*")
_WORD = re.compile(r"\S+")
_WIDTH = 3  # cells of a row at the least


def _tables(text: str, printed: str) -> Iterator[list[_Row]]:
    """Stretches of rows below each other. Lines that only rule the table off are left out."""
    rows: list[_Row] = []
    start = 0
    lines = text.split("\n")
    barred = [line.lstrip()[0] == "|" for line in lines if line.count("|") > 1]
    bordered = sum(barred) * 3 >= len(barred)
    for line in lines:
        if not _RULE.fullmatch(line):
            row = _row(line, start, printed, bordered, len(rows[-1].cells) if rows else 0)
            if rows and (row.mark != rows[0].mark or (row.mark != " " and len(row.cells) != len(rows[0].cells)) or len(row.cells) < _WIDTH):
                yield rows
                rows = []
            if len(row.cells) >= _WIDTH:
                rows.append(row)
        start += len(line) + 1
    if rows:
        yield rows


def _row(line: str, start: int, printed: str, bordered: bool, width: int) -> _Row:
    """The cells of a line that starts at an offset. `bordered`: lines begin with a bar; `width`: how many cells the line above has."""
    for mark in "|\t&;,":
        edges = [start + n for n, c in enumerate(line) if c == mark and (mark in "|\t" or printed[start + n] == mark)]
        if len(edges) < _WIDTH - 1:
            continue
        first, stop = start, start + len(line)
        if mark == "|" and bordered and line.lstrip().startswith(mark):
            first = edges.pop(0) + 1
            if line.rstrip().endswith(mark) and len(edges) + 1 != width:
                stop = edges.pop()
        cells, end = [], stop
        if mark == "&":
            stop = start + len(line.rstrip(" \\"))
        for edge in [*edges, stop]:
            cells.append(_cell(line[first - start : edge - start], first))
            first = edge + 1
        return _Row(cells[0].start, end, mark, cells)
    cells = _joined([_Cell(start + m.start(), start + m.end(), m.group()) for m in _WORD.finditer(line)])
    return _Row(start, cells[-1].stop, " ", cells)


def _cell(inner: str, start: int) -> _Cell:
    text = inner.strip()
    if not text:
        return _Cell(start, start, "")
    start += inner.index(text)
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return _Cell(start + quoted, start + len(text) - quoted, text.strip('"') if quoted else text)


def _joined(words: list[_Cell]) -> list[_Cell]:
    """Words as cells: several that are there again behind themselves are one cell each time."""
    texts = [w.text for w in words]
    cells: list[_Cell] = []
    n = 0
    while n < len(words):
        size = next((k for k in (4, 3, 2) if texts[n : n + k] == texts[n + k : n + 2 * k] and _is_label("".join(texts[n : n + k]))), 1)
        again = n + size
        while size > 1 and texts[again : again + size] == texts[n : n + size]:
            again += size
        for at in range(n, again, size):
            cells.append(_Cell(words[at].start, words[at + size - 1].stop, " ".join(texts[at : at + size])))
        n = again
    return cells


# --- numbers of rows and columns

_MOST = 3  # rows that count upwards by chance


def _without_numbers(rows: Sequence[_Row]) -> list[Sequence[_Cell]]:
    """The cells of each row without its number; none of a row that numbers the columns."""
    kept: list[Sequence[_Cell]] = [row.cells for row in rows]
    firsts = [int(t) if (t := row.cells[0].text).isdecimal() and len(t) < 4 else -1 for row in rows]
    for _, run in groupby(range(len(rows)), lambda n: firsts[n] - n if firsts[n] >= 0 else -len(rows) - n - 9):
        numbered = list(run)
        above = numbered[0] - 1
        headed = above >= 0 and rows[above].cells[0].text in ("", "Unnamed: 0")
        labelled = sum(_is_label(rows[n].cells[1].text) for n in numbered) * 2 >= len(numbered)
        if not labelled or len(numbered) <= (1 if headed and firsts[numbered[0]] == 0 else _MOST):
            continue
        for n in (above, *numbered) if headed else numbered:
            kept[n] = rows[n].cells[1:]
    for n, cells in enumerate(kept):
        texts = [c.text for c in cells if c.text]
        if len(texts) >= _WIDTH and texts == [str(k) for k in range(len(texts))] and n + 1 < len(kept) and _is_label(kept[n + 1][0].text):
            kept[n] = ()
    return kept


# --- merged cells

_MADE_UP = re.compile(r"(?:Unnamed: ?|Col)\d+")  # names that programs give to columns that have none
_AGAIN = re.compile(r"(.*[㐀-鿿].*)\.\d+")  # a name that columns share, with a number of its own for each
_FIGURE = re.compile(r"[\d.,+\s增加减少未无不变化零〇一二三四五六七八九十百千两万亿元件项个宗条份次起/—–-]*")
_CHINESE = re.compile("[㐀-鿿].*[㐀-鿿]")


def _is_label(text: str) -> bool:
    return not _FIGURE.fullmatch(text) and _CHINESE.search(text) is not None


def _without_copies(rows: Sequence[Sequence[_Cell]]) -> Iterator[Sequence[_Cell]]:
    """The cells of each row without those that repeat the one on their left, or a label above them."""
    above: Sequence[str] = ()
    head: Sequence[str] = ()
    headed = False
    for cells in rows:
        names = _names(cells)
        was_headed, headed = headed, all(_is_label(name) for name in names)
        copies = {n for n in range(1, len(names)) if names[n] == names[n - 1] and _is_label(names[n])}
        if headed:
            head = names
        elif len(head) == len(names):
            copies |= _copied_figures(head, names)
        labels = [n for n in range(len(names)) if _is_label(names[n]) and n not in copies]
        if len(above) == len(names) and len(labels) > 1 and headed <= was_headed:
            same = {n for n in (labels if headed else labels[:-1]) if names[n] == above[n]}
            copies |= same if len(same) < len(labels) else set()
        copies |= {n for n, cell in enumerate(cells) if _MADE_UP.fullmatch(cell.text)}
        above = names
        yield [cell for n, cell in enumerate(cells) if n not in copies]


def _names(cells: Sequence[_Cell]) -> list[str]:
    """What cells hold, without numbers that tell columns of one name apart."""
    names: list[str] = []
    for cell in cells:
        again = _AGAIN.fullmatch(cell.text)
        made_up = _MADE_UP.fullmatch(cell.text) or (again and names and again[1] == names[-1])
        names.append(names[-1] if made_up and names else cell.text)
    return names


def _copied_figures(head: Sequence[str], figures: Sequence[str]) -> set[int]:
    """The places of a row's figures that repeat the one on their left, under one heading of table 二 for all of them."""
    if head[0].replace(" ", "") != "信息内容":
        return set()
    copies: set[int] = set()
    for name, group in groupby(range(1, len(head)), lambda n: head[n]):
        places = list(group)
        if name and figures[places[0]] and len({figures[n] for n in places}) == 1:
            copies |= set(places[1:])
    return copies
