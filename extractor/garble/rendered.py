"""A report on its way to being garbled: blocks of pieces that know what they are, and all that its gold is made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from extractor.form import Forms
from extractor.garble.gold import Gold, Mode, Value, addresses, admissible, breaks, broken, contradicts
from extractor.garble.grids import Block, Piece
from extractor.garble.stories import unsettled

WORDS = ("label", "head")
ALL_TEXT = ("label", "head", "prose", "claim", "title", "name", "section", "date")


@dataclass(frozen=True)
class Rendered:
    """A report as text blocks with what a gold needs: `printed` is what the cells show (or showed before they were lost)."""

    forms: Forms
    blocks: tuple[Block, ...]
    editions: Mapping[str, str]
    printed: Mapping[str, Value]
    modes: Mapping[str, Mode]
    traits: frozenset[str]
    organization: str
    year: int
    published: str | None
    claims: tuple[Mapping[str, Any], ...] = ()
    lost: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    source_errors: tuple[str, ...] = ()
    not_in_text: tuple[str, ...] = ()
    claims_optional: tuple[str, ...] = ()
    layout: str = ""
    damage: tuple[str, ...] = ()
    encoding: str = "utf-8"
    newline: str = "\n"
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The report's text, lines ended as its file has them."""
        text = "".join(block.text for block in self.blocks)
        return text if self.newline == "\n" else text.replace("\n", self.newline)

    def file(self) -> str | bytes:
        """The text, or bytes where the file is not plain UTF-8."""
        return self.text if self.encoding == "utf-8" else self.text.encode(self.encoding)

    def texts(self) -> dict[str, str]:
        """What stands in each cell that is left, half-width and without units."""
        found: dict[str, str] = {}
        for block in self.blocks:
            for piece in block.pieces:
                if piece.kind == "cell":
                    found[piece.ref] = unicodedata.normalize("NFKC", piece.text).strip()
        return found

    def gold(self) -> Gold:
        """The gold of the report as it now stands. Raises Undecided where the stories that fit cannot be counted."""
        every = addresses(self.forms, self.editions)
        texts = {a: t for a, t in {**dict.fromkeys(every, ""), **self.texts()}.items() if a not in self.lost}
        uncertain = self.doubtful | unsettled(self.forms, self.editions, self.modes, self.printed, texts, self.lost)
        cells = {a: self.printed[a] for a in every if a not in self.lost}
        topics = []
        for claim in self.claims:
            readings = [r for t in (claim["topic"], *claim.get("or", ())) for r in admissible(self.forms, self.editions, t)]
            if contradicts(claim, readings, cells, uncertain):
                topics.append(claim["topic"])
        violated = broken(self.forms, self.editions, cells, uncertain)
        return Gold(
            form=self.editions["requests"], editions=dict(self.editions), organization=self.organization, year=self.year,
            published=self.published, cells=cells, uncertain=tuple(a for a in every if a in uncertain and a not in self.lost),
            lost=tuple(a for a in every if a in self.lost), claims=self.claims, contradicted=tuple(dict.fromkeys(topics)),
            source_errors=tuple(a for a in self.source_errors if a not in self.lost and breaks(a, violated)),
            broken_identities=violated, not_in_text=self.not_in_text,
            claims_optional=self.claims_optional, note=" ".join(self.notes), layout=self.layout, damage=self.damage,
        )


Operator = Callable[[Rendered, Random], Rendered]


def retexted(report: Rendered, kinds: Iterable[str], change: Callable[[Piece], str]) -> Rendered:
    """The report with the text of every piece of these kinds changed; the same report where nothing did."""
    wanted, touched = frozenset(kinds), False
    blocks = []
    for block in report.blocks:
        pieces = []
        for piece in block.pieces:
            text = change(piece) if piece.kind in wanted and piece.text else piece.text
            touched |= text != piece.text
            pieces.append(piece if text == piece.text else piece._replace(text=text))
        blocks.append(block._replace(pieces=tuple(pieces)))
    return replace(report, blocks=tuple(blocks)) if touched else report


def without(report: Rendered, gone: Callable[[int, Block], bool]) -> Rendered:
    """The report without the blocks that `gone` picks by place and content; the same report where it picks none."""
    kept = tuple(block for i, block in enumerate(report.blocks) if not gone(i, block))
    return report if len(kept) == len(report.blocks) else replace(report, blocks=kept)


def lose(report: Rendered, blocks: Iterable[Block], note: str) -> Rendered:
    """The report with every cell of these rows entered as lost (the blocks themselves stay)."""
    rows = {"disputes" if b.ref.startswith("disputes") else b.ref for b in blocks if b.role == "row"}
    refs = {a for a in report.printed if a.rsplit("/", 1)[0] in rows or a.split("/")[0] in rows}
    return replace(report, lost=report.lost | refs, doubtful=report.doubtful - refs, notes=(*report.notes, note))


def loose(report: Rendered, tables: Iterable[str]) -> frozenset[str]:
    """The tables among these whose figures do not run together."""
    return frozenset(t for t in tables if not report.modes.get(t, "explicit").startswith("glued"))
