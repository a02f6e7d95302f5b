"""The scores of one record against its gold: what became of every cell, of the claims, the findings and the verdict.

All that is counted adds up over documents; rates are made of the sums. 0, blank and lost are three different things here too:
a blank read as 0 is an error of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from extractor.evaluation.judgement import judge_claims, judge_findings
from extractor.numerals import CHINESE, parse_number
from extractor.record import Cell, Number, Record
from extractor.text import Span

Outcome = Literal[
    "right",  # settled as the source has it
    "needless",  # read rightly and left for a person
    "withheld",  # left for a person, without the right reading
    "missed",  # printed, and said to be lost or (another number than 0) blank
    "wrong",  # another number than the printed one
    "misplaced",  # the number of another cell of the table, which itself was not read so
    "invented",  # a number where the source prints a blank
    "filled",  # settled, as a number or a blank, where the source holds the cell no longer
    "blank_as_zero", "zero_as_blank",
    "taken",  # accepted, though the text and the identities leave it open
    "held",  # left open, as it is
    "gone",  # lost, and not settled
]
OUTCOMES: tuple[Outcome, ...] = (
    "right", "held", "gone", "needless", "withheld", "missed", "zero_as_blank", "blank_as_zero", "misplaced", "invented", "filled", "wrong",
    "taken",
)
GOOD = frozenset({"right", "held", "gone"})
DOUBTS = (  # what may speak against a cell, each more than the one before
    "nothing speaks against it", "its report is left for a person", "its table has doubtful cells or findings", "it stands in a finding",
    "a finding suspects it", "it is left for a person itself",
)
LOST = Cell(None, "lost")
ERRORS_KEPT = 24


@dataclass(frozen=True, slots=True)
class Slip:
    """One cell that was not read as the gold has it."""

    address: str
    outcome: Outcome
    printed: Number | None
    read: Number | None
    status: str
    evidence: Span | None


@dataclass
class Score:
    """What one document adds: counts by name, outcomes by field (table/row), and the first cells that went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    fields: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    slips: list[Slip] = field(default_factory=list)


def score(record: Record, gold: Mapping[str, Any], text: str) -> Score:
    """The score of a record; `text` is what its evidence points into."""
    found = Score()
    n = found.counts
    n["documents"] = 1
    for name in ("form", "year", "organization"):
        n[f"{name}.right"] = name in gold.get("not_in_text", ()) or getattr(record, name) == gold.get(name)
    _cells(record, gold, found)
    _evidence(record, gold, text, n)
    judge_claims(record, gold, n)
    judge_findings(record, gold, n)
    n["documents.right"] = not found.slips
    n["documents.silent"] = n["silent"] + n["uncertain.accepted"] + n["lost.invented"] > 0
    found.counts = +n
    found.slips.sort(key=lambda slip: -OUTCOMES.index(slip.outcome))
    del found.slips[ERRORS_KEPT:]
    return found


def same(one: Number | None, other: Number | None) -> bool:
    """Whether two readings are one: the same number, or blank both."""
    return one == other if one is not None and other is not None else one is other


def _cells(record: Record, gold: Mapping[str, Any], found: Score) -> None:
    n, uncertain, doubts = found.counts, frozenset(gold["uncertain"]), _doubts(record)
    for address, printed in gold["cells"].items():
        cell = record.cells.get(address, LOST)
        settled = cell.status in ("accepted", "blank")
        silent = settled and not same(cell.value, printed)
        if address in uncertain:
            n["uncertain"] += 1
            silent = silent and cell.status == "accepted"
            outcome: Outcome = "taken" if cell.status == "accepted" else "held"
            n["uncertain.accepted"] += outcome == "taken"
        else:
            n["cells"] += 1
            n["settled"] += settled
            n["zero_or_blank"] += not printed
            outcome = outcome_of(address, printed, cell, record, gold)
            n["right"] += outcome in ("right", "needless")
        n["silent"] += silent
        _note(found, address, outcome, printed, cell)
        if cell.value is not None or cell.status == "blank":
            level = doubts(address) if settled else len(DOUBTS) - 1
            n[f"doubt.{level}"] += 1
            n[f"doubt.{level}.wrong"] += not same(cell.value, printed)
    for address in gold["lost"]:
        cell = record.cells.get(address, LOST)
        n["lost"] += 1
        filled = cell.status in ("accepted", "blank")
        n["lost.invented"] += filled
        _note(found, address, "filled" if filled else "gone", None, cell)


