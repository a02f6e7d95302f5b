"""The prose of an invented report: sentences with exact claims, boilerplate, and sentences that only look like claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from extractor.garble.grids import Block, Piece
from extractor.garble.misprint import chinese
from tests import sentences as wording

Figures = Mapping[str, Any]  # topic → the tables' number, None where they have no such figure

UNITS = {
    "requests": ("件", "件", "件", "宗", "条", "份", "次", "项", ""), "disputes": ("件", "件", "起", "宗"),
    "normative": ("件", "份", "部", "个"), "licence": ("件", "件", "宗"), "penalty": ("件", "起", "宗"),
    "coercion": ("件", "起", "次"),
    "published": ("条", "条", "余条", "多条", "条次", "件", "条以上"),
}


@dataclass
class Writer:
    """Writes sentences for one agency: how it names itself, how it writes numbers; collects the claims it makes."""

    rng: Random
    we: str
    year: int
    area: str  # 全县, 全市 … the whole that this agency is a part of
    whole: bool  # the agency is the government of its area: a count for the area is its own
    numerals: bool = False
    separators: bool = False
    claims: list[dict[str, Any]] = field(default_factory=list)
    optional: set[str] = field(default_factory=set)

    def number(self, value: Any) -> str:
        """The number as this agency writes it."""
        if self.numerals and isinstance(value, int) and 0 < value < 100:
            return "两" if value == 2 and self.rng.random() < 0.5 else chinese(value)
        return f"{value:,}" if self.separators and isinstance(value, int) else str(value)

    def pick(self, variants: Sequence[str], **words: Any) -> str:
        """One of the variants with its words filled in."""
        return self.rng.choice(variants).format(we=self.we, y=self.year, last=self.year - 1, area=self.area, **words)

    def say(self, topic: str, value: Any, qualifier: str = "exact", **more: Any) -> None:
        """Note a claim that the sentence being written makes."""
        self.claims.append({"topic": topic, "value": value, "qualifier": qualifier, "scope": "own", **more})


def requests(w: Writer, figures: Figures, forced: str = "") -> list[Piece]:
    """The sentence about requests, with some of its results; `forced` is a topic that it must mention."""
    rng, total, carried = w.rng, figures["requests.received"], figures["requests.carried_in"]
    unit = rng.choice(UNITS["requests"])
    received = [t for t in wording.RECEIVED if "为{n}" in t] if not unit else wording.RECEIVED
    count = unit or "件"
    settled = total and not forced and figures["requests.handled"] == total + carried
    including = f"（含上年结转{w.number(carried)}{count}）"
    hedged = total >= 20 and not forced and rng.random() < 0.2
    if total == 0:
        w.say("requests.received", 0)
        text = [w.pick(wording.RECEIVED_NONE)]
        if not carried and not forced:
            return [Piece(text[0] + "。", "claim", "requests")]
    elif settled and rng.random() < 0.1:
        w.say("requests.handled", total + carried)
        w.claims[-1]["or"] = ["requests.received"]
        said = w.pick(wording.BOTH, n=w.number(total + carried), u=count)
        if carried:
            w.say("requests.carried_in", carried)
            said += including
        return [Piece(said + rng.choice(["", "，均在法定期限内答复"]) + "。", "claim", "requests")]
    elif carried and rng.random() < 0.3:
        w.say("requests.received", total + carried)
        w.say("requests.carried_in", carried)
        text = [w.pick([t for t in received if "新" not in t], n=w.number(total + carried), u=unit) + including]
    elif hedged:
        low, near = total // 10 * 10, round(total, -1)
        near = near if abs(near - total) * 20 <= total else total
        value, said, qualifier = rng.choice(
            [(low, f"{low}余{count}", "at_least"), (low, f"{low}多{count}", "at_least"), (near, f"约{near}{count}", "about")])
        w.say("requests.received", value, qualifier)
        text = [w.pick(wording.RECEIVED, n=said, u="")]
    else:
        w.say("requests.received", total)
        text = [w.pick(received, n=w.number(total), u=unit)]
    said_already = {claim["topic"] for claim in w.claims}
    if total > 3 and not hedged and rng.random() < 0.1:  # one channel's count is no claim
        part = rng.randint(1, total - 1)
        text.append(w.pick(wording.CHANNELS, a=part, b=total - part))
    told = {}
    for topic, variants in wording.RESULTS.items():
        if topic in said_already or not (topic == forced or rng.random() < 0.5):
            continue
        if figures[topic] or topic == forced or rng.random() < 0.2:
            w.say(topic, figures[topic])
            told[topic] = w.pick(variants, n=w.number(figures[topic]), u=count)
    text += [told.pop(topic) for topic in ("requests.carried_in", "requests.handled") if topic in told]
    last = ["，" + told.pop("requests.carried_out")] if "requests.carried_out" in told else []
    within = "requests.handled" in {claim["topic"] for claim in w.claims} or not carried  # else the parts may outgrow the whole
    linked = rng.choice(["", "，", "，其中", "。其中", "。其中，", "，其中："]) if within else rng.choice(["，", "；"])
    listed = (linked or "，") + rng.choice(["，", "，", "；", "、"]).join(told.values()) if told else ""
    return [Piece("，".join(text) + listed + "".join(last) + "。", "claim", "requests")]


def disputes(w: Writer, figures: Figures) -> list[Piece]:
    """The sentence about reviews and lawsuits."""
    review, suit = figures["disputes.review"], figures["disputes.suit"]
    unit = w.rng.choice(UNITS["disputes"])
    w.say("disputes.review", review)
    w.say("disputes.suit", suit)
    if not review and not suit:
        return [Piece(w.pick(wording.DISPUTES_NONE) + "。", "claim", "disputes")]
    first = w.pick(wording.REVIEW, n=w.number(review), u=unit) if review else w.pick(wording.REVIEW_NONE)
    second = w.pick(wording.SUIT, n=w.number(suit), u=unit) if suit else w.pick(wording.SUIT_NONE)
    return [Piece(f"{first}{w.rng.choice('，；')}{second}。", "claim", "disputes")]


def table_two(w: Writer, topic: str, value: int) -> list[Piece]:
    """A sentence about one row of table two."""
    w.say(topic, value)
    if value == 0:
        return [Piece(w.pick(wording.NORMATIVE_NONE) + "。", "claim", topic)]
    unit = w.rng.choice(UNITS[topic.split(".")[0]])
    return [Piece(w.pick(wording.TABLE_TWO[topic], n=w.number(value), u=unit) + "。", "claim", topic)]


def published(w: Writer) -> list[Piece]:
    """How much was published, with parts now and then."""
    rng = w.rng
    total = rng.choice([rng.randint(8, 99), rng.randint(100, 999), rng.randint(1000, 42000), rng.randint(100, 420) * 100])
    unit = rng.choice(UNITS["published"])
    qualifier, about = "exact", ""
    if unit in ("余条", "多条", "条以上"):
        total, qualifier = total // 10 * 10 or 10, "at_least"
    elif rng.random() < 0.1:
        qualifier, about = "about", rng.choice(["约", "近"])
    more: dict[str, Any] = {}
    listed = ""
    if rng.random() < 0.5 and total > 20:
        cuts = sorted(rng.sample(range(1, total), rng.randint(1, 5)))
        parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
        if rng.random() < 0.25:
            parts.pop()
        more["parts"] = parts
        names = rng.sample(wording.PARTS, len(parts))
        listed = rng.choice(["，其中", "。其中，", "，其中：", "，包括"])
        listed += rng.choice("，、；").join(f"{name}{part}条" for name, part in zip(names, parts, strict=True))
    said = w.number(total)
    if total >= 10000 and total % 100 == 0 and rng.random() < 0.7:
        said = f"{Decimal(total) / 10000:f}万"
    w.say("published.total", total, qualifier, **more)
    return [Piece(w.pick(wording.PUBLISHED, n=about + said, u=unit) + listed + "。", "claim", "published.total")]


def processing_fee(w: Writer) -> list[Piece]:
    """The processing fee, nearly always none."""
    if w.rng.random() < 0.85:
        w.say("processing_fee", 0)
        return [Piece(w.pick(wording.FEE_NONE) + "。", "claim", "processing_fee")]
    amount = w.rng.choice([30, 120, 640, 1250])
    w.say("processing_fee", amount)
    return [Piece(w.pick(wording.FEE, n=amount) + "。", "claim", "processing_fee")]


def administrative_fee(w: Writer, amount: Decimal | int) -> list[Piece]:
    """The year's administrative fees in 10,000 CNY."""
    w.say("fee.amount", amount)
    return [Piece(w.pick(wording.ADMIN_FEE, n=amount) + "。", "claim", "fee.amount")]


