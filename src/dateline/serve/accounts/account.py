"""A user's own page: password, sessions, tokens for programs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response

from dateline.errors import UsageError
from dateline.serve.accounts import limits, passwords, secrets
from dateline.serve.accounts.forms import Number, OwnForm, go_on, text
from dateline.serve.accounts.sign_in import open_session
from dateline.serve.accounts.viewer import required
from dateline.serve.site import CurrentSite, Site
from dateline.store.identities import Identities
from dateline.store.people import People, Role, User
from dateline.store.tokens import Purpose, Scope, Token, Tokens

router = APIRouter(include_in_schema=False)

SignedIn = Annotated[User, required(Role.READER)]
_LONGEST_DAYS = 366


@router.get("/account.json")
@router.get("/account")
def show(request: Request, site: CurrentSite, user: SignedIn) -> Response:
    """Who one is here."""
    return _page(request, site, user)


@router.post("/account/password")
def password(request: Request, site: CurrentSite, user: SignedIn, form: OwnForm) -> Response:
    """Change the password, knowing the one before; other sessions and all tokens end."""
    limits.check_password(site.database, user.id)
    people = People(site.database)
    if not passwords.verify(people.password_of(user.id), text(form, "current")):
        return _page(request, site, user, message="That is not your current password.", status=403)
    try:
        hashed = passwords.hash_password(text(form, "password"))
    except UsageError as error:
        return _page(request, site, user, message=str(error), status=400)
    people.set_password(user.id, hashed, user.actor, "by the user")
    response = go_on("/account")
    open_session(request, response, people, user)
    return response


@router.post("/account/sessions/end")
def end_sessions(request: Request, site: CurrentSite, user: SignedIn, form: OwnForm) -> Response:  # noqa: ARG001
    """Sign out everywhere but here."""
    people = People(site.database)
    people.end_sessions(user.id, user.actor)
    response = go_on("/account")
    open_session(request, response, people, user)
    return response


@router.post("/account/tokens")
def make_token(request: Request, site: CurrentSite, user: SignedIn, form: OwnForm) -> Response:
    """Make a token for a program; this answer is the only one that shows it."""
    wanted = [value for value in form.getlist("scope") if isinstance(value, str)]
    scopes = tuple(scope for scope in Scope if scope.value in wanted)
    days = _days(text(form, "days"))
    if not scopes or not 1 <= days <= _LONGEST_DAYS:
        message = f"Say what the token is for, and for how many days, 1 to {_LONGEST_DAYS}."
        return _page(request, site, user, message=message, status=400)
    secret = secrets.TOKEN_PREFIX + secrets.new_secret()
    token = Token(
        purpose=Purpose.API,
        user=user.id,
        name=" ".join(text(form, "name").split())[:64] or "token",
        scopes=scopes,
        expires=datetime.now(UTC) + timedelta(days=days),
    )
    try:
        Tokens(site.database).add(token, secrets.digest(secret), user.actor)
    except UsageError as error:
        return _page(request, site, user, message=str(error), status=400)
    return _page(request, site, user, made=secret)


@router.post("/account/tokens/{number}/revoke")
def revoke(site: CurrentSite, user: SignedIn, form: OwnForm, number: Number) -> Response:  # noqa: ARG001
    """Take a token back."""
    if not Tokens(site.database).revoke(number, user.id, user.actor):
        raise HTTPException(404, "no such token of yours")
    return go_on("/account")


def _days(told: str) -> int:
    """A number of days; 0 for what is none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= len(str(_LONGEST_DAYS)) else 0


def _page(
    request: Request, site: Site, user: User, *, message: str = "", made: str = "", status: int = 200
) -> Response:
    tokens = Tokens(site.database).of_user(user.id)
    data = {
        "user": user,
        "tokens": [
            {"id": t.id, "name": t.name, "scopes": t.scopes, "expires": t.expires, "used": t.used}
            for t in tokens
        ],
    }
    values = {
        "user": user,
        "tokens": tokens,
        "scopes": list(Scope),
        "message": message,
        "made": made,
        "linked": site.provider is not None and bool(Identities(site.database).of_user(user.id)),
    }
    if status != 200 or made:
        return site.page(request, "accounts/account.html", values, status=status)
    return site.answer(request, "accounts/account.html", values, data)
