"""What follows from what hosts answer: decided here, and kept by the state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dateline.collect.addresses import normalised, origin_of
from dateline.collect.exchange import REDIRECTS, Exchange, UnreachableError
from dateline.collect.fetch import page_of
from dateline.collect.gate import Gate
from dateline.collect.jobs import Done, Job, job_of_source
from dateline.collect.robots import Rules
from dateline.collect.state import State
from dateline.collect.timing import Timing, retry_after
from dateline.errors import InputRejectedError, Reason
from dateline.model import HostPolicy, Source, Trouble, Wanted
from dateline.settings import Settings

_PERMANENT = frozenset({301, 308})
_ASKS_FOR_LESS = frozenset({429, 503})
_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})
_FOR_GOOD = frozenset(
    {Reason.NOT_FOUND, Reason.UNSUPPORTED_TYPE, Reason.TOO_LARGE, Reason.PRIVATE_ADDRESS, Reason.TOO_DEEP}
)
_REFUSALS = frozenset({Reason.FORBIDDEN_BY_ROBOTS, Reason.OPTED_OUT, Reason.PRIVATE_ADDRESS})


class About(StrEnum):
    """What a notice is about."""

    PAGE = "page"
    SOURCE = "source"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that went wrong, for whoever looks on.

    Attributes:
        again: when it is tried again; None if it is not.
    """

    about: About
    address: str
    reason: Reason
    message: str
    again: datetime | None


