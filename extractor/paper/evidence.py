"""A report's text in stretches, each with the figures that were read there and the findings that rest on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from extractor.record import Record
from extractor.text import Span


class Read(NamedTuple):
    """A place of the text that something was read from: the addresses of cells, the topics of claims, the numbers of findings."""

    cells: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()


class Stretch(NamedTuple):
    """Text between two edges. `start` where something begins here that is pointed to; None else."""

    text: str
    start: int | None = None
    read: Read | None = None
    last: bool = False  # the last stretch of what its findings rest on: their numbers stand after it


def places(record: Record, findings: Mapping[int, Iterable[Span]]) -> dict[Span, Read]:
    """What was read where. `findings`: the places of each finding by its number."""
    found: dict[Span, Read] = {}

    def add(span: Span | None, more: Read) -> None:
        if span is not None:
            found[span] = _together([found.get(span, Read()), more])

    for address, cell in record.cells.items():
        for span in (cell.evidence, *(candidate.evidence for candidate in cell.candidates)):
            add(span, Read(cells=(address,)))
    for claim in record.claims:
        add(claim.evidence, Read(claims=(claim.topic,)))
    for number, spans in findings.items():
        for span in spans:
            add(span, Read(findings=(number,)))
    return found


def stretches(text: str, places: Mapping[Span, Read]) -> Iterator[Stretch]:
    """The text cut at every edge of a place, in order: places may overlap, as they do where digits run together."""
    beginning: dict[int, list[Span]] = {}
    for span in places:
        if 0 <= span.start <= span.stop <= len(text):
            beginning.setdefault(span.start, []).append(span)
    edges = sorted({0, len(text), *beginning, *(span.stop for spans in beginning.values() for span in spans)})
    open_spans: list[Span] = []
    for start, stop in pairwise([*edges, len(text)]):
        open_spans = [span for span in (*open_spans, *beginning.get(start, ())) if span.stop > start]
        read = _together([places[span] for span in open_spans]) if open_spans else None
        last = any(span.stop == stop and places[span].findings for span in open_spans)
        if start < stop or start in beginning:
            yield Stretch(text[start:stop], start if start in beginning else None, read, last)


def _together(several: Iterable[Read]) -> Read:
    cells: dict[str, None] = {}
    claims: dict[str, None] = {}
    findings: dict[int, None] = {}
    for read in several:
        cells |= dict.fromkeys(read.cells)
        claims |= dict.fromkeys(read.claims)
        findings |= dict.fromkeys(read.findings)
    return Read(tuple(cells), tuple(claims), tuple(findings))
