from __future__ import annotations

import pytest

from dateline.lexicon.office_titles import is_acting, kind_of_post, without_country
from dateline.model import OfficeKind


@pytest.mark.parametrize(
    ("title", "country", "plain"),
    [
        ("President of France", "FRA", "President"),
        ("Prime Minister of the United Kingdom", "GBR", "Prime Minister"),
        ("Minister of Foreign Affairs of Serbia", "SRB", "Minister of Foreign Affairs"),
        ("United States Secretary of State", "USA", "Secretary of State"),
        ("Governor of the Bank of England", "GBR", "Governor of the Bank of England"),
        ("President of France", "DEU", "President of France"),
        ("President", None, "President"),
        ("of Serbia", "SRB", "of Serbia"),
    ],
)
def test_a_title_without_its_state(title: str, country: str | None, plain: str) -> None:
    assert without_country(title, country) == plain


@pytest.mark.parametrize(
    ("title", "country", "kind"),
    [
        ("Minister of Foreign Affairs", None, OfficeKind.FOREIGN),
        ("Secretary of State", "USA", OfficeKind.FOREIGN),
        ("Home Secretary", "GBR", OfficeKind.INTERIOR),
        ("Deputy Prime Minister", "SRB", OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT),
    ],
)
def test_kinds(title: str, country: str | None, kind: OfficeKind) -> None:
    assert kind_of_post(title, country) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Premier", OfficeKind.GOVERNOR),
        ("Governor", OfficeKind.GOVERNOR),
        ("Minister-President", OfficeKind.GOVERNOR),
        ("Mayor of Novi Grad", OfficeKind.MAYOR),
        ("Minister of Finance", OfficeKind.OTHER),
    ],
)
def test_offices_of_regions_are_none_of_the_state(title: str, kind: OfficeKind) -> None:
    assert kind_of_post(title, "CAN", regional=True) is kind


def test_acting() -> None:
    assert is_acting("acting Minister of Defence")
    assert is_acting("Interim President")
    assert not is_acting("Minister of Enacting")
