"""How a table prints its cells: which separators show blanks in place, whether digits run together, whether lines are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractor.arrange import is_splittable
from extractor.figures import Item, has_leading_zero, value_of
from extractor.readers.template.window import Window, adds_up

_Kind = Literal["line", "label", "end"]


@dataclass(frozen=True, slots=True)
class Geometry:
    """How columns show: `explicit` where separators keep blank cells in place; `first` is the first column's slot, counted
    from the start of the line (`kind` "line"), from the label ("label") or, below 0, from the end of the line ("end"); None
    where not known. `last`: the slot in which a row's total has to stand for the row to be placed; None where every row showed
    the first column. `padded`: rows are closed up, blanks dropped, and filled up to the table's width behind their figures."""

    explicit: bool
    kind: _Kind = "label"
    first: int | None = None
    last: int | None = None
    padded: bool = False

    def place(self, window: Window, count: int) -> list[Item] | None:
        """The item of each column, an empty one where it is blank; None where the separators do not show every column."""
        slots = window.slots
        if len(slots) == count and len({(s.line, s.slot) for s in slots}) == count and len({s.line for s in slots}) in (1, count):
            return slots
        if self.first is None:
            return None
        places = _places(window, self.kind)
        by_place = {place - self.first: s for place, s in places}
        filled = [p for p, s in by_place.items() if s.kind != "empty"]
        if any(not 0 <= p < count for p in filled) or len(by_place) != len(places) or any(p not in by_place for p in range(count)):
            return None
        summed = window.row is not None and window.row.columns[-1] == "total"
        last = count - 1 if summed else None if self.last is None else self.last - self.first  # no row has parts without their total
        if last is not None and filled and max(filled) != last:
            return None
        return [by_place[p] for p in range(count)]


def _places(window: Window, kind: _Kind) -> list[tuple[int, Item]]:
    """The slots of a row with their numbers: from the start or the end of its figures' line, or from its label."""
    if kind == "label":
        return list(enumerate(window.slots))
    line = window.figures[0].line if window.figures else 0
    slots = [s for s in window.slots if s.line == line]
    zero = slots[-1].slot if kind == "end" and slots else 0
    return [(s.slot - zero, s) for s in slots]


def _filled(window: Window, kind: _Kind) -> list[int]:
    """The numbers of a row's slots that are not empty."""
    return [place for place, slot in _places(window, kind) if slot.kind != "empty"]


def find_geometry(windows: Sequence[Window], explicit: bool) -> Geometry:
    """How a table shows its columns. `explicit`: another table of the document, or its markup, already shows blanks in place.

    Evidence is an empty cell before a figure, in the place where rows that are whole have a figure.
    """
    rows = [w for w in windows if w.row is not None and w.figures and w.reason is None]
    if not any(w.empties for w in windows) or (not explicit and all(w.closed_up for w in rows)):
        return Geometry(explicit, padded=any(_is_padded(w) for w in rows))
    widest = max((w.count for w in rows), default=0)
    best: tuple[float, Geometry] | None = None
    kinds: tuple[_Kind, ...] = ("line", "label", "end")
    for kind in kinds:
        if best is not None and best[0] == 1:
            break
        if kind != "label" and any(len({f.line for f in w.figures}) > 1 for w in rows):
            continue
        share, geometry = _columns(rows, kind, widest)
        if geometry is not None and (best is None or share > best[0]):
            best = share, geometry
    if best is not None and (explicit or _blanks_stand(rows, best[1])):
        return best[1]
    width = max((w.count for w in windows), default=0)
    filled_up = all(len(w.slots) == w.count or (len(w.slots) == width and w.figures[-1] in w.slots[: w.count]) for w in rows)
    if filled_up and any(w.slots[0].kind == "empty" or w.slots[w.count - 1].kind != "empty" for w in rows if w.empties):
        return Geometry(True, "label", 0)
    return Geometry(explicit, padded=any(_is_padded(w) for w in rows) and all(w.closed_up for w in rows))


