"""Invented reports with exact gold: a random truth, its prose and tables, faults of the agency's own, and damage on top.

    python -m tests.synthetic OUT --documents 400 --seed 1

writes OUT/<slug>.txt and OUT/<slug>.gold.json over every layout × damage combination. The same seed gives the same reports.
"""

from __future__ import annotations

import argparse
import itertools
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from extractor.garble import DAMAGE, LAYOUTS, Gold, Rendered, damaged
from extractor.garble.flatten import Flat
from extractor.garble.gold import Mode, addresses
from extractor.garble.grids import Block, Piece, grids
from extractor.garble.noise import deduplicated_lines
from extractor.garble.stories import Undecided
from tests import prose, truth
from tests import sentences as wording
from tests.truth import FORMS, Agency

FAULTS = ("source-error", "contradiction")
UNREADABLE_FOR_THE_SCORER = ("big5", "utf16", "chinese-numerals")
ALL_2021 = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}


def report(
    seed: int, layout: str, damage: Sequence[str], *, edition: str | None = None, size: str | None = None, faults: Sequence[str] = (),
) -> tuple[str | bytes, Gold]:
    """One report and its gold. `edition` is 2021, 2019 or mixed; `damage` in the gold names what changed something.

    A draw whose gold cannot be counted out, or whose source error the damage hid, is drawn again.
    """
    for attempt in itertools.count():
        rng = Random(zlib.crc32(f"{seed}/{attempt}/{layout}/{'+'.join(sorted(damage))}".encode()))
        try:
            rendered = damaged(compose(rng, layout, edition, size, faults, damage), damage, rng)
            if "deduplicated" in rendered.traits:
                rendered = deduplicated_lines(rendered, rng)
            gold = rendered.gold()
        except Undecided:
            continue
        if len(gold.source_errors) < len(rendered.source_errors) and attempt < 5:
            continue
        return rendered.file(), gold
    raise AssertionError


def compose(rng: Random, layout: str, edition: str | None, size: str | None, faults: Sequence[str], damage: Sequence[str]) -> Rendered:
    """A report before damage."""
    who, year = truth.agency(rng), rng.randint(2019, 2025)
    editions = _editions(rng, edition, year)
    size = size or ("big" if "separators" in damage else rng.choice(truth.SIZES))
    if layout == "glued" and size == "big":
        size = "medium"
    cells = truth.figures_of(rng, editions, size, who.legislates)
    topics = truth.topics_of(cells, editions)
    style = _style(rng, layout, faults, damage)
    texts = truth.printed_of(rng, editions, cells, style, layout not in EXPLICIT, layout == "glued")
    unsure = layout in UNSURE or bool(set(damage) & HIDING)
    wrong = truth.source_error(rng, cells, texts) if "source-error" in faults and not unsure else ()
    flat = LAYOUTS[layout](grids(FORMS, editions, texts, rng), rng)
    while "below" in flat.traits and "" in texts.values():  # a label below nothing would take its neighbour's figures
        flat = LAYOUTS[layout](grids(FORMS, editions, texts, rng), rng)
    forced = truth.contradict(rng, topics) if "contradiction" in faults else ""
    if flat.absent:
        editions = ALL_2021
    printed = {a: truth.value_of(texts.get(a, ""), cells.get(a)) for a in addresses(FORMS, editions)}
    writer = prose.Writer(rng, rng.choice([who.we, who.we, who.name, who.short]), year, who.area, who.whole)
    writer.numerals, writer.separators = rng.random() < 0.15, rng.random() < 0.1
    made = _document(rng, who, year, writer, topics, flat, forced)
    return Rendered(
        forms=FORMS, blocks=made.blocks, editions=editions, printed=printed, modes=_modes(flat, editions, texts), traits=flat.traits,
        organization=who.name, year=year, published=made.published, claims=tuple(writer.claims),
        lost=frozenset(a for a in printed if a.split("/")[0] in flat.absent), source_errors=wrong,
        claims_optional=tuple(sorted(writer.optional)), layout=layout, newline=" " if "one_line" in flat.traits else "\n",
    )


