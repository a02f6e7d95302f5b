"""The line from text to record: the record's shape, several reports in a file, what is rejected, and texts from hell."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.pipeline import judge, process
from extractor.record import Cell, Record
from extractor.text import SourceDocument
from tests.texts import EMPTY, NONE, REQUESTS, STYLES, disclosure, disputes, kit, misquoted, record, report, requests

WHOLE = report()
OLD_REPORT = report(disclosure(edition="2019"), requests(edition="2019"), disputes())
SHAPES = {
    "whole": WHOLE,
    "old": OLD_REPORT,
    "mixed": report(disclosure(edition="2021"), requests(edition="2019"), disputes()),
    "one table": report(requests("cells")),
    "no table": report("二、主动公开政府信息情况\n见附件。\n"),
    "glued": report(disclosure("glued"), requests("glued"), disputes("glued")),
    "dropped": report(disclosure("words", normative="2 _ 15"), requests("words", granted="_ _ 2 _ _ _ 2", fill=EMPTY), disputes("words")),
    "marks": report(disclosure(), requests(fill="/ / / / / / 0"), disputes(review="- - - - -")),
    "broken": report(disclosure(), requests(received="3 1 0 0 0 0 9"), disputes(review="1 1 1 1 1")),
    "half": WHOLE[: WHOLE.index("1.信访举报")],
}


def all_of(text: str) -> tuple[Record, ...]:
    return process(SourceDocument.of(text), kit())


def complaints(text: str, found: Record) -> list[str]:
    """What in a record breaks the contract."""
    if found.verdict == "rejected":
        return [] if found.error and not found.cells else ["rejected without a reason, or with cells"]
    expected = [a for form in kit().forms.of(found.editions) for a in form.addresses]
    wrong = misquoted(text, found.cells)
    if list(found.cells) != expected:
        wrong.append("the cells are not the addresses of the editions, in printed order")
    if found.error is not None or set(found.editions) != set(kit().forms.tables) or found.form not in found.editions.values():
        wrong.append("an error, or no edition for each table and the whole")
    for address, cell in found.cells.items():
        if cell.status not in ("accepted", "blank", "lost", "review"):
            wrong.append(f"{address}: status {cell.status}")
        if (cell.status in ("blank", "lost")) > (cell.value is None):
            wrong.append(f"{address} is {cell.status} and has a value")
        if cell.status == "accepted" and cell.value is not None and text[slice(*(cell.evidence or (0, 0)))] != cell.printed:
            wrong.append(f"{address}: printed is not what stands at the evidence")
        if isinstance(cell.value, float):
            wrong.append(f"{address} is a float")
    spans = [claim.evidence for claim in found.claims] + [span for finding in found.findings for span in finding.evidence]
    spans += [cell.evidence for cell in found.cells.values() if cell.evidence is not None]
    spans += [candidate.evidence for c in found.cells.values() for candidate in c.candidates if candidate.evidence is not None]
    wrong += [f"{span} is no place" for span in spans if not 0 <= span[0] <= span[1] <= len(text)]
    for finding in found.findings:
        if not {*finding.cells, *finding.suspect} <= set(expected) or not finding.message.zh or not finding.message.en:
            wrong.append(f"{finding.rule} names cells that are not there, or says nothing")
    settled = all(c.status in ("accepted", "blank") for c in found.cells.values())
    if found.verdict == "accepted" and (not settled or any(f.severity == "error" for f in found.findings)):
        wrong.append("accepted although something is open")
    return wrong


# --- the record

@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_is_what_the_contract_says(shape: str) -> None:
    found = record(SHAPES[shape])
    assert found.verdict != "rejected"
    assert complaints(SHAPES[shape], found) == []


@pytest.mark.parametrize(("text", "cells"), [(WHOLE, 200), (OLD_REPORT, 198), (SHAPES["mixed"], 186)])
def test_every_cell_of_the_editions_is_in_the_record(text: str, cells: int) -> None:
    assert len(record(text).cells) == cells


def test_a_sound_report_is_accepted_and_says_who_and_when() -> None:
    found = record(WHOLE)
    assert (found.verdict, found.organization, found.year, found.form) == ("accepted", "云泽县水务局", 2023, "2021")
    assert found.title == "云泽县水务局2023年政府信息公开工作年度报告"
    assert found.cells["requests/received/total"].value == 4
    assert found.readers[0]["name"] == "template"
    assert [f for f in found.findings if f.severity != "info"] == []


def test_a_broken_sum_is_a_finding_and_the_printed_figure_stays() -> None:
    found = record(report(disclosure(), requests(received="3 1 0 0 0 0 9"), disputes()))
    assert found.verdict == "review"
    total = found.cells["requests/received/total"]
    assert (total.value, total.status, total.printed) == (9, "accepted", "9")
    assert any(f.severity == "error" and "requests/received/total" in f.cells for f in found.findings)


def test_blank_lost_and_zero_are_three_different_things() -> None:
    text = report(disclosure(), requests(denied__state_secret="_ _ _ _ _ _ 0", raw={"denied.law_forbids": ""}))
    cells = record(text).cells
    three = [cells[f"requests/denied.{row}/natural_person"] for row in ("state_secret", "law_forbids", "internal_affairs")]
    assert [(cell.status, cell.value) for cell in three] == [("blank", None), ("lost", None), ("accepted", 0)]
    assert cells["disputes/review/total"].status == "lost"


@pytest.mark.parametrize("status", ["review", "lost"])
def test_one_open_cell_keeps_a_report_from_being_accepted(status: str) -> None:
    cells = dict(record(WHOLE).cells)
    assert judge(cells, ()) == "accepted"
    cells["disputes/review/total"] = Cell(None, "review" if status == "review" else "lost")
    assert judge(cells, ()) == "review"


def test_a_claim_that_the_tables_contradict_keeps_a_report_from_being_accepted() -> None:
    assert record(report(narrative="2023年，我局收到政府信息公开申请4件。")).verdict == "accepted"
    found = record(report(narrative="2023年，我局收到政府信息公开申请17件。"))
    assert found.verdict == "review"
    assert any("requests.received" in finding.claims for finding in found.findings)


def test_the_form_is_that_of_table_three_or_of_table_two_where_three_is_lost() -> None:
    assert record(SHAPES["mixed"]).form == "2019"
    assert record(report(disclosure(edition="2019"), disputes())).form == "2019"


def test_offsets_count_in_the_original_text_through_glosses_and_odd_characters() -> None:
    garbled = WHOLE.replace("申请", "申(shēn)請").replace("公开", "公开(kāi)").replace("本年", "本\u200b年").replace("|", "｜")
    found = record(garbled)
    assert complaints(garbled, found) == []
    assert {a: c.value for a, c in found.cells.items()} == {a: c.value for a, c in record(WHOLE).cells.items()}


# --- several reports in one file

def test_two_reports_in_one_file_are_two_records() -> None:
    tables = disclosure(edition="2019"), requests(edition="2019", received="30 10 0 0 0 0 40"), disputes()
    second = report(*tables, name="沐川县民政局", year=2020)
    text = WHOLE + "\n" + second
    records = process(SourceDocument.of(text, "in/both.txt"), kit())
    assert [r.path for r in records] == ["in/both.txt", "in/both.txt#2"]
    assert [(r.organization, r.year, r.form) for r in records] == [("云泽县水务局", 2023, "2021"), ("沐川县民政局", 2020, "2019")]
    assert len({r.sha256 for r in records}) == 1
    assert [complaints(text, r) for r in records] == [[], []]
    assert records[1].cells["requests/received/total"].value == 40
    assert (records[1].cells["requests/received/total"].evidence or (0, 0))[0] > len(WHOLE)


def test_the_first_of_two_reports_reads_as_it_does_alone() -> None:
    first, *_ = all_of(WHOLE + "\n" + report(name="沐川县民政局"))
    assert first.cells == record(WHOLE).cells


# --- what is rejected

@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t", "\0" * 50, "今天天气很好。",
        "云泽县水务局召开政府信息公开工作会议，总结2023年工作。\n会议强调，要做好政府信息公开年度报告编制工作。",
        "{{ config }}{% for x in range(9) %}{{ x }}{% endfor %}", "\x1b[2J\x1b[31m政府", "0 " * 5000, "\ud800\udfff" * 20,
    ],
)
def test_what_is_no_such_report_is_rejected_with_a_reason(text: str) -> None:
    (found,) = all_of(text)
    assert found.verdict == "rejected"
    assert found.error
    assert found.cells == {}


@pytest.mark.parametrize("junk", ["\0\0", "{{ 7*7 }}{% raw %}", "\x1b[31m\x1b[0m", "\ufffd\ufffd", "[bold]", "%s %d {0}", "\\x00\\u1234"])
def test_junk_inside_a_report_changes_none_of_its_cells(junk: str) -> None:
    text = WHOLE.replace("全年工作平稳有序。", f"全年工作{junk}平稳有序。").replace("见的问题", junk)
    found = record(text)
    assert {a: (c.value, c.status) for a, c in found.cells.items()} == {a: (c.value, c.status) for a, c in record(WHOLE).cells.items()}


# --- purity

@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_text_gives_the_same_record_again(shape: str) -> None:
    one = SourceDocument.of(SHAPES[shape], "a.txt")
    first = process(one, kit())
    record(SHAPES["old"])
    assert process(SourceDocument.of(SHAPES[shape], "a.txt"), kit()) == first
    assert process(one, kit()) == first


# --- texts from hell

HEAD = "云泽县水务局2023年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"
MONSTERS = {
    "a million bars": HEAD + "|" * 1_000_000,
    "a million cells": HEAD + "| " * 500_000,
    "a megabyte of digits": HEAD + "0123456789" * 100_000,
    "deep nesting": HEAD + "<table><tr><td>" * 20_000,
    "closing tags": HEAD + "</td></tr></table>" * 20_000 + WHOLE,
    "open brackets": HEAD + "(" * 200_000 + "<" * 100_000 + "【" * 100_000,
    "entities": HEAD + "&#65;&amp" * 50_000,
    "every label again": report(*[requests()] * 20),
    "a column of zeros": HEAD + "0\n" * 200_000,
    "glosses": HEAD + "申(shēn)" * 30_000,
    "titles": "云泽县水务局2023年政府信息公开工作年度报告\n" * 5_000,
    "one long sentence": HEAD + "我局收到政府信息公开申请12件，" * 10_000,
    "digits after a label": WHOLE.replace("3 | 1 | 0 | 0 | 0 | 0 | 4", "123456789" * 400),
    "figures after a label": WHOLE.replace("3 | 1 | 0 | 0 | 0 | 0 | 4", "1 " * 2_000),
    "glued digits without end": report(requests("glued")).replace("3100004", "1" * 30).replace("1100002", "12" * 15),
    "open comments": HEAD + "<!--" * 4_000 + "<script>" * 2_000,
    "one label": HEAD + "本年新收政府信息公开申请数量" * 2_000,
    "spaces": HEAD + " " * 8_000 + "\n" * 200_000 + WHOLE,
    "a million letters": HEAD + "申请" * 500_000,
}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Nothing; breaks off what takes longer."""
    def stop(signum: int, frame: object) -> None:
        raise TimeoutError(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("monster", MONSTERS)
def test_a_monstrous_text_is_done_with_soon(monster: str) -> None:
    with within(10):
        records = all_of(MONSTERS[monster])
    assert [complaints(MONSTERS[monster], found) for found in records] == [[]] * len(records)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_text_trips_the_line(text: str) -> None:
    for found in all_of(text):
        assert complaints(text, found) == []


PIECES = ["0", "12", "|", "\n", " ", "<td>", "</table>", "<table>", "(xīn)", "\u200b", "。", "一、总体情况\n", "自然人", "其他",
          "总计", "00", "/", "第3页", "件", "\t", "-"]


def torn(text: str, rng: Random, cuts: int) -> str:
    """The text with stretches left out, doubled, moved and filled at random."""
    for _ in range(cuts):
        a = rng.randrange(len(text) + 1)
        b = min(len(text), a + rng.choice([1, 1, 3, 20, 150]))
        way = rng.randrange(4)
        if way == 0:
            text = text[:a] + text[b:]
        elif way == 1:
            text = text[:b] + text[a:]
        elif way == 2:
            text = text[:a] + rng.choice(PIECES) * rng.randint(1, 4) + text[a:]
        else:
            at = rng.randrange(len(text) + 1)
            text = text[:at] + text[a:b] + text[at:]
    return text


@given(st.sampled_from(sorted({*STYLES} - {"html"})), st.integers(0, 10**9), st.sampled_from([1, 5, 40]))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_a_report_torn_at_random_gives_a_record_that_keeps_the_contract(style: str, seed: int, cuts: int) -> None:
    text = torn(report(disclosure(style), requests(style), disputes(style)), Random(seed), cuts)
    for found in all_of(text):
        assert complaints(text, found) == []


def moved(text: str, whole: Record) -> list[str]:
    """Cells of a report cut short that are settled otherwise than in the whole one."""
    cells = [item for found in all_of(text) for item in found.cells.items()]
    was = {address: (cell.status, cell.evidence) for address, cell in whole.cells.items()}
    return [a for a, cell in cells if cell.status in ("accepted", "blank") and (cell.status, cell.evidence) != was[a]]


@pytest.mark.parametrize("style", ["bars", "words", "html", "tabs"])
def test_a_report_cut_short_after_a_row_has_lost_the_rest_and_nothing_else(style: str) -> None:
    text = report(disclosure(style), requests(style), disputes(style))
    whole = record(text)
    ends = [i + 1 for i, c in enumerate(text) if c == "\n" and "二、主动" in text[:i]]
    for end in ends[::3]:
        assert [complaints(text[:end], found) for found in all_of(text[:end])] == [[]]
        assert moved(text[:end], whole) == []


@pytest.mark.parametrize("style", ["bars", "words", "cells"])
def test_a_row_that_the_texts_end_cuts_off_is_not_accepted(style: str) -> None:
    text = report(disclosure(style), requests(style), disputes(style))
    row = text.index("重复申请") + len("重复申请")
    whole = record(text)
    assert [n for n in range(row, text.index("3.要求提供"), 2) if moved(text[:n], whole)] == []


def test_a_table_of_zeros_alone_is_accepted() -> None:
    courts = dict.fromkeys(("review", "suit_direct", "suit_after_review"), "0 0 0 0 0")
    found = record(report(disclosure(), requests(several=dict.fromkeys(REQUESTS, NONE)), disputes(several=courts)))
    assert found.verdict == "accepted"
    assert {c.value for a, c in found.cells.items() if a.startswith("requests/")} == {0}
