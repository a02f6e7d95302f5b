"""Whole runs with a model on a real local socket: exit codes, what is stored, and what a failing service leaves behind."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.settings import shipped
from tests.pointer import Pointer, Way, load_gold
from tests.reading import GOLD, SLUGS, kit
from tests.service import Body, FaultyService, fails, says
from tests.terminal import gouji

pytestmark = pytest.mark.usefixtures("alone")
SLUG = "07-page-break"
SETTLED = "requests/other.not_corrected/total"


def service(way: Way = "perfect") -> FaultyService:
    """A service that points at the figures of one gold report."""
    gold = load_gold(GOLD / SLUG / "gold.json")
    pointer = Pointer(gold, kit().forms, way)

    def answer(body: Body) -> str:
        said = {message["role"]: message["content"] for message in body["messages"]}
        return '{"days": 7}' if "days" in str(said.get("user")) else pointer.answer(said["system"], said["user"], gold)

    return FaultyService(answer=answer)


def extract(url: str, *options: str, files: tuple[Path, ...] = (GOLD / SLUG / "source.txt",)) -> Any:
    return gouji("extract", *map(str, files), "--model", "m", "--base-url", url, "--format", "jsonl", *options)


def test_a_run_with_both_readers_settles_more_and_says_who_read() -> None:
    with service() as server:
        result = extract(server.url, "--reader", "both")
    record = json.loads(result.stdout)
    assert result.exit_code == 0, result.stderr
    assert record["cells"][SETTLED]["status"] == "accepted"
    assert [reader["name"] for reader in record["readers"]] == ["template", "llm"]
    assert "the model was asked about 1" in result.stderr


def test_an_answer_is_paid_for_once_and_can_be_replayed_without_the_service() -> None:
    with service() as server:
        first = extract(server.url, "--reader", "both")
        asked = len(server.asked)
        second = extract(server.url, "--reader", "both")
        assert len(server.asked) == asked
        url = server.url
    replayed = extract(url, "--reader", "both", "--replay")
    assert (replayed.exit_code, second.exit_code) == (0, 0)
    cells = [json.loads(result.stdout)["cells"] for result in (first, second, replayed)]
    assert cells[0] == cells[1] == cells[2]


def test_tokens_that_the_service_does_not_count_are_not_told_as_none() -> None:
    with service() as server:
        server.usage = lambda body: {}
        result = extract(server.url, "--reader", "both")
    assert "at least 0 tokens in" in result.stderr
    assert json.loads(result.stdout)["readers"][-1]["tokens_in"] is None


def test_answers_that_are_kept_need_no_key_and_the_first_that_is_not_kept_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(*files: Path) -> Any:
        return gouji("extract", *map(str, files), "--reader", "both", "--model", "paid", "--format", "jsonl")

    kept, new = GOLD / SLUG / "source.txt", GOLD / "01-bars-clean/source.txt"
    with service() as server:
        Path("gouji.toml").write_text(f'[profiles.paid]\nbase_url = "{server.url}"\nmodel = "m"\napi_key_env = "TEST_KEY"\n')
        assert "TEST_KEY is not set" in named(kept).stderr
        monkeypatch.setenv("TEST_KEY", "sk-test-0123456789")
        first = named(kept)
        asked = len(server.seen)
        monkeypatch.delenv("TEST_KEY")
        again, more = named(kept), named(kept, new)
        assert (first.exit_code, again.exit_code, len(server.seen)) == (0, 0, asked)
    assert json.loads(again.stdout)["cells"] == json.loads(first.stdout)["cells"]
    assert (more.exit_code, len(more.stdout.splitlines()), "TEST_KEY is not set" in more.stderr) == (2, 1, True)


@pytest.mark.parametrize("reader", ["auto", "llm", "both"])
def test_a_service_that_fails_leaves_what_the_offline_reader_settled_and_exit_code_5(reader: str) -> None:
    offline = json.loads(gouji("extract", str(GOLD / SLUG / "source.txt"), "--format", "jsonl").stdout)
    with FaultyService(rule=lambda body: fails(400, "this model cannot", code="bad_request")) as server:
        result = extract(server.url, "--reader", reader)
    record = json.loads(result.stdout)
    assert result.exit_code == 5, result.stderr
    assert record["cells"] == offline["cells"]
    assert record["readers"][-1]["failures"]
    assert "model service:" in result.stderr


def test_a_refusal_for_one_table_keeps_the_others() -> None:
    with service() as server:
        server.next(says(None, refusal="no"))
        result = extract(server.url, "--reader", "both", "--concurrency", "1")
    record = json.loads(result.stdout)
    assert result.exit_code == 5
    assert any("refused" in said for said in record["readers"][-1]["failures"])
    assert len([c for c in record["cells"].values() if c["status"] == "accepted"]) >= 158


@pytest.mark.parametrize("way", ["random", "hostile", "duplicates", "out-of-range"])
def test_every_document_of_a_misbehaving_model_has_a_record_and_a_reason(way: Way) -> None:
    with service(way) as server:
        result = extract(server.url, "--reader", "llm")
    record = json.loads(result.stdout)
    assert result.exit_code == 0
    assert record["verdict"] == "review"
    doubtful = [c for c in record["cells"].values() if c["status"] == "review"]
    assert doubtful
    assert all(c["reason"] for c in doubtful)


def test_records_come_in_the_order_given_and_what_is_no_report_is_not_sent(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("菜谱：先放油，再放盐。" * 40, encoding="utf-8")
    files = (GOLD / SLUG / "source.txt", other, GOLD / "01-bars-clean/source.txt")
    with service() as server:
        result = extract(server.url, "--reader", "auto", files=files)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(r["path"]).parent.name for r in records] == [SLUG, tmp_path.name, "01-bars-clean"]
    assert records[1]["verdict"] == "rejected"
    assert all("菜谱" not in seen.raw for seen in server.seen)


def test_a_budget_that_is_spent_stops_the_questions_and_not_the_reading() -> None:
    with service() as server:
        result = extract(server.url, "--reader", "both", "--max-tokens", "1", "--concurrency", "1")
    assert result.exit_code == 5
    assert "budget" in result.stderr
    assert "nothing more was asked (budget)" in result.stderr
    assert "stopped: budget" in gouji("runs").stdout
    assert json.loads(result.stdout)["cells"]["requests/received/total"]["value"] == 45


def test_a_limit_of_cost_without_a_price_is_refused_before_any_work() -> None:
    result = gouji("extract", str(GOLD / SLUG / "source.txt"), "--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--max-cost", "1")
    assert (result.exit_code, result.stdout, "its price is not known" in result.stderr) == (2, "", True)
    assert not Path("gouji.db").exists()


def test_an_odd_amount_of_money_is_refused() -> None:
    result = gouji("extract", str(GOLD / SLUG / "source.txt"), "--max-cost", "lots")
    assert (result.exit_code, "--max-cost" in result.stderr) == (2, True)


def test_a_run_that_is_killed_again_and_again_loses_no_document_and_pays_for_no_answer_twice(tmp_path: Path) -> None:
    kills, in_flight, running = {3, 8, 13}, 2, list[subprocess.Popen[bytes]]()
    count = itertools.count(1)

    def answer(body: Body) -> str:
        user = str(body["messages"][-1]["content"])
        if "days" in user:
            return '{"days": 7}'
        if next(count) in kills:
            running[-1].kill()
        return json.dumps({"claims": []} if '"claims"' in str(body["messages"][0]["content"]) else {"rows": []})

    folder = tmp_path / "reports"
    for slug in SLUGS[:6]:
        shutil.copytree(GOLD / slug, folder / slug)
    with FaultyService(answer=answer) as server:
        command = [sys.executable, "-m", "extractor.cli", "extract", str(folder), "--reader", "both", "--db", str(tmp_path / "g.db")]
        command += ["--model", "m", "--base-url", server.url, "--concurrency", str(in_flight)]
        environment = {**os.environ, "PYTHONPATH": str(shipped()), "GOUJI_API_KEY": "none"}
        codes = []
        while not codes or (codes[-1] < 0 and len(codes) <= len(kills)):
            running.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            codes.append(running[-1].wait())
        twice = sum(times - 1 for text, times in server.answered.items() if "days" not in text)
    assert codes == [-9, -9, -9, 0]
    assert twice <= len(kills) * in_flight
    db = sqlite3.connect(tmp_path / "g.db")
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    assert db.execute("select count(*), count(distinct path) from documents where current").fetchone() == (6, 6)
    db.close()
