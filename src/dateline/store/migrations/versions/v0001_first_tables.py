"""The first tables: pages, articles, facts and what made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dateline.store.search import create_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the full-text index over them."""
    _pages()
    _provenances()
    _articles()
    _authors()
    _furniture()
    _paragraphs()
    _repairs()
    _sentences()
    _mentions()
    _times()
    _events()
    _statements()
    _contents()
    _evidence()
    _participants()
    _statement_events()
    create_index(op.get_bind())


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True)),
        sa.Column("content_type", sa.Text()),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.CheckConstraint(
            "(status = 'read' AND reason IS NULL) OR (status = 'rejected' AND reason IS NOT NULL)",
            name=op.f("ck_pages_status"),
        ),
        sa.UniqueConstraint("address", "digest", name="uq_pages_address_digest"),
    )
    op.create_index("ix_pages_status", "pages", ["status"])


def _provenances() -> None:
    op.create_table(
        "provenances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("ontology", sa.Text(), nullable=False),
        sa.Column("models", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_provenances"),
        sa.UniqueConstraint("code", "ontology", "models", name="uq_provenances_code_ontology_models"),
    )


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("headline", sa.Text()),
        sa.Column("headline_source", sa.Text()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_earliest", sa.Date()),
        sa.Column("published_latest", sa.Date()),
        sa.Column("published_precision", sa.String(16)),
        sa.Column("published_moment", sa.Text()),
        sa.Column("published_stated", sa.Boolean()),
        sa.Column("published_reasons", sa.Text()),
        sa.Column("modified_earliest", sa.Date()),
        sa.Column("modified_latest", sa.Date()),
        sa.Column("modified_precision", sa.String(16)),
        sa.Column("modified_moment", sa.Text()),
        sa.Column("modified_stated", sa.Boolean()),
        sa.Column("modified_reasons", sa.Text()),
        sa.Column("site", sa.Text()),
        sa.Column("site_source", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("language_source", sa.Text()),
        sa.Column("canonical", sa.Text()),
        sa.Column("canonical_source", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_articles_page_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_articles_provenance_id"),
        sa.UniqueConstraint("page_id", name="uq_articles_page_id"),
    )
    op.create_index("ix_articles_provenance_id", "articles", ["provenance_id"])
    op.create_index("ix_articles_published", "articles", ["current", "published_latest"])


def _authors() -> None:
    op.create_table(
        "authors",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("handle", sa.Text()),
        sa.Column("avatar", sa.Text()),
        sa.Column("profile", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_authors"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_authors_article_id", ondelete="CASCADE"
        ),
    )


def _furniture() -> None:
    op.create_table(
        "furniture",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_furniture"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_furniture_article_id", ondelete="CASCADE"
        ),
    )


def _paragraphs() -> None:
    op.create_table(
        "paragraphs",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_paragraphs"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_paragraphs_article_id", ondelete="CASCADE"
        ),
    )


def _repairs() -> None:
    op.create_table(
        "repairs",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_repairs"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_repairs_article_id", ondelete="CASCADE"
        ),
    )


