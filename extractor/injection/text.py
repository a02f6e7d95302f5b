"""Errors in the text of a table: figures and rows lost, put in, run together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def labels_swapped(blocks: Sequence[Block], form: Form, rng: Random) -> Sequence[Block] | None:
    places = {i: next((n for n, p in enumerate(blocks[i].pieces) if p.kind == "label"), -1) for i in _rows(blocks)}
    if len(places) < 2 or -1 in places.values():
        return None
    i, k = rng.sample(list(places), 2)
    found = list(blocks)
    for to, source in ((i, k), (k, i)):
        pieces = list(blocks[to].pieces)
        pieces[places[to]] = blocks[source].pieces[places[source]]
        found[to] = blocks[to]._replace(pieces=tuple(pieces))
    return found
