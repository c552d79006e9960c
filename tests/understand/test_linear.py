from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import DataError
from dateline.understand import linear
from dateline.understand.dependencies import DependencyParser, configuration, front_keys, move_keys
from dateline.understand.parse import Analyst
from dateline.understand.tagger import Tagger, TaggerModel

CLASSES = 5
ROWS = st.lists(st.dictionaries(st.integers(0, CLASSES - 1), st.integers(-900, 900)), max_size=20)


@given(ROWS)
def test_a_sum_of_packed_weights_holds_the_sum_for_each_class(rows: list[dict[int, int]]) -> None:
    packed = linear.packed(linear.sparse(rows), "", CLASSES)
    offset = linear.bias(CLASSES)
    scores = linear.fields(sum(packed), CLASSES, offset)
    expected = [sum(row.get(number, 0) for row in rows) for number in range(CLASSES)]
    assert [score - 32768 for score in scores] == expected


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_of_equal_scores_the_last_is_highest(scores: list[int]) -> None:
    found = linear.highest(scores)
    assert scores[found] == max(scores)
    assert max(scores) not in scores[found + 1 :]


@given(st.lists(st.text(alphabet="aé .’", min_size=1), unique=True))
def test_strings_come_back(names: list[str]) -> None:
    assert linear.names_of(linear.strings(names)) == names


def test_the_same_model_gives_the_same_bytes_and_reads_back() -> None:
    model = TaggerModel(["NN", "VB"], {"war": 0}, {"aid": [0, 1]}, ["war"], {"b": {0: 7, 1: -3}})
    assert model.to_bytes() == model.to_bytes()
    arrays = linear.load("tagger.npz")
    assert set(arrays) >= {"tags", "features", "counts", "classes", "values"}
    assert all(array.dtype != np.object_ for array in arrays.values())


def test_a_missing_model_is_one_plain_error() -> None:
    with pytest.raises(DataError, match="cannot read the model"):
        linear.load("nothing.npz")


def test_features_of_a_configuration_are_told_apart_by_their_template() -> None:
    parser = DependencyParser.load()
    state, places = configuration(["he", "meet", "she"], ["PRP", "VBD", "PRP"], parser.alphabet)
    keys = [*front_keys(state, state.front), *move_keys(state)]
    assert places == [0, 1, 2]
    assert sorted(key >> 44 for key in keys) == list(range(1, 41))


@given(st.integers(1, 6))
def test_long_sentences_are_parsed_in_pieces(times: int) -> None:
    parser = DependencyParser.load()
    lemmas, tags = ["man", "meet", "man", ","] * 80 * times, ["NN", "VBD", "NN", ","] * 80 * times
    heads, labels = parser.parse(lemmas, tags)
    assert len(heads) == len(labels) == len(tags)
    assert all(-1 <= head < len(tags) for head in heads)


def test_models_load_as_one() -> None:
    assert Analyst.load().tagger is Tagger.load()
