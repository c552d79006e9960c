"""From the rows of the tables back to a reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, ColumnElement, Connection, Row, Select, Table, select

from dateline.model import (
    Article,
    Author,
    Auxiliary,
    BlockKind,
    DateEstimate,
    Event,
    EventType,
    Furniture,
    FurnitureKind,
    Mention,
    MentionKind,
    Page,
    Paragraph,
    Participant,
    Polarity,
    Precision,
    Provenance,
    Reading,
    Repair,
    Sentence,
    Sourced,
    Span,
    Statement,
    StatementKind,
    TimeExpression,
)
from dateline.store import schema
from dateline.store.who import load_claims, load_links, load_profiles

AnyRow = Row[Any]

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the time of a fetch that was not kept; no page that was read lacks one."""


def load_reading(connection: Connection, article_id: int) -> Reading | None:
    """The reading of this article, equal to the one that was written; None if there is no such article."""
    query = (
        select(schema.articles, schema.pages, schema.provenances)
        .join(schema.pages, schema.articles.c.page_id == schema.pages.c.id)
        .join(schema.provenances, schema.articles.c.provenance_id == schema.provenances.c.id)
        .where(schema.articles.c.id == article_id)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Reading(
        page=page_of(row, "pages_"),
        article=_article(connection, article_id, row),
        sentences=tuple(map(_sentence, _parts(connection, schema.sentences, article_id))),
        mentions=tuple(map(_mention, _parts(connection, schema.mentions, article_id))),
        times=tuple(map(_time, _parts(connection, schema.times, article_id))),
        events=_events(connection, article_id),
        statements=_statements(connection, article_id),
        links=load_links(connection, article_id),
        profiles=load_profiles(connection, article_id),
        claims=load_claims(connection, article_id),
        provenance=Provenance(
            code=row.provenances_code, ontology=row.provenances_ontology, models=row.provenances_models
        ),
    )


def date_of(row: AnyRow, name: str) -> DateEstimate | None:
    """The DateEstimate in the six columns that begin with ``name``; None if there is none."""
    values = row._mapping
    if values[f"{name}_precision"] is None:
        return None
    return DateEstimate(
        earliest=values[f"{name}_earliest"],
        latest=values[f"{name}_latest"],
        precision=Precision(values[f"{name}_precision"]),
        moment=values[f"{name}_moment"],
        stated=values[f"{name}_stated"],
        reasons=values[f"{name}_reasons"],
    )


def page_of(row: AnyRow, prefix: str = "") -> Page:
    """The page in a row of ``pages``."""
    values = row._mapping
    return Page(
        address=values[f"{prefix}address"],
        content=values[f"{prefix}content"] or b"",
        fetched=values[f"{prefix}fetched"] or NEVER,
        content_type=values[f"{prefix}content_type"],
    )


def _parts(connection: Connection, table: Table, article_id: int) -> Sequence[AnyRow]:
    query = select(table).where(table.c.article_id == article_id).order_by(table.c.position)
    return connection.execute(query).all()


def _article(connection: Connection, article_id: int, row: AnyRow) -> Article:
    return Article(
        text=row.articles_text,
        headline=_sourced(row, "headline"),
        site=_sourced(row, "site"),
        language=_sourced(row, "language"),
        canonical=_sourced(row, "canonical"),
        published=date_of(row, "articles_published"),
        modified=date_of(row, "articles_modified"),
        authors=tuple(
            Author(
                name=part.name,
                handle=part.handle,
                avatar=part.avatar,
                profile=part.profile,
                source=part.source,
            )
            for part in _parts(connection, schema.authors, article_id)
        ),
        paragraphs=tuple(
            Paragraph(kind=BlockKind(part.kind), span=_span(part))
            for part in _parts(connection, schema.paragraphs, article_id)
        ),
        furniture=tuple(
            Furniture(text=part.text, kind=FurnitureKind(part.kind), rule=part.rule, score=part.score)
            for part in _parts(connection, schema.furniture, article_id)
        ),
        repairs=tuple(
            Repair(
                span=_span(part),
                original=part.original,
                result=part.result,
                rule=part.rule,
                evidence=part.evidence,
            )
            for part in _parts(connection, schema.repairs, article_id)
        ),
    )


def _sourced(row: AnyRow, name: str) -> Sourced | None:
    value, source = row._mapping[f"articles_{name}"], row._mapping[f"articles_{name}_source"]
    return None if source is None else Sourced(value=value, source=source)


def _span(row: AnyRow, name: str = "span") -> Span:
    return Span(row._mapping[f"{name}_start"], row._mapping[f"{name}_end"])


def _sentence(row: AnyRow) -> Sentence:
    return Sentence(index=row.position, span=_span(row), paragraph=row.paragraph)


def _mention(row: AnyRow) -> Mention:
    return Mention(
        index=row.position,
        span=_span(row),
        head=_span(row, "head"),
        sentence=row.sentence,
        kind=MentionKind(row.kind),
        name=row.name,
        title=row.title,
        country=row.country,
        role=row.role,
        refers_to=row.refers_to,
        rule=row.rule,
        score=row.score,
    )


def _time(row: AnyRow) -> TimeExpression:
    return TimeExpression(span=_span(row), sentence=row.sentence, date=date_of(row, "date"), rule=row.rule)


def _under(connection: Connection, query: Select[Any], key: str) -> dict[int, list[AnyRow]]:
    """The rows of a query, grouped by the number of what they belong to, in their order."""
    groups: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query):
        groups[row._mapping[key]].append(row)
    return groups


