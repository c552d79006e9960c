"""The words of a text as terms, each with how rare it is: what two articles share says more the rarer it is."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from simplemma import lemmatize

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_FILE = "rarity.txt.gz"
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Rarity:
    """In how many of a number of documents each term stands.

    Counted once over public news (``python -m training.gather.rarity``) and shipped, so that what two articles have
    in common does not depend on which others came before them.
    """

    documents: int
    counts: Mapping[str, int]

    def of(self, term: str) -> float:
        """The weight of a term: 0 for one that stands in every document, most for one that is not known."""
        return math.log((self.documents + 1) / (self.counts.get(term, 0) + 1))


@cache
def rarity() -> Rarity:
    """The shipped counts: a line ``documents N``, then a line ``term count`` for each term."""
    packed = (resources.files("dateline.gather") / "data" / _FILE).read_bytes()
    head, *lines = gzip.decompress(packed).decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines)
    return Rarity(int(head.split()[1]), {term: int(count) for term, count in pairs})


def terms_of(text: str) -> tuple[str, ...]:
    """The terms of a text in order: words in small letters and their base form, numbers as written."""
    return tuple(_term(word) for word in WORD.findall(text))


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    plain = _POSSESSIVE.sub("", word.lower())
    return plain if plain[:1].isdigit() else str(lemmatize(plain, lang="en"))


def weigh(terms: Iterable[str], known: Rarity) -> dict[str, float]:
    """Terms with their weight: rarity, and a little more for each time they stand there again."""
    counts: dict[str, int] = {}
    for term in terms:
        counts[term] = counts.get(term, 0) + 1
    return {term: known.of(term) * (1 + math.log(count)) for term, count in counts.items() if len(term) > 1}
