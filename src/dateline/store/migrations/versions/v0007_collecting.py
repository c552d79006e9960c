"""Collecting: sources, addresses, pages that wait to be read, hosts, and what came of it day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _sources()
    _urls()
    _sightings()
    _inbox()
    _hosts()
    _days()


def _sources() -> None:
    op.create_table(
        "collect_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("seen_as", sa.String(length=16), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("folder", sa.Text(), nullable=True),
        sa.Column("every", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("match", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("dated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("quiet", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("unusable", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["collect_sources.id"], name="fk_collect_sources_parent_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_collect_sources"),
        sa.UniqueConstraint("address", name="uq_collect_sources_address"),
    )
    op.create_index("ix_collect_sources_due", "collect_sources", ["active", "due"])
    op.create_index("ix_collect_sources_parent_id", "collect_sources", ["parent_id"])


def _urls() -> None:
    op.create_table(
        "collect_urls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("bodies", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rhythm", sa.Integer(), nullable=False),
        sa.Column("tried", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read", sa.DateTime(timezone=True), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=True),
        sa.Column("opt_outs", sa.Text(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["target_id"], ["collect_urls.id"], name="fk_collect_urls_target_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_collect_urls"),
        sa.UniqueConstraint("address", name="uq_collect_urls_address"),
    )
    op.create_index("ix_collect_urls_due", "collect_urls", ["due"])
    op.create_index("ix_collect_urls_origin", "collect_urls", ["origin", "due"])
    op.create_index("ix_collect_urls_state", "collect_urls", ["state"])
    op.create_index("ix_collect_urls_target_id", "collect_urls", ["target_id"])


def _sightings() -> None:
    op.create_table(
        "collect_sightings",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url_id", sa.Integer(), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["collect_sources.id"], name="fk_collect_sightings_source_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["url_id"], ["collect_urls.id"], name="fk_collect_sightings_url_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "url_id", name="pk_collect_sightings"),
    )
    op.create_index("ix_collect_sightings_url_id", "collect_sightings", ["url_id"])


def _inbox() -> None:
    op.create_table(
        "collect_inbox",
        sa.Column("url_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["url_id"], ["collect_urls.id"], name="fk_collect_inbox_url_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("url_id", name="pk_collect_inbox"),
    )


def _hosts() -> None:
    op.create_table(
        "collect_hosts",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("robots", sa.Text(), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("tdmrep", sa.Text(), nullable=True),
        sa.Column("checked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("held", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("origin", name="pk_collect_hosts"),
    )


def _days() -> None:
    op.create_table(
        "collect_days",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("failed_looks", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["collect_sources.id"], name="fk_collect_days_source_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "day", name="pk_collect_days"),
    )
