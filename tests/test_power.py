"""The benchmark of verification: errors of every kind are injected, and counted for what they are."""

from __future__ import annotations

import json
import re
from html import escape
from random import Random

import lxml.html
import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluation.power import BASELINES, COUNTS, measure, upper_bound
from extractor.evaluation.powerpage import page
from extractor.evaluation.specimens import SIZES, figures_that_add_up
from extractor.injection import KINDS, TABLE
from tests.tables import CHECKS, FORMS

EVERY = len(KINDS) * len(SIZES)


@pytest.fixture(scope="module")
def measured() -> dict:
    return measure(CHECKS, FORMS, 2 * EVERY, seed=4)


def test_as_many_documents_are_injected_as_were_asked_for(measured) -> None:
    assert measured["documents"] == measured["total"]["injected"] == sum(kind["injected"] for kind in measured["kinds"]) == 2 * EVERY
    assert all(kind["injected"] == sum(size["injected"] for size in kind["by_size"].values()) for kind in measured["kinds"])
    total = measured["total"]
    assert total["unchanged_share"] == pytest.approx(1 - total["changed"] / total["injected"], abs=1e-3)
    assert total["silent_cells_at_most"] == pytest.approx(upper_bound(total["silent_cells"], total["wrong_cells"]), abs=1e-6)


def test_one_wrong_figure_is_laid_to_the_report(measured) -> None:
    blamed = {kind["kind"]: (kind["right_blame"], kind["changed"]) for kind in measured["kinds"] if kind["point"] == "source"}
    some = [blamed[name] for name in ("digit-replaced", "off-by-one", "digit-added", "digits-transposed", "total-wrong")]
    assert sum(right for right, _ in some) > 0.8 * sum(changed for _, changed in some)


def test_there_are_kinds_at_all_three_points_and_some_were_held_out(measured) -> None:
    assert len(KINDS) >= 27
    assert {kind.point for kind in KINDS} == {"source", "text", "reading"}
    assert set(measured["held_out"]) == {kind.name for kind in KINDS if kind.held_out}
    assert {kind.point for kind in KINDS if kind.held_out} == {"source", "text", "reading"}
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_no_repair_is_wrong_and_no_report_wrongly_blamed(measured) -> None:
    assert [(k["kind"], k["unique_wrong"], k["wrong_blame"]) for k in measured["kinds"] if k["unique_wrong"] or k["wrong_blame"]] == []
    assert measured["total"]["unique_wrong_at_most"] > 0


def test_every_error_in_up_to_three_cells_of_the_source_is_detected(measured) -> None:
    for kind in measured["kinds"]:
        if kind["kind"] in ("digit-replaced", "off-by-one", "digit-added", "digits-transposed", "two-cells", "three-cells"):
            assert kind["injected"] >= 6
            assert kind["detected"] == kind["injected"]


def test_what_sums_cannot_see_is_told_as_silent(measured) -> None:
    silent = {kind["kind"] for kind in measured["kinds"] if kind["silent_documents"]}
    assert {"cell-and-all-totals", "columns-swapped", "received-carried-in-swapped"} <= silent


def test_tables_without_errors_have_no_finding(measured) -> None:
    clean = measured["clean"]
    assert clean["documents"] >= EVERY // 3
    assert (clean["errors"], clean["warnings"], clean["errors_per_100"], clean["warnings_per_100"]) == (0, 0, 0, 0)
    assert clean["flagged_at_most"] == pytest.approx(upper_bound(0, clean["documents"]), abs=1e-6)


def test_the_baselines_stand_beside_it_and_do_worse(measured) -> None:
    worse = {baseline["baseline"]: baseline for baseline in measured["baselines"]}
    assert tuple(worse) == BASELINES
    assert worse["schema only"]["detected"] < measured["total"]["detected"]
    assert worse["arithmetic only"]["wrong_blame"] > 0
    assert {baseline["injected"] for baseline in worse.values()} == {measured["total"]["injected"]}


def test_the_same_seed_gives_the_same_figures() -> None:
    one, other = (measure(CHECKS, FORMS, 30, seed=8) for _ in range(2))
    assert one == other
    assert measure(CHECKS, FORMS, 30, seed=9) != one


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("edition", ["2021", "2019"])
def test_the_tables_to_inject_into_add_up(size: str, edition: str) -> None:
    for seed in range(10):
        figures = figures_that_add_up(FORMS, edition, size, Random(seed))
        for table in (TABLE, "disputes"):
            assert CHECKS.identities(FORMS.get(table, edition)).gaps(figures) == {}


@pytest.mark.parametrize(("events", "trials", "rate"), [(0, 5000, 0.000599), (0, 59, 0.0495), (1, 100, 0.0466), (5, 5, 1.0)])
def test_the_bound_of_a_rate_is_the_exact_binomial_one(events: int, trials: int, rate: float) -> None:
    assert upper_bound(events, trials) == pytest.approx(rate, rel=0.01)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_but_itself_and_tells_every_kind(measured, lang: str) -> None:
    text = page(measured, lang)
    assert not re.search(r"https?://|<script|<link|<img|@import|url\(", text)
    assert "Noto Sans CJK SC" in text
    assert all(escape(kind.told.zh if lang == "zh" else kind.told.en) in text for kind in KINDS)
    assert f"{measured['total']['unique_wrong_at_most']:.2%}" in text
    lxml.html.fromstring(text)
    assert text.count("<tr") == text.count("</tr>")
    assert text.count("<td") == text.count("</td>")


def test_the_command_writes_the_page_or_says_why_not(tmp_path) -> None:
    asked = ["eval", "power", "--documents", "3", "--json", "--html"]
    written = CliRunner().invoke(app, [*asked, str(tmp_path / "power.html"), "--lang", "en"])
    assert written.exit_code == 0
    assert "The power of verification" in (tmp_path / "power.html").read_text(encoding="utf-8")
    refused = CliRunner().invoke(app, [*asked, str(tmp_path / "none" / "power.html")])
    assert refused.exit_code == 2
    assert "cannot be written" in refused.stderr


def test_the_command_prints_a_table_or_json() -> None:
    run = CliRunner().invoke(app, ["eval", "power", "--documents", "10", "--seed", "3", "--json"])
    assert run.exit_code == 0
    plain = json.loads(run.stdout)
    assert {"kind", *COUNTS} <= plain["kinds"][0].keys()
    table = CliRunner().invoke(app, ["eval", "power", "--documents", "10", "--seed", "3", "--lang", "en"])
    assert table.exit_code == 0
    assert "naive unique repair" in table.stdout
