"""Sentences that say there was none: which counts they make zero, and which they leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.readers.binding import DECISIONS, DISPUTES, DOCUMENTS, OUTCOMES, REQUEST_NOUNS, Run, Scene
from extractor.readers.wording import Token

_PASSED = frozenset(
    {"neutral", "own", "own_year", "complaint", "disclosure", "each", "count", "charge", "receive", "receive_new", "by", "everyone"}
)
_TARGETS = (
    REQUEST_NOUNS | DISPUTES.keys() | DECISIONS.keys() | DOCUMENTS.keys() | OUTCOMES.keys()
    | {"carry", "last_year", "next_year", "normative", "fee", "processing_fee", "any_fee", "handle", "finish"}
    | {"citizens", "persons", "organisations"}
)  # fmt: skip
_NAMED = {"request": "requests.received", **DISPUTES, **DECISIONS, "fee": "fee.amount", "processing_fee": "processing_fee"}
_FATES = OUTCOMES.keys() | {"carry"}
_YEARS = frozenset({"last_year", "next_year"})
_TAILS = frozenset({"handle", "finish", "application"})
_CAUSES = ("因", "由", "就", "对", "针对")
ONE = ("一件", "一起", "一例", "一宗", "1件", "1起", "1例", "1宗", "一次", "一项")


class Absence(NamedTuple):
    """What is said to be none: topics with their places, and the token after the words that said so."""

    topics: tuple[tuple[str, int, int], ...]
    end: int


def find_absences(tokens: Sequence[Token], at: int, run: Run, scene: Scene) -> Absence:
    """The topics that the negation at `at` makes zero: 未收到申请, 无因…被申请行政复议、提起行政诉讼的情况, 信息处理费:无.

    None where the words go on to another thing (无行政复议被纠正) or name some applicants only: that is zero of a part.
    """
    sure = not run.shut
    seen, end, whole = _walk(tokens, at)
    if whole and not [token for token in seen if token.kind != "else"]:  # nothing is named behind the word: 信息处理费:无, 行政诉讼没有发生
        return _said_before(tokens[at:end], run) if sure else Absence((), at + 1)
    if not whole or not sure:
        return Absence((), at + 1)
    start = tokens[at].start
    caused = any(token.word in _CAUSES for token in tokens[at:end])
    words = [token for token in seen if token.kind != "comma"]
    kinds = {token.kind for token in words}
    if "any_fee" in kinds:
        kinds |= {token.kind for token in tokens[at:end] if token.kind == "disclosure"}
    if not kinds & _YEARS:  # 上年没有结转
        kinds |= run.names & _YEARS
    topics: list[tuple[str, int, int]] = []
    for place, token in enumerate(seen):
        if place and seen[place - 1].kind == "else":
            continue  # no others
        follow = next((t.kind for t in seen[place + 1 :] if t.kind not in _TAILS), "comma")
        topic = _topic(token, follow, kinds, caused, scene, tokens[at : at + 2])
        if topic:
            topics.append((topic, start, token.stop))
    return Absence(tuple(dict.fromkeys(topics)), end)


def _walk(tokens: Sequence[Token], at: int) -> tuple[list[Token], int, bool]:
    """The words that the negation governs, where they end, and whether every one of them was known."""
    seen: list[Token] = []
    place = at + 1
    while place < len(tokens):
        token = tokens[place]
        if token.kind in _TARGETS:
            seen.append(token)
        elif token.kind == "join" or (token.kind == "mark" and token.word == "、"):
            seen.append(token.of_kind("comma"))
        elif token.kind == "mark":
            if not (token.word == "," and _goes_on(tokens, place, seen)) or _counted(tokens, place + 1):
                return seen, place, True
            seen.append(token.of_kind("comma"))
        elif token.kind == "number" and token.word in ONE:
            pass
        elif token.word == "其他":
            seen.append(token.of_kind("else"))
        elif token.kind not in _PASSED:
            return seen, place, token.kind == "negation" and bool(seen)
        place += 1
    return seen, place, True


def _goes_on(tokens: Sequence[Token], at: int, seen: Sequence[Token]) -> bool:
    """True where a comma stands inside the row: 未因信息公开被申请行政复议,提起行政诉讼."""
    if not any(token.kind in DISPUTES for token in seen):
        return any(token.word in _CAUSES for token in tokens[max(at - 8, 0) : at]) and not seen
    for token in tokens[at + 1 :]:
        if token.kind in DISPUTES:
            return token.word.startswith(("提", "申")) or tokens[at + 1].kind == "join" or tokens[at + 1].word in ("被", "提起")
        if token.kind not in ("neutral", "join", "disclosure"):
            return False
    return False


def _counted(tokens: Sequence[Token], at: int) -> bool:
    """True where what follows the comma is counted: 未发生行政复议,被提起行政诉讼2件."""
    for token in tokens[at:]:
        if token.kind == "mark":
            return False
        if token.kind == "number":
            return not (token.word in ONE and token.value == 1 and tokens[at:].index(token) < 1)
    return False


def _topic(token: Token, follow: str, kinds: set[str], caused: bool, scene: Scene, lead: Sequence[Token]) -> str | None:
    kind = token.kind
    if kind in DISPUTES:
        return DISPUTES[kind]
    if kind in REQUEST_NOUNS:
        if scene.part or caused or follow != "comma" or kinds & _FATES or _partial(kinds):
            return None
        return None if kind == "application" and not (scene.asked or scene.disclosure) else "requests.received"
    if kind == "carry":
        if ("last_year" in kinds) == ("next_year" in kinds):
            return None
        return "requests.carried_in" if "last_year" in kinds else "requests.carried_out"
    if kind in OUTCOMES:
        plain = lead[0].word in ("无", "没有", "不存在", "均无", "零") and kind != "outcome.granted"
        return OUTCOMES[kind] if plain and scene.asked and follow in ("comma", *REQUEST_NOUNS) else None
    if kind in DECISIONS:
        return DECISIONS[kind] if follow == "comma" and not kinds & {"handle", "finish"} else None
    if kind == "normative":
        verbs = [DOCUMENTS[verb] for verb in DOCUMENTS if verb in kinds]
        return verbs[0] if len(set(verbs)) == 1 and follow in ("comma", *DOCUMENTS) else None
    if kind == "fee":
        return "fee.amount"
    if kind == "processing_fee" or (kind == "any_fee" and (scene.fees or scene.asked or kinds & REQUEST_NOUNS or "disclosure" in kinds)):
        return "processing_fee"
    return None


def _partial(kinds: set[str]) -> bool:
    """True where people or organisations are named and not both: the others may have applied."""
    return bool(kinds & {"citizens", "persons"}) != ("organisations" in kinds)


def _said_before(words: Sequence[Token], run: Run) -> Absence:
    """The thing stands before the word: 信息处理费收取情况:无, 行政诉讼全年没有发生."""
    named = [token for token in run.chain if token.kind not in ("count", "each", "charge", "comma", "disclosure")]
    if not named or run.broken or named[-1].kind not in _NAMED or any(token.kind == "complaint" for token in words):
        return Absence((), 0)
    kinds = {token.kind for token in named}
    topics = [topic for kind, topic in _NAMED.items() if kind in kinds]
    if len(topics) > 1:
        topics = [topic for topic in topics if topic != "requests.received"]
    return Absence(tuple((topic, named[0].start, words[-1].stop) for topic in topics), 0)
