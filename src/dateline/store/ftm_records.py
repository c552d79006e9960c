"""Articles, mentions, events and statements as FollowTheMoney writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row

from dateline.model import Auxiliary, Bounds, DateEstimate, MentionKind, Provenance
from dateline.store.export_records import models_in_words, public_id
from dateline.store.ftm import (
    Proxy,
    common_date,
    country_codes,
    entity_id,
    exact_date,
    language_code,
    made_id,
    moment,
    one_day,
    proxy,
    web_address,
)
from dateline.store.ftm_entities import LEGAL
from dateline.store.load import date_of
from dateline.store.records import Fact, Party, Said, Source

_DETECTED = {
    MentionKind.PERSON: "Person",
    MentionKind.ORGANISATION: "Organization",
    MentionKind.GROUP: "LegalEntity",
    MentionKind.COUNTRY: "Territory",
    MentionKind.PLACE: "Address",
}


@dataclass(frozen=True, slots=True)
class Linked:
    """Whom the mentions of one article name: position → entity, and what each entity is.

    Attributes:
        entities: key of the entity by position of the mention.
        schemata: FollowTheMoney schema by key.
    """

    entities: Mapping[int, str]
    schemata: Mapping[str, str]

    def actor(self, mention: int | None) -> str | None:
        """The id of the entity that a mention names, if it is one that can act."""
        key = self.entities.get(mention) if mention is not None else None
        return entity_id(key) if key and self.schemata.get(key) in LEGAL else None

    def place(self, mention: int | None) -> str | None:
        """The id of the place that a mention names, if it is linked to one."""
        key = self.entities.get(mention) if mention is not None else None
        return entity_id(key) if key and self.schemata.get(key) == "Address" else None

    def things(self) -> Iterator[str]:
        """The ids of those named that cannot act: vessels, aircraft, places."""
        for key in dict.fromkeys(self.entities.values()):
            if self.schemata.get(key) not in LEGAL:
                yield entity_id(key)


def article_proxy(
    row: Row[Any], source: Source, authors: Sequence[str], mentions: Sequence[Row[Any]]
) -> Proxy:
    """The article; ``row`` is of ``articles`` with the address and time of its page."""

    def named(kind: MentionKind) -> list[str]:
        return [mention.name for mention in mentions if mention.kind == kind.value]

    return proxy(
        public_id(source, "A", 0),
        "Article",
        title=row.headline,
        fileName=None if web_address(row.address) else _file_name(row.address),
        author=authors,
        generator=_made_by(source.provenance),
        publishedAt=_when(source.published),
        notes=[_uncertain("published", source.published)],
        modifiedAt=_when(date_of(row, "modified")),
        retrievedAt=moment(row.fetched),
        sourceUrl=[web_address(row.address), web_address(row.canonical)],
        publisher=row.site,
        language=language_code(row.language),
        bodyText=row.text,
        peopleMentioned=named(MentionKind.PERSON),
        companiesMentioned=named(MentionKind.ORGANISATION),
        locationMentioned=named(MentionKind.PLACE),
        detectedCountry=country_codes(mention.country for mention in mentions),
    )


def mention_proxies(source: Source, mentions: Sequence[Row[Any]], linked: Linked) -> Iterator[Proxy]:
    """One for each thing that the article names (not for each time it does), and links to vessels and places."""
    document = public_id(source, "A", 0)
    chains: dict[int, list[Row[Any]]] = {}
    for mention in mentions:
        chains.setdefault(mention.refers_to, []).append(mention)
    for first, chain in chains.items():
        made = proxy(
            public_id(source, "M", first),
            "Mention",
            document=document,
            resolved=next(filter(None, (linked.actor(one.position) for one in chain)), None),
            name=[one.name for one in chain],
            detectedSchema=_DETECTED[MentionKind(chain[0].kind)],
            contextCountry=country_codes(one.country for one in chain),
        )
        if "name" in made.properties:
            yield made
    for thing in linked.things():
        yield proxy(
            made_id("mentioned", document, thing),
            "Documentation",
            document=document,
            entity=thing,
            role="mentioned",
        )


def event_proxy(fact: Fact, linked: Linked) -> Proxy:
    """An event of PLOVER. Its auxiliary modes stand in its name, so that none is taken for what happened."""
    parties = (*fact.actors, *fact.recipients)
    joint = " ↔ " if fact.reciprocal else " → "
    sides = [_names(fact.actors, " ↔ " if fact.reciprocal else ", "), _names(fact.recipients, ", ")]
    who = joint.join(side or "?" for side in sides if side or not fact.reciprocal)
    return proxy(
        public_id(fact.source, "E", fact.position),
        "Event",
        name=f"{_kind(fact)}: {who}",
        summary=fact.sentence,
        **_dates(fact),
        organizer=[] if fact.reciprocal else _ids(fact.actors, linked),
        involved=_ids(parties, linked),
        namesMentioned=[party.name for party in parties],
        location=fact.place.name if fact.place else None,
        addressEntity=linked.place(fact.place.mention) if fact.place else None,
        country=country_codes(party.country for party in (*parties, *([fact.place] if fact.place else []))),
        keywords=["event", *_keywords(fact)],
        **_origin(fact.source, fact.position, "E"),
        notes=[
            _uncertain("date of the event", fact.date),
            "the date is that of the article" if fact.dated_by == "published" else None,
            f"found by {fact.rule}, score {fact.score:.2f}",
        ],
    )


def statement_proxy(said: Said, linked: Linked) -> Proxy:
    """A statement, as an Event: FollowTheMoney has no schema for speech, and a Note has no date and no speaker."""
    parties = [party for party in (said.speaker, said.addressee) if party]
    speaker = said.speaker.name if said.speaker else "?"
    to = f" → {said.addressee.name}" if said.addressee else ""
    negated = ", negated" if said.polarity.value == "negated" else ""
    published = said.source.published
    return proxy(
        public_id(said.source, "S", said.position),
        "Event",
        name=f"statement ({said.kind.value}{negated}): {speaker}{to}",
        summary=said.sentence,
        description=said.content,
        **_span(published),
        organizer=_ids([said.speaker] if said.speaker else [], linked),
        involved=_ids(parties, linked),
        namesMentioned=[party.name for party in parties],
        country=country_codes(party.country for party in parties),
        keywords=[
            "statement",
            said.kind.value,
            f"polarity: {said.polarity.value}",
            "quoted" if said.quoted else None,
        ],
        **_origin(said.source, said.position, "S"),
        notes=[
            "the date is that of the article" if published else None,
            f"found by {said.rule}, score {said.score:.2f}",
        ],
    )


def _kind(fact: Fact) -> str:
    marks = [*([fact.mode] if fact.mode else []), *(mark.value for mark in fact.auxiliaries)]
    return f"{fact.type.value} ({', '.join(marks)})" if marks else fact.type.value


def _keywords(fact: Fact) -> Iterator[str]:
    yield fact.type.value
    if fact.mode:
        yield fact.mode
    yield from (f"context: {context}" for context in fact.contexts)
    yield from (f"auxiliary: {auxiliary.value}" for auxiliary in fact.auxiliaries)
    if not {Auxiliary.NEGATION, Auxiliary.FUTURE, Auxiliary.HYPOTHETICAL} & set(fact.auxiliaries):
        yield "reported as having happened"


def _names(parties: Iterable[Party], joint: str) -> str:
    return joint.join(dict.fromkeys(party.name for party in parties))


def _ids(parties: Iterable[Party], linked: Linked) -> list[str | None]:
    return [linked.actor(party.mention) for party in parties]


def _dates(fact: Fact) -> dict[str, str | None]:
    if fact.dated_by == "text":
        return _span(fact.date)
    return _span(fact.source.published) if fact.dated_by else {}


def _span(estimate: DateEstimate | None) -> dict[str, str | None]:
    """``date`` as exactly as it is known; where it is an interval, ``startDate`` and ``endDate`` too."""
    if estimate is None:
        return {}
    bounds = Bounds(estimate.earliest, estimate.latest)
    if exact_date(bounds):
        return {"date": exact_date(bounds)}
    return {
        "date": common_date(bounds),
        "startDate": one_day(estimate.earliest),
        "endDate": one_day(estimate.latest),
    }


def _when(estimate: DateEstimate | None) -> str | None:
    if estimate is None:
        return None
    return moment(estimate.moment) or common_date(Bounds(estimate.earliest, estimate.latest))


def _uncertain(what: str, estimate: DateEstimate | None) -> str | None:
    """In words, what a date of FollowTheMoney cannot say: an interval, and that it was inferred."""
    if estimate is None:
        return None
    bounds = Bounds(estimate.earliest, estimate.latest)
    if exact_date(bounds) and estimate.stated:
        return None
    how = "" if estimate.stated else ", inferred: " + "; ".join(estimate.reasons)
    return f"{what}: {bounds}{how}"


def _origin(source: Source, position: int, letter: str) -> dict[str, str | None]:
    return {
        "proof": public_id(source, "A", 0),
        "publisher": source.site,
        "sourceUrl": web_address(source.address),
        "recordId": public_id(source, letter, position),
    }


def _made_by(provenance: Provenance) -> str:
    models = models_in_words(provenance)
    return f"Dateline {provenance.code}; ontology {provenance.ontology}" + (f"; {models}" if models else "")


def _file_name(address: str) -> str | None:
    path = urlsplit(address).path if "://" in address else address
    return path.replace("\\", "/").rpartition("/")[2] or None
