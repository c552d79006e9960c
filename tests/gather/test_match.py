from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dateline.gather.match import compare, cosine, features, hours_between, overlap
from dateline.gather.stories import stories_of
from dateline.model import Join, JoinKind, Role, Telling

NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)
WEIGHTS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.1, 9).map(lambda v: round(v, 3))).map(
    lambda found: tuple(sorted(found.items()))
)


def telling(
    number: int, *, hours: float = 0, credit: str | None = None, canonical: str | None = None
) -> Telling:
    return Telling(
        article=number,
        address=f"https://gazette.example/{number}",
        canonical=canonical,
        site=f"Site {number}",
        moment=NOON + timedelta(hours=hours),
        exact=True,
        credit=credit,
        headline=(("blast", 5.0),),
        words=(("blast", 5.0), ("market", 4.0)),
        names=(("kabul", 4.0),),
        shingles=100,
        signature=(),
        keys=(1, 2),
    )


def copy(one: int, other: int) -> Join:
    return Join(
        one=one, other=other, kind=JoinKind.COPY, score=0.99, reasons=("much of one stands in the other",)
    )


@given(WEIGHTS, WEIGHTS)
def test_likeness_goes_both_ways_and_is_a_share(
    one: tuple[tuple[str, float], ...], other: tuple[tuple[str, float], ...]
) -> None:
    for measure in (cosine, overlap):
        assert measure(one, other) == measure(other, one)
        assert 0 <= measure(one, other) <= 1.0001
    assert cosine(one, one) == (1.0 if one else 0.0)


def test_what_is_alike_is_joined_with_reasons_whichever_comes_first() -> None:
    one, other = telling(1), telling(2, hours=1)
    found = compare(one, other)
    assert found is not None
    assert found == compare(other, one)
    assert any(reason.startswith("rare words in common 1.00") for reason in found.reasons)
    assert features(one, other) == features(other, one)


def test_what_is_far_apart_in_time_is_not() -> None:
    assert compare(telling(1), telling(2, hours=100)) is None
    assert hours_between(telling(1), telling(2, hours=100)) == 100


def test_the_first_with_a_text_is_the_original_and_its_agency_the_source() -> None:
    (story,) = stories_of(
        [telling(3, hours=2), telling(1, credit="AP"), telling(2, hours=1)], [copy(1, 2), copy(1, 3)]
    )
    assert [(one.article, one.role, one.copy_of, one.source) for one in story.members] == [
        (1, Role.ORIGINAL, None, "AP"),
        (2, Role.COPY, 1, "AP"),
        (3, Role.COPY, 1, "AP"),
    ]
    assert story.sources == 1


def test_the_address_that_a_copy_names_is_the_original() -> None:
    (story,) = stories_of(
        [telling(1, canonical="https://gazette.example/2"), telling(2, hours=1)], [copy(1, 2)]
    )
    assert [one.role for one in story.members] == [Role.COPY, Role.ORIGINAL]


def test_joins_of_unknown_articles_are_passed_over() -> None:
    assert len(stories_of([telling(1)], [copy(1, 9)])) == 1
    assert stories_of([], []) == ()
