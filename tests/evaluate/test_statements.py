from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.evaluate.statements import evaluate, outermost, paragraphs_of, predictor
from dateline.model import BlockKind, Participant, Span, Statement, StatementKind

TEXT = "Ms Hale said the road was safe. The mayor denied it."
MARKS = """T1\tSource 0 7\tMs Hale
T2\tCue 8 12\tsaid
T3\tContent 13 30\tthe road was safe
T4\tAttribution 8 12\tsaid
E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1
T5\tSource 32 41\tThe mayor
T6\tCue 42 48\tdenied
T7\tContent 49 51\tit
T8\tAttribution 42 48\tdenied
E2\tAttribution:T8 Content:T7 Cue:T6 Source:T5
"""
SHARED = Path(__file__).parents[3] / "shared" / "data" / "statements" / "polnear" / "dev"


def corpus(folder: Path, annotations: dict[str, str]) -> Path:
    for name in ("text", "attributions"):
        (folder / name).mkdir()
    (folder / "text" / "one.txt").write_text(TEXT, encoding="utf-8")
    for name, marks in annotations.items():
        (folder / "attributions" / f"{name}.ann").write_text(marks, encoding="utf-8")
    return folder


def statement(
    speaker: tuple[int, int] | None, cue: tuple[int, int], *content: tuple[int, int], index: int = 0
) -> Statement:
    return Statement(
        index=index,
        speaker=Participant(span=Span(*speaker)) if speaker else None,
        cue=Span(*cue),
        content=tuple(Span(*piece) for piece in content),
        kind=StatementKind.SAY,
        sentence=0,
        rule="given",
        score=1.0,
    )


def always(*statements: Statement) -> Callable[[str], Sequence[Statement]]:
    return lambda text: statements


FIRST = statement((0, 7), (8, 12), (13, 30))
SECOND = statement((32, 41), (42, 48), (49, 51), index=1)


def test_the_annotation_itself_is_perfect(tmp_path: Path) -> None:
    figures = evaluate(corpus(tmp_path, {"one_ab12": MARKS}), always(FIRST, SECOND))
    assert figures["documents"] == 1
    assert all(value == 1.0 for key, value in figures.items() if key != "documents")


def test_half_of_it(tmp_path: Path) -> None:
    figures = evaluate(corpus(tmp_path, {"one": MARKS}), always(FIRST))
    # tokens: source 2 of 4, cue 1 of 2, content 4 of 5, attributions 1 of 2
    assert figures["source_recall"] == 0.5
    assert figures["cue_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["content_recall"] == 0.8
    assert figures["content_precision"] == 1.0
    assert figures["attribution_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert 0 < figures["alpha"] < 1


def test_nothing_found(tmp_path: Path) -> None:
    figures = evaluate(corpus(tmp_path, {"one": MARKS}), always())
    assert figures["content_f1"] == 0.0
    assert figures["attribution_f1"] == 0.0
    assert figures["alpha"] < 0


def test_a_statement_needs_half_of_the_content_and_the_source(tmp_path: Path) -> None:
    folder = corpus(tmp_path, {"one": MARKS})
    half = statement((3, 7), (8, 12), (13, 21))  # two of four tokens
    assert evaluate(folder, always(half))["attribution_recall"] == 0.5
    less = statement((0, 7), (8, 12), (13, 16))  # one of four
    assert evaluate(folder, always(less))["attribution_recall"] == 0.0
    other_source = statement((32, 41), (8, 12), (13, 30))
    assert evaluate(folder, always(other_source))["attribution_recall"] == 0.0
    no_source = statement(None, (8, 12), (13, 30))
    assert evaluate(folder, always(no_source))["attribution_recall"] == 0.0


def test_each_annotation_is_matched_once(tmp_path: Path) -> None:
    figures = evaluate(
        corpus(tmp_path, {"one": MARKS}), always(FIRST, statement((0, 7), (8, 12), (13, 30), index=1))
    )
    assert figures["attribution_precision"] == 0.5


def test_a_text_with_two_annotations_counts_once(tmp_path: Path) -> None:
    figures = evaluate(corpus(tmp_path, {"one_aa": MARKS, "one_bb": ""}), always(FIRST, SECOND))
    assert figures["documents"] == 1
    assert figures["content_precision"] == 0.5
    assert figures["content_recall"] == 1.0


def test_only_the_outermost_statement_is_counted() -> None:
    inner = statement((13, 21), (22, 25), (26, 30), index=1)
    assert outermost([FIRST, inner]) == [FIRST]


def test_the_first_short_line_is_the_headline() -> None:
    first, second = paragraphs_of("A headline.\n\nA paragraph.\n")
    assert (first.kind, second.kind) == (BlockKind.HEADLINE, BlockKind.PARAGRAPH)
    assert second.span == Span(13, 25)


def test_the_shipped_rules_read_the_text(tmp_path: Path) -> None:
    headline = "The road\n\n"
    shifted = re.sub(
        r"(?m)^(T\d+\t\w+) (\d+) (\d+)",
        lambda m: f"{m[1]} {int(m[2]) + len(headline)} {int(m[3]) + len(headline)}",
        MARKS,
    )
    folder = corpus(tmp_path, {"one": shifted})
    (folder / "text" / "one.txt").write_text(headline + TEXT, encoding="utf-8")
    assert evaluate(folder, predictor())["attribution_f1"] == 1.0


def test_bad_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="text and attributions"):
        evaluate(tmp_path, always())
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    with pytest.raises(DataError, match=r"no \.ann files"):
        evaluate(tmp_path, always())
    (tmp_path / "attributions" / "lost_ab.ann").write_text(MARKS, encoding="utf-8")
    with pytest.raises(DataError, match="cannot be read"):
        evaluate(tmp_path, always())


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated corpus is not here")
def test_the_figures_hold() -> None:
    figures = evaluate(SHARED)
    assert figures["content_f1"] >= 0.82
    assert figures["source_f1"] >= 0.71
    assert figures["cue_f1"] >= 0.62
    assert figures["attribution_f1"] >= 0.61
