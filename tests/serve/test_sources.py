"""The pages of sources: what they show, to whom, and who changes what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.cli.serve import Asked, settings_of
from dateline.collect.admission import admitted
from dateline.errors import Reason, UsageError
from dateline.model import Entry, Listed, NewSource, Page, SourceKind, Trouble, Validators
from dateline.serve.accounts.registration import Registration
from dateline.serve.app import ServeSettings
from dateline.serve.pages.sources import span
from dateline.store import audit
from dateline.store.collect_sources import Sources
from dateline.store.collect_urls import Urls
from dateline.store.collect_view import CollectView
from dateline.store.database import Database, open_database
from dateline.store.people import People
from tests.serve.accounts.given import ADMIN, PEOPLE, READER, REVIEWER, Visitor, hashed, visitor
from tests.serve.accounts.test_account import HOSTILE, bearer, token

HOST = "https://n.example"
FEED = f"{HOST}/feed?key=hidden"
LIST = "/home/ana/private/list.txt"
NAMES = {"n.example": "93.184.216.34", "inside.example": "10.0.0.7", "here.example": "127.0.0.1"}


def resolver(host: str, port: int) -> tuple[str, ...]:
    found = NAMES.get(host, host)
    if not found[:1].isdigit() and ":" not in found:
        raise OSError("not known")
    return (found,)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with people and no source."""
    path = tmp_path_factory.mktemp("sources") / "people.db"
    with open_database(path) as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    return path


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Iterator[Visitor]:
    path = tmp_path / "news.db"
    path.write_bytes(made.read_bytes())
    admit = partial(admitted, private=False, resolver=resolver)
    with visitor(ServeSettings(database=path, admit=admit)) as one:
        yield one


def now() -> datetime:
    return datetime.now(UTC)


def lists(database: Database, *paths: str, name: str | None = "The Gazette", address: str = FEED) -> int:
    """A source that lists these; its number."""
    number = Sources(database).add(NewSource(address=address), now() - timedelta(days=1), files=True)
    (source,) = (one for one in Sources(database).due(now()) if one.id == number)
    entries = tuple(
        Entry(address=f"{HOST}/{path}", dated=now() - timedelta(hours=3, minutes=1)) for path in paths
    )
    listed = Listed(kind=SourceKind.FEED, entries=entries, name=name)
    Sources(database).listed(source, listed, Validators(), now=now(), every=900)
    return number


def fails(database: Database, words: str, amount: int = 1) -> None:
    urls = Urls(database)
    for wanted in urls.wanted(HOST, now(), amount):
        trouble = Trouble(reason=Reason.NOT_FOUND, message=words, status=404)
        urls.failed(wanted, trouble, now=now(), due=None)


def changes(database: Database) -> list[tuple[str, str, str]]:
    """What the audit log says of sources, the newest first."""
    found = [one for one in audit.entries(database) if one.action.endswith("source")]
    return [(one.action, one.subject, one.who) for one in found]


def test_the_link_is_there_once_there_are_sources(site: Visitor) -> None:
    link = '<a href="/sources">Sources</a>'
    assert link not in site.get("/").text
    assert "Nothing is collected." in site.get("/sources").text
    admin = site.another()
    admin.sign_in(ADMIN)
    assert link in admin.get("/").text, "who may add the first one"
    lists(site.database, "a")
    assert link in site.get("/").text


def test_how_a_source_does(site: Visitor) -> None:
    number = lists(site.database, "a", "b", "c")
    fails(site.database, "the server answered 404")
    page = site.get("/sources").text
    for words in ("The Gazette", "2 to-fetch", "1 failed", "1 not-found", " ago</time>"):
        assert words in page, words
    one = site.get(f"/sources/{number}").text
    for words in (f"{HOST}/a", "not-found: the server answered 404", "3 pages", "Next look"):
        assert words in one, words
    data = site.get(f"/sources/{number}.json").json()
    assert data["source"]["states"] == {"failed": 1, "to-fetch": 2}
    assert [one["state"] for one in data["urls"]] == ["failed", "to-fetch", "to-fetch"]
    assert data["urls"][0]["reason"] == "not-found"
    assert data["after"] is None
    listed = site.get("/sources.json").json()
    assert [one["id"] for one in listed["sources"]] == [number]
    assert listed["states"] == {"failed": 1, "to-fetch": 2}
    only = site.get(f"/sources/{number}.json?state=failed").json()["urls"]
    assert [one["address"] for one in only] == [f"{HOST}/a"]


