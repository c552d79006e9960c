from __future__ import annotations

import logging
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from dateline.serve.accounts import passwords
from dateline.serve.accounts.forms import own_place
from dateline.serve.app import ServeSettings
from dateline.store import audit
from dateline.store.schema_people import sessions, tokens, users
from tests.serve.accounts.given import ADMIN, PASSWORD, READER, Visitor, form_token, visitor


def test_signing_in_and_out(anybody: Visitor) -> None:
    answer = anybody.sign_in(READER, next="/account")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = anybody.get("/account")
    assert page.status_code == 200
    assert "Rea Person" in page.text
    assert page.headers["cache-control"] == "private, no-store"
    held = dict(anybody.client.cookies)
    assert anybody.post("/sign-out", "/account").status_code == 303
    assert anybody.get("/account").status_code == 401
    anybody.client.cookies.update(held)
    assert anybody.get("/account").status_code == 401, "the session is gone, not only the cookie"


def test_a_session_ends(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    with anybody.database.writing() as connection:
        connection.execute(update(sessions).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert anybody.get("/account").status_code == 401


def test_session_fixation(anybody: Visitor) -> None:
    """What was put into the browser before sign-in opens nothing after it."""
    planted = anybody.another()
    planted.sign_in(READER)
    before = planted.client.cookies["dateline-session"]
    for cookie in (before, "planted"):
        victim = anybody.another()
        victim.client.cookies.set("dateline-session", cookie)
        victim.client.cookies.set("dateline-visit", "planted")
        answer = victim.client.get("/sign-in")
        victim.client.post(
            "/sign-in", data={"form_token": form_token(answer.text), "email": ADMIN, "password": PASSWORD}
        )
        held = [one.value for one in victim.client.cookies.jar if one.name == "dateline-session"]
        assert cookie not in held[-1:], "a new one at sign-in"
    thief = anybody.another()
    thief.client.cookies.set("dateline-session", before)
    assert thief.get("/account").status_code == 401, "the session that was there is closed"


@pytest.mark.parametrize("https", [True, False])
def test_flags_of_the_cookies(settings: ServeSettings, https: bool) -> None:
    scheme = "https" if https else "http"
    with visitor(replace(settings, address=f"{scheme}://news.example")) as one:
        cookies = one.get("/sign-in").headers.get_list("set-cookie")
        cookies += one.sign_in(READER).headers.get_list("set-cookie")
    assert len(cookies) == 3
    for cookie in cookies:
        parts = {part.strip().casefold() for part in cookie.split(";")}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert ("secure" in parts) is https
        assert cookie.startswith("__Host-") is https
        assert not any(part.startswith("domain") for part in parts)


def test_sessions_and_passwords_are_kept_as_hashes(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    held = anybody.client.cookies["dateline-session"]
    with anybody.database.reading() as connection:
        rows = [str(row) for table in (users, sessions, tokens) for row in connection.execute(select(table))]
    assert all(held not in row and PASSWORD not in row for row in rows)
    assert any("$argon2id$" in row for row in rows)


# --- no enumeration ------------------------------------------------------------------------------------------


def test_unknown_wrong_and_locked_out_look_alike(anybody: Visitor) -> None:
    with anybody.database.writing() as connection:
        connection.execute(update(users).where(users.c.email == ADMIN).values(active=False))
    answers = [
        anybody.sign_in(READER, "not the password"),
        anybody.sign_in("no@body.example", "not the password"),
        anybody.sign_in(ADMIN, PASSWORD),
    ]
    assert {answer.status_code for answer in answers} == {403}
    texts = {a.text.replace(READER, "").replace("no@body.example", "").replace(ADMIN, "") for a in answers}
    assert len(texts) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1


def test_unknown_and_wrong_take_the_same_time() -> None:
    kept = passwords.hash_password(PASSWORD)
    passwords.verify(None, "x")
    taken: dict[bool, list[float]] = {True: [], False: []}
    for known in [True, False] * 9:
        start = time.perf_counter()
        assert not passwords.verify(kept if known else None, "not the password")
        taken[known].append(time.perf_counter() - start)
    known, unknown = min(taken[True]), min(taken[False])
    assert 0.6 < known / unknown < 1.67, (statistics.median(taken[True]), statistics.median(taken[False]))


@pytest.mark.parametrize("email", [READER, "no@body.example"])
def test_too_many_attempts(anybody: Visitor, email: str) -> None:
    statuses = [anybody.sign_in(email, f"not the password {n}").status_code for n in range(6)]
    assert statuses == [403] * 5 + [429]
    assert anybody.sign_in(email).status_code == 429, "the right password does not help"


def test_getting_it_right_forgives(anybody: Visitor) -> None:
    for _ in range(4):
        anybody.sign_in(READER, "not the password")
    assert anybody.sign_in(READER).status_code == 303
    assert [anybody.another().sign_in(READER, "wrong password!").status_code for _ in range(5)] == [403] * 5


# --- forged forms --------------------------------------------------------------------------------------------

POSTS = [
    "/sign-in",
    "/sign-out",
    "/register",
    "/register/x",
    "/forgotten",
    "/reset/x",
    "/account/password",
    "/account/sessions/end",
    "/account/tokens",
    "/account/tokens/1/revoke",
    "/admin/users/1",
    "/admin/invitations",
]


@pytest.mark.parametrize("address", POSTS)
def test_forged_forms_are_refused(anybody: Visitor, address: str) -> None:
    anybody.sign_in(ADMIN)
    other = anybody.another()
    for fields in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": other.token()}):
        assert anybody.client.post(address, data=fields).status_code == 403
    right = {"form_token": anybody.token("/account"), "email": "a@b.example", "role": "reader"}
    cross = anybody.client.post(address, data=right, headers={"sec-fetch-site": "cross-site"})
    assert cross.status_code == 403
    refused_for_itself = {"/sign-in", "/register", "/account/password"}
    assert (anybody.client.post(address, data=right).status_code == 403) is (address in refused_for_itself)


def test_every_address_that_changes_something_checks_its_form(anybody: Visitor) -> None:
    """No form token, no change: for all routes there are, so that a new one cannot be forgotten."""
    anybody.sign_in(ADMIN)
    for route in anybody.client.app.routes:  # type: ignore[attr-defined]
        methods = getattr(route, "methods", None) or set()
        if methods & {"POST", "PUT", "PATCH", "DELETE"} and not route.path.startswith("/api/"):
            path = route.path.replace("{number}", "1").replace("{secret}", "x").replace("{fact}", "e1")
            assert anybody.client.post(path, data={}).status_code == 403, path


def test_a_form_too_large_or_of_no_size(anybody: Visitor) -> None:
    token = anybody.token()
    large = anybody.client.post("/sign-in", data={"form_token": token, "email": "x" * 70_000})
    assert large.status_code == 413
    unsized = anybody.client.post("/sign-in", content=iter([b"form_token=x"]))
    assert unsized.status_code == 411


# --- open redirects ------------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "///evil.example",
    "http:evil.example",
    " //evil.example",
    "/%0d%0aset-cookie:x=1\r\n",
    "",
]


@pytest.mark.parametrize("place", ELSEWHERE)
def test_sign_in_leads_nowhere_else(anybody: Visitor, place: str) -> None:
    assert own_place(place) == "/"
    assert anybody.sign_in(READER, next=place).headers["location"] == "/"


@given(st.text() | st.from_regex(r"[/\\]{0,3}[a-z]*:?[/\\]{0,3}[a-z.]*", fullmatch=True))
def test_a_place_is_one_of_this_site(place: str) -> None:
    found = own_place(place)
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


def test_a_place_of_the_site_is_kept(anybody: Visitor) -> None:
    place = "/events?actor=Mari%C4%87&since=2024-01-01#e1"
    assert anybody.sign_in(READER, next=place).headers["location"] == place


# --- what is logged ------------------------------------------------------------------------------------------


def test_secrets_are_not_logged(anybody: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    anybody.sign_in(READER, "another password")
    anybody.sign_in(READER)
    page = anybody.post("/account/tokens", "/account", scope="read", days="3", name="p").text
    secret = page.split("dateline_", 1)[1].split("<", 1)[0]
    session = anybody.client.cookies["dateline-session"]
    told = caplog.text + "".join(map(str, audit.entries(anybody.database)))
    for one in (PASSWORD, "another password", secret, session):
        assert one not in told
    assert [e.action for e in audit.entries(anybody.database)][:2] == ["api token", "sign in"]
