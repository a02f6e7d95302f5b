"""The checks as data, read from `rules/checks/*.yaml`, and what a check may answer.

A check says what must hold of every row, column or cell of a table, of every claim of the prose, or of the report's years.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.errors import ContentError
from extractor.form import Forms, load_yaml
from extractor.record import Cause, Message, Number, Qualifier, Scope, Severity

ForEach = Literal["row", "column", "cell", "claim", "report", "year", "percentage", "part_list", "own_year", "own_name"]
Missing = Literal["unknown", "not_applicable", "fail"]
Blank = Literal["zero", "unknown", "not_applicable"]
Result = Literal["satisfied", "violated", "unknown", "not_applicable", "not_run"]
Shown = Number | str | Message | None  # what an explanation may show; None is shown as a dash
BLANK_AS_ZERO = "blank-as-zero"

# What an expression may name beside cells, and what an explanation may show, by what the check goes through.
YEARS = (
    "year", "title_year", "narrative_year", "period_first_year", "period_first_day", "period_last_year", "period_last_day",
)
STATED: Mapping[str, frozenset[str]] = {  # of what a sentence states: see extractor/statement.py
    "percentage": frozenset({"stated", "computed", "margin"}), "part_list": frozenset({"whole", "parts_total", "largest_part"}),
    "own_year": frozenset({"year", "stated_year"}), "own_name": frozenset({"same"}),
}
NAMES: Mapping[str, frozenset[str]] = {
    "row": frozenset(), "column": frozenset(), "cell": frozenset({"value"}),
    "claim": frozenset({"claim", "parts_total", "largest_part"}), "report": frozenset(YEARS),
    # Of one year among the reports of an agency: see extractor/series.py.
    "year": frozenset({
        "year", "year_before", "reports", "differing", "sentences", "copied", "stale", "recollections", "recalled", "received_before",
    }), **STATED,
}
ALONE = tuple(name for name in NAMES if name not in ("row", "column", "cell"))
_SUMS = frozenset({"table", "row", "column", "cell", "lhs", "rhs", "lhs_sum", "rhs_sum", "difference", "organization"})
SHOWN: Mapping[str, frozenset[str]] = {
    "row": _SUMS | {"year", "year_before"}, "column": _SUMS | {"year", "year_before"}, "cell": _SUMS | {"value"},
    "claim": NAMES["claim"] | {"quote", "stated", "compared"},
    "report": NAMES["report"] | {"title", "organization", "period_first", "period_last"},
    "year": NAMES["year"] | {"organization", "paths", "quote", "recollection"},
    **{kind: names | {"quote", "organization", "year", "name", "reckoning"} for kind, names in STATED.items()},
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A sentence in both languages, as a file has it."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Basis(_Strict):
    """Where a check comes from: the document and the part of it."""

    document: str
    part: str


class Admissible(_Strict):
    """One reading of a topic: what the prose may mean by it. `match` is its name in a claim that fitted."""

    topic: str
    match: str
    value: str
    editions: tuple[str, ...] | None = None
    title: Words | None = None


class ExampleClaim(_Strict):
    """A claim of an example."""

    topic: str
    value: int | float
    qualifier: Qualifier = "exact"
    scope: Scope = "own"
    parts: tuple[int, ...] = ()


class ExampleYears(_Strict):
    """The years of an example."""

    year: int | None = None
    title_year: int | None = None
    period: tuple[str, str] | None = None
    narrative_years: tuple[int, ...] = ()


class Example(_Strict):
    """A report in a line: cells that are not named hold an accepted 0; null is a blank; `lost`, `review`; `"30 元"` has a unit.

    `before` are the cells of the year before, `before_edition` their edition (None: this year's). `facts` are the names of an
    expression with their values, for checks of what a sentence states and of a year among others; `hedged`: 约, 近, 余.
    """

    cells: Mapping[str, int | float | str | None] = Field(default_factory=dict)
    edition: str | None = None
    before: Mapping[str, int | float | str | None] = Field(default_factory=dict)
    before_edition: str | None = None
    facts: Mapping[str, int | float] = Field(default_factory=dict)
    hedged: bool = False
    organization: str = ""
    claims: tuple[ExampleClaim, ...] = ()
    years: ExampleYears = ExampleYears()


class Examples(_Strict):
    """What a check says yes to, no to, and nothing about."""

    passes: tuple[Example, ...] = Field(min_length=1)
    fails: tuple[Example, ...] = Field(min_length=1)
    unknown: tuple[Example, ...] = Field(min_length=1)


class _CheckFile(_Strict):
    id: str = Field(pattern=r"^[a-z]+(\.[a-z]+(-[a-z]+)*)$")
    version: int = Field(ge=1)
    title: Words
    basis: tuple[Basis, ...] = Field(min_length=1)
    table: str | None = None
    editions: tuple[str, ...] | None = None
    editions_before: tuple[str, ...] | None = None
    for_each: ForEach
    rows: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    organization: str = ""
    when: str = ""
    assert_: str = Field(default="", alias="assert")
    readings: tuple[Admissible, ...] = ()
    missing: Missing = "unknown"
    blank: Blank = "unknown"
    severity: Severity
    cause: Cause = "undetermined"
    hard: bool = False
    explain: Words
    examples: Examples


@dataclass(frozen=True)
class Check:
    """One check as its file states it.

    `when` limits where it applies, `organization` (a regular expression) to whom. `missing` says what a lost or doubtful
    operand makes of it; `blank` what a blank one does, "zero" being the declared hypothesis that blanks are 0. A `hard` check
    is an equality that feeds locating and implying. A claim check has `readings` in place of `assert_`. A check that names
    before("…") looks back on the year before, whose table may be in any of `editions_before`.
    """

    id: str
    version: int
    title: Message
    basis: tuple[Basis, ...]
    table: str | None
    editions: tuple[str, ...]
    editions_before: tuple[str, ...]
    for_each: ForEach
    rows: tuple[str, ...]
    kinds: tuple[str, ...]
    organization: str
    when: str
    assert_: str
    readings: tuple[Admissible, ...]
    missing: Missing
    blank: Blank
    severity: Severity
    cause: Cause
    hard: bool
    explain: Message
    examples: Examples

    @property
    def text(self) -> str:
        """What must hold, in one text: the assertion, or the admissible readings by topic."""
        if self.assert_:
            return f"{self.assert_}  when {self.when}" if self.when else self.assert_
        return "\n".join(f"{r.topic} = {r.value}" + (f"  ({', '.join(r.editions)})" if r.editions else "") for r in self.readings)

    def explained(self, fields: Mapping[str, Shown]) -> Message:
        """The explanation with its placeholders filled in; what is not known is a dash."""
        return Message(
            self.explain.zh.format_map({key: _shown(value, "zh") for key, value in fields.items()}),
            self.explain.en.format_map({key: _shown(value, "en") for key, value in fields.items()}),
        )


def _shown(value: Shown, language: str) -> str:
    if isinstance(value, Message):
        return value.zh if language == "zh" else value.en
    return "—" if value is None else value if isinstance(value, str) else in_digits(value)


def in_digits(value: Number) -> str:
    """A figure as it would be printed: 6719.3835, never with an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


class Outcome(NamedTuple):
    """What one check says at one place. `hypothesis` is "blank-as-zero" where blanks were taken as 0, None where none were."""

    rule: str
    instance: str
    result: Result
    reason: str = ""
    cells: tuple[str, ...] = ()
    lhs: Number | None = None
    rhs: Number | None = None
    hypothesis: str | None = None


def read_checks(path: Path, forms: Forms) -> Iterator[Check]:
    """The checks of one file. Raises ContentError naming file, check, key and what was expected."""
    content = load_yaml(path)
    if not isinstance(content, list):
        raise ContentError(f"{path}: (top): expected a list of checks", "begin each check with `- id: …`")
    addresses = addresses_by_edition(forms)
    for number, item in enumerate(content, 1):
        name = item.get("id", f"check {number}") if isinstance(item, dict) else f"check {number}"
        try:
            spec = _CheckFile.model_validate(item)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"]) or "(top)"
            raise ContentError(f"{path}: {name}: {key}: {first['msg']}", "compare with a check that ships with gouji") from None
        yield _check(path, spec, forms, addresses)


def _check(path: Path, spec: _CheckFile, forms: Forms, addresses: Mapping[str, frozenset[str]]) -> Check:
    def refuse(key: str, what: str, hint: str = "compare with a check that ships with gouji") -> ContentError:
        return ContentError(f"{path}: {spec.id}: {key}: {what}", hint)

    if spec.table is not None and spec.table not in forms.tables:
        raise refuse("table", f"no table {spec.table!r}: expected one of {', '.join(forms.tables)}")
    known = sorted({f.edition for f in forms if spec.table in (None, f.table)})
    for key in ("editions", "editions_before"):
        for edition in getattr(spec, key) or ():
            if edition not in known:
                raise refuse(key, f"no edition {edition!r}: expected of {', '.join(known)}")
    if bool(spec.assert_) == bool(spec.readings):
        raise refuse("assert", "expected either an assertion or, for claims, `readings`")
    if spec.readings and (spec.for_each != "claim" or spec.table is None):
        raise refuse("readings", "expected `for_each: claim` and a `table`")
    if spec.for_each in ("row", "column") and spec.table is None:
        raise refuse("table", f"expected a table, since for_each is {spec.for_each}")
    if spec.hard and (spec.for_each not in ("row", "column") or spec.when or spec.organization or spec.severity != "error"):
        raise refuse("hard", "expected for_each row or column, severity error, and neither `when` nor `organization`")
    try:
        re.compile(spec.organization)
    except re.error as error:
        raise refuse("organization", f"no regular expression: {error}") from error
    for language in ("zh", "en"):
        _refuse_placeholders(refuse, f"explain.{language}", getattr(spec.explain, language), SHOWN[spec.for_each])
    for kind in ("passes", "fails", "unknown"):
        for example in getattr(spec.examples, kind):
            edition = edition_of(example, spec.editions or known, addresses)
            for cells, year in ((example.cells, edition), (example.before, example.before_edition or edition)):
                if strange := sorted(cells.keys() - addresses.get(year, frozenset())):
                    raise refuse(f"examples.{kind}", f"no cell {strange[0]!r} in edition {year}: expected table/row/column")
            if strange := sorted(set(example.facts) - NAMES[spec.for_each]):
                raise refuse(f"examples.{kind}", f"no name {strange[0]!r}: expected of {', '.join(sorted(NAMES[spec.for_each])) or 'none'}")
    fields: dict[str, Any] = {name: getattr(spec, name) for name in type(spec).model_fields}
    editions = spec.editions or tuple(known)
    fields |= {"title": message(spec.title), "explain": message(spec.explain), "editions": editions}
    return Check(**fields | {"editions_before": spec.editions_before or editions})


def addresses_by_edition(forms: Forms) -> Mapping[str, frozenset[str]]:
    """The addresses of all tables, by edition."""
    return {edition: frozenset(a for form in forms if form.edition == edition for a in form.addresses) for _, edition in forms.by_key}


def edition_of(example: Example, editions: Iterable[str], addresses: Mapping[str, frozenset[str]]) -> str:
    """The edition that an example is in: the one it names, else the newest of these that has all its cells, else the newest."""
    newest = sorted(editions, reverse=True)
    return example.edition or next((edition for edition in newest if example.cells.keys() <= addresses[edition]), newest[0])


def _refuse_placeholders(refuse: Any, key: str, text: str, allowed: frozenset[str]) -> None:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise refuse(key, f"no template: {error}") from error
    for _, name, spec, conversion in parts:
        if name is not None and (name not in allowed or spec or conversion):
            raise refuse(key, f"no placeholder {name!r}: expected of {', '.join(sorted(allowed))}")


def message(words: Words) -> Message:
    """A file's words as a message."""
    return Message(words.zh, words.en)
