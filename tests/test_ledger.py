"""What stays of the requests: one row each, every answer once, whatever happens to the program."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ContentError, StoreError
from extractor.services import pacing
from extractor.services.ask import Answer, Ask
from extractor.services.ledger import Ledger
from extractor.services.prices import Price, Prices, load_prices
from extractor.services.profile import Profile
from extractor.services.providers import Door
from extractor.services.spending import runs
from extractor.settings import Content, shipped
from extractor.store import Store
from tests.service import FaultyService, cut, fails, rate_limited, raw, says
from tests.test_providers import ASK, GOOD
from tests.test_settings import settings

PRICES = Prices((Price("127.0.0.1", "m", date(2020, 1, 1), "USD", Decimal("0.15"), Decimal("0.60"), Decimal("0.075")),))


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "FIRST_WAIT", 0.01)


def ask(url: str, ledger: Ledger, *questions: Ask, replay: bool = False, **values: Any) -> list[Answer]:
    async def run() -> list[Answer]:
        given = {"name": "test", "model": "m", "base_url": url, "timeout": 5, "mode": "json_schema", "concurrency": 1, **values}
        async with Door(Profile(**given), ledger, replay=replay) as door:
            return list(await asyncio.gather(*(door.ask(each) for each in questions or (ASK,))))

    return asyncio.run(run())


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        return connection.execute(query).fetchall()


def test_every_request_has_a_row_and_only_answers_have_tokens_and_cost(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with FaultyService(answer=lambda body: GOOD) as service, Ledger(path, prices=PRICES) as ledger:
        service.next(fails(500), rate_limited(), cut(), raw(b"{"), says("nonsense"), says("{", finish="length"))
        ask(service.url, ledger)
        assert len(service.asked) == 7
    assert rows(path, "select reason, status, finish, tokens_in, cost, error is null from attempts where task <> 'probe'") == [
        ("first", 500, None, None, None, 0), ("retry", 429, None, None, None, 0), ("retry", None, None, None, None, 0),
        ("retry", None, None, None, None, 0), ("retry", 200, "stop", 100, "0.000027", 1), ("re-ask", 200, "length", 100, "0.000027", 1),
        ("longer", 200, "stop", 100, "0.000027", 1),
    ]


def test_unknown_tokens_and_an_unknown_price_are_no_nought(tmp_path: Path) -> None:
    with FaultyService(answer=lambda body: GOOD) as service:
        with Ledger(tmp_path / "unpriced.db") as ledger:
            (unpriced,) = ask(service.url, ledger)
        service.usage = lambda body: {"prompt_tokens": None}
        with Ledger(tmp_path / "uncounted.db", prices=PRICES) as ledger:
            (uncounted,) = ask(service.url, ledger)
    assert (unpriced.tokens_in, unpriced.cost, uncounted.tokens_in, uncounted.cost) == (100, None, None, None)
    query = "select tokens_in, cost from attempts where task = 'requests'"
    assert rows(tmp_path / "unpriced.db", query) + rows(tmp_path / "uncounted.db", query) == [(100, None), (None, None)]


def test_what_was_answered_once_costs_nothing_and_needs_no_key_and_no_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-test-0123456789abcdefghij")
    service = FaultyService(answer=lambda body: GOOD, key="sk-test-0123456789abcdefghij")
    with service, Ledger(tmp_path / "x.db", prices=PRICES) as ledger:
        (paid,) = ask(service.url, ledger, api_key_env="TEST_KEY")
    monkeypatch.delenv("TEST_KEY")
    with Ledger(tmp_path / "x.db", prices=PRICES) as ledger:
        (kept,) = ask(service.url, ledger, replace(ASK, document="another#1"), api_key_env="TEST_KEY")
    assert (paid.cost, paid.cached) == (Decimal("0.000027"), False)
    assert kept == replace(paid, cost=Decimal(0), cached=True)


@pytest.mark.parametrize(
    "change", [{"user": "other"}, {"system": "other"}, {"max_output": 999}], ids=["transcript", "instructions", "budget"]
)
def test_another_question_is_another_request(tmp_path: Path, change: dict[str, Any]) -> None:
    with FaultyService(answer=lambda body: GOOD) as service, Ledger(tmp_path / "x.db") as ledger:
        ask(service.url, ledger)
        (answer,) = ask(service.url, ledger, replace(ASK, **change))
    assert (answer.cached, len(service.asked)) == (False, 2)


def test_another_model_or_service_is_another_request(tmp_path: Path) -> None:
    one, other = FaultyService(answer=lambda body: GOOD), FaultyService(answer=lambda body: GOOD)
    with one, other, Ledger(tmp_path / "x.db") as ledger:
        answers = [*ask(one.url, ledger), *ask(one.url, ledger, model="n"), *ask(other.url, ledger)]
    assert [answer.cached for answer in answers] == [False] * 3


@pytest.mark.parametrize(
    "senders",
    [[says("nonsense"), says("nonsense")], [says("{", finish="length")] * 2, [says(None, refusal="No.")],
     [says("", finish="content_filter")], [says("nonsense"), says(GOOD)], [says("{", finish="length"), says(GOOD)]],
    ids=["invalid", "truncated", "refused", "filtered", "mended", "longer"],
)
def test_what_was_paid_for_is_not_paid_for_again_be_it_of_use_or_not(tmp_path: Path, senders: list[Any]) -> None:
    with FaultyService(answer=lambda body: GOOD) as service, Ledger(tmp_path / "x.db") as ledger:
        service.next(*senders)
        (first,) = ask(service.url, ledger)
        sent = len(service.seen)
        (again,) = ask(service.url, ledger)
        (replayed,) = ask(service.url, ledger, replay=True)
    assert len(service.seen) == sent
    assert again == replayed == replace(first, cost=Decimal(0), cached=True)


def test_the_same_question_asked_side_by_side_is_sent_once(tmp_path: Path) -> None:
    with FaultyService(answer=lambda body: GOOD, latency=0.05) as service, Ledger(tmp_path / "x.db") as ledger:
        answers = ask(service.url, ledger, *[ASK] * 6, concurrency=6)
    assert (len(service.asked), sorted(answer.cached for answer in answers)) == (1, [False, *[True] * 5])


def test_a_replay_asks_nobody(tmp_path: Path) -> None:
    with FaultyService(answer=lambda body: GOOD) as service, Ledger(tmp_path / "x.db") as ledger:
        ask(service.url, ledger)
        sent = len(service.seen)
        known, unknown = ask(service.url, ledger, ASK, replace(ASK, user="new"), replay=True)
    assert (known.failure, known.cached, unknown.failure, len(service.seen)) == (None, True, "unavailable", sent)


KILLED = """
import asyncio, sys
from pathlib import Path
from pydantic import BaseModel
from extractor.services.ask import Ask
from extractor.services.ledger import Ledger
from extractor.services.profile import Profile
from extractor.services.providers import Door

