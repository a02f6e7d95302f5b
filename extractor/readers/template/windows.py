"""Row windows: what stands between one row's label and the next, and how the table prints blank cells."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from extractor.align import LabelStream, Match, bare
from extractor.figures import ALIKE, Item, Style, line_around, line_at, may_hold_figures, one_a_cell, scan, value_of
from extractor.form import Form, Row
from extractor.layout import Region
from extractor.readers.template.beginning import before_counts, begin, label_spans
from extractor.readers.template.placement import balances
from extractor.readers.template.wrapped import share_by_order, wraps
from extractor.text import Span


@dataclass(eq=False, slots=True)
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
    strangers: Sequence[Item] = ()
    figures: list[Item] = field(init=False)
    empties: list[Item] = field(init=False)
    slots: list[Item] = field(init=False)
    count: int = field(init=False)  # how many cells the row has; 0 for a row the form lacks

    def __post_init__(self) -> None:
        self.count = len(self.row.columns) if self.row else 0
        self.take(self.items)

    def take(self, items: list[Item]) -> None:
        """Makes these the window's items."""
        self.items, self.slots, self.figures, self.empties = items, [], [], []
        slots, figures, empties = self.slots, self.figures, self.empties
        for item in items:
            if (kind := item.kind) != "text":
                slots.append(item)
                (empties if kind == "empty" else figures).append(item)

    @property
    def closed_up(self) -> bool:
        """Whether all figures stand first and all empty cells behind them."""
        return not self.empties or self.slots[: len(self.figures)] == self.figures

    @property
    def in_place(self) -> bool:
        """Whether it has just the row's cells, an empty one between its figures and the last one filled: each blank shows its place."""
        if len(self.slots) != self.count or not self.figures or self.slots[-1].kind == "empty":
            return False
        return any(self.figures[0].start < i.start for i in self.empties)

    @property
    def may_stand(self) -> bool:
        """Whether its blanks may stand in place, so that its last figure may not be the total: an empty cell is behind it, and one
        between its figures, or as many cells in all as the row has."""
        if not self.figures or self.slots[-1].kind != "empty":
            return False
        between = any(self.figures[0].start < i.start < self.figures[-1].start for i in self.empties)
        return between or len(self.slots) == self.count

    @property
    def residue(self) -> bool:
        """Whether digits that are no cell's stand after the label: what was not understood may have been a figure."""
        return bool(self._unread())

    @property
    def residue_among(self) -> bool:
        """Whether such digits stand before the last of its cells: in a cell that was not understood."""
        return bool(self.slots) and any(i.start < self.slots[-1].start for i in self._unread())

    def _unread(self) -> list[Item]:
        end = self.label.stop
        return [
            i for i in self.items
            if i.kind == "text" and i.stop > end
            and (_HOLDS_A_NUMBER.search(i.text) if i.start >= end else _IS_A_NUMBER.fullmatch(i.text, end - i.start))
        ]


_START = attrgetter("start")
_IS_A_NUMBER = re.compile(rf"[零〇一二三四五六七八九十百千两无]{{2,}}|[零{ALIKE}]")  # run into the label
_HOLDS_A_NUMBER = re.compile(r"\d|\A[零〇一二三四五六七八九十百千两]{2,}\Z")


