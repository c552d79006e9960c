"""``/api/v1``: articles, events, statements, entities, pairs, search, snapshots."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from dateline.client import models
from dateline.lexicon.standing import merge_records, profile_of
from dateline.serve.accounts.viewer import may_read_all
from dateline.serve.api import answers
from dateline.serve.api.asked import (
    Cursor,
    EventsAsked,
    Identity,
    Limit,
    Number,
    Since,
    StatementsAsked,
    Until,
)
from dateline.serve.api.cursor import from_cursor, to_cursor
from dateline.serve.api.routes import PROBLEMS, CurrentApi, TaggedRoute, one_request
from dateline.serve.site import CurrentSite
from dateline.store.facts import FactFilter, SaidFilter, facts_of, said_of
from dateline.store.linked import find_linked
from dateline.store.paging import ArticleFilter, DayPlace, Pages, RankPlace
from dateline.store.pairs import PairPlace, find_pairs
from dateline.store.reference import StoreReference

router = APIRouter(
    prefix="/api/v1", route_class=TaggedRoute, dependencies=[Depends(one_request)], responses=PROBLEMS
)
_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": models.Problem, "description": "there is no such thing"}
}


class PairsBy(StrEnum):
    """What pairs are made of."""

    STATE = "state"
    NAME = "name"


@router.get("/articles", tags=["Articles"], summary="Articles, newest first")
def articles(
    site: CurrentSite,
    since: Since = None,
    until: Until = None,
    source: Annotated[str | None, Query(alias="site", max_length=200, description="name of the site")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> models.Page[models.Article]:
    """The newest version of each article."""
    place = from_cursor(cursor, DayPlace)
    found = Pages(site.database).articles(ArticleFilter(since=since, until=until, site=source), place, limit)
    return models.Page(items=[answers.headline(one) for one in found.items], next=to_cursor(found.last))


@router.get("/articles/{number}", tags=["Articles"], summary="An article with its facts", responses=_MISSING)
def article(request: Request, site: CurrentSite, number: Number) -> models.ArticleWhole:
    """The article with this number: its facts, and the sentences they rest on.

    All sentences are given to those who are signed in, and where the site shows full texts to everybody.
    """
    reading = site.view.article(number)
    if reading is None:
        raise HTTPException(404, f"no article {number}")
    with site.database.reading() as connection:
        facts = tuple(facts_of(connection, FactFilter(), [number]))
        said = tuple(said_of(connection, SaidFilter(), [number]))
    return answers.article(number, reading, facts, said, full_text=may_read_all(request))


@router.get("/events", tags=["Events"], summary="Events, newest first")
def events(
    site: CurrentSite, wanted: EventsAsked, cursor: Cursor = None, limit: Limit = 50
) -> models.Page[models.Event]:
    """The events that meet all of the conditions."""
    found = Pages(site.database).facts(wanted, from_cursor(cursor, DayPlace), limit)
    return models.Page(items=[answers.event(one) for one in found.items], next=to_cursor(found.last))


@router.get("/events/{number}", tags=["Events"], summary="One event", responses=_MISSING)
def event(site: CurrentSite, number: Number) -> models.Event:
    """The event with this number in the database, of the newest version of an article."""
    found = Pages(site.database).fact(number)
    if found is None:
        raise HTTPException(404, f"no event {number}")
    return answers.event(found)


@router.get("/statements", tags=["Statements"], summary="Statements, those of the newest articles first")
def statements(
    site: CurrentSite, wanted: StatementsAsked, cursor: Cursor = None, limit: Limit = 50
) -> models.Page[models.Statement]:
    """The statements that meet all of the conditions."""
    found = Pages(site.database).statements(wanted, from_cursor(cursor, DayPlace), limit)
    return models.Page(items=[answers.statement(one) for one in found.items], next=to_cursor(found.last))


@router.get("/statements/{number}", tags=["Statements"], summary="One statement", responses=_MISSING)
def statement(site: CurrentSite, number: Number) -> models.Statement:
    """The statement with this number in the database, of the newest version of an article."""
    found = Pages(site.database).statement(number)
    if found is None:
        raise HTTPException(404, f"no statement {number}")
    return answers.statement(found)


@router.get("/entities", tags=["Entities"], summary="Entities that articles name")
def entities(
    site: CurrentSite,
    name: Annotated[str | None, Query(max_length=200, description="a part of the name")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> models.Page[models.Linked]:
    """The entities, in the order of their ids."""
    found = find_linked(site.database, from_cursor(cursor, str), limit, name=name)
    return models.Page(items=[answers.linked(one) for one in found.items], next=to_cursor(found.last))


@router.get("/entities/{identity}", tags=["Entities"], summary="Who an entity was", responses=_MISSING)
def entity(
    site: CurrentSite,
    api: CurrentApi,
    identity: Identity,
    day: Annotated[date | None, Query(description="the day asked about; by default today")] = None,
) -> models.Known | models.Linked:
    """An entity with its offices and entries on lists, as of a day.

    Of states and places, which are in no list, only what articles tell.
    """
    records = api.known.records()(identity)
    linked = find_linked(site.database, None, 1, identity=identity).items
    if not records:
        if not linked:
            raise HTTPException(404, f"no entity {identity}")
        return answers.linked(linked[0])
    record, asked = merge_records(records), day or date.today()
    lists = StoreReference(site.database).lists()
    profile = profile_of(record, asked, asked, lists)
    return answers.known(record, profile, asked, linked[0].articles if linked else 0)


@router.get("/pairs", tags=["Events"], summary="Who acts on whom, in numbers")
def pairs(
    site: CurrentSite,
    wanted: EventsAsked,
    by: Annotated[PairsBy, Query(description="pairs of states, or of names")] = PairsBy.STATE,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> models.Page[models.Pair]:
    """The pairs in the events that meet all of the conditions, those with the most events first."""
    place = from_cursor(cursor, PairPlace)
    found = find_pairs(site.database, wanted, place, limit, by_name=by is PairsBy.NAME)
    return models.Page(items=[answers.pair(one) for one in found.items], next=to_cursor(found.last))


@router.get("/search", tags=["Articles"], summary="Full-text search of articles, best first")
def search(
    site: CurrentSite,
    q: Annotated[
        str, Query(max_length=300, description='words, "a phrase", begin*, -without', examples=["border"])
    ],
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100, description="items on a page, at most")] = 20,
    since: Since = None,
    until: Until = None,
) -> models.HitPage:
    """The articles that hold all of the words and may be of these days, each with its best sentences.

    Of what very many articles hold, only those read last are ranked, and `capped` tells how many.
    """
    found = Pages(site.database).search(q, from_cursor(cursor, RankPlace), limit, since=since, until=until)
    items = [answers.hit(one) for one in found.items]
    return models.HitPage(items=items, next=to_cursor(found.last), capped=found.capped)


@router.get("/snapshots", tags=["Entities"], summary="Versions of the reference data")
def snapshots(api: CurrentApi) -> models.Page[models.Snapshot]:
    """The shipped data, and every version of a list that was imported; all on one page."""
    return models.Page(items=[answers.snapshot(one) for one in api.known.snapshots()], next=None)
