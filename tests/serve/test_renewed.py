"""What is made of a database beside the requests: who waits for it, when it is made anew, what a fault does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, func, select

from dateline.errors import StoreError
from dateline.serve.name_book import NameBook
from dateline.serve.renewed import Renewed
from dateline.store import schema
from dateline.store.database import Database, open_database
from dateline.store.writer import Writer
from tests.serve.small_site import numbered, renamed


@pytest.fixture
def database(tmp_path: Path) -> Database:
    database = open_database(tmp_path / "news.db")
    Writer(database).write(numbered(1, published="2024-03-10"))
    return database


def articles(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(schema.articles)).scalar_one()


def test_the_older_one_is_given_while_a_newer_is_made(database: Database) -> None:
    go, begun = Event(), Event()

    def make(connection: Connection) -> int:
        number = articles(connection)
        if number > 1:
            begun.set()
            assert go.wait(60)
        return number

    renewed = Renewed(database, state=articles, make=make, seconds=0.0)
    assert renewed.get(60) == 1
    Writer(database).write(numbered(2, published="2024-03-11"))
    while not begun.is_set():
        assert renewed.get() == 1
    assert renewed.get() == 1
    go.set()
    renewed.settle()
    assert renewed.get() == 2
    assert renewed.version == 2


def test_it_is_not_made_anew_without_a_change_nor_at_once(database: Database) -> None:
    made: list[int] = []

    def make(connection: Connection) -> int:
        made.append(articles(connection))
        return made[-1]

    often, seldom = (Renewed(database, state=articles, make=make, seconds=seconds) for seconds in (0.0, 3600))
    for _ in range(20):
        often.get()
        often.settle()
    assert made == [1]
    assert seldom.get(60) == 1
    Writer(database).write(numbered(2, published="2024-03-11"))
    for _ in range(20):
        assert seldom.get() == 1
        seldom.settle()
    assert made == [1, 1]


def test_who_has_no_patience_gets_nothing_yet(database: Database) -> None:
    go = Event()

    def make(connection: Connection) -> int:
        assert go.wait(60)
        return articles(connection)

    renewed = Renewed(database, state=articles, make=make)
    assert renewed.get(0) is None
    assert renewed.get(0.01) is None
    go.set()
    assert renewed.get(60) == 1


def test_a_fault_leaves_what_there_was(database: Database) -> None:
    broken = False

    def make(connection: Connection) -> int:
        if broken:
            raise StoreError("is broken", where="here", action="mend it")
        return articles(connection)

    renewed = Renewed(database, state=articles, make=make, seconds=0.0)
    assert renewed.get(60) == 1
    broken = True
    Writer(database).write(numbered(2, published="2024-03-11"))
    for _ in range(5):
        assert renewed.get() == 1
        renewed.settle()
    broken = False
    renewed.get()
    renewed.settle()
    assert renewed.get() == 2


def test_names_that_were_written_are_suggested_when_they_were_read(database: Database) -> None:
    book = NameBook(database, seconds=0.0)
    assert not book.suggest("Zebediah Quackenbosh", 3, everywhere=False)
    unknown = renamed(numbered(2, published="2024-03-11"), "Zebediah Quackenbush")
    Writer(database).write(replace(unknown, links=(), profiles=()))
    book.suggest("Zebediah Quackenbosh", 3, everywhere=False)
    book.settle()
    (found,) = book.suggest("Zebediah Quackenbosh", 3, everywhere=False)
    assert found.name == "Zebediah Quackenbush"
