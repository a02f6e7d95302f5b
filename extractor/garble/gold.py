"""The gold of a report as a value, and what follows from its cells: which identities they break, which claims they contradict."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from extractor.form import Forms

Number = int | Decimal
Value = Number | None
# explicit: every cell has its place, blank or not; dropped: blanks left no trace; glued: figures run together; glued_dropped: both
Mode = Literal["explicit", "dropped", "glued", "glued_dropped"]
BALANCE = ("received", "carried_in", "total", "carried_out")
GROUPS = ("denied", "unavailable", "not_processed", "other")


@dataclass(frozen=True)
class Gold:
    """The gold of one report (CONTRACT §4). `cells` holds every printed or blank cell, the uncertain ones with what they were."""

    form: str
    editions: Mapping[str, str]
    organization: str
    year: int
    published: str | None
    cells: Mapping[str, Value]
    uncertain: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    claims: tuple[Mapping[str, Any], ...] = ()
    contradicted: tuple[str, ...] = ()
    source_errors: tuple[str, ...] = ()
    broken_identities: tuple[str, ...] = ()
    not_in_text: tuple[str, ...] = ()
    claims_optional: tuple[str, ...] = ()
    note: str = ""
    layout: str = ""
    damage: tuple[str, ...] = ()

    def to_json(self) -> str:
        """The gold as JSON text; a decimal keeps its digits."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=_number)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)  # at most fifteen digits: the shortest float prints the same
    raise TypeError(f"{value!r} does not belong into gold")


def addresses(forms: Forms, editions: Mapping[str, str]) -> tuple[str, ...]:
    """Every address of a report with these editions, in printed order."""
    return tuple(address for form in forms.of(editions) for address in form.addresses)


def broken(forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Value], unsure: Iterable[str]) -> tuple[str, ...]:
    """The identities R1–R4 that the printed figures break, as `R3:requests/received`; those with a blank or doubtful part are left out."""
    sure = {address: value for address, value in cells.items() if value is not None and address not in set(unsure)}
    found = []

    def hold(name: str, left: Sequence[str], right: Sequence[str]) -> None:
        if all(address in sure for address in (*left, *right)) and sum(sure[a] for a in left) != sum(sure[a] for a in right):
            found.append(name)

    form = forms.get("requests", editions["requests"])
    columns = [column.id for column in form.columns]
    details = [row.id for row in form.rows if row.id not in BALANCE]
    for c in columns:
        hold(f"R1:requests/{c}", [f"requests/{r}/{c}" for r in BALANCE[:2]], [f"requests/{r}/{c}" for r in BALANCE[2:]])
        hold(f"R2:requests/{c}", [f"requests/total/{c}"], [f"requests/{r}/{c}" for r in details])
    for row in form.rows:
        hold(f"R3:requests/{row.id}", [f"requests/{row.id}/{c}" for c in columns[:-1]], [f"requests/{row.id}/{columns[-1]}"])
    form = forms.get("disputes", editions["disputes"])
    columns = [column.id for column in form.columns]
    for row in form.rows:
        hold(f"R4:disputes/{row.id}", [f"disputes/{row.id}/{c}" for c in columns[:-1]], [f"disputes/{row.id}/{columns[-1]}"])
    return tuple(found)


def breaks(address: str, identities: Iterable[str]) -> bool:
    """Whether a cell stands in one of these broken identities."""
    table, row, column = address.split("/")
    names = set(identities)
    return bool(names & {f"R3:{table}/{row}", f"R4:{table}/{row}", f"R1:{table}/{column}", f"R2:{table}/{column}"})


def admissible(forms: Forms, editions: Mapping[str, str], topic: str) -> tuple[tuple[str, ...], ...]:
    """The sums of cells that a claim of this topic may speak of, each as its addresses; () where no cell stands for it."""
    head, _, tail = topic.partition(".")
    if head == "requests":
        form = forms.get("requests", editions["requests"])
        if tail == "received":
            return (("requests/received/total",), ("requests/received/total", "requests/carried_in/total"))
        if tail in GROUPS:
            return (tuple(f"requests/{r.id}/total" for r in form.rows if r.id == tail or r.id.startswith(tail + ".")),)
        return ((f"requests/{'total' if tail == 'handled' else tail}/total",),)
    if topic == "disputes.review":
        return (("disputes/review/total",),)
    if topic == "disputes.suit":
        return (("disputes/suit_direct/total", "disputes/suit_after_review/total"),)
    new = editions["disclosure"] == "2021"
    if head == "normative":
        columns = {"issued": ("issued",) if new else ("made", "published"), "repealed": ("repealed",) if new else (),
                   "in_force": ("in_force",) if new else ("public_total",)}[tail]
        return tuple((f"disclosure/normative/{column}",) for column in columns)
    if tail == "decided":
        return ((f"disclosure/{head}/decided",),)
    return (("disclosure/fee/amount",),) if topic == "fee.amount" and new else ()


def contradicts(claim: Mapping[str, Any], readings: Sequence[Sequence[str]], cells: Mapping[str, Value], unsure: Iterable[str]) -> bool:
    """Whether no reading of a claim fits the printed table in the same scope, or its own parts are more than the whole (R15).

    A blank counts as 0; what is lost or doubtful cannot contradict, nor can a topic without a cell.
    """
    if claim.get("scope", "own") != "own":
        return False
    if claim["qualifier"] == "exact" and sum(claim.get("parts") or ()) > claim["value"]:
        return True
    doubtful = set(unsure)
    known = [reading for reading in readings if all(address in cells and address not in doubtful for address in reading)]
    if not known or len(known) < len(readings):
        return False
    said = claim["value"]
    for reading in known:
        value = sum((cells[address] or 0 for address in reading), 0)
        fits = {"exact": value == said, "at_least": value >= said, "about": abs(value - said) * 10 <= said}
        if fits[claim["qualifier"]]:
            return False
    return True
