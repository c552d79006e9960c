"""From the reference data to what yente would answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.client.yente import Example, Explained, Facet, FacetItem, Feature, ScoredEntity, YenteEntity
from dateline.lexicon.countries import load_countries
from dateline.model import Bounds, Record
from dateline.resolve.names import FEATURES, NameKind
from dateline.resolve.screen import ADJUSTMENTS, Hit, Query
from dateline.serve.known import KnownReference
from dateline.store.ftm_known import entity_object, sources_of

EVERYTHING = "default"
SANCTIONED = "sanctions"
OFFICES = "peps"
MOST = 200
_NAMES = ("name", "alias", "weakAlias", "previousName")
_STATES = ("nationality", "citizenship", "country", "jurisdiction", "flag", "mainCountry")
_DAYS = ("birthDate", "incorporationDate", "buildDate")
_BODIES = frozenset({"Organization", "Company", "PublicBody", "Vessel", "Airplane"})
_LEGAL = frozenset({"Person", "Organization", "Company", "PublicBody", "LegalEntity"})
_KINDS_OF = {
    "Thing": _LEGAL | {"Vessel", "Airplane"},
    "LegalEntity": _LEGAL,
    "Organization": frozenset({"Organization", "Company", "PublicBody", "LegalEntity"}),
    "Vehicle": frozenset({"Vessel", "Airplane"}),
    "Asset": frozenset({"Vessel", "Airplane", "Company"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entities are asked for; what is empty does not matter.

    Attributes:
        dataset: the set, by the name in its address.
        schema: FollowTheMoney schema, which those below it belong to.
        countries: alpha-2 codes in small letters, as FollowTheMoney writes them.
    """

    dataset: str = EVERYTHING
    schema: str = "Thing"
    countries: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    not_schemata: frozenset[str] = frozenset()
    not_sources: frozenset[str] = frozenset()
    not_ids: frozenset[str] = frozenset()

    def takes(self, records: Sequence[Record], form: Mapping[str, object]) -> bool:
        """Whether an entity is one of them."""
        properties = form["properties"]
        assert isinstance(properties, dict)  # noqa: S101  # entity_object makes it so
        sources = frozenset(sources_of(records))
        return (
            self._in_dataset(records, sources, properties)
            and form["schema"] in _KINDS_OF.get(self.schema, frozenset({self.schema}))
            and form["schema"] not in self.not_schemata
            and form["id"] not in self.not_ids
            and (not self.countries or bool(self.countries & set(_countries(properties))))
            and (not self.topics or bool(self.topics & set(properties.get("topics", ()))))
            and (not self.sources or bool(self.sources & sources))
            and not (self.not_sources and sources <= self.not_sources)
        )

    def _in_dataset(
        self, records: Sequence[Record], sources: frozenset[str], properties: Mapping[str, Sequence[str]]
    ) -> bool:
        if self.dataset == EVERYTHING:
            return True
        if self.dataset == SANCTIONED:
            return any(record.listings for record in records)
        if self.dataset == OFFICES:
            return any(topic.startswith("role.pep") for topic in properties.get("topics", ()))
        return self.dataset in sources


def datasets_of(known: KnownReference) -> dict[str, tuple[str, str]]:
    """Name → title and version of each set that can be asked."""
    snapshots = [one.snapshot for one in known.snapshots() if one.newest]
    newest = max(one.taken for one in snapshots).isoformat()
    found = {
        EVERYTHING: ("All reference data", newest),
        SANCTIONED: ("Entries on sanctions lists", newest),
        OFFICES: ("People who hold or held a public office", newest),
    }
    return found | {one.source: (f"Source {one.source}", one.version) for one in snapshots}


def queries_of(example: Example) -> Iterator[Query]:
    """The names of an example, each as a person or as a body, or as both where its schema leaves that open."""
    if example.schema_ == "Person":
        kinds: tuple[NameKind, ...] = (NameKind.PERSON,)
    else:
        kinds = (NameKind.BODY,) if example.schema_ in _BODIES else (NameKind.PERSON, NameKind.BODY)
    country, born = _country(example), _born(example)
    for name in values_of(example, _NAMES):
        for kind in kinds:
            yield Query(row=1, name=name, kind=kind, country=country, born=born)


def values_of(example: Example, names: Iterable[str]) -> Iterator[str]:
    """The values of the first of these properties, then those of the others."""
    for name in names:
        given = example.properties.get(name, [])
        for value in [given] if isinstance(given, str) else given:
            text = "" if value is None else str(value).strip()
            if any(letter.isalnum() for letter in text):
                yield text[:1000]


