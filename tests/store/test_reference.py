from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.lexicon.name_keys import entity_key
from dateline.model import Bounds, Held, OfficeKind, Record, Term
from dateline.resolve.likeness import most_alike
from dateline.resolve.reference import Reference
from dateline.store.database import Database, open_database
from dateline.store.reference import StoreReference
from dateline.store.reference_writer import ReferenceWriter
from tests.store.given_reference import DAY, day, head, listing, office, record


def write(
    database: Database, number: int, *records: Record, source: str = "src", complete: tuple[str, ...] = ()
) -> None:
    ReferenceWriter(database).write(head(number, source), records, complete=complete, allow_shrink=True)


def the(database: Database, key: str = "a") -> Record:
    (found,) = StoreReference(database).record(key)
    return found


def terms(database: Database, key: str = "a") -> list[str]:
    return [f"{one.programme} {one.term}" for one in the(database, key).listings]


def test_it_has_the_shape_of_a_reference(database: Database) -> None:
    reference: Reference = StoreReference(database)
    assert reference.named(["x"]) == {}
    assert reference.surnamed("x") == ()
    assert reference.holders(OfficeKind.FOREIGN, "SRB") == ()
    assert reference.lists() == {}


def test_what_was_imported_comes_back(database: Database) -> None:
    dated = listing("a", term=Term(start=Bounds.parse("2020"), end=Bounds.parse("2021-03"), as_of=DAY))
    whole = record(
        "a",
        "Ana Duvalska",
        "Ана Дувалска",
        listings=[dated],
        offices=[
            office("a", acting=True),
            office("a", "Speaker", country=None, organisation="EU", term=Term()),
        ],
        gender="f",
        wikidata="Q1",
        born=Bounds.parse("1970-02"),
        role="GOV",
    )
    write(database, 1, whole)
    found = the(database)
    assert found.entity.snapshot == "src@v1"
    assert found.entity.names == whole.entity.names
    for field in ("schema", "countries", "wikidata", "gender", "born", "role", "source"):
        assert getattr(found.entity, field) == getattr(whole.entity, field), field
    assert [(o.position, o.kind, o.country, o.organisation, o.acting) for o in found.offices] == [
        (o.position, o.kind, o.country, o.organisation, o.acting) for o in whole.offices
    ]
    assert found.offices[0].term == Term(start=Bounds.parse("2020-05"), as_of=day(1))
    assert found.offices[1].term == Term(), "an office that the source does not call open is not open"
    assert found.listings[0].term == Term(
        start=Bounds.parse("2020"), end=Bounds.parse("2021-03"), as_of=day(1)
    )
    assert (found.listings[0].list, found.listings[0].entry) == ("us", "a")


def test_look_ups(database: Database) -> None:
    ana = record("a", "Ana Duvalska", "DUVALSKA, A.", offices=[office("a")])
    plain = record("b", "Boris Duvalska", listings=[listing("b")])
    body = record("c", "Duvalska", schema="Company", offices=[office("c")])
    write(database, 1, ana, plain, body, complete=("us",))
    write(database, 3, record("Q7", "Ana Duvalska", offices=[office("Q7")]), source="other")
    reference = StoreReference(database)
    found = reference.named([entity_key("Duvalska Ana"), entity_key("a. duvalska"), "nobody"])
    assert {key: [r.entity.id for r in records] for key, records in found.items()} == {
        "ana duvalska": ["a", "Q7"],
        "a duvalska": ["a"],
    }
    assert [r.entity.id for r in reference.surnamed("duvalska")] == ["a", "Q7"], (
        "only people who held an office"
    )
    holders = reference.holders(OfficeKind.FINANCE, "SRB")
    assert [(r.entity.id, o.holder) for r, o in holders] == [("a", "a"), ("c", "c"), ("Q7", "Q7")]
    assert reference.holders(OfficeKind.FINANCE, "FRA") == ()
    assert reference.lists() == {"us": day(1)}
    assert reference.record("nobody") == ()