def test_the_lag_and_what_came(site: Visitor) -> None:
    number = lists(site.database, "a")
    (wanted,) = Urls(site.database).wanted(HOST, now(), 1)
    page = Page(address=wanted.address, content=b"news", fetched=now(), content_type="text/html")
    when = {"now": now(), "due": now() + timedelta(minutes=15), "rhythm": 900}
    Urls(site.database).stage(wanted, page, Validators(), opt_outs=("noimageai",), **when)  # type: ignore[arg-type]
    assert "<td>3 h</td>" in site.get("/sources").text
    one = site.get(f"/sources/{number}").text
    assert "<dt>Lag from publication to first sight</dt><dd>3 h</dd>" in one
    assert "noimageai" in one
    assert 180 * 60 <= site.get("/sources.json").json()["sources"][0]["lag"] < 200 * 60


def test_what_is_odd_is_flagged(site: Visitor) -> None:
    number = Sources(site.database).add(NewSource(address=LIST), now(), files=True)
    (source,) = Sources(site.database).due(now())
    trouble = Trouble(reason=Reason.UNREADABLE, message=f"{LIST} cannot be read")
    for _ in range(3):
        Sources(site.database).failed(source, trouble, now=now(), due=now())
    for address in ("/sources", f"/sources/{number}"):
        page = site.get(address).text
        assert '<span class="tag">failing</span>' in page
        assert "could not be had 3 times in a row" in page
        assert "never" in page
    flags = site.get("/sources.json").json()["sources"][0]["flags"]
    assert [one["flag"] for one in flags] == ["failing"]


def test_others_do_not_see_paths_and_keys(site: Visitor) -> None:
    lists(site.database, "a")
    number = Sources(site.database).add(NewSource(address=LIST), now(), files=True)
    source = next(one for one in Sources(site.database).due(now()) if one.id == number)
    trouble = Trouble(reason=Reason.UNREADABLE, message=f"{LIST} cannot be read")
    for _ in range(3):
        Sources(site.database).failed(source, trouble, now=now(), due=now())
    admin = site.another()
    admin.sign_in(ADMIN)
    site.sign_in(REVIEWER)
    for address in (
        "/sources",
        "/sources.json",
        *(f"/sources/{n}{e}" for n in (1, 2) for e in ("", ".json")),
    ):
        seen = site.get(address).text
        assert "/home/ana" not in seen, address
        assert "key=hidden" not in seen, address
    assert f"{HOST}/feed?…" in site.get("/sources/1").text
    assert "list.txt cannot be read" in site.get("/sources/2").text
    assert admin.get("/sources/2.json").json()["source"]["address"] == LIST
    assert "key=hidden" in admin.get("/sources/1").text


def test_pages_of_addresses_and_of_sources(site: Visitor) -> None:
    number = lists(site.database, *(f"p{place}" for place in range(230)))
    seen: list[str] = []
    following: int | None = 0
    while following is not None:
        data = site.get(f"/sources/{number}.json?state=to-fetch&after={following}").json()
        assert len(data["urls"]) <= 100
        seen += [one["address"] for one in data["urls"]]
        following = data["after"]
    assert seen == [f"{HOST}/p{place}" for place in range(230)]
    first = site.get(f"/sources/{number}?state=to-fetch").text
    assert f'rel="next" href="/sources/{number}?state=to-fetch&amp;after=' in first
    for place in range(60):
        Sources(site.database).add(NewSource(address=f"https://s{place}.example/"), now())
    data = site.get("/sources.json").json()
    assert len(data["sources"]) == 50
    more = site.get(f"/sources.json?after={data['after']}").json()
    assert len(more["sources"]) == 11
    assert more["after"] is None
    assert "First" in site.get(f"/sources?after={data['after']}").text


@pytest.mark.parametrize(("who", "status"), [(None, 401), (READER, 403), (REVIEWER, 403)])
def test_others_only_look(site: Visitor, who: str | None, status: int) -> None:
    number = lists(site.database, "a")
    if who:
        site.sign_in(who)
    page = "/account" if who else "/sign-in"
    for address in ("/sources", f"/sources/{number}"):
        answer = site.get(address)
        assert answer.status_code == 200
        assert 'method="post"' not in answer.text
    given = {"address": f"{HOST}/other", "kind": "auto"}
    assert site.post("/sources", page, **given).status_code == status
    for action in ("pause", "resume", "retry", "remove"):
        assert site.post(f"/sources/{number}/{action}", page).status_code == status
    assert changes(site.database) == [("add source", FEED, audit.COMMAND_LINE)]
    assert CollectView(site.database).sources(now())[0].active


