"""The template reader: rows aligned to the statutory form by their labels, cells by row window and ordinal.

A figure is accepted where its row's window holds exactly the row's cells, or where separators show each cell's column. Where blanks
were dropped or digits glued, the identities may leave exactly one arrangement; otherwise the figures are candidates and the cell
is left for a person. Zeros are never put in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from extractor.align import LabelStream
from extractor.figures import Item, Style, between_strokes, has_leading_zero, is_plain, style_of, value_of
from extractor.form import Forms, Row
from extractor.layout import Layout, Region
from extractor.readers.template.aligned import settle_aligned
from extractor.readers.template.astray import SEVERAL, doubt_beside_astray, doubt_labels_alone, doubt_stacked, surplus
from extractor.readers.template.frame import disordered_rows, holds_names, printed_again, printed_alike
from extractor.readers.template.glued import read_glued
from extractor.readers.template.habits import (
    Geometry,
    find_geometry,
    has_runs,
    is_deduplicated,
    is_glued,
    print_every_cell,
    short_of_a_column,
    stand_apart,
    with_runs,
    zeros_survive,
)
from extractor.readers.template.line import read_line
from extractor.readers.template.placement import settle_placements
from extractor.readers.template.rulings import left_over, under_labels
from extractor.readers.template.steps import settle_stepped, steps_of
from extractor.readers.template.table import ABSENT, LOST, NAME, VERSION, Table
from extractor.readers.template.window import Window, adds_up
from extractor.readers.template.windows import find_windows
from extractor.record import Candidate, Cell, Number, Reading
from extractor.text import Damage, NormalisedText

__all__ = ["NAME", "VERSION", "read_tables"]


def read_tables(text: NormalisedText, layout: Layout, forms: Forms) -> Reading:
    """A cell for every address of the report's editions, and the rows that the form does not have (`extra`).

    Depends on nothing but its arguments. A table that is absent gives lost cells.
    """
    cells: dict[str, Cell] = {}
    extra: list[Mapping[str, Any]] = []
    damage: list[Damage] = []
    tables = {form.table: Table(text, form) for form in forms.of(layout.editions) if form.table in layout.regions}
    clean, regions = layout.stream.clean, layout.regions
    styles = {t: style_of(clean, r.start, r.stop) for t, r in regions.items()}
    if not all(style.used for style in styles.values()):  # a short table tells little
        common = style_of(clean, min(r.start for r in regions.values()), max(r.stop for r in regions.values()))
        styles = {t: style if style.used else common for t, style in styles.items()}
    rows = {t: x.form for t, x in tables.items() if not x.form.side_by_side}
    windows = {t: find_windows(layout.stream, regions[t], form, styles[t]) for t, form in rows.items()}
    every = [w for ws in windows.values() for w in ws]
    bare = text.thinned and not has_runs(every)
    markup = any(d.kind == "markup" for d in text.damage)
    thinned = bare and is_deduplicated(every, markup=markup)
    explicit, glued, dropped = markup and not thinned, False, False
    astray = {t: surplus(x, clean, regions[t]) for t, x in tables.items() if x.form.side_by_side}
    possible = cache(lambda: steps_of(windows.get("requests", ()), text))
    for name in sorted(windows, key=lambda t: t != "requests"):  # table 三 tells how blanks are printed
        if not thinned and is_glued(windows[name], beside_glued=glued):
            glued = True
            damage.append(Damage("glued-cells", len(windows[name]), name))
            dropped = read_glued(tables[name], windows[name]) or dropped
            settle_placements(tables[name], windows[name])
        else:
            explicit = _read_rows(tables[name], windows[name], styles[name], explicit, thinned, bare and zeros_survive(windows[name]))
            astray[name] = doubt_beside_astray(tables[name], windows[name], clean, regions[name], styles[name])
            doubt_stacked(tables[name], windows[name], clean, styles[name])
            settle_placements(tables[name], windows[name])
            if not styles[name].used and "dropped-blanks" in tables[name].doubts:
                settle_aligned(tables[name], windows[name], clean, regions[name], possible())
                settle_stepped(tables[name], windows[name], possible())
        _doubt_the_frame(tables[name], layout.stream, regions[name], styles[name])
        extra += [_extra(tables[name], w) for w in windows[name] if w.row is None]
    for name, table in tables.items():
        if any(count >= SEVERAL for other, count in astray.items() if other != name):
            doubt_labels_alone(table)
        if table.form.side_by_side:
            habits = {"explicit": explicit, "deduplicated": thinned, "glued": glued and not dropped}
            read_line(table, layout.stream, regions[name], styles[name], possible, **habits)
    for table in tables.values():
        if "odd-number" in table.doubts:
            table.settle_wholes()
    for name, table in tables.items():
        if holds_names(clean, regions[name]):
            _doubt_every_cell(table, "named-cells")
    for form in forms.of(layout.editions):
        found = tables.get(form.table)
        cells |= dict.fromkeys(form.addresses, LOST if found else ABSENT)
        cells |= found.cells if found else {}
    if thinned:
        damage.append(Damage("deduplicated-lines", 1))
    return Reading({"name": NAME, "version": VERSION}, cells, extra=tuple(extra), damage=tuple(damage))


def _extra(table: Table, window: Window) -> Mapping[str, Any]:
    figures = [value_of(i.text) for i in window.figures if i.kind == "number"]
    return {
        "table": table.form.table, "label": window.name, "values": figures,
        "evidence": [list(table.span(i)) for i in window.figures if i.kind == "number"],
    }


def _read_rows(table: Table, windows: Sequence[Window], style: Style, explicit: bool, thinned: bool, bare: bool) -> bool:
    """Reads rows that stand below each other; true where separators show blank cells in place."""
    geometry = find_geometry(windows, explicit)
    for window in under_labels(windows, geometry, table.text.text):
        window.doubt = window.doubt or "uneven"
    for window in short_of_a_column(windows):
        window.doubt = window.doubt or "column-gone"
    for window in with_runs(windows):
        window.doubt = window.doubt or "glued"
    whole = all(w.figures for w in windows)  # where no row is empty, nobody asks why
    apart, every = (False, False) if whole else (stand_apart(windows), print_every_cell(windows))
    for window in windows:
        if window.row is None:
            continue
        if thinned:
            _read_thinned(table, window, window.row)
        else:
            gone = False
            if not window.figures:
                halved = window.wrapped or not window.exact
                gone = (window.beside_gap and every) or ((bare or window.beside_gap) and (apart or (bare and halved)))
            _read_window(table, window, window.row, geometry, gone)
    for window, numbers in left_over(windows, table.text.text, style) if not whole else ():
        if window.row is not None:
            table.doubt(window.row, window.row.columns, numbers, "displaced-label")
    _doubt_a_slip(table, windows)
    _doubt_the_cut(table, windows)
    return geometry.explicit


def _read_window(table: Table, window: Window, row: Row, geometry: Geometry, gone: bool) -> None:
    figures = window.figures
    if window.heading_figure is not None and window.count == 1 and not figures:
        _doubt_heading(table, row, window.heading_figure)
    elif window.doubt:
        table.doubt(row, row.columns, figures, window.doubt)
    elif len(figures) == window.count:
        if geometry.explicit and window.empties and _stand_wide(window):
            table.doubt(row, row.columns, figures, "too-many-cells")
        elif _is_uneven(figures) and not (row.columns[-1] == "total" and adds_up(figures)):
            table.doubt(row, row.columns, figures, "uneven")
        else:
            table.print_row(row, figures, window.reason)
    elif len(figures) > window.count:
        _read_crowded(table, window, row)
    elif window.reason is None and not window.residue_among and (placed := _placed(window, geometry)) is not None:
        table.print_row(row, placed)
    elif window.residue:
        table.doubt(row, row.columns, figures, "not-understood")
    elif not figures:
        _read_empty(table, window, row, gone)
    elif geometry.explicit or window.reason or window.count == 1 or row.columns[-1] != "total":
        table.doubt(row, row.columns, figures, "dropped-blanks")
    elif window.may_stand and not geometry.padded:
        table.doubt(row, row.columns, figures, "blanks-may-stand")
    else:
        _read_dropped(table, window, row)


def _is_uneven(figures: Sequence[Item]) -> bool:
    """Whether a row's figures are neither on one line nor, all below their label, each on its own: line breaks cut numbers in two."""
    lines = {f.line for f in figures}
    return len(lines) > 1 and (len(lines) < len(figures) or figures[0].line == 0)


