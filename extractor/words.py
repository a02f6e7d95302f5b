"""What the program's own terms are called when it speaks to people, in Chinese and English. A term without an entry is shown as it is."""

from __future__ import annotations

from collections.abc import Mapping

STATUSES = {
    "accepted": ("采信", "accepted"),
    "blank": ("空", "blank"),
    "lost": ("缺", "lost"),
    "review": ("待核", "review"),
}
VERDICTS = {
    "accepted": ("通过", "accepted"),
    "review": ("待核", "review"),
    "rejected": ("退回", "rejected"),
}
SEVERITIES = {
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "note"),
}
CAUSES = {
    "source": ("报告自身的数字互相矛盾", "the report's own figures contradict each other"),
    "reading": ("可能是本程序读错，请对照原文", "this program may have misread it: compare with the original"),
    "damage": ("原文残缺，无从判断", "the text is damaged where it would decide"),
    "undetermined": ("原因未定，请对照原文", "cause not known: compare with the original"),
}
RESULTS = {
    "satisfied": ("成立", "hold"),
    "violated": ("不成立", "fail"),
    "unknown": ("缺数而未决", "open"),
    "not_run": ("未运行", "not run"),
}
BLANKS = {
    "zero": ("空格按 0 试算", "blank cells are tried as 0, and the finding says so"),
    "unknown": ("有空格则不下结论", "a blank cell leaves it open"),
    "not_applicable": ("有空格则不适用", "a blank cell makes it not apply"),
}
MISSING = {
    "unknown": ("缺数则不下结论", "a lost or doubtful cell leaves it open"),
    "not_applicable": ("缺数则不适用", "a lost or doubtful cell makes it not apply"),
    "fail": ("缺数即不成立", "a lost or doubtful cell makes it fail"),
}
UNITS = {
    "件": ("件", "pieces"),
    "项": ("项", "items"),
    "个": ("个", "projects"),
    "元": ("元", "CNY"),
    "万元": ("万元", "10,000 CNY"),
    "秒": ("秒", "seconds"),
}
SCOPES = {
    "own": ("本机关", "this agency"),
    "whole_area": ("全地区", "whole area"),
    "unknown": ("范围不明", "scope unknown"),
}
QUALIFIERS = {
    "exact": ("", ""),
    "at_least": ("不少于", "at least "),
    "about": ("约", "about "),
}
REASONS = {
    "dropped-blanks": ("本行空格被删，数字归哪一列不能确定", "blanks were dropped from the row: which column a figure stands in is open"),
    "blanks-may-stand": ("空白格可能在原位，末一个数字未必是总计", "its blanks may stand in place: the last figure need not be the total"),
    "figure-in-heading": ("数字印在表头里", "the figure stands in the heading"),
    "odd-number": ("数字写法异常", "the number is oddly written"),
    "page-break": ("该行断在换页处", "the row is broken by a page break"),
    "row-lost": ("原文没有这一行", "the text no longer has this row"),
    "sums-slipped": ("相邻各行似有错位", "rows seem to have slipped"),
    "table-absent": ("原文没有这张表", "the text no longer has this table"),
    "figures-astray": ("表中有数字不属于任何一行", "figures stand in the table that no row holds"),
    "too-many-figures": ("本行数字多于栏数", "more figures than columns in the row"),
    "decided": ("由人核定", "settled by a person"),
    "incomplete": ("本行有缺失或待核的数字", "a figure of the row is lost or in doubt"),
    "misread": ("读数与原文不一致", "a figure was not read as it is printed"),
    "out-of-order": ("数字在原文中的先后与表式不符", "the figures stand in another order than the form's"),
    "interrupted": ("数字之间夹有文字", "words stand between the figures"),
    "strange-figure": ("旁边另有一个数字", "another figure stands beside them"),
    "uneven": ("栏线疏密不一，中间可能漏了一栏", "a cell between them may have been passed over"),
    "row-twice": ("该行印了两次", "the row is printed twice"),
    "columns-disordered": ("表头各栏的次序与表式不符", "the columns are headed in another order than the form's"),
    "named-cells": ("各格前带有程序所加的名称或编号", "each cell stands behind a name or number that a program gave it"),
    "label-lost": ("该行标签丢失", "the row's label is gone"),
    "displaced-label": ("标签与数字错开", "the row's label stands apart from its figures"),
    "cut-off": ("原文在此中断", "the text is cut off here"),
    "glued": ("数字连写，拆法不止一种", "digits run together and can be split in several ways"),
    "deduplicated": ("重复行被删除", "repeated lines were removed"),
}
ACTIONS = {
    "accept": ("采信", "accepted"),
    "correct": ("更正", "corrected"),
    "source_wrong": ("原文有误", "the source is wrong"),
    "not_countable": ("不计、口径不同或无从判断", "not countable, of another scope, or cannot be told"),
    "skip": ("跳过", "skipped"),
    "undo": ("撤销", "taken back"),
}
DAMAGE = {
    "pinyin-gloss": ("夹注拼音", "pinyin glosses"),
    "replacement": ("词语被替换", "a word replaced everywhere"),
    "traditional": ("繁体字", "traditional characters"),
    "invisible-characters": ("不可见字符", "invisible characters"),
    "compatibility-characters": ("兼容区字符", "compatibility characters"),
    "mojibake": ("乱码", "mojibake"),
    "markup": ("网页标记", "markup"),
    "navigation": ("导航文字", "navigation"),
    "spam": ("广告文字", "spam"),
    "mixed-encoding": ("编码混杂", "mixed encodings"),
    "glued-cells": ("单元格连写", "cells glued together"),
    "appended-table": ("附有另一张申请情况表", "another table of requests appended"),
    "repeated-cells": ("合并单元格重复印出", "merged cells printed more than once"),
    "deduplicated-lines": ("重复行被删除", "repeated lines removed"),
}
TOPICS = {
    "requests.received": ("收到申请", "requests received"),
    "requests.carried_in": ("上年结转", "carried in"),
    "requests.handled": ("办理", "requests handled"),
    "requests.carried_out": ("结转下年", "carried out"),
    "requests.granted": ("予以公开", "granted"),
    "requests.partly_granted": ("部分公开", "partly granted"),
    "requests.denied": ("不予公开", "denied"),
    "requests.unavailable": ("无法提供", "unavailable"),
    "requests.not_processed": ("不予处理", "not processed"),
    "requests.other": ("其他处理", "other outcomes"),
    "disputes.review": ("行政复议", "administrative reviews"),
    "disputes.suit": ("行政诉讼", "lawsuits"),
    "normative.issued": ("制发规范性文件", "normative documents issued"),
    "normative.repealed": ("废止规范性文件", "normative documents repealed"),
    "normative.in_force": ("现行有效规范性文件", "normative documents in force"),
    "licence.decided": ("行政许可", "licences"),
    "penalty.decided": ("行政处罚", "penalties"),
    "coercion.decided": ("行政强制", "coercive measures"),
    "fee.amount": ("行政事业性收费", "administrative fees"),
    "published.total": ("主动公开信息", "information published"),
    "processing_fee": ("信息处理费", "processing fee"),
}


def said(words: Mapping[str, tuple[str, str]], term: str, lang: str) -> str:
    """The term in the user's language."""
    return words.get(term, (term, term))[0 if lang == "zh" else 1]


def either(lang: str, zh: str, en: str) -> str:
    """The sentence in the user's language."""
    return zh if lang == "zh" else en
