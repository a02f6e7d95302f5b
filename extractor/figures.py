"""What stands between labels: figures, marks for blank, empty cells and other words, each with its place.

A figure is a token that can stand in a cell. Ordinals before a label (`1.`), dates, page numbers and document numbers are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from extractor.numerals import parse_number
from extractor.record import Number

ItemKind = Literal["number", "numeral", "mark", "empty", "text"]
UNITS = "万元|亿元|元|件次|件|项|个|宗|条|份|次|家|人|起|篇|类"


class Item(NamedTuple):
    """One thing found in a stretch of clean text; `slot` counts the separators before it from the start of its line, `line` the
    lines before it that hold something.

    A `numeral` (三) is a figure or a word; which, the table as a whole tells.
    """

    kind: ItemKind
    start: int
    stop: int
    text: str
    unit: str
    slot: int
    line: int


ALIKE = "OoQDlI○◯〇"  # what a figure's 0 or 1 is taken for
_NO_WORD = "共单净增减新无空〇零一二三四五六七八九十百千两"  # characters with which more than words may begin
# What is frequent comes first, and each of it begins with one character or set: then it costs nothing where another stands.
# Spaces behind an item go with it: but for those at the beginning of a line, nothing begins with one.
_ITEMS = rf"""
    \d(?<![^\s|;].)\d{{0,8}}(?P<run>(?P<between>[ ]*+(?:MARK[ ]*+|\n[ \n]*+)|[ ]++)(?:\d{{1,9}}(?P=between))+)(?=\d)  # the first of several
  | \d(?<![^\s|;].)(?:\d{{0,8}}|\d{{0,2}}(?:,\d{{3}}){{1,4}})(?P<plain>)[ ]*  # what most figures are passes by all the rest
      (?=[|;]|[\n\t][\s|]*(?:[\d|]|\Z)|[ ]\d|\Z)(?P<closed>MARK[ ]*+)?
  | \n(?P<newline>(?:[ ]*+\n)*+)(?:[ (]++(?=[㐀-鿿])|[ ]++(?=\d++[ ]*+[^/ ]))?
  | MARK(?:(?<=[^\n].)|(?![^\S\n]*[|]?[^\S\n]*(?:[-—–·.:]|\d+[^\S\n]*/)))(?P<bars>[ ]*+(?:MARK[ ]*+)*+)
  | [㐀-鿿](?<![{_NO_WORD}])(?!(?<=第)\s*\d|(?<=[不未])增)[㐀-鿿A-Za-z]*+(?P<words>)[ ,:、。”“)]*+(?P<ended>MARK[ ]*+)?
  | (?P<skip>
                (?m:^)[^\S\n]*\|?(?:[^\S\n]*:?-{{3,}}:?[^\S\n]*\|)+[^\S\n]*(?::?-{{3,}}:?)?[^\S\n]*(?m:$)
      | (?:19|20)\d\d\s*[-/.年]\s*(?:0?[1-9]|1[0-2])\s*[-/.月]\s*(?:0?[1-9]|[12]\d|3[01])(?!\d)\s*日?
      | \d{{1,2}}:\d{{2}}(?::\d{{2}})?
      | 第\s*\d+\s*[页条款项号页]?(?:\s*[,/]?\s*共\s*\d+\s*页)? | 共\s*\d+\s*页 | [Pp]age\s*\d+(?:\s*(?:of|/)\s*\d+)?
      | (?m:^)[^\S\n]*\|?[^\S\n]*[-—–·.]+[^\S\n]*\d{{1,3}}[^\S\n]*[-—–·.]+[^\S\n]*\|?[^\S\n]*(?m:$)
      | (?<![^\s|])[-—–]\d{{1,3}}[-—–](?![^\s|])
      | (?m:^)[-=\ ]*[-=]{{5,}}[-=\ ]*(?m:$)
      | [〔\[［]\s*\d{{4}}\s*[〕\]］]\s*\d*\s*号?
      | \d+[^\S\n]*(?:年|月|日|号|页)
    )
  | (?P<share>\d+(?:\.\d+)?[^\S\n]*%)
  | (?P<ordinal>(?<![\d.])\d{{1,2}}[^\S\n]*[.、．)](?=\s*(?:[^\d\s|,]|\Z))|(?<=[㐀-鿿])\d{{1,2}}[.、．)](?=\s))
  | (?<![^\s|;,])(?!〇+(?![^\s|;,]))(?P<mistaken>(?=[\d.,]*[{ALIKE}])[\d.,{ALIKE}]{{1,9}})(?=[^\S\n]*(?:{UNITS})?(?:[\s|;,]|$))
  | (?P<foreign>
        (?<=[A-Za-z【《「『=?&\#_无○◯〇])\d+(?:\.\d+)?
      | (?:(?<=第)|(?<=第[ ]))\d+(?=\s?[位名次届期])
      | (?<=[\d零一二三四五六七八九十百千{ALIKE}])[\[(（]\s*\d{{1,2}}\s*[\])）]
      | \d+(?=[A-Za-z】》」』○◯〇]|[.][○◯〇]|无[无\d\s|])|(?<=[^\s|;,(（\[])\d+(?=[)\]])
      | (?m:^)[^\S\n]*\d{{1,3}}[^\S\n]*/[^\S\n]*\d{{1,3}}[^\S\n]*(?m:$)
    )
  | (?P<heading>单\s*位\s*:?\s*(?:\d[\d.,]*\s*(?:{UNITS})?|[/—无空-]\s*(?:{UNITS})))
  | (?P<dotted>\d+\.\d+[.、][\d.、]*(?![\d.、]*[㐀-鿿])|(?:\d{{3,}}\.|\d-)(?=[^\S\n]*(?:[|;\t\n]|\Z)))
  | (?P<noted>[+-]?\d[\d,.]*[^\S\n]?[(（](?!注)(?=[^()（）\n|]*\d)(?=[^()（）\n|]*[㐀-鿿])[^()（）\n|]*[)）])
  | (?P<change>(?<!/)净?(?:增加|新增|增|减少|减)[^\S\n]?\d+)
  | (?P<number>(?:(?<![\w)\]-])[+-])?(?:(?<!\d,)\d{{1,3}}(?:,\d{{3}}){{1,4}}(?![\d,])|\d+)(?:\.\d+(?![\d.、]))?)
    (?:[^\S\n]*(?P<unit>{UNITS})(?![㐀-鿿]))?[ ]*+
  | (?<![^\s|;,])(?P<odd>[零〇一二三四五六七八九十百千]{{1,7}}[①-⑳]|[(\[]\s?\d[\d,]*(?:\.\d+)?\s?[)\]]|[①-⑳Ⅰ-Ⅻⅰ-ⅻ⁰¹²³⁴-⁹])(?![^\s|;,])
  | (?P<none>未增未减|未增减|无增减|无增无减|无变化|不增不减)
  | (?<![^\s|;,])(?P<mark>/|-{{1,4}}|—{{1,3}}|–|\\|无|空|〇?空白|(?<!\*)\*(?!\*)|×|null|NULL|None|NaN|nan|N/A|n/a|"")(?![^\s|;,])
  | (?<![^\s|;,])(?P<numeral>[零〇一二三四五六七八九十百千两]{{1,7}})(?=[^\S\n]*(?P<counted>(?!条)(?:{UNITS}))?(?:[\s|;,]|$))
  | (?P<edge>MARK)
  | [㐀-鿿A-Za-z]++(?P<text>)[ ,:、。”“)]*+
