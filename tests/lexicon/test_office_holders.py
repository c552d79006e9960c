from __future__ import annotations

from dateline.lexicon.office_holders import holder_state


def test_the_state_of_an_office_holder() -> None:
    assert holder_state("President", "Aleksandar Vučić") == "SRB"
    assert holder_state("President", "Vucic") == "SRB"
    assert holder_state("Deputy Prime Minister", "Vulin") == "SRB"
    assert holder_state("Foreign Minister", "Lavrov") == "RUS"
    assert holder_state("footballer", "Lavrov") is None
    assert holder_state("President", "Nobody Known") is None
