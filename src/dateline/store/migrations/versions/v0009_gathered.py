"""What is gathered over articles: stories, incidents, positions, and the decisions they are made of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _tellings()
    _telling_keys()
    _story_joins()
    _stories()
    _story_articles()
    _reports()
    _report_keys()
    _incident_joins()
    _incidents()
    _incident_reports()
    _victims()
    _stances()
    _repeats()


def _tellings() -> None:
    op.create_table(
        "tellings",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_tellings_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_tellings"),
    )
    op.create_index("ix_tellings_moment", "tellings", ["moment"], unique=False)


def _telling_keys() -> None:
    op.create_table(
        "telling_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_telling_keys_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_telling_keys"),
    )
    op.create_index("ix_telling_keys_article_id", "telling_keys", ["article_id"], unique=False)


def _story_joins() -> None:
    op.create_table(
        "story_joins",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"], ["articles.id"], name="fk_story_joins_one_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["articles.id"], name="fk_story_joins_other_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name="pk_story_joins"),
    )
    op.create_index("ix_story_joins_other_id", "story_joins", ["other_id"], unique=False)


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("sites", sa.Integer(), nullable=False),
        sa.Column("first", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stories"),
    )
    op.create_index("ix_stories_last", "stories", ["last"], unique=False)


def _story_articles() -> None:
    op.create_table(
        "story_articles",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("copy_of", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story_id"], ["stories.id"], name="fk_story_articles_story_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_articles"),
    )
    op.create_index("ix_story_articles_story_id", "story_articles", ["story_id", "place"], unique=False)


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_reports_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_reports_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name="pk_reports"),
    )
    op.create_index("ix_reports_article_id", "reports", ["article_id"], unique=False)
    op.create_index("ix_reports_latest", "reports", ["latest"], unique=False)


def _report_keys() -> None:
    op.create_table(
        "report_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_report_keys_event_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "event_id", name="pk_report_keys"),
    )
    op.create_index("ix_report_keys_event_id", "report_keys", ["event_id"], unique=False)


def _incident_joins() -> None:
    op.create_table(
        "incident_joins",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"], ["events.id"], name="fk_incident_joins_one_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["events.id"], name="fk_incident_joins_other_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("one_id", "other_id", name="pk_incident_joins"),
    )
    op.create_index("ix_incident_joins_other_id", "incident_joins", ["other_id"], unique=False)


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
    )
    op.create_index("ix_incidents_latest", "incidents", ["latest"], unique=False)
    op.create_index("ix_incidents_lead_id", "incidents", ["lead_id"], unique=False)


def _incident_reports() -> None:
    op.create_table(
        "incident_reports",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name="fk_incident_reports_incident_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_incident_reports"),
    )
    op.create_index("ix_incident_reports_article_id", "incident_reports", ["article_id"], unique=False)
    op.create_index("ix_incident_reports_incident_id", "incident_reports", ["incident_id"], unique=False)


def _victims() -> None:
    op.create_table(
        "victims",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("harm", sa.String(length=16), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_victims_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "harm", name="pk_victims"),
    )


def _stances() -> None:
    op.create_table(
        "stances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_country", sa.String(length=3), nullable=True),
        sa.Column("issue", sa.String(length=32), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("object_name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("stance", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_stances_article_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_stances_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_stances_statement_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stances"),
    )
    op.create_index("ix_stances_actor", "stances", ["actor", "issue", "object", "day"], unique=False)
    op.create_index(
        "ix_stances_actor_country", "stances", ["actor_country", "issue", "object", "day"], unique=False
    )
    op.create_index("ix_stances_article_id", "stances", ["article_id"], unique=False)
    op.create_index("ix_stances_event_id", "stances", ["event_id"], unique=False)
    op.create_index("ix_stances_object", "stances", ["object", "issue"], unique=False)
    op.create_index("ix_stances_statement_id", "stances", ["statement_id"], unique=False)


def _repeats() -> None:
    def group() -> list[sa.Column[object]]:
        return [
            sa.Column("key", sa.Text(), nullable=False),
            sa.Column("what", sa.String(length=16), nullable=False),
            sa.Column("month", sa.String(length=7), nullable=False),
            sa.Column("type", sa.String(length=16), nullable=False),
            sa.Column("real", sa.Boolean(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
        ]

    op.create_table(
        "repeats",
        sa.Column("of", sa.String(length=16), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        *group(),
        sa.PrimaryKeyConstraint(
            "of", "cluster_id", "key", "what", "month", "type", "real", name="pk_repeats"
        ),
    )
    op.create_table(
        "repeat_months",
        *group(),
        sa.PrimaryKeyConstraint("key", "what", "month", "type", "real", name="pk_repeat_months"),
    )
