"""Errors to inject, to measure what verification finds: in the figures that an agency prints, in the text, in the reading.

A kind that finds nothing to change in a table gives None. `held_out` kinds were kept out of the development of the structural
hypotheses: only they tell how verification does on faults that nobody thought of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from extractor.form import Form
from extractor.garble.grids import Block
from extractor.injection import figures, reading, text
from extractor.injection.kind import ROLES, TABLE, Cells, Figures, Kind, at

__all__ = ["KINDS", "ROLES", "TABLE", "Figures", "Kind", "at"]


def _source(name: str, apply: Callable[[Figures, Form, Random], Figures | None], held_out: bool = False) -> Kind:
    return Kind(name, "source", held_out, figures=apply)


def _text(name: str, apply: Callable[[Sequence[Block], Form, Random], Sequence[Block] | None], held_out: bool = False) -> Kind:
    return Kind(name, "text", held_out, blocks=apply)


def _reading(name: str, apply: Callable[[Cells, Form, Random], Cells | None], held_out: bool = False) -> Kind:
    return Kind(name, "reading", held_out, cells=apply)


KINDS: tuple[Kind, ...] = (
    _source("digit-replaced", figures.one(figures.digit)),
    _source("off-by-one", figures.one(lambda value, rng: value + 1)),
    _source("digit-added", figures.one(lambda value, rng: value * 10 + rng.randint(0, 9) if value else 10)),
    _source("digits-transposed", figures.one(figures.transposed)),
    _source("total-wrong", figures.total_wrong),
    _source("two-cells", figures.several(2)),
    _source("three-cells", figures.several(3)),
    _source("five-cells", figures.several(5), held_out=True),
    _source("cell-and-row-total", figures.cell_and_row_total, held_out=True),
    _source("cell-and-all-totals", figures.cell_and_all_totals),
    _source("rectangle", figures.rectangle),
    _source("details-swapped", figures.rows_swapped(None, None)),
    _source("received-carried-in-swapped", figures.rows_swapped("received", "carried_in")),
    _source("total-carried-out-swapped", figures.rows_swapped("total", "carried_out")),
    _source("columns-swapped", figures.columns_swapped),
    _source("columns-swapped-in-row", figures.columns_swapped_in_row, held_out=True),
    _source("row-slid", figures.row_slid),
    _source("row-in-next-row", figures.row_down),
    _source("value-in-next-row", figures.value_down, held_out=True),
    _source("value-in-next-column", figures.value_aside),
    _source("row-copied", figures.row_copied, held_out=True),
    _source("total-row-of-noughts", figures.total_row_of_noughts, held_out=True),
    _text("token-lost", text.in_row(text.token_lost)),
    _text("token-inserted", text.in_row(text.token_inserted)),
    # A row that prints seven figures is the report's word, whoever typed it: nothing in the text tells this from the agency's slip.
    Kind("strange-figure-in-whole-row", "source", False, blocks=text.in_row(text.token_lost_and_inserted)),

    _text("digits-glued", text.in_row(text.digits_glued)),
    _text("digits-split", text.in_row(text.digits_split)),
    _text("label-lost", text.in_row(text.label_lost)),
    _text("labels-swapped", text.labels_swapped, held_out=True),
    _text("row-dropped", text.row_dropped),
    _text("row-doubled", text.row_doubled),
    _reading("rows-swapped", reading.read_rows_swapped),
    _reading("total-read-as-carried-out", reading.read_seven_for_four),
    _reading("row-read-aside", reading.read_aside),
    _reading("read-one-cell-early", reading.read_slid, held_out=True),
    _reading("read-one-row-early", reading.read_rows_up, held_out=True),
    _reading("misread", reading.misread),
    _reading("invented", reading.invented),
)
