"""Where things are: the three tables, each with its edition, and the prose around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from extractor.align import Label, LabelStream, Match, align, bare, label
from extractor.form import Form, Forms
from extractor.text import NormalisedText, Span

WITHIN = 1300  # stream characters that table 二 with its headings spans at the most
_COVERED = 0.4  # least share of a table's text that its row labels make up
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
class Layout:
    """The tables of one report, the edition that each is read in, and the stretches of prose."""

    stream: LabelStream
    regions: Mapping[str, Region]
    editions: Mapping[str, str]
    prose: tuple[Span, ...]


def find_layout(text: NormalisedText, forms: Forms) -> Layout:
    """The layout of one report. A table that is not there has no region; it takes the edition of the other tables."""
    stream = LabelStream.of(text.text, text.pieces)
    end = len(stream.text)
    requests = _find_requests(stream, forms)
    edge = stream.index(requests.start) if requests else end
    disclosure = _find_disclosure(stream, forms, 0, edge, floating=requests is None)
    before = requests or disclosure
    low = stream.index(_labels_stop(stream, before)) if before else 0
    if requests and not (disclosure and disclosure.labels):  # tables in another order
        disclosure = _find_disclosure(stream, forms, low, end, floating=True) or disclosure
    disputes = _find_disputes(stream, forms, low, end, anchored=before is not None)
    if requests and not disputes:
        disputes = _find_disputes(stream, forms, 0, edge, anchored=False)
    regions = _apart([r for r in (disclosure, requests, disputes) if r])
    editions = _editions(regions, forms)
    for table, region in regions.items():
        if region.edition is None and not forms.get(table, editions[table]).side_by_side:
            regions[table] = _relabel(stream, forms, region, editions[table])
    return Layout(stream, regions, editions, _prose(len(text.text), regions.values()))


def _apart(found: Sequence[Region]) -> dict[str, Region]:
    """The regions by table, each ended where the next one begins; table 三 goes on up to table 四 behind it."""
    regions = {}
    for region in found:
        behind = [other for other in found if other.start > region.start]
        following = min(behind, key=lambda other: other.start, default=None)
        if following:
            onwards = region.table == "requests" and following.table == "disputes"
            region = replace(region, stop=following.start if onwards else min(region.stop, following.start))
        regions[region.table] = region
    return regions


@dataclass(frozen=True, slots=True)
class _Wordings:
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
def _wordings(form: Form) -> _Wordings:
    headings = (_NUMBERED.sub("", row.heading) for row in form.rows)
    columns = (column.zh for column in form.columns)
    labels = tuple(label(row.id, row.labels) for row in form.rows)
    return _Wordings(
        labels=labels,
        most=sum(max(map(len, lab.wordings), default=0) + 1 for lab in labels),
        rivals=tuple({bare(w) for w in (*form.headings, *form.titles, *columns, *headings)} - {""}),
        titles=tuple(bare(title) for title in form.titles),
        rows=tuple((row.id, bare(row.zh)) for row in form.rows),
        broad=tuple(bare(column.zh) for column in form.columns if len(column.zh) >= 4),
        foreign=tuple((wording, bare(wording)) for wording in form.foreign_rows),
    )


def _align(stream: LabelStream, form: Form, start: int, stop: int) -> dict[str, Match]:
    """The labels of a form found in a stretch of the stream."""
    wordings = _wordings(form)
    return align(stream, wordings.labels, wordings.rivals, start, stop)


def _in_each_edition(stream: LabelStream, forms: Forms, table: str, start: int, stop: int) -> dict[str, dict[str, Match]]:
    """The labels of a table found in a stretch of the stream, read as each of its editions."""
    return {edition: _align(stream, forms.get(table, edition), start, stop) for edition in forms.editions(table)}


def _relabel(stream: LabelStream, forms: Forms, region: Region, edition: str) -> Region:
    return replace(region, labels=_align(stream, forms.get(region.table, edition), stream.index(region.body), stream.index(region.stop)))


def _labels_stop(stream: LabelStream, region: Region) -> int:
    last = max((m.stop for m in region.labels.values()), default=None)
    return region.body if last is None else stream.span(last - 1, last).stop


# --- table 三

def _find_requests(stream: LabelStream, forms: Forms) -> Region | None:
    """Table 三, found by its long, unmistakable row labels; its edition by the rows that only one edition has."""
    found: dict[str, dict[str, Match]] = {}
    weight: dict[str, int] = {}
    for edition in forms.editions("requests"):
        found[edition] = _align(stream, forms.get("requests", edition), 0, len(stream.text))
        weight[edition] = sum([m.stop - m.start for m in found[edition].values()])
        if _settled(forms, edition, found, weight):
            break
    strongest = max(found, key=lambda e: weight[e])
    labels = found[strongest]
    if len(labels) < 3 or weight[strongest] < 20:
        return None
    if _counted_out(stream, labels):
        return None
    first, last = _extent(labels)
    long = [m.score for m in labels.values() if m.stop - m.start >= 6]
    if len(long) < 3 or (sum([score >= 100 for score in long]) < 2 and len(labels) < 12):
        return None
    if weight[strongest] < _COVERED * (last - first) and not _in_rows(stream, labels):
        return None  # sentences that name one outcome after the other
    told = _requests_edition(stream, forms, found)
    labels = found[told or strongest]
    first, last = _extent(labels)
    wordings = _wordings(forms.get("requests", told or strongest))
    headed = max([stream.text.rfind(title, first, last) for title in wordings.titles], default=-1)
    if headed >= 0 and 0 < sum([m.start < headed for m in labels.values()]) <= 2:  # a sentence above the title named them
        labels = {row: m for row, m in labels.items() if m.start >= headed}
        first, last = _extent(labels)
    if (edge := _end_above_disputes(stream, forms, labels)) is not None:
        labels = _align(stream, forms.get("requests", told or strongest), 0, edge)
        first, last = _extent(labels)
    strays = _strays(stream, wordings, labels, first, last)
    doubt = "printed-twice" if _printed_twice(stream, wordings, first, last) else None
    labels = {**labels, **strays}
    title = _title_before(stream, wordings.titles, first, NEAR_TITLE)
    cues = ("申请人情况", "本列数据的勾稽关系为", "法人或其他组织")
    start = title.start if title else min([first, *(at for cue in cues for at in stream.all(cue, max(0, first - NEAR_TITLE), first))])
    body = stream.span(title.start, title.stop).stop if title else stream.span(start, start + 1).start
    stop = _end_of_figures(stream, last)
    after = stream.text[last : stream.index(stop)]
    if any(column in after for column in wordings.broad):
        doubt = "transposed"  # columns headed after the last row: the table lies on its side
    return Region("requests", told, _line_index_start(stream, start), body, stop, labels, disordered=bool(strays), doubt=doubt)


def _extent(labels: Mapping[str, Match]) -> tuple[int, int]:
    """Where the first of some labels begins, and where the last one ends."""
    return min(labels.values()).start, max([m.stop for m in labels.values()])


def _end_above_disputes(stream: LabelStream, forms: Forms, labels: Mapping[str, Match]) -> int | None:
    """Where table 四 is titled, if only short labels were found below: rows are gone, and its columns' heads are like theirs."""
    first, last = _extent(labels)
    titles = _wordings(forms.get("disputes", forms.editions("disputes")[0])).titles
    edge = min([at for title in titles if (at := stream.text.find(title, first, last)) >= 0], default=None)
    below = [m.stop - m.start for m in labels.values() if edge is not None and m.start > edge]
    return edge if 0 < len(below) <= 2 and max(below) <= 4 else None


