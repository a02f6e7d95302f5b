"""What `gouji show --html` and `gouji letter` do: stored documents as something to send."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from extractor.commands import one_of
from extractor.errors import UsageError
from extractor.exports.places import single, whole
from extractor.form import load_forms
from extractor.paper.dossier import dossier
from extractor.paper.letter import letter_of
from extractor.paper.markdown import markdown
from extractor.paper.word import write_word
from extractor.pipeline import load_kit
from extractor.review.judged import record_of, records, refresh
from extractor.settings import Settings
from extractor.store import Store
from extractor.typeset import printable

_SHOWN = 10


def show_as_page(words: str, out: Path, settings: Settings, *, force: bool = False) -> int:
    """0 once the page of the stored document that the words name is written. Raises UsageError for one that is no report."""
    forms = load_forms(settings.content.folder_files("rules/forms"))
    with Store(settings.db, create=False) as store:
        refresh(store, settings)
        found = one_of(words, store)
        record = record_of(store, found.sha256, found.path)
        text = store.source(record.sha256)
    if record.verdict == "rejected":
        raise UsageError(f"{record.path}: {record.error}", "only a report that was read has tables to show")
    if text is None:
        raise UsageError(f"{record.path}: its text is not in the database", f"read it again: gouji extract {record.path}")
    path = single("html", out, record.sha256[:12])
    with whole([path], settings.db, force) as parts:
        parts[path].write_text(dossier(record, text, forms, settings.lang), encoding="utf-8")
    print(printable(settings.say(f"已写入 {path}", f"written to {path}")), file=sys.stderr)
    return 0


def letter(words: str, to: str, years: tuple[int, int] | None, out: Path | None, settings: Settings, *, force: bool = False) -> int:
    """0 once the letter to the agency that the words name is written. Raises UsageError where its reports do not contradict themselves."""
    kit = load_kit(settings.content)
    with Store(settings.db, create=False) as store:
        refresh(store, settings)
        organization = _agency(words, store)
        found = letter_of(organization, records(store, organization, years), kit.checks, kit.forms)
    if found is None:
        hint = "what is doubtful for another reason is no matter for a letter: gouji show"
        raise UsageError(f"{organization}: no report that contradicts itself", hint)
    if to == "md" and out is None:
        sys.stdout.write(markdown(found))
        return 0
    name = re.sub(r"[^\w()（）-]", "_", organization)[:60]  # 60 characters are 180 bytes: a file's name may have 255
    path = single(to, out or Path(f"{name}.{to}"), name)
    with whole([path], settings.db, force) as parts:
        if to == "md":
            parts[path].write_text(markdown(found), encoding="utf-8")
        else:
            write_word(found, parts[path])
    print(printable(settings.say(f"已写入 {path}", f"written to {path}")), file=sys.stderr)
    return 0


def _agency(words: str, store: Store) -> str:
    """The agency that has this name, or the only one with these words in its name."""
    query = "select distinct organization from documents where current and organization <> '' and instr(organization, ?) order by 1"
    names = [name for (name,) in store.rows(query, (words,))]
    if words in names:
        return words
    if not names:
        raise UsageError(f"{words}: no stored report of such an agency", "see their names: gouji export --to csv --what documents")
    if len(names) > 1:
        listed = "".join(f"\n  {printable(name)}" for name in names[:_SHOWN])
        more = f"\n  … {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        raise UsageError(f"{words}: {len(names)} agencies fit:{listed}{more}", "give the whole name")
    return str(names[0])
