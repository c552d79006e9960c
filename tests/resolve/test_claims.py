from __future__ import annotations

from datetime import date

import pytest

from dateline.model import Claim, ClaimResult, Mention, MentionKind, OfficeKind
from dateline.resolve.claims import check_claims, find_claims
from dateline.resolve.link import link_mentions
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import mention, one_sentence, person

DUVAL = person(
    "Ana Duval",
    "SRB",
    ("President", OfficeKind.HEAD_OF_STATE, "2020-01-01", None),
    listed=(("us", "2023-07-11", None),),
)
GONE = person(
    "Ivan Marić",
    "HRV",
    ("Prime Minister", OfficeKind.HEAD_OF_GOVERNMENT, "2018-01-01", None),
    listed=(("eu", "2015-01-01", "2017-01-01"),),
)
REFERENCE = MemoryReference.of([DUVAL, GONE])
DAY = date(2024, 9, 5)


def check(text: str, *mentions: Mention, lists: dict[str, date] | None = None) -> list[Claim]:
    linked = link_mentions(text, mentions, REFERENCE, DAY, DAY)
    found = find_claims(text, one_sentence(text), mentions)
    return list(check_claims(found, linked, DAY, DAY, lists or {}))


@pytest.mark.parametrize(
    "text",
    [
        "Ana Duval, who is under U.S. sanctions, spoke.",
        "The U.S. imposed sanctions on Ana Duval last year.",
        "Ana Duval was sanctioned by the United States in July.",
        "Washington blacklisted Ana Duval.",
        "US-sanctioned Ana Duval spoke.",
        "Ana Duval is subject to sanctions of the US Treasury.",
    ],
)
def test_a_claim_that_the_list_confirms(text: str) -> None:
    (claim,) = check(text, mention(text, "Ana Duval", 0))
    assert claim.list == "us"
    assert claim.result is ClaimResult.CONFIRMED
    assert "2023-07-11" in claim.says
    assert "TEST" in claim.says
    assert "test@1" in claim.says
    assert "Ana Duval" in text[claim.start : claim.end]


@pytest.mark.parametrize(
    "text",
    [
        "Ana Duval rejected sanctions against Russia.",
        "Ana Duval said the EU would impose sanctions.",
        "Ana Duval spoke.",
    ],
)
def test_what_is_no_claim_about_her(text: str) -> None:
    mentions = [mention(text, "Ana Duval", 0)]
    if "Russia" in text:
        mentions.append(mention(text, "Russia", 1, kind=MentionKind.COUNTRY, country="RUS"))
    assert check(text, *mentions) == []


def test_a_listing_that_had_ended_contradicts() -> None:
    text = "Ivan Marić, who is under EU sanctions, spoke."
    (claim,) = check(text, mention(text, "Ivan Marić", 0))
    assert claim.result is ClaimResult.CONTRADICTED
    assert "2017-01-01" in claim.says


def test_what_the_lists_do_not_hold_is_not_found_or_unknown() -> None:
    text = "Ivan Marić, who is under U.S. sanctions, spoke."
    (claim,) = check(text, mention(text, "Ivan Marić", 0))
    assert claim.result is ClaimResult.UNKNOWN
    (claim,) = check(text, mention(text, "Ivan Marić", 0), lists={"us": date(2024, 8, 1)})
    assert claim.result is ClaimResult.NOT_FOUND
    assert "2024-08-01" in claim.says


def test_a_denial_of_what_stands_is_contradicted() -> None:
    text = "Ana Duval is not under U.S. sanctions."
    (claim,) = check(text, mention(text, "Ana Duval", 0))
    assert claim.result is ClaimResult.CONTRADICTED
