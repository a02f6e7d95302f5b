"""Two readings made one: agreement, disagreement, only one saw it; and what a lone model is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from extractor.pipeline import conclude
from extractor.readers.llm import UNSEEN
from extractor.reconcile import OPEN, Reconciled, compare, reconcile, reread, suspect_rows
from extractor.record import Candidate, Cell, Claim, Reading
from extractor.text import Span
from tests.pointer import Pointer, Way
from tests.reading import SLUGS, gold_report, kit, pointed, read, report, settled, source, wrong
from tests.truth import FORMS

EDITIONS = {"requests": "2021"}
FORM = FORMS.get("requests", "2021")


def printed(value: int, at: int, status: str = "accepted", reason: str | None = None) -> Cell:
    return Cell(value, status, Span(at, at + 1), str(value), reason=reason)  # type: ignore[arg-type]


def table(step: int = 10) -> dict[str, Cell]:
    """Every cell with a 1 and its total 6, one after the other."""
    return {a: printed(6 if a.endswith("total") else 1, n * step) for n, a in enumerate(FORM.addresses)}


def joined(
    offline: Mapping[str, Cell], model: Mapping[str, Cell], alone: bool = False, words: Mapping[str, str] | None = None,
) -> Reconciled:  # fmt: skip
    figures = {"requests": [Span(n * 10, n * 10 + 1) for n in range(len(FORM.addresses))]}
    return reconcile(Reading({}, offline), Reading({}, model), FORMS, EDITIONS, figures, {"requests": words or {}}, {}, alone=alone)


def of(row: str, column: str = "company") -> str:
    return f"requests/{row}/{column}"


def row_lost(cells: dict[str, Cell], *rows: str) -> dict[str, Cell]:
    return cells | {a: Cell(None, "lost", reason="row-lost") for a in cells if a.split("/")[1] in rows}


def test_two_readings_that_agree_stay_as_the_offline_reader_read_them() -> None:
    assert joined(table(), table()).cells == table()


def test_readings_that_disagree_are_for_a_person_with_both_candidates() -> None:
    offline = table() | {of("granted"): Cell(None, "blank")}
    result = joined(offline, table()).cells[of("granted")]
    assert (result.status, result.reason) == ("review", "readers-disagree")
    assert [(c.value, c.reader) for c in result.candidates] == [(None, "template"), (1, "llm")]


def test_a_slip_within_a_row_that_is_whole_is_refuted_by_the_other_pointers() -> None:
    model = table() | {of("granted"): printed(1, 1500)}
    assert joined(table(), model).cells == table()


def test_what_only_the_offline_reader_saw_stays() -> None:
    assert joined(table(), table() | {of("granted"): UNSEEN}).cells == table()


def test_a_model_that_misses_most_of_what_is_certain_changes_nothing() -> None:
    model = {a: c._replace(evidence=Span(c.evidence.start + 70, c.evidence.stop + 70)) for a, c in table().items() if c.evidence}
    result = joined(row_lost(table(), "granted"), model)
    assert result.unheeded == ("requests",)
    assert result.cells == row_lost(table(), "granted")


def test_a_model_whose_rows_stand_behind_their_own_labels_is_heard_against_most_of_the_figures() -> None:
    moved = {a: c._replace(value=7, evidence=Span(c.evidence.start + 70, c.evidence.stop + 70)) for a, c in table().items() if c.evidence}
    result = joined(table(), moved, words={row.id: row.zh for row in FORM.rows})
    assert {c.status for c in result.cells.values()} == {"review"}


def test_a_model_that_leaves_out_what_is_printed_in_its_rows_changes_nothing() -> None:
    blank = dict.fromkeys(table(), Cell(None, "blank"))
    shifted = dict(zip(table(), [UNSEEN, *table().values()], strict=False))
    for model in (blank, shifted | {a: UNSEEN for a in shifted if a.endswith("natural_person")}):
        result = joined(table(), model, words={row.id: row.zh for row in FORM.rows})
        assert (result.unheeded, result.cells) == (("requests",), table())


def test_a_row_that_the_model_reads_behind_another_label_is_not_heard() -> None:
    rows = {row.id: row for row in FORM.rows}
    moved = {a: printed(8, 9000 + n) for n, a in enumerate(a for a in table() if "/granted/" in a)}
    told = {row.id: row.zh for row in FORM.rows}
    for before, reason in ((rows["granted"].zh, "readers-disagree"), ("", "readers-disagree"), (rows["partly_granted"].zh, None)):
        assert joined(table(), table() | moved, words=told | {"granted": before}).cells[of("granted")].reason == reason


def test_the_figures_of_two_whole_rows_make_no_third() -> None:
    drifted = dict(zip(table(), [*list(table().values())[1:], UNSEEN], strict=True))
    told = {row.id: row.zh for row in FORM.rows}
    assert joined(table(), drifted, words=told).cells == table()
    left_over = drifted | {of("granted", "total"): printed(6, 9000)}  # a figure that the offline reader has nowhere
    assert joined(table(), left_over, words=told).cells[of("granted")].reason == "readers-disagree"


def test_that_a_figure_is_none_of_its_row_is_believed_of_a_model_that_agrees_elsewhere() -> None:
    offline = table() | {of("granted"): Cell(None, "blank")}  # of which nobody knows the place
    without = {of("granted", "research"): Cell(None, "blank")}
    assert joined(offline, offline | without).cells[of("granted", "research")].reason == "readers-disagree"
    moved = {a: c._replace(value=7, evidence=Span(c.evidence.start + 2, c.evidence.stop + 2)) for a, c in offline.items() if c.evidence}
    doubtful = offline | moved | {a: offline[a] for a in offline if "/granted/" in a} | without
    result = joined(offline, doubtful, words={row.id: row.zh for row in FORM.rows})
    assert result.unheeded == ()
    assert result.cells[of("received")].reason == "readers-disagree"
    assert result.cells[of("granted", "research")] == offline[of("granted", "research")]


def test_rows_that_both_leave_empty_bear_no_witness() -> None:
    offline = dict.fromkeys(table(), Cell(None, "blank")) | {a: c for a, c in table().items() if a.endswith("total") and "denied" in a}
    result = joined(offline, dict.fromkeys(table(), Cell(None, "blank")), words={row.id: row.zh for row in FORM.rows})
    assert (result.unheeded, result.cells) == (("requests",), offline)


def test_the_figures_of_a_row_that_is_whole_have_one_order() -> None:
    a, b = of("granted"), of("granted", "research")
    model = table() | {a: Cell(None, "blank"), b: table()[a]}
    assert joined(table(), model).cells == table()
    offline = table() | {b: Cell(None, "blank")}  # of which nobody knows the place: then a figure left out may be none of the row's
    assert joined(offline, offline | {a: Cell(None, "blank"), b: table()[a]}).cells == offline
    assert joined(offline, offline | {a: Cell(None, "blank")}).cells[a].reason == "readers-disagree"


def test_the_same_figures_from_other_places_are_no_disagreement() -> None:
    moved = {a: c._replace(evidence=Span(c.evidence.start + 70, c.evidence.stop + 70)) for a, c in table().items() if c.evidence}
    assert joined(table(), moved, words={row.id: row.zh for row in FORM.rows}).cells == table()


def test_a_lost_row_is_taken_where_its_figures_have_no_other_place() -> None:
    result = joined(row_lost(table(), "granted", "partly_granted"), table()).cells
    assert {result[a].reason for a in FORM.addresses if "granted/" in a} == {"only-place"}
    assert result[of("granted")].evidence == table()[of("granted")].evidence


def test_a_lost_row_is_not_taken_where_a_figure_between_is_left_over() -> None:
    model = row_lost(table(), "partly_granted")
    result = joined(row_lost(table(), "granted", "partly_granted"), model).cells
    assert result[of("granted")].status == "review"
    assert [c.reader for c in result[of("granted")].candidates] == ["llm"]


def test_of_two_lost_rows_with_figures_for_one_the_rest_of_a_label_tells_which() -> None:
    gone = [a for a in FORM.addresses if a.split("/")[1] == "denied.state_secret"]
    offline = row_lost(table(), "denied.state_secret", "denied.law_forbids")
    model = table() | dict.fromkeys(gone, UNSEEN)
    figures = [c.evidence for a, c in table().items() if a not in gone and c.evidence]
    read_ = [Reading({}, offline), Reading({}, model)]
    named = {"denied.law_forbids": "行政法规禁止公开"}
    with_words = reconcile(*read_, FORMS, EDITIONS, {"requests": figures}, {"requests": named}, {})
    without = reconcile(*read_, FORMS, EDITIONS, {"requests": figures}, {"requests": {}}, {})
    assert with_words.cells[of("denied.law_forbids")].status == "accepted"
    assert without.cells[of("denied.law_forbids")].status == "review"


def test_a_row_with_a_broken_sum_is_not_taken_for_its_place_alone() -> None:
    wrong_sum = table() | {of("granted", "total"): printed(9, table()[of("granted", "total")].evidence.start)}  # type: ignore[union-attr]
    assert joined(row_lost(table(), "granted"), wrong_sum).cells[of("granted")].status == "review"


def sparse(*row: int | None, at: int = 2 * 70) -> dict[str, Cell]:
    """A reading of "granted" with these figures, one after the other, where the full table has its own."""
    cells = [None if v is None else (v, at + 10 * n) for n, v in enumerate(row)]
    addresses = [a for a in FORM.addresses if "/granted/" in a]
    return {a: Cell(None, "blank") if c is None else printed(*c) for a, c in zip(addresses, cells, strict=True)}


def balanced(granted: Mapping[str, Cell]) -> tuple[dict[str, Cell], list[Span]]:
    """A reading in which every column closes with this row, all else being 0 but what was received; and its printed places."""
    noughts = {a: c._replace(value=0, printed="0") for a, c in table().items()}
    of_column = {a.split("/")[2]: c.value for a, c in granted.items()}
    cells = noughts | {
        a: c._replace(value=of_column[a.split("/")[2]] or 0)
        for a, c in noughts.items() if a.split("/")[1] in ("received", "total")
    } | dict(granted)  # fmt: skip
    return cells, [c.evidence for c in cells.values() if c.evidence]


def sparsely(model: dict[str, Cell], figures: list[Span], words: str = "", reason: str = "dropped-blanks") -> Mapping[str, Cell]:
    offline = model | {a: Cell(None, "review", reason=reason) for a in model if "/granted/" in a}
    read_ = Reading({}, offline), Reading({}, model)
    cells = reconcile(*read_, FORMS, EDITIONS, {"requests": figures}, {"requests": {"granted": words}}, {}).cells
    return {a.split("/")[2]: c for a, c in cells.items() if "/granted/" in a}


def test_a_lone_figure_whose_column_closes_is_the_total_of_an_empty_row() -> None:
    cells = sparsely(*balanced(sparse(*[None] * 6, 5)))
    assert (cells["total"].value, cells["total"].status, cells["company"].status) == (5, "accepted", "blank")
    cut = sparsely(*balanced(sparse(*[None] * 6, 5)), reason="page-break")
    assert (cut["total"].status, cut["company"].status) == ("accepted", "review")


def test_a_lone_nought_is_the_total_where_its_label_is_still_alike() -> None:
    model, figures = balanced(sparse(*[None] * 6, 0))
    assert sparsely(model, figures, "(一)予公以开")["total"].status == "accepted"
    assert sparsely(model, figures, "另有若干")["total"].status == "review"


def test_figures_of_a_sparse_row_stand_where_every_column_closes_unless_one_is_nought() -> None:
    cells = sparsely(*balanced(sparse(2, None, 3, None, None, None, 5)))
    assert [c.value for c in cells.values()] == [2, None, 3, None, None, None, 5]
    assert {c.status for c in cells.values()} == {"accepted", "blank"}
    nought = sparsely(*balanced(sparse(5, None, 0, None, None, None, 5)))
    assert (nought["total"].status, nought["natural_person"].status) == ("accepted", "review")


def test_figures_that_close_no_column_or_leave_one_over_settle_no_sparse_row() -> None:
    model, figures = balanced(sparse(2, None, 3, None, None, None, 5))
    elsewhere = model | sparse(None, 2, 3, None, None, None, 5)
    assert {c.status for a, c in sparsely(elsewhere, figures).items() if a != "total"} == {"review"}
    assert {c.status for c in sparsely(model, [*figures, Span(205, 206)]).values()} == {"review"}


def as_printed(read_: Mapping[str, Cell], words: str = "(一)予以公开") -> set[str]:
    """The statuses of a row in doubt that the model reads as a whole line, blanks and all."""
    model, figures = balanced(sparse(*[None] * 6, 5))
    model |= read_
    offline = model | {a: Cell(None, "review", reason="dropped-blanks") for a in model if "/granted/" in a}
    lines = {"requests": [tuple(c.evidence for a, c in model.items() if "/granted/" in a and c.evidence)]}
    given = Reading({}, offline), Reading({}, model)
    cells = reconcile(*given, FORMS, EDITIONS, {"requests": figures}, {"requests": {"granted": words}}, lines).cells
    return {c.status for a, c in cells.items() if "/granted/" in a}


def line(*values: int | None) -> dict[str, Cell]:
    """The row "granted" with a place for each cell, blank ones included."""
    cells = sparse(*[1] * 7)
    pairs = zip(cells.items(), values, strict=True)
    return {a: c._replace(value=v, status="blank" if v is None else "accepted", printed=v and str(v)) for (a, c), v in pairs}


def test_a_row_printed_with_nothing_but_marks_behind_its_label_is_blank() -> None:
    assert as_printed(line(*[None] * 7)) == {"blank"}
    assert as_printed(line(*[None] * 7), "(二)部分公开") == {"review"}


def test_marks_for_its_blanks_show_that_no_figure_of_a_row_was_pushed_aside() -> None:
    read_ = line(3, 1, None, None, None, None, None)
    marked = {a: c._replace(printed="-" if c.value is None and not a.endswith("total") else c.printed) for a, c in read_.items()}
    assert as_printed(marked) == {"accepted", "blank"}


def test_blanks_that_may_only_pad_a_line_settle_no_figure() -> None:
    assert as_printed(line(5, None, None, None, None, None, None)) == {"review"}
    assert as_printed(line(2, 3, 5, None, None, None, None)) == {"review"}


@pytest.mark.parametrize("reason", sorted(OPEN))
def test_no_pointer_settles_what_the_text_does_not_hold(reason: str) -> None:
    offline = table() | {a: Cell(None, "review", reason=reason) for a in FORM.addresses if "/granted/" in a}
    result = joined(offline, table()).cells[of("granted")]
    assert (result.status, result.reason, result.value) == ("review", reason, 1)


def test_a_lone_model_is_believed_where_label_and_ordinal_show_the_same_place() -> None:
    model = table() | {of("granted"): printed(1, 5), of("total"): UNSEEN}
    result = joined(table(), model, alone=True).cells
    assert result[of("received")] == table()[of("received")]
    assert (result[of("granted")].status, result[of("granted")].reason) == ("review", "no-evidence")
    assert result[of("total")].status == "review"


def test_a_lone_model_is_not_believed_for_the_same_number_at_another_place() -> None:
    noughts = {a: printed(0, n * 10) for n, a in enumerate(FORM.addresses)}
    moved = {a: printed(0, n * 10 + 70) for n, a in enumerate(FORM.addresses)}
    assert "accepted" not in {c.status for c in joined(noughts, moved, alone=True).cells.values()}


def test_a_table_without_labels_is_believed_only_whole_in_order_and_closed() -> None:
    absent = {a: Cell(None, "lost", reason="table-absent") for a in FORM.addresses}
    details = [r.id for r in FORM.rows if r.id not in ("received", "carried_in", "total", "carried_out")]
    rows = dict.fromkeys(details, 1) | {"received": len(details) + 1, "carried_in": 1, "total": len(details), "carried_out": 2}
    cells = {}
    for n, address in enumerate(FORM.addresses):
        value = rows[address.split("/")[1]]
        cells[address] = printed(value * 6 if address.endswith("total") and not address.endswith("/other") else value, n * 10)
    assert {c.status for c in joined(absent, cells).cells.values()} == {"accepted"}
    noughts = {a: c._replace(value=0) for a, c in cells.items()}
    assert "accepted" not in {c.status for c in joined(absent, noughts).cells.values()}
    lines = {"requests": [tuple(c.evidence for c in list(noughts.values())[n : n + 7] if c.evidence) for n in range(0, len(noughts), 7)]}
    figures, words = {"requests": [s for line in lines["requests"] for s in line]}, {"requests": {row.id: row.zh for row in FORM.rows}}
    named = reconcile(Reading({}, absent), Reading({}, noughts), FORMS, EDITIONS, figures, words, lines)
    moved = {"requests": [(Span(1, 2), *line[:-1]) for line in lines["requests"]]}
    elsewhere = reconcile(Reading({}, absent), Reading({}, noughts), FORMS, EDITIONS, figures, words, moved)
    assert [{c.status for c in found.cells.values()} for found in (named, elsewhere)] == [{"accepted"}, {"review"}]
    off_by_one = cells | {of("granted"): printed(2, cells[of("granted")].evidence.start)}  # type: ignore[union-attr]
    assert "accepted" not in {c.status for c in joined(absent, off_by_one).cells.values()}


def test_the_offline_reading_stands_unless_a_second_look_says_again_what_the_first_said() -> None:
    offline = table() | {of("granted"): Cell(None, "blank")}
    cells = joined(offline, table()).cells
    assert suspect_rows(FORM, cells) == ("granted",)
    assert reread(cells, {of("granted"): Cell(None, "blank")}, "again")[of("granted")].status == "blank"
    third = reread(cells, {of("granted"): printed(1, 9)}, "again")[of("granted")]
    twice = reread(cells, {of("granted"): table()[of("granted")]}, "again")[of("granted")]
    assert (third.status, third.reason, twice.status) == ("blank", "second-look", "review")
    assert [c.reader for c in third.candidates] == [c.reader for c in twice.candidates] == ["template", "llm", "again"]


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (printed(1, 5), printed(1, 5), "agreement"), (printed(1, 5), printed(1, 7), "disagreement"),
        (Cell(None, "blank"), Cell(None, "blank"), "agreement"), (printed(0, 5), Cell(None, "blank"), "disagreement"),
        (printed(1, 5), UNSEEN, "offline-only"), (Cell(None, "lost"), printed(1, 5), "model-only"), (Cell(None, "lost"), UNSEEN, "neither"),
    ],
)  # fmt: skip
def test_nought_and_blank_are_no_agreement(one: Cell, other: Cell, how: str) -> None:
    assert compare(one, other) == how


def claim(topic: str, value: int, at: int) -> Claim:
    return Claim(topic, value, "exact", "own", Span(at, at + 2), "…")


def claims(offline: list[Claim], model: list[Claim], alone: bool = False) -> list[tuple[str, int]]:
    readings = Reading({}, table(), tuple(offline)), Reading({}, table(), tuple(model))
    return [(c.topic, int(c.value)) for c in reconcile(*readings, FORMS, EDITIONS, {}, {}, {}, alone=alone).claims]


def test_a_claim_that_only_the_model_saw_is_taken_where_it_saw_the_others_too() -> None:
    known, new = [claim("requests.received", 3, 10), claim("requests.handled", 3, 30)], claim("disputes.review", 1, 50)
    said = [("requests.received", 3), ("requests.handled", 3)]
    assert claims(known, [*known, new]) == [*said, ("disputes.review", 1)]
    assert claims(known, [new]) == said
    assert claims(known[:1], [known[0], new]) == said[:1]


def test_a_claim_that_only_the_model_saw_accuses_no_report() -> None:
    known, new = (claim("requests.received", 3, 10), claim("requests.handled", 3, 30)), claim("disputes.review", 1, 50)
    readings = Reading({}, table(), known), Reading({}, table(), (*known, new))
    for alone in (False, True):
        found = reconcile(*readings, FORMS, EDITIONS, {}, {}, {}, alone=alone).claims
        assert [(c.topic, c.scope) for c in found] == [(known[0].topic, "own"), (known[1].topic, "own"), ("disputes.review", "unknown")]


def test_a_lone_models_claim_has_figure_and_scope_from_the_text() -> None:
    known = claim("requests.received", 3, 10)
    elsewhere = Reading({}, table(), (replace(known, scope="whole_area"),))
    assert reconcile(Reading({}, table(), (known,)), elsewhere, FORMS, EDITIONS, {}, {}, {}, alone=True).claims == (known,)
    assert claims([known], [claim("requests.received", 0, 10)], alone=True) == []


def test_a_figure_that_one_topic_has_is_not_given_to_another() -> None:
    known = claim("requests.received", 3, 10)
    assert claims([known], [known, claim("requests.handled", 3, 10)]) == [("requests.received", 3)]


@pytest.mark.parametrize("way", ["perfect", "slips", "random", "hostile", "duplicates", "out-of-range", "shifted", "columns", "blanks"])
def test_both_readers_never_do_worse_than_the_offline_reader(way: Way) -> None:
    for slug in SLUGS:
        of_, gold = gold_report(slug)
        offline, both = conclude(of_, kit()), pointed(of_, gold, way, "both")
        assert wrong(both, gold) == [], slug
        assert settled(both, gold)[0] >= settled(offline, gold)[0], slug


def damaged(slug: str) -> str:
    """A gold report with a fifth of the labels of table 三 beyond recognition."""
    data = source(slug).read_bytes()
    text = data.decode("utf-8-sig", "ignore")
    form = kit().forms.get("requests", gold_report(slug)[1]["editions"]["requests"])
    for row in [r for r in form.rows if len(r.zh) > 4][::5]:
        text = text.replace(row.zh, "■" * 4)
    return text


def test_both_readers_settle_most_of_what_the_offline_reader_leaves_in_doubt() -> None:
    before = after = printed_ = 0
    for slug in ("01-bars-clean", "03-cell-a-line", "07-page-break", "10-html-province", "14-contradiction", "17-bar-alone-suit-error"):
        of_, gold = report(damaged(slug)), gold_report(slug)[1]
        both = read(of_, Pointer(gold, kit().forms), "both")
        assert wrong(both, gold) == [], slug
        before += settled(conclude(of_, kit()), gold)[0]
        after += settled(both, gold)[0]
        printed_ += settled(both, gold)[1]
    assert printed_ - before > 100
    assert after - before > 0.5 * (printed_ - before)


def test_auto_asks_only_for_what_is_in_doubt() -> None:
    of_, gold = gold_report("07-page-break")
    pointer = Pointer(gold, kit().forms)
    record = read(of_, pointer, "auto")
    assert "requests" in {ask.task for ask in pointer.asked}
    assert not {"disclosure", "disputes"} & {ask.task for ask in pointer.asked}
    assert record.cells["requests/other.not_corrected/total"].reason == "only-place"


def test_auto_asks_nothing_of_a_report_that_leaves_no_doubt() -> None:
    of_, gold = gold_report("01-bars-clean")
    pointer = Pointer(gold, kit().forms)
    assert read(of_, pointer, "auto") == conclude(of_, kit())
    assert pointer.asked == []


def test_the_readers_of_a_record_say_what_was_used() -> None:
    of_, gold = gold_report("01-bars-clean")
    template, model = pointed(of_, gold, "perfect", "both").readers
    assert (template["name"], model["name"], model["model"]) == ("template", "llm", "pointer")
    assert (model["tokens_in"], model["tokens_out"], model["cost"]) == (400, 200, None)
    assert model["prompt"].startswith("disclosure/v1@")


def test_a_candidate_is_kept_once() -> None:
    cell = Cell(None, "review", reason="label-lost", candidates=(Candidate(1, Span(0, 1), "llm"),))
    model = table() | {of("granted"): printed(1, 0)}
    assert joined(table() | {of("granted"): cell}, model).cells[of("granted")].candidates == cell.candidates
