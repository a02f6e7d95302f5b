"""Row windows: what stands between one row's label and the next, and how the table prints blank cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from extractor.align import LabelStream, Match, bare
from extractor.arrange import sum_splits
from extractor.figures import Item, has_leading_zero, Style, line_at, scan, value_of
from extractor.form import Form, Row
from extractor.layout import Region
from extractor.text import Span


@dataclass
class Window:
    """One row's label and all that stands from it to the next label, in clean offsets. `row` None: a row the form lacks.

    `missing`: the form's rows between this one and the next whose labels were not found; `beside_gap`: before or after it.
    `doubt`: why its figures cannot be trusted to be this row's; `reason`: how they came to be, where not simply by place.
    """

    row: Row | None
    name: str
    start: int
    stop: int
    items: list[Item]
    label: Span
    exact: bool = True
    wrapped: bool = False
    missing: tuple[Row, ...] = ()
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


_NUMBER_BEFORE = re.compile(r"(?:[(（][一二三四五六七八九十]{1,3}[)）]?|[一二三四五六七八九十]{1,3}\s*[、.)]|(?<!\d)\d{1,2}\s*[.、．)])\s*$")


def find_windows(stream: LabelStream, region: Region, form: Form, style: Style) -> list[Window]:
    """The windows of a table's rows in order of place, figures shared out among them."""
    marks: list[tuple[Match, Row | None, str]] = [(m, form.row[r], r) for r, m in region.labels.items()]
    marks += [(m, None, wording) for wording, m in region.foreign.items()]
    marks.sort(key=lambda x: x[0].start)
    if not marks:
        return []
    spans = [stream.span(m.start, m.stop) for m, _, _ in marks]
    starts = []
    for label in spans:
        number = _NUMBER_BEFORE.search(stream.clean, max(region.body, label.start - 8), label.start)
        starts.append(number.start() if number else label.start)
    edges = [*starts[1:], max(region.stop, starts[-1])]
    headings = _heading_places(stream, region, form)
    windows, loose = [], []
    for (match, row, name), label, start, stop in zip(marks, spans, starts, edges, strict=True):
        cut = min((h for h in headings if label.stop <= h < stop), default=stop)
        # Empty cells before the next label on its own line (merged cells) are that row's, not this one's.
        fence = max(stream.clean.rfind("\n", label.stop, stop) + 1, label.stop) if stop < edges[-1] else stop
        whole = [i for i in scan(stream.clean, label.start, stop, style) if i.kind != "empty" or i.stop < fence or fence == label.stop]
        if style.used and not style.flat and line_at(stream.clean, label.stop - 1).count(style.mark) > (len(row.columns) if row else 0):
            whole = [i for i in whole if i.kind == "text" or style.mark in line_at(stream.clean, i.start)]
        windows.append(Window(row, name, start, cut, [i for i in whole if i.start < cut], label=label, exact=match.score >= 100, wrapped="\n" in stream.clean[label.start : label.stop]))
        loose.append([i for i in whole if i.start >= label.stop])
    before = scan(stream.clean, region.body, starts[0], style)
    settled = settle_numerals([*(w.items for w in windows), *loose, before], celled=style.used)
    for window, items in zip(windows, settled, strict=False):
        window.take(items)
    loose, before = settled[len(windows) : -1], settled[-1]
    for window, following, rest in zip(windows, windows[1:], loose, strict=False):
        following.heading_figure = _heading_figure(window, rest)
    _share_out(windows, [before, *loose[:-1]], form)
    return windows


def _heading_figure(window: Window, rest: Sequence[Item]) -> Item | None:
    """A figure that stands in a column heading after a row's window: it may have slipped there from the next row's cell."""
    return next((i for i in rest if (i.kind == "text" and _IN_HEADING.search(i.text)) or (i.kind == "number" and i.start >= window.stop)), None)


def settle_numerals(rows: Sequence[list[Item]], *, celled: bool) -> list[list[Item]]:
    """Items with Chinese numerals as figures where they have a cell to themselves (`celled`) or the table prints its figures so,
    else as words (三 of a heading printed downwards)."""
    numerals = [i.text for items in rows for i in items if i.kind == "numeral"]
    if not numerals:
        return list(rows)
    digits = sum(i.kind == "number" for items in rows for i in items)
    printed = celled or any(c in "零〇" for c in "".join(numerals)) or (len(numerals) > digits and len(numerals) > 3)
    kind: Literal["number", "text"] = "number" if printed else "text"
    return [[i._replace(kind=kind) if i.kind == "numeral" else i for i in items] for items in rows]


