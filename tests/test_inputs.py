"""Files found and bytes decoded."""

from __future__ import annotations

import os
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import UnreadableError, UsageError
from extractor.inputs import decode, discover, load, printable_path

SIMPLIFIED = "某县水务局2023年政府信息公开工作年度报告\r\n一、总体情况\n本年新收政府信息公开申请数量 | 12 | 0 |\n结转下年度继续办理 | 1\n"
TRADITIONAL = "某縣水務局2023年政府信息公開工作年度報告\r\n一、總體情況\n本年新收政府信息公開申請數量 | 12 | 0 |\n結轉下年度繼續辦理 | 1\n"


def written(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SIMPLIFIED), ("utf-8-sig", SIMPLIFIED), ("gbk", SIMPLIFIED), ("gb18030", SIMPLIFIED + "𠮷㐂"), ("utf-16", SIMPLIFIED),
        ("utf-16-le", SIMPLIFIED), ("utf-16-be", SIMPLIFIED), ("utf-32", SIMPLIFIED), ("big5", TRADITIONAL), ("cp950", TRADITIONAL),
        ("utf-8", TRADITIONAL), ("gb18030", TRADITIONAL),
    ],
)
def test_a_report_in_any_chinese_encoding_comes_back_letter_for_letter(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize("line", ["属于国家秘密", "重复申请", "自然人", "结果维持", "行政许可", "一、本年新收", "未经复议直接起诉"])
def test_a_single_label_is_enough_to_tell_gbk(line: str) -> None:
    assert decode(line.encode("gbk"))[0] == line


@pytest.mark.parametrize("line", ["屬於國家秘密", "重複申請", "結果維持", "行政許可", "未經復議直接起訴"])
def test_a_single_label_is_enough_to_tell_big5(line: str) -> None:
    assert decode(line.encode("big5"))[0] == line


def test_utf8_bytes_that_happen_to_be_valid_gbk_stay_utf8() -> None:
    assert decode("公开".encode())[1] == "utf-8"


def test_a_byte_order_mark_is_no_part_of_the_text_and_promises_nothing() -> None:
    assert decode(b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk"))[:2] == (SIMPLIFIED, "gb18030")


def test_newlines_stay_as_they_are_so_that_offsets_hold() -> None:
    assert decode("政府信息公开\r\n一\r二\n三\u2028四".encode())[0] == "政府信息公开\r\n一\r二\n三\u2028四"


def test_a_few_bad_bytes_are_replaced_and_counted() -> None:
    text, encoding, damage = decode(SIMPLIFIED.encode().replace(b"|", b"\xff|", 2))
    assert encoding == "utf-8"
    assert text.replace("\ufffd", "") == SIMPLIFIED
    assert [(d.kind, d.count) for d in damage] == [("mixed-encoding", 2)]


def test_a_text_cut_in_the_middle_of_a_character_loses_that_character_only() -> None:
    for encoding in ("utf-8", "gb18030"):
        text, _, damage = decode(SIMPLIFIED.rstrip("1\n |").encode(encoding)[:-1])
        assert text.rstrip("\ufffd") == SIMPLIFIED.rstrip("1\n |")[:-1]
        assert damage[0].count >= 1


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_lines_in_another_encoding_than_their_file_are_read_all_the_same(main: str, other: str) -> None:
    text, encoding, damage = decode(SIMPLIFIED.encode(main) + "属于国家秘密 | 3\n".encode(other) + SIMPLIFIED.encode(main))
    assert text == SIMPLIFIED + "属于国家秘密 | 3\n" + SIMPLIFIED
    assert encoding == f"{main}+{other}"
    assert damage[0].count == 1


def test_nuls_in_a_text_are_kept_in_their_places() -> None:
    assert decode("政府\0信息公开\0\0".encode())[0] == "政府\0信息公开\0\0"


def test_escapes_and_template_marks_are_text_like_any_other() -> None:
    text = "\x1b[31m政府信息公开{{ 7*7 }}{% raw %}\x1b]0;title\x07"
    assert decode(text.encode())[0] == text


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n \t\n", b"\0\0\0"])
def test_a_file_with_nothing_in_it_is_empty(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        decode(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n...", "PDF"), (b"PK\x03\x04....", "ZIP"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "Office"), (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0....", "JPEG"), (bytes(range(256)) * 20, "binary"), (b"text" + bytes(400), "binary"),
    ],
)
def test_a_binary_file_is_named_for_what_it_is(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_text_or_said_to_be_none(data: bytes) -> None:
    try:
        text, _, _ = decode(data)
    except UnreadableError:
        return
    assert text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=80))
