"""A result as one HTML page that needs nothing else: figures, charts, and the worst reports with source beside reading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from importlib.util import find_spec
from typing import Any

from extractor.errors import UsageError
from extractor.evaluation.evalcharts import FONTS, charts
from extractor.evaluation.goldset import GoldSet
from extractor.evaluation.metrics import DOUBTS
from extractor.evaluation.rates import RATES
from extractor.evaluation.scoreboard import OUTCOME_WORDS, badness, headline, percent, printed_of, shown, worst
from extractor.evaluation.trial import Plan, prepared
from extractor.pipeline import Kit
from extractor.words import either

TILES = ("silent_error_rate", "documents_right", "cell_accuracy", "needless_review_rate", "claim_recall", "verdict_right")
WORST = 10
AROUND = 160  # characters of the source before and after what went wrong
LONGEST = 2600
SLIPS = 16
_STYLE = f"""
:root {{ --ink: #1d2733; --muted: #66717f; --line: #e3e7ec; --paper: #fff; --tint: #f6f8fa; --red: #b3261e; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.55 {FONTS}; }}
main {{ max-width: 960px; margin: 0 auto; padding: 32px 24px 64px; }}
h1 {{ font-size: 24px; margin: 0 0 4px; }} h2 {{ font-size: 17px; margin: 40px 0 8px; }} h3 {{ font-size: 15px; margin: 24px 0 6px; }}
p, .note {{ color: var(--muted); margin: 4px 0 12px; }}
.tiles {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; margin: 20px 0; }}
.tile {{ border: 1px solid var(--line); border-radius: 6px; padding: 12px 14px; }}
.tile b {{ display: block; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }}
.tile span {{ color: var(--muted); font-size: 12px; }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }}
th, td {{ text-align: left; padding: 4px 8px; border-bottom: 1px solid var(--line); vertical-align: top; }}
.report td.n, .report th.n {{ white-space: nowrap; }}
th {{ color: var(--muted); font-weight: normal; font-size: 12px; }} td.n, th.n {{ text-align: right; }}
code, pre {{ font-family: "Noto Sans Mono CJK SC", "Sarasa Mono SC", Menlo, Consolas, monospace; font-size: 12px; }}
.pair {{ display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 16px; align-items: start; }}
pre {{ background: var(--tint); border: 1px solid var(--line); border-radius: 4px; padding: 10px; margin: 0; white-space: pre-wrap;
  overflow-wrap: anywhere; max-height: 420px; overflow: auto; }}
