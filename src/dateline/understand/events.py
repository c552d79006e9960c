"""Codes the events of an article by the verb frames of the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.model import (
    Event,
    EventType,
    Mention,
    Participant,
    Span,
    TimeExpression,
)
from dateline.understand.analysis import Analysis
from dateline.understand.auxiliaries import auxiliaries
from dateline.understand.events_checks import EventChecks
from dateline.understand.events_parties import PARTIES, Parties, public_entities
from dateline.understand.events_setting import find_date, find_place, own_times
from dateline.understand.frames import Act, FrameIndex
from dateline.understand.frames_operators import Operators
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology import Ontology, load_ontology

_MOST_CONTEXTS = 2
_TOLD = 3.0
_PERSONAL = frozenset({"it", "they", "he", "she"})
_PRONOUNS = frozenset(
    {"it", "they", "he", "she", "them", "him", "her", "we", "us", "i", "you", "who", "which", "that"}
)


class EventCoder:
    """Finds who did what to whom, sentence by sentence."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._frames = FrameIndex(ontology)
        self._operators = Operators(ontology)
        self._checks = EventChecks(ontology)

    @classmethod
    def load(cls) -> EventCoder:
        """A coder with the ontology that is shipped.

        Raises:
            DataError: a data file of the ontology is broken.
        """
        return cls(load_ontology())

    @property
    def ontology(self) -> Ontology:
        """The codebook that this coder codes by."""
        return self._ontology

    def acts(self, view: View) -> list[Act]:
        """The acts of one sentence before they are events, also those that lack an actor or a recipient."""
        acts = sorted(self._operators.apply(view, self._frames.acts(view)), key=lambda act: act.head)
        return [_with_actors(view, act, acts) for act in acts]

    def code(
        self,
        text: str,
        analyses: Sequence[Analysis],
        mentions: Sequence[Mention],
        times: Sequence[TimeExpression],
    ) -> tuple[Event, ...]:
        """All events of an article.

        Args:
            text: the article's text.
            analyses: its sentences, taken apart.
            mentions: whom and what it names; participants are linked to these where they can be.
            times: its time expressions.

        Returns:
            The events in the order of the text. One without an actor is no event; nor is one without a
            recipient, but for acts that need none (a protest, a curfew) or in which all are actors.
        """
        year = _report_year(times)
        del text  # the spans are enough
        public = public_entities(mentions, self._ontology.checks)
        events: list[Event] = []
        for analysis in analyses:
            view = View(analysis)
            if not analysis.verb_groups or self._is_skipped(view):
                continue
            near = [m for m in mentions if m.sentence == analysis.sentence.index]
            when = [t for t in times if t.sentence == analysis.sentence.index]
            parties = Parties(view, near, public, self._ontology.checks)
            for act in self.acts(view):
                if not self._checks.is_reported(view, act):
                    continue
                event = self._event(view, act, parties, near, when, year)
                if event is not None:
                    events.append(replace(event, index=len(events)))
        return tuple(events)

    def _is_skipped(self, view: View) -> bool:
        """Whether the sentence tells of sport, the weather or the markets."""
        for _, needed, words in self._ontology.skips:
            hits = sum(view.holds(words, index, index + 2) for index in range(0, len(view.lows), 2))
            if hits >= needed:
                return True
        return False

    def _event(
        self,
        view: View,
        act: Act,
        parties: Parties,
        mentions: Sequence[Mention],
        times: Sequence[TimeExpression],
        year: int | None,
    ) -> Event | None:
        actors = parties.find(act.actors, owners=False)
        recipients = parties.find(_own_clause(view, act), owners=True, taken=actors)
        if not recipients and not act.reciprocal:
            named = parties.find(_first_object(view, act), owners=False, taken=actors)
            recipients = tuple(p for p in named if p.mention is not None and not parties.is_group(p))
        if act.reciprocal:
            actors, recipients = (*actors, *recipients), ()
        if not self._is_whole(act, actors, recipients, mentions, several=_are_several(view, act)):
            return None
        if not self._checks.is_public(view, act, parties, actors, recipients):
            return None
        trigger = view.analysis.span(*act.trigger)
        place = find_place(view, act, mentions, (*actors, *recipients))
        return Event(
            index=0,
            type=act.type,
            mode=act.mode or _third_party(act, actors, place, mentions),
            contexts=self._contexts(view, act),
            actors=actors,
            recipients=recipients,
            reciprocal=act.reciprocal,
            auxiliaries=auxiliaries(view, act, self._ontology, own_times(view, act, times), year),
            place=place,
            date=find_date(view, act, times),
            sentence=view.analysis.sentence.index,
            trigger=trigger,
            evidence=(trigger, *_evidence(view, act, actors, recipients)),
            rule=act.rule,
            score=_score(act, actors, recipients),
        )

    def _is_whole(
        self,
        act: Act,
        actors: tuple[Participant, ...],
        recipients: tuple[Participant, ...],
        mentions: Sequence[Mention],
        *,
        several: bool,
    ) -> bool:
        if act.reciprocal:
            return len(actors) > 1 or (bool(actors) and several)
        if not actors:
            weapon = act.type is EventType.ASSAULT and bool(act.actors) and act.weight >= _TOLD
            return bool(recipients) and (weapon or act.type in (EventType.COERCE, EventType.SANCTION))
        if recipients:
            return True
        parties = {m.index for m in mentions if m.kind in PARTIES}
        known = any(p.mention is None or p.mention in parties for p in actors)
        checks = self._ontology.checks
        stand = known and act.type in checks.stances | checks.grave and bool(act.recipients)
        if act.weak:
            return (known and act.solo) or (stand and act.type in checks.grave)
        if self._ontology.types[act.type].recipient_required:
            return known and bool(act.recipients) and act.weight >= _TOLD
        return act.solo or act.weight >= _TOLD or stand

    def _contexts(self, view: View, act: Act) -> tuple[str, ...]:
        """At most two contexts that the act's clause tells; first those told most in the sentence."""
        forced = act.mode if act.mode in self._ontology.contexts else None
        first, last = view.clause(act.verb) if act.verb is not None else (0, len(view.lows))
        counts = {
            name: sum(view.holds(words, index, index + 2) for index in range(0, len(view.lows), 2))
            for name, words in self._ontology.contexts.items()
            if view.holds(words, first, last)
        }
        best = sorted(counts, key=lambda name: (name != forced, -counts[name]))[:_MOST_CONTEXTS]
        return tuple(dict.fromkeys((*([forced] if forced else []), *best)))


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


