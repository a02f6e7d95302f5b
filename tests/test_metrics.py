"""Scores: gold against itself is perfect, and every figure has a record that it is not perfect for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from extractor.evaluation.goldset import load_set
from extractor.evaluation.metrics import GOOD, outcome_of, reads_as, score
from extractor.evaluation.rates import COUNTS, RATE, RATES, Unit, totals, value_of
from extractor.record import Cell, Claim, Finding, Message, Record
from extractor.settings import Content, shipped
from extractor.text import Span
from tests.reading import kit
from tests.scored import clean_gold, perfect, whole_gold, with_cells

SAID = Message("", "")
NUMBER, ZERO, BLANK, LOST = "requests/received/company", "disputes/review/total", "disclosure/fee/amount", "requests/carried_in/other"
UNCERTAIN = "requests/granted/total"


def change(**cells: Any) -> Callable[[Record], Record]:
    named = {"number": NUMBER, "zero": ZERO, "blank": BLANK, "lost": LOST, "uncertain": UNCERTAIN}
    return lambda record: with_cells(record, {named[name]: cell for name, cell in cells.items()})


def blamed(record: Record) -> Record:
    return replace(record, findings=(*record.findings, Finding("sum", "error", "source", SAID, cells=(NUMBER,))))


def without_suspects(record: Record) -> Record:
    return replace(record, findings=tuple(replace(f, suspect=()) for f in record.findings))


def laid_elsewhere(record: Record) -> Record:
    return replace(record, findings=tuple(replace(f, cause="reading") for f in record.findings))


WRONG = Cell(999, "accepted", Span(0, 1), "999")
SPOILT: dict[str, tuple[Callable[..., dict[str, Any]], Callable[[Record], Record]]] = {
    "silent_error_rate": (whole_gold, change(number=WRONG)),
    "documents_silent": (whole_gold, change(lost=Cell(None, "blank"))),
    "documents_right": (whole_gold, change(number=Cell(None, "review"))),
    "cell_accuracy": (whole_gold, change(number=Cell(None, "lost"))),
    "settled_rate": (whole_gold, change(number=Cell(None, "review"))),
    "needless_review_rate": (whole_gold, lambda r: with_cells(r, {NUMBER: r.cells[NUMBER]._replace(status="review")})),
    "withheld_rate": (whole_gold, change(number=Cell(3, "review"))),
    "missed_rate": (whole_gold, change(number=Cell(None, "blank"))),
    "misplaced_rate": (whole_gold, lambda r: with_cells(r, {NUMBER: r.cells["requests/received/other"],
                                                            "requests/received/other": r.cells[NUMBER]})),
    "wrong_rate": (whole_gold, change(number=WRONG)),
    "invented_rate": (whole_gold, change(blank=WRONG)),
    "lost_invented_rate": (whole_gold, change(lost=WRONG)),
    "blank_zero_confusion": (whole_gold, change(blank=Cell(0, "accepted", Span(0, 1)))),
    "uncertain_accepted_rate": (whole_gold, lambda r: with_cells(r, {UNCERTAIN: r.cells[UNCERTAIN]._replace(status="accepted")})),
    "evidence_right": (whole_gold, lambda r: with_cells(r, {NUMBER: r.cells[NUMBER]._replace(evidence=Span(0, 0))})),
    "claim_recall": (whole_gold, lambda r: replace(r, claims=r.claims[:1])),
    "claim_precision": (whole_gold, lambda r: replace(r, claims=(*r.claims, Claim("fee.amount", 5, "exact", "own", Span(0, 1), "")))),
    "contradiction_recall": (whole_gold, lambda r: replace(r, findings=tuple(f for f in r.findings if not f.claims))),
    "source_error_recall": (whole_gold, lambda r: replace(r, findings=tuple(f for f in r.findings if not f.cells))),
    "source_error_blamed": (whole_gold, laid_elsewhere),
    "source_error_located": (whole_gold, without_suspects),
    "wrong_blame_rate": (clean_gold, blamed),
    "verdict_right": (whole_gold, lambda r: replace(r, verdict="accepted")),
    "clean_accepted": (clean_gold, lambda r: replace(r, verdict="review")),
    "dirty_accepted_rate": (whole_gold, lambda r: replace(r, verdict="accepted")),
    "form": (whole_gold, lambda r: replace(r, form="2019")),
    "year": (whole_gold, lambda r: replace(r, year=2022)),
    "organization": (whole_gold, lambda r: replace(r, organization="某县")),
}


def best(rate_name: str) -> float:
    return 1.0 if RATE[rate_name].better == "more" else 0.0


@pytest.mark.parametrize("name", [rate.name for rate in RATES])
def test_every_figure_is_perfect_for_a_perfect_record_and_worse_for_a_spoilt_one(name: str) -> None:
    make, spoil = SPOILT[name]
    gold = make()
    record, text = perfect(gold)
    if name == "settled_rate":
        assert value_of(RATE[name], score(record, gold, text).counts) == 1.0
    assert value_of(RATE[name], score(record, gold, text).counts) == best(name)
    assert value_of(RATE[name], score(spoil(record), gold, text).counts) != best(name)


def test_the_whole_gold_set_scored_against_itself_is_perfect() -> None:
    content = Content((shipped(),))
    examples = load_set(str(shipped() / "eval" / "gold"), content, kit().forms).examples
    assert len(examples) >= 40
    for example in examples:
        found = score(*_read(example.gold))
        assert not found.slips, example.slug
        for rate in RATES:
            if not rate.name.startswith("source_error_located"):  # several errors have no one suspect
                assert value_of(rate, found.counts) in (None, best(rate.name)), (example.slug, rate.name)


def _read(gold: Any) -> tuple[Record, Any, str]:
    record, text = perfect(gold)
    return record, gold, text


@pytest.mark.parametrize(("cell", "outcome"), [
    (Cell(8, "accepted", Span(0, 1)), "wrong"), (Cell(None, "lost"), "missed"), (Cell(None, "blank"), "missed"),
    (Cell(None, "review"), "withheld"), (Cell(7, "review"), "needless"), (Cell(7, "accepted", Span(0, 1)), "right"),
])
def test_a_printed_number_comes_out_as_one_thing(cell: Cell, outcome: str) -> None:
    gold = {"cells": {"requests/received/total": 7}}
    record = Record("r", "", "review", cells={"requests/received/total": cell})
    assert outcome_of("requests/received/total", 7, cell, record, gold) == outcome


def test_a_zero_read_as_blank_and_a_blank_read_as_zero_are_errors_of_their_own() -> None:
    record = Record("r", "", "review")
    assert outcome_of("a/b/c", 0, Cell(None, "blank"), record, {"cells": {}}) == "zero_as_blank"
    assert outcome_of("a/b/c", None, Cell(0, "accepted", Span(0, 1)), record, {"cells": {}}) == "blank_as_zero"


def test_a_number_is_misplaced_only_where_its_own_cell_went_without_it() -> None:
    here, there = "requests/received/total", "requests/received/other"
    gold = {"cells": {here: 7, there: 3}}
    moved = Record("r", "", "review", cells={here: Cell(3, "accepted"), there: Cell(None, "blank")})
    twice = Record("r", "", "review", cells={here: Cell(3, "accepted"), there: Cell(3, "accepted")})
    assert outcome_of(here, 7, moved.cells[here], moved, gold) == "misplaced"
    assert outcome_of(here, 7, twice.cells[here], twice, gold) == "wrong"


def test_every_cell_of_a_report_has_exactly_one_outcome() -> None:
    gold = whole_gold()
    record, text = perfect(gold)
    found = score(with_cells(record, {NUMBER: WRONG, BLANK: WRONG, LOST: WRONG}), gold, text)
    assert sum(sum(outcomes.values()) for outcomes in found.fields.values()) == 200
    assert sum(outcomes[o] for outcomes in found.fields.values() for o in outcomes if o not in GOOD) == 3


def test_two_cells_with_one_place_have_not_both_evidence() -> None:
    gold = whole_gold()
    record, text = perfect(gold)
    shared = with_cells(record, {NUMBER: record.cells[NUMBER]._replace(evidence=record.cells["requests/received/total"].evidence)})
    assert score(shared, gold, text).counts["evidence.shared"] == 1


def test_a_claim_may_be_right_by_another_topic_and_an_optional_one_is_not_held_against_anybody() -> None:
    claims = [{"topic": "requests.received", "value": 7, "qualifier": "exact", "or": ["requests.handled"]}]
    gold = whole_gold(claims=claims, contradicted=[], claims_optional=["fee.amount"])
    record, text = perfect(gold)
    read = (Claim("requests.handled", 7, "exact", "own", Span(0, 1), ""), Claim("fee.amount", 1, "exact", "own", Span(0, 1), ""))
    counts = score(replace(record, claims=read), gold, text).counts
    assert (counts["claims.found"], counts["claims.wrong"]) == (1, 0)


@pytest.mark.parametrize(("text", "value"), [
    ("1,234", 1234), ("１２件", 12), ("12.50万元", Decimal("12.5")), ("减少3", -3), ("-3", -3), ("十二", 12), ("未增未减", 0), ("无", 0),
    ("00", 0),
])
def test_a_stretch_shows_a_number_as_people_write_it(text: str, value: Any) -> None:
    assert reads_as(text, value)
    assert not reads_as(text, value + 1)


def test_the_figures_are_those_of_the_acceptance_scorer() -> None:
    """What an independent scorer gave for these two records, entered by hand: the same words mean the same things."""
    first, second = whole_gold(), clean_gold()
    one, one_text = perfect(first)
    one = with_cells(one, {NUMBER: WRONG, ZERO: Cell(None, "blank"), BLANK: Cell(0, "accepted", Span(0, 1), "0"), LOST: Cell(None, "blank"),
                           UNCERTAIN: WRONG, "requests/received/research": Cell(None, "lost")})
    one = replace(one, claims=(one.claims[0], Claim("penalty.decided", 4, "about", "own", Span(0, 1), "")), organization="某局")
    two, two_text = perfect(second)
    kept = two.cells[NUMBER]._replace(status="review")
    two = blamed(with_cells(two, {NUMBER: kept}))
    two = replace(two, findings=(*two.findings, Finding("odd", "warning", "undetermined", SAID, claims=("requests.received",))))
    found = [score(one, first, one_text), score(two, second, two_text)]
    units = [Unit(str(i), s.counts) for i, s in enumerate(found)]
    counts = totals(units)
    mine = {rate.name: value_of(rate, counts) for rate in RATES} | {name: counts.get(key, 0) for name, key in COUNTS.items()}
    assert {name: mine[name] for name in ACCEPTANCE} == ACCEPTANCE


ACCEPTANCE: dict[str, float] = {
    "form": 1.0, "year": 1.0, "organization": 0.5, "cells": 386, "cell_accuracy": 0.989637, "silent_errors": 4,
    "silent_error_rate": 0.010417, "settled_rate": 0.994819, "needless_review_rate": 0.002591, "lost_invented": 1, "uncertain": 7,
    "uncertain_accepted": 1, "evidence_absent": 0, "evidence_wrong": 3, "evidence_shared": 2, "claim_recall": 0.75,
    "claim_precision": 0.75, "contradiction_recall": 1.0, "contradictions_false": 1, "source_errors": 1, "source_error_recall": 1.0,
    "source_error_blamed": 1.0, "source_error_located": 1.0, "wrong_blame": 1, "clean": 1, "clean_accepted": 1.0,
    "clean_error_findings": 1, "clean_warnings": 1, "dirty_accepted": 0,
}
