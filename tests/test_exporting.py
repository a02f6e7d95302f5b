"""Stored records as files that other programs read: CSV, JSON lines, XLSX, Parquet, read back here."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from extractor.export import from_json, to_json
from extractor.exports import sinks
from extractor.exports.panel import panel_table
from extractor.exports.sinks import defused
from extractor.form import Forms
from extractor.record import Cell, Claim, Finding, Message, Record
from extractor.render import number
from extractor.review.desk import Desk
from extractor.store import Store
from extractor.text import Damage, Span
from extractor.typeset import printable
from tests.reading import kit
from tests.terminal import gouji, report, rows, written

pytestmark = pytest.mark.usefixtures("alone")
TABLES = ("documents", "cells", "panel", "claims", "findings", "decisions")
SLUGS = (
    "01-bars-clean", "02-bars-dropped-blanks", "04-pinyin-2019", "07-page-break", "09-deduplicated", "11-label-line-values-line",
    "13-tabs-source-error", "14-contradiction",
)  # fmt: skip
FORMATS = ("csv", "jsonl", "xlsx", "parquet")
EDITIONS = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}
LONG = "123456789012345678901234567890"


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> str:
    db = tmp_path_factory.mktemp("gold") / "gold.db"
    assert gouji("extract", *map(report, SLUGS), "--db", db).exit_code == 0
    return str(db)


@pytest.fixture
def odd() -> str:
    """A store with a report whose words are formulas and whose numbers are long."""
    cells = {
        "disclosure/fee/amount": Cell(Decimal("6719.3835"), "accepted", Span(5, 14), "6719.3835", unit="万元"),
        "disclosure/licence/decided": Cell(Decimal("12.5"), "accepted", Span(1, 5), "12.5"),
        "requests/received/total": Cell(6, "accepted", Span(3, 4), "=6"),
        "requests/granted/other": Cell(None, "blank", Span(7, 8), "-"),
        "requests/granted/total": Cell(int(LONG), "review", Span(9, 39), LONG),
        "requests/total/total": Cell(None, "lost", reason="row-lost"),
    }
    record = Record(
        "=1+1.txt", "e" * 64, "review", '=HYPERLINK("http://x","y")', "甲县水务局", 2023, "2024-01-12", "2021", EDITIONS, cells,
        claims=(Claim("published.total", 30, "at_least", "own", Span(1, 2), "@共30余条\n，\x1b[31m<b>"),),
        findings=(Finding("a.b", "error", "source", Message("+不符", "-totals differ")),), damage=(Damage("pinyin-gloss", 2),),
    )  # fmt: skip
    with Store(Path("odd.db")) as store:
        store.save("/in/odd.txt", [(record, to_json(record))])
    return "odd.db"


def exported(db: str, to: str, table: str) -> list[dict[str, Any]]:
    """The rows of a table as a program reads them from a file of this format, numbers as exact decimals, None for nothing."""
    path = Path(f"{table}.{to}")
    assert gouji("export", "--to", to, "--what", table, "--db", db, "--out", path).exit_code == 0
    if to == "csv":
        return [{k: v or None for k, v in row.items()} for row in csv.DictReader(io.StringIO(path.read_bytes().decode()))]
    if to == "jsonl":
        return [json.loads(text, parse_float=Decimal) for text in path.read_text(encoding="utf-8").splitlines()]
    if to == "parquet":
        found: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
        return found
    heading, *lines = openpyxl.load_workbook(path)[table].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), line, strict=True)) for line in lines]


def alike(value: Any) -> Any:
    """A value as all formats have it: numbers without the zeros at their end, lists as lists, texts on one line."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
        value = Decimal(value)
    if isinstance(value, str) and value[:1] in ("[", "{"):
        value = json.loads(value, parse_float=Decimal)
    if isinstance(value, bool) or value in ("true", "false"):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, str):
        return printable(value.removeprefix("'"))
    return value if value is None else Decimal(str(value)).normalize()


