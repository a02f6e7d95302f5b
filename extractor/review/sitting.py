"""One person at a terminal: a question, a key, the next question. From a pipe, a line is a key."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from time import perf_counter
from typing import TextIO, TypeVar

from rich.console import Console, RenderableType
from rich.text import Text

from extractor.errors import BusyError, StoreError, UsageError
from extractor.form import Forms
from extractor.review import posed
from extractor.review.decisions import Action, Values
from extractor.review.desk import Case, ConflictError, Desk, Filter, figure
from extractor.settings import Settings
from extractor.words import ACTIONS, said

PATIENCE = 30  # times that a locked database is waited for
_ACTIONS: dict[str, Action] = {"a": "accept", "w": "source_wrong", "n": "not_countable", "s": "skip"}
_SEPARATORS = re.compile(r"[\s;；、]+")

T = TypeVar("T")


class Sitting:
    """One person at a terminal."""

    def __init__(self, desk: Desk, forms: Forms, settings: Settings, console: Console, wanted: Filter, second: bool) -> None:
        self.desk, self.forms, self.settings, self.console = desk, forms, settings, console
        self.wanted, self.second = wanted, second
        self.answered = 0
        self.case: Case | None = None
        self.undone: Case | None = None  # to be asked again, before the queue goes on

    def run(self) -> int:
        """0; 130 after Ctrl-C."""
        try:
            self._ask_all()
        except KeyboardInterrupt:
            return 130
        finally:
            if self.case is not None:
                with suppress(StoreError):
                    self.desk.release(self.case.item)
            n, db = self.answered, self.settings.db
            print(self._say(f"答复了 {n} 处，均已存入 {db}", f"{n} answered, all stored in {db}"), file=sys.stderr)
        return 0

    def _ask_all(self) -> None:
        case = self._next()
        self._print([posed.keys(self.settings.lang)])
        while case is not None:
            self.case = case
            left = patiently(lambda: self.desk.left(self.wanted, second=self.second), self.settings)
            self._print(posed.question(case, self.forms, self.settings.lang, left))
            if not self._answer(case):
                return
            case, self.undone = (self.undone, None) if self.undone else (self._next(), None)
        self.case = None
        self._print([Text(self._say("没有待核的了。", "Nothing is left to ask."), style="bold")])

    def _next(self) -> Case | None:
        return patiently(lambda: self.desk.next(self.wanted, second=self.second), self.settings)

    def _answer(self, case: Case) -> bool:
        """True once there is an answer; False where the person leaves."""
        began = perf_counter()
        while True:
            key = _key(sys.stdin, sys.stdout)
            if key in ("", "q"):
                return False
            try:
                if self._obeyed(case, key, began):
                    return True
            except ConflictError as error:
                self._print([Text(self.settings.say(error.said.zh, error.said.en), style="yellow")])
                return True
            except UsageError as error:
                self._print([Text(f"{error.message} ({error.hint})", style="yellow")])

    def _obeyed(self, case: Case, key: str, began: float) -> bool:
        """Whether the key answered the question, or brought another."""
        lang = self.settings.lang
        if key == "?":
            self._print(posed.help_text(lang))
        elif key == "e":
            self._print(posed.question(case, self.forms, lang, 0, more=True))
        elif key == "u":
            self.undone = patiently(self.desk.undo, self.settings)
            if self.undone is not None:
                self._print([Text("← " + said(ACTIONS, "undo", lang))])
                return True
            self._print([Text(self._say("没有可撤销的", "there is nothing to take back"), style="yellow")])
        elif key == "c":
            if (values := self._typed(case)) is not None:
                return self._decided(case, "correct", began, values=values)
        elif key in _ACTIONS:
            return self._decided(case, _ACTIONS[key], began)
        elif key.isdigit() and key != "0" and case.question.kind == "cell":
            return self._decided(case, "accept", began, option=int(key) - 1)
        else:
            self._print([posed.keys(lang)])
        return False

    def _decided(self, case: Case, action: Action, began: float, option: int = 0, values: Values | None = None) -> bool:
        seconds = perf_counter() - began
        answer = patiently(
            lambda: self.desk.decide(
                case.item, action, option=option, values=values, seconds=seconds, seen=case.seen, second=self.second
            ),
            self.settings,
        )  # fmt: skip
        self.answered += action != "skip"
        self._print(posed.outcome(answer, self.settings.lang))
        return True

    def _typed(self, case: Case) -> Values | None:
        """What was typed for the cells in question: one figure for the one in focus, or one for each; None for an empty line."""
        cells = case.question.cells if case.question.kind == "cell" else (case.question.focus,)
        name = posed.cells_named(cells, case.record, self.forms, self.settings.lang)
        each = self._say(
            f"（{len(cells)} 个数，空格隔开，空的打 -；或逐格：received/total=8）",
            f" ({len(cells)} figures with spaces between, - for none; or some of them: received/total=8)",
        )
        line = _line(sys.stdin, sys.stdout, f"{name}{each if len(cells) > 1 else ''}{self._say('：', ': ')}").strip()
        if not line:
            return None
        parts = _SEPARATORS.split(line) if len(cells) > 1 else [line]
        if "=" in line:
            typed = {_one_of(cells, name): text for name, _, text in (part.partition("=") for part in parts)}
        elif len(parts) != len(cells):
            raise UsageError(f"{len(cells)} figures are in question, {len(parts)} were typed", "type - where nothing is printed")
        else:
            typed = dict(zip(cells, parts, strict=True))
        return {address: figure(text, address, case.record.editions, self.forms) for address, text in typed.items()}

    def _print(self, parts: Iterable[RenderableType]) -> None:
        for part in parts:
            self.console.print(part)

    def _say(self, zh: str, en: str) -> str:
        return self.settings.say(zh, en)


def _one_of(cells: Sequence[str], name: str) -> str:
    """The only cell whose address ends so. Raises UsageError where none or several do."""
    found = [address for address in cells if f"/{address}".endswith(f"/{name}")]
    if len(found) != 1:
        raise UsageError(f"{name}: {len(found)} of the cells in question end so", "give row/column, as `gouji forms` lists them")
    return found[0]


def patiently(work: Callable[[], T], settings: Settings) -> T:
    """What the work gives, tried again while another program has the database locked. Raises BusyError where that takes too long."""
    for turn in range(PATIENCE):
        try:
            return work()
        except BusyError:
            if turn == 0:
                told = settings.say("数据库正被另一程序使用，稍候…", "the database is in use by another program, waiting …")
                print(told, file=sys.stderr)
    return work()


def _key(stdin: TextIO, stdout: TextIO) -> str:
    """One key as pressed, in lower case; from a pipe, the first character of a line. Empty where the input has ended."""
    if not stdin.isatty():
        stdout.flush()
        line = stdin.readline()
        return (line.strip()[:1].lower() or "\n") if line else ""
    stdout.write("> ")
    stdout.flush()
    key = _pressed(stdin)
    stdout.write(f"{key if key.isprintable() else ''}\n")
    return key


def _pressed(stdin: TextIO) -> str:
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return stdin.readline().strip()[:1].lower() or "\n"
    descriptor = stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)  # what was typed ahead stays
        pressed = os.read(descriptor, 1)
        if pressed == b"\x1b" or pressed > b"\x7f":  # an arrow, or what an input method wrote: no answer, nor is its rest
            _pass_over(descriptor, pressed)
            return "\x1b"
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
    return "" if pressed in (b"", b"\x04") else pressed.decode("ascii").lower()


def _pass_over(descriptor: int, first: bytes) -> None:
    """Nothing; reads the rest of an escape sequence or of a character of several bytes."""
    import select

    def another() -> bytes:
        return os.read(descriptor, 1) if select.select([descriptor], [], [], 0)[0] else b""

    if first != b"\x1b":
        for _ in range((first > b"\xc1") + (first > b"\xdf") + (first > b"\xef")):
            another()
    elif another() in (b"[", b"O"):
        while (byte := another()) and not b"@" <= byte <= b"~":
            pass


def _line(stdin: TextIO, stdout: TextIO, prompt: str) -> str:
    stdout.write(prompt)
    stdout.flush()
    return stdin.readline()
