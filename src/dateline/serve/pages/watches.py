"""Watches: a user's searches, how they are told of, and their feeds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.datastructures import FormData

from dateline.errors import UsageError
from dateline.serve.accounts import secrets
from dateline.serve.accounts.forms import OwnForm, go_on, text
from dateline.serve.accounts.viewer import required
from dateline.serve.site import CurrentSite, Site
from dateline.serve.watches import feed as feeds
from dateline.serve.watches.search import articles_of, normal, page_of
from dateline.serve.watches.webhook import check_address
from dateline.store.outbox import matching
from dateline.store.people import Role, User
from dateline.store.tokens import Scope
from dateline.store.watches import Channel, NewWatch, Rhythm, Watches, WatchKind

router = APIRouter(include_in_schema=False)

Watcher = Annotated[User, required(Role.READER, Scope.WATCH)]
_IN_A_FEED = 50


@router.get("/watches.json")
@router.get("/watches")
def show(
    request: Request,
    site: CurrentSite,
    user: Watcher,
    kind: Annotated[str, Query(max_length=16)] = "events",
    query: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """A user's watches, and the form for another; ``kind`` and ``query`` fill it."""
    return _page(request, site, user, kind=kind, query=query)


@router.post("/watches")
def make(request: Request, site: CurrentSite, user: Watcher, form: OwnForm) -> Response:
    """Make a watch; the key of its feed and of its webhook are shown in this answer only."""
    key, signing = secrets.new_secret(), secrets.new_secret()
    kind, query = text(form, "kind"), text(form, "query")
    try:
        new = _new(form, secrets.digest(key), signing)
        Watches(site.database).add(new, user)
    except UsageError as error:
        return _page(request, site, user, kind=kind, query=query, message=str(error), status=400)
    shown = signing if new.channel is Channel.WEBHOOK else ""
    return _page(request, site, user, feed=f"{site.address}/feeds/{key}.atom", signing=shown)


@router.post("/watches/{number}/remove")
def remove(site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Remove a watch, and what waits to be sent."""
    return _done(Watches(site.database).remove(number, user))


@router.post("/watches/{number}/rest")
def rest(site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:
    """Let a watch rest, or wake it (``active`` is yes)."""
    return _done(Watches(site.database).set_active(number, user, text(form, "active") == "yes"))


@router.post("/watches/{number}/key")
def key(request: Request, site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Give the feed another key; the one before opens it no more."""
    made = secrets.new_secret()
    if not Watches(site.database).set_feed(number, user, secrets.digest(made)):
        raise HTTPException(404, "no such watch of yours")
    return _page(request, site, user, feed=f"{site.address}/feeds/{made}.atom")


@router.get("/feeds/{key}.atom")
def feed(site: CurrentSite, key: str) -> Response:
    """The feed of a watch; who has its address may read it."""
    watch = Watches(site.database).by_feed(secrets.digest(key))
    if watch is None:
        raise HTTPException(404, "there is no such feed")
    with site.database.reading() as connection:
        items = matching(connection, articles_of(watch), limit=_IN_A_FEED, newest=True)
    headers = {"cache-control": "private, max-age=300"}
    return Response(feeds.feed(watch, items, site.address), media_type=feeds.MEDIA_TYPE, headers=headers)


def _new(form: FormData, feed_hash: str, signing: str) -> NewWatch:
    values = {name: text(form, name) for name in ("kind", "channel", "rhythm")}
    if (
        values["kind"] not in list(WatchKind)
        or values["channel"] not in list(Channel)
        or values["rhythm"] not in list(Rhythm)
    ):
        raise UsageError("is none of the choices", where="watch", action="choose one of those in the form")
    kind, channel = WatchKind(values["kind"]), Channel(values["channel"])
    query = normal(kind, text(form, "query"))
    called = channel is Channel.WEBHOOK
    return NewWatch(
        name=" ".join(text(form, "name").split())[:100] or query[:100],
        kind=kind,
        query=query,
        channel=channel,
        rhythm=Rhythm(values["rhythm"]),
        feed_hash=feed_hash,
        target=check_address(text(form, "target").strip()) if called else None,
        secret=signing if called else None,
    )


def _done(found: bool) -> Response:
    if not found:
        raise HTTPException(404, "no such watch of yours")
    return go_on("/watches")


def _page(
    request: Request,
    site: Site,
    user: User,
    *,
    kind: str = "events",
    query: str = "",
    message: str = "",
    feed: str = "",
    signing: str = "",
    status: int = 200,
) -> Response:
    watches = Watches(site.database)
    found = watches.of_user(user.id)
    sent = watches.sent(user.id)
    values = {
        "watches": found,
        "sent": sent,
        "names": {watch.id: watch.name for watch in found},
        "page_of": page_of,
        "kinds": list(WatchKind),
        "channels": list(Channel),
        "rhythms": list(Rhythm),
        "kind": kind,
        "query": query,
        "message": message,
        "feed": feed,
        "signing": signing,
    }
    if feed or status != 200:
        return site.page(request, "watches.html", values, status=status)
    return site.answer(request, "watches.html", values, {"watches": found, "sent": sent})
