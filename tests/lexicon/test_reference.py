from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib import resources

import pycountry
import pytest

from dateline.errors import DataError
from dateline.lexicon.countries import load_countries
from dateline.lexicon.reference import load_records, shipped_snapshot
from dateline.lexicon.reference_files import COMPILED, bounds, compile_sources, read_files, read_sources
from dateline.model import Held, OfficeKind


@pytest.mark.slow
def test_the_compiled_form_is_that_of_the_files() -> None:
    """After a change of the files: make reference."""
    compiled = (resources.files("dateline.lexicon") / "data" / COMPILED).read_bytes()
    assert compiled == compile_sources()
    assert read_files() == read_sources()


def test_every_date_is_one_and_runs_forward() -> None:
    for name, file in read_files().items():
        assert date(2024, 1, 1) <= file.day <= date(2026, 12, 31), name
        for person in file.people:
            for term in (*person.offices, *person.listings):
                start, end = bounds(term.start), bounds(term.end)
                if start and end and start.earliest and end.latest:
                    assert start.earliest <= end.latest, (name, person.name, term)


def test_countries_and_lists_are_known() -> None:
    codes = {country.code for country in load_countries()} | {c.alpha_3 for c in pycountry.countries}
    for record in load_records():
        assert set(record.entity.countries) <= codes, record.entity.name
        assert {o.country for o in record.offices} - {None} <= codes, record.entity.name
        for listing in record.listings:
            assert re.fullmatch(r"[a-z]{2}", listing.list), (record.entity.name, listing)


def test_nobody_is_there_twice() -> None:
    ids = Counter(record.entity.id for record in load_records())
    assert [key for key, count in ids.items() if count > 1] == []
    items = Counter(record.entity.wikidata for record in load_records() if record.entity.wikidata)
    assert [key for key, count in items.items() if count > 1] == []


def test_how_much_is_shipped() -> None:
    records = load_records()
    people = [record for record in records if record.entity.schema == "Person"]
    assert len(people) >= 1500
    heads = {OfficeKind.HEAD_OF_STATE, OfficeKind.HEAD_OF_GOVERNMENT}
    assert len({office.country for r in people for office in r.offices if office.kind in heads}) >= 180
    assert sum(record.entity.role == "IGO" for record in records) >= 150
    assert sum(record.entity.role == "REB" for record in records) >= 100
    assert shipped_snapshot().records >= len(records)


def test_every_fact_says_where_it_can_be_checked() -> None:
    for record in load_records():
        assert record.entity.source, record.entity.name
        assert record.entity.snapshot == shipped_snapshot().id
        assert all(office.source for office in record.offices), record.entity.name
        assert all(listing.source for listing in record.listings), record.entity.name


def test_vulin() -> None:
    (vulin,) = [r for r in load_records() if r.entity.name == "Aleksandar Vulin"]
    then = {o.position for o in vulin.offices if o.term.on(date(2024, 9, 5)) is Held.YES}
    assert "Deputy Prime Minister" in then
    interior = next(o for o in vulin.offices if o.kind is OfficeKind.INTERIOR)
    assert str(interior.term).startswith("2020-10-28 to 2022-10-27")
    (listing,) = [item for item in vulin.listings if item.list == "us"]
    assert (listing.programme, listing.entry, str(listing.term.start)) == (
        "BALKANS-EO14033",
        "43736",
        "2023-07-11",
    )
    assert vulin.entity.wikidata == "Q11074974"


def test_what_is_no_date_is_told() -> None:
    with pytest.raises(DataError, match="soon"):
        bounds("soon")
