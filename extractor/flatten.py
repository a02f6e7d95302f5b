"""Statutory tables as they arrive in text: each layout renders the three tables of a report, cell by cell, in one flattening of the wild.

A layout is a function of the tables (grids with merged cells) and a seeded random; it picks its own sub-variant and says in
which `Mode` it leaves the figures. Every stretch of its text is a piece that knows which cell or label it is.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal, NamedTuple

from extractor.form import Form, Forms
from extractor.gold import Mode, sums

Kind = Literal["cell", "label", "head", "gap", "prose", "claim", "title", "name", "section", "noise", "date"]


class Piece(NamedTuple):
    """A stretch of text and what it is; `ref` is a cell's address, a label's `table/row`, a claim's topic."""

    text: str
    kind: Kind = "gap"
    ref: str = ""


class Block(NamedTuple):
    """One row of a table, one header row, one paragraph; with the line ends that belong to it."""

    role: Literal["head", "row", "prose", "section", "title", "noise"]
    ref: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The block as it stands in the report."""
        return "".join(piece.text for piece in self.pieces)


class Slot(NamedTuple):
    """A cell of a grid with the columns and rows that it spans."""

    piece: Piece
    cols: int = 1
    rows: int = 1


class Line(NamedTuple):
    """A row of a grid; a slot spanning rows stands only in its first, `filled` lists (column, width) held by earlier ones."""

    role: Literal["head", "row"]
    ref: str
    slots: tuple[Slot, ...]
    filled: tuple[tuple[int, int], ...] = ()


class Grid(NamedTuple):
    """One table with its merged cells."""

    table: str
    width: int
    lines: tuple[Line, ...]


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


def grids(forms: Forms, editions: Mapping[str, str], texts: Mapping[str, str], rng: Random) -> dict[str, Grid]:
    """The tables of a report with these cell texts; punctuation of the labels as one agency would have it."""
    return {form.table: _BUILD[form.table](form, texts, _hand(rng)) for form in forms.of(editions)}


def _hand(rng: Random) -> Callable[[str], str]:
    """How one hand types labels: which brackets, quotation marks, points and commas."""
    pairs = [rng.choice([("(", "("), ("(", "（")]), rng.choice([(")", ")"), (")", "）")])]
    if pairs[0][1] != "(" or pairs[1][1] != ")":
        pairs = [("(", "（"), (")", "）")]
    quotes = rng.choice(["“”", "“”", '""', "「」", "‘’"])
    point = rng.choice([".", ".", ".", "．", "、", ". "])
    comma = rng.choice([",", "，", "，"])

    def typed(label: str) -> str:
        if label[:1].isdigit() and label[1:2] == ".":
            label = label[0] + point + label[2:]
        label = label.replace("“", "\0").replace("”", quotes[1]).replace("\0", quotes[0])
        for plain, mark in pairs:
            label = label.replace(plain, mark)
        return label.replace(",", comma).replace(":", "：" if comma == "，" else ":")

    return typed


def _cells(form: Form, row: str, texts: Mapping[str, str], widths: Sequence[int]) -> list[Slot]:
    found = []
    for column, width in zip(form.row[row].columns, widths, strict=True):
        address = f"{form.table}/{row}/{column}"
        found.append(Slot(Piece(texts[address], "cell", address), width))
    return found


def _disclosure(form: Form, texts: Mapping[str, str], hand: Callable[[str], str]) -> Grid:
    lines: list[Line] = []
    heading = ""
    widths = {1: [3], 2: [1, 2], 3: [1, 1, 1]}
    for row in form.rows:
        if row.heading != heading:
            heading = row.heading
            lines.append(Line("head", "disclosure", (Slot(Piece(hand(heading), "head", heading), 4),)))
            columns = [form.column[c] if row.id == "procurement" or c != "amount" else form.column[c] for c in row.columns]
            names = [_column(form, row.id, c.id) for c in columns]
            heads = [Slot(Piece(hand(name), "head", f"disclosure/{row.id}/{c.id}"), w)
                     for name, c, w in zip(names, columns, widths[len(names)], strict=True)]
            lines.append(Line("head", "disclosure", (Slot(Piece("信息内容", "head", "信息内容")), *heads)))
        label = Slot(Piece(hand(row.zh), "label", f"disclosure/{row.id}"))
        lines.append(Line("row", f"disclosure/{row.id}", (label, *_cells(form, row.id, texts, widths[len(row.columns)]))))
    return Grid("disclosure", 4, tuple(lines))


def _column(form: Form, row: str, column: str) -> str:
    name = form.column[column].zh
    return f"{name}(单位:万元)" if row == "fee" and column == "amount" else name


def _requests(form: Form, texts: Mapping[str, str], hand: Callable[[str], str]) -> Grid:
    def head(text: str, cols: int = 1, rows: int = 1) -> Slot:
        return Slot(Piece(hand(text), "head", text), cols, rows)

    columns = [c.zh for c in form.columns]
    lines = [
        Line("head", "requests", (head("(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)", 3, 3), head("申请人情况", 7))),
        Line("head", "requests", (head(columns[0], 1, 2), head("法人或其他组织", 5), head(columns[6], 1, 2)), ((0, 3),)),
        Line("head", "requests", tuple(head(name) for name in columns[1:6]), ((0, 3), (3, 1), (9, 1))),
    ]
    results = [row for row in form.rows if row.heading or row.id == "total"]
    groups: dict[str, int] = {}
    for row in results:
        groups[row.heading] = groups.get(row.heading, 0) + 1
    started: set[str] = set()
    for row in form.rows:
        slots: list[Slot] = []
        filled: list[tuple[int, int]] = []
        index = row.index + ("" if row.index.endswith(")") else "." if row.index.isdigit() else "、")
        label = Piece(hand(index + row.zh), "label", f"requests/{row.id}")
        if row in results:
            if not started:
                slots.append(Slot(Piece(hand("三、本年度办理结果"), "head", "三"), 1, len(results)))
            else:
                filled.append((0, 1))
            grouped = row.heading.startswith("(")
            if grouped and row.heading not in started:
                slots.append(Slot(Piece(hand(row.heading), "head", row.heading), 1, groups[row.heading]))
            elif grouped:
                filled.append((1, 1))
            started.add(row.heading)
            slots.append(Slot(label, 1 if grouped else 2))
        else:
            slots.append(Slot(label, 3))
        slots += _cells(form, row.id, texts, [1] * 7)
        lines.append(Line("row", f"requests/{row.id}", tuple(slots), tuple(filled)))
    return Grid("requests", 10, tuple(lines))


def _disputes(form: Form, texts: Mapping[str, str], hand: Callable[[str], str]) -> Grid:
    def head(text: str, cols: int = 1, rows: int = 1) -> Slot:
        return Slot(Piece(hand(text), "head", text), cols, rows)

    names = [c.zh for c in form.columns]
    cells = [slot for row in form.rows for slot in _cells(form, row.id, texts, [1] * 5)]
    lines = (
        Line("head", "disputes", (head("行政复议", 5), head("行政诉讼", 10))),
        Line("head", "disputes", (*(head(n, 1, 2) for n in names), head("未经复议直接起诉", 5), head("复议后起诉", 5))),
        Line("head", "disputes", tuple(head(n) for n in names * 2), tuple((i, 1) for i in range(5))),
        Line("row", "disputes/review", tuple(cells)),
    )
    return Grid("disputes", 15, lines)


_BUILD: Mapping[str, Callable[[Form, Mapping[str, str], Callable[[str], str]], Grid]] = {
    "disclosure": _disclosure, "requests": _requests, "disputes": _disputes,
}


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


def _every(tables: Mapping[str, Grid], render: Callable[[Grid], Iterable[Block]], mode: Mode, traits: Iterable[str] = ()) -> Flat:
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
    gap, before, after = rng.choice([(" | ", "", " |\n"), ("|", "", "|\n"), ("  | ", "", "  | \n"), (" | ", "| ", " |\n"), ("|", "|", "|\n"),
                                     (" | ", "", "\n"), ("\t|\t", "", "\n"), ("｜", "", "\n")])

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

    return _every(tables, render, "dropped", ["lines"])


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

    return _every(tables, render, "explicit", ["lines", "bar_alone"] if alone else ["lines"])


@layout
def glued(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """Cells with nothing between: a label and its figures in one run, now and then with the next row's index on the end."""
    index_moves = rng.random() < 0.35
    end = rng.choice(["\n", "\n", "\n\n"])

    def render(grid: Grid) -> Iterable[Block]:
        carried = ""
        for i, line in enumerate(grid.lines):
            pieces = [slot.piece for slot in line.slots]
            if carried:
                pieces = [p._replace(text=p.text.removeprefix(carried)) if p.kind == "label" else p for p in pieces]
            carried = ""
            following = grid.lines[i + 1] if i + 1 < len(grid.lines) else None
            if index_moves and following and following.role == line.role == "row" and following.slots[0].piece.kind == "label":
                start = following.slots[0].piece.text[:1]
                figures = [slot.piece.text for slot in line.slots if slot.piece.kind == "cell"]
                if start.isdigit() and all(figures) and not any(sums("".join(figures) + start, len(figures))):
                    carried = start  # only where no other reading of the run adds up
            if carried:
                pieces.append(Piece(carried, "gap", "index"))
            yield Block(line.role, line.ref, (*pieces, Piece(end)))

    return _every(tables, render, "glued", ["glued"])


