from __future__ import annotations

import pytest

from dateline.errors import UsageError
from dateline.settings import Settings


def test_what_is_not_set_keeps_its_default() -> None:
    assert Settings.from_environment({"HOME": "/", "DATELINE_MAX_REDIRECTS": "2"}) == Settings(
        max_redirects=2
    )


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "DATELINE_MAX_REDIRECT",
            "2",
            "DATELINE_MAX_REDIRECT: no such setting .the settings are DATELINE_MAX_PAGE",
        ),
        ("DATELINE_MAX_REDIRECTS", "two", "DATELINE_MAX_REDIRECTS: 'two' is not a whole number"),
        ("DATELINE_FETCH_SECONDS", "0", "DATELINE_FETCH_SECONDS: 0.0 is not above zero"),
    ],
)
def test_a_wrong_setting_is_told(variable: str, value: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Settings.from_environment({variable: value})
