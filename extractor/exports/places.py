"""The files that an export writes: where they stand, what is refused, and how they appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from extractor.errors import UsageError

STREAMED = ("csv", "jsonl")  # may go to stdout; the others are files by nature
_SUFFIXES = (".csv", ".xlsx", ".parquet", ".jsonl", ".md", ".docx", ".html")


def places(to: str, what: str, names: Sequence[str], out: Path | None) -> dict[str, Path]:
    """The file of each table; none where one table goes to stdout. `names` are the tables, the dictionary the last of them."""
    if what == "all" and to != "xlsx":
        folder = _folder(out or Path("gouji-export"))
        return {name: folder / f"{name}.{to}" for name in names[:-1]} | {"dictionary": folder / "dictionary.csv"}
    if out is None and to in STREAMED:
        return {}
    file = single(to, out or Path(f"{'gouji-export' if what == 'all' else what}.{to}"), what)
    if to == "xlsx" or what == "dictionary":
        return dict.fromkeys(names, file)
    return {what: file, "dictionary": file.with_name(f"{file.name}.dictionary.csv")}


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise UsageError(f"{path}: is a file; several tables need a folder", "name a folder, or choose one table with --what")
    return _in_a_folder(path)


def single(to: str, path: Path, stem: str) -> Path:
    """The path of one file of a format; within the folder where a folder is named. Raises UsageError for the name of another format."""
    if path.is_dir():
        return path / f"{stem}.{to}"
    if path.suffix.lower() in _SUFFIXES and path.suffix.lower() != f".{to}":
        raise UsageError(f"{path}: the name ends in {path.suffix}, the format is {to}", "change the name or the format")
    return _in_a_folder(path)


def _in_a_folder(path: Path) -> Path:
    if not path.parent.is_dir():
        raise UsageError(f"{path.parent}: no such folder", "make it first, or name another place with --out")
    return path


@contextmanager
def whole(paths: Iterable[Path], db: Path, force: bool) -> Iterator[Mapping[Path, Path]]:
    """Where each file grows. Under their own names all appear at the end, or none where something went wrong.

    Raises UsageError before any work where a file is in the way.
    """
    parts = {path: path.with_name(f".{path.name}.part") for path in paths}
    for path in parts:
        _refuse(path, db, force)
    made = {path.parent for path in parts if not path.parent.exists()}
    for folder in made:
        folder.mkdir()
    try:
        yield parts
        for path, part in parts.items():
            os.replace(part, path)
    finally:
        for part in parts.values():
            with suppress(FileNotFoundError):
                part.unlink()
        for folder in made:
            with suppress(OSError):  # it holds what was written
                folder.rmdir()


def _refuse(path: Path, db: Path, force: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{path}: is a folder", "name another place with --out")
    if path.exists() and db.exists() and path.samefile(db):
        raise UsageError(f"{path}: is the database", "name another file with --out")
    if path.exists() and not force:
        raise UsageError(f"{path}: exists already", "name another place with --out, or replace it with --force")
