"""The templates and the files beside them, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.web.phrases import KEYS, PHRASES
from extractor.words import STATUSES, said

_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


class File(NamedTuple):
    """A file that the page needs."""

    content: bytes
    kind: str
    version: str


def _files() -> Mapping[str, File]:
    found = {}
    for entry in files("extractor.web").joinpath("static").iterdir():
        suffix = entry.name.rpartition(".")[2]
        if suffix in _KINDS:
            content = entry.read_bytes()
            found[entry.name] = File(content, _KINDS[suffix], sha256(content).hexdigest()[:8])
    return found


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("extractor.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,
    )  # fmt: skip


@dataclass(frozen=True)
class Pages:
    """Pages by the name of their template. Whatever is put into them is put in as text."""

    files: Mapping[str, File] = field(default_factory=_files)
    templates: Environment = field(default_factory=_templates)

    def render(self, template: str, lang: str, **values: Any) -> str:
        """A page in a language."""
        return self.templates.get_template(template).render(
            t={key: said(PHRASES, key, lang) for key in PHRASES}, keys=[(key, zh if lang == "zh" else en) for key, (zh, en) in KEYS],
            lang=lang, static=self._address, status=lambda name: said(STATUSES, name, lang), **values,
        )  # fmt: skip

    def _address(self, name: str) -> str:
        return f"/static/{name}?v={self.files[name].version}"
