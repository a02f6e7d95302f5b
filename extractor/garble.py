"""A report damaged as the web damages it: seeded operators on a rendered report that carry its gold along.

A `Rendered` report is blocks of pieces that know what they are, so an operator can hit labels and spare figures, or lose a row
and say so. Operators run in the order of `DAMAGE`: structure, cells, words, labels, script, noise, file. One that finds nothing
to damage gives the same report back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Any

from extractor.flatten import Block, Piece
from extractor.form import Forms
from extractor.gold import Gold, Mode, Value, addresses, admissible, breaks, broken, contradicts, unsettled

WORDS = ("label", "head")
ALL_TEXT = ("label", "head", "prose", "claim", "title", "name", "section", "date")


@dataclass(frozen=True)
class Rendered:
    """A report as text blocks with what a gold needs: `printed` is what the cells show (or showed before they were lost)."""

    forms: Forms
    blocks: tuple[Block, ...]
    editions: Mapping[str, str]
    printed: Mapping[str, Value]
    modes: Mapping[str, Mode]
    traits: frozenset[str]
    organization: str
    year: int
    published: str | None
    claims: tuple[Mapping[str, Any], ...] = ()
    lost: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    source_errors: tuple[str, ...] = ()
    not_in_text: tuple[str, ...] = ()
    claims_optional: tuple[str, ...] = ()
    layout: str = ""
    damage: tuple[str, ...] = ()
    encoding: str = "utf-8"
    newline: str = "\n"
    notes: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The report's text, lines ended as its file has them."""
        text = "".join(block.text for block in self.blocks)
        return text if self.newline == "\n" else text.replace("\n", self.newline)

    def file(self) -> str | bytes:
        """The text, or bytes where the file is not plain UTF-8."""
        return self.text if self.encoding == "utf-8" else self.text.encode(self.encoding)

    def texts(self) -> dict[str, str]:
        """What stands in each cell that is left, half-width and without units."""
        found: dict[str, str] = {}
        for block in self.blocks:
            for piece in block.pieces:
                if piece.kind == "cell":
                    found[piece.ref] = unicodedata.normalize("NFKC", piece.text).strip()
        return found

    def gold(self) -> Gold:
        """The gold of the report as it now stands. Raises Undecided where the stories that fit cannot be counted."""
        every = addresses(self.forms, self.editions)
        texts = {a: t for a, t in {**dict.fromkeys(every, ""), **self.texts()}.items() if a not in self.lost}
        uncertain = self.doubtful | unsettled(self.forms, self.editions, self.modes, self.printed, texts, self.lost)
        cells = {a: self.printed[a] for a in every if a not in self.lost}
        topics = []
        for claim in self.claims:
            readings = [r for t in (claim["topic"], *claim.get("or", ())) for r in admissible(self.forms, self.editions, t)]
            if readings and contradicts(claim, readings, cells, uncertain):
                topics.append(claim["topic"])
        violated = broken(self.forms, self.editions, cells, uncertain)
        return Gold(
            form=self.editions["requests"], editions=dict(self.editions), organization=self.organization, year=self.year,
            published=self.published, cells=cells, uncertain=tuple(a for a in every if a in uncertain and a not in self.lost),
            lost=tuple(a for a in every if a in self.lost), claims=self.claims, contradicted=tuple(dict.fromkeys(topics)),
            source_errors=tuple(a for a in self.source_errors if a not in self.lost and breaks(a, violated)),
            broken_identities=violated, not_in_text=self.not_in_text,
            claims_optional=self.claims_optional, note=" ".join(self.notes), layout=self.layout, damage=self.damage,
        )


Operator = Callable[[Rendered, Random], Rendered]
DAMAGE: dict[str, Operator] = {}


def damage(function: Operator) -> Operator:
    """The function itself, entered under its name with hyphens."""
    DAMAGE[function.__name__.replace("_", "-")] = function
    return function


