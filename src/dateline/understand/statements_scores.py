"""How likely a cue is an attribution: the counts of its word and frame, corrected by what stands around it.

A logistic model of a few dozen named features; its weights are data (``rules/cue_context.yaml``).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, log

from dateline.understand.statements_candidates import Candidate
from dateline.understand.statements_speakers import Range
from dateline.understand.statements_view import View

_EDGE = 1e-3


def counted(view: View, candidate: Candidate) -> float:
    """The log-odds that the counts alone give."""
    weight = view.lexicon.weight(candidate.part, candidate.lemma, candidate.key)
    weight = min(max(weight, _EDGE), 1 - _EDGE)
    return log(weight / (1 - weight))


def score(view: View, candidate: Candidate) -> float:
    """How likely the candidate is an attribution, 0 to 1."""
    weights = view.lexicon.context
    total = weights.get("bias", 0.0) + weights.get("counts", 1.0) * counted(view, candidate)
    total += sum(weights.get(name, 0.0) for name in features(view, candidate))
    return 1 / (1 + exp(-total))


def features(view: View, candidate: Candidate) -> Iterator[str]:
    """The names of what holds for a candidate."""
    yield f"part {candidate.part}"
    yield f"frame {candidate.frame.value}"
    yield f"speaker {_sort(view, candidate.speaker)}"
    yield f"{candidate.kind.value}, speaker {_sort(view, candidate.speaker)}"
    first, last = candidate.pieces[-1]
    yield f"{candidate.frame.value}, content begins {_begins(view, first)}"
    yield f"content of {_length(sum(b - a for a, b in candidate.pieces))} words"
    if candidate.addressee is not None:
        yield "addressee"
    if any(view.quotation(i) for a, b in candidate.pieces for i in (a, b - 1)):
        yield "quotation in content"
    if last >= view.end:
        yield "content to the end"
    yield from _of_verb(view, candidate)


def _of_verb(view: View, candidate: Candidate) -> Iterator[str]:
    group = candidate.group
    if group is None:
        return
    voice = "passive" if group.passive else "active"
    yield f"form {group.form} {voice}{' to' if group.infinitive else ''}"
    yield f"{candidate.kind.value}, form {group.form}"
    if group.modal:
        yield f"modal {group.modal}"
    if group.negated:
        yield "negated"
    if group.perfect:
        yield "perfect"
    yield f"before cue {_mark(view, candidate.cue[0] - 1)}"


def _mark(view: View, place: int) -> str:
    if place < 0:
        return "start"
    return view.word(place) if view.tag(place) in (",", "IN", "CC", "TO", ":") else view.tag(place)[:2]


def _sort(view: View, speaker: Range | None) -> str:
    """What kind of phrase the speaker is."""
    if speaker is None:
        return "none"
    first, last = speaker
    if view.word(first) in ("who", "which", "that", "it", "this", "they", "we", "i", "you", "what", "there"):
        return view.word(first)
    if view.tag(first) in ("PRP", "PRP$"):
        return "he or she"
    phrase = view.phrases.get(first)
    tag = view.tag(phrase.head if phrase else last - 1)
    return {"NNP": "name", "NNPS": "name", "NNS": "plural", "NN": "singular"}.get(tag, "other")


def _begins(view: View, place: int) -> str:
    if view.opens_quote(place):
        return "quotation"
    word = view.word(place)
    return (
        word
        if word in ("that", "to", "it", "a", "the", "his", "her", "its", "their", "how", "what")
        else view.tag(place)
    )


def _length(words: int) -> str:
    return (
        "1"
        if words <= 1
        else "2"
        if words == 2
        else "3-5"
        if words <= 5
        else "6-12"
        if words <= 12
        else "13+"
    )
