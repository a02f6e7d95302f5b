"""The template reader, rule by rule: what is accepted, blank, lost or left for a person, in every flattening."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.texts import (
    DISCLOSURE,
    DISPUTES,
    EMPTY,
    EXPLICIT,
    NONE,
    OLD,
    REQUESTS,
    STYLES,
    disclosure,
    disputes,
    each,
    kit,
    lines,
    of,
    read,
    report,
    requests,
)

# --- flattenings

@pytest.mark.parametrize("style", STYLES)
def test_a_table_with_every_cell_printed_is_read_in_every_flattening(style: str) -> None:
    normative = "2 1 5" if style == "glued" else "2 1 15"  # 2115 can be cut in three ways
    seen = read(disclosure(style, normative=normative), requests(style), disputes(style))
    rows = [row.id for row in kit().forms.get("requests", "2021").rows]
    assert each(rows, "requests", seen) == dict.fromkeys(rows, NONE) | REQUESTS
    assert each(DISPUTES, "disputes", seen) == DISPUTES
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"] | {"normative": normative}


@pytest.mark.parametrize("style", [style for style in STYLES if style != "glued"])
def test_the_old_form_is_read_in_every_flattening(style: str) -> None:
    seen = read(disclosure(style, edition="2019"), requests(style, edition="2019", other="0 0 0 0 0 0 0"), disputes(style))
    assert seen.layout.editions == OLD
    figures = {row: cells.replace("+", "") for row, cells in DISCLOSURE["2019"].items()}
    assert each(figures, "disclosure", seen) == figures
    assert seen["requests/other"] == NONE


def test_a_report_on_one_line_is_read_like_one_on_many() -> None:
    seen = read("".join([disclosure("words"), requests("words"), disputes("words")]).replace("\n", " "))
    assert each(REQUESTS, "requests", seen) == REQUESTS
    assert each(DISPUTES, "disputes", seen) == DISPUTES


def test_bars_alone_on_the_next_line_end_a_cell_too() -> None:
    seen = read(requests("cell bars").replace(" |\n", "\n|\n"))
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_merged_cells_left_as_bars_do_not_move_a_row() -> None:
    merged = requests(raw={"granted": "三、本年度办理结果 | (一)予以公开 || 1 | 1 | 0 | 0 | 0 | 0 | 2 |\n"}, granted="1 1 0 0 0 0 2")
    assert read(merged)["requests/granted"] == "1 1 0 0 0 0 2"


# --- what a row holds

def test_a_row_of_seven_figures_is_accepted_as_it_stands() -> None:
    seen = read(requests("words", received="30 10 2 1 4 5 52"))
    assert seen["requests/received"] == "30 10 2 1 4 5 52"
    assert seen.cell("requests/received/total").printed == "52"
    assert seen.reasons("requests/received") == {None}


def test_a_sum_that_does_not_hold_is_accepted_as_printed() -> None:
    assert read(requests(received="3 1 0 0 0 0 9"))["requests/received"] == "3 1 0 0 0 0 9"


@pytest.mark.parametrize("style", EXPLICIT)
def test_a_blank_cell_that_separators_show_is_blank_and_its_neighbours_are_accepted(style: str) -> None:
    seen = read(requests(style, received="3 1 _ _ _ 0 4", granted="_ 2 _ _ _ _ 2"))
    assert seen["requests/received"] == "3 1 _ _ _ 0 4"
    assert seen["requests/granted"] == "_ 2 _ _ _ _ 2"


@pytest.mark.parametrize("style", EXPLICIT)
def test_a_row_whose_cells_are_all_empty_is_blank(style: str) -> None:
    assert read(requests(style, granted=EMPTY))["requests/granted"] == EMPTY


@pytest.mark.parametrize("style", EXPLICIT)
def test_blanks_in_table_four_are_blank_where_separators_show_them(style: str) -> None:
    seen = read(requests(style, fill=EMPTY, received="_ 4 _ _ _ _ 4"), disputes(style, review="2 _ 1 _ 3", suit_direct="_ _ _ _ _"))
    assert each(DISPUTES, "disputes", seen) == {"review": "2 _ 1 _ 3", "suit_direct": "_ _ _ _ _", "suit_after_review": "0 0 0 4 4"}


@pytest.mark.parametrize("mark", ["/", "-", "—", "——", "无"])
@pytest.mark.parametrize("style", ["bars", "words", "cells", "below"])
def test_a_mark_in_a_cell_is_a_blank(mark: str, style: str) -> None:
    seen = read(requests(style, received=f"3 1 {mark} {mark} {mark} {mark} 4"))
    assert seen["requests/received"] == "3 1 _ _ _ _ 4"
    assert seen.cell("requests/received/research").printed == mark


def test_two_equal_figures_between_commas_are_no_number_of_six_digits() -> None:
    seen = read(requests("commas", not_processed__excessive="_ _ _ _ _ 130 130", received="16300 0 0 15 30 155 16500"))
    assert seen["requests/not_processed.excessive"] == "_ _ _ _ _ 130 130"
    assert seen["requests/received"] == "16300 0 0 15 30 155 16500"


@pytest.mark.parametrize("cell", ["<div>7</div>", "<p>7</p>", "7<br>", "<br/>7"])
def test_a_tag_that_would_end_a_line_ends_no_row_of_bars(cell: str) -> None:
    seen = read(disclosure("bordered", licence="7").replace("| 7 |", f"| {cell} |"))
    assert (seen["disclosure/licence"], seen["disclosure/penalty"]) == ("7", "33")


def test_figures_on_the_lines_below_the_bars_of_asciidoc_are_in_their_cells() -> None:
    rows = ""
    for _, (label, *figures) in lines("disclosure", "2021", DISCLOSURE["2021"]):
        rows += "|" + " a|\n".join([label, *(f"{figure}\n\n" for figure in figures)]) + "| " * (3 - len(figures)) + "\n"
    seen = read('二、主动公开政府信息情况\n[cols="4*"]\n|===\n', rows, "|===\n")
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"]


def test_an_amount_and_a_fall_in_escaped_markdown_are_what_they_show() -> None:
    table = disclosure("cells", edition="2019", penalty="8 -2 33", procurement="12 345.67")
    seen = read(table.replace("-2", "\\-2").replace("345.67", "345\\.67"))
    assert (seen["disclosure/penalty"], seen["disclosure/procurement"]) == ("8 -2 33", "12 345.67")
    assert seen.quoted("disclosure/penalty/items_change") == "-2"


def test_the_ordinals_of_labels_in_escaped_markdown_are_no_figures() -> None:
    escaped = "".join(line.replace(".", "\\.", 1) + "\n" for line in requests("cells", fill=EMPTY).splitlines())
    assert each(("granted", "partly_granted", "denied.law_forbids"), "requests", read(escaped)) == {
        "granted": "1 1 0 0 0 0 2", "partly_granted": EMPTY, "denied.law_forbids": EMPTY,
    }


def test_a_column_that_counts_the_lines_between_commas_is_no_cell() -> None:
    table = requests("commas", received="1,234 _ _ _ _ 5 1,239", carried_in=EMPTY)
    counted = "".join(f"{n - 1 if n else ''},{line}\n" for n, line in enumerate(table.splitlines()[1:]))
    seen = read(table.splitlines()[0] + "\n" + counted)
    assert each(("received", "carried_in", "granted"), "requests", seen) == {
        "received": "1234 _ _ _ _ 5 1239", "carried_in": EMPTY, "granted": REQUESTS["granted"],
    }


def test_commas_that_group_digits_separate_no_cells() -> None:
    thousands = "1,234 1,000 1,000 1,000 1,000 1,000 6,234"
    seen = read(requests("words", received=thousands, total=thousands))
    assert seen["requests/received"] == thousands.replace(",", "")


def test_a_mark_is_no_minus_sign_of_the_next_cell() -> None:
    assert read(requests("words", received="- 4 - - - - 4"))["requests/received"] == "_ 4 _ _ _ _ 4"


@pytest.mark.parametrize("style", ["bars", "tabs"])
def test_where_cells_of_words_are_broken_over_lines_columns_are_counted_from_the_end_of_the_line(style: str) -> None:
    rows = {
        "received": ("一、本年新\n收政府信息公开申请数量@@", "16 _ _ _ 1 _ 17"),
        "granted": ("三、本年度办\n理结果@（一）\n予以公开@", "10 _ _ _ _ _ 10"),
        "partly_granted": ("@（二）\n部分公开@", "_ 3 _ _ 1 _ 4"),
        "denied.state_secret": ("@（三）不予公开@1.属于国家秘密", "3 _ _ _ _ _ 3"),
        "denied.law_forbids": ("@@2.其他法律\n行政法规禁止公开", "_ _ 2 _ _ _ 2"),
        "denied.third_party_rights": ("@@4.保护第三方合法权益", "_ 4 _ _ _ _ 4"),
    }
    mark, end = ("|", "|\n") if style == "bars" else ("\t", "\n")
    raw = {row: "@".join([label, *cells.replace("_", "").split(" ")]).replace("@", mark) + end for row, (label, cells) in rows.items()}
    seen = read(disclosure(style), requests(style, raw=raw, several=dict.fromkeys(REQUESTS, EMPTY), fill=EMPTY), disputes(style))
    for row, (_, cells) in rows.items():
        assert seen[f"requests/{row}"] == cells


def test_rows_with_fewer_columns_filled_up_to_the_tables_width_hide_no_blank() -> None:
    raw = {
        "regulation": "规章 |  |  |  |\n", "normative": "行政规范性文件 |  |  | 5 |\n", "licence": "行政许可 |  |  |  |\n",
        "penalty": "行政处罚 |  |  |  |\n", "coercion": "行政强制 |  |  |  |\n", "fee": "行政事业性收费 | 2.38 |  |  |\n",
    }
    seen = read(disclosure(raw=raw), requests("words"), disputes("words"))
    assert seen["disclosure/normative"] == "_ _ 5"
    assert seen["disclosure/fee"] == "2.38"


# --- dropped blanks

@pytest.mark.parametrize("style", ["words", "cells", "below"])
def test_a_lone_figure_of_a_row_is_its_total_and_its_applicants_are_blank(style: str) -> None:
    seen = read(requests(style, denied__state_secret="_ _ _ _ _ _ 0"))
    assert seen["requests/denied.state_secret"] == "_ _ _ _ _ _ 0"
    assert seen.cell("requests/denied.state_secret/total").reason == "lone-total"


def test_where_blanks_were_dropped_the_last_figure_is_the_total_and_all_six_others_are_in_review() -> None:
    rows = dict.fromkeys((row.id.replace(".", "__") for row in kit().forms.get("requests", "2021").rows), EMPTY)
    few = {"received": "6 _ _ _ _ _ 6", "granted": "6 _ _ _ _ _ 6", "total": "6 _ _ _ _ _ 6"}
    seen = read(requests("words", several=rows | few))
    assert each(few, "requests", seen) == dict.fromkeys(few, "? ? ? ? ? ? 6")
    assert seen.candidates("requests/received/company") == {6}
    assert seen["requests/carried_in"] == EMPTY


def test_the_only_arrangement_that_the_columns_allow_is_accepted_with_its_reason() -> None:
    rows = dict.fromkeys(("carried_in", "denied__enforcement_file", "unavailable__not_held", "carried_out"), NONE)
    seen = read(requests("words", received="5 2 0 0 0 0 7", granted="5 2 _ _ _ _ 7", total="5 2 0 0 0 0 7", several=rows))
    assert seen["requests/granted"] == "5 2 _ _ _ _ 7"
    assert seen.reasons("requests/granted") == {"only-arrangement", "last-is-total", None}


def test_a_figure_that_two_rows_could_hold_in_two_columns_is_left_for_a_person() -> None:
    rows = dict.fromkeys(("carried_in", "unavailable__not_held", "carried_out"), NONE)
    seen = read(requests("words", received="2 2 0 0 0 0 4", granted="2 _ _ _ _ _ 2", denied__enforcement_file="_ 2 _ _ _ _ 2",
                         total="2 2 0 0 0 0 4", several=rows))
    assert seen["requests/granted"] == "? ? ? ? ? ? 2"
    assert seen["requests/denied.enforcement_file"] == "? ? ? ? ? ? 2"


def test_a_printed_zero_among_dropped_blanks_has_no_place() -> None:
    seen = read(requests("words", received="3 1 _ _ _ 0 4"))
    assert seen["requests/received"] == "? ? ? ? ? ? 4"


def test_figures_whose_last_is_not_their_sum_prove_no_total() -> None:
    assert read(requests("words", granted="1 1 _ _ _ _ 5"))["requests/granted"] == "? ? ? ? ? ? ?"


def test_dropped_blanks_in_table_two_leave_all_of_the_row_for_a_person() -> None:
    seen = read(disclosure("words", normative="2 _ 15"), requests("words"))
    assert seen["disclosure/normative"] == "? ? ?"
    assert seen.candidates("disclosure/normative/repealed") == {2, 15}


def test_dropped_blanks_in_table_four_leave_it_for_a_person() -> None:
    seen = read(requests("words"), disputes("words", review="2 _ 1 0 3"))
    assert {seen[f"disputes/{row}"] for row in DISPUTES} == {"? ? ? ? ?"}


def test_zeros_are_never_put_in_for_what_was_not_printed() -> None:
    seen = read(requests("words", several=dict.fromkeys(REQUESTS, EMPTY)))
    assert {seen[f"requests/{row}"] for row in REQUESTS} == {EMPTY}


# --- what a figure looks like

@pytest.mark.parametrize("word", ["未增未减", "无增减", "无变化"])
def test_unchanged_is_a_printed_zero(word: str) -> None:
    seen = read(disclosure(edition="2019", licence=f"10 {word} 120"), requests(edition="2019"))
    assert seen["disclosure/licence"] == "10 0 120"
    assert seen.quoted("disclosure/licence/items_change") == word


@pytest.mark.parametrize(("printed", "value"), [("+3", 3), ("-3", -3), ("－3", -3), ("增3", 3), ("减3", -3), ("减少3", -3), ("增加3", 3)])
@pytest.mark.parametrize("style", ["bars", "words", "cells"])
def test_a_change_keeps_its_sign(printed: str, value: int, style: str) -> None:
    seen = read(disclosure(style, edition="2019", licence=f"10 {printed} 120"), requests(style, edition="2019"))
    assert seen["disclosure/licence"] == f"10 {value} 120"
    assert seen.quoted("disclosure/licence/items_change") == printed


@pytest.mark.parametrize("printed", ["00", "03"])
def test_a_leading_zero_is_left_for_a_person_with_its_number(printed: str) -> None:
    seen = read(requests(received=f"3 1 {printed} 0 0 0 4"))
    assert seen["requests/received"] == f"3 1 ?{int(printed)} 0 0 0 4"
    assert seen.quoted("requests/received/research") == printed


@pytest.mark.parametrize("printed", ["6719.3835", "0.000001", "1234567.890123", "15.00", "120"])
def test_an_amount_is_exactly_what_is_printed(printed: str) -> None:
    seen = read(disclosure(fee=printed), requests())
    assert seen.cell("disclosure/fee/amount").value == Decimal(printed)
    assert seen.cell("disclosure/fee/amount").printed == printed


@pytest.mark.parametrize("printed", ["12,345", "12，345", "１２３４５", "12345"])
@pytest.mark.parametrize("style", ["bars", "words"])
def test_thousands_and_full_width_digits_are_one_number(printed: str, style: str) -> None:
    assert read(requests(style, received=f"{printed} 0 0 0 0 0 12345"))["requests/received"] == "12345 0 0 0 0 0 12345"


@pytest.mark.parametrize(("printed", "unit"), [("120件", "件"), ("120 件", "件"), ("120项", "项"), ("120宗", "宗")])
def test_a_unit_in_the_cell_is_kept_beside_its_number(printed: str, unit: str) -> None:
    seen = read(disclosure(raw={"licence": f"行政许可 | {printed} |\n"}), requests())
    assert (seen.cell("disclosure/licence/decided").value, seen.cell("disclosure/licence/decided").unit) == (120, unit)


@pytest.mark.parametrize("unit", ["万元", "元"])
def test_the_unit_of_an_amount_is_the_one_that_is_printed(unit: str) -> None:
    cell = read(disclosure(fee=f"12.5{unit}"), requests()).cell("disclosure/fee/amount")
    assert (cell.value, cell.unit) == (Decimal("12.5"), unit)


def test_chinese_numerals_in_their_cells_are_numbers() -> None:
    seen = read(requests(received="十二 三 〇 零 零 零 十五", carried_in="一百零五 二十 两 零 零 零 一百二十七"))
    assert seen["requests/received"] == "12 3 0 0 0 0 15"
    assert seen["requests/carried_in"] == "105 20 2 0 0 0 127"


@pytest.mark.parametrize("printed", ["(1)", "0.", "3)"])
def test_a_figure_that_looks_like_the_next_rows_ordinal_leaves_no_blank(printed: str) -> None:
    text = disclosure("words").replace("\n", " ")
    seen = read(text.replace("行政处罚 33 行政强制", f"行政处罚 {printed} 行政强制"), requests("words"), disputes("words"))
    assert seen["disclosure/penalty"].startswith("?")
    assert seen["disclosure/coercion"] == DISCLOSURE["2021"]["coercion"]


def test_a_heading_behind_the_last_label_hides_no_figure_under_it() -> None:
    rows = {
        "penalty": "行政处罚 | 上一年项目数量 | 12 | 本年增/减 | 0 | 处理决定数量 | 5 |\n",
        "procurement": "政府集中采购 | 采购项目数量 | 3 | 采购总金额 | 2500000 |\n",
    }
    seen = read(disclosure(edition="2019", raw=rows), requests(edition="2019"), disputes())
    assert set(seen["disclosure/procurement"].split()) <= {"?", "3", "2500000"}


def test_tabs_of_empty_cells_at_the_ends_of_lines_close_no_cell() -> None:
    several = {"review": "_ 3 1 _ 4", "suit_direct": "_ _ _ 4 4", "suit_after_review": "_ _ 4 1 5"}
    empty = dict.fromkeys(REQUESTS, EMPTY) | {"total": "_ 4 _ _ _ _ 4"}
    seen = read(requests("tabs", several=empty, fill=EMPTY), disputes("tabs", several=several))
    assert each(several, "disputes", seen) == several


def test_a_fraction_is_no_count_to_be_accepted() -> None:
    assert read(requests(received="3.5 1 0 0 0 0 4"))["requests/received"] == "?3.5 1 0 0 0 0 4"


# --- glued digits

def test_seven_digits_for_seven_cells_are_a_figure_each() -> None:
    seen = read(requests("glued"))
    assert seen["requests/received"] == "3 1 0 0 0 0 4"
    assert seen.quoted("requests/received/company") == "1"


def test_a_longer_run_is_split_where_its_sum_and_its_columns_leave_one_way() -> None:
    seen = read(requests("glued", received="12 3 0 0 0 0 15", granted="10 3 0 0 0 0 13", total="12 3 0 0 0 0 15"))
    assert seen["requests/received"] == "12 3 0 0 0 0 15"
    assert seen.quoted("requests/received/total") == "15"
    assert seen.cell("requests/received/total").reason == "only-split"


def test_a_run_that_can_be_split_in_two_ways_is_left_for_a_person() -> None:
    both = dict.fromkeys(("received", "granted", "total"), "1 10 0 0 0 0 11")
    others = dict.fromkeys(("carried_in", "denied__enforcement_file", "unavailable__not_held", "carried_out"), NONE)
    seen = read(requests("glued", several=both | others))
    assert seen["requests/received"] == "? ? 0 0 0 0 11"
    assert {1, 11, 10, 0} <= seen.candidates("requests/received/natural_person")


def test_the_next_rows_ordinal_on_the_end_of_a_run_is_no_digit_of_it() -> None:
    plain = requests("glued", denied__state_secret="2 1 0 0 0 0 3", denied__enforcement_file=NONE, granted="0 0 0 0 0 0 0",
                     denied__law_forbids="0 0 0 0 0 0 0")
    assert "2100003\n2.其他法律" in plain
    seen = read(plain.replace("2100003\n2.其他法律", "21000032.其他法律"))
    assert seen["requests/denied.state_secret"] == "2 1 0 0 0 0 3"
    assert seen["requests/denied.law_forbids"] == NONE


def test_fifteen_glued_digits_of_table_four_are_a_figure_each() -> None:
    assert each(DISPUTES, "disputes", read(requests("glued"), disputes("glued"))) == DISPUTES


# --- strangers and lost things

@pytest.mark.parametrize("stranger", ["- 3 -", "— 3 —", "第3页", "第 3 页 共 9 页", "3/9", "Page 3", "3"])
def test_a_page_number_inside_a_table_is_no_figure(stranger: str) -> None:
    seen = read(requests("words", raw={"granted": f"(一)予以公开 1 1 0 0 0 0 2\n{stranger}\n"}))
    assert each(REQUESTS, "requests", seen) == REQUESTS


@pytest.mark.parametrize("stranger", ["-2-", "－2－", "第2页"])
def test_a_page_number_between_two_rows_of_a_report_on_one_line_is_no_figure(stranger: str) -> None:
    text = disclosure("words").replace("\n", " ").replace("行政强制", f"{stranger} 行政强制")
    assert read(text, requests("words"), disputes("words"))["disclosure/penalty"] == DISCLOSURE["2021"]["penalty"]


def test_a_page_number_between_two_cells_is_left_out_where_each_cell_has_a_line() -> None:
    seen = read(requests("cells", raw={"granted": "(一)予以公开\n\n1\n\n1\n\n0\n\n— 3 —\n\n0\n\n0\n\n0\n\n2\n\n"}))
    assert seen["requests/granted"] == "1 1 0 0 0 0 2"


def test_rows_lost_at_a_page_break_are_lost_and_their_neighbours_stay() -> None:
    gone = dict.fromkeys(("denied.state_secret", "denied.law_forbids", "denied.security_stability"), "")
    seen = read(requests(raw=gone))
    assert {seen[f"requests/{row}"] for row in gone} == {"x x x x x x x"}
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_a_label_whose_figures_stood_on_a_lost_line_is_lost_and_not_blank() -> None:
    seen = read(requests("below", raw={"denied.law_forbids": "2.其他法律行政法规禁止公开\n", "denied.security_stability": ""}))
    assert seen["requests/denied.law_forbids"] == seen["requests/denied.security_stability"] == "x x x x x x x"


def test_a_destroyed_label_is_known_by_elimination() -> None:
    seen = read(requests().replace("二、上年结转政府信息公开申请数量", "□□□□□□□□□").replace("7.属于行政执法案卷", "7.某某某某某"))
    assert seen["requests/denied.enforcement_file"] == "1 0 0 0 0 0 1"
    assert seen.cell("requests/denied.enforcement_file/total").reason == "by-elimination"
    assert seen["requests/received"] == "3 1 0 0 0 0 4"


def test_of_two_destroyed_labels_and_one_row_of_figures_nothing_is_guessed() -> None:
    seen = read(requests(raw={"denied.process_information": "", "denied.enforcement_file": "7.某某某某某 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"}))
    for row in ("denied.process_information", "denied.enforcement_file"):
        assert {cell.status for _, cell in seen.cells(f"requests/{row}")} <= {"lost", "review"}
    assert seen["requests/denied.administrative_inquiry"] == NONE


@pytest.mark.parametrize("left", ["（七）总", "（七）计", "（七）总讣", "（七）怠计"])
@pytest.mark.parametrize("style", ["bars", "cell bars", "tabs", "below"])
def test_of_a_short_label_one_character_after_its_ordinal_is_enough(style: str, left: str) -> None:
    text = requests(style, total="5 _ _ 2 _ _ 7" if style in EXPLICIT else "5 0 0 2 0 0 7")
    assert "(七)总计" in text
    seen = read(disclosure(style), text.replace("(七)总计", left), disputes(style))
    assert seen["requests/total"] == ("5 _ _ 2 _ _ 7" if style in EXPLICIT else "5 0 0 2 0 0 7")
    assert seen["requests/carried_out"] == REQUESTS["carried_out"]


def test_a_numbered_heading_is_no_part_of_a_short_label_that_is_gone() -> None:
    text = requests(raw={"other.other": "", "total": ""}).replace("1.申请人无正当", "（六）其他处理 | 1.申请人无正当")
    seen = read(text.replace("2.申请人逾期", "（七）其他 | 2.申请人逾期"))
    assert set(seen["requests/total"]) <= set("x ?")


def _around(text: str, group: str, after: int) -> str:
    """Table 三 as the text of a PDF: figures on a line of their own `after` the first characters of label and repeated group."""
    head, *rows = text.split("一、本年新收", 1)
    told = []
    for row in ("一、本年新收" + rows[0]).strip().split("\n"):
        label, *figures = row.strip("| ").split(" | ")
        label = f"{group}{label}" if label[0].isdigit() else label
        wrapped = f"{label[:after]}\n      {' '.join(figures)}\n{label[after:]}"
        told.append(wrapped if len(label) > after else " ".join([label, *figures]))
    return head + "\n".join(told) + "\n"


@pytest.mark.parametrize("after", [8, 12])
def test_labels_wrapped_around_their_figures_are_matched_by_the_order_of_lines(after: int) -> None:
    seen = read(disclosure(), _around(requests(), "三、本年度办理结果不予公开", after), disputes())
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_where_labels_wrap_around_figures_and_a_row_is_gone_no_figure_is_taken_for_its_neighbours() -> None:
    full = {"denied__state_secret": "5 0 0 0 0 0 5", "denied__law_forbids": "0 6 0 0 0 0 6", "denied__security_stability": "0 0 7 0 0 0 7"}
    text = _around(requests(raw={"denied.third_party_rights": ""}, **full), "三、本年度办理结果不予公开", 12)
    seen = read(disclosure(), text, disputes())
    told = {row: seen[f"requests/{row.replace('__', '.')}"] for row in full}
    assert all(told[row] == cells or set(told[row]) <= set("? ") for row, cells in full.items())


@pytest.mark.parametrize(("row", "label"), [("carried_out", "四、结转下年度继续办理"), ("total", "(七)总计")])
def test_a_row_printed_twice_with_other_figures_is_left_for_a_person(row: str, label: str) -> None:
    first, again = REQUESTS[row].split(), ["2", *"00000", "2"]
    twice = "".join(f"{label} | {' | '.join(cells)} |\n" for cells in (first, again))
    seen = read(disclosure(), requests(raw={row: twice}), disputes())
    assert set(seen[f"requests/{row}"]) <= set("? ")


@pytest.mark.parametrize("style", ["bars", "words", "tabs", "below", "cells"])
def test_a_row_printed_twice_with_the_same_figures_is_that_row(style: str) -> None:
    form = kit().forms.get("requests", "2021").row["denied.enforcement_file"]
    row = STYLES[style]([f"{form.index}.{form.zh}", *REQUESTS[form.id].split()])
    seen = read(disclosure(style), requests(style).replace(row, row + row), disputes(style))
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_a_label_printed_twice_before_its_figures_is_that_row() -> None:
    text = requests("below").replace("7.属于行政执法案卷\n", "7.属于行政执法案卷\n7.属于行政执法案卷\n")
    assert each(REQUESTS, "requests", read(disclosure(), text, disputes())) == REQUESTS


def test_a_word_for_nothing_that_slipped_into_the_heading_leaves_the_empty_cell_for_a_person() -> None:
    text = disclosure(fee="_").replace("收费金额", "收费金额（单位:无万元）")
    assert "单位:无" in text
    assert read(text, requests(), disputes())["disclosure/fee"] == "?"


def test_the_half_of_a_label_that_is_left_where_repeated_lines_were_removed_is_no_blank_row() -> None:
    lines = ["一、本年新收政府信息公开", NONE, "申请数量", "二、上年结转政府信息公开", NONE, "申请数量"]
    raw = {"received": "\n".join(lines[:3]) + "\n", "carried_in": lines[3] + "\n"}
    rest = dict.fromkeys(REQUESTS, "0 0 0 0 0 0 0")
    text = report(disclosure("words", normative="1 0 11", licence="0", penalty="0", coercion="0"), requests("words", raw=raw, several=rest))
    seen = read("\n".join(dict.fromkeys(text.split("\n"))))
    assert seen["requests/carried_in"] != "_ _ _ _ _ _ _"


def test_labels_below_their_figures_are_told_by_the_sums_where_the_first_figures_stand_above_the_table() -> None:
    title, *rows = requests("below").split("\n", 1)
    told = rows[0].split("\n")
    first = next(n for n, line in enumerate(told) if "新收" in line)
    turned = [line for n in range(first, len(told) - 1, 2) for line in (told[n + 1], told[n])]
    seen = read(disclosure(), "\n".join([title, *turned]) + "\n", disputes())
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_a_sentence_that_counts_decisions_is_no_table_two() -> None:
    decisions = "作出行政许可决定3,127件、行政处罚决定214件、行政强制决定18件。全年行政事业性收费1,062.4万元。"
    seen = read(f"主动公开政府信息情况。{decisions}（二）依申请公开情况良好。")
    assert not any(cell.status == "accepted" for cell in seen.reading.cells.values())


def test_three_figures_between_strokes_are_no_date() -> None:
    seen = read(disclosure("words", licence="1100"), requests("words"), disputes("words", review="1100 / 4 / 34 / 0 / 1138"))
    assert "1100" in seen["disclosure/licence"]
    assert "1138" in seen["disputes/review"] or "?" in seen["disputes/review"]


def test_strokes_between_the_figures_of_table_four_separate_them() -> None:
    *heads, figures, _ = disputes("words").split("\n")
    seen = read(disclosure(), requests(), "\n".join([*heads, " / ".join(figures.split()), ""]))
    assert each(DISPUTES, "disputes", seen) == DISPUTES


@pytest.mark.parametrize("after", [" ", "\n    "])
def test_an_ordinal_between_words_and_figures_is_no_figure(after: str) -> None:
    wrapped = f"（三）不予公开1.{after}1 0 0 0 0 0 1\n属于国家秘密\n2.其他法律行{after}1 1 0 0 0 0 2\n政法规禁止公开\n"
    received = f"一、本年新收政府{after}5 2 0 0 0 0 7\n信息公开申请数量\n"
    raw = {"denied.state_secret": wrapped, "denied.law_forbids": "", "received": received}
    seen = read(disclosure("words"), requests("words", raw=raw), disputes("words"))
    assert seen["requests/denied.state_secret"] == "1 0 0 0 0 0 1"


@pytest.mark.parametrize("printed", ["56.002500000.00", "12.5.", "1.5.6"])
def test_decimals_run_together_are_never_read_in_part(printed: str) -> None:
    seen = read(disclosure("words", fee=printed), requests("words"), disputes("words"))
    assert seen.cell("disclosure/fee/amount").status == "review"


def test_the_fraction_of_an_amount_is_no_number_of_the_next_section() -> None:
    text = disclosure("words", fee="12.5").replace("\n", " ") + requests("words").removeprefix("三").replace("\n", " ")
    assert read(text, disputes("words"))["disclosure/fee"] == "12.5"


def test_a_change_with_a_note_in_brackets_is_left_for_a_person() -> None:
    seen = read(disclosure(edition="2019", licence="10 +1（其中网络申请1件） 120"), requests(edition="2019"), disputes())
    assert seen["disclosure/licence/items_change"] in ("?", "?1")


def test_a_mark_behind_the_figures_of_a_row_with_dropped_blanks_is_no_total() -> None:
    seen = read(disclosure("words"), requests("words", raw={"granted": "（一）予以公开\n0\n无\n"}), disputes("words"))
    assert set(seen["requests/granted"]) <= set("? ")


def test_a_row_with_just_its_cells_and_an_empty_one_between_figures_shows_its_blanks_in_place() -> None:
    blank = dict.fromkeys(("licence", "penalty", "coercion", "fee"), "_") | {"regulation": "_ _ _", "normative": "1 _ 5"}
    seen = read(disclosure("tabs", **blank), requests("tabs", fill=EMPTY, several=dict.fromkeys(REQUESTS, EMPTY)))
    assert seen["disclosure/normative"] == "1 _ 5"


def test_one_row_with_too_many_cells_does_not_show_that_rows_are_closed_up_where_another_keeps_its_blanks() -> None:
    rows = {"received": "6 1 _ _ 1 _ 8 _ _", "granted": "3 1 _ _ _ _ _ _", "total": "7 1 _ _ 1 _ 9 _"}
    rows["unavailable.not_held"] = "2 _ _ _ _ _ _"
    seen = read(disclosure("cell bars"), requests("cell bars", fill=EMPTY, several={**dict.fromkeys(REQUESTS, EMPTY), **rows}))
    assert seen["requests/unavailable.not_held"] in ("? ? ? ? ? ? ?", "2 _ _ _ _ _ _")


def test_a_note_with_a_figure_in_a_cell_moves_no_figure() -> None:
    seen = read(disclosure("cells", normative="4（含1件结转） 3 95"), requests("cells"), disputes("cells"))
    assert seen["disclosure/normative"] == "?4 3 95"


def test_bars_in_the_navigation_of_a_report_on_one_line_are_no_cells() -> None:
    navigation = "首页 | 机构概况 | 政务公开 | 办事服务 | 互动交流 | 专题 | 关怀版 | 无障碍 "
    text = navigation + "".join([disclosure("words"), requests("words"), disputes("words")]).replace("\n", " ")
    seen = read(text)
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_a_figure_before_as_many_empty_cells_as_its_row_lacks_is_no_total() -> None:
    seen = read(disclosure(), requests(received="3 _ _ _ _ _ _", carried_in="1 _ _ _ _ _ _", granted="2 _ _ _ _ _ _"), disputes())
    assert seen["requests/received"] in ("3 _ _ _ _ _ _", "? ? ? ? ? ? ?")


def test_a_damaged_label_takes_no_figures_of_the_row_above() -> None:
    spoilt = "理其https://a1.cn/x?id=9信息公开申请"
    text = requests(other__not_corrected="5 8 2 0 1 0 16", other__fee_unpaid="0 0 3 0 0 0 3").replace("理其政府信息公开申请", spoilt)
    seen = read(disclosure(), text, disputes())
    for row, cells in (("not_corrected", "5 8 2 0 1 0 16"), ("fee_unpaid", "0 0 3 0 0 0 3")):
        assert seen[f"requests/other.{row}"] in (cells, "? ? ? ? ? ? ?", "x x x x x x x")


def test_labels_below_their_figures_with_a_row_gone_are_left_for_a_person() -> None:
    text = disclosure("above")
    label, figures = text.index("行政处罚"), text.index("7\n行政强制")
    seen = read(text[:label] + text[figures + 2 :], requests(), disputes())  # 33 stands above 行政强制 now, whose figure is 7
    assert seen["disclosure/coercion"] != "33"


def test_figures_above_the_first_label_that_no_label_claims_leave_the_table_for_a_person() -> None:
    text = disclosure("above").replace("6719.3835\n行政事业性收费", "行政事业性收费 6719.3835")
    seen = read(text, requests(), disputes())
    assert set(seen["disclosure/regulation"]) <= set("? ")


def test_labels_below_their_figures_are_matched_to_the_figures_above() -> None:
    above = requests("below").splitlines()
    head, rows = above[:7], above[7:]
    turned = [line for label, figures in zip(rows[::2], rows[1::2], strict=True) for line in (figures, label)]
    seen = read("\n".join([*head, *turned, ""]))
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_a_label_split_around_its_figures_keeps_them() -> None:
    seen = read(requests("words", raw={
        "received": "一、本年新收政府信\n3 1 0 0 0 0 4\n息公开申请数量\n",
        "carried_in": "二、上年结转政府信\n1 0 0 0 0 0 1\n息公开申请数量\n"}))
    assert each(REQUESTS, "requests", seen) == REQUESTS


def test_where_repeated_lines_were_removed_nothing_is_blank_and_nothing_is_placed() -> None:
    kept = list(dict.fromkeys(line for line in report(disclosure("cells"), requests("cells"), disputes("cells")).splitlines() if line))
    seen = read("\n".join(kept))
    statuses = {cell.status for _, cell in seen.cells("requests")}
    assert statuses <= {"lost", "review"}
    assert seen["requests/denied.internal_affairs"] == "x x x x x x x"
    assert any(d.kind == "deduplicated-lines" for d in seen.reading.damage)


def test_a_figure_that_slipped_into_its_headings_unit_is_left_for_a_person() -> None:
    slipped = disclosure(fee="_").replace("本年收费金额", "本年收费金额(单位:6719.3835万元)")
    seen = read(slipped, requests())
    assert seen["disclosure/fee"] == "?"
    assert Decimal("6719.3835") in seen.candidates("disclosure/fee/amount")


def test_a_row_that_the_form_does_not_have_goes_to_extra_and_moves_nothing() -> None:
    foreign = {"normative": "行政规范性文件 | 2 | 1 | 15 |\n其他主动公开文件 | 31 | 0 | 77 |\n"}
    seen = read(disclosure(raw=foreign), requests())
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"]
    (extra,) = seen.reading.extra
    assert (extra["label"], extra["values"]) == ("其他主动公开文件", [31, 0, 77])
    assert [seen.source[a:b] for a, b in extra["evidence"]] == ["31", "0", "77"]


def test_an_absent_table_is_lost_in_the_edition_of_the_others() -> None:
    seen = read(requests(edition="2019"))
    assert seen["disclosure/procurement"] == "x x"
    assert {cell.reason for _, cell in seen.cells("disclosure")} == {"table-absent"}


def test_many_broken_sums_at_once_are_a_slipped_reading_and_are_not_accepted() -> None:
    slipped = dict.fromkeys(("received", "carried_in", "granted", "partly_granted", "total", "carried_out"), "1 2 3 4 5 6 7")
    seen = read(requests("words", several=slipped))
    assert seen["requests/granted"] == "?1 ?2 ?3 ?4 ?5 ?6 ?7"


def test_evidence_lies_in_the_original_text_whatever_was_cleaned_away() -> None:
    garbled = requests(received="12 3 0 0 0 0 15").replace("新收", "新(xīn)收").replace("|", "\u200b｜").replace("12", "１２")
    seen = read("\ufeff", garbled)
    assert seen["requests/received"] == "12 3 0 0 0 0 15"
    assert seen.quoted("requests/received/natural_person") == "１２"
    assert of(REQUESTS["granted"]) == [seen.quoted(a) for a, _ in seen.cells("requests/granted")]


# --- figures away from their labels

def _labels_first(*tables: str) -> str:
    """Tables in a cell a line with all labels of each first and all its figures behind them, as a PDF's columns come out."""
    told = []
    for table in tables:
        lines = [line for line in table.splitlines() if line]
        figures = [line for line in lines[1:] if line[:1].isdigit() and line[-1:].isdigit()]
        told += [lines[0], *(line for line in lines[1:] if line not in figures), *figures]
    return "\n\n".join(told) + "\n"