def _note(found: Score, address: str, outcome: Outcome, printed: Number | None, cell: Cell) -> None:
    found.counts[f"cell.{outcome}"] += 1
    found.fields[address.rpartition("/")[0]][outcome] += 1
    if outcome not in GOOD:
        found.slips.append(Slip(address, outcome, printed, cell.value, cell.status, cell.evidence))


def outcome_of(address: str, printed: Number | None, cell: Cell, record: Record, gold: Mapping[str, Any]) -> Outcome:
    """What became of a cell whose content and place the text settles."""
    if cell.status == "lost":
        return "missed"
    if same(cell.value, printed):
        return "needless" if cell.status == "review" else "right"
    if cell.status == "review":
        return "withheld"
    if cell.value is None:
        return "missed" if printed else "zero_as_blank"
    if printed is None and cell.value == 0:
        return "blank_as_zero"
    if _moved(address, cell.value, record, gold):
        return "misplaced"
    return "invented" if printed is None else "wrong"


def _moved(address: str, value: Number, record: Record, gold: Mapping[str, Any]) -> bool:
    """Whether the number is that of another cell of the table, which was not read as it."""
    table = address[: address.index("/") + 1]
    return any(
        printed == value and other != address and other.startswith(table) and not same(record.cells.get(other, LOST).value, value)
        for other, printed in gold["cells"].items() if printed is not None
    )


def _doubts(record: Record) -> Any:
    """A function: how much speaks against an address, as an index of DOUBTS."""
    raised = [f for f in record.findings if f.severity in ("error", "warning")]
    named = {a for f in raised for a in f.cells}
    suspect = {a for f in raised for a in f.suspect}
    tables = {a.partition("/")[0] for a in named} | {a.partition("/")[0] for a, c in record.cells.items() if c.status in ("lost", "review")}
    whole = int(record.verdict != "accepted")

    def level(address: str) -> int:
        if address in suspect:
            return 4
        if address in named:
            return 3
        return 2 if address.partition("/")[0] in tables else whole

    return level


def _evidence(record: Record, gold: Mapping[str, Any], text: str, n: Counter[str]) -> None:
    used: set[Span] = set()
    for address in gold["cells"]:
        cell = record.cells.get(address, LOST)
        if cell.status != "accepted":
            continue
        n["accepted"] += 1
        if cell.evidence is None:
            n["evidence.absent"] += 1
            continue
        reads, shared = reads_as(text[cell.evidence.start : cell.evidence.stop], cell.value), cell.evidence in used
        n["evidence.wrong"] += not reads
        n["evidence.shared"] += shared
        n["evidence.right"] += reads and not shared
        used.add(cell.evidence)


_BETWEEN = re.compile(r"[\s,，_]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_NUMERAL = re.compile(f"[{CHINESE}]+")
_ZERO = re.compile("[零〇无無未]")


def reads_as(text: str, value: Number | None) -> bool:
    """Whether a stretch of the source shows this number: with units, separators, full width, in words (减少3, 十二, 未增未减)."""
    if text == str(value):
        return True
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text))
    shown = _NUMBER.search(plain)
    if shown is not None:
        number = Decimal(shown.group())
        return number == value or (-number == value and bool(re.search("减|減|下降", plain)))
    words = _NUMERAL.search(plain)
    if words is not None and parse_number(words.group()) == value:
        return True
    return value == 0 and bool(_ZERO.search(plain))
