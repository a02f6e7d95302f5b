"""Glued digits: one run for several cells, split where the sums leave one way to split it.

Every way to cut a row's digits into its cells is listed: into all of them, or, where the table drops blanks, into fewer with the
total last. The rows' sums thin the list, the columns' sums thin it again. What all the ways left agree on is settled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.arrange import LIMIT, Split, only_choices, splits, sum_splits
from extractor.figures import Item, has_leading_zero
from extractor.form import Form, Row
from extractor.readers.template.placement import equations, forced_rows
from extractor.readers.template.table import Table
from extractor.readers.template.window import Window, adds_up

Way = tuple[Item, ...]  # the cells that one way to split a row gives, in order; fewer than columns where blanks were dropped


def read_glued(table: Table, windows: Sequence[Window]) -> bool:
    """Reads the rows of a glued table; what its digits leave open is left for a person. True where it drops blank cells."""
    rows = [w for w in windows if w.row is not None]
    dropped = any(0 < sum(len(f.text) for f in w.figures) < w.count for w in rows)
    summed = table.form.rows[0].columns[-1] == "total"
    whole = summed or all(sum(len(f.text) for f in w.figures) >= w.count for w in rows)  # no sum tells where a blank was dropped
    # Every cell is printed and a row of noughts is there just once: where hardly a line occurs twice, its repetitions were removed.
    noughts = [f.text for w in rows if w.count > 1 for f in w.figures if f.text == "0" * w.count]
    thinned = table.text.thinned and not dropped and 0 < len(noughts) == len(set(noughts))
    short = {len(f.text) for w in rows if w.count > 1 for f in w.figures if set(f.text) == {"0"} and len(f.text) > 1}
    if summed and len(short) == 1 and max(short) < max(w.count for w in rows):  # rows of noughts print every cell, and are short of one
        for window in rows:
            if window.row is not None:
                table.doubt(window.row, window.row.columns, window.figures, "column-gone")
        return dropped
    ways: dict[str, list[Way]] = {}
    plain: set[str] = set()
    for window, following in zip(rows, [*rows[1:], None], strict=True):
        row = window.row
        if row is None:
            continue
        digits = [f for f in window.figures if f.kind == "number"]
        if not digits and window.residue:
            table.doubt(row, row.columns, digits, "not-understood")
        elif not digits and thinned:
            table.lose(row, "deduplicated")
        elif not digits:
            table.blank(row, row.columns)
        elif len(window.figures) == window.count and _stand_apart(window.figures, summed=row.columns[-1] == "total"):
            table.print_row(row, window.figures)
        elif len(window.figures) == 1 and "," in digits[0].text and row.columns[-1] == "total":
            table.print(row, row.columns[-1], digits[0], "lone-total")  # a separator keeps its digits together
            table.blank(row, row.columns[:-1])
        elif len(digits) != len(window.figures) or not all(f.text.isdigit() and f.line == digits[0].line for f in digits):
            table.doubt(row, row.columns, digits, "glued")
        else:
            ways[row.id] = found = _ways(table, digits, row, following, dropped)
            window.take([*found[0]] if len(found) == 1 else window.items)
            if len(found) == 1 and not dropped and whole and all(len(i.text) == 1 for i in found[0]):
                plain.add(row.id)
    sound = _thin(table.form, ways, table) and whole
    for row_id, left in ways.items():
        _settle(table, table.form.row[row_id], left, settled=sound or row_id in plain)
    return dropped


def _stand_apart(figures: Sequence[Item], *, summed: bool) -> bool:
    """Whether a row's figures are its cells, though others run together: not what line breaks or signs cut a run into."""
    if any(has_leading_zero(f.text) for f in figures):
        return False
    return (summed and adds_up(figures)) or all(a.stop < b.start and a.line == b.line for a, b in pairwise(figures))


def _ways(table: Table, digits: list[Item], row: Row, following: Window | None, dropped: bool) -> list[Way]:
    """Every way to split a row's digits that its own sum allows."""
    runs = [digits]
    tail = digits[-1]
    index = following.row.index if following is not None and following.row is not None else ""
    ordinal = index.isdigit() or bool(following and following.beside_gap)
    numbered = ordinal and _NUMBERED.match(table.text.text, tail.stop) is not None
    cut = following is not None and following.start == tail.stop  # the window below begins with its ordinal
    if len(tail.text) > 1 and not cut and (numbered or (index.isdigit() and tail.text.endswith(index))):
        # A full stop after the run makes its last digit the next label's ordinal; without one both are possible.
        shorter = [*digits[:-1], tail._replace(text=tail.text[:-1], stop=tail.stop - 1)]
        runs = [shorter] if numbered else [digits, shorter]
    cells = len(row.columns)
    summed = row.columns[-1] == "total"
    ways: list[Way] = []
    for run in runs:
        tokens = [d.text for d in run]
        whole = splits(tokens, cells, 1 if summed else LIMIT)
        fitting = sum_splits(tokens, cells) if summed and (len(whole) != 1 or dropped) else whole
        ways += [_items(split, run) for split in fitting]
        if summed and dropped:
            ways += [_items(split, run) for n in range(2, cells) for split in sum_splits(tokens, n)]
            if len(run) == 1 and len(tokens[0]) < cells and (tokens[0] == "0" or tokens[0][0] != "0"):
                ways.append((run[0],))
    return ways if len(ways) <= LIMIT else []


