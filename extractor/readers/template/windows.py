"""Row windows: what stands between one row's label and the next, and how the table prints blank cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.align import Label, LabelStream, Match, bare
from extractor.figures import Item, scan, value_of
from extractor.form import Form, Row
from extractor.layout import Region


@dataclass
class Window:
    """One row's label and all that stands from it to the next label, in clean offsets. `row` None: a row the form lacks.

    `doubt`: why its figures cannot be trusted to be this row's; `reason`: how they came to be, where not simply by place.
    """

    row: Row | None
    label: str
    start: int
    stop: int
    items: list[Item]
    beside_gap: bool = False
    doubt: str | None = None
    reason: str | None = None
    heading_figure: Item | None = None
    figures: list[Item] = field(init=False)
    empties: list[Item] = field(init=False)
    slots: list[Item] = field(init=False)

    def __post_init__(self) -> None:
        self.take(self.items)

    def take(self, items: list[Item]) -> None:
        """Makes these the window's items."""
        self.items = items
        self.slots = [i for i in items if i.kind != "text"]
        self.figures = [i for i in self.slots if i.kind != "empty"]
        self.empties = [i for i in self.slots if i.kind == "empty"]

    @property
    def count(self) -> int:
        """How many cells the row has; 0 for a row the form lacks."""
        return len(self.row.columns) if self.row else 0


_NUMBER_BEFORE = re.compile(r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.]?|(?<!\d)\d{1,2}\s*[.、．])\s*$")


def find_windows(stream: LabelStream, region: Region, form: Form) -> list[Window]:
    """The windows of a table's rows in order of place, figures shared out among them."""
    marks: list[tuple[Match, Row | None, str]] = [(m, form.row[r], r) for r, m in region.labels.items()]
    marks += [(m, None, wording) for wording, m in region.foreign.items()]
    marks.sort(key=lambda x: x[0].start)
    if not marks:
        return []
    starts = []
    for match, _, _ in marks:
        at = stream.span(match.start, match.start + 1).start
        number = _NUMBER_BEFORE.search(stream.clean, max(region.body, at - 8), at)
        starts.append(number.start() if number else at)
    edges = [*starts[1:], max(region.stop, starts[-1])]
    headings = _heading_places(stream, region, form)
    windows = []
    for (match, row, name), start, stop in zip(marks, starts, edges, strict=True):
        label = stream.span(match.start, match.stop)
        cut = min((h for h in headings if label.stop <= h < stop), default=stop)
        windows.append(Window(row, name, start, cut, scan(stream.clean, label.start, cut)))
    for window, following, stop in zip(windows, windows[1:], edges, strict=False):
        loose = scan(stream.clean, window.stop, stop) if window.stop < stop else window.items
        following.heading_figure = next((i for i in loose if i.kind == "text" and _IN_HEADING.search(i.text)), None) or next(
            (i for i in loose if i.kind == "number" and window.stop < stop), None
        )
    before = scan(stream.clean, region.body, starts[0])
    _share_out(windows, [i for i in before if i.kind != "text"], before, form)
    return windows


_IN_HEADING = re.compile(r"单位\s*:?\s*\d")


def _heading_places(stream: LabelStream, region: Region, form: Form) -> list[int]:
    """Clean offsets of column headings inside the table: no figure after one belongs to the row above it."""
    first, last = stream.index(region.body), stream.index(region.stop)
    if any(row.columns[-1] == "total" for row in form.rows):
        return []  # its columns are headed once, above all rows
    wordings = {bare(w) for w in (*form.headings, *(x for c in form.columns for x in c.labels))}
    return sorted(stream.span(at, at + 1).start for w in wordings if len(w) >= 4 for at in stream.all(w, first, last))


def _share_out(windows: list[Window], before: Sequence[Item], leading: Sequence[Item], form: Form) -> None:
    """Marks gaps in the order of rows, and gives each row its figures where labels are displaced or lost."""
    order = [row.id for row in form.rows]
    statutory = [w for w in windows if w.row is not None]
    for window in statutory:
        _leave_out_strangers(window)
    places = [order.index(w.row.id) for w in statutory if w.row]
    for a, b, i, j in zip(statutory, statutory[1:], places, places[1:], strict=False):
        if j - i > 1:
            a.beside_gap = b.beside_gap = True
    if places and places[0] > 0:
        statutory[0].beside_gap = True
    if places and places[-1] < len(order) - 1:
        statutory[-1].beside_gap = True
    figures_before = [i for i in before if i.kind in ("number", "mark")]
    if figures_before and _labels_below(statutory, figures_before):
        _shift_down(statutory, list(leading))
    _name_the_nameless(windows, statutory, form)
    _rebalance(statutory, order)


