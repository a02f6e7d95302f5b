"""Records as people read them in a terminal: a line, a page of tables, findings in words.

Blank, lost and doubtful are told apart by words; colour only repeats them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from extractor.form import Form, Forms, Row, row_title
from extractor.record import Candidate, Cell, Claim, Finding, Number, Record
from extractor.typeset import Prose, cut, printable, right
from extractor.words import CAUSES, DAMAGE, QUALIFIERS, REASONS, RESULTS, SCOPES, SEVERITIES, STATUSES, TOPICS, VERDICTS, either, said

_STYLES = {"accepted": "", "blank": "dim", "lost": "red", "review": "bold yellow", "error": "bold red", "warning": "yellow", "info": "dim"}
_LABELS = {"zh": 32, "en": 24}  # columns kept for the rows' labels
_SHOWN = 6  # rows or cells named one by one in a sentence
_ENDLESS = 1_000_000  # columns, where nobody looks


def number(value: Number | None) -> str:
    """The number with all its digits; an empty string for none."""
    return "" if value is None else format(value, "f") if not isinstance(value, int) else str(value)


_COLUMNS = (  # Chinese heading, English heading, width
    ("年度", "year", 4), ("表式", "form", 4), ("结论", "verdict", 8), ("采信", "accepted", 8), ("空", "blank", 5), ("缺", "lost", 4),
    ("待核", "review", 6), ("发现", "findings", 8),
)


def heading_line(lang: str, width: int | None) -> str:
    """The heading over `document_line`s. `width` None: nobody looks, nothing is cut."""
    names = [either(lang, zh, en) for zh, en, _ in _COLUMNS]
    return _line(either(lang, "机关", "agency"), names, either(lang, "文件", "file"), width)


def document_line(record: Record, lang: str, width: int | None) -> str:
    """One document on one line: who, when, which form, the verdict, cells by status, findings by severity."""
    who = record.organization or record.title or record.path
    count = Counter(cell.status for cell in record.cells.values())
    fields = [number(record.year) or "–", record.form or "–", said(VERDICTS, record.verdict, lang)]
    if record.verdict == "rejected":
        return _line(who, fields, f"{record.error}" if who == record.path else f"{record.error} {record.path}", width, tail=False)
    counts = [str(count[status]) for status in ("accepted", "blank", "lost", "review")]
    return _line(who, [*fields, *counts, _found(record.findings, lang)], record.path, width)


def _found(findings: Sequence[Finding], lang: str) -> str:
    count = Counter(finding.severity for finding in findings)
    shown = ((count["error"], "错", "E"), (count["warning"], "警", "W"))
    return " ".join(f"{n}{either(lang, zh, en)}" for n, zh, en in shown if n) or "–"


def _line(who: str, fields: Sequence[str], last: str, width: int | None, tail: bool = True) -> str:
    room = 40 if width is None else min(36, max(12, width - sum(size + 1 for _, _, size in _COLUMNS)))
    first = cut(who, room if width is not None else max(room, cell_len(printable(who))), pad=True)
    line = " ".join([first, *(right(text, size) for text, (_, _, size) in zip(fields, _COLUMNS, strict=False))])
    left = _ENDLESS if width is None else width - cell_len(line) - 2
    return f"{line}  {cut(last, left, tail=tail)}" if left >= 16 else line


def page(record: Record, forms: Forms, lang: str) -> Iterator[RenderableType]:
    """A record in full: what it is, its tables as printed, what is doubtful or lost and why, claims, findings."""
    yield from heading(record, lang)
    if record.error is not None:
        return
    yield Text()
    yield Prose(_legend(lang), "dim", indent=0)
    for form in forms.of(record.editions):
        yield from _tables(record, form, lang)
        yield from _doubts(record, form, lang)
    if record.claims:
        yield Text("\n" + either(lang, "文中的说法", "What the prose says"), style="bold")
        yield _claims(record.claims, lang)
    yield Text("\n" + either(lang, "核对结果", "Findings"), style="bold")
    yield from findings(record, forms, lang)


def heading(record: Record, lang: str) -> Iterator[RenderableType]:
    """Who reports on what, what came of it, and from where."""
    year = "" if record.year is None else f" · {record.year}{either(lang, '年', '')}"
    yield Text(f"{printable(record.organization or record.title or record.path)}{year}", style="bold")
    yield Prose(f"{said(VERDICTS, record.verdict, lang)} — {_counts(record, lang) if record.error is None else record.error}")
    lines = {
        either(lang, "题名", "title"): record.title,
        either(lang, "文件", "file"): f"{record.path}  sha256 {record.sha256[:12]}" if record.sha256 else record.path,
        either(lang, "发布", "published"): record.published,
        either(lang, "读法", "read by"): reader_names(record.readers),
        either(lang, "核对", "checks"): _checks(record, lang),
        either(lang, "损坏", "damage"): "; ".join(f"{said(DAMAGE, d.kind, lang)} {d.count} {d.detail}".strip() for d in record.damage),
    }
    for name, text in lines.items():
        if text:
            yield Prose(f"{name}{either(lang, '：', ': ')}{text}")


def reader_names(readers: Iterable[Mapping[str, Any]]) -> str:
    """The readers that were at work, with their versions or models."""
    return ", ".join(f"{r.get('name')} {r.get('version') or r.get('model') or ''}".strip() for r in readers)


def _checks(record: Record, lang: str) -> str:
    count = record.checks
    return either(lang, "，", ", ").join(f"{said(RESULTS, result, lang)} {count[result]}" for result in RESULTS if count.get(result))


def _counts(record: Record, lang: str) -> str:
    count = Counter[str](cell.status for cell in record.cells.values())
    return either(lang, "，", ", ").join(f"{said(STATUSES, status, lang)} {count[status]}" for status in STATUSES if count[status])


def _legend(lang: str) -> str:
    zh = "数字：原文所印，采信。空：原文有此格而未填数。缺：原文已无此格。?：待核，理由列在表下。"
    en = "A number: as printed. blank: a cell with no figure. lost: no longer in the text. ?: for a person, see below."
    return either(lang, zh, en)


def _tables(record: Record, form: Form, lang: str) -> Iterator[RenderableType]:
    title = either(lang, f"表{form.section} {form.zh}（{form.edition}年版）", f"{form.en} ({form.edition} edition)")
    yield Text(f"\n{title}", style="bold")
    for _, rows in groupby(form.rows, key=lambda row: row.columns):
        yield _Grid(record, form, tuple(rows), lang)


@dataclass(frozen=True)
class _Grid:
    """Rows of a table that have the same columns, the columns as wide as the screen allows beside the labels."""

    record: Record
    form: Form
    rows: tuple[Row, ...]
    lang: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = self.rows[0].columns
        room = (options.max_width - _LABELS[self.lang]) // len(columns) - 1
        table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
        table.add_column("", min_width=16, overflow="fold")
        for column in columns:
            name = either(self.lang, self.form.column[column].zh, self.form.column[column].en)
            table.add_column(name, justify="right", overflow="fold", min_width=5, max_width=min(13, max(6, room)))
        for row in self.rows:
            shown = [_cell(self.record.cells.get(f"{self.form.table}/{row.id}/{column}"), self.lang) for column in columns]
            table.add_row(either(self.lang, row_title(row), row.en), *shown)
        yield table


def _cell(cell: Cell | None, lang: str) -> Text:
    if cell is None:
        return Text("")
    if cell.status in ("blank", "lost"):
        return Text(said(STATUSES, cell.status, lang), style=_STYLES[cell.status])
    mark = "?" if cell.status == "review" else ""
    return Text(printable(f"{mark}{number(cell.value)}{cell.unit or ''}"), style=_STYLES[cell.status])


def doubts(record: Record, forms: Forms, lang: str) -> Iterator[RenderableType]:
    """What is doubtful, lost or implied, table by table."""
    for form in forms.of(record.editions):
        told = list(_doubts(record, form, lang))
        if told:
            yield Prose(either(lang, f"表{form.section}", form.en) + either(lang, "：", ":"))
            yield from told


def _doubts(record: Record, form: Form, lang: str) -> Iterator[RenderableType]:
    """What is doubtful, lost or implied in one table, cells of the same story told together."""
    stories: dict[tuple[str, str, str], list[str]] = {}
    for address in form.addresses:
        cell = record.cells.get(address)
        if cell is not None and cell.status in ("review", "lost"):
            stories.setdefault((cell.status, cell.reason or "", _candidates(cell.candidates, lang)), []).append(address)
    colon = either(lang, "：", ": ")
    for (status, reason, candidates), addresses in stories.items():
        parts = [_places(form, addresses, lang), said(REASONS, reason, lang)]
        if candidates:
            parts.append(f"{either(lang, '可能是', 'may be')} {candidates}")
        yield Prose(f"{said(STATUSES, status, lang)}{colon}" + " — ".join(part for part in parts if part), _STYLES[status])
    implied = [(a, cell.implied) for a in form.addresses if (cell := record.cells.get(a)) is not None and cell.implied is not None]
    certain = either(lang, "由勾稽关系可推出：", "implied by the identities: ")
    on_condition = either(lang, "若文中所述即指此，可推出：", "implied if this is what the prose means: ")
    for heading, conditional in ((certain, False), (on_condition, True)):
        some = [f"{form.name(address, lang)} = {number(i.value)}" for address, i in implied if i.conditional is conditional]
        if some:
            more = f" … ({len(some)})" if len(some) > _SHOWN else ""
            yield Prose(f"{heading}{', '.join(some[:_SHOWN])}{more}")


def _candidates(candidates: Sequence[Candidate], lang: str) -> str:
    values = dict.fromkeys(said(STATUSES, "blank", lang) if c.value is None else number(c.value) for c in candidates)
    return " / ".join(values)


def _places(form: Form, addresses: Sequence[str], lang: str) -> str:
    """Rows with their columns, the first few of them; a whole row or a whole table by its name alone."""
    if len(addresses) == len(form.addresses):
        return either(lang, "整张表", "the whole table")
    by_row: dict[str, list[str]] = {}
    for address in addresses:
        _, row_id, column = address.split("/")
        by_row.setdefault(row_id, []).append(either(lang, form.column[column].zh, form.column[column].en))
    names = [f"{_row_name(form.row[row], lang)} ({_columns(form.row[row], columns, lang)})" for row, columns in by_row.items()]
    if len(names) > _SHOWN:
        zh = f"等 {len(names)} 行 {len(addresses)} 格"
        names[_SHOWN:] = [either(lang, zh, f"and {len(names) - _SHOWN} more rows, {len(addresses)} cells in all")]
    return either(lang, "；", "; ").join(names)


def _row_name(row: Row, lang: str) -> str:
    return cut(either(lang, row_title(row), row.en), 30).rstrip()


def _columns(row: Row, names: Sequence[str], lang: str) -> str:
    if len(names) == len(row.columns) > 1:
        return either(lang, "整行", "whole row")
    return ", ".join(names)


def _claims(claims: Sequence[Claim], lang: str) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=False)
    for style in ("", "bold", "dim", "dim"):
        table.add_column("", overflow="fold", style=style)
    for claim in claims:
        value = f"{said(QUALIFIERS, claim.qualifier, lang)}{number(claim.value)}"
        table.add_row(said(TOPICS, claim.topic, lang), value, said(SCOPES, claim.scope, lang), printable(f"“{claim.quote}”"))
    return table


def findings(record: Record, forms: Forms, lang: str) -> Iterator[RenderableType]:
    """The findings in words, the gravest first; one sentence where there are none."""
    if not record.findings:
        yield Prose(either(lang, "各项核对均未发现问题。", "Nothing was found wrong."))
    order = list(SEVERITIES)
    for finding in sorted(record.findings, key=lambda finding: order.index(finding.severity)):
        yield from _finding(finding, record, forms, lang)


def _finding(finding: Finding, record: Record, forms: Forms, lang: str) -> Iterator[RenderableType]:
    message = either(lang, finding.message.zh, finding.message.en)
    yield Prose(message, mark=f"[{said(SEVERITIES, finding.severity, lang)}] ", mark_style=_STYLES[finding.severity])
    yield Prose(f"{said(CAUSES, finding.cause, lang)} ({finding.rule})", "dim", 4)
    if finding.reasons:
        semicolon = either(lang, "；", "; ")
        why = semicolon.join(either(lang, reason.zh, reason.en) for reason in finding.reasons[:_SHOWN])
        yield Prose(f"{either(lang, '依据：', 'because ')}{why}", "dim", 4)
    if finding.suspect:
        names = "; ".join(forms.name(address, record.editions, lang) for address in finding.suspect[:3])
        yield Prose(f"{either(lang, '先查：', 'look first at: ')}{names}", indent=4)
    if finding.proposed:
        told = [(forms.name(address, record.editions, lang), number(value)) for address, value in finding.proposed.items()]
        zh = "若" + "、".join(f"{name}为 {value}" for name, value in told) + "，此式成立"
        en = "it would add up if " + " and ".join(f"{name} were {value}" for name, value in told)
        yield Prose(either(lang, zh, en), indent=4)
    for claim in claims_of(finding, record.claims):
        yield Prose(f"{either(lang, '原文：', 'the text says: ')}“{claim.quote}”", "dim", 4)


def claims_of(finding: Finding, claims: Iterable[Claim]) -> list[Claim]:
    """The claims that a finding is about: those at its places, for others on the topic may count something else."""
    on_topic = [claim for claim in claims if claim.topic in finding.claims]
    return [claim for claim in on_topic if claim.evidence in finding.evidence] or on_topic
