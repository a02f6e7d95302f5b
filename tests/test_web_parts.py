"""What the review page is laid out from: the statutory tables as grids, and a text with its marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.form import Form
from extractor.inputs import load
from extractor.normalise import normalise
from extractor.pipeline import Kit, load_kit, process
from extractor.settings import Content, shipped
from extractor.text import NormalisedText, Span
from extractor.web.grid import Heading, Line, Place, grid
from extractor.web.source import LONGEST, Mark, cleaned, marked
from tests.terminal import report

KIT: Kit = load_kit(Content((shipped(),)))
FORMS = [pytest.param(form, id=f"{form.table}-{form.edition}") for form in KIT.forms]


def lines(form: Form) -> list[tuple[Line, ...]]:
    laid = grid(form)
    return [part for part in (laid.head, *laid.bodies) if part]


def covered(part: tuple[Line, ...]) -> list[int]:
    """How many grid columns each line fills, headings that reach down from above counted in."""
    widths = [0] * len(part)
    for number, line in enumerate(part):
        for box in line:
            for below in range(box.down if isinstance(box, Heading) else 1):
                widths[number + below] += box.across
    return widths


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_of_a_form_stands_once_in_its_grid_in_printed_order(form: Form) -> None:
    places = [box.address for part in lines(form) for line in part for box in line if isinstance(box, Place)]
    assert places == list(form.addresses)


@pytest.mark.parametrize("form", FORMS)
def test_all_lines_of_a_grid_are_equally_wide(form: Form) -> None:
    assert len({width for part in lines(form) for width in covered(part)}) == 1


def test_the_requests_table_has_the_headings_of_the_notice() -> None:
    form = KIT.forms.get("requests", "2021")
    laid = grid(form)
    spans = {box.zh: (box.across, box.down) for part in lines(form) for line in part for box in line if isinstance(box, Heading)}
    assert spans["法人或其他组织"] == (5, 1)
    assert spans["申请人情况"] == (7, 1)
    assert spans["三、本年度办理结果"] == (1, 22)
    assert spans["(三)不予公开"] == (1, 8)
    assert spans["一、本年新收政府信息公开申请数量"] == (3, 1)
    assert spans["(七)总计"] == (2, 1)
    assert [len(body) for body in laid.bodies] == [2, 22, 1]


def test_the_rows_of_the_disputes_table_stand_side_by_side() -> None:
    assert [len(line) for part in lines(KIT.forms.get("disputes", "2021")) for line in part] == [2, 2, 15, 15]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=6))
def test_pieces_put_together_are_the_text_and_marks_are_where_they_were_set(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Mark(Span(start, start + size), str(n)) for n, (start, size) in enumerate(places)]
    shown = marked(text, marks)
    assert "".join(piece.text for piece in shown.pieces) == text
    for piece in shown.pieces:
        assert piece.mark is None or piece.text == text[piece.mark.span.start : piece.mark.span.stop]


def test_of_two_marks_at_one_place_the_first_is_kept() -> None:
    pieces = marked("a 123 b", [Mark(Span(2, 5), "1"), Mark(Span(2, 3), "2"), Mark(Span(2, 5), "")]).pieces
    assert [(piece.text, piece.mark and piece.mark.name) for piece in pieces] == [("a ", None), ("123", "1"), (" b", None)]


def test_of_an_endless_text_the_part_around_the_evidence_is_shown_and_the_rest_counted() -> None:
    text = "字" * 3 * LONGEST
    shown = marked(text, [Mark(Span(2 * LONGEST, 2 * LONGEST + 1), "1")])
    assert shown.before == LONGEST
    assert shown.before + sum(len(piece.text) for piece in shown.pieces) + shown.after == len(text)


def test_a_mark_outside_the_report_is_not_shown_for_another_report_of_the_same_file() -> None:
    shown = marked("first 1 second 2", [Mark(Span(6, 7), "1"), Mark(Span(15, 16), "2")], Span(8, 16))
    assert [piece.text for piece in shown.pieces] == ["second ", "2"]


def test_figures_are_marked_at_the_same_digits_in_the_cleaned_text() -> None:
    document = load(report("04-pinyin-2019"))
    (record,) = process(document, KIT)
    clean = normalise(document, KIT.cleaning)
    cells = [cell for cell in record.cells.values() if cell.status == "accepted" and cell.evidence and cell.printed]
    found = cleaned(clean, [Mark(cell.evidence, cell.printed) for cell in cells if cell.evidence and cell.printed])
    assert len(found) == len(cells) > 100
    assert all(clean.text[mark.span.start : mark.span.stop] == mark.name for mark in found)


def test_a_mark_that_cleaning_left_out_is_dropped() -> None:
    assert cleaned(NormalisedText("ab", [0, 5], [1, 6]), [Mark(Span(2, 4), "1")]) == ()
