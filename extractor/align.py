"""Statutory labels found in a text, whatever stands between their characters.

Everything is looked for on the *label stream*: the clean text's Chinese characters alone, so that separators, spaces, digits and
line breaks of any flattening cannot hide a label. Labels are matched exactly first, as the best chain in printed order; what is
missing is looked for again, tolerantly, between the neighbours that were found, and taken only where no other label fits better.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, compress, pairwise
from operator import itemgetter
from typing import NamedTuple

from extractor.text import Span, at_chinese

_DIGIT = re.compile(r"\d")
CHINESE = re.compile(r"[〇㐀-鿿]+")
FARTHEST = 180  # stream characters between two rows of one table; farther apart, one of them is prose
SHORT = 6  # a label of fewer characters is not looked for inside longer words
MANY = 400  # places of labels looked at in one chain; a text with more repeats itself beyond reading
TOLERANCE = 64  # least similarity (0–100) of a damaged label
CLEARLY = 5  # by which a later place must be more similar than one before it
# A piece as similar as that has this share of a wording's characters in order, however short it is: a stretch that nowhere has as
# many within the wording's length holds no such piece.
FAINT = 100 * TOLERANCE // (200 - TOLERANCE)


class Match(NamedTuple):
    """A label found: its half-open stretch of the label stream and its similarity, 100 where it is exact."""

    start: int
    stop: int
    score: float


class Label(NamedTuple):
    """Something to look for: a key and the bare wordings that it may have."""

    key: str
    wordings: tuple[str, ...]


@dataclass(frozen=True)
class LabelStream:
    """The Chinese characters of a clean text, in order, made of runs without anything between their characters.

    Run k begins at stream position `firsts[k]` and clean offset `offsets[k]`, after what stands in `between[k]`.
    `places` and `likely` keep what was found of a wording in a stretch: the editions of a form ask for much the same.
    """

    text: str
    clean: str
    firsts: Sequence[int]
    offsets: Sequence[int]
    between: Sequence[str]
    places: dict[tuple[str, int, int], list[int]] = field(default_factory=dict, compare=False, repr=False)
    likely: dict[tuple[str, int, int], Match | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, clean: str, pieces: list[str] | None = None) -> LabelStream:
        """The stream of a clean text, which may be cut already (see `at_chinese`)."""
        pieces = at_chinese(clean) if pieces is None else pieces
        lengths = [*map(len, pieces)]
        return cls("".join(pieces[1::2]), clean, [0, *accumulate(lengths[1::2])], [*accumulate(lengths)][:-1:2], pieces[::2])

    @cached_property
    def cuts(self) -> Sequence[int]:
        """The stream positions before which a digit stands."""
        counted = {piece for piece in {*self.between} if _DIGIT.search(piece)}
        return [*compress(self.firsts, map(counted.__contains__, self.between))]

    def at(self, position: int) -> int:
        """The clean offset of a character of the stream."""
        run = bisect_right(self.firsts, position) - 1
        return self.offsets[run] + position - self.firsts[run]

    def span(self, start: int, stop: int) -> Span:
        """The clean stretch that stream `[start, stop)` covers."""
        if start >= len(self.text):
            return Span(len(self.clean), len(self.clean))
        run = bisect_right(self.firsts, start) - 1
        first, last = self.offsets[run] + start - self.firsts[run], max(start, stop - 1)
        if last >= self.firsts[run + 1]:
            run = bisect_right(self.firsts, last) - 1
        return Span(first, self.offsets[run] + last - self.firsts[run] + 1)

    def numbered(self, start: int) -> bool:
        """Whether an ordinal stands before a stream position."""
        at = self.at(start)
        return self.clean[max(0, at - 3) : at].rstrip()[-1:] in (".", "、", ")", "．")

    def index(self, offset: int) -> int:
        """The first stream position at or after a clean offset."""
        run = bisect_right(self.offsets, offset) - 1
        return min(self.firsts[run] + offset - self.offsets[run], self.firsts[run + 1]) if run >= 0 else 0

    def all(self, wording: str, start: int, stop: int) -> Sequence[int]:
        """Every place of an exact wording within stream `[start, stop)`."""
        places = self.places.get((wording, start, stop))
        if places is None:
            places = self.places[wording, start, stop] = []
            find = self.text.find
            at = find(wording, start, stop)
            while at >= 0:
                places.append(at)
                at = find(wording, at + 1, stop)
        return places


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
    whole = sum([len(lab.wordings[0]) for lab in labels])
    if sum([m.stop - m.start for _, m in exact]) * 4 < whole:  # too little to be sure of the place: damaged long labels vote too
        long = [(k, lab) for k, lab in enumerate(labels) if len(lab.wordings[0]) >= SHORT]
        anchors = [(k, match) for k, lab in long if (match := _tolerant(stream, lab, labels, rivals, start, stop))]
        exact = _chain([*exact, *anchors])
    if not exact:
        return {labels[k].key: m for k, m in _exact(stream, labels, start, stop, shortest=1)}
    found = dict(exact)
    for low, high in _gaps(found, len(labels)):
        left = found[low].stop if low in found else max(start, found[high].start - 200)
        right = found[high].start if high in found else min(stop, found[low].stop + 400)
        found |= _fill(stream, labels, rivals, range(low + 1, high), left, right)
    for low, high in _gaps(found, len(labels)):
        if low in found and high in found:
            found |= _after_ordinals(stream, labels, rivals, range(low + 1, high), found[low].stop, found[high].start)
    return {labels[k].key: found[k] for k in sorted(found)}


Item = tuple[int, Match]


def _exact(stream: LabelStream, labels: Sequence[Label], start: int, stop: int, shortest: int) -> list[Item]:
    items: list[Item] = []
    for k, lab in enumerate(labels):
        before = len(items)
        for wording in lab.wordings:
            size = len(wording)
            for at in stream.all(wording, start, stop) if size >= shortest else ():
                # a shorter wording within a longer one of the same label is no second place
                if len(items) == before or not any(m.start <= at and at + size <= m.stop for _, m in items[before:]):
                    items.append((k, tuple.__new__(Match, (at, at + size, 100.0))))
    return _chain(items)


def _chain(items: Sequence[Item]) -> list[Item]:
    """The heaviest chain of matches in the order of the labels and of the text; far gaps break it."""
    if len(items) < 2:
        return [*items]
    items = sorted(items, key=itemgetter(1))[:MANY]
    ends: list[tuple[int, int, float]] = []  # of each match before: its label, where it stops, the weight of the best chain to it
    backs: list[int] = []
    lead, most = -1, 0.0  # the match with the heaviest chain, and that weight
    others = 0.0  # the most that any chain weighs but the one to the match before
    near = 0  # the first match that is not too far before
    for i, (k, (start, stop, score)) in enumerate(items):
        back, weight = -1, 0.0
        # In a table as printed each label follows the one before, whose chain outweighs every other: then none is asked.
        if ends and ends[-1][0] < k and 0 <= start - ends[-1][1] <= FARTHEST:
            back, weight = i - 1, ends[-1][2] - 0.002 * (start - ends[-1][1])
        if weight <= others:
            back, weight = -1, 0.0
            while near < i and start - ends[near][1] > FARTHEST:
                near += 1
            for j, (before, end, chained) in enumerate(ends[near:], near):
                if before < k and 0 <= start - end <= FARTHEST and chained - 0.002 * (start - end) > weight:
                    back, weight = j, chained - 0.002 * (start - end)
        if ends and ends[-1][2] > others:
            others = ends[-1][2]
        weight += (stop - start) * score / 100
        ends.append((k, stop, weight))
        backs.append(back)
        if weight > most:
            lead, most = i, weight
    chain = []
    while lead >= 0:
        chain.append(items[lead])
        lead = backs[lead]
    return chain[::-1]


def _gaps(found: Mapping[int, Match], count: int) -> list[tuple[int, int]]:
    """Pairs of neighbouring found positions (-1 and `count` at the edges) with missing labels between them."""
    known = [-1, *sorted(found), count]
    return [(a, b) for a, b in pairwise(known) if b - a > 1]


def _fill(stream: LabelStream, labels: Sequence[Label], rivals: Sequence[str], missing: range, left: int, right: int) -> dict[int, Match]:
    items: list[Item] = []
    for k in missing:
        exact = [
            # A short label is printed in headings too; the one with an ordinal before it is the row's.
            (k, Match(at, at + len(wording), 130.0 if stream.numbered(at) else 100.0))
            for wording in labels[k].wordings for at in stream.all(wording, left, right)
            if len(wording) >= SHORT or not any(stream.text.startswith(r, at) for r in rivals if r.startswith(wording) and r != wording)
        ]
        items += exact
        if not exact and (tolerant := _tolerant(stream, labels[k], labels, rivals, left, right)) is not None:
            items.append((k, tolerant))
    return dict(_chain(items))


def _tolerant(stream: LabelStream, wanted: Label, labels: Sequence[Label], rivals: Sequence[str], left: int, right: int) -> Match | None:
    """The best damaged form of a label in stream `[left, right)`, or None; never one that another label fits better."""
    wording, asked = wanted.wordings[0], (wanted.wordings[0], left, right)
    if asked not in stream.likely:
        stream.likely[asked] = _likeliest(stream, *asked)
    best = stream.likely[asked]
    if best is None or len(wording) < 3:
        return best
    from rapidfuzz import fuzz

    fragment = stream.text[best.start : best.stop]
    others = [lab.wordings[0] for lab in labels if lab.key != wanted.key]
    if any(rival != wording and fuzz.ratio(rival, fragment) >= best.score for rival in (*others, *rivals)):
        return None
    return best


def _likeliest(stream: LabelStream, wording: str, left: int, right: int) -> Match | None:
    """The stretch of stream `[left, right)` that is most like a wording, or None where none is like it.

    A short label must end its stretch between figures: four characters are found in any sentence.
    """
    from rapidfuzz import fuzz

    size = len(wording)
    if size < 3 or _is_too_short(right - left, size):
        return _transposed(stream, wording, left, right) if size == 2 else None
    if size >= SHORT and right - left >= size and not fuzz.partial_ratio(wording, stream.text[left:right], score_cutoff=FAINT):
        return None
    best: Match | None = None
    pieces = _segments(stream, left, right)
    if size >= SHORT:
        pieces.append((left, right))
    for start, stop in pieces:
        if size < SHORT:
            start = max(start, stop - size - 1)
        piece = stream.text[start:stop]
        if _is_too_short(len(piece), size):
            continue
        if len(piece) > size >= SHORT:
            found = fuzz.partial_ratio_alignment(wording, piece, score_cutoff=TOLERANCE)
            if found is None:
                continue
            match = _trimmed(wording, piece[found.dest_start : found.dest_end], start + found.dest_start)
        else:
            match = _trimmed(wording, piece, start) if fuzz.ratio(wording, piece) >= TOLERANCE else None
        if match is not None and (best is None or match.score > best.score + CLEARLY):
            best = match
            if best.score + CLEARLY >= 100:
                break
    return best if best is not None and best.score >= TOLERANCE else None


def _is_too_short(length: int, size: int) -> bool:
    """Whether a stretch is too short to be like a wording, were all its characters the wording's."""
    return length * (200 - TOLERANCE) < size * TOLERANCE