def test_labels_that_stand_before_all_figures_are_not_blank() -> None:
    seen = read(_labels_first(disclosure("cells"), requests("cells")))
    for table, rows in (("disclosure", DISCLOSURE["2021"]), ("requests", REQUESTS)):
        for row, cells in rows.items():
            for found, printed in zip(seen[f"{table}/{row}"].split(), cells.split(), strict=True):
                assert found in ("?", "x", printed)


def test_beside_figures_that_no_row_holds_a_label_without_any_is_left_for_a_person() -> None:
    raw = {"denied.state_secret": "1.属于国家秘密\n", "carried_out": "四、结转下年度继续办理 1 0 0 0 0 0 1 8 8 9 9\n"}
    seen = read(disclosure("words"), requests("words", raw=raw), disputes("words"))
    assert seen.reasons("requests/denied.state_secret") == {"figures-astray"}
    assert seen["requests/granted"] == REQUESTS["granted"]


def test_a_damaged_label_begins_at_its_ordinal() -> None:
    wrapped = "1.属于 0 0 0 0 0 0 0\n不予公 国家秘\n开 密\n"
    seen = read(requests("words", raw={"denied.state_secret": wrapped}, partly_granted="_ _ _ _ _ _ 0"))
    assert seen["requests/denied.state_secret"] == NONE
    assert seen["requests/partly_granted"].endswith(("0", "?"))


