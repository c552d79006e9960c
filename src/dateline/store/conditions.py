"""The conditions on facts as SQL: by name, by state, by entity, by day, by place, by source, by words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from dateline.errors import UsageError
from dateline.lexicon.countries import load_countries
from dateline.store import schema, schema_reference, search
from dateline.store.rows import name_key

_CODE = re.compile("[A-Z]{3}")
_ENTITY = re.compile(r"Q\d+|[a-z0-9]+(?:-[a-z0-9]+)+", re.IGNORECASE)  # what an id looks like


def within(
    earliest: ColumnElement[Any], latest: ColumnElement[Any], since: date | None, until: date | None
) -> Iterable[ColumnElement[bool]]:
    """The interval may lie in since..until. What has no date at all is left out where one is asked for."""
    if since is None and until is None:
        return
    yield or_(earliest.is_not(None), latest.is_not(None))
    if since is not None:
        yield or_(latest >= since, latest.is_(None))
    if until is not None:
        yield or_(earliest <= until, earliest.is_(None))


def is_entity(text: str) -> bool:
    """Whether this looks like the id of an entity."""
    return _ENTITY.fullmatch(text) is not None


def code_of(text: str) -> str | None:
    """The text if it may be the code of a state: three capitals."""
    code = text.strip()
    return code if _CODE.fullmatch(code) else None


def is_state(text: str) -> bool:
    """Whether this is the code of a state that there is, and so no part of a name."""
    code = code_of(text)
    country = load_countries().by_code(code) if code else None
    return country is not None and country.code == code


def plain_words(who: str) -> str:
    """The words of a name for comparison, with a space at each end.

    Raises:
        UsageError: there is no letter to look for.
    """
    words = name_key(who)
    if not words.strip():
        raise UsageError(
            "has no letter to look for", where=f"name {who!r}", action="give a name or a country code"
        )
    return words


def named(who: str, key: ColumnElement[Any], country: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a name holds these words, or that its state is the one with this code; only that, if there is such a state.

    Raises:
        UsageError: there is no letter to look for.
    """
    words = plain_words(who)
    by_name = key.contains(words, autoescape=True)
    code = code_of(who)
    if is_state(who):
        return country == code
    return or_(by_name, country == code) if code else by_name


def takes_part(who: str, side: str) -> ColumnElement[bool]:
    """That an event has such an actor or recipient: by words of the name, code of the state, or id of the entity."""
    part, events = schema.participants.c, schema.events.c
    found = select(part.event_id).where(part.side == side, named(who, part.name_key, part.country))
    if not _ENTITY.fullmatch(who):
        return events.id.in_(found)
    links = schema_reference.links.c
    linked = (  # from the links, which are few for one entity
        select(part.event_id)
        .select_from(schema_reference.links)
        .join(schema.events, events.article_id == links.article_id)
        .join(schema.participants, and_(part.event_id == events.id, part.mention == links.mention))
        .where(links.entity == who, part.side == side)
    )
    return or_(events.id.in_(found), events.id.in_(linked))


def is_linked(who: str, article: ColumnElement[Any], mention: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a mention is linked to the entity with this id."""
    links = schema_reference.links.c
    return exists().where(links.article_id == article, links.mention == mention, links.entity == who)


def happened_in(place: str) -> ColumnElement[bool]:
    """That the place of an event is this: words of its name, code of the state it lies in, or its id."""
    mentions, events = schema.mentions.alias("happened_in"), schema.events.c
    condition = named(place, mentions.c.name_key, mentions.c.country)
    if _ENTITY.fullmatch(place):
        condition = or_(condition, is_linked(place, mentions.c.article_id, mentions.c.position))
    same = and_(mentions.c.article_id == events.article_id, mentions.c.position == events.place)
    return exists().where(same, condition)


def sentence_matches(query: str) -> ColumnElement[bool]:
    """That the sentence of a fact matches."""
    return search.matching(schema.sentences, "sentences", search.parse(query))


def said_about(query: str) -> ColumnElement[bool]:
    """One of the sentences that what was said lies in matches."""
    sentences, pieces, said = schema.sentences.alias("about"), schema.contents, schema.statements
    return exists().where(
        pieces.c.statement_id == said.c.id,
        sentences.c.article_id == said.c.article_id,
        sentences.c.span_start < pieces.c.span_end,
        pieces.c.span_start < sentences.c.span_end,
        search.matching(sentences, "sentences", search.parse(query)),
    )
