"""The main event of a sentence: its class of five, and who stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.model import EventType, Span
from dateline.understand.analysis import Analysis
from dateline.understand.events import EventCoder
from dateline.understand.frames import Act
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology import Ontology

_ATTACHED = frozenset({"in", "of"})
_LIKELY = ("object", "to", "with", "against", "on", "in", "from", "at")
_AND = len(", and ")


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
    """Finds the main event of a sentence by the frames of the ontology."""

    def __init__(self, coder: EventCoder) -> None:
        self._coder = coder
        self._ontology: Ontology = coder.ontology

    @classmethod
    def load(cls) -> MainEventFinder:
        """A finder with the ontology that is shipped.

        Raises:
            DataError: a data file of the ontology is broken.
        """
        return cls(EventCoder.load())

    def find(self, analysis: Analysis) -> MainEvent:
        """The main event of a sentence; quad 0 where there is none."""
        view = View(analysis)
        acts = [act for act in self._coder.acts(view) if act.actors or act.recipients]
        if not acts:
            return MainEvent(0)
        act = max(acts, key=lambda item: (_prominence(view, item), -item.head))
        quad = self._quad(view, act)
        sources = self._spans(view, act.actors)
        recipients = act.recipients
        if not recipients and act.verb is not None:
            recipients = view.first_slot(act.verb, _LIKELY, exclude=act.actors)
        targets = self._spans(view, recipients)
        if act.reciprocal and (len(sources) > 1 or targets):
            return MainEvent(quad, reciprocals=(*sources, *targets))
        return MainEvent(quad, sources, targets)

    def _quad(self, view: View, act: Act) -> int:
        ontology = self._ontology
        lemma = view.lemmas[view.analysis.verb_groups[act.verb].head] if act.verb is not None else ""
        if act.type is EventType.REQUEST and lemma in ontology.appeals and act.mode != "assist":
            return 0
        if act.type is EventType.REJECT and act.verb is not None:
            zone = view.object_zone(act.verb)
            if zone and view.holds(ontology.denials, *zone):
                return 0
        if (act.weak and act.weight < 1) or view.holds(ontology.comments, 0, act.trigger[1]):
            return 0
        return ontology.penta_roots.get(act.cameo) or ontology.penta_roots[act.cameo[:2]]

    def _spans(self, view: View, places: tuple[Range, ...]) -> tuple[Span, ...]:
        """The parties, with those that are joined by "and" as one span."""
        found: list[Span] = []
        for place in sorted(places):
            span = self._span(view, place)
            if found and 0 <= span.start - found[-1].end <= _AND:
                span = Span(found.pop().start, span.end)
            found.append(span)
        return tuple(found)

    @staticmethod
    def _span(view: View, place: Range) -> Span:
        """The party itself where the phrase is a thing of its own ("Trump" of "Trump's decision")."""
        first, last = place
        for phrase in view.analysis.noun_phrases:
            named = view.analysis.tokens[phrase.head].tag.startswith("NNP")
            if phrase.first == first and phrase.possessor and phrase.last <= last and not named:
                first, last = phrase.possessor
                last -= view.analysis.tokens[last - 1].tag == "POS"
                return view.analysis.span(first, last)
        for phrase in view.analysis.noun_phrases:
            if phrase.first == last + 1 and view.lows[last] in _ATTACHED:
                last = phrase.last
        return view.analysis.span(first, last)


def _prominence(view: View, act: Act) -> float:
    """How likely an act is what the sentence is about: well matched, early, with both parties."""
    score = 0.4 * min(act.weight, 6.0) - (1.0 if act.weak else 0.0)
    score += 1.5 * bool(act.actors) + 1.0 * bool(act.recipients)
    before = sum(group.head < act.head for group in view.analysis.verb_groups)
    return score - 0.8 * before
