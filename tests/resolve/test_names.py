from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.names import (
    FEATURES,
    THRESHOLD,
    NameKind,
    compare_names,
    compare_words,
    name_words,
    score_from,
)


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
        ("Pepe Mujica", "José Mujica"),
        ("Sasha Petrov", "Aleksandr Petrov"),
        ("Volodymyr Zelenskyy", "Wolodymyr Selenskyj"),
        ("习近平", "Xi Jinping"),
        ("習近平", "习近平"),
        ("Mao Tse-tung", "Mao Zedong"),
        ("محمد بن سلمان", "Mohammed bin Salman"),
        ("Usāma bin Muhammad ibn Awad ibn Lādin", "Osama bin Laden"),
        ("rimidalV nituP", "Vladimir Putin"),
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
        ("Abdullah bin Omar al-Muhammad", "Omar bin Abdullah al-Muhammad", "father"),
        ("高石早苗", "高市早苗", "character"),
        ("P. S. Sreedharan Pillai", "Puangpetch Suvit", "lone_word"),
    ],
)
def test_people_that_do_not_match_and_why(left: str, right: str, reason: str) -> None:
    score = compare_names(left, right)
    assert not score.matches
    assert reason in {found.feature for found in score.reasons}


def test_bodies() -> None:
    assert compare_names("Daimler Aktiengesellschaft", "Daimler AG", NameKind.BODY).score == 1.0
    assert not compare_names("Brigade 44", "Brigade 45", NameKind.BODY).matches
    reason = compare_names("Deutsche Bank AG", "Deutsche Bank GmbH", NameKind.BODY).reasons[0]
    assert (reason.feature, reason.words) == ("form", ("ag", "gmbh"))


@pytest.mark.parametrize(
    ("left", "right", "feature"),
    [
        ("PLA", "People's Liberation Army", "acronym"),
        ("vanderbilt corp", "van der bilt corp", "joined"),
        ("Fund of Ann XII", "Fund of Ann XIII", "series"),
        ("Faberlic", "Faberlic Europe", "extra_weak"),
        ("Gazprom Neft", "Gazprom", "extra_name"),
        ("Duval Solutions", "Duval Solutions II", "number_more"),
    ],
)
def test_how_bodies_differ(left: str, right: str, feature: str) -> None:
    score = compare_names(left, right, NameKind.BODY)
    assert {reason.feature for reason in score.reasons} == {feature}
    assert score.score == 1 - FEATURES[feature].weight
    assert score.matches is (score.score >= THRESHOLD)


NAMES = st.text(st.characters(codec="utf-8"), max_size=40)


@given(NAMES, NAMES, st.sampled_from(NameKind))
def test_a_score_is_the_same_both_ways_and_explains_itself(left: str, right: str, kind: NameKind) -> None:
    score = compare_names(left, right, kind)
    assert 0.0 <= score.score <= 1.0
    assert score.score == pytest.approx(compare_names(right, left, kind).score)
    assert {reason.feature for reason in score.reasons} <= FEATURES.keys()
    assert score.score == pytest.approx(max(0.0, 1 - sum(reason.amount for reason in score.reasons)))
    assert (score.score == 1.0) == (not score.reasons)


@given(NAMES.filter(lambda name: any(character.isalnum() and character.isascii() for character in name)))
def test_a_name_is_itself(name: str) -> None:
    assert compare_names(name, name).score == 1.0


@given(NAMES, NAMES, st.sampled_from(NameKind), st.floats(0.01, 1.0))
def test_what_is_asked_for_changes_no_score_that_reaches_it(
    left: str, right: str, kind: NameKind, least: float
) -> None:
    one, two = name_words(left, kind), name_words(right, kind)
    whole, found = compare_words(one, two, kind), score_from(one, two, kind, least)
    assert found == whole or (found is None and whole.score < least)
