"""What can go wrong outside the documents: settings, content files, the store, the service. Each names a way out.

A garbled *document* is never an exception: it becomes a value (lost, doubtful, a finding, a rejected record).
"""

from __future__ import annotations


class GoujiError(Exception):
    """An error that a person can act on: what happened, then a hint; `exit_code` as the command line reports it."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[GoujiError], tuple[str, str]]:  # crosses process borders whole
        return type(self), (self.message, self.hint)


class UsageError(GoujiError):
    """Wrong usage, or a path that does not exist."""

    exit_code = 2


class UnreadableError(GoujiError):
    """One input cannot be read as text: wrong format, binary, too large, no permission. Becomes a rejected record."""

    exit_code = 3


class ContentError(GoujiError):
    """A content file (form, check, text table, prompt) is broken: says which file, which key, what was expected."""

    exit_code = 4


class ServiceError(GoujiError):
    """The model service failed for a document."""

    exit_code = 5


class StoreError(GoujiError):
    """The database cannot be opened, read or written."""

    exit_code = 6


class BusyError(StoreError):
    """Another program has the database locked: it may be free again in a moment."""
