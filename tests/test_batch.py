"""Many files over one or several processes, with a stand-in for the line so that faults can be made to happen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from extractor.batch import AHEAD, Work, read_files
from extractor.record import Record
from extractor.settings import Content
from extractor.text import SourceDocument

CONTENT = Content((Path(),))


def kit(content: Content) -> str:
    return "kit"


def obedient(document: SourceDocument, kit: Any) -> tuple[Record, ...]:
    """Does what the document says: dies, trips, finds two reports, or reads."""
    if document.text == "die":
        os._exit(9)
    if document.text == "trip":
        raise ZeroDivisionError("a fault of the program")
    if document.text == "two":
        return tuple(Record(f"{document.path}{part}", document.sha256, "accepted", title=kit) for part in ("", "#2"))
    return (Record(document.path, document.sha256, "accepted", title=document.text),)


WORK = Work(CONTENT, 1000, kit, obedient)


def files(folder: Path, *texts: str) -> list[str]:
    paths = [folder / f"{number:03}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def titles(paths: list[str], jobs: int) -> list[str]:
    return [record.title or f"!{record.error}" for outcome in read_files(paths, WORK, "kit", jobs) for record, _ in outcome.records]


@pytest.mark.parametrize("jobs", [1, 3])
def test_records_come_in_the_order_of_the_files_however_many_processes_read(tmp_path: Path, jobs: int) -> None:
    texts = [f"报告{number}" for number in range(3 * AHEAD * 2)]
    assert titles(files(tmp_path, *texts), jobs) == texts


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_report_that_trips_the_program_is_rejected_and_the_others_are_read(tmp_path: Path, jobs: int) -> None:
    paths = files(tmp_path, "a", "trip", "b")
    first, tripped, last = titles(paths, jobs)
    assert (first, last) == ("a", "b")
    assert [outcome.failed for outcome in read_files(paths, WORK, "kit", jobs)] == [False, True, False]
    assert "internal error" in tripped
    assert "ZeroDivisionError: a fault of the program" in tripped


def test_a_report_that_kills_its_process_is_rejected_and_no_other_is_lost(tmp_path: Path) -> None:
    texts = [f"r{number}" for number in range(2 * AHEAD * 2)]
    texts[3] = texts[20] = "die"
    found = titles(files(tmp_path, *texts), 2)
    assert [text for text in found if not text.startswith("!")] == [text for text in texts if text != "die"]
    assert [number for number, text in enumerate(found) if "the process that read it died" in text] == [3, 20]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_cannot_be_read_is_rejected_with_the_reason_in_its_place(tmp_path: Path, jobs: int) -> None:
    outcomes = list(read_files(files(tmp_path, "a", "", "x" * 2000, "b"), WORK, "kit", jobs))
    assert [outcome.unreadable for outcome in outcomes] == [False, True, True, False]
    assert outcomes[1].records[0][0].error == "empty"
    assert "larger than" in str(outcomes[2].records[0][0].error)


def test_a_file_of_two_reports_gives_two_records(tmp_path: Path) -> None:
    (path,) = files(tmp_path, "two")
    (outcome,) = read_files([path], WORK, "kit")
    assert [record.path for record, _ in outcome.records] == [path, f"{path}#2"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_stopped_gives_what_was_finished_in_order_and_ends(tmp_path: Path, jobs: int) -> None:
    texts = [f"r{number}" for number in range(100)]
    seen: list[str] = []
    for outcome in read_files(files(tmp_path, *texts), WORK, "kit", jobs, stopped=lambda: len(seen) >= 5):
        seen.append(outcome.records[0][0].title)
    assert 5 <= len(seen) < 100
    assert seen == [text for text in texts if text in seen]


def test_each_record_comes_with_its_json(tmp_path: Path) -> None:
    (outcome,) = read_files(files(tmp_path, "a"), WORK, "kit")
    ((record, json),) = outcome.records
    assert f'"sha256": "{record.sha256}"' in json
