"""What a model may answer: a strict schema, small answers, and pointers that are looked up before they are believed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from extractor.answers import ClaimPointers, RowPointers, TablePointers, pointers, table_answer
from extractor.text import NormalisedText
from extractor.transcript import table_transcript
from tests.pointer import Pointer
from tests.reading import SLUGS, gold_report, kit
from tests.truth import FORMS

FORM = FORMS.get("requests", "2021")


def schemas(schema: Any) -> list[dict[str, Any]]:
    """Every object schema inside a schema."""
    if isinstance(schema, list):
        return [s for part in schema for s in schemas(part)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [s for part in schema.values() for s in schemas(part)]


@pytest.mark.parametrize("model", [ClaimPointers, *(table_answer(form) for form in FORMS)])
def test_the_schema_is_strict_every_key_required_and_none_with_a_default(model: type[TablePointers]) -> None:
    schema = model.model_json_schema()
    assert "default" not in json.dumps(schema)
    for part in schemas(schema):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])


def test_a_key_that_the_schema_forbids_is_passed_over() -> None:
    told = '{"rows": [{"r": 1, "l": 2, "t": "a", "value": 77}], "year": 1999}'
    assert table_answer(FORM).model_validate_json(told, strict=True).model_dump() == {"rows": ({"r": 1, "l": 2, "t": "a"},)}


def test_the_schema_names_the_rows_of_the_form_and_only_those_asked_for() -> None:
    rows = table_answer(FORM).model_json_schema()["$defs"]["Row"]["properties"]["r"]["enum"]
    some = table_answer(FORM, ("granted", "carried_out")).model_json_schema()["$defs"]["Row"]["properties"]["r"]["enum"]
    assert (rows, some) == ([*range(1, 26)], [3, 25])


def pointed(text: str, line: int, signs: str, count: int, glued: bool = False) -> list[str]:
    """What each sign of an answer points at: the text there, or its kind."""
    transcript = table_transcript(NormalisedText.plain(text), None, glued=glued)
    found = pointers(RowPointers(r=1, l=line, t=signs), transcript, count)
    return [text[p.tokens[0].start : p.tokens[-1].stop] if p.kind == "token" else p.kind for p in found]


def test_a_letter_points_at_its_figure_and_a_number_before_it_at_another_line() -> None:
    assert pointed("许可 3 14\n处罚 5", 1, "ab2a", 3) == ["3", "14", "5"]


def test_blank_and_lost_are_two_things() -> None:
    assert pointed("许可 3", 1, "a-?", 3) == ["3", "blank", "lost"]


def test_digits_of_one_run_make_one_figure_and_others_do_not() -> None:
    assert pointed("许可 1203", 1, "(ab)c(d)", 3, glued=True) == ["12", "0", "3"]
    assert pointed("许可 12 34", 1, "(bc)ad", 3, glued=True) == ["invalid", "1", "4"]
    assert pointed("许可 1234", 1, "(ac)bd", 3, glued=True) == ["invalid", "2", "4"]


@pytest.mark.parametrize("signs", ["", "a", "abc", "aa;DROP", "𝟛𝟜", "a" * 9000, "(((", "99999999999999999999a"])
def test_a_row_with_the_wrong_number_of_signs_points_nowhere(signs: str) -> None:
    assert set(pointed("许可 3 4", 1, signs, 2)) == {"invalid"}


@pytest.mark.parametrize("line", [0, -1, 2, 10**12])
def test_a_line_that_is_not_there_holds_nothing(line: int) -> None:
    assert pointed("许可 3 4", line, "ab", 2) == ["invalid", "invalid"]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_answer_takes_at_most_a_quarter_of_values_with_quotes(slug: str) -> None:
    report, gold = gold_report(slug)
    pointer, ours, naive = Pointer(gold, kit().forms), 0, 0
    for form in kit().forms.of(report.layout.editions):
        transcript = table_transcript(report.text, report.layout.regions.get(form.table))
        ours += len(pointer.answer(f"表{form.section} {form.zh}（{form.edition}年版式）", transcript.delimited(), gold))
        plain = {a: {"value": gold["cells"].get(a), "quote": str(gold["cells"].get(a))} for a in form.addresses}
        naive += len(json.dumps(plain, ensure_ascii=False))
    assert ours <= 0.25 * naive
