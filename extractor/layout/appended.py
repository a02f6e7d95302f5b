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
    appended one may be the report's own; in doubt where a table that cannot be read is before it."""
    caption = _CAPTION.search(text.text) if "附" in text.text else None
    if caption is None or not _holds_table(text.text[caption.start() :], forms):
        return text, find_layout(text, forms)
    before = text.text[: caption.start()]
    headed, others = _is_headed(before), _is_of_others(caption[0], before)
    if not others and not headed and not _holds_table(before, forms):
        return text, find_layout(text, forms)
    own = _without(text, caption)
    layout = find_layout(own, forms)
    if others or "requests" in layout.regions:
        return own, layout
    layout = find_layout(text, forms)
    if headed and (requests := layout.regions.get("requests")):
        layout = replace(layout, regions={**layout.regions, "requests": replace(requests, doubt="printed-twice")})
    return text, layout


def _without(text: NormalisedText, caption: re.Match[str]) -> NormalisedText:
    """The text with a table and its caption as blank space, every character else in its place."""
    clean = text.text
    end = _SECTION.search(clean, caption.end())
    stop = end.start() if end else len(clean)
    blank = _INK.sub(" ", clean[caption.start() : stop])
    damage = (*text.damage, Damage("appended-table", 1, caption[0].strip()))
    return replace(text, text=clean[: caption.start()] + blank + clean[stop:], damage=damage, pieces=None)


def _holds_table(text: str, forms: Forms) -> bool:
    """Whether a stretch holds long labels of table 三, as a table does."""
    words = "".join(CHINESE.findall(text))
    return sum(wording in words for wording in _wordings(forms)) >= ENOUGH


def _is_headed(text: str) -> bool:
    """Whether a stretch holds the head of a table 三, or so many figures that it holds a table, should damage have hidden all words."""
    return _HEAD.search(text) is not None or len(_FIGURE.findall(text[-4000:])) >= FIGURES


def _is_of_others(caption: str, before: str) -> bool:
    """Whether a caption names another year than the report's title, or an agency that the report does not name."""
    title, year, agency = _TITLE.search(before), _YEAR.search(caption), _AGENCY.search(caption)
    return bool((title and year and title[1] != year[0]) or (agency and agency[1] not in before))


@lru_cache(maxsize=8)
def _wordings(forms: Forms) -> tuple[str, ...]:
    """The long row labels of table 三 in all its editions."""
    every = {bare(row.zh) for edition in forms.editions("requests") for row in forms.get("requests", edition).rows}
    return tuple(sorted(wording for wording in every if len(wording) >= 8))


_CAPTION = re.compile(r"(?m)^[ \t|]*附(?:件|表|录)?\s*[\d一二三四五六]?\s*[:：.、].{0,60}$")
_SECTION = re.compile(r"(?m)^[ \t|]*[三四五六]\s*[、.]\s*(?=\S*(?:行政复议|主要问题|问题|其他需要|收到和处理))")
_FIGURE = re.compile(r"(?<![\d.])\d[\d,.]*|[〇一二三四五六七八九十]+(?=[\s|])")
_INK = re.compile(r"[^\n]")
_HEAD = re.compile(r"申\s*请\s*人\s*情\s*况|法\s*人\s*或\s*其\s*他\s*组\s*织")
_TITLE = re.compile(r"(20\d\d)\s*年[^\n。]{0,20}?政府信息公开[^\n。]{0,8}报告")
_YEAR = re.compile(r"20\d\d(?=\s*年)")
_BODY = "局|厅|委|政府|办|办公室|办事处|街道|中心|馆|院|处"
_AGENCY = re.compile(rf"[\s\d:.、]([㐀-鿿]{{2,20}}?(?:{_BODY}))(?=(?:20\d\d\s*年度?)?(?:收到|政府信息|依申请))")
