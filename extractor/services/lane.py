"""What `gouji batch submit`, `status` and `collect` do: many reports handed over at once, answered within a day at half the price.

What comes back is kept where every answer is kept; `gouji extract` with the same files and model then finds it there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, cast

from extractor.errors import UsageError
from extractor.inputs import discover
from extractor.pipeline import load_kit
from extractor.prompts import load_prompts
from extractor.second import read_one
from extractor.services import batches
from extractor.services.connection import connect
from extractor.services.ledger import Batch, Ledger
from extractor.services.prices import load_prices
from extractor.services.profile import Profile, load_profile
from extractor.services.providers import Door
from extractor.settings import Settings


def submit(paths: Sequence[str], settings: Settings) -> int:
    """0 once every question that is not answered yet is handed over. Raises UsageError, ServiceError."""
    profile = _profile(settings)
    if settings.reader == "offline":
        raise UsageError("--reader offline asks no model", "use --reader auto, both or llm")
    key, kit, prompts = profile.key(), load_kit(settings.content), load_prompts(settings.content)
    mode = cast(Literal["auto", "llm", "both"], settings.reader)
    files = discover(paths).files

    async def run(ledger: Ledger) -> list[tuple[int, int]]:
        dialect = ledger.capability(profile.service, profile.model)
        if dialect is None:
            async with Door(profile, ledger) as door:
                dialect = await door.probe()
        gathered = batches.Gathered(profile, ledger, dialect)
        for path in files:
            await read_one(path, settings.max_bytes, kit, prompts, gathered, mode)
        handed = []
        async with connect(profile, key) as client:
            for part in batches.parts(gathered.lines.values()):
                handed.append((await batches.submit(client, ledger, part, key), len(part)))
        return handed

    with Ledger(settings.db, None, load_prices(settings.content)) as ledger:
        handed = asyncio.run(run(ledger))
    for number, count in handed:
        print(settings.say(f"批次 {number}：已提交 {count} 个请求", f"batch {number}: {count} requests handed over"))
    if not handed:
        print(settings.say("没有需要提交的请求：均已有答复或在途", "nothing to hand over: all is answered already, or under way"))
    return 0


def status(settings: Settings) -> int:
    """0 once every batch is listed with how far it is."""
    return _each(settings, collecting=False)


def collect(settings: Settings) -> int:
    """0 once the answers of every batch that is done are kept."""
    return _each(settings, collecting=True)


def _each(settings: Settings, collecting: bool) -> int:
    with Ledger(settings.db, None, load_prices(settings.content), create=False) as ledger:
        known = ledger.batches()
        waiting = [batch for batch in known if batch.collected_at is None]
        lines = asyncio.run(_looked_at(settings, ledger, waiting, collecting)) if waiting else {}
        for batch in known:
            said = lines.get(batch.id) or settings.say("已取回", "collected")
            print(f"{batch.id:>4}  {batch.submitted_at[:16].replace('T', ' ')}  {batch.model}  {batch.requests}  {said}")
        if not known:
            print(settings.say("没有批次", "no batches"))
    return 0


async def _looked_at(settings: Settings, ledger: Ledger, waiting: Sequence[Batch], collecting: bool) -> dict[int, str]:
    profile = _profile(settings)
    key, lines = profile.key(), {}
    async with connect(profile, key) as client:
        for batch in waiting:
            if batch.service != profile.service:
                lines[batch.id] = settings.say(f"属于另一服务 {batch.service}", f"at another service: {batch.service}")
                continue
            remote = batch.remote or await batches.adopt(client, ledger, batch.id, key)
            if remote is None:
                lines[batch.id] = settings.say("服务方未收到，已删除", "the service never took it: forgotten, submit again")
                continue
            state, found = await batches.look(client, remote, key)
            lines[batch.id] = f"{state.status} {state.done}/{batch.requests}"
            if collecting and state.status in batches.DONE:
                price = ledger.prices.find(profile.base_url, batch.model, datetime.now(UTC).date(), batches.TIER)
                answered, failed = await batches.collect(client, ledger, batch.id, found, price, key)
                lines[batch.id] += settings.say(f"：取回 {answered} 个答复，{failed} 个无", f": {answered} answers kept, {failed} failed")
    return lines


def _profile(settings: Settings) -> Profile:
    profile = load_profile(settings)
    if profile is None:
        raise UsageError("a batch needs a model", "name one with --model or in gouji.toml")
    return profile
