"""Which facts an entity takes part in: a state through all who belong to it, anybody else through the links.

Everything here is SQL to build on. It speaks of all versions of the articles; who uses it asks for the newest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    and_,
    func,
    literal,
    not_,
    select,
    true,
    type_coerce,
)

from dateline.store import schema, schema_gathered

STATE = "iso-"
"""What stands before the alpha-3 code in the id of a state."""

UNREAL = ("future", "hypothetical", "negation")
"""The auxiliary modes of what did not happen, or has not yet."""


def state_of(key: str) -> str | None:
    """The alpha-3 code in the id of a state; None for any other id."""
    return key.removeprefix(STATE) if key.startswith(STATE) else None


def day() -> ColumnElement[Any]:
    """The day by which an event is put in order and into a month: the last it can be of."""
    events = schema.events.c
    return func.coalesce(events.when_latest, events.when_earliest)


def month(of: ColumnElement[Any]) -> ColumnElement[str]:
    """ "2024-05" of a day."""
    return func.substr(of, 1, 7)


def real() -> ColumnElement[bool]:
    """That an event is told as having happened, now or in the past."""
    stored = type_coerce(schema.events.c.auxiliaries, String)  # as JSON
    return and_(*(stored.not_like(f'%"{name}"%') for name in UNREAL))


def act() -> ColumnElement[Any]:
    """What an event is counted as: its incident, so that reports of one act count once; itself, if it is in none."""
    events, reports = schema.events.c, schema_gathered.incident_reports.c
    incident = select(reports.incident_id).where(reports.event_id == events.id)
    return func.coalesce(incident.correlate(schema.events).scalar_subquery(), -events.id)


def no_copy() -> ColumnElement[bool]:
    """That the article of an event or a statement is no copy of another article."""
    members = schema_gathered.story_articles.c
    copies = select(members.article_id).where(
        members.article_id == schema.articles.c.id, members.role == "copy"
    )
    return not_(copies.correlate(schema.articles).exists())


def newest() -> ColumnElement[bool]:
    """That an article is the newest version at its address, which most are: SQLite is told not to begin there."""
    return func.likely(schema.articles.c.current == true(), type_=Boolean)


def counterpart(part: Any, links: Any, *, by_state: bool) -> ColumnElement[Any]:
    """The id that a participant goes by among others: of its state, its entity, or ``name:`` and its plain name."""
    state = literal(STATE).concat(part.c.country)
    own = func.coalesce(links.c.entity, literal("name:").concat(func.trim(part.c.name_key)))
    return func.coalesce(state, own) if by_state else own
