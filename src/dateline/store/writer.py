"""Writing readings: one page, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from dateline.errors import StoreError
from dateline.model import Page, Provenance, Reading, Rejected
from dateline.store import rows, schema
from dateline.store.columns import in_utc, storable
from dateline.store.database import Database
from dateline.store.dialect import insert_all
from dateline.store.keys import file_article, unfile_article
from dateline.store.merged import as_judged
from dateline.store.who import who_rows


class Outcome(StrEnum):
    """What a write did."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


Along = Callable[[Connection, Outcome], None]
"""Writes what belongs to a page in the page's transaction; told what became of the page."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes readings and rejections into a database.

    What a call returned for is on the disk. A call that fails leaves the database as it was.
    """

    database: Database

    def write(self, reading: Reading, *, along: Along | None = None) -> Outcome:
        """Store a reading.

        The same page (address and content) with the same provenance changes nothing. With another provenance
        its facts are replaced, and the article keeps its number. Other content at the same address is a new
        version; the older one is kept.

        Args:
            along: writes more in the same transaction: all of it is kept, or none.

        Raises:
            StoreError: the database cannot be written, or the reading refers to something that is not in it.
        """
        with self.together() as pages:
            return pages.write(reading, along=along)

    def reject(self, rejected: Rejected, *, along: Along | None = None) -> Outcome:
        """Store an input that could not be read, with its reason.

        A page that was read before keeps its reading: a later failure does not take facts away.

        Args:
            along: writes more in the same transaction.

        Raises:
            StoreError: the database cannot be written.
        """
        with self.together() as pages:
            return pages.reject(rejected, along=along)

    @contextmanager
    def together(self) -> Iterator[PagesTogether]:
        """Many pages in one transaction: when the block ends they are stored, or none of them if it ends by an error.

        Raises:
            StoreError: the database cannot be written.
        """
        with self.database.writing() as connection:
            yield PagesTogether(connection)


@dataclass(frozen=True, slots=True)
class PagesTogether:
    """Writes pages in a transaction of :meth:`Writer.together`; the calls do what those of the writer do."""

    connection: Connection

    def write(self, reading: Reading, *, along: Along | None = None) -> Outcome:
        """Store a reading."""
        fault = rows.misplaced(reading)
        if fault:
            raise StoreError(fault, where=reading.page.address, action="report this as a fault of Dateline")
        return self._with(along, _write(self.connection, reading))

    def reject(self, rejected: Rejected, *, along: Along | None = None) -> Outcome:
        """Store an input that could not be read."""
        return self._with(along, _reject(self.connection, rejected))

    def _with(self, along: Along | None, outcome: Outcome) -> Outcome:
        if along:
            along(self.connection, outcome)
        return outcome


def _write(connection: Connection, reading: Reading) -> Outcome:
    provenance = _provenance_id(connection, reading.provenance)
    found = _find_page(connection, reading.page.address, reading.page.digest)
    if found is None:
        page = _insert(connection, schema.pages, _page_row(reading.page, status="read"))
        _insert_reading(connection, reading, page, provenance, article_id=None)
        _settle_current(connection, reading.page.address)
        return Outcome.NEW
    article = connection.execute(
        select(schema.articles).where(schema.articles.c.page_id == found.id)
    ).one_or_none()
    if article is not None and article.provenance_id == provenance:
        return _seen_again(connection, reading.page, found, article)
    if article is not None:
        unfile_article(connection, article.id)
        connection.execute(delete(schema.articles).where(schema.articles.c.id == article.id))
    renewed = _page_row(reading.page, status="read")
    connection.execute(update(schema.pages).where(schema.pages.c.id == found.id).values(renewed))
    _insert_reading(connection, reading, found.id, provenance, article_id=article.id if article else None)
    _settle_current(connection, reading.page.address)
    return Outcome.REPLACED


def _seen_again(
    connection: Connection, page: Page, found: Row[*tuple[Any, ...]], article: Row[*tuple[Any, ...]]
) -> Outcome:
    """Nothing changes, unless the page went back to content that it had before another version."""
    if article.current or (found.fetched is not None and in_utc(page.fetched) <= found.fetched):
        return Outcome.UNCHANGED
    renewed = update(schema.pages).where(schema.pages.c.id == found.id)
    connection.execute(renewed.values(fetched=page.fetched))
    _settle_current(connection, page.address)
    return Outcome.REPLACED


def _reject(connection: Connection, rejected: Rejected) -> Outcome:
    page = rejected.page
    row = _page_row(page, status="rejected") if page else _missing_row()
    row |= {"address": rejected.address, "reason": rejected.reason.value, "message": rejected.message}
    found = _find_page(connection, row["address"], row["digest"])
    if found is None:
        _insert(connection, schema.pages, row)
        return Outcome.NEW
    same = found.reason == rejected.reason.value and found.message == storable(rejected.message)
    if found.status == "read" or same:
        return Outcome.UNCHANGED
    connection.execute(update(schema.pages).where(schema.pages.c.id == found.id).values(row))
    return Outcome.REPLACED


