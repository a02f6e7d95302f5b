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
Options = Sequence[Mapping[str, int]]


def fitting(identities: Identities, form: Form, cells: Mapping[str, Cell], known: Mapping[str, Number]) -> Finding | None:
    """The finding that says how many tables fit; None where it is one, or many, or where other cells are open as well."""
    if form.side_by_side:
        return None  # its figures are not even known by row
    for address in identities.through:
        if address not in known and not _lacks_its_column(cells.get(address)):
            return None
    rows, spoken = [], []
    for row in form.row_addresses.values():
        lacking = [address for address in row if _lacks_its_column(cells.get(address))]
        if not lacking:
            continue
        figures = [int(c.value) for c in cells[lacking[0]].candidates if c.value is not None]
        if len(figures) > len(lacking):
            return None
        options = [dict(zip(lacking, [v or 0 for v in p], strict=True)) for p in placements(figures, len(lacking))]
        rows.append(list({tuple(o.values()): o for o in options}.values()))
        spoken += lacking
    count = count_fitting(identities, known, rows) if rows else None
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


def _lacks_its_column(cell: Cell | None) -> bool:
    return cell is not None and cell.reason == "dropped-blanks" and cell.status == "review"


def count_fitting(identities: Identities, values: Mapping[str, Number], rows: Sequence[Options]) -> int | None:
    """How many ways to choose one option for each row satisfy every identity; None where that is too many to count.

    The options of a row give values for the same unknown cells; a cell that no row speaks of must be in `values`, or its identities
    count for nothing.
    """
    halves: tuple[list[Options], list[Options]] = ([], [])
    for options in sorted(rows, key=len, reverse=True):
        min(halves, key=lambda half: prod(map(len, half))).append(options)
    if sum([prod(map(len, half)) for half in halves]) > SUMS:
        return None
    gaps = _gaps(identities, values, {cell for options in rows for option in options for cell in option})
    if any(gap != int(gap) for gap in gaps.values()):
        return 0
    # What is added to all equations is one number, with an equation for each digit: of a base that no sum of figures reaches.
    reach = sum([abs(int(gap)) for gap in gaps.values()])
    reach += sum([abs(value) for options in rows for option in options for value in option.values()]) * identities.heaviest
    digits = {number: (2 * reach + 1) ** k for k, number in enumerate(gaps)}
    one, other = (_sums([_moves(identities, options, digits) for options in half]) for half in halves)
    wanted = -sum([int(gap) * digits[number] for number, gap in gaps.items()])
    return sum([ways * other.get(wanted - total, 0) for total, ways in one.items()])


def _gaps(identities: Identities, values: Mapping[str, Number], spoken: Collection[str]) -> dict[int, Number]:
    """The equations through the cells spoken of whose other cells are known, each with what these add up to."""
    sums = identities.sums({cell: value for cell, value in values.items() if cell not in spoken})
    through = identities.through
    unknown = {number for cell, places in through.items() if cell not in values and cell not in spoken for number, _ in places}
    return {number: sums[number] for cell in spoken for number, _ in through.get(cell, ()) if number not in unknown}


def _moves(identities: Identities, options: Options, digits: Mapping[int, int]) -> list[int]:
    """What each option adds to the equations of these digits."""
    units = {cell: sum([w * digits[n] for n, w in identities.through.get(cell, ()) if n in digits]) for cell in options[0]}
    return [sum([value * units[cell] for cell, value in option.items() if value]) for option in options]


def _sums(rows: Sequence[Sequence[int]]) -> dict[int, int]:
    """What one option for each row can add up to, and in how many ways."""
    sums = {0: 1}
    for moves in sorted(rows, key=len):
        after: dict[int, int] = {}
        for move in moves:
            for total, ways in sums.items():
                after[total + move] = after.get(total + move, 0) + ways
        sums = after
    return sums
