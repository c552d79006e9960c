from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_pairs import agree, consonants, edits, full_names
from dateline.resolve.name_rules import letter_rules

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


def plain_edits(left: str, right: str) -> float:
    """The same count by its definition: the cheapest of all ways to go through both words."""
    alike, silent = letter_rules().alike, letter_rules().silent

    def alone(word: str, at: int) -> float:
        return 0.5 if word[at] in silent or (at and word[at - 1] == word[at]) else 1.0

    @cache
    def rest(i: int, j: int) -> float:
        ways = [0.0] if i == len(left) and j == len(right) else []
        if i < len(left):
            ways.append(alone(left, i) + rest(i + 1, j))
        if j < len(right):
            ways.append(alone(right, j) + rest(i, j + 1))
        if i < len(left) and j < len(right):
            near = 0.5 if right[j] in alike.get(left[i], "") else 1.0
            ways.append((0.0 if left[i] == right[j] else near) + rest(i + 1, j + 1))
            if left[i : i + 2] == right[j : j + 2][::-1] and len(left[i : i + 2]) == 2:
                ways.append(1.0 + rest(i + 2, j + 2))
        return min(ways)

    return rest(0, 0)


SHORT = st.text("aahkksn", max_size=5)


@given(SHORT, SHORT, SHORT, SHORT)
def test_letters_that_words_share_are_left_out_of_the_counting(
    start: str, one: str, two: str, end: str
) -> None:
    assert edits(start + one + end, start + two + end) == plain_edits(start + one + end, start + two + end)
