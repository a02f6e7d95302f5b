"""Table 四: found after the other tables, by its column labels, else by its title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from extractor.align import LabelStream, bare
from extractor.form import Form, Forms
from extractor.layout.regions import NEAR_TITLE, WITHIN, Region, end_of_figures, numbered_start, wordings_of


@lru_cache(maxsize=8)
def _dispute_wordings(form: Form) -> tuple[Sequence[str], Sequence[str]]:
    """The columns and rows that tell table 四, without its first row, which prose names too; and its titles."""
    first, *rows = [row.zh for row in form.rows]
    named = [bare(zh) for zh in (*[column.zh for column in form.columns[:-1]], *rows)]
    return [wording for wording in named if wording != bare(first)], wordings_of(form).titles


def find_disputes(stream: LabelStream, forms: Forms, low: int, high: int, *, anchored: bool) -> Region | None:
    """Table 四, after the other tables: by its column labels, else by its title."""
    cues, wordings = _dispute_wordings(forms.get("disputes", forms.editions("disputes")[0]))
    high = min(high, low + WITHIN) if anchored else high
    columns = sorted([at for cue in cues for at in stream.all(cue, low, high)])
    titles = [at for title in wordings for at in stream.all(title, low, high)]
    if not anchored and len(columns) < 3:
        return None
    if columns:
        first = columns[0]
        near = [at for at in titles if first - NEAR_TITLE <= at < first]
        start = min(near, default=first)
    elif titles:
        start = first = titles[0]
    else:
        return None
    last = [at + 4 for at in columns if at < first + 200]
    body = stream.span(start, start + 1).start
    for wording in wordings if titles else ():
        if stream.text.startswith(wording, start):
            body = stream.span(start, start + len(wording)).stop
            body += stream.clean[body : body + 1] == "\n"
            break
    return Region("disputes", None, numbered_start(stream, start), body, end_of_figures(stream, max([start + 1, *last])))
