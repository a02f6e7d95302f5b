"""Statutory tables as they arrive in text: each layout renders the three tables of a report, cell by cell, in one flattening of the wild.

A layout is a function of the tables (grids with merged cells) and a seeded random; it picks its own sub-variant and says in
which `Mode` it leaves the figures. Every stretch of its text is a piece that knows which cell or label it is.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from extractor.garble.gold import Mode
from extractor.garble.grids import Block, Grid, Line, Piece
from extractor.garble.stories import sums


@dataclass(frozen=True)
class Flat:
    """The tables as text blocks, in which mode each left its figures, and traits that some damage must respect."""

    blocks: Mapping[str, tuple[Block, ...]]
    modes: Mapping[str, Mode] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


Layout = Callable[[Mapping[str, Grid], Random], Flat]
LAYOUTS: dict[str, Layout] = {}


def layout(function: Layout) -> Layout:
    """The function itself, entered under its name."""
    LAYOUTS[function.__name__] = function
    return function


def _rectangle(line: Line, width: int) -> list[Piece]:
    """The line as `width` pieces, empty ones where a merged cell goes on."""
    row: list[Piece | None] = [None] * width
    for start, size in line.filled:
        for at in range(start, start + size):
            row[at] = Piece("", "gap")
    at = 0
    for slot in line.slots:
        while row[at] is not None:
            at += 1
        row[at] = slot.piece
        for more in range(at + 1, at + slot.cols):
            row[more] = Piece("", "gap")
    return [piece or Piece("", "gap") for piece in row]


def _every(tables: Mapping[str, Grid], render: Callable[[Grid], Iterable[Block]], mode: Mode, *traits: str) -> Flat:
    return Flat({name: tuple(render(grid)) for name, grid in tables.items()}, dict.fromkeys(tables, mode), frozenset(traits))


def _joined(pieces: Iterable[Piece], gap: str, before: str = "", after: str = "\n") -> tuple[Piece, ...]:
    found: list[Piece] = [Piece(before)] if before else []
    for i, piece in enumerate(pieces):
        if i and gap:
            found.append(Piece(gap))
        found.append(piece)
    return (*found, Piece(after))


@layout
def bars(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Rows of cells with bars, merged cells dropped; blank cells keep their bars."""
    gap, before, after = rng.choice([
        (" | ", "", " |\n"), ("|", "", "|\n"), ("  | ", "", "  | \n"), (" | ", "| ", " |\n"), ("|", "|", "|\n"), (" | ", "", "\n"),
        ("\t|\t", "", "\n"), ("｜", "", "\n"), ("│", "│", "│\n"), (" |", "", " |\n\n"),
    ])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            yield Block(line.role, line.ref, _joined((s.piece for s in line.slots), gap, before, after))

    return _every(tables, render, "explicit")


