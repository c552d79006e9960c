"""Events on a map and over time: where they happened, and how many there were in each month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dateline.lexicon.gazetteer import locate_country
from dateline.model import EventType
from dateline.store import parts, schema
from dateline.store.entity_view import MonthCount, PlaceCount, places
from dateline.store.fact_lists import events_asked
from dateline.store.facts import FactFilter
from dateline.store.filed import EVENTS
from dateline.store.listed import listed

COUNTED = 1500
"""So many events are put on the map and into months at most: the newest ones."""

MOST_PLACES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place that can be drawn.

    Attributes:
        place: the place, with how many events happened there.
        latitude, longitude: degrees, WGS 84.
        exact: False where only the state is known, which is drawn at its capital.
    """

    place: PlaceCount
    latitude: float
    longitude: float
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMap:
    """The events on a map and over time.

    Attributes:
        total: how many events there are, COUNTED at most.
        capped: whether there are more: these are the newest ones.
        looked: what alone was looked at, in words; None where that is everything.
        placed: how many of them have a place that can be drawn.
    """

    points: tuple[Point, ...]
    months: tuple[MonthCount, ...]
    total: int
    capped: bool
    looked: str | None
    placed: int


def event_map(connection: Connection, wanted: FactFilter) -> EventMap:
    """Where and when such events happened; the newest ones, where there are very many.

    Raises:
        UsageError: a condition cannot be understood.
    """
    events, when = schema.events.c, parts.month(parts.day())
    asked = events_asked(connection, wanted)
    newest = listed(connection, EVENTS, asked, most=COUNTED)
    chosen = newest.numbers(connection)
    months = (
        select(when, events.type, func.count())
        .where(events.id.in_(chosen), parts.day().is_not(None))
        .group_by(when, events.type)
        .order_by(when)
    )
    points = points_of(places(connection, chosen, limit=MOST_PLACES))
    return EventMap(
        points=points,
        months=tuple(
            MonthCount(month=month, type=EventType(kind), count=count)
            for month, kind, count in connection.execute(months)
        ),
        total=len(newest.places),
        capped=newest.capped,
        looked=newest.looked,
        placed=sum(point.place.count for point in points),
    )


def points_of(found: Iterable[PlaceCount]) -> tuple[Point, ...]:
    """The places that can be drawn: by their own coordinates, else by those of their state."""
    return tuple(point for place in found if (point := _point(place)) is not None)


def _point(place: PlaceCount) -> Point | None:
    if place.latitude is not None and place.longitude is not None:
        return Point(place=place, latitude=place.latitude, longitude=place.longitude, exact=True)
    state = locate_country(place.country) if place.country else None
    if state is None:
        return None
    return Point(place=place, latitude=state.latitude, longitude=state.longitude, exact=False)
