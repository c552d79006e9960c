"""Codes the events of an article: what the encoder saw, with the modes and contexts of the ontology."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dateline.model import (
    Auxiliary,
    DateEstimate,
    Event,
    EventType,
    Mention,
    MentionKind,
    Participant,
    Span,
    TimeExpression,
)
from dateline.understand.analysis import Analysis, Tense
from dateline.understand.encoder.reader import SeenEvent, SeenWindow
from dateline.understand.events_parties import (
    Scene,
    act_meant,
    is_done_to_subject,
    of_one_clause,
    of_writer,
    owner,
    participant,
    parties,
    told_by_lexicon,
    verb_of,
)
from dateline.understand.frames_view import View
from dateline.understand.ontology import Ontology, load_ontology
from dateline.understand.trigger_words import TriggerWords

_MOST_CONTEXTS = 2
_SURE = 0.7  # a mode that the encoder gives at least this chance stands against the lexicon's
_LIKELY = 0.4
_RARE = 0.045  # the share of its uses that tell an act, below which the encoder must be sure of a word
_SURELY = 0.9
_COMMAS = frozenset({",", ";"})
# Forms of verbs that a time behind them belongs to.
_OF_ITS_OWN = frozenset({"VBD", "VBN", "VBP", "VBZ", "MD"})
_ACROSS = 60  # a comma counts as so many characters between an act and its time
_THREATENING = frozenset({"will", "would", "must", "shall", "should"})
# What is done by not doing: "will not extradite" is a refusal, "was not allowed" a ban.
_BY_NOT_DOING = frozenset({"COERCE", "PROTEST", "REJECT", "THREATEN"})
# "Haniyeh's killing", "Kosovo's recognition by …": whose act it is may be who it is done to.
_OF_ONES_OWN = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.CONCEDE, EventType.RETREAT})
_LIFELESS = frozenset({"place", "thing"})
_LATER = frozenset({Auxiliary.FUTURE, Auxiliary.HYPOTHETICAL})


class EventCoder:
    """Finds who did what to whom, sentence by sentence."""

    def __init__(self, ontology: Ontology, words: TriggerWords) -> None:
        self._ontology = ontology
        self._words = words

    @classmethod
    def load(cls) -> EventCoder:
        """A coder with the ontology and the words that are shipped.

        Raises:
            DataError: a data file of them is broken.
        """
        ontology = load_ontology()
        return cls(ontology, TriggerWords.load(ontology))

    @property
    def ontology(self) -> Ontology:
        """The codebook that this coder codes by."""
        return self._ontology

    def code(
        self,
        seen: Sequence[SeenWindow],
        analyses: Sequence[Analysis],
        mentions: Sequence[Mention],
        times: Sequence[TimeExpression],
        published: DateEstimate | None = None,
    ) -> tuple[Event, ...]:
        """All events of an article.

        An act of a type that its words are not known to tell is none, nor one that they rarely tell and that is not
        seen surely: in news of all kinds the encoder sees such acts where words are new to it, and is mostly wrong.
        What would be told twice in a sentence is told once.

        Args:
            seen: what the encoder saw.
            analyses: the article's sentences, taken apart.
            mentions: whom and what it names; participants are linked to these.
            times: its time expressions.
            published: when it was reported, as far as that is known.

        Returns:
            The events in the order of the text, each with an actor or a recipient.
        """
        year = _report_year(times, published)
        by_sentence = _Sentences.of(analyses, mentions, times)
        views: dict[int, View] = {}
        events: list[Event] = []
        for window in seen:
            for act in window.events:
                scene = by_sentence.scene(act.trigger)
                if scene is None:
                    continue
                index = scene.analysis.sentence.index
                view = views[index] = views.get(index) or View(scene.analysis)
                if not self._is_known(act, window, scene, view):
                    continue
                event = self._event(len(events), window, act, scene, year, view)
                event = None if event is None else _by_other_words(event, events, scene)
                if event is not None and not any(_same(event, other) for other in reversed(events)):
                    events.append(event)
        return tuple(events)

    def _is_known(self, act: SeenEvent, window: SeenWindow, scene: Scene, view: View) -> bool:
        if act.type == EventType.THREATEN and _only_foretells(act.trigger, scene.analysis):
            return False
        if act.type == EventType.ASSAULT and self._is_accident(act, window, view):
            return False
        if act.proposal is not None:
            return True
        share = self._words.share(scene.analysis, act.trigger, EventType(act.type))
        return share >= _RARE or (share > 0.0 and act.score >= _SURELY)

    def _is_accident(self, act: SeenEvent, window: SeenWindow, view: View) -> bool:
        """Whether nobody did it: who is "killed" in a sentence on an accident, what no frame takes for an attack."""
        if any(window.mentions[number].kind not in _LIFELESS for number in act.actors):
            return False
        accidents = self._ontology.accidents
        if act.proposal is None and view.holds(accidents, *_clause(view, act.trigger)):
            return True
        told = [n for n, token in enumerate(view.analysis.tokens) if token.span.overlaps(act.trigger)]
        harmed = bool(told) and view.holds(self._ontology.harming, told[0], told[-1] + 1)
        return harmed and view.holds(accidents, 0, len(view.lows))

    def _event(
        self, index: int, window: SeenWindow, act: SeenEvent, scene: Scene, year: int | None, view: View
    ) -> Event | None:
        actors, recipients = (
            tuple(party for n in group for party in parties(window.mentions[n], scene))
            for group in (act.actors, act.recipients)
        )
        if not actors and not recipients:
            return None
        if not act.reciprocal:
            actors = of_writer(actors, act.trigger, scene)
            actors, recipients = (of_one_clause(p, act.trigger, scene.analysis) for p in (actors, recipients))
        if not recipients and not act.reciprocal and is_done_to_subject(act.trigger, scene.analysis):
            actors, recipients = (), actors
        if not recipients and not act.reciprocal:
            recipients = told_by_lexicon(act, scene, [act.trigger, *(a.span for a in actors)])
        done_by = {_one(a, scene) for a in actors} - {None}
        recipients = tuple(r for r in recipients if _one(r, scene) not in done_by)
        kind = EventType(act.type)
        mode, rule = self._mode(act, kind)
        place = None if act.place is None else _place(window.mentions[act.place].span, scene)
        date = _date(act.trigger, [e.trigger for e in window.events], scene)
        return Event(
            index=index,
            type=kind,
            mode=mode,
            contexts=self._contexts(view, act.trigger, mode),
            actors=actors,
            recipients=recipients,
            reciprocal=act.reciprocal,
            auxiliaries=self._auxiliaries(act, date, year, view),
            place=place,
            date=date,
            sentence=scene.analysis.sentence.index,
            trigger=act.trigger,
            evidence=(act.trigger, *(p.span for p in (*actors, *recipients))),
            rule=rule,
            score=round(min(act.score, 0.99), 3),
        )

    def _mode(self, act: SeenEvent, kind: EventType) -> tuple[str | None, str]:
        """The mode and what gave it: the lexicon's frame, unless the encoder is sure of another."""
        ours, chance = act.mode if act.mode else (None, 0.0)
        proposal = act.proposal
        theirs = (
            proposal.mode
            if proposal is not None and proposal.mode in self._ontology.types[kind].modes
            else None
        )
        if theirs is not None and proposal is not None and (ours == theirs or chance < _SURE):
            return theirs, f"reader; mode by {proposal.rule}"
        rule = "reader" if proposal is None else f"reader with {proposal.rule}"
        return (ours, f"{rule}; mode by reader") if chance >= _LIKELY else (None, rule)

    def _auxiliaries(
        self, act: SeenEvent, date: DateEstimate | None, year: int | None, view: View
    ) -> tuple[Auxiliary, ...]:
        """Those that the encoder saw, but that nothing is negated where no word is.

        What a verb tells as "not" done is negated; an act that is dated a year before the report or earlier is history.
        """
        found = set(act.auxiliaries)
        verb = verb_of(act.trigger, view.analysis)
        if verb is not None and verb.negated and act.type not in _BY_NOT_DOING:
            found.add(Auxiliary.NEGATION)
        elif not view.holds(self._ontology.negating, 0, len(view.lows)):
            found.discard(Auxiliary.NEGATION)
        if date is not None and date.latest is not None and year is not None and date.latest.year < year:
            found.add(Auxiliary.HISTORICAL)
        if found & _LATER and date is not None and date.latest is not None and year is not None:
            found -= {Auxiliary.HISTORICAL} if date.latest.year >= year else set()
        return tuple(name for name in Auxiliary if name in found)

    def _contexts(self, view: View, trigger: Span, mode: str | None) -> tuple[str, ...]:
        """At most two contexts that the words of the act's clause tell; first those told most in the sentence."""
        forced = mode if mode in self._ontology.contexts else None
        first, last = _clause(view, trigger)
        counts = {
            name: sum(view.holds(words, index, index + 2) for index in range(0, len(view.lows), 2))
            for name, words in self._ontology.contexts.items()
            if view.holds(words, first, last)
        }
        best = sorted(counts, key=lambda name: (name != forced, -counts[name]))[:_MOST_CONTEXTS]
        return tuple(dict.fromkeys((*([forced] if forced else []), *best)))


