"""Files found and bytes decoded: paths to source documents. All later offsets count code points of the text given back here."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from extractor.errors import UnreadableError, UsageError
from extractor.text import Damage, SourceDocument

SUFFIXES = (".txt", ".md")
MAX_BYTES = 20_000_000
LATER = {  # formats that are known and not read yet
    ".pdf": "PDF", ".doc": "Word", ".docx": "Word", ".wps": "WPS", ".ofd": "OFD", ".rtf": "RTF", ".odt": "OpenDocument",
    ".xls": "Excel", ".xlsx": "Excel", ".et": "WPS", ".ods": "OpenDocument", ".html": "HTML", ".htm": "HTML", ".mhtml": "HTML",
    ".zip": "ZIP", ".rar": "RAR", ".7z": "7-Zip", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".gif": "GIF", ".tif": "TIFF",
}
_MAGIC = {
    b"%PDF": "PDF", b"PK\x03\x04": "ZIP (DOCX, XLSX, OFD …)", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Microsoft Office (DOC, XLS)",
    b"{\\rtf": "RTF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"II*\0": "TIFF", b"MM\0*": "TIFF", b"Rar!\x1a": "RAR",
    b"7z\xbc\xaf": "7-Zip", b"\x1f\x8b": "gzip", b"SQLite format 3\0": "SQLite", b"\x7fELF": "ELF",
}
_UTF8_BOM = b"\xef\xbb\xbf"
_BOMS = {  # UTF-32 first: its mark begins with that of UTF-16
    b"\xff\xfe\0\0": "utf-32-le", b"\0\0\xfe\xff": "utf-32-be", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be",
}
_AS_TEXT = "save it as plain text (.txt) and read that"
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\0\a\t\n\v\f\r\x1a\x1b")
# About half of any Chinese text is written with these few characters; a text decoded wrongly has next to none of them.
_COMMON = re.compile(
    "[的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方"
    "后後多定行学學法所民得经經十三之进進着等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開"
    "它合还還因由其些前外政四日那社义義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒"
    "结結解问問意建月公无無系府信息申请請报報告件计計总總规規章审審许許复復议議诉訴收到务務市县縣区區局]"
)
_SHARE = 0.15


class Found(NamedTuple):
    """The documents to read, in order, and what else lay in the folders, by suffix."""

    files: tuple[str, ...]
    ignored: Counter[str]


def discover(paths: Iterable[str | os.PathLike[str]]) -> Found:
    """The documents that the paths stand for: a file as it is, a folder walked in order of names. Raises UsageError before any work."""
    given = [os.fspath(path) for path in paths]
    for path in given:
        if not os.path.lexists(path):
            raise UsageError(f"{printable_path(path)}: no such file or folder", "check the path; quote it if it has spaces")
    files: dict[str, str] = {}
    ignored: Counter[str] = Counter()
    for path in given:
        for name in _walk(path, ignored) if os.path.isdir(path) else [path]:
            files.setdefault(os.path.abspath(name), name)
    return Found(tuple(files.values()), ignored)


def _walk(folder: str, ignored: Counter[str]) -> Iterable[str]:
    def unreadable(error: OSError) -> None:
        ignored["unreadable folder"] += 1

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path, suffix = os.path.join(place, name), os.path.splitext(name)[1].lower()
            if suffix in SUFFIXES and (os.path.isfile(path) or os.path.islink(path)):
                yield path
            else:
                ignored[suffix or "no suffix"] += 1


def printable_path(path: str | os.PathLike[str]) -> str:
    """The path as text that can be printed and stored: bytes of a name that are no UTF-8 appear as \\x escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def load(path: str | os.PathLike[str], max_bytes: int = MAX_BYTES) -> SourceDocument:
    """One file decoded, its newlines untouched, its byte-order mark gone. Raises UnreadableError saying why it is no text."""
    name = printable_path(path)
    suffix = Path(path).suffix.lower()
    if suffix in LATER:
        raise UnreadableError(f"{name}: {LATER[suffix]} files are not read yet", _AS_TEXT)
    data = _bytes(path, name, max_bytes)
    digest = sha256(data).hexdigest()
    text, encoding, damage = decode(data, name)
    return SourceDocument(path=name, sha256=digest, text=text, encoding=encoding, damage=damage, stop=len(text))


