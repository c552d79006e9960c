"""What keeps one client from taking everything: buckets of requests, sizes of bodies, places in queues."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.serve.clients import client_of

_MOST_CLIENTS = 20_000
RETRY_SECONDS = 5


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


@dataclass(slots=True)
class Buckets:
    """A bucket of tokens for each client, in memory; each request takes some, and time fills them again.

    Attributes:
        per_minute: how many tokens flow in; 0 for no limit at all.
        burst: how many a bucket holds.
        clock: seconds, ever growing.
    """

    per_minute: int
    burst: int
    clock: Callable[[], float] = time.monotonic
    _known: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, client: str, tokens: int = 1) -> float:
        """Take tokens from a client's bucket.

        Returns:
            0 if it had enough; else the seconds until it has, and none were taken.
        """
        if self.per_minute <= 0:
            return 0.0
        tokens = min(tokens, self.burst)
        with self._lock:
            now, rate = self.clock(), self.per_minute / 60
            bucket = self._known.pop(client, None) or _Bucket(float(self.burst), now)
            bucket.tokens = min(self.burst, bucket.tokens + (now - bucket.filled) * rate)
            bucket.filled = now
            self._known[client] = bucket
            if len(self._known) > _MOST_CLIENTS:
                self._known.popitem(last=False)
            if bucket.tokens >= tokens:
                bucket.tokens -= tokens
                return 0.0
            return (tokens - bucket.tokens) / rate


def charge(request: Request, buckets: Buckets, tokens: int) -> None:
    """Take tokens for a request.

    Raises:
        HTTPException: 429, if the client has none left.
    """
    wait = buckets.take(client_of(request), tokens)
    if wait:
        seconds = max(1, math.ceil(wait))
        raise HTTPException(
            429, f"too many requests; try again in {seconds} s", headers={"Retry-After": str(seconds)}
        )


@dataclass(slots=True)
class Places:
    """Places for work that few may do at once.

    Attributes:
        what: the work, for the message.
        at_once: how many may work.
        waiting: how many more may wait.
    """

    what: str
    at_once: int
    waiting: int = 0
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = threading.Semaphore(self.at_once)

    def enter(self) -> None:
        """Take a place, waiting for it if there are places to wait in. Give it back by ``leave``.

        Raises:
            HTTPException: 503, if all are taken.
        """
        with self._lock:
            if self._taken >= self.at_once + self.waiting:
                raise HTTPException(
                    503,
                    f"{self.what}: all places are taken; try again later",
                    {"Retry-After": str(RETRY_SECONDS)},
                )
            self._taken += 1
        self._free.acquire()

    def leave(self) -> None:
        """Give a place back."""
        self._free.release()
        with self._lock:
            self._taken -= 1

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for as long as the block runs."""
        self.enter()
        try:
            yield
        finally:
            self.leave()


class BodyLimit:
    """Refuses bodies that are too large, before they are taken in whole: 413.

    Args:
        app: what it stands before.
        most: beginning of a path → bytes; the longest beginning counts, and paths without any are let through.
    """

    def __init__(self, app: ASGIApp, most: Mapping[str, int]) -> None:
        self._app = app
        self._most = sorted(most.items(), key=lambda item: -len(item[0]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its bytes."""
        path = scope.get("path", "")
        most = next((size for start, size in self._most if path.startswith(start)), None)
        if scope["type"] != "http" or most is None:
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > most:
                    raise HTTPException(413, f"the body is larger than {most} bytes; send less")
            return message

        await self._app(scope, counted, send)
