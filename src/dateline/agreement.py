"""Agreement between coders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import TypeVar

Label = TypeVar("Label", bound=Hashable)


def nominal_alpha(pairs: Mapping[tuple[Label, Label], float]) -> float:
    """Krippendorff's alpha for nominal labels, of two coders or more.

    Args:
        pairs: for each pair of labels (the first coder's, the second's) the number of units that got it. Of
            a unit with m labels, each of its pairs counts 1 / (m - 1).

    Returns:
        1 for full agreement, 0 for what chance gives; 1 as well if all units have one and the same label.

    Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C.
    """
    totals: defaultdict[Label, float] = defaultdict(float)
    units = disagreements = 0.0
    for (one, other), count in pairs.items():
        units += count
        totals[one] += count
        totals[other] += count
        if one != other:
            disagreements += count
    values = 2 * units
    if not units or values <= 1:
        return 1.0
    expected = 1 - sum(n * (n - 1) for n in totals.values()) / (values * (values - 1))
    return 1.0 if expected <= 0 else 1 - disagreements / units / expected
