"""Which arrangements of figures fit: glued digits split into cells, and dropped blanks put back.

The statutory identities choose among arrangements; they never change a figure. Exactly one arrangement: the position is settled.
Several: the figures stand in `candidates` and a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

Split = tuple[tuple[int, int], ...]  # half-open stretches of the glued text, one a cell
LIMIT = 400
NODES = 4_000


def splits(tokens: Sequence[str], cells: int) -> list[Split]:
    """Ways to cut the digits of `tokens` (joined; cuts between tokens are given) into `cells` numbers without leading zeros.

    At most LIMIT + 1 are listed: more means "too many to list".
    """
    digits = "".join(tokens)
    forced = set()
    at = 0
    for token in tokens:
        at += len(token)
        forced.add(at)
    found: list[Split] = []
    for split in _cuts(digits, 0, cells, forced, []):
        found.append(split)
        if len(found) > LIMIT:
            break
    return found


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
    digits = "".join(tokens)
    forced = set()
    at = 0
    for token in tokens:
        at += len(token)
        forced.add(at)
    found: list[Split] = []
    for length in range(1, len(digits) - cells + 2):
        cut = len(digits) - length
        if (length > 1 and digits[cut] == "0") or any(cut < f < len(digits) for f in forced):
            continue
        total = int(digits[cut:])
        for split in _summing(digits, 0, cut, cells - 1, total, forced, []):
            found.append((*split, (cut, len(digits))))
            if len(found) > LIMIT:
                return found
    return found


def _summing(digits: str, start: int, end: int, cells: int, total: int, forced: set[int], done: list[tuple[int, int]]) -> Iterator[Split]:
    left = end - start
    if cells == 0:
        if left == 0 and total == 0:
            yield tuple(done)
        return
    if left < cells:
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


def columns_that_fit(
    options: Mapping[str, Sequence[Row]], coming: Sequence[str], going: Sequence[str], total: str, details: Sequence[str]
) -> list[dict[str, Row]] | None:
    """Every choice of one option a row that satisfies each column's balance (coming = going) and sum (details = total).

    None where the search is too long to finish: then nothing is proved.
    """
    fits: list[dict[str, Row]] = []
    chosen: dict[str, Row] = {}
    fixed = tuple(map(sum, zip(*(options[d][0] for d in details if len(options[d]) == 1), strict=True))) if details else ()
    free = sorted((d for d in details if len(options[d]) > 1), key=lambda d: -max(options[d][0], default=0))
    order = [*coming, *(g for g in going if g not in coming), *free]
    heads = len(order) - len(free)
    nodes = 0

    def choose(at: int, left: Row) -> bool:
        nonlocal nodes
        nodes += 1
        if nodes > NODES:
            return False
        if at == heads:
            a, b = (tuple(map(sum, zip(*(chosen[r] for r in side), strict=True))) for side in (coming, going))
            left = tuple(t - f for t, f in zip(chosen[total], fixed, strict=True)) if fixed else chosen[total]
            if a != b or min(left) < 0:
                return True
        if at == len(order):
            if not any(left):
                fits.append({**{r: o[0] for r, o in options.items()}, **chosen})
            return True
        for option in options[order[at]]:
            rest = tuple(x - y for x, y in zip(left, option, strict=True)) if at >= heads else left
            if at >= heads and min(rest) < 0:
                continue
            chosen[order[at]] = option
            if not choose(at + 1, rest):
                return False
        return True

    return fits if choose(0, ()) else None


def placements(figures: Sequence[int], cells: int) -> list[tuple[int | None, ...]]:
    """Ways to put figures, in order, into `cells` places of which the others are blank (None)."""
    result = []
    for places in combinations(range(cells), len(figures)):
        row: list[int | None] = [None] * cells
        for place, figure in zip(places, figures, strict=True):
            row[place] = figure
        result.append(tuple(row))
    return result
