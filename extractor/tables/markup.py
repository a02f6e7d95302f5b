"""Markup undone: tables of HTML, MediaWiki and CSV as bars before cells and a line for each row, and escapes of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.tables.asciidoc import FENCE, read_asciidoc
from extractor.tables.attributes import CLOSE, read_spans
from extractor.text import Plain


def read_markup(text: str) -> Iterator[tuple[str, list[Plain]]]:
    """The kinds of markup in a text, as damage names them, each with the edits that put plain separators in its place."""
    if "</row>" in text and (found := list(_xml(text))):
        yield "markup", found
    elif ("<" in text or "&" in text) and _TAG.search(text):
        yield "markup" if _TABLE_TAG.search(text) else "markup-residue", _tags(text)
    if "{|" in text and (found := list(_wiki(text))):
        yield "markup", found
    if CLOSE in text and (found := read_spans(text)):
        yield "markup-residue", found
    if FENCE in text and (found := read_asciidoc(text)):
        yield "markup", found
    if "||" in text and "{|" not in text and (found := _doubled(text)):
        yield "markup", found
    if "\\" in text and len(found := [(at, at + 1, "") for at in map(re.Match.start, _ESCAPE.finditer(text))]) >= _ESCAPES:
        yield "markup-residue", found
    arrays = list(_arrays(text)) if "]," in text else []
    if found := arrays or (list(_quotes(text)) if _CELLS_IN_QUOTES.search(text) else []):
        yield "markup", found


# --- HTML

_TABLE_TAG = re.compile(r"</?(?:t[rdh]|table)\b", re.I)
_TAG = re.compile(  # the whole, what is no text, the name
    r"(<!--.*?-->|<(script|style)\b.*?</\2\s*>|<(/?[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);)", re.S
)
_BREAKS = re.compile(r"\s*\n\s*")
_CELLS = frozenset(["td", "/td", "th", "/th"])
_ROWS = frozenset(["tr", "/tr", "table", "/table"])
_TABLE_PARTS = _CELLS | _ROWS | {"tbody", "/tbody", "thead", "/thead"}
_SEPARATORS = {  # a tag that is no styling and not named here may end a cell: two numbers never join across it
    "td": "|", "th": "|", "tr": "\n", "/tr": "", "table": "\n", "/table": "",
    **dict.fromkeys((slash + name for slash in ("", "/") for name in ("p", "div", "br", "h1", "h2", "h3", "h4", "li")), "\n"),
    **dict.fromkeys((slash + name for slash in ("", "/") for name in (
        "a", "b", "big", "em", "font", "i", "o", "s", "small", "span", "strike", "strong", "sub", "sup", "u")), ""),
}
_INSIDE = {name: " " if plain == "\n" and name not in _TABLE_PARTS else plain for name, plain in _SEPARATORS.items()}  # a table
_ONE_CELL = re.compile(
    r"<table\b[^<>]*>\s*(?:<tbody\b[^<>]*>\s*)?<tr\b[^<>]*>\s*<t[dh]\b[^<>]*>(?:(?!</?t[dhr]\b).)*</t[dh]\s*>\s*(?:</tr\s*>\s*)?"
    r"(?:</tbody\s*>\s*)?</table\s*>", re.I | re.S,
)


def _tags(text: str) -> list[Plain]:
    """Tags as separators: a cell begins with a bar, a row ends in a bar and a line break, line breaks inside a table are spaces.

    Closing tags that HTML lets one leave out are not needed.
    """
    from html import unescape

    edits: list[Plain] = []
    depth, stop, row, inner, separators, bars = 0, 0, False, 0, _SEPARATORS, "|" in text
    parts = iter(_TAG.split(text))
    for between, tag, _, name in zip(parts, parts, parts, parts, strict=False):
        last, start = stop, stop + len(between)
        stop = start + len(tag)
        if depth and "\n" in between:
            edits += [(last, start, " ")] if between.isspace() else [(*b.span(), " ") for b in _BREAKS.finditer(text, last, start)]
        if name is None:
            plain = unescape(tag) if tag[0] == "&" else ""
            shown = len(plain) == 1 and plain.isprintable() and not plain.isspace()
            edits.append((start, stop, plain if shown else " " if plain else ""))
            continue
        name = name.lower()
        plain = separators.get(name, " ")
        if name not in _TABLE_PARTS:
            edits.append((start, stop, " " if plain == "\n" and bars and _in_a_cell(text, start, stop) else plain))
            continue
        if name == "table" and depth and (only := _ONE_CELL.match(text, start)):
            inner = only.end()
        if start < inner:  # a table of one cell inside a cell is that cell
            plain = ""
        elif name in _CELLS:
            row = True
        elif name in _ROWS:
            if name == "table":
                depth += 1
            elif name == "/table" and depth:
                depth -= 1
            separators = _INSIDE if depth else _SEPARATORS
            if row:
                plain = "|\n"
            row = False
        edits.append((start, stop, plain))
    return edits


def _in_a_cell(text: str, start: int, stop: int) -> bool:
    """Whether a stretch stands between two bars of its line, neither of them far."""
    before, after = text.rfind("|", max(0, start - _NEAR), start), text.find("|", stop, stop + _NEAR)
    return before >= 0 and after >= 0 and "\n" not in text[before:after]


_NEAR = 60  # characters; a cell of figures is shorter


# --- XML with an element for each row

_XML_ROW = re.compile(r"<row>\s*<index>.*?</row>", re.S)
_XML_PART = re.compile(r"(?P<gone><index>\d+</index>|\s*\n\s*)|(?P<close></row>)|</\w+>|(?P<start><row>)|(?P<open><\w+ ?/?>)")
_XML_PLAIN = {"start": "\n", "open": "|", "close": "|\n"}


def _xml(text: str) -> Iterator[Plain]:
    """The elements of rows, a bar before each cell; the number of a row goes."""
    for row in _XML_ROW.finditer(text):
        for part in _XML_PART.finditer(text, *row.span()):
            yield (*part.span(), _XML_PLAIN.get(part.lastgroup or "", ""))


# --- Markdown: a backslash before what it would take for markup (1\. and \-3); a lone one is a cell's mark

_ESCAPE = re.compile(r"(?<![\\/])\\(?=[.*_#+\[\]!`~%$]|-\d)")
_ESCAPES = 2  # of them tell that a text is escaped


# --- MediaWiki: {| and |} around a table, |- between rows, || or !! or a line break and a bar between cells, ! before a cell of the head

_WIKI_TABLE = re.compile(r"^[ \t]*\{\|.*?(?:^[ \t]*\|\}|\Z)", re.M | re.S)
_OWN = r'(?:[ \t]*(?:[a-z]+=(?:"[^"\n|]*"|\w+)[ \t]*)+\|(?!\|))?'  # what a cell is like, with a bar behind it
_WIKI = re.compile(
    rf"(?P<row>\n[ \t]*\|(?:-+[ \t]*(?:[a-z]+=[^\n]*)?$|\}}))|(?P<top>\{{\|[^\n]*)|(?P<cell>(?:\n[ \t]*(?:\|\|?|!)|\|\||!!){_OWN})"
    r"|(?P<line>\s+(?:\s*</?(?:div|p|br)\b[^<>]*>)+|\s*\n(?=[ \t]*\n)|[ \t]*\n\s*(?![\s|!]))", re.M,
)


def _wiki(text: str) -> Iterator[Plain]:
    """Each row of a wiki's tables on a line of its own, with a bar before each cell and one behind the last."""
    for table in _WIKI_TABLE.finditer(text):
        row = False
        for part in _WIKI.finditer(text, *table.span()):
            if part["cell"]:
                yield *part.span(), "|" if row else "\n|"
                row = True
            elif part["line"]:
                yield *part.span(), " "
            else:
                yield *part.span(), "|" if row else ""
                row = False


