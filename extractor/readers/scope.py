"""Whose a figure is: the agency's own, of the whole area, or of someone whom the words leave open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.readers.binding import CHANNELS, Run, Whose
from extractor.readers.wording import Token

SCOPES = frozenset({"whole_area", "our_area", "township", "own", "delegated"})
_BETWEEN = frozenset({"own_year", "year", "neutral", "count", "join", "in_total"})  # may stand between an agency's name and its verb
_TOWARDS = ("向", "由", "对", "针对", "到", "至", "就")
_OPENING = frozenset({"mark", "year", "own_year", "as_of", "day", "index"})
_BODIES = ("人民政府", "管理委员会", "人民政府办公室", "人民政府办公厅", "办事处")
_AND = ("及", "和", "与")
_SHORTEST = 3
_LEVELS = "省市县区州旗镇乡街"
_NO_LEVEL = re.compile(
    r"城市(?=管理|建设|综合|规划|更新|运行|执法|发展|服务)|都市|市场|市政(?![务府])|市容|社区|地区|区域|区划|园区|乡村|城乡|城镇|乡镇|街区"
)
_LEADING = _BETWEEN | {"last_year", "next_year", "other_year", "as_of", "by", "index", "day"}
_GOVERNMENT = ("政府", "管委会", "管理委员会")
_ALL_AGENCIES = ("各级行政机关", "各行政机关", "各级各部门")
_TOWNSHIP = ("镇人民政府", "乡人民政府", "街道办事处", "街道", "镇", "乡")


def scope_of(kind: str, word: str, organization: str) -> Whose:
    """The scope that a word of this kind gives to the figures behind it, in a report of this agency.

    A government's report counts its whole area, or the government alone: 我县 is its own, 全县 the area, 县本级 and 各乡镇 unknown.
    """
    if word.endswith("本级") and organization.endswith(_GOVERNMENT):
        return "unknown"
    if kind == "own":
        return "own"
    if kind == "delegated":
        return "unknown"
    if not organization:
        return "whole_area" if kind == "whole_area" else "unknown"
    if kind == "township":
        return "own" if organization.endswith(_TOWNSHIP) else "whole_area"
    if organization.endswith(_TOWNSHIP):
        return "own" if any(level in word for level in "镇乡街") else "whole_area"
    if organization.endswith(_GOVERNMENT):
        if kind == "our_area":
            return "own"
        if not organization.endswith("政府"):
            return "unknown"  # a zone's committee is one agency of the zone, or stands for it
        if word in _ALL_AGENCIES:
            return "area"
        if word[0] != "全" or word[1] not in _LEVELS:
            return "unknown"
        return "area" if word[1] == _level(organization) else "whole_area"
    return "whole_area"


def subject_scope(sentence: str, run: Run, verb: Token | None, organization: str, endings: tuple[str, ...], joint: bool) -> Whose | None:
    """The scope that an agency's name before the verb gives: our own name is our own, another's is unknown; None where no name is there."""
    if not organization or verb is None or not run.words or run.words[0] is verb or run.seen & SCOPES:
        return None
    before = [word for word in run.words if word.stop <= verb.start]
    while before and before[-1].kind in _BETWEEN:
        before.pop()
    while before and before[0].kind in _LEADING:
        del before[0]
    if not before or before[-1].kind in CHANNELS:
        return None
    subject = sentence[before[0].start : before[-1].stop].rstrip("共计总一已也均现新又还本级机关")
    if len(subject) < 2 or not subject.endswith(endings):
        return None
    if joint and subject.rpartition("政府")[2][:1] in _AND:
        return "own"  # 市政府及办公室
    return "own" if is_own(subject, organization) else "unknown"


def shared_scope(run: Run, organization: str, endings: tuple[str, ...]) -> bool:
    """True where another agency shares in the count or is its doer: 我局与县水利局共收到, 我局起草并由县政府印发."""
    for place, (before, word) in enumerate(pairwise(run.words), start=2):
        if place < len(run.words) and run.words[place].kind in CHANNELS:
            continue  # 县政府网站 is no agency
        if word.kind == "text" and (before.kind in ("join", "own") or before.word == "由") and word.word.endswith(endings):
            return not is_own(word.word, organization)
        if word.kind == "own" and before.kind == "join" and any(w.kind == "text" and w.word.endswith(endings) for w in run.words):
            return True
    return False


def taker_scope(tokens: Sequence[Token], number: Token, organization: str, endings: tuple[str, ...]) -> Whose | None:
    """The scope that the one behind the number gives who takes what was counted: 19件申请由县教育局受理. None where none is named."""
    at = tokens.index(number) + 1
    if at + 2 < len(tokens) and tokens[at].word == "(" and tokens[at + 1].kind in SCOPES and tokens[at + 2].word == ")":
        return scope_of(tokens[at + 1].kind, tokens[at + 1].word, organization)  # 2340万元(全县)
    for place in range(at, len(tokens)):
        token = tokens[place]
        if token.kind in ("mark", "number", "part"):
            return None
        if place > at and tokens[place - 1].word in ("由", "向", "到", "至", "给", "转", "移交", "转交"):
            if token.kind in SCOPES:
                return scope_of(token.kind, token.word, organization)
            if token.kind == "text" and token.word.endswith(endings) and organization:
                return "unknown"
    return None


def is_own(subject: str, organization: str) -> bool:
    """True where a name is our own or short for it: the same letters in the same order, the same end, the same level of government.

    县住建局 is short for 东屏县住房和城乡建设局; 市住建局 is the superior's, and 东屏县政府 another body than its 办公室.
    """
    subject = _bare(subject)
    if len(subject) < 2 or (organization.endswith(("办公室", "办公厅")) and subject.endswith("政府")):
        return False
    if organization == subject or (len(subject) > _SHORTEST and organization.endswith(subject)):
        return True
    level = _level(subject)
    if level and level != _level(organization):
        return False
    return _in_order(subject, organization)


def is_our_area(name: str, organization: str) -> bool:
    """True where a government's report calls it by its area: 澜港区 for 澜港区人民政府."""
    return organization.startswith(name) and organization[len(name) :] in _BODIES


