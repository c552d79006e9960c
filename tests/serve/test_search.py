from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.store.query import OPERATORS
from tests.serve.given_articles import linked, other, parsed_page, site_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("search") / "news.db"
    with site_of(path, linked(), other(1, published="2023-01-01")) as made:
        yield made


def found(client: TestClient, query: str) -> tuple[int, list[str], int]:
    """How many articles, the types of the events, how many statements."""
    data = client.get("/search.json", params={"q": query}).json()
    return len(data["articles"]), [event["type"] for event in data["events"]], len(data["statements"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (0, [], 0)),
        ("close border", (2, ["COERCE", "COERCE"], 2)),
        ('"close border"', (0, [], 0)),
        ("sanction*", (2, ["SANCTION", "SANCTION"], 0)),
        ("border since:2024", (1, ["COERCE"], 1)),
        ("type:sanction", (0, ["SANCTION", "SANCTION"], 0)),
        ("actor:Q100", (0, ["CONSULT"], 0)),
        ("recipient:maric type:SANCTION", (0, ["SANCTION", "SANCTION"], 0)),
        ('place:"port selby"', (0, ["CONSULT", "CONSULT"], 0)),
        ("place:paris", (0, [], 0)),
        ("speaker:marić", (0, [], 2)),
        ("speaker:duval", (0, [], 0)),
        ("about:border until:2023", (0, [], 1)),
        ("actor:SYL speaker:Marić", (0, ["CONSULT", "CONSULT", "SANCTION", "SANCTION"], 2)),
    ],
)
def test_what_is_found(client: TestClient, query: str, expected: tuple[int, list[str], int]) -> None:
    articles, events, statements = found(client, query)
    assert (articles, sorted(events), statements) == expected


def test_what_was_searched_for_is_highlighted(client: TestClient) -> None:
    page = parsed_page(client.get("/search?q=border").text)
    assert set(map(str, page.xpath("//mark/text()"))) == {"border"}
    sentence = page.xpath("//section[@aria-labelledby='found-events']//blockquote")[0]
    assert sentence.xpath("string()") == "Marić assured Duval that Freedonia would not close the border."
    assert sentence.xpath(".//*[@class='mark event']/text()") == ["close"]
    assert sentence.xpath(".//*[@class='mark actor']/text()") == ["Freedonia"]


@pytest.mark.parametrize(
    "typed",
    ["Желько Марич", "Жељко Марић", "Želko Marić", "Mari?", "Å½eljko MariÄ\x87", "speaker:Maritch"],
)
def test_a_name_is_found_however_it_is_spelled(client: TestClient, typed: str) -> None:
    data = client.get("/search.json", params={"q": typed}).json()
    assert [one["name"] for one in data["suggestions"]][:1] == ["Željko Marić"]
    page = parsed_page(client.get("/search", params={"q": typed}).text)
    assert page.xpath("//p[@class='suggestions']/a[1]/@href") == ["/entities/Q100"]


def test_those_of_the_reference_data_are_found(client: TestClient) -> None:
    data = client.get("/search.json?q=Вулин").json()
    assert [hit["entity"] for hit in data["entities"]] == ["Q11074974"]
    assert data["entities"][0]["articles"] == 0
    assert data["suggestions"] == []
    nearly = client.get("/search.json?q=Aleksandr Vulinn").json()
    assert nearly["suggestions"][0]["entity"] == "Q11074974"


def test_a_query_that_is_broken_is_told_beside_the_form(client: TestClient) -> None:
    answer = client.get('/search?q="open type:WAR')
    assert answer.status_code == 400
    page = parsed_page(answer.text)
    assert "left open" in page.xpath("string(//p[@role='alert'])")
    assert page.xpath("//input[@name='q']/@value") == ['"open type:WAR']
    assert client.get("/search.json?q=type:WAR").status_code == 400
    assert "there is no type" in client.get("/search.json?q=type:WAR").json()["error"]
    assert client.get(f"/search?q={'a' * 501}").status_code == 422


def test_the_page_without_a_query_tells_how_to_search(client: TestClient) -> None:
    page = client.get("/search").text
    assert all(f"{name}:" in page for name in OPERATORS)


def test_all_that_was_found_is_a_link_away(client: TestClient) -> None:
    page = parsed_page(client.get("/search?q=actor:SYL type:SANCTION border since:2024").text)
    assert page.xpath("//a[text()='All such events']") == []
    page = parsed_page(client.get("/search?q=actor:SYL type:SANCTION since:2023").text)
    assert page.xpath("//a[text()='All such events']/@href") == [
        "/events?actor=SYL&type=SANCTION&since=2023-01-01"
    ]


TYPED = st.text(max_size=30) | st.lists(
    st.sampled_from([*OPERATORS, ":", '"', "-", "*", " ", "Marić", "2024", "?", "\ufffd"]), max_size=8
).map("".join)


@given(TYPED)
def test_anything_may_be_typed(client: TestClient, typed: str) -> None:
    answer = client.get("/search", params={"q": typed})
    assert answer.status_code in (200, 400)
