"""Chooses the act that joins two marked parties of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dateline.model import Span
from dateline.understand.encoder.decode import best_spans
from dateline.understand.encoder.labels import PLV_ROOTS, ROOTS, TAGS
from dateline.understand.encoder.session import Encoder
from dateline.understand.encoder.wordpieces import Pieces


@dataclass(frozen=True, slots=True)
class Relation:
    """What joins two parties.

    Attributes:
        type: a type of PLOVER, or ``none`` where nothing does; score: its chance.
        plv: the label of the PLV set, which has no ``none`` and joins CONCEDE and RETREAT as YIELD.
    """

    type: str
    score: float
    plv: str


class RelationChooser:
    """Chooses the type of the act that a source does to a target, by a second look with both of them marked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @classmethod
    def load(cls) -> RelationChooser:
        """A chooser with the weights that are shipped.

        Raises:
            DataError: they are missing or broken.
        """
        return cls(Encoder.load())

    def choose(self, text: str, source: Span | None, target: Span | None) -> Relation:
        """The act that joins the two best.

        Args:
            text: one sentence.
            source, target: the parties; for one that is None, what the encoder takes for it.
        """
        pieces = self._encoder.cut(text)
        source = source or self._party(pieces, "S", target, len(text))
        target = target or self._party(pieces, "T", source, len(text))
        types, plv = self._encoder.compare(pieces, (source.start, source.end), (target.start, target.end))
        best = int(types.argmax())
        return Relation(ROOTS[best], float(np.exp(types[best])), PLV_ROOTS[int(plv.argmax())])

    def _party(self, pieces: Pieces, kind: str, other: Span | None, end: int) -> Span:
        """The main event's source or target, if it is not the party that is known; else the longer side of that."""
        found = best_spans(self._encoder.look(pieces), "party", TAGS["party"])
        spans = [Span(one.start, one.end) for one in found if one.kind in (kind, "R")]
        free = [span for span in spans if other is None or not span.overlaps(other)]
        if free:
            return free[0]
        if other is None:
            return Span(0, end)
        return Span(other.end, end) if end - other.end >= other.start else Span(0, other.start)