def trap(w: Writer, figures: Figures) -> list[Piece]:
    """A sentence with numbers that are no claims, and true of these tables where it speaks of them."""
    true = [t for t in wording.TRAPS
            if not ("被纠正" in t and figures["corrected"]) and not ("科研机构" in t and figures["research"])]
    text = w.pick(true, a=w.rng.randint(2, 39), b=w.rng.randint(40, 980), c=w.rng.randint(2, 9))
    if "微信" in text or "新媒体" in text:  # a reader may take one channel's count for the whole
        w.optional.add("published.total")
    return [Piece(text, "prose", "trap")]


def whole_area(w: Writer) -> list[Piece]:
    """A count for the whole area: a claim of another scope."""
    value = w.rng.randint(120, 4000)
    w.claims.append({"topic": "requests.received", "value": value, "qualifier": "exact", "scope": "whole_area"})
    return [Piece(w.pick(wording.AREA, n=value), "claim", "whole_area")]


def filler(w: Writer, count: int, source: Sequence[str] = wording.FILLER) -> list[Piece]:
    """Sentences that say nothing that counts."""
    return [Piece(text.format(we=w.we, y=w.year), "prose") for text in w.rng.sample(source, min(count, len(source)))]


def paragraph(pieces: Sequence[Piece], title: str = "") -> Block:
    """One paragraph, with its small title."""
    head = [Piece(title, "prose")] if title else []
    return Block("prose", "", (*head, *pieces, Piece("\n")))


