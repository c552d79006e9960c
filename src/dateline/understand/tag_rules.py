"""Tags that a greedy tagger gets wrong although the sentence rules them out: each rule names its case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dateline.understand.lemmas import is_past_form

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OBJECT = frozenset({"DT", "PRP$", "PRP", "NNP", "NNPS", "CD"})
_RELATIVES = frozenset({"which", "who"})
_TARGETS = frozenset({"on", "at"})


def mend(words: Sequence[str], tags: list[str], is_verb: Callable[[str], bool]) -> None:
    """Put right, in place, what cannot be so; ``is_verb`` tells whether a word can be a verb's base form.

    - A past form of an irregular verb is no present ("Fighters blew up a post").
    - After a comma and a relative pronoun a word that can be a verb is one (", which support Serbia").
    - A whole sentence has a finite verb: a participle behind a noun and before an object is the past
      ("Border guards fired on refugees."), and so is "shot" before "dead".
    - A plural behind a comma or "and" and right before another noun phrase is a verb of the present, if one
      came before and its base is one ("meets Putin, praises talks and rejects Western sanctions").
    """
    for index, tag in enumerate(tags):
        if index and words[index] == "shot" and _next(words, index) == "dead":
            tags[index] = "VBD" if tags[index - 1] in _NOUNS else "VBN"
            tags[index + 1] = "RB"
        elif tag in ("VB", "VBP") and is_past_form(words[index].lower()):
            previous = tags[index - 1] if index else ""
            if previous not in ("MD", "TO"):
                tags[index] = "VBD"
        elif tag in ("NN", "NNS") and _follows_relative(words, tags, index):
            tags[index] = "VBP" if tag == "NN" else "VBZ"
        elif tag == "NNS" and _joins_present(words, tags, index) and is_verb(words[index][:-1]):
            tags[index] = "VBZ"
    if len(words) > 3 and words[-1] == "." and not _FINITE.intersection(tags):
        _give_finite_verb(words, tags)


def _next(words: Sequence[str], index: int) -> str:
    return words[index + 1].lower() if index + 1 < len(words) else ""


def _follows_relative(words: Sequence[str], tags: Sequence[str], index: int) -> bool:
    """Whether the word stands behind a comma and a relative pronoun, and before an object."""
    return (
        index >= 2
        and words[index - 1].lower() in _RELATIVES
        and words[index - 2] == ","
        and index + 1 < len(words)
        and tags[index + 1] in _OBJECT
    )


def _joins_present(words: Sequence[str], tags: Sequence[str], index: int) -> bool:
    """Whether the word is the last of verbs in a row, as far as its neighbours tell."""
    if index < 3 or index + 2 >= len(words) or (tags[index - 1] != "CC" and words[index - 1] != ","):
        return False
    following, after = tags[index + 1], tags[index + 2]
    begins = following in _OBJECT or (following == "JJ" and after in _NOUNS)
    return (
        begins and words[index].islower() and "VBZ" in tags[:index] and not _FINITE.intersection(tags[index:])
    )


def _give_finite_verb(words: Sequence[str], tags: list[str]) -> None:
    for index in range(1, len(words) - 1):
        if tags[index] == "VBN" and tags[index - 1] in _NOUNS:
            if tags[index + 1] in _OBJECT or words[index + 1].lower() in _TARGETS:
                tags[index] = "VBD"
            return
