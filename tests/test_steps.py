"""Blank cells that only line breaks show, where cells stand on lines of their own: counted where every row agrees, else left."""

from __future__ import annotations

import pytest

from tests.texts import EMPTY, REQUESTS, Seen, each, kit, lines, of, read

BLANK = {row: " ".join(cell if cell != "0" else "_" for cell in of(cells)) for row, cells in REQUESTS.items()}
OPEN = "? ? ? ? ? ? 4"


def cells(values: list[str], step: int, blank: int) -> str:
    """Cells each on its own line, `step` line breaks apart, a blank one leaving `blank` more."""
    return "".join(value + "\n" * step if value else "\n" * blank for value in values)


def requests(figures: dict[str, str], step: int = 2, blank: int = 2, *, extra: str = "") -> str:
    """Table 三 so; behind the label of the row `extra` stands one line break too many."""
    every = dict.fromkeys((row.id for row in kit().forms.get("requests", "2021").rows), EMPTY) | figures
    text = "三、收到和处理政府信息公开申请情况\n"
    for row, values in lines("requests", "2021", every):
        text += cells(values[:1], step, blank) + "\n" * (row == extra) + cells(values[1:], step, blank)
    return text


def disputes(figures: str, step: int = 2, blank: int = 2) -> str:
    """Table 四 so."""
    heads = [cell for _, values in lines("disputes", "2021", dict.fromkeys(("review", "suit_direct", "suit_after_review"), ""))
             for cell in values]
    return "四、政府信息公开行政复议、行政诉讼情况\n" + cells([*heads, *of(figures)], step, blank)


def disclosure(normative: str, licence: str = "120", step: int = 2, blank: int = 2) -> str:
    """Table 二 so."""
    rows = {"regulation": "0 0 0", "normative": normative, "licence": licence, "penalty": "33", "coercion": "7", "fee": "6719.3835"}
    return "二、主动公开政府信息情况\n" + "".join(cells(values, step, blank) for _, values in lines("disclosure", "2021", rows))


def left_open(seen: Seen) -> None:
    assert seen["requests/received"] == OPEN


@pytest.mark.parametrize(("step", "blank"), [(1, 1), (2, 2), (2, 1), (5, 5), (8, 8), (1, 3)])
def test_line_breaks_place_the_figures_of_every_row(step: int, blank: int) -> None:
    seen = read(requests(BLANK, step, blank))
    assert each(BLANK, "requests", seen) == BLANK
    assert seen.reasons("requests/received") == {"aligned", None}


def test_line_breaks_that_are_the_same_everywhere_place_nothing() -> None:
    left_open(read(requests(BLANK, 2, 0)))


@pytest.mark.parametrize("row", ["received", "granted", "total"])
def test_one_line_break_too_many_leaves_all_rows_open(row: str) -> None:
    left_open(read(requests(BLANK, extra=row)))


def test_columns_that_do_not_add_up_are_left_open() -> None:
    left_open(read(requests(BLANK | {"granted": "_ 2 _ _ _ _ 2"})))


def test_a_printed_0_among_blanks_is_placed_for_line_breaks_count_every_cell() -> None:
    rows = BLANK | {"granted": "1 1 _ 0 _ _ 2", "denied.state_secret": "_ _ _ 0 _ _ 0"}
    assert each(rows, "requests", read(requests(rows))) == rows


def test_figures_of_table_four_are_placed_where_the_sums_hold_in_one_way() -> None:
    rows = {"review": "_ 1 1 _ 2", "suit_direct": "2 _ _ _ 2", "suit_after_review": "_ _ _ _ 0"}
    seen = read(requests(BLANK), disputes(" ".join(rows.values())))
    assert each(rows, "disputes", seen) == rows


def test_figures_that_could_be_any_row_of_table_four_are_left_open() -> None:
    seen = read(requests(BLANK), disputes("_ _ _ _ _ _ 1 _ _ 1 _ _ _ _ _"))
    assert seen["disputes/suit_direct"] == "? ? ? ? ?"


def test_rows_without_a_total_are_placed_by_the_steps_of_table_three() -> None:
    seen = read(disclosure("_ 1 15"), requests(BLANK))
    assert seen["disclosure/normative"] == "_ 1 15"


def test_without_the_steps_of_table_three_rows_without_a_total_are_left_open() -> None:
    assert read(disclosure("_ 1 15"), requests({}, step=1, blank=0))["disclosure/normative"] == "? ? ?"


def test_rows_that_go_other_steps_than_table_three_are_left_open() -> None:
    assert read(disclosure("_ 1 15", step=3), requests(BLANK))["disclosure/normative"] == "? ? ?"
