"""The narrative reader: the counts that the prose states, each with its scope and its place.

A sentence is cut into the words of the vocabulary, and a number is bound to a topic only across words that are known (see
`binding`). A number whose binding is unclear makes no claim: a wrong one could accuse an agency of an error it did not make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from extractor.readers.binding import Binder, Scene, Whose
from extractor.readers.counting import Report, Told
from extractor.readers.sentences import LONGEST, Sentence, keep_apart, sentences
from extractor.readers.telling import Telling
from extractor.readers.wording import Token, Vocabulary, load_vocabulary, tokens
from extractor.record import Claim, Number, Scope
from extractor.text import NormalisedText, Span

__all__ = ["Vocabulary", "load_vocabulary", "read_claims"]

_OWN: Scope = "own"
_BEGINNING = frozenset({"year", "own_year", "receive_new"})
_CLAUSE = re.compile("[,;。!?]")
_OFFICES = ("政府办公室", "政府办公厅")
_JOINT = re.compile("(?:含|包括|包含)[^。;\\n]{0,24}(?:代|以)[^。;,\\n]{0,12}政府")
_HEAD = 3000
_GATHERED = re.compile(  # the report says that its figures are the area's
    "(?:汇总|汇集|涵盖|覆盖|包括|包含|综合)[^。,;\n]{0,6}(?:全[省市县区州旗盟]|各级|各乡镇|各部门)[^。;\n]{0,40}(?:数据|数字|情况|报告)"
)
_SEAT = re.compile("政府(?:办|本级|及其?办)|[省市县区州旗]本级|本机关")  # the government alone, beside its area
_QUOTE = 120
_SPOKEN = 500  # characters for which requests stay in mind


def read_claims(
    text: NormalisedText, prose: Sequence[Span], year: int | None, organization: str, vocabulary: Vocabulary
) -> tuple[Claim, ...]:
    """The claims of the prose in order, each topic's value once per scope. Evidence is in the original text.

    `year` is the report's own (None: every year that is named counts as its own), `organization` the agency's name, by which a
    sentence's subject is told from another agency.
    """
    joint = organization.endswith(_OFFICES) and _JOINT.search(text.text, 0, _HEAD) is not None
    report, binder = Report(year, organization, vocabulary.agency_endings, joint), Binder(vocabulary)
    found: list[tuple[Told, Sentence]] = []
    requests, asked = False, -_SPOKEN
    others = Others()
    clean = keep_apart(text.text, prose)
    listed = _joined(sentences(clean, prose), vocabulary)
    counting, mentioning = _of_interest(listed, vocabulary)
    interesting = counting | mentioning
    for at, sentence in enumerate(listed[: max(interesting, default=-1) + 1]):
        if at not in interesting and not requests and others.scope == _OWN:
            continue  # nothing that was said before concerns it
        compact, place = sentence.compact, sentence.start
        requests = requests and not sentence.heads
        if others.scope != _OWN:
            others.reach(sentence.heads, place)
        if at in counting:
            if not requests and others.scope == _OWN and _counts_other_things(compact, vocabulary):
                continue
            words = tokens(compact, vocabulary)
            scene = Scene(asked=place - asked < _SPOKEN, requests=requests)
            inherited = _OWN if words[0].kind == "own" else others.scope
            telling = Telling(compact, words, scene, inherited, report, binder)
            told = telling.tell()
            if inherited != _OWN:
                begins = clean[place - 1 : place] == "\n" or _names_the_year(words)
                told = others.settle(told, begins)
            others.remember(told, telling.scope, place)
            found.extend((one, sentence) for one in told)
            requests = scene.requests
            if scene.mentioned:
                asked = place
            continue
        if others.scope != _OWN and any(word.kind == "own" for word in tokens(compact, vocabulary)):
            others = Others()
        others.left = True
        if at in mentioning:
            requests, asked = True, place
        else:
            requests = requests and not vocabulary.strangers.search(compact)
    return tuple(_claims(found, text, clean))


def _of_interest(listed: Sequence[Sentence], vocabulary: Vocabulary) -> tuple[set[int], set[int]]:
    """The places of the sentences that may hold a claim, and of those that name requests: most have neither, which one look tells."""
    whole = "\n".join([sentence.compact for sentence in listed])
    counting = _having(vocabulary.counted, whole)
    denying = _having(vocabulary.denied, whole) - counting
    counting.update([at for at in denying if vocabulary.absent.search(listed[at].compact)])
    return counting, _having(vocabulary.mentions, whole)


def _having(pattern: re.Pattern[str], whole: str) -> set[int]:
    """The lines in which the pattern finds something."""
    lines = set()
    at = stop = 0
    while stop >= 0 and (found := pattern.search(whole, stop)):
        start = found.start()
        at += whole.count("\n", stop, start)
        lines.add(at)
        stop = whole.find("\n", start)
    return lines


class Others:
    """Whose counts the last ones were, where they were not the agency's own: what the next sentence tells may still be theirs."""

    def __init__(self) -> None:
        self.scope: Whose = _OWN
        self.counts: dict[str, set[Number]] = {}
        self.place = 0
        self.left = False  # a sentence without counts stood between

    def reach(self, heads: bool, place: int) -> None:
        """Forgets them at a new heading, and when long nothing was told of them."""
        if heads or place - self.place > _SPOKEN:
            self.__init__()  # type: ignore[misc]

    def settle(self, told: list[Told], begins: bool) -> list[Told]:
        """The claims of a sentence without a subject: ours where it begins anew, with another thing or another count of the same."""
        mine = [one for one in told if one.scope == self.scope]
        kinds = {topic.partition(".")[0] for topic in self.counts}
        again = any(one.value not in self.counts.get(one.topic, {one.value}) for one in mine)
        another = begins and not kinds & {one.topic.partition(".")[0] for one in mine}
        if not mine or not (another or (again and (begins or self.left))):
            return told
        return [one._replace(scope=_OWN) if one.scope == self.scope else one for one in told]

    def remember(self, told: Sequence[Told], scope: Whose, place: int) -> None:
        """Takes note of whose counts a sentence told last."""
        self.left = False
        if told and told[-1].scope == _OWN:
            scope = _OWN
        if scope != self.scope:
            self.scope, self.counts = scope, {}
        for one in told:
            if one.scope == scope != _OWN:
                self.counts.setdefault(one.topic, set()).add(one.value)
                self.place = place


