"""Whether a database has changed is told after each commit, by whomever, and not otherwise."""

from __future__ import annotations

from collections.abc import Callable

from dateline.model import Reading
from dateline.store.changes import Changes
from dateline.store.database import Place, open_database
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import page, reading


def article(number: int) -> Reading:
    return reading(page(f"https://gazette.example/{number}"))


def test_a_commit_is_told_and_reading_is_not(new_place: Callable[[], Place]) -> None:
    with open_database(new_place()) as database, open_database(database.place) as other:
        changes = Changes(database)
        try:
            seen = [changes.number()]
            for number, writing in enumerate((database, other)):
                Writer(writing).write(article(number))
                seen.append(changes.number())
            assert len(set(seen)) == 3
            View(database).counts()
            assert changes.number() == seen[-1] or not changes.quick  # a server has work of its own
            changes.close()  # it opens again where it is asked
            changes.number()
        finally:
            changes.close()
