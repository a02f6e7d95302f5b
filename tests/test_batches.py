"""The batch lane: what is handed over, what comes back, and that nothing is asked or paid for twice."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ServiceError
from extractor.services import batches
from extractor.services.ask import Answer, Ask
from extractor.services.batches import Gathered, Line, adopt, collect, look, parts, submit
from extractor.services.connection import connect
from extractor.services.ledger import Attempt, Ledger
from extractor.services.prices import Price
from extractor.services.profile import Profile
from extractor.services.providers import Door
from extractor.services.wire import Dialect
from tests.service import FaultyService, completion
from tests.terminal import CLEAN, gouji, report
from tests.test_providers import ASK, GOOD, asks

DIALECT = Dialect("json_schema")
PRICE = Price("127.0.0.1", "m", date(2020, 1, 1), "USD", Decimal(1), Decimal(10), Decimal(1), "batch")


class BatchService:
    """The batch part of a service: takes files, and answers what is in them when told to."""

    def __init__(self, answer: Any = lambda body: GOOD) -> None:
        self.answer, self.files, self.batches = answer, {}, dict[str, dict[str, Any]]()
        self.refuse = 0

    def __call__(self, method: str, path: str, body: bytes) -> tuple[int, bytes] | None:
        if (method, path) == ("POST", "/v1/files"):
            self.files[f"file-{len(self.files)}"] = body[body.index(b'{"custom_id"') : body.rindex(b"}\n") + 1]
            return self._json({"id": f"file-{len(self.files) - 1}", "object": "file", "purpose": "batch"})
        if (method, path) == ("POST", "/v1/batches"):
            if self.refuse:
                return self.refuse, b'{"error": {"message": "no batches today"}}'
            name = f"batch_{len(self.batches)}"
            self.batches[name] = {"id": name, "object": "batch", "status": "validating", **json.loads(body)}
            return self._json(self.batches[name])
        if method == "GET" and path.startswith("/v1/batches?"):
            return self._json({"object": "list", "data": list(self.batches.values()), "has_more": False})
        if method == "GET" and path.startswith("/v1/batches/"):
            found = self.batches.get(path.rpartition("/")[2])
            return self._json(found) if found else None
        if method == "GET" and path.startswith("/v1/files/") and path.endswith("/content"):
            return 200, self.files[path.split("/")[3]]
        return None

    def requests(self, name: str = "batch_0") -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[self.batches[name]["input_file_id"]].splitlines()]

    def finish(self, status: str = "completed", name: str = "batch_0", answered: int | None = None, more: str = "") -> None:
        """Nothing; ends a batch with that many answered and the others in the file of errors."""
        good, bad = [], []
        for number, request in enumerate(self.requests(name)):
            usage = {"prompt_tokens": 100, "completion_tokens": 20}
            body = completion(self.answer(request["body"]), usage=usage)
            response = {"status_code": 200, "body": body} if answered is None or number < answered else None
            error = None if response else {"code": "batch_expired", "message": "not done in time"}
            (good if response else bad).append(json.dumps({"custom_id": request["custom_id"], "response": response, "error": error}))
        self.files[f"out-{name}"], self.files[f"err-{name}"] = ("\n".join(lines).encode() for lines in (reversed(good), bad))
        self.files[f"out-{name}"] += more.encode()
        self.batches[name] |= {"status": status, "output_file_id": f"out-{name}", "error_file_id": f"err-{name}" if bad else None}

    def _json(self, body: Any) -> tuple[int, bytes]:
        return 200, json.dumps(body).encode()


@pytest.fixture
def service() -> Iterator[FaultyService]:
    with FaultyService(answer=lambda body: GOOD, route=BatchService()) as opened:
        yield opened


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "x.db") as opened:
        yield opened


def lane(service: FaultyService) -> BatchService:
    assert isinstance(service.route, BatchService)
    return service.route


def profile(service: FaultyService) -> Profile:
    return Profile("t", "m", service.url, mode="json_schema")


async def gathered(service: FaultyService, ledger: Ledger, *questions: Ask) -> tuple[Line, ...]:
    taker = Gathered(profile(service), ledger, DIALECT)
    for each in questions:
        await taker.ask(each)
    return tuple(taker.lines.values())


async def handed_over(service: FaultyService, ledger: Ledger, *questions: Ask) -> int:
    async with connect(profile(service), None) as client:
        return await submit(client, ledger, await gathered(service, ledger, *questions), None)


async def collected(service: FaultyService, ledger: Ledger, number: int, remote: str = "batch_0") -> tuple[int, int]:
    async with connect(profile(service), None) as client:
        _, batch = await look(client, remote, None)
        return await collect(client, ledger, number, batch, PRICE, None)


async def replayed(service: FaultyService, ledger: Ledger, *questions: Ask) -> list[Answer]:
    async with Door(profile(service), ledger, replay=True) as door:
        return [await door.ask(each) for each in questions]


def test_what_was_answered_in_a_batch_is_answered_at_the_door_without_being_asked_again(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> tuple[tuple[int, int], list[Answer]]:
        number = await handed_over(service, ledger, *asks(5))
        lane(service).finish()
        return await collected(service, ledger, number), await replayed(service, ledger, *asks(5))

    counts, answers = asyncio.run(run())
    assert counts == (5, 0)
    assert [(answer.failure, answer.cached, answer.tokens_in) for answer in answers] == [(None, True, 100)] * 5
    assert service.seen == []
    ((reason, count, cost),) = ledger._rows("select reason, count(*), sum(cost) from attempts")
    assert (reason, count, round(cost, 9)) == ("batch", 5, 0.0015)


def test_a_batch_holds_the_requests_that_the_door_would_send(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> None:
        await handed_over(service, ledger, ASK)
        async with Door(profile(service), None) as door:
            await door.ask(ASK)

    asyncio.run(run())
    (request,) = lane(service).requests()
    assert (request["method"], request["url"], request["body"]) == ("POST", "/v1/chat/completions", service.asked[0].body)
    assert "d" * 20 not in json.dumps(request["body"])


def test_nothing_is_handed_over_that_is_answered_or_under_way(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> list[int]:
        async with Door(profile(service), ledger) as door:
            await door.ask(asks(4)[0])
        counts = [len(await gathered(service, ledger, *asks(4), *asks(4)))]
        number = await handed_over(service, ledger, *asks(4))
        counts.append(len(await gathered(service, ledger, *asks(4))))
        lane(service).finish("expired", answered=1)
        await collected(service, ledger, number)
        return [*counts, len(await gathered(service, ledger, *asks(4)))]

    assert asyncio.run(run()) == [3, 0, 2]


def test_an_expired_batch_keeps_its_answers_and_the_others_are_noted_as_failed(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> tuple[tuple[int, int], list[Answer]]:
        number = await handed_over(service, ledger, *asks(6))
        lane(service).finish("expired", answered=2)
        return await collected(service, ledger, number), await replayed(service, ledger, *asks(6))

    counts, answers = asyncio.run(run())
    assert (counts, sorted(answer.failure or "" for answer in answers)) == ((2, 4), ["", "", *["unavailable"] * 4])
    assert "not done in time" in ledger._rows("select error from attempts where error is not null")[0][0]


def test_lines_of_a_result_that_are_none_or_that_nobody_asked_for_are_left_out(service: FaultyService, ledger: Ledger) -> None:
    odd = [
        "no JSON", "[]", "null", '{"custom_id": "stranger", "response": {"status_code": 200, "body": {"choices": []}}}', "[" * 5000,
        '{"custom_id": null, "response": 5}',
    ]

    async def run() -> tuple[int, int]:
        number = await handed_over(service, ledger, *asks(2))
        lane(service).finish(more="\n" + "\n".join(odd))
        return await collected(service, ledger, number)

    assert asyncio.run(run()) == (2, 0)
    assert ledger._rows("select count(*) from answers") == [(2,)]


def test_an_answer_in_a_batch_that_is_none_is_a_failure(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> tuple[int, int]:
        number = await handed_over(service, ledger, ASK)
        custom = lane(service).requests()[0]["custom_id"]
        lane(service).finish()
        lane(service).files["out-batch_0"] = json.dumps({"custom_id": custom, "response": {"status_code": 200, "body": {"x": 1}}}).encode()
        return await collected(service, ledger, number)

    assert asyncio.run(run()) == (0, 1)


def test_collecting_twice_keeps_one_answer_and_one_row(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> tuple[int, int]:
        number = await handed_over(service, ledger, *asks(3))
        lane(service).finish()
        await collected(service, ledger, number)
        return await collected(service, ledger, number)

    asyncio.run(run())
    assert ledger._rows("select count(*) from attempts") == [(3,)]


def test_a_batch_that_the_service_refuses_leaves_its_requests_free(service: FaultyService, ledger: Ledger) -> None:
    lane(service).refuse = 400
    with pytest.raises(ServiceError, match="no batches today"):
        asyncio.run(handed_over(service, ledger, *asks(2)))
    assert (ledger.batches(), len(asyncio.run(gathered(service, ledger, *asks(2))))) == ((), 2)


def test_a_batch_whose_name_was_not_noted_is_found_again_at_the_service(service: FaultyService, ledger: Ledger) -> None:
    async def run() -> tuple[str | None, str | None]:
        number = await handed_over(service, ledger, *asks(2))
        ledger._db.execute("update batches set remote = null")
        lost = ledger.begin_batch([Attempt("t", "batch", "", "", service.url, "m", "json_schema", "never sent")])
        async with connect(profile(service), None) as client:
            return await adopt(client, ledger, number, None), await adopt(client, ledger, lost, None)

    assert asyncio.run(run()) == ("batch_0", None)
    assert [batch.remote for batch in ledger.batches()] == ["batch_0"]


def test_no_batch_is_larger_than_a_service_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = Attempt("t", "batch", "", "", "s", "m", "json", "k")
    monkeypatch.setattr(batches, "MOST_REQUESTS", 3)
    monkeypatch.setattr(batches, "MOST_BYTES", 30)
    cut = [[len(line.text) for line in part] for part in parts(Line(attempt, "x" * size) for size in (1, 1, 1, 1, 28, 5, 40, 2))]
    assert cut == [[1, 1, 1], [1, 28], [5], [40], [2]]


@pytest.mark.usefixtures("alone")
def test_reports_go_through_the_lane_and_are_read_from_what_came_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_LANG", "en")

    def answer(body: dict[str, Any]) -> str:
        schema = body["response_format"]["json_schema"]["schema"]
        return json.dumps({name: [] for name in schema["required"]})

    with FaultyService(answer=answer, route=BatchService(answer)) as service:
        model = ("--model", "m", "--base-url", service.url)
        submitted = gouji("batch", "submit", report(CLEAN), "--reader", "both", *model)
        assert (submitted.exit_code, "handed over" in submitted.stdout) == (0, True), submitted.output
        assert "under way" in gouji("batch", "submit", report(CLEAN), "--reader", "both", *model).stdout
        assert "validating" in gouji("batch", "status", *model).stdout
        lane(service).finish()
        told = gouji("batch", "collect", *model)
        assert (told.exit_code, "answers kept, 0 failed" in told.stdout) == (0, True), told.output
        assert service.asked == []
        read = gouji("extract", report(CLEAN), "--reader", "both", "--replay", *model)
        assert read.exit_code in (0, 5)
        assert service.asked == []
    with sqlite3.connect("gouji.db") as connection:
        assert connection.execute("select count(*) from answers").fetchone()[0] == len(lane(service).requests())
