"""What `gouji rules`, `forms` and `doctor` print: what the program knows, and whether its set-up works."""

from __future__ import annotations

import asyncio
import importlib.metadata
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from extractor import __version__
from extractor.errors import GoujiError, StoreError, UsageError
from extractor.form import Form, row_title
from extractor.pipeline import load_kit
from extractor.services.ledger import Ledger
from extractor.services.prices import load_prices
from extractor.services.profile import load_profile
from extractor.services.providers import Door
from extractor.services.wire import Dialect
from extractor.settings import Settings
from extractor.store import Store
from extractor.verification.checks import Check
from extractor.verification.examples import refuse_untrue_examples
from extractor.words import BLANKS, CAUSES, MISSING, SEVERITIES, either, said

PACKAGES = ("openai", "instructor", "pydantic", "tenacity", "typer", "sqlite-utils")


def list_rules(settings: Settings) -> int:
    """0 once every check is printed on a line of its own: id, severity, title."""
    checks = tuple(load_kit(settings.content).checks)
    width = max(len(check.id) for check in checks)
    for check in checks:
        severity = said(SEVERITIES, check.severity, settings.lang)
        print(f"{check.id:{width}}  {severity}  {either(settings.lang, check.title.zh, check.title.en)}")
    return 0


def show_rule(rule: str, settings: Settings) -> int:
    """0 once one check is printed: what it says, on what ground, what it makes of blanks, and what it tells people."""
    by_id = load_kit(settings.content).checks.by_id
    if rule not in by_id:
        near = [name for name in by_id if rule in name]
        raise UsageError(f"{rule}: no such rule", f"{'perhaps ' + ', '.join(near) if near else 'see gouji rules list'}")
    for name, text in _rule(by_id[rule], settings.lang):
        print(f"{name}: {text}")
    return 0


def _rule(check: Check, lang: str) -> Iterator[tuple[str, str]]:
    yield check.id, f"{either(lang, check.title.zh, check.title.en)} (version {check.version})"
    yield either(lang, "轻重", "severity"), said(SEVERITIES, check.severity, lang)
    yield either(lang, "违反时的判断", "when violated"), said(CAUSES, check.cause, lang)
    yield either(lang, "适用", "applies to"), f"{check.table or ''} {' '.join(check.editions)} each {check.for_each}".strip()
    for number, line in enumerate(check.text.splitlines()):
        yield either(lang, "须成立", "must hold") if number == 0 else " ", line
    yield either(lang, "空格", "blanks"), said(BLANKS, check.blank, lang)
    yield either(lang, "缺失", "lost cells"), said(MISSING, check.missing, lang)
    for basis in check.basis:
        yield either(lang, "依据", "basis"), f"{basis.document} {basis.part}"
    yield either(lang, "说明", "says"), either(lang, check.explain.zh, check.explain.en)


def list_forms(table: str | None, edition: str | None, settings: Settings) -> int:
    """0 once the forms are listed, or the rows, columns and addresses of those that `table` and `edition` name are printed."""
    forms = load_kit(settings.content).forms
    chosen = [form for form in forms if table in (None, form.table) and edition in (None, form.edition)]
    if not chosen:
        known = ", ".join(f"{form.table} {form.edition}" for form in forms)
        raise UsageError(f"{table or ''} {edition or ''}: no such form".strip(), f"forms: {known}")
    for form in chosen:
        name = either(settings.lang, f"表{form.section} {form.zh}", form.en)
        print(f"{form.table} {form.edition}  {name}: {len(form.addresses)} {either(settings.lang, '格', 'cells')}")
        if table is not None:
            _print_form(form, settings.lang)
    return 0


def _print_form(form: Form, lang: str) -> None:
    for row in form.rows:
        print(f"  {either(lang, row_title(row), row.en)}")
        for column in row.columns:
            print(f"    {form.table}/{row.id}/{column}  {either(lang, form.column[column].zh, form.column[column].en)}")


def doctor(settings: Settings, probe: bool = False) -> int:
    """0 where everything works, else the exit code of what does not: 4 content or packages, 6 store, 2 settings, 5 the model service.

    One line on each thing looked at. The model service is asked only where `probe` says so.
    """
    code = 0
    looked: tuple[tuple[str, Callable[[Settings], str]], ...] = (
        ("python", _python), ("packages", _packages), ("content", _content), ("database", _database), ("settings", _settings),
        ("model", lambda settings: _model(settings, probe)), ("encodings", _encodings),
    )
    for name, look in looked:
        try:
            print(f"ok    {name}: {look(settings)}")
        except GoujiError as error:
            print(f"FAIL  {name}: {error.message}\n      hint: {error.hint}")
            code = code or error.exit_code
    return code


def _python(settings: Settings) -> str:
    return f"{platform.python_version()} ({sys.executable}), gouji {__version__}"


def _packages(settings: Settings) -> str:
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)


def _content(settings: Settings) -> str:
    kit, _ = load_kit(settings.content), load_prices(settings.content)
    own = settings.content.own_files()
    replaced = sum(replaces for _, replaces in own)
    more = f"; own files: {replaced} instead of shipped ones, {len(own) - replaced} added" if len(settings.content.roots) > 1 else ""
    roots = " < ".join(map(str, settings.content.roots))
    tried = refuse_untrue_examples(kit.checks, kit.forms)
    return f"{roots}: {len(tuple(kit.forms))} forms, {len(kit.checks)} checks, {tried} examples come out as they say{more}"


def _database(settings: Settings) -> str:
    if settings.db.exists():
        with Store(settings.db):
            return f"{settings.db} can be written"
    try:
        with tempfile.TemporaryDirectory(dir=settings.db.absolute().parent) as folder, Store(Path(folder) / "trial.db"):
            return f"{settings.db} does not exist yet and can be made"
    except OSError as error:
        raise StoreError(f"{settings.db}: cannot be made: {error.strerror}", "give another file with --db") from error


def _settings(settings: Settings) -> str:
    return f"{settings.source or 'no gouji.toml'}, messages in {settings.lang}"


def _model(settings: Settings, probe: bool) -> str:
    profile = load_profile(settings)
    if profile is None:
        return "no model: nothing leaves this machine"
    profile.key()
    with ExitStack() as opened:
        ledger = opened.enter_context(Ledger(settings.db, create=False)) if settings.db.exists() else None
        known = ledger.capability(profile.service, profile.model) if ledger is not None else None
        dialect = asyncio.run(_probed(Door(profile, ledger))) if probe else known
    key = f"key in {profile.key_variable}" if profile.key_variable else "no key"
    mode = "not asked yet (gouji doctor --probe asks it)" if dialect is None else f"answers by {dialect.mode}"
    price = load_prices(settings.content).find(profile.base_url, profile.model, datetime.now(UTC).date(), profile.service_tier)
    return f"{profile.model} at {profile.service}, {key}, {mode}, {'price known' if price else 'price not known: cost will be unknown'}"


async def _probed(door: Door) -> Dialect:
    async with door:
        return await door.probe()


def _encodings(settings: Settings) -> str:
    return f"output {sys.stdout.encoding}, file names {sys.getfilesystemencoding()}"
