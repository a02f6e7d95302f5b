"""Many files read one after another or over processes: what came of each, in the order given, whatever happens to one of them."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractor.errors import UnreadableError
from extractor.export import to_json
from extractor.inputs import load, printable_path
from extractor.pipeline import load_kit, process, rejected
from extractor.record import Record
from extractor.settings import Content
from extractor.store import packed
from extractor.text import SourceDocument

AHEAD = 8  # files given out per process before the first of them is back: enough to keep all busy, few enough to hold in memory
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Work:
    """What a process needs to read files; it must survive pickling, for processes are spawned. `stored`: the originals are wanted too."""

    content: Content
    max_bytes: int
    load_kit: Callable[[Content], Any] = load_kit
    process: Callable[[SourceDocument, Any], tuple[Record, ...]] = process
    stored: bool = False


class Outcome(NamedTuple):
    """What came of one file: its records, each with its JSON, and the decoded original as the database keeps it, if that is wanted.

    `unreadable`: it could not be decoded; `failed`: the program tripped over it. Either way the one record says why.
    """

    path: str
    records: tuple[tuple[Record, str], ...]
    unreadable: bool = False
    failed: bool = False
    source: bytes | None = None


def read_files(files: Sequence[str], work: Work, kit: Any, jobs: int = 1, stopped: Callable[[], bool] = bool) -> Iterator[Outcome]:
    """What came of each file, in order. Ends early where `stopped` says so, after what was finished by then.

    `kit` is what `work` loads: given by the caller, who learns of broken content before any work; other processes load their own.
    """
    gc.freeze()  # what is loaded by now stays: no collection need look through it again
    if min(jobs, len(files)) > 1:
        yield from _over_processes(files, work, min(jobs, len(files)), stopped)
        return
    for path in files:
        if stopped():
            return
        yield read_file(path, work, kit)


def read_file(path: str, work: Work, kit: Any) -> Outcome:
    """What came of one file. Never raises for what the file holds, a fault of the program itself included."""
    try:
        document = load(path, work.max_bytes)
    except UnreadableError as error:
        name = printable_path(path)
        return _outcome(path, (rejected(name, "", error.message.removeprefix(f"{name}: ")),), unreadable=True)
    try:
        return _outcome(path, work.process(document, kit), source=packed(document.text) if work.stored else None)
    except Exception as error:  # one report that trips the program must not take the others with it
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"internal error, please report it: {type(error).__name__}: {error} ({place.name}, line {place.lineno})"
        return _outcome(path, (rejected(document.path, document.sha256, said),), failed=True)


def _outcome(
    path: str, records: tuple[Record, ...], unreadable: bool = False, failed: bool = False, source: bytes | None = None
) -> Outcome:
    return Outcome(path, tuple((record, to_json(record)) for record in records), unreadable, failed, source)


def _over_processes(files: Sequence[str], work: Work, jobs: int, stopped: Callable[[], bool]) -> Iterator[Outcome]:
    waiting, ahead = deque(files), deque[tuple[str, Future[Outcome]]]()
    pool = _pool(jobs, work)
    try:
        while waiting or ahead:
            try:
                while waiting and len(ahead) < jobs * AHEAD and not stopped():
                    ahead.append((waiting[0], pool.submit(_in_process, waiting[0])))
                    waiting.popleft()
                if not ahead:
                    return
                if _settled(ahead[0][1], stopped):
                    yield ahead[0][1].result()
                ahead.popleft()
            except BrokenProcessPool:
                # Any of the files given out may have done it: read them one at a time, so that only the guilty one is lost.
                yield from _one_at_a_time([path for path, _ in ahead], work, stopped)
                ahead.clear()
                pool = _pool(jobs, work)
    finally:
        pool.shutdown(wait=not stopped(), cancel_futures=True)


def _settled(future: Future[Outcome], stopped: Callable[[], bool]) -> bool:
    """True once the file is read; False where the run was stopped before it was begun."""
    while True:
        if stopped() and future.cancel():
            return False
        try:
            future.exception(timeout=POLL_SECONDS)
            return True
        except NotYet:
            continue


def _one_at_a_time(files: Sequence[str], work: Work, stopped: Callable[[], bool]) -> Iterator[Outcome]:
    pool = _pool(1, work)
    try:
        for path in files:
            if stopped():
                return
            try:
                yield pool.submit(_in_process, path).result()
            except BrokenProcessPool:
                said = "the process that read it died: too little memory, or a fault of the program"
                yield _outcome(path, (rejected(printable_path(path), "", said),), failed=True)
                pool = _pool(1, work)
    finally:
        pool.shutdown(wait=not stopped(), cancel_futures=True)


def _pool(jobs: int, work: Work) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(work,))


_here: list[tuple[Work, Any]] = []  # of a worker process: what it reads with, loaded once


def _begin(work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone decides what it means
    _here[:] = [(work, work.load_kit(work.content))]
    gc.freeze()


def _in_process(path: str) -> Outcome:
    work, kit = _here[0]
    return read_file(path, work, kit)
