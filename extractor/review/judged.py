"""Stored records as they stand today: as they were read, with what people have decided since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.export import from_json
from extractor.pipeline import load_kit
from extractor.record import Record
from extractor.review.desk import Desk
from extractor.settings import Settings
from extractor.store import Store

_CHOSEN = "d.current and instr(d.organization, ?) and (d.year between ? and ? or (d.year is null and ?))"
_RECORD = """select d.path, coalesce(case when ? then j.record end, d.record) from documents d
    left join judgements j on j.sha256 = d.sha256 and j.part = d.part where d.id = ?"""


def refresh(store: Store, settings: Settings) -> None:
    """Nothing; judges again what was read again since people decided on it. To be called before the records are read."""
    if store.rows("select 1 from decisions limit 1"):
        Desk(store, load_kit(settings.content), who="").refresh()


def count(store: Store, organization: str = "", years: tuple[int, int] | None = None) -> int:
    """How many `records` there are."""
    ((found,),) = store.rows(f"select count(*) from documents d where {_CHOSEN}", _values(organization, years))
    return int(found)


def _values(organization: str, years: tuple[int, int] | None) -> tuple[str, int, int, bool]:
    return organization, *(years or (0, 9999)), years is None


def records(store: Store, organization: str = "", years: tuple[int, int] | None = None, *, decided: bool = True) -> Iterator[Record]:
    """The records of current documents of agencies with these words in their name, by agency, year and path; one at a time.

    `decided`: with what people have decided; else as the program read them.
    """
    chosen = f"select d.id from documents d where {_CHOSEN} order by d.organization, d.year, d.path, d.part"
    for (document,) in store.rows(chosen, _values(organization, years)):
        for path, json in store.rows(_RECORD, (decided, document)):
            record = from_json(json)
            yield record if record.path == path else replace(record, path=path)


def record_of(store: Store, sha256: str, path: str) -> Record:
    """One current document by its hash and path, with what people have decided."""
    ((document,),) = store.rows("select id from documents where current and sha256 = ? and path = ? limit 1", (sha256, path))
    ((_, json),) = store.rows(_RECORD, (True, document))
    return replace(from_json(json), path=path)
