from __future__ import annotations

import numpy as np

from dateline.evaluate.names import Pair
from dateline.resolve.names import NameKind
from training.names import FLOORS, NAMES, PRIOR, amounts, clusters, fit


def pair(left: str, right: str, matches: bool) -> Pair:
    return Pair(left, right, NameKind.PERSON, matches)


PAIRS = [
    pair("Ana Rowe", "Ana Marie Rowe", True),
    pair("ROWE, Ana", "Pat Rowe", False),
    pair("Ana-Rowe", "Ann Rowe", True),
    pair("Ivo Duval", "Ivo Maric", False),
]


def test_pairs_that_share_a_name_are_in_one_cluster() -> None:
    numbers = clusters([*PAIRS, pair("Pat Rowe", "Ivo Duval", False)])
    assert numbers[0] == numbers[2]
    assert numbers[1] == numbers[3] == numbers[4]
    assert numbers[0] != numbers[3]


def test_weights_keep_their_floors_and_learn() -> None:
    table, matches = amounts(PAIRS), np.array([pair.matches for pair in PAIRS])
    weights = fit(table, matches, PRIOR, 50.0)
    assert (weights >= FLOORS).all()
    assert weights[NAMES.index("conflict")] > PRIOR[NAMES.index("conflict")]
