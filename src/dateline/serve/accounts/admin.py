"""For administrators: who may do what, and what was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.background import BackgroundTask

from dateline.errors import UsageError
from dateline.serve.accounts.forms import Number, OwnForm, go_on, text
from dateline.serve.accounts.mail import Letter, send_or_log
from dateline.serve.accounts.register import invite
from dateline.serve.accounts.registration import Registration
from dateline.serve.accounts.viewer import required
from dateline.serve.site import CurrentSite, Site
from dateline.store import audit
from dateline.store.people import People, Role, User

router = APIRouter(include_in_schema=False)

Administrator = Annotated[User, required(Role.ADMINISTRATOR)]
_PER_PAGE = 100


@router.get("/admin/users.json")
@router.get("/admin/users")
def users(request: Request, site: CurrentSite, user: Administrator) -> Response:  # noqa: ARG001
    """All users."""
    return _page(request, site)


@router.post("/admin/users/{number}")
def change(
    request: Request, site: CurrentSite, user: Administrator, form: OwnForm, number: Number
) -> Response:
    """Give a user another role, or lock the user out or in."""
    people = People(site.database)
    wanted = text(form, "role")
    try:
        if wanted:
            people.set_role(number, Role(wanted), user.actor)
        else:
            people.set_active(number, text(form, "active") == "yes", user.actor)
    except UsageError as error:
        return _page(request, site, message=str(error), status=400)
    except ValueError:
        raise HTTPException(400, "no such role") from None
    return go_on("/admin/users")


@router.post("/admin/invitations")
def invitation(request: Request, site: CurrentSite, user: Administrator, form: OwnForm) -> Response:
    """Invite somebody: the link is shown once, and sent by mail where a mail server is set."""
    email, role = text(form, "email"), text(form, "role")
    if site.registration is Registration.OFF or role not in list(Role):
        raise HTTPException(403, "nobody can be invited to this site so")
    try:
        link = invite(site, email, Role(role), user.actor)
    except UsageError as error:
        return _page(request, site, message=str(error), status=400)
    response = _page(request, site, link=link)
    if site.mail is not None:
        words = f"{user.name} invites you to All headlines. To have an account, open\n\n{link}\n\nwithin seven days.\n"
        letter = Letter(to=email.strip(), subject="An invitation to All headlines", text=words)
        response.background = BackgroundTask(send_or_log, site.mail, letter)
    return response


@router.get("/admin/audit.json")
@router.get("/admin/audit")
def log(
    request: Request,
    site: CurrentSite,
    user: Administrator,  # noqa: ARG001
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    action: Annotated[str, Query(max_length=32)] = "",
) -> Response:
    """What was done, the newest first."""
    found = audit.entries(site.database, limit=_PER_PAGE + 1, before=before, action=action or None)
    shown = found[:_PER_PAGE]
    values = {"entries": shown, "more": len(found) > _PER_PAGE, "action": action}
    return site.answer(request, "accounts/audit.html", values, shown)


def _page(request: Request, site: Site, *, message: str = "", link: str = "", status: int = 200) -> Response:
    found = People(site.database).all()
    values = {
        "users": found,
        "roles": list(Role),
        "message": message,
        "link": link,
        "may_invite": site.registration is not Registration.OFF,
    }
    if status != 200 or link:
        return site.page(request, "accounts/users.html", values, status=status)
    return site.answer(request, "accounts/users.html", values, found)
