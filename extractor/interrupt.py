"""Ctrl-C as a request: the first one lets the run end after what is being read, the second ends it at once."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from types import FrameType
from typing import Any, Self


class Interrupt:
    """Remembers whether Ctrl-C was pressed while it was open. Does nothing outside the main thread, where signals are not delivered."""

    def __init__(self) -> None:
        self._pressed = False
        self._before: Any = None

    def pressed(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._pressed

    def _press(self, number: int, frame: FrameType | None) -> None:
        if self._pressed:
            for child in multiprocessing.active_children():
                child.terminate()
            raise KeyboardInterrupt
        self._pressed = True

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
