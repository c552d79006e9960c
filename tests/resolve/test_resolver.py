from __future__ import annotations

import pytest

from dateline.model import OfficeKind
from dateline.resolve.chains import GivenTitle
from dateline.resolve.resolver import by_title
from tests.resolve.given import person

DUVAL = person(
    "Ana Duval",
    "SRB",
    ("President of the Unity Party", OfficeKind.PARTY, "2012", None),
    ("Deputy Prime Minister", OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT, "2020", None),
    ("Minister of Foreign Affairs", OfficeKind.FOREIGN, "2020", None),
)


def given(title: str, *, former: bool = False) -> GivenTitle:
    return GivenTitle(title=title, country="SRB", former=former, sentence=0)


@pytest.mark.parametrize(
    ("titles", "first"),
    [
        ([given("Foreign Minister")], OfficeKind.FOREIGN),
        ([given("Serbian Foreign Minister")], OfficeKind.FOREIGN),
        ([given("deputy prime minister")], OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT),
        ([given("Foreign Minister", former=True)], OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT),
        ([], OfficeKind.DEPUTY_HEAD_OF_GOVERNMENT),
    ],
)
def test_the_office_that_the_text_names_stands_first_and_that_in_a_party_last(
    titles: list[GivenTitle], first: OfficeKind
) -> None:
    kinds = [office.kind for office in by_title(DUVAL, titles).offices]
    assert kinds[0] is first
    assert kinds[-1] is OfficeKind.PARTY
