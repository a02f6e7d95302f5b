"""A plain one-shot prompt: the whole report, and "write the JSON". The model writes the figures itself, and all are accepted."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from extractor.answers import TOPICS
from extractor.pipeline import Kit
from extractor.record import Cell, Claim, Record
from extractor.services.ask import Ask, Service
from extractor.text import SourceDocument, Span

PROMPT = Path(__file__).with_name("prompt.md")
EDITION = "2021"
MAX_OUTPUT = 12_000  # two hundred cells, each with its address


class WrittenCell(BaseModel):
    """One cell as the model writes it."""

    address: str
    value: float | None


class WrittenClaim(BaseModel):
    """One count of the prose as the model writes it."""

    topic: str
    value: float
    qualifier: Literal["exact", "at_least", "about"]


class Written(BaseModel):
    """The whole answer."""

    organization: str
    year: int
    cells: list[WrittenCell]
    claims: list[WrittenClaim]


async def ask(document: SourceDocument, kit: Kit, service: Service) -> Record:
    """The record of a report as the model writes it; rejected where there is no answer."""
    system = instructions(kit)
    name = f"baseline/{sha256(system.encode()).hexdigest()[:12]}"
    answer = await service.ask(Ask("baseline", system, document.text, Written, f"{document.sha256}#1", name, MAX_OUTPUT))
    reader = {"name": "baseline:prompt", "model": answer.model, "prompt": name, "tokens_in": answer.tokens_in,
              "tokens_out": answer.tokens_out, "cost": answer.cost}
    if not isinstance(answer.parsed, Written):
        failed = {**reader, "failures": [f"{answer.failure}: {answer.message}"]}
        return Record(document.path, document.sha256, "rejected", error=answer.message, readers=(failed,))
    written = answer.parsed
    said = {cell.address: cell.value for cell in written.cells}
    editions = {table: _edition(table, said, kit) for table in kit.forms.tables}
    cells = {}
    for form in kit.forms.of(editions):
        for address in form.addresses:
            value = said.get(address)
            cells[address] = Cell(None, "blank") if value is None else Cell(_number(value), "accepted", None, str(value))
    nowhere = Span(0, 0)
    claims = tuple(Claim(c.topic, _number(c.value), c.qualifier, "own", nowhere, "") for c in written.claims if c.topic in TOPICS)
    return Record(
        path=document.path, sha256=document.sha256, verdict="accepted", organization=written.organization, year=written.year,
        form=editions["requests"], editions=editions, cells=cells, claims=claims, readers=(reader,),
    )


def instructions(kit: Kit) -> str:
    """The prompt with every address of both editions."""
    listed = "\n".join(f"{address} {form.name(address)}（{form.edition} 版）" for form in kit.forms for address in form.addresses)
    return PROMPT.read_text(encoding="utf-8").replace("{{addresses}}", listed).replace("{{topics}}", "\n".join(TOPICS))


def _edition(table: str, said: dict[str, float | None], kit: Kit) -> str:
    """The edition that most of the addresses belong to."""
    return max(kit.forms.editions(table), key=lambda e: (len(said.keys() & set(kit.forms.get(table, e).addresses)), e == EDITION))


def _number(value: float) -> int | Decimal:
    return int(value) if value == int(value) else Decimal(repr(value))
