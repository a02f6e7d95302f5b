"""What reading with a model costs beside its bare necessities. Prints four things:

    python eval/benchmarks/llm.py REPORTS [--requests 512] [--latency 0.5] [--concurrency 32]

- the transcript's characters against the characters of the report that it shows;
- the answer's characters against those of {"value", "quote"} for every cell;
- the tokens of a whole reading by a rough count that is rather too high, thoughts not counted, and their cost by prompts/prices.toml;
- requests per second and CPU per request through the door (ledger and cache in it) against a bare openai client in the same run.

REPORTS: files or folders of reports. The service is a local one that waits and then answers; no report leaves the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from extractor.answers import TablePointers  # noqa: E402
from extractor.inputs import discover, load  # noqa: E402
from extractor.pipeline import Kit, Report, load_kit, read_offline  # noqa: E402
from extractor.prompts import load_prompts  # noqa: E402
from extractor.second import read_report  # noqa: E402
from extractor.services.ask import Answer, Ask  # noqa: E402
from extractor.services.ledger import Ledger  # noqa: E402
from extractor.services.prices import load_prices  # noqa: E402
from extractor.services.profile import Profile  # noqa: E402
from extractor.services.providers import Door  # noqa: E402
from extractor.services.wire import rough_tokens, strict_schema  # noqa: E402
from extractor.settings import Content, shipped  # noqa: E402
from extractor.transcript import claims_transcript, runs_digits_together, table_transcript  # noqa: E402

SAID = '{"rows":[]}'


class Size(NamedTuple):
    """Characters of one report: shown of it, in the transcript, in a full answer, and in the same answer with values and quotes."""

    shown: int
    transcript: int
    answer: int
    naive: int


def size(report: Report, kit: Kit) -> Size:
    """The sizes for one report, all its tables and claims asked for; the answer is the one that the offline reading would be."""
    glued = runs_digits_together(report.text, report.layout.regions.values())
    parts = [claims_transcript(report.text, report.layout.prose)]
    answer = naive = 0
    for form in kit.forms.of(report.layout.editions):
        parts.append(table_transcript(report.text, report.layout.regions.get(form.table), glued=glued))
        rows, plain = [], []
        for number, row in enumerate(form.rows, 1):
            cells = [report.reading.cells[f"{form.table}/{row.id}/{column}"] for column in row.columns]
            rows.append({"r": number, "l": 10 + number, "t": "".join("a" if c.value is not None else "-" for c in cells)})
            plain.append({c: {"value": str(x.value), "quote": x.printed or ""} for c, x in zip(row.columns, cells, strict=True)})
        answer += len(json.dumps({"rows": rows}, separators=(",", ":")))
        naive += len(json.dumps({"rows": plain}, separators=(",", ":"), ensure_ascii=False))
    return Size(sum(p.shown for p in parts), sum(len(p.text) for p in parts), answer, naive)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    latency = 0.0

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        probe = "how many days" in json.dumps(body).lower()
        time.sleep(0 if probe else self.latency)
        message = {"role": "assistant", "content": '{"days":7}' if probe else SAID, "refusal": None}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        said = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "usage": usage, "choices": [choice]}
        payload = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


def _serve(latency: float, port: Any) -> None:
    _Handler.latency = latency
    server = _Server(("127.0.0.1", 0), _Handler)
    port.send(server.server_address[1])
    server.serve_forever()


async def timed(one: Callable[[int], Awaitable[Any]], requests: int, concurrency: int) -> tuple[float, float]:
    """Requests per second and CPU seconds per request of doing `one` so often, at most `concurrency` at a time."""
    gate = asyncio.Semaphore(concurrency)

    async def gated(number: int) -> None:
        async with gate:
            await one(number)

    await gated(-1)  # connections and probes are not what is measured
    began, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(gated(n) for n in range(requests)))
    return requests / (time.perf_counter() - began), (time.process_time() - cpu) / requests


async def race(url: str, requests: int, concurrency: int) -> dict[str, tuple[float, float]]:
    """The bare client and the door, one after the other, with the same messages."""
    from openai import AsyncOpenAI

    content = Content((shipped(),))
    prompt, form = load_prompts(content)["requests"], load_kit(content).forms.get("requests", "2021")
    system, user = prompt.system(form), "1 予以公开 0a 0b 0c 0d 0e 0f 0g\n" * 27
    client = AsyncOpenAI(base_url=url, api_key="none", max_retries=0)
    messages: list[Any] = [{"role": "system", "content": system}, {"role": "user", "content": user}]

    async def bare(number: int) -> None:
        last = {"role": "user", "content": f"{user}{number}"}
        said = await client.chat.completions.create(model="m", messages=[*messages[:1], last], max_tokens=1000)
        TablePointers.model_validate_json(said.choices[0].message.content or "")

    found = {"bare client": await timed(bare, requests, concurrency)}
    await client.close()
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger(Path(folder) / "runs.db")
        ask = Ask("requests", system, user, TablePointers, "", prompt.name, 1000)
        async with Door(Profile("m", "m", url, concurrency=concurrency), ledger) as door:

            async def through(number: int) -> None:
                answer = await door.ask(replace(ask, user=f"{user}{number}"))
                assert answer.failure is None, answer.message

            found["door"] = await timed(through, requests, concurrency)
        ledger.close()
    return found


def sizes(paths: Sequence[str]) -> None:
    """Nothing; prints the sizes, report by report and in all."""
    kit = load_kit(Content((shipped(),)))
    found = [(path, size(r, kit)) for path in discover(paths).files for r in read_offline(load(path, 10**8), kit) if r.refused is None]
    whole = Size(*(sum(part) for part in zip(*(s for _, s in found), strict=True)))
    print(f"{'report':40} {'shown':>7} {'transcript':>10} {'added':>7} {'answer':>7} {'naive':>7} {'share':>7}")
    for path, s in [*found, ("all", whole)]:
        added, share = s.transcript / s.shown - 1, s.answer / s.naive
        print(f"{path[-40:]:40} {s.shown:7} {s.transcript:10} {added:7.1%} {s.answer:7} {s.naive:7} {share:7.1%}")


class _Asked:
    """A service that takes questions down and answers none."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []

    async def ask(self, ask: Ask) -> Answer:
        """No answer."""
        self.asks.append(ask)
        return Answer(None, "unavailable", "", None, None, None, False, "")


