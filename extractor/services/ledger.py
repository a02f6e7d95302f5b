"""What was asked of model services, what it cost, and the answers: one row per HTTP request, and every answer paid for once.

In the same database as the records, over a connection of its own: an answer is committed before anybody acts on it, whatever
becomes of the document that it is for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from extractor.services.prices import Prices
from extractor.services.wire import Dialect, Reply
from extractor.store import BUSY_SECONDS, Store, explained

_ATTEMPT = ("run", "task", "reason", "document", "prompt", "service", "model", "mode", "request", "sent_at")
_BEGIN = f"insert into attempts ({', '.join(_ATTEMPT)}) values ({', '.join('?' * len(_ATTEMPT))})"
_END = (
    "update attempts set seconds = ?, status = ?, finish = ?, error = ?, tokens_in = ?, tokens_out = ?, tokens_cached = ?, cost = ?, "
    "currency = ? where id = ?"
)
_KEEP = "insert or ignore into answers values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_KEPT = "select content, refusal, finish, answered_by, tokens_in, tokens_out, tokens_cached from answers where request = ?"
# What a run, a document or a reason came to. An attempt that failed with a status cost nothing; one that never ended may have.
_SUMS = """count(*), sum(finish is not null), sum(tokens_in), sum(tokens_out), sum(tokens_cached), group_concat(cost, ' '), max(currency),
    sum(cost is null and (finish is not null or status is null)), coalesce(sum(seconds), 0)"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP request, before it is sent. `reason`: first, retry, re-ask, longer, probe."""

    task: str
    reason: str
    document: str
    prompt: str
    service: str
    model: str
    mode: str
    request: str


class Spending(NamedTuple):
    """What requests came to. Tokens as far as they are known; `unknown`: requests whose cost is not."""

    requests: int
    answered: int
    tokens_in: int
    tokens_out: int
    tokens_cached: int
    cost: Decimal
    currency: str | None
    unknown: int
    seconds: float


_NOTHING = Spending(0, 0, 0, 0, 0, Decimal(0), None, 0, 0.0)


class Run(NamedTuple):
    """A run as `gouji runs` lists it."""

    id: int
    started: str
    finished: str | None
    outcome: str | None
    reader: str
    command: str
    documents: int
    models: str
    spending: Spending


class Batch(NamedTuple):
    """Requests that were handed over to be answered within a day."""

    id: int
    service: str
    model: str
    mode: str
    remote: str | None
    status: str
    requests: int
    submitted_at: str
    collected_at: str | None


