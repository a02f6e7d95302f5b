"""The pages and what they answer. Every request has a database connection of its own, so that one that waits holds up no other."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, replace
from time import time
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from fastapi import Depends, FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse

from extractor.errors import GoujiError, StoreError, UsageError
from extractor.pipeline import Kit, load_kit
from extractor.review.agreement import stats
from extractor.review.decisions import ACTIONS, Values
from extractor.review.desk import ANY, Case, ConflictError, Desk, Filter, figure
from extractor.review.overview import overview
from extractor.settings import Language, Settings
from extractor.store import Store
from extractor.web.pages import Pages
from extractor.web.phrases import in_language
from extractor.web.steps import answered, beside
from extractor.web.summary import summary
from extractor.web.view import asked, told, tried

BUSY_SECONDS = 3.0  # a database that is locked for longer is spoken of
_LARGEST = 64_000  # bytes of a form
_SEPARATE = "cell:"  # before the address, in the name of a field
_FIELDS = ("rule", "organization", "year", "cause", "sha256")


@dataclass(frozen=True)
class Setting:
    """What all requests share."""

    settings: Settings
    kit: Kit
    pages: Pages
    who: str
    wanted: Filter


@dataclass(frozen=True)
class Visit:
    """Who asks for what: the reviewer, the language, and the selection that the address names."""

    setting: Setting
    request: Request
    who: str
    lang: Language
    wanted: Filter
    second: bool

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The reviewer's place at the queue."""
        with Store(self.setting.settings.db, create=False, busy_seconds=BUSY_SECONDS) as store:
            yield Desk(store, self.setting.kit, self.who)

    def link(self, path: str, **more: str) -> str:
        """A path of this page, with the selection kept."""
        kept = {name: str(value) for name, value in asdict(self.wanted).items() if value is not None}
        query = urlencode(kept | ({"second": "1"} if self.second else {}) | more)
        return f"{path}?{query}" if query else path

    def show(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page in the reviewer's language."""
        asked_for = self.request.url
        other = "en" if self.lang == "zh" else "zh"
        query = [(k, v) for k, v in parse_qsl(asked_for.query) if k != "lang"]
        path = asked_for.path if self.request.method == "GET" else "/"
        language = f"{path}?{urlencode([*query, ('lang', other)])}"
        html = self.setting.pages.render(template, self.lang, link=self.link, other_language=language, who=self.who, **values)
        answer = HTMLResponse(html, status, {"cache-control": "no-store"})
        if "lang" in self.request.query_params:
            answer.set_cookie("gouji-lang", self.lang, httponly=True, samesite="lax")
        return answer

    def go(self, path: str, **more: str) -> RedirectResponse:
        """A redirection that turns a form into a page that can be loaded again."""
        return RedirectResponse(self.link(path, **more), 303, {"cache-control": "no-store"})

    def best(self, desk: Desk) -> Response | None:
        """A redirection to the best question; None where none is left."""
        case = desk.next(self.wanted, second=self.second)
        return None if case is None else self.go(f"/q/{case.item}")


def page(settings: Settings, who: str, wanted: Filter = ANY, second: bool = False) -> FastAPI:
    """The application. Raises StoreError where the database cannot be opened."""
    setting = Setting(settings, load_kit(settings.content), Pages(), who, wanted)
    with Store(settings.db, create=False) as store:
        Desk(store, setting.kit, who).refresh()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with Store(settings.db, create=False):  # the last connection to close clears the write-ahead log: not after each request
            yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.state.setting, app.state.second = setting, second
    for path, methods, answer in (
        ("/", ["GET"], start), ("/q/{item}", ["GET"], question), ("/q/{item}", ["POST"], decide), ("/q/{item}/try", ["GET"], attempt),
        ("/q/{item}/next", ["GET"], following), ("/q/{item}/previous", ["GET"], preceding), ("/undo", ["POST"], undo),
        ("/who", ["POST"], rename), ("/overview", ["GET"], glance), ("/static/{name}", ["GET"], static),
    ):  # fmt: skip
        app.add_api_route(path, answer, methods=methods, response_model=None)
    for error, status in ((ConflictError, 409), (StoreError, 503), (UsageError, 422), (GoujiError, 500)):
        app.add_exception_handler(error, _told(status))
    app.add_exception_handler(404, _not_found)
    app.add_exception_handler(RequestValidationError, _not_found)  # an item that is no number
    return app


def visit(request: Request) -> Visit:
    """The visit of a request. A language that the address names is kept from then on."""
    setting: Setting = request.app.state.setting
    query, cookies = request.query_params, request.cookies
    given: dict[str, Any] = {name: query[name] for name in _FIELDS if query.get(name)}
    if "year" in given:
        given["year"] = _whole(given["year"]) or -1  # no report is of such a year
    wanted = replace(setting.wanted, **given)
    said = query.get("lang") or cookies.get("gouji-lang")
    lang: Language = "zh" if said == "zh" else "en" if said == "en" else setting.settings.lang
    who = unquote(cookies.get("gouji-who", ""))[:40].strip() or setting.who
    return Visit(setting, request, who, lang, wanted, bool(query.get("second")) or request.app.state.second)


async def form(request: Request) -> Mapping[str, str]:
    """The fields of a posted form. Raises UsageError for one that is far too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            raise UsageError("the form is too large", "go back to the question")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


Visiting = Annotated[Visit, Depends(visit)]
Item = Annotated[int, Path(ge=0, lt=2**63)]
Form = Annotated[Mapping[str, str], Depends(form)]


def start(visit: Visiting) -> Response:
    """The best question, or the page that says that none is left."""
    with visit.desk() as desk:
        selected = visit.wanted != ANY or visit.second
        return visit.best(desk) or visit.show("empty.html", selected=selected, here="review", done=_done(desk))


def question(visit: Visiting, item: Item) -> Response:
    """One question; where it has been answered, the answer and a way to take it back."""
    with visit.desk() as desk:
        answer = None if visit.second else answered(desk, item)
        if answer is not None:
            record, decision = answer
            return visit.show("answered.html", here="review", told=told(decision, record, visit.setting.kit, visit.lang),
                              number=decision.id, record=record)  # fmt: skip
        case = desk.open(item, second=visit.second)
        clean = visit.request.query_params.get("text") == "clean"
        q = asked(case, visit.setting.kit, visit.lang, clean)
        return visit.show("question.html", here="review", q=q, clean=clean, left=desk.left(visit.wanted, second=visit.second),
                          done=_done(desk), shown=f"{time():.3f}")  # fmt: skip


def attempt(visit: Visiting, item: Item) -> Response:
    """What the identities say of figures while they are typed."""
    with visit.desk() as desk:
        case = desk.open(item, second=visit.second)
        try:
            values = _typed(case, visit.request.query_params, visit.setting.kit)
            preview = desk.preview(item, values)
            check = tried(case, visit.setting.kit, values, visit.lang, len(preview.settled))
        except UsageError as error:
            check = replace(tried(case, visit.setting.kit, {}, visit.lang, 0), error=_worded(error, visit.lang))
        return visit.show("sums.html", check=check, here="review")


def decide(visit: Visiting, item: Item, fields: Form) -> Response:
    """The next question, once the answer is stored."""
    action, _, option = fields.get("verdict", "").partition(":")
    if action not in ACTIONS or action == "undo":
        raise UsageError("no such answer", "use the buttons of the question")
    with visit.desk() as desk:
        values = None
        if action == "correct":
            values = _typed(desk.open(item, second=visit.second), fields, visit.setting.kit)
        desk.decide(
            item, action, option=_whole(option) or 0, values=values, reason=fields.get("reason", "")[:2000],
            seconds=_seconds(fields.get("shown", "")), seen=fields.get("seen"), second=visit.second,
        )  # fmt: skip
        return visit.best(desk) or visit.go("/")


def undo(visit: Visiting, fields: Form) -> Response:
    """The question whose answer was taken back."""
    with visit.desk() as desk:
        case = desk.undo(_whole(fields.get("number", "")))
        return visit.go("/" if case is None else f"/q/{case.item}")


def following(visit: Visiting, item: Item) -> Response:
    """The question after this one; nothing is decided."""
    return _step(visit, item, forward=True)


def preceding(visit: Visiting, item: Item) -> Response:
    """The question before this one."""
    return _step(visit, item, forward=False)


def rename(visit: Visiting, fields: Form) -> Response:
    """The page as another reviewer."""
    answer = visit.go("/")
    answer.set_cookie("gouji-who", quote(fields.get("who", "").strip()[:40]), httponly=True, samesite="lax")
    return answer


def glance(visit: Visiting) -> Response:
    """What was read and what came of it."""
    with visit.desk() as desk:
        found = overview(desk.store)
        told = summary(found, stats(desk.store), visit.setting.kit, visit.lang)
    return visit.show("overview.html", here="overview", found=found, s=told, wanted=visit.wanted,
                      link_to=lambda chosen: f"/?{urlencode(chosen)}")  # fmt: skip


def static(visit: Visiting, name: str) -> Response:
    """A file of the page: one of those that it came with, no other."""
    file = visit.setting.pages.files.get(name)
    if file is None:
        return _not_found_page(visit)
    return Response(file.content, 200, {"cache-control": "private, max-age=31536000, immutable"}, file.kind)


def _step(visit: Visit, item: int, *, forward: bool) -> Response:
    with visit.desk() as desk:
        other = beside(desk, item, visit.wanted, forward=forward, second=visit.second)
        desk.release(item)
        return visit.go(f"/q/{item if other is None else other}")


def _typed(case: Case, fields: Mapping[str, str], kit: Kit) -> Values:
    """The figures that were typed: `cell:ADDRESS`, or one `value` for the `address` chosen."""
    editions = case.record.editions
    if "value" in fields:
        address = fields.get("address", case.question.focus)
        if not fields["value"].strip():
            raise UsageError("nothing was typed", "- stands for a cell with nothing in it")
        typed = {address: fields["value"]}
    else:
        typed = {name.removeprefix(_SEPARATE): text for name, text in fields.items() if name.startswith(_SEPARATE)}
        if not any(text.strip() for text in typed.values()):
            raise UsageError("nothing was typed", "- stands for a cell with nothing in it")
    if strange := [address for address in typed if address not in case.machine.cells]:
        raise UsageError(f"{strange[0]}: no cell of this report", "use the fields of the question")
    return {address: figure(text, address, editions, kit.forms) for address, text in typed.items()}


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None


def _seconds(shown: str) -> float:
    try:
        return min(86_400.0, max(0.0, time() - float(shown)))
    except ValueError:
        return 0.0


def _done(desk: Desk) -> int:
    return int(desk.store.rows("select count(*) from questions where state = 'decided'")[0][0])


def _worded(error: GoujiError, lang: Language) -> str:
    return f"{in_language(error.message, lang)} ({in_language(error.hint, lang)})"


def _told(status: int) -> Callable[[Request, Exception], HTMLResponse]:
    def answer(request: Request, error: Exception) -> HTMLResponse:
        assert isinstance(error, GoujiError)
        asking = visit(request)
        message, hint = (in_language(words, asking.lang) for words in (error.message, error.hint))
        return asking.show("message.html", status, here="", kind=status, message=message, hint=hint)

    return answer


def _not_found(request: Request, error: Exception) -> HTMLResponse:
    return _not_found_page(visit(request))


def _not_found_page(visit: Visit) -> HTMLResponse:
    return visit.show("message.html", 404, here="", kind=404, message="", hint="")
