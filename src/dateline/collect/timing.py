"""How long the collector waits for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The waits, in seconds.

    Attributes:
        pace: between two requests to a host.
        per_host: how many requests may be under way to one.
        retry_first, retry_factor, most_tries: before the second try of an address that failed; how much longer before
            each one after it; after how many it is given up.
        hold_first, hold_most: how long a host is left alone that cannot be reached; twice as long each time; at most.
        robots_again: after which a robots.txt that could not be had is asked for again.
        refused_again: after which a page that may not be taken is looked at again.
        recheck_first, recheck_most, recheck_for: after which a page is looked at for changes, twice as long each time
            that there is none; at most; and for how long after it was first seen.
        give_up: for how long after they were first seen the pages of a host that cannot be reached are tried.
        patience: how long a single run waits for what is not due yet.
    """

    pace: float = 1.0
    per_host: int = 2
    retry_first: float = 30.0
    retry_factor: float = 4.0
    most_tries: int = 5
    hold_first: float = 60.0
    hold_most: float = 3600.0
    robots_again: float = 600.0
    refused_again: float = 86_400.0
    recheck_first: float = 900.0
    recheck_most: float = 86_400.0
    recheck_for: float = 3 * 86_400.0
    give_up: float = 7 * 86_400.0
    patience: float = 40.0

    def retry(self, failures: int, now: datetime) -> datetime | None:
        """When an address that has failed so often in a row, this time included, is tried again; None for never."""
        if failures >= self.most_tries:
            return None
        return now + timedelta(seconds=self.retry_first * self.retry_factor ** (failures - 1))

    def hold(self, failures: int, now: datetime) -> datetime:
        """Until when a host is left alone that could not be reached so often in a row."""
        return now + timedelta(seconds=min(self.hold_first * 2 ** min(failures - 1, 30), self.hold_most))

    def recheck(
        self, seen: datetime, now: datetime, before: int, *, changed: bool
    ) -> tuple[datetime | None, int]:
        """When a page is looked at again, and how many seconds that is; never, when it is old.

        Args:
            before: how many seconds it was the last time; 0 for none.
        """
        seconds = self.recheck_first if changed or not before else min(before * 2, self.recheck_most)
        due = now + timedelta(seconds=seconds)
        if due > seen + timedelta(seconds=self.recheck_for):
            return None, int(seconds)
        return due, int(seconds)

    def refused(self, seen: datetime, now: datetime) -> datetime | None:
        """When a page that may not be taken is looked at again; never, when it is old."""
        due = now + timedelta(seconds=self.refused_again)
        return due if due <= seen + timedelta(seconds=self.recheck_for) else None


def retry_after(value: str | None, now: datetime, most: float = 86_400.0) -> datetime | None:
    """The moment that a Retry-After header names, as seconds or as a date; a day at most."""
    if not value:
        return None
    value = value.strip()
    latest = now + timedelta(seconds=most)
    if value.isascii() and value.isdigit():
        return now + timedelta(seconds=min(int(value[:9]), most))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        return None
    return min(max(moment, now), latest)
