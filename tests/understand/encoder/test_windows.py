"""Windows: what is read together, and what is cut."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.model import Sentence, Span
from dateline.understand.encoder.session import MOST_PIECES
from dateline.understand.encoder.windows import Window, windows
from dateline.understand.encoder.wordpieces import Pieces


def cut(text: str) -> Pieces:
    """One piece a word."""
    found = list(re.finditer(r"\w+", text))
    return Pieces(
        tuple(range(len(found))),
        tuple(0 for _ in found),
        tuple(word.start() for word in found),
        tuple(word.end() for word in found),
        tuple(False for _ in found),
    )


def read(*paragraphs: list[int]) -> tuple[str, list[Sentence], list[Window]]:
    """Windows over paragraphs, each given by how many words its sentences have."""
    text = ""
    sentences: list[Sentence] = []
    for number, lengths in enumerate(paragraphs):
        for length in lengths:
            words = " ".join("word" for _ in range(length)) or "…"
            span = Span(len(text), len(text) + len(words))
            sentences.append(Sentence(index=len(sentences), span=span, paragraph=number))
            text += words + " "
    return text, sentences, list(windows(text, sentences, cut))


def shape(found: list[Window]) -> list[list[int]]:
    return [[sentence.index for sentence in window.sentences] for window in found]


def test_a_paragraph_is_a_window() -> None:
    assert shape(read([5, 6], [7])[2]) == [[0, 1], [2]]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert shape(read([100, 100, 100, 30])[2]) == [[0, 1], [2, 3]]


def test_a_sentence_longer_than_a_window_is_seen_in_parts() -> None:
    found = read([10, 2 * MOST_PIECES + 20, 10])[2]
    assert shape(found) == [[0], [1], [1], [1], [2]]
    assert [len(window.pieces) for window in found] == [10, MOST_PIECES, MOST_PIECES, 20, 10]


def test_a_sentence_without_words_is_in_no_window() -> None:
    assert shape(read([5, 0, 5])[2]) == [[0, 2]]
    assert read([0])[2] == []
    assert list(windows("", (), cut)) == []


def test_places_are_those_of_the_article() -> None:
    text, sentences, found = read([2, 3], [1])
    starts = [start for window in found for start in window.pieces.starts]
    ends = [end for window in found for end in window.pieces.ends]
    places = list(zip(starts, ends, strict=True))
    assert all(text[start:end] == "word" for start, end in places)
    assert places[-1] == (sentences[-1].span.start, sentences[-1].span.end)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 600), min_size=1, max_size=5), min_size=1, max_size=4))
def test_each_word_is_seen_once_and_no_window_is_too_long(paragraphs: list[list[int]]) -> None:
    _, _, found = read(*paragraphs)
    starts = [start for window in found for start in window.pieces.starts]
    assert len(starts) == sum(map(sum, paragraphs))
    assert starts == sorted(set(starts))
    assert all(0 < len(window.pieces) <= MOST_PIECES for window in found)
    assert all(len({s.paragraph for s in window.sentences}) == 1 for window in found)
