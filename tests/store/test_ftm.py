from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from followthemoney.types import registry
from hypothesis import given
from hypothesis import strategies as st

from dateline.lexicon.countries import load_countries
from dateline.model import Bounds, OfficeKind
from dateline.store import ftm, ftm_entities
from dateline.store.ftm import (
    LANGUAGES,
    common_date,
    country_codes,
    entity_id,
    exact_date,
    language_code,
    moment,
    proxy,
    web_address,
)

DAYS = st.dates(date(1002, 1, 1), date(2200, 1, 1))


@given(st.text(max_size=30))
def test_values_are_clean(text: str) -> None:
    made = proxy("x", "Event", name=text, keywords=text, summary=text)
    for name, kind in (("name", registry.name), ("keywords", registry.string), ("summary", registry.text)):
        for value in made.properties.get(name, ()):
            assert kind.clean(value) == value


@given(st.text(max_size=30) | st.builds("http://{}".format, st.text(max_size=15)))
def test_web_addresses_are_taken(text: str) -> None:
    address = web_address(text)
    assert address is None or registry.url.clean(address) is not None


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://gazette.example/a?b=c#d", True),
        ("http://localhost:8000", True),
        ("http://[::1]/x", True),
        ("https://пример.рф/вести", True),
        ("-", False),
        ("pages/one.html", False),
        ("ftp://a.example/b", False),
        ("http://a b.example/", False),
        ("http://a.example:port/", False),
        ("http://", False),
        (None, False),
    ],
)
def test_web_address(address: str | None, good: bool) -> None:
    assert (web_address(address) is not None) == good
    if good:
        assert registry.url.clean(address) is not None


def test_every_country_has_a_code() -> None:
    for country in load_countries():
        (code,) = country_codes([country.code])
        assert registry.country.clean(code) == code, country.name
    assert country_codes([None, "FRE", "SRB", "SRB"]) == ("rs",)


def test_languages_are_those_that_are_known() -> None:
    assert set(registry.language.names) == LANGUAGES
    assert [language_code(tag) for tag in ("en", "en_GB", "SR-Latn", "fra", "la", "", None)] == [
        "eng",
        "eng",
        "srp",
        "fra",
        None,
        None,
        None,
    ]


def test_topics_are_those_that_are_known() -> None:
    topics = {topic for found in ftm_entities._TOPICS.values() for topic in found}
    assert topics | {"role.pep", "role.pep.frmr", "sanction"} <= set(registry.topic.names)
    assert ftm_entities._TOPICS.keys() <= set(OfficeKind)
    assert set(ftm_entities._KEEPERS.values()) <= set(registry.country.names)


@given(DAYS, DAYS)
def test_dates_say_no_more_than_is_known(one: date, other: date) -> None:
    bounds = Bounds(min(one, other), max(one, other))
    shared = common_date(bounds)
    if shared is not None:
        assert registry.date.clean(shared) == shared
        told = Bounds.parse(shared)
        assert told.earliest
        assert told.latest
        assert told.earliest <= bounds.earliest <= bounds.latest <= told.latest  # type: ignore[operator]
    exact = exact_date(bounds)
    assert exact is None or Bounds.parse(exact) == bounds


@pytest.mark.parametrize("text", ["2023", "2023-05", "2023-05-09"])
def test_dates_keep_their_precision(text: str) -> None:
    assert exact_date(Bounds.parse(text)) == common_date(Bounds.parse(text)) == text


def test_open_and_old_dates_are_left_out() -> None:
    day = date(2023, 5, 3)
    assert common_date(Bounds(None, day)) is common_date(Bounds(day, None)) is exact_date(None) is None
    assert common_date(Bounds.day(date(800, 12, 25))) is None
    assert common_date(Bounds(day, date(2024, 1, 1))) is None
    assert common_date(Bounds(day, date(2023, 5, 9))) == "2023-05"


def test_moments_are_in_utc() -> None:
    local = timezone(timedelta(hours=2))
    assert moment(datetime(2024, 5, 3, 1, 30, tzinfo=local)) == "2024-05-02T23:30:00"
    assert moment(datetime(2024, 5, 3, tzinfo=UTC)) == "2024-05-03T00:00:00"
    assert moment(datetime(1, 1, 1, tzinfo=local)) is None


@given(st.text(min_size=1, max_size=300))
def test_ids_are_taken(key: str) -> None:
    made = entity_id(key)
    assert registry.entity.clean(made) == made
    assert entity_id(key) == made


def test_plain_ids_stay() -> None:
    assert (entity_id("Q11074974"), entity_id("us-sdn-43736")) == ("Q11074974", "us-sdn-43736")


def test_a_long_text_is_in_pieces() -> None:
    text = "\n\n".join(f"paragraph {number} of a long report" for number in range(6000))
    pieces = proxy("x", "Article", bodyText=text).properties["bodyText"]
    assert "\n\n".join(pieces) == text
    assert all(registry.text.validate(piece) for piece in pieces)
    unbroken = "".join(map(str, range(40_000)))
    assert "".join(proxy("x", "Article", bodyText=unbroken).properties["bodyText"]) == unbroken
    assert proxy("x", "Article", sourceUrl="http://a.example/" + "x" * 5000).properties == {}


def test_a_long_name_is_cut() -> None:
    (name,) = proxy("x", "Person", name="Ana " * 1000).properties["name"]
    assert len(name) <= registry.name.max_length
    assert ftm.made_id("a", "b", None) != ftm.made_id("a", "b", "c")
