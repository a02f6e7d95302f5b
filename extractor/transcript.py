"""What a model is shown of a report: its clean text with a number on each line that holds figures and a letter on each figure.

A letter stands right behind its figure (`3a`); a letter alone between separators is a cell that the text shows to be empty. The
model answers with a line and letters, never with digits. Whatever the report says is only text here: nothing in it is obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, NamedTuple

from extractor.figures import Item, scan, style_of
from extractor.layout import Region
from extractor.text import NormalisedText, Span

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
RUN = 6  # digits from which on a figure is more likely several
LONGEST = 40_000  # characters of a report that are shown where its tables cannot be found


class Token(NamedTuple):
    """One place that a letter points at, in clean offsets. A `digit` is one digit of a run that may hold several cells."""

    kind: Literal["number", "digit", "mark", "empty"]
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line: its clean stretch, and its tokens in the order of their letters."""

    start: int
    stop: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """The text shown, the lines that its numbers stand for, and how many characters of the report it shows."""

    text: str
    lines: Mapping[int, Line]
    shown: int

    @property
    def figures(self) -> tuple[Token, ...]:
        """Everything that prints a number, in order of place."""
        return tuple(t for line in self.lines.values() for t in line.tokens if t.kind in ("number", "digit"))

    def delimited(self) -> str:
        """The text between two fences that no report can forge: they hold a digest of the text itself."""
        fence = sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"<report {fence}>\n{self.text}\n</report {fence}>"


def table_transcript(text: NormalisedText, region: Region | None, *, glued: bool = False) -> Transcript:
    """One table of a report; the whole report where the table was not found. `glued`: runs of digits are shown digit by digit."""
    clean = text.text
    start, stop = (region.start, region.stop) if region is not None else (0, min(len(clean), LONGEST))
    items = [("number" if i.kind == "numeral" else i.kind, i.start, i.stop) for i in _scan(clean, start, stop)]
    return _written(clean, _digit_by_digit(clean, items) if glued else items, start, stop)


def runs_digits_together(text: NormalisedText, regions: Iterable[Region]) -> bool:
    """Whether the tables' rows hold one long run of digits each instead of several figures, which a model must be able to cut."""
    lengths, noughts = list[int](), 0
    for region in regions:
        for item in _scan(text.text, region.start, region.stop):
            if item.kind == "number" and item.text.isdigit():
                lengths.append(len(item.text))
                noughts += len(item.text) > 2 and item.text[0] == "0"
    long = sum(n >= RUN for n in lengths)
    return noughts >= 3 or any(n >= 2 * RUN for n in lengths) or (long >= 3 and long * 3 >= len(lengths))


def _scan(clean: str, start: int, stop: int) -> list[Item]:
    return scan(clean, start, stop, style_of(clean, start, stop))


_SENTENCE = re.compile(r"[^。;；!！\n]+[。;；!！]?")
_TOPICAL = re.compile(r"申请|复议|诉讼|起诉|应诉|规范性文件|许可|处罚|强制|收费|处理费|结转|公开[^,，]{0,24}信息|信息[^,，]{0,16}公开")
_NEGATION = re.compile(r"无|没有|未|不存在|零|为空")
_COUNT = re.compile(
    r"(?<![\d.])\d[\d,]*(?:\.\d+)?(?!\d|[.、．](?!\d)|\s*(?:年|月|日|号|%|％))"
    r"|[零〇一二三四五六七八九十百千两]+(?=[余多]?(?:件|宗|起|条|份|次|项|个|人次|篇|元|万元))"
)


def has_negation(text: str) -> bool:
    """Whether a line can say that there was none."""
    return _NEGATION.search(text) is not None


