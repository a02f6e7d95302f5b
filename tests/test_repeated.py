"""Tables as programs write them out: merged cells repeated in each column that they span, rows and columns numbered."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

import pytest

from tests.texts import DISCLOSURE, DISPUTES, EMPTY, NONE, OLD, REQUESTS, Lines, each, kit, lines, read

Grid = list[list[str]]
RELATION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def padded(grid: Grid) -> str:
    """Columns filled up with spaces."""
    width = [max(len(row[n]) for row in grid) for n in range(len(grid[0]))]
    return "".join("  ".join(cell.ljust(w) for cell, w in zip(row, width, strict=True)) + "\n" for row in grid)


def commas(grid: Grid, mark: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark).writerows(grid)
    return out.getvalue()


WRITERS: dict[str, Callable[[Grid], str]] = {
    "bars": lambda grid: "".join(" | ".join(row) + "\n" for row in grid),
    "bordered": lambda grid: "".join(f"| {' | '.join(row)} |\n" for row in grid),
    "tabs": lambda grid: "".join("\t".join(row) + "\n" for row in grid),
    "commas": commas,
    "semicolons": lambda grid: commas(grid, ";"),
    "html": lambda grid: f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in row) + '</tr>' for row in grid)}</table>\n",
    "latex": lambda grid: "\\toprule\n" + "".join(" & ".join(row) + " \\\\\n" for row in grid) + "\\bottomrule\n",
    "arrays": lambda grid: json.dumps(grid, ensure_ascii=False) + "\n",
    "elements": lambda grid: "<data>" + "".join(
        f"<row>\n<index>{n}</index>\n" + "".join(f"<c{k}>{c}</c{k}>\n" if c else f"<c{k}/>\n" for k, c in enumerate(row)) + "</row>\n"
        for n, row in enumerate(grid)
    ) + "</data>\n",
    "words": padded,
}
STANDING = [style for style in WRITERS if style != "words"]  # a blank cell keeps its place


def grid(table: str, edition: str, figures: dict[str, str]) -> Grid:
    """A table with every merged cell in each place that it spans."""
    form = kit().forms.get(table, edition)
    rows: Lines = lines(table, edition, figures)
    if table == "disputes":
        heads, values = rows[2][1], rows[3][1]
        suits = ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
        return [["行政复议"] * 5 + ["行政诉讼"] * 10, heads[:5] + suits, heads, values]
    if table == "disclosure":
        return [_spread(cells, 4) for _, cells in rows]
    organisations = ["法人或其他组织"] * 5
    found = [
        [RELATION] * 3 + ["申请人情况"] * 7, [RELATION] * 3 + ["自然人", *organisations, "总计"],
        [RELATION] * 3 + ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"],
    ]
    outcome = "三、本年度办理结果"
    for (row, cells) in rows[3:]:
        heading = form.row[row].heading
        top = outcome if row not in ("received", "carried_in", "carried_out") else cells[0]
        found.append([top, heading if heading and top == outcome else cells[0], *cells])
    return found


def _spread(cells: Sequence[str], width: int) -> list[str]:
    """Cells over a number of columns, the last of them as wide as is left."""
    return [*cells, *[cells[-1]] * (width - len(cells))]


def numbered(rows: Grid) -> Grid:
    """A grid as a data frame prints it."""
    return [["", *map(str, range(len(rows[0])))], *([str(n), *row] for n, row in enumerate(rows))]


def every(edition: str = "2021", fill: str = NONE) -> dict[str, str]:
    return dict.fromkeys((r.id for r in kit().forms.get("requests", edition).rows), fill) | REQUESTS


def tables(style: str, edition: str = "2021", fill: str = NONE, also: Callable[[Grid], Grid] = list) -> str:
    """A report's three tables."""
    write = WRITERS[style]
    return (
        "二、主动公开政府信息情况\n" + write(also(grid("disclosure", edition, DISCLOSURE[edition])))
        + "\n三、收到和处理政府信息公开申请情况\n" + write(also(grid("requests", edition, every(edition, fill))))
        + "\n四、政府信息公开行政复议、行政诉讼情况\n" + write(also(grid("disputes", "2021", DISPUTES)))
    )


