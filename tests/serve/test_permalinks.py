from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.serve.given_articles import linked, other, parsed_page, site_of


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site_of(tmp_path_factory.mktemp("facts") / "news.db", linked(), other(1)) as made:
        yield made


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/events/e5", "/articles/2#event-1"),
        ("/events/5", "/articles/2#event-1"),
        ("/statements/s1", "/articles/1#statement-0"),
    ],
)
def test_a_fact_stands_in_its_article(client: TestClient, address: str, place: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, place)


@pytest.mark.parametrize(
    ("address", "status"), [("/events/e99", 404), ("/events/s1", 400), ("/statements/x", 400)]
)
def test_no_such_fact(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_the_panels_lead_there(client: TestClient) -> None:
    page = parsed_page(client.get("/articles/2").text)
    for link in page.xpath("//section[@class='panel']/p/a/@href"):
        answer = client.get(str(link), follow_redirects=False)
        assert answer.headers["location"].startswith("/articles/2#")
