"""Implied values: what the identities force for cells that the source leaves blank, lost or in doubt, each with its proof.

Beside the printed value, never in its place. Nothing is assumed of a blank: taking it as 0 first would hide what is missing.
Where a sentence of the prose settles more, that is implied on condition that the sentence means this cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.form import Form, Forms
from extractor.record import Cell, Claim, Finding, Implied, Number
from extractor.verification.bounds import forced
from extractor.verification.decode import decode
from extractor.verification.fitting import fitting
from extractor.verification.identities import Equation, Identities
from extractor.verification.instances import Checks

_OPEN = ("lost", "review")


@dataclass(frozen=True, slots=True)
class Implications:
    """The cells, with `implied` where the identities force a value, and what else is known of the tables that fit."""

    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...] = ()


def imply(
    checks: Checks, forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Cell], claims: Sequence[Claim] = ()
) -> Implications:
    """The implications of one document. Statuses and values stay as they are; a table that contradicts itself implies nothing."""
    changed: dict[str, Cell] = {}
    findings: list[Finding] = []
    doubtful = [address for address, cell in cells.items() if cell.status != "accepted"]
    for form in forms.of(editions) if doubtful else ():
        identities = checks.identities(form)
        if identities.through.keys().isdisjoint(doubtful):
            continue
        values = _printed(identities, cells)
        found = forced(identities, values)
        known = values | {address: implied.value for address, implied in found.items()}
        if not identities.through.keys() <= known.keys():
            conditions = list(_conditions(checks, form, cells, claims, known))
            if conditions and not _contradicted(identities, known, conditions):
                on_condition = forced(identities, known, conditions)
                found |= {a: Implied(implied.value, implied.proof, conditional=True) for a, implied in on_condition.items()}
            counted = fitting(identities, form, cells, known)
            findings += [counted] if counted else []
        # A forced value that no cell of its kind can hold would say that something printed is wrong: it is refused.
        for address, implied in found.items():
            cell = cells.get(address)
            if cell is not None and cell.status != "accepted" and identities.may_be(address, implied.value):
                changed[address] = tuple.__new__(Cell, (*cell[:-1], implied))  # there may be hundreds: half the time of Cell(...)
    return Implications({**cells, **changed} if changed else cells, tuple(findings))


def _printed(identities: Identities, cells: Mapping[str, Cell]) -> dict[str, Number]:
    """The accepted figures, without the one that is located as wrong."""
    present = [(address, cells[address]) for address in identities.through if address in cells]
    values = {address: cell.value for address, cell in present if cell.status == "accepted" and cell.value is not None}
    for decoding in decode(identities, values, most=1):
        for address in decoding.unique or ():
            del values[address]
    return values


def _conditions(
    checks: Checks, form: Form, cells: Mapping[str, Cell], claims: Sequence[Claim], known: Mapping[str, Number]
) -> Iterator[Equation]:
    """What the prose states, as equations on cells that are lost or in doubt: each topic's first reading."""
    stated: dict[str, set[Number]] = {}
    for claim in claims:
        if claim.scope == "own" and claim.qualifier == "exact" and claim.match is None:
            stated.setdefault(claim.topic, set()).add(claim.value)
    spoken_for = {claim.topic for claim in claims if claim.match is not None}
    for reading in checks.readings[form.table, form.edition] if stated else ():
        values = stated.pop(reading.topic, set())
        if len(values) != 1 or reading.topic in spoken_for:
            continue
        (value,) = values
        if not all(relation.holds({"claim": value}) for relation in reading.when):
            stated[reading.topic] = values  # for another check on the same topic
            continue
        unknown = [a for a in reading.form.terms if a not in known]
        if unknown and all(a in cells and cells[a].status in _OPEN for a in unknown):
            yield Equation(reading.check.id, reading.topic, reading.form.terms, reading.form.constant - int(value))


def _contradicted(identities: Identities, known: Mapping[str, Number], conditions: Sequence[Equation]) -> bool:
    return any(
        all(cell in known for cell in equation.terms) and equation.gap(known) != 0 for equation in (*identities.equations, *conditions)
    )
