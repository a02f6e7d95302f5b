"""A record's tables as the page shows them: what stands in each cell, in figures and words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from extractor.form import Forms
from extractor.record import Cell, Record
from extractor.render import number
from extractor.web.grid import Grid, grid
from extractor.web.phrases import PHRASES
from extractor.words import STATUSES, either, said


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell shows: a figure, a word that says what kind of figure or gap it is, and whether the question is about it.

    `status` is the word without what is implied. `name` is set where a figure can be typed into the cell, and says which it is.
    """

    figure: str
    word: str
    status: str
    kind: str
    part: bool = False
    asked: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its title, its layout, and what each address shows."""

    table: str
    title: str
    grid: Grid
    cells: Mapping[str, Shown]
    open: bool


def sheets(
    record: Record, forms: Forms, asked: str, typed: Collection[str], parts: Collection[str], lang: str
) -> Iterator[Sheet]:
    """The tables of a record in the order of the report, those open that the question is about; all where it is about none."""
    about = {address.split("/", 1)[0] for address in (asked, *typed, *parts) if address}
    for form in forms.of(record.editions):
        cells = {
            a: replace(shown(record.cells[a], lang), part=a in parts, asked=a == asked, name=form.name(a, lang) if a in typed else "")
            for a in form.addresses if a in record.cells
        }
        title = either(lang, f"表{form.section}　{form.zh}（{form.edition}年版）", f"{form.en} ({form.edition} edition)")
        yield Sheet(form.table, title, grid(form), cells, form.table in about or not about)


def shown(cell: Cell, lang: str) -> Shown:
    """What one cell shows. What the identities force stands beside the gap, never in its place; a blank's 0 goes without saying."""
    word = status = "" if cell.status == "accepted" else said(STATUSES, cell.status, lang)
    if cell.implied is not None and cell.status != "accepted" and (cell.status != "blank" or cell.implied.value):
        word = f"{word} {said(PHRASES, 'implied', lang)} {number(cell.implied.value)}"
    return Shown(f"{number(cell.value)}{cell.unit or ''}", word, status, cell.status)
