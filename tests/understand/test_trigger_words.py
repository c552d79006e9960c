"""The words that are known to tell acts: every type has some, and forms of a word count as the word."""

from __future__ import annotations

import pytest

from dateline.model import EventType, Span
from dateline.understand.ontology import load_ontology
from dateline.understand.trigger_words import TriggerWords, telling_words
from tests.understand.given import Read


@pytest.fixture(scope="module")
def words() -> TriggerWords:
    return TriggerWords.load(load_ontology())


def test_every_type_has_words(words: TriggerWords) -> None:
    counts = {kind: sum(kind in types for types in words.types.values()) for kind in EventType}
    assert min(counts.values()) >= 40, counts


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "known"),
    [
        ("Police were arresting two men.", "arresting", EventType.COERCE, True),
        ("Police were arresting two men.", "arresting", EventType.AID, False),
        ("The rebukes came from Paris.", "rebukes", EventType.ACCUSE, True),
        ("The two will hold talks in Paris.", "hold talks", EventType.CONSULT, True),
        ("People sheltered in a school.", "sheltered", EventType.PROTEST, False),
        ("People have been there.", "have been", EventType.PROTEST, True),
    ],
)
def test_a_word_tells_a_type_or_does_not(
    words: TriggerWords, text: str, trigger: str, kind: EventType, known: bool
) -> None:
    read = Read.of(text)
    place = Span(text.index(trigger), text.index(trigger) + len(trigger))
    assert (words.share(read.analyses[0], place, kind) > 0) is known


def test_how_often_a_word_tells_an_act(words: TriggerWords) -> None:
    read = Read.of("The committee concluded its hearings and annexed the report.")
    shares = [
        words.share(read.analyses[0], Span(read.text.index(word), read.text.index(word) + len(word)), kind)
        for word, kind in (("concluded", EventType.ACCUSE), ("annexed", EventType.COERCE))
    ]
    assert 0 < shares[0] < 0.1 < shares[1] <= 1


def test_auxiliaries_tell_nothing() -> None:
    text = "The men have not been arrested."
    read = Read.of(text)
    assert list(telling_words(read.analyses[0], Span(4, len(text) - 1))) == ["man", "arrest"]
