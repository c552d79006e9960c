"""The cue lexicon: words that attribute, what kind of statement each makes, and how its content stands.

The words are data (``rules/cues.yaml``, ``rules/statement_kinds.yaml``); how often each was an attribution
in an annotated corpus is data too (``rules/cue_counts.yaml``: for a word and the way its content stands, how
often it was annotated and how often it was seen).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dateline.errors import DataError
from dateline.model import StatementKind

_PACKAGE = "dateline.understand"
_PRIOR_WEIGHT = 4.0
_PRIOR_END = 0.2
_MOSTLY = 0.5


class Frame(StrEnum):
    """How the content of a cue stands to it."""

    QUOTE = "quote"
    CLAUSE = "clause"
    INFINITIVE = "infinitive"
    OBJECT = "object"
    GERUND = "gerund"
    PREPOSITION = "preposition"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sense:
    """One use of a cue word.

    Attributes:
        kind: what a speaker does by it.
        frames: the frames of this use; empty for all.
        addressee: True if the noun phrase after a verb is the one spoken to.
        opposed: True if the cue turns its content ("refused to").
        complements: what brings the content of a noun or adjective ("that", "infinitive", prepositions).
    """

    kind: StatementKind
    frames: frozenset[str] = frozenset()
    addressee: bool = False
    opposed: bool = False
    complements: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Fixed words that attribute what stands beside them."""

    words: tuple[str, ...]
    kind: StatementKind


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """All cues.

    Attributes:
        verbs, nouns, adjectives: lemma to its uses, the first being the usual one.
        phrases: words before the speaker ("according to"), the longest first.
        adverbs: words that attribute a sentence to nobody in particular ("reportedly").
        polls: nouns that give a source after "in" ("in a poll").
        clausal: verbs that take a clause without "that" ("said the road was safe").
        idioms: the verbs of several words by their first, the longest first.
        inverting: verbs that may stand before their subject after indirect speech.
        raising: verbs whose subject belongs to the content and which name no speaker ("seems to fail").
        endings: frame and what stands at a place to how often content ended there and how often it got so
        far.
        context: weights of what stands around a cue.
        counts: part of speech, lemma and frame to how often it was annotated and how often it was seen.
    """

    verbs: Mapping[str, tuple[Sense, ...]]
    nouns: Mapping[str, tuple[Sense, ...]]
    adjectives: Mapping[str, tuple[Sense, ...]]
    phrases: tuple[Phrase, ...]
    adverbs: Mapping[str, StatementKind]
    polls: frozenset[str]
    clausal: frozenset[str]
    raising: frozenset[str]
    inverting: frozenset[str]
    idioms: Mapping[str, tuple[tuple[str, ...], ...]]
    endings: Mapping[tuple[str, str], tuple[float, float]]
    context: Mapping[str, float]
    counts: Mapping[tuple[str, str, str], tuple[float, float]]

    def sense(self, part: str, lemma: str, frame: str, key: str = "") -> Sense | None:
        """The use of ``lemma`` in ``frame``, or with the preposition ``key``.

        ``part`` is ``verbs``, ``nouns`` or ``adjectives``.
        """
        table = {"verbs": self.verbs, "nouns": self.nouns, "adjectives": self.adjectives}[part]
        senses = table.get(lemma, ())
        exact = next((s for name in (key, frame) for s in senses if name in s.frames), None)
        free = next((s for s in senses if not s.frames), None)
        return exact or free or (senses[0] if senses else None)

    def idiom(self, lemmas: Sequence[str], place: int) -> tuple[str, int] | None:
        """The longest lemma of several words that begins at ``place``, and the token at which it ends."""
        for words in self.idioms.get(lemmas[place], ()):
            last = place + len(words)
            if tuple(lemmas[place:last]) == words:
                return " ".join(words), last
        return None

    def speaks_to(self, lemma: str, frame: str) -> bool:
        """Whether the noun phrase after ``lemma`` is the one spoken to, when ``frame`` follows it."""
        return any(s.addressee and (not s.frames or frame in s.frames) for s in self.verbs.get(lemma, ()))

    def ends(self, frame: str, boundary: str) -> bool:
        """Whether content in ``frame`` mostly ends at ``boundary``."""
        default, seen = self.endings.get(("*", boundary), (0.0, 0.0))
        prior = (default + _PRIOR_WEIGHT * _PRIOR_END) / (seen + _PRIOR_WEIGHT)
        ended, reached = self.endings.get((frame, boundary), (0.0, 0.0))
        return (ended + _PRIOR_WEIGHT * prior) / (reached + _PRIOR_WEIGHT) > _MOSTLY

    def weight(self, part: str, lemma: str, frame: str) -> float:
        """How likely ``lemma`` in ``frame`` is an attribution: counts, smoothed by lemma and by frame."""
        base = self._rate(part, "*", frame, 0.5)
        overall = self._rate(part, lemma, "*", base)
        return self._rate(part, lemma, frame, (base + overall) / 2)

    def _rate(self, part: str, lemma: str, frame: str, prior: float) -> float:
        hits, seen = self.counts.get((part, lemma, frame), (0.0, 0.0))
        return (hits + _PRIOR_WEIGHT * prior) / (seen + _PRIOR_WEIGHT)


