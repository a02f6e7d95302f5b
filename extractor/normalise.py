"""Cleaning a text without losing its places: what comes out is a copy with a map back to the original.

Only what can be undone on evidence is undone: one-to-one compatibility forms, traditional characters, pinyin glosses, markup,
and a word replaced everywhere (see `replacement`). Navigation, spam and mojibake are marked, never deleted.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.errors import ContentError
from extractor.form import Forms, explain, load_yaml
from extractor.replacement import Anchors, find_replacements
from extractor.tables.lone_cells import read_lone_cells
from extractor.tables.markup import read_markup
from extractor.tables.repeated import read_repeated
from extractor.tables.ruled import Piece, broken_figures, cut_figures, join_grids
from extractor.tables.separated import read_separated
from extractor.text import Damage, Edit, NormalisedText, Plain, SourceDocument, Span, at_chinese


class _NormaliseFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    replaceable_words: tuple[str, ...]
    standing_phrases: tuple[str, ...]
    navigation: tuple[str, ...]
    spam: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning knows: compiled once from `rules/text/normalise.yaml` and the forms. `noise`: navigation and spam."""

    anchors: Anchors
    noise: re.Pattern[str]
    spam: re.Pattern[str]


def load_cleaning(path: Path, forms: Forms) -> Cleaning:
    """The cleaning vocabulary of a file. Raises ContentError for a broken file or a pattern that does not compile."""
    try:
        spec = _NormaliseFile.model_validate(load_yaml(path))
    except ValidationError as error:
        raise explain(path, error) from None
    for kind in ("navigation", "spam"):
        try:
            re.compile("|".join(getattr(spec, kind)))
        except re.error as error:
            raise ContentError(f"{path}: {kind}: not a regular expression: {error}", "escape brackets and dots") from None
    noise, spam = "|".join((*spec.navigation, *spec.spam)), "|".join(spec.spam)
    return Cleaning(Anchors.of(forms, spec.standing_phrases, spec.replaceable_words), re.compile(noise), re.compile(spam))


def normalise(document: SourceDocument, cleaning: Cleaning) -> NormalisedText:
    """The cleaned copy of one report, with its map and the damage found."""
    stop = len(document.text) if document.stop < 0 else document.stop
    raw = document.text[document.start : stop]
    damage: list[Damage] = list(document.damage)
    even, odd = _one_to_one(raw)
    edits: list[Plain] = []
    starts: Sequence[int] = range(document.start, stop)
    stops: Sequence[int] = range(document.start + 1, stop + 1)
    if (pieces := join_grids(even)) is not None:
        even, starts, stops = _join(even, pieces, starts, stops)
    elif bars := read_separated(raw):
        edits += bars
        damage.append(Damage("markup", len(bars)))
    if "…" in even:
        edits += cut_figures(even)
    for kind, tags in read_markup(even):
        edits += tags
        damage.append(Damage(kind, len(tags)))
    if pieces is None and "\u00a0" in raw and (lone := read_lone_cells(raw)):
        edits += lone
    glosses = [Edit(m.start(), m.end(), "") for m in _GLOSS.finditer(even) if _is_gloss(m.group())] if _has_glosses(even) else []
    if glosses:
        edits += glosses
        damage.append(Damage("pinyin-gloss", len(glosses)))
    if any(map(_INVISIBLE.match, odd)):
        invisible = [Edit(m.start(), m.end(), "") for m in _INVISIBLE.finditer(even)]
        edits += invisible
        damage.append(Damage("invisible-characters", sum(e.stop - e.start for e in invisible)))
    text, starts, stops = _apply(even, edits, starts, stops)
    if pieces is not None:
        text, starts, stops = _apply(text, broken_figures(text, starts, document.text), starts, stops)
    if "&#" in even:  # what was written as a number is a character like any other
        text, _ = _one_to_one(text)
    simple = _simplify(text)
    if simple != text:
        damage.append(Damage("traditional", _differing(text, simple)))
        text = simple
    cut, runs = text, at_chinese(text)
    for found in find_replacements(text, runs, cleaning.anchors):
        text, starts, stops = _apply(text, found.edits, starts, stops)
        damage.append(Damage("replacement", len(found.edits), f"{found.phrase} → {found.word}"))
    if copies := read_repeated(text, lambda: "".join([document.text[at] for at in starts])):
        text, starts, stops = _apply(text, copies, starts, stops)
        damage.append(Damage("repeated-cells", len(copies)))
    marked = list(_noise(text, cleaning, damage))
    if any(map(_COMPATIBILITY.match, odd)):
        damage.append(Damage("compatibility-characters", len(_COMPATIBILITY.findall(raw))))
    kept = runs if text is cut else None
    return NormalisedText(text, starts, stops, tuple(damage), tuple(marked), _is_thinned(raw), document.text, kept)


