"""Settings by layer, and content by root."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extractor.errors import ContentError, UsageError
from extractor.settings import Content, Settings, load_settings, shipped


def settings(folder: Path, environment: dict[str, str] | None = None, config: Path | None = None, **options: Any) -> Settings:
    return load_settings(options, environment or {}, folder, config)


def toml(folder: Path, text: str) -> Path:
    path = folder / "gouji.toml"
    path.write_text(text, encoding="utf-8")
    return path


def own_content(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[]", encoding="utf-8")
    return folder


def test_without_anything_said_the_shipped_content_is_used(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    assert plain.content.roots == (shipped(),)
    assert (plain.db, plain.reader, plain.model, plain.jobs, plain.max_bytes) == (Path("gouji.db"), "auto", None, 1, 20_000_000)


def test_an_option_counts_more_than_the_environment_and_that_more_than_the_file(tmp_path: Path) -> None:
    toml(tmp_path, 'db = "file.db"\njobs = 2\nlang = "zh"')
    environment = {"GOUJI_DB": "environment.db", "GOUJI_JOBS": "3"}
    all_three = settings(tmp_path, environment, db=Path("option.db"))
    assert (all_three.db, all_three.jobs, all_three.lang) == (Path("option.db"), 3, "zh")


def test_the_nearest_file_above_the_folder_is_read_and_its_paths_are_its_own(tmp_path: Path) -> None:
    toml(tmp_path, 'db = "data/x.db"')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    found = settings(inner)
    assert (found.db, found.source) == (tmp_path / "data/x.db", tmp_path / "gouji.toml")


def test_a_file_named_by_the_user_is_read_in_place_of_the_nearest(tmp_path: Path) -> None:
    toml(tmp_path, "jobs = 2")
    other = tmp_path / "other.toml"
    other.write_text("jobs = 5", encoding="utf-8")
    assert settings(tmp_path, config=other).jobs == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobs = 0", "jobs: expected a whole number"), ('jobs = "many"', "jobs: expected"), ("jobs = 2.5", "jobs: expected"),
        ('reader = "psychic"', "reader: expected auto, offline, llm, both"), ("colour = 1", "colour: no such setting"),
        ("jobs = = 3", "not valid TOML"), ('content = "nowhere"', "content: expected a folder"), ('model = "m"', "model: expected a table"),
        ("[model]\nkey = 1", "model: expected a table"),
    ],
)
def test_a_wrong_setting_is_told_with_its_file_its_key_and_what_was_expected(tmp_path: Path, text: str, said: str) -> None:
    path = toml(tmp_path, text)
    with pytest.raises(UsageError, match=said) as caught:
        settings(tmp_path)
    assert str(path) in caught.value.message


def test_a_config_file_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        settings(tmp_path, config=tmp_path / "none.toml")


def test_a_model_is_configured_by_a_file_or_an_option_and_never_by_the_environment(tmp_path: Path) -> None:
    assert settings(tmp_path, {"GOUJI_MODEL": "m", "OPENAI_API_KEY": "k"}).model is None
    assert settings(tmp_path, model="m").model == "m"
    toml(tmp_path, '[model]\nname = "local"\nbase_url = "http://localhost:8000/v1"')
    assert (settings(tmp_path).model, settings(tmp_path).base_url) == ("local", "http://localhost:8000/v1")


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LANG": "C"}, "en"), ({}, "en"), ({"LANG": "zh_CN", "LC_ALL": "en_US"}, "en"),
        ({"GOUJI_LANG": "zh"}, "zh"),
    ],
)
def test_messages_are_in_the_language_of_the_machine_unless_said_otherwise(tmp_path: Path, environment: dict[str, str], lang: str) -> None:
    assert settings(tmp_path, environment).lang == lang


def test_a_file_of_the_user_stands_for_the_shipped_one_of_its_name_and_the_rest_stays(tmp_path: Path) -> None:
    base = own_content(tmp_path / "base", "rules/checks/a.yaml", "rules/checks/b.yaml", "rules/text/t.yaml")
    own = own_content(tmp_path / "own", "rules/checks/b.yaml", "rules/checks/c.yaml")
    content = Content((base, own))
    assert content.folder_files("rules/checks") == (base / "rules/checks/a.yaml", own / "rules/checks/b.yaml", own / "rules/checks/c.yaml")
    assert content.file("rules/text/t.yaml") == base / "rules/text/t.yaml"
    assert content.own_files() == ((own / "rules/checks/b.yaml", True), (own / "rules/checks/c.yaml", False))


def test_a_content_file_that_no_root_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"rules/text/none.yaml"):
        Content((tmp_path,)).file("rules/text/none.yaml")


def test_the_shipped_content_holds_every_form() -> None:
    names = [path.name for path in Content((shipped(),)).folder_files("rules/forms")]
    assert names == ["disclosure.yaml", "disputes.yaml", "requests.yaml"]
