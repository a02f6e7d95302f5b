"""Structural hypotheses: that figures of a row or column stand in other places, that two rows exchanged some, that rows moved.

One structural fault looks like several wrong cells, and a repair of those cells would be wrong. So these hypotheses are rivals:
where one of them makes a table add up, no repair of two or more cells is proposed. They propose nothing themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, permutations

from extractor.form import Form, row_title
from extractor.record import Message, Number
from extractor.verification.identities import Identities

Line = tuple[str, ...]  # the addresses of a row, or of a column
Story = Mapping[str, Number | None]  # cells with other figures than are printed; None: a figure that was lost, and may be anything


@dataclass(frozen=True, slots=True)
class Rival:
    """A structural fault that would explain every broken identity; `rows` are those that it takes to have been displaced."""

    rows: tuple[str, ...]
    message: Message


def rivals(form: Form, identities: Identities, values: Mapping[str, Number], broken: Sequence[int]) -> Iterator[Rival]:
    """The structural faults under which a table adds up. `broken` are its broken identities; cells that `values` lacks are unknown."""
    table = _Table(identities, values, broken)
    rows = {row.id: tuple(f"{form.table}/{row.id}/{c}" for c in row.columns) for row in form.rows}
    rows = {name: line for name, line in rows.items() if all(cell in values for cell in line)}
    for name, line in rows.items():
        if table.displaced(line):
            yield Rival((name,), Message(f"“{_title(form, name)}”行有数字错位", f"figures of the row “{form.row[name].en}” are displaced"))
    if form.side_by_side or len({row.columns for row in form.rows}) > 1:
        return
    columns = {column.id: tuple(f"{form.table}/{name}/{column.id}" for name in rows) for column in form.columns} if rows else {}
    for name, line in columns.items():
        if table.displaced(line):
            zh, en = form.column[name].zh, form.column[name].en
            yield Rival(tuple(rows), Message(f"“{zh}”列有数字错位", f"figures of the column “{en}” are displaced"))
    for one, other in _exchanges(table, rows):
        yield Rival((one, other), Message(
            f"“{_title(form, one)}”与“{_title(form, other)}”两行有数字互换",
            f"the rows “{form.row[one].en}” and “{form.row[other].en}” have exchanged figures",
        ))
    for one, other in _exchanges(table, columns):
        yield Rival(tuple(rows), Message(
            f"“{form.column[one].zh}”与“{form.column[other].zh}”两列有数字互换",
            f"the columns “{form.column[one].en}” and “{form.column[other].en}” have exchanged figures",
        ))
    torn, names = table.torn(rows), list(rows)
    if len(torn) > 1 or len(rows) < len(form.rows):
        return
    moves = [(lost, strange) for lost, strange in permutations(range(len(names)), 2) if not torn or names[strange] == torn[0]]
    for lost, strange in sorted(moves, key=lambda pair: abs(pair[0] - pair[1])):
        if table.closes(_slid(table, list(rows.values()), lost, strange)):
            yield Rival(tuple(names[min(lost, strange) : max(lost, strange) + 1]), Message(
                f"“{_title(form, names[lost])}”行缺失而其余行错位",
                f"the row “{form.row[names[lost]].en}” was lost and other rows moved up or down",
            ))
            return


def _title(form: Form, row: str) -> str:
    return row_title(form.row[row])


def _exchanges(table: _Table, lines: Mapping[str, Line]) -> Iterator[tuple[str, str]]:
    """The pairs of lines with whose figures exchanged all would add up: all of them, those in broken identities, or some stretch."""
    torn, across, spots = table.torn(lines), table.across(lines), table.spots(lines)
    for one, other in combinations(lines, 2) if len(torn) in (0, 2) else ():
        if not {*torn} <= {one, other} or not table.may_mend(lines[one], lines[other], spots):
            continue
        pairs = list(zip(lines[one], lines[other], strict=True))
        some = [pairs, [pair for pair in pairs if not across.isdisjoint(pair)]]
        if torn:
            some += table.stretches(pairs)
        if any(table.closes(table.swapped(exchanged)) for exchanged in some):
            yield one, other


def _slid(table: _Table, rows: Sequence[Line], lost: int, strange: int) -> Story:
    """The table with the row at `strange` taken out and an unknown one put in at `lost`."""
    order: list[Sequence[Number | None]] = [table.figures(line) for n, line in enumerate(rows) if n != strange]
    order.insert(lost, [None] * len(rows[0]))
    low, high = min(lost, strange), max(lost, strange)
    return {cell: v for line, vs in zip(rows[low : high + 1], order[low : high + 1], strict=True) for cell, v in zip(line, vs, strict=True)}


def _runs(figures: Sequence[Number]) -> set[str]:
    """The digits of these figures, one or two on end."""
    return {"".join(map(str, some)) for count in (1, 2) for some in permutations(figures, count)}


class _Table:
    """A table's figures and gaps, to try other figures on."""

    def __init__(self, identities: Identities, values: Mapping[str, Number], broken: Sequence[int]) -> None:
        self.identities, self.values = identities, values
        self.live = [all(cell in values for cell in equation.terms) for equation in identities.equations]
        self.gaps = {number: identities.equations[number].gap(values) for number in broken}
        self.broken = [(number, identities.equations[number].terms) for number in broken]

    def figures(self, line: Line) -> list[Number]:
        """The line's figures."""
        return [self.values[cell] for cell in line]

    def torn(self, lines: Mapping[str, Line]) -> list[str]:
        """The lines with a broken identity of their own."""
        cells = {name: frozenset(line) for name, line in lines.items()}
        return [name for name, own in cells.items() if any(terms.keys() <= own for _, terms in self.broken)]

    def across(self, lines: Mapping[str, Line]) -> frozenset[str]:
        """The cells in broken identities that are not of one line alone."""
        cells = [frozenset(line) for line in lines.values()]
        return frozenset(cell for _, terms in self.broken if not any(terms.keys() <= own for own in cells) for cell in terms)

    def spots(self, lines: Mapping[str, Line]) -> list[list[int]]:
        """Where in lines the cells of each broken identity stand: in the column that it adds up, in all columns of a row."""
        return [[at for at, cells in enumerate(zip(*lines.values(), strict=True)) if terms.keys() & cells] for _, terms in self.broken]

    def may_mend(self, one: Line, other: Line, spots: Sequence[Sequence[int]]) -> bool:
        """Whether exchanges between two lines may close every gap: not where none moves it, or the only one moves it otherwise."""
        values = self.values
        for (number, terms), places in zip(self.broken, spots, strict=True):
            steps = [(terms.get(one[at], 0) - terms.get(other[at], 0)) * (values[other[at]] - values[one[at]]) for at in places]
            moving = [step for step in steps if step]
            if not moving or (len(moving) == 1 and moving[0] != -self.gaps[number]):
                return False
        return True

    def displaced(self, line: Line) -> bool:
        """Whether what the other lines ask of this one are its own figures in other places, one of them lost, or two cut elsewhere."""
        if any(terms.keys().isdisjoint(line) for _, terms in self.broken):
            return False
        asked = self._asked(line)
        if asked is None:
            return False
        wanted, printed = Counter(v for v in asked.values() if v is not None), Counter(self.figures(line))
        lost, strange = list((wanted - printed).elements()), list((printed - wanted).elements())
        changed = sum(asked[cell] != self.values[cell] for cell in line)
        if changed < 2 or len(lost) > 2 or (len(lost) == 2 and _runs(lost).isdisjoint(_runs(strange))):
            return False
        return self.closes(asked)

    def _asked(self, line: Line) -> dict[str, Number | None] | None:
        """The figures that the identities across a line ask of its cells; None for a cell without any. None where nothing does."""
        asked: dict[str, Number | None] = {}
        through = self.identities.through
        own = Counter([number for cell in line for number, _ in through.get(cell, ())])
        for cell in line:
            found = next(((n, w) for n, w in through.get(cell, ()) if self.live[n] and own[n] == 1), None)
            asked[cell] = None
            if found is not None:
                gap, weight = self.gaps.get(found[0], 0), found[1]
                value = self.values[cell] - gap // weight
                if gap % weight or not self.identities.may_be(cell, value):
                    return None
                asked[cell] = value
        return asked

    def stretches(self, pairs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
        """The stretches of these pairs whose exchange closes the first of the gaps."""
        number, terms = self.broken[0]
        steps = [(terms.get(a, 0) - terms.get(b, 0)) * (self.values[b] - self.values[a]) for a, b in pairs]
        sums: list[Number] = [*accumulate(steps, initial=0)]
        return [pairs[low:high] for low, high in combinations(range(len(sums)), 2) if sums[high] - sums[low] == -self.gaps[number]]

    def swapped(self, pairs: Sequence[tuple[str, str]]) -> Story:
        """The cells of these pairs with each other's figures."""
        return {cell: self.values[other] for pair in pairs for cell, other in (pair, pair[::-1])}

    def closes(self, story: Story) -> bool:
        """Whether with these figures in place of the printed ones every identity holds."""
        left, through = dict(self.gaps), self.identities.through
        for cell, figure in story.items():
            step = (figure or 0) - self.values[cell]
            for number, weight in through.get(cell, ()) if step else ():
                if self.live[number]:
                    left[number] = left.get(number, 0) + weight * step
        unknown = [cell for cell, figure in story.items() if figure is None]
        for cell in unknown:
            others = [u for u in unknown if u != cell]
            equations = self.identities.equations
            alone = [p for p in through.get(cell, ()) if self.live[p[0]] and equations[p[0]].terms.keys().isdisjoint(others)]
            if not alone:
                continue
            number, weight = alone[0]
            gap = left.get(number, 0)
            if gap % weight or not self.identities.may_be(cell, -gap // weight):
                return False
            for n, w in through[cell]:
                if self.live[n]:
                    left[n] = left.get(n, 0) + w * (-gap // weight)
        return not any(left.values())
