from __future__ import annotations

import pytest

from dateline.evaluate.extraction import score, summarise


def test_equal_texts_have_no_error() -> None:
    page = score("The minister met the envoy.", "The minister, met the envoy")
    assert (page.matched, page.extra, page.missing) == (1.0, 0.0, 0.0)


def test_shingles_are_counted_as_multisets_and_normalised_by_page() -> None:
    # true: abcd bcde; predicted: abcd bcde cdef defg
    page = score("a b c d e", "a b c d e f g")
    assert page.matched == pytest.approx(0.5)
    assert page.extra == pytest.approx(0.5)
    assert page.missing == 0.0
    assert page.precision == pytest.approx(0.5)
    assert page.recall == 1.0


def test_a_text_shorter_than_a_shingle_is_one_shingle() -> None:
    assert score("two words", "two words").matched == 1.0
    assert score("two words", "two").matched == 0.0


def test_f1_is_made_of_the_mean_precision_and_the_mean_recall() -> None:
    whole = score("a b c d", "a b c d")
    empty = score("a b c d", "")
    measure = summarise([whole, empty])
    # An empty prediction has no precision; it counts for recall alone.
    assert measure["precision"] == 1.0
    assert measure["recall"] == 0.5
    assert measure["f1"] == pytest.approx(2 / 3)
    assert measure["accuracy"] == 0.5
    assert measure["pages"] == 2
