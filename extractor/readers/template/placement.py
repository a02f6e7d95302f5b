"""Dropped blanks put back: where the columns' identities leave exactly one arrangement, it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.arrange import only_choices, placements
from extractor.figures import Item, value_of
from extractor.form import Form
from extractor.readers.template.table import Table
from extractor.readers.template.window import Window

# What comes in equals what goes out; the details add up to the total: the roles that rows of table 三 have in its identities.
COMING, GOING, TOTAL = ("received", "carried_in"), ("total", "carried_out"), "total"


def equations(form: Form) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What every column of table 三 satisfies: coming = going, and the outcomes add up to their total."""
    details = [r.id for r in form.rows if r.id not in (*COMING, *GOING)]
    return dict.fromkeys(COMING, 1) | dict.fromkeys(GOING, -1), dict.fromkeys(details, 1) | {TOTAL: -1}


def balances(form: Form, rows: Mapping[str, Sequence[Item]]) -> bool:
    """Whether the outcomes of table 三 add up to their total in every column, with these figures; a row without figures counts as 0."""
    _, outcomes = equations(form)
    sums = [0] * len(form.rows[0].columns)
    for row, weight in outcomes.items():
        for column, item in enumerate(rows.get(row, ())[: len(sums)]):
            value = value_of(item.text) if item.kind == "number" else 0
            sums[column] += weight * int(value or 0)
    return not any(sums)


def forced_rows(form: Form, options: Mapping[str, Sequence[tuple[int, ...]]]) -> dict[str, tuple[int, ...]] | None:
    """The rows that have one option only in every table that satisfies the columns' equations; None where none does."""
    return only_choices(options, equations(form))


def settle_placements(table: Table, windows: Sequence[Window]) -> None:
    """Places the figures of rows with dropped blanks where only one arrangement fits the columns; leaves all else as it is."""
    if table.form.table != "requests" or "dropped-blanks" not in table.doubts:
        return
    options: dict[str, list[tuple[int, ...]]] = {}
    figures: dict[str, list[Item]] = {}
    for row in table.form.rows:
        *cells, total = table.row_cells(row)
        if total.status not in ("accepted", "blank"):
            return
        if all(c.status in ("accepted", "blank") for c in cells):
            options[row.id] = [tuple(int(c.value or 0) for c in cells)]
        elif all(c.reason == "dropped-blanks" for c in cells):
            window = next(w for w in windows if w.row is row)
            figures[row.id] = [f for f in window.figures[:-1] if f.kind == "number"]
            numbers = [int(value_of(i.text) or 0) for i in figures[row.id]]
            options[row.id] = [tuple(v or 0 for v in p) for p in placements(numbers, len(cells))]
        else:
            return
    if not figures or not any(any(option[0]) for r, option in options.items() if r not in figures):
        return  # no figure in a known column tells the columns apart
    forced = forced_rows(table.form, options) or {}
    for row_id, items in figures.items():
        if row_id not in forced or any(value_of(i.text) == 0 for i in items):
            continue  # several fit; or a printed 0, which no sum can place
        row, left = table.form.row[row_id], list(items)
        for column, value in zip(row.columns, forced[row_id], strict=False):
            if value:
                table.print(row, column, left.pop(0), "only-arrangement")
            else:
                table.blank(row, (column,))
