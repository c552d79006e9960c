"""The tables. Written once here for SQLAlchemy; the migrations make them, and a test holds the two together.

A span is two columns, ``…_start`` (included) and ``…_end`` (excluded): characters of ``articles.text``.
In SQL, ``substr(text, span_start + 1, span_end - span_start)`` cuts it out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from dateline.store.columns import Instant, Listing, Packed, Words, Zoned

REVISION = "0010"
"""The newest migration: the schema that this code reads and writes."""

APPLICATION_ID = 0x44544C4E
"""``DTLN`` in the header of the SQLite file: how we know our own."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _span(name: str, what: str, *, nullable: bool = False) -> tuple[Column[int], Column[int]]:
    return (
        Column(f"{name}_start", Integer, nullable=nullable, comment=f"first character of {what}"),
        Column(f"{name}_end", Integer, nullable=nullable, comment=f"character after {what}"),
    )


def _date(name: str, what: str) -> tuple[Column[Any], ...]:
    """The six columns of a DateEstimate; all NULL where there is none (``…_precision`` tells)."""
    return (
        Column(f"{name}_earliest", Date, comment=f"first day of {what}; NULL if open"),
        Column(f"{name}_latest", Date, comment=f"last day of {what}; NULL if open"),
        Column(f"{name}_precision", String(16), comment=f"how exact {what} is; NULL if there is no date"),
        Column(f"{name}_moment", Zoned, comment=f"exact time of {what} with its zone, ISO 8601"),
        Column(f"{name}_stated", Boolean, comment="true if stated, false if inferred"),
        Column(f"{name}_reasons", Listing, comment=f"evidence for {what}, JSON array of strings"),
    )


def _part_of(owner: str) -> Column[int]:
    """First part of the key of a row that has no number of its own."""
    key = ForeignKey(f"{owner}s.id", ondelete="CASCADE")
    return Column(f"{owner}_id", Integer, key, primary_key=True, comment=f"the {owner}")


def _owner() -> Column[int]:
    key = ForeignKey("articles.id", ondelete="CASCADE")
    return Column("article_id", Integer, key, nullable=False, comment="the article")


def _position(what: str) -> Column[int]:
    return Column("position", Integer, primary_key=True, comment=f"number of {what}, from 0")


def _provenance() -> Column[int]:
    return Column(
        "provenance_id", Integer, ForeignKey("provenances.id"), nullable=False, comment="what made this fact"
    )


