"""Sets of reports with their gold: named in `eval/sets/*.toml`, a file of that form, or any folder in the gold format.

    gold = ["01-bars-clean", "1?-*"]    # folders of eval/gold, by name or shell pattern
    except = ["03-*"]                   # taken out again
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.form import Forms
from extractor.inputs import SUFFIXES
from extractor.settings import Content

REQUIRED = ("form", "cells", "uncertain", "lost", "claims", "contradicted")
_KEYS = {"title", "gold", "except", "note"}
_FORMAT = "the gold format: <slug>/source.txt with gold.json, or <slug>.txt with <slug>.gold.json"


@dataclass(frozen=True, slots=True)
class Example:
    """One report and what a careful person reads in it. `digest` is of the gold and the source; `about` is for people."""

    slug: str
    source: Path
    gold: Mapping[str, Any]
    digest: str
    about: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The reports of a benchmark, in the order of their names. `digest` changes with any source or gold in it."""

    name: str
    examples: tuple[Example, ...]

    @property
    def digest(self) -> str:
        """The hash of everything that is scored against."""
        return digest_of(example.slug + example.digest for example in self.examples)


def digest_of(parts: Iterable[str | bytes]) -> str:
    """One hash of many parts, the same on every system."""
    found = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def load_set(name: str, content: Content, forms: Forms) -> GoldSet:
    """The set of a name, a .toml file or a folder. Raises UsageError for one that names nothing, and for gold that is broken."""
    title, files = members(name, content)
    return GoldSet(title, tuple(read_example(slug, source, gold, forms) for slug, source, gold in files))


def members(name: str, content: Content) -> tuple[str, list[tuple[str, Path, Path]]]:
    """The set's own name, and (slug, source, gold) of each report in it, unread. Raises UsageError for one that names nothing."""
    path = Path(name)
    if path.is_dir():
        files = _folder(path)
        if not files:
            raise UsageError(f"{name}: no gold in it", f"expected {_FORMAT}")
        return path.resolve().name, files
    sets = {file.stem: file for file in content.folder_files("eval/sets", "*.toml")}
    file = path if path.suffix == ".toml" and path.is_file() else sets.get(name)
    if file is None:
        raise UsageError(f"{name}: no such set, and no such folder", f"sets: {', '.join(sets) or 'none'}; or a folder in {_FORMAT}")
    every = {gold.parent.name: gold for root in content.roots for gold in sorted((root / "eval/gold").glob("*/gold.json"))}
    return file.stem, [(slug, every[slug].parent / "source.txt", every[slug]) for slug in _chosen(file, sorted(every))]


def _chosen(file: Path, known: Sequence[str]) -> list[str]:
    """The slugs that a set file names."""
    try:
        spec = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file}: no valid set: {error}", "mend the line it names") from error
    if unknown := spec.keys() - _KEYS:
        raise UsageError(f"{file}: {', '.join(sorted(unknown))}: no such key", f"keys: {', '.join(sorted(_KEYS))}")
    wanted: set[str] = set()
    for key in ("gold", "except"):
        patterns = spec.get(key, [])
        if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
            raise UsageError(f"{file}: {key}: expected a list of names or patterns", f'for example {key} = ["01-*"]')
        for pattern in patterns:
            named = {slug for slug in known if fnmatchcase(slug, pattern)}
            if not named:
                raise UsageError(f"{file}: {key}: {pattern} names no folder of eval/gold", f"there are {len(known)}, such as {known[:3]}")
            wanted = wanted | named if key == "gold" else wanted - named
    if not wanted:
        raise UsageError(f"{file}: the set names nothing", 'name reports with gold = ["…"]')
    return sorted(wanted)


def _folder(folder: Path) -> list[tuple[str, Path, Path]]:
    """(slug, source, gold) of every report of a folder, nested or flat."""
    nested = [(gold.parent.name, gold.parent / "source.txt", gold) for gold in sorted(folder.glob("*/gold.json"))]
    if nested:
        return nested
    found = []
    for gold in sorted(folder.glob("*.gold.json")):
        slug = gold.name.removesuffix(".gold.json")
        source = next((s for suffix in SUFFIXES if (s := gold.with_name(slug + suffix)).is_file()), gold.with_name(f"{slug}.txt"))
        found.append((slug, source, gold))
    return found


def read_example(slug: str, source: Path, gold: Path, forms: Forms) -> Example:
    """One report with its gold. Raises UsageError where the source is missing or the gold is not of its form."""
    if not source.is_file():
        raise UsageError(f"{gold}: its source is missing: {source.name}", "put the report beside its gold")
    data = gold.read_bytes()
    try:
        plain = json.loads(data, parse_float=Decimal)
    except ValueError as error:
        raise UsageError(f"{gold}: no valid JSON: {error}", "mend the place it names") from error
    about = gold.with_name("about.toml")
    try:
        told = tomllib.loads(about.read_text(encoding="utf-8")) if gold.name == "gold.json" and about.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{about}: not valid TOML: {error}", "mend the line it names") from error
    if told.get("difficulty"):
        plain = {"difficulty": told["difficulty"], **plain} if isinstance(plain, dict) else plain
    checked = check_gold(str(gold), plain, forms)
    return Example(slug, source, checked, digest_of((data, source.read_bytes())), told)


def check_gold(place: str, gold: Any, forms: Forms) -> dict[str, Any]:
    """The gold with its editions filled in. Raises UsageError naming the key or the address that does not belong."""
    missing = [key for key in REQUIRED if not isinstance(gold, dict) or key not in gold]
    if missing:
        raise UsageError(f"{place}: no gold: {', '.join(missing)} missing", "see eval/README.md")
    editions: dict[str, str] = gold.get("editions") or dict.fromkeys(forms.tables, str(gold["form"]))
    try:
        known = {address for form in forms.of(editions) for address in form.addresses}
    except KeyError:
        raise UsageError(f"{place}: editions: no form has these: {editions}", "run `gouji forms`") from None
    for key in ("cells", "uncertain", "lost", "source_errors"):
        strange = [address for address in gold.get(key, ()) if address not in known]
        if strange:
            hint = f"addresses of its editions: gouji forms {strange[0].split('/')[0]}"
            raise UsageError(f"{place}: {key}: {strange[0]} is no address of these editions ({len(strange)} such)", hint)
    absent = known - set(gold["cells"]) - set(gold["lost"])
    if absent:
        raise UsageError(f"{place}: {min(absent)} is neither in cells nor lost ({len(absent)} such)", "label every cell of the editions")
    if both := set(gold["cells"]) & set(gold["lost"]):
        raise UsageError(f"{place}: {min(both)} is in cells and lost ({len(both)} such)", "a lost cell has no value")
    wrong = [a for a, v in gold["cells"].items() if v is not None and (isinstance(v, bool) or not isinstance(v, int | Decimal))]
    if wrong:
        raise UsageError(f"{place}: cells: {wrong[0]}: expected a number or null, found {gold['cells'][wrong[0]]!r}", "blank is null")
    return {**gold, "editions": editions}


def limited(gold: GoldSet, limit: int | None) -> GoldSet:
    """The first reports of a set."""
    return gold if limit is None else replace(gold, examples=gold.examples[:limit])
