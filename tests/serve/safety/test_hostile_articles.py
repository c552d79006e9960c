"""What an article brings along does no harm, in whatever field, on whatever page, in whatever form."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from dateline.serve.security import POLICY
from tests.serve.safety.hostile import ATTACKS, HIDDEN, MARK, hostile_site, parsed

URLS = frozenset(
    ("href", "src", "action", "formaction", "data", "poster", "srcset", "cite", "background", "ping")
)
OWN_SCRIPTS = re.compile(r"/static/[\w./-]+\.js")
PAGES = (
    "/",
    "/?view=dense",
    *(f"/articles/{number}" for number in range(1, len(ATTACKS) + 1)),
    "/events?"
    + "&".join(f"col={name}" for name in ("date", "actors", "place", "sentence", "source", "rule", "score")),
    "/statements?" + "&".join(f"col={name}" for name in ("speaker", "content", "sentence", "source", "rule")),
    "/map",
    "/entities/Q100",
    "/entities/Q100?as_of=2024-05-04",
    "/entities/iso-SRB",
    "/entities/iso-SRB/partners",
    "/entities/Q100/partners",
    "/entities/geonames-42",
    "/pairs/iso-SRB/iso-RUS",
    "/pairs/Q100/iso-RUS",
    "/search?q=border",
    "/search?q=actor:SRB",
    "/search?q=speaker:SRB",
    "/about",
    "/screen?name=Aleksandar%20Vulin",
    "/api",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with hostile_site(tmp_path_factory.mktemp("hostile") / "news.db") as found:
        yield found


def check(text: str) -> None:
    """See that a page runs and loads nothing but its own, and shows no letter that hides."""
    tree = parsed(text)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {
            "iframe",
            "object",
            "embed",
            "base",
            "style",
            "math",
            "animate",
            "foreignobject",
        }
        assert element.get("http-equiv") is None
        if element.tag == "script":
            assert OWN_SCRIPTS.fullmatch(element.get("src", "")), element.attrib
            assert not element.text
        for name, value in element.attrib.items():
            assert (
                not str(name).casefold().startswith(("on", "hx-on", "data-hx", "xlink", "srcdoc", "style"))
            ), name
            if str(name) in URLS:
                _check_address(element.tag, str(value))
    shown = "".join(letter for letter in text if letter not in "\n\t\r")
    hidden = {letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"}}
    assert not hidden, [hex(ord(letter)) for letter in hidden]
    assert not set(HIDDEN) & set(shown)


def _check_address(tag: str, address: str) -> None:
    place = re.sub(r"[\x00-\x20]", "", address).casefold()
    scheme = place.partition(":")[0] if re.match(r"[a-z][a-z0-9+.-]*:", place) else ""
    assert scheme in ("", "https"), address
    assert not place.startswith("//"), address
    if tag not in ("a",):
        assert place.startswith(("/", "?", "#", "https://news.example")), (tag, address)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_hostile_articles(site: TestClient, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    check(answer.text)
    assert answer.headers["content-security-policy"] == POLICY


def test_what_is_hostile_is_shown_as_it_was_written(site: TestClient) -> None:
    """Nothing is hidden from the reader either: the letters of the attack stand on the page as letters."""
    for number, attack in enumerate(ATTACKS, start=1):
        page = parsed(site.get(f"/articles/{number}").text)
        assert attack in page.xpath("string(//*[@class='body'])"), attack


def test_the_page_of_a_hostile_author(site: TestClient) -> None:
    links = {
        link
        for number in range(1, len(ATTACKS) + 1)
        for link in parsed(site.get(f"/articles/{number}").text).xpath("//a[@rel='author']/@href")
    }
    assert len(links) == len(ATTACKS)
    for link in links:
        assert re.fullmatch(r"/authors/[\w%.~/-]+", link), link
        answer = site.get(link)
        assert answer.status_code == 200, link
        check(answer.text)


def test_every_link_of_a_hostile_page_leads_somewhere(site: TestClient) -> None:
    """The names and ids of an article do not break the addresses that are made of them."""
    for page in ("/articles/3", "/map"):
        for link in sorted(set(parsed(site.get(page).text).xpath("//a/@href")))[:40]:
            if link.startswith("/"):
                assert site.get(link.partition("#")[0]).status_code in (200, 303, 404), (page, link)


@pytest.mark.parametrize(
    "address",
    ["/headlines.json", "/articles/1.json", "/events.json", "/statements.json", "/map.json", "/entities/Q100.json",
     "/pairs/iso-SRB/iso-RUS.json", "/search.json?q=border", "/about.json", "/api/v1/events", "/api/v1/articles/1",
     "/api/v1/statements", "/api/v1/entities", "/api/v1/search?q=border"],
)  # fmt: skip
def test_data_are_data(site: TestClient, address: str) -> None:
    """As they were written, but no browser takes them for a page, and no other site can load them."""
    answer = site.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in answer.headers
    assert isinstance(answer.json(), dict | list)


def test_a_feed_of_hostile_articles(site: TestClient) -> None:
    answer = site.get("/headlines.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(answer.content)
    names = {element.tag.rpartition("}")[2] for element in tree.iter()}
    assert names <= {"feed", "id", "title", "updated", "link", "generator", "entry", "published", "author", "name",
                     "category", "summary"}  # fmt: skip
    for element in tree.iter():
        assert element.get("type") in (None, "text/html"), "texts are plain: no reader takes them for HTML"
        for text in (element.text or "", *element.attrib.values()):
            assert not set(HIDDEN) & set(text)
        href = element.get("href")
        assert href is None or href.startswith("https://news.example/")
    assert any(MARK in (element.text or "") for element in tree.iter())


@pytest.mark.parametrize("what", ["events", "statements"])
def test_files_of_hostile_articles(site: TestClient, what: str) -> None:
    forms = ["csv", "jsonl", "ftm", "parquet", *(["polecat"] if what == "events" else [])]
    for form in forms:
        for address in (f"/{what}.{form}", f"/api/v1/{what}/export?format={form}"):
            answer = site.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["content-disposition"].startswith('attachment; filename="'), address
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert not answer.headers["content-type"].startswith("text/html")
            _whole(form, answer.content)


def _whole(form: str, content: bytes) -> None:
    """The file is of its form: no field broke out of its place."""
    rows: Any
    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
        assert len({len(row) for row in rows}) == 1
    elif form == "polecat":
        rows = content.decode().split("\n")[:-1]
        assert {line.count("\t") for line in rows} == {39}
    elif form == "parquet":
        rows = pq.read_table(io.BytesIO(content)).to_pylist()
    else:
        rows = [json.loads(line) for line in content.decode().split("\n")[:-1]]
    assert len(rows) >= len(ATTACKS)


def test_a_screening_of_hostile_names(site: TestClient) -> None:
    hidden = HIDDEN.replace("\u2028", "")
    rows = (f"{attack}{hidden} Vulin".replace('"', '""') for attack in ATTACKS)
    names = "name\n" + "".join(f'"{row}"\n' for row in rows)
    for view in ("page", "report"):
        answer = site.post("/screen", data={"names": names, "view": view})
        assert answer.status_code == 200
        page = re.sub(r"<textarea.*?</textarea>|data-name=\"[^\"]*\"", "", answer.text, flags=re.DOTALL)
        check(page)


def test_an_error_tells_what_was_asked_as_text(site: TestClient) -> None:
    attack = ATTACKS[0] + ATTACKS[2] + ATTACKS[4]
    for address in ("/articles/{}", "/entities/{}", "/events.{}", "/authors/{}", "/events/{}", "/nothing/{}"):
        answer = site.get(address.format(re.sub(r"[/%?#]", "", attack)))
        assert answer.status_code >= 400
        assert answer.headers["content-security-policy"] == POLICY
        check(answer.text)
    for address, names in (
        ("/", ("country", "type", "since", "entity", "source")),
        ("/events", ("actor", "type", "since", "sort", "after")),
        ("/search", ("q",)),
        ("/map", ("place", "until")),
    ):
        for name in names:
            answer = site.get(address, params={name: attack})
            assert answer.status_code < 500
            check(re.sub(r"value=\"[^\"]*\"", "", answer.text))
