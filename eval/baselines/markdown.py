"""A general converter to Markdown (markitdown), then labels matched to the forms' and the figures of each row taken as they come."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from extractor.errors import UsageError
from extractor.form import Form
from extractor.pipeline import Kit
from extractor.record import Cell, Number, Record
from extractor.text import SourceDocument

NEAR = 85  # of 100: how like a label of the form a cell must be
FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?")
BLANK = re.compile(r"[\s/\-—无]*")
TITLE = re.compile(r"([一-鿿]{4,30}?)(20\d\d)年?(?:度)?.{0,6}政府信息公开")


def read(document: SourceDocument, kit: Kit) -> Record:
    """The record of a report, everything in it accepted. The converter leaves no places, so that no cell has evidence."""
    return of_markdown(converted(document.text), document, kit)


def converted(text: str) -> str:
    """The text as the converter leaves it."""
    try:
        from markitdown import StreamInfo
    except ImportError:
        raise UsageError("baseline:markdown needs markitdown", "pip install 'gouji[baselines]'") from None
    page = "<td" in text.lower()
    kind = StreamInfo(extension=".html" if page else ".txt", mimetype="text/html" if page else "text/plain", charset="utf-8")
    found: str = _converter().convert_stream(io.BytesIO(text.encode()), stream_info=kind).markdown
    return found


@cache
def _converter() -> Any:
    from markitdown import MarkItDown

    return MarkItDown(enable_plugins=False)


def of_markdown(markdown: str, document: SourceDocument, kit: Kit) -> Record:
    """The record of a converted report: each table in the edition with more labels found."""
    rows = list(_rows(markdown))
    titled = TITLE.search(markdown)
    cells: dict[str, Cell] = {}
    editions: dict[str, str] = {}
    for table in kit.forms.tables:
        found = {edition: _filled(kit.forms.get(table, edition), rows) for edition in kit.forms.editions(table)}
        editions[table] = max(found, key=lambda edition: len(found[edition]))
        form = kit.forms.get(table, editions[table])
        cells |= {address: found[editions[table]].get(address, Cell(None, "lost")) for address in form.addresses}
    return Record(
        path=document.path, sha256=document.sha256, verdict="accepted", form=editions["requests"], editions=editions, cells=cells,
        organization=titled.group(1) if titled else "", year=int(titled.group(2)) if titled else None,
        readers=({"name": "baseline:markdown"},),
    )


def _rows(markdown: str) -> Iterator[list[str]]:
    for line in markdown.splitlines():
        parts = line.strip().strip("|").split("|") if "|" in line else re.split(r"\t|\s{2,}", line.strip())
        if len(parts) > 1:
            yield [part.strip() for part in parts]


def _filled(form: Form, rows: list[list[str]]) -> dict[str, Cell]:
    labels = {label: row.id for row in form.rows for label in (row.zh, *row.labels)}
    if form.side_by_side:  # fifteen figures in a row without a label
        figures = next((row for row in rows if len(row) == len(form.addresses) and all(map(_figure, row))), [])
        return {address: _cell(part) for address, part in zip(form.addresses, figures, strict=False)}
    found: dict[str, Cell] = {}
    for row in rows:
        for at, part in enumerate(row):
            words = re.sub(r"^[(（]?[一二三四五六七\d]+[)）、.．]+", "", part)
            match = process.extractOne(words, list(labels), scorer=fuzz.ratio, score_cutoff=NEAR) if len(words) > 1 else None
            if match is None:
                continue
            row_id = labels[match[0]]
            columns = form.row[row_id].columns
            values = [value for value in row[at + 1 :] if _figure(value) or BLANK.fullmatch(value)][-len(columns) :]
            found |= {f"{form.table}/{row_id}/{column}": _cell(value) for column, value in zip(columns, values, strict=False)}
            break
    return found


def _figure(text: str) -> bool:
    return FIGURE.fullmatch(text) is not None


def _cell(text: str) -> Cell:
    if not _figure(text):
        return Cell(None, "blank")
    value: Number = Decimal(text) if "." in text else int(text)
    return Cell(value, "accepted", None, text)
