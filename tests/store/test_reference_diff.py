from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.model import Bounds
from dateline.store.database import Database, open_database
from dateline.store.reference_diff import Happened, difference
from dateline.store.reference_writer import ReferenceWriter
from tests.store.given_reference import head, listing, office, record


def write(database: Database, number: int, **people: str) -> None:
    records = [
        record(key, *(name.split("/")), listings=[listing(key, one) for one in programmes.split()])
        for key, text in people.items()
        for name, _, programmes in [text.partition(":")]
    ]
    ReferenceWriter(database).write(head(number), records, allow_shrink=True)


def told(
    database: Database, old: str | None = None, new: str | None = None
) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (one.what.value, one.entity, one.details) for one in difference(database, "src", old, new).changes
    ]


def test_who_came_went_and_changed(database: Database) -> None:
    write(database, 0, a="Ana/A.:SDGT", b="Boris", c="Carla:SDGT", d="Dragan")
    write(database, 1, a="Anna/A.:SDGT", c="Carla:IRAN", d="Dragan", e="Elena")
    listed = "{word}: us {programme} c, start not told to open"
    assert told(database) == [
        ("came", "e", ()),
        ("went", "b", ()),
        ("changed", "a", ("name gone: Ana", "name new: Anna", "name: Ana → Anna")),
        (
            "changed",
            "c",
            (
                listed.format(word="listing gone or corrected", programme="SDGT"),
                listed.format(word="listing new or corrected", programme="IRAN"),
            ),
        ),
    ]


def test_offices_and_other_fields(database: Database) -> None:
    writer = ReferenceWriter(database)
    writer.write(head(0), [record("a", offices=[office("a")])])
    writer.write(head(1), [record("a", born=Bounds.parse("1970"), gender="f")])
    ((_, _, details),) = told(database)
    assert details == (
        "gender: none → f",
        "born earliest: none → 1970-01-01",
        "born latest: none → 1970-12-31",
        "office gone or corrected: Minister of Finance SRB, 2020-05-01/2020-05-31 to open",
    )


def test_any_two_snapshots(database: Database) -> None:
    write(database, 0, a="Ana", b="B")
    write(database, 1, a="Anna", b="B")
    write(database, 2, a="Anja", b="B")
    write(database, 3, a="Ana", b="B", c="C")
    assert told(database, "v0", "v1")[0][2][-1] == "name: Ana → Anna"
    assert told(database, "v1", "v2")[0][2][-1] == "name: Anna → Anja"
    assert told(database, "v0", "v2")[0][2][-1] == "name: Ana → Anja"
    assert told(database, "v0") == [("came", "c", ())], "what changed and changed back is as it was"
    assert difference(database, "src", new="v1").old.snapshot.version == "v0"


def test_what_cannot_be_compared(database: Database) -> None:
    with pytest.raises(UsageError, match="src: no snapshot was imported"):
        difference(database, "src")
    write(database, 0, a="Ana")
    with pytest.raises(UsageError, match="only one snapshot"):
        difference(database, "src")
    write(database, 1, a="Ana")
    with pytest.raises(UsageError, match="there is no version v9"):
        difference(database, "src", "v9")
    with pytest.raises(UsageError, match="the first version must be the older one"):
        difference(database, "src", "v1", "v0")
    with pytest.raises(UsageError, match="the first version must be the older one"):
        difference(database, "src", new="v0")


PEOPLE = st.dictionaries(
    st.sampled_from("abcd"), st.sampled_from(["Ana", "Eva", "Ana:X", "Ana:Y"]), min_size=1
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=st.lists(PEOPLE, min_size=2, max_size=5), data=st.data())
def test_the_difference_of_any_two_is_that_of_their_contents(
    series: list[dict[str, str]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = data.draw(st.integers(0, len(series) - 2))
    new = data.draw(st.integers(old + 1, len(series) - 1))
    with open_database(tmp_path_factory.mktemp("series") / "d.db") as database:
        for number, people in enumerate(series):
            write(database, number, **people)
        found = difference(database, "src", f"v{old}", f"v{new}").changes
    before, after = series[old], series[new]
    wanted = {
        **dict.fromkeys(after.keys() - before.keys(), Happened.CAME),
        **dict.fromkeys(before.keys() - after.keys(), Happened.WENT),
        **{key: Happened.CHANGED for key in after.keys() & before.keys() if before[key] != after[key]},
    }
    assert {one.entity: one.what for one in found} == wanted
