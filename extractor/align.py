"""Statutory labels found in a text, whatever stands between their characters.

Everything is looked for on the *label stream*: the clean text's Chinese characters alone, so that separators, spaces, digits and
line breaks of any flattening cannot hide a label. Labels are matched exactly first, as the best chain in printed order; what is
missing is looked for again, tolerantly, between the neighbours that were found, and taken only where no other label fits better.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from extractor.text import Span

_NUMERALS = "无空零〇一二三四五六七八九十百千"
_CELL = re.compile(rf"[\s|;,]?[{_NUMERALS}]{{1,7}}[\s|;,]?")  # alone between separators: a cell, no label
_DIGITS = re.compile(r"\d+")
CHINESE = re.compile(r"[〇㐀-鿿]+")
FARTHEST = 180  # stream characters between two rows of one table; farther apart, one of them is prose
SHORT = 6  # a label of fewer characters is not looked for inside longer words
MANY = 400  # places of labels looked at in one chain; a text with more repeats itself beyond reading
TOLERANCE = 64  # least similarity (0–100) of a damaged label


class Match(NamedTuple):
    """A label found: its half-open stretch of the label stream and its similarity, 100 where it is exact."""

    start: int
    stop: int
    score: float


class Label(NamedTuple):
    """Something to look for: a key and the bare wordings that it may have."""

    key: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelStream:
    """The Chinese characters of a clean text, in order, made of runs without anything between their characters.

    Run k begins at stream position `firsts[k]` and clean offset `offsets[k]`; `cuts` are the stream positions before which a
    digit stands.
    """

    text: str
    clean: str
    firsts: Sequence[int]
    offsets: Sequence[int]
    cuts: Sequence[int]

    @classmethod
    def of(cls, clean: str) -> LabelStream:
        """The stream of a clean text."""
        runs: list[str] = []
        offsets: list[int] = []
        for m in CHINESE.finditer(clean):
            run, start = m.group(), m.start()
            if run[0] in _NUMERALS and _CELL.fullmatch(clean, start and start - 1, m.end() + 1):
                continue
            runs.append(run)
            offsets.append(start)
        firsts = [0, *accumulate(map(len, runs))]
        after = dict.fromkeys(bisect_left(offsets, m.start()) for m in _DIGITS.finditer(clean))
        return cls("".join(runs), clean, firsts, offsets, [firsts[k] for k in after if 0 < k < len(runs)])

    def at(self, position: int) -> int:
        """The clean offset of a character of the stream."""
        run = bisect_right(self.firsts, position) - 1
        return self.offsets[run] + position - self.firsts[run]

    def span(self, start: int, stop: int) -> Span:
        """The clean stretch that stream `[start, stop)` covers."""
        if start >= len(self.text):
            return Span(len(self.clean), len(self.clean))
        return Span(self.at(start), self.at(max(start, stop - 1)) + 1)

    def numbered(self, start: int) -> bool:
        """Whether an ordinal stands before a stream position."""
        at = self.at(start)
        return self.clean[max(0, at - 3) : at].rstrip()[-1:] in (".", "、", ")", "．")

    def index(self, offset: int) -> int:
        """The first stream position at or after a clean offset."""
        run = bisect_right(self.offsets, offset) - 1
        return min(self.firsts[run] + offset - self.offsets[run], self.firsts[run + 1]) if run >= 0 else 0

    def all(self, wording: str, start: int, stop: int) -> list[int]:
        """Every place of an exact wording within stream `[start, stop)`."""
        found = []
        at = self.text.find(wording, start, stop)
        while at >= 0:
            found.append(at)
            at = self.text.find(wording, at + 1, stop)
        return found


@lru_cache(maxsize=4096)
def bare(label: str) -> str:
    """A label's Chinese characters alone."""
    return "".join(CHINESE.findall(label))


@lru_cache(maxsize=4096)
def label(key: str, wordings: tuple[str, ...]) -> Label:
    """A label to look for, longest wording first."""
    return Label(key, tuple(sorted(dict.fromkeys(bare(w) for w in wordings if bare(w)), key=len, reverse=True)))


def align(stream: LabelStream, labels: Sequence[Label], rivals: Sequence[str], start: int, stop: int) -> dict[str, Match]:
    """Where each label stands within stream `[start, stop)`: the heaviest chain in the order of `labels`, then what damage hid.

    `rivals` are other wordings (headings, columns) that a damaged label must not be mistaken for.
    """
    exact = _exact(stream, labels, start, stop, shortest=4)
    whole = sum(len(lab.wordings[0]) for lab in labels)
    if sum(m.stop - m.start for _, m in exact) * 4 < whole:  # too little to be sure of the place: damaged long labels vote too
        long = [(k, lab) for k, lab in enumerate(labels) if len(lab.wordings[0]) >= SHORT]
        anchors = [(k, match) for k, lab in long if (match := _tolerant(stream, lab, labels, rivals, start, stop))]
        exact = _chain(sorted([*exact, *anchors], key=lambda x: x[1]), labels)
    if not exact:
        return {labels[k].key: m for k, m in _exact(stream, labels, start, stop, shortest=1)}
    found = dict(exact)
    for low, high in _gaps(found, len(labels)):
        left = found[low].stop if low in found else max(start, found[high].start - 200)
        right = found[high].start if high in found else min(stop, found[low].stop + 400)
        found |= _fill(stream, labels, rivals, range(low + 1, high), left, right)
    return {labels[k].key: found[k] for k in sorted(found)}


Item = tuple[int, Match]


