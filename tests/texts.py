"""Small reports written by hand for the tests of reading: three tables in any flattening, and what was read in shorthand.

A row's cells are one string, `3 1 0 0 0 0 4`; `_` is a blank cell, and in what was read `?` is a cell left for a person and `x` a
lost one. Every reading made here is checked: each accepted figure stands at its evidence, and no evidence is used twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import escape
from itertools import pairwise

from extractor.garble.misprint import chinese
from extractor.layout import Layout, find_layout
from extractor.normalise import normalise
from extractor.pipeline import Kit, load_kit, process
from extractor.readers.template import read_tables
from extractor.record import Cell, Number, Reading, Record
from extractor.settings import Content, shipped
from extractor.text import NormalisedText, SourceDocument, Span

NEW = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}
OLD = dict.fromkeys(NEW, "2019")
NONE, EMPTY = "0 0 0 0 0 0 0", "_ _ _ _ _ _ _"

# A town's year in balance: 3 + 1 = 3 of the details + 1 left over, in every column.
REQUESTS = {
    "received": "3 1 0 0 0 0 4", "carried_in": "1 0 0 0 0 0 1", "granted": "1 1 0 0 0 0 2", "denied.enforcement_file": "1 0 0 0 0 0 1",
    "unavailable.not_held": "1 0 0 0 0 0 1", "total": "3 1 0 0 0 0 4", "carried_out": "1 0 0 0 0 0 1",
}
DISPUTES = {"review": "2 0 1 0 3", "suit_direct": "0 1 0 0 1", "suit_after_review": "0 0 0 4 4"}
DISCLOSURE = {
    "2021": {"regulation": "0 0 0", "normative": "2 1 15", "licence": "120", "penalty": "33", "coercion": "7", "fee": "6719.3835"},
    "2019": {
        "regulation": "0 0 0", "normative": "2 3 15", "licence": "10 +1 120", "other_service": "4 0 51", "penalty": "8 -2 33",
        "coercion": "6 1 9", "fee": "5 0", "procurement": "12 345.67",
    },
}

Lines = list[tuple[str, list[str]]]  # the row's id ("" of a header row) and its cells, the label first
Rows = Mapping[str, str] | None  # text by row id
Writer = Callable[[Sequence[str]], str]

STYLES: Mapping[str, Writer] = {
    "bars": lambda cells: " | ".join(cells) + " |\n",
    "bordered": lambda cells: "| " + " | ".join(cells) + " |\n",
    "tabs": lambda cells: "\t".join(cells) + "\n",
    "cells": lambda cells: "".join(f"{c}\n\n" for c in cells if c),
    "cell bars": lambda cells: "".join(f"{c} |\n" for c in cells),
    "words": lambda cells: " ".join(c for c in cells if c) + "\n",
    "below": lambda cells: f"{cells[0]}\n{' '.join(c for c in cells[1:] if c)}\n",
    "glued": lambda cells: "".join(cells) + "\n",
    "above": lambda cells: f"{' '.join(c for c in cells[1:] if c)}\n{cells[0]}\n" if _row(cells) else " ".join(cells) + "\n",
    "wiki": lambda cells: f"|-\n| {' || '.join(cells)}\n",
    "csv": lambda cells: ",".join(f'"{c}"' for c in cells) + "\n",
    "commas": lambda cells: ",".join(f'"{c}"' if "," in c else c for c in cells) + "\n",
    "nested": lambda cells: f"<tr>{''.join(f'<td><table><tr><td>{escape(c)}</td></tr></table></td>' for c in cells)}</tr>\n",
    "html": lambda cells: f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in cells)}</tr>\n",
}


def _row(cells: Sequence[str]) -> bool:
    """Whether these are a label and its figures."""
    return not cells[0].isdigit() and any(cell.strip("+-").replace(".", "").isdigit() for cell in cells[1:])


EXPLICIT = ("bars", "bordered", "tabs", "cell bars", "html", "wiki", "csv", "commas", "nested")  # a blank cell keeps its place


@cache
def kit() -> Kit:
    """The kit of the content that ships with the program."""
    return load_kit(Content((shipped(),)))


def of(shorthand: str) -> list[str]:
    """A row's cells from shorthand."""
    return ["" if cell == "_" else cell for cell in shorthand.split()]


