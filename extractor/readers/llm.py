"""The model as a reader: it is shown numbered places and points at them; the digits are read from the text, by code.

Every pointer is held against the transcript: its line and letter exist, no place is used twice, it stands on its row's line or the
next. What fails is counted and makes no cell. A claim of none is kept only where its line holds a negation.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from extractor.answers import ClaimPointers, Pointer, RowPointers, TablePointers, pointers, table_answer
from extractor.figures import UNITS, has_leading_zero, value_of
from extractor.form import Form, Forms, Row
from extractor.layout import Layout
from extractor.prompts import Prompts
from extractor.record import Candidate, Cell, Claim, Qualifier, Reading, Scope
from extractor.services.ask import Answer, Ask, Service
from extractor.text import NormalisedText, Span
from extractor.transcript import Token, Transcript, claims_transcript, has_negation, runs_digits_together, table_transcript

NAME, REREAD = "llm", "llm-reread"
UNSEEN = Cell(None, "lost", reason="not-pointed")
_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the model is asked to read of one report: tables (each with rows, None for all) and the claims."""

    tables: Mapping[str, tuple[str, ...] | None]
    claims: bool = False


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the model made of a report.

    `figures`: every printed figure of each table it was shown, in order of place, in the original text; `words`: what stands before
    the figures of each row that was pointed at; `lines`: the places of each line, blanks and marks among them. `failures`: what the
    service could not do, in words; `failed`: the tables and "claims" that it left unread.
    """

    reading: Reading
    figures: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: Mapping[str, tuple[tuple[Span, ...], ...]] = field(default_factory=dict)
    failures: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


async def read_with_model(
    text: NormalisedText, layout: Layout, forms: Forms, wanted: Wanted, prompts: Prompts, service: Service, document: str,
) -> Pointed:  # fmt: skip
    """What the model points at, as a reading with a cell for every address of the editions. Never raises for what it answers."""
    glued = runs_digits_together(text, layout.regions.values())
    shown = {t: table_transcript(text, layout.regions.get(t), glued=glued) for t in wanted.tables}
    of = {t: forms.get(t, layout.editions[t]) for t in wanted.tables}
    jobs = [_ask_table(of[t], shown[t], rows, prompts, service, document) for t, rows in wanted.tables.items()]
    prose = claims_transcript(text, layout.prose) if wanted.claims else None
    if prose is not None and prose.lines:
        jobs.append(_ask_claims(prose, prompts, service, document))
    answers = [answer for answered in await asyncio.gather(*jobs) for answer in answered]
    count: Counter[str] = Counter()
    cells = {a: UNSEEN for form in forms.of(layout.editions) for a in form.addresses}
    words: dict[str, dict[str, str]] = {}
    for table in wanted.tables:
        parsed = [answer.parsed for task, answer in answers if task.table == table]
        rows = [row for answer in parsed if isinstance(answer, TablePointers) for row in answer.rows]
        cells |= read_rows(text, of[table], shown[table], rows, count)
        words[table] = _words(text, of[table], shown[table], rows)
    claims = [c for task, answer in answers if task.table == "claims" for c in _claims(text, prose, answer, count)]
    failed = tuple(dict.fromkeys(task.table for task, answer in answers if answer.failure))
    reader = _reader(answers, count)
    figures = {t: _figures(text, shown[t]) for t in shown if shown[t].lines}
    failures = tuple(dict.fromkeys(f"{a.failure}: {a.message}" for _, a in answers if a.failure))
    lines = {t: tuple(tuple(text.original(p.start, p.stop) for p in line.tokens) for line in shown[t].lines.values()) for t in figures}
    return Pointed(Reading(reader, cells, tuple(dict.fromkeys(claims))), figures, words, lines, failures, failed)


@dataclass(frozen=True, slots=True)
class _Task:
    table: str
    prompt: str


Answered = list[tuple[_Task, Answer]]


async def _ask_table(
    form: Form, shown: Transcript, rows: tuple[str, ...] | None, prompts: Prompts, service: Service, document: str
) -> Answered:
    """The answers for one table: one, or where it was cut off two for its halves."""
    if not shown.lines:
        return []
    prompt = prompts["reread" if rows else form.table]
    numbers = [n for n, row in enumerate(form.rows, 1) if rows is None or row.id in rows]
    lead = f"需要阅读的行：{'、'.join(map(str, numbers))}\n" if rows else ""
    cells = sum(len(row.columns) for row in form.rows if rows is None or row.id in rows)
    ask = Ask(prompt.task, prompt.system(form), lead + shown.delimited(), table_answer(form, rows), document, prompt.name, 600 + cells * 8)
    answer = await service.ask(ask)
    task = _Task(form.table, prompt.name)
    if answer.failure != "truncated" or len(numbers) < 4:
        return [(task, answer)]
    asked = [row.id for row in form.rows if rows is None or row.id in rows]
    half = len(asked) // 2
    parts = [_ask_half(form, shown, tuple(part), prompts, service, document) for part in (asked[:half], asked[half:])]
    spent = replace(answer, failure=None, message="")  # what it cost counts; what it lacked its halves give
    return [(task, spent), *(pair for pairs in await asyncio.gather(*parts) for pair in pairs)]


async def _ask_half(
    form: Form, shown: Transcript, rows: tuple[str, ...], prompts: Prompts, service: Service, document: str
) -> Answered:
    prompt = prompts["reread"]
    numbers = [n for n, row in enumerate(form.rows, 1) if row.id in rows]
    user = f"需要阅读的行：{'、'.join(map(str, numbers))}\n" + shown.delimited()
    ask = Ask("reread", prompt.system(form), user, table_answer(form, rows), document, prompt.name, 600 + len(rows) * 60)
    answer = await service.ask(ask)
    return [(_Task(form.table, prompt.name), answer)]


async def _ask_claims(shown: Transcript, prompts: Prompts, service: Service, document: str) -> Answered:
    prompt = prompts["claims"]
    ask = Ask("claims", prompt.system(), shown.delimited(), ClaimPointers, document, prompt.name, 600 + 40 * len(shown.lines))
    return [(_Task("claims", prompt.name), await service.ask(ask))]


def _reader(answers: Answered, count: Counter[str]) -> Mapping[str, Any]:
    """How the record names this reader: what it was asked with, what it used, and what its pointers were worth."""
    known = [a for _, a in answers if a.model]
    return {
        "name": NAME, "model": known[0].model if known else "", "prompt": " ".join(dict.fromkeys(t.prompt for t, _ in answers)),
        "tokens_in": total([a.tokens_in for _, a in answers]), "tokens_out": total([a.tokens_out for _, a in answers]),
        "cost": total([a.cost for _, a in answers]), "exact": count["exact"], "invalid_address": count["invalid"],
        "not_a_number": count["not-a-number"],
    }  # fmt: skip


def total(parts: Sequence[Any]) -> Any:
    """The sum; None where any part is unknown, or there is none."""
    if not parts or any(p is None for p in parts):
        return None
    return sum(parts[1:], parts[0] if isinstance(parts[0], int | Decimal) else 0)


# --- tables

def read_rows(text: NormalisedText, form: Form, shown: Transcript, rows: Sequence[RowPointers], count: Counter[str]) -> dict[str, Cell]:
    """The cells that the answer's rows point at. A row answered twice, a place used twice: neither holds."""
    named = Counter(row.r for row in rows)
    pointed: dict[str, tuple[Row, RowPointers, tuple[Pointer, ...]]] = {}
    for answer in rows:
        if not 1 <= answer.r <= len(form.rows):
            count["invalid"] += 1
            continue
        row = form.rows[answer.r - 1]
        found = pointers(answer, shown, len(row.columns))
        if named[answer.r] > 1:
            found = (Pointer("invalid"),) * len(row.columns)
        pointed[row.id] = (row, answer, tuple(p if abs(p.line - answer.l) <= 1 or p.kind != "token" else Pointer("invalid") for p in found))
    uses = Counter(token.start for _, _, found in pointed.values() for p in found for token in p.tokens)
    cells: dict[str, Cell] = {}
    for row, _, found in pointed.values():
        starts = [p.tokens[0].start for p in found if p.tokens]
        ordered = starts == sorted(starts)
        for column, pointer in zip(row.columns, found, strict=True):
            twice = any(uses[token.start] > 1 for token in pointer.tokens)
            cell = _cell(text, form.column[column].kind, Pointer("invalid") if twice else pointer)
            count[cell.reason or "exact"] += cell.reason in ("invalid", "not-a-number") or pointer.kind == "token"
            if not ordered and cell.evidence is not None:
                cell = cell._replace(status="review", reason="out-of-order", candidates=(Candidate(cell.value, cell.evidence, NAME),))
            cells[f"{form.table}/{row.id}/{column}"] = cell
    return cells