def damaged(report: Rendered, names: Iterable[str], rng: Random) -> Rendered:
    """The report after these kinds of damage, applied in the order of DAMAGE; `damage` names those that changed something."""
    wanted = set(names)
    unknown = wanted - set(DAMAGE)
    if unknown:
        raise KeyError(f"no such damage: {sorted(unknown)}")
    for name in DAMAGE:
        if name in wanted:
            worse = DAMAGE[name](report, rng)
            if worse is not report:
                report = replace(worse, damage=(*worse.damage, name))
    return report


def _map(report: Rendered, kinds: Iterable[str], change: Callable[[Piece], str]) -> Rendered:
    """The report with the text of every piece of these kinds changed; the same report where nothing did."""
    wanted, touched = frozenset(kinds), False
    blocks = []
    for block in report.blocks:
        pieces = []
        for piece in block.pieces:
            text = change(piece) if piece.kind in wanted and piece.text else piece.text
            touched |= text != piece.text
            pieces.append(piece if text == piece.text else piece._replace(text=text))
        blocks.append(block._replace(pieces=tuple(pieces)))
    return replace(report, blocks=tuple(blocks)) if touched else report


def _without(report: Rendered, gone: Callable[[int, Block], bool]) -> Rendered:
    kept = tuple(block for i, block in enumerate(report.blocks) if not gone(i, block))
    return report if len(kept) == len(report.blocks) else replace(report, blocks=kept)


def _lose(report: Rendered, blocks: Iterable[Block], note: str) -> Rendered:
    rows = {"disputes" if b.ref.startswith("disputes") else b.ref for b in blocks if b.role == "row"}
    refs = {a for a in report.printed if a.rsplit("/", 1)[0] in rows or a.split("/")[0] in rows}
    return replace(report, lost=report.lost | refs, doubtful=report.doubtful - refs, notes=(*report.notes, note))


# --- structure

@damage
def table_four_missing(report: Rendered, rng: Random) -> Rendered:
    """A report in five parts: table 四 and its title are gone."""
    gone = [b for b in report.blocks if b.ref in ("section/disputes", "disputes", "disputes/review")]
    if not any(b.role == "row" for b in gone):
        return report
    worse = _lose(_without(report, lambda _, b: b in gone), gone, "Table four is missing.")
    if rng.random() < 0.5:
        numbers = {"五、": "四、", "六、": "五、"}
        worse = _map(worse, ("section",), lambda p: numbers.get(p.text[:2], p.text[:2]) + p.text[2:])
    return worse


@damage
def no_section_titles(report: Rendered, rng: Random) -> Rendered:
    """Section titles are gone: all, or those of the tables."""
    every = rng.random() < 0.5
    return _without(report, lambda _, b: b.role == "section" and (every or b.ref.startswith("section/")))


@damage
def foreign_row(report: Rendered, rng: Random) -> Rendered:
    """A row 其他主动公开文件 that the form does not have stands in table 二."""
    at = next((i for i, b in enumerate(report.blocks) if b.ref == "disclosure/normative" and b.role == "row"), None)
    if at is None:
        return report
    label = rng.choice(["其他主动公开文件", "其他主动公开文件", "主动公开其他文件"])
    pieces = []
    for piece in report.blocks[at].pieces:
        if piece.kind == "cell":
            piece = Piece(str(rng.choice([0, 3, 12, 57])) if piece.text or report.modes.get("disclosure") != "explicit" else "", "gap", "foreign")
        elif piece.kind == "label":
            piece = Piece(label, "head", "foreign")
        pieces.append(piece)
    row = Block("row", "disclosure/foreign", tuple(pieces))
    return replace(report, blocks=(*report.blocks[: at + 1], row, *report.blocks[at + 1 :]))


@damage
def header_rows_missing(report: Rendered, rng: Random) -> Rendered:
    """The header rows of one table or of all are gone."""
    tables = {b.ref for b in report.blocks if b.role == "head"}
    if not tables:
        return report
    chosen = {rng.choice(sorted(tables))} if rng.random() < 0.6 else tables
    return _without(report, lambda _, b: b.role == "head" and b.ref in chosen)


