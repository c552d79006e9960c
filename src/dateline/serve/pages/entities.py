"""One entity: who it is and was, what it did and said, with whom, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from dateline.judging import judge
from dateline.model import EventType, Judgement, Profile
from dateline.serve import asked, series
from dateline.serve.accounts.forms import OwnForm, text
from dateline.serve.accounts.judged import verdict_of
from dateline.serve.accounts.viewer import may_review, required
from dateline.serve.bars import Bars, Termed, bars_of
from dateline.serve.site import CurrentSite, Site
from dateline.serve.who import Who, name_of, standing, who_is
from dateline.serve.words import question
from dateline.store import entity_view as view
from dateline.store import parts
from dateline.store.entity_view import MonthCount, Naming, Partner, PlaceCount, Scope
from dateline.store.incidents import counts_of
from dateline.store.map_view import points_of
from dateline.store.numbered import linked_in
from dateline.store.people import Role, User
from dateline.store.positions import PositionTaken, positions
from dateline.store.records import Fact, Said
from dateline.store.tokens import Scope as TokenScope
from dateline.store.verdicts import Verdicts

EVENTS = 25
STATEMENTS = 10
ARTICLES = 20
POSITIONS = 12

Reviewer = Annotated[User, required(Role.REVIEWER, TokenScope.REVIEW)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityPage:
    """All that a page of an entity shows; what ``.json`` gives.

    Attributes:
        as_of: the day asked about, with ``then``, what the reference data say of it.
        sides: how many events the entity is actor, recipient or place of.
        months: how many events and statements there are in each month, whatever days are asked for.
        said, told, named: what it said; what was said to it; what was said of it.
        articles: how many articles name it.
        capped: of what of ``sides``, ``partners`` and ``places`` only the newest events were counted.
        reported: by the number of an event its incident, and in how many articles and by how many independent sources
            that is reported; an event is shown once of those that report one act.
        positions: what it was for and against, those on which most is known first.
    """

    who: Who
    as_of: date | None
    then: Profile | None
    sides: dict[str, int]
    months: tuple[MonthCount, ...]
    events: tuple[Fact, ...]
    said: tuple[Said, ...]
    told: tuple[Said, ...]
    named: tuple[Said, ...]
    partners: tuple[Partner, ...]
    places: tuple[PlaceCount, ...]
    headlines: Sequence[Naming]
    articles: int
    reported: dict[int, tuple[int, int, int]]
    positions: tuple[PositionTaken, ...]
    capped: tuple[str, ...] = ()


@router.get("/entities/{key}")
@router.get("/entities/{key}.json")  # registered first
def entity(request: Request, site: CurrentSite, key: str) -> Response:
    """The entity with this id."""
    judged = Verdicts(site.database)
    one = judged.on_entities().counts_as(key)
    if one != key:
        ending = ".json" if request.url.path.endswith(".json") else ""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/entities/{quote(one, safe='')}{ending}{query}", 307)
    who = who_is(site.database, key)
    if who is None:
        raise HTTPException(404, f"no entity {key}")
    scope, as_of = scope_of(request), asked.day(request, "as_of")
    with site.database.reading() as connection:
        found = _read(connection, site, who, scope, as_of)
        facts: tuple[Fact | Said, ...] = (*found.events, *found.said, *found.told, *found.named)
        linked = linked_in(connection, [one.source.article for one in facts])
    judging = {
        "judged": judged.on_entity(key),
        "judgements": list(Judgement),
        "judges": may_review(request),
    }
    values = _values(found, scope, linked) | judging
    return site.answer(request, "entity.html", values, found)


@router.post("/entities/{key}/verdict")
@router.post("/entities/{key}/verdict.json")
def verdict(request: Request, site: CurrentSite, user: Reviewer, key: str, form: OwnForm) -> Response:
    """Judge whether the entity is one with ``other``: ``judgement`` is same, different or unsure; perhaps ``why``."""
    given = verdict_of(form, user, name=key, entity=text(form, "other").strip())
    if who_is(site.database, given.entity) is None:
        raise HTTPException(422, f"no entity {given.entity}")
    judge(site.database, given)
    if request.url.path.endswith(".json"):
        return site.json(given)
    one = Verdicts(site.database).on_entities().counts_as(key)
    return RedirectResponse(f"/entities/{quote(one, safe='')}#judged", 303)


def scope_of(request: Request) -> Scope:
    """Which facts are asked for by ``type``, ``since``, ``until`` and ``real``.

    Raises:
        UsageError: one of them cannot be understood.
    """
    return Scope(
        type=asked.choice(request, "type", EventType),
        since=asked.day(request, "since"),
        until=asked.day(request, "until"),
        real=asked.text(request, "real") is not None,
    )


def _read(connection: Connection, site: Site, who: Who, scope: Scope, as_of: date | None) -> EntityPage:
    every = replace(scope, since=None, until=None)
    statements = view.statement_months(connection, who.id) if scope.type is None else ()
    headlines, articles = view.naming(connection, who.id, ARTICLES)
    said = view.latest_said(connection, who.id, ("speaker", "addressee", "named"), scope, STATEMENTS)
    events, reported = once(connection, view.latest_events(connection, who.id, scope, EVENTS), EVENTS)
    return EntityPage(
        who=who,
        as_of=as_of,
        then=standing(site.database, who, as_of) if as_of else None,
        sides=view.count_sides(connection, who.id, scope),
        months=(*view.event_months(connection, who.id, every), *statements),
        events=events,
        said=said["speaker"],
        told=said["addressee"],
        named=said["named"],
        partners=tuple(
            replace(one, name=name_of(one.key, one.name)) for one in view.partners(connection, who.id, scope)
        ),
        places=view.places_of(connection, who.id, scope),
        headlines=headlines,
        articles=articles,
        capped=view.capped(connection, who.id, scope),
        reported=reported,
        positions=positions(connection, who.id)[:POSITIONS],
    )


def once(
    connection: Connection, facts: Sequence[Fact], most: int
) -> tuple[tuple[Fact, ...], dict[int, tuple[int, int, int]]]:
    """Of the events that report one act the first, at most so many; and by how many each is reported."""
    reported = counts_of(connection, [fact.id for fact in facts])
    kept: dict[int, Fact] = {}
    for fact in facts:
        kept.setdefault(reported[fact.id][0] if fact.id in reported else -fact.id, fact)
    shown = tuple(kept.values())[:most]
    return shown, {fact.id: reported[fact.id] for fact in shown if fact.id in reported}


def _values(found: EntityPage, scope: Scope, linked: dict[tuple[int, int], str]) -> dict[str, Any]:
    who, today = found.who, datetime.now(UTC).date()
    rows = series.month_rows(found.months)
    return {
        "page": found,
        "who": who,
        "scope": scope,
        "recent": view.RECENT,
        "linked": linked,
        "types": list(EventType),
        "offices": _offices(who, today, found.as_of),
        "listings": _listings(who, today, found.as_of),
        "holders": _holders(who, today, found.as_of),
        "months": rows,
        "last_day": series.last_day,
        "question": question,
        "chart": series.month_chart(rows),
        "network": series.network(who.id, who.name, found.partners),
        "points": series.map_points(points_of(found.places)),
    }


def _offices(who: Who, today: date, as_of: date | None) -> Bars | None:
    offices = who.record.offices if who.record else ()
    return bars_of(
        [
            Termed(
                label=f"{one.position}{' (acting)' if one.acting else ''}",
                term=one.term,
                detail=one.organisation or name_of(f"{parts.STATE}{one.country}", one.country),
            )
            for one in offices
        ],
        today,
        as_of,
    )


def _listings(who: Who, today: date, as_of: date | None) -> Bars | None:
    listings = who.record.listings if who.record else ()
    return bars_of(
        [
            Termed(
                label=f"List of {one.authority or one.list.upper()}",
                term=one.term,
                detail=one.programme or "",
            )
            for one in listings
        ],
        today,
        as_of,
    )


def _holders(who: Who, today: date, as_of: date | None) -> Bars | None:
    return bars_of(
        [
            Termed(label=one.name, term=one.office.term, detail=one.office.position, key=one.entity)
            for one in who.holders
        ],
        today,
        as_of,
    )
