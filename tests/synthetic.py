"""Invented reports with exact gold: a random truth, its prose and tables, faults of the agency's own, and damage on top.

    python -m tests.synthetic OUT --documents 400 --seed 1

writes OUT/<slug>.txt and OUT/<slug>.gold.json over every layout × damage combination. The same seed gives the same reports.
"""

from __future__ import annotations

import argparse
import itertools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from extractor import flatten, garble
from extractor.flatten import LAYOUTS, Block, Flat, Piece
from extractor.form import Forms, load_forms
from extractor.garble import DAMAGE, Rendered, damaged
from extractor.gold import GROUPS, Gold, Undecided, Value, addresses
from tests import prose

FORMS: Forms = load_forms(Path(__file__).resolve().parent.parent / "rules" / "forms")
SIZES = ("zero", "zero", "tiny", "tiny", "small", "medium", "big")
FAULTS = ("source-error", "contradiction")


@dataclass(frozen=True)
class Agency:
    """An invented agency: full name, a short one, how it calls itself, and the area that it is a part of."""

    name: str
    short: str
    we: str
    area: str
    whole: bool
    legislates: bool = False


FIRST, SECOND = "云松澜沐栖泽汀渚霁槐芷蘅鹭砚璟屿桐柏涧澄", "川阳陵溪宁平原浦塘岭湖泉丰和坪港城洲"
BUREAUS = {
    "教育局": "教育局", "民政局": "民政局", "财政局": "财政局", "水利局": "水利局", "农业农村局": "农业农村局", "统计局": "统计局", "审计局": "审计局", "司法局": "司法局", "林业局": "林业局", "商务局": "商务局",
    "卫生健康委员会": "卫健委", "住房和城乡建设局": "住建局", "应急管理局": "应急局", "市场监督管理局": "市场监管局", "交通运输局": "交通局", "文化和旅游局": "文旅局", "医疗保障局": "医保局",
    "退役军人事务局": "退役军人局", "人力资源和社会保障局": "人社局", "发展和改革委员会": "发改委", "工业和信息化局": "工信局", "城市管理综合执法局": "城管局", "行政审批服务局": "审批局", "信访局": "信访局",
    "数据局": "数据局", "机关事务管理局": "机关事务局", "政务服务和数据管理局": "数管局",
}


def agency(rng: Random) -> Agency:
    """A bureau, township, government, department, ministry-like body or centre."""
    place, upper = rng.choice(FIRST) + rng.choice(SECOND), rng.choice(FIRST) + rng.choice(SECOND)
    bureau = rng.choice(sorted(BUREAUS))
    kind = rng.choice(["city bureau", "city bureau", "county bureau", "county bureau", "township", "street", "county", "city", "department", "ministry", "centre", "zone"])
    if kind == "city bureau":
        return Agency(f"{place}市{bureau}", f"{place}市{BUREAUS[bureau]}", "我委" if bureau.endswith("会") else "我局", "全市", False)
    if kind == "county bureau":
        end, area = rng.choice([("县", "全县"), ("区", "全区"), ("市", "全市"), ("自治县", "全县")])
        head = rng.choice(["", f"{upper}市"]) if end != "市" else ""
        return Agency(f"{head}{place}{end}{bureau}", f"{place}{end}{BUREAUS[bureau]}", "我委" if bureau.endswith("会") else "我局", area, False)
    if kind == "township":
        end = rng.choice(["镇", "乡", "民族乡"])
        return Agency(f"{upper}县{place}{end}人民政府", f"{place}{end}", f"我{end[-1]}", "全县", False)
    if kind == "street":
        return Agency(f"{upper}区人民政府{place}街道办事处", f"{place}街道", "我街道", "全区", False)
    if kind == "county":
        end = rng.choice(["县", "区"])
        return Agency(f"{place}{end}人民政府", f"{place}{end}", f"我{end}", f"全{end}", True)
    if kind == "city":
        return Agency(f"{place}市人民政府", f"{place}市", "我市", "全市", True, True)
    if kind == "department":
        return Agency(f"{place}省{bureau.replace('局', '厅').replace('委员会', '委员会')}", f"省{BUREAUS[bureau].replace('局', '厅')}", "我厅" if bureau.endswith("局") else "我委", "全省", False, True)
    if kind == "ministry":
        return Agency(f"国家{rng.choice(['湿地', '航道', '灯塔', '茶业', '驿路'])}{rng.choice(['管理局', '事务局', '监督局'])}", "国家局", "我局", "全系统", False, True)
    if kind == "centre":
        return Agency(f"{place}市{rng.choice(['住房保障', '公共资源交易', '政务信息', '档案服务', '大数据管理'])}中心", f"{place}市中心", "我中心", "全市", False)
    return Agency(f"{place}{rng.choice(['高新技术产业开发区', '经济技术开发区', '生态旅游区'])}管理委员会", f"{place}管委会", "我委", "全区", False)


