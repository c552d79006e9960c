"""Which cue what is said belongs to, on chances made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dateline.understand.encoder.decode import Tagged
from dateline.understand.encoder.reader import _share_out


def part(number: int) -> Tagged:
    return Tagged("", number, number, number, number + 1, 0.9)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([[0.9, 0.8], [0.1, 0.2]], [[0, 1], []]),
        ([[0.9, 0.1], [0.1, 0.7]], [[0], [1]]),
        ([[0.9, 0.1], [0.6, 0.05]], [[0, 1], [0]]),  # two cues for what is surely said by both
        ([[0.3, 0.2], [0.2, 0.1]], [[0, 1], []]),
    ],
)
def test_content_is_shared_out(chances: list[list[float]], expected: list[list[int]]) -> None:
    contents = [part(10), part(20)]
    shares = _share_out([part(1), part(2)], contents, np.array(chances, dtype=np.float32))
    assert shares == [[contents[n] for n in numbers] for numbers in expected]


def test_cues_without_any_content() -> None:
    assert _share_out([part(1), part(2)], [], None) == [[], []]
