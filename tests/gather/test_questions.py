from __future__ import annotations

import pytest

from dateline.errors import DataError
from dateline.gather import data_files, positions, reports, weighing
from dateline.gather.credits import agencies
from dateline.gather.questions import issues, parse_question, questions_in
from dateline.gather.weighing import read_table
from dateline.model import EventType, Mention, MentionKind, Span


def mentions(text: str, names: dict[str, MentionKind]) -> tuple[Mention, ...]:
    found = []
    for index, (name, kind) in enumerate(names.items()):
        span = Span(text.index(name), text.index(name) + len(name))
        found.append(
            Mention(
                index=index,
                span=span,
                head=span,
                sentence=0,
                kind=kind,
                name=name,
                refers_to=index,
                rule="test",
                score=1.0,
            )
        )
    return tuple(found)


NATO = {"NATO": MentionKind.ORGANISATION}
RUSSIA = {"Russia": MentionKind.COUNTRY}


@pytest.mark.parametrize(
    ("text", "names", "wanted"),
    [
        ("would join NATO", NATO, [("membership", "NATO", 1)]),
        ("is against NATO membership", NATO, [("membership", "NATO", 1)]),
        ("wants to leave NATO", NATO, [("membership", "NATO", -1)]),
        ("impose sanctions on Russia", RUSSIA, [("sanctions", "Russia", 1)]),
        ("lift the sanctions against Russia", RUSSIA, [("sanctions", "Russia", -1)]),
        ("close the border with Russia", RUSSIA, [("border", "Russia", -1)]),
        ("the border with Russia is long", RUSSIA, []),
        ("joined a choir while NATO met", NATO, []),
        ("joined Russia", RUSSIA, []),
    ],
)
def test_questions_in_a_text(
    text: str, names: dict[str, MentionKind], wanted: list[tuple[str, str, int]]
) -> None:
    found = questions_in(text, Span(0, len(text)), mentions(text, names))
    assert [(one.issue.name, one.mention.name, one.sign) for one in found] == wanted


@pytest.mark.parametrize(
    ("text", "issue", "about"),
    [
        ("NATO membership", "membership", "NATO"),
        ("join NATO", "membership", "NATO"),
        ("sanctions on Russia", "sanctions", "Russia"),
        ("recognise Kosovo", "recognition", "Kosovo"),
        ("a ceasefire in Gaza", "ceasefire", "Gaza"),
        ("lithium", None, "lithium"),
        ("", None, ""),
    ],
)
def test_a_question_as_somebody_asks_it(text: str, issue: str | None, about: str) -> None:
    found, rest = parse_question(text)
    assert (found.name if found else None) == issue
    assert rest == about


def test_the_data_have_their_form() -> None:
    assert all("{object}" in issue.says and issue.kinds and issue.nouns for issue in issues().values())
    assert set(reports.families()) == set(EventType)
    assert positions._rules().acts[EventType.SANCTION] in issues()
    assert agencies()
    for name in ("stories", "incidents"):
        assert all(feature.says for feature in weighing.table(name).features.values())


def test_a_word_that_yaml_takes_for_a_truth_value_is_told() -> None:
    with pytest.raises(ValueError, match="put it in quotes"):
        data_files.words(["off", True])


def test_a_table_that_lacks_something_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError):
        read_table({"bias": 0})
    monkeypatch.setattr(weighing, "load", lambda file: {"bias": 0})
    weighing.table.cache_clear()
    with pytest.raises(DataError, match=r"stories\.yaml"):
        weighing.table("stories")
    weighing.table.cache_clear()


def test_a_score_says_what_it_is_made_of() -> None:
    table = weighing.table("stories")
    values = {"words": 0.5, "hours": 0.25, "numbers": 0.01}
    assert 0 < table.score(values) < 1
    assert table.reasons(values) == ("rare words in common 0.50 (+2.5)", "days between them 0.25 (-1.0)")
