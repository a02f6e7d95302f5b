"""Records as tidy tables: a row for each document, cell, claim and finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from extractor.exports.dataset import MISSINGNESS, Field, Row, Table
from extractor.form import Forms, row_title
from extractor.record import Cell, Claim, Finding, Record
from extractor.review.settling import BY_PERSON
from extractor.words import CAUSES, QUALIFIERS, REASONS, SCOPES, SEVERITIES, TOPICS, VERDICTS

WHO = (
    Field("organization", "text", "机关名称（规范写法）", "agency, normalised name"),
    Field("year", "whole", "报告年度", "year reported on"),
    Field("path", "text", "文件路径（同一文件第二份报告以 #2 结尾）", "file as it was given; the second report of a file ends in #2"),
    Field("sha256", "text", "文件的 SHA-256", "SHA-256 of the file's bytes"),
)
_EVIDENCE = (
    Field("evidence_start", "whole", "在原文中的起点（字符）", "where it stands in the decoded source: first code point"),
    Field("evidence_stop", "whole", "在原文中的终点（不含）", "where it stands in the decoded source: code point after the last"),
)
EDITION = {"2021": ("国办公开办函〔2021〕30号", "notice of 2021"), "2019": ("国办公开办函〔2019〕60号", "notice of 2019")}


def documents_table() -> Table:
    """A row for each document, those that are no report or could not be read among them."""
    return _each("documents", "文件", "Documents", _DOCUMENT, lambda record: [_document(record)])


def cells_table(forms: Forms, statuses: Collection[str] = ()) -> Table:
    """A row for each cell of a report's tables, or for those of these statuses alone."""

    def rows(record: Record) -> Iterator[Row]:
        for form in forms.of(record.editions):
            for row in form.rows:
                label = row_title(row)
                for column_id in row.columns:
                    column, address = form.column[column_id], f"{form.table}/{row.id}/{column_id}"
                    cell = record.cells.get(address)
                    if cell is not None and (not statuses or cell.status in statuses):
                        names = (address, form.table, form.edition, row.id, column_id, label, column.zh)
                        yield *_who(record), *names, *_cell(cell, column.unit)

    return _each("cells", "单元格", "Cells", _CELL, rows)


def claims_table() -> Table:
    """A row for each count that the prose states."""
    return _each("claims", "正文所述数字", "Claims of the prose", _CLAIM, lambda record: [_claim(record, c) for c in record.claims])


def findings_table() -> Table:
    """A row for each finding."""
    return _each("findings", "核对结果", "Findings", _FINDING, lambda record: [_finding(record, f) for f in record.findings])


def _each(name: str, zh: str, en: str, fields: tuple[Field, ...], rows: Callable[[Record], Iterable[Row]]) -> Table:
    def every(records: Sequence[Record]) -> Iterator[Row]:
        for record in records:
            yield from rows(record)

    return Table(name, zh, en, (*WHO, *fields), every)


def _who(record: Record) -> Row:
    return record.organization or None, record.year, record.path, record.sha256 or None


_DOCUMENT = (
    Field("title", "text", "题名", "title"),
    Field("published", "text", "发布日期", "date of publication"),
    Field("verdict", "text", "结论", "verdict", codes=VERDICTS),
    Field("form", "text", "表式年版", "edition of the form", codes=EDITION),
    *(Field(f"{table}_edition", "text", f"表{section}表式年版", f"edition of the {table} table", codes=EDITION)
      for table, section in (("disclosure", "二"), ("requests", "三"), ("disputes", "四"))),
    *(Field(status, "whole", f"{zh}：格数", f"cells: {en}") for status, (zh, en) in MISSINGNESS.items()),
    Field("decided", "whole", "其中经人工核定的格数", "cells among them that a person settled"),
    Field("errors", "whole", "错误数", "findings of severity error"),
    Field("warnings", "whole", "警告数", "findings of severity warning"),
    Field("source_errors", "whole", "报告自身数字矛盾的错误数", "errors of the report's own: its figures contradict each other"),
    Field("readers", "list", "读法及版本", "who read it: readers, versions, models"),
    Field("damage", "list", "文本损坏及次数", "damage of the text, with counts"),
    Field("error", "text", "退回原因", "why it was rejected"),
)  # fmt: skip


def _document(record: Record) -> Row:
    status = Counter[str](cell.status for cell in record.cells.values())
    severity = Counter(finding.severity for finding in record.findings)
    source = sum(finding.severity == "error" and finding.cause == "source" for finding in record.findings)
    return (
        *_who(record), record.title or None, record.published, record.verdict, record.form,
        *(record.editions.get(table) for table in ("disclosure", "requests", "disputes")), *(status[name] for name in MISSINGNESS),
        sum(cell.reason == BY_PERSON for cell in record.cells.values()), severity["error"], severity["warning"], source,
        [dict(reader) for reader in record.readers], [{"kind": d.kind, "count": d.count, "detail": d.detail} for d in record.damage],
        record.error,
    )  # fmt: skip


