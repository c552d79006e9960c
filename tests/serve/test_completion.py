"""A query that is being typed may go on with what is known: conditions, types, and names of the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.resolve.name_words import fold
from dateline.serve.completion import Prefixes
from dateline.store.query import understand
from tests.serve.given_articles import linked, other, site_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("completion") / "news.db"
    with site_of(path, linked(), other(1, published="2023-01-01")) as made:
        yield made


def ways(client: TestClient, typed: str) -> list[str]:
    """What the query may become."""
    answer = client.get("/search/complete.json", params={"q": typed})
    assert answer.status_code == 200
    data = answer.json()
    return [typed[: data["start"]] + value["insert"] for value in data["values"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", []),
        ("   ", []),
        ("border ac", ["border actor:"]),
        ("type:sa", ["type:SANCTION "]),
        ("type:zz", []),
        ("about:bor", []),
        ("since:20", []),
        ("place:por", ['place:"Port Selby" ']),
        ("place:SEL", ['place:"Port Selby" ']),
        ('place:"port s', ['place:"Port Selby" ']),
        ("actor:zzzz", []),
        ("speaker:", []),
    ],
)
def test_how_a_query_may_go_on(client: TestClient, typed: str, expected: list[str]) -> None:
    assert ways(client, typed) == expected


@pytest.mark.parametrize("typed", ["speaker:maric", "speaker:Мари", 'sanction speaker:"marić', "MARI"])
def test_names_are_found_by_any_word_without_accents(client: TestClient, typed: str) -> None:
    found = ways(client, typed)
    assert found
    assert all("Mari" in way for way in found)
    assert all(understand(way.strip()) for way in found)


def test_a_name_read_later_is_known(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("later") / "news.db"
    with site_of(path, linked()) as client:
        before = ways(client, "place:")
        assert before == []
    with site_of(path, other(1, published="2023-01-01")) as client:
        assert ways(client, "place:por") == ['place:"Port Selby" ']


words = st.text(st.sampled_from("abéČ d'-"), max_size=12)
names = st.lists(st.tuples(words, words, st.just("person")), max_size=20, unique=True)


@given(names, st.text(st.sampled_from("abeécd '-"), max_size=4))
def test_prefixes_find_what_begins_so_and_nothing_else(known: list[tuple[str, str, str]], typed: str) -> None:
    wanted = " ".join(fold(typed).split())
    found = Prefixes(known).beginning(typed, 100)

    def begins(name: str) -> bool:
        words = fold(name).split()
        return any(" ".join(words[start:]).startswith(wanted) for start in range(len(words)))

    expected = [(usual, kind) for name, usual, kind in known if begins(name)] if wanted else []
    assert found == list(dict.fromkeys(expected))
