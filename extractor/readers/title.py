"""The titles in a text: which report they name, of which agency and year, and where they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.readers.agency_name import split_place, trim
from extractor.readers.metadata_vocabulary import HAN, YEAR, MetadataVocabulary

_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "o": 0} | {str(i): i for i in range(10)}


def number(printed: str) -> int:
    """A year, month or day in digits or Chinese numerals, spaces inside or not."""
    if printed.isascii() and printed.isdecimal():
        return int(printed)
    plain = "".join(printed.split())
    if "十" in plain:
        tens, units = plain.split("十")
        return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[units] if units else 0)
    return int("".join(str(_DIGIT[c]) for c in plain))


@dataclass(frozen=True, slots=True)
class Title:
    """A place where the text names a report: its title, or (`quoted`) a sentence that speaks of it. It stands at [start, stop)."""

    text: str
    name: str
    year: int | None
    quoted: bool
    start: int
    stop: int


_YEAR_WORD = re.compile(rf"[(\[【]?({YEAR})(?:年度?|度)?[)\]】]?(?!\d)")
_BROKEN_YEAR = re.compile(r"\d{2,5}年?度?(?!\d)")
_BOUNDARY = re.compile(r"[。;!?|>》」』】:,/_\\\]→↓↑*#=]|-{2,}|\s[-—]\s|[《〈<“\"「『]")
_SENTENCE_MARKS = frozenset(",。;")
_QUOTES = frozenset("《〈<“\"「『")
_SENTENCE = re.compile("[。,;:《》]")
_STRAY = re.compile(rf"^[^{HAN}\d(]+|[^{HAN}\d)]+$")
_EMPTY_BRACKETS = re.compile(r"[(\[【][)\]】]")
_NAME_TAIL = re.compile(r"(?:关于(?:公布|发布|报送|印发|做好|公开)?|的|度|年|[-—·、]+)$")
_STARTS_LATE = re.compile(rf"[(\[]?(?:{YEAR}|年|度|\d{{1,3}}年|的|关于|[)\]])")


def titles_before(plain: str, first: int, vocabulary: MetadataVocabulary) -> tuple[Title, ...]:
    """The titles before the first section; where none is there, a damaged one, or those after a contents list."""
    found = tuple(titles_between(plain, 0, first, vocabulary))
    if any(not t.quoted for t in found):
        return found
    if damaged := tuple(_damaged_titles(plain, first, vocabulary)):
        return found + damaged
    return found + tuple(t for t in titles_between(plain, first, first + 6000, vocabulary) if t.quoted or t.name)


def _damaged_titles(plain: str, first: int, vocabulary: MetadataVocabulary) -> Iterator[Title]:
    """Lines that name a year and most of 信息公开工作年度报告: titles with a character lost or doubled."""
    end = 0
    for line in plain[:first].split("\n"):
        start, end = end, end + len(line) + 1
        words = "".join(line.split())
        year = _YEAR_WORD.search(words)
        pieces = [words.find(piece) for piece in vocabulary.words.title.pieces if piece in words]
        if not year or len(words) > 60 or len(pieces) < 3 or _SENTENCE.search(words):
            continue
        stem = plain[max(0, start - 100) : start] + words[: min(pieces)]
        head = vocabulary.title_head.search(stem)
        lead = _assemble(stem[: head.start()] if head else stem, plain, vocabulary, False)
        begin = _back(plain, start, max(0, len(lead) - min(pieces)))
        yield Title("".join(plain[begin : end - 1].split()), _name_in(lead, False, vocabulary), number(year[1]), False, begin, end - 1)


def best_title(titles: Sequence[Title]) -> Title | None:
    """The title nearest the text that names agency and year; navigation and lists stand above it."""
    own = [t for t in titles if not t.quoted]
    for fitting in ([t for t in own if t.name and t.year], [t for t in own if t.name], own):
        if fitting:
            return fitting[-1]
    return None


def titles_between(plain: str, start: int, stop: int, vocabulary: MetadataVocabulary) -> Iterator[Title]:
    """The titles in one stretch, and the sentences there that name a report of an agency or year."""
    for core in vocabulary.core.finditer(plain, start, min(len(plain), stop + 60)):
        if core.start() >= stop or vocabulary.not_title.match(plain, core.end()):
            continue
        floor = max(start, core.start() - 160)
        before = plain[floor : core.start()]
        head = vocabulary.title_head.search(before)
        stem = before[: head.start()] if head else before
        mark = None
        for mark in _BOUNDARY.finditer(stem):  # noqa: B007 - the last one counts
            pass
        in_sentence = bool(mark and mark[0] in _SENTENCE_MARKS)
        lead = _assemble(stem[mark.end() :] if mark else stem, plain, vocabulary, in_sentence)
        tail_stop, tail_year = _tail(plain, core.end(), vocabulary)
        year_word = _YEAR_WORD.search(lead)
        year = number(year_word[1]) if year_word else number(core[1]) if core[1] else tail_year
        name = _name_in(lead, bool(head and head[0].startswith("政")), vocabulary)
        if not name and not year:
            continue
        spoken = bool(mark and mark[0] in _QUOTES) or vocabulary.introduced.match(lead) or vocabulary.quoted.match(plain, tail_stop)
        begin = _back(plain, floor + len(stem), len(lead))
        text = "".join(plain[begin:tail_stop].split())
        yield Title(text, name, year, bool(spoken), begin, tail_stop)


def _back(plain: str, at: int, characters: int) -> int:
    """The offset so many characters before another, blanks not counted."""
    while characters and at > 0:
        at -= 1
        characters -= not plain[at].isspace()
    return at


def _tail(plain: str, at: int, vocabulary: MetadataVocabulary) -> tuple[int, int | None]:
    """Where a title ends with what belongs to it on its line, and the year in that."""
    year = None
    while found := vocabulary.title_tail.match(plain, at):
        at, year = found.end(), number(found[1] or found[2]) if found[1] or found[2] else year
    return at, year


def _name_in(lead: str, government: bool, vocabulary: MetadataVocabulary) -> str:
    """The agency's name in what stands before 政府信息公开 in a title."""
    year = _YEAR_WORD.search(lead)
    for part in (lead[: year.start()], lead[year.end() :]) if year else (lead,):
        bare = _EMPTY_BRACKETS.sub("", _BROKEN_YEAR.sub("", _YEAR_WORD.sub("", part)))
        while (cut := _NAME_TAIL.sub("", bare)) != bare:
            bare = cut
        bare = _STRAY.sub("", bare)
        if government and bare.endswith("人民"):  # 某县人民政府信息公开: one 政府 stands for two
            bare += "政府"
        if name := trim(bare, vocabulary):
            return name
    return ""


