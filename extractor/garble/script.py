"""Damage to the script and the file: Kangxi radicals, traditional characters with pinyin, encodings, line ends."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from extractor.garble.grids import Piece
from extractor.garble.rendered import ALL_TEXT, Operator, Rendered, retexted

KANGXI = str.maketrans(
    "一二人入力十又口土大女子小工干心户手支文方日月止比水用生田目立自行言里金高非见车长门页民青",
    "⼀⼆⼈⼊⼒⼗⼜⼝⼟⼤⼥⼦⼩⼯⼲⼼⼾⼿⽀⽂⽅⽇⽉⽌⽐⽔⽤⽣⽥⽬⽴⾃⾏⾔⾥⾦⾼⾮⻅⻋⻓⻔⻚⺠⻘")


def kangxi_radicals(report: Rendered, rng: Random) -> Rendered:
    """Some characters are Kangxi radicals, as PDF fonts leave them."""
    return retexted(report, ALL_TEXT, lambda p: p.text.translate(KANGXI) if rng.random() < 0.8 else p.text)


@cache
def _converter(standard: str) -> Any:
    import opencc

    return opencc.OpenCC(standard)


def _traditional(report: Rendered, by_character: bool, standard: str = "s2t") -> Rendered:
    """The report in traditional characters: by phrase, or character by character as careless software does it."""
    convert = _converter(standard).convert
    kinds = (*ALL_TEXT, "cell", "noise")
    if not by_character:
        return retexted(report, kinds, lambda p: str(convert(p.text)))
    table = str.maketrans({c: t for c in sorted(set(report.text)) if len(t := str(convert(c))) == 1})
    return retexted(report, kinds, lambda p: p.text.translate(table))


def traditional(report: Rendered, rng: Random) -> Rendered:
    """Everything in traditional characters."""
    return _traditional(report, rng.random() < 0.5)


PINYIN = {
    "據": "jù", "關": "guān", "機": "jī", "構": "gòu", "設": "shè", "網": "wǎng", "規": "guī", "務": "wù", "現": "xiàn", "統": "tǒng",
    "計": "jì", "結": "jié", "業": "yè", "電": "diàn", "組": "zǔ", "織": "zhī", "總": "zǒng", "處": "chù", "數": "shù", "項": "xiàng",
    "內": "nèi", "應": "yīng", "舉": "jǔ", "訪": "fǎng", "訴": "sù", "執": "zhí", "經": "jīng", "轉": "zhuǎn", "續": "xù", "屬": "shǔ",
    "無": "wú", "護": "hù", "領": "lǐng", "導": "dǎo", "權": "quán", "發": "fā", "決": "jué", "監": "jiān", "責": "zé", "質": "zhì",
    "類": "lèi", "認": "rèn", "條": "tiáo", "請": "qǐng", "開": "kāi", "國": "guó", "書": "shū", "報": "bào", "復": "fù", "議": "yì",
    "維": "wéi", "糾": "jiū", "審": "shěn", "際": "jì", "過": "guò", "單": "dān", "個": "gè", "縣": "xiàn", "鄉": "xiāng", "鎮": "zhèn",
    "衛": "wèi", "實": "shí", "點": "diǎn", "廳": "tīng", "場": "chǎng", "員": "yuán", "會": "huì", "動": "dòng", "製": "zhì",
    "廢": "fèi", "補": "bǔ", "確": "què", "獲": "huò",
}


def pinyin_gloss(report: Rendered, rng: Random) -> Rendered:
    """Traditional characters, some with their pinyin in brackets: at some density, with tones or not, now and then twice."""
    density = rng.choice([0.05, 0.2, 0.5, 1.0])
    opening, closing = rng.choice([("(", ")"), ("(", ")"), ("（", "）")])
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

    return retexted(_traditional(report, rng.random() < 0.6), ALL_TEXT, gloss)


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


def gb18030(report: Rendered, rng: Random) -> Rendered:
    """The file is in GB18030, or GBK where that holds it."""
    return _encoded(report, *rng.choice([("gb18030",), ("gbk", "gb18030")])) if report.encoding == "utf-8" else report


def big5(report: Rendered, rng: Random) -> Rendered:
    """The file is in Big5, in traditional characters."""
    if report.encoding != "utf-8":
        return report
    worse = _encoded(_traditional(report, True, "s2tw"), "big5", "cp950", "big5hkscs")
    return report if worse.encoding == "utf-8" else worse


def utf16(report: Rendered, rng: Random) -> Rendered:
    """The file is in UTF-16 with a byte order mark."""
    return replace(report, encoding="utf-16") if report.encoding == "utf-8" else report


def byte_order_mark(report: Rendered, rng: Random) -> Rendered:
    """The file is in UTF-8 with a byte order mark."""
    return replace(report, encoding="utf-8-sig") if report.encoding == "utf-8" else report


OPERATORS: tuple[Operator, ...] = (kangxi_radicals, traditional, pinyin_gloss)
FILES: tuple[Operator, ...] = (crlf, gb18030, big5, utf16, byte_order_mark)
