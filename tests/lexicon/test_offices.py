"""Offices and their sectors."""

from __future__ import annotations

import pytest

from dateline.errors import DataError
from dateline.lexicon.data_files import read_yaml
from dateline.lexicon.offices import load_offices

SECTORS = frozenset(
    {
        "AGR", "BUS", "COP", "CRM", "CVL", "EDU", "GOV", "JRN", "JUD", "LAB", "LEG", "MED",
        "MIL", "OPP", "PTY", "REB", "REF", "REL", "SPY", "UAF", "UNK",
    }
)  # fmt: skip


def test_heads_are_in_small_letters_and_their_sectors_are_plovers() -> None:
    offices = load_offices()
    for head, role in (*offices.singular.items(), *offices.plural.items()):
        assert head == head.lower()
        assert role in SECTORS


@pytest.mark.parametrize(
    ("head", "role"),
    [("President", "GOV"), ("prime ministers", "GOV"), ("Gen.", "MIL"), ("gunmen", "UAF"), ("judge", "JUD")],
)
def test_sector_of_an_office(head: str, role: str) -> None:
    assert load_offices().role(head) == role


def test_what_is_no_office_has_no_sector() -> None:
    assert load_offices().role("table") is None


def test_a_file_of_the_wrong_form_is_one_line_that_says_which() -> None:
    with pytest.raises(DataError, match=r"^data/offices\.yaml: ") as caught:
        read_yaml("offices.yaml", dict[str, int])
    assert "\n" not in str(caught.value)
