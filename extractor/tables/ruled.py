"""Ruled grids whose cells are broken over several lines: the lines between two rules are one row, and are joined cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

Piece = tuple[int, int, str | None]  # a stretch of the text as it stands, or what stands for it
Bars = list[int]  # where they stand in a line

_IN_RULES = "--+", "==+", "──", "══", "━━"
_RULE = re.compile(r"[+┌├└╞╔╠╚╒╘╓╟╙┏┡┣┗┠╭╰┼╪╬┿╂╋╫][-=─━═]{3,}[^\w \n|][^\w\n|]*$", re.M)
_ROWS = 10  # between rules, where a rule stands below each; one around the table and one under its head makes fewer
_ALONE = re.compile(r"(?<=[|])[ ]*(\d[\d,.]*)[ ]*(?=[|])")


def join_grids(text: str) -> list[Piece] | None:
    """The pieces of a text with each row of its grids on one line; None where it has no such grids.

    A number broken over lines stands in brackets then: its digits are not next to each other in the text, so that a person says what
    it is. So do the figures of a row whose lines do not fit each other.
    """
    rules = list(_RULE.finditer(text)) if any(dashes in text for dashes in _IN_RULES) else []
    if len(rules) <= _ROWS:
        return None
    pieces: list[Piece] = []
    rows = at = 0
    for above, below in pairwise(rules):
        start, stop = above.end() + 1, text.rfind("\n", 0, below.start()) + 1
        lines = _lines(text, start, stop)
        rows += bool(lines)
        if len(lines) > 1 and not _are_rows(text, lines):
            pieces.append((at, start, None))
            pieces += _row(text, lines) if len({len(bars) for bars in lines}) == 1 else _doubtful(text, start, stop)
            at = stop
    return [*pieces, (at, len(text), None)] if rows >= _ROWS and pieces else None


def _lines(text: str, start: int, stop: int) -> list[Bars]:
    """The bars of each line between two rules; none where these are no lines of a table."""
    lines = []
    while start < stop:
        end = text.index("\n", start)
        lines.append([m.start() for m in _BAR.finditer(text, start, end)])
        if len(lines[-1]) < 3:
            return []
        start = end + 1
    least = min(map(len, lines), default=0)
    # A bar behind a bar and a space (`| | words`) is none of the grid's: it begins a line that keeps its break.
    return [bars if len(bars) == least else [b for a, b in pairwise((-3, *bars)) if b - a > 2] for bars in lines]


_BAR = re.compile("[|]")


def _are_rows(text: str, lines: list[Bars]) -> bool:
    """Whether two labels with ordinals stand below each other: rows without a rule between them."""
    return any(sum(_ORDINAL.match(text, bars[n] + 1) is not None for bars in lines) > 1 for n in range(min(map(len, lines)) - 1))


_ORDINAL = re.compile(r"[ ]*(?:\d{1,2}[.、]|[(][一二三四五六七八][)]|[一二三四]、)[ ]*[㐀-鿿]")


def _row(text: str, lines: list[Bars]) -> Iterator[Piece]:
    for n in range(len(lines[0]) - 1):
        yield lines[0][n], lines[0][n] + 1, None
        yield from _cell(text, [(bars[n] + 1, bars[n + 1]) for bars in lines])
    yield lines[0][-1], lines[0][-1] + 1, "|\n"


def _cell(text: str, stretches: list[tuple[int, int]]) -> Iterator[Piece]:
    parts = [m.span() for start, stop in stretches for m in _WORDS.finditer(text, start, stop)]
    whole = "".join([text[first:last] for first, last in parts])
    for found in reversed(list(_STRAY.finditer(whole))):
        parts = [*_cut(parts, 0, found.start()), *_cut(parts, found.end(), len(whole))]
    if parts:
        yield from ((first, last, None) for first, last in parts)
    else:
        yield stretches[0][0], stretches[0][0], " "


_WORDS = re.compile(r"[^\s|]+(?:[ ]+[^\s|]+)*")
_STRAY = re.compile(r"^\.\.[a-z-]+::|</?(?:div|p|br)\b[^<>]*>|^:{3,}|:{3,}$")  # a directive, tags and fences that would end a line


def _cut(parts: list[tuple[int, int]], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The parts of a cell from one of its characters to another."""
    at = 0
    for first, last in parts:
        begin, end = max(first, first + start - at), min(last, first + stop - at)
        if begin < end:
            yield begin, end
        at += last - first


def _doubtful(text: str, start: int, stop: int) -> Iterator[Piece]:
    at = start
    for found in _ALONE.finditer(text, start, stop):
        first, last = found.span(1)
        yield from ((at, first, None), (first, first, "("), (first, last, None), (last, last, ")"))
        at = last
    yield at, stop, None


def broken_figures(text: str, starts: Sequence[int], original: str) -> list[tuple[int, int, str]]:
    """Edits of a clean text that put brackets around each number that goes on in another line of its cell."""
    edits: list[tuple[int, int, str]] = []
    for found in _RUN.finditer(text):
        first, last = found.span()
        if "\n" in original[starts[first] : starts[last - 1]]:
            sign = text[first] in "+-"
            edits += [(first + 1, first + 1, "#")] if sign else [(first, first, "("), (last, last, ") ")]
    return edits


_RUN = re.compile(r"[+-]?\d[\d,.]*\d|[+-]\d")


def cut_figures(text: str) -> list[tuple[int, int, str]]:
    """Edits that put brackets around each number with an ellipsis behind it (`5…`): the cell was too narrow for all its digits."""
    return [edit for m in _CUT.finditer(text) for edit in ((m.start(), m.start(), "("), (m.end(), m.end(), ") "))]


_CUT = re.compile(r"(?<![^\s|])\d[\d,.]*(?=…(?:[\s|]|$))")
