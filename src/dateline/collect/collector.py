"""The collector: looks at what is due, asks for it at each host's pace, and keeps what came of it.

Its own thread decides and writes; other threads only ask. What is decided is written before anything follows from
it, so that a collector that was killed goes on where it was.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from dateline.collect.answers import Answers, Notice, Tally
from dateline.collect.clock import Clock
from dateline.collect.exchange import Client, Exchange
from dateline.collect.gate import Gate
from dateline.collect.jobs import Asker, Done, Job, job_of_source
from dateline.collect.robots import Rules
from dateline.collect.state import State
from dateline.collect.timing import Timing
from dateline.errors import InputRejectedError
from dateline.settings import Settings

_AT_ONCE = 128
"""How many addresses of an origin are taken up at once."""
_LOW = 32
_LOOK_AGAIN = 5.0
_LONGEST_SLEEP = 60.0
_LONGEST_PACE = 120.0
"""A host that wants longer pauses gets no further request from a single run."""


class Collector:
    """Collects, until there is nothing to do, or as long as it is told to.

    Args:
        state: where everything is kept.
        client: makes the requests.
        settings: names and limits.
        timing: how long it waits for what.
        clock: tells the time, and waits.
        rhythm: seconds between two looks at a source that has no rhythm of its own.
        read_waiting: reads some of the pages that wait to be read; returns how many.
        on_notice: is told of all that goes wrong, line by line.
        on_exchange: is given each answer before what came of it is kept, such as for an archive. After a crash it may
            be given the same answer twice, but never misses one of which something was kept.
        on_page: in the same way, each page that is new or has changed and may be taken, before it is kept. What it
            raises ends the run, and the page is asked for again.
    """

    def __init__(
        self,
        state: State,
        client: Client,
        settings: Settings,
        *,
        timing: Timing,
        clock: Clock,
        rhythm: int,
        read_waiting: Callable[[], int] = lambda: 0,
        on_notice: Callable[[Notice], None] = lambda _: None,
        on_exchange: Callable[[Exchange], None] = lambda _: None,
        on_page: Callable[[Exchange], None] = lambda _: None,
    ) -> None:
        self._state, self._settings, self._timing, self._clock = state, settings, timing, clock
        self._asker, self._gate = Asker(client, settings), Gate(timing)
        self._read_waiting, self._on_exchange = read_waiting, on_exchange
        self.tally = Tally()
        self._answers = Answers(state, self._gate, settings, timing, rhythm, self.tally, on_notice, on_page)
        self._queues: dict[str, deque[Job]] = {}
        self._busy: set[tuple[str, int | str]] = set()
        self._under_way: dict[Future[Done], Job] = {}
        self._stale = True
        self._look_again: datetime | None = None
        self._stopped = False

    def stop(self) -> None:
        """End soon: what is under way is let go, what is kept is safe."""
        self._stopped = True

    def run(self, *, until: datetime | None = None, once: bool = False) -> Tally:
        """Collect.

        Args:
            until: when to end; None for never.
            once: look at all active sources now, whenever they are due, and end when there is nothing left that
                is due soon.

        Raises:
            StoreError: the state cannot be kept, such as on a full disk. What was kept before is safe.
        """
        began = self._clock.now()
        if once:
            self._state.hosts.release(began)
        self._answers.recall(began)
        pool = ThreadPoolExecutor(self._settings.collect_connections, thread_name_prefix="ask")
        try:
            if once:
                self._add_sources(untried_since=began)
            while not self._stopped and not self._is_over(until):
                looked = self._take_up()
                moved = self._start(pool) + self._finish() + self._read_waiting()
                if not moved and not looked and not self._rest(until, once=once):
                    break
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._under_way.clear()
        return self.tally

    def _is_over(self, until: datetime | None) -> bool:
        return until is not None and self._clock.now() >= until

    def _rest(self, until: datetime | None, *, once: bool) -> bool:
        """Nothing can be done now: wait for an answer or for what comes next. False if that is too far off."""
        now = self._clock.now()
        if self._under_way:
            opening = self._opening(now)
            seconds = (opening - now).total_seconds() if opening else 1.0
            wait(self._under_way, timeout=min(max(seconds, 0.005), 1.0), return_when=FIRST_COMPLETED)
            return True
        following = self._next(now)
        patience = self._timing.patience
        if any(self._queues.values()):
            patience = max(patience, _LONGEST_PACE)
        if once and (following is None or following > now + timedelta(seconds=patience)):
            return False
        ends = [moment for moment in (following, until) if moment is not None]
        seconds = (min(ends) - now).total_seconds() if ends else _LONGEST_SLEEP
        self._clock.sleep(min(max(seconds, 0.001), _LONGEST_SLEEP))
        self._stale = True
        return True

    def _opening(self, now: datetime) -> datetime | None:
        """When the next host may be asked of those for which something waits."""
        moments = [self._gate.opens(origin, now) for origin, queue in self._queues.items() if queue]
        return min((moment for moment in moments if moment is not None), default=None)

    def _next(self, now: datetime) -> datetime | None:
        """When there is something to do."""
        if any(self._queues.values()):
            return self._opening(now) or now
        found = (self._state.sources.next_due(), self._state.urls.next_due())
        return min((moment for moment in found if moment is not None), default=None)

    def _take_up(self) -> bool:
        """Put what is due into the queues, unless there is enough in them; whether it was looked for."""
        now = self._clock.now()
        enough = sum(map(len, self._queues.values())) >= _LOW
        if not self._stale or (enough and self._look_again is not None and now < self._look_again):
            return False
        self._stale, self._look_again = False, now + timedelta(seconds=_LOOK_AGAIN)
        self._answers.recall(now)
        self._add_sources()
        for origin in self._state.urls.origins(now):
            if self._state.hosts.policy(origin, now) is None:
                self._gate.forget(origin)
            until = self._answers.held_until(origin, now)
            if until is not None:
                self._answers.put_off(origin, until)
                continue
            for wanted in self._state.urls.wanted(origin, now, _AT_ONCE):
                self._queue(Job(address=wanted.address, origin=origin, wanted=wanted))
        return True

    def _add_sources(self, *, untried_since: datetime | None = None) -> None:
        now = self._clock.now()
        for source in self._state.sources.due(now, untried_since=untried_since):
            try:
                job = job_of_source(source)
            except InputRejectedError as error:
                self._answers.source_failed(source, error, now)
                continue
            until = self._answers.held_until(job.origin, now)
            if job.key in self._busy:
                continue
            if until is not None:
                self._answers.source_held(source, job.origin, until, now)
            else:
                self._queue(job)

    def _queue(self, job: Job) -> None:
        if job.key not in self._busy:
            self._busy.add(job.key)
            queue = self._queues.setdefault(job.origin, deque())
            # Lists first: what they bring is the newest.
            (queue.appendleft if job.source else queue.append)(job)

    def _start(self, pool: ThreadPoolExecutor) -> int:
        """Let jobs go to the hosts that may be asked now; how many went, or were decided without asking."""
        moved = 0
        for origin in tuple(self._queues):
            queue = self._queues[origin]
            while queue and len(self._under_way) < self._settings.collect_connections:
                now = self._clock.now()
                if not origin:
                    self._go(pool, queue.popleft(), now)
                elif not self._may_go(pool, origin, now):
                    break
                elif (job := queue.popleft()) and self._answers.is_refused(job, now):
                    self._busy.discard(job.key)
                else:
                    self._gate.enter(origin, now)
                    self._go(pool, job, now)
                moved += 1
            if not queue:
                del self._queues[origin]
                self._stale = True
        return moved

    def _may_go(self, pool: ThreadPoolExecutor, origin: str, now: datetime) -> bool:
        """Whether a request may go to an origin now. If its rules are not known, they are asked for first."""
        opens = self._gate.opens(origin, now)
        if opens is None or opens > now:
            return False
        if self._gate.rules(origin, now) is not None:
            return True
        policy_job = Job(address=f"{origin}/robots.txt", origin=origin)
        if policy_job.key in self._busy:
            return False
        kept = self._state.hosts.policy(origin, now)
        if kept is not None and kept.robots is not None:
            self._gate.learn(Rules(kept, self._settings.user_agent))
            return True
        self._busy.add(policy_job.key)
        self._gate.enter(origin, now)
        self._go(pool, policy_job, now)
        return False

    def _go(self, pool: ThreadPoolExecutor, job: Job, now: datetime) -> None:
        self._under_way[pool.submit(self._asker.do, job, now)] = job

    def _finish(self) -> int:
        """Keep what has come back; how much that was."""
        done = [future for future in self._under_way if future.done()]
        for future in done:
            job = self._under_way.pop(future)
            if job.origin:
                self._gate.leave(job.origin)
            result = future.result()
            if result.exchange is not None:
                self._on_exchange(result.exchange)
            self._busy.discard(job.key)
            self._settle(result)
            self._stale = True
        return len(done)

    def _settle(self, done: Done) -> None:
        now, job = self._clock.now(), done.job
        if job.source is not None:
            following = self._answers.source(done, job.source, now)
            if following is not None:
                self._queue(following)
        elif job.wanted is not None:
            self._answers.page(done, job.wanted, now)
        elif done.policy is not None:
            self._answers.policy(done.policy, now)
        elif done.error is not None:  # its host lies in a private network
            for turned_away in self._queues.pop(job.origin, ()):
                self._busy.discard(turned_away.key)
                self._answers.turned_away(turned_away, done.error, now)
        until = self._answers.held_until(job.origin, now)
        if until is not None:
            self._let_go(job.origin, until, now)

    def _let_go(self, origin: str, until: datetime, now: datetime) -> None:
        """A host is left alone: what was taken up for it is put back, the sources with their next look."""
        for job in self._queues.pop(origin, ()):
            self._busy.discard(job.key)
            if job.source is not None:
                self._answers.source_held(job.source, origin, until, now)
