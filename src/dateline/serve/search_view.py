"""What a search finds: articles, events, statements, and those who are called so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from dateline.model import Record, Span
from dateline.serve.name_book import NameBook, Suggestion
from dateline.serve.segments import Marked, Segment, segments
from dateline.store import search
from dateline.store.database import Database
from dateline.store.fact_lists import events_asked, statements_asked
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.filed import EVENTS, STATEMENTS, not_looked_at
from dateline.store.names_known import articles_with
from dateline.store.query import Query, state_of
from dateline.store.records import Fact, Said
from dateline.store.table_view import Page, event_page, statement_page

ARTICLES = 20
FACTS = 20
ENTITIES = 8
SUGGESTIONS = 6
_DAMAGED = re.compile("[?\ufffd]")  # a letter may be lost
_ID = re.compile(r"Q\d+|[a-z0-9]+(?:-[A-Za-z0-9]+)+")  # what the id of an entity looks like


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityHit:
    """Somebody in the reference data, and in how many articles they are named."""

    entity: str
    name: str
    schema: str
    countries: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found.

    Attributes:
        query: as it was understood, written out.
        capped: what alone was looked at, in words, where words are in very many articles or sentences.
        suggestions: names that may be meant, by the words or by a name in the conditions.
    """

    query: str
    entities: tuple[EntityHit, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    articles: tuple[search.Hit, ...] = ()
    events: tuple[Fact, ...] = ()
    statements: tuple[Said, ...] = ()
    capped: tuple[str, ...] = ()


def find(database: Database, book: NameBook, query: Query) -> Found:
    """Everything that meets a query.

    Conditions that only events can meet leave articles and statements out, and so on.

    Raises:
        UsageError: there are words, but none to search for; or a name has no letters.
    """
    terms = search.parse(query.words) if query.words else None
    records = book.entities(query.words, ENTITIES) if query.words else []
    with database.reading() as connection:
        found = Found(
            query=str(query),
            entities=_entities(connection, records),
            articles=_articles(connection, query, terms),
            events=event_page(connection, fact_filter_of(query), Page(limit=FACTS)).rows
            if asks_events(query)
            else (),
            statements=statement_page(connection, said_filter_of(query), Page(limit=FACTS)).rows
            if asks_statements(query)
            else (),
            capped=tuple(_looked(connection, query, terms)),
        )
    nothing = not (found.articles or found.events or found.statements)
    unknown = [name for name in _names(query) if _DAMAGED.search(name) or not book.entities(name, 1)]
    meant = [each for name in unknown for each in book.suggest(name, SUGGESTIONS, everywhere=nothing)]
    return replace(found, suggestions=tuple(meant[:SUGGESTIONS]))


def marked(fact: Fact | Said) -> tuple[Segment[str], ...]:
    """The sentence of a fact cut into pieces, each with what it is: actor, recipient, event, cue, said, place."""
    start = fact.sentence_span.start
    marks: list[Marked[str]] = []

    def mark(span: Span, look: str) -> None:
        marks.append(Marked(Span(max(span.start - start, 0), max(span.end - start, 0)), look))

    if isinstance(fact, Fact):
        mark(fact.trigger, "event")
        for party in fact.actors:
            mark(party.span, "actor")
        for party in fact.recipients:
            mark(party.span, "recipient")
        if fact.place:
            mark(fact.place.span, "place")
    else:
        mark(fact.cue, "cue")
        for one, look in ((fact.speaker, "actor"), (fact.addressee, "recipient")):
            if one:
                mark(one.span, look)
        for span in fact.content_spans:
            mark(span, "said")
    return segments(fact.sentence, marks)


def _names(query: Query) -> list[str]:
    """What of a query may be a name."""
    words = query.words.replace('"', " ").strip()
    parties = [name for name in (query.actor, query.recipient, query.speaker) if name]
    return [name for name in (words, *parties) if name and not state_of(name) and not _ID.fullmatch(name)]


def asks_articles(query: Query) -> bool:
    """Whether articles can meet a query."""
    return bool(query.words) and not (query.of_events or query.of_statements)


def asks_events(query: Query) -> bool:
    """Whether events can meet a query."""
    return query.of_events or bool(query.words and not query.of_statements)


def asks_statements(query: Query) -> bool:
    """Whether statements can meet a query."""
    return query.of_statements or bool(query.words and not query.of_events)


def _looked(connection: Connection, query: Query, terms: search.Terms | None) -> Iterator[str]:
    if (
        terms is not None
        and asks_articles(query)
        and search.is_cut(connection, terms, query.since, query.until)
    ):
        yield f"the {search.MOST_RANKED:,} articles with the words that were read last"
    told = set()
    if asks_events(query):
        asked = events_asked(connection, fact_filter_of(query))
        told.add(not_looked_at(connection, EVENTS, asked))
    if asks_statements(query):
        asked = statements_asked(connection, said_filter_of(query))
        told.add(not_looked_at(connection, STATEMENTS, asked))
    yield from sorted(filter(None, told))


def _articles(connection: Connection, query: Query, terms: search.Terms | None) -> tuple[search.Hit, ...]:
    if terms is None or not asks_articles(query):
        return ()
    return search.find_articles(connection, terms, limit=ARTICLES, since=query.since, until=query.until)


def fact_filter_of(query: Query) -> FactFilter:
    """The events that meet a query."""
    return FactFilter(
        actor=query.actor,
        recipient=query.recipient,
        type=query.type,
        place=query.place,
        since=query.since,
        until=query.until,
        text=query.words or None,
    )


def said_filter_of(query: Query) -> SaidFilter:
    """The statements that meet a query."""
    about = " ".join(part for part in (query.about, query.words) if part)
    return SaidFilter(speaker=query.speaker, about=about or None, since=query.since, until=query.until)


def _entities(connection: Connection, records: Sequence[Record]) -> tuple[EntityHit, ...]:
    named = articles_with(connection, [record.entity.id for record in records])
    hits = [
        EntityHit(
            entity=record.entity.id,
            name=record.entity.name,
            schema=record.entity.schema,
            countries=record.entity.countries,
            articles=named.get(record.entity.id, 0),
        )
        for record in records
    ]
    return tuple(sorted(hits, key=lambda hit: -hit.articles))