def test_valid_utf8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(("政府信息公开" + text).encode())[:2] == ("政府信息公开" + text, "utf-8")


def test_a_loaded_file_knows_its_path_its_hash_and_its_length(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", SIMPLIFIED)
    document = load(path)
    assert (document.path, document.sha256) == (path, sha256(SIMPLIFIED.encode()).hexdigest())
    assert (document.start, document.stop) == (0, len(SIMPLIFIED))


def test_a_path_stays_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "in/a.txt", SIMPLIFIED)
    monkeypatch.chdir(tmp_path)
    assert discover(["./in/a.txt"]).files == ("./in/a.txt",)
    assert load("./in/a.txt").path == "./in/a.txt"


@pytest.mark.parametrize(("name", "said"), [("a.pdf", "PDF"), ("a.DOCX", "Word"), ("a.xlsx", "Excel"), ("a.html", "HTML")])
def test_a_known_format_that_is_not_read_yet_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=f"{said} files are not read yet"):
        load(written(tmp_path, name, SIMPLIFIED))


def test_a_file_too_large_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000_000)  # sparse: reading it would take minutes
    with pytest.raises(UnreadableError, match="larger than 20 MB"):
        load(path)


def test_a_pipe_is_cut_off_at_the_limit_too(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"x" * 2000)
    os.close(writing)
    with pytest.raises(UnreadableError, match="larger than"):
        load(f"/dev/fd/{reading}", max_bytes=1000)
    os.close(reading)


def test_folders_are_walked_in_order_and_what_is_no_document_is_counted(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.md", "a/x.TXT", "a/gold.json", "z.txt", "a/scan.pdf", "b/c/deep.txt", "LICENSE", ".git/config.txt"):
        written(tmp_path, name, "x")
    found = discover([str(tmp_path)])
    assert [os.path.relpath(path, tmp_path) for path in found.files] == ["z.txt", "a/x.TXT", "b/10.md", "b/2.txt", "b/c/deep.txt"]
    assert found.ignored == Counter({".json": 1, ".pdf": 1, "no suffix": 1})


def test_a_file_named_by_itself_is_tried_whatever_its_suffix(tmp_path: Path) -> None:
    path = written(tmp_path, "report.dat", SIMPLIFIED)
    assert discover([path]).files == (path,)
    assert load(path).text == SIMPLIFIED


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "x")
    assert discover([path, str(tmp_path), path]).files == (path,)


def test_a_path_that_does_not_exist_stops_everything_before_it_begins(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "x")
    with pytest.raises(UsageError, match="no such file or folder"):
        discover([path, str(tmp_path / "missing.txt")])


def test_a_dangling_link_in_a_folder_is_a_document_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (path,) = discover([str(tmp_path)]).files
    with pytest.raises(UnreadableError, match="cannot be read"):
        load(path)


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert discover([str(tmp_path)]) == ((), Counter({".txt": 1}))


def test_a_file_name_that_is_no_utf8_can_be_read_and_told(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xc4\xea.txt"
    with open(name, "wb") as file:
        file.write(SIMPLIFIED.encode())
    (path,) = discover([str(tmp_path)]).files
    assert load(path).text == SIMPLIFIED
    assert printable_path(path).endswith(r"/\xc4\xea.txt")
