"""Records as people read them."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType

from extractor.form import Forms, load_forms
from extractor.record import Candidate, Cell, Claim, Finding, Implied, Message, Record
from extractor.render import document_line, findings, heading_line, number, page
from extractor.settings import Content, shipped
from extractor.text import Damage, Span
from extractor.typeset import Prose, cut, printable, wrapped


@pytest.fixture(scope="module")
def forms() -> Forms:
    return load_forms(Content((shipped(),)).folder_files("rules/forms"))


@pytest.fixture(scope="module")
def record(forms: Forms) -> Record:
    cells = {address: Cell(0, "accepted", Span(0, 1), "0") for form in forms.of(EDITIONS) for address in form.addresses}
    cells["requests/received/total"] = Cell(31, "accepted", Span(1, 3), "31")
    cells["disclosure/fee/amount"] = Cell(Decimal("6719.3835"), "accepted", Span(1, 3), "6719.3835")
    cells["requests/granted/company"] = Cell(None, "blank", Span(4, 5), "/")
    cells |= {f"disputes/review/{c}": Cell(None, "lost", reason="row-lost") for c in ("upheld", "corrected", "other", "pending", "total")}
    cells["requests/total/other"] = Cell(
        27, "review", None, reason="dropped-blanks", candidates=(Candidate(27, Span(7, 9), "template"), Candidate(None, None, "template")),
        implied=Implied(27, ("requests.row-total",)),
    )
    return Record(
        "in/a.txt", "a" * 64, "review", "某县水务局2023年报", "某县水务局", 2023, "2024-01-12", "2021", EDITIONS, cells,
        claims=(Claim("requests.received", 30, "at_least", "own", Span(1, 2), "收到申请30余件"),),
        findings=(
            Finding("a.b", "warning", "undetermined", Message("小事", "small")),
            Finding(
                "requests.row-total", "error", "source", Message("总计不符", "totals differ"), cells=("requests/received/total",),
                claims=("requests.received",), suspect=("requests/received/total",), proposed={"requests/received/total": 30},
            ),
        ),
        readers=({"name": "template", "version": "1"},), damage=(Damage("pinyin-gloss", 248),),
        checks={"satisfied": 40, "violated": 1, "unknown": 3},
    )


EDITIONS = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}


def shown(parts: list[RenderableType], width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


ROWS = {"zh": ("(一)予以公开", "一、", "(七)总计", "行政复议 "), "en": ("Granted", "Received", "Total handled", "Administrative review ")}
WORDS = {"zh": ("空", "缺", "待核"), "en": ("blank", "lost", "review")}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_blank_lost_and_doubtful_are_told_apart_by_words(record: Record, forms: Forms, lang: str) -> None:
    blank, lost, doubtful = WORDS[lang]
    lines = shown(list(page(record, forms, lang)), 160).splitlines()
    granted, received, total, review = (next(line for line in lines if line.startswith(start)) for start in ROWS[lang])
    assert granted.split()[-6:] == [blank, "0", "0", "0", "0", "0"]
    assert received.split()[-1] == "31"
    assert "?27" in total
    assert review.split()[-5:] == [lost] * 5
    assert any(line.strip().startswith(doubtful) and "27" in line for line in lines)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_screen(record: Record, forms: Forms, lang: str, width: int) -> None:
    text = shown(list(page(record, forms, lang)), width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert max(cell_len(line) for line in (heading_line(lang, width), document_line(record, lang, width))) <= width


def test_a_page_says_why_a_cell_is_doubtful_what_may_stand_there_and_what_is_implied(record: Record, forms: Forms) -> None:
    text = "".join(shown(list(page(record, forms, "zh")), 200).split())
    assert "(七)总计(其他)—本行空格被删，数字归哪一列不能确定—可能是27/空" in text
    assert "由勾稽关系可推出：表三“(七)总计”行“其他”列=27" in text
    assert "缺：行政复议(整行)—原文没有这一行" in text


def test_findings_come_gravest_first_and_in_words(record: Record, forms: Forms) -> None:
    text = shown(list(findings(record, forms, "zh")), 120)
    assert text.index("[错误] 总计不符") < text.index("[警告] 小事")
    assert "报告自身的数字互相矛盾" in text
    assert "先查：表三“一、本年新收政府信息公开申请数量”行“总计”列" in text
    assert "为 30，此式成立" in text
    assert "原文：“收到申请30余件”" in text


def test_values_that_belong_together_are_told_in_one_sentence_with_the_reasons(record: Record, forms: Forms) -> None:
    both = {"requests/received/total": 30, "requests/granted/company": 4}
    finding = replace(record.findings[1], suspect=tuple(both), proposed=both, reasons=(Message("其一", "one"), Message("其二", "two")))
    found = replace(record, findings=(finding,))
    text = " ".join(shown(list(findings(found, forms, "en")), 300).split())
    assert "it would add up if requests table, row “Received this year”, column “Total” were 30 and requests table" in text
    assert text.count("would add up") == 1
    assert "because one; two" in text
    assert "若表三“一、本年新收政府信息公开申请数量”行“总计”列为 30、表三“(一)予以公开”行“商业企业”列为 4，此式成立" in "".join(
        shown(list(findings(found, forms, "zh")), 300).splitlines())


def test_what_is_implied_only_if_the_prose_means_it_is_told_apart(record: Record, forms: Forms) -> None:
    lost = Cell(None, "lost", implied=Implied(2, ("claims.requests-received",), conditional=True))
    text = shown(list(page(replace(record, cells={**record.cells, "requests/carried_in/total": lost}), forms, "en")), 200)
    certain, condition = (next(line for line in text.splitlines() if start in line) for start in ("implied by", "implied if"))
    assert "= 27" in certain
    assert "= 2" not in certain.replace("= 27", "")
    assert "“Carried in from last year”, column “Total” = 2" in condition


def test_a_claim_shows_its_hedge_and_its_words(record: Record, forms: Forms) -> None:
    text = shown(list(page(record, forms, "zh")), 120)
    assert "收到申请 不少于30 本机关 “收到申请30余件”" in text


def test_a_rejected_document_is_shown_with_the_reason_and_without_tables(forms: Forms) -> None:
    text = shown(list(page(Record("in/x.txt", "", "rejected", error="empty"), forms, "en")))
    assert "in/x.txt" in text
    assert "rejected — empty" in text
    assert "table" not in text
    assert "empty" in document_line(Record("in/x.txt", "", "rejected", error="empty"), "en", 120)


def test_a_long_name_is_cut_on_a_screen_and_whole_in_a_file(record: Record) -> None:
    long = replace(record, organization="某" * 60)
    assert cell_len(document_line(long, "zh", 80)) <= 80
    assert "某" * 60 in document_line(long, "zh", None)
    assert document_line(long, "zh", None).endswith("in/a.txt")


def test_an_amount_is_shown_with_every_digit() -> None:
    assert (number(Decimal("6719.3835")), number(Decimal("1E+3")), number(0), number(None)) == ("6719.3835", "1000", "0", "")


@given(st.text())
def test_nothing_that_a_terminal_would_obey_is_left_in_printable_text(text: str) -> None:
    assert not any(ord(c) < 32 or 0x7F <= ord(c) <= 0x9F or c in "\u202e\u2066\u200f\u2028" for c in printable(text))


@pytest.mark.parametrize("evil", ["\x1b[31mred", "\x9b31mred", "\x1b]0;title\x07", "\u202egnp.exe", "[bold]not markup[/bold]", ":smile:"])
def test_escapes_markup_and_smileys_of_a_document_are_shown_and_not_obeyed(record: Record, forms: Forms, evil: str) -> None:
    told = Message(evil, evil)
    bad = replace(
        record, title=evil, organization=evil, path=evil, findings=(Finding("r", "error", "source", told, claims=("requests.received",)),),
        claims=(Claim("requests.received", 1, "exact", "own", Span(0, 1), evil),), damage=(Damage("replacement", 1, evil),),
    )
    text = shown(list(page(bad, forms, "en")), 200) + document_line(bad, "en", None) + document_line(bad, "en", 80)
    assert not any(c in text for c in "\x1b\x9b\x07\u202e")
    assert printable(evil) in text


@given(st.text(st.sampled_from("政府，信息。(七) 12345 abc“”"), max_size=200), st.integers(10, 80))
def test_wrapped_lines_fit_and_hold_every_character(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_number_is_not_broken_and_no_line_begins_with_a_comma() -> None:
    text = "收到申请一共 12345 件，其中予以公开的有 67890 件。" * 4
    for width in range(20, 60):
        lines = wrapped(text, width)
        assert not any(line.startswith(("，", "。")) for line in lines)
        assert all(whole in " ".join(lines) for whole in ("12345", "67890"))


def test_the_mark_of_a_sentence_stands_before_it_once() -> None:
    assert shown([Prose("一二三四五六七八九十", mark="[错误] ", indent=2)], 20) == "  [错误] 一二三四五\n  六七八九十\n"


@pytest.mark.parametrize(("tail", "cut_off"), [(False, "some/long…"), (True, "…/file.txt")])
def test_what_is_too_long_for_a_column_says_so_at_the_end_that_tells_less(tail: bool, cut_off: str) -> None:
    assert cut("some/long/path/to/a/file.txt", 10, tail=tail) == cut_off
