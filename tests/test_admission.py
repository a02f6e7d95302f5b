"""What is a report and what only looks like one; where each of several reports in a file begins."""

from __future__ import annotations

import re

import pytest

from extractor.readers.metadata import read_metadata, report_starts, why_not_a_report
from tests.annual import LAW, TABLES, WORDS, clean, report

ALL_TABLES = ("disclosure", "requests", "disputes")
TITLE = "云泽市民政局2023年政府信息公开工作年度报告"


# --- what is no report

def why(text: str, tables: tuple[str, ...] = ()) -> str | None:
    cleaned = clean(text)
    message = why_not_a_report(cleaned, read_metadata(cleaned, (), WORDS), tables, WORDS)
    return message.en if message else None


OLD = """云泽市民政局2016年政府信息公开工作年度报告
根据《中华人民共和国政府信息公开条例》要求,特向社会公布2016年度政府信息公开年度报告。
一、概述
2016年,我局认真开展政府信息公开工作。
二、主动公开政府信息情况
全年主动公开政府信息300条。
三、依申请公开政府信息情况
全年未收到依申请公开。
四、行政复议和行政诉讼情况
无。
五、存在的主要问题和改进措施
今后加强。"""
NEWS = """全市政府信息公开工作年报编制培训会召开
发布时间:2024-01-10 来源:云泽市人民政府
本报讯(记者)1月9日,云泽市召开2023年度政府信息公开工作年度报告编制培训会。会议强调,各单位要按照政府信息公开条例要求,
重点展示主动公开、依申请公开等情况。会议要求各部门在1月底前完成政府信息公开工作年度报告编制并向社会公开。"""
EXPLAINED = """《清溪县石坳镇人民政府2023年政府信息公开工作年度报告》解读
《清溪县石坳镇人民政府2023年政府信息公开工作年度报告》已经编制完成并向社会公开,现就年报内容进行如下解读。
一、编制背景
政府信息公开工作年度报告是《中华人民共和国政府信息公开条例》确立的法定制度安排。
二、编制依据
《中华人民共和国政府信息公开条例》。
三、主要内容
报告全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等六项内容。
四、统计期限
数据统计期限从2023年1月1日到2023年12月31日止。"""


def test_a_report_with_two_statutory_tables_is_one_whatever_else_is_lost() -> None:
    assert why(TABLES, ("requests", "disputes")) is None


def test_a_report_is_one_though_most_of_its_cells_say_null() -> None:
    assert why(re.sub(r"(?<=\|) *\d* *(?=\|)", " null ", report(f"{TITLE}\n{LAW}")), ALL_TABLES) is None


def test_a_report_whose_tables_are_images_is_one_by_its_sections() -> None:
    bare = "\n".join(line for line in report(f"{TITLE}\n{LAW}").split("\n") if "|" not in line)
    assert why(bare) is None


def test_a_report_whose_headings_are_lost_too_is_one_by_title_period_and_voice() -> None:
    parts = "(一)主动公开。我局主动公开政府信息3条。\n(二)依申请公开。未收到政府信息公开申请。"
    assert why(f"{TITLE}\n{LAW}统计期限自2023年1月1日起至2023年12月31日止。\n{parts}") is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no readable text"), ("   \n\n", "no readable text"), (OLD, "before 2019"), (NEWS, "News"), (EXPLAINED, "News"),
        ("云泽市民政局2023年部门预算公开说明\n一、部门职责\n负责民政工作。\n二、预算收支情况\n收入100万元。", "Not an annual report"),
        ("今天天气晴朗,适合外出游玩,市民纷纷走进公园。" * 20, "Not an annual report"),
        (report(f"XX市XX局2023年政府信息公开工作年度报告\n{LAW}"), "template"),
        (report(f"××局202×年政府信息公开工作年度报告范文\n{LAW}"), "template"),
        (report(f"某某局政府信息公开工作年度报告范文\n{LAW}", opening="某某局认真落实,公开XX条信息,办理XX件申请。"), "template"),
    ],
)
def test_what_only_looks_like_a_report_is_turned_away_with_the_reason(text: str, word: str) -> None:
    assert word in (why(text) or "")


