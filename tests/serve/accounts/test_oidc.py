from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import update

from dateline.errors import UsageError
from dateline.serve.accounts.oidc_settings import OidcSettings, oidc_of, safe
from dateline.serve.accounts.registration import Registration
from dateline.serve.app import ServeSettings
from dateline.settings import Settings
from dateline.store import audit
from dateline.store.identities import Identities
from dateline.store.people import People, Role
from dateline.store.schema_people import users
from tests.serve.accounts.given import ADMIN, READER, Visitor, form_token, visitor
from tests.serve.accounts.given_provider import CLIENT, SECRET, SmallProvider

SITE = "http://testserver"


@pytest.fixture(scope="module")
def provider_of_all() -> Iterator[SmallProvider]:
    with SmallProvider() as made:
        yield made


@pytest.fixture
def provider(provider_of_all: SmallProvider) -> SmallProvider:
    made = provider_of_all
    made.person.subject, made.person.claims = "person-1", {}
    made.signs_with, made.header, made.about = None, {}, {}
    return made


def set_up(settings: ServeSettings, provider: SmallProvider, **changes: Any) -> ServeSettings:
    oidc = OidcSettings(issuer=provider.issuer, client=CLIENT, secret=SECRET, name="The Desk")
    return replace(settings, address=SITE, oidc=replace(oidc, **changes))


@pytest.fixture
def opened(with_mail: ServeSettings, provider: SmallProvider) -> Iterator[Visitor]:
    with visitor(set_up(with_mail, provider)) as one:
        yield one


@pytest.fixture
def invited_only(settings: ServeSettings, provider: SmallProvider) -> Iterator[Visitor]:
    with visitor(set_up(settings, provider)) as one:
        yield one


def through(one: Visitor, provider: SmallProvider, start: str = "/sign-in/provider", **query: str) -> Any:
    """Go to the provider and come back."""
    there = one.get(start, params=query).headers["location"]
    return one.get(provider.let_in(there))


def linked(one: Visitor, provider: SmallProvider, email: str) -> None:
    one.sign_in(email)
    page = one.post("/account/provider", "/account")
    there = unescape(re.search(r'<a href="(http://127[^"]+)"', page.text)[1])  # type: ignore[index]
    assert one.get(provider.let_in(there)).headers["location"] == "/account"


def test_an_account_is_made_and_found_again(opened: Visitor, provider: SmallProvider) -> None:
    assert "Sign in through The Desk" in opened.get("/sign-in").text
    answer = through(opened, provider, next="/events?type=AID")
    assert (answer.status_code, answer.headers["location"]) == (303, "/events?type=AID")
    page = opened.get("/account").text
    assert "Pro Vided" in page
    assert "pro@vided.example" in page
    again = opened.another()
    provider.person.claims = {"email": "new@vided.example", "name": "Another Name"}
    assert through(again, provider).status_code == 303
    assert "Pro Vided" in again.get("/account").text, "by subject, whatever else it is called now"
    assert len([one for one in People(opened.database).all() if one.name.startswith("Pro")]) == 1
    assert People(opened.database).by_email("pro@vided.example")[0].role is Role.READER  # type: ignore[index]


def test_what_is_asked_of_the_provider(opened: Visitor, provider: SmallProvider) -> None:
    provider.asked.clear()
    provider.exchanged.clear()
    through(opened, provider)
    through(opened.another(), provider)
    one, other = provider.asked
    for name in ("state", "nonce", "code_challenge"):
        assert one[name] != other[name], "new for each attempt"
        assert len(one[name]) >= 43
    assert set(one["scope"].split()) == {"openid", "profile", "email"}
    assert one["redirect_uri"] == f"{SITE}/sign-in/provider/back"
    sent = provider.exchanged[0]
    assert len(sent["code_verifier"]) >= 43
    assert one["code_challenge"] != sent["code_verifier"]


def test_an_address_never_links_an_account(opened: Visitor, provider: SmallProvider) -> None:
    for verified in (True, False, "true", None):
        provider.person.claims = {"email": ADMIN, "email_verified": verified}
        answer = through(opened.another(), provider)
        assert answer.status_code == 403
    assert Identities(opened.database).of_user(People(opened.database).by_email(ADMIN)[0].id) == ()  # type: ignore[index]
    provider.person.claims = {"email_verified": False}
    refused = through(opened.another(), provider)
    assert "verified" in refused.text
    assert not any(name for name in refused.cookies if "session" in name)


@pytest.mark.parametrize("mode", [Registration.INVITATION, Registration.OFF])
def test_registration_is_respected(
    settings: ServeSettings, provider: SmallProvider, mode: Registration
) -> None:
    with visitor(set_up(replace(settings, registration=mode), provider)) as one:
        answer = through(one, provider)
        assert answer.status_code == 403
        assert "link yours" in answer.text
        linked(one, provider, READER)
        again = one.another()
        assert through(again, provider).status_code == 303
        assert "Rea Person" in again.get("/account").text


