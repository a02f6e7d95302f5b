"""Table 三: found by its long, unmistakable row labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from extractor.align import LabelStream, Match
from extractor.form import Form, Forms
from extractor.layout.regions import (
    NEAR_TITLE,
    NUMBERS,
    Region,
    Wordings,
    align_form,
    counted_out,
    end_of_figures,
    extent,
    numbered_start,
    title_before,
    wordings_of,
)

_COVERED = 0.4  # least share of a table's text that its row labels make up


def find_requests(stream: LabelStream, forms: Forms) -> Region | None:
    """Table 三, found by its long, unmistakable row labels; its edition by the rows that only one edition has."""
    found: dict[str, dict[str, Match]] = {}
    weight: dict[str, int] = {}
    for edition in forms.editions("requests"):
        found[edition] = align_form(stream, forms.get("requests", edition), 0, len(stream.text))
        weight[edition] = sum([m.stop - m.start for m in found[edition].values()])
        if _settled(forms, edition, found, weight):
            break
    strongest = max(found, key=lambda e: weight[e])
    labels = found[strongest]
    if len(labels) < 3 or weight[strongest] < 20:
        return None
    if counted_out(stream, labels):
        return None
    first, last = extent(labels)
    long = [m.score for m in labels.values() if m.stop - m.start >= 6]
    if len(long) < 3 or (sum([score >= 100 for score in long]) < 2 and len(labels) < 12):
        return None
    if weight[strongest] < _COVERED * (last - first) and not _in_rows(stream, labels):
        return None  # sentences that name one outcome after the other
    told = _requests_edition(stream, forms, found)
    labels = found[told or strongest]
    first, last = extent(labels)
    wordings = wordings_of(forms.get("requests", told or strongest))
    headed = max([stream.text.rfind(title, first, last) for title in wordings.titles], default=-1)
    if headed >= 0 and 0 < sum([m.start < headed for m in labels.values()]) <= 2:  # a sentence above the title named them
        labels = {row: m for row, m in labels.items() if m.start >= headed}
        first, last = extent(labels)
    if (edge := _end_above_disputes(stream, forms, labels)) is not None:
        labels = align_form(stream, forms.get("requests", told or strongest), 0, edge)
        first, last = extent(labels)
    strays = _strays(stream, wordings, labels, first, last)
    doubt = "printed-twice" if _printed_twice(stream, wordings, first, last) else None
    labels = {**labels, **strays}
    title = title_before(stream, wordings.titles, first, NEAR_TITLE)
    cues = ("申请人情况", "本列数据的勾稽关系为", "法人或其他组织")
    start = title.start if title else min([first, *(at for cue in cues for at in stream.all(cue, max(0, first - NEAR_TITLE), first))])
    body = stream.span(title.start, title.stop).stop if title else stream.span(start, start + 1).start
    stop = end_of_figures(stream, last)
    after = stream.text[last : stream.index(stop)]
    if any(column in after for column in wordings.broad):
        doubt = "transposed"  # columns headed after the last row: the table lies on its side
    return Region("requests", told, numbered_start(stream, start), body, stop, labels, disordered=bool(strays), doubt=doubt)


def _end_above_disputes(stream: LabelStream, forms: Forms, labels: Mapping[str, Match]) -> int | None:
    """Where table 四 is titled, if only short labels were found below: rows are gone, and its columns' heads are like theirs."""
    first, last = extent(labels)
    titles = wordings_of(forms.get("disputes", forms.editions("disputes")[0])).titles
    edge = min([at for title in titles if (at := stream.text.find(title, first, last)) >= 0], default=None)
    below = [m.stop - m.start for m in labels.values() if edge is not None and m.start > edge]
    return edge if 0 < len(below) <= 2 and max(below) <= 4 else None


def _in_rows(stream: LabelStream, labels: Mapping[str, Match]) -> bool:
    """Whether most labels are followed by as many numbers as no sentence counts of one thing, whatever words stand in their cells."""
    spans = [stream.span(m.start, m.stop) for m in labels.values()]
    between = [len(NUMBERS.findall(stream.clean, above.stop, below.start)) for above, below in pairwise(spans)]
    return sum(count >= 4 for count in between) * 2 > len(between)