def _is_padded(window: Window) -> bool:
    """Whether a row shows that it is closed up: its last figure before the empty cells is the others' sum, or it has too many cells."""
    if not window.closed_up or window.row is None or window.row.columns[-1] != "total" or not window.empties:
        return False
    summed = 1 < len(window.figures) < window.count and value_of(window.figures[-1].text) != 0 and adds_up(window.figures)
    return summed or len(window.slots) > window.count


def _columns(rows: Sequence[Window], kind: _Kind, widest: int) -> tuple[float, Geometry | None]:
    """The slot of the first column and the share of rows that agree on it: of the rows with all their figures, else of all
    rows by the place of their total. None where more than one in five differs."""
    whole = [_filled(w, kind) for w in rows if len(w.figures) == w.count == widest]
    if any(p[-1] - p[0] != widest - 1 for p in whole):
        return 0, None
    if not whole and any(places[-1] - places[0] >= widest for w in rows if (places := _filled(w, kind))):
        return 0, None  # a cell has more than one slot
    places = [p[0] for p in whole]
    if not whole and (first := _first_of_all(rows, kind, widest)) is not None:
        return 1, Geometry(True, kind, first)
    if not places and sum(len(w.slots) > 2 * widest for w in rows) * 2 < len(rows):  # the totals tell, where a cell has one slot
        places = [max(_filled(w, kind)) - widest + 1 for w in rows if w.row and w.row.columns[-1] == "total"]
    if not places:
        return 0, None
    first = max(set(places), key=places.count)
    share = places.count(first) / len(places)
    if share < 0.8 or (first < 0 and kind != "end") or (kind == "end" and not _of_one_width(rows)):
        return 0, None
    return share, Geometry(True, kind, first, None if whole and share == 1 else first + widest - 1)


def _first_of_all(rows: Sequence[Window], kind: _Kind, widest: int) -> int | None:
    """The slot of the first column where the rows together show every column and none is closed up: some begin with the first
    one and end before the last, some do the reverse."""
    ends = [(places[0], places[-1]) for w in rows if (places := _filled(w, kind))]
    first, last = min([a for a, _ in ends], default=0), max([b for _, b in ends], default=0)
    in_place = any(a == first and b < last for a, b in ends) and any(a > first and b == last for a, b in ends)
    return first if in_place and last - first == widest - 1 else None


def _of_one_width(rows: Sequence[Window]) -> bool:
    """Whether half of the lines have as many cells as the longest: the others begin within a cell of words."""
    widths = [w.slots[-1].slot for w in rows if not w.wrapped]
    return widths.count(max(widths, default=0)) * 2 >= len(widths)


def _blanks_stand(rows: Sequence[Window], geometry: Geometry) -> bool:
    """Whether empty cells stand among figures, in rows beside which nothing is gone, and no habit of closing up speaks against it:
    rows with a total whose few figures all stand first, the empty cells behind them only padding."""
    sound = [w for w in rows if not w.beside_gap]
    shown = [_shows_blank(w, geometry) for w in sound]
    standing = sum(shown)
    closed_up = sum(
        w.row is not None and w.row.columns[-1] == "total" and 0 < len(w.figures) < w.count and not shows
        for w, shows in zip(sound, shown, strict=True)
    )
    return standing > 0 and standing * 2 >= closed_up


def _shows_blank(window: Window, geometry: Geometry) -> bool:
    if not window.empties:
        return False
    places = _places(window, geometry.kind)
    last = max(p for p, s in places if s.kind != "empty")
    return any((geometry.first or 0) <= p < last and s.kind == "empty" for p, s in places)


