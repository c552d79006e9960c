"""The labelled corpus: every row fits the schema, and there is enough of everything."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from dateline.evaluate.labelled_rows import PLAIN_STYLES, Row, read_rows
from dateline.model import EventType
from dateline.understand.encoder.labels import AUXILIARIES, MENTION_KINDS, MODES, STATEMENT_KINDS
from training.corpus_marks import FOLDER

_LEAST = 30
pytestmark = pytest.mark.skipif(not list(FOLDER.glob("*.jsonl")), reason="the corpus is not here")


@cache
def rows() -> list[Row]:
    """All rows; reading them checks each against the schema."""
    return read_rows(FOLDER)


def test_there_are_enough_rows() -> None:
    assert len(rows()) >= 3000
    assert sum(row.split == "test" for row in rows()) >= 400
    assert sum(row.style in PLAIN_STYLES for row in rows()) >= 300


def test_no_sentence_and_no_name_of_a_row_is_there_twice() -> None:
    texts = Counter(re.sub(r"\W", "", row.text.lower()) for row in rows())
    assert [text for text, count in texts.items() if count > 1] == []
    assert len({row.id for row in rows()}) == len(rows())


@pytest.mark.parametrize("kind", EventType)
def test_each_type_is_told_often_enough(kind: EventType) -> None:
    assert sum(event.type == kind for row in rows() for event in row.events) >= _LEAST


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_each_mode_is_told_often_enough(kind: str, mode: str) -> None:
    told = sum(event.type == kind and event.mode == mode for row in rows() for event in row.events)
    assert told >= _LEAST


def test_each_other_label_is_used_often_enough() -> None:
    kinds = Counter(mention.kind for row in rows() for mention in row.mentions)
    auxiliaries = Counter(name for row in rows() for event in row.events for name in event.auxiliaries)
    statements = Counter(statement.kind for row in rows() for statement in row.statements)
    for names, counts in (
        (MENTION_KINDS, kinds),
        (AUXILIARIES, auxiliaries),
        (STATEMENT_KINDS, statements),
    ):
        assert [name for name in names if counts[name] < _LEAST] == []


def test_each_type_is_in_the_test_split() -> None:
    told = {event.type for row in rows() if row.split == "test" for event in row.events}
    assert told == {kind.value for kind in EventType}
