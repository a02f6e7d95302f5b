"""One sentence told over word by word: whose count it is, of which year, and which topic each number belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from extractor.readers.absence import ONE, find_absences
from extractor.readers.binding import APPLICANTS, BINDING, CHANNELS, DECISIONS, DISPUTES, PUBLISHING, REQUEST_NOUNS, Binder, Run, Scene, Whose, ahead
from extractor.readers.dates import dated, in_a_row, is_part_of_year, is_whole_year
from extractor.readers.publication import find_publication
from extractor.readers.scope import SCOPES, is_own, scope_of, shared_scope, subject_scope, taker_scope, with_own_name
from extractor.readers.wording import Token
from extractor.record import Number, Qualifier

_ALWAYS_AS_OF = ("normative.in_force", "requests.carried_out")  # what is in force or left over is so on a day
_OF_CONTENT = ("涉及", "涉", "关于", "类", "方面", "方面的", "有关")
_GIVEN = ("转", "交", "转由", "交由", "移送")  # 转我局办理: what another gave us
_NAMING = {"own", "text", "our_area", "township"}
_REPLIES = frozenset({"outcome.partly_granted", "outcome.unavailable", "outcome.not_processed"})
_AND = ("、", "和", "及", "与")
_NOISE = "€拷烫屯"  # what a wrong encoding left of a dash or a quotation mark
_PLACES = ("省", "市", "县", "区", "州", "旗")
_DECIDING = {"receive", "receive_new", "handle", "finish"}  # of disputes: by the agency that they are brought to
_COUNTING = frozenset({"count", "comma", "each"})
_DISPUTED = frozenset(DISPUTES)
_DECIDED = frozenset(DECISIONS.values())
_SHOWN = PUBLISHING | {"display"}
_ABOUT = frozenset({"disclosure", "request", "on_request"})
_TELLING = frozenset({"number", "negation", "carry"})
_LEFT = REQUEST_NOUNS | {"unfinished"}
_CHARGED = frozenset({"charge", "processing_fee"})
_TO = ("至", "到", "-", "—", "~", "－")
_VERBS = frozenset({"receive", "receive_new", "added", "handle", "finish"})
_NOT_MARKED = ("requests.received", "requests.handled", "published.total")


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


class Telling:
    """The state of one sentence while it is read from left to right."""

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
        self.year_named = self.cumulative = self.as_of = self.marking = False

    def tell(self) -> list[Told]:
        """The claims of the sentence. Leaves `scene` and `scope` as the next sentence finds them."""
        kinds = self.kinds
        if not self.scene.asked and len(_REPLIES.intersection(kinds)) > 1:
            self.scene.asked = True  # only requests are answered so
        last = len(kinds) - 1
        while last >= 0 and kinds[last] not in _TELLING:
            last -= 1
        for at, token in enumerate(self.tokens[: last + 1]):
            if at >= self.skip:
                handle = _HANDLERS.get(token.kind)
                if handle:
                    handle(self, at, token)
                else:
                    self.run.words.append(token)
        for token in self.tokens[max(last + 1, self.skip) :]:
            self._spoken_of(token.kind)
        return self._settled()

    # --- words ----------------------------------------------------------------------------------------------------

    def _mark(self, _: int, token: Token) -> None:
        word, run = token.word, self.run
        if word == "(":
            self.outer.append((run, self.scene.part))
            self.run = Run(opened_by="(", scope=run.scope)
        elif word == ")":
            inner = run
            self.run, self.scene.part = self.outer.pop() if self.outer else (Run(), False)
            self.run.chain.extend(t for t in inner.chain if t.kind.startswith("reason."))
        elif word == "、":
            comma = token._replace(kind="comma")
            if run.opened_by == "negation":
                self.run = run = Run(opened_by="、", scope=run.scope)
            self._close_counted()
            run.words.append(comma)
            if run.chain:
                run.chain.append(comma)
            elif run.opened_by == "number" and len(run.words) == 1:
                run.opened_by = "、"
        elif word == ":":
            run.words.append(token)
            run.chain.append(token._replace(kind="count"))
        elif word == "|":
            run.chain.clear()
            run.broken = True
        else:
            self.run = Run(opened_by=word)
            if word == "," and run.by and run.opened_by != "number":
                self.run.channels = run.channels
            if word == ";":
                self.scene.part = False
                self.own_year |= self.aside  # another year's figure stood beside ours, and is over

    def _close_counted(self) -> None:
        """2件行政复议、1件行政诉讼: what follows a number without a comma is that number's and not the next one's."""
        if self.run.opened_by == "number" and self.run.chain:
            self.run.chain.clear()

    def _join(self, _: int, token: Token) -> None:
        self._close_counted()
        self.run.words.append(token)

    def _unknown(self, at: int, token: Token) -> None:
        run = self.run
        if token.word[-1] in _NOISE:
            run.words.append(token._replace(kind="neutral"))
            return
        run.words.append(token)
        if token.kind == "title" and self.kinds[at + 1 : at + 2] == ["et_cetera"]:
            return  # 出台《…办法》等规范性文件3件
        run.chain.clear()
        run.broken = True
        if token.word in _PLACES and at + 1 < len(self.tokens) and self.tokens[at + 1].word.startswith("政府信息"):
            run.scope = "own" if self.report.organization.endswith(token.word + "人民政府") else "unknown"  # 市政府信息公开申请
        self.scene.fees |= token.word.startswith("收费通知") or (token.kind == "title" and "处理费" in token.word)
        self._spoken_of(token.kind)

    def _binding(self, at: int, token: Token) -> None:
        self.run.words.append(token)
        self.run.chain.append(token)
        self._spoken_of(token.kind)
        if token.kind in _CHARGED:
            self.scene.charged |= self.run.names >= _CHARGED and not self.run.shut
        elif token.kind == "carry":
            self.scene.handling = "finish" in self.kinds[at:]
            if self.rest:
                words, shut = ahead(self.tokens, at + 1)
                if shut and words[:1] == ["next_year"]:
                    self.told.append(self.rest)

    def _index(self, _: int, token: Token) -> None:
        """The number of an item: what stands before it is over."""
        self.run = Run(words=[token], opened_by="index")

    def _shut(self, _: int, token: Token) -> None:
        self.run.words.append(token)
        self.run.shut = True

    def _part(self, _: int, token: Token) -> None:
        self.scene.part = True
        self.run = Run(opened_by="part", scope=self.run.scope)

    def _whose(self, _: int, token: Token) -> None:
        run, kind = self.run, token.kind
        leads = all(t.kind in ("year", "own_year", "neutral", "count", "index") for t in run.words)
        if kind == "delegated" and token.word == "名义" and "own" in run.seen:  # in our own name
            kind = "own"
        if token.word == "名义" and run.applicants:  # 以商业企业名义提出: the applicant's
            run.words.append(token)
            return
        outer = run.scope if kind == "whole_area" and token.word.startswith("各级") else None  # 全市各级行政机关
        given = run.words[-1].word.endswith(_GIVEN) if kind == "own" and run.words and run.words[-1].kind == "text" else False
        run.words.append(token)
        run.scope = outer or ("unknown" if given else scope_of(kind, token.word, self.report.organization))
        if given:
            return
        if kind == "delegated" and run.words[0].word in ("受", "以"):
            self.behalf = leads = True
        elif kind == "own" and (token.kind == "own" and self.behalf) != any(w.kind == "delegated" and w is not token for w in run.words):
            run.scope = "unknown"  # 受县政府委托,我局办理…
        if kind == "own" or leads:
            self.scope = run.scope

    def _channel(self, _: int, token: Token) -> None:
        run = self.run
        run.words.append(token)
        last = max((at for at, word in enumerate(run.words[:-1]) if word.kind in CHANNELS), default=-1)
        if not run.channels or any(word.kind in ("comma", "join") for word in run.words[last + 1 :]):
            run.channels.append((token.kind, token.word))

    def _applicant(self, _: int, token: Token) -> None:
        self.run.words.append(token)
        self.run.applicants.add(token.kind)
        self.run.divided = self.divided

    def _by(self, _: int, token: Token) -> None:
        run = self.run
        run.by |= all(word.kind in ("year", "own_year", "own") for word in run.words)
        run.words.append(token)

    def _spoken_of(self, kind: str) -> None:
        scene = self.scene
        if kind in ("request", "on_request"):
            scene.requests = scene.asked = scene.mentioned = scene.disclosure = True
        elif kind == "disclosure":
            scene.disclosure |= not scene.part and not self.outer
        elif kind in ("normative", "regulation"):
            scene.documents = kind == "normative"
        elif kind == "processing_fee":
            scene.fees = True
        elif kind == "foreign":
            scene.requests = False

    def _time(self, at: int, token: Token) -> None:
        """Words of time: the year before is another year's figure, unless something is carried over from it."""
        run, kind = self.run, token.kind
        run.words.append(token)
        following = next((t.kind for t in self.tokens[at + 1 :] if t.kind not in ("neutral", "own", "negation")), "")
        carried = following == "carry" or any(t.kind == "carry" for t in run.chain)
        if kind in ("year", "own_year") and self._ends_a_span(at):
            kind = "other_year"
        elif kind == "year":
            kind = "part_of_year" if is_part_of_year(self.tokens, at) and not self.as_of else "own_year"
        run.shut |= in_a_row(run.words)
        if kind in ("last_year", "next_year") and carried:
            run.chain.append(token)
        elif kind == "own_year":
            self.own_year = self.year_named = True
            self.cumulative = False
            self.as_of &= token.kind == "year"
        elif kind == "part_of_year" and self.scene.part:
            self.was_own_year, self.own_year = self.own_year, False
        elif kind == "part_of_year" or (kind in ("last_year", "next_year", "other_year") and not run.broken):
            self.own_year, self.aside = False, self.aside or bool(self.told)
        elif kind == "in_total":
            run.total = True
        elif kind == "over_the_years":
            before = run.words[-2] if len(run.words) > 1 else None
            self.cumulative |= not (before and before.kind == "year")
        elif kind == "as_of":
            self.as_of = True

    def _ends_a_span(self, at: int) -> bool:
        """2021年至2023年, 2021、2023年: the figures of several years."""
        word = self.tokens[at - 1].word if at > 1 else ""
        if word not in _TO and word not in _AND:
            return False
        first = self.tokens[at - 2]
        numbered = first.kind == "number" and not first.unit and first.word.startswith("20")
        return numbered or (word in _TO and first.kind in ("last_year", "other_year"))

    def _day(self, at: int, token: Token) -> None:
        """A month or day of its own: an event, not the year's count."""
        self._unknown(at, token)
        self.own_year &= is_whole_year(self.tokens, at)

    # --- numbers --------------------------------------------------------------------------------------------------

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
            published = find_publication(self.tokens, at, run, scene, self.binder)
            if published:
                self._add("published.total", number, run, published.parts, published.weak)
            else:
                topics = self._topics(at, number, names)
                shared = [] if topics else self._own_share(number)
                topics = topics or shared
        for topic in topics:
            self._add(topic, number, run)
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
            if ("remainder" in seen or "unfinished" in names) and names <= _LEFT and self._usable():
                self.rest = self._told("requests.carried_out", number, run)
            if names - REQUEST_NOUNS == {"publish"}:
                self.bare = self._told("requests.granted", number, run)
            self.marking |= names == {"on_request"} or ("on_request" in seen and _ends(run, "文"))
        scene.shown = (scene.shown and not _DECIDED.intersection(topics)) or bool(seen & _SHOWN)
        scene.issuing = "normative.issued" in topics or ("issue" in seen and ("regulation" in names or _ends(run, "文件")))
        self.scope = "unknown" if shared else run.scope or self.scope  # whose the next number is, the words do not say
        self.run = Run(opened_by="number")

    def _topics(self, at: int, number: Token, names: set[str]) -> list[str]:
        """What the number counts, by its words and by what follows it."""
        run, scene = self.run, self.scene
        topics = self.binder.topics(number, run, scene, ahead(self.tokens, at + 1))
        if names & _DISPUTED:
            if topics and not names & _ABOUT and self._of_other_law(at):
                topics = []
        elif self.disputes and not topics and scene.part and "disclosure" in names:
            topics = self.disputes  # 行政复议5件,其中涉及信息公开2件
        if at + 1 < len(self.tokens) and self.tokens[at + 1].kind == "negation":
            topics = self._not_one(at, topics)
        return topics

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
        return (run.broken or bool(names & DISPUTES.keys())) and not self.scene.mentioned

    def _of_other_law(self, at: int) -> bool:
        """True where the disputes are of every kind: only some of them, or none, are said to be about disclosure."""
        part = False
        for token in self.tokens[at + 1 :]:
            if token.kind == "number" or token.word in (";", "。"):
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
        words = [word for word in run.words if word.kind not in ("neutral", "count", "part") and word.kind not in self.verbs]
        name = "".join(word.word for word in words)
        if told is None or told.scope == "own" or not number.unit or not {word.kind for word in words} <= _NAMING:
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
        told = self._told(topic.removeprefix("reason:"), number, run)._replace(parts=parts, weak=weak)
        (self.reasons if reason else self.told).append(told)

    def _told(self, topic: str, number: Token, run: Run) -> Told:
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
        return Told(topic, value, qualifier, scope, number.start, number.stop)

    def _subject(self, verb: Token | None) -> Whose | None:
        return subject_scope(self.sentence, self.run, verb, self.report.organization, self.report.agency_endings)

    # --- none at all ----------------------------------------------------------------------------------------------

    def _negation(self, at: int, token: Token) -> None:
        following = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else ""
        if token.word == "不存在" and following == "number" and self.run.opened_by and not self.run.names - {"comma"}:
            self._binding(at, token._replace(kind="reason.unavailable"))  # 公开9件、不存在4件
            return
        absence = find_absences(self.tokens, at, self.run, self.scene)
        self.run.words.append(self.tokens[at])
        if absence.topics and self._usable():
            scope = self.run.scope or self._subject(self.tokens[at]) or self.scope
            for topic, start, stop in absence.topics:
                self.told.append(Told(topic, 0, "exact", scope, start, stop))
        if absence.end > at + 1:
            for token in self.tokens[at:absence.end]:
                self._spoken_of(token.kind)
            self.skip = absence.end
            self.run = Run(opened_by="negation")
        again = at < absence.end < len(self.tokens) and self.tokens[absence.end].kind == "negation"
        self.run.shut = not again  # 未收到申请、无行政复议

    def _settled(self) -> list[Told]:
        repealed = [told for told in self.told if told.topic == "normative.repealed"]
        if len({told.value for told in repealed}) > 1:  # 废止3件、宣布失效2件: which the form counts is open
            self.told = [told for told in self.told if told not in repealed]
        groups = {told.topic for told in self.told}
        for reason in self.reasons:
            if reason.topic not in groups and sum(other.topic == reason.topic for other in self.reasons) == 1:
                self.told.append(reason)
        if self.bare and groups & {"requests.partly_granted", "requests.denied"} and "requests.granted" not in groups and not self.marking:
            self.told.append(self.bare)
        if self.marking:  # documents marked as to their disclosure, not requests and their outcomes
            self.told = [told for told in self.told if told.topic in _NOT_MARKED or told.value == 0]
        return sorted(self.told, key=lambda told: told.start)


_HANDLERS: dict[str, Callable[[Telling, int, Token], None]] = {
    **dict.fromkeys(BINDING, Telling._binding),
    **dict.fromkeys(("text", "title", "foreign", "complaint", "aspect", "rate", "percent"), Telling._unknown),
    **dict.fromkeys(("year", "own_year", "last_year", "next_year", "other_year", "part_of_year"), Telling._time),
    **dict.fromkeys(("over_the_years", "in_total", "as_of"), Telling._time),
    **dict.fromkeys(("comparison", "condition"), Telling._shut),
    **dict.fromkeys(SCOPES, Telling._whose),
    **dict.fromkeys(CHANNELS, Telling._channel),
    **dict.fromkeys(APPLICANTS, Telling._applicant),
    "mark": Telling._mark, "number": Telling._number, "negation": Telling._negation, "part": Telling._part, "join": Telling._join,
    "by": Telling._by, "day": Telling._day, "index": Telling._index,
}  # fmt: skip


def _first_of(run: Run) -> str:
    return next((token.kind for token in run.words if token.kind != "neutral"), "")


def _ends(run: Run, word: str) -> bool:
    return any(token.kind == "text" and token.word.endswith(word) for token in run.words)
