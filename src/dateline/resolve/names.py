"""Names compared: pure normalisers, and a score that explains itself.

Two names are aligned word by word. Every way in which they agree or differ is a named feature with a weight
in ``FEATURES``; the score is 1 less what the differences take away.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import yaml
from anyascii import anyascii
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from dateline.errors import DataError

THRESHOLD = 0.70
_WORD = re.compile(r"[a-z0-9]+")
# "G.m.b.H." and "U.S.A.", but not "J. Smith".
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z]\.(?:[a-z]{1,2}\.)*[a-z]{1,2}\b\.?")
_MAX_CHARACTERS = 400


class NameKind(StrEnum):
    """What a name is the name of."""

    PERSON = "person"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Feature:
    """One way in which two names can differ, and how much of the score it takes (0 to 1)."""

    weight: float
    says: str


FEATURES: dict[str, Feature] = {
    "conflict": Feature(0.55, "both names have a word that the other does not have"),
    "lone_word": Feature(0.35, "one name is a single word of the other"),
    "extra_word": Feature(0.08, "one name has a word more, each"),
    "initial": Feature(0.06, "an initial stands for a word, each"),
    "spelling": Feature(1.30, "words differ in letters, by the share of letters that differ"),
    "numbers": Feature(0.60, "the names hold different numbers"),
    "order": Feature(0.02, "the words stand in another order"),
    "form": Feature(0.04, "the legal forms differ"),
}


@dataclass(frozen=True, slots=True)
class NameScore:
    """How well two names agree: ``score`` 0 to 1, and the features that took something away."""

    score: float
    reasons: tuple[tuple[str, float], ...]

    @property
    def matches(self) -> bool:
        """Whether the score reaches our threshold."""
        return self.score >= THRESHOLD


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name taken apart: its words, and the legal forms that were set aside."""

    words: tuple[str, ...]
    forms: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    particles: frozenset[str]
    titles: frozenset[str]
    spellings: dict[str, str]
    short_forms: dict[str, str]
    company_forms: tuple[tuple[tuple[str, ...], str], ...]


@cache
def _rules() -> _Rules:
    folder = resources.files("dateline.resolve") / "rules"
    try:
        words = yaml.safe_load((folder / "name_words.yaml").read_text("utf-8"))
        forms = yaml.safe_load((folder / "company_forms.yaml").read_text("utf-8"))["forms"]
        return _Rules(
            frozenset(words["particles"]),
            frozenset(words["titles"]),
            dict(words["spellings"]),
            dict(words["short_forms"]),
            tuple(sorted(((tuple(k.split()), v) for k, v in forms.items()), key=lambda form: -len(form[0]))),
        )
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"not as it should be: {error}", where=str(folder)) from None


def fold(name: str) -> str:
    """A name in lower-case ASCII letters: scripts transliterated, diacritics off, apostrophes out."""
    composed = unicodedata.normalize("NFKC", name[:_MAX_CHARACTERS])
    plain = anyascii(composed).lower()
    return _DOTTED.sub(lambda match: match[0].replace(".", ""), re.sub(r"['`´ʼ]", "", plain))


def name_words(name: str, kind: NameKind) -> NameWords:
    """Take a name apart into comparable words; what carries no meaning is left out.

    Particles and titles (of people) and legal forms (of bodies) are set aside, unless nothing else is left.
    A family name in front with a comma ("Putin, Vladimir") goes to the end.
    """
    if kind is NameKind.PERSON and name.count(",") == 1:
        family, _, given = name.partition(",")
        name = f"{given} {family}"
    words = _WORD.findall(fold(_split_joined(name)))
    rules = _rules()
    if kind is NameKind.BODY:
        kept, forms = _without_forms(words, rules)
    else:
        kept = [word for word in words if word not in rules.particles and word not in rules.titles]
        kept = [rules.spellings.get(word, word) for word in kept or words]
        # "Sergey Sergey Shoigu" is a slip; "Chang Chang" at the end of a name may not be.
        kept = [word for at, word in enumerate(kept) if at + 2 >= len(kept) or word != kept[at + 1]]
        forms = frozenset()
    rest = tuple(kept or words)
    return NameWords(rest, forms, frozenset(word for word in rest if word.isdigit()))


def _split_joined(name: str) -> str:
    """ "SergeiLavrov" to "Sergei Lavrov": a capital right after a small letter begins a word."""
    if " " in name.strip():
        return name
    return re.sub(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{2})", " ", name)


