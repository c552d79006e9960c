"""Tags that a greedy tagger gets wrong although the sentence rules them out: each rule names its case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dateline.understand.lemmas import is_past_form, lemma, verb_class

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OBJECT = frozenset({"DT", "PRP$", "PRP", "NNP", "NNPS", "CD"})
_RELATIVES = frozenset({"which", "who"})
_DOUBTFUL = frozenset({"NN", "NNS", "VB", "VBP"})
_DOUBTFUL_WORDS = frozenset({"shot", "dead", "down"})
_TARGETS = frozenset({"on", "at"})


def mend(words: Sequence[str], tags: list[str], is_verb: Callable[[str], bool]) -> None:
    """Put right, in place, what cannot be so; ``is_verb`` tells whether a word can be a verb's base form.

    - A past form of an irregular verb is no present ("Fighters blew up a post").
    - After a comma and a relative pronoun a word that can be a verb is one (", which support Serbia").
    - A plural behind a comma or "and" and right before another noun phrase is a verb of the present, if one
      came before and its base is one ("meets Putin, praises talks and rejects Western sanctions").
    - What "demanded that" governs has a base form ("demanded that Iran release two tourists").
    - A whole sentence has a finite verb: a participle behind a noun and before an object is the past
      ("Border guards fired on refugees.").
    """
    for index, tag in enumerate(tags):
        if tag in _DOUBTFUL or words[index] in _DOUBTFUL_WORDS:
            tags[index] = _mended(words, tags, index, is_verb) or tag
    if len(words) > 3 and words[-1] == "." and not _FINITE.intersection(tags):
        _give_finite_verb(words, tags)


def _mended(words: Sequence[str], tags: Sequence[str], index: int, is_verb: Callable[[str], bool]) -> str:
    """The tag that the word must have instead; "" if its own can stand."""
    tag, word = tags[index], words[index]
    if tag in ("NN", "NNS"):
        return _mended_noun(words, tags, index, is_verb)
    if index == 0:
        return ""
    last, before = tags[index - 1], words[index - 1]
    if word == "shot" and _next(words, index) == "dead":
        return "VBD" if last in _NOUNS else "VBN"
    if word == "dead" and before == "shot":
        return "RB"
    if tag in ("VB", "VBP") and is_past_form(word.lower()):
        return "" if last in ("MD", "TO") else "VBD"
    if word == "down" and tag in ("IN", "RB") and last in ("VBD", "VBN", "VB", "VBZ", "VBG"):
        following = tags[index + 1] if index + 1 < len(words) else ""
        return "RP" if following in _OBJECT and lemma(before, last) in verb_class("with_down") else ""
    return ""


def _mended_noun(
    words: Sequence[str], tags: Sequence[str], index: int, is_verb: Callable[[str], bool]
) -> str:
    tag, word = tags[index], words[index]
    if index and word == "shot" and _next(words, index) == "dead":
        return "VBD"
    if _follows_relative(words, tags, index):
        return "VBP" if tag == "NN" else "VBZ"
    if tag == "NNS":
        if word.istitle() and word[-1].lower() not in "smn" and not word.isascii():
            return "NNP"
        return "VBZ" if _joins_present(words, tags, index) and is_verb(word[:-1]) else ""
    return "VBP" if is_verb(word) and _is_demanded(words, tags, index) else ""


def _is_demanded(words: Sequence[str], tags: Sequence[str], index: int) -> bool:
    """Whether the word stands between a subject and an object in a clause with "that" of a demand."""
    if index + 1 >= len(words) or tags[index + 1] not in _OBJECT or tags[index - 1] not in _NOUNS:
        return False
    for place in range(index - 2, max(0, index - 7), -1):
        if words[place] == "that":
            return lemma(words[place - 1], tags[place - 1]) in verb_class("subjunctive")
        if tags[place] in _FINITE:
            return False
    return False


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
    """Make the first participle behind a noun the past, if it has an object or a target."""
    for index in range(1, len(words) - 1):
        last = tags[index - 1]
        noun_before = last in _NOUNS or (last == "JJ" and index > 1 and tags[index - 2] == "DT")
        regular = tags[index] == "JJ" and words[index].endswith("ed") and "-" not in words[index]
        if noun_before and (tags[index] == "VBN" or regular):
            targets = tags[index + 1] in _OBJECT or words[index + 1].lower() in _TARGETS
            if targets or (regular and tags[index + 1] in _NOUNS):
                tags[index] = "VBD"
                tags[index - 1] = "NN" if last == "JJ" else last
            return
