from __future__ import annotations

import pytest

from dateline.resolve.name_numbers import read_numbers


@pytest.mark.parametrize(
    ("name", "named", "numbers"),
    [
        ("brigade 44", ["brigade"], ["44"]),
        ("brigade forty four", ["brigade"], ["44"]),
        ("brigade fourty four", ["brigade"], ["44"]),
        ("1st bank", ["bank"], ["1"]),
        ("first bank", ["bank"], ["1"]),
        ("fund xiii", ["fund"], ["13"]),
        ("fund xiv", ["fund"], ["14"]),
        ("partners v", ["partners"], ["5"]),
        ("v partners", ["v", "partners"], []),
        ("seven twelve", [], ["7", "12"]),
        ("trust 2004 1", ["trust"], ["2004", "1"]),
        ("1a st", ["1a", "st"], []),
    ],
)
def test_numbers(name: str, named: list[str], numbers: list[str]) -> None:
    assert read_numbers(name.split()) == (named, numbers)
