"""What is asked of the site does no harm: other hosts, other files, other statements of SQL, too much of anything."""

from __future__ import annotations

import csv
import io
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from sqlalchemy import event as listened
from sqlalchemy import func, select

from dateline.errors import StoreError
from dateline.model import Page, Reading, Sourced
from dateline.read import Reader
from dateline.serve.accounts import limits, passwords
from dateline.serve.api import ApiSettings
from dateline.serve.app import ServeSettings, create_app
from dateline.serve.security import HEADERS, headers_for, own_hosts
from dateline.store import schema, schema_people
from dateline.store.database import open_database
from dateline.store.export import Content, Format, export_to_stream
from dateline.store.facts import FactFilter
from dateline.store.people import People
from dateline.store.view import View
from dateline.store.writer import Writer
from tests.serve.accounts.given import PEOPLE, READER, Visitor, hashed, visitor
from tests.serve.api_site import client, fill
from tests.store.factory import page, reading


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("asked") / "site.db"
    fill(found)
    return found


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with client(path) as found:
        yield found


# --- headers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["/", "/headlines.json", "/headlines.atom", "/events.csv", "/api/v1/events", "/api/openapi.json", "/nothing",
     "/static/site.js", "/static/nothing", "/articles/x", "/account", "/api/v1/events?limit=x"],
)  # fmt: skip
def test_every_answer_has_the_headers(site: TestClient, address: str) -> None:
    answer = site.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "server" not in answer.headers
    assert "x-powered-by" not in answer.headers