def find_windows(stream: LabelStream, region: Region, form: Form, style: Style) -> list[Window]:
    """The windows of a table's rows in order of place, figures shared out among them."""
    marks: list[tuple[Match, Row | None, str]] = [(m, form.row[r], r) for r, m in region.labels.items()]
    marks += [(m, None, wording) for wording, m in region.foreign.items()]
    marks.sort(key=lambda x: x[0].start)
    if not marks:
        return []
    clean = stream.clean
    spans = label_spans(stream, [(match, row) for match, row, _ in marks], region.body)
    begins = [begin(clean, label, row, region.body) for label, (_, row, _) in zip(spans, marks, strict=True)]
    starts = before_counts(clean, [start for start, _ in begins], region.body)
    edges = [*starts[1:], max(region.stop, starts[-1])]
    headings = [*_heading_places(stream, region, form), len(clean)]
    barred = style.used or clean.find(style.mark, region.start, region.stop) >= 0
    found, cuts = [], []
    for (_, row, _), label, stop in zip(marks, spans, edges, strict=True):
        cut = min(headings[bisect_left(headings, label.stop)], stop)
        whole = scan(clean, label.start, stop, style)
        if whole and whole[0].kind == "mark" and whole[0].start == label.start:
            whole[0] = whole[0]._replace(kind="text")  # the first character of a label: 无 正当理由
        if barred:
            # Empty cells before the next label on its own line (merged cells) are that row's, not this one's.
            fence = clean.rfind("\n", label.stop, stop) + 1 if stop < edges[-1] else stop
            if whole and whole[-1].stop >= fence > label.stop:
                whole = [i for i in whole if i.kind != "empty" or i.stop < fence]
            whole = _cells(whole, clean, label, region, style, len(row.columns) if row else 0)
        cuts.append(cut)
        found.append(whole)
    above = _figures_above(clean, starts[0], region.body)
    before = scan(clean, above, starts[0], style) if may_hold_figures(clean, above, starts[0]) else []
    owned = [whole[: bisect_left(whole, cut, key=_START)] for whole, cut in zip(found, cuts, strict=True)] if cuts != edges else found
    loose = [whole[bisect_left(whole, label.stop, key=_START) :] for whole, label in zip(found, spans, strict=True)]
    if "numeral" in [i.kind for items in (*found, before) for i in items]:
        *owned, before = settle_numerals([*owned, *loose, before], celled=style.used)
        owned, loose = owned[: len(marks)], owned[len(marks) :]
    windows = [
        Window(row, name, start, cut, items, label, match.score >= 100, "\n" in clean[label.start : label.stop])
        for (match, row, name), label, start, cut, items in zip(marks, spans, starts, cuts, owned, strict=True)
    ]
    for window, (_, sure) in zip(windows, begins[1:], strict=False):
        if not sure and not window.slots:
            window.doubt = "not-understood"  # what was taken for the ordinal of the label below may be its figure
    if len(headings) > 1 or _IN_HEADING.search(clean, starts[0], edges[-1]):
        _find_slipped(windows, loose)
    if region.disordered:
        for window in windows:  # rows out of order: each stands for itself, or is in doubt
            if len(window.figures) > window.count > 0:
                _leave_out_strangers(window)
            window.doubt = None if len(window.figures) == window.count else "disordered"
        return windows
    astray = wraps(windows, clean)
    if astray and share_by_order(windows, [*before, *(i for w in windows for i in w.items)], form, clean):
        return windows
    labelled = [*windows]
    _share_out(windows, [before, *loose[:-1]], form)
    for window in astray:
        window.doubt = "displaced-label"
    if not all(row.id in region.labels for row in form.rows):
        windows += _nameless_above(windows, before, form)
        if len(headings) > 1:
            windows += _nameless_under_headings(labelled, loose, windows, form)
    return windows


def _cells(items: list[Item], clean: str, label: Span, region: Region, style: Style, count: int) -> list[Item]:
    """The items of a row of a table with separators: one a cell, and only from lines that have some where the row's own line does."""
    if style.used:
        items = one_a_cell(items, clean, label.stop)
        if style.flat or not items or clean.find("\n", label.start, items[-1].start + 1) < 0:
            return items
    first, last = line_around(clean, label.stop - 1)
    bars = clean.count(style.mark, max(first, region.start), min(last, region.stop))  # a report may be one line
    if not style.used:
        return one_a_cell(items, clean, label.stop) if bars >= count > 1 else items
    if bars > count and not first <= items[0].start <= items[-1].start < last:
        own = [i for i in items if i.kind == "text" or first <= i.start < last or style.mark in line_at(clean, i.start)]
        return items if _goes_on(own, items, clean) else own
    return items


def _goes_on(own: Sequence[Item], items: Sequence[Item], clean: str) -> bool:
    """Whether a figure stands alone on the very next line of a row that no separator closes: perhaps the second half of its last one."""
    last = next((i for i in reversed(own) if i.kind == "number"), None)
    under = next((i for i in items if last is not None and i.start > last.start), None)
    return last is not None and under is not None and under.kind == "number" and clean[last.stop : under.start].strip(" ") == "\n"