def test_no_program_and_no_other_site_changes_sources(site: Visitor) -> None:
    number = lists(site.database, "a")
    site.sign_in(ADMIN)
    secret = token(site, "read", "review", "watch")
    program = site.another().client
    pause = f"/sources/{number}/pause"
    assert program.post(pause, data={"x": "y"}, headers=bearer(secret)).status_code == 403
    assert site.client.post(pause, data={"form_token": "0" * 64}).status_code == 403
    forged = {"form_token": site.token("/sources")}
    there = {"sec-fetch-site": "cross-site"}
    assert site.client.post(pause, data=forged, headers=there).status_code == 403
    assert CollectView(site.database).sources(now())[0].active


def test_what_administrators_do(site: Visitor) -> None:
    site.sign_in(ADMIN)
    given = {"kind": "feed", "name": " The Gazette ", "folder": "News", "minutes": "5", "days": "3"}
    answer = site.post("/sources", "/sources", address=f"{HOST}/rss#top", match="/world/", **given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sources/1")
    ((_, source, active),) = Sources(site.database).all()
    assert (source.address, source.kind, source.name) == (f"{HOST}/rss", SourceKind.FEED, "The Gazette")
    assert (source.folder, source.every, source.days, source.match) == ("News", 300, 3, "/world/")
    assert active
    assert site.post("/sources/1/pause", "/sources", next="/sources").headers["location"] == "/sources"
    assert "resting" in site.get("/sources").text
    assert 'aria-label="Resume The Gazette"' in site.get("/sources/1").text
    site.post("/sources/1/resume", "/sources")
    assert CollectView(site.database).sources(now())[0].active
    assert site.post("/sources/1/retry", "/sources/1", next="//evil.example").headers["location"] == "/"
    assert site.post("/sources/1/remove", "/sources/1").headers["location"] == "/sources"
    assert Sources(site.database).all() == ()
    done = ("remove", "retry", "resume", "pause", "add")
    assert changes(site.database) == [(f"{one} source", f"{HOST}/rss", "Adm Person") for one in done]


def test_retry_takes_up_what_failed(site: Visitor) -> None:
    number = lists(site.database, "a", "b")
    fails(site.database, "gone", 2)
    site.sign_in(ADMIN)
    assert Urls(site.database).wanted(HOST, now(), 10) == ()
    site.post(f"/sources/{number}/retry", "/sources")
    assert len(Urls(site.database).wanted(HOST, now(), 10)) == 2


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("address", "", "no http(s) address"),
        ("address", "/etc/passwd", "no http(s) address"),
        ("address", "file:///etc/passwd", "no http(s) address"),
        ("address", "gopher://n.example/", "no http(s) address"),
        ("address", "https://me:secret@n.example/", "no http(s) address"),
        ("address", "http://127.0.0.1:8000/admin", "private network"),
        ("address", "http://[::1]/", "private network"),
        ("address", "http://[::ffff:10.0.0.1]/", "private network"),
        ("address", "http://169.254.169.254/latest/meta-data", "private network"),
        ("address", "http://inside.example/", "private network"),
        ("address", "http://HERE.example./", "private network"),
        ("address", f"{HOST}/feed?key=hidden", "a source already"),
        ("kind", "x", "none of the choices"),
        ("minutes", "0", "no number from 1"),
        ("minutes", "٣", "no number from 1"),
        ("minutes", "9" * 50, "no number from 1"),
        ("days", "-1", "no number from 1"),
        ("match", "(", "no regular expression"),
        ("match", "x" * 501, "longer than"),
        ("name", "x" * 101, "longer than"),
    ],
)
def test_what_cannot_be_a_source_is_told(site: Visitor, field: str, value: str, told: str) -> None:
    lists(site.database, "a")
    site.sign_in(ADMIN)
    typed = {"address": f"{HOST}/new", "kind": "auto", "name": "A name that stays"} | {field: value}
    answer = site.post("/sources", "/sources", **typed)
    assert answer.status_code == 400
    assert told in answer.text
    if field != "name":
        assert 'value="A name that stays"' in answer.text
    assert len(Sources(site.database).all()) == 1


