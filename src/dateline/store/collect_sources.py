"""The state of sources: added, listed, paused; and what each look at one brought. One call, one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, and_, delete, exists, insert, or_, select, update

from dateline.errors import UsageError
from dateline.model import Entry, Listed, NewSource, Source, SourceKind, Trouble, UrlState, Validators
from dateline.store.audit import Actor, record
from dateline.store.collect_days import Came, count
from dateline.store.database import Database
from dateline.store.schema_collect import hosts, sightings, sources, urls

_CHUNK = 500
_LONGEST_QUIET = 86_400
_AGAIN = (UrlState.READ.value, UrlState.REJECTED.value, UrlState.FAILED.value)
"""States in which an address is fetched again when its source says that it has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a list brought: addresses seen for the first time, those that changed, those too old to fetch, and those
    that this source listed for the first time.
    """

    new: int = 0
    changed: int = 0
    passed_over: int = 0
    first_here: int = 0


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources in a database; all calls raise StoreError if it cannot be read or written.

    Attributes:
        actor: who changes them, for the audit log.
    """

    database: Database
    actor: Actor = Actor()  # noqa: RUF009  # it is frozen

    def add(self, new: NewSource, now: datetime, *, files: bool = False) -> int:
        """Add a source.

        Args:
            files: whether it may be a file of this computer; not for what comes in over a network.

        Returns:
            its number.

        Raises:
            UsageError: it is there already, is no address, or its pattern is no regular expression.
        """
        _checked(new, files=files)
        with self.database.writing() as connection:
            known = _by_address(connection, new.address)
            if known is not None and known.parent_id is None:
                raise UsageError(
                    "is a source already", where=new.address, action="see `dateline sources list`"
                )
            if known is not None:  # an index lists it; from now on it stands for itself
                connection.execute(delete(sources).where(sources.c.id == known.id))
            row: dict[str, Any] = {
                "address": new.address,
                "kind": new.kind.value,
                "name": new.name,
                "folder": new.folder,
            }
            row |= {"every": new.every, "days": new.days, "match": new.match}
            made = insert(sources).values(**row, active=True, added=now, due=now).returning(sources.c.id)
            record(connection, self.actor, "add source", new.address)
            return int(connection.execute(made).scalar_one())

    def all(self) -> tuple[tuple[int, NewSource, bool], ...]:
        """Those that users added, oldest first: number, what was said of it, and whether it is active."""
        query = select(sources).where(sources.c.parent_id.is_(None)).order_by(sources.c.id)
        with self.database.reading() as connection:
            return tuple((row.id, _new(row), row.active) for row in connection.execute(query))

    def find(self, name: str) -> int:
        """The number of a source by its address or its number.

        Raises:
            UsageError: there is none.
        """
        with self.database.reading() as connection:
            query = select(sources.c.id).where(sources.c.parent_id.is_(None))
            wanted = sources.c.address == name
            if name.isdecimal():
                wanted = or_(wanted, sources.c.id == int(name))
            number: int | None = connection.execute(query.where(wanted).limit(1)).scalar_one_or_none()
        if number is None:
            raise UsageError("is no source", where=name, action="see `dateline sources list`")
        return number

    def remove(self, number: int) -> None:
        """Remove a source and the sitemaps it lists. What was read stays; what only it listed is not fetched.

        Raises:
            UsageError: there is no such source; so do ``pause`` and ``retry``.
        """
        with self.database.writing() as connection:
            record(connection, self.actor, "remove source", _top(connection, number))
            connection.execute(delete(sources).where(sources.c.id == number))
            lost = ~exists(select(sightings.c.url_id).where(sightings.c.url_id == urls.c.id))
            left = update(urls).where(lost)
            connection.execute(left.values(due=None))
            waiting = urls.c.state == UrlState.TO_FETCH.value
            why = {"state": UrlState.PASSED_OVER.value, "message": "its source was removed"}
            connection.execute(left.where(waiting).values(**why))

    def pause(self, number: int, *, active: bool = False) -> None:
        """Let a source and its sitemaps rest, or go on."""
        mine = or_(sources.c.id == number, sources.c.parent_id == number)
        with self.database.writing() as connection:
            action = "resume source" if active else "pause source"
            record(connection, self.actor, action, _top(connection, number))
            connection.execute(update(sources).where(mine).values(active=active))

    def retry(self, number: int, now: datetime) -> None:
        """Look at a source now, and at what failed, was refused or rejected; do not leave its host alone longer."""
        mine = or_(sources.c.id == number, sources.c.parent_id == number)
        with self.database.writing() as connection:
            address = _top(connection, number)
            record(connection, self.actor, "retry source", address)
            connection.execute(update(sources).where(mine).values(due=now, failures=0))
            listed = (
                select(sightings.c.url_id)
                .join(sources, sources.c.id == sightings.c.source_id)
                .where(mine, sightings.c.url_id == urls.c.id)
            )
            bad = (UrlState.FAILED.value, UrlState.REFUSED.value, UrlState.REJECTED.value)
            again = urls.c.state.in_((*bad, UrlState.TO_FETCH.value))
            connection.execute(update(urls).where(again, exists(listed)).values(due=now, failures=0))
            origins = select(urls.c.origin).where(exists(listed))
            parts = urlsplit(address)
            own = f"{parts.scheme}://{parts.netloc}"
            held = or_(hosts.c.origin.in_(origins), hosts.c.origin == own)
            free = {"held": None, "failures": 0, "expires": None}
            connection.execute(update(hosts).where(held).values(**free))

    def due(self, now: datetime, *, untried_since: datetime | None = None) -> tuple[Source, ...]:
        """Active sources that are due.

        Args:
            untried_since: also those that a user added and that were not looked at since then.
        """
        wanted = sources.c.due <= now
        if untried_since is not None:
            untried = or_(sources.c.tried.is_(None), sources.c.tried < untried_since)
            wanted = or_(wanted, and_(sources.c.parent_id.is_(None), untried))
        query = select(sources).where(sources.c.active, wanted).order_by(sources.c.due, sources.c.id)
        with self.database.reading() as connection:
            return tuple(_source(row) for row in connection.execute(query))

    def next_due(self) -> datetime | None:
        """When the next source is due; None if none is."""
        query = select(sources.c.due).where(sources.c.active, sources.c.due.is_not(None))
        with self.database.reading() as connection:
            return connection.execute(query.order_by(sources.c.due).limit(1)).scalar_one_or_none()

    def listed(
        self, source: Source, listed: Listed, validators: Validators, *, now: datetime, every: int
    ) -> Counted:
        """Note what a source lists: each address gets a state, all or none of them.

        Args:
            every: seconds until it is looked at again.
        """
        with self.database.writing() as connection:
            found, unmatched = _matching(listed.entries, source.match)
            counted = _take(connection, source, found, now)
            _take_sitemaps(connection, source, listed.sitemaps, now)
            row = connection.execute(select(sources).where(sources.c.id == source.id)).one_or_none()
            if row is None:
                return counted  # removed in the meantime
            quiet = 0 if counted.new or counted.changed else row.quiet + 1
            values: dict[str, Any] = {"seen_as": listed.kind.value, "quiet": quiet, "listed": len(found)}
            values |= {"more": listed.more, "unusable": listed.unusable + unmatched}
            values |= {"etag": validators.etag, "modified": validators.modified, "digest": validators.digest}
            values |= {"name": row.name or listed.name, "due": _due(row, now, every, quiet)}
            _looked(connection, source.id, now, values)
            count(connection, source.id, now, Came.SEEN, counted.first_here)
        return counted

    def unchanged(self, source: Source, *, now: datetime, every: int) -> None:
        """Note that a source lists what it did."""
        with self.database.writing() as connection:
            row = connection.execute(select(sources).where(sources.c.id == source.id)).one_or_none()
            if row is not None:
                quiet = row.quiet + 1
                _looked(connection, source.id, now, {"quiet": quiet, "due": _due(row, now, every, quiet)})

    def failed(self, source: Source, trouble: Trouble, *, now: datetime, due: datetime) -> None:
        """Note that a source could not be had."""
        with self.database.writing() as connection:
            values = {"tried": now, "due": due, "failures": sources.c.failures + 1}
            values |= {"reason": trouble.reason.value, "message": trouble.message}
            changed = connection.execute(update(sources).where(sources.c.id == source.id).values(**values))
            if changed.rowcount:
                count(connection, source.id, now, Came.LOOKS)
                count(connection, source.id, now, Came.FAILED_LOOKS)