def _counted_out(stream: LabelStream, labels: Mapping[str, Match]) -> bool:
    """Whether most labels are followed by one count with its unit and the sentence goes on: 予以公开8件,部分公开1件…"""
    without = 0
    for match in labels.values():
        without += not _IN_SENTENCE.match(stream.clean, stream.at(match.stop - 1) + 1)
        if without * 2 >= len(labels):
            return False
    return True


_IN_SENTENCE = re.compile(r"(?:决定|事项|数量)?[的有为共计了\s:]{0,4}\d[\d,.]*\s*(?:[件宗条份项起例个次]|[万亿]?元)\s*[,;。、]\s*[㐀-鿿(]")


def _in_rows(stream: LabelStream, labels: Mapping[str, Match]) -> bool:
    """Whether most labels are followed by as many numbers as no sentence counts of one thing, whatever words stand in their cells."""
    spans = [stream.span(m.start, m.stop) for m in labels.values()]
    between = [len(_NUMBERS.findall(stream.clean, above.stop, below.start)) for above, below in pairwise(spans)]
    return sum(count >= 4 for count in between) * 2 > len(between)


def _strays(stream: LabelStream, wordings: _Wordings, labels: Mapping[str, Match], first: int, last: int) -> dict[str, Match]:
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


def _printed_twice(stream: LabelStream, wordings: _Wordings, first: int, last: int) -> bool:
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
        rows = {wording for other in others for lab in _wordings(other).labels for wording in lab.wordings}
        headings = {wording for other in others for wording in _wordings(other).rivals}
        following = [row.id for row in form.rows[1:]]
        own[edition] = [
            (row, after, wording in headings)
            for (row, wording), after in zip(_wordings(form).rows, [*following, ""], strict=True)
            if len(wording) >= 4 and wording not in rows
        ]
    return own


