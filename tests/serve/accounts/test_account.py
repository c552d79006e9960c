from __future__ import annotations

import pytest
from sqlalchemy import delete, insert, update

from dateline.errors import StoreError
from dateline.serve.app import ServeSettings
from dateline.store import audit
from dateline.store.people import NewUser, People, Role
from dateline.store.schema_people import audit as audit_table
from dateline.store.schema_people import corrections
from tests.serve.accounts.given import ADMIN, PASSWORD, READER, REVIEWER, Visitor, visitor

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def token(one: Visitor, *scopes: str) -> str:
    page = one.post("/account/tokens", "/account", scope=list(scopes), days="9", name="p").text
    return str(page.split('class="secret">', 1)[1].split("<", 1)[0])


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_a_token_for_a_program(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    secret = token(anybody, "read")
    assert secret not in anybody.get("/account").text, "shown once"
    program = anybody.another()
    assert program.get("/account.json", headers=bearer(secret)).status_code == 403, "people only"
    assert program.get("/", headers=bearer(secret)).status_code == 200
    assert program.get("/", headers=bearer("dateline_x")).status_code == 401
    number = anybody.get("/account.json").json()["tokens"][0]["id"]
    assert anybody.post(f"/account/tokens/{number}/revoke", "/account").status_code == 303
    assert program.get("/", headers=bearer(secret)).status_code == 401


def test_nobody_takes_back_the_token_of_another(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    token(anybody, "read")
    number = anybody.get("/account.json").json()["tokens"][0]["id"]
    other = anybody.another()
    other.sign_in(REVIEWER)
    assert other.post(f"/account/tokens/{number}/revoke", "/account").status_code == 404


@pytest.mark.parametrize(
    "fields", [{"scope": []}, {"days": "0"}, {"days": "367"}, {"days": "x"}, {"days": "²"}]
)
def test_what_is_no_token(anybody: Visitor, fields: dict[str, object]) -> None:
    anybody.sign_in(READER)
    given = {"scope": ["read"], "days": "9", "name": "p", **fields}
    assert anybody.post("/account/tokens", "/account", **given).status_code == 400


def test_changing_the_password(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    elsewhere = anybody.another()
    elsewhere.sign_in(READER)
    secret = token(anybody, "read")
    change = {"current": PASSWORD, "password": "nine brown hares"}
    wrong = anybody.post("/account/password", "/account", **{**change, "current": "x"})
    assert wrong.status_code == 403
    assert anybody.post("/account/password", "/account", **{**change, "password": "x"}).status_code == 400
    assert anybody.post("/account/password", "/account", **change).status_code == 303
    assert anybody.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401
    assert elsewhere.get("/", headers=bearer(secret)).status_code == 401


def test_signing_out_everywhere_else(anybody: Visitor) -> None:
    anybody.sign_in(READER)
    elsewhere = anybody.another()
    elsewhere.sign_in(READER)
    anybody.post("/account/sessions/end", "/account")
    assert anybody.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 401


@pytest.mark.parametrize("who", [None, READER, REVIEWER])
@pytest.mark.parametrize(
    "address", ["/admin/users", "/admin/audit", "/admin/users.json", "/admin/audit.json"]
)
def test_only_administrators_administrate(anybody: Visitor, who: str | None, address: str) -> None:
    if who:
        anybody.sign_in(who)
    assert anybody.get(address).status_code == (403 if who else 401)
    assert anybody.post(
        "/admin/users/1", "/account" if who else "/sign-in", role="administrator"
    ).status_code in {
        401,
        403,
    }
    found = People(anybody.database).by_email(READER)
    assert found is not None
    assert found[0].role is Role.READER


def test_a_role_counts_at_once(anybody: Visitor) -> None:
    anybody.sign_in(ADMIN)
    reader = anybody.another()
    reader.sign_in(READER)
    people = {user.email: user.id for user in People(anybody.database).all()}
    assert reader.get("/admin/users").status_code == 403
    anybody.post(f"/admin/users/{people[READER]}", "/admin/users", role="administrator")
    assert reader.get("/admin/users").status_code == 200
    anybody.post(f"/admin/users/{people[READER]}", "/admin/users", active="no")
    assert reader.get("/account").status_code == 401
    assert anybody.post(f"/admin/users/{people[READER]}", "/admin/users", role="king").status_code == 400
    last = anybody.post(f"/admin/users/{people[ADMIN]}", "/admin/users", role="reader")
    assert last.status_code == 400
    assert "nobody would be left" in last.text


def test_the_audit_log(anybody: Visitor) -> None:
    anybody.sign_in(ADMIN)
    people = {user.email: user.id for user in People(anybody.database).all()}
    anybody.post(f"/admin/users/{people[READER]}", "/admin/users", role="reviewer")
    newest = anybody.get("/admin/audit.json").json()[0]
    assert (newest["who"], newest["action"], newest["detail"]) == ("Adm Person", "role", "reviewer")
    page = anybody.get("/admin/audit", params={"action": "role"}).text
    assert page.count("<tr>") == 2
    older = anybody.get("/admin/audit.json", params={"before": newest["id"]}).json()
    assert newest["id"] not in {entry["id"] for entry in older}


@pytest.mark.parametrize("table", [audit_table, corrections])
def test_what_only_grows(anybody: Visitor, table: object) -> None:
    anybody.sign_in(ADMIN)
    user = People(anybody.database).all()[0].id
    row = {
        "address": "a", "kind": "event", "sentence": "s", "span": "s", "place": 0, "ordinal": 0,
        "verdict": "accept", "given": "{}", "values": "{}", "reason": "", "user_id": user, "models": "{}",
        "moment": audit.entries(anybody.database)[0].moment,
    }  # fmt: skip
    with anybody.database.writing() as connection:
        connection.execute(insert(corrections).values(row))
    before = audit.entries(anybody.database)
    for change in (delete(table), update(table).values(id=9_999)):  # type: ignore[arg-type]
        with pytest.raises(StoreError, match="only grows"), anybody.database.writing() as connection:
            connection.execute(change)
    assert audit.entries(anybody.database) == before


def test_what_people_write_is_shown_as_text(settings: ServeSettings) -> None:
    with visitor(settings) as one:
        one.sign_in(ADMIN)
        pages = [one.post("/account/tokens", "/account", scope="read", days="9", name=HOSTILE).text]
        pages.append(one.post("/admin/invitations", "/admin/users", email=HOSTILE, role="reader").text)
        pages.append(one.get("/admin/audit", params={"action": HOSTILE[:32]}).text)
        pages.append(one.another().sign_in(HOSTILE, "wrong password").text)
        pages.append(one.get("/sign-in", params={"next": f"/{HOSTILE}"}).text)
        people = People(one.database)
        people.add(NewUser(name=HOSTILE[:60], email="h@people.example"), audit.Actor())
        pages += [one.get(address).text for address in ("/account", "/admin/users", "/admin/audit")]
    assert all("<script>alert" not in page and "<img" not in page for page in pages)
    assert "&lt;script&gt;" in pages[0]
