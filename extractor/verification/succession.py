"""One year's report against the year before's: what must have been carried over, and how much was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.form import Forms
from extractor.record import Cell, Finding, Message, Number
from extractor.text import Span
from extractor.verification.checks import SHOWN, Outcome, Shown
from extractor.verification.expression import EARLIER
from extractor.verification.instances import Checks
from extractor.verification.rules import Ground, settle, told

Said = Mapping[str, Message | str]


@dataclass(frozen=True, slots=True)
class Year:
    """An agency's report of one year. `facts` are its values by the names of `for_each: year`, and `words` what is shown beside them;
    `untold` says why no earlier report's prose was compared, where none was. `evidence` is where the first stale sentence stands.
    """

    year: int
    organization: str
    editions: Mapping[str, str]
    cells: Mapping[str, Cell]
    facts: Mapping[str, Number] = field(default_factory=dict)
    words: Said = field(default_factory=dict)
    evidence: tuple[Span, ...] = ()
    untold: str = ""


class Compared(NamedTuple):
    """What the checks across years say of one report."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def compare_years(checks: Checks, forms: Forms, year: Year, before: Year | None) -> Compared:
    """Every check across years on one report. `before` None: there is none of the year before, and what looks back on it is not run."""
    pairs = [*_carried(checks, forms, year, before), *_succeeding(checks, year)]
    return Compared(tuple(outcome for outcome, _ in pairs), tuple(finding for _, finding in pairs if finding))


Pair = tuple[Outcome, Finding | None]


def _carried(checks: Checks, forms: Forms, year: Year, before: Year | None) -> Iterator[Pair]:
    """Checks of cells. A table in another edition than a check is for makes it not apply, which is said."""
    looking_back = {i.check.id for some in checks.across.values() for i in some}
    if before is None:
        yield from ((Outcome(rule, f"{year.year}", "not_run", "no report of the year before"), None) for rule in sorted(looking_back))
        return
    cells = {**year.cells, **{EARLIER + address: cell for address, cell in before.cells.items()}}
    ground = Ground.of(cells, year.organization)
    shown: dict[str, Shown] = {"year": year.year, "year_before": before.year}
    for form in forms.of(year.editions):
        instances = checks.across.get((form.table, form.edition, before.editions.get(form.table, "")), ())
        looking_back -= {instance.check.id for instance in instances}
        for instance in instances:
            outcome = settle(instance, ground)
            yield outcome, told(instance, outcome, form, ground, more=shown) if outcome.result == "violated" else None
    for rule in sorted(looking_back):
        yield Outcome(rule, f"{year.year}", "not_applicable", f"editions of {before.year} and {year.year}"), None


def _succeeding(checks: Checks, year: Year) -> Iterator[Pair]:
    """Checks of the year as a whole. One that needs what an earlier report would tell is not run where there is none."""
    values = dict(year.facts)
    for instance in checks.alone["year"]:
        check = instance.check
        if year.untold and not instance.needs <= values.keys():
            yield Outcome(check.id, instance.name, "not_run", year.untold), None
            continue
        outcome = settle(instance, Ground({}, values, values, year.organization))
        if outcome.result != "violated":
            yield outcome, None
            continue
        shown: dict[str, Shown] = {**dict.fromkeys(SHOWN["year"]), "organization": year.organization, **values, **year.words}
        yield outcome, Finding(check.id, check.severity, check.cause, check.explained(shown), evidence=year.evidence)