def test_words_among_the_few_figures_of_a_row_leave_it_for_a_person() -> None:
    raw = {"denied.administrative_inquiry": "8.属于行政查询事项 4\n另有说明 4\n"}
    assert read(requests("words", raw=raw))["requests/denied.administrative_inquiry"] == "? ? ? ? ? ? ?"


@pytest.mark.parametrize("ordinal", ["2. |\n", "2.|\n", "2"])
def test_the_next_rows_ordinal_is_no_figure_of_an_empty_row(ordinal: str) -> None:
    raw = {
        "denied.state_secret": "1. |\n属于国家秘密 |\n" + " |\n" * 7,
        "denied.law_forbids": f"{ordinal}其他法律行政法规禁止公开 |\n" + "0 |\n" * 7,
    }
    seen = read(requests("cell bars", raw=raw))
    assert set(seen["requests/denied.state_secret"].split()) <= {"_", "?"}
    assert seen["requests/denied.law_forbids"] == NONE


def test_a_glued_figure_before_an_ordinal_is_the_row_aboves() -> None:
    several = {row.id: "_ _ _ _ _ _ 0" for row in kit().forms.get("requests", "2021").rows}
    several |= {"received": "4 _ _ _ _ _ 4", "granted": "4 _ _ _ _ _ 4", "total": "4 _ _ _ _ _ 4"}
    text = requests("words", several=several).replace(" 0\n", "0")
    assert "02.其他法律" in text
    seen = read(disclosure("words"), text, disputes("words"))
    for row in ("denied.state_secret", "denied.law_forbids", "unavailable.not_held"):
        assert seen[f"requests/{row}/total"] == "0"


