"""How likely a reader would agree with a statement: what the cue weighs, times what such cues were worth.

Annotated corpora of attributions count attitudes too ("support for", "wants a deal", "sees a chance"). A
reader who is told that somebody said something expects words or an act of speech. The shares are data
(``rules/statement_shares.yaml``), set from statements in running news that were judged one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dateline.errors import DataError
from dateline.model import StatementKind
from dateline.understand.cues import Frame
from dateline.understand.statements_candidates import Candidate
from dateline.understand.statements_speakers import is_finite
from dateline.understand.statements_view import View

_WORD_LISTS = ("doubted speakers", "own speakers", "modals", "removing", "mental", "object", "infinitive",
               "gerund", "nouns", "adjectives")  # fmt: skip
_CAUSING = frozenset({"let", "make", "help", "see", "have", "watch"})
SAID = frozenset({Frame.QUOTE, Frame.CLAUSE})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a candidate once the whole article is.

    Attributes:
        nested: True if its cue lies in what another statement says.
        opens: True if it begins what another one says, by the same speaker.
        linked: True if its speaker is a mention.
        quoted: True if its cue stands in direct speech.
    """

    nested: bool = False
    opens: bool = False
    linked: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of the groups and doubts, and the words that decide which hold."""

    groups: Mapping[str, float]
    doubts: Mapping[str, float]
    words: Mapping[str, frozenset[str]]
    prepositions: Mapping[str, frozenset[str]]

    def of(self, view: View, candidate: Candidate, standing: Standing) -> float:
        """The share that a reader would agree with, 0 to 1, of statements like this one."""
        share = self.groups[self._group(view, candidate, standing)]
        for doubt in self._doubts(view, candidate, standing):
            share *= self.doubts[doubt]
        return share

    def _group(self, view: View, candidate: Candidate, standing: Standing) -> str:
        if candidate.part == "nouns":
            owned = standing.linked or (candidate.speaker is not None and candidate.key.endswith("that"))
            return "noun" if owned and candidate.lemma in self.words["nouns"] else "other noun"
        if candidate.part == "adjectives":
            return "adjective" if candidate.lemma in self.words["adjectives"] else "other adjective"
        if candidate.part == "phrases":
            if candidate.lemma != ":":
                return "phrase"
            return "label" if standing.linked or _is_name(view, candidate) else "other label"
        if candidate.frame in SAID:
            mental = candidate.frame is Frame.CLAUSE and candidate.lemma in self.words["mental"]
            return "mental clause" if mental else candidate.frame.value
        return "act" if self._takes(candidate) else "other verb"

    def _takes(self, candidate: Candidate) -> bool:
        """Whether a verb is one of speech with the complement that it has."""
        if candidate.frame is Frame.PREPOSITION:
            allowed = self.prepositions.get(candidate.lemma, frozenset())
            key = candidate.key.removeprefix("passive-")
            return key in allowed or "*" in allowed
        name = "object" if candidate.frame is Frame.NONE else candidate.frame.value
        return candidate.lemma in self.words[name]

    def _doubts(self, view: View, candidate: Candidate, standing: Standing) -> Iterator[str]:
        yield from self._speaker_doubts(view, candidate, standing)
        group = candidate.group
        if standing.opens:
            yield "opens content"
        if standing.nested and candidate.part in ("nouns", "adjectives"):
            verb = any(candidate.cue[0] <= g.first < candidate.cue[1] for g in view.analysis.verb_groups)
            if not (standing.linked and verb):
                yield "inner noun"
        if group is None:
            return
        bare = group.infinitive or (group.form == "VB" and not is_finite(group)) or _caused(view, candidate)
        if bare and candidate.cue[0] >= group.first:
            yield "bare infinitive"
        if group.form == "VBG" and not is_finite(group) and _is_act(candidate) and not standing.linked:
            yield "participle"
        named = view.tag(candidate.pieces[-1][0]) in ("NNP", "PRP")
        if candidate.lemma in self.words["removing"] and candidate.frame is Frame.OBJECT and named:
            yield "removed"
        yield from _wording_doubts(view, candidate, standing)
        if _modal(group.modal, self.words["modals"]) and not (group.negated and candidate.frame in SAID):
            yield "supposed"
        if candidate.speaker is not None and view.word(candidate.speaker[0] - 1) in ("if", "whether"):
            yield "condition"
        if group.negated and candidate.kind in (StatementKind.PLEDGE, StatementKind.ANNOUNCE):
            yield "not offered"

    def _speaker_doubts(self, view: View, candidate: Candidate, standing: Standing) -> Iterator[str]:
        speaker = candidate.speaker
        if speaker is None:
            active = candidate.group is not None and not candidate.group.passive
            if candidate.frame in SAID and not active:
                yield "nobody clause"
            elif candidate.kind is not StatementKind.ACCUSE:
                yield "nobody"
            return
        word = view.word(speaker[0])
        if standing.quoted and word in self.words["own speakers"] and not _performed(candidate):
            yield "own words"
        told = candidate.frame in SAID and candidate.kind in (StatementKind.SAY, StatementKind.ANNOUNCE)
        if word in self.words["doubted speakers"] and speaker[1] - speaker[0] == 1:
            if not (word == "it" and (told or standing.linked)):
                yield "thing"
        elif not standing.linked and candidate.group is not None and _is_act(candidate):
            phrase = view.phrases.get(speaker[0])
            if phrase is not None and (view.tag(phrase.head) == "NN" or view.word(phrase.head)[0].isdigit()):
                yield "thing that acts"


def _wording_doubts(view: View, candidate: Candidate, standing: Standing) -> Iterator[str]:
    """Doubts from how the sentence is put."""
    if view.words[-1] == "?" and not standing.quoted and candidate.frame is not Frame.QUOTE:
        yield "question"
    around = candidate.frame is Frame.CLAUSE and " around" in candidate.rule
    if around and not any(a <= g.first < b for a, b in candidate.pieces for g in view.analysis.verb_groups):
        yield "no clause"


def _is_act(candidate: Candidate) -> bool:
    """Whether a verb reports an act rather than words; accusations are words whoever makes them."""
    return candidate.frame not in SAID and candidate.kind is not StatementKind.ACCUSE


def _caused(view: View, candidate: Candidate) -> bool:
    """Whether a verb is what somebody is let, made or seen to do ("lets users highlight data")."""
    if candidate.speaker is None or candidate.group is None or candidate.group.form not in ("VB", "VBP"):
        return False
    before = view.groups.get(candidate.speaker[0] - 1)
    return before is not None and view.lemmas[before.head] in _CAUSING


def _is_name(view: View, candidate: Candidate) -> bool:
    """Whether every word of the speaker could be a name."""
    first, last = candidate.speaker or (0, 0)
    return first < last and all(view.tag(i) in ("NNP", "NNPS") for i in range(first, last))


def _performed(candidate: Candidate) -> bool:
    """Whether the words are themselves the act ("we call on all workers to go on strike")."""
    return (
        candidate.kind in (StatementKind.DEMAND, StatementKind.PLEDGE)
        and candidate.addressee is not None
        and candidate.group is not None
        and is_finite(candidate.group)
        and candidate.group.form in ("VBP", "VB")
    )


def _modal(modal: str | None, modals: frozenset[str]) -> bool:
    return bool(modal) and str(modal).lower().replace("’", "'") in modals


@cache
def load_shares() -> Shares:
    """The shipped shares.

    Raises:
        DataError: if their file does not have the form.
    """
    source = resources.files("dateline.understand") / "rules" / "statement_shares.yaml"
    return shares_from(yaml.safe_load(source.read_text(encoding="utf-8")))


def shares_from(data: dict[str, Any]) -> Shares:
    """Shares from the contents of their file.

    Raises:
        DataError: if it does not have the form.
    """
    try:
        return Shares(
            groups={name: float(value) for name, value in data["groups"].items()},
            doubts={name: float(value) for name, value in data["doubts"].items()},
            words={name: frozenset(data[name]) for name in _WORD_LISTS},
            prepositions={lemma: frozenset(words) for lemma, words in data["preposition"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"an entry does not have the form: {error}",
            where="understand/rules/statement_shares.yaml",
            action="restore the file",
        ) from error