@cache
def load_cues() -> CueLexicon:
    """The shipped lexicon.

    Raises:
        DataError: if one of its files does not have the form.
    """
    tables = (_read(name) for name in ("cue_counts.yaml", "content_ends.yaml", "cue_context.yaml"))
    return lexicon_from(_read("cues.yaml"), *tables)


def lexicon_from(
    data: dict[str, Any], counts: dict[str, Any], endings: dict[str, Any], context: dict[str, Any]
) -> CueLexicon:
    """A lexicon from the contents of its files.

    Raises:
        DataError: if one of them does not have the form.
    """
    try:
        return CueLexicon(
            verbs=_senses(data["verbs"]),
            nouns=_senses(data["nouns"]),
            adjectives=_senses(data["adjectives"]),
            phrases=tuple(
                sorted(
                    (Phrase(tuple(p["words"].split()), StatementKind(p["kind"])) for p in data["phrases"]),
                    key=lambda phrase: -len(phrase.words),
                )
            ),
            adverbs={entry["words"]: StatementKind(entry["kind"]) for entry in data["adverbs"]},
            polls=frozenset(data["polls"]),
            clausal=frozenset(data["clausal"]),
            idioms=_idioms(data["verbs"]),
            inverting=frozenset(data["inverting"]),
            raising=frozenset(data["raising"]),
            endings=_endings(endings),
            context={name: float(value) for name, value in context.items()},
            counts=_counts(counts),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"an entry does not have the form: {error}",
            where="understand/rules/cues.yaml",
            action="see the head of the file for the form",
        ) from error


@cache
def opposing_kinds() -> frozenset[StatementKind]:
    """The kinds whose content the speaker turns ("denied that …")."""
    kinds = _read("statement_kinds.yaml")["kinds"]
    return frozenset(StatementKind(name) for name, entry in kinds.items() if entry["content"] == "opposed")


def _read(name: str) -> dict[str, Any]:
    source = resources.files(_PACKAGE) / "rules" / name
    data = yaml.load(source.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506 - a safe loader
    if not isinstance(data, dict):
        raise DataError("is not a mapping", where=f"understand/rules/{name}", action="restore the file")
    return data


def _loader() -> type[yaml.SafeLoader]:
    """The safe loader in C where PyYAML was built with it: ten times as fast."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _senses(groups: list[dict[str, Any]]) -> dict[str, tuple[Sense, ...]]:
    table: dict[str, tuple[Sense, ...]] = {}
    for group in groups:
        sense = Sense(
            kind=StatementKind(group["kind"]),
            frames=frozenset(group.get("frames", ())),
            addressee=group.get("addressee") == "object",
            opposed=bool(group.get("opposed", False)),
            complements=frozenset(group.get("complements", ())),
        )
        for word in (*group["lemmas"], *sense.frames, *sense.complements):
            if not isinstance(word, str):
                raise TypeError(f"{word!r} is not a word; put it in quotation marks")
        for lemma in group["lemmas"]:
            table[lemma] = (*table.get(lemma, ()), sense)
    return table


def _idioms(groups: list[dict[str, Any]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for lemma in (lemma for group in groups for lemma in group["lemmas"] if " " in lemma):
        words = tuple(lemma.split())
        found.setdefault(words[0], set()).add(words)
    return {
        first: tuple(sorted(many, key=lambda words: (-len(words), words))) for first, many in found.items()
    }


def _counts(data: dict[str, Any]) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {
        (part, str(lemma), frame): (float(pair[0]), float(pair[1]))
        for part, lemmas in data.items()
        for lemma, frames in lemmas.items()
        for frame, pair in frames.items()
    }


def _endings(data: dict[str, Any]) -> dict[tuple[str, str], tuple[float, float]]:
    return {
        (frame, boundary): (float(pair[0]), float(pair[1]))
        for frame, boundaries in data.items()
        for boundary, pair in boundaries.items()
    }
