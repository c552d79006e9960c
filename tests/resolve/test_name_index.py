from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_index import NameIndex
from dateline.resolve.names import THRESHOLD, NameKind, compare_names

PERSON, BODY = NameKind.PERSON, NameKind.BODY
PEOPLE = [
    "Aleksandar Vulin", "Sergey Viktorovich Lavrov", "Xi Jinping", "Mao Zedong", "Kim Jong Un", "Bill Clinton",
    "Mohammed bin Salman", "Nursultan Nazarbayev", "Ana Brnabić", "Recep Tayyip Erdoğan", "J. Smith",
]  # fmt: skip
BODIES = ["Daimler AG", "People's Liberation Army", "Gazprom Neft", "Brigade 44", "CVS Health Corporation"]
INDEX = NameIndex.build(
    [*((name, name, PERSON) for name in PEOPLE), *((name, name, BODY) for name in BODIES)]
)


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("Александар Вулин", PERSON, "Aleksandar Vulin"),
        ("LAVROV, Sergei", PERSON, "Sergey Viktorovich Lavrov"),
        ("习近平", PERSON, "Xi Jinping"),
        ("Mao Tse-tung", PERSON, "Mao Zedong"),
        ("KimJongUn", PERSON, "Kim Jong Un"),
        ("Kim Jongun", PERSON, "Kim Jong Un"),
        ("William Clinton", PERSON, "Bill Clinton"),
        ("محمد بن سلمان", PERSON, "Mohammed bin Salman"),
        ("N. Nazarbayev", PERSON, "Nursultan Nazarbayev"),
        ("Ana Brnavic", PERSON, "Ana Brnabić"),
        ("Joe Smith", PERSON, "J. Smith"),
        ("Daimler Aktiengesellschaft", BODY, "Daimler AG"),
        ("PLA", BODY, "People's Liberation Army"),
        ("Brigade forty-four", BODY, "Brigade 44"),
        ("CVC Health", BODY, "CVS Health Corporation"),
    ],
)
def test_found(query: str, kind: NameKind, name: str) -> None:
    hits = INDEX.search(query, kind)
    assert hits
    assert hits[0].name == hits[0].id == name
    assert hits[0].score == compare_names(query, name, kind)


def test_what_is_not_there_or_of_another_kind() -> None:
    assert len(INDEX) == len(PEOPLE) + len(BODIES)
    assert INDEX.search("Emmanuel Macron") == []
    assert INDEX.search("Ana Brnabić", BODY) == []
    assert INDEX.search("") == []
    assert NameIndex.build([]).search("Ana") == []


def test_limit_and_threshold() -> None:
    index = NameIndex.build(
        (f"Ana {last}", str(at), PERSON) for at, last in enumerate(["Maric"] * 4 + ["Mariz"])
    )
    hits = index.search("Ana Maric", limit=3)
    assert [hit.id for hit in hits] == ["0", "1", "2"]
    assert [hit.id for hit in index.search("Ana Maric", limit=9)] == ["0", "1", "2", "3", "4"]
    assert len(index.search("Ana Maric", limit=9, threshold=1.0)) == 4


@given(st.sampled_from(PEOPLE), st.integers(0, 20), st.sampled_from("aeiounrst"))
def test_what_matches_is_found(name: str, at: int, letter: str) -> None:
    # A word of two or three letters with another letter is another word.
    start = name.rfind(" ", 0, at) + 1
    if name[at : at + 1].isalpha() and len(name[start:].split(" ")[0]) > 3:
        name = name[:at] + letter + name[at + 1 :]
    query = name
    expected = {other for other in PEOPLE if compare_names(query, other).score >= THRESHOLD + 0.05}
    assert expected <= {hit.name for hit in INDEX.search(query, limit=99)}


@given(st.text(max_size=40), st.sampled_from(NameKind))
def test_any_text_may_be_searched(query: str, kind: NameKind) -> None:
    for hit in INDEX.search(query, kind):
        assert hit.score.matches


# Names that share words, sounds and letters, as those on lists do.
GIVEN = [
    "Sergey",
    "Sergei",
    "Mohammed",
    "Muhamad",
    "Ali",
    "Aly",
    "Ivan",
    "Viktor",
    "Kim",
    "Jong",
    "Jongun",
]
FAMILY = ["Petrov", "Petrova", "Hassan", "Husain", "Khan", "Kahn", "Un", "Ulyanov", "Zhang", "Chang", "Vulin"]
names_alike = st.tuples(st.sampled_from(GIVEN), st.sampled_from(GIVEN + FAMILY), st.sampled_from(FAMILY)).map(
    " ".join
)
names_shorter = st.tuples(st.sampled_from(GIVEN), st.sampled_from(FAMILY)).map(" ".join)


@given(st.lists(names_alike | names_shorter, min_size=1, max_size=12), names_alike | names_shorter)
def test_the_same_as_comparing_with_all(names: list[str], query: str) -> None:
    index = NameIndex.build((name, str(at), PERSON) for at, name in enumerate(names))
    scores = [(-compare_names(query, name).score, at) for at, name in enumerate(names)]
    expected = [(at, -score) for score, at in sorted(scores) if -score >= THRESHOLD]
    found = [(int(hit.id), hit.score.score) for hit in index.search(query, limit=99)]
    # What is near the threshold may be missed, as may names of which initials alone tell (those are not drawn);
    # what is found has its right score and place.
    assert [pair for pair in expected if pair in found] == found
    assert [pair for pair in expected if pair[1] >= THRESHOLD + 0.1] == [
        pair for pair in found if pair[1] >= THRESHOLD + 0.1
    ]


bodies = st.sampled_from(BODIES) | st.tuples(
    st.sampled_from(["Brigade", "Bank of", "Petrov", "Vulin", "2nd", "CVS"]),
    st.sampled_from(["Khan", "44", "forty five", "Group", "Ltd", "Hassan Bank"]),
).map(" ".join)
named = st.tuples(
    names_alike | names_shorter | st.sampled_from([*PEOPLE, "محمد حسن", "N. U", "K"]), st.just(PERSON)
)
named |= st.tuples(bodies, st.just(BODY))
asked = named | st.tuples(st.text(max_size=12), st.sampled_from(NameKind))


@given(st.lists(named, max_size=25), st.lists(asked, max_size=8), st.integers(1, 6))
def test_many_at_once_as_one_by_one(
    names: list[tuple[str, NameKind]], queries: list[tuple[str, NameKind]], limit: int
) -> None:
    index = NameIndex.build((name, str(at), kind) for at, (name, kind) in enumerate(names))
    alone = NameIndex.build((name, str(at), kind) for at, (name, kind) in enumerate(names))
    queries += [(name, kind) for name, kind in names[:4]]
    assert index.search_many(queries, limit) == [alone.search(name, kind, limit) for name, kind in queries]


def test_more_than_a_batch() -> None:
    queries = [(f"{name} {at}", PERSON) for at in range(60) for name in PEOPLE]
    assert INDEX.search_many(queries) == [INDEX.search(name, kind) for name, kind in queries]
    assert INDEX.search_many([]) == []