EXPLICIT = ("bars", "bars_merged", "markdown", "cell_lines_bar", "tabs", "raw_html")
HIDING = frozenset({"rows-lost", "table-gap", "deduplicated-lines"})  # what they take, a wrong figure needs to be located
UNSURE = ("glued", "deduplicated", "absent")  # where a wrong figure could be our own misreading


def _editions(rng: Random, edition: str | None, year: int) -> dict[str, str]:
    chosen = edition or rng.choices(["2019", "2021", "mixed"], [8, 1, 1] if year < 2021 else [2, 8, 1])[0]
    if chosen == "mixed":
        one, two = rng.sample(["2019", "2021"], 2)
        return {"disclosure": one, "requests": two, "disputes": two}
    return dict.fromkeys(ALL_2021, chosen)


def _style(rng: Random, layout: str, faults: Sequence[str], damage: Sequence[str]) -> str:
    """How the zeros are filled in, where the rest leaves a choice."""
    whole = {"deduplicated-lines", "chinese-numerals"} & set(damage)
    if "source-error" in faults or whole or layout == "deduplicated":
        return "zeros"
    if layout == "glued":
        return rng.choice(["zeros", "zeros", "zeros", "zeros", "rows", "applicants", "blank"])
    if layout == "bars_dropped" and rng.random() < 0.6:
        return "applicants"
    return rng.choice(truth.BLANKS)


def _modes(flat: Flat, editions: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Mode]:
    """The layout's modes; glued tables that also miss cells of a row are a mode of their own."""
    modes = dict(flat.modes)
    for form in FORMS.of(editions):
        if modes.get(form.table) == "glued":
            rows = [form.addresses] if form.side_by_side else [[f"{form.table}/{r.id}/{c}" for c in r.columns] for r in form.rows]
            if any(0 < sum(bool(texts[a]) for a in row) < len(row) for row in rows):
                modes[form.table] = "glued_dropped"
    return modes


class _Made(NamedTuple):
    blocks: tuple[Block, ...]
    published: str | None


def _document(
    rng: Random, who: Agency, year: int, w: prose.Writer, topics: Mapping[str, object], flat: Flat, forced: str,
) -> _Made:
    """Title, opening, six sections with the tables, signature."""
    month, day = rng.randint(1, 3), rng.randint(1, 28)
    iso, written = f"{year + 1}-{month:02d}-{day:02d}", f"{year + 1}年{month}月{day}日"
    signed, topped, titled = rng.random() < 0.6, rng.random() < 0.4, rng.random() < 0.92
    is_short = not any(who.short.endswith(bureau) for bureau in wording.BUREAUS)
    named = who.short if signed and is_short and rng.random() < 0.25 else who.name
    blocks: list[Block] = []
    if titled:
        title = rng.choice(wording.TITLES).format(name=named, y=year).replace("|", rng.choice(["\n", "\n", ""]))
        blocks.append(Block("title", "", (Piece(title, "title"), Piece("\n"))))
    if topped:
        stamp = f"发布时间：{iso} 09:{rng.randint(10, 59)}  来源：{who.short}"
        line = rng.choice([f"（{written}）", stamp, f"发布日期：{iso}", f"({written})", iso])
        blocks.append(Block("prose", "", (Piece(line, "date"), Piece("\n"))))
    blocks.append(_opening(rng, who, year))
    blocks.append(_section("一", "narrative", rng.choice(["总体情况", "总体情况", "概述"])))
    blocks += prose.narrative(w, topics, forced)
    number = iter("二三四五六")
    for table, names in wording.SECTIONS:
        blocks.append(_section(next(number), f"section/{table}", rng.choice(names)))
        blocks += flat.blocks[table]
        if "one_line" in flat.traits:
            blocks.append(Block("noise", "", (Piece(" "),)))
    blocks.append(_section(next(number), "problems", rng.choice(wording.PROBLEM_TITLES)))
    blocks += [prose.paragraph(prose.filler(w, rng.randint(2, 4), wording.PROBLEMS)) for _ in range(rng.randint(1, 2))]
    blocks.append(_section(next(number), "other", rng.choice(wording.OTHER_TITLES)))
    blocks.append(prose.paragraph(prose.processing_fee(w) if rng.random() < 0.5 else [Piece(rng.choice(wording.OTHER), "prose")]))
    if signed:
        pair = [Block("prose", "", (Piece(who.name, "name"), Piece("\n"))), Block("prose", "", (Piece(written, "date"), Piece("\n")))]
        blocks += pair if rng.random() < 0.8 else pair[::-1]
    if "html" in flat.traits and rng.random() < 0.6:
        blocks = [b._replace(pieces=(Piece("<p>"), *b.pieces[:-1], Piece("</p>\n"))) if b.role in ("prose", "section", "title") else b
                  for b in blocks]
    return _Made(tuple(blocks), iso if signed or topped else None)


