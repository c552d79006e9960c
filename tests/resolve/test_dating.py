from __future__ import annotations

from datetime import date

from dateline.model import DateEstimate, Mention, OfficeKind, Precision
from dateline.resolve.claims import find_claims
from dateline.resolve.dating import date_article
from dateline.resolve.link import link_mentions
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import mention, one_sentence, person

DUVAL = person(
    "Ana Duval",
    "SRB",
    ("Minister of Internal Affairs", OfficeKind.INTERIOR, "2020-10-28", "2022-10-27"),
    ("Deputy Prime Minister", OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT, "2024-05-02", None),
    listed=(("us", "2023-07-11", None),),
)
MARIC = person("Ivan Marić", "HRV", ("President", OfficeKind.HEAD_OF_STATE, "1990-01-01", "1999-12-31"))
REFERENCE = MemoryReference.of([DUVAL, MARIC])


def dated(text: str, *mentions: Mention, published: DateEstimate | None = None) -> DateEstimate | None:
    linked = link_mentions(text, mentions, REFERENCE, None, None)
    found = find_claims(text, one_sentence(text), mentions)
    return date_article(
        published, one_sentence(text), text, linked.chains, linked.links, linked.records, found
    )


def duval(text: str, title: str | None = None) -> Mention:
    return mention(text, "Ana Duval", 0, title=title, country="SRB" if title else None)


def test_an_office_bounds_the_date() -> None:
    text = "Interior Minister Ana Duval spoke."
    found = dated(text, duval(text, "Interior Minister"))
    assert found is not None
    assert (found.earliest, found.latest) == (date(2020, 10, 28), date(2022, 10, 27))
    assert not found.stated
    assert "Ana Duval" in found.reasons[-1]


def test_an_open_office_is_a_floor() -> None:
    text = "Deputy Prime Minister Ana Duval spoke."
    found = dated(text, duval(text, "Deputy Prime Minister"))
    assert found is not None
    assert (found.earliest, found.latest) == (date(2024, 5, 2), None)


def test_last_year_and_a_listing_give_the_year() -> None:
    text = "The U.S. imposed sanctions on Ana Duval last year."
    found = dated(text, duval(text))
    assert found is not None
    assert (found.earliest, found.latest) == (date(2024, 1, 1), date(2024, 12, 31))
    assert "last year" in found.reasons[-1]


def test_both_together() -> None:
    text = "The U.S. imposed sanctions on Deputy Prime Minister Ana Duval last year."
    found = dated(text, mention(text, "Ana Duval", 0, title="Deputy Prime Minister", country="SRB"))
    assert found is not None
    assert (found.earliest, found.latest) == (date(2024, 5, 2), date(2024, 12, 31))
    assert len(found.reasons) == 2


def test_people_of_the_past_keep_their_titles() -> None:
    text = "Deputy Prime Minister Ana Duval praised President Ivan Marić."
    maric = mention(text, "Ivan Marić", 1, title="President", country="HRV")
    found = dated(text, duval(text, "Deputy Prime Minister"), maric)
    assert found is not None
    assert (found.earliest, found.latest) == (date(2024, 5, 2), None)


def test_a_stated_date_stays() -> None:
    day = date(2023, 1, 1)
    stated = DateEstimate(earliest=day, latest=day, precision=Precision.DAY, reasons=("stated",))
    text = "Deputy Prime Minister Ana Duval spoke."
    assert dated(text, duval(text, "Deputy Prime Minister"), published=stated) is stated


def test_the_bounds_that_were_there_count() -> None:
    before = DateEstimate(
        earliest=None,
        latest=date(2024, 10, 1),
        precision=Precision.INTERVAL,
        stated=False,
        reasons=("fetched",),
    )
    text = "Deputy Prime Minister Ana Duval spoke."
    found = dated(text, duval(text, "Deputy Prime Minister"), published=before)
    assert found is not None
    assert (found.earliest, found.latest) == (date(2024, 5, 2), date(2024, 10, 1))
    assert found.reasons[0] == "fetched"


def test_nothing_to_go_by() -> None:
    text = "Nobody spoke."
    assert dated(text) is None


def test_a_forum_within_the_days_left_is_a_floor() -> None:
    text = "Deputy Prime Minister Ana Duval spoke at the Eastern Economic Forum."
    before = DateEstimate(
        earliest=None,
        latest=date(2024, 12, 31),
        precision=Precision.INTERVAL,
        stated=False,
        reasons=("fetched",),
    )
    found = dated(text, duval(text, "Deputy Prime Minister"), published=before)
    assert found is not None
    assert found.earliest == date(2024, 9, 3)
    assert "Eastern Economic Forum" in found.reasons[-1]
