"""Verdicts on names and entities: kept for good, the newest counts; ``judgements`` tells what they say together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, func, insert, select

from dateline.errors import UsageError
from dateline.lexicon.name_keys import entity_key
from dateline.model import Judgement, Judgements, Verdict
from dateline.store.database import Database
from dateline.store.schema_reference import verdicts

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_AT_ONCE = 400
_WHO = ("actor", "recipient", "place", "speaker", "addressee")
Filter = TypeVar("Filter", bound="DataclassInstance")
_ENTITY = "entity:"
"""What the keys of verdicts on two entities begin with: no key of a name has a colon."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The judgements in a database."""

    database: Database

    def add(self, verdict: Verdict) -> None:
        """Keep a judgement. Earlier ones on the same name and entity stay, and count no more.

        Raises:
            StoreError: the database cannot be written.
        """
        with self.database.writing() as connection:
            _insert(connection, verdict, entity_key(verdict.name))

    def on(self, name: str) -> dict[str, Verdict]:
        """The judgements that count on a name, by entity. Spelling, script and order of its words do not matter."""
        return self.on_each([name])[name]

    def on_each(self, names: Iterable[str]) -> dict[str, dict[str, Verdict]]:
        """The judgements that count on each of some names, by name and entity."""
        keys = {name: entity_key(name) for name in names}
        found: dict[str, dict[str, Verdict]] = {key: {} for key in keys.values()}
        wanted = list(found)
        with self.database.reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                some = verdicts.c.name_key.in_(wanted[start : start + _AT_ONCE])
                for row in connection.execute(select(verdicts).where(some).order_by(verdicts.c.id)):
                    found[row.name_key][row.entity] = _verdict(row)
        return {name: found[key] for name, key in keys.items()}

    def on_entity(self, identity: str) -> tuple[Verdict, ...]:
        """The judgements that count on an entity and others, ``name`` and ``entity`` being the two ids."""
        with self.database.reading() as connection:
            pairs = _pairs(connection)
        return tuple(verdict for pair, verdict in pairs.items() if identity in pair)

    def judgements(self) -> Judgements:
        """What all verdicts say together."""
        with self.database.reading() as connection:
            return judgements(connection)

    def on_entities(self) -> Judgements:
        """What the verdicts on pairs of entities say together, without those on names, which may be very many."""
        with self.database.reading() as connection:
            return on_entities(connection)

    def version(self) -> int:
        """Another number whenever a verdict was given."""
        with self.database.reading() as connection:
            return _version(connection)

    def history(self) -> tuple[Verdict, ...]:
        """All judgements ever given, the oldest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(verdicts).order_by(verdicts.c.id)).all()
        return tuple(_verdict(row) for row in rows)


def add_pair(connection: Connection, verdict: Verdict) -> None:
    """Keep a judgement on two entities, ``verdict.name`` and ``verdict.entity`` being their ids.

    Raises:
        UsageError: the two are one id, or other verdicts say the contrary.
    """
    one, other = sorted((verdict.name, verdict.entity))
    where = f"{verdict.name}, {verdict.entity}"
    if one == other:
        raise UsageError("are one id", where=where, action="give the ids of two entities")
    found = on_entities(connection, {frozenset((one, other)): verdict})
    for pair in found.apart:
        first, second = sorted(pair)
        if second in found.members(first):
            raise UsageError(
                f"other verdicts say the contrary: {first} and {second} would be the same and different",
                where=where,
                action="take one of them back first, by the judgement unsure",
            )
    _insert(connection, verdict, f"{_ENTITY}{one} {other}")


def judgements(connection: Connection) -> Judgements:
    """What all verdicts say together."""
    version = _version(connection)
    if not version:
        return Judgements()
    return replace(on_entities(connection), not_called=_not_called(connection), version=version)


def _version(connection: Connection) -> int:
    return connection.execute(select(func.max(verdicts.c.id))).scalar_one() or 0


def on_entities(connection: Connection, more: Mapping[frozenset[str], Verdict] | None = None) -> Judgements:
    """What the verdicts on pairs of entities say together, and ``more`` of them."""
    pairs = _pairs(connection) | dict(more or {})
    same = [pair for pair, verdict in pairs.items() if verdict.judgement is Judgement.SAME]
    apart = {pair for pair, verdict in pairs.items() if verdict.judgement is Judgement.DIFFERENT}
    return Judgements(groups=_groups(same), apart=frozenset(apart))


def counting(connection: Connection, wanted: Filter) -> Filter:
    """A filter of facts that asks, where it asks for an entity, for what that counts as."""
    groups = on_entities(connection).groups
    asked = {name: str(getattr(wanted, name, None)) for name in _WHO}
    return replace(wanted, **{name: groups[who][0] for name, who in asked.items() if who in groups})


def _insert(connection: Connection, verdict: Verdict, key: str) -> None:
    row = {
        "name_key": key,
        "name": verdict.name,
        "entity": verdict.entity,
        "judgement": verdict.judgement.value,
        "who": verdict.who,
        "judged": verdict.judged,
        "why": verdict.why,
    }
    connection.execute(insert(verdicts).values(row))


def _pairs(connection: Connection) -> dict[frozenset[str], Verdict]:
    key = verdicts.c.name_key
    query = select(verdicts).where(key >= _ENTITY, key < f"{_ENTITY[:-1]};").order_by(verdicts.c.id)
    found = (_verdict(row) for row in connection.execute(query).all())
    return {frozenset((verdict.name, verdict.entity)): verdict for verdict in found}


def _not_called(connection: Connection) -> dict[str, frozenset[str]]:
    key = verdicts.c.name_key
    columns = (key, verdicts.c.entity, verdicts.c.judgement)
    newest: dict[tuple[str, str], str] = {
        (row.name_key, row.entity): row.judgement
        for row in connection.execute(select(*columns).order_by(verdicts.c.id))
        if not row.name_key.startswith(_ENTITY)
    }
    found: defaultdict[str, set[str]] = defaultdict(set)
    for (name, entity), judgement in newest.items():
        if judgement == Judgement.DIFFERENT:
            found[name].add(entity)
    return {name: frozenset(entities) for name, entities in found.items()}


def _groups(same: Iterable[frozenset[str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, set[str]] = {}
    for pair in same:
        joined = set().union(*(groups.get(identity, {identity}) for identity in pair))
        groups.update(dict.fromkeys(joined, joined))
    return {identity: tuple(sorted(group, key=_rank)) for identity, group in groups.items()}


def _rank(identity: str) -> tuple[bool, int, str]:
    """Entities count as the one that Wikidata knows, the shortest id first."""
    return not (identity[:1] == "Q" and identity[1:].isdigit()), len(identity), identity


def _verdict(row: Any) -> Verdict:
    return Verdict(
        name=row.name,
        entity=row.entity,
        judgement=Judgement(row.judgement),
        who=row.who,
        judged=row.judged,
        why=row.why,
    )
