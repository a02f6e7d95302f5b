"""How many tables fit: counted in halves, and as trying every one of them counts."""

from __future__ import annotations

from itertools import product
from random import Random
from time import perf_counter

import pytest

from extractor.arrange import placements
from extractor.record import Number
from extractor.verification.fitting import SUMS, count_fitting
from tests.tables import APPLICANTS, CHECKS, FORMS, NEW, OLD, consistent


def some_rows(random: Random, editions: dict[str, str], largest: int, count: int):
    """A table that adds up, rows of it without their columns, and all the ways to put their figures in."""
    values = {a: v for a, v in consistent(random, editions, largest).items() if a.startswith("requests/")}
    rows = []
    for row in random.sample(FORMS.get("requests", editions["requests"]).rows, count):
        cells = [f"requests/{row.id}/{column}" for column in APPLICANTS]
        figures = [int(values.pop(cell)) for cell in cells]
        rows.append([dict(zip(cells, [v or 0 for v in p], strict=True)) for p in placements([v for v in figures if v], len(cells))])
    return values, rows


@pytest.mark.parametrize("editions", [NEW, OLD], ids=["2021", "2019"])
def test_as_many_fit_as_trying_every_one_finds(editions) -> None:
    identities, random = CHECKS.identities(FORMS.get("requests", editions["requests"])), Random(2)
    several = 0
    for _ in range(60):
        values, rows = some_rows(random, editions, random.choice((1, 2, 9)), random.randint(1, 3))
        options = list(product(*rows))
        if len(options) > 1500:
            continue
        tables: list[dict[str, Number]] = [{**values, **{a: v for option in chosen for a, v in option.items()}} for chosen in options]
        fitting = sum(not identities.gaps(table) for table in tables)
        several += fitting > 1
        assert count_fitting(identities, values, rows) == fitting >= 1
    assert several > 5


def test_no_table_fits_where_a_total_is_another() -> None:
    identities = CHECKS.identities(FORMS.get("requests", "2021"))
    values, rows = some_rows(Random(1), NEW, 9, 2)
    total = next(iter(rows[0][0])).replace("natural_person", "total")
    assert count_fitting(identities, values, rows) == 1
    assert count_fitting(identities, values | {total: values[total] + 1}, rows) == 0


def test_too_many_to_count_is_told_and_at_once() -> None:
    identities = CHECKS.identities(FORMS.get("requests", "2021"))
    cells = [[f"requests/{row.id}/{c}" for c in APPLICANTS] for row in FORMS.get("requests", "2021").rows[:8]]
    rows = [[dict(zip(own, [v or 0 for v in p], strict=True)) for p in placements([1, 2, 3], 6)] for own in cells]
    assert len(rows[0]) ** 4 > SUMS
    began = perf_counter()
    assert count_fitting(identities, {}, rows) is None
    assert perf_counter() - began < 0.1