@pytest.mark.parametrize("style", ["words", "below"])
def test_a_line_of_dashes_above_headings_is_no_figure(style: str) -> None:
    rule = "--------  --------  ----  ------\n"
    head, _, rest = disputes(style).partition("\n")
    seen = read(requests(style), f"{head}\n{rule}{rest}")
    assert each(DISPUTES, "disputes", seen) == DISPUTES


def test_figures_in_brackets_before_a_label_are_no_ordinals() -> None:
    text = requests("words", raw={"not_processed.petition": "1.信访举报投诉类申请 (0) (0) (0) (0) (0) (112) (112)\n"})
    text = text.replace("2.重复申请", "重复申请").replace("\n", " ")
    seen = read(disclosure("words"), text, disputes("words"))
    assert set(seen["requests/not_processed.petition"].split()) <= {"?", "?0", "?112"}


@pytest.mark.parametrize("printed", ["435603.", "3-"])
def test_a_sign_behind_a_number_leaves_it_for_a_person(printed: str) -> None:
    seen = read(disclosure(edition="2019", raw={"licence": f"行政许可 | 12 | {printed} | 8 |\n"}), requests(edition="2019"), disputes())
    assert [short[:1] for short in seen["disclosure/licence"].split()] == ["1", "?", "8"]


def test_a_number_broken_in_two_is_no_figure_and_a_page_number() -> None:
    line = "239 839 356 0 143\n4\n0 619 70 0 689 494 0 549 813 185\n6\n"
    text = disputes("words", several={"review": "9 9 9 9 36", "suit_direct": "0 0 0 0 0", "suit_after_review": "0 0 0 0 0"})
    assert "9 9 9 9 36 0 0 0 0 0 0 0 0 0 0\n" in text
    seen = read(requests("words"), text.replace("9 9 9 9 36 0 0 0 0 0 0 0 0 0 0\n", line))
    for row in DISPUTES:
        assert set(seen[f"disputes/{row}"]) <= set("? ")


