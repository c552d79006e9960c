from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.names import FEATURES, NameKind, compare_names, fold, name_words


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Vučić", "vucic"),
        ("Вулин", "vulin"),
        ("O’Neill", "oneill"),
        ("G.m.b.H.", "gmbh"),
        ("J. Smith", "j. smith"),
        ("Łukasz Ørsted", "lukasz orsted"),
    ],
)
def test_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


def test_what_a_name_is_made_of() -> None:
    assert name_words("Putin, Vladimir", NameKind.PERSON).words == ("vladimir", "putin")
    assert name_words("Dr. Angela Merkel", NameKind.PERSON).words == ("angela", "merkel")
    company = name_words("Volkswagen Bank G.m.b.H.", NameKind.BODY)
    assert company.words == ("volkswagen", "bank")
    assert company.forms == {"gmbh"}
    assert name_words("The Company Ltd", NameKind.BODY).words == ("the", "company", "ltd")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Aleksandar Vulin", "VULIN, Aleksandar"),
        ("Aleksandar Vulin", "Александар Вулин"),
        ("Sergei Lavrov", "Sergey Viktorovich Lavrov"),
        ("Mohammed al-Hassan", "Mohamed Hassan"),
        ("Boris Jonson", "Boris Johnson"),
        ("J. Biden", "Joe Biden"),
        ("Bill Clinton", "William Clinton"),
        ("KimJongun", "Kim Jong-un"),
        ("SergeiLavrov", "Sergei Lavrov"),
    ],
)
def test_people_that_match(left: str, right: str) -> None:
    assert compare_names(left, right).matches


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Viktor Vekselberg", "Boris Vekselberg", "conflict"),
        ("Putin", "Vladimir Putin", "lone_word"),
        ("Fernando Castro", "Fidel Castro", "conflict"),
    ],
)
def test_people_that_do_not_match_and_why(left: str, right: str, reason: str) -> None:
    score = compare_names(left, right)
    assert not score.matches
    assert reason in dict(score.reasons)


def test_bodies() -> None:
    assert compare_names("Daimler Aktiengesellschaft", "Daimler AG", NameKind.BODY).score == 1.0
    assert not compare_names("Brigade 44", "Brigade 45", NameKind.BODY).matches
    assert "form" in dict(compare_names("Deutsche Bank AG", "Deutsche Bank GmbH", NameKind.BODY).reasons)


NAMES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(NAMES, NAMES, st.sampled_from(NameKind))
def test_a_score_is_the_same_both_ways_and_explains_itself(left: str, right: str, kind: NameKind) -> None:
    score = compare_names(left, right, kind)
    assert 0.0 <= score.score <= 1.0
    assert score.score == pytest.approx(compare_names(right, left, kind).score)
    assert {name for name, _ in score.reasons} <= FEATURES.keys()
    assert (score.score == 1.0) == (not score.reasons)


@given(NAMES.filter(lambda name: any(character.isalnum() and character.isascii() for character in name)))
def test_a_name_is_itself(name: str) -> None:
    assert compare_names(name, name).score == 1.0
