"""What the commonest script does: every number after a table's title, in order, into the cells of the 2021 form, in order."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.pipeline import Kit
from extractor.record import Cell, Number, Record
from extractor.text import SourceDocument, Span

EDITION = "2021"
TITLES = {"disclosure": "主动公开政府信息情况", "requests": "收到和处理政府信息公开申请情况", "disputes": "行政复议、?行政诉讼情况"}
END = re.compile("五、|存在的主要问题")
NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?!\d|\s?[.、．)）])")
TITLE = re.compile(r"([一-鿿]{4,30}?)(20\d\d)年?(?:度)?.{0,6}政府信息公开")


def read(document: SourceDocument, kit: Kit) -> Record:
    """The record of a report, everything in it accepted."""
    text = document.text
    titled = TITLE.search(text)
    starts = {table: found.end() for table, title in TITLES.items() if (found := re.search(title, text))}
    edges = sorted([*starts.values(), found.start() if (found := END.search(text, max(starts.values(), default=0))) else len(text)])
    cells: dict[str, Cell] = {}
    for table in TITLES:
        form = kit.forms.get(table, EDITION)
        start = starts.get(table)
        stop = next((edge for edge in edges if start is not None and edge > start), len(text))
        numbers = list(NUMBER.finditer(text, start, stop)) if start is not None else []
        for address, found in zip(form.addresses, numbers, strict=False):
            cells[address] = Cell(_value(found.group()), "accepted", Span(*found.span()), found.group())
        for address in form.addresses[len(numbers) :]:
            cells[address] = Cell(None, "blank")
    return Record(
        path=document.path, sha256=document.sha256, verdict="accepted", form=EDITION, editions=dict.fromkeys(TITLES, EDITION), cells=cells,
        organization=titled.group(1) if titled else "", year=int(titled.group(2)) if titled else None,
        readers=({"name": "baseline:position"},),
    )


def _value(text: str) -> Number:
    return Decimal(text) if "." in text else int(text)
