"""Names and events written plainly: with no letter that hides, reorders or breaks a line."""

from __future__ import annotations

import re
from typing import Protocol

from dateline.model import Auxiliary, EventType, Polarity
from dateline.store.headlines import KeyEvent
from dateline.store.records import Fact, Party, Said

# Of category Cc, Cf, Cs or Co (a test holds this against Unicode), but for spaces and the two joiners.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f\U000f0000-\U0010ffff"
    # Letters and marks of which nothing is seen: fillers of Hangul and Braille, selectors of variants.
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
)
# They join or part letters in the scripts of the Near East and India, and do nothing but hide in others.
_JOINERS = re.compile("(?<![\u0590-\u1fff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\u1fff])")
# Six marks may stand over one letter: no script needs more, and a hundred would cover the lines around.
_MARK = (
    "[\u0300-\u036f\u0483-\u0489\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_STACKED = re.compile(f"({_MARK}{{6}}){_MARK}+")
_SPACE = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]")
_ROW = re.compile(r"\s+")
_AUXILIARIES = {
    Auxiliary.HISTORICAL: "earlier",
    Auxiliary.FUTURE: "to come",
    Auxiliary.HYPOTHETICAL: "hypothetical",
    Auxiliary.NEGATION: "not done",
}
_PARTIES = 3


def visible(text: str | None) -> str:
    """The text without letters that are not seen or that turn the direction of writing; breaks of lines are spaces."""
    shown = text or ""
    if shown.isascii() and shown.isprintable():
        return shown
    return _STACKED.sub(r"\1", _JOINERS.sub("", _HIDDEN.sub("", _SPACE.sub(" ", shown))))


def plain(text: str | None) -> str:
    """The same in one line, without spaces around it or in a row."""
    return _ROW.sub(" ", visible(text)).strip()


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