def _find_slipped(windows: Sequence[Window], loose: Sequence[list[Item]]) -> None:
    """Tells each row which figure stands in the heading above it, and puts in doubt a row whose figures are under a heading."""
    for window, following, rest in zip(windows, [*windows[1:], None], loose, strict=True):
        if following is not None:
            following.heading_figure = _heading_figure(window, rest)
        if not window.figures and any(i.kind == "number" and i.start >= window.stop for i in rest):
            window.doubt = "figures-under-heading"  # label and heading and figure by turns: no column can be told


def _figures_above(clean: str, first: int, body: int) -> int:
    """Where a table's figures may begin: at its body, or a line earlier where its first label has nothing but figures above it."""
    start = line_around(clean, first)[0]
    above = clean[:start].rstrip()
    line = above.rfind("\n") + 1
    return line if line < start <= body and _FIGURES_ALONE.fullmatch(above, line) else body


_FIGURES_ALONE = re.compile(r"\s*(?:[\d.,/—-]+[\s|]+)+[\d.,/—-]+\s*")


def _heading_figure(window: Window, rest: Sequence[Item]) -> Item | None:
    """A figure that stands in a column heading after a row's window: it may have slipped there from the next row's cell."""
    for item in rest:
        if (item.start >= window.stop and item.kind == "number") or (item.kind == "text" and _IN_HEADING.search(item.text)):
            return item
    return None


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


_IN_HEADING = re.compile(r"单\s*位\s*:?\s*[\d/—无空-]")


def _heading_places(stream: LabelStream, region: Region, form: Form) -> list[int]:
    """Clean offsets of column headings inside the table: no figure after one belongs to the row above it."""
    if form.rows[0].columns[-1] == "total":
        return []  # its columns are headed once, above all rows
    first, last = stream.index(region.body), stream.index(region.stop)
    return sorted([stream.at(at) for w in _heading_wordings(form) for at in stream.all(w, first, last)])


@lru_cache(maxsize=64)
def _heading_wordings(form: Form) -> frozenset[str]:
    labels = (form.headings, *(c.labels for c in form.columns))
    return frozenset(w for wordings in labels for wording in wordings if len(w := bare(wording)) >= 4)


def _share_out(windows: list[Window], below: Sequence[list[Item]], form: Form) -> None:
    """Marks gaps in the order of rows, and gives each row its figures where labels are displaced or destroyed.

    `below[k]` is what stands between the k-th label and the one before it.
    """
    turned = _labels_below(windows, below, form)
    whole = [len(w.figures) for w in windows] == [w.count for w in windows]
    if turned is False and whole and [w.row for w in windows] == list(form.rows):
        return
    order = [row.id for row in form.rows]
    if turned:
        for window, items in zip(windows, below, strict=True):
            window.take(items)
            if len(window.figures) > window.count > 0:  # the nearest are its own; what is above them lost its label
                window.take([i for i in items if i.start >= window.figures[-window.count].start])
                if form.rows[0].columns[-1] == "total" and not adds_up(window.figures):
                    window.doubt = "displaced-label"  # or line breaks cut its figures in two
        if len(windows) == len(form.rows) and all(len(w.figures) == w.count for w in windows):
            for window in windows:  # figures under a heading are those of the label below them, and none is left over
                window.doubt = window.doubt if window.doubt == "displaced-label" else None
    statutory = [w for w in windows if w.row is not None]
    places = [order.index(w.row.id) for w in statutory if w.row]
    known = [-1, *places, len(order)]
    for window, last, here, then in zip(statutory, known, places, known[2:], strict=False):
        window.missing = form.rows[here + 1 : then]
        window.beside_gap = here - last > 1 or bool(window.missing)
    for window, following in zip(statutory, [*statutory[1:], None], strict=True):
        if window.missing:
            named = _name_the_nameless(window)
            if named and following is not None and not following.slots:
                following.doubt = named[-1].doubt = "label-lost"  # the figures before an empty row may be its own
            windows += named
        elif len(window.figures) > window.count:
            _leave_out_strangers(window)
    windows.sort(key=lambda w: w.start)
    for window, under in pairwise(windows):
        if window.strangers and under.row is not None and under.row.columns[-1] == "total" and not under.slots:
            under.take([*under.items, *window.strangers])  # figures between the halves of a label
            under.reason = "displaced-label"
            if len(under.figures) != under.count or not adds_up(under.figures):
                under.doubt = "displaced-label"
    _rebalance([w for w in windows if w.row is not None])
    if turned is None:
        for window in windows:
            window.doubt = window.doubt or "displaced-label"


