"""Shards on the processors of this machine, each worker a process of its own."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from dateline.batch.shards import Shard
from dateline.batch.work import Order, Outcome, State, work

ATTEMPTS = 3
"""How often a shard is tried whose worker dies."""


def run_locally(shards: Sequence[Shard], order: Order, *, workers: int) -> Iterator[Outcome]:
    """Do the shards; an outcome each, in the order in which they end.

    A worker that dies (killed, or out of memory) takes only its shard with it, which another one tries again.

    Args:
        workers: how many processes, at least one.
    """
    slots: SimpleQueue[_Slot] = SimpleQueue()
    with ThreadPoolExecutor(workers) as threads:
        made = [_Slot() for _ in range(min(workers, len(shards)))]
        for slot in made:
            slots.put(slot)

        def one(shard: Shard) -> Outcome:
            slot = slots.get()
            try:
                return slot.do(shard, order)
            finally:
                slots.put(slot)

        try:
            waiting: set[Future[Outcome]] = {threads.submit(one, shard) for shard in shards}
            while waiting:
                ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in ended)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for slot in made:
                slot.close()


class _Slot:
    """A worker process, and another one when it has died."""

    def __init__(self) -> None:
        self._pool = self._new()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; what it is at is done again the next time."""
        for process in list((self._pool._processes or {}).values()):
            process.terminate()
        self._pool.shutdown(cancel_futures=True)

    def do(self, shard: Shard, order: Order) -> Outcome:
        """Do a shard, again if the process dies."""
        for _ in range(ATTEMPTS):
            try:
                return self._pool.submit(work, shard, order).result()
            except BrokenProcessPool:
                self._pool.shutdown()
                self._pool = self._new()
        return Outcome(
            shard=shard.name,
            state=State.FAILED,
            message=f"its worker died {ATTEMPTS} times (killed, or out of memory); run it with fewer workers",
        )

    @staticmethod
    def _new() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller stops the workers
