"""`gouji eval lint` finds gold that is wrong, each kind of wrongness by its own complaint, and lets good gold alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluation.goldlint import complaints
from extractor.evaluation.goldset import read_example
from extractor.pipeline import Kit, load_kit
from extractor.settings import Content, shipped

GOLD = shipped() / "eval/gold"
Change = Callable[[dict[str, Any]], object]


@cache
def kit() -> Kit:
    return load_kit(Content((shipped(),)))


def told(tmp_path: Path, slug: str, change: Change) -> set[tuple[str, str]]:
    """(place, English reason) of what is complained of in a copy of a report whose gold was changed."""
    folder = tmp_path / slug
    shutil.copytree(GOLD / slug, folder)
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    change(gold)
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    example = read_example(slug, folder / "source.txt", folder / "gold.json", kit().forms)
    return {(c.place, c.reason.en) for c in complaints(example, kit().forms, kit().cleaning)}


def setting(key: str, value: object) -> Change:
    return lambda gold: gold.__setitem__(key, value)


def cell(address: str, value: object) -> Change:
    return lambda gold: gold["cells"].__setitem__(address, value)


def test_gold_left_as_it_is_gets_no_complaint(tmp_path: Path) -> None:
    assert told(tmp_path, "01-bars-clean", lambda gold: None) == set()


def test_a_figure_that_the_source_does_not_print_is_named(tmp_path: Path) -> None:
    found = told(tmp_path, "01-bars-clean", cell("disclosure/licence/decided", 164))
    assert ("disclosure/licence/decided", "164 does not stand in the tables as often as it is labelled") in found


def test_a_zero_labelled_where_the_cell_is_blank_is_named(tmp_path: Path) -> None:
    found = told(tmp_path, "20-township-all-blank", cell("disclosure/fee/amount", 0))
    assert {place for place, _ in found} == {"disclosure/fee/amount"}


@pytest.mark.parametrize("slug", ["22-glued-zero-township", "42-glued-2019"])
def test_a_figure_that_is_not_in_its_glued_row_is_named(tmp_path: Path, slug: str) -> None:
    assert told(tmp_path, slug, cell("disclosure/penalty/decided", 9)) >= {
        ("disclosure/penalty/decided", "9 does not stand in the tables as often as it is labelled")
    }


def test_identities_that_break_unsaid_are_named_with_their_row_and_column(tmp_path: Path) -> None:
    found = told(tmp_path, "13-tabs-source-error", setting("source_errors", []))
    assert found == {(place, f"{rule} does not hold, and source_errors does not say so")
                     for rule, place in (("R2", "requests/total"), ("R3", "requests/granted"))}


def test_a_source_error_that_breaks_nothing_is_named(tmp_path: Path) -> None:
    found = told(tmp_path, "01-bars-clean", setting("source_errors", ["requests/granted/total"]))
    assert found == {("requests/granted/total", "is named in source_errors, but breaks no identity")}


def test_a_row_called_lost_whose_figures_still_stand_is_named(tmp_path: Path) -> None:
    row = [f"requests/denied.enforcement_file/{c.id}" for c in kit().forms.get("requests", "2021").columns]

    def change(gold: dict[str, Any]) -> None:
        gold["lost"] = row
        for address in row:
            del gold["cells"][address]

    found = told(tmp_path, "14-contradiction", change)
    assert ("requests/denied.enforcement_file", "is labelled lost, but its label still has figures after it") in found


def test_a_claim_whose_number_the_prose_does_not_state_is_named(tmp_path: Path) -> None:
    claim = {"topic": "requests.received", "value": 29, "qualifier": "exact"}
    found = told(tmp_path, "01-bars-clean", lambda gold: gold["claims"].append(claim))
    assert ("requests.received", "29 does not stand in the prose") in found


def test_a_claim_of_an_unknown_topic_or_qualifier_is_named(tmp_path: Path) -> None:
    claims = [("requests.refused", "exact"), ("requests.denied", "over")]
    added = [{"topic": topic, "value": 3, "qualifier": qualifier} for topic, qualifier in claims]
    found = told(tmp_path, "01-bars-clean", lambda gold: gold["claims"].extend(added))
    assert ("requests.refused", "is no topic") in found
    assert any(place == "requests.denied" and reason.startswith("its qualifier or scope") for place, reason in found)


def test_contradictions_unsaid_or_said_in_vain_are_named(tmp_path: Path) -> None:
    unsaid = told(tmp_path / "a", "14-contradiction", setting("contradicted", []))
    assert unsaid == {("requests.received", "disagrees with the tables, and contradicted does not say so")}
    in_vain = told(tmp_path / "b", "01-bars-clean", setting("contradicted", ["requests.received"]))
    assert in_vain == {("requests.received", "is named in contradicted, but no claim of it disagrees with the tables")}


def test_parts_that_are_more_than_their_whole_are_a_contradiction(tmp_path: Path) -> None:
    found = told(tmp_path, "36-contradictions-parts", setting("contradicted", ["requests.carried_out", "disputes.suit"]))
    assert found == {("requests.received", "disagrees with the tables, and contradicted does not say so")}


@pytest.mark.parametrize(("key", "value"), [("organization", "梓澜县水利局"), ("year", 2019), ("published", "2024-02-22")])
def test_metadata_that_the_source_does_not_give_is_named(tmp_path: Path, key: str, value: object) -> None:
    assert {place for place, _ in told(tmp_path, "01-bars-clean", setting(key, value))} == {key}


def test_what_about_toml_lacks_or_says_otherwise_is_named(tmp_path: Path) -> None:
    found = told(tmp_path, "01-bars-clean", setting("layout", "tabs"))
    assert found == {("about.toml: layout", "differs from gold.json")}
    about = tmp_path / "01-bars-clean/about.toml"
    about.write_text('origin = "x"\nlayout = "tabs"\ndamage = []\ndifficulty = "fair"\nnotes = " "\n', encoding="utf-8")
    example = read_example("a", about.with_name("source.txt"), about.with_name("gold.json"), kit().forms)
    places = {c.place for c in complaints(example, kit().forms, kit().cleaning)}
    assert places == {"about.toml: notes", "about.toml: second_labelling", "about.toml: difficulty"}


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["eval", *arguments])


@pytest.mark.usefixtures("alone")
def test_the_command_says_file_place_and_reason_and_ends_with_one(tmp_path: Path) -> None:
    for slug in ("01-bars-clean", "17-bar-alone-suit-error"):
        shutil.copytree(GOLD / slug, tmp_path / "mine" / slug)
    assert run("lint", str(tmp_path / "mine")).exit_code == 0
    gold = tmp_path / "mine/17-bar-alone-suit-error/gold.json"
    gold.write_text(gold.read_text(encoding="utf-8").replace('"source_errors": [', '"source_errors": [], "was": ['), encoding="utf-8")
    result = run("lint", str(tmp_path / "mine"), "--lang", "en")
    assert result.exit_code == 1
    assert result.stdout == f"{gold.parent}\tdisputes/review\tR4 does not hold, and source_errors does not say so\n"


@pytest.mark.usefixtures("alone")
def test_gold_that_is_no_gold_is_a_complaint_and_the_others_are_still_looked_at(tmp_path: Path) -> None:
    for slug in ("01-bars-clean", "02-bars-dropped-blanks"):
        shutil.copytree(GOLD / slug, tmp_path / "mine" / slug)
    first, second = (tmp_path / "mine" / slug / "gold.json" for slug in ("01-bars-clean", "02-bars-dropped-blanks"))
    first.write_text("{", encoding="utf-8")
    second.write_text(second.read_text(encoding="utf-8").replace('"disclosure/fee/amount"', '"disclosure/fee/sum"'), encoding="utf-8")
    result = run("lint", str(tmp_path / "mine"), "--lang", "en")
    assert result.exit_code == 1
    assert "no valid JSON" in result.stdout
    assert "disclosure/fee/sum is no address" in result.stdout


@pytest.mark.usefixtures("alone")
def test_a_set_that_names_nothing_is_refused() -> None:
    result = run("lint", "no-such-set")
    assert result.exit_code == 2
    assert "no such set" in result.stderr