def _of_article(table: Table, key: ColumnElement[int], owner: Table, article_id: int) -> Select[Any]:
    """Rows that hang on an event or a statement of this article."""
    return (
        select(table)
        .join(owner, key == owner.c.id)
        .where(owner.c.article_id == article_id)
        .order_by(key, table.c.position)
    )


def _events(connection: Connection, article_id: int) -> tuple[Event, ...]:
    participants = _under(
        connection,
        _of_article(schema.participants, schema.participants.c.event_id, schema.events, article_id),
        "event_id",
    )
    evidence = _under(
        connection,
        _of_article(schema.evidence, schema.evidence.c.event_id, schema.events, article_id),
        "event_id",
    )
    return tuple(
        Event(
            index=row.position,
            type=EventType(row.type),
            mode=row.mode,
            contexts=row.contexts,
            actors=_side(participants[row.id], "actor"),
            recipients=_side(participants[row.id], "recipient"),
            reciprocal=row.reciprocal,
            auxiliaries=tuple(Auxiliary(value) for value in row.auxiliaries),
            place=row.place,
            date=date_of(row, "date"),
            sentence=row.sentence,
            trigger=_span(row, "trigger"),
            evidence=tuple(map(_span, evidence[row.id])),
            rule=row.rule,
            score=row.score,
        )
        for row in _parts(connection, schema.events, article_id)
    )


def _side(rows: Sequence[AnyRow], side: str) -> tuple[Participant, ...]:
    return tuple(Participant(span=_span(row), mention=row.mention) for row in rows if row.side == side)


def _statements(connection: Connection, article_id: int) -> tuple[Statement, ...]:
    contents = _under(
        connection,
        _of_article(schema.contents, schema.contents.c.statement_id, schema.statements, article_id),
        "statement_id",
    )
    links = schema.statement_events
    positions = (
        select(links.c.statement_id, schema.events.c.position)
        .join(schema.events, links.c.event_id == schema.events.c.id)
        .where(schema.events.c.article_id == article_id)
        .order_by(links.c.statement_id, links.c.position)
    )
    events = _under(connection, positions, "statement_id")
    return tuple(
        Statement(
            index=row.position,
            speaker=_who(row, "speaker"),
            cue=_span(row, "cue"),
            content=tuple(map(_span, contents[row.id])),
            addressee=_who(row, "addressee"),
            kind=StatementKind(row.kind),
            polarity=Polarity(row.polarity),
            quoted=row.quoted,
            sentence=row.sentence,
            events=tuple(link.position for link in events[row.id]),
            rule=row.rule,
            score=row.score,
        )
        for row in _parts(connection, schema.statements, article_id)
    )


def _who(row: AnyRow, name: str) -> Participant | None:
    if row._mapping[f"{name}_start"] is None:
        return None
    return Participant(span=_span(row, name), mention=row._mapping[f"{name}_mention"])
