"""Cells that are not what a plain table prints: letters for digits, broken figures, lost columns, a column of its own that counts."""

from __future__ import annotations

import pytest

from extractor.inputs import decode
from tests.texts import DISPUTES, EXPLICIT, NONE, REQUESTS, disclosure, disputes, each, kit, read, record, report, requests

LABEL = "一、本年新收政府信息公开申请数量"


def _rows() -> list[tuple[str, str, str]]:
    """The rows of table 三: id, label, cells."""
    return [(row.id, row.zh, REQUESTS.get(row.id, NONE)) for row in kit().forms.get("requests", "2021").rows]


def test_letters_for_digits_are_left_for_a_person_with_the_number_meant() -> None:
    seen = read(requests(received="lO l ○ D 0 0 11", carried_in="1〇 0 0 0 0 0 10"))
    assert seen["requests/received"] == "?10 ?1 ?0 ?0 0 0 11"
    assert seen["requests/carried_in"] == "?10 0 0 0 0 0 10"


@pytest.mark.parametrize("cell", ["○", "D", "〇件", "六十五[1]", "l.5"])
def test_a_cell_that_holds_something_is_not_blank(cell: str) -> None:
    assert read(disclosure("bars", licence=cell), requests(), disputes())["disclosure/licence"] != "_"


def test_a_row_of_digits_with_a_share_behind_is_not_blank() -> None:
    raw = {"received": f"{LABEL}310000480%\n"}
    assert "_" not in read(requests("glued", raw=raw))["requests/received"]


def test_shares_in_a_column_of_their_own_are_no_figures() -> None:
    raw = {row: zh + " | " + cells.replace(" ", " | ") + " | 12% |\n" for row, zh, cells in _rows()}
    assert each(REQUESTS, "requests", read(requests("bars", raw=raw))) == REQUESTS


def test_of_noughts_run_together_none_is_the_total() -> None:
    raw = {row: f"{zh}000000\n" for row, zh, _ in _rows()}
    assert set(read(disclosure("bars"), requests("words", raw=raw))["requests/received"].split()) == {"?"}


@pytest.mark.parametrize("row", ["行政许可\t1\n2\t0\t5\n", "行政许可\t12\t0\t2\n5\n", "行政许可\n1\n2 0 5\n"])
def test_a_figure_broken_over_two_lines_settles_nothing_where_no_sum_tells(row: str) -> None:
    seen = read(disclosure("tabs", raw={"licence": row}, edition="2019"), requests("tabs", edition="2019"), disputes("tabs"))
    assert set(seen["disclosure/licence"].split()) == {"?"}


def test_the_second_half_of_a_total_below_its_row_is_not_left_out() -> None:
    raw = {"received": f"{LABEL}\t22\t0\t0\t0\t2\t0\t2\n4\n"}
    assert read(disclosure("tabs"), requests("tabs", raw=raw), disputes("tabs"))["requests/received/total"] == "?"


@pytest.mark.parametrize("style", ["bars", "tabs", "words"])
def test_numbers_that_count_the_rows_are_no_figures(style: str) -> None:
    table = requests(style).split("\n")
    first = next(n for n, line in enumerate(table) if line.startswith(LABEL))
    gap = {"bars": " | ", "tabs": "\t", "words": " "}[style]
    counted = [f"{n - first + 1}{gap}{line}" if n >= first and line else line for n, line in enumerate(table)]
    seen = read(disclosure(style), "\n".join(counted), disputes(style))
    assert each(REQUESTS, "requests", seen) == REQUESTS
    assert "stranger-left-out" not in seen.reasons("requests")


def test_heads_of_table_four_are_no_rows_of_table_three() -> None:
    seen = read(disclosure("glued"), requests("glued").partition("1.信访")[0], disputes("glued"))
    assert seen["requests/total"] == "x x x x x x x"
    assert each(DISPUTES, "disputes", seen) == DISPUTES


