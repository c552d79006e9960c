"""The types of the ontology: what the YAML files of this folder hold once they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from dateline.model import EventType, Quad

Word: TypeAlias = tuple[str, ...]


class FrameKind(StrEnum):
    """What sort of word sets a frame or an operator off."""

    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adjective"
    MODAL = "modal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """A mode of a type: its definition in our words, its CAMEO code and its PLOVER score."""

    name: str
    definition: str
    code: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A word with the conditions under which it tells of an act, and where its actor and recipient stand.

    Attributes:
        name: unique, "ASSAULT.abduct/take:3" (type, mode, first lemma, place in its file).
        lemmas: the words that set it off.
        objects: head words one of which the direct object (of a passive, the subject) holds; empty for any.
        subjects: the same for the subject.
        excluded: words that the object may not hold.
        unless: words that the clause may not hold.
        words: words one of which the clause holds; empty for any.
        via: prepositional phrases one of which goes with it: preposition, and words that its noun holds.
        of: for a noun, words its of-phrase (or possessor) holds.
        light: for a noun, the verbs that lend it a subject ("hold talks").
        actor, recipient: slots, in order of preference: ``subject``, ``object``, ``indirect``, ``possessor``,
            or a preposition.
        reciprocal: all who take part are actors.
        inverted: the subject is the recipient ("Paris hosted the envoy").
        solo: an event although no recipient is told.
        weak: matches only where no other frame of the clause does.
        bare: one object and nothing else follows ("called the king").
        many: the subject is several parties ("the two navies held an exercise").
        subordinate: ``words`` must stand in the clause that the verb governs.
        cameo: the CAMEO code it comes closest to.
    """

    name: str
    type: EventType
    mode: str | None
    kind: FrameKind
    lemmas: tuple[Word, ...]
    objects: frozenset[Word]
    subjects: frozenset[Word]
    excluded: frozenset[Word]
    unless: frozenset[Word]
    words: frozenset[Word]
    via: Mapping[str, frozenset[Word]]
    of: frozenset[Word]
    light: frozenset[Word]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    reciprocal: bool
    inverted: bool
    solo: bool
    weak: bool
    subordinate: bool
    bare: bool
    many: bool
    cameo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A word that makes another act of the one inside it: "refuse to", "demand that", "willing to"."""

    name: str
    type: EventType
    kind: FrameKind
    lemmas: tuple[Word, ...]
    recipient: tuple[str, ...]
    light: frozenset[Word]
    conflict: EventType | None
    conflict_only: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class Embedding:
    """What an act turns into; ``type`` is None where it stays as it is."""

    type: EventType | None
    mode: str | None
    cameo: str | None
    keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeEntry:
    """A type of the codebook with its modes, frames and operators."""

    type: EventType
    quad: Quad
    cameo_roots: tuple[str, ...]
    code: str
    score: float
    definition: str
    recipient_required: bool
    modes: Mapping[str, Mode]
    cues: tuple[tuple[str, frozenset[Word]], ...]
    frames: tuple[Frame, ...]
    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """The whole codebook.

    Attributes:
        version: of the data, kept with every fact.
        embeddings: for an operator's type, what an act turns into; keys are
            ``TYPE/mode``, ``TYPE``, ``*`` (any other act) and ``none`` (an unknown one).
        futures: what the future tense makes of an act.
        refusals: types of which "will not" is a refusal.
        plv_quads: the labels of the PLV set to its quads.
        accidents: what kills and hurts, and is done by nobody.
        harming: what befalls people in accidents as well as in attacks.
        negating: words without one of which nothing is told as not done.
    """

    version: str
    types: Mapping[EventType, TypeEntry]
    contexts: Mapping[str, frozenset[Word]]
    embeddings: Mapping[EventType, Mapping[str, Embedding]]
    futures: Mapping[EventType, Embedding]
    refusals: frozenset[EventType]
    plv_quads: Mapping[str, int]
    accidents: frozenset[Word]
    harming: frozenset[Word]
    negating: frozenset[Word]

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames, type by type."""
        return tuple(frame for entry in self.types.values() for frame in entry.frames)

    def quad(self, event_type: EventType) -> Quad:
        """The quad class of a type."""
        return self.types[event_type].quad

    def score(self, event_type: EventType, mode: str | None) -> float:
        """The PLOVER conflict–cooperation score, -10 to 10."""
        entry = self.types[event_type]
        return entry.modes[mode].score if mode is not None and mode in entry.modes else entry.score
