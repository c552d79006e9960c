"""What a cue makes of what is said: the kind of the statement, and whether it turns its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.model import Span, StatementKind
from dateline.understand.analysis import Analysis, Tense, VerbGroup
from dateline.understand.cues import CueLexicon, Sense, opposing_kinds

_MARKS = "“\"„‟«‘'"
_LONGEST = 4
_NEGATIONS = frozenset({"not", "n't", "never", "no"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Kind and polarity, and what gave the kind: an entry of the cue lexicon, or the reader."""

    kind: StatementKind
    negated: bool
    rule: str


def read_cue(
    lexicon: CueLexicon, analysis: Analysis, cue: Span, content: Sequence[Span], guess: StatementKind
) -> Reading:
    """What a cue makes of its content.

    Args:
        lexicon: the cues.
        analysis: the sentence of the cue.
        cue: the words that attribute.
        content: what is attributed.
        guess: the kind that the encoder sees, for a cue that the lexicon does not know.
    """
    sense, rule = _sense(lexicon, analysis, cue, content)
    kind = sense.kind if sense is not None else guess
    group = _group(analysis, cue)
    turned = (sense is not None and sense.opposed) or kind in opposing_kinds()
    turned = turned != (group is not None and group.negated)
    return Reading(kind, turned != _is_negated(analysis, content), rule)


def _sense(
    lexicon: CueLexicon, analysis: Analysis, cue: Span, content: Sequence[Span]
) -> tuple[Sense | None, str]:
    inside = [token for token in analysis.tokens if token.span.overlaps(cue)]
    words = tuple(token.text.lower() for token in inside)
    for phrase in lexicon.phrases:
        if phrase.words == words[: len(phrase.words)]:
            return Sense(phrase.kind), " ".join(phrase.words)
    frame = _frame(analysis, cue, content)
    group = _group(analysis, cue)
    if group is not None:
        for lemma in _lemmas(analysis, group):
            sense = lexicon.sense("verbs", lemma, frame)
            if sense is not None:
                return sense, f"{lemma} ({frame})"
    for token in reversed(inside):
        part = "nouns" if token.tag.startswith("NN") else "adjectives" if token.tag.startswith("JJ") else ""
        sense = lexicon.sense(part, token.lemma.lower(), frame) if part else None
        if sense is not None:
            return sense, token.lemma.lower()
    return None, "reader"


def _lemmas(analysis: Analysis, group: VerbGroup) -> Iterator[str]:
    """What the lexicon may know a verb by: with the words behind it ("make it clear"), with its particle, alone."""
    words = [token.lemma.lower() for token in analysis.tokens[group.head : group.head + _LONGEST]]
    yield from (" ".join(words[:length]) for length in range(len(words), 1, -1))
    yield group.lemma
    yield words[0]


def _group(analysis: Analysis, cue: Span) -> VerbGroup | None:
    """The verb of a cue; of several the last."""
    found = [g for g in analysis.verb_groups if analysis.tokens[g.head].span.overlaps(cue)]
    return found[-1] if found else None


def _frame(analysis: Analysis, cue: Span, content: Sequence[Span]) -> str:
    """How the content stands to the cue, by its first word."""
    first = next(
        (token for token in analysis.tokens if any(token.span.start == c.start for c in content)), None
    )
    if first is None or content[0].start < cue.start:
        return "quote" if first is not None and first.text[0] in _MARKS else "clause"
    before = analysis.tokens[max(analysis.tokens.index(first) - 1, 0)]
    if before.tag == "IN" and before.span.start >= cue.end:
        return before.text.lower()
    if first.text[0] in _MARKS:
        return "quote"
    if first.text.lower() == "to":
        return "infinitive"
    if first.tag == "VBG":
        return "gerund"
    if first.tag == "IN" and first.text.lower() not in ("that", "if", "whether", "because", "as"):
        return first.text.lower()
    last = [token for token in analysis.tokens if token.span.overlaps(cue)][-1:]
    if last and last[0].tag in ("IN", "TO") and cue.end - cue.start > len(last[0].text):
        return last[0].text.lower()
    finite = [
        g for g in analysis.verb_groups if _is_finite(g) and any(_inside(analysis, g, c) for c in content)
    ]
    return "clause" if finite or first.text.lower() == "that" else "object"


def _inside(analysis: Analysis, group: VerbGroup, piece: Span) -> bool:
    return piece.contains(analysis.tokens[group.head].span)


def _is_negated(analysis: Analysis, content: Sequence[Span]) -> bool:
    """Whether the main verb of the content is negated: its first finite verb or infinitive."""
    for piece in content:
        for group in analysis.verb_groups:
            if _inside(analysis, group, piece) and (_is_finite(group) or group.infinitive):
                around = (
                    *analysis.tokens[max(group.first - 1, 0) : group.first],
                    *analysis.tokens[group.last :][:1],
                )
                return group.negated or any(token.text.lower() in _NEGATIONS for token in around)
    return False


def _is_finite(group: VerbGroup) -> bool:
    return group.tense != Tense.NONE or bool(group.modal)
