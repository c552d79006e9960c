"""The state of collecting, for people: each source with what it brought and what is odd; and each address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Row, Select, func, or_, select

from dateline.model import UrlState
from dateline.store import collect_flags as flags
from dateline.store.collect_flags import Flagged, Past
from dateline.store.columns import in_utc
from dateline.store.database import Database
from dateline.store.schema_collect import days, sightings, sources, urls

_LAG_PAGES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How a source does, the sitemaps that it lists included.

    Attributes:
        kind: as the user said; ``seen_as``: what it was seen to be.
        tried, succeeded: when it was looked at last; when it was had last. ``due``: when it is looked at next.
        failures, reason, message: how often in a row it could not be had, and why.
        listed, more, unusable: entries of its last list; those beyond the limit; those that cannot be fetched.
        sitemaps: how many it lists.
        newest: when it last listed something new.
        lag: seconds from publication to the first sight of its last pages, the median; None if it gives no dates.
        states: how many of its addresses stand where.
        reasons: why addresses were not taken: how many for each reason.
        recent: what came in the last days, by kind.
        flags: what is odd.
    """

    id: int
    address: str
    kind: str
    seen_as: str | None
    name: str | None
    folder: str | None
    active: bool
    every: int | None
    days: int
    match: str | None
    added: datetime
    tried: datetime | None
    succeeded: datetime | None
    due: datetime | None
    failures: int
    reason: str | None
    message: str | None
    listed: int
    more: int
    unusable: int
    sitemaps: int
    newest: datetime | None
    lag: float | None
    states: dict[str, int]
    reasons: dict[str, int]
    recent: dict[str, int]
    flags: tuple[Flagged, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlStatus:
    """Where an address stands, and why."""

    id: int
    address: str
    state: str
    reason: str | None
    message: str | None
    status: int | None
    failures: int
    bodies: int
    unchanged: int
    seen: datetime
    dated: datetime | None
    tried: datetime | None
    due: datetime | None
    characters: int | None
    opt_outs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CollectView:
    """Looks at the state of collecting; all calls raise StoreError if the database cannot be read."""

    database: Database

    def sources(
        self, now: datetime, *, within_days: int = 7, after: int = 0, limit: int | None = None
    ) -> tuple[SourceStatus, ...]:
        """The sources that users added, oldest first.

        Args:
            within_days: of how many days ``recent`` tells.
            after: number of the last one that was given before.
            limit: at most so many; None for all.
        """
        mine = (sources.c.parent_id.is_(None), sources.c.id > after)
        query = select(sources).where(*mine).order_by(sources.c.id).limit(limit)
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
            return tuple(_status(connection, row, now, within_days) for row in rows)

    def source(self, number: int, now: datetime, *, within_days: int = 7) -> SourceStatus | None:
        """One source that a user added; None if there is none of this number."""
        query = select(sources).where(sources.c.parent_id.is_(None), sources.c.id == number)
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _status(connection, row, now, within_days)

    def has_sources(self) -> bool:
        """Whether anything is collected from."""
        with self.database.reading() as connection:
            return connection.execute(select(sources.c.id).limit(1)).scalar_one_or_none() is not None

    def urls(
        self, *, source: int | None = None, state: UrlState | None = None, after: int = 0, limit: int = 100
    ) -> tuple[UrlStatus, ...]:
        """Addresses, in the order in which they were first seen.

        Args:
            source: of this source and the sitemaps it lists.
            after: number of the last one that was given before.
        """
        query = select(urls).where(urls.c.id > after).order_by(urls.c.id).limit(limit)
        if state is not None:
            query = query.where(urls.c.state == state.value)
        if source is not None:
            query = query.where(urls.c.id.in_(_listed_by(source)))
        with self.database.reading() as connection:
            return tuple(_url(row) for row in connection.execute(query))

    def states(self) -> dict[str, int]:
        """How many addresses stand where, in all."""
        query = select(urls.c.state, func.count()).group_by(urls.c.state).order_by(urls.c.state)
        with self.database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def _listed_by(source: int) -> Select[tuple[int]]:
    mine = or_(sources.c.id == source, sources.c.parent_id == source)
    return (
        select(sightings.c.url_id).join(sources, sources.c.id == sightings.c.source_id).where(mine).distinct()
    )


def _status(connection: Connection, row: Row[Any], now: datetime, within_days: int) -> SourceStatus:
    mine = urls.c.id.in_(_listed_by(row.id))
    states = _counted(connection, select(urls.c.state, func.count()).where(mine).group_by(urls.c.state))
    troubled = select(urls.c.reason, func.count()).where(mine, urls.c.reason.is_not(None))
    arrivals = _arrivals(connection, row.id)
    found = (
        flags.failing(row.failures, row.message),
        flags.silent(arrivals, now) if row.active else None,
        _empty(row, states),
        *flags.layout(_past(connection, row.id)),
        flags.refused(states.get(UrlState.REFUSED.value, 0), sum(states.values())),
    )
    columns: tuple[str, ...] = (
        "id",
        "address",
        "kind",
        "seen_as",
        "name",
        "folder",
        "active",
        "every",
        "days",
        "match",
        "added",
    )
    columns += ("tried", "succeeded", "due", "failures", "reason", "message", "listed", "more", "unusable")
    return SourceStatus(
        **{name: getattr(row, name) for name in columns},
        sitemaps=connection.execute(select(func.count()).where(sources.c.parent_id == row.id)).scalar_one(),
        newest=arrivals[0] if arrivals else None,
        lag=_lag(connection, row.id),
        states=states,
        reasons=_counted(connection, troubled.group_by(urls.c.reason)),
        recent=_recent(connection, row.id, now, within_days),
        flags=tuple(one for one in found if one is not None),
    )


def _counted(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return dict(sorted((str(row[0]), int(row[1])) for row in connection.execute(query)))


def _empty(row: Row[Any], states: dict[str, int]) -> Flagged | None:
    if row.succeeded is None or states or row.seen_as is None:
        return None
    return Flagged(flags.Flag.EMPTY, f"is had, and lists nothing (seen as {row.seen_as})")


def _arrivals(connection: Connection, source: int) -> Sequence[datetime]:
    mine = or_(sources.c.id == source, sources.c.parent_id == source)
    query = (
        select(sightings.c.seen)
        .join(sources, sources.c.id == sightings.c.source_id)
        .where(mine)
        .distinct()
        .order_by(sightings.c.seen.desc())
        .limit(flags.ARRIVALS)
    )
    return tuple(connection.execute(query).scalars())


def _past(connection: Connection, source: int) -> Sequence[Past]:
    query = (
        select(urls.c.characters)
        .where(
            urls.c.id.in_(_listed_by(source)),
            urls.c.state.in_((UrlState.READ.value, UrlState.REJECTED.value)),
        )
        .order_by(urls.c.seen.desc(), urls.c.id.desc())
        .limit(flags.RECENT + flags.EARLIER)
    )
    return tuple(Past(characters) for characters in connection.execute(query).scalars())


def _lag(connection: Connection, source: int) -> float | None:
    query = (
        select(urls.c.seen, urls.c.dated)
        .where(urls.c.id.in_(_listed_by(source)), urls.c.dated.is_not(None), urls.c.bodies > 0)
        .order_by(urls.c.seen.desc(), urls.c.id.desc())
        .limit(_LAG_PAGES)
    )
    lags = [max((row.seen - row.dated).total_seconds(), 0.0) for row in connection.execute(query)]
    return median(lags) if lags else None


def _recent(connection: Connection, source: int, now: datetime, within: int) -> dict[str, int]:
    mine = or_(sources.c.id == source, sources.c.parent_id == source)
    since = in_utc(now).date() - timedelta(days=within - 1)
    names = [column.name for column in days.columns if column.name not in ("source_id", "day")]
    sums = [func.coalesce(func.sum(days.c[name]), 0).label(name) for name in names]
    query = select(*sums).join(sources, sources.c.id == days.c.source_id).where(mine, days.c.day >= since)
    row = connection.execute(query).one()
    return {name: int(getattr(row, name)) for name in names}


def _url(row: Row[Any]) -> UrlStatus:
    columns: tuple[str, ...] = (
        "id",
        "address",
        "state",
        "reason",
        "message",
        "status",
        "failures",
        "bodies",
        "unchanged",
    )
    columns += ("seen", "dated", "tried", "due", "characters")
    return UrlStatus(**{name: getattr(row, name) for name in columns}, opt_outs=row.opt_outs or ())
