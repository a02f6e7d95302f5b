"""The letter to an agency on what in its reports does not add up."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import docx
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from extractor.export import to_json
from extractor.paper.letter import SUBJECT, chinese, letter_of, stated
from extractor.paper.markdown import markdown
from extractor.record import Cause, Cell, Finding, Message, Record
from extractor.review.desk import Desk
from extractor.store import Store
from extractor.text import Span
from tests.reading import kit
from tests.terminal import FAULTY, gouji, report, rows, written

pytestmark = pytest.mark.usefixtures("alone")
EDITIONS = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}
SUSPECT = "requests/granted/total"
PLACE = "表三“(一)予以公开”行“总计”列"


def read(*slugs: str) -> None:
    assert gouji("extract", *map(report, slugs)).exit_code == 0


def record(*findings: Finding, **more: Any) -> Record:
    cells = {
        "requests/granted/natural_person": Cell(44, "accepted", Span(1, 3), "４４"),
        SUSPECT: Cell(67, "accepted", Span(4, 6), "67件"), "requests/total/total": Cell(135, "accepted", Span(7, 10), "1,35"),
    }  # fmt: skip
    plain = {"title": "某报告", "organization": "甲县水务局", "year": 2023, "published": "2024-01-09", "editions": EDITIONS, "cells": cells}
    return Record("/home/me/in/报告.txt", "a" * 64, "review", findings=findings, **plain | more)


def finding(cause: Cause = "source", **more: Any) -> Finding:
    plain: dict[str, Any] = {"cells": ("requests/granted/natural_person", SUSPECT)} | more
    return Finding("requests.row-total", "error", cause, Message("合计 44，总计印为 67", "differ"), **plain)


def told(*records: Record) -> str:
    letter = letter_of("甲县水务局", records, kit().checks, kit().forms)
    assert letter is not None
    return markdown(letter)


# What it says


def test_it_says_what_does_not_add_up_where_on_what_ground_and_what_would() -> None:
    read(FAULTY)
    letter = gouji("letter", "辽浦县").stdout
    assert letter.startswith(f"# {SUBJECT}\n\n辽浦县自然资源局：\n")
    assert "## 一、2023年度报告" in letter
    assert "《辽浦县自然资源局2023年政府信息公开年度报告》（2024年1月19日发布）" in letter
    assert "六类申请人合计 44 + 9 + 2 + 1 + 5 = 61，总计栏印为 67，相差 6。" in letter
    assert f"| {PLACE} | 67 |" in letter
    assert "核对依据：每行总计等于六类申请人之和（国办公开办函〔2021〕30号表三“申请人情况”“总计”栏）" in letter
    assert "2019〕60号" not in letter  # the notice of the other edition is no ground
    assert f"如{PLACE}为61，则上述各项关系均成立。是否如此，请以原始统计资料为准。" in letter
    assert "以正式发布的版本为准" in letter
    assert re.search(r"source\.txt（SHA-256：[0-9a-f]{64}）", letter)


def test_findings_that_one_change_would_mend_are_one_point_and_others_points_of_their_own() -> None:
    read(FAULTY)
    assert re.findall(r"^### .*", gouji("letter", "辽浦县").stdout, re.M) == ["### （一）表三"]
    one, other = finding(proposed={SUSPECT: 61}, suspect=(SUSPECT,)), finding(cells=("requests/total/total",))
    assert re.findall(r"^### .*", told(record(one, other, one)), re.M) == ["### （一）表三", "### （二）表三"]


def test_where_several_figures_could_be_wrong_none_is_named() -> None:
    read("17-bar-alone-suit-error")
    letter = gouji("letter", "文屏县").stdout
    assert "仅据报告本身，不能判断其中哪一个数字有误。" in letter
    assert "如表" not in letter
    assert not re.search("错误|应为|应当为|虚报|瞒报", letter)


def test_prose_against_a_table_is_told_with_the_sentence_that_is_meant_and_no_other() -> None:
    read("14-contradiction")
    letter = gouji("letter", "榕岭市").stdout
    assert "### （一）正文与表三" in letter
    assert "“市局机关全年收到政府信息公开申请23件。”" in letter
    assert "187件" not in letter  # of another scope, and no contradiction


def test_figures_are_quoted_as_printed() -> None:
    letter = told(record(finding(cells=("requests/granted/natural_person", SUSPECT, "requests/total/total"))))
    assert "| 表三“(一)予以公开”行“自然人”列 | ４４ |" in letter
    assert f"| {PLACE} | 67件 |" in letter
    assert "| 表三“(七)总计”行“总计”列 | 1,35 |" in letter
    assert "/home/me" not in letter


# What it never says


@pytest.mark.parametrize("cause", [cause for cause in get_args(Cause) if cause != "source"])
def test_what_may_be_our_misreading_or_damage_accuses_nobody(cause: Cause) -> None:
    assert not stated(finding(cause))
    assert letter_of("甲县水务局", [record(finding(cause))], kit().checks, kit().forms) is None
    assert told(record(finding(cause, cells=("requests/total/total",)), finding())) == told(record(finding()))


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_a_warning_is_no_contradiction(severity: Any) -> None:
    assert letter_of("甲县水务局", [record(replace(finding(), severity=severity))], kit().checks, kit().forms) is None


def test_no_gold_report_without_a_source_error_gets_a_letter() -> None:
    slugs = ("01-bars-clean", "02-bars-dropped-blanks", "05-glued-digits", "07-page-break", "09-deduplicated", "11-label-line-values-line")
    read(*slugs)
    for (name,) in rows("select organization from documents"):
        assert gouji("letter", name).exit_code == 2
    assert not gouji("letter", name).stdout


def test_what_a_person_set_aside_is_told_no_more() -> None:
    read("14-contradiction")
    with Store(Path("gouji.db")) as store:
        desk = Desk(store, kit(), "anna")
        desk.refresh()
        case = desk.next()
        assert case is not None
        desk.decide(case.item, "not_countable", reason="另一口径")
    assert "no report that contradicts itself" in gouji("letter", "榕岭市").stderr
    with Store(Path("gouji.db")) as store:
        Desk(store, kit(), "anna").undo()
    assert gouji("letter", "榕岭市").exit_code == 0


def test_of_several_copies_of_a_report_one_is_told() -> None:
    copy = replace(record(finding()), path="b.txt", sha256="b" * 64)
    assert told(record(finding()), copy).count("### ") == 1
    assert told(record(finding()), replace(copy, year=2022)).count("### ") == 2


# How it is written


def test_nothing_in_a_letter_is_markup() -> None:
    evil = "<script>alert(1)</script> *a* _b_ [x](http://y) `c` | # ~~d~~ &lt;"
    letter = told(record(replace(finding(), message=Message(evil, "x")), title=evil))
    page = MarkdownIt("commonmark").enable("table").render(letter)
    assert not re.search("<script|<em>|<a |<code>|<del>", page)
    assert page.count("&lt;script&gt;") == 2
    assert page.count("<table>") == 1


def test_the_word_document_says_the_same_in_the_fonts_of_official_letters() -> None:
    read(FAULTY)
    assert gouji("letter", "辽浦县", "--to", "docx").exit_code == 0
    document = docx.Document("辽浦县自然资源局.docx")
    lines = [paragraph.text for paragraph in document.paragraphs]
    plain = re.sub(r"^(#+|>|\d\.) |[\\　]", "", gouji("letter", "辽浦县").stdout, flags=re.M)
    expected = [text for text in re.split(r"\n+", plain) if text and not text.startswith("|")]
    assert [re.sub(r"^\d\. |　", "", text) for text in lines] == expected
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["位置", "所印"]
    assert [PLACE, "67"] in [[cell.text for cell in row.cells] for row in table.rows]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for paragraph in document.paragraphs for run in paragraph.runs}
    assert fonts == {"方正小标宋简体", "仿宋", "黑体", "楷体"}
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm), round(section.top_margin.mm)) == (210, 297, 37)


def test_a_word_document_takes_whatever_a_report_says() -> None:
    evil = "\x1b[31m\0<w:p/>\u202e"
    odd = record(replace(finding(), message=Message(evil, "x")), title=evil, organization="甲/乙局")
    with Store(Path("gouji.db")) as store:
        store.save("/x", [(odd, to_json(odd))])
    assert gouji("letter", "甲/乙局", "--to", "docx").exit_code == 0
    assert any("<w:p/>" in paragraph.text for paragraph in docx.Document("甲_乙局.docx").paragraphs)


@pytest.mark.parametrize(
    ("count", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九")]
)
def test_points_are_counted_as_officials_do(count: int, words: str) -> None:
    assert chinese(count) == words


# What is refused


def refused(*arguments: str) -> str:
    result = gouji("letter", *arguments)
    assert result.exit_code == 2
    assert "hint: " in result.stderr
    assert result.stdout == ""
    return result.stderr


def test_an_agency_that_is_not_meant_clearly_is_asked_for() -> None:
    read(FAULTY, "14-contradiction")
    assert "2 agencies fit" in refused("局")
    assert "no stored report of such an agency" in refused("无此局")
    assert "no report that contradicts itself" in refused("辽浦县自然资源局", "--year", "2020")
    assert "expected a year" in refused("辽浦县自然资源局", "--year", "二〇二三")


def test_a_letter_that_exists_stays_unless_force_is_said() -> None:
    read(FAULTY)
    written("l.docx", "mine")
    assert "exists already" in refused("辽浦县", "--to", "docx", "--out", "l.docx")
    assert Path("l.docx").read_text() == "mine"
    assert "the name ends in .docx, the format is md" in refused("辽浦县", "--out", "l.docx", "--force")
    assert gouji("letter", "辽浦县", "--out", "l.md").exit_code == 0
    assert Path("l.md").read_text(encoding="utf-8") == gouji("letter", "辽浦县").stdout


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    read(FAULTY)
    monkeypatch.setitem(sys.modules, "docx", None)
    assert "needs the package docx" in refused("辽浦县", "--to", "docx")
    assert not list(Path().glob("*.docx"))
