from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dateline.collect.lists.shelf import Shelf


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.integers(-9, 9)), max_size=60))
def test_parts_come_back_by_owner_in_their_order(parts: list[tuple[str, int]]) -> None:
    wanted: dict[str, list[int]] = {}
    with Shelf(int) as shelf:
        for owner, part in parts:
            shelf.put(owner, part)
            wanted.setdefault(owner, []).append(part)
        assert list(shelf.groups()) == list(wanted.items())
        assert all(shelf.of(owner) == wanted.get(owner, []) for owner in "abcdef")
