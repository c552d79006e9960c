"""What a word makes of the act inside it: "refuse to meet", "willing to withdraw", "demand the release"."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from dateline.model import EventType
from dateline.understand.analysis import Tense
from dateline.understand.frames import Act
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology import Embedding, FrameKind, Ontology, Operator

_CONFLICT = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.SANCTION, EventType.MOBILIZE})
_GIVING = frozenset(
    {
        EventType.AGREE, EventType.CONSULT, EventType.SUPPORT, EventType.CONCEDE, EventType.COOPERATE,
        EventType.AID, EventType.RETREAT,
    }
)  # fmt: skip
_REACH = 14
_SPEECH = frozenset(
    [
        "say", "tell", "insist", "argue", "add", "state", "warn", "declare", "stress", "note",
        "write", "maintain", "announce", "believe", "tweet", "reiterate", "emphasise", "emphasize",
        "urge",
    ]
)  # fmt: skip
_DUTY = frozenset({"must", "should", "ought", "have to", "need to"})


class Operators:
    """Applies the operators of an ontology to the acts of a sentence."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._by_verb: dict[str, list[tuple[tuple[str, ...], Operator]]] = defaultdict(list)
        self._by_adjective: dict[str, Operator] = {}
        self._by_noun: dict[str, Operator] = {}
        for entry in ontology.types.values():
            for operator in entry.operators:
                for lemma in operator.lemmas:
                    if operator.kind is FrameKind.VERB:
                        self._by_verb[lemma[0]].append((lemma, operator))
                    elif operator.kind is FrameKind.ADJECTIVE:
                        self._by_adjective[lemma[0]] = operator
                    elif operator.kind is FrameKind.NOUN:
                        self._by_noun[lemma[0]] = operator

    def apply(self, view: View, acts: list[Act]) -> list[Act]:
        """The acts after every operator has had its say, innermost first."""
        for number in range(len(view.analysis.verb_groups) - 1, -1, -1):
            acts = self._duty(view, number, acts)
            acts = self._adjective(view, number, acts)
            acts = self._verb(view, number, acts)
        acts = self._nouns(view, acts)
        return [self._tensed(view, act) for act in acts]

    def _verb(self, view: View, number: int, acts: list[Act]) -> list[Act]:
        group = view.analysis.verb_groups[number]
        own = next((act for act in acts if act.verb == number and act.head == group.head), None)
        for lemma, operator in self._candidates(view, number):
            inner, start = self._inner(view, number, acts, operator)
            if inner is None and start is None:
                continue
            if inner is None and (operator.weak or operator.conflict_only or (own and own.weight >= 1.9)):
                continue
            made = self._make(view, operator, inner, number, group.head + len(lemma) - 1)
            if made is None:
                continue
            return [act for act in acts if act is not own and act is not inner] + [made]
        return acts

    def _candidates(self, view: View, number: int) -> list[tuple[tuple[str, ...], Operator]]:
        group = view.analysis.verb_groups[number]
        following = group.head + 1
        found = []
        for lemma, operator in self._by_verb.get(view.lemmas[group.head], ()):
            rest = tuple(view.lows[following : following + len(lemma) - 1])
            if len(lemma) == 1 or rest == lemma[1:]:
                found.append((lemma, operator))
        return sorted(found, key=lambda pair: (-len(pair[0]), pair[1].weak))

    def _inner(
        self, view: View, number: int, acts: list[Act], operator: Operator
    ) -> tuple[Act | None, int | None]:
        """The act that the verb governs, and where its complement starts."""
        groups = view.analysis.verb_groups
        group = groups[number]
        start: int | None = None
        for other_number in range(number + 1, len(groups)):
            other = groups[other_number]
            if other.first - group.last > _REACH or (other.tense == Tense.NONE and other.form == "VBN"):
                break
            finite = other.tense != Tense.NONE and not other.infinitive
            gap = view.lows[group.last : other.first]
            if finite and not (
                {"that", "if"} & set(gap) or view.lemmas[group.head] in _SPEECH | {"pledge", "promise"}
            ):
                break
            if not other.infinitive and not finite and not ({"from", "of", "for"} & set(gap) or not gap):
                break
            start = other.first
            acting = [act for act in acts if act.verb == other_number]
            chosen = max(acting, key=lambda act: act.weight, default=None)
            if chosen is not None or finite:
                return chosen, start
            if view.lemmas[other.head] not in (
                "try",
                "be",
                "have",
                "help",
                "continue",
                "start",
                "begin",
                "do",
            ):
                return None, start
        return self._nominal(view, number, acts, operator), start

    def _nominal(self, view: View, number: int, acts: list[Act], operator: Operator) -> Act | None:
        """An act that is told by a noun which the verb governs: "rejected talks", "called for talks"."""
        group = view.analysis.verb_groups[number]
        zone = view.object_zone(number)
        for act in acts:
            if act.verb is None and act.head > group.head:
                gap = view.lows[group.last : act.trigger[0]]
                if zone and zone[0] <= act.head < zone[1] and not group.passive:
                    return act
                if len(gap) <= 3 and "for" in gap and operator.type is EventType.REQUEST:
                    return act
        return None

    def _make(self, view: View, operator: Operator, inner: Act | None, number: int, last: int) -> Act | None:
        kind = operator.type
        if inner is not None and inner.type in _CONFLICT:
            kind = operator.conflict or kind
        elif operator.conflict_only:
            return None
        if operator.weak and inner is not None and inner.type not in _GIVING:
            return None
        embedding = self.embedding(kind, inner)
        if embedding is None or embedding.type is None:
            return None
        group = view.analysis.verb_groups[number]
        actors = view.first_slot(number, ("subject",))
        given = view.first_slot(number, operator.recipient, exclude=actors) if operator.recipient else ()
        return self._built(view, operator, embedding, inner, number, (group.first, last + 1), actors, given)

    def _built(
        self,
        view: View,
        operator: Operator,
        embedding: Embedding,
        inner: Act | None,
        number: int,
        trigger: Range,
        actors: tuple[Range, ...],
        given: tuple[Range, ...],
    ) -> Act:
        recipients = given
        if not recipients and inner is not None:
            recipients = tuple(place for place in (*inner.recipients, *inner.actors) if place not in actors)
        mode = embedding.mode
        if mode is None and embedding.type is not None:
            mode = self._cued(view, embedding.type, trigger[0], number)
        assert embedding.type is not None  # noqa: S101  checked by the callers
        return Act(
            type=embedding.type,
            mode=mode,
            cameo=embedding.cameo or self._ontology.types[embedding.type].code,
            rule=f"{operator.name}({inner.rule})" if inner else operator.name,
            head=trigger[1] - 1,
            trigger=trigger,
            verb=number,
            actors=actors,
            recipients=recipients,
            reciprocal=bool(inner and inner.reciprocal and not given),
            solo=True,
            weak=inner is None,
            weight=(inner.weight + 2.0) if inner else 0.8,
            operators=(operator.name, *(inner.operators if inner else ())),
            negated=view.is_negated(number) or bool(inner and inner.negated),
            future=embedding.keep,
        )

    def _cued(self, view: View, kind: EventType, first: int, number: int) -> str | None:
        last = min(len(view.lows), view.analysis.verb_groups[number].last + 24)
        for mode, words in self._ontology.types[kind].cues:
            if view.holds(words, first, last):
                return mode
        return None

    def embedding(self, kind: EventType, inner: Act | None) -> Embedding | None:
        """What an operator of this type makes of an act."""
        table = self._ontology.embeddings.get(kind)
        if table is None:
            return None
        if inner is None:
            return table.get("none")
        return table.get(f"{inner.type}/{inner.mode}") or table.get(inner.type) or table.get("*")

    def _adjective(self, view: View, number: int, acts: list[Act]) -> list[Act]:
        """ "is willing to withdraw": the infinitive stands right behind an adjective."""
        group = view.analysis.verb_groups[number]
        operator = self._by_adjective.get(view.lemmas[group.first - 1]) if group.first else None
        copula = view.copula_before(group.first - 1) if operator and group.infinitive else None
        if operator is None or copula is None or copula == number:
            return acts
        inner = max((act for act in acts if act.verb == number), key=lambda act: act.weight, default=None)
        kind = operator.conflict if inner and inner.type in _CONFLICT and operator.conflict else operator.type
        embedding = self.embedding(kind, inner)
        if embedding is None or embedding.type is None:
            return acts
        actors = view.first_slot(copula, ("subject",))
        trigger = (view.analysis.verb_groups[copula].first, group.first)
        made = self._built(view, operator, embedding, inner, copula, trigger, actors, ())
        if inner is None:
            made = replace(made, recipients=view.first_slot(number, ("object", "to", "with", "from", "in")))
        return [act for act in acts if act is not inner and act.verb != copula] + [made]

    def _duty(self, view: View, number: int, acts: list[Act]) -> list[Act]:
        """ "said that Israel must end attacks": a demand by the speaker."""
        group = view.analysis.verb_groups[number]
        modal = group.modal
        if modal not in _DUTY or number == 0:
            return acts
        outer = next((n for n in range(number - 1, -1, -1) if view.verb_lemma(n) in _SPEECH), None)
        operator = next(
            op for op in self._ontology.types[EventType.REQUEST].operators if op.kind is FrameKind.MODAL
        )
        recipients = (
            view.first_slot(number, ("subject",))
            if not group.passive
            else view.first_slot(number, ("object",))
        )
        if outer is None or not recipients:
            return acts
        actors = view.first_slot(outer, ("subject",))
        if not actors or actors == recipients:
            return acts
        inner = max((act for act in acts if act.verb == number), key=lambda act: act.weight, default=None)
        embedding = self.embedding(EventType.REQUEST, inner)
        if embedding is None or embedding.type is None:
            return acts
        made = self._built(
            view, operator, embedding, inner, number, (group.first, group.last), actors, recipients
        )
        return [act for act in acts if act is not inner and act.verb != outer] + [
            replace(made, negated=group.negated)
        ]

    def _nouns(self, view: View, acts: list[Act]) -> list[Act]:
        """ "reiterated its refusal to recognise": a noun that governs an infinitive."""
        for phrase in view.analysis.noun_phrases:
            operator = self._by_noun.get(view.lemmas[phrase.head])
            if operator is None:
                continue
            inner = None
            for number, group in enumerate(view.analysis.verb_groups):
                if group.infinitive and 0 <= group.first - phrase.last <= 3:
                    inner = max(
                        (act for act in acts if act.verb == number), key=lambda a: a.weight, default=None
                    )
            number_of, _ = view.verb_of(phrase)
            if inner is None or number_of is None or (view.verb_lemma(number_of),) not in operator.light:
                continue
            embedding = self.embedding(operator.type, inner)
            if embedding is None or embedding.type is None:
                continue
            actors = view.first_slot(number_of, ("subject",))
            given = view.noun_slot(phrase, operator.recipient) if operator.recipient else ()
            made = self._built(
                view, operator, embedding, inner, number_of, (phrase.first, phrase.last), actors, given
            )
            acts = [act for act in acts if act is not inner and act.verb != number_of] + [made]
        return acts

    def _tensed(self, view: View, act: Act) -> Act:
        """The future tense makes intentions of cooperation, and refusals of what will not be conceded."""
        if act.verb is None or act.operators:
            return act
        group = view.analysis.verb_groups[act.verb]
        if act.head < group.first:
            return act
        told = group.modal == "would" and any(
            view.verb_lemma(n) in _SPEECH | {"pledge", "promise", "assure", "agree"} for n in range(act.verb)
        )
        if group.tense != Tense.FUTURE and not told:
            return act
        if act.negated and act.type in self._ontology.refusals:
            embedding = self.embedding(EventType.REJECT, act)
        elif act.type in _CONFLICT | {EventType.PROTEST} and not act.negated and _announced(view, act.verb):
            embedding = self.embedding(EventType.THREATEN, act)
        else:
            embedding = self._ontology.futures.get(act.type)
        if embedding is None or embedding.type is None:
            return replace(act, future=True)
        refused = embedding.type is EventType.REJECT
        return replace(
            act,
            type=embedding.type,
            mode=embedding.mode,
            cameo=embedding.cameo or act.cameo,
            negated=act.negated and not refused,
            future=embedding.keep or (act.negated and not refused),
            solo=act.solo or refused,
        )


def _announced(view: View, verb: int) -> bool:
    """Whether a verb of saying stands before ("announced it would boycott")."""
    return any(view.verb_lemma(number) in _SPEECH for number in range(verb))
