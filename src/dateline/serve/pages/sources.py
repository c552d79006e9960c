"""What is collected from: how each source does, what became of its addresses, and for administrators what to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from starlette.datastructures import FormData

from dateline.errors import UsageError
from dateline.model import NewSource, SourceKind, UrlState
from dateline.serve.accounts.forms import Number, OwnForm, go_on, text
from dateline.serve.accounts.viewer import required, viewer_of
from dateline.serve.site import CurrentSite, Site
from dateline.store.collect_sources import Sources
from dateline.store.collect_view import CollectView, SourceStatus
from dateline.store.people import Role, User

router = APIRouter(include_in_schema=False)

Administrator = Annotated[User, required(Role.ADMINISTRATOR)]
After = Annotated[int, Query(ge=0, lt=2**63)]
_SOURCES, _ADDRESSES = 50, 100
_DAYS = 7
_MOST_LETTERS = {"name": 100, "folder": 200, "match": 500}
_MOST_MINUTES, _MOST_DAYS = 7 * 24 * 60, 36_500
_NEW = {
    "address": "",
    "kind": SourceKind.AUTO.value,
    "name": "",
    "folder": "",
    "minutes": "",
    "days": "7",
} | {"match": ""}
_SPANS = ((86_400, "d"), (3600, "h"), (60, "min"))


@router.get("/sources.json")
@router.get("/sources")
def show(request: Request, site: CurrentSite, after: After = 0) -> Response:
    """The sources, oldest first."""
    return _page(request, site, after=after)


@router.post("/sources")
def add(request: Request, site: CurrentSite, user: Administrator, form: OwnForm) -> Response:
    """Add a source: an address of the open internet, never a file of the machine."""
    given = {name: text(form, name).strip() for name in _NEW}
    try:
        number = Sources(site.database, user.actor).add(_new(site, form), datetime.now(UTC))
    except UsageError as error:
        return _page(request, site, given=given, message=f"{error.where}: {error.what}")
    return go_on(f"/sources/{number}")


@router.get("/sources/{number:int}.json")
@router.get("/sources/{number:int}")
def one(
    request: Request,
    site: CurrentSite,
    number: Number,
    state: Annotated[str, Query(max_length=16)] = "",
    after: After = 0,
) -> Response:
    """One source, and what became of its addresses, in the order in which they were first seen."""
    if state and state not in list(UrlState):
        raise HTTPException(400, "no such state of an address")
    view, now = CollectView(site.database), datetime.now(UTC)
    found = view.source(number, now, within_days=_DAYS)
    if found is None:
        raise HTTPException(404, "there is no such source")
    wanted = UrlState(state) if state else None
    urls = view.urls(source=number, state=wanted, after=after, limit=_ADDRESSES + 1)
    shown, following = urls[:_ADDRESSES], urls[_ADDRESSES - 1].id if len(urls) > _ADDRESSES else None
    source = _seen(found, whole=_changes(request))
    values = {"source": source, "urls": shown, "state": state, "after": after, "following": following}
    data = {"source": source, "urls": shown, "after": following}
    return site.answer(request, "sources/source.html", values | _common(request, now), data)


@router.post("/sources/{number}/pause")
def pause(site: CurrentSite, user: Administrator, form: OwnForm, number: Number) -> Response:
    """Let a source rest."""
    return _done(lambda: Sources(site.database, user.actor).pause(number), form, number)


@router.post("/sources/{number}/resume")
def resume(site: CurrentSite, user: Administrator, form: OwnForm, number: Number) -> Response:
    """Let a source that rests go on."""
    return _done(lambda: Sources(site.database, user.actor).pause(number, active=True), form, number)


@router.post("/sources/{number}/retry")
def retry(site: CurrentSite, user: Administrator, form: OwnForm, number: Number) -> Response:
    """Look at a source now, and at what failed, was refused or rejected."""
    now = datetime.now(UTC)
    return _done(lambda: Sources(site.database, user.actor).retry(number, now), form, number)


@router.post("/sources/{number}/remove")
def remove(site: CurrentSite, user: Administrator, form: OwnForm, number: Number) -> Response:
    """Remove a source; what was read stays."""
    _done(lambda: Sources(site.database, user.actor).remove(number), form, number)
    return go_on("/sources")


def span(seconds: float | None) -> str:
    """A span of time in its largest unit: "3 min", "2 d"; nothing for none."""
    if seconds is None:
        return ""
    for size, unit in _SPANS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def _done(change: Callable[[], None], form: FormData, number: int) -> Response:
    try:
        change()
    except UsageError:
        raise HTTPException(404, "there is no such source") from None
    return go_on(text(form, "next") or f"/sources/{number}")


def _new(site: Site, form: FormData) -> NewSource:
    """The source that was typed.

    Raises:
        UsageError: something in it cannot be.
    """
    if site.admit is None:
        raise UsageError("sources are not added on this site", where="address")
    kind = text(form, "kind")
    if kind not in list(SourceKind):
        raise UsageError("is none of the choices", where="kind")
    minutes = _number(form, "minutes", _MOST_MINUTES)
    return NewSource(
        address=site.admit(text(form, "address")),
        kind=SourceKind(kind),
        name=_words(form, "name"),
        folder=_words(form, "folder"),
        every=minutes * 60 if minutes else None,
        days=_number(form, "days", _MOST_DAYS) or int(_NEW["days"]),
        match=_words(form, "match"),
    )


def _words(form: FormData, name: str) -> str | None:
    given = text(form, name).strip()
    if len(given) > _MOST_LETTERS[name]:
        raise UsageError(f"is longer than {_MOST_LETTERS[name]} letters", where=name)
    return given or None


def _number(form: FormData, name: str, most: int) -> int | None:
    given = text(form, name).strip()
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 9 and 1 <= int(given) <= most):
        raise UsageError(f"is no number from 1 to {most}", where=name)
    return int(given)


def _changes(request: Request) -> bool:
    """Whether who looks may change what is collected from."""
    viewer = viewer_of(request)
    return viewer.scopes is None and viewer.user is not None and viewer.user.role is Role.ADMINISTRATOR


def _seen(source: SourceStatus, *, whole: bool) -> SourceStatus:
    """A source as it is shown. Only administrators see where a file lies, and what is asked behind a ``?``: keys."""
    if whole:
        return source
    before, asked, _ = source.address.partition("?")
    shown = f"{before}?…" if asked else before
    if not before.startswith(("http://", "https://")):
        shown = PurePath(source.address).name

    def cleaned(words: str) -> str:
        return words.replace(source.address, shown)

    return replace(
        source,
        address=shown,
        message=cleaned(source.message) if source.message else None,
        flags=tuple(replace(flag, says=cleaned(flag.says)) for flag in source.flags),
    )


def _common(request: Request, now: datetime) -> dict[str, Any]:
    return {
        "changes": _changes(request),
        "span": span,
        "now": now,
        "days": _DAYS,
        "kinds": list(SourceKind),
        "states": list(UrlState),
    }


def _page(
    request: Request, site: Site, *, after: int = 0, given: dict[str, str] | None = None, message: str = ""
) -> Response:
    view, now = CollectView(site.database), datetime.now(UTC)
    found = view.sources(now, within_days=_DAYS, after=after, limit=_SOURCES + 1)
    following = found[_SOURCES - 1].id if len(found) > _SOURCES else None
    shown = [_seen(source, whole=_changes(request)) for source in found[:_SOURCES]]
    values = {"sources": shown, "totals": view.states(), "after": after, "following": following}
    values |= {"given": given or _NEW, "message": message, **_common(request, now)}
    if message:
        return site.page(request, "sources/sources.html", values, status=400)
    data = {"sources": shown, "states": view.states(), "after": following}
    return site.answer(request, "sources/sources.html", values, data)
