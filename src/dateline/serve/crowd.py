"""A site that is asked for more than it can answer says so at once, rather than have everybody wait ever longer."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dateline.serve.site import wants_json
from dateline.settings import Settings

RETRY_SECONDS = 2
_BUSY = "the site is asked for more than it can answer now; try again in a few seconds"
_NOT_COUNTED = "/static/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdSettings:
    """How many are answered at once, in each process.

    Attributes:
        at_once: so many pages are made.
        waiting: so many more may wait.
        seconds: nobody waits longer.
    """

    at_once: int = 3
    waiting: int = 60
    seconds: float = 2.0

    @classmethod
    def of(cls, settings: Settings) -> CrowdSettings:
        """What a user has set."""
        return cls(
            at_once=settings.pages_at_once,
            waiting=settings.pages_waiting,
            seconds=settings.pages_wait_seconds,
        )


@dataclass(slots=True)
class Turns:
    """Places for pages that are made at once, and for those that wait, first come first served."""

    settings: CrowdSettings
    _taken: int = 0
    _queue: deque[asyncio.Future[None]] = field(default_factory=deque)

    async def enter(self) -> bool:
        """Take a place, to be given back by ``leave``; False if there was none in time."""
        if self._taken < self.settings.at_once:
            self._taken += 1
            return True
        if len(self._queue) >= self.settings.waiting:
            return False
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), self.settings.seconds)
        except TimeoutError:
            return self._withdrawn(turn)
        except asyncio.CancelledError:
            if self._withdrawn(turn):
                self.leave()
            raise
        return True

    def leave(self) -> None:
        """Give the place to who has waited longest."""
        if self._queue:
            self._queue.popleft().set_result(None)
        else:
            self._taken -= 1

    def _withdrawn(self, turn: asyncio.Future[None]) -> bool:
        """Stop waiting; whether the place was given just now all the same."""
        if turn.done():
            return True
        self._queue.remove(turn)
        return False


class Crowd:
    """Lets only so many pages be made at once; 503 with Retry-After for who would wait too long.

    A place is given back when the answer begins, so that neither a slow reader nor a long file keeps it. What is sent
    to the site (POST) is not counted here, for its body may come slowly; it has limits of its own.

    Args:
        app: what it stands before.
        settings: how many are answered at once.
    """

    def __init__(self, app: ASGIApp, settings: CrowdSettings) -> None:
        self._app = app
        self._settings = settings
        self._turns: dict[asyncio.AbstractEventLoop, Turns] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NOT_COUNTED):
            await self._app(scope, receive, send)
            return
        turns = self._turns_now()
        if not await turns.enter():
            await _busy(Request(scope))(scope, receive, send)
            return
        inside = True

        def leave() -> None:
            nonlocal inside
            if inside:
                inside = False
                turns.leave()

        async def beginning(message: Message) -> None:
            leave()
            await send(message)

        try:
            await self._app(scope, receive, beginning)
        finally:
            leave()

    def _turns_now(self) -> Turns:
        loop = asyncio.get_running_loop()
        if loop not in self._turns:
            self._turns = {
                loop: Turns(self._settings)
            }  # a server has one loop; what comes after it is another
        return self._turns[loop]


def _busy(request: Request) -> Response:
    headers = {"retry-after": str(RETRY_SECONDS)}
    if wants_json(request):
        return JSONResponse({"error": _BUSY}, status_code=503, headers=headers)
    return PlainTextResponse(f"{_BUSY}\n", status_code=503, headers=headers)
