"""The reports of one agency over several years: what must be carried over, what may not be said, and whose reports are whose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from extractor.pipeline import load_kit
from extractor.readers.proportions import recalled_requests
from extractor.record import Cell, Record
from extractor.settings import Content, shipped
from extractor.text import NormalisedText, Span
from extractor.verification.copying import copied, load_boilerplate, prose_of
from extractor.verification.series import agencies, check_series, series_of
from extractor.verification.succession import Year, compare_years
from tests import years
from tests.tables import CHECKS, FORMS, NEW, OLD, checked, table
from tests.terminal import gouji, records, written

KIT = load_kit(Content((shipped(),)))
BOILERPLATE = load_boilerplate(shipped() / "rules/text/boilerplate.yaml")
CARRIED = {"requests/carried_out/total": 4, "requests/carried_out/company": 4}
Values = Mapping[str, int | str | None]


def found(
    now: Values, before: Values, editions: Mapping[str, str] = NEW, earlier: Mapping[str, str] | None = None,
) -> list[tuple[str, str, tuple[str, ...]]]:
    year = Year(2023, "青石县水利局", editions, table(now, editions))
    last = Year(2022, "青石县水利局", earlier or editions, table(before, earlier or editions))
    return [(f.rule, f.severity, f.cells) for f in compare_years(CHECKS, FORMS, year, last).findings]


# What is carried over


def test_what_was_carried_out_must_be_carried_in_and_each_column_that_differs_is_an_error() -> None:
    carried = {"requests/carried_in/total": 3, "requests/carried_in/company": 4}
    assert found(carried, CARRIED) == [("series.carried", "error", ("requests/carried_in/total",))]
    assert found({**carried, "requests/carried_in/total": 4}, CARRIED) == []


def test_the_message_names_both_years_and_both_figures() -> None:
    year = Year(2023, "青石县水利局", NEW, table({"requests/carried_in/total": 3}))
    last = Year(2022, "青石县水利局", NEW, table({"requests/carried_out/total": 4}))
    (finding,) = compare_years(CHECKS, FORMS, year, last).findings
    assert finding.message.zh == "表三“总计”列：本年（2023）第二项上年结转为 3，上一年度（2022）报告第四项结转下年度为 4，相差 1。"
    assert finding.cause == "undetermined"  # either report may be the wrong one
    assert finding.evidence == (Span(5, 6),)  # in this report alone


@pytest.mark.parametrize("now", [NEW, OLD], ids=["2021", "2019"])
@pytest.mark.parametrize("earlier", [NEW, OLD], ids=["after 2021", "after 2019"])
def test_requests_are_carried_over_between_any_two_editions(now: Mapping[str, str], earlier: Mapping[str, str]) -> None:
    assert [rule for rule, _, _ in found({"requests/carried_in/total": 3}, {}, now, earlier)] == ["series.carried"]
    assert found({}, {}, now, earlier) == []


@pytest.mark.parametrize(("now", "before"), [
    ({"requests/carried_in/total": "lost"}, CARRIED), ({"requests/carried_in/total": "review"}, CARRIED),
    ({"requests/carried_in/total": 3}, {"requests/carried_out/total": "lost"}), ({"requests/carried_in/total": None}, CARRIED),
    ({"requests/carried_in/total": 3}, {"requests/carried_out/total": None}),
])
def test_a_figure_that_is_lost_doubtful_or_blank_on_either_side_leaves_the_question_open(now: Values, before: Values) -> None:
    company = {"requests/carried_in/company": 4 if "requests/carried_out/company" in before else 0}
    assert found({**now, **company}, before) == []


@pytest.mark.parametrize(("row", "repealed", "in_force", "rules"), [
    ("normative", 1, 11, []), ("normative", 0, 11, ["series.in-force"]), ("regulation", 1, 12, ["series.in-force"]),
])
def test_documents_in_force_are_last_years_and_those_made_less_those_repealed(row: str, repealed: int, in_force: int, rules: list) -> None:
    at = f"disclosure/{row}"
    now = {f"{at}/issued": 2, f"{at}/repealed": repealed, f"{at}/in_force": in_force}
    assert [(rule, severity) for rule, severity, _ in found(now, {f"{at}/in_force": 10})] == [(rule, "warning") for rule in rules]


def test_the_older_form_carries_on_its_items_and_its_public_total() -> None:
    before = {"disclosure/licence/items_before": 25, "disclosure/licence/items_change": -2, "disclosure/normative/public_total": 10}
    now = {"disclosure/licence/items_before": 23, "disclosure/normative/published": 2, "disclosure/normative/public_total": 12}
    assert found(now, before, OLD) == []
    wrong = {**now, "disclosure/licence/items_before": 25, "disclosure/normative/public_total": 10}
    assert {(rule, severity) for rule, severity, _ in found(wrong, before, OLD)} == {
        ("series.items", "warning"), ("series.public-total", "warning")}


def test_what_one_form_alone_has_is_not_compared_with_a_year_in_the_other() -> None:
    year, last = (Year(y, "青石县水利局", e, table({}, e)) for y, e in ((2021, NEW), (2020, OLD)))
    outcomes = compare_years(CHECKS, FORMS, year, last).outcomes
    assert {o.rule for o in outcomes if o.result == "not_applicable"} >= {"series.in-force", "series.items", "series.public-total"}


def test_without_the_year_before_nothing_is_taken_for_passed() -> None:
    year = Year(2023, "青石县水利局", NEW, table({}), {"year": 2023, "reports": 1, "differing": 0}, untold="no earlier report")
    outcomes = compare_years(CHECKS, FORMS, year, None).outcomes
    looking_back = CHECKS.across_years - {"series.one-report"}
    assert {o.rule for o in outcomes if o.result == "not_run"} == looking_back
    assert not {o.rule for o in outcomes if o.result == "satisfied"} & looking_back


@pytest.mark.usefixtures("alone")
def test_a_rule_across_years_counts_as_not_run_in_the_record_of_one_report() -> None:
    _, texts, _ = years.series(3, [2023])
    written("one.txt", texts[2023])
    (record,) = records(gouji("extract", "one.txt", "--format", "jsonl"))
    assert record["checks"]["not_run"] == len(CHECKS.across_years)
    shown = gouji("check", "one.txt")
    assert f"not run {len(CHECKS.across_years)}" in shown.stdout
    assert "series.carried" in shown.stderr


# Whose reports are whose


@pytest.mark.parametrize("names", [
    ("梓澜县水务局", "云南省梓澜县水务局"), ("青石县住房和城乡建设局", "青石县住建局"), ("青石县人民政府", "青石县"),
    ("岭湖县柳河镇人民政府", "岭湖县柳河镇"), ("岭湖县柳河镇人民政府", "柳河镇人民政府"), ("梓澜县水务局", "县水务局"),
    ("县水务局", "水务局"),
])
def test_one_agency_written_differently_is_one(names: tuple[str, str]) -> None:
    assert len(set(agencies(names, KIT.metadata).values())) == 1
    assert set(agencies(names, KIT.metadata)) == set(names)


@pytest.mark.parametrize("names", [
    ("青石县水利局", "岭湖县水利局"), ("青石县水利局", "青石县水务局"), ("青石县人民政府", "青石县人民政府办公室"),
    ("青石县水利局", "云泽市水利局"), ("云南省青石县", "贵州省青石县"), ("青石县档案局", "青石县档案馆"),
])
def test_two_agencies_stay_two(names: tuple[str, str]) -> None:
    assert len(set(agencies(names, KIT.metadata).values())) == 2


def test_a_name_that_could_be_anyones_belongs_to_no_series_where_others_are_there() -> None:
    names = ("青石县水利局", "岭湖县水利局", "水利局", "县水利局", "城关镇人民政府")
    assert set(agencies(names, KIT.metadata)) == {"青石县水利局", "岭湖县水利局"}
    assert set(agencies(("云南省青石县", "贵州省青石县", "青石县人民政府"), KIT.metadata)) == {"云南省青石县", "贵州省青石县"}


def record(
    year: int | None, cells: Mapping[str, Cell], path: str = "", organization: str = "青石县水利局", error: str | None = None,
) -> Record:
    path = path or f"{year}.txt"
    return Record(path, f"{path}{organization}", "accepted", organization=organization, year=year, editions=NEW, cells=cells, error=error)


def test_the_years_of_an_agency_are_one_series_under_all_its_names() -> None:
    names = {2021: "青石县住建局", 2022: "青石县住房和城乡建设局", 2023: "云泽市青石县住房和城乡建设局"}
    (series,), left = series_of([record(year, table({}), organization=name) for year, name in names.items()], KIT.metadata)
    assert (set(series.names), list(series.years), left) == (set(names.values()), [2021, 2022, 2023], ())
    assert series.names[0] == "云泽市青石县住房和城乡建设局"


def test_reports_without_year_or_agency_and_refused_ones_are_left_out_and_named() -> None:
    cells = table({})
    given = [record(2022, cells), record(None, cells, "a"), record(2023, cells, "b", ""), record(2023, cells, "c", error="no report")]
    series, left = series_of(given, KIT.metadata)
    assert [list(one.years) for one in series] == [[2022]]
    assert sorted(r.path for r in left) == ["a", "b", "c"]


def test_the_same_bytes_twice_are_one_report() -> None:
    one = record(2022, table({}))
    series, _ = series_of([one, one], KIT.metadata)
    assert series[0].years == {2022: (one,)}


def test_two_reports_of_one_year_that_differ_are_a_warning_and_their_difference_is_compared_with_nothing() -> None:
    other = {**CARRIED, "requests/carried_out/total": 5}
    given = [record(2021, table({})), record(2022, table(CARRIED)), record(2022, table(other), "new"),
             record(2023, table({"requests/carried_in/company": 3, "requests/carried_in/total": 3}))]
    (series,), _ = series_of(given, KIT.metadata)
    checked = check_series(series, lambda _: None, KIT, BOILERPLATE)
    findings = {(year.record.year, f.rule, f.severity, f.cells) for year in checked for f in year.findings}
    assert findings == {(2022, "series.one-report", "warning", ()),
                        (2023, "series.carried", "error", ("requests/carried_in/company",))}  # and not the total
    (finding,) = checked[1].findings
    assert "2022.txt, new" in finding.message.zh


def test_a_figure_that_its_own_report_shows_to_be_wrong_is_told_once_and_compared_with_no_other_year() -> None:
    cells = table({"requests/carried_in/total": 9})
    wrong = replace(record(2023, cells), findings=checked(cells).findings)
    assert {address for finding in wrong.findings for address in finding.suspect} == {"requests/carried_in/total"}
    (series,), _ = series_of([record(2022, table({})), wrong], KIT.metadata)
    assert [year.findings for year in check_series(series, lambda _: None, KIT, BOILERPLATE)] == [(), ()]


def test_a_missing_year_is_said_and_what_looks_back_over_it_is_not_run() -> None:
    (series,), _ = series_of([record(2020, table({})), record(2022, table({"requests/carried_in/total": 9}))], KIT.metadata)
    assert series.missing == (2021,)
    _, last = check_series(series, lambda _: None, KIT, BOILERPLATE)
    assert last.findings == ()
    assert last.idle["series.carried"] == "no report of the year before"
    assert last.idle["series.copied-text"] == "text gone"


# Text taken over

SENTENCES = [f"围绕第{n}类重点领域细化公开内容并逐条核对更新情况" for n in "甲乙丙丁戊己庚辛壬癸子丑"]


def prose(*sentences: str, year: int = 2023):
    text = "。\n".join(sentences) + "。"
    return prose_of(NormalisedText.plain(text), [Span(0, len(text))], year, BOILERPLATE)


def test_sentences_that_stand_in_both_reports_are_counted_whatever_year_they_name() -> None:
    now = prose("2023年我局坚持把公开工作列入重要议事日程", *SENTENCES[:3], "新建了一个水质公开专栏并每周更新数据")
    before = prose("2022年我局坚持把公开工作列入重要议事日程", *SENTENCES, year=2022)
    assert (copied(now, before, 2022).sentences, copied(now, before, 2022).copied) == (5, 80)


def test_statutory_wording_counts_neither_as_copied_nor_as_new() -> None:
    law = "本报告根据《中华人民共和国政府信息公开条例》第五十条的规定编制并向社会公布"
    assert copied(prose(law, "无其他需要报告的事项", *SENTENCES[:2]), prose(law, SENTENCES[0], year=2022), 2022).copied == 50
    assert copied(prose(law), prose(law, year=2022), 2022).copied is None


def test_a_conclusion_on_last_year_that_was_left_standing_is_found() -> None:
    stale = "2022年度我局未收取政府信息公开信息处理费"
    found = copied(prose(stale), prose(stale, year=2022), 2022)
    assert [text for text, _ in found.standing] == [stale]
    assert copied(prose(stale), prose("2022年度我局没有收取信息处理费", year=2022), 2022).standing == ()
    assert copied(prose(stale), prose(stale, year=2021), 2021).standing == ()


@pytest.mark.parametrize(("sentence", "number"), [
    ("2023年新收政府信息公开申请28件,比2022年的35件有所减少", 35), ("全年共收到申请28件,较上年的35件减少7件", 35),
    ("收到申请28件,与上年度35件相比下降20%", 35),
    ("收到申请28件,比2021年的35件减少", None), ("全县共收到申请280件,比上年的350件减少", None), ("收到申请28件,比上年的30余件减少", None),
    ("收到网上申请8件,比上年的9件减少", None), ("收到来信28件,比上年的35件减少", None), ("收到申请28件,比上年减少7件", None),
])
def test_the_requests_of_last_year_that_a_sentence_compares_with_are_read(sentence: str, number: int | None) -> None:
    assert recalled_requests(sentence, 2023) == number


@pytest.mark.parametrize(("before", "rules"), [
    ({"requests/received/total": 35}, []), ({"requests/received/total": 30, "requests/carried_in/total": 5}, []),
    ({"requests/received/total": 33}, ["series.recalled"]), ({"requests/received/total": "lost"}, []),
    ({"requests/received/total": 33, "requests/carried_in/total": "review"}, []),
])
def test_what_the_prose_recalls_of_last_year_is_held_against_that_years_own_report(before: Values, rules: list[str]) -> None:
    given = [record(2022, table(before)), record(2023, table({"requests/carried_in/total": 0}))]
    (series,), _ = series_of(given, KIT.metadata)
    text = "青石县水利局2023年政府信息公开工作年度报告\n一、总体情况\n2023年新收政府信息公开申请28件,比2022年的35件有所减少。\n"
    _, last = check_series(series, lambda _: text, KIT, BOILERPLATE)
    assert [f.rule for f in last.findings] == rules


# The command


def folder(seed: int, span: range = range(2020, 2024), **more) -> tuple[dict[int, str], dict[int, years.Figures], str]:
    who, texts, cells = years.series(seed, span, **more)
    for year, text in texts.items():
        written(f"in/{year}.txt", text)
    return texts, cells, who.name


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("seed", [1, 2, 5, 8])
def test_years_that_agree_have_no_finding(seed: int) -> None:
    _, _, name = folder(seed, range(2019, 2023))
    result = gouji("check", "--series", "in")
    assert result.exit_code == 0
    assert f"{name} · 2019, 2020, 2021, 2022" in result.stdout
    assert re.search(r"sentences that stand in the report before .*: 2020 \d+ %, 2021 \d+ %, 2022 \d+ %", " ".join(result.stdout.split()))
    assert "Nothing was found wrong between the years." in result.stdout
    assert "[error]" not in result.stdout
    assert "[warning]" not in result.stdout


def broken_year(seed: int) -> str:
    """The report of 2022 with one more request carried in, in balance with itself."""
    who, _, cells = years.series(seed, range(2020, 2024), edition="2021", size="small")
    wrong = dict(cells[2022])
    for column in ("natural_person", "total"):
        wrong[f"requests/carried_in/{column}"] += 1
        wrong[f"requests/total/{column}"] += 1
        wrong[f"requests/granted/{column}"] += 1
    return years.report(Random(1), who, 2022, NEW, wrong, "bars")


@pytest.mark.usefixtures("alone")
def test_a_report_that_does_not_carry_on_last_years_is_an_error_though_it_adds_up_itself() -> None:
    folder(4, edition="2021", size="small")
    written("in/2022.txt", broken_year(4))
    assert gouji("check", "in/2022.txt").exit_code == 0
    result = gouji("check", "--series", "in", "--lang", "zh")
    assert result.exit_code == 1
    said = "".join(result.stdout.split())
    assert "[错误]表三“总计”列：本年（2022）第二项上年结转为" in said
    assert said.count("series.carried)") == 2  # the applicant's column and the total


@pytest.mark.usefixtures("alone")
def test_everything_stored_is_checked_where_no_path_is_given() -> None:
    folder(4, edition="2021", size="small")
    written("in/2022.txt", broken_year(4))
    assert gouji("extract", "in").exit_code == 0
    result = gouji("check", "--series")
    assert (result.exit_code, result.stdout.count("(series.carried)")) == (1, 2)
    Path("in/2021.txt").unlink()  # the database has the text
    assert gouji("check", "--series", "--db", "gouji.db").stdout == result.stdout


@pytest.mark.usefixtures("alone")
def test_a_draft_is_held_against_the_years_that_are_stored_and_stands_before_its_own_earlier_version() -> None:
    texts, _, _ = folder(4, edition="2021", size="small")
    assert gouji("extract", "in").exit_code == 0
    written("draft.txt", broken_year(4))
    result = gouji("check", "--series", "draft.txt", "--db", "gouji.db")
    assert (result.exit_code, result.stdout.count("(series.carried)")) == (1, 2)
    assert "series.one-report" not in result.stdout
    written("draft.txt", texts[2022])
    assert gouji("check", "--series", "draft.txt", "--db", "gouji.db").exit_code == 0


@pytest.mark.usefixtures("alone")
def test_a_report_that_is_last_years_but_for_the_year_is_told() -> None:
    texts, _, _ = folder(11, range(2022, 2023), edition="2021", size="zero", layouts=("bars",))
    extra = "".join(f"{sentence}。\n" for sentence in SENTENCES)
    before = texts[2022].replace("主动公开政府信息情况\n", f"主动公开政府信息情况\n{extra}2022年度未收取信息处理费。\n", 1)
    written("in/2022.txt", before)
    written("in/2023.txt", before.replace("2023年", "2024年").replace("2022年", "2023年").replace("2023年度未收取", "2022年度未收取"))
    result = gouji("check", "--series", "in", "--lang", "zh")
    said = "".join(result.stdout.split())
    assert "(series.copied-text)" in said
    assert "(series.stale-sentence)" in said
    assert "如“2022年度未收取信息处理费”" in said
    assert result.exit_code == 0


@pytest.mark.usefixtures("alone")
def test_check_without_a_document_is_a_usage_error_and_without_a_database_a_store_error() -> None:
    assert gouji("check").exit_code == 2
    assert gouji("check", "--series", "--db", "none.db").exit_code == 6
