"""`gouji` called in this process or as one of its own, and files for it to read."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from extractor.cli import app
from extractor.settings import shipped

ROOT = Path(__file__).resolve().parent.parent
CLEAN = "01-bars-clean"
FAULTY = "13-tabs-source-error"


def gouji(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def start(*arguments: object, stdout: Any = subprocess.PIPE, stderr: Any = subprocess.PIPE, **more: Any) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "extractor.cli", *map(str, arguments)]
    return subprocess.Popen(command, stdout=stdout, stderr=stderr, text=True, encoding="utf-8", env=environment, **more)


def report(slug: str) -> Path:
    return shipped() / "eval" / "gold" / slug / "source.txt"


def text_of(slug: str) -> str:
    return report(slug).read_bytes().decode()


def written(name: str, data: bytes | str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def copies(count: int) -> list[Path]:
    """Reports that differ in their bytes, in a folder `in`."""
    text = text_of(CLEAN)
    return [written(f"in/{number:05}.txt", f"{text}\n{number}\n") for number in range(count)]


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def rows(query: str, db: str = "gouji.db") -> list[tuple[Any, ...]]:
    with sqlite3.connect(db) as connection:
        return connection.execute(query).fetchall()
