"""Checks as content: every example is true, everything broken or hostile is refused by name, the equations are the statutory ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from extractor.errors import ContentError
from extractor.form import load_forms
from extractor.verification.examples import EXPECTED, try_example
from extractor.verification.expression import ExpressionError, LinearForm, parse
from extractor.verification.rules import Check, linear_form, load_checks

RULES = Path(__file__).parent.parent / "rules"
FORMS = load_forms(RULES / "forms")
CHECKS = load_checks(RULES / "checks", FORMS)
EXAMPLES = [
    pytest.param(check, kind, example, id=f"{check.id}-{kind}-{number}")
    for check in CHECKS for kind in ("passes", "fails", "unknown") for number, example in enumerate(getattr(check.examples, kind), 1)
]

GOOD = """
- id: requests.sum
  version: 1
  title: {zh: 合计, en: Sum}
  basis: [{document: 文件, part: 表三}]
  table: requests
  for_each: column
  assert: cell("received") + cell("carried_in") == cell("total") + cell("carried_out")
  severity: error
  hard: true
  explain: {zh: "{column}：{lhs}、{rhs}", en: "{column}: {lhs}, {rhs}"}
  examples: {passes: [{}], fails: [{cells: {requests/received/total: 1}}], unknown: [{cells: {requests/received/total: lost}}]}
