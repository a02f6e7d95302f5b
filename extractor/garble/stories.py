"""What the figures left in a text settle: every content that a damaged row may have had, and which of them the identities allow.

Nothing here reads a text. A garbled report knows which figures it still prints and how (`Mode`); what two whole tables fit is
uncertain.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.form import Forms
from extractor.garble.gold import BALANCE, Mode, Number, Value

Vector = tuple[Value, ...]
CAP = 120_000  # steps; beyond them a report is no use as gold


class Undecided(Exception):
    """Too many stories fit to count them all."""


def unsettled(
    forms: Forms, editions: Mapping[str, str], modes: Mapping[str, Mode], printed: Mapping[str, Value], texts: Mapping[str, str],
    lost: frozenset[str],
) -> frozenset[str]:
    """The addresses that the figures left in the text and the identities leave open. `texts` holds what stands in each cell."""
    found: set[str] = set()
    for form in forms.of(editions):
        mode = modes.get(form.table, "explicit")
        if mode == "explicit":
            continue
        rows = {row.id: [f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows}
        rows = {row: cells for row, cells in rows.items() if not lost.issuperset(cells)}
        if form.table == "requests":
            found |= _requests(rows, mode, printed, texts, {row.id for row in form.rows} - set(rows))
        elif form.table == "disputes":
            found |= _disputes([cell for cells in rows.values() for cell in cells], mode, printed, texts)
        else:
            for cells in rows.values():
                found |= _plain_row(cells, mode, texts)
    return frozenset(found - lost)


def _plain_row(cells: Sequence[str], mode: Mode, texts: Mapping[str, str]) -> set[str]:
    """Open cells of a row that no identity binds."""
    kept = [texts[cell] for cell in cells if texts[cell]]
    if not kept or len(cells) == 1:
        return set()
    if mode == "dropped":
        return set() if len(kept) == len(cells) else set(cells)
    run = "".join(kept)
    if len(kept) < len(cells):
        return set(cells)
    ways = list(_figures(run, len(cells)))
    if mode == "glued_dropped" and len(run) > 1:
        ways += [w for n in range(1, len(cells)) for w in _figures(run, n)]
    if any(len(way) != len(cells) for way in ways):
        return set(cells)
    return {cell for i, cell in enumerate(cells) if len({way[i] for way in ways}) > 1}


FIGURE = re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:万元|[件项个元])?")


def _figures(run: str, count: int) -> Iterator[tuple[str, ...]]:
    """Every way to cut a run into so many figures, none with a leading zero."""
    if count == 1:
        if FIGURE.fullmatch(run):
            yield (run,)
        return
    for stop in range(1, len(run) - count + 2):
        if FIGURE.fullmatch(run[:stop]):
            for rest in _figures(run[stop:], count - 1):
                yield (run[:stop], *rest)


def _disputes(cells: Sequence[str], mode: Mode, printed: Mapping[str, Value], texts: Mapping[str, str]) -> set[str]:
    kept = [texts[cell] for cell in cells if texts[cell]]
    if not kept:
        return set()
    if len(kept) < len(cells):
        return set(cells)
    if mode == "dropped":
        return set()
    if mode == "glued_dropped":
        return set() if set("".join(kept)) == {"0"} else set(cells)
    ways = list(itertools.islice(_blocks("".join(kept), len(cells) // 5), CAP))
    if len(ways) == CAP:
        raise Undecided
    truth = tuple(printed[cell] for cell in cells)
    if truth not in ways:
        return set(cells)
    return {cell for i, cell in enumerate(cells) if len({way[i] for way in ways}) > 1}


def _blocks(run: str, blocks: int) -> Iterator[Vector]:
    """Every way to cut a run into blocks of four outcomes and their total."""
    if blocks == 0:
        if not run:
            yield ()
        return
    for stop in range(5, len(run) - 5 * (blocks - 1) + 1):
        for head in sums(run[:stop], 5):
            for rest in _blocks(run[stop:], blocks - 1):
                yield (*head, *rest)


def sums(run: str, count: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut a run of digits into so many numbers, none with a leading zero, the last the sum of the others."""
    for size in range(1, len(run) - count + 2):
        last = run[-size:]
        if size > 1 and last[0] == "0":
            continue
        total = int(last)
        for parts in _parts(run[:-size], count - 1, total):
            yield (*parts, total)


