"""Cues in a sentence: verbs, nouns, adjectives and fixed words that may attribute something to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dateline.model import StatementKind
from dateline.understand.analysis import VerbGroup
from dateline.understand.cues import Frame, Sense
from dateline.understand.statements_contents import Cue, Placement, content_after, content_around
from dateline.understand.statements_ends import content_end
from dateline.understand.statements_speakers import (
    Range,
    agent_after,
    clause_subject,
    is_finite,
    is_time,
    left_phrase,
    right_phrase,
    subject_before,
)
from dateline.understand.statements_view import View

_LONGEST_LABEL = 7
_LINKING = frozenset({"be", "become", "remain", "feel", "seem", "sound", "get", "grow", "appear"})
_EXTRACTED = frozenset({"who", "which", "that", "what"})
_SPEECH = frozenset({Frame.QUOTE, Frame.CLAUSE})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue with what goes with it, as token ranges of one sentence.

    Attributes:
        part: ``verbs``, ``nouns``, ``adjectives`` or ``phrases``: which part of the lexicon the cue is from.
        lemma, key: the word and the form of its content, as the counts are kept.
        group: the verb, if the cue is one.
        turned: True if the cue turns its content ("denied", "did not say").
    """

    part: str
    lemma: str
    key: str
    frame: Frame
    cue: Range
    pieces: tuple[Range, ...]
    speaker: Range | None
    addressee: Range | None
    kind: StatementKind
    turned: bool
    rule: str
    group: VerbGroup | None = None


def candidates(view: View) -> Iterator[Candidate]:
    """Every cue of a sentence, likely or not, in no particular order."""
    for position, group in enumerate(view.analysis.verb_groups):
        found = _verb(view, group, position)
        if found is not None:
            yield found
    for place in range(len(view)):
        if view.tag(place) in ("NN", "NNS") and view.lemmas[place] in view.lexicon.nouns:
            noun = _noun(view, place)
            if noun is not None:
                yield noun
        elif view.tag(place) in ("JJ", "VBN", "JJR") and view.lemmas[place] in view.lexicon.adjectives:
            adjective = _adjective(view, place)
            if adjective is not None:
                yield adjective
    yield from _phrases(view)
    yield from _polls(view)
    label = _label(view)
    if label is not None:
        yield label


def _verb(view: View, group: VerbGroup, position: int) -> Candidate | None:
    lemma = group.lemma.lower() if group.lemma.lower() in view.lexicon.verbs else view.lemmas[group.head]
    last = group.last
    idiom = view.lexicon.idiom(view.lemmas, group.head)
    if idiom is not None:
        lemma, last = idiom[0], max(last, idiom[1])
    if lemma not in view.lexicon.verbs:
        return None
    first = _cue_start(view, group, position)
    subject = _subject(view, group, first)
    placement = _placement(view, Cue(lemma, group, last), first, subject)
    if placement is None:
        return None
    sense = view.lexicon.sense("verbs", lemma, placement.frame.value, placement.key)
    if sense is None:
        return None
    speaker = placement.speaker or subject
    pieces, addressee = placement.pieces, placement.addressee
    if group.passive:
        speaker, pieces, addressee = _passive(view, group, subject, placement, sense)
    elif lemma in view.lexicon.raising and subject is not None and placement.rule == "after":
        speaker, pieces = None, (subject, *pieces)
    elif placement.key == "extracted" and subject is not None and view.word(subject[0] - 1) in _EXTRACTED:
        pieces = ((subject[0] - 1, subject[0]), *pieces)
    if not pieces:
        return None
    return Candidate(
        part="verbs",
        lemma=lemma,
        key=("passive-" if group.passive else "") + placement.key,
        frame=placement.frame,
        cue=(first, placement.last),
        pieces=pieces,
        speaker=speaker,
        addressee=addressee,
        kind=sense.kind,
        turned=sense.opposed != group.negated,
        rule=f"verb {placement.rule}: {lemma} + {placement.key}",
        group=group,
    )


def _cue_start(view: View, group: VerbGroup, position: int) -> int:
    """The cue begins with the adverbs before it, or the verb that it hangs on ("went on to say")."""
    first = group.first
    if group.infinitive and position:
        before = view.analysis.verb_groups[position - 1]
        if before.last == group.first:
            first = before.first
    while first > 0 and _is_adverb(view, first - 1):
        first -= 1
    return first


def _is_adverb(view: View, place: int) -> bool:
    lower = view.analysis.tokens[place].text.islower()
    return lower and view.tag(place) == "RB" and view.word(place) not in ("so", "then", "when")


def _subject(view: View, group: VerbGroup, first: int) -> Range | None:
    if is_finite(group) or first < group.first:
        subject = subject_before(view, first)
        if subject is not None:
            return subject
    elif first > 0 and first - 1 in view.phrases and not is_time(view, first - 1):
        return left_phrase(view, first - 1)
    return clause_subject(view, group)


