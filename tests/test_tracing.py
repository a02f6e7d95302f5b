"""Spans of a run with a model: what they tell, what they never tell, and that nothing is missing without them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from extractor.services import pacing
from extractor.settings import shipped
from tests.service import FaultyService, fails, says
from tests.test_second import SLUG, extract, service

KEY = "sk-test-0123456789abcdefghij"


@pytest.fixture(scope="module")
def exporter() -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def spans(exporter: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    monkeypatch.setattr(pacing, "FIRST_WAIT", 0.01)
    exporter.clear()
    return exporter


def noted(span: ReadableSpan, *names: str) -> tuple[Any, ...]:
    return tuple((span.attributes or {}).get(name) for name in names)


@pytest.mark.usefixtures("alone")
def test_a_report_has_a_span_and_each_request_for_it_one_inside(spans: InMemorySpanExporter) -> None:
    with service() as server:
        server.next(fails(500))
        assert extract(server.url, "--reader", "both", "--concurrency", "1").exit_code == 0
    (report,) = [span for span in spans.get_finished_spans() if span.name == "read report"]
    requests = [span for span in spans.get_finished_spans() if span.name == "chat m"]
    assert noted(report, "gouji.asked") == (("disclosure", "requests", "disputes", "claims"),)
    assert report.context is not None
    assert {span.parent.span_id for span in requests if span.parent} == {report.context.span_id}
    assert [noted(span, "gouji.task", "gouji.reason") for span in requests][:2] == [("probe", "probe"), ("disclosure", "first")]
    usage = ("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons", "error.type")
    failed, *answered = requests[1:]
    assert (noted(failed, *usage), failed.status.is_ok) == ((None, None, None, "500"), False)
    assert {noted(span, *usage) for span in answered} == {(100, 20, ("stop",), None)}


@pytest.mark.usefixtures("alone")
def test_no_span_holds_a_prompt_a_path_or_a_key(spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_API_KEY", KEY)
    with FaultyService(answer=lambda body: "{}", key=KEY) as server:
        server.next(fails(400, f"no: {KEY} 政府信息"), says("{}", finish=KEY), says("政府信息", finish=f"stop {KEY}"))
        assert extract(server.url, "--reader", "both").exit_code == 5
    told = "".join(span.to_json() for span in spans.get_finished_spans())
    stored = Path("gouji.db").read_bytes() + b"".join(path.read_bytes() for path in Path().glob("gouji.db-*"))
    assert [word for word in (KEY, "政府信息", "\\u653f", SLUG, "source.txt") if word in told] == []
    assert KEY.encode() not in stored


def test_without_the_extra_there_are_no_spans_and_nothing_else_is_missing() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from extractor.services import tracing\n"
        "with tracing.request_span('m', 'http://x/v1', 'requests', 'first') as span:\n"
        "    tracing.failed(span, '500')\n"
        "print(tracing._tracer())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=shipped(), check=True)
    assert told.stdout.strip() == "None"


def test_nobody_loads_opentelemetry_who_asks_no_model() -> None:
    code = "import sys; from extractor import second; from extractor.services import sending; print('opentelemetry' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=shipped(), check=True)
    assert told.stdout.strip() == "False"