def to_sentence() -> ForeignKeyConstraint:
    """That a row's sentence is one of its article's."""
    return ForeignKeyConstraint(
        ["article_id", "sentence"],
        ["sentences.article_id", "sentences.position"],
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


def to_mention(column: str, name: str) -> ForeignKeyConstraint:
    """That a row's mention is one of its article's."""
    return ForeignKeyConstraint(
        ["article_id", column],
        ["mentions.article_id", "mentions.position"],
        name=name,
        ondelete="CASCADE",
        deferrable=True,
        initially="DEFERRED",
    )


pages = Table(
    "pages",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the page"),
    Column(
        "address", Words, nullable=False, comment="http(s) address, path as given, or - for standard input"
    ),
    Column(
        "digest", String(64), nullable=False, comment="SHA-256 of the bytes in hexadecimal; empty if none"
    ),
    Column("content", Packed, comment="the bytes, compressed by zlib; NULL if none could be had"),
    Column("size", Integer, nullable=False, comment="bytes before compression"),
    Column("fetched", Instant, comment="when the bytes were fetched, UTC"),
    Column("content_type", Words, comment="media type that was claimed"),
    Column("status", String(16), nullable=False, comment="read or rejected"),
    Column("reason", String(32), comment="why it was rejected, from a closed list"),
    Column("message", Words, comment="why it was rejected, in words"),
    UniqueConstraint("address", "digest"),
    CheckConstraint(
        "(status = 'read' AND reason IS NULL) OR (status = 'rejected' AND reason IS NOT NULL)", name="status"
    ),
    Index("ix_pages_status", "status"),
    comment="Pages as they were found: one row for each address and each content it has had.",
)

provenances = Table(
    "provenances",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the provenance"),
    Column("code", Words, nullable=False, comment="version of Dateline"),
    Column("ontology", Words, nullable=False, comment="version of the ontology"),
    Column("models", Listing, nullable=False, comment="name and version of each model, JSON array of pairs"),
    UniqueConstraint("code", "ontology", "models"),
    comment="What made the facts: versions of code, ontology and models.",
)

articles = Table(
    "articles",
    metadata,
    Column(
        "id", Integer, primary_key=True, comment="number of the article; kept when its facts are replaced"
    ),
    Column(
        "page_id",
        Integer,
        ForeignKey("pages.id", ondelete="CASCADE"),
        nullable=False,
        comment="where it stood",
    ),
    _provenance(),
    Column("current", Boolean, nullable=False, comment="true for the newest version at its address"),
    Column("headline", Words, comment="the headline; NULL if there is none"),
    Column("headline_source", Words, comment="where on the page the headline came from"),
    Column("text", Words, nullable=False, comment="headline and blocks; all spans are places in it"),
    *_date("published", "publication"),
    *_date("modified", "the last change"),
    Column("site", Words, comment="name of the site"),
    Column("site_source", Words, comment="where on the page that came from"),
    Column("language", Words, comment="language of the article"),
    Column("language_source", Words, comment="where on the page that came from"),
    Column("canonical", Words, comment="address that the page gives itself"),
    Column("canonical_source", Words, comment="where on the page that came from"),
    UniqueConstraint("page_id"),
    Index("ix_articles_published", "current", "published_latest"),
    Index("ix_articles_provenance_id", "provenance_id"),
    comment="What the pages say.",
)

authors = Table(
    "authors",
    metadata,
    _part_of("article"),
    _position("the author"),
    Column("name", Words, comment="name as printed"),
    Column("handle", Words, comment="handle with its @"),
    Column("avatar", Words, comment="address of the picture"),
    Column("profile", Words, comment="address of the author's page"),
    Column("source", Words, nullable=False, comment="where on the page this came from"),
    comment="Who signed the articles.",
)

paragraphs = Table(
    "paragraphs",
    metadata,
    _part_of("article"),
    _position("the block"),
    Column("kind", String(16), nullable=False, comment="headline, paragraph, heading, quote and so on"),
    *_span("span", "the block"),
    comment="The blocks of the articles, in order.",
)

furniture = Table(
    "furniture",
    metadata,
    _part_of("article"),
    _position("the piece"),
    Column("text", Words, nullable=False, comment="as it stood on the page"),
    Column("kind", String(32), nullable=False, comment="why it was set aside, from a closed list"),
    Column("rule", Words, nullable=False, comment="the rule or model that decided"),
    Column("score", Float, nullable=False, comment="how sure it was, 0 to 1"),
    comment="What is on the pages but is not the article.",
)

repairs = Table(
    "repairs",
    metadata,
    _part_of("article"),
    _position("the repair"),
    *_span("span", "the restored letters"),
    Column("original", Words, nullable=False, comment="what stood on the page"),
    Column("result", Words, nullable=False, comment="what stands there now"),
    Column("rule", Words, nullable=False, comment="which rule"),
    Column("evidence", Words, nullable=False, comment="what it rests on"),
    comment="Letters restored.",
)

sentences = Table(
    "sentences",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the sentence in the database"),
    _owner(),
    Column("position", Integer, nullable=False, comment="number of the sentence in the article, from 0"),
    *_span("span", "the sentence"),
    Column("paragraph", Integer, nullable=False, comment="position of its block"),
    Column("text", Words, nullable=False, comment="the sentence"),
    _provenance(),
    UniqueConstraint("article_id", "position"),
    comment="The sentences of the articles.",
)

mentions = Table(
    "mentions",
    metadata,
    _part_of("article"),
    _position("the mention in the article"),
    *_span("span", "the name with its titles"),
    *_span("head", "the name alone"),
    Column("sentence", Integer, nullable=False, comment="position of its sentence"),
    Column("kind", String(16), nullable=False, comment="person, organisation, country, place or group"),
    Column("text", Words, nullable=False, comment="as written, with titles"),
    Column("name", Words, nullable=False, comment="fullest form of the name in the article"),
    Column(
        "name_key", Words, nullable=False, comment="name for comparison: small plain letters, spaces around"
    ),
    Column("title", Words, comment="office or title as written"),
    Column("country", String(3), comment="ISO 3166-1 alpha-3 code"),
    Column("role", Words, comment="PLOVER actor code of a group or office"),
    Column("refers_to", Integer, nullable=False, comment="position of the first mention of the same one"),
    Column("rule", Words, nullable=False, comment="what found it"),
    Column("score", Float, nullable=False, comment="how sure it was, 0 to 1"),
    _provenance(),
    to_sentence(),
    to_mention("refers_to", "fk_mentions_refers_to"),
    Index("ix_mentions_sentence", "article_id", "sentence"),
    Index("ix_mentions_refers_to", "article_id", "refers_to"),
    Index("ix_mentions_country", "country"),
    comment="Spans that name an actor or a place.",
)

times = Table(
    "times",
    metadata,
    _part_of("article"),
    _position("the time expression"),
    *_span("span", "the expression"),
    Column("sentence", Integer, nullable=False, comment="position of its sentence"),
    Column("text", Words, nullable=False, comment="as written"),
    *_date("date", "what it means"),
    Column("rule", Words, nullable=False, comment="what resolved it"),
    _provenance(),
    to_sentence(),
    Index("ix_times_sentence", "article_id", "sentence"),
    comment="Spans that say when.",
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the event in the database"),
    _owner(),
    Column("position", Integer, nullable=False, comment="number of the event in the article, from 0"),
    Column("type", String(16), nullable=False, comment="PLOVER event type"),
    Column("mode", Words, comment="PLOVER mode of the type"),
    Column("contexts", Listing, nullable=False, comment="PLOVER contexts, JSON array, best first"),
    Column("auxiliaries", Listing, nullable=False, comment="auxiliary modes, JSON array; [] if it happened"),
    Column("reciprocal", Boolean, nullable=False, comment="true if all take part alike"),
    Column("place", Integer, comment="position of the mention that says where"),
    Column("place_name", Words, comment="name of that place"),
    *_date("date", "the event"),
    Column("when_earliest", Date, comment="first day to search by: the event's own date, else publication"),
    Column("when_latest", Date, comment="last day to search by"),
    Column("when_source", String(16), comment="text, or published; NULL if no date is known"),
    Column("sentence", Integer, nullable=False, comment="position of the sentence it rests on"),
    *_span("trigger", "the words that told it"),
    Column("trigger_text", Words, nullable=False, comment="those words"),
    Column("rule", Words, nullable=False, comment="entry of the ontology that matched, or the model"),
    Column("score", Float, nullable=False, comment="how sure it was, 0 to 1"),
    _provenance(),
    UniqueConstraint("article_id", "position"),
    to_sentence(),
    to_mention("place", "fk_events_place"),
    Index("ix_events_sentence", "article_id", "sentence"),
    Index("ix_events_place", "article_id", "place"),
    Index("ix_events_type", "type"),
    Index("ix_events_when", "when_latest"),
    comment="Who did what to whom: one act as one sentence reports it.",
)

participants = Table(
    "participants",
    metadata,
    _part_of("event"),
    Column("side", String(16), primary_key=True, comment="actor or recipient"),
    _position("the participant on its side"),
    *_span("span", "the participant"),
    Column("text", Words, nullable=False, comment="as written"),
    Column("mention", Integer, comment="position of the mention that it is or holds"),
    Column("name", Words, nullable=False, comment="name of that mention, or the text"),
    Column(
        "name_key", Words, nullable=False, comment="name for comparison: small plain letters, spaces around"
    ),
    Column("kind", String(16), comment="kind of that mention"),
    Column("title", Words, comment="office or title of that mention"),
    Column("country", String(3), comment="ISO 3166-1 alpha-3 code of that mention"),
    Column("role", Words, comment="PLOVER actor code of that mention"),
    Index("ix_participants_country", "country"),
    comment="Who took part in the events, and on which side.",
)

evidence = Table(
    "evidence",
    metadata,
    _part_of("event"),
    _position("the span"),
    *_span("span", "the evidence"),
    comment="All spans that an event rests on, the trigger first.",
)


def _speaker(name: str, who: str) -> tuple[Column[Any], ...]:
    """The columns of one participant of a statement."""
    return (
        *_span(name, who, nullable=True),
        Column(f"{name}_text", Words, comment=f"{who} as written; NULL if there is none"),
        Column(f"{name}_mention", Integer, comment=f"position of the mention that {who} is or holds"),
        Column(f"{name}_name", Words, comment="name of that mention, or the text"),
        Column(f"{name}_key", Words, comment="name for comparison: small plain letters, spaces around"),
        Column(f"{name}_country", String(3), comment="ISO 3166-1 alpha-3 code of that mention"),
    )


statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the statement in the database"),
    _owner(),
    Column("position", Integer, nullable=False, comment="number of the statement in the article, from 0"),
    *_speaker("speaker", "the speaker"),
    *_speaker("addressee", "the addressee"),
    *_span("cue", "the words that attribute"),
    Column("cue_text", Words, nullable=False, comment="those words"),
    Column("content_text", Words, nullable=False, comment="what was said; pieces joined by …"),
    Column("kind", String(16), nullable=False, comment="what the speaker does by saying it"),
    Column("polarity", String(16), nullable=False, comment="affirmed or negated"),
    Column("quoted", Boolean, nullable=False, comment="true if any of it stands in quotation marks"),
    Column("sentence", Integer, nullable=False, comment="position of the sentence that holds the cue"),
    Column("rule", Words, nullable=False, comment="the cue's entry, or the model"),
    Column("score", Float, nullable=False, comment="how sure it was, 0 to 1"),
    _provenance(),
    UniqueConstraint("article_id", "position"),
    to_sentence(),
    to_mention("speaker_mention", "fk_statements_speaker"),
    to_mention("addressee_mention", "fk_statements_addressee"),
    Index("ix_statements_sentence", "article_id", "sentence"),
    Index("ix_statements_speaker", "article_id", "speaker_mention"),
    Index("ix_statements_addressee", "article_id", "addressee_mention"),
    Index("ix_statements_speaker_country", "speaker_country"),
    Index("ix_statements_addressee_country", "addressee_country"),
    comment="Who is reported to have said what, and to whom.",
)

contents = Table(
    "contents",
    metadata,
    _part_of("statement"),
    _position("the piece"),
    *_span("span", "the piece"),
    comment="The pieces of what was said, in order.",
)

statement_events = Table(
    "statement_events",
    metadata,
    _part_of("statement"),
    _position("the event in the statement"),
    Column(
        "event_id",
        Integer,
        ForeignKey("events.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
        nullable=False,
        comment="the event",
    ),
    Index("ix_statement_events_event_id", "event_id"),
    comment="The events that lie in what was said.",
)
