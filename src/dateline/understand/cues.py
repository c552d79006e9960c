"""The cue lexicon: words that attribute, and what kind of statement each makes.

The words are data (``rules/cues.yaml``, ``rules/statement_kinds.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dateline.errors import DataError
from dateline.model import StatementKind

_PACKAGE = "dateline.understand"


@dataclass(frozen=True, slots=True)
class Sense:
    """One use of a cue word.

    Attributes:
        kind: what a speaker does by it.
        frames: the ways its content stands in this use (the head of ``cues.yaml``); empty for all.
        opposed: True if the cue turns its content ("refused to").
    """

    kind: StatementKind
    frames: frozenset[str] = frozenset()
    opposed: bool = False


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
    """

    verbs: Mapping[str, tuple[Sense, ...]]
    nouns: Mapping[str, tuple[Sense, ...]]
    adjectives: Mapping[str, tuple[Sense, ...]]
    phrases: tuple[Phrase, ...]

    def sense(self, part: str, lemma: str, frame: str) -> Sense | None:
        """The use of ``lemma`` in ``frame``; ``part`` is ``verbs``, ``nouns`` or ``adjectives``."""
        table = {"verbs": self.verbs, "nouns": self.nouns, "adjectives": self.adjectives}[part]
        senses = table.get(lemma, ())
        exact = next((s for s in senses if frame in s.frames), None)
        free = next((s for s in senses if not s.frames), None)
        return exact or free or (senses[0] if senses else None)


@cache
def load_cues() -> CueLexicon:
    """The shipped lexicon.

    Raises:
        DataError: if one of its files does not have the form.
    """
    return lexicon_from(_read("cues.yaml"))


def lexicon_from(data: dict[str, Any]) -> CueLexicon:
    """A lexicon from the content of its file.

    Raises:
        DataError: if it does not have the form.
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
            opposed=bool(group.get("opposed", False)),
        )
        for word in (*group["lemmas"], *sense.frames):
            if not isinstance(word, str):
                raise TypeError(f"{word!r} is not a word; put it in quotation marks")
        for lemma in group["lemmas"]:
            table[lemma] = (*table.get(lemma, ()), sense)
    return table
