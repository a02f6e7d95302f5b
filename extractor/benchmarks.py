"""What `gouji eval power` does: figures on stdout, progress on stderr; gives back the exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from extractor.pipeline import load_kit
from extractor.power import COUNTS, measure
from extractor.settings import Settings

_HEADINGS = {
    "zh": ("种类", "注入", "改变", "发现", "定位", "误修", "误责", "漏格", "漏件"),
    "en": ("kind", "injected", "changed", "detected", "located", "wrong fix", "wrong blame", "silent cells", "silent docs"),
}
_WIDTH = 13


def power(settings: Settings, documents: int, seed: int, as_json: bool) -> int:
    """0 once the errors are injected and the figures printed; 1 where a repair was wrong or the report wrongly blamed."""
    kit = load_kit(settings.content)
    told = sys.stderr.isatty()

    def progress(done: int) -> None:
        if told and not done % 20:
            print(f"\r{done}/{documents}", end="", file=sys.stderr, flush=True)

    result = measure(kit.checks, kit.forms, documents, seed, progress)
    if told:
        print("\r", end="", file=sys.stderr)
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(result, settings.lang)
    return 1 if result["total"]["unique_wrong"] or result["total"]["wrong_blame"] else 0


def _print(result: Mapping[str, Any], lang: str) -> None:
    name, *columns = _HEADINGS[lang]
    print(f"{name:40}{''.join(f'{column:>{_WIDTH}}' for column in columns)}")
    for kind in result["kinds"]:
        held = "*" if kind["held_out"] else ""
        print(_line(f"{kind['point']}: {kind['kind']}{held}", kind))
    print(_line("total", result["total"]))
    for baseline in result["baselines"]:
        print(_line(f"baseline: {baseline['baseline']}", baseline))
    clean, total = result["clean"], result["total"]
    if lang == "zh":
        print(f"* 该类错误未用于开发结构假设。无错文档 {clean['documents']} 份：错误 {clean['errors']}，警告 {clean['warnings']}。")
        print(f"误修率上限 {total['unique_wrong_at_most']:.4%}，误责率上限 {total['wrong_blame_at_most']:.4%}（95% 精确二项上限）。")
    else:
        false = f"{clean['errors']} errors, {clean['warnings']} warnings"
        print(f"* held out of development. {clean['documents']} documents without errors: {false}.")
        bounds = f"{total['unique_wrong_at_most']:.4%} wrong fixes and {total['wrong_blame_at_most']:.4%} wrong blame"
        print(f"at most {bounds} (exact 95 % bounds).")


def _line(name: str, counts: Mapping[str, int]) -> str:
    return f"{name:40}{''.join(f'{counts[column]:>{_WIDTH}}' for column in COUNTS)}"
