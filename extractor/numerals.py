"""Numbers as reports write them: 326, 1,234, 6719.3835, 1.2万, 十二, 一百零五, 二〇二三. Exact, never a float."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.record import Number

DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
CHINESE = "零〇一二两三四五六七八九十百千万亿廿卅"
NUMBER = re.compile(rf"{DIGITS}(?:\s?[百千]?[万亿])?|[{CHINESE}]+")
"""Finds number tokens in clean text. It finds the 一 of 统一 too: what a token counts is for the caller to say."""

_LONGEST = 20  # Decimal multiplies exactly up to 28 digits; no report counts further than this
_ONES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2} | {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = (("亿", 10**8), ("万", 10**4))
_PLAIN = re.compile(rf"[+-]?{DIGITS}")
_SCALED = re.compile(rf"({DIGITS})([百千]?)")


def parse_number(text: str) -> Number | None:
    """The number that the whole string is, or None. Never raises.

    A decimal keeps the places that it is printed with; with a multiplier it becomes an int where that is exact
    (1.2万 is 12000). 两三 and 三五 are guesses in words, not numbers.
    """
    token = "".join(text.split()).replace("，", ",").replace("．", ".")
    if not token or len(token) > _LONGEST:
        return None
    if _PLAIN.fullmatch(token):
        return _decimal(token.replace(",", ""))
    for name, size in _MYRIADS:
        if name in token:
            return _split(token, name, size)
    return _section(token)


def _decimal(token: str) -> Number:
    return Decimal(token) if "." in token else int(token)


def _split(token: str, name: str, size: int) -> Number | None:
    """Left of 万 or 亿 times its size, plus what follows: 一万二 is 12000, 一万零二 is 10002."""
    left, _, right = token.partition(name)
    high = parse_number(left) if left[:1] not in ("+", "-") else None
    if high is None:
        return None
    if not right:
        return _whole(high * size)
    if not isinstance(high, int):
        return None
    if len(right) == 1:  # 一万二 is 12000 in every mouth; 3万5 is 35000 in one and 30005 in another
        return high * size + _ONES[right] * size // 10 if _ONES.get(right) and left[-1] not in "0123456789" else None
    low = None if right.isdecimal() and len(right) < len(str(size)) - 1 else parse_number(right.lstrip("零〇") or "?")
    return high * size + low if isinstance(low, int) and 0 <= low < size else None


def _whole(value: Number) -> Number:
    return int(value) if value == int(value) else Decimal(value).normalize()


def _section(token: str) -> Number | None:
    """A number below 万: 12, 3千, 十二, 一百零五, 三百五, 二〇二三."""
    scaled = _SCALED.fullmatch(token)
    if scaled:
        return _whole(_decimal(scaled[1].replace(",", "")) * _TENS.get(scaled[2], 1))
    if all(c in _ONES for c in token):
        return _spelt(token)
    token = token.replace("廿", "二十").replace("卅", "三十")
    total, digit, unit, gap = 0, -1, 10**4, False
    for at, c in enumerate(token):
        if c in _ONES:
            if digit > 0 or (digit == 0 and not _ONES[c]):
                return None
            gap = gap or not _ONES[c]
            digit = _ONES[c]
            continue
        size = _TENS.get(c)
        if size is None or size >= unit or (digit <= 0 and not (size == 10 and (at == 0 or digit == 0))):
            return None
        total += max(digit, 1) * size
        digit, unit, gap = -1, size, False
    if digit == 0:
        return None
    if digit > 0:
        total += digit if gap or unit == 10 else digit * unit // 10
    return total


def _spelt(token: str) -> int | None:
    """Digits said one after the other: 五, 二〇二三. Two or three without a 〇 are as often a guess (两三件) as a number."""
    if len(token) == 1:
        return _ONES[token]
    if "两" in token or (len(token) < 4 and not re.search("[零〇]", token)):
        return None
    return int("".join(str(_ONES[c]) for c in token))
