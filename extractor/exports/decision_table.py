"""What people decided, as a table: every decision in the order it was made, those taken back as well."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import simplejson

from extractor.exports.dataset import Field, Row, Table, Words
from extractor.exports.tidy import WHO
from extractor.store import Store

_KINDS: Words = {
    "cell": ("单元格", "cells"),
    "finding": ("核对结果", "a finding"),
    "claim": ("正文所述", "a claim of the prose"),
}
_ACTIONS: Words = {
    "accept": ("所读无误", "read as printed"),
    "correct": ("更正读数", "the source prints something else"),
    "source_wrong": ("报告自身有误", "the source itself is wrong"),
    "not_countable": ("无从计数或范围不同", "not countable, or another scope"),
    "skip": ("暂不决定", "left for later"),
    "undo": ("撤回", "takes back an earlier one"),
}
DECISIONS = Table("decisions", "人工决定", "Decisions of people", (
    Field("decision", "whole", "编号", "number"),
    *WHO,
    Field("part", "whole", "文件中第几份报告", "which report of the file"),
    Field("kind", "text", "对象种类", "what it is about", codes=_KINDS),
    Field("subject", "text", "对象", "its subject: an address, a rule, a topic"),
    Field("action", "text", "决定", "what was decided", codes=_ACTIONS),
    Field("before", "list", "此前的读数", "readings before, by address"),
    Field("after", "list", "决定的读数", "what the source prints there, by address; null: nothing"),
    Field("reason", "text", "理由", "why"),
    Field("who", "text", "何人", "who"),
    Field("at", "text", "何时", "when"),
    Field("seconds", "number", "用时", "how long it took", unit="秒"),
    Field("undoes", "whole", "撤回的编号", "number of the decision taken back"),
    Field("audit", "flag", "是否抽查", "whether it was a blind check of an accepted cell"),
), lambda records: ())  # fmt: skip
_DECIDED = """select s.id, d.organization, d.year, d.path, s.sha256, s.part, s.kind, s.subject, s.action, s.before, s.after, s.reason,
    s.who, s.at, s.seconds, s.undoes, s.audit from decisions s
    left join documents d on d.id = (select id from documents where sha256 = s.sha256
    and part = s.part order by current desc, id limit 1) where instr(coalesce(d.organization, ''), ?) and (? or d.year between ? and ?)
    order by s.id"""


def decision_rows(store: Store, organization: str, years: tuple[int, int] | None) -> Iterator[Row]:
    """The rows of `DECISIONS`, in the order in which they were made, those taken back as well."""
    for row in store.rows(_DECIDED, (organization, years is None, *(years or (0, 0)))):
        before, after = (simplejson.loads(text, use_decimal=True) for text in row[9:11])
        *others, seconds, undoes, audit = row[11:]
        yield *row[:9], before, after, *others, Decimal(str(seconds)), undoes, bool(audit)
