"""Spans for OpenTelemetry: one for each report that a model is asked about, and in it one for each HTTP request.

They go wherever the process was told to send them (`opentelemetry-instrument gouji …`); without the extra `otel` there are none.
No prompt, answer, path or key is in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

from extractor.services.wire import Reply

Value = str | int | Sequence[str]


class Span(Protocol):
    """What is noted of something while it is done."""

    def set_attribute(self, key: str, value: Value) -> None:
        """Nothing; notes a value."""

    def set_status(self, status: Any) -> None:
        """Nothing; notes how it ended."""


class _Nothing:
    def set_attribute(self, key: str, value: Value) -> None:
        pass

    def set_status(self, status: Any) -> None:
        pass


_NOTHING = _Nothing()


@contextmanager
def span(name: str, values: Mapping[str, Value]) -> Iterator[Span]:
    """A span that ends with the block. Exceptions are not noted: their words may tell more than they should."""
    tracer = _tracer()
    if tracer is None:
        yield _NOTHING
        return
    with tracer.start_as_current_span(name, attributes=values, record_exception=False, set_status_on_exception=False) as opened:
        yield opened


def report_span(document: str, asked: Sequence[str]) -> AbstractContextManager[Span]:
    """A span for what a model is asked about one report; `document` is its sha256#part."""
    return span("read report", {"gouji.document": document, "gouji.asked": asked})


def request_span(model: str, service: str, task: str, reason: str) -> AbstractContextManager[Span]:
    """A span for one HTTP request, in the words that OpenTelemetry has for language models."""
    return span(f"chat {model}", {
        "gen_ai.operation.name": "chat", "gen_ai.request.model": model, "server.address": urlsplit(service).hostname or "",
        "gouji.task": task, "gouji.reason": reason,
    })


def answered(opened: Span, reply: Reply) -> None:
    """Nothing; notes what a reply took, as far as it says so."""
    known = {
        "gen_ai.response.model": reply.model or None, "gen_ai.usage.input_tokens": reply.tokens_in,
        "gen_ai.usage.output_tokens": reply.tokens_out, "gen_ai.usage.cache_read.input_tokens": reply.tokens_cached,
        "gen_ai.response.finish_reasons": [reply.finish] if reply.finish else None,
    }
    for key, value in known.items():
        if value is not None:
            opened.set_attribute(key, value)


def failed(opened: Span, kind: str) -> None:
    """Nothing; marks the span as failed. `kind`: a status or a word, never what a service said."""
    opened.set_attribute("error.type", kind)
    if opened is not _NOTHING:
        from opentelemetry.trace import StatusCode

        opened.set_status(StatusCode.ERROR)


@cache
def _tracer() -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("gouji")
