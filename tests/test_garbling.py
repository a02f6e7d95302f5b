"""Gold reports garbled anew: the same for the same seed, the gold goes along, and what cannot be told is not made."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.evaluation.garbling import FLATTENINGS, PRESETS, garbled, gold_dict, parse_spec
from extractor.evaluation.goldset import Example, check_gold, read_example
from extractor.evaluation.metrics import score
from extractor.garble import DAMAGE, LAYOUTS
from extractor.inputs import decode
from extractor.pipeline import process
from extractor.settings import shipped
from extractor.text import SourceDocument
from tests.reading import kit

GOLD = shipped() / "eval" / "gold"
CLEAN, LOST, ERROR, BLANKS = "01-bars-clean", "07-page-break", "13-tabs-source-error", "02-bars-dropped-blanks"


def example(slug: str) -> Example:
    return read_example(slug, GOLD / slug / "source.txt", GOLD / slug / "gold.json", kit().forms)


def make(slug: str, spec: str, seed: int = 1) -> tuple[bytes, dict[str, Any]]:
    made = garbled(example(slug), parse_spec(spec), seed, kit().forms, kit().cleaning)
    return made.data, gold_dict(made.gold)


def test_the_same_report_spec_and_seed_give_the_same_bytes_and_another_seed_others() -> None:
    assert make(CLEAN, "severe", 4) == make(CLEAN, "severe", 4)
    assert len({make(CLEAN, "severe", seed)[0] for seed in range(6)}) == 6


@pytest.mark.parametrize("flattening", [name for name in FLATTENINGS if name != "absent"])
def test_a_clean_report_reads_the_same_in_every_flattening(flattening: str) -> None:
    data, gold = make(CLEAN, flattening)
    text, *_ = decode(data)
    found = score(process(SourceDocument.of(text), kit())[0], gold, text)
    assert gold["layout"] == FLATTENINGS[flattening]
    assert not [slip for slip in found.slips if slip.outcome not in ("needless", "withheld", "missed")]
    if flattening not in ("glued", "deduplicated"):
        assert found.counts["right"] >= 190


def test_without_a_flattening_the_tables_stand_in_bars() -> None:
    assert make(BLANKS, "spam-lines")[1]["layout"] == "bars"


@pytest.mark.parametrize("slug", [CLEAN, LOST, ERROR, BLANKS, "10-html-province", "04-pinyin-2019"])
def test_the_gold_that_goes_along_is_gold_in_form_and_knows_every_cell(slug: str) -> None:
    for seed in range(8):
        _, gold = make(slug, "severe", seed)
        check_gold(slug, gold, kit().forms)
        original = example(slug).gold
        kept = {a: v for a, v in gold["cells"].items() if a not in gold["uncertain"]}
        assert all(v == original["cells"].get(a) for a, v in kept.items() if gold["layout"] != "absent")


def test_rows_that_the_source_had_lost_stay_lost_and_leave_nothing_behind() -> None:
    data, gold = make(LOST, "tabs")
    lost = set(example(LOST).gold["lost"])
    assert lost
    assert lost <= set(gold["lost"])
    text, *_ = decode(data)
    found = score(process(SourceDocument.of(text), kit())[0], gold, text)
    assert not found.counts["lost.invented"]


def test_an_error_of_the_agency_stays_one_and_is_never_put_where_it_could_be_a_misreading() -> None:
    layouts = Counter(make(ERROR, "glued:0.5,deduplicated:0.5,tabs:0.5", seed)[1]["layout"] for seed in range(12))
    assert set(layouts) <= {"tabs", "bars"}
    assert make(ERROR, "tabs")[1]["source_errors"] == tuple(example(ERROR).gold["source_errors"])


def test_claims_keep_their_numbers_under_damage_that_eats_prose() -> None:
    for seed in range(5):
        data, gold = make(CLEAN, "mojibake,spam-lines,hard-wraps", seed)
        text = decode(data)[0].replace("\n", "")
        assert all(str(claim["value"]) in text for claim in gold["claims"] if claim["value"])


def test_a_strength_is_the_share_of_reports_that_are_befallen() -> None:
    hits = sum("byte-order-mark" in make(CLEAN, "byte-order-mark:0.3", seed)[1]["damage"] for seed in range(60))
    assert 9 <= hits <= 28


def test_the_presets_grow_worse_and_name_only_what_there_is() -> None:
    known = {name.replace("_", "-") for name in LAYOUTS} | set(DAMAGE)
    assert all(set(shares) <= known for shares in PRESETS.values())
    mild, medium, severe = (sum(len(make(CLEAN, name, s)[1]["damage"]) for s in range(12)) for name in PRESETS)
    assert mild < medium < severe
    assert len(DAMAGE) + len(LAYOUTS) >= 18


@pytest.mark.parametrize(("spec", "said"), [("nonsense", "no such damage"), ("tabs:2", "strength"), ("tabs:x", "strength"), ("", "no ")])
def test_a_spec_that_means_nothing_is_refused(spec: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_spec(spec)


def test_a_report_whose_tables_cannot_be_told_from_its_prose_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("某某局2023年政府信息公开工作年度报告\n没有标题的正文。\n", encoding="utf-8")
    with pytest.raises(UsageError, match="cannot be told"):
        garbled(replace(example(CLEAN), source=source, digest="other"), parse_spec("mild"), 1, kit().forms, kit().cleaning)


def test_garbled_gold_goes_to_a_file_and_back(tmp_path: Path) -> None:
    made = garbled(example("10-html-province"), parse_spec("medium"), 3, kit().forms, kit().cleaning)
    (tmp_path / "source.txt").write_bytes(made.data)
    (tmp_path / "gold.json").write_text(made.gold.to_json(), encoding="utf-8")
    again = read_example("x", tmp_path / "source.txt", tmp_path / "gold.json", kit().forms)
    assert again.gold["cells"] == made.gold.cells
    assert json.loads(made.gold.to_json())["damage"] == list(made.gold.damage)
