"""Facts as flat records under the field names of PLOVER's JSON form (manual 2.0, chapter on data formats)."""

from __future__ import annotations

import hashlib
from typing import Any

from dateline.model import Provenance, Span
from dateline.store.codebook import QUADS, codebook
from dateline.store.records import Fact, Party, Said, Source

Record = dict[str, Any]


def public_id(source: Source, letter: str, position: int) -> str:
    """An identifier that is the same in every database, made from the page and the number in it."""
    digest = hashlib.sha256(f"{source.address}\n{source.digest}".encode("utf-8", "replace")).hexdigest()
    return f"{digest[:16]}-{letter}{position}"


def event_record(fact: Fact) -> Record:
    """An event as one JSON object: PLOVER's fields under their names, then what PLOVER has no name for.

    ``date`` is the day the text gives, else the day of publication (``date_source`` tells which), else null.
    Where it is not one day, ``date`` is the first day it can be and ``enddate`` the last, null if open.
    """
    codes = codebook()
    first, last = fact.earliest, fact.latest
    return {
        "record": "event",
        "id": public_id(fact.source, "E", fact.position),
        "date": first.isoformat() if first else None,
        "enddate": last.isoformat() if last and last != first else None,
        "date_source": fact.dated_by,
        "date_stated": fact.date.stated if fact.date else None,
        "event": [fact.type.value],
        "mode": [fact.mode] if fact.mode else [],
        "context": list(fact.contexts),
        "auxiliary": [auxiliary.value for auxiliary in fact.auxiliaries],
        "actor": [_entity(party) for party in fact.actors],
        "recipient": [_entity(party) for party in fact.recipients],
        "reciprocal": fact.reciprocal,
        "event_loc": _location(fact.place),
        "quad_code": codes.quads[fact.type],
        "quad": QUADS[codes.quads[fact.type] - 1].value,
        "event_scale": codes.score(fact.type, fact.mode),
        "event_text": [fact.trigger.shift(-fact.sentence_span.start).of(fact.sentence)]
        if fact.sentence_span.contains(fact.trigger)
        else [],
        **_text(fact.sentence, fact.sentence_span),
        **_origin(fact.source),
        "rule": fact.rule,
        "score": fact.score,
    }


def statement_record(said: Said) -> Record:
    """A statement as one JSON object, with the same names for what it shares with an event."""
    published = said.source.published
    day = published.earliest if published else None
    return {
        "record": "statement",
        "id": public_id(said.source, "S", said.position),
        "date": day.isoformat() if day else None,
        "speaker": _entity(said.speaker) if said.speaker else None,
        "addressee": _entity(said.addressee) if said.addressee else None,
        "kind": said.kind.value,
        "polarity": said.polarity.value,
        "quoted": said.quoted,
        "content": said.content,
        **_text(said.sentence, said.sentence_span),
        **_origin(said.source),
        "rule": said.rule,
        "score": said.score,
    }


def models_in_words(provenance: Provenance) -> str:
    """``lines 1; roots 3``."""
    return "; ".join(f"{name} {version}" for name, version in provenance.models)


def _entity(party: Party) -> Record:
    return {
        "code": party.country,
        "sector": party.role,
        "entity_text": party.text,
        "name": party.name,
        "office": party.title,
        "kind": party.kind.value if party.kind else None,
    }


def _location(place: Party | None) -> Record | None:
    if place is None:
        return None
    return {"extracted_place": place.text, "resolved_place": place.name, "country_code": place.country}


def _text(sentence: str, span: Span) -> Record:
    return {"text": sentence, "text_info": {"start": span.start, "end": span.end}}


def _origin(source: Source) -> Record:
    published = source.published
    earliest, latest = (published.earliest, published.latest) if published else (None, None)
    return {
        "cite_info": {
            "url": source.address,
            "title": source.headline,
            "publication": source.site,
            "language": source.language,
            "published": [day.isoformat() if day else None for day in (earliest, latest)],
        },
        "provenance": {
            "code": source.provenance.code,
            "ontology": source.provenance.ontology,
            "models": dict(source.provenance.models),
        },
    }
