"""Text and places in it: the decoded original, and a cleaned copy that remembers where each character came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_NUMERALS = "无空零〇一二三四五六七八九十百千"
# What stands before a numeral is asked after its first character, so that the pattern begins with a class: `re` passes over the
# places where none of it stands.
_CELL = rf"(?<=[{_NUMERALS}])(?<![^\s|;,{_NUMERALS}].)[{_NUMERALS}]{{0,6}}(?![^\s|;,])"
_RUN = re.compile(rf"([〇㐀-鿿](?!{_CELL})[〇㐀-鿿]*+)")


class Span(NamedTuple):
    """A half-open stretch of text, in code points."""

    start: int
    stop: int


class Edit(NamedTuple):
    """Replace `[start, stop)` by `text`."""

    start: int
    stop: int
    text: str


Plain = tuple[int, int, str]  # an Edit without its name: a page may have thousands


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage found in a document, how often, and an example where that helps a reader."""

    kind: str
    count: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """One report as it came in: `text` is the decoded file (or, where a file holds several reports, still the whole file).

    `start`/`stop` bound this report within `text`; offsets everywhere are into `text`. `path` is as the user gave it, with
    `#2`, `#3` … for the later reports of one file. `sha256` is of the file's bytes.
    """

    path: str
    sha256: str
    text: str
    encoding: str = "utf-8"
    damage: tuple[Damage, ...] = ()
    start: int = 0
    stop: int = -1

    @classmethod
    def of(cls, text: str, path: str = "text") -> SourceDocument:
        """A document made of a string: for tests and for callers that have the text already."""
        import hashlib

        return cls(path=path, sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), text=text, stop=len(text))


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A cleaned copy of a text with a map back.

    `text[i]` came from `original[starts[i]:stops[i]]`. Characters that were left out (glosses, zero-width characters) belong
    to no `i`; a character that was put in (an undone replacement) maps to the whole stretch that it stands for. The places are
    in order but in a ruled grid whose cells were broken over lines: each cell is whole there, one after the other.
    `marked` are stretches of the *clean* text that are navigation, spam or mojibake: marked, never deleted. `thinned`: hardly
    a line of the original occurs twice, which a report with a cell a line only has where a crawler removed the repetitions.
    `source`: the original text.
    `pieces`: the text as `at_chinese` cuts it, where that was asked before.
    """

    text: str
    starts: Sequence[int]
    stops: Sequence[int]
    damage: tuple[Damage, ...] = ()
    marked: tuple[Span, ...] = field(default=())
    thinned: bool = False
    source: str = field(default="", compare=False, repr=False)
    pieces: list[str] | None = None

    @classmethod
    def plain(cls, text: str) -> NormalisedText:
        """The text unchanged, mapped to itself."""
        return cls(text, range(len(text)), range(1, len(text) + 1), source=text)

    def original(self, start: int, stop: int) -> Span:
        """The stretch of the original text that clean `[start, stop)` was read from. Empty stretches map to an empty place."""
        if start >= stop:
            at = self.starts[start] if start < len(self.starts) else (self.stops[-1] if len(self.stops) else 0)
            return Span(at, at)
        return tuple.__new__(Span, (self.starts[start], self.stops[stop - 1]))


def at_chinese(text: str) -> list[str]:
    """The text cut at its runs of Chinese characters: every second piece is such a run, the others are what stands between.

    A numeral alone between separators is a cell and no run.
    """
    return _RUN.split(text)
