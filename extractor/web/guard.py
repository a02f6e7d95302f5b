"""The door of the review page: who may ask, from where, and what a browser may do with the answer.

A page on this machine can be reached by every site that the reviewer has open, so a request is refused, in this order: one that
changes something and comes from another site (403), one for another host's name (400), one without the token (401).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import ip_address
from secrets import compare_digest
from socket import gethostname
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = ("GET", "HEAD")
HEADERS = (
    # Texts of reports are put in as text; were one to get through as markup, it could neither run, load nor send anything.
    ("content-security-policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),  # not no-referrer: with that, browsers send our own forms with `Origin: null`
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
_NO_TOKEN = "打开 gouji review 印出的完整网址，其中带有口令。\nOpen the whole address that `gouji review` printed: it holds the token.\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is served. A `wild` place listens on all addresses: any address is its own, and the machine's name."""

    host: str
    port: int
    wild: bool = False

    @classmethod
    def of(cls, host: str, port: int) -> Place:
        """The place that listens on a host."""
        place = cls(host, port)
        return replace(place, wild=host in ("0.0.0.0", "::"))

    @property
    def origin(self) -> str:
        """The address to open: `http://127.0.0.1:8377`."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def owns(self, netloc: str) -> bool:
        """Whether `host:port` is a name of this place. A foreign name that leads to this machine is not."""
        name, _, port = netloc.rpartition(":") if not netloc.endswith("]") else (netloc, "", "")
        if not name:
            name, port = netloc, "80"
        if port != str(self.port):
            return False
        name = name.removeprefix("[").removesuffix("]").lower()
        if self.wild and (name == gethostname().lower() or _is_address(name)):
            return True
        return name in ("127.0.0.1", "localhost", "::1", self.host.lower())


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Guard:
    """An application behind the door."""

    app: ASGIApp
    place: Place
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing; the answer of the application, or the refusal, under the headers that every answer has."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await refused(send_guarded)
        else:
            await self.app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> _Answer | None:
        if scope["type"] != "http":
            return _Answer(400, "http only\n")
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
        if scope["method"] not in SAFE_METHODS and self._foreign(headers):
            return _Answer(403, "此请求来自其他网站。\nThis request comes from another site.\n")
        host = headers.get("host", [])
        if len(host) != 1 or not self.place.owns(host[0]):
            return _Answer(400, f"此地址不是本页的地址：请用 {self.place.origin}\nNot an address of this page: use {self.place.origin}\n")
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if given and scope["method"] in SAFE_METHODS and self._knows(given[-1]):
            left = urlencode([(name, value) for name, value in query if name != "token"])
            location = scope.get("raw_path", b"/").decode("latin-1") + (f"?{left}" if left else "")
            return _Answer(303, "", (("location", "/" + location.lstrip("/\\")), ("set-cookie", self._cookie())))
        return None if self._knows(_cookie(headers.get("cookie", []), self._cookie_name)) else _Answer(401, _NO_TOKEN)

    def _foreign(self, headers: dict[str, list[str]]) -> bool:
        site, origin = headers.get("sec-fetch-site", []), headers.get("origin", [])
        if any(value not in ("same-origin", "none") for value in site) or len(origin) > 1:
            return True
        if not origin:
            return False  # no browser: it has to show the token all the same
        scheme, _, netloc = origin[0].partition("://")
        return scheme != "http" or not self.place.owns(netloc)

    def _knows(self, given: str) -> bool:
        return compare_digest(given.encode("utf-8", "surrogateescape"), self.token.encode())

    @property
    def _cookie_name(self) -> str:
        return f"gouji-{self.place.port}"  # cookies know no ports: two pages on one machine would throw each other out

    def _cookie(self) -> str:
        return f"{self._cookie_name}={self.token}; Path=/; HttpOnly; SameSite=Lax"


def _cookie(headers: list[str], name: str) -> str:
    pairs = (pair.strip().partition("=") for header in headers for pair in header.split(";"))
    return next((value for key, _, value in pairs if key == name), "")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()

    async def __call__(self, send: Send) -> None:
        plain = (("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), *self.headers)
        headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in plain]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.text.encode()})
