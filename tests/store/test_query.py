from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.model import EventType
from dateline.store.query import OPERATORS, Query, state_of, understand

VALUES = st.text(st.characters(exclude_characters='"“”„«»', exclude_categories=["Cs"]), max_size=12).map(
    str.strip
)
NAMES = VALUES.filter(lambda text: any(letter.isalnum() for letter in text))
QUERIES = st.builds(
    Query,
    words=st.lists(st.sampled_from(["sanctions", '"the border"', "-oil", "begin*", "10:30"])).map(" ".join),
    actor=st.none() | NAMES,
    recipient=st.none() | NAMES,
    speaker=st.none() | NAMES,
    about=st.none() | NAMES,
    place=st.none() | NAMES,
    type=st.none() | st.sampled_from(EventType),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)


@given(QUERIES)
def test_what_is_written_is_understood_again(query: Query) -> None:
    assert understand(str(query)) == query


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*OPERATORS, ":", '"', "-", " ", "a", "2024"])).map("".join)
)
def test_anything_is_understood_or_told_in_one_line(typed: str) -> None:
    with contextlib.suppress(UsageError):
        understand(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Query()),
        ("sanctions on Vulin", Query(words="sanctions on Vulin")),
        ('actor:"United States" sanctions', Query(words="sanctions", actor="United States")),
        ("ACTOR:SRB type:sanction", Query(actor="SRB", type=EventType.SANCTION)),
        ("actor:“Ana Duval”", Query(actor="Ana Duval")),
        ("since:2024 until:2024-02", Query(since=date(2024, 1, 1), until=date(2024, 2, 29))),
        ("speaker:Duval about:border place:Paris", Query(speaker="Duval", about="border", place="Paris")),
        ('-"a phrase" http://x.example at 10:30', Query(words='-"a phrase" http://x.example at 10:30')),
    ],
)
def test_queries(typed: str, expected: Query) -> None:
    assert understand(typed) == expected


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ('"open', "left open"),
        ("-actor:Vulin", "cannot be excluded"),
        ("actor:a actor:b", "given twice"),
        ("actor: Vulin", "has no value"),
        ('actor:""', "has no value"),
        ("type:WAR", "there is no type 'WAR'"),
        ("since:May", "since: 'May'"),
        ("until:2024-02-31", "until:"),
    ],
)
def test_what_cannot_be_understood(typed: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        understand(typed)


def test_states() -> None:
    assert state_of("serbia") == state_of("SRB") == state_of("srb") == "SRB"
    assert state_of("the United States") == "USA"
    assert state_of("Vulin") is None
