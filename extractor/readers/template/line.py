"""Table 四: three rows of the form printed side by side as one line of fifteen figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import takewhile

from extractor.align import LabelStream
from extractor.figures import Item, Style, between_strokes, scan, value_of
from extractor.form import Row
from extractor.layout import Region
from extractor.readers.template.aligned import columns_of, heads_of
from extractor.readers.template.frame import line_disordered
from extractor.readers.template.glued import cut_rows
from extractor.readers.template.steps import Steps, line_breaks
from extractor.readers.template.table import Table
from extractor.readers.template.window import adds_up
from extractor.readers.template.windows import settle_numerals
from extractor.record import Number


def read_line(
    table: Table, stream: LabelStream, region: Region, style: Style, possible: Callable[[], Sequence[Steps]], *,
    explicit: bool, deduplicated: bool, glued: bool,
) -> None:
    """Reads a table whose rows stand side by side; without every figure in its place, all cells are left for a person.

    `possible`: the steps of the report's line breaks.
    """
    rows = table.form.rows
    cells = [(row, column) for row in rows for column in row.columns]
    (items,) = settle_numerals([scan(stream.clean, region.body, region.stop, style)], celled=style.used)
    figures = [i for i in items if i.kind in ("number", "mark")]
    figures = between_strokes(figures, len(cells)) or figures
    chosen: Sequence[Item] | None = None
    reason = None
    if figures and line_disordered(stream, region, table.form, figures[0].start):
        for row in rows:
            table.doubt(row, row.columns, figures, "columns-disordered")
        return
    if not figures and _blank_behind(items) >= len(cells) - 2:  # all blank, however lines begin and end
        for row in rows:
            table.blank(row, row.columns)
        return
    if len(figures) == len(cells):
        chosen = figures
    elif len(figures) > len(cells):
        chosen, reason = _without_strangers(figures, rows), "stranger-left-out"
    else:
        chosen = _by_slots(items, len(cells), explicit)
        if chosen is None and glued:
            for (row, column), item in zip(cells, cut_rows(figures, [len(r.columns) for r in rows]), strict=True):
                if item is None:
                    table.doubt(row, (column,), figures, "glued")
                else:
                    table.print(row, column, item, "only-split")
            return
    if chosen is None and not (style.used or deduplicated) and (placed := _placed(table, stream.clean, region, figures, possible)):
        for row in rows:
            table.print_placed(row, placed[: len(row.columns)])
            placed = placed[len(row.columns) :]
        return
    if chosen is not None and _runs_on(chosen):
        chosen = None
    if chosen is not None and not (deduplicated and reason):
        for row in rows:
            table.print_row(row, chosen[: len(row.columns)], reason)
            chosen = chosen[len(row.columns) :]
        return
    for row in rows:
        table.doubt(row, row.columns, figures, "deduplicated" if deduplicated else "dropped-blanks")


def _blank_behind(items: Sequence[Item]) -> int:
    """How many empty cells stand behind the last heading: those between headings are no figures' cells."""
    return len([*takewhile(lambda item: item.kind == "empty", reversed(items))])


def _by_slots(items: Sequence[Item], count: int, explicit: bool) -> list[Item] | None:
    """The fifteen slots after the last heading, where separators show them and a blank stands before a figure."""
    start = next((n for n, i in enumerate(items) if i.kind in ("number", "mark")), len(items))
    before = max((n for n, i in enumerate(items[:start]) if i.kind == "text"), default=-1)
    behind = next((n for n, i in enumerate(items[start:], start) if i.kind == "text"), len(items))
    slots = [i for i in items[before + 1 : behind] if i.kind != "text"]
    lines = {i.line for i in slots if i.kind != "empty"}
    if len(lines) == 1:
        slots = [i for i in slots if i.line in lines]
    first = next((n for n, i in enumerate(slots) if i.kind != "empty"), None)
    if first is None:
        return None
    last = max(n for n, i in enumerate(slots) if i.kind != "empty")
    if last - first + 1 == count:
        return slots[first : last + 1]
    shows = explicit or any(i.kind == "empty" for i in slots[first:last])
    return slots if len(slots) == count and shows else None


def _placed(
    table: Table, clean: str, region: Region, figures: Sequence[Item], possible: Callable[[], Sequence[Steps]],
) -> list[Item | None]:
    """The figure of each column, None where nothing stands in one; empty where neither headings nor line breaks tell one way in
    which the sums hold. No sum can place a printed 0: one that is no total beside other figures tells nothing."""
    if not any(value_of(i.text) for i in figures):
        return []
    if figures[0].line == figures[-1].line:
        ways = columns_of([figures], heads_of(table.form, clean, region.body, figures[0].start), table.form, table.text) or []
    else:
        ways = _stepped(line_breaks(figures[0].stop, figures[1:], table.text), len(table.form.addresses), possible())
    found = []
    for columns in ways:
        filled = dict(zip(columns, figures, strict=True))
        placed = [filled.get(n) for n in range(len(table.form.addresses))]
        if placed not in found and _hold(placed):
            found.append(placed)
    return found[0] if len(found) == 1 else []


def _stepped(gaps: Sequence[int], count: int, possible: Sequence[Steps]) -> list[list[int]]:
    """The columns in which figures with so many line breaks between them may stand, the first in any."""
    following = [columns for steps in possible if (columns := steps.columns(gaps)) is not None]
    return [
        [first, *(first + 1 + column for column in columns)]
        for columns in following for first in range(count - 1 - max(columns, default=-1))
    ]


def _hold(placed: Sequence[Item | None]) -> bool:
    """Whether each row's last figure is the sum of its others, a blank one being 0, and no 0 stands among these."""
    values = [value_of(i.text) if i is not None and i.kind == "number" else None for i in placed]
    rows = [values[n : n + 5] for n in range(0, len(values), 5)]
    return all(sum(v or 0 for v in row[:-1]) == (row[-1] or 0) and 0 not in row[:-1] for row in rows)


def _without_strangers(figures: list[Item], rows: Sequence[Row]) -> list[Item] | None:
    count = sum(len(r.columns) for r in rows)
    alone = [i for i in figures if sum(j.line == i.line for j in figures) == 1]
    if len(figures) - len(alone) == count:
        kept = [i for i in figures if i not in alone]
        return kept if _add_up(kept) else None  # a number broken in two leaves its second half alone as well
    if len(figures) != count + 1:
        return None
    fits: dict[tuple[Number | None, ...], list[Item]] = {}
    for i in range(len(figures)):
        kept = figures[:i] + figures[i + 1 :]
        if _add_up(kept):
            fits.setdefault(_values(kept), kept)
    return next(iter(fits.values())) if len(fits) == 1 else None


def _runs_on(cells: Sequence[Item]) -> bool:
    """Whether a total that is not its row's sum begins with it, and the next cell is empty: that one's figure may have run into it."""
    for last in range(4, len(cells) - 1, 5):
        if cells[last + 1].kind == "empty":
            total, printed = sum(value or 0 for value in _values(cells[last - 4 : last])), cells[last].text
            if total and printed.startswith(str(total)) and printed != str(total):
                return True
    return False


def _values(figures: Sequence[Item]) -> tuple[Number | None, ...]:
    return tuple(value_of(i.text) if i.kind == "number" else None for i in figures)


def _add_up(figures: Sequence[Item]) -> bool:
    """Whether each row's last figure is the sum of its four others."""
    return all(adds_up(figures[a : a + 5]) for a in range(0, len(figures), 5))
