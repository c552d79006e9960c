"""What hosts allow, and which of them are left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from dateline.model import HostPolicy
from dateline.store.database import Database
from dateline.store.schema_collect import hosts, urls


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts in a database; all calls raise StoreError if it cannot be read or written."""

    database: Database

    def policy(self, origin: str, now: datetime) -> HostPolicy | None:
        """What a host allows, if it is known and still holds."""
        query = select(hosts).where(hosts.c.origin == origin, hosts.c.expires > now)
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return HostPolicy(
            origin=row.origin,
            robots=row.robots,
            robots_status=row.robots_status,
            tdmrep=row.tdmrep,
            checked=row.checked,
            expires=row.expires,
            message=row.message or "",
            reachable=row.reachable,
        )

    def keep(self, policy: HostPolicy) -> None:
        """Keep what a host allows."""
        values: dict[str, Any] = {
            "robots": policy.robots,
            "robots_status": policy.robots_status,
            "tdmrep": policy.tdmrep,
        }
        values |= {"checked": policy.checked, "expires": policy.expires, "reachable": policy.reachable}
        with self.database.writing() as connection:
            _put(connection, policy.origin, {**values, "message": policy.message or None})

    def held(self, now: datetime) -> dict[str, tuple[datetime | None, int]]:
        """The hosts that are left alone, until when, and how often in a row they could not be reached."""
        left_alone = or_(hosts.c.failures > 0, hosts.c.held > now)
        query = select(hosts.c.origin, hosts.c.held, hosts.c.failures).where(left_alone)
        with self.database.reading() as connection:
            found = connection.execute(query).all()
        return {
            row.origin: (row.held if row.held and row.held > now else None, row.failures) for row in found
        }

    def release(self, now: datetime) -> None:
        """Ask again those that could not be reached, and whatever waits for them; not those that asked for less."""
        with self.database.writing() as connection:
            query = select(hosts.c.origin, hosts.c.held).where(hosts.c.failures > 0, hosts.c.held > now)
            for row in connection.execute(query).all():
                mine = (urls.c.origin == row.origin, urls.c.due == row.held)
                connection.execute(update(urls).where(*mine).values(due=now))
                _put(connection, row.origin, {"held": None, "expires": None})

    def hold(self, origin: str, until: datetime | None, failures: int) -> None:
        """Leave a host alone until then; None and 0 when it answers again."""
        with self.database.writing() as connection:
            _put(connection, origin, {"held": until, "failures": failures})


def _put(connection: Connection, origin: str, values: dict[str, Any]) -> None:
    changed = connection.execute(update(hosts).where(hosts.c.origin == origin).values(**values))
    if changed.rowcount == 0:
        row = {"origin": origin, "reachable": True, "failures": 0, **values}
        connection.execute(insert(hosts).values(**row))