def _leave_out_strangers(window: Window) -> None:
    """Cuts off figures that follow other words after the row's own figures are complete."""
    count = window.count
    if len(window.figures) <= count or count == 0:
        return
    last, following = window.figures[count - 1], window.figures[count]
    words = [i for i in window.items if i.kind == "text" and last.stop <= i.start < following.start]
    if words and not _could_be_label(words):
        window.take([i for i in window.items if i.start < words[0].start])


def _could_be_label(words: Sequence[Item]) -> bool:
    """Whether words between figures may be a row's lost label rather than a heading or a page's head."""
    return sum(len(w.text) for w in words) >= 3


def _labels_below(windows: Sequence[Window], before: Sequence[Item]) -> bool:
    """Whether the table prints each label below its figures: more rows come out whole that way."""
    below = [before, *(w.figures for w in windows)]
    whole_after = sum(len(w.figures) == w.count for w in windows)
    whole_below = sum(len(f) == w.count for w, f in zip(windows, below, strict=False))
    return whole_below > whole_after and len(windows[-1].figures) == 0


def _shift_down(windows: Sequence[Window], leading: list[Item]) -> None:
    items = [leading, *(w.items for w in windows)]
    for window, own in zip(windows, items, strict=False):
        window.take(own)


def _name_the_nameless(windows: list[Window], statutory: list[Window], form: Form) -> None:
    """Rows whose label was destroyed but whose figures are there: as many whole rows of figures as labels are missing.

    Accepted by elimination where words (the destroyed label) stand before each row of figures; in doubt where none do.
    """
    order = [row.id for row in form.rows]
    for window in list(statutory):
        if window.row is None or window.row.columns[-1] != "total":
            continue
        here = order.index(window.row.id)
        later = [order.index(w.row.id) for w in statutory if w.row and order.index(w.row.id) > here]
        missing = form.rows[here + 1 : min(later, default=len(order))]
        count, figures = window.count, window.figures
        if not missing or len(figures) != count * (len(missing) + 1):
            continue
        items = window.items
        for k, row in enumerate(missing, start=1):
            chunk = figures[k * count : (k + 1) * count]
            previous = figures[k * count - 1]
            words = [i for i in items if i.kind == "text" and previous.stop <= i.start < chunk[0].start]
            named = Window(row, row.id, chunk[0].start, chunk[-1].stop, chunk, doubt=None if words else "label-lost", reason="by-elimination")
            windows.append(named)
            statutory.append(named)
        window.take([i for i in items if i.start < figures[count].start])
        window.beside_gap = False
    windows.sort(key=lambda w: w.start)
    statutory.sort(key=lambda w: w.start)


def _rebalance(windows: Sequence[Window], order: Sequence[str]) -> None:
    """Neighbouring rows that together hold exactly their cells, though not each its own: labels displaced around their figures.

    The figures are shared out in order where every row's sum then holds; otherwise the rows stay as they were, in doubt.
    """
    i = 0
    while i < len(windows):
        if len(windows[i].figures) == windows[i].count or any(w.slots != w.figures for w in windows[i : i + 1]):
            i += 1
            continue
        for j in range(i + 1, min(i + 6, len(windows))):
            block = windows[i : j + 1]
            if any(w.row is None or w.row.columns[-1] != "total" or w.beside_gap or w.empties for w in block):
                break
            figures = [f for w in block for f in w.figures]
            if len(figures) != sum(w.count for w in block) or all(len(w.figures) in (0, 1) for w in block):
                continue
            at = 0
            shares = []
            for w in block:
                shares.append(figures[at : at + w.count])
                at += w.count
            if all(_sums(share) for share in shares):
                for w, share in zip(block, shares, strict=True):
                    w.take(share)
                    w.reason = "displaced-label"
            i = j
            break
        i += 1


def _sums(figures: Sequence[Item]) -> bool:
    values = [value_of(f.text) or 0 if f.kind == "number" else 0 for f in figures]
    return sum(values[:-1]) == values[-1]


# --- how the table prints its cells

