"""What was said: where the content of a verb begins and ends, after the verb, before it or on both sides."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dateline.understand.analysis import VerbGroup
from dateline.understand.cues import Frame
from dateline.understand.statements_ends import content_end
from dateline.understand.statements_speakers import (
    Range,
    is_finite,
    is_time,
    left_phrase,
    right_phrase,
    subject_before,
)
from dateline.understand.statements_view import DASHES, View

_WH = frozenset(["whether", "how", "why", "what", "who", "where", "when", "which", "if", "whom", "whose"])
_NOMINAL = frozenset(
    {"DT", "PRP", "PRP$", "NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "EX", "PDT", "WP", "$", "WDT"}
)
_ADJUNCTS = frozenset({
    "on", "in", "at", "during", "after", "before", "by", "from", "via", "with", "through", "last",
    "this", "over", "for", "to",
})  # fmt: skip
_STOPS = frozenset(["and", "but", "as", "when", "after", "while", "before", "because"])
_FARTHEST = 16


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb that may attribute: its lemma, its group, and the token before which it ends."""

    lemma: str
    group: VerbGroup
    last: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the content stands.

    Attributes:
        frame: how.
        key: the frame, or ``of``, ``about`` … for a preposition: what the counts are kept by.
        pieces: token ranges of this sentence, in order.
        last: where the cue ends (a preposition belongs to it).
        addressee, speaker: what was found on the way.
    """

    frame: Frame
    key: str
    pieces: tuple[Range, ...]
    last: int
    addressee: Range | None = None
    speaker: Range | None = None
    rule: str = "after"


def content_after(view: View, cue: Cue, place: int) -> Placement | None:
    """The content that follows a cue, looked for from token ``place`` on."""
    while (
        view.tag(place) in ("RB", "RP")
        and view.word(place) not in ("not", "n't")
        and not view.opens_quote(place)
    ):
        place += 1
    direct = _strong(view, place)
    if direct is not None:
        return _placed(view, cue, direct[0], direct[0].value, direct[1])
    if is_time(view, place):
        phrase = view.phrases.get(place)
        return content_after(view, cue, phrase.last if phrase else place + 1)
    if view.word(place) == "," or view.word(place) in DASHES:
        return _beyond_adjuncts(view, cue, place)
    if is_extracted(view, cue, place):
        return _placed(view, cue, Frame.CLAUSE, "extracted", place)
    if view.tag(place) in ("IN", "TO") and place + 1 < view.end:
        return _after_preposition(view, cue, place)
    if view.tag(place) in _NOMINAL or view.opens_quote(place):
        return _after_noun(view, cue, place)
    return None


def is_extracted(view: View, cue: Cue, place: int) -> bool:
    """Whether a verb follows whose subject stands before the cue ("a trip that she said was safe")."""
    group = view.groups.get(place)
    return (
        cue.lemma in view.lexicon.clausal and group is not None and group.first == place and is_finite(group)
    )


def _strong(view: View, place: int) -> tuple[Frame, int] | None:
    """Whether content of an unmistakable form begins at ``place``, and where exactly."""
    word, tag = view.word(place), view.tag(place)
    if place >= view.end:
        return None
    if word == ":":
        return (Frame.QUOTE if view.opens_quote(place + 1) else Frame.CLAUSE), place + 1
    if word == "," and view.opens_quote(place + 1):
        return Frame.QUOTE, place + 1
    if view.opens_quote(place) and _is_speech(view, place):
        return Frame.QUOTE, place
    if (
        (word == "that" and _opens_clause(view, place))
        or (word in _WH and tag != "IN")
        or word in ("whether", "if")
    ):
        return Frame.CLAUSE, place
    return _verbal(view, place)


def _verbal(view: View, place: int) -> tuple[Frame, int] | None:
    """An infinitive or an -ing form at ``place``."""
    after_not = place + 1 if view.word(place) in ("not", "n't") else place
    if view.word(after_not) == "to" and view.tag(after_not + 1) in ("VB", "RB"):
        return Frame.INFINITIVE, place
    group = view.groups.get(place)
    if group is not None and group.infinitive:
        return Frame.INFINITIVE, place
    if view.tag(place) == "VBG" and group is not None and group.first == place:
        return Frame.GERUND, place
    return None


def _opens_clause(view: View, place: int) -> bool:
    """Whether "that" begins a clause rather than being a pronoun or article."""
    following = next((g for g in view.analysis.verb_groups if g.first > place and is_finite(g)), None)
    return following is not None and (view.tag(place) == "IN" or following.first > place + 1)


def _is_speech(view: View, place: int) -> bool:
    """Whether the quotation that opens at ``place`` is a sentence of its own."""
    quotation = view.quotation(place)
    if quotation is None:
        return False
    first = next((t.text for t in view.analysis.tokens if t.span.start >= quotation.inner.start), "")
    reaches_end = quotation.span.end >= view.analysis.tokens[max(view.end - 1, 0)].span.end
    return first[:1].isupper() and reaches_end


def _beyond_adjuncts(view: View, cue: Cue, place: int) -> Placement | None:
    """Content after "on Tuesday", "in a statement", ", in his usual way,"."""
    if cue.lemma not in view.lexicon.clausal:
        return None
    for here in range(place, min(place + _FARTHEST, view.end)):
        found = _strong(view, here)
        if found is not None and found[0] in (Frame.CLAUSE, Frame.QUOTE):
            if found[0] is Frame.CLAUSE and view.word(found[1]) in _WH - {"whether", "if"}:
                return None
            addressee = _to_whom(view, cue.last, here)
            return _placed(view, cue, found[0], found[0].value, found[1], addressee=addressee)
        group = view.groups.get(here)
        if (group is not None and (is_finite(group) or group.infinitive)) or view.word(here) == "but":
            return None
    return None


def _to_whom(view: View, first: int, last: int) -> Range | None:
    """The phrase in "to reporters" between tokens ``first`` and ``last``."""
    for place in range(first, last - 1):
        if view.word(place) == "to" and (place + 1) in view.phrases:
            phrase = view.phrases[place + 1]
            return phrase.first, phrase.last
    return None


def _after_preposition(view: View, cue: Cue, place: int) -> Placement | None:
    """ "spoke about X" (the preposition belongs to the cue), or an adjunct before the content."""
    word = view.word(place)
    if word in _ADJUNCTS:
        beyond = _beyond_adjuncts(view, cue, place)
        if beyond is not None:
            return beyond
        if is_time(view, place + 1):
            return content_after(view, cue, place + 1)
    found = _placed(view, cue, Frame.PREPOSITION, word, place + 1)
    return replace(found, last=place + 1) if found else None


def _after_noun(view: View, cue: Cue, place: int) -> Placement | None:
    """A noun phrase after the verb: the one spoken to, the subject of a clause, or the content itself."""
    phrase_end = _phrase_end(view, place)
    after = _strong(view, phrase_end)
    if after is not None and view.lexicon.speaks_to(cue.lemma, after[0]):
        return _placed(view, cue, after[0], after[0].value, after[1], addressee=(place, phrase_end))
    if view.lexicon.speaks_to(cue.lemma, Frame.CLAUSE) and not _starts_clause(view, place):
        beyond = _beyond_adjuncts(view, cue, phrase_end)
        if beyond is not None:
            return replace(beyond, addressee=(place, phrase_end))
        if _starts_clause(view, phrase_end):
            return _placed(
                view, cue, Frame.CLAUSE, Frame.CLAUSE.value, phrase_end, addressee=(place, phrase_end)
            )
    if cue.lemma in view.lexicon.clausal and _starts_clause(view, place):
        split = _addressee_split(view, cue, place)
        return _placed(
            view, cue, Frame.CLAUSE, Frame.CLAUSE.value, split or place, (place, split) if split else None
        )
    return _placed(view, cue, Frame.OBJECT, Frame.OBJECT.value, place)


def _addressee_split(view: View, cue: Cue, place: int) -> int | None:
    """Where the clause begins in "told reporters the road was safe", after the one spoken to."""
    if not view.lexicon.speaks_to(cue.lemma, Frame.CLAUSE) or place not in view.phrases:
        return None
    end = view.phrases[place].last
    return end if end in view.phrases and end < view.end else None


def _phrase_end(view: View, place: int) -> int:
    """Where the noun phrase at ``place`` ends, with the phrases that "of", "in" … and "and" hang on it."""
    phrase = view.phrases.get(place)
    last = phrase.last if phrase else place + 1
    while last + 1 < view.end and view.word(last) in ("of", "in", "from", "at", "for", "and", "on", "with"):
        if (last + 1) not in view.phrases:
            break
        last = view.phrases[last + 1].last
    return last


def _starts_clause(view: View, place: int) -> bool:
    """Whether the phrase at ``place`` is the subject of a finite verb ("said the plan would fail")."""
    if place not in view.phrases and view.tag(place) not in ("EX", "DT", "PRP"):
        return False
    for group in view.analysis.verb_groups:
        bare = group.form == "VBN" and not group.modal and group.last - group.first == 1
        if group.first <= place or not is_finite(group) or bare:
            continue
        if any(view.word(i) in (";", ":") for i in range(place, group.first)):
            return False
        subject = subject_before(view, group.first)
        if subject is None:
            return False
        return subject[0] <= place + 1 or (left_phrase(view, subject[1] - 1) or subject)[0] <= place
    return False


def content_around(view: View, cue: Cue, first: int, subject: Range | None) -> Placement | None:
    """Content before the cue, perhaps again after it: ``X will go, she said``; ``X, she said, will go``."""
    spoken_to = view.lexicon.speaks_to(cue.lemma, Frame.CLAUSE)
    inverted: Range | None = None
    before, place = (subject[0] if subject else first) - 1, cue.last
    if subject is None:
        inverted = right_phrase(view, cue.last)
        if inverted is None or not (view.closes_quote(first - 1) or cue.lemma in view.lexicon.inverting):
            return None
        before, place = first - 1, inverted[1]
    elif not _can_follow(view, place, spoken_to):
        return None
    if view.word(before) == "as":
        before -= 1
    if before < 1 or not _ends_content(view, before):
        return None
    tail = _tail(view, place)
    start, quoted = _content_start(view, before)
    if tail is None or start >= before:
        return None
    pieces: list[Range] = [(start, before + 1 if view.quotation(before) else before)]
    if view.word(tail) == ",":
        more = _second_piece(view, cue, tail + 1, start, before, quoted)
        if more is not None:
            pieces.append(more)
    frame = Frame.QUOTE if quoted else Frame.CLAUSE
    addressee = None if inverted else _to_whom(view, cue.last, tail)
    if (
        addressee is None
        and spoken_to
        and not inverted
        and cue.last in view.phrases
        and not is_time(view, cue.last)
    ):
        addressee = (cue.last, _phrase_end(view, cue.last))
    return Placement(frame, frame.value, tuple(pieces), cue.last, addressee, inverted, "around")


def _can_follow(view: View, place: int, spoken_to: bool) -> bool:
    """Whether what stands after the cue leaves the content to what stands before it."""
    if place >= view.end or is_time(view, place) or view.tag(place) in ("IN", "TO", "RB", "CC", "WRB"):
        return True
    if view.word(place) in DASHES or view.word(place) in (",", ";", "(", ":"):
        return True
    return spoken_to and place in view.phrases


def _ends_content(view: View, place: int) -> bool:
    return view.word(place) in (",", "?", "!") or view.closes_quote(place) or view.word(place) in DASHES


def _tail(view: View, place: int) -> int | None:
    """The comma or end that follows the cue, if only adjuncts and the one spoken to stand between."""
    while place < view.end:
        word = view.word(place)
        if word in (",", ";", ":") or word in DASHES or word in _STOPS:
            return place
        if word in ("that", "whether") or view.opens_quote(place):
            return None
        group = view.groups.get(place)
        if group is not None and (is_finite(group) or group.infinitive):
            return place if group.form == "VBG" else None
        place += 1
    return place


def _content_start(view: View, before: int) -> tuple[int, bool]:
    """Where the content that ends at ``before`` begins, and whether it is direct speech."""
    quote = next(((first, last) for first, last, _ in view.quotes if first <= before < last), None)
    start = 0
    for place in range(before - 1, -1, -1):
        if view.word(place) == ";" and view.quotation(place) is None:
            start = place + 1
            break
    if quote is None:
        return start, False
    return start, quote[0] <= start + 1 or quote[1] - quote[0] > 6


def _second_piece(view: View, cue: Cue, place: int, start: int, before: int, quoted: bool) -> Range | None:
    """What follows the second comma of "…, he said, …" if it goes on with the content."""
    if place >= view.end:
        return None
    if view.opens_quote(place):
        return place, content_end(view, place, Frame.QUOTE, cue.group)
    if quoted or view.tag(place) in ("VBG", "CC"):
        return None
    unfinished = not any(start <= g.first < before and is_finite(g) for g in view.analysis.verb_groups)
    return (place, content_end(view, place, Frame.CLAUSE, cue.group)) if unfinished else None


def _placed(
    view: View, cue: Cue, frame: Frame, key: str, start: int, addressee: Range | None = None
) -> Placement | None:
    end = content_end(view, start, frame, cue.group)
    if end <= start:
        return None
    return Placement(frame, key, ((start, end),), cue.last, addressee)
