"""Garbled reports with exact gold: tables rendered in every flattening of the wild, then damaged as the web damages them.

`LAYOUTS` render the three tables; `DAMAGE` are seeded operators on a rendered report that carry its gold along. To add a kind
of damage, write one function `(Rendered, Random) -> Rendered`, enter it in its module's tuple and tell it in Chinese in `told`.
An operator that finds nothing to damage gives the same report back. They run in the order of DAMAGE: structure, cells, words, labels,
script, noise, file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from extractor.garble import mislabel, misprint, noise, script, structure
from extractor.garble.flatten import LAYOUTS
from extractor.garble.gold import Gold
from extractor.garble.rendered import Operator, Rendered

__all__ = ["DAMAGE", "LAYOUTS", "Gold", "Rendered", "damaged"]

DAMAGE: Mapping[str, Operator] = {
    operator.__name__.replace("_", "-"): operator
    for operator in (
        *structure.OPERATORS, *misprint.CELLS, *misprint.WORDING, *mislabel.OPERATORS, *script.OPERATORS, *noise.OPERATORS, *script.FILES,
    )
}


def damaged(report: Rendered, names: Iterable[str], rng: Random) -> Rendered:
    """The report after these kinds of damage, applied in the order of DAMAGE; `damage` names those that changed something."""
    wanted = set(names)
    if unknown := wanted - set(DAMAGE):
        raise KeyError(f"no such damage: {sorted(unknown)}")
    for name, operator in DAMAGE.items():
        if name in wanted and (worse := operator(report, rng)) is not report:
            report = replace(worse, damage=(*worse.damage, name))
    return report
