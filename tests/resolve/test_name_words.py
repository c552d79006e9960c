from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_words import NameKind, fold, name_words


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


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Putin, Vladimir", ("vladimir", "putin")),
        ("Dr. Angela Merkel", ("angela", "merkel")),
        ("Bashar al-Assad", ("bashar", "assad")),
        ("Ben Netanyahu", ("ben", "netanyahu")),
        ("Stephen King", ("stephen", "king")),
        ("SergeiLavrov", ("sergei", "lavrov")),
        ("Sergey Sergey Shoigu", ("sergey", "shoigu")),
        ("Chang Chang Ha", ("chang", "chang", "ha")),
        ("习近平", ("xi", "jin", "ping")),
        ("バラク・オバマ", ("baraku", "obama")),
    ],
)
def test_words_of_people(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name, NameKind.PERSON).words == words


def test_one_word_stands_for_all_spellings() -> None:
    assert name_words("Mohamed Mohammed", NameKind.PERSON).same == ("muhammad", "muhammad")
    assert name_words("Defence Organisation", NameKind.BODY).same == ("defense", "organization")


def test_fathers() -> None:
    taken = name_words("Usāma bin Muhammad ibn Awad ibn Lādin", NameKind.PERSON)
    assert taken.fathers == {"muhammad", "awad", "ladin"}
    assert name_words("Ibrahim bin al-Din", NameKind.PERSON).fathers == {"din"}


def test_bodies() -> None:
    company = name_words("Volkswagen Bank G.m.b.H.", NameKind.BODY)
    assert company.words == ("volkswagen", "bank")
    assert company.forms == {"gmbh"}
    assert name_words("Siemens Aktiengeselschaft", NameKind.BODY).forms == {"ag"}
    assert name_words("The Company Ltd", NameKind.BODY).words == ("the", "company", "ltd")
    assert name_words("United States Navy", NameKind.BODY).words == ("us", "navy")
    assert name_words("Brigade Forty-Four", NameKind.BODY).numbers == ("44",)


def test_characters_and_scripts() -> None:
    assert name_words("習近平", NameKind.PERSON).signs == "习近平"
    assert name_words("Xi 近平", NameKind.PERSON).signs == ""
    assert name_words("محمد بن سلمان", NameKind.PERSON).bare
    assert not name_words("Вулин", NameKind.PERSON).bare


@given(st.text(max_size=60), st.sampled_from(NameKind))
def test_words_are_plain_and_each_has_its_same(name: str, kind: NameKind) -> None:
    taken = name_words(name, kind)
    assert len(taken.words) == len(taken.same)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in taken.words)
