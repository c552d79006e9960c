"""Who takes part in an act: from the spans that the encoder saw to the mentions of the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dateline.model import Mention, Participant, Span, TimeExpression
from dateline.understand.analysis import Analysis, NounPhrase, Tense, VerbGroup
from dateline.understand.encoder.reader import SeenEvent, SeenMention
from dateline.understand.syntax import subject

_PLACES = frozenset({"place", "country", "thing"})  # "the town of Kirn" is Kirn
_PREPOSITIONS = frozenset({"IN", "TO"})
_JOINING = frozenset({",", "and", "or", "&", "both"})
_GENITIVE = frozenset({"'s", "’s", "'", "’"})
_OF_WHOM = frozenset({"neither", "none", "both", "either", "each"})
# What these do is done to somebody, whom an active verb has behind it.
_DONE_TO = frozenset(
    {
        "urge", "order", "allow", "tell", "force", "invite", "sentence", "advise", "instruct", "encourage", "permit",
        "clear", "warn", "oblige", "compel", "authorise", "authorize", "remind", "direct",
    }
)  # fmt: skip
_TOGETHER = frozenset({"join", "be"})  # "Vietnam joined Japan in condemning it"
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_RELATIVE_OF_THINGS = frozenset({"that", "which"})
_BEFORE_NOUNS = frozenset({"JJ", "NN", "CD", "VB"})
_MOST_BEFORE = 5
_LONGEST = 4
# A participle behind one of these tells what its writer does: in the corpus always, where one is told (10 times).
_WRITTEN = frozenset(
    {
        "article", "bill", "cable", "communiqué", "declaration", "decree", "email", "leaflet", "letter", "memo",
        "message", "motion", "note", "order", "petition", "post", "report", "resolution", "statement", "telegram",
        "tweet", "video",
    }
)  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "this", "that"})
_SHARES = frozenset({"%", "percent", "pct"})
_MONEY = frozenset({"Rs", "Rs."})
# What does not end a party, by what stands before it; a singular noun is taken for a verb too often ("cabin crew").
_AFTER_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_AFTER_MANY = frozenset({"NNS", "PRP"})
_GOING_ON = {
    "VBD": _AFTER_MANY,
    "VBN": _AFTER_MANY,
    "PRP": _AFTER_MANY,
    "IN": _AFTER_NOUNS,
    "TO": _AFTER_NOUNS,
}
_OPENING = frozenset({"DT", "CD", "PRP$", "PDT"})
# Acts that are done to things as well as to people: a ruling is criticised, a bill backed, a constitution suspended.
_OF_THINGS = frozenset({"ACCUSE", "COERCE", "REJECT", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its mentions and times."""

    analysis: Analysis
    mentions: tuple[Mention, ...]
    times: tuple[TimeExpression, ...]


def _whole(span: Span, analysis: Analysis) -> Span:
    """A span that is only the beginning of a noun phrase ("12" of "12 hostages", "the") with the rest of it."""
    inside = [token for token in analysis.tokens if token.span.overlaps(span)]
    if not inside or any(token.tag not in _OPENING for token in inside):
        return span
    for phrase in analysis.noun_phrases:
        whole = analysis.span(phrase.first, phrase.last)
        if whole.start <= span.start and span.end < whole.end:
            return Span(span.start, whole.end)
    return span


def _trimmed(span: Span, analysis: Analysis) -> Span:
    """A span without the verb or pronoun behind it: "97 men" of "97 men charged", "them" of "them they"."""
    inside = [token for token in analysis.tokens if token.span.overlaps(span)]
    if len(inside) < 2 or inside[-2].tag not in _GOING_ON.get(inside[-1].tag, ()):
        return span
    return Span(span.start, inside[-2].span.end)


