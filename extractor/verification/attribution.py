"""Attribution: which cells are named for a broken identity, and whether it is laid to the report or to how it was read.

A cell is named where it is the only one that can be wrong, or one of two of which each has two broken identities of its own, in
every smallest explanation with the same value; beside another only where no structural fault explains as much. The report is blamed
only where the figures in question stand soundly in their windows and one wrong cell explains all, or as few as can be named:
where more is wrong, a text whose rows are whole may be out of order all the same. In doubt nobody is blamed: a person looks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from extractor.form import Form, row_title
from extractor.record import Cause, Cell, Message, Number
from extractor.verification.decode import Decoding, decode
from extractor.verification.identities import Identities
from extractor.verification.shape import TAKEN, misread, unsound
from extractor.verification.structure import Rival, rivals
from extractor.words import REASONS, said

_TOO_MUCH = Message("须有三格以上同时有误，文本错乱也可能如此", "more than three cells must be wrong, as where a text is out of order")
_OPEN = Message("有空缺，未印的数字可能补足差额", "cells are missing, and what they held may make up the difference")
_MISREAD = Message("读取的数字与原文不一致", "a figure was not read as it is printed")
_SOUND = Message("所涉数字均按原文读取，各在本行应在之处", "the figures in question read as printed, each in its place in its row")
_NO_RIVAL = Message("行列错位、互换均不能解释", "no rows or columns displaced or exchanged explain it")
_ALONE = Message("只错一格即可解释，且只有这一格", "one wrong cell explains it, and no other does")


# Where three cells must be wrong, a fourth may be as well, and then three others can look like the only explanation; so can they
# where the only one leans on one identity for two of its cells.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is said of a broken identity.

    `suspect`: the cells named; `proposed`: the values with which it would hold, where all that it takes are named. `cause`
    None: nothing speaks against the check's own. `reasons`: what speaks for the cause.
    """

    suspect: tuple[str, ...] = ()
    proposed: Mapping[str, Number] = field(default_factory=dict)
    cause: Cause | None = None
    reasons: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class _Blame:
    cause: Cause | None
    reasons: tuple[Message, ...] = ()
    names: bool = True  # whether cells may be named all the same


def attribute(
    form: Form, identities: Identities, values: Mapping[str, Number], cells: Mapping[str, Cell], text: str | None,
    places: Collection[tuple[str, str]],
) -> Mapping[tuple[str, str], Attribution]:
    """An attribution for each broken identity, by (rule, place); `places` are those. Cells that `values` lacks are unknown."""
    broken = [n for n, equation in enumerate(identities.equations) if (equation.rule, equation.place) in places]
    decodings = decode(identities, values)
    decoded = {number for decoding in decodings for number in decoding.broken}
    undecoded = [Decoding(frozenset([n]), (), False) for n in broken if n not in decoded]
    found: dict[tuple[str, str], Attribution] = {}
    for decoding in (*decodings, *undecoded):
        single = all(len(explanation) == 1 for explanation in decoding.explanations) and bool(decoding.explanations)
        known = decoding.complete or bool(decoding.explanations)
        rival = None if single or not known else next(rivals(form, identities, values, sorted(decoding.broken)), None)
        certain = {} if rival else decoding.certain
        named = {cell: value for cell, value in certain.items() if single or _stands_alone(cell, decoding, identities)}
        if len(named) < len(decoding.unique or ()) or any(len(explanation) > NAMED for explanation in decoding.explanations):
            named = {}
        blame = _blame(form, identities, values, cells, text, decoding, rival, named)
        for number in decoding.broken:
            equation = identities.equations[number]
            own = {cell: value for cell, value in named.items() if blame.names and cell in equation.terms}
            needed = any(cell in equation.terms and cell not in own for explanation in decoding.explanations for cell in explanation)
            found[equation.rule, equation.place] = Attribution(tuple(own), {} if needed else own, blame.cause, blame.reasons)
    return found


