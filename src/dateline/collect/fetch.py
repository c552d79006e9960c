"""One page from an http(s) address: robots obeyed, redirects, size and time limited."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from protego import Protego

from dateline.collect.addresses import origin_of, redirect_target
from dateline.collect.exchange import ACCEPT_PAGES, REDIRECTS, Client, Exchange
from dateline.collect.robots import fetch_robots
from dateline.errors import InputRejectedError, Reason
from dateline.model import Page
from dateline.settings import Settings

READABLE = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", ""})


class Fetcher:
    """Fetches pages that a user names; one connection pool, and each host's robots.txt read once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._robots: dict[str, Protego | None] = {}
        self._client = Client(settings, allow_private=True)

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
            answer = self._client.get(
                current,
                limit=self._settings.max_page_bytes,
                headers={"Accept": ACCEPT_PAGES},
                deadline=deadline,
            )
            if answer.status not in REDIRECTS:
                return page_of(answer)
            current = redirect_target(current, str(answer.headers.get("location", "")))
        raise InputRejectedError(
            Reason.FETCH_FAILED,
            f"more than {self._settings.max_redirects} redirects",
            where=address,
            action="give the last address itself",
        )

    def _check_robots(self, address: str, deadline: float) -> None:
        origin = origin_of(address)
        if origin not in self._robots:
            try:
                _, text = fetch_robots(
                    self._client, origin, most_redirects=self._settings.max_redirects, deadline=deadline
                )
            except InputRejectedError as error:
                raise InputRejectedError(
                    error.reason, f"its robots.txt {error.what}", where=address, action=error.action
                ) from None
            self._robots[origin] = None if text is None else Protego.parse(text)
        rules = self._robots[origin]
        if rules is None or not rules.can_fetch(address, self._settings.user_agent):
            why = "robots.txt could not be read" if rules is None else "robots.txt does not allow it"
            raise InputRejectedError(
                Reason.FORBIDDEN_BY_ROBOTS,
                why,
                where=address,
                action="save the page by hand and read the file",
            )


def page_of(answer: Exchange) -> Page:
    """The page in an answer.

    Raises:
        InputRejectedError: NOT_FOUND, FETCH_FAILED, UNSUPPORTED_TYPE or EMPTY.
    """
    address = answer.address
    if answer.status in {404, 410}:
        raise InputRejectedError(
            Reason.NOT_FOUND,
            f"the server answered {answer.status}",
            where=address,
            action="check the address",
        )
    if answer.status != 200:
        raise InputRejectedError(
            Reason.FETCH_FAILED,
            f"the server answered {answer.status}",
            where=address,
            action="try again later",
        )
    declared = answer.headers.get("content-type", "")
    if declared.partition(";")[0].strip().lower() not in READABLE:
        raise InputRejectedError(
            Reason.UNSUPPORTED_TYPE,
            f"is {declared}, not a page of text",
            where=address,
            action="give the address of an HTML page",
        )
    if not answer.body.strip():
        raise InputRejectedError(Reason.EMPTY, "is empty", where=address, action="try again later")
    return Page(address=address, content=answer.body, fetched=answer.moment, content_type=declared or None)
