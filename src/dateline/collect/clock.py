"""The time, and waiting: given to the collector, so that a test need not wait."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC, and waits."""

    def now(self) -> datetime:
        """The time in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait so long, or less."""
        ...


class SystemClock:
    """The clock of this computer; ``wake`` ends a sleep, and all that follow."""

    def __init__(self) -> None:
        self._awake = threading.Event()

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait so long, or until ``wake``."""
        self._awake.wait(seconds)

    def wake(self) -> None:
        """End all sleep."""
        self._awake.set()
