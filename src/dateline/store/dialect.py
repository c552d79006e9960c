"""What SQLAlchemy does not write in the same words for SQLite and PostgreSQL, each in one function."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine

CACHE_KIB = 65_536

COPIED = 8
"""From so many rows on PostgreSQL is given them by COPY."""


def on_postgresql(connection: Connection) -> bool:
    """Whether the database is on a PostgreSQL server, not in an SQLite file."""
    return connection.dialect.name == "postgresql"


def given(connection: Connection, numbers: Sequence[int]) -> Select[Any]:
    """A query for these numbers (``id``), however many, as one value of the statement."""
    if on_postgresql(connection):
        return select(func.unnest(literal(list(numbers), ARRAY(BigInteger))).column_valued("id"))
    return select(func.json_each(json.dumps(list(numbers))).table_valued("value").c.value.label("id"))


def insert_all(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all have the same columns, as quickly as the database can."""
    if not rows:
        return
    if on_postgresql(connection) and len(rows) >= COPIED:
        names = list(rows[0])
        copy(connection, table, names, ([row[name] for name in names] for row in rows))
    else:
        connection.execute(insert(table), list(rows))


def copy(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Give rows to PostgreSQL by COPY.

    Args:
        connection: in a writing transaction.
        table: where to.
        columns: the columns that a row has values of.
        rows: the values, as the types of the columns take them.
    """
    processors = [
        table.c[name].type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        for name in columns
    ]
    link: Any = connection.connection.dbapi_connection
    quote = connection.dialect.identifier_preparer.quote
    listed = ", ".join(quote(name) for name in columns)
    with link.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({listed}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(
                [
                    process(value) if process and value is not None else value
                    for process, value in zip(processors, row, strict=True)
                ]
            )


def settle_numbers(connection: Connection) -> None:
    """Let the next number of every table follow the greatest that is in it, after rows were put in with theirs."""
    for table, column, sequence in sequences(connection):
        greatest = connection.exec_driver_sql(f'SELECT max("{column}") FROM "{table}"').scalar()  # noqa: S608
        counted = select(func.setval(sequence, greatest or 1, greatest is not None))
        connection.execute(counted)


def sequences(connection: Connection) -> list[tuple[str, str, str]]:
    """Tables, columns and sequences by which PostgreSQL numbers rows; SQLite looks at the greatest number each time."""
    if not on_postgresql(connection):
        return []
    query = """SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)
        FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%%' ORDER BY 1, 2"""
    return [(table, column, name) for table, column, name in connection.exec_driver_sql(query)]


def wait_for_writers(connection: Connection, seconds: float) -> None:
    """Let this connection wait so long for another program that is writing. Not within a transaction."""
    link: Any = connection.connection.dbapi_connection
    milliseconds = int(seconds * 1000)
    if on_postgresql(connection):
        link.autocommit = True
        link.execute(f"SET lock_timeout = {milliseconds}")
        link.autocommit = False
    else:
        link.execute(f"PRAGMA busy_timeout = {milliseconds}")


def use_disk_for_temporary(connection: Connection) -> None:
    """Let temporary tables of any size lie on the disk, as those of PostgreSQL do. Not within a transaction."""
    if not on_postgresql(connection):
        link: Any = connection.connection.dbapi_connection
        link.execute("PRAGMA temp_store = FILE")
        link.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def prepare_for_sorting(connection: Connection, tables: Iterable[Table]) -> None:
    """Tell PostgreSQL what is in tables that were just filled, so that it finds a good way through them."""
    if on_postgresql(connection):
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {table.name}")


def raw_type(column: Column[Any]) -> TypeEngine[Any]:
    """The type of what a column holds in the database, before ours make more of it."""
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def only_grows(connection: Connection, table: str) -> None:
    """Have the database refuse to change or delete the rows of a table."""
    for what in ("UPDATE", "DELETE"):
        name = f"{table}_no_{what.lower()}"
        if not on_postgresql(connection):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )
            continue
        connection.exec_driver_sql(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


@contextmanager
def streamed(connection: Connection, query: Any, size: int = 2_000) -> Iterator[Iterable[Any]]:
    """The rows of a query, so many in memory at a time."""
    result = connection.execute(query.execution_options(yield_per=size))
    try:
        yield result
    finally:
        result.close()


class Fork(ColumnElement[bool]):
    """A condition in two wordings; the database takes its own."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012 -- what SQLAlchemy asks of its expressions
        ("sqlite", InternalTraversal.dp_clauseelement),
        ("postgresql", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, sqlite: ColumnElement[bool], postgresql: ColumnElement[bool]) -> None:
        self.sqlite = sqlite
        self.postgresql = postgresql


@compiles(Fork)
def _compile_fork(fork: Fork, compiler: Any, **options: Any) -> str:
    chosen = fork.postgresql if compiler.dialect.name == "postgresql" else fork.sqlite
    return f"({compiler.process(chosen, **options)})"
