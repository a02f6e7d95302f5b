"""The database: what is in it after which reading, and what it says when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from extractor.errors import StoreError
from extractor.export import from_json, to_json
from extractor.form import Forms, load_forms
from extractor.record import Cell, Claim, Finding, Message, Record
from extractor.settings import Content, shipped
from extractor.store import Store
from extractor.text import Span

RECORD = Record(
    "in/a.txt", "a" * 64, "review", "某县水务局2023年报", "某县水务局", 2023, "2024-01-12", "2021", {"requests": "2021"},
    cells={
        "requests/received/total": Cell(6, "accepted", Span(10, 11), "6"),
        "requests/granted/total": Cell(None, "blank", Span(12, 13), "/"),
        "requests/total/total": Cell(None, "lost", reason="row-lost"),
        "disclosure/fee/amount": Cell(Decimal("6719.3835"), "accepted", Span(1, 10), "6719.3835", unit="万元"),
    },
    claims=(Claim("requests.received", 6, "exact", "own", Span(1, 2), "收到6件"),),
    findings=(Finding("requests.balance", "error", "source", Message("不平", "off"), cells=("requests/total/total",)),),
    readers=({"name": "template", "version": "1"},),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "x.db") as opened:
        yield opened


def save(store: Store, *records: Record, location: str = "/in/a.txt") -> None:
    store.save(location, [(record, to_json(record)) for record in records])


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(store.path) as connection:
        return connection.execute(query).fetchall()


def count(store: Store, table: str) -> int:
    return int(rows(store, f"select count(*) from {table}")[0][0])


def test_a_stored_record_comes_back_whole(store: Store) -> None:
    save(store, RECORD)
    (found,) = store.find("in/a.txt")
    assert from_json(found.record) == RECORD


def test_reading_a_document_again_replaces_its_rows(store: Store) -> None:
    save(store, RECORD)
    save(store, replace(RECORD, cells={"requests/received/total": Cell(7, "accepted", Span(1, 2), "7")}, claims=(), findings=()))
    assert [count(store, table) for table in ("documents", "cells", "claims", "findings", "readings")] == [1, 1, 0, 0, 1]
    assert rows(store, "select value from cells") == [(7,)]


def test_the_same_bytes_at_two_places_are_two_documents(store: Store) -> None:
    save(store, RECORD)
    save(store, RECORD, location="/elsewhere/a.txt")
    assert count(store, "summary") == 2


def test_a_file_that_changed_keeps_its_earlier_rows_and_shows_the_new_ones(store: Store) -> None:
    save(store, RECORD)
    save(store, replace(RECORD, sha256="b" * 64, year=2024))
    assert count(store, "documents") == 2
    assert rows(store, "select year from summary") == [(2024,)]
    save(store, RECORD)
    assert rows(store, "select year from summary") == [(2023,)]


def test_a_file_that_cannot_be_read_for_once_does_not_hide_what_was_read_before(store: Store) -> None:
    save(store, RECORD)
    save(store, Record("in/a.txt", "", "rejected", error="cannot be read"))
    assert {verdict for (verdict,) in rows(store, "select verdict from summary")} == {"review", "rejected"}


def test_a_file_of_two_reports_is_two_documents_and_one_again_when_it_is_read_as_one(store: Store) -> None:
    second = replace(RECORD, path="in/a.txt#2", organization="某县教育局")
    save(store, RECORD, second)
    assert rows(store, "select path, part from documents order by part") == [("in/a.txt", 1), ("in/a.txt#2", 2)]
    assert [found.path for found in store.find("/in/a.txt#2")] == ["in/a.txt#2"]
    save(store, RECORD)
    assert count(store, "documents") == 1


def test_an_amount_is_kept_with_every_digit_beside_a_number_to_count_with(store: Store) -> None:
    save(store, RECORD)
    query = "select value, value_text, unit from cells where address = 'disclosure/fee/amount'"
    assert rows(store, query) == [(6719.3835, "6719.3835", "万元")]


@pytest.mark.parametrize("digits", [19, 30, 400])
def test_a_run_of_glued_digits_of_any_length_can_be_stored(store: Store, digits: int) -> None:
    value = int("9" * digits)
    save(store, replace(RECORD, cells={"requests/received/total": Cell(value, "review", Span(0, digits), "9" * digits)}))
    assert rows(store, "select value_text from cells") == [("9" * digits,)]


def test_a_blank_and_a_lost_cell_have_no_number(store: Store) -> None:
    save(store, RECORD)
    assert rows(store, "select status, value, value_text from cells where value is null order by status") == [
        ("blank", None, None), ("lost", None, None),
    ]


def test_the_views_say_who_and_when_beside_what(store: Store) -> None:
    save(store, RECORD)
    query = "select organization, year, value from cells_in_context where address = 'requests/received/total'"
    assert rows(store, query) == [("某县水务局", 2023, 6)]
    assert rows(store, "select organization, message_zh from findings_in_context") == [("某县水务局", "不平")]
    assert rows(store, "select organization, topic from claims_in_context") == [("某县水务局", "requests.received")]
    assert rows(store, "select accepted, blank, lost, review, errors, warnings from summary") == [(2, 1, 1, 0, 1, 0)]


def test_the_rows_of_a_document_go_with_it(store: Store) -> None:
    save(store, RECORD)
    with sqlite3.connect(store.path) as connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute("delete from documents")
    assert [count(store, table) for table in ("cells", "claims", "findings", "readings")] == [0, 0, 0, 0]


@pytest.mark.parametrize("words", ["in/a.txt", "/in/a.txt", "aaaaaa", "水务局", "a.txt"])
def test_a_document_is_found_by_path_hash_or_a_piece_of_its_name(store: Store, words: str) -> None:
    save(store, RECORD)
    assert [found.path for found in store.find(words)] == ["in/a.txt"]


@pytest.mark.parametrize("words", ["教育局", "aaaaab", "%", "_"])
def test_what_names_no_document_finds_none(store: Store, words: str) -> None:
    save(store, RECORD)
    assert store.find(words) == ()


def test_a_run_is_noted_with_how_it_ended(store: Store) -> None:
    run = store.start_run("0.1.0", "offline", "gouji extract in")
    store.save("/in/a.txt", [(RECORD, to_json(RECORD))], run)
    store.finish_run(run, "interrupted", 1)
    assert rows(store, "select outcome, documents, d.path from runs r join documents d on d.run = r.id") == [("interrupted", 1, "in/a.txt")]


def test_a_save_that_fails_leaves_what_was_there_before(store: Store) -> None:
    save(store, RECORD)
    broken = replace(RECORD, findings=(Finding("r", None, "source", Message("", "")),))  # type: ignore[arg-type]
    with pytest.raises(StoreError):
        save(store, broken)
    assert [count(store, table) for table in ("documents", "cells", "findings")] == [1, 4, 1]


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path) -> None:
    Store(tmp_path / "x.db").close()
    other = sqlite3.connect(tmp_path / "x.db")
    other.execute("begin immediate")
    with Store(tmp_path / "x.db", busy_seconds=0.05) as store, pytest.raises(StoreError, match="locked by another program"):
        save(store, RECORD)
    other.close()


def test_a_full_disk_is_said_to_be_full_and_what_was_stored_stays(store: Store) -> None:
    save(store, RECORD)
    pages = rows(store, "pragma page_count")[0][0]
    store._db.execute(f"pragma max_page_count = {pages}")  # what SQLite meets on a full disk
    large = replace(RECORD, title="长" * 100_000)
    with pytest.raises(StoreError, match="disk is full"):
        save(store, large, location="/in/b.txt")
    assert from_json(store.find("in/a.txt")[0].record) == RECORD


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("x.db", b"no database at all, only text" * 100, "not an SQLite database"), ("no/such/folder/x.db", None, "cannot be opened")],
)
def test_what_cannot_be_a_database_is_refused(tmp_path: Path, name: str, data: bytes | None, said: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(StoreError, match=said):
        Store(tmp_path / name)


def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        for number in range(20):
            save(store, replace(RECORD, sha256=f"{number:064}"), location=f"/in/{number}.txt")
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"), Store(path) as store:
        save(store, RECORD)


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "x.db") as other:
        other.execute("create table documents (id integer)")
    with pytest.raises(StoreError, match="another program"):
        Store(tmp_path / "x.db")
    with sqlite3.connect(tmp_path / "x.db") as other:
        assert other.execute("select name from sqlite_master").fetchall() == [("documents",)]


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / "x.db").close()
    with sqlite3.connect(tmp_path / "x.db") as other:
        other.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('gouji', 'from-the-future', '2030')")
    with pytest.raises(StoreError, match="newer"):
        Store(tmp_path / "x.db")


def test_a_database_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        Store(tmp_path / "x.db", create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms(Content((shipped(),)).folder_files("rules/forms"))


def test_storing_a_full_record_takes_a_few_milliseconds(store: Store, forms: Forms) -> None:
    addresses = [address for table in forms.tables for address in forms.get(table, "2021").addresses]
    full = replace(RECORD, cells={address: Cell(n, "accepted", Span(n, n + 1), str(n)) for n, address in enumerate(addresses)})
    json = to_json(full)
    began = perf_counter()
    for number in range(100):
        store.save(f"/in/{number}.txt", [(replace(full, sha256=f"{number:064}"), json)])
    assert len(addresses) == 200
    assert (perf_counter() - began) / 100 < 0.021  # three times the bound of 7 ms, for machines that are busy
