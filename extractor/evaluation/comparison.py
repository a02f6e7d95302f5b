"""Two runs over the same reports, report by report: how far the figures differ, and whether chance alone would do that.

Never by cell: the cells of a report stand or fall together, and a test that takes them for independent rejects a true null
half of the time. Rates are compared by a permutation test that swaps the two runs within reports, yes-or-no figures by McNemar's
exact test, and the p-values of one comparison are corrected for their number (Holm).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from math import comb
from typing import Any

from extractor.errors import UsageError
from extractor.evaluation.rates import LEVEL, RATES, RESAMPLES, Rate, Unit, pairs, totals, units_of, value_of

ALPHA = 0.05
PERMUTATIONS = 9999
YES_OR_NO = {"documents_right", "documents_silent", "verdict_right", "form", "year", "organization"}
SAME = ("documents_digest", "seed", "garble", "repeat")
GATED = (
    "silent_error_rate", "documents_silent", "cell_accuracy", "documents_right", "needless_review_rate", "withheld_rate", "evidence_right",
    "claim_recall", "claim_precision", "contradiction_recall", "source_error_recall", "wrong_blame_rate", "verdict_right", "organization",
)
SILENT = ("silent", "uncertain.accepted", "lost.invented")


def compare(one: Mapping[str, Any], other: Mapping[str, Any], seed: int = 1) -> dict[str, Any]:
    """Each rate of two results: both values, their difference with its interval, p by report, and p corrected for their number.

    Raises UsageError, saying what differs, where the two were not scored over the same reports.
    """
    _same_reports(one, other)
    left, right = units_of(one["per_document"]), units_of(other["per_document"])
    single = one["documents"] == one["reports"]
    rows = [_row(rate, left, right, single, seed) for rate in RATES]
    _holm([row for row in rows if row["p"] is not None])
    return {
        "one": _named(one), "other": _named(other), "documents": one["documents"], "reports": one["reports"],
        "hashes_that_differ": sorted(key for key in one["hashes"] if one["hashes"][key] != other["hashes"].get(key)),
        "figures": {rate.name: row for rate, row in zip(RATES, rows, strict=True)},
    }


def _named(result: Mapping[str, Any]) -> dict[str, Any]:
    return {key: result[key] for key in ("set", "reader", "model", "garble", "seed", "repeat", "gouji")}


def _same_reports(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    mine, theirs = ({(e["slug"], e["round"]): e["digest"] for e in result["per_document"]} for result in (one, other))
    if mine == theirs:
        return
    said = [f"{key} is {one[key]!r} in one and {other[key]!r} in the other" for key in SAME[1:] if one[key] != other[key]]
    for name, here, there in (("one", mine, theirs), ("the other", theirs, mine)):
        if only := sorted({slug for slug, _ in here} - {slug for slug, _ in there}):
            said.append(f"only {name} has {', '.join(only[:4])}{' …' if len(only) > 4 else ''} ({len(only)})")
    changed = sorted({slug for slug, n in mine if (slug, n) in theirs and mine[slug, n] != theirs[slug, n]})
    if changed and not said:
        said.append(f"source or gold differ in {', '.join(changed[:4])}{' …' if len(changed) > 4 else ''} ({len(changed)})")
    raise UsageError(f"the two results are not over the same reports: {'; '.join(said)}", "run both over the same set, damage and seed")


def _row(rate: Rate, left: Sequence[Unit], right: Sequence[Unit], single: bool, seed: int) -> dict[str, Any]:
    one, other = value_of(rate, totals(left)), value_of(rate, totals(right))
    row: dict[str, Any] = {"one": one, "other": other, "difference": None, "low": None, "high": None, "p": None, "test": None}
    if one is None or other is None:
        return row
    row["difference"] = round(other - one, 6)
    sides = pairs(rate, left), pairs(rate, right)
    if single and rate.name in YES_OR_NO:
        both = list(zip(sides[0][0], sides[1][0], strict=True))
        better, worse = sum(a < b for a, b in both), sum(a > b for a, b in both)
        row |= {"p": round(mcnemar(better, worse), 6), "test": "McNemar", "discordant": [better, worse]}
    elif sides[0] != sides[1]:
        row |= {"p": round(permuted(*sides, seed), 6), "test": "permutation"}
    else:
        row |= {"p": 1.0, "test": "permutation"}
    return row | _interval(*sides, seed)


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p of McNemar's test: among reports where the two differ, either way is as likely."""
    n, least = better + worse, min(better, worse)
    return min(1.0, 2 * sum(comb(n, k) for k in range(least + 1)) / 2**n) if n else 1.0


Side = tuple[Sequence[int], Sequence[int]]