def _parts(run: str, count: int, total: int) -> Iterator[tuple[int, ...]]:
    if count == 1:
        if run and (run == "0" or run[0] != "0") and int(run) == total:
            yield (total,)
        return
    for stop in range(1, 2 if run[0] == "0" else len(run) - count + 2):
        first = int(run[:stop])
        if first > total:
            break
        if len(run) - stop >= count - 1:
            for rest in _parts(run[stop:], count - 1, total - first):
                yield (first, *rest)


def _requests(
    rows: Mapping[str, Sequence[str]], mode: Mode, printed: Mapping[str, Value], texts: Mapping[str, str], gone: set[str],
) -> set[str]:
    truth: dict[str, Vector] = {row: tuple(printed[cell] for cell in cells) for row, cells in rows.items()}
    stories = {row: stories_of([texts[cell] for cell in cells], truth[row], mode) for row, cells in rows.items()}
    used = {i for cells in rows.values() for i, cell in enumerate(cells[:-1]) if texts[cell]}
    if mode == "dropped" and len(used) < 6:
        # a column without any figure: the figures of its neighbours can all move over, and no sum would show it
        return {cell for row, cells in rows.items() if len(stories[row]) > 1 for cell in cells[:-1]}
    kept = supported(stories, gone)
    found: set[str] = set()
    for row, cells in rows.items():
        ways = kept[row] if truth[row] in kept[row] else set(stories[row]) | {truth[row]}
        if len(ways) == 1:
            continue
        if mode != "glued":
            found.update(cells[:-1])
        found.update(cell for i, cell in enumerate(cells) if len({way[i] for way in ways}) > 1)
    return found


def stories_of(texts: Sequence[str], truth: Vector, mode: Mode) -> list[Vector]:
    """Every content that a request row may have had, given what is left of it."""
    kept = [text for text in texts if text]
    if not kept:
        return [tuple([None] * len(texts))]
    if mode == "glued":
        return list(sums("".join(kept), len(texts)))
    if mode == "dropped" or len(kept) == 1 == len(kept[0]):
        if len(kept) == len(texts):
            return [truth]
        if len(kept) == 1:
            return [(*[None] * (len(texts) - 1), truth[-1])]
        figures = [value for value, text in zip(truth, texts, strict=True) if text]
        return list(_placed(figures, len(texts) - 1))
    run = "".join(kept)
    ways: set[Vector] = {(*[None] * (len(texts) - 1), int(run))} if run == "0" or run[0] != "0" else set()
    for count in range(2, len(texts) + 1):
        for cut in sums(run, count):
            ways.update(_placed(cut, len(texts) - 1))
    return sorted(ways, key=str)


def _placed(figures: Sequence[Value], columns: int) -> Iterator[Vector]:
    """Every way to place all figures but the last, in order, in so many columns; the last is the total."""
    for places in itertools.combinations(range(columns), len(figures) - 1):
        vector: list[Value] = [None] * columns
        for place, figure in zip(places, figures, strict=False):
            vector[place] = figure
        yield (*vector, figures[-1])


def supported(stories: Mapping[str, Sequence[Vector]], gone: set[str]) -> dict[str, set[Vector]]:
    """The stories of each row that some whole table fits in which every column balances (R1) and adds up (R2). Blank counts as 0.

    A row that is gone may have held any numbers that are not negative. Exact: states of the sums still open are walked forward
    and back. Raises Undecided where there are too many.
    """
    details = [row for row in stories if row not in BALANCE]
    zero = {row: {story: tuple(value or 0 for value in story) for story in ways} for row, ways in stories.items()}
    lost_detail = bool(gone - set(BALANCE))
    if not _pruned(zero, details, lost_detail):
        return {row: set() for row in stories}
    kept: dict[str, set[Vector]] = {row: set() for row in stories}
    by_total: dict[tuple[Number, ...] | None, list[tuple[tuple[str, Vector], ...]]] = {}
    tops = [[(row, way) for way in zero[row]] for row in BALANCE if row in stories]
    if math.prod(map(len, tops)) > CAP:
        raise Undecided
    for combination in itertools.product(*tops):
        fits, total = _balanced({row: zero[row][way] for row, way in combination})
        if fits:
            by_total.setdefault(total, []).append(combination)
    steps_left = [CAP]
    for total, combinations in by_total.items():
        ways = {row: set(zero[row]) for row in details} if total is None else _walk(details, zero, total, lost_detail, steps_left)
        if ways is None:
            continue
        for row in details:
            kept[row] |= ways[row]
        for combination in combinations:
            for row, way in combination:
                kept[row].add(way)
    return kept


