"""Comparisons are paired by report, refuse what is not comparable, and the gate lets chance pass and nothing else."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.evaluation.comparison import compare, mcnemar, permuted, worse_than

GOOD = {"documents": 1, "documents.right": 1, "cells": 100, "right": 100, "settled": 100, "accepted": 50, "evidence.right": 50}


def result(documents: dict[str, dict[str, int]], **more: Any) -> dict[str, Any]:
    entries = [{"slug": slug, "round": 0, "digest": f"d-{slug}", "counts": {**GOOD, **counts}} for slug, counts in documents.items()]
    return {"set": "s", "reader": "offline", "model": None, "garble": None, "seed": 1, "repeat": 1, "gouji": "0", "hashes": {"code": "a"},
            "documents": len(entries), "reports": len(entries), "documents_digest": "", "per_document": entries, **more}


def reports(count: int, **counts: int) -> dict[str, dict[str, int]]:
    return {f"r{i:02}": dict(counts) for i in range(count)}


WORSE = {"right": 90, "documents.right": 0}


def test_two_runs_that_are_alike_differ_in_nothing() -> None:
    found = compare(result(reports(12)), result(reports(12)))
    rates = [row for row in found["figures"].values() if row["one"] is not None]
    assert rates
    assert all(row["difference"] == 0 and row["p"] == 1.0 for row in rates)


def test_a_difference_in_every_report_is_beyond_chance_and_one_in_one_report_is_not() -> None:
    all_worse = compare(result(reports(12)), result(reports(12, **WORSE)))["figures"]["cell_accuracy"]
    one_worse = compare(result(reports(12)), result({**reports(11), "r11": WORSE}))["figures"]["cell_accuracy"]
    assert (all_worse["difference"], one_worse["difference"]) == (-0.1, -0.008333)
    assert all_worse["p_corrected"] < 0.05 < one_worse["p"]
    assert one_worse["low"] < one_worse["difference"] <= one_worse["high"] <= 0


def test_mcnemar_counts_only_the_reports_where_the_two_differ() -> None:
    assert mcnemar(0, 5) == pytest.approx(2 / 2**5)
    assert mcnemar(1, 7) == pytest.approx(2 * (1 + 8) / 2**8)
    assert mcnemar(0, 0) == mcnemar(3, 3) == 1.0


def test_the_permutation_test_is_that_of_trying_all_swaps() -> None:
    one, other = ([3, 1, 0, 2, 5, 1], [10, 20, 10, 10, 30, 10]), ([1, 1, 2, 0, 1, 0], [10, 25, 10, 10, 30, 12])

    def difference(swaps: tuple[bool, ...]) -> float:
        sums = [0, 0, 0, 0]
        for i, swap in enumerate(swaps):
            a, b = (other, one) if swap else (one, other)
            for at, value in enumerate((a[0][i], a[1][i], b[0][i], b[1][i])):
                sums[at] += value
        return sums[2] / sums[3] - sums[0] / sums[1]

    every = [difference(swaps) for swaps in product((False, True), repeat=6)]
    observed = difference((False,) * 6)
    less = sum(value <= observed + 1e-12 for value in every) / len(every)
    more = sum(value >= observed - 1e-12 for value in every) / len(every)
    assert permuted(one, other, 1, "less") == pytest.approx(less)
    assert permuted(one, other, 1) == pytest.approx(2 * min(less, more))


def test_runs_over_other_reports_or_other_damage_are_refused_and_it_is_said_what_differs() -> None:
    with pytest.raises(UsageError, match="only one has r02"):
        compare(result(reports(3)), result(reports(2)))
    garbled, changed = result(reports(3), garble="mild"), result(reports(3))
    for other in (garbled, changed):
        other["per_document"][0]["digest"] = "other"
    with pytest.raises(UsageError, match="garble is None in one and 'mild' in the other"):
        compare(result(reports(3)), garbled)
    with pytest.raises(UsageError, match="source or gold differ in r00"):
        compare(result(reports(3)), changed)


def test_the_gate_passes_what_is_alike_better_or_worse_by_chance() -> None:
    base = result(reports(12))
    assert worse_than(base, base) == []
    assert worse_than(result(reports(12, **WORSE)), base) == []
    assert worse_than(base, result({**reports(9), "r09": WORSE, "r10": WORSE, "r11": WORSE})) == []


def test_the_gate_names_what_is_worse_than_chance_allows() -> None:
    found = worse_than(result(reports(12)), result({**reports(6), **{f"r{i:02}": WORSE for i in range(6, 12)}}))
    assert {one["figure"] for one in found} == {"cell_accuracy", "documents_right"}
    assert all(one["p"] < 0.05 for one in found)


def test_one_new_silent_error_of_a_reader_that_never_changes_its_mind_is_not_left_to_chance() -> None:
    after = {**reports(11), "r11": {"silent": 1}}
    assert [one["figure"] for one in worse_than(result(reports(12)), result(after))] == ["silent_errors"]
    assert worse_than(result(reports(12)), result(after, model="m")) == []


def test_reports_that_changed_are_not_held_against_a_baseline_and_one_without_any_of_them_is_refused() -> None:
    fresh = result({"r00": {"silent": 9}, "r01": {}})
    fresh["per_document"][0]["digest"] = "changed"
    assert worse_than(result(reports(2)), fresh) == []
    with pytest.raises(UsageError, match="none of these reports"):
        worse_than(result({"other": {}}), fresh)
