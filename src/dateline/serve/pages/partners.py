"""With whom one takes part in events, and where: a part of the page of an entity that is asked for when it is seen.

It looks through hundreds of events, so the page itself is shown before. By its own address it is a page too, for who
runs no scripts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import Connection

from dateline.serve import series
from dateline.serve.pages.asked_of import elsewhere, scope_of
from dateline.serve.site import CurrentSite
from dateline.serve.who import Who, name_of, who_is
from dateline.store import entity_view as view
from dateline.store.entity_view import Partner, PlaceCount, Scope
from dateline.store.map_view import points_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who else takes part in the events of an entity, and where these happened; what ``.json`` gives.

    Attributes:
        capped: of what of ``partners`` and ``places`` only the newest events were counted.
    """

    partners: tuple[Partner, ...]
    places: tuple[PlaceCount, ...]
    capped: tuple[str, ...]


@router.get("/entities/{key}/partners")
@router.get("/entities/{key}/partners.json")
def partners(request: Request, site: CurrentSite, key: str) -> Response:
    """With whom the entity with this id takes part in events, and where."""
    if (other := elsewhere(request, site, key)) is not None:
        return other
    who = who_is(site.database, key)
    if who is None:
        raise HTTPException(404, f"no entity {key}")
    scope = scope_of(request)
    with site.database.reading() as connection:
        found = company_of(connection, who, scope)
    values = {
        "page": found,
        "who": who,
        "scope": scope,
        "recent": view.RECENT,
        "network": series.network(who.id, who.name, found.partners),
        "points": series.map_points(points_of(found.places)),
    }
    return site.answer(request, "partners.html", values, found)


def company_of(connection: Connection, who: Who, scope: Scope) -> Company:
    """Who else takes part in its events, and where."""
    return Company(
        partners=tuple(
            replace(one, name=name_of(one.key, one.name)) for one in view.partners(connection, who.id, scope)
        ),
        places=view.places_of(connection, who.id, scope),
        capped=view.capped(connection, who.id, scope),
    )