@layout
def bars_merged(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Rows of cells with bars, merged cells left as bars without anything between: where they were, or as pads at the end."""
    at_end = rng.random() < 0.5
    gap = rng.choice([" | ", "  | ", "|"])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            if at_end:
                pads = sum(slot.cols - 1 for slot in line.slots)
                yield Block(line.role, line.ref, _joined((s.piece for s in line.slots), gap, "", gap + "|" * pads + "\n"))
                continue
            pieces: list[Piece] = []
            for piece in _rectangle(line, grid.width):
                pieces += [piece, Piece("|" if piece.kind == "gap" else gap)]
            yield Block(line.role, line.ref, (*pieces, Piece("\n")))

    return _every(tables, render, "explicit")


@layout
def markdown(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """A Markdown table with its rule under the first row; merged cells blank."""
    rule = rng.choice(["---", " --- ", ":---:", "-----"])
    inner = rng.choice([" ", ""])

    def render(grid: Grid) -> Iterable[Block]:
        for i, line in enumerate(grid.lines):
            pieces = _joined(_rectangle(line, grid.width), f"{inner}|{inner}", f"|{inner}", f"{inner}|\n")
            if i == 0:
                pieces += (Piece("|" + "|".join([rule] * grid.width) + "|\n"),)
            yield Block(line.role, line.ref, pieces)

    return _every(tables, render, "explicit")


@layout
def bars_dropped(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Rows of cells with bars where blank cells were dropped and pads follow for whatever is missing."""
    padded = rng.random() < 0.7

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            shown = [s.piece for s in line.slots if s.piece.text]
            width = grid.width - sum(size for _, size in line.filled)
            pads = "|" * (width - len(shown)) if padded else ""
            yield Block(line.role, line.ref, _joined(shown, " | ", "", f" | {pads}\n" if pads else " |\n"))

    return _every(tables, render, "dropped")


@layout
def cell_lines(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """One cell a line, blank lines between, no bars; a blank cell leaves nothing."""
    gap = rng.choice(["\n\n", "\n\n", "\n", "\n \n", "\n\n\n"])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            yield Block(line.role, line.ref, _joined((s.piece for s in line.slots if s.piece.text), gap, "", gap))

    return _every(tables, render, "dropped", "lines")


@layout
def cell_lines_bar(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """One cell a line ending in a bar, fillers at the row's end; or the bar alone on the next line."""
    alone = rng.random() < 0.4
    filler = rng.random() < 0.7

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            pads = "|" * sum(slot.cols - 1 for slot in line.slots) if filler else ""
            end = "\n|\n" if alone else " |\n"
            yield Block(line.role, line.ref, _joined((s.piece for s in line.slots), end, "", end + (f"{pads}\n" if pads else "")))

    return _every(tables, render, "explicit", "lines")


@layout
def glued(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Cells with nothing between: a label and its figures in one run, now and then with the next row's index on the end."""
    index_moves = rng.random() < 0.35
    end = rng.choice(["\n", "\n", "\n\n", ""])
    before = rng.choice(["", "", "", " ", "：", "\n"])

    def render(grid: Grid) -> Iterable[Block]:
        carried = ""
        for i, line in enumerate(grid.lines):
            pieces = [slot.piece for slot in line.slots]
            if carried:
                pieces = [p._replace(text=p.text.removeprefix(carried)) if p.kind == "label" else p for p in pieces]
            carried = ""
            following = grid.lines[i + 1].slots[0].piece.text[:1] if i + 1 < len(grid.lines) else "\n"
            figures = [slot.piece.text for slot in line.slots if slot.piece.kind == "cell"]
            # an index may touch the run only where no other reading of the two adds up
            touches = not following.isdigit() or bool(
                figures and all(figures) and not any(sums("".join(figures) + following, len(figures))))
            if index_moves and following.isdigit() and line.role == "row" and touches:
                carried = following
            if carried:
                pieces.append(Piece(carried, "gap", "index"))
            first = next((j for j, p in enumerate(pieces) if p.kind == "cell"), 0) if line.role == "row" else 0
            if before and first:
                pieces.insert(first, Piece(before))
            yield Block(line.role, line.ref, (*pieces, Piece(end if touches and following != "\n" else end or "\n")))

    return _every(tables, render, "glued", "glued")


def _wrapped(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)] or [""]


@layout
def pdf(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """PDF text: rows of words and spaces, labels beside, above, below or around their figures, headings printed downwards."""
    place = rng.choice(["beside", "around", "above", "mixed", "below"])
    width, narrow = rng.choice([6, 8, 10, 12]), rng.choice([1, 2, 2, 3])
    gap = rng.choice([" ", " ", "  ", "    "])

    def figures(line: Line) -> list[Piece]:
        return [s.piece for s in line.slots if s.piece.kind == "cell" and s.piece.text]

    def row(line: Line) -> tuple[Piece, ...]:
        label = next((s.piece for s in line.slots if s.piece.kind == "label"), None)
        cells = _joined(figures(line), gap, "", "")[:-1]
        heads = [s.piece for s in line.slots if s.piece.kind == "head"]
        before: list[Piece] = []
        for head in heads:  # a narrow column: 三 / 本年 / 度办 … on lines of their own
            for part in _wrapped(head.text, narrow if head.ref == "三" else 5):
                before += [Piece(part, "head", head.ref), Piece("\n" if rng.random() < 0.8 else " ")]
        if label is None:
            return (*before, *cells, Piece("\n"))
        parts = [label._replace(text=part) for part in _wrapped(label.text, width)]
        way = rng.choice(["beside", "around", "above"]) if place == "mixed" else place
        if len(parts) == 1 and way != "below":
            way = "beside"
        lines = _joined(parts, "\n", "", "")[:-1]
        if way == "around":
            half = (len(parts) + 1) // 2
            return (*before, *_joined(parts[:half], "\n", "", "\n"), *cells, Piece("\n"), *_joined(parts[half:], "\n", "", "\n"))
        if way == "above":
            return (*before, *lines, Piece(rng.choice(["\n", gap])), *cells, Piece("\n"))
        if way == "below":
            return (*before, *cells, Piece("\n"), *lines, Piece("\n"))
        return (*before, *(lines if rng.random() < 0.3 else (label,)), Piece(gap), *cells, Piece("\n"))

    def head_line(grid: Grid, line: Line) -> tuple[Piece, ...]:
        if grid.table == "disclosure" or rng.random() < 0.4:
            return _joined((s.piece for s in line.slots), gap)
        tops = [[s.piece._replace(text=t) for t in _wrapped(s.piece.text, 2 if len(s.piece.text) < 7 else 9)] for s in line.slots]
        found: tuple[Piece, ...] = ()
        for i in range(max(map(len, tops))):
            found += _joined((parts[i] for parts in tops if i < len(parts)), gap)
        return found

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            yield Block(line.role, line.ref, row(line) if line.role == "row" else head_line(grid, line))

    return _every(tables, render, "dropped", "pdf", *(["below"] if place == "below" else []))


@layout
def label_values(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """The label on one line, its values on the next."""
    gap = rng.choice([" ", "  ", "\t", ", ", "；", " | "])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            words = _joined((s.piece for s in line.slots if s.piece.kind != "cell"), gap)
            values = _joined((s.piece for s in line.slots if s.piece.kind == "cell" and s.piece.text), gap)
            yield Block(line.role, line.ref, (words if len(words) > 1 else ()) + (values if len(values) > 1 else ()))

    return _every(tables, render, "dropped")


@layout
def one_line(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Everything on one line; bars or spaces between the cells."""
    bar = rng.random() < 0.4
    gap = " | " if bar else rng.choice([" ", "  ", "\u3000"])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            yield Block(line.role, line.ref, _joined((s.piece for s in line.slots if bar or s.piece.text), gap, "", gap))

    return _every(tables, render, "explicit" if bar else "dropped", "one_line")


@layout
def tabs(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Cells between tabs, merged cells as tabs."""
    after = rng.choice(["\n", "\t\n"])

    def render(grid: Grid) -> Iterable[Block]:
        for line in grid.lines:
            yield Block(line.role, line.ref, _joined(_rectangle(line, grid.width), "\t", "", after))

    return _every(tables, render, "explicit")


@layout
def raw_html(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Raw markup: `<table>` with its row and column spans."""
    style = rng.choice(["", ' style="text-align: center;"', ' class="xl65" height="19"', ' width="75" valign="top"'])
    opening, closing = rng.choice([("", ""), ("<p>", "</p>"), ('<p align="center"><span style="font-size:14px">', "</span></p>")])
    newline = rng.choice(["\n", ""])
    blank = rng.choice(["", "&nbsp;", "<br/>"])
    unclosed = rng.random() < 0.15
    case: Callable[[str], str] = str.upper if rng.random() < 0.15 else str

    def render(grid: Grid) -> Iterable[Block]:
        yield Block("noise", "", (Piece(case(f'<table border="1">{newline}<tbody>{newline}')),))
        for line in grid.lines:
            pieces = [Piece(case("<tr>") + newline)]
            for slot in line.slots:
                spans = f' colspan="{slot.cols}"' * (slot.cols > 1) + f' rowspan="{slot.rows}"' * (slot.rows > 1)
                shown = slot.piece._replace(text=html.escape(slot.piece.text, quote=False))
                after = f"{'' if shown.text else blank}{closing}" + ("" if unclosed else case("</td>")) + newline
                pieces += [Piece(case(f"<td{spans}{style}>") + opening), shown, Piece(after)]
            yield Block(line.role, line.ref, (*pieces, Piece(("" if unclosed else case("</tr>")) + newline)))
        yield Block("noise", "", (Piece(case("</tbody></table>") + "\n"),))

    return _every(tables, render, "explicit", "html")


@layout
def deduplicated(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """One cell a line, of which a crawler kept only the first of equal lines (done on the whole report)."""
    return replace(cell_lines(tables, rng), traits=frozenset({"lines", "deduplicated"}))


@layout
def absent(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """No tables: images or attachments stand in their places, or nothing."""
    stand_in = rng.choice(["", "(详见附件)\n", "![](/uploads/2024/01/table.png)\n", "[图片]\n", "附件:统计表.xls\n"])
    blocks = {name: (Block("prose", "", (Piece(stand_in, "noise"),)),) if stand_in else () for name in tables}
    return Flat(blocks, {}, frozenset({"absent"}), frozenset(tables))
