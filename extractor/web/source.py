"""A report's text in pieces, with the places marked that a question is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractor.text import NormalisedText, Span

LONGEST = 60_000  # characters shown on either side of the first mark: a browser lays out no more in the time of a key press


class Mark(NamedTuple):
    """A place in the text. `name` is what the page calls it; an empty one stands for a figure that only takes part."""

    span: Span
    name: str


class Piece(NamedTuple):
    """A stretch of text, and its mark where it has one."""

    text: str
    mark: Mark | None = None


class Shown(NamedTuple):
    """The pieces in order; `before` and `after` are the characters that were left out."""

    pieces: tuple[Piece, ...]
    before: int = 0
    after: int = 0


def marked(text: str, marks: Sequence[Mark], whole: Span | None = None) -> Shown:
    """The text cut at the marks. Of two that overlap the earlier in the list counts. `whole` is the report's part of the text."""
    start, stop = whole or Span(0, len(text))
    kept: list[Mark] = []
    for mark in marks:
        if start <= mark.span.start <= mark.span.stop <= stop and not any(_overlap(mark.span, other.span) for other in kept):
            kept.append(mark)
    middle = kept[0].span.start if kept else start
    low, high = max(start, middle - LONGEST), min(stop, middle + LONGEST)
    kept = sorted(mark for mark in kept if low <= mark.span.start and mark.span.stop <= high)
    return Shown(tuple(_pieces(text, kept, low, high)), low - start, stop - high)


def _overlap(one: Span, other: Span) -> bool:
    return one == other or (one.start < other.stop and other.start < one.stop)


def _pieces(text: str, marks: Sequence[Mark], at: int, stop: int) -> Iterator[Piece]:
    for mark in marks:
        if at < mark.span.start:
            yield Piece(text[at : mark.span.start])
        yield Piece(text[mark.span.start : mark.span.stop], mark)
        at = mark.span.stop
    if at < stop:
        yield Piece(text[at:stop])


def cleaned(text: NormalisedText, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks of the original at their places in the clean text; a place that cleaning left out is dropped."""
    found = []
    for span, name in marks:
        start, stop = bisect_left(text.starts, span.start), bisect_left(text.starts, span.stop)
        if start < stop or span.start == span.stop:
            found.append(Mark(Span(start, stop), name))
    return tuple(found)
