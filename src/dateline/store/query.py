"""What a user types into the search of the site: words, and conditions such as ``actor:Vulin since:2024``.

>>> understand('sanctions actor:"United States" since:2024-07')
Query(words='sanctions', actor='United States', since=datetime.date(2024, 7, 1))
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeAlias

from dateline.errors import UsageError
from dateline.lexicon.countries import load_countries
from dateline.model import Bounds, EventType

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_PART = re.compile(
    r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))|(?P<rest>\S)'
)

Value: TypeAlias = "str | EventType | date"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Query:
    """A search that was understood; what is None does not matter.

    Attributes:
        words: what :func:`dateline.store.search.parse` understands; empty if there are only conditions.
        actor, recipient, speaker: a name, the code of a state, or the id of an entity.
        type: the type of the event.
        about: words that what was said must hold.
        since, until: days, both included.
        place: the name of a place, or of a state, or the state's code.
    """

    words: str = ""
    actor: str | None = None
    recipient: str | None = None
    type: EventType | None = None
    speaker: str | None = None
    about: str | None = None
    since: date | None = None
    until: date | None = None
    place: str | None = None

    @property
    def of_events(self) -> bool:
        """Whether a condition is one that only events can meet."""
        return any((self.actor, self.recipient, self.type, self.place))

    @property
    def of_statements(self) -> bool:
        """Whether a condition is one that only statements can meet."""
        return any((self.speaker, self.about))

    def conditions(self) -> dict[str, str]:
        """The conditions that are set, as text."""
        found = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "words"}
        return {name: str(value) for name, value in found.items() if value is not None}

    def __repr__(self) -> str:
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return f"Query({', '.join(f'{name}={value!r}' for name, value in told.items() if value)})"

    def __str__(self) -> str:
        parts = (f'{name}:"{value}"' for name, value in self.conditions().items())
        return " ".join(part for part in (self.words, *parts) if part)


OPERATORS = tuple(each.name for each in fields(Query) if each.name != "words")
"""The names of the conditions."""


def understand(typed: str) -> Query:
    """Take what a user typed apart. A word with a colon that is no condition stays a word.

    A state may be named by a word for its government or people in ``actor:``, ``recipient:``, ``speaker:`` only as it
    is written in the articles; its code in capitals (``actor:SRB``) stands for all who belong to it.

    Raises:
        UsageError: a quotation mark is left open; a condition is given twice, is excluded by a minus, has no value, or
            one that it cannot have.
    """
    plain = typed.translate(_QUOTES)
    if plain.count('"') % 2:
        raise UsageError("a quotation mark is left open", where=f"search {typed!r}", action="close it")
    words: list[str] = []
    values: dict[str, Value] = {}
    for match in _PART.finditer(plain):
        name = (match["name"] or "").lower()
        value = match["word"] if match["phrase"] is None else match["phrase"]
        if name not in OPERATORS:
            # "-actor:" and "actor:" with nothing after the colon are told below; all else is a word.
            words.append(_word(match[0], typed))
            continue
        if match["minus"]:
            raise UsageError(
                f"{name}: cannot be excluded", where=f"search {typed!r}", action="leave the - out"
            )
        if name in values:
            raise UsageError(f"{name}: is given twice", where=f"search {typed!r}", action="give it once")
        values[name] = _value(name, value.strip(), typed)
    return Query(words=" ".join(words), **values)  # type: ignore[arg-type]


def _word(part: str, typed: str) -> str:
    name, colon, rest = part.partition(":")
    if colon and not rest and name.lstrip("-").lower() in OPERATORS:
        action = 'write it without a space: actor:Vulin, actor:"United States"'
        raise UsageError(f"{name}: has no value", where=f"search {typed!r}", action=action)
    return part


def _value(name: str, value: str, typed: str) -> Value:
    where = f"search {typed!r}"
    if not any(letter.isalnum() for letter in value):
        raise UsageError(f"{name}: has no value", where=where, action=f"write {name}: and a value after it")
    if name == "type":
        try:
            return EventType(value.upper())
        except ValueError:
            known = ", ".join(EventType)
            raise UsageError(f"there is no type {value!r}", where=where, action=f"one of {known}") from None
    if name in ("since", "until"):
        return _day(name, value, where)
    return value


def _day(name: str, value: str, where: str) -> date:
    try:
        bounds = Bounds.parse(value)
    except ValueError as error:
        raise UsageError(f"{name}: {error}", where=where, action="write a day, a month or a year") from None
    day = bounds.earliest if name == "since" else bounds.latest
    assert day is not None  # noqa: S101  # a day that was parsed has both bounds
    return day


def state_of(text: str) -> str | None:
    """The alpha-3 code of a state that is named by its code or its name, in any case; None if it is none."""
    countries = load_countries()
    found = countries.by_name(text) or (countries.by_code(text) if text.isascii() else None)
    return found.code if found else None
