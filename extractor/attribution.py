"""Attribution: which cells are named for a broken identity, and whether it is laid to the report or to how it was read.

A repair is named only where it is the only smallest one; of two or more cells only where no structural fault explains as much
and they do not stand in one row. The report is blamed only where the figures in question stand soundly in their windows.
Where in doubt, nobody is: a person looks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from extractor.decode import Decoding, decode
from extractor.form import Form, row_title
from extractor.identities import Identities
from extractor.record import Cause, Cell, Message, Number
from extractor.shape import labelled, misread, unsound
from extractor.structure import rivals

_TOO_MUCH = Message("（须有三格以上同时有误，故不归因于报告本身）", " (More than three cells must be wrong; the report is not blamed.)")
_OPEN = Message("（因有空缺，不能断定为报告本身之误）", " (With cells missing, it cannot be told whether the report itself errs.)")
_MISREAD = Message("（读取的数字与原文不一致）", " (A figure was not read as it is printed.)")


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said of the broken identities of one connected part.

    `changes`: the cells named, with the values that would mend it. `cause` None: nothing speaks against the check's own; else
    `reason` says what does.
    """

    changes: Mapping[str, Number] = field(default_factory=dict)
    cause: Cause | None = None
    reason: Message | None = None


def attribute(
    form: Form, identities: Identities, values: Mapping[str, Number], cells: Mapping[str, Cell], text: str | None,
    places: Collection[tuple[str, str]],
) -> Mapping[tuple[str, str], Attribution]:
    """An attribution for each broken identity, by (rule, place); `places` are those. Cells that `values` lacks are unknown."""
    broken = [n for n, equation in enumerate(identities.equations) if (equation.rule, equation.place) in places]
    found: dict[tuple[str, str], Attribution] = {}
    decodings = decode(identities, values)
    decoded = {number for decoding in decodings for number in decoding.broken}
    undecoded = [Decoding(frozenset([n]), (), False) for n in broken if n not in decoded]
    for decoding in (*decodings, *undecoded):
        attribution = _attribution(form, identities, values, cells, text, decoding)
        for number in decoding.broken:
            found[identities.equations[number].rule, identities.equations[number].place] = attribution
    return found


def _attribution(
    form: Form, identities: Identities, values: Mapping[str, Number], cells: Mapping[str, Cell], text: str | None, decoding: Decoding
) -> Attribution:
    changes = decoding.unique or {}
    single = all(len(explanation) == 1 for explanation in decoding.explanations) and bool(decoding.explanations)
    involved = [address for number in decoding.broken for address in identities.equations[number].terms]
    part = {identities.part_of[number] for number in decoding.broken}
    whole = all(a in values for a, places in identities.through.items() if identities.part_of[places[0][0]] in part)
    explained = [address for explanation in decoding.explanations for address in explanation]
    cells_in_question = explained if single and whole else [*explained, *involved]
    rows = list(dict.fromkeys(address.split("/")[1] for address in cells_in_question))
    doubtful = unsound(form, cells, rows, text)
    decoded = decoding.complete or bool(decoding.explanations)
    rival = None if single or not decoded else next(rivals(form, identities, values, sorted(decoding.broken)), None)
    if len(changes) > 1 and (rival or len({address.split("/")[1] for address in changes}) < len(changes)):
        changes = {}
    if any(misread(cells[address]) for address in cells_in_question if address in cells):
        return Attribution(changes, "reading", _MISREAD)
    if doubtful:
        row, why = next(iter(doubtful.items()))
        zh = f"（“{row_title(form.row[row])}”行的数字位置存疑：{why}）"
        en = f" (Where the figures of the row “{form.row[row].en}” belong is in doubt: {why}.)"
        admitted = rival is not None and not doubtful.keys().isdisjoint(rival.rows)
        return Attribution({}, "damage" if admitted else "reading", Message(zh, en))
    if text is None:
        return Attribution(changes)
    if rival is not None and (len(rival.rows) == 1 or not labelled(form, cells, rival.rows, text)):
        also = Message(f"（若{rival.message.zh}，各式亦成立）", f" (All would add up as well if {rival.message.en}.)")
        return Attribution(changes, "undetermined", also)
    if not whole and not (changes and _filled(form, cells, changes)):
        return Attribution(changes, "undetermined", _OPEN)
    if not decoding.explanations and rival is None and not labelled(form, cells, rows, text):
        return Attribution(changes, "undetermined", _TOO_MUCH)
    return Attribution(changes)


def _filled(form: Form, cells: Mapping[str, Cell], changes: Mapping[str, Number]) -> bool:
    """Whether the rows of these cells print all their figures: where blanks stand, a figure may stand in its neighbour's place."""
    rows = {address.split("/")[1] for address in changes}
    return all(
        (cell := cells.get(f"{form.table}/{row}/{column}")) is not None and cell.status == "accepted"
        for row in rows for column in form.row[row].columns
    )
