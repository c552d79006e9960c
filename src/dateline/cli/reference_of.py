"""The reference data that a command asks: the shipped ones, and what was imported into a database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from dateline.resolve.reference import Reference, shipped_reference


def reference_of(database: Path | None, stack: ExitStack) -> Reference:
    """The shipped data, and those of ``database`` if one is given.

    Args:
        database: a database with imported lists; it must be there.
        stack: closes the database when it is left.

    Raises:
        StoreError: there is no such database.
    """
    return shipped_reference()
