"""The statutory tables as grids with merged cells, and the pieces and blocks of text that a report is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Literal, NamedTuple

from extractor.form import Form, Forms

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
            columns = [form.column[c] for c in row.columns]
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