def lines(table: str, edition: str, figures: Mapping[str, str]) -> Lines:
    """One table's header and rows; rows without figures of their own hold zeros."""
    form = kit().forms.get(table, edition)
    if form.side_by_side:
        heads = [column.zh for column in form.columns]
        values = [cell for row in form.rows for cell in of(figures[row.id])]
        return [
            ("", ["行政复议", "行政诉讼"]), ("", ["未经复议直接起诉", "复议后起诉"]), ("", heads * 3), ("all", values),
        ]
    found: Lines = []
    if table == "requests":
        found.append(("", ["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"]))
        found.append(("", ["自然人", "法人或其他组织", "总计"]))
        found.append(("", ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]))
    columns: tuple[str, ...] = ()
    for row in form.rows:
        if table == "disclosure" and row.columns != columns:
            columns = row.columns
            found.append(("", [row.heading]))
            found.append(("", ["信息内容", *(form.column[c].zh for c in columns)]))
        index = row.index + {"": "", ")": ""}.get(row.index[-1:], "." if row.index.isdigit() else "、")
        found.append((row.id, [index + row.zh, *of(figures.get(row.id, " ".join("0" for _ in row.columns)))]))
    return found


def written(rows: Lines, style: str, raw: Rows = None) -> str:
    """A table as text; `raw` gives the whole text of some rows as it stands, line end and all."""
    own = raw or {}
    text = "".join(own[row] if row in own else STYLES[style](cells) for row, cells in rows)
    around = {"html": "<table>\n{}</table>\n", "nested": "<table>\n{}</table>\n", "wiki": '{{| class="wikitable"\n{}|}}\n'}
    return around.get(style, "{}").format(text)


def requests(
    style: str = "bars", raw: Rows = None, *, edition: str = "2021", fill: str = NONE, several: Rows = None, **rows: str,
) -> str:
    """Table 三 with its title; `several` and `rows` (ids with `__` for the dot) over the town's figures; `fill` where there are none."""
    every = dict.fromkeys((r.id for r in kit().forms.get("requests", edition).rows), fill)
    figures = every | REQUESTS | {row.replace("__", "."): cells for row, cells in ({**(several or {})} | rows).items()}
    return "三、收到和处理政府信息公开申请情况\n" + written(lines("requests", edition, figures), style, raw)


def disclosure(style: str = "bars", raw: Rows = None, *, edition: str = "2021", **rows: str) -> str:
    """Table 二 with its title."""
    return "二、主动公开政府信息情况\n" + written(lines("disclosure", edition, DISCLOSURE[edition] | rows), style, raw)


def disputes(style: str = "bars", raw: Rows = None, *, several: Rows = None, **rows: str) -> str:
    """Table 四 with its title; `several` and `rows` over the town's figures."""
    figures = DISPUTES | {**(several or {})} | rows
    return "四、政府信息公开行政复议、行政诉讼情况\n" + written(lines("disputes", "2021", figures), style, raw)


