"""The desk: which question comes next, who may answer it, what an answer changes, and that no answer is ever lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractor.errors import StoreError, UsageError
from extractor.export import from_json
from extractor.record import Candidate, Record
from extractor.review.agreement import stats
from extractor.review.decisions import Action
from extractor.review.desk import Case, ConflictError, Desk, Filter, figure
from extractor.review.overview import overview
from extractor.schema import _RECORDS, _SERVICES
from extractor.store import Store
from tests.desk import CLEAN, CONTRADICTED, DROPPED, FAULTY, GLUED, asked, desk, keep, put, read, stored
from tests.texts import NEW, kit

EVERY = (CLEAN, DROPPED, GLUED, FAULTY, CONTRADICTED)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with stored(tmp_path, *EVERY) as opened:
        yield opened


def way(case: Case) -> Action:
    """An answer that the question allows."""
    return "accept" if case.question.kind == "cell" and case.question.options else "not_countable"


def answer_all(person: Desk, **more: bool) -> list[str]:
    subjects = []
    while (case := person.next(**more)) is not None:
        person.decide(case.item, way(case), seen=case.seen, seconds=2.0, **more)
        subjects.append(case.question.subject)
    return subjects


def test_the_question_whose_answer_settles_most_comes_first(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    assert case.machine.path.endswith(f"{DROPPED}/source.txt")
    assert case.question.settles == 24
    found = person.decide(case.item, "accept", seen=case.seen)
    assert (len(found.settled), len(found.by_arithmetic)) == (24, 18)


def test_answering_ends_and_every_document_is_settled_then(store: Store) -> None:
    person = desk(store)
    open_at_first = person.left()
    assert 0 < len(answer_all(person)) <= open_at_first + 2
    assert person.left() == 0
    assert {verdict for (verdict,) in store.rows("select verdict from judgements")} == {"settled"}
    assert {verdict for (verdict,) in store.rows("select distinct verdict from documents")} == {"accepted", "review"}  # as they were


def test_two_people_never_hold_the_same_question(store: Store) -> None:
    anna, ben = desk(store, "anna"), desk(store, "ben")
    cases = [asked(anna), asked(ben)]
    assert cases[0].item != cases[1].item
    assert asked(anna).item == cases[0].item  # it is still hers
    with pytest.raises(ConflictError, match="anna is looking"):
        ben.open(cases[0].item)
    with pytest.raises(ConflictError, match="anna is looking"):
        ben.decide(cases[0].item, "not_countable")
    anna.release(cases[0].item)
    assert ben.open(cases[0].item).item == cases[0].item


def test_a_question_held_too_long_goes_to_another(store: Store) -> None:
    slow = asked(desk(store, "anna", lease_seconds=-1.0))
    assert asked(desk(store, "ben")).item == slow.item


def test_a_question_is_answered_once(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    person.decide(case.item, "not_countable", seen=case.seen)
    with pytest.raises(ConflictError, match="answered already"):
        person.decide(case.item, "not_countable", seen=case.seen)
    with pytest.raises(ConflictError):
        person.open(case.item)
    answered = person.answered(case.item)
    assert answered is not None
    assert (answered.action, answered.who) == ("not_countable", "anna")


def test_an_answer_to_what_has_changed_since_it_was_shown_is_refused(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    with pytest.raises(ConflictError, match="has changed"):
        person.decide(case.item, "not_countable", seen="0" * 16)
    assert person.open(case.item).seen == case.seen


@pytest.mark.parametrize("action", ["accept", "not_countable", "skip"])
def test_undo_brings_the_question_back_and_erases_nothing(store: Store, action: Action) -> None:
    person = desk(store)
    case = asked(person)
    left = person.left()
    person.decide(case.item, action, seen=case.seen)
    back = person.undo()
    assert back is not None
    assert (back.question.subject, person.left()) == (case.question.subject, left)
    assert back.record.cells == case.record.cells
    assert [row for (row,) in store.rows("select action from decisions order by id")] == [action, "undo"]
    assert person.undo() is None  # an undo is not taken back


def test_a_correction_of_a_finding_is_undone_as_well(store: Store) -> None:
    person = desk(store)
    case = asked(person) if (case := person.next(Filter(rule="requests.row-total"))) is None else case
    found = person.decide(case.item, "correct", values={case.question.focus: 61})
    assert found.verdict == "settled"
    back = person.undo()
    assert back is not None
    assert back.question.subject == case.question.subject


def test_decisions_can_be_neither_changed_nor_erased(store: Store) -> None:
    person = desk(store)
    person.decide(asked(person).item, "not_countable")
    for statement in ("delete from decisions", "update decisions set who = 'nobody'"):
        with sqlite3.connect(store.path) as connection, pytest.raises(sqlite3.IntegrityError, match="never"):
            connection.execute(statement)


def test_a_skipped_question_comes_last(store: Store) -> None:
    person = desk(store)
    first = asked(person)
    person.decide(first.item, "skip")
    subjects = answer_all(person)
    assert subjects[0] != first.question.subject
    assert person.left() == 0


def test_reading_a_report_again_keeps_what_was_decided(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    person.decide(case.item, "accept", seen=case.seen)
    left, judged = person.left(), store.rows("select record from judgements")
    put(store, *EVERY)
    assert person.refresh() == 1
    assert (person.left(), store.rows("select record from judgements")) == (left, judged)


def test_a_report_read_otherwise_is_asked_of_again_and_says_what_changed(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    person.decide(case.item, "accept", seen=case.seen)
    record, text = read(DROPPED)
    focus = case.question.focus
    otherwise = {a: record.cells[a]._replace(candidates=(Candidate(9, None, "template"),)) for a in case.question.cells}
    keep(store, replace(record, cells={**record.cells, **otherwise}), text)
    person.refresh()
    reopened = [person.open(item) for (item,) in store.rows("select id from questions where reopened_en is not null")]
    assert [again.question.focus for again in reopened] == [focus]
    assert reopened[0].reopened is not None
    assert reopened[0].reopened.en.endswith(" and 5 more: read as 1/3 then, as 9 now")
    assert person.decisions(record.sha256)[0].action == "accept"  # and nothing is erased


def test_decisions_go_over_to_a_file_that_changed_only_where_they_were_not_made(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    person.decide(case.item, "accept", seen=case.seen)
    record, text = read(DROPPED)
    keep(store, replace(record, sha256="c" * 64), text + "\n")
    assert person.refresh() == 1
    judgement = person.judgement("c" * 64)
    assert judgement is not None
    assert judgement.decided == set(case.question.cells)
    for other in (replace(record, organization="别的县水务局"), replace(record, year=2001)):
        keep(store, replace(other, sha256="d" * 64), text)
        person.refresh()
        assert person.decisions("d" * 64) == ()


def test_the_same_bytes_at_two_places_are_asked_of_once(store: Store) -> None:
    left = desk(store).left()
    record, text = read(DROPPED)
    keep(store, replace(record, path="elsewhere/again.txt"), text)
    assert desk(store).left() == left


def test_nobody_is_asked_about_a_file_that_has_changed(store: Store) -> None:
    record, text = read(DROPPED)
    keep(store, replace(record, sha256="0" * 64, cells={}, findings=()), text)
    assert not store.rows("select 1 from questions where state = 'open' and sha256 = ?", (record.sha256,))
    keep(store, record, text)
    assert store.rows("select 1 from questions where state = 'open' and sha256 = ?", (record.sha256,))


def test_the_text_is_there_when_the_file_is_gone(store: Store) -> None:
    for slug in EVERY:
        record, text = read(slug)
        assert store.source(record.sha256) == text


def test_questions_can_be_chosen_by_rule_agency_year_cause_and_document(store: Store) -> None:
    person, every = desk(store), desk(store).left()
    record, _ = read(DROPPED)
    for wanted in (
        Filter(rule="requests.row-total"), Filter(organization=record.organization[:4]), Filter(year=record.year),
        Filter(cause="dropped-blanks"), Filter(sha256=record.sha256),
    ):  # fmt: skip
        assert 0 < person.left(wanted) < every
        case = person.next(wanted)
        assert case is not None
        assert person.beside(case.item, wanted, forward=False) is None
        person.release(case.item)
    assert person.left(Filter(rule="nothing")) == 0


def test_the_queue_can_be_walked_without_an_answer(store: Store) -> None:
    person = desk(store)
    at: int | None = asked(person).item
    seen = []
    while at is not None:
        seen.append(at)
        at = person.beside(at)
    assert len(seen) == len(set(seen)) == person.left()
    assert [person.beside(item, forward=False) for item in seen[1:]] == seen[:-1]


def test_typed_figures_are_tried_without_being_stored(store: Store) -> None:
    person = desk(store)
    case = person.next(Filter(rule="requests.row-total"))
    assert case is not None
    assert person.preview(case.item, {case.question.focus: 61}).findings == ()
    broken = {finding.rule for finding in person.preview(case.item, {case.question.focus: 62}).findings}
    assert broken == {"requests.row-total", "requests.column-total"}
    assert store.rows("select count(*) from decisions") == [(0,)]


def test_what_a_cell_cannot_hold_is_not_taken() -> None:
    cell, amount = "requests/received/total", "disclosure/fee/amount"
    assert [figure(text, cell, NEW, kit().forms) for text in ("12", "１２", " 1,200 ", "空", "-", "")] == [12, 12, 1200, None, None, None]
    assert str(figure("6719.3835", amount, NEW, kit().forms)) == "6719.3835"
    for text in ("1.5", "-3", "twelve", "1 2 x"):
        with pytest.raises(UsageError, match="expected"):
            figure(text, cell, NEW, kit().forms)


def test_an_answer_that_a_question_does_not_allow_is_refused_and_nothing_is_stored(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    refused = (("accept", {"option": 99}), ("correct", {"values": {}}), ("correct", {"values": {"no/such/cell": 1}}), ("undo", {}))
    for action, more in refused:
        with pytest.raises(UsageError):
            person.decide(case.item, action, **more)  # type: ignore[arg-type]
    assert store.rows("select count(*) from decisions") == [(0,)]


def test_the_same_seed_draws_the_same_accepted_cells_and_nobody_can_tell_them_apart(tmp_path: Path) -> None:
    drawn = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with stored(tmp_path / name, *EVERY) as store:
            count = desk(store).sample(0.05, seed=7)
            assert desk(store).sample(0.05, seed=7) == 0  # they are there already
            drawn.append(store.rows("select sha256, subject from questions where audit order by 1, 2"))
            assert len(drawn[-1]) == count > 10
            spread = [audit for (audit,) in store.rows("select audit from questions order by skips, worth desc, id")]
            assert 1 in spread[: len(spread) // 2]
            assert 1 in spread[len(spread) // 2 :]
            case = desk(store).open(store.rows("select id from questions where audit limit 1")[0][0])
            assert case.question.kind == "cell"
            assert case.record.cells[case.question.focus].status == "review"
            assert case.machine.cells[case.question.focus].value == case.question.options[0].values[case.question.focus]
    assert drawn[0] == drawn[1]


def test_the_error_rate_of_accepted_cells_is_estimated_with_its_exact_bound(store: Store) -> None:
    person = desk(store)
    sampled = person.sample(0.04)
    items = [item for (item,) in store.rows("select id from questions where audit order by id")]
    for n, item in enumerate(items):
        case = person.open(item)
        value = case.machine.cells[case.question.focus].value
        assert value is not None
        person.decide(item, "correct", values={case.question.focus: value + 1}) if n == 0 else person.decide(item, "accept")
    audit = stats(store).audit
    assert (audit.sampled, audit.answered, audit.wrong) == (sampled, sampled, 1)
    assert audit.at_most is not None
    # with the exact bound, one error or less in so many draws has a chance of one in twenty
    chance = (1 - audit.at_most) ** sampled + sampled * audit.at_most * (1 - audit.at_most) ** (sampled - 1)
    assert chance == pytest.approx(0.05, abs=1e-6)


def test_a_second_opinion_is_asked_for_as_if_there_were_no_first_and_agreement_is_reported(store: Store) -> None:
    anna, ben = desk(store, "anna"), desk(store, "ben")
    first = answer_all(anna)
    assert anna.next(second=True) is None
    disagreed = 0
    while (case := ben.next(second=True)) is not None:
        assert case.question.subject in first
        disagree = case.question.kind != "cell" and not disagreed
        ben.decide(case.item, "source_wrong" if disagree else way(case), second=True)
        disagreed += disagree
    found = stats(store).agreement
    assert found.compared > 3
    assert found.compared - found.agreed == disagreed == 1
    assert found.kappa is not None
    assert found.kappa < found.agreed / found.compared


def test_the_time_that_answers_take_is_kept(store: Store) -> None:
    answer_all(desk(store, "anna"))
    found = stats(store)
    assert found.seconds == 2.0
    assert [(person.who, person.seconds) for person in found.people] == [("anna", 2.0)]


def test_the_overview_counts_what_is_there(store: Store) -> None:
    before = overview(store)
    assert before.documents == len(EVERY)
    assert before.cells["accepted"] == sum(store.rows("select count(*) from cells where status = 'accepted'")[0])
    assert before.findings["requests.row-total", "error", "source"] == 1
    assert before.settled == 0
    answer_all(desk(store))
    after = overview(store)
    assert after.settled == before.verdicts["review"]
    assert sum(after.decisions.values()) == stats(store).decisions


def test_a_store_of_an_earlier_version_is_reviewed_after_one_pass(tmp_path: Path, store: Store) -> None:
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as connection:
        for statement in (*_RECORDS, *_SERVICES):
            connection.execute(statement)
        applied = "migration_set text, name text, applied_at text, primary key (migration_set, name)"
        connection.execute(f"create table _sqlite_migrations ({applied})")
        connection.executemany("insert into _sqlite_migrations values ('gouji', ?, '2026-01-01')", [("records",), ("services",)])
        columns = (
            "sha256, part, location, current, path, title, organization, year, form, verdict, accepted, blank, lost, review, errors, "
            "warnings, damage, read_at, record"
        )
        rows = store.rows(f"select {columns} from documents")
        connection.executemany(f"insert into documents ({columns}) values ({', '.join('?' * 19)})", rows)
    with Store(old) as opened:
        person = desk(opened)
        assert person.left() == 0
        assert person.refresh() == len(EVERY)
        assert person.left() == desk(store).left()
        assert asked(person).text is None
        assert person.refresh() == 0


def test_a_rejected_report_is_asked_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "x.db") as store:
        keep(store, Record("a.txt", "a" * 64, "rejected", error="no such report"), "no such report")
        assert desk(store).next() is None


def test_a_locked_store_is_said_and_the_question_stays(tmp_path: Path) -> None:
    stored(tmp_path, DROPPED).close()
    with Store(tmp_path / "gouji.db", busy_seconds=0.05) as store, sqlite3.connect(store.path) as other:
        case = asked(desk(store))
        other.execute("begin immediate")
        with pytest.raises(StoreError, match="locked by another program"):
            desk(store).decide(case.item, "not_countable")
        other.rollback()
        assert desk(store).decide(case.item, "not_countable").decision.id == 1


def test_a_reviewer_who_knows_is_never_led_astray(tmp_path: Path) -> None:
    """Answers are those of the gold: what they leave to arithmetic is what the gold has, and none of it breaks a sum."""
    from tests.oracle import answers

    with Store(tmp_path / "x.db") as store:
        found = answers(store, documents=10, seed=11)
    assert found.asked > 8
    assert (found.decided_wrong, found.implied_wrong, found.not_at_their_place) == ([], [], [])


def test_what_was_judged_comes_back_from_the_store(store: Store) -> None:
    person = desk(store)
    case = asked(person)
    person.decide(case.item, "accept", seen=case.seen)
    judgement = person.judgement(case.machine.sha256)
    assert judgement is not None
    assert from_json(store.rows("select record from judgements")[0][0]) == judgement.record
