"""What a run with a model may do, and what it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may do: only what was answered before (`replay`), and how much it may spend."""

    replay: bool = False
    max_cost: Decimal | None = None
    max_tokens: int | None = None


@dataclass
class Bill:
    """What the model's part of a run came to so far; a cost that is not known for one report is not known at all.

    `counted`: whether the service told the tokens of every answer; else those here are the least that there were.
    """

    reports: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    counted: bool = True
    cost: Decimal | None = Decimal(0)
    failures: dict[str, None] = field(default_factory=dict)
    stopped: str | None = None  # why nothing more was asked before the end: quota, budget, …

    def add(self, readers: Sequence[Mapping[str, Any]], failures: Sequence[str]) -> None:
        """Counts one file in."""
        self.failed += bool(failures)
        self.failures |= dict.fromkeys(failures)
        for reader in readers:
            if "tokens_in" in reader:
                self.reports += 1
                self.tokens_in += reader["tokens_in"] or 0
                self.tokens_out += reader["tokens_out"] or 0
                self.counted &= reader["tokens_in"] is not None and reader["tokens_out"] is not None
                self.cost = None if self.cost is None or reader["cost"] is None else self.cost + reader["cost"]
