"""What the lexicon makes of a word, and how much that counts beside what the encoder sees.

The frames of the ontology know many more words than any corpus that the encoder learnt from, and the encoder knows
what a word means where it stands. So the lexicon's proposal is a weight in the encoder's choice, and never a choice of
its own. The weights were chosen on rows of the corpus that were held out of training (``docs/accuracy/events.md``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from dateline.model import Span
from dateline.understand.encoder.labels import ROLES, TYPES
from dateline.understand.encoder.session import Floats

# Added to the chance that a word tells an act, if the lexicon has an act there.
ACT_LIFT = 0.1
# Added to the logarithm of the chance of the type that the lexicon proposes.
TYPE_LIFT = 1.5
# Added to the logarithm of the chance of the role in which the lexicon has a mention.
ROLE_LIFT = 1.0
_NEAR = 25  # a party of the lexicon and a mention end within so many characters of one another


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act as the frames of the ontology find it; places are those of the article.

    Attributes:
        trigger: the words that set it off: a verb with its auxiliaries, a noun phrase, or a light verb up to its noun.
        type, mode, rule: what the frame says, and its name.
        actors, recipients: who stands in the frame's slots.
    """

    trigger: Span
    type: str
    mode: str | None
    rule: str
    actors: tuple[Span, ...] = ()
    recipients: tuple[Span, ...] = ()
    reciprocal: bool = False


def proposals_at(place: Span, proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals whose trigger shares a character with a place."""
    return [proposal for proposal in proposals if proposal.trigger.overlaps(place)]


def weigh_types(chances: Floats, proposals: Sequence[Proposal]) -> Floats:
    """The logarithms of the chances of a word's types, [16] in the order of ``TYPES``, with those proposed lifted."""
    scores: Floats = np.log(chances + 1e-9)
    for name in {proposal.type for proposal in proposals}:
        scores[TYPES.index(name)] += TYPE_LIFT
    return scores


def weigh_roles(chances: Floats, spans: Sequence[Span], proposal: Proposal | None) -> Floats:
    """The same for the roles of mentions, [mentions, roles] in the order of ``ROLES``."""
    scores: Floats = np.log(chances + 1e-9)
    if proposal is None:
        return scores
    acting, receiving = ("reciprocal", "reciprocal") if proposal.reciprocal else ("actor", "recipient")
    for number, span in enumerate(spans):
        if any(_same(span, party) for party in proposal.actors):
            scores[number, ROLES.index(acting)] += ROLE_LIFT
        if any(_same(span, party) for party in proposal.recipients):
            scores[number, ROLES.index(receiving)] += ROLE_LIFT
    return scores


def _same(span: Span, party: Span) -> bool:
    return span.overlaps(party) and abs(span.end - party.end) <= _NEAR
