"""Ruled grids whose cells are broken over several lines: the lines between two rules are one row, and are joined cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Piece = tuple[int, int, str | None]  # a stretch of the text as it stands, or what stands for it
Bars = list[int]  # where they stand in a line

_IN_RULES = "--+", "==+", "──", "══", "━━"
_RULE = re.compile(r"[+┌├└╞╔╠╚╒╘╓╟╙┏┡┣┗┠╭╰┼╪╬┿╂╋╫][-=─━═]{3,}[^\w \n|][^\w\n|]*$", re.M)
_ROWS = 10  # between rules, where a rule stands below each; one around the table and one under its head makes fewer
_FIGURE = re.compile(r"\d[\d,.]*")
_SHORT = re.compile(r"[-+/—]+[\d,.]*")  # marks, or a sign and what it belongs to
_ALONE = re.compile(r"(?<=[|])[ ]*(\d[\d,.]*)[ ]*(?=[|])")
_DIRECTIVE = re.compile(r"\.\.[a-z-]+::")  # of reStructuredText


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
        if len(lines) > 1:
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


def _row(text: str, lines: list[Bars]) -> Iterator[Piece]:
    for n in range(len(lines[0]) - 1):
        yield lines[0][n], lines[0][n] + 1, None
        yield from _cell(text, [(bars[n] + 1, bars[n + 1]) for bars in lines])
    yield lines[0][-1], lines[0][-1] + 1, "|\n"


def _cell(text: str, stretches: list[tuple[int, int]]) -> Iterator[Piece]:
    parts = [m.span() for start, stop in stretches for m in _WORDS.finditer(text, start, stop)]
    whole = "".join(text[first:last] for first, last in parts)
    if found := _DIRECTIVE.match(whole):
        parts, whole = list(_without(parts, found.end())), whole[found.end() :]
    first = parts[0][0] if parts else stretches[0][0]
    shown = _TAG.sub("", whole)
    broken = any(text[last - 1] in _DIGITS and text[after] in _DIGITS for (_, last), (after, _) in pairwise(parts))
    if not parts:
        yield first, first, " "
    elif broken and _FIGURE.fullmatch(shown):
        yield first, first, "("
        yield from ((a, b, None) for a, b in parts)
        yield first, first, ")"
    else:
        strange = len(parts) > 1 and _SHORT.fullmatch(shown) and not shown.isdigit()
        strange = strange or (broken and _MEASURED.fullmatch(shown))
        for a, b in parts:
            if strange:
                yield a, a, "#"
            yield a, b, None


_MEASURED = re.compile(r"\D?\d[\d,.]*\d\D{0,2}")  # a number with a sign or unit, but no ordinal with its label
_TAG = re.compile(r"</?[a-z]+>")
_DIGITS = frozenset("0123456789.,")
_WORDS = re.compile(r"[^\s|]+(?:[ ]+[^\s|]+)*")


def _without(parts: list[tuple[int, int]], count: int) -> Iterator[tuple[int, int]]:
    """The parts without so many of their first characters."""
    for first, last in parts:
        gone = min(count, last - first)
        count -= gone
        if first + gone < last:
            yield first + gone, last


def _doubtful(text: str, start: int, stop: int) -> Iterator[Piece]:
    at = start
    for found in _ALONE.finditer(text, start, stop):
        first, last = found.span(1)
        yield from ((at, first, None), (first, first, "("), (first, last, None), (last, last, ")"))
        at = last
    yield at, stop, None
