from __future__ import annotations

import pytest

from dateline.lexicon.office_kinds import office_kind, title_words
from dateline.model import OfficeKind as K


@pytest.mark.parametrize(
    ("title", "country", "kind"),
    [
        ("President", None, K.HEAD_OF_STATE),
        ("Deputy Prime Minister", "SRB", K.DEPUTY_HEAD_OF_GOVERNMENT),
        ("Minister of Internal Affairs", "SRB", K.INTERIOR),
        ("Minister of Foreign Trade", None, K.MINISTER),
        ("Minister of Foreign Affairs and Foreign Trade", "BRB", K.FOREIGN),
        ("Secretary of State", "USA", K.FOREIGN),
        ("Secretary of State", "BRA", K.OTHER),
        ("Chancellor", "DEU", K.HEAD_OF_GOVERNMENT),
        ("Chancellor of the Exchequer", "GBR", K.FINANCE),
        ("Home Secretary", "GBR", K.INTERIOR),
        ("Chief of Defence Staff", None, K.ARMED_FORCES),
        ("defence minister", None, K.DEFENCE),
        ("Defense Secretary", "USA", K.DEFENCE),
        ("Speaker of the National Assembly", None, K.PARLIAMENT),
        ("President of the National Assembly", None, K.PARLIAMENT),
        ("Governor of the Central Bank", None, K.CENTRAL_BANK),
        ("Minister of Health", None, K.MINISTER),
        ("former president", None, K.OTHER),
        ("deputy foreign minister", None, K.OTHER),
        ("Kremlin spokesman", None, K.SPOKESPERSON),
        ("Crown Prince", "SAU", K.DEPUTY_HEAD_OF_STATE),
        ("Secretary of the Security Council", "RUS", K.SECURITY),
        ("football coach", None, K.OTHER),
    ],
)
def test_the_kind_of_an_office(title: str, country: str | None, kind: K) -> None:
    assert office_kind(title, country) is kind


def test_titles_are_the_same_in_other_words() -> None:
    assert title_words("Minister for Health") == title_words("Health Minister") == {"health"}
    assert title_words("Minister of Health") != title_words("Minister of Culture")
    assert title_words("Minister of State") == {"minister", "of", "state"}