_IN_HEADING = re.compile(r"单位\s*:?\s*\d")


def _heading_places(stream: LabelStream, region: Region, form: Form) -> list[int]:
    """Clean offsets of column headings inside the table: no figure after one belongs to the row above it."""
    first, last = stream.index(region.body), stream.index(region.stop)
    if any(row.columns[-1] == "total" for row in form.rows):
        return []  # its columns are headed once, above all rows
    wordings = {bare(w) for w in (*form.headings, *(x for c in form.columns for x in c.labels))}
    return sorted(stream.span(at, at + 1).start for w in wordings if len(w) >= 4 for at in stream.all(w, first, last))


def _share_out(windows: list[Window], below: Sequence[list[Item]], form: Form) -> None:
    """Marks gaps in the order of rows, and gives each row its figures where labels are displaced or destroyed.

    `below[k]` is what stands between the k-th label and the one before it.
    """
    order = [row.id for row in form.rows]
    if _labels_below(windows, below):
        for window, items in zip(windows, below, strict=True):
            window.take(items)
            if len(window.figures) > window.count > 0:  # the nearest are its own; what is above them lost its label
                window.take([i for i in items if i.start >= window.figures[-window.count].start])
    statutory = [w for w in windows if w.row is not None]
    places = [order.index(w.row.id) for w in statutory if w.row]
    known = [-1, *places, len(order)]
    for window, last, here, following in zip(statutory, known, places, known[2:], strict=False):
        window.missing = form.rows[here + 1 : following]
        window.beside_gap = here - last > 1 or bool(window.missing)
    for window in statutory:
        if window.missing:
            windows += _name_the_nameless(window)
        elif len(window.figures) > window.count:
            _leave_out_strangers(window)
    windows.sort(key=lambda w: w.start)
    _rebalance([w for w in windows if w.row is not None], order)


def _labels_below(windows: Sequence[Window], below: Sequence[list[Item]]) -> bool:
    """Whether the table prints each label below its figures: more rows come out whole that way, and the last label has none."""
    figures = [[i for i in items if i.kind in ("number", "mark")] for items in below]
    whole_after = sum(len(w.figures) == w.count for w in windows)
    whole_below = sum(len(f) == (w.count or len(f)) for w, f in zip(windows, figures, strict=True) if f)
    return bool(figures[0]) and whole_below > whole_after and len(windows[-1].figures) == 0


def _leave_out_strangers(window: Window) -> None:
    """Cuts off figures that follow other words after the row's own figures are complete."""
    last, following = window.figures[window.count - 1], window.figures[window.count]
    words = [i for i in window.items if i.kind == "text" and last.stop <= i.start < following.start]
    if words:
        window.take([i for i in window.items if i.start < words[0].start])


def _name_the_nameless(window: Window) -> list[Window]:
    """Windows for rows whose label was destroyed but whose cells are there, by elimination: as many stretches of cells, each
    after words of its own, as labels are missing. In doubt where the stretches do not tell which is which."""
    parts: list[list[Item]] = [[]]
    words = 0
    for item in window.items:
        if item.kind == "text":
            own = item.start < window.label.stop or (not window.exact and not any(i.kind != "text" for i in parts[-1]))
            words += 0 if own else len(item.text)
        else:
            if words >= 2 and (parts[-1] or len(parts) == 1):
                parts.append([])
            words = 0
            parts[-1].append(item)
    wide = [p for p in parts[1:] if any(i.kind != "empty" for i in p) or len(p) >= window.count]
    if not wide:
        window.take([*(i for i in window.items if i.kind == "text"), *parts[0]] if len(parts) > 1 else window.items)
        return _unnamed_rows(window)
    if len(wide) == len(window.missing):
        window.take(parts[0])
        rows = zip(window.missing, wide, strict=True)
        window.beside_gap = False
        return [Window(row, row.id, p[0].start, p[-1].stop, p, label=Span(p[0].start, p[0].start), reason="by-elimination") for row, p in rows]
    window.take(parts[0])
    if len(window.figures) != window.count:
        window.take([i for p in parts for i in p])
        window.doubt = "label-lost"
    return []


