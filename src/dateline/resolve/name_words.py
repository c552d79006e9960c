"""Names taken apart: pure normalisers from a name in any script to comparable words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from dateline.resolve.name_numbers import read_numbers
from dateline.resolve.name_rules import LONG, PersonRules, body_rules, person_rules, simplified

_WORD = re.compile(r"[a-z0-9]+")
# "G.m.b.H." and "U.S.A.", but not "J. Smith".
_DOTTED = re.compile(r"(?<![a-z0-9])[a-z]\.(?:[a-z]{1,2}\.)*[a-z]{1,2}\b\.?")
_QUOTES = str.maketrans("", "", "'`´ʼ’‘ʻʹ")
_JOINED = re.compile(r"(?<=[a-zà-ÿ]{3})(?=[A-ZÀ-Þ][a-zà-ÿ]{2}|[A-Z]{2,4}$)")
# Han and Hangul, where a character is a syllable; and scripts that leave vowels out, or whose vowels we lose.
_SIGNS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]")
_BARE = re.compile("[\u0590-\u07bf\u08a0-\u08ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_MAX_CHARACTERS = 400


class NameKind(StrEnum):
    """What a name is the name of."""

    PERSON = "person"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name taken apart.

    Attributes:
        words: what names, in plain letters, without what was set aside.
        same: for each word the one that stands for all its spellings.
        letters: what was set aside and all other words, written together; of bodies, without legal forms.
        numbers: the numbers in it, sorted.
        forms: the legal forms that were set aside.
        fathers: the words that name a father (those after "bin").
        signs: the Chinese or Korean characters, where the name is in no others.
        bare: the script leaves vowels out.
    """

    words: tuple[str, ...]
    same: tuple[str, ...]
    letters: str
    numbers: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    fathers: frozenset[str] = frozenset()
    signs: str = ""
    bare: bool = False


class _Plain(dict[int, str]):
    """For ``str.translate``: each character in plain letters, looked up once; syllable signs stand apart."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = anyascii(character).lower()
        if _SIGNS.match(character):
            plain = f" {plain} "
        elif character in "・·•":
            plain = " "
        self[code] = plain
        return plain


_PLAIN = _Plain()


def fold(name: str) -> str:
    """A name in lower-case ASCII letters: scripts transliterated, diacritics off, apostrophes out."""
    name = name[:_MAX_CHARACTERS]
    if name.isascii():
        plain = name.lower()
    else:
        plain = unicodedata.normalize("NFKC", name).translate(_PLAIN)
    plain = plain.translate(_QUOTES)
    if "." in plain:
        plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), plain)
    return plain


def name_words(name: str, kind: NameKind) -> NameWords:
    """Take a name apart into comparable words; what carries no meaning is left out.

    Particles and titles (of people) and legal forms (of bodies) are set aside, unless nothing else is left.
    A family name in front with a comma ("Putin, Vladimir") goes to the end.
    """
    if kind is NameKind.PERSON and name.count(",") == 1:
        family, _, given = name.partition(",")
        name = f"{given} {family}"
    if " " not in name.strip():
        name = _JOINED.sub(" ", name)  # "SergeiLavrov"
    words = _WORD.findall(fold(name))
    taken = _person(words) if kind is NameKind.PERSON else _body(words)
    if name.isascii():
        return taken
    letters = [letter for letter in name if letter.isalnum()]
    signs = "".join(letters) if letters and all(map(_SIGNS.match, letters)) else ""
    return NameWords(
        taken.words,
        taken.same,
        taken.letters,
        taken.numbers,
        taken.forms,
        taken.fathers,
        signs.translate(simplified()),
        _BARE.search(name) is not None,
    )


def _person(words: list[str]) -> NameWords:
    rules = person_rules()
    kept = [word for word in words[:-1] if word not in rules.particles and word not in rules.titles]
    kept.extend(word for word in words[-1:] if word not in rules.particles)
    fathers: frozenset[str] = frozenset()
    if len(kept) < len(words):
        fathers = frozenset(_fathers(words, rules))
        if len(kept) == 1 and words[0] in rules.also_given and words[0] != kept[0]:
            kept.insert(0, words[0])
    kept = _without_doubles(kept or words)
    return NameWords(
        tuple(kept),
        tuple(rules.spellings.get(word) or rules.cognates.get(word, word) for word in kept),
        letters="".join(words),
        fathers=fathers,
    )


def _fathers(words: list[str], rules: PersonRules) -> Iterator[str]:
    """The first word that names after each "bin"."""
    after = False
    for word in words:
        if word in rules.of_father:
            after = True
        elif after and word not in rules.particles:
            yield word
            after = False


def _without_doubles(words: list[str]) -> list[str]:
    # "Sergey Sergey Shoigu" is a slip; "Kim Chang Chang" is not, as short syllables do come twice.
    return [
        word
        for at, word in enumerate(words)
        if len(word) < 6 or at + 2 >= len(words) or word != words[at + 1]
    ]


@lru_cache(maxsize=1 << 16)
def _form_word(word: str) -> str:
    """The word of a legal form that a long word is but for one letter ("Aktiengeselschaft"), or the word itself."""
    near = body_rules().near_forms
    if word in near:
        return near[word]
    if len(word) >= LONG:
        for at in range(len(word)):
            form = near.get(word[:at] + word[at + 1 :])
            if form is not None and Levenshtein.distance(form, word) == 1:
                return form
    return word


def _body(words: list[str]) -> NameWords:
    rules = body_rules()
    words = [_form_word(word) for word in words]
    kept: list[str] = []
    forms: set[str] = set()
    at = 0
    while at < len(words):
        for phrase, short, is_form in rules.phrases.get(words[at], ()):
            if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                if is_form:
                    forms.add(short)
                else:
                    kept.append(short)
                at += len(phrase)
                break
        else:
            if words[at] not in rules.empty:
                kept.append(words[at])
            at += 1
    named, numbers = read_numbers(kept)
    if not named and not numbers:
        named = words
    same = tuple(rules.spellings.get(word, word) for word in named)
    whole = [word for word in words if word not in rules.phrases and word != "the"]
    return NameWords(tuple(named), same, "".join(whole), tuple(sorted(numbers)), frozenset(forms - {""}))