@damage
def rows_lost(report: Rendered, rng: Random) -> Rendered:
    """A few rows in a row went with a page break."""
    rows = [i for i, b in enumerate(report.blocks) if b.role == "row" and not b.ref.startswith("disputes")]
    if "below" in report.traits or len(rows) < 8:
        return report
    start = rng.choice(rows[2:-3])
    table = report.blocks[start].ref.split("/")[0]
    gone = set(range(start, start + rng.randint(1, 4)))
    gone = {i for i in gone if i in rows and report.blocks[i].ref.startswith(table)}
    worse = _lose(report, [report.blocks[i] for i in gone], "Rows went with a page break.")
    return _without(worse, lambda i, _: i in gone)


@damage
def table_gap(report: Rendered, rng: Random) -> Rendered:
    """The end of table 二 and the head of table 三 are gone, with the title between."""
    blocks = report.blocks
    first = next((i for i, b in enumerate(blocks) if b.ref == "disclosure/normative" and b.role == "row"), None)
    last = next((i for i, b in enumerate(blocks) if b.ref == "requests/granted" and b.role == "row"), None)
    if first is None or last is None or "below" in report.traits:
        return report
    cut = [i for i in range(first + 1, last) if blocks[i].role != "noise"]
    if rng.random() < 0.5:  # a few rows of table two survive
        cut = cut[rng.randint(0, 4) :]
    worse = _lose(report, [blocks[i] for i in cut], "The end of table two and the head of table three are gone.")
    return _without(worse, lambda i, _: i in set(cut))


# --- cells

def _loose(report: Rendered, tables: Iterable[str]) -> frozenset[str]:
    """The tables among these whose figures do not run together."""
    return frozenset(t for t in tables if not report.modes.get(t, "explicit").startswith("glued"))


def _figure_cells(report: Rendered, change: Callable[[str, str], str], tables: Iterable[str]) -> Rendered:
    chosen = _loose(report, tables)
    return _map(report, ("cell",), lambda p: change(p.text, p.ref) if p.ref.split("/")[0] in chosen else p.text)


@damage
def fee_in_header(report: Rendered, rng: Random) -> Rendered:
    """The fee's figure moved into its column's unit, and its cell is empty."""
    cell = "disclosure/fee/amount"
    heads = [p for b in report.blocks for p in b.pieces if p.ref == cell and p.kind == "head"]
    text = report.texts().get(cell, "")
    if not heads or not text or cell in report.lost or not _loose(report, ["disclosure"]):
        return report
    worse = _map(report, ("head",), lambda p: p.text.replace("万元", f"{text}万元") if p.ref == cell else p.text)
    worse = _map(worse, ("cell",), lambda p: "" if p.ref == cell else p.text)
    return replace(worse, doubtful=worse.doubtful | {cell}, notes=(*worse.notes, "The fee stands in its header's unit."))


@damage
def double_zero(report: Rendered, rng: Random) -> Rendered:
    """A few zeros are printed 00."""
    zeros = [a for a, t in sorted(report.texts().items()) if t == "0" and a in report.printed and a not in report.lost
             and _loose(report, [a.split("/")[0]])]
    if not zeros:
        return report
    chosen = set(rng.sample(zeros, min(len(zeros), rng.randint(1, 3))))
    worse = _map(report, ("cell",), lambda p: "00" if p.ref in chosen else p.text)
    return replace(worse, doubtful=worse.doubtful | chosen)


@damage
def units_in_cells(report: Rendered, rng: Random) -> Rendered:
    """Units stand in the cells of one table or all: 0件, 3项, 12.5万元."""
    tables = rng.choice([["disclosure"], ["disclosure"], ["disclosure", "requests", "disputes"], ["requests"]])

    def change(text: str, ref: str) -> str:
        if not re.fullmatch(r"[+-]?\d[\d.]*", text):
            return text
        table, row, column = ref.split("/")
        unit = report.forms.get(table, report.editions[table]).column[column].unit
        return text + {"procurement": "个" if column == "projects" else "元", "fee": "万元" if column == "amount" else "项"}.get(row, unit)

    return _figure_cells(report, change, tables)


@damage
def separators(report: Rendered, rng: Random) -> Rendered:
    """Thousands are set apart: 12,345."""
    if report.layout == "label_values":
        return report
    comma = rng.choice([",", ",", "，"])
    return _figure_cells(report, lambda t, _: re.sub(r"(?<=\d)(?=(?:\d{3})+(?!\d))", comma, t) if re.fullmatch(r"\d{4,}", t) else t,
                         ["disclosure", "requests", "disputes"])


