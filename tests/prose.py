"""The prose of an invented report: sentences with exact claims, boilerplate, and sentences that only look like claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from extractor.flatten import Block, Piece
from extractor.garble import chinese

Claim = dict[str, Any]
Figures = Mapping[str, Any]  # topic → true number, None where the tables have no such figure


@dataclass
class Writer:
    """Writes sentences for one agency: how it names itself, how it writes numbers; collects the claims it makes."""

    rng: Random
    we: str
    year: int
    area: str  # 全县, 全市 … the whole that this agency is a part of
    whole: bool  # the agency is the government of its area: a count for the area is its own
    numerals: bool = False
    claims: list[Claim] = field(default_factory=list)
    optional: set[str] = field(default_factory=set)

    def number(self, value: Any) -> str:
        """The number as this agency writes it."""
        if self.numerals and isinstance(value, int) and value < 100:
            return "两" if value == 2 and self.rng.random() < 0.5 else chinese(value)
        return str(value)

    def pick(self, variants: Sequence[str], **words: Any) -> str:
        """One of the variants with its words filled in."""
        text = self.rng.choice(variants)
        return text.format(we=self.we, y=self.year, last=self.year - 1, area=self.area, **words)

    def say(self, topic: str, value: Any, qualifier: str = "exact", **more: Any) -> None:
        """Note a claim that the sentence being written makes."""
        self.claims.append({"topic": topic, "value": value, "qualifier": qualifier, "scope": "own", **more})


RECEIVED = (
    "{y}年，{we}共收到政府信息公开申请{n}{u}", "全年共收到政府信息公开申请{n}{u}", "本年度新收政府信息公开申请{n}{u}", "{we}全年接到{n}{u}政府信息公开申请",
    "{y}年度收到公民、法人和其他组织提出的政府信息公开申请{n}{u}", "{y}年，{we}收到依申请公开{n}{u}", "本年度，{we}受理政府信息公开申请{n}{u}", "{y}年{we}登记在册的政府信息公开申请共有{n}{u}",
    "{y}年，向{we}提出的信息公开申请共计{n}{u}", "报告年度内，{we}收到政府信息公开申请数量为{n}{u}", "{we}{y}年度共受理依申请公开政府信息{n}{u}", "一年来，收到群众提交的政府信息公开申请{n}{u}",
    "{y}年收到政府信息公开申请总数为{n}{u}", "新收到信息公开申请{n}{u}", "当年新收依申请公开事项{n}{u}", "全年收到的政府信息公开申请有{n}{u}", "{we}{y}年依法受理信息公开申请{n}{u}",
)
RECEIVED_NONE = (
    "{y}年，{we}未收到政府信息公开申请", "全年没有收到公民、法人或者其他组织的政府信息公开申请", "本年度收到政府信息公开申请0件", "{we}{y}年未接到任何政府信息公开申请", "{y}年度无政府信息公开申请",
    "全年政府信息公开申请数量为0", "本年度{we}没有受理依申请公开件", "{y}年{we}收到的依申请公开数为零", "{y}年，{we}无依申请公开事项", "报告期内，未收到信息公开申请", "{y}年，{we}共收到政府信息公开申请零件",
)
RESULTS: Mapping[str, Sequence[str]] = {
    "requests.carried_in": ("上年结转{n}{u}", "上年度结转申请{n}{u}", "上一年度结转{n}{u}", "结转上年未办结的申请{n}{u}"),
    "requests.handled": ("全年办结{n}{u}", "共办理答复{n}{u}", "本年度办结申请{n}{u}", "已办结{n}{u}", "办结数量为{n}{u}"),
    "requests.granted": ("予以公开{n}{u}", "同意公开的{n}{u}", "决定予以公开的有{n}{u}", "作出予以公开答复{n}{u}"),
    "requests.partly_granted": ("部分公开{n}{u}", "予以部分公开的{n}{u}", "部分公开的有{n}{u}"),
    "requests.denied": ("不予公开{n}{u}", "不予公开的{n}{u}", "决定不予公开的有{n}{u}"),
    "requests.unavailable": ("无法提供{n}{u}", "无法提供的{n}{u}", "因故无法提供的有{n}{u}"),
    "requests.not_processed": ("不予处理{n}{u}", "不予处理的{n}{u}", "作不予处理的有{n}{u}"),
    "requests.other": ("其他处理{n}{u}", "作其他处理的{n}{u}", "其他处理情形{n}{u}"),
    "requests.carried_out": ("结转下年度继续办理{n}{u}", "结转下一年度{n}{u}", "结转至下年办理{n}{u}"),
}
DISPUTES_NONE = (
    "全年未发生因政府信息公开被申请行政复议、提起行政诉讼的情况", "{y}年，{we}没有因政府信息公开引发的行政复议和行政诉讼", "无政府信息公开行政复议、行政诉讼案件", "本年度未发生政府信息公开方面的行政复议和行政诉讼",
    "{y}年度因信息公开被申请行政复议0件、被提起行政诉讼0件", "全年没有发生一起因信息公开引起的行政复议或者行政诉讼",
)
REVIEW = ("因政府信息公开被申请行政复议{n}{u}", "{y}年，{we}因政府信息公开被申请复议的案件{n}{u}", "政府信息公开行政复议案件{n}{u}", "全年发生信息公开行政复议{n}{u}")
REVIEW_NONE = ("未发生政府信息公开行政复议", "没有因政府信息公开被申请行政复议", "政府信息公开行政复议案件0件")
SUIT = ("被提起行政诉讼{n}{u}", "因政府信息公开被提起行政诉讼{n}{u}", "涉及政府信息公开的行政诉讼案件{n}{u}")
SUIT_NONE = ("未发生政府信息公开行政诉讼", "没有因政府信息公开被提起行政诉讼", "涉信息公开行政诉讼0件")
TABLE_TWO: Mapping[str, Sequence[str]] = {
    "normative.issued": ("{y}年，{we}制发行政规范性文件{n}{u}", "本年度制定规范性文件{n}{u}", "全年印发行政规范性文件{n}{u}", "{y}年新制发规范性文件{n}{u}"),
    "normative.repealed": ("{y}年废止行政规范性文件{n}{u}", "本年度宣布废止规范性文件{n}{u}", "全年清理后废止规范性文件{n}{u}"),
    "normative.in_force": ("现行有效的行政规范性文件{n}{u}", "目前现行有效规范性文件共{n}{u}", "截至{y}年底，现行有效规范性文件{n}{u}"),
    "licence.decided": ("{y}年，{we}作出行政许可决定{n}{u}", "全年办理行政许可{n}{u}", "本年度行政许可处理决定{n}{u}"),
    "penalty.decided": ("{y}年，{we}作出行政处罚决定{n}{u}", "全年实施行政处罚{n}{u}", "本年度作出行政处罚{n}{u}"),
    "coercion.decided": ("全年实施行政强制{n}{u}", "{y}年作出行政强制决定{n}{u}"),
}
NORMATIVE_NONE = ("{y}年，{we}未制发行政规范性文件", "本年度没有制定规范性文件", "全年无规范性文件制发")
PUBLISHED = (
    "{y}年，{we}主动公开政府信息{n}{u}", "全年通过各类渠道主动公开政府信息{n}{u}", "{we}{y}年共主动公开各类信息{n}{u}", "本年度主动公开政府信息总数为{n}{u}", "{y}年度，{we}累计主动公开政府信息{n}{u}",
    "一年来，共主动公开政务信息{n}{u}", "{y}年，主动公开信息数量达{n}{u}",
)
TOPICS = ("政策文件类", "工作动态类", "财政资金类", "公告公示类", "人事任免类", "机构职能类", "民生保障类", "招标采购类")
FEE_NONE = ("本年度未收取政府信息公开信息处理费", "{y}年，{we}没有收取信息处理费", "全年未产生信息处理费", "{we}本年度收取信息处理费0元", "依申请提供政府信息未收取信息处理费")
FEE = ("{y}年，{we}收取信息处理费{n}元", "本年度共收取政府信息公开信息处理费{n}元")
ADMIN_FEE = ("{y}年，{we}收取行政事业性收费{n}万元", "本年度行政事业性收费金额为{n}万元", "全年行政事业性收费{n}万元")

UNITS = {"requests": ("件", "件", "件", "宗", "条", "份", "次", ""), "disputes": ("件", "件", "起", "宗"), "normative": ("件", "份", "部", "个"),
         "licence": ("件", "项", "宗", "个"), "penalty": ("件", "起", "宗"), "coercion": ("件", "起", "次"), "published": ("条", "条", "余条", "条次", "件")}


def requests(w: Writer, figures: Figures) -> list[Piece]:
    """The paragraph about requests, with some of its results."""
    rng, total, carried = w.rng, figures["requests.received"], figures["requests.carried_in"]
    unit = rng.choice(UNITS["requests"])
    if total == 0 and carried == 0:
        w.say("requests.received", 0)
        return [Piece(w.pick(RECEIVED_NONE) + "。", "claim", "requests.received")]
    if total == 0:
        w.say("requests.received", 0)
        text = [w.pick(RECEIVED_NONE)]
    elif carried and rng.random() < 0.3:
        w.say("requests.received", total + carried)
        w.say("requests.carried_in", carried)
        text = [w.pick(RECEIVED, n=w.number(total + carried), u=unit) + f"（含上年结转{w.number(carried)}{unit}）"]
    elif total >= 20 and rng.random() < 0.15:
        low = total // 10 * 10
        w.say("requests.received", low, "at_least")
        text = [w.pick(RECEIVED, n=low, u="余" + (unit or "件"))]
    else:
        w.say("requests.received", total)
        text = [w.pick(RECEIVED, n=w.number(total), u=unit)]
    said = {claim["topic"] for claim in w.claims}
    order = [t for t in RESULTS if t not in said and rng.random() < 0.55]
    for topic in order:
        value = figures[topic]
        if value or rng.random() < 0.25:
            w.say(topic, value)
            text.append(w.pick(RESULTS[topic], n=w.number(value), u=unit or rng.choice(["件", ""])))
    joint = rng.choice(["，", "，", "；", "、"])
    return [Piece("，".join(text[:2]) + "".join(joint + t for t in text[2:]) + "。", "claim", "requests.received")]


def disputes(w: Writer, figures: Figures) -> list[Piece]:
    """The sentence about reviews and lawsuits."""
    review, suit = figures["disputes.review"], figures["disputes.suit"]
    unit = w.rng.choice(UNITS["disputes"])
    w.say("disputes.review", review)
    w.say("disputes.suit", suit)
    if not review and not suit:
        return [Piece(w.pick(DISPUTES_NONE) + "。", "claim", "disputes")]
    first = w.pick(REVIEW, n=w.number(review), u=unit) if review else w.pick(REVIEW_NONE)
    second = w.pick(SUIT, n=w.number(suit), u=unit) if suit else w.pick(SUIT_NONE)
    return [Piece(f"{first}{w.rng.choice('，；')}{second}。", "claim", "disputes")]


def table_two(w: Writer, topic: str, value: int) -> list[Piece]:
    """A sentence about one row of table two."""
    w.say(topic, value)
    if topic == "normative.issued" and value == 0:
        return [Piece(w.pick(NORMATIVE_NONE) + "。", "claim", topic)]
    return [Piece(w.pick(TABLE_TWO[topic], n=w.number(value), u=w.rng.choice(UNITS[topic.split(".")[0]])) + "。", "claim", topic)]


def published(w: Writer) -> list[Piece]:
    """How much was published, with parts now and then."""
    rng = w.rng
    total = rng.choice([rng.randint(8, 99), rng.randint(100, 999), rng.randint(1000, 42000)])
    unit = rng.choice(UNITS["published"])
    qualifier = "exact"
    if unit == "余条":
        total, qualifier = total // 10 * 10 or 10, "at_least"
    elif rng.random() < 0.1:
        qualifier = "about"
    more: Claim = {}
    listed = ""
    if rng.random() < 0.5 and total > 20:
        cuts = sorted(rng.sample(range(1, total), rng.randint(1, 5)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
        if rng.random() < 0.25:
            parts.pop()
        more["parts"] = parts
        names = rng.sample(TOPICS, len(parts))
        listed = rng.choice(["，其中", "。其中，", "，其中："]) + "，".join(f"{n}{p}条" for n, p in zip(names, parts, strict=True))
    w.say("published.total", total, qualifier, **more)
    n = ("约" if qualifier == "about" else "") + str(total)
    return [Piece(w.pick(PUBLISHED, n=n, u=unit) + listed + "。", "claim", "published.total")]


def processing_fee(w: Writer) -> list[Piece]:
    """The processing fee, nearly always none."""
    if w.rng.random() < 0.85:
        w.say("processing_fee", 0)
        return [Piece(w.pick(FEE_NONE) + "。", "claim", "processing_fee")]
    amount = w.rng.choice([30, 120, 640, 1250])
    w.say("processing_fee", amount)
    return [Piece(w.pick(FEE, n=amount) + "。", "claim", "processing_fee")]


def administrative_fee(w: Writer, amount: Decimal | int) -> list[Piece]:
    """The year's administrative fees in 10,000 CNY."""
    w.say("fee.amount", amount)
    return [Piece(w.pick(ADMIN_FEE, n=amount) + "。", "claim", "fee.amount")]


