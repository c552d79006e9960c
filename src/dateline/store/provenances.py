"""What made the facts of a database: versions of the code, the ontology and the models."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, true

from dateline.model import Provenance
from dateline.store import schema
from dateline.store.filed import ARTICLES, total
from dateline.store.keys import EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """A provenance, and how many articles (newest versions) were read by it."""

    provenance: Provenance
    articles: int


def made_by(connection: Connection) -> tuple[MadeBy, ...]:
    """The provenances of the newest versions of the articles, the one of the most articles first.

    Where there is but one, its articles are all, which need not be counted.
    """
    provenances, articles = schema.provenances.c, schema.articles.c
    known = connection.execute(
        select(provenances.code, provenances.ontology, provenances.models).limit(2)
    ).all()
    every = total(connection, ARTICLES, (EVERYTHING,))
    if len(known) == 1 and every:
        return (MadeBy(provenance=Provenance(**known[0]._mapping), articles=every),)
    number = func.count().label("number")
    query = (
        select(provenances.code, provenances.ontology, provenances.models, number)
        .join(schema.articles, articles.provenance_id == provenances.id)
        .where(articles.current == true())
        .group_by(provenances.id)
        .order_by(number.desc(), provenances.id.desc())
    )
    return tuple(
        MadeBy(
            provenance=Provenance(code=row.code, ontology=row.ontology, models=row.models),
            articles=row.number,
        )
        for row in connection.execute(query)
    )
