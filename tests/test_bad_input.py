"""What the command line does with files, content, databases, signals and pipes that are not as they should be."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from extractor.batch import Work
from extractor.record import Record
from tests.terminal import CLEAN, copies, gouji, records, report, rows, start, text_of, written

pytestmark = pytest.mark.usefixtures("alone")

# Bad input


def test_a_path_that_does_not_exist_stops_before_any_work() -> None:
    result = gouji("extract", report(CLEAN), "missing.txt")
    assert result.exit_code == 2
    assert "missing.txt: no such file or folder" in result.stderr
    assert not Path("gouji.db").exists()


def test_a_folder_without_documents_is_said_to_have_none() -> None:
    written("in/scan.pdf", b"%PDF")
    result = gouji("extract", "in")
    assert (result.exit_code, "1 .pdf" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "empty"), ("a.txt", bytes(range(256)) * 50, "binary"), ("a.txt", b"%PDF-1.7", "PDF"),
        ("a.docx", b"PK\x03\x04", "Word files are not read yet"), ("a.txt", b"x" * 50_000_000, "larger than 20 MB"),
    ],
    ids=["empty", "binary", "pdf", "docx", "50 MB"],
)
def test_the_only_document_given_is_unreadable(name: str, data: bytes, said: str) -> None:
    result = gouji("extract", written(name, data), "--format", "jsonl")
    (record,) = records(result)
    assert (result.exit_code, record["verdict"]) == (3, "rejected")
    assert said in record["error"]
    assert gouji("check", name).exit_code == 3


def test_one_unreadable_file_stops_nothing() -> None:
    copies(2)
    written("in/00000x.txt", b"\x00\x01\x02\x03" * 100)
    (Path("in") / "gone.txt").symlink_to("nowhere.txt")
    result = gouji("extract", "in", "--format", "jsonl")
    assert result.exit_code == 0
    assert [record["verdict"] for record in records(result)] == ["accepted", "rejected", "accepted", "rejected"]
    assert [verdict for (verdict,) in rows("select verdict from summary order by path")] == ["accepted", "rejected", "accepted", "rejected"]


def test_a_report_that_trips_the_program_is_told_apart_from_one_that_is_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(document: object, kit: object) -> tuple[Record, ...]:
        raise ZeroDivisionError

    monkeypatch.setattr("extractor.commands.Work", partial(Work, process=trip))
    copies(2)
    result = gouji("extract", "in")
    assert result.exit_code == 0
    assert "2 tripped the program" in result.stderr
    assert result.stdout.count("internal error") == 2


@pytest.mark.parametrize(
    "text",
    ["今天天气很好。\n", "|" * 1_000_000, "| " * 500_000, "政府信息公开\n" * 20_000, "0\n" * 200_000, "{{ 7*7 }}{% for x in y %}"],
    ids=["a sentence", "a million bars", "a million cells", "a title repeated", "a column of zeros", "a template"],
)
def test_a_text_that_is_no_report_is_rejected_with_a_reason_and_soon(text: str) -> None:
    began = monotonic()
    result = gouji("extract", written("a.txt", text), "--format", "jsonl")
    (record,) = records(result)
    assert (result.exit_code, record["verdict"]) == (0, "rejected")
    assert record["error"]
    assert monotonic() - began < 30


@pytest.mark.parametrize("junk", ["\x1b[31m\x1b]0;title\x07", "\x9b2J\x85", "{{ 7*7 }}{% raw %}", "\0\0", "[bold red]x[/]", "\u202e\u2066"])
def test_what_a_report_holds_reaches_no_terminal_and_no_template(junk: str) -> None:
    text = text_of(CLEAN)
    head, rest = text[:200], text[200:]
    path = written("a.txt", f"{head}{junk}{rest}")
    results = [gouji("extract", path), gouji("extract", path, "--format", "jsonl"), gouji("show", path), gouji("check", path)]
    for result in results:
        assert result.exit_code in (0, 1)
        assert not any(character in result.output for character in "\x1b\x9b\x07\x00\x85")
    (record,) = records(results[1])
    cell = record["cells"]["requests/received/total"]
    assert f"{head}{junk}{rest}"[slice(*cell["evidence"])].strip() == cell["printed"]


def test_two_reports_in_one_file_are_two_records() -> None:
    path = written("both.txt", text_of(CLEAN) + "\n\n" + text_of("03-cell-a-line"))
    result = gouji("extract", path, "--format", "jsonl")
    assert [record["path"] for record in records(result)] == ["both.txt", "both.txt#2"]
    assert gouji("show", "both.txt#2").exit_code == 0


# Broken content


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rules/checks/own.yaml", "- id: own.rule\n  colour: red\n", ("own.yaml", "own.rule", "version")),
        ("rules/checks/own.yaml", "- id: [unclosed\n", ("own.yaml", "not valid YAML")),
        ("rules/forms/disputes.yaml", "table: disputes\n", ("disputes.yaml", "section", "required")),
        ("rules/forms/disputes.yaml", b"\xff\xfe\xfa", ("disputes.yaml", "cannot be read")),
    ],
)
@pytest.mark.parametrize("command", ["extract", "check", "rules list", "forms", "doctor"])
def test_a_broken_rule_or_form_file_is_told_by_file_key_and_what_was_expected(
    command: str, name: str, text: bytes | str, said: tuple[str, ...]
) -> None:
    written(f"own/{name}", text)
    paths = [report(CLEAN)] if command in ("extract", "check") else []
    result = gouji(*command.split(), *paths, "--content", "own")
    assert result.exit_code == 4
    assert all(word in result.output for word in said)
    assert not Path("gouji.db").exists()


def test_a_content_folder_without_content_is_refused() -> None:
    Path("own").mkdir()
    assert gouji("rules", "list", "--content", "own").exit_code == 2


# The store


def test_a_locked_database_is_told_with_exit_code_6(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.store.BUSY_SECONDS", 0.05)
    gouji("extract", report(CLEAN))
    with sqlite3.connect("gouji.db") as other:
        other.execute("begin immediate")
        result = gouji("extract", report(CLEAN))
    assert result.exit_code == 6
    assert "locked by another program" in result.stderr
    assert "hint:" in result.stderr


def test_a_file_that_is_no_database_is_told_with_exit_code_6() -> None:
    path = written("notes.db", "only notes\n" * 1000)
    assert gouji("extract", report(CLEAN), "--db", path).exit_code == 6
    assert path.read_text() == "only notes\n" * 1000


def test_on_a_full_disk_what_was_stored_before_stays() -> None:
    copies(60)

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    process = start("extract", "in", "--format", "jsonl", preexec_fn=little_room)
    out, err = process.communicate()
    assert process.returncode == 6
    assert "gouji.db" in err
    assert "Traceback" not in err
    stored = rows("select count(*) from documents")[0][0]
    assert 0 < stored < 60
    assert len(out.splitlines()) == stored


def test_output_that_cannot_be_written_is_told_in_a_sentence() -> None:
    with open("/dev/full", "w") as full:
        process = start("forms", stdout=full)
        _, err = process.communicate()
    assert process.returncode == 6
    assert "the output cannot be written" in err
    assert "Traceback" not in err


# Signals and pipes


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_everything_that_was_finished(jobs: int) -> None:
    copies(3000)
    process = start("extract", "in", "--format", "jsonl", "--jobs", jobs)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(5)]
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    lines += process.stdout.read().splitlines()  # not communicate(): it reads past what readline has buffered
    err = process.stderr.read()
    assert process.wait() == 130
    assert "Traceback" not in err
    assert rows("select count(*) from documents")[0][0] == len(lines) < 3000
    assert f"interrupted: the {len(lines)} finished are stored" in err
    assert all(json.loads(line)["verdict"] == "accepted" for line in lines)
    assert rows("select outcome from runs") == [("interrupted",)]


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    copies(300)
    process = start("extract", "in", "--format", "jsonl")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert process.wait() == 141
    assert "Traceback" not in err
    assert "Exception" not in err


@pytest.mark.parametrize("screen", ["stderr alone", "both"])
def test_a_progress_bar_on_the_screen_keeps_out_of_the_data(screen: str) -> None:
    copies(30)
    outer, inner = os.openpty()
    with open("out.jsonl", "w") as out:
        process = start("extract", "in", "--format", "jsonl", stdout=inner if screen == "both" else out, stderr=inner)
    os.close(inner)
    seen = b""
    while True:
        try:
            seen += os.read(outer, 65536)
        except OSError:  # the other end is closed
            break
    assert process.wait() == 0
    assert b"/30" in seen
    lines = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == (0 if screen == "both" else 30)
    assert seen.count(b'"verdict"') == 30 - len(lines)
