"""Invented reports of one agency over several years that agree with one another, for the checks across years.

    python -m tests.years OUT --agencies 40 --seed 1

writes OUT/<agency>/<year>.txt over every layout. The same seed gives the same reports.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from extractor.garble import DAMAGE, LAYOUTS, damaged
from extractor.garble.gold import Value, addresses
from extractor.garble.grids import grids
from extractor.garble.rendered import Rendered
from tests import prose, synthetic, truth
from tests.truth import FORMS, Agency

READABLE = ("bars", "bars_merged", "markdown", "cell_lines_bar", "tabs", "raw_html")  # every cell of these can be read
OUTSIDE = ("received", "carried_in", "total", "carried_out")
Figures = dict[str, Value]


def figures(rng: Random, who: Agency, editions: Mapping[str, str], before: Figures, size: str) -> Figures:
    """A year's figures, in balance and carried on from the year before."""
    cells = truth.figures_of(rng, editions, size, who.legislates)
    _carry(cells, before)
    for row in ("regulation", "normative"):
        at = f"disclosure/{row}/"
        if f"{at}in_force" in cells and f"{at}in_force" in before:
            held = int(before[f"{at}in_force"] or 0) + int(cells[f"{at}issued"] or 0)
            cells[f"{at}repealed"] = min(int(cells[f"{at}repealed"] or 0), held)
            cells[f"{at}in_force"] = held - int(cells[f"{at}repealed"] or 0)
        if f"{at}public_total" in cells and f"{at}public_total" in before:
            cells[f"{at}public_total"] = int(before[f"{at}public_total"] or 0) + int(cells[f"{at}published"] or 0)
    for address in cells:
        at, _, column = address.rpartition("/")
        if column == "items_before" and address in before:
            cells[address] = int(before[address] or 0) + int(before[f"{at}/items_change"] or 0)
            cells[f"{at}/items_change"] = max(int(cells[f"{at}/items_change"] or 0), -int(cells[address] or 0))
    return cells


def _carry(cells: Figures, before: Figures) -> None:
    columns = [address.split("/")[2] for address in cells if address.startswith("requests/received/")]
    for column in columns[:-1]:
        one = {row: int(cells[f"requests/{row}/{column}"] or 0) for row in OUTSIDE}
        if before:
            one["carried_in"] = int(before[f"requests/carried_out/{column}"] or 0)
            one["carried_out"] = max(one["carried_out"], one["carried_in"] - one["total"])
            one["received"] = one["total"] + one["carried_out"] - one["carried_in"]
        cells.update({f"requests/{row}/{column}": n for row, n in one.items()})
    for row in OUTSIDE:
        cells[f"requests/{row}/{columns[-1]}"] = sum(int(cells[f"requests/{row}/{column}"] or 0) for column in columns[:-1])


def report(
    rng: Random, who: Agency, year: int, editions: Mapping[str, str], cells: Figures, layout: str, damage: Sequence[str] = (),
) -> str:
    """The report of one year in a layout, with these kinds of damage."""
    style = synthetic._style(rng, layout, (), ())
    texts = truth.printed_of(rng, editions, cells, style, layout not in synthetic.EXPLICIT, layout == "glued")
    flat = LAYOUTS[layout](grids(FORMS, editions, texts, rng), rng)
    while "below" in flat.traits and "" in texts.values():
        flat = LAYOUTS[layout](grids(FORMS, editions, texts, rng), rng)
    writer = prose.Writer(rng, rng.choice([who.we, who.name]), year, who.area, who.whole)
    made = synthetic._document(rng, who, year, writer, truth.topics_of(cells, editions), flat, "")
    printed = {a: truth.value_of(texts.get(a, ""), cells.get(a)) for a in addresses(FORMS, editions)}
    rendered = Rendered(
        forms=FORMS, blocks=made.blocks, editions=editions, printed=printed, modes={}, traits=flat.traits, organization=who.name, year=year,
        published=made.published, claims=(), lost=frozenset(), source_errors=(), claims_optional=(), layout=layout,
        newline=" " if "one_line" in flat.traits else "\n",
    )
    text = damaged(rendered, damage, rng).file() if damage else rendered.file()
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


def series(
    seed: int, years: Sequence[int], layouts: Sequence[str] = READABLE, edition: str | None = None, size: str | None = None,
    damages: Sequence[str] = (),
) -> tuple[Agency, dict[int, str], dict[int, Figures]]:
    """An agency, its report of each year, and the figures behind them. `edition` None: 2019 at first, 2021 from 2021 on.

    `damages`: each report has one of these kinds.
    """
    rng = Random(zlib.crc32(f"years/{seed}".encode()))
    who, size = truth.agency(rng), size or rng.choice(truth.SIZES)
    while any(mark in who.name for mark in "()"):
        who = truth.agency(rng)
    texts: dict[int, str] = {}
    cells: dict[int, Figures] = {}
    for year in years:
        editions = dict.fromkeys(synthetic.ALL_2021, edition or ("2021" if year >= 2021 else "2019"))
        cells[year] = figures(rng, who, editions, cells.get(year - 1, {}), size)
        damage = (rng.choice(damages),) if damages else ()
        texts[year] = report(rng, who, year, editions, cells[year], rng.choice(layouts), damage)
    return who, texts, cells


def main() -> None:
    """Write agencies with their reports into a folder."""
    parser = argparse.ArgumentParser(description="Write invented reports of agencies over several years.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--agencies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damaged", action="store_true", help="one kind of damage in each")
    options = parser.parse_args()
    damages = sorted(set(DAMAGE) - set(synthetic.UNREADABLE_FOR_THE_SCORER)) if options.damaged else ()
    for number in range(options.agencies):
        who, texts, _ = series(options.seed * 1_000_003 + number, range(2019, 2024), tuple(LAYOUTS), damages=damages)
        folder = options.out / f"{number:04d}-{who.name}"
        folder.mkdir(parents=True, exist_ok=True)
        for year, text in texts.items():
            (folder / f"{year}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
