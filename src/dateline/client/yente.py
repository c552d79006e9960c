"""The shapes of yente's API, so that programs written for it can ask Dateline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MOST_QUERIES = 100


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class YenteProblem(_Model):
    """What went wrong, under yente's name and under ours."""

    detail: str
    error: str


class YenteEntity(_Model):
    """An entity of FollowTheMoney; a property holds texts, or entities that are linked to it."""

    id: str = Field(examples=["Q11074974"])
    caption: str = Field(examples=["Željko Marić"])
    schema_: str = Field(alias="schema", examples=["Person"])
    properties: dict[str, list[Any]] = Field(examples=[{"name": ["Željko Marić"]}])
    datasets: list[str] = Field(default=[], examples=[["us-sdn"]])
    referents: list[str] = []
    target: bool = False
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    last_change: datetime | None = None


class Explained(_Model):
    """What one feature added to a score or took from it, and why."""

    score: float
    detail: str | None = None


class ScoredEntity(YenteEntity):
    """An entity that was found, with its score and what it is made of."""

    score: float = Field(description="0 to 1", examples=[0.95])
    features: dict[str, float] = Field(
        description="what each feature added or took", examples=[{"spelling": -0.14}]
    )
    explanations: dict[str, Explained] = {}
    match: bool = Field(default=False, description="whether the score reaches the threshold")


class Total(_Model):
    """How many were found."""

    value: int
    relation: str = "eq"


class FacetItem(_Model):
    """One value of a facet, and how many results have it."""

    name: str
    label: str
    count: int


class Facet(_Model):
    """The values that results have."""

    label: str
    values: list[FacetItem]


class SearchAnswer(_Model):
    """What a search found."""

    limit: int
    offset: int
    total: Total
    results: list[YenteEntity]
    facets: dict[str, Facet]


class Example(_Model):
    """An entity to look for."""

    id: str | None = Field(default=None, max_length=255)
    schema_: str = Field(alias="schema", max_length=64, examples=["Person"])
    properties: dict[str, str | list[str | int | float | bool | None]] = Field(
        examples=[{"name": ["Željko Marić"], "birthDate": ["1972"], "nationality": ["rs"]}]
    )


class MatchQuery(_Model):
    """Entities to look for, each under a name of the caller's."""

    queries: dict[str, Example] = Field(min_length=1, max_length=MOST_QUERIES)
    weights: dict[str, float] = Field(default={}, description="taken, but without effect")
    config: dict[str, Any] = Field(default={}, description="taken, but without effect")


class Matches(_Model):
    """What was found for one query."""

    status: int = 200
    results: list[ScoredEntity]
    total: Total
    query: Example


class Feature(_Model):
    """What a feature is, and how much it weighs."""

    description: str
    coefficient: float
    url: str = ""


class MatchAnswer(_Model):
    """What was found for each query."""

    responses: dict[str, Matches]
    matcher: dict[str, Feature]
    limit: int


class Dataset(_Model):
    """A set of entities that can be asked."""

    name: str
    title: str
    version: str
    children: list[str] = []
    load: bool = True


class Catalog(_Model):
    """The sets of entities that can be asked."""

    datasets: list[Dataset]


class Status(_Model):
    """That the service is up."""

    status: str = "ok"
