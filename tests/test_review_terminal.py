"""`gouji review` in a shell: the same queue, a key an answer, and nothing that was answered is ever lost."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.evaluation.goldset import check_gold
from extractor.settings import shipped
from tests.desk import CLEAN, CONTRADICTED, DROPPED, FAULTY, GLUED
from tests.terminal import ROOT, gouji, report, rows, start
from tests.texts import kit

pytestmark = pytest.mark.usefixtures("alone")


def review(keys: str, *more: object) -> Result:
    arguments = ["review", "--terminal", "--as", "anna", "--lang", "en", *map(str, more)]
    return CliRunner().invoke(app, arguments, input=keys)


def extracted(*slugs: str) -> None:
    assert gouji("extract", *map(report, slugs)).exit_code == 0


def actions() -> list[str]:
    return [action for (action,) in rows("select action from decisions order by id")]


def test_a_question_shows_the_place_in_the_source_the_answers_and_what_they_settle() -> None:
    extracted(DROPPED)
    shown = review("q\n").stdout
    assert "one answer settles 24 cells" in shown
    assert "blanks were dropped from the row" in shown
    assert "【3】" in shown
    assert "a  Natural persons 3, Companies 1, the others blank" in shown


def test_the_finding_is_told_in_one_sentence_with_both_sides_of_the_sum() -> None:
    extracted(FAULTY)
    shown = " ".join(review("q\n").stdout.split())
    assert "add up to 44 + 9 + 2 + 1 + 5 = 61, the total is printed as 67; they differ by 6." in shown
    shown = gouji("review", "--terminal", "--lang", "zh").stdout.replace("\n", "").replace(" ", "")
    assert "合计44+9+2+1+5=61，总计栏印为67，相差6。" in shown


def test_every_key_does_what_it_says() -> None:
    extracted(DROPPED, GLUED, FAULTY, CONTRADICTED)
    keys = "?\ne\nx\na\nu\n2\ns\n" + "n\n" * 20
    result = review(keys)
    assert result.exit_code == 0
    assert "Nothing is left to ask" in result.stdout
    assert actions()[:4] == ["accept", "undo", "accept", "skip"]
    assert set(actions()[4:]) == {"not_countable"}
    assert "← taken back" in result.stdout


def test_figures_are_typed_one_for_each_cell_or_for_some_of_them() -> None:
    extracted(FAULTY, GLUED)
    result = review("c\n1 2\nc\nx y z\nc\n1 3 12\nc\nupheld=0\nq\n", "--organization", "泽", "--organization", "")
    assert "3 figures are in question, 2 were typed" in result.stdout
    assert "expected a whole number of 0 or more" in result.stdout
    after = [json.loads(text) for (text,) in rows("select after from decisions")]
    assert after == [
        {"disclosure/normative/issued": 1, "disclosure/normative/repealed": 3, "disclosure/normative/in_force": 12},
        {"disputes/review/upheld": 0},
    ]


def test_the_end_of_the_input_ends_the_review_and_gives_the_question_back() -> None:
    extracted(DROPPED)
    assert review("a\n").exit_code == 0
    assert actions() == ["accept"]
    assert rows("select count(*) from questions where holder is not null") == [(0,)]


def test_only_what_was_chosen_is_asked() -> None:
    extracted(DROPPED, FAULTY)
    assert "13-tabs" not in review("q\n", DROPPED).stdout
    assert "13-tabs" in review("q\n", "--rule", "requests.row-total").stdout
    assert "Nothing is left" in review("q\n", "--year", "1999").stdout
    for wrong in (["--rule", "no.such"], ["no such document"], ["--audit", "much"]):
        result = gouji("review", "--terminal", *wrong)
        assert result.exit_code == 2
        assert "hint:" in result.stderr
    assert gouji("review", "--terminal", "--db", "none.db").exit_code == 6


def test_extracting_again_keeps_decisions_and_show_tells_them() -> None:
    extracted(DROPPED)
    review("a\n")
    before = gouji("show", DROPPED, "--lang", "en").stdout
    assert "accepted; requests table, row “Received this year”" in before
    assert "anna" in before
    again = gouji("extract", report(DROPPED), "--lang", "en")
    assert "1 documents have been reviewed" in again.stderr
    assert gouji("show", DROPPED, "--lang", "en").stdout == before
    assert rows("select count(*) from judgements") == [(1,)]


def test_a_report_is_reviewed_when_its_file_has_gone() -> None:
    Path("in").mkdir()
    shutil.copy(report(DROPPED), "in/a.txt")
    gouji("extract", "in")
    shutil.rmtree("in")
    assert "【3】" in review("q\n").stdout


def test_the_blind_sample_and_the_second_opinion_come_out_in_the_statistics() -> None:
    extracted(DROPPED, FAULTY)
    review("a\nn\n" * 60, "--audit", "5%", "--seed", "3")
    audit = json.loads(gouji("review", "stats", "--json").stdout)["audit"]
    assert audit["answered"] == audit["sampled"] > 10
    assert 1 > audit["at_most"] > audit["rate"] > 0
    review("n\n" * 99, "--second", "--as", "ben")
    told = json.loads(gouji("review", "stats", "--json").stdout)
    assert told["agreement"]["compared"] > 3
    assert [person["who"] for person in told["people"]] == ["anna", "ben"]
    words = gouji("review", "stats", "--lang", "zh").stdout
    assert "Cohen κ" in words
    assert "精确二项界" in words


def test_a_settled_record_becomes_gold() -> None:
    extracted(FAULTY, DROPPED)
    review("w\n", "--rule", "requests.row-total")
    assert gouji("review", "--to-gold", "gold", FAULTY).exit_code == 0
    (folder,) = Path("gold").iterdir()
    assert (folder / "source.txt").read_bytes() == report(FAULTY).read_bytes()
    made = json.loads((folder / "gold.json").read_text(encoding="utf-8"), parse_float=Decimal)
    true = json.loads((report(FAULTY).parent / "gold.json").read_text(encoding="utf-8"), parse_float=Decimal)
    assert check_gold("gold.json", made, kit().forms)
    for key in ("form", "editions", "organization", "year", "published", "cells", "uncertain", "lost", "contradicted", "source_errors"):
        assert made[key] == true[key], key
    unsettled = gouji("review", "--to-gold", "gold", DROPPED)
    assert unsettled.exit_code == 2
    assert "questions are open" in unsettled.stderr


def test_what_no_text_can_tell_is_uncertain_gold_whatever_a_person_knows() -> None:
    extracted(DROPPED)
    review("a\n" + "n\n" * 9)
    gouji("review", "--to-gold", "gold")
    made = json.loads(next(Path("gold").rglob("gold.json")).read_text(encoding="utf-8"))
    true = json.loads((report(DROPPED).parent / "gold.json").read_text(encoding="utf-8"))
    assert made["cells"]["requests/received/natural_person"] == true["cells"]["requests/received/natural_person"] == 3
    assert set(made["uncertain"]) == set(true["uncertain"])


def answers(process: subprocess.Popen[str], count: int) -> None:
    """Nothing; reads what a process says until it has told what so many answers did."""
    assert process.stdout is not None
    while count:
        line = process.stdout.readline()
        assert line, "it ended"
        count -= "→ " in line


def test_what_was_answered_is_there_after_the_program_was_killed() -> None:
    extracted(DROPPED, GLUED, FAULTY)
    process = start("review", "--terminal", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("a\nn\n")
    process.stdin.flush()
    answers(process, 2)
    process.kill()
    process.communicate()
    assert actions() == ["accept", "not_countable"]
    assert review("n\n" * 20).exit_code == 0  # and what it held is asked of again in time
    assert rows("select count(*) from questions where state = 'open' and holder is null") == [(0,)]


def test_ctrl_c_leaves_with_everything_stored() -> None:
    extracted(DROPPED, GLUED)
    process = start("review", "--terminal", "--lang", "en", stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write("a\n")
    process.stdin.flush()
    answers(process, 1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert "1 answered, all stored" in told
    assert rows("select count(*) from questions where holder is not null") == [(0,)]


def test_a_store_that_is_locked_is_waited_for_and_that_is_said() -> None:
    extracted(DROPPED)
    with sqlite3.connect("gouji.db") as other:
        other.execute("begin exclusive")
        process = start("review", "--terminal", "--lang", "en", stdin=subprocess.PIPE)
        assert process.stderr is not None
        assert "in use by another program, waiting" in process.stderr.readline()
        other.rollback()
    shown, _ = process.communicate("a\nq\n")
    assert "one answer settles 24 cells" in shown
    assert actions() == ["accept"]


def test_one_press_answers_at_a_terminal_and_an_arrow_does_not() -> None:
    extracted(DROPPED, GLUED)
    master, slave = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "extractor.cli", "review", "--terminal", "--lang", "en"]
    process = subprocess.Popen(command, stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    os.close(slave)
    os.write(master, b"\x1b[A")
    os.write(master, b"a")
    answers(process, 1)
    os.write(master, b"q")
    process.communicate()
    os.close(master)
    assert actions() == ["accept"]


def test_two_people_at_once_share_the_queue_and_answer_nothing_twice() -> None:
    extracted(CLEAN, DROPPED, GLUED, FAULTY, CONTRADICTED)
    people = [start("review", "--terminal", "--as", name, stdin=subprocess.PIPE) for name in ("anna", "ben")]
    for process in people:
        assert process.stdin is not None
        process.stdin.write("n\n" * 30)
        process.stdin.close()
    for process in people:
        process.stdin = None
        process.communicate()
    answered = rows("select sha256, kind, subject, count(*) from decisions group by 1, 2, 3")
    assert answered
    assert {count for *_, count in answered} == {1}
    assert rows("select count(*) from questions where state = 'open'") == [(0,)]


def test_the_help_names_every_option() -> None:
    shown = gouji("review", "--help").stdout
    for option in ("--terminal", "--audit", "--second", "--rule", "--organization", "--year", "--cause", "--to-gold", "--port"):
        assert option in shown
    assert (shipped() / "rules").is_dir()
