"""The state of addresses: which are to be fetched, and what came of each. One call, one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, exists, func, insert, select, update

from dateline.model import Page, Staged, Trouble, UrlState, Validators, Wanted
from dateline.store.collect_days import Came, count_url
from dateline.store.database import Database
from dateline.store.schema_collect import inbox, sightings, sources, urls

_NO_TROUBLE = {"reason": None, "message": None}
# What was refused, moved or failed is asked for anew later, whole: its state would not follow from "not changed".
_ANEW = {"etag": None, "modified": None, "digest": None}


@dataclass(frozen=True, slots=True)
class Urls:
    """The addresses in a database. What a call returned for is on the disk; all raise StoreError if it cannot be."""

    database: Database

    def origins(self, now: datetime) -> tuple[str, ...]:
        """The origins with addresses that are due, those that have waited longest first."""
        query = (
            select(urls.c.origin)
            .where(*_is_due(now))
            .group_by(urls.c.origin)
            .order_by(func.min(urls.c.due), urls.c.origin)
        )
        with self.database.reading() as connection:
            return tuple(connection.execute(query).scalars())

    def wanted(self, origin: str, now: datetime, limit: int) -> tuple[Wanted, ...]:
        """Addresses of an origin that are due, those that have waited longest first."""
        query = (
            select(urls)
            .where(urls.c.origin == origin, *_is_due(now))
            .order_by(urls.c.due, urls.c.id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return tuple(_wanted(row) for row in connection.execute(query))

    def next_due(self) -> datetime | None:
        """When the next address is due; None if none is."""
        query = (
            select(urls.c.due)
            .where(urls.c.due.is_not(None), *_can_be_fetched())
            .order_by(urls.c.due)
            .limit(1)
        )
        with self.database.reading() as connection:
            return connection.execute(query).scalar_one_or_none()

    def stage(
        self,
        wanted: Wanted,
        page: Page,
        validators: Validators,
        *,
        now: datetime,
        due: datetime | None,
        rhythm: int,
        opt_outs: tuple[str, ...],
    ) -> None:
        """Keep a page that was fetched, to be read; from here on it is not asked for again before it is due."""
        with self.database.writing() as connection:
            connection.execute(delete(inbox).where(inbox.c.url_id == wanted.id))
            row = {"content": page.content, "content_type": page.content_type, "fetched": page.fetched}
            connection.execute(insert(inbox).values(url_id=wanted.id, **row))
            values = {"state": UrlState.FETCHED.value, "bodies": urls.c.bodies + 1, "fetched": now}
            values |= {"status": 200, "rhythm": rhythm, "opt_outs": opt_outs or None, **_NO_TROUBLE}
            _change(connection, wanted.id, now, due, {**values, **_kept(validators), "failures": 0})

    def unchanged(
        self,
        wanted: Wanted,
        validators: Validators,
        *,
        status: int,
        now: datetime,
        due: datetime | None,
        rhythm: int,
    ) -> None:
        """Note that a page is what it was."""
        with self.database.writing() as connection:
            rejected = urls.c.state == UrlState.REJECTED.value
            values: dict[str, Any] = {
                "status": status,
                "failures": 0,
                "rhythm": rhythm,
                "unchanged": urls.c.unchanged + 1,
            }
            values |= {name: case((rejected, urls.c[name]), else_=None) for name in _NO_TROUBLE}
            _change(connection, wanted.id, now, due, {**values, **_kept(validators)})
            count_url(connection, wanted.id, now, Came.UNCHANGED)

    def moved(
        self, wanted: Wanted, target: str, origin: str, *, status: int, now: datetime, due: datetime | None
    ) -> bool:
        """Note that an address leads to another, which becomes one that is to be fetched, if it is not known yet.

        Returns:
            False if that would lead in a circle; nothing is noted then.
        """
        with self.database.writing() as connection:
            known = connection.execute(select(urls.c.id).where(urls.c.address == target)).scalar_one_or_none()
            if known is not None and _leads_to(connection, known, wanted.id):
                return False
            number = known
            if number is None:
                row = {"address": target, "origin": origin, "state": UrlState.TO_FETCH.value, "seen": now}
                new = insert(urls).values(**row, due=now, hops=wanted.hops + 1).returning(urls.c.id)
                number = int(connection.execute(new).scalar_one())
            _pass_sightings(connection, wanted.id, number, now)
            values = {"state": UrlState.MOVED.value, "target_id": number, "status": status, "failures": 0}
            _change(connection, wanted.id, now, due, {**values, **_NO_TROUBLE, **_ANEW})
            count_url(connection, wanted.id, now, Came.MOVED)
        return True

    def refused(self, wanted: Wanted, trouble: Trouble, *, now: datetime, due: datetime | None) -> None:
        """Note that an address may not be taken. An article that was taken before, when it might be, stays."""
        with self.database.writing() as connection:
            values = {"state": UrlState.REFUSED.value, "failures": 0, **_told(trouble)}
            _change(connection, wanted.id, now, due, {**values, **_ANEW})
            count_url(connection, wanted.id, now, Came.REFUSED)

    def failed(self, wanted: Wanted, trouble: Trouble, *, now: datetime, due: datetime | None) -> None:
        """Note that an address could not be had; without ``due`` it is given up. What was read before stays read."""
        read = urls.c.state == UrlState.READ.value
        with self.database.writing() as connection:
            values: dict[str, Any] = {"state": case((read, urls.c.state), else_=UrlState.FAILED.value)}
            values |= {"failures": urls.c.failures + 1, **_told(trouble)}
            values |= {name: case((read, urls.c[name]), else_=None) for name in _ANEW}
            _change(connection, wanted.id, now, due, values)
            count_url(connection, wanted.id, now, Came.FAILED)

    def put_off(self, origin: str, trouble: Trouble, *, until: datetime, seen_since: datetime) -> None:
        """Put off all addresses of a host that cannot be asked now. It is not counted as a failure of theirs.

        Args:
            seen_since: those that were first seen before this, and were never had, are given up.
        """
        here = (urls.c.origin == origin, urls.c.due.is_not(None), urls.c.due < until)
        waiting = urls.c.state.in_((UrlState.TO_FETCH.value, UrlState.FAILED.value))
        told = {"reason": trouble.reason.value, "message": trouble.message}
        with self.database.writing() as connection:
            given_up = {"state": UrlState.FAILED.value, "due": None, **told}
            connection.execute(
                update(urls).where(*here, waiting, urls.c.seen < seen_since).values(**given_up)
            )
            connection.execute(update(urls).where(*here, waiting).values(**told))
            not_here = urls.c.state != UrlState.FETCHED.value
            connection.execute(update(urls).where(*here, not_here).values(due=until))

    def waiting(self, limit: int) -> tuple[Staged, ...]:
        """Pages that wait to be read, oldest first."""
        query = (
            select(inbox, urls.c.address)
            .join(urls, urls.c.id == inbox.c.url_id)
            .order_by(inbox.c.fetched, inbox.c.url_id)
            .limit(limit)
        )
        with self.database.reading() as connection:
            return tuple(_staged(row) for row in connection.execute(query))


def settle_read(
    connection: Connection, staged: Staged, *, came: Came, now: datetime, characters: int | None
) -> None:
    """Take a page out of the inbox, in the transaction that wrote its article."""
    values: dict[str, Any] = {"state": UrlState.READ.value, "read": now, **_NO_TROUBLE}
    if characters is not None:
        values["characters"] = characters
    _settle(connection, staged, values)
    count_url(connection, staged.url, now, came)


def settle_rejected(connection: Connection, staged: Staged, trouble: Trouble, *, now: datetime) -> None:
    """Take a page out of the inbox that the reader rejected, in the transaction that wrote why."""
    values = {"state": UrlState.REJECTED.value, "read": now, "characters": None}
    values |= {"reason": trouble.reason.value, "message": trouble.message}
    _settle(connection, staged, values)
    count_url(connection, staged.url, now, Came.REJECTED)


def _settle(connection: Connection, staged: Staged, values: dict[str, Any]) -> None:
    connection.execute(delete(inbox).where(inbox.c.url_id == staged.url))
    connection.execute(update(urls).where(urls.c.id == staged.url).values(**values))


def _can_be_fetched() -> tuple[ColumnElement[bool], ...]:
    """Not what waits to be read, nor what only resting sources list."""
    listed = (
        select(sightings.c.url_id)
        .join(sources, sources.c.id == sightings.c.source_id)
        .where(sightings.c.url_id == urls.c.id, sources.c.active)
    )
    return urls.c.state != UrlState.FETCHED.value, exists(listed)


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (urls.c.due <= now, *_can_be_fetched())


def _change(
    connection: Connection, url: int, now: datetime, due: datetime | None, values: dict[str, Any]
) -> None:
    connection.execute(update(urls).where(urls.c.id == url).values(tried=now, due=due, **values))


def _kept(validators: Validators) -> dict[str, str | None]:
    return {"etag": validators.etag, "modified": validators.modified, "digest": validators.digest}


def _told(trouble: Trouble) -> dict[str, Any]:
    return {"reason": trouble.reason.value, "message": trouble.message, "status": trouble.status}


def _leads_to(connection: Connection, start: int, end: int) -> bool:
    """Whether following the moves from one address comes to another."""
    seen: set[int] = set()
    number: int | None = start
    while number is not None and number not in seen:
        if number == end:
            return True
        seen.add(number)
        query = select(urls.c.target_id).where(urls.c.id == number, urls.c.state == UrlState.MOVED.value)
        number = connection.execute(query).scalar_one_or_none()
    return False


def _pass_sightings(connection: Connection, url: int, target: int, now: datetime) -> None:
    """What a source listed by one address, it listed by the other."""
    of = select(sightings.c.source_id)
    has = set(connection.execute(of.where(sightings.c.url_id == target)).scalars())
    for source in tuple(connection.execute(of.where(sightings.c.url_id == url)).scalars()):
        if source not in has:
            connection.execute(insert(sightings).values(source_id=source, url_id=target, seen=now))


def _wanted(row: Row[Any]) -> Wanted:
    return Wanted(
        id=row.id,
        address=row.address,
        origin=row.origin,
        validators=Validators(etag=row.etag, modified=row.modified, digest=row.digest),
        failures=row.failures,
        hops=row.hops,
        seen=row.seen,
        rhythm=row.rhythm,
    )


def _staged(row: Row[Any]) -> Staged:
    page = Page(address=row.address, content=row.content, fetched=row.fetched, content_type=row.content_type)
    return Staged(url=row.url_id, page=page)