def _stand_wide(window: Window) -> bool:
    """Whether an empty cell stands among all the row's figures: one column too many."""
    first, last = (window.slots.index(window.figures[n]) for n in (0, -1))
    return last - first >= window.count


def _placed(window: Window, geometry: Geometry) -> list[Item] | None:
    """The item of each column where separators show blanks in place."""
    if geometry.explicit and window.empties:
        return geometry.place(window, window.count)
    return window.slots if window.in_place else None


def _read_empty(table: Table, window: Window, row: Row, gone: bool) -> None:
    """A label without figures: blank where the row is whole, lost where its figures may be `gone` with their lines."""
    if gone and not window.empties:
        table.lose(row, "page-break" if window.beside_gap else "deduplicated")
    else:
        table.blank(row, row.columns, window.empties if len(window.empties) >= window.count else ())


def _doubt_heading(table: Table, row: Row, found: Item) -> None:
    """The row's cell is empty and a figure stands in the heading above: it may have slipped there, `(单位:0万元)`."""
    digits = _IN_HEADING.search(found.text)
    value = value_of(digits.group()) if digits else None
    candidates = (Candidate(value, table.span(found), NAME), Candidate(None, None, NAME))
    table.cells[table.address(row.id, row.columns[0])] = Cell(None, "review", None, reason="figure-in-heading", candidates=candidates)