TRAPS: Sequence[str] = (
    "全年办理市长信箱来信{a}件、12345热线工单{b}件，均按时办结。", "办理人大代表建议{a}件、政协委员提案{b}件，答复率100%。", "通过政务微信公众号推送消息{b}条。", "全年组织政务公开业务培训{a}次，参训{b}人次。",
    "网站设置专题专栏{a}个，全年更新{b}次。", "召开新闻发布会{a}场，回应公众关切{b}次。", "梳理公共服务事项{b}项，全部进驻政务服务大厅。", "{last}年收到政府信息公开申请{b}件。", "《条例》施行以来，累计收到政府信息公开申请{b}件。",
    "制作属于依申请公开的文件{a}件。", "接听群众来电{b}次，接待来访{a}批次。", "严格落实“三审三校”制度，发布前逐条审核。", "在公共图书馆设置政府信息查阅点{a}处。", "有关政策咨询{b}件，均在3个工作日内答复。",
    "受理信访事项{a}件，办结率100%。", "联系电话：0{a}71-6{b}821，邮编：4{a}0012。", "没有一件行政复议案件被纠正。", "收到的申请中没有来自科研机构的。", "全年检查所属单位{a}家，发现问题{b}个，已整改到位。",
    "办理各类罚没收入上缴国库{b}万元。", "政务新媒体全年发布稿件{b}篇，阅读量{b}万次。", "按时答复率100%，较上年提高5个百分点。",
)
AREA = ("{area}共收到政府信息公开申请{n}件。", "{y}年，{area}各级行政机关共受理政府信息公开申请{n}件。", "{area}行政机关全年新收政府信息公开申请{n}件。")


