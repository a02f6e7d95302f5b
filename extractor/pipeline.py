"""The line, in order: decoded text → clean text → layout → readings → findings → record. Pure: no file, clock, network or store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from extractor.form import Forms, load_forms
from extractor.layout import Layout
from extractor.layout.appended import find_own_layout
from extractor.normalise import Cleaning, load_cleaning, normalise
from extractor.readers.admission import report_starts, why_not_a_report
from extractor.readers.metadata import read_metadata
from extractor.readers.metadata_vocabulary import MetadataVocabulary, load_metadata_vocabulary
from extractor.readers.narrative import Vocabulary, load_vocabulary, read_claims
from extractor.readers.proportions import read_proportions
from extractor.readers.provenance import read_provenance
from extractor.readers.template import read_tables
from extractor.record import Cell, Finding, Message, Metadata, Reading, Record, Verdict
from extractor.settings import Content
from extractor.text import NormalisedText, SourceDocument
from extractor.verification.imply import imply
from extractor.verification.rules import Checks, load_checks, verify
from extractor.verification.statement import Statement


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything read-only that reading needs, compiled once from the content files."""

    forms: Forms
    checks: Checks
    cleaning: Cleaning
    narrative: Vocabulary
    metadata: MetadataVocabulary


def load_kit(content: Content) -> Kit:
    """The kit of a content folder. Raises ContentError naming the file, the key and what was expected."""
    forms = load_forms(content.folder_files("rules/forms"))
    return Kit(
        forms,
        load_checks(content.folder_files("rules/checks"), forms),
        load_cleaning(content.file("rules/text/normalise.yaml"), forms),
        load_vocabulary(content.file("rules/text/narrative.yaml")),
        load_metadata_vocabulary(content.file("rules/text/metadata.yaml")),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """One report as the offline readers read it. `refused`: why it is no such report; `reading` has nothing then."""

    document: SourceDocument
    text: NormalisedText
    layout: Layout
    metadata: Metadata
    reading: Reading
    refused: Message | None = None
    statements: tuple[Statement, ...] = ()


def process(document: SourceDocument, kit: Kit) -> tuple[Record, ...]:
    """The records of one file: one for each report in it. Never raises for what the text says."""
    return tuple(conclude(report, kit) for report in read_offline(document, kit))


def read_offline(document: SourceDocument, kit: Kit) -> tuple[Report, ...]:
    """The reports of one file, each with what the offline readers make of it."""
    text = normalise(document, kit.cleaning)
    starts = report_starts(text, kit.metadata)
    if len(starts) < 2:
        return (_report(document, text, kit),)
    edges = [document.start, *(text.original(s, s + 1).start for s in starts[1:]), document.stop]
    reports = []
    for n, (start, stop) in enumerate(pairwise(edges), start=1):
        part = replace(document, path=document.path if n == 1 else f"{document.path}#{n}", start=start, stop=stop)
        reports.append(_report(part, normalise(part, kit.cleaning), kit))
    return tuple(reports)


def rejected(path: str, sha256: str, error: str) -> Record:
    """The record of a document that could not be read, or is no such report; `error` says why."""
    return Record(path, sha256, "rejected", error=error)


def _report(document: SourceDocument, text: NormalisedText, kit: Kit) -> Report:
    text, layout = find_own_layout(text, kit.forms)
    metadata = read_metadata(text, layout.prose, kit.metadata)
    refused = why_not_a_report(text, metadata, tuple(layout.regions), kit.metadata)
    if refused is not None:
        return Report(document, text, layout, metadata, Reading({}, {}), refused)
    reading = read_tables(text, layout, kit.forms)
    claims = read_claims(text, layout.prose, metadata.year, metadata.organization, kit.narrative)
    stated = (*read_proportions(text, layout.prose), *read_provenance(text, layout.prose, metadata, kit.metadata))
    return Report(document, text, layout, metadata, replace(reading, claims=claims), statements=stated)


def conclude(report: Report, kit: Kit, readers: Sequence[Mapping[str, Any]] | None = None) -> Record:
    """The record of a report: its reading checked and judged. `readers`: who made the reading, where not the offline reader alone."""
    document, layout, metadata, reading = report.document, report.layout, report.metadata, report.reading
    if report.refused is not None:
        return replace(
            rejected(document.path, document.sha256, f"{report.refused.zh} / {report.refused.en}"),
            title=metadata.title, organization=metadata.organization, year=metadata.year, damage=report.text.damage,
        )
    verified = verify(kit.checks, kit.forms, layout.editions, reading.cells, reading.claims, metadata, document.text, report.statements)
    implied = imply(kit.checks, kit.forms, layout.editions, reading.cells, verified.claims)
    return Record(
        path=document.path,
        sha256=document.sha256,
        verdict=judge(reading.cells, verified.findings),
        title=metadata.title,
        organization=metadata.organization,
        year=metadata.year,
        published=metadata.published,
        form=layout.editions["requests" if "requests" in layout.regions or "disclosure" not in layout.regions else "disclosure"],
        editions=layout.editions,
        cells=implied.cells,
        claims=verified.claims,
        findings=(*verified.findings, *implied.findings),
        readers=(reading.reader,) if readers is None else tuple(readers),
        damage=(*report.text.damage, *reading.damage),
        extra=reading.extra,
        checks=verified.counts,
    )


def judge(cells: Mapping[str, Cell], findings: Sequence[Finding]) -> Verdict:
    """`accepted` where every cell is accepted or blank and nothing contradicts: no error, no contradicted claim, no identity
    that fails even with its blanks as 0. Plausibility warnings do not count."""
    if any(cell.status not in ("accepted", "blank") for cell in cells.values()):
        return "review"
    if any(f.severity == "error" or (f.severity == "warning" and (f.claims or f.cause != "undetermined")) for f in findings):
        return "review"
    return "accepted"
