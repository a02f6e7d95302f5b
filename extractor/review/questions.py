"""What a record leaves for a person, as questions: figures in doubt, findings, claims that the tables contradict.

As few as possible. Figures that stand somewhere in a row are one question, not six; findings that name the same suspect are one;
what the identities force is none at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from extractor.record import Candidate, Cause, Cell, Finding, Number, Record
from extractor.review.decisions import Kind, Values, cell_facts, finding_facts, fingerprint
from extractor.text import Span

OPTIONS = 9  # there are nine keys
_MANY = 60  # ways that are followed up: more than keys, for the identities may rule some out
_DROPPED, _REMOVED = "dropped-blanks", "deduplicated"
_GLUED = 1000  # a lone figure from here on may be several that run together
# The chance that what stands in the record is wrong, where nothing better is known: what orders the questions.
_WRONG: Mapping[Cause, float] = {"source": 0.05, "reading": 0.5, "damage": 0.5, "undetermined": 0.3}
_ODD = 0.2  # one reading only, in doubt because of how it is written
_UNLISTED = 0.1  # no answer can be listed: mostly nobody can tell


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen by a key: what each cell in question prints, where, and who read it so."""

    values: Values
    evidence: tuple[Span, ...] = ()
    readers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `cells` are those in question, `focus` the one to look at first ("" where there is none).

    `chance` is that of the record being wrong there, `settles` how many cells an answer settles, these included: the most that it can
    be, until each answer has been tried.
    """

    kind: Kind
    subject: str
    cells: tuple[str, ...]
    focus: str
    rules: tuple[str, ...] = ()
    cause: str = ""
    findings: tuple[Finding, ...] = ()
    options: tuple[Option, ...] = ()
    evidence: tuple[Span, ...] = ()
    chance: float = 1.0
    settles: int = 1
    facts: str = field(default="", repr=False)

    @property
    def worth(self) -> float:
        """The errors that an answer is expected to remove."""
        return self.chance * self.settles

    @property
    def fingerprint(self) -> str:
        """What changes when the facts do."""
        return fingerprint(self.facts)


def questions(record: Record) -> tuple[Question, ...]:
    """The questions of a record, in the order of the report; none of a rejected one."""
    return (*_about_cells(record), *_about_findings(record))


def asks(finding: Finding) -> bool:
    """Whether a finding keeps a report from being accepted, so that a person has to look."""
    return finding.severity == "error" or (finding.severity == "warning" and bool(finding.claims or finding.cause != "undetermined"))


def by_arithmetic(cell: Cell) -> bool:
    """Whether the identities alone settle a doubtful cell: they force a number that no reading of it contradicts."""
    if cell.implied is None or cell.implied.conditional:
        return False
    readings = {candidate.value or 0 for candidate in cell.candidates} | ({cell.value} if cell.value is not None else set())
    return not readings or cell.implied.value in readings or (cell.reason == _DROPPED and cell.implied.value == 0)


def audited(record: Record, address: str) -> Question:
    """The question whether an accepted cell is as the source prints it."""
    cell = record.cells[address]
    spans = () if cell.evidence is None else (cell.evidence,)
    option = Option({address: cell.value}, spans)
    return Question("cell", address, (address,), address, options=(option,), evidence=spans, facts=cell_facts(record.cells, [address]))


def _about_cells(record: Record) -> Iterator[Question]:
    doubtful = ((address, cell) for address, cell in record.cells.items() if cell.status == "review")

    def figures(pair: tuple[str, Cell]) -> object:
        address, cell = pair
        table = address.split("/")[0]
        if cell.reason == _REMOVED:
            return table, cell.reason  # who can tell one of its rows can tell them all, and mostly nobody can
        return (table, cell.reason, cell.candidates) if cell.evidence is None and cell.reason else address

    for _, group in groupby(doubtful, key=figures):
        cells = dict(group)
        open_cells = tuple(address for address, cell in cells.items() if not by_arithmetic(cell))
        if open_cells:
            yield _about(record, cells, open_cells)


def _about(record: Record, cells: Mapping[str, Cell], open_cells: tuple[str, ...]) -> Question:
    first, table = cells[open_cells[0]], open_cells[0].split("/")[0]
    reached = sum(cell.status == "review" and not by_arithmetic(cell) for a, cell in record.cells.items() if a.startswith(f"{table}/"))
    options = _options(cells, open_cells)
    more = f"+{len(open_cells) - 1}" if len(open_cells) > 1 else ""
    return Question(
        "cell", open_cells[0] + more, open_cells, open_cells[0], cause=first.reason or "", options=options,
        evidence=_spans([span for cell in cells.values() for span in (cell.evidence, *(c.evidence for c in cell.candidates))]),
        chance=_chance(options, len(open_cells)), settles=reached if options else len(open_cells),
        facts=cell_facts(record.cells, open_cells),
    )


def _chance(options: Sequence[Option], cells: int) -> float:
    if cells == 1 and len(options) == 1:
        return _ODD
    return 1 - 1 / len(options) if options else _UNLISTED


def _options(cells: Mapping[str, Cell], open_cells: Sequence[str]) -> tuple[Option, ...]:
    """The answers that can be listed."""
    first = cells[open_cells[0]]
    if len(cells) == 1:
        by_value: dict[object, list[Candidate]] = {}
        for candidate in first.candidates:
            by_value.setdefault(candidate.value, []).append(candidate)
        found = [
            Option({open_cells[0]: same[0].value}, _spans([c.evidence for c in same]), tuple(dict.fromkeys(c.reader for c in same)))
            for same in by_value.values()
        ]
        return tuple(found)
    if first.reason == _DROPPED and not (len(first.candidates) == 1 and (first.candidates[0].value or 0) >= _GLUED):
        return _placed(cells, open_cells, first.candidates)
    if first.reason == "glued" and len(first.candidates) % len(cells) == 0 and len(cells) == len(open_cells):
        return _cut(open_cells, first.candidates)
    return ()


def _cut(open_cells: Sequence[str], figures: Sequence[Candidate]) -> tuple[Option, ...]:
    """The ways to cut a run of digits, one figure a cell, as the reader lists them one after the other."""
    ways = [figures[start : start + len(open_cells)] for start in range(0, len(figures), len(open_cells))]
    options = [
        Option(dict(zip(open_cells, [c.value for c in way], strict=True)), _spans([c.evidence for c in way]), (way[0].reader,))
        for way in ways
    ]
    return tuple(options)


def _placed(cells: Mapping[str, Cell], open_cells: Sequence[str], figures: Sequence[Candidate]) -> tuple[Option, ...]:
    """The ways to put the figures, in order, into the cells, as far as they differ in the open ones; none where they are too many."""
    addresses, wanted = list(cells), set(open_cells)
    Way = tuple[tuple[str, int], ...]  # open cell → number of the figure in it

    @cache
    def ways(cell: int, figure: int) -> frozenset[Way] | None:
        """None: too many to list."""
        if len(figures) - figure > len(addresses) - cell:
            return frozenset()
        if cell == len(addresses):
            return frozenset([()])
        address = addresses[cell]
        implied = cells[address].implied
        forced = implied.value if address not in wanted and implied is not None else None
        found: set[Way] = set()
        for used in (True, False):
            if (used and figure == len(figures)) or (not used and forced):
                continue
            if used and forced is not None and figures[figure].value != forced:
                continue
            rest = ways(cell + 1, figure + used)
            if rest is None:
                return None
            found |= {((address, figure), *way) if used and address in wanted else way for way in rest}
            if len(found) > _MANY:
                return None
        return frozenset(found)

    found = ways(0, 0) if figures else None
    distinct: dict[tuple[Number | None, ...], Way] = {}
    for way in sorted(found or ()):
        placed = dict(way)
        distinct.setdefault(tuple(figures[placed[a]].value if a in placed else None for a in open_cells), way)
    options = []
    for values, way in distinct.items():
        evidence = _spans([figures[number].evidence for _, number in way])
        options.append(Option(dict(zip(open_cells, values, strict=True)), evidence, (figures[0].reader,)))
    return tuple(sorted(options, key=lambda option: [value is None for value in option.values.values()]))


def _spans(spans: Sequence[Span | None]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for span in spans if span is not None))


def _about_findings(record: Record) -> Iterator[Question]:
    groups: dict[tuple[Kind, str], list[Finding]] = {}
    for finding in record.findings:
        if not asks(finding):
            continue
        if finding.claims:
            key: tuple[Kind, str] = ("claim", f"{finding.rule}:{','.join(finding.claims)}")
        elif finding.suspect:
            key = ("finding", ",".join(sorted(finding.suspect)))
        else:
            key = ("finding", f"{finding.rule}:{finding.cells[0] if finding.cells else ''}")
        groups.setdefault(key, []).append(finding)
    for (kind, subject), findings in groups.items():
        suspects = findings[0].suspect
        cells = tuple(dict.fromkeys(address for finding in findings for address in finding.cells))
        proposed = {address: value for finding in findings for address, value in finding.proposed.items()}
        yield Question(
            kind, subject, cells, suspects[0] if suspects else cells[0] if cells else "",
            rules=tuple(dict.fromkeys(finding.rule for finding in findings)), cause=findings[0].cause, findings=tuple(findings),
            options=(Option(proposed),) if proposed else (),
            evidence=_spans([*_suspected(record, suspects), *(span for finding in findings for span in finding.evidence)]),
            chance=_WRONG[findings[0].cause], settles=max(1, len(suspects)), facts=finding_facts(record, findings),
        )


def _suspected(record: Record, suspects: Sequence[str]) -> list[Span | None]:
    return [record.cells[address].evidence for address in suspects if address in record.cells]
