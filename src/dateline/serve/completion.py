"""How a query that is being typed may go on: conditions, types of events, names and places of the database."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from fastapi import Request
from sqlalchemy import Connection

from dateline.model import EventType
from dateline.resolve.name_words import fold
from dateline.serve.plain import plain
from dateline.serve.renewed import SECONDS, Renewed
from dateline.store.database import Database
from dateline.store.names_known import known_names, state_of_names
from dateline.store.places_known import known_places
from dateline.store.query import OPERATORS

MOST_KNOWN = 50_000
"""So many names are known at most, those in the most articles."""

_PARTIES = frozenset({"actor", "recipient", "speaker"})
_SHORTEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One way to go on.

    Attributes:
        insert: what stands in the place of what was typed last, with the space after it where something may follow.
        label: what it is called.
        kind: ``condition``, ``type``, ``person``, ``organisation`` or ``place``.
    """

    insert: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completions:
    """Ways to go on.

    Attributes:
        start: where in the query the part begins that they replace; it ends where the query does.
    """

    start: int
    values: tuple[Completion, ...] = ()


class Prefixes:
    """Names that can be found by the beginning of any of their words."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Of names, each with the usual name of whose it is and with its kind; the best known first."""
        found: list[tuple[str, int, str, str]] = []
        for rank, (name, usual, kind) in enumerate(names):
            words = fold(name).split()
            found += [(" ".join(words[start:]), rank, usual, kind) for start in range(len(words))]
        self._entries = sorted(found)
        self._keys = [entry[0] for entry in self._entries]

    def beginning(self, typed: str, limit: int) -> list[tuple[str, str]]:
        """Usual names and kinds of those who have a name with a word that begins so, the best known first."""
        folded = " ".join(fold(typed).split())
        if not folded:
            return []
        first = bisect_left(self._keys, folded)
        last = bisect_left(self._keys, folded + "\U0010ffff")
        ranked = sorted({(rank, name, kind) for _, rank, name, kind in self._entries[first:last]})
        return list(dict.fromkeys((name, kind) for _, name, kind in ranked))[:limit]


class Completer:
    """Completes queries on a database. May be asked from several threads.

    Args:
        database: what is searched.
        seconds: the names in it are read anew no more often than this.
    """

    def __init__(self, database: Database, *, seconds: float = SECONDS) -> None:
        self._known = Renewed(database, state=state_of_names, make=_prefixes, seconds=seconds)

    def complete(self, typed: str, limit: int = 8) -> Completions:
        """How ``typed``, a query up to the cursor, may go on."""
        start = _last_part(typed)
        name, colon, value = typed[start:].partition(":")
        values: Iterable[Completion]
        if colon and name.lower() in OPERATORS:
            values = self._values(name.lower(), value.lstrip('"'), limit)
        else:
            values = [*_conditions(typed[start:]), *self._phrases(typed[start:].lstrip('"'), limit)]
        return Completions(start=start, values=tuple(islice(values, limit)))

    def _values(self, name: str, value: str, limit: int) -> Iterator[Completion]:
        if name == "type":
            wanted = value.upper()
            for kind in EventType:
                if kind.value.startswith(wanted):
                    yield Completion(insert=f"type:{kind.value} ", label=kind.value, kind="type")
            return
        if name in _PARTIES:
            yield from _named(f"{name}:", self._prefixes()[0].beginning(value, limit))
        elif name == "place":
            yield from _named("place:", self._prefixes()[1].beginning(value, limit))

    def _phrases(self, value: str, limit: int) -> Iterator[Completion]:
        if len(value) >= _SHORTEST:
            yield from _named("", self._prefixes()[0].beginning(value, limit))

    def _prefixes(self) -> tuple[Prefixes, Prefixes]:
        return self._known.get() or (Prefixes(()), Prefixes(()))


def _prefixes(connection: Connection) -> tuple[Prefixes, Prefixes]:
    """The names of people and bodies, and those of places."""
    names = Prefixes(
        (each.name, each.usual, "person" if each.person else "organisation")
        for each in known_names(connection, MOST_KNOWN)
    )
    return names, Prefixes((name, name, "place") for name in known_places(connection, MOST_KNOWN))


def completer_of(request: Request) -> Completer:
    """The completer of the site that a request is for; it is made when it is first asked for."""
    state = request.app.state
    if not hasattr(state, "completer"):
        state.completer = Completer(state.site.database)
    completer: Completer = state.completer
    return completer


def _last_part(typed: str) -> int:
    """Where the part begins that is being typed: after the last space outside of quotation marks."""
    start, quoted = 0, False
    for place, letter in enumerate(typed):
        if letter == '"':
            quoted = not quoted
        elif letter.isspace() and not quoted:
            start = place + 1
    return start


def _conditions(part: str) -> Iterator[Completion]:
    if part:
        for name in OPERATORS:
            if name.startswith(part.lower()):
                yield Completion(insert=f"{name}:", label=f"{name}:", kind="condition")


def _named(before: str, found: Sequence[tuple[str, str]]) -> Iterator[Completion]:
    for name, kind in found:
        if '"' not in name:
            yield Completion(insert=f'{before}"{name}" ', label=plain(name), kind=kind)
