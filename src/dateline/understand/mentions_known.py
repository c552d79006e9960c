"""Known names as mentions: what a capital, an adjective or a seat of government stands for here."""

from __future__ import annotations

from dataclasses import replace

from dateline.model import MentionKind, Span
from dateline.understand.mentions_lexicon import Known, Match
from dateline.understand.mentions_rules import TitleRules
from dateline.understand.mentions_view import Draft, View

_KINDS = {
    Known.COUNTRY: MentionKind.COUNTRY,
    Known.ADJECTIVE: MentionKind.COUNTRY,
    Known.PEOPLE: MentionKind.GROUP,
    Known.SEAT: MentionKind.COUNTRY,
    Known.ORGANISATION: MentionKind.ORGANISATION,
    Known.CITY: MentionKind.PLACE,
    Known.REGION: MentionKind.PLACE,
}
_LONG = 4  # letters of a word in capitals that is no abbreviation
_DASHES = frozenset({"-", "--", "—", "–", ":", "|", "("})
_SCORES = {Known.COUNTRY: 0.98, Known.ADJECTIVE: 0.9, Known.PEOPLE: 0.9, Known.SEAT: 0.9, Known.CITY: 0.9}


def known_draft(view: View, match: Match, rules: TitleRules) -> Draft | None:
    """The mention that a known name makes by itself, or None if it makes none here."""
    entry = match.entry
    if entry.known is Known.CAPITAL:
        return _capital(view, match, rules)
    if entry.known is Known.ADJECTIVE:
        return _adjective(view, match)
    kind = _KINDS[entry.known]
    written = _written(view, match)
    name = entry.name if entry.known in {Known.COUNTRY, Known.SEAT} else written
    if entry.known is Known.ORGANISATION:
        name = view.text[match.start : match.end]
    return _draft(
        view,
        match,
        kind,
        name,
        entry.role,
        f"known {entry.known.name.lower()}",
        _SCORES.get(entry.known, 0.85),
        plural=entry.known is Known.PEOPLE,
        key=_key(match, kind),
    )


def _key(match: Match, kind: MentionKind) -> str:
    entry = match.entry
    if kind is MentionKind.COUNTRY and entry.country:
        return entry.country
    if kind is MentionKind.GROUP:
        return f"people {entry.country or entry.name}"
    return entry.name


def _written(view: View, match: Match) -> str:
    """The name as the text has it; what stands in capitals throughout, with its first letters capital."""
    written = view.text[match.start : match.end]
    return written.title() if written.isupper() and len(written) >= _LONG and "." not in written else written


def _draft(
    view: View,
    match: Match,
    kind: MentionKind,
    name: str,
    role: str | None,
    rule: str,
    score: float,
    *,
    plural: bool = False,
    key: str = "",
) -> Draft:
    span = Span(match.start, match.end)
    return Draft(
        sentence=view.analysis.sentence.index,
        span=span,
        head=span,
        kind=kind,
        name=name,
        country=match.entry.country,
        role=role,
        plural=plural,
        key=key,
        subject=view.verb_follows(match.last),
        rule=rule,
        score=score,
    )


_DETERMINERS = frozenset({"DT", "PDT", "PRP$"})


def _adjective(view: View, match: Match) -> Draft | None:
    """ "Russian influence" names the state; "the French said" the people; "in Russian" neither."""
    entry = match.entry
    tag = view.tag(match.last)
    before = view.low(match.first - 1)
    written = _written(view, match)
    if written in entry.people and tag not in {"NN", "NNS", "NNP", "NNPS", "JJ", "VBG", "VBN", "CD"}:
        key = f"people {entry.country or entry.name}"
        return _draft(
            view,
            match,
            MentionKind.GROUP,
            written,
            entry.role or "CVL",
            "known people",
            0.7,
            plural=True,
            key=key,
        )
    if before in {"in", "into", "from", "to"} and not tag.startswith(("N", "J", "V", "CD", "P")):
        return None  # the language
    if before == "the" and view.verb_follows(match.last):
        key = f"people {entry.country or entry.name}"
        return _draft(
            view, match, MentionKind.GROUP, written, None, "adjective as people", 0.7, plural=True, key=key
        )
    if entry.role:  # a people or a faith: "Muslim leaders" is found as a group, what is left names no actor
        return None
    kind = MentionKind.COUNTRY if entry.country else MentionKind.PLACE
    return _draft(view, match, kind, entry.name, None, "adjective", 0.8, key=entry.country or entry.name)


def _capital(view: View, match: Match, rules: TitleRules) -> Draft:
    """A capital acts ("Moscow said", "ties with Belgrade"), or is where something happens ("in Moscow")."""
    if _is_only_a_city(view, match, rules):
        written = _written(view, match)
        return _draft(view, match, MentionKind.PLACE, written, None, "capital as place", 0.85, key=written)
    entry = match.entry
    if entry.name in rules.metonyms.values():
        kind = MentionKind.ORGANISATION
        draft = _draft(view, match, kind, entry.name, "IGO", "metonym", 0.75, key=entry.name)
        return replace(draft, country=None)
    return _draft(
        view, match, MentionKind.COUNTRY, entry.name, "GOV", "metonym", 0.75, key=entry.country or ""
    )


def _is_only_a_city(view: View, match: Match, rules: TitleRules) -> bool:
    before, after = view.low(match.first - 1), view.low(match.last)
    if before == "-" or (after in _DASHES and match.first == 0):
        return True  # a dateline, or a line of a table
    if before in rules.inside:
        return True
    if before == "to":
        return any(view.low(i) in rules.motion for i in range(max(0, match.first - 5), match.first - 1))
    if view.is_genitive(match.last):
        return view.low(match.last + 1) in rules.city_things
    if view.tag(match.first - 1) in _DETERMINERS or _tells_what_is_held(view, match.last):
        return True  # "the Vienna talks", "with Paris fashion week"
    if view.verb_follows(match.last) or before in {"between", "with", "against", "by", "and", "that"}:
        return _follows_a_place(view, match, rules)
    if after == "," and view.is_name(match.last + 1):
        return True  # "Paris, France"
    return view.tag(match.last) in {"NN", "NNP"} or before in {"", ","} or view.tag(match.first - 1) == "NNP"


def _tells_what_is_held(view: View, after: int) -> bool:
    """Whether a common noun follows, perhaps after a word that tells of it ("lantern festival")."""
    nouns = {"NN", "NNS"}
    return view.tag(after) in nouns or (view.tag(after) == "JJ" and view.tag(after + 1) in nouns)


def _follows_a_place(view: View, match: Match, rules: TitleRules) -> bool:
    """ "in Paris and London": what stands before "and" tells."""
    if view.low(match.first - 1) != "and":
        return False
    return any(view.low(i) in rules.inside for i in range(max(0, match.first - 4), match.first - 1))
