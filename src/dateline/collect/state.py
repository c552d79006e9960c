"""What the collector asks of whatever keeps its state; ``dateline.store`` meets this by shape.

What a call returned for must be safe: the collector counts on it after a crash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dateline.model import HostPolicy, Listed, Page, Source, Trouble, Validators, Wanted


class Counts(Protocol):
    """How many addresses a list brought."""

    @property
    def new(self) -> int:
        """Seen for the first time."""
        ...

    @property
    def changed(self) -> int:
        """Known, and changed since."""
        ...


class SourceState(Protocol):
    """The sources."""

    def due(self, now: datetime, *, untried_since: datetime | None = None) -> tuple[Source, ...]:
        """Those that are due; also those that a user added and that were not looked at since then."""
        ...

    def next_due(self) -> datetime | None:
        """When the next one is due."""
        ...

    def listed(
        self, source: Source, listed: Listed, validators: Validators, *, now: datetime, every: int
    ) -> Counts:
        """Note what one lists; look again after ``every`` seconds."""
        ...

    def unchanged(self, source: Source, *, now: datetime, every: int) -> None:
        """Note that one lists what it did."""
        ...

    def failed(self, source: Source, trouble: Trouble, *, now: datetime, due: datetime) -> None:
        """Note that one could not be had."""
        ...


class UrlStates(Protocol):
    """The addresses."""

    def origins(self, now: datetime) -> tuple[str, ...]:
        """The origins that have some that are due."""
        ...

    def wanted(self, origin: str, now: datetime, limit: int) -> tuple[Wanted, ...]:
        """Those of an origin that are due."""
        ...

    def next_due(self) -> datetime | None:
        """When the next one is due."""
        ...

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
        """Keep a page to be read."""
        ...

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
        """Note that one has not changed."""
        ...

    def moved(
        self, wanted: Wanted, target: str, origin: str, *, status: int, now: datetime, due: datetime | None
    ) -> bool:
        """Note that one leads to another; False if in a circle."""
        ...

    def refused(self, wanted: Wanted, trouble: Trouble, *, now: datetime, due: datetime | None) -> None:
        """Note that one may not be taken."""
        ...

    def failed(self, wanted: Wanted, trouble: Trouble, *, now: datetime, due: datetime | None) -> None:
        """Note that one could not be had."""
        ...

    def put_off(self, origin: str, trouble: Trouble, *, until: datetime, seen_since: datetime) -> None:
        """Put off all of a host."""
        ...


class HostState(Protocol):
    """The hosts."""

    def policy(self, origin: str, now: datetime) -> HostPolicy | None:
        """What one allows, if that is known."""
        ...

    def keep(self, policy: HostPolicy) -> None:
        """Keep what one allows."""
        ...

    def held(self, now: datetime) -> dict[str, tuple[datetime | None, int]]:
        """Those that are left alone: until when, and after how many failures in a row."""
        ...

    def release(self, now: datetime) -> None:
        """Ask again those that could not be reached, and whatever waits for them; not those that asked for less."""
        ...

    def hold(self, origin: str, until: datetime | None, failures: int) -> None:
        """Leave one alone until then."""
        ...


@dataclass(frozen=True, slots=True)
class State:
    """All of the collector's state."""

    sources: SourceState
    urls: UrlStates
    hosts: HostState
