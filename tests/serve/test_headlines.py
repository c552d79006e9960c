from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.model import EventType, MentionKind
from dateline.serve.atom import feed
from dateline.serve.filtering import NAMES, View, read_filter
from dateline.store.headlines import Chip, HeadlineFilter, KeyEvent, Story
from tests.serve.given_articles import linked, other, parsed_page, site_of
from tests.store.factory import WORDS, dates

ATOM = "{http://www.w3.org/2005/Atom}"
QUERIES = {
    "": [1, 2, 3],
    "country=SRB": [],
    "country=srb&type=": [],
    "entity=Q100": [1],
    "entity=željko marić": [1],
    "entity=Жељко Марић": [1],
    "entity=nobody": [],
    "type=sanction": [1, 2, 3],
    "type=AID": [],
    "source=the other": [2, 3],
    "source=gazette.example": [1],
    "source=gazette": [],
    "language=en": [1, 2, 3],
    "language=en-gb": [2, 3],
    "language=e": [],
    "since=2024-05-02": [1],  # the third has no date
    "until=2024-04": [],
    "since=2024&until=2024&entity=&country=": [1, 2],
    "country=&source=The+Other&type=CONSULT&since=2024-05-01": [2],
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("site") / "news.db"
    with site_of(path, linked(), other(1), other(2, published=None)) as made:
        yield made


def numbers(page: str) -> list[int]:
    links = (
        parsed_page(page).cssselect(".stories a.open")
        if False
        else parsed_page(page).xpath("//ol[@id='stories']//a[@class='open']/@href")
    )
    return sorted(int(str(link).rsplit("/", 1)[1]) for link in links)


@pytest.mark.parametrize("query", QUERIES)
def test_conditions(client: TestClient, query: str) -> None:
    answer, data = client.get(f"/?{query}"), client.get(f"/headlines.json?{query}")
    assert numbers(answer.text) == QUERIES[query]
    assert sorted(story["article"] for story in data.json()) == QUERIES[query]


@pytest.mark.parametrize(
    "query",
    [
        "type=WAR",
        "country=Freedonia",
        "since=May",
        "until=2024-13",
        "page=0",
        "page=x",
        f"source={'a' * 300}",
    ],
)
def test_conditions_that_cannot_be(client: TestClient, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code in (400, 422)
    assert "Traceback" not in answer.text


def test_a_headline_tells_what_happened_and_who_is_in_it(client: TestClient) -> None:
    page = parsed_page(client.get("/?entity=Q100").text)
    (story,) = page.xpath("//li[@class='story']")
    key = " ".join(str(story.xpath("string(.//p[@class='key'])")).split())
    assert key == "Željko Marić, Ana Duval ↔ CONSULT (visit)"
    chips = [str(name) for name in story.xpath(".//ul[@class='chips']//bdi/text()")]
    assert chips == ["Freedonia", "Željko Marić", "Sylvania", "Ana Duval"]
    assert story.xpath(".//a[@class='chip person']/@href") == [
        "/entities/Q100",
        "/entities/shipped-syl-ana-duval",
    ]
    assert "about" in page.xpath("string(//h1)")


def test_an_article_without_a_date_says_so(client: TestClient) -> None:
    assert "no date" in client.get("/?source=The+Other").text


def test_the_key_event_is_one_that_happened_between_named_parties(client: TestClient) -> None:
    for story in client.get("/headlines.json").json():
        assert story["key"]["type"] == "CONSULT"
        assert story["key"]["auxiliaries"] == []
        assert story["key"]["actors"] == ["Željko Marić", "Ana Duval"]
        assert story["key"]["reciprocal"]
    wanted = client.get("/headlines.json?type=SANCTION").json()
    assert {story["key"]["type"] for story in wanted} == {"SANCTION"}
    # Nobody's border is no party with a name, but it is one.
    coerced = client.get("/headlines.json?type=COERCE").json()
    assert {story["key"]["recipients"][0] for story in coerced} == {"the border"}


def test_paging_keeps_the_conditions(tmp_path: Path) -> None:
    with site_of(tmp_path / "many.db", *(other(number) for number in range(35))) as client:
        first = parsed_page(client.get("/?source=The+Other&view=dense").text)
        (older,) = first.xpath("//a[@rel='next']/@href")
        (more,) = first.xpath("//li[@class='more']/a")
        assert more.get("hx-get") == more.get("href") == older
        assert parse_qs(urlsplit(str(older)).query) == {
            "source": ["The Other"],
            "view": ["dense"],
            "page": ["2"],
        }
        second = client.get(str(older)).text
        assert len(numbers(client.get("/").text)) == 30
        assert len(numbers(second)) == 5
        assert parsed_page(second).xpath("//a[@rel='prev']/@href") == ["/?source=The+Other&view=dense"]
        assert client.get("/?page=4").status_code == 200
        assert len(client.get("/headlines.json?page=2").json()) == 5


def test_dense(client: TestClient) -> None:
    page = parsed_page(client.get("/?view=dense").text)
    assert page.xpath("//ol[@id='stories']/@class") == ["stories dense"]
    assert page.xpath("//a[@class='density']/@href") == ["/"]


def test_the_form_shows_what_was_asked(client: TestClient) -> None:
    page = parsed_page(client.get("/?type=SANCTION&since=2024&source=x%22%3E%3Cscript%3E").text)
    assert page.xpath("//select[@name='type']/option[@selected]/text()") == ["SANCTION"]
    assert page.xpath("//input[@name='since']/@value") == ["2024-01-01"]
    assert page.xpath("//input[@name='source']/@value") == ['x"><script>']
    assert not page.xpath("//script[not(@src)]")


@pytest.mark.parametrize("path", ["/", "/articles/1", "/search?q=border", "/about", "/authors/Pat Rowe"])
def test_every_control_has_a_name_and_nothing_is_inline(client: TestClient, path: str) -> None:
    page = parsed_page(client.get(path).text)
    assert not page.xpath("//script[not(@src)] | //style | //*[@style] | //*[@onclick]")
    for control in page.xpath("//input[not(@type='hidden')] | //select"):
        name = control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']")
        assert name, control.get("name")
    assert len(page.xpath("//h1")) == 1
    ids = [str(each) for each in page.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert all(link.startswith(("/", "#", "?", "https://")) for link in map(str, page.xpath("//a/@href")))


def test_the_feed_is_that_of_the_page(client: TestClient) -> None:
    answer = client.get("/headlines.atom?entity=Q100")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == "https://news.example/articles/1"
    assert "CONSULT" in (entry.findtext(f"{ATOM}summary") or "")
    assert [link.get("href") for link in root.findall(f"{ATOM}link")] == [
        "https://news.example/headlines.atom?entity=Q100",
        "https://news.example/?entity=Q100",
    ]
    assert "about Željko Marić" in (root.findtext(f"{ATOM}title") or "")
    assert client.get("/headlines.atom?type=WAR").status_code == 400


KEYS = st.builds(
    KeyEvent,
    id=st.just(1),
    position=st.just(0),
    type=st.sampled_from(EventType),
    mode=st.none() | WORDS,
    auxiliaries=st.just(()),
    reciprocal=st.booleans(),
    actors=st.tuples(WORDS),
    recipients=st.tuples(WORDS),
    score=st.just(0.5),
    sentence=WORDS,
)
STORIES = st.builds(
    Story,
    article=st.integers(1, 9),
    address=WORDS,
    headline=st.none() | WORDS,
    beginning=WORDS,
    site=st.none() | WORDS,
    language=st.none() | WORDS,
    published=st.none() | dates(),
    fetched=st.none(),
    authors=st.tuples(WORDS),
    events=st.just(1),
    statements=st.just(1),
    key=st.none() | KEYS,
    chips=st.tuples(st.builds(Chip, entity=WORDS, name=WORDS, kind=st.just(MentionKind.PERSON))),
)


@given(st.lists(STORIES, max_size=3), WORDS)
def test_any_articles_make_a_feed_that_can_be_read(stories: list[Story], title: str) -> None:
    content = feed(stories, site="https://news.example", path="/headlines.atom", page="/", title=title)
    root = ElementTree.fromstring(content)
    assert len(root.findall(f"{ATOM}entry")) == len(stories)
    for entry in root.findall(f"{ATOM}entry"):
        assert all(entry.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated", "author"))


FILTERS = st.builds(
    HeadlineFilter,
    country=st.sampled_from([None, "SRB", "USA"]),
    entity=st.sampled_from([None, "Q100", "iso-SRB"]),
    type=st.none() | st.sampled_from(EventType),
    source=st.sampled_from([None, "BBC", "The Other & more"]),
    language=st.sampled_from([None, "en", "sr-Latn"]),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
)


@given(FILTERS, st.integers(1, 20), st.booleans())
def test_an_address_is_read_as_it_was_written(wanted: HeadlineFilter, page: int, dense: bool) -> None:
    view = View(wanted=wanted, page=page, dense=dense)
    query = {name: values[0] for name, values in parse_qs(urlsplit(view.at()).query).items()}
    assert read_filter(query) == wanted
    assert query.get("page", "1") == str(page)
    assert (query.get("view") == "dense") == dense
    for name in view.given:
        left = {key: values[0] for key, values in parse_qs(urlsplit(view.without(name)).query).items()}
        assert read_filter(left) == replace(wanted, **{name: None})


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20)))
def test_any_query_is_understood_or_told(query: dict[str, str]) -> None:
    with contextlib.suppress(UsageError):
        read_filter(query)


def test_conditions_in_words() -> None:
    wanted = read_filter(
        {
            "country": "serbia",
            "type": "sanction",
            "since": "2024",
            "source": "BBC",
            "entity": "Q1",
            "language": "en",
        }
    )
    assert View(wanted=wanted, entity_name="NATO").words == (
        "about Serbia and NATO, SANCTION events, since 2024-01-01, from BBC, in the language en"
    )
    assert View().words == ""