"""
_SCAN = {mark: re.compile(_ITEMS.replace("MARK", name), re.X) for mark, name in (("|", "[|]"), ("\t", r"\t"))}


class Style(NamedTuple):
    """How a table's lines use separators: `bordered` lines begin with one, `terminated` lines end with one that closes no cell.

    `flat`: a cell a line, so that line breaks mean nothing. `mark`: the separator; beside bars, tabs are only space. `used`: the
    table has it.
    """

    mark: str
    used: bool
    bordered: bool
    terminated: bool
    flat: bool


def style_of(clean: str, start: int, stop: int) -> Style:
    """The style of a table's lines, told by those that hold two separators or more."""
    start = clean.rfind("\n", 0, start) + 1
    bars, tabs = clean.count("|", start, stop), clean.count("\t", start, stop)
    mark = "|" if bars * 3 >= tabs else "\t"
    if not (bars or tabs):
        return Style(mark, used=False, bordered=False, terminated=True, flat=False)
    space = " " if mark == "\t" else " \t"
    lines = [line for line in clean[start:stop].split("\n") if mark in line]
    wide = [line.strip(space) for line in lines if line.count(mark) >= 2]
    used = len(lines) > 10
    full = sum([mark in line.strip(_SPACE + mark) for line in wide]) if used else 0  # with two cells or more that hold something
    return Style(
        mark,
        used=used,
        bordered=mark == "|" and len(wide) > 1 and [x[0] for x in wide].count(mark) * 3 >= len(wide) * 2,
        terminated=len(wide) < 2 or ([x[-1] for x in wide].count(mark) * 3 >= len(wide) * 2 and (mark == "|" or _widest_end(wide, mark))),
        flat=used and full * 10 < len(lines),
    )


_SPACE = " \t\r\f\v"


