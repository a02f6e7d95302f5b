"""Files read with a model's help, as one run of the command line does it: the door opened, the outcomes in order, the bill."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, Literal, cast

from extractor.batch import Outcome
from extractor.export import to_json
from extractor.pipeline import Kit
from extractor.prompts import load_prompts
from extractor.second import Second, read_all
from extractor.services.bill import Bill, Limits
from extractor.services.ledger import Ledger
from extractor.services.prices import load_prices
from extractor.services.profile import Profile
from extractor.services.providers import Door
from extractor.services.sending import price_of
from extractor.settings import Settings
from extractor.store import packed

AHEAD = 4  # reports beyond the requests in flight: enough that the next question is ready when an answer comes


def ready(profile: Profile, settings: Settings, limits: Limits) -> None:
    """Nothing; raises UsageError before any work where the key is missing, unless answers of this model are kept, which may be all;
    and where a limit of cost is set for a model whose price is not known."""
    prices = load_prices(settings.content)
    if limits.max_cost is not None:
        price_of(profile, prices)
    if not limits.replay and not _answered_before(profile, settings):
        profile.key()


def _answered_before(profile: Profile, settings: Settings) -> bool:
    if not settings.db.is_file():
        return False
    with Ledger(settings.db, create=False) as ledger:
        return ledger.has_answers(profile.service, profile.model)


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
                    bill.add([reader for record in second.records for reader in record.readers], second.failures)
                    source = None if second.text is None else packed(second.text)
                    records = tuple((r, to_json(r)) for r in second.records)
                    yield Outcome(second.path, records, second.unreadable, second.failed, source)
            finally:
                bill.stopped = door.stopped[0] if door.stopped else None
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
