"""Watches: a user's searches, how they are told of, and their feeds."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.datastructures import FormData

from dateline.errors import UsageError
from dateline.serve import atom
from dateline.serve.accounts import secrets
from dateline.serve.accounts.forms import OwnForm, go_on, text
from dateline.serve.accounts.viewer import required, settle
from dateline.serve.pages.headlines import entity_meant
from dateline.serve.site import CurrentSite, Site, wants_json
from dateline.serve.watches.search import SEARCH, in_words, normal, page_of
from dateline.serve.watches.webhook import check_address, new_secret
from dateline.store.outbox import matching
from dateline.store.people import Role, User
from dateline.store.tokens import Scope
from dateline.store.watches import Channel, NewWatch, Rhythm, Watch, Watches, WatchKind

router = APIRouter(include_in_schema=False)

Watcher = Annotated[User, required(Role.READER, Scope.WATCH)]
_IN_A_FEED = 50
_NAME = 100
_LOG = 100


@router.get("/watches.json")
@router.get("/watches")
def show(request: Request, site: CurrentSite, user: Watcher) -> Response:
    """A user's watches, when something of each was sent last, and the last deliveries."""
    watches = Watches(site.database)
    found, last, sent = watches.of_user(user.id), watches.last_sent(user.id), watches.sent(user.id)
    values = {
        "watches": found,
        "last": last,
        "sent": sent,
        "names": {watch.id: watch.name for watch in found},
        "page_of": page_of,
        "in_words": in_words,
        "mail": site.mail is not None,
    }
    data = {"watches": [_data(one) | {"last_sent": last.get(one.id)} for one in found], "deliveries": sent}
    return site.answer(request, "watches/watches.html", values, data)


