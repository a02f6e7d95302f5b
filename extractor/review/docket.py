"""The table of questions, written while a document is stored or decided on: one row for each, kept by what it asks about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from extractor.record import Message, Record
from extractor.review.decisions import Decision, effective
from extractor.review.questions import Question

Execute = Callable[..., Any]
_COLUMNS = (
    "sha256", "part", "kind", "subject", "audit", "state", "worth", "settles", "weighed", "rule", "cause", "organization", "year",
    "fingerprint", "reopened_zh", "reopened_en",
)
_PUT = (
    f"insert into questions ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))}) "
    f"on conflict (sha256, part, kind, subject, audit) do update set {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS[5:])}"
)


def put_questions(
    execute: Execute, record: Record, part: int, questions: Sequence[Question], *, weighed: bool = False,
    reopened: Mapping[str, Message] | None = None, decisions: Sequence[Decision] = (),
) -> None:  # fmt: skip
    """Nothing; the questions of a document in place of those that were open. A row that stays keeps its number and who holds it."""
    key = (record.sha256, part)
    execute("update questions set state = 'gone' where sha256 = ? and part = ? and audit = 0 and state <> 'gone'", key)
    for question in questions:
        why = (reopened or {}).get(question.subject)
        told = (None, None) if why is None else (why.zh, why.en)
        execute(_PUT, (*_row(record, part, question, question.worth, weighed), *told))
    for decision in effective(decisions):
        execute(
            "update questions set state = 'decided', holder = null "
            "where sha256 = ? and part = ? and kind = ? and subject = ? and state = 'gone' and audit = 0",
            (*key, decision.kind, decision.subject),
        )


def put_audit(execute: Execute, record: Record, part: int, question: Question, worth: float) -> int:
    """1 where an accepted cell was added to be looked at blindly, 0 where it was there already. `worth` is its place in the queue."""
    row = _row(record, part, question, worth, True)
    put = f"insert into questions ({', '.join(_COLUMNS)}) values ({', '.join('?' * len(_COLUMNS))}) on conflict do nothing"
    return int(execute(put, (*row[:4], 1, *row[5:], None, None)).rowcount)


def put_away(execute: Execute, location: str) -> None:
    """Nothing; nobody is asked any more about bytes that no file holds."""
    execute(
        """update questions set state = 'gone' where state = 'open' and sha256 in
           (select sha256 from documents where location = ? and not current) and not exists
           (select 1 from documents d where d.sha256 = questions.sha256 and d.part = questions.part and d.current)""",
        (location,),
    )


def _row(record: Record, part: int, question: Question, worth: float, weighed: bool) -> tuple[Any, ...]:
    return (
        record.sha256, part, question.kind, question.subject, 0, "open", worth, question.settles, weighed,
        ",".join(question.rules), question.cause, record.organization, record.year, question.fingerprint,
    )
