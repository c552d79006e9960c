"""Reads pages on several processors: each worker process has a reader of its own, the caller alone writes.

>>> for result in read_with_workers(pages, jobs=2):  # doctest: +SKIP
...     ...
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from dateline.errors import DatelineError
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader

_AHEAD = 3  # pages in work for each worker, so that none waits for another


def read_with_workers(pages: Iterable[Page | Rejected], *, jobs: int) -> Iterator[Reading | Rejected]:
    """Read pages in ``jobs`` processes.

    Args:
        pages: taken one by one, a few ahead of what is given out; what was rejected before comes out as it is.
        jobs: how many processes, at least one. Each holds about 300 MiB.

    Returns:
        A result for each page, in the order of the pages, the same as one reader gives.

    Raises:
        DatelineError: a worker died (killed, or out of memory). What came out before is good.
    """
    waiting: deque[Future[Reading | Rejected] | Rejected] = deque()
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_Worker.begin) as pool:
        try:
            for page in pages:
                waiting.append(page if isinstance(page, Rejected) else pool.submit(_Worker.read, page))
                if len(waiting) > _AHEAD * jobs:
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _result(waiting: Future[Reading | Rejected] | Rejected) -> Reading | Rejected:
    if isinstance(waiting, Rejected):
        return waiting
    try:
        return waiting.result()
    except BrokenProcessPool as error:
        raise DatelineError(
            "a worker process died",
            where="--jobs",
            action="what was read before is kept; read again with fewer jobs, as memory may have run out",
        ) from error


class _Worker:
    """What a worker process keeps: its reader, loaded once."""

    reader: Reader

    @classmethod
    def begin(cls) -> None:
        cls.reader = Reader.load()

    @classmethod
    def read(cls, page: Page) -> Reading | Rejected:
        (result,) = cls.reader.stream([page])
        return result
