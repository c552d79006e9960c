from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.lexicon.name_keys import entity_key, plain_words
from dateline.lexicon.scripts import script_of


def test_one_key_for_all_spellings_of_a_name() -> None:
    assert entity_key("VULIN, Aleksandar") == entity_key("Aleksandar Vulin") == "aleksandar vulin"
    assert entity_key("Вулин Александар") == "aleksandar vulin"
    assert entity_key("Vučić") == entity_key("Vucic")
    assert entity_key("O’Brien") == entity_key("O'Brien") == "obrien"


@given(st.text())
def test_a_key_is_plain_and_stays(name: str) -> None:
    key = entity_key(name)
    assert key.isascii()
    assert entity_key(key) == key
    assert sorted(plain_words(name)) == key.split()


def test_scripts() -> None:
    assert script_of("Вулин") == "Cyrl"
    assert script_of("习近平") == "Hani"
    assert script_of("محمد") == "Arab"
    assert script_of("Vučić") == "Latn"
    assert script_of("123") == "Zyyy"
