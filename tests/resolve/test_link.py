from __future__ import annotations

from datetime import date

from dateline.model import Link, Mention, MentionKind, OfficeKind
from dateline.resolve.link import link_mentions
from dateline.resolve.match import BIAS, FEATURES, strength
from dateline.resolve.reference import MemoryReference
from tests.resolve.given import body, mention, person

DUVAL = person(
    "Ana Duval",
    "SRB",
    ("Minister of Internal Affairs", OfficeKind.INTERIOR, "2015-01-01", "2019-12-31"),
    ("President", OfficeKind.HEAD_OF_STATE, "2020-01-01", None),
    gender="f",
)
OTHER_DUVAL = person(
    "Pierre Duval", "FRA", ("Minister of Health", OfficeKind.MINISTER, "2001-01-01", "2003-01-01"), gender="m"
)
MARIC = person("Ivan Marić", "HRV", ("Prime Minister", OfficeKind.HEAD_OF_GOVERNMENT, "2022-01-01", None))
BEFORE = person("Jovan Ilić", "SRB", ("President", OfficeKind.HEAD_OF_STATE, "2012-01-01", "2019-12-31"))
REFERENCE = MemoryReference.of(
    [DUVAL, OTHER_DUVAL, MARIC, BEFORE, body("Drina Union", "DU", "Union of the Drina")]
)
DAY = date(2024, 9, 5)


def links(text: str, *mentions: Mention, day: date | None = DAY) -> dict[int, Link]:
    return {link.mention: link for link in link_mentions(text, mentions, REFERENCE, day, day).links}


def chosen(text: str, *mentions: Mention, day: date | None = DAY) -> list[str | None]:
    found = links(text, *mentions, day=day)
    return [
        found[m.index].chosen.name if m.index in found and found[m.index].chosen else None  # type: ignore[union-attr]
        for m in mentions
    ]


def test_a_full_name_and_what_refers_to_it() -> None:
    text = "Ana Duval spoke. Duval said she was glad. The president left."
    found = chosen(
        text,
        mention(text, "Ana Duval", 0),
        mention(text, "Duval", 1, refers_to=0, nth=1),
        mention(text, "she", 2, refers_to=0, rule="pronoun"),
        mention(text, "The president", 3, refers_to=0, rule="office", title="president"),
    )
    assert found == ["Ana Duval"] * 4


def test_a_link_keeps_its_features_and_the_best_others() -> None:
    text = "Duval spoke in Serbia and France."
    found = links(
        text,
        mention(text, "Duval", 0),
        mention(text, "Serbia", 1, kind=MentionKind.COUNTRY, country="SRB"),
        mention(text, "France", 2, kind=MentionKind.COUNTRY, country="FRA"),
    )
    best = found[0].chosen
    assert best is not None
    assert best.name == "Ana Duval"
    assert {w.feature for w in best.features} >= {"surname", "in-office", "country-spoken-of", "only-one"}
    assert all(w.amount == FEATURES[w.feature].weight and w.says for w in best.features)
    assert [other.name for other in found[0].rejected] == ["Pierre Duval"]
    assert found[1].chosen is not None
    assert found[1].chosen.entity == "iso-SRB"


def test_another_spelling_needs_something_that_speaks_for_it() -> None:
    text = "Anna Duvall spoke."
    assert chosen(text, mention(text, "Anna Duvall", 0)) == [None]
    text = "Serbia's president Anna Duvall spoke."
    assert chosen(text, mention(text, "Anna Duvall", 0, title="president", country="SRB")) == ["Ana Duval"]


def test_nobody_is_an_answer() -> None:
    text = "Bob Duval, a plumber, met Smith."
    assert chosen(text, mention(text, "Bob Duval", 0), mention(text, "Smith", 1)) == [None, None]


def test_the_state_told_with_the_name_decides() -> None:
    text = "France's Duval spoke."
    assert chosen(text, mention(text, "Duval", 0, country="FRA"), day=date(2002, 5, 1)) == ["Pierre Duval"]
    text = "Croatia's Ana Duval spoke."
    found = links(text, mention(text, "Ana Duval", 0, country="HRV"))
    assert found[0].chosen is None
    assert [other.name for other in found[0].rejected] == ["Ana Duval"]


def test_a_title_alone_is_whoever_held_it_on_the_day() -> None:
    text = "Serbia's president spoke."
    one = mention(text, "Serbia's president", 0, rule="office", title="president", country="SRB")
    assert chosen(text, one) == ["Ana Duval"]
    assert chosen(text, one, day=date(2014, 1, 1)) == ["Jovan Ilić"]
    assert chosen(text, one, day=date(1990, 1, 1)) == [None]
    assert chosen(text, one, day=None) == [None]


def test_a_former_title_is_not_whoever_holds_it_now() -> None:
    text = "Serbia's former president spoke."
    one = mention(
        text, "Serbia's former president", 0, rule="office", title="former president", country="SRB"
    )
    assert chosen(text, one) == [None]


def test_gender_speaks_against() -> None:
    text = "Ana Duval spoke. He left."
    found = links(text, mention(text, "Ana Duval", 0), mention(text, "He", 1, refers_to=0, rule="pronoun"))
    assert found[0].chosen is None
    assert "gender" in {w.feature for w in found[0].rejected[0].features}


def test_organisations_by_name_and_abbreviation() -> None:
    text = "The Drina Union (DU) met."
    found = chosen(
        text,
        mention(text, "Drina Union", 0, kind=MentionKind.ORGANISATION),
        mention(text, "DU", 1, kind=MentionKind.ORGANISATION),
    )
    assert found == ["Drina Union", "Drina Union"]


def test_every_score_is_the_sum_of_its_features() -> None:
    text = "Ana Duval spoke."
    best = links(text, mention(text, "Ana Duval", 0))[0].chosen
    assert best is not None
    total = BIAS + strength(best)
    assert abs(best.score - 1 / (1 + 2.718281828459045**-total)) < 1e-4
