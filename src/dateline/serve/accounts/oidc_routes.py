"""Signing in through a provider, and linking one's account to it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from dateline.errors import UsageError
from dateline.serve.accounts import limits, secrets
from dateline.serve.accounts.forms import OwnForm, go_on, own_place
from dateline.serve.accounts.oidc_proof import Attempt, Proof, ProviderError
from dateline.serve.accounts.registration import Registration
from dateline.serve.accounts.sign_in import open_session
from dateline.serve.accounts.viewer import cookie_name, drop_cookie, required, set_cookie, viewer_of
from dateline.serve.site import CurrentSite, Site
from dateline.store.identities import Identities
from dateline.store.people import NewUser, People, Role, User, clean_name
from dateline.store.tokens import Purpose, Tokens

if TYPE_CHECKING:
    from dateline.serve.accounts.oidc import Provider

router = APIRouter(include_in_schema=False)

SignedIn = Annotated[User, required(Role.READER)]
_BACK = "/sign-in/provider/back"
_SECONDS = 600
_NAMES = 20
_LOG = logging.getLogger(__name__)
_SIGN_IN, _LINK, _INVITED = "in", "link", "invited"


@router.get("/sign-in/provider")
def start(
    request: Request,
    site: CurrentSite,
    next: Annotated[str, Query(max_length=2000)] = "/",  # noqa: A002
    invitation: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Send the browser to the provider; with the secret of an invitation to make the account that it is for."""
    what, more = (_INVITED, invitation) if invitation else (_SIGN_IN, own_place(next))
    secret = secrets.new_secret()
    response = RedirectResponse(_provider(site).place_to_go(Attempt(secret), site.address + _BACK), 303)
    _hold(request, response, secret, what, more)
    return response


@router.post("/account/provider")
def link(request: Request, site: CurrentSite, user: SignedIn, form: OwnForm) -> Response:  # noqa: ARG001
    """Begin to link one's account; a page leads on, for the policy of the site sends no form elsewhere."""
    secret = secrets.new_secret()
    place = _provider(site).place_to_go(Attempt(secret), site.address + _BACK)
    response = site.page(request, "accounts/provider.html", {"place": place})
    _hold(request, response, secret, _LINK, secrets.digest(viewer_of(request).secret))
    return response


@router.post("/account/provider/end")
def unlink(site: CurrentSite, user: SignedIn, form: OwnForm) -> Response:  # noqa: ARG001
    """Sign in by the provider no more; only who has a password may, or nothing would let the user in."""
    if People(site.database).password_of(user.id) is None:
        raise HTTPException(400, "set a password first, or nothing would let you in")
    Identities(site.database).unlink(user, _provider(site).settings.issuer)
    return go_on("/account")


@router.get(_BACK)
def back(request: Request, site: CurrentSite) -> Response:
    """Where the provider sends the browser back to: sign in, link, or make an account."""
    provider = _provider(site)
    limits.check_provider(request, site.database)
    secret, what, more = _held(request)
    try:
        if not secret:
            raise ProviderError("this browser began no sign-in, or too long ago")
        proof = provider.proof(Attempt(secret), site.address + _BACK, dict(request.query_params))
        user = _user(request, site, proof, what, more)
    except (ProviderError, UsageError) as error:
        _LOG.warning("sign-in through the provider: %s", error)
        return _refused(request, site, str(error))
    if not user.active:
        return _refused(request, site, "This account may not sign in.")
    user = _with_role(site, user, proof)
    response = go_on(more if what == _SIGN_IN else "/account")
    open_session(request, response, People(site.database), user)
    drop_cookie(request, response, "provider")
    return response


def _user(request: Request, site: Site, proof: Proof, what: str, more: str) -> User:
    """Whose the identity is, or is from now on.

    Raises:
        ProviderError: nobody's, and nobody's it may become.
        UsageError: the account cannot be made or linked.
    """
    known = Identities(site.database)
    user = known.user_of(proof.identity)
    if what == _LINK:
        viewer = viewer_of(request)
        if viewer.user is None or not secrets.same(secrets.digest(viewer.secret), more):
            raise ProviderError("sign in first, then link your account")
        known.link(viewer.user, proof.identity)
        return viewer.user
    if user is not None:
        return user
    if what == _INVITED:
        return _invited(site, proof, more)
    if site.registration is not Registration.OPEN:
        raise ProviderError(
            "no account is linked to it: sign in as before, and link yours on the page of your account"
        )
    if proof.email is None:
        raise ProviderError("the provider does not say that your e-mail address was verified")
    if People(site.database).by_email(proof.email) is not None:
        raise ProviderError("your e-mail address has an account: sign in to it, and link it there")
    return known.add_user(NewUser(name=_free_name(site, proof.name), email=proof.email), proof.identity)


def _invited(site: Site, proof: Proof, invitation: str) -> User:
    token = Tokens(site.database).find(secrets.digest(invitation), Purpose.INVITATION)
    if token is None or site.registration is Registration.OFF:
        raise ProviderError("the invitation was used, or holds no more")
    new = NewUser(name=_free_name(site, proof.name), email=token.email or "", role=token.role or Role.READER)
    user = Tokens(site.database).make_user(secrets.digest(invitation), Purpose.INVITATION, new)
    if user is None:
        raise ProviderError("the invitation was used, or holds no more")
    Identities(site.database).link(user, proof.identity)
    return user


def _free_name(site: Site, wanted: str) -> str:
    """A name that nobody has, nor one that looks like it."""
    try:
        name = clean_name(wanted)[:56]
    except UsageError:
        name = "Reader"
    people = People(site.database)
    tries = (name, *(f"{name} {number}" for number in range(2, _NAMES)), f"{name} {secrets.new_secret()[:6]}")
    return next((one for one in tries if not people.named(one)), name)


def _with_role(site: Site, user: User, proof: Proof) -> User:
    """The user, with the role that the provider gives, where it may."""
    if proof.role is None or proof.role is user.role:
        return user
    people = People(site.database)
    try:
        people.set_role(user.id, proof.role, user.actor)
    except UsageError as error:  # the last administrator stays one
        _LOG.warning("a role of the provider was not given: %s", error)
    return people.by_number(user.id) or user


def _provider(site: Site) -> Provider:
    if site.provider is None:
        raise HTTPException(404, "nobody signs in to this site through a provider")
    return site.provider


def _refused(request: Request, site: Site, message: str) -> Response:
    values = {"next": "/", "email": "", "message": message}
    response = site.page(request, "accounts/sign_in.html", values, status=403)
    drop_cookie(request, response, "provider")
    response.headers["referrer-policy"] = "no-referrer"
    return response


def _hold(request: Request, response: Response, secret: str, what: str, more: str) -> None:
    set_cookie(request, response, "provider", f"{secret}.{what}.{more.encode().hex()}", _SECONDS)
    response.headers["cache-control"] = "private, no-store"
    response.headers["referrer-policy"] = "no-referrer"


def _held(request: Request) -> tuple[str, str, str]:
    """The secret, what was begun, and with what; empty where nothing was."""
    parts = request.cookies.get(cookie_name(request, "provider"), "").split(".")
    try:
        secret, what, more = parts
        return secret, what, bytes.fromhex(more).decode()
    except ValueError:
        return "", "", ""