@damage
def chinese_numerals(report: Rendered, rng: Random) -> Rendered:
    """Small figures of one table are written in Chinese numerals."""
    zero = rng.choice(["零", "〇", "零"])
    tables = rng.choice([["disclosure"], ["disputes"], ["requests"]])
    return _figure_cells(report, lambda t, _: zero if t == "0" else chinese(int(t)) if re.fullmatch(r"[1-9]\d?", t) else t, tables)


@damage
def fullwidth_digits(report: Rendered, rng: Random) -> Rendered:
    """Digits are full-width, in the cells or everywhere."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return _map(report, ("cell", *(("claim", "prose", "date") if rng.random() < 0.4 else ())), lambda p: p.text.translate(wide))


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


# --- words

REPLACED = ("数据", "信息", "公开", "申请", "机关", "管理", "习近平", "组织", "行政", "政府", "处理", "数量")
BRANDS = (
    "云鼎体育,云鼎体育直播", "九州棋牌官网", "bob88体育官网", "中共某某市委、某某市人大、某某市政府、某某市政协", "皇冠365登录平台", "星辰娱乐(中国)有限公司官网",
    "www.xinghe99.com", "澳博彩票APP下载", "亿发国际", "m6米乐·体育", "市发展改革委、市财政局、市自然资源局、市统计局", "凤凰彩票网址大全", "某某科技集团股份有限公司",
)


@damage
def word_replaced(report: Rendered, rng: Random) -> Rendered:
    """One common word is replaced everywhere, in labels and names as well, by a brand, a site or a list of institutions."""
    text = report.text
    present = [word for word in REPLACED if text.count(word) >= (1 if word == "习近平" else 4)]
    if not present:
        return report
    word, brand = rng.choice(present), rng.choice(BRANDS)
    if "glued" in report.traits and brand[-1].isdigit():
        brand += "网"
    worse = _map(report, ALL_TEXT, lambda p: p.text.replace(word, brand))
    seen = any(word in piece.text for block in report.blocks for piece in block.pieces if piece.kind in WORDS)
    if word in report.organization and not seen:
        worse = replace(worse, not_in_text=tuple(dict.fromkeys((*worse.not_in_text, "organization"))))
    return replace(worse, notes=(*worse.notes, f"{brand} stands wherever {word} stood."))


@damage
def normative_variant(report: Rendered, rng: Random) -> Rendered:
    """规范性文件 for 行政规范性文件 (or the other way round in the 2019 form)."""
    return _map(report, ("label",), lambda p: ("规范性文件" if p.text.startswith("行政规") else "行政" + p.text)
                if p.ref == "disclosure/normative" else p.text)


GUIDANCE = ("(指本年度内以本机关名义印发的文件)", "(填写说明:没有的填0)", "(含与其他部门联合制发)", "(截至12月31日)", "(按自然年度统计)", "(不含转发文件)")


@damage
def guidance_in_headers(report: Rendered, rng: Random) -> Rendered:
    """The form's guidance stands inside its headers."""
    return _map(report, ("head",), lambda p: p.text + rng.choice(GUIDANCE)
                if p.ref.startswith("disclosure/") and rng.random() < 0.6 else p.text)


# --- labels

def _some(report: Rendered, rng: Random, share: float, least: int, change: Callable[[str], str], kinds: Sequence[str] = WORDS) -> Rendered:
    """Labels of at least so many characters changed now and then; one at the least."""
    places = [(i, j) for i, b in enumerate(report.blocks) for j, p in enumerate(b.pieces) if p.kind in kinds and len(p.text) >= least]
    if not places:
        return report
    chosen = {place for place in places if rng.random() < share} or {rng.choice(places)}
    blocks = list(report.blocks)
    for i, j in sorted(chosen):
        pieces = list(blocks[i].pieces)
        pieces[j] = pieces[j]._replace(text=change(pieces[j].text))
        blocks[i] = blocks[i]._replace(pieces=tuple(pieces))
    worse = replace(report, blocks=tuple(blocks))
    return worse if worse.text != report.text else report


