"""What is wrong with gold, seen from the source and the form alone: no reader takes part, so that gold is never bent to one.

A complaint is a reason to look again, and each kind can be answered in the gold: a broken identity by `source_errors`, a cell
whose figure is not there by `lost` or null, a sentence that could be read both ways by `claims_optional`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from extractor.evaluation.goldset import Example
from extractor.form import Forms, Row
from extractor.garble.gold import Value, admissible, breaks, broken, contradicts
from extractor.inputs import load
from extractor.normalise import Cleaning, normalise
from extractor.numerals import NUMBER, parse_number
from extractor.record import Message
from extractor.words import TOPICS

QUALIFIERS, SCOPES = ("exact", "at_least", "about"), ("own", "whole_area", "unknown")
ABOUT = ("origin", "layout", "damage", "difficulty", "notes", "second_labelling")
DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong: `place` is a cell's address, a topic, a key of the gold, or `about.toml` with its key."""

    slug: str
    place: str
    reason: Message


class _Text(NamedTuple):
    """A source as it is looked things up in: parts two to four as printed and normalised (`lines`), the prose, all normalised."""

    tables: str
    lines: str
    prose: str
    clean: str


def complaints(example: Example, forms: Forms, cleaning: Cleaning) -> list[Complaint]:
    """All that is wrong with one report's gold, in the order of the form. Raises UnreadableError for a source that is no text."""
    text = _text(example, cleaning)
    found = [*_metadata(example, text), *_printed(example, forms, text), *_lost(example, forms, text), *_identities(example, forms)]
    return [Complaint(example.slug, place, Message(*words)) for place, words in (*found, *_claims(example, forms, text), *_about(example))]


_Found = Iterator[tuple[str, tuple[str, str]]]
_OPENING, _CLOSING = re.compile("二[、.．,，]主[动動]公[开開]"), re.compile("[四五六][、.．,，](?:[^ \n]{0,12})?存在")
_GLOSS = re.compile(r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}[)）]")
_TAG, _SEPARATOR = re.compile(r"<[^<>]*>|&[a-z]+;"), re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_NOTHING = re.compile("[零〇]|未增未[减減]")
_DIGITS = "〇一二三四五六七八九"
_NUMERALS = re.compile("(?<![\u4e00-\u9fff〇(（])[零〇一二三四五六七八九十百千万]+(?![\u4e00-\u9fff〇)）、])")  # alone in a cell
_NONE = re.compile("没有|沒有|未|无|無|零|不存在|(?<!\\d)0")


def _text(example: Example, cleaning: Cleaning) -> _Text:
    document = load(example.source)
    plain = unicodedata.normalize("NFKC", _GLOSS.sub("", document.text))
    plain = _SEPARATOR.sub("", _TAG.sub(" ", "".join(c for c in plain if unicodedata.category(c) != "Cf")))
    clean = normalise(document, cleaning).text
    opening, closings = _OPENING.search(plain), list(_CLOSING.finditer(plain))
    tables = plain[opening.start() : closings[-1].start()] if opening and closings and opening.start() < closings[-1].start() else plain
    first, last = _OPENING.search(clean), list(_CLOSING.finditer(clean))
    if first is None or not last or last[-1].start() < first.start():
        return _Text(tables, "", clean, clean)  # what is prose and what is table cannot be told
    start, stop = first.start(), last[-1].start()
    return _Text(tables, clean[start:stop], clean[:start] + "\n" + clean[stop:], clean)


def _metadata(example: Example, text: _Text) -> _Found:
    gold, known = example.gold, set(example.gold.get("not_in_text", ()))
    if gold["form"] != gold["editions"]["requests"]:
        yield "form", ("应为申请表的版本", "is not the edition of the requests table")
    plain = re.sub(r"\s", "", text.clean)
    if "organization" not in known and gold.get("organization", "") not in plain:
        yield "organization", (f"原文没有“{gold['organization']}”", f"{gold['organization']!r} does not stand in the source")
    year = gold.get("year")
    if year and "year" not in known and str(year) not in plain and "".join(_DIGITS[int(d)] for d in str(year)) not in plain:
        yield "year", (f"原文没有{year}年", f"{year} does not stand in the source")
    if gold.get("published"):
        parts = [int(part) for part in gold["published"].split("-")]
        day = re.compile(r"{}\s*[-年./]\s*0?{}\s*[-月./]\s*0?{}(?!\d)".format(*parts))
        numerals = "{}年{}月{}日".format("".join(_DIGITS[int(d)] for d in str(parts[0])), *map(_numeral, parts[1:]))
        if not day.search(text.clean) and numerals not in plain:
            yield "published", (f"原文没有{gold['published']}", f"{gold['published']} does not stand in the source")


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + (_DIGITS[ones] if ones else "")


def _printed(example: Example, forms: Forms, text: _Text) -> _Found:
    """Figures labelled as printed of which the tables hold fewer than the gold."""
    cells, unsure = example.gold["cells"], set(example.gold["uncertain"])
    sure = {a: abs(v) for a, v in cells.items() if v is not None and a not in unsure}
    printed = Counter(Decimal(figure) for figure in _FIGURE.findall(text.tables))
    printed[Decimal(0)] += len(_NOTHING.findall(text.tables))
    wanted = Counter(Decimal(value) for value in sure.values())
    if not wanted - printed:
        return
    for numeral in _NUMERALS.findall(text.tables):
        value = parse_number(numeral)
        printed[Decimal(value) if value else Decimal(-1)] += 1
    glued: set[str] = set()
    for run in _runs(forms, example.gold["editions"], cells):
        figures = "".join(str(cells[a]) for a in run)
        if len(run) > 1 and re.search(rf"(?<![\d.]){re.escape(figures)}", text.tables):
            glued.update(run)
    missing = Counter(Decimal(value) for a, value in sure.items() if a not in glued) - printed
    for address, value in sure.items():
        if missing[Decimal(value)] > 0 and address not in glued:
            missing[Decimal(value)] = 0
            words = f"{value} does not stand in the tables as often as it is labelled"
            yield address, (f"表中印出的 {value} 少于所标", words)