def of_one_clause(
    parties: tuple[Participant, ...], trigger: Span, analysis: Analysis
) -> tuple[Participant, ...]:
    """Of several in one role those up to the first verb of another act, from the trigger on.

    "Officers arrested Webb and carried the girl out": the girl is not arrested.
    """
    if len(parties) < 2:
        return parties
    verbs = [
        analysis.span(group.first, group.last)
        for group in analysis.verb_groups
        if group.tense is not Tense.NONE
        and group.lemma not in _TOGETHER
        and analysis.tokens[max(group.first - 1, 0)].text.lower() not in _RELATIVE
    ]
    nearest = sorted(
        parties, key=lambda party: max(party.span.start - trigger.end, trigger.start - party.span.end)
    )
    kept = [nearest[0]]
    for party in nearest[1:]:
        one, other = sorted((kept[-1].span, party.span))
        if any(
            one.end <= verb.start and verb.end <= other.start and not verb.overlaps(trigger) for verb in verbs
        ):
            break
        kept.append(party)
    return tuple(party for party in parties if party in kept)


def is_done_to_subject(trigger: Span, analysis: Analysis) -> bool:
    """Whether an act is "residents urged to leave", as headlines have it: whoever stands before it is the recipient."""
    after = next((n for n, t in enumerate(analysis.tokens) if t.span.start >= trigger.end), 0)
    if not after or analysis.tokens[after].text.lower() != "to":
        return False
    verb = analysis.tokens[after - 1]
    return verb.lemma in _DONE_TO and verb.tag in ("VBD", "VBN")


def verb_of(trigger: Span, analysis: Analysis) -> VerbGroup | None:
    """The verb that tells an act, with its auxiliaries; None for one that is told by a noun."""
    return next((g for g in analysis.verb_groups if analysis.span(g.first, g.last).overlaps(trigger)), None)


def owner(trigger: Span, scene: Scene) -> Participant | None:
    """Whose act it is that a noun tells: Trump's in "Trump's July 25 phone call"; None if nobody is named so."""
    tokens = scene.analysis.tokens
    at = next((n for n, token in enumerate(tokens) if token.span.overlaps(trigger)), 0)
    if not at or not tokens[at].tag.startswith("NN"):
        return None
    first = at - 1
    while first and tokens[first].tag[:2] in _BEFORE_NOUNS and at - first <= _MOST_BEFORE:
        first -= 1
    ends = {tokens[first].span.start, tokens[first].span.end} if tokens[first].tag == "POS" else set()
    whose = [mention for mention in scene.mentions if mention.span.end in ends]
    return Participant(span=whose[-1].span, mention=whose[-1].index) if whose else None


def of_writer(actors: tuple[Participant, ...], trigger: Span, scene: Scene) -> tuple[Participant, ...]:
    """Who wrote what a participle says: the parents, for "urging" in "parents sent a letter to the board urging it"."""
    written = _written(trigger, scene.analysis)
    if written is None:
        return actors
    before = tuple(
        actor for actor in actors if actor.span.end <= scene.analysis.tokens[written.first].span.start
    )
    if before or not actors:
        return before
    verb = next((g for g in reversed(scene.analysis.verb_groups) if g.last <= written.first), None)
    phrase = None if verb is None or verb.passive else subject(scene.analysis, verb)
    if phrase is None:
        return actors
    one = participant(scene.analysis.span(phrase.first, phrase.last), scene.mentions)
    return actors if one.mention is None else (one,)


def _written(trigger: Span, analysis: Analysis) -> NounPhrase | None:
    """The letter or statement that a participle stands behind, with whom it goes to in between."""
    group = verb_of(trigger, analysis)
    if group is None or group.first != group.head or analysis.tokens[group.head].tag != "VBG":
        return None
    start = group.first
    for phrase in reversed([p for p in analysis.noun_phrases if p.last <= start][-_LONGEST:]):
        if start - phrase.last > 1:
            return None
        if analysis.tokens[phrase.last - 1].lemma.lower() in _WRITTEN:
            return phrase
        start = phrase.first
    return None


def act_meant(trigger: Span, others: Sequence[Span], analysis: Analysis) -> Span | None:
    """Of other acts the one that a verb goes on about: the attack, for "killed" in "an attack on Kyiv that killed"."""
    group = verb_of(trigger, analysis)
    if group is None or group.passive or not group.first:
        return None
    start = analysis.tokens[group.first - 1].span.start
    if analysis.tokens[group.first - 1].text.lower() not in _RELATIVE_OF_THINGS:
        return None
    told = max((other for other in others if other.end <= start), default=None, key=lambda other: other.end)
    if told is None:
        return None
    between = [g for g in analysis.verb_groups if told.end <= analysis.tokens[g.first].span.start < start]
    nouns = [token.tag for token in analysis.tokens if token.span.overlaps(told)]
    return told if nouns and nouns[-1].startswith("NN") and not between else None


