"""Verification of one document: what is violated, what stays open, who is accused, which cell is suspected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.record import Cell, Metadata, Number
from extractor.text import Span
from extractor.verification.checks import STATED
from extractor.verification.rules import evaluate
from tests.tables import APPLICANTS, CHECKS, FORMS, NEW, OLD, RECEIVED, accepted, checked, claim, consistent, only, table

tables = st.builds(
    lambda seed, editions, largest: (consistent(Random(seed), editions, largest), editions),
    st.integers(0, 2**32), st.sampled_from([NEW, OLD]), st.sampled_from([1, 3, 40, 12345]),
)


@settings(deadline=None)
@given(tables)
def test_a_report_whose_figures_agree_has_no_finding(drawn) -> None:
    values, editions = drawn
    verification = checked(accepted(values), editions=editions)
    assert verification.findings == ()
    assert verification.counts["violated"] == 0
    assert verification.counts["satisfied"] > 230


@settings(deadline=None)
@given(tables, st.data())
def test_any_one_wrong_figure_of_tables_three_and_four_is_an_error_and_no_other_cell_is_suspected(drawn, data) -> None:
    values, editions = drawn
    address = data.draw(st.sampled_from([a for a in values if not a.startswith("disclosure/")]))
    wrong = data.draw(st.integers(0, 20000).filter(lambda n: n != values[address]))
    findings = checked(accepted(values | {address: wrong}), editions=editions).findings
    assert findings
    for finding in findings:
        assert (finding.severity, finding.cause) == ("error", "source")
        assert address in finding.cells
        assert finding.claims == ()
        if address.startswith("requests/"):
            assert finding.suspect == (address,)
            assert finding.proposed == {address: values[address]}
        else:  # one sum a row: named only where none of the other cells, being 0 or more, could be wrong alone
            others = [values[a] for a in finding.cells if a != address]
            alone = address.endswith("/total") and wrong < values[address] and max(others) < values[address] - wrong
            assert finding.suspect == ((address,) if alone else ())
            assert finding.proposed == ({address: values[address]} if alone else {})


@pytest.mark.parametrize("editions", [NEW, OLD], ids=["2021", "2019"])
def test_each_single_wrong_cell_of_table_three_is_located_with_its_true_value(editions: Mapping[str, str]) -> None:
    values = consistent(Random(7), editions, 9)
    for address in FORMS.get("requests", editions["requests"]).addresses:
        for step in (1, 10, -1):
            if values[address] + step >= 0:
                findings = checked(accepted(values | {address: values[address] + step}), editions=editions).findings
                assert len(findings) >= 2
                assert {(f.suspect, f.proposed[address]) for f in findings} == {((address,), values[address])}


@settings(deadline=None)
@given(tables, st.data())
def test_two_wrong_cells_never_put_a_right_one_under_suspicion(drawn, data) -> None:
    values, editions = drawn
    pair = data.draw(st.lists(st.sampled_from([a for a in values if a.startswith("requests/")]), min_size=2, max_size=2, unique=True))
    wrong = {a: data.draw(st.integers(0, 20).filter(lambda n, a=a: n != values[a])) for a in pair}
    findings = checked(accepted(values | wrong), editions=editions).findings
    assert findings
    assert {a for f in findings for a in f.suspect} <= set(pair)


@settings(deadline=None)
@given(tables, st.data())
def test_blank_lost_and_doubtful_operands_never_make_an_error(drawn, data) -> None:
    values, editions = drawn
    cells = accepted(values)
    random = Random(data.draw(st.integers(0, 2**32)))
    for address in random.sample(sorted(cells), data.draw(st.integers(1, 150))):
        cells[address] = Cell(None, random.choice(("blank", "lost", "review")))
    for finding in checked(cells, editions=editions).findings:
        assert finding.severity == "warning"
        assert all(cells[a].status in ("accepted", "blank") for a in finding.cells)
        assert any(cells[a].status == "blank" for a in finding.cells)
        assert "空白栏按 0 计" in finding.message.zh
        assert "taken as 0" in finding.message.en


@settings(deadline=None)
@given(tables, st.data())
def test_noughts_left_blank_are_no_finding(drawn, data) -> None:
    values, editions = drawn
    random = Random(data.draw(st.integers(0, 2**32)))
    cells = {a: Cell(None, "blank") if not c.value and random.random() < 0.8 else c for a, c in accepted(values).items()}
    verification = checked(cells, editions=editions)
    assert verification.findings == ()
    assert verification.counts["violated"] == 0


@settings(deadline=None)
@given(tables, st.data())
def test_one_wrong_figure_among_blank_noughts_is_found_and_never_laid_on_another_cell(drawn, data) -> None:
    values, editions = drawn
    address = data.draw(st.sampled_from([a for a in values if a.startswith("requests/")]))
    wrong = data.draw(st.integers(1, 20000).filter(lambda n: n != values[address]))
    cells = {a: Cell(None, "blank") if not c.value else c for a, c in accepted(values | {address: wrong}).items()}
    findings = checked(cells, editions=editions).findings
    _, row, column = address.split("/")
    totals_left_out = all(cells[a].status == "blank" for a in (f"requests/{row}/total", f"requests/total/{column}"))
    assert findings or totals_left_out
    for finding in findings:
        assert address in finding.cells
        assert finding.suspect in ((), (address,))
        assert finding.proposed in ({}, {address: values[address]})


def test_a_figure_too_small_among_blanks_that_are_forced_to_be_nought_is_the_reports_own_contradiction() -> None:
    """Every blank of the row could close its sum, but each stands in a column that holds without it."""
    cells = {a: Cell(None, "blank") for form in FORMS.of(NEW) for a in form.addresses}
    for row, n in (("received", 6), ("granted", 2), ("unavailable.not_held", 4), ("total", 6)):
        cells |= {f"requests/{row}/{column}": Cell(n, "accepted") for column in ("natural_person", "total")}
    assert checked(cells).findings == ()
    findings = checked({**cells, "requests/granted/natural_person": Cell(1, "accepted")}).findings
    assert {(f.rule, f.severity, f.cause, f.suspect) for f in findings} == {
        (rule, "warning", "source", ("requests/granted/natural_person",)) for rule in ("requests.row-total", "requests.column-total")
    }


@settings(deadline=None)
@given(tables, st.data())
def test_one_wrong_figure_among_lost_cells_is_never_laid_on_another_cell(drawn, data) -> None:
    values, editions = drawn
    address = data.draw(st.sampled_from([a for a in values if a.startswith("requests/")]))
    random = Random(data.draw(st.integers(0, 2**32)))
    cells = accepted(values | {address: values[address] + data.draw(st.integers(1, 30))})
    cells |= {a: Cell(None, "lost") for a in random.sample(sorted(cells), 25) if a != address}
    for finding in checked(cells, editions=editions).findings:
        assert finding.suspect in ((), (address,))


def test_a_broken_row_sum_is_said_as_an_official_would_say_it() -> None:
    cells = table({"requests/total/natural_person": 25, "requests/total/company": 1, "requests/total/total": 27})
    (finding,) = only(checked(cells), "requests.row-total")
    assert finding.message.zh == "表三“(七)总计”行：六类申请人合计 25 + 1 = 26，总计栏印为 27，相差 1。"
    assert finding.message.en == (
        "Requests table, row “Total handled”: the six kinds of applicants add up to 25 + 1 = 26, "
        "the total is printed as 27; they differ by 1."
    )
    assert finding.cells == tuple(f"requests/total/{c}" for c in (*APPLICANTS, "total"))
    assert finding.evidence == (Span(5, 6), Span(5, 6), *[Span(0, 1)] * 4, Span(5, 6))


def test_a_broken_balance_names_both_sides_in_printed_order() -> None:
    (finding,) = checked(table({"requests/received/other": 4, "requests/received/total": 4, "requests/carried_out/other": 3,
                                "requests/carried_out/total": 4})).findings[:1]
    assert finding.rule == "requests.balance"
    assert finding.message.zh == "表三“其他”列：第一、二项之和为 4，第三项(七)总计与第四项之和为 3，相差 1。"
    assert finding.cells == tuple(f"requests/{row}/other" for row in ("received", "carried_in", "total", "carried_out"))


def test_the_rows_of_a_group_are_named_with_their_group() -> None:
    (finding,) = only(checked(table({"requests/denied.internal_affairs/total": 2})), "requests.row-total")
    assert "表三“(三)不予公开5.属于三类内部事务信息”行" in finding.message.zh


COMPANY = {f"requests/{row}/{column}": 3 for row in ("received", "granted", "total") for column in ("company", "total")}


def test_a_total_left_blank_is_no_total_of_zero() -> None:
    cells = table(COMPANY | {"requests/granted/total": None})
    outcomes = [o for o in evaluate(CHECKS, FORMS, NEW, cells) if o.rule == "requests.row-total" and o.result == "unknown"]
    assert [o.reason for o in outcomes] == ["one side is not printed at all"]
    assert only(checked(cells), "requests.row-total") == []


def test_a_blank_part_of_a_sum_that_does_not_close_is_a_warning_that_accuses_nobody() -> None:
    (finding,) = only(checked(table(COMPANY | {"requests/granted/total": None})), "requests.column-total")
    assert (finding.severity, finding.cause, finding.suspect) == ("warning", "undetermined", ())


def test_parts_that_exceed_their_total_whatever_the_blanks_hold_are_the_reports_own_contradiction() -> None:
    cells = table(COMPANY | {"requests/granted/total": 2, "requests/granted/research": None, "requests/total/research": None})
    (finding,) = only(checked(cells), "requests.row-total")
    assert (finding.severity, finding.cause) == ("warning", "source")


def test_parts_that_fall_short_of_their_total_accuse_nobody_while_a_blank_may_hold_the_rest() -> None:
    rows = ("received", "granted", "total")
    omitted = {f"requests/{row}/total": 4 for row in rows} | dict.fromkeys(f"requests/{row}/research" for row in rows)
    findings = checked(table(COMPANY | omitted)).findings
    assert {(f.rule, f.severity, f.cause) for f in findings} == {("requests.row-total", "warning", "undetermined")}
    assert len(findings) == 3


def test_a_single_broken_row_of_table_four_suspects_none_of_its_five_cells() -> None:
    (finding,) = checked(table({"disputes/review/upheld": 1})).findings
    assert (finding.rule, finding.severity, finding.suspect) == ("disputes.row-total", "error", ())


def test_a_repair_below_nought_is_no_explanation() -> None:
    """Row and column meet in one cell, but its value would have to be negative."""
    person, company, total = ({"granted": 3, "total": 3, "received": 3}, {"partly_granted": 5, "total": 3, "received": 3},
                              {"granted": 1, "partly_granted": 5, "total": 6, "received": 6})
    columns = {"natural_person": person, "company": company, "total": total}
    values = {f"requests/{row}/{column}": n for column, rows in columns.items() for row, n in rows.items()}
    findings = checked(table(values)).findings
    assert [f.rule for f in findings] == ["requests.column-total", "requests.row-total"]
    assert all(f.suspect == () for f in findings)


def test_every_outcome_is_counted_once() -> None:
    counts = checked(table({"requests/received/total": "lost"}), claim("requests.received", 3)).counts
    idle = len(CHECKS.across_years) + len([check for check in CHECKS if check.for_each in STATED])  # of other years, of sentences
    assert counts == {"satisfied": 239, "violated": 0, "unknown": 8, "not_applicable": 3, "not_run": idle}


def test_hard_checks_of_a_table_that_the_report_lacks_are_not_run() -> None:
    cells = {a: c for a, c in table({}).items() if not a.startswith("disputes/")}
    counts = checked(cells, editions={"disclosure": "2021", "requests": "2021"}).counts
    assert counts["not_run"] == checked(table({})).counts["not_run"] + 1


def test_tables_of_different_editions_are_each_checked_in_their_own() -> None:
    editions = {"disclosure": "2021", "requests": "2019", "disputes": "2019"}
    values = {"requests/other/company": 2, "requests/other/total": 2, "requests/total/company": 2, "requests/total/total": 2,
              "requests/received/company": 2, "requests/received/total": 2}
    assert checked(table(values, editions), editions=editions).findings == ()
    assert checked(table(values | {"requests/other/total": 1}, editions), editions=editions).findings


def test_a_cell_that_nobody_read_counts_as_lost() -> None:
    verification = checked({})
    assert verification.findings == ()
    assert verification.counts["satisfied"] == 0


@pytest.mark.parametrize("organization", [
    "青石县柳河镇人民政府", "柳河乡人民政府", "青石区东门街道办事处", "柳河镇", "东门街道", "柳河镇党政综合办公室", "青石县柳河民族乡政府",
])
def test_a_township_or_subdistrict_with_regulations_is_doubted(organization: str) -> None:
    (finding,) = checked(table({"disclosure/regulation/in_force": 6}), metadata=Metadata(organization=organization)).findings
    assert (finding.rule, finding.severity, finding.cause) == ("disclosure.regulation-level", "warning", "undetermined")
    assert organization in finding.message.zh


@pytest.mark.parametrize("organization", [
    "青石市人民政府", "景德镇市人民政府", "新乡市司法局", "青石市住房和城乡建设局", "青石县人民政府", "青石县城乡", "青石省财政厅", "",
    "青石市乡镇企业局", "青石县柳河镇中心卫生院",
])
def test_no_other_name_is_doubted_for_its_regulations(organization: str) -> None:
    assert checked(table({"disclosure/regulation/in_force": 6}), metadata=Metadata(organization=organization)).findings == ()


def test_item_counts_written_as_decisions_are_mentioned_and_no_more() -> None:
    values = {"disclosure/penalty/items_before": 64, "disclosure/penalty/items_change": -1, "disclosure/penalty/decided": 63}
    (finding,) = checked(table(values, OLD), editions=OLD).findings
    assert (finding.rule, finding.severity) == ("disclosure.items-as-decisions", "info")
    assert "64 - 1 = 63" in finding.message.zh
    assert checked(table({**values, "disclosure/penalty/decided": 62}, OLD), editions=OLD).findings == ()


@pytest.mark.parametrize(("address", "value", "rule"), [
    ("requests/received/total", -1, "cells.count"), ("disclosure/licence/decided", Decimal("7.5"), "cells.count"),
    ("disclosure/fee/amount", Decimal("-0.5"), "cells.amount"), ("disclosure/fee/amount", Decimal("7.5"), None),
    ("disclosure/licence/decided", Decimal("7.0"), None),
])
def test_a_number_that_its_cell_cannot_hold_is_an_error(address: str, value: Number, rule: str | None) -> None:
    found = [f for f in checked(table({address: value})).findings if f.rule.startswith("cells.")]
    assert [(f.rule, f.severity, f.cells) for f in found] == ([(rule, "error", (address,))] if rule else [])


def test_a_change_of_items_may_be_negative() -> None:
    values = {"disclosure/licence/items_before": 9, "disclosure/licence/items_change": -3}
    assert checked(table(values, OLD), editions=OLD).findings == ()


YEARS = Metadata(organization="青石市财政局", year=2023, title_year=2023, period=("2023-01-01", "2023-12-31"), narrative_years=(2023, 2022))


@pytest.mark.parametrize(("change", "rules"), [
    ({}, []),
    ({"title_year": 2022}, ["metadata.year"]),
    ({"period": ("2022-01-01", "2022-12-31"), "title_year": 2022}, []),
    ({"period": ("2022-01-01", "2023-12-31")}, ["metadata.period"]),
    ({"period": ("2023-01-01", "2023-11-30")}, ["metadata.period"]),
    ({"period": None, "title_year": None, "narrative_years": ()}, []),
    ({"narrative_years": (2022, 2023)}, []),
    ({"narrative_years": (2021, 2022)}, ["metadata.narrative-year"]),
    ({"year": None}, []),
])
def test_years_that_disagree_are_warnings_about_no_cell_and_no_claim(change: dict, rules: list[str]) -> None:
    findings = checked(table({}), metadata=replace(YEARS, **change)).findings
    assert [f.rule for f in findings] == rules
    assert all((f.severity, f.cells, f.claims, f.suspect) == ("warning", (), (), ()) for f in findings)


def test_a_stale_year_is_named_in_the_message() -> None:
    (finding,) = checked(table({}), metadata=replace(YEARS, narrative_years=(2021,))).findings
    assert "2023" in finding.message.zh
    assert "2021" in finding.message.zh


def test_no_template_leaves_a_placeholder_or_a_dash_where_the_figures_are_known() -> None:
    cells = table({**RECEIVED, "requests/granted/total": 3, "disputes/review/total": 9, "disclosure/regulation/issued": 2,
                   "disclosure/licence/decided": -4, "disclosure/fee/amount": -1})
    stated = [claim("requests.received", 99), claim("disputes.suit", 4), claim("normative.repealed", 1), claim("coercion.decided", 7),
              claim("fee.amount", Decimal("3.2")), claim("requests.granted", 8), claim("published.total", 3, parts=(9,)),
              claim("published.total", 9, parts=(5, 6))]
    years = replace(YEARS, organization="柳河镇人民政府", title_year=2022, period=("2023-02-01", "2023-12-31"), narrative_years=(2020,))
    findings = checked(cells, *stated, metadata=years).findings
    assert len({f.rule for f in findings}) == 17
    for finding in findings:
        for text in (finding.message.zh, finding.message.en):
            assert not set("{}—") & set(text)
            assert "None" not in text
            assert "  " not in text