def _widest_end(lines: Sequence[str], mark: str) -> bool:
    """Whether the lines with the most separators end with one: behind tabs it may be an empty cell that ends the others."""
    most = max([line.count(mark) for line in lines])
    return all(line.endswith(mark) for line in lines if line.count(mark) == most)


def scan(clean: str, start: int, stop: int, style: Style) -> list[Item]:
    """The items of clean `[start, stop)` in order. An empty cell is a place between two separators with nothing but space."""
    items: list[Item] = []
    add, new = items.append, tuple.__new__  # nearly every item is made here: half the time of Item(...)
    mark, used, bordered, terminated, flat = style
    begin = clean.rfind("\n", 0, start) + 1
    slot = clean.count(mark, begin, start)
    line, filled, fresh, bar_at = 0, start != begin, start == begin and not flat, start - 1
    for m in _SCAN[mark].finditer(clean, start, stop):
        kind = m.lastgroup
        if kind == "words" or kind == "ended" or kind == "text":
            first, last = m.start(), m.start("text" if kind == "text" else "words")
            add(new(Item, ("text", first, last, clean[first:last], "", slot, line)))
            filled, fresh = True, False
            if kind == "ended":
                slot, filled, bar_at = slot + 1, False, m.start(kind)
        elif kind == "newline":
            if flat:
                line += 1
                continue
            if used and terminated and filled and not fresh:
                continue  # a line that does not end as lines do here is a cell broken in two
            if not (filled or fresh or terminated):
                add(Item("empty", bar_at + 1, m.start(), "", "", slot, line))
            slot, line, filled, fresh, bar_at = 0, line + 1, True, True, m.end(kind) - 1
        elif kind == "bars" or kind == "edge":
            at = m.start()
            if not bordered if fresh else not filled:
                found = bar_at + 1 < at and _UNREAD.search(clean, bar_at + 1, at)
                add(new(Item, ("number" if found else "empty", bar_at + 1, at, found[0] if found else "", "", slot, line)))
            slot, filled, fresh, bar_at = slot + 1, False, False, at
            for space in (m["bars"] or "").split(mark)[:-1]:
                first, bar_at = bar_at + 1, bar_at + 1 + len(space)
                add(new(Item, ("empty", first, bar_at, "", "", slot, line)))
                slot += 1
        elif kind == "plain" or kind == "closed":
            first, last = m.start(), m.start("plain")
            add(new(Item, ("number", first, last, clean[first:last], "", slot, line)))
            filled, fresh = True, False
            if kind == "closed":
                slot, filled, bar_at = slot + 1, False, m.start(kind)
        elif kind == "run":
            first, between = m.start(), m["between"]
            gap, across, down = len(between), between.count(mark), "\n" in between and not (used and terminated and not flat)
            for text in clean[first : m.end() - gap].split(between):
                last = first + len(text)
                add(new(Item, ("number", first, last, text, "", slot, line)))
                first = last + gap
                slot, line = 0 if down and not flat else slot + across, line + down
        else:
            filled, fresh = True, False
            item = _rarer(m, clean, style, slot, line)
            if item is not None:
                add(item)
    return items


_UNREAD = re.compile(r"[○◯〇①-⑳]+")  # in a cell of which nothing was understood


def _rarer(m: re.Match[str], clean: str, style: Style, slot: int, line: int) -> Item | None:
    """The item of a match that is none of the common kinds; None where it is nothing that a cell or a label holds."""
    kind = m.lastgroup
    if kind == "unit" or kind == "counted":
        kind = "number" if kind == "unit" else "numeral"
    elif kind == "ordinal" and clean[m.end() : m.end() + 1] == "\n":
        kind = "text"  # perhaps `7.` in a cell, perhaps a label's ordinal with the label on the next line
    elif kind == "ordinal" and _between(clean, m.start(), m.end(), style.mark):
        kind = "odd"  # `7.` in a cell of its own
    if kind in ("skip", "ordinal"):
        return None
    if kind in ("mark", "numeral") and style.used and not _alone(clean, m.start(), m.end(), style.mark, m.group("counted") or ""):
        return None
    if kind in ("number", "change", "none", "numeral", "odd", "noted", "dotted", "mistaken"):
        first, last = m.span("number") if kind == "number" else m.span()
        return Item("numeral" if kind == "numeral" else "number", first, last, clean[first:last], m.group("unit") or "", slot, line)
    # words, or a figure that slipped into a heading's unit: no cell holds it
    return Item("mark" if kind == "mark" else "text", m.start(), m.end(), m.group(), "", slot, line)


def between_strokes(figures: Sequence[Item], count: int) -> list[Item]:
    """Of so many cells' figures with a stroke between each two (`5 / 2 / 0`), the figures; none where strokes are no separators."""
    numbers, strokes = figures[::2], figures[1::2]
    separate = len(numbers) == count == len(strokes) + 1 > 1 and all(i.kind == "number" for i in numbers)
    return list(numbers) if separate and all(i.text == "/" for i in strokes) else []


