"""How many pieces of information were published in all, and the numbers of the "of which" list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.readers.binding import DECISIONS, PUBLISHING, REQUEST_NOUNS, Binder, Run, Scene, ahead
from extractor.readers.wording import Token
from extractor.record import Number

_OTHER = REQUEST_NOUNS | DECISIONS.keys() | {"display", "revise", "normative", "regulation", "receive", "issue", "unfinished"}


class Publication(NamedTuple):
    """A whole with its parts. `weak`: published or updated, without the words that mean all (主动公开)."""

    weak: bool
    parts: tuple[Number, ...]


def find_publication(tokens: Sequence[Token], at: int, run: Run, scene: Scene, binder: Binder) -> Publication | None:
    """The published total that the number at `at` is; None where it is something else, or of one channel or sort only."""
    number, names = tokens[at], run.names
    row = "et_cetera" in names and "comma" in run.seen  # 主动公开机构职能、政策文件等政府信息
    strong = "publish_strong" in names or (row and "publish_strong" in run.seen)
    weak = names & PUBLISHING or (row and run.seen & PUBLISHING and names & {"information"} and run.chain[-1].word not in ("信息", "各类"))
    if not (strong or weak) or (scene.part and run.scope != "own") or not binder.fits(number, "information"):
        return None
    words, shut = ahead(tokens, at + 1)
    if not number.unit and not (run.chain[-1].kind in ("count", "each") and shut and not words):
        return None
    if names & _OTHER:
        return None
    named = "information" in names or words[:1] == ["information"]
    if not named and not (strong and number.unit == "条" and shut and not words and "disclosure" not in names):
        return None
    kinds = {kind for kind, _ in run.channels}
    if kinds and not strong and len(set(run.channels)) == 1:
        return None
    if (kinds == {"media"} and len(set(run.channels)) == 1) or (kinds and _rival_channel(tokens, at, binder.units["information"])):
        return None
    return Publication(not strong, _parts(tokens, at, binder.units["information"]))


def _rival_channel(tokens: Sequence[Token], at: int, units: frozenset[str]) -> bool:
    """True where the next count in the sentence is another channel's: then this one is a channel's too."""
    channel = False
    for token in tokens[at + 1 :]:
        if token.kind == "part":
            return False
        if token.kind in ("media", "web"):
            channel = True
        elif token.kind == "number":
            return channel and token.unit in units
    return False


def _list_after(tokens: Sequence[Token], at: int, units: frozenset[str]) -> int:
    """The place of the "of which" that tells of the whole at `at`: no other count of information stands between. -1 where none does."""
    shut = False
    for place in range(at + 1, len(tokens)):
        token = tokens[place]
        if token.kind == "part" or token.word == "分别" or (token.word == ":" and place == at + 1):
            return place
        shut |= token.kind in ("comparison", "percent")
        if token.kind == "number" and token.unit in units and not shut:
            return -1
        shut &= token.word not in (",", ";", "。", ")")
    return -1


def _parts(tokens: Sequence[Token], at: int, units: frozenset[str]) -> tuple[Number, ...]:
    """The counts of the list that follows the whole, in its unit and on its own level; () where no list follows at once."""
    whole, unit = tokens[at].value, tokens[at].unit
    place = _list_after(tokens, at, units)
    if place < 0 or whole is None:
        return ()
    parts: list[Number] = []
    depth = ground = sum(1 if t.word == "(" else 0 for t in tokens[at + 1 : place] if t.kind == "mark")
    skipped = shown = False
    broken_off = ""
    for token in tokens[place:]:
        if token.kind == "mark":
            depth += (token.word == "(") - (token.word == ")")
            if depth < ground:
                break
            if token.word in ",;、":
                skipped = False
            if token.word == ";":
                broken_off, shown = ";", False
            elif token.word in ",、" and parts and not broken_off:
                broken_off = ","
        elif depth > ground:
            continue
        elif token.kind in ("comparison", "percent") or (token.kind == "part" and parts):
            skipped = True
        elif token.kind in ("receive", "receive_new"):
            break
        elif token.kind == "media":
            shown = True
        elif token.kind == "number" and token.unit == unit and not skipped and token.value is not None:
            if shown and broken_off == ";" and whole is not None and sum(parts) + token.value > whole:
                break  # after a list, what a channel published besides
            parts.append(token.value)
            if sum(parts) == whole:
                break
    return tuple(parts) if len(parts) > 1 or (parts and parts[0] != whole) else ()
