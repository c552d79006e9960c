"""Which of many pages are in a database already, just as they would be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, select

from dateline.model import Provenance
from dateline.store import schema
from dateline.store.columns import in_utc, storable

_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKey:
    """What tells whether writing a page would change anything.

    Attributes:
        digest: of its content; empty if no bytes could be had.
        reason, message: why it was rejected; None if it was read.
    """

    address: str
    digest: str
    fetched: datetime | None
    reason: str | None = None
    message: str | None = None


def all_known(connection: Connection, pages: Iterable[PageKey], provenance: Provenance) -> bool:
    """Whether all these pages are there, read by this provenance, or rejected for the same reason."""
    return all(_known(connection, some, provenance) for some in _pieces(iter(pages)))


def _pieces(pages: Iterator[PageKey]) -> Iterator[list[PageKey]]:
    while some := list(islice(pages, _AT_ONCE)):
        yield some


def _known(connection: Connection, some: list[PageKey], provenance: Provenance) -> bool:
    pages, articles, made = schema.pages.c, schema.articles.c, schema.provenances.c
    query = (
        select(
            pages.address,
            pages.digest,
            pages.fetched,
            pages.status,
            pages.reason,
            pages.message,
            articles.current,
            made.code,
            made.ontology,
            made.models,
        )
        .outerjoin(schema.articles, articles.page_id == pages.id)
        .outerjoin(schema.provenances, made.id == articles.provenance_id)
        .where(pages.address.in_([page.address for page in some]))
    )
    found = {(row.address, row.digest): row for row in connection.execute(query)}
    for page in some:
        row = found.get((storable(page.address), page.digest))
        if row is None:
            return False
        if page.reason is not None:
            if row.status != "read" and (row.reason, row.message) != (page.reason, page.message):
                return False
        elif (row.code, row.ontology, row.models) != (
            provenance.code,
            provenance.ontology,
            provenance.models,
        ) or (not row.current and page.fetched and row.fetched and in_utc(page.fetched) > row.fetched):
            return False
    return True
