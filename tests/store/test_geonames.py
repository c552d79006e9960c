from __future__ import annotations

import contextlib
import hashlib
import io
import tracemalloc
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from dateline.errors import ListRejectedError
from dateline.store.database import Database
from dateline.store.gazetteer import locate
from dateline.store.geonames import GeonamesImported, import_geonames
from dateline.store.schema_reference import gazetteer, gazetteer_names, snapshots

DAY = date(2024, 5, 3)


def line(**changed: str) -> str:
    fields = {
        "id": "1",
        "name": "Port Selby",
        "asciiname": "Port Selby",
        "alternatenames": "",
        "latitude": "10.5",
        "longitude": "-20.25",
        "class": "P",
        "code": "PPL",
        "country": "FR",
        "cc2": "",
        "admin1": "93",
        "admin2": "13",
        "admin3": "",
        "admin4": "",
        "population": "1200",
        "elevation": "",
        "dem": "7",
        "timezone": "Europe/Paris",
        "modified": "2024-01-01",
    }
    return "\t".join((fields | changed).values()) + "\n"


DUMP = (
    line(name="Pòrt Selby", alternatenames="Selbyhaven,селби,port selbi,PSB,Port-Sélby")
    + line(
        id="2",
        name="Selby Region",
        asciiname="Selby Region",
        **{"class": "A"},
        code="ADM1",
        population="90000",
    )
    + line(id="3", name="Mount Selby", **{"class": "T"}, code="MT")
    + line(id="4", name="Old Selby", code="PPLH")
    + line(id="5", name="Selby", asciiname="Selby", country="US", population="3")
    + line(id="6", name="Nowhere", asciiname="Nowhere", country="", population="")
    + line(id="7", name="Freedonia", asciiname="Freedonia", **{"class": "A"}, code="PCLI", country="YU")
)


def imported(database: Database, dump: str | bytes = DUMP) -> GeonamesImported:
    data = dump.encode() if isinstance(dump, str) else dump
    return import_geonames(io.BytesIO(data), database, address="cities.txt", taken=DAY)


def count(database: Database) -> tuple[int, int, int]:
    with database.reading() as connection:
        places, names, taken = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (gazetteer, gazetteer_names, snapshots)
        )
    return places, names, taken


def test_places_and_divisions_are_kept(database: Database) -> None:
    done = imported(database)
    assert (done.snapshot.id, done.snapshot.records, done.names) == ("geonames@2024-05-03", 5, 6)
    assert done.passed_over == {"T": 1, "old": 1}
    assert done.snapshot.sha256 == hashlib.sha256(DUMP.encode()).hexdigest()
    with database.reading() as connection:
        rows = {row.id: row for row in connection.execute(select(gazetteer))}
        assert rows[1] == (1, "Pòrt Selby", "FRA", "93", "13", 10.5, -20.25, 1200, "PPL")
        assert (rows[6].country, rows[6].population, rows[7].country) == (None, 0, None)
        names = connection.execute(select(gazetteer_names).where(gazetteer_names.c.place_id == 1))
        assert {(row.name_key, row.also) for row in names} == {("port selby", False), ("selbyhaven", True)}


def test_importing_anew_replaces(database: Database) -> None:
    imported(database)
    imported(database)
    assert count(database) == (5, 6, 1)
    imported(database, line(id="9"))
    assert count(database) == (1, 1, 1)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (line().replace("\t", "\x01", 1), "cities.txt line 2: has 18 columns, not 19"),
        ("x\ty\n", "line 2: has 2 columns"),
        ("\n", "line 2: has 1 columns"),
        (line(id="x"), "line 2: 'x' is no number"),
        (line(id="-4"), "line 2: '-4' is no number"),
        (line(id="9" * 19), "is no number"),
        (line(name=" "), "line 2: has no name"),
        (line(latitude="90.5"), "line 2: the latitude 90.5 is not within 90 degrees"),
        (line(longitude="-181"), "line 2: the longitude -181 is not within 180 degrees"),
        (line(latitude="nan"), "is not within"),
        (line(latitude="north"), "'north' is no latitude"),
        (line(country="fr"), "'fr' is no country code"),
        (line(country="FRA"), "'FRA' is no country code"),
        (line(population="many"), "'many' is no population"),
        (line(population="-1"), "'-1' is no population"),
        (line(code="X" * 30), "is no feature code"),
        (line(id="8").encode().replace(b"Selby", b"Selb\xff"), "line 2: is not UTF-8 at byte 12"),
        (b"x" * (1 << 21), "line 2: is longer than a megabyte"),
        (line(id="8"), "has 1 lines whose number stands before"),
    ],
)
def test_a_fault_leaves_everything_as_it_was(database: Database, fault: str | bytes, message: str) -> None:
    imported(database)
    data = fault.encode() if isinstance(fault, str) else fault
    with pytest.raises(ListRejectedError) as raised:
        imported(database, line(id="8").encode() + data)
    assert message in str(raised.value)
    assert "fetch the file again" in str(raised.value)
    assert count(database) == (5, 6, 1)


@pytest.mark.parametrize("dump", ["", line(**{"class": "H"}, code="LK")])
def test_a_dump_without_places(database: Database, dump: str) -> None:
    with pytest.raises(ListRejectedError, match="no populated place"):
        imported(database, dump)


def test_memory_does_not_grow(sqlite_database: Database) -> None:
    class Dump(io.RawIOBase):
        """Lines that are made as they are asked for."""

        def __init__(self, lines: int) -> None:
            self.left = lines

        def readline(self, size: int | None = -1, /) -> bytes:
            self.left -= 1
            return line(id=str(self.left + 1)).encode() if self.left >= 0 else b""

    def peak(lines: int) -> int:
        tracemalloc.start()
        import_geonames(Dump(lines), sqlite_database, taken=DAY)  # type: ignore[arg-type]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(3_000)  # what is made once and kept
    assert peak(12_000) < 1.2 * peak(3_000)


def test_the_imported_places_are_found(database: Database) -> None:
    imported(database)
    with database.reading() as connection:
        port = locate(connection, "Port Selby")
        assert port is not None
        assert (port.id, port.country, port.latitude) == (1, "FRA", 10.5)
        haven = locate(connection, "the Selbyhaven", "FRA")
        assert haven is not None
        assert (haven.id, "this is another of its names" in haven.reasons) == (1, True)
        region = locate(connection, "Selby region")
        assert region is not None
        assert "it is a division of a state, not a town" in region.reasons
        assert locate(connection, "Selbyhaven", "DEU") is None
        assert locate(connection, "Freedonia") is None, "a state is not looked for here"


def test_the_shipped_places_are_found_too(database: Database) -> None:
    imported(
        database,
        line(id="2988507", name="Paris", asciiname="Paris", latitude="1", population="2138551")
        + line(id="77", name="Paris", asciiname="Paris", country="DK", population="12"),
    )
    with database.reading() as connection:
        paris = locate(connection, "Paris")
        assert paris is not None
        assert (paris.id, paris.country, round(paris.latitude)) == (2988507, "FRA", 49)
        small = locate(connection, "Paris", "DNK")
        assert small is not None
        assert small.id == 77


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    data=st.binary(max_size=60)
    | st.lists(st.text(max_size=4), min_size=19, max_size=19).map(
        lambda fields: "\t".join(fields).encode("utf-8", "replace")
    )
)
def test_any_bytes_are_taken_or_rejected(database: Database, data: bytes) -> None:
    with contextlib.suppress(ListRejectedError):
        imported(database, data)