mark {{ background: #ffd9a8; color: inherit; border-radius: 2px; }}
.red {{ color: var(--red); }} .vega {{ overflow-x: auto; margin: 8px 0; }}
@media (max-width: 720px) {{ .tiles {{ grid-template-columns: 1fr 1fr; }} .pair {{ grid-template-columns: minmax(0, 1fr); }} }}
@media print {{ @page {{ size: A4; margin: 14mm; }} main {{ max-width: none; padding: 0; }} body {{ font-size: 11px; }}
  .tile, .report, tr, .vega {{ break-inside: avoid; }} h2, h3, h2 + p {{ break-after: avoid; }} 
  pre {{ max-height: 190mm; overflow: hidden; font-size: 9px; }}
  .vega svg {{ max-width: 100%; height: auto; }}
  mark {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }} }}
"""


def check_drawing() -> None:
    """Nothing. Raises UsageError where the packages that draw are not installed."""
    if not all(map(find_spec, ("altair", "vl_convert"))):
        raise UsageError("--html: the page needs altair", "pip install 'gouji[eval]'")


def page(result: Mapping[str, Any], gold: GoldSet, plan: Plan, kit: Kit, lang: str) -> str:
    """The page."""
    drawn = charts(result, lang)
    bundle, calls = _scripts(drawn)
    title = headline(result, lang)
    body = "\n".join((*_head(result, title, lang), *_sections(result, drawn, lang), *_reports(result, gold, plan, kit, lang),
                      *_foot(result, lang)))
    return (
        f'<!doctype html>\n<html lang="{either(lang, "zh-CN", "en")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<main>\n{body}\n</main>\n{bundle}{calls}</body>\n</html>\n"
    )


def _scripts(drawn: Mapping[str, Any]) -> tuple[str, str]:
    """What draws, once, and a call for each chart."""
    if not drawn:
        return "", ""
    whole = next(iter(drawn.values())).to_html(inline=True, fullhtml=True)
    found = re.search(r'<script type="text/javascript">.*?</script>', whole, re.S)
    assert found is not None
    calls = []
    for name, chart in drawn.items():
        spec = json.dumps(chart.to_dict(), ensure_ascii=False).replace("</", "<\\/")
        calls.append(f'vegaEmbed("#{name}", {spec}, {{renderer: "svg", actions: false}});')
    return found.group() + "\n", "<script>\n" + "\n".join(calls) + "\n</script>\n"


def _head(result: Mapping[str, Any], title: str, lang: str) -> Iterator[str]:
    yield f"<h1>{either(lang, '评测结果', 'Benchmark')}</h1><p>{escape(title)}</p>"
    yield '<div class="tiles">'
    for rate in (rate for rate in RATES if rate.name in TILES):
        figure = result["figures"][rate.name]
        if figure["value"] is not None:
            said = either(lang, rate.zh, rate.en)
            between = f"{percent(figure['low'])} – {percent(figure['high'])}" if figure["low"] is not None else "–"
            yield (f'<div class="tile"><span>{escape(said)}</span><b>{percent(figure["value"])}</b>'
                   f"<span>95 %: {between} · {figure['count']}/{figure['of']}</span></div>")
    yield "</div>"


def _sections(result: Mapping[str, Any], drawn: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"<h2>{either(lang, '各项指标', 'All figures')}</h2>"
    yield (f"<p>{either(lang, '区间以报告为单位：BCa 自助法；计数为零或为全数时用精确二项界。', _METHOD)}</p>")
    words = (("指标", "figure"), ("值", "value"), ("95 %", "95 %"), ("", ""), ("计", "count"), ("报告", "reports"))
    yield _table(
        [either(lang, *word) for word in words],
        [[either(lang, rate.zh, rate.en), percent(f["value"]), percent(f["low"]), percent(f["high"]), f"{f['count']}/{f['of']}",
          str(f["reports"])] for rate in RATES if (f := result["figures"][rate.name])["value"] is not None],
    )
    titles = {
        "rates": either(lang, "指标与区间", "Rates with their intervals"),
        "curve": either(lang, "风险与工作量", "Risk against review"),
        "fields": either(lang, "各栏结果", "What became of the cells, field by field"),
        "edition": either(lang, "按版式、规模、排法、损坏", "Cells read rightly, by edition, size, flattening and damage"),
    }
    notes = {
        "curve": either(lang, "从左到右逐层多留给人核，数字为层数：", "Each point leaves more for a person; its number says how many of: ")
        + "; ".join(f"{n}. {either(lang, DOUBTS_ZH[doubt], doubt)}" for n, doubt in enumerate(DOUBTS[:0:-1], 1)),
        "fields": either(lang, "只列出差错最多的栏；格中为单元格数。", "The fields that fared worst; each square has its number of cells."),
        "edition": either(lang, "括号内为份数；红点表示其中有暗错。", "In brackets how many documents; red where one has a silent error."),
    }
    for name in drawn:
        if name in titles:
            yield f"<h2>{titles[name]}</h2>" + (f"<p>{escape(notes[name])}</p>" if name in notes else "")
        yield f'<div class="vega" id="{name}"></div>'


DOUBTS_ZH = dict(zip(DOUBTS, (
    "无疑点", "所在报告待核", "所在表有存疑的单元格或问题", "涉及某条问题", "为问题所指的疑点", "本格待核"), strict=True))
_METHOD = "Intervals take the report as the unit: BCa bootstrap; an exact binomial bound where nothing or everything was counted."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> str:
    def cells(tag: str, values: Sequence[str]) -> str:
        return "".join(f'<{tag}{" class=n" if i >= numbers_from else ""}>{escape(v)}</{tag}>' for i, v in enumerate(values))

    return f"<table><tr>{cells('th', heads)}</tr>" + "".join(f"<tr>{cells('td', values)}</tr>" for values in rows) + "</table>"


def _reports(result: Mapping[str, Any], gold: GoldSet, plan: Plan, kit: Kit, lang: str) -> Iterator[str]:
    chosen = worst(result, WORST)
    if not chosen:
        return
    yield f"<h2>{either(lang, '最差的报告：原文与读数', 'The worst reports: source beside reading')}</h2>"
    examples = {example.slug: example for example in gold.examples}
    for document in chosen:
        case = prepared(examples[document["slug"]], document["round"], plan, kit)
        name = document["slug"] + (f"#{document['round']}" if plan.repeat > 1 else "")
        traits = ", ".join((document["edition"], document["layout"], *document["damage"]))
        yield f'<div class="report"><h3>{escape(name)} <span class="note">{escape(traits)}</span></h3>'
        if document["error"]:
            yield f'<p class="red">{escape(document["error"])}</p>'
        n = document["counts"]
        missed, wrong = n.get("claims.missed", 0), n.get("claims.wrong", 0)
        claims = either(lang, f"叙述数字：漏 {missed}，误 {wrong}", f"claims missed {missed}, wrong {wrong}") if missed or wrong else ""
        if not document["slips"]:
            yield f"<p>{claims}</p></div>"
            continue
        heads = [either(lang, "单元格", "cell"), either(lang, "印作", "printed"), either(lang, "读作", "read"), ""]
        rows = [[_name(kit, slip["address"], case.gold["editions"], lang), printed_of(slip, lang), shown(slip["read"], lang),
                 either(lang, *OUTCOME_WORDS[slip["outcome"]])] for slip in document["slips"][:SLIPS]]
        if (more := -badness(document)[1] - len(rows)) > 0:
            rows.append([either(lang, f"… 另有 {more} 格", f"… {more} more"), "", "", ""])
        rows += [[claims, "", "", ""]] if claims else []
        yield f'<div class="pair"><pre>{_excerpt(case.document.text, document["slips"])}</pre>{_table(heads, rows)}</div></div>'


def _name(kit: Kit, address: str, editions: Mapping[str, str], lang: str) -> str:
    try:
        return kit.forms.name(address, editions, lang)
    except KeyError:
        return address


def _excerpt(text: str, slips: Sequence[Mapping[str, Any]]) -> str:
    """The part of the source where it went wrong, with what was taken as evidence marked; the tables where nothing was."""
    spans = sorted({tuple(slip["evidence"]) for slip in slips if slip["evidence"]})
    if spans:
        start = max(0, text.rfind("\n", 0, max(0, spans[0][0] - AROUND)))
        stop = min(len(text), spans[-1][1] + AROUND, start + LONGEST)
    else:
        start = max(0, text.find("二、"))
        stop = min(len(text), start + LONGEST)
    out, at = [], start
    for a, b in spans:
        if a >= at and b <= stop:
            out += [escape(text[at:a]), f"<mark>{escape(text[a:b])}</mark>"]
            at = b
    out.append(escape(text[at:stop]))
    return ("… " if start else "") + "".join(out).strip("\n") + (" …" if stop < len(text) else "")


def _foot(result: Mapping[str, Any], lang: str) -> Iterator[str]:
    yield f"<h2>{either(lang, '所据', 'What it rests on')}</h2>"
    rows = [["gouji", result["gouji"]], ["seed", str(result["seed"])], ["documents", result["documents_digest"]]]
    yield _table(["", "sha256"], [*rows, *([name, digest] for name, digest in result["hashes"].items())], numbers_from=9)
    time, cost = result["time"], result["cost"]
    each = f"{(time['per_document'] or 0) * 1000:.1f}"
    cell = f"{(time['per_correct_cell'] or 0) * 1e6:.0f}"
    yield f"<p>{either(lang, f'每份 {each} 毫秒，每个正确单元格 {cell} 微秒', f'{each} ms a document, {cell} µs a right cell')}"
    if cost:
        whole, each, cell = ("–" if cost[key] is None else str(cost[key]) for key in ("cost", "per_document", "per_correct_cell"))
        in_zh, in_en = f"费用 {whole}，每份 {each}，每个正确单元格 {cell}", f"cost {whole}, {each} a document, {cell} a right cell"
        yield f" · {either(lang, in_zh, in_en)}"
    yield "</p>"