def _place(text: str, rng: Random) -> int:
    """A place of a Chinese character in a label, not in its number."""
    places = [i for i, c in enumerate(text) if "\u4e00" <= c <= "\u9fff" and (i > 1 or len(text) < 4)]
    return rng.choice(places) if places else len(text) - 1


@damage
def label_dropped(report: Rendered, rng: Random) -> Rendered:
    """Labels miss a character."""
    def change(text: str) -> str:
        at = _place(text, rng)
        return text[:at] + text[at + 1 :]
    return _some(report, rng, 0.25, 5, change)


LOOKALIKE = dict(zip(
    "章制许件收申信结转维持纠正未审果理复议诉属国密法规危护第部案查事项本机关握没现成需要另补容明确访举报投类重提出版物无由大量反认已获取人逾期处其政开通知求缴纳费总计下度继续办",
    "童刹汻仵攸甲佶洁轩惟特纣止末宙呆埋夏汉拆厲囯蜜沽视厄沪笫陪桉査亊顶木杌芙渥设观咸霈耍叧朴客朋碓仿荦扳设娄董堤岀板吻旡田太里仮讥己荻聚入愈朝外甚攻幵逋如裘徼纲贵怠讣卞渡缝绩为",
    strict=True))


@damage
def label_lookalike(report: Rendered, rng: Random) -> Rendered:
    """Labels have a character that only looks like the right one."""
    def change(text: str) -> str:
        places = [i for i, c in enumerate(text) if c in LOOKALIKE and i > 1]
        if not places:
            return text
        at = rng.choice(places)
        return text[:at] + LOOKALIKE[text[at]] + text[at + 1 :]
    return _some(report, rng, 0.35, 4, change)


@damage
def label_doubled(report: Rendered, rng: Random) -> Rendered:
    """Labels have a character twice."""
    def change(text: str) -> str:
        at = _place(text, rng)
        return text[: at + 1] + text[at:]
    return _some(report, rng, 0.25, 2, change)


@damage
def label_transposed(report: Rendered, rng: Random) -> Rendered:
    """Labels have two characters in the wrong order."""
    def change(text: str) -> str:
        at = _place(text, rng)
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at > 2 else text
    return _some(report, rng, 0.3, 5, change)


@damage
def label_split(report: Rendered, rng: Random) -> Rendered:
    """Labels go on over lines."""
    cut = "<br/>" if "html" in report.traits or report.layout == "markdown" else " " if "one_line" in report.traits else rng.choice(["\n", "\n", " \n"])
    if report.layout in ("cell_lines", "deduplicated"):
        cut = rng.choice(["\n", "\n\n"])
    def change(text: str) -> str:
        at = rng.randint(2, len(text) - 2)
        return text[:at] + cut + text[at:]
    return _some(report, rng, 0.3, 6, change)


