"""Requests handed over as a batch, at half the price and within a day: what is handed over, and what comes back.

A batch is no other way to ask: its requests are those that the door would send, and its answers go where the door looks first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from extractor.errors import ServiceError
from extractor.services.ask import Answer, Ask
from extractor.services.faults import clean, understand
from extractor.services.ledger import Attempt, Ledger
from extractor.services.prices import Price
from extractor.services.profile import Profile
from extractor.services.providers import Door
from extractor.services.wire import Dialect, MalformedError, Reply, read_reply, request_body, request_key, strict_schema

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MOST_REQUESTS = 50_000
MOST_BYTES = 190_000_000  # of the 200 MB allowed
ENDPOINT: Final = "/v1/chat/completions"
DONE = frozenset({"completed", "expired", "cancelled", "failed"})  # an expired or cancelled batch keeps the answers that it has
TIER = "batch"
MARK = "gouji"  # in a batch's metadata: by it a batch is found again whose name was not noted


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a batch; `attempt.request` is its custom id."""

    attempt: Attempt
    text: str


class Gathered:
    """Who takes questions down instead of asking them, and answers what was answered before. No connection is made."""

    def __init__(self, profile: Profile, ledger: Ledger, dialect: Dialect) -> None:
        self._profile, self._ledger, self._dialect = profile, ledger, dialect
        self._door = Door(profile, ledger, replay=True)
        self._under_way = ledger.under_way(profile.service, profile.model)
        self.lines: dict[str, Line] = {}

    async def ask(self, ask: Ask) -> Answer:
        """The answer from before, or that there is none yet."""
        answer = await self._door.ask(ask)
        if answer.failure != "unavailable":
            return answer
        profile, schema = self._profile, strict_schema(ask.answer)
        limit = min(ask.max_output, profile.max_output or ask.max_output)
        messages = [{"role": "system", "content": ask.system}, {"role": "user", "content": ask.user}]
        key = request_key(profile.service, profile.model, messages, schema, limit)
        # Where the first answer is there and a second one is missing, its re-ask is for the door.
        if key not in self._under_way and self._ledger.kept(key) is None:
            room = min(limit + self._dialect.thoughts, profile.max_output or limit + self._dialect.thoughts)
            body = request_body(profile.model, messages, schema, room, self._dialect)
            line = json.dumps({"custom_id": key, "method": "POST", "url": ENDPOINT, "body": body}, ensure_ascii=False)
            place = (ask.document, ask.prompt, profile.service, profile.model, self._dialect.mode)
            attempt = Attempt(ask.task, "batch", *place, key)
            self.lines[key] = Line(attempt, line + "\n")
        return answer


