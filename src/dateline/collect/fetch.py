"""One page from an http(s) address: robots obeyed, redirects, size and time limited."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from dateline.collect.compression import gunzip_bounded, read_bounded
from dateline.errors import InputRejectedError, Reason
from dateline.model import Page
from dateline.settings import Settings

_REDIRECTS = {301, 302, 303, 307, 308}
_READABLE = {"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""}
# RFC 9309, section 2.5: at least 500 kibibytes of a robots.txt are read.
_ROBOTS_BYTES = 512_000


class Fetcher:
    """Fetches pages; one connection pool, and each host's robots.txt read once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._robots: dict[str, Protego | None] = {}
        self._client = httpx.Client(
            headers={
                "User-Agent": settings.user_agent,
                "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8",
                # Only what is decompressed within a limit.
                "Accept-Encoding": "gzip, identity",
            },
            follow_redirects=False,
            timeout=httpx.Timeout(settings.fetch_seconds, connect=min(10.0, settings.fetch_seconds)),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def fetch(self, address: str) -> Page:
        """Fetch one page. Its address is the last one in the chain of redirects.

        Raises:
            InputRejectedError: FORBIDDEN_BY_ROBOTS, TOO_LARGE, BROKEN_COMPRESSION, UNSUPPORTED_TYPE, EMPTY,
                NOT_FOUND, TOO_SLOW or FETCH_FAILED.
        """
        deadline = time.monotonic() + self._settings.fetch_seconds
        current = address
        for _ in range(self._settings.max_redirects + 1):
            self._check_robots(current, deadline)
            status, headers, content = self._get(current, deadline, self._settings.max_page_bytes)
            if status not in _REDIRECTS:
                return self._page(current, status, headers, content)
            current = self._redirect_target(current, headers)
        raise InputRejectedError(
            Reason.FETCH_FAILED,
            f"more than {self._settings.max_redirects} redirects",
            where=address,
            action="give the last address itself",
        )

    def _page(self, address: str, status: int, headers: httpx.Headers, content: bytes) -> Page:
        if status in {404, 410}:
            raise InputRejectedError(
                Reason.NOT_FOUND, f"the server answered {status}", where=address, action="check the address"
            )
        if status != 200:
            raise InputRejectedError(
                Reason.FETCH_FAILED, f"the server answered {status}", where=address, action="try again later"
            )
        declared = headers.get("content-type", "")
        if declared.partition(";")[0].strip().lower() not in _READABLE:
            raise InputRejectedError(
                Reason.UNSUPPORTED_TYPE,
                f"is {declared}, not a page of text",
                where=address,
                action="give the address of an HTML page",
            )
        if not content.strip():
            raise InputRejectedError(Reason.EMPTY, "is empty", where=address, action="try again later")
        return Page(
            address=address, content=content, fetched=datetime.now(UTC), content_type=declared or None
        )

    def _redirect_target(self, address: str, headers: httpx.Headers) -> str:
        location = str(headers.get("location", ""))
        try:
            target = urljoin(address, location)
        except ValueError:
            target = ""
        if not target.startswith(("http://", "https://")) or target == address:
            raise InputRejectedError(
                Reason.FETCH_FAILED,
                f"redirects to {location!r}",
                where=address,
                action="give the last address itself",
            )
        return target

    def _check_robots(self, address: str, deadline: float) -> None:
        host = _host(address)
        if host not in self._robots:
            try:
                self._robots[host] = self._read_robots(host, deadline)
            except InputRejectedError as error:
                raise InputRejectedError(
                    error.reason, f"its robots.txt {error.what}", where=address, action=error.action
                ) from None
        rules = self._robots[host]
        if rules is None or not rules.can_fetch(address, self._settings.user_agent):
            why = "robots.txt could not be read" if rules is None else "robots.txt does not allow it"
            raise InputRejectedError(
                Reason.FORBIDDEN_BY_ROBOTS,
                why,
                where=address,
                action="save the page by hand and read the file",
            )

    def _read_robots(self, host: str, deadline: float) -> Protego | None:
        """The rules of a host; None if it must be taken to forbid everything (RFC 9309, section 2.3.1.4)."""
        current = f"{host}/robots.txt"
        for _ in range(self._settings.max_redirects + 1):
            try:
                status, headers, content = self._get(current, deadline, _ROBOTS_BYTES)
            except InputRejectedError as error:
                if error.reason in {Reason.TOO_LARGE, Reason.BROKEN_COMPRESSION}:
                    return None
                raise
            if status in _REDIRECTS:
                current = self._redirect_target(current, headers)
                continue
            if status == 200:
                return Protego.parse(content.decode("utf-8", errors="replace"))
            return Protego.parse("") if 400 <= status < 500 else None
        return Protego.parse("")

    def _get(self, address: str, deadline: float, limit: int) -> tuple[int, httpx.Headers, bytes]:
        try:
            with self._client.stream("GET", address) as response:
                chunks = self._before(deadline, response, address)
                read = gunzip_bounded if response.headers.get("content-encoding") == "gzip" else read_bounded
                has_body = response.status_code == 200
                content = read(chunks, where=address, limit=limit) if has_body else b""
                return response.status_code, response.headers, content
        except httpx.TimeoutException:
            raise self._too_slow(address) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise InputRejectedError(
                Reason.FETCH_FAILED,
                f"cannot be fetched: {str(error).rstrip('.') or type(error).__name__}",
                where=address,
                action="check the address and the network",
            ) from None

    def _before(self, deadline: float, response: httpx.Response, address: str) -> Iterator[bytes]:
        for chunk in response.iter_raw():
            if time.monotonic() > deadline:
                raise self._too_slow(address)
            yield chunk

    def _too_slow(self, address: str) -> InputRejectedError:
        return InputRejectedError(
            Reason.TOO_SLOW,
            f"took longer than {self._settings.fetch_seconds:g} s",
            where=address,
            action="try again, or set DATELINE_FETCH_SECONDS higher",
        )


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InputRejectedError(
            Reason.FETCH_FAILED, "is not an http(s) address", where=address, action="check the address"
        )
    return f"{parts.scheme}://{parts.netloc}"