def _pruned(zero: dict[str, dict[Vector, tuple[Number, ...]]], details: Sequence[str], lost_detail: bool) -> bool:
    """Takes out, column by column, the stories that no bounds of the others allow; False where a row has none left."""
    width = len(next(iter(next(iter(zero.values())).values())))
    while True:
        before = sum(map(len, zero.values()))
        for i in range(width):
            low = {row: min(v[i] for v in ways.values()) for row, ways in zero.items()}
            high = {row: max(v[i] for v in ways.values()) for row, ways in zero.items()}
            least, most = sum(low[row] for row in details), sum(high[row] for row in details)
            bounds: dict[str, tuple[Number, Number | None]] = {}
            if "total" in zero:
                bounds["total"] = (least, None if lost_detail else most)
                for row in details:
                    rest = None if lost_detail else low["total"] - most + high[row]
                    bounds[row] = (rest or 0, high["total"] - least + low[row])
            for row, ways in zero.items():
                floor, ceiling = bounds.get(row, (0, None))
                if row in BALANCE and all(other in zero for other in BALANCE):
                    mine, other = (BALANCE[:2], BALANCE[2:]) if row in BALANCE[:2] else (BALANCE[2:], BALANCE[:2])
                    twin = next(r for r in mine if r != row)
                    floor = max(floor, sum(low[r] for r in other) - high[twin])
                    top = sum(high[r] for r in other) - low[twin]
                    ceiling = top if ceiling is None else min(ceiling, top)
                zero[row] = {w: v for w, v in ways.items() if v[i] >= floor and (ceiling is None or v[i] <= ceiling)}
                if not zero[row]:
                    return False
        if sum(map(len, zero.values())) == before:
            return True


def _balanced(rows: Mapping[str, tuple[Number, ...]]) -> tuple[bool, tuple[Number, ...] | None]:
    """Whether R1 can hold with the top rows that are left, and the total that the details must reach, where that is known."""
    came, went = [rows[r] for r in BALANCE[:2] if r in rows], [rows[r] for r in BALANCE[2:] if r in rows]
    width = len(next(iter(rows.values()))) if rows else 0
    rest = [sum(v[i] for v in came) - sum(v[i] for v in went) for i in range(width)]
    total = rows.get("total")
    if len(came) == 2 and len(went) == 2:
        return not any(rest), total
    if len(came) == 2:
        fits = all(value >= 0 for value in rest)
        return fits, total if total is not None else (tuple(rest) if len(went) == 1 else None)
    if len(went) == 2:
        return all(value <= 0 for value in rest), total
    return True, total


def _walk(
    rows: Sequence[str], zero: Mapping[str, Mapping[Vector, tuple[Number, ...]]], total: tuple[Number, ...], open_end: bool,
    steps_left: list[int],
) -> dict[str, set[Vector]] | None:
    order = sorted(rows, key=lambda row: len(zero[row]))
    width = len(total)
    within: list[tuple[Number, ...]] = [(0,) * width]  # the most that the rows still to come can hold, per column
    for row in reversed(order):
        within.append(tuple(a + max(v[i] for v in zero[row].values()) for i, a in enumerate(within[-1])))
    within.reverse()
    layers: list[dict[tuple[Number, ...], list[tuple[Vector, tuple[Number, ...]]]]] = []
    states = {total}
    for row, most in zip(order, within[1:], strict=True):
        layer: dict[tuple[Number, ...], list[tuple[Vector, tuple[Number, ...]]]] = {}
        following: set[tuple[Number, ...]] = set()
        for state in states:
            steps = []
            for way, vector in zero[row].items():
                rest = tuple(a - b for a, b in zip(state, vector, strict=True))
                if min(rest) >= 0 and (open_end or all(a <= b for a, b in zip(rest, most, strict=True))):
                    steps.append((way, rest))
                    following.add(rest)
            layer[state] = steps
        layers.append(layer)
        steps_left[0] -= len(states) * len(zero[row])
        states = following
        if steps_left[0] < 0:
            raise Undecided
    alive = states if open_end else {state for state in states if not any(state)}
    kept: dict[str, set[Vector]] = {}
    for row, layer in zip(reversed(order), reversed(layers), strict=True):
        kept[row] = {way for steps in layer.values() for way, rest in steps if rest in alive}
        alive = {state for state, steps in layer.items() if any(rest in alive for _, rest in steps)}
    return kept if alive else None
