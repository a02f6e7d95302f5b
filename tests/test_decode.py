"""Decoding: which cells are named for a table that does not add up, who is blamed, and when nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from random import Random
from statistics import median
from time import perf_counter

import pytest

from extractor.form import load_forms
from extractor.record import Cell, Metadata, Number
from extractor.text import Span
from extractor.verification.decode import decode
from extractor.verification.identities import Equation, Identities
from extractor.verification.rules import load_checks, verify
from extractor.verification.structure import rivals
from tests.tables import CHECKS, FORMS, NEW, OLD, RULES, accepted, checked, consistent

EDITIONS = [pytest.param(NEW, id="2021"), pytest.param(OLD, id="2019")]


def requests(editions: Mapping[str, str]) -> Identities:
    return CHECKS.identities(FORMS.get("requests", editions["requests"]))


def drawn(random: Random, editions: Mapping[str, str], largest: int) -> dict[str, Number]:
    return {a: v for a, v in consistent(random, editions, largest).items() if a.startswith("requests/")}


@pytest.mark.parametrize(("editions", "cells", "equations"), [(NEW, 175, 39), (OLD, 161, 37)], ids=["2021", "2019"])
def test_the_identities_of_table_three_are_one_system(editions, cells, equations) -> None:
    identities = requests(editions)
    assert (len(identities.through), len(identities.equations), len(set(identities.part_of))) == (cells, equations, 1)


@pytest.mark.parametrize("editions", EDITIONS)
def test_no_three_cells_can_change_together_and_leave_every_sum_in_order(editions) -> None:
    """The code has distance 4. A pair or triple that hides would have every one of its equations in common with another of its cells."""
    identities = requests(editions)
    assert identities.knots == ()
    assert all(len(cells) == 1 for cells in identities.by_support.values())


@pytest.mark.parametrize("editions", EDITIONS)
def test_every_error_in_one_two_or_three_cells_shows(editions) -> None:
    """However large: of any three cells, or two, some identity goes through just one, and cannot hold with that one wrong alone."""
    identities = requests(editions)
    masks = [sum(1 << number for number, _ in places) for places in identities.through.values()]
    assert all(masks)
    for i, a in enumerate(masks):
        for j in range(i + 1, len(masks)):
            b = masks[j]
            assert a != b
            assert all((a ^ b ^ c) & ~(a & b & c) for c in masks[j + 1 :])


@pytest.mark.parametrize("editions", EDITIONS)
def test_every_single_wrong_cell_is_located_with_its_value(editions) -> None:
    identities, random = requests(editions), Random(3)
    for largest in (0, 2, 40):
        values = drawn(random, editions, largest)
        for address, true in values.items():
            for wrong in {true + 1, true + 7, true * 10 + 3, true - 1, 0} - {true}:
                if wrong >= 0:
                    (decoding,) = decode(identities, values | {address: wrong})
                    assert decoding.unique == {address: true}


@pytest.mark.parametrize("editions", EDITIONS)
def test_every_single_wrong_cell_is_located_with_half_of_the_noughts_blank(editions) -> None:
    random = Random(5)
    values = consistent(random, editions, 9)
    for address in FORMS.get("requests", editions["requests"]).addresses:
        wrong = random.choice((1, 2, 30))
        cells = accepted(values | {address: values[address] + wrong})
        blank = {a: Cell(None, "blank") for a, v in values.items() if not v and not a.endswith("/total") and "/total/" not in a}
        cells |= {a: cell for a, cell in blank.items() if a != address and random.random() < 0.5}
        findings = checked(cells, editions=editions).findings
        assert {a for f in findings for a in f.suspect} == {address}
        assert all(f.proposed == {address: values[address]} for f in findings if address in f.cells)


@pytest.mark.parametrize("editions", EDITIONS)
@pytest.mark.parametrize("count", [2, 3])
def test_two_and_three_wrong_cells_are_among_the_explanations_and_alone_where_there_is_one(editions, count) -> None:
    identities, random = requests(editions), Random(count)
    for _ in range(400):
        values = drawn(random, editions, random.choice((1, 9, 4000)))
        truth = {a: values[a] for a in random.sample(sorted(values), count)}
        wrong = {a: v + random.choice([d for d in (-v, 1, 2, 9, 90) if d]) for a, v in truth.items()}
        decodings = decode(identities, values | wrong)
        assert len(decodings) == 1
        smallest = {len(explanation) for explanation in decodings[0].explanations}
        assert smallest <= {count} or min(smallest) < count
        if smallest == {count}:
            assert truth in decodings[0].explanations
        if decodings[0].unique is not None and smallest == {count}:
            assert decodings[0].unique == truth
        assert decodings[0].certain.items() <= truth.items() or smallest != {count}


def test_explanations_are_those_that_trying_every_pair_finds() -> None:
    form = FORMS.get("requests", "2021")
    rows, columns = ("granted", "partly_granted", "total"), ("natural_person", "company", "total")
    few = {f"requests/{r}/{c}" for r in rows for c in columns}
    equations = [Equation(e.rule, e.place, kept) for e in CHECKS.identities(form).equations
                 if len(kept := {a: w for a, w in e.terms.items() if a in few}) > 2]
    identities, random = Identities.of(form, equations), Random(8)
    for _ in range(60):
        values = {a: random.randint(0, 3) for a in few}
        gaps = identities.gaps(values)
        if not gaps or any(not identities.gaps(values | {a: v}) for a in few for v in range(12)):
            continue
        pairs = {frozenset({a: x, b: y}.items()) for a, b in combinations(sorted(few), 2) for x in range(12) for y in range(12)
                 if x != values[a] and y != values[b] and not identities.gaps(values | {a: x, b: y})}
        found = {frozenset(e.items()) for d in decode(identities, values, most=2) for e in d.explanations}
        assert found == pairs


def test_a_row_of_table_four_has_five_explanations_and_none_is_certain() -> None:
    identities = CHECKS.identities(FORMS.get("disputes", "2021"))
    values = dict.fromkeys(identities.through, 2) | {f"disputes/{r}/total": 8 for r in ("review", "suit_direct", "suit_after_review")}
    (decoding,) = decode(identities, values | {"disputes/review/other": 4})
    assert len(decoding.explanations) == 5
    assert decoding.unique is None
    assert decoding.certain == {}


def test_a_lost_operand_leaves_what_the_other_equations_say() -> None:
    values = drawn(Random(2), NEW, 9)
    lost = {a: v for a, v in values.items() if a != "requests/granted/company"}
    assert decode(requests(NEW), lost) == ()
    (decoding,) = decode(requests(NEW), lost | {"requests/received/other": values["requests/received/other"] + 4})
    assert decoding.unique == {"requests/received/other": values["requests/received/other"]}


def test_up_to_two_wrong_cells_are_decoded_in_less_than_a_millisecond() -> None:
    identities, random, times = requests(NEW), Random(1), []
    for n in range(200):
        values = drawn(random, NEW, 9)
        wrong = values | {a: values[a] + random.randint(1, 9) for a in random.sample(sorted(values), 1 + n % 2)}
        began = perf_counter()
        decode(identities, wrong)
        times.append(perf_counter() - began)
    assert median(times) < 0.001


TINY = {"requests/received/natural_person": 3, "requests/received/total": 3, "requests/granted/natural_person": 3,
        "requests/granted/total": 3}


def test_a_total_that_changed_places_with_what_was_carried_out_is_not_mended_cell_by_cell() -> None:
    """The only smallest explanation is two cells of another row, and wrong."""
    values = {a: TINY.get(a, 0) for a in requests(NEW).through}
    values |= {"requests/carried_out/natural_person": 3, "requests/carried_out/total": 3}
    form = FORMS.get("requests", "2021")
    (decoding,) = decode(requests(NEW), values)
    assert decoding.unique is not None
    assert ("total", "carried_out") in {rival.rows for rival in rivals(form, requests(NEW), values, sorted(decoding.broken))}
    findings = checked(accepted(values), editions={"requests": "2021"}).findings
    assert findings
    assert all(f.suspect == () and f.proposed == {} for f in findings)


@pytest.mark.parametrize("size", [1, 5, 60])
def test_a_row_that_slid_sideways_is_nobodys_two_or_three_cells(size: int) -> None:
    random = Random(size)
    for _ in range(60):
        values = drawn(random, NEW, size)
        row = random.choice([r.id for r in FORMS.get("requests", "2021").rows])
        columns = [c.id for c in FORMS.get("requests", "2021").columns]
        figures = [values[f"requests/{row}/{c}"] for c in columns]
        slid = values | {f"requests/{row}/{c}": v for c, v in zip(columns, [0, *figures[:-1]], strict=True)}
        for finding in checked(accepted(slid), editions={"requests": "2021"}).findings:
            assert all(values[a] == v for a, v in finding.proposed.items())


def _printed(values: Mapping[str, Number], table: str = "requests", gap: str = " ") -> tuple[str, dict[str, Cell]]:
    """A text with a row a line, and the cells that point into it."""
    text, cells = "", {}
    for row in FORMS.get(table, "2021").rows:
        text += row.zh + gap
        for column in row.columns:
            address = f"{table}/{row.id}/{column}"
            figure = str(values[address])
            cells[address] = Cell(values[address], "accepted", Span(len(text), len(text) + len(figure)), figure)
            text += figure + gap
        text += "\n"
    return text, cells


def _blamed(cells: Mapping[str, Cell], text: str) -> set[str]:
    return {f.cause for f in verify(CHECKS, FORMS, {"requests": "2021"}, cells, (), Metadata(), text).findings}


def test_a_report_is_blamed_for_what_it_prints_in_its_place() -> None:
    values = drawn(Random(4), NEW, 30)
    text, cells = _printed(values | {"requests/granted/total": values["requests/granted/total"] + 6})
    assert _blamed(cells, text) == {"source"}


def test_a_figure_is_laid_to_the_report_with_the_reasons() -> None:
    values = drawn(Random(4), NEW, 30)
    text, cells = _printed(values | {"requests/granted/total": values["requests/granted/total"] + 6})
    for finding in verify(CHECKS, FORMS, {"requests": "2021"}, cells, (), Metadata(), text).findings:
        assert [reason.en for reason in finding.reasons] == [
            "the figures in question read as printed, each in its place in its row", "one wrong cell explains it, and no other does",
        ]


def test_a_row_of_table_four_is_laid_to_the_report_and_to_none_of_its_five_cells() -> None:
    form = FORMS.get("disputes", "2021")
    totals = {f"disputes/{row.id}/total": total for row, total in zip(form.rows, (8, 8, 9), strict=True)}
    text, cells = _printed(dict.fromkeys(form.addresses, 2) | totals, "disputes")
    (finding,) = verify(CHECKS, FORMS, {"disputes": "2021"}, cells, (), Metadata(), text).findings
    assert (finding.cause, finding.suspect, finding.proposed) == ("source", (), {})
    assert "any one of these 5 cells may be the wrong one: undetermined among them" in [reason.en for reason in finding.reasons]


def _displaced(values: Mapping[str, Number], row: str, figures: list[Number]) -> dict[str, Number]:
    columns = [c.id for c in FORMS.get("requests", "2021").columns]
    return {**values, **{f"requests/{row}/{c}": v for c, v in zip(columns, figures, strict=True)}}


def _row(values: Mapping[str, Number], row: str) -> list[Number]:
    return [values[f"requests/{row}/{c.id}"] for c in FORMS.get("requests", "2021").columns]


def _reversed(values: Mapping[str, Number]) -> Mapping[str, Number]:
    return _displaced(values, "received", _row(values, "received")[::-1])


def _digit_moved_on(values: Mapping[str, Number]) -> Mapping[str, Number]:
    row = _row(values, "received")
    return _displaced(values, "received", [row[0] // 10, int(f"{row[0] % 10}{row[1]}"), *row[2:]])


def _tails_exchanged(values: Mapping[str, Number]) -> Mapping[str, Number]:
    one, other = _row(values, "granted"), _row(values, "partly_granted")
    return _displaced(_displaced(values, "granted", [*one[:4], *other[4:]]), "partly_granted", [*other[:4], *one[4:]])


def _copied(values: Mapping[str, Number]) -> Mapping[str, Number]:
    return _displaced(values, "carried_in", _row(values, "received"))


@pytest.mark.parametrize("fault", [_reversed, _digit_moved_on, _tails_exchanged, _copied])
def test_a_report_is_not_blamed_for_rows_that_are_whole_and_out_of_order(fault) -> None:
    values: Mapping[str, Number] = dict.fromkeys(requests(NEW).through, 0)
    for row, figures in (("granted", [11, 2, 0, 0, 5, 1, 19]), ("partly_granted", [4, 3, 0, 0, 2, 0, 9]),
                         ("received", [15, 5, 0, 0, 7, 1, 28]), ("total", [15, 5, 0, 0, 7, 1, 28])):
        values = _displaced(values, row, list(figures))
    assert requests(NEW).gaps(values) == {}
    text, cells = _printed(fault(values))
    findings = verify(CHECKS, FORMS, {"requests": "2021"}, cells, (), Metadata(), text).findings
    assert findings
    assert {(finding.cause, finding.suspect) for finding in findings} == {("undetermined", ())}
    assert all(finding.reasons for finding in findings)


def test_of_two_wrong_cells_in_one_column_none_is_named_and_of_two_apart_each_is() -> None:
    """In a column they share a sum, and a third slip could pass for one of them."""
    values = drawn(Random(4), NEW, 30)

    def named(*wrong: str) -> set[str]:
        text, cells = _printed(values | {a: values[a] + n for n, a in enumerate(wrong, 3)})
        return {a for f in verify(CHECKS, FORMS, {"requests": "2021"}, cells, (), Metadata(), text).findings for a in f.suspect}

    assert named("requests/granted/company", "requests/partly_granted/company") == set()
    apart = {"requests/granted/company", "requests/denied.law_forbids/other"}
    assert named(*apart) == apart


def test_what_is_proposed_of_an_identity_makes_it_hold() -> None:
    random, form = Random(6), FORMS.get("requests", "2021")
    places = {(e.rule, tuple(sorted(e.terms))): e for e in requests(NEW).equations}
    proposed = 0
    for _ in range(150):
        values = drawn(random, NEW, 30)
        printed = values | {a: values[a] + random.randint(1, 9) for a in random.sample(form.addresses, random.choice((1, 2, 3)))}
        for finding in checked(accepted(printed), editions={"requests": "2021"}).findings:
            if finding.proposed:
                proposed += 1
                assert places[finding.rule, tuple(sorted(finding.cells))].gap({**printed, **finding.proposed}) == 0
    assert proposed > 200


def test_a_report_is_not_blamed_for_a_figure_that_was_misread() -> None:
    text, cells = _printed(drawn(Random(4), NEW, 30))
    cells["requests/granted/total"] = cells["requests/granted/total"]._replace(value=777)
    assert _blamed(cells, text) == {"reading"}


def test_a_report_is_not_blamed_for_rows_read_in_each_others_place() -> None:
    values = drawn(Random(4), NEW, 30)
    text, cells = _printed(values)
    swapped = {f"requests/{a}/{c}": cells[f"requests/{b}/{c}"] for a, b in (("total", "received"), ("received", "total"))
               for c in ("natural_person", "company", "total")}
    assert _blamed({**cells, **swapped}, text) == {"reading"}


def test_a_report_is_not_blamed_where_a_figure_of_the_row_is_left_over() -> None:
    values = drawn(Random(4), NEW, 30)
    text, cells = _printed(values | {"requests/granted/total": values["requests/granted/total"] + 6})
    stop = cells["requests/granted/total"].evidence.stop
    longer = text[:stop] + " 9 " + text[stop + 1 :]
    shifted = {a: c._replace(evidence=Span(c.evidence.start + 2, c.evidence.stop + 2)) if c.evidence.start > stop else c
               for a, c in cells.items()}
    assert _blamed(shifted, longer) == {"reading"}


def test_a_report_is_not_blamed_where_a_line_has_room_for_a_cell_more() -> None:
    values = drawn(Random(4), NEW, 30)
    text, cells = _printed(values | {"requests/granted/other": values["requests/granted/other"] + 6}, gap="|")
    assert _blamed(cells, text) == {"source"}
    at = text.index("|", text.index("予以公开"))
    shifted = {a: c._replace(evidence=Span(c.evidence.start + 1, c.evidence.stop + 1)) if c.evidence.start > at else c
               for a, c in cells.items()}
    assert _blamed(shifted, text[:at] + "|" + text[at:]) == {"reading"}


def test_a_new_form_with_its_rules_is_decoded_without_a_line_of_code(tmp_path) -> None:
    table = """