def _without_forms(words: list[str], rules: _Rules) -> tuple[list[str], frozenset[str]]:
    kept: list[str] = []
    forms: set[str] = set()
    at = 0
    while at < len(words):
        for form, short in rules.company_forms:
            if tuple(words[at : at + len(form)]) == form:
                forms.add(short)
                at += len(form)
                break
        else:
            kept.append(words[at])
            at += 1
    return kept, frozenset(forms - {""})


def compare_names(left: str, right: str, kind: NameKind = NameKind.PERSON) -> NameScore:
    """How well two names agree.

    Args:
        left, right: names in any script.
        kind: of what; people and bodies (companies, organisations) are compared by different words.

    Returns:
        a score from 0 to 1 with the features that took something away from it; 0 for an empty name.
    """
    one, two = name_words(left, kind), name_words(right, kind)
    if not one.words or not two.words:
        return NameScore(0.0, (("conflict", 1.0),))
    if _joined(one) == _joined(two):
        found = {"form": FEATURES["form"].weight} if _forms_differ(one, two) else {}
    else:
        found = _differences(one, two, kind)
    reasons = tuple((name, round(amount, 3)) for name, amount in found.items() if amount > 0)
    return NameScore(max(0.0, 1.0 - sum(amount for _, amount in reasons)), reasons)


def _joined(name: NameWords) -> str:
    return "".join(sorted(name.words))


def _forms_differ(one: NameWords, two: NameWords) -> bool:
    return bool(one.forms and two.forms and one.forms != two.forms)


def _differences(one: NameWords, two: NameWords, kind: NameKind) -> dict[str, float]:
    pairs, left_over, right_over = _align(one.words, two.words)
    if left_over and right_over and "".join(one.words) == "".join(two.words):
        return {}
    found: dict[str, float] = {}

    def take(name: str, amount: float) -> None:
        found[name] = found.get(name, 0.0) + FEATURES[name].weight * amount

    conflicts = min(len(left_over), len(right_over))
    extra = abs(len(left_over) - len(right_over))
    take("conflict", conflicts)
    if kind is NameKind.PERSON and extra and min(len(one.words), len(two.words)) == 1:
        take("lone_word", 1)
    else:
        take("extra_word", extra)
    take("spelling", sum(pair.differs for pair in pairs) / max(1, len(pairs)))
    take("initial", sum(pair.initial for pair in pairs))
    take("numbers", float(one.numbers != two.numbers))
    take("form", float(_forms_differ(one, two)))
    places = [pair.right for pair in sorted(pairs, key=lambda pair: pair.left)]
    take("order", float(places != sorted(places)))
    return found


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two words that stand for each other: where they stand, and how much they differ (0 to 1)."""

    left: int
    right: int
    differs: float
    initial: bool


def _align(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[list[_Pair], list[int], list[int]]:
    """Pair the words that agree best first; return the pairs and the places of the words left over."""
    candidates = [
        pair
        for i, left in enumerate(one)
        for j, right in enumerate(two)
        if (pair := _pair(i, j, left, right)) is not None
    ]
    pairs: list[_Pair] = []
    left_used: set[int] = set()
    right_used: set[int] = set()
    for pair in sorted(
        candidates, key=lambda pair: (pair.initial, pair.differs, abs(pair.left - pair.right))
    ):
        if pair.left not in left_used and pair.right not in right_used:
            pairs.append(pair)
            left_used.add(pair.left)
            right_used.add(pair.right)
    left_over = [i for i in range(len(one)) if i not in left_used]
    right_over = [j for j in range(len(two)) if j not in right_used]
    return pairs, left_over, right_over


def _pair(i: int, j: int, left: str, right: str) -> _Pair | None:
    if left == right:
        return _Pair(i, j, 0.0, False)
    if left.isdigit() or right.isdigit():
        return None
    if 1 in (len(left), len(right)):
        return _Pair(i, j, 0.0, True) if left[0] == right[0] else None
    short = _rules().short_forms
    if short.get(left, left) == short.get(right, right):
        return _Pair(i, j, 0.05, False)
    distance = DamerauLevenshtein.distance(left, right)
    length = max(len(left), len(right))
    allowed = 1 if length < 8 else 2
    if length < 4 or distance > allowed or JaroWinkler.similarity(left, right) < 0.85:
        return None
    return _Pair(i, j, distance / length, False)