@settings(max_examples=60, deadline=None)
@given(st.ip_addresses(), st.integers(1, 65535))
def test_no_address_of_a_private_network_is_admitted(ip: object, port: int) -> None:
    """Whatever is admitted is global; and with the setting all are."""
    host = f"[{ip}]" if ":" in str(ip) else str(ip)
    given = f"http://{host}:{port}/"
    try:
        admitted(given, private=False, resolver=resolver)
    except UsageError:
        pass
    else:
        assert ip.is_global  # type: ignore[attr-defined]
        assert not ip.is_loopback  # type: ignore[attr-defined]
    assert admitted(given, private=True, resolver=resolver).startswith("http://")


@pytest.mark.parametrize(("setting", "taken"), [("no", False), ("yes", True), (" Yes ", True)])
def test_the_setting_lets_private_addresses_in(tmp_path: Path, setting: str, taken: bool) -> None:
    asked = Asked(
        database=str(tmp_path / "news.db"),
        address="http://127.0.0.1:8000",
        hosts=frozenset(),
        full_text=False,
        registration=Registration.OFF,
    )
    admit = settings_of(asked, {"DATELINE_COLLECT_PRIVATE": setting}).admit
    assert admit is not None
    for address in (
        "http://127.0.0.1/feed",
        "http://localhost/feed",
        "http://127.1/feed",
        "http://2130706433/feed",
    ):
        if taken:
            assert admit(address) == address
        else:
            with pytest.raises(UsageError, match="private network"):
                admit(address)
    with pytest.raises(UsageError):
        admit("/etc/passwd")


def test_a_site_without_a_way_to_look_at_addresses_adds_none(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    path.write_bytes(made.read_bytes())
    with visitor(ServeSettings(database=path)) as one:
        one.sign_in(ADMIN)
        assert 'id="address"' not in one.get("/sources").text
        answer = one.post("/sources", "/account", address=f"{HOST}/new", kind="auto")
        assert answer.status_code == 400
        assert "not added on this site" in answer.text


def test_what_is_hostile_is_shown_as_text(site: Visitor) -> None:
    number = lists(site.database, f"a?{HOSTILE}", name=HOSTILE)
    fails(site.database, HOSTILE)
    (source,) = Sources(site.database).due(now() + timedelta(days=1))
    trouble = Trouble(reason=Reason.UNREADABLE, message=HOSTILE)
    for _ in range(3):
        Sources(site.database).failed(source, trouble, now=now(), due=now())
    site.sign_in(ADMIN)
    pages = [site.get(address).text for address in ("/sources", f"/sources/{number}")]
    typed = dict.fromkeys(("address", "kind", "name", "folder", "minutes", "days", "match"), HOSTILE)
    pages.append(site.post("/sources", "/sources", **typed).text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "&lt;script&gt;" in page


def test_addresses_that_are_no_links_are_text(site: Visitor) -> None:
    number = Sources(site.database).add(NewSource(address="/tmp/javascript:alert(1)"), now(), files=True)
    site.sign_in(ADMIN)
    page = site.get(f"/sources/{number}").text
    assert "/tmp/javascript:alert(1)" in page
    assert 'href="/tmp' not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sources/7", 404),
        ("/sources/7.json", 404),
        ("/sources/x", 404),
        ("/sources/1?state=x", 400),
        ("/sources?after=-1", 422),
        (f"/sources/1?after={2**63}", 422),
        (f"/sources/{2**63}", 422),
    ],
)
def test_what_is_not_there(site: Visitor, address: str, status: int) -> None:
    lists(site.database, "a")
    assert site.get(address).status_code == status


def test_changing_what_is_not_there(site: Visitor) -> None:
    """A sitemap that an index lists is no source of its own."""
    number = Sources(site.database).add(NewSource(address=f"{HOST}/index.xml"), now())
    (source,) = Sources(site.database).due(now())
    sitemaps = (Entry(address=f"{HOST}/1.xml"),)
    listed = Listed(kind=SourceKind.SITEMAP, entries=(), sitemaps=sitemaps)
    Sources(site.database).listed(source, listed, Validators(), now=now(), every=900)
    site.sign_in(ADMIN)
    for action in ("pause", "resume", "retry", "remove"):
        for other in (number + 1, 99):
            assert site.post(f"/sources/{other}/{action}", "/sources").status_code == 404
    assert site.get(f"/sources/{number + 1}").status_code == 404
    assert "1 sitemaps" in site.get(f"/sources/{number}").text
    assert [action for action, _, _ in changes(site.database)] == ["add source"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (-1, "0 s"), (59, "59 s"), (61, "1 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_spans(seconds: float | None, words: str) -> None:
    assert span(seconds) == words
