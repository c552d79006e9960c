"""A forgotten password: a link by mail, good for an hour and for one use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.background import BackgroundTask

from dateline.errors import UsageError
from dateline.serve.accounts import limits, passwords, secrets
from dateline.serve.accounts.forms import OwnForm, go_on, text
from dateline.serve.accounts.mail import Letter, send_or_log
from dateline.serve.site import CurrentSite, Site
from dateline.store.audit import Actor
from dateline.store.database import Database
from dateline.store.people import People
from dateline.store.tokens import Purpose, Token, Tokens

router = APIRouter(include_in_schema=False)

_HOUR = timedelta(hours=1)
_SENT = "If this address has an account, a letter is on its way to it, and tells how to go on."


@router.get("/forgotten")
def show(request: Request, site: CurrentSite) -> Response:
    """The form that asks for a letter."""
    return site.page(request, "accounts/forgotten.html", {"message": ""})


@router.post("/forgotten")
def forgotten(request: Request, site: CurrentSite, form: OwnForm) -> Response:
    """Send a letter, if there is an account; the answer is given before that is looked up."""
    email = text(form, "email")
    limits.check_mail(request, site.database, email)
    response = site.page(request, "accounts/forgotten.html", {"message": _SENT})
    response.background = BackgroundTask(_write_to, site, email)
    return response


@router.get("/reset/{secret}")
def show_reset(request: Request, site: CurrentSite, secret: str) -> Response:
    """Where the link leads. Looking uses nothing up."""
    _look(site, secret)
    return _form(request, site, "")


@router.post("/reset/{secret}")
def reset(request: Request, site: CurrentSite, secret: str, form: OwnForm) -> Response:
    """Set the password; whoever was signed in is signed out, and all tokens end."""
    _look(site, secret)
    try:
        hashed = passwords.hash_password(text(form, "password"))
    except UsageError as error:
        return _form(request, site, str(error), status=400)
    token = Tokens(site.database).take(secrets.digest(secret), Purpose.RESET)
    user = People(site.database).by_number(token.user) if token and token.user else None
    if user is None:
        raise HTTPException(404, "this link was used, or holds no more")
    People(site.database).set_password(user.id, hashed, user.actor, "by a link")
    return go_on("/sign-in")


def reset_link(database: Database, address: str, user: int, actor: Actor) -> str:
    """The address of a link by which a user sets a password; it is nowhere kept.

    Raises:
        StoreError: the database cannot be written.
    """
    secret = secrets.new_secret()
    token = Token(purpose=Purpose.RESET, user=user, expires=datetime.now(UTC) + _HOUR)
    Tokens(database).add(token, secrets.digest(secret), actor)
    return f"{address}/reset/{secret}"


def _look(site: Site, secret: str) -> None:
    if Tokens(site.database).find(secrets.digest(secret), Purpose.RESET) is None:
        raise HTTPException(404, "this link was used, or holds no more")


def _write_to(site: Site, email: str) -> None:
    found = People(site.database).by_email(email)
    if found is None or not found[0].active:
        return
    user = found[0]
    link = reset_link(site.database, site.address, user.id, user.actor)
    words = (
        "Somebody, perhaps you, asked for a new password for your account at All headlines. To set one, open\n\n"
        f"{link}\n\nwithin an hour. If it was not you, do nothing.\n"
    )
    send_or_log(site.mail, Letter(to=user.email, subject="A new password at All headlines", text=words))


def _form(request: Request, site: Site, message: str, *, status: int = 200) -> Response:
    response = site.page(request, "accounts/reset.html", {"message": message}, status=status)
    response.headers["referrer-policy"] = "no-referrer"
    return response
