"""Errors in the text of a table: figures and rows lost, put in, run together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from extractor.form import Form
from extractor.garble.grids import Block, Piece
from extractor.injection.kind import TABLE


def _rows(blocks: Sequence[Block]) -> list[int]:
    rows = (i for i, b in enumerate(blocks) if b.role == "row" and b.ref.startswith(f"{TABLE}/"))
    return [i for i in rows if any(p.kind == "cell" for p in blocks[i].pieces)]


def _retyped(blocks: Sequence[Block], change: Callable[[list[Piece], list[int], Random], bool], rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    pieces = list(blocks[i].pieces)
    if not change(pieces, [n for n, p in enumerate(pieces) if p.kind == "cell"], rng):
        return None
    return [*blocks[:i], blocks[i]._replace(pieces=tuple(pieces)), *blocks[i + 1 :]]


def token_lost(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(cells)
    del pieces[n : n + 2]  # with the gap behind it
    return True


def token_inserted(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(cells)
    pieces[n:n] = [Piece(str(rng.randint(1, 30)), "noise"), pieces[n - 1]]
    return True


def token_lost_and_inserted(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    one, other = sorted(rng.sample(cells, 2))
    texts = [pieces[n].text for n in cells]
    lost, strange = (cells.index(one), cells.index(other)) if rng.random() < 0.5 else (cells.index(other), cells.index(one))
    del texts[lost]
    texts.insert(strange, str(rng.randint(1, 30)))
    for n, text in zip(cells, texts, strict=True):
        pieces[n] = pieces[n]._replace(text=text)
    return True


def digits_glued(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    n = rng.choice(range(len(cells) - 1))
    one, other = cells[n], cells[n + 1]
    pieces[one : other + 1] = [pieces[one]._replace(text=pieces[one].text + pieces[other].text)]
    return True


def digits_split(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    long = [n for n in cells if len(pieces[n].text) > 1]
    if not long:
        return False
    n = rng.choice(long)
    cut = rng.randrange(1, len(pieces[n].text))
    pieces[n : n + 1] = [pieces[n]._replace(text=pieces[n].text[:cut]), pieces[n - 1], Piece(pieces[n].text[cut:], "noise")]
    return True


def label_lost(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    labels = [n for n, p in enumerate(pieces) if p.kind == "label"]
    for n in labels:
        pieces[n] = pieces[n]._replace(text="")
    return bool(labels)


def in_row(change: Callable[[list[Piece], list[int], Random], bool]) -> Callable[[Sequence[Block], Form, Random], Sequence[Block] | None]:
    return lambda blocks, form, rng: _retyped(blocks, change, rng)


def row_dropped(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    return [*blocks[:i], *blocks[i + 1 :]]


def row_doubled(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    i = rng.choice(_rows(blocks))
    return [*blocks[: i + 1], blocks[i], *blocks[i + 1 :]]


def row_reversed(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    for n, text in zip(cells, [pieces[n].text for n in reversed(cells)], strict=True):
        pieces[n] = pieces[n]._replace(text=text)
    return True


def labels_moved(count: int) -> Callable[[Sequence[Block], Form, Random], Sequence[Block] | None]:
    """So many rows change labels in a ring."""

    def apply(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
        places = {i: next((n for n, p in enumerate(blocks[i].pieces) if p.kind == "label"), -1) for i in _rows(blocks)}
        if len(places) < count or -1 in places.values():
            return None
        ring = rng.sample(list(places), count)
        found = list(blocks)
        for to, source in zip(ring, [*ring[1:], ring[0]], strict=True):
            pieces = list(blocks[to].pieces)
            pieces[places[to]] = blocks[source].pieces[places[source]]
            found[to] = blocks[to]._replace(pieces=tuple(pieces))
        return found

    return apply


def tails_swapped(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """Two rows exchange their figures from some column on."""
    rows = _rows(blocks)
    if len(rows) < 2:
        return None
    one, other = rng.sample(rows, 2)
    start = rng.randrange(1, 6)
    found = list(blocks)
    for to, source in ((one, other), (other, one)):
        pieces, theirs = list(blocks[to].pieces), [p for p in blocks[source].pieces if p.kind == "cell"]
        mine = [n for n, p in enumerate(pieces) if p.kind == "cell"]
        if len(mine) != len(theirs):
            return None
        for n, piece in list(zip(mine, theirs, strict=True))[start:]:
            pieces[n] = pieces[n]._replace(text=piece.text)
        found[to] = blocks[to]._replace(pieces=tuple(pieces))
    return found


def column_lost(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """A column of figures is gone from every row, its heading is not."""
    lost, found = rng.randrange(len(form.columns)), list(blocks)
    for i in _rows(blocks):
        pieces = list(blocks[i].pieces)
        cells = [n for n, p in enumerate(pieces) if p.kind == "cell"]
        if len(cells) == len(form.columns):
            del pieces[cells[lost] : cells[lost] + 2]
            found[i] = blocks[i]._replace(pieces=tuple(pieces))
    return found


def _cells(blocks: Sequence[Block], i: int) -> list[int]:
    return [n for n, piece in enumerate(blocks[i].pieces) if piece.kind == "cell"]


def _moved(blocks: Sequence[Block], order: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Sequence[Block] | None:
    """The blocks with some cells' figures taken from others; a cell is (block, number of the cell). None where nothing changes."""
    found = [list(block.pieces) for block in blocks]
    for (to, cell), (source, other) in order:
        n, text = _cells(blocks, to)[cell], blocks[source].pieces[_cells(blocks, source)[other]].text
        found[to][n] = found[to][n]._replace(text=text)
    pairs = [pair for block, pieces in zip(blocks, found, strict=True) for pair in zip(block.pieces, pieces, strict=True)]
    moved = sum((a.text or "0") != (b.text or "0") for a, b in pairs)
    # One figure that is another is the report's word, whoever typed it: no text tells that from the agency's slip.
    return [block._replace(pieces=tuple(pieces)) for block, pieces in zip(blocks, found, strict=True)] if moved > 1 else None


