"""Out of one database into another, through a file or not: nothing is lost, whichever of the two kinds they are."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, inspect

from dateline.errors import Reason, StoreError
from dateline.model import Reading, Rejected
from dateline.store.archive import HEAD, SUMS, backup, restore
from dateline.store.audit import Actor
from dateline.store.correction_records import Given
from dateline.store.corrections import Corrections
from dateline.store.database import Database, Place, open_database
from dateline.store.people import NewUser, People, Role
from dateline.store.reference_writer import ReferenceWriter
from dateline.store.tables import KINDS, all_tables, columns_of, plain_table
from dateline.store.transfer import move
from dateline.store.verify import verify
from dateline.store.view import View
from dateline.store.writer import Outcome, Writer
from tests import postgresql
from tests.store.contents import contents
from tests.store.factory import NEWER, linked, page, reading, readings
from tests.store.given_reference import head, listing, office, record


def fill(database: Database) -> None:
    """Something into every part of the database."""
    writer = Writer(database)
    for number in range(3):
        writer.write(linked(reading(page(f"https://gazette.example/{number}"))))
    writer.write(reading(page("https://gazette.example/1", version=2, hour=9), provenance=NEWER))
    writer.reject(
        Rejected(address="https://gazette.example/none", reason=Reason.EMPTY, message="nothing in it")
    )
    one = record("a", "Ana Duvalska", "Ана", listings=[listing("a")], offices=[office("a")], gender="f")
    ReferenceWriter(database).write(head(1), [one], complete=["us"])
    user = NewUser(name="Viv", email="viv@people.example", role=Role.REVIEWER)
    reviewer = People(database).add(user, Actor())
    Corrections(database).give("e1", Given.REJECT, reviewer, reason="it is denied")


def test_every_column_can_be_moved() -> None:
    assert {kind for table in all_tables() for _, kind in columns_of(table)} <= set(KINDS)


@pytest.fixture
def other(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place for a new database of the other kind."""
    if isinstance(database.place, str):
        return tmp_path / "other.db"
    server: postgresql.Server = request.getfixturevalue("server")
    return server.url(server.new(template=request.getfixturevalue("empty_template")))


def test_moving_there_and_back(database: Database, other: Place, tmp_path: Path) -> None:
    fill(database)
    before = contents(database)
    with open_database(other) as there, open_database(tmp_path / "back.db") as back:
        sums = move(database, there)
        assert {name: one.rows for name, one in sums.items() if one.rows} == {
            name: len(rows) for name, rows in before.items()
        }
        assert contents(there) == before
        assert verify(there).faults == ()
        assert View(there).search("border")[0].address == View(database).search("border")[0].address
        assert Writer(there).write(reading(page("https://gazette.example/new"))) is Outcome.NEW, (
            "it counts on"
        )
        with pytest.raises(StoreError, match="is not empty"):
            move(database, there)
        move(database, back)
        assert contents(back) == before


ONE_OF_EACH = {
    "boolean": True,
    "integer": 1,
    "real": 0.5,
    "date": date(2024, 5, 4),
    "instant": datetime(2024, 5, 4, 8, 30, tzinfo=UTC),
    "text": "x",
    "bytes": b"x",
}
"""A value of each kind. All numbers and texts are alike, so that a row of these refers to rows that are there."""

CHECKED = {"pages": {"status": "rejected"}}
"""Table → what a row must hold beside that."""


def tables_there(database: Database) -> set[str]:
    """The tables as the database itself tells, without those of the search and of the migrations."""
    with database.reading() as connection:
        names = inspect(connection).get_table_names()
    return {name for name in names if "_fts" not in name and name != "alembic_version"}


