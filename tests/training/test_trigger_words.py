"""The shipped list of words is what the corpus makes it."""

from __future__ import annotations

import msgspec
import pytest

from dateline.evaluate.labelled_rows import Row, read_rows
from dateline.understand.parse import Analyst
from training.trigger_words import LIST, ROOT, types_of_words


def _event(trigger: list[int]) -> dict[str, object]:
    return {
        "trigger": trigger, "type": "COERCE", "mode": "arrest", "actors": [], "recipients": [],
        "reciprocal": False, "place": None, "auxiliaries": [],
    }  # fmt: skip


def test_the_list_has_the_words_of_the_corpus() -> None:
    rows = [row for row in read_rows(ROOT / "training" / "corpus") if row.split == "train"][::150]
    lines = [line.split("\t") for line in LIST.read_text("utf-8").splitlines()[1:]]
    listed = {word: {one.split()[0] for one in types} for word, *types in lines}
    for word, types in types_of_words(rows, Analyst.load()).items():
        assert types.keys() <= listed[word], word


def test_the_share_of_a_words_uses_that_tell_an_act() -> None:
    texts = [
        ("Police arrested two men.", [7, 15]),
        ("Two men were arrested.", None),
        ("Police arrest men.", [7, 13]),
    ]
    rows = [
        msgspec.convert(
            {
                "id": str(number),
                "style": "agency",
                "text": text,
                "mentions": [],
                "events": [_event(trigger)] if trigger else [],
                "statements": [],
                "split": "train",
            },
            Row,
        )
        for number, (text, trigger) in enumerate(texts)
    ]
    assert types_of_words(rows, Analyst.load()) == {"arrest": {"COERCE": pytest.approx(2 / 3)}}
