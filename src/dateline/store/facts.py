"""Finding facts: which conditions a user can set, and the SQL that they become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select, true

from dateline.model import (
    Auxiliary,
    EventType,
    MentionKind,
    Polarity,
    Provenance,
    Span,
    StatementKind,
)
from dateline.store import schema
from dateline.store.conditions import (
    happened_in,
    is_linked,
    named,
    said_about,
    sentence_matches,
    takes_part,
    within,
)
from dateline.store.correction_records import JudgedKind, judged_fact, judged_said
from dateline.store.correction_sql import has_value, not_rejected, standing
from dateline.store.load import date_of
from dateline.store.records import Fact, Party, Said, Source
from dateline.store.verdicts import counting

BATCH = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFilter:
    """Which events to give; what is None does not matter.

    Attributes:
        actor, recipient: words of a name (case and accents do not matter); or an ISO 3166-1 alpha-3 code,
            which stands for all who belong to that state; or the id of an entity (``Q11074974``), which stands for all
            mentions linked to it. In a reciprocal event, all are both.
        type: the event type.
        since, until: days, both included; the event may have been on one of them.
        text: a search query that the sentence must match.
        place: where: words of its name, a code for all places in that state, or the id of a place or state.
        source: the name of the site, as it stands in the database.
        rejected: with the events that reviewers rejected.
        as_read: all events as they were read, whatever reviewers said of them.
    """

    actor: str | None = None
    recipient: str | None = None
    type: EventType | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None
    place: str | None = None
    source: str | None = None
    rejected: bool = False
    as_read: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFilter:
    """Which statements to give; what is None does not matter.

    Attributes:
        speaker, addressee: as ``actor`` in :class:`FactFilter`.
        kind: the kind of statement.
        since, until: days, both included; the article may be of one of them.
        about: a search query that a sentence of what was said must match.
        source: the name of the site, as it stands in the database.
        rejected, as_read: as in :class:`FactFilter`.
    """

    speaker: str | None = None
    addressee: str | None = None
    kind: StatementKind | None = None
    since: date | None = None
    until: date | None = None
    about: str | None = None
    source: str | None = None
    rejected: bool = False
    as_read: bool = False


def find_facts(connection: Connection, wanted: FactFilter, *, limit: int) -> tuple[Fact, ...]:
    """Events of the newest versions, newest first."""
    wanted = counting(connection, wanted)
    events = schema.events.c
    order = (events.when_latest.desc().nulls_last(), events.article_id.desc(), events.position)
    query = facts_query(wanted).order_by(*order).limit(limit)
    return tuple(facts_from(connection, connection.execute(query).all(), as_read=wanted.as_read))


def each_fact(connection: Connection, wanted: FactFilter) -> Iterator[Fact]:
    """All such events in the order they were written, a few hundred in memory at a time."""
    wanted = counting(connection, wanted)
    last = 0
    while True:
        query = facts_query(wanted).where(schema.events.c.id > last).order_by(schema.events.c.id).limit(BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        yield from facts_from(connection, rows, as_read=wanted.as_read)
        last = rows[-1].id


def facts_of(connection: Connection, wanted: FactFilter, articles: Sequence[int]) -> Iterator[Fact]:
    """Such events of these articles, in their order there."""
    wanted = counting(connection, wanted)
    events = schema.events.c
    order = (events.article_id, events.position)
    query = facts_query(wanted).where(events.article_id.in_(articles)).order_by(*order)
    return facts_from(connection, connection.execute(query).all(), as_read=wanted.as_read)


def with_facts(wanted: FactFilter) -> Select[Any]:
    """The numbers of the articles that have such events."""
    return facts_query(wanted).with_only_columns(schema.events.c.article_id)


def find_said(connection: Connection, wanted: SaidFilter, *, limit: int) -> tuple[Said, ...]:
    """Statements of the newest versions, those of the newest articles first."""
    wanted = counting(connection, wanted)
    said, articles = schema.statements.c, schema.articles.c
    order = (articles.published_latest.desc().nulls_last(), said.article_id.desc(), said.position)
    query = said_query(wanted).order_by(*order).limit(limit)
    return tuple(said_from(connection, connection.execute(query).all(), as_read=wanted.as_read))


def each_said(connection: Connection, wanted: SaidFilter) -> Iterator[Said]:
    """All such statements in the order they were written, a few hundred in memory at a time."""
    wanted = counting(connection, wanted)
    last = 0
    said = schema.statements.c
    while True:
        query = said_query(wanted).where(said.id > last).order_by(said.id).limit(BATCH)
        rows = connection.execute(query).all()
        if not rows:
            return
        yield from said_from(connection, rows, as_read=wanted.as_read)
        last = rows[-1].id


def said_of(connection: Connection, wanted: SaidFilter, articles: Sequence[int]) -> Iterator[Said]:
    """Such statements of these articles, in their order there."""
    wanted = counting(connection, wanted)
    said = schema.statements.c
    query = said_query(wanted).where(said.article_id.in_(articles)).order_by(said.article_id, said.position)
    return said_from(connection, connection.execute(query).all(), as_read=wanted.as_read)


def with_statements(wanted: SaidFilter) -> Select[Any]:
    """The numbers of the articles that have such statements."""
    return said_query(wanted).with_only_columns(schema.statements.c.article_id)


SOURCE_COLUMNS = (
    schema.pages.c.address,
    schema.pages.c.digest,
    schema.articles.c.headline,
    schema.articles.c.site,
    schema.articles.c.language,
    *(column for name, column in schema.articles.c.items() if name.startswith("published_")),
    schema.provenances.c.code,
    schema.provenances.c.ontology,
    schema.provenances.c.models,
    schema.sentences.c.text.label("sentence_text"),
    schema.sentences.c.span_start.label("sentence_start"),
    schema.sentences.c.span_end.label("sentence_end"),
)


def _with_source(table: Any, *columns: ColumnElement[Any]) -> Select[Any]:
    """Rows of events or statements of the newest versions, with their article, sentence and provenance."""
    same_sentence = and_(
        schema.sentences.c.article_id == table.c.article_id, schema.sentences.c.position == table.c.sentence
    )
    return (
        select(table, *columns, *SOURCE_COLUMNS)
        .join(schema.articles, schema.articles.c.id == table.c.article_id)
        .join(schema.pages, schema.pages.c.id == schema.articles.c.page_id)
        .join(schema.provenances, schema.provenances.c.id == table.c.provenance_id)
        .join(schema.sentences, same_sentence)
        .where(schema.articles.c.current == true())
    )


def facts_query(wanted: FactFilter) -> Select[Any]:
    """Such events of the newest versions, as :func:`facts_from` reads them; in no order yet."""
    return _every_fact().where(*fact_conditions(wanted))


@cache  # to put together what has so many columns takes longer than to ask for it
def _every_fact() -> Select[Any]:
    events, places = schema.events, schema.mentions.alias("places")
    return _with_source(
        events,
        places.c.span_start.label("place_start"),
        places.c.span_end.label("place_end"),
        places.c.text.label("place_text"),
        places.c.kind.label("place_kind"),
        places.c.country.label("place_country"),
    ).outerjoin(places, and_(places.c.article_id == events.c.article_id, places.c.position == events.c.place))


def fact_conditions(wanted: FactFilter) -> Iterator[ColumnElement[bool]]:
    """What an event must meet, on the tables of events, articles and sentences."""
    events = schema.events.c
    if not (wanted.rejected or wanted.as_read):
        yield not_rejected(JudgedKind.EVENT)
    if wanted.type is not None:
        as_read = events.type == wanted.type.value
        yield as_read if wanted.as_read else has_value(JudgedKind.EVENT, "type", wanted.type.value)
    if wanted.actor is not None:
        yield takes_part(wanted.actor, "actor")
    if wanted.recipient is not None:
        reciprocal = and_(events.reciprocal == true(), takes_part(wanted.recipient, "actor"))
        yield or_(takes_part(wanted.recipient, "recipient"), reciprocal)
    if wanted.place is not None:
        yield happened_in(wanted.place)
    if wanted.source is not None:
        yield schema.articles.c.site == wanted.source
    if wanted.text is not None:
        yield sentence_matches(wanted.text)
    yield from within(events.when_earliest, events.when_latest, wanted.since, wanted.until)


def said_query(wanted: SaidFilter) -> Select[Any]:
    """Such statements of the newest versions, as :func:`said_from` reads them; in no order yet."""
    return _every_said().where(*said_conditions(wanted))


@cache
def _every_said() -> Select[Any]:
    return _with_source(schema.statements)


def said_conditions(wanted: SaidFilter) -> Iterator[ColumnElement[bool]]:
    """What a statement must meet, on the tables of statements, articles and sentences."""
    said, articles = schema.statements.c, schema.articles.c
    for name in ("speaker", "addressee"):
        who = getattr(wanted, name)
        if who is not None:
            linked = is_linked(who, said.article_id, said[f"{name}_mention"])
            yield or_(named(who, said[f"{name}_key"], said[f"{name}_country"]), linked)
    if not (wanted.rejected or wanted.as_read):
        yield not_rejected(JudgedKind.STATEMENT)
    if wanted.kind is not None:
        as_read = said.kind == wanted.kind.value
        yield as_read if wanted.as_read else has_value(JudgedKind.STATEMENT, "kind", wanted.kind.value)
    if wanted.source is not None:
        yield articles.site == wanted.source
    if wanted.about is not None:
        yield said_about(wanted.about)
    yield from within(articles.published_earliest, articles.published_latest, wanted.since, wanted.until)


def _source(row: Row[Any]) -> Source:
    return Source(
        article=row.article_id,
        address=row.address,
        digest=row.digest,
        headline=row.headline,
        site=row.site,
        language=row.language,
        published=date_of(row, "published"),
        provenance=Provenance(code=row.code, ontology=row.ontology, models=row.models),
    )


def _sides(connection: Connection, numbers: Sequence[int]) -> dict[tuple[int, str], list[Party]]:
    """Participants by event and side, in their order."""
    table = schema.participants
    query = select(table).where(table.c.event_id.in_(numbers)).order_by(table.c.event_id, table.c.position)
    sides: dict[tuple[int, str], list[Party]] = defaultdict(list)
    for row in connection.execute(query):
        sides[row.event_id, row.side].append(
            Party(
                span=Span(row.span_start, row.span_end),
                text=row.text,
                name=row.name,
                kind=MentionKind(row.kind) if row.kind else None,
                title=row.title,
                country=row.country,
                role=row.role,
                mention=row.mention,
            )
        )
    return sides


def facts_from(connection: Connection, rows: Sequence[Row[Any]], *, as_read: bool = False) -> Iterator[Fact]:
    """The events of these rows, with who takes part."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        numbers = [row.id for row in batch]
        sides = _sides(connection, numbers)
        verdicts = {} if as_read else standing(connection, JudgedKind.EVENT, numbers)
        for row in batch:
            fact = _fact(row, tuple(sides[row.id, "actor"]), tuple(sides[row.id, "recipient"]))
            yield judged_fact(fact, verdicts.get((row.id, 0))).fact


