"""Reading → Reports: what of its events is compared with other events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import combinations

from dateline.errors import DataError
from dateline.gather.data_files import load
from dateline.gather.shingles import key_of
from dateline.gather.victims import victims_in
from dateline.gather.words import rarity, terms_of, weigh
from dateline.model import (
    Auxiliary,
    Event,
    EventType,
    MentionKind,
    Participant,
    Reading,
    Report,
    Telling,
)

_LONGEST = 31
"""An event that may be of any day of a longer time is compared as of the day of its article."""

_WORDS_KEPT = 30
_FILE = "families.yaml"
_WEAK = "w:"


@cache
def families() -> dict[EventType, str]:
    """The family of each type: only events of one family are compared.

    Raises:
        DataError: a type has none.
    """
    raw = load(_FILE)
    found = {EventType(kind): name for name, kinds in raw.items() for kind in kinds}
    missing = [kind for kind in EventType if kind not in found]
    if missing:
        raise DataError(f"no family has {missing[0]}", where=_FILE, action="put each type into one family")
    return found


def reports_of(reading: Reading, telling: Telling, numbers: Sequence[int]) -> tuple[Report, ...]:
    """What of the events of an article is compared.

    Args:
        reading: the article, read.
        telling: the same article as it is compared.
        numbers: the numbers of its events, in their order.
    """
    linked = {link.mention: link.chosen.entity for link in reading.links if link.chosen}
    return tuple(
        _report(reading, telling, number, event, linked)
        for number, event in zip(numbers, reading.events, strict=True)
    )


def _report(reading: Reading, telling: Telling, number: int, event: Event, linked: dict[int, str]) -> Report:
    text = reading.article.text
    earliest, latest, dated = _days(event, telling.moment.date())
    place = None
    if event.place is not None:
        mention = reading.mentions[event.place]
        place = linked.get(mention.index) or f"n:{mention.name.lower()}"
    actors = tuple(party(reading, one, linked) for one in event.actors)
    recipients = tuple(party(reading, one, linked) for one in event.recipients)
    sentence = reading.sentences[event.sentence].span
    weights = weigh(terms_of(sentence.of(text)), rarity())
    kept = sorted(weights.items(), key=lambda item: (-round(item[1], 3), item[0]))[:_WORDS_KEPT]
    trigger = (terms_of(event.trigger.of(text)) or ("",))[0]
    family = families()[event.type]
    return Report(
        event=number,
        article=telling.article,
        type=event.type,
        family=family,
        mode=event.mode,
        actors=actors,
        recipients=recipients,
        reciprocal=event.reciprocal,
        place=place,
        earliest=earliest,
        latest=latest,
        dated=dated,
        moment=telling.moment,
        trigger=trigger,
        unreal=tuple(sorted(one.value for one in event.auxiliaries if one is not Auxiliary.HISTORICAL)),
        words=tuple((term, round(weight, 3)) for term, weight in kept),
        victims=victims_in(text, sentence),
        score=event.score,
        keys=tuple(sorted(set(_keys(family, trigger, place, (*actors, *recipients))))),
    )


def party(reading: Reading, one: Participant, linked: dict[int, str]) -> tuple[str, ...]:
    """All that somebody goes by, the surest first: id, name, the state, and the last word of what is written.

    A state is ``iso-SRB``, a name ``n:``, what is written ``w:`` with its base form.
    """
    found: dict[str, None] = {}
    if one.mention is not None:
        mention = reading.mentions[one.mention]
        if mention.index in linked:
            found[linked[mention.index]] = None
        words = mention.name.lower().split()
        if words and mention.kind is not MentionKind.GROUP:
            name = words[-1] if mention.kind is MentionKind.PERSON else " ".join(words)
            found[f"n:{name}"] = None
        if mention.country:
            found[f"iso-{mention.country}"] = None
    terms = [term for term in terms_of(one.span.of(reading.article.text)) if not term[0].isdigit()]
    if terms:
        found[f"{_WEAK}{terms[-1]}"] = None
    return tuple(found)


def _days(event: Event, article: date) -> tuple[date, date, bool]:
    when = event.date
    if when and when.earliest and when.latest and (when.latest - when.earliest).days <= _LONGEST:
        return when.earliest, when.latest, True
    return article, article, False


def _keys(family: str, trigger: str, place: str | None, parties: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """Two of what an event has: who, where, and the word that told it."""
    parts = {name for one in parties for name in one[:3]}
    parts |= {f"at {place}"} if place else set()
    parts |= {f"by {trigger}"} if trigger else set()
    for one, other in combinations(sorted(parts)[:10], 2):
        yield key_of(f"{family}|{one}|{other}")
