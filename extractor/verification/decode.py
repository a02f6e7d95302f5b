"""Decoding: the fewest cells that must be otherwise for a table to add up, all ways of it, and whether there is only one.

The search is exact. An explanation of up to three cells either has a cell that stands alone in some broken equation, which fixes
its value, and so on with the rest; or it is one of the few `knots` of the form, which are solved as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from extractor.record import Number
from extractor.verification.identities import Identities

MOST = 3  # cells of an explanation: the code of table 三 has distance 4, so any error of up to three cells shows
NODES = 20_000
LISTED = 200

Changes = frozenset[tuple[str, Number]]


@dataclass(frozen=True, slots=True)
class Decoding:
    """What could be wrong in one connected part of a table.

    `broken` are the numbers of its broken identities. `explanations` are all smallest sets of cells, each with the value that
    it would have; none where more than three cells must be wrong. `complete`: no other explanation of that size exists, and
    where cells are unknown, none of two cells beside a single one.
    """

    broken: frozenset[int]
    explanations: tuple[Mapping[str, Number], ...]
    complete: bool

    @property
    def unique(self) -> Mapping[str, Number] | None:
        """The only smallest explanation; None where there is none, or another."""
        return self.explanations[0] if self.complete and len(self.explanations) == 1 else None

    @property
    def certain(self) -> Mapping[str, Number]:
        """The cells, with the values, that all smallest explanations share."""
        if not self.complete or not self.explanations:
            return {}
        return dict(set.intersection(*(set(explanation.items()) for explanation in self.explanations)))


def decode(identities: Identities, values: Mapping[str, Number], *, most: int = MOST) -> tuple[Decoding, ...]:
    """A decoding for every connected part with a broken identity. Cells that `values` lacks are unknown, and may hold anything."""
    known, equations = values.keys(), identities.equations
    broken = {n: gap for n, gap in enumerate(identities.sums(values)) if gap and equations[n].terms.keys() <= known}
    if not broken:
        return ()
    unknown = [cell for cell in identities.through if cell not in values]
    parts: dict[int, list[int]] = {}
    for number in broken:
        parts.setdefault(identities.part_of[number], []).append(number)
    decodings = []
    for part, numbers in parts.items():
        system, gaps = identities, {n: broken[n] for n in numbers}
        if own := [cell for cell in unknown if identities.part_of[identities.through[cell][0][0]] == part]:
            whole = tuple(e for n, e in enumerate(identities.equations) if identities.part_of[n] == part)
            system = Identities(whole, identities.counts, identities.signed).without(own)
            gaps = system.gaps(values)
        explanations, complete = _smallest(system, values, gaps, most)
        if own and explanations and complete:
            complete = _stands_alone(system, values, gaps, len(explanations[0]))
        decodings.append(Decoding(frozenset(numbers), explanations, complete))
    return tuple(decodings)


def _smallest(
    system: Identities, values: Mapping[str, Number], gaps: Mapping[int, Number], most: int
) -> tuple[tuple[Mapping[str, Number], ...], bool]:
    for size in range(1, most + 1):
        search = _Search(system, values)
        search.explain(dict(gaps), size, ())
        if search.found or not search.complete:
            explanations = [dict(sorted(changes)) for changes in search.found]
            return tuple(sorted(explanations, key=list))[:LISTED], search.complete and len(explanations) <= LISTED
    return (), True


def _stands_alone(system: Identities, values: Mapping[str, Number], gaps: Mapping[int, Number], size: int) -> bool:
    """Whether a single cell explains what no two do. In a whole table of distance 4 that is so; unknown cells shorten the distance."""
    if size > 1:
        return False
    search = _Search(system, values)
    search.explain(dict(gaps), 2, ())
    return search.complete and not search.found


class _Search:
    """One search for all explanations of one size."""

    def __init__(self, system: Identities, values: Mapping[str, Number]) -> None:
        self.system, self.values = system, values
        self.rules = [equation.rule for equation in system.equations]
        self.found: set[Changes] = set()
        self.complete = True
        self.nodes = NODES

    def explain(self, gaps: dict[int, Number], left: int, changes: tuple[tuple[str, Number], ...]) -> None:
        """Adds every way to close the gaps with exactly `left` more cells."""
        if left == 1:
            self._last(gaps, changes)
            return
        self.nodes -= 1
        if self.nodes < 0:
            self.complete = False
            return
        most = self.system.most
        if not gaps or any(count > most[rule] * left for rule, count in Counter([self.rules[n] for n in gaps]).items()):
            return
        taken = {cell for cell, _ in changes}
        tried: set[tuple[str, Number]] = set()
        for number, gap in gaps.items():
            for cell, weight in self.system.equations[number].terms.items():
                if cell in taken:
                    continue
                change = self._change(cell, weight, gap)
                if change is None or change in tried:
                    continue
                tried.add(change)
                self.explain(self._after(gaps, *change), left - 1, (*changes, change))
        for knot in self.system.pairs if left == 2 else self.system.triples if left == 3 else ():
            if not taken.intersection(knot):
                self._untie(gaps, knot, changes)

    def _last(self, gaps: Mapping[int, Number], changes: tuple[tuple[str, Number], ...]) -> None:
        for cell in self.system.by_support.get(frozenset(gaps), ()):
            if any(cell == taken for taken, _ in changes):
                continue
            number, weight = self.system.through[cell][0]
            change = self._change(cell, weight, gaps[number])
            if change is not None and not self._after(gaps, *change):
                self.found.add(frozenset((*changes, change)))

    def _change(self, cell: str, weight: int, gap: Number) -> tuple[str, Number] | None:
        """The value that would close a gap by itself; None where the cell cannot hold it."""
        if gap % weight:
            return None
        value: Number = self.values[cell] - gap // weight
        return (cell, value) if self.system.may_be(cell, value) else None

    def _after(self, gaps: Mapping[int, Number], cell: str, value: Number) -> dict[int, Number]:
        step, left = value - self.values[cell], dict(gaps)
        for number, weight in self.system.through[cell]:
            gap = left.get(number, 0) + weight * step
            if gap:
                left[number] = gap
            else:
                left.pop(number, None)
        return left

    def _untie(self, gaps: Mapping[int, Number], knot: Sequence[str], changes: tuple[tuple[str, Number], ...]) -> None:
        """Adds the one way to close the gaps with just the cells of a knot. Where there are many, none is told: not complete."""
        numbers = sorted({n for cell in knot for n, _ in self.system.through[cell]})
        if not gaps.keys() <= set(numbers):
            return
        weights = [dict(self.system.through[cell]) for cell in knot]
        rows = [[*(Fraction(w.get(n, 0)) for w in weights), Fraction(-gaps.get(n, 0))] for n in numbers]
        steps = _solve(rows, len(knot))
        if steps is None:
            return
        if not steps:
            self.complete = False
            return
        values = [(cell, self.values[cell] + int(step)) for cell, step in zip(knot, steps, strict=True) if step.denominator == 1]
        if len(values) == len(knot) and all(steps) and all(self.system.may_be(*change) for change in values):
            self.found.add(frozenset((*changes, *values)))


def _solve(rows: list[list[Fraction]], unknowns: int) -> list[Fraction] | None:
    """The solution of a small linear system; None where there is none, empty where there are many."""
    rank = 0
    for column in range(unknowns):
        pivot = next((r for r in range(rank, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [x / rows[rank][column] for x in rows[rank]]
        for r, row in enumerate(rows):
            if r != rank and row[column]:
                rows[r] = [x - row[column] * y for x, y in zip(row, rows[rank], strict=True)]
        rank += 1
    if any(row[-1] for row in rows[rank:]):
        return None
    return [rows[r][-1] for r in range(unknowns)] if rank == unknowns else []
