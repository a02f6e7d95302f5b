"""The reports of one agency in the order of their years: brought together under its names, and held against one another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.pipeline import Kit, read_offline
from extractor.readers.agency_name import BARE, abbreviates, split_place
from extractor.readers.metadata_vocabulary import MetadataVocabulary
from extractor.record import Cell, Finding, Message, Number, Record
from extractor.text import SourceDocument
from extractor.verification.checks import Outcome
from extractor.verification.copying import Boilerplate, Prose, copied, prose_of
from extractor.verification.succession import Year, compare_years

Texts = Callable[[Record], str | None]  # the decoded original of a record; None where nobody has it any more
_NATIONAL = ("国家", "中国", "国务院", "中华人民共和国")
_NATIONAL_ENDS = ("部", "总局", "总署")
_TOWNS = ("镇", "乡", "街道", "苏木")
_OVER_TOWNS = re.compile("[省市县区州旗盟].{2}")


@dataclass(frozen=True)
class YearChecked:
    """What the checks across years say of one year: of `record`, the first of its reports.

    `copied`: the percentage of its own sentences that stand in the report before as well; None where that was not compared.
    """

    record: Record
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    copied: Number | None

    @property
    def idle(self) -> Mapping[str, str]:
        """The checks that were not run, each with the reason."""
        return {outcome.rule: outcome.reason for outcome in self.outcomes if outcome.result == "not_run"}


@dataclass(frozen=True)
class Series:
    """The reports of one agency, year by year. `names` are the ways that its name is written, the fullest first."""

    names: tuple[str, ...]
    years: Mapping[int, tuple[Record, ...]]

    @property
    def missing(self) -> tuple[int, ...]:
        """The years between the first and the last of which there is no report."""
        return tuple(year for year in range(min(self.years), max(self.years)) if year not in self.years)


def agencies(names: Iterable[str], vocabulary: MetadataVocabulary) -> Mapping[str, str]:
    """Each name with the fullest one of its agency: 梓澜县水务局 and 云南省梓澜县水务局 are one, 青石县住建局 is short for another.

    A name without a place (县水务局) could be anyone's: it is left out, unless all that is there can be one agency. So is a name
    that fits two agencies.
    """
    ordered = sorted(set(names) - {""}, key=lambda name: (-len(split_place(name)[0]), -len(name), name))
    found: dict[str, str] = {}
    full: list[str] = []
    near: dict[str, list[str]] = {}  # the same by how their places end: a hundred thousand names are too many to compare each with each
    for name in filter(_placed, ordered):
        neighbours = near.setdefault(split_place(name)[0][-2:], [])
        fitting = [other for other in neighbours if _same(name, other, vocabulary)]
        if not fitting:
            full.append(name)
            neighbours.append(name)
        if len(fitting) < 2:
            found[name] = fitting[0] if fitting else name
    bare = [name for name in ordered if not _placed(name)]
    leader = full[0] if len(full) == 1 else bare[0] if bare and not full else ""
    if leader and all(_may_be(name, leader, vocabulary) for name in bare):
        found |= dict.fromkeys(bare, leader)
    return found


def series_of(records: Iterable[Record], vocabulary: MetadataVocabulary) -> tuple[tuple[Series, ...], tuple[Record, ...]]:
    """The series that the records make, and those that belong to none: refused, or of no year or agency that can be told.

    The same bytes are one report, however often they are there.
    """
    kept = {(r.sha256 or r.path, r.path.rpartition("#")[2] if "#" in r.path else ""): r for r in reversed(list(records))}
    read = [record for record in reversed(kept.values()) if record.error is None]
    agency = agencies((record.organization for record in read), vocabulary)
    by_agency: dict[str, list[Record]] = {}
    left = [record for record in reversed(kept.values()) if record.error is not None]
    for record in read:
        if record.year is None or record.organization not in agency:
            left.append(record)
        else:
            by_agency.setdefault(agency[record.organization], []).append(record)
    series = []
    for leader, members in sorted(by_agency.items()):
        years: dict[int, list[Record]] = {}
        for record in members:
            years.setdefault(record.year or 0, []).append(record)
        names = dict.fromkeys((leader, *sorted(record.organization for record in members)))
        series.append(Series(tuple(names), {year: tuple(years[year]) for year in sorted(years)}))
    return tuple(series), tuple(left)


def check_series(series: Series, texts: Texts, kit: Kit, boilerplate: Boilerplate) -> tuple[YearChecked, ...]:
    """What the checks across years say of each year of a series, the first year included: of that one most are not run."""
    proses: dict[int, Prose | None] = {}

    def prose(year: int) -> Prose | None:
        if year not in proses:
            proses[year] = _prose(series.years[year][0], texts, kit, boilerplate)
        return proses[year]

    years = {year: _year(series, year, reports) for year, reports in series.years.items()}
    checked = []
    for year, found in years.items():
        earlier = max((other for other in years if other < year), default=None)
        whole = _with_prose(found, years[earlier] if earlier is not None else None, prose)
        compared = compare_years(kit.checks, kit.forms, whole, years.get(year - 1))
        checked.append(YearChecked(series.years[year][0], compared.outcomes, compared.findings, whole.facts.get("copied")))
    return tuple(checked)


def _with_prose(found: Year, earlier: Year | None, prose: Callable[[int], Prose | None]) -> Year:
    """The year with what its prose has from the latest report before."""
    if earlier is None:
        return replace(found, untold="no earlier report")
    now, before = prose(found.year), prose(earlier.year)
    if now is None or before is None:
        return replace(found, untold="text gone")
    taken = copied(now, before, earlier.year)
    facts: dict[str, Number] = {"year_before": earlier.year, "sentences": taken.sentences, "stale": len(taken.standing)}
    if taken.copied is not None:
        facts["copied"] = taken.copied
    quote = taken.standing[0][0] if taken.standing else ""
    words = {"quote": Message(quote, quote)}
    evidence = tuple(span for _, span in taken.standing)
    if now.recalled is None or earlier.year != found.year - 1:
        facts |= {"recollections": 0, "recalled": 0, "received_before": 0}
    else:
        number, said, place = now.recalled
        facts |= {"recollections": 1, "recalled": number, **_received(earlier, number)}
        words["recollection"] = Message(said, said)
        evidence = (*evidence, place)
    return replace(found, facts={**found.facts, **facts}, words={**found.words, **words}, evidence=evidence)


def _received(year: Year, recalled: Number) -> Mapping[str, Number]:
    """What the tables of a year say of the requests received: with those carried in where that is what is recalled; empty where lost."""
    new, carried = (year.cells.get(f"requests/{row}/total") for row in ("received", "carried_in"))
    if new is None or new.status != "accepted" or new.value is None:
        return {}
    if new.value != recalled and (carried is None or carried.status not in ("accepted", "blank")):
        return {}
    both = new.value + (carried.value or 0 if carried else 0)
    return {"received_before": both if both == recalled else new.value}


def _year(series: Series, year: int, reports: Sequence[Record]) -> Year:
    """One year as its reports agree on it: where two differ, the figure is in doubt and is compared with nothing, and so is one that
    its own report shows to be wrong: that is told already."""
    first = reports[0]
    editions = {t: e for t, e in first.editions.items() if all(r.editions.get(t) == e for r in reports)}
    cells = dict(first.cells)
    differing = Counter[str]()
    for other in reports[1:]:
        for address, cell in first.cells.items():
            twin = other.cells.get(address)
            if twin is not None and (twin.value, twin.status) != (cell.value, cell.status):
                cells[address] = Cell(None, "review", reason="reports-differ")
                differing[address] += cell.status == twin.status == "accepted"
    located = {address for record in reports for finding in record.findings for address in finding.suspect if finding.severity == "error"}
    cells |= {address: cells[address]._replace(status="review") for address in located if address in cells}
    facts = {"year": year, "reports": len(reports), "differing": sum(count > 0 for count in differing.values())}
    paths = ", ".join(record.path for record in reports)
    return Year(year, series.names[0], editions, cells, facts, {"paths": Message(paths, paths)})


def _prose(record: Record, texts: Texts, kit: Kit, boilerplate: Boilerplate) -> Prose | None:
    text = texts(record)
    if text is None or record.year is None:
        return None
    reports = read_offline(SourceDocument.of(text, record.path.partition("#")[0]), kit)
    report = next((report for report in reports if report.document.path == record.path), reports[0])
    return prose_of(report.text, report.layout.prose, record.year, boilerplate)


# --- one agency under several names

def _placed(name: str) -> bool:
    """Whether the name says where its agency is, or needs no place. A township without its county does not: 城关镇 there are many."""
    place, _ = split_place(name)
    if not place:
        return name.startswith(_NATIONAL) or name.endswith(_NATIONAL_ENDS)
    return BARE.fullmatch(place) is None and not (place.endswith(_TOWNS) and _OVER_TOWNS.search(place) is None)


def _same(name: str, other: str, vocabulary: MetadataVocabulary) -> bool:
    (place, office), (other_place, other_office) = split_place(name), split_place(other)
    return (place.endswith(other_place) or other_place.endswith(place)) and _one_office(office, other_office, vocabulary)


def _may_be(bare: str, full: str, vocabulary: MetadataVocabulary) -> bool:
    """Whether a name without a place can be the agency's: 县水务局 or 水务局 for 梓澜县水务局."""
    (level, office), (place, other_office) = split_place(bare), split_place(full)
    return (not level or not place or place.endswith(level)) and _one_office(office, other_office, vocabulary)


def _one_office(office: str, other: str, vocabulary: MetadataVocabulary) -> bool:
    return office == other or abbreviates(office, other, vocabulary) or abbreviates(other, office, vocabulary)
