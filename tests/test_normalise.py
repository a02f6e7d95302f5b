"""Cleaning a text: what is undone, what is only marked, and the way back from every character to the original."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.normalise import _converter, _is_simplified, normalise
from extractor.text import Damage, NormalisedText, SourceDocument
from tests.texts import kit, report

PLAIN = report()
PIECES = [
    *"政府信息公开申请数据的处理情况123，。|\n \u3000\u200b\ufeff\xad１２（）“『丨條規關開⼆⽇⺠\0①㎡é𠮷ﬁ\ufffd\t\r", "(xìn)",
    "（xi4n）", "[gong]", "<td>", "</td>", "<tr>", "<table>", "</table", "&nbsp;", "&lt;", "&#x4e00;", "&bogus;", "<p", "<!--", "-->",
    "<script>", "</script>", "\r\n", "\x1b[31m", "{{ x }}", "锟斤拷", "本列数据的勾稽关系为", "版权所有", "彩票网",
]
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=120).map("".join), st.text(max_size=200))


def cleaned(text: str) -> NormalisedText:
    return normalise(SourceDocument.of(text), kit().cleaning)


def kinds(text: NormalisedText) -> dict[str, Damage]:
    return {damage.kind: damage for damage in text.damage}


def faults(original: str, text: NormalisedText, start: int, stop: int) -> list[str]:
    """What is wrong with a map: a place that does not exist, or one out of order."""
    found = []
    if not len(text.text) == len(text.starts) == len(text.stops):
        found.append("a character has no place")
    for i, (a, b) in enumerate(zip(text.starts, text.stops, strict=True)):
        if not start <= a < b <= stop <= len(original):
            found.append(f"{i}: [{a}, {b}) is no place of the original")
        if i and (a < text.starts[i - 1] or b < text.stops[i - 1]):
            found.append(f"{i}: [{a}, {b}) goes back")
    return found


# --- the map

@given(TEXTS)
def test_every_clean_character_has_a_place_in_the_original_and_the_places_are_in_order(text: str) -> None:
    assert faults(text, cleaned(text), 0, len(text)) == []


@given(TEXTS, st.data())
def test_the_places_of_a_part_of_a_file_lie_in_that_part(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    part = normalise(SourceDocument("a.txt", "", text, start=start, stop=stop), kit().cleaning)
    assert faults(text, part, start, stop) == []


@given(st.text(alphabet="政府信息公开申请数量0123456789０１２３４５６７８９（）｜：⼆⽇⺠\u3000\u200b\ufeff|\n ,."))
def test_what_stands_at_a_place_is_the_same_character_after_one_to_one_forms(text: str) -> None:
    clean = cleaned(text)
    for i, character in enumerate(clean.text):
        there = text[clean.starts[i] : clean.stops[i]]
        assert len(there) == 1
        assert character == {"⺠": "民"}.get(there, unicodedata.normalize("NFKC", there))


@given(st.text(alphabet="政府信息公开申请数量0123456789|\n ,.%"))
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    assert cleaned(text).text == text


@given(st.integers(0, 10**9), st.floats(0, 0.5))
def test_a_report_with_glosses_and_odd_characters_at_random_is_given_back_as_it_was(seed: int, density: float) -> None:
    rng = Random(seed)
    garbled = "".join(
        c + (rng.choice(["(xìn)", "（kai1）", "\u200b", "\u2060\xad"]) if "㐀" <= c <= "鿿" and rng.random() < density else "")
        for c in PLAIN
    )
    assert cleaned(garbled).text == cleaned(PLAIN).text


def test_the_original_of_a_stretch_covers_what_was_left_out_inside_and_nothing_outside() -> None:
    clean = cleaned("本年新(xīn)收１２\u200b件")
    at = clean.text.index("12")
    assert clean.original(at, at + 2) == (9, 11)
    assert clean.original(2, 4) == (2, 9)
    assert clean.original(at, at).start == clean.original(at, at).stop == 9


# --- glosses

@pytest.mark.parametrize(
    "garbled",
    [
        "政府信息(xī)公开", "政府信息（xī）公开", "政府信息(xi)公开", "政府信息(xi1)公开", "政府信息 (xī)公开",
        "政(zhèng)府信息( xī )公开", "政府信息[xī]公开", "政府信息〔xī〕公开", "政府信息【xī】公开", "政府信息(xī)(xī)公开",
        "政府信息(xī) (xī)公开", "政(zhèng)府(fǔ)信(xìn)息(xī)公(gōng)开(kāi)",
        "政(zheng4)府(fu3)信(xin4)息(xi1)公(gong1)开(kai1)", "政府信息公(ɡōnɡ)开",
    ],
)
def test_a_gloss_is_left_out_in_whatever_spelling(garbled: str) -> None:
    assert cleaned(garbled).text == "政府信息公开"


@pytest.mark.parametrize("syllable", ["lǜ", "lv4", "nüè", "zhuàng", "ér", "yuǎn", "ā", "xiong", "shuǎng", "ńg", "qún"])
def test_every_kind_of_syllable_is_a_gloss(syllable: str) -> None:
    expected = "申请(ńg)" if syllable == "ńg" else "申请"
    assert cleaned(f"申请({syllable})").text == expected


@pytest.mark.parametrize("kept", ["电子邮件(email)", "网站(http)", "公开(1)", "平台(app)", "数据(xml)", "文件(pdf)", "(xī)", "信息(三)"])
def test_what_is_no_syllable_or_stands_after_no_character_is_no_gloss(kept: str) -> None:
    assert cleaned(kept).text == kept


def test_glosses_are_counted_as_damage() -> None:
    assert kinds(cleaned("政(zhèng)府(fǔ)信息(xī)"))["pinyin-gloss"].count == 3


# --- characters

@pytest.mark.parametrize("invisible", ["\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\xad", "\u200e", "\u202e", "\ufe0f"])
def test_an_invisible_character_inside_a_label_or_a_number_is_left_out(invisible: str) -> None:
    clean = cleaned(f"本年{invisible}新收 1{invisible}2")
    assert clean.text == "本年新收 12"
    assert kinds(clean)["invisible-characters"].count == 2


def test_full_width_forms_kangxi_radicals_and_odd_spaces_become_the_plain_ones() -> None:
    assert cleaned("（１２．５）％：＋－／｜⽇⼆⽉⺠⻓\u3000\xa0\u2009x").text == "(12.5)%:+-/|日二月民长   x"


def test_circled_and_bracketed_numbers_stay_since_they_are_ordinals() -> None:
    assert cleaned("①②⑴㈠㊀").text == "①②⑴㈠㊀"


def test_nuls_and_control_characters_become_spaces_and_escapes_lose_their_power() -> None:
    assert cleaned("政\0府\x1b[31m信息\x06").text == "政 府 [31m信息 "


def test_templates_are_text_like_any_other() -> None:
    assert cleaned("{{ 7*7 }}{% for x in y %}政府信息公开").text == "{{ 7*7 }}{% for x in y %}政府信息公开"


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\x0b", "\x0c", "\x85"])
def test_every_kind_of_line_end_ends_a_line(newline: str) -> None:
    lines = [line.strip() for line in cleaned(f"一、总体情况{newline}二、其他").text.split("\n")]
    assert lines == ["一、总体情况", "二、其他"]


def test_traditional_text_becomes_simplified_place_for_place() -> None:
    original = "某縣水務局2023年政府信息公開工作年度報告，規範性文件3件，處理決定120件"
    clean = cleaned(original)
    assert clean.text.startswith("某县水务局2023年政府信息公开工作年度报告")
    assert [clean.original(i, i + 1) for i in range(len(clean.text))] == [(i, i + 1) for i in range(len(original))]
    assert kinds(clean)["traditional"].count >= 8


def test_one_traditional_character_in_a_name_stays() -> None:
    assert cleaned("负责人陈東，电话一二三").text == "负责人陈東,电话一二三"


def test_a_traditional_word_among_simplified_characters_is_found() -> None:
    assert cleaned("监督管理、监督检查、社会监督，答覆一件").text == "监督管理、监督检查、社会监督,答复一件"


def test_what_counts_as_simplified_is_left_alone_by_the_conversion() -> None:
    codes = [bytes((first, second)) for first in range(0xB0, 0xF8) for second in range(0xA1, 0xFF)]
    of_gb_2312 = b"".join(codes).decode("gb2312", "ignore")
    simplified = "\n".join(c for c in of_gb_2312 if _is_simplified(c))
    assert len(simplified) > 2 * 6700
    assert _is_simplified(simplified)
    assert _converter().convert(simplified) == simplified


# --- markup

def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("| ").split("|")] for line in cleaned(text).text.splitlines() if line.strip("| ")]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>规章</td><td>1</td><td>2</td></tr><tr><td>行政许可</td><td>3</td></tr></table>",
        "<table>\n<tr>\n<td>规章</td>\n<td>1</td>\n<td>2</td>\n</tr>\n<tr>\n<td>行政许可</td>\n<td>3</td>\n</tr>\n</table>",
        "<TABLE><TBODY><TR><TD>规章<TD>1<TD>2<TR><TD>行政许可<TD>3</TABLE>",
        '<table border="1"><tr><td width="75"\nvalign="top"><p><span>规章</span></p></td><td> 1 </td><td>2'
        "<tr><th>行政<b>许可</b></th><td>3</td></tr>",
        "<table><tr><td>规章</td><td><!-- 9 -->1</td><td><style>td{top:8}</style>2</td></tr><tr><td>行政许可</td><td>3</td></tr></table>",
    ],
    ids=["closed", "a tag a line", "unclosed", "attributes", "comments"],
)
def test_markup_becomes_rows_of_cells_with_bars(html: str) -> None:
    assert cells(html) == [["规章", "1", "2"], ["行政许可", "3"]]


@pytest.mark.parametrize(
    "text",
    [
        '{| class="wikitable" border=1\n|-\n| 规章 || 1 || 2\n|- style="color:red"\n| 行政许可\n|| 3\n|}\n'.replace("\n|| 3", " || 3"),
        "{|\n! 规章 !! 1 !! 2\n|-\n| 行政许可 || 3\n|}\n",
        "<table><tr><td><table><tr><td>规章</td></tr></table></td><td>\n<table><tbody><tr><td>1</td></tr></tbody></table></td><td>2</td></tr>"
        "<tr><td>行政许可</td><td>3</td></tr></table>",
    ],
    ids=["wiki", "wiki head", "a table in a cell"],
)
def test_wiki_tables_and_tables_of_one_cell_become_rows_of_cells(text: str) -> None:
    assert cells(text) == [["规章", "1", "2"], ["行政许可", "3"]]


def test_a_minus_in_a_cell_of_a_wiki_table_is_no_border() -> None:
    assert cells("{|\n|-\n| 行政许可\n|-5\n|}") == [["行政许可", "-5"]]


def test_cells_of_a_wiki_table_on_lines_of_their_own_are_one_row_without_what_they_are_like() -> None:
    wiki = '{|\n|align="center"| 规章\n|style="x" width=9|\n| 1\n| <div>\n\n2\n\n</div>\n|-\n| 行政许可\n|\n\n\u00a0\n| 3\n|}\n'
    assert cells(wiki) == [["规章", "", "1", "2"], ["行政许可", "", "3"]]


def test_the_attributes_of_spans_and_headings_are_left_out() -> None:
    head = '::: {#zoom .content}\n# 年度报告 {#年度报告 style="a"}\n'
    text = head + '**[一、[总体]{.x}情况]{style="a"}[]{lang="EN"\nstyle="b"}**[1] {其他}\n:::\n'
    assert cleaned(text).text == "\n# 年度报告\n**一、总体情况**[1] {其他}\n\n"


def test_a_table_in_csv_becomes_rows_of_cells_with_its_empty_ones() -> None:
    csv = '"规章","1","","2"\n' * 5
    assert cells(csv) == [["规章", "1", "", "2"]] * 5


def test_quoted_words_in_prose_are_no_cells() -> None:
    prose = '"放管服","双随机"\n' * 2
    assert cleaned(prose).text == prose


@pytest.mark.parametrize(
    "text",
    [
        '[width="100%",cols="40%,30%,30%",]\n|===\n|规章 a|\n1\n\na|\n2\n\n|行政许可 |3\n| \n|===\n',
        "|===\n|规章 |1 |2\n|行政许可\n2+s|3\n|===\n",
        '[cols="3*"]\n|====\n|规章\n>|1\n|2\n\n|行政许可 | 3 |\n|====\n',
    ],
    ids=["cells with a style", "columns of the first line", "a cell a line"],
)
def test_tables_of_asciidoc_become_rows_of_cells(text: str) -> None:
    found = [row for row in cells(text) if row[0][:1] in "规行"]
    assert [[cell for cell in row if cell] for row in found] == [["规章", "1", "2"], ["行政许可", "3"]]


def test_a_table_of_asciidoc_with_a_cell_over_two_rows_stays() -> None:
    text = "|===\n.2+|规章 |1 |2\n|3 |4\n|===\n"
    assert cleaned(text).text == text


def test_two_bars_between_all_cells_are_one_separator() -> None:
    assert cells("|| 规章 ||  || 1 ||  ||2||\n" * 5) == [["规章", "", "1", "", "2"]] * 5


def test_two_bars_around_an_empty_cell_stay() -> None:
    text = "|| 规章 || 1 || 2 ||\n| 规章 || 1 | 2 |\n" * 5
    assert cleaned(text).text == text


def test_the_backslashes_of_escaped_markdown_are_left_out() -> None:
    assert cleaned("1\\.属于国家秘密\n\n\\-3\n\n74998\\.2801\n").text == "1.属于国家秘密\n\n-3\n\n74998.2801\n"


@pytest.mark.parametrize("text", ["规章 | \\ | \\ | 3\n", "规章\n\\\n\\\n3\n", "规章0\\\\5(二)", "一处\\.余"])
def test_backslashes_that_are_marks_of_cells_stay(text: str) -> None:
    assert cleaned(text).text == text


def test_an_empty_cell_of_markup_stays_a_cell() -> None:
    assert cells("<table><tr><td>规章</td><td></td><td>&nbsp;</td><td><br/></td><td>2</td></tr></table>") == [["规章", "", "", "", "2"]]


def test_entities_become_their_characters() -> None:
    assert cleaned("<td>&#39044;&#x7B97;&lt;1&gt;&amp;&bogus;</td>").text.strip("| \n") == "预算<1>&"


def test_signs_that_are_no_tags_stay() -> None:
    assert cleaned("占比<5%且>3%，R&D，1<2").text == "占比<5%且>3%,R&D,1<2"


# --- a word replaced everywhere

BRAND = "天鹅湖网"
PERIOD = "本报告所列数据的统计期限自2023年1月1日起。全年公开数据、申请等信息。"


@pytest.mark.parametrize("phrase", [BRAND, "好运来", "红枫论坛、青竹论坛", "www.example.cn"])
@pytest.mark.parametrize("word", ["数据", "信息", "公开", "政府", "申请", "行政", "机关", "处理", "情况", "数量"])
def test_a_word_replaced_everywhere_is_found_by_the_labels_and_undone(word: str, phrase: str) -> None:
    original = report(narrative=PERIOD).replace(word, phrase)
    clean = cleaned(original)
    assert clean.text == cleaned(report(narrative=PERIOD)).text
    at = clean.text.index(word)
    assert original[slice(*clean.original(at, at + len(word)))] == phrase
    assert kinds(clean)["replacement"].detail == f"{phrase} → {word}"


def test_two_labels_must_agree_on_what_was_replaced() -> None:
    once = f"一、总体情况\n本列{BRAND}的勾稽关系为:第一项加第二项之和。法律服务机构。社会公益组织。\n"
    assert cleaned(once).text == once
    twice = once + f"法律服务{BRAND}。所列{BRAND}的统计期限自1月1日起。本列{BRAND}勾稽关系为\n"
    assert "所列数据的统计期限" in cleaned(twice).text


@pytest.mark.parametrize("tables", [(), ("",)], ids=["a whole report", "one without tables"])
def test_nothing_is_replaced_in_a_clean_report(tables: Sequence[str]) -> None:
    assert "replacement" not in kinds(cleaned(report(*tables)))


def test_a_local_wording_of_a_label_is_no_replacement() -> None:
    assert "replacement" not in kinds(cleaned(PLAIN.replace("行政规范性文件", "党政规范性文件").replace("科研机构", "科研单位")))


# --- noise

def test_navigation_spam_and_mojibake_are_marked_and_never_deleted() -> None:
    text = f"{PLAIN}\n上一篇：通知公告 打印本页\n亚博体育官网下注\n锟斤拷锟斤拷\n"
    clean = cleaned(text)
    marked = [clean.text[slice(*span)] for span in clean.marked]
    assert clean.text.endswith("上一篇:通知公告 打印本页\n亚博体育官网下注\n锟斤拷锟斤拷\n")
    assert {"上一篇:通知公告 打印本页", "亚博体育官网下注", "锟斤拷锟斤拷"} <= set(marked)
    assert {"navigation", "spam", "mojibake"} <= set(kinds(clean))


def test_of_a_long_sentence_only_the_word_is_marked() -> None:
    text = "我局通过门户网站的网站地图等栏目公开信息，" + "及时回应社会关切，" * 12
    clean = cleaned(text)
    assert [clean.text[slice(*span)] for span in clean.marked] == ["网站地图"]


def test_a_clean_report_has_no_damage() -> None:
    assert {damage.kind for damage in cleaned(PLAIN).damage} <= {"compatibility-characters"}
    assert cleaned(PLAIN).marked == ()


def test_characters_written_as_numbers_are_cleaned_like_any_other() -> None:
    plain = report(name="云泽县水务局")
    written = "".join(f"<span>&#x{ord(c):x};</span>" if c > "\u2e7f" and c != "，" else c for c in plain).replace("&#x4e00;", "&#x2f00;")
    assert cleaned(written.replace("，", "&#65292;")).text == cleaned(plain).text
