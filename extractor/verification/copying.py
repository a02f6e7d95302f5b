"""How much of a report's prose stands word for word in an earlier one, statutory wording aside."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extractor.form import explain, load_yaml
from extractor.readers.metadata_vocabulary import HAN
from extractor.readers.proportions import recalled_requests
from extractor.readers.provenance import own_year
from extractor.readers.sentences import sentences
from extractor.record import Number
from extractor.text import NormalisedText, Span

_MARKER = re.compile(r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]+)+")
LONGEST_QUOTE = 120
_LETTERS = re.compile(rf"[^{HAN}\dA-Za-z%]+")


class _BoilerplateFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    shortest: int = Field(ge=1)
    words: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Boilerplate:
    """What makes a sentence count neither as copied nor as new."""

    shortest: int
    words: re.Pattern[str]


def load_boilerplate(path: Path) -> Boilerplate:
    """The words of one file. Raises ContentError naming the file and key where it is broken."""
    try:
        spec = _BoilerplateFile.model_validate(load_yaml(path))
    except ValidationError as error:
        raise explain(path, error) from None
    return Boilerplate(spec.shortest, re.compile("|".join(map(re.escape, spec.words))))


@dataclass(frozen=True)
class Prose:
    """The sentences of one report. `own` are its own wording by letters alone, the report's year and the one before named alike in
    every report; `concluding` are those that give a year as their own: sentence → (that year, its place in the original). `recalled`
    is the number of requests of the year before that one sentence compares its own with: (number, sentence, place)."""

    own: frozenset[str]
    concluding: Mapping[str, tuple[int, Span]]
    recalled: tuple[Number, str, Span] | None = None


def prose_of(text: NormalisedText, prose: Sequence[Span], year: int, boilerplate: Boilerplate) -> Prose:
    """The sentences of a report on a year; `prose` are its stretches outside tables."""
    own: set[str] = set()
    concluding: dict[str, tuple[int, Span]] = {}
    recalled: tuple[Number, str, Span] | None = None
    for sentence in sentences(text.text, prose):
        if any(mark.start <= sentence.start < mark.stop for mark in text.marked):
            continue
        said = _MARKER.sub("", sentence.compact)
        place = text.original(sentence.start, sentence.stop)
        if (stated := own_year(said)) is not None:
            concluding.setdefault(_LETTERS.sub("", said), (stated, place))
        if recalled is None and (number := recalled_requests(said, year)) is not None:
            recalled = number, said[:LONGEST_QUOTE], place
        if not boilerplate.words.search(said):
            letters = _LETTERS.sub("", said.replace(f"{year}年", "本年").replace(f"{year - 1}年", "上年"))
            if len(letters) >= boilerplate.shortest:
                own.add(letters)
    return Prose(frozenset(own), concluding, recalled)


@dataclass(frozen=True)
class Copied:
    """What a report has from an earlier one: its own `sentences`, the whole percentage of them that is `copied` (None where it has
    none), and the conclusions on the earlier year that were left `standing`, with their places."""

    sentences: int
    copied: int | None
    standing: tuple[tuple[str, Span], ...]


def copied(now: Prose, before: Prose, year_before: int) -> Copied:
    """What the later report has word for word from the one on `year_before`."""
    share = len(now.own & before.own) * 100 // len(now.own) if now.own else None
    standing = tuple(
        (letters, span) for letters, (stated, span) in now.concluding.items()
        if stated == year_before and letters in before.concluding
    )
    return Copied(len(now.own), share, standing)
