"""Numbers as reports write them are read exactly, and what only looks like a number is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numerals import NUMBER, parse_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", 0), ("00", 0), ("326", 326), ("31000", 31000), ("1,234", 1234), ("12,345,678", 12345678), ("1，234", 1234),
        ("+3", 3), ("-14", -14), ("1.2万", 12000), ("1.85万", 18500), ("3千", 3000), ("5百万", 5000000), ("2万", 20000),
        ("1万2千", 12000), ("12万3456", 123456), ("2亿3000万", 230000000), ("1,234万", 12340000), ("零", 0), ("〇", 0), ("一", 1),
        ("两", 2), ("十", 10), ("十二", 12), ("二十", 20), ("廿", 20), ("廿三", 23), ("卅", 30), ("卅一", 31), ("九十九", 99),
        ("一百", 100), ("一百零五", 105), ("一百〇五", 105), ("一百五", 150), ("一百一十", 110), ("二百五十六", 256),
        ("两百", 200), ("三千二百", 3200), ("三千零二", 3002), ("三千零二十", 3020), ("三千二", 3200), ("一万二千", 12000),
        ("一万二", 12000), ("一万零二", 10002), ("两万", 20000), ("十万", 100000), ("一百二十三万四千五百六十七", 1234567),
        ("一亿二千万", 120000000), ("二〇二三", 2023), ("二零二三", 2023), ("壹佰", 100), ("叁拾伍", 35), (" 12 ", 12),
    ],
)  # fmt: skip
def test_a_written_number_is_read_as_an_exact_integer(written: str, value: int) -> None:
    read = parse_number(written)
    assert read == value
    assert type(read) is int


@pytest.mark.parametrize(
    ("written", "value"),
    [("6719.3835", "6719.3835"), ("12.50", "12.50"), ("0.000001", "0.000001"), ("1,234.5", "1234.5"), ("1.23456万", "12345.6")],
)
def test_a_decimal_keeps_the_places_that_it_is_printed_with(written: str, value: str) -> None:
    read = parse_number(written)
    assert isinstance(read, Decimal)
    assert str(read) == value


@pytest.mark.parametrize(
    "written",
    ["", " ", "件", "12件", "12,34", "1,2345", "1.", ".5", "1.2.3", "百", "千", "万", "亿", "两三", "三五", "十十", "三四百", "百分",
     "万一", "3万5", "1.2万5", "第三", "二百十三百", "一百零零五", "12-34", "--3", "²", "9" * 5000, "一" * 30, "1e5", "NaN", "∞", "\x00"],
)  # fmt: skip
def test_what_is_no_number_as_a_whole_is_none(written: str) -> None:
    assert parse_number(written) is None


@given(st.integers(0, 10**12))
def test_any_integer_reads_back_with_and_without_separators(value: int) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}") == value


def chinese(value: int) -> str:
    """The number in Chinese numerals, as written in full."""
    if value >= 10000:
        high, low = divmod(value, 10000)
        rest = chinese(low) if low else ""
        return chinese(high) + "万" + ("零" if low and low < 1000 else "") + rest
    out, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + name
            gap = False
        else:
            gap = bool(out)
    return out or "零"


@given(st.integers(0, 99_999_999))
def test_any_number_in_chinese_numerals_reads_back(value: int) -> None:
    assert parse_number(chinese(value)) == value


@given(st.text(max_size=40))
def test_no_text_makes_the_parser_raise(text: str) -> None:
    parse_number(text)


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("收到申请12件,办结1,234件", ["12", "1,234"]),
        ("金额6719.3835万元", ["6719.3835万"]),
        ("共一百零五件,两件结转", ["一百零五", "两"]),
        ("信息1.2万条", ["1.2万"]),
    ],
)
def test_number_tokens_are_found_whole(sentence: str, tokens: list[str]) -> None:
    assert [match[0] for match in NUMBER.finditer(sentence)] == tokens
