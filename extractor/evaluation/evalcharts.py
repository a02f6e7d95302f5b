"""The charts of a result, as Vega-Lite made with altair: rates with their intervals, risk against review, fields, groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extractor.evaluation.metrics import GOOD, OUTCOMES
from extractor.evaluation.rates import RATES
from extractor.evaluation.result import bad_share
from extractor.evaluation.scoreboard import OUTCOME_WORDS
from extractor.words import either

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, sans-serif"
INK, MUTED, BLUE, RED, GRID = "#1d2733", "#66717f", "#2459a8", "#b3261e", "#e3e7ec"
FIELDS = 24
GROUPS = {"edition": ("版式", "edition"), "size": ("规模", "size"), "layout": ("排法", "layout"), "damage": ("损坏", "damage")}


def charts(result: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The charts by name; one that has nothing to show is left out."""
    made = {"rates": _rates(result, lang), "curve": _curve(result, lang), "fields": _fields(result, lang)}
    made |= {group: _group(result, group, lang) for group in GROUPS}
    return {name: _dressed(chart) for name, chart in made.items() if chart is not None}


def _dressed(chart: Any) -> Any:
    return (
        chart.configure(font=FONTS)
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=MUTED, gridColor=GRID, domainColor=GRID, tickColor=GRID, labelFontSize=12,
                        titleFontSize=12, titleFontWeight="normal", labelLimit=300)
        .configure_legend(labelColor=INK, titleColor=MUTED, labelFontSize=12, titleFontSize=12)
        .configure_header(labelColor=INK, titleColor=MUTED, labelFontSize=12)
    )


def _rates(result: Mapping[str, Any], lang: str) -> Any:
    """Every rate as a point with its interval; what should be high and what should be low apart."""
    import altair as alt

    rows = []
    for rate in RATES:
        figure = result["figures"][rate.name]
        if figure["value"] is not None:
            rows.append({"name": either(lang, rate.zh, rate.en), "value": figure["value"], "low": figure["low"], "high": figure["high"],
                         "better": rate.better})
    panels = []
    for better, title in (("less", either(lang, "越低越好", "lower is better")), ("more", either(lang, "越高越好", "higher is better"))):
        chosen = [r for r in rows if r["better"] == better]
        if not chosen:
            continue
        y = alt.Y("name:N", sort=None, title=None)
        base = alt.Chart(alt.Data(values=chosen)).encode(y=y)
        x = {"axis": alt.Axis(format="%", tickCount=5), "scale": alt.Scale(domain=[0, 1])}
        rules = base.mark_rule(color=BLUE, strokeWidth=2, opacity=0.5).encode(x=alt.X("low:Q", title=title, **x), x2="high:Q")
        points = base.mark_circle(color=BLUE, size=60, opacity=1).encode(x=alt.X("value:Q", **x))
        panels.append((rules + points).properties(width=460, height=alt.Step(21)))
    return alt.vconcat(*panels, spacing=18) if panels else None


def _curve(result: Mapping[str, Any], lang: str) -> Any:
    """Silent errors against the share left for a person."""
    import altair as alt

    rows = []
    for point in result["curve"]:
        figure = point["silent_error_rate"]
        if figure["value"] is not None and point["review_rate"] is not None:
            rows.append({"review": point["review_rate"], "silent": figure["value"], "low": figure["low"], "high": figure["high"],
                         "step": len(point["held_back"])})
    if not rows:
        return None
    x = alt.X("review:Q", axis=alt.Axis(format="%"), title=either(lang, "留给人核的单元格", "cells left for a person"))
    y = {"axis": alt.Axis(format=".2~%"), "title": either(lang, "采信而错", "silent errors among the settled")}
    # An exact bound over few reports would make all the rest a flat line.
    most = max(max(r["high"] or 0 for r in rows if r["silent"]) if any(r["silent"] for r in rows) else 0.0, *(r["silent"] for r in rows))
    y["scale"] = alt.Scale(domain=[0, most * 1.1 or 0.01])
    base = alt.Chart(alt.Data(values=rows)).encode(x=x)
    rules = base.mark_rule(color=RED, opacity=0.35, strokeWidth=2, clip=True).encode(y=alt.Y("low:Q", **y), y2="high:Q")
    line = base.mark_line(color=RED, strokeWidth=1.5).encode(y=alt.Y("silent:Q", **y))
    points = base.mark_circle(color=RED, size=70, opacity=1).encode(y=alt.Y("silent:Q", **y))
    labels = base.mark_text(dy=-11, color=MUTED, fontSize=11).encode(y=alt.Y("silent:Q", **y), text="step:N")
    return (rules + line + points + labels).properties(width=560, height=240)


def _fields(result: Mapping[str, Any], lang: str) -> Any:
    """What became of the cells of the fields that fared worst: each outcome's share of the field."""
    import altair as alt

    worst = sorted(result["by"]["field"].items(), key=lambda item: -bad_share(item[1]))
    names = [name for name, outcomes in worst if bad_share(outcomes)][:FIELDS]
    if not names:
        return None
    rows = []
    words = {outcome: either(lang, *OUTCOME_WORDS[outcome]) for outcome in OUTCOMES if outcome not in GOOD}
    for name in names:
        outcomes = result["by"]["field"][name]
        every = sum(outcomes.values())
        rows += [{"field": name, "outcome": words[o], "share": outcomes.get(o, 0) / every, "count": outcomes.get(o, 0)} for o in words]
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("field:N", sort=names, title=None),
        x=alt.X("outcome:N", sort=list(words.values()), title=None, axis=alt.Axis(orient="top", labelAngle=0)),
    )
    scale = alt.Scale(domain=[0, max(float(r["share"]) for r in rows)], range=["#ffffff", "#f08c4a"], interpolate="rgb")
    cells = base.mark_rect().encode(color=alt.Color("share:Q", scale=scale, legend=None))
    numbers = base.mark_text(fontSize=11, color=INK).encode(text=alt.Text("count:Q"), opacity=alt.condition("datum.count > 0", alt.value(1),
                                                                                                           alt.value(0)))
    return (cells + numbers).properties(width=alt.Step(62), height=alt.Step(20))


def _group(result: Mapping[str, Any], group: str, lang: str) -> Any:
    """Cells read rightly by what reports are like; how many documents stand behind each is beside it, red where one errs in silence."""
    import altair as alt

    rows = [
        {"name": f"{name} ({figures['documents']})", "right": figures["cell_accuracy"], "silent": figures["documents_silent_count"] > 0}
        for name, figures in result["by"][group].items() if name != "unknown" and figures["cell_accuracy"] is not None
    ]
    if not rows:
        return None
    rows.sort(key=lambda row: (float(row["right"]), row["name"]))
    axis = alt.Axis(format=".1~%", tickCount=4)
    x = alt.X("right:Q", scale=alt.Scale(zero=False, nice=True), axis=axis, title=either(lang, *GROUPS[group]))
    color = alt.condition("datum.silent", alt.value(RED), alt.value(BLUE))
    return alt.Chart(alt.Data(values=rows)).mark_circle(size=60, opacity=1).encode(
        y=alt.Y("name:N", sort=None, title=None), x=x, color=color).properties(width=400, height=alt.Step(18))
