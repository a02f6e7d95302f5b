"""Implied values: what the identities force, with proofs; and what they do not."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.record import Candidate, Cell, Claim
from extractor.text import Span
from extractor.verification.imply import Implications, imply
from tests.tables import CHECKS, FORMS, NEW, OLD, accepted, claim, consistent, table

tables = st.builds(
    lambda seed, editions, largest: (consistent(Random(seed), editions, largest), editions),
    st.integers(0, 2**32), st.sampled_from([NEW, OLD]), st.sampled_from([1, 3, 40, 12345]),
)


def implied(cells: Mapping[str, Cell], *claims: Claim, editions: Mapping[str, str] = NEW) -> Implications:
    return imply(CHECKS, FORMS, editions, cells, claims)


@settings(deadline=None, max_examples=60)
@given(tables, st.data())
def test_what_is_implied_of_a_table_that_adds_up_is_what_it_was(drawn, data) -> None:
    values, editions = drawn
    random = Random(data.draw(st.integers(0, 2**32)))
    cells = accepted(values)
    gone = random.sample(sorted(cells), data.draw(st.integers(1, 150)))
    cells |= {a: Cell(None, random.choice(("blank", "lost", "review"))) for a in gone}
    for address, cell in implied(cells, editions=editions).cells.items():
        if cell.implied is not None:
            assert address in gone
            assert cell.implied.value == values[address]
            assert not cell.implied.conditional
            assert cell.value is None


@settings(deadline=None, max_examples=40)
@given(tables, st.data())
def test_a_proof_suffices_for_what_it_proves(drawn, data) -> None:
    """With nothing but the cells that a proof names, and what is implied of these, the value is implied again."""
    values, editions = drawn
    random = Random(data.draw(st.integers(0, 2**32)))
    cells = accepted(values)
    cells |= {a: Cell(None, "lost") for a in random.sample(sorted(cells), 40)}
    found = {a: c.implied for a, c in implied(cells, editions=editions).cells.items() if c.implied is not None}
    for address, proven in sorted(found.items())[:5]:
        used = [part for part in proven.proof if "/" in part]
        assert set(proven.proof) - set(used) <= {check.id for check in CHECKS}
        only = {a: Cell(None, "lost") for a in cells} | {a: Cell(values[a], "accepted") for a in used}
        again = implied(only, editions=editions).cells[address].implied
        assert again is not None
        assert again.value == proven.value


def test_twenty_random_blanks_are_nearly_all_forced() -> None:
    random, forced, all_blanks = Random(9), 0, 0
    for _ in range(20):
        values = consistent(random, NEW, 9)
        gone = random.sample([a for a in values if a.startswith("requests/")], 20)
        cells = accepted(values) | {a: Cell(None, "blank") for a in gone}
        forced += sum(implied(cells).cells[a].implied is not None for a in gone)
        all_blanks += len(gone)
    assert forced > 0.92 * all_blanks


@pytest.mark.parametrize("row", ["received", "granted", "denied.law_forbids", "total", "carried_out"])
def test_a_whole_row_that_was_lost_is_forced(row: str) -> None:
    values = consistent(Random(11), NEW, 30)
    gone = [a for a in values if a.startswith(f"requests/{row}/")]
    cells = implied(accepted(values) | {a: Cell(None, "lost", reason="row-lost") for a in gone}).cells
    assert [cells[a].implied.value for a in gone] == [values[a] for a in gone]
    assert {cells[a].status for a in gone} == {"lost"}


def test_two_lost_rows_of_one_sum_are_forced_where_it_is_nought_and_elsewhere_on_condition_of_the_prose() -> None:
    cells = table({f"requests/{row}/{column}": 2 for row in ("granted", "total") for column in ("natural_person", "total")})
    gone = [a for a in cells if a.startswith(("requests/received/", "requests/carried_in/"))]
    cells |= {a: Cell(None, "lost", reason="row-lost") for a in gone}
    without = implied(cells).cells
    assert sum(without[a].implied is not None for a in gone) == 10
    told = implied(cells, claim("requests.received", 2)).cells
    conditional = {a: told[a].implied.value for a in gone if told[a].implied.conditional}
    assert conditional == {
        "requests/received/natural_person": 2, "requests/received/total": 2,
        "requests/carried_in/natural_person": 0, "requests/carried_in/total": 0,
    }
    assert "claims.requests-received" in told["requests/received/total"].implied.proof


@pytest.mark.parametrize("stated", [
    (claim("requests.received", 2, scope="whole_area"),), (claim("requests.received", 2, qualifier="about"),),
    (claim("requests.received", 2), claim("requests.received", 5)), (claim("requests.received", 9),),
], ids=["another scope", "a hedge", "two figures", "more than fits"])
def test_prose_that_does_not_settle_it_is_no_condition(stated) -> None:
    cells = table({f"requests/{row}/{column}": 2 for row in ("granted", "total") for column in ("natural_person", "total")})
    cells |= {a: Cell(None, "lost") for a in cells if a.startswith(("requests/received/", "requests/carried_in/"))}
    assert not any(c.implied.conditional for c in implied(cells, *stated).cells.values() if c.implied)


def test_a_table_that_contradicts_itself_implies_nothing() -> None:
    values = consistent(Random(3), NEW, 9)
    wrong = {a: v + 1 for a, v in values.items() if a in ("requests/granted/company", "requests/denied.law_forbids/other")}
    cells = accepted(values | wrong) | {"requests/carried_out/total": Cell(None, "lost"), "disputes/review/total": Cell(None, "lost")}
    found = {a for a, c in implied(cells).cells.items() if c.implied is not None}
    assert found == {"disputes/review/total"}


def test_one_located_wrong_figure_does_not_enter_a_proof() -> None:
    values = consistent(Random(3), NEW, 9)
    wrong = "requests/granted/company"
    cells = accepted(values | {wrong: values[wrong] + 1}) | {"requests/total/other": Cell(None, "blank")}
    cell = implied(cells).cells["requests/total/other"]
    assert cell.implied.value == values["requests/total/other"]
    assert wrong not in cell.implied.proof


def test_an_implied_value_never_takes_the_place_of_a_printed_one() -> None:
    values = consistent(Random(6), NEW, 9)
    cells = accepted(values) | {"requests/received/total": Cell(None, "blank", Span(4, 4))}
    after = implied(cells).cells
    assert {a: c for a, c in after.items() if a != "requests/received/total"} == {
        a: c for a, c in cells.items() if a != "requests/received/total"
    }
    cell = after["requests/received/total"]
    assert (cell.value, cell.status, cell.evidence) == (None, "blank", Span(4, 4))


def test_where_only_the_column_is_open_the_tables_that_fit_are_counted() -> None:
    """Four rows each print one figure and their total; all the rest was left blank."""
    cells = table({a: None for a in FORMS.get("requests", "2021").addresses if not a.endswith("/total")})
    for row in ("received", "granted", "total"):
        cells[f"requests/{row}/total"] = Cell(2, "accepted", reason="last-is-total")
        for column in FORMS.get("requests", "2021").row[row].columns[:-1]:
            cells[f"requests/{row}/{column}"] = Cell(None, "review", reason="dropped-blanks", candidates=(Candidate(2, None, "template"),))
    found = implied(cells)
    (finding,) = found.findings
    assert "恰有 6 种" in finding.message.zh
    assert finding.severity == "info"
    assert len(finding.cells) == 18
    assert sum(c.implied is not None for c in found.cells.values()) == 22 * 6
