"""What sentences state against themselves and their report: percentages, parts in brackets, stale years, other agencies' names."""

from __future__ import annotations

import pytest

from extractor.pipeline import load_kit
from extractor.readers.proportions import read_proportions
from extractor.readers.provenance import is_foreign, read_provenance
from extractor.record import Metadata
from extractor.settings import Content, shipped
from extractor.text import NormalisedText, Span
from extractor.verification.rules import verify
from extractor.verification.statement import Statement
from tests.tables import CHECKS, FORMS, NEW, checked, table
from tests.terminal import gouji, report, text_of, written

KIT = load_kit(Content((shipped(),)))
OWN = Metadata(organization="青石县水利局", year=2023, title_year=2023, narrative_years=(2023, 2022, 2021))


def clean(text: str) -> NormalisedText:
    return NormalisedText.plain(text.translate(str.maketrans("，；：（）", ",;:()")))


def stated(text: str, metadata: Metadata = OWN) -> tuple[Statement, ...]:
    prose = [Span(0, len(text))]
    return (*read_proportions(clean(text), prose), *read_provenance(clean(text), prose, metadata, KIT.metadata))


def findings(text: str, metadata: Metadata = OWN) -> list[tuple[str, str]]:
    verified = verify(CHECKS, FORMS, NEW, table({}), (), metadata, statements=stated(text, metadata))
    return [(f.rule, f.severity) for f in verified.findings if f.rule.startswith("prose.")]


# Percentages


@pytest.mark.parametrize("text", [
    "收到申请28件，比2022年的35件减少20%。", "收到申请28件，比上年减少7件，下降20%。", "收到申请28件，同比减少7件，降幅为20.0%。",
    "申请量由35件下降到28件，降幅20%。", "申请量从2022年的21件增加至28件，增长33%。", "申请28件，较上年的21件增长33.3%。",
    "申请28件，较上年的21件增长34%。",
    "收到申请28件，其中自然人21件，占75%；法人7件，占25%。", "收到申请28件，其中网上申请9件，占申请总数的32.1%。",
    "公开信息100条，其中政策类30条（占30%），动态类70条（占70%）。", "全年办件2,800件，与2022年的3500件相比，下降20%。",
])
def test_a_percentage_of_the_two_figures_beside_it_is_read_and_holds(text: str) -> None:
    assert "percentage" in {statement.kind for statement in stated(text)}
    assert findings(text) == []


@pytest.mark.parametrize("text", [
    "收到申请28件，比2022年的35件减少25%。", "收到申请28件，比2022年的35件增长20%。", "收到申请28件，比上年减少7件，下降25%。",
    "申请量由35件下降到28件，降幅22%。", "收到申请28件，其中自然人21件，占85%。", "申请28件，较上年的21件增长33.5%。",
])
def test_a_percentage_that_its_two_figures_do_not_give_is_a_warning(text: str) -> None:
    assert findings(text) == [("prose.percentage", "warning")]


@pytest.mark.parametrize("text", [
    "收到申请28件，较去年增长12%。", "按时答复率100%，较上年提高3个百分点。", "收到申请28件，比上年的30余件减少约5%。",
    "主动公开1.2万条，较上年的1万条增长25%。",
    "办理来信28件，办结率99%。", "收到申请28件，其中自然人21件，占网上申请的85%。", "收到申请28件。其中21件来自企业，满意率85%。",
    "网站访问量35万次，公众号推文28条，增长20%。", "公开信息100条，其中视频30个，占12%。", "共有申请28件，占全市的3%。",
    "收入12.3万元，比上年的10.5万元增长18%。",
])
def test_a_percentage_of_something_else_or_of_rounded_figures_is_no_finding(text: str) -> None:
    assert findings(text) == []


def test_the_reckoning_is_told_and_the_place_is_that_of_the_percentage() -> None:
    text = "收到申请28件，比2022年的35件减少25%。"
    verified = verify(CHECKS, FORMS, NEW, table({}), (), OWN, statements=stated(text))
    (finding,) = [f for f in verified.findings if f.rule == "prose.percentage"]
    assert finding.message.zh == "正文“28件,比2022年的35件减少25%”写作 25%，按所列数字由 35 到 28为 20.00%。"
    assert [text[slice(*span)] for span in finding.evidence] == ["25"]
    assert (finding.cause, finding.claims, finding.cells) == ("undetermined", (), ())


def test_of_two_wholes_that_a_share_can_be_of_the_one_that_fits_is_meant() -> None:
    nested = "收到申请40件，其中网上申请28件，其中自然人7件，占{}%。"
    assert findings(nested.format(25)) == findings(nested.format("17.5")) == []
    assert findings(nested.format(35)) == [("prose.percentage", "warning")]


def test_a_sentence_broken_over_lines_is_read_as_one() -> None:
    text = "2023年，青石县水利局共收到政府信息公开申请28件，比2022年的\n35件减少25%，均已在法定期限内答复。"
    assert findings(text) == [("prose.percentage", "warning")]


# Parts in brackets


