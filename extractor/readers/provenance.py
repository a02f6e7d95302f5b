"""The provenance reader: which year and which agency a sentence gives as its own, where those tell of text from elsewhere.

Last year is a legitimate thing to speak of, and so are other agencies. Only sentences that can speak of nothing but the report
itself are read: what was not received or charged, what else is to be reported, who compiled this report or did its work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.readers.agency import GOVERNMENTS
from extractor.readers.agency_name import BARE, abbreviates, one_slip, split_place, trim
from extractor.readers.metadata_vocabulary import HAN, MetadataVocabulary
from extractor.readers.stretch import Stretch, finds, sentence_at
from extractor.record import Message, Metadata
from extractor.text import NormalisedText, Span
from extractor.verification.statement import Statement

_BACK = 3  # years that a text is likely to be taken over from
_YEAR = r"(20\d\d)年度?"
_BEGINS = r"(?:[(\d一二三四五六七八九十、.)]{0,6})"
_NONE = "(?:未|没有|无|不存在|0件|0元|均为0|为零)"
_OWN_YEAR = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_BEGINS}(?:在|自)?{_YEAR}[^。;]{{0,24}}{_NONE}[^。;]{{0,12}}信息处理费",
        rf"^{_BEGINS}{_YEAR}[^。;]{{0,16}}(?:无|没有|暂无)其他需要报告的?事项",
        rf"^{_BEGINS}{_YEAR}[^。;]{{0,20}}(?:未|没有|无)[^。;]{{0,24}}(?:行政复议|行政诉讼)",
        rf"(?:现将|现公布|编制了?本?|现发布)[^。;《]{{0,30}}?{_YEAR}政府信息公开(?:工作)?(?:年度报告|年报)(?:公布|予以公布|报告)?(?:如下|$|[,。;])",
    )
)
# Words by which a sentence speaks of another year on purpose.
_ON_PURPOSE = re.compile(
    "同比|相比|较|比上|上年|去年|往年|以来|至今|今年|截至|底|末|曾|当年|期间|考核|评估|整改|问题|通报|要点|计划|通知|意见|方案|办法|条例"
)
_NAMED_YEAR = re.compile(r"20\d\d(?=年)")
_TOPICS = tuple(map(re.compile, ("信息处理费", "其他需要报告", "复议|诉讼")))
_BY = re.compile(rf"报告由(?P<name>[{HAN}()]{{4,40}}?)(?:负责|组织|统一)?(?:编制|编写|起草|撰写|汇总|根据|按照|依据|依照)")
_PRESENTED = re.compile(rf"现(?:将|公布|发布)(?P<name>[{HAN}()]{{4,40}}?)(?:20\d\d年度?)政府信息公开(?:工作)?(?:年度报告|年报)")
_CONTACT = re.compile(rf"(?:[与向同]|咨询)(?P<name>[{HAN}()]{{4,30}}?)(?:(?:党政|综合)?办公室|办公室|综合[科股])?(?:取得)?联系")
_NAMING: Mapping[str, re.Pattern[str] | None] = {
    "报告由": _BY, "现将": _PRESENTED, "现公布": _PRESENTED, "现发布": _PRESENTED, "联系": _CONTACT,
}
_LEVEL = re.compile(r"([^省市县区州旗]{2,6})(县|区|市|镇|乡|街道|旗)$")
_OPENS = re.compile(rf"{_BEGINS}(?:{_YEAR},?)?(?P<name>(?![原赴到向与和同对在由从就被将把])[{HAN}]{{2,12}})")  # up to a name's ending


def read_provenance(
    text: NormalisedText, prose: Sequence[Span], metadata: Metadata, vocabulary: MetadataVocabulary
) -> tuple[Statement, ...]:
    """The years and agencies that sentences give as their own and that are not the report's, in order."""
    return (*_years(text, prose, metadata), *_agencies(text, prose, metadata.organization, vocabulary))


def own_year(sentence: str) -> int | None:
    """The year that a sentence (no white space in it) gives as its own; None where it may speak of another year on purpose."""
    if len(set(_NAMED_YEAR.findall(sentence))) != 1 or _ON_PURPOSE.search(sentence):
        return None
    found = next((match for pattern in _OWN_YEAR if (match := pattern.search(sentence))), None)
    return int(found[1]) if found else None


