"""The tables of reference data: snapshots, entities with their names, offices and listings; links and verdicts.

A row of reference data says in which snapshots of its source it stood first and last. So two snapshots of a list tell
between which days an entry came or went. The current state of a source is what stood in its newest snapshot.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from dateline.store.columns import Instant, Listing, Words
from dateline.store.schema import metadata, to_mention, to_sentence


def _seen() -> tuple[Column[int], Column[int]]:
    return (
        Column(
            "first_snapshot",
            Integer,
            ForeignKey("snapshots.id"),
            nullable=False,
            comment="snapshot it stood in first",
        ),
        Column(
            "last_snapshot",
            Integer,
            ForeignKey("snapshots.id"),
            nullable=False,
            comment="snapshot it stood in last",
        ),
    )


def _term() -> tuple[Column[Any], ...]:
    return tuple(
        Column(
            f"{side}_{bound}", Date, comment=f"{what} {which} it can be, as the source tells; NULL if open"
        )
        for side, what in (("start", "first day, the"), ("end", "last day, the"))
        for bound, which in (("earliest", "earliest"), ("latest", "latest"))
    )


def _article() -> Column[int]:
    key = ForeignKey("articles.id", ondelete="CASCADE")
    return Column("article_id", Integer, key, primary_key=True, comment="the article")


def _entity() -> Column[int]:
    key = ForeignKey("entities.id", ondelete="CASCADE")
    return Column("entity_id", Integer, key, nullable=False, comment="the entity")


everything = metadata
"""All tables: those of the articles, and these."""

snapshots = Table(
    "snapshots",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the snapshot"),
    Column(
        "source",
        Words,
        nullable=False,
        comment="short name of the source: us-sdn, un, opensanctions and so on",
    ),
    Column("version", Words, nullable=False, comment="date or number that the source gives the version"),
    Column("taken", Date, nullable=False, comment="the day it stands for"),
    Column("address", Words, nullable=False, comment="where the bytes came from"),
    Column("sha256", String(64), nullable=False, comment="SHA-256 of the bytes in hexadecimal"),
    Column("records", Integer, nullable=False, comment="how many entities it holds"),
    Column("imported", Instant, nullable=False, comment="when it was imported, UTC"),
    Column(
        "lists",
        Listing,
        nullable=False,
        comment="sanctions lists that are complete in it, JSON array of names",
    ),
    UniqueConstraint("source", "version"),
    comment="Versions of lists and other reference data that were imported.",
)

entities = Table(
    "entities",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    Column("source", Words, nullable=False, comment="the source it is from"),
    Column(
        "key",
        Words,
        nullable=False,
        comment="id of the entity: a Wikidata item, or the source and its own number",
    ),
    Column(
        "schema", String(32), nullable=False, comment="FollowTheMoney schema: Person, Organization and so on"
    ),
    Column("name", Words, nullable=False, comment="primary name"),
    Column("countries", Listing, nullable=False, comment="ISO 3166-1 alpha-3 codes, JSON array"),
    Column("wikidata", String(16), comment="Wikidata item"),
    Column("gender", String(1), comment="m or f"),
    Column("born_earliest", Date, comment="first day of birth or foundation it can be"),
    Column("born_latest", Date, comment="last day of birth or foundation it can be"),
    Column("role", Words, comment="PLOVER sector of a group"),
    Column("reference", Words, nullable=False, comment="where it can be checked"),
    Column("digest", String(32), nullable=False, comment="tells whether the row or its names changed"),
    *_seen(),
    UniqueConstraint("source", "key"),
    Index("ix_entities_key", "key"),
    Index("ix_entities_wikidata", "wikidata"),
    comment="People, organisations, companies and vessels of reference data, one row for each source.",
)

entity_names = Table(
    "entity_names",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    _entity(),
    Column("text", Words, nullable=False, comment="the name"),
    Column("kind", String(16), nullable=False, comment="primary, alias, weak, native or transliteration"),
    Column("script", String(4), nullable=False, comment="ISO 15924 code of its script"),
    Column("name_key", Words, nullable=False, comment="its plain words in the order of the alphabet"),
    Index("ix_entity_names_name_key", "name_key"),
    Index("ix_entity_names_entity_id", "entity_id"),
    comment="The names of the entities.",
)

lone_names = Table(
    "lone_names",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    _entity(),
    Column("word", Words, nullable=False, comment="family name, in plain small letters"),
    Index("ix_lone_names_word", "word"),
    Index("ix_lone_names_entity_id", "entity_id"),
    comment="The single words that people who held an office can be called by.",
)

name_sounds = Table(
    "name_sounds",
    metadata,
    Column("key", Words, primary_key=True, comment="how a name sounds, in part: see sound_keys"),
    Column(
        "entity_id",
        Integer,
        ForeignKey("entities.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the person",
    ),
    Index("ix_name_sounds_entity_id", "entity_id"),
    sqlite_with_rowid=False,
    comment="Keys that two spellings of a person's name share.",
)

entity_versions = Table(
    "entity_versions",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    _entity(),
    Column(
        "last_snapshot",
        Integer,
        ForeignKey("snapshots.id"),
        nullable=False,
        comment="snapshot in which it stood so last",
    ),
    Column(
        "next_snapshot",
        Integer,
        ForeignKey("snapshots.id"),
        nullable=False,
        comment="snapshot in which it stood next, otherwise or after it had been gone",
    ),
    Column("stated", Words, nullable=False, comment="the row and its names, JSON object"),
    Index("ix_entity_versions_entity_id", "entity_id"),
    comment="How entities stood before they changed, or before they went and came again.",
)

offices = Table(
    "offices",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    _entity(),
    Column("position", Words, nullable=False, comment="title, without the country"),
    Column("kind", String(32), nullable=False, comment="what the office is, from a closed list"),
    Column("country", String(3), comment="ISO 3166-1 alpha-3 code of the state"),
    Column("organisation", Words, comment="the organisation, if the office is of one"),
    Column("acting", Boolean, nullable=False, comment="held for the time being"),
    Column(
        "told_open",
        Boolean,
        nullable=False,
        comment="whether the source tells that it was held still; if not, an end that is NULL is unknown",
    ),
    *_term(),
    Column("reference", Words, nullable=False, comment="where it can be checked"),
    *_seen(),
    Index("ix_offices_entity_id", "entity_id"),
    Index("ix_offices_country", "country", "kind"),
    comment="Who held which office from when to when.",
)

listings = Table(
    "listings",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the row"),
    _entity(),
    Column("list", Words, nullable=False, comment="keeper of the list: us, eu, uk, un and so on"),
    Column("authority", Words, comment="the keeper in words"),
    Column("programme", Words, comment="programme or regime, as the list writes it"),
    Column("entry", Words, comment="the list's own number for the entry"),
    *_term(),
    Column("reference", Words, nullable=False, comment="where it can be checked"),
    *_seen(),
    Index("ix_listings_entity_id", "entity_id"),
    comment="Entries on sanctions lists.",
)

links = Table(
    "links",
    metadata,
    _article(),
    Column("mention", Integer, primary_key=True, comment="position of the mention"),
    Column(
        "entity",
        Words,
        comment="id of the entity; NULL where none is meant, or none can be told from the others",
    ),
    Column("name", Words, comment="its primary name"),
    Column("score", Float, comment="how sure, 0 to 1"),
    Column(
        "features",
        Listing,
        nullable=False,
        comment="what makes the score, JSON array of feature, amount, words",
    ),
    Column("latitude", Float, comment="of a state or place, degrees (WGS 84)"),
    Column("longitude", Float, comment="of a state or place, degrees (WGS 84)"),
    Column("rejected", Words, nullable=False, comment="the best others with their features, JSON array"),
    Column("rule", Words, nullable=False, comment="what linked it"),
    to_mention("mention", "fk_links_mention"),
    Index("ix_links_entity", "entity"),
    comment="Which entity a mention names.",
)

profiles = Table(
    "profiles",
    metadata,
    _article(),
    Column("entity", Words, primary_key=True, comment="id of the entity"),
    Column("name", Words, nullable=False, comment="its primary name"),
    Column("schema", String(32), nullable=False, comment="FollowTheMoney schema"),
    Column(
        "profile", Words, nullable=False, comment="offices and listings as of the article's date, JSON object"
    ),
    Index("ix_profiles_entity", "entity"),
    comment="Who the entities of an article were on its date: offices, listings, and the snapshots that say so.",
)

claims = Table(
    "claims",
    metadata,
    _article(),
    Column("position", Integer, primary_key=True, comment="number of the claim, from 0"),
    Column("mention", Integer, nullable=False, comment="position of the mention it speaks of"),
    Column("span_start", Integer, nullable=False, comment="first character of the claim"),
    Column("span_end", Integer, nullable=False, comment="character after the claim"),
    Column("sentence", Integer, nullable=False, comment="position of its sentence"),
    Column("list", Words, comment="the list that it names; NULL for any"),
    Column("result", String(16), nullable=False, comment="confirmed, not found, contradicted or unknown"),
    Column("says", Words, nullable=False, comment="why, in words"),
    to_mention("mention", "fk_claims_mention"),
    to_sentence(),
    Index("ix_claims_mention", "article_id", "mention"),
    Index("ix_claims_sentence", "article_id", "sentence"),
    comment="Claims in the text about sanctions lists, held against the lists.",
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the verdict"),
    Column("name_key", Words, nullable=False, comment="plain words of the name in the order of the alphabet"),
    Column("name", Words, nullable=False, comment="the name that was judged"),
    Column("entity", Words, nullable=False, comment="id of the entity that it was held against"),
    Column("judgement", String(16), nullable=False, comment="same, different or unsure"),
    Column("who", Words, nullable=False, comment="who judged"),
    Column("judged", Instant, nullable=False, comment="when, UTC"),
    Column("why", Words, comment="why, in words"),
    Index("ix_verdicts_name_key", "name_key", "entity"),
    comment="Judgements of people on whether a name is an entity's; the newest counts.",
)

gazetteer = Table(
    "gazetteer",
    metadata,
    Column("id", Integer, primary_key=True, comment="number of the place in GeoNames"),
    Column("name", Words, nullable=False, comment="usual name"),
    Column("country", String(3), comment="ISO 3166-1 alpha-3 code; NULL if it lies in none"),
    Column("admin1", Words, comment="GeoNames code of the first-order division"),
    Column("admin2", Words, comment="GeoNames code of the second-order division"),
    Column("latitude", Float, nullable=False, comment="degrees north, WGS 84"),
    Column("longitude", Float, nullable=False, comment="degrees east, WGS 84"),
    Column("population", Integer, nullable=False, comment="people who live there; 0 if not known"),
    Column("feature", String(10), nullable=False, comment="GeoNames feature code: PPL, PPLC, ADM1 and so on"),
    Index("ix_gazetteer_country", "country", "feature"),
    comment="Populated places and divisions of states, imported from GeoNames (CC BY 4.0).",
)

gazetteer_names = Table(
    "gazetteer_names",
    metadata,
    Column("name_key", Words, primary_key=True, comment="plain small words of the name"),
    Column(
        "place_id",
        Integer,
        ForeignKey("gazetteer.id", ondelete="CASCADE"),
        primary_key=True,
        comment="the place",
    ),
    Column("also", Boolean, nullable=False, comment="true if it is another than the usual name"),
    Index("ix_gazetteer_names_place_id", "place_id"),
    sqlite_with_rowid=False,
    comment="The names of the places, in Latin letters.",
)