def may_hold_figures(clean: str, start: int, stop: int) -> bool:
    """False where clean `[start, stop)` holds neither figures nor marks, but words and separators: told without making its items."""
    return _FIGURE.search(clean, start, stop) is not None


_FIGURE = re.compile(
    r'''[+\dA-Za-z/\\*×"—–①-⑳Ⅰ-Ⅻⅰ-ⅻ⁰¹²³⁴-⁹未不无空〇零一二三四五六七八九十百千两-]'''
    r"(?:(?<![未不无空〇零一二三四五六七八九十百千两])|(?<=[未不无])(?=[增变])|(?<![^\s|;,].))"  # in a word, a numeral is none
)


def one_a_cell(items: list[Item], clean: str, label: int) -> list[Item]:
    """The items with a cell that holds figures among words (`620(含1件结转)`) as one odd figure. `label`: where the label ends."""
    place = -1, -1
    for kind, _, _, _, _, slot, line in items:
        if kind == "number" or kind == "numeral":
            if (slot, line) == place:
                break
            place = slot, line
    else:
        return items
    cells: list[list[Item]] = []
    for item in items:
        same = cells and item.kind != "empty" and (cells[-1][0].line, cells[-1][0].slot) == (item.line, item.slot)
        if same and cells[-1][0].start >= label:
            cells[-1].append(item)
        else:
            cells.append([item])
    merged: list[Item] = []
    for cell in cells:
        figures = [i for i in cell if i.kind in ("number", "numeral")]
        if len(figures) > 1 and len(figures) < len(cell) and cell[0].kind != "text":
            first, last = cell[0], cell[-1]
            merged.append(first._replace(kind="number", stop=last.stop, text=clean[first.start : last.stop], unit=""))
        else:
            merged += cell
    return merged


def line_around(clean: str, place: int) -> tuple[int, int]:
    """Where the line that a place is in begins and ends."""
    stop = clean.find("\n", place)
    return clean.rfind("\n", 0, place) + 1, stop if stop >= 0 else len(clean)


def line_at(clean: str, place: int) -> str:
    """The line that a place is in."""
    start, stop = line_around(clean, place)
    return clean[start:stop]


def _between(clean: str, start: int, stop: int, mark: str) -> bool:
    """Whether a stretch stands between two separators."""
    return clean[max(0, start - 8) : start].rstrip(" ").endswith(mark) and clean[stop : stop + 8].lstrip(" ").startswith(mark)


def _alone(clean: str, start: int, stop: int, mark: str, unit: str) -> bool:
    """Whether a stretch has its cell to itself, or with its unit."""
    before, after = clean[max(0, start - 8) : start].rstrip(" "), clean[stop : stop + 8].lstrip(" ").removeprefix(unit).lstrip(" ")
    return (not before or before[-1] in (mark, *"\n\t;,")) and (not after or after[0] in (mark, "\n", "\t"))


_FALLING = re.compile(r"^净?(?:减少|减|-)")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MISTAKEN, _MEANT = re.compile(rf"[\d.,{ALIKE}]+"), str.maketrans(ALIKE, "".join("1" if c in "lI" else "0" for c in ALIKE))
LONGEST = 30  # characters of a number; more are digits of something else
def value_of(text: str) -> Number | None:
    """The number that a figure's text shows, exactly as printed; None where it shows none, or none that a table holds."""
    if not text.isdigit() and _MISTAKEN.fullmatch(text):
        text = text.translate(_MEANT)
    found = _DIGITS.search(text)
    if found and len(found.group()) <= LONGEST:
        plain = found.group().replace(",", "")
        number: Number = Decimal(plain) if "." in plain else int(plain)
        return -number if _FALLING.match(text) else number
    if text and text[0] in "未无不":
        return 0
    return parse_number(text)


_PLAIN = re.compile(
    r"[+-]?\d[\d,]*(?:\.\d+)?|净?(?:增加|新增|增|减少|减)[^\S\n]?\d+|(?:[未无不][增减变化]+)+|[零〇一二三四五六七八九十百千两]+"
)


def is_plain(text: str) -> bool:
    """False for `(5)`, `O`, `②`, `620(含1件)`: something that may be meant as a number, and a person says so."""
    return _PLAIN.fullmatch(text) is not None and len(text) <= LONGEST


def has_leading_zero(text: str) -> bool:
    """True for `00`, `03`: a number whose print leaves in doubt what was meant."""
    return len(text) > 1 and text[0] == "0" and text[1].isdigit()
