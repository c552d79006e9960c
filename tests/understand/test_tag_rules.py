from __future__ import annotations

import pytest

from dateline.model import BlockKind, Paragraph, Span
from dateline.understand.parse import Analyst
from dateline.understand.sentences import split_sentences
from dateline.understand.tag_rules import mend
from tests.hangs import ends

VERBS = frozenset({"support", "reject", "release"})
ANALYST = Analyst.load()


@pytest.mark.parametrize(
    ("text", "tags", "expected"),
    [
        ("Fighters blew up posts", "NNS VBP RP NNS", "NNS VBD RP NNS"),
        ("They will blew it", "PRP MD VB PRP", "PRP MD VB PRP"),
        ("Russia , which support Serbia", "NNP , WDT NN NNP", "NNP , WDT VBP NNP"),
        ("the aid which support groups", "DT NN WDT NN NNS", "DT NN WDT NN NNS"),
        ("Border guards fired on refugees .", "NN NNS VBN IN NNS .", "NN NNS VBD IN NNS ."),
        ("Five men killed in blast .", "CD NNS VBN IN NN .", "CD NNS VBN IN NN ."),
        ("He shot dead two men", "PRP NN JJ CD NNS", "PRP VBD RB CD NNS"),
        ("He meets Putin and rejects Western aid", "PRP VBZ NNP CC NNS JJ NN", "PRP VBZ NNP CC VBZ JJ NN"),
        ("Gunmen burned down the hall", "NNS VBD IN DT NN", "NNS VBD RP DT NN"),
        ("Gunmen walked down the hall", "NNS VBD IN DT NN", "NNS VBD IN DT NN"),
        (
            "France demanded that Iran release two men",
            "NNP VBD IN NNP NN CD NNS",
            "NNP VBD IN NNP VBP CD NNS",
        ),
        ("Petrić left", "NNS VBD", "NNP VBD"),
    ],
)
def test_what_cannot_be_is_mended(text: str, tags: str, expected: str) -> None:
    found = tags.split()
    mend(text.split(), found, VERBS.__contains__)
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    "text",
    ["_" * 50_000, '"' * 25_000, "to " * 12_000, "not to " * 6_000, "very big " * 6_000, "a." * 15_000],
)
def test_junk_takes_linear_time(text: str) -> None:
    whole = [Paragraph(kind=BlockKind.HEADLINE, span=Span(0, len(text)))]
    with ends("the analysis"):
        ANALYST.analyse(text, split_sentences(text, whole))