def figures_of(rng: Random, editions: Mapping[str, str], size: str, legislates: bool) -> dict[str, Value]:
    """Every cell's true number, in balance."""
    cells: dict[str, Value] = {}
    _requests(rng, editions, size, cells)
    top = {"zero": 0, "tiny": 2, "small": 4, "medium": 30, "big": 900}[size]
    for row in FORMS.get("disputes", editions["disputes"]).rows:
        parts = [rng.randint(0, top) if rng.random() < 0.5 else 0 for _ in range(4)]
        for column, value in zip(("upheld", "corrected", "other", "pending", "total"), [*parts, sum(parts)], strict=True):
            cells[f"disputes/{row.id}/{column}"] = value
    scale = {"zero": rng.choice([0, 0, 3]), "tiny": 20, "small": 120, "medium": 2500, "big": 90000}[size]
    for row in FORMS.get("disclosure", editions["disclosure"]).rows:
        some = rng.random() < 0.65 and scale > 0
        for column in row.columns:
            cells[f"disclosure/{row.id}/{column}"] = _disclosed(rng, column, scale if some else 0)
        at = f"disclosure/{row.id}/"
        if row.id in ("regulation", "normative"):
            few = 0 if row.id == "regulation" and not legislates else min(scale, rng.choice([3, 12, 60]))
            made, gone, now = rng.randint(0, few), rng.randint(0, few // 2), rng.randint(0, few * 4)
            values = [made, gone, made + now] if editions["disclosure"] == "2021" else [made, max(0, made - rng.randint(0, 1)), made + now]
            for column, value in zip(row.columns, values, strict=True):
                cells[at + column] = value
        if "items_change" in row.columns and (cells[at + "items_before"] or 0) + (cells[at + "items_change"] or 0) < 0:
            cells[at + "items_change"] = 0
    return cells


def _disclosed(rng: Random, column: str, scale: int) -> Value:
    if not scale:
        return 0
    if column == "items_change":
        return rng.choice([0, 0, 0, 1, 2, 5, -1, -3])
    if column == "amount":
        places = rng.choice([0, 0, 1, 2, 2, 4, 6])
        value = Decimal(rng.randint(1, scale * 10**places)) / 10**places
        return int(value) if value == int(value) else value.normalize()
    return rng.randint(0, min(scale, 400) if column in ("items_before", "projects") else scale)


def _requests(rng: Random, editions: Mapping[str, str], size: str, cells: dict[str, Value]) -> None:
    form = FORMS.get("requests", editions["requests"])
    columns = [c.id for c in form.columns]
    details = [row.id for row in form.rows if row.id not in ("received", "carried_in", "total", "carried_out")]
    weights = [14 if d == "granted" else 6 if d in ("partly_granted", "unavailable.not_held") else 1 for d in details]
    table = {(row.id, c): 0 for row in form.rows for c in columns}
    most = {"zero": 0, "tiny": rng.randint(1, 5), "small": rng.randint(6, 40), "medium": rng.randint(41, 800), "big": rng.randint(9000, 64000)}[size]
    for i, c in enumerate(columns[:-1]):
        if i and (rng.random() < {"tiny": 0.85, "small": 0.6}.get(size, 0.3) or not most):
            continue
        share = most if i == 0 else max(1, most // rng.choice([4, 10, 40, 200]))
        received = share if i == 0 else rng.randint(0, share)
        if i == 0 and size in ("tiny", "small") and rng.random() < 0.12:
            received = 0
        carried_in = rng.choice([0, 0, rng.randint(0, max(1, share // 10))]) if most else 0
        carried_out = min(received + carried_in, rng.choice([0, 0, rng.randint(0, max(1, share // 8))])) if most else 0
        left = received + carried_in - carried_out
        table["received", c], table["carried_in", c], table["total", c], table["carried_out", c] = received, carried_in, left, carried_out
        while left:
            step = left if left < 4 and rng.random() < 0.6 else rng.randint(1, max(1, left if size == "tiny" else left // 2))
            table[rng.choices(details, weights)[0], c] += step
            left -= step
    for row in form.rows:
        table[row.id, "total"] = sum(table[row.id, c] for c in columns[:-1])
    cells.update({f"requests/{row}/{c}": value for (row, c), value in table.items()})


# --- how an agency fills in its zeros

BLANKS = ("zeros", "zeros", "zeros", "zeros", "zeros-blank", "applicants-blank", "applicants-blank", "marks", "rows-blank", "lone-totals")


def printed_of(rng: Random, editions: Mapping[str, str], cells: Mapping[str, Value], style: str, source_style: Mapping[str, str]) -> dict[str, str]:
    """What each cell shows: a number, nothing or a mark."""
    texts = {address: str(value) for address, value in cells.items()}
    mark = rng.choice(["/", "-", "—", "无", "／", "——"]) if style == "marks" else ""
    for form in FORMS.of(editions):
        if source_style.get(form.table) == "full":
            continue
        rows = [[f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows]
        nothing = form.table == "disputes" and not any(cells[a] for row in rows for a in row)
        for row in rows:
            empty = not any(cells[address] for address in row)
            blanked: list[str] = []
            if style == "rows-blank":
                blanked = row if empty and form.table != "disputes" and rng.random() < 0.3 else []
            elif style == "lone-totals":
                blanked = row[:-1] if form.table == "requests" else []
            elif form.table == "disclosure":
                blanked = row if empty and style in ("zeros-blank", "marks") else [] if style != "zeros-blank" else [a for a in row[:-1] if not cells[a]]
            elif style in ("zeros-blank", "applicants-blank") or (style == "marks" and rng.random() < 0.9):
                blanked = [a for a in row[:-1] if not cells[a]]
                if style == "zeros-blank" and empty and (form.table == "requests" or (nothing and source_style.get("disputes") != "totals")):
                    blanked = row
            for address in blanked:
                texts[address] = mark
        if form.table == "disclosure" and editions["disclosure"] == "2019" and rng.random() < 0.15:
            word = rng.choice(["未增未减", "未增未减", "无变化"][:2])
            for address in [a for row in rows for a in row if a.endswith("items_change") and texts[a] == "0"]:
                texts[address] = word
    for address, value in cells.items():
        if address.endswith("items_change") and value and value > 0 and texts[address] and rng.random() < 0.2:
            texts[address] = f"+{value}"
        if address.endswith("/amount") and texts[address] == "0" and rng.random() < 0.1:
            texts[address] = "0.00"
    return texts


def value_of(text: str, value: Value) -> Value:
    """The gold of a printed cell: null for nothing or a mark, 0 for 未增未减."""
    return None if text in ("", "/", "-", "—", "无", "／", "——") else value


# --- the report

def report(
    seed: int, layout: str, damage: Sequence[str], *, edition: str | None = None, size: str | None = None, faults: Sequence[str] = (),
) -> tuple[str | bytes, Gold]:
    """One report and its gold. `edition` is 2021, 2019 or mixed; `damage` in the gold names what changed something."""
    for attempt in itertools.count():
        rng = Random(zlib.crc32(f"{seed}/{attempt}/{layout}/{'+'.join(sorted(damage))}".encode()))
        try:
            rendered = damaged(compose(rng, layout, edition, size, faults, damage), damage, rng)
            if "deduplicated" in rendered.traits:
                rendered = garble.DAMAGE["deduplicated-lines"](rendered, rng)
            gold = rendered.gold()
        except Undecided:
            continue
        if len(gold.source_errors) < len(rendered.source_errors) and attempt < 5:
            continue
        return rendered.file(), gold
    raise AssertionError


def _editions(rng: Random, edition: str | None, year: int) -> dict[str, str]:
    chosen = edition or rng.choices(["2019", "2021", "mixed"], [8, 1, 1] if year < 2021 else [2, 8, 1])[0]
    if chosen == "mixed":
        one = rng.choice(["2019", "2021"])
        two = "2021" if one == "2019" else "2019"
        return {"disclosure": one, "requests": two, "disputes": two}
    return dict.fromkeys(("disclosure", "requests", "disputes"), chosen)


def compose(rng: Random, layout: str, edition: str | None, size: str | None, faults: Sequence[str], damage: Sequence[str]) -> Rendered:
    """A report before damage."""
    who, year = agency(rng), rng.randint(2019, 2025)
    editions = _editions(rng, edition, year)
    size = size or ("big" if "separators" in damage else rng.choice(SIZES))
    if layout == "glued" and size == "big":
        size = "medium"
    cells = figures_of(rng, editions, size, who.legislates)
    style, rules = _style(rng, layout, faults, damage)
    texts = printed_of(rng, editions, cells, style, rules)
    wrong = _source_error(rng, editions, cells, texts) if "source-error" in faults and layout not in ("glued", "deduplicated", "absent") else ()
    tables = flatten.grids(FORMS, editions, texts, rng)
    flat = LAYOUTS[layout](tables, rng)
    while "below" in flat.traits and "" in texts.values():
        flat = LAYOUTS[layout](tables, rng)
    if flat.absent:
        editions = {"disclosure": "2021", "requests": "2021", "disputes": "2021"}
    printed = {a: value_of(texts.get(a, ""), cells.get(a)) for a in addresses(FORMS, editions)}
    lost = frozenset(a for a in printed if a.split("/")[0] in flat.absent)
    modes = dict(flat.modes)
    if layout == "glued":
        for form in FORMS.of(editions):
            partly = any(0 < sum(bool(texts[f"{form.table}/{r.id}/{c}"]) for c in r.columns) < len(r.columns) for r in form.rows)
            if partly or (form.side_by_side and not all(texts[a] for a in form.addresses)):
                modes[form.table] = "glued_dropped"
    writer = prose.Writer(rng, rng.choice([who.we, who.we, who.name, who.short]), year, who.area, who.whole, rng.random() < 0.15)
    published, blocks, absent_name = _document(rng, who, year, writer, cells, editions, flat, faults)
    return Rendered(
        FORMS, blocks, editions, printed, modes, flat.traits, who.name, year, published, tuple(writer.claims), lost, frozenset(), wrong,
        absent_name, tuple(sorted(writer.optional)), layout, (), "utf-8", " " if "one_line" in flat.traits else "\n",
    )


def _style(rng: Random, layout: str, faults: Sequence[str], damage: Sequence[str]) -> tuple[str, dict[str, str]]:
    style = rng.choice(BLANKS)
    rules: dict[str, str] = {}
    if "source-error" in faults or layout == "deduplicated" or "deduplicated-lines" in damage or "chinese-numerals" in damage:
        return "zeros", rules
    if layout == "glued":
        style = rng.choice(["zeros", "zeros", "zeros", "rows-blank", "applicants-blank", "zeros-blank"])
        rules["disclosure"] = "full"
    if layout in ("bars_dropped",) and style == "zeros" and rng.random() < 0.7:
        style = "applicants-blank"
    rules["disputes"] = "totals"  # where nothing is left of table four, nobody could say that it was blank
    return style, rules


def _source_error(rng: Random, editions: Mapping[str, str], cells: dict[str, Value], texts: dict[str, str]) -> tuple[str, ...]:
    table = "requests" if rng.random() < 0.8 else "disputes"
    choice = [a for a in cells if a.startswith(table + "/") and texts[a].isdigit()]
    if table == "requests" and rng.random() < 0.5:  # totals and the top rows are what people get wrong
        choice = [a for a in choice if a.endswith("/total") or "/total/" in a or "/received/" in a]
    address = rng.choice(choice)
    old = int(cells[address] or 0)
    new = rng.choice([v for v in {old + 1, old + 2, old - 1, old * 10, old + 10, old // 2} if v >= 0 and v != old])
    cells[address], texts[address] = new, str(new)
    return (address,)


def _topics(cells: Mapping[str, Value], editions: Mapping[str, str]) -> dict[str, Any]:
    """What the tables say on each topic."""
    found: dict[str, Any] = {"requests.handled": cells["requests/total/total"]}
    for row in ("received", "carried_in", "granted", "partly_granted", "carried_out"):
        found[f"requests.{row}"] = cells[f"requests/{row}/total"]
    for group in GROUPS:
        found[f"requests.{group}"] = sum(v or 0 for a, v in cells.items() if a.endswith("/total") and a.split("/")[:1] == ["requests"]
                                         and a.split("/")[1].split(".")[0] == group)
    found["disputes.review"] = cells["disputes/review/total"]
    found["disputes.suit"] = (cells["disputes/suit_direct/total"] or 0) + (cells["disputes/suit_after_review/total"] or 0)
    new = editions["disclosure"] == "2021"
    found["normative.issued"] = cells["disclosure/normative/issued" if new else "disclosure/normative/made"]
    found["normative.repealed"] = cells["disclosure/normative/repealed"] if new else None
    found["normative.in_force"] = cells["disclosure/normative/in_force" if new else "disclosure/normative/public_total"]
    for row in ("licence", "penalty", "coercion"):
        found[f"{row}.decided"] = cells[f"disclosure/{row}/decided"]
    found["fee.amount"] = cells["disclosure/fee/amount"] if new else None
    return found


def _contradict(rng: Random, topics: dict[str, Any]) -> str:
    """One topic's figure made wrong in the prose: the whole grows, parts shrink, so that the sentence itself stays in order."""
    wholes = ["requests.received", "disputes.review", "disputes.suit", "normative.issued", "normative.in_force", "licence.decided", "penalty.decided"]
    parts = [t for t in ("requests.granted", "requests.unavailable", "requests.denied") if topics[t] >= 2]
    topic = rng.choice(wholes + parts * 2)
    extra = rng.choice([1, 2, 3, 7, 10])
    if topic in parts:
        topics[topic] -= rng.randint(1, topics[topic] - 1)
    else:
        topics[topic] += extra + (topics["requests.carried_in"] if topic == "requests.received" else 0)
    return topic


def _document(
    rng: Random, who: Agency, year: int, w: prose.Writer, cells: Mapping[str, Value], editions: Mapping[str, str], flat: Flat, faults: Sequence[str],
) -> tuple[str | None, tuple[Block, ...], tuple[str, ...]]:
    source = dict(editions)
    if flat.absent:
        source = {"disclosure": "2021" if "disclosure/regulation/issued" in cells else "2019", "requests": "", "disputes": ""}
    topics = _topics(cells, source)
    forced = _contradict(rng, topics) if "contradiction" in faults else ""
    day = f"{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日"
    y, m, d = (int(part) for part in day.replace("年", "-").replace("月", "-").rstrip("日").split("-"))
    iso = f"{y}-{m:02d}-{d:02d}"
    signed = rng.random() < 0.6
    abbreviated = signed and rng.random() < 0.25
    blocks: list[Block] = []
    dated = False
    if rng.random() < 0.92:
        name = who.short if abbreviated else who.name
        title = rng.choice(TITLES).format(name=name, y=year)
        blocks.append(Block("title", "", (Piece(title, "title"), Piece("\n"))))
    if rng.random() < 0.4:
        dated = True
        line = rng.choice([f"（{day}）", f"发布时间：{iso} 09:{rng.randint(10, 59)}  来源：{who.short}", f"发布日期：{iso}", f"({day})", f"{iso}"])
        blocks.append(Block("prose", "", (Piece(line, "date"), Piece("\n"))))
    blocks += _opening(rng, who, year)
    blocks += _narrative(rng, w, topics, forced)
    number = iter("二三四五六")
    for table, names in SECTIONS:
        blocks.append(Block("section", f"section/{table}", (Piece(f"{next(number)}、{rng.choice(names)}", "section"), Piece("\n"))))
        blocks += flat.blocks[table]
        if "one_line" in flat.traits:
            blocks.append(Block("noise", "", (Piece(" "),)))
    blocks.append(Block("section", "problems", (Piece(f"{next(number)}、{rng.choice(PROBLEM_TITLES)}", "section"), Piece("\n"))))
    blocks += [prose.paragraph(prose.filler(w, rng.randint(2, 4), prose.PROBLEMS)) for _ in range(rng.randint(1, 2))]
    blocks.append(Block("section", "other", (Piece(f"{next(number)}、{rng.choice(OTHER_TITLES)}", "section"), Piece("\n"))))
    blocks.append(prose.paragraph(prose.processing_fee(w) if rng.random() < 0.5 else [Piece(rng.choice(prose.OTHER), "prose")]))
    if signed:
        dated = True
        pair = [Block("prose", "", (Piece(who.name, "name"), Piece("\n"))), Block("prose", "", (Piece(day, "date"), Piece("\n")))]
        blocks += pair if rng.random() < 0.8 else pair[::-1]
    if "html" in flat.traits and rng.random() < 0.6:
        blocks = [b._replace(pieces=(Piece("<p>"), *b.pieces[:-1], Piece("</p>\n"))) if b.role in ("prose", "section", "title") else b for b in blocks]
    return iso if dated else None, tuple(blocks), ()


TITLES = (
    "{name}{y}年政府信息公开工作年度报告", "{name}{y}年度政府信息公开工作年度报告", "{y}年{name}政府信息公开工作年度报告", "{name}\n{y}年政府信息公开年度报告", "{name}关于{y}年政府信息公开工作的年度报告", "{name}{y}年政府信息公开年报",
    "{name}政府信息公开工作年度报告（{y}年）", "{name}\n政府信息公开工作{y}年度报告",
)
SECTIONS = (
    ("disclosure", ("主动公开政府信息情况", "主动公开政府信息情况", "行政机关主动公开政府信息情况")),
    ("requests", ("收到和处理政府信息公开申请情况", "收到和处理政府信息公开申请情况", "行政机关收到和处理政府信息公开申请情况")),
    ("disputes", ("政府信息公开行政复议、行政诉讼情况", "政府信息公开行政复议、行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况")),
)
PROBLEM_TITLES = ("存在的主要问题及改进情况", "政府信息公开工作存在的主要问题及改进情况", "存在问题及改进措施")
OTHER_TITLES = ("其他需要报告的事项", "其他需要报告的事项", "需要报告的其他事项")
BASIS = (
    "根据《中华人民共和国政府信息公开条例》（国务院令第711号）要求，现公布{name}{y}年政府信息公开工作年度报告。", "本报告由{name}按照《中华人民共和国政府信息公开条例》第四十九条、第五十条规定编制。",
    "按照国办公开办函〔{n}号文件要求，{name}编制了本年度报告。", "{name}依照《政府信息公开条例》编制本报告，全文由总体情况等六个部分组成。",
)
PERIOD = (
    "本报告所列数据的统计期限为{y}年1月1日至{y}年12月31日。", "报告中的数据统计时间自{y}年1月1日起，到{y}年12月31日止。", "数据统计期间：{y}年1月1日—12月31日。", "统计期限从{y}年1月1日起至12月31日止。",
)
CONTACT = ("如有疑问，请与{name}办公室联系（电话：0{a}0-5{b}31，邮编：{a}1200）。", "公众可在门户网站查阅和下载本报告电子版。", "地址：{short}政务大楼{c}楼，邮政编码4{a}02。")


def _opening(rng: Random, who: Agency, year: int) -> list[Block]:
    pieces = [Piece(rng.choice(BASIS).format(name=who.name, y=year, n=rng.choice(["2019〕60", "2021〕30"])), "prose")]
    pieces.append(Piece(rng.choice(PERIOD).format(y=year), "prose"))
    if rng.random() < 0.5:
        pieces.append(Piece(rng.choice(CONTACT).format(name=who.name, short=who.short, a=rng.randint(310, 988), b=rng.randint(1000, 9999), c=rng.randint(2, 18)), "prose"))
    return [prose.paragraph(pieces)]


HEADINGS = (("（一）", "（二）", "（三）", "（四）", "（五）"), ("(一)", "(二)", "(三)", "(四)", "(五)"), ("1.", "2.", "3.", "4.", "5."), ("", "", "", "", ""))
THEMES = (("主动公开情况。", "主动公开。"), ("依申请公开情况。", "依申请公开。"), ("政府信息管理情况。", "政府信息管理。"), ("平台建设情况。", "公开平台建设。"), ("监督保障情况。", "监督保障。"))


def _narrative(rng: Random, w: prose.Writer, topics: Mapping[str, Any], forced: str) -> list[Block]:
    """Section 一: five parts with claims, filler and traps."""
    parts: list[list[Piece]] = [prose.filler(w, rng.randint(1, 3)) for _ in range(5)]

    def put(part: int, pieces: list[Piece]) -> None:
        parts[part][rng.randint(0, len(parts[part])) : 0] = pieces

    def wanted(chance: float, *names: str) -> bool:
        return forced in names or rng.random() < chance

    if rng.random() < 0.6:
        put(0, prose.published(w))
    for topic in prose.TABLE_TWO:
        if topics[topic] is not None and wanted(0.12, topic) and (topics[topic] or topic == "normative.issued"):
            put(0, prose.table_two(w, topic, topics[topic]))
    if topics["fee.amount"] and rng.random() < 0.15:
        put(0, prose.administrative_fee(w, topics["fee.amount"]))
    if wanted(0.6, *[t for t in topics if t.startswith("requests.")]):
        put(1, prose.requests(w, topics, forced))
    if wanted(0.4, "disputes.review", "disputes.suit"):
        put(rng.choice([1, 4]), prose.disputes(w, topics))
    for _ in range(rng.choice([0, 0, 1, 2, 3])):
        put(rng.randint(0, 4), prose.trap(w))
    if not w.whole and w.area != "全系统" and rng.random() < 0.08:
        put(1, prose.whole_area(w))
    marks, named = rng.choice(HEADINGS), rng.random() < 0.7
    blocks = [Block("section", "narrative", (Piece(f"一、{rng.choice(['总体情况', '总体情况', '概述'])}", "section"), Piece("\n")))]
    return blocks + [prose.paragraph(pieces, mark + (rng.choice(theme) if named else "")) for pieces, mark, theme in zip(parts, marks, THEMES, strict=True)]


# --- the command

def combinations(documents: int, seed: int) -> list[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    """(seed, layout, damage, faults) of so many documents: plain, every single damage in every layout, then random doubles."""
    singles = [(layout, names) for names in [(), *((d,) for d in DAMAGE)] for layout in LAYOUTS]
    rng = Random(seed)
    rng.shuffle(singles)
    found = []
    for i in range(documents):
        layout, names = singles[i % len(singles)]
        if i >= len(singles):
            names = tuple(rng.sample(sorted(DAMAGE), 2))
        faults = (rng.choice(FAULTS),) if rng.random() < 0.25 else ()
        found.append((seed * 1_000_003 + i, layout, names, faults))
    return found


def main() -> None:
    """Write reports and their gold into a folder."""
    parser = argparse.ArgumentParser(description="Write invented garbled reports with exact gold.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--layout", action="append", help="only these layouts")
    parser.add_argument("--damage", action="append", help="only these kinds of damage")
    parser.add_argument("--plain-files", action="store_true", help="no Big5 and UTF-16, which score.py cannot check the evidence of")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for i, (seed, layout, names, faults) in enumerate(combinations(options.documents, options.seed)):
        if options.layout and layout not in options.layout:
            layout = options.layout[i % len(options.layout)]
        if options.damage is not None:
            names = (options.damage[i % len(options.damage)],) if options.damage != ["none"] else ()
        if options.plain_files:
            names = tuple(name for name in names if name not in ("big5", "utf16"))
        text, gold = report(seed, layout, names, faults=faults)
        slug = f"{i:05d}-{layout}-{'+'.join(names) or 'plain'}"
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (options.out / f"{slug}.txt").write_bytes(data)
        (options.out / f"{slug}.gold.json").write_text(gold.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
