"""Whether an act that the frames found is an event: told as a fact, and between public actors."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import EventType, Participant
from dateline.understand import syntax
from dateline.understand.analysis import Tense
from dateline.understand.events_parties import Parties
from dateline.understand.frames import Act
from dateline.understand.frames_view import View
from dateline.understand.ontology import Ontology

_TOLD = 2.0
_SURE = 3.0
_CONTENT = frozenset({"of", "for", "against", "with", "over"})
_OPPOSED = frozenset({"against", "without", "than", "from"})
_LINKS = frozenset({"and", "or", ",", "nor"})
_STATES = frozenset({EventType.SUPPORT, EventType.ACCUSE, EventType.REQUEST, EventType.CONCEDE})
_OPERATED = frozenset({EventType.AGREE, EventType.REJECT, EventType.THREATEN})
_NAMED = frozenset({EventType.ASSAULT, EventType.CONSULT, EventType.PROTEST})
_FORCE = frozenset({EventType.ASSAULT, EventType.COERCE})
_BODILY = frozenset({"arrest", "deport"})
_GAP = 14


class EventChecks:
    """Tells events from what only sounds like one."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._words = ontology.checks

    def is_reported(self, view: View, act: Act) -> bool:
        """Whether the act is told, and is not the content of an accusation nor what somebody is against."""
        if act.verb is None:
            return act.type in _NAMED
        group = view.analysis.verb_groups[act.verb]
        if act.weight < 0 and " " in group.lemma:  # "strike up", and the frame knows "strike" only
            return False
        if group.form != "VBG" or group.tense != Tense.NONE or not group.first:
            return True
        return not self._is_opposed(view, act.verb) and not self._is_alleged(view, act.verb)

    def _is_opposed(self, view: View, number: int) -> bool:
        """ "a stance against imposing this or joining that": a participle behind such a preposition."""
        groups = view.analysis.verb_groups
        before = view.lows[groups[number].first - 1]
        if before in _LINKS and number and groups[number - 1].form == "VBG":
            return self._is_opposed(view, number - 1)
        return before in _OPPOSED

    def _is_alleged(self, view: View, number: int) -> bool:
        """ "accused him of engaging in this and aiding that": a participle in what is alleged."""
        groups = view.analysis.verb_groups
        before = view.lows[groups[number].first - 1]
        if before not in _CONTENT | _LINKS or not number:
            return False
        if before in _LINKS and groups[number - 1].form == "VBG":
            return self._is_alleged(view, number - 1)
        for other in range(number - 1, -1, -1):
            if view.verb_lemma(other) in self._words.accusing:
                return groups[number].first - groups[other].last <= _GAP
            if groups[other].tense != Tense.NONE:
                return False
        return False

    def is_public(
        self,
        view: View,
        act: Act,
        parties: Parties,
        actors: Sequence[Participant],
        recipients: Sequence[Participant],
    ) -> bool:
        """Whether those who take part make the act a public matter."""
        everyone = (*actors, *recipients)
        public = [p for p in everyone if parties.is_public(p)]
        if actors and all(parties.is_press(p) for p in actors):
            return False
        lead = any(parties.is_public(p) for p in actors) or (
            bool(public) and any(parties.is_named(p) for p in actors)
        )
        if act.verb is None:
            return lead and len(public) > 1
        if not actors and not act.actors and not self._is_passive(view, act.verb):
            return False
        if act.mode == "beat" and any(parties.is_state(p) for p in actors):
            return False
        if act.operators:
            return self._is_operated(view, act, lead=lead, public=public, recipients=recipients)
        if self._is_aim(view, act):
            return lead and self._is_tried(view, act)
        if self._lemma(view, act) in self._words.everyday:
            return self._is_everyday_event(act, parties, actors, recipients, lead=lead)
        if act.type in self._words.grave:
            return self._is_grave_event(view, act, parties, actors, recipients)
        if act.weak or (not recipients and not act.reciprocal):
            crowd = (
                act.weight >= _SURE
                and act.mode != "assist"
                and not act.weak
                and any(parties.is_group(p) for p in actors)
            )
            return lead or crowd
        return bool(public)

    @staticmethod
    def _is_passive(view: View, number: int) -> bool:
        """Whether the verb is a passive with its subject before it ("was held", not "held migrants")."""
        group = view.analysis.verb_groups[number]
        subject = view.subject(number)
        return group.passive and (subject is None or subject.first < group.first)

    def _is_grave_event(
        self,
        view: View,
        act: Act,
        parties: Parties,
        actors: Sequence[Participant],
        recipients: Sequence[Participant],
    ) -> bool:
        """Acts that are events whoever does them, where the words leave no doubt."""
        everyone = (*actors, *recipients)
        if any(parties.is_public(p) for p in everyone):
            return True
        if act.type is EventType.PROTEST:
            crowd = any(parties.is_group(p) or p.mention is None for p in actors)
            return crowd and view.lows[act.trigger[1] : act.trigger[1] + 1] not in (["that"], ["how"])
        crowd = bool(actors) and all(parties.is_group(p) for p in actors)
        certain = (act.weight >= _TOLD or crowd) and any(parties.is_known(p) for p in recipients)
        return certain and (act.type is not EventType.COERCE or act.mode in _BODILY)

    def _lemma(self, view: View, act: Act) -> str:
        """The verb of an act that rests on the verb alone."""
        if act.verb is None or act.weight >= _SURE:
            return ""
        group = view.analysis.verb_groups[act.verb]
        return group.lemma if group.lemma in self._words.everyday else view.verb_lemma(act.verb)

    @staticmethod
    def _is_everyday_event(
        act: Act,
        parties: Parties,
        actors: Sequence[Participant],
        recipients: Sequence[Participant],
        *,
        lead: bool,
    ) -> bool:
        """An everyday verb tells of an event where the actor is public, and the other side is a party too."""
        if act.reciprocal:
            known = [p for p in actors if parties.is_public(p) or parties.is_named(p)]
            return lead and (len(known) > 1 or act.mode == "multilateral")
        if not lead or act.solo:
            return lead
        if act.type in _STATES:
            return any(parties.is_public(p) for p in recipients)
        return any(parties.is_party(p) or parties.is_place(p) for p in recipients)

    def _is_operated(
        self,
        view: View,
        act: Act,
        *,
        lead: bool,
        public: Sequence[Participant],
        recipients: Sequence[Participant],
    ) -> bool:
        """What an operator makes: asked, refused, promised. A known act inside it counts for much."""
        known = "(" in act.rule
        lemma = view.verb_lemma(act.verb) if act.verb is not None else ""
        if lemma in self._words.talk and (not known or self._is_told(view, act)):
            return False
        if not known:
            several = len(act.actors) > 1 and len(public) > 1
            return lead and (bool(recipients) or (several and act.type in _OPERATED))
        return lead or (bool(public) and bool(recipients))

    @staticmethod
    def _is_told(view: View, act: Act) -> bool:
        """ "told reporters that ...", "wanted to go": nobody is told to do it."""
        if act.verb is None:
            return False
        following = view.analysis.verb_groups[act.verb + 1 :]
        if not following:
            return False
        wished = view.verb_lemma(act.verb) == "want" and following[0].first == view.group_at(act.verb).last
        return wished or not following[0].infinitive

    def _is_aim(self, view: View, act: Act) -> bool:
        """Whether the act is an infinitive that tells what for, and not what was done."""
        if act.verb is None:
            return False
        group = view.analysis.verb_groups[act.verb]
        bare = group.form == "VB" and group.tense == Tense.NONE and not group.modal
        if not group.infinitive and not bare:
            return False
        near = {view.verb_lemma(number) for number in range(max(act.verb - 2, 0), act.verb)}
        return self._governor(view, act) not in self._words.begun and not (
            "use" in near and act.type in _FORCE
        )

    def _is_tried(self, view: View, act: Act) -> bool:
        return act.type in self._words.grave and self._governor(view, act) in self._words.tried

    @staticmethod
    def _governor(view: View, act: Act) -> str:
        if act.verb is None:
            return ""
        above = syntax.governor(view.analysis, view.analysis.verb_groups[act.verb])
        return view.lemmas[above.head] if above is not None else ""
