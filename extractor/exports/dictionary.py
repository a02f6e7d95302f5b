"""The data dictionary of exported tables: a row for each of their columns, with names in both languages, unit and codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.exports.dataset import Field, Row, Table, Words
from extractor.words import UNITS

_TYPES = {
    "text": ("文字", "text"),
    "whole": ("整数", "whole number"),
    "number": ("数，小数位数与原文相同", "number with every digit of the source"),
    "flag": ("是否", "true or false"),
    "list": ("JSON 列表或对象", "a list or an object, as JSON"),
}
_FIELDS = (
    Field("table", "text", "表", "table"),
    Field("column", "text", "列名", "name of the column"),
    Field("type", "text", "类型", "what stands in it", codes=_TYPES),
    Field("zh", "text", "中文名称", "Chinese name"),
    Field("en", "text", "英文名称", "English name"),
    Field("unit", "text", "单位", "unit"),
    Field("unit_en", "text", "单位（英文）", "unit in English"),
    Field("address", "text", "单元格地址", "address of the cell: table/row/column"),
    Field("editions", "text", "有此格的表式年版", "editions of the form that have the cell"),
    Field("codes_zh", "text", "各代码的含义（中文）", "what its words mean, Chinese"),
    Field("codes_en", "text", "各代码的含义（英文）", "what its words mean, English"),
)  # fmt: skip
DICTIONARY = Table("dictionary", "数据字典", "Data dictionary", _FIELDS, lambda records: ())


def dictionary_rows(tables: Sequence[Table]) -> Iterator[Row]:
    """The rows of `DICTIONARY` that describe these tables."""
    for table in tables:
        for field in table.fields:
            unit_en = UNITS.get(field.unit, ("", field.unit))[1]
            yield (
                table.name, field.name, field.kind, field.zh, field.en, field.unit or None, unit_en or None, field.address or None,
                " ".join(field.editions) or None, codes(field.codes, 0) or None, codes(field.codes, 1) or None,
            )  # fmt: skip


def codes(words: Words, language: int) -> str:
    """What the words of a column mean, on one line; 0 for Chinese, 1 for English."""
    return "; ".join(f"{code}: {told[language]}" for code, told in words.items())
