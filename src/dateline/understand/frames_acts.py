"""The acts that the frames of the ontology propose for a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.understand.frames import Act, FrameIndex
from dateline.understand.frames_operators import Operators
from dateline.understand.frames_view import View
from dateline.understand.ontology import Ontology, load_ontology

_PERSONAL = frozenset({"it", "they", "he", "she"})
_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "them", "him", "her", "we", "us", "i", "you", "who", "which", "that"}
)


class ActFinder:
    """Finds the acts of a sentence by its words."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._frames = FrameIndex(ontology)
        self._operators = Operators(ontology)

    @classmethod
    def load(cls) -> ActFinder:
        """A finder with the ontology that is shipped.

        Raises:
            DataError: a data file of the ontology is broken.
        """
        return cls(load_ontology())

    @property
    def ontology(self) -> Ontology:
        """The codebook that this finder goes by."""
        return self._ontology

    def acts(self, view: View) -> list[Act]:
        """The acts of one sentence before they are events, also those that lack an actor or a recipient."""
        acts = sorted(self._operators.apply(view, self._frames.acts(view)), key=lambda act: act.head)
        return [_with_actors(view, act, acts) for act in acts]


def _with_actors(view: View, act: Act, acts: Sequence[Act]) -> Act:
    """An act whose subject is a pronoun or another act, with whoever that stands for."""
    if len(act.actors) != 1:
        return act
    first, last = act.actors[0]
    for other in acts:
        if other.verb is None and other.actors and first <= other.head < last and other is not act:
            return replace(act, actors=other.actors)
    if last - first == 1 and view.lows[first] in _PERSONAL:
        for number in range(len(view.analysis.verb_groups) - 1, -1, -1):
            if view.analysis.verb_groups[number].first < first:
                known = view.first_slot(number, ("subject",))
                if known and view.lows[known[0][0]] not in _PRONOUNS:
                    return replace(act, actors=known)
    return act
