"""Who speaks: the phrase before a cue, after an inverted cue, or of the clause that a cue hangs on."""

from __future__ import annotations

from dateline.understand.analysis import Tense, VerbGroup
from dateline.understand.statements_view import CLOSING, DASHES, RELATIVES, View

Range = tuple[int, int]

_NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "EX", "DT", "WP"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBORDINATORS = frozenset({
    "that", "if", "whether", "because", "when", "while", "as", "after", "before", "since", "although",
    "though", "until", "unless", "where", "how", "why", "what",
})  # fmt: skip
_JOINERS = frozenset({
    "of", "for", "in", "from", "with", "at", "on", "to", "by", "about", "against", "near", "inside",
    "behind", "between", "among", "including", "across", "within", "outside", "under",
})  # fmt: skip
_TIME = frozenset({
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday",
    "tomorrow", "morning", "night", "afternoon", "evening", "week", "month", "year", "weekend",
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "later", "earlier", "recently",
})  # fmt: skip
_LONGEST_APPOSITION = 40


def is_time(view: View, i: int) -> bool:
    """Whether the token at ``i`` names a time, alone or as the head of its phrase."""
    phrase = view.phrases.get(i)
    return view.word(phrase.head if phrase else i) in _TIME


def is_finite(group: VerbGroup) -> bool:
    """Whether a verb group can be the verb of a clause of its own."""
    if group.infinitive:
        return False
    return bool(group.modal) or group.form in _FINITE or group.tense is not Tense.NONE


def left_phrase(view: View, last: int) -> Range | None:
    """The whole phrase that ends with token ``last``: noun phrases, what joins them, and reduced clauses.

    "A poll released on Sunday by the university", "supporters of the plan", "Ann Hale and Bo Orr".
    """
    first = _phrase_start(view, last)
    if first is None:
        return None
    start = first
    while start > 0:
        before = start - 1
        step = _step_left(view, before)
        if step is None:
            break
        start = step
    return start, last + 1


def _phrase_start(view: View, last: int) -> int | None:
    phrase = view.phrases.get(last)
    if phrase is not None:
        return phrase.first
    if view.tag(last) in _NOUN_TAGS or view.analysis.tokens[last].text[:1].isupper():
        return last
    return None


def _step_left(view: View, before: int) -> int | None:
    """The start of the next noun phrase to the left if it belongs to the same phrase."""
    word = view.word(before)
    group = view.groups.get(before)
    if word in _JOINERS and view.tag(before) in ("IN", "TO", "VBG"):
        return _noun_before(view, before)
    if word in ("and", "or", "&") and before > 0:
        return _coordinate(view, before)
    if group is not None and not is_finite(group) and group.form in ("VBN", "VBG", "VBD") and group.first > 0:
        return _noun_before(view, group.first)
    if is_time(view, before + 1) and before in view.phrases and not is_time(view, before):
        return view.phrases[before].first
    return None


def _noun_before(view: View, place: int) -> int | None:
    """Start of the noun phrase, or the participle's, that ends just before ``place``."""
    if place < 1:
        return None
    group = view.groups.get(place - 1)
    if group is not None and not is_finite(group) and group.form in ("VBN", "VBG") and group.first > 0:
        return _phrase_start(view, group.first - 1) if view.phrases.get(group.first - 1) else None
    return _phrase_start(view, place - 1) if (place - 1) in view.phrases else None


def _coordinate(view: View, conjunction: int) -> int | None:
    """The first part of "X and Y", unless X is the object of a verb."""
    left = conjunction - 1
    comma = view.word(left) == ","
    if comma:
        left -= 1
    if left not in view.phrases:
        return None
    start = view.phrases[left].first
    while start > 1 and view.word(start - 1) == "," and (start - 2) in view.phrases:
        start = view.phrases[start - 2].first
    ahead = view.groups.get(start - 1)
    if ahead is not None or view.word(start - 1) in _JOINERS or (comma and not _opens(view, start)):
        return None
    return start


