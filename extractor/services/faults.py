"""What a failed request means: whether to ask again and when, or what to call it where it is final.

Services agree on little but the status: the codes below are those of OpenAI, Azure, DeepSeek, Zhipu, Qwen, vLLM, Ollama.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from json import JSONDecodeError
from typing import Any

from extractor.services.ask import Failure

AGAIN = frozenset({408, 409, 425, 429})  # and all of 500 and more
_NO_MONEY = frozenset({
    "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_balance", "insufficient_credits", "Arrearage",
    "1113",
})
_FILTERED = frozenset({"content_filter", "content_policy_violation", "data_inspection_failed", "DataInspectionFailed", "1301"})
_NO_MODEL = re.compile(r"(?is)model.{0,200}(not.{0,3}(exist|found)|unknown|no such)|(unknown|no such|invalid) model|模型不存在")
_TOO_LONG = re.compile(r"context.{0,20}(length|size|window)|maximum context|too many tokens|reduce the length", re.I)
_OPTION = re.compile(r"\b(?:max_completion_tokens|max_tokens|temperature)\b")
_SECRET = re.compile(r"(?i)\b(?:sk|pk|rk)-[\w*-]{6,}|(?<=bearer )\S+")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request failed. `again`: asking again may help; `limited`: the service has had too much from all of us."""

    failure: Failure
    message: str
    status: int | None = None
    again: bool = False
    limited: bool = False
    late: bool = False  # nothing came in time: asking often costs minutes each time
    wait: float | None = None  # seconds that the service asked for
    option: str | None = None  # of the request's options, the one that the service does not know


def understand(error: Exception, secret: str | None = None) -> Fault:
    """What an exception of the client means; its message is for people and holds no key."""
    status = getattr(error, "status_code", None)
    if not isinstance(status, int):
        timed_out = isinstance(error, TimeoutError) or "Timeout" in type(error).__name__
        cause = f" ({error.__cause__})" if error.__cause__ is not None and str(error.__cause__) else ""
        said = "no answer in time" if timed_out else f"{error}{cause}" or type(error).__name__
        if isinstance(error, JSONDecodeError | UnicodeDecodeError):
            said = f"what came is no JSON: {said}"
        return Fault("unavailable", clean(said, secret), again=True, late=timed_out)
    body = getattr(error, "body", None)
    code = str(getattr(error, "code", None) or "")
    kind = str(getattr(error, "type", None) or "")
    text = _said(body) or str(error)
    message = clean(f"HTTP {status}: {text}", secret)
    headers = getattr(getattr(error, "response", None), "headers", {})
    if status == 402 or not _NO_MONEY.isdisjoint((code, kind)):
        return Fault("quota", message, status)
    if not _FILTERED.isdisjoint((code, kind)):
        return Fault("filtered", message, status)
    if status in AGAIN or status >= 500:
        return Fault("unavailable", message, status, again=True, limited=status == 429, wait=wait_asked_for(headers))
    if status in (401, 403):
        return Fault("unauthorised", message, status)
    if status in (400, 404, 422) and (code == "model_not_found" or _NO_MODEL.search(text)):
        return Fault("unknown-model", message, status)
    if status == 413 or code == "context_length_exceeded" or _TOO_LONG.search(text):
        return Fault("truncated", message, status)
    if 300 <= status < 400:
        message = clean(f"{message} (it redirects to {headers.get('location', 'nowhere')}, which is not followed)", secret)
    elif status == 404:
        message += " (is the address right? it often ends in /v1)"
    return Fault("unavailable", message, status, option=_option(error, text))


def wait_asked_for(headers: Mapping[str, str]) -> float | None:
    """The seconds that a service asks to be left alone: `retry-after-ms`, or `retry-after` in seconds or as a date; None where none."""
    for name, scale in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            seconds = float(headers[name]) / scale
        except (KeyError, ValueError):
            continue
        return seconds if 0 < seconds < float("inf") else None  # NaN as well is no time
    try:
        date = parsedate_tz(headers.get("retry-after", ""))
        seconds = mktime_tz(date) - time.time() if date else 0
    except (ValueError, OverflowError, TypeError):
        return None
    return seconds if seconds > 0 else None


def clean(text: str, secret: str | None = None) -> str:
    """The text on one line, not too long, without the key and without what looks like one."""
    if secret:
        text = text.replace(secret, "…")
    return _SECRET.sub("…", " ".join(text[: 4 * LONGEST].split()))[:LONGEST]


def _said(body: Any) -> str:
    if isinstance(body, dict):
        return str(next((body[key] for key in ("message", "detail", "error", "msg") if body.get(key)), body))
    return body if isinstance(body, str) else ""


def _option(error: Exception, text: str) -> str | None:
    named = str(getattr(error, "param", None) or "")
    found = _OPTION.search(named) or _OPTION.search(text)  # the first one named: "use … instead" follows
    return found[0] if found else None
