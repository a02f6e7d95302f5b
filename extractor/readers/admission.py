"""What is a report and what only looks like one, and where each report in a file begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from extractor.readers.metadata_vocabulary import HAN, MetadataVocabulary
from extractor.record import Message, Metadata
from extractor.text import NormalisedText

LONG_ENOUGH = 300  # characters from the first to the last heading: a contents list is shorter, a report longer
REASONS = {
    "empty": Message("文件没有可读的文字", "The file holds no readable text"),
    "template": Message("这是范文或空白模板,不是某个机关的年度报告", "A model text or a blank template, not an agency's report"),
    "old": Message("2019年以前的年度报告,只有文字,没有法定表格", "A report from before 2019: prose only, without the statutory tables"),
    "news": Message("这是关于年度报告的新闻、解读或通知,不是报告本身", "News, an explanation or a notice about a report, not the report itself"),
    "unrelated": Message("不是政府信息公开工作年度报告", "Not an annual report on open government information"),
}


def why_not_a_report(text: NormalisedText, metadata: Metadata, tables: Collection[str], vocabulary: MetadataVocabulary) -> Message | None:
    """The reason to reject a document, in both languages; None where it is a report. `tables`: the statutory tables found in it."""
    words, plain = vocabulary.words, text.text
    if len("".join(plain[:2000].split())) < 20:
        return REASONS["empty"]
    if _is_template(plain, metadata, vocabulary):
        return REASONS["template"]
    if len(tables) >= 2:
        return None
    year = metadata.title_year or (int(metadata.period[1][:4]) if metadata.period else None) or metadata.year
    sections = {numeral for numeral, _ in _headings(plain, vocabulary)}
    statutory = sum(word in plain for word in words.statutory)
    if year is not None and year < words.first_year:
        return REASONS["old"]
    if tables and (metadata.year or sections):
        return None
    if year is None and statutory == 0 and metadata.title and len(sections) < 4:
        return REASONS["unrelated"]
    news = sum(word in plain for word in words.news)
    if len(sections) >= 4 and (statutory or year is not None):
        return None
    domain = sum(plain.count(word) for word in words.domain)
    if domain < 3:
        return REASONS["unrelated"]
    if news >= 2 or (news and len(sections) < 2):
        return REASONS["news"]
    if len(plain.split()) and len(sections) >= 1 and statutory and (metadata.title or metadata.period) and len(plain) > LONG_ENOUGH:
        return None
    return REASONS["news"] if metadata.title or statutory else REASONS["unrelated"]


def _is_template(plain: str, metadata: Metadata, vocabulary: MetadataVocabulary) -> bool:
    """True for a text in which the agency is a placeholder, or which says of itself that it is a model."""
    template = vocabulary.words.template
    head = metadata.title + metadata.organization
    if any(mark in head for mark in template.placeholders) or any(phrase in head for phrase in template.phrases):
        return True
    blanks = sum(plain.count(mark) for mark in template.placeholders)
    phrases = sum(phrase in plain for phrase in template.phrases)
    return blanks >= 4 and not metadata.organization or phrases >= 2 and not metadata.organization or blanks >= 12


def _headings(plain: str, vocabulary: MetadataVocabulary) -> Iterator[tuple[str, int]]:
    """The statutory headings with their numerals and places, in order."""
    for found in vocabulary.section.finditer(plain):
        if found[1] in vocabulary.section_of[found[2]]:
            yield found[1], found.start()


# --- several reports in one file

@dataclass(slots=True)
class _Run:
    """Headings whose numerals rise: one report, or a list of its contents."""

    numerals: list[str]
    start: int
    stop: int


def report_starts(text: NormalisedText, vocabulary: MetadataVocabulary) -> tuple[int, ...]:
    """The clean offsets at which the reports of a file begin; (0,) for a file with one, or with none."""
    plain = text.text
    if sum(plain.count(word, 0) > 1 for word in ("总体情况", "需要报告", "收到和处理", "存在的主要问题", "本年新收")) < 1:
        return (0,)
    bodies = [run for run in _runs(plain, vocabulary) if len(set(run.numerals)) >= 3 and run.stop - run.start >= LONG_ENOUGH]
    starts = [0]
    for before, run in zip(bodies, bodies[1:], strict=False):
        starts.append(_beginning(plain, before.stop, run.start, vocabulary))
    return tuple(starts)


def _runs(plain: str, vocabulary: MetadataVocabulary) -> Iterator[_Run]:
    order = "一二三四五六"
    run: _Run | None = None
    for numeral, at in _headings(plain, vocabulary):
        if run and order.index(numeral) > order.index(run.numerals[-1]):
            run.numerals.append(numeral)
            run.stop = at
            continue
        if run:
            yield run
        run = _Run([numeral], at, at)
    if run:
        yield run


def _beginning(plain: str, after: int, heading: int, vocabulary: MetadataVocabulary) -> int:
    """Where the report with this first heading begins: at its title, with the agency's name above it; else at its introduction."""
    ...
