"""A gold report garbled anew: its prose kept, its tables laid out from the gold's cells, then damaged, with the gold that fits.

A spec names what may befall a report: `mild`, `medium`, `severe`, or flattenings and kinds of damage, each with the share of
reports that it befalls: `bars-dropped,pinyin-gloss:0.5,rows-lost:0.2`. Where no flattening is drawn, the tables stand in bars.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Any, NamedTuple
from zlib import crc32

from extractor.errors import UsageError
from extractor.evaluation.goldset import Example
from extractor.form import Forms
from extractor.garble import DAMAGE, LAYOUTS, Gold, Rendered, damaged
from extractor.garble.flatten import Flat
from extractor.garble.gold import Mode, Value, addresses
from extractor.garble.grids import Block, Piece, grids
from extractor.garble.noise import deduplicated_lines
from extractor.garble.rendered import lose, without
from extractor.garble.stories import Undecided
from extractor.inputs import load
from extractor.normalise import Cleaning, normalise

FLATTENINGS: Mapping[str, str] = {name.replace("_", "-"): name for name in LAYOUTS}
EXPLICIT = ("bars", "bars-merged", "markdown", "cell-lines-bar", "tabs", "raw-html")
LOOSE = ("bars-dropped", "cell-lines", "pdf", "label-values", "one-line")
TAKING = ("table-four-missing", "no-section-titles", "header-rows-missing", "rows-lost", "table-gap", "deduplicated-lines")
KIND = tuple(name for name in DAMAGE if name not in TAKING)
UNSURE = ("glued", "deduplicated", "absent")  # in which an agency's own wrong figure could be a misreading
NEVER_BLANK = ("deduplicated", "deduplicated-lines", "chinese-numerals")  # what is blank leaves nothing there that gold could speak of
LONGEST_GLUED = 9000  # from here on the ways to cut a run of digits are too many to count
ATTEMPTS = 8


def _of(*groups: tuple[Sequence[str], float]) -> dict[str, float]:
    return {name: share for names, share in groups for name in names}


PRESETS: Mapping[str, Mapping[str, float]] = {
    "mild": _of((EXPLICIT, 0.5), (KIND, 0.05)),
    "medium": _of((EXPLICIT, 0.4), (LOOSE, 0.4), (KIND, 0.12), (TAKING, 0.06)),
    "severe": _of((EXPLICIT, 0.15), (LOOSE, 0.4), (("glued", "deduplicated"), 0.3), (("absent",), 0.03), (KIND, 0.25), (TAKING, 0.15)),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """What may befall a report: names of FLATTENINGS and DAMAGE with the share of reports they befall. `text` is as it was given."""

    text: str
    shares: Mapping[str, float]


class Garbled(NamedTuple):
    """A garbled report as the bytes of its file, with its gold."""

    data: bytes
    gold: Gold


def parse_spec(text: str) -> Spec:
    """The spec of a text. Raises UsageError naming what it does not know."""
    shares: dict[str, float] = {}
    for part in (part.strip() for part in text.split(",")):
        name, _, strength = part.partition(":")
        try:
            share = float(strength) if strength else 1.0
            if not 0 < share <= 1:
                raise ValueError
        except ValueError:
            raise UsageError(f"--garble: {part}: expected a strength above 0 and at most 1, found {strength!r}", f"{name}:0.5") from None
        if name in PRESETS:
            shares |= {each: own * share for each, own in PRESETS[name].items()}
        elif name in FLATTENINGS or name in DAMAGE:
            shares[name] = share
        else:
            known = f"{', '.join(PRESETS)}; flattenings {', '.join(FLATTENINGS)}; damage {', '.join(DAMAGE)}"
            raise UsageError(f"--garble: {name!r}: no such damage", known)
    return Spec(text, shares)


def garbled(example: Example, spec: Spec, seed: int, forms: Forms, cleaning: Cleaning) -> Garbled:
    """The report garbled: the same bytes for the same report, spec and seed. Raises UsageError where it cannot be taken apart."""
    parts = _taken_apart(example, forms, cleaning)
    for attempt in range(ATTEMPTS + 1):
        rng = Random(crc32(f"{seed}/{attempt}/{example.slug}/{spec.text}".encode()))
        drawn = [name for name, share in spec.shares.items() if rng.random() < share]
        names = [name for name in drawn if name in DAMAGE and not (name in NEVER_BLANK and parts.blank)]
        flattenings = [name for name in drawn if name in FLATTENINGS and parts.bears(name)]
        flattening = rng.choice(flattenings) if flattenings and attempt < ATTEMPTS else "bars"
        try:
            report = _rendered(parts, FLATTENINGS[flattening], forms, rng)
            if "below" in report.traits:  # a label below nothing would take its neighbour's figure
                names = [name for name in names if name != "fee-in-header"]
            report = damaged(report, names, rng)
            if "deduplicated" in report.traits:
                report = deduplicated_lines(report, rng)
            gold = report.gold()
        except Undecided:  # more stories fit than can be counted: drawn again, at the last in bars, where one fits
            continue
        file = report.file()
        return Garbled(file if isinstance(file, bytes) else file.encode(), gold)
    raise AssertionError


def gold_dict(gold: Gold) -> dict[str, Any]:
    """The gold as `gold.json` would give it, digits and all."""
    return {field.name: getattr(gold, field.name) for field in fields(gold)}


@dataclass(frozen=True)
class _Parts:
    """A report taken apart: the paragraphs before and after its tables, and what its cells print."""

    gold: Mapping[str, Any]
    editions: Mapping[str, str]
    printed: Mapping[str, Value]
    gone: tuple[str, ...]  # rows, as table/row, of which the gold knows nothing
    before: tuple[Block, ...]
    after: tuple[Block, ...]

    @property
    def blank(self) -> bool:
        return any(value is None for value in self.printed.values())

    def bears(self, flattening: str) -> bool:
        """Whether gold can be told for this report in a flattening."""
        if flattening in UNSURE and (self.gold.get("source_errors") or self.gold.get("broken_identities")):
            return False
        if flattening in NEVER_BLANK and self.blank:
            return False
        if flattening in ("glued", "deduplicated") and self.gone:
            return False
        if flattening in LOOSE and self.blank and self.gold.get("source_errors"):
            return False
        return flattening != "glued" or all(value is None or value < LONGEST_GLUED for value in self.printed.values())


_OPENING = re.compile(r"二[、.．,，]\s*主动公开")
_CLOSING = re.compile(r"[四五六][、.．,，]\s*(?:\S{0,12})?存在")
_HEADING = re.compile(r"[#\s]*[一二三四五六][、.．]\s*\S{2,24}\s*$")
_COUNTS = re.compile("[0-9０-９零〇一二三四五六七八九十百千万两无無未没沒]")
_SENTENCE = re.compile("[^。；;]*[。；;]?")
_REMAINS = ("勾稽关系", "商业企业", "科研机构", "社会公益组织", "结果维持", "结果纠正", "尚未审结", "办理结果")
SECTIONS = {
    "disclosure": "二、主动公开政府信息情况", "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
}


def _taken_apart(example: Example, forms: Forms, cleaning: Cleaning) -> _Parts:
    found = _known.get(example.digest)
    if found is None:
        found = _known[example.digest] = _apart(example, forms, cleaning)
    return found


_known: dict[str, _Parts] = {}  # of this process; a report is garbled with many seeds


def _apart(example: Example, forms: Forms, cleaning: Cleaning) -> _Parts:
    document = load(example.source)
    clean = normalise(document, cleaning)
    opening, closings = _OPENING.search(clean.text), list(_CLOSING.finditer(clean.text))
    if opening is None or not closings or closings[-1].start() <= opening.start():
        hint = "a report whose parts two and five have no headings cannot be garbled"
        raise UsageError(f"{example.slug}: where its tables begin and end cannot be told", hint)
    start = clean.original(opening.start(), opening.start() + 1).start
    stop = clean.original(closings[-1].start(), closings[-1].start() + 1).start
    head, tail = (part.replace("\r\n", "\n") for part in (document.text[:start], document.text[stop:]))
    outside = clean.text[: opening.start()] + clean.text[closings[-1].start() :]
    if sum(word in outside for word in _REMAINS) > len(_REMAINS) // 2:
        raise UsageError(f"{example.slug}: a table stands outside parts two to four", "such a report cannot be garbled")
    gold, editions = example.gold, dict(example.gold["editions"])
    lost = set(gold["lost"])
    rows = {f"{form.table}/{row.id}": row.columns for form in forms.of(editions) for row in form.rows}
    gone = [row for row, columns in rows.items() if any(f"{row}/{column}" in lost for column in columns)]
    if any(row.startswith("disputes/") for row in gone):
        gone += [f"disputes/{row.id}" for row in forms.get("disputes", editions["disputes"]).rows]
    printed = {a: None if a.rpartition("/")[0] in gone else gold["cells"][a] for a in addresses(forms, editions)}
    if not head.endswith("\n"):
        head += "\n"
    names = [name for name in (gold.get("organization"),) if name]
    blocks = tuple(_prose(head, names)), tuple(_prose(tail, names))
    return _Parts(gold, editions, printed, tuple(dict.fromkeys(gone)), *blocks)


def _prose(text: str, names: Sequence[str]) -> Iterator[Block]:
    """Paragraphs as blocks: sentences that may state a count or name the agency are told from those that damage may eat into."""
    titled = False
    for line in text.splitlines(keepends=True):
        words = line.rstrip("\n")
        end = (Piece("\n"),) if line.endswith("\n") else ()
        if not words.strip():
            yield Block("prose", "", (Piece(words), *end))
        elif _HEADING.fullmatch(words):
            yield Block("section", "", (Piece(words, "section"), *end))
        elif not titled:
            titled = True
            yield Block("title", "", (Piece(words, "title"), *end))
        else:
            pieces = [Piece(said, _kind(said, names)) for said in _SENTENCE.findall(words) if said]
            yield Block("prose", "", (*pieces, *end))


def _kind(sentence: str, names: Sequence[str]) -> Any:
    if any(name in sentence for name in names) or len(sentence) < 24:  # short ones may be a signature, or half of a broken line
        return "name"
    return "claim" if _COUNTS.search(sentence) else "prose"


def _rendered(parts: _Parts, layout: str, forms: Forms, rng: Random) -> Rendered:
    mark = rng.choice(["", "", "", "/", "-", "—"]) if layout != "glued" else ""
    texts = {a: (mark if value is None else str(value)) for a, value in parts.printed.items()}
    flat = LAYOUTS[layout](grids(forms, parts.editions, texts, rng), rng)
    while "below" in flat.traits and "" in texts.values():  # a label below nothing would take its neighbour's figures
        flat = LAYOUTS[layout](grids(forms, parts.editions, texts, rng), rng)
    editions = dict.fromkeys(forms.tables, "2021") if flat.absent else parts.editions
    tables = [
        block for table in forms.tables
        for block in (Block("section", f"section/{table}", (Piece(SECTIONS[table], "section"), Piece("\n"))), *flat.blocks[table],
                      *([Block("noise", "", (Piece(" "),))] if "one_line" in flat.traits else []))
    ]
    if not tables[-1].text.endswith(("\n", " ")):
        tables.append(Block("noise", "", (Piece("\n"),)))
    gold = parts.gold
    report = Rendered(
        forms=forms, blocks=(*parts.before, *tables, *parts.after), editions=editions,
        printed={a: parts.printed.get(a) for a in addresses(forms, editions)}, modes=_modes(flat, forms, editions, texts),
        traits=flat.traits, organization=gold.get("organization", ""), year=gold.get("year", 0), published=gold.get("published"),
        claims=tuple(gold["claims"]), lost=frozenset(a for a in addresses(forms, editions) if a.split("/")[0] in flat.absent),
        source_errors=tuple(gold.get("source_errors", ())), not_in_text=tuple(gold.get("not_in_text", ())),
        claims_optional=tuple(gold.get("claims_optional", ())), layout=layout, newline=" " if "one_line" in flat.traits else "\n",
    )
    return _without_rows(report, parts.gone) if parts.gone and not flat.absent else report


def _without_rows(report: Rendered, gone: Sequence[str]) -> Rendered:
    """The report without rows that the source had lost before; a table that lost all of them goes whole."""
    left = {b.ref.split("/")[0] for b in report.blocks if b.role == "row" and b.ref not in gone}
    tables = {row.split("/")[0] for row in gone} - left
    worse = lose(report, [Block("row", row, ()) for row in gone], "Rows were lost before.")
    return without(worse, lambda _, b: (b.role == "row" and b.ref in gone) or (b.role == "head" and b.ref in tables))


def _modes(flat: Flat, forms: Forms, editions: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, Mode]:
    """The layout's modes; glued tables that also miss cells of a row are a mode of their own."""
    modes = dict(flat.modes)
    for form in forms.of(editions):
        if modes.get(form.table) == "glued":
            rows = [form.addresses] if form.side_by_side else [[f"{form.table}/{r.id}/{c}" for c in r.columns] for r in form.rows]
            if any(0 < sum(bool(texts[a]) for a in row) < len(row) for row in rows):
                modes[form.table] = "glued_dropped"
    return modes