def _strays(stream: LabelStream, wordings: Wordings, labels: Mapping[str, Match], first: int, last: int) -> dict[str, Match]:
    """Long labels that stand, to the letter, among the rows but out of their order."""
    found = {}
    for row, wording in wordings.rows:
        if row in labels or len(wording) < 6:
            continue
        places = stream.all(wording, max(0, first - NEAR_TITLE), last + NEAR_TITLE)
        free = [at for at in places if not any(m.start < at + len(wording) and at < m.stop for m in labels.values())]
        if len(free) == 1:
            found[row] = Match(free[0], free[0] + len(wording), 100.0)
    return found


def _printed_twice(stream: LabelStream, wordings: Wordings, first: int, last: int) -> bool:
    """Whether the table is there again, of another year perhaps: several long labels stand outside the rows found."""
    again = 0
    for _, wording in wordings.rows:
        if len(wording) >= 8 and (places := stream.all(wording, 0, len(stream.text))):
            again += places[0] + len(wording) <= first or places[-1] >= last
    return again >= 4


@lru_cache(maxsize=8)
def _own_rows(forms: Forms) -> Mapping[str, Sequence[tuple[str, str, bool]]]:
    """Rows that one edition of table 三 alone has: each with the row after it, and whether another edition has it as a heading."""
    of = {edition: forms.get("requests", edition) for edition in forms.editions("requests")}
    own: dict[str, list[tuple[str, str, bool]]] = {}
    for edition, form in of.items():
        others = [other for e, other in of.items() if e != edition]
        rows = {wording for other in others for lab in wordings_of(other).labels for wording in lab.wordings}
        headings = {wording for other in others for wording in wordings_of(other).rivals}
        following = [row.id for row in form.rows[1:]]
        own[edition] = [
            (row, after, wording in headings)
            for (row, wording), after in zip(wordings_of(form).rows, [*following, ""], strict=True)
            if len(wording) >= 4 and wording not in rows
        ]
    return own


def _settled(forms: Forms, edition: str, found: Mapping[str, Mapping[str, Match]], weight: Mapping[str, int]) -> bool:
    """Whether no edition that is not read yet can outdo one: that has rows of its own, they have none, nor labels of as many characters."""
    own, left = _own_rows(forms), [e for e in forms.editions("requests") if e not in found]
    return (
        any(row in found[edition] and not heading for row, _, heading in own[edition])
        and all(heading for e in left for _, _, heading in own[e])
        and all(weight[edition] >= wordings_of(forms.get("requests", e)).most for e in left)
    )


def _requests_edition(stream: LabelStream, forms: Forms, found: Mapping[str, Mapping[str, Match]]) -> str | None:
    """The edition whose own rows are there; a row that the other edition has as a heading counts only with figures after it."""
    sure: set[str] = set()
    maybe: set[str] = set()
    for edition, labels in found.items():
        rows = _own_rows(forms)[edition]
        for row, after, heading in rows:
            if row not in labels:
                continue
            match = labels[row]
            place = stream.span(match.start, match.stop)
            if not heading:
                sure.add(edition)
            elif (
                (after in labels and labels[after].start - match.stop <= 2)
                or _FIGURE_NEXT.match(stream.clean, place.stop) or re.search(r"\s\d+\s", stream.clean[slice(*place)])
            ):
                maybe.add(edition)
    if len(sure) == 1:
        return sure.pop()
    if not sure and len(maybe) == 1:
        return maybe.pop()
    fitting = [e for e, labels in found.items() if _fills_its_gap(stream, forms.get("requests", e), _own_rows(forms)[e], labels)]
    return fitting[0] if not sure and len(fitting) == 1 else None


def _fills_its_gap(stream: LabelStream, form: Form, own: Sequence[tuple[str, str, bool]], labels: Mapping[str, Match]) -> bool:
    """Whether between the rows around an edition's own ones, whose labels are destroyed, just so many figures stand as these rows have."""
    order = [row.id for row in form.rows]
    rows = [order.index(row) for row, *_ in own]
    before, after = (order[place] if 0 <= place < len(order) else "" for place in (min(rows) - 1, max(rows) + 1)) if rows else ("", "")
    if before not in labels or after not in labels:
        return False
    above = stream.span(labels[before].start, labels[before].stop).stop
    figures = len(NUMBERS.findall(stream.clean, above, stream.at(labels[after].start)))
    return figures == sum(len(row.columns) for row in form.rows[order.index(before) : order.index(after)])


_FIGURE_NEXT = re.compile(r"[\s|]*共?(?:\d(?!\d?\s*[.、]\s*[^\d\s])|[/—-]|[零〇一二三四五六七八九十]+\s*\||\|\s*\|\s*\|\s*\|)")