def report(*tables: str, name: str = "云泽县水务局", year: int = 2023, narrative: str = "全年工作平稳有序。") -> str:
    """A whole report around these tables; all three in bars where none are given."""
    body = "".join(tables or (disclosure(), requests(), disputes()))
    return (
        f"{name}{year}年政府信息公开工作年度报告\n根据《中华人民共和国政府信息公开条例》的要求，编制本年度报告。\n"
        f"一、总体情况\n{narrative}\n{body}五、存在的主要问题及改进情况\n公开的深度还不够，今后逐步改进。\n六、其他需要报告的事项\n无。\n"
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the template reader saw it."""

    source: str
    text: NormalisedText
    layout: Layout
    reading: Reading

    def __getitem__(self, place: str) -> str:
        """A row in shorthand (`requests/received`), or one cell (`requests/received/total`)."""
        return " ".join(short(cell) for _, cell in self.cells(place))

    def cell(self, address: str) -> Cell:
        """One cell."""
        return self.reading.cells[address]

    def cells(self, place: str) -> list[tuple[str, Cell]]:
        """The cells whose address begins with a place."""
        return [(a, c) for a, c in self.reading.cells.items() if a == place or a.startswith(place + "/")]

    def reasons(self, place: str) -> set[str | None]:
        """The reasons that the cells of a place give."""
        return {cell.reason for _, cell in self.cells(place)}

    def quoted(self, address: str) -> str:
        """What the original text shows at a cell's evidence."""
        span = self.reading.cells[address].evidence
        assert span is not None
        return self.source[slice(*span)]

    def candidates(self, address: str) -> set[Number | None]:
        """The readings listed for a doubtful cell."""
        return {candidate.value for candidate in self.cell(address).candidates}


def short(cell: Cell) -> str:
    """A cell in shorthand; a doubtful one that has a number of its own as `?00`."""
    if cell.status == "accepted":
        return str(cell.value)
    return {"blank": "_", "lost": "x", "review": "?" if cell.value is None else f"?{cell.value}"}[cell.status]


def read(*tables: str) -> Seen:
    """What the template reader makes of these tables."""
    source = "".join(tables)
    text = normalise(SourceDocument.of(source), kit().cleaning)
    layout = find_layout(text, kit().forms)
    seen = Seen(source, text, layout, read_tables(text, layout, kit().forms))
    assert misquoted(source, seen.reading.cells) == []
    return seen


def record(source: str) -> Record:
    """The one record of a text."""
    (found,) = process(SourceDocument.of(source), kit())
    return found


def misquoted(source: str, cells: Mapping[str, Cell]) -> list[str]:
    """Accepted cells without evidence, whose evidence shows another number, or that share it."""
    found, used = [], dict[Span, str]()
    for address, cell in cells.items():
        if cell.status != "accepted":
            continue
        if cell.evidence is None or cell.value is None:
            found.append(f"{address} is accepted without a figure or its place")
            continue
        quote = source[slice(*cell.evidence)]
        if not shows(quote, cell.value):
            found.append(f"{address}: {quote!r} does not show {cell.value}")
        if cell.evidence in used:
            found.append(f"{address} and {used[cell.evidence]} share {tuple(cell.evidence)}")
        used[cell.evidence] = address
    ordered = sorted((*span, address) for span, address in used.items())
    found += [f"{a[2]} and {b[2]} overlap" for a, b in pairwise(ordered) if b[0] < a[1]]
    return found


def shows(quote: str, value: Number) -> bool:
    """Whether a stretch of text shows a number: digits of any width, with separators, spaces and units, or Chinese numerals."""
    plain = re.sub(r"[\s,\\\\]", "", unicodedata.normalize("NFKC", quote))
    if digits := re.search(r"[+-]?\d+(?:\.\d+)?", plain):
        falling = re.match("净?(?:减|減)", plain) is not None
        return Decimal(digits.group()) == (-value if falling else value)
    numeral = chinese(int(value)) if value in range(10_000) else None
    unchanged = value == 0 and re.fullmatch(r"(?:[未无無不][增减減变變化]*){1,2}", plain) is not None
    return unchanged or re.sub(r"[件项个元万条宗]+$", "", plain).replace("〇", "零").replace("两", "二") == numeral


def each(rows: Iterable[str], table: str, seen: Seen) -> dict[str, str]:
    """Rows of a table in shorthand."""
    return {row: seen[f"{table}/{row}"] for row in rows}
