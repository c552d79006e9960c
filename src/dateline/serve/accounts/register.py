"""New accounts: by anybody with a mail address, by invitation, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.background import BackgroundTask

from dateline.errors import UsageError
from dateline.serve.accounts import limits, passwords, secrets
from dateline.serve.accounts.forms import OwnForm, go_on, text
from dateline.serve.accounts.mail import Letter, send_or_log
from dateline.serve.accounts.registration import Registration
from dateline.serve.accounts.sign_in import open_session
from dateline.serve.site import CurrentSite, Site
from dateline.store.audit import Actor
from dateline.store.people import NewUser, People, Role, clean_email, clean_name
from dateline.store.tokens import Purpose, Token, Tokens

router = APIRouter(include_in_schema=False)

_DAYS = timedelta(days=2)
_SENT = "Look into your mail: a letter is on its way to that address, and tells how to go on."


@router.get("/register")
def show(request: Request, site: CurrentSite) -> Response:
    """The form, where anybody may register; else what to do instead."""
    return site.page(
        request, "accounts/register.html", {"name": "", "email": "", "message": "", "sent": False}
    )


@router.post("/register")
def register(request: Request, site: CurrentSite, form: OwnForm) -> Response:
    """Send a letter to the address: whether it has an account is told there only.

    The answer is given before anything is looked up.
    """
    if site.registration is not Registration.OPEN:
        raise HTTPException(403, "accounts are made by invitation, or not at all, on this site")
    name, email = text(form, "name"), text(form, "email")
    try:
        new = NewUser(name=clean_name(name), email=clean_email(email))
        passwords.check_new(text(form, "password"))
    except UsageError as error:
        values = {"name": name, "email": email, "message": str(error), "sent": False}
        return site.page(request, "accounts/register.html", values, status=400)
    limits.check_mail(request, site.database, email)
    new = replace(new, password=passwords.hash_password(text(form, "password")))
    values = {"name": "", "email": "", "message": _SENT, "sent": True}
    response = site.page(request, "accounts/register.html", values)
    response.background = BackgroundTask(_write_to, site, new)
    return response


@router.get("/register/{secret}")
def show_invited(request: Request, site: CurrentSite, secret: str) -> Response:
    """Where the link of an invitation, or of a letter, leads. Looking uses nothing up."""
    token, purpose = _token(site, secret)
    return _finish(request, site, secret, token, purpose, message="", name=token.name or "")


@router.post("/register/{secret}")
def finish(request: Request, site: CurrentSite, secret: str, form: OwnForm) -> Response:
    """Make the account, and sign in."""
    token, purpose = _token(site, secret)
    name = text(form, "name") or token.name or ""
    try:
        hashed = token.password or passwords.hash_password(text(form, "password"))
        new = NewUser(name=name, email=token.email or "", password=hashed, role=token.role or Role.READER)
        user = Tokens(site.database).make_user(secrets.digest(secret), purpose, new)
    except UsageError as error:
        return _finish(request, site, secret, token, purpose, message=str(error), name=name, status=400)
    if user is None:
        raise HTTPException(404, "this link was used, or holds no more")
    response = go_on("/account")
    open_session(request, response, People(site.database), user)
    return response


def invite(site: Site, email: str, role: Role, actor: Actor) -> str:
    """Make an invitation; the address of its link, which is nowhere kept.

    Raises:
        UsageError: the address is none, or has an account.
    """
    if People(site.database).by_email(clean_email(email)) is not None:
        raise UsageError("has an account already", where=email, action="give it another role")
    secret = secrets.new_secret()
    token = Token(
        purpose=Purpose.INVITATION,
        email=clean_email(email),
        role=role,
        expires=datetime.now(UTC) + 7 * timedelta(days=1),
    )
    Tokens(site.database).add(token, secrets.digest(secret), actor)
    return f"{site.address}/register/{secret}"


def _write_to(site: Site, new: NewUser) -> None:
    if People(site.database).by_email(new.email) is not None:
        words = (
            "Somebody, perhaps you, asked for an account at All headlines with this address. It has one already.\n\n"
            f"To sign in: {site.address}/sign-in\nIf the password is forgotten: {site.address}/forgotten\n"
        )
        send_or_log(site.mail, Letter(to=new.email, subject="Your account at All headlines", text=words))
        return
    secret = secrets.new_secret()
    token = Token(
        purpose=Purpose.CONFIRMATION,
        name=new.name,
        email=new.email,
        password=new.password,
        role=Role.READER,
        expires=datetime.now(UTC) + _DAYS,
    )
    Tokens(site.database).add(token, secrets.digest(secret), Actor(None, new.email))
    words = (
        "Somebody, perhaps you, asked for an account at All headlines with this address. To have it, open\n\n"
        f"{site.address}/register/{secret}\n\nwithin two days. If it was not you, do nothing.\n"
    )
    send_or_log(site.mail, Letter(to=new.email, subject="Your account at All headlines", text=words))


def _token(site: Site, secret: str) -> tuple[Token, Purpose]:
    for purpose in (Purpose.INVITATION, Purpose.CONFIRMATION):
        token = Tokens(site.database).find(secrets.digest(secret), purpose)
        if token is not None and site.registration is not Registration.OFF:
            return token, purpose
    raise HTTPException(404, "this link was used, or holds no more")


def _finish(
    request: Request,
    site: Site,
    secret: str,
    token: Token,
    purpose: Purpose,
    *,
    message: str,
    name: str,
    status: int = 200,
) -> Response:
    values = {
        "email": token.email,
        "name": name,
        "message": message,
        "asks_password": purpose is Purpose.INVITATION,
        "secret": secret,
    }
    response = site.page(request, "accounts/finish.html", values, status=status)
    response.headers["referrer-policy"] = "no-referrer"
    return response
