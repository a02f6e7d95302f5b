"""Named years and months as a report sees them: its own year, the one before, the one after, a part of one."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.readers.wording import Token

YEARS = frozenset({"year", "own_year", "last_year", "next_year", "other_year"})
_WHOLE_YEAR = ("1月1日", "01月01日", "12月31", "12月底", "12月末")
_UNTIL = ("至", "到", "-", "—", "~", "－")


def dated(token: Token, year: int | None) -> Token:
    """A named year as the report sees it: its own, the one before, the one after, or another."""
    if year is None or token.value is None or token.value == year:
        return token
    return token.of_kind({-1: "last_year", 1: "next_year"}.get(int(token.value) - year, "other_year"))


def is_part_of_year(tokens: Sequence[Token], at: int) -> bool:
    """True where the year at `at` is named with a month or day that is not its first or last: 2023年6月, but not 2023年1月至12月."""
    date = tokens[at].unit
    following = [token.word for token in tokens[at + 1 : at + 3]]
    whole = date == "1月" and len(following) == 2 and following[0] in _UNTIL and following[1].startswith("12月")
    return bool(date) and not date.startswith(_WHOLE_YEAR) and not whole


def is_whole_year(tokens: Sequence[Token], at: int) -> bool:
    """True where a month without a year is the end of a span that is the whole year, or is one: 1-12月, 至12月, 12月31日."""
    word = tokens[at].word
    return word.startswith(("1-12月", *_WHOLE_YEAR)) or (word == "12月" and at > 0 and tokens[at - 1].word in _UNTIL)


def in_a_row(words: Sequence[Token]) -> bool:
    """True where the last words are two years in a row: 2021年、2022年 have their figures together or each its own."""
    return len(words) > 2 and words[-1].kind in YEARS and words[-3].kind in YEARS and words[-2].kind in ("comma", "join")
