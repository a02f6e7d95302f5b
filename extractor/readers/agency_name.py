"""An agency's name: its place and its office, where it begins and ends, and when two names are one written differently."""

from __future__ import annotations

import re
from functools import lru_cache

from extractor.readers.metadata_vocabulary import HAN, MetadataVocabulary

_LEVEL = (
    "特别行政区|自治区|自治州|自治县|自治旗|地区|苏木|街道|省|县"
    "|(?<![社小辖灾])区|(?<!城)市|(?<!联)盟(?!市(?!场)|[县区](?!域))|州(?!市(?!场)|[县区](?!域))|旗(?!市(?!场)|[县区](?!域))|(?<!城)镇(?!市(?!场)|[县区](?!域))|(?<!城)乡(?!市(?!场)|[县区](?!域))"
)
# 盐城市 and 古城镇 are places, 城市管理局 and 城乡建设局 are not.
_TOWN = (
    rf"[{HAN}]城市(?!管理|建设|综合|规划|更新|运行|执法)|[{HAN}]{{1,3}}城镇(?!化|居|建设|住房|管理)"
    rf"|[{HAN}]{{1,3}}城乡(?=人民政府|$)|[{HAN}]县|[城郊矿]区"
)
_UNIT = rf"(?:{_TOWN}|(?:(?!局|厅|委员|中心)[{HAN}]){{2,14}}?(?:{_LEVEL}))"
# A vertically led agency has its head office in front: 国家税务总局某市税务局.
HEAD_OFFICE = rf"(?:国家[{HAN}]{{2,6}}总局|中华人民共和国|中共)"
_PLACE = re.compile(rf"{HEAD_OFFICE}?(?:{_UNIT})+")
BARE = re.compile("省|市(?![场政容])|县(?!域)|区(?![域块])|州|旗|镇|乡(?!村)|街道")
_NAME = re.compile(rf"[{HAN}()·]{{2,44}}")


@lru_cache(maxsize=4096)
def split_place(name: str) -> tuple[str, str]:
    """A name as place and office: ("云泽市", "民政局"), ("市", "民政局"), ("", "民政局"), ("石坳镇", "")."""
    found = _PLACE.match(name) or BARE.match(name)
    return (name[: found.end()], name[found.end() :]) if found else ("", name)


def is_agency(name: str, vocabulary: MetadataVocabulary) -> bool:
    """True where a whole string reads as an agency's name."""
    return bool(
        3 <= len(name) <= 44 and _NAME.fullmatch(name) and name.count("(") == name.count(")")
        and vocabulary.suffix.search(name) and not vocabulary.never.search(name)
    )


def trim(raw: str, vocabulary: MetadataVocabulary) -> str:
    """The agency's name at the end of a stretch, without the words that lead to it; "" where none stands there."""
    name = "".join(raw.split())
    if "(" in name:
        name = vocabulary.short_for.sub("", name)
    elif ")" not in name and not vocabulary.suffix.search(name) and not vocabulary.scope_tail.search(name):
        return ""  # whatever is taken off its beginning
    cuts = [m.end() for m in vocabulary.lead_word.finditer(name)]
    for cut in reversed(cuts):
        rest = name[cut:]
        # A word such as 发布 may belong to the name (信息发布中心, 编制委员会): what follows it must have a place.
        if len(rest) > 2 and split_place(rest)[0] and vocabulary.suffix.search(rest):
            name = rest
            break
    while (found := vocabulary.lead_word.match(name)) and not name.startswith("委员会", found.end()):
        name = name[found.end() :]
    while name[:1] and name[0] in vocabulary.words.lead_characters and split_place(name[1:])[0]:
        if name[0] == "本" and not BARE.match(name, 1):  # 本县民政局, but 本溪市民政局
            break
        name = name[1:]
    if name.count("(") < name.count(")"):
        name = name.rsplit(")", 1)[0]
    elif name.count("(") > name.count(")"):
        name = name.rsplit("(", 1)[0]
    if (tail := vocabulary.scope_tail.search(name)) and is_agency(name[: tail.start()], vocabulary):
        name = name[: tail.start()]
    return name if is_agency(name, vocabulary) and not vocabulary.broken.search(name) else ""


def without_office(name: str, vocabulary: MetadataVocabulary) -> str:
    """The agency behind one of its inner offices: 某市民政局办公室 gives 某市民政局."""
    for _ in range(2):
        found = vocabulary.inner_office.search(name)
        if not found or vocabulary.own_office.search(name) or not is_agency(name[: found.start()], vocabulary):
            return name
        name = name[: found.start()]
    return name


def signing(name: str, vocabulary: MetadataVocabulary) -> str:
    """The agency that a name under or over a report stands for: its inner offices sign for it, a county's 人民政府办公室 for itself."""
    outer = without_office(name, vocabulary)
    place, office = split_place(outer)
    return name if office == "人民政府" and not place.endswith(("镇", "乡", "苏木")) else outer


# --- one name written differently

def subsequence(short: str, long: str) -> bool:
    """True where the long name has all characters of the short one, in order."""
    rest = iter(long)
    return all(character in rest for character in short)


_ENDS = {"委": ("委员会", "委"), "办": ("办公室", "办事处", "办")}


def abbreviates(short: str, long: str, vocabulary: MetadataVocabulary) -> bool:
    """True where one office is the other's short form: 住建局 of 住房和城乡建设局, "" (a mere place) of 人民政府."""
    words = vocabulary.words
    if not short:
        return long in vocabulary.completing
    if long in words.abbreviations.get(short, ()):
        return True
    if short in vocabulary.complete or len(short) < 3 or len(short) >= len(long) or short[0] != long[0]:
        return False
    return long.endswith(_ENDS.get(short[-1], short[-1])) and subsequence(short, long)


def one_slip(a: str, b: str) -> bool:
    """True where one character dropped, added, exchanged or swapped makes the difference, and is none that tells agencies apart."""
    if a == b or abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 3:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) != len(b):
        short, long = sorted((a, b), key=len)
        return short[start:] == long[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:  # 档案局 and 档案馆, 第一中学 and 第二中学 are two
        return start + 1 < len(a) and not {a[start], b[start]} <= set("省市县区州旗镇乡一二三四五六七八九十东西南北上下")
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
