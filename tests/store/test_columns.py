from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.store.columns import in_utc, storable


@given(st.text(st.characters()))
def test_any_text_becomes_storable_letter_for_letter(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\0" not in kept
    assert len(kept) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, kept, strict=True))


@pytest.mark.parametrize("text", ["", "Vučić", "𝕏 and 中文"])
def test_ordinary_text_stays(text: str) -> None:
    assert storable(text) is text


def test_moments_are_kept_in_utc() -> None:
    noon = datetime(2024, 5, 3, 12, 0)
    assert in_utc(noon) == datetime(2024, 5, 3, 12, 0, tzinfo=UTC)
    there = noon.replace(tzinfo=timezone(timedelta(hours=2)))
    assert in_utc(there).isoformat() == "2024-05-03T10:00:00+00:00"