def _one(party: Participant, scene: Scene) -> int | str | None:
    """Who a party is, by its mention; a state by its code, as "Ashgabat" is Turkmenistan. None if it is no mention."""
    mention = next((m for m in scene.mentions if m.index == party.mention), None)
    if mention is None:
        return None
    return mention.country if mention.kind is MentionKind.COUNTRY and mention.country else mention.index


def _place(span: Span, scene: Scene) -> int | None:
    """The mention that an act happened at: a place, a state or a body; nobody is one."""
    where = [m for m in scene.mentions if m.kind is not MentionKind.PERSON]
    return participant(span, where).mention


def _by_other_words(event: Event, before: Sequence[Event], scene: Scene) -> Event:
    """The event with the actor that other words tell: who owns the act, or did the act that a verb goes on about."""
    if event.reciprocal:
        return event
    if event.type is EventType.ASSAULT:
        attacks = {e.trigger: e for e in before if e.type is event.type and e.sentence == event.sentence}
        meant = act_meant(event.trigger, list(attacks), scene.analysis)
        if meant is None:
            return event
        actors = () if attacks[meant].reciprocal else attacks[meant].actors
        return _with_actors(event, actors) if actors or event.recipients else event
    one = None if event.type in _OF_ONES_OWN else owner(event.trigger, scene)
    named = {party.mention for party in (*event.actors, *event.recipients)}
    return event if one is None or one.mention in named else _with_actors(event, (one,))


