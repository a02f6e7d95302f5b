"""A letter as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.paper.letter import CLOSING, DATE, OPENING, SENDER, SUBJECT, Letter, Point, chinese

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&])")
_INDENT = "　　"


def markdown(letter: Letter) -> str:
    """The letter; nothing in it is taken for markup."""
    return "\n\n".join(_blocks(letter)) + "\n"


def _blocks(letter: Letter) -> Iterator[str]:
    yield f"# {SUBJECT}"
    yield f"{plain(letter.organization)}："
    yield _INDENT + OPENING
    for number, part in enumerate(letter.parts, 1):
        yield f"## {chinese(number)}、{plain(part.heading)}"
        if part.title:
            yield _INDENT + plain(part.title)
        for count, point in enumerate(part.points, 1):
            yield from _point(point, count)
    yield from (_INDENT + sentence for sentence in CLOSING)
    yield f"{SENDER}\\\n{DATE}"
    yield "附：所核对的报告文本"
    yield "\n".join(f"{number}. {plain(part.source)}" for number, part in enumerate(letter.parts, 1))


def _point(point: Point, count: int) -> Iterator[str]:
    yield f"### （{chinese(count)}）{plain(point.place)}"
    yield from (_INDENT + plain(sentence) for sentence in point.found)
    if point.printed:
        rows = (f"| {plain(place)} | {plain(printed)} |" for place, printed in point.printed)
        yield "\n".join(["| 位置 | 所印 |", "| :-- | --: |", *rows])
    yield from (f"> {plain(quote)}" for quote in point.quotes)
    yield from (f"{_INDENT}核对依据：{plain(ground)}" for ground in point.ground)
    yield _INDENT + plain(point.remedy)


def plain(text: str) -> str:
    """The text with everything escaped that Markdown would take for markup."""
    return _SPECIAL.sub(r"\\\1", text)
