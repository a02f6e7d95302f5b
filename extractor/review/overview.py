"""The whole store at a glance: what was read, what is in doubt, what was found and decided. Counted by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.store import Store

LISTED = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts over the current documents, as the program read them; `settled` and what follows, as people answered.

    `findings`: (rule, severity, cause) → number. `source_errors`: agency → errors that are the report's own, those with the most.
    `questions`: state → number (`open`, `decided`, `gone`), `asked`: kind → open ones.
    `settled`: documents in review of which nothing is left to ask. `decisions`: action → number, those taken back left out.
    """

    documents: int
    verdicts: Mapping[str, int]
    cells: Mapping[str, int]
    settled: int
    findings: Mapping[tuple[str, str, str], int]
    source_errors: tuple[tuple[str, int], ...]
    questions: Mapping[str, int]
    asked: Mapping[str, int]
    decisions: Mapping[str, int]
    years: Mapping[int | None, int]


def overview(store: Store) -> Overview:
    """The overview of a store."""
    verdicts = dict(store.rows("select verdict, count(*) from documents where current group by 1 order by 1"))
    sums = "coalesce(sum(accepted), 0), coalesce(sum(blank), 0), coalesce(sum(lost), 0), coalesce(sum(review), 0)"
    (counts,) = store.rows(f"select {sums} from documents where current")
    (unsettled,) = store.rows(  # from the few that have questions: a scan of all documents would read every one of their pages
        """select count(*) from (select distinct sha256, part from questions where state = 'open' and audit = 0)
           join documents using (sha256, part) where current and verdict = 'review'"""
    )[0]
    found = store.rows(
        """select rule, severity, cause, count(*) from findings where document in (select id from documents where current)
           group by 1, 2, 3 order by 4 desc, 1"""
    )
    return Overview(
        sum(verdicts.values()), verdicts, dict(zip(("accepted", "blank", "lost", "review"), counts, strict=True)),
        verdicts.get("review", 0) - unsettled,
        {(rule, severity, cause): count for rule, severity, cause, count in found}, _source_errors(store),
        dict(store.rows("select state, count(*) from questions group by 1 order by 1")),
        dict(store.rows("select kind, count(*) from questions where state = 'open' group by 1 order by 1")),
        dict(store.rows(
            """select action, count(*) from decisions d where action <> 'undo'
               and not exists (select 1 from decisions u where u.undoes = d.id) group by 1 order by 1"""
        )),
        dict(store.rows("select year, count(*) from documents where current group by 1 order by 1")),
    )  # fmt: skip


def _source_errors(store: Store) -> tuple[tuple[str, int], ...]:
    return tuple(
        (organization, count)
        for organization, count in store.rows(
            """select d.organization, count(*) from findings f join documents d on d.id = f.document
               where d.current and f.cause = 'source' and f.severity = 'error' group by 1 order by 2 desc, 1 limit ?""",
            (LISTED,),
        )
    )