def _section(number: str, ref: str, title: str) -> Block:
    return Block("section", ref, (Piece(f"{number}、{title}", "section"), Piece("\n")))


def _opening(rng: Random, who: Agency, year: int) -> Block:
    basis = rng.choice(wording.BASIS).format(name=who.name, y=year, n=rng.choice(["2019〕60", "2021〕30"]))
    pieces = [Piece(basis, "name"), Piece(rng.choice(wording.PERIOD).format(y=year), "name")]
    if rng.random() < 0.5:
        words = {"a": rng.randint(310, 988), "b": rng.randint(1000, 9999), "c": rng.randint(2, 18)}
        pieces.append(Piece(rng.choice(wording.CONTACT).format(name=who.name, short=who.short, **words), "prose"))
    return prose.paragraph(pieces)


class Case(NamedTuple):
    """One document to write."""

    seed: int
    layout: str
    damage: tuple[str, ...]
    faults: tuple[str, ...]


def combinations(documents: int, seed: int) -> list[Case]:
    """So many documents: none and every single damage in every layout, shuffled, then random doubles; faults in a quarter."""
    singles = [(layout, names) for names in [(), *((d,) for d in DAMAGE)] for layout in LAYOUTS]
    rng = Random(seed)
    rng.shuffle(singles)
    found = []
    for i in range(documents):
        layout, names = singles[i % len(singles)]
        if i >= len(singles):
            names = tuple(rng.sample(sorted(DAMAGE), 2))
        found.append(Case(seed * 1_000_003 + i, layout, names, (rng.choice(FAULTS),) if rng.random() < 0.25 else ()))
    return found


def main() -> None:
    """Write reports and their gold into a folder."""
    parser = argparse.ArgumentParser(description="Write invented garbled reports with exact gold.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", action="append", choices=sorted(LAYOUTS), help="only these layouts")
    parser.add_argument("--damage", action="append", choices=["none", *DAMAGE], help="only these kinds of damage, one at a time")
    parser.add_argument("--no-faults", action="store_true", help="no faults of the agency's own")
    parser.add_argument("--scorable", action="store_true", help="no Big5, UTF-16 or Chinese numerals: score.py cannot check their evidence")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for i, case in enumerate(combinations(options.documents, options.seed)):
        if options.layout:
            case = case._replace(layout=options.layout[i % len(options.layout)])
        if options.damage:
            name = options.damage[i % len(options.damage)]
            case = case._replace(damage=() if name == "none" else (name,))
        if options.scorable:
            case = case._replace(damage=tuple(name for name in case.damage if name not in UNREADABLE_FOR_THE_SCORER))
        if options.no_faults:
            case = case._replace(faults=())
        text, gold = report(case.seed, case.layout, case.damage, faults=case.faults)
        slug = f"{i:05d}-{case.layout}-{'+'.join(case.damage) or 'plain'}"
        (options.out / f"{slug}.txt").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        (options.out / f"{slug}.gold.json").write_text(gold.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
