"""The client against the real site on a real server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import uvicorn

from dateline.client import ApiError, Client
from dateline.client.models import Known
from dateline.serve.api import ApiSettings
from tests.serve.api_site import FREE, as_read, fill, site


def serve(path: Path, api: ApiSettings) -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(site(path, api=api, read=as_read), log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(20)
    listening.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("client") / "site.db"
    fill(found)
    return found


@pytest.fixture(scope="module")
def address(path: Path) -> Iterator[str]:
    yield from serve(path, FREE)


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address, page=2) as found:
        yield found


def test_lists_go_on_over_all_pages(client: Client) -> None:
    assert len(list(client.articles())) == 5
    events = list(client.events())
    assert len({event.id for event in events}) == 15
    assert len(list(client.statements(kind="pledge"))) == 5
    assert [event.event for event in client.events(event_type="SANCTION", actor="SYL")] == [["SANCTION"]] * 5
    assert len(list(client.articles(since=date(2024, 5, 5), site="The Gazette"))) == 3
    assert next(client.pairs()).events == 10
    assert next(client.pairs(by_name=True)).actor
    assert len(list(client.search("border"))) == 5
    assert list(client.search("border", until=date(2001, 1, 1))) == []
    first = client.search_page("border")
    assert first.capped is None
    second = client.search_page("border", cursor=first.next)
    assert not {hit.article for hit in first.items} & {hit.article for hit in second.items}
    assert list(client.entities(name="nobody")) == []
    assert client.snapshots()[0].source == "shipped"


def test_single_things(client: Client) -> None:
    event = next(client.events())
    assert client.event(event.number) == event
    said = next(client.statements())
    assert client.statement(said.number).content == said.content
    assert client.article(event.article).event_list[0].article == event.article
    known = client.entity("Q11074974", day=date(2024, 9, 5))
    assert isinstance(known, Known)
    assert known.listings[0].held == "yes"


def test_match_and_read(client: Client) -> None:
    found = client.match({"a": {"schema": "Person", "properties": {"name": ["Alexander Vulin"]}}})
    assert found["a"][0].id == "Q11074974"
    assert found["a"][0].match
    for reading in (
        client.read(html="<p>x", address="https://a.example/x"),
        client.read(text="x"),
        client.read(content=b"\xff<p>", address="y"),
    ):
        assert len(reading.events) == 3
    assert reading.page["address"] == "y"


def test_exports_are_whole_files(client: Client, tmp_path: Path) -> None:
    size = client.export(tmp_path / "x.csv", form="csv", type="SANCTION")
    assert (tmp_path / "x.csv").stat().st_size == size
    assert len((tmp_path / "x.csv").read_text().splitlines()) == 6
    with pytest.raises(ApiError):
        client.export(tmp_path / "y", form="exe")
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]


def test_what_is_wrong_is_told(client: Client) -> None:
    with pytest.raises(ApiError, match="no article 999") as wrong:
        client.article(999)
    assert wrong.value.status == 404
    for odd in ("../../etc", "a b?c#d", "%2e", "Ž"):
        with pytest.raises(ApiError) as wrong:
            client.entity(odd)
        assert wrong.value.status == 404
    with pytest.raises(ApiError, match="has no letter"):
        next(client.events(actor="!"))
    with (
        Client("http://127.0.0.1:9", retries=0) as nobody,
        pytest.raises(ApiError, match="cannot be reached"),
    ):
        nobody.article(1)


def test_a_client_waits_where_it_is_told_to(path: Path) -> None:
    for address in serve(path, ApiSettings(per_minute=120, burst=2)):
        with Client(address, page=2) as patient:
            assert len(list(patient.articles())) == 5
        with Client(address, retries=0, page=1) as hasty, pytest.raises(ApiError) as refused:
            list(hasty.articles())
        assert refused.value.status == 429
