"""Names and events written plainly: with no letter that hides, reorders or breaks a line."""

from __future__ import annotations

import re
from typing import Protocol

from dateline.model import Auxiliary, EventType, Polarity
from dateline.store.headlines import KeyEvent
from dateline.store.records import Fact, Party, Said

_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# They join or part letters in the scripts of the Near East and India, and do nothing but hide in others.
_JOINERS = re.compile("(?<![\u0590-\u1fff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\u1fff])")
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
_AUXILIARIES = {
    Auxiliary.HISTORICAL: "earlier",
    Auxiliary.FUTURE: "to come",
    Auxiliary.HYPOTHETICAL: "hypothetical",
    Auxiliary.NEGATION: "not done",
}
_PARTIES = 3


def plain(text: str | None) -> str:
    """The text in one line, without letters that are not seen or that turn the direction of writing."""
    return _BREAKING.sub(" ", _JOINERS.sub("", _HIDDEN.sub("", text or ""))).strip()


def standing(auxiliaries: tuple[Auxiliary, ...]) -> str:
    """How an event stands to what is real, in words; nothing for one that is reported as having happened."""
    return ", ".join(_AUXILIARIES[each] for each in auxiliaries)


def parties(names: tuple[str, ...]) -> str:
    """Names in a row, the last ones counted where they are many: "A, B, C and 2 more"."""
    shown = ", ".join(plain(name) for name in names[:_PARTIES])
    more = len(names) - _PARTIES
    return f"{shown} and {more} more" if more > 0 else shown


class _Act(Protocol):
    @property
    def type(self) -> EventType: ...
    @property
    def mode(self) -> str | None: ...


def act(event: _Act) -> str:
    """Type and mode: "SANCTION (discontinue)"."""
    return f"{event.type} ({event.mode})" if event.mode else str(event.type)


def key_line(event: KeyEvent) -> str:
    """An event in one line: "United States → SANCTION → Aleksandar Vulin (to come)"."""
    return _line(event, event.actors, event.recipients, event.auxiliaries, reciprocal=event.reciprocal)


def fact_line(fact: Fact) -> str:
    """The same of an event with all that is known of it; each name once."""
    actors, recipients = (_names(side) for side in (fact.actors, fact.recipients))
    return _line(fact, actors, recipients, fact.auxiliaries, reciprocal=fact.reciprocal)


def said_line(said: Said) -> str:
    """A statement in one line: "Željko Marić → pledge → Ana Duval"."""
    told = f"{plain(said.speaker.name) if said.speaker else 'somebody'} → {said.kind}"
    told += " (not)" if said.polarity is Polarity.NEGATED else ""
    return f"{told} → {plain(said.addressee.name)}" if said.addressee else told


def _names(side: tuple[Party, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party.name for party in side))


def _line(
    event: _Act,
    actors: tuple[str, ...],
    recipients: tuple[str, ...],
    auxiliaries: tuple[Auxiliary, ...],
    *,
    reciprocal: bool,
) -> str:
    told = f"{parties(actors) or 'somebody'} {'↔' if reciprocal else '→'} {act(event)}"
    if recipients and not reciprocal:
        told += f" → {parties(recipients)}"
    how = standing(auxiliaries)
    return f"{told} ({how})" if how else told