def test_a_listing_is_bounded_by_the_snapshots(database: Database) -> None:
    write(database, 0, record("a", listings=[listing("a")]), record("b"))
    write(database, 1, record("a", listings=[listing("a"), listing("a", "IRAN", entry="other")]), record("b"))
    write(database, 2, record("a", listings=[listing("a", "IRAN", entry="other")]), record("b"))
    assert terms(database) == [
        "SDGT by 2024-01-01 to between 2024-01-11 and 2024-01-21",
        "IRAN between 2024-01-02 and 2024-01-11 to open on 2024-01-21",
    ]
    gone, here = (one.term for one in the(database).listings)
    assert gone.on(date(2024, 1, 5)) is Held.YES
    assert gone.on(date(2024, 1, 15)) is Held.UNKNOWN
    assert gone.on(date(2024, 1, 22)) is Held.NO
    assert here.on(date(2024, 1, 1)) is Held.NO
    assert [one.snapshot for one in the(database).listings] == ["src@v1", "src@v2"]


def test_somebody_who_is_gone_is_still_found_with_what_was(database: Database) -> None:
    write(
        database, 0, record("a", "Ana Duvalska", listings=[listing("a")], offices=[office("a")]), record("b")
    )
    write(database, 1, record("b"))
    found = StoreReference(database).named(["ana duvalska"])["ana duvalska"]
    assert [str(one.term) for one in found[0].listings] == [
        "by 2024-01-01 to between 2024-01-01 and 2024-01-11"
    ]
    assert found[0].offices == ()
    assert found[0].entity.snapshot == "src@v0"
    assert StoreReference(database).surnamed("duvalska") == ()
    assert StoreReference(database).holders(OfficeKind.FINANCE, "SRB") == ()


def test_somebody_without_listings_who_is_gone_is_gone(database: Database) -> None:
    write(database, 0, record("a"), record("b"))
    write(database, 1, record("b"))
    assert StoreReference(database).record("a") == ()


def test_a_listing_that_comes_again_is_another(database: Database) -> None:
    on, off = record("a", listings=[listing("a")]), record("a")
    for number, one in enumerate([on, off, on, on]):
        write(database, number, one)
    assert terms(database) == [
        "SDGT by 2024-01-01 to between 2024-01-01 and 2024-01-11",
        "SDGT between 2024-01-12 and 2024-01-21 to open on 2024-01-31",
    ]


def test_a_listing_that_was_corrected_is_one(database: Database) -> None:
    write(database, 0, record("a", listings=[listing("a")]))
    write(database, 1, record("a", listings=[listing("a", authority="Office of Assets")]))
    dated = Term(start=Bounds.parse("2019-03-04"), as_of=DAY)
    assert terms(database) == ["SDGT by 2024-01-01 to open on 2024-01-11"]
    write(database, 2, record("a", listings=[listing("a", term=dated)]))
    assert terms(database) == ["SDGT 2019-03-04 to open on 2024-01-21"]


def test_a_programme_that_is_added_to_an_entry_is_not_dated_by_the_entry(database: Database) -> None:
    entry = Term(start=Bounds.parse("2019-03-04"), as_of=DAY)
    first, second = listing("a", term=entry), listing("a", "IRAN", term=entry)
    write(database, 0, record("a", listings=[first]))
    write(database, 1, record("a", listings=[first, second]))
    assert terms(database) == [
        "SDGT 2019-03-04 to open on 2024-01-11",
        "IRAN between 2024-01-02 and 2024-01-11 to open on 2024-01-11",
    ]


def test_only_the_newest_office_counts(database: Database) -> None:
    write(database, 0, record("a", offices=[office("a")]))
    over = Term(start=Bounds.parse("2020-05"), end=Bounds.parse("2024-01-03"), as_of=DAY)
    write(database, 1, record("a", offices=[office("a", term=over)]))
    assert [str(one.term) for one in the(database).offices] == ["2020-05 to 2024-01-03"]
    write(database, 2, record("a"))
    assert StoreReference(database).surnamed("a") == ()