def _words(text: NormalisedText, form: Form, shown: Transcript, rows: Sequence[RowPointers]) -> dict[str, str]:
    """What stands before the first figure of the line that each row is said to be on."""
    found = {}
    for answer in rows:
        line = shown.lines.get(answer.l)
        if line is not None and 1 <= answer.r <= len(form.rows):
            first = next((t for t in line.tokens if t.kind != "empty"), line.tokens[0])
            found[form.rows[answer.r - 1].id] = text.text[line.start : first.start]
    return found


_ORDINAL = re.compile(r"\s*[.、．)）]")


def _figures(text: NormalisedText, shown: Transcript) -> tuple[Span, ...]:
    """The places of all figures but the ordinals of labels that are gone."""
    return tuple(text.original(f.start, f.stop) for f in shown.figures if not _ORDINAL.match(text.text, f.stop))


_SIGNED = "+-"
_UNIT = re.compile(rf"[^\S\n]*({UNITS})(?![㐀-鿿])")


def _cell(text: NormalisedText, kind: str, pointer: Pointer) -> Cell:
    """The cell at a pointer, its digits read from the clean text."""
    if pointer.kind != "token":
        status: Any = {"blank": "blank", "lost": "lost", "invalid": "review"}[pointer.kind]
        return Cell(None, status, reason="invalid" if pointer.kind == "invalid" else "lost-says-model" if status == "lost" else None)
    start, stop = pointer.tokens[0].start, pointer.tokens[-1].stop
    printed, what = text.text[start:stop], pointer.tokens[0].kind
    if what in ("empty", "mark"):
        return Cell(None, "blank", text.original(start, stop), printed.strip() or None)
    if kind == "signed" and printed[:1].isdigit() and text.text[start - 1 : start] in tuple(_SIGNED):
        start, printed = start - 1, text.text[start - 1] + printed
    span, value = text.original(start, stop), value_of(printed)
    if value is None:
        return Cell(None, "review", reason="not-a-number")
    unit = _UNIT.match(text.text, stop)
    cell = Cell(value, "accepted", span, printed, unit.group(1) if unit else None)
    if has_leading_zero(printed) or (kind == "count" and (not isinstance(value, int) or value < 0 or printed[0] in "+-")):
        return cell._replace(status="review", reason="odd-number", candidates=(Candidate(value, span, NAME),))
    return cell