def _years(text: NormalisedText, prose: Sequence[Span], metadata: Metadata) -> Iterator[Statement]:
    year = metadata.year
    # The metadata reader has counted the years of the prose: in nearly every report there is nothing more to look for.
    if year is None or year not in (metadata.title_year, *(int(day[:4]) for day in metadata.period or ())):
        return
    for other in metadata.narrative_years:
        if not year - _BACK <= other < year:
            continue
        for at, span in finds(text, prose, f"{other}年"):
            sentence = sentence_at(text, at, span)
            if own_year(sentence.compact) == other and not _told_of(year, sentence, text, prose):
                start = sentence.index(at)
                evidence = sentence.original(start, start + 4)
                yield Statement("own_year", {"year": year, "stated_year": other}, sentence.compact[:120], evidence)


def _told_of(year: int, sentence: Stretch, text: NormalisedText, prose: Sequence[Span]) -> bool:
    """Whether the prose says the same of its own year as well: then the other one is there for comparison."""
    topic = next((topic for topic in _TOPICS if topic.search(sentence.compact)), None)
    if topic is None:
        return False
    told = (sentence_at(text, at, span).compact for at, span in finds(text, prose, f"{year}年"))
    return any(topic.search(other) for other in told)


def _agencies(text: NormalisedText, prose: Sequence[Span], organization: str, vocabulary: MetadataVocabulary) -> Iterator[Statement]:
    if not organization:
        return
    places = dict(_NAMING)
    place, office = split_place(organization)
    if office and (level := _LEVEL.search(place)):  # another 县水利局 as the one who acts
        ending = level[2] + office
        if text.text.count(ending) > text.text.count(organization) * (ending in organization):
            places[ending] = None
    told: set[int] = set()
    for word, pattern in places.items():
        for at, span in finds(text, prose, word):
            if text.text.endswith(organization, 0, at + len(word)) or text.text.startswith(organization, at + len(word)):
                continue
            sentence = sentence_at(text, at, span)
            if pattern is None:
                start, stop = _subject(sentence, at, word, vocabulary)
            else:
                found = pattern.search(sentence.compact)
                start, stop = found.span("name") if found else (0, 0)
            name = trim(sentence.compact[start:stop], vocabulary) if stop else ""
            if not name or sentence.places[0] in told or (pattern is _CONTACT and split_place(name)[0] in organization):
                continue  # whom to ask may well be another office of the same place
            if is_foreign(name, organization, vocabulary):
                told.add(sentence.places[0])
                evidence = sentence.original(start, stop)
                yield Statement("own_name", {"same": 0}, sentence.compact[:120], evidence, words={"name": Message(name, name)})


def _subject(sentence: Stretch, at: int, ending: str, vocabulary: MetadataVocabulary) -> tuple[int, int]:
    """The name with this ending, at a place of the clean text, that opens a sentence and is followed by what the agency did;
    (0, 0) where it does not."""
    end = sentence.index(at)
    stop = end + len(ending)
    found = _OPENS.fullmatch(sentence.compact, 0, end)
    acts = found and vocabulary.verb.match(sentence.compact, stop + sentence.compact.startswith(",", stop))
    return (found.start("name"), stop) if found and acts else (0, 0)


def is_foreign(name: str, organization: str, vocabulary: MetadataVocabulary) -> bool:
    """True where one agency's name can in no way be the other's, nor that of its superior or of an office inside.

    Another place of the same level, or in the same place another bureau; a character lost or exchanged makes no stranger, and a
    government may well compile its bureau's report.
    """
    (place, office), (own_place, own_office) = split_place(name), split_place(organization)
    if min(len(place), len(own_place)) < 3 or BARE.fullmatch(place) or BARE.fullmatch(own_place):
        return False
    if place.endswith(own_place) or own_place.endswith(place):
        both_whole = {office, own_office} <= vocabulary.complete - GOVERNMENTS
        return both_whole and office != own_office and not _related(office, own_office, vocabulary)
    theirs, ours = _LEVEL.search(place), _LEVEL.search(own_place)
    if theirs is None or ours is None or theirs[2] != ours[2]:
        return False
    return not set(theirs[1]) & set(ours[1]) and (office == own_office or _related(office, own_office, vocabulary))


def _related(office: str, other: str, vocabulary: MetadataVocabulary) -> bool:
    short, long = sorted((office, other), key=len)
    alike = len(set(office) & set(other)) >= len(short) - 1
    return alike or short in long or abbreviates(short, long, vocabulary) or one_slip(office, other)
