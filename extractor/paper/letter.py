"""The letter that tells an agency which figures of its own reports do not agree, as values; `markdown` and `word` write it out.

Only what the report itself says against itself is told: findings of severity error and cause `source`. Which of the figures is
wrong is left open unless the identities leave one alone, and even then the letter says only what would add up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from extractor.exports.panel import fullest
from extractor.form import Forms
from extractor.record import Finding, Record
from extractor.render import claims_of, number
from extractor.typeset import printable
from extractor.verification.checks import Check
from extractor.verification.instances import Checks

SUBJECT = "关于核实政府信息公开年度报告数据的函"
OPENING = (
    "《中华人民共和国政府信息公开条例》第五十条规定了政府信息公开工作年度报告应当包括的内容，国务院办公厅统一了其中统计表的格式和勾稽关系。"
    "现按上述要求对贵单位下列年度报告进行数据核对，发现其中部分数据相互不一致，函告如下，请予核实。"
)
CLOSING = (
    "以上所列数字均照录所获报告文本，未作改动。所获文本与贵单位正式发布的版本如有出入，以正式发布的版本为准。",
    "请贵单位对照原始统计资料核实；确需更正的，请按有关规定更正后重新公布，并将核实情况函复。",
    "专此函达。",
)
SENDER = "（发函单位）"
DATE = "　　年　　月　　日"
_LISTED = 7  # cells of a finding that are all listed; of more, those that are not 0


@dataclass(frozen=True, slots=True)
class Point:
    """What does not agree: the place, what was found, the figures as printed, on what ground, and what would add up."""

    place: str
    found: tuple[str, ...]
    printed: tuple[tuple[str, str], ...]
    quotes: tuple[str, ...]
    ground: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Part:
    """One report of the agency. `source` names the text that was checked."""

    heading: str
    title: str
    points: tuple[Point, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one agency, a part for each of its reports that contradicts itself."""

    organization: str
    parts: tuple[Part, ...]


def letter_of(organization: str, records: Iterable[Record], checks: Checks, forms: Forms) -> Letter | None:
    """The letter to an agency; None where none of its reports contradicts itself. Of several copies of a report the fullest counts."""
    by_year: dict[object, list[Record]] = {}
    for record in records:
        if record.organization == organization and record.verdict != "rejected":
            by_year.setdefault(record.year or record.path, []).append(record)
    parts = [part for copies in by_year.values() if (part := _part(fullest(copies), checks, forms)).points]
    return Letter(organization, tuple(parts)) if parts else None


def stated(finding: Finding) -> bool:
    """Whether a finding may be told as the report's own contradiction."""
    return finding.severity == "error" and finding.cause == "source"


def chinese(count: int) -> str:
    """A number of 1 to 99 as an outline prints it: 一, 十二, 二十."""
    ones = "〇一二三四五六七八九"
    tens, rest = divmod(count, 10)
    return f"{ones[tens] if tens > 1 else ''}{'十' if tens else ''}{ones[rest] if rest else ''}"


def _part(record: Record, checks: Checks, forms: Forms) -> Part:
    year = f"{record.year}年度报告" if record.year else "年度报告"
    published = f"（{_date(record.published)}发布）" if record.published else ""
    title = f"《{printable(record.title)}》{published}" if record.title else ""
    points = tuple(_point(group, record, checks, forms) for group in _groups(record))
    return Part(year, title, points, f"{printable(PurePath(record.path).name)}（SHA-256：{record.sha256}）")


def _date(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{year}年{int(month)}月{int(day)}日"


def _groups(record: Record) -> Iterator[list[Finding]]:
    """The findings to tell: those that the same change would mend together, each other one alone."""
    groups: dict[object, list[Finding]] = {}
    for position, finding in enumerate(record.findings):
        if stated(finding):
            key = tuple(sorted(finding.proposed.items())) or position
            groups.setdefault(key, []).append(finding)
    yield from groups.values()


def _point(group: Sequence[Finding], record: Record, checks: Checks, forms: Forms) -> Point:
    first = group[0]
    told = [checks.by_id[finding.rule] for finding in group if finding.rule in checks.by_id]
    addresses = list(dict.fromkeys(a for finding in group for a in _telling(finding, record)))
    tables = dict.fromkeys(forms.get(t, record.editions[t]).section for t in (a.split("/")[0] for a in addresses))
    found = tuple(printable(finding.message.zh) for finding in group)
    quotes = dict.fromkeys(printable(claim.quote) for finding in group for claim in claims_of(finding, record.claims))
    place = "、".join(f"表{section}" for section in tables)
    return Point(
        place=f"正文与{place}" if quotes and place else place or "正文",
        found=found,
        printed=tuple((forms.name(a, record.editions), printable(record.cells[a].printed or "")) for a in addresses),
        quotes=tuple(quote for quote in quotes if not any(quote in sentence for sentence in found)),
        ground=tuple(dict.fromkeys(_ground(check, {record.editions[a.split("/")[0]] for a in addresses}) for check in told)),
        remedy=_remedy(first, len(group), record, forms),
    )


def _telling(finding: Finding, record: Record) -> list[str]:
    """The cells to list: all of a few; of many those that are not 0, and the last, which is the total."""
    known = [address for address in finding.cells if (cell := record.cells.get(address)) is not None and cell.printed]
    return [a for a in known if len(known) <= _LISTED or record.cells[a].value or a == known[-1]]


def _ground(check: Check, editions: Collection[str]) -> str:
    """What must hold and where that is laid down: in the notice of the tables' edition where there is one."""
    own = [basis for basis in check.basis if any(f"〔{edition}〕" in basis.document for edition in editions)]
    basis = "；".join(f"{basis.document}{basis.part}" for basis in own or check.basis)
    return f"{check.title.zh}（{basis}）" if basis else check.title.zh


def _remedy(finding: Finding, count: int, record: Record, forms: Forms) -> str:
    """What would add up: only where the identities leave one explanation."""
    if not finding.proposed or not all(address in record.cells for address in finding.proposed):
        return "仅据报告本身，不能判断其中哪一个数字有误。"
    changes = "、".join(f"{forms.name(address, record.editions)}为{number(value)}" for address, value in finding.proposed.items())
    return f"如{changes}，则上述{'关系成立' if count == 1 else '各项关系均成立'}。是否如此，请以原始统计资料为准。"
