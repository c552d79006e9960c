"""Who is who in a reading, to rows and back: links, profiles, claims."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, select

from dateline.errors import DataError
from dateline.model import Candidate, Claim, ClaimResult, Link, Profile, Reading, Weighed
from dateline.store import schema_reference as schema
from dateline.store.rows import Row


def who_rows(reading: Reading) -> dict[str, list[Row]]:
    """Table name → rows of links, profiles and claims, without ``article_id``."""
    return {
        "links": [link_row(link) for link in reading.links],
        "profiles": [profile_row(profile) for profile in reading.profiles],
        "claims": [
            {
                "position": position,
                "mention": claim.mention,
                "span_start": claim.start,
                "span_end": claim.end,
                "sentence": claim.sentence,
                "list": claim.list,
                "result": claim.result.value,
                "says": claim.says,
            }
            for position, claim in enumerate(reading.claims)
        ],
    }


def encode_profile(profile: Profile) -> str:
    """The profile as a JSON object."""
    return msgspec.json.encode(profile).decode()


def decode_profile(text: str) -> Profile:
    """The profile that was encoded.

    Raises:
        DataError: the text is no such thing.
    """
    try:
        return msgspec.json.decode(text, type=Profile)
    except (msgspec.DecodeError, ValueError) as error:
        action = "read the article again, so that it is made anew"
        raise DataError(str(error), where="profile", action=action) from error


def load_links(connection: Connection, article_id: int) -> tuple[Link, ...]:
    """The links of an article, in the order of their mentions."""
    rows = connection.execute(of_article(schema.links, "mention"), {"article": article_id}).all()
    return tuple(link_of(row) for row in rows)


def load_profiles(connection: Connection, article_id: int) -> tuple[Profile, ...]:
    """The profiles of an article, in the order in which their entities are first linked."""
    profiles, order = _profiles_of_article()
    found = {row.entity: row.profile for row in connection.execute(profiles, {"article": article_id}).all()}
    linked = dict.fromkeys(connection.execute(order, {"article": article_id}).scalars())
    return tuple(decode_profile(found[entity]) for entity in linked if entity in found)


def load_claims(connection: Connection, article_id: int) -> tuple[Claim, ...]:
    """The claims of an article, in order."""
    rows = connection.execute(of_article(schema.claims), {"article": article_id}).all()
    return tuple(claim_of(row) for row in rows)


@cache  # a page of an article asks some twenty such queries: to put them together takes longer than the answers
def of_article(table: Table, order: str = "position") -> Select[Any]:
    """A query for the rows of a table that are of the article ``:article``, in order."""
    return select(table).where(table.c.article_id == bindparam("article")).order_by(table.c[order])


@cache
def _profiles_of_article() -> tuple[Select[Any], Select[Any]]:
    """Those of an article, and the entities that are linked in it, in order."""
    table, links = schema.profiles, schema.links
    article: BindParameter[int] = bindparam("article")
    order = (
        select(links.c.entity)
        .where(links.c.article_id == article, links.c.entity.is_not(None))
        .order_by(links.c.mention)
    )
    return select(table.c.entity, table.c.profile).where(table.c.article_id == article), order


def claim_of(row: Any) -> Claim:
    """The claim in a row of ``claims``."""
    return Claim(
        mention=row.mention,
        start=row.span_start,
        end=row.span_end,
        sentence=row.sentence,
        list=row.list,
        result=ClaimResult(row.result),
        says=row.says,
    )


def profile_row(profile: Profile) -> Row:
    """The row of a profile, without ``article_id``."""
    return {
        "entity": profile.entity.id,
        "name": profile.entity.name,
        "schema": profile.entity.schema,
        "profile": encode_profile(profile),
    }


def link_row(link: Link) -> Row:
    """The row of a link, without ``article_id``."""
    chosen = link.chosen
    return {
        "mention": link.mention,
        "entity": chosen.entity if chosen else None,
        "name": chosen.name if chosen else None,
        "score": chosen.score if chosen else None,
        "features": _features(chosen) if chosen else (),
        "latitude": chosen.latitude if chosen else None,
        "longitude": chosen.longitude if chosen else None,
        "rejected": msgspec.json.encode(link.rejected).decode(),
        "rule": link.rule,
    }


def _features(candidate: Candidate) -> tuple[tuple[str, float, str], ...]:
    return tuple((weighed.feature, weighed.amount, weighed.says) for weighed in candidate.features)


def link_of(row: Any) -> Link:
    """The link in a row of ``links``."""
    chosen = None
    if row.entity is not None:
        features = tuple(Weighed(feature=f, amount=a, says=s) for f, a, s in row.features)
        chosen = Candidate(
            entity=row.entity,
            name=row.name,
            score=row.score,
            features=features,
            latitude=row.latitude,
            longitude=row.longitude,
        )
    return Link(
        mention=row.mention,
        chosen=chosen,
        rejected=msgspec.json.decode(row.rejected, type=tuple[Candidate, ...]),
        rule=row.rule,
    )