def test_an_invitation_is_taken_up_once(invited_only: Visitor, provider: SmallProvider) -> None:
    invited_only.sign_in(ADMIN)
    page = invited_only.post("/admin/invitations", "/account", email="new@a.example", role="reviewer").text
    secret = re.search(r"/register/([\w-]+)", page)[1]  # type: ignore[index]
    one = invited_only.another()
    assert f"/sign-in/provider?invitation={secret}" in one.get(f"/register/{secret}").text
    assert through(one, provider, invitation=secret).headers["location"] == "/account"
    made = People(one.database).by_email("new@a.example")
    assert made is not None
    assert made[0].role is Role.REVIEWER
    provider.person.subject = "person-2"
    assert through(one.another(), provider, invitation=secret).status_code == 403


def test_an_identity_is_of_one_account(invited_only: Visitor, provider: SmallProvider) -> None:
    linked(invited_only, provider, READER)
    other = invited_only.another()
    other.sign_in(ADMIN)
    page = other.post("/account/provider", "/account")
    there = unescape(re.search(r'<a href="(http://127[^"]+)"', page.text)[1])  # type: ignore[index]
    answer = other.get(provider.let_in(there))
    assert answer.status_code == 403
    assert "another account" in answer.text


def test_linking_belongs_to_the_session_that_began_it(invited_only: Visitor, provider: SmallProvider) -> None:
    """Somebody who signs in between, or is signed out, gets nothing linked."""
    invited_only.sign_in(READER)
    page = invited_only.post("/account/provider", "/account")
    there = unescape(re.search(r'<a href="(http://127[^"]+)"', page.text)[1])  # type: ignore[index]
    invited_only.post("/sign-out", "/account")
    invited_only.sign_in(ADMIN)
    assert invited_only.get(provider.let_in(there)).status_code == 403
    for email in (READER, ADMIN):
        found = People(invited_only.database).by_email(email)
        assert found is not None
        assert Identities(invited_only.database).of_user(found[0].id) == ()
    forged = invited_only.client.post("/account/provider", data={})
    assert forged.status_code == 403


def test_doing_so_no_more(invited_only: Visitor, provider: SmallProvider) -> None:
    linked(invited_only, provider, READER)
    assert invited_only.post("/account/provider/end", "/account").status_code == 303
    assert through(invited_only.another(), provider).status_code == 403


def test_who_has_no_password_stays_linked(opened: Visitor, provider: SmallProvider) -> None:
    through(opened, provider)
    assert opened.post("/account/provider/end", "/account").status_code == 400


def test_who_is_locked_out_stays_out(opened: Visitor, provider: SmallProvider) -> None:
    through(opened, provider)
    with opened.database.writing() as connection:
        connection.execute(update(users).where(users.c.email == "pro@vided.example").values(active=False))
    answer = through(opened.another(), provider)
    assert answer.status_code == 403
    assert "session" not in str(answer.headers.get_list("set-cookie"))


# --- answers that prove nothing ------------------------------------------------------------------------------


def test_an_answer_belongs_to_the_browser_that_asked(opened: Visitor, provider: SmallProvider) -> None:
    victim, thief = opened.another(), opened.another()
    mine = provider.let_in(thief.get("/sign-in/provider").headers["location"])
    assert victim.get(mine).status_code == 403, "it began nothing"
    victim.get("/sign-in/provider")
    assert victim.get(mine).status_code == 403, "the state is not its own"
    state = provider.asked[-1]["state"]
    theirs = provider.let_in(victim.get("/sign-in/provider").headers["location"])
    code = re.search(r"code=([^&]+)", mine)[1]  # type: ignore[index]
    forged = re.sub(r"code=[^&]+", f"code={code}", theirs)
    assert state not in forged
    assert victim.get(forged).status_code == 403, "the code was asked for with another challenge"


def test_an_answer_counts_once(opened: Visitor, provider: SmallProvider) -> None:
    place = provider.let_in(opened.get("/sign-in/provider").headers["location"])
    held = dict(opened.client.cookies)
    assert opened.get(place).status_code == 303
    again = opened.another()
    again.client.cookies.update(held)
    assert again.get(place).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-site"},
        {"aud": ["another-site"]},
        {"aud": [CLIENT, "another-site"], "azp": "another-site"},
        {"aud": [CLIENT, "another-site"]},
        {"aud": None},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": None},
        pytest.param({"iat": time.time() + 86_400}, id="of tomorrow"),
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_token_for_somebody_else_proves_nothing(
    opened: Visitor, provider: SmallProvider, claims: dict[str, Any]
) -> None:
    provider.person.claims = claims
    answer = through(opened, provider)
    assert answer.status_code == 403
    assert "the ID token" in answer.text
    assert opened.get("/account").status_code == 401


def test_a_signature_of_another_key_proves_nothing(opened: Visitor, provider: SmallProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "first"})
    answer = through(opened, provider)
    assert (answer.status_code, "the ID token proves nothing" in answer.text) == (403, True)


def test_a_signature_by_a_shared_secret_proves_nothing(opened: Visitor, provider: SmallProvider) -> None:
    """Neither by the client's secret, nor by the public key taken for one."""
    for secret in (SECRET.encode(), provider.key.as_pem(private=False)):
        provider.header = {"alg": "HS256"}
        provider.signs_with = secret
        answer = through(opened.another(), provider)
        assert (answer.status_code, "the ID token proves nothing" in answer.text) == (403, True)
    provider.header, provider.signs_with = {"alg": "none"}, None
    answer = through(opened.another(), provider)
    assert (answer.status_code, "the ID token proves nothing" in answer.text) == (403, True)


