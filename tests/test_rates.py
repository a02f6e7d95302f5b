"""Intervals: the report is the unit of chance, and where nothing was counted the exact bound stands in."""

from __future__ import annotations

import sys
from random import Random

import pytest

from extractor.evaluation.rates import RATE, Rate, Unit, curve, estimates, units_of

ERRORS = RATE["silent_error_rate"]


def units(counts: list[tuple[int, int]]) -> list[Unit]:
    return [Unit(f"{i:03}", {"silent": above, "settled": below}) for i, (above, below) in enumerate(counts)]


def estimate(counts: list[tuple[int, int]], rate: Rate = ERRORS) -> dict[str, float]:
    return estimates([rate], units(counts), 1)[rate.name]


def test_where_nothing_was_counted_the_bound_is_the_exact_one_over_reports() -> None:
    found = estimate([(0, 200)] * 10)
    assert (found["value"], found["low"], found["method"]) == (0.0, 0.0, "exact")
    assert found["high"] == pytest.approx(1 - 0.025 ** (1 / 10), abs=1e-6)  # Clopper and Pearson


def test_where_everything_was_counted_the_bound_is_the_mirrored_one() -> None:
    found = estimate([(5, 5)] * 10)
    assert (found["value"], found["high"]) == (1.0, 1.0)
    assert found["low"] == pytest.approx(0.025 ** (1 / 10), abs=1e-6)


def test_more_cells_in_a_report_do_not_narrow_an_interval_more_reports_do() -> None:
    rng = Random(3)
    few = [(rng.randint(0, 4), 20) for _ in range(20)]
    wide, many_cells, many_reports = estimate(few), estimate([(a * 10, b * 10) for a, b in few]), estimate(few * 10)
    assert (many_cells["low"], many_cells["high"]) == (wide["low"], wide["high"])
    assert many_reports["high"] - many_reports["low"] < 0.5 * (wide["high"] - wide["low"])


def test_a_report_read_in_several_rounds_is_one_unit() -> None:
    documents = [{"slug": slug, "counts": {"silent": 1, "settled": 10}} for slug in ("b", "a", "b", "b")]
    assert units_of(documents) == [Unit("a", {"silent": 1, "settled": 10}), Unit("b", {"silent": 3, "settled": 30})]


def test_an_interval_holds_the_rate_nineteen_times_out_of_twenty() -> None:
    rng, held = Random(11), 0
    for _ in range(150):
        counts = [(sum(rng.random() < p for _ in range(20)), 20) for p in (rng.choice((0.05, 0.35)) for _ in range(40))]
        found = estimate(counts)
        held += found["low"] <= 0.2 <= found["high"]
    assert 134 <= held <= 149


def test_a_rate_of_nothing_is_none_and_one_report_tells_nothing_of_others() -> None:
    assert estimate([(0, 0)] * 3)["value"] is None
    alone = estimate([(1, 4), (0, 0)])
    assert (alone["value"], alone["low"], alone["high"], alone["reports"]) == (0.25, 0.0, 1.0, 1)


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly_the_same() -> None:
    counts = units([(i % 4, 20) for i in range(30)])
    one, again, other = (estimates([ERRORS], counts, seed)["silent_error_rate"] for seed in (1, 1, 2))
    assert one == again
    assert (one["low"], one["high"]) != (other["low"], other["high"])
    assert one["high"] == pytest.approx(other["high"], abs=0.01)


def test_without_scipy_there_are_values_and_exact_bounds_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    assert estimate([(0, 9), (0, 9)])["high"] is not None
    found = estimate([(1, 9), (0, 9)])
    assert (found["value"], found["low"], found["high"], found["method"]) == (0.055556, None, None, None)


def test_the_curve_gives_up_work_for_risk() -> None:
    doubtful = {"doubt.0": 90, "doubt.0.wrong": 0, "doubt.4": 5, "doubt.4.wrong": 2, "doubt.5": 5, "doubt.5.wrong": 5, "cells": 100}
    points = curve([Unit("a", doubtful), Unit("b", doubtful)], 1)
    assert [point["review_rate"] for point in points] == [0.0, 0.05, 0.1, 0.1, 0.1, 0.1]
    assert [point["silent_error_rate"]["value"] for point in points[:3]] == [0.07, 0.021053, 0.0]
