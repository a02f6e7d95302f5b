"""The SQLite database: documents with their cells, claims, findings and readings, each record whole as JSON, the text, the questions.

Reading a document again replaces its rows. Where a file has changed, the rows of its earlier bytes stay and are no longer `current`;
the views show what is current.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from extractor.errors import BusyError, StoreError
from extractor.record import Number, Record
from extractor.review.docket import put_away, put_questions
from extractor.review.questions import questions
from extractor.schema import STEPS, steps

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 10.0
_LARGEST = 10**300  # what a float can hold, roughly: a run of glued digits may be any length
_WHY = {  # primary result codes of SQLite: what happened, then a way out
    5: ("it is locked by another program", "close the program that has it open, or give another file with --db"),
    6: ("it is locked by another program", "close the program that has it open, or give another file with --db"),
    8: ("it may not be written", "check the permissions of the file and its folder, or give another file with --db"),
    10: ("reading or writing failed on the disk", "check whether the disk is full, or give a file on another disk with --db"),
    11: ("it is damaged", "recover it with `sqlite3 FILE .recover`, or give another file with --db"),
    13: ("the disk is full", "make room and run the same command again: what is stored stays, the rest is added"),
    14: ("it cannot be opened", "check that the folder exists and may be written, or give another file with --db"),
    26: ("it is not an SQLite database", "give another file with --db"),
}
_DOCUMENT = (
    "sha256", "part", "location", "path", "title", "organization", "year", "published", "form", "disclosure_edition", "requests_edition",
    "disputes_edition", "verdict", "accepted", "blank", "lost", "review", "errors", "warnings", "damage", "error", "run", "read_at",
    "record", "queued",
)
_PUT_DOCUMENT = (
    f"insert into documents ({', '.join(_DOCUMENT)}) values ({', '.join('?' * len(_DOCUMENT))}) "
    f"on conflict (sha256, part, location) do update set current = 1, {', '.join(f'{c} = excluded.{c}' for c in _DOCUMENT[3:])}"
)
_DECIDED = "select 1 from decisions where sha256 in (select ? union select sha256 from documents where location = ?) limit 1"
_PUT_SOURCE = "insert into sources values (?, ?) on conflict do update set content = excluded.content where content <> excluded.content"
_PUT = {table: f"insert into {table} values ({', '.join('?' * width)})" for table, width in
        {"cells": 13, "claims": 12, "findings": 12, "readings": 9}.items()}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Nothing; what SQLite raises within comes out as a StoreError that says what happened to the database at `path`."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        what, hint = _WHY.get(code, (str(error), "give another file with --db"))
        raise (BusyError if code in (5, 6) else StoreError)(f"{path}: {what}", hint) from error


class Stored(NamedTuple):
    """A stored document as a list shows it; `record` is its JSON."""

    path: str
    title: str
    organization: str
    year: int | None
    verdict: str
    sha256: str
    record: str
    part: int


class Store:
    """An open database. Raises StoreError, which says what happened and a way out, from every method."""

    def __init__(self, path: Path, *, create: bool = True, busy_seconds: float | None = None) -> None:
        self.path = path
        self._busy = BUSY_SECONDS if busy_seconds is None else busy_seconds
        if not create and not path.is_file():
            raise StoreError(f"{path}: no such database", "run `gouji extract` first, or name the database with --db")
        with self._explained():
            self._db = self._open()

    def _open(self) -> Database:
        import sqlite3

        from sqlite_utils import Database

        connection = sqlite3.connect(self.path, timeout=self._busy)
        try:
            db = Database(connection, execute_plugins=False)
            for pragma in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on"):
                connection.execute(f"pragma {pragma}").fetchall()
            self._migrate(db)
        except BaseException:
            connection.close()
            raise
        return db

    def _migrate(self, db: Database) -> None:
        migrations = steps()
        applied = {step.name for step in migrations.applied(db)}
        if not applied and "documents" in db.table_names():
            raise StoreError(f"{self.path}: the database of another program", "give another file with --db")
        if applied - set(STEPS):
            raise StoreError(f"{self.path}: written by a newer gouji", "update gouji, or give another file with --db")
        migrations.apply(db)

    def _explained(self) -> AbstractContextManager[None]:
        return explained(self.path)

    def start_run(self, version: str, reader: str, command: str) -> int:
        """The number of a run that begins now."""
        with self._explained(), self._db.atomic():
            put = "insert into runs (started, version, reader, command) values (?, ?, ?, ?)"
            return int(self._db.execute(put, (_now(), version, reader, command)).lastrowid or 0)

    def finish_run(self, run: int, outcome: str, documents: int) -> None:
        """Nothing; notes how a run ended."""
        with self._explained(), self._db.atomic():
            self._db.execute("update runs set finished = ?, outcome = ?, documents = ? where id = ?", (_now(), outcome, documents, run))

    def save(self, location: str, records: Sequence[tuple[Record, str]], run: int | None = None, source: bytes | None = None) -> None:
        """Nothing; stores the records of one file, each with its JSON, in place of what was known of the same bytes there: all or none.

        `source` is the decoded original as `packed` gives it, kept so that it can be looked at when the file has moved.
        """
        with self._explained(), self._db.atomic():
            sha256 = records[0][0].sha256
            put = self._db.conn.execute
            if sha256:  # a file that could not be read this time says nothing against its earlier bytes
                if put("update documents set current = 0 where current and location = ? and sha256 <> ?", (location, sha256)).rowcount:
                    put_away(put, location)
                if source is not None:
                    put(_PUT_SOURCE, (sha256, source))
            decided = put(_DECIDED, (sha256, location)).fetchone() is not None
            put("delete from documents where sha256 = ? and location = ? and part > ?", (sha256, location, len(records)))
            for part, (record, json) in enumerate(records, 1):
                # What people decided on is judged again before it is next reviewed: that takes the rules.
                put(_PUT_DOCUMENT, (*_document_row(record, part, location, run, json), not decided))
                if not decided and sha256:
                    put_questions(put, record, part, questions(record))
                key = (sha256, part, location)
                (document,) = put("select id from documents where sha256 = ? and part = ? and location = ?", key).fetchone()
                self._put_rows(document, record)

    def _put_rows(self, document: int, record: Record) -> None:
        rows = {
            "cells": [(document, *row) for row in _cell_rows(record)],
            "claims": [(document, position, *row) for position, row in enumerate(_claim_rows(record))],
            "findings": [(document, position, *row) for position, row in enumerate(_finding_rows(record))],
            "readings": [(document, position, *row) for position, row in enumerate(_reading_rows(record))],
        }
        for table, values in rows.items():
            self._db.conn.execute(f"delete from {table} where document = ?", (document,))
            self._db.conn.executemany(_PUT[table], values)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query that only reads gives."""
        with self._explained():
            found: list[tuple[Any, ...]] = self._db.conn.execute(query, values).fetchall()
            return found

    def execute(self, query: str, values: Sequence[Any] = ()) -> Any:
        """The cursor of a query that only reads."""
        with self._explained():
            return self._db.conn.execute(query, values)

    @contextmanager
    def writing(self) -> Iterator[Callable[..., Any]]:
        """A function that executes one statement; all that it does in this block is stored, or nothing is.

        The write lock is taken at once, so that what is read in the block still holds when it is written.
        """
        with self._explained():
            self._db.conn.execute("begin immediate")
            try:
                yield self._db.conn.execute
            except BaseException:
                self._db.conn.rollback()
                raise
            self._db.conn.execute("commit")

    def source(self, sha256: str) -> str | None:
        """The decoded original of the bytes with this hash; None where it was stored by a version that did not keep it."""
        found = self.rows("select content from sources where sha256 = ?", (sha256,))
        return unpacked(found[0][0]) if found else None

    def find(self, words: str) -> tuple[Stored, ...]:
        """The current documents that a path, the beginning of a hash, or else a piece of title, organization or path names."""
        columns = ", ".join(Stored._fields)
        questions = (
            ("? in (path, location || case part when 1 then '' else '#' || part end)", (words,)),
            ("length(?) >= 6 and substr(sha256, 1, length(?)) = lower(?)", (words, words, words)),
            ("instr(title, ?) or instr(organization, ?) or instr(path, ?)", (words, words, words)),
        )
        with self._explained():
            for where, values in questions:
                query = f"select {columns} from documents where current and ({where}) order by path, part"
                if rows := self._db.execute(query, values).fetchall():
                    return tuple(Stored(*row) for row in rows)
        return ()

    def close(self) -> None:
        """Nothing; closes the database."""
        with self._explained():
            self._db.conn.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def packed(text: str) -> bytes:
    """A text as the database keeps it."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpacked(content: bytes) -> str:
    """The text that `packed` took."""
    return zlib.decompress(content).decode("utf-8", "surrogatepass")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _document_row(record: Record, part: int, location: str, run: int | None, json: str) -> tuple[Any, ...]:
    status = Counter(cell.status for cell in record.cells.values())
    severity = Counter(finding.severity for finding in record.findings)
    editions = (record.editions.get(table) for table in ("disclosure", "requests", "disputes"))
    damage = _listed([[d.kind, d.count] for d in record.damage])
    return (
        record.sha256, part, location, record.path, record.title, record.organization, record.year, record.published, record.form,
        *editions, record.verdict, *(status[name] for name in ("accepted", "blank", "lost", "review")),
        severity["error"], severity["warning"], damage, record.error, run, _now(), json,
    )


def _cell_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for address, cell in record.cells.items():
        start, stop = cell.evidence or (None, None)
        value, text = _number(cell.value)
        candidates = _listed([[c.value, c.evidence, c.reader] for c in cell.candidates]) if cell.candidates else None
        implied, proof = (None, None) if cell.implied is None else (_number(cell.implied.value)[0], _listed(cell.implied.proof))
        yield address, cell.status, value, text, cell.printed, cell.unit, start, stop, cell.reason, candidates, implied, proof


def _claim_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for claim in record.claims:
        parts = _listed(claim.parts) if claim.parts else None
        yield claim.topic, *_number(claim.value), claim.qualifier, claim.scope, *claim.evidence, claim.quote, parts, claim.match


def _finding_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for f in record.findings:
        lists = (_listed(part) for part in (f.cells, f.claims, f.suspect, dict(f.proposed), f.evidence))
        yield f.rule, f.severity, f.cause, f.message.zh, f.message.en, *lists


def _reading_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for reader in record.readers:
        cost = reader.get("cost")
        kept = (reader.get(key) for key in ("name", "version", "model", "prompt", "tokens_in", "tokens_out"))
        yield *kept, None if cost is None else float(cost)


def _number(value: Number | None) -> tuple[int | float | None, str | None]:
    """The number as SQLite can count with it, and its exact digits."""
    if value is None:
        return None, None
    if isinstance(value, Decimal) or abs(value) >= 2**63:
        return (float(value) if -_LARGEST < value < _LARGEST else None), str(value)
    return value, str(value)


def _listed(values: Any) -> str:
    import simplejson

    text: str = simplejson.dumps(values, ensure_ascii=False, use_decimal=True, namedtuple_as_object=False)
    return text
