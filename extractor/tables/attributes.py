"""Attributes of extended Markdown: `[words]{style="…"}` around words, `{#name .class}` behind a heading, `::: {…}` around a part."""

from __future__ import annotations

import re

from extractor.text import Plain

CLOSE = "]{"
_ATTRIBUTES = r'\{[ ]*(?:(?:[#.][^\s{}"]+|[a-zA-Z][\w-]*=(?:"[^"]*"|[^\s{}"]+))\s*)+\}'
_TOKEN = re.compile(rf"(?P<open>\[)|\](?P<span>{_ATTRIBUTES})?|(?P<fence>^:{{3,}}[^\n]*$)|[ ](?P<heading>{_ATTRIBUTES})(?=[ ]*$)", re.M)


def read_spans(text: str) -> list[Plain]:
    """The edits that leave out attributes with the brackets that they belong to."""
    edits: list[Plain] = []
    opened: list[int] = []
    for found in _TOKEN.finditer(text):
        if found["open"]:
            opened.append(found.start())
        elif found["fence"] or found["heading"]:
            edits.append((*found.span(), ""))
        elif opened:
            at = opened.pop()
            if found["span"]:
                edits += [(at, at + 1, ""), (*found.span(), "")]
    return edits