_CELL = (
    Field("address", "text", "单元格地址", "address of the cell: table/row/column"),
    Field("table", "text", "表", "table"),
    Field("edition", "text", "该表表式年版", "edition of the table's form", codes=EDITION),
    Field("row", "text", "行（地址中的名称）", "row, as in the address"),
    Field("column", "text", "列（地址中的名称）", "column, as in the address"),
    Field("row_label", "text", "行标题", "label of the row, in Chinese"),
    Field("column_label", "text", "列标题", "label of the column, in Chinese"),
    Field("status", "text", "单元格状态", "status of the cell", codes=MISSINGNESS),
    Field("value", "number", "采信的数字（仅 accepted 有值）", "the figure; only where the status is accepted"),
    Field("unit", "text", "单位：所印单位，未印则为表式规定", "unit: as printed, else as the form has it"),
    Field("printed", "text", "原文所印字样", "as the source prints it"),
    *_EVIDENCE,
    Field("reason", "text", "缘由", "why it is not simply accepted, or why it is in spite of doubt", codes=REASONS),
    Field("reading", "number", "待核格的最可能读数（不可当作采信）", "best reading of a cell in doubt; not an accepted figure"),
    Field("candidates", "list", "待核格的各种读数及出处", "readings of a cell in doubt, with place and reader; null reads “blank”"),
    Field("implied", "number", "由勾稽关系推出的数字（非原文所印）", "figure that the identities force; not printed there"),
    Field("implied_conditional", "flag", "推出的数字是否以正文所述为前提", "whether the implied figure rests on a claim of the prose"),
    Field("proof", "list", "推出的依据：规则与单元格", "what the implied figure rests on: rules and addresses"),
)


def _cell(cell: Cell, unit: str) -> Row:
    accepted, implied = cell.status == "accepted", cell.implied
    return (
        cell.status, cell.value if accepted else None, cell.unit or unit, cell.printed, *(cell.evidence or (None, None)), cell.reason,
        None if accepted else cell.value,
        [{"value": c.value, "evidence": _span(c.evidence), "reader": c.reader} for c in cell.candidates] or None,
        *((None, None, None) if implied is None else (implied.value, implied.conditional, list(implied.proof))),
    )


_CLAIM = (
    Field("topic", "text", "所述事项", "what is counted", codes=TOPICS),
    Field("value", "number", "所述数字", "the figure stated"),
    Field("qualifier", "text", "精确程度", "how exact it is", codes={**QUALIFIERS, "exact": ("恰为此数", "exactly")}),
    Field("scope", "text", "统计范围", "whom it counts", codes=SCOPES),
    *_EVIDENCE,
    Field("quote", "text", "所在语句", "the sentence that it stands in"),
    Field("parts", "list", "“其中”所列各数", "figures of an “of which” list"),
    Field("match", "text", "与表中哪一项相符", "which figure of the tables it agrees with"),
)


def _claim(record: Record, claim: Claim) -> Row:
    return (
        *_who(record), claim.topic, claim.value, claim.qualifier, claim.scope, *claim.evidence, claim.quote, list(claim.parts) or None,
        claim.match,
    )


_FINDING = (
    Field("rule", "text", "规则（见 gouji rules list）", "the check, as `gouji rules list` names it"),
    Field("severity", "text", "轻重", "how grave it is", codes=SEVERITIES),
    Field("cause", "text", "成因", "whose fault it seems to be", codes=CAUSES),
    Field("reasons", "list", "归于此成因的依据", "why it is laid to this cause"),
    Field("message_zh", "text", "说明（中文）", "in words, Chinese"),
    Field("message_en", "text", "说明（英文）", "in words, English"),
    Field("cells", "list", "涉及的单元格", "cells that it is about"),
    Field("claims", "list", "涉及的正文事项", "claims that it is about"),
    Field("suspect", "list", "最可疑的单元格", "cells most likely wrong, the likeliest first"),
    Field("proposed", "list", "若改为此数则各式成立", "figures with which all would add up; proposals, never applied"),
    Field("evidence", "list", "在原文中的位置", "places in the source"),
)


def _finding(record: Record, finding: Finding) -> Row:
    reasons = [{"zh": reason.zh, "en": reason.en} for reason in finding.reasons]
    return (
        *_who(record), finding.rule, finding.severity, finding.cause, reasons or None, finding.message.zh, finding.message.en,
        list(finding.cells), list(finding.claims), list(finding.suspect), dict(finding.proposed),
        [_span(span) for span in finding.evidence],
    )


def _span(span: Any) -> list[int] | None:
    return None if span is None else list(span)
