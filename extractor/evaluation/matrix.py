"""Many runs over one set: each model with each prompt and reader, ordered by silent errors, then review load, then cost.

    set = "smoke"
    readers = ["offline", "auto", "both"]     # optional
    garble = "mild"                           # optional
    [prompts]                                 # optional: folders that hold prompts/
    shipped = ""
    shorter = "prompts-shorter"
    [models.small]                            # the keys of a profile in gouji.toml
    model = "gpt-5-mini"

Answers are kept in the database: run again with --replay, the table comes out the same without a key and without a network.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.evaluation.evaluate import Run, evaluate
from extractor.evaluation.garbling import parse_spec
from extractor.evaluation.goldset import GoldSet
from extractor.evaluation.trial import Plan
from extractor.pipeline import load_kit
from extractor.services.bill import Limits
from extractor.services.profile import load_profile
from extractor.settings import READERS, Content, Settings

_KEYS = {"set", "readers", "garble", "seed", "prompts", "models"}
FACTORS = ("auto", "both", "llm")


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix file asks for; `prompts` are names with the content folder each stands for, None for the shipped one."""

    set: str
    readers: tuple[str, ...]
    garble: str | None
    seed: int
    prompts: Mapping[str, Path | None]
    models: Mapping[str, Mapping[str, Any]]
    source: Path


def load_matrix(path: Path, set_name: str | None = None) -> Matrix:
    """The matrix of a file. Raises UsageError naming the key that is wrong."""
    try:
        spec = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "name a matrix file") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}", "mend the line it names") from error
    if unknown := spec.keys() - _KEYS:
        raise UsageError(f"{path}: {', '.join(sorted(unknown))}: no such key", f"keys: {', '.join(sorted(_KEYS))}")
    readers, models, prompts = spec.get("readers", ["offline", *FACTORS]), spec.get("models", {}), spec.get("prompts", {"shipped": ""})
    if not isinstance(readers, list) or not readers or (wrong := [r for r in readers if r not in READERS]):
        raise UsageError(f"{path}: readers: expected some of {', '.join(READERS)}, found {wrong if readers else readers}", "mend readers")
    if not isinstance(models, dict) or not all(isinstance(model, dict) for model in models.values()):
        raise UsageError(f"{path}: models: expected tables [models.NAME]", "each with the keys of a profile in gouji.toml")
    if not models and set(readers) - {"offline"}:
        raise UsageError(f"{path}: names no model", 'add a table [models.NAME] with model = "…"')
    if not isinstance(prompts, dict) or not all(isinstance(folder, str) for folder in prompts.values()):
        raise UsageError(f"{path}: prompts: expected names with folders", 'for example [prompts], then own = "my-content"')
    folders = {name: path.parent / folder if folder else None for name, folder in prompts.items()}
    for name, folder in folders.items():
        if folder is not None and not (folder / "prompts").is_dir():
            raise UsageError(f"{path}: prompts.{name}: {folder} holds no prompts/", "name a folder with prompts/ in it")
    name = set_name or spec.get("set")
    if not isinstance(name, str):
        raise UsageError(f"{path}: no set", 'add a line set = "smoke", or give --set')
    return Matrix(name, tuple(dict.fromkeys(readers)), spec.get("garble"), spec.get("seed", 1), folders, models, path)


def run_matrix(
    wanted: Matrix, gold: GoldSet, settings: Settings, limits: Limits, told: Callable[[str], None]
) -> list[dict[str, Any]]:
    """A row for every combination, in the order in which one would choose among them."""
    spec = parse_spec(wanted.garble) if wanted.garble else None
    rows = []
    if "offline" in wanted.readers:
        told("offline")
        plan = Plan("offline", spec, wanted.seed, 1, settings.content, settings.max_bytes)
        rows.append(_row("offline", None, None, evaluate(gold, plan, Run(settings, load_kit(settings.content)))))
    for prompts, folder in wanted.prompts.items():
        content = settings.content if folder is None else Content((*settings.content.roots, folder))
        kit = load_kit(content)
        for model in wanted.models:
            for reader in (reader for reader in wanted.readers if reader != "offline"):
                name = f"{model} · {prompts} · {reader}"
                told(name)
                own = replace(settings, content=content, model=model, profiles=wanted.models, reader=reader, source=wanted.source)
                profile = load_profile(own)
                if profile is not None and not limits.replay:
                    profile.key()
                plan = Plan(reader, spec, wanted.seed, 1, content, settings.max_bytes)
                rows.append(_row(name, model, prompts, evaluate(gold, plan, Run(own, kit, profile, limits))))
    return sorted(rows, key=_order)


def _row(name: str, model: str | None, prompts: str | None, result: Mapping[str, Any]) -> dict[str, Any]:
    figures, cost = result["figures"], result["cost"]
    held = next((point["review_rate"] for point in result["curve"] if len(point["held_back"]) == 1), None)
    return {
        "name": name, "model": model, "prompts": prompts, "reader": result["reader"], "documents": result["documents"],
        "silent_errors": len(result["silent"]) and result["counts"]["silent_errors"] + result["counts"]["uncertain_accepted"]
        + result["counts"]["lost_invented"],
        "silent_error_rate": figures["silent_error_rate"]["value"], "review_rate": held,
        "cell_accuracy": figures["cell_accuracy"]["value"], "figures": figures,
        "cost": cost["cost"] if cost else Decimal(0), "tokens_in": cost and cost["tokens_in"], "tokens_out": cost and cost["tokens_out"],
        "failed": cost["failed"] if cost else 0, "hashes": result["hashes"], "time": result["time"],
    }


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Fewest silent errors first, then the least review, then the cheapest; an unknown cost comes after every known one."""
    return row["silent_errors"], row["review_rate"] or 0, row["cost"] is None, row["cost"] or 0, row["name"]
