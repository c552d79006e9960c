"""Stories, incidents and positions on the site, over articles that were read by the real reader and gathered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient
from lxml import html

from dateline.cli import dateline
from dateline.evaluate.story_rows import read_rows, readings
from dateline.gathering import Gatherer
from dateline.serve.app import ServeSettings, create_app
from dateline.store.database import open_database
from dateline.store.writer import Writer

SET = Path(__file__).resolve().parents[2] / "training" / "gather" / "stories.jsonl"
WANTED = ("kabul-market-blast", "sudan-army-refuses", "georgia-law-passed")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site") / "news.db"
    rows = [row for row in read_rows(SET) if row.story in WANTED]
    with open_database(made) as database:
        for _, reading in readings(rows):
            Writer(database).write(reading)
        Gatherer(database).rebuild()
    return made


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(ServeSettings(database=path))) as made:
        yield made


def text_of(page: str) -> str:
    return " ".join(str(html.fromstring(page).xpath("string()")).split())


def test_headlines_show_stories_with_their_spread(client: TestClient) -> None:
    page = client.get("/").text
    shown = html.fromstring(page).xpath("count(//ol[@id='stories']/li[@class='story'])")
    assert shown in (3, 4, 5)
    stories = client.get("/headlines.json").json()
    widest = next(one for one in stories if "Blast tears" in one["headline"])
    assert widest["articles"] >= 4
    assert widest["sources"] < widest["articles"], "copies are no sources"
    assert widest["outlets"][0] == "Northline News"
    assert f"/stories/{widest['story']}" in page


def test_a_filter_finds_the_story_by_any_of_its_articles(client: TestClient) -> None:
    found = client.get("/headlines.json?source=daybreak24.example").json()
    assert {one["site"] for one in found} == {"daybreak24.example"}
    assert any(one["articles"] > 1 for one in found)


def test_a_story_tells_who_copied_whom(client: TestClient) -> None:
    found = next(one for one in client.get("/headlines.json").json() if "Blast tears" in one["headline"])
    page = client.get(f"/stories/{found['story']}").text
    text = text_of(page)
    assert "independent source" in text
    assert "the same text, credited to Reuters" in text
    data = client.get(f"/stories/{found['story']}.json").json()
    roles = [one["role"] for one in data["story"]["articles"]]
    assert roles[0] == "original"
    assert roles.count("copy") == 2
    assert all(one["reasons"] for one in data["story"]["joins"])


def test_any_article_leads_to_its_story(client: TestClient) -> None:
    found = next(one for one in client.get("/headlines.json").json() if one["articles"] > 2)
    members = client.get(f"/stories/{found['story']}.json").json()["story"]["articles"]
    last = members[-1]["article"]
    assert client.get(f"/stories/{last}.json").json()["story"]["id"] == found["story"]
    assert client.get("/stories/999999").status_code == 404
    assert client.get("/incidents/999999").status_code == 404


def test_an_incident_shows_where_sources_disagree(client: TestClient) -> None:
    found = next(one for one in client.get("/headlines.json").json() if "Blast tears" in one["headline"])
    incidents = client.get(f"/stories/{found['story']}.json").json()["incidents"]
    assert incidents
    tolls = {said["about"]: set(said["told"]) for incident in incidents for said in incident["disagreements"]}
    assert {"at least 9", "11"} & tolls.get("dead", set()), tolls
    page = client.get(f"/incidents/{incidents[0]['id']}")
    assert page.status_code == 200
    assert "One act" in text_of(page.text)
    event = incidents[0]["reports"][-1]["fact"]["id"]
    assert client.get(f"/incidents/{event}.json").json()["id"] == incidents[0]["id"]


def test_acts_are_counted_once(client: TestClient) -> None:
    data = client.get("/entities/iso-GEO.json").json()
    listed = [
        data["reported"][str(one["id"])][0] for one in data["events"] if str(one["id"]) in data["reported"]
    ]
    assert len(listed) == len(set(listed))
    counted = sum(one["count"] for one in data["months"] if one["type"] is not None)
    assert counted <= sum(data["sides"].values())


def test_positions_stand_on_the_page_of_a_state(client: TestClient) -> None:
    data = client.get("/entities/iso-SDN.json").json()
    assert any(one["issue"] == "talks" for one in data["positions"])
    assert "For and against" in text_of(client.get("/entities/iso-SDN").text)


def test_positions_on_the_command_line(path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(dateline, ["positions", *words, "--db", str(path)])
        return result.exit_code, result.output if result.exit_code == 0 else str(result.exception)

    code, output = run()
    assert code == 0
    assert "talks with" in output
    code, output = run("Burhan", "--on", "talks")
    assert code == 0
    assert "against" in output
    code, output = run("Burhan", "--on", "talks", "--json")
    assert '"stance":-1' in output
    code, output = run("Burhan", "--on", "NATO membership")
    assert code != 0
    assert "ask about one of these" in output
    code, output = run("Nobody Atall")
    assert code != 0
    assert "nobody called" in output
