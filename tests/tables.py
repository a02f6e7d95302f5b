"""Tables for the tests of verification: consistent ones at random, and sparse ones by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

from extractor.form import load_forms
from extractor.record import Cell, Claim, Finding, Metadata, Number, Scope
from extractor.text import Span
from extractor.verification.rules import Verification, load_checks, verify

RULES = Path(__file__).parent.parent / "rules"
FORMS = load_forms(RULES / "forms")
CHECKS = load_checks(RULES / "checks", FORMS)
NEW = dict.fromkeys(FORMS.tables, "2021")
OLD = dict.fromkeys(FORMS.tables, "2019")
APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other")
OUTSIDE = ("received", "carried_in", "total", "carried_out")
RECEIVED = {"requests/received/total": 5, "requests/received/company": 5, "requests/carried_in/total": 2, "requests/carried_in/company": 2,
            "requests/carried_out/total": 7, "requests/carried_out/company": 7}


def details(editions: Mapping[str, str]) -> list[str]:
    return [row for row in FORMS.get("requests", editions["requests"]).row if row not in OUTSIDE]


def consistent(random: Random, editions: Mapping[str, str], largest: int) -> dict[str, Number]:
    """The figures of three tables in which every identity holds; many of them 0, as in life."""
    values: dict[str, Number] = {address: 0 for form in FORMS.of(editions) for address in form.addresses}

    def some() -> int:
        return random.randint(0, largest) if random.random() < 0.3 else 0

    for column in APPLICANTS:
        for row in details(editions):
            values[f"requests/{row}/{column}"] = some()
        handled = sum(values[f"requests/{row}/{column}"] for row in details(editions))
        out = some()
        before = random.randint(0, int(handled + out))
        values |= {f"requests/{row}/{column}": n for row, n in zip(OUTSIDE, (handled + out - before, before, handled, out), strict=True)}
    for row in (*details(editions), *OUTSIDE):
        values[f"requests/{row}/total"] = sum(values[f"requests/{row}/{column}"] for column in APPLICANTS)
    for row in ("review", "suit_direct", "suit_after_review"):
        for column in ("upheld", "corrected", "other", "pending"):
            values[f"disputes/{row}/{column}"] = some()
        values[f"disputes/{row}/total"] = sum(values[f"disputes/{row}/{c}"] for c in ("upheld", "corrected", "other", "pending"))
    return values


def accepted(values: Mapping[str, Number]) -> dict[str, Cell]:
    return {address: Cell(n, "accepted", Span(10 * i, 10 * i + 1), str(n)) for i, (address, n) in enumerate(values.items())}


def checked(
    cells: Mapping[str, Cell], *claims: Claim, editions: Mapping[str, str] = NEW, metadata: Metadata | None = None
) -> Verification:
    return verify(CHECKS, FORMS, editions, cells, claims, metadata or Metadata())


def claim(topic: str, value: Number, qualifier="exact", scope: Scope = "own", parts: tuple[Number, ...] = ()) -> Claim:
    return Claim(topic, value, qualifier, scope, Span(900, 902), f"{value}件", parts)


def table(values: Mapping[str, Number | str | None], editions: Mapping[str, str] = NEW) -> dict[str, Cell]:
    """A report of accepted noughts but for these cells; None is a blank, "lost" and "review" what they say."""
    cells = {address: Cell(0, "accepted", Span(0, 1), "0") for form in FORMS.of(editions) for address in form.addresses}
    for address, value in values.items():
        assert address in cells
        cells[address] = Cell(None, value or "blank") if value is None or isinstance(value, str) else Cell(value, "accepted", Span(5, 6))
    return cells


def only(verification: Verification, rule: str) -> list[Finding]:
    return [finding for finding in verification.findings if finding.rule == rule]
