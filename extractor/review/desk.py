"""Review: the next question with all that is needed to answer it, and what an answer changes. The doors (page, terminal) stand on this.

Every answer is one transaction: the decision, the document judged again, its questions brought up to date.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from time import perf_counter

from extractor.errors import UsageError
from extractor.export import to_json
from extractor.form import Forms
from extractor.pipeline import Kit
from extractor.record import Candidate, Finding, Message, Number, Record
from extractor.review.decisions import Action, Decision, Values, cell_facts, effective
from extractor.review.docket import Execute, put_questions
from extractor.review.questions import Question, audited, by_arithmetic
from extractor.review.queue import ANY, LEASE_SECONDS, ConflictError, Filter, Queue, Waiting, now
from extractor.review.settling import Judgement, judge_again
from extractor.store import Store

__all__ = ["ANY", "Answer", "Case", "ConflictError", "Desk", "Filter", "Preview", "figure"]

_BATCH = 200  # documents judged in one transaction
_RANKING = 0.03  # seconds of one press for looking into documents, before the best question is taken as found
_LATER = 2**62  # a decision's number while it is only tried
_FIGURE = re.compile(r"[+-]?\d+(?:\.\d+)?")
_CHANGED = Message("显示之后，有关这一处的读法有变", "what is known of this question has changed since it was shown")
_NOTHING = ("", "-", "—", "–", "/", "空", "无", "blank")


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what a door shows of it.

    `record` is the document with earlier decisions applied, `machine` as it was read; `text` the decoded original (None where the
    database does not hold it), which all evidence points into. `seen` goes back with the answer; `reopened` says what changed since
    an earlier decision. An audited cell looks like any other question.
    """

    item: int
    question: Question
    record: Record
    machine: Record
    part: int
    text: str | None
    seen: str
    held_until: float
    reopened: Message | None = None
    earlier: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer did: `settled` are the cells that are no longer in question, `by_arithmetic` those of them that follow from the
    identities; `findings` are broken by the answer and were not before. `verdict` of the document: `settled` or `open`."""

    decision: Decision
    settled: tuple[str, ...] = ()
    by_arithmetic: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    verdict: str = "open"


@dataclass(frozen=True, slots=True)
class Preview:
    """What an answer would do, nothing being stored: the findings that would stand, and the cells settled."""

    findings: tuple[Finding, ...]
    settled: tuple[str, ...] = ()
    by_arithmetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """A person's place at the queue. One store and one person each; not to be shared between threads."""

    store: Store
    kit: Kit
    who: str
    lease_seconds: float = LEASE_SECONDS
    queue: Queue = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "queue", Queue(self.store, self.who, self.lease_seconds))

    def refresh(self, progress: Callable[[int, int], None] | None = None, *, decided: bool = False) -> int:
        """The number of documents whose questions were brought up to date: read again since decisions were made on them, or stored by
        an earlier version. To be called before the first question. `decided`: only those that there are decisions on."""
        only = " and exists (select 1 from decisions s where s.sha256 = d.sha256 and s.part = d.part)" if decided else ""
        found = self.store.rows(f"select distinct sha256, part from documents d where queued = 0 and current{only}")
        for start in range(0, len(found), _BATCH):
            with self.store.writing() as execute:
                for sha256, part in found[start : start + _BATCH]:
                    self._bring_up_to_date(execute, sha256, part)
            if progress is not None:
                progress(min(start + _BATCH, len(found)), len(found))
        return len(found)

    def sample(self, share: float, seed: int = 1) -> int:
        """How many accepted cells were added to the queue to be looked at blindly; `share` of all, chosen by the seed."""
        with self.store.writing() as execute:
            return self.queue.sample(execute, share, seed)

    def left(self, wanted: Filter = ANY, *, second: bool = False) -> int:
        """How many questions are open."""
        return self.queue.left(wanted, second=second)

    def next(self, wanted: Filter = ANY, *, second: bool = False) -> Case | None:
        """The best free question, held by this person for a while; None where none is left. `second`: of those that others answered."""
        with self.store.writing() as execute:
            until = perf_counter() + _RANKING
            while (row := self.queue.take(execute, wanted, second=second)) is not None:
                if not row.weighed:  # its worth is the most that it can be: what an answer settles is tried now
                    self._bring_up_to_date(execute, row.sha256, row.part)
                    if perf_counter() < until:
                        self.queue.release(execute, row.id)
                        continue
                    row = self.queue.row(execute, row.id) or row
                if row.state != "gone" and (case := self._case(execute, row, second=second)) is not None:
                    return case
                execute("update questions set state = 'gone' where id = ?", (row.id,))
            return None

    def open(self, item: int, *, second: bool = False) -> Case:
        """One question by its number, held by this person. Raises ConflictError where another holds it or it is no longer in question."""
        with self.store.writing() as execute:
            row = self.queue.row(execute, item)
            if row is None or row.state == "gone" or (row.state == "decided" and not second):
                raise _answered(row)
            case = self._case(execute, self.queue.hold(execute, row), second=second)
            if case is None:
                raise _answered(row)
            return case

    def beside(self, item: int, wanted: Filter = ANY, *, forward: bool = True) -> int | None:
        """The open question after this one in the queue's order, or before it, whoever holds it; None at the end."""
        return self.queue.beside(item, wanted, forward=forward)

    def answered(self, item: int) -> Decision | None:
        """The decision that counts on a question; None where there is none."""
        row = self.queue.row(self.store.execute, item)
        standing = effective(self.decisions(row.sha256, row.part)) if row is not None else ()
        return next((d for d in standing if row is not None and (d.kind, d.subject) == (row.kind, row.subject)), None)

    def release(self, item: int) -> None:
        """Nothing; lets others take the question."""
        with self.store.writing() as execute:
            self.queue.release(execute, item)

    def decide(
        self, item: int, action: Action, *, option: int = 0, values: Values | None = None, reason: str = "", seconds: float = 0.0,
        seen: str | None = None, second: bool = False,
    ) -> Answer:  # fmt: skip
        """What the answer did. `accept` takes the option of that number, `correct` the typed `values` (address → what is printed
        there; None: nothing is).

        Raises ConflictError where another person holds or has answered the question, or its facts are not those that were `seen`;
        UsageError for an answer that the question does not allow.
        """
        with self.store.writing() as execute:
            row = self.queue.row(execute, item)
            if row is None or row.state != ("decided" if second else "open"):
                raise _answered(row)
            row = self.queue.hold(execute, row)
            case = self._case(execute, row, second=second)
            if case is None or (seen is not None and seen != case.seen):
                raise ConflictError(_CHANGED, "look at it again")
            decision = self._decision(case, row, action, option, values, reason, seconds)
            decision = self.queue.add(execute, decision)
            self.queue.release(execute, item)
            if action == "skip":
                execute("update questions set skips = skips + 1 where id = ?", (item,))
                return Answer(decision)
            if row.audit:
                execute("update questions set state = 'decided' where id = ?", (item,))
            before = _in_question(case.record)
            judgement = self._bring_up_to_date(execute, row.sha256, row.part)
            assert judgement is not None
            return _answer(decision, before, case.record, judgement)

    def undo(self, number: int | None = None) -> Case | None:
        """The question that is open again once a decision is taken back: that of this number, else this person's last. None where there
        was none, or where its question is no longer one."""
        with self.store.writing() as execute:
            decision = self.queue.last(execute) if number is None else self.queue.decision(execute, number)
            if decision is None or decision.action == "undo":
                return None
            back = replace(decision, action="undo", who=self.who, at=now(), undoes=decision.id, reason="", seconds=0.0, id=None)
            self.queue.add(execute, back)
            row = self.queue.row_about(execute, decision)
            if row is not None and decision.audit:
                execute("update questions set state = 'open' where id = ?", (row.id,))
            elif row is not None and decision.action == "skip":
                execute("update questions set skips = max(0, skips - 1) where id = ?", (row.id,))
            judgement = self._bring_up_to_date(execute, decision.sha256, decision.part)
            asked = (q for q in judgement.questions if decision.before.keys() & set(q.cells)) if judgement is not None else iter(())
            row = self.queue.row_about(execute, decision)
            if (row is None or row.state != "open") and (again := next(asked, None)):  # asked in other words by now
                row = self.queue.row_about(execute, replace(decision, kind=again.kind, subject=again.subject, audit=False))
            if row is None or row.state != "open":
                return None
            return self._case(execute, self.queue.hold(execute, row))

    def preview(self, item: int, values: Values) -> Preview:
        """What typing these figures would do. Raises ConflictError where the question is gone."""
        row = self.queue.row(self.store.execute, item)
        case = None if row is None else self._case(self.store.execute, row, second=row.state == "decided")
        if row is None or case is None:
            raise _answered(row)
        trial = replace(self._decision(case, row, "correct", 0, values, "", 0.0), id=_LATER)
        judgement = self._judged(case.machine, (*case.earlier, trial), case.text, weighed=False)
        answer = _answer(trial, _in_question(case.record), case.record, judgement)
        return Preview(judgement.record.findings, answer.settled, answer.by_arithmetic)

    def machine(self, sha256: str, part: int = 1) -> Record | None:
        """A document as it was read; None where it is not stored."""
        return self.queue.record(self.store.execute, sha256, part)

    def decisions(self, sha256: str, part: int = 1) -> tuple[Decision, ...]:
        """Every decision on a document, in order, those taken back as well."""
        return self.queue.decisions(self.store.execute, sha256, part)

    def judgement(self, sha256: str, part: int = 1) -> Judgement | None:
        """A document with the decisions on it; None where it is not stored."""
        record = self.machine(sha256, part)
        return None if record is None else self._judged(record, self.decisions(sha256, part), self.store.source(sha256))

    def _judged(self, record: Record, decisions: tuple[Decision, ...], text: str | None, *, weighed: bool = True) -> Judgement:
        return judge_again(record, decisions, self.kit.checks, self.kit.forms, text, weighed=weighed)

    def _case(self, execute: Execute, row: Waiting, *, second: bool = False) -> Case | None:
        """What is shown of a question; None where it is no longer one. A second opinion is asked as if the first were not there."""
        machine = self.queue.record(execute, row.sha256, row.part)
        if machine is None:
            return None
        text = self.store.source(row.sha256)
        decisions = self.queue.decisions(execute, row.sha256, row.part)
        if second:
            decisions = tuple(d for d in decisions if (d.kind, d.subject) != (row.kind, row.subject))
        judgement = self._judged(machine, decisions, text, weighed=False)
        if row.audit:
            if row.subject not in machine.cells or machine.cells[row.subject].status != "accepted":
                return None
            question: Question | None = audited(machine, row.subject)
            shown = _in_doubt(judgement.record, row.subject)
        else:
            shown = judgement.record
            question = next((q for q in judgement.questions if (q.kind, q.subject) == (row.kind, row.subject)), None)
        if question is None:
            return None
        question = replace(question, settles=row.settles)
        reopened = judgement.reopened.get(row.subject)
        return Case(
            row.id, question, shown, machine, row.part, text, question.fingerprint, row.held_until or 0.0, reopened, decisions
        )

    def _decision(
        self, case: Case, row: Waiting, action: Action, option: int, values: Values | None, reason: str, seconds: float
    ) -> Decision:
        question, machine = case.question, case.machine
        base = Decision(
            machine.sha256, case.part, question.kind, question.subject, action, self.who, now(), reason=reason, seconds=round(seconds, 3),
            facts=question.facts, audit=bool(row.audit),
        )  # fmt: skip
        if action == "undo":
            raise UsageError("undo takes back a decision and is no answer", "use undo()")
        if action == "correct":
            if not values:
                raise UsageError("what the source prints is missing", "type the figure, or - where nothing is printed")
            typed = {address: values[address] for address in machine.cells if address in values}
            if len(typed) < len(values):
                raise UsageError(f"{next(a for a in values if a not in typed)}: no cell of this report", "use table/row/column")
            same = question.kind == "cell" and set(typed) == set(question.cells)
            first, more = next(iter(typed)), len(typed) - 1
            subject = question.subject if same else f"{first}+{more}" if more else first
            return replace(
                base, kind="cell", subject=subject, before={a: machine.cells[a].value for a in typed}, after=typed,
                facts=cell_facts(machine.cells, typed),
            )
        if question.kind != "cell" or action == "skip":
            return base
        base = replace(
            base, before={a: machine.cells[a].value for a in question.cells}, facts=cell_facts(machine.cells, question.cells)
        )
        if action == "not_countable":
            return base
        if not 0 <= option < len(question.options):
            raise UsageError("there is no such reading to accept", "type what the source prints, or say that it cannot be told")
        return replace(base, after=dict(question.options[option].values))

    def _bring_up_to_date(self, execute: Execute, sha256: str, part: int) -> Judgement | None:
        """The document judged again, its questions and judgement stored."""
        execute("update documents set queued = 1 where sha256 = ? and part = ? and not queued", (sha256, part))
        record = self.queue.record(execute, sha256, part)
        if record is None:
            return None
        decisions = self.queue.decisions(execute, sha256, part)
        judgement = self._judged(record, decisions, self.store.source(sha256))
        put_questions(
            execute, record, part, judgement.questions, weighed=True, reopened=judgement.reopened, decisions=decisions
        )
        if any(decision.action != "skip" for decision in decisions):
            execute(
                "insert into judgements values (?, ?, ?, ?, ?, ?) on conflict do update set verdict = excluded.verdict, "
                "questions = excluded.questions, judged_at = excluded.judged_at, record = excluded.record",
                (sha256, part, judgement.verdict, len(judgement.questions), now(), to_json(judgement.record)),
            )
        return judgement


