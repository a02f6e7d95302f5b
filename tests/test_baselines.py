"""The baselines read what such tools read, and fail where they fail: so that a figure beside theirs says something."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from extractor.errors import UsageError
from extractor.evaluation.goldset import read_example
from extractor.evaluation.metrics import Score, score
from extractor.evaluation.trial import baseline
from extractor.inputs import load
from extractor.record import Record
from extractor.settings import Content, shipped
from extractor.text import SourceDocument
from tests.reading import GOLD, kit, source


def module(name: str) -> ModuleType:
    found = baseline(f"baseline:{name}", Content((shipped(),)))
    assert found is not None
    return found


def scored(record: Record, slug: str) -> Score:
    example = read_example(slug, source(slug), GOLD / slug / "gold.json", kit().forms)
    return score(record, example.gold, load(source(slug)).text)


def test_filling_by_position_is_right_where_every_cell_is_printed_and_shifted_where_blanks_were_dropped() -> None:
    read = module("position").read
    clean, dropped = (scored(read(load(source(slug)), kit()), slug) for slug in ("01-bars-clean", "02-bars-dropped-blanks"))
    assert clean.counts["right"] == clean.counts["cells"] == 200
    assert dropped.counts["silent"] > 20


def test_filling_by_position_knows_one_form_only() -> None:
    found = scored(module("position").read(load(source("04-pinyin-2019")), kit()), "04-pinyin-2019")
    assert found.counts["form.right"] == 0
    assert found.counts["documents.right"] == 0


TABLE = """
三、收到和处理政府信息公开申请情况
| 一、本年新收政府信息公开申请数量 | 4 | 1 | 0 | 0 | 0 | 2 | 7 |
| 二、上年结转政府信息公开申请数量 |  |  |  |  |  |  | 0 |
| (一)予以公开 | 3 | 0 | 0 | 0 | 0 | 0 | 3 |
"""


def test_matching_labels_of_a_converted_table_reads_its_rows_and_loses_the_rest() -> None:
    cells = module("markdown").of_markdown(TABLE, SourceDocument.of(TABLE), kit()).cells
    assert [cells[f"requests/received/{c}"].value for c in ("natural_person", "company", "other", "total")] == [4, 1, 2, 7]
    assert cells["requests/carried_in/company"].status == "blank"
    assert cells["requests/granted/total"].value == 3
    assert cells["requests/denied.state_secret/total"].status == "lost"


def test_without_the_converter_the_way_to_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markitdown", None)
    with pytest.raises(UsageError, match="needs markitdown") as told:
        module("markdown").read(SourceDocument.of(TABLE), kit())
    assert "gouji[baselines]" in told.value.hint


def test_the_plain_prompt_names_every_cell_of_both_forms() -> None:
    words = module("prompt").instructions(kit())
    assert all(address in words for form in kit().forms for address in form.addresses)
    assert "{{" not in words
