"""A model service on a real local socket that answers as told: well, late, half, wrongly, or not at all.

    with FaultyService(answer=lambda body: '{"days": 7}') as service:
        service.next(rate_limited(retry_after="1"), cut())   # befalls the next two requests; then it answers again
        ... service.url ... service.seen

Standard library only; connections are kept alive as real services keep them.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Body = dict[str, Any]
Sender = Callable[["_Handler", Body], None]


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    body: Body
    headers: Mapping[str, str]
    at: float
    raw: str

    @property
    def mode(self) -> str:
        return mode_of(self.body)

    @property
    def probe(self) -> bool:
        return "how many days" in self.raw.lower()

    @property
    def user(self) -> str:
        return next(str(message["content"]) for message in self.body["messages"] if message["role"] == "user")


def mode_of(body: Body) -> str:
    if body.get("tools"):
        return "tools"
    kind = (body.get("response_format") or {}).get("type")
    return {"json_schema": "json_schema", "json_object": "json"}.get(str(kind), "text")


def completion(
    content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: Body | None = None, tool: bool = False,
) -> Body:
    """A chat completion in OpenAI's form; `tool`: the content as the arguments of a tool call."""
    message: Body = {"role": "assistant", "content": None if tool else content, "refusal": refusal}
    if tool:
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": content}}]
    counted = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120} if usage is None else usage
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "usage": counted or None,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }


def says(content: str | None, *, finish: str = "stop", refusal: str | None = None, usage: Body | None = None) -> Sender:
    """An answer of these words, in the shape that was asked for."""
    return lambda handler, body: handler.send(
        200, completion(content, finish=finish, refusal=refusal, usage=usage, tool=bool(body.get("tools")) and content is not None)
    )


def fails(status: int, message: str = "it went wrong", *, code: str | None = None, param: str | None = None, **headers: str) -> Sender:
    """An error in OpenAI's form; `headers` with _ for -."""
    error = {"error": {"message": message, "type": code, "param": param, "code": code}}
    return lambda handler, body: handler.send(status, error, {name.replace("_", "-"): value for name, value in headers.items()})


def rate_limited(**headers: str) -> Sender:
    return fails(429, "Rate limit reached", code="rate_limit_exceeded", **headers)


def rate_limited_until(seconds: float) -> Sender:
    """A rate limit whose end is given as a date, as whole seconds."""
    return lambda handler, body: rate_limited(retry_after=formatdate(time.time() + seconds, usegmt=True))(handler, body)


def raw(payload: bytes, *, status: int = 200, kind: str = "application/json") -> Sender:
    """These bytes, whatever they are."""
    return lambda handler, body: handler.send_bytes(status, payload, {"Content-Type": kind})


def cut(after: int = 0) -> Sender:
    """A connection that is cut after so many bytes of a good answer."""

    def send(handler: _Handler, body: Body) -> None:
        payload = json.dumps(completion("{}")).encode()
        if after:
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n".encode()
            handler.wfile.write(head + payload[:after])
            handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True

    return send


def slow(seconds: float, then: Sender) -> Sender:
    """The answer after so many seconds; at once where the service is closed meanwhile."""

    def send(handler: _Handler, body: Body) -> None:
        handler.service.closed.wait(seconds)
        then(handler, body)

    return send


def trickle(every: float = 0.05) -> Sender:
    """A byte now and then, and no end."""

    def send(handler: _Handler, body: Body) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        handler.close_connection = True
        while not handler.service.closed.wait(every):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return

    return send


def without_schemas(body: Body) -> Sender | None:
    """A rule of llama.cpp's kind: a JSON schema is answered with a 500."""
    return fails(500, "Failed to initialize samplers") if mode_of(body) == "json_schema" else None


def only_json(body: Body) -> Sender | None:
    """A rule: neither schemas nor tools."""
    return None if mode_of(body) == "json" else fails(400, "not supported by this server")


@dataclass
class FaultyService:
    """The service; a context manager. `answer` gives the words for a request; `rule` what befalls every request of a kind."""

    answer: Callable[[Body], str] = lambda body: "{}"
    rule: Callable[[Body], Sender | None] = lambda body: None
    key: str | None = None  # a request without it is refused
    models: tuple[str, ...] = ()  # models that there are; empty: all
    latency: float = 0.0
    usage: Callable[[Body], Body | None] = lambda body: None
    route: Callable[[str, str, bytes], tuple[int, bytes] | None] = lambda method, path, body: None  # what else it can be asked
    seen: list[Seen] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)  # good answers by the text of their request
    closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._lock, self._script = threading.Lock(), deque[Sender]()
        self.in_flight = self.most_in_flight = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.service = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def asked(self) -> list[Seen]:
        """The requests that were no probe."""
        return [seen for seen in self.seen if not seen.probe]

    def next(self, *senders: Sender) -> None:
        """Nothing; what befalls the next requests that are no probe, one each."""
        self._script.extend(senders)

    def __enter__(self) -> Self:
        # The default of half a second is how often the server looks whether it was closed.
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()

    def handle(self, handler: _Handler, text: str) -> None:
        body: Body = json.loads(text)
        seen = Seen(body, dict(handler.headers.items()), time.monotonic(), text)
        with self._lock:
            self.seen.append(seen)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
            scripted = self._script.popleft() if self._script and not seen.probe else None
        try:
            if self.latency and not seen.probe:
                self.closed.wait(self.latency)
            (scripted or self._refusal(handler, body) or self.rule(body) or self._good(seen))(handler, body)
        finally:
            with self._lock:
                self.in_flight -= 1

    def _refusal(self, handler: _Handler, body: Body) -> Sender | None:
        given = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.key is not None and given != self.key:
            return fails(401, f"Incorrect API key provided: {given}.", code="invalid_api_key")  # some services do print it whole
        if self.models and body["model"] not in self.models:
            return fails(404, f"The model `{body['model']}` does not exist", code="model_not_found")
        return None

    def _good(self, seen: Seen) -> Sender:
        if seen.probe:
            return says('{"days": 7}')
        with self._lock:
            self.answered[seen.raw] += 1
        return says(self.answer(seen.body), usage=self.usage(seen.body))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    service: FaultyService | None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that leave early are part of the game."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    @property
    def service(self) -> FaultyService:
        service = self.server.service  # type: ignore[attr-defined]
        assert isinstance(service, FaultyService)
        return service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/v1/chat/completions":
            self.service.handle(self, body.decode())
        else:
            self._routed("POST", body)

    def do_GET(self) -> None:
        self._routed("GET", b"")

    def _routed(self, method: str, body: bytes) -> None:
        status, payload = self.service.route(method, self.path, body) or (404, b"<html>404 Not Found</html>")
        kind = "text/html" if payload.startswith(b"<") else "application/json"
        self.send_bytes(status, payload, {"Content-Type": kind})

    def send(self, status: int, body: Body, headers: Mapping[str, str] | None = None) -> None:
        self.send_bytes(status, json.dumps(body, ensure_ascii=False).encode(), {"Content-Type": "application/json", **(headers or {})})

    def send_bytes(self, status: int, payload: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(payload))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests look at `seen`."""
