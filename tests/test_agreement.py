from __future__ import annotations

from collections.abc import Hashable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.agreement import nominal_alpha


def test_worked_example() -> None:
    # Krippendorff (2011), section B: ten binary units, two coders, alpha = 0.095
    pairs: dict[tuple[Hashable, Hashable], float] = {(0, 0): 5.0, (1, 0): 2.0, (0, 1): 2.0, (1, 1): 1.0}
    assert nominal_alpha(pairs) == pytest.approx(0.095, abs=0.001)


def test_nothing_to_disagree_about() -> None:
    assert nominal_alpha({}) == 1.0
    assert nominal_alpha({("a", "a"): 9.0}) == 1.0


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(1, 40), min_size=1))
def test_at_most_one_and_symmetric(counts: dict[tuple[int, int], int]) -> None:
    alpha = nominal_alpha({key: float(value) for key, value in counts.items()})
    other = nominal_alpha({(b, a): float(value) for (a, b), value in counts.items()})
    assert alpha <= 1.0
    assert alpha == pytest.approx(other)
