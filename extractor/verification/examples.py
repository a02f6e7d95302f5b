"""The examples of rule files, tried: each is a report in a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from extractor.errors import ContentError
from extractor.form import Forms
from extractor.record import Cell, Claim, Metadata, Number
from extractor.text import Span
from extractor.verification.checks import Check, Example, Result, addresses_by_edition, edition_of
from extractor.verification.instances import Checks
from extractor.verification.rules import verify
from extractor.verification.statement import Statement
from extractor.verification.succession import Year, compare_years

EXPECTED: Mapping[str, tuple[Result, ...]] = {
    "passes": ("satisfied", "not_applicable"), "fails": ("violated",), "unknown": ("unknown",),
}
_CELL = re.compile(r"(-?\d+(?:\.\d+)?)\s*(\D*)")
_NOWHERE = Span(0, 0)


def refuse_untrue_examples(checks: Checks, forms: Forms) -> int:
    """The number of examples. Raises ContentError for the first that does not come out as its file says."""
    tried = 0
    for check in checks:
        for kind, expected in EXPECTED.items():
            for number, example in enumerate(getattr(check.examples, kind), 1):
                tried += 1
                if (result := try_example(checks, check, example, forms)) not in expected:
                    said = f"rule {check.id}: examples.{kind}, number {number}: comes out {result}, expected {expected[0]}"
                    raise ContentError(said, "mend the rule or the example: one of them does not say what is meant")
    return tried


def try_example(checks: Checks, check: Check, example: Example, forms: Forms) -> Result:
    """What one check says of one of its examples: violated before unknown before satisfied."""
    only = checks.only(check.id)
    edition = edition_of(example, check.editions, addresses_by_edition(forms))
    counts = _across(only, example, edition, forms) if check.id in checks.across_years else _alone(only, check, example, edition, forms)
    results: tuple[Result, ...] = ("violated", "unknown", "satisfied")
    return next((result for result in results if counts[result]), "not_applicable")


def _alone(only: Checks, check: Check, example: Example, edition: str, forms: Forms) -> Mapping[str, int]:
    """The outcomes of a check of one report."""
    claims = [Claim(c.topic, _exact(c.value), c.qualifier, c.scope, _NOWHERE, c.topic, parts=tuple(c.parts)) for c in example.claims]
    years = example.years
    metadata = Metadata(
        organization=example.organization, year=years.year, title_year=years.title_year, period=years.period,
        narrative_years=years.narrative_years,
    )
    facts = {name: _exact(value) for name, value in example.facts.items()}
    stated = [Statement(check.for_each, facts, "", _NOWHERE, example.hedged)] if facts else []  # type: ignore[arg-type]
    editions = _editions(edition, forms)
    return verify(only, forms, editions, _cells(example.cells, editions, forms), claims, metadata, statements=stated).counts


def _across(only: Checks, example: Example, edition: str, forms: Forms) -> Mapping[str, int]:
    """The outcomes of a check across years."""
    facts = {name: _exact(value) for name, value in example.facts.items()}
    editions, earlier = _editions(edition, forms), _editions(example.before_edition or edition, forms)
    year = Year(2, example.organization, editions, _cells(example.cells, editions, forms), facts)
    before = Year(1, example.organization, earlier, _cells(example.before, earlier, forms))
    outcomes, _ = compare_years(only, forms, year, before)
    return Counter[str](outcome.result for outcome in outcomes)


def _editions(edition: str, forms: Forms) -> dict[str, str]:
    return {table: edition for table in forms.tables if edition in forms.editions(table)}


def _cells(named: Mapping[str, int | float | str | None], editions: Mapping[str, str], forms: Forms) -> dict[str, Cell]:
    cells = {a: Cell(0, "accepted") for form in forms.of(editions) for a in form.addresses}
    return cells | {address: _cell(value) for address, value in named.items()}


def _cell(value: int | float | str | None) -> Cell:
    if value is None:
        return Cell(None, "blank")
    if value == "lost":
        return Cell(None, "lost")
    found = _CELL.fullmatch(str(value))
    return Cell(_exact(found[1]), "accepted", unit=found[2] or None) if found else Cell(None, "review")


def _exact(value: int | float | str) -> Number:
    text = str(value)
    return Decimal(text) if "." in text else int(text)
