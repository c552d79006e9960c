from __future__ import annotations

import pytest

from dateline.errors import DataError
from dateline.understand.cues import Frame, load_cues
from dateline.understand.statements_shares import load_shares, shares_from


def test_shares_are_rates() -> None:
    shares = load_shares()
    assert all(0 < share <= 1 for share in (*shares.groups.values(), *shares.doubts.values()))
    assert shares.groups["act"] > shares.groups["other verb"]
    assert shares.groups["noun"] > shares.groups["other noun"]


def test_every_frame_has_a_group_or_a_list() -> None:
    shares = load_shares()
    for frame in Frame:
        known = frame.value in shares.groups or frame.value in shares.words
        assert known or frame in (Frame.PREPOSITION, Frame.NONE)


@pytest.mark.parametrize("part", ["nouns", "adjectives"])
def test_listed_words_are_cues(part: str) -> None:
    lexicon = load_cues()
    words = {"nouns": lexicon.nouns, "adjectives": lexicon.adjectives}[part]
    assert load_shares().words[part] <= set(words)


def test_listed_verbs_are_cues() -> None:
    shares, verbs = load_shares(), set(load_cues().verbs)
    listed = shares.words["object"] | shares.words["gerund"] | shares.words["infinitive"]
    assert listed <= verbs
    assert set(shares.prepositions) <= verbs


def test_a_file_without_the_form_is_refused() -> None:
    with pytest.raises(DataError, match="statement_shares"):
        shares_from({"groups": {}})
