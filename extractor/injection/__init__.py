"""Errors to inject, to measure what verification finds: in the figures that an agency prints, in the text, in the reading.

A kind that finds nothing to change in a table gives None. The `held_out` kinds were written and frozen before verification was
first tried on them, and nothing was changed for them since: only they tell how it does on faults that nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from extractor.form import Form
from extractor.garble.grids import Block
from extractor.injection import figures, reading, text
from extractor.injection.kind import ROLES, TABLE, Cells, Figures, Kind, at
from extractor.record import Message

__all__ = ["KINDS", "ROLES", "TABLE", "Figures", "Kind", "at"]


def _source(name: str, zh: str, en: str, apply: Callable[[Figures, Form, Random], Figures | None], held_out: bool = False) -> Kind:
    return Kind(name, "source", Message(zh, en), held_out, figures=apply)


def _text(
    name: str, zh: str, en: str, apply: Callable[[Sequence[Block], Form, Random], Sequence[Block] | None], held_out: bool = False
) -> Kind:
    return Kind(name, "text", Message(zh, en), held_out, blocks=apply)


def _reading(name: str, zh: str, en: str, apply: Callable[[Cells, Form, Random], Cells | None], held_out: bool = False) -> Kind:
    return Kind(name, "reading", Message(zh, en), held_out, cells=apply)


KINDS: tuple[Kind, ...] = (
    _source("digit-replaced", "一格错一个数字", "one digit of a cell is wrong", figures.one(figures.digit)),
    _source("off-by-one", "一格多 1", "a cell is one too many", figures.one(lambda value, rng: value + 1)),
    _source("digit-added", "一格多一位数字", "a cell has a digit too many",
            figures.one(lambda value, rng: value * 10 + rng.randint(0, 9) if value else 10)),
    _source("digits-transposed", "一格两个数字颠倒", "two digits of a cell in the wrong order", figures.one(figures.transposed)),
    _source("total-wrong", "一个总计错", "a total is wrong", figures.total_wrong),
    _source("two-cells", "两格错", "two cells are wrong", figures.several(2)),
    _source("three-cells", "三格错", "three cells are wrong", figures.several(3)),
    _source("four-cells", "四格错", "four cells are wrong", figures.several(4)),
    _source("five-cells", "五格错", "five cells are wrong", figures.several(5)),
    _source("six-cells", "六格错", "six cells are wrong", figures.several(6), held_out=True),
    _source("cell-and-row-total", "一格与其行总计同错", "a cell and its row's total are wrong alike", figures.cell_and_row_total),
    _source("cell-and-all-totals", "一格与其全部合计同错", "a cell and all its totals are wrong alike", figures.cell_and_all_totals),
    _source("rectangle", "两行两列四格此增彼减", "four cells of two rows and columns are wrong, and even out", figures.rectangle),
    _source("details-swapped", "两个办理结果行互换", "two rows of outcomes have changed places", figures.rows_swapped(None, None)),
    _source("received-carried-in-swapped", "新收与上年结转两行互换", "received and carried in have changed places",
            figures.rows_swapped("received", "carried_in")),
    _source("total-carried-out-swapped", "总计与结转下年两行互换", "handled and carried out have changed places",
            figures.rows_swapped("total", "carried_out")),
    _source("columns-swapped", "两列申请人互换", "two columns of applicants have changed places", figures.columns_swapped),
    _source("columns-swapped-in-row", "一行内两列互换", "two applicants have changed places in one row", figures.columns_swapped_in_row),
    _source("row-slid", "一行错位一列", "a row is filled in one column aside", figures.row_slid),
    _source("row-in-next-row", "一行填到下一行", "a row is filled in one row below", figures.row_down),
    _source("value-in-next-row", "一格与下一行同列互换", "a cell has changed places with the one below", figures.value_down),
    _source("value-in-next-column", "一格与右邻互换", "a cell has changed places with the one beside", figures.value_aside),
    _source("row-copied", "一行照抄另一行", "a row is a copy of another", figures.row_copied),
    _source("total-row-of-noughts", "总计行全填 0", "the row of totals is all noughts", figures.row_of_noughts("total")),
    _source("carried-in-of-noughts", "上年结转行全填 0", "the row carried in is all noughts",
            figures.row_of_noughts("carried_in"), held_out=True),
    _source("column-one-row-down", "一列整体下移一行", "a column of applicants is filled in one row below",
            figures.column_down, held_out=True),
    _source("all-in-first-column", "一行全计入自然人", "all applicants of a row are counted as natural persons",
            figures.all_in_first_column, held_out=True),
    _source("totals-without-last", "各行总计漏加末列", "the rows are added up without the last applicants",
            figures.totals_without_last, held_out=True),
    _text("token-lost", "一行丢一个数字", "a row lost a figure", text.in_row(text.token_lost)),
    _text("token-inserted", "一行多一个数字", "a row has a strange figure too many", text.in_row(text.token_inserted)),
    # A row that prints seven figures is the report's word, whoever typed it: nothing in the text tells this from the agency's slip.
    Kind("strange-figure-in-whole-row", "source", Message("一行丢一个数字又混入一个", "a row lost a figure and got a strange one"),
         blocks=text.in_row(text.token_lost_and_inserted)),
    _text("digits-glued", "两格数字相连", "the figures of two cells run together", text.in_row(text.digits_glued)),
    _text("digits-split", "一格数字断成两个", "a figure is cut in two", text.in_row(text.digits_split)),
    _text("label-lost", "一行的标签丢失", "a row lost its label", text.in_row(text.label_lost)),
    _text("labels-swapped", "两行标签互换", "two rows have changed labels", text.labels_moved(2)),
    _text("labels-rotated", "三行标签轮换", "three rows have changed labels in a ring", text.labels_moved(3), held_out=True),
    _text("row-dropped", "丢一行", "a row is gone", text.row_dropped),
    _text("row-doubled", "一行印两次", "a row is printed twice", text.row_doubled),
    _text("row-reversed", "一行数字左右颠倒", "the figures of a row run from right to left", text.in_row(text.row_reversed)),
    _text("tails-swapped", "两行后半互换", "two rows have changed their figures from some column on", text.tails_swapped),
    _text("column-lost", "丢一列", "a column is gone", text.column_lost, held_out=True),
    _text("column-slid", "一列自某行起下移一行", "a column stands one row too low from some row on", text.column_slid),
    _text("stretch-one-row-down", "若干行数字各下移一行", "the figures of some rows stand beside the next label",
          text.stretch_one_row_down),
    _text("columns-exchanged", "若干行内两列互换", "two columns have changed their figures in some rows",
          text.columns_exchanged, held_out=True),
    _text("digit-moved-on", "一格末位并入右格", "the last digit of a figure stands before the next",
          text.in_row(text.digit_moved_on)),
    _text("stretch-sideways", "若干行各错位一列", "some rows stand one column aside", text.stretch_sideways),
    _text("row-overprinted", "一行印成上一行的数字", "a row shows the figures of the row above", text.row_overprinted),
    _text("rows-run-together", "一行丢标签并入上一行", "a row lost its label and stands behind the row above",
          text.rows_run_together, held_out=True),
    _text("edge-cut", "末列各数缺末位", "the last column lost its last digits", text.edge_cut(-1)),
    _text("left-edge-cut", "首列各数缺首位", "the first column lost its first digits", text.edge_cut(0), held_out=True),
    _text("column-copied", "一列印成左列的数字", "a column shows the figures of the one beside", text.column_copied, held_out=True),
    _text("stretch-reversed", "若干行数字上下颠倒", "the figures of some rows stand in reverse order",
          text.stretch_reversed, held_out=True),
    _text("stretch-of-noughts", "若干行数字印成 0", "some rows show noughts for their figures", text.stretch_of_noughts, held_out=True),
    _reading("rows-swapped", "两行读反", "two rows are read in each other's place", reading.read_rows_swapped),
    _reading("total-read-as-carried-out", "总计与结转下年读反", "handled and carried out are read in each other's place",
             reading.read_seven_for_four),
    _reading("row-read-aside", "一行读偏一列", "a row is read one column aside", reading.read_aside),
    _reading("read-one-cell-early", "此后各格读早一格", "all that follows is read one cell early", reading.read_slid),
    _reading("read-one-row-early", "此后各行读早一行", "all that follows is read one row early", reading.read_rows_up),
    _reading("misread", "一格读错一个数字", "a digit is misread", reading.misread),
    _reading("invented", "空处读出数字", "a figure is read where there is none", reading.invented),
    _reading("read-twice", "一个数字读作两格", "one figure is read for two cells", reading.read_twice, held_out=True),
    _reading("read-on-in-next-row", "一行后半读自下一行", "a row is read on in the row below", reading.read_on_in_next_row, held_out=True),
    _reading("columns-swapped-in-reading", "两列读反", "two columns are read in each other's place",
             reading.read_columns_swapped, held_out=True),
    _reading("read-in-other-table", "一行读自表四", "a row is read in table four", reading.read_in_other_table, held_out=True),
)
