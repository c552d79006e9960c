"""``/api/yente``: the reference data, asked and answered as by yente, the API of OpenSanctions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response

from dateline.client import yente as shapes
from dateline.resolve.screen import Query as NameQuery
from dateline.serve.api import yente_answers as answers
from dateline.serve.api.asked import Identity
from dateline.serve.api.limits import charge
from dateline.serve.api.routes import CurrentApi, YenteRoute, one_request

_PROBLEM = {"model": shapes.YenteProblem}
router = APIRouter(
    prefix="/api/yente",
    tags=["Matching (yente)"],
    route_class=YenteRoute,
    dependencies=[Depends(one_request)],
    responses={
        400: {**_PROBLEM, "description": "something asked for makes no sense"},
        404: {**_PROBLEM, "description": "there is no such thing"},
        422: {**_PROBLEM, "description": "something asked for has the wrong form"},
        429: {**_PROBLEM, "description": "too many requests; see Retry-After"},
        503: {**_PROBLEM, "description": "the database cannot be read"},
    },
)
Dataset = Annotated[
    str, Path(max_length=100, description="default, sanctions, peps, or a source", examples=["default"])
]
Some = Annotated[list[str], Query(max_length=50)]
_PER_QUERY = 10  # so many queries of a batch count as one request


@router.get("/healthz", summary="Whether the service is up")
@router.get("/readyz", summary="Whether the service is ready")
def status() -> shapes.Status:
    """Always ok: what answers, is up."""
    return shapes.Status()


@router.get("/catalog", summary="The sets of entities that can be asked")
def catalog(api: CurrentApi) -> shapes.Catalog:
    """All data, sanctions, public offices, and each source."""
    return shapes.Catalog(
        datasets=[
            shapes.Dataset(name=name, title=title, version=version)
            for name, (title, version) in answers.datasets_of(api.known).items()
        ]
    )


@router.get("/search/{dataset}", summary="Search entities by name")
def search(
    api: CurrentApi,
    dataset: Dataset,
    q: Annotated[str, Query(max_length=300, examples=["Vulin"])] = "",
    schema: Annotated[str, Query(max_length=64)] = "Thing",
    countries: Some = [],  # noqa: B006  # FastAPI copies it
    topics: Some = [],  # noqa: B006
    datasets: Some = [],  # noqa: B006
    include_dataset: Some = [],  # noqa: B006
    exclude_dataset: Some = [],  # noqa: B006
    exclude_schema: Some = [],  # noqa: B006
    limit: Annotated[int, Query(ge=0, le=answers.MOST)] = 10,
    offset: Annotated[int, Query(ge=0, le=answers.MOST)] = 0,
    fuzzy: Annotated[bool, Query(description="no matter: spelling is always forgiven")] = True,
    simple: Annotated[bool, Query(description="no matter")] = True,
    target: bool | None = None,
) -> shapes.SearchAnswer:
    """Entities whose names agree with the text, the likeliest first. Of more than 200, the first 200 can be had."""
    del fuzzy, simple
    wanted = answers.Wanted(
        dataset=_known(api, dataset),
        schema=schema,
        countries=frozenset(code.lower() for code in countries),
        topics=frozenset(topics),
        sources=frozenset((*datasets, *include_dataset)),
        not_schemata=frozenset(exclude_schema),
        not_sources=frozenset(exclude_dataset),
    )
    ids = answers.ids_called(api.known, q.strip())
    records, found = api.known.records(), []
    for identity in ids:
        known = records(identity)
        entity = answers.entity(known, nested=False)
        fits = wanted.takes(known, entity.model_dump(by_alias=True))
        if fits and (target is None or entity.target is target):
            found.append(entity)
    return shapes.SearchAnswer(
        limit=limit,
        offset=offset,
        total=shapes.Total(value=len(found), relation="gte" if len(ids) >= answers.MOST else "eq"),
        results=found[offset : offset + limit],
        facets=answers.facets(found),
    )


@router.post("/match/{dataset}", summary="Match entities by their properties")
def match(
    request: Request,
    response: Response,
    api: CurrentApi,
    dataset: Dataset,
    asked: shapes.MatchQuery,
    limit: Annotated[int, Query(ge=1, le=50)] = 5,
    threshold: Annotated[float, Query(ge=0, le=1, description="the least score of a match")] = 0.75,
    cutoff: Annotated[float, Query(ge=0, le=1, description="the least score of a result")] = 0.7,
    algorithm: Annotated[str, Query(max_length=64, description="no matter: there is one")] = "dateline",
    topics: Some = [],  # noqa: B006  # FastAPI copies it
    include_dataset: Some = [],  # noqa: B006
    exclude_dataset: Some = [],  # noqa: B006
    exclude_schema: Some = [],  # noqa: B006
    exclude_entity_ids: Some = [],  # noqa: B006
) -> shapes.MatchAnswer:
    """For each query the entities that it may mean: by name, and by country and date of birth where given.

    A score is 1 less what differs (see `matcher`); names that agree less than 0.7 are not found.
    """
    del algorithm
    charge(request, api.buckets, (len(asked.queries) - 1) // _PER_QUERY)
    wanted = answers.Wanted(
        dataset=_known(api, dataset),
        topics=frozenset(topics),
        sources=frozenset(include_dataset),
        not_schemata=frozenset(exclude_schema),
        not_sources=frozenset(exclude_dataset),
        not_ids=frozenset(exclude_entity_ids),
    )
    responses = {}
    for name, example in asked.queries.items():
        queries = list(answers.queries_of(example))[:_PER_QUERY]
        found = _matches(
            api, queries, wanted, limit=limit, threshold=threshold, cutoff=min(cutoff, threshold)
        )
        total = shapes.Total(value=len(found))
        responses[name] = shapes.Matches(results=found, total=total, query=example)
    response.headers["x-batch-size"] = str(len(responses))
    return shapes.MatchAnswer(responses=responses, matcher=answers.features(), limit=limit)


def _matches(
    api: CurrentApi,
    queries: Iterable[NameQuery],
    wanted: answers.Wanted,
    *,
    limit: int,
    threshold: float,
    cutoff: float,
) -> list[shapes.ScoredEntity]:
    records, found = api.known.records(), []
    for hit in answers.best_hits(api.known, queries, limit=4 * limit, threshold=cutoff):
        known = records(hit.record.entity.id)
        entity = answers.scored(known, hit, threshold)
        if wanted.takes(known, entity.model_dump(by_alias=True)):
            found.append(entity)
    return found[:limit]


@router.get("/entities/{identity}", summary="One entity")
def entity(
    api: CurrentApi,
    identity: Identity,
    nested: Annotated[bool, Query(description="with its offices and entries on lists")] = True,
) -> shapes.YenteEntity:
    """The entity with this id."""
    records = api.known.records()(identity)
    if not records:
        raise HTTPException(404, f"no entity {identity}")
    return answers.entity(records, nested=nested)


def _known(api: CurrentApi, dataset: str) -> str:
    names = answers.datasets_of(api.known)
    if dataset not in names:
        raise HTTPException(404, f"no dataset {dataset}; there are {', '.join(names)}")
    return dataset