def _country(example: Example) -> str | None:
    countries = load_countries()
    for value in values_of(example, _STATES):
        found = countries.by_code(value.upper()) or countries.by_name(value)
        if found:
            return found.code
    return None


def _born(example: Example) -> Bounds | None:
    for value in values_of(example, _DAYS):
        try:
            return Bounds.parse(value)
        except ValueError:
            continue
    return None


def best_hits(known: KnownReference, queries: Iterable[Query], *, limit: int, threshold: float) -> list[Hit]:
    """The entities that any of the queries may mean, each once with its best score, the likeliest first."""
    best: dict[str, Hit] = {}
    for query in queries:
        for hit in known.screen(query, date.today(), limit=limit, threshold=threshold):
            other = best.get(hit.record.entity.id)
            if other is None or hit.score > other.score:
                best[hit.record.entity.id] = hit
    return sorted(best.values(), key=lambda hit: (-hit.score, hit.record.entity.id))


def ids_called(known: KnownReference, text: str) -> list[str]:
    """The ids of those whose names agree with a text, the likeliest first; then of those it is the family name of."""
    if not any(letter.isalnum() for letter in text):
        return []
    queries = [Query(row=1, name=text, kind=kind) for kind in (NameKind.PERSON, NameKind.BODY)]
    alike = [hit.record.entity.id for hit in best_hits(known, queries, limit=MOST, threshold=0.0)]
    called = [record.entity.id for record in known.look_up(text)]
    return list(dict.fromkeys((*alike, *called)))[:MOST]


def entity(records: Sequence[Record], *, nested: bool) -> YenteEntity:
    """An entity."""
    form = entity_object(records, nested=nested)
    return YenteEntity.model_validate(form | _more(form))


def scored(records: Sequence[Record], hit: Hit, threshold: float) -> ScoredEntity:
    """An entity that was found."""
    form = entity_object(records, nested=False)
    features: dict[str, float] = {}
    for reason in hit.reasons:
        features[reason.feature] = features.get(reason.feature, 0.0) + reason.amount
    says = {reason.feature: reason.says for reason in hit.reasons}
    return ScoredEntity.model_validate(
        form
        | _more(form)
        | {
            "score": hit.score,
            "features": {name: round(amount, 4) for name, amount in features.items()},
            "explanations": {
                name: Explained(score=round(amount, 4), detail=says[name])
                for name, amount in features.items()
            },
            "match": hit.score >= threshold,
        }
    )


def _more(form: Mapping[str, object]) -> dict[str, object]:
    properties = form["properties"]
    assert isinstance(properties, dict)  # noqa: S101  # entity_object makes it so
    return {"target": bool(properties.get("topics")), "referents": list(properties.get("wikidataId", ()))}


def features() -> dict[str, Feature]:
    """What makes the scores."""
    names = {
        name: Feature(description=feature.says, coefficient=-feature.weight)
        for name, feature in FEATURES.items()
    }
    more = {name: Feature(description=one.says, coefficient=one.weight) for name, one in ADJUSTMENTS.items()}
    return names | more


def facets(found: Sequence[YenteEntity]) -> dict[str, Facet]:
    """How many of the results have each value."""
    countries = load_countries()

    def label(code: str) -> str:
        country = countries.by_code(code.upper())
        return country.name if country else code

    by_state = Counter(code for one in found for code in _countries(one.properties))
    by_topic = Counter(topic for one in found for topic in one.properties.get("topics", ()))
    by_source = Counter(source for one in found for source in one.datasets)
    by_schema = Counter(one.schema_ for one in found)
    return {
        "countries": Facet(label="Countries", values=_items({label(k): (k, n) for k, n in by_state.items()})),
        "topics": Facet(label="Topics", values=_items({k: (k, n) for k, n in by_topic.items()})),
        "datasets": Facet(label="Data sources", values=_items({k: (k, n) for k, n in by_source.items()})),
        "schema": Facet(label="Types", values=_items({k: (k, n) for k, n in by_schema.items()})),
    }


def _items(counts: Mapping[str, tuple[str, int]]) -> list[FacetItem]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))
    return [FacetItem(name=name, label=label, count=count) for label, (name, count) in ordered]


def _countries(properties: Mapping[str, Sequence[object]]) -> list[str]:
    codes = (code for name in _STATES for code in properties.get(name, ()))
    return list(dict.fromkeys(code for code in codes if isinstance(code, str)))
