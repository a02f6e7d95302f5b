"""A model of known quality: it finds the gold's figures in the transcript it is shown, and points at them well, badly or with malice.

    Pointer(gold, forms)            perfect
    Pointer(gold, forms, "slips")   5 % of its pointers stand elsewhere
    … "random", "hostile", "duplicates", "out-of-range", "shifted" (a row too low), "columns" (a column too far right), "blanks"

It sees what any model sees: the text of the question. `answer` gives the JSON that it would send; as a `Service` it stands in for
the door.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, Literal, NamedTuple
from zlib import crc32

from extractor.answers import TOPICS
from extractor.form import Form, Forms
from extractor.services.ask import Answer, Ask
from extractor.transcript import LETTERS

Way = Literal["perfect", "slips", "random", "hostile", "duplicates", "out-of-range", "shifted", "columns", "blanks"]
Gold = Mapping[str, Any]
SLIPS = 0.05


class Shown(NamedTuple):
    """One token of the transcript: its line, its letter and what stands before it; `joined`: nothing parts it from the one before."""

    line: int
    letter: str
    printed: str
    joined: bool = False


def load_gold(path: Path) -> Gold:
    """The gold of one report."""
    found: Gold = json.loads(path.read_text(encoding="utf-8"))
    return found


_LINE = re.compile(r"^(\d+) (.*)$", re.M)
_FIGURE = (
    r"((?:[+-]|(?<!/)净?(?:增加|新增|增|减少|减)\s?)?\d[\d,]*(?:\.\d+)?|[零〇一二三四五六七八九十百千两]+"
    r"|未增未减|未增减|无增减|无增无减|无变化|不增不减|[/\\无空—–-]+|空白)?"
)
_BEFORE = r"(?:(?<=^)|(?<=[^A-Za-z])|(?<=[0-9][a-zA-Z])|(?<=\|[a-zA-Z]))\s*"


def tokens_of(user: str) -> list[Shown]:
    """The tokens of a question, in order."""
    text = user[user.index("<report") : user.rindex("</report")]
    found = []
    for line in _LINE.finditer(text):
        at, said = 0, line.group(2)
        for letter in LETTERS:
            m = re.compile(rf"{_BEFORE}{_FIGURE}{letter}(?![a-zA-Z])").search(said, at)
            if m is None:
                break
            joined = at > 0 and m.start() == at and m.group()[:1].isdigit()
            found.append(Shown(int(line.group(1)), letter, m.group(1) or "", joined))
            at = m.end()
    return found


_SIGNS = re.compile(r"\d*(?:\([A-Za-z]+\)|[A-Za-z])|[-?]")


class Pointer:
    """Answers questions about one report, or about several by their sha256."""

    def __init__(self, golds: Mapping[str, Gold] | Gold, forms: Forms, way: Way = "perfect", seed: int = 1) -> None:
        self.golds = {"": golds} if "cells" in golds else dict(golds)
        self.forms, self.way, self.seed = forms, way, seed
        self.asked: list[Ask] = []

    async def ask(self, ask: Ask) -> Answer:
        """The answer, as the door would give it."""
        self.asked.append(ask)
        gold = self.golds.get(ask.document.partition("#")[0]) or self.golds[""]
        parsed = ask.answer.model_validate_json(self.answer(ask.system, ask.user, gold))
        return Answer(parsed, None, "", 100, 50, None, False, "pointer")

    def answer(self, system: str, user: str, gold: Gold) -> str:
        """The JSON text of the answer to one question."""
        rng = Random(crc32(f"{self.seed}{system[-200:]}{user}".encode()))
        shown = tokens_of(user)
        if '"claims"' in system:
            return json.dumps({"claims": self._claims(user, shown, gold, rng)}, ensure_ascii=False)
        form = next(f for f in self.forms if f"表{f.section} {f.zh}（{f.edition}年版式）" in system)
        wanted = re.search(r"需要阅读的行：([\d、]+)", user)
        numbers = [int(n) for n in wanted.group(1).split("、")] if wanted else list(range(1, len(form.rows) + 1))
        rows = [row for row in self._rows(form, shown, gold, rng, _LINE.findall(user)) if row["r"] in numbers]
        return json.dumps({"rows": rows}, ensure_ascii=False)

    def _rows(
        self, form: Form, shown: Sequence[Shown], gold: Gold, rng: Random, lines: Sequence[tuple[str, str]]
    ) -> list[dict[str, Any]]:
        if self.way in ("random", "hostile"):
            return _senseless(form, shown, rng, in_order=self.way == "hostile")
        found = with_blanks(form, place(form, shown, gold), shown, lines)
        if self.way == "slips":
            every = [s for s in shown if s.printed[-1:].isdigit()] or list(shown)
            found = {a: [rng.choice(every)] if at and rng.random() < SLIPS else at for a, at in found.items()}
        made = [
            _row(number, [found.get(f"{form.table}/{row.id}/{c}", "?") for c in row.columns]) for number, row in enumerate(form.rows, 1)
        ]
        rows = [row for row in made if row is not None]
        if self.way == "shifted":
            return [{**row, "r": row["r"] % len(form.rows) + 1} for row in rows]
        if self.way in ("columns", "blanks"):
            signs = [_SIGNS.findall(row["t"]) for row in rows]
            spoilt = ["".join(["?", *at[:-1]]) if self.way == "columns" else "-" * len(at) for at in signs]
            return [{**row, "t": t} for row, t in zip(rows, spoilt, strict=True)]
        if self.way == "duplicates":
            return [copy for row in rows for copy in (row, {**row, "t": row["t"][::-1]})]
        if self.way == "out-of-range":
            nowhere = {"r": 90, "l": 900, "t": "Z"}
            return [{k: row[k] + nowhere[k] for k in row} if rng.random() < 0.5 else {**row, "l": 10**9} for row in rows]
        return rows

    def _claims(self, user: str, shown: Sequence[Shown], gold: Gold, rng: Random) -> list[dict[str, Any]]:
        signs = {"exact": "=", "at_least": "+", "about": "~"}
        lines = {int(m.group(1)): m.group(2) for m in _LINE.finditer(user)}
        if self.way in ("random", "hostile", "out-of-range"):
            picks = [rng.choice(shown) for _ in range(6)] if shown else []
            far = 500 * (self.way == "out-of-range")
            made = [(s.line + far, s.letter) for s in picks] + [(n, "") for n in list(lines)[:3]]
            return [{"k": rng.choice(TOPICS), "l": line, "t": letter, "q": "=", "s": "own"} for line, letter in made]
        found = []
        used: set[Shown] = set()
        for claim in gold["claims"]:
            at = [s for s in shown if s not in used and _value(s.printed) == float(claim["value"])]
            named = [s for s in at if _NAMES[claim["topic"].split(".")[0]] in lines[s.line]]
            if named or at:
                token = (named or at)[0]
                used.add(token)
                found.append({"k": claim["topic"], "l": token.line, "t": token.letter, "q": signs[claim["qualifier"]], "s": "own"})
            elif claim["value"] == 0:
                where = [n for n, said in lines.items() if _NAMES[claim["topic"].split(".")[0]] in said and re.search("无|没有|未", said)]
                found += [{"k": claim["topic"], "l": n, "t": "", "q": "=", "s": "own"} for n in where[:1]]
        return found


_NAMES = {"requests": "申请", "disputes": "", "normative": "规范性文件", "licence": "许可", "penalty": "处罚", "coercion": "强制",
          "fee": "收费", "published": "公开", "processing_fee": "费"}


def place(form: Form, shown: Sequence[Shown], gold: Gold) -> dict[str, list[Shown] | str]:
    """Where the gold's cells stand among the tokens: the longest common sequence of both, in the form's order."""
    printed = [a for a in form.addresses if gold["cells"].get(a) is not None and a not in gold["lost"]]
    figures = [s for s in shown if _value(s.printed) is not None]
    glued = _is_glued(shown)
    if glued:
        said = [(a, d) for a in printed for d in f"{gold['cells'][a]:g}"]
        numbers: list[Any] = [s.printed[-1:] for s in figures]
        wanted: list[Any] = [d for _, d in said]
        owners = [a for a, _ in said]
    else:
        numbers, wanted, owners = [_value(s.printed) for s in figures], [float(gold["cells"][a]) for a in printed], printed
    found: dict[str, list[Shown] | str] = {a: "-" for a in form.addresses if a in gold["cells"] and gold["cells"][a] is None}
    for here, there in common(wanted, numbers):
        at = found.setdefault(owners[here], [])
        if isinstance(at, list):
            at.append(figures[there])
    return found


def with_blanks(
    form: Form, found: Mapping[str, list[Shown] | str], shown: Sequence[Shown], lines: Sequence[tuple[str, str]]
) -> dict[str, list[Shown] | str]:
    """The same, with blank cells pointed at where a line shows every cell of its row."""
    every = dict(found)
    for row in form.rows:
        addresses = [f"{form.table}/{row.id}/{column}" for column in row.columns]
        at = {place[0].line for a in addresses if isinstance(place := found.get(a), list)}
        at = at or {int(number) for number, said in lines if "".join(re.findall("[一-龥]", said)).endswith(row.zh)}
        tokens = [s for s in shown if at == {s.line}]
        if len(tokens) == len(addresses):
            pairs = list(zip(addresses, tokens, strict=True))
            if all(found.get(a) == ("-" if _value(token.printed) is None else [token]) for a, token in pairs):
                every |= {a: [token] for a, token in pairs}
    return every


def common(one: Sequence[Any], other: Sequence[Any]) -> list[tuple[int, int]]:
    """The places of a longest common subsequence."""
    longest = [[0] * (len(other) + 1)]
    for a in reversed(one):
        below, row = longest[-1], [0] * (len(other) + 1)
        for j in range(len(other) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if a == other[j] else max(below[j], row[j + 1])
        longest.append(row)
    longest.reverse()
    i = j = 0
    pairs = []
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _is_glued(shown: Sequence[Shown]) -> bool:
    return any(s.joined for s in shown)


def _value(printed: str) -> float | None:
    plain = printed.replace(",", "").replace(" ", "")
    m = re.fullmatch(r"(净?(?:增加|新增|增)|净?(?:减少|减)|[+-])?(\d+(?:\.\d+)?)", plain)
    if m:
        return float(m.group(2)) * (-1 if (m.group(1) or "").strip("净")[:1] in ("减", "-") and m.group(1) else 1)
    if plain.startswith(("未增", "无增", "无变", "不增")):
        return 0.0
    if plain and all(c in "零〇一二三四五六七八九十百千两" for c in plain):
        from extractor.figures import value_of

        value = value_of(plain)
        return None if value is None else float(value)
    return None


def _row(number: int, places: Sequence[list[Shown] | str]) -> dict[str, Any] | None:
    """One row of an answer; None where nothing of it is known."""
    first = next((at[0] for at in places if isinstance(at, list)), None)
    if first is None:
        return None if "?" in places else {"r": number, "l": 1, "t": "".join(map(str, places))}
    signs = []
    for at in places:
        if isinstance(at, str):
            signs.append(at)
        else:
            letters = "".join(s.letter for s in at)
            signs.append((str(at[0].line) if at[0].line != first.line else "") + (f"({letters})" if len(letters) > 1 else letters))
    return {"r": number, "l": first.line, "t": "".join(signs)}


def _senseless(form: Form, shown: Sequence[Shown], rng: Random, *, in_order: bool) -> list[dict[str, Any]]:
    """Any places at all; `in_order`: tidy rows beginning anywhere, as one would make them up to look right."""
    rows = []
    for number, row in enumerate(form.rows, 1):
        if not shown:
            break
        if in_order:
            at = rng.randrange(len(shown))
            picks = list(shown[at : at + len(row.columns)]) or [shown[0]]
            picks += [picks[-1]] * (len(row.columns) - len(picks))
        else:
            picks = [rng.choice(shown) for _ in row.columns]
        made = _row(number, [[p] for p in picks])
        if made:
            rows.append(made)
    return rows