def test_a_new_key_is_asked_for(opened: Visitor, provider: SmallProvider) -> None:
    before = provider.key
    assert through(opened, provider).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
    try:
        opened.client.app.state.site.provider._keys_read -= 120  # type: ignore[attr-defined]  # two minutes ago
        assert through(opened.another(), provider).status_code == 303
    finally:
        provider.key = before


def test_the_answer_of_another_provider_is_not_taken(opened: Visitor, provider: SmallProvider) -> None:
    place = provider.let_in(opened.get("/sign-in/provider").headers["location"])
    assert opened.get(f"{place}&iss=https%3A%2F%2Fevil.example").status_code == 403
    place = provider.let_in(opened.get("/sign-in/provider").headers["location"])
    assert opened.get(place.replace("code=", "error=access_denied&x=")).status_code == 403


@pytest.mark.parametrize(
    "about",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/t"}, {"jwks_uri": None}],
)
def test_a_provider_that_is_not_what_is_set(
    with_mail: ServeSettings, provider: SmallProvider, about: dict[str, Any]
) -> None:
    provider.about = about
    with visitor(set_up(with_mail, provider)) as one:
        assert one.get("/sign-in/provider").status_code == 503


def test_a_provider_that_is_away(with_mail: ServeSettings, provider: SmallProvider) -> None:
    with visitor(set_up(with_mail, provider, issuer="http://127.0.0.1:9")) as one:
        answer = one.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "127.0.0.1:9" not in answer.text


# --- roles ---------------------------------------------------------------------------------------------------


def test_roles_are_the_sites_own_unless_set(opened: Visitor, provider: SmallProvider) -> None:
    provider.person.claims = {"role": "administrator", "roles": ["administrator"], "groups": ["admins"]}
    through(opened, provider)
    assert opened.get("/admin/users").status_code == 403


def test_roles_of_the_provider_where_set(with_mail: ServeSettings, provider: SmallProvider) -> None:
    roles = {"desk": Role.REVIEWER, "chiefs": Role.ADMINISTRATOR}
    with visitor(set_up(with_mail, provider, role_claim="groups", roles=roles)) as one:
        for groups, role in (
            (["desk", "x"], Role.REVIEWER),
            (["desk", "chiefs"], Role.ADMINISTRATOR),
            ("desk", Role.REVIEWER),
            (["Chiefs", 7, None], Role.READER),
            ({"chiefs": True}, Role.READER),
            (None, Role.READER),
        ):
            provider.person.claims = {"groups": groups}
            assert through(one.another(), provider).status_code == 303
            assert People(one.database).by_email("pro@vided.example")[0].role is role  # type: ignore[index]


# --- settings, logs ------------------------------------------------------------------------------------------


def test_settings() -> None:
    given = {
        "DATELINE_OIDC_ISSUER": "https://login.example/realms/a",
        "DATELINE_OIDC_CLIENT": "news",
        "DATELINE_OIDC_ROLE_CLAIM": "groups",
        "DATELINE_OIDC_ROLES": "a=b=administrator desk=reviewer",
    }
    found = oidc_of(Settings.from_environment(given))
    assert found is not None
    assert found.roles == {"a=b": Role.ADMINISTRATOR, "desk": Role.REVIEWER}
    assert oidc_of(Settings()) is None
    for change in (
        {"DATELINE_OIDC_CLIENT": ""},
        {"DATELINE_OIDC_ISSUER": "http://x.example"},
        {"DATELINE_OIDC_ROLES": "a"},
    ):
        with pytest.raises(UsageError):
            oidc_of(Settings.from_environment(given | change))
    assert "geheim" not in repr(Settings(oidc_secret="geheim"))


@pytest.mark.parametrize(
    "address", ["http://evil.example", "ftp://x", "//x", "", None, 7, "https", "http://[::"]
)
def test_where_nothing_secret_is_sent(address: Any) -> None:
    assert not safe(address)


def test_nothing_secret_is_logged(
    opened: Visitor, provider: SmallProvider, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="dateline")
    place = provider.let_in(opened.get("/sign-in/provider").headers["location"])
    code = re.search(r"code=([^&]+)", place)[1]  # type: ignore[index]
    provider.person.claims = {"aud": "another-site"}
    opened.get(place)
    told = caplog.text + "".join(map(str, audit.entries(opened.database)))
    assert "proves nothing" in told
    for secret in (code, SECRET, provider.asked[-1]["state"], provider.exchanged[-1]["code_verifier"]):
        assert secret not in told


def test_a_site_without_a_provider(anybody: Visitor) -> None:
    assert anybody.get("/sign-in/provider").status_code == 404
    assert anybody.get("/sign-in/provider/back?code=x&state=y").status_code == 404
    assert "provider" not in anybody.get("/sign-in").text
    assert form_token(anybody.get("/sign-in").text)