_IN_HEADING = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _read_dropped(table: Table, window: Window, row: Row) -> None:
    """Blanks were dropped: the last figure is the total; where the others stand is not printed."""
    *others, last = window.figures
    around = table.text.text[window.figures[0].start - 1 : window.figures[0].start] + table.text.text[last.stop : last.stop + 1]
    if any(c in _STROKES for c in around) or window.slots.index(last) >= 2 * window.count - 2:
        table.doubt(row, row.columns, window.figures, "not-understood")  # 0--0: marks run into figures; or another row's cells
        return
    if not others and has_leading_zero(last.text) and last.text.isdigit() and len(last.text) > 2:
        table.doubt(row, row.columns, window.figures, "glued")  # 000000 is no total, but cells run together
        return
    if any(i.kind == "text" and max(others[0].stop, window.label.stop) <= i.start < last.start for i in window.items if others):
        table.doubt(row, row.columns, window.figures, "displaced-label")  # words between figures: the end may be another row's
        return
    if last.kind != "number" or not is_plain(last.text) or (others and sum(value_of(i.text) or 0 for i in others) != value_of(last.text)):
        table.doubt(row, row.columns, window.figures, "dropped-blanks")
        return
    table.print(row, row.columns[-1], last, "last-is-total" if others else "lone-total")
    if others:
        table.doubt(row, row.columns[:-1], others, "dropped-blanks")
    else:
        table.blank(row, row.columns[:-1])


def _read_crowded(table: Table, window: Window, row: Row) -> None:
    """More figures than cells: a page number or another stranger among them. Settled only where its line or the sum tells which."""
    figures = window.figures
    if len(figures) > 4 * window.count + 20:
        table.doubt(row, row.columns, figures[:20], "too-many-figures")
        return
    if numbers := between_strokes(figures, window.count):
        table.print_row(row, numbers)
        return
    alone = [i for i in figures if sum(j.line == i.line for j in figures) == 1]
    if window.count > 1 and len(figures) - len(alone) == window.count:
        kept = [i for i in figures if i not in alone]
        clean = table.text.text
        ruled = any(mark in clean[kept[0].start : kept[-1].stop] for mark in "|\t")  # half a figure has its cell's end behind it then
        halves = [i for i in alone if i.unit or not ruled or _NO_WORDS_FOLLOW.match(clean, i.stop)]
        around = halves and halves[0].start < kept[0].start and kept[-1].start < halves[-1].start  # of two numbers, perhaps
        if (adds_up(kept) and not around) if row.columns[-1] == "total" else not halves:
            table.print_row(row, kept, "stranger-left-out")
        else:  # a number broken in two leaves its second half alone as well
            table.doubt(row, row.columns, figures, "too-many-figures")
        return
    marks = [i for i in range(len(figures) - 2) if [f.kind for f in figures[i : i + 3]] == ["mark", "number", "mark"]]
    if len(figures) == window.count + 3 and len(marks) == 1 and window.count > 1:
        table.print_row(row, figures[: marks[0]] + figures[marks[0] + 3 :], "stranger-left-out")  # — 3 —, a page's number
        return
    if row.columns[-1] == "total" and len(figures) == window.count + 1:
        fits: dict[tuple[Number | None, ...], list[Item]] = {}
        for i in range(len(figures)):
            kept = figures[:i] + figures[i + 1 :]
            values = tuple(value_of(k.text) if k.kind == "number" else None for k in kept)
            # noughts, each on a line of its own, would add up beside any stranger
            told = values[-1] or not value_of(figures[i].text) or kept[0].line == kept[-1].line
            if kept[-1].kind == "number" and told and sum(v or 0 for v in values[:-1]) == values[-1]:
                fits.setdefault(values, kept)
        if len(fits) == 1:
            table.print_row(row, next(iter(fits.values())), "stranger-left-out")
            return
    table.doubt(row, row.columns, figures, "too-many-figures")


