"""Rates over documents with their intervals: what is counted per document, divided, and how far chance may have moved it.

The unit of chance is the report, never the cell: the two hundred cells of a report stand or fall together. A report garbled
several times is still one report. Intervals are BCa bootstrap over reports; where nothing, or everything, was counted the
bootstrap has nothing to say, and the exact binomial bound over the reports stands in.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from extractor.evaluation.metrics import DOUBTS

LEVEL = 0.95
RESAMPLES = 1999
RESAMPLES_OF_MANY, MANY = 999, 200  # of so many reports fewer resamples say as much
Counts = Mapping[str, int]


class Rate(NamedTuple):
    """One rate: the sum of some counts over the sum of others. `better`: which way is better."""

    name: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    better: Literal["more", "less"]
    zh: str
    en: str


def _rate(name: str, above: str, below: str, better: Literal["more", "less"], zh: str, en: str) -> Rate:
    return Rate(name, tuple(above.split()), tuple(below.split()), better, zh, en)


RATES: tuple[Rate, ...] = (
    _rate("silent_error_rate", "silent", "settled", "less", "暗错率（采信而错）", "silent errors among settled cells"),
    _rate("documents_silent", "documents.silent", "documents", "less", "含暗错的报告", "reports with a silent error"),
    _rate("documents_right", "documents.right", "documents", "more", "全对的报告", "reports all right"),
    _rate("cell_accuracy", "right", "cells", "more", "单元格准确率", "cells read rightly"),
    _rate("settled_rate", "settled", "cells", "more", "已定的单元格", "cells settled"),
    _rate("needless_review_rate", "cell.needless", "cells", "less", "多余的待核", "cells right and left for a person"),
    _rate("withheld_rate", "cell.withheld", "cells", "less", "待核而无正确读数", "cells left without the right reading"),
    _rate("missed_rate", "cell.missed", "cells", "less", "漏读", "cells missed"),
    _rate("misplaced_rate", "cell.misplaced", "cells", "less", "错位", "cells misplaced"),
    _rate("wrong_rate", "cell.wrong", "cells", "less", "误读", "cells with another number"),
    _rate("invented_rate", "cell.invented", "cells", "less", "无中生有", "numbers where a blank is printed"),
    _rate("lost_invented_rate", "lost.invented", "lost", "less", "缺格被填", "lost cells filled in"),
    _rate("blank_zero_confusion", "cell.blank_as_zero cell.zero_as_blank", "zero_or_blank", "less", "空零混淆", "blank and 0 confused"),
    _rate("uncertain_accepted_rate", "uncertain.accepted", "uncertain", "less", "未定而采信", "uncertain cells accepted"),
    _rate("evidence_right", "evidence.right", "accepted", "more", "出处正确", "evidence that shows the number"),
    _rate("claim_recall", "claims.found", "claims", "more", "叙述数字查全率", "claims found"),
    _rate("claim_precision", "claims.found", "claims.found claims.wrong", "more", "叙述数字查准率", "claims that are right"),
    _rate("contradiction_recall", "contradictions.found", "contradictions", "more", "矛盾查出率", "contradictions found"),
    _rate("source_error_recall", "source_errors.found", "source_errors", "more", "原文差错查出率", "errors of the source found"),
    _rate("source_error_blamed", "source_errors.blamed", "source_errors", "more", "原文差错归因正确", "its errors laid to it"),
    _rate("source_error_located", "source_errors.located", "source_errors.locatable", "more", "原文差错定位", "its errors located"),
    _rate("wrong_blame_rate", "blameless.blamed", "blameless", "less", "错怪原文", "sound reports blamed"),
    _rate("verdict_right", "verdict.right", "documents", "more", "结论正确", "verdicts right"),
    _rate("clean_accepted", "clean.accepted", "clean", "more", "好报告被采信", "clean reports accepted"),
    _rate("dirty_accepted_rate", "dirty.accepted", "dirty", "less", "有问题而被采信", "faulty reports accepted"),
    _rate("form", "form.right", "documents", "more", "版式正确", "edition right"),
    _rate("year", "year.right", "documents", "more", "年度正确", "year right"),
    _rate("organization", "organization.right", "documents", "more", "机关名称正确", "agency right"),
)
RATE: Mapping[str, Rate] = {rate.name: rate for rate in RATES}
COUNTS: Mapping[str, str] = {  # beside the rates, plain: the name in a result, and what is counted
    "cells": "cells", "silent_errors": "silent", "uncertain": "uncertain", "uncertain_accepted": "uncertain.accepted",
    "lost_invented": "lost.invented", "evidence_absent": "evidence.absent", "evidence_wrong": "evidence.wrong",
    "evidence_shared": "evidence.shared", "contradictions_false": "contradictions.false", "source_errors": "source_errors",
    "wrong_blame": "wrong_blame", "clean": "clean", "clean_error_findings": "clean.errors", "clean_warnings": "clean.warnings",
    "dirty_accepted": "dirty.accepted",
}
KEPT = tuple(tuple(f"doubt.{level}" for level in range(top)) for top in range(len(DOUBTS), 0, -1))  # by ever stricter policy


class Unit(NamedTuple):
    """One report: the sums of its counts over all its rounds."""

    slug: str
    counts: Counts


def units_of(documents: Iterable[Mapping[str, Any]]) -> list[Unit]:
    """The reports of a run, in the order of their names."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for document in documents:
        for name, count in document["counts"].items():
            found[document["slug"]][name] += count
    return [Unit(slug, found[slug]) for slug in sorted(found)]


