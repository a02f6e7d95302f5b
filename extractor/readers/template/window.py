"""A row's window: its label and all that stands from it to the next label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.figures import ALIKE, Item, value_of
from extractor.form import Row
from extractor.text import Span


@dataclass(eq=False, slots=True)
class Window:
    """One row's label and all that stands from it to the next label, in clean offsets. `row` None: a row the form lacks.

    `missing`: the form's rows between this one and the next whose labels were not found; `beside_gap`: before or after it.
    `doubt`: why its figures cannot be trusted to be this row's; `reason`: how they came to be, where not simply by place.
    """

    row: Row | None
    name: str
    start: int
    stop: int
    items: list[Item]
    label: Span
    exact: bool = True
    wrapped: bool = False
    missing: tuple[Row, ...] = ()
    beside_gap: bool = False
    doubt: str | None = None
    reason: str | None = None
    heading_figure: Item | None = None
    strangers: Sequence[Item] = ()
    figures: list[Item] = field(init=False)
    empties: list[Item] = field(init=False)
    slots: list[Item] = field(init=False)
    count: int = field(init=False)  # how many cells the row has; 0 for a row the form lacks

    def __post_init__(self) -> None:
        self.count = len(self.row.columns) if self.row else 0
        self.take(self.items)

    def take(self, items: list[Item]) -> None:
        """Makes these the window's items."""
        self.items, self.slots, self.figures, self.empties = items, [], [], []
        slots, figures, empties = self.slots, self.figures, self.empties
        for item in items:
            if (kind := item.kind) != "text":
                slots.append(item)
                (empties if kind == "empty" else figures).append(item)

    @property
    def closed_up(self) -> bool:
        """Whether all figures stand first and all empty cells behind them."""
        return not self.empties or self.slots[: len(self.figures)] == self.figures

    @property
    def in_place(self) -> bool:
        """Whether it has just the row's cells, an empty one between its figures and the last one filled: each blank shows its place."""
        if len(self.slots) != self.count or not self.figures or self.slots[-1].kind == "empty":
            return False
        return any(self.figures[0].start < i.start for i in self.empties)

    @property
    def may_stand(self) -> bool:
        """Whether its blanks may stand in place, so that its last figure may not be the total: an empty cell is behind it, and one
        between its figures, or as many cells in all as the row has."""
        if not self.figures or self.slots[-1].kind != "empty":
            return False
        between = any(self.figures[0].start < i.start < self.figures[-1].start for i in self.empties)
        return between or len(self.slots) == self.count

    @property
    def residue(self) -> bool:
        """Whether digits that are no cell's stand after the label: what was not understood may have been a figure."""
        return bool(self._unread())

    @property
    def residue_among(self) -> bool:
        """Whether such digits stand before the last of its cells: in a cell that was not understood."""
        return bool(self.slots) and any(i.start < self.slots[-1].start for i in self._unread())

    def _unread(self) -> list[Item]:
        end = self.label.stop
        return [
            i for i in self.items
            if i.kind == "text" and i.stop > end
            and (_HOLDS_A_NUMBER.search(i.text) if i.start >= end else _IS_A_NUMBER.fullmatch(i.text, end - i.start))
        ]


_IS_A_NUMBER = re.compile(rf"[零〇一二三四五六七八九十百千两无]{{2,}}|[零{ALIKE}]")  # run into the label
_HOLDS_A_NUMBER = re.compile(r"\d|\A[零〇一二三四五六七八九十百千两]{2,}\Z")


def adds_up(figures: Sequence[Item]) -> bool:
    """Whether the last of these is the sum of the others, marks counting as nothing."""
    values = [value_of(f.text) or 0 if f.kind == "number" else 0 for f in figures]
    return sum(values[:-1]) == values[-1]
