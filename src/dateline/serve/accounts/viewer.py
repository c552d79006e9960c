"""Who looks at a page: nobody known, somebody signed in, or a program with a token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response

from dateline.serve.accounts import secrets
from dateline.store.people import People, Role, User
from dateline.store.tokens import Scope, Tokens

SESSION_DAYS = 14
_BEARER = "bearer "


@dataclass(slots=True)
class Viewer:
    """Who looks at a page.

    Attributes:
        user: who is signed in, or whose token it is.
        scopes: what a token allows; None for one who is signed in.
        secret: what the cookie of the session, or of a visit without one, holds.
        fresh: True if ``secret`` was made for this answer, and its cookie has to be set with it.
    """

    user: User | None = None
    scopes: tuple[Scope, ...] | None = None
    secret: str = ""
    fresh: bool = field(default=False)

    @property
    def form_token(self) -> str:
        """What the forms of this page carry."""
        if not self.secret:
            self.secret, self.fresh = secrets.new_secret(), True
        return secrets.form_token(self.secret)

    def may(self, role: Role, scope: Scope) -> bool:
        """Whether the user has the role, and the token, if it is one, the scope."""
        allowed = self.scopes is None or scope in self.scopes
        return self.user is not None and self.user.role.covers(role) and allowed


def viewer_of(request: Request) -> Viewer:
    """Who looks, found out once for each request."""
    found: Viewer | None = getattr(request.state, "viewer", None)
    if found is None:
        request.state.viewer = Viewer()  # what goes wrong in finding out is told on a page too
        found = _find(request)
        request.state.viewer = found
    return found


def current_user(request: Request) -> User | None:
    """Who is signed in, or whose token came with the request."""
    return viewer_of(request).user


def may_read_all(request: Request) -> bool:
    """Whether whole articles may be shown: the site shows them to all, or the reader is known to it."""
    return bool(request.app.state.site.full_text) or viewer_of(request).may(Role.READER, Scope.READ)


def may_review(request: Request) -> bool:
    """Whether the user gives verdicts on facts, and sees those that were rejected."""
    return viewer_of(request).may(Role.REVIEWER, Scope.REVIEW)


def required(role: Role, scope: Scope | None = None) -> Any:
    """A dependency that gives the user, and turns away who has not the role.

    Args:
        role: the least role.
        scope: what a token must allow; None where no token will do.
    """

    def dependency(request: Request) -> User:
        viewer = viewer_of(request)
        if viewer.user is None:
            raise HTTPException(401, "sign in first")
        if scope is None and viewer.scopes is not None:
            raise HTTPException(403, "this is for people, not for programs")
        if not viewer.may(role, scope or Scope.READ):
            raise HTTPException(403, f"this is for the role {role.value}")
        return viewer.user

    return Depends(dependency)


CurrentUser = Annotated[User | None, Depends(current_user)]
"""How a route asks who is signed in."""


def cookie_name(request: Request, what: str) -> str:
    """The cookie's name; on https one that only this host, by https, can set."""
    return f"__Host-dateline-{what}" if _https(request) else f"dateline-{what}"


def set_cookie(request: Request, response: Response, what: str, secret: str, seconds: int | None) -> None:
    """Hand a secret to the browser: no script reads it, no other site's form sends it."""
    response.set_cookie(
        cookie_name(request, what),
        secret,
        max_age=seconds,
        path="/",
        secure=_https(request),
        httponly=True,
        samesite="lax",
    )


def drop_cookie(request: Request, response: Response, what: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(request, what), path="/", secure=_https(request), httponly=True, samesite="lax"
    )


def settle(request: Request, response: Response) -> Response:
    """Set the cookie that the page's forms need, and keep pages made for somebody out of shared caches."""
    viewer = viewer_of(request)
    if viewer.fresh:
        set_cookie(request, response, "visit", viewer.secret, None)
    if viewer.secret or viewer.user:
        response.headers["cache-control"] = "private, no-store"
    response.headers.append("vary", "Cookie, Authorization")
    return response


def _https(request: Request) -> bool:
    return str(request.app.state.site.address).startswith("https://")


def _find(request: Request) -> Viewer:
    database = request.app.state.site.database
    given = request.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() == _BEARER:
        found = Tokens(database).user_of(secrets.digest(given[len(_BEARER) :].strip()))
        if found is None:
            raise HTTPException(401, "the token is not known, or holds no more")
        return Viewer(user=found[0], scopes=found[1])
    session = request.cookies.get(cookie_name(request, "session"), "")
    if session:
        user = People(database).of_session(secrets.digest(session))
        if user is not None:
            return Viewer(user=user, secret=session)
    return Viewer(secret=request.cookies.get(cookie_name(request, "visit"), ""))