def is_glued(windows: Sequence[Window], *, beside_glued: bool) -> bool:
    """Whether cells stand in one run of digits: rows hold a single figure of several digits where several figures must be.

    In a row that has several, the last is the sum of the others; numbers that cannot be cut so are totals printed alone.
    `beside_glued`: another table of the document is glued, which decides for a table without totals.
    """
    single = [w for w in windows if w.count > 1 and len(w.figures) == 1 and _may_be_several(w.figures[0].text, w.count)]
    if not single:
        return False
    rows = [w for w in windows if w.count > 1 and any(f.kind == "number" for f in w.figures)]
    if any(w.empties for w in rows):
        return False
    if rows[0].row and rows[0].row.columns[-1] == "total":
        several = [w for w in rows if len(w.figures) > 1]
        if len(single) <= len(several):
            return False
        apart = [w for w in single if any(_splits(run, w.count) for run in (w.figures[0].text, w.figures[0].text[:-1]))]
        return len(apart) * 5 >= len(single) * 4
    runs = [w for w in single if len(w.figures[0].text) >= w.count]
    return len(runs) * 2 > len(rows) and (beside_glued or any(has_leading_zero(w.figures[0].text) for w in runs))


def has_runs(windows: Sequence[Window]) -> bool:
    """Whether some figure on its label's line can only be several run together: it begins with 0 and has as many digits as
    its row has cells. The lines of such a table are all different."""
    beside = [w for w in windows if w.count > 2 and w.figures and w.figures[0].line == 0]
    first = [f.text for w in beside for f in w.figures if f.line == 0 and len(f.text) >= w.count]
    return any(map(has_leading_zero, first))


def with_runs(windows: Sequence[Window]) -> Sequence[Window]:
    """Rows whose only figure may be several run together, in a table that has such as can be nothing else: noughts, too many digits."""
    single = [w for w in windows if w.count > 1 and len(w.figures) == 1 and len(w.figures[0].text) > 1]
    runs = [w for w in single if len(w.figures[0].text) >= w.count or (has_leading_zero(w.figures[0].text) and len(w.figures[0].text) > 2)]
    return single if len(runs) > 2 else runs if has_runs(windows) else ()


def _splits(digits: str, cells: int) -> bool:
    return any(is_splittable([digits], n) for n in range(min(cells, len(digits)), 1, -1))


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
    odd = sum(1 < len(w.figures) < w.count and w.row is not None and w.row.columns[-1] == "total" and not adds_up(w.figures) for w in rows)
    return (empty * 8 >= len(rows) or odd >= 1) and sum(bool(w.figures) and w.figures[0].line == 0 for w in rows) * 5 <= len(rows)


def zeros_survive(windows: Sequence[Window]) -> bool:
    """Whether the first of the rows or cells that print zeros is there, as it is where later repetitions were removed.

    Where a row's figures share a line, a whole row of zeros; else a single 0.
    """
    if any(len({f.line for f in w.figures}) < len(w.figures) for w in windows):
        rows = [w for w in windows if w.count > 1 and sum(f.kind == "number" for f in w.figures) == w.count]
        return any(all(value_of(f.text) == 0 for f in w.figures if f.kind == "number") for w in rows)
    return any(value_of(f.text) == 0 for w in windows for f in w.figures if f.kind == "number")


def stand_apart(windows: Sequence[Window]) -> bool:
    """Whether figures stand on lines of their own, so that a row may lose them and keep its label. True where none is left."""
    rows = [w for w in windows if w.row is not None and w.figures]
    return sum(w.figures[0].line > 0 for w in rows) * 2 >= len(rows)


def print_every_cell(windows: Sequence[Window]) -> bool:
    """Whether rows print each of their cells, zeros and all, so that a row with nothing at all is no blank one."""
    rows = [w for w in windows if w.count > 1 and w.slots]
    return bool(rows) and sum(len(w.figures) == w.count for w in rows) * 10 >= len(rows) * 9


def short_of_a_column(windows: Sequence[Window]) -> Sequence[Window]:
    """The rows that have figures, where all of them have the same number, too few: a column is gone, and nothing tells which."""
    rows = [w for w in windows if w.row is not None and w.count > 2 and w.figures]
    counts = [len(w.figures) for w in rows]
    most = max(set(counts), key=counts.count, default=0)
    gone = len(rows) > 4 and 2 < most < rows[0].count <= max(w.count for w in rows) and counts.count(most) * 10 >= len(rows) * 9
    return rows if gone else ()
