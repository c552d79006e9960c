"""A guard against work that never ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def ends(what: str, seconds: float = 20.0) -> Iterator[None]:
    """Stop the block with a TimeoutError once it has used so many seconds of processor time."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"{what} used more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