def test_a_blank_template_is_turned_away_though_it_has_all_tables() -> None:
    assert "template" in (why(report(f"XX县XX局20XX年政府信息公开工作年度报告\n{LAW}"), ALL_TABLES) or "")


def test_an_old_report_with_two_statutory_tables_is_read() -> None:
    assert why(OLD, ("requests", "disputes")) is None


def test_every_reason_is_given_in_both_languages() -> None:
    for text in ("", OLD, NEWS, report("XX局2023年政府信息公开工作年度报告")):
        cleaned = clean(text)
        message = why_not_a_report(cleaned, read_metadata(cleaned, (), WORDS), (), WORDS)
        assert message is not None
        assert message.zh
        assert message.zh != message.en


# --- several reports in one file

LONG = "我局健全信息发布机制,及时更新栏目内容,方便群众查阅,接受社会监督。" * 8


def full(name: str, year: int) -> str:
    return report(f"{name}{year}年政府信息公开工作年度报告\n{LAW}", opening=LONG, end=f"无。\n{name}\n{year + 1}年1月12日")


SECTIONS = [
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
]


def starts(text: str) -> tuple[int, ...]:
    return report_starts(clean(text), WORDS)


def test_one_report_begins_at_the_beginning() -> None:
    assert starts(full("云泽市民政局", 2023)) == (0,)
    assert starts("") == (0,)


@pytest.mark.parametrize("gap", ["\n", "\n\n\n", "\n相关阅读:\n", "\n----------\n"])
def test_two_reports_begin_at_their_titles(gap: str) -> None:
    first, second = full("云泽市民政局", 2022), full("青石区水利局", 2023)
    assert starts(first + gap + second) == (0, len(first + gap))


def test_three_reports_are_three() -> None:
    parts = [full("云泽市民政局", 2021) + "\n", full("云泽市民政局", 2022) + "\n", full("云泽市民政局", 2023)]
    assert starts("".join(parts)) == (0, len(parts[0]), len(parts[0] + parts[1]))


def test_a_second_title_over_two_lines_begins_with_the_agency() -> None:
    first = full("云泽市民政局", 2022) + "\n"
    second = report(f"青石区水利局\n2023年政府信息公开工作年度报告\n{LAW}", opening=LONG)
    assert starts(first + second) == (0, len(first))


def test_a_second_report_without_a_title_begins_at_its_introduction() -> None:
    first = full("云泽市民政局", 2022) + "\n"
    assert starts(first + report(LAW, opening=LONG)) == (0, len(first))


def test_two_reports_on_one_line_are_two() -> None:
    first, second = (" ".join(full(name, 2023).split("\n")) for name in ("云泽市民政局", "青石区水利局"))
    assert starts(f"{first} {second}") == (0, len(first) + 1)


@pytest.mark.parametrize(
    "text",
    [
        "目录\n" + "".join(f"{heading}{'.' * 30}{page}\n" for page, heading in enumerate(SECTIONS, 1)) + full("云泽市民政局", 2023),
        full("云泽市民政局", 2023) + "\n上一篇:云泽市民政局2022年政府信息公开工作年度报告\n青石区水利局2023年政府信息公开工作年度报告",
        full("云泽市民政局", 2023).replace(LAW, f"{LAW}全文包括:{';'.join(SECTIONS)}。"),
        full("云泽市民政局", 2023).replace("无。", "参见《青石区水利局2023年政府信息公开工作年度报告》。", 1),
        full("云泽市民政局", 2023).replace("公开的深度还不够", "一、总体情况把握不够;二、主动公开不够;三、申请情况登记不够"),
    ],
)
def test_contents_lists_quotations_and_links_do_not_split_a_report(text: str) -> None:
    assert starts(text) == (0,)