@pytest.mark.parametrize("style", ["bars", "tabs", "bordered"])
def test_a_table_without_one_of_its_columns_settles_no_row(style: str) -> None:
    rows = {row: cells.rpartition(" ")[0] for row, _, cells in _rows()}
    seen = read(disclosure(style), requests(style, several=rows), disputes(style))
    assert {cell.status for _, cell in seen.cells("requests")} == {"review"}


def test_labels_behind_their_figures_whose_merged_cells_are_empty() -> None:
    raw = {row: f"│ {cells.replace(' ', ' │ ')} │ {zh} │  │  │\n" for row, zh, cells in _rows()}
    assert each(REQUESTS, "requests", read(requests("bordered", raw=raw))) == REQUESTS


def test_figures_glued_before_their_labels() -> None:
    raw = {row: cells.replace(" ", "") + f"{zh}\n" for row, zh, cells in _rows()}
    assert each(REQUESTS, "requests", read(requests("glued", raw=raw))) == REQUESTS


def test_rows_that_together_show_every_column_tell_where_blanks_stand() -> None:
    rows = {
        "received": "3 1 _ _ 0 _ _", "carried_in": "1 _ _ _ 0 _ _", "granted": "_ _ 0 _ _ 0 2", "total": "_ 1 _ _ _ _ 4",
        "denied.enforcement_file": "1 _ _ _ _ _ _", "unavailable.not_held": "_ _ _ _ _ _ 1", "carried_out": "1 _ _ _ 0 _ _",
    }
    seen = read(disclosure("tabs"), requests("tabs", fill="_ 0 _ 0 _ 0 _", several=rows), disputes("tabs"))
    assert each(rows, "requests", seen) == rows


def test_numerals_that_separate_nothing_known_are_no_blank_table() -> None:
    raw = {"all": ",".join("一一零零二零零零一一零零一零一") + "\n"}
    assert "_" not in read(disclosure("csv"), requests("csv"), disputes("csv", raw=raw))["disputes/review"]


def test_a_table_of_commas_may_end_the_text() -> None:
    assert record(report(disclosure("commas"), requests("commas"))[:-1].split("五、")[0].rstrip()).form == "2021"


def test_the_bells_of_word_end_cells() -> None:
    text = report(disclosure("tabs"), requests("tabs"), disputes("tabs")).replace("\t", "\a")
    assert record(decode(text.encode())[0]).verdict == "accepted"


@pytest.mark.parametrize("style", EXPLICIT)
def test_a_counted_nought_is_read_in_every_flattening(style: str) -> None:
    assert read(disclosure(style, licence="〇件"), requests(style), disputes(style))["disclosure/licence"] == "0"


def test_a_row_under_its_own_heading_whose_label_is_destroyed_is_read_by_elimination() -> None:
    seen = read(disclosure("bars", raw={"licence": "街攻许町 | 120 |\n"}), requests(), disputes())
    assert (seen["disclosure/licence"], seen.reasons("disclosure/licence")) == ("120", {"by-elimination"})
    seen = read(disclosure("bars", raw={"licence": "便民服务 | 120 |\n"}), requests(), disputes())
    assert seen["disclosure/licence"] == "?"


def test_tables_in_another_order_are_not_lost() -> None:
    for tables in ((requests(), disclosure(), disputes()), (disputes(), requests(), disclosure()), (requests(), disputes(), disclosure())):
        assert record(report(*tables)).verdict == "accepted"


@pytest.mark.parametrize("style", ["bars", "tabs", "words", "cells", "csv"])
def test_counts_as_a_spreadsheet_prints_them_are_whole(style: str) -> None:
    rows = {row: cells.replace(" ", ".0 ") + ".0" for row, _, cells in _rows()}
    seen = read(disclosure(style), requests(style, several=rows), disputes(style))
    assert each(REQUESTS, "requests", seen) == REQUESTS
    rows["received"] = "3.5 0.0 0.0 0.0 0.0 0.0 3.5"
    assert "?" in read(disclosure(style), requests(style, several=rows), disputes(style))["requests/carried_in"]


