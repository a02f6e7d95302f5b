"""Where things are: labels however they are damaged, tables and their editions, and what is no table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.align import Label, LabelStream, Match, align, bare, label
from extractor.layout import Layout, find_layout
from extractor.normalise import normalise
from extractor.text import SourceDocument
from tests.texts import NEW, OLD, REQUESTS, disclosure, disputes, each, kit, read, report, requests

ROWS = kit().forms.get("requests", "2021").rows
LABELS = {row.id: row.zh for row in ROWS}
LONG = [row for row, text in LABELS.items() if len(bare(text)) >= 6]
UNIQUE = [row for row in LONG if sum(LABELS[row] in text for text in LABELS.values()) == 1]


def layout(text: str) -> Layout:
    return find_layout(normalise(SourceDocument.of(text), kit().cleaning), kit().forms)


def damaged(row: str, label_text: str) -> str:
    """Table 三 with one row's label as given."""
    return requests(raw={row: f"{label_text} | {' | '.join(REQUESTS.get(row, '0 0 0 0 0 0 0').split())} |\n"})


def labelled(text: str) -> Mapping[str, str]:
    """What was taken for each row's label in table 三, as it stands in the text without separators."""
    found = layout(text)
    return {row: found.stream.text[match.start : match.stop] for row, match in found.regions["requests"].labels.items()}


# --- the label stream

@given(st.text(alphabet="政府信息〇 |\n12.,、()ab\u3000", max_size=60))
def test_the_stream_holds_characters_of_the_text_at_their_places(text: str) -> None:
    stream = LabelStream.of(text)
    places = [stream.at(i) for i in range(len(stream.text))]
    assert [text[at] for at in places] == list(stream.text)
    assert places == sorted(set(places))


def test_a_numeral_alone_in_its_cell_is_no_part_of_a_label() -> None:
    assert LabelStream.of("行政许可 | 三 | 无 |\n行政处罚 | 十二 |").text == "行政许可行政处罚"


def test_a_stretch_of_the_stream_spans_what_stands_between_its_characters() -> None:
    stream = LabelStream.of("属于 | 国家\n秘密 12")
    assert stream.text == "属于国家秘密"
    assert stream.span(2, 6) == (5, 10)


# --- alignment

ORDER = [Label("a", ("属于国家秘密",)), Label("b", ("保护第三方合法权益",)), Label("c", ("重复申请",))]


def places(text: str, labels: list[Label] = ORDER, *, rivals: tuple[str, ...] = ()) -> dict[str, Match]:
    stream = LabelStream.of(text)
    return align(stream, labels, rivals, 0, len(stream.text))


def test_labels_are_taken_in_printed_order_and_a_mention_out_of_order_is_none() -> None:
    found = places("重复申请很多。属于国家秘密 1 保护第三方合法权益 2 重复申请 3")
    assert [found[key].start for key in "abc"] == [6, 12, 21]


def test_the_longest_wording_of_a_label_is_taken() -> None:
    assert label("x", ("规范性文件", "行政规范性文件")).wordings == ("行政规范性文件", "规范性文件")
    found = places("行政规范性文件 2", [label("x", ("规范性文件", "行政规范性文件"))])
    assert found["x"] == (0, 7, 100.0)


def test_a_damaged_label_is_taken_between_its_neighbours_with_a_lower_score() -> None:
    found = places("属于国家秘密 1 保护第方合法权盗 2 重复申请 3")
    assert 64 <= found["b"].score < 100
    assert (found["a"].score, found["c"].score) == (100, 100)


def test_a_label_that_is_gone_is_not_found_in_something_else() -> None:
    assert set(places("属于国家秘密 1 我局召开全体干部会议 2 重复申请 3")) == {"a", "c"}


def test_a_stretch_that_fits_a_rival_better_is_not_taken() -> None:
    assert "b" not in places("属于国家秘密 1 保护第三方合规权限 2 重复申请 3", rivals=("保护第三方合规权限",))


def test_a_label_of_two_characters_is_found_though_transposed() -> None:
    found = places("属于国家秘密 1 许行 2 重复申请 3", [ORDER[0], Label("b", ("行许",)), ORDER[2]])
    assert found["b"].score == 90


# --- labels in a table

