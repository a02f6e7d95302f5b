"""The power of verification: errors injected into tables that add up, and what is found, located, blamed, or passes in silence.

Every document is rendered as text and read by the reader that reads reports, so that an error goes the way errors go. Beside
what the program says stand three baselines on the same documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import exp, lgamma, log
from random import Random
from typing import Any

from extractor.decode import decode
from extractor.form import Form, Forms
from extractor.garble import LAYOUTS
from extractor.garble.grids import grids
from extractor.injection import KINDS, ROLES, TABLE, Figures, Kind, at
from extractor.instances import Checks
from extractor.layout import find_layout
from extractor.readers.template import read_tables
from extractor.record import Cell, Finding, Metadata
from extractor.rules import verify
from extractor.text import NormalisedText

SIZES: Mapping[str, tuple[int, int]] = {"zero": (0, 0), "tiny": (1, 5), "small": (6, 40), "medium": (41, 800), "big": (9000, 64000)}
EDITIONS = ("2021", "2019")
FLATTENINGS = ("bars", "markdown", "tabs", "cell_lines", "label_values")
BASELINES = ("schema only", "arithmetic only", "naive unique repair")
COUNTS = (
    "injected", "changed", "detected", "located_first", "unique_wrong", "wrong_blame", "silent_cells", "silent_documents",
)


@dataclass
class Count:
    """What came of the errors of one kind."""

    values: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))

    def add(self, **more: int) -> None:
        """Counts on."""
        for name, number in more.items():
            self.values[name] += number


@dataclass(frozen=True)
class Trial:
    """One document with an error in it: what is true, what was read, what was found."""

    kind: Kind | None
    truth: Mapping[str, int]
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...]


def measure(checks: Checks, forms: Forms, documents: int, seed: int, told: Callable[[int], None] = lambda done: None) -> dict[str, Any]:
    """The figures over so many documents with an error each, and a fifth as many without; plain values for JSON."""
    kinds = {kind.name: Count() for kind in KINDS}
    sizes: dict[str, dict[str, Count]] = {kind.name: {size: Count() for size in SIZES} for kind in KINDS}
    baselines = {name: Count() for name in BASELINES}
    clean = {"documents": 0, "errors": 0, "warnings": 0, "withheld": 0}
    cases = [(kind, size) for size in SIZES for kind in KINDS]
    for number in range(documents):
        kind, size = cases[number % len(cases)]
        told(number)
        for trial in _trials(checks, forms, kind, size, Random(f"{seed}/{number}")):
            for count in (kinds[kind.name], sizes[kind.name][size]):
                _judge(trial, count)
            _judge_baselines(checks, forms, trial, baselines)
    for number in range(max(documents // 5, 1)):
        size = list(SIZES)[number % len(SIZES)]
        for trial in _trials(checks, forms, None, size, Random(f"{seed}/clean/{number}")):
            clean["documents"] += 1
            clean["errors"] += sum(f.severity == "error" for f in trial.findings)
            clean["warnings"] += sum(f.severity == "warning" for f in trial.findings)
            clean["withheld"] += any(c.status not in ("accepted", "blank") for c in trial.cells.values())
    total = Count()
    for count in kinds.values():
        total.add(**count.values)
    return {
        "documents": total.values["injected"], "seed": seed, "sizes": list(SIZES), "held_out": [k.name for k in KINDS if k.held_out],
        "kinds": [
            {"kind": k.name, "point": k.point, "held_out": k.held_out, **kinds[k.name].values,
             "by_size": {size: count.values for size, count in sizes[k.name].items()}} for k in KINDS
        ],
        "total": total.values | {
            f"{name}_at_most": round(upper_bound(total.values[name], total.values["injected"]), 6)
            for name in ("unique_wrong", "wrong_blame", "silent_documents")
        },
        "baselines": [{"baseline": name, **count.values} for name, count in baselines.items()],
        "clean": clean | {"errors_per_100": _per_100(clean, "errors"), "warnings_per_100": _per_100(clean, "warnings")},
    }


def _per_100(clean: Mapping[str, int], name: str) -> float:
    return round(100 * clean[name] / clean["documents"], 3)


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


def _trials(checks: Checks, forms: Forms, kind: Kind | None, size: str, rng: Random) -> Iterator[Trial]:
    """One document; none where the kind found nothing to change in several tables of that size."""
    for _ in range(4):
        edition = rng.choice(EDITIONS)
        form = forms.get(TABLE, edition)
        truth = figures_that_add_up(forms, edition, size, rng)
        found = _injected(checks, forms, form, truth, kind, rng)
        if found is not None:
            yield found
            return


def _injected(checks: Checks, forms: Forms, form: Form, truth: Figures, kind: Kind | None, rng: Random) -> Trial | None:
    printed: Figures | None = truth
    if kind is not None and kind.figures is not None and (printed := kind.figures(truth, form, rng)) is None:
        return None
    assert printed is not None
    editions = {TABLE: form.edition, "disputes": form.edition}
    flattening = rng.choice(FLATTENINGS)
    blank = rng.random() < 0.25 and flattening in ("bars", "markdown", "tabs")
    texts = {a: "" if blank and not v and not a.endswith("/total") and rng.random() < 0.5 else str(v) for a, v in printed.items()}
    flat = LAYOUTS[flattening](grids(forms, editions, texts, rng), rng)
    blocks = flat.blocks[TABLE]
    if kind is not None and kind.blocks is not None:
        worse = kind.blocks(blocks, form, rng)
        if worse is None:
            return None
        blocks = tuple(worse)
    text = "".join((
        "三、收到和处理政府信息公开申请情况\n", *(b.text for b in blocks), "四、政府信息公开行政复议、行政诉讼情况\n",
        *(b.text for b in flat.blocks["disputes"]), "五、存在的主要问题及改进情况\n",
    ))
    clean = NormalisedText.plain(text)
    layout = find_layout(clean, forms)
    if layout.editions.get(TABLE) != form.edition:
        return None  # the damage took what tells the editions apart: another subject
    read = read_tables(clean, layout, forms)
    cells = {a: c for a, c in read.cells.items() if a in printed}
    if kind is not None and kind.cells is not None:
        misread = kind.cells(cells, form, rng)
        if misread is None:
            return None
        cells = misread
    verified = verify(checks, forms, {t: layout.editions[t] for t in editions}, cells, (), Metadata(), text)
    return Trial(kind, truth, cells, verified.findings)


def figures_that_add_up(forms: Forms, edition: str, size: str, rng: Random) -> Figures:
    """Figures of tables three and four in which every identity holds: few applicants, few outcomes, as in life."""
    form = forms.get(TABLE, edition)
    columns = [column.id for column in form.columns]
    details = [row.id for row in form.rows if row.id not in ROLES]
    weights = [14 if d == "granted" else 6 if d in ("partly_granted", "unavailable.not_held") else 1 for d in details]
    figures = dict.fromkeys(form.addresses, 0)
    low, high = SIZES[size]
    most = rng.randint(low, high)
    for i, column in enumerate(columns[:-1]):
        if i and (not most or rng.random() < 0.6):
            continue
        share = most if not i else max(1, most // rng.choice((4, 10, 40)))
        received = rng.randint(0, share) if i else share
        carried_in = rng.choice((0, 0, rng.randint(0, max(1, share // 10)))) if most else 0
        carried_out = min(received + carried_in, rng.choice((0, 0, rng.randint(0, max(1, share // 8))))) if most else 0
        left = received + carried_in - carried_out
        figures |= {at(r, column): v for r, v in zip(ROLES, (received, carried_in, left, carried_out), strict=True)}
        while left:
            step = left if left < 4 and rng.random() < 0.6 else rng.randint(1, max(1, left if most < 6 else left // 2))
            figures[at(rng.choices(details, weights)[0], column)] += step
            left -= step
    for row in form.row:
        figures[at(row, "total")] = sum(figures[at(row, column)] for column in columns[:-1])
    for suit in forms.get("disputes", edition).rows:
        parts = [rng.choice((0, 0, rng.randint(0, max(2, most // 50)))) if most else 0 for _ in suit.columns[:-1]]
        figures |= {f"disputes/{suit.id}/{c}": v for c, v in zip(suit.columns, (*parts, sum(parts)), strict=True)}
    return figures


def _value(cell: Cell) -> int | None:
    return 0 if cell.status == "blank" else None if cell.status != "accepted" or cell.value is None else int(cell.value)


def _judge(trial: Trial, count: Count) -> None:
    """Counts one document: what is wrong in what was read, and what the findings say of it."""
    wrong = {a for a, cell in trial.cells.items() if (value := _value(cell)) is not None and value != trial.truth[a]}
    withheld = any(_value(cell) is None for cell in trial.cells.values())
    raised = [f for f in trial.findings if f.severity in ("error", "warning")]
    named = {a for f in raised for a in f.suspect}
    flagged = {a for f in raised for a in f.cells}
    repaired = [(a, v) for f in raised for a, v in f.proposed.items()]
    detected = bool(raised) or withheld
    count.add(
        injected=1, changed=bool(wrong) or withheld, detected=detected, located_first=bool(named) and named <= wrong,
        unique_wrong=any(v != trial.truth[a] for a, v in repaired) or not named <= wrong,
        wrong_blame=trial.kind is not None and trial.kind.point != "source" and any(f.cause == "source" for f in raised),
        silent_cells=0 if detected else len(wrong - flagged), silent_documents=bool(wrong) and not detected,
    )


def _judge_baselines(checks: Checks, forms: Forms, trial: Trial, baselines: Mapping[str, Count]) -> None:
    """The same document for who looks at types only, at sums only, and for who takes the only smallest repair as the truth."""
    assert trial.kind is not None
    values = {a: v for a, cell in trial.cells.items() if (v := _value(cell)) is not None}
    wrong = {a for a, v in values.items() if v != trial.truth[a]}
    withheld = len(values) < len(trial.cells)
    changed, blamed = bool(wrong) or withheld, trial.kind.point != "source"
    edition = next(e for e in EDITIONS if all(a in trial.cells for a in forms.get(TABLE, e).addresses))
    found = [d for table in (TABLE, "disputes") for d in decode(checks.identities(forms.get(table, edition)), values)]
    repairs = {a: v for d in found for a, v in (d.unique or {}).items()}
    left = {a for a in wrong if repairs.get(a) != trial.truth[a]} | {a for a, v in repairs.items() if v != trial.truth[a]}
    baselines["schema only"].add(
        injected=1, changed=changed, detected=withheld, silent_cells=0 if withheld else len(wrong),
        silent_documents=bool(wrong) and not withheld,
    )
    baselines["arithmetic only"].add(
        injected=1, changed=changed, detected=bool(found) or withheld, wrong_blame=bool(found) and blamed,
        silent_cells=0 if found or withheld else len(wrong), silent_documents=bool(wrong) and not found and not withheld,
    )
    settled = withheld or any(d.unique is None for d in found)
    baselines["naive unique repair"].add(
        injected=1, changed=changed, detected=bool(found) or withheld, located_first=bool(repairs) and repairs.keys() <= wrong,
        unique_wrong=any(v != trial.truth[a] for a, v in repairs.items()), wrong_blame=bool(found) and blamed,
        silent_cells=0 if settled else len(left), silent_documents=bool(left) and not settled,
    )
