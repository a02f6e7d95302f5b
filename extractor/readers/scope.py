"""Whose a figure is: the agency's own, of the whole area, or of someone whom the words leave open."""

from __future__ import annotations

from extractor.readers.binding import Run
from extractor.readers.wording import Token
from extractor.record import Scope

SCOPES = frozenset({"whole_area", "our_area", "township", "own", "delegated"})
_BETWEEN = frozenset({"own_year", "year", "neutral", "count", "join", "in_total"})  # may stand between an agency's name and its verb
_GOVERNMENT = ("政府", "管委会", "管理委员会")
_TOWNSHIP = ("镇人民政府", "乡人民政府", "街道办事处", "街道", "镇", "乡")


def scope_of(kind: str, word: str, organization: str) -> Scope:
    """The scope that a word of this kind gives to the figures behind it, in a report of this agency.

    A government's report may count its whole area or the government alone: there 全县 is unknown, and 我县 its own.
    """
    if kind == "own":
        return "unknown" if word.endswith("本级") and organization.endswith(_GOVERNMENT) else "own"
    if kind == "delegated":
        return "unknown"
    if not organization:
        return "whole_area" if kind == "whole_area" else "unknown"
    if kind == "township":
        return "own" if organization.endswith(_TOWNSHIP) else "whole_area"
    if organization.endswith(_TOWNSHIP):
        return "own" if any(level in word for level in "镇乡街") else "whole_area"
    if organization.endswith(_GOVERNMENT):
        return "own" if kind == "our_area" else "unknown"
    return "whole_area"


def subject_scope(sentence: str, run: Run, verb: Token | None, organization: str, endings: tuple[str, ...]) -> Scope | None:
    """The scope that an agency's name before the verb gives: our own name is our own, another's is unknown; None where no name is there."""
    if not organization or verb is None or not run.words or run.words[0] is verb or run.seen & SCOPES:
        return None
    before = [word for word in run.words if word.stop <= verb.start]
    while before and before[-1].kind in _BETWEEN:
        before.pop()
    if not before:
        return None
    subject = sentence[before[0].start : before[-1].stop].rstrip("共计总一已也均现新又还本级机关")
    if len(subject) < 2 or not subject.endswith(endings):
        return None
    return "own" if is_own(subject, organization) else "unknown"


def is_own(subject: str, organization: str) -> bool:
    """True where the letters of a name, or of its end, stand in our own name in their order: 县住建局."""
    subject = subject.removesuffix("机关").removesuffix("本级")
    if len(subject) < 2 or (organization.endswith(("办公室", "办公厅")) and subject.endswith("政府")):
        return False
    return any(_in_order(subject[at:], organization) for at in range(max(len(subject) - 2, 1)))


def _in_order(letters: str, name: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
