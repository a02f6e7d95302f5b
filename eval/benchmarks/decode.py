"""The decoder against a general solver on the same tables: how long each takes, and whether they agree.

    python eval/benchmarks/decode.py [--documents 60] [--seed 1]

Needs scipy: pip install '.[bench]'. The solver minimises the number of changed cells of table three under the same identities.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from extractor.evaluation.specimens import figures_that_add_up
from extractor.form import load_forms
from extractor.verification.decode import Decoding, decode
from extractor.verification.identities import Identities
from extractor.verification.instances import load_checks

RULES = Path(__file__).parents[2] / "rules"
LARGEST = 100_000


def solve(identities: Identities, values: Mapping[str, int]) -> int | None:
    """The fewest cells that must change, found by scipy.optimize.milp; None where it gives up."""
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp

    cells = list(identities.through)
    at, n = {cell: i for i, cell in enumerate(cells)}, len(cells)
    printed = numpy.array([values[cell] for cell in cells])
    equations = numpy.zeros((len(identities.equations), 2 * n))
    for row, equation in enumerate(identities.equations):
        for cell, weight in equation.terms.items():
            equations[row, at[cell]] = weight
    one = numpy.eye(n)
    # a changed cell's switch is 1: |value - printed| <= LARGEST * switch
    constraints = [
        LinearConstraint(equations, 0, 0),
        LinearConstraint(numpy.hstack([one, -LARGEST * one]), -numpy.inf, printed),
        LinearConstraint(numpy.hstack([one, LARGEST * one]), printed, numpy.inf),
    ]
    cost = numpy.concatenate([numpy.zeros(n), numpy.ones(n)])
    bounds = Bounds(numpy.zeros(2 * n), numpy.concatenate([numpy.full(n, LARGEST), numpy.ones(n)]))
    found = milp(cost, constraints=constraints, bounds=bounds, integrality=numpy.ones(2 * n), options={"time_limit": 20})
    return round(found.fun) if found.success else None


def size_of(decodings: tuple[Decoding, ...]) -> int | None:
    """The cells of a smallest explanation; None where more than three are needed."""
    if any(not decoding.explanations for decoding in decodings):
        return None
    return sum(len(decoding.explanations[0]) for decoding in decodings)


def main() -> None:
    """Print the times and the agreement, by number of wrong cells."""
    parser = argparse.ArgumentParser(description="The decoder against scipy.optimize.milp.")
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    forms = load_forms(RULES / "forms")
    identities = load_checks(RULES / "checks", forms).identities(forms.get("requests", "2021"))
    for wrong in (1, 2, 3):
        rng, ours, theirs, same = Random(f"{options.seed}/{wrong}"), [], [], 0
        for _ in range(options.documents // 3):
            figures = figures_that_add_up(forms, "2021", rng.choice(("tiny", "small", "medium")), rng)
            values = {a: v for a, v in figures.items() if a in identities.through}
            values |= {a: values[a] + rng.randint(1, 30) for a in rng.sample(sorted(values), wrong)}
            began = perf_counter()
            decodings = decode(identities, values)
            ours.append(perf_counter() - began)
            began = perf_counter()
            fewest = solve(identities, values)
            theirs.append(perf_counter() - began)
            same += size_of(decodings) == fewest
        mine, its = (f"{median(times) * 1e3:.2f} ms (most {max(times) * 1e3:.2f})" for times in (ours, theirs))
        print(f"{wrong} wrong: decoder {mine}, milp {its}, same number of cells {same} of {len(ours)}")


if __name__ == "__main__":
    main()
