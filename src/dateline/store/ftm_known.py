"""One entity of the reference data as FollowTheMoney, what belongs to it within it, as yente answers it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dateline.model import Record
from dateline.store.ftm import Proxy
from dateline.store.ftm_entities import Known, entity_proxies

# The property that links to the entity → the property of the entity under which the link stands.
_BACK = {"holder": "positionOccupancies", "entity": "sanctions"}


def known_of(records: Sequence[Record]) -> Known:
    """All that several sources say of an entity; the first one's names and dates count where they differ."""
    found = Known(records[0].entity.id)
    for record in records:
        found.entities.append(record.entity)
        for office in record.offices:
            found.add(office)
        for listing in record.listings:
            found.add(listing)
    return found


def sources_of(records: Iterable[Record]) -> tuple[str, ...]:
    """The short names of the sources that know an entity, in their order."""
    return tuple(dict.fromkeys(record.entity.snapshot.partition("@")[0] for record in records))


def entity_object(records: Sequence[Record], *, nested: bool = True) -> dict[str, Any]:
    """The entity as an object of FollowTheMoney.

    Args:
        records: what each source says of it, at least one.
        nested: with its offices and listings, as objects, under ``positionOccupancies`` and ``sanctions``.
    """
    first, *others = entity_proxies(known_of(records))
    datasets = list(sources_of(records))
    form = _object(first, datasets)
    if not nested:
        return form
    by_id = {other.id: other for other in others}
    for other in others:
        for name, back in _BACK.items():
            if name in other.properties:
                form["properties"].setdefault(back, []).append(_within(other, by_id, datasets))
    return form


def _within(link: Proxy, by_id: dict[str, Proxy], datasets: list[str]) -> dict[str, Any]:
    """A link with the post it is to, if it is to one."""
    form = _object(link, datasets)
    posts = [_object(by_id[key], datasets) for key in link.properties.get("post", ()) if key in by_id]
    if posts:
        form["properties"]["post"] = posts
    return form


def _object(item: Proxy, datasets: list[str]) -> dict[str, Any]:
    properties = {name: list(values) for name, values in item.properties.items()}
    return {
        "id": item.id,
        "caption": item.caption,
        "schema": item.schema,
        "properties": properties,
        "datasets": datasets,
    }
