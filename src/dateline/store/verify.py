"""Looking a database over: whether it is whole, and whether all that is in it hangs together."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import (
    Connection,
    ForeignKeyConstraint,
    LargeBinary,
    and_,
    case,
    distinct,
    exists,
    func,
    inspect,
    not_,
    select,
    type_coerce,
)

from dateline.store import schema, schema_keys, search
from dateline.store.database import Database
from dateline.store.dialect import on_postgresql, sequences, streamed
from dateline.store.filed import ARTICLES, EVENTS, STATEMENTS
from dateline.store.keys import EVERYTHING
from dateline.store.tables import all_tables

_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was found.

    Attributes:
        counts: how many rows each table has.
        faults: what is wrong, a line each; empty if nothing is.
    """

    counts: dict[str, int]
    faults: tuple[str, ...]


def verify(database: Database, *, contents: bool = True) -> Verified:
    """Look a database over.

    Args:
        database: open for writing: the index of SQLite can be checked by a writer alone. Nothing is changed.
        contents: also take the digest of every page that is kept.

    Raises:
        StoreError: it cannot be read.
    """
    with database.writing() as connection:
        faults = [*_whole(connection), *_tables(connection)]
        if not faults:
            faults += [
                *_orphans(connection),
                *_indexes(connection),
                *_versions(connection),
                *_numbers(connection),
                *_files(connection),
            ]
            faults += _contents(connection) if contents else ()
        counts = {
            table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in all_tables()
            if inspect(connection).has_table(table.name)
        }
    return Verified(counts=counts, faults=tuple(faults))


def _whole(connection: Connection) -> Iterator[str]:
    if on_postgresql(connection):
        broken = connection.exec_driver_sql(
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
            " WHERE NOT (indisvalid AND indisready) AND relnamespace = to_regnamespace(current_schema())"
        )
        yield from (f"the index {name} is not usable: REINDEX it" for name in broken.scalars())
        return
    for line in connection.exec_driver_sql(f"PRAGMA integrity_check({_TOLD})").scalars():
        if line != "ok":
            yield f"the file is damaged: {line}"


def _tables(connection: Connection) -> Iterator[str]:
    there = set(inspect(connection).get_table_names())
    yield from (f"the table {table.name} is missing" for table in all_tables() if table.name not in there)


def _orphans(connection: Connection) -> Iterator[str]:
    """Rows that refer to what is not there."""
    for table in all_tables():
        for key in table.foreign_key_constraints:
            count = _lost(connection, key)
            if count:
                of = ", ".join(key.column_keys)
                yield f"{table.name}: {count:,} rows whose {of} is not among {key.referred_table.name}"


def _lost(connection: Connection, key: ForeignKeyConstraint) -> int:
    parent = key.referred_table.alias("parent")
    same = and_(*(parent.c[each.column.name] == each.parent for each in key.elements))
    given = and_(*(each.parent.is_not(None) for each in key.elements))
    query = select(func.count()).select_from(key.table).where(given, not_(exists().where(same)))
    return int(connection.execute(query).scalar_one())


def _indexes(connection: Connection) -> Iterator[str]:
    for name in search.check_index(connection):
        yield f"{name}: the full-text index is not in step with the texts"


def _versions(connection: Connection) -> Iterator[str]:
    """Addresses of which not just one article is the newest version."""
    articles, pages = schema.articles.c, schema.pages.c
    newest = func.sum(case((articles.current, 1), else_=0))
    query = (
        select(pages.address)
        .join(schema.articles, articles.page_id == pages.id)
        .group_by(pages.address)
        .having(newest != 1)
        .limit(_TOLD)
    )
    for address in connection.execute(query).scalars():
        yield f"{address}: not just one version is the newest"


def _numbers(connection: Connection) -> Iterator[str]:
    for table, column, sequence in sequences(connection):
        greatest = connection.exec_driver_sql(f'SELECT max("{column}") FROM "{table}"').scalar() or 0  # noqa: S608
        told = "CASE WHEN is_called THEN last_value ELSE 0 END"
        last = connection.exec_driver_sql(f"SELECT {told} FROM {sequence}").scalar_one()  # noqa: S608
        if last < greatest:
            yield f"{table}: the next number was given already"


def _files(connection: Connection) -> Iterator[str]:
    """Keys under which more or less is filed than is counted; newest versions that are not filed, others that are."""
    totals = schema_keys.key_totals.c
    for file in (ARTICLES, EVENTS, STATEMENTS):
        many = func.count(distinct(file.of(file.keys))).label("many")
        filed = select(file.keys.c.key, many).group_by(file.keys.c.key)
        counted = select(totals.key, -totals.number).where(totals.what == file.what)
        both = filed.union_all(counted).subquery()
        query = select(both.c.key).group_by(both.c.key).having(func.sum(both.c.many) != 0).limit(_TOLD)
        for key in connection.execute(query).scalars():
            yield f"the count of what is filed under {key or 'everything'!r} ({file.what}) is wrong"
    keys, articles = schema_keys.article_keys.c, schema.articles
    filed_there = exists().where(keys.article_id == articles.c.id, keys.key == EVERYTHING)
    query = select(articles.c.id).where(articles.c.current != filed_there).limit(_TOLD)
    for number in connection.execute(query).scalars():
        yield f"article {number}: the newest version, but not filed, or filed but not the newest version"


def _contents(connection: Connection) -> Iterator[str]:
    pages = schema.pages.c
    packed = type_coerce(pages.content, LargeBinary).label("packed")
    query = select(pages.address, pages.digest, pages.size, packed).where(pages.content.is_not(None))
    with streamed(connection, query, 50) as rows:
        for row in rows:
            if not _is_kept(row.packed, row.digest, row.size):
                yield f"{row.address}: the page that is kept is not the one that was read"


def _is_kept(packed: bytes, digest: str, size: int) -> bool:
    try:
        content = zlib.decompress(packed)
    except (zlib.error, TypeError):
        return False
    return hashlib.sha256(content).hexdigest() == digest and len(content) == size
