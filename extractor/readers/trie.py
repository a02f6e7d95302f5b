"""Patterns for many words at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ROOM = 20


def trie(words: Iterable[str], rooms: bool = True) -> str:
    """A pattern for the longest of these words: branches by character, which `re` follows far faster than a flat list.

    Rooms make it faster at a place where a word may stand, and slower where `re` has to search for the place.
    """
    tails = _tails(words)
    optional = tails.pop("", None) is not None
    parts = _parts(tails)
    if not parts:
        return ""
    if rooms and len(parts) > 2 * _ROOM:  # `re` tries branches one by one: first the room, then the branch in it
        heads = sorted(tails)
        starts = range(0, len(parts), _ROOM)
        parts = [f"(?=[{re.escape(''.join(heads[at : at + _ROOM]))}])(?:{'|'.join(parts[at : at + _ROOM])})" for at in starts]
    body = parts[0] if len(parts) == 1 and not optional else f"(?:{'|'.join(parts)})"
    return f"{body}?" if optional else body


def branches(words: Iterable[str]) -> list[str]:
    """The patterns of the words that begin with each character, to be joined by | with others that begin so: where all branches of
    a pattern begin with a character, `re` passes over the places where none stands."""
    return _parts(_tails(words))


def _tails(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[:1], []).append(word[1:])
    return found


def _parts(tails: Mapping[str, list[str]]) -> list[str]:
    return [re.escape(head) + (trie(rest) if rest != [""] else "") for head, rest in sorted(tails.items())]


def shortest(words: Iterable[str]) -> tuple[str, ...]:
    """The words that hold none of the others: a text that has none of these has none at all."""
    found: list[str] = []
    for word in sorted(words, key=lambda word: (len(word), word)):
        if not any(part in word for part in found):
            found.append(word)
    return tuple(found)
