"""Requests to one model service: sent in turn, again where that helps, within what may be spent, each with its row in the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter
from typing import TYPE_CHECKING, Any

from extractor.errors import UsageError
from extractor.services import pacing, tracing
from extractor.services.ask import STOPS, Failure
from extractor.services.connection import connect
from extractor.services.faults import Fault, understand
from extractor.services.ledger import Attempt, Ledger
from extractor.services.pacing import Gate, Pace, Purse
from extractor.services.prices import Price, Prices
from extractor.services.profile import Profile
from extractor.services.wire import Reply, read_reply, rough_tokens

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from tenacity import RetryCallState

DEAD = 3  # requests given up in a row, with nothing answered in between: the service is away
SECRET = 12  # characters from which on a key is taken out of an answer as well: a short one (`ollama`) may be any word


class FailedError(Exception):
    """A request that stays without an answer. `option`: the one of the request's options that the service does not know."""

    def __init__(self, failure: Failure, message: str, option: str | None = None) -> None:
        super().__init__(message)
        self.failure, self.message, self.option = failure, message, option


class _AgainError(Exception):
    """A request that failed and may be sent again."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def price_of(profile: Profile, prices: Prices) -> Price:
    """The price of a model's ordinary requests today. Raises UsageError where it is not known: no limit of cost can be kept then."""
    price = prices.find(profile.base_url, profile.model, datetime.now(UTC).date(), _tier(profile.service_tier))
    if price is None:
        raise UsageError(
            f"{profile.model}: its price is not known, so --max-cost cannot be kept",
            "add a row to prompts/prices.toml in your content folder, or limit the run with --max-tokens",
        )
    return price


def _tier(asked: str | None) -> str | None:
    return None if asked == "auto" else asked


