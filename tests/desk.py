"""A store with reports in it and people at their desks, for the tests of review."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from extractor.export import to_json
from extractor.inputs import load
from extractor.pipeline import process
from extractor.record import Record
from extractor.review.desk import Case, Desk
from extractor.store import Store, packed
from tests.terminal import report
from tests.texts import kit

DROPPED = "02-bars-dropped-blanks"
GLUED = "05-glued-digits"
FAULTY = "13-tabs-source-error"
CONTRADICTED = "14-contradiction"
CLEAN = "01-bars-clean"


@cache
def read(slug: str) -> tuple[Record, str]:
    """A gold report as the program reads it, and its text."""
    document = load(report(slug))
    return process(document, kit())[0], document.text


def put(store: Store, *slugs: str) -> None:
    """Nothing; reads gold reports into a store."""
    for slug in slugs:
        record, text = read(slug)
        keep(store, record, text)


def keep(store: Store, record: Record, text: str) -> None:
    """Nothing; stores one record as `gouji extract` does."""
    store.save(record.path, [(record, to_json(record))], None, packed(text))


def stored(folder: Path, *slugs: str) -> Store:
    """An open store with gold reports."""
    store = Store(folder / "gouji.db")
    put(store, *slugs)
    return store


def desk(store: Store, who: str = "anna", lease_seconds: float = 600.0) -> Desk:
    """A person's place at the queue."""
    return Desk(store, kit(), who, lease_seconds)


def asked(person: Desk, **more: bool) -> Case:
    """The next question; there must be one."""
    case = person.next(**more)
    assert case is not None
    return case