def _page_row(page: Page, *, status: str) -> rows.Row:
    return {
        "address": page.address,
        "digest": page.digest,
        "content": page.content,
        "size": len(page.content),
        "fetched": page.fetched,
        "content_type": page.content_type,
        "status": status,
        "reason": None,
        "message": None,
    }


def _missing_row() -> rows.Row:
    """The row of an input of which no bytes could be had."""
    return {
        "digest": "",
        "content": None,
        "size": 0,
        "fetched": None,
        "content_type": None,
        "status": "rejected",
    }


def _find_page(connection: Connection, address: str, digest: str) -> Row[int, datetime, str, str, str] | None:
    columns = schema.pages.c
    query = select(columns.id, columns.fetched, columns.status, columns.reason, columns.message).where(
        columns.address == address, columns.digest == digest
    )
    return connection.execute(query).one_or_none()


def _provenance_id(connection: Connection, provenance: Provenance) -> int:
    table = schema.provenances
    row = {"code": provenance.code, "ontology": provenance.ontology, "models": provenance.models}
    known = select(table.c.id).where(*(table.c[name] == value for name, value in row.items()))
    number: int | None = connection.execute(known).scalar_one_or_none()
    return _insert(connection, table, row) if number is None else number


def _insert(connection: Connection, table: Any, row: rows.Row) -> int:
    """Insert one row; its number."""
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def _insert_all(connection: Connection, table_name: str, items: list[rows.Row], **keys: int) -> None:
    insert_all(connection, schema.metadata.tables[table_name], [{**keys, **item} for item in items])


def _insert_reading(
    connection: Connection, reading: Reading, page: int, provenance: int, *, article_id: int | None
) -> None:
    reading = as_judged(connection, reading)
    row = rows.article_row(reading.article)
    row |= {"page_id": page, "provenance_id": provenance, "current": False}
    if article_id is not None:
        row["id"] = article_id
    article = _insert(connection, schema.articles, row)
    for name, items in rows.article_parts(reading.article).items():
        _insert_all(connection, name, items, article_id=article)
    for name, items in rows.fact_parts(reading).items():
        _insert_all(connection, name, items, article_id=article, provenance_id=provenance)
    for name, items in who_rows(reading).items():
        _insert_all(connection, name, items, article_id=article)
    events = _insert_events(connection, reading, article, provenance)
    _insert_statements(connection, reading, article, provenance, events)


def _numbered(connection: Connection, table_name: str, items: list[rows.Row], **keys: int) -> list[int]:
    """Insert rows of an article; the numbers they got, by position."""
    _insert_all(connection, table_name, items, **keys)
    table = schema.metadata.tables[table_name]
    query = select(table.c.id).where(table.c.article_id == keys["article_id"]).order_by(table.c.position)
    return list(connection.execute(query).scalars())


def _insert_events(connection: Connection, reading: Reading, article: int, provenance: int) -> list[int]:
    items = [rows.event_row(event, reading) for event in reading.events]
    numbers = _numbered(connection, "events", items, article_id=article, provenance_id=provenance)
    participants: list[rows.Row] = []
    evidence: list[rows.Row] = []
    for number, event in zip(numbers, reading.events, strict=True):
        participants += [{"event_id": number, **row} for row in rows.participant_rows(event, reading)]
        evidence += [{"event_id": number, **row} for row in rows.span_rows(event.evidence)]
    _insert_all(connection, "participants", participants)
    _insert_all(connection, "evidence", evidence)
    return numbers


def _insert_statements(
    connection: Connection, reading: Reading, article: int, provenance: int, events: list[int]
) -> None:
    items = [rows.statement_row(statement, reading) for statement in reading.statements]
    numbers = _numbered(connection, "statements", items, article_id=article, provenance_id=provenance)
    contents: list[rows.Row] = []
    links: list[rows.Row] = []
    for number, statement in zip(numbers, reading.statements, strict=True):
        contents += [{"statement_id": number, **row} for row in rows.span_rows(statement.content)]
        links += [
            {"statement_id": number, "position": position, "event_id": events[index]}
            for position, index in enumerate(statement.events)
        ]
    _insert_all(connection, "contents", contents)
    _insert_all(connection, "statement_events", links)


def _settle_current(connection: Connection, address: str) -> None:
    """Mark the newest version at this address, and only that one."""
    pages, articles = schema.pages.c, schema.articles
    versions = (
        select(articles.c.id, articles.c.current)
        .join(schema.pages, pages.id == articles.c.page_id)
        .where(pages.address == address)
        .order_by(pages.fetched.desc(), pages.id.desc())
    )
    for place, version in enumerate(connection.execute(versions).all()):
        newest = place == 0
        if version.current != newest:
            connection.execute(update(articles).where(articles.c.id == version.id).values(current=newest))
            (file_article if newest else unfile_article)(connection, version.id)