def _top(connection: Connection, number: int) -> str:
    """The address of a source that a user added."""
    query = select(sources.c.address).where(sources.c.id == number, sources.c.parent_id.is_(None))
    address: str | None = connection.execute(query).scalar_one_or_none()
    if address is None:
        raise UsageError("is no source", where=str(number), action="see the list of sources")
    return address


def _looked(connection: Connection, source: int, now: datetime, values: dict[str, Any]) -> None:
    fine = {"tried": now, "succeeded": now, "failures": 0, "reason": None, "message": None}
    connection.execute(update(sources).where(sources.c.id == source).values(**fine, **values))
    count(connection, source, now, Came.LOOKS)


def _due(row: Row[Any], now: datetime, every: int, quiet: int) -> datetime | None:
    """When a source is looked at again.

    A sitemap of an index waits until the index says that it has changed; if the index tells no dates, for twice
    as long each time that there is nothing new, a day at most.
    """
    if row.parent_id is None:
        return now + timedelta(seconds=every)
    if row.dated is not None:
        return None
    return now + timedelta(seconds=min(every * 2 ** min(quiet, 16), max(_LONGEST_QUIET, every)))


def _matching(entries: Sequence[Entry], match: str | None) -> tuple[Sequence[Entry], int]:
    if match is None:
        return entries, 0
    pattern = re.compile(match)
    found = [entry for entry in entries if pattern.search(entry.address)]
    return found, len(entries) - len(found)


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    for start in range(0, len(entries), _CHUNK):
        yield entries[start : start + _CHUNK]


