"""The power of verification: errors injected into tables that add up, and what is found, located, blamed, or passes in silence.

Beside what the program says stand three baselines on the same documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import exp, lgamma, log
from random import Random
from typing import Any

from extractor.evaluation.specimens import SIZES, Specimen, specimen
from extractor.form import Forms
from extractor.injection import KINDS, TABLE
from extractor.record import Cell
from extractor.verification.decode import decode
from extractor.verification.instances import Checks

BASELINES = ("schema only", "arithmetic only", "naive unique repair")
COUNTS = (
    "injected", "changed", "detected", "located_first", "unique_wrong", "wrong_blame", "right_blame", "wrong_cells", "silent_cells",
    "silent_documents",
)
# What is counted, of how many: the rates that are given with a bound.
BOUNDED = {
    "unique_wrong": "injected", "wrong_blame": "injected", "silent_documents": "injected", "silent_cells": "wrong_cells",
}


@dataclass
class Count:
    """What came of the errors of one kind."""

    values: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def add(self, **more: int) -> None:
        """Counts on."""
        for name, number in more.items():
            self.values[name] += number


def measure(checks: Checks, forms: Forms, documents: int, seed: int, told: Callable[[int], None] = lambda done: None) -> dict[str, Any]:
    """The figures over so many documents with an error each, and a fifth as many without; plain values for JSON.

    Kinds and sizes take turns. A kind that finds nothing to change in tables of a size leaves its turn to the next.
    """
    kinds: dict[str, dict[str, Count]] = {kind.name: {size: Count() for size in SIZES} for kind in KINDS}
    baselines = {name: Count() for name in BASELINES}
    cases = [(kind, size) for size in SIZES for kind in KINDS]
    done = number = 0
    while done < documents:
        kind, size = cases[number % len(cases)]
        found = specimen(checks, forms, kind, size, Random(f"{seed}/{number}"))
        number += 1
        if found is not None:
            judge(found, kinds[kind.name][size])
            _judge_baselines(checks, forms, found, baselines)
            done += 1
            told(done)
    rows: list[dict[str, Any]] = [
        {"kind": kind.name, "point": kind.point, "held_out": kind.held_out, "zh": kind.told.zh, "en": kind.told.en,
         **_sum(kinds[kind.name].values()), "by_size": {size: count.values for size, count in kinds[kind.name].items()}}
        for kind in KINDS
    ]
    total = _sum(count for by_size in kinds.values() for count in by_size.values())
    return {
        "documents": documents, "seed": seed, "sizes": list(SIZES), "held_out": [kind.name for kind in KINDS if kind.held_out],
        "kinds": rows, "total": _bounded(total), "baselines": [{"baseline": name, **_bounded(c.values)} for name, c in baselines.items()],
        "clean": _clean(checks, forms, max(documents // 5, 1), seed),
    }


def _sum(counts: Any) -> dict[str, int]:
    total = Count()
    for count in counts:
        total.add(**count.values)
    return total.values


def _bounded(counts: Mapping[str, int]) -> dict[str, float]:
    """The counts, the share of errors that changed nothing, and for each rate that matters its exact upper bound."""
    bounds = {f"{name}_at_most": round(upper_bound(counts[name], counts[of]), 6) for name, of in BOUNDED.items()}
    return {**counts, "unchanged_share": round(1 - counts["changed"] / counts["injected"], 4), **bounds}


def _clean(checks: Checks, forms: Forms, documents: int, seed: int) -> dict[str, float]:
    """What is said of documents without an error, in every layout."""
    counts = dict.fromkeys(("documents", "errors", "warnings", "flagged", "withheld"), 0)
    for number in range(documents):
        found = specimen(checks, forms, None, list(SIZES)[number % len(SIZES)], Random(f"{seed}/clean/{number}"))
        if found is not None:
            severities = [finding.severity for finding in found.findings]
            counts["documents"] += 1
            counts["errors"] += severities.count("error")
            counts["warnings"] += severities.count("warning")
            counts["flagged"] += "error" in severities
            counts["withheld"] += any(c.status not in ("accepted", "blank") for c in found.cells.values())
    per_100 = {f"{name}_per_100": round(100 * counts[name] / counts["documents"], 3) for name in ("errors", "warnings")}
    return {**counts, **per_100, "flagged_at_most": round(upper_bound(counts["flagged"], counts["documents"]), 6)}


def upper_bound(events: int, trials: int, level: float = 0.95) -> float:
    """The exact one-sided upper bound of a binomial rate (Clopper and Pearson)."""
    if events >= trials:
        return 1.0
    low, high = events / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(events, trials, middle) > 1 - level:
            low = middle
        else:
            high = middle
    return high


def _at_most(events: int, trials: int, rate: float) -> float:
    """The chance of no more events than these."""
    return sum(
        exp(lgamma(trials + 1) - lgamma(k + 1) - lgamma(trials - k + 1) + k * log(rate) + (trials - k) * log(1 - rate))
        for k in range(events + 1)
    ) if 0 < rate < 1 else float(rate == 0)


def _value(cell: Cell) -> int | None:
    return 0 if cell.status == "blank" else None if cell.status != "accepted" or cell.value is None else int(cell.value)


def judge(found: Specimen, count: Count) -> None:
    """Counts one document: what is wrong in what was read, and what the findings say of it."""
    wrong = {a for a, cell in found.cells.items() if (value := _value(cell)) is not None and value != found.truth[a]}
    withheld = any(_value(cell) is None for cell in found.cells.values())
    raised = [f for f in found.findings if f.severity in ("error", "warning")]
    named = {a for f in raised for a in f.suspect}
    flagged = {a for f in raised for a in f.cells}
    repaired = [(a, v) for f in raised for a, v in f.proposed.items()]
    detected = bool(raised) or withheld
    blamed, guilty = any(f.cause == "source" for f in raised), found.kind is not None and found.kind.point == "source"
    count.add(
        injected=1, changed=bool(wrong) or withheld, detected=detected, located_first=bool(named) and named <= wrong,
        unique_wrong=any(v != found.truth[a] for a, v in repaired) or not named <= wrong,
        wrong_blame=blamed and not guilty, right_blame=blamed and guilty, wrong_cells=len(wrong),
        silent_cells=0 if detected else len(wrong - flagged), silent_documents=bool(wrong) and not detected,
    )


def _judge_baselines(checks: Checks, forms: Forms, found: Specimen, baselines: Mapping[str, Count]) -> None:
    """The same document for who looks at types only, at sums only, and for who takes the only smallest repair as the truth."""
    assert found.kind is not None
    truth, guilty = found.truth, found.kind.point == "source"
    values = {a: v for a, cell in found.cells.items() if (v := _value(cell)) is not None}
    wrong = {a for a, v in values.items() if v != truth[a]}
    withheld = len(values) < len(found.cells)
    broken = [d for table in (TABLE, "disputes") for d in decode(checks.identities(forms.get(table, found.edition)), values)]
    repairs = {a: v for d in broken for a, v in (d.unique or {}).items()}
    left = {a for a in wrong if repairs.get(a) != truth[a]} | {a for a, v in repairs.items() if v != truth[a]}
    every = {"injected": 1, "changed": bool(wrong) or withheld, "wrong_cells": len(wrong)}
    blame = {"wrong_blame": bool(broken) and not guilty, "right_blame": bool(broken) and guilty}
    baselines["schema only"].add(
        **every, detected=withheld, silent_cells=0 if withheld else len(wrong), silent_documents=bool(wrong) and not withheld,
    )
    seen = bool(broken) or withheld
    baselines["arithmetic only"].add(
        **every, **blame, detected=seen, silent_cells=0 if seen else len(wrong), silent_documents=bool(wrong) and not seen,
    )
    settled = withheld or any(d.unique is None for d in broken)
    baselines["naive unique repair"].add(
        **every, **blame, detected=seen, located_first=bool(repairs) and repairs.keys() <= wrong,
        unique_wrong=any(v != truth[a] for a, v in repairs.items()),
        silent_cells=0 if settled else len(left), silent_documents=bool(left) and not settled,
    )
