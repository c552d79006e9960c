"""Verdicts of reviewers as data: what was judged, how, and what a fact says once a verdict is applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from dateline.errors import UsageError
from dateline.model import (
    Auxiliary,
    Candidate,
    DateEstimate,
    EventType,
    Link,
    Polarity,
    Precision,
    Span,
    StatementKind,
)
from dateline.store.records import Fact, Party, Said

MOST_LETTERS = 2_000

Kind = TypeVar("Kind", Fact, Said, Link)


class JudgedKind(StrEnum):
    """What sort of fact is judged; the first letter begins its identifier: e12, s7, l3.5."""

    EVENT = "event"
    STATEMENT = "statement"
    LINK = "link"


class Given(StrEnum):
    """What a reviewer says of a fact."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Target:
    """What a verdict is on, in words that another reading of the page does not change.

    Attributes:
        address: of the page.
        sentence: the sentence that the fact rests on.
        span: its trigger, cue or mention, as written.
        place: where in the sentence that begins.
        ordinal: which of the facts with that span it is, from 0.
    """

    address: str
    kind: JudgedKind
    sentence: str
    span: str
    place: int
    ordinal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A verdict.

    Attributes:
        given: the values that were judged.
        values: the values that are right instead; only those that differ.
        user, who: number and name of the reviewer.
        models: the versions that had made the fact.
    """

    id: int
    target: Target
    verdict: Given
    given: Mapping[str, Any]
    values: Mapping[str, Any]
    reason: str
    user: int
    who: str
    moment: datetime
    models: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgeable:
    """A fact that a reviewer may judge.

    Attributes:
        ref: its identifier: e12, s7, l3.5.
        article: number of its article.
        values: what it says, under the names that a correction uses.
        score: how sure the reading was.
        rule: what made it.
        models: the versions that made it.
    """

    ref: str
    article: int
    target: Target
    values: Mapping[str, Any]
    score: float
    rule: str
    models: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged(Generic[Kind]):
    """A fact with the verdict that stands on it, if any.

    Attributes:
        fact: with the corrected values.
        stale: whether the verdict was given when the fact said something else, by another reading.
    """

    fact: Kind
    correction: Correction | None = None
    stale: bool = False

    @property
    def rejected(self) -> bool:
        """Whether readers are not to see it, and reviewers struck out."""
        return self.correction is not None and self.correction.verdict is Given.REJECT


FIELDS: Mapping[JudgedKind, tuple[str, ...]] = {
    JudgedKind.EVENT: ("type", "mode", "actors", "recipients", "auxiliaries", "place", "earliest", "latest"),
    JudgedKind.STATEMENT: ("speaker", "addressee", "kind", "polarity"),
    JudgedKind.LINK: ("entity", "name"),
}
"""What can be corrected of each kind."""


def checked(kind: JudgedKind, fields: Mapping[str, str]) -> dict[str, Any]:
    """The values of a correction, from what was written in a form; empty means "none".

    Several names, and several auxiliaries, are separated by semicolons.

    Raises:
        UsageError: a field is not one of the kind's, or its value is none of those that it can have.
    """
    values: dict[str, Any] = {}
    for name, text in fields.items():
        if name not in FIELDS[kind]:
            raise UsageError("cannot be corrected", where=name, action=f"one of {', '.join(FIELDS[kind])}")
        if len(text) > MOST_LETTERS:
            raise UsageError("is too long", where=name, action=f"at most {MOST_LETTERS} letters")
        try:
            values[name] = _value(kind, name, text.strip())
        except ValueError:
            raise UsageError(f"{text!r} is not one of its values", where=name, action="choose one") from None
    first, last = values.get("earliest"), values.get("latest")
    if first and last and first > last:
        raise UsageError(f"{first} is after {last}", where="earliest, latest", action="swap them")
    return values


def _value(kind: JudgedKind, name: str, text: str) -> Any:
    if name in {"actors", "recipients"}:
        return [" ".join(part.split()) for part in text.split(";") if part.strip()]
    if name == "auxiliaries":
        return [Auxiliary(part.strip()).value for part in text.split(";") if part.strip()]
    if name == "type":
        return EventType(text).value
    if name == "kind" and kind is JudgedKind.STATEMENT:
        return StatementKind(text).value
    if name == "polarity":
        return Polarity(text).value
    if name in {"earliest", "latest"}:
        return date.fromisoformat(text).isoformat() if text else None
    return " ".join(text.split()) or None


def event_values(fact: Fact) -> dict[str, Any]:
    """What an event says, under the names that a correction uses."""
    return {
        "type": fact.type.value,
        "mode": fact.mode,
        "actors": [party.name for party in fact.actors],
        "recipients": [party.name for party in fact.recipients],
        "auxiliaries": [one.value for one in fact.auxiliaries],
        "place": fact.place.name if fact.place else None,
        "earliest": _day(fact.date.earliest if fact.date else None),
        "latest": _day(fact.date.latest if fact.date else None),
    }


def statement_values(said: Said) -> dict[str, Any]:
    """What a statement says, under the names that a correction uses."""
    return {
        "speaker": said.speaker.name if said.speaker else None,
        "addressee": said.addressee.name if said.addressee else None,
        "kind": said.kind.value,
        "polarity": said.polarity.value,
    }


def corrected_fact(fact: Fact, values: Mapping[str, Any]) -> Fact:
    """The event with corrected values; the sentence and its spans stay."""
    known = {party.name: party for party in (*fact.recipients, *fact.actors)}
    changes: dict[str, Any] = {}
    if "type" in values:
        changes["type"] = EventType(values["type"])
    if "mode" in values:
        changes["mode"] = values["mode"]
    if "auxiliaries" in values:
        changes["auxiliaries"] = tuple(Auxiliary(one) for one in values["auxiliaries"])
    for side in ("actors", "recipients"):
        if side in values:
            changes[side] = tuple(_party(name, known, fact) for name in values[side])
    if "place" in values:
        place = fact.place
        same = place is not None and place.name == values["place"]
        changes["place"] = place if same else _party(values["place"], {}, fact) if values["place"] else None
    if {"earliest", "latest"} & set(values):
        changes.update(_dated(fact, values))
    return replace(fact, **changes)


def corrected_said(said: Said, values: Mapping[str, Any]) -> Said:
    """The statement with corrected values."""
    known = {party.name: party for party in (said.addressee, said.speaker) if party}
    changes: dict[str, Any] = {}
    for side in ("speaker", "addressee"):
        if side in values:
            changes[side] = _party(values[side], known, said) if values[side] else None
    if "kind" in values:
        changes["kind"] = StatementKind(values["kind"])
    if "polarity" in values:
        changes["polarity"] = Polarity(values["polarity"])
    return replace(said, **changes)


def corrected_link(link: Link, values: Mapping[str, Any], who: str) -> Link:
    """The link with the corrected entity; an entity that is none means that nobody known is meant."""
    entity = values.get("entity", link.chosen.entity if link.chosen else None)
    if entity is None:
        return replace(link, chosen=None, rule=f"corrected by {who}")
    for one in (link.chosen, *link.rejected):
        if one is not None and one.entity == entity:
            return replace(link, chosen=one, rule=f"corrected by {who}")
    name = values.get("name") or entity
    chosen = Candidate(entity=entity, name=name, score=1.0, features=())
    return replace(link, chosen=chosen, rule=f"corrected by {who}")


def judged_fact(fact: Fact, correction: Correction | None) -> Judged[Fact]:
    """The event with the verdict that counts on it; it says who corrected or rejected it."""
    if correction is None:
        return Judged(fact)
    stale = dict(correction.given) != event_values(fact)
    return Judged(_signed(corrected_fact(fact, correction.values), correction), correction, stale)


def judged_said(said: Said, correction: Correction | None) -> Judged[Said]:
    """The statement with the verdict that counts on it; it says who corrected or rejected it."""
    if correction is None:
        return Judged(said)
    stale = dict(correction.given) != statement_values(said)
    return Judged(_signed(corrected_said(said, correction.values), correction), correction, stale)


def _signed(fact: Any, correction: Correction) -> Any:
    if correction.verdict is Given.CORRECT:
        return replace(fact, corrected_by=correction.who)
    if correction.verdict is Given.REJECT:
        return replace(fact, rejected_by=correction.who)
    return fact


def _party(name: str, known: Mapping[str, Party], fact: Fact | Said) -> Party:
    """Who is meant: a party of the fact, else whom the reviewer wrote, found in the sentence if it stands there."""
    if name in known:
        return known[name]
    at = fact.sentence.find(name)
    start = fact.sentence_span.start + max(at, 0)
    return Party(span=Span(start, start + len(name) if at >= 0 else start), text=name, name=name)


def _dated(fact: Fact, values: Mapping[str, Any]) -> dict[str, Any]:
    before = event_values(fact)
    first, last = (
        date.fromisoformat(text) if (text := values.get(side, before[side])) else None
        for side in ("earliest", "latest")
    )
    if first is None and last is None:
        return {"date": None}
    exact = Precision.DAY if first == last else Precision.INTERVAL
    estimate = DateEstimate(earliest=first, latest=last, precision=exact, reasons=("corrected",))
    return {"date": estimate, "earliest": first, "latest": last, "dated_by": "text"}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
