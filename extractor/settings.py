"""Where the content lies and what the user asked for: built-in values < gouji.toml < environment < options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from extractor.errors import ContentError, UsageError

Language = Literal["zh", "en"]
READERS = ("auto", "offline", "llm", "both")
FILE = "gouji.toml"
PARTS = ("rules", "prompts", "eval")


@dataclass(frozen=True, slots=True)
class Content:
    """Folders that hold `rules/`, `prompts/` and `eval/`; a file in a later one stands before the file of that name in an earlier one."""

    roots: tuple[Path, ...]

    def folder_files(self, relative: str, pattern: str = "*.yaml") -> tuple[Path, ...]:
        """The files of one folder, sorted by name, each from the last root that has it."""
        found = {path.name: path for root in self.roots for path in (root / relative).glob(pattern)}
        return tuple(found[name] for name in sorted(found))

    def file(self, relative: str) -> Path:
        """One file, from the last root that has it. Raises ContentError where none has."""
        for root in reversed(self.roots):
            if (root / relative).is_file():
                return root / relative
        places = ", ".join(map(str, self.roots))
        raise ContentError(f"{relative}: in none of the content folders ({places})", "reinstall gouji, or add the file")

    def own_files(self) -> tuple[tuple[Path, bool], ...]:
        """The user's own files, each with whether it replaces one that ships with the program."""
        base, *own = self.roots
        files = ((root, path) for root in own for part in PARTS for path in sorted((root / part).rglob("*")) if path.is_file())
        return tuple((path, (base / path.relative_to(root)).is_file()) for root, path in files)


def shipped() -> Path:
    """The content folder that came with the program: inside the package, or the repository that it runs from."""
    package = Path(__file__).resolve().parent
    for root in (package / "_content", package.parent):
        if (root / "rules").is_dir():
            return root
    raise ContentError(f"{package}: no rules/ in or beside the package", "reinstall gouji")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one run was told. `source` is the gouji.toml that was read; None where there is none."""

    content: Content
    lang: Language = "en"
    db: Path = Path("gouji.db")
    reader: str = "auto"
    model: str | None = None
    base_url: str | None = None
    jobs: int = 1
    concurrency: int = 8
    max_mb: int = 20
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # [profiles.NAME] as written; profile.py knows their keys
    source: Path | None = None

    @property
    def max_bytes(self) -> int:
        """The size above which a file is refused unread."""
        return self.max_mb * 1_000_000

    def say(self, zh: str, en: str) -> str:
        """The sentence in the user's language."""
        return zh if self.lang == "zh" else en


def load_settings(options: Mapping[str, Any], environment: Mapping[str, str], folder: Path, config: Path | None = None) -> Settings:
    """The settings of one run; options that are None were not given. Raises UsageError naming the place of a wrong value."""
    source = config or _nearest(folder)
    named = {key: environment[f"GOUJI_{key.upper()}"] for key in _FROM_ENVIRONMENT if environment.get(f"GOUJI_{key.upper()}")}
    given = {key: value for key, value in options.items() if value is not None}
    values: dict[str, Any] = {"lang": _locale(environment)}
    if source is not None:
        values |= _checked(_read(source), str(source), source.parent)
    values |= _checked(named, "GOUJI_… in the environment", Path())
    values |= _checked(given, "option", Path())
    own = values.pop("content", None)
    content = Content((shipped(),) if own is None else (shipped(), own))
    return replace(Settings(content, source=source), **values)


def _nearest(folder: Path) -> Path | None:
    return next((place / FILE for place in (folder, *folder.parents) if (place / FILE).is_file()), None)


def _locale(environment: Mapping[str, str]) -> Language:
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "zh" if said.lower().startswith("zh") else "en"


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}", "check the path after --config") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}", "mend the line it names") from error
    model = values.pop("model", {})
    if not isinstance(model, dict) or not model.keys() <= {"name", "base_url"}:
        raise UsageError(f"{path}: model: expected a table [model] with name and base_url", 'for example a line [model], then name = "…"')
    if "name" in model:
        values["model"] = model["name"]
    return values | ({"base_url": model["base_url"]} if "base_url" in model else {})


def _checked(values: Mapping[str, Any], place: str, base: Path) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for key, value in values.items():
        if key not in _EXPECTED:
            raise UsageError(f"{place}: {key}: no such setting", f"settings: {', '.join(sorted(_EXPECTED))}")
        expected, convert = _EXPECTED[key]
        try:
            checked[key] = convert(value, base)
        except (TypeError, ValueError):
            raise UsageError(f"{place}: {key}: expected {expected}, found {value!r}", f"correct {key}, or leave it out") from None
    return checked


def _count(value: Any, base: Path) -> int:
    number = int(value)
    if number < 1 or isinstance(value, bool | float):
        raise ValueError
    return number


def _text(value: Any, base: Path) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _path(value: Any, base: Path) -> Path:
    if not isinstance(value, str | Path):
        raise TypeError
    return base / Path(value).expanduser()


def _content(value: Any, base: Path) -> Path:
    root = _path(value, base)
    if not any((root / part).is_dir() for part in PARTS):
        raise ValueError
    return root


def _tables(value: Any, base: Path) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise TypeError
    return value


def _one_of(*known: str) -> Callable[[Any, Path], str]:
    def convert(value: Any, base: Path) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return convert


_WHOLE = "a whole number of 1 or more"
_EXPECTED: dict[str, tuple[str, Callable[[Any, Path], Any]]] = {
    "content": ("a folder that has rules/, prompts/ or eval/ in it", _content),
    "lang": ("zh or en", _one_of("zh", "en")),
    "db": ("the path of a database file", _path),
    "reader": (", ".join(READERS), _one_of(*READERS)),
    "model": ("the name of a model", _text),
    "base_url": ("the address of a model service", _text),
    "jobs": (_WHOLE, _count),
    "concurrency": (_WHOLE, _count),
    "max_mb": (_WHOLE, _count),
    "profiles": ("tables [profiles.NAME]", _tables),
}
# A model is named by an option or a gouji.toml, never by the environment alone: no report leaves the machine unasked.
_FROM_ENVIRONMENT = tuple(key for key in _EXPECTED if key not in ("model", "base_url", "profiles"))
