"""The reference data that a command asks: the shipped ones, and what was imported into a database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from dateline.resolve.reference import JoinedReference, Reference, shipped_reference
from dateline.store.database import open_database
from dateline.store.reference import StoreReference


def reference_of(database: Path | None, stack: ExitStack) -> Reference:
    """The shipped data, and those of ``database`` if one is given.

    Args:
        database: a database with imported lists; it must be there.
        stack: closes the database when it is left.

    Raises:
        StoreError: there is no such database.
    """
    shipped = shipped_reference()
    if database is None:
        return shipped
    opened = stack.enter_context(open_database(database, create=False, read_only=True))
    return JoinedReference((shipped, StoreReference(opened)))
