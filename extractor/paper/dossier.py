"""One document with its evidence as a page that stands alone: no script, nothing to fetch, nothing of the report obeyed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from extractor import __version__
from extractor.exports.sinks import needed
from extractor.form import Form, Forms
from extractor.paper.evidence import places, stretches
from extractor.record import Cell, Claim, Finding, Implied, Record
from extractor.render import claims_of, doubts, number, reader_names
from extractor.text import Span
from extractor.typeset import Prose, printable
from extractor.web.grid import grid
from extractor.words import CAUSES, DAMAGE, QUALIFIERS, REASONS, SCOPES, SEVERITIES, STATUSES, TOPICS, VERDICTS, either, said

_LISTED = 8  # cells of a finding that are named one by one


class Numbered(NamedTuple):
    """A finding with its number on the page."""

    number: int
    finding: Finding


def dossier(record: Record, text: str, forms: Forms, lang: str) -> str:
    """The page as HTML. Raises UsageError where Jinja2 is not installed."""
    jinja2 = needed("jinja2", "HTML")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, finalize=lambda value: visible(value) if type(value) is str else value,
    )  # fmt: skip
    order = list(SEVERITIES)
    findings = [Numbered(n, f) for n, f in enumerate(sorted(record.findings, key=lambda f: order.index(f.severity)), 1)]
    page: str = environment.get_template("dossier.html").render(
        record=record, version=__version__, zh=lang == "zh", say=partial(either, lang), head=_head(record, lang),
        findings=[_finding(n, record, forms, lang) for n in findings],
        tables=[_table(form, record, findings, lang) for form in forms.of(record.editions)],
        doubts=[part.text for part in doubts(record, forms, lang) if isinstance(part, Prose)],
        claims=[_claim(claim, findings, lang) for claim in record.claims],
        source=list(_source(record, text, findings, forms, lang)), statuses={name: said(STATUSES, name, lang) for name in STATUSES},
    )  # fmt: skip
    return page


def anchor(address: str) -> str:
    """The name by which the page is led to a cell."""
    return f"c-{address.replace('/', '-')}"


def _head(record: Record, lang: str) -> list[tuple[str, str]]:
    count = Counter[str](cell.status for cell in record.cells.values())
    comma = either(lang, "，", ", ")
    rows = [
        (either(lang, "题名", "Title"), record.title),
        (either(lang, "发布日期", "Published"), record.published or ""),
        (either(lang, "核对结论", "Verdict"), said(VERDICTS, record.verdict, lang)),
        (either(lang, "单元格", "Cells"), comma.join(f"{said(STATUSES, name, lang)} {count[name]}" for name in STATUSES if count[name])),
        (either(lang, "所读文件", "File read"), PurePath(record.path).name),
        ("SHA-256", record.sha256),
        (either(lang, "读法", "Read by"), f"{reader_names(record.readers)} · gouji {__version__}"),
        (either(lang, "文本损坏", "Damage"), comma.join(f"{said(DAMAGE, d.kind, lang)} {d.count}" for d in record.damage)),
    ]
    return [(name, text) for name, text in rows if text]


def _finding(numbered: Numbered, record: Record, forms: Forms, lang: str) -> dict[str, Any]:
    finding = numbered.finding
    known = [address for address in (finding.suspect or finding.cells) if address in record.cells]
    named = [(anchor(address), forms.name(address, record.editions, lang)) for address in known]
    proposed = [(forms.name(a, record.editions, lang), number(value)) for a, value in finding.proposed.items() if a in record.cells]
    quotes = [(claim.evidence.start, claim.quote) for claim in claims_of(finding, record.claims)]
    return {
        "number": numbered.number, "severity": finding.severity, "severity_said": said(SEVERITIES, finding.severity, lang),
        "message": either(lang, finding.message.zh, finding.message.en), "cause": said(CAUSES, finding.cause, lang), "rule": finding.rule,
        "reasons": either(lang, "；", "; ").join(either(lang, reason.zh, reason.en) for reason in finding.reasons),
        "suspected": bool(finding.suspect), "cells": named if finding.suspect or len(named) <= _LISTED else [],
        "proposed": proposed, "quotes": quotes,
    }  # fmt: skip


def _table(form: Form, record: Record, findings: list[Numbered], lang: str) -> dict[str, Any]:
    marked: dict[str, list[int]] = {}
    for n, finding in findings:
        for address in finding.suspect or finding.cells:
            marked.setdefault(address, []).append(n)
    layout = grid(form)
    cells = {a: _cell(record.cells.get(a), marked.get(a, []), form.name(a, lang), lang) for a in form.addresses}
    caption = either(lang, f"表{form.section}　{form.zh}（{form.edition}年版）", f"{form.en} ({form.edition} edition)")
    return {"name": form.table, "caption": caption, "grid": layout, "cells": cells, "anchor": anchor}


def _cell(cell: Cell | None, marked: list[int], name: str, lang: str) -> dict[str, Any]:
    """What stands in a place of a table: the figure or a word, and where it was read."""
    if cell is None:
        return {"status": "", "shown": "", "unit": "", "at": None, "note": "", "implied": "", "marked": marked, "name": name}
    candidates = " / ".join(dict.fromkeys(said(STATUSES, "blank", lang) if c.value is None else number(c.value) for c in cell.candidates))
    why = [said(REASONS, cell.reason, lang) if cell.reason else "", candidates and f"{either(lang, '可能是', 'may be')} {candidates}"]
    shown = number(cell.value) if cell.status in ("accepted", "review") else ""
    implied = "" if cell.implied is None else f"{_implied(cell.implied, lang)} {number(cell.implied.value)}"
    return {
        "status": cell.status, "shown": shown, "unit": (cell.unit or "") if shown else "",
        "at": None if cell.evidence is None else cell.evidence.start, "note": "；".join(part for part in why if part),
        "implied": implied, "marked": marked, "name": name,
    }  # fmt: skip


def _implied(implied: Implied, lang: str) -> str:
    return either(lang, "依正文可推出", "implied by the prose") if implied.conditional else either(lang, "可推出", "implied")


def _claim(claim: Claim, findings: list[Numbered], lang: str) -> dict[str, Any]:
    return {
        "topic": said(TOPICS, claim.topic, lang), "value": f"{said(QUALIFIERS, claim.qualifier, lang)}{number(claim.value)}",
        "scope": said(SCOPES, claim.scope, lang), "quote": claim.quote, "at": claim.evidence.start,
        "marked": [n for n, finding in findings if claim.topic in finding.claims and claim.evidence in finding.evidence],
    }  # fmt: skip


class Shown(NamedTuple):
    """A stretch of the source as the page shows it: `goal` is the cell that it leads to, `name` what was read there."""

    text: str
    at: int | None = None
    kind: str = ""
    goal: str = ""
    name: str = ""
    findings: str = ""


def _source(record: Record, text: str, findings: list[Numbered], forms: Forms, lang: str) -> Iterator[Shown]:
    doubtful: Mapping[str, bool] = {address: cell.status == "review" for address, cell in record.cells.items()}
    for stretch in stretches(text, places(record, {n: _pointed(finding, record) for n, finding in findings})):
        read = stretch.read
        if read is None:
            yield Shown(stretch.text, stretch.start)
            continue
        names = [forms.name(address, record.editions, lang) for address in read.cells]
        names += [said(TOPICS, topic, lang) for topic in read.claims]
        kind = "found" if read.findings else "doubt" if any(doubtful.get(address) for address in read.cells) else "read"
        numbers = " ".join(map(str, read.findings)) if stretch.last else ""
        goal = anchor(read.cells[0]) if read.cells else f"f-{read.findings[0]}" if read.findings else "claims"
        yield Shown(stretch.text, stretch.start, kind, goal, either(lang, "；", "; ").join(names[:3]), numbers)


def _pointed(finding: Finding, record: Record) -> list[Span]:
    """The places to look at: of the suspects where there are any, else all that the finding is about."""
    suspects = [span for address in finding.suspect if (cell := record.cells.get(address)) is not None and (span := cell.evidence)]
    return suspects or list(finding.evidence)


def visible(text: str) -> str:
    """The text with its lines and tabs; other controls are spelled out."""
    return "".join(part if part in ("\n", "\t") else printable(part) for part in re.split("([\n\t])", text.replace("\r\n", "\n")))
