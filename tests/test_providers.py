"""The door to model services, against a service that misbehaves on a real socket."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from extractor.errors import UsageError
from extractor.services import pacing
from extractor.services.ask import Answer, Ask
from extractor.services.ledger import Ledger
from extractor.services.pacing import Pace
from extractor.services.prices import Price, Prices
from extractor.services.profile import Profile
from extractor.services.providers import Door
from extractor.services.wire import strict_schema
from tests.service import (
    FaultyService,
    Sender,
    completion,
    cut,
    fails,
    mode_of,
    only_json,
    rate_limited,
    rate_limited_until,
    raw,
    says,
    slow,
    trickle,
    without_schemas,
)

KEY = "sk-test-0123456789abcdefghij"
GOOD = '{"row": "received", "tokens": [57, null]}'


class Row(BaseModel):
    """An answer with what strict schemas trip over: a default, an optional, a nested model, a field called title."""

    model_config = ConfigDict(extra="forbid")
    row: str
    tokens: tuple[int | None, int | None]
    title: str | None = None
    kind: Literal["a", "b"] = "a"


class Nested(BaseModel):
    rows: list[Row] = Field(default_factory=list)


class Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    row: str
    tokens: list[int | None]


ASK = Ask("requests", "Point at the numbers.", "L1 收到 [57]", Plain, "d" * 64 + "#1", "requests/v1/abc", 1000)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "FIRST_WAIT", 0.01)
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "GOUJI_"))]:
        monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[FaultyService]:
    with FaultyService(answer=lambda body: GOOD) as opened:
        yield opened


def profile(service: FaultyService, **values: Any) -> Profile:
    return Profile(**{"name": "test", "model": "m", "base_url": service.url, "timeout": 5, **values})


def ask(
    service: FaultyService, *asks: Ask, ledger: Ledger | None = None, door: dict[str, Any] | None = None, **values: Any
) -> list[Answer]:
    """The answers of one run to questions that are asked all at once."""

    async def run() -> list[Answer]:
        async with Door(profile(service, **values), ledger, **(door or {})) as opened:
            return list(await asyncio.gather(*(opened.ask(each) for each in asks or (ASK,))))

    return asyncio.run(run())


def one_by_one(service: FaultyService, *asks: Ask, ledger: Ledger | None = None) -> list[Answer]:
    """The answers of one run to questions each of which waits for the answer before."""

    async def run() -> list[Answer]:
        async with Door(profile(service), ledger) as opened:
            return [await opened.ask(each) for each in asks]

    return asyncio.run(run())


def asks(count: int) -> list[Ask]:
    return [replace(ASK, user=f"L1 收到 [{number}]") for number in range(count)]


# ------------------------------------------------------------------------------------------------- what is sent


def test_a_good_answer_comes_back_parsed_with_what_it_took(service: FaultyService) -> None:
    (answer,) = ask(service)
    assert answer == Answer(Plain(row="received", tokens=[57, None]), None, "", 100, 20, None, False, "m")


def test_the_schema_is_sent_for_strict_decoding(service: FaultyService) -> None:
    ask(service)
    sent = service.asked[0].body["response_format"]
    assert (sent["type"], sent["json_schema"]["strict"], sent["json_schema"]["schema"]) == ("json_schema", True, strict_schema(Plain))


def test_a_strict_schema_requires_every_key_allows_no_other_and_has_no_defaults() -> None:
    schema = strict_schema(Nested)
    row = schema["$defs"]["Row"]
    assert schema["required"] == ["rows"]
    assert row["required"] == ["row", "tokens", "title", "kind"] == list(row["properties"])
    assert (schema["additionalProperties"], row["additionalProperties"]) == (False, False)
    assert '"default"' not in json.dumps(schema)
    assert "prefixItems" not in row["properties"]["tokens"]
    assert row["properties"]["tokens"]["items"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}


@pytest.mark.parametrize("rule", [lambda body: None, without_schemas, only_json], ids=["json_schema", "tools", "json"])
def test_a_transcript_arrives_to_the_letter_whatever_looks_like_a_template_in_it(service: FaultyService, rule: Any) -> None:
    service.rule = rule
    text = "   {{ system }} {% include 'x' %} {# no #}\n\n    indented\n\t收到 [57]　\n"
    (answer,) = ask(service, replace(ASK, user=text))
    assert (answer.failure, service.asked[0].user) == (None, text)


def test_a_transcript_still_arrives_to_the_letter_when_the_model_is_asked_again(service: FaultyService) -> None:
    service.next(says("nonsense"))
    text = "   {{ 7*7 }}\n    收到 [57]"
    (answer,) = ask(service, replace(ASK, user=text))
    assert (answer.failure, [seen.user for seen in service.asked]) == (None, [text, text])


def test_neither_the_document_nor_the_prompt_is_named_to_the_service(service: FaultyService) -> None:
    ask(service, replace(ASK, document="f" * 64 + "#2", prompt="requests/v7/digest"))
    assert not [seen for seen in service.seen if "f" * 20 in seen.raw or "v7" in seen.raw or "digest" in seen.raw]


def test_what_is_kept_for_openai_goes_to_nobody_else(service: FaultyService, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"OPENAI_API_KEY": "secret-one", "OPENAI_ORG_ID": "secret-two", "OPENAI_PROJECT_ID": "secret-three",
               "OPENAI_CUSTOM_HEADERS": "X-Own: secret-four\nAuthorization: secret-five", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    (answer,) = ask(service)
    assert answer.failure is None
    assert not [seen for seen in service.seen if "secret" in json.dumps(dict(seen.headers)) + seen.raw]


def test_nothing_is_told_of_the_machine(service: FaultyService) -> None:
    ask(service)
    assert {name.lower() for name in service.asked[0].headers} <= {
        "host", "authorization", "content-length", "content-type", "accept", "accept-encoding", "connection", "user-agent",
    }


def test_a_redirect_does_not_carry_the_report_to_another_address(service: FaultyService) -> None:
    with FaultyService(answer=lambda body: GOOD) as elsewhere:
        service.next(fails(307, "moved", location=f"{elsewhere.url}/chat/completions"))
        (answer,) = ask(service)
        assert (answer.failure, elsewhere.seen) == ("unavailable", [])
        assert "redirect" in answer.message


# ------------------------------------------------------------------------------------------------- asking again


TRANSIENT: dict[str, Sender] = {
    "408": fails(408), "409": fails(409), "500": fails(500), "502 in HTML": raw(b"<html>Bad Gateway</html>", status=502, kind="text/html"),
    "503": fails(503, retry_after="0.05"), "529": fails(529), "429": rate_limited(),
    "429 in milliseconds": rate_limited(retry_after_ms="40"),
    "cut before": cut(), "cut within": cut(30), "half of JSON": raw(b'{"choices": [{"mess'), "no JSON": raw(b"\xff\xfe\x00"),
    "a page": raw(b"<html>Sign in to the network</html>", kind="text/html"), "null": raw(b"null"), "a list": raw(b"[]"),
    "no choices": raw(b'{"choices": []}'), "choices of null": raw(b'{"choices": [null]}'), "choices of text": raw(b'{"choices": "no"}'),
    "an error that says it is fine": raw(b'{"error": {"message": "overloaded"}}'), "too deep": raw(b"[" * 100_000), "empty": raw(b""),
}


@pytest.mark.parametrize("sender", TRANSIENT.values(), ids=TRANSIENT.keys())
def test_a_request_that_failed_in_passing_is_sent_again(service: FaultyService, sender: Sender) -> None:
    service.next(sender)
    (answer,) = ask(service)
    assert (answer.failure, answer.message, len(service.asked)) == (None, "", 2)


def test_one_layer_alone_asks_again(service: FaultyService) -> None:
    service.next(*[fails(500)] * 20)
    (answer,) = ask(service)
    assert (answer.failure, len(service.asked)) == ("unavailable", pacing.TRIES)
    assert "HTTP 500" in answer.message


@pytest.mark.parametrize(
    ("limit", "least"),
    [(rate_limited(retry_after="0.4"), 0.4), (rate_limited(retry_after_ms="300"), 0.3), (rate_limited_until(1.9), 0.8)],
    ids=["seconds", "milliseconds", "date"],
)
def test_the_time_that_a_service_asks_for_is_waited(service: FaultyService, limit: Sender, least: float) -> None:
    service.next(limit)
    (answer,) = ask(service)
    first, second = service.asked
    assert answer.failure is None
    assert least <= second.at - first.at < least + 5


def test_a_date_in_the_past_and_a_time_that_is_none_are_no_reason_not_to_wait(service: FaultyService) -> None:
    service.next(rate_limited_until(-30), rate_limited(retry_after="nan"), rate_limited(retry_after="soon"), rate_limited(retry_after="-5"))
    (answer,) = ask(service)
    assert (answer.failure, len(service.asked)) == (None, 5)


def test_one_rate_limit_pauses_all_workers(service: FaultyService) -> None:
    service.latency = 0.05
    service.next(rate_limited(retry_after="1"))
    answers = ask(service, *asks(20), concurrency=4)
    limited = service.asked[0].at + 0.05
    quiet = [seen for seen in service.asked if limited + 0.4 < seen.at < limited + 0.9]
    assert ({answer.failure for answer in answers}, quiet) == ({None}, [])


def test_rate_limits_without_end_end_the_run_and_not_each_document_anew(service: FaultyService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "PAUSES", 3)
    service.rule = lambda body: rate_limited()
    answers = ask(service, *asks(10))
    assert {answer.failure for answer in answers} == {"unavailable"}
    assert len(service.seen) <= 5


def test_a_service_that_asks_for_an_hour_is_not_waited_for(service: FaultyService) -> None:
    service.next(rate_limited(retry_after="3600"))
    began = time.monotonic()
    answers = ask(service, *asks(5), concurrency=1)
    assert [answer.failure for answer in answers] == ["unavailable"] * 5
    assert "3600 s" in answers[0].message
    assert (len(service.asked), time.monotonic() - began < 5) == (1, True)


def test_an_answer_that_is_late_is_asked_for_again(service: FaultyService) -> None:
    for late in (slow(4, says(GOOD)), trickle()):
        service.next(late)
        (answer,) = ask(service, timeout=1, mode="json_schema")
        assert answer.failure is None
    assert len(service.asked) == 4


def test_a_service_that_hangs_is_given_up_after_the_second_time(service: FaultyService) -> None:
    service.next(trickle(), trickle())
    (answer,) = ask(service, timeout=1)
    assert (answer.failure, answer.message, len(service.asked)) == ("unavailable", "no answer in time", pacing.LATE_TRIES)


def test_where_all_in_flight_hang_and_the_next_as_well_nothing_more_is_sent(service: FaultyService) -> None:
    service.rule = lambda body: None if "days" in str(body) else trickle()
    answers = ask(service, *asks(40), timeout=1, concurrency=8)
    assert {answer.failure for answer in answers} == {"unavailable"}
    assert len(service.asked) <= 2 * 8


def test_many_requests_that_fail_side_by_side_are_all_answered_in_the_end(service: FaultyService) -> None:
    service.next(*[fails(500), cut(), rate_limited(retry_after_ms="20"), raw(b"{")] * 10)
    answers = ask(service, *asks(40), concurrency=20)
    assert [answer.failure for answer in answers] == [None] * 40


def test_a_service_that_is_not_there_is_told_once_and_soon(service: FaultyService) -> None:
    answers = ask(service, *asks(30), base_url="http://127.0.0.1:9/v1")
    assert {answer.failure for answer in answers} == {"unavailable"}
    assert answers[0].message != ""


def test_after_three_requests_given_up_in_a_row_the_others_are_not_sent(service: FaultyService) -> None:
    ask(service)
    service.rule = lambda body: fails(503, "maintenance")
    answers = ask(service, *asks(20), concurrency=1, mode="json_schema")
    assert {answer.failure for answer in answers} == {"unavailable"}
    assert len(service.asked) <= 1 + 3 * pacing.TRIES


# ------------------------------------------------------------------------------------------------- final failures


NO_MONEY = {
    "OpenAI": fails(429, "You exceeded your current quota", code="insufficient_quota"), "a status": fails(402, "Insufficient Balance"),
    "Zhipu": fails(429, "余额不足", code="1113"),
}


@pytest.mark.parametrize("sender", NO_MONEY.values(), ids=NO_MONEY.keys())
def test_a_quota_that_is_used_up_stops_the_run_at_once(service: FaultyService, sender: Sender) -> None:
    service.next(sender)
    answers = ask(service, *asks(10), concurrency=1)
    assert [answer.failure for answer in answers] == ["quota"] * 10
    assert len(service.asked) == 1


def test_a_run_that_was_stopped_by_its_quota_goes_on_later_where_it_was(service: FaultyService, tmp_path: Path) -> None:
    service.next(says(GOOD), says(GOOD), *NO_MONEY.values())
    with Ledger(tmp_path / "x.db") as ledger:
        stopped = ask(service, *asks(6), ledger=ledger, concurrency=1)
        assert [answer.failure for answer in stopped] == [None, None, *["quota"] * 4]
        service._script.clear()
        resumed = ask(service, *asks(6), ledger=ledger, concurrency=1)
    assert [(answer.failure, answer.cached) for answer in resumed] == [(None, True)] * 2 + [(None, False)] * 4


def test_a_wrong_key_is_told_once_and_never_shown(service: FaultyService, monkeypatch: pytest.MonkeyPatch) -> None:
    service.key = "the right one"
    monkeypatch.setenv("TEST_KEY", KEY)
    answers = ask(service, *asks(5), api_key_env="TEST_KEY", concurrency=1)
    assert {answer.failure for answer in answers} == {"unauthorised"}
    assert (len(service.seen), "Incorrect API key" in answers[0].message, KEY in repr(answers)) == (1, True, False)


def test_a_missing_key_is_a_setting_to_be_corrected(service: FaultyService) -> None:
    with pytest.raises(UsageError, match="TEST_KEY is not set"):
        ask(service, api_key_env="TEST_KEY")
    assert service.seen == []


@pytest.mark.parametrize("status", [400, 404])
def test_an_unknown_model_stops_the_run(service: FaultyService, status: int) -> None:
    service.rule = lambda body: fails(status, "Model m does not exist")
    assert {answer.failure for answer in ask(service, *asks(3), concurrency=1)} == {"unknown-model"}
    assert len(service.seen) == 1


def test_an_address_that_leads_nowhere_says_where_it_went_wrong(service: FaultyService) -> None:
    (answer,) = ask(service, base_url=service.url.removesuffix("/v1") + "/other/")
    assert (answer.failure, "is the address right?" in answer.message, len(service.seen)) == ("unavailable", True, 0)


@pytest.mark.parametrize(
    ("sender", "failure"),
    [
        (says(None, refusal="I cannot help with that."), "refused"), (says("", finish="content_filter"), "filtered"),
        (fails(400, "flagged", code="content_filter"), "filtered"), (fails(400, "敏感", code="1301"), "filtered"),
    ],
)
def test_refusals_and_filters_are_final_and_no_reason_to_stop(service: FaultyService, sender: Sender, failure: str) -> None:
    service.next(sender)
    first, second = ask(service, *asks(2), concurrency=1)
    assert (first.failure, first.parsed, second.failure, len(service.asked)) == (failure, None, None, 2)


def test_an_answer_that_was_cut_off_is_asked_for_once_with_a_larger_budget(service: FaultyService) -> None:
    service.next(says('{"row": "rec', finish="length"))
    (answer,) = ask(service)
    assert (answer.failure, [seen.body["max_tokens"] for seen in service.asked]) == (None, [1000, 4000])
    assert (answer.tokens_in, answer.tokens_out) == (200, 40)


def test_an_answer_that_is_cut_off_twice_is_truncated(service: FaultyService) -> None:
    service.next(says('{"row": "rec', finish="length"), says('{"row": "received"', finish="length"))
    assert [(answer.failure, answer.parsed) for answer in ask(service)] == [("truncated", None)]
    assert len(service.asked) == 2


def test_no_budget_is_raised_above_what_the_profile_allows(service: FaultyService) -> None:
    service.next(*[says("{", finish="length")] * 3)
    (answer,) = ask(service, max_output=700)
    assert (answer.failure, [seen.body["max_tokens"] for seen in service.asked]) == ("truncated", [700])


def test_a_document_too_long_for_the_model_is_truncated_at_once(service: FaultyService) -> None:
    service.next(fails(400, "This model's maximum context length is 8192 tokens", code="context_length_exceeded"))
    assert [answer.failure for answer in ask(service)] == ["truncated"]


WRONG = {
    "no JSON": "The row has two cells.", "a key too few": '{"row": "received"}', "a key too many": '{"row": "a", "tokens": [], "x": 1}',
    "texts for numbers": '{"row": "a", "tokens": ["57"]}', "nothing": "", "a list": "[]", "null": "null", "too deep": "[" * 50_000,
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG.keys())
def test_an_answer_of_the_wrong_shape_is_asked_for_once_more_with_what_was_wrong(service: FaultyService, content: str) -> None:
    service.next(says(content))
    (answer,) = ask(service)
    assert (answer.failure, len(service.asked), answer.tokens_in) == (None, 2, 200)
    again = service.asked[1].body["messages"]
    assert [message["role"] for message in again] == ["system", "user", "assistant", "user"]
    assert "error" in again[-1]["content"].lower()


def test_an_answer_of_the_wrong_shape_twice_is_invalid(service: FaultyService, capfd: pytest.CaptureFixture[str]) -> None:
    service.next(says("nonsense"), says('{"row": 5}'), says(GOOD))
    (answer,) = ask(service)
    assert (answer.failure, answer.parsed, len(service.asked)) == ("invalid", None, 2)
    assert capfd.readouterr() == ("", "")


def test_what_the_second_answer_comes_to_is_told_as_of_the_first(service: FaultyService) -> None:
    for sender, failure in ((says(None, refusal="No."), "refused"), (NO_MONEY["OpenAI"], "quota")):
        service.next(says("nonsense"), sender)
        assert [answer.failure for answer in ask(service)] == [failure]


@pytest.mark.parametrize(
    ("sender", "failure", "requests"),
    [(says("nonsense"), "invalid", 2), (says("{", finish="length"), "truncated", 2), (fails(400), "unavailable", 1)],
)
def test_a_run_ends_where_nothing_of_use_comes(service: FaultyService, sender: Sender, failure: str, requests: int) -> None:
    service.next(*[sender] * 100)
    answers = one_by_one(service, *asks(25))
    assert {answer.failure for answer in answers} == {failure}
    assert "20 questions in a row without an answer of use" in answers[-1].message
    assert len(service.asked) == requests * 20


def test_useless_answers_that_were_kept_end_no_later_run(service: FaultyService, tmp_path: Path) -> None:
    with Ledger(tmp_path / "x.db") as ledger:
        service.next(*[says("nonsense")] * 40)
        one_by_one(service, *asks(25), ledger=ledger)
        again = one_by_one(service, *asks(25), ledger=ledger)
    assert [answer.failure for answer in again] == ["invalid"] * 20 + [None] * 5
    assert len(service.asked) == 45


def test_a_useless_answer_now_and_then_ends_no_run(service: FaultyService) -> None:
    service.next(*[says("nonsense"), says("nonsense"), says(GOOD)] * 30)
    answers = one_by_one(service, *asks(60))
    assert [answer.failure for answer in answers] == ["invalid", None] * 30


def test_an_answer_that_is_whole_is_taken_though_it_met_the_limit(service: FaultyService) -> None:
    service.next(says(GOOD, finish="length"))
    assert ([answer.failure for answer in ask(service)], len(service.asked)) == ([None], 1)


def test_an_answer_in_parts_is_put_together(service: FaultyService) -> None:
    parts = completion(None)
    parts["choices"][0]["message"]["content"] = [{"type": "text", "text": GOOD[:9]}, {"type": "text", "text": GOOD[9:]}, None]
    service.next(raw(json.dumps(parts).encode()))
    assert [answer.failure for answer in ask(service)] == [None]


@pytest.mark.parametrize(
    ("payload", "said"),
    [(b'{"error": {"message": "model overloaded"}}', "answer, but model overloaded"), (b"<html>", "what came is no JSON")],
)  # fmt: skip
def test_what_came_instead_of_an_answer_is_told(service: FaultyService, payload: bytes, said: str) -> None:
    service.next(*[raw(payload)] * 10)
    (answer,) = ask(service)
    assert (answer.failure, said in answer.message) == ("unavailable", True)


def test_a_second_answer_that_is_cut_off_gets_the_larger_budget(service: FaultyService) -> None:
    service.next(says("nonsense"), says("{", finish="length"))
    (answer,) = ask(service)
    assert (answer.failure, [seen.body["max_tokens"] for seen in service.asked]) == (None, [1000, 1000, 4000])


def test_a_re_ask_that_is_hindered_by_the_service_is_sent_again(service: FaultyService) -> None:
    service.next(says("nonsense"), fails(500), rate_limited(retry_after_ms="10"))
    (answer,) = ask(service)
    assert (answer.failure, len(service.asked)) == (None, 4)


@pytest.mark.parametrize("content", [
    f"```json\n{GOOD}\n```", f"好的，结果如下：\n```json\n{GOOD}\n```\n希望有帮助。", f"<think>Row one {{...}}</think>\n\n{GOOD}",
], ids=["fenced", "fenced and polite", "thoughts"])  # fmt: skip
def test_an_answer_in_a_fence_or_after_thoughts_is_an_answer(service: FaultyService, content: str) -> None:
    service.next(says(content))
    (answer,) = ask(service)
    assert (answer.failure, len(service.asked)) == (None, 1)


def test_odd_counts_of_tokens_are_unknown_and_not_nought(service: FaultyService) -> None:
    for usage in ({"prompt_tokens": "many"}, {"prompt_tokens": -1, "completion_tokens": None}, {"prompt_tokens": 10**30}):
        service.next(says(GOOD, usage=usage))
    answers = ask(service, *asks(3))
    assert {(answer.failure, answer.tokens_in, answer.tokens_out) for answer in answers} == {(None, None, None)}


# ------------------------------------------------------------------------------------------------- capability


@pytest.mark.parametrize(("rule", "mode"), [(lambda body: None, "json_schema"), (without_schemas, "tools"), (only_json, "json")])
def test_the_strictest_way_that_a_server_knows_is_found_and_remembered(
    service: FaultyService, tmp_path: Path, rule: Any, mode: str
) -> None:
    service.rule = rule
    with Ledger(tmp_path / "x.db") as ledger:
        assert [answer.failure for answer in ask(service, *asks(3), ledger=ledger)] == [None] * 3
        assert {seen.mode for seen in service.asked} == {mode}
        probes = len(service.seen) - len(service.asked)
        ask(service, *asks(6), ledger=ledger)
        assert len(service.seen) - len(service.asked) == probes
        found = ledger.capability(service.url, "m")
    assert found is not None
    assert found.mode == mode


def test_a_server_that_takes_schemas_and_ignores_them_is_asked_otherwise(service: FaultyService) -> None:
    service.rule = lambda body: says("A week has seven days!") if mode_of(body) != "json" else None
    (answer,) = ask(service)
    assert (answer.failure, service.asked[0].mode) == (None, "json")


def test_options_that_a_model_does_not_know_are_left_out(service: FaultyService) -> None:
    def picky(body: dict[str, Any]) -> Sender | None:
        if "max_tokens" in body:
            return fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", param="max_tokens")
        if "temperature" in body:
            return fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        return None

    service.rule = picky
    (answer,) = ask(service)
    sent = service.asked[0].body
    assert (answer.failure, sent["max_completion_tokens"], "temperature" in sent) == (None, 1000, False)


def test_a_model_that_thinks_aloud_gets_room_for_it(service: FaultyService) -> None:
    service.rule = lambda body: says("", finish="length") if (body["max_tokens"] <= 1024) else None
    (answer,) = ask(service)
    assert (answer.failure, [seen.body["max_tokens"] for seen in service.asked]) == (None, [9000])


def test_a_mode_that_the_profile_names_is_the_only_one_tried(service: FaultyService) -> None:
    ask(service, mode="tools")
    assert {seen.mode for seen in service.seen} == {"tools"}


def test_a_service_that_answers_in_no_way_known_is_unavailable(service: FaultyService) -> None:
    service.rule = lambda body: says("Hello! How can I help you today?")
    answers = ask(service, *asks(4))
    assert {answer.failure for answer in answers} == {"unavailable"}
    assert len(service.seen) == 3


# ------------------------------------------------------------------------------------------------- limits


def test_no_more_requests_are_in_flight_than_the_profile_allows(service: FaultyService) -> None:
    service.latency = 0.03
    ask(service, *asks(20), concurrency=3)
    assert service.most_in_flight == 3


def test_requests_keep_the_pace_that_the_profile_allows(service: FaultyService) -> None:
    ask(service, *asks(5), rpm=600, concurrency=5, mode="json")
    times = [seen.at for seen in service.seen]
    assert times[-1] - times[0] >= 0.1 * 5 * 0.9


def test_a_large_request_is_not_overtaken_for_ever_by_small_ones() -> None:
    now = [0.0]
    pace = Pace(600, clock=lambda: now[0])  # ten a second
    small, large, later = pace.book(1), pace.book(1000), pace.book(1)
    assert (small, large, later) == (0, pytest.approx(0.1), pytest.approx(100.1))


def test_tokens_that_were_booked_and_not_used_are_given_back() -> None:
    now = [0.0]
    pace = Pace(600, clock=lambda: now[0])
    pace.book(100)
    pace.correct(100, 20)
    assert pace.book(1) == pytest.approx(2.0)


def priced(service: FaultyService, path: Path, charged: str = "1", answered: str = "10") -> Ledger:
    from datetime import date

    price = Price("127.0.0.1", "m", date(2020, 1, 1), "USD", Decimal(charged), Decimal(answered), Decimal(charged) / 10)
    return Ledger(path / "x.db", prices=Prices((price,)))


def test_an_answer_costs_what_the_table_says(service: FaultyService, tmp_path: Path) -> None:
    service.usage = lambda body: {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 400}}
    with priced(service, tmp_path) as ledger:
        (answer,) = ask(service, ledger=ledger)
    assert answer.cost == Decimal("0.00164")  # 600 × 1 + 400 × 0.1 + 100 × 10, a million


def test_a_limit_of_cost_is_never_exceeded_and_ends_the_run(service: FaultyService, tmp_path: Path) -> None:
    service.latency = 0.02
    with priced(service, tmp_path) as ledger:
        answers = ask(service, *asks(30), ledger=ledger, door={"max_cost": Decimal("0.0125")}, concurrency=10)
        again = ask(service, *asks(30), ledger=ledger, door={"max_cost": Decimal("0.0125")}, concurrency=10)
    kinds = [answer.failure for answer in answers]
    assert set(kinds) == {None, "budget"}
    assert sum(answer.cost or 0 for answer in answers) <= Decimal("0.0125")
    assert sum(answer.cached for answer in again) == kinds.count(None) < sum(answer.failure is None for answer in again)


def test_a_limit_of_tokens_holds_where_the_service_does_not_count(service: FaultyService) -> None:
    service.usage = lambda body: {"prompt_tokens": None}
    answers = ask(service, *asks(20), door={"max_tokens": 6000}, mode="json")
    assert 1 <= sum(answer.failure is None for answer in answers) <= 5
    assert {answer.failure for answer in answers} == {None, "budget"}


def test_a_limit_of_cost_needs_a_price(service: FaultyService, tmp_path: Path) -> None:
    with Ledger(tmp_path / "x.db") as ledger, pytest.raises(UsageError, match="its price is not known"):
        ask(service, ledger=ledger, door={"max_cost": Decimal(1)})


# ------------------------------------------------------------------------------------------------- keys


def test_the_key_is_in_no_database_log_or_answer_even_where_the_service_repeats_it(
    service: FaultyService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TEST_KEY", KEY)
    service.key = KEY
    echo = f"{GOOD[:-1]}, \"x\": \"{KEY}\"}}"
    service.next(
        fails(500, f"key {KEY} tripped"), says(echo), says(echo), says(None, refusal=f"No, {KEY}."), raw(f"<p>{KEY}</p>".encode()),
        fails(400, f"bad {KEY}", code=KEY), fails(401, f"Bearer {KEY} expired"),
    )
    with Ledger(tmp_path / "x.db") as ledger:
        answers = [ask(service, each, ledger=ledger, api_key_env="TEST_KEY")[0] for each in asks(5)]
    assert {seen.headers["Authorization"] for seen in service.seen} == {f"Bearer {KEY}"}
    assert {answer.failure for answer in answers} >= {"invalid", "refused", "unavailable", "unauthorised"}
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"tripped" in stored
    logged = [record.getMessage() for record in caplog.records]
    assert not [text for text in (stored.decode("utf-8", "replace"), repr(answers), *capfd.readouterr(), *logged) if KEY in text]


def test_a_password_in_the_address_is_not_shown(service: FaultyService, tmp_path: Path) -> None:
    address = service.url.replace("//", "//user:open-sesame@")
    service.next(fails(400, "bad request"))
    with Ledger(tmp_path / "x.db") as ledger:
        answers = ask(service, *asks(2), ledger=ledger, base_url=address)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert ("open-sesame" in repr(answers), b"open-sesame" in stored, service.url.encode() in stored) == (False, False, True)


# ------------------------------------------------------------------------------------------------- cost of the door


def test_nobody_pays_for_the_libraries_before_a_connection_is_made() -> None:
    import subprocess

    heavy = "openai instructor tenacity sqlite3"
    code = f"import sys, extractor.services.providers; print([name for name in {heavy.split()!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_completion_in_openai_form_is_what_the_service_of_these_tests_gives() -> None:
    from openai.types.chat import ChatCompletion

    for tool in (False, True):
        assert ChatCompletion.model_validate(completion(GOOD, tool=tool)).choices[0].finish_reason == "stop"
