from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

import dateline.store.migrations  # noqa: F401 -- loaded before rights are given up
from dateline.errors import StoreError
from dateline.store.database import Database, open_database
from dateline.store.schema import APPLICATION_ID, REVISION
from dateline.store.view import View
from dateline.store.writer import Outcome, Writer
from tests.store.factory import NEWER, page, reading


def fails(action: Callable[[], object]) -> str:
    """The one line that the user sees."""
    with pytest.raises(StoreError) as caught:
        action()
    line = str(caught.value)
    assert "\n" not in line
    assert caught.value.action, "an error says what to do"
    return line


@pytest.fixture
def common() -> Iterator[Path]:
    """A directory that every user of the machine can reach."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o777)
    yield directory
    directory.chmod(0o777)
    shutil.rmtree(directory)


def articles(path: Path) -> int:
    with open_database(path, create=False, read_only=True) as database:
        return View(database).counts().articles


def without_rights(action: Callable[[], object]) -> str:
    """Run an action as an ordinary user, whoever runs the tests; what it returned or the error it raised."""
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inlet)
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            try:
                said = str(action())
            except StoreError as error:
                said = f"StoreError {error}"
            except BaseException as error:  # any other is told to the parent, where the test fails on it
                said = f"{type(error).__name__} {error}"
            os.write(outlet, said.encode())
        finally:
            os._exit(0)
    os.close(outlet)
    with os.fdopen(inlet, encoding="utf-8") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    return said


def test_a_new_database_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "a b?#%é.db"
    with open_database(path) as database, database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == REVISION
    assert [file.name for file in tmp_path.iterdir()] == [path.name], "closing leaves one file"


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with open_database(path) as database:
        assert Writer(database).write(reading()) is Outcome.NEW


def test_a_missing_database_is_not_made_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for read_only in (True, False):
        line = fails(lambda only=read_only: open_database(path, create=False, read_only=only))  # type: ignore[misc]
        assert "there is no database" in line
        assert "dateline read" in line
    assert not path.exists()


def test_a_directory_and_a_missing_directory(tmp_path: Path) -> None:
    assert "is a directory" in fails(lambda: open_database(tmp_path))
    assert "does not exist" in fails(lambda: open_database(tmp_path / "no" / "d.db"))


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    assert "name too long" in fails(lambda: open_database(tmp_path / ("x" * 300))).lower()


def test_a_directory_that_may_not_be_entered(common: Path) -> None:
    path = common / "d.db"
    open_database(path).close()
    common.chmod(0)
    said = without_rights(lambda: articles(path))
    assert said.startswith("StoreError")
    assert str(path) in said


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<h1>News</h1>" * 100)
    assert "is not an SQLite database" in fails(lambda: open_database(path))
    assert path.read_text() == "<h1>News</h1>" * 100


@pytest.mark.parametrize(
    "marks", ["", "PRAGMA application_id = 77;", f"PRAGMA application_id = {APPLICATION_ID};"]
)
def test_a_foreign_database_is_left_alone(tmp_path: Path, marks: str) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as link:
        link.executescript(f"{marks} CREATE TABLE pages (id); INSERT INTO pages VALUES (1);")
    before = path.read_bytes()
    assert "another program" in fails(lambda: open_database(path))
    assert path.read_bytes() == before


def test_a_newer_schema_is_left_alone(stored: Path) -> None:
    with closing(sqlite3.connect(stored)) as link:
        link.execute("UPDATE alembic_version SET version_num = '9999'")
        link.commit()
    for read_only in (True, False):
        line = fails(lambda only=read_only: open_database(stored, read_only=only))  # type: ignore[misc]
        assert "newer Dateline" in line
        assert "9999" in line


def test_a_damaged_file(stored: Path) -> None:
    data = bytearray(stored.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    stored.write_bytes(data)

    def look() -> None:
        with open_database(stored) as database:
            View(database).counts()

    assert "is damaged" in fails(look)


def test_a_locked_database(stored: Path) -> None:
    with closing(sqlite3.connect(stored, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with open_database(stored, busy_seconds=0.1) as database:
            line = fails(lambda: Writer(database).write(reading(page(version=2))))
            assert "another program is writing" in line
            assert str(stored) in line
            assert View(database).counts().articles == 1, "reading goes on"
        other.execute("ROLLBACK")
    assert articles(stored) == 1


def test_an_exclusively_locked_database(stored: Path) -> None:
    with closing(sqlite3.connect(stored, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "another program" in fails(lambda: open_database(stored, busy_seconds=0.1))


def limit_size(database: Database, pages_more: int) -> None:
    """Let the file grow by so many pages only: SQLite then says what it says of a full disk."""

    @event.listens_for(database.engine, "checkout")
    def checkout(link: sqlite3.Connection, *_: object) -> None:
        (count,) = link.execute("PRAGMA page_count").fetchone()
        link.execute(f"PRAGMA max_page_count = {count + pages_more}")


def test_a_full_disk_loses_nothing(stored: Path) -> None:
    with open_database(stored) as database:
        limit_size(database, 1)
        big = "Nothing new was said by anybody. " * 20_000
        other = page("https://gazette.example/other")
        full = reading(other)
        object.__setattr__(full.article, "text", full.article.text + big)
        line = fails(lambda: Writer(database).write(full))
        assert "disk is full" in line
    with open_database(stored) as database:
        assert View(database).article(1) == reading()
        assert View(database).find("https://gazette.example/other") is None


def test_a_failed_replacement_keeps_the_old_facts(stored: Path) -> None:
    newer = reading(provenance=NEWER)
    object.__setattr__(newer.article, "text", newer.article.text + "More was said. " * 50_000)
    with open_database(stored) as database:
        limit_size(database, 1)
        assert "disk is full" in fails(lambda: Writer(database).write(newer))
    with open_database(stored) as database:
        assert View(database).article(1) == reading()


def test_a_directory_that_may_not_be_written(common: Path) -> None:
    path = common / "d.db"
    common.chmod(0o555)
    said = without_rights(lambda: open_database(path))
    assert said.startswith("StoreError")
    assert "may not be written" in said


def test_a_database_that_may_only_be_read(common: Path) -> None:
    path = common / "d.db"
    with open_database(path) as database:
        Writer(database).write(reading())
    path.chmod(0o444)
    common.chmod(0o555)
    assert without_rights(lambda: articles(path)) == "1", "it can be looked into"
    said = without_rights(lambda: open_database(path))
    assert said.startswith("StoreError")
    assert "may not be written" in said


def test_a_file_that_may_not_be_read(common: Path) -> None:
    path = common / "d.db"
    with open_database(path) as database:
        Writer(database).write(reading())
    path.chmod(0)
    said = without_rights(lambda: articles(path))
    assert said.startswith("StoreError")
    assert str(path) in said


def test_nothing_can_be_written_through_a_read_only_database(stored: Path) -> None:
    with open_database(stored, read_only=True) as database:
        assert "reading only" in fails(lambda: Writer(database).write(reading(provenance=NEWER)))

        def sneak() -> None:
            with database.reading() as connection:
                connection.execute(text("DELETE FROM articles"))

        assert "may not be written" in fails(sneak)
    assert articles(stored) == 1
