"""What a host allows: robots.txt (RFC 9309) and the TDM Reservation Protocol's file."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from protego import Protego

from dateline.collect.addresses import redirect_target
from dateline.collect.exchange import REDIRECTS, Client, Exchange, UnreachableError
from dateline.errors import InputRejectedError, Reason
from dateline.model import HostPolicy

# RFC 9309, section 2.5: at least 500 kibibytes of a robots.txt are read.
ROBOTS_BYTES = 512_000
# RFC 9309, section 2.4: not to be kept for longer than a day.
_KEPT = timedelta(days=1)
_TDMREP_BYTES = 256_000
_LONGEST_PAUSE = 86_400.0


def fetch_robots(
    client: Client, origin: str, *, most_redirects: int, deadline: float | None = None
) -> tuple[int, str | None]:
    """The robots.txt of a host.

    Returns:
        HTTP status, and the text: empty if there is none (all is allowed), None if it must be taken to forbid
        everything (RFC 9309, section 2.3.1.4).

    Raises:
        InputRejectedError: as ``Client.get``, but for one that is too large or damaged.
    """
    current = f"{origin}/robots.txt"
    for _ in range(most_redirects + 1):
        try:
            answer = client.get(current, limit=ROBOTS_BYTES, deadline=deadline)
        except InputRejectedError as error:
            if error.reason in {Reason.TOO_LARGE, Reason.BROKEN_COMPRESSION}:
                return 200, None
            raise
        if answer.status in REDIRECTS:
            current = redirect_target(current, str(answer.headers.get("location", "")))
            continue
        if answer.status == 200:
            return 200, answer.body.decode("utf-8", errors="replace")
        return answer.status, ("" if 400 <= answer.status < 500 and answer.status != 429 else None)
    return 310, ""


def fetch_policy(
    client: Client, origin: str, now: datetime, *, seconds: float, most_redirects: int
) -> HostPolicy:
    """What a host allows, from the host; what could not be had is in it too.

    Args:
        now: when, for how long it holds.
        seconds: how long this may take in all.

    Raises:
        InputRejectedError: PRIVATE_ADDRESS.
    """
    deadline = time.monotonic() + seconds
    status, robots, message, reachable = 0, None, "", True
    try:
        status, robots = fetch_robots(client, origin, most_redirects=most_redirects, deadline=deadline)
        if robots is None:
            message = (
                f"its robots.txt answered {status}" if status != 200 else "its robots.txt cannot be read"
            )
    except InputRejectedError as error:
        if error.reason is Reason.PRIVATE_ADDRESS:
            raise
        reachable = not isinstance(error, UnreachableError)
        message = f"its robots.txt {error.what}"
    tdmrep = _tdmrep(client, origin, deadline) if robots is not None else None
    return HostPolicy(
        origin=origin,
        robots=robots,
        robots_status=status,
        tdmrep=tdmrep,
        checked=now,
        expires=now + _KEPT,
        message=message,
        reachable=reachable,
    )


def _tdmrep(client: Client, origin: str, deadline: float) -> str | None:
    try:
        answer: Exchange = client.get(
            f"{origin}/.well-known/tdmrep.json", limit=_TDMREP_BYTES, deadline=deadline
        )
    except InputRejectedError:
        return None
    return answer.body.decode("utf-8", errors="replace") if answer.status == 200 else None


@dataclass(frozen=True, slots=True)
class _Reservation:
    """An entry of tdmrep.json: a path with stars, cut at them; ``whole`` if it ended in ``$``."""

    pieces: tuple[str, ...]
    whole: bool
    reserved: bool
    policy: str

    def matches(self, path: str) -> bool:
        """Whether a path fits; in time that grows with its length alone, as the pattern is a stranger's."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        place = len(first)
        last = rest.pop() if rest and self.whole else None
        for piece in rest:
            found = path.find(piece, place)
            if found < 0:
                return False
            place = found + len(piece)
        if last is not None:
            return len(path) - len(last) >= place and path.endswith(last)
        return not self.whole or place == len(path)


class Rules:
    """The rules of a host, made from its policy; asked for each address."""

    def __init__(self, policy: HostPolicy, user_agent: str) -> None:
        self.policy, self._user_agent = policy, user_agent
        self._robots = None if policy.robots is None else Protego.parse(policy.robots)
        self._reservations = _reservations(policy.tdmrep)

    def allows(self, address: str) -> bool:
        """Whether robots.txt allows an address; False if there is none to ask."""
        return self._robots is not None and bool(self._robots.can_fetch(address, self._user_agent))

    @property
    def pause(self) -> float:
        """Seconds between two requests that robots.txt asks for; 0 if it does not."""
        if self._robots is None:
            return 0.0
        rate = self._robots.request_rate(self._user_agent)
        asked = float(self._robots.crawl_delay(self._user_agent) or 0.0)
        seconds = max(asked, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        if seconds >= _LONGEST_PAUSE:
            return _LONGEST_PAUSE
        return seconds if seconds > 0 else 0.0  # what is not a number is no pause

    def reserved(self, address: str) -> str | None:
        """What tdmrep.json says, if it reserves an address; the first entry that matches counts."""
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for one in self._reservations:
            if one.matches(path):
                return f"tdmrep.json reserves it{one.policy}" if one.reserved else None
        return None


def _reservations(text: str | None) -> tuple[_Reservation, ...]:
    """The entries of a tdmrep.json; what does not have its form says nothing."""
    if text is None:
        return ()
    try:
        entries = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return ()
    return tuple(
        _reservation(entry)
        for entry in (entries if isinstance(entries, list) else [entries])
        if isinstance(entry, dict) and isinstance(entry.get("location"), str)
    )


def _reservation(entry: dict[str, Any]) -> _Reservation:
    location = entry["location"]
    policy = entry.get("tdm-policy")
    return _Reservation(
        tuple(location.removesuffix("$").split("*")),
        location.endswith("$"),
        str(entry.get("tdm-reservation")) == "1",
        f" (policy: {policy[:300]})" if isinstance(policy, str) else "",
    )
