from __future__ import annotations

import pytest

from dateline.model import EventType
from dateline.store import audit
from dateline.store.corrections import Corrections
from dateline.store.view import View
from tests.serve.accounts.given import ADMIN, OTHER, READER, REVIEWER, Visitor
from tests.serve.accounts.test_account import HOSTILE, bearer, token


def coerce(one: Visitor) -> str:
    return f"e{View(one.database).facts(event_type=EventType.COERCE)[0].id}"


@pytest.mark.parametrize(("who", "status"), [(None, 401), (READER, 403), (REVIEWER, 200), (ADMIN, 200)])
def test_who_reviews(anybody: Visitor, who: str | None, status: int) -> None:
    if who:
        anybody.sign_in(who)
    ref = coerce(anybody)
    page = "/account" if who else "/sign-in"
    for address in ("/review", "/review.json", f"/facts/{ref}/verdict", f"/facts/{ref}/verdict.json"):
        assert anybody.get(address).status_code == status
    given = anybody.post(f"/facts/{ref}/verdict", page, verdict="accept", next="/review")
    assert given.status_code == (303 if status == 200 else status)
    assert len(list(Corrections(anybody.database).all())) == (status == 200)


def test_judging_and_undoing(anybody: Visitor) -> None:
    anybody.sign_in(REVIEWER)
    ref = coerce(anybody)
    place = f"/facts/{ref}/verdict"
    fields = {
        "verdict": "correct",
        "reason": "not so",
        "value_type": "THREATEN",
        "next": "/review?kind=event",
    }
    answer = anybody.post(place, place, **fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?kind=event")
    page = anybody.get(place).text
    assert "THREATEN" in page
    assert "by Viv Person" in page
    assert audit.entries(anybody.database)[0].action == "correct"
    number = anybody.get(f"{place}.json").json()["history"][0]["id"]
    other = anybody.another()
    other.sign_in(OTHER)
    assert other.post(f"/corrections/{number}/undo", "/account").status_code == 404
    assert (
        anybody.post(f"/corrections/{number}/undo", place, next="//evil.example").headers["location"] == "/"
    )
    assert not anybody.get(f"{place}.json").json()["history"]


def test_what_is_wrong_is_told_on_the_page(anybody: Visitor) -> None:
    anybody.sign_in(REVIEWER)
    place = f"/facts/{coerce(anybody)}/verdict"
    assert "a reason is missing" in anybody.post(place, place, verdict="reject").text
    assert anybody.post(place, place, verdict="dance").status_code == 400
    assert anybody.get("/facts/e999/verdict").status_code == 404
    assert anybody.get("/facts/x/verdict").status_code == 400
    assert anybody.get("/review?kind=x").status_code == 400


def test_a_program_reviews(anybody: Visitor) -> None:
    anybody.sign_in(REVIEWER)
    right, wrong = token(anybody, "review"), token(anybody, "read")
    place = f"/facts/{coerce(anybody)}/verdict.json"
    program = anybody.another().client
    assert program.post(place, data={"verdict": "accept"}, headers=bearer(wrong)).status_code == 403
    answer = program.post(place, data={"verdict": "accept"}, headers=bearer(right))
    assert answer.status_code == 200
    assert answer.json()["who"] == "Viv Person"
    broken = program.post(place, data={"verdict": "reject"}, headers=bearer(right))
    assert broken.status_code == 400
    assert "a reason is missing" in broken.json()["error"]


def test_a_second_opinion_is_blind(anybody: Visitor) -> None:
    anybody.sign_in(REVIEWER)
    place = f"/facts/{coerce(anybody)}/verdict"
    anybody.post(place, place, verdict="reject", reason="a telling reason")
    other = anybody.another()
    other.sign_in(OTHER)
    page = other.get("/review?second=true").text
    assert page.count('<article class="card"') == 1
    assert "a telling reason" not in page


def test_what_reviewers_write_is_shown_as_text(anybody: Visitor) -> None:
    anybody.sign_in(REVIEWER)
    place = f"/facts/{coerce(anybody)}/verdict"
    fields = {f"value_{name}": HOSTILE for name in ("mode", "actors", "recipients", "place")}
    assert anybody.post(place, place, verdict="correct", reason=HOSTILE, **fields).status_code == 303
    pages = [anybody.get(address).text for address in (place, "/review")]
    assert all("<script>alert" not in page and "<img" not in page for page in pages)
    assert all("&lt;script&gt;" in page for page in pages)


def test_the_page_of_an_article(anybody: Visitor) -> None:
    """Readers do not see what was rejected; reviewers see it struck out; all see who corrected."""
    reviewer = anybody.another()
    reviewer.sign_in(REVIEWER)
    ref = coerce(anybody)
    place = f"/facts/{ref}/verdict"
    assert {one["type"] for one in anybody.get("/articles/1.json").json()["events"]} >= {"COERCE"}
    reviewer.post(place, place, verdict="reject", reason="it is denied")
    read = anybody.get("/articles/1.json").json()
    assert {one["type"] for one in read["events"]} == {"CONSULT", "SANCTION"}
    assert [one["number"] for one in read["events"]] == [0, 1]
    assert read["statements"][0]["events"] == []
    assert "COERCE" not in anybody.get("/articles/1").text
    assert '<del class="rejected">COERCE' in reviewer.get("/articles/1").text
    fields = {"verdict": "correct", "reason": "why", "value_type": "THREATEN", "value_actors": "Ana Duval"}
    reviewer.post(place, place, **fields)
    page = anybody.get("/articles/1")
    assert "corrected by Viv Person" in page.text
    events = anybody.get("/articles/1.json").json()["events"]
    (one,) = (event for event in events if event["type"] == "THREATEN")
    assert [party["name"] for party in one["actors"]] == ["Ana Duval"]


def test_signed_in_readers_see_whole_articles(anybody: Visitor) -> None:
    assert anybody.get("/articles/1.json").json()["whole"] is False
    reader = anybody.another()
    reader.sign_in(READER)
    assert reader.get("/articles/1.json").json()["whole"] is True
    secret, other = token(reader, "read"), token(reader, "watch")
    program = anybody.another()
    assert program.get("/articles/1.json", headers=bearer(secret)).json()["whole"] is True
    assert program.get("/articles/1.json", headers=bearer(other)).json()["whole"] is False
