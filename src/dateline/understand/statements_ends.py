"""Where content ends: at what words, after what kind of cue, was counted in an annotated corpus.

At each word that could end the content (a comma with what follows, a dash, "and", "during", a time …) the
shipped counts tell how often content that had run so far ended there; it ends at the first where that was
mostly so.
"""

from __future__ import annotations

from collections.abc import Iterator

from dateline.understand.analysis import VerbGroup
from dateline.understand.cues import Frame
from dateline.understand.statements_speakers import is_finite, is_time
from dateline.understand.statements_view import CLOSING, DASHES, RELATIVES, View

_MARKS = frozenset({",", ".", "?", "!"})
_LINKS = frozenset({
    "and", "or", "but", "while", "when", "after", "before", "as", "because", "if", "since", "until",
    "although", "though", "during", "following", "despite", "which", "who", "where", "in", "on", "at",
    "for", "by", "with", "from", "to", "amid", "without", "unless", "whether", "that", "than", "about",
    "of", "among", "against", "over",
})  # fmt: skip
_AFTER_COMMA = frozenset({
    "and", "or", "but", "while", "when", "after", "before", "as", "because", "if", "since", "until",
    "although", "though", "which", "who", "where", "according", "even", "including", "citing", "in",
    "on", "at", "for", "by", "with", "from", "to", "despite", "whose", "then", "so", "not",
})  # fmt: skip
_OPENING_CLAUSES = frozenset(
    {"when", "if", "while", "after", "before", "although", "though", "because", "unless"}
)
_TENSED = frozenset({"VBD", "VBZ", "VBP"})


def content_end(view: View, start: int, frame: Frame, group: VerbGroup | None) -> int:
    """The end (excluded) of content that begins at ``start``; ``group`` is the cue if that is a verb."""
    if start >= view.end:
        return start
    for place, key in boundaries(view, start, group):
        if frame is Frame.CLAUSE and key.startswith(",") and _only_opening(view, start, place):
            continue
        if view.lexicon.ends(frame.value, key):
            return _with_closing_quote(view, start, place)
    return _with_closing_quote(view, start, _limit(view, start))


def _only_opening(view: View, start: int, place: int) -> bool:
    """Whether only "that in several cases" or "that if she goes" stands before the comma at ``place``."""
    opening = start + 1 if view.word(start) == "that" else start
    verbs = sum(start <= g.first < place and is_finite(g) for g in view.analysis.verb_groups)
    clause = view.word(opening) in _OPENING_CLAUSES
    return (
        (clause or view.tag(opening) == "IN")
        and verbs == int(clause)
        and any(g.first > place and is_finite(g) for g in view.analysis.verb_groups)
        and (place + 1) in view.phrases
    )


def boundaries(view: View, start: int, group: VerbGroup | None) -> Iterator[tuple[int, str]]:
    """The places at which content that begins at ``start`` could end, and what stands there."""
    closed = next((last for first, last, _ in view.quotes if first <= start < last), start)
    initial = group is not None and _in_opening_clause(view, group)
    for place in range(start + 1, _limit(view, start)):
        if view.quotation(place) is not None and place < closed:
            continue
        if view.quotation(place) is not None and not view.opens_quote(place):
            continue
        key = _key(view, place, start, group)
        if key is not None:
            yield place, ("opening " if initial and key.startswith(",") else "") + key


def _limit(view: View, start: int) -> int:
    """Where content that begins at ``start`` ends at the latest: within the speech that its cue stands in."""
    for first, last, _ in view.quotes:
        if first < start < last:
            while last > start and (view.word(last - 1) in CLOSING or view.word(last - 1) in _MARKS):
                last -= 1
            return min(last, view.end)
    return view.end


def _with_closing_quote(view: View, start: int, end: int) -> int:
    """Direct speech keeps its closing mark and what stands before it."""
    for first, last, _ in view.quotes:
        if first < end < last and first >= start:
            return last
    return end


def _in_opening_clause(view: View, group: VerbGroup) -> bool:
    """Whether a cue stands in a clause before the main one ("When asked why, she …")."""
    first = view.tag(0)
    word = view.word(0)
    if group.first <= 1 and not is_finite(group):
        return True
    return (
        first in ("IN", "WRB", "VBG", "VBN")
        and word != "that"
        and not any(view.word(i) == "," and view.quotation(i) is None for i in range(group.first))
    )


def _key(view: View, place: int, start: int, group: VerbGroup | None) -> str | None:
    word = view.word(place)
    if word == ";" or word in DASHES:
        return "dash" if word in DASHES else ";"
    if word in (":", "("):
        return word
    if word == ",":
        return _comma(view, place + 1, start, group)
    if view.opens_quote(place):
        return None
    verb = view.groups.get(place)
    if verb is not None and verb.first == place and is_finite(verb):
        return _own_verb(view, verb, start, group)
    if is_time(view, place) and (place not in view.phrases or view.phrases[place].first == place):
        return "time"
    if word in _LINKS and view.tag(place) in ("IN", "CC", "WRB", "WDT", "WP", "TO", "VBG"):
        if word == "to" and view.tag(place + 1) in ("VB", "RB"):
            return "to+verb"
        return word + _what_follows(view, place + 1, start, group)
    return None


def _own_verb(view: View, verb: VerbGroup, start: int, group: VerbGroup | None) -> str:
    """A verb of the content, or the one that its phrase is the subject of ("his view of tax is known")."""
    first = not any(start <= g.first < verb.first and is_finite(g) for g in view.analysis.verb_groups)
    relative = view.word(verb.first - 1) in RELATIVES
    noun = " of noun" if group is None else ""
    return f"verb{'-first' if first else ''}{'-relative' if relative else ''}{noun}"


def _comma(view: View, following: int, start: int, group: VerbGroup | None) -> str:
    word = view.word(following)
    if word in ("and", "or", "but"):
        return f", {word}" + _what_follows(view, following + 1, start, group)
    if word in _AFTER_COMMA:
        return f", {word}"
    tag = view.tag(following)
    if tag == "RB" and view.tag(following + 1) == "VBG":
        tag = "VBG"
    if tag == "VBG":
        return ", VBG"
    if tag == "VBN":
        return ", VBN"
    return "," + _what_follows(view, following, start, group)


def _what_follows(view: View, place: int, start: int, group: VerbGroup | None) -> str:
    """What a connecting word joins: a verb (of which tense), a new clause, a time, or something else."""
    while view.tag(place) == "RB":
        place += 1
    verb = view.groups.get(place)
    if verb is not None and verb.first == place:
        return "+" + _verb_sort(view, verb, start, group)
    if is_time(view, place):
        return "+time"
    if place in view.phrases:
        following = next((g for g in view.analysis.verb_groups if g.first >= place), None)
        if following is not None and following.first == view.phrases[place].last and is_finite(following):
            return "+clause"
        return "+pronoun" if view.tag(place) == "PRP" else "+phrase"
    return ""


def _verb_sort(view: View, verb: VerbGroup, start: int, group: VerbGroup | None) -> str:
    if verb.infinitive or (verb.form not in _TENSED and not is_finite(verb)):
        return verb.form.lower()
    inside = next(
        (g for g in view.analysis.verb_groups if start <= g.first < verb.first and is_finite(g)), None
    )
    like_cue = group is not None and is_finite(group) and verb.form == group.form and not verb.modal
    like_content = inside is not None and (verb.form == inside.form or bool(verb.modal))
    return (
        f"finite{'-cue' if like_cue else ''}{'-content' if like_content else ''}{'' if inside else '-first'}"
    )
