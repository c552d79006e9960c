"""What the database knows of somebody that may matter to a screener: adverse events, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateline.model import EventType, Record
from dateline.store.records import Fact
from dateline.store.view import View

_MOST = 5
# On which side of an act it is adverse to stand.
_DONE_TO = frozenset(
    {EventType.SANCTION, EventType.ACCUSE, EventType.COERCE, EventType.REJECT, EventType.PROTEST}
)
_DOES = frozenset({EventType.ASSAULT, EventType.COERCE, EventType.THREATEN, EventType.MOBILIZE})


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One adverse event: what it was, when, and the sentence of the article that tells it."""

    what: str
    day: date | None
    sentence: str
    address: str


def news_of(view: View, record: Record) -> tuple[News, ...]:
    """The adverse events of an entity, newest first, at most five.

    Found by the links of the articles, and by the whole primary name where an article was read without them.

    Raises:
        StoreError: the database cannot be read.
    """
    found: dict[int, News] = {}
    for fact, side in _facts(view, record):
        adverse = _DONE_TO if side == "recipient" else _DOES
        if fact.type in adverse:
            found.setdefault(fact.id, _news(fact, side))
    return tuple(sorted(found.values(), key=lambda news: news.day or date.min, reverse=True)[:_MOST])


def _facts(view: View, record: Record) -> Iterator[tuple[Fact, str]]:
    for who in (record.entity.id, record.entity.name):
        for fact in view.facts(actor=who):
            yield fact, "actor"
        for fact in view.facts(recipient=who):
            yield fact, "recipient"


def _news(fact: Fact, side: str) -> News:
    others = fact.recipients if side == "actor" else fact.actors
    whom = ", ".join(party.name for party in others)
    joint = "of" if side == "actor" else "by"
    return News(
        what=f"{fact.type}{f' {joint} {whom}' if whom else ''}"
        + (f" ({fact.latest})" if fact.latest else ""),
        day=fact.latest,
        sentence=fact.sentence,
        address=fact.source.address,
    )
