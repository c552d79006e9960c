"""Chooses the act that joins two marked parties of a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.model import EventType, Span
from dateline.understand.analysis import Analysis, Tense
from dateline.understand.events import EventCoder
from dateline.understand.frames import Act
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology import FrameKind, Ontology

_FALLBACK = ("080", "084")


@dataclass(frozen=True, slots=True)
class Relation:
    """The act between two parties: its type, mode and CAMEO code, and the rule that told it."""

    type: EventType
    mode: str | None
    cameo: str
    rule: str
    score: float


class RelationChooser:
    """Chooses the type of the act that a source does to a target."""

    def __init__(self, coder: EventCoder) -> None:
        self._coder = coder
        self._ontology: Ontology = coder.ontology
        self._by_lemma = _votes_by_lemma(coder.ontology)

    @classmethod
    def load(cls) -> RelationChooser:
        """A chooser with the ontology that is shipped.

        Raises:
            DataError: a data file of the ontology is broken.
        """
        return cls(EventCoder.load())

    @property
    def ontology(self) -> Ontology:
        """The codebook that this chooser goes by."""
        return self._ontology

    def choose(self, analysis: Analysis, source: Span, target: Span) -> Relation:
        """The act that joins the two best; where no frame does, what the words around them speak for."""
        return self.rank(analysis, source, target)[0]

    def rank(self, analysis: Analysis, source: Span, target: Span) -> list[Relation]:
        """All candidates, best first; never empty."""
        view = View(analysis)
        start, end = _tokens(analysis, source), _tokens(analysis, target)
        scored = [
            (_fit(view, act, start, end), number, act) for number, act in enumerate(self._coder.acts(view))
        ]
        scored.sort(key=lambda item: (-item[0], item[1]))
        found = [Relation(act.type, act.mode, act.cameo, act.rule, fit) for fit, _, act in scored]
        return found or [self._by_words(view, start, end)]

    def _by_words(self, view: View, source: Range, target: Range) -> Relation:
        """What the words between the two speak for, or those of the whole sentence."""
        first, last = min(source[1], target[1]), max(source[0], target[0])
        for low, high in ((first, last), (0, len(view.lows))):
            votes: Counter[tuple[EventType, str]] = Counter()
            for index in range(low, high):
                votes.update(self._by_lemma.get(view.lemmas[index], {}))
            if votes:
                (kind, code), weight = votes.most_common(1)[0]
                return Relation(kind, None, code, "words", float(weight))
        return Relation(EventType.CONCEDE, None, _FALLBACK[0], "fallback", 0.0)


def _votes_by_lemma(ontology: Ontology) -> dict[str, Counter[tuple[EventType, str]]]:
    """For each word that sets frames off: the types it may mean, with as many votes as it has frames."""
    found: dict[str, Counter[tuple[EventType, str]]] = {}
    for frame in ontology.frames:
        if frame.kind is FrameKind.ADJECTIVE:
            continue
        for lemma in frame.lemmas:
            word = lemma[-1] if frame.kind is FrameKind.NOUN else lemma[0]
            votes = found.setdefault(word, Counter())
            votes[(frame.type, frame.cameo)] += 1
    return found


def _tokens(analysis: Analysis, span: Span) -> Range:
    """The tokens that a span touches."""
    inside = [index for index, token in enumerate(analysis.tokens) if token.span.overlaps(span)]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _meets(places: Sequence[Range], marked: Range) -> float:
    """1 if a place is the marked one or shares its head, less if it only touches it."""
    best = 0.0
    for first, last in places:
        if first < marked[1] and marked[0] < last:
            best = max(best, 1.0 if marked[0] <= last - 1 < marked[1] or first >= marked[0] else 0.8)
    return best


def _fit(view: View, act: Act, source: Range, target: Range) -> float:
    """How well an act joins source and target."""
    score = 0.35 * min(act.weight, 6.0) + (0.0 if not act.weak else -0.5)
    score += 4.0 * _meets(act.actors, source) + 3.0 * _meets(act.recipients, target)
    if act.reciprocal:
        score += 2.0 * _meets(act.actors, target)
    elif _meets(act.actors, target) and not _meets(act.actors, source):
        score -= 2.0
    if _meets(act.recipients, source):
        score -= 1.5
    groups = view.analysis.verb_groups
    if act.verb is not None and groups[act.verb].form == "VBG" and groups[act.verb].tense == Tense.NONE:
        score -= 0.8
    between = [g for g in groups if source[1] <= g.head < act.head] if act.head >= source[1] else []
    score -= 0.7 * min(len(between), 5)
    low, high = sorted((source, target))
    if low[1] <= act.head < high[0]:
        score += 1.2
    elif act.head < source[0]:
        score -= 1.0
    score -= 0.03 * min(abs(act.head - source[1]), 30)
    return score