def _is_thinned(raw: str) -> bool:
    lines, again = set[str](), 0
    for part in raw.splitlines():
        line = part.strip(" \t|\u3000\xa0")
        if line in lines:
            again += 1
            if again > 2:
                return False
        elif line:
            lines.add(line)
    return len(lines) + again >= 25


# --- characters, one to one

_SPACES = "\t\u00a0\u1680\u180e\u3000" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f"
_QUOTES = {"『": "“", "』": "”", "「": "“", "」": "”", "＂": '"', "〝": "“", "〞": "”"}
_BARS = {"｜": "|", "│": "|", "┃": "|", "∣": "|", "║": "|", "丨": "|"}
# CJK radicals supplement without a compatibility mapping of their own: radical, character, radical, character …
_PAIRS = (
    "⺀冫⺄乙⺈刀⺊卜⺌小⺍小⺗心⺘手⺙攵⺟母⺠民⺡水⺢水⺣火⺤爪⺩王⺪疋⺫目⺬示⺭示⺮竹⺯糸⺰纟⺲网⺶羊⺷羊⺸羊⺹老"
    "⺼肉⺾草⺿草⻀草⻁虎⻂衣⻃西⻄西⻅见⻆角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑长⻒长⻓长⻔门⻕阜⻖阜⻗雨⻘青⻙韦"
    "⻚页⻛风⻜飞⻝食⻟饣⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"
)
_RADICALS = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))


@cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """Characters and what they become, one for one, and a pattern that finds them and those that are damage.

    Circled and bracketed numbers stay: they are ordinals, never counts.
    """
    table: dict[int, str] = {}
    for first, last in ((0xFF01, 0xFF5E), (0x2F00, 0x2FD5), (0x2E80, 0x2EF3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F), (0x2F800, 0x2FA1D)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                table[code] = plain
    table |= {ord(c): " " for c in _SPACES if c != "\t"}
    table |= {ord(a): b for a, b in (*_QUOTES.items(), *_BARS.items(), *_RADICALS.items())}
    table |= dict.fromkeys((*range(9), *range(14, 32), 127), " ")
    table |= dict.fromkeys((11, 12, 133, 8232, 8233), "\n") | {7: "\t"}  # a bell is where a cell of Word's ends
    characters = {chr(code): plain for code, plain in table.items()}
    plane_0 = re.escape("".join(c for c in characters if c <= "\uffff"))
    beyond = "\U0002f800-\U0002fa1d"  # single characters of it would be tried one by one
    return characters, re.compile(f"[{plane_0}{_UNSEEN}{_COMPATIBLE}{beyond}]")


_USUAL = "，；：（）\u3000"
_LONE_RETURN = re.compile(r"\r(?!\n)")


def _one_to_one(text: str) -> tuple[str, set[str]]:
    """The text with characters replaced one for one, and the odd ones there were besides the usual punctuation."""
    if text.isascii():
        return text, set()
    if "\r" in text:
        text = _LONE_RETURN.sub("\n", text).replace("\r", " ")
    # 丨 (a stroke) is a bar only between cells; inside a word it does not occur in this language.
    table, odd = _table()
    for character in _USUAL:  # hundreds of each in a report: without them little is left to be found
        text = text.replace(character, table[character])
    found = set(odd.findall(text))
    for character in found:  # a dozen of them in a report, where `translate` looks every character up
        text = text.replace(character, table.get(character, character))
    return text, found


_COMPATIBLE = "\u2e80-\u2fd5\uf900-\ufaff０-９"
_COMPATIBILITY = re.compile(f"[{_COMPATIBLE}]")


# --- traditional characters

# Frequent characters that only traditional text has; one alone may be a name, so three are asked for.
_TRADITIONAL = re.compile(
    "[" "條規關開於處辦會與務據總報請類訴復議議認購費應對進動機構層實國門網員書專業為個學習體發經濟環導優"
    "標準點線監督黨來說時間現區縣鎮鄉廳" "]"
)


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _simplify(text: str) -> str:
    """The text in simplified characters, as long as before: a conversion that changes length is done character by character."""
    if _is_simplified(text) or len(_TRADITIONAL.findall(text)) < 3:
        return text
    convert = _converter().convert
    whole: str = convert(text)
    if len(whole) == len(text):
        return whole
    lines = []
    for line in text.split("\n"):
        plain = convert(line)
        lines.append(plain if len(plain) == len(line) else "".join(c if len(p := convert(c)) != 1 else p for c in line))
    return "\n".join(lines)


# The characters of GB 2312 that the conversion changes, alone or in a word (答覆, 沈默).
_CHANGED = re.compile("[乾吒夥後徵拚捱摺於榘菸薹袷醣麴麽坏沈藉覆哩]")


def _is_simplified(text: str) -> bool:
    """True where the conversion is known to change nothing: GB 2312 has simplified characters only, but for a few."""
    try:
        text.replace("—", "").encode("gb2312")  # which the codec has as ―
    except UnicodeEncodeError:
        return False
    return _CHANGED.search(text) is None


def _differing(a: str, b: str) -> int:
    """At how many places two texts of one length differ: all their code points compared at once, as two numbers."""
    changes = int.from_bytes(a.encode("utf-32-be", "surrogatepass"), "big") ^ int.from_bytes(b.encode("utf-32-be", "surrogatepass"), "big")
    return len(a) - (changes | changes >> 8 | changes >> 16).to_bytes(4 * len(a), "big")[3::4].count(0)


# --- glosses and invisible characters

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe00-\ufe0f"
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_LATIN = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹḿɡ"
_MAYBE_GLOSSES = [  # a sign is found faster than one of a set, a set faster than what stands before it
    re.compile(rf"{sign}[{_LATIN}](?:(?<=[㐀-鿿]{sign}.)|(?<=[㐀-鿿]\s{sign}.))") for sign in map(re.escape, "([〔【")
]
_OPEN, _REST = r"(\[〔【", rf"\s?[{_LATIN}]{{1,7}}[1-5]?\s?[)\]〕】]"
_GLOSS = re.compile(rf"[\s{_OPEN}](?<=[㐀-鿿][\s{_OPEN}])(?:(?<=\s)[{_OPEN}]|(?<=[{_OPEN}])){_REST}(?:\s?[{_OPEN}]{_REST})*")
_LETTERS = re.compile(rf"[{_LATIN}]+")
_SYLLABLE = re.compile(
    r"(?:[bpmf]?(?:a|o|ai|ei|ao|ou|an|en|ang|eng|i|ie|iao|iu|ian|in|ing|u)"
    r"|[dtnl](?:a|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|u|uo|ui|uan|un|v|ve|ue)"
    r"|[gkh](?:a|e|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uo|uai|ui|uan|un|uang)"
    r"|[jqx](?:i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ue|uan|un)"
    r"|(?:zh|ch|sh|r|z|c|s)(?:a|e|i|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uo|uai|ui|uan|un|uang)"
    r"|y(?:a|o|e|ao|ou|an|in|ang|ing|ong|i|u|ue|uan|un)|w(?:a|o|ai|ei|an|en|ang|eng|u)|er|e|a)"
)


def _has_glosses(text: str) -> bool:
    return any(pattern.search(text) for pattern in _MAYBE_GLOSSES)


@lru_cache(maxsize=4096)
def _is_gloss(found: str) -> bool:
    """True where every bracket holds one syllable of pinyin, with or without its tone."""
    for letters in _LETTERS.findall(found):
        decomposed = unicodedata.normalize("NFD", letters.replace("ɡ", "g").replace("ü", "v"))
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        if not _SYLLABLE.fullmatch(plain):
            return False
    return True


# --- noise

_MOJIBAKE = re.compile(  # it begins with a set, which is found faster than a choice
    "[\ufffd锟烫屯?\u00a1-\u00ff\ue000-\uf8ff□■]"
    "(?:(?<=\ufffd)\ufffd*|(?<=锟)斤拷(?:锟斤拷)*|(?<=烫)烫(?:烫烫)*|(?<=屯)屯(?:屯屯)*|(?<=\\?)\\?{2,}"
    "|(?<=[\u00a1-\u00ff])[\u00a1-\u00ff]{2,}|(?<=[\ue000-\uf8ff])[\ue000-\uf8ff]*|(?<=□)□+|(?<=■)■+)"
)


def _noise(text: str, cleaning: Cleaning, damage: list[Damage]) -> Iterable[Span]:
    """Marked stretches: lines of navigation and spam, runs of mojibake."""
    found = list(cleaning.noise.finditer(text))
    spam = sum([cleaning.spam.match(text, m.start()) is not None for m in found])
    damage += [Damage(kind, count) for kind, count in (("navigation", len(found) - spam), ("spam", spam)) if count]
    for m in found:
        start, stop = text.rfind("\n", 0, m.start()) + 1, text.find("\n", m.end())
        stop = len(text) if stop < 0 else stop
        # A long line is a sentence that holds the word, not a line of the site's.
        yield Span(start, stop) if stop - start <= 80 else Span(m.start(), m.end())
    broken = [Span(*m.span()) for m in _MOJIBAKE.finditer(text)]
    if broken:
        damage.append(Damage("mojibake", len(broken)))
        yield from broken


# --- applying edits

def _apply(text: str, edits: Sequence[Plain], starts: Sequence[int], stops: Sequence[int]) -> tuple[str, Sequence[int], Sequence[int]]:
    """The text with the edits made and the maps that go with it. Overlapping edits: the first one (by place) wins."""
    if not edits:
        return text, starts, stops
    starts, stops = _array(starts), _array(stops)
    pieces: list[str] = []
    new_starts, new_stops = array("l"), array("l")
    at, last = 0, len(starts) - 1
    for start, stop, plain in sorted(edits):
        if start < at:
            continue
        if start > at:
            pieces.append(text[at:start])
            new_starts += starts[at:start]
            new_stops += stops[at:start]
        if plain:
            pieces.append(plain)
            for _ in plain:
                new_starts.append(starts[min(start, last)])  # what is put behind the last character has its place
                new_stops.append(stops[stop - 1])
        at = stop
    pieces.append(text[at:])
    new_starts += starts[at:]
    new_stops += stops[at:]
    return "".join(pieces), new_starts, new_stops


def _join(text: str, pieces: Sequence[Piece], starts: Sequence[int], stops: Sequence[int]) -> tuple[str, Sequence[int], Sequence[int]]:
    """The text put together of pieces, in whatever order they stand in it, and the maps that go with it."""
    starts, stops = _array(starts), _array(stops)
    new_starts, new_stops = array("l"), array("l")
    for start, stop, plain in pieces:
        size = stop - start if plain is None else len(plain)
        new_starts += starts[start:stop] if plain is None else array("l", [starts[start]] * size)
        new_stops += stops[start:stop] if plain is None else array("l", [stops[max(stop - 1, 0)]] * size)
    return "".join([text[start:stop] if plain is None else plain for start, stop, plain in pieces]), new_starts, new_stops


def _array(places: Sequence[int]) -> array[int]:
    if isinstance(places, array):
        return places
    if places[-1] >= _LONG:
        return array("l", list(places))
    return _first_places()[places[0] : places[-1] + 1]  # cut out of one array, the places of a text cost next to nothing


_LONG = 1 << 16  # characters; hardly a report is longer


@cache
def _first_places() -> array[int]:
    return array("l", range(_LONG))
