"""Damage to the structure of a report: rows, headers, titles and a whole table gone, or one too many."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from extractor.garble.grids import Block, Piece
from extractor.garble.rendered import Operator, Rendered, lose, retexted, without


def table_four_missing(report: Rendered, rng: Random) -> Rendered:
    """A report in five parts: table 四 and its title are gone."""
    gone = [b for b in report.blocks if b.ref in ("section/disputes", "disputes", "disputes/review")]
    if not any(b.role == "row" for b in gone):
        return report
    worse = lose(without(report, lambda _, b: b in gone), gone, "Table four is missing.")
    if rng.random() < 0.5:
        numbers = {"五、": "四、", "六、": "五、"}
        worse = retexted(worse, ("section",), lambda p: numbers.get(p.text[:2], p.text[:2]) + p.text[2:])
    return worse


def no_section_titles(report: Rendered, rng: Random) -> Rendered:
    """Section titles are gone: all, or those of the tables."""
    every = rng.random() < 0.5
    return without(report, lambda _, b: b.role == "section" and (every or b.ref.startswith("section/")))


def foreign_row(report: Rendered, rng: Random) -> Rendered:
    """A row 其他主动公开文件 that the form does not have stands in table 二."""
    at = next((i for i, b in enumerate(report.blocks) if b.ref == "disclosure/normative" and b.role == "row"), None)
    if at is None:
        return report
    label = rng.choice(["其他主动公开文件", "其他主动公开文件", "主动公开其他文件"])
    pieces = []
    for piece in report.blocks[at].pieces:
        if piece.kind == "cell":
            shown = piece.text or report.modes.get("disclosure") != "explicit"
            piece = Piece(str(rng.choice([0, 3, 12, 57])) if shown else "", "gap", "foreign")
        elif piece.kind == "label":
            piece = Piece(label, "head", "foreign")
        pieces.append(piece)
    row = Block("row", "disclosure/foreign", tuple(pieces))
    return replace(report, blocks=(*report.blocks[: at + 1], row, *report.blocks[at + 1 :]))


def header_rows_missing(report: Rendered, rng: Random) -> Rendered:
    """The header rows of one table or of all are gone."""
    tables = {b.ref for b in report.blocks if b.role == "head"}
    if not any(b.ref == "section/disputes" for b in report.blocks):
        tables.discard("disputes")  # fifteen figures without a title or a label are no table any more
    if not tables:
        return report
    chosen = {rng.choice(sorted(tables))} if rng.random() < 0.6 else tables
    return without(report, lambda _, b: b.role == "head" and b.ref in chosen)


def rows_lost(report: Rendered, rng: Random) -> Rendered:
    """A few rows in a row went with a page break."""
    rows = [i for i, b in enumerate(report.blocks) if b.role == "row" and not b.ref.startswith("disputes")]
    if "below" in report.traits or len(rows) < 8:
        return report
    start = rng.choice(rows[2:-3])
    table = report.blocks[start].ref.split("/")[0]
    gone = set(range(start, start + rng.randint(1, 4)))
    gone = {i for i in gone if i in rows and report.blocks[i].ref.startswith(table)}
    if all(i in gone for i in rows if report.blocks[i].ref.startswith("requests/other")):
        gone = {i for i in gone if not report.blocks[i].ref.startswith("requests/other")}  # they alone tell the edition
    if not gone:
        return report
    worse = lose(report, [report.blocks[i] for i in gone], "Rows went with a page break.")
    return without(_ended(worse, min(gone) - 1), lambda i, _: i in gone)


def _ended(report: Rendered, at: int) -> Rendered:
    """The report with a line end after a block whose figures would else run into the index of a row that never followed them."""
    block = report.blocks[at]
    if "glued" not in report.traits or block.text.endswith("\n"):
        return report
    ended = block._replace(pieces=(*block.pieces, Piece("\n")))
    return replace(report, blocks=(*report.blocks[:at], ended, *report.blocks[at + 1 :]))


def table_gap(report: Rendered, rng: Random) -> Rendered:
    """The end of table 二 and the head of table 三 are gone, with the title between."""
    blocks = report.blocks
    first = next((i for i, b in enumerate(blocks) if b.ref == "disclosure/normative" and b.role == "row"), None)
    last = next((i for i, b in enumerate(blocks) if b.ref == "requests/granted" and b.role == "row"), None)
    if first is None or last is None or "below" in report.traits:
        return report
    cut = [i for i in range(first + 1, last) if blocks[i].role != "noise"]
    if rng.random() < 0.5:  # a few rows of table two survive
        cut = cut[rng.randint(0, 4) :]
    worse = lose(report, [blocks[i] for i in cut], "The end of table two and the head of table three are gone.")
    tail = [Piece("量", "gap"), Piece("\n")] if rng.random() < 0.3 and not {"html", "one_line"} & report.traits else []
    worse = _ended(worse, cut[0] - 1) if cut else worse
    kept = [block for i, block in enumerate(worse.blocks) if i not in set(cut)]
    at = kept.index(blocks[last])  # the end of a label whose beginning went with the page
    return replace(worse, blocks=(*kept[:at], *([Block("noise", "", tuple(tail))] if tail else []), *kept[at:]))


def header_repeated(report: Rendered, rng: Random) -> Rendered:
    """The header rows of table 三 stand again after a page break."""
    heads = [block for block in report.blocks if block.role == "head" and block.ref == "requests"]
    rows = [i for i, block in enumerate(report.blocks) if block.role == "row" and block.ref.startswith("requests/")]
    if not heads or len(rows) < 6 or "html" in report.traits:
        return report
    at = rng.choice(rows[3:-1])
    again = [block._replace(role="noise") for block in heads]
    return replace(report, blocks=(*report.blocks[:at], *again, *report.blocks[at:]))


OPERATORS: tuple[Operator, ...] = (
    table_four_missing, no_section_titles, foreign_row, header_rows_missing, rows_lost, table_gap, header_repeated,
)