class Ledger:
    """The ledger of one run. Raises StoreError from every method."""

    def __init__(self, path: Path, run: int | None = None, prices: Prices | None = None, *, create: bool = True) -> None:
        self.path, self.run, self.prices = path, run, prices or Prices()
        with Store(path, create=create):
            pass  # makes or migrates the tables, and says in words where it cannot
        import sqlite3

        with explained(path):
            # The one who asks may run in another thread than the one who opened: never both at once.
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            for pragma in ("synchronous = normal", "foreign_keys = on"):
                self._db.execute(f"pragma {pragma}")

    def begin(self, attempt: Attempt) -> int:
        """The number of a request that is about to be sent."""
        values = (self.run, attempt.task, attempt.reason, attempt.document, attempt.prompt, attempt.service, attempt.model, attempt.mode,
                  attempt.request, _now())
        with explained(self.path):
            return int(self._db.execute(_BEGIN, values).lastrowid or 0)

    def answered(self, number: int, attempt: Attempt, reply: Reply, seconds: float, cost: tuple[Decimal | None, str | None]) -> None:
        """Nothing; notes how a request ended and keeps its answer, both or neither."""
        price, currency = cost
        counts = (reply.tokens_in, reply.tokens_out, reply.tokens_cached)
        end = (seconds, 200, reply.finish, None, *counts, None if price is None else f"{price:f}", currency, number)
        kept = (attempt.request, attempt.service, attempt.model, reply.model, _now(), reply.content, reply.refusal, reply.finish, *counts)
        with explained(self.path):
            self._db.execute("begin immediate")
            try:
                self._db.execute(_END, end)
                if attempt.task != "probe":
                    self._db.execute(_KEEP, kept)
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise

    def failed(self, number: int, seconds: float, status: int | None, error: str) -> None:
        """Nothing; notes that a request brought no answer, and why."""
        with explained(self.path):
            self._db.execute(_END, (seconds, status, None, error, None, None, None, None, None, number))

    def kept(self, request: str) -> Reply | None:
        """The answer that was given to this request before; None where there is none."""
        with explained(self.path):
            row = self._db.execute(_KEPT, (request,)).fetchone()
        return None if row is None else Reply(*row)

    def has_answers(self, service: str, model: str) -> bool:
        """Whether any answer of that model is kept."""
        return bool(self._rows("select 1 from answers where service = ? and model = ? limit 1", service, model))

    def capability(self, service: str, model: str) -> Dialect | None:
        """How the model of that service is spoken to, where it was found out before."""
        with explained(self.path):
            row = self._db.execute("select dialect from capabilities where service = ? and model = ?", (service, model)).fetchone()
        return None if row is None else Dialect(**json.loads(row[0]))

    def keep_capability(self, service: str, model: str, dialect: Dialect) -> None:
        """Nothing; remembers how the model of that service is spoken to."""
        with explained(self.path):
            values = (service, model, dialect.mode, json.dumps(asdict(dialect)), _now())
            self._db.execute("insert or replace into capabilities values (?, ?, ?, ?, ?)", values)

    def begin_batch(self, attempts: Sequence[Attempt]) -> int:
        """The number of a batch that is about to be handed over."""
        first = attempts[0]
        put = "insert into batches (service, model, mode, status, requests, submitted_at) values (?, ?, ?, 'handing over', ?, ?)"
        rows = [(each.request, each.task, each.document, each.prompt) for each in attempts]
        with explained(self.path):
            self._db.execute("begin immediate")
            try:
                number = int(self._db.execute(put, (first.service, first.model, first.mode, len(rows), _now())).lastrowid or 0)
                self._db.executemany("insert into batched values (?, ?, ?, ?, ?)", [(number, *row) for row in rows])
                self._db.execute("commit")
            except BaseException:
                self._db.execute("rollback")
                raise
        return number

    def note_batch(self, number: int, remote: str, status: str, collected: datetime | None = None) -> None:
        """Nothing; notes what a batch is called and how far it is."""
        when = None if collected is None else collected.isoformat(timespec="seconds")
        with explained(self.path):
            put = "update batches set remote = ?, status = ?, collected_at = coalesce(?, collected_at) where id = ?"
            self._db.execute(put, (remote, status, when, number))

    def drop_batch(self, number: int) -> None:
        """Nothing; forgets a batch that was not taken."""
        with explained(self.path):
            self._db.execute("delete from batches where id = ?", (number,))

    def batches(self) -> tuple[Batch, ...]:
        """Every batch, the oldest first."""
        query = "select id, service, model, mode, remote, status, requests, submitted_at, collected_at from batches order by id"
        return tuple(Batch(*row) for row in self._rows(query))

    def batch_requests(self, number: int) -> dict[str, Attempt]:
        """The requests of a batch by their hash."""
        query = """select request, task, document, prompt, service, model, mode from batched join batches on batches.id = batch
            where batch = ?"""
        return {row[0]: Attempt(row[1], "batch", row[2], row[3], row[4], row[5], row[6], row[0]) for row in self._rows(query, number)}

    def under_way(self, service: str, model: str) -> frozenset[str]:
        """The requests that batches not collected yet hold."""
        query = """select request from batched join batches on batches.id = batch
            where service = ? and model = ? and collected_at is null"""
        return frozenset(request for (request,) in self._rows(query, service, model))

    def runs(self) -> tuple[Run, ...]:
        """Every run, the latest first."""
        spent = {run: (models, _spending(row)) for run, models, *row in self._rows(
            f"select run, group_concat(distinct model), {_SUMS} from attempts group by run"
        )}
        runs = self._rows("select id, started, finished, outcome, reader, command, documents from runs order by id desc")
        return tuple(Run._make((*row, *spent.get(row[0], ("", _NOTHING)))) for row in runs)

    def by_reason(self, run: int) -> tuple[tuple[str, str, Spending], ...]:
        """What a run spent for each task and reason."""
        query = f"select task, reason, {_SUMS} from attempts where run = ? group by task, reason order by task, min(id)"
        return tuple((task, reason, _spending(row)) for task, reason, *row in self._rows(query, run))

    def by_document(self, run: int) -> tuple[tuple[str, Spending], ...]:
        """What a run spent for each document, named by its path where it is stored."""
        path = "select path from documents d where d.sha256 = substr(a.document, 1, 64) order by d.current desc, d.id desc limit 1"
        query = f"""select coalesce(({path}), document), {_SUMS} from attempts a where run = ? and document <> ''
            group by document order by min(id)"""
        return tuple((path, _spending(row)) for path, *row in self._rows(query, run))

    def errors(self, run: int) -> tuple[tuple[str, int], ...]:
        """What went wrong in a run and how often, the commonest first."""
        query = "select error, count(*) from attempts where run = ? and error is not null group by error order by 2 desc, 1"
        return tuple((str(error), int(count)) for error, count in self._rows(query, run))

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with explained(self.path):
            return self._db.execute(query, values).fetchall()

    def close(self) -> None:
        """Nothing; closes the connection."""
        with explained(self.path):
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _spending(row: Any) -> Spending:
    requests, answered, tokens_in, tokens_out, cached, costs, currency, unknown, seconds = row
    cost = sum(map(Decimal, (costs or "").split()), Decimal(0))
    return Spending(requests, answered or 0, tokens_in or 0, tokens_out or 0, cached or 0, cost, currency, unknown or 0, seconds)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