def test_a_glued_row_is_not_split_where_a_blank_row_shows_that_blanks_were_dropped() -> None:
    raw = {"regulation": "规章\n", "normative": "行政规范性文件110\n"}
    seen = read(disclosure("glued", raw=raw), requests("glued"), disputes("glued"))
    assert seen["disclosure/normative"] == "? ? ?"


def test_a_blank_in_the_column_of_other_rows_labels_is_a_merged_cell_and_moves_no_figure() -> None:
    rows = {
        "received": "| 一、本年新收政府信息公开申请数量 | | | 3 | | 1 | | 4 |\n",
        "carried_in": "| 二、上年结转政府信息公开申请数量 | | | | | | | 0 |\n",
        "denied.state_secret": "| | | 1.属于国家秘密 | 3 | | 1 | | 4 |\n",
    }
    seen = read(requests("bordered", raw=rows))
    assert seen["requests/received"] == "? ? ? ? ? ? ?"
    assert seen.reasons("requests/received") == {"uneven"}


def test_a_row_whose_figures_stand_before_its_label_among_another_rows_is_not_called_lost() -> None:
    broken = "他处理 人无正\n当理由\n逾期不\n补正、\n行政机\n关不再\n处理其\n政府信\n息公开\n申请\n"
    seen = read(requests("bars", raw={"other.not_corrected": f"（六）其 1.申请 0 0 0 0 0 6 6\n{broken}"}))
    assert not set(seen["requests/other.not_corrected"]) & {"x", "_"}


