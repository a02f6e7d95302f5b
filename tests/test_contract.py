"""What the door promises of any service in OpenAI's form: shown on the server of these tests, and on one that others wrote.

The second needs Node: `npm install --prefix FOLDER @copilotkit/aimock`, then `AIMOCK=FOLDER pytest -m aimock`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from extractor.services import pacing
from extractor.services.ledger import Ledger
from tests.aimock import Aimock, Fixture
from tests.pointer import Pointer, Way
from tests.reading import gold_report, kit, read, source, wrong
from tests.service import Body, FaultyService, Sender, cut, fails, mode_of, rate_limited, raw, says
from tests.terminal import gouji
from tests.test_ledger import PRICES, ask
from tests.test_providers import ASK, GOOD

SLUG = "07-page-break"
PROBED = '{"days": 7}'
WAYS: tuple[Way, ...] = ("perfect", "slips", "random", "hostile", "duplicates", "out-of-range", "shifted")


class Service(Protocol):
    """A service that is told what befalls the requests for ASK."""

    url: str

    def befalls(self, *events: str) -> None:
        """Nothing; these befall the next requests, one each, and then they are answered well."""

    def knows(self, mode: str) -> None:
        """Nothing; answers are given in this mode alone."""

    def answers(self, said: Mapping[str, str]) -> None:
        """Nothing; questions that end in these texts are answered with those."""

    def sent(self) -> list[Body]:
        """The requests so far that were no probe."""


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "FIRST_WAIT", 0.01)
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "GOUJI_"))]:
        monkeypatch.delenv(name)


class Contract:
    """The promises."""

    @pytest.mark.parametrize("event", ["rate limited", "overloaded", "malformed", "cut off"])
    def test_a_request_that_failed_in_passing_is_sent_again(self, service: Service, ledger: Ledger, event: str) -> None:
        service.befalls(event)
        (answer,) = ask(service.url, ledger)
        assert (answer.failure, answer.tokens_in, answer.tokens_out, len(service.sent())) == (None, 100, 20, 2)
        assert answer.cost == PRICES.rows[0].cost(100, 20)

    @pytest.mark.parametrize(
        ("event", "failure"),
        [("no money", "quota"), ("wrong key", "unauthorised"), ("unknown model", "unknown-model")],
    )
    def test_what_would_befall_every_question_stops_the_run(self, service: Service, ledger: Ledger, event: str, failure: str) -> None:
        service.befalls(event)
        answers = ask(service.url, ledger, *(replace(ASK, user=f"{ASK.user} {number}") for number in range(3)))
        assert ({answer.failure for answer in answers}, len(service.sent())) == ({failure}, 1)

    def test_what_the_filter_withholds_is_final_for_this_question_alone(self, service: Service, ledger: Ledger) -> None:
        service.befalls("filtered")
        first, second = ask(service.url, ledger, ASK, replace(ASK, user=f"{ASK.user} more"))
        assert (first.failure, second.failure, len(service.sent())) == ("filtered", None, 2)

    def test_an_answer_that_was_cut_off_is_asked_for_once_with_a_larger_budget(self, service: Service, ledger: Ledger) -> None:
        service.befalls("truncated")
        (answer,) = ask(service.url, ledger)
        assert (answer.failure, [body["max_tokens"] for body in service.sent()]) == (None, [1000, 4000])

    def test_an_answer_of_the_wrong_shape_is_asked_for_once_more(self, service: Service, ledger: Ledger) -> None:
        service.befalls("nonsense")
        (answer,) = ask(service.url, ledger)
        roles = [[message["role"] for message in body["messages"]] for body in service.sent()]
        assert (answer.failure, roles) == (None, [["system", "user"], ["system", "user", "assistant", "user"]])

    @pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
    def test_the_strictest_way_that_the_service_knows_is_found(self, service: Service, ledger: Ledger, mode: str) -> None:
        service.knows(mode)
        (answer,) = ask(service.url, ledger, mode=None)
        assert (answer.failure, [mode_of(body) for body in service.sent()]) == (None, [mode])

    def test_what_was_answered_is_not_asked_again(self, service: Service, ledger: Ledger) -> None:
        service.befalls("overloaded")
        (paid,), (kept,) = ask(service.url, ledger), ask(service.url, ledger)
        assert (kept.parsed, kept.cached, kept.cost, len(service.sent())) == (paid.parsed, True, 0, 2)

    @pytest.mark.usefixtures("alone")
    @pytest.mark.parametrize("way", WAYS)
    def test_a_run_accepts_nothing_wrong_whatever_the_model_points_at(self, service: Service, way: Way) -> None:
        of, gold = gold_report(SLUG)
        pointer = Pointer(gold, kit().forms, way)
        expected = read(of, pointer, "llm")
        service.answers({asked.user: pointer.answer(asked.system, asked.user, gold) for asked in pointer.asked})
        told = gouji("extract", source(SLUG), "--reader", "llm", "--model", "m", "--base-url", service.url, "--format", "jsonl")
        record = json.loads(told.stdout)
        assert told.exit_code == 0, told.stderr
        assert wrong(expected, gold) == []
        assert {a: c["value"] for a, c in record["cells"].items()} == {a: c.value for a, c in expected.cells.items()}
        assert all(c["status"] != "review" or c["reason"] for c in record["cells"].values())


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "x.db", prices=PRICES) as opened:
        yield opened


EVENTS: dict[str, Sender] = {
    "rate limited": rate_limited(retry_after="1"), "overloaded": fails(500), "malformed": raw(b"{malformed"), "cut off": cut(),
    "no money": fails(429, "You exceeded your current quota", code="insufficient_quota"),
    "wrong key": fails(401, "Incorrect API key provided", code="invalid_api_key"),
    "unknown model": fails(404, "The model `m` does not exist", code="model_not_found"),
    "filtered": says("", finish="content_filter"), "truncated": says('{"row": "rec', finish="length"), "nonsense": says("nonsense"),
}


class Own:
    """The server of these tests."""

    def __init__(self, service: FaultyService) -> None:
        self.service, self.url = service, service.url

    def befalls(self, *events: str) -> None:
        self.service.next(*(EVENTS[event] for event in events))

    def knows(self, mode: str) -> None:
        self.service.rule = lambda body: None if mode_of(body) == mode else fails(400, "not supported by this server")

    def answers(self, said: Mapping[str, str]) -> None:
        self.service.answer = lambda body: said[body["messages"][-1]["content"]]

    def sent(self) -> list[Body]:
        return [seen.body for seen in self.service.asked]


class TestOwnServer(Contract):
    @pytest.fixture
    def service(self) -> Iterator[Service]:
        with FaultyService(answer=lambda body: GOOD) as opened:
            yield Own(opened)


def error(status: int, message: str, code: str) -> Fixture:
    return {"response": {"error": {"message": message, "type": code, "code": code}, "status": status}}


USAGE = {"prompt_tokens": 100, "completion_tokens": 20}
FIXTURES: dict[str, Fixture] = {
    "rate limited": error(429, "Rate limit reached", "rate_limit_exceeded"), "overloaded": error(500, "it went wrong", "server_error"),
    "malformed": {"response": {"content": "x"}, "chaos": {"malformedRate": 1}},
    "cut off": {"response": {"content": "x"}, "chaos": {"disconnectRate": 1}},
    "no money": error(429, "You exceeded your current quota", "insufficient_quota"),
    "wrong key": error(401, "Incorrect API key provided", "invalid_api_key"),
    "unknown model": error(404, "The model `m` does not exist", "model_not_found"),
    "filtered": {"response": {"content": " ", "finishReason": "content_filter"}},
    "truncated": {"response": {"content": '{"row": "rec', "finishReason": "length"}}, "nonsense": {"response": {"content": "nonsense"}},
}


class Foreign:
    """aimock, told the same in its own words: of the fixtures that fit a request the first answers it."""

    def __init__(self, service: Aimock) -> None:
        self.service, self.url = service, service.url
        self.befalls()

    def befalls(self, *events: str) -> None:
        numbered = [{"match": {"userMessage": ASK.user, "sequenceIndex": n}, **FIXTURES[event]} for n, event in enumerate(events)]
        well = {"response": {"content": GOOD, "usage": USAGE}}
        again = {"match": {"turnIndex": 1}, **well}
        self._load(again, *numbered, {"match": {"userMessage": ASK.user}, **well})

    def knows(self, mode: str) -> None:
        no = error(400, "not supported by this server", "invalid_request_error")
        refused = {"json_schema": [], "tools": ["json_schema"], "json": ["json_schema", "tools"]}[mode]
        matches = {"json_schema": {"responseFormat": "json_schema"}, "tools": {"toolName": "answer"}}
        refusals = [{"match": matches[name], **no} for name in refused]
        calls = [{"name": "answer", "arguments": text} for text in (PROBED, GOOD)]
        given: list[Fixture] = [{"toolCalls": [call]} for call in calls] if mode == "tools" else [{"content": PROBED}, {"content": GOOD}]
        asked = [{"match": {"userMessage": said}, "response": response} for said, response in zip(("week", ASK.user), given, strict=True)]
        self.service.load(*refusals, *asked)

    def answers(self, said: Mapping[str, str]) -> None:
        self._load(*({"match": {"userMessage": user}, "response": {"content": text}} for user, text in said.items()))

    def sent(self) -> list[Body]:
        return [dict(body) for body in self.service.asked() if "week" not in str(body["messages"][-1]["content"])]

    def _load(self, *fixtures: Fixture) -> None:
        self.service.load({"match": {"userMessage": "week"}, "response": {"content": PROBED}}, *fixtures)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    with Aimock(tmp_path_factory.mktemp("aimock") / "first.json") as opened:
        yield opened


@pytest.mark.aimock
class TestAimock(Contract):
    @pytest.fixture
    def service(self, running: Aimock) -> Service:
        return Foreign(running)
