"""The tables of the parts, derived from those of the database.

Numbers that only a database gives are left out. In their place every row begins with ``page``, the key of its page; an
event or statement is named by its position in the article.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from sqlalchemy import Boolean, Column, Date, Float, Integer, Table

from dateline.store import schema, schema_reference
from dateline.store.columns import Instant, Listing, Packed

PAGE = "page"
_LEFT_OUT = frozenset({"id", "article_id", "page_id", "provenance_id", "current", "status"})
_RENAMED = {"event_id": "event", "statement_id": "statement"}
_AS_JSON = frozenset({("links", "features")})
_REFUSAL = ("reason", "message")

_SOURCES: dict[str, Table] = {
    "pages": schema.pages,
    "articles": schema.articles,
    "authors": schema.authors,
    "paragraphs": schema.paragraphs,
    "furniture": schema.furniture,
    "repairs": schema.repairs,
    "sentences": schema.sentences,
    "mentions": schema.mentions,
    "times": schema.times,
    "links": schema_reference.links,
    "profiles": schema_reference.profiles,
    "claims": schema_reference.claims,
    "events": schema.events,
    "participants": schema.participants,
    "evidence": schema.evidence,
    "statements": schema.statements,
    "contents": schema.contents,
    "statement_events": schema.statement_events,
    "rejects": schema.pages,
}

TABLES = tuple(_SOURCES)
"""Names of the tables, each the folder of its parts. ``rejects`` are the pages that could not be read."""


def table_schema(name: str) -> pa.Schema:
    """The columns of a table of the parts."""
    fields = [pa.field(PAGE, pa.string(), nullable=False)]
    if name in ("pages", "rejects"):
        fields.append(pa.field("place", pa.string()))
    source = _SOURCES[name]
    for column in source.columns:
        if column.name in _LEFT_OUT or (name == "pages" and column.name in _REFUSAL):
            continue
        nullable = bool(column.nullable) or name == "rejects"
        fields.append(
            pa.field(_RENAMED.get(column.name, column.name), _kind(source, column), nullable=nullable)
        )
    return pa.schema(fields)


def _kind(table: Table, column: Column[Any]) -> pa.DataType:
    if (table.name, column.name) in _AS_JSON:
        return pa.string()
    kinds: tuple[tuple[Any, pa.DataType], ...] = (
        (Listing, pa.list_(pa.string())),
        (Packed, pa.binary()),
        (Instant, pa.timestamp("us", tz="UTC")),
        (Integer, pa.int32()),
        (Float, pa.float64()),
        (Boolean, pa.bool_()),
        (Date, pa.date32()),
    )
    for kind, arrow in kinds:
        if isinstance(column.type, kind):
            return arrow
    return pa.string()
