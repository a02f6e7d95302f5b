"""Table 二: found before table 三, by its headings and columns, else by its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from extractor.align import LabelStream, Match, bare
from extractor.form import Forms
from extractor.layout.regions import (
    NEAR_TITLE,
    NUMBERS,
    WITHIN,
    Region,
    align_form,
    counted_out,
    end_of_figures,
    extent,
    in_each_edition,
    numbered_start,
    title_before,
    wordings_of,
)


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


def find_disclosure(stream: LabelStream, forms: Forms, low: int, edge: int, *, floating: bool) -> Region | None:
    """Table 二, in the stretch before table 三 (`edge`), found by its headings and columns, else by its title."""
    low = low if floating else max(0, edge - WITHIN)
    places = [at for cue in _marks(forms).cues if (at := stream.text.find(cue, low, edge)) >= 0]
    titles = wordings_of(forms.get("disclosure", forms.editions("disclosure")[0])).titles
    if places:
        first = min(places)
        title = title_before(stream, titles, first, NEAR_TITLE)
        start = title.start if title else first
    else:
        title = title_before(stream, titles, edge, WITHIN if not floating else edge - low)
        if title is None:
            return None
        start = title.start
    body = stream.span(title.start, title.stop).stop if title else stream.span(start, start + 1).start
    stop = edge if not floating else min(edge, start + WITHIN)
    edition = _disclosure_edition(stream, forms, start, stop)
    if edition:
        found = {edition: align_form(stream, forms.get("disclosure", edition), start, stop)}
    else:
        found = in_each_edition(stream, forms, "disclosure", start, stop)
        edition = _edition_by_figures(stream, forms, found) or _edition_by_rows(forms, found)
    chosen = edition or max(found, key=lambda e: sum(m.stop - m.start for m in found[e].values()))
    labels = found[chosen]
    if not labels or counted_out(stream, labels):
        return None
    foreign = {}
    for row, wording in wordings_of(forms.get("disclosure", chosen)).foreign:
        for at in stream.all(wording, start, stop):
            foreign[row] = Match(at, at + len(wording), 100.0)
    region_stop = stream.span(edge, edge + 1).start if not floating else end_of_figures(stream, extent(labels)[1])
    return Region("disclosure", edition, numbered_start(stream, start), body, region_stop, labels, foreign=foreign)


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
            figures = len(NUMBERS.findall(stream.clean, stream.span(stop - 1, stop).stop, stream.span(after, after + 1).start))
            told += [(len(form.row[row].columns), figures)] if figures else []
        if len(told) >= 2 and sum(cells == figures for cells, figures in told) * 5 >= len(told) * 4:
            fitting.add(edition)
    return fitting.pop() if len(fitting) == 1 else None


def _edition_by_rows(forms: Forms, found: Mapping[str, Mapping[str, Match]]) -> str | None:
    """The one edition of which every row is there; None where there is none, or several."""
    whole = [edition for edition, labels in found.items() if len(labels) == len(forms.get("disclosure", edition).rows)]
    return whole[0] if len(whole) == 1 else None


def _tolerant_edition(piece: str, wordings: Mapping[str, Sequence[str]]) -> str | None:
    """The same for damaged headings: the edition whose own wordings resemble the text clearly more."""
    from rapidfuzz import fuzz

    score = {edition: max((fuzz.partial_ratio(w, piece) for w in own), default=0.0) for edition, own in wordings.items()}
    ranked = sorted(score, key=lambda e: score[e], reverse=True)
    return ranked[0] if score[ranked[0]] >= 70 and score[ranked[0]] >= score[ranked[1]] + 12 else None
