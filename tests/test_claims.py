"""Claims of the prose against the tables: what fits, what contradicts, and what must be left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.record import Cause, Cell, Claim, Scope
from extractor.text import Span
from extractor.verification.claims import beside
from tests.tables import NEW, OLD, RECEIVED, checked, claim, table
from tests.texts import EMPTY, REQUESTS, disclosure, disputes, record, report, requests


def of_topic(cells: Mapping[str, Cell], *claims: Claim, editions: Mapping[str, str] = NEW) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.severity, f.claims) for f in checked(cells, *claims, editions=editions).findings if f.claims]


@pytest.mark.parametrize(("value", "match"), [(5, "received"), (7, "received+carried_in")])
def test_received_may_include_what_was_carried_in_and_the_claim_says_which(value: int, match: str) -> None:
    verification = checked(table(RECEIVED), claim("requests.received", value))
    assert verification.findings == ()
    assert [c.match for c in verification.claims] == [match]


def test_a_claim_that_fits_no_reading_is_an_error_of_the_report() -> None:
    verification = checked(table(RECEIVED), claim("requests.received", 6))
    (finding,) = verification.findings
    assert (finding.rule, finding.severity, finding.cause, finding.claims) == (
        "claims.requests-received", "error", "source", ("requests.received",))
    assert finding.cells == ("requests/received/total", "requests/carried_in/total")
    assert finding.evidence == (Span(900, 902), Span(5, 6), Span(5, 6))
    assert finding.suspect == ()
    assert finding.message.zh == (
        "正文称收到政府信息公开申请 6 件（“6件”），而表三“一、本年新收政府信息公开申请数量”行“总计”列印为 5，"
        "表三第一、二项“总计”之和为 7。")
    assert verification.claims[0].match is None


@pytest.mark.parametrize("scope", ["whole_area", "unknown"])
def test_a_claim_of_another_or_unknown_scope_is_never_compared(scope: Scope) -> None:
    verification = checked(table(RECEIVED), claim("requests.received", 600, scope=scope))
    assert verification.findings == ()
    assert verification.claims[0].match is None


@pytest.mark.parametrize(("qualifier", "stated", "contradicted"), [
    ("at_least", 5, False), ("at_least", 7, False), ("at_least", 8, True), ("at_least", 1, False),
    ("about", 5, False), ("about", 6, True), ("about", 8, True), ("exact", 8, True),
])
def test_a_hedge_widens_a_claim_and_no_further(qualifier: str, stated: int, contradicted: bool) -> None:
    assert bool(of_topic(table(RECEIVED), claim("requests.received", stated, qualifier))) is contradicted


@pytest.mark.parametrize(("stated", "contradicted"), [(100, False), (99, True), (121, False), (122, False), (123, True)])
def test_about_means_within_a_tenth_of_what_is_stated(stated: int, contradicted: bool) -> None:
    assert bool(of_topic(table({"disclosure/penalty/decided": 110}), claim("penalty.decided", stated, "about"))) is contradicted


def test_a_zero_claim_is_fine_with_noughts_and_blanks_and_contradicted_by_a_figure() -> None:
    none = claim("requests.received", 0)
    assert of_topic(table({}), none) == []
    assert of_topic(table({"requests/received/total": None}), none) == []
    (finding,) = [f for f in checked(table(RECEIVED), none).findings if f.claims]
    assert (finding.rule, finding.severity) == ("claims.none-received", "error")


def test_a_stated_count_against_a_blank_cell_is_a_warning_that_says_blank() -> None:
    editions = OLD
    cells = table(dict.fromkeys(f"disclosure/normative/{c}" for c in ("made", "published", "public_total")), editions)
    (finding,) = [f for f in checked(cells, claim("normative.issued", 1), editions=editions).findings if f.claims]
    assert (finding.severity, finding.cause, finding.claims) == ("warning", "source", ("normative.issued",))
    assert "为空白" in finding.message.zh
    assert "is blank" in finding.message.en


@pytest.mark.parametrize("status", ["lost", "review"])
def test_a_claim_against_a_lost_or_doubtful_cell_stays_open(status: str) -> None:
    verification = checked(table({"disputes/review/total": status}), claim("disputes.review", 4))
    assert verification.findings == ()
    assert verification.claims[0].match is None


def test_a_reading_that_cannot_be_ruled_out_keeps_the_question_open() -> None:
    cells = table({**RECEIVED, "requests/carried_in/total": "lost"})
    assert of_topic(cells, claim("requests.received", 6)) == []
    assert of_topic(cells, claim("requests.received", 4)) == [("error", ("requests.received",))]


def test_a_group_is_compared_as_the_sum_of_its_rows() -> None:
    cells = {f"requests/denied.{row}/total": n for row, n in (("law_forbids", 2), ("enforcement_file", 1), ("state_secret", None))}
    assert of_topic(table(cells), claim("requests.denied", 3)) == []
    (finding,) = [f for f in checked(table(cells), claim("requests.denied", 4)).findings if f.claims]
    assert (finding.severity, len(finding.cells)) == ("warning", 8)
    assert "表三“(三)不予公开”各行“总计”之和为 3（空白栏按 0 计）" in finding.message.zh


def test_lawsuits_in_prose_are_both_rows_together() -> None:
    cells = table({"disputes/suit_direct/upheld": 2, "disputes/suit_direct/total": 2, "disputes/suit_after_review/pending": 1,
                   "disputes/suit_after_review/total": 1})
    assert of_topic(cells, claim("disputes.suit", 3)) == []
    assert of_topic(cells, claim("disputes.suit", 2)) == [("error", ("disputes.suit",))]


def test_where_one_of_two_figures_of_a_topic_fits_the_other_speaks_of_something_else() -> None:
    verification = checked(table({"disclosure/licence/decided": 77}), claim("licence.decided", 77), claim("licence.decided", 12))
    assert [(f.severity, f.claims) for f in verification.findings] == [("info", ("licence.decided",))]
    assert [c.match for c in verification.claims] == ["decided", None]


def test_normative_documents_issued_are_made_or_published_in_the_older_form() -> None:
    cells = table({"disclosure/normative/made": 4, "disclosure/normative/published": 3, "disclosure/normative/public_total": 9}, OLD)
    matched = checked(cells, claim("normative.issued", 4), claim("normative.issued", 3), claim("normative.in_force", 9), editions=OLD)
    assert [c.match for c in matched.claims] == ["made", "published", "public_total"]
    assert matched.findings == ()
    assert of_topic(cells, claim("normative.issued", 9), editions=OLD) == [("error", ("normative.issued",))]


@pytest.mark.parametrize(("printed", "unit", "stated", "contradicted"), [
    (Decimal("6719.3835"), None, Decimal("6719.3835"), False), (Decimal("6719.3835"), "万元", Decimal("6719.38"), False),
    (67193835, "元", Decimal("6719.3835"), False), (67193835, "元", Decimal("6719.4"), False), (67193835, "元", 67193835, True),
    (Decimal("6719.3835"), None, 6719, False), (Decimal("6719.3835"), None, 6720, False), (Decimal("6719.3835"), None, 6721, True),
    (0, None, 3, True), (3, None, 3, False), (Decimal("0.67193835"), "亿元", Decimal("6719.3835"), False),
])
def test_fees_are_compared_in_the_forms_unit_and_to_the_coarser_of_the_two_figures(printed, unit, stated, contradicted: bool) -> None:
    cells = table({}) | {"disclosure/fee/amount": Cell(printed, "accepted", Span(1, 2), unit=unit)}
    assert bool(of_topic(cells, claim("fee.amount", stated))) is contradicted


@pytest.mark.parametrize("topic", ["published.total", "processing_fee"])
def test_topics_without_a_cell_are_compared_with_nothing(topic: str) -> None:
    assert checked(table({}), claim(topic, 379)).findings == ()


@pytest.mark.parametrize(("value", "parts", "found"), [
    (379, (10, 79, 14, 156, 120), []), (379, (10, 79), []), (271, (200, 73), ["warning"]), (5, (6,), ["error"]), (5, (6, 1), ["error"]),
])
def test_parts_may_fall_short_of_their_whole_but_not_exceed_it(value: int, parts: tuple[int, ...], found: list[str]) -> None:
    findings = checked(table({}), claim("published.total", value, parts=parts)).findings
    assert [f.severity for f in findings] == found
    assert all(f.claims == () and f.cells == () and f.evidence == (Span(900, 902),) for f in findings)


@pytest.mark.parametrize("qualifier", ["at_least", "about"])
def test_the_parts_of_a_hedged_whole_prove_nothing(qualifier: str) -> None:
    assert checked(table({}), claim("published.total", 271, qualifier, parts=(200, 73))).findings == ()


def test_a_count_of_handled_beside_outcomes_that_make_the_total_with_it_is_one_more_of_them() -> None:
    cells = table({"requests/granted/total": 3, "requests/unavailable.not_held/total": 2, "requests/not_processed.petition/total": 2,
                   "requests/total/total": 7})
    stated = claim("requests.granted", 3), claim("requests.unavailable", 2)
    assert of_topic(cells, claim("requests.handled", 2), *stated) == []
    assert of_topic(cells, claim("requests.handled", 3), *stated) == [("error", ("requests.handled",))]
    far = Claim("requests.granted", 3, "exact", "own", Span(2000, 2002), "3件")
    assert of_topic(cells, claim("requests.handled", 2), far) == [("error", ("requests.handled",))]


def contradiction(source: str) -> tuple[str, str]:
    """Severity and cause of the one contradicted claim of a report."""
    (finding,) = [f for f in record(source).findings if f.claims]
    return finding.severity, finding.cause


STATED = "2023年，本局收到政府信息公开申请9件。"


def test_nobody_is_accused_by_a_table_in_which_a_rows_figures_were_not_placed() -> None:
    assert contradiction(report(requests(), narrative=STATED)) == ("error", "source")
    crowded = requests(raw={"granted": "（一）予以公开 | 1 | 1 | 0 | 0 | 0 | 0 | 2 | 7 | 8 |\n"})
    assert contradiction(report(crowded, narrative=STATED)) == ("warning", "undetermined")


def test_nobody_is_accused_by_a_table_of_which_nothing_but_blanks_was_read() -> None:
    rows = dict.fromkeys(REQUESTS, EMPTY)
    blank = report(disclosure(), requests(fill=EMPTY, several=rows), disputes(), narrative=STATED)
    assert contradiction(blank) == ("warning", "undetermined")


@pytest.mark.parametrize(("row", "cause", "kept"), [
    ("received", "reading", False), ("received", "undetermined", False), ("received", "source", True), ("granted", "reading", True),
])
def test_a_claim_is_laid_to_the_report_only_where_its_row_was_read_soundly(row: str, cause: Cause, kept: bool) -> None:
    (found,) = [f for f in checked(table(RECEIVED), claim("requests.received", 6)).findings if f.claims]
    broken = replace(found, rule="requests.row-total", cause=cause, claims=(), cells=(f"requests/{row}/other", f"requests/{row}/total"))
    assert (beside(found, [broken]) == found) is kept
