"""The figures of `gouji eval power` as one HTML page that needs nothing else and prints on A4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from extractor.words import either

FONTS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Hiragino Sans GB", system-ui, sans-serif'
_POINTS = {
    "source": ("报告自身的数字有误", "The report's own figures are wrong"),
    "text": ("文本残损", "The text is damaged"),
    "reading": ("读取有误", "Figures are read wrongly"),
}
_SIZES = {"zero": ("全零", "zero"), "tiny": ("1–5", "1–5"), "small": ("6–40", "6–40"), "medium": ("41–800", "41–800"),
          "big": ("9000+", "9000+")}
_BASELINES = {
    "schema only": ("只看类型与格式", "types and shape only"),
    "arithmetic only": ("只算勾稽关系", "sums only"),
    "naive unique repair": ("唯一最小改法即采用", "takes the only smallest repair as the truth"),
}
_STYLE = f"""
:root {{ --ink: #1d2733; --muted: #66717f; --line: #e3e7ec; --bar: #4a7ebb; --bad: #b3261e; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: #fff; color: var(--ink); font: 14px/1.55 {FONTS}; }}
main {{ max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px; }}
h1 {{ font-size: 24px; margin: 0 0 4px; }} h2 {{ font-size: 17px; margin: 36px 0 8px; }}
p, li {{ color: var(--muted); }} p {{ margin: 4px 0 12px; }}
.tiles {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 20px 0; }}
.tile {{ border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; }}
.tile b {{ display: block; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }}
.tile span {{ color: var(--muted); font-size: 12px; }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: right; padding: 3px 8px; border-bottom: 1px solid var(--line); }}
th:first-child, td:first-child {{ text-align: left; }} td:first-child {{ min-width: 220px; }}
th {{ color: var(--muted); font-weight: normal; font-size: 12px; vertical-align: bottom; }} .zh th {{ white-space: nowrap; }}
th.point {{ color: var(--ink); font-weight: 600; padding-top: 18px; font-size: 13px; }}
.share {{ position: relative; width: 90px; }} .share i {{ position: absolute; left: 8px; top: 22%; bottom: 22%; background: var(--bar);
  opacity: .28; border-radius: 2px; }} .share span {{ position: relative; }}