"""


@pytest.mark.parametrize(("check", "kind", "example"), EXAMPLES)
def test_every_example_of_every_check_comes_out_as_its_file_says(check: Check, kind: str, example) -> None:
    assert try_example(CHECKS, check, example, FORMS) in EXPECTED[kind]


@pytest.mark.parametrize("check", list(CHECKS), ids=lambda check: check.id)
def test_every_check_is_satisfied_by_at_least_one_example(check: Check) -> None:
    assert "satisfied" in {try_example(CHECKS, check, example, FORMS) for example in check.examples.passes}


@pytest.mark.parametrize("check", [c for c in CHECKS if c.readings], ids=lambda check: check.id)
@pytest.mark.parametrize("kind", ["passes", "fails"])
def test_every_topic_of_a_claim_check_has_examples_of_its_own(check: Check, kind: str) -> None:
    shown = {claim.topic for example in getattr(check.examples, kind) for claim in example.claims}
    assert {reading.topic for reading in check.readings} <= shown


def rank(equations: list[LinearForm]) -> int:
    """The rank of a system of equations, by elimination in exact fractions."""
    rows = [{variable: Fraction(weight) for variable, weight in equation.terms.items()} for equation in equations]
    found = 0
    while rows:
        pivot = rows.pop()
        if not pivot:
            continue
        found += 1
        variable = next(iter(pivot))
        for row in rows:
            if factor := row.get(variable, Fraction(0)) / pivot[variable]:
                for other, weight in pivot.items():
                    row[other] = row.get(other, Fraction(0)) - factor * weight
                    if not row[other]:
                        del row[other]
    return found


@pytest.mark.parametrize(("edition", "identities", "independent"), [("2021", 39, 37), ("2019", 37, 35)])
def test_three_expressions_give_all_identities_of_the_requests_table(edition: str, identities: int, independent: int) -> None:
    form = FORMS.get("requests", edition)
    equations = [equation for check in CHECKS for equation in linear_form(check, form).values()]
    assert len(equations) == identities
    assert rank(equations) == independent
    assert {variable for equation in equations for variable in equation.terms} == set(form.addresses)


def test_the_disputes_table_has_one_equation_a_row_and_soft_checks_have_none() -> None:
    form = FORMS.get("disputes", "2021")
    assert list(linear_form(CHECKS.by_id["disputes.row-total"], form)) == ["review", "suit_direct", "suit_after_review"]
    assert linear_form(CHECKS.by_id["disclosure.public-total"], FORMS.get("disclosure", "2019")) == {}
    assert linear_form(CHECKS.by_id["requests.balance"], form) == {}


def test_an_equation_has_its_left_side_positive_and_its_right_side_negative() -> None:
    equation = linear_form(CHECKS.by_id["requests.balance"], FORMS.get("requests", "2021"))["company"]
    assert equation.terms == {
        "requests/received/company": 1, "requests/carried_in/company": 1, "requests/total/company": -1, "requests/carried_out/company": -1,
    }


def test_the_sum_of_outcomes_follows_the_edition() -> None:
    check = CHECKS.by_id["requests.column-total"]
    new, old = (linear_form(check, FORMS.get("requests", edition))["total"].terms for edition in ("2021", "2019"))
    assert "requests/other.fee_unpaid/total" in new
    assert "requests/other/total" not in new
    assert "requests/other/total" in old
    assert (len(new), len(old)) == (22, 20)


@pytest.mark.parametrize("text", [
    "cell('total').__class__ == 1", "().__class__.__bases__[0] == 1", "cell.__globals__ == 1", "__import__('os') == 1", "open('x') == 1",
    "cell('total') ** 9 == 1", "9 ** 9 ** 9 == 1", "(lambda: 1)() == 1", "[x for x in (1, 2)] == 1", "sum_of(*['total']) == 1",
    "sum_of(x for x in 'ab') == 1", "cell('total')[0] == 1", "f'{1}' == 1", "cell('total') if 1 else 2", "(x := 1) == 1",
    "cell('total') / 2 == 1", "cell('total') % 2 == 1", "1 << 99 == 1", "not cell('total')", "cell('total') or 1",
    "cell(name='total') == 1", "value == 1", "__builtins__ == 1", "cell == 1", "True == 1", "1.5 == 1", "b'a' == 1",
    "None == 1", "9999999999 == 1", "cell() == 1", "cell('a', 'b') == 1", "whole() == 1", "1 < 2 < 3", "1 in (1, 2)",
    "import os", "a = 1", "1 == 1; 2 == 2", "",
    "((((", "\0",     "'a' " * 400, "-" * 900 + "1 == 1", "+".join("1" * 400) + " == 1", "(" * 400 + "1" + ")" * 400, "await x",
    "yield", "{} == 1", "... == 1",
])  # fmt: skip
def test_a_hostile_expression_is_refused_before_anything_is_evaluated(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, frozenset())


@pytest.mark.parametrize("text", [
    "'a' + 'b' == 1", "'a' * 1000000 == 1", "cell(1) == 1", "cell('a') * cell('b') == 1", "(1 == 1) + 1 == 2", "cell(cell('a')) == 1",
    "sum_of(1) == 1", "whole('a')", "-'a' == 1", "1 and 2", "cell('a')", "(1 == 1) == (2 == 2)",
])
def test_an_expression_of_harmless_parts_that_makes_no_sense_is_refused_when_put_to_a_form(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, frozenset()).relations(lambda name, many: (name,))


def test_whole_factors_signs_and_repeated_cells_are_added_up() -> None:
    text = "2 * (cell('a') - 3 * cell('b')) + cell('b') * 2 == -cell('a') + 7"
    (relation,) = parse(text, frozenset()).relations(lambda name, many: (name,))
    assert relation.difference == LinearForm({"a": 3, "b": -4}, -7)
    assert relation.holds({"a": 5, "b": 2})
    assert not relation.holds({"a": 5, "b": 3})


def test_both_comparisons_of_an_and_must_hold() -> None:
    both = parse("value >= 1 and value <= 3 and whole(value)", frozenset({"value"})).relations(lambda name, many: ())
    assert [[r.holds({"value": n}) for r in both] for n in (0, 2, 4)] == [[False, True, True], [True, True, True], [True, False, True]]


def broken(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


CYCLE = """
- id: requests.forth
  version: 1
  title: {zh: 去, en: Forth}
  basis: [{document: 文件, part: 表三}]
  table: requests
  for_each: column
  assert: cell("total") == cell("granted") + cell("received")
  severity: error
  hard: true
  explain: {zh: "{lhs}", en: "{lhs}"}
  examples: {passes: [{}], fails: [{cells: {requests/total/total: 1}}], unknown: [{cells: {requests/total/total: lost}}]}
"""
CYCLE += CYCLE.replace("forth", "back").replace('cell("total") == cell("granted")', 'cell("granted") == cell("total")')
BEFORE = """
- id: requests.sum
  version: 1
  title: {zh: 合计, en: Sum}
  basis: [{document: 文件, part: 表三}]
  table: requests
  for_each: column
  assert: cell("carried_in") == before("carried_out")
  severity: error
  explain: {zh: "{lhs}", en: "{lhs}"}
  examples: {passes: [{}], fails: [{before: {requests/carried_out/total: 1}}], unknown: [{before: {requests/carried_out/total: lost}}]}
"""
STATED = """
- id: requests.sum
  version: 1
  title: {zh: 合计, en: Sum}
  basis: [{document: 文件, part: 表三}]
  for_each: percentage
  assert: stated <= computed
  severity: info
  explain: {zh: "{stated},", en: "{stated},"}
  examples: {passes: [{facts: {stated: 1, computed: 1}}], fails: [{facts: {stated: 1, computed: 0}}], unknown: [{facts: {stated: 1}}]}
