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
from dateline.serve.pages.asked_of import elsewhere, once, scope_of
from dateline.serve.pages.partners import company_of
from dateline.serve.site import CurrentSite, Site, wants_json
from dateline.serve.who import Who, name_of, standing, who_is
from dateline.serve.words import question
from dateline.store import entity_view as view
from dateline.store import parts
from dateline.store.entity_view import MonthCount, Naming, Partner, PlaceCount, Scope
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
        partners, places: None in the page, which asks for them when they are come to.
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
    partners: tuple[Partner, ...] | None
    places: tuple[PlaceCount, ...] | None
    headlines: Sequence[Naming]
    articles: int
    reported: dict[int, tuple[int, int, int]]
    positions: tuple[PositionTaken, ...]
    capped: tuple[str, ...] = ()


@router.get("/entities/{key}")
@router.get("/entities/{key}.json")  # registered first
def entity(request: Request, site: CurrentSite, key: str) -> Response:
    """The entity with this id."""
    if (other := elsewhere(request, site, key)) is not None:
        return other
    who = who_is(site.database, key)
    if who is None:
        raise HTTPException(404, f"no entity {key}")
    scope, as_of = scope_of(request), asked.day(request, "as_of")
    with site.database.reading() as connection:
        found = _read(connection, site, who, scope, as_of)
        if wants_json(request):
            found = _whole(connection, found, scope)
        facts: tuple[Fact | Said, ...] = (*found.events, *found.said, *found.told, *found.named)
        linked = linked_in(connection, [one.source.article for one in facts])
    judging = {
        "judged": Verdicts(site.database).on_entity(key),
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
        partners=None,
        places=None,
        headlines=headlines,
        articles=articles,
        capped=("sides",) if view.sides_are_capped(connection, who.id, scope) else (),
        reported=reported,
        positions=positions(connection, who.id)[:POSITIONS],
    )


def _whole(connection: Connection, found: EntityPage, scope: Scope) -> EntityPage:
    """With what the page asks for apart."""
    company = company_of(connection, found.who, scope)
    capped = (*found.capped, *company.capped)
    return replace(found, partners=company.partners, places=company.places, capped=capped)


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
