"""Gives each window that may tell an act what the lexicon proposes for its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.understand.analysis import Analysis
from dateline.understand.encoder.proposals import Proposal
from dateline.understand.encoder.reader import SeenWindow
from dateline.understand.frames_acts import ActFinder
from dateline.understand.frames_view import View


class Proposer:
    """Looks up the words of sentences in the frames of the ontology."""

    def __init__(self, acts: ActFinder) -> None:
        self._acts = acts

    @classmethod
    def load(cls) -> Proposer:
        """A proposer with the ontology that is shipped.

        Raises:
            DataError: a data file of the ontology is broken.
        """
        return cls(ActFinder.load())

    def propose(self, seen: Sequence[SeenWindow], analyses: Sequence[Analysis]) -> tuple[SeenWindow, ...]:
        """The windows with proposals for the sentences in which the encoder sees any chance of an act.

        Args:
            seen: what the encoder saw in an article.
            analyses: its sentences, taken apart.
        """
        by_index = {analysis.sentence.index: analysis for analysis in analyses}
        asked = {
            sentence.index
            for window in seen
            for sentence in window.window.sentences
            if any(place.overlaps(sentence.span) for place in window.possible_acts)
        }
        found = {index: tuple(self._sentence(by_index[index])) for index in sorted(asked)}
        return tuple(
            replace(
                window, proposals=tuple(p for s in window.window.sentences for p in found.get(s.index, ()))
            )
            for window in seen
        )

    def _sentence(self, analysis: Analysis) -> Iterator[Proposal]:
        if not analysis.tokens:
            return
        for act in self._acts.acts(View(analysis)):
            yield Proposal(
                trigger=analysis.span(*act.trigger),
                type=act.type.value,
                mode=act.mode,
                rule=act.rule,
                actors=tuple(analysis.span(*place) for place in act.actors),
                recipients=tuple(analysis.span(*place) for place in act.recipients),
                reciprocal=act.reciprocal,
            )
