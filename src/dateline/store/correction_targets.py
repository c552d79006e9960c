"""From facts to what a verdict is on, and back: by page address, sentence and span, never by row number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, literal, select, true

from dateline.errors import UsageError
from dateline.model import Link
from dateline.store import facts, schema, schema_reference
from dateline.store.correction_records import (
    Judgeable,
    JudgedKind,
    Target,
    event_values,
    statement_values,
)
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.schema_people import corrections
from dateline.store.who import load_links

_REF = re.compile(r"(e|s)([0-9]{1,18})|l([0-9]{1,18})\.([0-9]{1,9})")
_AT_ONCE = 400


def parse(ref: str) -> tuple[JudgedKind, int, int]:
    """An identifier: e12 is an event, s7 a statement, l3.5 the link of mention 5 in article 3.

    Raises:
        UsageError: it is none.
    """
    match = _REF.fullmatch(ref)
    if match is None:
        raise UsageError("is no fact", where=repr(ref), action="write e12, s7 or l3.5")
    if match[1]:
        return (JudgedKind.EVENT if match[1] == "e" else JudgedKind.STATEMENT), int(match[2]), 0
    return JudgedKind.LINK, int(match[3]), int(match[4])


def rows(kind: JudgedKind) -> Select[Any]:
    """The facts of a kind in the newest versions, each with the columns that its verdicts are known by.

    The columns are ``number``, ``mention`` (of links), ``article``, ``address``, ``sentence``, ``span``, ``place``,
    ``ordinal``, ``score`` and ``rule``.
    """
    articles, pages, sentences = schema.articles.c, schema.pages.c, schema.sentences.c
    source, fact, columns = _columns(kind)
    return (
        select(
            *columns,
            articles.id.label("article"),
            pages.address.label("address"),
            sentences.text.label("sentence"),
            schema.provenances.c.code,
            schema.provenances.c.ontology,
            schema.provenances.c.models,
        )
        .select_from(source)
        .join(schema.articles, articles.id == fact.c.article_id)
        .join(schema.pages, pages.id == articles.page_id)
        .join(schema.provenances, schema.provenances.c.id == fact.c.provenance_id)
        .join(
            schema.sentences,
            and_(sentences.article_id == fact.c.article_id, sentences.position == fact.c.sentence),
        )
        .where(articles.current == true())
    )


def _columns(kind: JudgedKind) -> tuple[Any, Any, tuple[ColumnElement[Any], ...]]:
    begin = schema.sentences.c.span_start
    if kind is JudgedKind.LINK:
        mentions, links = schema.mentions, schema_reference.links
        joined = links.join(
            mentions,
            and_(mentions.c.article_id == links.c.article_id, mentions.c.position == links.c.mention),
        )
        columns = (
            links.c.article_id.label("number"),
            links.c.mention.label("mention"),
            mentions.c.text.label("span"),
            (mentions.c.span_start - begin).label("place"),
            literal(0).label("ordinal"),
            func.coalesce(links.c.score, 0.0).label("score"),
            links.c.rule.label("rule"),
        )
        return joined, mentions, columns
    table: Any = schema.events if kind is JudgedKind.EVENT else schema.statements
    word = "trigger" if kind is JudgedKind.EVENT else "cue"
    earlier = table.alias("earlier")
    ordinal = (
        select(func.count())
        .where(
            earlier.c.article_id == table.c.article_id,
            earlier.c.sentence == table.c.sentence,
            earlier.c[f"{word}_start"] == table.c[f"{word}_start"],
            earlier.c[f"{word}_text"] == table.c[f"{word}_text"],
            earlier.c.position < table.c.position,
        )
        .correlate(table)
        .scalar_subquery()
    )
    columns = (
        table.c.id.label("number"),
        literal(0).label("mention"),
        table.c[f"{word}_text"].label("span"),
        (table.c[f"{word}_start"] - begin).label("place"),
        ordinal.label("ordinal"),
        table.c.score.label("score"),
        table.c.rule.label("rule"),
    )
    return table, table, columns


def target(kind: JudgedKind, row: Any) -> Target:
    """What a verdict on a row of :func:`rows` is on."""
    return Target(row.address, kind, row.sentence, row.span, row.place, row.ordinal)


def targets_of(
    connection: Connection, kind: JudgedKind, numbers: Collection[int]
) -> Mapping[tuple[int, int], Target]:
    """What verdicts on these facts are on, by number (of links: of the article) and mention."""
    found: dict[tuple[int, int], Target] = {}
    wanted = list(dict.fromkeys(numbers))
    column = _columns(kind)[2][0]
    for place in range(0, len(wanted), _AT_ONCE):
        query = rows(kind).where(_of(column).in_(wanted[place : place + _AT_ONCE]))
        for row in connection.execute(query):
            found[row.number, row.mention] = target(kind, row)
    return found


def judgeable(connection: Connection, ref: str) -> Judgeable | None:
    """A fact of a newest version, to be judged; None if there is none.

    Raises:
        UsageError: it is no identifier.
    """
    kind, number, mention = parse(ref)
    column = _of(_columns(kind)[2][0])
    query = rows(kind).where(column == number)
    if kind is JudgedKind.LINK:
        query = query.where(schema_reference.links.c.mention == mention)
    row = connection.execute(query).first()
    return next(iter(fill(connection, kind, [row])), None) if row is not None else None


def fill(connection: Connection, kind: JudgedKind, found: Iterable[Any]) -> list[Judgeable]:
    """The facts of these rows of :func:`rows`, with what they say, in their order."""
    listed = list(found)
    articles = list(dict.fromkeys(row.article for row in listed))
    values: dict[tuple[int, int], Mapping[str, Any]] = {}
    if kind is JudgedKind.EVENT:
        for fact in facts.facts_of(connection, FactFilter(), articles):
            values[fact.id, 0] = event_values(fact)
    elif kind is JudgedKind.STATEMENT:
        for said in facts.said_of(connection, SaidFilter(), articles):
            values[said.id, 0] = statement_values(said)
    else:
        for article in articles:
            for link in load_links(connection, article):
                values[article, link.mention] = link_values(link)
    return [
        Judgeable(
            ref=f"l{row.number}.{row.mention}" if kind is JudgedKind.LINK else f"{kind.value[0]}{row.number}",
            article=row.article,
            target=target(kind, row),
            values=values[row.number, row.mention],
            score=row.score,
            rule=row.rule,
            models={"code": row.code, "ontology": row.ontology, "models": row.models},
        )
        for row in listed
        if (row.number, row.mention) in values
    ]


def link_values(link: Link) -> dict[str, Any]:
    """What a link says, under the names that a correction uses."""
    chosen = link.chosen
    return {"entity": chosen.entity if chosen else None, "name": chosen.name if chosen else None}


def encode(values: Mapping[str, Any]) -> str:
    """Values as they are stored."""
    return msgspec.json.encode(values).decode()


def effective(table: Any) -> ColumnElement[bool]:
    """That a row of corrections is a verdict that was not taken back."""
    undo = corrections.alias()
    return and_(table.c.verdict != "undo", ~exists().where(undo.c.undoes == table.c.id))


def on(table: Any, fact: Select[Any]) -> ColumnElement[bool]:
    """That a row of corrections is on the fact of a row of :func:`rows`."""
    columns = {column.name: column for column in fact.selected_columns}
    return and_(
        table.c.address == schema.pages.c.address,
        table.c.sentence == schema.sentences.c.text,
        *(table.c[name] == _of(columns[name]) for name in ("span", "place", "ordinal")),
    )


def _of(column: Any) -> Any:
    return getattr(column, "element", column)
