"""The data that names are compared by, from ``rules/*.yaml``, in the form in which it is looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import msgspec

from dateline.errors import DataError
from dateline.lexicon.data_files import read_yaml

_Form = TypeVar("_Form")
LONG = 7
"""From so many letters on, a word of a legal form is known in spite of a slip."""
Groups = dict[str, list[list[str]]]


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    particles: frozenset[str]
    of_father: frozenset[str]
    also_given: frozenset[str]
    titles: frozenset[str]


class _Variants(msgspec.Struct, forbid_unknown_fields=True):
    spellings: Groups
    cognates: Groups


class _Letters(msgspec.Struct, forbid_unknown_fields=True):
    alike: list[str]
    silent: list[str]
    classes: list[str]


class _Characters(msgspec.Struct, forbid_unknown_fields=True):
    simplified: list[str]


class _Syllables(msgspec.Struct, forbid_unknown_fields=True):
    wade_giles: dict[str, list[str]]


class _Forms(msgspec.Struct, forbid_unknown_fields=True):
    forms: dict[str, str]


class _Bodies(msgspec.Struct, forbid_unknown_fields=True):
    empty: frozenset[str]
    weak: frozenset[str]
    spellings: dict[str, list[str]]
    phrases: dict[str, str]


class NumberWords(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Numbers in words, Roman numerals, and the endings of ordinals."""

    ones: dict[str, int]
    teens: dict[str, int]
    tens: dict[str, int]
    roman: tuple[str, ...]
    roman_at_end: frozenset[str]
    ordinal_endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonRules:
    """Words of people's names: what is set aside, and which words are one name."""

    particles: frozenset[str]
    titles: frozenset[str]
    of_father: frozenset[str]
    also_given: frozenset[str]
    spellings: dict[str, str]
    cognates: dict[str, str]
    full_names: dict[str, frozenset[str]]
    pinyin: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class BodyRules:
    """Words of bodies.

    Attributes:
        phrases: by its first word each phrase, what stands for it, and whether it is a legal form.
        near_forms: each long word of a legal form, and what is left of it without one letter, to that word.
        empty: words that say nothing.
        weak: words that say little.
        spellings: a word to that which stands for all its spellings.
    """

    phrases: dict[str, tuple[tuple[tuple[str, ...], str, bool], ...]]
    near_forms: dict[str, str]
    empty: frozenset[str]
    weak: frozenset[str]
    spellings: dict[str, str]


@dataclass(frozen=True, slots=True)
class LetterRules:
    """What letters cost: to each those that sound alike, letters that come and go, classes of consonants."""

    alike: dict[str, str]
    silent: frozenset[str]
    classes: dict[int, int | None]


def _read(name: str, form: type[_Form]) -> _Form:
    return read_yaml(name, form, package="dateline.resolve", folder="rules")


@cache
def person_rules() -> PersonRules:
    """The rules for people.

    Raises:
        DataError: a file does not have its form, or a word is in two groups.
    """
    words = _read("name_words.yaml", _Words)
    variants = _read("name_variants.yaml", _Variants)
    full: dict[str, set[str]] = {}
    for names in _read("nicknames.yaml", dict[str, dict[str, list[str]]]).values():
        for name, forms in names.items():
            for form in forms:
                full.setdefault(form, set()).add(name)
    spellings, cognates = _to_first(variants.spellings), _to_first(variants.cognates)
    if twice := spellings.keys() & cognates.keys():
        raise DataError(f"in two groups: {', '.join(sorted(twice))}", where="rules/name_variants.yaml")
    return PersonRules(
        particles=words.particles,
        titles=words.titles,
        of_father=words.of_father,
        also_given=words.also_given,
        spellings=spellings,
        cognates=cognates,
        full_names={form: frozenset(names) for form, names in full.items()},
        pinyin={
            syllable: tuple(others)
            for syllable, others in _read("name_syllables.yaml", _Syllables).wade_giles.items()
        },
    )


def _to_first(sections: Groups) -> dict[str, str]:
    first: dict[str, str] = {}
    for groups in sections.values():
        for group in groups:
            for word in group:
                if word in first:
                    raise DataError(f"in two groups: {word}", where="rules/name_variants.yaml")
                first[word] = group[0]
    return first


@cache
def body_rules() -> BodyRules:
    """The rules for bodies: legal forms and phrases are looked up by their first word, the longest first."""
    bodies = _read("body_words.yaml", _Bodies)
    spellings = {word: name for name, words in bodies.spellings.items() for word in words}
    forms = _read("company_forms.yaml", _Forms).forms
    phrases: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for table, is_form in ((forms, True), (bodies.phrases, False)):
        for phrase, short in table.items():
            words_of = tuple(phrase.split())
            phrases.setdefault(words_of[0], []).append((words_of, short, is_form))
    return BodyRules(
        phrases={
            first: tuple(sorted(found, key=lambda phrase: -len(phrase[0])))
            for first, found in phrases.items()
        },
        near_forms=_near(word for form in forms for word in form.split() if len(word) >= LONG),
        empty=bodies.empty,
        weak=frozenset(spellings.get(word, word) for word in bodies.weak),
        spellings=spellings,
    )


def _near(words: Iterable[str]) -> dict[str, str]:
    known = set(words)
    near = {word[:at] + word[at + 1 :]: word for word in sorted(known) for at in range(len(word))}
    return near | {word: word for word in known}


@cache
def letter_rules() -> LetterRules:
    """What letters cost."""
    letters = _read("name_letters.yaml", _Letters)
    classes: dict[int, int | None] = {ord(letter): None for letter in "aeiouhwy"}
    for group in letters.classes:
        classes.update({ord(letter): ord(group[0]) for letter in group})
    alike: dict[str, str] = {}
    for pair in letters.alike:
        one, two = pair[0], pair[1]
        alike[one] = alike.get(one, "") + two
        alike[two] = alike.get(two, "") + one
    return LetterRules(
        alike=alike,
        silent=frozenset(letters.silent),
        classes=classes,
    )


@cache
def simplified() -> dict[int, int]:
    """A table for ``str.translate``: traditional Chinese characters to simplified ones."""
    return {ord(pair[0]): ord(pair[1]) for pair in _read("name_characters.yaml", _Characters).simplified}


@cache
def number_words() -> NumberWords:
    """Numbers in words."""
    return _read("name_numbers.yaml", NumberWords)
