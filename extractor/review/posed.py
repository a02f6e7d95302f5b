"""A question as a terminal shows it: what is asked and why, the place in the source, the answers and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rich.console import RenderableType
from rich.text import Text

from extractor.form import Forms
from extractor.record import Number, Record
from extractor.render import number
from extractor.review.decisions import Decision, Values
from extractor.review.desk import Answer, Case
from extractor.review.settling import Judgement
from extractor.text import Span
from extractor.typeset import Prose, printable
from extractor.words import ACTIONS, CAUSES, REASONS, SEVERITIES, TOPICS, either, said

_KEYS = (
    ("a", ("采信", "accept")), ("2–9", ("另一读法", "another reading")), ("c", ("更正", "correct")), ("w", ("原文有误", "source wrong")),
    ("n", ("不计/无从判断", "not countable")), ("s", ("跳过", "skip")), ("u", ("撤销", "undo")), ("e", ("依据", "evidence")),
    ("?", ("帮助", "help")), ("q", ("结束", "quit")),
)
_HELP = {
    "a": ("照第一种读法采信；对于不符之处：读得没错，谁之误不论", "accept the first reading; of a finding: read as printed, whoever erred"),
    "2–9": ("采信另一种读法", "accept another reading"),
    "c": ("更正：打出原文所印的数字（空格印空的打 -）", "correct: type what the source prints (- where it prints nothing)"),
    "w": ("读得没错，是报告自身之误", "read as printed: the report itself is wrong"),
    "n": ("此文不足以定，或说的是另一回事", "the text does not settle it, or it speaks of something else"),
    "s": ("跳过，留到最后", "skip: comes again at the end"),
    "u": ("撤销上一个答复", "take back the last answer"),
    "e": ("看别处的依据", "the other places in the source"),
    "q": ("结束；答过的都已存下", "stop; every answer is stored"),
}
_AROUND, _SHOWN = 60, 3  # characters either side of a mark; places shown at first
_COLUMNS = 3  # named one by one


def question(case: Case, forms: Forms, lang: str, left: int, more: bool = False) -> Iterator[RenderableType]:
    """Everything shown of one question. `more`: every place in the source, not the first few."""
    record, asked = case.record, case.question
    year = "" if record.year is None else f" · {record.year}"
    yield Text(f"\n{printable(record.organization or record.title or record.path)}{year}", style="bold")
    told = [either(lang, f"还有 {left} 处", f"{left} left")]
    if asked.settles > 1:
        told.append(either(lang, f"一次回答可定 {asked.settles} 格", f"one answer settles {asked.settles} cells"))
    yield Prose(either(lang, "；", "; ").join(told) + f"  {record.path}", "dim")
    if case.reopened is not None:
        why = either(lang, f"曾有答复，但读法已变：{case.reopened.zh}", f"was answered, but is read otherwise now: {case.reopened.en}")
        yield Prose(why, "yellow")
    yield from _asked(case, forms, lang)
    yield from _places(case, lang, more)
    for n, option in enumerate(asked.options, 1) if asked.kind == "cell" else ():
        yield Prose(_told(option.values, record, forms, lang), mark=f"{'a' if n == 1 else n}  ", mark_style="bold", indent=4)


def _asked(case: Case, forms: Forms, lang: str) -> Iterator[RenderableType]:
    record, asked = case.record, case.question
    colon = either(lang, "：", ": ")
    for finding in asked.findings:
        message = either(lang, finding.message.zh, finding.message.en)
        yield Prose(message, mark=f"[{said(SEVERITIES, finding.severity, lang)}] ", mark_style="bold red")
    if asked.kind == "cell":
        where = cells_named(asked.cells, record, forms, lang)
        text = either(lang, f"{where}{colon}原文印的是什么？", f"{where}{colon}what does the source print?")
        yield Prose(text, "bold")
        if asked.cause:
            yield Prose(said(REASONS, asked.cause, lang), "dim", 4)
        return
    if asked.kind == "finding":
        yield Prose(said(CAUSES, asked.cause, lang), "dim", 4)
        for option in asked.options:
            yield Prose(
                either(lang, "若原文所印为 ", "all would add up if the source printed ") + _told(option.values, record, forms, lang)
                + either(lang, "，各式成立（c 更正）", " (c to correct)"), "dim", 4,
            )  # fmt: skip
        return
    topics = {topic for finding in asked.findings for topic in finding.claims}
    for claim in record.claims:
        if claim.topic in topics and claim.match is None:
            yield Prose(f"{said(TOPICS, claim.topic, lang)}{colon}“{claim.quote}”", "dim", 4)


def cells_named(addresses: Sequence[str], record: Record, forms: Forms, lang: str) -> str:
    """Cells in words: one by its full name, those of one row by their columns, others by how many they are."""
    first = addresses[0]
    if len(addresses) == 1:
        return forms.name(first, record.editions, lang)
    form = forms.get(first.split("/")[0], record.editions[first.split("/")[0]])
    rows = {address.split("/")[1] for address in addresses}
    columns = [form.column[address.split("/")[2]] for address in addresses]
    if len(rows) == 1:
        titles = [either(lang, column.zh, column.en) for column in columns]
        if len(titles) > _COLUMNS:
            titles = [titles[0] + either(lang, f"至{titles[-1]} {len(titles)} 栏", f" to {titles[-1]}")]
        names = either(lang, "、", ", ").join(titles)
        return forms.name(first, record.editions, lang).replace(
            either(lang, f"“{columns[0].zh}”列", f"column “{columns[0].en}”"), either(lang, f"的 {names}", f"columns {names}")
        )
    return either(lang, f"表{form.section}的 {len(addresses)} 格", f"{len(addresses)} cells of the {form.en.lower()} table")


def _told(values: Values, record: Record, forms: Forms, lang: str) -> str:
    """`自然人 6，其余空`: the cells that print something, by column where one row is in question."""
    if len(values) == 1:
        return _figure(next(iter(values.values())), lang)
    one_row = len({address.split("/")[1] for address in values}) == 1
    filled = [(address, value) for address, value in values.items() if value is not None]
    printed = [f"{_column(address, record, forms, lang, one_row)} {_figure(value, lang)}" for address, value in filled]
    rest = either(lang, "其余空", "the others blank") if len(printed) < len(values) else ""
    return either(lang, "，", ", ").join([*printed, *([rest] if rest else [])])


def _column(address: str, record: Record, forms: Forms, lang: str, one_row: bool) -> str:
    table, row_id, column_id = address.split("/")
    form = forms.get(table, record.editions[table])
    column = form.column[column_id]
    name = either(lang, column.zh, column.en)
    return name if one_row else f"{either(lang, form.row[row_id].zh, form.row[row_id].en)}/{name}"


def _figure(value: Number | None, lang: str) -> str:
    return either(lang, "空", "blank") if value is None else number(value)


def _places(case: Case, lang: str, more: bool) -> Iterator[RenderableType]:
    """Stretches of the source with the evidence marked by 【】, neighbours in one."""
    if case.text is None:
        yield Prose(either(lang, "数据库里没有原文：请重新 gouji extract", "the database lacks its text: extract it again"), "yellow")
        return
    spans = _apart(case.question.evidence)
    stretches: list[list[Span]] = [spans[:1]] if spans else []
    for one, other in pairwise(spans):
        if other.start - one.stop <= _AROUND:
            stretches[-1].append(other)
        else:
            stretches.append([other])
    for stretch in stretches if more else stretches[:_SHOWN]:
        yield _stretch(case.text, stretch)
    if len(stretches) > _SHOWN and not more:
        yield Prose(either(lang, f"另有 {len(stretches) - _SHOWN} 处（e）", f"{len(stretches) - _SHOWN} more places (e)"), "dim", 4)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap as one: a run of digits is marked once, however it may be cut."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].stop and found[-1].start < found[-1].stop:
            found[-1] = Span(found[-1].start, max(found[-1].stop, span.stop))
        else:
            found.append(span)
    return found


def _stretch(text: str, spans: Sequence[Span]) -> Prose:
    at = max(0, spans[0].start - _AROUND)
    pieces = [text[at : spans[0].start]]
    for n, span in enumerate(spans):
        following = spans[n + 1].start if n + 1 < len(spans) else min(len(text), span.stop + _AROUND)
        pieces.append(f"【{text[span.start : span.stop]}】{text[span.stop : max(span.stop, following)]}")
    return Prose(" ".join("".join(pieces).split()), indent=4, mark="│ ")


def keys(lang: str) -> Prose:
    """The keys on one line."""
    return Prose(" · ".join(f"{key} {either(lang, zh, en)}" for key, (zh, en) in _KEYS), "dim")


def help_text(lang: str) -> Iterator[RenderableType]:
    """What each key does."""
    for key, (zh, en) in _HELP.items():
        yield Prose(either(lang, zh, en), mark=f"{key:<4}", mark_style="bold", indent=4)


def outcome(answer: Answer, lang: str) -> Iterator[RenderableType]:
    """What an answer did, in a sentence; what it newly breaks."""
    told = [said(ACTIONS, answer.decision.action, lang)]
    if answer.settled:
        by_hand = len(answer.settled) - len(answer.by_arithmetic)
        told.append(either(
            lang, f"定 {by_hand} 格，另有 {len(answer.by_arithmetic)} 格由勾稽关系推得（非原文所印）",
            f"{by_hand} cells settled, {len(answer.by_arithmetic)} more follow from the identities (implied, not printed)",
        ) if answer.by_arithmetic else either(lang, f"定 {by_hand} 格", f"{by_hand} cells settled"))  # fmt: skip
    if answer.verdict == "settled":
        told.append(either(lang, "此份已无待核", "nothing is left to ask of this document"))
    yield Prose("→ " + either(lang, "；", "; ").join(told), "green")
    for finding in answer.findings:
        yield Prose(either(lang, f"由此不符：{finding.message.zh}", f"does not add up now: {finding.message.en}"), "yellow", 4)


def decided(decisions: Sequence[Decision], judgement: Judgement, forms: Forms, lang: str) -> Iterator[RenderableType]:
    """The decisions on a document, in order, those taken back as well, and what they come to."""
    record, left = judgement.record, len(judgement.questions)
    settled = either(lang, "已无待核", "nothing is left to ask")
    still = either(lang, f"尚有 {left} 处待核", f"{left} questions are open")
    yield Text("\n" + either(lang, "人的核定", "Decisions") + f" — {still if left else settled}", style="bold")
    for why in judgement.reopened.values():
        yield Prose(either(lang, f"读法已变，须再核：{why.zh}", f"read otherwise now, asked again: {why.en}"), "yellow")
    undone = {d.undoes for d in decisions if d.action == "undo"}
    for d in decisions:
        if d.action == "undo":
            continue
        what = cells_named(list(d.before), record, forms, lang) if d.before else d.subject
        parts = [said(ACTIONS, d.action, lang), what, _from_to(d, record, forms, lang), f"{d.who} {d.at[:16].replace('T', ' ')}", d.reason]
        if d.id in undone:
            parts.append(said(ACTIONS, "undo", lang))
        yield Prose(either(lang, "；", "; ").join(part for part in parts if part), "dim" if d.id in undone else "")


def _from_to(decision: Decision, record: Record, forms: Forms, lang: str) -> str:
    """`? → 自然人 6，其余空`: what the machine read, and what the person did."""
    if not decision.after:
        return ""
    was = [decision.before.get(address) for address in decision.after]
    read = _told({a: decision.before.get(a) for a in decision.after}, record, forms, lang) if any(v is not None for v in was) else "?"
    return f"{read} → {_told(decision.after, record, forms, lang)}"
