"""Lemmas given the tag: verbs by a table of irregular forms and by spelling, the rest by simplemma."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import resources

import simplemma
import yaml

_VERB_TAGS = frozenset({"VB", "VBD", "VBN", "VBG", "VBP", "VBZ", "MD"})
_VOWELS = frozenset("aeiou")
_FUNCTION = {"n't": "not", "ca": "can", "wo": "will", "sha": "shall", "an": "a", "'s": "'s",
             "us": "we", "me": "I", "him": "he", "them": "they"}  # fmt: skip
_KEEP_S = ("ss", "us", "is", "ics", "news")


@cache
def _table() -> dict[str, list[str]]:
    """Base → forms of the irregular verbs, the past first."""
    source = resources.files("dateline.understand") / "rules" / "irregular_verbs.yaml"
    table: dict[str, list[str]] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return table


@cache
def _irregular() -> dict[str, str]:
    """Form → base of the irregular verbs."""
    return {form: base for base, forms in _table().items() for form in forms}


@cache
def _past_forms() -> frozenset[str]:
    """The past forms that are no base of a verb."""
    return frozenset(forms[0] for base, forms in _table().items() if base not in ("be", "can")) - set(
        _table()
    )


def is_past_form(low: str) -> bool:
    """Whether a word in lower case is the past of an irregular verb and no base form ("blew", not "put")."""
    return low in _past_forms()


@lru_cache(maxsize=50_000)
def lemma(word: str, tag: str) -> str:
    """The dictionary form of a word with a Penn Treebank tag; names keep their capitals and their form.

    ``left`` is ``leave`` as a verb and ``left`` as an adjective; ``found`` is ``find`` as ``VBD`` and
    itself as ``VB``.
    """
    if tag in ("NNP", "NNPS"):
        return word
    low = word.lower().replace("’", "'")
    if tag in _VERB_TAGS:
        return _verb(low, tag)
    if tag == "NNS":
        return _plural(low)
    if tag in ("JJR", "JJS", "RBR", "RBS") and low.isalpha():
        return simplemma.lemmatize(low, lang="en").lower()
    return _FUNCTION.get(low, low)


def _verb(low: str, tag: str) -> str:
    if tag == "MD":
        return {"ca": "can", "wo": "will", "sha": "shall", "'ll": "will", "'d": "would"}.get(low, low)
    if tag in ("VB", "VBP") and low not in ("am", "are", "'re", "'m", "'ve", "is", "has", "was", "were"):
        return low
    if low == "'d":
        return "have"
    if low == "'s":
        return "be"
    base = _irregular().get(low)
    if base is not None:
        return base
    prefix, mark, rest = low.rpartition("-")
    if mark:
        return prefix + mark + _verb(rest, tag)
    if not low.isalpha():
        return low
    found = simplemma.lemmatize(low, lang="en").lower()
    return found if found != low and _fits(found, low, tag) else _regular(low, tag)


_ENDINGS = {"VBD": ("ed", "d"), "VBN": ("ed", "d"), "VBG": ("ing",), "VBZ": ("s",)}


def _fits(base: str, low: str, tag: str) -> bool:
    """Whether the dictionary's base can be the base of this regular form ("bombing" is none of "bomber")."""
    endings = _ENDINGS.get(tag, ())
    if not low.endswith(endings):
        return False
    stem = base[:-1] if base.endswith(("e", "y")) else base
    return (
        low.startswith(stem) and len(low) - len(base) <= 4 and not base.endswith(("ing", "ed"))
    ) or base + "s" == low


def _regular(low: str, tag: str) -> str:
    if tag == "VBZ" and low.endswith("s"):
        if low.endswith("ies") and len(low) > 4:
            return low[:-3] + "y"
        return low[:-2] if low.endswith(("sses", "shes", "ches", "xes", "zzes")) else low[:-1]
    if tag in ("VBD", "VBN") and low.endswith("ed") and len(low) > 4:
        return low[:-3] + "y" if low.endswith("ied") else _stem(low[:-2])
    if tag == "VBG" and low.endswith("ing") and len(low) > 5:
        return _stem(low[:-3])
    return low


def _stem(stem: str) -> str:
    """The base of a stem that has lost ``-ed`` or ``-ing``: undouble, or give the silent e back."""
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    if stem.endswith(
        ("at", "iz", "is", "uc", "rg", "dg", "nc", "v", "u", "rs", "ns", "bl", "tl", "pl", "fl")
    ):
        return stem + "e"
    consonant_vowel_consonant = (
        len(stem) in (3, 4) and stem[-1] not in "wxyaeiou" and stem[-2] in _VOWELS and stem[-3] not in _VOWELS
    )
    return stem + "e" if consonant_vowel_consonant else stem


def _plural(low: str) -> str:
    if not low.isalpha():
        head, mark, rest = low.rpartition("-")
        return head + mark + _plural(rest) if mark and rest.isalpha() else low
    found = simplemma.lemmatize(low, lang="en").lower()
    if found != low or low.endswith(_KEEP_S) or not low.endswith("s"):
        return found
    return low[:-1]


@cache
def verb_class(name: str) -> frozenset[str]:
    """A class of verbs from ``rules/verb_classes.yaml``, by lemma."""
    source = resources.files("dateline.understand") / "rules" / "verb_classes.yaml"
    return frozenset(yaml.safe_load(source.read_text(encoding="utf-8"))[name])
