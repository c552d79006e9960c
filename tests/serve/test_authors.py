from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from dateline.model import Author
from tests.serve.given_articles import linked, other, parsed_page, site_of

HANDLE_ONLY = Author(handle="@gazette", source="box", profile="https://other.example/gazette")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("authors") / "news.db"
    pat = Author(name="Pat Rowe", avatar="https://other.example/pat.png", source="box")
    with site_of(path, linked(), other(1, authors=(pat,)), other(2, authors=(HANDLE_ONLY,))) as made:
        yield made


def test_all_articles_of_one_and_what_they_tell(client: TestClient) -> None:
    page = parsed_page(client.get("/authors/Pat Rowe").text)
    assert page.xpath("string(//h1)") == "Pat Rowe"
    assert page.xpath("//a[@class='open']/@href") == ["/articles/1", "/articles/2"]
    assert "@patrowe" in page.xpath("string(//p[@class='about'])")
    assert page.xpath("//a[text()='picture']/@href") == ["https://other.example/pat.png"]
    data = client.get("/authors/Pat Rowe.json").json()
    assert data["author"]["sites"] == ["The Gazette", "The Other"]
    assert [story["article"] for story in data["articles"]] == [1, 2]


def test_one_with_a_handle_alone(client: TestClient) -> None:
    for name in ("@gazette", "@patrowe"):
        assert client.get(f"/authors/{name}").status_code == 200
    assert "own page" in client.get("/authors/@gazette").text


def test_nobody(client: TestClient) -> None:
    assert client.get("/authors/Nobody").status_code == 404
    assert client.get("/authors/Nobody.json").json() == {"error": "nobody called 'Nobody' signed an article"}