_NUMBERED = re.compile(r"\s*[.、．]\s*[^\d\s]")


def _thin(form: Form, ways: dict[str, list[Way]], table: Table) -> bool:
    """Keeps the ways that the columns' sums allow; false where the columns do not add up in any way, so that nothing is proved."""
    if form.rows[0].columns[-1] != "total" or any(not w for w in ways.values()):
        return True
    others = {r.id: table.row_cells(r) for r in form.rows if r.id not in ways}
    if any(c.status not in ("accepted", "blank") for cells in others.values() for c in cells):
        return True
    totals = {r: [(int(w[-1].text),) for w in found] for r, found in ways.items()}
    known = {r: [(int(cells[-1].value or 0),)] for r, cells in others.items()}
    only = only_choices({r.id: (totals | known)[r.id] for r in form.rows}, equations(form))
    if only is None:
        return False
    for r, found in ways.items():
        ways[r] = [w for w in found if r not in only or int(w[-1].text) == only[r][0]]
    if any(len(w) < len(form.row[r].columns) for r, found in ways.items() for w in found):
        return True
    vectors = {r: [tuple(int(i.text) for i in w) for w in found] for r, found in ways.items()}
    given = {r: [tuple(int(c.value or 0) for c in cells)] for r, cells in others.items()}
    forced = forced_rows(form, {r.id: (vectors | given)[r.id] for r in form.rows})
    for r in ways:
        if forced is not None and r in forced:
            ways[r] = [w for w, vector in zip(ways[r], vectors[r], strict=True) if vector == forced[r]]
    return forced is not None


def _settle(table: Table, row: Row, ways: list[Way], *, settled: bool) -> None:
    """Settles what all ways agree on, place and all; the rest is left for a person."""
    total, cells = row.columns[-1] == "total", len(row.columns)
    agreed = ways if settled else []
    if len(agreed) == 1 and len(agreed[0]) == cells:
        table.print_row(row, agreed[0], "only-split")
        return
    table.doubt(row, row.columns, [i for way in ways[:20] for i in way], "glued")
    if not agreed:
        return
    if total and len({w[-1] for w in agreed}) == 1:
        table.print(row, row.columns[-1], agreed[0][-1], "only-split")
    if all(len(w) == cells for w in agreed):
        for n, column in enumerate(row.columns):
            if len({w[n] for w in agreed}) == 1:
                table.print(row, column, agreed[0][n], "only-split")
    elif len(agreed) == 1:
        (way,) = agreed
        if len(way) == 1:
            table.blank(row, row.columns[:-1])
        else:
            table.doubt(row, row.columns[:-1], way[:-1], "dropped-blanks")


def _items(split: Split, run: Sequence[Item]) -> Way:
    """The cells of a split as items of their own, each with its place."""
    places = [(item, offset) for item in run for offset in range(len(item.text))]
    cells = []
    for a, b in split:
        item, offset = places[a]
        start, stop = item.start + offset, item.start + offset + b - a
        cells.append(Item(item.kind, start, stop, item.text[offset : offset + b - a], "", item.slot, item.line))
    return tuple(cells)


def cut_rows(figures: Sequence[Item], widths: Sequence[int]) -> list[Item | None]:
    """Glued figures of several rows side by side: each cell that is the same in every cut by which every row's sum holds.

    `widths` are the rows' cells, each row's last being its total. None for a cell that the cuts leave open.
    """
    count = sum(widths)
    tokens = [f.text for f in figures]
    if not tokens or not all(t.isdigit() for t in tokens) or not count <= sum(map(len, tokens)) <= 60:
        return [None] * count
    digits = "".join(tokens)
    if len(digits) == count:
        return list(_items(tuple((i, i + 1) for i in range(count)), figures))
    ends = {sum(map(len, tokens[: i + 1])) for i in range(len(tokens))}
    ways = [_items(split, figures) for split in _row_cuts(digits, 0, list(widths), ends)]
    if not ways or len(ways) > LIMIT:
        return [None] * count
    return [cells[0] if len(set(cells)) == 1 else None for cells in zip(*ways, strict=True)]


def _row_cuts(digits: str, start: int, widths: list[int], ends: set[int]) -> list[Split]:
    """The ways to cut the digits from `start` into rows whose sums hold; more than LIMIT are not all listed."""
    if not widths:
        return [()] if start == len(digits) else []
    ways: list[Split] = []
    for stop in range(start + widths[0], len(digits) - sum(widths[1:]) + 1):
        if len(widths) == 1 and stop != len(digits):
            continue
        marks = sorted({e for e in ends if start < e < stop} | {stop})
        tokens = [digits[a:b] for a, b in zip([start, *marks], marks, strict=False)]
        heads = sum_splits(tokens, widths[0])
        rests = _row_cuts(digits, stop, widths[1:], ends) if heads else []
        ways += [tuple((a + start, b + start) for a, b in head) + rest for head in heads for rest in rests]
        if len(ways) > LIMIT:
            break
    return ways
