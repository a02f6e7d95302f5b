"""What several test files stand on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing: an empty folder to work in, and an environment that says nothing."""
    monkeypatch.chdir(tmp_path)
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", *(name for name in os.environ if name.startswith("GOUJI_"))):
        monkeypatch.delenv(name, raising=False)
