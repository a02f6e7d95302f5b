"""The identities of a table as one system: which equation goes through which cell, and what is left when cells are unknown.

The statutory table with its totals is an error-correcting code. Any form whose files declare hard checks gets its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from extractor.form import Form
from extractor.record import Number

COMBINED = ""  # the rule of an equation that is several identities added up


@dataclass(frozen=True, slots=True)
class Equation:
    """One identity at one place: the weighted sum of its cells, and a constant, is 0."""

    rule: str
    place: str
    terms: Mapping[str, int]
    constant: int = 0

    def gap(self, values: Mapping[str, Number]) -> Number:
        """How far these figures are from satisfying it. KeyError where one is missing."""
        return sum([values[cell] * weight for cell, weight in self.terms.items()], self.constant)

    def sides(self, bits: Mapping[str, int]) -> tuple[int, int]:
        """Its cells with a weight above 0, and those with one below, as bits."""
        return sum([bits[c] for c, w in self.terms.items() if w > 0]), sum([bits[c] for c, w in self.terms.items() if w < 0])


@dataclass(frozen=True)
class Identities:
    """The hard identities of one table in one edition; equations are known by their number."""

    equations: tuple[Equation, ...]
    counts: frozenset[str]  # cells that hold whole numbers of 0 or more
    signed: frozenset[str]  # cells that may fall below 0

    @classmethod
    def of(cls, form: Form, equations: Iterable[Equation]) -> Identities:
        """The system of a form's equations."""
        kinds = {address: form.column[address.rsplit("/", 1)[1]].kind for address in form.addresses}
        counts, signed = (frozenset(a for a, k in kinds.items() if k == kind) for kind in ("count", "signed"))
        return cls(tuple(equations), counts, signed)

    @cached_property
    def through(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Cell → the equations through it, with its weight there."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, equation in enumerate(self.equations):
            for cell, weight in equation.terms.items():
                found[cell].append((number, weight))
        return {cell: tuple(places) for cell, places in found.items()}

    @cached_property
    def bits(self) -> Mapping[str, int]:
        """Cell → its bit, by which many cells are one number."""
        return {cell: 1 << place for place, cell in enumerate(self.through)}

    @cached_property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """Equation → the bits of its cells with a weight above 0, and of those with one below."""
        return tuple(equation.sides(self.bits) for equation in self.equations)

    @cached_property
    def by_support(self) -> Mapping[frozenset[int], tuple[str, ...]]:
        """Exactly these equations → the cells that they go through."""
        found: dict[frozenset[int], list[str]] = defaultdict(list)
        for cell, places in self.through.items():
            found[frozenset(number for number, _ in places)].append(cell)
        return {support: tuple(cells) for support, cells in found.items()}

    @cached_property
    def most(self) -> Mapping[str, int]:
        """Rule → the most of its equations that go through one cell."""
        found: dict[str, int] = {}
        for places in self.through.values():
            for rule, count in Counter(self.equations[number].rule for number, _ in places).items():
                found[rule] = max(found.get(rule, 0), count)
        return found

    @cached_property
    def heaviest(self) -> int:
        """The greatest weight of a cell in an equation."""
        return max((abs(weight) for equation in self.equations for weight in equation.terms.values()), default=0)

    @cached_property
    def part_of(self) -> tuple[int, ...]:
        """Equation → the connected part that it belongs to, named by its first equation. Parts share no cell."""
        part = list(range(len(self.equations)))

        def first(number: int) -> int:
            while part[number] != number:
                number = part[number]
            return number

        for places in self.through.values():
            for (one, _), (other, _) in pairwise(places):
                low, high = sorted((first(one), first(other)))
                part[high] = low
        return tuple(first(number) for number in range(len(part)))

    @cached_property
    def parts(self) -> Mapping[int, tuple[int, ...]]:
        """Connected part → its equations."""
        found: dict[int, list[int]] = {}
        for number, part in enumerate(self.part_of):
            found.setdefault(part, []).append(number)
        return {part: tuple(numbers) for part, numbers in found.items()}

    @property
    def knots(self) -> tuple[tuple[str, ...], ...]:
        """Pairs and triples of cells none of which has an equation to itself: these cannot be told one after the other."""
        return (*self.pairs, *self.triples)

    @cached_property
    def pairs(self) -> tuple[tuple[str, ...], ...]:
        """The knots of two cells: those with the same equations."""
        return tuple(tuple(sorted(pair)) for cells in self.by_support.values() for pair in combinations(cells, 2))

    @cached_property
    def triples(self) -> tuple[tuple[str, ...], ...]:
        """The knots of three cells. Where cells are unknown, there may be thousands."""
        supports = list(self.by_support)
        groups = {support: self.by_support[support] for support in supports}
        found = {frozenset(cells) for group in groups.values() for cells in combinations(group, 3)}
        touching: dict[int, list[frozenset[int]]] = defaultdict(list)
        for support in supports:
            for number in support:
                touching[number].append(support)
        pairs = {frozenset((a, b)) for some in touching.values() for a, b in combinations(some, 2)}
        largest = max(map(len, supports), default=0)
        for pair in pairs:
            a, b = tuple(pair)
            apart, common = a ^ b, sorted(a & b)
            if len(apart) > largest:
                continue
            for size in range(len(common) + 1):
                for kept in combinations(common, size):
                    for c in groups.get(apart | set(kept), ()):
                        found |= {frozenset((x, y, c)) for x in groups[a] for y in groups[b] if c not in (x, y)}
        return tuple(tuple(sorted(knot)) for knot in found)

    def may_be(self, cell: str, value: Number) -> bool:
        """Whether a cell can hold this number."""
        return (value >= 0 or cell in self.signed) and (cell not in self.counts or value == int(value))

    def gaps(self, values: Mapping[str, Number]) -> dict[int, Number]:
        """The equations that these figures break, with how far. KeyError where a figure is missing."""
        return {number: gap for number, equation in enumerate(self.equations) if (gap := equation.gap(values))}

    def sums(self, values: Mapping[str, Number]) -> list[Number]:
        """What the known cells of each equation add up to, with its constant."""
        sums: list[Number] = [equation.constant for equation in self.equations]
        through = self.through
        for cell, value in values.items() if sums else ():
            if value:  # most figures are 0
                for number, weight in through.get(cell, ()):
                    sums[number] += weight * value
        return sums

    def without(self, unknown: Iterable[str]) -> Identities:
        """What the identities still say when some cells are unknown: equations are added up until none goes through such a cell."""
        left = dict(enumerate(self.equations))
        for cell in unknown:
            holding = [number for number, equation in left.items() if cell in equation.terms]
            if not holding:
                continue
            pivot = left.pop(min(holding, key=lambda number: len(left[number].terms)))
            for number in holding:
                if number in left:
                    left[number] = _cancelled(left[number], pivot, cell)
        kept = tuple(equation for equation in left.values() if equation.terms)
        return Identities(kept, self.counts, self.signed)


def _cancelled(equation: Equation, pivot: Equation, cell: str) -> Equation:
    mine, its = equation.terms[cell], pivot.terms[cell]
    terms = {c: w * its for c, w in equation.terms.items()}
    for c, w in pivot.terms.items():
        terms[c] = terms.get(c, 0) - w * mine
    return Equation(COMBINED, equation.place, {c: w for c, w in terms.items() if w}, equation.constant * its - pivot.constant * mine)
