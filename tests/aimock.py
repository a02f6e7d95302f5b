"""npm's @copilotkit/aimock as a model service: a server that others wrote, told over its own control address what befalls a request.

Where it lies is in AIMOCK: a folder in which `npm install @copilotkit/aimock` was run.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

Fixture = dict[str, Any]
SECONDS = 30


class Aimock:
    """The running server; a context manager."""

    def __init__(self, first: Path) -> None:
        program = Path(os.environ["AIMOCK"]) / "node_modules/@copilotkit/aimock/dist/cli.js"
        first.write_text('{"fixtures": [{"match": {"userMessage": "begin"}, "response": {"content": "begun"}}]}', encoding="utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        options = ["--strict", "--log-level", "silent", "--port", str(self._port), "--fixtures", str(first)]
        self._process = subprocess.Popen(["node", str(program), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def load(self, *fixtures: Fixture) -> None:
        """Nothing; the fixtures are all that it answers with from now on, the first that fits."""
        self._told("POST", "reset")
        self._told("POST", "fixtures", {"fixtures": fixtures})

    def asked(self) -> list[Mapping[str, Any]]:
        """The bodies of the requests since the fixtures were loaded."""
        return [entry["body"] for entry in self._told("GET", "journal")]

    def _told(self, method: str, what: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self._port}/__aimock/{what}", data, method=method)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self._told("GET", "health")
                return self
            except OSError:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.05)
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self._process.kill()
                    raise

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