def trap(w: Writer) -> list[Piece]:
    """A sentence with numbers that are no claims."""
    text = w.pick(TRAPS, a=w.rng.randint(2, 39), b=w.rng.randint(40, 980))
    if "政务微信" in text or "新媒体" in text:
        w.optional.add("published.total")
    return [Piece(text, "prose", "trap")]


def whole_area(w: Writer) -> list[Piece]:
    """A count for the whole area: a claim of another scope."""
    value = w.rng.randint(120, 4000)
    w.claims.append({"topic": "requests.received", "value": value, "qualifier": "exact", "scope": "whole_area"})
    return [Piece(w.pick(AREA, n=value), "claim", "whole_area")]


FILLER: Sequence[str] = (
    "{we}把政府信息公开摆在重要位置，明确分管负责同志，落实到具体科室和专门人员。", "坚持以习近平新时代中国特色社会主义思想为指导，把公开要求贯穿决策、执行、管理、服务、结果全过程。", "健全信息发布审核机制，做到先审查、后公开。",
    "及时更新政府信息公开指南和目录，方便群众查找。", "依托门户网站、公示栏、政务新媒体等多种载体，扩大公开覆盖面。", "围绕教育、就业、社会保障等重点领域，细化公开内容。", "加强政策解读，采用图表、问答等形式，让群众看得懂。",
    "规范依申请公开登记、审核、办理、答复、归档各环节。", "定期开展自查，对错链、空白栏目及时整改。", "把政务公开纳入年度考核，强化责任追究。", "加强数据安全和个人信息保护，严防失泄密事件。", "组织干部学习《中华人民共和国政府信息公开条例》，增强公开意识。",
    "主动接受社会监督，畅通意见反馈渠道。", "对涉及群众切身利益的事项，做到应公开尽公开。", "完善政府信息管理制度，对信息实行动态调整。",
)
PROBLEMS: Sequence[str] = (
    "一是公开的主动性还不够强，部分栏目更新不够及时。", "二是政策解读形式还比较单一。", "三是业务人员流动较快，能力有待提高。", "公开内容与公众期待还有差距。", "下一步，将加强培训，提升工作人员业务水平。", "今后将进一步丰富公开形式，提高公开质量。",
    "将完善制度，压实责任，推动公开工作再上台阶。", "{y}年工作虽取得一定成效，但仍存在不足。", "个别科室对公开工作认识不到位。", "将健全督查通报机制，确保各项任务落实。",
)
OTHER: Sequence[str] = ("无。", "无其他需要报告的事项。", "暂无其他需要报告的事项。", "没有其他需要报告的事项。", "本年度无其他需要报告的事项。")


def filler(w: Writer, count: int, source: Sequence[str] = FILLER) -> list[Piece]:
    """Sentences that say nothing that counts."""
    return [Piece(text.format(we=w.we, y=w.year), "prose") for text in w.rng.sample(source, min(count, len(source)))]


def paragraph(pieces: Sequence[Piece], title: str = "") -> Block:
    """One paragraph, with its small title."""
    head = [Piece(title, "prose")] if title else []
    return Block("prose", "", (*head, *pieces, Piece("\n")))


Sentence = Callable[[], list[Piece]]
