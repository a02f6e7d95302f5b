"""Damage to labels: characters dropped, doubled, transposed or look-alike; labels cut over lines, spaced out or numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from extractor.garble.rendered import WORDS, Operator, Rendered, retexted


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


def _line_end(report: Rendered, rng: Random, *ends: str) -> str:
    """What cuts a label in this layout: one of these ends, or what stands for a line end where none may be."""
    if "html" in report.traits or report.layout == "markdown":
        return "<br/>"
    return " " if "one_line" in report.traits else rng.choice(ends)


def _place(text: str, rng: Random) -> int:
    """A place of a Chinese character in a label, not in its number."""
    places = [i for i, c in enumerate(text) if "\u4e00" <= c <= "\u9fff" and (i > 1 or len(text) < 4)]
    return rng.choice(places) if places else len(text) - 1


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


def label_lookalike(report: Rendered, rng: Random) -> Rendered:
    """Labels have a character that only looks like the right one."""
    def change(text: str) -> str:
        places = [i for i, c in enumerate(text) if c in LOOKALIKE and i > 1]
        if not places:
            return text
        at = rng.choice(places)
        return text[:at] + LOOKALIKE[text[at]] + text[at + 1 :]
    return _some(report, rng, 0.35, 4, change)


def label_doubled(report: Rendered, rng: Random) -> Rendered:
    """Labels have a character twice."""
    def change(text: str) -> str:
        at = _place(text, rng)
        return text[: at + 1] + text[at:]
    return _some(report, rng, 0.25, 2, change)


def label_transposed(report: Rendered, rng: Random) -> Rendered:
    """Labels have two characters in the wrong order."""
    def change(text: str) -> str:
        at = _place(text, rng)
        return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at > 2 else text
    return _some(report, rng, 0.3, 5, change)


def label_split(report: Rendered, rng: Random) -> Rendered:
    """Labels go on over lines."""
    cut = _line_end(report, rng, "\n", "\n", "\n\n" if report.layout in ("cell_lines", "deduplicated") else " \n")
    def change(text: str) -> str:
        at = rng.randint(2, len(text) - 2)
        return text[:at] + cut + text[at:]
    return _some(report, rng, 0.3, 6, change)


def label_spaces(report: Rendered, rng: Random) -> Rendered:
    """Labels have spaces, ideographic or not, or zero-width characters inside."""
    spaces = rng.choice([" ", "\u3000", "\u00a0", "\u200b", "\ufeff", " \u3000\u00a0\u200b", "\u2002"])
    def change(text: str) -> str:
        for _ in range(rng.randint(1, 3)):
            at = rng.randint(1, len(text) - 1)
            if not text[at - 1 : at + 1].isdigit():  # a year cut in two is another kind of damage
                text = text[:at] + rng.choice(spaces) + text[at:]
        return text
    return _some(report, rng, 0.45, 2, change, (*WORDS, "section", "title"))


def numbering_added(report: Rendered, rng: Random) -> Rendered:
    """A word processor numbered what was no item: 6.已获取信息 is the tail of 5."""
    cut = _line_end(report, rng, "\n", "", " ")
    tail = re.compile("(?<=.)(?=已获取信息)")
    return retexted(report, ("label",), lambda p: tail.sub(cut + "6.", p.text) if p.ref.endswith("reconfirm") else p.text)


OPERATORS: tuple[Operator, ...] = (
    label_dropped, label_lookalike, label_doubled, label_transposed, label_split, label_spaces, numbering_added,
)
