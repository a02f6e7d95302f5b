"""Which model is asked, at which address, with whose key; and what doctor and runs say of it on the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from extractor.errors import UsageError
from extractor.services.profile import OPENAI, Profile, load_profile, public_address
from extractor.store import Store
from tests.service import FaultyService, fails, without_schemas
from tests.terminal import gouji
from tests.test_settings import settings, toml

LOCAL = '[profiles.local]\nbase_url = "http://localhost:11434/v1"\nmodel = "qwen3:14b"\n'
PAID = '[profiles.paid]\nmodel = "gpt-5-mini"\napi_key_env = "TEST_KEY"\nmode = "json_schema"\nrpm = 60\ntpm = 9000\nconcurrency = 3\n'


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("OPENAI_", "GOUJI_"))]:
        monkeypatch.delenv(name)


def profile(folder: Path, text: str = "", **options: Any) -> Profile | None:
    if text:
        toml(folder, text)
    return load_profile(settings(folder, **options))


def test_a_key_alone_configures_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-0123456789")
    monkeypatch.setenv("GOUJI_API_KEY", "sk-test-0123456789")
    assert profile(tmp_path) is None
    assert profile(tmp_path, base_url="http://localhost:1/v1") is None


def test_a_model_by_option_is_asked_at_openai_or_at_the_address_given(tmp_path: Path) -> None:
    assert profile(tmp_path, model="gpt-5-mini") == Profile("gpt-5-mini", "gpt-5-mini", OPENAI)
    assert profile(tmp_path, model="m", base_url="http://x/v1", concurrency=2) == Profile("m", "m", "http://x/v1", concurrency=2)


def test_the_only_profile_is_in_use_and_of_several_the_one_that_is_named(tmp_path: Path) -> None:
    assert profile(tmp_path, LOCAL) == Profile("local", "qwen3:14b", "http://localhost:11434/v1")
    assert profile(tmp_path, LOCAL + PAID) is None
    paid = Profile("paid", "gpt-5-mini", OPENAI, "TEST_KEY", "json_schema", 60, 9000, 3)
    assert profile(tmp_path, LOCAL + PAID, model="paid") == paid
    assert profile(tmp_path, '[model]\nname = "paid"\n' + LOCAL + PAID) == paid
    assert profile(tmp_path, LOCAL + PAID.replace("paid", "default")) == Profile(**{**_values(paid), "name": "default"})


def _values(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in Profile.__slots__}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rpm = 0", "profiles.local.rpm: expected a whole number"), ("tpm = 1.5", "tpm: expected"), ("timeout = '9'", "timeout: expected"),
        ("mode = 'xml'", "mode: expected json_schema, tools, json"), ("service_tier = 'slow'", "service_tier: expected"),
        ("colour = 1", "colour: no such setting"), ("concurrency = true", "concurrency: expected"), ("max_output = -1", "max_output"),
    ],
)
def test_a_wrong_line_of_a_profile_is_told_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        profile(tmp_path, LOCAL + line)
    assert "gouji.toml" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"), [("[profiles.x]\nrpm = 1", "no model"), ("profiles = 3", "expected tables"), ("[profiles]\nx = 3", "expected tables")]
)
def test_a_profile_without_a_model_and_profiles_that_are_none_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        profile(tmp_path, text)


@pytest.mark.parametrize("address", ["localhost:11434", "ftp://x/v1", "http://", "http:///v1", "http://x:99999/v1", "http://a b/v1", "x"])
def test_what_is_no_address_is_told(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="not the address of a service"):
        profile(tmp_path, model="m", base_url=address)


def test_a_key_pasted_where_its_name_belongs_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="never a key itself") as caught:
        profile(tmp_path, LOCAL + 'api_key_env = "sk-proj-0123456789"')
    assert "0123456789" not in str(caught.value)


def test_a_key_goes_to_the_service_that_it_is_for_and_to_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "for-openai")
    monkeypatch.setenv("TEST_KEY", "for-paid")
    assert Profile("m", "m").key() == "for-openai"
    assert Profile("m", "m", "http://localhost:1/v1").key() is None
    assert Profile("m", "m", "https://api.openai.com.example/v1").key() is None
    paid = profile(tmp_path, PAID, base_url="http://elsewhere/v1")
    assert paid is not None
    assert paid.key() is None
    monkeypatch.setenv("GOUJI_API_KEY", "for-gouji")
    assert (paid.key(), Profile("m", "m", api_key_env="TEST_KEY").key()) == ("for-gouji", "for-paid")


@pytest.mark.parametrize("value", ["", "  ", "sk-a\nb", "sk-\u2026"])
def test_a_variable_that_holds_no_key_is_told_without_what_it_holds(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TEST_KEY", value)
    with pytest.raises(UsageError, match="TEST_KEY") as caught:
        Profile("m", "m", api_key_env="TEST_KEY").key()
    assert "sk-" not in str(caught.value)


def test_an_address_is_shown_without_what_may_be_secret_in_it() -> None:
    assert public_address("https://me:secret@host:1/v1/?key=secret#secret") == "https://host:1/v1"


# On the command line


@pytest.mark.usefixtures("alone")
def test_doctor_says_that_nothing_leaves_the_machine_where_no_model_is_configured() -> None:
    assert "ok    model: no model: nothing leaves this machine" in gouji("doctor").stdout


@pytest.mark.usefixtures("alone")
def test_doctor_shows_the_profile_and_what_was_found_out_about_it_and_asks_nobody_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-test-0123456789abcdef")
    with FaultyService(rule=without_schemas) as service:
        Path("gouji.toml").write_text(f'[profiles.local]\nbase_url = "{service.url}"\nmodel = "m"\napi_key_env = "TEST_KEY"\n')
        before = gouji("doctor")
        assert (before.exit_code, service.seen) == (0, [])
        assert f"m at {service.url}, key in TEST_KEY, not asked yet" in before.stdout
        assert "price not known" in before.stdout
        Store(Path("gouji.db")).close()
        probed = gouji("doctor", "--probe")
        asked = len(service.seen)
        after = gouji("doctor")
    assert ("answers by tools" in probed.stdout, "answers by tools" in after.stdout, len(service.seen)) == (True, True, asked)
    assert "sk-test" not in before.stdout + probed.stdout + after.stdout


@pytest.mark.usefixtures("alone")
def test_doctor_says_what_is_wrong_with_the_service_or_the_key() -> None:
    with FaultyService(rule=lambda body: fails(401, "no such key")) as service:
        told = gouji("doctor", "--model", "m", "--base-url", service.url, "--probe")
    assert (told.exit_code, "unauthorised: HTTP 401: no such key" in told.stdout, "hint: check the key" in told.stdout) == (5, True, True)
    told = gouji("doctor", "--model", "gpt-5-mini")
    assert (told.exit_code, "OPENAI_API_KEY is not set" in told.stdout) == (2, True)


@pytest.mark.usefixtures("alone")
def test_runs_without_a_database_says_what_to_do() -> None:
    told = gouji("runs")
    assert (told.exit_code, "hint: run `gouji extract` first" in told.stderr) == (6, True)