def with_own_name(tokens: Sequence[Token], sentence: str, organization: str, endings: tuple[str, ...]) -> list[Token]:
    """The tokens, with our own name as one word where a subject or an object stands: 县教育局收到, 由县教育局登记, 针对澜港区的."""
    found = list(tokens)
    if not organization:
        return found
    end = 0
    for at in [at for at, token in enumerate(tokens) if token.word[0] in organization or token.kind in SCOPES]:
        if at < end:
            continue
        token = found[at]
        kind = token.kind
        towards = at > 0 and found[at - 1].word in _TOWARDS
        if towards and kind in SCOPES:
            if kind != "own" and scope_of(kind, token.word, organization) == "own":
                found[at] = token.of_kind("own")
        elif (towards or _opens(found, at)) and kind not in ("mark", "number") and token.word[0] in organization:
            end = _name_end(found, at, sentence, organization, endings)
            if end:
                stop = found[end - 1].stop
                pad = [Token("neutral", "", stop, stop)] * (end - at - 1)  # as many tokens as before: places in the list stay
                found[at:end] = [Token("own", sentence[token.start : stop], token.start, stop), *pad]
    return found


def _opens(tokens: Sequence[Token], at: int) -> bool:
    """True where a subject may stand: at the beginning, behind a mark, a year or an item's number; not in 各县(区)民政局."""
    if at == 0:
        return True
    before = tokens[at - 1]
    if before.word != ")":
        return before.kind in _OPENING
    begin = next((place for place in range(at - 1, -1, -1) if tokens[place].word == "("), 0)
    return begin == 0 or tokens[begin - 1].kind in _OPENING


def _name_end(tokens: Sequence[Token], at: int, sentence: str, organization: str, endings: tuple[str, ...]) -> int:
    """The place behind the longest run of words from `at` that is our own name; 0 where none is."""
    best = 0
    for place in range(at, min(at + 8, len(tokens))):
        token = tokens[place]
        if token.kind in ("mark", "number") or token.stop - tokens[at].start > len(organization) + 4:
            break
        name = sentence[tokens[at].start : token.stop]
        if name[-1] not in organization:
            if token.kind == "text":
                break
            continue
        if (name.endswith(endings) and is_own(name, organization)) or is_our_area(name, organization):
            best = place + 1
    return best


def _bare(name: str) -> str:
    return name.removesuffix("机关").removesuffix("本级")


def _level(name: str) -> str:
    """The level of government that a name stands for: the last of 省 市 县 区 镇 … that is no part of another word; "" where none is."""
    letters = [letter for letter in _NO_LEVEL.sub("", name) if letter in _LEVELS]
    return letters[-1] if letters else ""


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    known = all(letter in rest for letter in letters)
    return known and (letters[-1] in name[-3:] or letters.endswith(("街道", "乡", "镇")))  # 卫健委, 政府办; 柳河镇 for its government
