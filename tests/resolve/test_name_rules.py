from __future__ import annotations

import re

from dateline.resolve.name_rules import (
    body_rules,
    letter_rules,
    number_words,
    person_rules,
    simplified,
)

_PLAIN = re.compile("[a-z0-9/]+")


def test_there_are_names_enough() -> None:
    rules = person_rules()
    assert len(rules.spellings) + len(rules.cognates) > 2000
    assert len(rules.full_names) > 800
    assert {"william"} <= rules.full_names["bill"]
    assert {"alexander", "alexandra"} <= rules.full_names["sasha"]
    assert "jose" in rules.full_names["pepe"]
    assert rules.spellings["mohamed"] == rules.spellings["muhammad"]
    assert rules.pinyin["tse"] == ("ze", "ce")


def test_words_are_in_plain_letters_and_no_pet_form_is_of_itself() -> None:
    rules = person_rules()
    for word in (*rules.particles, *rules.titles, *rules.spellings, *rules.cognates, *rules.full_names):
        assert _PLAIN.fullmatch(word), word
    for form, names in rules.full_names.items():
        assert form not in names


def test_no_particle_is_a_name_of_a_group() -> None:
    rules = person_rules()
    assert not (rules.spellings.keys() | rules.cognates.keys()) & (rules.of_father | {"al", "el"})


def test_bodies() -> None:
    rules = body_rules()
    assert rules.phrases["gmbh"][-1] == (("gmbh",), "gmbh", True)
    for found in rules.phrases.values():
        lengths = [len(phrase) for phrase, _, _ in found]
        assert lengths == sorted(lengths, reverse=True)
    assert rules.spellings["organisation"] == "organization"
    assert "group" in rules.weak


def test_letters() -> None:
    rules = letter_rules()
    assert "e" in rules.alike["a"]
    assert "a" in rules.alike["e"]
    assert "mhmd".translate(rules.classes) == "mmd"


def test_characters_and_numbers() -> None:
    assert "習國".translate(simplified()) == "习国"
    assert number_words().tens["forty"] == 40
