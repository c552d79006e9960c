"""A sentence as the mention finders see it, and what they find before it is put together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dateline.model import MentionKind, Span
from dateline.understand.analysis import Analysis, NounPhrase
from dateline.understand.mentions_lexicon import Match

_CALENDAR = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
        "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december", "jan.", "feb.", "mar.", "apr.", "jun.",
        "jul.", "aug.", "sep.", "sept.", "oct.", "nov.", "dec.", "christmas",
        "easter", "ramadan", "mon", "tue", "wed", "thu", "fri", "sat",
        "sun", "gmt", "utc", "est", "edt", "cet", "a.m.", "p.m.",
        "am", "pm",
    }
)  # fmt: skip
_NOT_NAMES = frozenset(
    {
        "I",
        "I'm",
        "Mr",
        "No",
        "A",
        "OK",
        "I'd",
        "I've",
        "Someone",
        "Everyone",
        "Nobody",
        "Anyone",
        "Somebody",
        "Everybody",
    }
)
# "EU-backed", "British-born", "London-based": adjectives, whatever name they begin with
_COMPOUND = re.compile(
    r"\w[-‑](?:\w+ed|led|born|run|owned|wide|made|held|built|funded|style|bound|only|like|era|friendly"
    r"|based|speaking|facing|exporting|producing|leaning)$"
)
# "al-Burhan", "el-Sisi", "ash-Shaykh"
_WITH_ARTICLE = re.compile(r"(?:[Aa]l|[Ee]l|[Uu]l|as|ash|an|ar|ad|at|az|es|ed)[-‑](?=[^\W\d_])")
_SHOUTED = 3  # words in capitals
_OF_A_PARTY = re.compile(r"[DRI]-[A-Z][\w.]*$")  # "Rep. Ilhan Omar (D-Minn.)"
_NAME_TAGS = frozenset({"NNP", "NNPS"})
_NAME_LIKE = frozenset({"NNP", "NNPS", "NN", "NNS", "JJ", "FW", "CD"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mention before its index and what it refers to are known.

    Attributes:
        kind: None for a name of which the sentence alone does not tell the kind.
        gender: ``m``, ``f`` or ``u``.
        plural: True for several people.
        named: True for a name, False for a description ("the minister", "protesters") or pronoun.
        alias: the short form that stands in brackets behind the name.
        key: what all names of the same one share, if the lexicon knows it (a country's code, the full name
            of an organisation); "" if it does not.
        subject: True if a verb follows.
        objective: True for a pronoun that is no subject and no possessive ("him").
        vague: True for "people", "sides": only a mention if a pronoun takes it up.
        hint: for a name of unknown kind, the kind that the words around it speak for.
    """

    sentence: int
    span: Span
    head: Span
    kind: MentionKind | None
    name: str
    title: str | None = None
    country: str | None = None
    role: str | None = None
    gender: str = "u"
    plural: bool = False
    named: bool = True
    alias: str = ""
    key: str = ""
    subject: bool = False
    objective: bool = False
    vague: bool = False
    hint: MentionKind | None = None
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class View:
    """A sentence: its tokens as parallel lists, and the known names in it by their first token.

    ``names`` tells which tokens look like parts of proper names.
    """

    analysis: Analysis
    text: str
    words: tuple[str, ...]
    lowers: tuple[str, ...]
    tags: tuple[str, ...]
    names: tuple[bool, ...]
    known: dict[int, Match]
    phrase_of: dict[int, NounPhrase]

    def __len__(self) -> int:
        return len(self.words)

    def low(self, index: int) -> str:
        """The lower-case word at ``index``, or "" beyond the sentence."""
        return self.lowers[index] if 0 <= index < len(self.lowers) else ""

    def tag(self, index: int) -> str:
        """The tag at ``index``, or "" beyond the sentence."""
        return self.tags[index] if 0 <= index < len(self.tags) else ""

    def is_genitive(self, index: int) -> bool:
        """Whether the token is "'s" or "'" after a name."""
        return self.tag(index) == "POS" or self.low(index) == "'s"

    def is_name(self, index: int) -> bool:
        """Whether the token looks like a part of a proper name."""
        return 0 <= index < len(self.names) and self.names[index]

    def is_compound(self, index: int) -> bool:
        """Whether the token is an adjective made of a name and a participle: "EU-backed"."""
        return 0 <= index < len(self.words) and bool(_COMPOUND.search(self.words[index]))

    def in_capitals(self) -> bool:
        """Whether the sentence is written in capitals throughout, as headlines are."""
        small = sum(1 for word in self.words if any(letter.islower() for letter in word))
        large = sum(1 for word in self.words if len(word) > 1 and word.isupper())
        return large >= _SHOUTED and small * 4 <= large

    def with_names(self, indices: Iterable[int]) -> View:
        """The same sentence, with these tokens too taken for parts of names."""
        more = frozenset(indices)
        return replace(self, names=tuple(name or i in more for i, name in enumerate(self.names)))

    def verb_follows(self, index: int) -> bool:
        """Whether a verb comes at ``index``, an adverb aside."""
        tag = self.tag(index)
        if tag.startswith("RB"):
            tag = self.tag(index + 1)
        return tag.startswith("V") or tag == "MD"

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens ``first`` to ``last`` (excluded)."""
        return self.analysis.span(first, last)


def view_of(analysis: Analysis, text: str, known: dict[int, Match]) -> View:
    """A view of one sentence of ``text``."""
    words = tuple(token.text for token in analysis.tokens)
    lowers = tuple(word.lower().replace("’", "'") for word in words)
    tags = tuple(token.tag for token in analysis.tokens)
    phrase_of = {i: phrase for phrase in analysis.noun_phrases for i in range(phrase.first, phrase.last)}
    names = tuple(
        _starts_as_name(word) and _is_name(word, low, tag, index)
        for index, (word, low, tag) in enumerate(zip(words, lowers, tags, strict=True))
    )
    return View(analysis, text, words, lowers, tags, names, known, phrase_of)


def without_article(word: str) -> str:
    """A surname without its article: "Burhan" for "al-Burhan"."""
    return _WITH_ARTICLE.sub("", word, count=1)


def _starts_as_name(word: str) -> bool:
    if word[0].isupper():
        return True
    found = _WITH_ARTICLE.match(word)
    return found is not None and word[found.end()].isupper()


def _is_name(word: str, low: str, tag: str, index: int) -> bool:
    """Whether a capitalised word looks like a part of a proper name."""
    if low in _CALENDAR or word in _NOT_NAMES or _COMPOUND.search(word) or _OF_A_PARTY.match(word):
        return False
    if _WITH_ARTICLE.match(word):
        return True
    return tag in _NAME_TAGS or (index > 0 and tag in _NAME_LIKE)
