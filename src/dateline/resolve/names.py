"""Names compared: a score that explains itself.

Two names are taken apart (``name_words``), their words put side by side (``name_align``), and every way in
which they differ is a named feature with a weight in ``FEATURES``; the score is 1 less what the differences
take away.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from dateline.resolve.name_align import Alignment, Link, align
from dateline.resolve.name_rules import body_rules
from dateline.resolve.name_words import NameKind, NameWords, fold, name_words

__all__ = [
    "FEATURES",
    "THRESHOLD",
    "Difference",
    "Feature",
    "NameKind",
    "NameScore",
    "NameWords",
    "Reason",
    "compare_names",
    "compare_words",
    "differences",
    "fold",
    "name_words",
    "score_from",
]

THRESHOLD = 0.70


@dataclass(frozen=True, slots=True)
class Feature:
    """One way in which two names can differ, and how much of the score it takes (0 to 1)."""

    weight: float
    says: str


FEATURES: dict[str, Feature] = {
    "conflict": Feature(0.48, "both names have a word that the other does not have, each"),
    "character": Feature(0.42, "both are in Chinese or Korean characters, and one differs, each"),
    "lone_word": Feature(0.38, "one name is a single word of the other, or no more than initials (people)"),
    "extra_word": Feature(0.07, "one name has a word more, each (people)"),
    "extra_name": Feature(0.36, "one name has a word more, each (bodies)"),
    "extra_weak": Feature(0.27, "one name has a word more that says little, each (bodies)"),
    "father": Feature(0.41, "who is the father and who the son differs"),
    "spelling": Feature(0.14, "words differ in letters, for each letter (half, where they sound alike)"),
    "share": Feature(0.13, "the share of its letters in which the worst spelled word differs"),
    "variant": Feature(0.05, "a name is spelled in another way that is known, each"),
    "cognate": Feature(0.10, "a name is the same in another language, each"),
    "nickname": Feature(0.05, "a short or pet form stands for a name, each"),
    "initial": Feature(0.05, "an initial stands for a word, each"),
    "joined": Feature(0.02, "words are written together in one of the names, each"),
    "script": Feature(0.04, "only consonants can be compared, and they agree, each word"),
    "acronym": Feature(0.14, "one name is the initials of the other"),
    "backwards": Feature(0.15, "the letters of one name stand in reverse"),
    "series": Feature(0.25, "names of two words or more have other numbers, as many of them"),
    "numbers": Feature(0.40, "the names hold different numbers"),
    "number_more": Feature(0.33, "only one name holds a number"),
    "order": Feature(0.08, "the words stand in another order"),
    "form": Feature(0.21, "the legal forms differ"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """What a feature took off a score, and for which words."""

    feature: str
    amount: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameScore:
    """How well two names agree: ``score`` 0 to 1, and the features that took something away."""

    score: float
    reasons: tuple[Reason, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether the score reaches our threshold."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class Difference:
    """How much of a feature there is between two names, and in which words."""

    feature: str
    amount: float
    words: tuple[str, ...] = ()


_SAME = NameScore(1.0)
# What the rounding of features may take off less than they amount to.
_ROUNDED = 0.01
_NOTHING = NameScore(0.0, (Reason("conflict", 1.0),))


def compare_names(left: str, right: str, kind: NameKind = NameKind.PERSON) -> NameScore:
    """How well two names agree.

    Args:
        left, right: names in any script.
        kind: of what; people and bodies (companies, organisations) are compared by different words.

    Returns:
        a score from 0 to 1 with the features that took something away from it; 0 for an empty name.
    """
    return compare_words(name_words(left, kind), name_words(right, kind), kind)


def compare_words(one: NameWords, two: NameWords, kind: NameKind) -> NameScore:
    """How well two names agree that were taken apart before."""
    return score_from(one, two, kind, 0.0) or _NOTHING


def score_from(one: NameWords, two: NameWords, kind: NameKind, least: float) -> NameScore | None:
    """How well two names agree that were taken apart before, or none as soon as it is less than what is asked for."""
    if not (one.words or one.numbers) or not (two.words or two.numbers):
        return _NOTHING
    if one.letters == two.letters and one == two:  # the first is told quickly
        return _SAME
    taken: dict[str, list[Difference]] = {}
    left = 1.0 - least + _ROUNDED if least > 0.0 else math.inf
    for found in differences(one, two, kind):
        taken.setdefault(found.feature, []).append(found)
        left -= FEATURES[found.feature].weight * found.amount
        if left < 0.0:
            return None
    reasons = []
    for feature, several in taken.items():
        amount = round(FEATURES[feature].weight * sum(found.amount for found in several), 3)
        if amount > 0:
            reasons.append(Reason(feature, amount, tuple(word for found in several for word in found.words)))
    return NameScore(max(0.0, 1.0 - sum(reason.amount for reason in reasons)), tuple(reasons))


def differences(one: NameWords, two: NameWords, kind: NameKind) -> Iterator[Difference]:
    """Every way in which two names differ."""
    if one.signs and two.signs:
        # Characters are what is written; how they are read decides nothing.
        yield Difference("character", Levenshtein.distance(one.signs, two.signs), (one.signs, two.signs))
        return
    person = kind is NameKind.PERSON
    aligned = align(one, two, person)
    if one.forms and two.forms and one.forms != two.forms:
        yield Difference("form", 1, (*sorted(one.forms), *sorted(two.forms)))
    yield from _numbers(one, two)
    if (whole := _whole(one, two, aligned, person)) is not None:
        yield whole
        return
    yield from _linked(one, two, aligned)
    yield from _left_over(one, two, aligned, person)
    if person and _fathers_differ(one, two, aligned):
        yield Difference("father", 1, (*sorted(one.fathers), *sorted(two.fathers)))


def _whole(one: NameWords, two: NameWords, aligned: Alignment, person: bool) -> Difference | None:
    """What explains all of the words at once."""
    if not aligned.left or not aligned.right:
        return None
    together = " ".join(one.words), " ".join(two.words)
    if one.letters == two.letters:
        return Difference("joined", 1, together)
    if not person and (_is_acronym(one, two) or _is_acronym(two, one)):
        return Difference("acronym", 1, together)
    if sorted(one.words) == sorted(word[::-1] for word in two.words):
        return Difference("backwards", 1, together)
    return None


def _is_acronym(short: NameWords, long: NameWords) -> bool:
    return (
        len(short.words) == 1
        and len(long.words) > 1
        and short.words[0] == "".join(word[0] for word in long.words)
    )


def _linked(one: NameWords, two: NameWords, aligned: Alignment) -> Iterator[Difference]:
    worst = 0.0
    for link in aligned.links:
        if link.how is None:
            continue
        left, right = (
            " ".join(name.words[at] for at in places)
            for name, places in ((one, link.left), (two, link.right))
        )
        yield Difference(link.how.feature, link.how.amount, (left, right))
        if link.how.feature == "spelling":
            worst = max(worst, link.how.amount / max(len(left), len(right)))
    yield Difference("share", worst)
    places = [link.right for link in sorted(aligned.links, key=lambda link: link.left)]
    if places != sorted(places):
        yield Difference("order", 1)


def _left_over(one: NameWords, two: NameWords, aligned: Alignment, person: bool) -> Iterator[Difference]:
    left = [one.words[at] for at in aligned.left]
    right = [two.words[at] for at in aligned.right]
    conflicts = min(len(left), len(right))
    if conflicts:
        yield Difference("conflict", conflicts, (*left, *right))
    if len(left) == len(right):
        return
    longer, words = (one, left) if len(left) > len(right) else (two, right)
    extra = abs(len(left) - len(right))
    if person:
        lone = len(aligned.links) == 1 or all(_is_initial(link) for link in aligned.links)
        yield Difference("lone_word" if lone else "extra_word", 1 if lone else extra, tuple(words))
        return
    spelled = dict(zip(longer.words, longer.same, strict=True))
    weak = 0 if conflicts else sum(spelled[word] in body_rules().weak for word in words)
    yield Difference("extra_weak", weak, tuple(words) if weak else ())
    yield Difference("extra_name", extra - weak, tuple(words) if extra > weak else ())


def _is_initial(link: Link) -> bool:
    return link.how is not None and link.how.feature == "initial"


def _numbers(one: NameWords, two: NameWords) -> Iterator[Difference]:
    if one.numbers == two.numbers:
        return
    words = (" ".join(one.numbers), " ".join(two.numbers))
    if not one.numbers or not two.numbers:
        yield Difference("number_more", 1, words)
    elif len(one.numbers) == len(two.numbers) and min(len(one.words), len(two.words)) > 1:
        yield Difference("series", 1, words)
    else:
        yield Difference("numbers", 1, words)


def _fathers_differ(one: NameWords, two: NameWords, aligned: Alignment) -> bool:
    """Whether a father in each name is none in the other: "Abdullah bin Omar", "Omar bin Abdullah"."""
    if not one.fathers or not two.fathers:
        return False
    crossed = [
        (one.words[link.left[0]] in one.fathers) - (two.words[link.right[0]] in two.fathers)
        for link in aligned.links
    ]
    return 1 in crossed and -1 in crossed
