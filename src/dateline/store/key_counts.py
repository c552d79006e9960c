"""How many acts and statements there are of an entity, or between two, in each month and in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select, true

from dateline.store import schema_gathered, schema_keys


def month_counts(
    connection: Connection, key: str, what: Sequence[str], *, real: bool = False, kind: str | None = None
) -> list[Any]:
    """``what``, ``month``, ``type`` and ``number`` of what is filed under an entity or a pair of them, by month.

    All reports of one act count once, and statements in copies do not, as far as articles are gathered.
    """
    months = schema_keys.key_months.c
    query = (
        _once(key, what, (months.what, months.month, months.type), real=real, kind=kind)
        .order_by(months.month, months.type)
    )  # fmt: skip
    return list(connection.execute(query).all())


def side_counts(
    connection: Connection, key: str, what: Sequence[str], *, real: bool = False, kind: str | None = None
) -> dict[str, int]:
    """How many of each ``what`` there are of an entity in all; otherwise as :func:`month_counts`."""
    query = _once(key, what, (schema_keys.key_months.c.what,), real=real, kind=kind)
    return {row.what: row.number for row in connection.execute(query)}


def _once(
    key: str, what: Sequence[str], group: Sequence[Any], *, real: bool, kind: str | None
) -> Select[Any]:
    months, repeats = schema_keys.key_months.c, schema_gathered.repeat_months.c
    same = and_(*(repeats[name] == months[name] for name in ("key", "what", "month", "type", "real")))
    once = func.sum(months.number - func.coalesce(repeats.number, 0))
    query = (
        select(*group, once.label("number"))
        .join_from(schema_keys.key_months, schema_gathered.repeat_months, same, isouter=True)
        .where(months.key == key, months.what.in_(what), months.number != 0)
        .group_by(*group)
        .having(once > 0)
    )
    if real:
        query = query.where(months.real == true())
    if kind is not None:
        query = query.where(or_(months.type == kind, months.type.like(f"{kind}/%")))
    return query