def _counts_other_things(sentence: str, vocabulary: Vocabulary) -> bool:
    """True where no word of the sentence binds a number while requests are not spoken of, or says whose count it is.

    Read word by word it would make no claim and leave everything as it was: the letters tell so in a tenth of the time.
    """
    return not vocabulary.telling.search(sentence) and not _publishes_information(sentence, vocabulary)


def _publishes_information(sentence: str, vocabulary: Vocabulary) -> bool:
    """True where a clause has a word for publishing, behind it a number, and names information."""
    if not vocabulary.publishing.search(sentence):
        return False
    clauses = [sentence] if "(" in sentence else _CLAUSE.split(sentence)  # a clause goes on behind a bracket
    return any(vocabulary.information.search(clause) and vocabulary.publishing.search(clause) for clause in clauses)


def _names_the_year(words: Sequence[Token]) -> bool:
    """True where the year is named before the first number."""
    before = takewhile(lambda word: word.kind != "number", words)
    return any(word.kind in _BEGINNING for word in before)


def _joined(listed: list[Sentence], vocabulary: Vocabulary) -> list[Sentence]:
    """The sentences, with one that begins with "of which" joined to the one that it tells the parts of."""
    begins = {word[0] for word in vocabulary.parts}
    if not [one for one in listed if one.compact[0] in begins and one.compact.startswith(vocabulary.parts)]:
        return listed
    found: list[Sentence] = []
    for sentence in listed:
        if sentence.compact.startswith(vocabulary.parts) and not sentence.heads and found and len(found[-1].compact) < LONGEST:
            held = found.pop()
            sentence = Sentence(held.compact + sentence.compact, held.start, sentence.stop, held.places + sentence.places)
        found.append(sentence)
    return found


def _claims(found: Sequence[tuple[Told, Sentence]], text: NormalisedText, clean: str) -> Iterator[Claim]:
    """One claim for each topic, value and scope; a weak one only where nothing stronger is said of its topic."""
    strong = {(told.topic, told.scope) for told, _ in found if not told.weak}
    sites = {(told.value, told.scope) for told, _ in found if told.weak and told.topic == "published.total"}
    areas = _areas(found, clean)
    said: set[tuple[str, Number, Scope]] = set()
    for told, sentence in found:
        scope: Scope = areas.get(told.topic, "own") if told.scope == "area" else told.scope
        if told.scope == _OWN and told.topic in areas:
            scope = "unknown"
        key = (told.topic, told.value, scope)
        several = told.topic == "published.total" and sum(other == told.scope for _, other in sites) > 1
        unclear = told.weak and ((told.topic, told.scope) in strong or several)
        if key in said or unclear:
            continue
        places = sentence.offsets(clean)
        start, stop = places[told.start], places[told.stop - 1] + 1
        if text.marked and any(mark.start <= start < mark.stop for mark in text.marked):
            continue
        said.add(key)
        quote = _quote(sentence.compact, told.start, told.stop)
        yield Claim(told.topic, told.value, told.qualifier, scope, text.original(start, stop), quote, told.parts)


def _areas(found: Sequence[tuple[Told, Sentence]], clean: str) -> dict[str, Scope]:
    """The topics that a government's report counts for its area and for a part of it: the form may print either, unless the report says."""
    values: dict[str, set[Number]] = {}
    for told, _ in found:
        if told.scope == "area":
            values.setdefault(told.topic, set()).add(told.value)
    rivals = {
        told.topic for told, sentence in found
        if (told.scope == "area" and _SEAT.search(sentence.compact, told.stop))
        or (told.scope in (_OWN, "unknown") and told.value not in values.get(told.topic, {told.value}))
    }
    gathered: Scope = _OWN if rivals and _GATHERED.search(clean) else "unknown"
    return dict.fromkeys(rivals, gathered)


def _quote(sentence: str, start: int, stop: int) -> str:
    """The sentence, or where it is long the stretch around the number."""
    if len(sentence) <= _QUOTE:
        return sentence
    begin = max(0, min(start - _QUOTE // 2, len(sentence) - _QUOTE))
    return sentence[begin : max(begin + _QUOTE, stop)]