class Sender:
    """Who sends the requests of one run."""

    def __init__(self, profile: Profile, ledger: Ledger | None, max_cost: Decimal | None, max_tokens: int | None) -> None:
        self.profile, self.ledger = profile, ledger
        if max_cost is not None:
            price_of(profile, ledger.prices if ledger is not None else Prices())
        self.stopped: FailedError | None = None  # why nothing is sent any more
        self.key: str | None = None
        self._client: AsyncOpenAI | None = None
        self._purse, self._gate, self._lanes = Purse(max_cost, max_tokens), Gate(), asyncio.Semaphore(profile.concurrency)
        self._requests = Pace(profile.rpm) if profile.rpm else None
        self._tokens = Pace(profile.tpm) if profile.tpm else None
        self._successes = self._given_up = self._late = 0  # in all; in a row; in a row

    async def close(self) -> None:
        """Nothing; closes the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def send(self, attempt: Attempt, body: dict[str, Any], limit: int, tries: int | None = None) -> tuple[Reply, Decimal | None]:
        """The reply to a request and its cost, after as many tries as are worth it. Raises FailedError."""
        from tenacity import AsyncRetrying, retry_if_exception_type

        faults, before, most = 0, self._successes, pacing.TRIES if tries is None else tries

        def given_up(state: RetryCallState) -> bool:
            nonlocal faults
            faults += not _fault(state).limited
            enough = min(most, pacing.LATE_TRIES) if _fault(state).late else most
            return faults >= enough or state.attempt_number >= pacing.LIMITED_TRIES or self._gate.pauses > pacing.PAUSES

        def wait(state: RetryCallState) -> float:
            fault = _fault(state)
            if fault.limited:
                return 0  # all wait at the gate
            return pacing.backoff(faults) if fault.wait is None else fault.wait

        # One per request: a shared AsyncRetrying mixes up the counts of requests that run side by side.
        retrying = AsyncRetrying(retry=retry_if_exception_type(_AgainError), stop=given_up, wait=wait, reraise=True)
        tokens = rough_tokens(body["messages"])
        try:
            async for retry in retrying:
                with retry:
                    again = retry.retry_state.attempt_number > 1
                    return await self._paid(replace(attempt, reason="retry") if again else attempt, body, tokens, limit)
        except _AgainError as error:
            self._note_given_up(error.fault, answered=self._successes > before)
            raise FailedError("unavailable", error.fault.message) from None
        raise AssertionError("a retry ends with a reply or an error")

    async def _paid(self, attempt: Attempt, body: dict[str, Any], tokens: int, limit: int) -> tuple[Reply, Decimal | None]:
        """The reply to one HTTP request and its cost, where what it can take at most may still be spent."""
        self.check()
        if self._client is None:
            self.key = self.profile.key()
            self._client = connect(self.profile, self.key)
        price = self._price(self.profile.service_tier)
        cost, used = price.cost(tokens, limit) if price is not None else Decimal(0), tokens + limit
        if not await self._purse.set_aside(cost, used):
            raise self.stop(FailedError("budget", "not sent: it could exceed the limit set for the run (--max-cost, --max-tokens)"))
        back, tokens_back = Decimal(0), 0  # what is known not to be spent
        try:
            reply, spent = await self._attempt(attempt, body, used)
            if reply.tokens_in is not None and reply.tokens_out is not None:
                back, tokens_back = cost - (cost if spent is None else spent), used - reply.tokens_in - reply.tokens_out
            return reply, spent
        except _AgainError as error:
            if error.fault.status is not None:  # else nobody knows what the service did, and charged, before the connection ended
                back, tokens_back = cost, used
            raise
        except FailedError:
            back, tokens_back = cost, used
            raise
        finally:
            await self._purse.settle(back, tokens_back)

    async def _attempt(self, attempt: Attempt, body: dict[str, Any], booked: int) -> tuple[Reply, Decimal | None]:
        assert self._client is not None
        async with self._lanes:
            await self._turn(booked)
            self.check()
            number = self.ledger.begin(attempt) if self.ledger is not None else 0
            began = perf_counter()
            with tracing.request_span(attempt.model, attempt.service, attempt.task, attempt.reason) as span:
                try:
                    async with asyncio.timeout(self.profile.timeout):  # the client's own limit starts anew with every byte
                        completion = await self._client.chat.completions.create(**body)
                    reply = self._without_key(read_reply(completion))
                    tracing.answered(span, reply)
                except asyncio.CancelledError:
                    tracing.failed(span, "cancelled")
                    self._note_failed(number, began, None, "given up before it was answered")
                    raise
                except Exception as error:  # whatever a service can make its client trip over
                    fault = understand(error, self.key)
                    tracing.failed(span, str(fault.status or fault.failure))
                    self._note_failed(number, began, fault.status, fault.message)
                    raise self._reaction(fault) from None
            cost, currency = self._cost(reply)
            if self.ledger is not None:
                self.ledger.answered(number, attempt, reply, perf_counter() - began, (cost, currency))
        if self._tokens is not None and reply.tokens_in is not None and reply.tokens_out is not None:
            self._tokens.correct(booked, reply.tokens_in + reply.tokens_out)
        self._successes, self._given_up, self._late = self._successes + 1, 0, 0
        self._gate.answered()
        return reply, cost

    async def _turn(self, tokens: int) -> None:
        """Nothing, once it is this request's turn and nobody is asked to wait."""
        booked = [pace.book(amount) for pace, amount in ((self._requests, 1), (self._tokens, tokens)) if pace is not None]
        if (seconds := max(booked, default=0.0)) > 0:
            await asyncio.sleep(seconds)
        await self._gate.passed()

    def _reaction(self, fault: Fault) -> Exception:
        """What a fault leads to, for this request and for the others."""
        if fault.again and (fault.wait or 0) > pacing.PATIENCE:
            said = f"{fault.message} (the service asks to be left alone for {fault.wait:.0f} s: run the same command again then)"
            return self.stop(FailedError("unavailable", said))
        if fault.limited:
            self._gate.pause(fault.wait)
        if fault.late:
            self._late += 1
            if self._late >= max(DEAD * pacing.LATE_TRIES, self.profile.concurrency + 1):  # all in flight, and one sent after them
                self.stop(FailedError("unavailable", fault.message))
        if fault.again:
            return _AgainError(fault)
        failed = FailedError(fault.failure, fault.message, fault.option)
        return self.stop(failed) if fault.failure in STOPS else failed

    def _note_given_up(self, fault: Fault, answered: bool) -> None:
        """Nothing; ends the run where the service answers nobody any more: the other documents need not find out each by itself."""
        self._given_up = 0 if answered else self._given_up + 1
        never_there = self._successes == 0 and fault.status is None
        if never_there or self._given_up >= DEAD or self._gate.pauses > pacing.PAUSES:
            self.stop(FailedError("unavailable", fault.message))

    def stop(self, failed: FailedError) -> FailedError:
        """The failure; nothing is sent any more in this run."""
        self.stopped = self.stopped or failed
        return failed

    def check(self) -> None:
        """Nothing; raises FailedError where nothing is sent any more."""
        if self.stopped is not None:
            raise FailedError(self.stopped.failure, self.stopped.message)

    def _note_failed(self, number: int, began: float, status: int | None, error: str) -> None:
        if self.ledger is not None:
            self.ledger.failed(number, perf_counter() - began, status, error)

    def _price(self, tier: str | None) -> Price | None:
        if self.ledger is None:
            return None
        return self.ledger.prices.find(self.profile.base_url, self.profile.model, datetime.now(UTC).date(), _tier(tier))

    def _cost(self, reply: Reply) -> tuple[Decimal | None, str | None]:
        """What a reply cost and in which currency; None where price or tokens are not known. The tier is what the service says it was."""
        price = self._price(reply.tier or self.profile.service_tier)
        if price is None or reply.tokens_in is None or reply.tokens_out is None:
            return None, None
        return price.cost(reply.tokens_in, reply.tokens_out, reply.tokens_cached or 0), price.currency

    def _without_key(self, reply: Reply) -> Reply:
        key = self.key
        if key is None or len(key) < SECRET:
            return reply
        content, refusal = (None if text is None else text.replace(key, "…") for text in (reply.content, reply.refusal))
        finish, model = reply.finish.replace(key, "…"), reply.model.replace(key, "…")
        return replace(reply, content=content, refusal=refusal, finish=finish, model=model)


def _fault(state: RetryCallState) -> Fault:
    error = state.outcome.exception() if state.outcome is not None else None
    assert isinstance(error, _AgainError)
    return error.fault
