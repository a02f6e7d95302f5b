"""One document with its evidence as a page that stands alone."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extractor.inputs import load
from extractor.paper.dossier import anchor, dossier
from extractor.paper.evidence import Read, stretches
from extractor.pipeline import process
from extractor.record import Candidate, Cell, Claim, Finding, Implied, Message, Record
from extractor.render import number
from extractor.text import Span
from tests.reading import SLUGS, kit, source
from tests.terminal import FAULTY, gouji, report, written

pytestmark = pytest.mark.usefixtures("alone")
FEW = tuple(slug for slug in SLUGS if slug[:2] in ("02", "04", "05", "07", "13", "14"))
EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'&amp;{{ 7*7 }}{% raw %}\x1b[31m\u202e'


def page_of(slug: str, lang: str = "zh") -> html.HtmlElement:
    gouji("extract", source(slug))
    result = gouji("show", source(slug), "--html", "page.html", "--lang", lang, "--force")
    assert result.exit_code == 0, result.stderr
    return html.document_fromstring(Path("page.html").read_text(encoding="utf-8"))


def text_of(element: html.HtmlElement) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("slug", FEW)
def test_every_figure_leads_to_its_place_in_the_source(slug: str) -> None:
    page = page_of(slug)
    document = load(source(slug))
    (record, *_) = process(document, kit())
    by_id = {element.get("id"): element for element in page.iter() if element.get("id")}
    assert len(by_id) == sum(1 for element in page.iter() if element.get("id"))
    for address, cell in record.cells.items():
        shown = text_of(by_id[anchor(address)])
        if cell.status == "accepted" and cell.evidence is not None:
            (link, *_) = by_id[anchor(address)].xpath("a")
            assert text_of(by_id[link.get("href")[1:]]) == document.text[slice(*cell.evidence)]
            assert re.sub(r"〔\d+〕", "", shown) == f"{number(cell.value)}{cell.unit or ''}"
        else:
            assert shown.startswith({"blank": "空", "lost": "缺", "review": "待核"}[cell.status])
    assert {href[1:] for a in page.iter("a") if (href := a.get("href", ""))} <= by_id.keys()


@pytest.mark.parametrize("slug", FEW)
def test_the_source_is_shown_whole(slug: str) -> None:
    (shown,) = page_of(slug).iter("pre")
    expected = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", load(source(slug)).text)
    assert re.sub(r"\\x[0-9a-f]{2,4}|[\r\x0b]", "", text_of(shown)).split() == expected.split()


def test_the_tables_are_those_of_the_official_form_in_both_languages() -> None:
    page = page_of(FAULTY)
    disclosure, requests, disputes, _ = page.iter("table")
    assert [text_of(table.find("caption")) for table in (disclosure, requests, disputes)] == [
        "表二　主动公开政府信息情况（2021年版）", "表三　收到和处理政府信息公开申请情况（2021年版）",
        "表四　政府信息公开行政复议、行政诉讼情况（2021年版）",
    ]  # fmt: skip
    spans = {text_of(th): (th.get("colspan"), th.get("rowspan")) for th in requests.iter("th")}
    assert spans["申请人情况"] == ("7", None)
    assert spans["法人或其他组织"] == ("5", None)
    assert spans["三、本年度办理结果"] == (None, "22")
    assert spans["(三)不予公开"] == (None, "8")
    assert len(list(requests.iter("td"))) == 175
    assert len(list(disputes.iter("td"))) == 15
    assert "Requests received and handled (2021 edition)" in text_of(page_of(FAULTY, "en"))


def test_a_finding_stands_in_words_with_its_cause_and_what_would_add_up_and_its_cell_is_marked() -> None:
    page = page_of(FAULTY)
    first = text_of(page.get_element_by_id("f-1"))
    assert "= 141" in first
    assert "报告自身的数字互相矛盾" in first
    assert "若表三“(一)予以公开”行“总计”列为 61，各式成立" in first
    cell = page.get_element_by_id(anchor("requests/granted/total"))
    assert (cell.get("class"), text_of(cell)) == ("accepted found", "67〔1〕〔2〕")
    (mark,) = page.find_class("found")[-1:]
    assert (text_of(mark), mark.get("data-findings")) == ("67", "1 2")


def test_only_the_claim_that_contradicts_is_quoted() -> None:
    page = page_of("14-contradiction")
    quotes = [text_of(quote) for quote in page.iter("blockquote")]
    assert quotes == ["原文：“市局机关全年收到政府信息公开申请23件。”"]


@pytest.fixture
def odd() -> Record:
    cells = {address: Cell(0, "accepted", Span(0, 1), "0") for form in kit().forms.of(EDITIONS) for address in form.addresses}
    cells["disclosure/fee/amount"] = Cell(Decimal("6719.3835"), "accepted", None, "6719.3835", unit=EVIL)
    cells["requests/total/other"] = Cell(
        27, "review", Span(3, 5), "27", reason="dropped-blanks",
        candidates=(Candidate(27, Span(3, 5), EVIL), Candidate(None, None, "template")), implied=Implied(27, ("requests.row-total",)),
    )  # fmt: skip
    finding = Finding(
        EVIL, "error", "reading", Message(EVIL, EVIL), cells=("requests/total/other",), claims=("requests.received",), proposed={},
        evidence=(Span(3, 5), Span(4, 9), Span(900, 990)),
    )  # fmt: skip
    return Record(
        f"in/{EVIL}", "a" * 64, "review", EVIL, EVIL, 2023, EVIL, "2021", EDITIONS, cells,
        claims=(Claim("requests.received", 30, "at_least", "own", Span(1, 2), EVIL),), findings=(finding,),
        readers=({"name": EVIL, "version": "1"},),
    )  # fmt: skip


EDITIONS = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_that_a_report_says_is_obeyed(odd: Record, lang: str) -> None:
    told = dossier(odd, f"0收27件{EVIL}\r\n\0\x9b", kit().forms, lang)
    page = html.document_fromstring(told)
    assert not [element.tag for element in page.iter("script", "img", "iframe", "object", "form", "link")]
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    assert all(a.get("href", "").startswith("#") for a in page.iter("a"))
    assert "<script>alert(1)</script>" in text_of(page)
    assert "{{ 7*7 }}" in text_of(page)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", told)
    assert "default-src 'none'" in told


def test_nothing_is_fetched_and_no_path_of_the_machine_is_told(odd: Record) -> None:
    told = dossier(replace(odd, path="/home/somebody/secret/报告.txt"), "0", kit().forms, "zh")
    assert not re.search(r"https?:|url\(|@import|src=", told.replace(EVIL, "").replace("img src=x", ""))
    assert "/home/somebody" not in told
    assert "报告.txt" in told
    assert all(font in told for font in ("Noto Serif CJK SC", "SimSun", "Microsoft YaHei"))


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=8))
def test_cutting_a_text_at_its_places_loses_nothing_and_marks_every_place(text: str, edges: list[tuple[int, int]]) -> None:
    spans = {Span(min(pair), max(pair)): Read(claims=(str(n),)) for n, pair in enumerate(edges)}
    found = list(stretches(text, spans))
    assert "".join(stretch.text for stretch in found) == text
    starts = [stretch.start for stretch in found if stretch.start is not None]
    assert len(starts) == len(set(starts))
    for span, read in spans.items():
        if span.stop <= len(text):
            assert span.start in starts
            at = 0
            for stretch in found:
                inside = stretch.text and span.start <= at < span.stop
                assert (read.claims[0] in (stretch.read.claims if stretch.read else ())) == bool(inside)
                at += len(stretch.text)


# What is refused


def refused(*arguments: object) -> str:
    result = gouji("show", *arguments)
    assert result.exit_code == 2
    assert "hint: " in result.stderr
    return result.stderr


def test_a_page_that_exists_stays_unless_force_is_said() -> None:
    gouji("extract", report(FAULTY))
    written("page.html", "mine")
    assert "exists already" in refused(report(FAULTY), "--html", "page.html")
    assert Path("page.html").read_text() == "mine"


def test_what_has_no_page_is_refused() -> None:
    written("news.txt", "今天天气很好。\n" * 40)
    gouji("extract", "news.txt", report(FAULTY))
    assert "only a report that was read" in refused("news.txt", "--html", "page.html")
    assert "no stored document has this path" in refused("没有", "--html", "page.html")
    assert "the name ends in .docx" in refused(report(FAULTY), "--html", "page.docx")
    assert not list(Path().glob("*page*"))


def test_a_text_that_the_database_does_not_hold_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    gouji("extract", report(FAULTY))
    monkeypatch.setattr("extractor.store.Store.source", lambda *_: None)
    assert "read it again: gouji extract" in refused(report(FAULTY), "--html", "page.html")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gouji("extract", report(FAULTY))
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert "needs the package jinja2" in refused(report(FAULTY), "--html", "page.html")
