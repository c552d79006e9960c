"""Mentions that the encoder saw and the lexicon did not: "the army", "two officials familiar with the talks"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dateline.model import MentionKind, Sentence, Span
from dateline.understand.encoder.reader import SeenMention, SeenWindow
from dateline.understand.mentions_view import Draft

# PLOVER's code of what a group is, where its kind tells it.
_ROLES = {
    "government": "GOV",
    "military": "MIL",
    "police": "COP",
    "court": "JUD",
    "armed": "REB",
    "party": "PTY",
    "civilians": "CVL",
}
_KINDS = {"person": MentionKind.PERSON, "organisation": MentionKind.ORGANISATION}
_NOBODY = frozenset({"country", "place", "thing"})
_LEAST = 0.5


def drafts_seen(seen: Sequence[SeenWindow], known: Iterable[Draft], text: str) -> list[Draft]:
    """Whoever takes part in an act or a statement, and is no mention yet.

    Args:
        seen: what the encoder saw.
        known: the mentions found so far.
        text: the article.
    """
    taken: dict[int, list[Span]] = {}
    for draft in known:
        taken.setdefault(draft.sentence, []).append(draft.span)
    found: list[Draft] = []
    for window in seen:
        for mention in _taking_part(window):
            sentence = _sentence(window.window.sentences, mention.span)
            if sentence is None or any(mention.span.overlaps(span) for span in taken.get(sentence.index, ())):
                continue
            taken.setdefault(sentence.index, []).append(mention.span)
            found.append(_draft(mention, sentence, text))
    return found


def _taking_part(window: SeenWindow) -> Iterator[SeenMention]:
    numbers = {n for event in window.events for n in (*event.actors, *event.recipients)}
    sources = {statement.source for statement in window.statements() if statement.source}
    for number, mention in enumerate(window.mentions):
        speaks = any(source.overlaps(mention.span) for source in sources)
        if mention.kind not in _NOBODY and mention.score >= _LEAST and (number in numbers or speaks):
            yield mention


def _sentence(sentences: Sequence[Sentence], span: Span) -> Sentence | None:
    return next((sentence for sentence in sentences if sentence.span.contains(span)), None)


def _draft(mention: SeenMention, sentence: Sentence, text: str) -> Draft:
    words = mention.span.of(text)
    return Draft(
        sentence=sentence.index,
        span=mention.span,
        head=mention.span,
        kind=_KINDS.get(mention.kind, MentionKind.GROUP),
        name=words,
        role=_ROLES.get(mention.kind),
        key=words[4:].lower() if words.lower().startswith("the ") else "",
        rule="reader",
        score=round(mention.score, 3),
    )
