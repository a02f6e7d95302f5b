"""Tables with a cell a line, blank ones as a line with a hard space."""

from __future__ import annotations

import pytest

from tests.texts import DISPUTES, EMPTY, REQUESTS, disclosure, disputes, each, lines, read, requests

BLANKS = {
    "received": "3 _ _ _ _ 1 4", "carried_in": "_ _ _ 2 _ _ 2", "granted": "3 _ _ 2 _ 1 6", "carried_out": EMPTY, "total": "3 _ _ 2 _ 1 6",
}


def page(between: str, *, spaced: bool = False) -> str:
    """A page's text: each cell on a line, these characters between two, a blank one as a hard space."""
    every = dict.fromkeys(REQUESTS, EMPTY) | BLANKS
    cells = [cell or "\u00a0" for _, row in lines("requests", "2021", every) for cell in row]
    if spaced:
        cells = [part for cell in cells for part in ([cell, "\u00a0"] if cell.isdigit() else [cell])]
    return "三、收到和处理政府信息公开申请情况\n" + between.join(cells) + "\n"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\t\n\t\n\t", "\n    \n    "])
def test_a_hard_space_on_a_line_of_its_own_is_a_blank_cell(between: str) -> None:
    seen = read(disclosure("cells"), page(between), disputes("cells"))
    assert each(BLANKS, "requests", seen) == BLANKS
    assert each(DISPUTES, "disputes", seen) == DISPUTES


def test_hard_spaces_that_are_no_cells_place_no_figure() -> None:
    seen = read(page("\n", spaced=True))
    for row, cells in BLANKS.items():
        for shown, printed in zip(seen[f"requests/{row}"].split(), cells.split(), strict=True):
            assert shown == printed or "?" in shown, row


def test_hard_spaces_between_paragraphs_change_no_table() -> None:
    prose = "\n\u00a0\n".join(f"第{n}段文字。" for n in range(9)) + "\n"
    assert each(REQUESTS, "requests", read(prose, requests("cells"))) == REQUESTS


