from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from dateline.errors import ListRejectedError, StoreError
from dateline.model import Record
from dateline.store.database import Database, open_database
from dateline.store.reference import StoreReference
from dateline.store.reference_writer import ReferenceWriter
from dateline.store.schema import metadata
from dateline.store.writer import Outcome, Writer
from tests.store.factory import reading
from tests.store.given_reference import DAY, day, head, listing, office, record

TABLES = ("snapshots", "entities", "entity_names", "lone_names", "entity_versions", "offices", "listings")


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Everything that was imported, but when."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with database.reading() as connection:
        for name in TABLES:
            table = metadata.tables[name]
            columns = [column for column in table.columns if column.name != "imported"]
            found[name] = [tuple(row) for row in connection.execute(select(*columns).order_by(table.c.id))]
    return found


def write(database: Database, number: int, *records: Record, **options: object) -> Outcome:
    return ReferenceWriter(database).write(head(number), records, **options).outcome  # type: ignore[arg-type]


def test_a_snapshot_is_kept_whole(database: Database) -> None:
    whole = record("a", "Ana Duvalska", "Ана", listings=[listing("a")], offices=[office("a")], gender="f")
    done = ReferenceWriter(database).write(head(1), [whole], complete=["us", "eu"])
    assert done.outcome is Outcome.NEW
    assert done.snapshot.records == 1
    assert done.previous is None
    (kept,) = StoreReference(database).snapshots()
    assert kept.snapshot == done.snapshot
    assert kept.lists == ("us",), "a list of which nothing is there is not complete"


def test_the_same_bytes_change_nothing(database: Database) -> None:
    write(database, 1, record("a", listings=[listing("a")]))
    before = rows(database)
    assert write(database, 1, record("a", listings=[listing("a")])) is Outcome.UNCHANGED
    again = head(1, version="other", content="src v1")
    assert ReferenceWriter(database).write(again, []).outcome is Outcome.UNCHANGED
    assert ReferenceWriter(database).standing(again) is not None
    assert rows(database) == before


def test_the_same_bytes_of_a_later_day_are_a_snapshot_that_says_so(database: Database) -> None:
    write(database, 1, record("a", listings=[listing("a")]))
    later = head(2, content="src v1")
    assert (
        ReferenceWriter(database).write(later, [record("a", listings=[listing("a")])]).outcome is Outcome.NEW
    )
    (found,) = StoreReference(database).record("a")
    assert found.listings[0].term.as_of == day(2)


def test_rows_that_are_the_same_only_get_their_last_snapshot_moved(database: Database) -> None:
    first = [record("a", listings=[listing("a")], offices=[office("a")]), record("b")]
    write(database, 1, *first)
    before = rows(database)
    write(database, 2, *first)
    after = rows(database)
    for table in ("entity_names", "lone_names", "entity_versions"):
        assert after[table] == before[table]
    for table in ("entities", "offices", "listings"):
        assert [row[:-1] for row in after[table]] == [row[:-1] for row in before[table]]
        assert {row[-1] for row in after[table]} == {2}


def test_changed_rows_are_new_and_changed_names_replaced(database: Database) -> None:
    write(database, 1, record("a", "Ana Duvalska", "A. D.", listings=[listing("a")], offices=[office("a")]))
    changed = office("a", position="Minister of Defence")
    write(
        database,
        2,
        record("a", "Ana Duval", listings=[listing("a", "IRAN"), listing("a")], offices=[changed]),
    )
    after = rows(database)
    assert len(after["listings"]) == 2
    assert len(after["offices"]) == 2
    assert [row[2] for row in after["entity_names"]] == ["Ana Duval"]
    assert {row[2] for row in after["lone_names"]} == {"duval", "ana"}
    assert len(after["entity_versions"]) == 1
    assert len(after["entities"]) == 1


def broken() -> Iterator[Record]:
    yield record("a", "New Name")
    raise ListRejectedError("is cut off", where="list.csv, line 7", action="fetch it again")


@pytest.mark.parametrize("stands", [False, True])
def test_a_fault_leaves_the_snapshot_in_force(database: Database, stands: bool) -> None:
    if stands:
        write(database, 1, record("a"), record("b"), record("c"))
    before = rows(database)
    cases = {
        "is cut off": broken(),
        "entry b: two entries have this id": iter([record("b"), record("c"), record("b")]),
        "has no entries": iter(()),
        "has an office or listing of another": iter([record("a", listings=[listing("b")])]),
    }
    if stands:
        cases["has 1 entries, less than half of the 3"] = iter([record("a")])
    for message, records in cases.items():
        with pytest.raises(ListRejectedError, match=message):
            ReferenceWriter(database).write(head(2), records)
        assert rows(database) == before
    assert write(database, 2, record("a"), record("b"), record("x")) is Outcome.NEW


def test_a_fault_of_the_program_leaves_the_snapshot_in_force(database: Database) -> None:
    write(database, 1, record("a"))
    before = rows(database)

    def stopped() -> Iterator[Record]:
        yield record("b")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ReferenceWriter(database).write(head(2), stopped())
    assert rows(database) == before


def test_a_list_that_shrank_is_taken_if_told_so(database: Database) -> None:
    write(database, 1, record("a"), record("b"), record("c"))
    assert write(database, 2, record("a"), allow_shrink=True) is Outcome.NEW


def test_snapshots_come_in_the_order_of_their_days(database: Database) -> None:
    write(database, 2, record("a"))
    older = head(1)
    for attempt in (
        lambda: ReferenceWriter(database).standing(older),
        lambda: write(database, 1, record("a")),
    ):
        with pytest.raises(
            ListRejectedError, match=r"stands for 2024-01-11, and the snapshot of src in force for 2024-01-21"
        ):
            attempt()
    other = replace(head(2), sha256="0" * 64)
    with pytest.raises(ListRejectedError, match="version v2 of src was imported before, with other content"):
        ReferenceWriter(database).write(other, [record("a")])
    assert ReferenceWriter(database).write(head(1, source="another"), [record("a")]).outcome is Outcome.NEW


def test_two_versions_of_one_day(database: Database) -> None:
    write(database, 1, record("a"))
    second = head(1, version="v1.2")
    ReferenceWriter(database).write(second, [record("a"), record("b", listings=[listing("b")])])
    (found,) = StoreReference(database).record("b")
    start = found.listings[0].term.start
    assert start is not None
    assert (start.earliest, start.latest) == (day(1), day(1))


def test_a_database_open_for_reading_is_not_written(database: Database) -> None:
    write(database, 1, record("a"))
    with (
        open_database(database.place, read_only=True) as reading,
        pytest.raises(StoreError, match="reading only"),
    ):
        ReferenceWriter(reading).write(head(2), [record("a")])


def test_what_no_database_can_keep_is_replaced(database: Database) -> None:
    write(database, 1, record("a", "Ana \0 Duv\ud800alska", listings=[listing("a", "S\0")]))
    (found,) = StoreReference(database).record("a")
    assert found.entity.name == "Ana \ufffd Duv\ufffdalska"


def test_the_temporary_tables_of_a_refused_import_are_gone(database: Database, tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(ListRejectedError):
            ReferenceWriter(database).write(head(1), broken())
    assert write(database, 1, record("a")) is Outcome.NEW
    assert day(1) > DAY


def test_pages_are_written_while_a_list_is_read(database: Database) -> None:
    def slow() -> Iterator[Record]:
        yield record("a")
        assert Writer(database).write(reading()) is Outcome.NEW
        yield record("b")

    assert ReferenceWriter(database).write(head(1), slow()).outcome is Outcome.NEW