.bad {{ color: var(--bad); font-weight: 600; }} .none {{ color: #b6bec8; }}
.size {{ width: 46px; text-align: center; font-size: 12px; border-left: 2px solid #fff; }}
@media (max-width: 720px) {{ .tiles {{ grid-template-columns: 1fr 1fr; }} }}
@media print {{ @page {{ size: A4; margin: 12mm; }} main {{ max-width: none; padding: 0; }} body {{ font-size: 10px; }}
  td:first-child {{ min-width: 150px; }}
  th, .tile span {{ font-size: 9px; }} .tile b {{ font-size: 17px; }} .share {{ width: 60px; }} .size {{ width: 34px; font-size: 9px; }}
  tr, .tile {{ break-inside: avoid; }} h2 {{ break-after: avoid; }} thead {{ display: table-header-group; }}
  .share i, .size {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }} }}
"""


def page(result: Mapping[str, Any], lang: str) -> str:
    """The page."""
    title = either(lang, "核对能力检验", "The power of verification")
    body = "\n".join((f"<h1>{title}</h1>", *_head(result, lang), *_baselines(result, lang), *_kinds(result, lang), *_notes(result, lang)))
    return (
        f'<!doctype html>\n<html lang="{either(lang, "zh-CN", "en")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body class=\"{lang}\">\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _head(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    total, clean = result["total"], result["clean"]
    yield "<p>" + either(
        lang,
        f"{result['documents']} 份文档各注入一处错误，另有 {clean['documents']} 份无错；种子 {result['seed']}。"
        f"{total['unchanged_share']:.1%} 的注入未改变读出的任何数字。",
        f"{result['documents']:,} documents with an error each, {clean['documents']:,} without; seed {result['seed']}. "
        f"{total['unchanged_share']:.1%} of the errors changed nothing in what was read.",
    ) + "</p>"
    tiles = (
        (("误修", "wrong repairs"), total["unique_wrong"], total["unique_wrong_at_most"]),
        (("误责（把残损或误读归咎于报告）", "wrong blame (damage or misreading laid to the report)"), total["wrong_blame"],
         total["wrong_blame_at_most"]),
        (("无错文档中的误报（错误）", "false errors in documents without one"), clean["errors"], clean["flagged_at_most"]),
        (("漏件：有错而无任何提示", "documents wrong in silence"), total["silent_documents"], total["silent_documents_at_most"]),
        (("漏格", "cells wrong in silence"), total["silent_cells"], total["silent_cells_at_most"]),
    )
    yield '<div class="tiles">'
    for words, count, most in tiles:
        bound = either(lang, f"比率不超过 {most:.2%}（95%）", f"a rate of at most {most:.2%} (95 %)")
        yield f'<div class="tile"><span>{either(lang, *words)}</span><b>{count:,}</b><span>{bound}</span></div>'
    warned = either(lang, "每百份无错文档的警告", "warnings per 100 documents without an error")
    per_100 = either(lang, f"错误 {clean['errors_per_100']}", f"errors {clean['errors_per_100']}")
    yield f'<div class="tile"><span>{warned}</span><b>{clean["warnings_per_100"]}</b><span>{per_100}</span></div></div>'


def _baselines(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"<h2>{either(lang, '与三种基线相比', 'Beside three baselines')}</h2>"
    yield f"<p>{either(lang, '同一批文档；误修、误责、漏件以份计。', 'The same documents; the last three are numbers of documents.')}</p>"
    heads = (("", ""), ("发现", "detected"), ("定位", "located"), ("误修", "wrong repairs"), ("误责", "wrong blame"), ("漏件", "silent"))
    rows = [("gouji", result["total"]), *((either(lang, *_BASELINES[b["baseline"]]), b) for b in result["baselines"])]
    yield _table([either(lang, *head) for head in heads], [[
        f"<td>{escape(name)}</td>", _share(counts["detected"], counts["changed"]), _share(counts["located_first"], counts["changed"]),
        _bad(counts["unique_wrong"]), _bad(counts["wrong_blame"]), f"<td>{counts['silent_documents']:,}</td>",
    ] for name, counts in rows])


def _kinds(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"<h2>{either(lang, '各类错误', 'Kinds of error')}</h2><p>"
    yield either(
        lang, "* 该类错误写定之后未再据以修改核对方法。右侧为各规模（全年申请件数）的发现率。",
        "* written before verification was tried on it, and nothing changed for it since. At the right: detected, by size of the table "
        "(requests in the year).",
    ) + "</p>"
    heads = (("", ""), ("注入", "injected"), ("改变", "changed"), ("发现", "detected"), ("定位", "located"), ("归因报告", "laid to report"),
             ("误修", "wrong repairs"), ("误责", "wrong blame"), ("漏格", "silent cells"))
    sizes = [f'<th class="size">{either(lang, *_SIZES[size])}</th>' for size in result["sizes"]]
    yield f"<table><thead><tr>{''.join(f'<th>{either(lang, *head)}</th>' for head in heads)}{''.join(sizes)}</tr></thead><tbody>"
    for point, words in _POINTS.items():
        yield f'<tr><th class="point" colspan="{len(heads) + len(sizes)}">{either(lang, *words)}</th></tr>'
        for kind in (kind for kind in result["kinds"] if kind["point"] == point):
            name = either(lang, kind["zh"], kind["en"]) + ("*" if kind["held_out"] else "")
            blame = _share(kind["right_blame"], kind["changed"]) if point == "source" else "<td></td>"
            yield "".join((
                f'<tr title="{escape(kind["kind"])}"><td>{escape(name)}</td><td>{kind["injected"]}</td><td>{kind["changed"]}</td>',
                _share(kind["detected"], kind["changed"]), _share(kind["located_first"], kind["changed"]), blame,
                _bad(kind["unique_wrong"]), _bad(kind["wrong_blame"]), f"<td>{kind['silent_cells'] or _NONE}</td>",
                *(_square(kind["by_size"][size]) for size in result["sizes"]), "</tr>",
            ))
    yield "</tbody></table>"


_NONE = '<span class="none">–</span>'


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{chr(10).join(row)}</tr>' for row in rows)}</tbody></table>"


def _share(count: int, of: int) -> str:
    if not of:
        return f"<td>{_NONE}</td>"
    return f'<td class="share"><i style="width:{84 * count / of:.0f}%"></i><span>{count / of:.1%}</span></td>'


def _bad(count: int) -> str:
    return f'<td class="bad">{count:,}</td>' if count else "<td>0</td>"


def _square(counts: Mapping[str, int]) -> str:
    if not counts["changed"]:
        return f'<td class="size">{_NONE}</td>'
    share = counts["detected"] / counts["changed"]
    return f'<td class="size" style="background:rgba(74,126,187,{0.06 + 0.5 * share:.2f})">{share:.0%}</td>'


def _notes(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    held = {kind["kind"]: either(lang, kind["zh"], kind["en"]) for kind in result["kinds"]}
    names = either(lang, "；", "; ").join(held[name] for name in result["held_out"])
    yield f"<h2>{either(lang, '怎样量的', 'How it was measured')}</h2><ul>"
    for zh, en in (
        ("先造出勾稽无误的表三、表四，在三处之一注入错误：报告所填的数字、版面文本、读出的结果；再由读真实报告的同一读法读取、核对。",
         "Tables three and four that add up are made; an error is put in what the agency fills in, in the text, or in what was read; then "
         "the reader that reads reports reads it, and it is verified."),
        ("“发现”指有错误或警告，或有数字留待人核。“误修”指提出的改法与真值不符，或所疑各格中有无错的。",
         "Detected: an error or warning is raised, or a figure is left for a person. A wrong repair: a value proposed is not the true one, "
         "or a cell named is not wrong."),
        ("勾稽关系看不见的：一格连同其全部合计同错、两个办理结果行或两列申请人互换、矩形四格此增彼减、全零表的任何错位。",
         "What sums cannot see: a cell wrong together with all its totals, two outcomes or two kinds of applicants exchanged, four cells "
         "that even out, any misalignment in a table of noughts."),
        ("上限为单侧 95% 精确二项界（Clopper–Pearson）。同一文档内的各格并不独立，漏格率的上限只供参考。",
         "Bounds are one-sided exact binomial ones (Clopper and Pearson). Cells of one document depend on each other: theirs is a guide."),
        (f"未用于开发的错误种类：{names}。", f"Kinds held out of development: {names}."),
    ):
        yield f"<li>{escape(either(lang, zh, en))}</li>"
    yield "</ul>"
