"""Several workers give what one reader gives, in the same order, and say so when one of them dies."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import pytest

from dateline.errors import DatelineError, Reason
from dateline.model import Page, Rejected
from dateline.read import Reader
from dateline.workers import read_with_workers

SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "pages").iterdir())
REFUSED = Rejected(address="nowhere.html", reason=Reason.NOT_FOUND, message="nowhere.html: not found")


def pages() -> list[Page | Rejected]:
    when = datetime(2024, 9, 5, tzinfo=UTC)
    read: list[Page | Rejected] = [
        Page(address=path.name, content=path.read_bytes(), fetched=when, content_type=None)
        for path in SAMPLES
    ]
    return [*read[:2], REFUSED, *read[2:]]


@pytest.mark.slow
def test_workers_give_what_one_reader_gives() -> None:
    reader = Reader.load()
    alone = [
        page if isinstance(page, Rejected) else next(iter(reader.stream([page])), None) for page in pages()
    ]
    assert list(read_with_workers(pages(), jobs=2)) == alone
    assert active_children() == []


@pytest.mark.parametrize("wait", [0, 0.5])  # told when a result is waited for, and when a page is handed in
def test_a_worker_that_dies_is_told_and_what_came_before_is_good(wait: float) -> None:
    results = read_with_workers(pages() * 3, jobs=2)
    assert next(results) is not None
    for child in active_children():
        child.kill()
    time.sleep(wait)
    with pytest.raises(DatelineError, match=r"a worker process died .*fewer jobs"):
        list(results)


def test_what_is_not_asked_for_is_not_waited_for() -> None:
    given = iter(pages() * 3)
    results = read_with_workers(given, jobs=1)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert active_children() == []
    assert len(list(given)) > len(pages())