class Plain(BaseModel):
    row: str
    tokens: list[int | None]

async def run(url, path):
    with Ledger(Path(path)) as ledger:
        async with Door(Profile("t", "m", url, mode="json_schema", concurrency=4), ledger) as door:
            asks = [Ask("requests", "Point.", f"L1 [{n}]", Plain, f"{n}#1", "", 1000) for n in range(60)]
            answers = await asyncio.gather(*(door.ask(each) for each in asks))
    print(sum(answer.failure is None for answer in answers))

asyncio.run(run(*sys.argv[1:]))
"""


def test_killed_again_and_again_no_answered_request_is_paid_for_twice_beyond_those_in_flight(tmp_path: Path) -> None:
    path, kills = tmp_path / "x.db", 0
    with FaultyService(answer=lambda body: GOOD, latency=0.03) as service:
        for goal in (5, 14, 25):
            program = subprocess.Popen([sys.executable, "-c", KILLED, service.url, str(path)], stdout=subprocess.PIPE, text=True)
            deadline = time.monotonic() + 60
            while sum(service.answered.values()) < goal and time.monotonic() < deadline and program.poll() is None:
                time.sleep(0.002)
            os.kill(program.pid, signal.SIGKILL)
            program.wait()
            assert program.stdout is not None
            program.stdout.close()
            kills += program.returncode == -signal.SIGKILL
            # Whatever the service knows as answered and is not in the database was in flight: four at the most.
            known = int(rows(path, "select count(*) from answers")[0][0])
            assert len(service.answered) - known <= 4
        last = subprocess.run([sys.executable, "-c", KILLED, service.url, str(path)], capture_output=True, text=True, check=True)
        twice = sum(count - 1 for count in service.answered.values())
    assert (kills, last.stdout.split()[-1], rows(path, "pragma integrity_check")) == (3, "60", [("ok",)])
    assert len(service.answered) == 60
    assert twice <= 4 * kills
    in_flight = rows(path, "select count(*) from attempts where seconds is null")[0][0]
    assert 0 < in_flight <= 4 * kills


# ------------------------------------------------------------------------------------------------- what it came to


def spent(tmp_path: Path) -> Path:
    path = tmp_path / "x.db"
    with Store(path) as store:
        run = store.start_run("0.1.0", "both", "gouji extract reports")
        with FaultyService(answer=lambda body: GOOD) as service, Ledger(path, run, PRICES) as ledger:
            service.next(says("nonsense"), says(GOOD), fails(500), says(GOOD))
            ask(service.url, ledger, ASK)
            ask(service.url, ledger, replace(ASK, user="b", document="e" * 64 + "#1", task="claims"))
        store.finish_run(run, "finished", 2)
        store.start_run("0.1.0", "offline", "gouji extract other")
    return path


def test_the_ledger_tells_what_a_run_cost_by_document_and_by_reason(tmp_path: Path) -> None:
    with Ledger(spent(tmp_path)) as ledger:
        offline, run = ledger.runs()
        assert (offline.spending.requests, offline.spending.cost, offline.spending.unknown) == (0, 0, 0)
        assert (run.models, run.spending.requests, run.spending.answered, run.spending.cost) == ("m", 5, 4, Decimal("0.000108"))
        assert [(task, reason, part.cost) for task, reason, part in ledger.by_reason(run.id)] == [
            ("claims", "first", 0), ("claims", "retry", Decimal("0.000027")), ("probe", "probe", Decimal("0.000027")),
            ("requests", "first", Decimal("0.000027")), ("requests", "re-ask", Decimal("0.000027")),
        ]
        assert [(document[:1], part.requests, part.cost) for document, part in ledger.by_document(run.id)] == [
            ("d", 2, Decimal("0.000054")), ("e", 2, Decimal("0.000027")),
        ]


def test_the_runs_are_listed_with_what_they_cost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = spent(tmp_path)
    assert runs(None, settings(tmp_path, db=path)) == 0
    told = capsys.readouterr().out
    assert ("0.000108 USD" in told, "both" in told, "offline" in told) == (True, True, True)
    assert runs(1, settings(tmp_path, db=path)) == 0
    told = capsys.readouterr().out
    assert ("re-ask" in told, "claims" in told, "d" * 64 + "#1" in told, "HTTP 500" in told) == (True, True, True, True)


def test_a_cost_that_is_not_known_is_said_to_be_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        run = store.start_run("0.1.0", "both", "gouji extract reports")
    with FaultyService(answer=lambda body: GOOD) as service, Ledger(path, run) as ledger:
        ask(service.url, ledger)
    runs(None, settings(tmp_path, db=path))
    told = capsys.readouterr().out
    assert ("cost unknown" in told, "USD" in told) == (True, False)


def test_a_run_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no run 7"):
        runs(7, settings(tmp_path, db=spent(tmp_path)))


def test_without_a_database_there_are_no_runs_to_tell_of_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        runs(None, settings(tmp_path, db=tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_a_database_of_the_version_before_gets_the_new_tables_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with Store(path) as store:
        store.start_run("0.1.0", "offline", "gouji extract")
    with sqlite3.connect(path) as connection:
        for table in ("attempts", "answers", "capabilities", "batched", "batches"):
            connection.execute(f"drop table {table}")
        connection.execute("delete from _sqlite_migrations where name = 'services'")
    with Ledger(path) as ledger:
        assert [run.reader for run in ledger.runs()] == ["offline"]
        assert ledger.kept("nothing") is None


# ------------------------------------------------------------------------------------------------- prices


def test_the_prices_that_ship_are_dated_and_can_be_looked_up() -> None:
    prices = load_prices(Content((shipped(),)))
    today = date(2026, 11, 22)
    price = prices.find("https://api.openai.com/v1", "gpt-5-mini", today)
    assert price is not None
    assert price.cost(1_000_000, 1_000_000) == price.input + price.output > 0
    assert prices.find("https://api.openai.com/v1", "gpt-5-mini-2025-08-07", today) == price
    assert prices.find("https://api.openai.com/v1", "gpt-5-minister", today) is None
    assert prices.find("https://elsewhere.example/v1", "gpt-5-mini", today) is None
    assert prices.find("https://api.openai.com/v1", "gpt-5-mini", date(2025, 8, 6)) is None
    flex = prices.find("https://api.openai.com/v1", "gpt-5-mini", today, "flex")
    assert flex is not None
    assert flex.input * 2 == price.input
    assert prices.find("https://api.openai.com/v1", "gpt-4o-mini", today, "flex") is None


ROW = '[[price]]\nhost = "h"\nmodel = "m"\nsince = 2025-01-01\ncurrency = "CNY"\ninput = 2\noutput = 8.0\n'


def own_prices(folder: Path, text: str) -> Content:
    (folder / "prompts").mkdir()
    (folder / "prompts" / "prices.toml").write_text(text, encoding="utf-8")
    return Content((shipped(), folder))


def test_a_later_price_takes_the_place_of_an_earlier_one_from_its_day_on(tmp_path: Path) -> None:
    prices = load_prices(own_prices(tmp_path, ROW + ROW.replace("2025-01-01", "2026-01-01").replace("input = 2", "input = 1")))
    found = [prices.find("http://h/v1", "m", day) for day in (date(2024, 12, 31), date(2025, 12, 31), date(2026, 1, 1))]
    assert [price and price.input for price in found] == [None, 2, 1]
    assert prices.find("https://api.openai.com/v1", "gpt-5", date(2026, 1, 1)) is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ROW.replace("input = 2\n", ""), "price 1: no input"), (ROW.replace("input = 2", 'input = "2"'), "input: expected a number"),
        (ROW.replace("input = 2", "input = -2"), "input: expected a number"),
        (ROW.replace("input = 2", "input = nan"), "input: expected a number"),
        (ROW.replace("2025-01-01", '"2025"'), "since: expected a day"),
        (ROW.replace("2025-01-01", "2025-01-01T00:00:00"), "since: expected a day"),
        (ROW + "colour = 1", "colour: no such key"), ("[price]\n", "expected rows"), ("= 3", "not valid TOML"),
    ],
)
def test_a_broken_table_of_prices_is_told_with_its_row_and_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ContentError, match=said) as caught:
        load_prices(own_prices(tmp_path, text))
    assert caught.value.hint
