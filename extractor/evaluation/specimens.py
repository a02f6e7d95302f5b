"""Documents to try verification on: tables that add up, an error put in, rendered as text and read by the reader that reads reports.

So an error goes the way errors go: what an agency prints wrongly is printed, what a page loses is lost before anything is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from extractor.form import Form, Forms
from extractor.garble import LAYOUTS
from extractor.garble.grids import grids
from extractor.injection import ROLES, TABLE, Figures, Kind, at
from extractor.layout import find_layout
from extractor.readers.template import read_tables
from extractor.record import Cell, Finding, Metadata
from extractor.text import NormalisedText
from extractor.verification.instances import Checks
from extractor.verification.rules import verify

SIZES: Mapping[str, tuple[int, int]] = {"zero": (0, 0), "tiny": (1, 5), "small": (6, 40), "medium": (41, 800), "big": (9000, 64000)}
EDITIONS = ("2021", "2019")
INJECTED = ("bars", "markdown", "tabs", "cell_lines", "label_values")  # layouts in which each kind of error can be put
CLEAN = tuple(name for name in LAYOUTS if name not in ("absent", "deduplicated", "raw_html"))  # whole tables, and no markup to undo
_SHOWING_BLANKS = ("bars", "markdown", "tabs")


@dataclass(frozen=True)
class Specimen:
    """One document: the error in it, what is true, what was read, what was found."""

    kind: Kind | None
    edition: str
    truth: Mapping[str, int]
    cells: Mapping[str, Cell]
    findings: tuple[Finding, ...]


def specimen(checks: Checks, forms: Forms, kind: Kind | None, size: str, rng: Random) -> Specimen | None:
    """One document with an error of this kind, or with none; None where the kind found nothing to change in several tables."""
    for _ in range(4):
        form = forms.get(TABLE, rng.choice(EDITIONS))
        found = _injected(checks, forms, form, figures_that_add_up(forms, form.edition, size, rng), kind, rng)
        if found is not None:
            return found
    return None


def _injected(checks: Checks, forms: Forms, form: Form, truth: Figures, kind: Kind | None, rng: Random) -> Specimen | None:
    printed: Figures | None = truth
    if kind is not None and kind.figures is not None and (printed := kind.figures(truth, form, rng)) is None:
        return None
    assert printed is not None
    editions = {TABLE: form.edition, "disputes": form.edition}
    layout_name = rng.choice(CLEAN if kind is None else INJECTED)
    blank = rng.random() < 0.25 and layout_name in _SHOWING_BLANKS
    texts = {a: "" if blank and not v and not a.endswith("/total") and rng.random() < 0.5 else str(v) for a, v in printed.items()}
    flat = LAYOUTS[layout_name](grids(forms, editions, texts, rng), rng)
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
    return Specimen(kind, form.edition, truth, cells, verified.findings)


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
