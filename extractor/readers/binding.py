"""Which topic a number in a sentence belongs to: the words around it, read by family of counts. No words known between: no topic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import Literal

from extractor.readers.wording import Token, Vocabulary
from extractor.record import Number, Scope

Whose = Scope | Literal["area"]
"""Whose a count is while the report is read; `area`: all of the area whose government reports."""

REQUEST_NOUNS = frozenset({"request", "on_request", "application"})
DISPUTES = {"review": "disputes.review", "suit": "disputes.suit"}
DECISIONS = {"licence": "licence.decided", "penalty": "penalty.decided", "coercion": "coercion.decided"}
_ISSUED, _RECEIVED, _HANDLED = "normative.issued", "requests.received", "requests.handled"
DOCUMENTS = {"added": _ISSUED, "issue": _ISSUED, "announce": _ISSUED, "repeal": "normative.repealed", "in_force": "normative.in_force"}
_GROUPS = ("granted", "partly_granted", "denied", "unavailable", "not_processed", "other")
OUTCOMES = {f"outcome.{name}": f"requests.{name}" for name in _GROUPS}
REASONS = {f"reason.{name}": f"requests.{name}" for name in _GROUPS[2:]}
APPLICANTS = frozenset({"citizens", "persons", "organisations", "everyone"})
PUBLISHING = frozenset({"publish_strong", "publish", "announce"})
CHANNELS = frozenset({"web", "media", "post"})
BINDING = (
    REQUEST_NOUNS | DISPUTES.keys() | DECISIONS.keys() | DOCUMENTS.keys() | OUTCOMES.keys() | REASONS.keys() | PUBLISHING
    | {"receive", "receive_new", "handle", "finish", "carry", "disclosure", "information", "normative", "regulation"}
    | {"fee", "processing_fee", "any_fee", "charge", "display", "revise", "count", "each", "respectively", "unfinished", "et_cetera"}
)  # fmt: skip
_CUES = DISPUTES.keys() | DECISIONS.keys() | OUTCOMES.keys() | REASONS.keys() | {"carry"}
_SILENT = frozenset(  # words that neither bind a number nor part it from one
    {"neutral", "join", "by", "own", "everyone", "own_year", "year", "remainder", "count", "each"}
)
_ENDING = frozenset({"mark", "part", "percent", "index", "number"})
_SPOILT = frozenset({"unfinished", "display", "revise"})
_OTHER_THINGS = CHANNELS | {"text", "foreign", "complaint", "information", "citizens", "persons", "organisations", "disclosure", "title"}
_TRYING = ("审理", "审结", "复议办公室", "复议局", "裁决")
_DECIDING = ("复议机关", "复议机构", "行政复议机关", "行政复议机构")
_MADE = ("作出", "做出", "下达", "实施", "办理", "办结", "核发", "颁发")  # 主动公开112条;办理行政许可34件
_MADE_BY = frozenset({"citizens", "persons", "organisations"})
_AS = ("按", "作为", "转", "移送", "视为", "纳入")
_ROW = {"added": _RECEIVED, "receive": _RECEIVED, "receive_new": _RECEIVED, "handle": _HANDLED, "finish": _HANDLED}
# The kinds of words that decide which family of counts a number belongs to, as sets: they meet those of every number.
_DISPUTED, _DECIDED, _OF_DOCUMENTS, _OF_OUTCOMES, _OF_ROWS = map(frozenset, (DISPUTES, DECISIONS, DOCUMENTS, OUTCOMES, _ROW))
_OF_REQUESTS = REQUEST_NOUNS | _OF_OUTCOMES
_OF_ANSWERS = _OF_OUTCOMES | REASONS.keys()
_RULES = frozenset({"normative", "regulation"})
_OF_NO_TOPIC = frozenset({"count", "comma", "each", "charge", "disclosure"})
_KIND = attrgetter("kind")
_NOT_REQUESTED = frozenset({"publish_strong", "publish", "announce", "issue"})


class Run:
    """The words since the last comma or number: `chain` those that can bind a number, cut off by every unknown word."""

    broken = False
    shut = False  # compared, negated or hypothetical: no number here is a claim
    channels: tuple[tuple[str, str], ...] = ()
    applicants: frozenset[str] = frozenset()
    divided = False  # the sentence tells organisations apart
    total = False  # "in total": of the year only where the year is named
    by = False

    def __init__(self, opened_by: str = "", scope: Whose | None = None) -> None:
        self.chain: list[Token] = []
        self.words: list[Token] = []
        self.opened_by, self.scope = opened_by, scope

    @property
    def names(self) -> set[str]:
        """The kinds of words in the chain."""
        return {*map(_KIND, self.chain)}

    @property
    def seen(self) -> set[str]:
        """The kinds of all words since the last comma or number."""
        return {*map(_KIND, self.words)}

    def text_before(self, kinds: Collection[str], unless: tuple[str, ...] = ()) -> bool:
        """True where an unknown word stands directly before the first word of these kinds: it says which sort, and we know only all."""
        for before, token in pairwise(self.words):
            if token.kind in kinds and token in self.chain:
                return before.kind in ("text", "foreign", "aspect") and not (unless and before.word.endswith(unless))
        return False

    def manner(self, kinds: Collection[str]) -> bool:
        """True where complaints or another thing stand before the first word of these kinds: 按信访渠道办理 is one way to end a request."""
        before: list[Token] = list(takewhile(lambda word: word.kind not in kinds, self.words))
        return any(word.kind in ("complaint", "foreign") or (word.kind == "text" and word.word.startswith(_AS)) for word in before)

    @property
    def partial_applicants(self) -> bool:
        """True where the words name some kinds of applicants and not all."""
        if not self.applicants:
            return False
        kinds = {kind.replace("citizens", "persons") for kind in self.applicants}
        return "everyone" not in kinds and len(kinds) == 1 and (self.applicants != {"citizens"} or self.divided)


@dataclass(slots=True)
class Scene:
    """What the sentence and those before it are about."""

    asked: bool = False  # requests were spoken of a moment ago
    mentioned: bool = False  # they are named in this sentence
    requests: bool = False  # requests are the thing last named
    disclosure: bool = False  # the sentence has named disclosure or requests
    documents: bool = False  # normative documents were named in this sentence
    issuing: bool = False  # the number before was of documents issued
    fees: bool = False  # the sentence is about the processing fee
    charged: bool = False  # it was said that the fee was charged: what follows is the sum
    part: bool = False  # after "of which"
    ours: bool = False  # the agency's own part of another's count is told
    shown: bool = False  # a number before in this sentence was of things published
    disputed: bool = False  # the sentence has counted disputes already
    received: bool = False  # it has counted requests received
    handled: bool = False  # it has counted requests dealt with: what is carried then is carried out
    handling: bool = False  # it goes on to count them: what is carried before is carried in


def ahead(tokens: Sequence[Token], at: int) -> tuple[list[str], bool]:
    """The kinds of words after position `at` up to the next mark, and whether a mark (not a number) ends them."""
    kinds: list[str] = []
    depth = 0
    for token in tokens[at:]:
        kind, word = token[:2]
        if depth or word == "(":  # 21件(其中网络申请20件)政府信息公开申请
            depth += (word == "(") - (word == ")")
        elif kind in _ENDING:
            return kinds, word != "|" and kind != "number"
        elif kind not in _SILENT:
            kinds.append(kind)
    return kinds, True


def applicants_after(tokens: Sequence[Token], at: int) -> tuple[Number, ...]:
    """The counts of a list that tells the requests at `at` apart by who made them (12件,其中自然人9件、企业3件); () where none does."""
    place = at + 2 if at + 1 < len(tokens) and tokens[at + 1].word == "," else at + 1
    if place >= len(tokens) or tokens[place].kind != "part":
        return ()
    parts: list[Number] = []
    named = False
    for token in tokens[place + 1 :]:
        if token.kind in _MADE_BY:
            named = True
        elif token.kind == "number" and named and token.unit == tokens[at].unit and token.qualifier == "exact" and token.value is not None:
            parts.append(token.value)
            named = False
        elif token.word not in (",", "、", ":") and token.kind not in ("neutral", "join", "count", "receive"):
            break
    return tuple(parts)


class Binder:
    """Binds numbers by the vocabulary's units."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.units = vocabulary.units
        self.money = vocabulary.money
        self.endings = vocabulary.agency_endings

    def topics(self, number: Token, run: Run, names: set[str], scene: Scene, after: tuple[list[str], bool]) -> list[str]:
        """The topics whose count the number is: none where the binding is unclear, several where one number is said of each.

        `names` are the kinds of words in the run's chain, `after` those behind the number.
        """
        if number.unit in self.money:
            return self._money(number, run, names, scene, after[0])
        counted = bool(run.chain) and run.chain[-1].kind in ("count", "each")
        if not number.unit and not (counted and after[1] and not after[0]):
            return []
        if number.unit in self.units["loose"] and after[0][:1] == ["text"]:
            return []
        if not number.unit and number.value == 0 and names & {"fee", "processing_fee"}:
            return self._money(number, run, names, scene, after[0])
        carried = "carry" in names and names & {"last_year", "next_year"}  # 结转上年未办结的申请2件
        spoilt = names & _SPOILT
        if (spoilt and not (carried and spoilt == {"unfinished"})) or after[0][:1] == ["unfinished"]:
            return []
        return self._counts(number, run, names, scene, after)

    def fits(self, number: Token, family: str) -> bool:
        """True where the family of counts is counted in the number's unit."""
        return not number.unit or number.unit in self.units[family]

    def amount(self, value: Number, unit: str, topic: str) -> Number:
        """The exact sum in the topic's own unit: 万元 for the fee that the form prints so, 元 for the processing fee."""
        yuan = Decimal(value) * self.money[unit]
        result = yuan / self.money["万元"] if topic == "fee.amount" else yuan
        if unit == ("万元" if topic == "fee.amount" else "元"):
            return value
        return int(result) if result == result.to_integral_value() else result.normalize()

    def row(self, run: Run, scene: Scene) -> list[str]:
        """The topics of a chain that ends in 分别, in its order; [] where one of them is unclear."""
        names = run.names
        if names & (PUBLISHING | _SPOILT | {"carry"}) or (names & _OF_ROWS and not (names & REQUEST_NOUNS or scene.requests)):
            return []
        if names & _DISPUTED and not (scene.disclosure or scene.requests):
            return []
        documents = DOCUMENTS if "normative" in names else {}
        topics = {**_ROW, **DISPUTES, **DECISIONS, **documents, **(OUTCOMES if scene.asked else {})}
        return list(dict.fromkeys(topics[token.kind] for token in run.chain if token.kind in topics))

    def _money(self, number: Token, run: Run, names: set[str], scene: Scene, after: list[str]) -> list[str]:
        if names & _SPOILT:
            return []
        if "fee" in names or (after[:1] == ["fee"] and "charge" in names):
            return ["fee.amount"]
        if "processing_fee" in names or (after[:1] == ["processing_fee"] and "charge" in names):
            return ["processing_fee"]
        told = "count" in names and (number.value == 0 or (scene.charged and names == {"count"}))
        if scene.fees and not run.broken and ("charge" in names or told):
            return ["processing_fee"]
        return []

    def _counts(self, number: Token, run: Run, names: set[str], scene: Scene, after: tuple[list[str], bool]) -> list[str]:
        joint = number.value == 0 or "each" in names
        first = _first(after[0])
        if run.opened_by == "number" and names & _CUES and _CUES.intersection(after[0]):
            return []  # 2件予以公开1件不予公开: the words go either way
        if names & _DISPUTED or first in DISPUTES:
            found = self._disputes(number, run, names, scene, after[0])
            if number.value == 0 and found and _listed(run.chain):
                found = ["requests.received", *found]
        elif names & _DECIDED or (first in DECISIONS and not run.broken):
            found = self._decisions(number, run, names, scene, first)
        elif names & _RULES or first == "normative" or (scene.documents and names & _OF_DOCUMENTS):
            found = self._documents(number, run, names, scene, first)
        elif names & PUBLISHING and not names & _OF_REQUESTS:
            return []
        else:
            found = self._requests(number, run, names, scene, after)
            if set(found) == {"requests.received", "requests.handled"}:
                return found
        return found if len(found) == 1 or joint else []

    def _disputes(self, number: Token, run: Run, names: set[str], scene: Scene, after: list[str]) -> list[str]:
        about = names & {"disclosure", "request", "on_request"} or "disclosure" in after
        if not self.fits(number, "disputes") or (scene.part and scene.disputed and not scene.ours) or names & PUBLISHING:
            return []
        if not (about or scene.disclosure or scene.requests or number.value == 0):
            return []
        deciding = names & {"handle", "finish", "in_force"} or (names & {"receive", "receive_new"} and not scene.disclosure)
        if deciding and not about:  # the agency that decides on them, not the one they are brought against
            return []
        if any(word.word in _DECIDING or (word.kind == "text" and word.word.endswith(_TRYING)) for word in run.words):
            return []
        last = max((at for at, word in enumerate(run.chain) if word.word == ":"), default=-1)  # 复议、诉讼情况:复议1件,诉讼0件
        nearest = {word.kind for word in run.chain[last + 1 :]}
        kinds = [kind for kind in DISPUTES if kind in nearest] or [kind for kind in DISPUTES if kind in names]
        kinds = kinds or [kind for kind in DISPUTES if kind in after]
        return [] if run.text_before(kinds) else [DISPUTES[kind] for kind in kinds]

    def _decisions(self, number: Token, run: Run, names: set[str], scene: Scene, first: str) -> list[str]:
        if not self.fits(number, "decisions") or names & (PUBLISHING | REQUEST_NOUNS | {"information", "receive", "normative", "charge"}):
            return []
        made = any(word.word in _MADE for word in run.words)
        if (scene.shown and not made) or run.seen & (PUBLISHING | {"display"}):
            return []
        kinds = [kind for kind in DECISIONS if kind in names] or [first]
        return [] if run.text_before(kinds) else [DECISIONS[kind] for kind in kinds]

    def _documents(self, number: Token, run: Run, names: set[str], scene: Scene, first: str) -> list[str]:
        if not self.fits(number, "documents") or ("regulation" in names and "normative" in names and number.value != 0):
            return []
        if "regulation" in names and "normative" not in names:
            return []
        if names & {"information", "request", "receive"} or (first not in ("", "normative") and "normative" not in names):
            return []
        if "in_force" in names:  # 以前制定、现行有效的
            kept = any(token.word.startswith("继续") for token in run.chain)  # of those that were looked through
            return [] if kept and (scene.part or "normative" not in names) else ["normative.in_force"]
        found = list(dict.fromkeys(DOCUMENTS[kind] for kind in DOCUMENTS if kind in names))
        if not found and scene.issuing and "normative" in names and (run.opened_by == "、" or scene.part) and not run.broken:
            return ["normative.issued"]
        return found

    def _requests(self, number: Token, run: Run, names: set[str], scene: Scene, after: tuple[list[str], bool]) -> list[str]:
        words, shut = after
        if not self.fits(number, "requests") or run.partial_applicants or "fee" in names or len(set(run.channels)) == 1:
            return []
        if "information" in names and not names & REQUEST_NOUNS:
            return []
        first = words[0] if words else ""
        spoken = scene.requests or scene.asked
        own = names - _OF_NO_TOPIC
        if not own and not run.broken and shut and words:  # 8件予以公开, 1件结转下年度
            # 共有19件政府信息公开申请(由我局登记受理)
            there_are = "count" in names and not scene.part and words[:1] == ["request"] and set(words) <= {"request", "receive"}
            return [_RECEIVED] if there_are else self._behind(words, scene)
        if "carry" in names:
            return self._carried(names | set(words[:1]), scene) if spoken or names & REQUEST_NOUNS or first in REQUEST_NOUNS else []
        if names & _OF_ANSWERS:
            if not (spoken or names & REQUEST_NOUNS) or (names & PUBLISHING):
                return []
            reasons = [f"reason:{REASONS[kind]}" for kind in REASONS if kind in names]
            return reasons or [OUTCOMES[kind] for kind in OUTCOMES if kind in names]
        if names & _NOT_REQUESTED:
            return []
        noun = next((kind for kind in ("request", "on_request", "application") if kind in names or kind == first), "")
        verbs = names & _OF_ROWS
        if noun == "application" and not (spoken or "disclosure" in names):
            return []
        if verbs:
            if not noun and (not scene.requests or first in _OTHER_THINGS or run.text_before(verbs, self.endings)):
                return []
            if (scene.part and verbs == {"receive"}) or (not noun and run.manner(verbs)):
                return []
            return list(dict.fromkeys(_ROW[verb] for verb in sorted(verbs, reverse=True)))
        if noun not in names or run.broken or scene.part or (noun == "application" and not scene.requests):
            return []
        if any(kind in OUTCOMES or kind in REASONS or kind == "carry" for kind in words):  # 申请里有2件不予公开
            return self._behind(words, scene)
        if any(word.word in ("涉及", "涉") for word in run.words):  # 信息处理费300元,涉及申请1件
            return []
        numbered = any(token.word.endswith(("数", "量")) for token in run.chain)
        return ["requests.received"] if noun != "on_request" or numbered else []

    def _behind(self, words: list[str], scene: Scene) -> list[str]:
        """The topic of a number whose words come after it: 12件申请均已办结."""
        rest = [kind for kind in words if kind not in REQUEST_NOUNS]
        if not (scene.requests or scene.asked) or "text" in rest[:1]:
            return []
        if "carry" in rest:
            return self._carried(set(rest), scene)
        outcomes = list(dict.fromkeys(OUTCOMES[kind] for kind in rest if kind in OUTCOMES))
        if outcomes:
            return outcomes
        return ["requests.handled"] if rest and rest[0] in ("handle", "finish") and scene.requests else []

    @staticmethod
    def _carried(names: set[str], scene: Scene) -> list[str]:
        if ("last_year" in names) == ("next_year" in names):
            if "last_year" in names or not (scene.handled or (scene.received and scene.handling)):
                return []
            return ["requests.carried_out"] if scene.handled else ["requests.carried_in"]
        return ["requests.carried_in"] if "last_year" in names else ["requests.carried_out"]


def _first(words: Sequence[str]) -> str:
    """The kind of the first word behind a number that can bind it: in 1件因信息公开申请引起的诉讼 it is the lawsuit."""
    words = [kind for kind in words if kind != "disclosure"]
    if len(words) > 1 and words[0] in REQUEST_NOUNS and words[1] in DISPUTES:
        return words[1]
    return words[0] if words else ""


def _listed(chain: Sequence[Token]) -> bool:
    """True where requests are one of a row of things (申请、复议、诉讼均为0), not what the others arose from (申请引发的复议0件)."""
    return any(a.kind == "request" and b.kind == "comma" for a, b in pairwise(chain))
