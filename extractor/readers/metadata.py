"""Title, agency, year, period and date of publication of a report: what its figures belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from extractor.readers.admission import report_starts, why_not_a_report
from extractor.readers.agency import Mention, full_name, is_agency, mentions, split_place, trim, without_office
from extractor.readers.metadata_vocabulary import DATE, DAY, HAN, MONTH, YEAR, MetadataVocabulary, load_metadata_vocabulary
from extractor.record import Metadata
from extractor.text import NormalisedText, Span

__all__ = ["MetadataVocabulary", "load_metadata_vocabulary", "read_metadata", "report_starts", "why_not_a_report"]


def read_metadata(text: NormalisedText, prose: Sequence[Span], vocabulary: MetadataVocabulary) -> Metadata:
    """Who reports on which year, from the cleaned text; `prose` are its stretches outside tables (none: the whole text)."""
    plain = "\n".join(text.text[start:stop] for start, stop in prose) if prose else text.text
    heading = vocabulary.first_section.search(plain)
    first = heading.start() if heading else min(len(plain), 3000)
    titles = list(_titles(plain, first, vocabulary))
    title = _best_title([t for t in titles if not t.quoted])
    closing = _closing(plain, vocabulary)
    given = [Mention(t.name, "reference") for t in titles if t.quoted and t.name]
    given += [Mention(name, kind) for name, kind in closing.names]
    given += mentions(plain, first, vocabulary)
    period = _period(plain, vocabulary)
    years = _narrative_years(plain, vocabulary)
    said = next((t.year for t in titles if t.year), None)
    year = (title.year if title else None) or (int(period[1][:4]) if period else None) or said or (years[0] if years else None)
    return Metadata(
        title=title.text if title else "",
        organization=full_name(title.name if title else "", given, plain, vocabulary),
        year=year,
        published=_published(plain, first, vocabulary) or closing.date,
        title_year=title.year if title else None,
        period=period,
        narrative_years=years,
    )


# --- numbers of dates

_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "o": 0} | {str(i): i for i in range(10)}


def _number(printed: str) -> int:
    """A year, month or day in digits or Chinese numerals."""
    plain = "".join(printed.split())
    if "十" in plain:
        tens, units = plain.split("十")
        return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[units] if units else 0)
    return int("".join(str(_DIGIT[c]) for c in plain))


def _iso(year: str, month: str, day: str) -> str | None:
    """The date as 2024-01-19; None where the calendar has no such day."""
    try:
        return date(_number(year), _number(month), _number(day)).isoformat()
    except ValueError:
        return None


# --- titles

_YEAR_WORD = re.compile(rf"[(\[【]?\s*({YEAR})(?:年度?|度)?\s*[)\]】]?(?!\d)")
_BOUNDARY = re.compile(r"[。;!?|>》」』】:,/_\\\]→↓↑*#=]|-{2,}|\s[-—]\s|[《〈<“\"「『]")
_QUOTE = frozenset("《〈<“\"「『")
_STRAY = re.compile(rf"^[^{HAN}\d(]+|[^{HAN}\d)]+$")
_EMPTY_BRACKETS = re.compile(r"[(\[【]\s*[)\]】]")
_NAME_TAIL = re.compile(r"(?:关于(?:公布|发布|报送|印发|做好|公开)?|的|度|年|[-—·、]+)$")


@dataclass(frozen=True, slots=True)
class _Title:
    """A place where the text names a report: its title line, or (`quoted`) a sentence that speaks of it."""

    text: str
    name: str
    year: int | None
    quoted: bool


def _titles(plain: str, first: int, vocabulary: MetadataVocabulary) -> Iterator[_Title]:
    """The titles and mentions of this report before its first section; where none is there, those that follow its heading."""
    found = list(_titles_in(plain, 0, first, vocabulary))
    if not any(not t.quoted for t in found):
        related = re.search("|".join(map(re.escape, vocabulary.words.related)), plain)
        stop = min(related.start() if related else len(plain), first + 6000)
        # A contents list may stand above the title: only whole lines count there, since sentences name other reports.
        found += [t for t in _titles_in(plain, first, stop, vocabulary) if t.quoted or t.name]
    yield from found


def _titles_in(plain: str, start: int, stop: int, vocabulary: MetadataVocabulary) -> Iterator[_Title]:
    for core in vocabulary.core.finditer(plain, start, min(len(plain), stop + 60)):
        if core.start() >= stop or vocabulary.not_title.match(plain, core.end()):
            continue
        before = plain[max(0, core.start() - 160) : core.start()]
        head = vocabulary.title_head.search(before)
        stem = before[: head.start()] if head else before
        marks = list(_BOUNDARY.finditer(stem))
        mark = marks[-1] if marks else None
        lead = _assemble(stem[mark.end() :] if mark else stem, plain, vocabulary)
        inner = core[1] or ""
        tail, tail_year = _tail(plain, core.end(), vocabulary)
        year_word = _YEAR_WORD.search(lead)
        year = _number(year_word[1]) if year_word else _number(inner) if inner else tail_year
        said = bool(mark and mark[0] in _QUOTE) or bool(vocabulary.sentence_lead.search(lead)) or bool(vocabulary.quoted.match(plain, core.end() + len(tail)))
        name = _name_in(lead, bool(head and head[0].startswith("政") and "府" in head[0]), vocabulary)
        if not name and not year:
            continue
        middle = plain[core.start() - (len(before) - head.start()) if head else core.start() : core.end()]
        yield _Title("".join((lead + middle + tail).split()), name, year, said)


def _tail(plain: str, at: int, vocabulary: MetadataVocabulary) -> tuple[str, int | None]:
    """What follows a title on its line and belongs to it, and the year in it."""
    stop, year = at, None
    while found := vocabulary.title_tail.match(plain, stop):
        stop, year = found.end(), _number(found[1]) if found[1] else year
    return plain[at:stop], year


def _name_in(lead: str, government: bool, vocabulary: MetadataVocabulary) -> str:
    """The agency's name in what stands before 政府信息公开 in a title."""
    bare = _EMPTY_BRACKETS.sub("", _YEAR_WORD.sub("", lead))
    while (cut := _NAME_TAIL.sub("", bare)) != bare:
        bare = cut
    bare = _STRAY.sub("", bare.removeprefix("关于"))
    if government and bare.endswith("人民"):  # 某县人民政府信息公开: one 政府 stands for two
        bare += "政府"
    return trim(bare, vocabulary)