def _transposed(stream: LabelStream, wording: str, left: int, right: int) -> Match | None:
    """A two-character label with its characters changed round, at the end of its stretch."""
    turned = wording[::-1]
    for start, stop in _segments(stream, left, right) if stream.text.find(turned, left, right) >= 0 else ():
        if stop - start >= 2 and stream.text[stop - 2 : stop] == turned:
            return Match(stop - 2, stop, 90.0)
    return None


def _after_ordinals(
    stream: LabelStream, labels: Sequence[Label], rivals: Sequence[str], missing: range, left: int, right: int
) -> dict[int, Match]:
    """Short labels of which damage left a part: all that stands between an ordinal and the next separator (`(七)总`).

    A label is that stretch's which is like no other label as much, where it is the only such stretch.
    """
    from rapidfuzz import fuzz

    runs = pairwise(stream.firsts[bisect_left(stream.firsts, left) : bisect_right(stream.firsts, right)])
    numbered = [(start, stop, stream.text[start:stop]) for start, stop in runs if stop - start <= SHORT and stream.numbered(start)]
    items: list[Item] = []
    for k in missing:
        wording = labels[k].wordings[0]
        if len(wording) >= SHORT or not numbered:
            continue
        least = TOLERANCE if len(wording) > 2 else 50  # of two characters, one is left
        others = [other for other in (*rivals, *(lab.wordings[0] for lab in labels)) if other != wording]
        like = [
            (k, Match(start, stop, min(score, 90.0)))
            for start, stop, run in numbered
            if (score := fuzz.ratio(wording, run)) >= least and all(fuzz.ratio(other, run) < score for other in others)
        ]
        items += like if len(like) == 1 else []
    return dict(_chain(items))


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
