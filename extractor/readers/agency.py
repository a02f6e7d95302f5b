"""Which agency reports: its names wherever the text gives one, weighed against each other, and the fullest form of the right one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from extractor.readers.agency_name import BARE, HEAD_OFFICE, abbreviates, one_slip, signing, split_place, subsequence, trim, without_office
from extractor.readers.metadata_vocabulary import HAN, MetadataVocabulary

# How much a place in the text says about who reports. A title is outweighed by three other places that agree, not by two.
WEIGHT = {
    "title": 28, "reference": 16, "signature": 14, "by": 12, "contact": 10, "opener": 10, "label": 8, "closing": 8, "source": 6, "group": 6,
    "document": 4,
}
# The government's name stands on every page of its site: there it says little about who wrote this one.
OF_SITE = WEIGHT | {"source": 1, "label": 1, "closing": 1, "opener": 6}
STATING = frozenset({"reference", "signature", "closing", "by", "contact", "label", "opener"})
NAMING = frozenset({"title", "reference", "opener", "group", "document"})
GOVERNMENTS = frozenset({"人民政府", "人民政府办公室", "人民政府办公厅", "政府办公室", "政府"})


class Mention(NamedTuple):
    """An agency's name as one place of the text gives it."""

    name: str
    kind: str


# --- where names stand

_CONTACT = re.compile(
    rf"(?:[与于同向]|(?:联系|致电|咨询)(?:单位)?\s*:?)\s*([{HAN}()]{{3,40}}?)\s*(?:取得)?(?:联系|咨询|反映|\(地址|[,:;。(]|地址|电话)"
)
_BY = re.compile(rf"由\s*([{HAN}()]{{3,40}}?)\s*(?:负责|组织|统一)?(?:编制|编写|制作|起草|撰写|汇总|根据|按照|依据)")
_MADE = re.compile(rf"([{HAN}()]{{3,40}}?)(?:负责|组织)?编[制写]了?(?:本|此|该)")
_MAKING = re.compile("编[制写]了?[本此该]")
_LONGEST_MAKER = 42  # what `_MADE` finds begins no further before it
_COMMITTEE = re.compile(rf"([{HAN}()]{{3,40}}?)(?:政府信息(?:和政务)?|政务信息|信息|政务)公开(?:[和与][{HAN}]{{2,8}})?(?:工作)?$")


def mentions(prose: str, first: int, vocabulary: MetadataVocabulary) -> Iterator[Mention]:
    """The agency's names outside titles and signature. `first`: where the first section starts."""
    head, tail = prose[: first + 1500], prose[max(first, prose.rfind("需要报告"), len(prose) - 1200) :]
    introduction, head = unwrapped(head[:first]), unwrapped(head)
    contacts = chain(_CONTACT.finditer(introduction), _CONTACT.finditer(tail))
    for places, kind in ((contacts, "contact"), (chain(_BY.finditer(head), _makers(introduction)), "by")):
        for found in places:
            if name := trim(found[1], vocabulary):
                yield Mention(without_office(name, vocabulary) if kind == "contact" else signing(name, vocabulary), kind)
    for part in (introduction, tail):
        for pattern in (vocabulary.agency_label, vocabulary.agency_label_bare):
            for found in pattern.finditer(part):
                if name := trim(found[2], vocabulary):
                    kind = "label" if found[1][0] in "编公发责提" else "source"
                    yield Mention(signing(name, vocabulary), kind)
    said = 0
    for found in vocabulary.opener.finditer(head):
        clause = _CLAUSE.split(head[max(0, found.start() - 36) : found.end()])[-1]
        if said > found.end() - len(clause):  # 某中心坚持以人民为中心: the sentence has its subject
            continue
        said = found.end()
        name = trim(clause, vocabulary)
        if name and (split_place(name)[0] or name.startswith("国家")) and not vocabulary.verb.search(name):
            yield Mention(name, "opener")
    at = prose.find("领导小组")
    while at >= 0:
        committee = _COMMITTEE.search(prose[max(0, at - 44) : at])
        if committee and (name := trim(committee[1], vocabulary)):
            yield Mention(name, "group")
        at = prose.find("领导小组", at + 4)
    for found in islice(vocabulary.document.finditer(prose), 60):
        if name := trim(found[1], vocabulary):
            yield Mention(name, "document")


