"""The result of a run as one JSON object: figures with intervals, groups, hashes; what depends on the clock stands under `time`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import simplejson

from extractor import __version__
from extractor.errors import UsageError
from extractor.evaluation.goldset import digest_of
from extractor.evaluation.metrics import GOOD, OUTCOMES
from extractor.evaluation.rates import COUNTS, RATES, curve, estimates, totals, units_of, value_of
from extractor.settings import Content

FORMAT = 1
GROUPS = ("edition", "size", "layout", "damage", "difficulty")
IN_GROUPS = ("silent_error_rate", "cell_accuracy", "needless_review_rate", "documents_right", "claim_recall")


def hashes_of(content: Content, gold: str) -> dict[str, str]:
    """What a result rests on: the gold, the rules, the prompts, the code."""
    package = Path(__file__).resolve().parents[1]
    code = sorted(package.rglob("*.py"))
    own = [path for path in code if "_content" not in path.relative_to(package).parts]
    return {
        "gold": gold, "rules": _hash(content, "rules"), "prompts": _hash(content, "prompts"),
        "baselines": _hash(content, "eval/baselines"),
        "code": digest_of(part for path in own for part in (path.relative_to(package).as_posix(), path.read_bytes())),
    }


def _hash(content: Content, part: str) -> str:
    files: dict[str, Path] = {}
    for root in content.roots:
        every = (path for path in (root / part).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        files |= {path.relative_to(root).as_posix(): path for path in every}
    return digest_of(part for name in sorted(files) for part in (name, files[name].read_bytes()))


def result_of(head: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], seed: int, cost: Mapping[str, Any] | None) -> dict[str, Any]:
    """The result of a run; `head` says what was run, `entries` are in the order of reports and rounds."""
    documents = [e for e in entries if "skipped" not in e]
    if not documents:
        raise UsageError("no report could be scored", "; ".join(sorted({e["skipped"] for e in entries})[:3]))
    units = units_of(documents)
    counts = totals(units)
    silent = [e for e in documents if e["counts"].get("documents.silent")]
    return {
        "format": FORMAT, "gouji": __version__, **head,
        "documents": len(documents), "reports": len(units),
        "documents_digest": sha256("".join(f"{e['slug']}/{e['round']}/{e['digest']}\n" for e in documents).encode()).hexdigest(),
        "figures": estimates(RATES, units, seed),
        "counts": {name: counts.get(key, 0) for name, key in COUNTS.items()},
        "outcomes": {outcome: counts.get(f"cell.{outcome}", 0) for outcome in OUTCOMES},
        "curve": curve(units, seed),
        "by": {"table": by_field(documents, 1), "field": by_field(documents, 2), **{group: by_trait(documents, group) for group in GROUPS}},
        "silent": [f"{e['slug']}#{e['round']}" for e in silent],
        "cost": dict(cost) if cost else None,
        "skipped": {e["slug"]: e["skipped"] for e in entries if "skipped" in e},
        "per_document": [{k: v for k, v in e.items() if k not in ("seconds", "making")} for e in documents],
    }


def times_of(entries: Iterable[Mapping[str, Any]], wall: float, statistics: float, right: int) -> dict[str, Any]:
    """What the clock says of a run, in seconds."""
    read = [e for e in entries if "skipped" not in e]
    reading, making = sum(e["seconds"] for e in read), sum(e.get("making", 0.0) for e in read)
    return {
        "wall": round(wall, 3), "reading": round(reading, 3), "garbling": round(making, 3), "statistics": round(statistics, 3),
        "per_document": round(reading / len(read), 6) if read else None, "per_correct_cell": round(reading / right, 9) if right else None,
    }


def by_field(documents: Iterable[Mapping[str, Any]], depth: int) -> dict[str, dict[str, int]]:
    """What became of the cells of each table (1) or field (2)."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        for name, outcomes in document["fields"].items():
            found["/".join(name.split("/")[:depth])].update(outcomes)
    return {name: {outcome: n[outcome] for outcome in OUTCOMES if n[outcome]} for name, n in found.items()}


def bad_share(outcomes: Mapping[str, int]) -> float:
    """The share of cells that came out otherwise than they should."""
    every = sum(outcomes.values())
    return sum(count for outcome, count in outcomes.items() if outcome not in GOOD) / every if every else 0.0


def by_trait(documents: Iterable[Mapping[str, Any]], trait: str) -> dict[str, dict[str, Any]]:
    """A few rates for the reports of one kind, and how many there are; a report with several damages counts in each."""
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for document in documents:
        kinds = (document[trait] or ["none"]) if isinstance(document[trait], list) else [document[trait]]
        for kind in kinds:
            groups[kind].append(document)
    found = {}
    for kind in sorted(groups):
        units = units_of(groups[kind])
        counts = totals(units)
        rates = {rate.name: value_of(rate, counts) for rate in RATES if rate.name in IN_GROUPS}
        found[kind] = {"documents": len(groups[kind]), "reports": len(units), "silent_errors": counts.get("silent", 0),
                       "documents_silent_count": counts.get("documents.silent", 0), **rates}
    return found


def dumps(result: Mapping[str, Any], indent: int | None = None) -> str:
    """A result as JSON text; decimals keep their digits."""
    text: str = simplejson.dumps(result, ensure_ascii=False, use_decimal=True, indent=indent)
    return text


def load_result(path: Path) -> dict[str, Any]:
    """The result that a file holds. Raises UsageError for what is none."""
    try:
        found = simplejson.loads(path.read_text(encoding="utf-8"), use_decimal=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "name a file that `gouji eval run --out` wrote") from error
    except ValueError as error:
        raise UsageError(f"{path}: no valid JSON: {error}", "name a file that `gouji eval run --out` wrote") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or "per_document" not in found:
        raise UsageError(f"{path}: no result of `gouji eval run`", "write one with --out FILE")
    return found