def _fact(row: Row[Any], actors: tuple[Party, ...], recipients: tuple[Party, ...]) -> Fact:
    return Fact(
        id=row.id,
        position=row.position,
        type=EventType(row.type),
        mode=row.mode,
        contexts=row.contexts,
        auxiliaries=tuple(Auxiliary(value) for value in row.auxiliaries),
        reciprocal=row.reciprocal,
        actors=actors,
        recipients=recipients,
        place=_place(row),
        date=date_of(row, "date"),
        earliest=row.when_earliest,
        latest=row.when_latest,
        dated_by=row.when_source,
        trigger=Span(row.trigger_start, row.trigger_end),
        sentence=row.sentence_text,
        sentence_span=Span(row.sentence_start, row.sentence_end),
        rule=row.rule,
        score=row.score,
        source=_source(row),
    )


def _place(row: Row[Any]) -> Party | None:
    if row.place is None:
        return None
    return Party(
        span=Span(row.place_start, row.place_end),
        text=row.place_text,
        name=row.place_name,
        kind=MentionKind(row.place_kind),
        country=row.place_country,
        mention=row.place,
    )


def said_from(connection: Connection, rows: Sequence[Row[Any]], *, as_read: bool = False) -> Iterator[Said]:
    """The statements of these rows, with the places of what was said."""
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        table = schema.contents
        query = (
            select(table)
            .where(table.c.statement_id.in_([row.id for row in batch]))
            .order_by(table.c.statement_id, table.c.position)
        )
        numbers = [row.id for row in batch]
        verdicts = {} if as_read else standing(connection, JudgedKind.STATEMENT, numbers)
        spans: dict[int, list[Span]] = defaultdict(list)
        for piece in connection.execute(query):
            spans[piece.statement_id].append(Span(piece.span_start, piece.span_end))
        for row in batch:
            yield judged_said(_statement(row, tuple(spans[row.id])), verdicts.get((row.id, 0))).fact


def _statement(row: Row[Any], spans: tuple[Span, ...]) -> Said:
    return Said(
        id=row.id,
        position=row.position,
        speaker=_speaker(row, "speaker"),
        addressee=_speaker(row, "addressee"),
        cue=Span(row.cue_start, row.cue_end),
        content=row.content_text,
        content_spans=spans,
        kind=StatementKind(row.kind),
        polarity=Polarity(row.polarity),
        quoted=row.quoted,
        sentence=row.sentence_text,
        sentence_span=Span(row.sentence_start, row.sentence_end),
        rule=row.rule,
        score=row.score,
        source=_source(row),
    )


def _speaker(row: Row[Any], name: str) -> Party | None:
    values = row._mapping
    if values[f"{name}_start"] is None:
        return None
    return Party(
        span=Span(values[f"{name}_start"], values[f"{name}_end"]),
        text=values[f"{name}_text"],
        name=values[f"{name}_name"],
        country=values[f"{name}_country"],
        mention=values[f"{name}_mention"],
    )
