"""Prose cut into sentences, each without its white space and with its places in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractor.text import Span

_PIECE = re.compile(r"[^。!?！？\n]*[。!?！？\n]?")
_MARKER = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、](?!\d)|第[一二三四五六]部分|[|#])")
_PAGE = re.compile(r"\W*(?:第?\s*\d{1,3}\s*页?|\d{1,3}\s*/\s*\d{1,3})\W*")
_SECTION_BEGINS = "一二三四五六七八九十(第"
_TITLE_BEGINS = " \t\u3000\xa0一二三四五六七八九十(0123456789主依政信公平监总概扎做规办加优强推持全深严有提"
_SECTION = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|第[一二三四五六]部分)")
_HEADING_LENGTH = 30
_HEADING = re.compile(_MARKER.pattern + r"[^\d,]*")
_ENDED = ("。", "!", "?", "！", "？")
LONGEST = 4000
_MARKUP = re.compile(r"\*+|&[a-z]{2,6};")
_GAP = re.compile(r"[ \t\u3000\xa0][ \t\u3000\xa0]*(?=\d)")  # `re` finds a place by its first character, not by one with a + behind it
_TITLED = re.compile(  # headings that a text without line breaks runs into their paragraph
    r"(?:\s*(?:(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])[ \u3000\xa0]*[㐀-鿿、]{2,30}"
    r"|(?:扎实|做好|规范|办理|加强|优化|强化|推进|持续|全面|深化|深入|严格|有序|提升){0,3}"
    r"(?:主动公开|依申请公开|政府信息管理|信息管理|公开平台建设|平台建设|监督保障|总体情况|概述)(?:工作)?(?:情况)?)"
    r"[ \t\u3000\xa0]+(?=[^\s\d、,。;:]|(?:19|20)\d\d年|\d{1,2}[.、]))+"
)
_TORN = re.compile(  # what can only go on with the figure at the end of the line before it
    r"[余多]?(?:件次|条次|万元|亿元|[件条宗份起次项个例单元])(?:以上|左右)?(?:$|[,。;、()!]|的?(?:政府|信息|公开|依申请|行政|规范|申请|各类))|年(?:$|[^\d\s])|%"
)
_WRAPPED = 10  # a shorter line without a mark at its end is a label or a name, not the beginning of a wrapped sentence
_COUNTED = "0123456789件条宗份起元项次个"  # a line that ends so is an item of a list


class Sentence(NamedTuple):
    """One sentence: `compact` is its clean text without white space, which stands in the text from `start` to `stop`.

    `pieces` are the stretches that it stands in, where there are several: it is wrapped, or joined to another.
    """

    compact: str
    start: int
    stop: int
    pieces: tuple[Span, ...] = ()

    @property
    def heads(self) -> bool:
        """True where it begins with a section number (so that what was spoken of before is over)."""
        return self.compact[0] in _SECTION_BEGINS and _SECTION.match(self.compact) is not None

    @property
    def places(self) -> tuple[Span, ...]:
        """The stretches that it stands in."""
        return self.pieces or (Span(self.start, self.stop),)

    def offsets(self, text: str) -> Sequence[int]:
        """Where each character of `compact` stands in the text that it was cut from."""
        if not self.pieces and len(self.compact) == self.stop - self.start:  # no white space in it
            return range(self.start, self.stop)
        return [at for start, stop in self.places for at in range(start, stop) if not text[at].isspace()]


def keep_apart(text: str, prose: Sequence[Span]) -> str:
    """The text, as long as before, without stars and entities, and with a bar for the first space between two figures: 6 0 is not 60."""
    pieces: list[str] = []
    at = 0
    marked = "*" in text or "&" in text
    for start, stop in prose:
        piece = _GAP.sub(_bar, text[start:stop])
        pieces += (text[at:start], _MARKUP.sub(_blank, piece) if marked else piece)
        at = stop
    return "".join((*pieces, text[at:]))


def _blank(markup: re.Match[str]) -> str:
    return " " * len(markup[0])


def _bar(gap: re.Match[str]) -> str:
    before = gap.start() - 1
    return "|" + gap[0][1:] if before >= 0 and gap.string[before].isdigit() else gap[0]


def sentences(text: str, prose: Sequence[Span]) -> list[Sentence]:
    """The sentences of the prose in order. A line break ends one unless the line is merely wrapped; no sentence crosses a table."""
    found: list[Sentence] = []
    for start, stop in prose:
        _within(text, start, stop, found)
    return found


def _within(text: str, start: int, stop: int, found: list[Sentence]) -> None:
    new = tuple.__new__  # nearly every sentence is made here: half the time of Sentence(...)
    places: list[Span] = []  # of the sentence so far, where it goes on from line to line
    begin = at = start
    for piece in _PIECE.findall(text, start, stop):
        at += len(piece)
        if at <= begin:
            continue
        if not places:
            compact = "".join(piece.split())
            if not compact:
                begin = at
                continue
            title = _TITLED.match(text, begin, at) if len(compact) < at - begin and text[begin] in _TITLE_BEGINS else None
            if title:
                _add(text, [Span(begin, title.end())], found)
                begin = title.end()
            elif at - begin <= LONGEST and (piece[-1] != "\n" or at == stop):  # a whole sentence
                found.append(new(Sentence, (compact, begin, at, ())))
                begin = at
                continue
        while at - begin > LONGEST:
            cut = max(text.rfind(",", begin, begin + LONGEST) + 1, begin + LONGEST // 2)
            _add(text, [*places, Span(begin, cut)], found)
            places, begin = [], cut
        places.append(Span(begin, at))
        begin = at
        if text[at - 1] == "\n" and at < stop:
            follow = _continues(text, places[-1], at, stop) if at - places[0].start < LONGEST else None
            if follow is not None:
                begin = follow
                continue
        _add(text, places, found)
        places = []
    if places:
        _add(text, places, found)


def _add(text: str, places: Sequence[Span], found: list[Sentence]) -> None:
    compact = "".join(["".join(text[start:stop].split()) for start, stop in places])
    if compact:
        found.append(Sentence(compact, places[0].start, places[-1].stop, tuple(places) if len(places) > 1 else ()))


def _continues(text: str, line: Span, at: int, stop: int) -> int | None:
    """Where the sentence of a line without an end goes on (past blank lines and page numbers), or None where it ends."""
    body = text[line.start : line.stop].strip()
    if not body or body[-1] in ";:；：|":
        return None
    begin = at
    while begin < stop:
        end = text.find("\n", begin, stop)
        end = stop if end < 0 else end
        follow = text[begin:end].strip()
        if follow and not _PAGE.fullmatch(follow):
            break
        begin = end + 1
    else:
        return None
    if follow[0] in ",、。;)" or (body[-1].isdigit() and _TORN.match(follow)):
        return begin
    if _MARKER.match(text, begin) or (len(body) <= _HEADING_LENGTH and "," not in body and _HEADING.fullmatch(body)):
        return None
    if text[line.start - 1 : line.start] in _ENDED:  # it began behind another sentence of its line: no label, no item of a list
        return begin
    if body[-1] in _COUNTED and not (body[-1].isdigit() and follow[0].isdigit()):
        return None
    return begin if body[-1] in ",、" or len(body) >= _WRAPPED else None