# What is in the files


@pytest.mark.parametrize("table", TABLES[:5])
def test_every_format_holds_the_same_rows(gold: str, table: str) -> None:
    first, *others = ([{k: alike(v) for k, v in row.items()} for row in exported(gold, to, table)] for to in FORMATS)
    assert len(first) >= 3
    for found in others:
        assert found == first
        assert list(found[0]) == list(first[0])


def test_a_cell_is_told_as_the_record_has_it(gold: str) -> None:
    told = {(row["path"], row["address"]): row for row in exported(gold, "jsonl", "cells")}
    records = [from_json(text) for (text,) in rows("select record from documents", gold)]
    assert len(told) == sum(len(record.cells) for record in records)
    for record in records:
        for address, cell in record.cells.items():
            row = told[record.path, address]
            assert row["status"] == cell.status
            assert row["value"] == (cell.value if cell.status == "accepted" else None)
            assert row["reading"] == (None if cell.status == "accepted" else cell.value)
            assert (row["evidence_start"], row["evidence_stop"]) == (tuple(cell.evidence) if cell.evidence else (None, None))
            assert row["printed"] == cell.printed
            assert row["implied"] == (cell.implied.value if cell.implied else None)
            assert [c["value"] for c in row["candidates"] or ()] == [c.value for c in cell.candidates]


def test_evidence_leads_to_what_is_printed(gold: str) -> None:
    with Store(Path(gold)) as store:
        texts = {sha256: store.source(sha256) or "" for (sha256,) in rows("select sha256 from documents", gold)}
    shown = [row for row in exported(gold, "csv", "cells") if row["status"] == "accepted"]
    assert len(shown) > 1000
    for row in (row for row in shown if row["printed"].isdecimal()):  # words and full-width digits are given simplified
        assert texts[row["sha256"]][int(row["evidence_start"]) : int(row["evidence_stop"])] == row["printed"]


def test_the_panel_has_a_row_for_each_agency_and_year_and_says_of_every_figure_how_it_is_missing(gold: str) -> None:
    panel = {(row["organization"], str(row["year"])): row for row in exported(gold, "csv", "panel")}
    assert len(panel) == len(SLUGS)
    old_form = new_form = 0
    for record in (from_json(text) for (text,) in rows("select record from documents", gold)):
        row = panel[record.organization, str(record.year)]
        names = {address: address.replace("/", "_").replace(".", "_") for address in record.cells}
        for address, cell in record.cells.items():
            assert row[f"{names[address]}_status"] == cell.status
            assert (row[names[address]] is not None) == (cell.status == "accepted")
            assert row[names[address]] == (number(cell.value) if cell.status == "accepted" else None)
        own = {f"{name}_status" for name in names.values()}
        others = [row[name] for name in row if name.endswith("_status") and name not in own]
        assert set(others) == {"not_in_form"}
        old_form += row["requests_edition"] == "2019"
        new_form += row["requests_edition"] == "2021"
    assert old_form
    assert new_form


def test_an_amount_says_its_unit_as_printed_or_as_the_form_has_it(gold: str) -> None:
    row = next(row for row in exported(gold, "csv", "panel") if row["disclosure_procurement_amount"] is not None)
    assert row["disclosure_procurement_amount_unit"] == "万元"  # this report prints another unit than its form
    assert {row["disclosure_fee_amount_unit"] for row in exported(gold, "jsonl", "panel")} == {"万元", None}


