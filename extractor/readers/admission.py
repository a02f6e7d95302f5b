"""What is a report and what only looks like one, and where each report in a file begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.readers.metadata_vocabulary import HAN, MetadataVocabulary
from extractor.readers.title import titles_between
from extractor.record import Message, Metadata
from extractor.text import NormalisedText

_READABLE = re.compile(r"(?:\s*\S){20}")
HEAD = 4000  # characters that tell a text's language
LONG_ENOUGH = 300  # Chinese characters from the first to the last heading: a contents list has fewer
ENOUGH = 5  # marks of a report: its sections, title, period, agency, statutory wording, own voice; less what news say
MANY_BLANKS = 12
REASONS = {
    "empty": Message("文件没有可读的文字", "The file holds no readable text"),
    "template": Message("这是范文或空白模板,不是某个机关的年度报告", "A model text or a blank template, not an agency's report"),
    "old": Message("2019年以前的年度报告,只有文字,没有法定表格", "A report from before 2019: prose only, without the statutory tables"),
    "news": Message("这是关于年度报告的新闻、解读或通知,不是报告本身", "News or a notice about a report, not the report itself"),
    "unrelated": Message("不是政府信息公开工作年度报告", "Not an annual report on open government information"),
}


def why_not_a_report(text: NormalisedText, metadata: Metadata, tables: Collection[str], vocabulary: MetadataVocabulary) -> Message | None:
    """The reason to reject a document, in both languages; None where it is a report. `tables`: the statutory tables found in it."""
    words, plain = vocabulary.words, text.text
    if not _READABLE.match(plain, 0, 2000):
        return REASONS["empty"]
    if _is_template(plain, metadata, vocabulary):
        return REASONS["template"]
    if "```" in plain or _is_foreign(plain[:HEAD]):
        return REASONS["unrelated"]  # written about such reports, in code or in another language
    if len(tables) >= 2:
        return None
    year = metadata.title_year or (int(metadata.period[1][:4]) if metadata.period else None) or metadata.year
    if year is not None and year < words.first_year:
        return REASONS["old"]
    sections = len({numeral for numeral, _ in _headings(plain, vocabulary)})
    if tables and (year or sections):
        return None
    if sum(min(9, plain.count(word)) for word in words.domain) < 4:
        return REASONS["unrelated"]
    own = sections + 2 * bool(metadata.title and metadata.title_year) + bool(metadata.period) + bool(metadata.organization)
    own += any(word in plain for word in words.statutory) + any(word in plain for word in words.own_voice)
    own += sum(word in plain for word in words.parts) >= 4
    about = sum(word in plain for word in words.news)
    return None if own - about >= ENOUGH else REASONS["news"]


def _is_foreign(head: str) -> bool:
    """True for a text with more Latin letters than half of its Chinese ones, which are only counted until there are enough."""
    enough = 2 * len(head.encode("ascii", "ignore").translate(None, _NOT_LATIN))
    letters = 0
    for run in _LETTERS.finditer(head):
        if letters >= enough:
            break
        letters += run.end() - run.start()
    return enough > letters and 2 * sum(map(len, _LATIN.findall(head))) > letters


def _is_template(plain: str, metadata: Metadata, vocabulary: MetadataVocabulary) -> bool:
    """True for a text in which the agency is a placeholder, or which says of itself that it is a model."""
    if vocabulary.blank.search(metadata.title) or vocabulary.template_phrase.search(metadata.title):
        return True
    blanks = len(vocabulary.blank.findall(plain)) if any(map(plain.__contains__, vocabulary.blank_begins)) else 0
    if metadata.organization:
        return blanks >= MANY_BLANKS
    phrases = len(set(vocabulary.template_phrase.findall(plain)))
    return blanks >= 2 or phrases >= 2 or (blanks >= 1 and phrases >= 1)


_NUMERAL = re.compile(r"([一二三四五六])\s?[、.,:]\s?[^\n|。、,;:]{0,12}$")


def _headings(plain: str, vocabulary: MetadataVocabulary) -> Iterator[tuple[str, int]]:
    """The statutory headings with their numerals and places, in order."""
    for found in vocabulary.section_word.finditer(plain):
        floor = max(0, found.start() - 17)
        numeral = _NUMERAL.search(plain[floor : found.start()])
        if numeral and numeral[1] in vocabulary.section_of[found[0]]:
            yield numeral[1], floor + numeral.start()


# --- several reports in one file

_LETTERS = re.compile(rf"[{HAN}]+")
_LATIN = re.compile(r"(?<![A-Za-z])(?!(?:null|none|nan|n)(?![A-Za-z]))[A-Za-z]+", re.I)  # blank cells of an export are no foreign words
_NOT_LATIN = bytes(c for c in range(128) if not chr(c).isalpha())
_ORDER = "一二三四五六"


@dataclass(slots=True)
class _Run:
    """Headings whose numerals rise: one report, or a list of its contents."""

    numerals: set[str]
    last: str
    start: int
    stop: int


def report_starts(text: NormalisedText, vocabulary: MetadataVocabulary) -> tuple[int, ...]:
    """The clean offsets at which the reports of a file begin; (0,) for a file with one, or with none."""
    plain = text.text
    if all(plain.count(word) < 2 for word in vocabulary.words.once):
        return (0,)
    runs = [run for run in _runs(plain, vocabulary) if len(run.numerals) >= 3]
    bodies = [run for run in runs if sum(map(len, _LETTERS.findall(plain, run.start, run.stop))) >= LONG_ENOUGH]
    starts = [0]
    for before, run in pairwise(bodies):
        begin = _beginning(plain, before.stop, run.start, vocabulary)
        if begin is not None:
            starts.append(begin)
    return tuple(starts)


def _runs(plain: str, vocabulary: MetadataVocabulary) -> Iterator[_Run]:
    run: _Run | None = None
    for numeral, at in _headings(plain, vocabulary):
        if run and _ORDER.index(numeral) >= _ORDER.index(run.last):
            run.numerals.add(numeral)
            run.last, run.stop = numeral, at
            continue
        if run:
            yield run
        run = _Run({numeral}, numeral, at, at)
    if run:
        yield run


def _beginning(plain: str, after: int, heading: int, vocabulary: MetadataVocabulary) -> int | None:
    """Where the report with this first heading begins: at its title, else at its introduction; None where it has neither."""
    titles = [t for t in titles_between(plain, after, heading, vocabulary) if not t.quoted]
    if titles:
        begin = titles[-1]
        for earlier in reversed(titles[:-1]):  # the page's title, then the same over the text
            if (earlier.name, earlier.year) == (begin.name, begin.year) and begin.start - earlier.start < LONG_ENOUGH:
                begin = earlier
        return begin.start
    for word in vocabulary.words.introductions:
        at = plain.rfind(word, after, heading)
        if at >= 0:
            return max(plain.rfind("\n", 0, at) + 1, after)
    return None
