"""The one guarded door to model services: OpenAI, and whatever speaks its language at another address.

Every question passes here: answers kept from before, one re-ask, one longer budget, and what `sending` guards. What the service
does, however odd, becomes an Answer with a failure in it. What leaves the machine: the instructions, the transcript, the schema
of the answer, the model's name, and the key to the service it is for.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import TracebackType
from typing import Any, Self
from weakref import WeakValueDictionary

from pydantic import BaseModel, ValidationError

from extractor.errors import ServiceError
from extractor.services.ask import Answer, Ask, Failure
from extractor.services.faults import clean
from extractor.services.ledger import Attempt, Ledger
from extractor.services.profile import MODES, OPENAI, Profile, load_profile
from extractor.services.sending import FailedError, Sender
from extractor.services.wire import Dialect, Message, Reply, request_body, request_key, strict_schema

__all__ = ["Answer", "Ask", "Door", "Profile", "load_profile"]

LONGER = 4  # times the output budget, once, for an answer that did not fit
HINTS: dict[Failure, str] = {
    "quota": "add credit to the account, then run the same command again: what was answered is kept",
    "unauthorised": "check the key, and that it is for this service",
    "unknown-model": "check the model's name; a local service may have to load it first",
    "unavailable": "check the address (it often ends in /v1) and whether the service is running",
}
FILTERS = ("content_filter", "sensitive")
PROBE_TRIES = 3
TERSE = 60  # tokens that an answer of one number takes at the most, from a model that does not think aloud
THOUGHTS = 8000
USELESS = 20  # questions in a row without an answer of use: the model, or how it is asked, will not do, and asking on only costs
OPTIONS = 4  # rounds of a probe, each without what the service said it does not know


class _Days(BaseModel):
    """What the probe asks for."""

    days: int


_PROBE = Ask("probe", "You answer questions about the calendar.", "How many days has a week?", _Days, "", "", 1024)


@dataclass(slots=True)
class _Bill:
    """What one question has taken so far: each reply with its cost, and whether it was kept from before."""

    model: str
    replies: list[tuple[Reply, Decimal | None, bool]] = field(default_factory=list)

    def answer(self, parsed: BaseModel | None, failure: Failure | None = None, message: str = "") -> Answer:
        """The answer, with what all its replies took; unknown where one of them is."""
        tokens_in = tokens_out = 0
        cost: Decimal | None = Decimal(0)
        known_in = known_out = True
        for reply, spent, _ in self.replies:
            known_in, known_out = known_in and reply.tokens_in is not None, known_out and reply.tokens_out is not None
            tokens_in, tokens_out = tokens_in + (reply.tokens_in or 0), tokens_out + (reply.tokens_out or 0)
            cost = None if cost is None or spent is None else cost + spent
        named = self.replies[-1][0].model if self.replies else ""
        cached = bool(self.replies) and all(kept for _, _, kept in self.replies)
        counted = (tokens_in if known_in else None, tokens_out if known_out else None)
        return Answer(parsed, failure, message, *counted, cost, cached, named or self.model)


class Door:
    """The door of one run; an async context manager, for one event loop.

    `replay`: only what was answered before is answered, and no connection is made. `max_cost` is in the currency of the price table.
    """

    def __init__(
        self, profile: Profile, ledger: Ledger | None, *, replay: bool = False, max_cost: Decimal | None = None,
        max_tokens: int | None = None,
    ) -> None:
        self.profile, self.ledger, self.replay = profile, ledger, replay
        self._sender = Sender(profile, ledger, max_cost, max_tokens)
        self._asked: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._probing = asyncio.Lock()
        self._dialect: Dialect | None = None
        self._useless = 0  # in a row

    @property
    def stopped(self) -> tuple[Failure, str] | None:
        """Why no further question is sent in this run, and in words; None as long as they are."""
        failed = self._sender.stopped
        return None if failed is None else (failed.failure, failed.message)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._sender.close()

    async def probe(self) -> Dialect:
        """How the model is spoken to, found out anew. Raises ServiceError where it does not answer, UsageError where the key is not set."""
        try:
            self._dialect = await self._probed()
        except FailedError as failed:
            raise ServiceError(f"{self.profile.service}: {failed.failure}: {failed.message}", HINTS.get(failed.failure, "")) from None
        if self.ledger is not None:
            self.ledger.keep_capability(self.profile.service, self.profile.model, self._dialect)
        return self._dialect

    async def ask(self, ask: Ask) -> Answer:
        """What came of the question. Never raises for what the service does; UsageError where the key is not set, StoreError."""
        bill = _Bill(self.profile.model)
        messages = [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}]
        highest = self.profile.max_output or ask.max_output * LONGER
        limit, reason = min(ask.max_output, highest), "first"
        try:
            while True:
                parsed = await self._answered(ask, messages, limit, reason, bill)
                if parsed is not None:
                    self._useless = 0
                    return bill.answer(parsed)
                if reason == "longer" or limit >= highest:
                    raise FailedError("truncated", f"the answer does not fit into {limit} tokens")
                limit, reason = min(limit * LONGER, highest), "longer"
        except FailedError as failed:
            self._note_useless(failed, bill)
            return bill.answer(None, failed.failure, failed.message)

    def _note_useless(self, failed: FailedError, bill: _Bill) -> None:
        """Nothing; ends a run in which nothing of use comes, question after question. What was kept from before is not held against it."""
        kept = bool(bill.replies) and bill.replies[-1][2]
        if failed.failure in ("invalid", "truncated", "unavailable") and self.stopped is None and not kept:
            self._useless += 1
            if self._useless >= USELESS:
                said = f"{USELESS} questions in a row without an answer of use; the last: {failed.message}"
                self._sender.stop(FailedError(failed.failure, said))

    async def _answered(self, ask: Ask, messages: Sequence[Message], limit: int, reason: str, bill: _Bill) -> BaseModel | None:
        """The answer, after one re-ask where it is not of the shape asked for; None where it was cut off at the limit."""
        reply = await self._reply(ask, messages, limit, reason, bill)
        parsed = _parsed(ask, reply)
        if parsed is not None or reply.finish == "length":
            return parsed
        return await self._mended(ask, messages, limit, bill, reply)

    async def _mended(self, ask: Ask, messages: Sequence[Message], limit: int, bill: _Bill, reply: Reply) -> BaseModel | None:
        """What instructor makes of an answer of the wrong shape: it tells the model what is wrong with it, once."""
        import instructor
        from instructor.core.exceptions import IncompleteOutputException, InstructorRetryException

        logging.getLogger("instructor").addHandler(logging.NullHandler())  # what it would print, the Answer says
        latest: Reply | None = None

        async def create(**wanted: Any) -> Any:
            # Of what instructor would send only the conversation is used; it never asks for strict decoding (nor for `context`,
            # which would run the document through a template engine).
            nonlocal latest
            if latest is None:
                latest = reply
            else:
                said = [{"role": str(part["role"]), "content": str(part["content"])} for part in wanted["messages"]]
                latest = await self._reply(ask, said, limit, "re-ask", bill)
            return _completion(latest)

        mode = instructor.Mode.JSON_SCHEMA
        seam = instructor.AsyncInstructor(client=None, create=instructor.patch(create=create, mode=mode), mode=mode)
        conversation: Any = [dict(message) for message in messages]
        try:
            await seam.create(response_model=ask.answer, messages=conversation, max_retries=1)  # one more than the first
        except IncompleteOutputException:
            return None
        except InstructorRetryException as error:
            if isinstance(error.__cause__, FailedError):
                raise error.__cause__ from None
            raise FailedError("invalid", clean(f"not of the shape asked for, twice: {_wrong(error.__cause__)}", self._sender.key)) from None
        assert latest is not None
        return _parsed(ask, latest)

    async def _reply(self, ask: Ask, messages: Sequence[Message], limit: int, reason: str, bill: _Bill) -> Reply:
        """The reply to one request: kept from before, or sent and paid for. Refusals and filters are final."""
        schema = strict_schema(ask.answer)
        key = request_key(self.profile.service, self.profile.model, messages, schema, limit)
        async with self._asked.setdefault(key, asyncio.Lock()):  # the same text twice: the second waits for the first one's answer
            reply = self.ledger.kept(key) if self.ledger is not None else None
            if reply is not None:
                bill.replies.append((reply, Decimal(0), True))
            elif self.replay:
                raise FailedError("unavailable", "not answered before, and a replay asks nobody")
            else:
                dialect = await self._spoken()
                reply, cost = await self._sent(ask, messages, dialect, limit, reason, key)
                bill.replies.append((reply, cost, False))
        if reply.refusal:
            raise FailedError("refused", clean(reply.refusal, self._sender.key))
        if reply.finish in FILTERS:
            raise FailedError("filtered", "the service's filter for contents withheld the answer")
        return reply

    async def _sent(
        self, ask: Ask, messages: Sequence[Message], dialect: Dialect, limit: int, reason: str, key: str, tries: int | None = None
    ) -> tuple[Reply, Decimal | None]:
        profile = self.profile
        limit = min(limit + dialect.thoughts, profile.max_output or limit + dialect.thoughts)
        body = request_body(profile.model, messages, strict_schema(ask.answer), limit, dialect, profile.service_tier)
        attempt = Attempt(ask.task, reason, ask.document, ask.prompt, profile.service, profile.model, dialect.mode, key)
        return await self._sender.send(attempt, body, limit, tries)

    async def _spoken(self) -> Dialect:
        """How this model is spoken to: remembered, or found out once by asking it something else."""
        async with self._probing:
            if self._dialect is None and self.ledger is not None:
                known = self.ledger.capability(self.profile.service, self.profile.model)
                self._dialect = known if known is not None and self.profile.mode in (None, known.mode) else None
            if self._dialect is None:
                self._dialect = await self._probed()
                if self.ledger is not None:
                    self.ledger.keep_capability(self.profile.service, self.profile.model, self._dialect)
            return self._dialect

    async def _probed(self) -> Dialect:
        self._sender.check()
        dialect = Dialect(MODES[0], "max_completion_tokens" if self.profile.base_url == OPENAI else "max_tokens")
        said = "nothing of the shape asked for"
        for mode in MODES if self.profile.mode is None else (self.profile.mode,):
            dialect = replace(dialect, mode=mode)
            for _ in range(OPTIONS):
                try:
                    found = await self._probe(dialect)
                    if found is not None:
                        return found
                    break
                except FailedError as failed:
                    self._sender.check()
                    plainer = _without(dialect, failed.option)
                    if plainer is None:
                        said = failed.message
                        break
                    dialect = plainer
        raise self._sender.stop(FailedError("unavailable", f"answers in none of the ways tried ({', '.join(MODES)}): {said}"))

    async def _probe(self, dialect: Dialect) -> Dialect | None:
        """The dialect, with room for thoughts where the model has some; None where its answer is not of the shape asked for."""
        messages = [{"role": "system", "content": _PROBE.system}, {"role": "user", "content": _PROBE.user}]
        reply, _ = await self._sent(_PROBE, messages, dialect, _PROBE.max_output, "probe", "", PROBE_TRIES)
        thinks = reply.finish == "length" or (reply.tokens_out or 0) > TERSE
        if reply.finish != "length" and _parsed(_PROBE, reply) is None:
            return None  # where it was cut off it has taken the request, at least
        return replace(dialect, thoughts=THOUGHTS) if thinks else dialect


def _parsed(ask: Ask, reply: Reply) -> BaseModel | None:
    try:
        return ask.answer.model_validate_json(reply.content or "", strict=True)
    except (ValidationError, RecursionError):
        return None


def _wrong(error: BaseException | None) -> str:
    """What is wrong with an answer: the first thing only, and where."""
    if not isinstance(error, ValidationError):
        return " ".join(str(error).split())
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def _without(dialect: Dialect, option: str | None) -> Dialect | None:
    """The dialect without an option that the service does not know; None where that changes nothing."""
    if option == "temperature" and dialect.temperature:
        return replace(dialect, temperature=False)
    other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}.get(dialect.limit)
    return replace(dialect, limit=other) if other is not None and option == dialect.limit else None


def _completion(reply: Reply) -> Any:
    """The reply in the shape that instructor reads; without the counts, which it would add up in place."""
    from openai.types.chat import ChatCompletion

    message = {"role": "assistant", "content": reply.content or ""}
    choice = {"index": 0, "finish_reason": "length" if reply.finish == "length" else "stop", "message": message}
    return ChatCompletion.model_validate({"id": "", "created": 0, "model": reply.model, "object": "chat.completion", "choices": [choice]})
