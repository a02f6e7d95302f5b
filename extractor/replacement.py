"""A common word replaced everywhere by a brand, a site or a list of names: found by evidence, undone on the copy.

The evidence is a foreign phrase that stands where statutory labels and standing phrases need another word: `本列⟨X⟩的勾稽关系为`
can only be 本列数据的勾稽关系为. Two different phrases must agree on what ⟨X⟩ replaces (or one, where ⟨X⟩ recurs and the word
is gone from the text), and the word must be all but absent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from extractor.form import Form, Forms
from extractor.text import Edit, at_chinese


class Replacement(NamedTuple):
    """`word` was replaced by `phrase`; `edits` undo it."""

    word: str
    phrase: str
    edits: tuple[Edit, ...]


Splits = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Anchors:
    """Phrases that a report holds to the letter, and how each splits where a word may be gone from it."""

    tables: tuple[tuple[tuple[str, ...], tuple[frozenset[str], ...]], ...]  # of each the labels that hold such a word: all, by edition
    whole: Mapping[str, tuple[str, ...]]  # the wordings of each label that are no part of another one
    parts: Mapping[str, tuple[str, ...]]  # its other wordings
    standing: frozenset[str]  # phrases of the prose
    splits: Mapping[str, Splits]  # (before, word, after), shortest before first
    vocabulary: str
    frequent: tuple[str, ...]  # words with so many splits that it pays to ask first whether they are gone at all

    @classmethod
    def of(cls, forms: Forms, standing: Iterable[str], words: Iterable[str]) -> Anchors:
        """The splits of each label of the forms and each standing phrase of the prose at each word that stands in it."""
        word_list, wordings = tuple(words), dict[str, tuple[str, ...]]()
        for label, *more in (labels for form in forms for labels in _labels(form)):
            wordings[label] = tuple(dict.fromkeys((*wordings.get(label, ()), label, *more)))
        own, prose = set(chain(*wordings.values())), {_compact(phrase) for phrase in standing}
        splits = {phrase: inside for phrase in sorted(own | prose) if (inside := _split(phrase, word_list))}
        open_to = {label for label, known in wordings.items() if any(wording in splits for wording in known)}
        by_edition = tuple(
            tuple([label for label, *_ in _labels(forms.get(table, edition)) if label in open_to] for edition in forms.editions(table))
            for table in forms.tables
        )
        whole = {label: tuple(w for w in known if not any(w != k and w in k for k in known)) for label, known in wordings.items()}
        parts = {label: tuple(w for w in known if w not in whole[label]) for label, known in wordings.items()}
        times = Counter(word for inside in splits.values() for _, word, _ in inside)
        frequent = tuple(word for word, count in times.items() if count >= _OFTEN)
        tables = tuple((tuple(dict.fromkeys(chain(*editions))), tuple(map(frozenset, editions))) for editions in by_edition)
        return cls(tables, whole, parts, frozenset(prose - own), splits, "\n".join(sorted(own | prose)), frequent)

    def lacking(self, chinese: str) -> Mapping[str, Splits]:
        """The phrases that a text needs and lacks, with their splits: none of another edition than the one it has most labels of,
        nor of a label that stands in another wording."""
        lacking = {phrase for phrase in self.standing if phrase not in chinese}
        for labels_of_all, editions in self.tables:
            gone = self._gone(labels_of_all, chinese)
            if not gone:
                continue
            most = max(len(labels - gone) for labels in editions)
            for labels in editions:
                if len(labels - gone) == most:
                    for label in labels & gone:
                        lacking.update(self.whole[label])
                        lacking.update([wording for wording in self.parts[label] if wording not in chinese])
        return {phrase: inside for phrase, inside in self.splits.items() if phrase in lacking}

    def _gone(self, labels: Iterable[str], chinese: str) -> set[str]:
        """Those of the labels that a text has in no wording. In most texts each stands soon behind the one before it."""
        gone, at = set(), 0
        for label in labels:
            for wording in self.whole[label]:
                found = chinese.find(wording, at)
                if found < 0:
                    found = chinese.find(wording, 0, at + len(wording))
                if found >= 0:
                    at = found
                    break
            else:
                gone.add(label)
        return gone


def _labels(form: Form) -> Iterator[list[str]]:
    """Of a form: its title, its headings, its rows and its columns, each in the wordings known, without punctuation."""
    for wordings in (form.titles, *((h,) for h in form.headings), *(r.labels for r in form.rows), *(c.labels for c in form.columns)):
        if wordings:
            yield [_compact(wording) for wording in wordings]


def _split(phrase: str, words: Iterable[str]) -> Splits:
    inside = []
    for word in words:
        at = phrase.find(word)
        while at >= 0:
            before, after = phrase[:at], phrase[at + len(word) :]
            if len(before) + len(after) >= (3 if before and after else 5):
                inside.append((before, word, after))
            at = phrase.find(word, at + 1)
    return tuple(sorted(inside, key=lambda split: len(split[0])))


def _compact(phrase: str) -> str:
    return _PUNCTUATION.sub("", phrase)


_PUNCTUATION = re.compile(r"[^\w]+")
_LONGEST, _ROUNDS = 60, 3
_OFTEN = 10
_LEFT = 12  # a word that stands more often was not replaced everywhere
_WIDEST = 40  # characters of a foreign phrase at the end or the start of a line or cell


def find_replacements(text: str, pieces: list[str], anchors: Anchors) -> Iterable[Replacement]:
    """Replacements found one after the other; each is searched in the text with the earlier ones undone.

    The caller applies each `edits` before asking for the next. `pieces`: the text as `at_chinese` cuts it.
    """
    for _ in range(_ROUNDS):
        found = _strongest(text, "".join(pieces[1::2]), anchors)
        if found is None:
            return
        word, phrase = found
        pattern = re.compile(r"\s*".join(re.escape(c) for c in phrase))
        edits = tuple(Edit(m.start(), m.end(), word) for m in pattern.finditer(text))
        if not edits:
            return
        yield Replacement(word, phrase, edits)
        text = pattern.sub(word, text)
        pieces = at_chinese(text)


def _strongest(text: str, chinese: str, anchors: Anchors) -> tuple[str, str] | None:
    compact = "".join(text.replace("|", " ").split())
    votes: dict[tuple[str, str], set[str]] = defaultdict(set)
    sure: set[tuple[str, str]] = set()
    there: dict[str, bool] = {}
    places: list[tuple[str, str, str, str]] = []
    kept = {word for word in anchors.frequent if compact.count(word) > _LEFT}
    for phrase, splits in anchors.lacking(chinese).items():
        tail = False
        for before, word, after in splits:  # the part before grows, the part after shrinks
            if word in kept:
                continue
            if before not in there:
                there[before] = before in compact
            if not there[before]:
                break  # nor is any longer one
            if not tail:
                if after not in there:
                    there[after] = after in compact
                tail = there[after]
            if tail:
                places.append((phrase, before, word, after))
    times = Counter(word for _, _, word, _ in places)
    for phrase, before, word, after in places:
        if times[word] < 2 and word in compact:
            continue  # one place is enough for a word that is gone only
        for foreign in sorted(_between(compact, before, after) if before and after else _beside(text, before, after)):
            if foreign not in anchors.vocabulary and word not in foreign and foreign not in word:
                votes[word, foreign].add(before + "…" + after)
                if phrase in anchors.standing and before and len(after) >= 10:
                    sure.add((word, foreign))  # prose that leaves no other reading; labels, which figures follow, never do
    return _elected(votes, sure, compact)


def _elected(votes: Mapping[tuple[str, str], set[str]], sure: set[tuple[str, str]], compact: str) -> tuple[str, str] | None:
    """The word and the foreign phrase that most places agree on, where they are evidence enough."""
    best = None
    for (word, foreign), places in votes.items():
        times, left = compact.count(foreign), compact.count(word)
        alone = left == 0 and len(foreign) >= 4 and (word, foreign) in sure
        inside = not any(p[0] == "…" or p[-1] == "…" for p in places)
        if not (alone or len(places) >= 2 or (times >= 3 and left == 0 and len(foreign) >= 4 and inside)):
            continue
        if (times < 2 and not alone) or left > times // 4:
            continue
        rank = (len(places), times, len(word))
        if best is None or rank > best[0]:
            best = rank, (word, foreign)
    return best[1] if best else None


def _between(text: str, before: str, after: str) -> set[str]:
    """Foreign phrases that stand between two parts of a phrase; at least two characters, no clause of their own."""
    found = set()
    at = text.find(before)
    while at >= 0:
        start = at + len(before)
        stop = text.find(after, start + 2)
        if stop < 0:
            break
        if stop <= start + _LONGEST:
            foreign = text[start:stop]
            if before not in foreign and not _CLAUSE.search(foreign):
                found.add(foreign)
        at = text.find(before, max(at + 1, stop - _LONGEST - len(before)))  # those further off than that reach no `after`
    return found


def _beside(text: str, before: str, after: str) -> set[str]:
    """Foreign phrases that stand after (or before) a part of a phrase, up to the end (from the start) of the line or cell."""
    found = _after_part(before).finditer(text) if before else _before_part(text, after)
    return {m.group(1) for m in found if not _CLAUSE.search(m.group(1))}


@lru_cache(maxsize=2048)
def _after_part(part: str) -> re.Pattern[str]:
    return re.compile(rf"{_spaced(part)}([^\s|]{{2,{_WIDEST}}}?)(?=[\s|]|$)", re.M)


def _before_part(text: str, part: str) -> Iterator[re.Match[str]]:
    # Every line start is a place to try; only the stretches that end in the part are worth it.
    here, pattern = _ends_in(part)
    at = 0
    for place in here.finditer(text):
        start = max(at, place.start() - _WIDEST - 2)
        for m in pattern.finditer(text, start, place.start() + 2 * len(part)):
            at = m.end()
            yield m


@lru_cache(maxsize=2048)
def _ends_in(part: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    pattern = rf"(?:^|[\s|.、．)])([^\s|.、．)]{{2,{_WIDEST}}}?)\s?{_spaced(part)}"
    return re.compile(rf"{re.escape(part[0])}(?=\s?{_spaced(part[1:])})"), re.compile(pattern, re.M)


def _spaced(part: str) -> str:
    return r"\s?".join(map(re.escape, part))


_CLAUSE = re.compile(r"[。;:：；!?\n]|\d[.、)]|^[\W\d]*$")
