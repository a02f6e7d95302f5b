"""The words of narrative counts as `rules/text/narrative.yaml` lists them, and a sentence cut into those words and its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ContentError
from extractor.form import explain, load_yaml
from extractor.numerals import DIGITS, parse_number
from extractor.readers.trie import branches, shortest, trie
from extractor.record import Number, Qualifier

CHINESE = "零〇一二两三四五六七八九十百千万廿卅"
Words = tuple[str, ...]
_ONE = (1,)
# All that \d is, written out, and a few characters more: a class without \d is found far faster.
_DIGITS = "0-9" + "".join([c for c in map(chr, range(128, 65536)) if c.isdecimal()]) + "\U00010000-\U0010ffff"
_PLAIN = 16  # digits of a number that is read without more ado
_MARKS = ",;、:。!?|)"
_QUOTES = "“”‘’「」『』"
_TORN_OFF = ("理", "结", "复", "毕", "妥")  # behind a word that ends in 办 they are its verb's: 我街道|办理
_TOLD_APART = ("不存在", "收费通知", "处理费")  # known by these letters, whichever list they stand in
_OBJECTS = ("disclosure", "information", "regulation")  # nouns whose absence is no claim
_TOGETHER = re.compile(r"[,;、()。]|$|因|行政|政府|信息|复议|诉讼|案|投诉")  # behind 一起 where it is one case; else it is "together"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Units(_Strict):
    count: Words
    requests: Words
    disputes: Words
    documents: Words
    decisions: Words
    information: Words
    loose: Words
    money: Mapping[str, Decimal]


class _Hedges(_Strict):
    at_least_before: Words
    at_least_after: Words
    about_before: Words
    about_after: Words


class _Time(_Strict):
    own_year: Words
    last_year: Words
    next_year: Words
    part_of_year: Words
    in_total: Words
    over_the_years: Words
    as_of: Words


class _Scope(_Strict):
    whole_area: Words
    our_area: Words
    township: Words
    own: Words
    delegated: Words
    agency_endings: Words


class _Channels(_Strict):
    web: Words
    media: Words
    post: Words
    by: Words


class _Applicants(_Strict):
    citizens: Words
    persons: Words
    organisations: Words
    everyone: Words


class _Nouns(_Strict):
    request: Words
    on_request: Words
    application: Words
    review: Words
    suit: Words
    disclosure: Words
    information: Words
    normative: Words
    regulation: Words
    licence: Words
    penalty: Words
    coercion: Words
    fee: Words
    processing_fee: Words
    any_fee: Words


class _Verbs(_Strict):
    receive: Words
    receive_new: Words
    added: Words
    handle: Words
    finish: Words
    carry: Words
    publish_strong: Words
    publish: Words
    announce: Words
    issue: Words
    repeal: Words
    in_force: Words
    revise: Words
    charge: Words
    display: Words


class _Outcomes(_Strict):
    granted: Words
    partly_granted: Words
    denied: Words
    unavailable: Words
    not_processed: Words
    other: Words


class _Reasons(_Strict):
    denied: Words
    unavailable: Words
    not_processed: Words
    other: Words


class _File(_Strict):
    version: int
    units: _Units
    hedges: _Hedges
    time: _Time
    comparison: Words
    scope: _Scope
    channels: _Channels
    applicants: _Applicants
    nouns: _Nouns
    verbs: _Verbs
    outcomes: _Outcomes
    reasons: _Reasons
    negations: Words
    conditions: Words
    count_words: Words
    each: Words
    respectively: Words
    parts: Words
    et_cetera: Words
    joins: Words
    neutral: Words
    remainder: Words
    unfinished: Words
    complaints: Words
    aspects: Words
    rates: Words
    foreign: Words


class Token(NamedTuple):
    """A word, number, mark or unknown stretch of a sentence. `kind` is the word's list; numbers carry value, unit and hedge."""

    kind: str
    word: str
    start: int
    stop: int
    value: Number | None = None
    unit: str = ""
    qualifier: Qualifier = "exact"

    def of_kind(self, kind: str) -> Token:
        """The same as a word of another kind."""
        return Token(kind, *self[1:])


