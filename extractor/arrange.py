"""Which arrangements of figures fit: glued digits split into cells, and dropped blanks put back.

The statutory identities choose among arrangements; they never change a figure. Exactly one arrangement: the position is settled.
Several: the figures stand in `candidates` and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, combinations, islice

Split = tuple[tuple[int, int], ...]  # half-open stretches of the glued text, one a cell
LIMIT = 400
DIGITS = 36  # digits in one run: seven numbers of five, and no more ways than can be tried
NODES = 150


def _joined(tokens: Sequence[str]) -> tuple[str, set[int]]:
    """The digits of all tokens, and where one token ends and the next begins: cuts that are given."""
    return "".join(tokens), set(accumulate(map(len, tokens)))


def splits(tokens: Sequence[str], cells: int, limit: int = LIMIT) -> list[Split]:
    """Ways to cut the digits of `tokens` (joined; cuts between tokens are given) into `cells` numbers without leading zeros.

    At most `limit` + 1 are listed: more means "too many to list".
    """
    digits, forced = _joined(tokens)
    if len(digits) > DIGITS:
        return []
    if len(digits) == cells:
        return [tuple((at, at + 1) for at in range(cells))]
    return list(islice(_cuts(digits, 0, cells, forced, []), limit + 1))


def _cuts(digits: str, start: int, cells: int, forced: set[int], done: list[tuple[int, int]]) -> Iterator[Split]:
    left = len(digits) - start
    if cells == 0:
        if left == 0:
            yield tuple(done)
        return
    if left < cells:
        return
    longest = 1 if digits[start] == "0" else left - cells + 1
    for length in range(1, longest + 1):
        stop = start + length
        done.append((start, stop))
        yield from _cuts(digits, stop, cells - 1, forced, done)
        done.pop()
        if stop in forced:
            break


def sum_splits(tokens: Sequence[str], cells: int) -> list[Split]:
    """The splits whose last number is the sum of the others; at most LIMIT + 1."""
    return list(islice(_sum_splits(tokens, cells), LIMIT + 1))


def is_splittable(tokens: Sequence[str], cells: int) -> bool:
    """Whether there is any split into so many cells whose last number is the sum of the others."""
    return next(_sum_splits(tokens, cells), None) is not None


def _sum_splits(tokens: Sequence[str], cells: int) -> Iterator[Split]:
    digits, forced = _joined(tokens)
    if len(digits) > DIGITS:
        return
    nines = sum(map(int, digits))  # the digits before the total and those of the total: equal but for nines, or no sum
    earliest = max((f for f in forced if f < len(digits)), default=0)
    for cut in range(len(digits) - 1, max(cells - 1, earliest) - 1, -1):
        nines -= 2 * int(digits[cut])
        if nines % 9 or (digits[cut] == "0" and cut < len(digits) - 1):
            continue
        for split in _summing(digits, 0, cut, cells - 1, int(digits[cut:]), forced, []):
            yield (*split, (cut, len(digits)))


def _summing(digits: str, start: int, end: int, cells: int, total: int, forced: set[int], done: list[tuple[int, int]]) -> Iterator[Split]:
    left = end - start
    if cells == 0:
        if left == 0 and total == 0:
            yield tuple(done)
        return
    if left < cells or left > cells * len(str(total)):
        return
    if left == cells:
        if sum(map(int, digits[start:end])) == total:
            yield (*done, *((at, at + 1) for at in range(start, end)))
        return
    if cells == 1:
        if (left == 1 or digits[start] != "0") and int(digits[start:end]) == total and not any(start < f < end for f in forced):
            yield (*done, (start, end))
        return
    longest = 1 if digits[start] == "0" else min(left - cells + 1, len(str(total)))
    for length in range(1, longest + 1):
        stop = start + length
        value = int(digits[start:stop])
        if value > total:
            break
        done.append((start, stop))
        yield from _summing(digits, stop, end, cells - 1, total - value, forced, done)
        done.pop()
        if stop in forced:
            break


Row = tuple[int, ...]
Equation = Mapping[str, int]  # row id → coefficient; the weighted sum of the rows is 0 in every column


def only_choices(options: Mapping[str, Sequence[Row]], equations: Sequence[Equation]) -> dict[str, Row] | None:
    """The rows whose option is the same in every way to satisfy the equations, with that option.

    None where no way satisfies them, or where the search grew too long to prove one: then nothing is known.
    """
    domains = {row: list(dict.fromkeys(choice)) for row, choice in options.items()}
    budget = [NODES]
    if not _narrow(domains, equations):
        return None
    solution = _solve(domains, equations, budget)
    if solution is None:
        return None
    forced = {row: choice[0] for row, choice in domains.items() if len(choice) == 1}
    for row, choice in domains.items():
        if row in forced:
            continue
        others = {**domains, row: [o for o in choice if o != solution[row]]}
        if _narrow(others, equations) and (_solve(others, equations, budget) is not None or budget[0] <= 0):
            continue  # another way, or none found in time
        forced[row] = solution[row]
    return forced


def _solve(domains: Mapping[str, list[Row]], equations: Sequence[Equation], budget: list[int]) -> dict[str, Row] | None:
    """One way to satisfy the equations; None where there is none, or the budget of nodes is used up."""
    budget[0] -= 1
    if budget[0] <= 0:
        return None
    row = min((r for r, choice in domains.items() if len(choice) > 1), key=lambda r: len(domains[r]), default=None)
    if row is None:
        return {r: choice[0] for r, choice in domains.items()}
    for option in domains[row]:
        narrowed = {**domains, row: [option]}
        if _narrow(narrowed, equations) and (found := _solve(narrowed, equations, budget)) is not None:
            return found
    return None


def _narrow(domains: dict[str, list[Row]], equations: Sequence[Equation]) -> bool:
    """Drops options that no column's equation allows within the others' bounds; False where a row is left without any."""
    changed = True
    while changed:
        changed = False
        for equation in equations:
            lows, highs = {}, {}
            for row, weight in equation.items():
                choice = domains[row]
                if len(choice) == 1:
                    lows[row] = highs[row] = [weight * v for v in choice[0]]
                    continue
                columns = list(zip(*choice, strict=True))
                small, big = [weight * min(c) for c in columns], [weight * max(c) for c in columns]
                lows[row], highs[row] = (small, big) if weight > 0 else (big, small)
            low, high = [sum(c) for c in zip(*lows.values(), strict=True)], [sum(c) for c in zip(*highs.values(), strict=True)]
            if any(x > 0 or y < 0 for x, y in zip(low, high, strict=True)):
                return False
            for row, weight in equation.items():
                choice = domains[row]
                if len(choice) == 1:
                    continue
                own = list(zip(low, high, lows[row], highs[row], strict=True))
                if all(x - a + b <= 0 <= y - b + a for x, y, a, b in own):
                    continue  # the others leave room for all of them
                bounds = [(b - y, a - x) for x, y, a, b in own]
                kept = [o for o in choice if all(least <= weight * v <= most for v, (least, most) in zip(o, bounds, strict=True))]
                if len(kept) < len(choice):
                    if not kept:
                        return False
                    domains[row] = kept
                    changed = True
    return True


def placements(figures: Sequence[int], cells: int) -> list[tuple[int | None, ...]]:
    """Ways to put figures, in order, into `cells` places of which the others are blank (None)."""
    result = []
    for places in combinations(range(cells), len(figures)):
        row: list[int | None] = [None] * cells
        for place, figure in zip(places, figures, strict=True):
            row[place] = figure
        result.append(tuple(row))
    return result
