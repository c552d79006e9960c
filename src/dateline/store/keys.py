"""Files articles and facts under their keys, and counts them: for one article as it is written, or for all.

What is filed is told by queries, the same for both; see :mod:`dateline.store.schema_keys`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    and_,
    case,
    delete,
    distinct,
    func,
    insert,
    inspect,
    literal,
    not_,
    select,
    true,
    union,
)

from dateline.store import parts, schema, schema_keys, schema_reference
from dateline.store.chosen import Chosen, blocks, numbered, of_articles
from dateline.store.dialect import prepare_for_sorting
from dateline.store.pair_keys import file_pairs, is_pair, month_of, pair_month_counts
from dateline.store.upsert import add_to, insert_new

STATE = parts.STATE
EVERYTHING = ""
_AT_ONCE = 20_000
_FILES = (schema_keys.article_keys, schema_keys.event_keys, schema_keys.statement_keys)


def file_article(connection: Connection, article: int) -> None:
    """File an article of which this is the newest version, with its facts."""
    _file(connection, Chosen(article))
    _file_names(connection, article)
    _count(connection, article, 1)


def unfile_article(connection: Connection, article: int) -> None:
    """Take an article out of the files, with its facts; nothing happens if it is not there."""
    files = schema_keys.article_keys.c
    if (
        connection.execute(select(files.article_id).where(files.article_id == article).limit(1)).first()
        is None
    ):
        return
    _count(connection, article, -1)
    for table, owner in (
        (schema_keys.event_keys, schema.events),
        (schema_keys.statement_keys, schema.statements),
    ):
        facts = select(owner.c.id).where(owner.c.article_id == article)
        number = next(iter(table.c))
        connection.execute(delete(table).where(number.in_(facts)))
    connection.execute(delete(schema_keys.article_keys).where(files.article_id == article))


def file_everything(connection: Connection, *, pairs: bool = True, at_once: int = 10_000) -> None:
    """File all newest versions in a database in which none is filed yet.

    Args:
        connection: in a transaction that writes.
        pairs: whether what passed between two entities is filed, too.
        at_once: how many articles are filed by one statement, so that what it sorts stays in memory.
    """
    with _indexed_afterwards(connection, _FILES):
        for number, chosen in enumerate(blocks(connection, at_once)):
            _file(connection, chosen, pairs=pairs)
            if number == 0:
                prepare_for_sorting(connection, _FILES)
    prepare_for_sorting(connection, _FILES)
    _file_names(connection, None)
    _count(connection, None, 1)


def file_all_pairs(connection: Connection, *, at_once: int = 10_000) -> None:
    """File the pairs of entities where all else is filed."""
    for chosen in blocks(connection, at_once):
        file_pairs(connection, chosen)
    columns = [column.name for column in schema_keys.key_months.c]
    for query in pair_month_counts(one=False):
        connection.execute(insert(schema_keys.key_months).from_select(columns, query))
    columns = [column.name for column in schema_keys.key_totals.c]
    for table in (schema_keys.event_keys, schema_keys.statement_keys):
        query = _totals(table).where(is_pair(table.c.key))
        connection.execute(insert(schema_keys.key_totals).from_select(columns, query))


@contextmanager
def _indexed_afterwards(connection: Connection, tables: Sequence[Any]) -> Iterator[None]:
    """Without the indexes of some tables, which are made once all rows are there: that is quicker."""
    known = inspect(connection)
    there = {index["name"] for table in tables for index in known.get_indexes(table.name)}
    indexes = [index for table in tables for index in table.indexes if index.name in there]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _file(connection: Connection, chosen: Chosen, *, pairs: bool = True) -> None:
    for statement in _filings(one=chosen.one):
        connection.execute(statement, chosen.numbers)
    if pairs:
        file_pairs(connection, chosen)
    _file_labels(connection, chosen)


# What is asked of each article that is written is put together once: it takes as long as to ask it.


@cache
def _filings(*, one: bool) -> tuple[Any, ...]:
    """What files the newest versions among the articles of a block, or only one."""
    return tuple(
        insert(table).from_select([column.name for column in table.c], query)
        for table, query in (
            (schema_keys.article_keys, _article_keys(one=one)),
            (schema_keys.event_keys, _event_keys(one=one)),
            (schema_keys.statement_keys, _statement_keys(one=one)),
        )
    )


def _newest(*, one: bool) -> Iterator[Any]:
    yield schema.articles.c.current == true()
    yield numbered(schema.articles.c.id, one=one)


def _wide(earliest: Any, latest: Any) -> Any:
    return case((earliest == latest, False), else_=True)


def _article_day() -> tuple[Any, Any]:
    articles = schema.articles.c
    earliest, latest = articles.published_earliest, articles.published_latest
    return _wide(earliest, latest), func.coalesce(latest, earliest)


def _key(prefix: str, column: Any) -> Any:
    return literal(prefix).concat(column)


def _article_keys(*, one: bool) -> Any:
    """Everything, states, entities and types."""
    articles, mentions, events = schema.articles, schema.mentions.c, schema.events.c
    links = schema_reference.links.c
    newest = tuple(_newest(one=one))

    def each(key: Any, table: Any | None = None, *conditions: Any) -> Select[Any]:
        query = select(articles.c.id, key, *_article_day()).select_from(articles).where(*newest, *conditions)
        return query if table is None else query.join(table, table.c.article_id == articles.c.id)

    return union(
        each(literal(EVERYTHING)),
        each(_key(STATE, mentions.country), schema.mentions, mentions.country.is_not(None)),
        each(links.entity, schema_reference.links, links.entity.is_not(None)),
        each(_key("type:", events.type), schema.events),
    )


def _event_keys(*, one: bool) -> Any:
    events, part, mentions = schema.events.c, schema.participants.c, schema.mentions.c
    links = schema_reference.links.c
    day = (_wide(events.when_earliest, events.when_latest), parts.day(), events.type, parts.real())
    newest = tuple(_newest(one=one))
    mutual = and_(part.side == "actor", events.reciprocal == true())

    def each(key: Any, side: Any, position: Any = None) -> Select[Any]:
        place = literal(0, Integer) if position is None else position
        return (
            select(events.id, key, side, place, *day)
            .select_from(schema.events)
            .join(schema.articles, schema.articles.c.id == events.article_id)
            .where(*newest)
        )

    def parties(key: Any, side: Any, condition: Any) -> Select[Any]:
        query = each(key, side, part.position).join(schema.participants, part.event_id == events.id)
        return query.where(condition)

    def by_link(query: Select[Any], mention: Any) -> Select[Any]:
        linked = and_(links.article_id == events.article_id, links.mention == mention)
        return query.join(schema_reference.links, linked).where(links.entity.is_not(None))

    def by_place(key: Any, side: str) -> Select[Any]:
        at = and_(mentions.article_id == events.article_id, mentions.position == events.place)
        return each(key, literal(side)).join(schema.mentions, at)

    name = _key("name:", func.trim(part.name_key))
    queries = [each(literal(EVERYTHING), literal("all")), each(_key("type:", events.type), literal("all"))]
    for side, condition in ((part.side, true()), (literal("mutual"), mutual)):
        state = _key(STATE, part.country)
        queries += [
            parties(state, side, and_(condition, part.country.is_not(None))),
            parties(name, side, condition),
            by_link(parties(links.entity, side, condition), part.mention),
        ]
    queries += [
        by_link(each(links.entity, literal("place")), events.place),
        by_place(_key("name:", func.trim(mentions.name_key)), "place"),
        by_place(_key(STATE, mentions.country), "in").where(mentions.country.is_not(None)),
    ]
    return union(*queries)


def _statement_keys(*, one: bool) -> Any:
    said, links, mentions = schema.statements.c, schema_reference.links.c, schema.mentions.c
    pieces = schema.contents
    newest = tuple(_newest(one=one))

    def each(key: Any, side: str) -> Select[Any]:
        return (
            select(said.id, key, literal(side), *_article_day())
            .select_from(schema.statements)
            .join(schema.articles, schema.articles.c.id == said.article_id)
            .where(*newest)
        )

    queries = [each(literal(EVERYTHING), "all"), each(_key("kind:", said.kind), "all")]
    for role in ("speaker", "addressee"):
        country, words = said[f"{role}_country"], said[f"{role}_key"]
        linked = and_(links.article_id == said.article_id, links.mention == said[f"{role}_mention"])
        queries += [
            each(_key(STATE, country), role).where(country.is_not(None)),
            each(_key("name:", func.trim(words)), role).where(words.is_not(None)),
            each(links.entity, role).join(schema_reference.links, linked).where(links.entity.is_not(None)),
        ]
    inside = and_(
        mentions.article_id == said.article_id,
        pieces.c.span_start <= mentions.span_start,
        mentions.span_end <= pieces.c.span_end,
    )

    def named(key: Any) -> Select[Any]:
        query = each(key, "named").join(pieces, pieces.c.statement_id == said.id)
        return query.join(schema.mentions, inside)

    same = and_(links.article_id == mentions.article_id, links.mention == mentions.position)
    queries += [
        named(_key(STATE, mentions.country)).where(mentions.country.is_not(None)),
        named(links.entity).join(schema_reference.links, same).where(links.entity.is_not(None)),
    ]
    return union(*queries)


@cache
def _labelled(*, one: bool) -> tuple[Select[Any], Select[Any]]:
    """Queries for what sites, hosts and languages are told by, and for authors."""
    articles, pages, authors = schema.articles.c, schema.pages.c, schema.authors.c
    wide, day = (column.label(name) for column, name in zip(_article_day(), ("wide", "day"), strict=True))
    newest = tuple(_newest(one=one))
    told = (articles.id, wide, day)
    query = select(*told, articles.site, articles.language, articles.canonical, pages.address)
    signed = select(*told, authors.name, authors.handle)
    return (
        query.join(schema.pages, pages.id == articles.page_id).where(*newest),
        signed.join(schema.authors, authors.article_id == articles.id).where(*newest),
    )


def _file_labels(connection: Connection, chosen: Chosen) -> None:
    """Sites, hosts, languages and authors: what they are filed under is made here, not in SQL."""
    query, signed = _labelled(one=chosen.one)
    asked = chosen.numbers

    def rows() -> Iterator[dict[str, Any]]:
        for row in connection.execute(query, asked).all():
            for key in _labels(row):
                yield {"article_id": row.id, "key": key, "wide": row.wide, "day": row.day}
        seen = set()
        for row in connection.execute(signed, asked).all():
            for name in (row.name, row.handle):
                if name and (row.id, name) not in seen:
                    seen.add((row.id, name))
                    yield {"article_id": row.id, "key": f"author:{name}", "wide": row.wide, "day": row.day}

    _insert_many(connection, insert(schema_keys.article_keys), rows())


def _labels(row: Any) -> Iterable[str]:
    keys = [f"site:{row.site}"] if row.site else []
    keys += [f"language:{row.language}"] if row.language else []
    keys += [f"host:{host}" for address in (row.address, row.canonical) if (host := host_of(address))]
    return dict.fromkeys(keys)


def host_of(address: str | None) -> str | None:
    """The host of an http address without ``www.``; None if it is no such address."""
    try:
        parts_ = urlsplit(address or "")
        host = parts_.netloc.lower() if parts_.scheme.lower() in ("http", "https") else ""
    except ValueError:
        return None
    return host.removeprefix("www.") or None


@cache
def _named(*, one: bool) -> tuple[Select[Any], ...]:
    """Queries for the names that something is filed under."""
    found = []
    for table, owner in (
        (schema_keys.event_keys, schema.events.c),
        (schema_keys.statement_keys, schema.statements.c),
    ):
        query = select(table.c.key).where(table.c.key >= "name:", table.c.key < "name;").distinct()
        if one:
            number = next(iter(table.c))
            query = query.where(of_articles(number, owner, one=True))
        found.append(query)
    return tuple(found)


def _file_names(connection: Connection, article: int | None) -> None:
    asked = {} if article is None else Chosen(article).numbers
    names = {
        name.removeprefix("name:")
        for query in _named(one=article is not None)
        for name in connection.execute(query, asked).scalars()
    }
    rows = [{"word": word, "name": name} for name in sorted(names) for word in sorted(set(name.split()))]
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(insert_new(connection, schema_keys.name_words), rows[start : start + _AT_ONCE])


def _insert_many(connection: Connection, statement: Any, rows: Iterable[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)


@cache
def _counted(*, one: bool) -> tuple[tuple[Any, Any], ...]:
    return tuple(_counts(one=one))


def _counts(*, one: bool) -> Iterator[tuple[Any, Any]]:
    """The tables of counts, each with a query for what is filed."""
    for what, part in (("sentence", schema.sentences), ("mention", schema.mentions)):
        held = select(literal(EVERYTHING), literal(what), func.count()).join_from(part, schema.articles)
        chosen = numbered(schema.articles.c.id, one=True) if one else schema.articles.c.current == true()
        yield schema_keys.key_totals, held.where(chosen).having(func.count() > 0)
    for table, owner in (
        (schema_keys.article_keys, None),
        (schema_keys.event_keys, schema.events.c),
        (schema_keys.statement_keys, schema.statements.c),
    ):
        number, key = next(iter(table.c)), table.c.key
        of = [] if not one else [
            numbered(number, one=True) if owner is None else of_articles(number, owner, one=True)
        ]  # fmt: skip
        yield schema_keys.key_totals, _totals(table).where(*of)
        what, month = table.name.removesuffix("_keys"), month_of(table.c.day)
        kind: Any = table.c.type if what == "event" else literal("")
        real: Any = table.c.real if what == "event" else true()
        group = [key, month, *([kind, real] if what == "event" else [])]
        sides: list[tuple[Any, list[Any]]] = [(literal(what), [])]
        if owner is not None:
            sides.append((table.c.side, [table.c.side]))
        for side, more in sides:
            query = select(key, side, month, kind, real, func.count(distinct(number)))
            query = query.where(key.not_like("%:%"), not_(is_pair(key)), *of)
            if more:
                query = query.where(table.c.side.in_(("actor", "recipient", "place", "speaker", "addressee")))
            yield schema_keys.key_months, query.group_by(*group, *more)
    for query in pair_month_counts(one=one):
        yield schema_keys.key_months, query


def _totals(table: Any) -> Select[Any]:
    """How many articles, events or statements are filed under each key."""
    number, key, what = next(iter(table.c)), table.c.key, table.name.removesuffix("_keys")
    return select(key, literal(what), func.count(distinct(number))).group_by(key)


def _count(connection: Connection, article: int | None, sign: int) -> None:
    for table, query in _counted(one=article is not None):
        names = [column.name for column in table.c]
        if article is None:
            connection.execute(insert(table).from_select(names, query))
            continue
        rows = sorted(
            tuple(row) for row in connection.execute(query, Chosen(article).numbers)
        )  # in one order, so that writers do not cross
        values = [{**dict(zip(names, row, strict=True)), "number": sign * row[-1]} for row in rows]
        if values:
            connection.execute(add_to(connection, table, "number"), values)