def test_nothing_inline_is_allowed() -> None:
    rules = dict(rule.split(" ", 1) for rule in HEADERS["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"


def test_at_https_the_browser_stays_there() -> None:
    assert "strict-transport-security" in headers_for("https://news.example")
    assert "strict-transport-security" not in headers_for("http://127.0.0.1:8000")


def test_a_fault_tells_nothing_of_the_machine(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = client(path)
    app = made.app
    assert isinstance(app, FastAPI)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError(str(path))

    @app.get("/stuck")
    def stuck() -> None:
        raise StoreError("is damaged", where=str(path), action=f"look at {path}")

    caplog.set_level(logging.ERROR)
    for address, status in (("/broken", 500), ("/stuck", 503)):
        answer = made.get(address)
        assert answer.status_code == status
        assert answer.headers["content-security-policy"]
        for told in (str(path), path.name, "Traceback", "ZeroDivision"):
            assert told not in answer.text
    assert str(path) in caplog.text


# --- hosts ---------------------------------------------------------------------------------------------------


def test_a_site_of_this_computer_answers_to_no_other_name(path: Path) -> None:
    """A page elsewhere whose name is made to lead here (DNS rebinding) reads nothing."""
    settings = ServeSettings(database=path, hosts=own_hosts("127.0.0.1", None))
    made = TestClient(create_app(settings))
    for host, status in (
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("[::1]:8000", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost@evil.example", 400),
        ("", 400),
        ("[", 400),
    ):
        answer = made.get("/headlines.json", headers={"host": host})
        assert answer.status_code == status, host


def test_hosts_that_a_site_answers_to() -> None:
    assert "news.example" in own_hosts("127.0.0.1", "https://news.example")
    assert own_hosts("0.0.0.0", None) == frozenset()
    assert own_hosts("0.0.0.0", "https://news.example/x") >= {"news.example", "localhost"}


def test_links_in_mail_and_feeds_are_of_the_address_that_is_set(path: Path) -> None:
    made = TestClient(create_app(ServeSettings(database=path, address="https://news.example")))
    text = made.get(
        "/headlines.atom", headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
    ).text
    assert "https://news.example/articles/" in text
    assert "evil" not in text


# --- nothing is fetched --------------------------------------------------------------------------------------


class Listener:
    """A server on the loopback that counts who comes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.asked.append(self.path)
                self.send_response(200)
                self.end_headers()

            do_POST = do_HEAD = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Listener:
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def test_a_page_that_is_read_makes_the_site_fetch_nothing(path: Path, tmp_path: Path) -> None:
    """With the real reader: neither the address it is given, nor anything that the page names."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the machine")
    reader = Reader.load()

    def read(address: str, content: bytes) -> Reading:
        return reader.read(Page(address=address, content=content, fetched=page().fetched, content_type=None))

    body = "Freedonia's minister met the president of Sylvania on 3 May. They agreed on a bridge. " * 6
    with Listener() as there, client(path, read=read) as made:
        link = there.place
        for start in (
            f'<!DOCTYPE html SYSTEM "{link}/dtd" [<!ENTITY x SYSTEM "{secret.as_uri()}">'
            f'<!ENTITY % y SYSTEM "{link}/p">%y;]>',
            f'<?xml version="1.0"?><?xml-stylesheet href="{link}/xsl"?><!DOCTYPE a SYSTEM "{link}/dtd">',
            "",
        ):
            content = f"""{start}<html><head><base href="{link}/"><link rel=stylesheet href="{link}/css">
            <link rel=canonical href="{link}/canonical"><meta http-equiv=refresh content="0;{link}/refresh">
            <meta property="og:image" content="{link}/image"><script src="{link}/js"></script></head><body>
            <iframe src="{link}/frame"></iframe><img src="{link}/img"><h1>Minister of Freedonia in Sylvania</h1>
            <xi:include href="{secret.as_uri()}" parse="text"/><p>{body} &x;</p></body></html>"""
            for address in (
                f"{link}/page",
                secret.as_uri(),
                "gopher://127.0.0.1/",
                "http://169.254.169.254/latest",
            ):
                answer = made.post("/api/v1/read", json={"address": address, "html": content})
                assert answer.status_code in (200, 422), answer.text
                assert "secret of the machine" not in answer.text
        assert made.post("/api/v1/read", json={"address": f"{link}/page"}).status_code == 422
        assert there.asked == []


# --- other files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/..\\app.py", "/static//etc/passwd",
     "/static/%2fetc%2fpasswd", "/static/vendor/../../templates/base.html", "/static/....//app.py", "/static/%00",
     "/static/site.css%00.js", "/events.../../etc/passwd", "/events.%2e%2e%2fetc", "/authors/../../etc/passwd",
     "/articles/..%2f..%2fetc%2fpasswd", "/entities/..%2f..%2fetc%2fpasswd.json"],
)  # fmt: skip
def test_no_file_but_the_sites_own(site: TestClient, place: str) -> None:
    answer = site.get(place)
    assert answer.status_code in (400, 404, 422), place
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


def test_names_of_files_that_are_sent_are_not_used(site: TestClient, tmp_path: Path) -> None:
    place = tmp_path / "x.csv"
    answer = site.post("/screen", files={"file": (f"../../../../{place}", b"name\nAleksandar Vulin\n")})
    assert answer.status_code == 200
    assert not place.exists()


# --- SQL and FTS ---------------------------------------------------------------------------------------------

SQL = (
    "'; DROP TABLE articles; --",
    "' OR '1'='1",
    '" OR ""="',
    "1) UNION SELECT password, 1, 1 FROM users --",
    "%' AND 1=(SELECT count(*) FROM users) --",
    "x\\' OR 1=1 --",
    "%",
    "_",
    "*",
)
FTS = (
    '"',
    '""',
    "a*b",
    "NEAR(",
    "NEAR(a b, 1000000000)",
    "a NEAR/2 b",
    "AND",
    "a OR",
    "NOT",
    "{text}: x",
    "- - -",
    "^a",
    "a:b:c",
    "(a",
    ")",
    "text : x",
    "-text:x",
    "+",
    '"a" + "b',
    "(" * 200,
    '"a" ' * 60,
)


@pytest.mark.parametrize("typed", SQL + FTS)
def test_what_is_typed_is_no_part_of_a_statement(site: TestClient, path: Path, typed: str) -> None:
    before = _rows(path)
    places = {
        "/search.json": ["q"],
        "/events.json": ["actor", "text", "place", "source", "sort", "after", "before"],
        "/statements.json": ["speaker", "about"],
        "/headlines.json": ["entity", "source", "language"],
        "/api/v1/events": ["actor", "text", "cursor"],
        "/api/v1/entities": ["name"],
        "/api/v1/search": ["q"],
    }
    if typed in FTS:
        places = {"/search.json": ["q"], "/events.json": ["text"], "/statements.json": ["about"]}
        places["/api/v1/search"] = ["q"]
    for address, names in places.items():
        for name in names:
            answer = site.get(address, params={name: typed})
            assert answer.status_code in (200, 400, 422), (address, name, answer.text)
            assert "$argon2" not in answer.text
            assert "syntax error" not in answer.text
            assert "sqlite" not in answer.text.casefold()
    assert _rows(path) == before


def test_conditions_are_not_widened(site: TestClient) -> None:
    """No letter of SQL or LIKE makes a condition hold for everything."""
    for typed in ("%", "_", "' OR '1'='1", "%%%", "The G%", "The_Gazette"):
        for name in ("source", "place"):
            answer = site.get("/events.json", params={name: typed})
            assert answer.status_code == 400 or answer.json()["facets"]["total"] == 0, (name, typed)
        assert site.get("/headlines.json", params={"source": typed}).json() == []


def _rows(path: Path) -> list[int]:
    tables = (schema.articles, schema.events, schema_people.users)
    with open_database(path, read_only=True) as database, database.reading() as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


def test_letters_that_no_database_takes(site: TestClient) -> None:
    for address in ("/search?q=a%00b", "/entities/%00", "/api/v1/events?actor=%00", "/authors/a%00"):
        answer = site.get(address)
        assert answer.status_code == 400
        assert "NUL" in answer.json()["error"]
    assert site.post("/screen", data={"names": "Vulin\0"}).status_code == 200


# --- too much ------------------------------------------------------------------------------------------------


def test_uploads_that_are_too_large(path: Path) -> None:
    made = client(path, api=ApiSettings(per_minute=0, screen_bytes=1000, max_page_bytes=1000))
    large = b"x" * 1_200_000
    form = {"content-type": "multipart/form-data; boundary=x"}
    sent = (
        made.post("/screen", data={"names": "x" * 2000}),
        made.post("/screen", files={"file": ("x.csv", b"x" * 2000)}),
        made.post("/screen", files={"file": ("x.csv", large)}),
        made.post("/screen", content=(large for _ in range(3)), headers=form),
        made.post("/screen", data={"lists": [str(n) for n in range(5000)]}),
        made.post("/api/yente/match/default", content=large, headers={"content-type": "application/json"}),
    )
    assert [answer.status_code for answer in sent[:4]] == [413] * 4
    assert sent[4].status_code in (400, 413, 422)
    assert sent[5].status_code == 413


def test_files_count_against_the_limits(path: Path) -> None:
    made = client(path, api=ApiSettings(per_minute=1, burst=25))
    statuses = [made.get(f"/events.{form}").status_code for form in ("csv", "jsonl", "ftm")]
    assert statuses == [200, 200, 429]
    held = client(path, api=ApiSettings(per_minute=0, exports=0))
    answer = held.get("/statements.csv")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


def test_numbers_that_no_database_knows(tmp_path: Path) -> None:
    with open_database(tmp_path / "people.db") as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    huge = "9" * 30
    with visitor(ServeSettings(database=tmp_path / "people.db")) as one:
        one.sign_in("adm@people.example")
        for address in (
            f"/admin/users/{huge}",
            f"/account/tokens/{huge}/revoke",
            f"/corrections/{huge}/undo",
        ):
            assert one.post(address, "/account", role="reader").status_code == 422, address
        for days in (huge, "0" * 5 + "9" * 12, "٣", "1e3", "-1", "9" * 5000):
            answer = one.post("/account/tokens", "/account", scope="read", days=days)
            assert answer.status_code == 400, days


# --- who has an account is not told --------------------------------------------------------------------------


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Visitor]:
    with open_database(tmp_path / "people.db") as database:
        for new, actor in PEOPLE(hashed()):
            People(database).add(new, actor)
    with visitor(ServeSettings(database=tmp_path / "people.db")) as one:
        yield one


