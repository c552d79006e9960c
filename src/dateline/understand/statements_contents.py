"""What was said: where the content of a cue begins and ends, after the cue, before it or on both sides."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.understand.analysis import VerbGroup
from dateline.understand.cues import CueLexicon, Frame
from dateline.understand.statements_speakers import (
    Range,
    is_finite,
    is_time,
    left_phrase,
    right_phrase,
    subject_before,
)
from dateline.understand.statements_view import DASHES, View

_WH = frozenset("whether how why what who where when which if whom whose".split())
_NOMINAL = frozenset(
    {"DT", "PRP", "PRP$", "NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "EX", "PDT", "WP", "$", "WDT"}
)
_ADJUNCTS = frozenset("on in at during after before by from via with through last this over for to".split())
_FARTHEST = 16


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


def content_after(view: View, lemma: str, last: int, lexicon: CueLexicon) -> Placement | None:
    """The content that follows a verb whose group ends before token ``last``."""
    place = last
    while view.tag(place) in ("RB", "RP") and view.word(place) not in ("not", "n't") and not view.opens_quote(place):
        place += 1
    direct = _strong(view, place)
    if direct is not None:
        frame, start = direct
        return _placed(view, frame, frame.value, start, last)
    if view.word(place) == "," or is_time(view, place):
        return _beyond_adjuncts(view, place, last)
    if view.tag(place) in ("IN", "TO") and place + 1 < view.end:
        return _after_preposition(view, place, last)
    if view.tag(place) in _NOMINAL or view.opens_quote(place):
        return _after_noun(view, lemma, place, last, lexicon)
    return None


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
    if word == "that" and _opens_clause(view, place):
        return Frame.CLAUSE, place
    if word in _WH and tag != "IN" or word in ("whether", "if"):
        return Frame.CLAUSE, place
    after_not = place + 1 if word in ("not", "n't") else place
    if view.word(after_not) == "to" and view.tag(after_not + 1) in ("VB", "RB"):
        return Frame.INFINITIVE, place
    group = view.groups.get(place)
    if group is not None and group.infinitive:
        return Frame.INFINITIVE, place
    if tag == "VBG" and group is not None and group.first == place:
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


def _beyond_adjuncts(view: View, place: int, last: int) -> Placement | None:
    """Content after "on Tuesday", "in a statement", ", in his usual way,"."""
    here = place
    while here < min(place + _FARTHEST, view.end):
        found = _strong(view, here) if here > place or view.word(here) != "," else None
        if found is not None and found[0] in (Frame.CLAUSE, Frame.QUOTE):
            if found[0] is Frame.CLAUSE and view.word(found[1]) in _WH - {"whether", "if"}:
                return None
            return _placed(view, found[0], found[0].value, found[1], last, addressee=_to_whom(view, last, here))
        group = view.groups.get(here)
        if (group is not None and is_finite(group)) or view.tag(here) == "CC" and view.word(here) == "but":
            return None
        here += 1
    return None


def _to_whom(view: View, first: int, last: int) -> Range | None:
    """The phrase in "to reporters" between tokens ``first`` and ``last``."""
    for place in range(first, last - 1):
        if view.word(place) == "to" and (place + 1) in view.phrases:
            phrase = view.phrases[place + 1]
            return phrase.first, phrase.last
    return None


def _after_preposition(view: View, place: int, last: int) -> Placement | None:
    """ "spoke about X" (the preposition belongs to the cue), or an adjunct before the content."""
    word = view.word(place)
    if word in _ADJUNCTS:
        beyond = _beyond_adjuncts(view, place, last)
        if beyond is not None:
            return beyond
        if is_time(view, place + 1):
            return None
    return _placed(view, Frame.PREPOSITION, word, place + 1, place + 1)


def _after_noun(view: View, lemma: str, place: int, last: int, lexicon: CueLexicon) -> Placement | None:
    """A noun phrase after the verb: the one spoken to, the subject of a clause, or the content itself."""
    phrase_end = _phrase_end(view, place)
    after = _strong(view, phrase_end)
    sense = lexicon.sense("verbs", lemma, after[0].value) if after else None
    if after is not None and sense is not None and sense.addressee and after[0].value in (sense.frames or {after[0].value}):
        return _placed(view, after[0], after[0].value, after[1], last, addressee=(place, phrase_end))
    clause = lexicon.sense("verbs", lemma, Frame.CLAUSE.value)
    if clause is not None and clause.addressee:
        beyond = _beyond_adjuncts(view, phrase_end, last)
        if beyond is not None:
            return Placement(beyond.frame, beyond.key, beyond.pieces, last, addressee=(place, phrase_end))
    if _starts_clause(view, place):
        return _placed(view, Frame.CLAUSE, Frame.CLAUSE.value, place, last)
    return _placed(view, Frame.OBJECT, Frame.OBJECT.value, place, last)


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
    for group in view.analysis.verb_groups:
        if group.first <= place or not is_finite(group) or group.form == "VBN" and not group.modal and group.last - group.first == 1:
            continue
        between = range(place, group.first)
        if any(view.word(i) in (";", ":") for i in between):
            return False
        subject = subject_before(view, group.first)
        if subject is None:
            return False
        return subject[0] <= place + 1 or (left_phrase(view, subject[1] - 1) or subject)[0] <= place
    return False


def content_around(
    view: View, first: int, subject: Range | None, last: int, spoken_to: bool
) -> Placement | None:
    """Content before the cue, and perhaps again after it: ``X will go, she said``; ``X, said the mayor, will go``."""
    inverted: Range | None = None
    before = (subject[0] if subject else first) - 1
    place = last
    if subject is None or subject[1] > first:
        inverted = right_phrase(view, last)
        if inverted is None:
            return None
        before, place = first - 1, inverted[1]
    if view.word(before) == "as":
        before -= 1
    if before < 1 or not _ends_content(view, before):
        return None
    if inverted is None and not _can_follow(view, place, spoken_to):
        return None
    tail = _tail(view, place)
    if tail is None:
        return None
    start, quoted = _content_start(view, before)
    if start >= before:
        return None
    end = before + 1 if view.quotation(before) else before
    pieces: list[Range] = [(start, end)]
    if view.word(tail) == ",":
        more = _second_piece(view, tail + 1, start, before, quoted)
        if more is not None:
            pieces.append(more)
    frame = Frame.QUOTE if quoted else Frame.CLAUSE
    addressee = None if inverted else _to_whom(view, last, tail)
    if addressee is None and not inverted and last in view.phrases and not is_time(view, last):
        addressee = (last, _phrase_end(view, last))
    return Placement(frame, frame.value, tuple(pieces), last, addressee, inverted, "around")


def _can_follow(view: View, place: int, spoken_to: bool) -> bool:
    """Whether what stands after the cue leaves the content to what stands before it."""
    if place >= view.end or is_time(view, place) or view.tag(place) in ("IN", "TO", "RB", ",", ":", "CC", "WRB"):
        return True
    if view.word(place) in DASHES or view.word(place) in (",", ";", "("):
        return True
    return spoken_to and place in view.phrases


def _ends_content(view: View, place: int) -> bool:
    return view.word(place) in (",", "?", "!") or view.closes_quote(place) or view.word(place) in DASHES


def _tail(view: View, place: int) -> int | None:
    """The comma or end that follows the cue, if only adjuncts and the one spoken to stand between."""
    while place < view.end:
        word = view.word(place)
        if word == "," or view.word(place) in DASHES or word in (";", ":"):
            return place
        if word in ("that", "whether") or view.opens_quote(place):
            return None
        if word in ("and", "but", "as", "when", "after", "while", "before", "because"):
            return place
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


def _second_piece(view: View, place: int, start: int, before: int, quoted: bool) -> Range | None:
    """What follows the second comma of "…, he said, …" if it goes on with the content."""
    if place >= view.end:
        return None
    if view.opens_quote(place):
        return place, piece_end(view, place, Frame.QUOTE)
    if quoted or view.tag(place) in ("VBG", "CC"):
        return None
    unfinished = not any(start <= g.first < before and is_finite(g) for g in view.analysis.verb_groups)
    return (place, piece_end(view, place, Frame.CLAUSE)) if unfinished else None


def _placed(
    view: View, frame: Frame, key: str, start: int, last: int, addressee: Range | None = None
) -> Placement | None:
    end = piece_end(view, start, frame)
    if end <= start:
        return None
    return Placement(frame, key, ((start, end),), last, addressee)


def piece_end(view: View, start: int, frame: Frame) -> int:
    """Where content that begins at ``start`` ends: with its sentence, or before what is said beside it."""
    closed = _quote_end(view, start)
    place = start + 1
    clause = frame in (Frame.CLAUSE, Frame.QUOTE)
    while place < view.end:
        if view.quotation(place) is None or place >= closed:
            if _cuts(view, place, clause, start):
                return place
        place += 1
    return _with_closing_quote(view, start, place)


def _quote_end(view: View, start: int) -> int:
    return next((last for first, last, _ in view.quotes if first <= start < last), start)


def _with_closing_quote(view: View, start: int, end: int) -> int:
    """Direct speech keeps its closing mark and what stands before it."""
    for first, last, _ in view.quotes:
        if first < end < last and first >= start - 1:
            return last
        if start >= first and end < last:
            return last
    return end


def _cuts(view: View, place: int, clause: bool, start: int) -> bool:
    """Whether the content ends before the token at ``place``."""
    word, following = view.word(place), place + 1
    if word == ";":
        return True
    if word == ",":
        if view.word(following) == "according" or view.tag(following) == "VBG" and _is_participle_of_cue(view, following):
            return True
        if view.word(following) in ("but", "while", "although", "though"):
            return True
        if view.word(following) in ("which", "who") and not clause:
            return True
        return view.word(following) == "and" and not clause
    if word in DASHES:
        return True
    if word in ("but", "while") and not clause:
        return True
    if word in ("and", "or") and not clause:
        group = view.groups.get(following)
        return group is not None and is_finite(group)
    return False


def _is_participle_of_cue(view: View, place: int) -> bool:
    group = view.groups.get(place)
    return group is not None and group.first == place
