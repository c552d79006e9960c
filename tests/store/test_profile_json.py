from __future__ import annotations

import pytest

from dateline.errors import DataError
from dateline.store.profile_json import decode_profile, encode_profile
from tests.store.test_export_ftm import LISTED, MARIC, MAYOR, MINISTER, profile_of


def test_there_and_back() -> None:
    profile = profile_of(MARIC, MINISTER, MAYOR, LISTED)
    assert decode_profile(encode_profile(profile)) == profile


@pytest.mark.parametrize("text", ["", "{}", '{"entity": 3}', "[1"])
def test_what_is_no_profile(text: str) -> None:
    with pytest.raises(DataError):
        decode_profile(text)
