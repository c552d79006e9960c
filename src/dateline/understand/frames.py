"""Finds the frames of the ontology in a sentence: which words tell of an act, who does it and to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dateline.model import EventType
from dateline.understand.analysis import NounPhrase, Tense, VerbGroup
from dateline.understand.frames_view import Range, View
from dateline.understand.ontology import Frame, FrameKind, Ontology

_PARTICLES = frozenset({"off", "out", "down", "up", "over", "back", "in", "away", "on"})
_LIGHT_PENALTY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A frame found in a sentence, before it is an event: places are token ranges.

    Attributes:
        weight: how many conditions spoke for it; the heaviest of a word wins.
        head: the token that sets it off.
        verb: index of the verb group it belongs to, or None for a noun on its own.
        operators: the operators that made it what it is, outermost first.
    """

    type: EventType
    mode: str | None
    cameo: str
    rule: str
    head: int
    trigger: Range
    verb: int | None
    actors: tuple[Range, ...]
    recipients: tuple[Range, ...]
    reciprocal: bool
    solo: bool
    weak: bool
    weight: float
    operators: tuple[str, ...] = ()
    negated: bool = False
    future: bool = False


class FrameIndex:
    """The frames of an ontology by the first word of their lemmas."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._frames: dict[FrameKind, dict[str, list[tuple[tuple[str, ...], Frame]]]] = {
            kind: defaultdict(list) for kind in FrameKind
        }
        for frame in ontology.frames:
            for lemma in frame.lemmas:
                key = lemma[-1] if frame.kind is FrameKind.NOUN else lemma[0]
                self._frames[frame.kind][key].append((lemma, frame))

    def acts(self, view: View) -> list[Act]:
        """All acts of a sentence, one for each verb group, noun phrase or adjective at most."""
        verbs = {number: self._verb_act(view, number) for number in range(len(view.analysis.verb_groups))}
        found: list[Act] = []
        for phrase in view.analysis.noun_phrases:
            act = self._noun_act(view, phrase, verbs)
            if act is not None:
                if act.verb is not None:
                    verbs[act.verb] = None
                found.append(act)
        found += [act for act in verbs.values() if act is not None]
        found += self._adjective_acts(view)
        return sorted(found, key=lambda act: act.head)

    def _verb_act(self, view: View, number: int) -> Act | None:
        group = view.analysis.verb_groups[number]
        best: Act | None = None
        for lemma, frame in self._frames[FrameKind.VERB].get(view.lemmas[group.head], ()):
            extra = _lemma_weight(view, group, lemma)
            if extra is None:
                continue
            weight = _conditions(view, number, frame)
            if weight is None:
                continue
            weight += extra
            if best is None or weight > best.weight:
                best = self._fill_verb(view, number, frame, weight, len(lemma))
        return best

    def _fill_verb(self, view: View, number: int, frame: Frame, weight: float, words: int) -> Act:
        group = view.analysis.verb_groups[number]
        actors = view.first_slot(number, frame.actor)
        recipients = view.first_slot(number, frame.recipient, exclude=actors)
        if frame.inverted:
            actors, recipients = recipients, actors
        return Act(
            type=frame.type,
            mode=frame.mode or self._cued_mode(view, frame, number),
            cameo=frame.cameo,
            rule=frame.name,
            head=group.head,
            trigger=(group.first, max(group.last, group.head + (words if words > 1 else 1))),
            verb=number,
            actors=actors,
            recipients=recipients,
            reciprocal=frame.reciprocal,
            solo=frame.solo,
            weak=frame.weak,
            weight=weight,
            negated=view.is_negated(number),
        )

    def _cued_mode(self, view: View, frame: Frame, number: int) -> str | None:
        first, last = view.clause(number)
        found = self.mode_in(view, frame.type, first, last)
        few = sum(group.tense != Tense.NONE for group in view.analysis.verb_groups) < 2
        return found or (self.mode_in(view, frame.type, 0, len(view.lows)) if few else None)

    def mode_in(self, view: View, kind: EventType, first: int, last: int) -> str | None:
        """The mode that the words of a clause point to."""
        for mode, words in self._ontology.types[kind].cues:
            if view.holds(words, first, last):
                return mode
        return None

    def _noun_act(self, view: View, phrase: NounPhrase, verbs: dict[int, Act | None]) -> Act | None:
        best: tuple[float, Frame, tuple[str, ...]] | None = None
        for lemma, frame in self._frames[FrameKind.NOUN].get(view.lemmas[phrase.head], ()):
            if not view.ends_with(lemma, phrase.head) or not _noun_conditions(view, phrase, frame):
                continue
            weight = 2.0 * len(lemma) + (2.0 if frame.of else 0.0) + (1.0 if frame.mode else 0.0)
            if best is None or weight > best[0]:
                best = (weight, frame, lemma)
        return self._fill_noun(view, phrase, verbs, best[1], best[0]) if best else None

    def _fill_noun(
        self, view: View, phrase: NounPhrase, verbs: dict[int, Act | None], frame: Frame, weight: float
    ) -> Act | None:
        number, role = view.verb_of(phrase)
        light = number is not None and (view.verb_lemma(number),) in frame.light
        over = verbs.get(number) if number is not None else None
        if role == "actor" and not light:
            number, over = None, None
        lent = light and over is not None and over.weight <= weight - _LIGHT_PENALTY
        if over is not None and not lent and (over.weight >= 3 or light or role == "object"):
            return None
        actors: tuple[Range, ...] = ()
        if light and number is not None and role != "actor":
            actors = view.first_slot(number, ("agent",) if role == "subject" else ("subject",))
        actors = actors or view.noun_slot(phrase, frame.actor)
        recipients = view.noun_slot(phrase, frame.recipient, exclude=actors)
        first, last = view.noun_region(phrase)
        mode = frame.mode or self.mode_in(view, frame.type, first, last)
        if mode is None and light and number is not None:
            mode = self._cued_mode(view, frame, number)
        return Act(
            type=frame.type,
            mode=mode,
            cameo=frame.cameo,
            rule=frame.name,
            head=phrase.head,
            trigger=(
                (min(view.analysis.verb_groups[number].first, phrase.first), phrase.last)
                if light and number is not None and role == "object"
                else (phrase.first, phrase.last)
            ),
            verb=number if light else None,
            actors=actors,
            recipients=recipients,
            reciprocal=frame.reciprocal,
            solo=frame.solo and light,
            weak=frame.weak or not light,
            weight=weight,
            negated=(light and number is not None and view.is_negated(number))
            or view.lows[phrase.first] == "no",
        )

    def _adjective_acts(self, view: View) -> Iterator[Act]:
        for index, token in enumerate(view.analysis.tokens):
            if token.tag not in ("JJ", "VBN"):
                continue
            for lemma, frame in self._frames[FrameKind.ADJECTIVE].get(view.lemmas[index], ()):
                number = view.copula_before(index)
                if len(lemma) > 1 or number is None:
                    continue
                recipients = view.slot_after(index + 1, frame.recipient)
                if recipients:
                    yield Act(
                        type=frame.type,
                        mode=frame.mode,
                        cameo=frame.cameo,
                        rule=frame.name,
                        head=index,
                        trigger=(index, index + 1),
                        verb=number,
                        actors=view.first_slot(number, ("subject",)),
                        recipients=recipients,
                        reciprocal=False,
                        solo=False,
                        weak=True,
                        weight=1.0,
                        negated=view.is_negated(number),
                    )


def _lemma_weight(view: View, group: VerbGroup, lemma: tuple[str, ...]) -> float | None:
    """How well the words of a frame fit a verb group; None if they do not."""
    if len(lemma) == 1:
        return -1.5 if " " in group.lemma else 0.0
    following = group.head + 1
    span = slice(following, following + len(lemma) - 1)
    if tuple(view.lows[span]) == lemma[1:] or tuple(view.lemmas[span]) == lemma[1:]:
        return 1.5 * (len(lemma) - 1)
    if len(lemma) == 2 and lemma[1] in _PARTICLES:
        for index in range(following, min(following + 6, len(view.lows))):
            if view.lows[index] == lemma[1] and view.analysis.tokens[index].tag == "RP":
                return 1.5
    return None


def _conditions(view: View, number: int, frame: Frame) -> float | None:
    """The weight of the conditions that hold; None if one does not."""
    zone = view.object_zone(number)
    first, last = view.clause(number)
    if frame.excluded and zone and view.holds(frame.excluded, *zone):
        return None
    if frame.unless and view.holds(frame.unless, first, last):
        return None
    if frame.bare and not _bare(view, number):
        return None
    weight = (0.0 if frame.weak else 1.0) + (0.3 if frame.mode else 0.0)
    tests = (
        (frame.objects, zone, 3.0 if len(frame.objects) < 60 else 2.5),
        (frame.subjects, view.subject_zone(number) if frame.subjects else None, 2.0),
        (frame.words, _told_in(view, number, frame), 2.0),
    )
    for words, place, worth in tests:
        if words:
            if place is None or not view.holds(words, *place):
                return None
            weight += worth
    return _structure(view, number, frame, weight)


def _told_in(view: View, number: int, frame: Frame) -> Range:
    """Where the words of a frame stand: its clause, or what it governs."""
    if frame.subordinate:
        return view.analysis.verb_groups[number].last, len(view.lows)
    return view.clause(number)


def _structure(view: View, number: int, frame: Frame, weight: float) -> float | None:
    """The weight with what prepositions and a plural subject add; None if they are asked for and missing."""
    if frame.via:
        if not _via(view, number, frame):
            return None
        weight += 2.0
    if frame.many:
        subject = view.subject(number)
        if subject is None or len(view.coordinated(subject)) < 2:
            return None
        weight += 1.0
    return weight


def _via(view: View, number: int, frame: Frame) -> bool:
    phrases = view.prepositions(number)
    for preposition, words in frame.via.items():
        for name, phrase in phrases:
            if name == preposition and (
                not words or view.holds(words, phrase.first, min(phrase.last + 3, len(view.lows)))
            ):
                return True
        if words and preposition in ("to", "from") and _governs(view, number, preposition, words):
            return True
    return False


def _governs(view: View, number: int, preposition: str, words: frozenset[tuple[str, ...]]) -> bool:
    """ "barred from running", "asked to meet": the word behind the preposition is a verb."""
    last = view.analysis.verb_groups[number].last
    end = min(last + 10, len(view.lows) - 1)
    return any(
        view.lows[index] == preposition and view.holds(words, index + 1, index + 2)
        for index in range(last, end)
    )


def _bare(view: View, number: int) -> bool:
    """Nothing but one object follows: "called the king", not "called the vote a farce", "called on"."""
    group = view.analysis.verb_groups[number]
    found = view.objects(number)
    if len(found) != 1 or " " in group.lemma or group.passive:
        return False
    after = found[0].last
    following = view.lows[after] if after < len(view.lows) else "."
    return view.analysis.tokens[found[0].head].tag.startswith(("NNP", "NN")) and following not in (
        "a",
        "an",
        "as",
        "to",
    )


def _noun_conditions(view: View, phrase: NounPhrase, frame: Frame) -> bool:
    first, last = view.noun_region(phrase)
    if frame.excluded and view.holds(frame.excluded, phrase.first, phrase.last):
        return False
    if frame.unless and view.holds(frame.unless, first, last):
        return False
    return not frame.of or view.holds(frame.of, phrase.first, last)