def test_several_copies_of_a_report_are_one_row_with_the_fullest_and_their_conflicts() -> None:
    text = report("01-bars-clean").read_bytes().decode()
    for name, content in {"a": text, "b": text[: len(text) * 2 // 3], "c": text.replace("共1264条", "共1264条 ")}.items():
        written(f"in/{name}.txt", content)
    assert gouji("extract", "in").exit_code == 0
    with Store(Path("gouji.db")) as store:
        ((json_text,),) = store.rows("select record from documents where path = 'in/c.txt'")
        record = from_json(json_text)
        cells = dict(record.cells) | {"requests/received/total": record.cells["requests/received/total"]._replace(value=999)}
        store.save("/c", [(replace(record, cells=cells, published="2023-01-01"), to_json(replace(record, cells=cells)))])
    (row,) = exported("gouji.db", "csv", "panel")
    assert row["documents"] == "4"
    assert row["conflicts"] == "1"
    assert row["path"] == "in/c.txt"
    assert row["verdict"] == "accepted"


def test_what_was_rejected_stands_among_the_documents_with_the_reason_and_not_in_the_panel() -> None:
    written("in/news.txt", "今天天气很好。\n" * 40)
    gouji("extract", "in", report("01-bars-clean"))
    assert len(exported("gouji.db", "csv", "panel")) == 1
    told = gouji("export", "--to", "csv", "--out", "all")
    assert "1 rejected: not in the panel" in told.stderr
    documents = csv.DictReader(io.StringIO(Path("all/documents.csv").read_text(encoding="utf-8")))
    assert [bool(row["error"]) for row in documents] == [True, False]


def test_a_figure_that_is_no_count_is_odd_in_the_panel_and_whole_in_the_table_of_cells(odd: str) -> None:
    (row,) = exported(odd, "parquet", "panel")
    assert (row["disclosure_licence_decided"], row["disclosure_licence_decided_status"]) == (None, "odd")
    cells = {row["address"]: row["value"] for row in exported(odd, "parquet", "cells")}
    assert cells["disclosure/licence/decided"] == Decimal("12.5")


@pytest.mark.parametrize("to", FORMATS)
def test_no_digit_of_an_amount_is_lost(odd: str, to: str) -> None:
    values = {row["address"]: row for row in exported(odd, to, "cells")}
    assert Decimal(str(values["disclosure/fee/amount"]["value"])) == Decimal("6719.3835")
    assert values["requests/granted/total"]["printed"] == LONG
    (panel,) = exported(odd, "jsonl", "panel")
    assert panel["disclosure_fee_amount"] == Decimal("6719.3835")


def test_a_number_longer_than_a_format_holds_is_said(odd: str) -> None:
    said = gouji("export", "--to", "parquet", "--what", "cells", "--db", odd, "--out", "c.parquet").stderr
    assert "1 values are longer than the format holds" in said
    assert pyarrow.parquet.read_table("c.parquet").to_pylist()[4]["reading"] is None
    assert exported(odd, "xlsx", "cells")[4]["reading"] == LONG  # as text, with all its digits
    assert exported(odd, "jsonl", "cells")[4]["reading"] == int(LONG)


# Nothing in a report is computed or obeyed


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1+1", "@x", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1|x", "-", "@"])
def test_a_text_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert defused(text)[0] == "'"
    assert "\n" not in defused(text)


@pytest.mark.parametrize("text", ["-3", "+2", "12.5", "水务局", "(一)予以公开", "'x", ""])
def test_a_plain_number_or_word_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


