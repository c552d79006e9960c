"""The newest events and statements that meet conditions: which keys these stand for, and what is asked besides.

Where words are searched in sentences, and very many sentences hold them, those are looked at that were read last.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, exists, select

from dateline.store import schema, schema_keys, search
from dateline.store.conditions import happened_in, is_linked, named, said_about, takes_part
from dateline.store.correction_records import JudgedKind
from dateline.store.correction_sql import any_verdicts, has_value, not_rejected
from dateline.store.facts import FactFilter, SaidFilter
from dateline.store.filed import Among, Asked, Under, keys_of
from dateline.store.pair_keys import pair_key
from dateline.store.parts import state_of

MOST_ARTICLES = 10_000
"""So many articles of a source are looked at, the newest ones."""

MOST_SENTENCES = 2000
"""So many sentences that hold the words are looked at, those read last."""

_ACTOR = ("actor",)
_RECIPIENT = ("recipient", "mutual")
_PLACE = ("place", "in")


def events_asked(connection: Connection, wanted: FactFilter) -> Asked:
    """What a filter asks of the file of events.

    Raises:
        UsageError: a name has no letters, or the query for words is broken.
    """
    under: list[Under] = []
    more: list[ColumnElement[bool]] = []
    told: dict[tuple[str, ...], tuple[str, ...]] = {}
    parties = (
        (wanted.actor, _ACTOR, lambda who: takes_part(who, "actor")),
        (wanted.recipient, _RECIPIENT, lambda who: takes_part(who, "recipient")),
        (wanted.place, _PLACE, happened_in),
    )
    for who, sides, otherwise in parties:
        if who is None:
            continue
        keys = keys_of(connection, who)
        if keys is None:
            more.append(otherwise(who))
        else:
            under.append(Under(keys or (_NOBODY,), sides))
            told[sides] = keys
    if (pair := _between(told.get(_ACTOR, ()), told.get(_RECIPIENT, ()))) is not None:
        under = [pair, *(one for one in under if one.sides == _PLACE)]
    judged = any_verdicts(connection)
    if wanted.type is not None:
        if judged and not wanted.as_read:
            more.append(has_value(JudgedKind.EVENT, "type", wanted.type.value))
        else:
            under.append(Under((f"type:{wanted.type.value}",)))
    if judged and not (wanted.rejected or wanted.as_read):
        more.append(not_rejected(JudgedKind.EVENT))
    among = _of_source(schema.events.c, wanted.source) if wanted.source is not None else None
    if wanted.text is not None:
        more += [] if among is None else [among.exact]
        among = _in_sentences(connection, wanted.text)
    return Asked(under=tuple(under), since=wanted.since, until=wanted.until, more=tuple(more), among=among)


def statements_asked(connection: Connection, wanted: SaidFilter) -> Asked:
    """What a filter asks of the file of statements; see :func:`events_asked`.

    Raises:
        UsageError: as there.
    """
    said = schema.statements.c
    told: dict[str, tuple[str, ...]] = {}
    under: list[Under] = []
    more: list[ColumnElement[bool]] = []
    for role in ("speaker", "addressee"):
        who = getattr(wanted, role)
        if who is None:
            continue
        keys = keys_of(connection, who)
        if keys is None:
            linked = is_linked(who, said.article_id, said[f"{role}_mention"])
            more.append(named(who, said[f"{role}_key"], said[f"{role}_country"]) | linked)
        else:
            under.append(Under(keys or (_NOBODY,), (role,)))
            told[role] = keys
    if (pair := _between(told.get("speaker", ()), told.get("addressee", ()))) is not None:
        under = [pair]
    judged = any_verdicts(connection)
    if wanted.kind is not None:
        if judged and not wanted.as_read:
            more.append(has_value(JudgedKind.STATEMENT, "kind", wanted.kind.value))
        else:
            under.append(Under((f"kind:{wanted.kind.value}",)))
    if judged and not (wanted.rejected or wanted.as_read):
        more.append(not_rejected(JudgedKind.STATEMENT))
    among = _of_source(said, wanted.source) if wanted.source is not None else None
    if wanted.about is not None:
        more += [] if among is None else [among.exact]
        among = _said_in(connection, wanted.about)
    return Asked(under=tuple(under), since=wanted.since, until=wanted.until, more=tuple(more), among=among)


def _between(actor: tuple[str, ...], recipient: tuple[str, ...]) -> Under | None:
    """What is filed under the pair of two states, or of two who are known: the same as what is filed under both.

    Of a man and a state it need not be: one party can be both. None there, and where somebody else is asked for.
    """
    if len(actor) != 1 or len(recipient) != 1 or actor == recipient:
        return None
    one, other = actor[0], recipient[0]
    if ":" in one + other or (state_of(one) is None) != (state_of(other) is None):
        return None
    return Under((pair_key(one, other),), ("to" if one < other else "by", "between"))


_NOBODY = "name:"
"""A key that nothing is filed under."""


def _of_source(fact: Any, site: str) -> Among:
    articles = schema_keys.article_keys.c
    every = select(articles.article_id).where(articles.key == f"site:{site}")
    ordered = every.order_by(articles.day.desc().nulls_last(), articles.article_id.desc())
    newest = ordered.limit(MOST_ARTICLES).subquery()
    facts = select(fact.id).join(newest, newest.c.article_id == fact.article_id)
    return Among(
        numbers=facts,
        exact=schema.articles.c.site == site,
        looked=every,
        most=MOST_ARTICLES,
        told=f"the newest {MOST_ARTICLES:,} articles of the source",
    )


def _in_sentences(connection: Connection, words: str) -> Among:
    events, sentences = schema.events.c, schema.sentences.c
    terms = search.parse(words)
    looked = search.last_sentences(connection, terms, MOST_SENTENCES + 1)
    last = _last_of(looked)
    same = and_(events.article_id == sentences.article_id, events.sentence == sentences.position)
    facts = (
        select(events.id)
        .select_from(last)
        .join(schema.sentences, sentences.id == last.c.id)
        .join(schema.events, same)
    )
    exact = exists().where(same, search.matching(schema.sentences, "sentences", terms))
    return _of_words(looked, facts, exact)


def _said_in(connection: Connection, words: str) -> Among:
    sentences, pieces, said = schema.sentences.c, schema.contents.c, schema.statements.c
    terms = search.parse(words)
    looked = search.last_sentences(connection, terms, MOST_SENTENCES + 1)
    last = _last_of(looked)
    facts = (
        select(said.id)
        .select_from(last)
        .join(schema.sentences, sentences.id == last.c.id)
        .join(schema.statements, said.article_id == sentences.article_id)
        .join(schema.contents, pieces.statement_id == said.id)
        .where(sentences.span_start < pieces.span_end, pieces.span_start < sentences.span_end)
    )
    return _of_words(looked, facts, said_about(words))


def _last_of(looked: Select[tuple[int]]) -> Subquery:
    """Of the sentences that were looked for those whose facts are told: the one more tells that there are others."""
    every = looked.subquery()
    return select(every.c.id).order_by(every.c.id.desc()).limit(MOST_SENTENCES).subquery()


def _of_words(looked: Select[tuple[int]], facts: Select[Any], exact: ColumnElement[bool]) -> Among:
    return Among(
        numbers=facts,
        exact=exact,
        looked=looked,
        most=MOST_SENTENCES,
        told=f"the {MOST_SENTENCES:,} sentences with the words that were read last",
    )