def test_a_page_number_in_a_row_of_its_own_is_no_figure() -> None:
    raw = {"licence": "<tr><td>行政许可</td><td>120</td></tr><tr><td colspan=4>— 5 —</td></tr>\n"}
    seen = read(disclosure("html", raw=raw), requests("html"))
    assert seen["disclosure/licence"] == "120"


def test_blanks_written_out_between_commas_keep_their_places() -> None:
    raw = {"all": "None,NaN,nan,null,2" + ",None" * 10 + "\n"}
    seen = read(disclosure("commas"), requests("commas"), disputes("commas", raw=raw))
    assert each(DISPUTES, "disputes", seen) == {"review": "_ _ _ _ 2", "suit_direct": "_ _ _ _ _", "suit_after_review": "_ _ _ _ _"}


def test_a_line_of_blank_cells_behind_the_headings_is_a_blank_table_four() -> None:
    heads = "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计"
    above = "行政复议 |  |  |  |  | 行政诉讼 |  |  |  |  |  |  |  |  |"
    table = f"四、政府信息公开行政复议、行政诉讼情况\n{above}\n{heads} | {heads} | {heads}\n"
    seen = read(requests(), table + " | ".join([""] * 15) + "\n")
    assert seen["disputes/review"] == "_ _ _ _ _"
    assert read(requests(), table)["disputes/review"] == "? ? ? ? ?"


@pytest.mark.parametrize("cells", ["----00------", "35—————", "0--0----0--"])
def test_figures_run_into_marks_settle_nothing(cells: str) -> None:
    raw = {"received": f"{LABEL}{cells}\n"}
    assert "accepted" not in {cell.status for _, cell in read(disclosure("words"), requests("words", raw=raw)).cells("requests/received")}


@pytest.mark.parametrize("cell", ["o", "零", "〇", "一百二十"])
def test_a_figure_run_into_its_label_is_not_blank(cell: str) -> None:
    assert read(disclosure("glued", licence=cell), requests("glued"), disputes("glued"))["disclosure/licence"] != "_"


@pytest.mark.parametrize(("cell", "found"), [("31○.○", "31"), ("6○71.5", "71.5"), ("1○①", "1"), ("○[1]", "1"), ("O[1]", "1")])
def test_a_figure_with_rings_for_noughts_is_not_what_stands_beside_them(cell: str, found: str) -> None:
    assert read(disclosure("bars", fee=cell), requests(), disputes())["disclosure/fee"] not in ("_", found)


def test_a_numeral_of_a_heading_broken_over_lines_is_no_figure() -> None:
    heading = "第二\n十条\n第（\n六）\n项\n"
    seen = read(disclosure("tabs", licence="_").replace("第二十条第（六）项\n", heading), requests("tabs"), disputes("tabs"))
    assert seen["disclosure/licence"] == "_"


def test_a_row_whose_nameless_neighbours_cells_follow_has_no_total_of_theirs() -> None:
    raw = {"denied.third_party_rights": "4.保护第三方合法权益 |\n" + " |\n" * 7, "denied.internal_affairs": "1 |\n" + " |\n" * 5 + "1 |\n"}
    assert "1" not in read(disclosure("cell bars"), requests("cell bars", raw=raw))["requests/denied.third_party_rights"].split()


def test_runs_too_long_for_a_total_are_several_figures() -> None:
    raw = {row: f"{zh}{cells.replace(' ', '')[:-1]}12345\n" for row, zh, cells in _rows()}
    assert set(read(disclosure("words"), requests("words", raw=raw))["requests/received"].split()) == {"?"}


