"""The tables and views of the database, as steps that are applied once and never edited after a release.

A document is known by the hash of its bytes, its place in the file and the file's location; what a person decides is kept by the hash,
so that reading a document again never touches it. Numbers stand twice: as SQLite counts with
them, and as text with every digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database, Migrations

_RECORDS = (
    """create table runs (
        id integer primary key, started text not null, finished text, outcome text, version text not null, reader text not null,
        command text not null, documents integer not null default 0)""",
    """create table documents (
        id integer primary key, sha256 text not null, part integer not null, location text not null, current integer not null default 1,
        path text not null, title text not null, organization text not null, year integer, published text, form text,
        disclosure_edition text, requests_edition text, disputes_edition text, verdict text not null,
        accepted integer not null, blank integer not null, lost integer not null, review integer not null,
        errors integer not null, warnings integer not null, damage text not null, error text,
        run integer references runs(id), read_at text not null, record text not null, unique (sha256, part, location))""",
    "create index documents_by_location on documents (location)",
    "create index documents_by_organization on documents (organization, year)",
    """create table readings (
        document integer not null references documents(id) on delete cascade, position integer not null, name text, version text,
        model text, prompt text, tokens_in integer, tokens_out integer, cost real, primary key (document, position)) without rowid""",
    """create table cells (
        document integer not null references documents(id) on delete cascade, address text not null, status text not null,
        value numeric, value_text text, printed text, unit text, start integer, stop integer, reason text, candidates text,
        implied numeric, proof text, primary key (document, address)) without rowid""",
    """create table claims (
        document integer not null references documents(id) on delete cascade, position integer not null, topic text not null,
        value numeric, value_text text, qualifier text not null, scope text not null, start integer, stop integer, quote text not null,
        parts text, match text, primary key (document, position)) without rowid""",
    """create table findings (
        document integer not null references documents(id) on delete cascade, position integer not null, rule text not null,
        severity text not null, cause text not null, message_zh text not null, message_en text not null, cells text not null,
        claims text not null, suspect text not null, proposed text not null, evidence text not null,
        primary key (document, position)) without rowid""",
    "create index findings_by_rule on findings (rule)",
    """create view summary as select id, organization, year, title, form, verdict, accepted, blank, lost, review, errors, warnings, error,
        published, path, sha256, read_at from documents where current order by organization, year, path""",
    """create view cells_in_context as select d.organization, d.year, d.title, c.address, c.value, c.status, c.printed, c.unit, c.reason,
        c.candidates, c.implied, c.value_text, c.start, c.stop, d.path, d.id as document
        from cells c join documents d on d.id = c.document where d.current""",
    """create view claims_in_context as select d.organization, d.year, d.title, c.topic, c.value, c.qualifier, c.scope, c.quote, c.match,
        d.path, d.id as document from claims c join documents d on d.id = c.document where d.current""",
    """create view findings_in_context as select d.organization, d.year, d.title, f.severity, f.cause, f.rule, f.message_zh, f.message_en,
        f.cells, f.claims, f.suspect, f.proposed, d.path, d.id as document
        from findings f join documents d on d.id = f.document where d.current""",
)

_SERVICES = (
    # One row for every HTTP request to a model service, written before it is sent: one that never ended was in flight when the
    # program was killed. What is not known (tokens, cost) is null. `cost` is text, so that no digit is lost; sum() counts with it.
    """create table attempts (
        id integer primary key, run integer references runs(id) on delete set null, task text not null, reason text not null,
        document text not null, prompt text not null, service text not null, model text not null, mode text not null, request text not null,
        sent_at text not null, seconds real, status integer, finish text, error text,
        tokens_in integer, tokens_out integer, tokens_cached integer, cost text, currency text)""",
    "create index attempts_by_run on attempts (run, document)",
    """create table answers (
        request text primary key, service text not null, model text not null, answered_by text not null, answered_at text not null,
        content text, refusal text, finish text, tokens_in integer, tokens_out integer, tokens_cached integer)""",
    """create table capabilities (
        service text not null, model text not null, mode text not null, dialect text not null, probed_at text not null,
        primary key (service, model)) without rowid""",
    # Requests handed over to be answered within a day. `remote` is null until the service has given the batch a name.
    """create table batches (
        id integer primary key, service text not null, model text not null, mode text not null, remote text, status text not null,
        requests integer not null, submitted_at text not null, collected_at text)""",
    """create table batched (
        batch integer not null references batches(id) on delete cascade, request text not null, task text not null, document text not null,
        prompt text not null, primary key (batch, request)) without rowid""",
)

_REVIEW = (
    # The decoded original, as offsets count it: a file may move or change, and is still looked at as it was read.
    "create table sources (sha256 text primary key, content blob not null)",
    """create table decisions (
        id integer primary key, sha256 text not null, part integer not null, kind text not null, subject text not null,
        action text not null, before text not null, after text not null, reason text not null, who text not null, at text not null,
        seconds real not null, fingerprint text not null, facts text not null, undoes integer references decisions(id),
        audit integer not null default 0)""",
    "create index decisions_by_document on decisions (sha256, part)",
    "create index decisions_by_person on decisions (who)",
    "create index decisions_undone on decisions (undoes)",
    "create trigger decisions_stay before delete on decisions begin select raise(abort, 'decisions are never erased'); end",
    "create trigger decisions_hold before update on decisions begin select raise(abort, 'decisions are never changed'); end",
    # What there is to ask, the best question first. `open`: to be asked; `decided`: answered; `gone`: no longer in question.
    """create table questions (
        id integer primary key, sha256 text not null, part integer not null, kind text not null, subject text not null,
        audit integer not null default 0, state text not null, worth real not null, settles integer not null, weighed integer not null,
        skips integer not null default 0, rule text not null, cause text not null, organization text not null, year integer,
        fingerprint text not null, reopened_zh text, reopened_en text, holder text, held_until real,
        unique (sha256, part, kind, subject, audit))""",
    "create index questions_by_worth on questions (state, skips, worth desc, id)",
    "create index questions_by_organization on questions (state, organization)",
    "create index questions_by_rule on questions (state, rule)",
    # What a document comes to with the decisions on it; beside the machine's verdict, never instead of it.
    """create table judgements (
        sha256 text not null, part integer not null, verdict text not null, questions integer not null, judged_at text not null,
        record text not null, primary key (sha256, part))""",
    "alter table documents add column queued integer not null default 0",
    "create index documents_unqueued on documents (sha256, part) where queued = 0 and current",
    "create index documents_counted on documents (current, verdict, year, accepted, blank, lost, review)",
    """create view decisions_in_context as select d.organization, d.year, d.title, s.kind, s.subject, s.action, s.before, s.after, s.reason,
        s.who, s.at, s.seconds, s.undoes, d.path, d.id as document, s.id as decision
        from decisions s join documents d on d.sha256 = s.sha256 and d.part = s.part where d.current order by s.id""",
)


STEPS = ("records", "services", "review")


def steps() -> Migrations:
    """The steps from an empty database to the tables that this version writes."""
    from sqlite_utils import Migrations

    gouji = Migrations("gouji")

    @gouji(name=STEPS[0])
    def records(db: Database) -> None:
        for statement in _RECORDS:
            db.execute(statement)

    @gouji(name=STEPS[1])
    def services(db: Database) -> None:
        for statement in _SERVICES:
            db.execute(statement)

    @gouji(name=STEPS[2])
    def review(db: Database) -> None:
        for statement in _REVIEW:
            db.execute(statement)

    return gouji
