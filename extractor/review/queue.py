"""The queue: which question comes next, who holds it, and the rows of decisions, all in the database.

Two people at once never hold the same question: it is taken in one transaction, and given back when its time is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from time import time
from typing import Any, NamedTuple

from extractor.errors import GoujiError
from extractor.export import from_json
from extractor.record import Candidate, Cell, Message, Record
from extractor.review.decisions import Decision, listed, unlisted
from extractor.review.docket import Execute, put_audit
from extractor.review.questions import audited
from extractor.store import Store
from extractor.text import Span

LEASE_SECONDS = 600.0
_DECISION = (
    "sha256", "part", "kind", "subject", "action", "who", "at", "before", "after", "reason", "seconds", "facts", "undoes", "audit",
)
_ANSWERED = (
    "(select 1 from decisions d where d.sha256 = q.sha256 and d.part = q.part and d.kind = q.kind and d.subject = q.subject "
    "and d.action not in ('skip', 'undo') and d.who {} ?)"
)
_ACCEPTED = (
    "select address, value_text, printed, start, stop, candidates from cells where document = ? and status = 'accepted' order by address"
)
_BYTES = (
    "select ?, ? union select e.sha256, e.part from documents d join documents e on e.location = d.location and e.part = d.part "
    "where d.sha256 = ? and d.part = ? and d.current and not e.current and e.organization = d.organization and e.organization <> '' "
    "and e.year is d.year"
)
_SECOND = f" and exists {_ANSWERED.format('<>')} and not exists {_ANSWERED.format('=')}"


class ConflictError(GoujiError):
    """Somebody else holds or has answered the question, or its facts have changed since it was shown. `said`: the same for a page."""

    exit_code = 1

    def __init__(self, said: Message, hint: str = "take the next one") -> None:
        super().__init__(said.en, hint)
        self.said = said

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.said, self.hint)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which questions are wanted: by a check's id, a piece of the agency's name, a year, a cause (or the reason of a doubtful cell),
    a document's hash. None: any."""

    rule: str | None = None
    organization: str | None = None
    year: int | None = None
    cause: str | None = None
    sha256: str | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The condition on `questions q`, and its values."""
        given = (
            ("instr(',' || q.rule || ',', ',' || ? || ',')", self.rule), ("instr(q.organization, ?)", self.organization),
            ("q.year = ?", self.year), ("q.cause = ?", self.cause), ("q.sha256 = ?", self.sha256),
        )  # fmt: skip
        used = [(condition, value) for condition, value in given if value is not None]
        return "".join(f" and {condition}" for condition, _ in used), [value for _, value in used]


ANY = Filter()


class Waiting(NamedTuple):
    """A row of the queue."""

    id: int
    sha256: str
    part: int
    kind: str
    subject: str
    audit: int
    state: str
    worth: float
    settles: int
    weighed: int
    fingerprint: str
    reopened_zh: str | None
    reopened_en: str | None
    holder: str | None
    held_until: float | None


_SELECT = f"select {', '.join(f'q.{name}' for name in Waiting._fields)} from questions q"


@dataclass(frozen=True, slots=True)
class Queue:
    """The questions and decisions of a store, as one person (`who`) sees them."""

    store: Store
    who: str
    lease_seconds: float = LEASE_SECONDS

    def take(self, execute: Execute, wanted: Filter = ANY, *, second: bool = False) -> Waiting | None:
        """The best free question, held by this person from now on; None where none is left. `second`: of those that others answered."""
        where, values = wanted.where()
        if second:
            where, values = where + _SECOND, [*values, self.who, self.who]
        free = "q.state = ? and (q.holder is null or q.holder = ? or q.held_until < ?)"
        query = f"{_SELECT} where {free}{where} order by q.skips, q.worth desc, q.id limit 1"
        found = execute(query, ("decided" if second else "open", self.who, time(), *values)).fetchone()
        return None if found is None else self.hold(execute, Waiting(*found))

    def hold(self, execute: Execute, row: Waiting) -> Waiting:
        """The row, held by this person from now on. Raises ConflictError where another does."""
        if row.holder not in (None, self.who) and (row.held_until or 0) >= time():
            raise ConflictError(Message(f"{row.holder} 正在看这一处", f"{row.holder} is looking at this question just now"))
        until = time() + self.lease_seconds
        execute("update questions set holder = ?, held_until = ? where id = ?", (self.who, until, row.id))
        return row._replace(holder=self.who, held_until=until)

    def release(self, execute: Execute, item: int) -> None:
        """Nothing; others may take the question."""
        execute("update questions set holder = null, held_until = null where id = ? and holder = ?", (item, self.who))

    def row(self, execute: Execute, item: int) -> Waiting | None:
        """One question by its number."""
        found = execute(f"{_SELECT} where q.id = ?", (item,)).fetchone()
        return None if found is None else Waiting(*found)

    def beside(self, item: int, wanted: Filter, *, forward: bool) -> int | None:
        """The open question after this one in the queue's order, or before it; None at the end."""
        where, values = wanted.where()
        sign, order = (">", "q.skips, q.worth desc, q.id") if forward else ("<", "q.skips desc, q.worth, q.id desc")
        query = (
            f"select q.id from questions q, questions this where this.id = ? and q.state = 'open'{where} "
            f"and (q.skips, -q.worth, q.id) {sign} (this.skips, -this.worth, this.id) order by {order} limit 1"
        )
        found = self.store.rows(query, (item, *values))
        return int(found[0][0]) if found else None

    def row_about(self, execute: Execute, decision: Decision) -> Waiting | None:
        """The question that a decision answered."""
        key = (decision.sha256, decision.part, decision.kind, decision.subject, decision.audit)
        found = execute(f"{_SELECT} where q.sha256 = ? and q.part = ? and q.kind = ? and q.subject = ? and q.audit = ?", key).fetchone()
        return None if found is None else Waiting(*found)

    def left(self, wanted: Filter = ANY, *, second: bool = False) -> int:
        """How many questions are open, whoever holds them."""
        where, values = wanted.where()
        if second:
            where, values = where + _SECOND, [*values, self.who, self.who]
        query = f"select count(*) from questions q where q.state = ?{where}"
        return int(self.store.rows(query, ("decided" if second else "open", *values))[0][0])

    def record(self, execute: Execute, sha256: str, part: int) -> Record | None:
        """The record of the bytes as they were last read; None where no current document has them."""
        query = "select record from documents where sha256 = ? and part = ? and current order by read_at desc limit 1"
        found = execute(query, (sha256, part)).fetchone()
        return None if found is None else from_json(found[0])

    def decisions(self, execute: Execute, sha256: str, part: int) -> tuple[Decision, ...]:
        """Every decision on a document, in order, those taken back as well; also those on earlier bytes of the same file, where these
        were the same agency's report on the same year."""
        query = f"select {', '.join(_DECISION)}, id from decisions where (sha256, part) in ({_BYTES}) order by id"
        return tuple(_decision(row) for row in execute(query, (sha256, part, sha256, part)).fetchall())

    def decision(self, execute: Execute, number: int) -> Decision | None:
        """One decision by its number."""
        found = execute(f"select {', '.join(_DECISION)}, id from decisions where id = ?", (number,)).fetchone()
        return None if found is None else _decision(found)

    def last(self, execute: Execute) -> Decision | None:
        """The last decision of this person that was not taken back."""
        found = execute(
            f"select {', '.join(_DECISION)}, id from decisions d where who = ? and action <> 'undo' "
            "and not exists (select 1 from decisions u where u.undoes = d.id) order by id desc limit 1",
            (self.who,),
        ).fetchone()
        return None if found is None else _decision(found)

    def add(self, execute: Execute, decision: Decision) -> Decision:
        """The decision as stored, with its number."""
        columns = (*_DECISION, "fingerprint")
        d = decision
        row = (
            d.sha256, d.part, d.kind, d.subject, d.action, d.who, d.at, listed(dict(d.before)), listed(dict(d.after)), d.reason, d.seconds,
            d.facts, d.undoes, d.audit, d.fingerprint,
        )  # fmt: skip
        put = f"insert into decisions ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
        return replace(decision, id=int(execute(put, row).lastrowid))

    def sample(self, execute: Execute, share: float, seed: int) -> int:
        """How many accepted cells were added to be looked at blindly: each with the same chance, whatever else is stored.

        The same seed chooses the same cells again, of documents that are stored later as well. They are spread over the queue.
        """
        chosen = 0
        worths = [row[0] for row in execute("select worth from questions where state = 'open' and audit = 0").fetchall()] or [1.0]
        documents = execute(
            "select min(id), sha256, part, organization, year, accepted from documents where current and accepted group by sha256, part"
        ).fetchall()
        for document, sha256, part, organization, year, accepted in documents:
            rng = Random(f"{seed}/{sha256}/{part}")
            drawn = [n for n in range(accepted) if rng.random() < share]
            if not drawn:
                continue
            cells = execute(_ACCEPTED, (document,)).fetchall()
            for n in drawn:
                address, cell = _accepted(cells[n])
                record = Record("", sha256, "review", organization=organization, year=year, cells={address: cell})
                chosen += put_audit(execute, record, part, audited(record, address), rng.choice(worths))
        return chosen


def _accepted(row: tuple[str, str, str | None, int | None, int | None, str | None]) -> tuple[str, Cell]:
    address, value, printed, start, stop, candidates = row
    evidence = None if start is None or stop is None else Span(start, stop)
    read = tuple(Candidate(value, None, reader) for value, _, reader in unlisted(candidates)) if candidates else ()
    return address, Cell(Decimal(value) if "." in value else int(value), "accepted", evidence, printed, candidates=read)


def now() -> str:
    """The time as decisions bear it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _decision(row: tuple[Any, ...]) -> Decision:
    fields = dict(zip((*_DECISION, "id"), row, strict=True))
    return Decision(**fields | {"before": unlisted(fields["before"]), "after": unlisted(fields["after"]), "audit": bool(fields["audit"])})


def all_decisions(store: Store) -> Iterator[Decision]:
    """Every decision of a store, in order."""
    for row in store.rows(f"select {', '.join(_DECISION)}, id from decisions order by id"):
        yield _decision(row)
