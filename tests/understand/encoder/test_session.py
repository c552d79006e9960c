"""The encoder with the shipped weights: what it gives, and that it is the same whatever was read before."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dateline.errors import DataError
from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.encoder.labels import LINKS, MODES, PLV_ROOTS, QUADS, ROLES, ROOTS, TAGS
from dateline.understand.encoder.reader import SeenWindow, WindowReader
from dateline.understand.encoder.session import FOLDER, MOST_PIECES, Encoder, Sight
from dateline.understand.sentences import split_sentences

TEXT = "Rebels attacked the town of Kirn on Sunday, killing two soldiers, the army said."


@cache
def _encoder() -> Encoder:
    return Encoder.load()


def look(text: str) -> Sight:
    return _encoder().look(_encoder().cut(text))


def seen(*paragraphs: str) -> tuple[SeenWindow, ...]:
    text = "\n".join(paragraphs)
    starts = [sum(len(one) + 1 for one in paragraphs[:number]) for number in range(len(paragraphs))]
    blocks = [
        Paragraph(kind=BlockKind.PARAGRAPH, span=Span(start, start + len(one)))
        for start, one in zip(starts, paragraphs, strict=True)
        if one
    ]
    return WindowReader(_encoder()).look(text, split_sentences(text, blocks))


def test_each_head_has_a_score_for_each_label() -> None:
    sight = look(TEXT)
    count = len(sight.pieces)
    for group, names in TAGS.items():
        assert sight.tags(group).shape == (count, len(names))
        np.testing.assert_allclose(np.exp(sight.tags(group)).sum(axis=1), 1, rtol=1e-4)
    assert sight.outputs["modes"].shape == (count, len(MODES))
    assert sight.quad.shape == (len(QUADS),)


@pytest.mark.parametrize(("name", "labels"), [("roles", ROLES), ("links", LINKS), ("plain_links", LINKS)])
def test_each_pair_has_a_chance_for_each_label(name: str, labels: tuple[str, ...]) -> None:
    chances = look(TEXT).pairs(name, np.array([1, 9]), np.array([0, 2, 4]), np.array([0, 3, 6]))
    assert chances.shape == (2, 3, len(labels))
    np.testing.assert_allclose(chances.sum(axis=-1), 1, rtol=1e-4)


def test_what_is_read_does_not_depend_on_what_was_read_before() -> None:
    fresh = Encoder.load()
    first = fresh.look(fresh.cut(TEXT))
    for other in ("", "The museum opened.", "Zürich " * 200, TEXT.upper()):
        fresh.look(fresh.cut(other))
    again = fresh.look(fresh.cut(TEXT))
    for name, scores in first.outputs.items():
        np.testing.assert_array_equal(again.outputs[name], scores)


def test_a_window_does_not_depend_on_its_neighbours() -> None:
    (alone,) = seen(TEXT)
    before = "France praised the deal. " * 40
    among = next(
        window for window in seen(before, TEXT, "The museum opened.") if _holds(window, len(before) + 1)
    )
    for name, scores in alone.sight.outputs.items():
        np.testing.assert_array_equal(among.sight.outputs[name], scores)
    assert [(e.type, e.score) for e in among.events] == [(e.type, e.score) for e in alone.events]


def _holds(window: SeenWindow, place: int) -> bool:
    return window.window.sentences[0].span.start == place


def test_case_is_seen() -> None:
    lower, upper = look("turkey attacked"), look("Turkey attacked")
    assert lower.pieces.words == upper.pieces.words
    assert np.abs(lower.tags("mention") - upper.tags("mention")).max() > 0


def test_nothing_is_read_as_nothing() -> None:
    sight = look("")
    assert len(sight.pieces) == 0
    assert sight.tags("trigger").shape[0] == 0
    assert sight.quad.shape == (len(QUADS),)
    assert seen("") == ()


def test_more_than_fits_is_cut_off() -> None:
    text = "word " * 300
    assert len(_encoder().cut(text)) == 300
    assert len(look(text).pieces) == MOST_PIECES
    assert [len(window.window.pieces) for window in seen(text)] == [MOST_PIECES, 300 - MOST_PIECES]


def test_a_very_long_sentence_gives_facts_in_the_text_alone() -> None:
    text = "said that rebels attacked the army and " * 60
    for window in seen(text):
        for event in window.events:
            assert 0 <= event.trigger.start < event.trigger.end <= len(text)
            assert all(n < len(window.mentions) for n in (*event.actors, *event.recipients))
        for statement in window.statements():
            assert statement.cue.end <= len(text)


def test_two_places_are_compared() -> None:
    pieces = _encoder().cut(TEXT)
    types, plv = _encoder().compare(pieces, (0, 6), (16, 28))
    assert types.shape == (len(ROOTS),)
    assert plv.shape == (len(PLV_ROOTS),)
    assert np.exp(types).sum() == pytest.approx(1, abs=1e-4)
    other, _ = _encoder().compare(pieces, (16, 28), (0, 6))
    assert np.abs(types - other).max() > 0


def test_a_place_outside_of_the_window_is_joined_to_nothing() -> None:
    types, plv = _encoder().compare(_encoder().cut(TEXT), (0, 6), (900, 910))
    assert not types.any()
    assert not plv.any()


@pytest.mark.parametrize("name", ["reader.onnx", "reader.npz", "reader.tokenizer.json"])
def test_missing_or_broken_weights_are_told(tmp_path: Path, name: str) -> None:
    for file in FOLDER.glob("reader.*"):
        shutil.copy(file, tmp_path)
    (tmp_path / name).write_bytes(b"no weights")
    with pytest.raises(DataError, match="install dateline again"):
        Encoder.load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(DataError, match="weights cannot be loaded"):
        Encoder.load(tmp_path)
