"""The review page on a real socket, in this process or as a program of its own, and a client that sends exactly what it is told."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

from extractor.settings import load_settings
from extractor.web.guard import Place
from extractor.web.serve import listen, server
from tests.terminal import gouji, report, rows, start

TOKEN = "a-token-of-the-tests"
DOUBTFUL, LOST, CONTRADICTED = "02-bars-dropped-blanks", "07-page-break", "14-contradiction"


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def words(self) -> str:
        """What a reader sees of the page."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())


@dataclass
class Page:
    """A running review page, as one browser knows it."""

    host: str
    port: int
    address: str
    db: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, body: str = "", cookies: bool = True) -> Got:
        connection = HTTPConnection(self.host, self.port, timeout=30)
        try:
            sent = {"cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} if cookies and self.cookies else {}
            if body:
                sent["content-type"] = "application/x-www-form-urlencoded"
            connection.putrequest(method, path, skip_host="host" in {name.lower() for name in headers or {}})
            for name, value in {**sent, **(headers or {}), "content-length": str(len(body))}.items():
                connection.putheader(name, value)
            connection.endheaders(body.encode())
            answer = connection.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()

    def get(self, path: str) -> Got:
        """A page, wherever it leads to."""
        got = self.ask("GET", path)
        while got.status == 303:
            self.keep(got)
            got = self.ask("GET", got.headers["location"])
        self.keep(got)
        return got

    def post(self, path: str, **fields: str) -> Got:
        """The answer to a form, as this page's own forms send it."""
        headers = {"origin": f"http://{self.host}:{self.port}", "sec-fetch-site": "same-origin"}
        return self.ask("POST", path, headers, urlencode(fields))

    def keep(self, got: Got) -> None:
        if cookie := got.headers.get("set-cookie"):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value

    def enter(self) -> Got:
        """The first page, with the token."""
        return self.get(urlsplit(self.address)._replace(scheme="", netloc="").geturl())

    def first(self) -> str:
        """The path of the best question."""
        return self.ask("GET", "/").headers["location"]

    def about(self, subject: str) -> str:
        """The path of the question about a subject that begins so."""
        ((item,),) = rows(f"select id from questions where state = 'open' and subject like '{subject}%' limit 1", self.db)
        return f"/q/{item}"

    def answer(self, path: str, verdict: str, **fields: str) -> Got:
        """A question answered as its page would."""
        seen = re.search(r'name="seen" value="([^"]+)"', self.get(path).text)
        assert seen is not None
        return self.post(path, verdict=verdict, seen=seen[1], **fields)

    def another(self) -> Page:
        """The same page in another browser."""
        other = Page(self.host, self.port, self.address, self.db)
        other.enter()
        return other


def stored(db: Path, *slugs: str) -> Path:
    """A database of reports from the gold set."""
    result = gouji("extract", *(report(slug) for slug in slugs), "--db", db)
    assert result.exit_code == 0, result.stderr
    return db


@contextmanager
def served(db: Path, host: str = "127.0.0.1", asked_at: str = "127.0.0.1") -> Iterator[Page]:
    """The page of a database, in this process, entered with its token."""
    settings = load_settings({"db": db, "lang": "en"}, {}, db.parent)
    with listen(host, 0) as listener:
        place = Place.of(host, listener.getsockname()[1])
        running = server(settings, place, TOKEN, "anna")
        thread = Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            page = Page(asked_at, place.port, f"{place.origin}/?token={TOKEN}", str(db))
            page.enter()
            yield page
        finally:
            running.should_exit = True
            thread.join()


@contextmanager
def run(db: Path, *arguments: object) -> Iterator[tuple[Page, subprocess.Popen[str]]]:
    """The page as the command serves it, and its process."""
    process = start("review", "--db", db, "--no-open", "--port", 0, "--lang", "en", "--as", "anna", *arguments)
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        page = Page("127.0.0.1", urlsplit(address).port or 0, address, str(db))
        page.enter()
        yield page, process
    finally:
        process.kill()
        process.communicate()
