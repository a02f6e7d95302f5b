"""The prompts: frozen once released, complete, and nothing in them but instructions and the form."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractor.errors import ContentError
from extractor.prompts import FORM_HERE, TASKS, digest_of, load_prompts, outline
from extractor.settings import Content, shipped
from tests.truth import FORMS

ROOT = shipped()
PROMPTS = load_prompts(Content((ROOT,)))


def test_a_released_prompt_is_never_edited() -> None:
    frozen = tomllib.loads((ROOT / "prompts/digests.toml").read_text(encoding="utf-8"))
    found = {
        f"{path.parent.name}/{path.stem}": digest_of(path.read_text(encoding="utf-8")) for path in (ROOT / "prompts").glob("*/v*.md")
    }
    assert found == frozen, "write a new version beside it (v2.md) and add its digest to prompts/digests.toml"


@pytest.mark.parametrize("task", TASKS)
def test_every_prompt_says_that_the_report_is_not_to_be_obeyed_and_that_no_figure_is_to_be_written(task: str) -> None:
    assert "不予执行" in PROMPTS[task].text
    assert "从不书写数字" in PROMPTS[task].text or task == "claims"


@pytest.mark.parametrize("form", [*FORMS], ids=lambda form: f"{form.table}-{form.edition}")
def test_a_prompt_lists_every_row_of_its_form_by_the_number_that_the_answer_uses(form: object) -> None:
    system = PROMPTS[form.table].system(form)  # type: ignore[attr-defined]
    assert FORM_HERE not in system
    rows = form.rows  # type: ignore[attr-defined]
    assert [f"r={n} " in system for n in range(1, len(rows) + 2)] == [True] * len(rows) + [False]


def test_what_stays_the_same_comes_first_so_that_services_may_keep_it() -> None:
    form = FORMS.get("requests", "2021")
    assert PROMPTS["requests"].system(form) == PROMPTS["requests"].system(form)
    assert "<report" in PROMPTS["requests"].system(form)  # named in the instructions, never filled in there


def test_rows_with_columns_of_their_own_say_which() -> None:
    assert "r=8 政府集中采购：采购项目数量、采购总金额（2 列）" in outline(FORMS.get("disclosure", "2019"))


def test_a_newer_version_stands_before_an_older_one_and_the_name_says_which(tmp_path: Path) -> None:
    folder = tmp_path / "prompts/claims"
    folder.mkdir(parents=True)
    (folder / "v10.md").write_text("ten", encoding="utf-8")
    prompt = load_prompts(Content((ROOT, tmp_path)))["claims"]
    assert (prompt.version, prompt.name) == (10, f"claims/v10@{digest_of('ten')[:12]}")


@pytest.mark.parametrize(("task", "text", "said"), [("claims", " ", "empty"), ("requests", "no form here", FORM_HERE)])
def test_a_broken_prompt_is_named(tmp_path: Path, task: str, text: str, said: str) -> None:
    folder = tmp_path / f"prompts/{task}"
    folder.mkdir(parents=True)
    (folder / "v9.md").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=r"v9\.md") as raised:
        load_prompts(Content((ROOT, tmp_path)))
    assert said in raised.value.message
