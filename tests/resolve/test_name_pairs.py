from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_pairs import agree, consonants, edits, full_names

WORDS = st.text("abcdehijsvwyz", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("left", "right", "feature"),
    [
        ("sergei", "sergey", "variant"),
        ("muhammad", "mohamed", "variant"),
        ("john", "giovanni", "cognate"),
        ("bill", "william", "nickname"),
        ("sasha", "aleksandr", "nickname"),
        ("pepe", "jose", "nickname"),
        ("bob", "rob", "nickname"),
        ("j", "joseph", "initial"),
        ("tse", "ze", "variant"),
        ("macron", "marcon", "spelling"),
        ("putin", "merkel", None),
        ("j", "k", None),
    ],
)
def test_words_of_people(left: str, right: str, feature: str | None) -> None:
    found = agree(left, right, True, False)
    assert (found.feature if found else None) == feature


def test_bodies_have_no_initials_or_pet_forms() -> None:
    assert agree("j", "joseph", False, False) is None
    assert agree("bill", "william", False, False) is None


def test_across_scripts() -> None:
    found = agree("slmn", "salman", True, True)
    assert found is not None
    assert found.feature == "script"
    assert consonants("mohammed") == consonants("mhmd")


@pytest.mark.parametrize(
    ("left", "right", "count"),
    [
        ("putin", "putin", 0),
        ("musk", "mosk", 0.5),
        ("jonson", "johnson", 0.5),
        ("scholz", "schloz", 1),
        ("hannibal", "hanniball", 0.5),
        ("putin", "pulin", 1),
    ],
)
def test_edits(left: str, right: str, count: float) -> None:
    assert edits(left, right) == count


@given(WORDS, WORDS)
def test_both_ways_the_same(left: str, right: str) -> None:
    assert edits(left, right) == pytest.approx(edits(right, left))
    one, two = agree(left, right, True, False), agree(right, left, True, False)
    assert (one and one.price) == (two and two.price)


def test_full_names() -> None:
    assert {"bill", "william"} <= full_names("bill")
