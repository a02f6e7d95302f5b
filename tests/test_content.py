"""Forms and rules of one's own, given with --content: read, decoded, located and refused without a line of Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.settings import shipped
from tests import years
from tests.terminal import CLEAN, gouji, records, report, text_of, written

pytestmark = pytest.mark.usefixtures("alone")

WITHDRAWN = "申请人主动撤回政府信息公开申请"
RULE = """
- id: own.withdrawn
  version: 1
  title: {zh: 撤回数量不大于新收数量, en: No more withdrawn than received}
  basis: [{document: 本单位规定, part: 第三条}]
  table: requests
  editions: ["2027"]
  for_each: column
  assert: cell("other.withdrawn") <= cell("received")
  severity: warning
  explain: {zh: "{column}：撤回 {lhs}，新收 {rhs}。", en: "{column}: {lhs} withdrawn, {rhs} received."}
  examples:
    passes: [{cells: {requests/other.withdrawn/total: 1, requests/received/total: 1}}]
    fails: [{cells: {requests/other.withdrawn/total: 1}}]
    unknown: [{cells: {requests/other.withdrawn/total: lost}}]
"""


def edition_of_2027() -> None:
    """An edition in which table 三 has one more row, and tables 三 and 四 are new, in the folder `own`."""
    for name in ("requests", "disputes"):
        path = shipped() / f"rules/forms/{name}.yaml"
        text = path.read_text(encoding="utf-8").replace('editions: ["2021", "2019"]', 'editions: ["2027", "2021", "2019"]')
        text = text.replace('editions: ["2021"]', 'editions: ["2021", "2027"]')
        row = f'  - {{id: other.withdrawn, editions: ["2027"], index: "4", heading: (六)其他处理, zh: {WITHDRAWN}, en: Withdrawn}}\n'
        last = '  - {id: other, editions: ["2019"]'
        written(f"own/rules/forms/{path.name}", text.replace(last, row + last))


def with_withdrawn(natural_person: int, total: int) -> str:
    """The clean report with a row more, and its totals raised by three."""
    text = text_of(CLEAN)
    text = text.replace("3.其他 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n", f"3.其他 | 0 | 0 | 0 | 0 | 0 | 0 | 0\n4.{WITHDRAWN} | "
                        f"{natural_person} | 0 | 0 | 0 | 0 | 0 | {total}\n")
    text = text.replace("(七)总计 | 20 | 7 | 1 | 0 | 2 | 0 | 30", "(七)总计 | 23 | 7 | 1 | 0 | 2 | 0 | 33")
    return text.replace("申请数量 | 19 | 6 | 1 | 0 | 2 | 0 | 28", "申请数量 | 22 | 6 | 1 | 0 | 2 | 0 | 31")


def test_a_new_edition_of_a_form_is_read_and_decoded_with_the_rules_there_are() -> None:
    edition_of_2027()
    text = with_withdrawn(3, 3)
    for said, before, now in (("政府信息公开申请", 28, 31), ("年内办结", 30, 33), ("其他处理", 1, 4)):
        assert f"{said}{before}件" in text
        text = text.replace(f"{said}{before}件", f"{said}{now}件")
    written("new.txt", text)
    (record,) = records(gouji("extract", "new.txt", "--content", "own", "--format", "jsonl"))
    assert record["editions"] == {"disclosure": "2021", "requests": "2027", "disputes": "2027"}
    cell = record["cells"]["requests/other.withdrawn/total"]
    assert (cell["value"], cell["status"]) == (3, "accepted")
    assert (record["findings"], record["verdict"]) == ([], "accepted")


def test_a_wrong_figure_in_the_new_row_is_located_with_its_true_value() -> None:
    edition_of_2027()
    written("new.txt", with_withdrawn(5, 3))
    (record,) = records(gouji("extract", "new.txt", "--content", "own", "--format", "jsonl"))
    broken = [f for f in record["findings"] if f["rule"] in ("requests.row-total", "requests.column-total")]
    assert {f["rule"] for f in broken} == {"requests.row-total", "requests.column-total"}
    for finding in broken:
        assert finding["suspect"] == ["requests/other.withdrawn/natural_person"]
        assert finding["proposed"] == {"requests/other.withdrawn/natural_person": 3}


def test_a_rule_of_ones_own_is_run_on_the_new_form() -> None:
    edition_of_2027()
    written("own/rules/checks/own.yaml", RULE)
    written("new.txt", with_withdrawn(40, 40))
    assert "自然人：撤回 40，新收 22。" in gouji("check", "new.txt", "--content", "own", "--lang", "zh").stdout


def test_a_new_table_with_its_rules_stands_beside_the_shipped_ones() -> None:
    written("own/rules/forms/visits.yaml", """
