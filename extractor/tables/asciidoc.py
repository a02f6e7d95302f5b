"""Tables of AsciiDoc: cells between fences `|===`, a row wherever the columns are full, as bars and a line for each row."""

from __future__ import annotations

import re

from extractor.text import Plain

FENCE = "|==="
_TABLE = re.compile(r'(?:^\[(?P<head>[^\n]*)\][ ]*\n)?^(?P<open>[|]={3,})[ ]*\n(?P<body>.*?)^(?P=open)[ ]*$', re.M | re.S)
_COLUMNS = re.compile(r'cols="([^"]*)"')
_TIMES = re.compile(r"(\d+)\*")
_CELL = re.compile(r"(?:(?<=[\s|])|^)(?:(?P<wide>\d+)\+)?(?:[<^>]|\.[<^>])*[aedhlmsv]?[|]", re.M)
_TALL = re.compile(r"(?<=[\s|])\d*\.\d+\+[aedhlmsv<^>.]*[|]")


def read_asciidoc(text: str) -> list[Plain]:
    """The edits that put each row of the tables on a line of its own; a table with cells over several rows stays as it is."""
    edits: list[Plain] = []
    for table in _TABLE.finditer(text):
        start, stop = table.span("body")
        cells = list(_CELL.finditer(text, start, stop))
        if not cells or text[start : cells[0].start()].strip() or _TALL.search(text, start, stop):
            continue
        if table["head"]:
            edits.append((*table.span("head"), ""))
        columns = _count(table["head"] or "") or _on_first_line(text, cells)
        widths = [int(cell["wide"] or 1) for cell in cells]
        if columns > 1 and sum(widths) % columns == 0:
            edits += _rows(text, cells, widths, columns, stop)
    return edits


def _count(head: str) -> int:
    """How many columns the line above a table tells; 0 where it tells none."""
    found = _COLUMNS.search(head)
    return sum(int(m[1]) if (m := _TIMES.match(part.strip())) else 1 for part in found[1].split(",")) if found else 0


def _on_first_line(text: str, cells: list[re.Match[str]]) -> int:
    end = text.index("\n", cells[0].start())
    return sum(int(cell["wide"] or 1) for cell in cells if cell.start() < end)


def _rows(text: str, cells: list[re.Match[str]], widths: list[int], columns: int, stop: int) -> list[Plain]:
    edits: list[Plain] = []
    filled = 0
    for n, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        first, last = cell.span()
        end = cells[n + 1].start() if n + 1 < len(cells) else stop
        edits.append((first, last, "|" * width))
        edits += [(m.start(), m.end(), " ") for m in _BREAKS.finditer(text, last, end)]
        filled += width
        if filled % columns == 0:
            if edits[-1][1] == end and edits[-1][2] == " ":
                edits[-1] = edits[-1][0], end, "|\n"
            else:
                edits.append((end, end, "|\n"))
    return edits


_BREAKS = re.compile(r"[^\S\n]*\n\s*")
