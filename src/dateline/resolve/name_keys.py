"""Which known words may stand for a word: by spelling, by pet form, and by sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from dateline.resolve.name_pairs import all_consonants, consonants, full_names
from dateline.resolve.name_rules import person_rules
from dateline.resolve.name_words import NameKind, NameWords

# Letters that sound alike, to one of them; h left out. Coarser than what a comparison allows.
_SOUNDS = str.maketrans("aeiouyjwzcqgdbfx", "aaaaaaavskkktpvk", "h")
SOUNDS = "aklmnprstv"
"""The letters that are left when all that sound alike are one."""
_DOUBLE = re.compile(r"(.)\1+")
_SHORT = 4


class WordKeys:
    """Words by what they have in common.

    Args:
        vocabulary: each word (that which stands for all its spellings) with its number.
        kind: of what the names are that the words come from.
        names: the names.
    """

    def __init__(self, vocabulary: Mapping[str, int], kind: NameKind, names: Sequence[NameWords]) -> None:
        self._vocabulary = vocabulary
        self._person = kind is NameKind.PERSON
        self._by_sound: dict[str, list[int]] = {}
        for word, number in vocabulary.items():
            for key in _sounds(word):
                if (numbers := self._by_sound.get(key)) is None:
                    self._by_sound[key] = [number]
                else:
                    numbers.append(number)
        self._bare: dict[str, list[int]] = {}
        self._by_spelling: dict[str, set[int]] = {}
        for word, same in {pair for name in names for pair in zip(name.words, name.same, strict=True)}:
            if word != same:
                for key in _sounds(word):
                    self._by_spelling.setdefault(key, set()).add(vocabulary[same])
        for word in {word for name in names if name.bare for word in name.same}:
            self._bare.setdefault(consonants(word), []).append(vocabulary[word])

    def sounding(self, word: str, same: str) -> set[int]:
        """The numbers of the words that sound like a word but for one letter, and of some that do not.

        Args:
            word: as it is in the name.
            same: that which stands for all its spellings.
        """
        keys = _keys(same) if word == same else _keys(same) + _keys(word)
        return set().union(*[self._by_sound.get(key, ()) for key in keys])

    def spelled_like(self, word: str) -> set[int]:
        """The numbers of the words that stand for a spelling that sounds like a word but for one letter."""
        return set().union(*[self._by_spelling.get(key, ()) for key in _keys(word)])

    def standing_for(self, word: str, same: str, bare: bool) -> set[int]:
        """The numbers of the words that may stand for a word though their letters are others.

        Args:
            word, same: as above.
            bare: its script leaves vowels out.
        """
        found: set[int] = set()
        if self._person:
            for name in {*full_names(word), *full_names(same), *person_rules().pinyin.get(word, ())}:
                found.update(self._of_full_name.get(name, ()))
        by_consonants = self._by_consonants if bare else self._bare
        if by_consonants:
            found.update(by_consonants.get(consonants(word), ()))
        return found

    @cached_property
    def _of_full_name(self) -> dict[str, list[int]]:
        """Words by the names they may stand for, themselves among them."""
        rules = person_rules()
        found: dict[str, list[int]] = {}
        for word, number in self._vocabulary.items():
            if word in rules.full_names or word in rules.pinyin:
                for name in {*full_names(word), *rules.pinyin.get(word, ())}:
                    found.setdefault(name, []).append(number)
            else:
                found.setdefault(word, []).append(number)
        return found

    @cached_property
    def _by_consonants(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for key, number in zip(
            all_consonants(list(self._vocabulary)), self._vocabulary.values(), strict=True
        ):
            found.setdefault(key, []).append(number)
        return found


def to_sounds(text: str) -> str:
    """A text with one letter for all that sound alike."""
    return text.translate(_SOUNDS)


@lru_cache(maxsize=1024)
def _keys(word: str) -> tuple[str, ...]:
    return tuple(_sounds(word))


def _sounds(word: str) -> Iterator[str]:
    """How a word sounds, roughly, and what is left of that without any one letter (unless it is short)."""
    sound = _DOUBLE.sub(r"\1", word.translate(_SOUNDS)) or word
    yield sound
    if len(sound) >= _SHORT:
        for at in range(len(sound)):
            yield sound[:at] + sound[at + 1 :]
