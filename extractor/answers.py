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
    # The schema that is sent forbids more keys; one that comes all the same is no reason to ask, and pay, again.
    model_config = ConfigDict(extra="ignore", frozen=True, json_schema_extra={"additionalProperties": False})


# What the schema tells whoever sees it and not the prompt: a decoder, a tool, a person.
_R = "表样中的行序号(r=…)"
_L = "该行数字所在的行号,即报告转录中行首的数字"
_T = (
    "按列的顺序每列恰好一个记号:字母=该数字后面的代号(在另一行时前加行号,如13a;几位粘连的数字合成一个数用括号,如(ab));"
    "-=原文印有此格而为空;?=原文已无此格或无法判断"
)
_CLAIM_T = "该数字后面的代号;没有数字而说没有、无、未的,为空串"


class RowPointers(_Answer):
    """One row: its number in the form (`r`), the line that its cells stand on (`l`), one sign a column (`t`)."""

    r: int = Field(description=_R)
    l: int = Field(description=_L)  # noqa: E741 - one letter a key: there are 27 rows
    t: str = Field(description=_T)


class TablePointers(_Answer):
    """A table: the rows that the model found."""

    rows: tuple[RowPointers, ...]


class ClaimPointer(_Answer):
    """One count of the prose: topic (`k`), line (`l`), the figure's letter or "" where the line says none (`t`), qualifier, scope."""

    k: Literal[TOPICS] = Field(description="主题")  # type: ignore[valid-type]
    l: int = Field(description="行号,即转录中行首的数字")  # noqa: E741
    t: str = Field(description=_CLAIM_T)
    q: Literal["=", "+", "~"] = Field(description="=确切 +至少(余、多、以上) ~大约(约、近)")
    s: Literal["own", "area", "?"] = Field(description="own本机关 area更大范围 ?无法判断")


class ClaimPointers(_Answer):
    """The counts that the prose states."""

    claims: tuple[ClaimPointer, ...]


@lru_cache(maxsize=64)
def table_answer(form: Form, rows: Sequence[str] | None = None) -> type[TablePointers]:
    """The answer model of one table: rows by their number in the form, only those asked for where `rows` names some.

    The numbers are an enumeration in the schema, which a server may enforce; one out of range is still taken, and counted.
    """
    numbers = [n for n, row in enumerate(form.rows, 1) if rows is None or row.id in rows]
    number: Any = Annotated[int, WithJsonSchema({"type": "integer", "enum": numbers, "description": _R})]
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
