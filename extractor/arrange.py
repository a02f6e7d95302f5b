"""Which arrangements of figures fit: glued digits split into cells, and dropped blanks put back.

The statutory identities choose among arrangements; they never change a figure. Exactly one arrangement: the position is settled.
Several: the figures stand in `candidates` and a person decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

Split = tuple[tuple[int, int], ...]  # half-open stretches of the glued text, one a cell
LIMIT = 400
NODES = 2_000


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


def consistent(options: Mapping[str, Sequence[Row]], balanced: Callable[[Mapping[str, Row]], bool], partial: Sequence[str]) -> list[dict[str, Row]]:
    """Every choice of one option a row that `balanced` accepts; [] also where there are too many to try.

    `partial` orders the rows that have a choice; rows with one option are given.
    """
    count = 1
    for row in partial:
        count *= len(options[row])
        if count > NODES:
            return []
    chosen = {row: option[0] for row, option in options.items() if row not in partial}
    fits: list[dict[str, Row]] = []

    def choose(at: int) -> None:
        if at == len(partial):
            if balanced(chosen):
                fits.append(dict(chosen))
            return
        for option in options[partial[at]]:
            chosen[partial[at]] = option
            choose(at + 1)

    choose(0)
    return fits


def placements(figures: Sequence[int], cells: int) -> list[tuple[int | None, ...]]:
    """Ways to put figures, in order, into `cells` places of which the others are blank (None)."""
    result = []
    for places in combinations(range(cells), len(figures)):
        row: list[int | None] = [None] * cells
        for place, figure in zip(places, figures, strict=True):
            row[place] = figure
        result.append(tuple(row))
    return result
