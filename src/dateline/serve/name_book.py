"""Help with names: the one that was meant, though it is misspelled, in another script, or has lost letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from fastapi import FastAPI, Request
from sqlalchemy import Connection

from dateline.lexicon.name_keys import lone_names
from dateline.lexicon.reference import load_records
from dateline.model import Record
from dateline.resolve.damaged import DamagedNames
from dateline.resolve.look_up import look_up
from dateline.resolve.name_index import NameIndex
from dateline.resolve.name_words import NameKind
from dateline.resolve.reference import JoinedReference, shipped_reference
from dateline.serve.renewed import SECONDS, Renewed
from dateline.store.database import Database
from dateline.store.names_known import KnownName, known_names, state_of_names
from dateline.store.reference import StoreReference

MOST = 50_000
"""So many names of the articles are known at most, those in the most articles."""

MOST_FOUND = 2000
"""So many answers are kept."""

MOST_LETTERS = 100
_LIKELY = 0.75
# How much less well than the best a name may agree to be told beside it.
_NEAR = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A name that may be meant.

    Attributes:
        name: the usual name of whose it is.
        matched: the name that agrees with what was typed.
        entity: id of whose it is, if that is known.
        score: how well it agrees, 0 to 1.
        how: how it was found: ``spelling``, ``letters``, ``mojibake`` and so on.
    """

    name: str
    matched: str
    entity: str | None
    score: float
    how: str


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """Names that can be searched."""

    index: NameIndex
    damaged: DamagedNames
    known: Mapping[str, KnownName]


class _Exact(JoinedReference):
    """Reference data in which nobody is looked for by the sound of a name: the book does that."""

    def like(self, name: str) -> Sequence[Record]:  # noqa: ARG002
        return ()


class NameBook:
    """The names of a database and of the shipped reference data. May be asked from several threads.

    Those in the articles are asked first; the shipped ones, which take seconds to make ready, where they do not help.
    The former are made ready beside the requests, and again when articles were written: what was written in the last
    minute may not be known yet.

    Args:
        database: what the articles are in.
        seconds: the names are read anew no more often than this.
    """

    def __init__(self, database: Database, *, seconds: float = SECONDS) -> None:
        self._lock = Lock()  # an index must not be searched twice at a time
        self._written = Renewed(database, state=state_of_names, make=_written, seconds=seconds)
        self._shipping = Lock()
        self._shipped: _Names | None = None
        self._found = lru_cache(maxsize=MOST_FOUND)(self._look)
        self._reference = _Exact((shipped_reference(), StoreReference(database)))

    def entities(self, text: str, limit: int) -> list[Record]:
        """Those in the reference data who are called so, exactly or by the family name; the best known first."""
        name = text.strip()[:MOST_LETTERS]
        if not any(letter.isalnum() for letter in name):
            return []
        return [one.record for one in look_up(name, self._reference)[:limit]]

    def suggest(self, text: str, limit: int, *, everywhere: bool = True) -> tuple[Suggestion, ...]:
        """The names that may be meant by what was typed, the likeliest first; none that is typed as it is usual.

        Args:
            text: what was typed, in any script.
            limit: at most so many.
            everywhere: ask the shipped names where those in the articles do not help.
        """
        typed = text.strip()[:MOST_LETTERS]
        if not any(letter.isalnum() for letter in typed):
            return ()
        self._written.get()  # waits a little for the first one
        return self._found(self._written.version, typed, limit, everywhere)

    def _look(self, version: int, typed: str, limit: int, everywhere: bool) -> tuple[Suggestion, ...]:  # noqa: ARG002
        written = self._written.get(0)
        with self._lock:
            found = _likely(written, typed, limit) if written else []
        if everywhere and not found:
            shipped = self._names_shipped()
            with self._lock:
                found = _likely(shipped, typed, limit)
        best = sorted((each for each in found if each.name != typed), key=lambda each: -each.score)
        owners: dict[str, Suggestion] = {}
        for each in best:
            if each.score >= best[0].score - _NEAR:
                owners.setdefault(each.entity or each.name, each)
        return tuple(owners.values())[:limit]

    def _names_shipped(self) -> _Names:
        with self._shipping:
            if self._shipped is None:
                self._shipped = _names(
                    KnownName(
                        name=name.text,
                        usual=record.entity.name,
                        entity=record.entity.id,
                        person=record.entity.schema == "Person",
                    )
                    for record in load_records()
                    for name in record.entity.names
                )
            return self._shipped

    @property
    def version(self) -> int:
        """Another number when other names may be suggested."""
        return self._written.version

    def settle(self) -> None:
        """Wait until nothing is being made."""
        self._written.settle()

    def warm(self) -> None:
        """Make all ready."""
        self._written.get(0)
        self._written.settle()
        self._names_shipped()


def book_in(app: FastAPI) -> NameBook:
    """The book of a site; it is made when it is first asked for."""
    if not hasattr(app.state, "name_book"):
        app.state.name_book = NameBook(app.state.site.database)
    book: NameBook = app.state.name_book
    return book


def book_of(request: Request) -> NameBook:
    """The book of the site that a request is for."""
    app: FastAPI = request.app
    return book_in(app)


def _written(connection: Connection) -> _Names:
    return _names(known_names(connection, MOST))


def _names(known: Iterable[KnownName]) -> _Names:
    by_name: dict[str, KnownName] = {}
    for each in known:
        by_name.setdefault(each.name, each)
    return _Names(NameIndex.build(_entries(by_name.values())), DamagedNames(by_name), by_name)


def _entries(known: Iterable[KnownName]) -> Iterator[tuple[str, str, NameKind]]:
    for each in known:
        yield each.name, each.name, NameKind.PERSON if each.person else NameKind.BODY
        for word in lone_names(each.name) if each.person else ():
            yield word, each.name, NameKind.PERSON


def _likely(names: _Names, typed: str, limit: int) -> list[Suggestion]:
    restored = names.damaged.restore(typed)
    meant, how = (restored.name, restored.how) if restored else (typed, "spelling")
    return [
        _suggestion(names.known[hit.id], hit.score.score, how)
        for kind in (NameKind.PERSON, NameKind.BODY)
        for hit in names.index.search(meant, kind, limit=limit * 3, threshold=_LIKELY)
    ]


def _suggestion(known: KnownName, score: float, how: str) -> Suggestion:
    return Suggestion(name=known.usual, matched=known.name, entity=known.entity, score=score, how=how)