_STROKES = "-—–/×*"
_NO_WORDS_FOLLOW = re.compile(r"[^\S\n\t]*(?:[\n\t|]|\Z)")


def _read_thinned(table: Table, window: Window, row: Row) -> None:
    """Repeated lines were removed: what is left may be any of the row's figures, and an empty row was not blank."""
    if len(window.figures) == window.count:
        table.print_row(row, window.figures)
    elif window.figures:
        table.doubt(row, row.columns, window.figures, "deduplicated")
    else:
        table.lose(row, "deduplicated")


def _doubt_the_frame(table: Table, stream: LabelStream, region: Region, style: Style) -> None:
    """Leaves for a person what a table's frame puts in doubt: printed twice, lying on its side, its columns in another order."""
    disordered = disordered_rows(stream, region, table.form) if region.doubt is None else ()
    twice = printed_again(stream, region, table.form)
    for row in table.form.rows if region.doubt or disordered or twice else ():
        reason = region.doubt or ("columns-disordered" if row.id in disordered else None)
        if reason is None and row.id in twice and not printed_alike(stream, region, row, table.row_cells(row), style):
            reason = "row-twice"
        if reason is None:
            continue
        for address, cell in zip(table.form.row_addresses[row.id], table.row_cells(row), strict=True):
            if cell.status in ("accepted", "blank"):
                candidates = cell.candidates or (Candidate(cell.value, cell.evidence, NAME),)
                table.cells[address] = cell._replace(status="review", reason=reason, candidates=candidates)


def _doubt_every_cell(table: Table, reason: str) -> None:
    """Leaves a whole table for a person, with what was read as candidates."""
    for address in table.form.addresses:
        cell = table.cells.get(address, LOST)
        candidates = cell.candidates or ((Candidate(cell.value, cell.evidence, NAME),) if cell.status == "accepted" else ())
        table.cells[address] = Cell(None, "review", None, reason=reason, candidates=candidates)


def _doubt_the_cut(table: Table, windows: Sequence[Window]) -> None:
    """Beside rows that are gone, a row that is not whole or does not add up may have lost a part of itself with them."""
    clean = table.text.text
    end = len(clean.rstrip())
    touched = [w for w in windows if w.missing or w.beside_gap or (w.figures and w.figures[-1].stop >= end)]
    if not touched:
        return
    gaps = any(w.missing for w in windows)
    broken = [w for w in windows if w.figures and "\n" in clean[w.figures[0].start : w.figures[-1].start]] if gaps else []
    for window in touched:
        row = window.row
        if row is None:
            continue
        if not window.figures:
            if window.missing and window.stop >= end:
                table.lose(row, "cut-off")
            continue
        cells = table.row_cells(row)
        whole = len(window.figures) == window.count
        cut = window.beside_gap and row.columns[-1] == "total" and not adds_up(window.figures) and any(c.value for c in cells)
        cut = cut or (bool(window.missing) and window.stop >= end and not whole)
        cut = cut or (bool(window.missing) and window in broken and len(broken) * 4 < len(windows))  # the end of another row, perhaps
        if cut and any(c.status in ("accepted", "blank") for c in cells):
            table.doubt(row, row.columns, window.figures, "page-break")
        elif window.figures[-1].stop >= end and (window.missing or (row.columns[-1] == "total" and not adds_up(window.figures))):
            table.doubt(row, row.columns, window.figures, "cut-off")


def _doubt_a_slip(table: Table, windows: Sequence[Window]) -> None:
    """Many broken row sums at once are a slipped reading, not an agency's errors: those rows are left for a person."""
    broken: list[Row] = []
    sound = 0
    get, addresses = table.cells.get, table.form.row_addresses
    for window in windows:
        row = window.row
        if row is None or row.columns[-1] != "total":
            continue
        values = [c.value or 0 for address in addresses[row.id] if (c := get(address, LOST)).status == "accepted"]
        if len(values) < window.count:
            continue
        if sum(values) != 2 * values[-1]:
            broken.append(row)
        elif values[-1]:
            sound += 1
    if len(broken) < 4 or len(broken) <= sound:
        return
    for row in broken:
        for column, cell in zip(row.columns, table.row_cells(row), strict=True):
            doubtful = cell._replace(status="review", reason="sums-slipped", candidates=(Candidate(cell.value, cell.evidence, NAME),))
            table.cells[table.address(row.id, column)] = doubtful
