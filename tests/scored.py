"""Records that say exactly what a gold says, and gold small enough to count by hand: for the tests of the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from extractor.pipeline import judge
from extractor.record import Cell, Claim, Finding, Message, Record
from extractor.text import Span
from tests.reading import kit


def perfect(gold: Mapping[str, Any]) -> tuple[Record, str]:
    """The record of somebody who read everything as the gold has it, and the text that its evidence points into."""
    text, cells = "", {}
    for address, value in gold["cells"].items():
        if value is None:
            cells[address] = Cell(None, "blank")
            continue
        start, text = len(text), f"{text}{value} "
        cells[address] = Cell(value, "accepted", Span(start, len(text) - 1), str(value))
    cells |= {address: Cell(gold["cells"][address], "review", cells[address].evidence) for address in gold["uncertain"]}
    cells |= {address: Cell(None, "lost") for address in gold["lost"]}
    claims = tuple(Claim(c["topic"], c["value"], c["qualifier"], c.get("scope", "own"), Span(0, 1), "") for c in gold["claims"])
    said = Message("", "")
    findings = [Finding("contradiction", "warning", "source", said, claims=(topic,)) for topic in gold["contradicted"]]
    errors = tuple(gold.get("source_errors", ()))
    if errors:
        first = next((a for a in errors if a.startswith("requests/")), errors[0])
        findings.append(Finding("sum", "error", "source", said, cells=errors, suspect=(first,)))
    if gold.get("broken_identities") and not errors:
        findings.append(Finding("sum", "error", "undetermined", said))
    record = Record(
        "report", "0" * 64, judge(cells, findings), organization=gold["organization"], year=gold["year"], form=gold["form"],
        editions=gold["editions"], cells=cells, claims=claims, findings=tuple(findings),
    )
    return record, text


def whole_gold(**more: Any) -> dict[str, Any]:
    """A gold of the 2021 form in which every metric has something to count: numbers, zeros, blanks, lost and uncertain cells, claims, a
    contradiction and an error of the agency's own."""
    forms = kit().forms
    cells: dict[str, Any] = {a: n for n, a in enumerate(a for form in forms for a in form.addresses if form.edition == "2021")}
    for address in forms.get("disclosure", "2021").addresses:
        cells[address] = None
    for address in forms.get("disputes", "2021").addresses:
        cells[address] = 0
    lost = [a for a in cells if a.startswith("requests/carried_in/")]
    return {
        "form": "2021", "editions": dict.fromkeys(("disclosure", "requests", "disputes"), "2021"), "organization": "某县某局", "year": 2023,
        "cells": {a: v for a, v in cells.items() if a not in lost}, "lost": lost, "layout": "bars", "damage": ["rows-lost"],
        "uncertain": [a for a in cells if a.startswith("requests/granted/")],
        "claims": [{"topic": "requests.received", "value": 7, "qualifier": "exact"},
                   {"topic": "disputes.review", "value": 2, "qualifier": "exact"}],
        "contradicted": ["disputes.review"], "source_errors": ["requests/total/total"], **more,
    }


def clean_gold(**more: Any) -> dict[str, Any]:
    """The same with nothing wrong in it."""
    gold = whole_gold()
    cells = {**gold["cells"], **dict.fromkeys(gold["lost"], 1)}
    return {**gold, "cells": cells, "lost": [], "uncertain": [], "contradicted": [], "source_errors": [], "damage": [], **more}


def with_cells(record: Record, cells: Mapping[str, Cell]) -> Record:
    """The record with some cells read otherwise."""
    return replace(record, cells={**record.cells, **cells})
