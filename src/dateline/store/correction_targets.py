"""From facts to what a verdict is on, and back: by page address, sentence and span, never by row number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from dateline.errors import UsageError
from dateline.model import Link
from dateline.store import facts, schema_reference
from dateline.store.correction_records import Judgeable, JudgedKind, event_values, statement_values
from dateline.store.correction_sql import columns_of, plain, rows, target
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.who import load_links

_REF = re.compile(r"(e|s)([0-9]{1,18})|l([0-9]{1,18})\.([0-9]{1,9})")


def parse(ref: str) -> tuple[JudgedKind, int, int]:
    """An identifier: e12 is an event, s7 a statement, l3.5 the link of mention 5 in article 3.

    Raises:
        UsageError: it is none.
    """
    match = _REF.fullmatch(ref)
    if match is None:
        raise UsageError("is no fact", where=repr(ref), action="write e12, s7 or l3.5")
    if match[1]:
        return (JudgedKind.EVENT if match[1] == "e" else JudgedKind.STATEMENT), int(match[2]), 0
    return JudgedKind.LINK, int(match[3]), int(match[4])


def judgeable(connection: Connection, ref: str) -> Judgeable | None:
    """A fact of a newest version, to be judged; None if there is none.

    Raises:
        UsageError: it is no identifier.
    """
    kind, number, mention = parse(ref)
    column = plain(columns_of(kind)[2][0])
    query = rows(kind).where(column == number)
    if kind is JudgedKind.LINK:
        query = query.where(schema_reference.links.c.mention == mention)
    row = connection.execute(query).first()
    return next(iter(fill(connection, kind, [row])), None) if row is not None else None


def fill(connection: Connection, kind: JudgedKind, found: Iterable[Any]) -> list[Judgeable]:
    """The facts of these rows of :func:`rows`, with what they say, in their order."""
    listed = list(found)
    articles = list(dict.fromkeys(row.article for row in listed))
    values: dict[tuple[int, int], Mapping[str, Any]] = {}
    if kind is JudgedKind.EVENT:
        for fact in facts.facts_of(connection, FactFilter(as_read=True), articles):
            values[fact.id, 0] = event_values(fact)
    elif kind is JudgedKind.STATEMENT:
        for said in facts.said_of(connection, SaidFilter(as_read=True), articles):
            values[said.id, 0] = statement_values(said)
    else:
        for article in articles:
            for link in load_links(connection, article):
                values[article, link.mention] = link_values(link)
    return [
        Judgeable(
            ref=f"l{row.number}.{row.mention}" if kind is JudgedKind.LINK else f"{kind.value[0]}{row.number}",
            article=row.article,
            target=target(kind, row),
            values=values[row.number, row.mention],
            score=row.score,
            rule=row.rule,
            models={"code": row.code, "ontology": row.ontology, "models": row.models},
        )
        for row in listed
        if (row.number, row.mention) in values
    ]


def link_values(link: Link) -> dict[str, Any]:
    """What a link says, under the names that a correction uses."""
    chosen = link.chosen
    return {"entity": chosen.entity if chosen else None, "name": chosen.name if chosen else None}


def encode(values: Mapping[str, Any]) -> str:
    """Values as they are stored."""
    return msgspec.json.encode(values).decode()
