"""One question to a model service, and what came of it: plain values, so that who asks needs nothing of how it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pydantic import BaseModel

Failure = Literal["refused", "filtered", "truncated", "invalid", "unavailable", "quota", "unauthorised", "unknown-model", "budget"]
# What will befall every further question of the run as well: asking on is of no use.
STOPS: frozenset[str] = frozenset({"quota", "unauthorised", "unknown-model", "budget"})


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `document` (sha256#part) and `prompt` (name, version, digest) are for the ledger and are never sent.

    `system` is what stays the same from document to document, `user` the transcript: services bill a repeated beginning less.
    """

    task: str  # "requests", "disclosure", "disputes", "claims", "reread"
    system: str
    user: str
    answer: type[BaseModel]  # its JSON schema is sent: every key required, no defaults
    document: str
    prompt: str
    max_output: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: `parsed` or else `failure`, never both. Tokens and cost over all its requests; None is unknown, not 0.

    An answer that was kept from before is `cached`: with the tokens it took then, and at no cost now.
    """

    parsed: BaseModel | None
    failure: Failure | None
    message: str  # for people; never holds a key
    tokens_in: int | None
    tokens_out: int | None
    cost: Decimal | None
    cached: bool
    model: str


class Service(Protocol):
    """Who answers: the door to a model service, or what stands for it in a test."""

    async def ask(self, ask: Ask) -> Answer:
        """What came of the question; never raises for what the service does."""
        ...
