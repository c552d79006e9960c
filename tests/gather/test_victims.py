from __future__ import annotations

import pytest

from dateline.gather.victims import victims_in
from dateline.model import Span


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("A bomb went off, killing at least nine and wounding 22.", [("dead", 9, False), ("injured", 22, True)]),
        ("The number of people killed by the explosion has risen to eleven.", [("dead", 11, True)]),
        ("The death toll rose to 133 on Tuesday.", [("dead", 133, True)]),
        ("Dozens were killed and more than 100 injured.", [("dead", 24, False), ("injured", 100, False)]),
        ("2,800 wounded, 200 of them critically, says the minister.", [("injured", 2800, True)]),
        ("Twenty-two are dead, says the commission.", [("dead", 22, True)]),
        ("Two women died; eleven more were hurt.", [("dead", 2, True), ("injured", 11, True)]),
        ("Nobody was killed in the attack on 14 houses.", []),
        ("He was killed on March 4 in Kabul.", []),
        ("The firm employs 300 people.", []),
    ],
)  # fmt: skip
def test_numbers_of_victims(sentence: str, wanted: list[tuple[str, int, bool]]) -> None:
    found = victims_in(f"Before. {sentence}", Span(8, 8 + len(sentence)))
    assert [(one.harm.value, one.least, one.exact) for one in found] == wanted
    assert all(8 <= one.span.start < one.span.end <= 8 + len(sentence) for one in found)
