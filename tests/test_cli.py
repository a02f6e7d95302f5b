"""The command line over real files: in this process, and as a process of its own where signals, pipes and start-up matter."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from extractor.batch import Work
from extractor.cli import app
from extractor.record import Record
from extractor.settings import shipped

ROOT = Path(__file__).resolve().parent.parent
CLEAN = "01-bars-clean"
FAULTY = "13-tabs-source-error"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", *(name for name in os.environ if name.startswith("GOUJI_"))):
        monkeypatch.delenv(name, raising=False)


def gouji(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def start(*arguments: object, stdout: Any = subprocess.PIPE, stderr: Any = subprocess.PIPE, **more: Any) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "extractor.cli", *map(str, arguments)]
    return subprocess.Popen(command, stdout=stdout, stderr=stderr, text=True, encoding="utf-8", env=environment, **more)


def report(slug: str) -> Path:
    return shipped() / "eval" / "gold" / slug / "source.txt"


def text_of(slug: str) -> str:
    return report(slug).read_bytes().decode()


def written(name: str, data: bytes | str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def copies(count: int) -> list[Path]:
    """Reports that differ in their bytes, in a folder `in`."""
    text = text_of(CLEAN)
    return [written(f"in/{number:05}.txt", f"{text}\n{number}\n") for number in range(count)]


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def rows(query: str, db: str = "gouji.db") -> list[tuple[Any, ...]]:
    with sqlite3.connect(db) as connection:
        return connection.execute(query).fetchall()


# What can be asked


@pytest.mark.parametrize("command", ["extract", "check", "show", "rules list", "rules show", "forms", "doctor"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = gouji(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"gouji {command}" in result.stdout


def test_help_loads_nothing_heavy_and_answers_at_once() -> None:
    heavy = "openai instructor pydantic rich sqlite_utils lxml opencc rapidfuzz simplejson yaml"
    code = f"import sys; from extractor import cli; print([name for name in {heavy.split()!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    began = monotonic()
    assert start("--help").wait() == 0
    assert monotonic() - began < 3  # 0.1 s where nothing else runs


def test_the_version_is_told() -> None:
    assert gouji("--version").stdout.startswith("gouji 0.")


@pytest.mark.parametrize("arguments", ["extract", "extract x --reader psychic", "extract x --jobs 0", "nonsense"])
def test_wrong_usage_is_told_with_exit_code_2(arguments: str) -> None:
    assert gouji(*arguments.split()).exit_code == 2


# extract


def test_a_folder_gives_one_record_per_report_in_order_and_counts_what_is_none() -> None:
    for name in ("b", "a", "c"):
        shutil.copytree(report(CLEAN).parent, Path("in") / name)
    result = gouji("extract", "in", "--format", "jsonl")
    assert result.exit_code == 0
    assert [record["path"] for record in records(result)] == ["in/a/source.txt", "in/b/source.txt", "in/c/source.txt"]
    assert "not read: 3 .json" in result.stderr
    assert "3 documents: accepted 3" in result.stderr
    assert "read by: template" in result.stderr
    assert "stored in gouji.db" in result.stderr


def test_the_table_has_a_line_for_each_document_and_says_where_to_look_next() -> None:
    result = gouji("extract", report(CLEAN), report(FAULTY))
    heading, clean, faulty = result.stdout.splitlines()
    assert heading.split()[:4] == ["agency", "year", "form", "verdict"]
    assert clean.split()[1:8] == ["2023", "2021", "accepted", "200", "0", "0", "0"]
    assert faulty.split()[3] == "review"
    assert f"gouji show {report(FAULTY)}" in result.stderr


def test_several_processes_print_the_same_lines_as_one() -> None:
    copies(12)
    one, three = gouji("extract", "in", "--format", "jsonl"), gouji("extract", "in", "--format", "jsonl", "--jobs", "3", "--db", "three.db")
    assert one.stdout == three.stdout
    assert rows("select path, record from documents order by path") == rows("select path, record from documents order by path", "three.db")


def test_what_is_printed_is_what_is_stored() -> None:
    copies(3)
    result = gouji("extract", "in", "--format", "jsonl")
    assert [line for (line,) in rows("select record from documents order by path")] == result.stdout.splitlines()


def test_extracting_again_adds_nothing() -> None:
    copies(3)
    for _ in range(2):
        assert gouji("extract", "in").exit_code == 0
    assert rows("select (select count(*) from documents), (select count(*) from cells), (select count(*) from runs)") == [(3, 600, 2)]


def test_every_cell_that_is_accepted_stands_where_its_evidence_says() -> None:
    (record,) = records(gouji("extract", report(CLEAN), "--format", "jsonl"))
    text = text_of(CLEAN)
    accepted = [cell for cell in record["cells"].values() if cell["status"] == "accepted"]
    assert len(accepted) == 200
    assert all(text[slice(*cell["evidence"])].strip() == cell["printed"] for cell in accepted)


def test_only_the_first_documents_are_read_where_a_limit_is_set() -> None:
    copies(5)
    assert len(records(gouji("extract", "in", "--limit", "2", "--format", "jsonl"))) == 2


def test_messages_are_chinese_where_asked_for() -> None:
    result = gouji("extract", report(CLEAN), "--lang", "zh")
    assert result.stdout.splitlines()[0].split()[:4] == ["机关", "年度", "表式", "结论"]
    assert "1 份报告：通过 1" in result.stderr


@pytest.mark.parametrize(("options", "said"), [((), "needs a model"), (("--model", "m"), "no model reader yet")])
@pytest.mark.parametrize("reader", ["llm", "both"])
def test_a_reader_that_is_not_there_is_refused_before_any_work(reader: str, options: tuple[str, ...], said: str) -> None:
    result = gouji("extract", report(CLEAN), "--reader", reader, *options)
    assert (result.exit_code, said in result.stderr, "hint:" in result.stderr) == (2, True, True)
    assert not Path("gouji.db").exists()


def test_a_configured_model_that_is_not_used_is_said_not_to_be() -> None:
    assert "m was not used" in gouji("extract", report(CLEAN), "--model", "m").stderr


def test_settings_come_from_gouji_toml() -> None:
    written("gouji.toml", 'db = "own.db"\nlang = "zh"')
    assert "已存入" in gouji("extract", report(CLEAN)).stderr
    assert Path("own.db").exists()


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


def own_rule(text: str) -> None:
    written("own/rules/checks/own.yaml", text)


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
    out, err = process.communicate()
    lines += out.splitlines()
    assert process.returncode == 130
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


# check and show


def test_check_says_in_words_what_is_wrong_and_ends_with_1() -> None:
    result = gouji("check", report(FAULTY), "--lang", "zh")
    assert result.exit_code == 1
    assert "[错误] 表三“(一)予以公开”行" in result.stdout.replace("\n  ", "")
    assert not Path("gouji.db").exists()


def test_check_says_of_a_sound_report_that_nothing_was_found() -> None:
    result = gouji("check", report(CLEAN))
    assert (result.exit_code, "Nothing was found wrong." in result.stdout) == (0, True)


def test_check_of_several_ends_with_1_where_one_of_them_is_wrong() -> None:
    result = gouji("check", report(CLEAN), report(FAULTY))
    assert result.exit_code == 1
    assert "Nothing was found wrong." in result.stdout


@pytest.mark.parametrize("words", ["path", "hash", "agency"])
def test_show_finds_a_document_by_path_hash_or_agency(words: str) -> None:
    (record,) = records(gouji("extract", report(CLEAN), "--format", "jsonl"))
    name = {"path": record["path"], "hash": record["sha256"][:8], "agency": record["organization"][:4]}[words]
    result = gouji("show", name, "--lang", "zh")
    assert result.exit_code == 0
    assert record["organization"] in result.stdout
    assert "表三 收到和处理政府信息公开申请情况" in result.stdout


def test_show_knows_a_file_by_any_way_to_write_its_path() -> None:
    copies(1)
    gouji("extract", "in")
    assert gouji("show", "./in/../in/00000.txt").exit_code == 0


def test_show_lists_the_documents_where_several_fit() -> None:
    copies(2)
    gouji("extract", "in")
    result = gouji("show", "in/0000")
    assert result.exit_code == 2
    assert "in/00000.txt" in result.stderr
    assert "in/00001.txt" in result.stderr


def test_show_of_what_is_not_stored_is_a_usage_error_and_without_a_database_a_store_error() -> None:
    assert gouji("show", "nothing").exit_code == 6
    assert not Path("gouji.db").exists()
    gouji("extract", report(CLEAN))
    assert gouji("show", "nothing").exit_code == 2


# rules, forms, doctor


def test_rules_are_listed_and_shown_with_their_ground() -> None:
    assert "requests.balance" in gouji("rules", "list").stdout
    shown = gouji("rules", "show", "requests.balance", "--lang", "zh").stdout
    assert "国办公开办函〔2021〕30号" in shown
    assert 'cell("received")' in shown
    missing = gouji("rules", "show", "balance")
    assert (missing.exit_code, "perhaps requests.balance" in missing.stderr) == (2, True)


def test_a_rule_of_ones_own_is_listed_beside_the_shipped_ones() -> None:
    text = (shipped() / "rules/checks/disputes.yaml").read_text(encoding="utf-8").replace("disputes.row-total", "own.row-total")
    own_rule(text)
    listed = gouji("rules", "list", "--content", "own").stdout
    assert "own.row-total" in listed
    assert "disputes.row-total" in listed


def test_forms_are_listed_and_printed_with_every_address() -> None:
    assert len(gouji("forms").stdout.splitlines()) == 6
    printed = gouji("forms", "requests", "2019").stdout
    assert printed.count("requests/") == 161
    assert gouji("forms", "requests", "1999").exit_code == 2


def test_doctor_is_content_with_a_sound_set_up_and_leaves_nothing_behind() -> None:
    result = gouji("doctor")
    assert result.exit_code == 0
    assert result.stdout.count("ok ") == 6
    assert list(Path().iterdir()) == []


def test_doctor_names_what_is_broken() -> None:
    written("gouji.db", "only notes\n" * 1000)
    result = gouji("doctor")
    assert (result.exit_code, "FAIL  database" in result.stdout) == (6, True)
    assert gouji("doctor", "--db", "no/such/folder/x.db").exit_code == 6
    own_rule("- id: x\n")
    assert gouji("doctor", "--content", "own").exit_code == 4
