"""Counting attempts: to sign in, to have mail sent. Kept in the database, so that they count for all processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, insert, select

from dateline.store.database import Database
from dateline.store.schema_people import attempts

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many attempts are allowed: of what (a hash), how many, within what time (a day at most)."""

    key: str
    most: int
    within: timedelta


def allow(database: Database, limits: Sequence[Limit]) -> bool:
    """Count an attempt against all limits, and say whether it is allowed.

    Counting and deciding are one transaction: of many who try at once, no more than allowed get through.

    Returns:
        False, with nothing counted, if one of the limits is reached.

    Raises:
        StoreError: the database cannot be written.
    """
    now = datetime.now(UTC)
    with database.writing() as connection:
        connection.execute(delete(attempts).where(attempts.c.moment < now - _KEPT))
        for limit in limits:
            since = now - limit.within
            count = select(func.count()).where(attempts.c.key == limit.key, attempts.c.moment >= since)
            if connection.execute(count).scalar_one() >= limit.most:
                return False
        connection.execute(insert(attempts), [{"key": limit.key, "moment": now} for limit in limits])
    return True


def forgive(database: Database, key: str) -> None:
    """Forget the attempts of one key: it got it right.

    Raises:
        StoreError: the database cannot be written.
    """
    with database.writing() as connection:
        connection.execute(delete(attempts).where(attempts.c.key == key))
