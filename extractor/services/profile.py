"""Which model service is asked, and how: a profile of gouji.toml, or what the options name.

    [profiles.local]
    base_url = "http://localhost:11434/v1"
    model = "qwen3:14b"

A key is never a setting: a profile names the environment variable that holds it. A key alone configures nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlsplit

from extractor.errors import UsageError
from extractor.settings import Settings

OPENAI = "https://api.openai.com/v1"
MODES = ("json_schema", "tools", "json")  # how an answer's shape is enforced, the strictest first
TIERS = ("default", "flex", "priority", "auto")
OWN_KEY = "GOUJI_API_KEY"
IN_FLIGHT = 8


@dataclass(frozen=True, slots=True)
class Profile:
    """One model of one service. None: for `mode` what a probe finds, for limits that there is none."""

    name: str
    model: str
    base_url: str = OPENAI
    api_key_env: str | None = None
    mode: str | None = None
    rpm: int | None = None  # requests per minute
    tpm: int | None = None  # tokens per minute, question and answer
    concurrency: int = IN_FLIGHT
    timeout: int = 120  # seconds for one answer, from first to last byte
    service_tier: str | None = None
    max_output: int | None = None  # tokens that no answer may exceed, raised budgets included

    @property
    def service(self) -> str:
        """The address as it may be shown and stored: without a password in it."""
        return public_address(self.base_url)

    @property
    def key_variable(self) -> str | None:
        """The environment variable that holds the key; None where the service is asked without one.

        What other programs keep for OpenAI goes to OpenAI only.
        """
        if self.api_key_env:
            return self.api_key_env
        if OWN_KEY in os.environ:
            return OWN_KEY
        return "OPENAI_API_KEY" if urlsplit(self.base_url).hostname == urlsplit(OPENAI).hostname else None

    def key(self) -> str | None:
        """The key; None where none is needed. Raises UsageError where the variable that should hold it is empty."""
        if self.key_variable is None:
            return None
        key = os.environ.get(self.key_variable, "").strip()
        if not key:
            raise UsageError(
                f"{self.service}: no key: the environment variable {self.key_variable} is not set",
                f"export {self.key_variable}=…, or name another variable with api_key_env in gouji.toml",
            )
        if not key.isascii() or not key.isprintable():
            raise UsageError(f"{self.key_variable}: holds what cannot be a key (line breaks or foreign characters)", "copy the key again")
        return key


def load_profile(settings: Settings) -> Profile | None:
    """The profile that is in use; None where no model is configured. Raises UsageError naming the place of a wrong value.

    `model` (an option, or [model] in gouji.toml) names a profile, or else a model. Where it is not given, the only profile is
    meant, or the one named `default`.
    """
    known = {name: _checked(name, values, str(settings.source)) for name, values in settings.profiles.items()}
    name = settings.model or ("default" if "default" in known else next(iter(known), None) if len(known) == 1 else None)
    if name is None:
        return None
    profile = known.get(name) or Profile(name, name)
    if settings.concurrency != IN_FLIGHT:  # said for this run or for all; a profile's own is for when nothing is
        profile = replace(profile, concurrency=settings.concurrency)
    if settings.base_url and settings.base_url != profile.base_url:
        # A key that a profile names is for the address that it stands beside.
        profile = replace(profile, base_url=settings.base_url, api_key_env=None)
    _checked_address(profile.base_url, profile.name)
    return profile


def public_address(url: str) -> str:
    """The address without name, password and query, which may hold a key."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}".rstrip("/")


def _checked(name: str, values: Mapping[str, Any], place: str) -> Profile:
    for key, value in values.items():
        if key not in _EXPECTED:
            raise UsageError(f"{place}: profiles.{name}.{key}: no such setting", f"settings: {', '.join(_EXPECTED)}")
        expected, fits = _EXPECTED[key]
        if not fits(value):
            shown = "something else" if "key" in key else repr(value)  # whoever pastes the key itself must not find it in a log
            raise UsageError(f"{place}: profiles.{name}.{key}: expected {expected}, found {shown}", f"correct {key}, or leave it out")
    if "model" not in values:
        raise UsageError(f"{place}: profiles.{name}: no model", f'add a line model = "…" below [profiles.{name}]')
    return Profile(name, **values)


def _checked_address(url: str, name: str) -> None:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or any(character.isspace() for character in url):
        shown = public_address(url) if sound else url.rpartition("@")[2]
        raise UsageError(f"{shown}: not the address of a service (model {name})", "it looks like http://localhost:11434/v1")


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _variable(value: Any) -> bool:
    return isinstance(value, str) and value.isidentifier()


_WHOLE = "a whole number of 1 or more"
_EXPECTED = {
    "base_url": ("the address of a model service", _text),
    "model": ("the name of a model", _text),
    "api_key_env": ("the name of an environment variable, never a key itself", _variable),
    "mode": (", ".join(MODES), lambda value: value in MODES),
    "rpm": (_WHOLE, _count), "tpm": (_WHOLE, _count), "concurrency": (_WHOLE, _count),
    "timeout": ("whole seconds", _count),
    "service_tier": (", ".join(TIERS), lambda value: value in TIERS),
    "max_output": (_WHOLE, _count),
}
assert set(_EXPECTED) == {field.name for field in fields(Profile)} - {"name"}
