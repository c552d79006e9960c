"""PLOVER's auxiliary modes: whether an act is denied, still to come, only supposed, or long past."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import Auxiliary, TimeExpression
from dateline.understand.analysis import Tense
from dateline.understand.frames import Act
from dateline.understand.frames_view import View
from dateline.understand.ontology import AuxiliaryCues, Ontology

_SAYING = frozenset({"say", "tell", "state", "announce", "report", "add", "claim", "insist", "declare"})
_TOLD = frozenset({"AGREE", "REJECT", "REQUEST", "THREATEN", "CONCEDE", "ACCUSE"})


def auxiliaries(
    view: View,
    act: Act,
    ontology: Ontology,
    times: Sequence[TimeExpression] = (),
    report_year: int | None = None,
) -> tuple[Auxiliary, ...]:
    """The auxiliary modes of an act.

    Args:
        view: the sentence.
        act: what was found in it.
        ontology: whose cues are used.
        times: the time expressions of the sentence.
        report_year: the year that the article is from, if that is known.

    Returns:
        The modes in the order of the enum; none for an act reported as having happened.

    Source: PLOVER manual, draft 2.0, section "Auxiliary modes".
    """
    tests = {
        Auxiliary.HISTORICAL: _is_historical,
        Auxiliary.FUTURE: _is_future,
        Auxiliary.HYPOTHETICAL: _is_hypothetical,
    }
    found = [
        name
        for name, test in tests.items()
        if test(view, act, ontology.auxiliaries[name], times, report_year)
    ]
    if act.negated or _is_governed(view, act, ontology.auxiliaries[Auxiliary.NEGATION]):
        found.append(Auxiliary.NEGATION)
    return tuple(found)


def _is_governed(view: View, act: Act, cues: AuxiliaryCues) -> bool:
    """Whether a verb, a noun or a preposition of the lists has the act in its complement."""
    return _hangs_on_word(view, act, cues) or _hangs_on_verb(view, act, cues)


def _hangs_on_word(view: View, act: Act, cues: AuxiliaryCues) -> bool:
    first = act.trigger[0]
    if act.verb is None:
        return first > 1 and view.lows[first - 1] == "for" and (view.lemmas[first - 2],) in cues.nouns
    group = view.analysis.verb_groups[act.verb]
    if act.operators or not group.first:
        return False
    if group.infinitive:
        return (view.lemmas[group.first - 1],) in cues.nouns
    if group.form != "VBG" or group.tense != Tense.NONE:
        return False
    before = view.lows[group.first - 1]
    if before == "or" and act.verb:
        earlier = view.analysis.verb_groups[act.verb - 1]
        before = view.lows[earlier.first - 1] if earlier.form == "VBG" and earlier.first else ""
    return before in cues.prepositions - {"from"}


def _hangs_on_verb(view: View, act: Act, cues: AuxiliaryCues) -> bool:
    if act.verb is None:
        return any(
            phrase.first <= act.head < view.chain(phrase) and (view.verb_lemma(number),) in cues.governors
            for number in range(len(view.analysis.verb_groups))
            for phrase in view.objects(number)
        )
    group = view.analysis.verb_groups[act.verb]
    if act.verb == 0 or not (group.infinitive or group.form == "VBG" or group.tense != Tense.NONE):
        return False
    outer = view.analysis.verb_groups[act.verb - 1]
    gap = view.lows[outer.last : group.first]
    if (view.verb_lemma(act.verb - 1),) not in cues.governors and (outer.lemma,) not in cues.governors:
        return False
    return len(gap) <= 8 and not {",", ";", "after", "when", "while", "and", "but"} & set(gap)


def _is_future(
    view: View, act: Act, cues: AuxiliaryCues, times: Sequence[TimeExpression], report_year: int | None
) -> bool:
    del times, report_year
    if act.future:
        return True
    if act.verb is None or act.type in _TOLD:
        return False
    group = view.analysis.verb_groups[act.verb]
    return group.tense == Tense.FUTURE or group.modal in cues.modals or _is_governed(view, act, cues)


def _is_hypothetical(
    view: View, act: Act, cues: AuxiliaryCues, times: Sequence[TimeExpression], report_year: int | None
) -> bool:
    del times, report_year
    if act.verb is None:
        return _is_governed(view, act, cues)
    group = view.analysis.verb_groups[act.verb]
    if (
        group.modal in cues.modals
        and not act.operators
        and not act.future
        and act.type not in ("AGREE", "REJECT")
    ):
        return True
    before = view.lows[max(0, group.first - 10) : group.first]
    for index in range(len(before) - 1, -1, -1):
        if (before[index],) in cues.conjunctions:
            return True
        if before[index] in (",", ";", "that"):
            break
    return not act.operators and _is_governed(view, act, cues)


def _is_historical(
    view: View, act: Act, cues: AuxiliaryCues, times: Sequence[TimeExpression], report_year: int | None
) -> bool:
    first, last = view.clause(act.verb) if act.verb is not None else (act.trigger[0], act.trigger[1] + 8)
    if view.holds(cues.phrases, first, last) or view.holds(cues.words, first, last):
        return True
    sentence = view.analysis
    start, end = (
        sentence.tokens[max(first, 0)].span.start,
        sentence.tokens[min(last, len(view.lows)) - 1].span.end,
    )
    for time in times:
        latest = time.date.latest if time.date else None
        if (
            latest
            and report_year
            and start <= time.span.start < end
            and latest.year <= report_year - cues.years_before
        ):
            return True
    if act.verb is None:
        return False
    group = sentence.verb_groups[act.verb]
    return (
        group.perfect and "had" in view.lows[group.first : group.last] and not _is_backshifted(view, act.verb)
    )


def _is_backshifted(view: View, number: int) -> bool:
    """Whether "had" only follows a past verb of saying ("said that both had agreed")."""
    return any(
        view.verb_lemma(other) in _SAYING and view.analysis.verb_groups[other].tense == Tense.PAST
        for other in range(max(number - 2, 0), number)
    )
