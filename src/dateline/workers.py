"""Reads pages on several processors: each worker process has a reader of its own, the caller alone writes.

>>> for result in read_with_workers(pages, jobs=2):  # doctest: +SKIP
...     ...
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from dateline.errors import DatelineError
from dateline.model import Page, Reading, Rejected
from dateline.read import Reader

_AHEAD = 3  # pages in work for each worker, so that none waits for another


def read_with_workers(
    pages: Iterable[Page | Rejected], *, jobs: int, load: Callable[[], Reader] = Reader.load
) -> Iterator[Reading | Rejected]:
    """Read pages in ``jobs`` processes.

    Args:
        pages: taken one by one, a few ahead of what is given out; what was rejected before comes out as it is.
        jobs: how many processes, at least one. Each holds about 300 MiB.
        load: makes the reader of a worker; must be picklable.

    Returns:
        A result for each page, in the order of the pages, the same as one reader gives.

    Raises:
        DatelineError: a worker died (killed, or out of memory). What came out before is good.
    """
    waiting: deque[Future[Reading | Rejected] | Rejected] = deque()
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_Worker.begin, initargs=(load,)
    ) as pool:
        try:
            for page in pages:
                waiting.append(page if isinstance(page, Rejected) else pool.submit(_Worker.read, page))
                while waiting and (_is_there(waiting[0]) or len(waiting) > _AHEAD * jobs):
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())
        except BrokenProcessPool as error:
            raise DatelineError(
                "a worker process died",
                where="--jobs",
                action="what was read before is kept; read again with fewer jobs, as memory may have run out",
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _is_there(waiting: Future[Reading | Rejected] | Rejected) -> bool:
    return isinstance(waiting, Rejected) or waiting.done()


def _result(waiting: Future[Reading | Rejected] | Rejected) -> Reading | Rejected:
    return waiting if isinstance(waiting, Rejected) else waiting.result()


class _Worker:
    """What a worker process keeps: its reader, loaded once, or why it cannot be loaded."""

    reader: Reader | DatelineError

    @classmethod
    def begin(cls, load: Callable[[], Reader]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller stops the workers
        try:
            cls.reader = load()
            _keep_loaded()
        except DatelineError as error:
            cls.reader = error

    @classmethod
    def read(cls, page: Page) -> Reading | Rejected:
        if isinstance(cls.reader, DatelineError):
            raise cls.reader
        (result,) = cls.reader.stream([page])
        return result


def _keep_loaded() -> None:
    """Have the garbage collector pass over all that is loaded now, for a process that reads page after page.

    The lexicons and models are a million objects that live as long as the process; looking through them time and
    again takes a tenth of what reading takes beside the encoder.
    """
    gc.collect()
    gc.freeze()