table: visits
section: 五
title: {zh: 来访接待情况, en: Visits}
editions: ["2021"]
columns:
  - {id: morning, zh: 上午, en: Morning, kind: count, unit: 次}
  - {id: evening, zh: 下午, en: Afternoon, kind: count, unit: 次}
  - {id: total, zh: 合计, en: Total, kind: count, unit: 次}
rows:
  - {id: hall, zh: 办事大厅接待, en: Hall}
  - {id: desk, zh: 服务窗口接待, en: Desk}
""")
    rule = RULE.replace("own.withdrawn", "visits.total").replace("table: requests", "table: visits").replace('"2027"', '"2021"')
    rule = rule.replace("for_each: column", "for_each: row").replace("{column}", "{row}").replace(
        'cell("other.withdrawn") <= cell("received")', 'cell("morning") + cell("evening") == cell("total")')
    rule = rule.split("  examples:")[0] + """  examples:
    passes: [{cells: {visits/hall/morning: 1, visits/hall/total: 1}}]
    fails: [{cells: {visits/hall/total: 1}}]
    unknown: [{cells: {visits/desk/total: lost}}]
"""
    written("own/rules/checks/visits.yaml", rule)
    assert "visits.total" in gouji("rules", "list", "--content", "own").stdout
    assert gouji("forms", "visits", "--content", "own").stdout.count("visits/") == 6
    (record,) = records(gouji("extract", report(CLEAN), "--content", "own", "--format", "jsonl"))
    assert {record["cells"][f"visits/hall/{column}"]["status"] for column in ("morning", "total")} == {"lost"}  # and no crash
    assert record["checks"]["violated"] == 0


@pytest.mark.parametrize(("old", "new", "reason"), [
    ('cell("other.withdrawn") <= cell("received")', '__import__("os").system("touch hacked") == 0', "not allowed"),
    ('cell("received")', 'cell("receive")', "no row 'receive'"),
    ('cell("received")', 'cell("other.withdrawn")', "a cycle"),
    (RULE[RULE.index("  examples") :], "", "examples: Field required"),
    ("    unknown: [{cells: {requests/other.withdrawn/total: lost}}]\n", "", "examples.unknown: Field required"),
])
def test_a_rule_that_cannot_be_run_is_refused_with_file_rule_and_reason_before_any_work(old: str, new: str, reason: str) -> None:
    edition_of_2027()
    assert old in RULE
    written("own/rules/checks/own.yaml", RULE.replace(old, new))
    result = gouji("check", report(CLEAN), "--content", "own")
    assert result.exit_code == 4
    assert result.stdout == ""
    for words in ("own.yaml", "own.withdrawn", reason, "hint:"):
        assert words in result.stderr
    assert not Path("hacked").exists()


def test_an_example_that_does_not_come_out_as_its_file_says_is_told_by_doctor() -> None:
    edition_of_2027()
    written("own/rules/checks/own.yaml", RULE)
    assert "examples come out as they say" in gouji("doctor", "--content", "own").stdout
    written("own/rules/checks/own.yaml", RULE.replace("<=", ">="))
    result = gouji("doctor", "--content", "own")
    assert result.exit_code == 4
    assert "rule own.withdrawn: examples.fails, number 1: comes out satisfied, expected violated" in result.stdout


def test_a_rule_across_years_of_ones_own_is_run_by_series() -> None:
    written("own/rules/checks/own.yaml", """
- id: own.licences
  version: 1
  title: {zh: 行政许可数量不应翻十倍, en: Licences do not grow tenfold}
  basis: [{document: 本单位规定, part: 第四条}]
  table: disclosure
  for_each: row
  rows: [licence]
  assert: cell("decided") <= before("decided") * 10
  when: before("decided") > 0
  severity: info
  explain: {zh: "{year} 年许可 {lhs}，上年的十倍为 {rhs}。", en: "Licences of {year_before} and {year}: {lhs}, more than {rhs}."}
  examples:
    passes: [{cells: {disclosure/licence/decided: 10}, before: {disclosure/licence/decided: 1}}]
    fails: [{cells: {disclosure/licence/decided: 11}, before: {disclosure/licence/decided: 1}}]
    unknown: [{cells: {disclosure/licence/decided: 11}, before: {disclosure/licence/decided: lost}}]
""")
    editions = dict.fromkeys(years.synthetic.ALL_2021, "2021")
    who, _, cells = years.series(4, range(2022, 2024), edition="2021", size="small")
    for year, decided in ((2022, 7), (2023, 71)):
        figures = cells[year] | {"disclosure/licence/decided": decided}
        written(f"in/{year}.txt", years.report(years.Random(1), who, year, editions, figures, "bars"))
    assert "Licences of 2022 and 2023: 71, more than 70." in gouji("check", "--series", "in", "--content", "own").stdout