def figure(text: str, address: str, editions: Mapping[str, str], forms: Forms) -> Number | None:
    """The figure that a person typed for a cell, None for an empty one (also -, /, 空). Raises UsageError where the cell cannot hold it."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    if plain in _NOTHING:
        return None
    table, _, column = address.split("/")
    kind = forms.get(table, editions[table]).column[column].kind
    value: Number | None = None
    if _FIGURE.fullmatch(plain):
        value = Decimal(plain) if "." in plain else int(plain)
    if value is None or (kind != "amount" and isinstance(value, Decimal)) or (kind != "signed" and value < 0):
        wanted = {"count": "a whole number of 0 or more", "signed": "a whole number", "amount": "a number"}[kind]
        raise UsageError(f"{text.strip()!r}: expected {wanted}", "type it as it is printed; - where nothing is printed")
    return value


def _in_doubt(record: Record, address: str) -> Record:
    """The record with an audited cell shown as one in doubt is: who looks must not see that it was accepted."""
    cell = record.cells[address]
    doubtful = cell._replace(status="review", candidates=cell.candidates or (Candidate(cell.value, cell.evidence, "template"),))
    return replace(record, cells={**record.cells, address: doubtful})


def _in_question(record: Record) -> set[str]:
    return {address for address, cell in record.cells.items() if cell.status == "review" and not by_arithmetic(cell)}


def _answer(decision: Decision, before: set[str], record: Record, judgement: Judgement) -> Answer:
    implied = [a for a in judgement.record.cells if a in before and a in judgement.implied]
    settled = [a for a in judgement.record.cells if a in before and (a in judgement.implied or a in judgement.decided)]
    known = {(f.rule, f.cells, f.claims) for f in record.findings}
    new = [f for f in judgement.record.findings if (f.rule, f.cells, f.claims) not in known and f.severity == "error"]
    return Answer(decision, tuple(settled), tuple(implied), tuple(new), judgement.verdict)


def _answered(row: Waiting | None) -> ConflictError:
    if row is not None and row.state == "decided":
        return ConflictError(Message("这一处已有答复", "this question has been answered already"))
    return ConflictError(Message("这一处已不再待核", "this is no longer a question"))
