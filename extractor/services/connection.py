"""The connection to a model service: sends what is needed to the address given, and to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from extractor.services.profile import OPENAI, Profile

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECT_SECONDS = 10.0
_NEEDED = frozenset({
    "host", "content-length", "content-type", "transfer-encoding", "accept", "accept-encoding", "connection", "user-agent",
})
_OPENAI_ONLY = frozenset({"openai-organization", "openai-project"})


def connect(profile: Profile, key: str | None) -> AsyncOpenAI:
    """A client for the service. It does not retry, follows no redirect, and tells nothing of this machine.

    The address is always given: the library would take OPENAI_BASE_URL else, and send what other programs keep in
    OPENAI_CUSTOM_HEADERS and OPENAI_ORG_ID to whatever service it talks to.
    """
    import openai

    own = urlsplit(profile.base_url).hostname == urlsplit(OPENAI).hostname
    kept = _NEEDED | _OPENAI_ONLY if own else _NEEDED
    authorization = None if key is None else f"Bearer {key}"

    async def only_what_is_needed(request: Any) -> None:
        for name in [name for name in request.headers if name.lower() not in kept]:
            del request.headers[name]
        if authorization is not None:
            request.headers["Authorization"] = authorization

    limits = openai.Timeout(profile.timeout, connect=min(CONNECT_SECONDS, profile.timeout))
    http = openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=limits, event_hooks={"request": [only_what_is_needed]})
    return openai.AsyncOpenAI(api_key=key or "none", base_url=profile.base_url, max_retries=0, timeout=limits, http_client=http)
