"""Where things are: the three tables, each with its edition, and the prose around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.align import LabelStream
from extractor.form import Forms
from extractor.layout.disclosure import find_disclosure
from extractor.layout.disputes import find_disputes
from extractor.layout.regions import Region, align_form
from extractor.layout.requests import find_requests
from extractor.text import NormalisedText, Span

__all__ = ["Layout", "Region", "find_layout"]

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
    requests = find_requests(stream, forms)
    edge = stream.index(requests.start) if requests else end
    disclosure = find_disclosure(stream, forms, 0, edge, floating=requests is None)
    before = requests or disclosure
    low = stream.index(_labels_stop(stream, before)) if before else 0
    if requests and not (disclosure and disclosure.labels):  # tables in another order
        disclosure = find_disclosure(stream, forms, low, end, floating=True) or disclosure
    disputes = find_disputes(stream, forms, low, end, anchored=before is not None)
    if requests and not disputes:
        disputes = find_disputes(stream, forms, 0, edge, anchored=False)
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


def _relabel(stream: LabelStream, forms: Forms, region: Region, edition: str) -> Region:
    start, stop = stream.index(region.body), stream.index(region.stop)
    return replace(region, labels=align_form(stream, forms.get(region.table, edition), start, stop))


def _labels_stop(stream: LabelStream, region: Region) -> int:
    last = max((m.stop for m in region.labels.values()), default=None)
    return region.body if last is None else stream.span(last - 1, last).stop


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
