"""The gold set is what it says it is: whole, printed, consistent, and never one report's words in another."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.form import Forms, load_forms

ROOT = Path(__file__).resolve().parent.parent
FORMS: Forms = load_forms(ROOT / "rules" / "forms")
FOLDERS = sorted(path.parent for path in (ROOT / "eval" / "gold").glob("*/gold.json"))
APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other")
TOPICS = {
    *(f"requests.{t}" for t in ("received", "carried_in", "handled", "carried_out", "granted", "partly_granted", "denied", "unavailable")),
    "requests.not_processed", "requests.other", "disputes.review", "disputes.suit", "normative.issued", "normative.repealed",
    "normative.in_force", "licence.decided", "penalty.decided", "coercion.decided", "fee.amount", "published.total", "processing_fee",
}
NONE_AT_ALL = re.compile("没有|未|无|沒有|零件|0元")


def source(folder: Path) -> str:
    data = (folder / "source.txt").read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def gold(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "gold.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return value


def about(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "about.toml").read_text(encoding="utf-8"))


def settled(label: dict[str, Any]) -> dict[str, Decimal | int]:
    """The printed numbers whose place is beyond doubt."""
    return {a: v for a, v in label["cells"].items() if v is not None and a not in label["uncertain"]}


def identities(label: dict[str, Any]) -> Iterator[tuple[list[str], list[str]]]:
    """R1 to R4 as two lists of addresses whose sums are equal."""
    rows = FORMS.get("requests", label["editions"]["requests"]).rows
    detail = [row.id for row in rows if row.id not in ("received", "carried_in", "total", "carried_out")]
    for column in (*APPLICANTS, "total"):
        yield [f"requests/{r}/{column}" for r in ("received", "carried_in")], [f"requests/{r}/{column}" for r in ("total", "carried_out")]
        yield [f"requests/{r}/{column}" for r in detail], [f"requests/total/{column}"]
    for row in rows:
        yield [f"requests/{row.id}/{c}" for c in APPLICANTS], [f"requests/{row.id}/total"]
    for row in FORMS.get("disputes", label["editions"]["disputes"]).rows:
        yield [f"disputes/{row.id}/{c}" for c in ("upheld", "corrected", "other", "pending")], [f"disputes/{row.id}/total"]


def broken(label: dict[str, Any]) -> list[set[str]]:
    """The identities that fail among cells that are neither lost nor uncertain, blank cells taken as 0."""
    cells, doubtful = label["cells"], {*label["uncertain"], *label["lost"]}
    found = []
    for left, right in identities(label):
        if doubtful.isdisjoint({*left, *right}) and sum(cells[a] or 0 for a in left) != sum(cells[a] or 0 for a in right):
            found.append({*left, *right})
    return found


def numeral(number: int) -> str:
    """A count below ten thousand as official prose writes it: 463 is 四百六十三."""
    digits, text = "零一二三四五六七八九", ""
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            text += digits[digit] + unit
        elif text and number % size and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def tables(text: str) -> str:
    """What lies between the headings of part two and part five."""
    plain = unicodedata.normalize("NFKC", text)
    return plain[re.search("二、主[动動]公[开開]", plain).start() : plain.rindex("五、存在")]  # type: ignore[union-attr]


def prose(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return plain.replace(tables(text), "\n")


def test_the_set_holds_at_least_sixteen_reports_in_both_editions_and_mixed() -> None:
    editions = [gold(folder)["editions"] for folder in FOLDERS]
    assert len(FOLDERS) >= 16
    assert {(e["disclosure"], e["requests"]) for e in editions} >= {("2021", "2021"), ("2019", "2019"), ("2021", "2019")}


def test_figures_of_all_sizes_occur() -> None:
    everything = [settled(gold(folder)) for folder in FOLDERS]
    assert any(not any(v for a, v in cells.items() if a.startswith("requests/")) for cells in everything)
    assert any(v >= 10_000 for cells in everything for v in cells.values())
    assert any(isinstance(v, Decimal) and v.as_tuple().exponent == -6 for cells in everything for v in cells.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_report_has_exactly_the_addresses_of_its_editions(folder: Path) -> None:
    label = gold(folder)
    expected = [a for form in FORMS.of(label["editions"]) for a in form.addresses]
    assert sorted([*label["cells"], *label["lost"]]) == sorted(expected)
    assert set(label["uncertain"]) <= set(label["cells"])
    assert label["form"] == label["editions"]["requests"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_every_settled_number_is_printed_in_the_tables_as_often_as_it_is_labelled(folder: Path) -> None:
    label, text = gold(folder), tables(source(folder))
    if label["layout"] == "glued":
        for form in FORMS.of(label["editions"]):
            rows = [[f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows]
            for cells in [list(form.addresses)] if form.side_by_side else rows:
                run = "".join(str(label["cells"][a]) for a in cells)
                assert re.search(rf"\D{run}(?!\d\d)", text), (cells[0], run)
        return
    printed = Counter(Decimal(token) for token in re.findall(r"\d+(?:\.\d+)?", text))
    printed[Decimal(0)] += len(re.findall("未增未[减減]", text))
    wanted = Counter(abs(Decimal(value)) for value in settled(label).values())
    assert not wanted - printed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_the_identities_hold_or_the_wrong_cell_is_named(folder: Path) -> None:
    label = gold(folder)
    errors, failures = set(label["source_errors"]), broken(label)
    assert all(cells & errors for cells in failures)
    assert errors <= {a for cells in failures for a in cells}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_every_claimed_number_stands_in_the_prose(folder: Path) -> None:
    label, text = gold(folder), prose(source(folder))
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for claim in label["claims"]:
        assert claim["topic"] in TOPICS
        assert claim["qualifier"] in ("exact", "at_least", "about")
        assert claim.get("scope", "own") in ("own", "whole_area", "unknown")
        for number in (claim["value"], *claim.get("parts", ())):
            if number == 0:
                assert NONE_AT_ALL.search(plain)
            else:
                spelled = [numeral(number)] if isinstance(number, int) and number < 10_000 else []
                assert re.search(rf"(?<![\d.]){number}(?![\d.])|{'|'.join([*spelled, '$^'])}", plain), (claim["topic"], number)
        assert sum(claim.get("parts", ())) <= claim["value"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_contradicted_topics_are_own_claims_that_the_table_does_not_bear_out(folder: Path) -> None:
    label = gold(folder)
    own = {c["topic"]: c["value"] for c in label["claims"] if c.get("scope", "own") == "own"}
    cells = label["cells"]
    group = {"denied", "unavailable", "not_processed", "other"}

    def readings(topic: str) -> set[Any]:
        """What the table offers for a topic; empty where it cannot tell."""
        table, _, name = topic.partition(".")
        if topic == "requests.handled":
            rows = [["requests/total/total"]]
        elif topic == "requests.received":
            rows = [["requests/received/total"], ["requests/received/total", "requests/carried_in/total"]]
        elif table == "requests" and name in group:
            form = FORMS.get("requests", label["editions"]["requests"])
            rows = [[f"requests/{r.id}/total" for r in form.rows if r.id.split(".")[0] == name]]
        elif table == "requests":
            rows = [[f"requests/{name}/total"]]
        elif topic == "disputes.suit":
            rows = [["disputes/suit_direct/total", "disputes/suit_after_review/total"]]
        elif topic == "disputes.review":
            rows = [["disputes/review/total"]]
        elif topic == "normative.issued" and label["editions"]["disclosure"] == "2019":
            rows = [["disclosure/normative/made"], ["disclosure/normative/published"]]
        elif table in ("normative", "licence", "penalty", "coercion", "fee"):
            rows = [[f"disclosure/{table}/{name}"]]
        else:
            rows = []
        if any(a in label["uncertain"] or a in label["lost"] for row in rows for a in row):
            return set()
        return {sum(cells[a] or 0 for a in row) for row in rows}

    disagree = {topic for topic, value in own.items() if readings(topic) and value not in readings(topic)}
    assert disagree == set(label["contradicted"])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_report_is_whole_and_says_where_it_comes_from(folder: Path) -> None:
    facts, label, text = about(folder), gold(folder), source(folder)
    assert 2_500 <= len(text) <= 8_000
    assert {*re.findall("([一二三四五六])、(?:总体|總體|主[动動]公|收到|政府|存在|其他需)", text)} == {*"一二三四五六"}
    assert facts["origin"] == "written for this project"
    assert (facts["layout"], facts["damage"]) == (label["layout"], label["damage"])
    assert facts["difficulty"] in ("easy", "medium", "hard")
    assert facts["notes"].strip()
    assert facts["second_labelling"].strip()


def test_no_two_reports_share_a_sentence() -> None:
    seen: dict[str, str] = {}
    for folder in FOLDERS:
        own = {s.strip() for s in re.split(r"[。;\n]", prose(source(folder))) if len(s.strip()) >= 18}
        for sentence in own:
            assert seen.setdefault(sentence, folder.name) == folder.name, sentence
