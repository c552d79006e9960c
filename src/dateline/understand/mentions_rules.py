"""The word lists of ``rules/titles.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from dateline.lexicon.data_files import read_yaml


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    honorifics: dict[str, str]
    gendered: dict[str, list[str]]
    modifiers: list[str]
    former: list[str]
    groups: dict[str, list[str]]
    modifier_roles: dict[str, str]
    vague: list[str]
    counted: list[str]
    pairs: dict[str, list[str]]
    meetings: list[str]
    no_one: list[str]
    names_first: list[str]
    metonyms: dict[str, str]
    inside: list[str]
    motion: list[str]
    city_things: list[str]
    organisation_words: dict[str, list[str]]
    place_words: list[str]
    place_after: list[str]
    american: list[str]
    place_first: list[str]
    other_words: list[str]
    lower_name_parts: list[str]


@dataclass(frozen=True, slots=True)
class TitleRules:
    """The lists, ready to ask; the heading of each list in the file says what it is. All in lower case."""

    honorifics: Mapping[str, str]
    gendered: Mapping[str, str]
    modifiers: frozenset[str]
    former: frozenset[str]
    groups: Mapping[str, str]
    modifier_roles: Mapping[str, str]
    vague: frozenset[str]
    counted: frozenset[str]
    pairs: Mapping[str, str]
    meetings: tuple[list[str], ...]
    no_one: frozenset[str]
    names_first: frozenset[str]
    metonyms: Mapping[str, str]
    inside: frozenset[str]
    motion: frozenset[str]
    city_things: frozenset[str]
    organisation_words: Mapping[str, str]
    place_words: frozenset[str]
    place_after: frozenset[str]
    american: frozenset[str]
    place_first: frozenset[str]
    other_words: frozenset[str]
    lower_name_parts: frozenset[str]


@cache
def load_title_rules() -> TitleRules:
    """The lists of ``rules/titles.yaml``; a word in several sectors belongs to the first that lists it.

    Raises:
        DataError: the file does not have the form that its headings describe.
    """
    file = read_yaml("titles.yaml", _File, "dateline.understand", "rules")
    return TitleRules(
        honorifics=MappingProxyType(file.honorifics),
        gendered=_inverted(file.gendered),
        modifiers=frozenset(file.modifiers),
        former=frozenset(file.former),
        groups=_inverted(file.groups),
        modifier_roles=MappingProxyType(file.modifier_roles),
        vague=frozenset(file.vague),
        counted=frozenset(file.counted),
        pairs=_inverted(file.pairs),
        meetings=tuple(words.split() for words in file.meetings),
        no_one=frozenset(file.no_one),
        names_first=frozenset(file.names_first),
        metonyms=MappingProxyType(file.metonyms),
        inside=frozenset(file.inside),
        motion=frozenset(file.motion),
        city_things=frozenset(file.city_things),
        organisation_words=_inverted(file.organisation_words),
        place_words=frozenset(file.place_words),
        place_after=frozenset(file.place_after),
        american=frozenset(file.american),
        place_first=frozenset(file.place_first),
        other_words=frozenset(file.other_words),
        lower_name_parts=frozenset(file.lower_name_parts),
    )


def _inverted(lists: Mapping[str, list[str]]) -> Mapping[str, str]:
    index: dict[str, str] = {}
    for code, words in lists.items():
        for word in words:
            index.setdefault(word, code)
    return MappingProxyType(index)
