"""A reviewer who knows what every report prints, and answers from that."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extractor.export import to_json
from extractor.figures import value_of
from extractor.garble import Gold
from extractor.inputs import decode
from extractor.pipeline import process
from extractor.record import Number
from extractor.review.desk import Case, Desk
from extractor.store import Store, packed
from extractor.text import SourceDocument, Span
from tests.desk import desk
from tests.synthetic import combinations, report
from tests.texts import kit


@dataclass
class Outcome:
    """What came of it; the lists hold (document, address) of what came out otherwise than it was printed."""

    asked: int = 0
    by_arithmetic: int = 0
    decided_wrong: list[tuple[str, str]] = field(default_factory=list)
    implied_wrong: list[tuple[str, str]] = field(default_factory=list)
    not_at_their_place: list[tuple[str, str]] = field(default_factory=list)


def answers(store: Store, documents: int, seed: int) -> Outcome:
    """What came of answering every question about so many invented reports."""
    truths: dict[str, Gold] = {}
    for n, case in enumerate(combinations(documents, seed=seed)):
        data, gold = report(case.seed, case.layout, case.damage, faults=case.faults)
        text = decode(data if isinstance(data, bytes) else data.encode())[0]
        document = SourceDocument.of(text, f"{n}.txt")
        records = process(document, kit())
        store.save(document.path, [(record, to_json(record)) for record in records], None, packed(text))
        truths[document.sha256] = gold
    person, found = desk(store), Outcome()
    while (asked := person.next()) is not None:
        found.asked += 1
        found.by_arithmetic += _answer(person, asked, truths[asked.machine.sha256])
    for sha256, gold in truths.items():
        judgement = person.judgement(sha256)
        assert judgement is not None
        text, used = store.source(sha256) or "", set[Span]()
        for address, cell in judgement.record.cells.items():
            if cell.status == "accepted" and cell.evidence is not None:
                shown = value_of(unicodedata.normalize("NFKC", text[slice(*cell.evidence)]))
                if cell.evidence in used or (shown != cell.value and address in judgement.decided):
                    found.not_at_their_place.append((judgement.record.path, address))
                used.add(cell.evidence)
            if address not in gold.cells:
                continue
            true = gold.cells[address]
            if address in judgement.decided and not _same(cell.value, true):
                found.decided_wrong.append((judgement.record.path, address))
            if address in judgement.implied and (cell.implied is None or not _same(cell.implied.value, true or 0)):
                found.implied_wrong.append((judgement.record.path, address))
    return found


def _answer(person: Desk, case: Case, gold: Gold) -> int:
    """The cells that the answer settled by arithmetic."""
    if case.question.kind != "cell":
        return len(person.decide(case.item, "source_wrong").by_arithmetic)
    if not gold.cells.keys() >= set(case.question.cells):
        return len(person.decide(case.item, "not_countable").by_arithmetic)
    true: Mapping[str, Any] = {address: gold.cells[address] for address in case.question.cells}
    for n, option in enumerate(case.question.options):
        if all(_same(value, true[address]) for address, value in option.values.items()):
            return len(person.decide(case.item, "accept", option=n).by_arithmetic)
    return len(person.decide(case.item, "correct", values=true).by_arithmetic)


def _same(one: Number | None, other: Number | None) -> bool:
    return one == other or (one is not None and other is not None and Decimal(one) == Decimal(str(other)))
