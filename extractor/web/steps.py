"""Going through the queue without answering: the question beside one, and the answer that one was given."""

from __future__ import annotations

from typing import Any

from extractor.record import Record
from extractor.review.decisions import Decision, effective
from extractor.review.desk import Desk, Filter

_ORDER = "(q.skips, -q.worth, q.id)"  # that in which questions are asked


def beside(desk: Desk, item: int, wanted: Filter, *, forward: bool, second: bool = False) -> int | None:
    """The question that is asked after this one, or before it; at the end of the queue the one at its other end."""
    here = desk.store.rows("select skips, -worth, id from questions where id = ?", (item,))
    where, values = wanted.where()
    state, order = "decided" if second else "open", "q.skips, q.worth desc, q.id" if forward else "q.skips desc, q.worth, q.id desc"
    further: tuple[str, list[Any]] = (f" and {_ORDER} {'>' if forward else '<'} (?, ?, ?)", list(here[0])) if here else ("", [])
    for condition, more in (further, (" and q.id <> ?", [item])):
        found = desk.store.rows(
            f"select q.id from questions q where q.state = ?{where}{condition} order by {order} limit 1", (state, *values, *more)
        )
        if found:
            return int(found[0][0])
    return None


def answered(desk: Desk, item: int) -> tuple[Record, Decision] | None:
    """The answer that holds for a question, and the document as it was read; None where it is open or unknown."""
    with desk.store.writing() as execute:
        row = desk.queue.row(execute, item)
        if row is None or row.state != "decided":
            return None
        record = desk.queue.record(execute, row.sha256, row.part)
        decisions = desk.queue.decisions(execute, row.sha256, row.part)
    kept = [d for d in decisions if (d.kind, d.subject) == (row.kind, row.subject) and d.audit == bool(row.audit)]
    found = effective(kept)
    return None if record is None or not found else (record, found[-1])
