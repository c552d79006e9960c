"""A sender of HTTP requests that takes little of a processor: kept connections, one request on each at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

_MOST_HEADER = 100_000


@dataclass(slots=True)
class Links:
    """Connections to one server; a new one is made where all that there are wait for an answer."""

    host: str
    port: int
    patience: float
    _idle: deque[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=deque)

    async def get(self, address: str) -> int:
        """Ask, and read the answer whole; its status.

        Raises:
            OSError, TimeoutError, asyncio.IncompleteReadError: no answer came, or not the whole of it.
        """
        async with asyncio.timeout(self.patience):
            reader, writer = self._idle.pop() if self._idle else await self._opened()
            try:
                request = f"GET {address} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\naccept-encoding: gzip\r\n\r\n"
                writer.write(request.encode())
                status, keeps = await _answer(reader)
            except BaseException:
                writer.close()
                raise
        if keeps:
            self._idle.append((reader, writer))
        else:
            writer.close()
        return status

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self.host, self.port, limit=_MOST_HEADER)

    def close(self) -> None:
        """Close all that wait for nothing."""
        while self._idle:
            self._idle.pop()[1].close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Status of the answer, and whether another request may follow on the same connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
    }
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers.get("content-length", "0")))
    return int(head[0].split()[1]), headers.get("connection", "").lower() != "close"
