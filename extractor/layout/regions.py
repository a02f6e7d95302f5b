"""What the search for each table shares: a table found, what its form reads in the label stream, where its figures end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.align import Label, LabelStream, Match, align, bare, label
from extractor.form import Form, Forms

WITHIN = 1300  # stream characters that table 二 with its headings spans at the most
NEAR_TITLE = 120  # stream characters between a table's title and its first heading or row


@dataclass(frozen=True, slots=True)
class Region:
    """A table found: its clean stretch (title included) and its rows' labels in the form of its edition.

    `disordered`: rows stand in another order than the form's. `doubt`: why no figure can be trusted to be its row's.
    `edition` None: the labels that would tell are gone. `body`: the clean offset after the title, from which figures may stand.
    """

    table: str
    edition: str | None
    start: int
    body: int
    stop: int
    labels: Mapping[str, Match] = field(default_factory=dict)
    disordered: bool = False
    doubt: str | None = None
    foreign: Mapping[str, Match] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wordings:
    """What a form reads in the label stream. `rivals` are no row labels: headings, columns, titles; `broad` are its long columns.

    `most`: the characters that its labels cover at the most, a damaged one with one too many.
    """

    labels: tuple[Label, ...]
    most: int
    rivals: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    broad: tuple[str, ...]
    foreign: tuple[tuple[str, str], ...]


_NUMBERED = re.compile(r"^[(（]?[一二三四五六七]+[)）、.]")


@lru_cache(maxsize=64)
def wordings_of(form: Form) -> Wordings:
    """What a form reads in the label stream, worked out once."""
    headings = (_NUMBERED.sub("", row.heading) for row in form.rows)
    columns = (column.zh for column in form.columns)
    labels = tuple(label(row.id, row.labels) for row in form.rows)
    return Wordings(
        labels=labels,
        most=sum(max(map(len, lab.wordings), default=0) + 1 for lab in labels),
        rivals=tuple({bare(w) for w in (*form.headings, *form.titles, *columns, *headings)} - {""}),
        titles=tuple(bare(title) for title in form.titles),
        rows=tuple((row.id, bare(row.zh)) for row in form.rows),
        broad=tuple(bare(column.zh) for column in form.columns if len(column.zh) >= 4),
        foreign=tuple((wording, bare(wording)) for wording in form.foreign_rows),
    )


def align_form(stream: LabelStream, form: Form, start: int, stop: int) -> dict[str, Match]:
    """The labels of a form found in a stretch of the stream."""
    wordings = wordings_of(form)
    return align(stream, wordings.labels, wordings.rivals, start, stop)


def in_each_edition(stream: LabelStream, forms: Forms, table: str, start: int, stop: int) -> dict[str, dict[str, Match]]:
    """The labels of a table found in a stretch of the stream, read as each of its editions."""
    return {edition: align_form(stream, forms.get(table, edition), start, stop) for edition in forms.editions(table)}


def extent(labels: Mapping[str, Match]) -> tuple[int, int]:
    """Where the first of some labels begins, and where the last one ends."""
    return min(labels.values()).start, max([m.stop for m in labels.values()])


def counted_out(stream: LabelStream, labels: Mapping[str, Match]) -> bool:
    """Whether most labels are followed by one count with its unit and the sentence goes on: 予以公开8件,部分公开1件…"""
    without = 0
    for match in labels.values():
        without += not _IN_SENTENCE.match(stream.clean, stream.at(match.stop - 1) + 1)
        if without * 2 >= len(labels):
            return False
    return True


_IN_SENTENCE = re.compile(r"(?:决定|事项|数量)?[的有为共计了\s:]{0,4}\d[\d,.]*\s*(?:[件宗条份项起例个次]|[万亿]?元)\s*[,;。、]\s*[㐀-鿿(]")
NUMBERS = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?!\s*[.、．]\s*[^\d\s])")
_SECTION = re.compile(r"(?:[(（]?[一二三四五六七]\s*[、.)]?|(?<![\d.])\d{1,2}[.、．)])\s*$")
_END = re.compile(
    r"[五六]\s*[、.]|存\s*在\s*的\s*(?:主\s*要\s*)?问\s*题|其\s*他\s*需\s*要\s*报\s*告|[四五]\s*[、.]\s*[^\d|\n]{0,8}(?:行\s*政\s*复\s*议|复\s*议)|。"
)


def end_of_figures(stream: LabelStream, last: int) -> int:
    """The clean offset where the figures after a table's last label end: at the next section's title or the first sentence."""
    at = stream.span(last - 1, last).stop
    found = _END.search(stream.clean, at)
    return found.start() if found else len(stream.clean)


def numbered_start(stream: LabelStream, start: int) -> int:
    """The clean offset of a title with its section number."""
    at = stream.span(start, start + 1).start
    number = _SECTION.search(stream.clean, max(0, at - 6), at)
    return number.start() if number else at


def title_before(stream: LabelStream, titles: Iterable[str], before: int, within: int) -> Match | None:
    """The last place of one of the titles that ends before a stream position, at most `within` characters before it."""
    best: Match | None = None
    for wording in titles:
        at = stream.text.rfind(wording, max(0, before - within), before)
        if at >= 0 and (best is None or at + len(wording) > best.stop or (at + len(wording) == best.stop and at < best.start)):
            best = Match(at, at + len(wording), 100.0)
    return best
