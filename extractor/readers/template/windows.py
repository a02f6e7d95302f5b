"""Row windows found: which figures are whose."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Literal

from extractor.align import LabelStream, Match, bare
from extractor.figures import Item, Style, line_around, line_at, may_hold_figures, one_a_cell, scan
from extractor.form import Form, Row
from extractor.layout import Region
from extractor.readers.template.beginning import before_counts, begin, label_spans
from extractor.readers.template.nameless import name_the_nameless, nameless_above, nameless_under_headings
from extractor.readers.template.placement import balances
from extractor.readers.template.window import Window, adds_up
from extractor.readers.template.wrapped import share_by_order, wraps
from extractor.text import Span

_START = attrgetter("start")


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
        windows += nameless_above(windows, before, form)
        if len(headings) > 1:
            windows += nameless_under_headings(labelled, loose, windows, form)
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
            named = name_the_nameless(window)
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
