from __future__ import annotations

from datetime import date

import pytest

from dateline.lexicon.anchors import anchors_in, load_anchors


def found(sentence: str) -> set[str]:
    return {anchor.id for anchor, _, _ in anchors_in(sentence)}


def test_the_data() -> None:
    anchors = load_anchors()
    assert len({anchor.id for anchor in anchors}) == len(anchors)
    assert len(anchors) >= 60
    for anchor in anchors:
        assert date(2000, 1, 1) <= anchor.start <= date(2026, 1, 1), anchor.id
        assert anchor.what, anchor.id
        assert anchor.source, anchor.id
        assert anchor.groups, anchor.id
        assert len(anchor.literals) >= 1, anchor.id


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Finland joined NATO a year before Sweden joined NATO.", {"finland-nato", "sweden-nato"}),
        ("Since the full-scale invasion, prices have risen.", {"full-scale-invasion"}),
        ("Serbia imposed no sanctions on Russia, Vulin said.", set()),
        ("The army retook Khersonskaya street.", set()),
    ],
)
def test_sentences(sentence: str, wanted: set[str]) -> None:
    assert found(sentence) == wanted


def test_words_far_apart_do_not_make_a_fact() -> None:
    sentence = "Sweden " + "and many other states of the north of Europe " * 5 + "joined NATO."
    assert "sweden-nato" not in found(sentence)


def test_every_fact_is_found_by_its_own_words() -> None:
    for anchor in load_anchors():
        assert anchor.find(" ".join(words[0] for words in anchor.literals)), anchor.id
