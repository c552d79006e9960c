"""The tables by which articles and facts are found: what each is filed under, by day, and how many there are.

They hold nothing that is not in the other tables, and only of the newest versions; the writer keeps them in step
(:mod:`dateline.store.keys`). So a list of the newest facts of a state among millions is read off one index.

A key is the id of an entity (``Q11074974``), of a state (``iso-SRB``) or of a place, or what it is after its kind:
``name:aleksandar vulin``, ``type:CONSULT``, ``site:the gazette``, ``host:gazette.example``, ``language:en-gb``,
``author:Ana Duval``. The empty key is that of everything. The key of two entities is both ids with a space before each
(:mod:`dateline.store.pair_keys`).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from dateline.store.columns import Words
from dateline.store.schema import metadata


def _of(owner: str) -> Column[int]:
    key = ForeignKey(f"{owner}s.id", ondelete="CASCADE")
    return Column(f"{owner}_id", Integer, key, primary_key=True, comment=f"the {owner}")


def _key() -> Column[str]:
    return Column("key", Words, primary_key=True, comment="what it is filed under")


def _side(what: str) -> Column[str]:
    return Column("side", String(16), primary_key=True, comment=what)


def _day() -> tuple[Column[bool], Column[object]]:
    return (
        Column("wide", Boolean, nullable=False, comment="whether it can be of more than one day, or of none"),
        Column("day", Date, comment="the last day it can be of, or the first where the last is open"),
    )


article_keys = Table(
    "article_keys",
    metadata,
    _of("article"),
    _key(),
    *_day(),
    Index("ix_article_keys_key", "key", "wide", "day", "article_id"),
    comment="What the articles are filed under, of the newest versions.",
)

event_keys = Table(
    "event_keys",
    metadata,
    _of("event"),
    _key(),
    _side(
        "actor, recipient, place; mutual: actor of what is done to one another; in: state of the place; all: it; "
        "of a pair to, by or between"
    ),
    Column("position", Integer, primary_key=True, comment="number of the participant on its side, else 0"),
    *_day(),
    Column("type", String(16), nullable=False, comment="PLOVER event type"),
    Column("real", Boolean, nullable=False, comment="told as having happened"),
    Index("ix_event_keys_key", "key", "wide", "day", "event_id", "side", "position", "type", "real"),
    comment="What the events are filed under, of the newest versions.",
)

statement_keys = Table(
    "statement_keys",
    metadata,
    _of("statement"),
    _key(),
    _side(
        "speaker or addressee; named: in what was said; all: the statement; of a pair to, by, about or about-by"
    ),
    *_day(),
    Index("ix_statement_keys_key", "key", "wide", "day", "statement_id", "side"),
    comment="What the statements are filed under, of the newest versions.",
)

key_months = Table(
    "key_months",
    metadata,
    _key(),
    Column(
        "what",
        String(16),
        primary_key=True,
        comment="article, event, statement, a side of one; said-to, said-by",
    ),
    Column("month", String(7), primary_key=True, comment="2024-05; empty where no day is known"),
    Column(
        "type",
        String(32),
        primary_key=True,
        comment="PLOVER event type, of a pair with its mode; empty but for events",
    ),
    Column("real", Boolean, primary_key=True, comment="told as having happened; true but for events"),
    Column("number", Integer, nullable=False, comment="how many"),
    comment="How many articles and facts there are of an entity or a pair in each month.",
)

key_totals = Table(
    "key_totals",
    metadata,
    _key(),
    Column("what", String(16), primary_key=True, comment="article, event or statement"),
    Column("number", Integer, nullable=False, comment="how many"),
    comment="How many articles and facts are filed under a key.",
)

name_words = Table(
    "name_words",
    metadata,
    Column("word", Words, primary_key=True, comment="a plain small word of the name"),
    Column("name", Words, primary_key=True, comment="the plain name"),
    comment="The names that facts are filed under, by their words.",
)