def parts(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """The requests in batches, none larger than a service takes."""
    part: list[Line] = []
    size = 0
    for line in lines:
        length = len(line.text.encode())
        if part and (len(part) == MOST_REQUESTS or size + length > MOST_BYTES):
            yield tuple(part)
            part, size = [], 0
        part.append(line)
        size += length
    if part:
        yield tuple(part)


async def submit(client: AsyncOpenAI, ledger: Ledger, lines: Sequence[Line], key: str | None) -> int:
    """The number of a batch that was handed over. Raises ServiceError; a batch that the service did not take leaves no trace."""
    attempts = [line.attempt for line in lines]
    number = ledger.begin_batch(attempts)
    try:
        data = "".join(line.text for line in lines).encode()
        file = await client.files.create(file=("gouji.jsonl", data), purpose="batch")
        mark = {MARK: _mark(attempt.request for attempt in attempts)}
        batch = await client.batches.create(input_file_id=file.id, endpoint=ENDPOINT, completion_window="24h", metadata=mark)
    except Exception as error:
        fault = understand(error, key)
        # Where nobody knows whether the service took it, its requests stay out of the next batch: they may be paid for.
        if fault.status is not None:
            ledger.drop_batch(number)
        raise ServiceError(f"the batch was not taken: {fault.message}", "see `gouji batch status`, and try again later") from None
    ledger.note_batch(number, str(batch.id), str(batch.status))
    return number


async def adopt(client: AsyncOpenAI, ledger: Ledger, number: int, key: str | None) -> str | None:
    """What the service calls a batch that was being handed over when the program ended; None, and it is forgotten, where it has none."""
    mark = _mark(ledger.batch_requests(number))
    try:
        async for batch in client.batches.list(limit=100):
            if (batch.metadata or {}).get(MARK) == mark:
                ledger.note_batch(number, str(batch.id), str(batch.status))
                return str(batch.id)
    except Exception as error:
        raise ServiceError(f"batches: {understand(error, key).message}", "try again later") from None
    ledger.drop_batch(number)
    return None


def _mark(requests: Iterable[str]) -> str:
    return sha256("".join(sorted(requests)).encode()).hexdigest()[:32]


class State(NamedTuple):
    """How far a batch is, as the service says."""

    status: str
    done: int
    failed: int


async def look(client: AsyncOpenAI, remote: str, key: str | None) -> tuple[State, Any]:
    """How far a batch is, and what the service says of it. Raises ServiceError."""
    try:
        batch = await client.batches.retrieve(remote)
    except Exception as error:
        raise ServiceError(f"batch {remote}: {understand(error, key).message}", "is it a batch of this key's account?") from None
    counts = getattr(batch, "request_counts", None)
    return State(str(batch.status), int(getattr(counts, "completed", 0) or 0), int(getattr(counts, "failed", 0) or 0)), batch


async def collect(client: AsyncOpenAI, ledger: Ledger, number: int, batch: Any, price: Price | None, key: str | None) -> tuple[int, int]:
    """How many requests of a batch that is done were answered and how many were not. Answers are kept, failures noted."""
    wanted = ledger.batch_requests(number)
    answered = failed = 0
    for name in ("output_file_id", "error_file_id"):  # the refused ones stand in a file of their own
        file = getattr(batch, name, None)
        if not file:
            continue
        try:
            text = (await client.files.content(file)).text
        except Exception as error:
            raise ServiceError(f"batch {batch.id}: {name}: {understand(error, key).message}", "try again later") from None
        for line in text.splitlines():
            custom, outcome = _outcome(line)
            attempt = wanted.pop(custom, None)
            if attempt is None or ledger.kept(custom) is not None:
                continue
            row = ledger.begin(attempt)
            if isinstance(outcome, Reply):
                ledger.answered(row, attempt, outcome, 0.0, _cost(outcome, price))
                answered += 1
            else:
                ledger.failed(row, 0.0, outcome[0], clean(outcome[1], key))
                failed += 1
    ledger.note_batch(number, str(batch.id), str(batch.status), datetime.now(UTC))
    return answered, failed + len(wanted)


def _outcome(line: str) -> tuple[str, Reply | tuple[int | None, str]]:
    """The custom id of a line of a result file, with its reply, or else status and error."""
    from openai.types.chat import ChatCompletion

    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "", (None, "a line that is no JSON")
    if not isinstance(row, dict):
        return "", (None, "a line that is no result")
    response = row.get("response")
    response = response if isinstance(response, dict) else {}
    status, body = response.get("status_code"), response.get("body")
    custom = str(row.get("custom_id") or "")
    if status == 200 and isinstance(body, Mapping):
        try:
            return custom, read_reply(ChatCompletion.construct(**body))
        except (MalformedError, TypeError) as error:
            return custom, (200, str(error))
    return custom, (status if isinstance(status, int) else None, json.dumps(row.get("error") or body, ensure_ascii=False))


def _cost(reply: Reply, price: Price | None) -> tuple[Decimal | None, str | None]:
    if price is None or reply.tokens_in is None or reply.tokens_out is None:
        return None, None
    return price.cost(reply.tokens_in, reply.tokens_out, reply.tokens_cached or 0), price.currency