def test_the_newest_snapshot_of_each_source(database: Database) -> None:
    write(database, 0, record("a", listings=[listing("a")]), complete=("us",))
    write(database, 5, record("z", listings=[listing("z")]), source="other", complete=("us",))
    assert StoreReference(database).lists() == {"us": day(5)}
    assert terms(database) == ["SDGT by 2024-01-01 to open on 2024-01-01"], (
        "another source does not move its day"
    )
    marks = [(one.snapshot.id, one.newest) for one in StoreReference(database).snapshots()]
    assert marks == [("other@v5", True), ("src@v0", True)]


STOOD = st.lists(st.sets(st.sampled_from("abc")), min_size=1, max_size=6)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stood=STOOD)
def test_bounds_hold_whatever_the_days_were(
    stood: list[set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """For each snapshot: a term of a listing does not deny the days on which it stood, nor claim those it did not."""
    seen: defaultdict[str, list[bool]] = defaultdict(list)
    with open_database(tmp_path_factory.mktemp("series") / "d.db") as database:
        for number, keys in enumerate(stood):
            people = [record(key, listings=[listing(key)] if key in keys else []) for key in "abc"]
            write(database, number, *people)
            for key in "abc":
                seen[key].append(key in keys)
        for key in "abc":
            found = [one.term for one in the(database, key).listings]
            for number, was in enumerate(seen[key]):
                states = {term.on(day(number)) for term in found}
                if was:
                    assert states & {Held.YES, Held.UNKNOWN}
                else:
                    assert Held.YES not in states
            for number, (before, after) in enumerate(zip(seen[key], seen[key][1:], strict=False)):
                between = {term.on(day(number) + timedelta(days=5)) for term in found}
                if before and after:
                    assert Held.YES in between
                elif before != after:
                    assert Held.YES not in between
                    assert Held.UNKNOWN in between


SPELLINGS = {
    "a": ("Aleksandar Vulin", "Alexander Wulin"),
    "b": ("Ana Brnabić", "Ana Brnavic"),
    "c": ("Kim Jong Un", "Kim Jongun"),
    "d": ("Sergey Viktorovich Lavrov", "Sergei Lavrov"),
}


def test_people_are_found_by_likeness(database: Database) -> None:
    write(database, 1, *(record(key, name) for key, (name, _) in SPELLINGS.items()))
    reference = StoreReference(database)
    for key, (name, spelled) in SPELLINGS.items():
        assert [one.entity.id for one in most_alike(spelled, reference.like(spelled))] == [key], name
    assert most_alike("Emmanuel Macron", reference.like("Emmanuel Macron")) == []
    assert reference.like("") == ()


def test_people_are_found_though_letters_are_lost(database: Database) -> None:
    write(database, 1, record("a", "Aleksandar Vučić"), record("b", "Aleksandar Vulin"))
    reference = StoreReference(database)
    for damaged in ("Aleksandar Vu?i?", "Aleksandar Vu\ufffdi\ufffd"):
        assert [one.entity.id for one in most_alike(damaged, reference.like(damaged))] == ["a"]


def test_who_is_called_otherwise_now_is_not_found_by_the_old_name(database: Database) -> None:
    write(database, 1, record("a", "Aleksandar Vulin"))
    write(database, 2, record("a", "Petar Kovac"))
    reference = StoreReference(database)
    assert reference.like("Alexander Wulin") == ()
    assert [one.entity.id for one in reference.like("Peter Kovacz")] == ["a"]


def test_likeness_is_asked_from_several_threads(database: Database) -> None:
    write(database, 1, *(record(key, name) for key, (name, _) in SPELLINGS.items()))
    reference = StoreReference(database)
    asked = [spelled for _, spelled in SPELLINGS.values()] * 10
    with ThreadPoolExecutor(4) as pool:
        found = [records[0].entity.id for records in pool.map(reference.like, asked)]
    assert found == list(SPELLINGS) * 10
