"""The words of `rules/text/metadata.yaml`, and the patterns that are made of them once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.form import explain, load_yaml

HAN = "一-鿿㐀-䶿〇"
YEAR = r"(?:2\s?0\s?[0-3]\s?\d|二\s?[〇○零Oo0]\s?[一二三]\s?[〇○零Oo0一二三四五六七八九])"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE = rf"({YEAR})\s*[年./-]\s*({MONTH})\s*[月./-]\s*({DAY})(?!\d)"
DATE_GLUED = rf"({YEAR})\s*[年./-]\s*({MONTH})\s*[月./-]\s*({DAY})"  # 2021-03-2918:26: the hour follows at once


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Title(_Strict):
    heads: tuple[str, ...]
    endings: tuple[str, ...]
    notices: tuple[str, ...]
    not_titles: tuple[str, ...]
    quoted_by: tuple[str, ...]


class _Completion(_Strict):
    ends: tuple[str, ...]
    adds: tuple[str, ...]


class _NotOwnYear(_Strict):
    before: tuple[str, ...]
    after: tuple[str, ...]


class _Template(_Strict):
    placeholders: tuple[str, ...]
    phrases: tuple[str, ...]


class _MetadataFile(_Strict):
    title: _Title
    lead_words: tuple[str, ...]
    lead_characters: str
    breaks: str
    never: tuple[str, ...]
    never_with: tuple[str, ...]
    never_bare: tuple[str, ...]
    agency_suffixes: tuple[str, ...]
    running_suffixes: tuple[str, ...]
    inner_offices: tuple[str, ...]
    completions: tuple[_Completion, ...]
    scope_tails: tuple[str, ...]
    head_offices: tuple[str, ...]
    abbreviations: Mapping[str, tuple[str, ...]]
    complete: tuple[str, ...]
    openers: tuple[str, ...]
    agency_labels: tuple[str, ...]
    date_labels: tuple[str, ...]
    bare_date_labels: tuple[str, ...]
    date_neighbours: tuple[str, ...]
    navigation: tuple[str, ...]
    related: tuple[str, ...]
    period_words: tuple[str, ...]
    not_own_year: _NotOwnYear
    sections: Mapping[str, tuple[str, ...]]
    statutory: tuple[str, ...]
    domain: tuple[str, ...]
    first_year: int
    template: _Template
    news: tuple[str, ...]


def any_of(words: Iterable[str], gap: str = "") -> str:
    """A pattern for any of the words, longest first; `gap` may stand between their characters."""
    return "(?:" + "|".join(gap.join(map(re.escape, w)) for w in sorted(words, key=len, reverse=True)) + ")"


@dataclass(frozen=True)
class MetadataVocabulary:
    """What the metadata reader knows by heart: the file's words as they stand, and patterns compiled on first use."""

    words: _MetadataFile

    @cached_property
    def core(self) -> re.Pattern[str]:
        """What makes a line a title: 公开…年度报告, with spaces and line breaks anywhere inside. Group 1: a year inside it."""
        s = r"\s*"
        spaced = {w: s.join(w) for w in ("公开", "工作", "情况", "年度", "指南")}
        tail = rf"(?:{spaced['工作']}{s})?(?:{spaced['情况']}{s})?(?:的{s})?"
        return re.compile(
            rf"{spaced['公开']}{s}{tail}(?:[(]?({YEAR}){s}(?:年{s}(?:度{s})?)?[)]?{s})?(?:年{s}度?{s})?(?:度{s})?{tail}{any_of(self.words.title.endings, s)}"
        )

    @cached_property
    def title_head(self) -> re.Pattern[str]:
        """What stands between the agency or year and 公开 in a title."""
        return re.compile(rf"{any_of(self.words.title.heads, chr(92) + 's*')}\s*$")

    @cached_property
    def title_tail(self) -> re.Pattern[str]:
        """What may follow a title: a year in brackets (group 1), a notice word (group 2)."""
        return re.compile(rf"[^\S\n]*(?:[(\[]\s*({YEAR})\s*年?\s*度?\s*[)\]]|({any_of(self.words.title.notices)}))")

    @cached_property
    def not_title(self) -> re.Pattern[str]:
        """What follows when the words are about reports, and no title."""
        return re.compile(rf"\s*[》〉>”\"]?\s*(?:的\s*)?{any_of(self.words.title.not_titles)}")

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """What follows when a sentence speaks of this report."""
        return re.compile(rf"\s*(?:[,。;、》〉>”]|{any_of(self.words.title.quoted_by)})")

    @cached_property
    def lead_word(self) -> re.Pattern[str]:
        """A word or character after which an agency's name may start."""
        return re.compile(rf"{any_of(self.words.lead_words)}|[{self.words.breaks}]")

    @cached_property
    def sentence_lead(self) -> re.Pattern[str]:
        """A word that makes what follows part of a sentence; 关于 opens titles too and is left out."""
        return re.compile(any_of(w for w in self.words.lead_words if w not in ("关于", "附件", "来源")))

    @cached_property
    def furniture(self) -> re.Pattern[str]:
        """Everything up to the last piece of site furniture."""
        return re.compile(rf"^.*{any_of(self.words.navigation)}", re.S)

    @cached_property
    def suffix(self) -> re.Pattern[str]:
        """The end of an agency's name; a bracket with a second name may follow it."""
        return re.compile(rf"{any_of(self.words.agency_suffixes)}(?:\([^()]{{2,30}}\))?$")

    @cached_property
    def inner_office(self) -> re.Pattern[str]:
        """An office inside the agency at the end of a name."""
        return re.compile(rf"{any_of(self.words.inner_offices)}$")

    @cached_property
    def scope_tail(self) -> re.Pattern[str]:
        """A word for the scope at the end of a name."""
        return re.compile(rf"{any_of(self.words.scope_tails)}$")

    @cached_property
    def never(self) -> re.Pattern[str]:
        """Names that are no reporting agency."""
        return re.compile(rf"^{any_of(self.words.never)}$|{any_of((*self.words.never_with, *self.words.never_bare))}")

    @cached_property
    def complete(self) -> frozenset[str]:
        """Offices whose name is complete as it stands."""
        return frozenset(self.words.complete)

    @cached_property
    def completing(self) -> frozenset[str]:
        """Offices that a mere place stands for."""
        return frozenset(add for completion in self.words.completions for add in completion.adds)

    def completing_of(self, place: str) -> tuple[str, ...]:
        """The offices that this place stands for: 人民政府 for a county, 办事处 for a 街道; the longest ending decides."""
        fitting = [(len(end), c.adds) for c in self.words.completions for end in c.ends if place.endswith(end)]
        return max(fitting)[1] if fitting else ()

    @cached_property
    def opener(self) -> re.Pattern[str]:
        """A sentence that opens with an agency's name (group 1) and says what it did."""
        name = rf"[{HAN}()]{{2,36}}?{any_of(self.words.running_suffixes)}"
        return re.compile(rf"(?:^|[,。;:!、\s]|年度?|以来)({name})(?=,?{any_of(self.words.openers)}|\d)")

    @cached_property
    def document(self) -> re.Pattern[str]:
        """A rule, plan or guide that carries its author's name (group 1) in its title; notices of superiors (关于) are left out."""
        return re.compile(rf"《([{HAN}()]{{2,30}}?{any_of(self.words.running_suffixes)})(?!关于|办公室关于|公报)[{HAN}()\d]{{2,40}}》")

    @cached_property
    def agency_label(self) -> re.Pattern[str]:
        """A line that names the agency (group 2) behind a label (group 1)."""
        return re.compile(rf"({any_of(self.words.agency_labels)})\s*[:|]\s*\|?\s*([{HAN}()]{{2,40}})")

    @cached_property
    def agency_label_bare(self) -> re.Pattern[str]:
        """The same without a colon, as in a table of particulars; only for labels that are no everyday words."""
        return re.compile(rf"({any_of(w for w in self.words.agency_labels if w.startswith(('编制', '公开', '发布', '发文')))})\s+([{HAN}()]{{2,40}})")

    @cached_property
    def date_label(self) -> re.Pattern[str]:
        """A labelled date: group 1 or 2 the label, then year, month, day."""
        strong, bare = any_of(self.words.date_labels), any_of(self.words.bare_date_labels)
        return re.compile(rf"(?:({strong})\s*[:|]?\s*\|?|(?<![{HAN}])({bare})\s*:)\s*\[?\(?\s*{DATE_GLUED}(?!\s*日?\s*(?:至|起|到|—|-|~))")

    @cached_property
    def date_neighbour(self) -> re.Pattern[str]:
        """What stands on one line with a date that has no label."""
        return re.compile(rf"^\s*日?\s*(?:\d{{1,2}}:\d\d(?::\d\d)?)?\s*(?:$|[|【\[(]|{any_of(self.words.date_neighbours)})")

    @cached_property
    def section(self) -> re.Pattern[str]:
        """A statutory heading: group 1 its numeral, group 2 the word that tells which one it is."""
        words = {w for group in self.words.sections.values() for w in group}
        return re.compile(rf"([一二三四五六])\s?[、.,:]\s?[^\n|。、,;:]{{0,12}}?({any_of(words)})")

    @cached_property
    def section_of(self) -> Mapping[str, frozenset[str]]:
        """Which numerals a heading's word may stand behind."""
        pairs = [(word, numeral) for numeral, group in self.words.sections.items() for word in group]
        return {word: frozenset(n for w, n in pairs if w == word) for word, _ in pairs}

    @cached_property
    def first_section(self) -> re.Pattern[str]:
        """The heading of the first section."""
        return re.compile(rf"一\s*[、.,:]\s*[^\n|。、,;:]{{0,8}}?{any_of(self.words.sections['一'], chr(92) + 's*')}")

    @cached_property
    def own_year_after(self) -> re.Pattern[str]:
        """What follows a year that is not the report's own."""
        return re.compile(rf"度?[^。;\n]{{0,8}}?{any_of(self.words.not_own_year.after)}")


def load_metadata_vocabulary(path: Path) -> MetadataVocabulary:
    """The vocabulary of one file. Raises ContentError naming the file and key where it is broken."""
    try:
        return MetadataVocabulary(_MetadataFile.model_validate(load_yaml(path)))
    except ValidationError as error:
        raise explain(path, error) from None