def subject_before(view: View, first: int) -> Range | None:
    """The subject that stands before a cue whose first token is ``first``, with its apposition."""
    last = first - 1
    while last >= 0 and (_is_adverb(view, last) or view.word(last) in ("both", "all", "each")):
        last -= 1
    if last < 0:
        return None
    if view.word(last) in RELATIVES and view.tag(last) in ("WP", "WDT", "IN", "DT"):
        return last, last + 1
    if view.word(last) in (",", ")") or view.word(last) in DASHES:
        return _across_apposition(view, last)
    if view.word(last) in CLOSING and last > 0:
        return left_phrase(view, last - 1)
    return left_phrase(view, last)


def plain_speaker(view: View, subject: Range) -> Range:
    """A subject without its relative clause; for a relative pronoun, what it stands for."""
    first, last = subject
    if last - first == 1 and first > 0 and view.word(first) in RELATIVES:
        ahead = first - 2 if view.word(first - 1) == "," and first > 1 else first - 1
        return (left_phrase(view, ahead) if ahead in view.phrases else None) or subject
    for place in range(first + 1, last - 1):
        if view.word(place) == "," and view.word(place + 1) in ("who", "which", "whose", "where"):
            return first, place
    return subject


def _is_adverb(view: View, place: int) -> bool:
    return view.tag(place) in ("RB", "RBR") and view.analysis.tokens[place].text.islower()


def _across_apposition(view: View, closing: int) -> Range | None:
    """ "Ann Hale, the mayor," or "Ann Hale (R-Ohio)": the phrase before the opening mark."""
    opening_words = {")": ("(",), ",": (",",)}.get(view.word(closing), tuple(DASHES))
    place = closing - 1
    best: Range | None = None
    while place > 0 and closing - place < _LONGEST_APPOSITION:
        if view.word(place) in opening_words and not view.quotation(place):
            if (place - 1) in view.phrases or view.word(place - 1) == ")":
                inside = place + 1
                end = place - 1 if view.word(place - 1) != ")" else _open_bracket(view, place - 1) - 1
                phrase = left_phrase(view, end)
                if phrase is not None and not _main_verb_in(view, inside, closing):
                    if best is not None and not _opens(view, phrase[0]) and not _adds_detail(view, best[0]):
                        return best
                    adverbial = view.tag(inside) in ("IN", "RB", "VBG", "TO") and view.word(closing) == ","
                    best = (phrase[0], place if adverbial else closing)
                    if view.word(phrase[0] - 1) != ",":
                        return best
            elif best is not None:
                return best
        place -= 1
    return best


def _adds_detail(view: View, place: int) -> bool:
    """Whether an age or a place begins at ``place``, which cannot be the one who speaks."""
    return view.word(place)[:1].isdigit() or view.tag(place - 1) == "IN"


def _opens(view: View, place: int) -> bool:
    """Whether a clause begins at ``place``."""
    before = view.word(place - 1)
    return (
        place == 0
        or view.tag(place - 1) == "CC"
        or before in _SUBORDINATORS
        or before in ("“", '"', "''", "`")
    )


def _open_bracket(view: View, closing: int) -> int:
    place = closing
    while place > 0 and view.word(place) != "(":
        place -= 1
    return place


def _main_verb_in(view: View, first: int, last: int) -> bool:
    """Whether tokens ``first`` to ``last`` hold a verb of a clause that is not a relative one."""
    if view.word(first) in ("who", "which", "whose", "where", "whom", "when"):
        return False
    return any(
        first <= group.first < last
        and is_finite(group)
        and group.form != "VBN"
        and view.word(group.first - 1) not in RELATIVES
        for group in view.analysis.verb_groups
    )


def right_phrase(view: View, first: int) -> Range | None:
    """The whole phrase that begins at ``first``, after an inverted cue, with apposition."""
    if first not in view.phrases and view.tag(first) not in _NOUN_TAGS:
        return None
    last = view.phrases[first].last if first in view.phrases else first + 1
    while last < view.end:
        grown = _grow_right(view, last)
        if grown is None:
            break
        last = grown
    return first, last