# --- claims

_NAMED = {
    "requests.received": "申请|受理", "requests.carried_in": "结转|上年|去年", "requests.carried_out": "结转",
    "requests.handled": "申请|办结|答复|办理", "requests.granted": "公开", "requests.partly_granted": "部分",
    "requests.denied": "不予公开", "requests.unavailable": "无法提供|不存在|不掌握|不属于", "requests.not_processed": "不予处理",
    "requests.other": "其他|撤回|其它", "disputes.review": "复议", "disputes.suit": "诉讼|起诉|应诉",
    "normative.issued": "规范性文件", "normative.repealed": "规范性文件", "normative.in_force": "规范性文件",
    "licence.decided": "许可", "penalty.decided": "处罚", "coercion.decided": "强制", "fee.amount": "收费",
    "published.total": "公开|发布", "processing_fee": "处理费|收费|费用",
}  # fmt: skip
_WORDS = {topic: re.compile(words) for topic, words in _NAMED.items()}
_QUALIFIERS: Mapping[str, Qualifier] = {"=": "exact", "+": "at_least", "~": "about"}
_SCOPES: Mapping[str, Scope] = {"own": "own", "area": "whole_area", "?": "unknown"}
_AT_LEAST, _ABOUT = re.compile(r"\s*(?:[余多]|\w{0,2}以上)"), re.compile(r"(?:约|近|大约|将近)\s*$")


def _claims(text: NormalisedText, shown: Transcript | None, answer: Answer, count: Counter[str]) -> list[Claim]:
    """The claims of an answer whose line names their topic and holds the figure, or a negation where there is none."""
    if shown is None or not isinstance(answer.parsed, ClaimPointers):
        return []
    claims: list[Claim] = []
    used: set[int] = set()
    for told in answer.parsed.claims:
        line = shown.lines.get(told.l)
        if line is None:
            count["invalid"] += 1
            continue
        sentence = text.text[line.start : line.stop]
        if not _WORDS[told.k].search(sentence):
            count["invalid"] += 1
        elif not told.t:
            if has_negation(sentence):
                quote = "".join(sentence.split())[:_QUOTE]
                claims.append(Claim(told.k, 0, "exact", _SCOPES[told.s], text.original(line.start, line.stop), quote))
                count["exact"] += 1
            else:
                count["invalid"] += 1
        else:
            pointer = pointers(RowPointers(r=1, l=told.l, t=told.t), shown, 1)[0]
            token = pointer.tokens[0] if pointer.tokens and pointer.line == told.l else None
            claim = _counted(text, told.k, told.q, told.s, token, sentence) if token is not None and token.start not in used else None
            count["exact" if claim else "invalid"] += 1
            if claim is not None and token is not None:
                used.add(token.start)
                claims.append(claim)
    return claims


def _counted(text: NormalisedText, topic: str, qualifier: str, scope: str, token: Token, sentence: str) -> Claim | None:
    """A claim with the figure at a token; what the text says right before or behind it decides on "about" and "at least"."""
    value = value_of(text.text[token.start : token.stop])
    if value is None:
        return None
    said: Qualifier = _QUALIFIERS[qualifier]
    if _AT_LEAST.match(text.text, token.stop):
        said = "at_least"
    elif _ABOUT.search(text.text, max(0, token.start - 3), token.start):
        said = "about"
    elif said != "exact":
        said = "exact"
    quote = "".join(sentence.split())[:_QUOTE]
    return Claim(topic, value, said, _SCOPES[scope], text.original(token.start, token.stop), quote)
