"""SQLAlchemy's PostgreSQL, made to mean by our SQL what SQLite means by it.

What is written once in SQLAlchemy's words so gives the same rows in the same order on both: texts are compared by
their characters whatever the server's language is, NULL comes before everything, numbers have 64 bits, and a length
in the schema is for the reader. The few functions of SQLite's that the queries use are put into PostgreSQL's words.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg

_ORDERED = re.compile(r"\bNULLS (FIRST|LAST)\s*$")
_DESCENDING = re.compile(r"\bDESC\s*$")


def _nulls_first(clause: str) -> str:
    """A clause of ORDER BY that puts NULL before everything, unless it says where to put it."""
    if _ORDERED.search(clause):
        return clause
    return f"{clause} NULLS {'LAST' if _DESCENDING.search(clause) else 'FIRST'}"


class _Statements(PGCompiler_psycopg):
    def order_by_clause(self, select: Any, **kw: Any) -> str:
        clauses = select._order_by_clauses
        texts = [self.process(clause, **kw) for clause in clauses]
        ordered = ", ".join(_nulls_first(text) for text in texts if text)
        return f" ORDER BY {ordered}" if ordered else ""

    def render_bind_cast(self, type_: Any, dbapi_type: Any, sqltext: str) -> str:
        """Whole numbers are sent as they are, so that functions of 32 bits take them too."""
        if isinstance(dbapi_type, Integer):
            return sqltext
        cast: str = super().render_bind_cast(type_, dbapi_type, sqltext)  # type: ignore[no-untyped-call]
        return cast

    def visit_likely_func(self, function: Any, **kw: Any) -> str:
        """A hint to SQLite's planner, which PostgreSQL's does without."""
        return self.process(function.clauses, **kw)

    def visit_sum_func(self, function: Any, **kw: Any) -> str:
        """A sum of whole numbers is one, not a decimal number of any length."""
        text = f"sum({self.process(function.clauses, **kw)})"
        return f"CAST({text} AS BIGINT)" if isinstance(function.type, Integer) else text

    def visit_substr_func(self, function: Any, **kw: Any) -> str:
        """A piece of a text; of a day, of the text that SQLite keeps it as."""
        first, *rest = function.clauses
        of = self.process(first, **kw)
        if not isinstance(first.type, String) and not hasattr(first.type, "impl"):
            of = f"CAST({of} AS TEXT)"
        return f"substr({', '.join([of, *(self.process(each, **kw) for each in rest)])})"

    def visit_json_extract_func(self, function: Any, **kw: Any) -> str:
        """A field of a JSON object in a text: ``$.name``."""
        of, path = (self.process(clause, **kw) for clause in function.clauses)
        return f"(CAST({of} AS JSON) ->> substr({path}, 3))"


class _Definitions(PGDDLCompiler):
    def get_column_specification(self, column: Any, **kw: Any) -> str:
        text: str = super().get_column_specification(column, **kw)  # type: ignore[no-untyped-call]
        text = re.sub(r" (BIG)?SERIAL\b", " BIGSERIAL", text, count=1)
        return re.sub(r" TEXT\b", ' TEXT COLLATE "C"', text, count=1)

    def visit_create_index(self, create: Any, *args: Any, **kw: Any) -> str:
        """An index that can be walked in our order in both directions."""
        text: str = super().visit_create_index(create, *args, **kw)  # type: ignore[no-untyped-call]
        if create.element.dialect_options["postgresql"]["using"]:
            return text
        head, _, columns = text.rpartition(" (")
        ordered = re.sub(r"([,)])", r" NULLS FIRST\1", columns)
        return f"{head} ({ordered}" if columns.endswith(")") else text


class _Types(PGTypeCompiler):
    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: ARG002, N802
        return "BIGINT"

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:  # noqa: ARG002, N802
        return "TEXT"


class DatelineDialect(PGDialect_psycopg):
    """PostgreSQL through psycopg, with our meanings."""

    supports_statement_cache = True
    statement_compiler = _Statements
    ddl_compiler = _Definitions
    type_compiler_cls = _Types

    @classmethod
    def register(cls) -> None:
        """Make it known as ``postgresql+dateline``."""
        registry.register("postgresql.dateline", __name__, cls.__name__)
