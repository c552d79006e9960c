"""Counting what came of each source, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from dateline.store.columns import in_utc
from dateline.store.schema_collect import days, sightings


class Came(StrEnum):
    """What came of a look at a source or an address: the columns of ``collect_days``."""

    LOOKS = "looks"
    FAILED_LOOKS = "failed_looks"
    SEEN = "seen"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    REFUSED = "refused"
    FAILED = "failed"
    REJECTED = "rejected"


def count(connection: Connection, source: int, now: datetime, came: Came, amount: int = 1) -> None:
    """Count for one source, in the transaction of what is counted."""
    if not amount:
        return
    key = {"source_id": source, "day": in_utc(now).date()}
    column = days.c[came.value]
    here = (days.c.source_id == key["source_id"], days.c.day == key["day"])
    found = connection.execute(update(days).where(*here).values({column: column + amount}))
    if found.rowcount == 0:
        zeros = {one.value: 0 for one in Came}
        connection.execute(insert(days).values(**key, **{**zeros, came.value: amount}))


def count_url(connection: Connection, url: int, now: datetime, came: Came) -> None:
    """Count for each source that listed an address."""
    listed: Iterable[int] = connection.execute(
        select(sightings.c.source_id).where(sightings.c.url_id == url)
    ).scalars()
    for source in tuple(listed):
        count(connection, source, now, came)