def _runs(forms: Forms, editions: Mapping[str, str], cells: Mapping[str, Value]) -> Iterator[list[str]]:
    """The cells that a glued row runs together: those of a row, or of a whole table side by side."""
    for form in forms.of(editions):
        rows = [[f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows]
        for run in [list(form.addresses)] if form.side_by_side else rows:
            yield [a for a in run if cells.get(a) is not None]


def _lost(example: Example, forms: Forms, text: _Text) -> _Found:
    """Rows labelled as lost whose label still has figures after it."""
    lost = set(example.gold["lost"])
    tables = re.sub(r"[^\S\n]+", " ", text.lines)
    for form in forms.of(example.gold["editions"]):
        for row in form.rows:
            cells = [f"{form.table}/{row.id}/{c}" for c in row.columns]
            if lost.issuperset(cells) and not form.side_by_side and _stands(row, len(cells), tables):
                words = "is labelled lost, but its label still has figures after it"
                yield f"{form.table}/{row.id}", ("标为缺失，但原文仍有该行的数字", words)


def _stands(row: Row, columns: int, tables: str) -> bool:
    figure = r"[\s|｜:：]*[+-]?\d+(?:\.\d+)?(?![\d.、)）])"
    return len(row.zh) > 3 and re.search(rf"{re.escape(row.zh)}(?:{figure}){{{min(columns, 2)}}}", tables) is not None


def _identities(example: Example, forms: Forms) -> _Found:
    """Identities that the printed figures break without a cell named, and cells named that break none."""
    gold = example.gold
    errors = gold.get("source_errors", ())
    violated = broken(forms, gold["editions"], gold["cells"], gold["uncertain"])
    for identity in violated:
        if not any(breaks(address, [identity]) for address in errors):
            rule, _, place = identity.partition(":")
            yield place, (f"{rule} 不成立，source_errors 未说明", f"{rule} does not hold, and source_errors does not say so")
    for address in errors:
        if not breaks(address, violated):
            yield address, ("列入 source_errors，但没有恒等式不成立", "is named in source_errors, but breaks no identity")
    for address in gold["uncertain"]:
        if address not in gold["cells"]:
            yield address, ("存疑的格不在 cells 中", "is uncertain, but not among the cells")


def _claims(example: Example, forms: Forms, text: _Text) -> _Found:
    gold = example.gold
    said = {parse_number(token) for token in NUMBER.findall(text.prose)}
    for claim in gold["claims"]:
        topic, value = claim["topic"], claim["value"]
        for each in (topic, *claim.get("or", ())):
            if each not in TOPICS:
                yield each, ("没有这个主题", "is no topic")
        if claim.get("qualifier") not in QUALIFIERS or claim.get("scope", "own") not in SCOPES:
            yield topic, (f"qualifier 或 scope 不对：{claim}", f"its qualifier or scope is unknown: {claim}")
        for number in (value, *claim.get("parts", ())):
            shown = {number, number * 10_000, Decimal(number) / 10_000}  # 万元 told in 元 or the other way round
            if not (said & shown if number else _NONE.search(text.prose)):
                yield topic, (f"正文没有 {number}", f"{number} does not stand in the prose")
    unknown = [t for t in (*gold["contradicted"], *gold.get("claims_optional", ())) if t not in TOPICS]
    for topic in unknown:
        yield topic, ("没有这个主题", "is no topic")
    against, told = _contradicted(gold, forms), set(gold["contradicted"])
    for topic in sorted(against - told):
        yield topic, ("与表不符，contradicted 未列", "disagrees with the tables, and contradicted does not say so")
    for topic in sorted(told - against - set(unknown)):
        yield topic, ("列入 contradicted，但与表相符", "is named in contradicted, but no claim of it disagrees with the tables")


def _contradicted(gold: Mapping[str, Any], forms: Forms) -> set[str]:
    """Topics of own scope that no reading of the tables bears out, or whose parts are more than the whole."""
    found = set()
    for claim in (claim for claim in gold["claims"] if claim.get("qualifier") in QUALIFIERS):
        readings = [r for t in (claim["topic"], *claim.get("or", ())) if t in TOPICS for r in admissible(forms, gold["editions"], t)]
        if contradicts(claim, readings, gold["cells"], gold["uncertain"]):
            found.add(claim["topic"])
    return found


def _about(example: Example) -> _Found:
    """What `about.toml` does not say, where the report is a folder of its own."""
    if example.source.stem != "source":
        return
    told = example.about
    for key in ABOUT:
        if key not in told or (key != "damage" and not str(told[key]).strip()):
            yield f"about.toml: {key}", ("缺", "is missing")
    for key in ("layout", "damage"):
        if key in told and key in example.gold and told[key] != example.gold[key]:
            yield f"about.toml: {key}", ("与 gold.json 不同", "differs from gold.json")
    if told.get("difficulty", "easy") not in DIFFICULTIES:
        yield "about.toml: difficulty", (f"应为 {'、'.join(DIFFICULTIES)} 之一", f"is none of {', '.join(DIFFICULTIES)}")
