"""Where exported rows go: CSV, JSON lines, XLSX, Parquet. Rows are written as they come; no table is ever held whole."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable
from contextlib import ExitStack
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self, TextIO

from extractor.errors import UsageError
from extractor.export import line
from extractor.exports.dataset import Field, Kind, Row, Table, digits
from extractor.exports.dictionary import codes
from extractor.typeset import printable

# What a spreadsheet takes for the beginning of a formula, also in its full-width form; a plain number is none.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
SHEET_ROWS = 1_048_576
SHEET_TEXT = 32_767
_SHEET_DIGITS = 15
_GROUP = 500_000  # values kept until they are written as one group of rows
_PRECISION, _SCALE = 38, 10


class Sink:
    """Takes the rows of one table. `unfit`: values that the format cannot hold whole."""

    def __init__(self) -> None:
        self.rows = self.unfit = 0

    def put(self, rows: Iterable[Row]) -> None:
        """Nothing; writes the rows."""
        for row in rows:
            self.rows += 1
            self._write(row)

    def _write(self, row: Row) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing; writes what is left."""


class CsvSink(Sink):
    """Comma-separated values; a text that a spreadsheet would take for a formula has an apostrophe before it."""

    def __init__(self, table: Table, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow([field.name for field in table.fields])

    def _write(self, row: Row) -> None:
        self._writer.writerow([_plain(value) for value in row])

    def close(self) -> None:
        """Nothing; hands over what is buffered."""
        self._stream.flush()


def _plain(value: Any) -> str:
    """A value as it stands in a line of CSV."""
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return digits(value) if isinstance(value, int | Decimal) else defused(line(value))


@lru_cache(4096)  # a table says few words over and over
def defused(text: str) -> str:
    """The text on one line, with an apostrophe before what a spreadsheet would compute."""
    apostrophe = "'" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else ""
    return apostrophe + printable(text)


class JsonSink(Sink):
    """JSON lines: an object for each row, lists as lists."""

    def __init__(self, table: Table, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._names = [field.name for field in table.fields]

    def _write(self, row: Row) -> None:
        self._stream.write(line(dict(zip(self._names, row, strict=True))) + "\n")

    def close(self) -> None:
        """Nothing; hands over what is buffered."""
        self._stream.flush()


class SheetSink(Sink):
    """A sheet of a workbook; a table longer than a sheet goes on in a second one."""

    def __init__(self, table: Table, book: Any) -> None:
        super().__init__()
        self._book, self._table, self._bold = book, table, book.add_format({"bold": True})
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._number += 1
        self._sheet = self._book.add_worksheet(self._table.name if self._number == 1 else f"{self._table.name} {self._number}")
        self._sheet.freeze_panes(1, 0)
        for column, field in enumerate(self._table.fields):
            self._sheet.write_string(0, column, field.name, self._bold)
        self._next = 1

    def _write(self, row: Row) -> None:
        if self._next == SHEET_ROWS:
            self._begin()
        for column, value in enumerate(row):
            if value is not None:
                self._put(column, value)
        self._next += 1

    def _put(self, column: int, value: Any) -> None:
        if isinstance(value, bool):
            self._sheet.write_boolean(self._next, column, value)
        elif isinstance(value, int | Decimal) and len(digits(value).lstrip("-").replace(".", "")) <= _SHEET_DIGITS:
            self._sheet.write_number(self._next, column, value)
        else:  # a number with more digits than a spreadsheet keeps stays text, with all of them
            text = printable(value if isinstance(value, str) else digits(value) if isinstance(value, int | Decimal) else line(value))
            if len(text) > SHEET_TEXT:
                self.unfit += 1
                text = text[: SHEET_TEXT - 1] + "…"
            self._sheet.write_string(self._next, column, text)


class ParquetSink(Sink):
    """A Parquet file: numbers as exact decimals, the dictionary in the metadata of each column."""

    def __init__(self, table: Table, path: Path) -> None:
        super().__init__()
        pyarrow = needed("pyarrow", "Parquet")
        from pyarrow import parquet

        types = {
            "text": pyarrow.string(), "list": pyarrow.string(), "whole": pyarrow.int64(), "flag": pyarrow.bool_(),
            "number": pyarrow.decimal128(_PRECISION, _SCALE),
        }  # fmt: skip
        fields = [pyarrow.field(field.name, types[field.kind], metadata=_metadata(field)) for field in table.fields]
        self._schema = pyarrow.schema(fields, metadata={"table": table.name, "zh": table.zh, "en": table.en})
        self._batch = pyarrow.record_batch
        self._kinds: tuple[Kind, ...] = tuple(field.kind for field in table.fields)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._most = max(1, _GROUP // len(self._kinds))

    def _write(self, row: Row) -> None:
        self._rows.append(tuple(self._fitted(kind, value) for kind, value in zip(self._kinds, row, strict=True)))
        if len(self._rows) == self._most:
            self._group()

    def _group(self) -> None:
        self._writer.write_batch(self._batch([list(column) for column in zip(*self._rows, strict=True)], schema=self._schema))
        self._rows.clear()

    def _fitted(self, kind: Kind, value: Any) -> Any:
        """The value as its column holds it; None for a number with more digits than that."""
        if value is None or kind in ("text", "flag"):
            return value
        if kind == "list":
            return line(value)
        number = Decimal(value)
        if kind == "whole":
            fits = -(2**63) <= number < 2**63
        else:
            fits = number.adjusted() < _PRECISION - _SCALE and -int(number.as_tuple().exponent) <= _SCALE
        self.unfit += not fits
        return (value if kind == "whole" else number) if fits else None

    def close(self) -> None:
        """Nothing; writes the last group and the end of the file."""
        if self._rows:
            self._group()
        self._writer.close()


def _metadata(field: Field) -> dict[str, str]:
    told = {
        "zh": field.zh, "en": field.en, "unit": field.unit, "address": field.address, "editions": " ".join(field.editions),
        "codes_zh": codes(field.codes, 0), "codes_en": codes(field.codes, 1),
    }
    return {key: text for key, text in told.items() if text}


class Sinks:
    """The sinks of one export, closed together."""

    def __init__(self, bom: bool = False) -> None:
        self._encoding = "utf-8-sig" if bom else "utf-8"
        self._closing, self._cleaning = ExitStack(), ExitStack()
        self._books: dict[Path, Any] = {}

    def open(self, table: Table, to: str, path: Path | None) -> Sink:
        """A sink for a table; into stdout where there is no path. Raises UsageError where the package for the format is missing."""
        sink: Sink
        if to == "xlsx" and path is not None:
            sink = SheetSink(table, self._book(path))
        elif to == "parquet" and path is not None:
            sink = ParquetSink(table, path)
        else:
            sink = (JsonSink if to == "jsonl" else CsvSink)(table, self._stream(path))
        self._closing.callback(sink.close)
        return sink

    def _stream(self, path: Path | None) -> TextIO:
        if path is not None:
            return self._cleaning.enter_context(path.open("w", encoding=self._encoding, newline=""))
        if self._encoding == "utf-8-sig":
            sys.stdout.write("\ufeff")
        return sys.stdout

    def _book(self, path: Path) -> Any:
        if path not in self._books:
            xlsxwriter = needed("xlsxwriter", "XLSX")
            # Beside the file: a large table needs much room until it is packed.
            folder = self._cleaning.enter_context(TemporaryDirectory(prefix=".gouji-", dir=path.parent))
            never = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": folder, **never})
            book.use_zip64()
            self._books[path] = book
            self._closing.callback(book.close)
        return self._books[path]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._cleaning:
            if kind is None:  # what failed is thrown away: no work for it
                self._closing.close()


def needed(package: str, what: str) -> Any:
    """The package. Raises UsageError where it is not installed."""
    import importlib

    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise UsageError(f"{what} needs the package {package}, which is not installed", "pip install 'gouji[export]'") from error