def _unnamed_rows(window: Window) -> list[Window]:
    """Rows of figures that follow without any words: theirs in order, but for a person to say so."""
    count, figures = window.count, window.figures
    if count < 2 or len(figures) != count * (len(window.missing) + 1):
        return []
    window.take([i for i in window.items if i.start < figures[count].start])
    chunks = [figures[k : k + count] for k in range(count, len(figures), count)]
    return [
        Window(row, row.id, c[0].start, c[-1].stop, c, label=Span(c[0].start, c[0].start), doubt="label-lost")
        for row, c in zip(window.missing, chunks, strict=True)
    ]


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
    from the start of the line (`kind` "line") or from the label ("label"); None where not known. `last`: the slot in which
    a row's total has to stand for the row to be placed; None where every row showed the first column."""

    explicit: bool
    kind: Literal["line", "label"] = "label"
    first: int | None = None
    last: int | None = None

    def place(self, window: Window, count: int) -> list[Item | None] | None:
        """The item of each column, None for a blank one; None where the separators do not show every column."""
        slots = window.slots
        if len(slots) == count:
            return [s if s.kind != "empty" else None for s in slots]
        if self.first is None:
            return None
        places = _places(window, self.kind)
        by_place = {place - self.first: s for place, s in places}
        filled = [p for p, s in by_place.items() if s.kind != "empty"]
        if any(not 0 <= p < count for p in filled) or len(by_place) != len(places) or any(p not in by_place for p in range(count)):
            return None
        if self.last is not None and filled and max(filled) != self.last - self.first:
            return None
        return [by_place[p] if by_place[p].kind != "empty" else None for p in range(count)]


def _places(window: Window, kind: str) -> list[tuple[int, Item]]:
    """The slots of a row with their numbers: from the start of its figures' line, or from its label."""
    if kind == "label":
        return list(enumerate(window.slots))
    line = window.figures[0].line if window.figures else 0
    return [(s.slot, s) for s in window.slots if s.line == line]


def find_geometry(windows: Sequence[Window], explicit: bool) -> Geometry:
    """How a table shows its columns. `explicit`: another table of the document, or its markup, already shows blanks in place.

    Evidence is an empty cell before a figure, in the place where rows that are whole have a figure.
    """
    rows = [w for w in windows if w.row is not None and w.figures]
    widest = max((w.count for w in rows), default=0)
    best: tuple[float, Geometry] | None = None
    for kind in ("line", "label"):
        if kind == "line" and any(len({f.line for f in w.figures}) > 1 for w in rows):
            continue
        share, geometry = _columns(rows, "line" if kind == "line" else "label", widest)
        if geometry is not None and (best is None or share > best[0]):
            best = share, geometry
    if best is not None and (explicit or any(_shows_blank(w, best[1]) for w in rows)):
        return best[1]
    exact = all(len(w.slots) == w.count for w in rows)
    if exact and any(w.slots[0].kind == "empty" or w.slots[-1].kind != "empty" for w in rows if w.empties):
        return Geometry(True)
    return Geometry(explicit)


def _columns(rows: Sequence[Window], kind: Literal["line", "label"], widest: int) -> tuple[float, Geometry | None]:
    """The slot of the first column and the share of rows that agree on it: of the rows with all their figures, else of all
    rows by the place of their total. None where more than one in five differs."""
    whole = [[p for p, s in _places(w, kind) if s.kind != "empty"] for w in rows if len(w.figures) == w.count == widest]
    if any(p[-1] - p[0] != widest - 1 for p in whole):
        return 0, None
    totals = [max(p for p, s in _places(w, kind) if s.kind != "empty") for w in rows if w.row and w.row.columns[-1] == "total"]
    places = [p[0] for p in whole] or [p - widest + 1 for p in totals]
    if not places:
        return 0, None
    first = max(set(places), key=places.count)
    share = places.count(first) / len(places)
    if share < 0.8 or first < 0:
        return 0, None
    return share, Geometry(True, kind, first, None if whole and share == 1 else first + widest - 1)


def _shows_blank(window: Window, geometry: Geometry) -> bool:
    places = _places(window, geometry.kind)
    last = max(p for p, s in places if s.kind != "empty")
    return any((geometry.first or 0) <= p < last and s.kind == "empty" for p, s in places)


