"""What a sentence states that can be held against itself or its report: a percentage, a whole and its parts, a year, a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from extractor.record import Message, Number
from extractor.text import Span

Kind = Literal["percentage", "part_list", "own_year", "own_name"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `values` are what a check of its kind may name; one that is not known is left out:

    percentage: `stated` %, `computed` % from the two figures beside it, `margin` of its last printed digit; part_list: `whole`,
    `parts_total`, `largest_part`; own_year: `year` of the report, `stated_year` that the sentence gives as its own; own_name: `same`
    is 1 where the agency that the sentence gives as its own may be the report's, else 0. `hedged`: 约, 近, 余. `words` are shown.
    """

    kind: Kind
    values: Mapping[str, Number]
    quote: str
    evidence: Span
    hedged: bool = False
    words: Mapping[str, Message] = field(default_factory=dict)