def pairs(rate: Rate, units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """What stands above and below the line, report by report."""
    return ([sum(u.counts.get(n, 0) for n in rate.above) for u in units], [sum(u.counts.get(n, 0) for n in rate.below) for u in units])


def totals(units: Iterable[Unit]) -> dict[str, int]:
    """Every count over all reports."""
    found: dict[str, int] = defaultdict(int)
    for unit in units:
        for name, count in unit.counts.items():
            found[name] += count
    return dict(found)


def value_of(rate: Rate, counts: Counts) -> float | None:
    """The rate of some sums; None where nothing of the kind occurred."""
    below = sum(counts.get(name, 0) for name in rate.below)
    return round(sum(counts.get(name, 0) for name in rate.above) / below, 6) if below else None


def estimates(rates: Sequence[Rate], units: Sequence[Unit], seed: int) -> dict[str, dict[str, Any]]:
    """Each rate with its interval: `value`, `low`, `high`, what it is of (`count`, `of`, `reports`), and by which `method`.

    None stands where nothing of the kind occurred; low and high are None where scipy is not there to compute them.
    """
    found: dict[str, dict[str, Any]] = {}
    waiting: dict[tuple[int, ...], list[tuple[str, list[int], list[int]]]] = defaultdict(list)
    for rate in rates:
        above, below = pairs(rate, units)
        used = tuple(i for i, of in enumerate(below) if of)
        count, of, reports = sum(above), sum(below), len(used)
        entry = found[rate.name] = {"value": round(count / of, 6) if of else None, "low": None, "high": None, "count": count, "of": of,
                                    "reports": reports, "method": None}
        if not of:
            continue
        if count in (0, of):
            bound = 1 - ((1 - LEVEL) / 2) ** (1 / reports)  # Clopper and Pearson, over the reports
            low, high = (0.0, bound) if count == 0 else (1 - bound, 1.0)
            entry |= {"low": round(low, 6), "high": round(high, 6), "method": "exact"}
        elif reports == 1:
            entry |= {"low": 0.0, "high": 1.0, "method": "one report"}
        else:
            waiting[used].append((rate.name, [above[i] for i in used], [below[i] for i in used]))
    for group in waiting.values():
        for (name, _, _), interval in zip(group, _bootstrapped([(a, b) for _, a, b in group], seed), strict=True):
            found[name] |= interval
    return found


def _bootstrapped(figures: Sequence[tuple[list[int], list[int]]], seed: int) -> list[dict[str, Any]]:
    """Intervals of ratios over the same reports; without scipy there are none."""
    try:
        import numpy
        from scipy.stats import bootstrap
    except ImportError:
        return [{} for _ in figures]
    above, below = (numpy.array(side, dtype=float) for side in zip(*figures, strict=True))

    def ratio(a: Any, b: Any, axis: int) -> Any:
        return a.sum(axis=axis) / b.sum(axis=axis)

    found: list[dict[str, Any]] = []
    resamples = RESAMPLES_OF_MANY if above.shape[-1] > MANY else RESAMPLES
    options = {"axis": -1, "paired": True, "vectorized": True, "confidence_level": LEVEL, "n_resamples": resamples}
    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that BCa has nothing to correct for is seen below
        rng = numpy.random.default_rng(seed)
        result = bootstrap((above, below), ratio, method="BCa", rng=rng, batch=max(1, 2_000_000 // above.size), **options)
    interval = result.confidence_interval
    for i in range(len(figures)):
        low, high, method = float(interval.low[i]), float(interval.high[i]), "BCa"
        if low != low or high != high:  # all resamples alike but the rarest: nothing to correct for
            low, high = (float(x) for x in numpy.quantile(result.bootstrap_distribution[i], ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
            method = "percentile"
        found.append({"low": round(max(0.0, low), 6), "high": round(min(1.0, high), 6), "method": method})
    return found


def curve(units: Sequence[Unit], seed: int) -> list[dict[str, Any]]:
    """Silent errors against review load, where ever more is left for a person: first only what nothing could settle, at last all
    that anything speaks against. Each point has its silent-error rate with interval, and the share left for a person."""
    rates = [Rate(str(i), tuple(f"{name}.wrong" for name in kept), kept, "less", "", "") for i, kept in enumerate(KEPT)]
    found, counts = estimates(rates, units, seed), totals(units)
    of = counts.get("cells", 0) + counts.get("uncertain", 0)
    points = []
    for i, kept in enumerate(KEPT):
        taken = sum(counts.get(name, 0) for name in kept)
        points.append({"held_back": list(DOUBTS[len(kept) :]), "review_rate": round(1 - taken / of, 6) if of else None,
                       "silent_error_rate": found[str(i)]})
    return points