def _assemble(stem: str, plain: str, vocabulary: MetadataVocabulary, wrapped: bool) -> str:
    """The beginning of a title: the words before its core, on this line and on the lines above that belong to it.

    `wrapped`: it follows a comma or full stop, so that its line breaks may be where a sentence was broken.
    """
    *above, line = stem.split("\n")
    sentence = "".join(stem.split()) if wrapped and above and above[0].strip() else ""
    if vocabulary.introduced.match(sentence):
        return sentence
    lead = _join_words(line, plain)
    if furniture := vocabulary.furniture.match(lead):
        return lead[furniture.end() :]
    for upper in reversed([u for u in above if u.strip()][-3:]):
        words = _join_words(upper, plain)
        if len(words) > 40 or vocabulary.furniture.match(words) or not _belongs(words, lead, vocabulary):
            break
        lead = words + lead
    return lead


def _belongs(words: str, lead: str, vocabulary: MetadataVocabulary) -> bool:
    """True where a line above is the beginning of the title whose rest is `lead`."""
    name = _name_in(lead, False, vocabulary)
    if not name:
        return bool(_YEAR_WORD.fullmatch(words) or trim(words, vocabulary) or _name_in(words + lead, False, vocabulary))
    if split_place(name)[0]:
        return False
    whole = trim(words + name, vocabulary)  # 某市住房和城乡 / 建设局
    return whole == words + name and bool(split_place(whole)[0]) and not (trim(words, vocabulary) and split_place(words)[1])


def _join_words(line: str, plain: str) -> str:
    """The last words of a line that read as one: spaces inside a title separate its year, or every character, or stand anywhere."""
    words = line.split()
    if not words:
        return ""
    joined = words[-1]
    for word in reversed(words[:-1]):
        place, office = split_place(joined)
        place_in_front = not place and bool(office) and split_place(word) == (word, "") and len(word) <= 9
        late = _STARTS_LATE.match(joined) or _YEAR_WORD.fullmatch(word) or word.isdigit() or word.endswith(("关于", "年度", "年", "("))
        if not (len(word) == 1 or late or place_in_front or (len(word) > 1 and word[-3:] + joined[:3] in plain)):
            break
        joined = word + joined
    return joined
