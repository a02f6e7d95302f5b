"""Titles, years, periods and days of publication, however they are printed; a vocabulary that is broken says where."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.errors import ContentError
from extractor.readers.metadata import load_metadata_vocabulary, read_metadata, report_starts, why_not_a_report
from extractor.text import Span
from tests.annual import LAW, RULES, WORDS, clean, read, report

# --- titles

PLAIN_TITLES = [
    "云泽市民政局2023年政府信息公开工作年度报告",
    "云泽市民政局2023年度政府信息公开工作年度报告",
    "云泽市民政局 2023 年度政府信息公开年度报告",
    "云泽市民政局2023年政府信息公开工作年报",
    "云泽市民政局2023年政府信息公开年报",
    "云泽市民政局2023年信息公开工作报告",
    "云泽市民政局2023年度政务公开工作报告",
    "2023年度云泽市民政局政府信息公开工作年度报告",
    "2023年云泽市民政局政府信息公开工作年度报告",
    "(2023年)云泽市民政局政府信息公开工作年度报告",
    "云泽市民政局政府信息公开2023年度报告",
    "云泽市民政局政府信息公开工作2023年度报告",
    "云泽市民政局政府信息公开工作年度报告(2023年)",
    "云泽市民政局政府信息公开工作年度报告(2023年度)",
    "云泽市民政局政府信息公开工作年度报告\n(2023年度)",
    "云泽市民政局政府信息公开年报2023",
    "云泽市民政局关于2023年政府信息公开工作的年度报告",
    "云泽市民政局关于发布2023年政府信息公开工作年度报告的公告",
    "关于云泽市民政局2023年政府信息公开工作年度报告的公示",
    "云泽市民政局二〇二三年政府信息公开工作年度报告",
    "云泽市民政局2 0 2 3年政府信息公开工作年度报告",
    "云泽市民政局\n2023年政府信息公开工作年度报告",
    "云泽市民政局\n\n2023年\n\n政府信息公开工作年度报告",
    "云泽市民政局2023年政府信息\n公开工作年度报告",
    "云泽市民政局2023年政府信息公开\n\n工作年度报告",
    "云泽市\n民政局\n2023年政府信息公开工作年度报告",
    "云 泽 市 民 政 局 2 0 2 3 年 政 府 信 息 公 开 工 作 年 度 报 告",
    "云泽市民政局 2023年政府信息公开工作年度报告",
    "标题:云泽市民政局2023年政府信息公开工作年度报告",
    "名称 | 云泽市民政局2023年政府信息公开工作年度报告 | 文号 | 无",
]


@pytest.mark.parametrize("title", PLAIN_TITLES)
def test_agency_and_year_come_from_a_title_however_it_is_worded(title: str) -> None:
    found = read(report(f"{title}\n{LAW}"))
    assert (found.organization, found.year, found.title_year) == ("云泽市民政局", 2023, 2023)


@pytest.mark.parametrize("title", [t for t in PLAIN_TITLES if t.startswith("云") and "\n(" not in t])
def test_a_title_is_given_without_inner_spaces_and_line_breaks(title: str) -> None:
    assert read(report(f"{title}\n{LAW}")).title == "".join(title.split())


@pytest.mark.parametrize(
    "above",
    [
        "某某体育官网", "首页 > 政府信息公开 > 政府信息公开年报", "您现在的位置:首页>>正文", "网站首页\n政务公开\n互动交流", "1",
        "索引号 0000/2024-001 | 公开方式 主动公开", "无障碍浏览 长者模式", "365游戏官网\n\n", "政府信息公开\n年报",
    ],
)
def test_navigation_above_a_title_is_no_part_of_it(above: str) -> None:
    found = read(report(f"{above}\n云泽市民政局2023年政府信息公开工作年度报告\n{LAW}"))
    assert (found.title, found.organization) == ("云泽市民政局2023年政府信息公开工作年度报告", "云泽市民政局")


@pytest.mark.parametrize(
    "before", ["首页 年报 ", "首页政府信息公开互动交流", "某某体育官网 ", "您现在的位置:首页>>正文 ", "当前位置:首页 / 政务公开 / 正文"],
)
def test_a_report_on_one_line_has_its_title_all_the_same(before: str) -> None:
    text = report(f"{before}云泽市民政局2023年政府信息公开工作年度报告 {LAW}", end="无。\n云泽市民政局\n2024年1月12日")
    found = read(" ".join(text.split("\n")))
    assert (found.title, found.organization) == ("云泽市民政局2023年政府信息公开工作年度报告", "云泽市民政局")
    assert found.published == "2024-01-12"


def test_a_space_dropped_into_a_name_does_not_break_it() -> None:
    found = read(report(f"青石区人 民政府东桥街道办事处2023年政府信息公开工作年度报告\n{LAW}由青石区人民政府东桥街道办事处编制。"))
    assert found.organization == "青石区人民政府东桥街道办事处"


def test_the_nearest_title_above_the_text_counts_not_the_list_over_it() -> None:
    listed = "青石区民政局2021年政府信息公开工作年度报告\n青石区水利局2022年政府信息公开工作年度报告\n"
    found = read(report(f"{listed}青石区教育局2023年政府信息公开工作年度报告\n{LAW}"))
    assert (found.organization, found.year) == ("青石区教育局", 2023)


def test_links_to_other_reports_below_the_text_are_no_titles() -> None:
    links = "\n上一篇:清溪县民政局2022年政府信息公开工作年度报告\n下一篇:无"
    found = read(report(LAW, opening="2023年,青石区教育局认真落实公开要求。") + links)
    assert (found.title, found.organization, found.year) == ("", "青石区教育局", 2023)


def test_a_notice_about_the_format_is_no_title() -> None:
    cited = "根据《关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》编制本报告。"
    assert read(report(cited)).title == ""


def test_a_title_below_a_list_of_contents_is_found() -> None:
    contents = "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    found = read(contents + report(f"云泽市民政局2023年政府信息公开工作年度报告\n{LAW}"))
    assert (found.organization, found.title_year) == ("云泽市民政局", 2023)


# --- years and periods

@pytest.mark.parametrize(
    "stated",
    [
        "统计期限自2023年1月1日起至2023年12月31日止", "统计期限自2023年1月1日起至12月31日止",
        "统计期限为2023年1月1日至2023年12月31日", "统计期限从2023年1月1日到2023年12月31日", "统计时限为2023年1月1日—12月31日",
        "统计期限为2023年1月1日--2023年12月31日", "统计期限为2023.1.1-2023.12.31", "数据统计期间:2023年1月1日~2023年12月31日",
        "统计期限自 2023 年 1 月 1 日起至 2023\n年 12 月 31 日止", "统计期限自二〇二三年一月一日起至二〇二三年十二月三十一日止",
        "统计期限自20231月1日起至202312月31日止", "统计期限自2023年1月1日起,至2023年12月31日止", "统计期限为2023年1月至12月",
        "自2023年1月1日至2023年12月31日", "统计期限自2023年1月1日零时起至2023年12月31日止",
        "所列数据统计时间为2023年1月1日起至同年12月31日",
    ],
)
def test_the_stated_period_is_read_in_its_many_wordings(stated: str) -> None:
    found = read(report(f"本报告所列数据的{stated}。"))
    assert (found.period, found.year) == (("2023-01-01", "2023-12-31"), 2023)


def test_a_period_longer_than_a_year_is_given_as_stated() -> None:
    assert read(report("统计期限自2022年1月1日起至2023年12月31日止。")).period == ("2022-01-01", "2023-12-31")


@pytest.mark.parametrize("stated", ["自2023年2月30日起至2023年12月31日止", "自2023年12月31日起至2023年1月1日止", "为全年"])
def test_an_impossible_period_is_none(stated: str) -> None:
    assert read(report(f"统计期限{stated}。")).period is None


def test_the_title_settles_the_year_against_a_stale_period() -> None:
    found = read(report("云泽市民政局2023年政府信息公开工作年度报告\n统计期限自2022年1月1日起至2022年12月31日止。"))
    assert (found.year, found.title_year, found.period) == (2023, 2023, ("2022-01-01", "2022-12-31"))


@pytest.mark.parametrize(
    "opening",
    [
        "2023年,我局认真落实公开要求。", "2023年度,我局公开信息3条。", "截至2023年12月31日,我局公开信息3条。",
        "2023年全年公开信息3条。", "二〇二三年,我局公开信息3条。", "2023 年,我局公开信息3条。",
    ],
)
def test_the_narratives_year_counts_where_nothing_else_tells(opening: str) -> None:
    found = read(report(LAW, opening=opening))
    assert (found.narrative_years, found.year) == ((2023,), 2023)


@pytest.mark.parametrize(
    "aside",
    [
        "比2022年增加3条。", "较2022年有所增长。", "与2022年相比持平。", "2024年,我局将继续努力。", "下一步按照2024年工作计划推进。",
        "根据〔2021〕30号文件。", "2019年5月15日起施行。", "转发《2022年政务公开工作要点》。",
    ],
)
def test_a_year_of_another_report_is_none_of_the_narratives_own(aside: str) -> None:
    assert read(report(LAW, opening=f"2023年,我局认真落实公开要求。{aside}")).narrative_years == (2023,)


def test_the_years_of_the_narrative_come_most_frequent_first() -> None:
    opening = "2022年,我局公开信息3条。2023年,我局公开信息4条。2023年度收到申请1件。"
    assert read(report(LAW, opening=opening)).narrative_years == (2023, 2022)


def test_the_day_of_publication_tells_the_year_as_a_last_resort() -> None:
    assert read(report("云泽市民政局政府信息公开工作年度报告\n发布日期:2024-01-19")).year == 2023
    assert read(report("云泽市民政局政府信息公开工作年度报告\n发布日期:2024-09-19")).year is None


# --- publication

TITLE = "云泽市民政局2023年政府信息公开工作年度报告"


@pytest.mark.parametrize(
    "line",
    [
        "发布时间:2024-01-19 09:08 来源:市民政局 浏览量:次", "发布日期:2024年01月19日", "发布日期: 2024/1/19", "成文日期:2024.01.19",
        "日期:2024-01-19", "时间:2024-01-19 10:11 点击率:39", "发布机构 云泽市民政局 发布日期 2024-01-19", "发布日期 | 2024-01-19 |",
        "信息来源:办公室 发布时间:[2024-01-19]", "2024-01-19 18:07 来源:云泽市民政局", "2024-01-1918:07\n来源:", "2024-01-19",
        "(2024年1月19日)", "(2024年1 月19日)", "(二〇二四年一月十九日)", "**(2024年1月19日)**", "<br/>2024-01-19", "2024 - 01 - 19",
        "【发布时间:2024-01-19】",
    ],
)
def test_the_day_of_publication_is_read_beside_the_title(line: str) -> None:
    assert read(report(f"{TITLE}\n{line}\n{LAW}")).published == "2024-01-19"


@pytest.mark.parametrize(
    "end",
    [
        "无。\n云泽市民政局\n2024年1月19日", "无。\n2024年1月19日\n云泽市民政局", "无。\n云泽市民政局2024年1月19日",
        "无。\n\n2024年1月19日", "无。\n二〇二四年一月十九日", "无。\n2024 年 1 月 19 日",
        "无。\n云泽市民政局\n2024年1月19日\n扫一扫在手机打开当前页",
        "无。\n云泽市民政局\n2024年1月19日\n上一篇:青石区民政局2022年政府信息公开工作年度报告\n2023-02-02",
    ],
)
def test_the_signatures_day_counts_where_no_other_stands(end: str) -> None:
    assert read(report(f"{TITLE}\n{LAW}", end=end)).published == "2024-01-19"


def test_a_labelled_day_goes_before_brackets_and_these_before_the_signature() -> None:
    end = "无。\n云泽市民政局\n2024年1月18日"
    assert read(report(f"{TITLE}\n(2024年1月16日)\n发布时间:2024-01-19\n{LAW}", end=end)).published == "2024-01-19"
    assert read(report(f"{TITLE}\n(2024年1月16日)\n{LAW}", end=end)).published == "2024-01-16"


def test_the_day_of_publication_goes_before_the_day_of_writing() -> None:
    assert read(report(f"成文日期:2024-01-10 发布日期:2024-01-19\n{TITLE}\n{LAW}")).published == "2024-01-19"


@pytest.mark.parametrize(
    "text",
    [
        report(f"{TITLE}\n{LAW}统计期限自2023年1月1日起至2023年12月31日止。"),
        report(f"{TITLE}\n{LAW}", end="截至2023年12月31日,未收取信息处理费。"),
        report(f"{TITLE}\n{LAW}", opening="2023年6月20日,我局召开会议。"),
        report(f"{TITLE}\n发布时间:2024-02-30\n{LAW}"),
        report(f"{TITLE}\n统计时间:2023年1月1日至2023年12月31日\n{LAW}"),
        report(f"{TITLE}\n{LAW}", end="该办法自2024年3月1日起施行。"),
    ],
)
def test_a_date_in_a_sentence_or_none_of_the_calendars_is_no_publication(text: str) -> None:
    assert read(text).published is None


# --- prose outside tables

def test_only_the_prose_is_read_where_its_stretches_are_given() -> None:
    text = f"{TITLE}\n表内文字:发布日期:2020-01-01\n一、总体情况\n2023年,我局公开信息3条。"
    table = text.index("表内"), text.index("一、")
    prose = [Span(0, table[0]), Span(table[1], len(text))]
    assert read_metadata(clean(text), prose, WORDS).published is None
    assert read_metadata(clean(text), (), WORDS).published == "2020-01-01"


# --- any text

ALPHABET = "云泽市县民政局府信息公开工作年度报告203年月日一六、总体情况(),。:《》|\n 请与联系由编制小组关于"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(ALPHABET), max_size=400))
@example("公开" + " " * 5000 + "年")
@example("(" * 300 + "局" * 300)
def test_no_text_breaks_the_reader(text: str) -> None:
    cleaned = clean(text)
    found = read_metadata(cleaned, (), WORDS)
    why_not_a_report(cleaned, found, (), WORDS)
    assert all(0 <= start <= len(text) for start in report_starts(cleaned, WORDS))
    assert len(found.organization) <= 60


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["云泽市民政局", "清溪县石坳镇人民政府"]), st.integers(2019, 2030), st.sampled_from(["", "\n", " "]))
def test_a_title_is_the_same_with_and_without_spaces(name: str, year: int, gap: str) -> None:
    found = read(report(f"{name}{gap}{year}{gap}年政府信息公开工作年度报告\n{LAW}"))
    assert (found.organization, found.title_year) == (name, year)


def test_a_very_long_text_is_read_at_its_ends() -> None:
    text = report(f"{TITLE}\n{LAW}", opening="清溪县水利局认真落实要求。" * 40_000, end="无。\n云泽市民政局\n2024年1月12日")
    found = read(text)
    assert (found.organization, found.published) == ("云泽市民政局", "2024-01-12")


# --- the vocabulary

@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("first_year: 2019", "first_year: soon"), "first_year"), (("news: [", "newz: ["), "news"), (("heads: [", "heads: {"), "YAML"),
        (("breaks: ", "breaks: [1]  #"), "breaks"),
    ],
)
def test_a_broken_vocabulary_names_the_file_and_the_key(tmp_path: Path, change: tuple[str, str], key: str) -> None:
    path = tmp_path / "metadata.yaml"
    path.write_text(RULES.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=key) as raised:
        load_metadata_vocabulary(path)
    assert "metadata.yaml" in raised.value.message


def test_a_missing_vocabulary_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="cannot be read"):
        load_metadata_vocabulary(tmp_path / "none.yaml")
