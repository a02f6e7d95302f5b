"""The cells of one table while it is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.figures import LONGEST, Item, has_leading_zero, is_plain, value_of
from extractor.form import Form, Row
from extractor.record import Candidate, Cell
from extractor.text import NormalisedText, Span

NAME, VERSION = "template", "1"


@dataclass
class Table:
    """One table being read: its text, its form, and the cells settled or doubted so far. Lives for the length of one call."""

    text: NormalisedText
    form: Form
    cells: dict[str, Cell] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)  # why cells were left for a person

    def address(self, row: str, column: str) -> str:
        """The cell's address."""
        return f"{self.form.table}/{row}/{column}"

    def row_cells(self, row: Row) -> list[Cell]:
        """The row's cells, in the order of its columns; lost where nothing was read."""
        get = self.cells.get
        return [get(address, LOST) for address in self.form.row_addresses[row.id]]

    def span(self, item: Item) -> Span:
        """The item's place in the original text."""
        return self.text.original(item.start, item.stop)

    def print(self, row: Row, column: str, item: Item, reason: str | None = None) -> None:
        """Settles one cell: a figure accepted at its place, or a mark or an empty place as blank."""
        self._settle((self.address(row.id, column),), (column,), (item,), reason)

    def print_row(self, row: Row, items: Sequence[Item], reason: str | None = None) -> None:
        """Settles a whole row, one item a column."""
        self._settle(self.form.row_addresses[row.id], row.columns, items, reason)

    def print_placed(self, row: Row, items: Sequence[Item | None]) -> None:
        """Settles a row with dropped blanks whose figures' columns are known, one item a column; None where nothing stands."""
        for column, item in zip(row.columns, items, strict=True):
            if item is None:
                self.blank(row, (column,))
            else:
                self.print(row, column, item, "aligned")

    def _settle(self, addresses: Sequence[str], columns: Sequence[str], items: Sequence[Item], reason: str | None) -> None:
        cells, starts, stops, signed, new = self.cells, self.text.starts, self.text.stops, _signed(self.form), tuple.__new__
        for address, column, item in zip(addresses, columns, items, strict=True):
            kind, start, stop, text, unit, _, _ = item
            span = new(Span, (starts[start], stops[stop - 1])) if start < stop else self.span(item)
            if kind != "number":
                cells[address] = new(Cell, (None, "blank", span, text or None, None, None, (), None))
                continue
            value = _SMALL.get(text)
            if value is None and text.isdecimal() and text[0] != "0" and len(text) <= LONGEST:
                value = int(text)
            if value is not None and column not in signed:  # as nearly all are
                cells[address] = new(Cell, (value, "accepted", span, text, unit or None, reason, (), None))
            else:
                cells[address] = self._figure(self.form.column[column].kind, item, reason)

    def _figure(self, kind: str, item: Item, reason: str | None) -> Cell:
        if kind == "signed" and item.text[:1].isdigit() and self.text.text[item.start - 1 : item.start] in ("-", "+"):
            item = item._replace(start=item.start - 1, text=self.text.text[item.start - 1] + item.text)
        span, value = self.span(item), value_of(item.text)
        odd = value is None or has_leading_zero(item.text) or not is_plain(item.text)
        odd = odd or (kind == "count" and (not isinstance(value, int) or item.text[0] in "+-增减净未无"))
        if odd:
            self.doubts.add("odd-number")
            return Cell(value, "review", span, item.text, item.unit or None, "odd-number", (Candidate(value, span, NAME),))
        return Cell(value, "accepted", span, item.text, item.unit or None, reason)

    def doubt(self, row: Row, columns: Sequence[str], items: Sequence[Item], reason: str) -> None:
        """Leaves cells for a person, with the figures that could stand in them."""
        figures = tuple(Candidate(value_of(i.text), self.span(i), NAME) for i in items if i.kind == "number")
        self.doubts.add(reason)
        doubtful = Cell(None, "review", None, reason=reason, candidates=figures)
        for column in columns:
            self.cells[self.address(row.id, column)] = doubtful

    def blank(self, row: Row, columns: Sequence[str], items: Sequence[Item] = ()) -> None:
        """Settles cells as printed with nothing in them; `items` are their empty places, where separators show them."""
        for i, column in enumerate(columns):
            self.cells[self.address(row.id, column)] = Cell(None, "blank", self.span(items[i])) if i < len(items) else BLANK

    def lose(self, row: Row, reason: str) -> None:
        """Marks a row whose cells the source no longer holds."""
        self.cells |= dict.fromkeys(self.form.row_addresses[row.id], LOST._replace(reason=reason))


    def settle_wholes(self) -> None:
        """Accepts counts printed as a spreadsheet does (`12.0`), where several are and none has another fraction."""
        odd = {a: c for a, c in self.cells.items() if c.reason == "odd-number" and c.printed and "." in c.printed}
        whole = {a: c for a, c in odd.items() if _WHOLE.fullmatch(c.printed or "")}
        if len(whole) >= SEVERAL and len(whole) == len(odd):
            for address, cell in whole.items():
                self.cells[address] = Cell(int(cell.value or 0), "accepted", cell.evidence, cell.printed, cell.unit)


@lru_cache(maxsize=64)
def _signed(form: Form) -> frozenset[str]:
    """The columns of a form whose figures may have a sign."""
    return frozenset(column.id for column in form.columns if column.kind == "signed")


SEVERAL = 5  # counts with a fraction of nought, which show that a spreadsheet put it there
_WHOLE = re.compile(r"\d{1,9}\.0")
BLANK = Cell(None, "blank")
_SMALL = {str(n): n for n in range(1000)}
LOST, ABSENT = Cell(None, "lost", reason="row-lost"), Cell(None, "lost", reason="table-absent")
