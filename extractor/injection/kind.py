"""A kind of error, and the names that the kinds share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, NamedTuple

from extractor.form import Form
from extractor.garble.grids import Block
from extractor.record import Cell, Message

Point = Literal["source", "text", "reading"]
Figures = dict[str, int]
Cells = dict[str, Cell]
TABLE = "requests"
ROLES = ("received", "carried_in", "total", "carried_out")


class Kind(NamedTuple):
    """One kind of error; exactly one of the three functions is set. `point`: where it comes about, and so whose fault it is.

    `held_out`: no hypothesis was ever made or changed with an eye on what this kind does.
    """

    name: str
    point: Point
    told: Message
    held_out: bool = False
    figures: Callable[[Figures, Form, Random], Figures | None] | None = None
    blocks: Callable[[Sequence[Block], Form, Random], Sequence[Block] | None] | None = None
    cells: Callable[[Cells, Form, Random], Cells | None] | None = None


def at(row: str, column: str) -> str:
    """The cell's address in the table that errors are injected in."""
    return f"{TABLE}/{row}/{column}"


def details(form: Form) -> list[str]:
    """The rows of outcomes."""
    return [row.id for row in form.rows if row.id not in ROLES]


def columns_of(form: Form) -> list[str]:
    """The columns, total last."""
    return [column.id for column in form.columns]
