"""`gouji review` as a page: the address is printed at once, the server answers on it until Ctrl-C."""

from __future__ import annotations

import re
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from importlib.util import find_spec
from secrets import token_urlsafe
from threading import Thread
from typing import TYPE_CHECKING

from extractor.errors import UsageError
from extractor.review.desk import ANY, Filter
from extractor.settings import Settings
from extractor.store import Store
from extractor.web.guard import Guard, Place

if TYPE_CHECKING:
    from uvicorn import Server

PORT = 8377
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NEEDED = ("fastapi", "jinja2", "uvicorn")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")


def serve(
    settings: Settings, who: str, wanted: Filter = ANY, *, second: bool = False, port: int | None = None, host: str | None = None,
    token: str | None = None, open_browser: bool = True,
) -> int:  # fmt: skip
    """0 once the page was left with Ctrl-C. Raises UsageError where a package is missing or others could reach the page unasked,
    StoreError where the database cannot be opened."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        said = f"the review page needs packages that are not installed: {', '.join(missing)}"
        raise UsageError(said, "pip install 'gouji[review]', or use `gouji review --terminal`")
    token = _checked(host, token)
    Store(settings.db, create=False).close()  # one that cannot be opened is said before there is an address
    with listen(host or LOOPBACK[0], port) as listener:
        place = Place.of(host or LOOPBACK[0], listener.getsockname()[1])
        address = f"{place.origin}/?token={token}"
        print(address, flush=True)
        if port and place.port != port:
            taken = settings.say(f"端口 {port} 已被占用，改用 {place.port}", f"port {port} is taken: {place.port} is used instead")
            print(taken, file=sys.stderr)
        print(settings.say("按 Ctrl-C 结束", "Ctrl-C ends it"), file=sys.stderr)
        if open_browser:
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()  # a browser for terminals would hold us up
        with suppress(KeyboardInterrupt):  # it shuts down well, then raises what it was shut down with
            server(settings, place, token, who, wanted, second).run(sockets=[listener])
    return 0


def server(settings: Settings, place: Place, token: str, who: str, wanted: Filter = ANY, second: bool = False) -> Server:
    """The server of the page, not yet running. Raises StoreError where the database cannot be opened."""
    import uvicorn

    from extractor.web.app import page

    app = Guard(page(settings, who, wanted, second), place, token)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, proxy_headers=False, server_header=False, timeout_graceful_shutdown=2
    )
    return uvicorn.Server(config)


def _checked(host: str | None, token: str | None) -> str:
    """The token that the page asks for. Raises UsageError for one that is easily guessed, and for a host that others reach without one."""
    if token is None and host not in (None, *LOOPBACK):
        raise UsageError(f"--host {host}: others could reach the page", "give a token of your own as well, with --token")
    if token is not None and not _TOKEN.fullmatch(token):
        raise UsageError("--token: expected 16 or more letters, digits, - and _", "leave it out, and one is made")
    return token or token_urlsafe(24)


def listen(host: str, port: int | None) -> socket.socket:
    """A socket that listens on the port, or on a free one where that is taken."""
    try:
        family, *_, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise UsageError(f"--host {host}: no such address: {error.strerror}", "leave it out to use this machine alone") from error
    wanted: Sequence[int] = (PORT, 0) if port is None else (port, 0)
    for number in wanted:
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if sys.platform != "win32":  # there it would let two programs share a port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((address[0], number, *address[2:]))
            listener.listen(64)
            return listener
        except OSError as error:
            listener.close()
            failed = error
    raise UsageError(f"{host}: cannot be listened on: {failed.strerror}", "check --host and --port")
