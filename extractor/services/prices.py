"""What a request cost, by a dated table of prices that the user can edit. A price that is not known gives no cost, never 0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractor.errors import ContentError
from extractor.settings import Content

FILE = "prompts/prices.toml"
MILLION = 1_000_000
_DATED = re.compile(r"-(?:20\d{2}-?)?\d{2}-?\d{2}")  # -2025-08-07, -20250807, -0806


@dataclass(frozen=True, slots=True)
class Price:
    """Per million tokens, in `currency`."""

    host: str
    model: str
    since: date
    currency: str
    input: Decimal
    output: Decimal
    cached: Decimal
    tier: str = "default"

    def cost(self, tokens_in: int, tokens_out: int, tokens_cached: int = 0) -> Decimal:
        """What these tokens cost; `tokens_cached` are among `tokens_in`."""
        cached = min(max(tokens_cached, 0), tokens_in)
        return ((tokens_in - cached) * self.input + cached * self.cached + tokens_out * self.output) / MILLION


@dataclass(frozen=True, slots=True)
class Prices:
    """The table; rows that stand earlier count before later ones of the same day."""

    rows: tuple[Price, ...] = ()

    def find(self, base_url: str, model: str, on: date, tier: str | None = None) -> Price | None:
        """The price of a model on a day; None where it is not known."""
        host = urlsplit(base_url).hostname
        rows = [
            row for row in self.rows
            if row.host == host and _named(row.model, model) and row.tier == (tier or "default") and row.since <= on
        ]
        exact = [row for row in rows if row.model == model]  # a dated version may have a price of its own
        return max(exact or rows, key=lambda row: row.since, default=None)


def _named(row: str, model: str) -> bool:
    return model == row or (model.startswith(row) and _DATED.fullmatch(model, len(row)) is not None)


def load_prices(content: Content) -> Prices:
    """The table, the user's own rows first. Raises ContentError naming file, row and key of what is wrong."""
    content.file(FILE)
    files = (root / FILE for root in reversed(content.roots))
    return Prices(tuple(row for path in files if path.is_file() for row in _read(path)))


def _read(path: Path) -> Iterable[Price]:
    import tomllib

    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal).get("price", [])
    except OSError as error:
        raise ContentError(f"{path}: cannot be read: {error.strerror}", "check its permissions") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ContentError(f"{path}: not valid TOML: {error}", "mend the line it names") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ContentError(f"{path}: price: expected rows [[price]]", "each row begins with a line [[price]]")
    for number, row in enumerate(rows, 1):
        yield _price(row, f"{path}: price {number}")


def _price(row: Mapping[str, Any], place: str) -> Price:
    for key in ("host", "model", "since", "currency", "input", "output"):
        if key not in row:
            raise ContentError(f"{place}: no {key}", f"add a line {key} = …")
    for key, value in row.items():
        if key not in _EXPECTED:
            raise ContentError(f"{place}: {key}: no such key", f"keys: {', '.join(_EXPECTED)}")
        expected, fits = _EXPECTED[key]
        if not fits(value):
            raise ContentError(f"{place}: {key}: expected {expected}, found {value}", f"correct {key}")
    charged, answered = Decimal(row["input"]), Decimal(row["output"])
    cached = Decimal(row.get("cached", charged))
    return Price(row["host"], row["model"], row["since"], row["currency"], charged, answered, cached, row.get("tier", "default"))


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _day(value: Any) -> bool:
    return type(value) is date  # a datetime is a date as well, and cannot be compared with one


def _number(value: Any) -> bool:
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value < MILLION


_TEXT, _DAY, _NUMBER = ("a text", _text), ("a day, like 2025-08-07", _day), ("a number of 0 or more", _number)
_EXPECTED = {
    "host": _TEXT, "model": _TEXT, "since": _DAY, "currency": _TEXT, "input": _NUMBER, "cached": _NUMBER, "output": _NUMBER, "tier": _TEXT,
    "checked": _DAY,
}
