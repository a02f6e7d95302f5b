"""The prompts: versioned files that are never edited once released, each with the digest that every record names.

A prompt is what stays the same from report to report: instructions, the form, examples. The report itself comes after it, as a
message of its own; nothing of it is ever put into a prompt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from extractor.errors import ContentError
from extractor.form import Form, row_title
from extractor.settings import Content

TASKS = ("disclosure", "requests", "disputes", "claims", "reread")
FORM_HERE = "{{form}}"  # in a prompt file: where the form's rows and columns go
_VERSION = re.compile(r"v(\d+)\.md$")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file: `name` as records give it (requests/v1@digest), `digest` the sha256 of its text."""

    task: str
    version: int
    text: str
    digest: str

    @property
    def name(self) -> str:
        """How records and the ledger name it."""
        return f"{self.task}/v{self.version}@{self.digest[:12]}"

    def system(self, form: Form | None = None) -> str:
        """The instructions, with the form written out where the file asks for it."""
        return self.text.replace(FORM_HERE, outline(form)) if form is not None else self.text


Prompts = Mapping[str, Prompt]


def digest_of(text: str) -> str:
    """The digest of a prompt's text, the same on every system."""
    return sha256(text.encode("utf-8")).hexdigest()


def load_prompts(content: Content) -> Prompts:
    """The newest version of each task's prompt. Raises ContentError for one that is missing, empty or does not name its form."""
    return {task: _newest(task, content.folder_files(f"prompts/{task}", "v*.md")) for task in TASKS}


def _newest(task: str, paths: tuple[Path, ...]) -> Prompt:
    versions = sorted((int(found.group(1)), path) for path in paths if (found := _VERSION.search(path.name)))
    if not versions:
        raise ContentError(f"prompts/{task}: no prompt (v1.md, v2.md, …) here", "reinstall gouji, or add the file")
    version, path = versions[-1]
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read: {error}", "check the file, or leave --content out") from error
    if not text.strip():
        raise ContentError(f"{path}: empty", "write the prompt, or remove the file")
    if task != "claims" and text.count(FORM_HERE) != 1:
        raise ContentError(f"{path}: {FORM_HERE} must stand in it once", "put it where the form's rows are to be listed")
    return Prompt(task, version, text, digest_of(text))


def outline(form: Form) -> str:
    """The form as a model needs it: each row's number and label, and the columns in the order of the signs."""
    whole = [column.id for column in form.columns]
    lines = [f"表{form.section} {form.zh}（{form.edition}年版式）"]
    same = all(list(row.columns) == whole for row in form.rows)
    if same:
        lines.append(f"各行的列依次为（{len(whole)} 列）：" + "、".join(column.zh for column in form.columns))
    for number, row in enumerate(form.rows, 1):
        columns = "" if same else "：" + "、".join(form.column[c].zh for c in row.columns) + f"（{len(row.columns)} 列）"
        lines.append(f"r={number} {row_title(row)}{columns}")
    return "\n".join(lines)
