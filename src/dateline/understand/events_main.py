"""The main event of a sentence: its class of five, and who stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.model import Span
from dateline.understand.encoder.decode import best_spans
from dateline.understand.encoder.labels import TAGS
from dateline.understand.encoder.session import Encoder


@dataclass(frozen=True, slots=True)
class MainEvent:
    """The main event of a sentence.

    Attributes:
        quad: 1 to 4, or 0 where the sentence tells of no event, or only of a comment or an appeal.
        sources, targets, reciprocals: the characters of those who act, are acted on, or act on one another.
    """

    quad: int
    sources: tuple[Span, ...] = ()
    targets: tuple[Span, ...] = ()
    reciprocals: tuple[Span, ...] = ()


class MainEventFinder:
    """Finds the main event of a sentence by the encoder's heads for it."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @classmethod
    def load(cls) -> MainEventFinder:
        """A finder with the weights that are shipped.

        Raises:
            DataError: they are missing or broken.
        """
        return cls(Encoder.load())

    def find(self, text: str) -> MainEvent:
        """The main event of one sentence; quad 0 where there is none."""
        sight = self._encoder.look(self._encoder.cut(text))
        parties = best_spans(sight, "party", TAGS["party"])
        spans = {kind: tuple(Span(p.start, p.end) for p in parties if p.kind == kind) for kind in "STR"}
        return MainEvent(int(sight.quad.argmax()), spans["S"], spans["T"], spans["R"])
