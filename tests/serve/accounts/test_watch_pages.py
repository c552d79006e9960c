"""The pages of watches: made from a search by its button, listed, changed, paused, deleted; their feeds."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from sqlalchemy import update

from dateline.serve.accounts.secrets import digest
from dateline.serve.app import ServeSettings
from dateline.serve.watches.sending import run
from dateline.store import watches as stored
from dateline.store.audit import Actor, entries
from dateline.store.database import Database, Place
from dateline.store.schema_people import watches
from dateline.store.tokens import Purpose, Scope, Token, Tokens
from dateline.store.watches import Watches
from tests.serve.accounts.given import READER, REVIEWER, Postbox, Visitor, visitor
from tests.serve.accounts.given_watches import NOW, mail_sender, news, reader, watch
from tests.serve.accounts.test_account import HOSTILE

FIELDS = {
    "name": "Borders",
    "kind": "events",
    "query": "?type=COERCE&page=3",
    "channel": "mail",
    "rhythm": "daily",
}
ATOM = "{http://www.w3.org/2005/Atom}"


def make(one: Visitor, **fields: str) -> Any:
    return one.post("/watches", "/watches/new", **{**FIELDS, **fields})


def secrets_in(page: str) -> list[str]:
    return re.findall(r'class="secret">([^<]+)<', page)


def listed(one: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = one.get("/watches.json").json()["watches"]
    return found


@pytest.mark.parametrize(
    ("page", "kind", "query"),
    [
        ("/?country=SYV&view=dense&page=1", "headlines", "country=SYV"),
        ("/", "headlines", ""),
        (
            "/events?actor=Mari%C4%87&type=COERCE&sort=-date&col=date",
            "events",
            "actor=Mari%C4%87&type=COERCE",
        ),
        ("/statements?kind=pledge", "statements", "kind=pledge"),
        ("/search?q=bridge", "search", "q=bridge"),
    ],
)
def test_a_search_is_watched_from_its_page(anybody: Visitor, page: str, kind: str, query: str) -> None:
    if "SYV" in page:
        page, query = page.replace("SYV", "SRB"), query.replace("SYV", "SRB")
    found = re.search(r'href="(/watches/new[^"]*)"', anybody.get(page).text)
    assert found, "there is a button"
    link = unescape(found[1])
    assert anybody.get(link).status_code == 401
    assert "/sign-in?next=/watches/new%3Fkind%3D" in anybody.get(link).text, "and back again"
    anybody.sign_in(READER)
    form = anybody.get(link).text
    fields = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert f"<option selected>{kind}</option>" in form
    assert make(anybody, name="", rhythm="at-once", **{"query": "", **fields}).status_code == 200
    (one,) = listed(anybody)
    assert (one["kind"], one["query"], one["rhythm"]) == (kind, query, "at-once")
    assert anybody.get(one["page"]).status_code == 200


@pytest.mark.parametrize("page", ["/events", "/search", "/statements"])
def test_no_button_where_nothing_is_searched(anybody: Visitor, page: str) -> None:
    assert "/watches/new" not in anybody.get(page).text


def test_in_the_navigation(anybody: Visitor) -> None:
    assert 'href="/watches"' not in anybody.get("/").text
    anybody.sign_in(READER)
    assert 'href="/watches"' in anybody.get("/").text


def test_making_and_deleting(anybody: Visitor) -> None:
    assert anybody.get("/watches").status_code == 401
    anybody.sign_in(READER)
    (link,) = secrets_in(make(anybody).text)
    link = link.removeprefix("http://127.0.0.1:8000")
    (one,) = listed(anybody)
    assert (one["query"], one["rhythm"], one["last_sent"]) == ("type=COERCE", "daily", None)
    number = one["id"]
    assert link not in anybody.get("/watches").text + anybody.get(f"/watches/{number}").text, "shown once"
    feed = anybody.another().get(link)
    root = ElementTree.fromstring(feed.content)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    titles = [e.text for e in root.iter(f"{ATOM}title")]
    assert titles == ["Borders", "Minister of Freedonia promises Sylvania a new bridge"]
    other = anybody.another()
    other.sign_in(REVIEWER)
    for action in ("", "/delete", "/pause", "/resume", "/feed", "/key"):
        assert other.post(f"/watches/{number}{action}", "/watches/new", **FIELDS).status_code == 404
    assert other.get(f"/watches/{number}").status_code == 404
    (again,) = secrets_in(anybody.post(f"/watches/{number}/feed", "/watches/new").text)
    assert anybody.get(link).status_code == 404
    assert anybody.get(again.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert anybody.post(f"/watches/{number}/pause", "/watches").status_code == 303
    assert "paused" in anybody.get("/watches").text
    assert not listed(anybody)[0]["active"]
    anybody.post(f"/watches/{number}/resume", "/watches")
    assert listed(anybody)[0]["active"]
    assert anybody.post(f"/watches/{number}/delete", "/watches").status_code == 303
    assert listed(anybody) == []
    actions = [entry.action for entry in entries(anybody.database) if entry.subject == f"watch {number}"]
    assert actions == ["unwatch", "resume watch", "pause watch", "change feed", "watch"]


def test_changing(anybody: Visitor, postbox: Postbox) -> None:
    anybody.sign_in(READER)
    make(anybody, rhythm="at-once")
    number = listed(anybody)[0]["id"]
    news(anybody.database, "a")
    run(anybody.database, mail_sender(postbox.place), lambda: NOW)
    assert listed(anybody)[0]["last_sent"].startswith("2030-01-01T12:00:00")
    changed = {**FIELDS, "name": "All", "kind": "headlines", "query": "", "rhythm": "hourly"}
    assert anybody.post(f"/watches/{number}", f"/watches/{number}", **changed).status_code == 303
    (one,) = listed(anybody)
    assert (one["name"], one["kind"], one["query"], one["rhythm"]) == ("All", "headlines", "", "hourly")
    wrong = anybody.post(
        f"/watches/{number}", f"/watches/{number}", **{**changed, "query": "country=Atlantis"}
    )
    assert wrong.status_code == 400
    assert "country=Atlantis" in wrong.text, "what was typed is kept"
    assert listed(anybody)[0]["query"] == ""
    run(anybody.database, mail_sender(postbox.place), lambda: NOW.replace(year=2031))
    assert len(postbox.letters) == 1, "what was told is not told again"
    log = anybody.get(f"/watches/{number}.json").json()["deliveries"]
    assert [(each["status"], each["subject"]) for each in log] == [("sent", "Borders: 1 new article")]
    assert f"<{log[0]['key']}@" in str(postbox.letters[0]["Message-ID"])
    assert "Borders: 1 new article" in anybody.get("/watches").text


@pytest.mark.parametrize(
    "fields",
    [
        {"query": "type=DANCE"},
        {"kind": "dances"},
        {"channel": "pigeon"},
        {"channel": "webhook", "target": "ftp://x"},
        {"rhythm": ""},
    ],
)
def test_what_is_no_watch(anybody: Visitor, fields: dict[str, str]) -> None:
    anybody.sign_in(READER)
    assert make(anybody, **fields).status_code == 400
    assert listed(anybody) == []


def test_the_key_of_a_webhook_is_shown_once(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    _, key = secrets_in(make(anybody, channel="webhook", target="https://a.example/x").text)
    assert key.startswith("whsec_")
    number = listed(anybody)[0]["id"]
    pages = ("/watches", "/watches.json", f"/watches/{number}", f"/watches/{number}.json", "/account.json")
    assert all(key not in anybody.get(page).text for page in pages)
    (other,) = secrets_in(anybody.post(f"/watches/{number}/key", "/watches").text)
    assert other != key
    told = " ".join(f"{entry.action} {entry.detail}" for entry in entries(anybody.database))
    assert key not in told + other
    mail = {**FIELDS, "target": ""}
    assert anybody.post(f"/watches/{number}", "/watches", **mail).status_code == 303
    assert anybody.post(f"/watches/{number}/key", "/watches").status_code == 404
    hook = {**FIELDS, "channel": "webhook", "target": "https://a.example/y"}
    assert len(secrets_in(anybody.post(f"/watches/{number}", "/watches", **hook).text)) == 1


def test_by_a_program(anybody: Visitor) -> None:
    """A token of the scope makes a watch, and gets its keys as data; one of another scope does not."""
    tokens = {}
    for scope in (Scope.WATCH, Scope.READ):
        token = Token(purpose=Purpose.API, user=reader(anybody.database).id, name=scope, scopes=(scope,))
        Tokens(anybody.database).add(token, digest(f"dateline_{scope}"), Actor())
        tokens[scope] = {"authorization": f"Bearer dateline_{scope}"}
    program = anybody.another().client
    hook = {**FIELDS, "channel": "webhook", "target": "https://a.example/x"}
    assert program.post("/watches.json", data=hook, headers=tokens[Scope.READ]).status_code == 403
    made = program.post("/watches.json", data=hook, headers=tokens[Scope.WATCH])
    assert made.headers["cache-control"] == "private, no-store"
    assert made.json()["key"].startswith("whsec_")
    assert program.get(urlsplit(made.json()["feed"]).path).status_code == 200
    wrong = program.post("/watches.json", data={**hook, "rhythm": "never"}, headers=tokens[Scope.WATCH])
    assert (wrong.status_code, list(wrong.json())) == (400, ["error"])
    assert len(program.get("/watches.json", headers=tokens[Scope.WATCH]).json()["watches"]) == 1


def test_no_more_than_so_many(anybody: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MOST_WATCHES", 2)
    anybody.sign_in(READER)
    assert [make(anybody).status_code for _ in range(3)] == [200, 200, 400]


def test_forms_of_other_sites(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    make(anybody)
    for path in ("", "/1", "/1/delete", "/1/pause", "/1/resume", "/1/feed", "/1/key"):
        assert anybody.client.post(f"/watches{path}", data=FIELDS).status_code == 403, path
    assert len(listed(anybody)) == 1


def test_what_is_written_in_watches_is_shown_as_text(settings: ServeSettings, postbox: Postbox) -> None:
    with visitor(replace(settings, address="https://news.example")) as one:
        one.sign_in(READER)
        query = "actor=" + HOSTILE.replace("<", "%3C").replace("&", "%26")
        pages = [make(one, name=HOSTILE + "\r\nBcc: x@y.example", query=query).text, one.get("/watches").text]
        pages.append(one.get("/watches/new", params={"query": HOSTILE}).text)
        assert all("<script>alert" not in page and "<img" not in page for page in pages)
        watch(one.database)
        with one.database.writing() as connection:
            connection.execute(update(watches).values(name=HOSTILE + "\r\nBcc: x@y.example", due=NOW))
        news(one.database, "a")
        run(one.database, mail_sender(postbox.place), lambda: NOW)
    (letter,) = postbox.letters
    assert letter["Bcc"] is None
    assert letter["To"] == READER


def test_the_site_sends_by_itself(path: Place, postbox: Postbox, database: Database) -> None:
    number = watch(database)
    news(database, "a")
    site = ServeSettings(database=path, watches=mail_sender(postbox.place), watch_seconds=0.05)
    with visitor(site) as one:
        one.sign_in(READER)
        end = monotonic() + 20
        while not postbox.letters and monotonic() < end:
            sleep(0.02)
    assert len(postbox.letters) == 1
    assert number in Watches(database).last_sent(reader(database).id)
