"""How fast a service is asked: turns by requests and tokens a minute, a pause for all, and what may be spent."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from decimal import Decimal
from time import monotonic

FIRST_WAIT = 1.0  # seconds before asking again where the service names none; doubled each time
LONGEST_WAIT = 60.0
PATIENCE = 600.0  # a longer wait than this is not waited for: the run ends and is resumed later
TRIES = 5  # for one request, rate limits aside
LATE_TRIES = 2  # where nothing came in time
LIMITED_TRIES = 30  # for one request: it may be too large for the limit at any time
PAUSES = 7  # in a row, with nothing answered in between: the service answers nobody


def backoff(tries: int) -> float:
    """Seconds to wait after so many failures, spread so that workers do not return at once."""
    return min(FIRST_WAIT * 2.0 ** (tries - 1), LONGEST_WAIT) * random.uniform(0.75, 1.0)


class Pace:
    """So much a minute. Turns are given in the order asked for, at even distances, so that a large request is not overtaken for ever."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = per_minute / 60
        self._clock = clock
        self._free = clock()

    def book(self, amount: float) -> float:
        """Seconds until the turn that was just booked."""
        now = self._clock()
        turn = max(now, self._free)
        self._free = turn + amount / self._rate
        return turn - now

    def correct(self, booked: float, used: float) -> None:
        """Nothing; gives back, or takes, what a request used otherwise than booked."""
        self._free += (used - booked) / self._rate


class Gate:
    """Where all wait while the service asks to be left alone."""

    def __init__(self) -> None:
        self._until = 0.0
        self.pauses = 0  # in a row, with nothing answered in between

    def pause(self, asked: float | None) -> None:
        """Nothing; closes the gate for the seconds asked for, or for longer each time. One pause, however many workers run into it."""
        now = monotonic()
        if now >= self._until:
            self.pauses += 1
        self._until = max(self._until, now + (backoff(self.pauses) if asked is None else asked))

    def answered(self) -> None:
        """Nothing; the service answers again."""
        self.pauses = 0

    async def passed(self) -> None:
        """Nothing, once the gate is open."""
        while (left := self._until - monotonic()) > 0:
            await asyncio.sleep(left + random.uniform(0, min(left * 0.1, 1.0)))


class Purse:
    """What a run may spend. The most that a request can take is set aside before it is sent, so that the limits hold."""

    def __init__(self, max_cost: Decimal | None, max_tokens: int | None) -> None:
        self.max_cost, self.max_tokens = max_cost, max_tokens
        self._cost, self._tokens = Decimal(0), 0  # spent or set aside
        self._under_way = 0
        self._changed = asyncio.Condition()

    async def set_aside(self, cost: Decimal, tokens: int) -> bool:
        """True once so much is set aside; False where it would not fit even after all that is under way has come back."""
        async with self._changed:
            while not self._fits(cost, tokens):
                if not self._under_way:
                    return False
                await self._changed.wait()
            self._cost, self._tokens, self._under_way = self._cost + cost, self._tokens + tokens, self._under_way + 1
            return True

    async def settle(self, cost: Decimal, tokens: int) -> None:
        """Nothing; gives back what was set aside and not spent. Takes more where more was spent."""
        async with self._changed:
            self._cost, self._tokens, self._under_way = self._cost - cost, self._tokens - tokens, self._under_way - 1
            self._changed.notify_all()

    def _fits(self, cost: Decimal, tokens: int) -> bool:
        costs_little = self.max_cost is None or self._cost + cost <= self.max_cost
        return costs_little and (self.max_tokens is None or self._tokens + tokens <= self.max_tokens)