@pytest.mark.parametrize("row", [row.id for row in ROWS])
@pytest.mark.parametrize(
    "damage", [" ".join, "\u3000".join, "\u200b".join, lambda t: "\n".join(t[i : i + 4] for i in range(0, len(t), 4))],
    ids=["spaces", "wide spaces", "zero width", "split over lines"],
)
def test_a_label_is_found_whatever_stands_between_its_characters(row: str, damage: Callable[[str], str]) -> None:
    seen = read(damaged(row, damage(LABELS[row])))
    assert seen[f"requests/{row}"] == REQUESTS.get(row, "0 0 0 0 0 0 0")


@pytest.mark.parametrize("row", LONG)
def test_a_label_without_one_of_its_characters_keeps_its_row(row: str) -> None:
    text = LABELS[row]
    for i in range(0, len(text), 2):
        seen = read(damaged(row, text[:i] + text[i + 1 :]))
        assert each(REQUESTS, "requests", seen) == REQUESTS


@pytest.mark.parametrize("row", UNIQUE)
def test_a_label_with_two_characters_changed_round_keeps_its_row(row: str) -> None:
    text = LABELS[row]
    for i in range(0, len(text) - 1, 2):
        seen = read(damaged(row, text[:i] + text[i + 1] + text[i] + text[i + 2 :]))
        assert each(REQUESTS, "requests", seen) == REQUESTS


@pytest.mark.parametrize("row", UNIQUE)
def test_a_label_with_a_doubled_or_a_wrong_character_keeps_its_row(row: str) -> None:
    text = LABELS[row]
    middle = len(text) // 2
    for worse in (text[:middle] + text[middle - 1 :], text[:middle] + "囗" + text[middle + 1 :], "6." + text):
        assert each(REQUESTS, "requests", read(damaged(row, worse))) == REQUESTS


