"""The site shows the same, to the letter, from an SQLite file and from a PostgreSQL server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.store.audit import Actor
from dateline.store.correction_records import Given
from dateline.store.corrections import Corrections
from dateline.store.database import Place, open_database
from dateline.store.people import NewUser, People, Role
from dateline.store.reference_writer import ReferenceWriter
from dateline.store.transfer import move
from dateline.store.writer import Writer
from tests import postgresql
from tests.serve.small_site import HOSTILE, numbered, renamed
from tests.store.factory import page, reading
from tests.store.given_reference import head, listing, office, record

BEGIN = (
    *(
        "/",
        "/?country=SRB",
        "/?type=CONSULT&since=2024-04",
        "/?source=gazette.example",
        "/?language=en",
        "/about",
    ),
    *(
        "/events",
        "/events?actor=SRB&sort=type",
        "/events?sort=-score",
        "/events?text=border",
        "/events?place=port",
    ),
    *("/statements", "/statements?sort=speaker", "/statements?about=border", "/statements?kind=pledge"),
    *("/search?q=maric", "/search?q=%22close+the+border%22+-talks", "/search?q=actor%3ASRB+sanct*"),
    *("/pairs", "/pairs/iso-SRB/iso-RUS", "/countries", "/people", "/map", "/screen?name=Ana+Duvalska"),
    *(
        "/api/v1/articles?limit=2",
        "/api/v1/events?limit=2&actor=SRB",
        "/api/v1/statements?limit=1",
        "/api/v1/pairs",
    ),
    *("/api/v1/search?q=border&limit=2", "/api/v1/export?format=jsonl", "/match/default"),
)
CHANGING = re.compile(r"nonce-[^'\"]+|form_token[^>]+|[0-9.]+ ms|sqlite|postgresql")


def fill(path: Path) -> None:
    """Articles of several months and versions, a list, a verdict."""
    days = ("2024-03-10", "2024-04-10", "2024-05-04", "2024-05-04")
    with open_database(path) as database:
        writer = Writer(database)
        for number, day in enumerate(days, start=1):
            writer.write(numbered(number, published=day))
        writer.write(renamed(numbered(9, published="2024-06-01"), HOSTILE))
        writer.write(
            replace(
                numbered(2, published="2024-04-11"), page=page("https://gazette.example/2", version=2, hour=9)
            )
        )
        writer.write(reading(page("https://gazette.example/undated"), published=None))
        one = record("a", "Ana Duvalska", "Ана", listings=[listing("a")], offices=[office("a")], gender="f")
        ReferenceWriter(database).write(head(1), [one], complete=["us"])
        user = People(database).add(
            NewUser(name="Viv", email="v@people.example", role=Role.REVIEWER), Actor()
        )
        Corrections(database).give("e1", Given.REJECT, user, reason="it is denied")


@pytest.fixture(scope="module")
def both(
    server: postgresql.Server, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[TestClient, TestClient]]:
    """Sites over the same articles, in a file and on a server."""
    file, name = tmp_path_factory.mktemp("stores") / "news.db", server.new(template=empty_template)
    fill(file)
    with open_database(file) as outgoing, open_database(server.url(name)) as incoming:
        move(outgoing, incoming)
    places: tuple[Place, Place] = (file, server.url(name))
    api = ApiSettings(per_minute=0)
    one, other = (
        TestClient(create_app(ServeSettings(database=place, full_text=True, api=api))) for place in places
    )
    with one, other:
        yield one, other


@pytest.mark.slow
def test_every_page_is_the_same(both: tuple[TestClient, TestClient]) -> None:
    """From the pages named here on, all that links lead to is compared."""
    waiting, seen, shown = list(BEGIN), set(BEGIN), 0
    while waiting and shown < 220:
        path = waiting.pop(0)
        answers = [client.get(path, follow_redirects=False) for client in both]
        statuses = {answer.status_code for answer in answers}
        texts = [CHANGING.sub("", answer.text) for answer in answers]
        assert len(statuses) == 1, (path, statuses, texts[1][:400])
        assert min(statuses) < 500, (path, texts[0][:400])
        assert same(texts[0]) == same(texts[1]), path
        shown += 1
        for link in re.findall(r'href="(/[^"#]*)', answers[0].text):
            plain = link.replace("&amp;", "&")
            if plain not in seen and not plain.startswith("/static"):
                seen.add(plain)
                waiting.append(plain)
    assert shown > 60


def same(shown: str) -> list[str]:
    """The lines of a page; how well a search fits is told by each in its own numbers."""
    return re.sub(r'"(rank|cursor|next)": ?"?[^,}"]*"?', "", shown).splitlines()