@dataclass(slots=True)
class Tally:
    """What came of a run so far: how many addresses were new, unchanged, refused and so on."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, amount: int = 1) -> None:
        """Count."""
        if amount:
            self.counts[what] += amount


class Answers:
    """Decides, and has it kept. Used by the collector's own thread alone."""

    def __init__(
        self,
        state: State,
        gate: Gate,
        settings: Settings,
        timing: Timing,
        rhythm: int,
        tally: Tally,
        on_notice: Callable[[Notice], None],
        on_page: Callable[[Exchange], None] = lambda _: None,
    ) -> None:
        self._state, self._gate, self._settings, self._timing = state, gate, settings, timing
        self._rhythm, self._tally, self._on_notice = rhythm, tally, on_notice
        self._on_page = on_page
        self._failures: dict[str, int] = {}
        self._held: dict[str, datetime] = {}
        self._troubles: dict[str, Trouble] = {}

    # --- before asking --------------------------------------------------------------------------------------

    def recall(self, now: datetime) -> None:
        """Recall which hosts are left alone: somebody else may have said that they need not be."""
        self._failures.clear()
        self._held.clear()
        for origin, (until, failures) in self._state.hosts.held(now).items():
            self._failures[origin] = failures
            if until is not None:
                self._held[origin] = until

    def held_until(self, origin: str, now: datetime) -> datetime | None:
        """Until when a host is left alone, if it is."""
        until = self._held.get(origin)
        return until if until is not None and until > now else None

    def is_refused(self, job: Job, now: datetime) -> bool:
        """Whether what its host allows leaves a job out; that is kept then."""
        rules = self._gate.rules(job.origin, now)
        if rules is None:
            return False
        if not rules.allows(job.address):
            trouble = Trouble(reason=Reason.FORBIDDEN_BY_ROBOTS, message="robots.txt does not allow it")
        elif job.wanted is not None and (why := rules.reserved(job.address)):
            trouble = Trouble(reason=Reason.OPTED_OUT, message=why)
        else:
            return False
        if job.wanted is not None:
            self._refused(job.wanted, trouble, now)
        elif job.source is not None:
            self._source_trouble(
                job.source, trouble, now + timedelta(seconds=self._timing.refused_again), now
            )
        return True

    def put_off(self, origin: str, until: datetime) -> None:
        """Put off all addresses of a host that is left alone."""
        since = until - timedelta(seconds=self._timing.give_up)
        self._state.urls.put_off(origin, self._why(origin), until=until, seen_since=since)

    def _why(self, origin: str) -> Trouble:
        """Why a host is left alone."""
        unknown = Trouble(reason=Reason.HOST_WAITS, message="its host cannot be asked now")
        return self._troubles.get(origin, unknown)

    # --- hosts ----------------------------------------------------------------------------------------------

    def policy(self, policy: HostPolicy, now: datetime) -> None:
        """A host has told what it allows, or has not."""
        if policy.robots is not None:
            self._state.hosts.keep(policy)
            self._gate.learn(Rules(policy, self._settings.user_agent))
            self._answered(policy.origin)
            return
        failures = self._failures.get(policy.origin, 0) + 1
        if policy.reachable:
            until = now + timedelta(seconds=self._timing.robots_again)
        else:
            until = self._timing.hold(failures, now)
        self._state.hosts.keep(replace(policy, expires=until))
        reason = Reason.ROBOTS_UNREACHABLE if policy.reachable else Reason.FETCH_FAILED
        self._leave_alone(policy.origin, until, failures, Trouble(reason=reason, message=policy.message))

    def turned_away(self, job: Job, error: InputRejectedError, now: datetime) -> None:
        """A job whose host may not be asked at all."""
        if job.wanted is not None:
            self._not_had(job.wanted, error, None, now)
        elif job.source is not None:
            self.source_failed(job.source, error, now)

    def _leave_alone(self, origin: str, until: datetime, failures: int, trouble: Trouble) -> None:
        self._failures[origin], self._held[origin], self._troubles[origin] = failures, until, trouble
        self._state.hosts.hold(origin, until, failures)
        self.put_off(origin, until)
        self._tell(About.HOST, origin, trouble.reason, trouble.message, until)

    def _answered(self, origin: str) -> None:
        if self._failures.pop(origin, 0):
            self._held.pop(origin, None)
            self._state.hosts.hold(origin, None, 0)

    def _asks_for_less(self, exchange: Exchange, origin: str, now: datetime) -> datetime | None:
        """A host that says when to come again is left alone until then."""
        if exchange.status not in _ASKS_FOR_LESS:
            return None
        until = retry_after(exchange.headers.get("retry-after"), now)
        if until is None and exchange.status == 429:
            until = self._timing.hold(1, now)
        if until is not None and until > now:
            message = f"the server answered {exchange.status}, and asks to wait"
            self._leave_alone(origin, until, 0, Trouble(reason=Reason.HOST_WAITS, message=message))
        return until

    # --- sources --------------------------------------------------------------------------------------------

    def source(self, done: Done, source: Source, now: datetime) -> Job | None:
        """A source was looked at; what is to be asked for next on its account, if anything."""
        try:
            return self._source(done, source, now)
        except InputRejectedError as error:
            self.source_failed(source, error, now, origin=done.job.origin)
            return None

    def _source(self, done: Done, source: Source, now: datetime) -> Job | None:
        if done.error is not None:
            raise done.error
        every = source.every or self._rhythm
        exchange = done.exchange
        if exchange is not None:
            self._answered(done.job.origin)
            if exchange.status in REDIRECTS:
                return self._source_redirected(exchange, source, done.job)
            self._asks_for_less(exchange, done.job.origin, now)
            if exchange.status not in (200, 304):
                page_of(exchange)  # says what is wrong
        if done.listed is None:
            self._state.sources.unchanged(source, now=now, every=every)
            return None
        counted = self._state.sources.listed(source, done.listed, done.validators, now=now, every=every)
        self._tally.add("seen", counted.new)
        return None

    def _source_redirected(self, exchange: Exchange, source: Source, job: Job) -> Job:
        target = self._target(exchange)
        if job.hops >= self._settings.max_redirects:
            raise _failure(source.address, f"more than {self._settings.max_redirects} redirects")
        return job_of_source(source, target, job.hops + 1)

    def source_failed(
        self, source: Source, error: InputRejectedError, now: datetime, *, origin: str = ""
    ) -> None:
        """A source could not be had."""
        if isinstance(error, UnreachableError) and origin:
            self._unreachable(origin, error, now)
        due = self.held_until(origin, now) or now + timedelta(
            seconds=min(
                self._timing.retry_first * 2 ** min(source.failures, 12), source.every or self._rhythm
            )
        )
        self._source_trouble(source, Trouble(reason=error.reason, message=error.what), due, now)

    def source_held(self, source: Source, origin: str, until: datetime, now: datetime) -> None:
        """The host of a source is left alone."""
        self._source_trouble(source, self._why(origin), until, now)

    def _source_trouble(self, source: Source, trouble: Trouble, due: datetime, now: datetime) -> None:
        self._state.sources.failed(source, trouble, now=now, due=due)
        self._tally.add("failed sources")
        self._tell(About.SOURCE, source.address, trouble.reason, trouble.message, due)

    # --- pages ----------------------------------------------------------------------------------------------

    def page(self, done: Done, wanted: Wanted, now: datetime) -> None:
        """A page was asked for."""
        try:
            self._page(done, wanted, now)
        except UnreachableError as error:
            self._unreachable(wanted.origin, error, now)
        except InputRejectedError as error:
            status = done.exchange.status if done.exchange else None
            self._not_had(wanted, error, status, now)

    def _page(self, done: Done, wanted: Wanted, now: datetime) -> None:
        if done.error is not None:
            raise done.error
        exchange = done.exchange
        if exchange is None:
            return
        self._answered(wanted.origin)
        if exchange.status in REDIRECTS:
            self._moved(exchange, wanted, now)
        elif exchange.status == 304:
            self._unchanged(done, wanted, exchange.status, now)
        else:
            self._had(done, exchange, wanted, now)

    def _had(self, done: Done, exchange: Exchange, wanted: Wanted, now: datetime) -> None:
        self._asks_for_less(exchange, wanted.origin, now)
        page = page_of(exchange)
        said = done.said
        if said.refuses:
            trouble = Trouble(reason=Reason.OPTED_OUT, message=said.refuses, status=exchange.status)
            self._refused(wanted, trouble, now)
        elif done.validators.digest == wanted.validators.digest:
            self._unchanged(done, wanted, exchange.status, now)
        else:
            self._on_page(exchange)
            due, rhythm = self._timing.recheck(wanted.seen, now, wanted.rhythm, changed=True)
            self._state.urls.stage(
                wanted,
                replace(page, address=wanted.address, fetched=now),
                done.validators,
                now=now,
                due=due,
                rhythm=rhythm,
                opt_outs=said.said,
            )
            self._tally.add("fetched")

    def _unchanged(self, done: Done, wanted: Wanted, status: int, now: datetime) -> None:
        due, rhythm = self._timing.recheck(wanted.seen, now, wanted.rhythm, changed=False)
        found, before = done.validators, wanted.validators
        # A 304 may leave out what it has not changed; the digest is that of the body we have.
        kept = replace(
            found,
            etag=found.etag or before.etag,
            modified=found.modified or before.modified,
            digest=before.digest,
        )
        self._state.urls.unchanged(wanted, kept, status=status, now=now, due=due, rhythm=rhythm)
        self._tally.add("unchanged")

    def _moved(self, exchange: Exchange, wanted: Wanted, now: datetime) -> None:
        target = self._target(exchange)
        if wanted.hops >= self._settings.max_redirects:
            raise _failure(wanted.address, f"more than {self._settings.max_redirects} redirects", good=True)
        due = None
        if exchange.status not in _PERMANENT:
            due, _ = self._timing.recheck(wanted.seen, now, int(self._timing.recheck_first), changed=False)
        origin = origin_of(target)
        kept = self._state.urls.moved(wanted, target, origin, status=exchange.status, now=now, due=due)
        if not kept:
            raise _failure(wanted.address, f"redirects in a circle, by {target}", good=True)
        self._tally.add("moved")

    def _target(self, exchange: Exchange) -> str:
        location = str(exchange.headers.get("location", ""))
        target = normalised(location, exchange.address) if location else None
        if target is None or target == exchange.address:
            raise _failure(exchange.address, f"redirects to {location[:200]!r}", good=True)
        return target

    def _refused(self, wanted: Wanted, trouble: Trouble, now: datetime) -> None:
        due = self._timing.refused(wanted.seen, now)
        self._state.urls.refused(wanted, trouble, now=now, due=due)
        self._tally.add("refused")
        self._tell(About.PAGE, wanted.address, trouble.reason, trouble.message, due)

    def _not_had(self, wanted: Wanted, error: InputRejectedError, status: int | None, now: datetime) -> None:
        trouble = Trouble(reason=error.reason, message=error.what, status=status)
        if error.reason in _REFUSALS:
            self._refused(wanted, trouble, now)
            return
        good = error.reason in _FOR_GOOD or isinstance(error, _ForGoodError)
        if status is not None and 400 <= status < 500 and status not in _WORTH_ANOTHER_TRY:
            good = True
        due = None if good else self._timing.retry(wanted.failures + 1, now)
        held = self.held_until(wanted.origin, now)
        if due is not None and held is not None:
            due = max(due, held)
        self._state.urls.failed(wanted, trouble, now=now, due=due)
        self._tally.add("failed" if due is None else "failed, to be tried again")
        self._tell(About.PAGE, wanted.address, trouble.reason, trouble.message, due)

    def _unreachable(self, origin: str, error: UnreachableError, now: datetime) -> None:
        """The fault lies with the host or the network: all its pages wait, and none is counted as failed."""
        if self.held_until(origin, now):
            return  # another request found out at the same time
        failures = self._failures.get(origin, 0) + 1
        trouble = Trouble(reason=error.reason, message=error.what)
        self._leave_alone(origin, self._timing.hold(failures, now), failures, trouble)

    def _tell(self, about: About, address: str, reason: Reason, message: str, again: datetime | None) -> None:
        self._on_notice(Notice(about=about, address=address, reason=reason, message=message, again=again))


class _ForGoodError(InputRejectedError):
    """What will not be otherwise at another try."""


def _failure(address: str, what: str, *, good: bool = False) -> InputRejectedError:
    kind = _ForGoodError if good else InputRejectedError
    return kind(Reason.FETCH_FAILED, what, where=address, action="give the last address itself")