def _own_clause(view: View, act: Act) -> tuple[Range, ...]:
    """The recipients without those behind "and" that begin a clause of their own."""
    if act.verb is None or len(act.recipients) < 2:
        return act.recipients
    later = range(act.verb + 1, len(view.analysis.verb_groups))
    subjects = {subject.first for number in later if (subject := view.subject(number)) is not None}
    head = view.analysis.verb_groups[act.verb].head
    return tuple(p for p in act.recipients if p == act.recipients[0] or p[0] < head or p[0] not in subjects)


def _first_object(view: View, act: Act) -> tuple[Range, ...]:
    """The name right behind the verb ("promised Finland guarantees")."""
    if act.verb is None or act.operators:
        return ()
    group = view.analysis.verb_groups[act.verb]
    if group.passive:
        return ()
    return tuple((p.first, p.last) for p in view.analysis.noun_phrases if p.first == group.last)


def _evidence(
    view: View, act: Act, actors: Sequence[Participant], recipients: Sequence[Participant]
) -> tuple[Span, ...]:
    """The spans of those who take part, and of the things that stand where a party might."""
    spans = [p.span for p in (*actors, *recipients)]
    for place in (*act.actors, *act.recipients):
        span = view.analysis.span(*place)
        if not any(other.contains(span) for other in spans):
            spans.append(span)
    return tuple(spans)


def _are_several(view: View, act: Act) -> bool:
    """Whether the one phrase that acts names several parties ("the envoys of Serbia and Kosovo")."""
    if len(act.actors) != 1:
        return False
    first, last = act.actors[0]
    head = next((p.head for p in view.analysis.noun_phrases if p.first == first), first)
    plural = view.analysis.tokens[head].tag in ("NNS", "NNPS")
    return plural or "and" in view.lows[first:last] or act.mode == "multilateral"


def _third_party(
    act: Act, actors: Sequence[Participant], place: int | None, mentions: Sequence[Mention]
) -> str | None:
    """The mode of a meeting that is held in a country that none of those who meet is of."""
    if act.type is not EventType.CONSULT or not act.reciprocal:
        return None
    where = next((m.country for m in mentions if m.index == place), None)
    inside = [m for m in mentions if any(p.span.contains(m.span) for p in actors)]
    parties = {m.country for m in inside if m.country}
    return "third-party" if where and len(parties) > 1 and where not in parties else None


def _report_year(times: Iterable[TimeExpression]) -> int | None:
    """The latest year that the article speaks of: what it is reported in, as far as the text tells."""
    years = [time.date.latest.year for time in times if time.date and time.date.latest]
    return max(years, default=None)


def _score(act: Act, actors: Sequence[Participant], recipients: Sequence[Participant]) -> float:
    named = sum(p.mention is not None for p in (*actors, *recipients))
    value = 0.45 + 0.06 * min(act.weight, 5.0) + 0.08 * min(named, 2) - (0.1 if act.weak else 0.0)
    return round(min(max(value, 0.05), 0.95), 3)
