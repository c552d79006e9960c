"""Signing in and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dateline.serve.accounts import limits, passwords, secrets
from dateline.serve.accounts.forms import OwnForm, go_on, own_place, text
from dateline.serve.accounts.viewer import (
    SESSION_DAYS,
    cookie_name,
    drop_cookie,
    set_cookie,
    viewer_of,
)
from dateline.serve.site import CurrentSite, Site
from dateline.store.people import People, User

router = APIRouter(include_in_schema=False)

_REFUSED = "This address and password do not belong together, or the account may not sign in."


@router.get("/sign-in")
def show(request: Request, site: CurrentSite, next: Annotated[str, Query()] = "/") -> Response:  # noqa: A002
    """The form."""
    return _form(request, site, own_place(next))


@router.post("/sign-in")
def sign_in(request: Request, site: CurrentSite, form: OwnForm) -> Response:
    """Sign in, with a new session; or the same words for every reason why not, after the same work."""
    email, place = text(form, "email"), own_place(text(form, "next"))
    limits.check_sign_in(request, site.database, email)
    people = People(site.database)
    found = people.by_email(email)
    right = passwords.verify(found[1] if found else None, text(form, "password"))
    if found is None or not right or not found[0].active:
        return _form(request, site, place, email=email, message=_REFUSED, status=403)
    user, kept = found
    limits.forgive_sign_in(request, site.database, email)
    if kept and passwords.outdated(kept):
        people.renew_hash(user.id, passwords.hash_password(text(form, "password")))
    response = go_on(place)
    open_session(request, response, people, user)
    return response


@router.post("/sign-out")
def sign_out(request: Request, site: CurrentSite, form: OwnForm) -> Response:  # noqa: ARG001  # it is checked
    """Sign out: the session is gone from the database too."""
    viewer = viewer_of(request)
    if viewer.user is not None and viewer.scopes is None:
        People(site.database).close_session(secrets.digest(viewer.secret), viewer.user.actor)
    response = go_on("/")
    drop_cookie(request, response, "session")
    return response


def open_session(request: Request, response: Response, people: People, user: User) -> None:
    """Sign in: what the browser held before, the user's own or put there by somebody, counts no more."""
    before = request.cookies.get(cookie_name(request, "session"))
    if before and people.of_session(secrets.digest(before)) is not None:
        people.close_session(secrets.digest(before), user.actor)
    secret = secrets.new_secret()
    life = timedelta(days=SESSION_DAYS)
    people.open_session(user.id, secrets.digest(secret), datetime.now(UTC) + life, user.actor)
    set_cookie(request, response, "session", secret, int(life.total_seconds()))
    drop_cookie(request, response, "visit")


def _form(
    request: Request, site: Site, place: str, *, email: str = "", message: str = "", status: int = 200
) -> Response:
    values = {"next": place, "email": email, "message": message}
    return site.page(request, "accounts/sign_in.html", values, status=status)
