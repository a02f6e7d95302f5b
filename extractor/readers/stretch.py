"""The sentence around a place of the prose, cut out only where something there is worth a closer look."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.text import NormalisedText, Span

_REACH = 240  # characters to either side; no sentence that is checked is longer
_ENDS = "。!?！？"
_END = re.compile(f"[{_ENDS}]")
_SOLID = re.compile(r"\S+")
_WRAPPED = 18  # a shorter line is no wrapped one: its sentence ends with it


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence without its white space: `compact[i]` stands at `places[i]` of the clean text."""

    text: NormalisedText
    compact: str
    places: Sequence[int]

    def index(self, place: int) -> int:
        """Where a place of the clean text is in `compact`."""
        return bisect_left(self.places, place)

    def original(self, start: int, stop: int) -> Span:
        """The stretch of the original text that compact `[start, stop)` was read from."""
        return self.text.original(self.places[start], self.places[stop - 1] + 1)


def finds(text: NormalisedText, prose: Sequence[Span], word: str) -> Iterator[tuple[int, Span]]:
    """Every place of a word in the prose that is not navigation or spam, with the stretch of prose that it is in."""
    for span in prose:
        at = text.text.find(word, span.start, span.stop)
        while at >= 0:
            if not any(mark.start <= at < mark.stop for mark in text.marked):
                yield at, span
            at = text.text.find(word, at + len(word), span.stop)


def sentence_at(text: NormalisedText, at: int, within: Span) -> Stretch:
    """The sentence that a place of the clean text stands in, lines that are merely wrapped put together."""
    clean = text.text
    start, stop = max(within.start, at - _REACH), min(within.stop, at + _REACH)
    start = max([start, *[clean.rfind(mark, start, at) + 1 for mark in _ENDS]])
    if end_mark := _END.search(clean, at, stop):
        stop = end_mark.start()
    while (line := clean.rfind("\n", start, at)) >= 0:
        begun = clean.rfind("\n", start, line) + 1 or start
        if not _goes_on(clean[begun:line]):
            start = line + 1
            break
        at = begun
    end = at
    while (line := clean.find("\n", end, stop)) >= 0:
        begun = max(start, clean.rfind("\n", start, line) + 1)
        if not _goes_on(clean[begun:line]):
            stop = line
            break
        end = line + 1
    compact = "".join(clean[start:stop].split())
    if len(compact) == stop - start:
        return Stretch(text, compact, range(start, stop))
    return Stretch(text, compact, [place for solid in _SOLID.finditer(clean, start, stop) for place in range(*solid.span())])


def _goes_on(line: str) -> bool:
    body = line.strip()
    return not body or (len(body) >= _WRAPPED and body[-1] not in ":;：；|")
