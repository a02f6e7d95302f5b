"""The generator of garbled reports: its gold is checked against what it wrote."""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal
from itertools import product
from math import prod
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluation.garbling import FLATTENINGS, PRESETS
from extractor.garble import DAMAGE, LAYOUTS, Gold
from extractor.garble.gold import addresses, broken
from extractor.garble.misprint import chinese
from extractor.garble.stories import stories_of, sums, supported
from tests.synthetic import combinations, report
from tests.truth import FORMS

SIMPLE = str.maketrans("萬減", "万减")
ENCODINGS = {"gb18030": "gb18030", "big5": "big5hkscs", "utf16": "utf-16", "byte-order-mark": "utf-8-sig"}


def decoded(file: str | bytes, gold: Gold) -> str:
    if isinstance(file, str):
        return file
    return file.decode(next(ENCODINGS[name] for name in gold.damage if name in ENCODINGS))


def complaints(text: str, gold: Gold) -> list[str]:
    """What is wrong with a gold, seen from the text alone and from the form."""
    found = []
    every = addresses(FORMS, gold.editions)
    if [a for a in every if (a in gold.cells) == (a in gold.lost)]:
        found.append("cells and lost together are not the form's addresses")
    if set(gold.uncertain) - set(gold.cells):
        found.append("an uncertain cell has no entry")
    plain = re.sub(r"(?<=\d)[,，](?=\d{3})|(?<=\d)\s+(?=万)", "", unicodedata.normalize("NFKC", text).translate(SIMPLE))
    for address, value in gold.cells.items():
        if value is None or address in gold.uncertain:
            continue
        shown = {str(value), f"{value:.2f}", *([chinese(int(value)), "〇"] if value in range(100) else [])}
        shown |= {"未增未减"} if value == 0 else set()
        if not any(form in plain for form in shown):
            found.append(f"{address} = {value} does not stand in the text")
    violated = broken(FORMS, gold.editions, gold.cells, gold.uncertain)
    if violated and not gold.source_errors:
        found.append(f"{violated[:2]} broken without a source error")
    for claim in gold.claims:
        value = claim["value"]
        shown = {str(value), *([chinese(value), "两"] if isinstance(value, int) and value < 100 else []), f"{Decimal(value) / 10000:f}万"}
        if value != 0 and not any(form in plain for form in shown):
            found.append(f"claim {claim['topic']} = {value} does not stand in the text")
    if set(gold.contradicted) - {claim["topic"] for claim in gold.claims}:
        found.append("a contradicted topic is not claimed")
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_gold_fits_the_text_that_it_was_written_with(layout: str) -> None:
    """Every layout with every single damage."""
    for seed, name in enumerate(["", *DAMAGE]):
        fault = ("source-error",) if seed % 5 == 0 else ("contradiction",) if seed % 5 == 1 else ()
        file, gold = report(seed, layout, (name,) if name else (), faults=fault)
        assert complaints(decoded(file, gold), gold) == [], (layout, name, seed)


def test_the_same_seed_gives_the_same_report_and_another_seed_another() -> None:
    one = report(7, "bars", ("pinyin-gloss", "spam-lines"))
    assert one == report(7, "bars", ("pinyin-gloss", "spam-lines"))
    assert one[0] != report(8, "bars", ("pinyin-gloss", "spam-lines"))[0]


@pytest.mark.parametrize("name", DAMAGE)
def test_each_kind_of_damage_changes_the_text_of_some_report_and_says_so(name: str) -> None:
    for seed in range(40):
        file, gold = report(seed, "cell_lines", (name,), edition="2021")
        if name in gold.damage:
            assert decoded(file, gold) != "" or isinstance(file, bytes)
            return
    pytest.fail("never applied in forty reports")


def test_every_layout_and_every_damage_comes_up_in_one_full_round() -> None:
    round_ = combinations(len(LAYOUTS) * (len(DAMAGE) + 1), 3)
    assert {(layout, names) for _, layout, names, _ in round_} >= {(layout, (name,)) for layout in LAYOUTS for name in DAMAGE}


def test_a_run_of_digits_is_cut_in_every_way_that_adds_up() -> None:
    assert list(sums("3000003", 7)) == [(3, 0, 0, 0, 0, 0, 3)]
    assert sorted(sums("11213", 3)) == [(1, 12, 13), (11, 2, 13)]
    assert list(sums("0000001", 7)) == []
    assert list(sums("1100000011", 7)) == []
    assert list(sums("110000011", 7)) == [(1, 10, 0, 0, 0, 0, 11), (11, 0, 0, 0, 0, 0, 11)]


def test_a_row_with_two_figures_left_may_stand_in_six_ways_and_a_lone_figure_is_the_total() -> None:
    truth = (6, None, None, None, None, None, 6)
    assert len(stories_of(["6", "", "", "", "", "", "6"], truth, "dropped")) == 6
    lone = (None, None, None, None, None, None, 0)
    assert stories_of(["", "", "", "", "", "", "0"], lone, "dropped") == [lone]


def test_columns_that_must_balance_settle_a_row_that_alone_would_not_be() -> None:
    full = (1, 2, 3, 4, 5, 6, 21)
    none = (None,) * 6 + (0,)
    loose = [(1, 2, 3, 4, 5, 6, 21), (2, 1, 3, 4, 5, 6, 21)]
    kept = supported({"received": [full], "carried_in": [none], "granted": loose, "total": loose, "carried_out": [none]}, set())
    assert kept["granted"] == {full}
    assert kept["total"] == {full}


