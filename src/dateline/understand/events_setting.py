"""Where and when an act takes place: the places and times of its own clause."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import DateEstimate, Mention, MentionKind, Participant, Span, TimeExpression
from dateline.understand.analysis import Tense
from dateline.understand.frames import Act
from dateline.understand.frames_view import View

_LOCATIVES = frozenset({"in", "at", "near", "outside", "inside", "across", "throughout"})
_NEAR = 6


def own_times(view: View, act: Act, times: Sequence[TimeExpression]) -> tuple[TimeExpression, ...]:
    """The time expressions of an act's clause, not those of a clause inside it or beside it."""
    return tuple(time for time in times if _is_own(view, act, _token(view, time.span)))


def find_date(view: View, act: Act, times: Sequence[TimeExpression]) -> DateEstimate | None:
    """When, by the time expression of the act's clause that stands nearest to its trigger."""
    anchor = view.analysis.tokens[act.head].span.start
    best = min(own_times(view, act, times), key=lambda t: abs(t.span.start - anchor), default=None)
    return best.date if best else None


def find_place(view: View, act: Act, mentions: Sequence[Mention], taken: Sequence[Participant]) -> int | None:
    """The place named in a locative phrase of the act's clause, by the index of its mention."""
    for mention in mentions:
        if mention.kind not in (MentionKind.PLACE, MentionKind.COUNTRY):
            continue
        first = _token(view, mention.span)
        inner = _city(view, mention, mentions) if _is_adjective(view, mention) else mention
        if inner is None or any(p.mention == inner.index for p in taken):
            continue
        if _is_locative(view, first) and _is_own(view, act, first):
            return inner.index
    return None


def _token(view: View, span: Span) -> int:
    tokens = view.analysis.tokens
    return next((i for i, token in enumerate(tokens) if token.span.end > span.start), len(tokens) - 1)


def _is_locative(view: View, first: int) -> bool:
    before = first - 1
    if before > 0 and view.lows[before] == "the":
        before -= 1
    return before >= 0 and view.lows[before] in _LOCATIVES


def _is_adjective(view: View, mention: Mention) -> bool:
    """Whether the name only qualifies the noun behind it ("the Saudi city")."""
    start, end = mention.span.start, mention.span.end
    for phrase in view.analysis.noun_phrases:
        span = view.analysis.span(phrase.first, phrase.last)
        if span.start <= start and end <= span.end:
            return view.analysis.tokens[phrase.head].span.start >= end
    return False


def _city(view: View, mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """ "Jeddah" of "the Saudi city of Jeddah"."""
    first = _token(view, mention.span)
    for other in mentions:
        place = _token(view, other.span)
        if other.kind is MentionKind.PLACE and 0 < place - first <= _NEAR and view.lows[place - 1] == "of":
            return other
    return None


def _is_own(view: View, act: Act, token: int) -> bool:
    """Whether a token stands behind the act's own verb, or before all verbs."""
    groups = view.analysis.verb_groups
    before = [number for number, group in enumerate(groups) if group.head < token]
    if not before:
        return act.verb in (None, 0) or not any(
            g.tense != Tense.NONE and not g.infinitive for g in groups[: act.verb]
        )
    holder = before[-1]
    if act.verb is None:
        earlier = [number for number in before if groups[number].head < act.head]
        return not earlier or earlier[-1] == holder
    if (
        groups[holder].form == "VB"
        and groups[holder].tense == Tense.NONE
        and _leading(view, holder) == act.verb
    ):
        return True
    return holder in (act.verb, _leading(view, act.verb))


def _leading(view: View, number: int) -> int:
    """The finite verb that a participle or an infinitive hangs on; a finite verb itself."""
    groups = view.analysis.verb_groups
    while number and groups[number].tense == Tense.NONE:
        number -= 1
    return number
