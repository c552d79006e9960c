"""Mentions → entities: each chain of mentions gets the entity that it names, or none, with the reasons."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.lexicon.countries import load_countries
from dateline.lexicon.gazetteer import Place, locate_country
from dateline.lexicon.name_keys import plain_words
from dateline.model import Candidate, Judgements, Link, Mention, MentionKind, Record, Weighed
from dateline.resolve.candidates import candidates
from dateline.resolve.chains import Chain, chains_of
from dateline.resolve.elsewhere import Elsewhere, turned_down
from dateline.resolve.identity import NOBODY_JUDGED, gather
from dateline.resolve.match import LEAST, MARGIN, Setting, family_names, states_of, strength, weigh
from dateline.resolve.reference import Reference

_REJECTED = 2
_WORTH_KEEPING = 0.15
_NO_OTHER = 3.0  # how far ahead, in log-odds, the only place of a name is
STATE = "iso-"
"""What the ids of states begin with; their ISO 3166-1 alpha-3 code follows."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    Attributes:
        links: in the order of their mentions.
        records: what all sources say of the entities chosen, by id.
        open_lists: by the same ids, the lists that hold somebody of that name who may be the same or another.
    """

    links: tuple[Link, ...]
    records: Mapping[str, Record]
    chains: tuple[Chain, ...]
    open_lists: Mapping[str, frozenset[str]]


def link_mentions(
    text: str,
    mentions: Sequence[Mention],
    reference: Reference,
    first: date | None,
    last: date | None,
    judgements: Judgements = NOBODY_JUDGED,
) -> Linked:
    """Link the mentions of one article.

    Args:
        text: the article's.
        mentions: all of it, tied together by ``refers_to``.
        reference: who can be meant.
        first, last: the days the article may be of; None where nothing is known.
        judgements: what people said of entities.
    """
    chains = chains_of(text, mentions)
    setting = Setting(first, last, frozenset(m.country for m in mentions if m.country))
    links: dict[int, Link] = {}
    records: dict[str, Record] = {}
    elsewhere = Elsewhere.of(text, mentions)
    for chain in chains:
        chosen, rejected = decide(chain, reference, setting, records, judgements)
        if chosen is None and not rejected:
            continue
        for index in chain.mentions:
            rule = _rule(mentions[index], chain, text)
            links[index] = Link(mention=index, chosen=chosen, rejected=rejected, rule=rule)
            meaning = elsewhere.meaning(mentions[index]) if chosen else None
            if chosen and meaning:
                others = (turned_down(chosen, meaning), *rejected)[:_REJECTED]
                links[index] = Link(mention=index, chosen=None, rejected=others, rule=meaning)
    gathered = {key: gather(record, reference, judgements) for key, record in records.items()}
    return Linked(
        links=tuple(links[index] for index in sorted(links)),
        records={key: one.record for key, one in gathered.items()},
        chains=tuple(chains),
        open_lists={key: one.open_lists for key, one in gathered.items()},
    )


def decide(
    chain: Chain,
    reference: Reference,
    setting: Setting,
    records: dict[str, Record],
    judgements: Judgements = NOBODY_JUDGED,
) -> tuple[Candidate | None, tuple[Candidate, ...]]:
    """The entity that a chain names, if one is sure enough, and the best others."""
    if chain.kind is MentionKind.COUNTRY:
        return _state(chain), ()
    if chain.kind is MentionKind.PLACE:
        return _place(chain, reference, setting)
    found = candidates(chain, reference, setting, judgements)
    then = [r for r in found if _may_be_in_office(r, setting) and _may_be_called(r, chain)]
    weighed = sorted(
        ((weigh(chain, r, setting, only_one=_alone(chain, r, then)), r) for r in found),
        key=lambda pair: (-strength(pair[0]), pair[0].entity),
    )
    weighed = [(candidate, record) for candidate, record in weighed if candidate.score >= _WORTH_KEEPING]
    if not weighed:
        return None, ()
    best, record = weighed[0]
    others = tuple(candidate for candidate, _ in weighed[1 : _REJECTED + 1])
    clear = not others or strength(best) - strength(others[0]) >= MARGIN
    if best.score < LEAST or not clear:
        return None, (best, *others)[:_REJECTED]
    records[best.entity] = record
    return best, others


def _may_be_in_office(record: Record, setting: Setting) -> bool:
    if setting.first is None or setting.last is None:
        return bool(record.offices)
    return any(office.term.may_overlap(setting.first, setting.last) for office in record.offices)


def _may_be_called(record: Record, chain: Chain) -> bool:
    """Whether the one word told may be the family name, and the state told may be the person's."""
    if chain.country is not None and chain.country not in states_of(record):
        return False
    return bool(family_names(record) & {word for name in chain.names for word in plain_words(name)})


def _alone(chain: Chain, record: Record, then: Sequence[Record]) -> bool:
    """Whether nobody else of that surname was in office then."""
    return chain.kind is MentionKind.PERSON and len(then) == 1 and then[0] is record


def _state(chain: Chain) -> Candidate | None:
    country = load_countries().by_code(chain.country) if chain.country else None
    if country is None:
        return None
    says = "the name, adjective, capital or seat of government of the state"
    reason = Weighed(feature="state", amount=5.0, says=says)
    point = locate_country(country.code)
    return Candidate(
        entity=f"{STATE}{country.code}",
        name=country.name,
        score=0.99,
        features=(reason,),
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
    )


def _place(
    chain: Chain, reference: Reference, setting: Setting
) -> tuple[Candidate | None, tuple[Candidate, ...]]:
    """The place of a name, and the next best one."""
    found = next(
        (p for name in chain.names if (p := reference.place(name, chain.country, setting.countries))), None
    )
    if found is None:
        return None, ()
    other = found.runner_up
    ahead = found.score - other.score if other else _NO_OTHER
    rejected = (_as_candidate(other, -ahead),) if other else ()
    return _as_candidate(found, ahead), rejected


def _as_candidate(place: Place, ahead: float) -> Candidate:
    key = f"geonames-{place.id}" if place.id else f"place-{'-'.join(plain_words(place.name))}"
    return Candidate(
        entity=key,
        name=place.name,
        score=round(1 / (1 + math.exp(-ahead)), 4),
        features=place.features,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _rule(mention: Mention, chain: Chain, text: str) -> str:
    if mention.kind is MentionKind.COUNTRY:
        return "state"
    if mention.kind is MentionKind.PLACE:
        return "place"
    if mention.rule == "pronoun" or (mention.rule == "office" and chain.names):
        return "same-article"
    if mention.rule == "office":
        return "title"
    alone = len(plain_words(text[mention.head.start : mention.head.end])) == 1
    return "surname" if alone and mention.kind is MentionKind.PERSON else "name"