@pytest.mark.parametrize("style", WRITERS)
def test_a_merged_cell_is_read_once_however_often_it_is_printed(style: str) -> None:
    seen = read(tables(style))
    assert each(every(), "requests", seen) == every()
    assert each(DISPUTES, "disputes", seen) == DISPUTES
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"]


@pytest.mark.parametrize("style", WRITERS)
def test_the_old_form_keeps_its_edition_where_labels_are_repeated(style: str) -> None:
    seen = read(tables(style, "2019"))
    assert seen.layout.editions == OLD
    assert each(every("2019"), "requests", seen) == every("2019")


@pytest.mark.parametrize("style", STANDING)
def test_blank_cells_beside_repeated_labels_stay_in_place(style: str) -> None:
    seen = read(tables(style, fill=EMPTY))
    assert each(every(fill=EMPTY), "requests", seen) == every(fill=EMPTY)


@pytest.mark.parametrize("style", WRITERS)
def test_numbers_of_rows_and_columns_are_no_figures(style: str) -> None:
    seen = read(tables(style, also=numbered))
    assert each(every(), "requests", seen) == every()
    assert each(DISPUTES, "disputes", seen) == DISPUTES
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"]


@pytest.mark.parametrize("named", [
    lambda rows: json.dumps([{str(n): c for n, c in enumerate(row)} for row in rows], ensure_ascii=False),
    lambda rows: json.dumps(
        {str(n): {str(k): row[n] for k, row in enumerate(rows)} for n in range(4)}, separators=(",", ":"), ensure_ascii=False),
    lambda rows: str([dict(enumerate(row)) for row in rows]),
])
def test_a_table_whose_cells_stand_behind_names_is_left_for_a_person(named: Callable[[Grid], str]) -> None:
    seen = read("二、主动公开政府信息情况\n" + named(grid("disclosure", "2021", DISCLOSURE["2021"])) + "\n")
    assert seen.reasons("disclosure") == {"named-cells"}


def test_names_that_a_program_gave_to_columns_are_no_figures() -> None:
    rows = grid("disclosure", "2021", DISCLOSURE["2021"])
    rows[0] = [cell if n == 0 else f"{cell}.{n}" for n, cell in enumerate(rows[0])]
    seen = read("二、主动公开政府信息情况\n" + WRITERS["bordered"]([["Unnamed: 0", *map("Unnamed: {}".format, range(1, 4))], *rows]))
    assert each(DISCLOSURE["2021"], "disclosure", seen) == DISCLOSURE["2021"]


def test_figures_under_one_heading_that_differ_are_left_for_a_person() -> None:
    rows = grid("disclosure", "2021", DISCLOSURE["2021"])
    rows = [["行政许可", "120", "120", "7"] if row[0] == "行政许可" else row for row in rows]
    seen = read("二、主动公开政府信息情况\n" + WRITERS["bars"](rows))
    assert seen["disclosure/licence"].startswith("?")
    assert seen["disclosure/penalty"] == DISCLOSURE["2021"]["penalty"]


def test_equal_figures_under_headings_of_their_own_are_figures_each() -> None:
    rows = grid("disclosure", "2021", DISCLOSURE["2021"] | {"normative": "5 5 5"})
    assert read("二、主动公开政府信息情况\n" + WRITERS["bars"](rows))["disclosure/normative"] == "5 5 5"


def test_a_sentence_with_commas_beside_such_a_table_stays_as_it_is() -> None:
    sentence = "全年收到申请4件,办结4件,结转1件,均已答复。\n"
    seen = read(sentence, tables("bars"))
    assert seen.text.text.startswith(sentence)


def test_a_line_broken_with_a_tag_inside_a_cell_ends_no_row() -> None:
    rows = [[cell if len(cell) < 9 else f"{cell[:8]}<br>{cell[8:]}" for cell in row] for row in grid("requests", "2021", every())]
    source = WRITERS["bordered"](rows)
    seen = read("三、收到和处理政府信息公开申请情况\n" + source)
    assert each(every(), "requests", seen) == every()
