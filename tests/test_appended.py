"""Tables that a report appends: another year's or another agency's table 三 behind its own."""

from __future__ import annotations

import pytest

from tests.texts import EXPLICIT, disclosure, disputes, record, report, requests

OTHER = requests(received="9 0 0 0 0 0 9", granted="9 0 0 0 0 0 9").split("\n", 1)[1]
CAPTIONS = ["附：2022年收到和处理政府信息公开申请情况\n", "附件2：桐岭县教育局收到和处理政府信息公开申请情况\n", "附表 1、上年度申请情况\n"]


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("style", EXPLICIT)
def test_the_reports_own_table_is_read_beside_an_appended_one(style: str, caption: str) -> None:
    tables = disclosure(style), requests(style), disputes(style)
    own = record(report(*tables))
    assert own.verdict == "accepted"
    for source in (report(*tables) + caption + OTHER, report(*tables[:2], caption + OTHER, tables[2])):
        found = record(source)
        assert found.verdict == "accepted"
        assert [(c.value, c.status) for c in found.cells.values()] == [(c.value, c.status) for c in own.cells.values()]
        assert [d.kind for d in found.damage if d.kind == "appended-table"] == ["appended-table"]


def test_an_appended_table_is_not_taken_for_the_reports_own_damaged_one() -> None:
    damaged = requests().translate(str.maketrans("信息公开申请复结转属行政其他提供", "倌恩公幵由清夏洁转属街攻共他捉供"))
    found = record(report(disclosure(), damaged, disputes()) + CAPTIONS[1] + OTHER)
    assert found.cells["requests/received/total"].value != 9


def test_claims_below_an_appended_table_are_read_and_none_in_it() -> None:
    source = report(disclosure(), requests(), CAPTIONS[0] + OTHER, disputes()).replace("无。\n", "本年度未收取信息处理费。\n")
    assert [(claim.topic, claim.value) for claim in record(source).claims] == [("processing_fee", 0)]


def test_tables_that_stand_in_the_appendix_alone_are_the_reports_own() -> None:
    told = (
        "对属于行政查询事项的申请告知途径，没有现成信息需要另行制作的说明理由，本机关不掌握相关政府信息的告知，"
        "补正后申请内容仍不明确的再次沟通，无正当理由大量反复申请的不予处理。"
    )
    source = report(" \n", narrative=told) + "附件：2023年统计表\n" + disclosure() + requests() + disputes()
    assert record(source).cells["requests/received/total"].value == 4


@pytest.mark.parametrize("caption", CAPTIONS[:2])
def test_the_table_of_another_year_or_agency_is_none_of_a_report_without_its_own(caption: str) -> None:
    found = record(report(disclosure(), "三、收到和处理政府信息公开申请情况\n" + caption + OTHER, disputes()))
    assert {cell.status for address, cell in found.cells.items() if address.startswith("requests/")} == {"lost"}


def test_an_appended_table_is_not_read_where_the_reports_own_is_cut_short() -> None:
    cut = requests().partition("二、上年结转")[0]
    found = record(report(disclosure(), cut, disputes()) + CAPTIONS[2] + OTHER)
    assert found.cells["requests/received/total"].status != "accepted" or found.cells["requests/received/total"].value == 4
