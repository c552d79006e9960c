"""Known names in a text: countries, peoples, capitals, seats of government, organisations and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import MappingProxyType

from dateline.lexicon.countries import load_countries
from dateline.lexicon.organisations import load_organisations
from dateline.lexicon.places import load_places
from dateline.understand.mentions_rules import load_title_rules

_FIRST_WORD = re.compile(r"\W*[^\W_]+")
_SHORT = 4  # letters; shorter words in capitals are abbreviations
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "–": "-", "‑": "-", "\n": " "})


class Known(Enum):
    """What a known name is."""

    COUNTRY = auto()
    ADJECTIVE = auto()
    PEOPLE = auto()
    CAPITAL = auto()
    SEAT = auto()
    ORGANISATION = auto()
    CITY = auto()
    REGION = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """A known name: what it is, what it stands for, and in which state."""

    known: Known
    name: str
    country: str | None = None
    role: str | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A known name found at tokens ``first`` to ``last`` (excluded), characters ``start`` to ``end``."""

    first: int
    last: int
    start: int
    end: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All known names by their first word, the longest first; ``after_the`` need "the" before them."""

    by_word: Mapping[str, tuple[tuple[str, bool, Entry], ...]]

    def matches(self, text: str, tokens: Sequence[tuple[int, int]]) -> dict[int, Match]:
        """The longest known names in a sentence that do not overlap, by their first token.

        Args:
            text: the article with straight apostrophes (``straighten``), of the same length as the original.
            tokens: start and end of the sentence's tokens.
        """
        found: dict[int, Match] = {}
        after = 0
        known = self.by_word
        for index, (start, end) in enumerate(tokens):
            # Nearly all tokens are words that begin no name: they are passed over as quickly as can be.
            word = text[start:end]
            if index < after or (word.isalnum() and word not in known and not word.isupper()):
                continue
            match = self._at(text, tokens, index)
            if match:
                found[index] = match
                after = match.last
        return found

    def exact(self, phrase: str) -> Entry | None:
        """What exactly this phrase, with straight apostrophes, stands for."""
        word = _FIRST_WORD.match(phrase)
        found = self.by_word.get(word.group(), ()) if word else ()
        return next((entry for name, after_the, entry in found if name == phrase and not after_the), None)

    def _at(self, text: str, tokens: Sequence[tuple[int, int]], index: int) -> Match | None:
        start, end = tokens[index]
        word = _FIRST_WORD.match(text, start, end)
        if not word:
            return None
        for phrase, after_the, entry in self.by_word.get(word.group(), ()):
            if not text.startswith(phrase, start) or not _at_boundary(text, start + len(phrase)):
                continue
            if after_the and not _follows_the(text, tokens, index):
                continue
            stop = start + len(phrase)
            last = index + 1
            while last < len(tokens) and tokens[last][0] < stop:
                last += 1
            return Match(index, last, start, stop, entry)
        return self._in_capitals(text, tokens, index, word.group()) if word.group().isupper() else None

    def _in_capitals(
        self, text: str, tokens: Sequence[tuple[int, int]], index: int, word: str
    ) -> Match | None:
        """A place or people written in capitals, as in headlines and datelines: "JEDDAH, SAUDI ARABIA"."""
        start = tokens[index][0]
        for phrase, after_the, entry in self.by_word.get(word.capitalize(), ()):
            stop = start + len(phrase)
            written = text[start:stop]
            if len(phrase) < _SHORT or not written.isupper() or written.lower() != phrase.lower():
                continue
            if entry.known is Known.ORGANISATION or after_the or not _at_boundary(text, stop):
                continue
            last = index + 1
            while last < len(tokens) and tokens[last][0] < stop:
                last += 1
            return Match(index, last, start, stop, entry)
        return None


def straighten(text: str) -> str:
    """The text with straight apostrophes, plain hyphens and plain spaces; every letter stays at its place."""
    return text.translate(_STRAIGHT)


def _at_boundary(text: str, end: int) -> bool:
    """Whether a word ends here: "U.S." and "U.S.-led" differ, and "Iranians" is not "Iran"."""
    if end >= len(text):
        return True
    following = text[end]
    if following == "-":
        return not text[end + 1 : end + 2].isalpha()
    return not (following.isalnum() or following == "_")


def _follows_the(text: str, tokens: Sequence[tuple[int, int]], index: int) -> bool:
    if not index:
        return False
    start, end = tokens[index - 1]
    return text[start:end] in {"the", "The"}


@cache
def load_gazetteer() -> Gazetteer:
    """The names of the lexicon.

    Where one name is several things, the first of these has it: a state, an organisation, a capital, a place,
    a people.
    """
    index: dict[str, dict[str, tuple[bool, Entry]]] = {}
    for name, entry in _entries():
        bare = name.translate(_STRAIGHT)
        after_the = bare.startswith("the ")
        bare = bare.removeprefix("the ")
        word = _FIRST_WORD.match(bare)
        if word:
            names = index.setdefault(word.group(), {})
            needs_the, known = names.setdefault(bare, (after_the, entry))
            if needs_the and not after_the and known == entry:
                names[bare] = (False, entry)  # "the White House" is also listed as "White House"
    return Gazetteer(
        MappingProxyType(
            {
                word: tuple((p, *phrases[p]) for p in sorted(phrases, key=len, reverse=True))
                for word, phrases in index.items()
            }
        )
    )


def _entries() -> Iterator[tuple[str, Entry]]:
    yield from _country_entries()
    for organisation in load_organisations():
        entry = Entry(Known.ORGANISATION, organisation.name, organisation.country, organisation.role)
        for name in organisation.names:
            yield name, entry
            if name.startswith("The "):
                yield name[4:], entry
    yield from _capital_entries()
    yield from _place_entries()
    yield from _people_entries()
    for country in load_countries():
        yield from _words(country.people, Entry(Known.PEOPLE, country.name, country.code, "CVL"))


def _country_entries() -> Iterator[tuple[str, Entry]]:
    for country in sorted(load_countries(), key=lambda c: c.until is not None):
        yield from _words(country.names, Entry(Known.COUNTRY, country.name, country.code))
        yield from _words(country.seats, Entry(Known.SEAT, country.name, country.code, "GOV"))
        yield from _words(
            country.adjectives, Entry(Known.ADJECTIVE, country.name, country.code, None, country.people)
        )


def _capital_entries() -> Iterator[tuple[str, Entry]]:
    metonyms = load_title_rules().metonyms
    for country in load_countries():
        for city in country.capitals:
            yield city, Entry(Known.CAPITAL, metonyms.get(city, country.name), country.code, "GOV")


def _place_entries() -> Iterator[tuple[str, Entry]]:
    for place in load_places():
        yield from _words(
            place.names, Entry(Known.CITY if place.city else Known.REGION, place.name, place.country)
        )
        yield from _words(
            place.adjectives, Entry(Known.ADJECTIVE, place.name, place.country, None, place.people)
        )
        yield from _words(place.people, Entry(Known.PEOPLE, place.name, place.country, "CVL"))


def _people_entries() -> Iterator[tuple[str, Entry]]:
    """Peoples and faiths; their first name is an adjective too ("Muslim leaders")."""
    for people in load_places().peoples:
        first = people.names[0]
        yield first, Entry(Known.ADJECTIVE, first, people.country, people.role, people.names)
        yield from _words(people.names[1:], Entry(Known.PEOPLE, first, people.country, people.role))


def _words(names: Iterable[str], entry: Entry) -> Iterator[tuple[str, Entry]]:
    for name in names:
        yield name, entry
