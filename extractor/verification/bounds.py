"""What equations force: the least and the most that unknown cells can be, and the values where both meet.

Bounds are narrowed equation by equation, a count being 0 or more. Every bound remembers the equations that it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple

from extractor.record import Implied, Number
from extractor.verification.identities import Equation, Identities

ROUNDS = 40


class _Sum(NamedTuple):
    """An equation on what is known: the sum of the unknown cells, weighted, and `rest` is 0.

    `rising` are the bits of its cells with a weight above 0, `falling` of those with one below.
    """

    equation: Equation
    rest: Number
    rising: int
    falling: int


class Contradiction(Exception):
    """No figures at all satisfy the identities."""


def forced(identities: Identities, values: Mapping[str, Number], more: Iterable[Equation] = ()) -> dict[str, Implied]:
    """The cells that `values` lacks and the identities force, with their values and proofs; `more` are further equations.

    A proof names the rules that were used and the cells that they were used on; among these may be cells implied themselves.
    A connected part whose identities nothing satisfies implies nothing.
    """
    equations, sums, parts = [*identities.equations], identities.sums(values), identities.parts
    through, bits, sides = identities.through, identities.bits, identities.sides
    if extra := tuple(more):
        through, bits = {**through}, {**bits}
        for number, equation in enumerate(extra, start=len(equations)):
            for cell, weight in equation.terms.items():
                through[cell] = (*through.get(cell, ()), (number, weight))
                bits.setdefault(cell, 1 << len(bits))
        sides = (*sides, *(equation.sides(bits) for equation in extra))
        sums += [sum([weight * values[c] for c, weight in e.terms.items() if c in values], e.constant) for e in extra]
        equations += extra
        parts = {0: tuple(range(len(equations)))}
    unknown = sum([bit for cell, bit in bits.items() if cell not in values])
    signed = sum([bits[cell] for cell in identities.signed if cell in bits])
    found: dict[str, Implied] = {}
    for numbers in parts.values():
        still = {n: _Sum(equations[n], sums[n], *sides[n]) for n in numbers if sum(sides[n]) & unknown}
        if not still or [n for n in numbers if sums[n] and n not in still]:
            continue
        noughts, left = _find_noughts(still.values(), values, unknown, signed)
        # Numbers of 0 or more on both sides of an equation, and nothing known of any: there is nothing to narrow yet.
        busy = {n for n, one in still.items() if (sum(sides[n]) & left if one.rest else sum(sides[n]) & left & signed)}
        try:
            found |= _Bounds(identities, values, still, noughts, through).implied(busy, ROUNDS * len(numbers)) if busy else noughts
        except Contradiction:
            continue
    return found


def _find_noughts(sums: Iterable[_Sum], values: Mapping[str, Number], unknown: int, signed: int) -> tuple[dict[str, Implied], int]:
    """The commonest case at once: numbers of 0 or more that add up to 0 are all 0. Beside them the bits of the cells still unknown."""
    noughts: dict[str, Implied] = {}
    empty = [one for one in sums if not one.rest]
    searching = True
    while searching:
        searching, still = False, []
        for one in empty:
            rising, falling = one.rising & unknown, one.falling & unknown
            if (rising and falling) or (rising | falling) & signed:
                still.append(one)
            elif rising or falling:
                given: list[str] = []
                solved: list[str] = []
                left: list[str] = []
                for cell in one.equation.terms:
                    (given if cell in values else solved if cell in noughts else left).append(cell)
                noughts |= dict.fromkeys(left, Implied(0, (one.equation.rule, *given, *solved)))
                unknown -= rising | falling
                searching = True
        empty = still
    return noughts, unknown


class _Bounds:
    """The least and the most that each unknown cell of one part can be, narrowed while equations allow."""

    def __init__(
        self, identities: Identities, values: Mapping[str, Number], sums: Mapping[int, _Sum],
        noughts: Mapping[str, Implied], through: Mapping[str, Sequence[tuple[int, int]]],
    ) -> None:
        self.counts, self.values, self.sums, self.noughts, self.through = identities.counts, values, sums, noughts, through
        self.order = {cell: place for place, cell in enumerate(noughts)}
        known = values.keys() | noughts.keys()
        lefts = [(number, [term for term in one.equation.terms.items() if term[0] not in known]) for number, one in sums.items()]
        self.left = {number: left for number, left in lefts if left}  # the cells of each sum that are not noughts
        unknown = [cell for left in self.left.values() for cell, _ in left]
        self.least: dict[str, Number | None] = {cell: None if cell in identities.signed else 0 for cell in unknown}
        self.most: dict[str, Number | None] = dict.fromkeys(unknown)
        # The sums that a bound rests on, as bits; sums behind a cell that is itself forced are that cell's own proof.
        self.why_least, self.why_most = dict.fromkeys(unknown, 0), dict.fromkeys(unknown, 0)

    def implied(self, busy: Set[int], budget: int) -> dict[str, Implied]:
        """The forced cells, after `budget` narrowings at the most of the `busy` sums and those that follow from them.

        Raises Contradiction where nothing satisfies the equations.
        """
        waiting = dict.fromkeys(self.left)
        idle = self.left.keys() - busy
        while waiting and budget:
            budget -= 1
            number = next(iter(waiting))
            del waiting[number]
            for cell in self._narrow(number) if number not in idle else ():
                others = [n for n, _ in self.through[cell] if n != number]
                waiting |= dict.fromkeys(others)
                idle.difference_update(others)
        return {cell: self.noughts.get(cell) or self._proven(cell) for cell in self.order}

    def _narrow(self, number: int) -> list[str]:
        """Narrows the cells of one sum; gives back those that changed."""
        low = high = self.sums[number].rest
        endless: tuple[list[str], list[str]] = ([], [])  # the cells without an end below, and above
        ends = []
        for cell, weight in self.left[number]:
            down, up = (self.least[cell], self.most[cell]) if weight > 0 else (self.most[cell], self.least[cell])
            if down is None:
                endless[0].append(cell)
            else:
                low += weight * down
            if up is None:
                endless[1].append(cell)
            else:
                high += weight * up
            if down is None or down != up:
                ends.append((cell, weight, down, up))
        below, above = endless
        if (not below and low > 0) or (not above and high < 0):
            raise Contradiction
        changed = []
        for cell, weight, down, up in ends:
            touched = False
            if not below or below == [cell]:  # the others have a least sum: this cell has a most
                room = -(low - (0 if down is None else weight * down))
                if up is None or room < weight * up:
                    touched = self._lower(cell, weight, room, number)
            if not above or above == [cell]:
                room = -(high - (0 if up is None else weight * up))
                if down is None or room > weight * down:
                    touched |= self._raise(cell, weight, room, number)
            if touched:
                changed.append(cell)
        return changed

    def _lower(self, cell: str, weight: int, room: Number, number: int) -> bool:
        """weight × cell ≤ room."""
        if weight > 0:
            return self._at_most(cell, room // weight if cell in self.counts or not room % weight else None, number, low=True)
        return self._at_least(cell, -(room // -weight) if cell in self.counts or not room % weight else None, number, low=True)

    def _raise(self, cell: str, weight: int, room: Number, number: int) -> bool:
        """weight × cell ≥ room."""
        if weight > 0:
            return self._at_least(cell, -(-room // weight) if cell in self.counts or not room % weight else None, number, low=False)
        return self._at_most(cell, -room // -weight if cell in self.counts or not room % weight else None, number, low=False)

    def _at_most(self, cell: str, bound: Number | None, number: int, *, low: bool) -> bool:
        current = self.most[cell]
        if bound is None or (current is not None and bound >= current):
            return False
        self.most[cell], self.why_most[cell] = bound, self._reasons(cell, number, low=low)
        return self._met(cell)

    def _at_least(self, cell: str, bound: Number | None, number: int, *, low: bool) -> bool:
        current = self.least[cell]
        if bound is None or (current is not None and bound <= current):
            return False
        self.least[cell], self.why_least[cell] = bound, self._reasons(cell, number, low=low)
        return self._met(cell)

    def _met(self, cell: str) -> bool:
        least, most = self.least[cell], self.most[cell]
        if least is not None and most is not None:
            if least > most:
                raise Contradiction
            if least == most:
                self.order[cell] = len(self.order)
        return True

    def _reasons(self, cell: str, number: int, *, low: bool) -> int:
        """The sums behind a bound from sum `number`, whose other cells were taken at the end that makes it `low` (or high)."""
        mask = 1 << number
        for other, weight in self.left[number]:
            if other != cell and other not in self.order:
                mask |= self.why_least[other] if (weight > 0) == low else self.why_most[other]
        return mask

    def _proven(self, cell: str) -> Implied:
        mask = self.why_least[cell] | self.why_most[cell]
        used = [found for number, found in self.sums.items() if mask >> number & 1]
        rules = dict.fromkeys(found.equation.rule for found in used)
        cells: dict[str, None] = {}
        for found in used:
            terms = found.equation.terms
            cells |= dict.fromkeys([c for c in terms if c in self.values])
            cells |= dict.fromkeys([c for c in terms if c != cell and self.order.get(c, len(self.order)) < self.order[cell]])
        value = self.least[cell]
        assert value is not None
        return Implied(value, (*rules, *cells))
