"""Which host may be asked when: its pace, how many requests are under way, and whether it is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dateline.collect.robots import Rules
from dateline.collect.timing import Timing


@dataclass(slots=True)
class _Host:
    ready: datetime | None = None
    under_way: int = 0


class Gate:
    """Keeps the pace of each host. A host is a name: its ports and http and https share the pace."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, Rules] = {}

    def rules(self, origin: str, now: datetime) -> Rules | None:
        """The rules of an origin, if they are known and still hold."""
        rules = self._rules.get(origin)
        return rules if rules and rules.policy.expires > now else None

    def learn(self, rules: Rules) -> None:
        """Take rules for an origin."""
        self._rules[rules.policy.origin] = rules

    def forget(self, origin: str) -> None:
        """Let the rules of an origin be asked for anew."""
        self._rules.pop(origin, None)

    def opens(self, origin: str, now: datetime) -> datetime | None:
        """When the next request may go to an origin: now or later; None when one that is under way has come back."""
        host = self._of(origin)
        if host.under_way >= (1 if self._asked(origin) else self._timing.per_host):
            return None
        return max(host.ready or now, now)

    def enter(self, origin: str, now: datetime) -> None:
        """A request goes to an origin."""
        host = self._of(origin)
        host.under_way += 1
        host.ready = now + timedelta(seconds=max(self._timing.pace, self._asked(origin)))

    def leave(self, origin: str) -> None:
        """A request has come back."""
        self._of(origin).under_way -= 1

    def _asked(self, origin: str) -> float:
        """The pause that robots.txt asks for."""
        rules = self._rules.get(origin)
        return rules.pause if rules else 0.0

    def _of(self, origin: str) -> _Host:
        return self._hosts.setdefault(urlsplit(origin).hostname or origin, _Host())