def _grow_right(view: View, last: int) -> int | None:
    """The end of the next piece that belongs to a phrase which so far ends before ``last``."""
    word, following = view.word(last), last + 1
    if view.quotation(last):
        return None
    if word in (*_JOINERS, "and", "&") and following in view.phrases and not is_time(view, following):
        if (
            word in ("in", "on", "at", "to")
            and view.phrases[following].head == following
            and view.tag(following) == "PRP"
        ):
            return None
        return view.phrases[following].last
    if word == "(":
        return next((i + 1 for i in range(last, view.end) if view.word(i) == ")"), None)
    if word == ",":
        return _apposition_end(view, following)
    return None


def _apposition_end(view: View, first: int) -> int | None:
    """Where ", the mayor of Riverton, who …" ends, or None if what follows the comma is something else."""
    if first not in view.phrases and view.word(first) not in ("who", "whose", "which"):
        return None
    if view.tag(first) == "PRP" or is_time(view, first):
        return None
    relative = view.word(first) in ("who", "whose", "which")
    place = first
    while place < view.end:
        if view.quotation(place) and view.opens_quote(place):
            break
        if view.word(place) in (";", ":") or view.word(place) in DASHES:
            break
        group = view.groups.get(place)
        if (
            group is not None
            and is_finite(group)
            and not relative
            and view.word(group.first - 1) not in RELATIVES
        ):
            return None
        if view.word(place) == "," and (
            view.tag(place + 1) in ("VBG", "IN", "CC") or view.word(place + 1) == "but"
        ):
            break
        if view.word(place) in ("who", "which", "whose"):
            relative = True
        place += 1
    return place if place > first else None


def clause_subject(view: View, group: VerbGroup) -> Range | None:
    """The subject that a participle, an infinitive or a second verb ("and said") shares with another verb."""
    earlier = [g for g in view.analysis.verb_groups if g.last <= group.first and is_finite(g)]
    if earlier and _joined_in_contrast(view, group, earlier[-1]):
        return subject_before(view, earlier[-1].first)
    plain = [g for g in earlier if not _embedded(view, g)]
    for other in (*reversed(plain), *reversed(earlier)):
        subject = subject_before(view, other.first)
        if subject is not None:
            return subject
    later = [g for g in view.analysis.verb_groups if g.first >= group.last and is_finite(g)]
    for other in later:
        if view.quotation(other.first) is not None and view.quotation(group.first) is None:
            continue
        between = range(group.last, other.first)
        if any(view.word(i) == "," for i in between):
            subject = subject_before(view, other.first)
            if subject is not None and subject[0] > group.last:
                return subject
    return None


def _joined_in_contrast(view: View, group: VerbGroup, before: VerbGroup) -> bool:
    """Whether a second verb is joined to one after "while" ("…, while Norland refused and accused …")."""
    if view.word(group.first - 1) not in ("and", "or", "but"):
        return False
    subject = subject_before(view, before.first)
    return subject is not None and view.word(subject[0] - 1) in ("while", "whereas", "although", "though")


def _embedded(view: View, group: VerbGroup) -> bool:
    """Whether a verb stands in a clause that depends on another."""
    before = view.word(group.first - 1)
    if before in RELATIVES or before in _SUBORDINATORS:
        return True
    subject = subject_before(view, group.first)
    if subject is None or subject[0] == 0:
        return False
    reduced = (subject[0] - 1) in view.phrases and not is_time(view, subject[0] - 1)
    complement = (subject[0] - 1) in view.groups
    return reduced or complement or view.word(subject[0] - 1) in _SUBORDINATORS


def agent_after(view: View, last: int) -> Range | None:
    """The "by …" phrase after a passive that ends before token ``last``, within a few words."""
    for place in range(last, min(last + 8, view.end - 1)):
        if view.word(place) == "by" and (place + 1) in view.phrases:
            return right_phrase(view, place + 1)
        if view.word(place) in (",", "that", ";") or view.groups.get(place):
            return None
    return None