def _wrapped(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)] or [""]


@layout
def pdf(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """PDF text: rows of words and spaces, labels beside, above, below or around their figures, headings printed downwards."""
    place = rng.choice(["beside", "around", "above", "mixed", "below"])
    width = rng.choice([6, 8, 10, 12])
    gap = rng.choice([" ", " ", "  ", "    "])

    def figures(line: Line) -> list[Piece]:
        return [s.piece for s in line.slots if s.piece.kind == "cell" and s.piece.text]

    def row(line: Line) -> tuple[Piece, ...]:
        label = next((s.piece for s in line.slots if s.piece.kind == "label"), None)
        cells = _joined(figures(line), gap, "", "")[:-1]
        heads = [s.piece for s in line.slots if s.piece.kind == "head"]
        before: list[Piece] = []
        for head in heads:  # a narrow column: 三 / 本年 / 度办 … on lines of their own
            for part in _wrapped(head.text, 2 if head.ref == "三" else 5):
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

    return _every(tables, render, "dropped", ["pdf", "below"] if place == "below" else ["pdf"])


@layout
def label_values(tables: Mapping[str, Grid], rng: Random) -> Flat:
    """The label on one line, its values on the next."""
    gap = rng.choice([" ", "  ", "\t", ", ", "、", "；", " | "])

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

    return _every(tables, render, "explicit" if bar else "dropped", ["one_line"])


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

    def render(grid: Grid) -> Iterable[Block]:
        yield Block("noise", "", (Piece(f'<table border="1">{newline}<tbody>{newline}'),))
        for line in grid.lines:
            pieces = [Piece("<tr>" + newline)]
            for slot in line.slots:
                spans = f' colspan="{slot.cols}"' * (slot.cols > 1) + f' rowspan="{slot.rows}"' * (slot.rows > 1)
                shown = slot.piece._replace(text=html.escape(slot.piece.text, quote=False))
                pieces += [Piece(f"<td{spans}{style}>{opening}"), shown, Piece(f"{'' if shown.text else blank}{closing}</td>{newline}")]
            yield Block(line.role, line.ref, (*pieces, Piece(f"</tr>{newline}")))
        yield Block("noise", "", (Piece("</tbody></table>\n"),))

    return _every(tables, render, "explicit", ["html"])


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