table: visits
section: 五
title: {zh: 来访情况, en: Visits}
editions: ["2021"]
columns:
  - {id: morning, zh: 上午, en: Morning, kind: count, unit: 次}
  - {id: evening, zh: 下午, en: Afternoon, kind: count, unit: 次}
  - {id: total, zh: 合计, en: Total, kind: count, unit: 次}
rows:
  - {id: hall, zh: 大厅, en: Hall}
  - {id: desk, zh: 窗口, en: Desk}
  - {id: total, zh: 合计, en: Total}
"""
    one = (RULES / "checks" / "disputes.yaml").read_text(encoding="utf-8").split("  examples:")[0]
    cases = {"passes": "{}", "fails": "{visits/hall/total: 4}", "unknown": "{visits/hall/total: lost}"}
    examples = "  examples:\n" + "".join(f"    {kind}: [{{cells: {cells}}}]\n" for kind, cells in cases.items())
    rule = one.replace("disputes.row-total", "visits.row-total").replace("table: disputes", "table: visits").replace(
        'sum_of("upheld", "corrected", "other", "pending")', 'sum_of("morning", "evening")')
    other = rule.replace("visits.row-total", "visits.column-total").replace("for_each: row", "for_each: column").replace(
        'sum_of("morning", "evening")', 'sum_of("hall", "desk")')
    (tmp_path / "visits.yaml").write_text(table, encoding="utf-8")
    (tmp_path / "checks.yaml").write_text(rule + examples + other + examples, encoding="utf-8")
    forms = load_forms([tmp_path / "visits.yaml"])
    checks = load_checks([tmp_path / "checks.yaml"], forms)
    values = dict.fromkeys(forms.get("visits", "2021").addresses, 0) | {"visits/desk/morning": 5}
    findings = verify(checks, forms, {"visits": "2021"}, accepted(values), (), Metadata()).findings
    assert {(f.rule, f.suspect, *f.proposed.items()) for f in findings} == {
        (f"visits.{which}-total", ("visits/desk/morning",), ("visits/desk/morning", 0)) for which in ("row", "column")
    }
