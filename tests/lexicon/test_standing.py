from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dateline.lexicon.name_keys import lone_names
from dateline.lexicon.standing import distinct_offices, merge_records, profile_of
from dateline.model import Bounds, Held, Office, OfficeKind, Term
from dateline.resolve.look_up import look_up
from dateline.resolve.reference import JoinedReference, MemoryReference
from tests.resolve.given import person

DUVAL = person(
    "Ana Duval",
    "SRB",
    ("Minister of Internal Affairs", OfficeKind.INTERIOR, "2015-01-01", "2019-12-31"),
    ("President", OfficeKind.HEAD_OF_STATE, "2020", None),
    also=("Анa Дувал",),
    listed=(("us", "2023-07-11", None),),
)
SAME = person(
    "Ana Duval",
    "SRB",
    ("Mayor of Novi Grad", OfficeKind.MAYOR, "2010", "2014"),
    listed=(("us", "2023-07-11", None),),
)

ELSEWHERE = replace(SAME, entity=replace(SAME.entity, snapshot="other@1"))


def test_a_profile_tells_what_held_and_what_may_have() -> None:
    profile = profile_of(DUVAL, date(2020, 6, 1), date(2020, 6, 1), {"eu": date(2024, 1, 1)})
    assert [(then.office.position, then.held) for then in profile.offices] == [("President", Held.UNKNOWN)]
    assert profile.listings == ()
    assert profile.lists == (("eu", date(2024, 1, 1)),)
    later = profile_of(DUVAL, date(2024, 6, 1), date(2024, 6, 1), {})
    assert [then.held for then in later.offices] == [Held.YES]
    assert [(then.listing.list, then.held) for then in later.listings] == [("us", Held.YES)]


def test_without_a_day_there_is_nothing_to_tell() -> None:
    profile = profile_of(DUVAL, None, None, {})
    assert not profile.offices
    assert not profile.listings


def test_records_of_two_sources_are_merged() -> None:
    merged = merge_records([DUVAL, SAME])
    assert len(merged.offices) == 3
    assert len(merged.listings) == 1


def test_looking_up_a_name() -> None:
    reference = JoinedReference(
        (MemoryReference.of([DUVAL]), MemoryReference.of([ELSEWHERE], {"us": date(2024, 1, 1)}))
    )
    assert [one.record.entity.name for one in look_up("DUVAL, Ana", reference)] == ["Ana Duval"]
    assert [one.record.entity.name for one in look_up("Duval", reference)] == ["Ana Duval"]
    assert [one.record.entity.name for one in look_up("Ana Maria Duval", reference)] == ["Ana Duval"]
    assert look_up("Bob Duval", reference) == []
    assert len(look_up("Ana Duval", reference)[0].record.offices) == 3
    assert reference.lists() == {"us": date(2024, 1, 1)}
    assert len(reference.holders(OfficeKind.MAYOR, "SRB")) == 1


def test_lone_names() -> None:
    assert list(lone_names("Xi Jinping")) == ["jinping", "xi"]
    assert list(lone_names("Emmanuel Macron")) == ["macron", "emmanuel"]
    assert list(lone_names("Luiz Inácio Lula da Silva")) == ["silva"]


def office(position: str, start: str | None, end: str | None = None, **changes: Any) -> Office:
    values = {"kind": OfficeKind.OTHER, "country": None, "organisation": None, **changes}
    term = Term(start=Bounds.parse(start) if start else None, end=Bounds.parse(end) if end else None)
    return Office(holder="Q1", position=position, term=term, source="s", snapshot="s@1", **values)


UNION = "High Representative of the Union for Foreign Affairs and Security Policy"
SHORT = office("High Representative for Foreign Affairs and Security Policy", "2019-12-01", organisation="EU")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (office(UNION, "2019-12", organisation="European Union"), True),
        (office(UNION, "2019-12", "2024-11-30", organisation="European Union"), True),
        (office(UNION, "2014-11-01", organisation="European Union"), False),
        (office(UNION, None, organisation="European Union"), False),
        (office(UNION, "2019-12", organisation="OSCE"), False),
        (office("Vice-President of the Commission", "2019-12-01", organisation="EU"), False),
    ],
)
def test_an_office_told_in_other_words_is_told_once(other: Office, *, same: bool) -> None:
    found = distinct_offices([SHORT, other])
    assert len(found) == (1 if same else 2)


def test_of_an_office_that_is_told_twice_the_better_known_is_kept() -> None:
    ended = office(UNION, "2019-12", "2024-11-30", organisation="European Union")
    vague = office(UNION, "2019", organisation="European Union")
    assert distinct_offices([SHORT, vague]) == (SHORT,)
    assert distinct_offices([vague, SHORT, ended]) == (ended,)


def test_offices_of_a_state_are_told_apart_by_kind_and_words() -> None:
    offices = [
        office("Minister of Foreign Affairs", "2020-10-28", kind=OfficeKind.FOREIGN, country="SRB"),
        office("Foreign Minister", "2020-10", kind=OfficeKind.FOREIGN, country="SRB"),
        office("Minister of Labour", "2020-10-28", kind=OfficeKind.MINISTER, country="SRB"),
        office("Minister of Sport", "2020-10-28", kind=OfficeKind.MINISTER, country="SRB"),
    ]
    assert distinct_offices(offices) == (offices[0], *offices[2:])


def test_an_office_that_goes_on_is_not_the_one_that_ended_before() -> None:
    short = office(
        "Minister of the Interior", "2021-12-08", "2021-12-16", kind=OfficeKind.INTERIOR, country="DEU"
    )
    named_anew = office(
        "Minister of the Interior and for Community", "2021-12-08", kind=OfficeKind.INTERIOR, country="DEU"
    )
    lasting = replace(named_anew, term=replace(named_anew.term, as_of=date(2024, 1, 1)))
    before = replace(named_anew, term=replace(named_anew.term, as_of=date(2021, 12, 10)))
    assert distinct_offices([short, lasting]) == (short, lasting)
    assert distinct_offices([lasting, short]) == (lasting, short)
    assert distinct_offices([before, short]) == (short,)
