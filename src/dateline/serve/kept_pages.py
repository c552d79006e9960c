"""Pages that were made are kept, and answered to the next who asks for the same without being signed in.

A page is kept for those whose request carries neither cookie nor authorization, so that nothing in it can be of
somebody; and only a page that sets no cookie, asks no cache to stay away, and is one of :data:`PATHS`: those whose
content depends on the address and the database alone. It holds as long as the database is unchanged, and for some
seconds after it was made whatever happens, so that a site is quick while articles are written. Each process keeps its
own.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.settings import Settings

PATHS = re.compile(
    r"""/ | /headlines\.(json|atom)
    | /(events|statements|map|search|about)(\.json)?
    | /(stories|incidents|articles|entities)/[^/]+
    | /authors/.+
    | /pairs/[^/]+/[^/]+""",
    re.VERBOSE | re.DOTALL,
)
"""The paths of the pages that are kept. Those of the API are not: each request there counts against a limit."""

_OVERHEAD = 1000
"""So many bytes a page takes besides its letters, about."""

_LARGEST = 8
"""No page may take more than this part of all the bytes."""

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

State: TypeAlias = Hashable
_Key: TypeAlias = tuple[str, str, bytes, bool]
_Pairs: TypeAlias = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSettings:
    """How much is kept, and for how long.

    Attributes:
        most_bytes: all pages together take no more, in each process.
        seconds: for so long a page is answered though the database may have changed; 0 to look each time.
    """

    most_bytes: int = 64_000_000
    seconds: float = 0.0

    @classmethod
    def of(cls, settings: Settings) -> KeptSettings:
        """What a user has set."""
        return cls(most_bytes=settings.page_cache_bytes, seconds=settings.page_cache_seconds)


@dataclass(slots=True)
class Kept:
    """A page as it was answered.

    Attributes:
        state: that of the database before it was made.
        looked: when it was last known to be of the newest state.
    """

    headers: _Pairs
    body: bytes
    state: State
    looked: float

    @property
    def size(self) -> int:
        """The bytes it takes."""
        return len(self.body) + sum(len(name) + len(value) for name, value in self.headers) + _OVERHEAD


@dataclass(slots=True)
class Pages:
    """Kept pages by what was asked; those asked for longest ago give way. For the one thread of an event loop.

    Attributes:
        most_bytes: they take no more than this together.
    """

    most_bytes: int
    taken: int = 0
    _pages: OrderedDict[_Key, Kept] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: _Key) -> Kept | None:
        """The page, which counts as asked for now."""
        found = self._pages.get(key)
        if found is not None:
            self._pages.move_to_end(key)
        return found

    def put(self, key: _Key, page: Kept) -> None:
        """Keep it, if it is not too large, in place of an older one."""
        self.drop(key)
        if page.size + len(key[2]) > self.most_bytes // _LARGEST:
            return
        self._pages[key] = page
        self.taken += page.size + len(key[2])
        while self.taken > self.most_bytes:
            self.drop(next(iter(self._pages)))

    def drop(self, key: _Key) -> None:
        """Keep it no longer."""
        gone = self._pages.pop(key, None)
        if gone is not None:
            self.taken -= gone.size + len(key[2])


class KeptPages:
    """Answers from what is kept where that is allowed; the same page asked for twice at once is made once.

    Args:
        app: what it stands before.
        settings: how much is kept, and for how long.
        state: tells the state of the database; a new one each time where that cannot be told.
        clock: seconds, ever growing.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: KeptSettings,
        state: Callable[[], Awaitable[State]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._state = state
        self._seconds = settings.seconds
        self._clock = clock
        self._making: dict[tuple[asyncio.AbstractEventLoop, _Key], asyncio.Event] = {}
        self._written = float("-inf")
        self.pages = Pages(settings.most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on."""
        key = key_of(scope)
        if key is None:
            await self._app(scope, receive, self._noting(scope, send))
            return
        making = (asyncio.get_running_loop(), key)
        if making in self._making:
            await self._making[making].wait()
        if await self._answered(key, send):
            return
        if making in self._making:  # it was not for keeping, and somebody else tries again
            await self._app(scope, receive, send)
            return
        done = self._making[making] = asyncio.Event()
        try:
            record = _Record(send, self.pages.most_bytes // _LARGEST)
            now, state = self._clock(), await self._state()
            await self._app(scope, receive, record)
            if record.keeps:
                self.pages.put(key, Kept(record.headers, bytes(record.body), state, now))
            else:
                self.pages.drop(key)
        finally:
            del self._making[making]
            done.set()
        await record.flush()

    async def _answered(self, key: _Key, send: Send) -> bool:
        page = self.pages.get(key)
        if page is None:
            return False
        now = self._clock()
        if page.looked <= self._written or now - page.looked >= self._seconds:
            if await self._state() != page.state:
                return False
            page.looked = now
        await send({"type": "http.response.start", "status": 200, "headers": list(page.headers)})
        await send({"type": "http.response.body", "body": page.body})
        return True

    def _noting(self, scope: Scope, send: Send) -> Send:
        """After a change that was made here, what is kept is answered only after a look at the database."""
        if scope["type"] != "http" or scope["method"] not in _UNSAFE:
            return send

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                self._written = self._clock()
            await send(message)

        return noting


def key_of(scope: Scope) -> _Key | None:
    """What a kept page is found by: host, path, query, and whether it is compressed; None if none may be."""
    if scope["type"] != "http" or scope["method"] != "GET" or not PATHS.fullmatch(scope["path"]):
        return None
    headers = Headers(scope=scope)
    if "cookie" in headers or "authorization" in headers or "range" in headers:
        return None
    packed = "gzip" in headers.get("accept-encoding", "")
    return headers.get("host", ""), scope["path"], scope["query_string"], packed


class _Record:
    """Takes an answer in whole before it is sent, so that who reads slowly keeps nobody waiting.

    What becomes too large is sent on as it comes.
    """

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._most = most
        self._start: Message | None = None
        self._passing = False
        self._whole = False
        self.headers: _Pairs = []
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if self._passing:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start, self.headers = message, list(message.get("headers", ()))
        else:
            self.body += message.get("body", b"")
            self._whole = not message.get("more_body", False)
            if len(self.body) > self._most and not self._whole:
                self._passing = True
                await self._begin(more=True)

    @property
    def keeps(self) -> bool:
        """Whether the answer is whole, and for everybody."""
        if self._start is None or self._passing or not self._whole or self._start["status"] != 200:
            return False
        held = Headers(raw=self.headers)
        control = held.get("cache-control", "")
        return "set-cookie" not in held and "no-store" not in control and "private" not in control

    async def flush(self) -> None:
        """Send what was taken in."""
        if self._start is not None and not self._passing:
            await self._begin(more=False)

    async def _begin(self, *, more: bool) -> None:
        assert self._start is not None  # noqa: S101  # servers start before they go on
        await self._send({**self._start, "headers": list(self.headers)})
        await self._send({"type": "http.response.body", "body": bytes(self.body), "more_body": more})
