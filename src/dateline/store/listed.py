"""The newest of what is asked for, read once for all that a page shows and counts of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select

from dateline.store.dialect import given
from dateline.store.filed import Asked, File, Place, not_looked_at, places


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The newest articles, events or statements of those asked for, each once.

    Attributes:
        places: their days and numbers, the newest first.
        capped: whether there are more than these.
        looked: what alone was looked at, in words; None where that is everything.
    """

    places: tuple[Place, ...]
    capped: bool
    looked: str | None

    def first(self, most: int) -> Listed:
        """The newest of them."""
        return replace(self, places=self.places[:most], capped=self.capped or len(self.places) > most)

    def numbers(self, connection: Connection) -> Select[Any]:
        """A query for their numbers, for use in others."""
        return given(connection, [place.number for place in self.places])


def listed(connection: Connection, file: File, asked: Asked, *, most: int) -> Listed:
    """Read the newest, ``most`` at most, or fewer if some are filed twice under a key."""
    rows = connection.execute(places(connection, file, asked, most=most + 1)).all()
    kept = dict.fromkeys((day, number) for number, day in rows)
    return Listed(
        places=tuple(Place(day, number) for day, number in kept)[:most],
        capped=len(rows) > most,
        looked=not_looked_at(connection, file, asked),
    )
