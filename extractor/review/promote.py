"""Reviewed records as gold: what people settled becomes the yardstick that readers are measured with."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from extractor.record import Cell, Claim, Number, Record
from extractor.review.decisions import Decision, effective
from extractor.review.questions import asks
from extractor.review.settling import BY_PERSON, Judgement

# Where the text alone does not tell, whatever a person knows: a reader that accepts such a cell has guessed.
_OPEN = ("dropped-blanks", "deduplicated", "odd-number")


def gold_of(machine: Record, judgement: Judgement, decisions: tuple[Decision, ...]) -> dict[str, Any]:
    """The gold of a settled record (CONTRACT §4).

    `uncertain` are cells that the text and the identities together do not settle: those of which people said so, or whose figures stand
    in a row with its blanks dropped; where a person knew, `cells` has what it is.
    """
    record = judgement.record
    uncertain = tuple(address for address, cell in record.cells.items() if _uncertain(cell, machine.cells[address]))
    lost = tuple(address for address, cell in record.cells.items() if cell.status == "lost")
    standing = [finding for finding in record.findings if asks(finding)]
    return {
        "form": record.form, "editions": dict(record.editions), "organization": record.organization, "year": record.year,
        "published": record.published,
        "cells": {address: _value(cell) for address, cell in record.cells.items() if cell.status != "lost"},
        "uncertain": list(uncertain), "lost": list(lost),
        "claims": [_claim(claim) for claim in record.claims],
        "contradicted": sorted({topic for finding in standing for topic in finding.claims}),
        "source_errors": sorted(_source_errors(judgement, decisions)),
        "note": "; ".join(dict.fromkeys(d.reason for d in effective(decisions) if d.reason)),
    }  # fmt: skip


def _uncertain(cell: Cell, machine: Cell) -> bool:
    if machine.status != "review":
        return False
    return cell.reason != BY_PERSON or machine.reason in _OPEN


def _value(cell: Cell) -> Number | None:
    if cell.status == "review" and cell.implied is not None and cell.implied.value:
        return cell.implied.value
    return cell.value if cell.status == "accepted" else None


def _claim(claim: Claim) -> dict[str, Any]:
    gold: dict[str, Any] = {"topic": claim.topic, "value": claim.value, "qualifier": claim.qualifier}
    if claim.scope != "own":
        gold["scope"] = claim.scope
    return gold | ({"parts": list(claim.parts)} if claim.parts else {})


def _source_errors(judgement: Judgement, decisions: tuple[Decision, ...]) -> set[str]:
    """The cells that are wrong in the source: those that a finding names alone, where a person says that the agency erred."""
    said = {d.subject for d in effective(decisions) if d.kind == "finding" and d.action == "source_wrong"}
    return {
        finding.suspect[0] for finding in judgement.record.findings
        if len(finding.suspect) == 1 and ",".join(finding.suspect) in said
    }


def in_lines(gold: Mapping[str, Any]) -> str:
    """The gold as JSON that people can read and compare: a cell a line."""
    import simplejson

    def plain(value: Any) -> Any:
        return str(value) if not isinstance(value, str | int | float | Decimal | list | dict | None) else value

    text: str = simplejson.dumps(gold, ensure_ascii=False, use_decimal=True, indent=1, default=plain)
    return text + "\n"
