"""The line as a whole, over invented reports: render → damage → read gives the printed figures back or says that it is unsure."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest

from extractor.garble import DAMAGE, LAYOUTS, Gold
from extractor.inputs import decode
from extractor.pipeline import process
from extractor.record import Number, Record
from extractor.text import SourceDocument
from tests.synthetic import Case, combinations, report
from tests.texts import kit, misquoted

REPORTS, SEED = 250, 20231


class Reading(NamedTuple):
    """One invented report, its gold and its record."""

    slug: str
    text: str
    gold: Gold
    record: Record


def reading(case: Case) -> Reading:
    file, gold = report(case.seed, case.layout, case.damage, faults=case.faults)
    text = file if isinstance(file, str) else decode(file)[0]
    first, *_ = process(SourceDocument.of(text), kit())
    slug = "-".join([str(case.seed), case.layout, "+".join(case.damage) or "plain", *case.faults])
    return Reading(slug, text, gold, first)


@pytest.fixture(scope="module")
def readings() -> tuple[Reading, ...]:
    return tuple(reading(case) for case in combinations(REPORTS, SEED))


def settled(record: Record, address: str) -> bool:
    return address in record.cells and record.cells[address].status in ("accepted", "blank")


def value(record: Record, address: str) -> Number | None:
    return record.cells[address].value if address in record.cells else None


def test_every_layout_and_every_damage_is_among_the_reports(readings: tuple[Reading, ...]) -> None:
    assert {r.gold.layout for r in readings} == set(LAYOUTS)
    assert len({name for r in readings for name in r.gold.damage}) >= len(DAMAGE) - 2


def test_no_settled_cell_differs_from_what_the_report_prints(readings: tuple[Reading, ...]) -> None:
    wrong = [
        f"{r.slug} {a}: printed {printed}, settled as {value(r.record, a)}"
        for r in readings for a, printed in r.gold.cells.items()
        if a not in r.gold.uncertain and settled(r.record, a) and value(r.record, a) != printed
    ]
    assert wrong == []


def test_nothing_that_the_text_leaves_open_is_accepted(readings: tuple[Reading, ...]) -> None:
    taken = [f"{r.slug} {a}" for r in readings for a in r.gold.uncertain if a in r.record.cells and r.record.cells[a].status == "accepted"]
    assert taken == []


def test_nothing_is_invented_for_a_lost_cell(readings: tuple[Reading, ...]) -> None:
    assert [f"{r.slug} {a}" for r in readings for a in r.gold.lost if settled(r.record, a)] == []


def test_no_cell_is_settled_that_the_report_does_not_have(readings: tuple[Reading, ...]) -> None:
    known = {r.slug: {*r.gold.cells, *r.gold.lost} for r in readings}
    assert [f"{r.slug} {a}" for r in readings for a in r.record.cells if a not in known[r.slug] and settled(r.record, a)] == []


def test_every_accepted_cell_is_read_where_it_stands_and_no_place_is_read_twice(readings: tuple[Reading, ...]) -> None:
    assert [f"{r.slug} {fault}" for r in readings for fault in misquoted(r.text, r.record.cells)] == []


def test_nearly_all_printed_figures_come_back_and_are_seldom_left_for_a_person(readings: tuple[Reading, ...]) -> None:
    count: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for r in readings:
        for a, printed in r.gold.cells.items():
            if printed is None or a in r.gold.uncertain:
                continue
            right = value(r.record, a) == printed
            count["printed"] += 1
            count["right"] += right
            count["settled"] += right and settled(r.record, a)
            missed[r.slug] += not right
    assert count["printed"] > REPORTS * 100
    assert count["right"] >= 0.99 * count["printed"], missed.most_common(5)
    assert count["settled"] >= 0.98 * count["printed"]


def test_every_report_is_read_as_one_of_its_edition(readings: tuple[Reading, ...]) -> None:
    assert [r.slug for r in readings if r.record.verdict == "rejected"] == []
    assert [(r.slug, r.record.editions) for r in readings if r.record.editions != r.gold.editions] == []
