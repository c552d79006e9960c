"""Which known words may stand for a word: by spelling, by pet form, and by sound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dateline.resolve.name_arrays import Places, invert, spread
from dateline.resolve.name_pairs import all_consonants, consonants, full_names
from dateline.resolve.name_rules import person_rules
from dateline.resolve.name_sounds import sounds
from dateline.resolve.name_words import NameKind, NameWords


class WordKeys:
    """Words by what they have in common.

    Args:
        vocabulary: each word (that which stands for all its spellings) with its number.
        kind: of what the names are that the words come from.
        names: the names.
    """

    def __init__(self, vocabulary: Mapping[str, int], kind: NameKind, names: Sequence[NameWords]) -> None:
        self._person = kind is NameKind.PERSON
        self._sounds: dict[str, int] = {}
        heard = [sounds(word) for word in vocabulary]
        self._by_sound, self._begins = invert(
            np.array(
                [self._sounds.setdefault(key, len(self._sounds)) for keys in heard for key in keys], np.int32
            ),
            np.array([len(keys) for keys in heard], np.int32),
            len(self._sounds),
        )
        self._numbers = np.array(list(vocabulary.values()), np.int32)
        self._bare: dict[str, list[int]] = {}
        self._by_spelling: dict[str, set[int]] = {}
        for word, same in {pair for name in names for pair in zip(name.words, name.same, strict=True)}:
            if word != same:
                for key in sounds(word):
                    self._by_spelling.setdefault(key, set()).add(vocabulary[same])
        for word in {word for name in names if name.bare for word in name.same}:
            self._bare.setdefault(consonants(word), []).append(vocabulary[word])
        self._of_full_name = _of_full_names(vocabulary) if self._person else {}
        self._by_consonants: dict[str, list[int]] = {}
        for key, number in zip(all_consonants(list(vocabulary)), vocabulary.values(), strict=True):
            self._by_consonants.setdefault(key, []).append(number)

    def sounding(self, words: Sequence[tuple[str, str]]) -> tuple[Places, Places]:
        """The words that sound like words but for one letter, and some that do not; some more than once.

        Args:
            words: each as it is in the name, and that which stands for all its spellings.

        Returns:
            pairs: the place of each, and the number of a word that sounds like it.
        """
        heard: list[int] = []
        counts = []
        for word, same in words:
            keys = sounds(same) if word == same else sounds(same) + sounds(word)
            known = [self._sounds[key] for key in keys if key in self._sounds]
            heard += known
            counts.append(len(known))
        places = np.array(heard, np.int32)
        starts = self._begins[places]
        held = self._begins[places + 1] - starts
        rows = np.repeat(np.arange(len(words)), counts)
        return np.repeat(rows, held), self._numbers[self._by_sound[spread(starts, held)]]

    def spelled_like(self, word: str) -> set[int]:
        """The numbers of the words that stand for a spelling that sounds like a word but for one letter."""
        known = self._by_spelling
        return set().union(*[known[key] for key in sounds(word) if key in known])

    def standing_for(self, word: str, same: str, bare: bool) -> set[int]:
        """The numbers of the words that may stand for a word though their letters are others.

        Args:
            word, same: as above.
            bare: its script leaves vowels out.
        """
        found: set[int] = set()
        if self._person:
            names = full_names(word) if word == same else full_names(word) | full_names(same)
            for name in names.union(person_rules().pinyin.get(word, ())):
                found.update(self._of_full_name.get(name, ()))
        by_consonants = self._by_consonants if bare else self._bare
        if by_consonants:
            found.update(by_consonants.get(consonants(word), ()))
        return found


def _of_full_names(vocabulary: Mapping[str, int]) -> dict[str, list[int]]:
    """Words by the names they may stand for, themselves among them."""
    rules = person_rules()
    found: dict[str, list[int]] = {}
    for word, number in vocabulary.items():
        if word in rules.full_names or word in rules.pinyin:
            for name in {*full_names(word), *rules.pinyin.get(word, ())}:
                found.setdefault(name, []).append(number)
        else:
            found.setdefault(word, []).append(number)
    return found
