"""What `gouji export` does: chosen tables of the stored records, to files or to stdout, in one pass and a few documents at a time."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import UsageError
from extractor.exports.dataset import MISSINGNESS, Table
from extractor.exports.decision_table import DECISIONS, decision_rows
from extractor.exports.dictionary import DICTIONARY, dictionary_rows
from extractor.exports.panel import panel_table
from extractor.exports.places import places, whole
from extractor.exports.sinks import Sink, Sinks
from extractor.exports.tidy import cells_table, claims_table, documents_table, findings_table
from extractor.form import Forms, load_forms
from extractor.progress import progress_bar
from extractor.record import Record
from extractor.review.judged import count, records, refresh
from extractor.settings import Settings
from extractor.store import Store
from extractor.typeset import printable

if TYPE_CHECKING:
    from rich.progress import Progress


@dataclass(frozen=True, slots=True)
class Choice:
    """What to export: one table or `all`; of which agencies and years; cells of which statuses."""

    what: str
    organization: str = ""
    years: tuple[int, int] | None = None
    statuses: tuple[str, ...] = ()


def choice(what: str | None, organization: str | None, years: tuple[int, int] | None, status: str | None) -> Choice:
    """What the options choose. Raises UsageError for a status that is none, and for statuses where no cells are listed."""
    statuses = tuple(re.findall(r"[^,\s]+", status or ""))
    if wrong := [name for name in statuses if name not in MISSINGNESS]:
        raise UsageError(f"--status: {wrong[0]} is no status of a cell", f"statuses: {', '.join(MISSINGNESS)}")
    if statuses and what != "cells":
        raise UsageError("--status chooses among cells", "add --what cells; in the panel every figure has its status beside it")
    return Choice(what or "all", organization or "", years, statuses)


def export(
    to: str, chosen: Choice, out: Path | None, settings: Settings, *, bom: bool = False, force: bool = False, decided: bool = True
) -> int:  # fmt: skip
    """0 once the tables are written. Raises UsageError where nothing fits the choice, or a file is in the way."""
    if bom and to != "csv":
        raise UsageError("--bom is for CSV: no other format needs the mark", "leave it out, or export --to csv")
    tables = _tables(load_forms(settings.content.folder_files("rules/forms")), chosen.statuses)
    wanted = [table for table in tables if chosen.what in (table.name, "all")]
    files = places(to, chosen.what, [*(table.name for table in wanted), DICTIONARY.name], out)
    with Store(settings.db, create=False) as store, whole(files.values(), settings.db, force) as parts:
        if decided:
            refresh(store, settings)
        documents = count(store, chosen.organization, chosen.years) if any(table is not DECISIONS for table in wanted) else None
        if documents == 0:
            raise UsageError("no stored document fits", "leave out --organization or --year, or read some first: gouji extract PATH")
        with Sinks(bom) as sinks, progress_bar(documents if documents and files else 0) as bar:
            opened = [(table, sinks.open(table, to, parts[files[table.name]] if files else None)) for table in wanted]
            found = records(store, chosen.organization, chosen.years, decided=decided) if documents else iter(())
            rejected = _pour(_groups(found), opened, bar)
            for table, sink in opened:
                if table is DECISIONS:
                    sink.put(decision_rows(store, chosen.organization, chosen.years))
            if files or not wanted:
                beside = "csv" if wanted and to != "xlsx" else to  # people open it, whatever reads the rest
                sinks.open(DICTIONARY, beside, parts[files[DICTIONARY.name]] if files else None).put(dictionary_rows(wanted or tables))
    if files:
        _told(opened, files, rejected, settings)
    return 0


def _pour(groups: Iterable[Sequence[Record]], opened: Sequence[tuple[Table, Sink]], bar: Progress | None) -> int:
    """How many of the records were rejected; their rows go into the sinks."""
    rejected = 0
    for group in groups:
        rejected += sum(record.verdict == "rejected" for record in group)
        for table, sink in opened:
            sink.put(table.rows(group))
        if bar is not None:
            bar.advance(bar.task_ids[0], len(group))
    return rejected


def _tables(forms: Forms, statuses: Sequence[str]) -> list[Table]:
    return [documents_table(), cells_table(forms, statuses), panel_table(forms), claims_table(), findings_table(), DECISIONS]


def _groups(found: Iterable[Record]) -> Iterator[list[Record]]:
    """The records of one agency and year at a time; one whose agency or year is not known is alone."""
    for (organization, year), group in groupby(found, key=lambda record: (record.organization, record.year)):
        if organization and year is not None:
            yield list(group)
        else:
            yield from ([record] for record in group)


def _told(opened: Sequence[tuple[Table, Sink]], files: Mapping[str, Path], rejected: int, settings: Settings) -> None:
    say = settings.say
    for table, sink in opened:
        rows = say(f"{table.zh} {sink.rows} 行", f"{table.name}: {sink.rows} rows")
        print(printable(f"{rows}  {files[table.name]}"), file=sys.stderr)
    print(printable(say(f"数据字典  {files[DICTIONARY.name]}", f"what the columns mean: {files[DICTIONARY.name]}")), file=sys.stderr)
    unfit = sum(sink.unfit for _, sink in opened)
    if unfit:
        en = f"{unfit} values are longer than the format holds: texts are cut, numbers left out; JSON lines has them whole"
        print(say(f"{unfit} 个值超出格式所能容纳：文字截短，数字留空；JSON lines 中完整", en), file=sys.stderr)
    if rejected and "panel" in files:
        print(say(f"退回的 {rejected} 份不在面板中", f"{rejected} rejected: not in the panel"), file=sys.stderr)
