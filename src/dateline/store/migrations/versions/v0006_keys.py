"""What articles and facts are filed under, by day, and how many there are: for lists and counts over millions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dateline.store.keys import file_everything

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and file what is there."""
    _article_keys()
    _event_keys()
    _statement_keys()
    _counts()
    file_everything(op.get_bind(), pairs=False)  # they are filed later
    # Made after the rows, for that is quicker.
    op.create_index("ix_article_keys_key", "article_keys", ["key", "wide", "day", "article_id"])
    op.create_index(
        "ix_event_keys_key",
        "event_keys",
        ["key", "wide", "day", "event_id", "side", "position", "type", "real"],
    )
    op.create_index("ix_statement_keys_key", "statement_keys", ["key", "wide", "day", "statement_id", "side"])


def _article_keys() -> None:
    op.create_table(
        "article_keys",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_article_keys_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "key", name="pk_article_keys"),
    )


def _event_keys() -> None:
    op.create_table(
        "event_keys",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("real", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name="fk_event_keys_event_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "key", "side", "position", name="pk_event_keys"),
    )


def _statement_keys() -> None:
    op.create_table(
        "statement_keys",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name="fk_statement_keys_statement_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement_id", "key", "side", name="pk_statement_keys"),
    )


def _counts() -> None:
    op.create_table(
        "key_months",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("real", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "what", "month", "type", "real", name="pk_key_months"),
    )
    op.create_table(
        "key_totals",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "what", name="pk_key_totals"),
    )
    op.create_table(
        "name_words",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", "name", name="pk_name_words"),
    )