def _stands_alone(cell: str, decoding: Decoding, identities: Identities) -> bool:
    """Whether two broken identities are this cell's own in every explanation: one may be met by chance where others err as well."""
    own = [identities.equations[n].terms.keys() for n in decoding.broken if cell in identities.equations[n].terms]
    return all(sum(terms & explanation.keys() == {cell} for terms in own) > 1 for explanation in decoding.explanations)


def _blame(
    form: Form, identities: Identities, values: Mapping[str, Number], cells: Mapping[str, Cell], text: str | None,
    decoding: Decoding, rival: Rival | None, named: Mapping[str, Number],
) -> _Blame:
    """Whose fault it is, with the reasons."""
    single = all(len(explanation) == 1 for explanation in decoding.explanations) and bool(decoding.explanations)
    involved = [address for number in decoding.broken for address in identities.equations[number].terms]
    part = {identities.part_of[number] for number in decoding.broken}
    whole = all(a in values for a, places in identities.through.items() if identities.part_of[places[0][0]] in part)
    explained = [address for explanation in decoding.explanations for address in explanation]
    in_question = explained if single and whole else [*explained, *involved]
    if any(misread(cells[address]) for address in in_question if address in cells):
        return _Blame("reading", (_MISREAD,))
    rows = list(dict.fromkeys(address.split("/")[1] for address in in_question))
    if doubtful := unsound(form, cells, rows, text):
        admitted = rival is not None and not doubtful.keys().isdisjoint(rival.rows) and TAKEN.isdisjoint(doubtful.values())
        return _Blame("damage" if admitted else "reading", tuple(_doubts(form, doubtful, rival)), names=False)
    if text is None:
        return _Blame(None)
    if rival is not None:
        return _Blame("undetermined", (_also(rival),))
    if not whole and not (named and _filled(form, cells, named)):
        return _Blame("undetermined", (_OPEN,))
    told = _explained(form, decoding)
    if not single and not (explained and all(cell in named for cell in explained)):
        return _Blame("undetermined", (told,))
    return _Blame(None, (_SOUND, told, *(() if single else (_NO_RIVAL,))))


def _doubts(form: Form, doubtful: Mapping[str, str], rival: Rival | None) -> Iterator[Message]:
    for row, why in doubtful.items():
        zh, en = said(REASONS, why, "zh"), said(REASONS, why, "en")
        yield Message(f"“{row_title(form.row[row])}”行：{zh}", f"row “{form.row[row].en}”: {en}")
    if rival is not None:
        yield _also(rival)


def _also(rival: Rival) -> Message:
    return Message(f"若{rival.message.zh}，各式亦成立", f"all would add up as well if {rival.message.en}")


def _explained(form: Form, decoding: Decoding) -> Message:
    count, size = len(decoding.explanations), max(map(len, decoding.explanations), default=0)
    if not size:
        return _TOO_MUCH
    if size > 1:
        zh, en = ("、".join(form.name(cell, lang) for cell in decoding.explanations[0]) for lang in ("zh", "en"))
        return Message(
            f"至少 {size} 格有误，这样的解释有 {count} 种，如{zh}",
            f"at least {size} cells are wrong; ways to explain it so: {count}, one of them by {en.replace('、', '; ')}",
        )
    if count == 1:
        return _ALONE
    en = f"any one of these {count} cells may be the wrong one: undetermined among them"
    return Message(f"这 {count} 格中任何一格有误都能解释，不能确定是哪一格", en)


def _filled(form: Form, cells: Mapping[str, Cell], changes: Mapping[str, Number]) -> bool:
    """Whether the rows of these cells print all their figures: where blanks stand, a figure may stand in its neighbour's place."""
    rows = {address.split("/")[1] for address in changes}
    return all(
        (cell := cells.get(f"{form.table}/{row}/{column}")) is not None and cell.status == "accepted"
        for row in rows for column in form.row[row].columns
    )
