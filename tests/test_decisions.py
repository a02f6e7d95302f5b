"""Decisions: which of them count, what they rest on, and what a record comes to with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractor.record import Candidate, Cell, Message, Record
from extractor.review.decisions import Action, Decision, Values, cell_facts, effective, what_changed
from extractor.review.questions import questions
from extractor.review.settling import Judgement, judge_again
from extractor.text import Span
from tests import texts
from tests.desk import CONTRADICTED, DROPPED, FAULTY, GLUED, read
from tests.texts import kit

CELL = "requests/received/total"


def said(record: Record, action: Action, after: Values | None = None, number: int = 1, **more: object) -> Decision:
    before = {address: record.cells[address].value for address in after or {}}
    facts = cell_facts(record.cells, before)
    decision = Decision(record.sha256, 1, "cell", ",".join(before), action, "anna", "", before, after or {}, facts=facts, id=number)
    return replace(decision, **more)  # type: ignore[arg-type]


def answered(record: Record, text: str | None, action: Action, number: int = 0) -> Decision:
    """An answer to one of the questions of a record, with the first reading where it is an acceptance."""
    question = judged(record, text).questions[number]
    base = Decision(record.sha256, 1, question.kind, question.subject, action, "anna", "", facts=question.facts, id=1)
    if question.kind != "cell":
        return base
    after = dict(question.options[0].values) if action == "accept" else {}
    before = {address: record.cells[address].value for address in question.cells}
    return replace(base, before=before, after=after, facts=cell_facts(record.cells, before))


def judged(record: Record, text: str | None, *decisions: Decision) -> Judgement:
    return judge_again(record, decisions, kit().checks, kit().forms, text)


def with_cell(record: Record, address: str, cell: Cell) -> Record:
    return replace(record, cells={**record.cells, address: cell})


def test_what_was_taken_back_or_skipped_does_not_count_and_what_was_decided_again_counts_the_last_time() -> None:
    record = texts.record(texts.report(texts.requests()))
    first = said(record, "correct", {CELL: 5}, 1)
    skipped = replace(first, action="skip", id=2)
    again = replace(first, after={CELL: 6}, id=3)
    assert effective([first, skipped]) == (first,)
    assert effective([first, skipped, again]) == (again,)
    assert effective([first, skipped, again, replace(again, action="undo", undoes=3, id=4)]) == (first,)


def test_the_fingerprint_stays_where_only_the_place_or_the_reader_changes() -> None:
    cell = Cell(None, "review", candidates=(Candidate(3, Span(1, 2), "template"), Candidate(4, Span(5, 6), "template")))
    moved = cell._replace(candidates=(Candidate(4, Span(50, 51), "llm"), Candidate(3, Span(1, 2), "template")))
    other = cell._replace(candidates=(Candidate(3, Span(1, 2), "template"), Candidate(5, Span(5, 6), "template")))
    facts = [cell_facts({CELL: one}, [CELL]) for one in (cell, moved, other)]
    assert facts[0] == facts[1] != facts[2]
    told = what_changed(facts[0], facts[2], lambda address: Message("某格", "a cell"))
    assert told == Message("某格原读 3/4，现读 3/5", "a cell: read as 3/4 then, as 3/5 now")


def test_one_answer_settles_the_rows_that_hang_together_and_what_is_implied_is_not_taken_as_printed() -> None:
    record, text = read(DROPPED)
    first = judged(record, text).questions[0]
    assert first.settles == 24
    found = judged(record, text, answered(record, text, "accept"))
    assert (len(found.decided), len(found.implied)) == (6, 18)
    assert {found.record.cells[address].status for address in found.implied} == {"review"}
    assert all(found.record.cells[address].implied is not None for address in found.implied)


def test_an_accepted_reading_has_its_place_and_the_machines_readings_stay_beside_it() -> None:
    record, text = read(DROPPED)
    decision = answered(record, text, "accept")
    found = judged(record, text, decision).record
    for address, value in decision.after.items():
        cell = found.cells[address]
        assert (cell.value, cell.status) == (value, "accepted" if value is not None else "blank")
        assert cell.reason == "decided"
        assert cell.candidates == record.cells[address].candidates
        if value is not None:
            assert cell.evidence is not None
            assert text[slice(*cell.evidence)] == cell.printed == str(value)


def test_a_typed_figure_finds_its_place_in_its_row_and_has_none_where_the_row_lacks_it() -> None:
    text = texts.report(texts.requests())
    record = texts.record(text)
    address = "requests/granted/company"
    place = record.cells[address].evidence
    doubtful = with_cell(record, address, Cell(None, "review", reason="too-many-figures"))
    assert judged(doubtful, text, said(doubtful, "correct", {address: 1})).record.cells[address].evidence == place
    absent = judged(doubtful, text, said(doubtful, "correct", {address: 7})).record.cells[address]
    assert (absent.value, absent.status, absent.evidence) == (7, "accepted", None)


def test_no_decision_touches_the_machines_record() -> None:
    record, text = read(FAULTY)
    before = dict(record.cells)
    suspect = "requests/granted/total"
    found = judged(record, text, said(record, "correct", {suspect: 61}))
    assert found.record.cells[suspect].value == 61
    assert record.cells == before
    assert record.cells[suspect].value == 67
    assert found.questions == ()  # with 61 all adds up: nothing is left to ask


def test_an_error_of_the_source_stays_as_printed_and_keeps_its_finding() -> None:
    record, text = read(FAULTY)
    found = judged(record, text, answered(record, text, "source_wrong"))
    assert found.verdict == "settled"
    assert found.record.cells["requests/granted/total"].value == 67
    assert {finding.cause for finding in found.record.findings} == {"source"}


def test_a_sentence_of_another_scope_contradicts_nothing() -> None:
    record, text = read(CONTRADICTED)
    assert any(finding.claims for finding in record.findings)
    found = judged(record, text, answered(record, text, "not_countable"))
    assert found.verdict == "settled"
    assert not any(finding.claims for finding in found.record.findings)


def test_cells_that_cannot_be_told_stay_in_review_and_are_not_asked_of_again() -> None:
    record, text = read(GLUED)
    asked = judged(record, text).questions[-1]
    found = judged(record, text, answered(record, text, "not_countable", -1))
    assert not {q.subject for q in found.questions} & {asked.subject}
    assert {found.record.cells[address].status for address in asked.cells} == {"review"}


def test_a_decision_holds_when_a_rule_gets_a_new_version() -> None:
    record, text = read(FAULTY)
    decision = answered(record, text, "source_wrong")
    newer = replace(kit().checks, checks=tuple(replace(check, version=check.version + 1) for check in kit().checks))
    assert judge_again(record, [decision], newer, kit().forms, text).verdict == "settled"


def test_a_decision_whose_facts_changed_is_asked_again_and_says_what_changed() -> None:
    record, text = read(FAULTY)
    decision = answered(record, text, "source_wrong")
    suspect = "requests/granted/total"
    otherwise = with_cell(record, suspect, record.cells[suspect]._replace(value=68, printed="68"))
    reread = judge_again(otherwise, [said(otherwise, "accept", {"requests/received/total": 131})], kit().checks, kit().forms, None).record
    found = judged(reread, None, decision)
    assert [question.subject for question in found.questions] == [suspect]
    assert found.reopened[suspect].en == "requests table, row “Granted”, column “Total”: read as 67 then, as 68 now"


def test_a_decision_on_a_cell_that_is_read_otherwise_now_is_reopened_unless_it_says_the_same() -> None:
    record, text = read("04-pinyin-2019")
    odd = next(address for address, cell in record.cells.items() if cell.status == "review")
    decision = said(record, "correct", {odd: 0})
    assert judged(record, text, decision).decided == {odd}
    cell = record.cells[odd]
    as_said = with_cell(record, odd, cell._replace(status="accepted", value=0, printed="0", candidates=()))
    assert judged(as_said, text, decision).decided == {odd}
    otherwise = with_cell(record, odd, cell._replace(value=8, candidates=(Candidate(8, None, "x"), Candidate(9, None, "y")), implied=None))
    found = judged(otherwise, text, decision)
    assert found.decided == frozenset()
    assert list(found.reopened) == [odd]
    assert found.reopened[odd].zh


def test_figures_of_one_row_are_one_question_and_what_arithmetic_settles_is_none() -> None:
    record, _ = read(DROPPED)
    asked = questions(record)
    assert all(len({address.rsplit("/", 1)[0] for address in question.cells}) == 1 for question in asked if "requests" in question.subject)
    covered: Mapping[str, int] = {address: sum(address in q.cells for q in asked) for q in asked for address in q.cells}
    assert set(covered.values()) == {1}
    odd, _ = read("04-pinyin-2019")
    assert [cell.implied.value for cell in odd.cells.values() if cell.status == "review" and cell.implied] == [0]
    assert questions(odd) == ()