def test_no_cell_of_a_csv_begins_as_a_formula_does(odd: str) -> None:
    assert gouji("export", "--to", "csv", "--db", odd, "--out", "out").exit_code == 0
    for path in Path("out").iterdir():
        text = path.read_bytes().decode()
        assert not any(c < " " and c != "\n" for c in text)
        for row in csv.reader(io.StringIO(text)):
            assert not any(field[:1] in ("=", "+", "@", "\t", "\r") or (field[:1] == "-" and not field[1:2].isdigit()) for field in row)
    assert "'=HYPERLINK" in Path("out/documents.csv").read_text(encoding="utf-8")


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(odd: str) -> None:
    assert gouji("export", "--to", "xlsx", "--db", odd, "--out", "o.xlsx").exit_code == 0
    book = openpyxl.load_workbook("o.xlsx")
    assert book.sheetnames == [*TABLES, "dictionary"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert any(cell.value == '=HYPERLINK("http://x","y")' for cell in cells)


def test_a_text_longer_than_a_sheet_holds_is_cut_and_counted() -> None:
    record = Record("p.txt", "f" * 64, "review", organization="甲局", year=2023, editions=EDITIONS, claims=(
        Claim("published.total", 1, "exact", "own", Span(0, 1), "长" * 40_000),))  # fmt: skip
    with Store(Path("long.db")) as store:
        store.save("/p", [(record, to_json(record))])
    assert "1 values are longer" in gouji("export", "--to", "xlsx", "--what", "claims", "--db", "long.db", "--out", "l.xlsx").stderr
    heading, row = openpyxl.load_workbook("l.xlsx")["claims"].iter_rows(values_only=True)
    assert len(str(dict(zip(heading, row, strict=True))["quote"])) == sinks.SHEET_TEXT


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(gold: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "SHEET_ROWS", 501)
    assert gouji("export", "--to", "xlsx", "--what", "cells", "--db", gold, "--out", "c.xlsx").exit_code == 0
    book = openpyxl.load_workbook("c.xlsx", read_only=True)
    assert book.sheetnames == ["cells", "cells 2", "cells 3", "cells 4", "dictionary"]
    ((count,),) = rows("select count(*) from cells", gold)
    assert sum(1 for name in book.sheetnames[:4] for _ in book[name].iter_rows(min_row=2, max_col=1)) == count


# The dictionary


def test_the_dictionary_names_every_column_in_both_languages(gold: str) -> None:
    assert gouji("export", "--to", "csv", "--db", gold, "--out", "all").exit_code == 0
    told = list(csv.DictReader(io.StringIO(Path("all/dictionary.csv").read_text(encoding="utf-8"))))
    for table in TABLES:
        heading = Path(f"all/{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        assert [row["column"] for row in told if row["table"] == table] == heading
    assert all(row["zh"] and row["en"] and row["type"] for row in told)
    by_name = {(row["table"], row["column"]): row for row in told}
    fee, status = by_name["panel", "disclosure_fee_amount"], by_name["panel", "disclosure_fee_amount_status"]
    assert (fee["unit"], fee["unit_en"], fee["address"], fee["editions"]) == ("万元", "10,000 CNY", "disclosure/fee/amount", "2021")
    assert [code.split(":")[0] for code in status["codes_en"].split("; ")] == ["accepted", "blank", "lost", "review", "not_in_form", "odd"]
    assert by_name["panel", "requests_other_total"]["editions"] == "2019"
    assert by_name["panel", "requests_received_total"]["editions"] == "2021 2019"


def test_the_dictionary_goes_with_every_format(gold: str) -> None:
    for to in FORMATS:
        assert gouji("export", "--to", to, "--what", "panel", "--db", gold, "--out", f"p.{to}").exit_code == 0
        if to == "xlsx":
            assert openpyxl.load_workbook("p.xlsx")["dictionary"]["A2"].value == "panel"
        else:
            assert Path(f"p.{to}.dictionary.csv").read_text(encoding="utf-8").startswith("table,column,type,zh,en,unit")
    field = pyarrow.parquet.read_schema("p.parquet").field("requests_received_total")
    assert {k.decode(): v.decode() for k, v in (field.metadata or {}).items() if not k.startswith(b"PARQUET")} == {
        "zh": "表三“一、本年新收政府信息公开申请数量”行“总计”列", "en": "requests table, row “Received this year”, column “Total”",
        "unit": "件", "address": "requests/received/total", "editions": "2021 2019",
    }  # fmt: skip
    alone = gouji("export", "--to", "csv", "--what", "dictionary", "--db", gold).stdout
    assert {row["table"] for row in csv.DictReader(io.StringIO(alone))} == set(TABLES)


def test_no_two_cells_of_the_forms_have_the_same_name_in_the_panel() -> None:
    names = [field.name for field in panel_table(kit().forms).fields]
    assert len(names) == len(set(names))
    form = kit().forms.get("requests", "2021")
    row = replace(form.rows[4], id="denied/state_secret".replace("/", "_"))
    twice = Forms({("requests", "2021"): replace(form, rows=(*form.rows, row))})
    with pytest.raises(Exception, match="requests_denied_state_secret_natural_person"):
        panel_table(twice)


# Choosing


def test_filters_choose_agencies_years_and_statuses(gold: str) -> None:
    def told(*options: str) -> list[dict[str, str]]:
        result = gouji("export", "--to", "csv", "--what", "cells", "--db", gold, *options)
        assert result.exit_code == 0
        return list(csv.DictReader(io.StringIO(result.stdout)))

    assert {row["organization"] for row in told("--organization", "审计局")} == {"秦坪县审计局"}
    assert {row["year"] for row in told("--year", "2022")} == {"2022"}
    assert {row["year"] for row in told("--year", "2019-2022")} == {"2020", "2022"}
    assert {row["status"] for row in told("--status", "lost,review")} == {"lost", "review"}
    both = told("--organization", "局", "--year", "2023", "--status", "accepted")
    assert {(row["year"], row["status"]) for row in both} == {("2023", "accepted")}


def test_one_table_goes_to_stdout_and_a_mark_for_excel_before_it_where_wanted(gold: str) -> None:
    plain_text = gouji("export", "--to", "csv", "--what", "panel", "--db", gold).stdout
    marked = gouji("export", "--to", "csv", "--what", "panel", "--db", gold, "--bom").stdout
    assert marked == "\ufeff" + plain_text
    assert gouji("export", "--to", "csv", "--db", gold, "--out", "all", "--bom").exit_code == 0
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in Path("all").iterdir())


def test_decisions_are_exported_and_applied_unless_the_records_are_wanted_as_read() -> None:
    gouji("extract", report("02-bars-dropped-blanks"))
    with Store(Path("gouji.db")) as store:
        desk = Desk(store, kit(), "anna")
        desk.refresh()
        case = desk.next()
        assert case is not None
        desk.decide(case.item, "accept", reason="=看过原件", seconds=2.5)
        address = case.question.cells[0]
    settled = {row["address"]: row for row in exported("gouji.db", "jsonl", "cells")}[address]
    assert settled["reason"] == "decided"
    assert settled["status"] in ("accepted", "blank")
    as_read = gouji("export", "--to", "jsonl", "--what", "cells", "--as-read").stdout.splitlines()
    assert next(row["status"] for row in map(json.loads, as_read) if row["address"] == address) == "review"
    for to in FORMATS:
        (row,) = exported("gouji.db", to, "decisions")
        assert (row["action"], row["who"], Decimal(str(row["seconds"]))) == ("accept", "anna", Decimal("2.5"))
        assert row["reason"] == ("'=看过原件" if to == "csv" else "=看过原件")
        assert address in str(row["after"])
    assert exported("gouji.db", "csv", "panel")[0]["decided"] != "0"


def test_what_was_read_again_since_people_decided_is_judged_again_before_it_is_exported() -> None:
    gouji("extract", report("02-bars-dropped-blanks"))
    with Store(Path("gouji.db")) as store:
        desk = Desk(store, kit(), "anna")
        desk.refresh()
        case = desk.next()
        assert case is not None
        desk.decide(case.item, "accept")
    gouji("extract", report("02-bars-dropped-blanks"))
    reasons = {row["address"]: row["reason"] for row in exported("gouji.db", "jsonl", "cells")}
    assert reasons[case.question.cells[0]] == "decided"


@pytest.mark.parametrize("command", ["export", "letter", "show"])
def test_the_commands_have_help_with_an_example(command: str) -> None:
    told = gouji(command, "--help")
    assert told.exit_code == 0
    assert f"gouji {command} " in told.stdout


# What is refused


def refused(*arguments: object) -> str:
    before = sorted(Path().rglob("*"))
    result = gouji("export", *arguments)
    assert result.exit_code in (2, 6)
    assert "hint: " in result.stderr
    assert [path for path in sorted(Path().rglob("*")) if path not in before] == []
    return result.stderr


def test_files_that_exist_stay_unless_force_is_said(gold: str) -> None:
    written("p.csv", "mine")
    assert "p.csv: exists already" in refused("--to", "csv", "--what", "panel", "--db", gold, "--out", "p.csv")
    assert Path("p.csv").read_text() == "mine"
    assert gouji("export", "--to", "csv", "--what", "panel", "--db", gold, "--out", "p.csv", "--force").exit_code == 0
    assert Path("p.csv").read_text(encoding="utf-8").startswith("organization,")
    written("all/panel.csv", "mine")
    assert "all/panel.csv: exists already" in refused("--to", "csv", "--db", gold, "--out", "all")


def test_the_database_is_never_written_over(gold: str) -> None:
    copy = written("g.db", Path(gold).read_bytes())
    assert "is the database" in refused("--to", "csv", "--what", "panel", "--db", "g.db", "--out", "g.db", "--force")
    assert copy.read_bytes() == Path(gold).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--to xlsx --out a.csv", "the name ends in .csv, the format is xlsx"),
        ("--to csv --what cells --out no/such/a.csv", "no such folder"),
        ("--to csv --out no/such/folder", "no such folder"),
        ("--to jsonl --what cells --bom", "--bom is for CSV"),
        ("--to csv --year 23", "expected a year or two"),
        ("--to csv --year 2023-24", "expected a year or two"),
        ("--to csv --what cells --status settled", "settled is no status"),
        ("--to csv --what panel --status lost", "--status chooses among cells"),
        ("--to csv --out x --organization 无此机关", "no stored document fits"),
        ("--to parquet --what cells --year 1999", "no stored document fits"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_way_out(gold: str, arguments: str, said: str) -> None:
    assert said in refused(*arguments.split(), "--db", gold)


def test_a_file_in_place_of_the_folder_is_refused_and_a_folder_in_place_of_a_file_is_used(gold: str) -> None:
    written("x", "mine")
    assert "several tables need a folder" in refused("--to", "csv", "--db", gold, "--out", "x")
    Path("into").mkdir()
    assert gouji("export", "--to", "csv", "--what", "panel", "--db", gold, "--out", "into").exit_code == 0
    assert sorted(path.name for path in Path("into").iterdir()) == ["panel.csv", "panel.csv.dictionary.csv"]


def test_a_store_that_is_not_there_is_said() -> None:
    assert "no such database" in refused("--to", "csv", "--db", "none.db")


@pytest.mark.parametrize(("to", "package"), [("xlsx", "xlsxwriter"), ("parquet", "pyarrow")])
def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(
    gold: str, to: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    said = refused("--to", to, "--what", "panel", "--db", gold)
    assert f"needs the package {package}" in said
    assert "pip install 'gouji[export]'" in said


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize(("error", "code"), [(OSError(28, "No space left on device"), 6), (KeyboardInterrupt(), 130)])
def test_an_export_that_is_broken_off_leaves_nothing_behind(
    gold: str, to: str, error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def broken(*_: object) -> None:
        raise error

    for name in ("CsvSink", "JsonSink", "SheetSink", "ParquetSink"):
        monkeypatch.setattr(getattr(sinks, name), "_write", broken)
    result = gouji("export", "--to", to, "--what", "panel", "--db", gold, "--out", f"p.{to}")
    assert result.exit_code == code
    assert ("No space left" in result.stderr) == (code == 6)
    assert list(Path().iterdir()) == []
