"""Decisions: what a person said of a doubtful figure, a finding or a claim, and the facts that it was said of.

A decision is never erased. One is taken back by another row; it holds as long as the facts that it was made on stay what they were,
whatever is read or checked again, and where they changed it is reopened and says what changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, get_args

from extractor.record import Cell, Finding, Message, Number, Record

Kind = Literal["cell", "finding", "claim"]
Action = Literal["accept", "correct", "source_wrong", "not_countable", "skip", "undo"]
ACTIONS: tuple[Action, ...] = get_args(Action)
Values = Mapping[str, Number | None]  # address → the figure; None: nothing is printed there


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the list of decisions.

    `before` are the machine's readings of the cells in question, `after` what a person says the source prints there. `accept` of a
    finding: the figures are read as printed and the finding stands; `source_wrong`: so they are, and the agency erred;
    `not_countable`: the text does not settle the cells, or the sentence or sum speaks of something else. `undoes` is the number of
    the decision that an `undo` takes back. `facts` is what was known of the subject then, `seconds` how long it took.
    """

    sha256: str
    part: int
    kind: Kind
    subject: str
    action: Action
    who: str
    at: str
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0
    facts: str = ""
    undoes: int | None = None
    audit: bool = False
    id: int | None = None

    @property
    def fingerprint(self) -> str:
        """Sixteen characters that change when the facts do."""
        return fingerprint(self.facts)

    @property
    def answer(self) -> str:
        """What two people must both have said to be of one mind."""
        return listed(dict(sorted(self.after.items()))) if self.after else self.action


def fingerprint(facts: str) -> str:
    """Sixteen characters that stand for the facts."""
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def listed(values: Any) -> str:
    """Values as JSON, every number digit for digit."""
    import simplejson

    text: str = simplejson.dumps(values, ensure_ascii=False, use_decimal=True, namedtuple_as_object=False, separators=(",", ":"))
    return text


def unlisted(text: str) -> Any:
    """What `listed` wrote."""
    import simplejson

    return simplejson.loads(text, use_decimal=True)


def cell_facts(cells: Mapping[str, Cell], addresses: Iterable[str]) -> str:
    """What a decision on cells rests on: what each prints, and every reading of it, whoever made it."""
    return listed({"cells": {address: _reading(cells.get(address)) for address in sorted(addresses)}})


def finding_facts(record: Record, findings: Sequence[Finding]) -> str:
    """What a decision on findings rests on: the rules, the figures of their cells, and what the prose states."""
    addresses = sorted({address for finding in findings for address in finding.cells})
    topics = {topic for finding in findings for topic in finding.claims}
    return listed({
        "rules": sorted({finding.rule for finding in findings}),
        "cells": {address: _figure(record.cells.get(address)) for address in addresses},
        "claims": sorted([claim.topic, str(claim.value), claim.quote] for claim in record.claims if claim.topic in topics),
    })  # fmt: skip


def _reading(cell: Cell | None) -> list[Any]:
    if cell is None:
        return [None, []]
    readings = {_digits(candidate.value) for candidate in cell.candidates}
    if cell.value is not None or cell.status == "blank":
        readings.add(_digits(cell.value))
    return [cell.printed, sorted(readings)]


def _figure(cell: Cell | None) -> str:
    return "lost" if cell is None else cell.status if cell.value is None else _digits(cell.value)


def _digits(value: Number | None) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def effective(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that count, in order: what was taken back or skipped is left out, what was decided again counts the last time."""
    rows = sorted(decisions, key=lambda decision: decision.id or 0)
    undone = {decision.undoes for decision in rows if decision.action == "undo"}
    standing = [d for d in rows if d.action not in ("undo", "skip") and d.id not in undone]
    latest = {(d.kind, d.subject): d for d in standing}
    return tuple(d for d in standing if latest[d.kind, d.subject] is d)


def what_changed(then: str, now: str, name: Callable[[str], Message]) -> Message:
    """What differs between the facts of a decision and those of today, in a sentence; `name` is that of a cell."""
    old, new = unlisted(then), unlisted(now)
    was, is_now = old.get("cells", {}), new.get("cells", {})
    changes: dict[tuple[str, str], list[str]] = {}
    for address in dict.fromkeys((*was, *is_now)):
        if was.get(address) != is_now.get(address):
            changes.setdefault((_told(was.get(address)), _told(is_now.get(address))), []).append(address)
    zh, en = [], []
    for (before, after), addresses in changes.items():
        first, more = name(addresses[0]), len(addresses) - 1
        zh.append(f"{first.zh}{f'等 {more + 1} 格' if more else ''}原读 {before}，现读 {after}")
        en.append(f"{first.en}{f' and {more} more' if more else ''}: read as {before} then, as {after} now")
    if old.get("rules") != new.get("rules"):
        zh.append("涉及的规则不同")
        en.append("other checks are concerned")
    if old.get("claims") != new.get("claims"):
        zh.append("正文的说法不同")
        en.append("the prose is read otherwise")
    return Message("；".join(zh), "; ".join(en))


def _told(fact: Any) -> str:
    if fact is None:
        return "—"
    if isinstance(fact, str):
        return fact
    printed, readings = fact
    return printed if printed is not None else "/".join(reading or "∅" for reading in readings) or "∅"

