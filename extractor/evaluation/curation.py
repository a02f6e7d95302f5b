"""What `gouji eval lint` and `gouji eval garble` do: the gold looked over, and gold made worse; each gives back the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from extractor.errors import GoujiError, UnreadableError, UsageError
from extractor.evaluation.garbling import FLATTENINGS, Garbled, Spec, garbled, parse_spec
from extractor.evaluation.goldlint import Complaint, complaints
from extractor.evaluation.goldset import Example, load_set, members, read_example
from extractor.form import Forms
from extractor.garble import DAMAGE, LAYOUTS
from extractor.garble.told import TOLD
from extractor.normalise import Cleaning
from extractor.pipeline import load_kit
from extractor.record import Message
from extractor.settings import Content, Settings
from extractor.typeset import printable

KINDS = {"zh": ("版式", "损坏", "组合"), "en": ("flattening", "damage", "mixture")}
MIXTURES = {
    "mild": Message("版式多变，少许损坏", "whole tables in many flattenings, a touch of damage"),
    "medium": Message("半数丢空白格，损坏常见", "blanks dropped in half of them, damage common"),
    "severe": Message("连写、去重、缺表，多种损坏并存", "glued, deduplicated, tables absent, several kinds of damage at once"),
}


def lint(sets: Sequence[str], settings: Settings) -> int:
    """0 where nothing is wrong with the gold of these sets (of all gold where none is named), else 1."""
    kit = load_kit(settings.content)
    files = [file for name in sets or _folders(settings.content) for file in members(name, settings.content)[1]]
    found = 0
    for slug, source, gold in files:
        for complaint in _complaints(slug, source, gold, kit.forms, kit.cleaning):
            found += 1
            place = gold.parent if source.stem == "source" else gold
            print(f"{printable(str(place))}\t{complaint.place}\t{_said(complaint.reason, settings)}")
    told = f"{len(files)} 份：{found or '没有'}问题" if settings.lang == "zh" else f"{len(files)} reports: {found or 'no'} complaints"
    print(told, file=sys.stderr)
    return 1 if found else 0


def _folders(content: Content) -> list[str]:
    return [str(root / "eval/gold") for root in content.roots if (root / "eval/gold").is_dir()]


def _complaints(slug: str, source: Path, gold: Path, forms: Forms, cleaning: Cleaning) -> list[Complaint]:
    """What is wrong with one report, its gold being no gold among it."""
    try:
        return complaints(read_example(slug, source, gold, forms), forms, cleaning)
    except (UsageError, UnreadableError) as error:
        return [Complaint(slug, gold.name, Message(error.message, error.message))]


def garble(set_name: str | None, out: Path | None, spec: str | None, seed: int, listed: bool, settings: Settings) -> int:
    """0 once every report of the set that can be garbled lies in `out` with its gold, or the kinds of damage are listed."""
    if listed:
        for name, kind, told in _kinds(settings):
            print(f"{name:22} {kind}\t{told}")
        return 0
    if set_name is None or out is None or spec is None:
        raise UsageError("SET, OUT and --garble are needed", "gouji eval garble smoke worse/ --garble medium; kinds of damage: --list")
    kit = load_kit(settings.content)
    gold, parsed = load_set(set_name, settings.content, kit.forms), parse_spec(spec)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{printable(str(out))}: exists and is not empty", "name a new folder")
    written = 0
    for example in gold.examples:
        try:
            worse = garbled(example, parsed, seed, kit.forms, kit.cleaning)
        except GoujiError as error:
            print(f"{error.message} ({error.hint})", file=sys.stderr)
            continue
        _write(out / example.slug, example, worse, parsed, seed)
        written += 1
    if not written:
        raise UsageError(f"{set_name}: none of its reports can be garbled", "see the lines above")
    total = len(gold.examples)
    told = f"{total} 份中的 {written} 份写入 {out}" if settings.lang == "zh" else f"{written} of {total} reports written to {out}"
    print(printable(told), file=sys.stderr)
    return 0


def _kinds(settings: Settings) -> Iterator[tuple[str, str, str]]:
    flattening, damage, mixture = KINDS[settings.lang]
    for name, told in MIXTURES.items():
        yield name, mixture, _said(told, settings)
    for name, function in FLATTENINGS.items():
        yield name, flattening, _said(Message(TOLD[name], _first(LAYOUTS[function].__doc__)), settings)
    for name, operator in DAMAGE.items():
        yield name, damage, _said(Message(TOLD[name], _first(operator.__doc__)), settings)


def _first(docstring: str | None) -> str:
    return (docstring or "").strip().partition("\n")[0]


def _said(message: Message, settings: Settings) -> str:
    return message.zh if settings.lang == "zh" else message.en


def _write(folder: Path, example: Example, worse: Garbled, spec: Spec, seed: int) -> None:
    folder.mkdir(parents=True)
    (folder / "source.txt").write_bytes(worse.data)
    (folder / "gold.json").write_text(worse.gold.to_json() + "\n", encoding="utf-8")
    facts = {
        "origin": f"{example.slug}, garbled: {spec.text}, seed {seed}", "layout": worse.gold.layout, "damage": list(worse.gold.damage),
        "difficulty": "hard" if worse.gold.uncertain or worse.gold.lost else "medium", "notes": worse.gold.note or "No note.",
        "second_labelling": "None: the gold follows from the damage.",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items()]
    (folder / "about.toml").write_text("".join(lines), encoding="utf-8")
