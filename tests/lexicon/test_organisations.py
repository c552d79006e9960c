"""The organisations' file: form, sectors, states, and what a name stands for."""

from __future__ import annotations

from dateline.lexicon.countries import load_countries
from dateline.lexicon.organisations import load_organisations

ORGANISATIONS = load_organisations()
SECTORS = frozenset(
    {
        "AGR", "BUS", "COP", "CRM", "CVL", "EDU", "GOV", "IGO", "JRN", "JUD", "LAB", "LEG",
        "MED", "MIL", "NGO", "OPP", "PRM", "PTY", "REB", "REF", "REL", "SPY", "UAF", "UNK",
    }
)  # fmt: skip


def test_sectors_are_plovers_and_states_exist() -> None:
    for organisation in ORGANISATIONS:
        assert organisation.role in SECTORS, organisation.name
        assert organisation.country is None or load_countries().by_code(organisation.country), (
            organisation.name
        )


def test_there_are_enough_of_each_sector() -> None:
    counts = {role: sum(o.role == role for o in ORGANISATIONS) for role in ("IGO", "REB", "JRN")}
    assert counts["IGO"] >= 100
    assert counts["REB"] >= 100
    assert counts["JRN"] >= 100


def test_names_are_clean_and_differ_within_an_organisation() -> None:
    for organisation in ORGANISATIONS:
        assert len(set(organisation.names)) == len(organisation.names)
        assert all(name == name.strip() and len(name) > 1 for name in organisation.names)


def test_short_forms_find_the_organisation_and_small_letters_do_not() -> None:
    assert [o.name for o in ORGANISATIONS.by_name("NATO")] == ["North Atlantic Treaty Organization"]
    assert [o.name for o in ORGANISATIONS.by_name("IRGC")] == ["Islamic Revolutionary Guard Corps"]
    assert ORGANISATIONS.by_name("who") == ()


def test_a_name_may_stand_for_two() -> None:
    assert {o.country for o in ORGANISATIONS.by_name("AFP")} == {"FRA", "AUS"}
