"""What the lexicon proposes counts beside what the encoder sees, and decides nothing alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from dateline.model import Span
from dateline.understand.encoder import proposals
from dateline.understand.encoder.decode import triggers
from dateline.understand.encoder.labels import ROLES, TAGS, TYPES
from dateline.understand.encoder.proposals import Proposal, weigh_roles, weigh_types
from dateline.understand.encoder.reader import WindowReader
from dateline.understand.encoder.session import Sight
from dateline.understand.encoder.wordpieces import Pieces
from dateline.understand.proposals import Proposer
from tests.understand.given import Read


def proposal(kind: str, start: int = 0, end: int = 3) -> Proposal:
    return Proposal(trigger=Span(start, end), type=kind, mode=None, rule="given")


def sight(**chances: float) -> Sight:
    """One word of three letters with the chances of some types; what is left is the chance of no act."""
    row = np.full((1, len(TAGS["trigger"])), 1e-6, dtype=np.float32)
    for name, chance in chances.items():
        row[0, 1 + TYPES.index(name)] = chance
    row[0, 0] = 1 - sum(chances.values())
    return Sight(
        Pieces((7,), (0,), (0,), (3,), (False,)),
        {"tags.trigger": np.log(row)},
        np.zeros((1, 1), dtype=np.float32),
        {},
    )


def kinds(seen: Sight, *proposed: Proposal) -> list[str]:
    return [one.kind for one in triggers(seen, least=0.5, proposals=proposed)]


def test_a_proposal_tips_the_balance() -> None:
    close = sight(COERCE=0.5, ASSAULT=0.3)
    assert kinds(close) == ["COERCE"]
    assert kinds(close, proposal("ASSAULT")) == ["ASSAULT"]
    assert kinds(close, proposal("COERCE")) == ["COERCE"]


def test_a_proposal_does_not_stand_against_what_is_sure() -> None:
    assert kinds(sight(COERCE=0.9, ASSAULT=0.01), proposal("ASSAULT")) == ["COERCE"]


def test_a_proposal_for_another_word_counts_nothing() -> None:
    assert kinds(sight(COERCE=0.5, ASSAULT=0.3), proposal("ASSAULT", 3, 9)) == ["COERCE"]


def test_a_word_that_the_lexicon_knows_needs_a_little_less_chance() -> None:
    doubtful = sight(AID=0.5 - proposals.ACT_LIFT / 2)
    assert kinds(doubtful) == []
    assert kinds(doubtful, proposal("AID")) == ["AID"]
    assert kinds(sight(AID=0.5 - 2 * proposals.ACT_LIFT), proposal("AID")) == []


def test_types_that_are_not_proposed_keep_their_order() -> None:
    chances = np.linspace(0.01, 0.02, len(TYPES), dtype=np.float32)
    order = list(weigh_types(chances, [proposal(TYPES[3])]).argsort())
    assert order == [n for n in range(len(TYPES)) if n != 3] + [3]


@pytest.mark.parametrize(
    ("actors", "recipients", "reciprocal", "expected"),
    [
        ((Span(0, 6),), (), False, ["actor", "none"]),
        ((), (Span(0, 6),), False, ["recipient", "none"]),
        ((Span(0, 6),), (), True, ["reciprocal", "none"]),
        ((), (Span(0, 6),), True, ["reciprocal", "none"]),
        ((Span(0, 6 + 26),), (), False, ["none", "none"]),  # it ends too far away
        ((Span(0, 6 + 14),), (), False, ["actor", "none"]),
        ((Span(60, 66),), (), False, ["none", "actor"]),
        ((), (), False, ["none", "none"]),
    ],
)
def test_a_party_of_the_lexicon_lifts_the_role_of_its_mention(
    actors: tuple[Span, ...], recipients: tuple[Span, ...], reciprocal: bool, expected: list[str]
) -> None:
    chances = np.array([[0.4, 0.2, 0.2, 0.2, 0.0], [0.4, 0.3, 0.2, 0.1, 0.0]], dtype=np.float32)
    given = Proposal(Span(9, 15), "AID", None, "given", actors, recipients, reciprocal)
    scores = weigh_roles(chances, [Span(0, 6), Span(60, 66)], given)
    assert [ROLES[int(row.argmax())] for row in scores] == expected


@cache
def tools() -> tuple[WindowReader, Proposer]:
    return WindowReader.load(), Proposer.load()


def test_the_lexicon_proposes_where_the_encoder_sees_a_chance() -> None:
    read = Read.of("Rebels shelled the town of Kirn on Sunday. The storm hit the coast with heavy rain.")
    reader, proposer = tools()
    (window,) = proposer.propose(reader.look(read.text, read.sentences), read.analyses)
    (found,) = window.proposals
    assert found.type == "ASSAULT"
    assert found.mode == "heavy-weapons"
    assert found.trigger == read.span("shelled")
    assert [span.of(read.text) for span in found.actors] == ["Rebels"]
    (event,) = window.events
    assert event.proposal == found
