"""Noise around and between: navigation, spam, mojibake, page numbers, wraps, left-over markup; and repeated lines removed."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from extractor.garble.grids import Block, Piece
from extractor.garble.rendered import Operator, Rendered, retexted

SPAM = (
    "首页 > 政务公开 > 法定主动公开内容 > 政府信息公开年报", "当前位置：首页 >> 信息公开 >> 年度报告", "【打印本页】 【关闭窗口】",
    "字体：大 中 小", "浏览次数：1032", "来源：本站 点击数：587 次", "分享到：微信 微博 QQ空间", "扫描二维码在手机上浏览",
    "您是第 204518 位访客", "责任编辑：admin", "<!-- 正文开始 -->",
    "版权所有：某某信息中心 备案号：京ICP备05012345号-3 网站标识码：1100000035", "上一篇：关于开展专项检查的通知",
    "下一篇：2018年部门决算公开说明", "无障碍阅读 长者模式 登录 注册", "澳门新葡京官网 | 足球投注平台 | 真人娱乐",
    "技术支持：某某软件有限公司 电话：010-88886666", "var _hmt = _hmt || [];", "手机版APP下载 首存送88元", "本站已支持IPv6访问",
    "相关链接：12345热线 政务服务网 国务院客户端", "索引号：000014349/2020-00031", "信息分类：政府信息公开年报",
    "公开方式：主动公开 公开时限：长期公开", "附件下载：年报.docx（23KB）", "相关阅读：", "Copyright © 2012-2024 All Rights Reserved",
)


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


MOJIBAKE = (
    "锟斤拷锟斤拷锟斤拷", "����", "鈥斺€斺€", "Ã¥Â®Â‰Ã¥Â¾Â½", "????????", "烫烫烫烫", "ï»¿", "æ”¿åºœä¿¡æ¯", "銆€銆€", "&#65533;&#65533;",
)


def mojibake(report: Rendered, rng: Random) -> Rendered:
    """Runs of wrongly decoded bytes in the prose."""
    def change(piece: Piece) -> str:
        if len(piece.text) < 8 or rng.random() < 0.6:
            return piece.text
        at = rng.randint(2, len(piece.text) - 3)
        return piece.text[:at] + rng.choice(MOJIBAKE) * rng.randint(1, 2) + piece.text[at + rng.choice([0, 0, 3]) :]
    return retexted(report, ("prose",), change)


def page_breaks(report: Rendered, rng: Random) -> Rendered:
    """Page numbers and page breaks stand between the rows of the tables, and inside rows that are written cell by cell."""
    number = rng.randint(2, 6)
    shapes = ["第 {} 页", "第{}页 共9页", "\f"]
    texts = report.texts()
    full = all(texts.get(address) for address in report.printed if address not in report.lost)
    if full or set(report.modes.values()) <= {"explicit"}:  # beside a row without figures a dash or a number would be read as its cell
        shapes += ["- {} -", "— {} —", "-{}-", "{} / 9", "－{}－"]
        if not {"lines", "one_line", "below", "html", "glued"} & report.traits:
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
            before = "\n" if "glued" in report.traits and not report.blocks[i - 1].text.endswith("\n") else ""
            blocks.append(Block("noise", "", (Piece(before + opening + shape.format(number) + closing + gap, "noise"),)))
            number += 1
        blocks.append(block)
    return replace(report, blocks=tuple(blocks))


def spaced_digits(report: Rendered, rng: Random) -> Rendered:
    """Numbers in the prose have spaces around them: 2023 年, 326 条."""
    left, right = rng.choice([("", " "), (" ", " "), (" ", "")])
    number = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*(?![\d.,])")
    kinds = ("prose", "claim", "name", "title", "date")
    return retexted(report, kinds, lambda p: number.sub(lambda m: f"{left}{m.group()}{right}", p.text))


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


DIGITAL = frozenset("0123456789０１２３４５６７８９.,万萬一二三四五六七八九十百千零〇⼀⼆⼋⼗")


def markup_residue(report: Rendered, rng: Random) -> Rendered:
    """Entities and tags of the page are left in the paragraphs: &nbsp;, <br/>, **."""
    residue = rng.choice(["&nbsp;&nbsp;", "&emsp;&emsp;", "<br/>", "<p>", "**", "> ", "　　"])
    blocks = []
    for block in report.blocks:
        marked = block.role in ("prose", "section") and rng.random() < 0.6
        blocks.append(block._replace(pieces=(Piece(residue, "noise"), *block.pieces)) if marked else block)
    worse = replace(report, blocks=tuple(blocks))
    return worse if worse.text != report.text else report


def deduplicated_lines(report: Rendered, rng: Random) -> Rendered:
    """A crawler removed every line that it had seen before."""
    if "below" in report.traits:  # a label would take the figures that its neighbour lost
        return report
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
    removed = False
    for line in lines:
        text = "".join(piece.text for _, piece in line).strip()
        told = any(piece.kind in ("claim", "name") for _, piece in line)  # gold has no way to say that half a sentence went
        removed = (text in seen and not told) or (removed and not text)  # with the blank lines after it
        if removed:
            continue
        if text:
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


OPERATORS: tuple[Operator, ...] = (
    spam_lines, mojibake, page_breaks, spaced_digits, hard_wraps, markup_residue, deduplicated_lines,
)
