"""Where the rows of a table begin in its text: their labels' stretches, and the ordinals before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.align import CHINESE, LabelStream, Match, bare
from extractor.figures import line_around
from extractor.form import Row
from extractor.text import Span


def label_spans(stream: LabelStream, marks: Sequence[tuple[Match, Row | None]], body: int) -> list[Span]:
    """The clean stretch of each label, in order of place; a damaged one from its row's ordinal and without the row above it."""
    spans: list[Span] = []
    for match, row in marks:
        label = stream.span(match.start, match.stop)
        if match.score < 100:
            label = _from_ordinal(stream.clean, _without_row_above(stream.clean, label, row), row, spans[-1].stop if spans else body)
        spans.append(label)
    return spans


def _without_row_above(clean: str, label: Span, row: Row | None) -> Span:
    """A damaged label's stretch without the end of the label above it, where that one's figures came between."""
    width = len(row.columns) if row else 0
    if width < 2:
        return label
    inside = list(_FIGURE.finditer(clean, *label))
    if len(inside) < width or len(_FIGURE.findall(clean, label.stop, line_around(clean, label.stop - 1)[1])) < width:
        return label
    begins = CHINESE.search(clean, inside[-1].end(), label.stop)
    return Span(begins.start(), label.stop) if begins else label


_FIGURE = re.compile(r"\d+")


def _from_ordinal(clean: str, label: Span, row: Row | None, above: int) -> Span:
    """A damaged label's stretch from the row's own ordinal, where only its first characters stand behind that (`1.属于 0`, then
    `国家秘密` some lines below): what stands between is the row's. `above`: where the label above ends."""
    if row is None or not row.index.isdigit():
        return label
    begin = re.compile(rf"(?<![\d.]){row.index}\s?[.、．]?\s?(?={bare(row.zh)[0]})")
    found = [m.end() for m in begin.finditer(clean, above, label.start)]
    return Span(found[0], label.stop) if len(found) == 1 else label


_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NUMBER_BEFORE = re.compile(rf"(?:[(（]{_NUMERAL}[)）]?|{_NUMERAL}\s*[、.)]|(?P<digits>\d+)(?P<dot>\s*[.、．)][\s|,;]*)?)\s*\Z")


def begin(clean: str, label: Span, row: Row | None, body: int) -> tuple[int, bool]:
    """Where a row begins: at the ordinal before its label, if there is one, else at the label. False where that ordinal may be the
    figure of the row above: one that the form does not have there, or one without a stop."""
    number = _NUMBER_BEFORE.search(clean, max(body, label.start - 12), label.start)
    if number is None:
        return label.start, True
    digits, index = number["digits"], row.index if row is not None and row.index.isdigit() else None
    if digits is None:
        return number.start(), True
    if number["dot"] is None and digits != index:
        return label.start, True
    if number["dot"] is None:  # `2其他法律…`
        alone = clean[: number.start()].rstrip(" ")[-1:] in ("|", "\t", "\n") and "\n" not in number.group()  # in the label's cell
        return (number.start(), alone) if alone or number.end("digits") == label.start else (label.start, True)
    if number["dot"].lstrip()[0] == ")":  # `(2)` may be a figure in brackets
        bracketed = clean[number.start() - 1 : number.start()] == "("
        return (number.start(), False) if digits == index or (index is None and not bracketed) else (label.start, True)
    if index is not None and digits.endswith(index):  # `02.`: of the digits before it, the last is the ordinal
        return number.end("digits") - len(index), True
    if len(digits) > 2 or "|" in number.group() or (index is None and "\n" in number.group()):
        return label.start, True  # `7.` on a line of its own before a row that has no ordinal is the row above's figure
    return number.start(), index is not None


def before_counts(clean: str, starts: Sequence[int], body: int) -> Sequence[int]:
    """Where rows begin whose table counts them in a column of its own: at their numbers. Else the starts as given."""
    found: list[int] = []
    last = body
    for n, start in enumerate(starts, start=1):
        number = _COUNT.search(clean, last, start)
        if number is None or int(number[1]) != n:
            break
        found.append(number.start())
        last = start
    return found if len(found) == len(starts) >= 4 else starts


_COUNT = re.compile(r"(?<!\S)(\d{1,2})(?=[\s|])\D*\Z")