def test_the_stories_that_survive_are_those_of_whole_tables_found_by_trying_all() -> None:
    rng, rows, ambiguous = Random(5), ("received", "carried_in", "granted", "denied.enforcement_file", "total", "carried_out"), 0
    for _ in range(150):
        came = [[rng.choice([0, 0, 1, 2, 3]) for _ in range(6)] for _ in range(2)]
        left = [rng.choice([0, 0, min(a + b, 1)]) for a, b in zip(*came, strict=True)]
        done = [a + b - c for a, b, c in zip(*came, left, strict=True)]
        part = [rng.randint(0, d) for d in done]
        table = dict(zip(rows, (*came, part, [d - p for d, p in zip(done, part, strict=True)], done, left), strict=True))
        texts = {row: [str(v) if v else "" for v in cells] + [str(sum(cells))] for row, cells in table.items()}
        truth = {row: tuple(int(t) if t else None for t in cells) for row, cells in texts.items()}
        stories = {row: stories_of(texts[row], truth[row], "dropped") for row in rows}
        if prod(len(ways) for ways in stories.values()) > 30_000:
            continue
        expected: dict[str, set[object]] = {row: set() for row in rows}
        for combination in product(*stories.values()):
            filled = {row: [v or 0 for v in way] for row, way in zip(rows, combination, strict=True)}
            one, two, give, deny, whole, out = (filled[row] for row in rows)
            if all(a + b == w + o and g + d == w for a, b, g, d, w, o in zip(one, two, give, deny, whole, out, strict=True)):
                for row, way in zip(rows, combination, strict=True):
                    expected[row].add(way)
        assert supported(stories, set()) == expected
        ambiguous += any(len(ways) > 1 for ways in expected.values())
    assert ambiguous > 5


def test_without_blanks_and_damage_everything_is_settled() -> None:
    for seed in range(12):
        _, gold = report(seed, "bars", (), edition="2021")
        assert not gold.uncertain
        assert not gold.lost
        assert len(gold.cells) == 200


def test_a_source_error_breaks_an_identity_and_is_named() -> None:
    for seed in range(12):
        _, gold = report(seed, "bars", (), faults=("source-error",))
        assert len(gold.source_errors) == 1
        assert gold.broken_identities


def test_a_contradiction_is_one_topic_whose_figure_differs() -> None:
    found = [report(seed, "tabs", (), faults=("contradiction",))[1].contradicted for seed in range(12)]
    assert all(len(topics) == 1 for topics in found)


def test_gold_goes_to_json_with_its_decimals_unharmed() -> None:
    gold = Gold("2021", {}, "某某局", 2023, None, {"disclosure/fee/amount": Decimal("6719.383512")})
    assert '"disclosure/fee/amount": 6719.383512' in gold.to_json()
    assert json.loads(gold.to_json())["cells"]["disclosure/fee/amount"] == 6719.383512


def garble(out: Path, *options: str) -> Any:
    return CliRunner().invoke(app, ["eval", "garble", "smoke", str(out), *options])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.usefixtures("alone")
def test_a_garbled_set_is_the_same_to_the_byte_with_the_same_seed_and_another_with_another(tmp_path: Path) -> None:
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        assert garble(tmp_path / name, "--garble", "medium", "--seed", seed).exit_code == 0
    one, again, other = (files(tmp_path / name) for name in "abc")
    assert one == again
    assert one.keys() == other.keys()
    assert sum(one[name] != other[name] for name in one if name.endswith("source.txt")) > len(one) / 6


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("spec", ["mild", "medium", "severe", "glued,word-replaced:0.5,rows-lost:0.3"])
def test_the_gold_of_a_garbled_set_has_nothing_wrong_with_it(tmp_path: Path, spec: str) -> None:
    assert garble(tmp_path / "worse", "--garble", spec, "--seed", "11").exit_code == 0
    result = CliRunner().invoke(app, ["eval", "lint", str(tmp_path / "worse")])
    assert result.stdout == ""
    assert result.exit_code == 0


@pytest.mark.usefixtures("alone")
def test_a_garbled_set_is_never_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    result = garble(tmp_path, "--garble", "mild")
    assert result.exit_code == 2
    assert files(tmp_path) == {"kept.txt": b"mine"}


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_damage_is_listed_with_one_line_in_both_languages(tmp_path: Path, lang: str) -> None:
    result = CliRunner().invoke(app, ["eval", "garble", "--list", "--lang", lang])
    told = {line[:22].strip(): line.partition("\t")[2] for line in result.stdout.splitlines()}
    assert set(told) == {*PRESETS, *FLATTENINGS, *DAMAGE}
    assert len(DAMAGE) + len(FLATTENINGS) >= 18 + 14
    assert all(told.values())
    assert lang == "en" or all(re.search("[\u4e00-\u9fff]", words) for words in told.values())


@pytest.mark.usefixtures("alone")
def test_a_kind_of_damage_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    result = garble(tmp_path / "worse", "--garble", "rust")
    assert result.exit_code == 2
    assert not (tmp_path / "worse").exists()
