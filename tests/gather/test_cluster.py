from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from dateline.gather.cluster import agglomerate


def test_the_mean_over_pairs_decides() -> None:
    scores = {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): 0.8, ("c", "d"): 0.7}
    assert agglomerate("abcd", scores, 0.5) == (("a", "b", "c"), ("d",))
    assert agglomerate("abcd", scores, 0.2) == (("a", "b", "c", "d"),)
    assert agglomerate("abcd", scores, 0.95) == (("a",), ("b",), ("c",), ("d",))


def test_what_is_joined_stays_together() -> None:
    assert agglomerate("abc", {("a", "b"): 0.9}, 0.5, joined=[("c", "b")]) == (("a",), ("b", "c"))
    assert agglomerate("abc", {("a", "b"): 0.9}, 0.4, joined=[("c", "b")]) == (("a", "b", "c"),)


def test_nothing_gives_nothing() -> None:
    assert agglomerate([], {}, 0.5) == ()


@given(st.data(), st.integers(2, 12))
def test_each_item_is_in_one_cluster_and_the_order_of_scores_does_not_matter(
    data: st.DataObject, size: int
) -> None:
    items = list(range(size))
    pairs = [(one, other) for one in items for other in range(one)]
    values = st.dictionaries(st.sampled_from(pairs), st.floats(0.01, 1))
    scores = data.draw(values)
    clusters = agglomerate(items, scores, 0.4)
    assert sorted(item for cluster in clusters for item in cluster) == items
    turned = list(scores.items())
    random.Random(size).shuffle(turned)
    assert agglomerate(items, {pair[::-1]: score for pair, score in turned}, 0.4) == clusters