def costs(paths: Sequence[str]) -> None:
    """Nothing; prints what the questions of `--reader both` about a report take on average, and what that costs."""
    content = Content((shipped(),))
    kit, prompts, service, answered, reports = load_kit(content), load_prompts(content), _Asked(), 0, 0
    for path in discover(paths).files:
        for number, report in enumerate(read_offline(load(path, 10**8), kit), 1):
            if report.refused is None:
                asyncio.run(read_report(report, number, kit, prompts, service, "both"))
                answered, reports = answered + size(report, kit).answer, reports + 1
    fixed = sum(rough_tokens([{"content": a.system + json.dumps(strict_schema(a.answer), ensure_ascii=False)}]) for a in service.asks)
    own = sum(rough_tokens([{"content": ask.user}]) for ask in service.asks)
    each = [round(part / reports) for part in (fixed, own, answered / 2)]
    print(f"tokens a report, by a rough count: {each[0]} that are the same for every report, {each[1]} of its own, {each[2]} of answers")
    for price in load_prices(content).rows:
        whole, kept = price.cost(each[0] + each[1], each[2]), price.cost(each[0] + each[1], each[2], each[0])
        print(f"{price.model:14} {price.tier:8} since {price.since}: {whole:.5f} {price.currency}, {kept:.5f} where the service caches")


def main() -> None:
    """Print the sizes and costs, then the race."""
    parser = argparse.ArgumentParser(description="What reading with a model costs.")
    parser.add_argument("reports", nargs="+")
    parser.add_argument("--requests", type=int, default=512)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--concurrency", type=int, default=32)
    options = parser.parse_args()
    sizes(options.reports)
    costs(options.reports)
    os.environ.setdefault("GOUJI_API_KEY", "none")
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(options.latency, there), daemon=True)
    server.start()
    try:
        found = asyncio.run(race(f"http://127.0.0.1:{here.recv()}/v1", options.requests, options.concurrency))
    finally:
        server.terminate()
    bare, door = found["bare client"], found["door"]
    for name, (rate, cpu) in found.items():
        print(f"{name:12} {rate:6.1f} requests/s  {cpu * 1000:6.1f} ms CPU a request")
    more = (door[1] - bare[1]) * 1000
    print(f"the door keeps {door[0] / bare[0]:.0%} of the bare client's rate and takes {more:.1f} ms CPU a request more")


if __name__ == "__main__":
    main()
