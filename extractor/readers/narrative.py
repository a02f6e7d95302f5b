"""The narrative reader: the counts that the prose states, each with its scope and its place.

A sentence is cut into the words of the vocabulary, and a number is bound to a topic only across words that are known (see
`binding`). A number whose binding is unclear makes no claim: a wrong one could accuse an agency of an error it did not make.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractor.readers.binding import Binder, Scene
from extractor.readers.sentences import LONGEST, Sentence, keep_apart, sentences
from extractor.readers.telling import Report, Telling, Told
from extractor.readers.wording import Vocabulary, load_vocabulary, tokens
from extractor.record import Claim, Number, Scope
from extractor.text import NormalisedText, Span

__all__ = ["Vocabulary", "load_vocabulary", "read_claims"]

_OWN: Scope = "own"
_QUOTE = 120
_SPOKEN = 500  # characters for which requests stay in mind


def read_claims(
    text: NormalisedText, prose: Sequence[Span], year: int | None, organization: str, vocabulary: Vocabulary
) -> tuple[Claim, ...]:
    """The claims of the prose in order, each topic's value once per scope. Evidence is in the original text.

    `year` is the report's own (None: every year that is named counts as its own), `organization` the agency's name, by which a
    sentence's subject is told from another agency.
    """
    report, binder = Report(year, organization, vocabulary.agency_endings), Binder(vocabulary)
    found: list[tuple[Told, Sentence]] = []
    requests, scope, asked = False, _OWN, -_SPOKEN
    clean = keep_apart(text.text, prose)
    for sentence in _joined(sentences(clean, prose), vocabulary):
        compact, place = sentence.compact, sentence.places[0].start
        requests = requests and not sentence.heads
        if vocabulary.gate.search(compact):
            words = tokens(compact, vocabulary)
            fresh = sentence.heads or (bool(words) and words[0].kind in ("year", "own_year", "own"))
            scene = Scene(asked=place - asked < _SPOKEN, requests=requests)
            telling = Telling(compact, words, scene, _OWN if fresh else scope, report, binder)
            found.extend((told, sentence) for told in telling.tell())
            requests, scope = scene.requests, telling.scope
            if scene.mentioned:
                asked = place
        elif vocabulary.mentions.search(compact):
            requests, asked, scope = True, place, _OWN
        else:
            requests = requests and not vocabulary.strangers.search(compact)
            scope = _OWN
    return tuple(_claims(found, text, clean))


def _joined(listed: Iterable[Sentence], vocabulary: Vocabulary) -> Iterator[Sentence]:
    """The sentences, with one that begins with "of which" joined to the one that it tells the parts of."""
    held: Sentence | None = None
    for sentence in listed:
        if held is not None and not sentence.heads and len(held.compact) < LONGEST and sentence.compact.startswith(vocabulary.parts):
            held = Sentence(held.compact + sentence.compact, held.places + sentence.places, held.heads)
            continue
        if held is not None:
            yield held
        held = sentence
    if held is not None:
        yield held


def _claims(found: Sequence[tuple[Told, Sentence]], text: NormalisedText, clean: str) -> Iterator[Claim]:
    """One claim for each topic, value and scope; a weak one only where nothing stronger is said of its topic."""
    strong = {(told.topic, told.scope) for told, _ in found if not told.weak}
    sites = {told.value for told, _ in found if told.weak and told.topic == "published.total"}
    said: set[tuple[str, Number, Scope]] = set()
    for told, sentence in found:
        key = (told.topic, told.value, told.scope)
        unclear = told.weak and ((told.topic, told.scope) in strong or (told.topic == "published.total" and len(sites) > 1))
        if key in said or unclear:
            continue
        places = sentence.offsets(clean)
        start, stop = places[told.start], places[told.stop - 1] + 1
        if any(mark.start <= start < mark.stop for mark in text.marked):
            continue
        said.add(key)
        quote = _quote(sentence.compact, told.start, told.stop)
        yield Claim(told.topic, told.value, told.qualifier, told.scope, text.original(start, stop), quote, told.parts)


def _quote(sentence: str, start: int, stop: int) -> str:
    """The sentence, or where it is long the stretch around the number."""
    if len(sentence) <= _QUOTE:
        return sentence
    begin = max(0, min(start - _QUOTE // 2, len(sentence) - _QUOTE))
    return sentence[begin : max(begin + _QUOTE, stop)]
