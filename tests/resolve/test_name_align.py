from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_align import align
from dateline.resolve.name_words import NameKind, name_words


@pytest.mark.parametrize(
    ("left", "right", "features", "left_over"),
    [
        ("Kim Jong un", "Kim Jongun", {"joined"}, 0),
        ("Nikolai Patr ushev", "Nikolai Patrushev", {"joined"}, 0),
        ("Mao Tse-tung", "Mao Zedong", {"joined"}, 0),
        ("Chou En-lai", "Zhou Enlai", {"variant", "joined"}, 0),
        ("Joe Biden", "J. Biden", {"initial"}, 0),
        ("Boris Jonson", "Boris Johnson", {"variant"}, 0),
        ("Ivica Dačić", "Ana Brnabić", set(), 4),
    ],
)
def test_words_side_by_side(left: str, right: str, features: set[str], left_over: int) -> None:
    aligned = align(name_words(left, NameKind.PERSON), name_words(right, NameKind.PERSON), True)
    assert {link.how.feature for link in aligned.links if link.how} == features
    assert len(aligned.left) + len(aligned.right) == left_over


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(NameKind))
def test_each_word_is_used_once(left: str, right: str, kind: NameKind) -> None:
    one, two = name_words(left, kind), name_words(right, kind)
    aligned = align(one, two, kind is NameKind.PERSON)
    assert sorted([*aligned.left, *(at for link in aligned.links for at in link.left)]) == list(
        range(len(one.words))
    )
    assert sorted([*aligned.right, *(at for link in aligned.links for at in link.right)]) == list(
        range(len(two.words))
    )
