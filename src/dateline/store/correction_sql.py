"""Verdicts in SQL: which facts they are on, which of them count, which facts they reject or change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from dateline.store import schema, schema_reference
from dateline.store.correction_records import Correction, Given, JudgedKind, Target
from dateline.store.schema_people import corrections, users

KEY = ("address", "kind", "sentence", "span", "place", "ordinal")
"""The columns that say what a verdict is on."""

_AT_ONCE = 400


def rows(kind: JudgedKind) -> Select[Any]:
    """The facts of a kind in the newest versions, each with the columns that its verdicts are known by.

    The columns are ``number``, ``mention`` (of links), ``article``, ``address``, ``sentence``, ``span``, ``place``,
    ``ordinal``, ``score`` and ``rule``.
    """
    articles, pages, sentences = schema.articles.c, schema.pages.c, schema.sentences.c
    source, fact, columns = columns_of(kind)
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
        # Not by the index of what is current: most articles are, and where verdicts are joined, they are few.
        .where(func.coalesce(articles.current, False) == true())
    )


def columns_of(kind: JudgedKind) -> tuple[Any, Any, tuple[ColumnElement[Any], ...]]:
    """Where the facts of a kind are: joined tables, the table with article and sentence, and the columns."""
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
        *(table.c[name] == plain(columns[name]) for name in ("span", "place", "ordinal")),
    )


def plain(column: Any) -> Any:
    """What a column with a label stands for."""
    return getattr(column, "element", column)


def counts(table: Any) -> ColumnElement[bool]:
    """That a row of corrections is the verdict that counts: the newest on its fact that was not taken back."""
    later = corrections.alias()
    same = and_(*(later.c[name] == table.c[name] for name in KEY))
    return and_(effective(table), ~exists().where(same, later.c.id > table.c.id, effective(later)))


def judged(kind: JudgedKind, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The numbers of the facts whose verdict that counts meets the conditions (on ``corrections``).

    It goes from the verdicts, which are few, to the facts.
    """
    query = rows(kind)
    _, fact, columns = columns_of(kind)
    pages, articles, given = schema.pages.alias(), schema.articles.alias(), corrections.alias()
    addresses = select(given.c.address).where(given.c.kind == kind.value)
    among = select(articles.c.id).where(
        articles.c.page_id.in_(select(pages.c.id).where(pages.c.address.in_(addresses)))
    )
    return (
        query.with_only_columns(plain(columns[0]))
        .join(corrections, and_(corrections.c.kind == kind.value, on(corrections, query)))
        .where(fact.c.article_id.in_(among), counts(corrections), *conditions)
        .correlate(None)
    )


def any_verdicts(connection: Connection) -> bool:
    """Whether anybody has judged anything."""
    return connection.execute(select(corrections.c.id).limit(1)).first() is not None


@cache  # it is long, and in nearly every query
def not_rejected(kind: JudgedKind) -> ColumnElement[bool]:
    """A condition on ``events`` or ``statements`` that leaves out what reviewers rejected."""
    number = plain(columns_of(kind)[2][0])
    rejected: ColumnElement[bool] = number.not_in(judged(kind, corrections.c.verdict == Given.REJECT.value))
    return rejected


def has_value(kind: JudgedKind, field: str, value: str) -> ColumnElement[bool]:
    """A condition on ``events`` or ``statements``: the column has the value, by the reading or as corrected."""
    table: Any = schema.events if kind is JudgedKind.EVENT else schema.statements
    right = func.json_extract(corrections.c["values"], f"$.{field}")
    read = and_(table.c[field] == value, table.c.id.not_in(judged(kind, right.is_not(None), right != value)))
    return or_(read, table.c.id.in_(judged(kind, right == value)))


def standing(
    connection: Connection, kind: JudgedKind, numbers: Collection[int]
) -> Mapping[tuple[int, int], Correction]:
    """The verdict that counts on each of these facts that has one.

    Args:
        connection: a reading transaction.
        kind: of the facts.
        numbers: of the facts; of links, the numbers of their articles.

    Returns:
        The verdicts by number, and mention (0 for all but links).
    """
    found: dict[tuple[int, int], Correction] = {}
    if not numbers or connection.execute(select(corrections.c.id).limit(1)).first() is None:
        return found
    wanted = list(dict.fromkeys(numbers))
    query = rows(kind)
    columns = columns_of(kind)[2]
    joined = (
        query.with_only_columns(columns[0], columns[1], corrections, users.c.name.label("who"))
        .join(corrections, and_(corrections.c.kind == kind.value, on(corrections, query)))
        .join(users, users.c.id == corrections.c.user_id)
        .where(counts(corrections))
    )
    for place in range(0, len(wanted), _AT_ONCE):
        part = joined.where(plain(columns[0]).in_(wanted[place : place + _AT_ONCE]))
        for row in connection.execute(part):
            found[row.number, row.mention] = correction_of(row)
    return found


def correction_of(row: Row[Any]) -> Correction:
    """A verdict from a row of ``corrections`` with the name of the reviewer as ``who``."""
    values = row._mapping
    return Correction(
        id=row.id,
        target=Target(row.address, JudgedKind(row.kind), row.sentence, row.span, row.place, row.ordinal),
        verdict=Given(row.verdict),
        given=msgspec.json.decode(row.given),
        values=msgspec.json.decode(values["values"]),
        reason=row.reason,
        user=row.user_id,
        who=row.who,
        moment=row.moment,
        models=msgspec.json.decode(row.models),
    )
