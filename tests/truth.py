"""The truth behind an invented report: an agency, its figures in balance, and how it fills in its zeros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from extractor.form import Forms, load_forms
from extractor.garble.gold import GROUPS, Value
from tests.sentences import BUREAUS, SHORT

FORMS: Forms = load_forms(Path(__file__).resolve().parent.parent / "rules" / "forms")
SIZES = ("zero", "zero", "tiny", "tiny", "small", "medium", "big")


@dataclass(frozen=True)
class Agency:
    """An invented agency: full name, a short one, how it calls itself, and the area that it is a part of."""

    name: str
    short: str
    we: str
    area: str
    whole: bool = False
    legislates: bool = False


FIRST, SECOND = "澜沐栖渚霁槐芷蘅鹭砚璟屿涧澄珩岑", "川陵溪浦塘岭泉坪港洲"
KINDS = ("city bureau", "city bureau", "city bureau", "county bureau", "county bureau", "county bureau", "township", "township", "street",
         "county", "county office", "city", "department", "ministry", "centre", "zone")


def agency(rng: Random) -> Agency:
    """A bureau, township, government, department, ministry-like body or centre, nowhere on the map."""
    place, upper = rng.choice(FIRST) + rng.choice(SECOND), rng.choice(FIRST) + rng.choice(SECOND)
    bureau = rng.choice(BUREAUS)
    short = SHORT.get(bureau, bureau)
    we = "我委" if bureau.endswith("会") else "我局"
    kind = rng.choice(KINDS)
    if kind == "city bureau":
        return Agency(f"{place}市{bureau}", f"{place}市{short}", we, "全市")
    if kind == "county bureau":
        end, area = rng.choice([("县", "全县"), ("区", "全区"), ("市", "全市"), ("自治县", "全县")])
        head = rng.choice(["", f"{upper}市"]) if end != "市" else ""
        return Agency(f"{head}{place}{end}{bureau}", f"{place}{end}{short}", we, area)
    if kind == "township":
        end = rng.choice(["镇", "乡", "民族乡"])
        return Agency(f"{upper}县{place}{end}人民政府", f"{place}{end}", f"我{end[-1]}", "全县")
    if kind == "street":
        return Agency(f"{upper}区人民政府{place}街道办事处", f"{place}街道", "我街道", "全区")
    if kind == "county":
        end = rng.choice(["县", "区"])
        return Agency(f"{place}{end}人民政府", f"{place}{end}", f"我{end}", f"全{end}", True)
    if kind == "county office":
        return Agency(f"{place}县人民政府办公室", f"{place}县政府办", "我办", "全县")
    if kind == "city":
        return Agency(f"{place}市人民政府", f"{place}市", "我市", "全市", True, True)
    if kind == "department":
        name = bureau if bureau.endswith("会") else bureau[:-1] + "厅"
        short = short if bureau.endswith("会") else short[:-1] + "厅"
        return Agency(f"{place}省{name}", f"省{short}", we.replace("局", "厅"), "全省", False, True)
    if kind == "ministry":
        what = rng.choice(["湿地", "航道", "灯塔", "茶业", "驿路"]) + rng.choice(["管理局", "事务局", "监督局"])
        return Agency(f"国家{what}", what, "我局", "全系统", False, True)
    if kind == "centre":
        what = rng.choice(["住房保障", "公共资源交易", "政务信息", "档案服务", "大数据管理"])
        return Agency(f"{place}市{what}中心", f"{place}市中心", "我中心", "全市")
    what = rng.choice(["高新技术产业开发区", "经济技术开发区", "生态旅游区"])
    return Agency(f"{place}{what}管理委员会", f"{place}管委会", "我委", "全区")


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
    low, high = {"zero": (0, 0), "tiny": (1, 5), "small": (6, 40), "medium": (41, 800), "big": (9000, 64000)}[size]
    most = rng.randint(low, high)
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
        table["received", c], table["carried_in", c] = received, carried_in
        table["total", c], table["carried_out", c] = left, carried_out
        while left:
            step = left if left < 4 and rng.random() < 0.6 else rng.randint(1, max(1, left if size == "tiny" else left // 2))
            table[rng.choices(details, weights)[0], c] += step
            left -= step
    for row in form.rows:
        table[row.id, "total"] = sum(table[row.id, c] for c in columns[:-1])
    cells.update({f"requests/{row}/{c}": value for (row, c), value in table.items()})


# zeros: all printed; blank: all zeros left out but the last of a row that has others; applicants: totals always printed;
# marks: as applicants, with a mark; rows: some empty rows left out whole; lone: no applicants at all, only totals
BLANKS = ("zeros", "zeros", "zeros", "zeros", "blank", "applicants", "applicants", "marks", "rows", "lone")
MARKS = ("/", "-", "—", "无", "／", "——")


def printed_of(
    rng: Random, editions: Mapping[str, str], cells: Mapping[str, Value], style: str, totals: bool, whole: bool,
) -> dict[str, str]:
    """What each cell shows: a number, nothing or a mark. `totals`: table 四 keeps its totals; `whole`: table 二 keeps every zero."""
    texts = {address: str(value) for address, value in cells.items()}
    mark = rng.choice(MARKS) if style == "marks" else ""
    for form in FORMS.of(editions):
        rows = [[f"{form.table}/{row.id}/{c}" for c in row.columns] for row in form.rows]
        nothing = not any(cells[address] for row in rows for address in row)
        for row in rows:
            empty = not any(cells[address] for address in row)
            zeros = [address for address in row[:-1] if not cells[address]]
            blank: list[str] = []
            if form.table == "disclosure":
                if not whole and style in ("blank", "marks", "rows"):
                    blank = (row if style != "rows" or rng.random() < 0.3 else []) if empty else zeros if style == "blank" else []
            elif style == "rows":
                blank = row if form.table == "requests" and empty and rng.random() < 0.3 else []
            elif style == "lone":
                blank = row[:-1] if form.table == "requests" else []
            elif style == "blank":
                blank = row if empty and (form.table == "requests" or (nothing and not totals)) else zeros
            elif style == "applicants" or (style == "marks" and rng.random() < 0.9):
                blank = zeros
            for address in blank:
                texts[address] = mark
    unchanged, signed = rng.random() < 0.15, rng.random() < 0.2
    for address, value in cells.items():
        if address.endswith("items_change") and texts[address] == "0" and unchanged:
            texts[address] = "未增未减"
        if address.endswith("items_change") and value and value > 0 and signed:
            texts[address] = f"+{value}"
        if address.endswith("/amount") and texts[address] and rng.random() < 0.1:
            texts[address] = f"{value:.2f}" if value == round(value or 0, 2) else texts[address]
    return texts


def value_of(text: str, value: Value) -> Value:
    """The gold of a printed cell: null for nothing or a mark, 0 for 未增未减."""
    return None if not text or text in MARKS else value


def source_error(rng: Random, cells: dict[str, Value], texts: dict[str, str]) -> tuple[str, ...]:
    """The one printed figure that was made wrong, in `cells` and `texts` both."""
    table = "requests/" if rng.random() < 0.8 else "disputes/"
    choice = [address for address in cells if address.startswith(table) and texts[address].isdigit()]
    if table == "requests/" and rng.random() < 0.5:  # totals and the top rows are what people get wrong
        choice = [a for a in choice if a.endswith("/total") or "/total/" in a or "/received/" in a]
    address = rng.choice(choice)
    old = int(cells[address] or 0)
    new = rng.choice(sorted(v for v in {old + 1, old + 2, old - 1, old * 10, old + 10, old // 2} if v >= 0 and v != old))
    cells[address], texts[address] = new, str(new)
    return (address,)


def topics_of(cells: Mapping[str, Value], editions: Mapping[str, str]) -> dict[str, Any]:
    """What the tables say on each claim topic, with two figures that decide which sentences are true."""
    found: dict[str, Any] = {"requests.handled": cells["requests/total/total"]}
    for row in ("received", "carried_in", "granted", "partly_granted", "carried_out"):
        found[f"requests.{row}"] = cells[f"requests/{row}/total"]
    for group in GROUPS:
        rows = [row.id for row in FORMS.get("requests", editions["requests"]).rows if row.id.split(".")[0] == group]
        found[f"requests.{group}"] = sum(cells[f"requests/{row}/total"] or 0 for row in rows)
    found["disputes.review"] = cells["disputes/review/total"]
    found["disputes.suit"] = (cells["disputes/suit_direct/total"] or 0) + (cells["disputes/suit_after_review/total"] or 0)
    new = editions["disclosure"] == "2021"
    found["normative.issued"] = cells["disclosure/normative/issued" if new else "disclosure/normative/made"]
    found["normative.repealed"] = cells["disclosure/normative/repealed"] if new else None
    found["normative.in_force"] = cells["disclosure/normative/in_force" if new else "disclosure/normative/public_total"]
    for row in ("licence", "penalty", "coercion"):
        found[f"{row}.decided"] = cells[f"disclosure/{row}/decided"]
    found["fee.amount"] = cells["disclosure/fee/amount"] if new else None
    found["corrected"] = cells["disputes/review/corrected"]
    found["research"] = cells["requests/received/research"]
    return found


def contradict(rng: Random, topics: dict[str, Any]) -> str:
    """The topic whose figure was made wrong in `topics`: wholes grow and parts shrink, so that a sentence itself stays in order."""
    wholes = ["requests.received", "disputes.review", "disputes.suit", "normative.issued", "normative.in_force", "licence.decided",
              "penalty.decided"]
    parts = [t for t in ("requests.granted", "requests.unavailable", "requests.denied") if topics[t] >= 2]
    topic = rng.choice(wholes + parts * 2)
    if topic in parts:
        topics[topic] -= rng.randint(1, topics[topic] - 1)
    else:
        topics[topic] += rng.choice([1, 2, 3, 7, 10]) + (topics["requests.carried_in"] if topic == "requests.received" else 0)
    return topic
