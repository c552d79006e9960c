from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.errors import UsageError
from dateline.serve.accounts.registration import Registration
from dateline.serve.app import ServeSettings, create_app
from dateline.store.people import People, Role, clean_email, clean_name, name_key
from tests.serve.accounts.given import (
    ADMIN,
    PASSWORD,
    READER,
    Postbox,
    Visitor,
    form_token,
    visitor,
    without_token,
)

NEW = {"name": "Nell", "email": "nell@people.example", "password": "five small boats"}


def test_registering_by_mail(mailed: Visitor, postbox: Postbox) -> None:
    told = mailed.post("/register", **NEW)
    assert told.status_code == 200
    assert People(mailed.database).by_email(NEW["email"]) is None, "not before the letter is answered"
    (letter,) = postbox.letters
    assert letter["To"] == NEW["email"]
    link = postbox.link()
    for _ in range(2):  # what reads mail ahead follows links
        assert mailed.get(link).status_code == 200
    assert mailed.get(link).headers["referrer-policy"] == "no-referrer"
    done = mailed.client.post(link, data={"form_token": form_token(mailed.get(link).text), "name": "Nell"})
    assert (done.status_code, done.headers["location"]) == (303, "/account")
    assert "Nell" in mailed.get("/account").text
    assert mailed.get(link).status_code == 404, "used up"
    assert mailed.another().sign_in(NEW["email"], NEW["password"]).status_code == 303


def test_registering_does_not_tell_who_has_an_account(mailed: Visitor, postbox: Postbox) -> None:
    new, old = (mailed.another().post("/register", **{**NEW, "email": e}) for e in (NEW["email"], READER))
    assert (new.status_code, new.text) == (old.status_code, old.text)
    assert sorted(new.headers) == sorted(old.headers)
    assert [letter["To"] for letter in postbox.letters] == [NEW["email"], READER]
    assert postbox.letters[0]["Subject"] == postbox.letters[1]["Subject"]
    assert "It has one already" in postbox.letters[1].get_content()
    taken = mailed.another().post("/register", **{**NEW, "name": "Rea Person", "email": "x@people.example"})
    assert taken.text == new.text, "nor which names are taken"


def test_a_name_that_is_taken_is_told_to_who_holds_the_letter(mailed: Visitor, postbox: Postbox) -> None:
    mailed.post("/register", **{**NEW, "name": "RÉA  Person"})
    link = postbox.link()
    fields = {"form_token": form_token(mailed.get(link).text), "name": "RÉA Person"}
    assert mailed.client.post(link, data=fields).status_code == 400
    assert mailed.client.post(link, data={**fields, "name": "Nell"}).status_code == 303


def test_letters_are_limited(mailed: Visitor, postbox: Postbox) -> None:
    statuses = [mailed.post("/forgotten", email=READER).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert len(postbox.letters) == 3
    unknown = [mailed.another().post("/forgotten", email="no@body.example").status_code for _ in range(4)]
    assert unknown == statuses


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "short"},
        {"password": "aaaaaaaaaaaaaaaa"},
        {"email": "nobody"},
        {"email": "a@b.example\r\nBcc: c@d.example"},
        {"name": "\u200b"},
        {"name": "x" * 65},
    ],
)
def test_what_is_no_account(mailed: Visitor, postbox: Postbox, fields: dict[str, str]) -> None:
    assert mailed.post("/register", **{**NEW, **fields}).status_code == 400
    assert not postbox.letters


def test_registration_is_a_setting(settings: ServeSettings) -> None:
    with pytest.raises(UsageError, match="needs a mail server"):
        create_app(replace(settings, registration=Registration.OPEN))
    for way in (Registration.INVITATION, Registration.OFF):
        with visitor(replace(settings, registration=way)) as one:
            assert one.post("/register", **NEW).status_code == 403
            assert one.get("/register").status_code == 200


def test_an_invitation(anybody: Visitor) -> None:
    anybody.sign_in(ADMIN)
    page = anybody.post(
        "/admin/invitations", "/admin/users", email="ivo@people.example", role="reviewer"
    ).text
    link = page.split('class="secret">', 1)[1].split("<", 1)[0].removeprefix("http://127.0.0.1:8000")
    guest = anybody.another()
    fields = {"form_token": form_token(guest.get(link).text), "name": "Ivo", "password": PASSWORD}
    assert guest.client.post(link, data={**fields, "password": "x"}).status_code == 400
    assert guest.client.post(link, data={**fields, "email": "other@people.example"}).status_code == 303
    found = People(anybody.database).by_email("ivo@people.example")
    assert found is not None
    assert found[0].role is Role.REVIEWER
    again = anybody.another()
    assert again.get(link).status_code == 404


def test_a_forgotten_password(mailed: Visitor, postbox: Postbox) -> None:
    elsewhere = mailed.another()
    elsewhere.sign_in(READER)
    known = mailed.post("/forgotten", email=READER)
    unknown = mailed.another().post("/forgotten", email="no@body.example")
    assert known.status_code == unknown.status_code
    assert without_token(known.text) == without_token(unknown.text)
    assert [letter["To"] for letter in postbox.letters] == [READER]
    link = postbox.link()
    page = mailed.get(link)
    assert page.headers["referrer-policy"] == "no-referrer"
    fields = {"form_token": form_token(page.text), "password": "nine brown hares"}
    assert mailed.client.post(link, data={**fields, "password": "short"}).status_code == 400
    assert mailed.client.post(link, data=fields).status_code == 303
    assert mailed.client.post(link, data=fields).status_code == 404, "good for one use"
    assert elsewhere.get("/account").status_code == 401, "who was signed in is not any more"
    assert mailed.sign_in(READER).status_code == 403
    assert mailed.sign_in(READER, "nine brown hares").status_code == 303


def test_a_newer_link_ends_the_older(mailed: Visitor, postbox: Postbox) -> None:
    mailed.post("/forgotten", email=READER)
    mailed.post("/forgotten", email=READER)
    assert mailed.get(postbox.link(0)).status_code == 404
    assert mailed.get(postbox.link(1)).status_code == 200


def test_a_mail_server_that_fails_is_not_told(
    mailed: Visitor, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    postbox.fail = "550 no"
    assert mailed.post("/forgotten", email=READER).status_code == 200
    assert "a mail was not sent" in caplog.text
    assert "/reset/" not in caplog.text


def test_names_that_look_alike_are_one() -> None:
    assert name_key("Réa Person") == name_key("rea  PERSON") == name_key("Ｒｅａ-Person")
    assert clean_name(" Ann\u202e \u200b Lee\n") == "Ann Lee"
    assert clean_email(" A@b.example ") == "A@b.example"