@router.get("/watches/new")
def new(
    request: Request,
    site: CurrentSite,
    user: Watcher,  # noqa: ARG001
    kind: Annotated[str, Query(max_length=16)] = "headlines",
    query: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """The form for a watch of this search."""
    channel = Channel.MAIL if site.mail is not None else Channel.FEED
    given = {"kind": kind, "query": query, "name": "", "target": "", "channel": channel.value}
    return _form(request, site, given | {"rhythm": Rhythm.DAILY.value})


@router.post("/watches.json")
@router.post("/watches")
def make(request: Request, site: CurrentSite, user: Watcher, form: OwnForm) -> Response:
    """Make a watch; the key of its feed and of its webhook are shown in this answer only."""
    key, signing = secrets.new_secret(), new_secret()
    watches = Watches(site.database)
    try:
        number = watches.add(_new(request, site, form, secrets.digest(key), signing), user)
    except UsageError as error:
        return _form(request, site, _typed(form), message=str(error))
    watch = _mine(watches, number, user)
    shown = signing if watch.channel is Channel.WEBHOOK else ""
    return _page(request, site, watch, feed=_feed_address(site, key), signing=shown)


@router.get("/watches/{number:int}.json")
@router.get("/watches/{number:int}")
def one(request: Request, site: CurrentSite, user: Watcher, number: int) -> Response:
    """A watch, the form to change it, and what was sent."""
    return _page(request, site, _mine(Watches(site.database), number, user))


@router.post("/watches/{number:int}")
def change(request: Request, site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:
    """Change a watch; if it calls a webhook now and did not before, the key is shown in this answer only."""
    watches = Watches(site.database)
    before = _mine(watches, number, user)
    signing = "" if before.channel is Channel.WEBHOOK else new_secret()
    try:
        watches.change(number, user, _new(request, site, form, "", signing))
    except UsageError as error:
        return _page(request, site, before, given=_typed(form), message=str(error))
    now = _mine(watches, number, user)
    if now.channel is Channel.WEBHOOK and signing:
        return _page(request, site, now, signing=signing)
    return go_on(f"/watches/{number}")


@router.post("/watches/{number:int}/delete")
def delete(site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Delete a watch, and what waits to be sent."""
    return _done(Watches(site.database).remove(number, user))


@router.post("/watches/{number:int}/pause")
def pause(site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Send nothing of a watch until it is resumed."""
    return _done(Watches(site.database).pause(number, user))


@router.post("/watches/{number:int}/resume")
def resume(site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Go on with a watch, and with what was given up."""
    return _done(Watches(site.database).resume(number, user))


@router.post("/watches/{number:int}/feed")
def feed_key(request: Request, site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Give the feed another address; the one before opens it no more."""
    watches, key = Watches(site.database), secrets.new_secret()
    if not watches.set_feed(number, user, secrets.digest(key)):
        raise HTTPException(404, "no such watch of yours")
    return _page(request, site, _mine(watches, number, user), feed=_feed_address(site, key))


@router.post("/watches/{number:int}/key")
def signing_key(request: Request, site: CurrentSite, user: Watcher, form: OwnForm, number: int) -> Response:  # noqa: ARG001
    """Give the webhook another key to be signed with."""
    watches, signing = Watches(site.database), new_secret()
    if not watches.set_secret(number, user, signing):
        raise HTTPException(404, "no such watch of yours")
    return _page(request, site, _mine(watches, number, user), signing=signing)


@router.get("/feeds/{key}.atom")
def feed(site: CurrentSite, key: str) -> Response:
    """The feed of a watch; who has its address may read it."""
    watch = Watches(site.database).by_feed(secrets.digest(key))
    if watch is None:
        raise HTTPException(404, "there is no such feed")
    with site.database.reading() as connection:
        stories = matching(connection, watch, SEARCH, limit=_IN_A_FEED)
    content = atom.feed(
        stories,
        site=site.address,
        path=f"/feeds/{key}.atom",
        page=page_of(watch.kind, watch.query),
        title=watch.name,
    )
    headers = {"cache-control": "private, max-age=300", "referrer-policy": "no-referrer"}
    return Response(content, media_type=atom.MEDIA_TYPE, headers=headers)


def _new(request: Request, site: Site, form: FormData, feed_hash: str, signing: str) -> NewWatch:
    values = _typed(form)
    if (
        values["kind"] not in list(WatchKind)
        or values["channel"] not in list(Channel)
        or values["rhythm"] not in list(Rhythm)
    ):
        raise UsageError("is none of the choices", where="watch", action="choose one of those in the form")
    kind, channel = WatchKind(values["kind"]), Channel(values["channel"])
    query = normal(kind, values["query"])
    if kind is WatchKind.HEADLINES:
        query = normal(kind, _with_entity(request, site, query))
    called = channel is Channel.WEBHOOK
    return NewWatch(
        name=values["name"] or in_words(kind, query)[:_NAME],
        kind=kind,
        query=query,
        channel=channel,
        rhythm=Rhythm(values["rhythm"]),
        feed_hash=feed_hash,
        target=check_address(values["target"]) if called else None,
        secret=signing if called and signing else None,
    )


def _with_entity(request: Request, site: Site, query: str) -> str:
    """The same search, with whoever is named in it by the id that the page finds for the name."""
    pairs = dict(parse_qsl(query))
    known = entity_meant(request, site, pairs["entity"]) if "entity" in pairs else None
    return urlencode(pairs | {"entity": known[0]}) if known else query


def _typed(form: FormData) -> dict[str, str]:
    """What was typed into the form."""
    values = {name: text(form, name).strip() for name in ("kind", "query", "channel", "rhythm", "target")}
    return values | {"name": " ".join(text(form, "name").split())[:_NAME]}


def _mine(watches: Watches, number: int, user: User) -> Watch:
    watch = watches.get(number, user)
    if watch is None:
        raise HTTPException(404, "no such watch of yours")
    return watch


def _done(found: bool) -> Response:
    if not found:
        raise HTTPException(404, "no such watch of yours")
    return go_on("/watches")


def _feed_address(site: Site, key: str) -> str:
    return f"{site.address}/feeds/{key}.atom"


def _data(watch: Watch) -> dict[str, Any]:
    """A watch as data: without what only the outbox needs."""
    kept = ("id", "name", "kind", "query", "channel", "target", "rhythm", "active", "created", "due")
    values = asdict(watch)
    return {name: values[name] for name in kept} | {"page": page_of(watch.kind, watch.query)}


def _choices(given: dict[str, str], message: str) -> dict[str, Any]:
    return {
        "given": given,
        "message": message,
        "kinds": list(WatchKind),
        "channels": list(Channel),
        "rhythms": list(Rhythm),
    }


def _form(request: Request, site: Site, given: dict[str, str], message: str = "") -> Response:
    if wants_json(request):
        return site.json({"error": message}, status=400)
    values = _choices(given, message) | {"mail": site.mail is not None}
    return site.page(request, "watches/new.html", values, status=400 if message else 200)


def _page(
    request: Request,
    site: Site,
    watch: Watch,
    *,
    given: dict[str, str] | None = None,
    message: str = "",
    feed: str = "",
    signing: str = "",
) -> Response:
    sent = Watches(site.database).sent(watch.user, watch=watch.id, limit=_LOG)
    now = {
        name: str(getattr(watch, name) or "")
        for name in ("name", "kind", "query", "channel", "target", "rhythm")
    }
    values = _choices(given or now, message) | {
        "watch": watch,
        "sent": sent,
        "page": page_of(watch.kind, watch.query),
        "told": in_words(watch.kind, watch.query),
        "mail": site.mail is not None,
        "feed": feed,
        "signing": signing,
    }
    if wants_json(request):
        shown = {"feed": feed, "key": signing} if feed or signing else {}
        return settle(request, site.json({"watch": _data(watch), "deliveries": sent, **shown}))
    return site.page(request, "watches/watch.html", values, status=400 if message else 200)
