"""The frame of a table: whether its headings and rows stand as the form prints them. Where not, no column can be told by place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from extractor.align import LabelStream, bare
from extractor.figures import Style, scan, value_of
from extractor.form import Form, Row
from extractor.layout import Region
from extractor.record import Cell

NEAR = 40  # characters of the label stream after the last row in which it may stand again


def disordered_rows(stream: LabelStream, region: Region, form: Form) -> frozenset[str]:
    """The rows before which the columns are headed in another order than the form's, in the last heading before them, by id.

    Only headings found to the letter are asked; a heading that is gone or damaged says nothing.
    """
    labels = region.labels
    if not labels:
        return frozenset()
    body = stream.index(region.body)
    if form.rows[0].columns[-1] == "total":  # headed once for all rows, in two lines: 总计 above 商业企业
        row, last = form.rows[0], min([m.start for m in labels.values()])
        total, person = (stream.text.find(bare(form.column[c].zh), body, last) for c in (row.columns[-1], row.columns[0]))
        turned = 0 <= total < person or _disordered(stream, _wordings(form, row.id), body, last)
        return frozenset(form.row) if turned else frozenset()
    found = set()
    for row_id, match in labels.items():
        if len((row := form.row[row_id]).columns) > 1:
            others = [m.stop for r, m in labels.items() if m.start < match.start and form.row[r].heading != row.heading]
            if _disordered(stream, _wordings(form, row_id), max([body, *others]), match.start):
                found.add(row_id)
    return frozenset(found)


def _disordered(stream: LabelStream, columns: Sequence[Sequence[str]], first: int, last: int) -> bool:
    """Whether the last places of columns' wordings in a stretch are out of order."""
    at = -1
    for wordings in columns:
        place = max([stream.text.rfind(w, first, last) for w in wordings], default=-1)
        if 0 <= place < at:
            return True
        at = max(at, place)
    return False


@lru_cache(maxsize=256)
def _wordings(form: Form, row: str) -> tuple[tuple[str, ...], ...]:
    """The bare wordings of the labels of a row's columns, without those too short to tell anything."""
    columns = [form.column[c].labels for c in form.row[row].columns]
    return tuple(tuple(w for label in labels if len(w := bare(label)) >= 3) for labels in columns)


def holds_names(clean: str, region: Region) -> bool:
    """Whether each cell stands behind a name of its own, `"3":"规章"`: names in figures, and figures that no row or column tells."""
    if ('"' not in clean and "'" not in clean) or not _NAME.search(clean):
        return False
    return len(_NAMED.findall(clean, region.start, region.stop)) >= _NAMES


_NAME = re.compile(r"""["']:|: ["']""")
_NAMED = re.compile(r"""[\w)]["']?\s?:\s?["'{]""")
_NAMES = 8


def printed_again(stream: LabelStream, region: Region, form: Form) -> frozenset[str]:
    """The rows whose label stands twice among the rows of their table, by id."""
    if not region.labels:
        return frozenset()
    first, last = min([m.start for m in region.labels.values()]), max([m.stop for m in region.labels.values()])
    last = min(last + NEAR, stream.index(region.stop))  # the last row may be the one
    return frozenset([row for row, wording in _long_rows(form) if row in region.labels and stream.text.count(wording, first, last) > 1])


@lru_cache(maxsize=64)
def _long_rows(form: Form) -> tuple[tuple[str, str], ...]:
    """The rows whose bare wording tells something, each with it."""
    return tuple((row.id, wording) for row in form.rows if len(wording := bare(row.zh)) >= 4)


def printed_alike(stream: LabelStream, region: Region, row: Row, cells: Sequence[Cell], style: Style) -> bool:
    """Whether a row whose label stands twice has the figures of these cells behind each of its labels that has any at all."""
    if any(cell.status != "accepted" for cell in cells):
        return False
    wording, values = bare(row.zh), [cell.value for cell in cells]
    ends = [stream.span(at, at + len(wording)).stop for at in stream.all(wording, stream.index(region.body), stream.index(region.stop))]
    labels = sorted((*ends, *(stream.at(m.start) for m in region.labels.values()), *(stream.at(m.start) for m in region.foreign.values())))
    for end in ends:
        items = scan(stream.clean, end, next((start for start in labels if start > end), region.stop), style)
        figures = [value_of(i.text) for i in items if i.kind in ("number", "mark")]
        if figures and figures[: len(values)] != values:
            return False
    return True


def line_disordered(stream: LabelStream, region: Region, form: Form, first_figure: int) -> bool:
    """The same for a table whose rows stand side by side: its rows' headings out of order, 总计 before the outcomes, or
    outcomes headed after the first figure (the table is set the other way round)."""
    start, figures, stop = stream.index(region.body), stream.index(first_figure), stream.index(region.stop)
    rows, columns = _line_wordings(form)
    find, total = stream.text.find, len(columns) - 1
    places = [at for w in rows if (at := find(w, start, figures)) >= 0]
    if places != sorted(places) or any(find(w, figures, stop) >= 0 for w in columns[:-1]):
        return True
    found = sorted([(at, n) for n, w in enumerate(columns) for at in stream.all(w, start, figures)])
    return bool(found) and found[0][1] == total and found[-1][1] != total


@lru_cache(maxsize=64)
def _line_wordings(form: Form) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The bare wordings of the rows, each after its heading, and of the columns."""
    headed = dict.fromkeys(bare(w) for r in form.rows for w in ((r.heading, r.zh) if r.heading else (r.zh,)))
    return tuple(headed), tuple(bare(c.zh) for c in form.columns)