def _labels_below(windows: Sequence[Window], below: Sequence[list[Item]], form: Form) -> bool | None:
    """Whether the table prints each label below its figures: more rows come out whole that way, and the last label has none.

    None where both ways are as good: the first label may be gone and the last row empty. The columns' sums decide, if they can.
    """
    if not any(i.kind in ("number", "mark") for i in below[0]):
        return False
    figures = [[i for i in items if i.kind in ("number", "mark")] for items in below]
    summed = form.rows[0].columns[-1] == "total"
    last = windows[-1]
    if (last.figures or len(last.slots) >= last.count) and (summed or len(last.figures) <= last.count):
        return None if len(figures[0]) == windows[0].count > 1 and not summed else False  # a row of figures that no label claims
    whole_after = sum(_is_whole(w.figures, w.count) for w in windows)
    whole_below = sum(_is_whole(f, w.count or len(f)) for w, f in zip(windows, figures, strict=True) if f)
    if len(figures[0]) < windows[0].count:
        return whole_below > whole_after
    if summed:
        after = {w.row.id: w.figures for w in windows if w.row}
        before = {w.row.id: f[-w.count :] for w, f in zip(windows, figures, strict=True) if w.row}
        fits, would = balances(form, after), balances(form, before)
        if fits != would:
            return would
    return None if whole_below == whole_after else whole_below > whole_after


def _is_whole(figures: Sequence[Item], count: int) -> bool:
    """Whether these are the figures of so many cells, each its own or all in one run of digits."""
    return len(figures) == count or (len(figures) == 1 and count > 1 and len(figures[0].text) >= count and figures[0].text.isdigit())


def _leave_out_strangers(window: Window) -> None:
    """Cuts off figures that follow other words after the row's own figures are complete."""
    last, following = window.figures[window.count - 1], window.figures[window.count]
    words = [i for i in window.items if i.kind == "text" and max(last.stop, window.label.stop) <= i.start < following.start]
    if words:
        window.strangers = [i for i in window.figures if i.start > words[0].start]
        window.take([i for i in window.items if i.start < words[0].start])
        again = window.row is not None and len(window.strangers) >= window.count and bare(window.row.zh) in "".join(w.text for w in words)
        if again and [i.text for i in window.strangers[: window.count]] != [i.text for i in window.figures]:
            window.doubt = "row-twice"


def _name_the_nameless(window: Window) -> list[Window]:
    """Windows for rows whose label was destroyed but whose cells are there, by elimination: as many stretches of cells, each
    after words of its own, as labels are missing. In doubt where the stretches do not tell which is which."""
    parts: list[list[Item]] = [[]]
    words, items = 0, window.items
    for item in items:
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
        window.beside_gap = False
        # Empty cells alone may be another table's; so may figures without a sum behind words with nothing of the row's label.
        printed = [
            any(i.kind != "empty" for i in cells) and (len(cells) > 3 or bool(set(_word_before(items, cells[0])) & set(bare(row.zh))))
            for row, cells in zip(window.missing, wide, strict=True)
        ]
        return [
            _nameless(row, cells, reason="by-elimination") if sure else _nameless(row, cells, doubt="label-lost")
            for row, cells, sure in zip(window.missing, wide, printed, strict=True)
        ]
    window.take(parts[0])
    if len(window.figures) != window.count:
        window.take([i for p in parts for i in p])
        window.doubt = "label-lost"
    return []


def _word_before(items: Sequence[Item], cell: Item) -> str:
    """The words between a cell and the cells before it."""
    words: list[str] = []
    for item in items[: items.index(cell)][::-1]:
        if item.kind != "text":
            break
        words.append(item.text)
    return "".join(words)


def _nameless_under_headings(
    labelled: Sequence[Window], loose: Sequence[list[Item]], windows: Sequence[Window], form: Form
) -> list[Window]:
    """Windows for rows whose label was destroyed and whose cells stand under a heading of their own: by elimination where each has
    just its cells, behind a word with some of its label's characters; else in doubt."""
    known, order, found = {w.row.id for w in windows if w.row}, [row.id for row in form.rows], list[Window]()
    for window, following, rest in zip(labelled, [*labelled[1:], None], loose, strict=True):
        if window.row is None or (following is not None and following.row is None):
            continue
        here, then = order.index(window.row.id), order.index(following.row.id) if following and following.row else len(order)
        missing = [row for row in form.rows[here + 1 : then] if row.id not in known]
        own = window.figures[-1].stop if len(window.figures) == window.count else window.stop
        parts = _after_words([i for i in rest if i.start >= own])
        found += _by_elimination(missing, parts)
    return found


