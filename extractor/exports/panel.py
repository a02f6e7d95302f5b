"""Records as a wide panel: a row for each agency and year, two columns for each cell of the forms: the figure and its status.

A figure stands there only where the source prints it beyond doubt; what is missing says in the column beside it how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractor.errors import ContentError
from extractor.exports.dataset import ABSENT, MISSINGNESS, Field, Kind, Row, Table
from extractor.exports.tidy import EDITION
from extractor.form import Column, Form, Forms
from extractor.record import Cell, Number, Record
from extractor.review.settling import BY_PERSON
from extractor.words import VERDICTS

_LARGEST = 2**63 - 1
_KEY = (
    Field("organization", "text", "机关名称（规范写法）", "agency, normalised name"),
    Field("year", "whole", "报告年度", "year reported on"),
    Field("documents", "whole", "该机关该年度的文件数", "documents of this agency and year; the figures are of the most complete one"),
    Field("conflicts", "whole", "各文件所印数字不同的格数", "cells in which these documents print different figures"),
    Field("path", "text", "所取文件", "the document that the figures are of"),
    Field("sha256", "text", "文件的 SHA-256", "SHA-256 of that file's bytes"),
    Field("published", "text", "发布日期", "date of publication"),
    Field("verdict", "text", "结论", "verdict", codes=VERDICTS),
    Field("decided", "whole", "经人工核定的格数", "cells that a person settled"),
    Field("errors", "whole", "错误数", "findings of severity error"),
    Field("source_errors", "whole", "报告自身数字矛盾的错误数", "errors of the report's own: its figures contradict each other"),
)


def panel_table(forms: Forms) -> Table:
    """A row for each agency and year with the cells of every edition. Raises ContentError where two cells would get the same name."""
    cells = _cells(forms)
    editions = tuple(Field(f"{t}_edition", "text", f"{t} 表式年版", f"edition of the {t} table", codes=EDITION) for t in forms.tables)
    fields = [*_KEY, *editions]
    for address, of in cells.items():
        fields += _fields(address, of)
    _refuse_twins(fields)

    def rows(records: Sequence[Record]) -> Iterator[Row]:
        reports = [record for record in records if record.verdict != "rejected"]
        if reports:
            yield _row(fullest(reports), reports, forms, cells)

    return Table("panel", "机关年度面板", "Agency-year panel", tuple(fields), rows)


def name(address: str) -> str:
    """The cell's column in the panel: requests/denied.state_secret/total → requests_denied_state_secret_total."""
    return re.sub("[/.]", "_", address)


def _cells(forms: Forms) -> Mapping[str, Mapping[str, Form]]:
    """The forms that have each address, by edition, in the order of the newest form and then of the older ones."""
    found: dict[str, dict[str, Form]] = {}
    for table in forms.tables:
        for edition in forms.editions(table):
            for address in forms.get(table, edition).addresses:
                found.setdefault(address, {})[edition] = forms.get(table, edition)
    return found


def _column(address: str, form: Form) -> Column:
    return form.column[address.split("/")[2]]


def _fields(address: str, of: Mapping[str, Form]) -> Iterator[Field]:
    form = next(iter(of.values()))
    column, editions, zh, en = _column(address, form), tuple(of), form.name(address), form.name(address, "en")
    kind: Kind = "number" if column.kind == "amount" else "whole"
    yield Field(name(address), kind, zh, en, column.unit, address=address, editions=editions)
    states = {**MISSINGNESS, **ABSENT}
    yield Field(f"{name(address)}_status", "text", f"{zh}：状态", f"{en}: status", codes=states, address=address, editions=editions)
    if column.kind == "amount":
        yield Field(f"{name(address)}_unit", "text", f"{zh}：单位", f"{en}: unit", address=address, editions=editions)


def _refuse_twins(fields: Sequence[Field]) -> None:
    seen: dict[str, Field] = {}
    for field in fields:
        other = seen.setdefault(field.name, field)
        if other is not field:
            what = f"{other.address or other.name} and {field.address or field.name} are both {field.name} in the panel"
            raise ContentError(f"rules/forms: {what}", "give the row or column in your form file another id")


def fullest(reports: Iterable[Record]) -> Record:
    """Of several copies of a report the one to take: accepted, most cells settled, published last."""

    def rank(record: Record) -> tuple[bool, int, str, str]:
        settled = sum(cell.status in ("accepted", "blank") for cell in record.cells.values())
        return record.verdict == "accepted", settled, record.published or "", record.path

    return max(reports, key=rank)


def _row(record: Record, reports: Sequence[Record], forms: Forms, cells: Mapping[str, Mapping[str, Form]]) -> Row:
    errors = [finding for finding in record.findings if finding.severity == "error"]
    values: list[object] = [
        record.organization or None, record.year, len(reports), _conflicts(reports), record.path, record.sha256, record.published,
        record.verdict, sum(cell.reason == BY_PERSON for cell in record.cells.values()), len(errors),
        sum(finding.cause == "source" for finding in errors),
        *(record.editions.get(table) for table in forms.tables),
    ]  # fmt: skip
    for address, of in cells.items():
        form = of.get(record.editions.get(address.split("/")[0], ""))
        column = _column(address, form or next(iter(of.values())))
        cell = record.cells.get(address) if form is not None else None
        value, status = _told(cell, column)
        values += (value, status)
        if column.kind == "amount":
            values.append(None if cell is None else cell.unit or column.unit)
    return tuple(values)


def _told(cell: Cell | None, column: Column) -> tuple[Number | None, str]:
    if cell is None:
        return None, "not_in_form"
    if cell.status != "accepted":
        return None, cell.status
    if column.kind != "amount" and not (isinstance(cell.value, int) and abs(cell.value) <= _LARGEST):
        return None, "odd"
    return cell.value, "accepted"


def _conflicts(reports: Sequence[Record]) -> int:
    """Cells for which several documents of the same agency and year print different figures."""
    printed: dict[str, set[Number | None]] = {}
    for record in reports if len(reports) > 1 else ():
        for address, cell in record.cells.items():
            if cell.status == "accepted":
                printed.setdefault(address, set()).add(cell.value)
    return sum(len(values) > 1 for values in printed.values())
