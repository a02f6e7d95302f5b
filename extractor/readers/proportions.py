"""The proportions reader: percentages beside the two figures that they come from, and wholes with their parts in brackets.

Only wordings that leave no choice are read. What a base is not named for, or two kinds of things, makes no statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.numerals import DIGITS, parse_number
from extractor.readers.stretch import Stretch, finds, sentence_at
from extractor.record import Message, Number
from extractor.text import NormalisedText, Span
from extractor.verification.statement import Statement

_UNIT = r"(?:人次|万元|亿元|[件条宗份起次项个例则篇部元])"
_HEDGE = "(?:约|近|超过?|逾|大约|将近|不足|至少)"
_MORE = "(?:余|多|左右|以上)"
_YEAR = r"(?:上年|去年|上一年|前一年|20\d\d年)(?:度|同期|全年)?"
_STATED = rf"(?P<vague>{_HEDGE}?)(?P<stated>\d+(?:\.\d+)?)(?P<vague2>{_MORE}?)%"
_UP, _DOWN = "增长|增加|上升|提高|增幅|上涨|提升", "减少|下降|降低|下滑|降幅|减幅"
_TURN = rf"(?P<turn>{_UP}|{_DOWN})(?:了|率|幅度|幅)*(?:为|达到?)?{_STATED}"
_GAP = "(?:[,、(]|同比|相比|数量|总量|申请量|总数|有所|大幅|明显|略有|略|总体|整体|又)*"


def _count(name: str, unit: str) -> str:
    return rf"(?P<h{name}>{_HEDGE}?)(?<!\d)(?P<{name}>{DIGITS}万?)(?P<m{name}>{_MORE}?){unit}"


_THIS, _SAME = rf"(?P<unit>{_UNIT})", "(?P=unit)"
_CHANGES = (  # each ends with the percentage; `now` and `then`, or `now` and `by`
    re.compile(
        rf"{_count('now', _THIS)}[^,。;%\d]{{0,16}},?(?:比|较|与|同)?(?:比|较)?{_YEAR}(?:相比|比)?的?{_count('then', _SAME)}{_GAP}{_TURN}"
    ),
    re.compile(
        rf"{_count('now', _THIS)}[^,。;%\d]{{0,16}},?(?:同比|相?(?:比|较|与|同){_YEAR}(?:相比)?){_GAP}(?:{_UP}|{_DOWN})了?"
        rf"{_count('by', _SAME)}{_GAP}{_TURN}"
    ),
    re.compile(
        rf"(?:从|由)(?:{_YEAR})?的?{_count('then', _THIS)}[^,。;%\d]{{0,6}}(?:{_UP}|{_DOWN}|增|升|降)(?:到|至|为)(?:{_YEAR})?的?"
        rf"{_count('now', _SAME)}{_GAP}{_TURN}"
    ),
)
_TURNED = re.compile(rf"(?:{_UP}|{_DOWN})\D{{0,8}}[\d.]+\s*{_MORE}?$|占[^。;%]{{0,12}}[\d.]+\s*{_MORE}?$")
_WHOLE = "总数|总量|全部|总计|申请总数|申请总量|申请量|全部申请|总申请数|总申请量|公开总数|公开总量|信息总数|信息总量|总件数|总条数|总数量"
_SHARE = re.compile(
    rf"{_count('now', _THIS)}[^\d%,。;()]{{0,6}}[,(]?(?:约)?占(?:{_WHOLE})?(?:比|的|为|到|达|了)*{_STATED}"
)
_OF_WHICH = re.compile(rf"{_count('then', _THIS)}[^\d%。;()]{{0,10}}[,。;(]?其中")
_PARTS = re.compile(rf"{_count('then', _THIS)}\((?:其中|包括|含)[,:]?(?P<inner>[^()]{{2,120}})\)")
_RECALLED = re.compile(
    rf"(?:新收|收到|受理|接到)[^。;,\d]{{0,24}}申请[^。;,\d]{{0,8}}{_count('now', _THIS)}[^。;\d%]{{0,12}}?(?:比|较|与|同)"
    rf"(?:上年|去年|上一年|前一年|(?P<year>20\d\d)年)(?:度|同期)?的?{_count('then', _SAME)}"
)
_WIDER = re.compile("全[省市县区州旗]|各级|各单位|各部门|我[省市县区]|辖区|系统|网上|网络|信函")
_PART = re.compile(rf"(?<![\d.])(?P<value>{DIGITS}万?)(?P<more>{_MORE}?)(?P<unit>{_UNIT})")
_FIRST = re.compile(rf"{_count('then', _THIS)},?其中[,:]?[^\d。;,()%]{{0,14}}?{_count('now', _SAME)}(?!次)")
_CARRIED = re.compile("结转|遗留|往年|历年|累计")  # what was carried in makes a part of what was received outgrow it
_OVERALL = re.compile("[共合总]计|累计|分别|各")
_ONE_PERCENT = 100


def read_proportions(text: NormalisedText, prose: Sequence[Span]) -> tuple[Statement, ...]:
    """The percentages and bracketed parts that the prose states, in order; evidence is in the original text."""
    return (*_percentages(text, prose), *_part_lists(text, prose), *_first_parts(text, prose))


def recalled_requests(sentence: str, year: int) -> Number | None:
    """The requests of the year before that a sentence (no white space in it) of a report on `year` compares its own with; None where
    it names none, or speaks of more than this agency or of one channel."""
    found = _RECALLED.search(sentence)
    if found is None or _WIDER.search(sentence[: found.end()]) or (found["year"] and int(found["year"]) != year - 1):
        return None
    return None if any(found[name] for name in ("hnow", "mnow", "hthen", "mthen")) else parse_number(found["then"])


def _percentages(text: NormalisedText, prose: Sequence[Span]) -> Iterator[Statement]:
    for at, span in finds(text, prose, "%"):
        if not _TURNED.search(text.text, max(span.start, at - 30), at):
            continue
        sentence = sentence_at(text, at, span)
        stop = sentence.index(at) + 1
        found = _change(sentence, stop) or _share(sentence, stop)
        if found:
            yield found


def _change(sentence: Stretch, stop: int) -> Statement | None:
    """28件,比上年的35件减少20%; 28件,比上年减少7件,下降20%; 由35件下降到28件,降幅20%."""
    for pattern in _CHANGES:
        for found in pattern.finditer(sentence.compact, max(0, stop - 120), stop):
            if found.end() != stop:
                continue
            now, falls = parse_number(found["now"]), re.fullmatch(_DOWN, found["turn"]) is not None
            parts = found.groupdict()
            if "then" in parts:
                then = parse_number(found["then"])
            else:
                by = parse_number(found["by"])
                then = None if now is None or by is None else now + by if falls else now - by
            if now is None or not then or then < 0:
                continue
            change = (then - now) if falls else (now - then)
            reckoning = Message(f"由 {then} 到 {now}", f"from {then} to {now}")
            return _percentage(sentence, found, Decimal(change) * _ONE_PERCENT / Decimal(then), reckoning)
    return None


def _share(sentence: Stretch, stop: int) -> Statement | None:
    """申请28件,其中自然人21件,占75%: of any whole that the sentence names before; the one that fits is meant."""
    for found in _SHARE.finditer(sentence.compact, max(0, stop - 60), stop):
        part = parse_number(found["now"])
        if found.end() != stop or part is None:
            continue
        best: tuple[Decimal, Number] | None = None
        stated = Decimal(found["stated"])
        for whole in _OF_WHICH.finditer(sentence.compact, 0, found.start()):
            value = parse_number(whole["then"])
            if whole["unit"] != found["unit"] or not value or whole["hthen"] or whole["mthen"]:
                continue
            share = Decimal(part) * _ONE_PERCENT / Decimal(value)
            if best is None or abs(share - stated) < abs(best[0] - stated):
                best = share, value
        if best is not None:
            return _percentage(sentence, found, best[0], Message(f"{part} 占 {best[1]}", f"{part} of {best[1]}"))
    return None


def _percentage(sentence: Stretch, found: re.Match[str], computed: Decimal, reckoning: Message) -> Statement:
    stated = Decimal(found["stated"])
    parts = found.groupdict(default="")
    # Figures with decimals or in 万 were rounded before they were printed: what they give is no exact percentage.
    rough = any(mark in parts.get(name, "") for name in ("now", "then", "by") for mark in ".万")
    hedged = rough or any(value for name, value in parts.items() if name[0] in "hmv")
    exponent = stated.as_tuple().exponent
    values = {"stated": stated, "computed": round(computed, 4), "margin": Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)}
    start, stop = found.span("stated")
    rounded = f"{round(computed, 2):f}"
    words = {"reckoning": Message(f"{reckoning.zh}为 {rounded}%", f"{reckoning.en} is {rounded} %")}
    return Statement("percentage", values, found[0], sentence.original(start, stop), hedged, words)


def _part_lists(text: NormalisedText, prose: Sequence[Span]) -> Iterator[Statement]:
    """网站公开200条(其中政策10条、动态190条): the parts of a part, which no count of the whole sentence tells."""
    for word in ("(其中", "(包括", "(含"):
        for at, span in finds(text, prose, word):
            sentence = sentence_at(text, at, span)
            begin = sentence.index(at)
            for found in _PARTS.finditer(sentence.compact, max(0, begin - 16), min(len(sentence.compact), begin + 130)):
                parts = list(_PART.finditer(found["inner"]))
                values = [value for part in parts if (value := parse_number(part["value"])) is not None]
                whole = parse_number(found["then"])
                alike = {part["unit"] for part in parts} == {found["unit"]} and found.start("inner") > begin
                if whole is None or not values or not alike or _OVERALL.search(found["inner"]):
                    continue
                hedged = bool(found["hthen"] or found["mthen"] or any(part["more"] for part in parts))
                facts = {"whole": whole, "parts_total": sum(values), "largest_part": max(values)}
                yield Statement("part_list", facts, found[0], sentence.original(*found.span("then")), hedged)


def _first_parts(text: NormalisedText, prose: Sequence[Span]) -> Iterator[Statement]:
    """收到申请28件,其中自然人21件: the first part, which alone is one for certain, of a whole told in the same clause."""
    for at, span in finds(text, prose, "其中"):
        sentence = sentence_at(text, at, span)
        begin = sentence.index(at)
        found = next((f for f in _FIRST.finditer(sentence.compact, max(0, begin - 16), begin + 40) if f.start() < begin < f.end()), None)
        if found is None or _CARRIED.search(sentence.compact):
            continue
        whole, part = parse_number(found["then"]), parse_number(found["now"])
        if whole is not None and part is not None:
            hedged = any(found[name] for name in ("hthen", "mthen", "hnow", "mnow"))
            facts = {"whole": whole, "parts_total": part, "largest_part": part}
            yield Statement("part_list", facts, found[0], sentence.original(*found.span("then")), hedged)
