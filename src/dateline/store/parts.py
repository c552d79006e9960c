"""Which facts an entity takes part in: a state through all who belong to it, anybody else through the links.

Everything here is SQL to build on. It speaks of all versions of the articles; who uses it asks for the newest.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    and_,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
    type_coerce,
    union_all,
)

from dateline.store import schema, schema_gathered, schema_reference

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


def taking_part(key: str) -> Select[Any]:
    """``event_id``, ``side`` and ``position`` of the participants that this entity is."""
    part, events, links = schema.participants.c, schema.events.c, schema_reference.links.c
    columns = select(part.event_id, part.side, part.position)
    code = state_of(key)
    if code is not None:
        return columns.where(part.country == code)
    return (
        columns.select_from(schema_reference.links)
        .join(schema.events, events.article_id == links.article_id)
        .join(schema.participants, and_(part.event_id == events.id, part.mention == links.mention))
        .where(links.entity == key)
    )


def is_participant(key: str, part: Any) -> ColumnElement[bool]:
    """That a row of participants (or of an alias of them) of a known event is the entity, or belongs to the state.

    Asked row by row: the index of states is kept out of it, for the event is what narrows the rows down.
    """
    code = state_of(key)
    if code is not None:
        return func.coalesce(part.c.country, "") == code
    links, events = schema_reference.links.c, schema.events.c
    linked = select(links.article_id).where(
        links.article_id == events.article_id, links.mention == part.c.mention, links.entity == key
    )
    return linked.correlate(schema.events, part).exists()


def concerning(key: str) -> Any:
    """``event_id`` and ``side`` (actor, recipient, place) of every part that the entity has in an event."""
    taken = taking_part(key).subquery()
    events, links = schema.events.c, schema_reference.links.c
    placed = (
        select(events.id, literal("place"))
        .select_from(schema_reference.links)
        .join(schema.events, and_(events.article_id == links.article_id, events.place == links.mention))
        .where(links.entity == key)
    )
    return union_all(select(taken.c.event_id, taken.c.side), placed)


def says(key: str, role: str) -> ColumnElement[bool]:
    """That the entity is the ``speaker`` or ``addressee`` of a statement."""
    said, links = schema.statements.c, schema_reference.links.c
    code = state_of(key)
    if code is not None:
        return said[f"{role}_country"] == code
    mentioned = said[f"{role}_mention"]
    found = (
        select(said.id)
        .select_from(schema_reference.links)
        .join(schema.statements, and_(said.article_id == links.article_id, mentioned == links.mention))
        .where(links.entity == key)
    )
    inner = found.subquery()
    return schema.statements.c.id.in_(select(inner.c.id))


def said_of(key: str) -> ColumnElement[bool]:
    """That the entity is named in what was said."""
    pieces, mentions = schema.contents.alias("of_pieces"), schema.mentions.alias("of_mentions")
    said = schema.statements.alias("of_statements")
    inside = and_(
        pieces.c.statement_id == said.c.id,
        pieces.c.span_start <= mentions.c.span_start,
        mentions.c.span_end <= pieces.c.span_end,
    )
    found = (
        select(said.c.id)
        .select_from(mentions)
        .join(said, said.c.article_id == mentions.c.article_id)
        .join(pieces, inside)
        .where(is_mention_of(key, mentions))
    )
    return schema.statements.c.id.in_(found)


def is_mention_of(key: str, mentions: Any) -> ColumnElement[bool]:
    """That a row of mentions (or of an alias of them) names the entity, or one who belongs to the state."""
    code = state_of(key)
    if code is not None:
        return mentions.c.country == code  # type: ignore[no-any-return]
    links = schema_reference.links.c
    linked = select(links.article_id, links.mention).where(links.entity == key)
    return tuple_(mentions.c.article_id, mentions.c.position).in_(linked)


def named_in(key: str) -> Select[Any]:
    """The numbers of the articles that name the entity, or, for a state, one who belongs to it."""
    mentions, links = schema.mentions.c, schema_reference.links.c
    code = state_of(key)
    if code is not None:
        return select(mentions.article_id).where(mentions.country == code)
    return select(links.article_id).where(links.entity == key)


def counterpart(part: Any, links: Any, *, by_state: bool) -> ColumnElement[Any]:
    """The id that a participant goes by among others: of its state, its entity, or ``name:`` and its plain name."""
    state = literal(STATE).concat(part.c.country)
    own = func.coalesce(links.c.entity, literal("name:").concat(func.trim(part.c.name_key)))
    return func.coalesce(state, own) if by_state else own
