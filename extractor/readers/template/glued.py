"""Glued digits: one run for several cells, split where the identities leave one way to split it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.arrange import LIMIT, Split, splits, sum_splits
from extractor.figures import Item
from extractor.form import Row
from extractor.readers.template.placement import solve_columns
from extractor.readers.template.table import Table
from extractor.readers.template.windows import Window


def read_glued(table: Table, windows: Sequence[Window]) -> None:
    """Reads the rows of a glued table; a run with several possible splits is left for a person unless the columns decide."""
    options: dict[str, list[tuple[Split, list[Item]]]] = {}
    forced: set[str] = set()
    rows = [w for w in windows if w.row is not None]
    dropped = any(0 < sum(len(f.text) for f in w.figures) < w.count for w in rows)
    for window, following in zip(rows, [*rows[1:], None], strict=True):
        row = window.row
        if row is None:
            continue
        digits = [f for f in window.figures if f.kind == "number"]
        if not digits:
            if window.beside_gap:
                table.lose(row, "page-break")
            else:
                table.blank(row, row.columns)
            continue
        if len(digits) != len(window.figures) or not all(f.text.isdigit() for f in digits):
            if len(window.figures) == window.count:
                table.print_row(row, window.figures)
            else:
                table.doubt(row, row.columns, digits, "glued")
            continue
        ways, only = _ways(table, digits, row, following)
        if dropped and row.columns[-1] == "total":
            ways = [w for w in ways if _sums(_numbers(w))] if not _could_be_several("".join(d.text for d in digits), window.count - 1) else []
        if not ways:
            if row.columns[-1] == "total" and len(digits) == 1 and _is_lone(digits[0].text, window.count):
                table.print(row, row.columns[-1], digits[0], "lone-total")
                table.blank(row, row.columns[:-1])
            elif window.count == 1 and len(digits) == 1:
                table.print_row(row, digits)
            else:
                table.doubt(row, row.columns, digits, "glued")
        else:
            options[row.id] = ways
            if only and not dropped:
                forced.add(row.id)
    _choose(table, options, forced)


def _ways(table: Table, digits: list[Item], row: Row, following: Window | None) -> tuple[list[tuple[Split, list[Item]]], bool]:
    """The ways to split a row's digits, and whether there was only one before sums were asked."""
    runs = [digits]
    tail = digits[-1]
    index = following.row.index if following is not None and following.row is not None else ""
    numbered = _NUMBERED.match(table.text.text, tail.stop) is not None
    if len(tail.text) > 1 and (numbered or (index.isdigit() and tail.text.endswith(index))):
        # A full stop after the run makes its last digit the next label's ordinal; without one both are possible.
        shorter = [*digits[:-1], tail._replace(text=tail.text[:-1], stop=tail.stop - 1)]
        runs = [shorter] if numbered else [digits, shorter]
    plain = [(s, run) for run in runs for s in splits([d.text for d in run], len(row.columns))]
    if row.columns[-1] != "total":
        return plain, len(plain) == 1
    summed = [(s, run) for run in runs for s in sum_splits([d.text for d in run], len(row.columns))]
    if len(plain) == 1:
        return plain, True
    return (summed if len(summed) <= LIMIT else []), False


def _sums(numbers: Sequence[int]) -> bool:
    return sum(numbers[:-1]) == numbers[-1]


def _is_lone(digits: str, cells: int) -> bool:
    """Whether digits can only be one figure, all other cells of its row having been dropped as blank."""
    return len(digits) < cells and (digits == "0" or digits[0] != "0") and not _could_be_several(digits, cells)


def _could_be_several(digits: str, cells: int) -> bool:
    """Whether digits may be two or more figures, the last the sum of the others, with the blanks between them dropped."""
    return any(sum_splits([digits], n) for n in range(2, min(cells, len(digits)) + 1))


_NUMBERED = re.compile(r"\s*[.、．]\s*[^\d\s]")


def _choose(table: Table, options: dict[str, list[tuple[Split, list[Item]]]], forced: set[str]) -> None:
    form = table.form
    chosen: dict[str, int] = {r: 0 for r, ways in options.items() if len(ways) == 1}
    sound = True
    if form.table == "requests":
        values = {r: [tuple(_numbers(w)) for w in ways] for r, ways in options.items()}
        blank = {r.id: [(0,) * len(r.columns)] for r in form.rows if all(c.status == "blank" for c in table.row_cells(r))}
        lone = {r.id: [tuple(int(c.value or 0) for c in cells)] for r in form.rows if (cells := table.row_cells(r)) and cells[-1].reason == "lone-total"}
        every = {**values, **blank, **lone}
        if set(every) == {r.id for r in form.rows}:
            fits = solve_columns(form, every) or []
            sound = bool(fits)
            for r in (r for r in every if len(every[r]) > 1):
                ways = {f[r] for f in fits}
                if len(ways) == 1:
                    chosen[r] = values[r].index(ways.pop())
    for r, ways in options.items():
        row = form.row[r]
        if r in chosen and (r in forced or (sound and row.columns[-1] == "total")):
            table.print_row(row, _items(ways[chosen[r]]), None if r in forced else "only-split")
        else:
            table.doubt(row, row.columns, [i for way in ways[:20] for i in _items(way)], "glued")


def _numbers(way: tuple[Split, list[Item]]) -> list[int]:
    split, items = way
    digits = "".join(i.text for i in items)
    return [int(digits[a:b]) for a, b in split]


def _items(way: tuple[Split, list[Item]]) -> list[Item]:
    """The cells of a split as items of their own, each with its place."""
    split, items = way
    places = [(item, offset) for item in items for offset in range(len(item.text))]
    cells = []
    for a, b in split:
        item, offset = places[a]
        cells.append(item._replace(start=item.start + offset, stop=item.start + offset + b - a, text=item.text[offset : offset + b - a], unit=""))
    return cells


def cut_rows(figures: Sequence[Item], widths: Sequence[int]) -> list[Item] | None:
    """Glued figures of several rows side by side, cut where one cut alone fits every row's sum, or where each has one digit.

    `widths` are the rows' cells, each row's last being its total. None where several cuts fit, or none.
    """
    if any(f.kind != "number" or not f.text.isdigit() for f in figures):
        return None
    tokens = [f.text for f in figures]
    total = sum(map(len, tokens))
    if total < sum(widths) or total > 60:
        return None
    if total == sum(widths):
        return _items((tuple((i, i + 1) for i in range(total)), list(figures)))
    digits = "".join(tokens)
    ends = {sum(map(len, tokens[: i + 1])) for i in range(len(tokens))}
    ways = _row_cuts(digits, 0, list(widths), ends)
    return _items((ways[0], list(figures))) if len(ways) == 1 else None


def _row_cuts(digits: str, start: int, widths: list[int], ends: set[int]) -> list[Split]:
    """At most two ways to cut the digits from `start` into rows whose sums hold."""
    if not widths:
        return [()] if start == len(digits) else []
    ways: list[Split] = []
    for stop in range(start + widths[0], len(digits) - sum(widths[1:]) + 1):
        if len(widths) == 1 and stop != len(digits):
            continue
        marks = sorted({e for e in ends if start < e < stop} | {stop})
        tokens = [digits[a:b] for a, b in zip([start, *marks], marks, strict=False)]
        for split in sum_splits(tokens, widths[0]):
            head = tuple((a + start, b + start) for a, b in split)
            ways += [head + rest for rest in _row_cuts(digits, stop, widths[1:], ends)]
            if len(ways) > 1:
                return ways[:2]
    return ways
