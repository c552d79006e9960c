"""A whole reading with the verdicts on its facts applied, for the page of an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline.model import (
    Auxiliary,
    DateEstimate,
    Event,
    EventType,
    Link,
    Participant,
    Polarity,
    Precision,
    Reading,
    Span,
    Statement,
    StatementKind,
)
from dateline.store.correction_records import Correction, Given, JudgedKind, corrected_link
from dateline.store.correction_sql import standing
from dateline.store.database import Database
from dateline.store.identify import FactIds


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedReading:
    """A reading as it is shown.

    Attributes:
        reading: without what was rejected, unless that was asked for; with corrected values.
        ids: of its facts.
        verdicts: those that count, by the identifier of the fact.
    """

    reading: Reading
    ids: FactIds
    verdicts: Mapping[str, Correction]


def correct_reading(
    database: Database, article: int, reading: Reading, ids: FactIds, *, rejected: bool = False
) -> CorrectedReading:
    """Apply the verdicts on the facts of an article.

    Args:
        database: with the verdicts.
        article: number of the article, a newest version; verdicts on older versions do not matter.
        reading: as it was read.
        ids: of its facts.
        rejected: keep what was rejected.

    Raises:
        StoreError: the database cannot be read.
    """
    with database.reading() as connection:
        events = standing(connection, JudgedKind.EVENT, [one.number for one in ids.events])
        said = standing(connection, JudgedKind.STATEMENT, [one.number for one in ids.statements])
        links = standing(connection, JudgedKind.LINK, [article])
    by_event = [events.get((one.number, 0)) for one in ids.events]
    by_statement = [said.get((one.number, 0)) for one in ids.statements]
    keep_events = [place for place, one in enumerate(by_event) if rejected or not _rejects(one)]
    keep_said = [place for place, one in enumerate(by_statement) if rejected or not _rejects(one)]
    moved = {old: new for new, old in enumerate(keep_events)}
    shown = replace(
        reading,
        events=tuple(
            replace(_event(reading, reading.events[old], by_event[old]), index=moved[old])
            for old in keep_events
        ),
        statements=tuple(
            replace(
                _statement(reading, reading.statements[old], by_statement[old]),
                index=new,
                events=tuple(moved[event] for event in reading.statements[old].events if event in moved),
            )
            for new, old in enumerate(keep_said)
        ),
        links=tuple(_link(link, links.get((article, link.mention))) for link in reading.links),
    )
    kept = FactIds(
        tuple(ids.events[place] for place in keep_events),
        tuple(ids.statements[place] for place in keep_said),
    )
    verdicts = {f"e{number}": one for (number, _), one in events.items()}
    verdicts |= {f"s{number}": one for (number, _), one in said.items()}
    verdicts |= {f"l{number}.{mention}": one for (number, mention), one in links.items()}
    return CorrectedReading(reading=shown, ids=kept, verdicts=verdicts)


def _rejects(correction: Correction | None) -> bool:
    return correction is not None and correction.verdict is Given.REJECT


def _event(reading: Reading, event: Event, correction: Correction | None) -> Event:
    values = correction.values if correction else {}
    changes: dict[str, Any] = {}
    if "type" in values:
        changes["type"] = EventType(values["type"])
    if "mode" in values:
        changes["mode"] = values["mode"]
    if "auxiliaries" in values:
        changes["auxiliaries"] = tuple(Auxiliary(one) for one in values["auxiliaries"])
    for side in ("actors", "recipients"):
        if side in values:
            changes[side] = _parties(reading, event.sentence, values[side])
    if "place" in values:
        found = _parties(reading, event.sentence, [values["place"]] if values["place"] else [])
        changes["place"] = found[0].mention if found else None
    if {"earliest", "latest"} & set(values):
        changes["date"] = _date(event, values)
    return replace(event, **changes)


def _statement(reading: Reading, said: Statement, correction: Correction | None) -> Statement:
    values = correction.values if correction else {}
    changes: dict[str, Any] = {}
    for side in ("speaker", "addressee"):
        if side in values:
            found = _parties(reading, said.sentence, [values[side]] if values[side] else [])
            changes[side] = found[0] if found else None
    if "kind" in values:
        changes["kind"] = StatementKind(values["kind"])
    if "polarity" in values:
        changes["polarity"] = Polarity(values["polarity"])
    return replace(said, **changes)


def _link(link: Link, correction: Correction | None) -> Link:
    if correction is None:
        return link
    if _rejects(correction):
        return replace(link, chosen=None, rule=f"rejected by {correction.who}")
    if correction.verdict is Given.CORRECT:
        return corrected_link(link, correction.values, correction.who)
    return link


def _parties(reading: Reading, sentence: int, names: Sequence[str]) -> tuple[Participant, ...]:
    """Who is meant by these names: mentions of the sentence first, then of the article, then the words themselves.

    A name that stands nowhere in the article has no place in a reading, and is left out; lists show it.
    """
    found = []
    for name in names:
        mentions = [one for one in reading.mentions if name in (one.name, _cut(reading, one.span))]
        mentions.sort(key=lambda one: (one.sentence != sentence, abs(one.sentence - sentence)))
        at = reading.article.text.find(name, reading.sentences[sentence].span.start)
        if mentions:
            found.append(Participant(span=mentions[0].span, mention=mentions[0].index))
        elif at >= 0:
            found.append(Participant(span=Span(at, at + len(name))))
    return tuple(found)


def _cut(reading: Reading, span: Span) -> str:
    return reading.article.text[span.start : span.end]


def _date(event: Event, values: Mapping[str, Any]) -> DateEstimate | None:
    before = {
        "earliest": event.date.earliest if event.date else None,
        "latest": event.date.latest if event.date else None,
    }
    first, last = (
        (date.fromisoformat(values[side]) if values[side] else None) if side in values else before[side]
        for side in ("earliest", "latest")
    )
    if first is None and last is None:
        return None
    exact = Precision.DAY if first == last else Precision.INTERVAL
    return DateEstimate(earliest=first, latest=last, precision=exact, reasons=("corrected",))