def _take(connection: Connection, source: Source, entries: Sequence[Entry], now: datetime) -> Counted:
    new = changed = passed_over = first_here = 0
    oldest = now - timedelta(days=source.days)
    for chunk in _chunks(entries):
        known = {row.address: row for row in _known(connection, chunk)}
        rows = [_url_row(entry, now, oldest) for entry in chunk if entry.address not in known]
        if rows:
            connection.execute(insert(urls), rows)
        fresh = sum(1 for row in rows if row["state"] == UrlState.TO_FETCH.value)
        new, passed_over = new + fresh, passed_over + len(rows) - fresh
        for entry in chunk:
            row = known.get(entry.address)
            if row is not None and entry.dated is not None and (row.dated is None or entry.dated > row.dated):
                changed += _renewed(connection, row, entry.dated, now, oldest)
        first_here += _sight(connection, source.id, chunk, now)
    return Counted(new=new, changed=changed, passed_over=passed_over, first_here=first_here)


def _known(connection: Connection, chunk: Sequence[Entry]) -> Sequence[Row[Any]]:
    here = urls.c.address.in_([entry.address for entry in chunk])
    return connection.execute(select(urls).where(here)).all()


def _url_row(entry: Entry, now: datetime, oldest: datetime) -> dict[str, Any]:
    parts = urlsplit(entry.address)
    old = entry.dated is not None and entry.dated < oldest
    return {
        "address": entry.address,
        "origin": f"{parts.scheme}://{parts.netloc}",
        "state": (UrlState.PASSED_OVER if old else UrlState.TO_FETCH).value,
        "message": "older than its source's pages are taken" if old else None,
        "seen": now,
        "dated": entry.dated,
        "due": None if old else now,
    }


def _renewed(connection: Connection, row: Row[Any], dated: datetime, now: datetime, oldest: datetime) -> int:
    """A source says that a page has changed: look at it now."""
    values: dict[str, Any] = {"dated": dated}
    here = urls.c.id == row.id
    again = row.dated is not None and dated >= oldest
    if row.state == UrlState.PASSED_OVER.value and dated >= oldest:
        values |= {"state": UrlState.TO_FETCH.value, "message": None, "due": now}
    elif row.state in _AGAIN and again:
        values |= {"due": now, "failures": 0}
    elif row.state == UrlState.MOVED.value and again:
        reached = (urls.c.id == row.target_id, urls.c.state.in_(_AGAIN))
        connection.execute(update(urls).where(*reached).values(due=now))
    else:
        again = False
    connection.execute(update(urls).where(here).values(**values))
    return int(again)


def _sight(connection: Connection, source: int, chunk: Sequence[Entry], now: datetime) -> int:
    numbers = select(urls.c.id).where(urls.c.address.in_([entry.address for entry in chunk]))
    unseen = numbers.where(
        ~exists(
            select(sightings.c.url_id).where(sightings.c.url_id == urls.c.id, sightings.c.source_id == source)
        )
    )
    rows = [
        {"source_id": source, "url_id": number, "seen": now}
        for number in connection.execute(unseen).scalars()
    ]
    if rows:
        connection.execute(insert(sightings), rows)
    return len(rows)


def _take_sitemaps(connection: Connection, source: Source, found: Sequence[Entry], now: datetime) -> None:
    top = source.parent or source.id
    oldest = now - timedelta(days=source.days)
    for entry in found:
        known = _by_address(connection, entry.address)
        recent = entry.dated is None or entry.dated >= oldest
        if known is None:
            row = {"address": entry.address, "kind": SourceKind.SITEMAP.value, "days": source.days}
            row |= {"every": source.every, "match": source.match, "parent_id": top, "active": True}
            connection.execute(
                insert(sources).values(**row, added=now, dated=entry.dated, due=now if recent else None)
            )
        elif known.parent_id == top and entry.dated is not None and entry.dated != known.dated:
            values = {"dated": entry.dated, "due": now if recent else None}
            connection.execute(update(sources).where(sources.c.id == known.id).values(**values))


def _by_address(connection: Connection, address: str) -> Row[Any] | None:
    return connection.execute(select(sources).where(sources.c.address == address)).one_or_none()


def _checked(new: NewSource, *, files: bool) -> None:
    try:
        parts = urlsplit(new.address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.password
    except ValueError:
        usable = False
    if not usable and not (files and new.address.startswith("/")):
        raise UsageError(
            "is no http(s) address without a password", where=new.address, action="check the address"
        )
    try:
        re.compile(new.match or "")
    except re.error as error:
        raise UsageError(
            f"is no regular expression: {error}", where=new.match or "", action="mend the pattern"
        ) from None


def _new(row: Row[Any]) -> NewSource:
    return NewSource(
        address=row.address,
        kind=SourceKind(row.kind),
        name=row.name,
        folder=row.folder,
        every=row.every,
        days=row.days,
        match=row.match,
    )


def _source(row: Row[Any]) -> Source:
    return Source(
        id=row.id,
        address=row.address,
        kind=SourceKind(row.kind),
        every=row.every,
        days=row.days,
        match=row.match,
        parent=row.parent_id,
        validators=Validators(etag=row.etag, modified=row.modified, digest=row.digest),
        failures=row.failures,
    )
