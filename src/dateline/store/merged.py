"""Entities that verdicts call the same, in the articles: links count for the one, and keep what they were.

A link that counts for another entity than the one it was made to has a feature that names the latter, so that taking a
verdict back restores it. The profile that it came with stays beside that of the one it counts as.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Table, delete, select

from dateline.lexicon.standing import merge_records, profile_of
from dateline.model import Candidate, Judgements, Link, Profile, Reading, Record, Verdict, Weighed
from dateline.store import schema, schema_reference
from dateline.store.dialect import insert_all
from dateline.store.ftm_reference import shipped
from dateline.store.keys import file_article, unfile_article
from dateline.store.reference import records_of
from dateline.store.rows import Row
from dateline.store.verdicts import add_pair, on_entities
from dateline.store.who import decode_profile, link_of, link_row, profile_row

_FEATURE = "judged-same"
_AT_ONCE = 400


def as_judged(connection: Connection, reading: Reading) -> Reading:
    """A reading of which the links count for the entities that verdicts say."""
    told = on_entities(connection)
    named = {link.chosen.entity for link in reading.links if link.chosen}
    if not any(identity in told.groups for identity in named):
        return reading
    known = _known(connection, told, named)
    links = tuple(_counting(link, told, known) for link in reading.links)
    kept = {profile.entity.id: profile for profile in reading.profiles}
    merged = _profiles(links, kept, told, known)
    return replace(reading, links=links, profiles=tuple((kept | merged).values()))


def judge_pair(connection: Connection, verdict: Verdict) -> list[int]:
    """Keep a verdict on two entities, and have what was read before follow it.

    Returns:
        the numbers of the articles (newest versions) of which links count for others now: they are to be gathered anew.

    Raises:
        UsageError: the two are one id, or other verdicts say the contrary.
    """
    before = on_entities(connection)
    add_pair(connection, verdict)
    told = on_entities(connection)
    concerned = {
        identity
        for one in (verdict.name, verdict.entity)
        for identity in (*before.members(one), *told.members(one))
    }
    links = schema_reference.links.c
    query = select(links.article_id).where(links.entity.in_(concerned)).distinct().order_by(links.article_id)
    known = _known(connection, told, concerned)
    return [
        article
        for article in connection.execute(query).scalars().all()
        if _follow(connection, article, told, known)
    ]


def _follow(
    connection: Connection, article: int, told: Judgements, known: Mapping[str, Sequence[Record]]
) -> bool:
    """Have an article follow the verdicts; whether its links count for others now, and it is of the newest version."""
    table, profiles = schema_reference.links, schema_reference.profiles
    query = select(table).where(table.c.article_id == article)
    links = [link_of(row) for row in connection.execute(query).all()]
    counting = [_counting(link, told, known) for link in links]
    changed = [new for old, new in zip(links, counting, strict=True) if new != old]
    rows = connection.execute(select(profiles.c.profile).where(profiles.c.article_id == article)).scalars()
    kept = {profile.entity.id: profile for profile in map(decode_profile, rows.all())}
    merged = {key: one for key, one in _profiles(counting, kept, told, known).items() if one != kept.get(key)}
    current = _is_current(connection, article)
    if changed and current:
        unfile_article(connection, article)
    if changed:
        _replace(connection, table, article, "mention", [link_row(link) for link in changed])
    _replace(connection, profiles, article, "entity", [profile_row(one) for one in merged.values()])
    if changed and current:
        file_article(connection, article)
    return bool(changed) and current


def _replace(connection: Connection, table: Table, article: int, key: str, rows: Sequence[Row]) -> None:
    columns = table.c
    own = [row[key] for row in rows]
    for start in range(0, len(own), _AT_ONCE):
        some = columns[key].in_(own[start : start + _AT_ONCE])
        connection.execute(delete(table).where(columns.article_id == article, some))
    insert_all(connection, table, [{"article_id": article, **row} for row in rows])


def _is_current(connection: Connection, article: int) -> bool:
    query = select(schema.articles.c.current).where(schema.articles.c.id == article)
    return bool(connection.execute(query).scalar_one())


def _known(
    connection: Connection, told: Judgements, identities: Iterable[str]
) -> dict[str, Sequence[Record]]:
    """What is known of entities, by each of their ids."""
    every = dict.fromkeys(member for identity in identities for member in told.members(identity))
    imported = records_of(connection, list(every))
    return {
        identity: (*([shipped()[identity]] if identity in shipped() else []), *imported.get(identity, ()))
        for identity in every
    }


def _counting(link: Link, told: Judgements, known: Mapping[str, Sequence[Record]]) -> Link:
    """A link that counts for the entity that verdicts say."""
    if link.chosen is None:
        return link
    own = _own(link.chosen)
    one = told.counts_as(own.entity)
    if one == own.entity:
        return replace(link, chosen=own)
    records = known.get(one, ())
    says = f"{own.entity} {own.name}"
    return replace(
        link,
        chosen=replace(
            own,
            entity=one,
            name=records[0].entity.name if records else own.name,
            features=(*own.features, Weighed(feature=_FEATURE, amount=0.0, says=says)),
        ),
    )


def _own(chosen: Candidate) -> Candidate:
    """What a link was made to."""
    if not chosen.features or chosen.features[-1].feature != _FEATURE:
        return chosen
    entity, _, name = chosen.features[-1].says.partition(" ")
    return replace(chosen, entity=entity, name=name, features=chosen.features[:-1])


def _profiles(
    links: Iterable[Link],
    kept: Mapping[str, Profile],
    told: Judgements,
    known: Mapping[str, Sequence[Record]],
) -> dict[str, Profile]:
    """The profiles of the entities that verdicts concern: all that is known of them, as of the article's days."""
    found: dict[str, Profile] = {}
    for identity in {link.chosen.entity for link in links if link.chosen} & known.keys():
        members = told.members(identity)
        there = [kept[member] for member in members if member in kept]
        records = [record for member in members for record in known.get(member, ())]
        if there and records:
            lists = {name: day for profile in there for name, day in profile.lists}
            profile = profile_of(merge_records(records), there[0].first, there[0].last, lists)
        elif there:
            profile = _joined(there)
        else:
            continue
        found[identity] = replace(profile, entity=replace(profile.entity, id=identity))
    return found


def _joined(profiles: Collection[Profile]) -> Profile:
    """Profiles of one entity of which the reference data know nothing any more."""
    return replace(
        next(iter(profiles)),
        offices=tuple(dict.fromkeys(office for one in profiles for office in one.offices)),
        listings=tuple(dict.fromkeys(listing for one in profiles for listing in one.listings)),
    )
