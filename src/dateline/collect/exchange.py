"""One request and its answer: checked connections, limits of size and time, compression undone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx

from dateline.collect.compression import too_large
from dateline.collect.encodings import ACCEPTED, decoded
from dateline.collect.network import CheckedBackend, CheckedTransport, PrivateAddressError, Resolve, resolve
from dateline.errors import InputRejectedError, Reason
from dateline.settings import Settings

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ACCEPT_PAGES = "text/html,application/xhtml+xml,text/plain;q=0.8"
ACCEPT_ANYTHING = (
    "application/rss+xml,application/atom+xml,application/feed+json,application/xml,text/html,*/*;q=0.5"
)


class UnreachableError(InputRejectedError):
    """No connection could be made: the fault of the network or the host, not of what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer.

    Attributes:
        address: what was asked for.
        asked: the headers of the request.
        status: HTTP status.
        headers: those of the answer, as they came.
        wire: the body as it came over the line (without the chunks of HTTP); empty unless the status is 200.
        body: the same with its compression undone.
        moment: when the answer began, by the clock of this computer.
    """

    address: str
    asked: tuple[tuple[str, str], ...]
    status: int
    headers: httpx.Headers
    wire: bytes
    body: bytes
    moment: datetime


class Client:
    """Makes requests; one pool of connections, for as many threads as wanted.

    Args:
        settings: what it calls itself, and the limits.
        allow_private: also ask private networks and this computer.
        resolver: what gives the addresses of a name.
    """

    def __init__(self, settings: Settings, *, allow_private: bool, resolver: Resolve = resolve) -> None:
        self._settings = settings
        self._backend = CheckedBackend(allow_private=allow_private, resolver=resolver)
        self._client = httpx.Client(
            transport=CheckedTransport(self._backend),
            headers={"User-Agent": settings.user_agent, "Accept-Encoding": ACCEPTED},
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(settings.fetch_seconds, connect=min(10.0, settings.fetch_seconds)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get(
        self,
        address: str,
        *,
        limit: int,
        headers: Mapping[str, str] | None = None,
        deadline: float | None = None,
    ) -> Exchange:
        """Ask for one address, following no redirect.

        Args:
            limit: how many bytes the body may have, over the line and decompressed.
            headers: more of the request.
            deadline: when it is given up (``time.monotonic``); else after the seconds of the settings.

        Raises:
            UnreachableError: there was no connection.
            InputRejectedError: PRIVATE_ADDRESS, TOO_LARGE, BROKEN_COMPRESSION, TOO_SLOW or FETCH_FAILED.
        """
        end = deadline if deadline is not None else time.monotonic() + self._settings.fetch_seconds
        try:
            with (
                self._backend.until(end),
                self._client.stream("GET", address, headers=dict(headers or {})) as response,
            ):
                return self._taken(response, address, limit, end)
        except PrivateAddressError as error:
            raise InputRejectedError(
                Reason.PRIVATE_ADDRESS,
                f"is not asked for: {error}",
                where=address,
                action="set DATELINE_COLLECT_PRIVATE=yes if it may be",
            ) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(
                Reason.FETCH_FAILED,
                f"cannot be reached: {_words(error)}",
                where=address,
                action="check the address and the network",
            ) from None
        except httpx.TimeoutException:
            raise self._too_slow(address) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise InputRejectedError(
                Reason.FETCH_FAILED,
                f"cannot be fetched: {_words(error)}",
                where=address,
                action="check the address and the network",
            ) from None

    def _taken(self, response: httpx.Response, address: str, limit: int, end: float) -> Exchange:
        moment = datetime.now(UTC)
        wire: list[bytes] = []
        body = b""
        if response.status_code == 200:
            chunks = _kept(self._before(end, response, address), wire, limit, address)
            parts = decoded(chunks, response.headers.get("content-encoding", ""), where=address, limit=limit)
            body = b"".join(parts)
        return Exchange(
            address=address,
            asked=tuple(response.request.headers.multi_items()),
            status=response.status_code,
            headers=response.headers,
            wire=b"".join(wire),
            body=body,
            moment=moment,
        )

    def _before(self, end: float, response: httpx.Response, address: str) -> Iterator[bytes]:
        for chunk in response.iter_raw():
            if time.monotonic() > end:
                raise self._too_slow(address)
            yield chunk

    def _too_slow(self, address: str) -> InputRejectedError:
        return InputRejectedError(
            Reason.TOO_SLOW,
            f"took longer than {self._settings.fetch_seconds:g} s",
            where=address,
            action="try again, or set DATELINE_FETCH_SECONDS higher",
        )


def _kept(chunks: Iterable[bytes], wire: list[bytes], limit: int, address: str) -> Iterator[bytes]:
    """Keep the chunks as they came, as long as they are not too many."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise too_large(address, limit)
        wire.append(chunk)
        yield chunk


def _words(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
