"""The tables of what is gathered over articles: decisions on pairs; the stories and incidents made of them; positions.

All of it can be made again from the articles (``dateline gather``). Of stories and incidents the decisions are
kept, and the clusters are derived from them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from dateline.store.columns import Instant, Listing, Words
from dateline.store.schema import metadata


def _to(owner: str, name: str | None = None, *, key: bool = False) -> Column[int]:
    to = ForeignKey(f"{owner}s.id", ondelete="CASCADE")
    return Column(name or f"{owner}_id", Integer, to, primary_key=key, nullable=False, comment=f"the {owner}")


def _key(owner: str) -> tuple[Any, ...]:
    return (
        Column("key", BigInteger, nullable=False, comment="number for what two must share to be compared"),
        _to(owner),
        PrimaryKeyConstraint("key", f"{owner}_id"),
    )


def _join(owner: str) -> tuple[Any, ...]:
    return (
        _to(owner, "one_id"),
        _to(owner, "other_id"),
        Column("kind", String(16), nullable=False, comment="copy, or same"),
        Column("score", Float, nullable=False, comment="how sure it is, 0 to 1"),
        Column(
            "reasons", Listing, nullable=False, comment="what the score is made of, JSON array of strings"
        ),
        PrimaryKeyConstraint("one_id", "other_id"),
    )


tellings = Table(
    "tellings",
    metadata,
    _to("article", key=True),
    Column("moment", Instant, nullable=False, comment="when it came out, or was fetched; UTC"),
    Column("content", Words, nullable=False, comment="what of it is compared, JSON object"),
    Index("ix_tellings_moment", "moment"),
    comment="Articles as they are compared with others.",
)

telling_keys = Table(
    "telling_keys",
    metadata,
    *_key("article"),
    Index("ix_telling_keys_article_id", "article_id"),
    comment="Articles that share keys are compared.",
)

story_joins = Table(
    "story_joins",
    metadata,
    *_join("article"),
    Index("ix_story_joins_other_id", "other_id"),
    comment="Decisions: two articles that tell the same story, or have the same text.",
)

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="smallest number of its articles"),
    Column("articles", Integer, nullable=False, comment="how many articles tell it"),
    Column("sources", Integer, nullable=False, comment="how many of them are independent: copies count once"),
    Column("sites", Integer, nullable=False, comment="on how many sites it stands"),
    Column("first", Instant, nullable=False, comment="when it was told first, UTC"),
    Column("last", Instant, nullable=False, comment="when it was told last, UTC"),
    Index("ix_stories_last", "last"),
    comment="Articles on one news item; derived from story_joins.",
)

story_articles = Table(
    "story_articles",
    metadata,
    # No foreign key: when an article is read again, its old story must still be found, to be derived anew.
    Column("article_id", Integer, primary_key=True, autoincrement=False, comment="the article"),
    Column(
        "story_id",
        Integer,
        ForeignKey("stories.id", ondelete="CASCADE"),
        nullable=False,
        comment="the story it is in",
    ),
    Column("place", Integer, nullable=False, comment="its place in the story by time, from 0"),
    Column("role", String(16), nullable=False, comment="original (others have its text), copy, or own"),
    Column("copy_of", Integer, comment="the article whose text a copy has"),
    Column("source", Words, nullable=False, comment="whose text it is: an agency, or a site"),
    Column("why", Words, nullable=False, comment="what the role rests on"),
    Index("ix_story_articles_story_id", "story_id", "place"),
    comment="Which article is in which story, and as what.",
)

reports = Table(
    "reports",
    metadata,
    _to("event", key=True),
    _to("article"),
    Column("earliest", Date, nullable=False, comment="first day that the act can be of"),
    Column("latest", Date, nullable=False, comment="last day that the act can be of"),
    Column("content", Words, nullable=False, comment="what of it is compared, JSON object"),
    Index("ix_reports_article_id", "article_id"),
    Index("ix_reports_latest", "latest"),
    comment="Events as they are compared with others.",
)

report_keys = Table(
    "report_keys",
    metadata,
    *_key("event"),
    Index("ix_report_keys_event_id", "event_id"),
    comment="Events that share keys are compared.",
)

incident_joins = Table(
    "incident_joins",
    metadata,
    *_join("event"),
    Index("ix_incident_joins_other_id", "other_id"),
    comment="Decisions: two events that report the same act.",
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="smallest number of its events"),
    Column("lead_id", Integer, nullable=False, comment="the event that says best what happened"),
    Column("type", String(16), nullable=False, comment="PLOVER event type of the lead"),
    Column("earliest", Date, nullable=False, comment="first day that it can be of"),
    Column("latest", Date, nullable=False, comment="last day that it can be of"),
    Column("reports", Integer, nullable=False, comment="how many events report it"),
    Column("articles", Integer, nullable=False, comment="in how many articles"),
    Index("ix_incidents_latest", "latest"),
    Index("ix_incidents_lead_id", "lead_id"),
    comment="Reports of one act; derived from incident_joins.",
)

incident_reports = Table(
    "incident_reports",
    metadata,
    # No foreign key to the event, for the same reason as in story_articles.
    Column("event_id", Integer, primary_key=True, autoincrement=False, comment="the event that reports it"),
    Column(
        "incident_id",
        Integer,
        ForeignKey("incidents.id", ondelete="CASCADE"),
        nullable=False,
        comment="the incident",
    ),
    Column("article_id", Integer, nullable=False, comment="the article of the event"),
    Column("lead", Boolean, nullable=False, comment="true for the one event that stands for the incident"),
    Index("ix_incident_reports_incident_id", "incident_id"),
    Index("ix_incident_reports_article_id", "article_id"),
    comment="Which event reports which incident.",
)

victims = Table(
    "victims",
    metadata,
    _to("event", key=True),
    Column("harm", String(16), primary_key=True, comment="dead or injured"),
    Column("least", Integer, nullable=False, comment="at least so many"),
    Column("exact", Boolean, nullable=False, comment="true if just so many are told"),
    Column("span_start", Integer, nullable=False, comment="first character of the words that tell it"),
    Column("span_end", Integer, nullable=False, comment="character after them"),
    Column("text", Words, nullable=False, comment="those words"),
    comment="How many were killed or hurt, as the sentence of an event tells.",
)

stances = Table(
    "stances",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the stance"),
    _to("article"),
    Column("statement_id", Integer, ForeignKey("statements.id", ondelete="CASCADE"), comment="what was said"),
    Column("event_id", Integer, ForeignKey("events.id", ondelete="CASCADE"), comment="what was done"),
    Column(
        "actor", Words, nullable=False, comment="id of the entity, of the state, or name: and a plain name"
    ),
    Column("actor_name", Words, nullable=False, comment="its name in the article"),
    Column("actor_country", String(3), comment="ISO 3166-1 alpha-3 code of the state it belongs to"),
    Column("issue", String(32), nullable=False, comment="kind of question, such as membership"),
    Column("object", Words, nullable=False, comment="what the question is about: an id, or name: and a name"),
    Column("object_name", Words, nullable=False, comment="its name in the article"),
    Column("day", Date, comment="when it was said or done; NULL if not known"),
    Column("stance", Integer, nullable=False, comment="1 for, -1 against"),
    Column("why", Listing, nullable=False, comment="what that rests on, JSON array of strings"),
    Index("ix_stances_article_id", "article_id"),
    Index("ix_stances_statement_id", "statement_id"),
    Index("ix_stances_event_id", "event_id"),
    Index("ix_stances_actor", "actor", "issue", "object", "day"),
    Index("ix_stances_actor_country", "actor_country", "issue", "object", "day"),
    Index("ix_stances_object", "object", "issue"),
    comment="What somebody said or did for or against something.",
)


def _group(*, key: bool) -> tuple[Column[Any], ...]:
    return (
        Column(
            "key",
            Words,
            primary_key=key,
            nullable=False,
            comment="what is counted: id of an entity, or a pair",
        ),
        Column("what", String(16), primary_key=key, nullable=False, comment="event, or a side of a fact"),
        Column("month", String(7), primary_key=key, nullable=False, comment="2024-05; empty if not known"),
        Column(
            "type",
            String(32),
            primary_key=key,
            nullable=False,
            comment="PLOVER event type, of a pair with its mode, or empty",
        ),
        Column("real", Boolean, primary_key=key, nullable=False, comment="told as having happened"),
        Column("number", Integer, nullable=False, comment="how many are repeats"),
    )


repeats = Table(
    "repeats",
    metadata,
    Column("of", String(16), nullable=False, comment="incident, or story"),
    Column("cluster_id", Integer, nullable=False, comment="the incident or story"),
    *_group(key=False),
    PrimaryKeyConstraint("of", "cluster_id", "key", "what", "month", "type", "real"),
    comment="What key_months counts though it is told before: more reports of an act, statements in copies.",
)

repeat_months = Table(
    "repeat_months",
    metadata,
    *_group(key=True),
    comment="The sums of repeats: key_months less these are acts, and statements in no copy.",
)

everything = metadata
"""All tables, with those of the other modules."""