def _makers(text: str) -> Iterator[re.Match[str]]:
    """What `_MADE` finds, looked for only where something is made."""
    begin = 0
    for making in _MAKING.finditer(text):
        found = _MADE.search(text, max(begin, making.start() - _LONGEST_MAKER), making.end())
        if found:
            begin = found.end()
            yield found


MANY_LINES = 4  # of one width, broken inside a sentence: the text is wrapped, and names with it
_WIDE = 36


def unwrapped(text: str) -> str:
    """The text with the lines put together that were broken at a fixed width; others stay."""
    lines = [line.rstrip() for line in text.split("\n")]
    if sum([len(line) * 2 >= _WIDE and not _ends(line) for line in lines]) < MANY_LINES:
        return text
    widths = [len(line.encode("gbk", "replace")) for line in lines]  # a Chinese character is two wide
    broken = sorted(width for width, line in zip(widths, lines, strict=True) if width >= _WIDE and not _ends(line))
    if len(broken) < MANY_LINES:
        return text
    usual = broken[len(broken) // 2]
    if sum(abs(width - usual) <= 4 for width in broken) < MANY_LINES or max(widths) > usual + 8:
        return text
    parts = zip(widths, lines, text.split("\n"), strict=True)
    return "".join([part if width >= usual - 4 and not _ends(line) else part + "\n" for width, line, part in parts])


def _ends(line: str) -> bool:
    """True where a line, without the white space behind it, ends what it says."""
    return line.endswith(_LAST) or line[-1:].isdecimal()


_LAST = ("。", ";", ":", "!", "?", ")", ">", "|", "》", "报告", "年报")
_CLAUSE = re.compile(r"[^一-鿿㐀-䶿〇()]|年度?|以来")
_GOVERNMENT = re.compile(rf"([{HAN}]{{2,14}})(?:人民政府|政务)")


# --- which of them is meant

def _slipped(title: str, other: str, vocabulary: MetadataVocabulary) -> bool:
    """True where the title's name is the other one misspelt, its place left out or not."""
    (place, office), (other_place, other_office) = split_place(title), split_place(other)
    if office != other_office and {office, other_office} <= vocabulary.complete:  # 水利局 and 水务局
        return False
    return one_slip(title, other) or (_places_agree(place, other_place) and one_slip(office, other_office))


def _shortened(title: str, other: str, kinds: set[str], vocabulary: MetadataVocabulary) -> bool:
    """True where the title's name leaves out what the other has, in a way of its own: 某溪管委会, 某市中心, 某事务局 of 国家某事务局."""
    place, office = split_place(title)
    if office in vocabulary.complete or len(other) <= len(title) or not kinds & STATING:
        return False
    same_place = bool(place) and _places_agree(place, split_place(other)[0])
    return (same_place or other[0] == title[0] or other.endswith(title)) and other[-1] == title[-1] and subsequence(title, other)


def _likelier(title: str, other: str, vocabulary: MetadataVocabulary) -> bool:
    """True where of two names, given once each, the other is the better spelt: characters get lost, or doubled, seldom added."""
    if len(title) == len(other):
        return split_place(other)[1] in vocabulary.complete and split_place(title)[1] not in vocabulary.complete
    longer = max(title, other, key=len)
    doubled = any(x == y for x, y in pairwise(longer))
    return (longer == other) != doubled


def _places_agree(a: str, b: str) -> bool:
    return a == b or not a or not b or a.endswith(b) or b.endswith(a)


@dataclass(slots=True)
class _Family:
    """Names taken for one agency, each with the kinds of places that give it."""

    names: dict[str, set[str]]

    def score(self, prose: str) -> int:
        kinds: dict[str, int] = {}
        for name, given in self.names.items():
            weight = OF_SITE if split_place(name)[1] in GOVERNMENTS else WEIGHT
            for kind in given:
                kinds[kind] = max(kinds.get(kind, 0), weight[kind])
        return sum(kinds.values()) + min(4, max(prose.count(name) for name in self.names))

    def weight(self, name: str) -> int:
        return sum(WEIGHT[kind] for kind in self.names.get(name, ()))


def _same_agency(a: str, b: str, vocabulary: MetadataVocabulary) -> bool:
    (place, office), (other_place, other) = split_place(a), split_place(b)
    if not _places_agree(place, other_place):
        return False
    if office == other or {office or "人民政府", other or "人民政府"} <= GOVERNMENTS:
        return True
    if office and other and (without_office(a, vocabulary).endswith(b) or without_office(b, vocabulary).endswith(a)):
        return True
    return abbreviates(office, other, vocabulary) or abbreviates(other, office, vocabulary)


def _families(given: Iterable[Mention], vocabulary: MetadataVocabulary) -> list[_Family]:
    names: dict[str, set[str]] = {}
    for mention in given:
        names.setdefault(mention.name, set()).add(mention.kind)
    families: list[_Family] = []
    # The fullest names first: a bare 市民政局 then joins the one whose place it can mean, not another bare one.
    for name in sorted(names, key=lambda n: (-len(split_place(n)[0]), -len(n))):
        for family in families:
            if any(_same_agency(name, member, vocabulary) for member in family.names):
                family.names[name] = names[name]
                break
        else:
            families.append(_Family({name: names[name]}))
    return families


def full_name(title: str, given: Sequence[Mention], prose: str, vocabulary: MetadataVocabulary) -> str:
    """The reporting agency's full name; "" where the text names none. `title` is the name in the title, "" where it has none."""
    prose = "".join(prose.split())  # names are counted across broken lines
    titled = [Mention(title, "title")] if title else []
    families = _families([*titled, *given], vocabulary)
    if not families:
        return ""
    family = max(families, key=lambda f: f.score(prose))
    if title in family.names:
        return _from_title(title, family, families, prose, vocabulary)
    leader = max(family.names, key=lambda n: (family.weight(n), prose.count(n), len(n)))
    # 某志编纂委员会办公室 is an agency of its own where the text itself speaks of it so.
    named = [n for n, kinds in family.names.items() if kinds & NAMING and without_office(n, vocabulary) == leader]
    leader = max(named, key=len, default=leader)
    return _written_in_full(leader, families, prose, vocabulary) or _fullest(leader, family, prose, vocabulary)


def _written_in_full(name: str, families: Sequence[_Family], prose: str, vocabulary: MetadataVocabulary) -> str:
    """The name that a short one of the agency's own making stands for; "" where the text gives none."""
    for home in families:
        for other, kinds in home.names.items():
            if _shortened(name, other, kinds, vocabulary):
                return _fullest(other, home, prose, vocabulary)
    return ""


def _from_title(title: str, family: _Family, families: Sequence[_Family], prose: str, vocabulary: MetadataVocabulary) -> str:
    """The title's agency in full. A title that stands alone against the same name, slightly different, in several places is misspelt."""
    if full := _written_in_full(title, families, prose, vocabulary):
        return full
    others = [n for f in families for n in f.names if n != title]
    if prose.count(title) - max((prose.count(n) for n in others if title in n), default=0) < 2:
        for other in sorted(others, key=lambda n: -prose.count(n)):
            home = next(f for f in families if other in f.names)
            alone = prose.count(other) < 2 and len(home.names[other]) < 2 and (split_place(title)[0] or not split_place(other)[0])
            if alone and not _likelier(title, other, vocabulary):
                continue
            junk = title.removesuffix(other)
            stray = junk != title and len(split_place(other)[0]) > 1 and not BARE.match(other) and bool(split_place(junk)[1])
            if stray or (not title.endswith(other) and _slipped(title, other, vocabulary)):
                return _fullest(other, home, prose, vocabulary)
    return _fullest(title, family, prose, vocabulary)


def _fullest(name: str, family: _Family, prose: str, vocabulary: MetadataVocabulary) -> str:
    """The name with its office written out and its place in front, as far as the text gives them."""
    place, office = split_place(name)
    place = _mended(place, prose)
    places = [split_place(member)[0] for member in family.names]
    for member in family.names:
        longer = split_place(member)[0]
        added = longer.removesuffix(place) if place else longer
        if len(longer) > len(place) and longer.endswith(place) and (_is_place(added, place) or prose.count(member) > 1):
            office = office.removeprefix(longer[:-1]) if not place else office  # 某固城市管理局, its 县 lost
            place = longer
    if BARE.fullmatch(place):
        place = _named_place(place, prose, vocabulary)
    offices = {split_place(member)[1] for member in family.names}
    longer_offices = [o for o in offices if _writes_out(office, o, vocabulary)]
    longer_offices = longer_offices or list(_written_out(place, office, places, prose, vocabulary))
    return place + max(longer_offices, key=lambda o: (prose.count(o), len(o)), default=office)


def _mended(place: str, prose: str) -> str:
    """The place, spelt as its government's name spells it where the name itself stands nowhere else."""
    if len(place) < 2 or prose.count(place) > 1:
        return place
    for found in islice(_GOVERNMENT.finditer(prose), 40):
        for start in range(max(0, len(found[1]) - len(place) - 1), len(found[1]) - 1):
            other = found[1][start:]
            if len(other) > 2 and prose.count(other) > 1 and split_place(other) == (other, "") and one_slip(f"-{place}", f"-{other}"):
                return other
    return place


def _named_place(level: str, prose: str, vocabulary: MetadataVocabulary) -> str:
    """The one place of this level whose government the prose names more than once: 省 becomes 某省; else the level as it is."""
    found: Counter[str] = Counter()
    for match in re.finditer(rf"([{HAN}]{{2,8}}){level}(?=人民政府|政府|委|政务|20\d\d)", prose):
        words = [m.end() for m in vocabulary.lead_word.finditer(match[1])]
        front = match[1][max(words, default=0) :]
        if 2 <= len(front) <= 4:
            found[front] += 1
    ranked = found.most_common(2)
    clear = ranked and ranked[0][1] >= 2 and (len(ranked) < 2 or ranked[1][1] * 2 <= ranked[0][1])
    return ranked[0][0] + level if clear else level


def _writes_out(office: str, longer: str, vocabulary: MetadataVocabulary) -> bool:
    """True where the longer office is the full form, not a slip of the pen or an office inside."""
    if longer in vocabulary.words.abbreviations.get(office, ()):
        return True
    if office and (longer.endswith(office) or (longer.startswith(office) and vocabulary.inner_office.fullmatch(longer, len(office)))):
        return False
    return abbreviates(office, longer, vocabulary) and not one_slip(office, longer)


def _is_place(added: str, place: str) -> bool:
    """True where what a longer name has in front is a place or a head office, not stray words."""
    added = added.removesuffix("人民政府")  # 某区人民政府某街道办事处
    bare = BARE.match(place)  # 县柳林乡 wants 某 in front, 某县 makes a place
    return len(place) < 2 or not split_place(added + bare[0] if bare else added)[1] or bool(re.fullmatch(HEAD_OFFICE, added))


_OFFICE_END = "(?:局|委员会|中心|厅|办公室|办事处|大队|处|所|站|院|公司)"


def _written_out(place: str, office: str, places: Sequence[str], prose: str, vocabulary: MetadataVocabulary) -> Iterator[str]:
    """Full forms of an office that the prose gives with the same place, or with none."""
    if office in vocabulary.complete:
        return
    fronts = {p for p in (place, *places) if p} | ({place[-1]} if place else set())
    known = vocabulary.completing_of(place) if not office else vocabulary.words.abbreviations.get(office, ())
    for full in known:
        at = prose.find(full)
        while at >= 0:
            before = prose[max(0, at - 24) : at]
            if any(before.endswith(front) for front in fronts) or (office and not re.search(rf"[{HAN}]$", before)):
                yield full
                break
            at = prose.find(full, at + 1)
    if not known and len(office) > 2 and len(place) > 1:
        whole, at = _full_office(len(office)), prose.find(place)
        while at >= 0:
            found = whole.match(prose, at + len(place))
            if found:
                running = vocabulary.verb.search(found[1]) or vocabulary.lead_word.search(found[1])
                if not running and _writes_out(office, found[1], vocabulary):
                    yield found[1]
            at = prose.find(place, found.end() if found else at + 1)


@lru_cache(maxsize=32)
def _full_office(least: int) -> re.Pattern[str]:
    """The full name of an office, of so many characters before its end at the least."""
    return re.compile(rf"([{HAN}]{{{least},22}}?{_OFFICE_END})")