def is_glued(windows: Sequence[Window], *, beside_glued: bool) -> bool:
    """Whether cells stand in one run of digits: rows hold a single figure of several digits where several figures must be.

    In a row that has several, the last is the sum of the others; numbers that cannot be cut so are totals printed alone.
    `beside_glued`: another table of the document is glued, which decides for a table without totals.
    """
    rows = [w for w in windows if w.row is not None and w.count > 1 and any(f.kind == "number" for f in w.figures)]
    if not rows or any(w.empties for w in rows):
        return False
    single = [w for w in rows if len(w.figures) == 1 and _may_be_several(w.figures[0].text, w.count)]
    if rows[0].row and rows[0].row.columns[-1] == "total":
        several = [w for w in rows if len(w.figures) > 1]
        apart = [w for w in single if any(_splits(run, w.count) for run in (w.figures[0].text, w.figures[0].text[:-1]))]
        return len(single) > len(several) and len(apart) * 5 >= len(single) * 4
    runs = [w for w in single if len(w.figures[0].text) >= w.count]
    return len(runs) * 2 > len(rows) and (beside_glued or any(has_leading_zero(w.figures[0].text) for w in runs))


def has_runs(windows: Sequence[Window]) -> bool:
    """Whether some figure on its label's line can only be several run together: it begins with 0 and has as many digits as
    its row has cells. The lines of such a table are all different."""
    return any(w.count > 2 and f.line == 0 and has_leading_zero(f.text) and len(f.text) >= w.count for w in windows for f in w.figures)


def _splits(digits: str, cells: int) -> bool:
    return any(sum_splits([digits], n) for n in range(2, min(cells, len(digits)) + 1))


def _may_be_several(digits: str, cells: int) -> bool:
    return digits.isdigit() and len(digits) > 1 and (digits.strip("0") != "" or len(digits) >= cells)


def is_deduplicated(windows: Sequence[Window], *, markup: bool) -> bool:
    """Whether figures are missing as where a crawler removed repeated lines: none stands on its label's line, hardly one occurs
    twice, and rows have none left or figures that do not add up.

    Asked only of a text in which hardly a line occurs twice: every flattening with a cell a line repeats headings and figures.
    """
    rows = [w for w in windows if w.row is not None]
    figures = [f for w in rows for f in w.figures]
    if markup:  # a row of a marked-up table has all its cells, filled or not
        return bool(figures) and sum(len(w.slots) < w.count for w in rows) * 2 > len(rows)
    if not figures or sum(bool(w.empties) for w in rows) * 2 > len(rows):
        return False
    if sum(len(w.figures) < w.count for w in rows) * 2 < len(rows):
        return False
    alone = [f.text + f.unit for w in rows for f in w.figures if sum(g.line == f.line for g in w.figures) == 1]
    if len(alone) - len(set(alone)) > 2 or not zeros_survive(windows):
        return False
    empty = sum(not w.figures for w in rows)
    odd = sum(1 < len(w.figures) < w.count and w.row is not None and w.row.columns[-1] == "total" and not _sums(w.figures) for w in rows)
    return (empty * 8 >= len(rows) or odd >= 1) and sum(bool(w.figures) and w.figures[0].line == 0 for w in rows) * 5 <= len(rows)


def zeros_survive(windows: Sequence[Window]) -> bool:
    """Whether the first of the rows or cells that print zeros is there, as it is where later repetitions were removed.

    Where a row's figures share a line, a whole row of zeros; else a single 0.
    """
    zeros = [[value_of(f.text) == 0 for f in w.figures if f.kind == "number"] for w in windows]
    together = any(len({f.line for f in w.figures}) < len(w.figures) for w in windows)
    if together:
        return any(all(z) and len(z) == w.count > 1 for z, w in zip(zeros, windows, strict=True) if w.row is not None)
    return any(any(z) for z in zeros)


def stand_apart(windows: Sequence[Window]) -> bool:
    """Whether figures stand on lines of their own, so that a row may lose them and keep its label. True where none is left."""
    rows = [w for w in windows if w.row is not None and w.figures]
    return sum(w.figures[0].line > 0 for w in rows) * 2 >= len(rows)
