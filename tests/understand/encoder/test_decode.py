"""From scores to spans, on scores made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dateline.understand.encoder.decode import Tagged, best_spans, triggers
from dateline.understand.encoder.labels import TAGS, TYPES
from dateline.understand.encoder.session import Sight
from dateline.understand.encoder.wordpieces import Pieces

NAMES = ("O", "B-S", "I-S", "B-T", "I-T")


def sight(group: str, rows: Sequence[Sequence[float]], inner: Sequence[int] = ()) -> Sight:
    """Pieces of three letters each, with the scores of a group."""
    count = len(rows)
    pieces = Pieces(
        tuple(range(count)),
        (0,) * count,
        tuple(4 * n for n in range(count)),
        tuple(4 * n + 3 for n in range(count)),
        tuple(n in inner for n in range(count)),
    )
    scores = np.array(rows, dtype=np.float32).reshape(count, len(rows[0]) if count else len(TAGS[group]))
    return Sight(pieces, {f"tags.{group}": scores}, np.zeros((count, 1), dtype=np.float32), {})


def tags(*wanted: str) -> list[list[float]]:
    return [[6.0 if name == tag else 0.0 for name in NAMES] for tag in wanted]


def spans(found: Sequence[Tagged]) -> list[tuple[str, int, int]]:
    return [(one.kind, one.first, one.last) for one in found]


def test_runs_of_tags_are_spans() -> None:
    found = best_spans(sight("party", tags("B-S", "I-S", "O", "B-T")), "party", NAMES)
    assert spans(found) == [("S", 0, 1), ("T", 3, 3)]
    assert (found[0].start, found[0].end) == (0, 7)
    assert 0.9 < found[0].score < 1


def test_spans_that_touch_are_one_of_the_later_kind() -> None:
    found = best_spans(sight("party", tags("B-S", "B-T", "I-T")), "party", NAMES)
    assert spans(found) == [("T", 0, 2)]
    apart = best_spans(sight("party", tags("B-S", "O", "B-T")), "party", NAMES)
    assert spans(apart) == [("S", 0, 0), ("T", 2, 2)]


def test_what_goes_on_has_begun_with_the_same_kind() -> None:
    rows = [[0, 1, 0, 0, 0], [0, 0, 0, 0, 5], [0, 0, 0, 0, 5]]
    assert spans(best_spans(sight("party", rows), "party", NAMES)) == [("T", 0, 2)]
    assert spans(best_spans(sight("party", tags("I-S", "I-S")), "party", NAMES)) == [("S", 0, 1)]


@pytest.mark.parametrize(("lean", "expected"), [(0.0, []), (-2.0, [("S", 0, 0)])])
def test_a_lean_against_nothing_finds_more(lean: float, expected: list[tuple[str, int, int]]) -> None:
    rows = [[1.0, 0.0, -9, -9, -9]]
    assert spans(best_spans(sight("party", rows), "party", NAMES, lean=lean)) == expected


def test_no_pieces_no_spans() -> None:
    assert best_spans(sight("party", []), "party", NAMES) == []


def acts(*wanted: str | None) -> list[list[float]]:
    return [[6.0 if name == (kind or "O") else 0.0 for name in TAGS["trigger"]] for kind in wanted]


def test_a_word_with_the_chance_of_an_act_is_a_trigger() -> None:
    found = triggers(sight("trigger", acts(None, "ASSAULT", None)), least=0.5)
    assert spans(found) == [("ASSAULT", 1, 1)]
    assert 0.9 < found[0].score < 1


def test_all_pieces_of_a_word_belong_to_its_trigger() -> None:
    found = triggers(sight("trigger", acts(None, "AID", None, None), inner=(2, 3)), least=0.5)
    assert spans(found) == [("AID", 1, 3)]
    assert (found[0].start, found[0].end) == (4, 15)


def test_neighbours_are_one_trigger() -> None:
    rows = acts("COERCE", "COERCE", None, "ASSAULT")
    assert spans(triggers(sight("trigger", rows), least=0.5)) == [("COERCE", 0, 1), ("ASSAULT", 3, 3)]


@pytest.mark.parametrize(("first", "second", "kind"), [(6.0, 4.0, "COERCE"), (4.0, 6.0, "ASSAULT")])
def test_neighbours_have_the_type_of_the_surer_one(first: float, second: float, kind: str) -> None:
    rows = acts("COERCE", "ASSAULT")
    rows[0], rows[1] = [value * first / 6 for value in rows[0]], [value * second / 6 for value in rows[1]]
    assert spans(triggers(sight("trigger", rows), least=0.5)) == [(kind, 0, 1)]


def test_types_share_the_chance_of_an_act() -> None:
    row = [0.0] * len(TAGS["trigger"])
    row[0], row[1 + TYPES.index("AGREE")] = 1.0, 0.5
    (found,) = triggers(sight("trigger", [row]), least=0.5)
    assert found.kind == "AGREE"
    assert triggers(sight("trigger", [row]), least=0.9) == []


def test_a_window_may_begin_within_a_word() -> None:
    assert spans(triggers(sight("trigger", acts("AID", "AID"), inner=(0,)), least=0.5)) == [("AID", 1, 1)]
    assert triggers(sight("trigger", acts("AID", "AID"), inner=(0, 1)), least=0.5) == []
    assert triggers(sight("trigger", []), least=0.5) == []
