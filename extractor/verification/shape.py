"""Shape evidence: whether a row's figures stand in the text as a row's figures must, so that they can be laid to the report.

The arithmetic cannot tell an agency's slip from a misreading; where each figure stands can. A window is sound where its figures
follow one another in printed order with no words between, and read as they were taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from extractor.figures import value_of
from extractor.form import Form, Row
from extractor.record import Cell
from extractor.text import Span

# Grounds on which a figure's place was settled by more than its ordinal, and which are as good: the contract says so.
STANDING = ("odd-number",)  # doubtful is how the figure is written, not where it stands
FIRM = (None, "last-is-total", "lone-total")
TAKEN = frozenset({"out-of-order", "misread"})  # doubts that are about how figures were taken, not about the text
_WORDS = re.compile("(?!万元|未增|增减|未减)[\u4e00-\u9fff]{2}")
_CHINESE = re.compile("[一-鿿]")
# A figure that stands with the row's own and is none of them: no number of a label that follows, 1. or (1).
_STRANGER = re.compile(r"[^\d一-鿿]*(?<![(（\d])\d+(?![\d.、．)）])")
_BAR = re.compile("[|｜│\t]")


def unsound(form: Form, cells: Mapping[str, Cell], rows: Iterable[str], text: str | None) -> dict[str, str]:
    """The rows among these whose windows cannot be relied on: row id → why, in one stable word.

    `text` is the decoded original; without it only the grounds are known on which the reader settled the cells.
    """
    spans = {row: _spans(map(cells.get, addresses)) for row, addresses in form.row_addresses.items()}
    wide = _wide(spans, text) if text is not None else frozenset()
    found: dict[str, str] = {}
    for row_id in rows:
        row = form.row[row_id]
        why = _odd_cell(form, row, cells, text) or _odd_place(row_id, spans, text) or _uneven(form, row, cells, text)
        why = why or ("uneven" if row_id in wide else None)
        if why:
            found[row_id] = why
    return found


def _spans(cells: Iterable[Cell | None]) -> list[Span]:
    return [span for cell in cells if cell is not None and (span := _place(cell)) is not None]


def _place(cell: Cell) -> Span | None:
    """Where the cell's figure stands. One left for a person because of how it is written (00) still has its place."""
    if cell.reason in STANDING and len(cell.candidates) == 1:
        return cell.candidates[0].evidence
    return cell.evidence if cell.status == "accepted" else None


def _odd_cell(form: Form, row: Row, cells: Mapping[str, Cell], text: str | None) -> str | None:
    for cell in map(cells.get, form.row_addresses[row.id]):
        if cell is not None and cell.reason in STANDING:
            continue
        if cell is None or cell.status not in ("accepted", "blank"):
            return "incomplete"
        if cell.reason not in FIRM:
            return cell.reason
        if cell.status == "accepted" and (misread(cell) or (text is not None and cell.evidence is None)):
            return "misread"
    return None


def misread(cell: Cell) -> bool:
    """Whether the characters that a value was taken from read as another number."""
    return cell.printed is not None and cell.value is not None and value_of(cell.printed) != cell.value


def _odd_place(row_id: str, spans: Mapping[str, Sequence[Span]], text: str | None) -> str | None:
    if text is None:
        return None
    own = spans[row_id]
    for one, other in pairwise(own):
        if other.start < one.stop:
            return "out-of-order"
        if _WORDS.search(text, one.stop, other.start):
            return "interrupted"
    above, before, after = True, 0, len(text)
    for other_id, others in spans.items():
        if other_id == row_id:
            above = False
        elif own and others and (others[-1].stop > own[0].start if above else others[0].start < own[-1].stop):
            return "out-of-order"
        elif others and above:
            before = max(before, others[-1].stop)
        elif others:
            after = min(after, others[0].start)
    if own:
        following = text[own[-1].stop : min(after, own[-1].stop + 60)]
        leading = _words_end(text, before, own[0].start)
        if "<" not in leading + following and (_STRANGER.search(leading) or _STRANGER.match(following)):  # markup is full of numbers
            return "strange-figure"
    return None


def _uneven(form: Form, row: Row, cells: Mapping[str, Cell], text: str | None) -> str | None:
    """Whether more bars stand between some neighbouring cells than between others: a cell between them was passed over."""
    if text is None:
        return None
    places = [_place(cell) if cell is not None else None for cell in map(cells.get, form.row_addresses[row.id])]
    bars = {len(_BAR.findall(text, a.stop, b.start)) for a, b in pairwise(places) if a is not None and b is not None}
    return "uneven" if len(bars) > 1 else None


def _words_end(text: str, start: int, stop: int) -> str:
    """What stands behind the last word of a stretch."""
    return _CHINESE.split(text[max(start, stop - 60) : stop])[-1]


def _wide(spans: Mapping[str, Sequence[Span]], text: str) -> frozenset[str]:
    """The rows on whose line there is room for more cells than on the others': a strange figure may stand among their own.

    Lines of one table have as many cells, or as many without words where merged cells are left out.
    """
    lines = {row: _line(text, own) for row, own in spans.items() if own and "\n" not in text[own[0].start : own[-1].stop]}
    parts = {line: _BAR.split(text[line.start : line.stop]) for line in {*lines.values()}}  # a whole table may be one line
    every = {row: len(parts[line]) for row, line in lines.items()}
    without = {line: len([part for part in own if not _CHINESE.search(part)]) for line, own in parts.items()}
    wordless = {row: without[line] for row, line in lines.items()}
    usual, count, sizes = max(
        ((size, n, sizes) for sizes in (every, wordless) for size, n in Counter(sizes.values()).most_common(1)),
        key=lambda found: found[1], default=(0, 0, every),
    )
    if usual < 2 or count * 5 < len(lines) * 4:
        return frozenset()
    return frozenset(row for row, size in sizes.items() if size > usual)


def _line(text: str, own: Sequence[Span]) -> Span:
    stop = text.find("\n", own[-1].stop)
    return Span(text.rfind("\n", 0, own[0].start) + 1, stop if stop >= 0 else len(text))
