"""What the program hands out: cells, claims, findings and the record of one document. Frozen values; nothing here does work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from extractor.text import Damage, Span

Number = int | Decimal
Status = Literal["accepted", "blank", "lost", "review"]
Qualifier = Literal["exact", "at_least", "about"]
Scope = Literal["own", "whole_area", "unknown"]
Severity = Literal["error", "warning", "info"]
Cause = Literal["source", "reading", "damage", "undetermined"]
Verdict = Literal["accepted", "review", "rejected"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a doubtful cell. `value` None means "blank here"."""

    value: Number | None
    evidence: Span | None
    reader: str


@dataclass(frozen=True, slots=True)
class Implied:
    """The number that the identities force for a cell; `proof` names the rules and addresses used."""

    value: Number
    proof: tuple[str, ...]
    conditional: bool = False


class Cell(NamedTuple):
    """One cell of a statutory table as the source prints it.

    `value` is None unless a number was read; `evidence` is in code points of the decoded original; `reason` says in one
    stable word why a cell is not simply accepted, or on what ground a doubtful-looking one was.
    """

    value: Number | None
    status: Status
    evidence: Span | None = None
    printed: str | None = None
    unit: str | None = None
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()
    implied: Implied | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A count that the prose states. `parts` are the numbers of an "of which" list; `match` says which reading fitted."""

    topic: str
    value: Number
    qualifier: Qualifier
    scope: Scope
    evidence: Span
    quote: str
    parts: tuple[Number, ...] = ()
    match: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `suspect` is the most likely wrong cell first, empty where several are equally likely.

    `proposed`: the values with which what was checked would hold. `reasons`: why it is laid to this cause.
    """

    rule: str
    severity: Severity
    cause: Cause
    message: Message
    cells: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    suspect: tuple[str, ...] = ()
    proposed: Mapping[str, Number] = field(default_factory=dict)
    evidence: tuple[Span, ...] = ()
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who reports on which year. Names are normalised; None or "" where the text does not say.

    `period` is the year of the stated statistics period, `narrative_years` the years that the prose names as its own,
    most frequent first.
    """

    title: str = ""
    organization: str = ""
    year: int | None = None
    published: str | None = None
    title_year: int | None = None
    period: tuple[str, str] | None = None
    narrative_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of a document: a cell for *every* address of the editions, claims, and rows the form lacks."""

    reader: Mapping[str, Any]
    cells: Mapping[str, Cell]
    claims: tuple[Claim, ...] = ()
    extra: tuple[Mapping[str, Any], ...] = ()
    damage: tuple[Damage, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Everything known about one document (CONTRACT: one JSON object)."""

    path: str
    sha256: str
    verdict: Verdict
    title: str = ""
    organization: str = ""
    year: int | None = None
    published: str | None = None
    form: str | None = None
    editions: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    findings: tuple[Finding, ...] = ()
    readers: tuple[Mapping[str, Any], ...] = ()
    damage: tuple[Damage, ...] = ()
    extra: tuple[Mapping[str, Any], ...] = ()
    checks: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
