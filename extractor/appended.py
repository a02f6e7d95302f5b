"""Tables that a report appends: the year before's or another agency's table 三, under a caption that says that it is an appendix."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from extractor.align import CHINESE, bare
from extractor.form import Forms
from extractor.layout import Layout, find_layout
from extractor.text import Damage, NormalisedText

ENOUGH = 4  # long labels of table 三 that make a table
FIGURES = 100  # of the tables, should damage have hidden all labels


def find_own_layout(text: NormalisedText, forms: Forms) -> tuple[NormalisedText, Layout]:
    """The text without what it appends, and its layout. Where no table 三 is found then, sentences had named the rows, and the
    appended one may be the report's own; in doubt beside so many figures as an unreadable table has."""
    own = _without_appended(text, forms)
    layout = find_layout(own, forms)
    if own is text or "requests" in layout.regions:
        return own, layout
    layout = find_layout(text, forms)
    requests, caption = layout.regions.get("requests"), _CAPTION.search(text.text)
    if requests and caption and _has_figures(text.text[: caption.start()]):
        layout = replace(layout, regions={**layout.regions, "requests": replace(requests, doubt="printed-twice")})
    return text, layout


def _without_appended(text: NormalisedText, forms: Forms) -> NormalisedText:
    """The text with an appended copy of table 三 as blank space, every character else in its place.

    A copy is one whose caption begins with 附 and that stands behind a table of the report's own: where the report's tables
    are all in its appendix, they are no copies.
    """
    clean = text.text
    caption = _CAPTION.search(clean)
    if caption is None:
        return text
    labels = _wordings(forms)
    before, behind = ("".join(CHINESE.findall(part)) for part in (clean[: caption.start()], clean[caption.start() :]))
    if sum(wording in behind for wording in labels) < ENOUGH:
        return text
    if sum(wording in before for wording in labels) < ENOUGH and not _has_figures(clean[: caption.start()]):
        return text
    end = _SECTION.search(clean, caption.end())
    stop = end.start() if end else len(clean)
    blank = _INK.sub(" ", clean[caption.start() : stop])
    damage = (*text.damage, Damage("appended-table", 1, caption[0].strip()))
    return replace(text, text=clean[: caption.start()] + blank + clean[stop:], damage=damage, pieces=None)


def _has_figures(text: str) -> bool:
    return len(_FIGURE.findall(text[-4000:])) >= FIGURES


@lru_cache(maxsize=8)
def _wordings(forms: Forms) -> tuple[str, ...]:
    """The long row labels of table 三 in all its editions."""
    every = {bare(row.zh) for edition in forms.editions("requests") for row in forms.get("requests", edition).rows}
    return tuple(sorted(wording for wording in every if len(wording) >= 8))


_CAPTION = re.compile(r"(?m)^[ \t|]*附(?:件|表|录)?\s*[\d一二三四五六]?\s*[:：.、].{0,60}$")
_SECTION = re.compile(r"(?m)^[ \t|]*[三四五六]\s*[、.]\s*(?=\S*(?:行政复议|主要问题|问题|其他需要|收到和处理))")
_FIGURE = re.compile(r"(?<![\d.])\d[\d,.]*|[〇一二三四五六七八九十]+(?=[\s|])")
_INK = re.compile(r"\S")
