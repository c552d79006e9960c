"""What the pages of entities and pairs have in common: who is meant, which facts are asked for, each act once."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from dateline.model import EventType
from dateline.serve import asked
from dateline.serve.site import Site
from dateline.store.entity_view import Scope
from dateline.store.incidents import counts_of
from dateline.store.records import Fact
from dateline.store.verdicts import Verdicts


def elsewhere(request: Request, site: Site, key: str) -> RedirectResponse | None:
    """To the same page of the entity that this one was judged to be; None where it stands for itself."""
    one = Verdicts(site.database).on_entities().counts_as(key)
    if one == key:
        return None
    _, _, rest = request.url.path.partition("/entities/")
    after = rest[len(rest.split("/")[0].removesuffix(".json")) :]
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/entities/{quote(one, safe='')}{after}{query}", 307)


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