def _settled(forms: Forms, edition: str, found: Mapping[str, Mapping[str, Match]], weight: Mapping[str, int]) -> bool:
    """Whether no edition that is not read yet can outdo one: that has rows of its own, they have none, nor labels of as many characters."""
    own, left = _own_rows(forms), [e for e in forms.editions("requests") if e not in found]
    return (
        any(row in found[edition] and not heading for row, _, heading in own[edition])
        and all(heading for e in left for _, _, heading in own[e])
        and all(weight[edition] >= _wordings(forms.get("requests", e)).most for e in left)
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
    figures = len(_NUMBERS.findall(stream.clean, above, stream.at(labels[after].start)))
    return figures == sum(len(row.columns) for row in form.rows[order.index(before) : order.index(after)])


_FIGURE_NEXT = re.compile(r"[\s|]*共?(?:\d(?!\d?\s*[.、]\s*[^\d\s])|[/—-]|[零〇一二三四五六七八九十]+\s*\||\|\s*\|\s*\|\s*\|)")


# --- table 二

@dataclass(frozen=True, slots=True)
class _Marks:
    """What tells table 二 and its editions: `own` are wordings that no other edition contains, `long` those to look for tolerantly."""

    cues: tuple[str, ...]
    own: Mapping[str, Sequence[str]]
    long: Mapping[str, Sequence[str]]


@lru_cache(maxsize=8)
def _marks(forms: Forms) -> _Marks:
    of = {edition: forms.get("disclosure", edition) for edition in forms.editions("disclosure")}
    columns = {edition: {bare(w) for column in form.columns for w in column.labels} for edition, form in of.items()}
    every = {edition: columns[edition] | {bare(w) for row in form.rows for w in row.labels} for edition, form in of.items()}
    others = {edition: {w for e, wordings in every.items() if e != edition for w in wordings} for edition in of}
    headings = {bare(w) for form in of.values() for w in form.headings}
    return _Marks(
        cues=tuple(w for w in headings.union(*columns.values()) if len(w) >= 4),
        own={e: [w for w in every[e] if len(w) >= 4 and not any(w in other for other in others[e])] for e in of},
        long={e: [w for w in every[e] if len(w) >= 6 and not any(w in other for other in others[e])] for e in of},
    )


def _find_disclosure(stream: LabelStream, forms: Forms, low: int, edge: int, *, floating: bool) -> Region | None:
    """Table 二, in the stretch before table 三 (`edge`), found by its headings and columns, else by its title."""
    low = low if floating else max(0, edge - WITHIN)
    places = [at for cue in _marks(forms).cues if (at := stream.text.find(cue, low, edge)) >= 0]
    titles = _wordings(forms.get("disclosure", forms.editions("disclosure")[0])).titles
    if places:
        first = min(places)
        title = _title_before(stream, titles, first, NEAR_TITLE)
        start = title.start if title else first
    else:
        title = _title_before(stream, titles, edge, WITHIN if not floating else edge - low)
        if title is None:
            return None
        start = title.start
    body = stream.span(title.start, title.stop).stop if title else stream.span(start, start + 1).start
    stop = edge if not floating else min(edge, start + WITHIN)
    edition = _disclosure_edition(stream, forms, start, stop)
    if edition:
        found = {edition: _align(stream, forms.get("disclosure", edition), start, stop)}
    else:
        found = _in_each_edition(stream, forms, "disclosure", start, stop)
        edition = _edition_by_figures(stream, forms, found) or _edition_by_rows(forms, found)
    chosen = edition or max(found, key=lambda e: sum(m.stop - m.start for m in found[e].values()))
    labels = found[chosen]
    if not labels or _counted_out(stream, labels):
        return None
    foreign = {}
    for row, wording in _wordings(forms.get("disclosure", chosen)).foreign:
        for at in stream.all(wording, start, stop):
            foreign[row] = Match(at, at + len(wording), 100.0)
    region_stop = stream.span(edge, edge + 1).start if not floating else _end_of_figures(stream, _extent(labels)[1])
    return Region("disclosure", edition, _line_index_start(stream, start), body, region_stop, labels, foreign=foreign)


def _disclosure_edition(stream: LabelStream, forms: Forms, start: int, stop: int) -> str | None:
    """The edition that more label text speaks for, counting only wordings that the other edition does not contain."""
    piece = stream.text[start:stop]
    score = {edition: sum([len(w) for w in own if w in piece]) for edition, own in _marks(forms).own.items()}
    ranked = sorted(score, key=lambda e: score[e], reverse=True)
    return ranked[0] if score[ranked[0]] > score[ranked[1]] else _tolerant_edition(piece, _marks(forms).long)


def _edition_by_figures(stream: LabelStream, forms: Forms, found: Mapping[str, Mapping[str, Match]]) -> str | None:
    """The edition whose rows have as many cells as figures are printed after each label; None where they do not all agree."""
    fitting: set[str] = set()
    for edition, labels in found.items():
        form = forms.get("disclosure", edition)
        places = sorted((m.start, m.stop, row) for row, m in labels.items())
        told = []
        for (_, stop, row), (after, _, _) in pairwise(places):
            figures = len(_NUMBERS.findall(stream.clean, stream.span(stop - 1, stop).stop, stream.span(after, after + 1).start))
            told += [(len(form.row[row].columns), figures)] if figures else []
        if len(told) >= 2 and sum(cells == figures for cells, figures in told) * 5 >= len(told) * 4:
            fitting.add(edition)
    return fitting.pop() if len(fitting) == 1 else None


def _edition_by_rows(forms: Forms, found: Mapping[str, Mapping[str, Match]]) -> str | None:
    """The one edition of which every row is there; None where there is none, or several."""
    whole = [edition for edition, labels in found.items() if len(labels) == len(forms.get("disclosure", edition).rows)]
    return whole[0] if len(whole) == 1 else None


_NUMBERS = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?!\s*[.、．]\s*[^\d\s])")


