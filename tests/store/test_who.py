from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import DataError, StoreError
from dateline.model import Candidate, Link, Weighed
from dateline.store.database import Database, open_database
from dateline.store.news import news_of
from dateline.store.view import View
from dateline.store.who import decode_profile, encode_profile
from dateline.store.writer import Outcome, Writer
from tests.store.factory import LETTERS, MARIC, NAMES, NEWER, SCORES, linked, page, reading, tuples


def test_links_profiles_and_claims_come_back_as_they_were(database: Database) -> None:
    written = linked(reading())
    Writer(database).write(written)
    assert View(database).article(1) == written


def test_a_newer_reading_replaces_them(database: Database) -> None:
    Writer(database).write(linked(reading()))
    assert Writer(database).write(reading(provenance=NEWER)) is Outcome.REPLACED
    found = View(database).article(1)
    assert found is not None
    assert (found.links, found.profiles, found.claims) == ((), (), ())


def test_a_link_to_a_mention_that_is_not_there_is_refused(database: Database) -> None:
    broken = replace(reading(), links=(Link(mention=99, chosen=None, rule="name"),))
    with pytest.raises(StoreError, match="mention that is not there"):
        Writer(database).write(broken)


WEIGHED = st.builds(Weighed, feature=NAMES, amount=st.floats(-9, 9), says=st.text(LETTERS, max_size=9))
CANDIDATES = st.builds(
    Candidate,
    entity=NAMES,
    name=NAMES,
    score=SCORES,
    features=tuples(WEIGHED),
    latitude=st.none() | st.floats(-90, 90),
    longitude=st.none() | st.floats(-180, 180),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.none() | CANDIDATES, tuples(CANDIDATES, 2), NAMES), min_size=1, max_size=5))
def test_any_links_come_back(
    tmp_path: Path, found: list[tuple[Candidate | None, tuple[Candidate, ...], str]]
) -> None:
    links = tuple(
        Link(mention=index, chosen=chosen, rejected=rejected, rule=rule)
        for index, (chosen, rejected, rule) in enumerate(found)
    )
    written = replace(reading(page(f"https://gazette.example/{abs(hash(links))}")), links=links)
    with open_database(tmp_path / "links.db") as database:
        Writer(database).write(written)
        number = View(database).find(written.page.address)
        assert number is not None
        assert View(database).article(number) == written


def test_facts_are_found_by_the_id_of_an_entity(database: Database) -> None:
    Writer(database).write(linked(reading()))
    view = View(database)
    assert [fact.type for fact in view.facts(actor="Q100")] == ["CONSULT"]
    assert [fact.type for fact in view.facts(recipient="Q100")] == ["CONSULT", "SANCTION"]
    assert view.facts(actor="Q999") == ()
    assert len(view.statements(speaker="Q100")) == 1
    assert view.statements(addressee="Q100") == ()


def test_adverse_news_of_an_entity(database: Database) -> None:
    from dateline.model import Record

    Writer(database).write(linked(reading()))
    (news,) = news_of(View(database), Record(entity=MARIC.entity))
    assert news.what == "SANCTION by Sylvania (2023-12-31)"
    assert news.sentence == "Sylvania imposed sanctions on Marić last year."
    assert news.address == "https://gazette.example/bridge"


def test_profiles_as_json() -> None:
    assert decode_profile(encode_profile(MARIC)) == MARIC
    for text in ("", "{}", '{"entity": 3}', "[1"):
        with pytest.raises(DataError):
            decode_profile(text)