def test_signing_in_does_the_same_work_for_everybody(
    people: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One check of a password, of the same cost, and the same statements of SQL: no clock tells who has an account."""
    done: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, kept: str, password: bytes) -> bool:
            done.append(kept.rpartition("$")[0].rpartition("$")[0])
            return bool(hasher.verify(kept, password))

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_nobodys", lambda: hasher.hash("nobody's"))
    work = []
    for email in (READER, "nobody@people.example"):
        token = people.token()
        with statements_of(people) as told:
            fields = {"form_token": token, "email": email, "password": "not the password"}
            assert people.client.post("/sign-in", data=fields).status_code == 403
        work.append((list(done), list(told)))
        done.clear()
    assert work[0] == work[1]
    assert len(work[0][0]) == 1
    assert work[0][0][0].startswith("$argon2id$v=19$m=65536")


def test_a_forgotten_password_does_the_same_work_before_it_answers(people: Visitor) -> None:
    work = []
    for email in (READER, "nobody@people.example"):
        token = people.token("/forgotten")
        with statements_of(people) as told:
            answered = _until_answered(people, "/forgotten", {"form_token": token, "email": email}, told)
        work.append(answered)
    assert work[0] == work[1]


def _until_answered(
    one: Visitor, address: str, fields: dict[str, str], told: list[str]
) -> tuple[bytes, list[str]]:
    """The answer, and the statements of SQL that were run before its first byte."""
    seen: list[list[str]] = []
    app = one.client.app

    async def watched(scope: Any, receive: Any, send: Any) -> None:
        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                seen.append(list(told))
            await send(message)

        await app(scope, receive, noted)

    watcher = TestClient(watched, base_url=str(one.client.base_url))
    watcher.cookies.update(dict(one.client.cookies))
    answer = watcher.post(address, data=fields)
    assert answer.status_code == 200
    return answer.content, seen[0]


class statements_of:  # noqa: N801
    """The statements of SQL that the site runs meanwhile."""

    def __init__(self, one: Visitor) -> None:
        self.engine, self.told = one.database.engine, list[str]()

    def _note(self, connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        self.told.append(statement)

    def __enter__(self) -> list[str]:
        listened.listen(self.engine, "before_cursor_execute", self._note)
        return self.told

    def __exit__(self, *exception: object) -> None:
        listened.remove(self.engine, "before_cursor_execute", self._note)


def test_passwords_are_looked_at_few_at_a_time_and_after_what_is_cheap(
    people: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes 64 MiB: a link that does not hold, or a limit that is reached, costs none."""
    made: list[str] = []
    monkeypatch.setattr(passwords, "hash_password", lambda password: made.append(password))
    assert people.post("/reset/nothing", password="a good password").status_code == 404
    assert people.post("/register/nothing", password="a good password").status_code == 404
    assert made == []
    assert passwords._AT_ONCE._initial_value <= 4  # type: ignore[attr-defined]


def test_an_address_of_ipv6_counts_as_its_network(people: Visitor) -> None:
    """Who has a network of 64 bits has as many tries as who has one address."""
    for number in range(55):
        asked = Request({"type": "http", "client": (f"2001:db8::{number:x}", 1), "headers": []})
        email = f"x{number}@a.example"
        if number < 50:
            limits.check_sign_in(asked, people.database, email)
        else:
            with pytest.raises(HTTPException, match="too many"):
                limits.check_sign_in(asked, people.database, email)
    other = Request({"type": "http", "client": ("2001:db8:0:1::1", 1), "headers": []})
    limits.check_sign_in(other, people.database, "y@a.example")


# --- formulas ------------------------------------------------------------------------------------------------


def test_no_export_of_screening_runs_in_a_spreadsheet(site: TestClient) -> None:
    for start in ("=", "+", "-", "@", "\t=", "＝", " ="):
        row = f'"{start}Aleksandar Vulin"'
        answer = site.post("/screen", data={"names": f"name\n{row}\n", "view": "csv"})
        for cells in csv.reader(io.StringIO(answer.text)):
            for cell in cells:
                assert not re.match(r"[ \n]*[=+@＝\t]", cell), cell


def test_csv_of_the_command_line_runs_nothing(tmp_path: Path) -> None:
    told = reading(page())
    formula = Sourced(value="=cmd|' /C calc'!A0", source="h1")
    article = replace(told.article, headline=formula, language=formula)
    with open_database(tmp_path / "a.db") as database:
        Writer(database).write(replace(told, article=article))
        for form in (Format.CSV, Format.POLECAT):
            out = io.BytesIO()
            export_to_stream(View(database), form, out, FactFilter(), content=Content.EVENTS)
            assert b"=cmd" in out.getvalue()
            assert not re.search(rb"(^|[\t,\n])\"?=cmd", out.getvalue()), form
