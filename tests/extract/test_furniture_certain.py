from __future__ import annotations

from importlib import resources

import pytest
import yaml

from dateline.extract.furniture_certain import certain_wording, is_byline, notes_on_authors
from dateline.model import FurnitureKind

AUTHORS = ("Mira Holt", "Staff writers")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("This live blog is closed. Follow our latest coverage here.", FurnitureKind.OTHER),
        ("THIS IS A LIVE BLOG. SCROLL DOWN FOR UPDATES.", FurnitureKind.OTHER),
        ("This is a breaking news story, more to follow", FurnitureKind.OTHER),
        ("Article content", FurnitureKind.OTHER),
        ("(c) Quay Gazette. Not for redistribution.", FurnitureKind.COPYRIGHT),
        ("We want to hear from you: has the river reached your street?", FurnitureKind.PROMOTION),
    ],
)
def test_wordings_that_are_never_the_article(line: str, kind: FurnitureKind) -> None:
    found = certain_wording(line, len(line.split()))
    assert found is not None
    assert found[0] is kind


@pytest.mark.parametrize(
    "line",
    [
        "The bridge is closed. Follow the signs to the ferry.",
        "The minister said the breaking story would cost more.",
        "The court ruled on copyright, which is not for sale.",
        "Article 5 has been invoked once.",
    ],
)
def test_prose_is_left_alone(line: str) -> None:
    assert certain_wording(line, len(line.split())) is None


def test_the_wordings_say_kind_length_and_patterns() -> None:
    source = resources.files("dateline.extract").joinpath("rules", "certain.yaml")
    for entry in yaml.safe_load(source.read_text("utf-8")).values():
        assert set(entry) == {"kind", "most", "whole"}
        assert entry["kind"] in set(FurnitureKind)


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Staff writers, Athens, January 25, 2019", True),
        ("By Mira Holt and Jan Rook in Riga", True),
        ("Mira Holt", True),
        ("By Mira Holt's account the river rose by a metre in a night.", False),
        ("By Friday the river had risen", False),
        ("Mira Holt won", False),
    ],
)
def test_a_byline_names_an_author_and_ends_no_sentence(line: str, byline: bool) -> None:
    assert is_byline(line, AUTHORS) is byline


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (["Mira Holt is our correspondent in Riga. She has covered rivers since 2016."], [2]),
        (["Mira Holt, a former diver, writes about rivers.", "Follow her on the radio."], [2, 3]),
        (["Mira Holt is our correspondent.", "The river rose again."], []),
        (["Mira Holt's boat sank."], []),
        (["Jan Rook is the mayor of Riga."], []),
    ],
)
def test_the_last_lines_may_tell_of_the_author(last: list[str], found: list[int]) -> None:
    assert notes_on_authors(["The river rose.", "It fell again.", *last], AUTHORS) == found


def test_an_article_is_never_a_note_alone() -> None:
    assert notes_on_authors(["Mira Holt is the mayor."], AUTHORS) == []
