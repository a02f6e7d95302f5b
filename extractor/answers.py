"""What a model may answer: pointers only, as pydantic models derived from the form.

Keys are short because an answer has one entry for each row; every key is required and none has a default, as strict schemas want.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from extractor.form import Form
from extractor.transcript import LETTERS, Token, Transcript

TOPICS = (
    "requests.received", "requests.carried_in", "requests.handled", "requests.carried_out", "requests.granted", "requests.partly_granted",
    "requests.denied", "requests.unavailable", "requests.not_processed", "requests.other", "disputes.review", "disputes.suit",
    "normative.issued", "normative.repealed", "normative.in_force", "licence.decided", "penalty.decided", "coercion.decided",
    "fee.amount", "published.total", "processing_fee",
)  # fmt: skip


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RowPointers(_Answer):
    """One row: its number in the form (`r`), the line that its cells stand on (`l`), one sign a column (`t`)."""

    r: int
    l: int  # noqa: E741 - one letter a key: there are 27 rows
    t: str


class TablePointers(_Answer):
    """A table: the rows that the model found."""

    rows: tuple[RowPointers, ...]


class ClaimPointer(_Answer):
    """One count of the prose: topic (`k`), line (`l`), the figure's letter or "" where the line says none (`t`), qualifier, scope."""

    k: Literal[TOPICS]  # type: ignore[valid-type]
    l: int  # noqa: E741
    t: str
    q: Literal["=", "+", "~"]
    s: Literal["own", "area", "?"]


class ClaimPointers(_Answer):
    """The counts that the prose states."""

    claims: tuple[ClaimPointer, ...]


@lru_cache(maxsize=64)
def table_answer(form: Form, rows: Sequence[str] | None = None) -> type[TablePointers]:
    """The answer model of one table: rows by their number in the form, only those asked for where `rows` names some.

    The numbers are an enumeration in the schema, which a server may enforce; one out of range is still taken, and counted.
    """
    numbers = [n for n, row in enumerate(form.rows, 1) if rows is None or row.id in rows]
    number: Any = Annotated[int, WithJsonSchema({"type": "integer", "enum": numbers})]
    of_row: Any = create_model("Row", __base__=RowPointers, r=(number, Field()))
    return create_model("Table", __base__=TablePointers, rows=(tuple[of_row, ...], Field()))


class Pointer(NamedTuple):
    """What one cell of an answer says: tokens that form one figure, or "blank" or "lost", or that its address does not exist."""

    kind: Literal["token", "blank", "lost", "invalid"]
    line: int = 0
    tokens: tuple[Token, ...] = ()


_SIGN = re.compile(r"(\d*)(?:([A-Za-z])|\(([A-Za-z]+)\))|([-_])|(\?)|(\s|,)|(.)", re.S)


def pointers(answer: RowPointers, transcript: Transcript, count: int) -> tuple[Pointer, ...]:
    """One pointer for each of a row's `count` cells; all invalid where the answer has another number of signs."""
    found: list[Pointer] = []
    for m in _SIGN.finditer(answer.t):
        number, letter, letters, blank, lost, space, _ = m.groups()
        if space:
            continue
        if letter or letters:
            found.append(_pointed(transcript, int(number[:6]) if number else answer.l, letter or letters))
        else:
            found.append(Pointer("blank" if blank else "lost" if lost else "invalid"))
        if len(found) > count:
            break
    return tuple(found) if len(found) == count else (Pointer("invalid"),) * count


def _pointed(transcript: Transcript, number: int, letters: str) -> Pointer:
    """The tokens of letters on a line; several only where they are digits of one run, side by side."""
    line = transcript.lines.get(number)
    places = [LETTERS.index(letter) for letter in letters]
    if line is None or places[-1] >= len(line.tokens) or places != list(range(places[0], places[-1] + 1)):
        return Pointer("invalid", number)
    tokens = line.tokens[places[0] : places[-1] + 1]
    joined = all(a.stop == b.start and a.kind == b.kind == "digit" for a, b in pairwise(tokens))
    return Pointer("token", number, tokens) if joined else Pointer("invalid", number)
