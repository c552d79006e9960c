"""What tells a person: given names, courtesy titles, offices with their sector."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dateline.lexicon.given_names import load_given_names, load_surnames
from dateline.lexicon.offices import load_offices
from dateline.understand.mentions_rules import TitleRules, load_title_rules

_GOVERNMENT = frozenset({"GOV", "LEG"})
_LONGEST = 12  # tokens of an office
_LINKS = frozenset({"and", "-", "/", "&"})


@dataclass(frozen=True, slots=True)
class Office:
    """An office phrase at tokens ``first`` to ``last`` (excluded).

    Attributes:
        head: token index of its last word.
        role: PLOVER sector; ELI for one who held a government office.
        known: False where only the country or what follows can tell the sector ("leader").
        gender: ``m``, ``f`` or ``u``, as the words tell.
        plural: "presidents".
        courtesy: only a title of courtesy ("Mr").
    """

    first: int
    last: int
    head: int
    role: str
    known: bool
    gender: str
    plural: bool
    courtesy: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Reads office phrases and names."""

    rules: TitleRules
    given: Mapping[str, str]
    surnames: frozenset[str]
    heads: Mapping[str, tuple[tuple[tuple[str, ...], str, bool], ...]]

    def gender_of_name(self, words: Sequence[str]) -> str:
        """The gender that the first word of a name tells: ``m``, ``f`` or ``u``."""
        return self.given.get(words[0], "u") if words else "u"

    def is_given(self, word: str) -> bool:
        """Whether the word is a given name, one part of a double name included ("Jean-Luc")."""
        return word in self.given or ("-" in word and word.split("-")[0] in self.given)

    def office(self, lowers: Sequence[str], first: int) -> Office | None:
        """The longest office phrase that begins at ``first``: modifiers, then a head, perhaps several."""
        if first >= len(lowers) or not self._may_begin(lowers[first]):
            return None
        index, last, role, plural = first, 0, "", False
        modifiers: list[str] = []
        former = False
        while index < min(len(lowers), first + _LONGEST):
            word = lowers[index]
            if word.startswith("ex-"):
                former, word = True, word[3:]
            head = self._head(lowers, index, word)
            if head:
                length, role, plural = head
                modifiers += lowers[index : index + length - 1]
                index = last = index + length
            elif word in self.rules.modifiers or (last == 0 and modifiers and word in _LINKS):
                former = former or word in self.rules.former
                modifiers.append(word)
                index += 1
            else:
                break
        if not last:
            return self._courtesy(lowers, first)
        words = lowers[first:last]
        if role == "UNK":
            role = next(
                (self.rules.modifier_roles[w] for w in words if w in self.rules.modifier_roles), "UNK"
            )
        known = role != "UNK"
        if role in _GOVERNMENT and former:
            role = "ELI"
        return Office(first, last, last - 1, role, known, self._gender(words), plural)

    def _may_begin(self, word: str) -> bool:
        rules = self.rules
        if word in _LINKS:
            return False
        return word in self.heads or word in rules.modifiers or word in rules.honorifics or word[:3] == "ex-"

    def _head(self, lowers: Sequence[str], index: int, word: str) -> tuple[int, str, bool] | None:
        for parts, role, plural in self.heads.get(word, ()):
            length = len(parts)
            if length == 1 or tuple(lowers[index + 1 : index + length]) == parts[1:]:
                return length, role, plural
        return None

    def _courtesy(self, lowers: Sequence[str], first: int) -> Office | None:
        gender = self.rules.honorifics.get(lowers[first])
        if gender is None:
            return None
        return Office(first, first + 1, first, "UNK", False, gender, False, True)

    def _gender(self, words: Sequence[str]) -> str:
        for word in reversed(words):
            gender = self.rules.gendered.get(word)
            if gender:
                return gender
        return "f" if tuple(words[-2:]) == ("first", "lady") else "u"


@cache
def load_people() -> People:
    """The word lists that tell people."""
    offices = load_offices()
    index: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for heads, plural in ((offices.singular, False), (offices.plural, True)):
        for head, role in heads.items():
            parts = tuple(head.split())
            index.setdefault(parts[0], []).append((parts, role, plural))
    ordered = {word: tuple(sorted(heads, key=lambda h: -len(h[0]))) for word, heads in index.items()}
    return People(load_title_rules(), load_given_names(), load_surnames(), MappingProxyType(ordered))
