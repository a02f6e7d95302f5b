"""Gold reports as the offline readers leave them, and what a pointing model makes of them: for the tests of the model reader."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from extractor.pipeline import Kit, Report, load_kit, read_offline
from extractor.prompts import Prompts, load_prompts
from extractor.record import Record
from extractor.second import Mode, read_report
from extractor.services.ask import Service
from extractor.settings import Content, shipped
from extractor.text import SourceDocument
from tests.pointer import Gold, Pointer, Way, load_gold

GOLD = shipped() / "eval/gold"
BEYOND = {  # gold on which two readers do less than they should today, and why
    "23-pdf-around-kangxi": "a heading printed downwards stands before the index of the next label, and the row above is held back",
    "37-marks-blank-totals": "rows whose last cell, the total, is blank are held back",
    "47-one-line-navigation-bars": "bars in the navigation of a one-line report are taken for those of its tables",
}
SLUGS = tuple(sorted(slug for p in GOLD.glob("*/gold.json") if (slug := p.parent.name) not in BEYOND and not slug.startswith("held-")))


@cache
def kit() -> Kit:
    """The shipped content, compiled once."""
    return load_kit(Content((shipped(),)))


@cache
def prompts() -> Prompts:
    """The shipped prompts."""
    return load_prompts(Content((shipped(),)))


def report(text: str) -> Report:
    """The first report of a text."""
    return read_offline(SourceDocument.of(text), kit())[0]


@cache
def gold_report(slug: str) -> tuple[Report, Gold]:
    """One gold report and its gold."""
    from extractor.inputs import load

    return read_offline(load(str(GOLD / slug / "source.txt"), 10**8), kit())[0], load_gold(GOLD / slug / "gold.json")


def read(of: Report, service: Service, mode: Mode = "llm") -> Record:
    """The record that a model gives together with, or without, the offline reader."""
    return asyncio.run(read_report(of, 1, kit(), prompts(), service, mode))[0]


def pointed(of: Report, gold: Gold, way: Way = "perfect", mode: Mode = "llm") -> Record:
    """The same with a pointing model of known quality."""
    return read(of, Pointer(gold, kit().forms, way), mode)


def wrong(record: Record, gold: Gold) -> list[tuple[str, Any, Any]]:
    """The cells settled otherwise than the source prints them, or settled though nothing settles them."""
    found = []
    for address, value in gold["cells"].items():
        cell = record.cells[address]
        same = cell.value is None if value is None else cell.value is not None and float(cell.value) == float(value)
        if cell.status in ("accepted", "blank") and (not same or (cell.status == "accepted" and address in gold["uncertain"])):
            found.append((address, value, cell.value))
    found += [(a, None, record.cells[a].value) for a in gold["lost"] if record.cells[a].status in ("accepted", "blank")]
    return found


def settled(record: Record, gold: Gold) -> tuple[int, int]:
    """How many printed cells are accepted with a place, of how many that the text settles."""
    printed = [a for a, v in gold["cells"].items() if v is not None and a not in gold["uncertain"]]
    return sum(record.cells[a].status == "accepted" and record.cells[a].evidence is not None for a in printed), len(printed)


def source(slug: str) -> Path:
    """The file of a gold report."""
    return GOLD / slug / "source.txt"