@dataclass(frozen=True, slots=True)
class Geometry:
    """How columns show: `explicit` where separators keep blank cells in place; `first` is the first column's slot, counted
    from the start of the line (`kind` "line") or from the label ("label"); None where not known."""

    explicit: bool
    kind: Literal["line", "label"] = "label"
    first: int | None = None

    def place(self, window: Window, count: int) -> list[Item | None] | None:
        """The item of each column, None for a blank one; None where the separators do not show every column."""
        slots = window.slots
        if len(slots) == count:
            return [s if s.kind != "empty" else None for s in slots]
        if self.first is None:
            return None
        by_place = {place - self.first: s for place, s in _places(window, self.kind)}
        if any(s.kind != "empty" and not 0 <= p < count for p, s in by_place.items()):
            return None
        if len(by_place) != len(slots) or any(p not in by_place for p in range(count)):
            return None
        return [by_place[p] if by_place[p].kind != "empty" else None for p in range(count)]


def _places(window: Window, kind: str) -> list[tuple[int, Item]]:
    return [(s.slot, s) for s in window.slots] if kind == "line" else list(enumerate(window.slots))


def find_geometry(windows: Sequence[Window], explicit: bool) -> Geometry:
    """How a table shows its columns. `explicit`: another table of the document, or its markup, already shows blanks in place.

    Evidence is an empty cell before a figure, in the place where rows that are whole have a figure.
    """
    rows = [w for w in windows if w.row is not None and w.figures]
    widest = max((w.count for w in rows), default=0)
    known: Geometry | None = None
    for kind in ("line", "label"):
        if kind == "line" and any(len({s.line for s in w.slots}) > 1 for w in rows):
            continue
        first = _first_column(rows, kind, widest)
        if first is None:
            continue
        if any(not first <= p < first + w.count for w in rows for p, s in _places(w, kind) if s.kind != "empty"):
            continue
        geometry = Geometry(True, "line" if kind == "line" else "label", first)
        if any(_shows_blank(w, kind, first) for w in rows):
            return geometry
        known = known or geometry
    if explicit:
        return known or Geometry(True)
    return Geometry(False)


def _first_column(rows: Sequence[Window], kind: str, widest: int) -> int | None:
    whole = [[p for p, s in _places(w, kind) if s.kind != "empty"] for w in rows if len(w.figures) == w.count == widest]
    if whole:
        firsts = {p[0] for p in whole}
        return firsts.pop() if len(firsts) == 1 and all(p[-1] - p[0] == widest - 1 for p in whole) else None
    lasts = {max(p for p, s in _places(w, kind) if s.kind != "empty") for w in rows if w.row and w.row.columns[-1] == "total"}
    first = lasts.pop() - widest + 1 if len(lasts) == 1 else None
    return first if first is not None and first >= 0 else None


def _shows_blank(window: Window, kind: str, first: int) -> bool:
    places = _places(window, kind)
    last = max(p for p, s in places if s.kind != "empty")
    return any(first <= p < last and s.kind == "empty" for p, s in places)


def is_glued(windows: Sequence[Window], text: str) -> bool:
    """Whether digits of several cells stand in one run: most wide rows hold a single long run, and no separators."""
    wide = [w for w in windows if w.count >= 2 and w.figures]
    runs = [w for w in wide if len(w.figures) < w.count and max(len(f.text) for f in w.figures) >= w.count]
    whole = sum(len(w.figures) == w.count for w in wide)
    if not runs or any(w.empties for w in wide):
        return False
    return len(runs) > whole and (len(runs) >= 3 or any(f.text.startswith("00") for w in runs for f in w.figures)) and "|" not in text


def is_deduplicated(text: str, windows: Sequence[Window]) -> bool:
    """Whether a crawler removed repeated lines: not one line of the document occurs twice, and figures are missing.

    Every flattening with a cell a line repeats headings (信息内容, 总计) and figures; one that does not was thinned out.
    """
    rows = [w for w in windows if w.row is not None]
    if sum(len(w.figures) < w.count for w in rows) * 2 < len(rows):
        return False
    if sum(bool(w.figures) and w.figures[0].line == 0 for w in rows) * 5 > len(rows):
        return False
    lines = [line for raw in text.split("\n") if (line := raw.strip(" \t|"))]
    return len(lines) >= 25 and len(set(lines)) == len(lines)
