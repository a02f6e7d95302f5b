"""What an exported table is made of: fields with names in both languages, and rows of the documents of one agency and year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from extractor.record import Record

Kind = Literal["text", "whole", "number", "flag", "list"]
Row = tuple[Any, ...]
Words = Mapping[str, tuple[str, str]]

# How a figure is missing: kept apart in every table that is exported.
MISSINGNESS: Words = {
    "accepted": ("原文所印，采信", "the source prints this figure"),
    "blank": ("原文有此格而未填数", "the source prints the cell with no figure in it, which is no 0"),
    "lost": ("所得文本已无此格", "the text that was read no longer holds the cell, which is no 0"),
    "review": ("仅凭文本不能确定，待人核对", "the text alone does not settle it: for a person"),
}
ABSENT: Words = {
    "not_in_form": ("该报告所用表式无此格", "the form that the report uses has no such cell"),
    "odd": ("所印不是可能的件数，或位数过多；见单元格表", "the figure printed is no possible count: see the table of cells"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an exported table. `kind` list: lists and objects, written as JSON; `codes`: what its words mean."""

    name: str
    kind: Kind
    zh: str
    en: str
    unit: str = ""
    codes: Words = field(default_factory=dict)
    address: str = ""
    editions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table to export. `rows` gives the rows of the records of one agency and year, in the order of the fields."""

    name: str
    zh: str
    en: str
    fields: tuple[Field, ...]
    rows: Callable[[Sequence[Record]], Iterable[Row]]


def digits(value: int | Decimal) -> str:
    """The number in plain digits, every one that it has."""
    return str(value) if isinstance(value, int) else format(value, "f")