def _assemble(stem: str, plain: str, vocabulary: MetadataVocabulary) -> str:
    """The beginning of a title: the words before its core, on this line and on the lines above that belong to it."""
    *above, line = stem.split("\n")
    lead = _join_words(line)
    if furniture := vocabulary.furniture.match(lead):
        lead = lead[furniture.end() :]
    for upper in reversed([u for u in above if u.strip()][-3:]):
        words = _join_words(upper)
        if len(words) > 40 or vocabulary.furniture.search(words):
            break
        name = _name_in(lead, False, vocabulary)
        if not name:
            belongs = bool(trim(words, vocabulary)) or bool(_YEAR_WORD.fullmatch(words)) or (lead != "" and bool(trim(words + lead, vocabulary)))
        else:
            place = split_place(name)[0]
            belongs = not place and (split_place(words) == (words, "") or ("".join((words, name)) in "".join(plain[:4000].split()[1:])))
        if not belongs:
            break
        lead = words + lead
    return lead


_STARTS_WITH_YEAR = re.compile(rf"[(\[]?(?:{YEAR}|年|度|\d{{1,3}}年|的|关于|[)\]])")


def _join_words(line: str) -> str:
    """The last words of a line that read as one: spaces inside a title separate its year, or every character."""
    words = line.split()
    if not words:
        return ""
    joined = words[-1]
    for word in reversed(words[:-1]):
        place, office = split_place(joined)
        if (
            len(word) == 1 or _STARTS_WITH_YEAR.match(joined) or _YEAR_WORD.fullmatch(word) or word.isdigit()
            or word.endswith(("关于", "年度", "年", "(", "和", "、"))
            or (not place and office and split_place(word) == (word, "") and len(word) <= 9)
        ):
            joined = word + joined
        else:
            break
    return joined


