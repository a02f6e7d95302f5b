"""Title, agency, year, period and date of publication of a report: what its figures belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from extractor.readers.admission import report_starts, why_not_a_report
from extractor.readers.agency import Mention, full_name, mentions
from extractor.readers.agency_name import is_agency, signing, split_place
from extractor.readers.metadata_vocabulary import DATE, DAY, MONTH, YEAR, MetadataVocabulary, load_metadata_vocabulary
from extractor.readers.title import Title, best_title, number, titles_before
from extractor.record import Metadata
from extractor.text import NormalisedText, Span

__all__ = ["MetadataVocabulary", "load_metadata_vocabulary", "read_metadata", "report_starts", "why_not_a_report"]


_RESIDUAL = "<&#*\\`>"
_RESIDUE = re.compile(r"</?[a-zA-Z]{1,8}\s*/?>|&[a-zA-Z]{2,6};|[*\\`#]+|^>+ ?", re.M)
LONGEST = 200_000  # characters: no report is longer; what stands in the middle of something longer names no agency


def read_metadata(text: NormalisedText, prose: Sequence[Span], vocabulary: MetadataVocabulary) -> Metadata:
    """Who reports on which year, from the cleaned text; `prose` are its stretches outside tables (none: the whole text)."""
    plain = "\n".join(text.text[start:stop] for start, stop in prose) if prose else text.text
    if any(map(plain.__contains__, _RESIDUAL)):
        plain = _RESIDUE.sub("", plain)
    closing = _closing(plain, vocabulary)
    related = vocabulary.related.search(plain, max(len(plain) // 2, plain.rfind("需要报告")))
    plain = plain[: related.start()] if related else plain
    if len(plain) > LONGEST:
        plain = plain[: LONGEST // 2] + "\n" + plain[-LONGEST // 2 :]
    heading = vocabulary.first_section.search(plain)
    first = heading.start() if heading else min(len(plain), 3000)
    titles = titles_before(plain, first, vocabulary)
    title = best_title(titles)
    given = [Mention(t.name, "reference") for t in titles if t.quoted and t.name]
    given += [Mention(name, kind) for name, kind in closing.names]
    given += mentions(plain, first, vocabulary)
    period = _period(plain, vocabulary)
    years = _narrative_years(plain, vocabulary)
    said = next((t.year for t in titles if t.year), None)
    published = _published(plain, first, title, vocabulary) or closing.date
    year = (title.year if title else None) or (int(period[1][:4]) if period else None) or said or (years[0] if years else None)
    if year is None and published and published[5:7] <= "04":  # due by 31 March of the following year (条例 art. 50)
        year = int(published[:4]) - 1
    return Metadata(
        title=title.text if title else "",
        organization=full_name(title.name if title else "", given, plain, vocabulary),
        year=year,
        published=published,
        title_year=title.year if title else None,
        period=period,
        narrative_years=years,
    )


# --- dates

def _iso(year: str, month: str, day: str) -> str | None:
    """The date as 2024-01-19; None where the calendar has no such day."""
    try:
        return date(number(year), number(month), number(day)).isoformat()
    except ValueError:
        return None


_DATE = re.compile(DATE)
_GOES_ON = re.compile(r"\s*日?\s*(?:至|起|到|—|-|~)")
_BRACKETED = re.compile(rf"(?:^|[\n\s告报示书]|\)\s)\s*\(\s*{DATE}\s*日?\s*\)")
_DATE_LINE = re.compile(rf"(?:^|\n)(?:[^\S\n]|<[^<>\n]{{1,9}}>)*{DATE}[^\S\n]*日?")
_UNDER_TITLE = re.compile(rf"(?:\s|<[^<>]{{1,9}}>)*[(\[]?\s*{DATE}")
_RANGE = re.compile(
    rf"({YEAR})\s*[年./-]?\s*({MONTH})\s*[月./-]\s*({DAY})\s*日?\s*(?:零时|起|开始|始)?\s*,?\s*(?:起?\s*(?:至|到|截至|截止|—+|-+|~|–|―|─+))+\s*"
    rf"(?:({YEAR})\s*[年./-]?\s*|(?:同|当)年\s*)?({MONTH})\s*[月./-]\s*({DAY})"
)
_MONTHS = re.compile(rf"({YEAR})\s*年\s*(1|一)\s*月\s*(?:份)?\s*(?:至|到|—+|-+|~)\s*(?:({YEAR})\s*年)?\s*(12|十二)\s*月")


_FIRST_DAY = re.compile(r"1\s*月\s*1\s*日|一月一日|\.0?1[.\-/]0?1\b|-0?1[.\-/]0?1\b|/0?1[.\-/]0?1\b")


def _published(plain: str, first: int, title: Title | None, vocabulary: MetadataVocabulary) -> str | None:
    """The day of publication as a line beside the title gives it: labelled, else under the title, in brackets or on a line of its own."""
    labels = vocabulary.words.date_labels
    for start, stop in ((0, first + 100), (max(first, len(plain) - 600), len(plain))):
        dated = []
        for found in _DATE.finditer(plain, start, stop):
            label = vocabulary.date_label.search(plain[max(start, found.start() - 14) : found.start()])
            if label and (iso := _iso(*found.groups())) and not _GOES_ON.match(plain, found.end()):
                dated.append((labels.index(label[1]) if label[1] else len(labels), iso))
        if dated:
            return min(dated, key=lambda d: d[0])[1]
    head = plain[:first]
    if title and (under := _UNDER_TITLE.match(plain, title.stop)) and (iso := _iso(*under.groups())):
        return iso
    for m in _DATE_LINE.finditer(head):
        end_of_line = head.find("\n", m.end())
        if (iso := _iso(*m.groups())) and vocabulary.date_neighbour.match(head[m.end() : end_of_line if end_of_line >= 0 else None]):
            return iso
    for m in _BRACKETED.finditer(head):
        if iso := _iso(*m.groups()):
            return iso
    return None


def _period_places(plain: str, vocabulary: MetadataVocabulary) -> Iterator[tuple[int, int]]:
    """Where the period may be stated, likeliest first."""
    for word in islice(vocabulary.period_word.finditer(plain), 12):
        yield word.start(), word.start() + 60
    if whole := _FIRST_DAY.search(plain):
        yield max(0, whole.start() - 16), whole.start() + 60


def _period(plain: str, vocabulary: MetadataVocabulary) -> tuple[str, str] | None:
    """The stated period of the statistics as two ISO dates."""
    for start, stop in _period_places(plain, vocabulary):
        if found := _RANGE.search(plain, start, min(len(plain), stop)):
            year, month, day, year_to, month_to, day_to = found.groups()
            begins, ends = _iso(year, month, day), _iso(year_to or year, month_to, day_to)
            if begins and ends and begins < ends:
                return begins, ends
        if found := _MONTHS.search(plain, start, min(len(plain), stop)):
            year = number(found[1])
            return f"{year}-01-01", f"{number(found[3]) if found[3] else year}-12-31"
    return None


_NARRATIVE_YEAR = re.compile(r"年(?:(?<=(20[0-3]\d)年)|(?<=(20[0-3]\d)\s年)|(?<=(二[〇○零][一二三][〇○零一二三四五六七八九])年))")
_DAY_OF_YEAR = re.compile(r"\s*(?!12\s*月\s*31|十二月三十一)[\d一二三四五六七八九十]{1,3}\s*月")
_WORK = re.compile("《[^》\n]{0,60}》")


def _narrative_years(plain: str, vocabulary: MetadataVocabulary) -> tuple[int, ...]:
    """The years that the prose speaks of as its own, most frequent first: not those of laws, plans, comparisons and single days."""
    prose = _WORK.sub("", plain)
    counted: dict[str, int] = {}
    elsewhere, other_year = vocabulary.words.not_own_year.before, vocabulary.other_year.search
    for found in _NARRATIVE_YEAR.finditer(prose):
        start, stop = found.span(found.lastindex or 0)
        before = prose[max(0, start - 3) : start].rstrip()
        if before[-1:].isdigit() or before.endswith(elsewhere):
            continue
        if not _DAY_OF_YEAR.match(prose, stop + 1, stop + 13) and not other_year(prose, stop + 1, stop + 13):
            printed = prose[start:stop]
            counted[printed] = counted.get(printed, 0) + 1
    years: Counter[int] = Counter()
    for printed, times in counted.items():
        years[number(printed)] += times
    return tuple(year for year, _ in years.most_common())


# --- signature

@dataclass(frozen=True, slots=True)
class _Closing:
    """What stands under the report: names with the kind of place, and the date beside them."""

    names: tuple[tuple[str, str], ...]
    date: str | None


_SENTENCE_END = frozenset("。;!”》)>|")
_DAY_SIGN = re.compile(r"\s*日")
_SEAL = re.compile(r"\s*\((?:盖章|公章|印章|章|代章)\)\s*$")


def _closing(plain: str, vocabulary: MetadataVocabulary) -> _Closing:
    """The signature under the last section: names above or below a date that stands for itself."""
    last = max(plain.rfind("需要报告"), plain.rfind("其他事项"), len(plain) - 2500, 0)
    names: list[tuple[str, str]] = []
    signed: str | None = None
    tail = plain[last:]
    related = vocabulary.related.search(tail)
    edge = related.start() if related else len(tail)
    for found in _DATE.finditer(tail):
        day = _DAY_SIGN.match(tail, found.end())
        stop = day.end() if day else found.end()
        above, below = _unsealed(tail[: found.start()].rstrip(" (")), tail[stop:].lstrip(" )")
        line_above, line_below = above[above.rfind("\n") + 1 :], below.split("\n", 1)[0]
        if not (iso := _iso(*found.groups())):
            continue
        over = _signature(line_above, vocabulary) if line_above.strip() else _signature(_last_line(above), vocabulary)
        words_below = (line_below if line_below.strip() else below.lstrip().split("\n", 1)[0]).split()
        under = _signature("".join(words_below), vocabulary) or _signature(words_below[0] if words_below else "", vocabulary)
        ends = not line_above.strip() or line_above[-1] in _SENTENCE_END or over or under
        alone = not line_below.strip() or tail[stop : stop + 1].isspace() or under
        if not (ends and alone) or _GOES_ON.match(tail, found.end()):
            continue
        beside = [(name, "signature") for name in (over, under) if name]
        # Below the related links stand dates of other pages, unless an agency signs there.
        if signed is None or (beside and not names):
            signed = iso if beside or found.start() < edge or signed is None else signed
        names += beside
    if not names:
        for line in [line for line in tail.split("\n") if line.strip()][-8:]:
            words = [w for w in re.split(r"[。;!\s]", line) if w] if " " in line else [line]
            names += [(name, "closing") for w in words[-6:] if (name := _signature(w, vocabulary)) and split_place(name)[0]]
    return _Closing(tuple(names), signed)


def _unsealed(text: str) -> str:
    return _SEAL.sub("", text) if text.rstrip().endswith("章)") else text


def _last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def _signature(line: str, vocabulary: MetadataVocabulary) -> str:
    """The agency that a line under the report names: a line that is a name, or in a text without lines what follows its last sentence."""
    words = re.split(r"[。;!>|]", _unsealed(line).rstrip(" >|"))[-1].split()
    ends = ["".join(words[-count:]) for count in range(1, min(len(words), 24) + 1)]
    names = [end for end in ends if is_agency(end, vocabulary)]
    # The shortest end of the line that is a name with its place: 无 某市民政局, but 某市 民政局.
    name = next((n for n in names if len(split_place(n)[0]) > 1 or n.startswith("国家")), names[0] if names else "")
    return signing(name, vocabulary) if name else ""