def told_by_lexicon(act: SeenEvent, scene: Scene, others: Sequence[Span]) -> tuple[Participant, ...]:
    """The recipients in the slot of the lexicon's frame, where the encoder sees none: things ("the ruling")."""
    if act.proposal is None or act.type not in _OF_THINGS:
        return ()
    free = [_whole(p, scene.analysis) for p in act.proposal.recipients]
    free = [p for p in free if not any(p.overlaps(other) for other in others) and _holds_noun(p, scene)]
    free = [p for p in free if not _is_nobody(p, scene)]
    return tuple(participant(place, _heads(place, scene)) for place in free)


def _holds_noun(span: Span, scene: Scene) -> bool:
    return any(t.tag.startswith("NN") for t in scene.analysis.tokens if t.span.overlaps(span))


def parties(seen: SeenMention, scene: Scene) -> Iterator[Participant]:
    """Whom a mention that the encoder saw stands for: one, several whose names it joins, or nobody (a day, a sum)."""
    for span in _apart(_trimmed(_whole(seen.span, scene.analysis), scene.analysis), scene):
        if _is_nobody(span, scene):
            continue
        one = participant(span, scene.mentions if seen.kind in _PLACES else _heads(span, scene))
        both = [] if one.mention is None else _at_one_place(one.mention, scene.mentions)
        yield from (replace(one, mention=mention) for mention in both)
        if not both:
            yield one


def _is_nobody(span: Span, scene: Scene) -> bool:
    """Whether a span is an article alone, a share, a sum or a time: no party of the corpus is one of the first."""
    inside = [token for token in scene.analysis.tokens if token.span.overlaps(span)]
    if not inside or any(time.span.contains(span) for time in scene.times):
        return True
    words = [token.text.lower() for token in inside]
    if words[-1] in _SHARES or words in (["more"], ["less"]):
        return True
    return inside[0].tag == "$" or inside[0].text in _MONEY or all(word in _ARTICLES for word in words)


def _at_one_place(index: int, mentions: Sequence[Mention]) -> list[int]:
    """The mentions that stand where one does, itself among them: "they" may be two."""
    spans = {mention.index: mention.span for mention in mentions}
    return [other for other, span in spans.items() if span == spans[index]]


def _heads(span: Span, scene: Scene) -> list[Mention]:
    """The mentions that a span may be: the army in "the army of General Burhan", and not the general.

    "Neither of them" is who they are.
    """
    inside = [token for token in scene.analysis.tokens if token.span.overlaps(span)]
    if inside and inside[0].text.lower() in _OF_WHOM:
        inside = []
    first = next((token.span.start for token in inside[1:] if token.tag in _PREPOSITIONS), span.end)
    return [m for m in scene.mentions if m.span.contains(span) or m.head.start < first]


def _apart(span: Span, scene: Scene) -> list[Span]:
    """The names that a span joins ("Putin and Vulin") one by one; any other span as it is.

    A name goes with the genitive before it: "France's Macron and Germany's Merz" are two.
    """
    inside = sorted((m.span for m in scene.mentions if span.contains(m.span)), key=lambda place: place.start)
    if len(inside) < 2 or (inside[0].start, inside[-1].end) != (span.start, span.end):
        return [span]
    joined = [inside[0]]
    for one, other in pairwise(inside):
        between = {t.text.lower() for t in scene.analysis.tokens if one.end <= t.span.start < other.start}
        if one.end > other.start or not between:
            return [span]
        if between <= _GENITIVE:
            joined[-1] = Span(joined[-1].start, other.end)
        elif between <= _JOINING:
            joined.append(other)
        else:
            return [span]
    return joined


def participant(span: Span, mentions: Sequence[Mention]) -> Participant:
    """A span with the mention that it is: the one with the same end, or the last whose name lies in it."""
    inside = [m for m in mentions if span.contains(m.head) or m.span.contains(span)]
    exact = [m for m in inside if m.span == span or m.span.end == span.end]
    best = (exact or inside or [None])[-1]  # type: ignore[list-item]
    return Participant(span=span, mention=None if best is None else best.index)
