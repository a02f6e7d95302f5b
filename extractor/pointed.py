"""What a reader's cell says, and how the words before a row resemble its label: what two readings are held against each other by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractor.form import Form, Row
from extractor.record import Cell
from extractor.text import Span

SETTLED = ("accepted", "blank")
# Doubts that a pointer does not settle: what would decide is not at the place, but in sums or neighbours, or gone.
OPEN = frozenset({"dropped-blanks", "deduplicated", "odd-number", "figure-in-heading", "glued"})
ALIKE = 85  # likeness (0–100) of words to a label from which on they are that label
_CHINESE = re.compile(r"[㐀-鿿]+")
Figures = Mapping[str, Sequence[Span]]
Lines = Mapping[str, Sequence[tuple[Span, ...]]]


def place(cell: Cell) -> Span | None:
    """Where a reader points for a cell, settled or not."""
    return cell.evidence or (cell.candidates[0].evidence if cell.status == "review" and cell.candidates else None)


def points(cell: Cell) -> bool:
    """Whether a model's cell says anything: a place, or that the cell is blank."""
    return cell.status == "blank" or place(cell) is not None


def addresses_of(form: Form, row: Row) -> list[str]:
    """The addresses of a row's cells, in order."""
    return [f"{form.table}/{row.id}/{column}" for column in row.columns]


def chinese(words: str) -> str:
    """The words without anything else."""
    return "".join(_CHINESE.findall(words))


def alike(words: str, row: Row) -> float:
    """How much the words before a row's figures resemble its label, 0–100; 0 for a scrap."""
    from rapidfuzz import fuzz

    piece = chinese(words)[-2 * len(row.zh) :]
    return fuzz.partial_ratio(piece, chinese(row.zh)) if len(piece) >= 2 else 0.0
