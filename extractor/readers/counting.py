"""What the numbers of a sentence count: each bound to its topic by the words before and behind it, and told with its scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.readers.absence import ONE
from extractor.readers.binding import DECISIONS, DISPUTES, PUBLISHING, REQUEST_NOUNS, Binder, Run, Scene, Whose, ahead, applicants_after
from extractor.readers.dates import dated
from extractor.readers.publication import find_publication
from extractor.readers.scope import is_own, shared_scope, subject_scope, taker_scope, with_own_name
from extractor.readers.wording import Token
from extractor.record import Number, Qualifier

_ALWAYS_AS_OF = ("normative.in_force", "requests.carried_out")  # what is in force or left over is so on a day
_OF_CONTENT = ("涉及", "涉", "关于", "类", "方面", "方面的", "有关")
_NAMING = {"own", "text", "our_area", "township"}
_DECIDING = {"receive", "receive_new", "handle", "finish"}  # of disputes: by the agency that they are brought to
_COUNTING = frozenset({"count", "comma", "each"})
_DISPUTED = frozenset(DISPUTES)
_DECIDED = frozenset(DECISIONS.values())
_SHOWN = PUBLISHING | {"display"}
_ABOUT = frozenset({"disclosure", "request", "on_request"})
_LEFT = REQUEST_NOUNS | {"unfinished"}
_VERBS = frozenset({"receive", "receive_new", "added", "handle", "finish"})


class Told(NamedTuple):
    """A claim as the sentence makes it; `start` and `stop` are places in the sentence without white space."""

    topic: str
    value: Number
    qualifier: Qualifier
    scope: Whose
    start: int
    stop: int
    parts: tuple[Number, ...] = ()
    weak: bool = False  # gives way to another claim of its topic: published without the words that mean all, dealt with beside done


class Report(NamedTuple):
    """What is known of the report that the sentence stands in."""

    year: int | None
    organization: str
    agency_endings: tuple[str, ...]
    joint: bool = False  # an office's, and it says that what it does in its government's name is counted in


class Counting:
    """The state of one sentence while it is read from left to right, and what its numbers make of it."""

    def __init__(self, sentence: str, tokens: Sequence[Token], scene: Scene, scope: Whose, report: Report, binder: Binder) -> None:
        self.sentence, self.scene, self.scope, self.report, self.binder = sentence, scene, scope, report, binder
        named = [dated(token, report.year) if token.kind == "year" else token for token in tokens]
        self.tokens = with_own_name(named, sentence, report.organization, report.agency_endings)
        self.rest: Told | None = None
        self.last: list[str] = []
        self.verbs: set[str] = set()
        self.disputes: list[str] = []
        self.kinds = [token.kind for token in self.tokens]
        self.divided = "organisations" in self.kinds
        self.run = Run()
        self.outer: list[tuple[Run, bool]] = []
        self.told: list[Told] = []
        self.reasons: list[Told] = []
        self.bare: Told | None = None
        self.skip = 0
        self.own_year, self.aside, self.behalf = True, False, False
        self.was_own_year = True
        self.year_named = self.cumulative = self.as_of = self.marking = self.unread = False

    def _usable(self) -> bool:
        return self.own_year and not self.cumulative and not self.run.shut and (not self.run.total or (self.year_named and not self.as_of))

    def _number(self, at: int, number: Token) -> None:
        run, scene = self.run, self.scene
        chain, seen = run.names, run.seen
        names = chain - _COUNTING
        topics: list[str] = []
        shared: list[str] = []
        self.rest = None
        if scene.part:
            if not self.own_year and run.words and _first_of(run) == "part_of_year":
                self.own_year = self.was_own_year  # 其中上半年6件,下半年5件: what follows is the year's again
                self.last, self.run = [], Run(opened_by="number")
                return
            scene.ours = (run.scope or self.scope) == "own" and any(told.scope not in ("own", "area") for told in self.told)
        if self._usable() or ("in_force" in chain and not run.shut and self.own_year):
            if "respectively" in chain and self._respectively(at):
                return
            published = find_publication(self.tokens, at, run, scene, self.binder) if seen & PUBLISHING else None
            if published:
                self._add("published.total", number, run, published.parts, published.weak)
            else:
                topics = self._topics(at, number, chain)
                shared = [] if topics else self._own_share(number)
                topics = topics or shared
        for topic in topics:
            self._add(topic, number, run, applicants_after(self.tokens, at) if topic == "requests.received" else ())
        self.last, self.verbs, self.disputes = topics, seen & _VERBS, []
        if topics:
            self._told_of(topics)
        else:
            if names & _DISPUTED:
                self.disputes = [] if names & _DECIDING else [DISPUTES[kind] for kind in names & _DISPUTED]
            if number.unit and not scene.part and self._of_another_thing(names):
                scene.requests = scene.asked = scene.mentioned = False
            if self.verbs and ((run.broken and not names & _VERBS) or (run.channels and not names & REQUEST_NOUNS)):
                scene.requests = False  # received or handled, but another thing
            if names <= _LEFT and self._left_over(at, seen, names) and self._usable():
                self.rest = self._told("requests.carried_out", number, run)
            if names - REQUEST_NOUNS == {"publish"}:
                self.bare = self._told("requests.granted", number, run)
            self.unread |= run.broken and "complaint" not in seen and number.unit in self.binder.units["requests"]
            self.marking |= names == {"on_request"} or ("on_request" in seen and _ends(run, "文"))
        scene.shown = (scene.shown and not _DECIDED.intersection(topics)) or bool(seen & _SHOWN)
        scene.issuing = "normative.issued" in topics or ("issue" in seen and ("regulation" in names or _ends(run, "文件")))
        self.scope = "unknown" if shared else run.scope or self.scope  # whose the next number is, the words do not say
        self.run = Run(opened_by="number")

    def _topics(self, at: int, number: Token, names: set[str]) -> list[str]:
        """What the number counts, by its words and by what follows it."""
        scene = self.scene
        topics = self.binder.topics(number, self.run, names, scene, ahead(self.tokens, at + 1))
        if names & _DISPUTED:
            if topics and not names & _ABOUT and self._of_other_law(at):
                topics = []
        elif self.disputes and not topics and scene.part and "disclosure" in names:
            topics = self.disputes  # 行政复议5件,其中涉及信息公开2件
        if at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "negation":
            topics = self._not_one(at, topics)
        return topics

    def _left_over(self, at: int, seen: set[str], names: set[str]) -> bool:
        """True where the words say that the number's requests were not finished: what the next clause carries over."""
        if "remainder" in seen or "unfinished" in names:
            return True
        return "unfinished" in self.kinds and "unfinished" in ahead(self.tokens, at + 1)[0]

    def _told_of(self, topics: Sequence[str]) -> None:
        """Takes note of what the sentence has counted."""
        scene = self.scene
        for topic in topics:
            if topic == "requests.received":
                scene.received = True
            elif topic == "requests.handled":
                scene.handled = True
            elif topic.startswith("disputes."):
                scene.disputed = True
            elif topic in _DECIDED or topic.startswith("normative."):
                scene.requests = False

    def _of_another_thing(self, names: set[str]) -> bool:
        """True where the number counts another thing, or the requests of one channel or applicant: what follows is then its, not theirs."""
        run = self.run
        if names & {"request", "on_request"}:
            return run.partial_applicants or len(set(run.channels)) == 1
        if run.channels or run.applicants or any(word.word in _OF_CONTENT for word in run.words):
            return False  # requests told apart: 邮寄9件, 涉及土地征收5件
        return (run.broken or bool(names & _DISPUTED)) and not self.scene.mentioned

    def _of_other_law(self, at: int) -> bool:
        """True where the disputes are of every kind: only some of them, or none, are said to be about disclosure."""
        part = False
        for token in self.tokens[at + 1 :]:
            if token.word in (";", "。"):
                return False
            part |= token.kind == "part"
            if (part and token.kind == "disclosure") or token.word == "无关":
                return True
        return False

    def _not_one(self, at: int, topics: list[str]) -> list[str]:
        """政府信息公开申请一件也没有收到: told as none. 12件未办结 tells of those alone, unless it was said how many came."""
        number, negation = self.tokens[at], self.tokens[at + 1]
        if number.word in ONE:
            self.told.extend(Told(topic, 0, "exact", self.run.scope or self.scope, number.start, negation.stop) for topic in topics)
            return []
        return topics if self.run.names & {"receive", "receive_new"} else []

    def _own_share(self, number: Token) -> list[str]:
        """全县收到申请30件,其中我局5件: the number before, of the agency itself."""
        run = self.run
        told = self.told[-1] if self.last and self.told else None
        if told is None or told.scope == "own" or not number.unit:
            return []
        words = [word for word in run.words if word.kind not in ("neutral", "count", "part") and word.kind not in self.verbs]
        name = "".join(word.word for word in words)
        if not {word.kind for word in words} <= _NAMING:
            return []
        if not (len(words) == 1 and run.scope == "own") and not is_own(name, self.report.organization):
            return []
        run.scope = "own"
        return self.last

    def _respectively(self, at: int) -> bool:
        """收到、办结申请分别为12件、11件: as many numbers in a row as topics before them."""
        topics = self.binder.row(self.run, self.scene)
        numbers = [at]
        end = at + 1
        while end + 1 < len(self.tokens) and self.tokens[end].word in ("、", ",", "和", "及") and self.tokens[end + 1].kind == "number":
            numbers.append(end + 1)
            end += 2
        if len(topics) != len(numbers):
            return False
        for topic, place in zip(topics, numbers, strict=True):
            self._add(topic, self.tokens[place], self.run)
        self.skip, self.run = end, Run(opened_by="number")
        return True

    def _add(self, topic: str, number: Token, run: Run, parts: tuple[Number, ...] = (), weak: bool = False) -> None:
        weak = weak or (topic == "requests.handled" and "handle" in run.names and "finish" not in run.names)
        reason = topic.startswith("reason:")
        told = self._told(topic.removeprefix("reason:"), number, run, parts, weak)
        (self.reasons if reason else self.told).append(told)

    def _told(self, topic: str, number: Token, run: Run, parts: tuple[Number, ...] = (), weak: bool = False) -> Told:
        assert number.value is not None
        value = number.value
        qualifier = number.qualifier
        if number.unit in self.binder.money:
            if number.unit == "亿元" and qualifier == "exact":
                qualifier = "about"  # the form has 万元: rounded
            value = self.binder.amount(value, number.unit, topic)
        if run.scope is None:
            run.scope = taker_scope(self.tokens, number, self.report.organization, self.report.agency_endings)
        if run.scope is None:
            run.scope = self._subject(next((token for token in run.chain if token.kind not in ("count", "comma")), None))
        scope: Whose = run.scope or self.scope
        if scope in ("own", "area") and shared_scope(run, self.report.organization, self.report.agency_endings):
            scope = "unknown"
        if self.as_of and scope in ("own", "area") and topic not in _ALWAYS_AS_OF:
            scope = "unknown"
        return Told(topic, value, qualifier, scope, number.start, number.stop, parts, weak)

    def _subject(self, verb: Token | None) -> Whose | None:
        report = self.report
        return subject_scope(self.sentence, self.run, verb, report.organization, report.agency_endings, report.joint)


def _first_of(run: Run) -> str:
    return next((token.kind for token in run.words if token.kind != "neutral"), "")


def _ends(run: Run, word: str) -> bool:
    return any(token.kind == "text" and token.word.endswith(word) for token in run.words)
