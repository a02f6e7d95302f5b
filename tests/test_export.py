"""Records as JSON and back."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.export import from_json, to_json
from extractor.record import Candidate, Cell, Claim, Finding, Implied, Message, Record
from extractor.text import Damage, Span

FULL = Record(
    path="a/报告.txt", sha256="0" * 64, verdict="review", title="某县水务局2023年报", organization="某县水务局", year=2023,
    published="2024-01-12", form="2021", editions={"requests": "2021"},
    cells={
        "requests/received/total": Cell(6, "accepted", Span(3120, 3121), "6"),
        "disclosure/fee/amount": Cell(Decimal("6719.3835"), "accepted", Span(5, 14), "6719.3835", unit="万元"),
        "requests/granted/other": Cell(None, "blank", Span(7, 8), "/"),
        "requests/granted/total": Cell(None, "lost", reason="row-lost"),
        "requests/total/total": Cell(
            2, "review", None, None, reason="dropped-blanks",
            candidates=(Candidate(2, Span(1, 2), "template"), Candidate(None, None, "template")),
            implied=Implied(2, ("requests.balance", "requests/received/total"), True),
        ),
    },
    claims=(Claim("published.total", 30, "at_least", "own", Span(810, 811), "共30余条", parts=(10, 20), match=None),),
    findings=(
        Finding(
            "requests.row-total", "error", "source", Message("一", "one"), cells=("requests/total/total",), claims=("requests.received",),
            suspect=("requests/total/total",), proposed={"requests/total/total": 27}, evidence=(Span(1, 2), Span(3, 4)),
            reasons=(Message("因", "because"),),
        ),
    ),
    readers=({"name": "template", "version": "1"}, {"name": "llm", "model": "m", "tokens_in": 0, "cost": None}),
    damage=(Damage("pinyin-gloss", 248), Damage("replacement", 3, "甲 → 乙")),
    extra=({"label": "其他主动公开文件", "values": [1, 2]},), checks={"satisfied": 40, "violated": 1},
)


def test_a_record_comes_back_whole() -> None:
    assert from_json(to_json(FULL)) == FULL
    assert from_json(to_json(Record("p", "", "rejected", error="empty"))) == Record("p", "", "rejected", error="empty")


def test_the_keys_are_those_of_the_contract() -> None:
    plain = json.loads(to_json(FULL))
    assert list(plain) == [
        "path", "sha256", "title", "organization", "year", "published", "form", "editions", "verdict", "cells", "claims", "findings",
        "readers", "damage", "extra", "checks", "error",
    ]
    assert plain["cells"]["requests/received/total"] == {"value": 6, "status": "accepted", "evidence": [3120, 3121], "printed": "6"}
    assert plain["claims"][0] == {
        "topic": "published.total", "value": 30, "qualifier": "at_least", "scope": "own", "evidence": [810, 811], "quote": "共30余条",
        "parts": [10, 20],
    }
    assert plain["findings"][0] == {
        "rule": "requests.row-total", "severity": "error", "cause": "source", "cells": ["requests/total/total"],
        "claims": ["requests.received"], "suspect": ["requests/total/total"], "proposed": {"requests/total/total": 27},
        "message": {"zh": "一", "en": "one"}, "evidence": [[1, 2], [3, 4]], "reasons": [{"zh": "因", "en": "because"}],
    }
    assert plain["damage"][0] == {"kind": "pinyin-gloss", "count": 248}


@pytest.mark.parametrize("printed", ["6719.3835", "0.10", "123456789012345678901234567890.123456", "0.000001", "7"])
def test_an_amount_has_every_digit_that_the_source_has(printed: str) -> None:
    line = to_json(Record("p", "s", "accepted", cells={"disclosure/fee/amount": Cell(Decimal(printed), "accepted", Span(0, 1), printed)}))
    assert f'"value": {printed},' in line


@given(st.text())
def test_whatever_a_document_holds_a_record_is_one_line_that_no_terminal_obeys(text: str) -> None:
    line = to_json(Record("p", "s", "rejected", title=text))
    assert len(line.splitlines()) == 1
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for character in line)
    assert json.loads(line)["title"] == text


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"path": 1}', "not json"])
def test_what_is_no_record_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(line)