def claims_transcript(text: NormalisedText, prose: Sequence[Span]) -> Transcript:
    """The sentences of the prose that could state a count: those that name a topic and hold a figure or a negation."""
    clean, lines, written, shown = text.text, dict[int, Line](), list[str](), 0
    for span in prose:
        for m in _SENTENCE.finditer(clean, span.start, span.stop):
            sentence = m.group()
            if not _TOPICAL.search(sentence):
                continue
            counts = [Token("number", *c.span()) for c in _COUNT.finditer(clean, m.start(), m.end())][: len(LETTERS)]
            if not counts and not has_negation(sentence):
                continue
            number = len(lines) + 1
            lines[number] = Line(m.start(), m.end(), tuple(counts))
            at, out = m.start(), [f"{number} "]
            for token, letter in zip(counts, LETTERS, strict=False):
                out += [clean[at : token.stop], letter]
                at = token.stop
            written.append(_plain("".join([*out, clean[at : m.end()]])))
            shown += len(sentence) + 1
    return Transcript("\n".join(written), lines, shown)


def _digit_by_digit(clean: str, items: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The items with runs of digits taken apart."""
    out: list[tuple[str, int, int]] = []
    for kind, start, stop in items:
        if kind == "number" and stop - start > 1 and clean[start:stop].isdigit():
            out += [("digit", k, k + 1) for k in range(start, stop)]
        else:
            out.append((kind, start, stop))
    return out


def _written(clean: str, items: Sequence[tuple[str, int, int]], start: int, stop: int) -> Transcript:
    """The text with its letters. A line ends where words follow figures, so that a table with a cell a line reads as rows."""
    lines: dict[int, Line] = {}
    written: list[str] = []
    tokens, out = list[Token](), list[str]()
    at = begin = start

    def close(here: int) -> None:
        nonlocal tokens, out, begin
        if tokens:
            number = len(lines) + 1
            lines[number] = Line(begin, here, tuple(tokens))
            written.append(f"{number} " + _plain("".join(out)))
        elif "".join(out).strip():
            written.append(_plain("".join(out)))
        tokens, out, begin = [], [], here

    for kind, first, last in items:
        gap = clean[at:first]
        if kind == "text":
            breaks = gap.rfind("\n") + 1
            if tokens or breaks:
                cut = breaks or (len(gap) - len(gap.lstrip(" |")) if tokens else 0)
                out.append(gap[:cut])
                close(at + cut)
                gap = gap[cut:]
            out.append(gap + clean[first:last])
        else:
            if len(tokens) >= len(LETTERS):
                close(at)
            if not tokens and "".join(out).strip() == "" and written and written[-1][:1] not in "0123456789":
                out = [written.pop(), gap.replace("\n", " ")]  # the words on the line above are this row's label
            else:
                out.append(gap.replace("\n", " "))
            tokens.append(Token(kind, first, last))  # type: ignore[arg-type]
            out.append(clean[first:last].strip() + LETTERS[len(tokens) - 1])
        at = last
    out.append(clean[at:stop])
    close(stop)
    return Transcript("\n".join(written), lines, stop - start)


_SPACE = re.compile(r"\s+")
_FILLERS = re.compile(r"(?:\s*\|\s*){3,}$|\s+$")


def _plain(line: str) -> str:
    """A line with its runs of space as one, and without the bars of merged cells at its end."""
    return _FILLERS.sub("", _SPACE.sub(" ", line)).strip()


_UNBOUND = re.compile(
    r"(?:收到|受理|新收|办结|答复|结转|复议|诉讼|起诉|许可|处罚|强制|规范性文件)[^,，。;；]{0,18}?(\d[\d,]*)\s*(?:件|宗|起|份|次|项|个)"
)


def unbound(text: NormalisedText, prose: Sequence[Span], bound: Sequence[Span]) -> bool:
    """Whether some sentence states a count of what the tables count, and no claim's evidence (`bound`, original) covers it."""
    taken = {span.start for span in bound}
    for stretch in prose:
        for m in _UNBOUND.finditer(text.text, stretch.start, stretch.stop):
            place = text.original(*m.span(1))
            if not any(span.start <= place.start < span.stop for span in bound) and place.start not in taken:
                return True
    return False
