"""How many tables fit where rows lack their blank cells: the figures are known, and which of the row's cells they stand in is not."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import prod

from extractor.arrange import placements
from extractor.form import Form
from extractor.record import Cell, Finding, Message, Number
from extractor.verification.identities import Identities

FEW = 60  # tables that fit: more are no help to anybody
SUMS = 500  # ways to fill in the rows of both halves that are worth going through
Options = Sequence[Mapping[str, Number]]
Move = tuple[Number, ...]


def fitting(identities: Identities, form: Form, cells: Mapping[str, Cell], known: Mapping[str, Number]) -> Finding | None:
    """The finding that says how many tables fit; None where it is one, or many, or where other cells are open as well."""
    if form.side_by_side:
        return None  # its figures are not even known by row
    rows, spoken = [], []
    for row in form.rows:
        addresses = [f"{form.table}/{row.id}/{column}" for column in row.columns]
        open_cells = [a for a in addresses if a in cells and cells[a].reason == "dropped-blanks" and cells[a].status == "review"]
        if not open_cells:
            continue
        figures = [int(c.value) for c in cells[open_cells[0]].candidates if c.value is not None]
        if len(figures) > len(open_cells):
            return None
        options = [dict(zip(open_cells, [v or 0 for v in p], strict=True)) for p in placements(figures, len(open_cells))]
        rows.append(list({tuple(o.values()): o for o in options}.values()))
        spoken += open_cells
    if not rows or any(cell not in known and cell not in spoken for cell in identities.through):
        return None
    count = count_fitting(identities, known, rows)
    if count is None or not 1 < count <= FEW:
        return None
    return Finding(
        f"{form.table}.fitting", "info", "damage",
        Message(
            f"表{form.section}有 {len(rows)} 行省略了空白栏：与勾稽关系相符的填法恰有 {count} 种，数值确定，所在的列不确定。",
            f"{form.table.capitalize()} table: {len(rows)} rows lack their blank cells; exactly {count} tables satisfy the identities. "
            "The figures are certain, their columns are not.",
        ),
        cells=tuple(spoken),
    )


def count_fitting(identities: Identities, values: Mapping[str, Number], rows: Sequence[Options]) -> int | None:
    """How many ways to choose one option for each row satisfy every identity; None where that is too many to count.

    An option gives values for unknown cells; a cell that no row speaks of must be in `values`, or its identities count for nothing.
    """
    halves: tuple[list[Options], list[Options]] = ([], [])
    for options in sorted(rows, key=len, reverse=True):
        min(halves, key=lambda half: prod(map(len, half))).append(options)
    if sum([prod(map(len, half)) for half in halves]) > SUMS:
        return None
    spoken = {cell for options in rows for option in options for cell in option}
    left = _left(identities, values, spoken)
    one, other = ([_moves(identities, options, tuple(left)) for options in half] for half in halves)
    # Most equations are moved alike by whatever option a row has, its own sum above all: these hold or fail beforehand.
    varying = [k for k in range(len(left)) if any(move[k] != moves[0][k] for moves in (*one, *other) for move in moves)]
    same = [sum([moves[0][k] for moves in (*one, *other)], gap) for k, gap in enumerate(left.values()) if k not in varying]
    if any(same):
        return 0
    gaps = [gap for k, gap in enumerate(left.values()) if k in varying]
    theirs = _sums(other, varying)
    return sum([
        ways * theirs.get(tuple([-gap - step for gap, step in zip(gaps, steps, strict=True)]), 0)
        for steps, ways in _sums(one, varying).items()
    ])


def _left(identities: Identities, values: Mapping[str, Number], spoken: Collection[str]) -> dict[int, Number]:
    """The equations through the cells spoken of whose other cells are known, each with what these add up to."""
    left: dict[int, Number] = {}
    for number in dict.fromkeys(n for cell in spoken for n, _ in identities.through.get(cell, ())):
        equation = identities.equations[number]
        others = [(cell, weight) for cell, weight in equation.terms.items() if cell not in spoken]
        if all(cell in values for cell, _ in others):
            left[number] = sum([weight * values[cell] for cell, weight in others], equation.constant)
    return left


def _moves(identities: Identities, options: Options, numbers: Sequence[int]) -> list[Move]:
    """What each option adds to each of these equations."""
    found = []
    for option in options:
        move: dict[int, Number] = dict.fromkeys(numbers, 0)
        for cell, value in option.items():
            for number, weight in identities.through.get(cell, ()) if value else ():
                if number in move:
                    move[number] += weight * value
        found.append(tuple(move.values()))
    return found


def _sums(rows: Sequence[Sequence[Move]], kept: Sequence[int]) -> dict[Move, int]:
    """What one option for each row can add up to in the equations kept, and in how many ways."""
    sums: dict[Move, int] = {(0,) * len(kept): 1}
    for moves in sorted(rows, key=len):
        after: dict[Move, int] = {}
        for move in [tuple([move[k] for k in kept]) for move in moves]:
            for total, ways in sums.items():
                moved = tuple([a + b for a, b in zip(total, move, strict=True)])
                after[moved] = after.get(moved, 0) + ways
        sums = after
    return sums