@given(st.sampled_from(LONG), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_a_label_destroyed_at_random_is_never_mistaken_for_another_rows(row: str, seed: int) -> None:
    rng = Random(seed)
    text = "".join(rng.choice("某甲乙囗") if rng.random() < 0.6 else c for c in LABELS[row])
    seen = read(damaged(row, text))
    for other in LABELS:
        cells = [cell for _, cell in seen.cells(f"requests/{other}")]
        if all(cell.status == "accepted" for cell in cells):
            assert seen[f"requests/{other}"] == REQUESTS.get(other, "0 0 0 0 0 0 0")


def test_the_other_of_the_columns_is_not_taken_for_the_row_other() -> None:
    found = labelled(requests())
    assert found["other.other"] == "其他"
    seen = read(requests(other__other="0 1 0 0 0 0 1", granted="1 0 0 0 0 0 1"))
    assert seen["requests/other.other"] == "0 1 0 0 0 0 1"


def test_every_label_of_a_clean_report_is_found_exactly() -> None:
    for edition in ("2021", "2019"):
        found = layout(report(disclosure(edition=edition), requests(edition=edition), disputes()))
        for table in ("disclosure", "requests"):
            rows = kit().forms.get(table, edition).row
            assert set(found.regions[table].labels) == set(rows)
            assert all(match.score >= 100 for match in found.regions[table].labels.values())


# --- editions

@pytest.mark.parametrize("two", ["2021", "2019"])
@pytest.mark.parametrize("three", ["2021", "2019"])
@pytest.mark.parametrize("style", ["bars", "cells", "words", "html"])
def test_each_tables_edition_comes_from_its_own_labels(two: str, three: str, style: str) -> None:
    tables = disclosure(style, edition=two), requests(style, edition=three), disputes(style)
    found = layout(report(*tables, year=2019 if two == "2021" else 2024))
    assert found.editions == {"disclosure": two, "requests": three, "disputes": three}


def test_a_notice_that_the_text_cites_does_not_decide_the_edition() -> None:
    assert layout(report(narrative="根据国办公开办函〔2019〕60号文件编制本报告。")).editions == NEW
    old = report(disclosure(edition="2019"), requests(edition="2019"), disputes(), narrative="根据国办公开办函〔2021〕30号文件编制。")
    assert layout(old).editions == OLD


def test_a_table_that_is_absent_takes_the_edition_of_the_other() -> None:
    assert layout(report(disclosure(edition="2019"))).editions == OLD
    assert layout(report(requests(edition="2019"))).editions == OLD


def test_where_nothing_tells_the_edition_is_the_newest() -> None:
    assert layout(report("二、主动公开政府信息情况\n见附件。\n")).editions == NEW


def test_the_old_forms_other_handling_is_told_from_the_new_forms_heading() -> None:
    heading = requests().replace("1.申请人无正当理由", "(六)其他处理 | 1.申请人无正当理由")
    assert layout(heading).editions["requests"] == "2021"
    assert layout(requests(edition="2019")).editions["requests"] == "2019"


def test_the_old_table_two_is_known_without_its_header_rows() -> None:
    rows = [line for line in disclosure(edition="2019").splitlines() if "信息内容" not in line]
    assert layout(report("\n".join(rows) + "\n", requests(), disputes())).editions["disclosure"] == "2019"


# --- tables and what is none

def test_the_tables_of_a_report_lie_one_after_the_other_between_its_prose() -> None:
    text = report()
    found = layout(text)
    assert list(found.regions) == ["disclosure", "requests", "disputes"]
    starts = [text.index(title) for title in ("二、主动", "三、收到", "四、政府信息")]
    assert [region.start for region in found.regions.values()] == starts
    assert [region.stop for region in found.regions.values()] == [*starts[1:], text.index("五、存在")]
    assert [tuple(span) for span in found.prose] == [(0, starts[0]), (text.index("五、存在"), len(text))]


@pytest.mark.parametrize("gone", ["disclosure", "requests", "disputes"])
def test_a_table_that_is_not_there_has_no_region(gone: str) -> None:
    tables = {"disclosure": disclosure(), "requests": requests(), "disputes": disputes()}
    del tables[gone]
    assert set(layout(report(*tables.values())).regions) == set(tables)


ABSENT = "二、主动公开政府信息情况\n详见附件。\n三、收到和处理政府信息公开申请情况\n详见附件。\n"
COUNTED = (
    "2023年，我局新收政府信息公开申请12件，上年结转1件。按办理结果分：予以公开8件，部分公开1件，属于行政执法案卷1件，本机关不掌握相关政府信息2件，"
    "信访举报投诉类申请1件，结转下年度继续办理0件。行政复议3件，其中结果维持2件、结果纠正1件。制发行政规范性文件2件，办理行政许可120件。"
)


def test_a_sentence_that_names_a_few_outcomes_is_no_table() -> None:
    prose = "全年收到申请12件，予以公开8件，部分公开1件，均按期答复。行政复议3件，结果维持2件，结果纠正1件；未发生行政诉讼。"
    assert set(layout(report(ABSENT, narrative=prose)).regions) <= {"disclosure"}


def test_a_narrative_that_counts_out_every_outcome_is_no_table() -> None:
    assert "requests" not in layout(report(ABSENT, narrative=COUNTED)).regions


def test_a_narrative_full_of_labels_does_not_move_the_table() -> None:
    prose = "本年新收政府信息公开申请数量4件，予以公开2件，属于行政执法案卷1件，本机关不掌握相关政府信息1件，结转下年度继续办理1件。"
    text = report(narrative=prose)
    assert layout(text).regions["requests"].start == text.index("三、收到")


def test_a_table_without_titles_and_headers_is_found_by_its_rows() -> None:
    body = "".join(line for line in requests().splitlines(keepends=True)[4:])
    found = layout(report(body))
    assert set(found.regions["requests"].labels) == set(LABELS)


def test_a_row_that_the_form_does_not_have_is_noticed_in_its_place() -> None:
    text = report(disclosure(raw={"normative": "行政规范性文件 | 2 | 1 | 15 |\n其他主动公开文件 | 31 | 0 | 77 |\n"}), requests())
    assert list(layout(text).regions["disclosure"].foreign) == ["其他主动公开文件"]


def test_sections_without_titles_keep_the_tables_apart() -> None:
    tables = [table.split("\n", 1)[1] for table in (disclosure(), requests(), disputes())]
    found = layout(report(*tables))
    assert list(found.regions) == ["disclosure", "requests", "disputes"]
    assert found.regions["disclosure"].stop <= found.regions["requests"].start
    assert found.regions["requests"].stop <= found.regions["disputes"].start