def _exact(stream: LabelStream, labels: Sequence[Label], start: int, stop: int, shortest: int) -> list[Item]:
    items: list[Item] = []
    for k, lab in enumerate(labels):
        taken: list[Span] = []
        for wording in lab.wordings:
            if len(wording) < shortest:
                continue
            for at in stream.all(wording, start, stop):
                here = Span(at, at + len(wording))
                if not any(s.start <= here.start and here.stop <= s.stop for s in taken):
                    taken.append(here)
                    items.append((k, Match(*here, 100.0)))
    return _chain(sorted(items, key=lambda x: x[1]), labels)


def _chain(items: Sequence[Item], labels: Sequence[Label]) -> list[Item]:
    """The heaviest chain of matches in the order of the labels and of the text; far gaps break it."""
    items = items[:MANY]
    best: list[tuple[float, int]] = []
    ends: list[tuple[int, int, float]] = []  # of each match before: its label, where it stops, the weight of the best chain to it
    for k, m in items:
        weight, back, start = 0.0, -1, m.start
        for j, (before, stop, chained) in enumerate(ends):
            if before < k and 0 <= start - stop <= FARTHEST:
                total = chained - 0.002 * (start - stop)
                if total > weight:
                    weight, back = total, j
        weight += (m.stop - start) * m.score / 100
        best.append((weight, back))
        ends.append((k, m.stop, weight))
    if not best:
        return []
    at = max(range(len(best)), key=lambda i: best[i][0])
    chain = []
    while at >= 0:
        chain.append(items[at])
        at = best[at][1]
    return chain[::-1]


def _gaps(found: Mapping[int, Match], count: int) -> list[tuple[int, int]]:
    """Pairs of neighbouring found positions (-1 and `count` at the edges) with missing labels between them."""
    known = [-1, *sorted(found), count]
    return [(a, b) for a, b in pairwise(known) if b - a > 1]


def _fill(stream: LabelStream, labels: Sequence[Label], rivals: Sequence[str], missing: range, left: int, right: int) -> dict[int, Match]:
    items: list[Item] = []
    for k in missing:
        for wording in labels[k].wordings:
            # A short label is printed in headings too; the one with an ordinal before it is the row's.
            for at in stream.all(wording, left, right):
                if len(wording) >= SHORT or not any(stream.text.startswith(r, at) for r in rivals if len(r) > len(wording)):
                    items.append((k, Match(at, at + len(wording), 130.0 if stream.numbered(at) else 100.0)))
        if not any(kk == k for kk, _ in items):
            tolerant = _tolerant(stream, labels[k], labels, rivals, left, right)
            if tolerant is not None:
                items.append((k, tolerant))
    return dict(_chain(sorted(items, key=lambda x: x[1]), labels))


def _tolerant(stream: LabelStream, wanted: Label, labels: Sequence[Label], rivals: Sequence[str], left: int, right: int) -> Match | None:
    """The best damaged form of a label in stream `[left, right)`, or None; never one that another label fits better.

    A short label must end its stretch between figures: four characters are found in any sentence.
    """
    from rapidfuzz import fuzz

    wording = wanted.wordings[0]
    if len(wording) < 3 or right - left < 2:
        return _transposed(stream, wording, left, right) if len(wording) == 2 else None
    best: Match | None = None
    pieces = [*_segments(stream, left, right)]
    if len(wording) >= SHORT:
        pieces.append((left, right))
    for start, stop in pieces:
        piece = stream.text[start:stop]
        if len(wording) < SHORT:
            start, piece = max(start, stop - len(wording) - 1), piece[-len(wording) - 1 :]
        if len(piece) > len(wording) and len(wording) >= SHORT:
            found = fuzz.partial_ratio_alignment(wording, piece, score_cutoff=TOLERANCE)
            if found is None:
                continue
            match = _trimmed(wording, piece[found.dest_start : found.dest_end], start + found.dest_start)
        else:
            match = _trimmed(wording, piece, start) if fuzz.ratio(wording, piece) >= TOLERANCE else None
        if match is not None and (best is None or match.score > best.score + 5):
            best = match
    if best is None or best.score < TOLERANCE:
        return None
    fragment = stream.text[best.start : best.stop]
    others = (w for lab in labels if lab.key != wanted.key for w in lab.wordings[:1])
    for rival in (*others, *rivals):
        if rival != wording and fuzz.ratio(rival, fragment) >= best.score:
            return None
    return best


def _transposed(stream: LabelStream, wording: str, left: int, right: int) -> Match | None:
    """A two-character label with its characters changed round, at the end of its stretch."""
    for start, stop in _segments(stream, left, right):
        if stop - start >= 2 and stream.text[stop - 2 : stop] == wording[::-1]:
            return Match(stop - 2, stop, 90.0)
    return None


def _trimmed(wording: str, piece: str, offset: int) -> Match | None:
    """The stretch of `piece` from its first to its last character that belongs to the wording, with its similarity."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    equal = [block for block in Indel.opcodes(wording, piece) if block.tag == "equal"]
    if not equal:
        return None
    start, stop = equal[0].dest_start, equal[-1].dest_end
    return Match(offset + start, offset + stop, fuzz.ratio(wording, piece[start:stop]))


def _segments(stream: LabelStream, left: int, right: int) -> list[tuple[int, int]]:
    """The stretches of the stream between figures: a label's characters seldom stand on both sides of one."""
    inside = stream.cuts[bisect_right(stream.cuts, left) : bisect_left(stream.cuts, right)]
    cuts = [left, *inside, right]
    return [(a, b) for a, b in pairwise(cuts) if b > a]