def test_a_total_that_runs_into_the_empty_cell_behind_it_leaves_table_four_for_a_person() -> None:
    cells = "0 | 8 | 0 | 2 | 100 |  | 0 | 7 | 2 | 9 | 0 | 0 | 0 | 0 | 0 |"
    text = disputes("bars", several={"review": "1 1 1 1 4", "suit_direct": "0 0 0 0 0", "suit_after_review": "0 0 0 0 0"})
    assert "1 | 1 | 1 | 1 | 4 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |" in text
    seen = read(requests(), text.replace("1 | 1 | 1 | 1 | 4 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |", cells))
    for row in DISPUTES:
        assert set(seen[f"disputes/{row}"]) <= set("? ")


def test_a_row_whose_last_figure_is_odd_has_no_blanks_by_its_total() -> None:
    several = {row.id: "_ _ _ _ _ _ 0" for row in kit().forms.get("requests", "2021").rows}
    text = requests("words", several=several, raw={"granted": "(一)予以公开 (4)\n"})
    assert set(read(disclosure("words"), text, disputes("words"))["requests/granted"]) <= set("? 4")


def test_a_damaged_label_begins_at_an_ordinal_without_a_stop() -> None:
    raw = {
        "denied.administrative_inquiry": "8属于.\n|行政查\n|询事项\n",
        "unavailable.not_held": "（四）\n|1本机.\n无法提|关不掌\n供|握相关\n|政府信\n|息\n",
    }
    seen = read(disclosure(), requests(raw=raw, fill=EMPTY, several=dict.fromkeys(REQUESTS, EMPTY)), disputes())
    assert "1" not in seen["requests/denied.administrative_inquiry"]


