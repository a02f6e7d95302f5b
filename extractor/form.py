"""The statutory forms as data: tables, editions, rows, columns, and the addresses of their cells.

The files in `rules/forms/` are the single source; every other part (reader labels, rules, review grid, exports) derives from
the values here. A cell's address is `table/row/column`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ContentError

TABLES = ("disclosure", "requests", "disputes")
Kind = Literal["count", "signed", "amount"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one edition. `labels` are the statutory label, then known variants; `headings` it stands under, outermost first."""

    id: str
    zh: str
    en: str
    labels: tuple[str, ...]
    kind: Kind
    unit: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """A row of one edition, equal to itself alone. `index` is the printed number before the label, `heading` what it stands under."""

    id: str
    zh: str
    en: str
    labels: tuple[str, ...]
    index: str
    heading: str
    columns: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Form:
    """One table in one edition: rows in printed order, each with its columns. Loaded once, and equal to itself alone."""

    table: str
    edition: str
    section: str
    zh: str
    en: str
    titles: tuple[str, ...]
    headings: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foreign_rows: tuple[str, ...]
    side_by_side: bool

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Every cell's address, in printed order."""
        return tuple(f"{self.table}/{row.id}/{column}" for row in self.rows for column in row.columns)

    @cached_property
    def row_addresses(self) -> Mapping[str, tuple[str, ...]]:
        """The addresses of each row's cells, in the order of its columns, by row id."""
        return {row.id: tuple(f"{self.table}/{row.id}/{column}" for column in row.columns) for row in self.rows}

    @cached_property
    def row(self) -> Mapping[str, Row]:
        """Rows by id."""
        return {row.id: row for row in self.rows}

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by id."""
        return {column.id: column for column in self.columns}

    def name(self, address: str, language: str = "zh") -> str:
        """The cell as an official would name it: 表三“(一)予以公开”行“自然人”列."""
        _, row_id, column_id = address.split("/")
        row, column = self.row[row_id], self.column[column_id]
        if language == "en":
            return f"{self.table} table, row “{row.en}”, column “{column.en}”"
        return f"表{self.section}“{row_title(row)}”行“{column.zh}”列"


def row_title(row: Row) -> str:
    """The row's label with its printed number, and its group where the number alone would not tell: (三)不予公开1.属于国家秘密."""
    if not row.index:
        return row.zh
    if row.index.isdigit():
        return f"{row.heading}{row.index}.{row.zh}"
    return f"{row.index}{'' if row.index.endswith(')') else '、'}{row.zh}"


@dataclass(frozen=True, eq=False)
class Forms:
    """All forms by (table, edition). Loaded once, and equal to themselves alone."""

    by_key: Mapping[tuple[str, str], Form]

    def __iter__(self) -> Iterator[Form]:
        return iter(self.by_key.values())

    def get(self, table: str, edition: str) -> Form:
        """The form of a table in an edition; KeyError where there is none."""
        return self.by_key[table, edition]

    def editions(self, table: str) -> tuple[str, ...]:
        """The editions that a table has, in the order of its file."""
        return self._editions.get(table, ())

    @cached_property
    def _editions(self) -> Mapping[str, tuple[str, ...]]:
        return {table: tuple(edition for name, edition in self.by_key if name == table) for table in self.tables}

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables' names, in the order of the report."""
        return tuple(dict.fromkeys(name for name, _ in self.by_key))

    def of(self, editions: Mapping[str, str]) -> tuple[Form, ...]:
        """The forms of a report whose tables have these editions, in the order of the report."""
        return tuple(self.by_key[table, editions[table]] for table in self.tables if table in editions)

    def name(self, address: str, editions: Mapping[str, str], language: str = "zh") -> str:
        """The cell named as an official would, in the report's editions."""
        table = address.split("/", 1)[0]
        return self.get(table, editions[table]).name(address, language)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Names(_Strict):
    zh: str
    en: str


class _ColumnFile(_Strict):
    id: str
    zh: str
    en: str
    kind: Kind
    unit: str
    editions: tuple[str, ...] | None = None
    variants: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


class _RowFile(_Strict):
    id: str
    zh: str
    en: str
    index: str = ""
    heading: str = ""
    editions: tuple[str, ...] | None = None
    columns: tuple[str, ...] | None = None
    variants: tuple[str, ...] = ()


class _FormFile(_Strict):
    table: str
    section: str
    title: _Names
    title_variants: tuple[str, ...] = ()
    editions: tuple[str, ...]
    side_by_side: bool = False
    headings: tuple[str, ...] = ()
    columns: tuple[_ColumnFile, ...]
    rows: tuple[_RowFile, ...]
    foreign_rows: tuple[str, ...] = ()


def load_yaml(path: Path) -> Any:
    """The content of one YAML file. Raises ContentError naming the file and line."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read: {error}", "check the file, or leave --content out") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{path}: not valid YAML: {' '.join(str(error).split())}", "mend the line it names") from error


def explain(path: Path, error: ValidationError) -> ContentError:
    """A pydantic complaint about a content file as one sentence: which file, which key, what was expected."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "(top)"
    return ContentError(f"{path}: {key}: {first['msg']}", "compare with the file of the same name that ships with gouji")


def load_forms(files: Path | Sequence[Path]) -> Forms:
    """The forms in YAML files, or in a folder of them. Raises ContentError for a file that is broken or lacks something."""
    paths = sorted(files.glob("*.yaml")) if isinstance(files, Path) else files
    if not paths:
        raise ContentError(f"{files}: no form files (*.yaml) here", "point --content at a folder that has rules/forms/")
    parsed: dict[str, _FormFile] = {}
    for path in paths:
        try:
            spec = _FormFile.model_validate(load_yaml(path))
        except ValidationError as error:
            raise explain(path, error) from None
        for edition in spec.editions:
            _refuse_unknown(path, spec, edition)
        parsed[spec.table] = spec
    order = [t for t in TABLES if t in parsed] + [t for t in parsed if t not in TABLES]
    return Forms({(t, e): _form(parsed[t], e) for t in order for e in parsed[t].editions})


def _refuse_unknown(path: Path, spec: _FormFile, edition: str) -> None:
    known = [c.id for c in spec.columns if _has(c, edition)]
    seen: set[str] = set()
    for row in spec.rows:
        if not _has(row, edition):
            continue
        if row.id in seen:
            raise ContentError(f"{path}: rows.{row.id}: twice in edition {edition}", "give each row an id of its own")
        seen.add(row.id)
        for column in row.columns or ():
            if column not in known:
                where = f"{path}: rows.{row.id}.columns"
                raise ContentError(f"{where}: no column {column!r} in edition {edition}", f"columns: {', '.join(known)}")


def _has(part: _ColumnFile | _RowFile, edition: str) -> bool:
    return part.editions is None or edition in part.editions


def _form(spec: _FormFile, edition: str) -> Form:
    columns = tuple(
        Column(c.id, c.zh, c.en, (c.zh, *c.variants), c.kind, c.unit, c.headings) for c in spec.columns if _has(c, edition)
    )
    every = tuple(c.id for c in columns)
    rows = tuple(
        Row(r.id, r.zh, r.en, (r.zh, *r.variants), r.index, r.heading, r.columns or every) for r in spec.rows if _has(r, edition)
    )
    return Form(
        table=spec.table, edition=edition, section=spec.section, zh=spec.title.zh, en=spec.title.en,
        titles=(spec.title.zh, *spec.title_variants), headings=spec.headings, columns=columns, rows=rows,
        foreign_rows=spec.foreign_rows, side_by_side=spec.side_by_side,
    )