def _best_title(titles: Sequence[_Title]) -> _Title | None:
    """The title nearest the text that names agency and year; navigation and lists stand above it."""
    for wanted in (lambda t: t.name and t.year, lambda t: t.name, lambda t: t.year):
        for title in reversed(titles):
            if wanted(title):
                return title
    return None


# --- dates

_DATE = re.compile(DATE)
_BRACKETED = re.compile(rf"(?:^|[\n\s告报示书]|\)\s)\s*\(\s*{DATE}\s*日?\s*\)")
_DATE_LINE = re.compile(rf"(?:^|\n)[^\S\n]*{DATE}\s*日?")
_RANGE = re.compile(
    rf"({YEAR})\s*[年./-]?\s*({MONTH})\s*[月./-]\s*({DAY})\s*日?\s*(?:零时|起|开始|始)?\s*,?\s*(?:起?\s*(?:至|到|截至|截止|—+|-+|~|–|―|─+))+\s*"
    rf"(?:({YEAR})\s*[年./-]?\s*|(?:同|当)年\s*)?({MONTH})\s*[月./-]\s*({DAY})"
)
_MONTHS = re.compile(rf"({YEAR})\s*年\s*(1|一)\s*月\s*(?:份)?\s*(?:至|到|—+|-+|~)\s*(?:({YEAR})\s*年)?\s*(12|十二)\s*月")


def _published(plain: str, first: int, vocabulary: MetadataVocabulary) -> str | None:
    """The day of publication as a line beside the title gives it: labelled, else in brackets or on a line of its own."""
    for part in (plain[: first + 100], plain[-600:]):
        found = [(m, _iso(m[3], m[4], m[5])) for m in vocabulary.date_label.finditer(part)]
        labels = vocabulary.words.date_labels
        dated = [(labels.index(m[1]) if m[1] else len(labels), iso) for m, iso in found if iso]
        if dated:
            return min(dated, key=lambda d: d[0])[1]
    head = plain[:first]
    for m in _DATE_LINE.finditer(head):
        end_of_line = head.find("\n", m.end())
        if (iso := _iso(*m.groups())) and vocabulary.date_neighbour.match(head[m.end() : end_of_line if end_of_line >= 0 else None]):
            return iso
    for m in _BRACKETED.finditer(head):
        if iso := _iso(*m.groups()):
            return iso
    return None


def _period(plain: str, vocabulary: MetadataVocabulary) -> tuple[str, str] | None:
    """The stated period of the statistics as two ISO dates."""
    at, places = -1, []
    while (at := plain.find("统计", at + 1)) >= 0 and len(places) < 12:
        places.append((at, at + 60))
    whole = re.search(r"1\s*月\s*1\s*日|一月一日|[.\-/]0?1[.\-/]0?1\b", plain)
    if whole:
        places.append((max(0, whole.start() - 16), whole.start() + 60))
    for start, stop in places:
        if found := _RANGE.search(plain, start, min(len(plain), stop)):
            year, month, day, year_to, month_to, day_to = found.groups()
            begins, ends = _iso(year, month, day), _iso(year_to or year, month_to, day_to)
            if begins and ends and begins < ends:
                return begins, ends
        if found := _MONTHS.search(plain, start, min(len(plain), stop)):
            year = _number(found[1])
            return f"{year}-01-01", f"{_number(found[3]) if found[3] else year}-12-31"
    return None


_NARRATIVE_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)\s*年")
_CHINESE_YEAR = re.compile(r"(二[〇○零][一二三][〇○零一二三四五六七八九])\s*年")
_WHOLE_YEAR = re.compile(r"度|全年|[,,]|\s*(?:底|末|以来|来|内|间)|\s*12\s*月\s*31|[^\d\s月]")


