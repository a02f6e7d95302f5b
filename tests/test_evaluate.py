"""`gouji eval run`, `compare` and `matrix` as they are used: figures, bytes, resuming, the gate, what is refused, models on a socket."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation.rates import RATES
from extractor.settings import shipped
from tests.pointer import Pointer, Way, load_gold
from tests.reading import kit
from tests.service import Body, FaultyService, fails
from tests.terminal import gouji

pytestmark = pytest.mark.usefixtures("alone")
GOLD = shipped() / "eval" / "gold"
FEW = ("01-bars-clean", "03-cell-a-line", "07-page-break", "13-tabs-source-error")
SUBJECT = "07-page-break"


def folder(name: str = "few", slugs: tuple[str, ...] = FEW) -> Path:
    for slug in slugs:
        shutil.copytree(GOLD / slug, Path(name) / slug)
    return Path(name)


def run(*arguments: object) -> dict[str, Any]:
    result = gouji("eval", "run", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def timeless(result: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in result.items() if key != "time"})


def test_the_json_has_the_documents_and_every_figure_with_its_bounds() -> None:
    found = run(folder())
    assert found["documents"] == len(FEW)
    assert found["figures"].keys() == {rate.name for rate in RATES}
    for figure in found["figures"].values():
        assert figure["value"] is None or 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
    assert found["figures"]["cell_accuracy"]["value"] > 0.9
    assert found["by"].keys() == {"table", "field", "edition", "size", "layout", "damage", "difficulty"}
    assert found["by"]["edition"]["2021"]["documents"] == len(FEW)
    assert set(found["hashes"]) == {"gold", "rules", "prompts", "baselines", "code"}
    assert found["time"]["per_document"] > 0


def test_two_runs_with_one_seed_are_the_same_to_the_byte_over_one_process_or_two() -> None:
    few, options = folder(), ("--garble", "severe", "--repeat", 6, "--seed", 5)
    one, two = run(few, *options), run(few, *options, "--jobs", 2)
    assert timeless(one) == timeless(two)
    assert timeless(one) != timeless(run(few, "--garble", "severe", "--repeat", 6, "--seed", 6))


def test_a_run_that_was_stopped_goes_on_and_comes_to_the_same() -> None:
    few, options = folder(), ("--garble", "medium", "--repeat", 2, "--out", "r.json")
    whole = run(few, *options)
    head = {key: whole[key] for key in ("set", "reader", "model", "service", "garble", "seed", "repeat", "hashes")}
    kept = [{**entry, "seconds": 77.0, "making": 0.0} for entry in whole["per_document"][:3]]
    part = Path("r.json.part")
    assert not part.exists()
    lines = [json.dumps(line, ensure_ascii=False) for line in (head, *kept)]
    part.write_text("\n".join(lines) + '\n{"slug": "cut of', encoding="utf-8")
    again = run(few, *options)
    assert timeless(again) == timeless(whole)
    assert again["time"]["reading"] > 3 * 77
    assert not part.exists()


def test_what_another_run_left_behind_is_not_taken_for_this_one() -> None:
    few = folder()
    Path("r.json.part").write_text(json.dumps({"set": "few", "seed": 9}) + '\n{"slug": "nobody", "round": 0}\n', encoding="utf-8")
    assert run(few, "--out", "r.json")["documents"] == len(FEW)


def test_a_table_for_people_in_both_languages() -> None:
    few = folder()
    assert "cells read rightly" in gouji("eval", "run", few, "--lang", "en").stdout
    assert "单元格准确率" in gouji("eval", "run", few, "--lang", "zh").stdout


def test_the_page_needs_nothing_else_and_shows_the_worst_report_beside_its_source() -> None:
    result = gouji("eval", "run", folder(), "--reader", "baseline:position", "--html", "page.html", "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    page = Path("page.html").read_text(encoding="utf-8")
    drawing = re.search('<script type="text/javascript">.*?</script>', page, re.S)
    assert drawing is not None
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=|@import|url\(", page.replace(drawing.group(), ""))
    assert "Noto Sans CJK SC" in page
    assert page.count("vegaEmbed(") >= 4
    assert "@media print" in page
    worst = page.split("最差的报告")[1]
    assert f"<h3>{SUBJECT}" in worst
    assert "<mark>" in worst
    assert "行“商业企业”列" in worst


@pytest.mark.parametrize(("spoil", "said"), [
    (lambda gold: gold["cells"].update({"requests/nowhere/total": 1}), "requests/nowhere/total is no address"),
    (lambda gold: gold["cells"].pop("requests/total/total"), "requests/total/total is neither in cells nor lost"),
    (lambda gold: gold["lost"].append("requests/total/total"), "in cells and lost"),
    (lambda gold: gold.pop("claims"), "claims missing"),
    (lambda gold: gold["cells"].update({"requests/total/total": "7"}), "expected a number or null"),
    (lambda gold: gold["editions"].update(requests="2005"), "no form has these"),
])
def test_gold_that_is_broken_is_refused_and_its_place_is_said(spoil: Any, said: str) -> None:
    place = folder(slugs=("01-bars-clean",)) / "01-bars-clean" / "gold.json"
    gold = json.loads(place.read_text(encoding="utf-8"))
    spoil(gold)
    place.write_text(json.dumps(gold), encoding="utf-8")
    result = gouji("eval", "run", "few")
    assert result.exit_code == 2
    assert said in result.stderr
    assert str(place) in result.stderr


def test_a_missing_source_a_set_of_nothing_and_an_unknown_one_are_refused() -> None:
    (folder() / FEW[0] / "source.txt").unlink()
    Path("none.toml").write_text('gold = ["there-is-none-*"]', encoding="utf-8")
    Path("empty.toml").write_text('gold = ["*"]\nexcept = ["*"]', encoding="utf-8")
    Path("odd.toml").write_text('gold = ["*"]\ngolden = true', encoding="utf-8")
    Path("void").mkdir()
    for name, said in (("few", "its source is missing"), ("none.toml", "names no folder of eval/gold"), ("empty.toml", "names nothing"),
                       ("odd.toml", "golden: no such key"), ("void", "no gold in it"), ("nonesuch", "no such set")):
        result = gouji("eval", "run", name)
        assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(("options", "said"), [
    (("--garble", "rust"), "no such damage"), (("--reader", "oracle"), "no such reader"),
    (("--reader", "baseline:oracle"), "no such baseline"),
    (("--reader", "both"), "needs a model"), (("--repeat", "2"), "reads the same every time"),
])
def test_a_run_that_makes_no_sense_is_refused(options: tuple[str, ...], said: str) -> None:
    result = gouji("eval", "run", folder(), *options)
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr


def test_two_results_are_compared_and_two_over_different_gold_are_refused() -> None:
    few, fewer = folder(), folder("fewer", FEW[:2])
    run(few, "--out", "offline.json")
    run(few, "--reader", "baseline:position", "--out", "position.json")
    run(fewer, "--out", "fewer.json")
    found = json.loads(gouji("eval", "compare", "offline.json", "position.json", "--json").stdout)
    accuracy = found["figures"]["cell_accuracy"]
    assert accuracy["difference"] < 0
    assert accuracy["low"] <= accuracy["difference"] <= accuracy["high"]
    refused = gouji("eval", "compare", "offline.json", "fewer.json")
    assert refused.exit_code == 2
    assert "only one has 07-page-break, 13-tabs-source-error (2)" in refused.stderr
    assert gouji("eval", "compare", "offline.json", "few/01-bars-clean/gold.json").exit_code == 2


def test_the_gate_lets_the_same_run_pass_and_stops_a_worse_one() -> None:
    few = folder()
    assert gouji("eval", "run", few, "--baseline", "b.json", "--keep-baseline").exit_code == 0
    same = gouji("eval", "run", few, "--baseline", "b.json")
    assert (same.exit_code, "4 of 4 documents" in same.stderr) == (0, True), same.stderr
    kept = json.loads(Path("b.json").read_text(encoding="utf-8"))
    gold = next(e for e in kept["runs"][0]["per_document"] if e["slug"] == SUBJECT)
    Path("b.json").write_text(json.dumps(kept), encoding="utf-8")
    assert gold["counts"].get("silent", 0) == 0
    worse = gouji("eval", "run", few, "--reader", "baseline:position", "--baseline", "b.json")
    assert (worse.exit_code, "holds no run like this one" in worse.stderr) == (2, True)
    kept["runs"][0]["reader"] = "baseline:position"
    Path("b.json").write_text(json.dumps(kept), encoding="utf-8")
    worse = gouji("eval", "run", few, "--reader", "baseline:position", "--baseline", "b.json")
    assert worse.exit_code == 1
    assert "worse: silent_errors" in worse.stderr


def test_the_shipped_baseline_holds_the_offline_reader_over_the_smoke_set() -> None:
    result = gouji("eval", "run", "smoke")
    assert result.exit_code == 0, result.stderr
    found = re.search(r"baseline: (\d+) of (\d+) documents", result.stderr)
    assert found is not None
    assert int(found[1]) > int(found[2]) / 2


def service(way: Way = "perfect") -> FaultyService:
    gold = load_gold(GOLD / SUBJECT / "gold.json")
    pointer = Pointer(gold, kit().forms, way)

    def answer(body: Body) -> str:
        said = {message["role"]: message["content"] for message in body["messages"]}
        if "days" in str(said.get("user")):
            return '{"days": 7}'
        if "JSON" in said["system"] and "{{" not in said["system"] and "address" in said["system"]:
            cells = [{"address": a, "value": v} for a, v in gold["cells"].items()]
            return json.dumps({"organization": gold["organization"], "year": gold["year"], "cells": cells, "claims": []})
        return pointer.answer(said["system"], said["user"], gold)

    return FaultyService(answer=answer)


def test_a_run_with_a_model_counts_tokens_and_is_replayed_without_the_service() -> None:
    few = folder(slugs=(SUBJECT,))
    with service() as server:
        options = (few, "--reader", "both", "--model", "m", "--base-url", server.url)
        first = run(*options)
    replayed = run(*options, "--replay")
    assert first["cost"]["tokens_in"] > 0
    assert first["cost"]["cost"] is None
    assert [first[key] for key in ("figures", "per_document", "cost")] == [replayed[key] for key in ("figures", "per_document", "cost")]
    assert first["figures"]["settled_rate"]["value"] >= run(few)["figures"]["settled_rate"]["value"]


def test_rounds_of_one_text_are_asked_anew() -> None:
    few = folder(slugs=(SUBJECT,))
    with service() as server:
        found = run(few, "--reader", "both", "--model", "m", "--base-url", server.url, "--repeat", 2)
        once = len(server.asked)
        run(few, "--reader", "both", "--model", "m", "--base-url", server.url)
        assert len(server.asked) == once
    assert (found["documents"], found["reports"]) == (2, 1)
    assert set(server.answered.values()) == {2}


def test_a_service_that_fails_is_said_and_exit_code_5() -> None:
    with FaultyService(rule=lambda body: fails(400, "this model cannot", code="bad_request")) as server:
        result = gouji("eval", "run", folder(slugs=(SUBJECT,)), "--reader", "both", "--model", "m", "--base-url", server.url)
    assert result.exit_code == 5
    assert "the model failed for 1" in result.stderr


def test_the_plain_prompt_goes_through_the_same_door_and_has_no_evidence() -> None:
    few = folder(slugs=(SUBJECT,))
    with service() as server:
        found = run(few, "--reader", "baseline:prompt", "--model", "m", "--base-url", server.url)
        assert len(server.asked) == 1
    assert found["figures"]["cell_accuracy"]["value"] == 1.0
    assert found["figures"]["evidence_right"]["value"] == 0.0
    assert found["figures"]["lost_invented_rate"]["value"] == 1.0
    assert found["figures"]["claim_recall"]["value"] == 0.0


def test_the_matrix_is_ordered_by_silent_errors_and_comes_out_the_same_without_a_key() -> None:
    folder(slugs=(SUBJECT,))
    with service() as good, service("shifted") as bad:
        models = f'[models.good]\nmodel = "g"\nbase_url = "{good.url}"\n[models.bad]\nmodel = "b"\nbase_url = "{bad.url}"\n'
        Path("models.toml").write_text(f'set = "few"\nreaders = ["offline", "llm"]\n{models}', encoding="utf-8")
        first = gouji("eval", "matrix", "models.toml", "--json")
    again = gouji("eval", "matrix", "models.toml", "--json", "--replay")
    assert (first.exit_code, again.exit_code) == (0, 0), first.stderr + again.stderr
    rows, replayed = (json.loads(result.stdout)["rows"] for result in (first, again))
    assert {row["name"] for row in rows} == {"offline", "good · shipped · llm", "bad · shipped · llm"}
    assert [row["name"] for row in rows] == [row["name"] for row in replayed]
    order = [(row["silent_errors"], row["review_rate"]) for row in rows]
    assert order == sorted(order)
    assert "model · prompt · reader" in gouji("eval", "matrix", "models.toml", "--replay", "--lang", "en").stdout


@pytest.mark.parametrize(("text", "said"), [
    ("readers = [\"oracle\"]", "readers"), ("[models.x]\nmodel = 'm'", "no set"), ("set = 'few'", "names no model"),
    ("set = 'few'\nfast = true", "fast: no such key"), ("set = 'few'\n[models.x]\nmodel='m'\n[prompts]\nown = 'none'", "holds no prompts/"),
])
def test_a_matrix_that_is_wrong_is_refused(text: str, said: str) -> None:
    Path("models.toml").write_text(text, encoding="utf-8")
    result = gouji("eval", "matrix", "models.toml")
    assert (result.exit_code, said in result.stderr) == (2, True), result.stderr