def narrative(w: Writer, figures: Figures, forced: str) -> list[Block]:
    """Section 一: five parts with claims, filler and traps; `forced` is a topic that must be mentioned."""
    rng = w.rng
    parts: list[list[Piece]] = [filler(w, rng.randint(1, 4)) for _ in range(5)]

    def put(part: int, pieces: list[Piece]) -> None:
        at = rng.randint(0, len(parts[part]))
        parts[part][at:at] = pieces

    def wanted(chance: float, *topics: str) -> bool:
        return forced in topics or rng.random() < chance

    if rng.random() < 0.6:
        put(0, published(w))
    for topic in wording.TABLE_TWO:
        if figures[topic] is not None and wanted(0.12, topic) and (figures[topic] or topic == "normative.issued"):
            put(0, table_two(w, topic, figures[topic]))
    if figures["fee.amount"] and rng.random() < 0.15:
        put(0, administrative_fee(w, figures["fee.amount"]))
    if wanted(0.6, *[topic for topic in figures if topic.startswith("requests.")]):
        put(1, requests(w, figures, forced))
    if wanted(0.4, "disputes.review", "disputes.suit"):
        put(rng.choice([1, 4]), disputes(w, figures))
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        put(rng.randint(0, 4), trap(w, figures))
    if not w.whole and rng.random() < 0.08:
        put(1, whole_area(w))
    marks, named = rng.choice(wording.HEADINGS), rng.random() < 0.7
    own_line = named and rng.random() < 0.4
    blocks = []
    for pieces, mark, themes in zip(parts, marks, wording.THEMES, strict=True):
        theme = rng.choice(themes) if named else ""
        if own_line:
            blocks.append(paragraph([Piece(mark + theme.rstrip("。"), "prose")]))
            mark = theme = ""
        elif theme and not theme.endswith("。"):
            theme += "。"
        blocks.append(paragraph(pieces, mark + theme))
    return blocks