@damage
def label_spaces(report: Rendered, rng: Random) -> Rendered:
    """Labels have spaces, ideographic or not, or zero-width characters inside."""
    spaces = rng.choice([" ", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u3000\u00a0\u200b", "\u2002"])
    def change(text: str) -> str:
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(1, len(text) - 1)
            text = text[:at] + rng.choice(spaces) + text[at:]
        return text
    return _some(report, rng, 0.45, 2, change, (*WORDS, "section", "title"))


@damage
def numbering_added(report: Rendered, rng: Random) -> Rendered:
    """A word processor numbered what was no item: 6.已获取信息 is the tail of 5."""
    cut = " " if "one_line" in report.traits else "<br/>" if "html" in report.traits or report.layout == "markdown" else rng.choice(["\n", "", " "])
    return _map(report, ("label",), lambda p: re.sub("(?<=.)(?=已获取信息)", cut + "6.", p.text) if p.ref.endswith("reconfirm") else p.text)


# --- script

KANGXI = str.maketrans(
    "一二人入力十又口土大女子小工干心户手支文方日月止比水用生田目立自行言里金高非见车长门页民青",
    "⼀⼆⼈⼊⼒⼗⼜⼝⼟⼤⼥⼦⼩⼯⼲⼼⼾⼿⽀⽂⽅⽇⽉⽌⽐⽔⽤⽣⽥⽬⽴⾃⾏⾔⾥⾦⾼⾮⻅⻋⻓⻔⻚⺠⻘")


@damage
def kangxi_radicals(report: Rendered, rng: Random) -> Rendered:
    """Some characters are Kangxi radicals, as PDF fonts leave them."""
    return _map(report, ALL_TEXT, lambda p: p.text.translate(KANGXI) if rng.random() < 0.8 else p.text)


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")


def _traditional(report: Rendered, rng: Random, by_character: bool) -> Rendered:
    if not by_character:
        return _map(report, ALL_TEXT, lambda p: str(_converter().convert(p.text)))
    characters = sorted(set(report.text))
    table = str.maketrans({c: t for c in characters if len(t := str(_converter().convert(c))) == 1})
    return _map(report, ALL_TEXT, lambda p: p.text.translate(table))


@damage
def traditional(report: Rendered, rng: Random) -> Rendered:
    """Everything in traditional characters."""
    return _traditional(report, rng, rng.random() < 0.5)


PINYIN = dict(pair.split(":") for pair in (
    "据:jù 關:guān 機:jī 構:gòu 設:shè 網:wǎng 規:guī 務:wù 現:xiàn 統:tǒng 計:jì 結:jié 業:yè 電:diàn 組:zǔ 織:zhī 總:zǒng 處:chù 數:shù 項:xiàng 內:nèi "
    "應:yīng 舉:jǔ 訪:fǎng 訴:sù 執:zhí 經:jīng 轉:zhuǎn 續:xù 屬:shǔ 無:wú 護:hù 據:jù 領:lǐng 導:dǎo 權:quán 發:fā 決:jué 監:jiān 責:zé 質:zhì 類:lèi 認:rèn "
    "條:tiáo 請:qǐng 開:kāi 國:guó 書:shū 報:bào 復:fù 議:yì 維:wéi 糾:jiū 審:shěn 際:jì 過:guò 單:dān 個:gè 縣:xiàn 鄉:xiāng 鎮:zhèn 衛:wèi 實:shí 點:diǎn").split())


@damage
def pinyin_gloss(report: Rendered, rng: Random) -> Rendered:
    """Traditional characters, some with their pinyin in brackets: at some density, with tones or not, now and then twice."""
    density = rng.choice([0.05, 0.2, 0.5, 1.0])
    opening, closing = rng.choice(["()", "()", "（）"])
    tones, twice = rng.random() < 0.7, rng.choice([0.0, 0.0, 0.3])
    glossed = set(rng.sample(sorted(PINYIN), int(len(PINYIN) * rng.choice([0.4, 0.7, 1.0]))))

    def gloss(piece: Piece) -> str:
        found = []
        for character in piece.text:
            found.append(character)
            if character in glossed and rng.random() < density:
                sound = PINYIN[character]
                if not tones:
                    sound = "".join(c for c in unicodedata.normalize("NFD", sound) if not unicodedata.combining(c))
                found.append(f"{opening}{sound}{closing}" * (2 if rng.random() < twice else 1))
        return "".join(found)

    return _map(_traditional(report, rng, rng.random() < 0.6), ALL_TEXT, gloss)


# --- noise

SPAM = (
    "首页 > 政务公开 > 法定主动公开内容 > 政府信息公开年报", "当前位置：首页 >> 信息公开 >> 年度报告", "【打印本页】 【关闭窗口】", "字体：大 中 小", "浏览次数：1032", "来源：本站 点击数：587 次",
    "分享到：微信 微博 QQ空间", "扫描二维码在手机上浏览", "版权所有：某某信息中心 备案号：京ICP备05012345号-3 网站标识码：1100000035", "上一篇：关于开展专项检查的通知",
    "下一篇：2018年部门决算公开说明", "无障碍阅读 长者模式 登录 注册", "澳门新葡京官网 | 足球投注平台 | 真人娱乐", "技术支持：某某软件有限公司 电话：010-88886666", "var _hmt = _hmt || [];",
    "<!-- 正文开始 -->", "手机版APP下载 首存送88元", "本站已支持IPv6访问", "您是第 204518 位访客", "责任编辑：admin", "相关链接：12345热线 政务服务网 国务院客户端",
)


@damage
def spam_lines(report: Rendered, rng: Random) -> Rendered:
    """Navigation, footers, related links and advertising around and between the paragraphs."""
    end = "" if "one_line" in report.traits else "\n"
    def line() -> Block:
        return Block("noise", "", (Piece(rng.choice(SPAM) + (end or " "), "noise"),))
    blocks: list[Block] = [line() for _ in range(rng.randint(0, 3))]
    for block in report.blocks:
        blocks.append(block)
        if block.role == "prose" and block.text.endswith("\n") and rng.random() < 0.12:
            blocks.append(line())
    blocks += [line() for _ in range(rng.randint(1, 4))]
    return replace(report, blocks=tuple(blocks))


MOJIBAKE = ("锟斤拷锟斤拷锟斤拷", "����", "鈥斺€斺€", "Ã¥Â®Â‰Ã¥Â¾Â½", "????????", "烫烫烫烫", "ï»¿", "æ”¿åºœä¿¡æ¯", "銆€銆€", "&#65533;&#65533;")


@damage
def mojibake(report: Rendered, rng: Random) -> Rendered:
    """Runs of wrongly decoded bytes in the prose."""
    def change(piece: Piece) -> str:
        if len(piece.text) < 8 or rng.random() < 0.6:
            return piece.text
        at = rng.randint(2, len(piece.text) - 3)
        return piece.text[:at] + rng.choice(MOJIBAKE) * rng.randint(1, 2) + piece.text[at + rng.choice([0, 0, 3]) :]
    return _map(report, ("prose",), change)


@damage
def page_breaks(report: Rendered, rng: Random) -> Rendered:
    """Page numbers and page breaks stand between the rows of the tables, and inside rows that are written cell by cell."""
    number = rng.randint(2, 6)
    whole = "lines" not in report.traits and "one_line" not in report.traits and "below" not in report.traits
    shapes = ["- {} -", "— {} —", "-{}-", "第 {} 页", "第{}页 共9页", "{} / 9", "\f", "－{}－"]
    if whole and set(report.modes.values()) <= {"explicit"} and "html" not in report.traits:
        shapes.append("{}")
    shape = rng.choice(shapes)
    opening, closing = ("</tbody></table>\n<p>", "</p>\n<table><tbody>\n") if "html" in report.traits else ("", "")
    gap = " " if "one_line" in report.traits else "\n\n" if report.layout == "cell_lines" else "\n"
    rows = [i for i, b in enumerate(report.blocks) if b.role == "row" and i and report.blocks[i - 1].role == "row"]
    if not rows:
        return report
    chosen = sorted(rng.sample(rows, min(len(rows), rng.randint(1, 3))))
    blocks: list[Block] = []
    for i, block in enumerate(report.blocks):
        if i in chosen:
            blocks.append(Block("noise", "", (Piece(opening + shape.format(number) + closing + gap, "noise"),)))
            number += 1
        blocks.append(block)
    return replace(report, blocks=tuple(blocks))


@damage
def spaced_digits(report: Rendered, rng: Random) -> Rendered:
    """Numbers in the prose have spaces around them: 2023 年, 326 条."""
    left, right = rng.choice([("", " "), (" ", " "), (" ", "")])
    return _map(report, ("prose", "claim", "title", "date"), lambda p: re.sub(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])", lambda m: f"{left}{m.group()}{right}", p.text))


@damage
def hard_wraps(report: Rendered, rng: Random) -> Rendered:
    """Paragraphs are cut into lines of one width, never inside a number."""
    width = rng.choice([18, 26, 34, 40])
    if {"one_line", "html"} & report.traits:
        return report
    blocks = []
    for block in report.blocks:
        if block.role != "prose":
            blocks.append(block)
            continue
        at, pieces = 0, []
        for piece in block.pieces:
            text = ""
            for i, character in enumerate(piece.text):
                if at >= width and character != "\n" and not (character in DIGITAL and (i == 0 or piece.text[i - 1] in DIGITAL)):
                    text, at = text + "\n", 0
                text, at = text + character, 0 if character == "\n" else at + 1
            pieces.append(piece._replace(text=text))
        blocks.append(block._replace(pieces=tuple(pieces)))
    worse = replace(report, blocks=tuple(blocks))
    return worse if worse.text != report.text else report


DIGITAL = frozenset("0123456789０１２３４５６７８９.一二三四五六七八九十百千零〇")


@damage
def markup_residue(report: Rendered, rng: Random) -> Rendered:
    """Entities and tags of the page are left in the paragraphs: &nbsp;, <br/>, **."""
    residue = rng.choice(["&nbsp;&nbsp;", "&emsp;&emsp;", "<br/>", "<p>", "**", "> ", "　　", "\\"])
    blocks = [b._replace(pieces=(Piece(residue, "noise"), *b.pieces)) if b.role in ("prose", "section") and rng.random() < 0.6 else b for b in report.blocks]
    worse = replace(report, blocks=tuple(blocks))
    return worse if worse.text != report.text else report


@damage
def deduplicated_lines(report: Rendered, rng: Random) -> Rendered:
    """A crawler removed every line that it had seen before."""
    seen: set[str] = set()
    lines: list[list[tuple[int, Piece]]] = [[]]
    for i, block in enumerate(report.blocks):
        for piece in block.pieces:
            parts = piece.text.split("\n")
            for j, part in enumerate(parts):
                if j:
                    lines[-1].append((i, Piece("\n")))
                    lines.append([])
                if part:
                    lines[-1].append((i, piece._replace(text=part)))
    kept: dict[int, list[Piece]] = {i: [] for i in range(len(report.blocks))}
    left: set[str] = set()
    for line in lines:
        text = "".join(piece.text for _, piece in line).strip()
        if text and text in seen:
            continue
        seen.add(text)
        for i, piece in line:
            kept[i].append(piece)
            if piece.kind == "cell":
                left.add(piece.ref)
    blocks = tuple(b._replace(pieces=tuple(kept[i])) for i, b in enumerate(report.blocks))
    worse = replace(report, blocks=blocks)
    if worse.text == report.text:
        return report
    lost, doubtful = set(worse.lost), set(worse.doubtful)
    for form in report.forms.of(report.editions):
        rows = [[f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows]
        for cells in [[a for row in rows for a in row]] if form.side_by_side else rows:
            there = [a for a in cells if a not in report.lost and report.texts().get(a)]
            missing = [a for a in there if a not in left]
            if there and len(missing) == len(there):
                lost.update(cells)
            elif missing:
                doubtful.update(a for a in cells if a not in lost)
    return replace(worse, lost=frozenset(lost), doubtful=frozenset(doubtful - lost), notes=(*worse.notes, "Repeated lines were removed."))


# --- file

@damage
def crlf(report: Rendered, rng: Random) -> Rendered:
    """Lines end in CR LF."""
    return replace(report, newline="\r\n") if "\n" in report.text and report.newline == "\n" else report


def _encoded(report: Rendered, *encodings: str) -> Rendered:
    for encoding in encodings:
        try:
            report.text.encode(encoding)
        except UnicodeEncodeError:
            continue
        return replace(report, encoding=encoding)
    return report


@damage
def gb18030(report: Rendered, rng: Random) -> Rendered:
    """The file is in GB18030, or GBK where that holds it."""
    return _encoded(report, *rng.choice([("gb18030",), ("gbk", "gb18030")])) if report.encoding == "utf-8" else report


@damage
def big5(report: Rendered, rng: Random) -> Rendered:
    """The file is in Big5, in traditional characters."""
    return _encoded(_traditional(report, rng, True), "big5", "cp950", "big5hkscs") if report.encoding == "utf-8" else report


@damage
def utf16(report: Rendered, rng: Random) -> Rendered:
    """The file is in UTF-16 with a byte order mark."""
    return replace(report, encoding="utf-16") if report.encoding == "utf-8" else report


@damage
def byte_order_mark(report: Rendered, rng: Random) -> Rendered:
    """The file is in UTF-8 with a byte order mark."""
    return replace(report, encoding="utf-8-sig") if report.encoding == "utf-8" else report