def permuted(one: Side, other: Side, seed: int, alternative: str = "two-sided") -> float:
    """The p of a permutation test that swaps the two runs within reports; exact where there are few reports."""
    try:
        import numpy
        from scipy.stats import permutation_test
    except ImportError:
        raise UsageError("comparing runs needs scipy", "pip install 'gouji[eval]'") from None
    n = len(one[0])
    above = numpy.array([*one[0], *other[0]], dtype=float)
    below = numpy.array([*one[1], *other[1]], dtype=float)
    differing = [i for i in range(n) if one[0][i] != other[0][i] or one[1][i] != other[1][i]]
    if not differing or n < 2:
        return 1.0
    if len(differing) == 1:  # scipy wants two; one more that is alike changes no share
        differing = [differing[0], (differing[0] + 1) % n]
    rest = sorted(set(range(n)) - set(differing))  # swapping what is alike changes nothing: fewer swaps, and sooner exact
    fixed = [numpy.array(side)[rest].sum() for side in (one[0], one[1])]

    def statistic(a: Any, b: Any, axis: int) -> Any:
        sums = []
        for x in (a.astype(int), b.astype(int)):
            sums.append((above[x].sum(axis=axis) + fixed[0]) / numpy.maximum(below[x].sum(axis=axis) + fixed[1], 1))
        return sums[1] - sums[0]

    data = (numpy.array(differing), numpy.array(differing) + n)
    found = permutation_test(
        data, statistic, permutation_type="samples", vectorized=True, n_resamples=PERMUTATIONS, alternative=alternative,
        rng=numpy.random.default_rng(seed), axis=0, batch=1000,
    )
    return float(found.pvalue)


def _interval(one: Side, other: Side, seed: int) -> dict[str, Any]:
    """The interval of the difference, by a BCa bootstrap of reports, both runs of a report together; none without scipy."""
    used = [i for i in range(len(one[0])) if one[1][i] or other[1][i]]
    if len(used) < 2 or all(one[side][i] == other[side][i] for i in used for side in (0, 1)):
        return {"low": 0.0, "high": 0.0} if used else {}
    try:
        import numpy
        from scipy.stats import bootstrap
    except ImportError:
        return {}
    data = tuple(numpy.array(side, dtype=float)[used] for side in (*one, *other))

    def difference(a: Any, b: Any, c: Any, d: Any, axis: int) -> Any:
        return c.sum(axis=axis) / d.sum(axis=axis) - a.sum(axis=axis) / b.sum(axis=axis)

    with numpy.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that BCa has nothing to correct for is seen below
        found = bootstrap(
            data, difference, paired=True, vectorized=True, n_resamples=RESAMPLES, confidence_level=LEVEL, method="BCa",
            rng=numpy.random.default_rng(seed),
        )
        low, high = (float(x) for x in found.confidence_interval)
        if low != low or high != high:
            low, high = (float(x) for x in numpy.nanquantile(found.bootstrap_distribution, ((1 - LEVEL) / 2, (1 + LEVEL) / 2)))
    return {"low": round(low, 6), "high": round(high, 6)}


def _holm(rows: list[dict[str, Any]]) -> None:
    """Nothing; enters `p_corrected`, which holds for all the rows together."""
    highest = 0.0
    for rank, row in enumerate(sorted(rows, key=lambda row: float(row["p"]))):
        highest = max(highest, min(1.0, row["p"] * (len(rows) - rank)))
        row["p_corrected"] = round(highest, 6)


def worse_than(baseline: Mapping[str, Any], result: Mapping[str, Any], seed: int = 1) -> list[dict[str, Any]]:
    """The figures that are worse than the baseline by more than chance allows, over the reports that both have.

    The offline reader reads a report the same way every time. So a silent error in a report that had none is not left to
    chance: it is worse. Every other figure is, where its one-sided p by report is below 0.05.
    """
    before = {(e["slug"], e["round"]): e for e in baseline["per_document"]}
    both = [(before[key], e) for e in result["per_document"] if (key := (e["slug"], e["round"])) in before
            and before[key]["digest"] == e["digest"]]
    if not both:
        raise UsageError("the baseline has none of these reports as they are now", "make it anew with --keep-baseline, and say why")
    found = []
    if fresh := [new["slug"] for old, new in both if _silent(new["counts"]) > _silent(old["counts"])] if not result["model"] else []:
        found.append({"figure": "silent_errors", "was": sum(_silent(old["counts"]) for old, _ in both),
                      "is": sum(_silent(new["counts"]) for _, new in both), "p": None, "reports": sorted(set(fresh))})
    left, right = (units_of(side) for side in zip(*both, strict=True))
    for rate in (rate for rate in RATES if rate.name in GATED):
        was, now = value_of(rate, totals(left)), value_of(rate, totals(right))
        if was is None or now is None or now == was or (now > was) == (rate.better == "more"):
            continue
        p = permuted(pairs(rate, left), pairs(rate, right), seed, "greater" if rate.better == "less" else "less")
        if p < ALPHA:
            found.append({"figure": rate.name, "was": was, "is": now, "p": round(p, 6), "reports": []})
    return found


def _silent(counts: Mapping[str, int]) -> int:
    return sum(counts.get(name, 0) for name in SILENT)


def common(baseline: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[int, int]:
    """How many reports the two have alike, of how many of the result."""
    before = {(e["slug"], e["round"], e["digest"]) for e in baseline["per_document"]}
    return sum((e["slug"], e["round"], e["digest"]) in before for e in result["per_document"]), len(result["per_document"])
