"""The gazetteer of a database beside the shipped one: what was imported from GeoNames is looked up too."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from dateline.lexicon.gazetteer import Place, choose, find_entries
from dateline.lexicon.gazetteer_file import Entry, entries_of
from dateline.store.schema_reference import gazetteer, gazetteer_names

_MOST = 500
"""There are thousands of places called San Antonio; the largest are enough."""


def locate(
    connection: Connection, name: str, country: str | None = None, near: Collection[str] = ()
) -> Place | None:
    """Where a place lies, by the shipped gazetteer and the imported one.

    Args and result are those of :func:`dateline.lexicon.gazetteer.locate`.
    """

    def lookup(key: str) -> Sequence[Entry]:
        shipped = entries_of(key)
        known = {entry.id for entry in shipped}
        return (*shipped, *(entry for entry in _stored(connection, key, country) if entry.id not in known))

    return choose(find_entries(name, country, lookup), country, near)


def _stored(connection: Connection, key: str, country: str | None) -> Sequence[Entry]:
    place, names = gazetteer.c, gazetteer_names.c
    query = (
        select(gazetteer, names.also)
        .join(gazetteer_names, names.place_id == place.id)
        .where(names.name_key == key, place.feature.not_like("PCL%"))  # states come from the shipped one
        .order_by((place.country == country).desc(), place.population.desc(), place.id)
        .limit(_MOST)
    )
    return [
        Entry(
            id=row.id,
            name=row.name,
            country=row.country,
            latitude=row.latitude,
            longitude=row.longitude,
            population=row.population,
            feature=row.feature,
            also=row.also,
        )
        for row in connection.execute(query)
    ]
