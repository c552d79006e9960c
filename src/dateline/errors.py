"""The error tree. Every message says what was wrong, where, and what to do.

A command line shows ``str(error)`` and nothing else; a rejected input is kept with ``error.reason``.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an input was rejected: one closed list, kept in the database beside the page."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_SLOW = "too-slow"
    BROKEN_COMPRESSION = "broken-compression"
    UNREADABLE = "unreadable"
    NOT_FOUND = "not-found"
    UNSUPPORTED_TYPE = "unsupported-type"
    FORBIDDEN_BY_ROBOTS = "forbidden-by-robots"
    ROBOTS_UNREACHABLE = "robots-unreachable"
    HOST_WAITS = "host-waits"
    OPTED_OUT = "opted-out"
    PRIVATE_ADDRESS = "private-address"
    FETCH_FAILED = "fetch-failed"
    NO_ARTICLE = "no-article"


class DatelineError(Exception):
    """Anything that Dateline reports to its user in one line.

    Args:
        what: what was wrong.
        where: the file, address, row or setting it was found at.
        action: what the user can do about it.
    """

    def __init__(self, what: str, *, where: str = "", action: str = "") -> None:
        self.what = what
        self.where = where
        self.action = action
        place = f"{where}: " if where else ""
        remedy = f" ({action})" if action else ""
        super().__init__(f"{place}{what}{remedy}")


class UsageError(DatelineError):
    """The command was given something it cannot work with; exit code 2."""


class InputRejectedError(DatelineError):
    """One input cannot be read; it is kept with its reason, and the rest go on. Exit code 1."""

    def __init__(self, reason: Reason, what: str, *, where: str = "", action: str = "") -> None:
        self.reason = reason
        super().__init__(what, where=where, action=action)


class StoreError(DatelineError):
    """The database could not be opened, read or written; nothing already stored is lost."""


class DataError(DatelineError):
    """A data file (shipped, or given to ``evaluate``) does not have the form that it should."""


class ListRejectedError(DataError):
    """A list of reference data cannot be imported; the snapshot before it stays in force. Exit code 1."""
