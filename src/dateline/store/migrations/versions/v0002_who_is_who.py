"""Reference data, who is who in the articles, and verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _snapshots()
    _verdicts()
    _entities()
    _entity_names()
    _lone_names()
    _entity_versions()
    _listings()
    _offices()
    _profiles()
    _claims()
    _links()
    _gazetteer()
    op.create_index("ix_statements_speaker_country", "statements", ["speaker_country"], unique=False)
    op.create_index("ix_statements_addressee_country", "statements", ["addressee_country"], unique=False)


def _snapshots() -> None:
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("taken", sa.Date(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("imported", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lists", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("source", "version", name="uq_snapshots_source_version"),
    )


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("judgement", sa.String(length=16), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("judged", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_name_key", "verdicts", ["name_key", "entity"], unique=False)


def _entities() -> None:
    op.create_table(
        "entities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("schema", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("countries", sa.Text(), nullable=False),
        sa.Column("wikidata", sa.String(length=16)),
        sa.Column("gender", sa.String(length=1)),
        sa.Column("born_earliest", sa.Date()),
        sa.Column("born_latest", sa.Date()),
        sa.Column("role", sa.Text()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("first_snapshot", sa.Integer(), nullable=False),
        sa.Column("last_snapshot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["first_snapshot"], ["snapshots.id"], name="fk_entities_first_snapshot"),
        sa.ForeignKeyConstraint(["last_snapshot"], ["snapshots.id"], name="fk_entities_last_snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_entities"),
        sa.UniqueConstraint("source", "key", name="uq_entities_source_key"),
    )
    op.create_index("ix_entities_key", "entities", ["key"], unique=False)
    op.create_index("ix_entities_wikidata", "entities", ["wikidata"], unique=False)


def _entity_names() -> None:
    op.create_table(
        "entity_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("script", sa.String(length=4), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_entity_names_entity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_entity_names"),
    )
    op.create_index("ix_entity_names_entity_id", "entity_names", ["entity_id"], unique=False)
    op.create_index("ix_entity_names_name_key", "entity_names", ["name_key"], unique=False)


def _lone_names() -> None:
    op.create_table(
        "lone_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_lone_names_entity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lone_names"),
    )
    op.create_index("ix_lone_names_entity_id", "lone_names", ["entity_id"], unique=False)
    op.create_index("ix_lone_names_word", "lone_names", ["word"], unique=False)


def _entity_versions() -> None:
    op.create_table(
        "entity_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("last_snapshot", sa.Integer(), nullable=False),
        sa.Column("next_snapshot", sa.Integer(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_entity_versions_entity_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["last_snapshot"], ["snapshots.id"], name="fk_entity_versions_last_snapshot"),
        sa.ForeignKeyConstraint(["next_snapshot"], ["snapshots.id"], name="fk_entity_versions_next_snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_entity_versions"),
    )
    op.create_index("ix_entity_versions_entity_id", "entity_versions", ["entity_id"], unique=False)


def _listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text()),
        sa.Column("programme", sa.Text()),
        sa.Column("entry", sa.Text()),
        sa.Column("start_earliest", sa.Date()),
        sa.Column("start_latest", sa.Date()),
        sa.Column("end_earliest", sa.Date()),
        sa.Column("end_latest", sa.Date()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("first_snapshot", sa.Integer(), nullable=False),
        sa.Column("last_snapshot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_listings_entity_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["first_snapshot"], ["snapshots.id"], name="fk_listings_first_snapshot"),
        sa.ForeignKeyConstraint(["last_snapshot"], ["snapshots.id"], name="fk_listings_last_snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_listings"),
    )
    op.create_index("ix_listings_entity_id", "listings", ["entity_id"], unique=False)


def _offices() -> None:
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("country", sa.String(length=3)),
        sa.Column("organisation", sa.Text()),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("told_open", sa.Boolean(), nullable=False),
        sa.Column("start_earliest", sa.Date()),
        sa.Column("start_latest", sa.Date()),
        sa.Column("end_earliest", sa.Date()),
        sa.Column("end_latest", sa.Date()),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("first_snapshot", sa.Integer(), nullable=False),
        sa.Column("last_snapshot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name="fk_offices_entity_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["first_snapshot"], ["snapshots.id"], name="fk_offices_first_snapshot"),
        sa.ForeignKeyConstraint(["last_snapshot"], ["snapshots.id"], name="fk_offices_last_snapshot"),
        sa.PrimaryKeyConstraint("id", name="pk_offices"),
    )
    op.create_index("ix_offices_country", "offices", ["country", "kind"], unique=False)
    op.create_index("ix_offices_entity_id", "offices", ["entity_id"], unique=False)


def _profiles() -> None:
    op.create_table(
        "profiles",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("schema", sa.String(length=32), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_profiles_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "entity", name="pk_profiles"),
    )
    op.create_index("ix_profiles_entity", "profiles", ["entity"], unique=False)


def _claims() -> None:
    op.create_table(
        "claims",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mention", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("list", sa.Text()),
        sa.Column("result", sa.String(length=16), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "mention"],
            ["mentions.article_id", "mentions.position"],
            name="fk_claims_mention",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["article_id", "sentence"],
            ["sentences.article_id", "sentences.position"],
            name="fk_claims_article_id_sentence",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_claims_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_claims"),
    )
    op.create_index("ix_claims_mention", "claims", ["article_id", "mention"])
    op.create_index("ix_claims_sentence", "claims", ["article_id", "sentence"])


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("mention", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("score", sa.Float()),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("rejected", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id", "mention"],
            ["mentions.article_id", "mentions.position"],
            name="fk_links_mention",
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name="fk_links_article_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "mention", name="pk_links"),
    )
    op.create_index("ix_links_entity", "links", ["entity"], unique=False)


def _gazetteer() -> None:
    op.create_table(
        "gazetteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=3)),
        sa.Column("admin1", sa.Text()),
        sa.Column("admin2", sa.Text()),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gazetteer"),
    )
    op.create_index("ix_gazetteer_country", "gazetteer", ["country", "feature"], unique=False)
    op.create_table(
        "gazetteer_names",
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("also", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["gazetteer.id"], name="fk_gazetteer_names_place_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name_key", "place_id", name="pk_gazetteer_names"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_gazetteer_names_place_id", "gazetteer_names", ["place_id"], unique=False)
