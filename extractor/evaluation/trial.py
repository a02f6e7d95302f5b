"""One report of a benchmark: garbled where that is asked for, read, and scored; what comes out is plain and can be kept as JSON."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any, NamedTuple

from extractor.errors import UnreadableError, UsageError
from extractor.evaluation.garbling import Spec, garbled, gold_dict
from extractor.evaluation.goldset import Example
from extractor.evaluation.metrics import Slip, score
from extractor.inputs import decode, load
from extractor.pipeline import Kit, load_kit, process, rejected
from extractor.record import Record
from extractor.settings import Content
from extractor.text import SourceDocument

BASELINE = "baseline:"
BASELINES = "eval/baselines"
SIZES = ((0, "zero"), (5, "tiny"), (40, "small"), (800, "medium"))  # requests received, at the most


@dataclass(frozen=True, slots=True)
class Plan:
    """How the reports of a run are made and read; survives pickling, for processes are spawned."""

    reader: str
    garble: Spec | None
    seed: int
    repeat: int
    content: Content
    max_bytes: int


class Case(NamedTuple):
    """One report as it is read: `document` None where its file is no text, with the reason in `unreadable`."""

    example: Example
    round: int
    document: SourceDocument
    gold: Mapping[str, Any]
    digest: str
    unreadable: str = ""


def baseline(reader: str, content: Content) -> ModuleType | None:
    """The module of a `baseline:NAME` reader; None for the program's own readers. Raises UsageError for a name that there is not.

    It has `read(document, kit) -> Record`, or, where it needs a model, `async ask(document, kit, service) -> Record`.
    """
    if not reader.startswith(BASELINE):
        return None
    files = {path.stem: path for path in content.folder_files(BASELINES, "*.py")}
    path = files.get(reader.removeprefix(BASELINE))
    if path is None:
        raise UsageError(f"--reader {reader}: no such baseline", f"there are {', '.join(f'{BASELINE}{name}' for name in files)}")
    return _module(path)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"gouji_baseline_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # pydantic looks there for the types that a class names
    spec.loader.exec_module(module)
    return module


def prepared(example: Example, round_: int, plan: Plan, kit: Kit) -> Case:
    """The report of a round, garbled where the plan says so. Raises UsageError where it cannot be garbled."""
    if plan.garble is None:
        try:
            document = load(example.source, plan.max_bytes)
        except UnreadableError as error:
            return Case(example, round_, SourceDocument.of("", example.slug), example.gold, example.digest, error.message)
        return Case(example, round_, document, example.gold, example.digest)
    made = garbled(example, plan.garble, plan.seed + round_, kit.forms, kit.cleaning)
    text, encoding, damage = decode(made.data, example.slug)
    digest = sha256(made.data).hexdigest()
    document = SourceDocument(example.slug, digest, text, encoding, damage, 0, len(text))
    told = made.gold.to_json().encode()
    gold = {"difficulty": example.gold.get("difficulty"), **gold_dict(made.gold)}
    return Case(example, round_, document, gold, sha256(made.data + told).hexdigest())


def read_offline(case: Case, kit: Kit, reader: ModuleType | None) -> Record:
    """The record of a case without a model. A fault of the reader becomes a rejected record, as `extract` has it."""
    if case.unreadable:
        return rejected(case.example.slug, "", case.unreadable)
    try:
        return process(case.document, kit)[0] if reader is None else reader.read(case.document, kit)
    except UsageError:
        raise
    except Exception as error:  # one report that trips a reader must not take the others with it
        return rejected(case.example.slug, case.document.sha256, f"internal error: {type(error).__name__}: {error}")


def entry(case: Case, record: Record, seconds: float) -> dict[str, Any]:
    """What is kept of a case: who it was, what it is like, what was counted, and the first cells that went wrong."""
    found = score(record, case.gold, case.document.text)
    spent = [dict(reader) for reader in record.readers if "tokens_in" in reader]
    return {
        "slug": case.example.slug, "round": case.round, "digest": case.digest, "verdict": record.verdict, **_traits(case.gold),
        "counts": dict(sorted(found.counts.items())), "fields": {name: dict(sorted(n.items())) for name, n in found.fields.items()},
        "slips": [_slip(slip) for slip in found.slips], "error": record.error,
        "spent": {key: _total(reader[key] for reader in spent) for key in ("tokens_in", "tokens_out")} if spent else None,
        "seconds": seconds,
    }


def _total(values: Iterable[int | None]) -> int | None:
    known = list(values)
    return None if None in known else sum(value or 0 for value in known)


def _slip(slip: Slip) -> dict[str, Any]:
    return {"address": slip.address, "outcome": slip.outcome, "printed": slip.printed, "read": slip.read, "status": slip.status,
            "evidence": list(slip.evidence) if slip.evidence else None}


def _traits(gold: Mapping[str, Any]) -> dict[str, Any]:
    """By what reports are grouped."""
    editions = set(gold["editions"].values())
    damage = gold.get("damage") or ()
    received = [v for a, v in gold["cells"].items() if a.startswith("requests/received/") and v is not None]
    size = next((name for most, name in SIZES if received and max(received) <= most), "large") if received else "unknown"
    return {
        "edition": editions.pop() if len(editions) == 1 else "mixed", "size": size, "layout": gold.get("layout") or "unknown",
        "damage": sorted([damage] if isinstance(damage, str) else damage), "difficulty": gold.get("difficulty") or "unknown",
    }


def score_one(example: Example, round_: int, plan: Plan, kit: Kit, reader: ModuleType | None) -> dict[str, Any]:
    """The entry of one report of one round; where it could not be garbled, only who it is and why, under `skipped`."""
    began = perf_counter()
    try:
        case = prepared(example, round_, plan, kit)
    except UsageError as error:
        if plan.garble is None:
            raise
        return {"slug": example.slug, "round": round_, "skipped": error.message}
    made = perf_counter()
    record = read_offline(case, kit, reader)
    read = perf_counter()
    return entry(case, record, read - made) | {"making": made - began}


_here: list[tuple[Plan, Kit, ModuleType | None]] = []  # of a worker process: what it reads with, loaded once


def begin(plan: Plan) -> None:
    """Nothing; makes a worker process ready."""
    _here[:] = [(plan, load_kit(plan.content), baseline(plan.reader, plan.content))]


def score_some(tasks: list[tuple[Example, int]]) -> list[dict[str, Any]]:
    """The entries of a few reports, in a worker process."""
    plan, kit, reader = _here[0]
    return [score_one(example, round_, plan, kit, reader) for example, round_ in tasks]
