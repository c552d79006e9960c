"""What a cue makes of its content: kind and polarity."""

from __future__ import annotations

import pytest

from dateline.model import StatementKind
from dateline.understand.cues import load_cues
from dateline.understand.statements_cues import Reading, read_cue
from tests.understand.given import Read


def reading(text: str, cue: str, content: str, guess: StatementKind = StatementKind.SAY) -> Reading:
    given = Read.of(text)
    return read_cue(load_cues(), given.analyses[0], given.span(cue), [given.span(content)], guess)


@pytest.mark.parametrize(
    ("text", "cue", "content", "kind", "negated"),
    [
        ("He said that it was so.", "said", "that it was so", "say", False),
        ("He said it was not so.", "said", "it was not so", "say", True),
        ("He did not say that it was so.", "did not say", "that it was so", "say", True),
        ("He denied that it was so.", "denied", "that it was so", "deny", True),
        ("He did not deny that it was so.", "did not deny", "that it was so", "deny", False),
        ("He refused to go.", "refused", "to go", "deny", True),
        ("He asked whether it was so.", "asked", "whether it was so", "ask", False),
        ("He asked them to go.", "asked", "to go", "demand", False),
        ("According to him, it was so.", "According to", "it was so", "say", False),
        ("The claim that it was so is old.", "claim", "that it was so", "claim", False),
    ],
)
def test_kind_and_polarity(text: str, cue: str, content: str, kind: str, negated: bool) -> None:
    found = reading(text, cue, content)
    assert (found.kind.value, found.negated) == (kind, negated)
    assert found.rule != "reader"


def test_an_unknown_cue_has_the_kind_that_was_seen() -> None:
    found = reading("He yodelled that it was so.", "yodelled", "that it was so", StatementKind.PRAISE)
    assert (found.kind, found.rule) == (StatementKind.PRAISE, "reader")
