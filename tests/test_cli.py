"""The command line over real files."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from extractor.settings import shipped
from tests.terminal import CLEAN, FAULTY, ROOT, copies, gouji, records, report, rows, start, text_of, written

pytestmark = pytest.mark.usefixtures("alone")

# What can be asked


@pytest.mark.parametrize(
    "command",
    ["extract", "check", "show", "runs", "batch submit", "batch status", "batch collect", "rules list", "rules show", "forms", "doctor"],
)
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


@pytest.mark.parametrize("reader", ["llm", "both"])
def test_a_model_reader_without_a_model_is_refused_before_any_work(reader: str) -> None:
    result = gouji("extract", report(CLEAN), "--reader", reader)
    assert (result.exit_code, "needs a model" in result.stderr, "hint:" in result.stderr) == (2, True, True)
    assert not Path("gouji.db").exists()


def test_a_model_without_its_key_is_refused_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    result = gouji("extract", report(CLEAN), "--model", "m")
    assert (result.exit_code, "OPENAI_API_KEY" in result.stderr, "hint:" in result.stderr) == (2, True, True)
    assert not Path("gouji.db").exists()


def test_settings_come_from_gouji_toml() -> None:
    written("gouji.toml", 'db = "own.db"\nlang = "zh"')
    assert "已存入" in gouji("extract", report(CLEAN)).stderr
    assert Path("own.db").exists()


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
    written("own/rules/checks/own.yaml", text)
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
    assert result.stdout.count("ok ") == 7
    assert list(Path().iterdir()) == []


def test_doctor_names_what_is_broken() -> None:
    written("gouji.db", "only notes\n" * 1000)
    result = gouji("doctor")
    assert (result.exit_code, "FAIL  database" in result.stdout) == (6, True)
    assert gouji("doctor", "--db", "no/such/folder/x.db").exit_code == 6
    written("own/rules/checks/own.yaml", "- id: x\n")
    assert gouji("doctor", "--content", "own").exit_code == 4