def rows_there(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        query = "SELECT count(*) FROM {}"
        return {
            name: connection.exec_driver_sql(query.format(name)).scalar_one()
            for name in tables_there(database)
        }


def test_no_table_is_forgotten(database: Database, other: Place, tmp_path: Path) -> None:
    """A row in every table of the database: a table that is added later takes part in this by itself."""
    known = {table.name for table in all_tables()}
    assert tables_there(database) == known
    with database.writing() as connection:
        for table in all_tables():
            columns = columns_of(table)
            row = {name: ONE_OF_EACH[kind] for name, kind in columns} | CHECKED.get(table.name, {})
            connection.execute(insert(plain_table(table.name, columns)), row)
    full = dict.fromkeys(known, 1)
    assert rows_there(database) == full
    before = contents(database)
    with open_database(other) as there:
        move(database, there)
        assert rows_there(there) == full
        assert contents(there) == before
    backup(database, tmp_path / "all.dateline")
    restore(tmp_path / "all.dateline", tmp_path / "again.db")
    with open_database(tmp_path / "again.db") as again:
        assert rows_there(again) == full
        assert contents(again) == before


def test_a_backup_comes_back_in_either_kind(database: Database, other: Place, tmp_path: Path) -> None:
    fill(database)
    file = tmp_path / "all.dateline"
    sums = backup(database, file)
    for place in (other, tmp_path / "again.db"):
        assert restore(file, place) == sums
        with open_database(place) as again:
            assert contents(again) == contents(database)
            assert verify(again).faults == ()
            assert Writer(again).write(reading(page("https://gazette.example/new"))) is Outcome.NEW
        with pytest.raises(StoreError, match=r"is there already|is not empty"):
            restore(file, place)
    assert {path.name for path in tmp_path.iterdir()} & {"again.db.part", "all.dateline.part"} == set()


def test_a_backup_is_of_one_moment(database: Database, tmp_path: Path) -> None:
    fill(database)
    before = contents(database)

    def told(name: str, _rows: int) -> None:
        if name == "pages":
            Writer(database).write(reading(page("https://gazette.example/meanwhile")))

    backup(database, tmp_path / "all.dateline", told)
    restore(tmp_path / "all.dateline", tmp_path / "again.db")
    with open_database(tmp_path / "again.db") as again:
        assert contents(again) == before
    assert contents(database) != before


def changed(file: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """The archive with one of its members changed."""
    with zipfile.ZipFile(file) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    members[name] = change(members[name])
    with zipfile.ZipFile(file, "w") as archive:
        for each, data in members.items():
            archive.writestr(each, data)


@pytest.mark.parametrize(
    ("name", "change", "told"),
    [
        (
            "tables/events.jsonl",
            lambda data: data.replace(b'"CONSULT"', b'"ASSAULT"'),
            "not as they were written",
        ),
        ("tables/events.jsonl", lambda data: b"".join(data.splitlines(keepends=True)[1:]), "events are not"),
        ("tables/events.jsonl", lambda data: data[:-20], "no whole backup"),
        (HEAD, lambda data: data.replace(b'"schema":"0', b'"schema":"9'), "newer Dateline"),
        (HEAD, lambda _: b"{}", "no whole backup"),
        (SUMS, lambda _: b"{}", "not as they were written"),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    sqlite_database: Database, tmp_path: Path, name: str, change: Callable[[bytes], bytes], told: str
) -> None:
    Writer(sqlite_database).write(reading())
    file = tmp_path / "all.dateline"
    backup(sqlite_database, file)
    changed(file, name, change)
    with pytest.raises(StoreError, match=told) as caught:
        restore(file, tmp_path / "again.db")
    assert caught.value.action
    assert not list(tmp_path.glob("again*")), "nothing is left behind"


@pytest.mark.parametrize("rest", [0, 100, -30])
def test_a_backup_that_was_cut_off_is_refused(sqlite_database: Database, tmp_path: Path, rest: int) -> None:
    Writer(sqlite_database).write(reading())
    file = tmp_path / "all.dateline"
    backup(sqlite_database, file)
    file.write_bytes(file.read_bytes()[:rest])
    with pytest.raises(StoreError, match="no whole backup"):
        restore(file, tmp_path / "again.db")


def test_a_backup_that_fails_leaves_the_last_one(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "all.dateline"
    backup(sqlite_database, file)
    before = file.read_bytes()

    def stop(_name: str, _rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup(sqlite_database, file, stop)
    assert file.read_bytes() == before
    with pytest.raises(StoreError, match="No such file"):
        backup(sqlite_database, tmp_path / "no" / "all.dateline")


def _moves(
    items: list[Reading], server: postgresql.Server, shared: str, folder: Path, templates: Path
) -> None:
    for name in ("one.db", "three.db"):
        shutil.copy(templates / "empty.db", folder / name)
    with open_database(folder / "one.db") as one, open_database(server.url(shared)) as two:
        for item in items:
            Writer(one).write(item)
        before = contents(one)
        move(one, two)
        assert contents(two) == before
        with open_database(folder / "three.db") as three:
            move(two, three)
            assert contents(three) == before
            assert verify(three).faults == ()
    server.clean(shared)
    for file in folder.iterdir():
        file.unlink()


def test_any_readings_are_moved_there_and_back(
    server: postgresql.Server, shared: str, tmp_path: Path, templates: Path
) -> None:
    @settings(max_examples=3, suppress_health_check=list(HealthCheck))
    @given(st.lists(readings(), min_size=1, max_size=3))
    def moved(items: list[Reading]) -> None:
        _moves(items, server, shared, tmp_path, templates)

    moved()


@pytest.mark.slow
def test_many_readings_are_moved_there_and_back(
    server: postgresql.Server, shared: str, tmp_path: Path, templates: Path
) -> None:
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(st.lists(readings(), min_size=1, max_size=12))
    def moved(items: list[Reading]) -> None:
        _moves(items, server, shared, tmp_path, templates)

    moved()
