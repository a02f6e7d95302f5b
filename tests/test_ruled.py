"""Ruled grids whose cells are broken over several lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.texts import EMPTY, NONE, REQUESTS, disputes, each, lines, read

DASHES, BOXES = "+-|", "┼─│"


def grid(rows: Sequence[Sequence[str]], width: int = 6, signs: str = DASHES, indent: str = "") -> str:
    """Rows of cells as a grid with a rule below each, the text of a cell broken after so many characters."""
    corner, dash, bar = signs
    count = max(map(len, rows))
    rule = indent + corner + (dash * width + corner) * count + "\n"
    text = rule
    for row in rows:
        cells = [[cell[n : n + width] for n in range(0, len(cell), width)] for cell in (*row, *[""] * (count - len(row)))]
        for n in range(max(map(len, cells))):
            text += indent + bar + bar.join((cell[n] if n < len(cell) else "").ljust(width) for cell in cells) + bar + "\n"
        text += rule
    return text


def table(rows: dict[str, str], edition: str = "2021") -> list[list[str]]:
    """Table 三 with figures where there are any, zeros elsewhere."""
    found = lines("requests", edition, rows)
    return [["", "", *cells] if not row else [cells[0], "", *cells[1:]] for row, cells in found]


TITLE = "三、收到和处理政府信息公开申请情况\n"


@pytest.mark.parametrize("signs", [DASHES, BOXES])
@pytest.mark.parametrize("width", [4, 6, 11])
def test_labels_broken_over_the_lines_of_a_grid_are_whole(signs: str, width: int) -> None:
    rows = REQUESTS | {"carried_in": EMPTY, "other.other": "_ _ 7 _ _ _ 7", "other.fee_unpaid": "25 21 _ _ _ _ 46"}
    seen = read(TITLE, grid(table(rows), width, signs, "   "), disputes())
    assert each([*rows, "denied.law_forbids"], "requests", seen) == rows | {"denied.law_forbids": NONE}


def test_a_number_broken_over_the_lines_of_a_grid_is_left_for_a_person_with_its_digits() -> None:
    seen = read(TITLE, grid(table(REQUESTS | {"granted": "16180 _ _ _ 35 76 16291"}), 4), disputes())
    assert seen["requests/granted"] == "?16180 _ _ _ 35 76 ?16291"


def test_rows_between_two_rules_of_a_frame_are_not_one() -> None:
    rule, *body = grid(table(REQUESTS), 60).splitlines(keepends=True)
    framed = rule + "".join(line for line in body if line != rule) + rule
    assert each(REQUESTS, "requests", read(TITLE, framed, disputes())) == REQUESTS


def test_rows_of_a_frame_with_rules_between_groups_only_are_not_one() -> None:
    rows = table(REQUESTS | {"unavailable.not_held": "1 0 0 0 0 0 1", "unavailable.needs_creation": EMPTY})
    rule, *body = grid(rows, 60).splitlines(keepends=True)
    labels = [line for line in body if line != rule]
    text = rule + "".join(line + ("" if "1.本机关不掌握" in line or "2.没有现成" in line else rule) for line in labels)
    seen = read(TITLE, text, disputes())
    assert (seen["requests/unavailable.not_held"], seen["requests/unavailable.needs_creation"]) == ("1 0 0 0 0 0 1", EMPTY)


def test_a_row_of_a_grid_whose_lines_do_not_fit_each_other_is_left_for_a_person() -> None:
    text = grid(table(REQUESTS | {"granted": "5 _ _ _ 3 1 9"}), 11)
    first = next(line for line in text.splitlines() if "|5 " in line)
    seen = read(TITLE, text.replace(first, first + "\n|     |     |     |"), disputes())
    assert seen["requests/granted"] == "?5 _ _ _ ?3 ?1 ?9"


@pytest.mark.parametrize("cell", ["-123456", "1234567件", "+1234567", "1234.567"])
def test_whatever_is_broken_over_the_lines_of_a_grid_beside_a_number_is_not_settled(cell: str) -> None:
    seen = read(TITLE, grid(table(REQUESTS | {"granted": f"{cell} 0 0 0 0 0 {cell}"}), 6), disputes())
    assert {found.status for _, found in seen.cells("requests/granted") if found.value != 0} == {"review"}


def test_an_ordinal_cut_from_its_point_is_no_number() -> None:
    text = grid(table(REQUESTS | {"not_processed.duplicate": EMPTY}), 4)
    line = next(line for line in text.splitlines() if "|2.重复|" in line)
    cut = line.replace("2.重复", "2   ") + "\n" + line.replace("2.重复", ".重复 ")
    seen = read(TITLE, text.replace(line, cut), disputes())
    assert seen["requests/not_processed.duplicate"] == EMPTY


def test_tags_cut_by_the_lines_of_a_grid_are_tags() -> None:
    rows = [[f"<class>{cell}</class>" for cell in row] for row in table(REQUESTS | {"granted": "15856 _ _ _ _ _ 15856"})]
    seen = read(TITLE, grid(rows, 13), disputes())
    assert (seen["requests/granted"], seen["requests/received"]) == ("15856 _ _ _ _ _ 15856", REQUESTS["received"])


@pytest.mark.parametrize(("before", "after"), [("<div>", "</div>"), (":::", ":::"), (".. container::", "")])
def test_what_would_end_a_line_in_a_cell_of_a_grid_is_left_out(before: str, after: str) -> None:
    rows = [[f"{before:16}{cell:16}{after}" if cell.isdigit() else cell for cell in row] for row in table(REQUESTS)]
    assert each(REQUESTS, "requests", read(TITLE, grid(rows, 16), disputes())) == REQUESTS


def test_a_number_cut_with_an_ellipsis_is_left_for_a_person() -> None:
    seen = read(TITLE, grid(table(REQUESTS | {"granted": "16… _ _ _ 35 76 1…"}), 60), disputes())
    assert seen["requests/granted"] == "?16 _ _ _ 35 76 ?1"
