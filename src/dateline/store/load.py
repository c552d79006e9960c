"""From the rows of the tables back to a reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, Connection, Row, Select, Table, bindparam, select

from dateline.model import (
    Article,
    Author,
    Auxiliary,
    BlockKind,
    Claim,
    DateEstimate,
    Event,
    EventType,
    Furniture,
    FurnitureKind,
    Link,
    Mention,
    MentionKind,
    Page,
    Paragraph,
    Participant,
    Polarity,
    Precision,
    Profile,
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
from dateline.store.who import load_claims, load_links, load_profiles, of_article

AnyRow = Row[Any]
"""A row of SQLAlchemy, or one that gives its columns in the same two ways: as attributes, and as ``_mapping``."""

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
    return assemble(page_of(row, "pages_"), _provenance(row), _rows_of(connection, article_id, row))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRows:
    """The rows that a reading lies in, from a database or from anywhere else where the columns are the same.

    Attributes:
        article: the columns of ``articles``, each with ``articles_`` before its name.
        parts: table → its rows for this article, in the order of their positions.
        of_events: table → position of an event → its rows, in order.
        of_statements: table → position of a statement → its rows, in order.
        links, profiles, claims: who is who.
    """

    article: AnyRow
    parts: Mapping[str, Sequence[AnyRow]]
    of_events: Mapping[str, Mapping[int, Sequence[AnyRow]]]
    of_statements: Mapping[str, Mapping[int, Sequence[AnyRow]]]
    links: tuple[Link, ...]
    profiles: tuple[Profile, ...]
    claims: tuple[Claim, ...]


def assemble(page: Page, provenance: Provenance, rows: ReadingRows) -> Reading:
    """The reading in its rows."""
    return Reading(
        page=page,
        article=_article(rows),
        sentences=tuple(map(_sentence, rows.parts["sentences"])),
        mentions=tuple(map(_mention, rows.parts["mentions"])),
        times=tuple(map(_time, rows.parts["times"])),
        events=_events(rows),
        statements=_statements(rows),
        links=rows.links,
        profiles=rows.profiles,
        claims=rows.claims,
        provenance=provenance,
    )


def _provenance(row: AnyRow) -> Provenance:
    return Provenance(
        code=row.provenances_code, ontology=row.provenances_ontology, models=row.provenances_models
    )


def _rows_of(connection: Connection, article_id: int, article: AnyRow) -> ReadingRows:
    def parts(*tables: Table) -> dict[str, Sequence[AnyRow]]:
        return {table.name: _parts(connection, table, article_id) for table in tables}

    def under(owner: Table, *tables: Table) -> dict[str, Mapping[int, Sequence[AnyRow]]]:
        key = "event_id" if owner is schema.events else "statement_id"
        return {
            table.name: _under(connection, _hanging_on(table, key, owner), article_id) for table in tables
        }

    return ReadingRows(
        article=article,
        parts=parts(
            schema.authors,
            schema.paragraphs,
            schema.furniture,
            schema.repairs,
            schema.sentences,
            schema.mentions,
            schema.times,
            schema.events,
            schema.statements,
        ),
        of_events=under(schema.events, schema.participants, schema.evidence),
        of_statements={
            **under(schema.statements, schema.contents),
            "statement_events": _under(connection, _said_of_article(), article_id),
        },
        links=load_links(connection, article_id),
        profiles=load_profiles(connection, article_id),
        claims=load_claims(connection, article_id),
    )


@cache
def _said_of_article() -> Select[Any]:
    links = schema.statement_events
    return (
        select(schema.statements.c.position.label("owner"), schema.events.c.position.label("event"))
        .select_from(links)
        .join(schema.events, links.c.event_id == schema.events.c.id)
        .join(schema.statements, links.c.statement_id == schema.statements.c.id)
        .where(schema.events.c.article_id == bindparam("article"))
        .order_by(links.c.statement_id, links.c.position)
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
    return connection.execute(of_article(table), {"article": article_id}).all()


def _article(rows: ReadingRows) -> Article:
    row, parts = rows.article, rows.parts
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
            for part in parts["authors"]
        ),
        paragraphs=tuple(
            Paragraph(kind=BlockKind(part.kind), span=_span(part)) for part in parts["paragraphs"]
        ),
        furniture=tuple(
            Furniture(text=part.text, kind=FurnitureKind(part.kind), rule=part.rule, score=part.score)
            for part in parts["furniture"]
        ),
        repairs=tuple(
            Repair(
                span=_span(part),
                original=part.original,
                result=part.result,
                rule=part.rule,
                evidence=part.evidence,
            )
            for part in parts["repairs"]
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


def _under(connection: Connection, query: Select[Any], article_id: int) -> dict[int, list[AnyRow]]:
    """The rows of a query, grouped by ``owner``, in their order."""
    groups: dict[int, list[AnyRow]] = defaultdict(list)
    for row in connection.execute(query, {"article": article_id}):
        groups[row.owner].append(row)
    return groups


@cache
def _hanging_on(table: Table, key: str, owner: Table) -> Select[Any]:
    """Rows that hang on an event or a statement of this article, whose position is their ``owner``."""
    return (
        select(table, owner.c.position.label("owner"))
        .join(owner, table.c[key] == owner.c.id)
        .where(owner.c.article_id == bindparam("article"))
        .order_by(table.c[key], table.c.position)
    )


def _events(rows: ReadingRows) -> tuple[Event, ...]:
    participants, evidence = rows.of_events["participants"], rows.of_events["evidence"]
    return tuple(
        Event(
            index=row.position,
            type=EventType(row.type),
            mode=row.mode,
            contexts=row.contexts,
            actors=_side(participants.get(row.position, ()), "actor"),
            recipients=_side(participants.get(row.position, ()), "recipient"),
            reciprocal=row.reciprocal,
            auxiliaries=tuple(Auxiliary(value) for value in row.auxiliaries),
            place=row.place,
            date=date_of(row, "date"),
            sentence=row.sentence,
            trigger=_span(row, "trigger"),
            evidence=tuple(map(_span, evidence.get(row.position, ()))),
            rule=row.rule,
            score=row.score,
        )
        for row in rows.parts["events"]
    )


def _side(rows: Sequence[AnyRow], side: str) -> tuple[Participant, ...]:
    return tuple(Participant(span=_span(row), mention=row.mention) for row in rows if row.side == side)


def _statements(rows: ReadingRows) -> tuple[Statement, ...]:
    contents, events = rows.of_statements["contents"], rows.of_statements["statement_events"]
    return tuple(
        Statement(
            index=row.position,
            speaker=_who(row, "speaker"),
            cue=_span(row, "cue"),
            content=tuple(map(_span, contents.get(row.position, ()))),
            addressee=_who(row, "addressee"),
            kind=StatementKind(row.kind),
            polarity=Polarity(row.polarity),
            quoted=row.quoted,
            sentence=row.sentence,
            events=tuple(link.event for link in events.get(row.position, ())),
            rule=row.rule,
            score=row.score,
        )
        for row in rows.parts["statements"]
    )


def _who(row: AnyRow, name: str) -> Participant | None:
    if row._mapping[f"{name}_start"] is None:
        return None
    return Participant(span=_span(row, name), mention=row._mapping[f"{name}_mention"])