"""


@pytest.mark.parametrize("text", [GOOD, BEFORE, STATED, CYCLE.split("- id: requests.back")[0]])
def test_the_checks_that_the_next_test_breaks_are_sound(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    checks = load_checks(tmp_path, FORMS)
    for kind, expected in (("passes", "satisfied"), ("fails", "violated"), ("unknown", "unknown")):
        for check in checks:
            assert [try_example(checks, check, example, FORMS) for example in getattr(check.examples, kind)] == [expected]


@pytest.mark.parametrize(("text", "expected"), [
    pytest.param(broken('"received"', '"recieved"'), ("requests.sum: assert", "no row 'recieved'", "received, carried_in"), id="row"),
    pytest.param(
        broken("for_each: column", "for_each: row").replace('cell("received")', 'cell("totals")'),
        ("requests.sum: assert", "no column 'totals'", "natural_person"), id="column"),
    pytest.param(broken("requests/received/total: 1", "requests/receive/total: 1"), ("examples.fails", "receive/total"), id="cell"),
    pytest.param(broken("severity: error", "severity: fatal"), ("requests.sum: severity", "'error', 'warning' or 'info'"), id="severity"),
    pytest.param(broken("passes: [{}], ", ""), ("requests.sum: examples.passes", "required"), id="no passes"),
    pytest.param(broken("fails: [{cells: {requests/received/total: 1}}]", "fails: []"), ("requests.sum: examples.fails",), id="no fails"),
    pytest.param(GOOD[: GOOD.index(", unknown")] + "}\n", ("requests.sum: examples.unknown", "required"), id="no unknown"),
    pytest.param(GOOD[: GOOD.index("  examples")], ("requests.sum: examples", "required"), id="no examples"),
    pytest.param(GOOD + GOOD, ("requests.sum: id", "another"), id="twice"),
    pytest.param(broken("table: requests", "table: request"), ("requests.sum: table", "disclosure, requests, disputes"), id="table"),
    pytest.param(broken("  for_each", '  editions: ["2020"]\n  for_each'), ("requests.sum: editions", "2019, 2021"), id="edition"),
    pytest.param(broken("for_each: column", "for_each: page"), ("requests.sum: for_each",), id="for_each"),
    pytest.param(broken("{lhs}、", "{left}、"), ("requests.sum: explain.zh", "'left'", "lhs"), id="placeholder"),
    pytest.param(broken("{lhs},", "{lhs.__class__},"), ("requests.sum: explain.en", "__class__"), id="placeholder with an attribute"),
    pytest.param(broken("{lhs},", "{lhs:>999999999},"), ("requests.sum: explain.en", "lhs"), id="placeholder with a format"),
    pytest.param(broken("{lhs},", "{lhs,"), ("requests.sum: explain.en",), id="open brace"),
    pytest.param(broken("==", ">="), ("requests.sum: assert", "equality"), id="hard but no equality"),
    pytest.param(broken("severity: error", "severity: warning"), ("requests.sum: hard", "severity error"), id="hard but a warning"),
    pytest.param(broken('cell("received") +', '__import__("os").system("ls") +'), ("requests.sum: assert", "not allowed"), id="hostile"),
    pytest.param(broken("  severity", "  organization: '['\n  severity").replace("hard: true", "hard: false"),
                 ("requests.sum: organization", "regular expression"), id="organization"),
    pytest.param(broken("  severity", "  rows: [nobody]\n  severity"), ("requests.sum: rows", "no row 'nobody'"), id="rows"),
    pytest.param(broken("  severity", "  severety: error\n  severity"), ("requests.sum: severety",), id="unknown key"),
    pytest.param(broken("  version: 1", "  version: 0"), ("requests.sum: version",), id="version"),
    pytest.param(broken("basis: [{document: 文件, part: 表三}]", "basis: []"), ("requests.sum: basis",), id="no basis"),
    pytest.param(broken("zh: 合计, ", ""), ("requests.sum: title.zh", "required"), id="one language"),
    pytest.param(broken("- id: requests.sum\n  version", "- version"), ("check 1: id",), id="no id"),
    pytest.param(broken('== cell("total")', '== cell("received")'), ("requests.sum: assert", "a cycle", "received/natural_person"),
                 id="a cell held against itself"),
    pytest.param(CYCLE, ("requests.back: assert", "a cycle", "requests/total/", "requests/granted/"), id="a cycle of two rules"),
    pytest.param(GOOD.replace("- id", "- &all\n  id").replace("{passes: [{}]", "{passes: [*all]"), ("requests.sum: examples.passes",),
                 id="a file that holds itself"),
    pytest.param(BEFORE.replace("for_each: column", "for_each: cell"), ("requests.sum: for_each", "row or column"), id="before of a cell"),
    pytest.param(BEFORE.replace("  severity", "  hard: true\n  severity"), ("requests.sum: hard", "either report"), id="hard across years"),
    pytest.param(BEFORE.replace('before("carried_out")', 'before("carried_on")'), ("requests.sum: assert", "'carried_on'"),
                 id="before nothing"),
    pytest.param(BEFORE.replace("  severity", '  editions_before: ["1999"]\n  severity'), ("requests.sum: editions_before", "2019, 2021"),
                 id="edition before"),
    pytest.param(BEFORE.replace("before: {requests/carried_out/total: 1}", "before: {requests/carried_on/total: 1}"),
                 ("requests.sum: examples.fails", "carried_on"), id="cell of an example before"),
    pytest.param(STATED.replace("facts: {stated: 1,", "facts: {said: 1,"), ("requests.sum: examples", "'said'", "stated"), id="facts"),
    pytest.param(STATED.replace("{stated},", "{said},"), ("requests.sum: explain.zh", "'said'"), id="shown of a statement"),
    pytest.param("id: x\n", ("(top)", "list"), id="no list"),
    pytest.param("- [\n", ("not valid YAML",), id="no yaml"),
])  # fmt: skip
def test_a_broken_check_is_refused_with_file_check_key_and_what_was_expected(tmp_path: Path, text: str, expected: tuple[str, ...]) -> None:
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_checks(tmp_path, FORMS)
    assert "own.yaml" in caught.value.message
    assert caught.value.hint
    for words in expected:
        assert words in caught.value.message


READINGS = GOOD.replace("for_each: column", "for_each: claim").replace("  hard: true\n", "").replace(
    '  assert: cell("received") + cell("carried_in") == cell("total") + cell("carried_out")\n', "  readings: [READING]\n"
).replace("{column}：{lhs}、{rhs}", "{stated}").replace("{column}: {lhs}, {rhs}", "{stated}")


@pytest.mark.parametrize(("reading", "expected"), [
    ('{topic: a, match: b, value: cell("received/totals")}', ("readings.b", "no column 'totals'")),
    ('{topic: a, match: b, value: cell("received")}', ("readings.b", "expected row/column")),
    ('{topic: a, match: b, value: sum_of("denied/total")}', ("readings.b.title",)),
    ('{topic: a, match: b, value: cell("received/total") == 1}', ("readings.b", "comparison")),
    ('{topic: a, match: b, value: claim}', ("readings.b", "'claim'")),
])
def test_a_broken_reading_of_a_claim_is_refused_by_name(tmp_path: Path, reading: str, expected: tuple[str, ...]) -> None:
    (tmp_path / "own.yaml").write_text(READINGS.replace("READING", reading), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_checks(tmp_path, FORMS)
    assert all(words in caught.value.message for words in ("own.yaml", "requests.sum", *expected))


def test_the_same_check_unbroken_is_taken(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(GOOD, encoding="utf-8")
    (check,) = load_checks(tmp_path, FORMS)
    assert (check.editions, check.missing, check.blank, check.cause) == (("2019", "2021"), "unknown", "unknown", "undetermined")


def test_checks_come_from_a_folder_or_from_files_of_several_folders(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(GOOD, encoding="utf-8")
    files = (*sorted((RULES / "checks").glob("*.yaml")), tmp_path / "own.yaml")
    assert [check.id for check in load_checks(files, FORMS)] == [*(check.id for check in CHECKS), "requests.sum"]


def test_a_folder_without_checks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no check files"):
        load_checks(tmp_path, FORMS)


def test_every_check_says_in_both_languages_what_it_is_and_where_it_comes_from() -> None:
    for check in CHECKS:
        assert check.title.zh != check.title.en
        assert check.text
        assert all(basis.document and basis.part for basis in check.basis)


def test_the_checks_cover_the_single_year_rules_of_the_domain() -> None:
    assert {check.id for check in CHECKS if check.hard} == {
        "requests.balance", "requests.column-total", "requests.row-total", "disputes.row-total",
    }
    topics = {reading.topic for check in CHECKS for reading in check.readings}
    assert topics == {
        "requests.received", "requests.carried_in", "requests.handled", "requests.carried_out", "requests.granted",
        "requests.partly_granted", "requests.denied", "requests.unavailable", "requests.not_processed", "requests.other",
        "disputes.review", "disputes.suit", "normative.issued", "normative.repealed", "normative.in_force",
        "licence.decided", "penalty.decided", "coercion.decided", "fee.amount",
    }