def _bytes(path: str | os.PathLike[str], name: str, max_bytes: int) -> bytes:
    too_large = UnreadableError(f"{name}: larger than {max_bytes // 1_000_000} MB, the limit", "split the file, or raise GOUJI_MAX_MB")
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size > max_bytes:
                raise too_large
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise UnreadableError(f"{name}: cannot be read: {error.strerror}", "check that the file exists and that you may read it") from error
    if len(data) > max_bytes:
        raise too_large
    return data


def decode(data: bytes, name: str = "text") -> tuple[str, str, tuple[Damage, ...]]:
    """The text, its encoding and what was damaged in it. Raises UnreadableError for what is empty, binary or in no known encoding."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError(f"{name}: empty", "fetch the report again")
    data = data.removeprefix(_UTF8_BOM)  # what follows the mark is not always UTF-8
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return _with_replacements(data[len(mark) :], encoding, name)
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableError(f"{name}: a {kind} file, whatever its name says; not read yet", _AS_TEXT)
    if b"\0" in data:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = data.decode(encoding, "replace")
            if _share(text) >= _SHARE:
                return _with_replacements(data, encoding, name)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > len(data) * 0.05 or data.count(0) > len(data) * 0.5:
        raise UnreadableError(f"{name}: binary, not text", _AS_TEXT)
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _by_evidence(data, name)


def _share(text: str) -> float:
    """The share of common Chinese characters among the characters that are not ASCII."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return len(_COMMON.findall(text)) / beyond if beyond else 0.0


def _with_replacements(data: bytes, encoding: str, name: str) -> tuple[str, str, tuple[Damage, ...]]:
    text = data.decode(encoding, "replace")
    if not text.strip("\0 \t\r\n"):
        raise UnreadableError(f"{name}: empty", "fetch the report again")
    bad = text.count("\ufffd")
    return text, encoding, (Damage("mixed-encoding", bad),) if bad else ()


def _by_evidence(data: bytes, name: str) -> tuple[str, str, tuple[Damage, ...]]:
    # GB18030 and Big5 share most byte pairs, so that a strict decoder accepts either as the other: only what comes out tells them apart.
    share, encoding = max((_share(data.decode(encoding, "replace")), encoding) for encoding in _CHINESE)
    return _by_line(data, encoding) if share >= _SHARE else _guessed(data, name)


def _by_line(data: bytes, main: str) -> tuple[str, str, tuple[Damage, ...]]:
    """Lines in the encoding of the file; lines that only another encoding makes sense of, in that one; the rest with U+FFFD."""
    lines, other = [], Counter[str]()
    for line in data.split(b"\n"):
        text = line.decode(main, "replace")
        if "\ufffd" in text or (main != "utf-8" and not text.isascii() and _decodes(line, "utf-8")):
            shares = {main: _share(text)} | {encoding: _share(line.decode(encoding)) for encoding in _CHINESE if _decodes(line, encoding)}
            best = max(shares, key=lambda encoding: shares[encoding])
            text = line.decode(best, "replace")
            other[best] += best != main
        lines.append(text)
    text, other = "\n".join(lines), +other
    bad = text.count("\ufffd") + other.total()
    detail = ", ".join(f"{count} lines in {encoding}" for encoding, count in other.items())
    return text, "+".join([main, *other]), (Damage("mixed-encoding", bad, detail),) if bad else ()


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _guessed(data: bytes, name: str) -> tuple[str, str, tuple[Damage, ...]]:
    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:100_000]).best()
    if best is None:
        raise UnreadableError(f"{name}: in no encoding that could be recognised", "save it as UTF-8 text and read that")
    return _with_replacements(data, best.encoding, name)