def _passive(
    view: View, group: VerbGroup, subject: Range | None, placement: Placement, sense: Sense
) -> tuple[Range | None, tuple[Range, ...], Range | None]:
    """Speaker, content and addressee of "was accused by X of Y", "is expected to win", "was asked"."""
    speaker = agent_after(view, group.last)
    pieces = placement.pieces
    if subject is None:
        return speaker, pieces, placement.addressee
    if sense.kind is StatementKind.ASK or sense.addressee:
        return speaker, pieces, subject
    return speaker, (subject, *pieces), placement.addressee


def _placement(view: View, cue: Cue, first: int, subject: Range | None) -> Placement | None:
    group = cue.group
    if group.passive:
        return _after_passive(view, cue)
    after = content_after(view, cue, cue.last)
    participle = group.form == "VBG" and not is_finite(group)
    if participle or group.infinitive or cue.lemma not in view.lexicon.clausal:
        return after
    if _is_inverted(view, cue, first):
        around = content_around(view, cue, first, None)
        if around is not None:
            return around
    own = (
        subject if subject is not None and subject[1] <= first and not _shared(view, subject, first) else None
    )
    if own is not None and view.closes_quote(own[0] - 1):
        around = content_around(view, cue, first, own)
        if around is not None:
            return around
    if after is not None and after.frame in _SPEECH:
        return after
    return content_around(view, cue, first, own) or after


def _is_inverted(view: View, cue: Cue, first: int) -> bool:
    """Whether a cue after a comma is followed by its subject and nothing else ("…, says the mayor.")."""
    if cue.lemma not in view.lexicon.inverting or view.word(first - 1) != "," or is_time(view, cue.last):
        return False
    after = right_phrase(view, cue.last)
    return after is not None and after[1] >= view.end and view.tag(cue.last) != "PRP"


def _after_passive(view: View, cue: Cue) -> Placement:
    """What follows a passive and its "by" phrase; perhaps nothing, then the subject is all there is."""
    agent = agent_after(view, cue.last)
    found = content_after(view, cue, agent[1] if agent else cue.last)
    if found is not None and agent is not None:
        found = replace(found, last=cue.last)
    return found or Placement(Frame.NONE, Frame.NONE.value, (), cue.last)


def _shared(view: View, subject: Range, first: int) -> bool:
    """Whether another verb stands between a subject and the cue ("he left and said")."""
    return any(subject[1] <= g.first and g.last <= first and is_finite(g) for g in view.analysis.verb_groups)


def _complement(view: View, place: int, allowed: frozenset[str]) -> tuple[str, Frame, int, int] | None:
    """Key, frame, start of the content and end of the cue of what a noun or adjective takes."""
    word = view.word(place)
    if word == "that" and "that" in allowed:
        return "that", Frame.CLAUSE, place, place
    if word == "whether" and "whether" in allowed:
        return "whether", Frame.CLAUSE, place, place
    start = place + 1 if word == "not" else place
    if view.word(start) == "to" and view.tag(start + 1) in ("VB", "RB") and "infinitive" in allowed:
        return "infinitive", Frame.INFINITIVE, place, place
    if word in allowed and word != "that":
        return word, Frame.PREPOSITION, place + 1, place + 1
    return None


def _noun(view: View, place: int) -> Candidate | None:
    lemma = view.lemmas[place]
    sense = view.lexicon.sense("nouns", lemma, "")
    if sense is None:
        return None
    found = _complement(view, place + 1, sense.complements)
    if found is None:
        return None
    key, frame, start, last = found
    end = content_end(view, start, frame, None)
    if end <= start:
        return None
    speaker, first = _owner(view, place)
    owned = "owned-" if speaker is not None else ""
    return Candidate(
        part="nouns",
        lemma=lemma,
        key=owned + key,
        frame=frame,
        cue=(first, last),
        pieces=((start, end),),
        speaker=speaker,
        addressee=None,
        kind=sense.kind,
        turned=sense.opposed,
        rule=f"noun: {lemma} + {key}",
    )


def _owner(view: View, place: int) -> tuple[Range | None, int]:
    """Who makes the claim ("Hale's claim", or the subject of "made the claim"), and where the cue starts."""
    phrase = view.phrases.get(place)
    if phrase is None:
        return None, place
    if phrase.possessor is not None:
        return _genitive(view, phrase.possessor), phrase.possessor[1]
    if view.tag(phrase.first) == "PRP$":
        return (phrase.first, phrase.first + 1), phrase.first + 1
    group = view.groups.get(phrase.first - 1)
    if group is not None and not group.passive:
        subject = subject_before(view, group.first) if is_finite(group) else clause_subject(view, group)
        return subject, group.first
    return None, place