# --- MoinMoin and its kin: || around and between all cells

_DOUBLED = re.compile(r"^[ \t]*\|\|(?:[^|\n]*\|\|)+[ \t]*$", re.M)


def _doubled(text: str) -> list[Plain]:
    """Two bars as one, where hardly a line with bars has a single one."""
    rows = list(_DOUBLED.finditer(text))
    if len(rows) < _ENOUGH or len(rows) * 10 < 9 * len(_BARRED.findall(text)):
        return []
    return [(*bars.span(), "|") for row in rows for bars in _TWO_BARS.finditer(text, *row.span())]


_TWO_BARS = re.compile(r"\|\|")
_BARRED = re.compile(r"^[^|\n]*\|", re.M)


# --- CSV with every cell in quotes

_CELLS_IN_QUOTES = re.compile(r'"[,;\t]"')
_ROW = re.compile(r'^"[^\n]*"[ \t]*$', re.M)
_QUOTES = re.compile(r'^"|"[,;\t]"|"[ \t]*$')
_ENOUGH = 5  # rows of a table


def _quotes(text: str) -> Iterator[Plain]:
    """The quotes of cells, with what separates them, as bars."""
    rows = [row for row in _ROW.finditer(text) if _CELLS_IN_QUOTES.search(row.group())]
    if len(rows) >= _ENOUGH:
        yield from ((m.start() + row.start(), m.end() + row.start(), "|") for row in rows for m in _QUOTES.finditer(row.group()))


# --- rows in square brackets, each of quoted cells: [["规章", "0", "2"], [...]]

_ARRAYS = re.compile(r"""\[\s*\[\s*(?:"|').*?(?:"|'|\d|null|nan|None)\s*\]\s*,?\s*\]""", re.S)
_ELEMENT = re.compile(r"""(["'])(?P<text>[^"\n]*?)\1(?=\s*[\],])|null|nan|NaN|None|-?\d+(?:\.\d+)?(?=\s*[\],])""")


def _arrays(text: str) -> Iterator[Plain]:
    """What separates the elements, as bars, a line for each row."""
    for array in _ARRAYS.finditer(text):
        last = array.start()
        for cell in _ELEMENT.finditer(text, *array.span()):
            start, stop = cell.span("text") if cell["text"] is not None else cell.span()
            yield (last, start, "|\n|" if "]" in text[last:start] else "|")
            last = stop
        yield (last, array.end(), "|\n")
