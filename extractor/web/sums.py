"""The identities that go through a cell, each with both its sides in figures and whether they agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from extractor.form import Form, row_title
from extractor.pipeline import Kit
from extractor.record import Cell, Number
from extractor.verification.checks import in_digits
from extractor.verification.identities import Equation
from extractor.words import either

State = Literal["violated", "satisfied", "unknown"]
_ORDER: tuple[State, ...] = ("violated", "satisfied", "unknown")
_TERMS = 8  # figures of a sum shown one by one


@dataclass(frozen=True, slots=True)
class Sum:
    """One identity at one place: `left` and `right` as an official would write them, with ? for what is lost or in doubt."""

    rule: str
    title: str
    left: str
    right: str
    state: State

    @property
    def told(self) -> bool:
        """Whether there is anything to be told: one side at least is known."""
        return "?" not in self.left or "?" not in self.right


def sums(kit: Kit, editions: Mapping[str, str], cells: Mapping[str, Cell], about: Collection[str], lang: str) -> tuple[Sum, ...]:
    """The identities through any of these cells, the broken ones first and the open ones last."""
    found = [
        _sum(kit, form, equation, cells, lang)
        for form in kit.forms.of(editions)
        for equation in kit.checks.identities(form).equations
        if not equation.terms.keys().isdisjoint(about)
    ]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.state)))


def _sum(kit: Kit, form: Form, equation: Equation, cells: Mapping[str, Cell], lang: str) -> Sum:
    values = {address: _value(cells.get(address)) for address in equation.terms}
    known = {address: value for address, value in values.items() if value is not None}
    state: State = "unknown" if len(known) < len(values) else "violated" if equation.gap(known) else "satisfied"
    check = kit.checks.by_id[equation.rule]
    title = f"{either(lang, check.title.zh, check.title.en)} — {_place(form, check.for_each, equation.place, lang)}"
    ahead, behind = ([a for a, weight in equation.terms.items() if (weight > 0) is side] for side in (True, False))
    return Sum(equation.rule, title, _side(ahead, equation, values), _side(behind, equation, values), state)


def _place(form: Form, each: str, name: str, lang: str) -> str:
    if each == "column":
        return either(lang, form.column[name].zh, form.column[name].en)
    return either(lang, row_title(form.row[name]), form.row[name].en)


def _value(cell: Cell | None) -> Number | None:
    """What a cell counts for: a blank one as 0, a lost or doubtful one as nothing that is known."""
    if cell is None or cell.status in ("lost", "review"):
        return None
    return 0 if cell.value is None else cell.value


def _side(addresses: Iterable[str], equation: Equation, values: Mapping[str, Number | None]) -> str:
    weighed = [None if (value := values[a]) is None else value * abs(equation.terms[a]) for a in addresses]
    figures = ["?" if value is None else in_digits(value) for value in weighed if value is None or value]
    known = [value for value in weighed if value is not None]
    if len(known) < len(weighed):
        return _listed(figures)
    total = in_digits(sum(known, 0))
    return total if len(figures) < 2 else f"{_listed(figures)} = {total}"


def _listed(figures: list[str]) -> str:
    if len(figures) > _TERMS:
        figures = [*figures[: _TERMS - 2], "…", figures[-1]]
    return " + ".join(figures) or "0"