def _whole_rows(blocks: Sequence[Block], form: Form) -> list[int]:
    return [i for i in _rows(blocks) if len(_cells(blocks, i)) == len(form.columns)]


def column_slid(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """From some row on, the figures of one column stand one row too low."""
    rows, column = _whole_rows(blocks, form), rng.randrange(len(form.columns))
    if len(rows) < 4:
        return None
    start = rng.randrange(len(rows) - 3)
    return _moved(blocks, [((low, column), (high, column)) for high, low in pairwise(rows[start:])])


def stretch_one_row_down(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """The figures of some rows each stand beside the next label, the last beside the first."""
    rows, size = _whole_rows(blocks, form), rng.randint(3, 8)
    if len(rows) < size:
        return None
    start = rng.randrange(len(rows) - size + 1)
    some = rows[start : start + size]
    pairs = zip(some, [some[-1], *some[:-1]], strict=True)
    return _moved(blocks, [((to, n), (source, n)) for to, source in pairs for n in range(len(form.columns))])


def columns_exchanged(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """Two columns have changed their figures in some rows that follow one another."""
    rows, (one, other) = _whole_rows(blocks, form), rng.sample(range(len(form.columns)), 2)
    if len(rows) < 4:
        return None
    start = rng.randrange(len(rows) - 3)
    some = rows[start : start + rng.randint(2, 12)]
    return _moved(blocks, [((i, x), (i, y)) for i in some for x, y in ((one, other), (other, one))])


def digit_moved_on(pieces: list[Piece], cells: list[int], rng: Random) -> bool:
    """The last digit of a figure stands before the next."""
    choice = [(a, b) for a, b in pairwise(cells) if len(pieces[a].text) > 1 and pieces[b].text and pieces[a].text[-1] != "0"]
    if not choice:
        return False
    one, other = rng.choice(choice)
    moved = pieces[one].text[-1]
    pieces[one], pieces[other] = (
        pieces[one]._replace(text=pieces[one].text[:-1]), pieces[other]._replace(text=moved + pieces[other].text)
    )
    return True


def stretch_sideways(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """The figures of some rows that follow one another stand one column aside, the last of each before the first."""
    rows, columns = _whole_rows(blocks, form), range(len(form.columns))
    if len(rows) < 4:
        return None
    start = rng.randrange(len(rows) - 3)
    return _moved(blocks, [((i, n), (i, n - 1 if n else columns[-1])) for i in rows[start : start + rng.randint(2, 12)] for n in columns])


def row_overprinted(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """A row shows the figures of the row above."""
    rows = _whole_rows(blocks, form)
    if len(rows) < 2:
        return None
    n = rng.randrange(1, len(rows))
    return _moved(blocks, [((rows[n], column), (rows[n - 1], column)) for column in range(len(form.columns))])


def rows_run_together(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """A row lost its label and stands behind the figures of the row above."""
    rows = _whole_rows(blocks, form)
    pairs = [(one, other) for one, other in pairwise(rows) if other == one + 1]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    first = next(n for n, piece in enumerate(blocks[other].pieces) if piece.kind == "cell")
    gap = blocks[one].pieces[_cells(blocks, one)[-1] - 1]
    joined = (*blocks[one].pieces[: _cells(blocks, one)[-1] + 1], gap, *blocks[other].pieces[first:])
    return [*blocks[:one], blocks[one]._replace(pieces=joined), *blocks[other + 1 :]]


def edge_cut(column: int) -> Callable[[Sequence[Block], Form, Random], Sequence[Block] | None]:
    """The page's edge took a digit of the longer figures of the first column, or of the last."""

    def apply(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
        found = list(blocks)
        for i in _whole_rows(blocks, form):
            pieces, n = list(blocks[i].pieces), _cells(blocks, i)[column]
            if len(text := pieces[n].text) > 1:
                pieces[n] = pieces[n]._replace(text=text[:-1] if column else text[1:].lstrip("0") or "0")
                found[i] = blocks[i]._replace(pieces=tuple(pieces))
        return found if sum(a is not b for a, b in zip(blocks, found, strict=True)) > 1 else None

    return apply


def column_copied(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """A column shows the figures of the column beside it."""
    n = rng.randrange(1, len(form.columns))
    return _moved(blocks, [((i, n), (i, n - 1)) for i in _whole_rows(blocks, form)])


def stretch_reversed(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """The figures of some rows that follow one another stand beside the labels from the last to the first."""
    rows, size = _whole_rows(blocks, form), rng.randint(3, 8)
    if len(rows) < size:
        return None
    start = rng.randrange(len(rows) - size + 1)
    some = rows[start : start + size]
    return _moved(blocks, [((to, n), (source, n)) for to, source in zip(some, some[::-1], strict=True) for n in range(len(form.columns))])


def stretch_of_noughts(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    """Some rows that follow one another show noughts for all their figures."""
    rows, found = _whole_rows(blocks, form), list(blocks)
    if len(rows) < 6:
        return None
    start = rng.randrange(len(rows) - 5)
    for i in rows[start : start + rng.randint(2, 6)]:
        pieces = [piece._replace(text="0") if piece.kind == "cell" else piece for piece in blocks[i].pieces]
        found[i] = blocks[i]._replace(pieces=tuple(pieces))
    pairs = [pair for one, other in zip(blocks, found, strict=True) for pair in zip(one.pieces, other.pieces, strict=True)]
    return found if sum((a.text or "0") != (b.text or "0") for a, b in pairs) > 1 else None