def _genitive(view: View, possessor: Range) -> Range:
    first, last = possessor
    return (first, last - 1) if view.tag(last - 1) == "POS" else possessor


def _adjective(view: View, place: int) -> Candidate | None:
    lemma = view.lemmas[place]
    sense = view.lexicon.sense("adjectives", lemma, "")
    before = place - 1
    while before >= 0 and view.tag(before) in ("RB", "RBR", "RBS"):
        before -= 1
    group = view.groups.get(before) or view.groups.get(place)
    if sense is None or group is None or view.lemmas[group.head] not in _LINKING | {lemma}:
        return None
    found = _complement(view, place + 1, sense.complements)
    if found is None:
        return None
    key, frame, start, last = found
    end = content_end(view, start, frame, None)
    if end <= start:
        return None
    subject = subject_before(view, group.first) if is_finite(group) else clause_subject(view, group)
    return Candidate(
        part="adjectives",
        lemma=lemma,
        key=key,
        frame=frame,
        cue=(group.first, last),
        pieces=((start, end),),
        speaker=subject,
        addressee=None,
        kind=sense.kind,
        turned=sense.opposed != group.negated,
        rule=f"adjective: {lemma} + {key}",
    )


def _phrases(view: View) -> Iterator[Candidate]:
    """ "According to the mayor, X" and "X, according to the mayor"."""
    place = 0
    while place < view.end:
        phrase = next(
            (p for p in view.lexicon.phrases if view.words[place : place + len(p.words)] == p.words), None
        )
        if phrase is None:
            place += 1
            continue
        last = place + len(phrase.words)
        source = right_phrase(view, last)
        if source is not None:
            pieces = _beside(view, place, source[1])
            if pieces:
                lemma = " ".join(phrase.words)
                yield _fixed(lemma, (place, last), pieces, source, phrase.kind)
        place = last


def _polls(view: View) -> Iterator[Candidate]:
    """ "She leads in a poll by the university"."""
    for phrase in view.analysis.noun_phrases:
        if view.words[phrase.head] in view.lexicon.polls and view.word(phrase.first - 1) == "in":
            source = right_phrase(view, phrase.first)
            place = phrase.first - 1
            if source is not None:
                pieces = _beside(view, place, source[1])
                if pieces:
                    yield _fixed("in poll", (place, place + 1), pieces, source, StatementKind.SAY)


def _fixed(
    lemma: str, cue: Range, pieces: tuple[Range, ...], source: Range | None, kind: StatementKind
) -> Candidate:
    return Candidate(
        part="phrases",
        lemma=lemma,
        key="beside",
        frame=Frame.CLAUSE,
        cue=cue,
        pieces=pieces,
        speaker=source,
        addressee=None,
        kind=kind,
        turned=False,
        rule=f"phrase: {lemma}",
    )


def _beside(view: View, first: int, last: int) -> tuple[Range, ...]:
    """The clause that tokens ``first`` to ``last`` ("according to …") are set into, without them."""
    start = 0
    for place in range(first - 1, 0, -1):
        if view.word(place) == ";" and view.quotation(place) is None:
            start = place + 1
            break
    pieces: list[Range] = []
    before = first
    if view.word(before - 1) == "," and not view.quotation(before - 1):
        before -= 1
    opening = before <= start + 1
    if not opening:
        pieces.append((start, before))
    after = last
    if view.word(after) == ",":
        after += 1
        enough = any(start <= g.first < before and is_finite(g) for g in view.analysis.verb_groups)
        if after < view.end and (opening or not enough):
            pieces.append((after, content_end(view, after, Frame.CLAUSE, None)))
    elif opening and after < view.end:
        pieces.append((after, content_end(view, after, Frame.CLAUSE, None)))
    return tuple(pieces)


def _label(view: View) -> Candidate | None:
    """ "Vučić: Serbia will not join", a headline or a transcript."""
    colon = next((i for i in range(1, min(_LONGEST_LABEL, view.end)) if view.word(i) == ":"), None)
    if colon is None or colon + 1 >= view.end or view.quotation(0):
        return None
    speaker = left_phrase(view, colon - 1)
    if speaker is None or speaker[0] != 0 or any(g.first < colon for g in view.analysis.verb_groups):
        return None
    pieces = ((colon + 1, content_end(view, colon + 1, Frame.QUOTE, None)),)
    return Candidate(
        part="phrases",
        lemma=":",
        key="label" if view.analysis.sentence.paragraph else "headline",
        frame=Frame.CLAUSE,
        cue=(colon, colon + 1),
        pieces=pieces,
        speaker=speaker,
        addressee=None,
        kind=StatementKind.SAY,
        turned=False,
        rule="colon",
    )