def _with_actors(event: Event, actors: tuple[Participant, ...]) -> Event:
    evidence = (event.trigger, *(party.span for party in (*actors, *event.recipients)))
    return replace(event, actors=actors, evidence=evidence)


def _only_foretells(trigger: Span, analysis: Analysis) -> bool:
    """Whether an act is "warned that it could rain": no threat, unless somebody "will" or "would" do something."""
    after = next(
        (n for n, t in enumerate(analysis.tokens) if t.span.start >= trigger.end), len(analysis.tokens)
    )
    if after == len(analysis.tokens) or analysis.tokens[after].text.lower() != "that":
        return False
    if not analysis.tokens[after - 1].lemma.startswith("warn"):
        return False
    told = next((group for group in analysis.verb_groups if group.first > after), None)
    return told is not None and told.tense is not Tense.FUTURE and told.modal not in _THREATENING


def _who(participant: Participant) -> int | Span:
    return participant.span if participant.mention is None else participant.mention


def _same(one: Event, other: Event) -> bool:
    """Whether two events of a sentence differ in their words only."""
    return (
        one.sentence == other.sentence
        and (one.type, one.mode, one.auxiliaries, one.reciprocal)
        == (other.type, other.mode, other.auxiliaries, other.reciprocal)
        and all(
            [_who(p) for p in ours] == [_who(p) for p in theirs]
            for ours, theirs in ((one.actors, other.actors), (one.recipients, other.recipients))
        )
    )


@dataclass(frozen=True, slots=True)
class _Sentences:
    """Scenes by the place of a trigger."""

    scenes: tuple[Scene, ...]

    @classmethod
    def of(
        cls, analyses: Sequence[Analysis], mentions: Iterable[Mention], times: Iterable[TimeExpression]
    ) -> _Sentences:
        named: dict[int, list[Mention]] = {}
        for mention in mentions:
            named.setdefault(mention.sentence, []).append(mention)
        told: dict[int, list[TimeExpression]] = {}
        for time in times:
            told.setdefault(time.sentence, []).append(time)
        return cls(
            tuple(
                Scene(a, tuple(named.get(a.sentence.index, ())), tuple(told.get(a.sentence.index, ())))
                for a in analyses
            )
        )

    def scene(self, trigger: Span) -> Scene | None:
        """The sentence that holds the trigger."""
        return next(
            (s for s in self.scenes if s.analysis.sentence.span.contains(trigger) and s.analysis.tokens), None
        )


def _clause(view: View, trigger: Span) -> tuple[int, int]:
    groups = view.analysis.verb_groups
    for number, group in enumerate(groups):
        if view.analysis.span(group.first, group.last).overlaps(trigger):
            return view.clause(number)
    return 0, len(view.lows)


def _date(trigger: Span, others: Sequence[Span], scene: Scene) -> DateEstimate | None:
    """When: by the time expression nearest to the trigger, if no other trigger is nearer to it.

    Behind a verb it is not that of a verb further on: "condemned the move announced on Monday".
    """
    analysis = scene.analysis
    commas = [token.span.start for token in analysis.tokens if token.text in _COMMAS]
    verb = verb_of(trigger, analysis)
    later = [
        analysis.span(group.first, group.last)
        for group in analysis.verb_groups
        if verb is not None and group.first > verb.first and group.form in _OF_ITS_OWN
    ]
    for time in sorted(scene.times, key=lambda time: _gap(time, trigger, commas)):
        nearer = (_gap(time, other, commas) < _gap(time, trigger, commas) for other in others)
        if not any(nearer) and not any(trigger.end <= v.start and v.end <= time.span.start for v in later):
            return time.date
    return None


def _gap(time: TimeExpression, trigger: Span, commas: Sequence[int]) -> int:
    """Characters from one to the other, and more for each comma, as a clause ends there."""
    first, last = sorted((time.span.start, trigger.start))
    return last - first + _ACROSS * sum(first < place < last for place in commas)


def _report_year(times: Iterable[TimeExpression], published: DateEstimate | None) -> int | None:
    """The year of the report, or the earliest that it may be; if that is not known, the latest that the text tells."""
    if published and published.earliest:
        return published.earliest.year
    years = [time.date.latest.year for time in times if time.date and time.date.latest]
    return max(years, default=None)
