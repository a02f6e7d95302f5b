"""Text set for a terminal: nothing in it is obeyed, columns are as wide as Chinese characters are, lines break where Chinese may."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

# What a terminal would obey, or what reorders the line for the eye: controls, C1, bidirectional marks.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_PIECE = re.compile("\\s+|[“‘（《「【(]*(?:[!-~]+|\\S)[，。；：、）》”’」】！？),.;:]*")


def printable(text: str) -> str:
    """The text on one line, with controls spelled out: nothing of a document reaches the terminal as a command."""
    return _CONTROL.sub(lambda found: " " if found.group() in "\n\r\t" else f"\\x{ord(found.group()):02x}", text)


def right(text: str, size: int) -> str:
    """The text at the right of a column."""
    return " " * (size - cell_len(text)) + text


def cut(text: str, size: int, pad: bool = False, tail: bool = False) -> str:
    """The text in a column: what is too long ends in …, or begins with it where the tail tells more."""
    text = printable(text)
    if cell_len(text) <= size:
        return set_cell_size(text, size) if pad else text
    if tail:
        while cell_len(text) > size - 1:
            text = text[1:]
        return "…" + text
    return set_cell_size(set_cell_size(text, size - 1).rstrip() + "…", size)


@dataclass(frozen=True)
class Prose:
    """A sentence wrapped as Chinese is: anywhere between characters, but not within a number or before a comma."""

    text: str
    style: str = ""
    indent: int = 2
    mark: str = ""
    mark_style: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = wrapped(self.mark + printable(self.text), max(10, options.max_width - self.indent))
        for number, line in enumerate(lines):
            yield Segment(" " * self.indent)
            if number == 0 and self.mark:
                yield Segment(line[: len(self.mark)], Style.parse(self.mark_style))
                line = line[len(self.mark) :]
            yield Segment(line, Style.parse(self.style))
            yield Segment.line()


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if cell_len(lines[-1]) + cell_len(piece.rstrip()) <= width:
            lines[-1] += piece
            continue
        first, *more = chop_cells(piece.lstrip(), width) or [""]
        lines += [first, *more]
    return [line.rstrip() for line in lines]
