"""Blank cells that only the places of figures in their lines show, as in a PDF's text: placed where columns are sure, else left."""

from __future__ import annotations

import pytest

from extractor.readers.template.aligned import width
from tests.texts import EMPTY, REQUESTS, each, kit, lines, of, read

BLANK = {row: " ".join(cell if cell != "0" else "_" for cell in of(cells)) for row, cells in REQUESTS.items()}
LABEL, COLUMN = 90, 14
GROUPS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def beside(cells: list[str], first: int, *, wide: bool) -> str:
    """A line whose cells begin every so many characters, or widths of print."""
    line = ""
    for n, cell in enumerate(cells):
        at = 0 if n == 0 else first + (n - 1) * COLUMN
        line += " " * (at - (width(line) if wide else len(line))) + cell
    return line.rstrip() + "\n"


def requests(figures: dict[str, str], *, wide: bool = True, heads: bool = True, shifted: str = "") -> str:
    """Table 三 with its columns below each other; the figures of the row `shifted` stand half a column to the right."""
    every = dict.fromkeys((row.id for row in kit().forms.get("requests", "2021").rows), EMPTY) | figures
    text = "三、收到和处理政府信息公开申请情况\n"
    if heads:
        text += beside(["", "自然人", "法人或其他组织", "", "", "", "", "总计"], LABEL, wide=wide)
        text += beside(["", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"], LABEL, wide=wide)
    for row, cells in lines("requests", "2021", every):
        text += beside(cells, LABEL + (COLUMN // 2 if row == shifted else 0), wide=wide) if row else ""
    return text


def disputes(figures: str, *, drift: int = 0) -> str:
    """Table 四; its figures stand so many characters to the right of where they belong."""
    heads = beside(["", *GROUPS * 3], 0, wide=True)
    groups = " " * (5 * COLUMN) + "未经复议直接起诉" + " " * (4 * COLUMN) + "复议后起诉\n"
    below = beside(["", *of(figures)], drift, wide=True)
    return f"四、政府信息公开行政复议、行政诉讼情况\n行政复议{' ' * 62}行政诉讼\n{groups}{heads}{below}"


@pytest.mark.parametrize("wide", [True, False])
def test_figures_below_each_other_stand_in_the_columns_of_their_headings(wide: bool) -> None:
    seen = read(requests(BLANK, wide=wide))
    assert each(BLANK, "requests", seen) == BLANK
    assert seen.reasons("requests/received") == {"aligned", None}


def test_without_headings_rows_that_fill_every_column_between_them_tell_the_columns() -> None:
    rows = {"received": "3 1 2 _ _ 5 11", "granted": "3 _ 2 _ _ 1 6", "unavailable.not_held": "_ 1 _ _ _ 4 5", "total": "3 1 2 _ _ 5 11"}
    rows |= {"carried_in": "_ _ _ 7 8 _ 15", "denied.enforcement_file": "_ _ _ 7 _ _ 7", "carried_out": "_ _ _ _ 8 _ 8"}
    rows["total"] = "3 1 2 7 _ 5 18"
    assert each(rows, "requests", read(requests(rows, heads=False))) == rows


def test_without_headings_columns_in_which_nothing_stands_leave_the_others_open() -> None:
    seen = read(requests(BLANK, heads=False))
    assert seen["requests/received"] == "? ? ? ? ? ? 4"


def test_a_row_that_stands_between_the_columns_leaves_all_rows_open() -> None:
    seen = read(requests(BLANK, shifted="granted"))
    assert {seen[f"requests/{row}"] for row in ("received", "granted", "total")} == {"? ? ? ? ? ? 4", "? ? ? ? ? ? 2"}


def test_columns_that_do_not_add_up_are_left_open() -> None:
    seen = read(requests(BLANK | {"granted": "_ 2 _ _ _ _ 2"}))
    assert seen["requests/granted"] == "? ? ? ? ? ? 2"


def test_a_printed_0_among_blanks_is_left_open_for_no_sum_places_it() -> None:
    seen = read(requests(BLANK | {"granted": "1 1 _ 0 _ _ 2"}))
    assert seen["requests/granted"] == "? ? ? ? ? ? 2"
    assert seen["requests/received"] == BLANK["received"]


def test_figures_of_table_four_stand_below_their_headings() -> None:
    seen = read(requests(BLANK), disputes("_ 1 1 _ 2 2 _ _ _ 2 _ _ _ _ 0"))
    rows = {"review": "_ 1 1 _ 2", "suit_direct": "2 _ _ _ 2", "suit_after_review": "_ _ _ _ 0"}
    assert each(rows, "disputes", seen) == rows


@pytest.mark.parametrize("drift", [COLUMN, 2 * COLUMN, COLUMN // 2 + 2])
def test_figures_of_table_four_that_drifted_are_left_open(drift: int) -> None:
    seen = read(requests(BLANK), disputes("_ 1 1 _ 2 2 _ _ _ 2", drift=drift))
    assert seen["disputes/review"] == "? ? ? ? ?"


def test_zeros_alone_are_left_open_in_table_four() -> None:
    seen = read(requests(BLANK), disputes("_ _ _ _ 0 _ _ _ _ 0 _ _ _ _ 0"))
    assert seen["disputes/review"] == "? ? ? ? ?"


def test_headings_that_are_not_whole_above_their_columns_tell_nothing() -> None:
    broken = disputes("_ 1 1 _ 2 2 _ _ _ 2").replace("结果纠正", "结果      纠正", 1)
    assert read(requests(BLANK), broken)["disputes/review"] == "? ? ? ? ?"
