"""The words of `rules/text/metadata.yaml`, and the patterns that are made of them once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.form import explain, load_yaml
from extractor.readers.trie import trie

HAN = "一-鿿㐀-䶿〇"
YEAR = r"(?:2\s?0\s?[0-3]\s?\d|二\s?[〇○零Oo0]\s?[一二三]\s?[〇○零Oo0一二三四五六七八九])"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
# 2021-03-2918:26: the hour may follow at once.
DATE = rf"({YEAR})\s*[年./-]\s*({MONTH})\s*[月./-]\s*({DAY})(?:(?!\d)|(?=\d{{1,2}}:\d\d))"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Title(_Strict):
    heads: tuple[str, ...]
    endings: tuple[str, ...]
    notices: tuple[str, ...]
    not_titles: tuple[str, ...]
    introduced_by: tuple[str, ...]
    pieces: tuple[str, ...]
    quoted_by: tuple[str, ...]


class _Completion(_Strict):
    ends: tuple[str, ...]
    adds: tuple[str, ...]


class _NotOwnYear(_Strict):
    before: tuple[str, ...]
    after: tuple[str, ...]


class _Template(_Strict):
    placeholders: tuple[str, ...]
    blanks: tuple[str, ...]
    bodies: tuple[str, ...]
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
    own_offices: tuple[str, ...]
    completions: tuple[_Completion, ...]
    scope_tails: tuple[str, ...]
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
    once: tuple[str, ...]
    introductions: tuple[str, ...]
    domain: tuple[str, ...]
    own_voice: tuple[str, ...]
    parts: tuple[str, ...]
    first_year: int
    template: _Template
    news: tuple[str, ...]


def any_of(words: Iterable[str], gap: str = "") -> str:
    """A pattern for any of the words, longest first; `gap` may stand between their characters."""
    if not gap:
        return f"(?:{trie(words, rooms=False)})"
    return "(?:" + "|".join(gap.join(map(re.escape, w)) for w in sorted(words, key=len, reverse=True)) + ")"


@dataclass(frozen=True)
class MetadataVocabulary:
    """What the metadata reader knows by heart: the file's words as they stand, and patterns compiled on first use."""

    words: _MetadataFile

    @cached_property
    def core(self) -> re.Pattern[str]:
        """What makes a line a title: 公开…年度报告, with spaces and line breaks anywhere inside. Group 1: a year inside it."""
        s = r"\s*"
        spaced = {w: s.join(w) for w in ("公开", "工作", "情况")}
        tail = rf"(?:{spaced['工作']}{s})?(?:{spaced['情况']}{s})?(?:的{s})?"
        year = rf"(?:[(]?({YEAR}){s}(?:年{s}(?:度{s})?)?[)]?{s})?(?:年{s}度?{s})?(?:度{s})?"
        return re.compile(rf"{spaced['公开']}{s}{tail}{year}{tail}{any_of(self.words.title.endings, s)}")

    @cached_property
    def title_head(self) -> re.Pattern[str]:
        """What stands between the agency or year and 公开 in a title."""
        return re.compile(rf"{any_of(self.words.title.heads, chr(92) + 's*')}\s*$")

    @cached_property
    def title_tail(self) -> re.Pattern[str]:
        """What may follow a title: a year in brackets (group 1) or without (group 2), a notice word."""
        year = rf"\s*[(\[]\s*({YEAR})\s*年?\s*度?\s*[)\]]|[^\S\n]*({YEAR})(?:年度?)?(?=\s|$)(?!\s*[-./]\s*\d)"
        return re.compile(rf"{year}|[^\S\n]*{any_of(self.words.title.notices)}")

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
        return re.compile(any_of((*self.words.lead_words, *self.words.breaks)))

    @cached_property
    def broken(self) -> re.Pattern[str]:
        """What no agency's name has: a word that leads to names at its beginning, a character that stands in none."""
        return re.compile(rf"^{any_of(self.words.lead_words)}|[{self.words.breaks}]")

    @cached_property
    def introduced(self) -> re.Pattern[str]:
        """A word that makes what follows part of a sentence, unless the line opens with 关于."""
        return re.compile(rf"^(?!.*关于(?:公布|发布|印发|报送|公开)|关于).*?{any_of(self.words.title.introduced_by)}")

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
    def own_office(self) -> re.Pattern[str]:
        """An office that is an agency of its own, whatever it is called after."""
        return re.compile(rf"{any_of(self.words.own_offices)}$")

    @cached_property
    def short_for(self) -> re.Pattern[str]:
        """A bracket that only gives a short form: (以下简称管委会)."""
        return re.compile(r"\((?:以下|下|简|下文|以下统)[^()]{0,3}称[^()]*\)?$")

    @cached_property
    def scope_tail(self) -> re.Pattern[str]:
        """A word for the scope at the end of a name."""
        return re.compile(rf"{any_of(self.words.scope_tails)}$")

    @cached_property
    def never(self) -> re.Pattern[str]:
        """Names that are no reporting agency."""
        return re.compile(rf"^{any_of((*self.words.never, *self.words.never_bare))}$|{any_of(self.words.never_with)}")

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
        """The end of an agency's name that opens a sentence and is followed by what it did; no title, no committee."""
        title = r"(?:政府|政务)?(?:信息)?公开(?:工作)?(?:\d|年|报告|领导小组)"
        return re.compile(rf"{any_of(self.words.running_suffixes)}(?!{title})(?=,?{any_of(self.words.openers)})")

    @cached_property
    def verb(self) -> re.Pattern[str]:
        """A word that tells what an agency did, and stands in no agency's name."""
        return re.compile(any_of(w for w in self.words.openers if len(w) > 1))

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
        labels = (w for w in self.words.agency_labels if w.startswith(("编制", "公开", "发布", "发文")))
        return re.compile(rf"({any_of(labels)})\s+([{HAN}()]{{2,40}})")

    @cached_property
    def date_label(self) -> re.Pattern[str]:
        """What stands before a labelled date: the label in group 1, or a bare one in group 2."""
        strong, bare = any_of(self.words.date_labels), any_of(self.words.bare_date_labels)
        return re.compile(rf"(?:({strong})\s*[:|]?\s*\|?|(?<![{HAN}])({bare})\s*:)\s*[\[(]?\s*$")

    @cached_property
    def date_neighbour(self) -> re.Pattern[str]:
        """What stands on one line with a date that has no label."""
        return re.compile(rf"^\s*日?\s*(?:\d{{1,2}}:\d\d(?::\d\d)?)?\s*(?:$|[|【\[(]|{any_of(self.words.date_neighbours)})")

    @cached_property
    def section_word(self) -> re.Pattern[str]:
        """A word that tells which statutory heading a line is."""
        return re.compile(any_of({w for group in self.words.sections.values() for w in group}))

    @cached_property
    def blank(self) -> re.Pattern[str]:
        """A place or an agency that is still to be filled in: XX县, 某某局."""
        template = self.words.template
        mark = any_of(template.placeholders)
        return re.compile(rf"{mark}{mark}*{any_of(template.blanks)}(?!{any_of(template.bodies)})")

    @cached_property
    def blank_begins(self) -> frozenset[str]:
        """The characters that a place still to be filled in begins with: a text that has none of them has no such place."""
        return frozenset(word[0] for word in self.words.template.placeholders)

    @cached_property
    def template_phrase(self) -> re.Pattern[str]:
        """A phrase in which a text says that it is a template."""
        return re.compile(any_of(self.words.template.phrases))

    @cached_property
    def section_of(self) -> Mapping[str, frozenset[str]]:
        """Which numerals a heading's word may stand behind."""
        pairs = [(word, numeral) for numeral, group in self.words.sections.items() for word in group]
        return {word: frozenset(n for w, n in pairs if w == word) for word, _ in pairs}

    @cached_property
    def related(self) -> re.Pattern[str]:
        """Where the page goes on to other texts."""
        return re.compile(rf"(?<![^\s|]){any_of(self.words.related)}\s*(?:[:|>\]]|\s|$)")

    @cached_property
    def first_section(self) -> re.Pattern[str]:
        """The heading of the first section."""
        return re.compile(rf"一\s*[、.,:]\s*[^\n|。、,;:]{{0,8}}?{any_of(self.words.sections['一'], chr(92) + 's*')}")

    @cached_property
    def period_word(self) -> re.Pattern[str]:
        """A word that a stated period follows."""
        return re.compile(any_of(self.words.period_words))

    @cached_property
    def other_year(self) -> re.Pattern[str]:
        """A word soon after a year that makes it another than the report's own."""
        return re.compile(any_of(self.words.not_own_year.after))


def load_metadata_vocabulary(path: Path) -> MetadataVocabulary:
    """The vocabulary of one file. Raises ContentError naming the file and key where it is broken."""
    try:
        return MetadataVocabulary(_MetadataFile.model_validate(load_yaml(path)))
    except ValidationError as error:
        raise explain(path, error) from None
