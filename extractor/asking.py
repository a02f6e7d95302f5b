"""Files read with a model's help, as one run of the command line does it: the door opened, the outcomes in order, the bill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, cast

from extractor.batch import Outcome
from extractor.export import to_json
from extractor.ledger import Ledger
from extractor.pipeline import Kit
from extractor.prices import load_prices
from extractor.profile import Profile
from extractor.prompts import load_prompts
from extractor.providers import Door
from extractor.second import Second, read_all
from extractor.settings import Settings

AHEAD = 4  # reports beyond the requests in flight: enough that the next question is ready when an answer comes


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may do: only what was answered before (`replay`), and how much it may spend."""

    replay: bool = False
    max_cost: Decimal | None = None
    max_tokens: int | None = None


@dataclass
class Bill:
    """What the model's part of a run came to so far; a cost that is not known for one report is not known at all."""

    reports: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = Decimal(0)
    failures: dict[str, None] = field(default_factory=dict)

    def add(self, second: Second) -> None:
        """Counts one file in."""
        self.failed += bool(second.failures)
        self.failures |= dict.fromkeys(second.failures)
        for record in second.records:
            for reader in record.readers:
                if reader.get("name") == "llm":
                    self.reports += 1
                    self.tokens_in += reader.get("tokens_in") or 0
                    self.tokens_out += reader.get("tokens_out") or 0
                    cost = reader.get("cost")
                    self.cost = None if self.cost is None or cost is None else self.cost + cost


def read_files_with_model(
    files: Sequence[str], settings: Settings, profile: Profile, kit: Kit, run: int, limits: Limits, bill: Bill,
    stopped: Callable[[], bool] = bool,
) -> Iterator[Outcome]:  # fmt: skip
    """What came of each file, in order, as reading without a model gives it; `bill` grows as they come."""
    mode = cast(Literal["auto", "llm", "both"], settings.reader)
    prompts = load_prompts(settings.content)
    ledger = Ledger(settings.db, run, load_prices(settings.content))
    with asyncio.Runner() as runner:
        door = Door(profile, ledger, replay=limits.replay, max_cost=limits.max_cost, max_tokens=limits.max_tokens)
        try:
            runner.run(_entered(door))
            ahead = profile.concurrency + AHEAD
            seconds = read_all(files, settings.max_bytes, kit, prompts, door, mode, ahead, stopped)
            try:
                while (second := runner.run(_next(seconds))) is not None:
                    bill.add(second)
                    yield Outcome(second.path, tuple((r, to_json(r)) for r in second.records), second.unreadable, second.failed)
            finally:
                runner.run(_closed(seconds))
        finally:
            runner.run(door.__aexit__(None, None, None))
            ledger.close()


async def _entered(door: Door) -> None:
    await door.__aenter__()


async def _next(seconds: AsyncIterator[Second]) -> Second | None:
    return await anext(seconds, None)


async def _closed(seconds: Any) -> None:
    await seconds.aclose()
