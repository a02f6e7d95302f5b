"""What `gouji eval power` does: figures on stdout, progress on stderr; gives back the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.evaluation.power import measure
from extractor.evaluation.powerpage import page
from extractor.pipeline import load_kit
from extractor.settings import Settings
from extractor.typeset import cut, right
from extractor.words import either

_COLUMNS = {
    "injected": ("注入", "injected"), "changed": ("改变", "changed"), "detected": ("发现", "detected"),
    "located_first": ("定位", "located"), "right_blame": ("归因报告", "to report"), "unique_wrong": ("误修", "wrong fix"),
    "wrong_blame": ("误责", "wrong blame"), "silent_cells": ("漏格", "silent cells"), "silent_documents": ("漏件", "silent docs"),
}
_NAMES, _WIDTH = 40, 13


def power(settings: Settings, documents: int, seed: int, as_json: bool, html: Path | None = None) -> int:
    """0 once the errors are injected and the figures printed; 1 where a repair was wrong or the report wrongly blamed.

    Raises UsageError where the page cannot be written.
    """
    kit = load_kit(settings.content)
    told = sys.stderr.isatty()

    def progress(done: int) -> None:
        if told and not done % 20:
            print(f"\r{done}/{documents}", end="", file=sys.stderr, flush=True)

    result = measure(kit.checks, kit.forms, documents, seed, progress)
    if told:
        print("\r", end="", file=sys.stderr)
    if html is not None:
        try:
            html.write_text(page(result, settings.lang), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--html: {html} cannot be written: {error.strerror}", "name a file in a folder that exists") from None
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(result, settings.lang)
    return 1 if result["total"]["unique_wrong"] or result["total"]["wrong_blame"] else 0


def _print(result: Mapping[str, Any], lang: str) -> None:
    print(cut(either(lang, "种类", "kind"), _NAMES, pad=True) + "".join(right(either(lang, *words), _WIDTH) for words in _COLUMNS.values()))
    for kind in result["kinds"]:
        print(_line(f"{kind['point']}: {kind['kind']}{'*' if kind['held_out'] else ''}", kind))
    print(_line("total", result["total"]))
    for baseline in result["baselines"]:
        print(_line(f"baseline: {baseline['baseline']}", baseline))
    clean, total = result["clean"], result["total"]
    fixed, blamed = f"{total['unique_wrong_at_most']:.4%}", f"{total['wrong_blame_at_most']:.4%}"
    silent, cells = f"{total['silent_documents_at_most']:.2%}", f"{total['silent_cells_at_most']:.2%}"
    nothing, false = f"{total['unchanged_share']:.1%}", (clean["errors_per_100"], clean["warnings_per_100"])
    if lang == "zh":
        print(f"* 该类错误未用于开发。{nothing} 的注入未改变读出的任何数字。")
        print(f"无错文档 {clean['documents']} 份，每百份：错误 {false[0]}，警告 {false[1]}。")
        print(f"95% 精确二项上限：误修 {fixed}，误责 {blamed}，漏件 {silent}，漏格 {cells}。")
    else:
        print(f"* held out of development. {nothing} of the errors changed nothing in what was read.")
        print(f"{clean['documents']} documents without errors; of 100: {false[0]} errors, {false[1]} warnings.")
        print(f"at most (exact 95 % bounds): {fixed} wrong fixes, {blamed} wrong blame, {silent} silent documents, {cells} silent cells.")


def _line(name: str, counts: Mapping[str, int]) -> str:
    return f"{name:{_NAMES}}{''.join(f'{counts[column]:>{_WIDTH}}' for column in _COLUMNS)}"
