"""Parts hold all of a reading, in the same bytes each time, and broken ones are found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.batch.marker import FORM, Marker, broken_part, part_name, read_marker, write_marker
from dateline.batch.part_reader import read_parts
from dateline.batch.part_rows import rows_of_reading, rows_of_rejected
from dateline.batch.part_writer import PartsWriter
from dateline.batch.places import Depot
from dateline.batch.tables import TABLES, table_schema
from dateline.errors import DataError, Reason
from dateline.model import Provenance, Reading, Rejected
from dateline.store.database import open_database
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.store.factory import FIRST, page, reading, readings

REFUSED = Rejected(
    address="x.html", reason=Reason.EMPTY, message="x.html: is empty", page=page("x.html", version=9)
)
MISSING = Rejected(address="y.html", reason=Reason.NOT_FOUND, message="y.html: no such file")


def write(depot: Depot, items: list[Reading | Rejected], shard: str = "s-1") -> Marker:
    provenance: Provenance = next((item.provenance for item in items if isinstance(item, Reading)), FIRST)
    with depot.scratch() as scratch:
        with PartsWriter(scratch, provenance) as writer:
            for number, item in enumerate(items):
                key = f"1-{number:08d}"
                if isinstance(item, Rejected):
                    writer.write(rows_of_rejected(item, key, "offset 7"))
                else:
                    writer.write(rows_of_reading(item, key, "offset 7"))
            parts = writer.finish()
        for table in parts:
            depot.put(scratch / f"{table}.parquet", part_name(table, shard))
        marker = Marker(
            form=FORM,
            shard=shard,
            inputs=(),
            provenance=provenance,
            articles=sum(isinstance(item, Reading) for item in items),
            rejected=sum(isinstance(item, Rejected) for item in items),
            passed_over={"image/png": 2},
            parts=parts,
        )
        write_marker(depot, marker, scratch)
    return marker


def through_database(item: Reading, path: Path) -> Reading:
    with open_database(path) as database:
        Writer(database).write(item)
        found = View(database).article(1)
    assert found is not None
    return found


@given(item=readings())
@settings(max_examples=6, deadline=None)
def test_a_reading_comes_back_as_from_the_database(
    item: Reading, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    depot = Depot(str(folder / "out"))
    marker = write(depot, [item])
    assert list(read_parts(depot, marker)) == [through_database(item, folder / "a.db")]


def test_many_come_back_in_order_with_those_that_were_rejected(tmp_path: Path) -> None:
    items: list[Reading | Rejected] = []
    for number in range(40):
        items += [reading(page(f"https://a.example/{number}", version=number)), REFUSED, MISSING]
    depot = Depot(str(tmp_path / "out"))
    marker = write(depot, items)
    assert read_marker(depot, "s-1") == marker
    assert list(read_parts(depot, marker)) == items


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    items = [reading(page(version=number)) for number in range(5)]
    first, second = (write(Depot(str(tmp_path / name)), list(items)) for name in ("a", "b"))
    assert first == second
    for table in TABLES:
        name = part_name(table, "s-1")
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_tables_are_sorted_by_page_and_say_what_made_them(tmp_path: Path) -> None:
    write(Depot(str(tmp_path)), [reading(page(version=number)) for number in range(30)])
    for table in TABLES:
        found = pq.read_table(tmp_path / part_name(table, "s-1"))
        keys = found.column("page").to_pylist()
        assert keys == sorted(keys)
        assert found.schema.equals(table_schema(table))
        assert b"dateline.provenance" in pq.read_schema(tmp_path / part_name(table, "s-1")).metadata


@pytest.mark.parametrize("how", ["cut", "flipped", "missing"])
def test_a_broken_part_is_found(tmp_path: Path, how: str) -> None:
    depot = Depot(str(tmp_path))
    marker = write(depot, [reading()])
    assert broken_part(depot, marker) is None
    part = tmp_path / part_name("events", "s-1")
    data = bytearray(part.read_bytes())
    if how == "missing":
        part.unlink()
    else:
        data[len(data) // 2] ^= 1
        part.write_bytes(data[:-1] if how == "cut" else data)
    assert broken_part(depot, marker) == "events/s-1.parquet"


@pytest.mark.parametrize("text", ["", "{}", "no json", '{"form": 99}'])
def test_a_marker_that_is_none_is_told(tmp_path: Path, text: str) -> None:
    depot = Depot(str(tmp_path))
    write(depot, [reading()])
    (tmp_path / "_shards" / "s-1.json").write_text(text)
    with pytest.raises(DataError, match="run the batch again"):
        read_marker(depot, "s-1")
    assert read_marker(depot, "s-2") is None


@given(moment=st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=5, deadline=None)
def test_times_of_fetching_keep_their_microseconds(
    moment: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    item = reading(replace(page(), fetched=moment))
    depot = Depot(str(tmp_path_factory.mktemp("times")))
    (found,) = read_parts(depot, write(depot, [item]))
    assert isinstance(found, Reading)
    assert found.page.fetched == moment
