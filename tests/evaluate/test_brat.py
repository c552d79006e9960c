from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate import brat
from dateline.model import Span

MARKS = """T1\tSource 0 7\tMs Hale
T2\tCue 8 12\tsaid
T3\tContent 13 20;30 35\tone part two
#1\tAnnotatorNotes T2\tchecked
T4\tAttribution 8 12\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
"""


def test_takes_relations_with_pieces_in_order() -> None:
    (relation,) = brat.parse(MARKS, limit=40)
    assert relation.kind == "Attribution"
    assert relation.spans("Content") == (Span(13, 20), Span(30, 35))
    assert relation.spans("Source") == (Span(0, 7),)
    assert relation.spans("Addressee") == ()


def test_numbered_roles_are_the_same_role() -> None:
    content = MARKS.replace("Content:T3", "Content:T3 Content2:T1")
    (relation,) = brat.parse(content)
    assert relation.spans("Content") == (Span(0, 7), Span(13, 20), Span(30, 35))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("T1\tSource zero 7\tx\n", "not a brat span"),
        ("T1\tSource 9 7\tx\n", "not a brat span"),
        ("T1\tSource 0 70\tx\n", "outside the text"),
        ("E1\tAttribution:T9\n", "not there"),
    ],
)
def test_bad_lines_are_named(content: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        brat.parse(content, where="some.ann", limit=40)
    assert str(caught.value).startswith("some.ann:1")
    assert "\n" not in str(caught.value)


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ann"
    path.write_bytes(b"T1\tSource 0 1\t\xff\xfe\n")
    with pytest.raises(DataError, match="UTF-8"):
        brat.read(path)