def test_cells_of_several_separators_each_show_no_columns() -> None:
    rows = {"received": "5 _ _ _ 1 _ 6", "granted": "_ _ _ _ 25 21 46", "total": "3 _ _ _ _ 2 5"}
    raw = {row.id: row.zh + " |\n" + "".join(f"|\n{c if c != '_' else ''} |\n|\n" for c in rows.get(row.id, EMPTY).split())
           for row in kit().forms.get("requests", "2021").rows}
    seen = read(requests("cell bars", raw=raw))
    for row, cells in rows.items():
        for found, printed in zip(seen[f"requests/{row}"].split(), cells.split(), strict=True):
            assert found in ("?", printed)


def test_labels_alone_are_not_blank_where_table_four_has_the_figures_of_many_rows() -> None:
    several = dict.fromkeys(REQUESTS, EMPTY)
    seen = read(disclosure("cells"), requests("cells", several=several, fill=EMPTY), disputes("cells") + "0\n" * 60)
    assert seen["requests/received"] == "? ? ? ? ? ? ?"
    assert read(disclosure("cells"), requests("cells", several=several, fill=EMPTY), disputes("cells"))["requests/received"] == EMPTY


def test_of_two_labels_in_one_cell_neither_has_the_figures_for_sure() -> None:
    raw = {
        "denied.security_stability": "",
        "denied.third_party_rights": "| | 3.危及“三安全一稳定” 4.保护第三方合法权益 | 0 | 1 | 0 | 0 | 0 | 0 | 1 |\n",
    }
    seen = read(requests("bordered", raw=raw))
    assert seen["requests/denied.security_stability"] == seen["requests/denied.third_party_rights"] == "? ? ? ? ? ? ?"


