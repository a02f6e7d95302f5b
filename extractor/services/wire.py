"""What is sent to a model service and what comes back, as plain values: nothing here opens a connection."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

Message = dict[str, str]
TOOL = "answer"
_SHAPE = "Answer with one JSON object that fits this JSON schema, and with nothing else:\n"
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # some models think aloud before they answer
_FENCE = re.compile(r"\A[^`{\[]*```(?:json)?\s*\n(.*?)\n?```[^`]*\Z", re.DOTALL)  # with a word of courtesy before and after
_LARGEST = 2**53


class MalformedError(ValueError):
    """A reply that came with status 200 and is none."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one model of one service is spoken to: how the answer's shape is enforced, and what it knows of the usual options."""

    mode: str  # json_schema, tools, json
    limit: str = "max_tokens"  # what it calls the output budget
    temperature: bool = True
    thoughts: int = 0  # tokens that it takes to think before it answers, on top of those of the answer


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered: the answer as JSON text, or a refusal. None in a count: the service did not say."""

    content: str | None
    refusal: str | None
    finish: str
    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    tokens_cached: int | None = None  # among tokens_in
    tier: str | None = None


def request_key(service: str, model: str, messages: Sequence[Message], schema: Mapping[str, Any], limit: int) -> str:
    """The hash under which an answer is kept: of what was asked, not of the dialect that it was asked in."""
    asked = {"service": service, "model": model, "messages": list(messages), "schema": schema, "max_output": limit}
    return sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")).hexdigest()


def request_body(
    model: str, messages: Sequence[Message], schema: Mapping[str, Any], limit: int, dialect: Dialect, tier: str | None = None
) -> dict[str, Any]:
    """The body of one request to `/chat/completions`."""
    body: dict[str, Any] = {"model": model, "messages": [*messages], dialect.limit: limit}
    if dialect.temperature:
        body["temperature"] = 0
    if tier is not None:
        body["service_tier"] = tier
    if dialect.mode == "json_schema":
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": TOOL, "strict": True, "schema": schema}}
    elif dialect.mode == "tools":
        body["tools"] = [{"type": "function", "function": {"name": TOOL, "description": "Gives the answer.", "parameters": schema}}]
        body["tool_choice"] = {"type": "function", "function": {"name": TOOL}}
    else:
        # In the instructions, which stay the same from document to document, and not after the text of a document.
        system = {"role": "system", "content": f"{messages[0]['content']}\n\n{_SHAPE}{json.dumps(schema, ensure_ascii=False)}"}
        body |= {"messages": [system, *messages[1:]], "response_format": {"type": "json_object"}}
    return body


@lru_cache(maxsize=128)
def strict_schema(answer: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of an answer as constrained decoding wants it: every key required, nothing else allowed, no defaults."""
    schema: dict[str, Any] = _strict(answer.model_json_schema())
    return schema


def _strict(node: Any) -> Any:
    if isinstance(node, list):
        return [_strict(part) for part in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _strict(value) for key, value in node.items() if key not in ("title", "default", "discriminator", "properties", "$defs")}
    for names in ("properties", "$defs"):  # their keys are names: a field may be called title
        if names in node:
            kept[names] = {name: _strict(value) for name, value in node[names].items()}
    if "oneOf" in kept:
        kept["anyOf"] = kept.pop("oneOf")
    if "prefixItems" in kept:  # a tuple of fixed length: strict decoders know lists of one kind only
        kinds = list({json.dumps(kind, sort_keys=True): kind for kind in kept.pop("prefixItems")}.values())
        kept["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if kept.get("type") == "object" and "properties" in kept:
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    return kept


def read_reply(completion: Any) -> Reply:
    """The reply that a completion holds, whatever types its parts have. Raises MalformedError where it holds none."""
    choices = getattr(completion, "choices", None)
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = getattr(choice, "message", None)
    if message is None:
        raise MalformedError(f"no completion in the body of the answer, but {_shown(completion)}")
    usage = getattr(completion, "usage", None)
    details = getattr(usage, "prompt_tokens_details", None)
    cached = _count(getattr(details, "cached_tokens", None))
    return Reply(
        _answer_text(message), _text(getattr(message, "refusal", None)), (_text(getattr(choice, "finish_reason", None)) or "")[:200],
        (_text(getattr(completion, "model", None)) or "")[:200],
        _count(getattr(usage, "prompt_tokens", None)), _count(getattr(usage, "completion_tokens", None)),
        _count(getattr(usage, "prompt_cache_hit_tokens", None)) if cached is None else cached,
        _text(getattr(completion, "service_tier", None)),
    )


def _answer_text(message: Any) -> str | None:
    calls = getattr(message, "tool_calls", None)
    if isinstance(calls, list) and calls:
        arguments = getattr(getattr(calls[0], "function", None), "arguments", None)
        return json.dumps(arguments) if isinstance(arguments, dict) else _text(arguments)
    content = getattr(message, "content", None)
    if isinstance(content, list):  # in parts
        content = "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    content = _text(content)
    if content is None:
        return None
    content = _THOUGHTS.sub("", content, count=1)
    fenced = _FENCE.match(content)
    return fenced[1] if fenced else content


def _text(value: Any) -> str | None:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else None  # half a surrogate pair cannot be stored


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST else None


def _shown(completion: Any) -> str:
    error = getattr(completion, "error", None)
    if error:  # told with status 200
        return str(error.get("message") or error if isinstance(error, dict) else error)[:200]
    text = completion if isinstance(completion, str) else repr(completion)
    return " ".join(text[:200].split()) or "nothing"


def rough_tokens(messages: Sequence[Message]) -> int:
    """About how many tokens the messages are, rather too many: one for a Chinese character, one for two of the other kind."""
    texts = [message["content"] for message in messages]
    characters = sum(map(len, texts))
    wide = (sum(len(text.encode("utf-8", "replace")) for text in texts) - characters) // 2
    return wide + (characters - wide + 1) // 2 + 8 * len(messages)