@pytest.mark.parametrize("row", ["政府集中采购 |\n3 8 |\n7535万元 |\n", "政府集中采购3\n8\n"])
def test_a_row_that_no_sum_tells_has_no_stranger(row: str) -> None:
    table = disclosure("cell bars", raw={"procurement": row}, edition="2019")
    seen = read(table, requests("cell bars", edition="2019"), disputes("cell bars"))
    assert set(seen["disclosure/procurement"].split()) == {"?"}


def test_a_noted_numeral_is_not_blank() -> None:
    assert read(disclosure("cells", licence="零①"), requests("cells"), disputes("cells"))["disclosure/licence"] != "_"


def test_first_rows_whose_labels_are_destroyed_are_read_above_the_others() -> None:
    first = {"received": "木午新収攻俯倌恩公幵由清数量 | 3 | 1 | 0 | 0 | 0 | 0 | 4 |\n"}
    seen = read(disclosure("bars", raw={"regulation": "规童 | 0 | 0 | 0 |\n"}), requests("bars", raw=first))
    assert (seen["requests/received"], seen["disclosure/regulation"]) == (REQUESTS["received"], "0 0 0")


def test_figures_of_the_table_above_are_no_first_rows() -> None:
    lost = requests("words").split("\n")
    table = "\n".join(line for line in lost if line.startswith("（") or line[:2] in ("三、", "（七", "四、") or line[:1].isdigit())
    seen = read(disclosure("below") + "5 0 7\n", table.replace("三、收到和处理政府信息公开申请情况\n", ""), disputes("words"))
    assert seen["requests/received"] == "x x x x x x x"


@pytest.mark.parametrize("style", ["bars", "tabs", "words"])
def test_figures_between_known_rows_tell_the_edition_where_labels_do_not(style: str) -> None:
    table = requests(style, edition="2019", other="2 0 0 0 0 0 2").replace("其他处理", "具地処埋").replace("（七）总计", "（七）总总计")
    assert read(disclosure(style, edition="2019"), table, disputes(style)).layout.editions["requests"] == "2019"


def test_a_figure_behind_other_words_is_not_that_of_a_lost_row() -> None:
    table = disclosure("cell bars").split("本年收费金额")[0].rpartition("第二十条")[0]
    seen = read(table, "三、本年度办理结果 |\n（三）不予7 |\n", requests("cell bars").split("申请人情况")[1], disputes("cell bars"))
    assert seen["disclosure/fee"] in ("?", "x")


def test_the_head_of_one_edition_within_a_damaged_one_of_the_other_tells_nothing() -> None:
    table = disclosure("bars").replace("本年处理决定数量", "年本处理决定数量").replace("本年制发件数", "年制制发件数")
    table = table.replace("本年废止件数", "年本废止件数").replace("现行有效件数", "现行有效件件数")
    table = table.replace("本年收费金额", "本年年收费额金")
    assert read(table, requests(), disputes()).layout.editions["disclosure"] == "2021"


BROKEN = [("commas", "行政处罚,21,0,1\n3\n"), ("words", "行政处罚 21 0 1\n3 第二十条第（八）项\n")]


@pytest.mark.parametrize(("style", "row"), BROKEN)
def test_a_figure_broken_between_commas_or_before_words_settles_nothing(style: str, row: str) -> None:
    table = disclosure(style, raw={"penalty": row}, edition="2019")
    seen = read(table, requests(style, edition="2019"), disputes(style))
    assert seen["disclosure/penalty/decided"] == "?"


def test_figures_before_their_labels_that_line_breaks_cut_in_two_settle_nothing() -> None:
    raw = {row: f"| {cells.replace(' ', ' | ')} | {zh} |\n" for row, zh, cells in _rows()}
    raw["received"] = f"| 1\n2 | 0 | 0 | 0 | 1 | 1 | 1\n4 | {LABEL} |\n"
    seen = read(requests("bordered", raw=raw))
    assert "0" not in seen["requests/received"].split()
    assert seen["requests/granted"] == REQUESTS["granted"]
