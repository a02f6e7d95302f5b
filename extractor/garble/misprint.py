"""Damage to what the cells show and to single words: figures written otherwise, a word replaced everywhere, guidance in headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random

from extractor.garble.rendered import ALL_TEXT, WORDS, Operator, Rendered, loose, retexted


def chinese(number: int) -> str:
    """A number below ten thousand in Chinese numerals: 12 → 十二, 105 → 一百零五."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    text, rest = "", number
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        count, rest = divmod(rest, unit)
        if count:
            text += digits[count] + name
        elif text and rest and not text.endswith("零"):
            text += "零"
    text = (text + (digits[rest] if rest else "")).rstrip("零")
    return text.removeprefix("一") if 10 <= number < 20 else text


def _figures(report: Rendered, change: Callable[[str, str], str], tables: Iterable[str]) -> Rendered:
    chosen = loose(report, tables)
    return retexted(report, ("cell",), lambda p: change(p.text, p.ref) if p.ref.split("/")[0] in chosen else p.text)


def fee_in_header(report: Rendered, rng: Random) -> Rendered:
    """The fee's figure moved into its column's unit, and its cell is empty."""
    cell = "disclosure/fee/amount"
    heads = [p for b in report.blocks for p in b.pieces if p.ref == cell and p.kind == "head"]
    text = report.texts().get(cell, "")
    if not heads or not text or cell in report.lost or not loose(report, ["disclosure"]):
        return report
    worse = retexted(report, ("head",), lambda p: p.text.replace("万元", f"{text}万元") if p.ref == cell else p.text)
    worse = retexted(worse, ("cell",), lambda p: "" if p.ref == cell else p.text)
    return replace(worse, doubtful=worse.doubtful | {cell}, notes=(*worse.notes, "The fee stands in its header's unit."))


def double_zero(report: Rendered, rng: Random) -> Rendered:
    """A few zeros are printed 00."""
    zeros = [a for a, t in sorted(report.texts().items()) if t == "0" and a in report.printed and a not in report.lost
             and loose(report, [a.split("/")[0]])]
    if not zeros:
        return report
    chosen = set(rng.sample(zeros, min(len(zeros), rng.randint(1, 3))))
    worse = retexted(report, ("cell",), lambda p: "00" if p.ref in chosen else p.text)
    return replace(worse, doubtful=worse.doubtful | chosen)


def units_in_cells(report: Rendered, rng: Random) -> Rendered:
    """Units stand in the cells of one table or all: 0件, 3项, 12.5万元."""
    tables = rng.choice([["disclosure"], ["disclosure"], ["disclosure", "requests", "disputes"], ["requests"]])

    def change(text: str, ref: str) -> str:
        if not re.fullmatch(r"[+-]?\d[\d.]*", text):
            return text
        table, row, column = ref.split("/")
        unit = report.forms.get(table, report.editions[table]).column[column].unit
        return text + {"procurement": "个" if column == "projects" else "元", "fee": "万元" if column == "amount" else "项"}.get(row, unit)

    return _figures(report, change, tables)


def separators(report: Rendered, rng: Random) -> Rendered:
    """Thousands are set apart: 12,345."""
    if report.layout == "label_values":
        return report
    comma, place = rng.choice([",", ",", "，"]), re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")
    return _figures(report, lambda t, _: place.sub(comma, t) if re.fullmatch(r"\d{4,}", t) else t, ["disclosure", "requests", "disputes"])


def chinese_numerals(report: Rendered, rng: Random) -> Rendered:
    """Small figures of one table are written in Chinese numerals."""
    zero = rng.choice(["零", "〇", "零"])
    tables = rng.choice([["disclosure"], ["disputes"], ["requests"]])
    return _figures(report, lambda t, _: zero if t == "0" else chinese(int(t)) if re.fullmatch(r"[1-9]\d?", t) else t, tables)


def fullwidth_digits(report: Rendered, rng: Random) -> Rendered:
    """Digits are full-width, in the cells or everywhere."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return retexted(report, ("cell", *(("claim", "prose", "date") if rng.random() < 0.4 else ())), lambda p: p.text.translate(wide))


REPLACED = ("数据", "信息", "公开", "申请", "机关", "管理", "习近平", "组织", "行政", "政府", "处理", "数量", "项目", "其他")
BRANDS = (
    "云鼎体育,云鼎体育直播", "九州棋牌官网", "bob88体育官网", "中共某某市委、某某市人大、某某市政府、某某市政协", "皇冠365登录平台",
    "星辰娱乐(中国)有限公司官网", "www.xinghe99.com", "澳博彩票APP下载", "亿发国际", "m6米乐·体育", "凤凰彩票网址大全",
    "某某科技集团股份有限公司", "市发展改革委、市财政局、市自然资源局、市统计局", "【大发888】", "开云电竞·中国", "云海市第一人民医院",
)


def word_replaced(report: Rendered, rng: Random) -> Rendered:
    """One common word is replaced everywhere, in labels and names as well, by a brand, a site or a list of institutions."""
    text = report.text
    present = [word for word in REPLACED if text.count(word) >= (1 if word == "习近平" else 4)]
    if not present:
        return report
    word, brand = rng.choice(present), rng.choice(BRANDS)
    if "glued" in report.traits and brand[-1].isdigit():
        brand += "网"
    worse = retexted(report, ALL_TEXT, lambda p: p.text.replace(word, brand))
    seen = any(word in piece.text for block in report.blocks for piece in block.pieces if piece.kind in WORDS)
    if word in report.organization and not seen:
        worse = replace(worse, not_in_text=tuple(dict.fromkeys((*worse.not_in_text, "organization"))))
    return replace(worse, notes=(*worse.notes, f"{brand} stands wherever {word} stood."))


def normative_variant(report: Rendered, rng: Random) -> Rendered:
    """规范性文件 for 行政规范性文件 (or the other way round in the 2019 form)."""
    return retexted(report, ("label",), lambda p: ("规范性文件" if p.text.startswith("行政规") else "行政" + p.text)
                if p.ref == "disclosure/normative" else p.text)


GUIDANCE = (
    "(指本年度内以本机关名义印发的文件)", "(填写说明:没有的填0)", "(含与其他部门联合制发)", "(截至12月31日)", "(按自然年度统计)",
    "(不含转发文件)",
)


def guidance_in_headers(report: Rendered, rng: Random) -> Rendered:
    """The form's guidance stands inside its headers."""
    return retexted(report, ("head",), lambda p: p.text + rng.choice(GUIDANCE)
                if p.ref.startswith("disclosure/") and rng.random() < 0.6 else p.text)


CELLS: tuple[Operator, ...] = (fee_in_header, double_zero, units_in_cells, separators, chinese_numerals, fullwidth_digits)
WORDING: tuple[Operator, ...] = (word_replaced, normative_variant, guidance_in_headers)