def _sentences() -> None:
    op.create_table(
        "sentences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sentences"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_sentences_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_sentences_provenance_id"),
        sa.UniqueConstraint("article_id", "position", name="uq_sentences_article_id_position"),
    )


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("head_start", sa.Integer(), nullable=False),
        sa.Column("head_end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("country", sa.String(3)),
        sa.Column("role", sa.Text()),
        sa.Column("refers_to", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_mentions"),
        sa.ForeignKeyConstraint(
            ["article_id", "refers_to"],
            ["mentions.article_id", "mentions.position"],
            name="fk_mentions_refers_to",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "sentence"],
            ["sentences.article_id", "sentences.position"],
            name="fk_mentions_article_id_sentence",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_mentions_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_mentions_provenance_id"),
    )
    op.create_index("ix_mentions_country", "mentions", ["country"])
    op.create_index("ix_mentions_refers_to", "mentions", ["article_id", "refers_to"])
    op.create_index("ix_mentions_sentence", "mentions", ["article_id", "sentence"])


def _times() -> None:
    op.create_table(
        "times",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("date_earliest", sa.Date()),
        sa.Column("date_latest", sa.Date()),
        sa.Column("date_precision", sa.String(16)),
        sa.Column("date_moment", sa.Text()),
        sa.Column("date_stated", sa.Boolean()),
        sa.Column("date_reasons", sa.Text()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_times"),
        sa.ForeignKeyConstraint(
            ["article_id", "sentence"],
            ["sentences.article_id", "sentences.position"],
            name="fk_times_article_id_sentence",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_times_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_times_provenance_id"),
    )
    op.create_index("ix_times_sentence", "times", ["article_id", "sentence"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("mode", sa.Text()),
        sa.Column("contexts", sa.Text(), nullable=False),
        sa.Column("auxiliaries", sa.Text(), nullable=False),
        sa.Column("reciprocal", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer()),
        sa.Column("place_name", sa.Text()),
        sa.Column("date_earliest", sa.Date()),
        sa.Column("date_latest", sa.Date()),
        sa.Column("date_precision", sa.String(16)),
        sa.Column("date_moment", sa.Text()),
        sa.Column("date_stated", sa.Boolean()),
        sa.Column("date_reasons", sa.Text()),
        sa.Column("when_earliest", sa.Date()),
        sa.Column("when_latest", sa.Date()),
        sa.Column("when_source", sa.String(16)),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("trigger_text", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(
            ["article_id", "place"],
            ["mentions.article_id", "mentions.position"],
            name="fk_events_place",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "sentence"],
            ["sentences.article_id", "sentences.position"],
            name="fk_events_article_id_sentence",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_events_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_events_provenance_id"),
        sa.UniqueConstraint("article_id", "position", name="uq_events_article_id_position"),
    )
    op.create_index("ix_events_place", "events", ["article_id", "place"])
    op.create_index("ix_events_sentence", "events", ["article_id", "sentence"])
    op.create_index("ix_events_type", "events", ["type"])
    op.create_index("ix_events_when", "events", ["when_latest"])


def _statements() -> None:
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("speaker_start", sa.Integer()),
        sa.Column("speaker_end", sa.Integer()),
        sa.Column("speaker_text", sa.Text()),
        sa.Column("speaker_mention", sa.Integer()),
        sa.Column("speaker_name", sa.Text()),
        sa.Column("speaker_key", sa.Text()),
        sa.Column("speaker_country", sa.String(3)),
        sa.Column("addressee_start", sa.Integer()),
        sa.Column("addressee_end", sa.Integer()),
        sa.Column("addressee_text", sa.Text()),
        sa.Column("addressee_mention", sa.Integer()),
        sa.Column("addressee_name", sa.Text()),
        sa.Column("addressee_key", sa.Text()),
        sa.Column("addressee_country", sa.String(3)),
        sa.Column("cue_start", sa.Integer(), nullable=False),
        sa.Column("cue_end", sa.Integer(), nullable=False),
        sa.Column("cue_text", sa.Text(), nullable=False),
        sa.Column("content_text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("polarity", sa.String(16), nullable=False),
        sa.Column("quoted", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("provenance_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_statements"),
        sa.ForeignKeyConstraint(
            ["article_id", "addressee_mention"],
            ["mentions.article_id", "mentions.position"],
            name="fk_statements_addressee",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "sentence"],
            ["sentences.article_id", "sentences.position"],
            name="fk_statements_article_id_sentence",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "speaker_mention"],
            ["mentions.article_id", "mentions.position"],
            name="fk_statements_speaker",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_statements_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["provenance_id"], ["provenances.id"], name="fk_statements_provenance_id"),
        sa.UniqueConstraint("article_id", "position", name="uq_statements_article_id_position"),
    )
    op.create_index("ix_statements_addressee", "statements", ["article_id", "addressee_mention"])
    op.create_index("ix_statements_sentence", "statements", ["article_id", "sentence"])
    op.create_index("ix_statements_speaker", "statements", ["article_id", "speaker_mention"])


def _contents() -> None:
    op.create_table(
        "contents",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", "position", name="pk_contents"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_contents_statement_id", ondelete="CASCADE"
        ),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "position", name="pk_evidence"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_evidence_event_id", ondelete="CASCADE"),
    )


def _participants() -> None:
    op.create_table(
        "participants",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mention", sa.Integer()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16)),
        sa.Column("title", sa.Text()),
        sa.Column("country", sa.String(3)),
        sa.Column("role", sa.Text()),
        sa.PrimaryKeyConstraint("event_id", "side", "position", name="pk_participants"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_participants_event_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_participants_country", "participants", ["country"])


def _statement_events() -> None:
    op.create_table(
        "statement_events",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", "position", name="pk_statement_events"),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["events.id"],
            name="fk_statement_events_event_id",
            ondelete="CASCADE",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_events_statement_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_statement_events_event_id", "statement_events", ["event_id"])
