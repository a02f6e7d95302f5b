"""Results as tables of the terminal: figures with intervals, what became of the cells, the reports that fared worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.evaluation.metrics import GOOD, OUTCOMES
from extractor.evaluation.rates import RATES
from extractor.evaluation.result import bad_share
from extractor.typeset import cut, printable, right
from extractor.words import either

OUTCOME_WORDS: Mapping[str, tuple[str, str]] = {
    "right": ("正确", "right"), "held": ("未定而留", "held"), "gone": ("缺而未填", "gone"), "needless": ("多余待核", "needless"),
    "withheld": ("待核无果", "withheld"), "missed": ("漏读", "missed"), "zero_as_blank": ("零作空", "0→blank"),
    "blank_as_zero": ("空作零", "blank→0"), "misplaced": ("错位", "misplaced"), "invented": ("杜撰", "invented"),
    "filled": ("缺而被填", "filled"),
    "wrong": ("误读", "wrong"), "taken": ("未定而采", "taken"),
}
WORST = 8
NAME, VALUE = 44, 9


def percent(value: Any) -> str:
    """A share as people read it; small ones keep the places that tell them from nothing."""
    if value is None:
        return "–"
    share = float(value) * 100
    return f"{share:.2f}%" if share == 0 or abs(share) >= 0.1 else f"{share:.4f}%"


def chance(p: float) -> str:
    """A p-value as people read it."""
    return f"{p:.4f}" if p >= 0.0001 else "<0.0001"


def headline(result: Mapping[str, Any], lang: str) -> str:
    """One line: what was run over what."""
    parts = [result["set"], result["reader"], result["model"] or "", f"--garble {result['garble']}" if result["garble"] else ""]
    named = " · ".join(part for part in parts if part)
    documents, reports = result["documents"], result["reports"]
    several = either(lang, f"（{reports} 份报告，各 {result['repeat']} 次）", f" ({reports} reports, {result['repeat']} times each)")
    return f"{named}: {documents} {either(lang, '份', 'documents')}{several if documents != reports else ''}"


def lines(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    """A result, line by line."""
    yield headline(result, lang)
    yield ""
    yield row(either(lang, "指标", "figure"), [either(lang, "值", "value"), "95%", "", either(lang, "计", "count")])
    for rate in RATES:
        figure = result["figures"][rate.name]
        if figure["value"] is not None:
            low, high = percent(figure["low"]), percent(figure["high"])
            yield row(either(lang, rate.zh, rate.en), [percent(figure["value"]), low, high, f"{figure['count']}/{figure['of']}"])
    yield ""
    yield from outcome_lines(result, lang)
    yield ""
    yield from _groups(result, lang)
    yield ""
    yield from _worst(result, lang)


def row(name: str, cells: Sequence[str], width: int = NAME) -> str:
    """A line of a table: its name, then cells flush right."""
    return (cut(name, width, pad=True) + "".join(right(cell, VALUE + 2) for cell in cells)).rstrip()


def outcome_lines(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    """What became of the cells, table by table, and the fields that fared worst."""
    shown = [outcome for outcome in OUTCOMES if result["outcomes"][outcome]]
    yield row(either(lang, "单元格", "cells"), [either(lang, *OUTCOME_WORDS[outcome]) for outcome in shown], 30)
    for table, outcomes in result["by"]["table"].items():
        yield row(table, [str(outcomes.get(outcome, 0) or "·") for outcome in shown], 30)
    worst = sorted(result["by"]["field"].items(), key=lambda item: -bad_share(item[1]))[:WORST]
    for name, outcomes in worst:
        if bad_share(outcomes):
            yield row("  " + name, [str(outcomes.get(outcome, 0) or "·") for outcome in shown], 30)


def _groups(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    heads = [either(lang, "份", "docs"), either(lang, "暗错", "silent"), either(lang, "准确", "right"), either(lang, "多余", "needless"),
             either(lang, "全对", "all right")]
    yield row(either(lang, "分组", "by"), heads, 30)
    for group in ("edition", "size", "difficulty", "layout", "damage"):
        for name, figures in result["by"][group].items():
            cells = [str(figures["documents"]), str(figures["silent_errors"]), percent(figures["cell_accuracy"]),
                     percent(figures["needless_review_rate"]), percent(figures["documents_right"])]
            if name != "unknown":
                yield row(f"{group} {name}", cells, 30)


def badness(document: Mapping[str, Any]) -> tuple[int, int, int]:
    """By what reports are ordered, the worst first: silent errors, cells that came out wrong, claims missed."""
    n = document["counts"]
    silent = n.get("silent", 0) + n.get("uncertain.accepted", 0) + n.get("lost.invented", 0)
    wrong = sum(n.get(f"cell.{outcome}", 0) for outcome in OUTCOMES if outcome not in GOOD)
    return -silent, -wrong, -n.get("claims.missed", 0) - n.get("claims.wrong", 0)


def worst(result: Mapping[str, Any], most: int = WORST) -> list[Mapping[str, Any]]:
    """The reports that fared worst, none that fared well."""
    ordered = sorted(result["per_document"], key=lambda d: (badness(d), d["slug"], d["round"]))
    return [document for document in ordered if any(badness(document))][:most]


def _worst(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    for document in worst(result):
        silent, wrong, claims = (-n for n in badness(document))
        name = document["slug"] + (f"#{document['round']}" if result["repeat"] > 1 else "")
        said = either(lang, f"暗错 {silent}，单元格 {wrong}，叙述 {claims}", f"silent {silent}, cells {wrong}, claims {claims}")
        yield printable(f"{name} [{document['layout']}; {', '.join(document['damage']) or '–'}] {said}")
        for slip in document["slips"][:3]:
            outcome = either(lang, *OUTCOME_WORDS[slip["outcome"]])
            printed, read = printed_of(slip, lang), shown(slip["read"], lang)
            both = either(lang, f"印作 {printed}，读作 {read}", f"printed {printed}, read {read}")
            yield printable(f"    {slip['address']}: {outcome}: {both}")


def printed_of(slip: Mapping[str, Any], lang: str) -> str:
    """What the source prints in a cell that went wrong."""
    return either(lang, "缺", "lost") if slip["outcome"] == "filled" else shown(slip["printed"], lang)


def shown(value: Any, lang: str) -> str:
    """A figure, or that there is none."""
    return either(lang, "空", "nothing") if value is None else str(value)


def comparison_lines(found: Mapping[str, Any], lang: str) -> Iterator[str]:
    """A comparison, line by line; a star where it holds after the correction for the number of figures."""
    for side in ("one", "other"):
        run = found[side]
        parts = [run["set"], run["reader"], run["model"], f"--garble {run['garble']}" if run["garble"] else ""]
        yield printable(f"{'A' if side == 'one' else 'B'}: " + " · ".join(part for part in parts if part))
    differ = ", ".join(found["hashes_that_differ"]) or either(lang, "无", "nothing")
    yield either(lang, f"{found['documents']} 份，按 {found['reports']} 份报告配对；不同之处：{differ}",
                 f"{found['documents']} documents, paired by {found['reports']} reports; what differs: {differ}")
    yield row(either(lang, "指标", "figure"), ["A", "B", "B − A", "95%", "", "p", "Holm"])
    for rate in RATES:
        r = found["figures"][rate.name]
        if r["one"] is None or r["other"] is None:
            continue
        star = "*" if r["p_corrected"] < 0.05 else ""
        cells = [percent(r["one"]), percent(r["other"]), percent(r["difference"]), percent(r["low"]), percent(r["high"]),
                 chance(r["p"]), chance(r["p_corrected"]) + star]
        yield row(either(lang, rate.zh, rate.en), cells)
