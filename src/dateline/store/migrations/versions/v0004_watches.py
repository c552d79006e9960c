"""Watches: how far each has looked, and what it has told of by what that is news of.

Nothing wrote to these tables before, so they are made anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables again."""
    for table in ("covered", "deliveries", "watches"):
        op.drop_table(table)
    _watches()
    _deliveries()
    _covered()


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("rhythm", sa.String(length=16), nullable=False),
        sa.Column("feed_hash", sa.String(length=64), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_watches_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("feed_hash", name="uq_watches_feed_hash"),
    )
    op.create_index("ix_watches_user_id", "watches", ["user_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["watch_id"], ["watches.id"], name="fk_deliveries_watch_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
    )
    op.create_index("ix_deliveries_status", "deliveries", ["status", "due"], unique=False)
    op.create_index("ix_deliveries_watch_id", "deliveries", ["watch_id"], unique=False)


def _covered() -> None:
    op.create_table(
        "covered",
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name="fk_covered_delivery_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["watch_id"], ["watches.id"], name="fk_covered_watch_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("watch_id", "subject", name="pk_covered"),
    )
    op.create_index("ix_covered_delivery_id", "covered", ["delivery_id"], unique=False)