@pytest.mark.parametrize(("text", "rules"), [
    ("公开379条，其中网站200条（其中政策10条、动态190条），微信179条。", []),
    ("公开379条，其中网站200条（其中政策10条、动态191条），微信179条。", ["prose.nested-parts"]),
    ("收到申请41件（含2022年结转3件）。", []), ("收到申请3件（含上年结转4件）。", ["prose.nested-parts"]),
    ("公开200余条（其中政策10条、动态250条）。", []), ("网站200条（其中政策10件、动态250条）。", []),
    ("收到申请28件，其中自然人21件、企业9件。", []), ("收到申请28件，其中自然人31件。", ["prose.nested-parts"]),
    ("收到申请28件，其中办结31件（含上年结转3件）。", []), ("收到申请28件，其中阅读31人次。", []),
    ("网站200条（其中累计政策510条）。", []), ("收到申请41件（其中2022年50件）。", ["prose.nested-parts"]),
])
def test_the_parts_of_a_part_may_fall_short_of_it_but_not_exceed_it(text: str, rules: list[str]) -> None:
    assert [rule for rule, _ in findings(text)] == rules


# Years and agencies


@pytest.mark.parametrize("text", [
    "2022年未收取信息处理费。", "（二）2022年度，我局没有收取政府信息公开信息处理费。", "2022年度，我局无其他需要报告的事项。",
    "2022年我局未发生因政府信息公开引起的行政复议和行政诉讼。", "现将青石县水利局2022年政府信息公开工作年度报告公布如下。",
])
def test_a_conclusion_that_names_an_earlier_year_is_a_warning(text: str) -> None:
    assert findings(text) == [("prose.stale-year", "warning")]


@pytest.mark.parametrize("text", [
    "2022年收到申请35件。", "2022年，我局建成了政务公开专区。", "2022年未收取信息处理费，2023年也没有收取。",
    "与2022年相比，仍未发生行政复议。",
    "2022年未发生行政复议。2023年发生行政复议1件。", "2023年未收取信息处理费。", "2022年度报告指出的问题已整改，未发生行政复议。",
    "《2022年政务公开工作要点》明确的任务无其他需要报告的事项。", "2015年未收取信息处理费。",
])
def test_an_earlier_year_that_is_spoken_of_on_purpose_is_none(text: str) -> None:
    assert findings(text) == []


def test_no_year_is_called_stale_where_the_reports_own_is_in_doubt() -> None:
    doubtful = Metadata(organization="青石县水利局", year=2023, narrative_years=(2022,))
    assert [rule for rule, _ in findings("2022年未收取信息处理费。", doubtful)] == []


@pytest.mark.parametrize("text", [
    "如有疑问，请与岭湖县水利局办公室联系。", "本报告由岭湖县水利局编制。",
    "本年度报告由青石县教育局按照条例编制。", "岭湖县水利局严格执行信息发布审核制度。",
    "（三）2023年，岭湖县水利局认真落实各项要求。",
])
def test_another_agency_in_the_place_of_this_one_is_a_warning_once(text: str) -> None:
    assert findings(text) == [("prose.foreign-agency", "warning")]


@pytest.mark.parametrize("text", [
    "请与青石县教育局联系。", "请与县人民政府办公室联系。", "本报告由云泽市水利局编制。",
    "本报告由青石县水利局编制。", "本报告由青石县人民政府办公室编制。", "本报告由县水利局编制。",
    "我局与岭湖县水利局共同治理界河。",
    "赴岭湖县水利局学习。", "青石县教育局积极配合。", "本报告由青石县水务局编制。", "云泽市水利局严格执行信息发布审核制度。",
])
def test_a_superior_a_partner_or_a_slip_of_the_pen_is_none(text: str) -> None:
    assert findings(text) == []


@pytest.mark.parametrize(("name", "organization", "foreign"), [
    ("岭湖县柳河镇人民政府", "青石县东门镇人民政府", True), ("黄葛乡人民政府", "罗坝县双柳乡人民政府", True),
    ("柳河镇人民政府", "岭湖县柳河镇人民政府", False),
    ("青石县水利局", "青山县水利局", False), ("青石市水利局", "云泽县水利局", False), ("水利局", "青石县水利局", False),
    ("青石县住建局", "青石县住房和城乡建设局", False),
])
def test_only_a_name_that_can_in_no_way_be_the_reports_own_is_foreign(name: str, organization: str, foreign: bool) -> None:
    assert is_foreign(name, organization, KIT.metadata) is foreign


# In the line


def test_statements_that_nobody_looked_for_leave_their_rules_not_run() -> None:
    assert checked(table({})).counts["not_run"] == len(CHECKS.across_years) + 4
    verified = verify(CHECKS, FORMS, NEW, table({}), (), OWN, statements=())
    assert verified.counts["not_run"] == len(CHECKS.across_years)


@pytest.mark.usefixtures("alone")
def test_a_finding_of_the_prose_is_told_by_check_and_is_no_error() -> None:
    text = text_of("01-bars-clean").replace("没有发生需要追究责任的情况。", "公开信息100条，其中政策类30条，占40%。")
    written("one.txt", text.replace("2023年本局没有收取信息处理费", "2022年本局没有收取信息处理费"))
    result = gouji("check", "one.txt", "--lang", "zh")
    assert result.exit_code == 0
    assert "prose.percentage" in result.stdout
    assert "prose.stale-year" in result.stdout
    assert "通过" in result.stdout  # a question to a person holds nothing up


def test_the_copied_report_of_the_gold_set_is_told_of_its_foreign_township() -> None:
    said = gouji("check", report("45-stale-copy-2019"), "--lang", "zh").stdout
    assert "黄葛乡人民政府" in said
    assert "prose.foreign-agency" in said