def test_columns_of_two_separators_each_are_not_counted() -> None:
    rows = {"received": "5 _ _ _ _ _ 5", "carried_in": "_ _ _ _ _ 1 1", "granted": "1 _ _ _ _ _ 1"}
    raw = {row.id: row.zh + "".join(f"\t\t{'' if c == '_' else c}" for c in rows.get(row.id, "_ _ _ _ _ _ 0").split()) + "\n"
           for row in kit().forms.get("requests", "2021").rows}
    seen = read(disclosure("tabs"), requests("tabs", raw=raw), disputes("tabs"))
    for row, cells in rows.items():
        for found, printed in zip(seen[f"requests/{row}"].split(), cells.split(), strict=True):
            assert found in ("?", printed)


def test_parts_without_their_total_are_out_of_place() -> None:
    rows = {
        "received": "| {0} | | 3 | | | | | | 3 | |", "carried_in": "| {0} | | | | | | | | 0 | |", "granted": "| {0} | 3 | | | | | | 3 | |",
    }
    raw = {row.id: rows.get(row.id, "| | {0} | | | | | | | 0 |").format(row.zh) + "\n" for row in kit().forms.get("requests", "2021").rows}
    raw["denied.enforcement_file"] = "| | | 7.属于行政执法案卷 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"
    seen = read(disclosure("bordered"), requests("bordered", raw=raw), disputes("bordered"))
    assert "_" not in seen["requests/carried_in/total"]
    assert seen["requests/carried_in/other"] != "0"


def test_two_figures_in_one_cell_are_not_two_columns() -> None:
    raw = {"partly_granted": "(二)部分公开 |  |  | 9769 11 | 26 | 11 | 9817 |\n", "granted": "(一)予以公开 | 3 |  |  |  |  |  | 3 |\n"}
    assert set(read(requests("bars", raw=raw))["requests/partly_granted"].split()) & {"9769", "26"} == set()


def test_figures_behind_the_label_of_a_row_that_shows_its_blanks_are_not_that_rows() -> None:
    again = "2.没有现成信息需要另行制作 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |\n"
    raw = {"unavailable.needs_creation": again + again, "unavailable.still_unclear": "3.补正后申请内容仍不明确" + " |" * 8 + "\n"}
    assert "3" not in read(requests("bars", raw=raw))["requests/unavailable.still_unclear"]


def test_labels_below_each_other_with_a_blank_row_among_them_settle_nothing() -> None:
    stack = ["2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确", "1.信访举报投诉类申请"]
    figures = ["10 0 0 0 0 0 10", "22 0 0 0 0 0 22"]
    raw = {
        "unavailable.needs_creation": "\n".join(stack) + "\n", "unavailable.still_unclear": "",
        "not_processed.petition": "\n".join(" ".join(figures).split()) + "\n", "not_processed.publication": "3.要求提供公开出版物\n",
    }
    seen = read(disclosure("cells"), requests("cells", raw=raw), disputes("cells"))
    for row in ("unavailable.still_unclear", "not_processed.petition"):
        assert set(seen[f"requests/{row}"].split()) <= {"?"}


def test_of_glued_rows_whose_repetitions_were_removed_those_without_digits_are_lost() -> None:
    text = report(disclosure("glued"), requests("glued"), disputes("glued"))
    lines = re.sub(r"(?m)(?<=[^\d\n])(\d{3,})$", r"\n\1", text).split("\n")
    kept = list(dict.fromkeys(line for line in lines if line))
    assert kept.count("0000000") == 1
    seen = read("\n\n".join(kept) + "\n")
    assert seen["requests/denied.law_forbids"] == "x x x x x x x"
    assert read("\n".join(lines))["requests/denied.law_forbids"] == NONE