def _nameless_above(windows: Sequence[Window], before: Sequence[Item], form: Form) -> list[Window]:
    """The same for first rows, whose cells stand above the first label found and are no other row's."""
    taken = {i.start for w in windows for i in w.figures}
    known = {w.row.id for w in windows if w.row}
    first = next((n for n, row in enumerate(form.rows) if row.id in known), 0)
    parts = [(word, cells) for word, cells in _after_words(before) if word]  # figures without a word are those of the table above
    return [] if any(i.start in taken for _, cells in parts for i in cells) else _by_elimination(form.rows[:first], parts)


def _by_elimination(missing: Sequence[Row], parts: Sequence[tuple[str, list[Item]]]) -> list[Window]:
    """Windows for rows of which only the cells are left: each its own, where as many stretches of them are there; else in doubt."""
    if not missing or not parts:
        return []
    if [len(cells) for _, cells in parts] != [len(row.columns) for row in missing]:
        every = [item for _, cells in parts for item in cells]
        return [_nameless(row, every, doubt="label-lost") for row in missing]
    return [
        _nameless(row, cells, reason="by-elimination") if set(word) & set(bare(row.zh)) else _nameless(row, cells, doubt="label-lost")
        for row, (word, cells) in zip(missing, parts, strict=True)
    ]


def _after_words(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Figures and marks, those after other words apart, each with the word before them."""
    parts: list[tuple[str, list[Item]]] = []
    word, fresh = "", True
    for item in items:
        if item.kind == "text":
            word, fresh = item.text, True
        elif item.kind in ("number", "mark"):
            parts += [(word, [])] if fresh else []
            parts[-1][1].append(item)
            fresh = False
    return parts


def _unnamed_rows(window: Window) -> list[Window]:
    """Rows of figures that follow without any words: theirs in order, but for a person to say so."""
    count, figures = window.count, window.figures
    if count < 2 or len(figures) != count * (len(window.missing) + 1):
        return []
    window.take([i for i in window.items if i.start < figures[count].start])
    chunks = [figures[k : k + count] for k in range(count, len(figures), count)]
    return [_nameless(row, cells, doubt="label-lost") for row, cells in zip(window.missing, chunks, strict=True)]


def _nameless(row: Row, cells: list[Item], *, reason: str | None = None, doubt: str | None = None) -> Window:
    start = cells[0].start
    return Window(row, row.id, start, cells[-1].stop, cells, label=Span(start, start), reason=reason, doubt=doubt)


def _rebalance(windows: Sequence[Window]) -> None:
    """Neighbouring rows that together hold exactly their cells, though not each its own: labels displaced around their figures.

    The figures are shared out in order where every row's sum then holds; otherwise the rows stay as they were, in doubt.
    """
    i = 0 if any(len(w.figures) > w.count for w in windows) else len(windows)  # none holds another's
    while i < len(windows):
        have = need = most = 0
        for j in range(i, min(i + 6, len(windows))):
            window = windows[j]
            if window.row is None or window.row.columns[-1] != "total" or window.beside_gap or window.empties:
                break
            have, need, most = have + len(window.figures), need + window.count, max(most, len(window.figures))
            if j == i and have == need:
                break
            if have != need or most < 2:
                continue
            block = windows[i : j + 1]
            figures = [f for w in block for f in w.figures]
            at = 0
            shares = []
            for w in block:
                shares.append(figures[at : at + w.count])
                at += w.count
            if all(adds_up(share) for share in shares):
                for w, share in zip(block, shares, strict=True):
                    w.take(share)
                    w.reason = "displaced-label"
            i = j
            break
        i += 1


def adds_up(figures: Sequence[Item]) -> bool:
    """Whether the last of these is the sum of the others, marks counting as nothing."""
    values = [value_of(f.text) or 0 if f.kind == "number" else 0 for f in figures]
    return sum(values[:-1]) == values[-1]