@dataclass(frozen=True, repr=False)
class Vocabulary:
    """The word lists, compiled: `kinds` says in which list a word stands, `units` which units a family of counts may have.

    `lengths` are those of the words that begin with two letters (or are one), longest first: to look a word up is as fast as a
    pattern of all words, which would take fifty times as long to compile. `begins` says of a character what may begin with it.

    A sentence that makes a claim has something `counted`, or it has something `denied` and so perhaps something `absent`.
    `telling`, `publishing` and `information` tell whether its numbers can be anything that is asked for; `mentions` names
    requests, and `strangers` are other things.
    """

    version: int
    kinds: Mapping[str, str]
    begins: Mapping[str, str]
    lengths: Mapping[str, tuple[int, ...]]
    units: Mapping[str, frozenset[str]]
    money: Mapping[str, Decimal]
    agency_endings: tuple[str, ...]
    pattern: re.Pattern[str]
    counted: re.Pattern[str]
    denied: re.Pattern[str]
    absent: re.Pattern[str]
    telling: re.Pattern[str]
    publishing: re.Pattern[str]
    information: re.Pattern[str]
    mentions: re.Pattern[str]
    strangers: re.Pattern[str]
    parts: tuple[str, ...]
    before: Mapping[str, Qualifier]
    after: Mapping[str, Qualifier]


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a file. Raises ContentError for a broken file, and for a word that stands in two lists."""
    try:
        spec = _File.model_validate(load_yaml(path))
    except ValidationError as error:
        raise explain(path, error) from None
    kinds: dict[str, str] = {}
    for kind, words in _lists(spec):
        for word in words:
            if not word or word != "".join(word.split()):
                raise ContentError(f"{path}: {kind}: {word!r}: empty, or with spaces in it", "write it without: the text's do not matter")
            if kinds.setdefault(word, kind) != kind:
                raise ContentError(f"{path}: {word!r} stands in {kinds[word]} and in {kind}", "a word has one role: keep it in one list")
    before = _hedges(spec.hedges.at_least_before, spec.hedges.about_before)
    after = _hedges(spec.hedges.at_least_after, spec.hedges.about_after)
    units = {name: frozenset(words) for name, words in spec.units if name != "money"}
    published = (*spec.verbs.publish_strong, *spec.verbs.publish, *spec.verbs.announce)
    return Vocabulary(
        version=spec.version, kinds=kinds, begins=_begins(kinds, before), lengths=_lengths(kinds), units=units,
        money=dict(spec.units.money), agency_endings=spec.scope.agency_endings,
        pattern=_pattern((*spec.units.count, *spec.units.money), before, after), before=before, after=after,
        # Both begin with a class of characters: `re` passes over the places where none stands.
        counted=_counted(spec), denied=re.compile("[未无没零不](?:(?<!不)|存在)"),
        absent=_absent(spec), telling=_telling(spec),
        publishing=re.compile("|".join([word + _NUMBER_BEHIND for word in map(re.escape, shortest(published))])),
        information=_any(spec.nouns.information),
        mentions=_any((*spec.nouns.request, *spec.nouns.on_request)), strangers=_any(spec.foreign),
        parts=spec.parts,
    )


def _hedges(at_least: Words, about: Words) -> dict[str, Qualifier]:
    found: dict[str, Qualifier] = {}
    for word in at_least:
        found[word] = "at_least"
    for word in about:
        found[word] = "about"
    return found


def _lists(spec: _File) -> Iterator[tuple[str, Words]]:
    """Every list of words with the kind of token that it makes."""
    for group in (spec.time, spec.channels, spec.applicants, spec.nouns, spec.verbs):
        yield from group
    for name, words in spec.scope:
        if name != "agency_endings":
            yield name, words
    for name, words in spec.outcomes:
        yield f"outcome.{name}", words
    for name, words in spec.reasons:
        yield f"reason.{name}", words
    for name, kind in (
        ("comparison", "comparison"), ("negations", "negation"), ("conditions", "condition"), ("count_words", "count"), ("each", "each"),
        ("respectively", "respectively"), ("parts", "part"), ("et_cetera", "et_cetera"), ("joins", "join"), ("neutral", "neutral"),
        ("remainder", "remainder"), ("unfinished", "unfinished"), ("complaints", "complaint"), ("aspects", "aspect"),
        ("rates", "rate"), ("foreign", "foreign"),
    ):
        yield kind, getattr(spec, name)


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[:2], {1}).add(len(word))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


def _begins(kinds: Iterable[str], before: Iterable[str]) -> dict[str, str]:
    """What begins with a character: a `mark`, a `quote`, a `figure` (a number, title, date …; else a word), or a `word` alone."""
    figures = {*map(chr, range(ord("!"), ord("~") + 1)), *"《〈〔第较比与同", *CHINESE, *(word[0] for word in before)}
    found = dict.fromkeys(_QUOTES, "quote") | dict.fromkeys((word[0] for word in kinds), "word") | dict.fromkeys(figures, "figure")
    return found | dict.fromkeys(_MARKS, "mark") | dict.fromkeys("\"'", "quote")


def _pattern(units: Iterable[str], before: Iterable[str], after: Iterable[str]) -> re.Pattern[str]:
    unit, hedged = trie(set(units)), trie(set(after))
    tail = rf"(?P<after>{hedged})?(?P<unit>{unit})?(?P<behind>{hedged})?"
    said = "|".join(f"(?<=[为是:数量共计达][{CHINESE}]{{{length}}})" for length in range(1, 6))
    return re.compile(
        r"(?P<title>《[^》]*》?|〈[^〉]*〉|https?[!-~]+|[A-Za-z][!-~]*|[(\[〔](?:19|20)\d\d[)\]〕]第?\d+号?|\d{1,2}:\d\d)"
        r"|(?P<ordinal>第(?!.季度)(?:\([一二三四五六七八九十]+\)|[\d零〇一二三四五六七八九十百]+)[^\d,;。]?)"
        r"|(?P<against>[较比与同])?(?P<year>(?:19|20)\d\d)年(?:年?度|年?底|年?末)?(?P<date>\d{1,2}月(?:\d{1,2}日|[底份末])?)?"
        r"|(?P<years>(?:近[\d一二两三四五六七八九十]{1,2}|[\d二两三四五六七八九十]{1,2})年(?:多?来|间|(?=共|累计|合计|总计))|近[\d二两三四五六七八九十]{1,2}年)"
        r"|(?P<day>\d{1,2}(?:月份?|-\d{1,2}月份?)(?:\d{1,2}日)?)"
        rf"|(?P<percent>(?:{DIGITS}|百分之[{CHINESE}]+)(?:%|‰|个百分点)?(?<=[%‰点{CHINESE}])(?<!\d[百千万]))"
        rf"|(?P<index>(?<![\d.])\d{{1,2}}[.、](?!\d)|(?<![\d.])\d{{1,2}}[.、](?=(?:19|20)\d\d年))"
        rf"|(?P<number>(?P<before>{trie(set(before))})?(?:(?P<digits>{DIGITS}(?:[百千]?[万亿](?!元)|[百千])?){tail}"
        rf"|(?P<spelt>(?<![{CHINESE}])[{CHINESE}]+)(?:(?P<after2>{hedged})?(?P<unit2>{unit})(?P<behind2>{hedged})?|(?=[,;、()。]|$)(?:{said}))))"
    )


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(trie(shortest(words), rooms=False))


def _counted(spec: _File) -> re.Pattern[str]:
    """A number with a unit or after a counting word: what a line must have that counts something."""
    heads = "".join(sorted({word[0] for _, words in spec.nouns for word in words}))
    firm = branches({*spec.units.count, *spec.units.money} - {*spec.units.loose})
    united = "|".join([*firm, *(rf"{loose}(?=[^㐀-鿿]|[{heads}]|$)" for loose in branches(spec.units.loose))])
    said = rf"(?<=[为是:数量共有计达]\d)|(?<=[为是:][{CHINESE}])[{CHINESE}]*(?:[,;、()。]|$)"
    return re.compile(rf"[{_DIGITS}{CHINESE}](?<=[\d{CHINESE}])(?:{united}|[余多](?:{united})|{said})", re.M)


def _absent(spec: _File) -> re.Pattern[str]:
    """A negation before or behind one of our nouns: what a sentence must have that says there was none."""
    told = [words for name, words in spec.nouns if name not in _OBJECTS]
    nouns = trie(shortest({word for words in (*told, spec.verbs.carry, *(words for _, words in spec.outcomes)) for word in words}))
    tails = "".join(sorted({word[-1] for name, words in spec.nouns if name not in (*_OBJECTS, "normative") for word in words}))
    return re.compile(rf"(?:未|无|没|零|不存在)[^。;]{{0,40}}?{nouns}|[:均皆][无零]|[{tails}][^。;,]{{0,8}}?(?:没|未|无)")


def _telling(spec: _File) -> re.Pattern[str]:
    """What a sentence has that makes a claim by itself or says whose its counts are, publications apart.

    It may find too much, never too little: what `Telling` makes something of without one of these words has to be added here.
    """
    lists = [words for name, words in spec.nouns if name not in ("disclosure", "information")]
    lists += [words for group in (spec.outcomes, spec.reasons) for _, words in group]
    lists += [words for name, words in spec.scope if name != "agency_endings"]
    lists += [spec.verbs.carry, spec.verbs.publish_strong, spec.remainder, spec.unfinished, _TOLD_APART]
    told = branches(shortest({word for words in lists for word in words}))
    told += [word + _NUMBER_BEHIND for word in map(re.escape, shortest(spec.verbs.publish))]
    told += [f"{place}政府信息" for place in "省市县区州旗"]  # whose requests they are
    told += [rf"{given}(?:\([^)]*\))*\|" for given in "转交由送"]  # 转|我局: given by another
    return re.compile("|".join([*told, r"\([^)]*\("]))  # brackets in brackets: what is given may stand before them


_NUMBER_BEHIND = rf"[^,;。!?(\d{CHINESE}]*+[(\d{CHINESE}]"  # in the clause


def tokens(sentence: str, vocabulary: Vocabulary) -> list[Token]:
    """The sentence (no white space in it) as words, numbers, marks and unknown stretches, in order and without gaps."""
    found: list[Token] = []
    begins, kinds, lengths, figure = vocabulary.begins.get, vocabulary.kinds.get, vocabulary.lengths.get, vocabulary.pattern.match
    new, add = tuple.__new__, found.append  # most tokens are plain words: half the time of Token(...)
    at = place = 0
    end = len(sentence)
    while place < end:
        letter = sentence[place]
        begin = begins(letter)
        if begin is None:
            place += 1
            continue
        match = figure(sentence, place) if begin == "figure" else None
        if match:
            token, stop = _token(match, vocabulary), match.end()
        elif begin == "mark" or begin == "quote":
            stop = place + 1
            token = new(Token, ("mark" if begin == "mark" else "neutral", letter, place, stop, None, "", "exact"))
        else:
            for length in lengths(sentence[place : place + 2], _ONE):
                word = sentence[place : place + length]
                kind = kinds(word)
                if kind is not None and not (word[-1] == "办" and sentence.startswith(_TORN_OFF, place + length)):
                    break
            else:
                if letter != "(":
                    place += 1
                    continue
                word, kind = letter, "mark"
            stop = place + len(word)  # at the end of the sentence the stretch looked up is shorter
            token = new(Token, (kind, word, place, stop, None, "", "exact"))
        if place > at:
            add(new(Token, ("text", sentence[at:place], at, place, None, "", "exact")))
        add(token)
        at = place = stop
    if at < end:
        add(Token("text", sentence[at:], at, end))
    return found


def _token(match: re.Match[str], vocabulary: Vocabulary) -> Token:
    """What is no plain word: a number, a year, a title …; what is only an ordinal is unknown text."""
    group = match.lastgroup
    if group == "number":
        return _number(match, vocabulary)
    start, stop = match.span()
    if match["year"]:
        return Token("comparison" if match["against"] else "year", match[0], start, stop, int(match["year"]), match["date"] or "")
    kind = "over_the_years" if group == "years" else group if group in ("index", "percent", "title", "day") else "text"
    return Token(kind, match[0], start, stop)


def _number(match: re.Match[str], vocabulary: Vocabulary) -> Token:
    """The number's own place, without hedge and unit; both are in the token."""
    before, digits, after, unit, behind = match.group("before", "digits", "after", "unit", "behind")
    if not digits:
        after, unit, behind = match.group("after2", "unit2", "behind2")
    start, stop = match.span("digits" if digits else "spelt")
    value = int(digits) if digits and len(digits) < _PLAIN and digits.isdecimal() else parse_number(digits or match["spelt"])
    qualifier: Qualifier = "exact"
    if before or after or behind:
        qualifier = vocabulary.after.get(after or behind or "") or vocabulary.before.get(before or "") or "exact"
    word = match[0]
    if word == "一起" and not _TOGETHER.match(match.string, match.end()):
        return Token("neutral", word, *match.span())
    return Token("text" if value is None else "number", word, start, stop, value, unit or "", qualifier)
