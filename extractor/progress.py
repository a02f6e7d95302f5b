"""How far a long run is, as a bar on the terminal that shows stderr."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

LONG = 20  # documents from which on a bar is worth its place


def progress_bar(documents: int) -> AbstractContextManager[Progress | None]:
    """A bar with one task; None where nobody looks, or the run is over before anybody could."""
    if documents < LONG or not sys.stderr.isatty():
        return nullcontext()
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    # Left to itself, rich takes what is written to stdout for the screen of the bar, be stdout a file or not.
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    bar.add_task("", total=documents)
    return bar
