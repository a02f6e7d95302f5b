"""Structural hypotheses: that a row slid sideways, that figures were lost, put in, joined or cut, that rows changed places.

One structural fault looks like several wrong cells, and a repair of those cells would be wrong. So these hypotheses are rivals:
where one of them makes a table add up, no repair of two or more cells is proposed. They propose nothing themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from extractor.form import Form, row_title
from extractor.identities import Identities
from extractor.record import Message, Number

Figures = Sequence[Number | None]  # None: a figure that was lost, and may be anything


@dataclass(frozen=True, slots=True)
class Rival:
    """A structural fault that would explain every broken identity; `rows` are those that it takes to have been displaced."""

    rows: tuple[str, ...]
    message: Message


def rivals(form: Form, identities: Identities, values: Mapping[str, Number], broken: Sequence[int]) -> Iterator[Rival]:
    """The structural faults under which a table adds up. `broken` are its broken identities; cells that `values` lacks are unknown."""
    table = _Table(form, identities, values, broken)
    rows = [row.id for row in form.rows if all(f"{form.table}/{row.id}/{c}" in values for c in row.columns)]
    torn = {places.pop() for n in broken if len(places := {a.split("/")[1] for a in identities.equations[n].terms}) == 1}
    if len(torn) > 2:
        return
    for row in rows:
        if torn <= {row} and table.explains({row: figures} for figures in _displaced(table.row(row))):
            yield Rival((row,), Message(f"“{_title(form, row)}”行有数字错位", f"figures of the row “{form.row[row].en}” are displaced"))
    if form.side_by_side or len({row.columns for row in form.rows}) > 1:
        return
    if not torn:
        for one, other in combinations(rows, 2):
            if table.explains([{one: table.row(other), other: table.row(one)}]):
                yield Rival((one, other), Message(
                    f"“{_title(form, one)}”与“{_title(form, other)}”两行互换",
                    f"the rows “{form.row[one].en}” and “{form.row[other].en}” have changed places",
                ))
    if len(torn) <= 1 and len(rows) == len(form.rows):
        for lost, strange in permutations(range(len(rows)), 2):
            if torn <= {rows[strange]} and table.explains([table.slid(rows, lost, strange)]):
                yield Rival(tuple(rows[min(lost, strange) : max(lost, strange) + 1]), Message(
                    f"“{_title(form, rows[lost])}”行缺失而其余行错位",
                    f"the row “{form.row[rows[lost]].en}” was lost and other rows moved up or down",
                ))
                return


def _title(form: Form, row: str) -> str:
    return row_title(form.row[row])


def _displaced(figures: Sequence[Number]) -> Iterator[Figures]:
    """What a row could have been whose figures stand in wrong columns: one lost and a strange one put in, one cut, two joined."""
    count = len(figures)
    for strange in range(count):
        rest = [*figures[:strange], *figures[strange + 1 :]]
        for lost in range(count):
            if lost != strange:
                yield [*rest[:lost], None, *rest[lost:]]
        for at, figure in enumerate(rest):
            digits = str(figure)
            for cut in range(1, len(digits) if digits.isdigit() else 0):
                if digits[cut] != "0" or cut == len(digits) - 1:
                    yield [*rest[:at], int(digits[:cut]), int(digits[cut:]), *rest[at + 1 :]]
    for at in range(count - 1):
        if figures[at]:
            joined = [*figures[:at], int(f"{figures[at]}{figures[at + 1]}"), *figures[at + 2 :]]
            for lost in range(count):
                yield [*joined[:lost], None, *joined[lost:]]


class _Table:
    """A table's figures and gaps, to try other figures on."""

    def __init__(self, form: Form, identities: Identities, values: Mapping[str, Number], broken: Sequence[int]) -> None:
        self.form, self.identities, self.values = form, identities, values
        self.live = [all(cell in values for cell in equation.terms) for equation in identities.equations]
        self.gaps = {number: identities.equations[number].gap(values) for number in broken}
        self._rows: dict[str, tuple[Number, ...]] = {}

    def row(self, row: str) -> tuple[Number, ...]:
        """The row's figures."""
        if row not in self._rows:
            self._rows[row] = tuple(self.values[f"{self.form.table}/{row}/{column}"] for column in self.form.row[row].columns)
        return self._rows[row]

    def slid(self, rows: Sequence[str], lost: int, strange: int) -> dict[str, Figures]:
        """The table with the row at `strange` taken out and an unknown one put in at `lost`."""
        order: list[Figures] = [self.row(row) for n, row in enumerate(rows) if n != strange]
        order.insert(lost, [None] * len(self.row(rows[0])))
        low, high = min(lost, strange), max(lost, strange)
        return dict(zip(rows[low : high + 1], order[low : high + 1], strict=True))

    def explains(self, stories: Iterator[dict[str, Figures]] | Sequence[Mapping[str, Figures]]) -> bool:
        """Whether with some of these figures in place of the printed ones every identity holds."""
        return any(self._closes(story) for story in stories)

    def _closes(self, story: Mapping[str, Figures]) -> bool:
        left, unknown = dict(self.gaps), []
        through = self.identities.through
        for row, figures in story.items():
            for column, printed, figure in zip(self.form.row[row].columns, self.row(row), figures, strict=True):
                cell = f"{self.form.table}/{row}/{column}"
                if figure is None:
                    unknown.append(cell)
                step = (figure or 0) - printed
                if step:
                    for number, weight in through.get(cell, ()):
                        if self.live[number]:
                            left[number] = left.get(number, 0) + weight * step
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