def _narrative_years(plain: str, vocabulary: MetadataVocabulary) -> tuple[int, ...]:
    """The years that the prose speaks of as its own, most frequent first: not those of laws, plans, comparisons and single days."""
    counted: Counter[int] = Counter()
    before_words = vocabulary.words.not_own_year.before
    patterns = (_NARRATIVE_YEAR, _CHINESE_YEAR) if "二〇" in plain or "二○" in plain or "二零" in plain else (_NARRATIVE_YEAR,)
    for pattern in patterns:
        for found in pattern.finditer(plain):
            before, after = plain[max(0, found.start() - 3) : found.start()].rstrip(), plain[found.end() : found.end() + 12]
            if before.endswith(before_words) or not _WHOLE_YEAR.match(after) or vocabulary.own_year_after.match(after):
                continue
            counted[_number(found[1])] += 1
    return tuple(year for year, _ in sorted(counted.items(), key=lambda c: (-c[1], -c[0])))


# --- signature

@dataclass(frozen=True, slots=True)
class _Closing:
    """What stands under the report: names with the kind of place, and the date beside them."""

    names: tuple[tuple[str, str], ...]
    date: str | None


_SENTENCE_END = frozenset("。;!”》)")
_SEAL = re.compile(r"\s*\((?:盖章|公章|印章|章|代章)\)\s*$")


def _closing(plain: str, vocabulary: MetadataVocabulary) -> _Closing:
    """The signature under the last section: names above or below a date that stands for itself."""
    last = max(plain.rfind("需要报告"), plain.rfind("其他事项"), len(plain) - 2500, 0)
    related = min((at for word in vocabulary.words.related if (at := plain.find(word, last)) >= 0), default=len(plain))
    names: list[tuple[str, str]] = []
    signed: str | None = None
    tail = plain[last:related]
    for found in _DATE.finditer(tail):
        stop = found.end() + len((re.match(r"\s*日", tail[found.end() :]) or [""])[0])
        above, below = _SEAL.sub("", tail[: found.start()].rstrip(" (")), tail[stop:].lstrip(" )")
        line_above, line_below = above[above.rfind("\n") + 1 :], below.split("\n", 1)[0]
        if not (iso := _iso(*found.groups())):
            continue
        over = _signature(line_above, vocabulary) if line_above.strip() else _signature(_last_line(above), vocabulary)
        under = _signature(line_below if line_below.strip() else below.lstrip().split("\n", 1)[0], vocabulary)
        ends = not line_above.strip() or line_above.rstrip()[-1] in _SENTENCE_END or _signature(line_above, vocabulary) or line_above[-1].isspace()
        alone = not line_below.strip() or tail[stop : stop + 1].isspace() or bool(_signature(line_below, vocabulary))
        if not (ends and alone):
            continue
        signed = iso
        names += [(name, "signature") for name in (over, under) if name]
    if not names:
        for line in [line for line in tail.split("\n") if line.strip()][-8:]:
            name = "".join(line.split())
            if is_agency(name, vocabulary) and split_place(name)[0]:
                names.append((without_office(name, vocabulary), "closing"))
    return _Closing(tuple(names), signed)


def _last_line(text: str) -> str:
    return text.rstrip().rsplit("\n", 1)[-1]


def _signature(line: str, vocabulary: MetadataVocabulary) -> str:
    """The agency that a line under the report names: a line that is a name, or in a text without lines what follows its last sentence."""
    name = _SEAL.sub("", "".join(re.split(r"[。;!]", line)[-1].split()))
    if 3 <= len(name) <= 44 and is_agency(name, vocabulary):
        return without_office(name, vocabulary) if split_place(without_office(name, vocabulary))[1] != "人民政府" else name
    word = line.split()[-1] if line.split() else ""
    return word if is_agency(word, vocabulary) and split_place(word)[0] else ""