def _tolerant_edition(piece: str, wordings: Mapping[str, Sequence[str]]) -> str | None:
    """The same for damaged headings: the edition whose own wordings resemble the text clearly more."""
    from rapidfuzz import fuzz

    score = {edition: max((fuzz.partial_ratio(w, piece) for w in own), default=0.0) for edition, own in wordings.items()}
    ranked = sorted(score, key=lambda e: score[e], reverse=True)
    return ranked[0] if score[ranked[0]] >= 70 and score[ranked[0]] >= score[ranked[1]] + 12 else None


# --- table 四

@lru_cache(maxsize=8)
def _dispute_wordings(form: Form) -> tuple[Sequence[str], Sequence[str]]:
    """The columns and rows that tell table 四, without its first row, which prose names too; and its titles."""
    first, *rows = [row.zh for row in form.rows]
    named = [bare(zh) for zh in (*[column.zh for column in form.columns[:-1]], *rows)]
    return [wording for wording in named if wording != bare(first)], _wordings(form).titles


def _find_disputes(stream: LabelStream, forms: Forms, low: int, high: int, *, anchored: bool) -> Region | None:
    """Table 四, after the other tables: by its column labels, else by its title."""
    cues, wordings = _dispute_wordings(forms.get("disputes", forms.editions("disputes")[0]))
    high = min(high, low + WITHIN) if anchored else high
    columns = sorted([at for cue in cues for at in stream.all(cue, low, high)])
    titles = [at for title in wordings for at in stream.all(title, low, high)]
    if not anchored and len(columns) < 3:
        return None
    if columns:
        first = columns[0]
        near = [at for at in titles if first - NEAR_TITLE <= at < first]
        start = min(near, default=first)
    elif titles:
        start = first = titles[0]
    else:
        return None
    last = [at + 4 for at in columns if at < first + 200]
    body = stream.span(start, start + 1).start
    for wording in wordings if titles else ():
        if stream.text.startswith(wording, start):
            body = stream.span(start, start + len(wording)).stop
            body += stream.clean[body : body + 1] == "\n"
            break
    return Region("disputes", None, _line_index_start(stream, start), body, _end_of_figures(stream, max([start + 1, *last])))


