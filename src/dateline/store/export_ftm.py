"""The database as FollowTheMoney: one JSON object a line, as OpenAleph and yente load them.

First come the entities that the articles are linked to, each once; then article by article: the article, what it
mentions, its events, its statements. Memory does not grow with the database, but for the ids of the positions that
were written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, exists, or_, select, true

from dateline.model import Provenance
from dateline.store import facts, schema
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.ftm import Proxy
from dateline.store.ftm_entities import entity_proxies, schema_of
from dateline.store.ftm_records import (
    Linked,
    article_proxy,
    event_proxy,
    mention_proxies,
    statement_proxy,
)
from dateline.store.ftm_reference import Among, each_known, shipped
from dateline.store.load import date_of
from dateline.store.records import Source
from dateline.store.schema_reference import entities, links, profiles
from dateline.store.verdicts import counting
from dateline.store.view import View

BATCH = 20


def write_ftm(
    view: View, stream: BinaryIO, wanted: FactFilter | None, said: SaidFilter | None, *, everything: bool
) -> int:
    """Write proxies as JSON lines; their number.

    Args:
        view: the database.
        stream: where to.
        wanted: which events; None for none of them.
        said: which statements; None for none of them.
        everything: all articles, or only those that such an event or statement stands in.

    Raises:
        StoreError: the database cannot be read.
        DataError: a profile in it cannot be read.
    """
    encoder = msgspec.json.Encoder()
    count = 0
    with view.database.reading() as connection:
        for item in _each(connection, wanted, said, everything=everything):
            stream.write(encoder.encode(item.as_object()) + b"\n")
            count += 1
    return count


def _each(
    connection: Connection, wanted: FactFilter | None, said: SaidFilter | None, *, everything: bool
) -> Iterator[Proxy]:
    wanted = counting(connection, wanted) if wanted else None
    said = counting(connection, said) if said else None
    among = _chosen(wanted, said, everything=everything)
    positions: set[str] = set()
    for found in each_known(connection, among):
        for item in entity_proxies(found):
            if item.schema == "Position":
                if item.id in positions:
                    continue
                positions.add(item.id)
            yield item
    for rows in _articles(connection, among):
        yield from _of_articles(connection, rows, wanted, said)


def _chosen(wanted: FactFilter | None, said: SaidFilter | None, *, everything: bool) -> Among:
    """Which articles are written, as a condition on their numbers."""

    def among(number: ColumnElement[int]) -> ColumnElement[bool]:
        if everything:
            newest = schema.articles.alias("newest").c
            return exists().where(newest.id == number, newest.current == true())
        with_these = []
        if wanted is not None:
            with_these.append(number.in_(facts.with_facts(wanted)))
        if said is not None:
            with_these.append(number.in_(facts.with_statements(said)))
        return or_(*with_these)

    return among


def _articles(connection: Connection, among: Among) -> Iterator[Sequence[Row[Any]]]:
    """The articles with their pages' addresses and what made them, a few at a time, in the order of their numbers."""
    articles, pages, made = schema.articles, schema.pages.c, schema.provenances
    query = (
        select(
            articles, pages.address, pages.digest, pages.fetched, made.c.code, made.c.ontology, made.c.models
        )
        .join(schema.pages, pages.id == articles.c.page_id)
        .join(made, made.c.id == articles.c.provenance_id)
        .where(among(articles.c.id))
        .order_by(articles.c.id)
    )
    yield from connection.execute(query).partitions(BATCH)


def _of_articles(
    connection: Connection, rows: Sequence[Row[Any]], wanted: FactFilter | None, said: SaidFilter | None
) -> Iterator[Proxy]:
    numbers = [row.id for row in rows]
    authors = _parts(connection, schema.authors, numbers)
    mentions = _parts(connection, schema.mentions, numbers)
    linked = _linked(connection, numbers, mentions)
    events = defaultdict(list)
    if wanted is not None:
        for fact in facts.facts_of(connection, wanted, numbers):
            events[fact.source.article].append(event_proxy(fact, linked[fact.source.article]))
    statements = defaultdict(list)
    if said is not None:
        for one in facts.said_of(connection, said, numbers):
            statements[one.source.article].append(statement_proxy(one, linked[one.source.article]))
    for row in rows:
        source = _source(row)
        names = [author.name or author.handle for author in authors[row.id]]
        yield article_proxy(row, source, names, mentions[row.id])
        yield from mention_proxies(source, mentions[row.id], linked[row.id])
        yield from events[row.id]
        yield from statements[row.id]


def _parts(connection: Connection, table: Any, numbers: Sequence[int]) -> dict[int, list[Row[Any]]]:
    query = select(table).where(table.c.article_id.in_(numbers))
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query.order_by(table.c.article_id, table.c.position)):
        found[row.article_id].append(row)
    return found


def _linked(
    connection: Connection, numbers: Sequence[int], mentions: Mapping[int, Sequence[Row[Any]]]
) -> dict[int, Linked]:
    """Whom the mentions name; one without a link of its own names whom the first mention of the same one does."""
    query = select(links.c.article_id, links.c.mention, links.c.entity).where(links.c.article_id.in_(numbers))
    told = {(row.article_id, row.mention): row.entity for row in connection.execute(query)}
    schemata = _schemata(connection, {key for key in told.values() if key})
    found: dict[int, Linked] = {}
    for number in numbers:
        own: dict[int, str] = {}
        for one in mentions[number]:
            key = told.get((number, one.position), told.get((number, one.refers_to)))
            if key:
                own[one.position] = key
        found[number] = Linked(own, schemata)
    return found


def _schemata(connection: Connection, keys: set[str]) -> dict[str, str]:
    """What the entities are: by the imported data first, as in their own proxies."""
    told = {key: record.entity.schema for key in keys if (record := shipped().get(key))}
    for key, column, order in (
        (entities.c.key, entities.c.schema, entities.c.id.desc()),
        (profiles.c.entity, profiles.c.schema, profiles.c.article_id.desc()),
    ):
        query = select(key.label("key"), column.label("schema")).where(key.in_(keys)).order_by(order)
        found = {row.key: row.schema for row in connection.execute(query)}
        told = told | found if key is entities.c.key else found | told
    return {key: schema_of(key, told.get(key)) for key in keys}


def _source(row: Row[Any]) -> Source:
    return Source(
        article=row.id,
        address=row.address,
        digest=row.digest,
        headline=row.headline,
        site=row.site,
        language=row.language,
        published=date_of(row, "published"),
        provenance=Provenance(code=row.code, ontology=row.ontology, models=row.models),
    )
