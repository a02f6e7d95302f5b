"""One sentence told over word by word: whose count it is, of which year, and which topic each number belongs to."""

from __future__ import annotations

from collections.abc import Callable

from extractor.readers.absence import find_absences
from extractor.readers.binding import APPLICANTS, BINDING, CHANNELS, Run, ahead
from extractor.readers.counting import Counting, Told
from extractor.readers.dates import in_a_row, is_part_of_year, is_whole_year
from extractor.readers.scope import SCOPES, scope_of
from extractor.readers.wording import Token

_GIVEN = ("转", "交", "转由", "交由", "移送")  # 转我局办理: what another gave us
_REPLIES = frozenset({"outcome.partly_granted", "outcome.unavailable", "outcome.not_processed"})
_TO = ("至", "到", "-", "—", "~", "－")
_AND = ("、", "和", "及", "与")
_NOISE = "€拷烫屯"  # what a wrong encoding left of a dash or a quotation mark
_PLACES = ("省", "市", "县", "区", "州", "旗")
_SPOKEN_OF = frozenset({"request", "on_request", "disclosure", "normative", "regulation", "processing_fee", "foreign"})
_TELLING = frozenset({"number", "negation", "carry"})
_CHARGED = frozenset({"charge", "processing_fee"})
_NOT_MARKED = ("requests.received", "requests.handled", "published.total")


class Telling(Counting):
    """What the words of a sentence do to its state, from left to right."""

    def tell(self) -> list[Told]:
        """The claims of the sentence. Leaves `scene` and `scope` as the next sentence finds them."""
        kinds = self.kinds
        if not self.scene.asked and len(_REPLIES.intersection(kinds)) > 1:
            self.scene.asked = True  # only requests are answered so
        last = len(kinds) - 1
        while last >= 0 and kinds[last] not in _TELLING:
            last -= 1
        handler = _HANDLERS.get
        for at, token in enumerate(self.tokens[: last + 1]):
            if at >= self.skip:
                handle = handler(kinds[at])
                if handle:
                    handle(self, at, token)
                else:
                    self.run.words.append(token)
        for kind in kinds[max(last + 1, self.skip) :]:
            if kind in _SPOKEN_OF:
                self._spoken_of(kind)
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
            comma = token.of_kind("comma")
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
            run.chain.append(token.of_kind("count"))
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
            run.words.append(token.of_kind("neutral"))
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
        self.run = Run(opened_by="index")
        self.run.words.append(token)

    def _shut(self, _: int, token: Token) -> None:
        self.run.words.append(token)
        self.run.shut = True

    def _part(self, _: int, token: Token) -> None:
        self.scene.part = True
        self.run = Run(opened_by="part", scope=self.run.scope)

    def _whose(self, _: int, token: Token) -> None:
        run, kind = self.run, token.kind
        leads = all(t.kind in ("year", "own_year", "neutral", "count", "index") for t in run.words)
        if token.word == "名义":
            if run.applicants:  # 以商业企业名义提出: the applicant's
                run.words.append(token)
                return
            if next((word.kind for word in reversed(run.words) if word.kind != "neutral"), "") == "own":  # in our own name
                kind = "own"
        every = kind == "whole_area" and token.word.startswith("各级")
        outer = run.scope if every and run.scope != "own" else None  # 全市各级行政机关; but 澜港区各级行政机关 are more than the one
        given = run.words[-1].word.endswith(_GIVEN) if kind == "own" and run.words and run.words[-1].kind == "text" else False
        run.words.append(token)
        run.scope = outer or ("unknown" if given else scope_of(kind, token.word, self.report.organization))
        if given:
            return
        if kind == "delegated" and run.words[0].word in ("受", "以"):
            self.behalf = leads = True
        elif kind == "own" and (token.kind == "own" and self.behalf) != any(w.kind == "delegated" and w is not token for w in run.words):
            run.scope = "own" if self.report.joint and "join" in run.seen else "unknown"  # 受县政府委托,我局办理…
        if kind == "own" or leads:
            self.scope = run.scope

    def _channel(self, _: int, token: Token) -> None:
        run = self.run
        run.words.append(token)
        last = max((at for at, word in enumerate(run.words[:-1]) if word.kind in CHANNELS), default=-1)
        if not run.channels or any(word.kind in ("comma", "join") for word in run.words[last + 1 :]):
            run.channels = (*run.channels, (token.kind, token.word))

    def _applicant(self, _: int, token: Token) -> None:
        self.run.words.append(token)
        self.run.applicants |= {token.kind}
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
            kind, self.own_year = "other_year", False
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
        elif kind in ("part_of_year", "next_year") or (kind in ("last_year", "other_year") and not run.broken):
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

    # --- none at all ----------------------------------------------------------------------------------------------

    def _negation(self, at: int, token: Token) -> None:
        following = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else ""
        if token.word == "不存在" and following == "number" and self.run.opened_by and not self.run.names - {"comma"}:
            self._binding(at, token.of_kind("reason.unavailable"))  # 公开9件、不存在4件
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
        if not (self.told or self.reasons):
            return []
        repealed = [told for told in self.told if told.topic == "normative.repealed"]
        if len({told.value for told in repealed}) > 1:  # 废止3件、宣布失效2件: which the form counts is open
            self.told = [told for told in self.told if told not in repealed]
        groups = {told.topic for told in self.told}
        for reason in [] if self.unread else self.reasons:  # the number without a topic may be another reason's
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