# --- shared

_SECTION = re.compile(r"(?:[(（]?[一二三四五六七]\s*[、.)]?|(?<![\d.])\d{1,2}[.、．)])\s*$")
_END = re.compile(
    r"[五六]\s*[、.]|存\s*在\s*的\s*(?:主\s*要\s*)?问\s*题|其\s*他\s*需\s*要\s*报\s*告|[四五]\s*[、.]\s*[^\d|\n]{0,8}(?:行\s*政\s*复\s*议|复\s*议)|。"
)


def _end_of_figures(stream: LabelStream, last: int) -> int:
    """The clean offset where the figures after a table's last label end: at the next section's title or the first sentence."""
    at = stream.span(last - 1, last).stop
    found = _END.search(stream.clean, at)
    return found.start() if found else len(stream.clean)


def _line_index_start(stream: LabelStream, start: int) -> int:
    """The clean offset of a title with its section number."""
    at = stream.span(start, start + 1).start
    number = _SECTION.search(stream.clean, max(0, at - 6), at)
    return number.start() if number else at


def _title_before(stream: LabelStream, titles: Iterable[str], before: int, within: int) -> Match | None:
    """The last place of one of the titles that ends before a stream position, at most `within` characters before it."""
    best: Match | None = None
    for wording in titles:
        at = stream.text.rfind(wording, max(0, before - within), before)
        if at >= 0 and (best is None or at + len(wording) > best.stop or (at + len(wording) == best.stop and at < best.start)):
            best = Match(at, at + len(wording), 100.0)
    return best


def _editions(regions: Mapping[str, Region], forms: Forms) -> dict[str, str]:
    """Each table's edition: its own where its labels tell, else the other table's, else the newest."""
    own = {t: r.edition for t, r in regions.items() if r.edition}
    editions = {}
    for table in forms.tables:
        order = (table, "requests", "disclosure") if table != "requests" else ("requests", "disclosure")
        editions[table] = next((own[t] for t in order if t in own), max(forms.editions(table)))
    return editions


def _prose(length: int, regions: Iterable[Region]) -> tuple[Span, ...]:
    spans, at = [], 0
    for region in sorted(regions, key=lambda r: r.start):
        if region.start > at:
            spans.append(Span(at, region.start))
        at = max(at, region.stop)
    if length > at:
        spans.append(Span(at, length))
    return tuple(spans)
