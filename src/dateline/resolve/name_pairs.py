"""Two words of two names compared: whether they can stand for each other, and how they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import OSA

from dateline.resolve.name_rules import letter_rules, person_rules

_MOST_EDITS = 3.0
_SAME_SPELLING = 1.5
_DOUBLE = re.compile(r"(.)(?=\1)")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two words agree: by which feature, how much of it, and the price by which agreements are ranked."""

    feature: str
    amount: float
    price: float


_INITIAL = Agreement("initial", 1.0, 4.0)


@lru_cache(maxsize=1 << 17)
def agree(left: str, right: str, person: bool, across: bool) -> Agreement | None:
    """How two different words agree, or none.

    Args:
        left, right: words in plain letters.
        person: they are of people's names: initials, pet forms and other spellings count.
        across: one of them is from a script that leaves vowels out.
    """
    if not person or len(left) == 1 or len(right) == 1:
        found = _INITIAL if person and left[0] == right[0] else None
    else:
        found = _of_person(left, right)
    if found is None and across and _same_consonants(left, right):
        found = Agreement("script", 1.0, 0.6)
    if found is None:
        found = _misspelt(left, right, person)
    return found


def _of_person(left: str, right: str) -> Agreement | None:
    rules = person_rules()
    one, two = (rules.spellings.get(word, word) for word in (left, right))
    if one == two:
        return Agreement("variant", 1.0, 0.2)
    one, two = (rules.cognates.get(word, word) for word in (one, two))
    if one == two:
        if edits(left, right) <= _SAME_SPELLING:
            return Agreement("variant", 1.0, 0.2)
        return Agreement("cognate", 1.0, 1.0)
    if right in rules.pinyin.get(left, ()) or left in rules.pinyin.get(right, ()):
        return Agreement("variant", 1.0, 0.3)
    if full_names(left) & full_names(right):
        return Agreement("nickname", 1.0, 0.5)
    return None


@lru_cache(maxsize=1 << 16)
def full_names(word: str) -> frozenset[str]:
    """The names a word may stand for, itself among them, each by the word for all its spellings."""
    rules = person_rules()
    if word not in rules.full_names and word not in rules.cognates and word not in rules.spellings:
        return frozenset((word,))
    names = {word, *rules.full_names.get(word, ())}
    return frozenset(names | {rules.cognates.get(name, rules.spellings.get(name, name)) for name in names})


def _misspelt(left: str, right: str, person: bool) -> Agreement | None:
    longer = max(len(left), len(right))
    if min(len(left), len(right)) < 2 or abs(len(left) - len(right)) > 5:
        return None
    if OSA.distance(left, right, score_cutoff=4) > min(4, 0.75 * longer):
        return None
    amount = edits(left, right)
    if person:
        rules = person_rules()
        one, two = (rules.spellings.get(word, word) for word in (left, right))
        if (one, two) != (left, right):
            amount = min(amount, edits(one, two) + 0.5)
    if amount > _MOST_EDITS or amount > 0.67 * longer:
        return None
    return Agreement("spelling", amount, amount)


@lru_cache(maxsize=1 << 16)
def edits(left: str, right: str) -> float:
    """How many letters differ: inserted, left out, put for another or changed with the next.

    Letters that sound alike and letters that come and go count half (``rules/name_letters.yaml``).
    """
    alike = letter_rules().alike
    start, end = _shared(left, right)
    outs, ins = _alone(left)[start : len(left) - end], _alone(right)[start : len(right) - end]
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    before: list[float] = []
    last = [0.0, *accumulate(ins)]
    previous = ""
    for i, one in enumerate(left):
        near, out = alike.get(one, ""), outs[i]
        best = last[0] + out
        row = [best]
        for j, two in enumerate(right):
            change = last[j] if one == two else last[j] + (0.5 if two in near else 1.0)
            best += ins[j]
            if change < best:
                best = change
            if last[j + 1] + out < best:
                best = last[j + 1] + out
            if previous == two and j and one == right[j - 1] and before[j - 1] + 1.0 < best:
                best = before[j - 1] + 1.0
            row.append(best)
        before, last, previous = last, row, one
    return last[-1]


def _shared(left: str, right: str) -> tuple[int, int]:
    """How many letters at the beginning and the end need no comparing, as they are the same.

    Not so from a doubled letter on: it is left out more cheaply than the same letter elsewhere.
    """
    least = min(len(left), len(right))
    start = end = 0
    while start < least and left[start] == right[start] and (not start or left[start] != left[start - 1]):
        start += 1
    while start + end < least and left[-1 - end] == right[-1 - end]:
        if left[-2 - end : -1 - end] == left[-1 - end] or right[-2 - end : -1 - end] == left[-1 - end]:
            break
        end += 1
    return start, end


@lru_cache(maxsize=1 << 14)
def _alone(word: str) -> tuple[float, ...]:
    """What it costs that a letter is in one of the words only, for each of its letters."""
    silent = letter_rules().silent
    return tuple(
        0.5 if letter in silent or letter == before else 1.0
        for before, letter in zip(f" {word}", word, strict=False)
    )


def _same_consonants(left: str, right: str) -> bool:
    one, two = consonants(left), consonants(right)
    if len(one) < 2 or len(two) < 2:
        return False
    # The Arabic article is written together with its word.
    return one == two or (len(one) > 3 and OSA.distance(one, two) <= 1)


@lru_cache(maxsize=1 << 16)
def consonants(word: str) -> str:
    """A word's consonants by their classes; a double consonant counts once."""
    return _DOUBLE.sub("", word).translate(letter_rules().classes)


def all_consonants(words: Sequence[str]) -> list[str]:
    """The consonants of each word."""
    if not words:
        return []
    return _DOUBLE.sub("", "\n".join(words)).translate(letter_rules().classes).split("\n")
