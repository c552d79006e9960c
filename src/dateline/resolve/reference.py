"""Where entities are looked up: by name, by surname, by office. The reader needs no more of reference data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Protocol

from dateline.lexicon.gazetteer import Place, locate
from dateline.lexicon.name_keys import entity_key, lone_names
from dateline.lexicon.reference import load_records
from dateline.model import Office, OfficeKind, Record
from dateline.resolve.damaged import DamagedNames, is_damaged
from dateline.resolve.likeness import ALIKE
from dateline.resolve.name_index import NameIndex
from dateline.resolve.names import NameKind


class Reference(Protocol):
    """Reference data that can be asked. Met by the shipped data in memory, and by a database of imported lists."""

    def named(self, keys: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """The records that have a name with one of these keys (``entity_key``), by key; keys without any are absent."""
        ...

    def surnamed(self, word: str) -> Sequence[Record]:
        """The people who can be called by this one word: the family name, in plain small letters."""
        ...

    def like(self, name: str) -> Sequence[Record]:
        """The people who may have a name that is this one, spelled in another way or with letters lost.

        Several threads may ask at a time. Whoever asks compares the names (``people_like``).
        """
        ...

    def record(self, identity: str) -> Sequence[Record]:
        """All that each source says of the entity with this id; empty if none knows it."""
        ...

    def holders(self, kind: OfficeKind, country: str) -> Sequence[tuple[Record, Office]]:
        """All who ever held an office of this kind in this state (alpha-3 code)."""
        ...

    def place(self, name: str, country: str | None, near: Collection[str]) -> Place | None:
        """Where a place of this name lies: in ``country`` if it is told, else rather in one of the states ``near``."""
        ...

    def lists(self) -> Mapping[str, date]:
        """The sanctions lists that are **complete** in these data, each with the day of its snapshot."""
        ...


@dataclass(frozen=True)
class MemoryReference:
    """Records held in memory with their indexes."""

    _named: Mapping[str, Sequence[Record]]
    _surnamed: Mapping[str, Sequence[Record]]
    _holders: Mapping[tuple[OfficeKind, str], Sequence[tuple[Record, Office]]]
    _lists: Mapping[str, date]

    @classmethod
    def of(cls, records: Iterable[Record], lists: Mapping[str, date] | None = None) -> MemoryReference:
        """Index records; ``lists`` names the sanctions lists that are complete among them."""
        named: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        surnamed: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        holders: defaultdict[tuple[OfficeKind, str], list[tuple[Record, Office]]] = defaultdict(list)
        for record in records:
            entity = record.entity
            for name in entity.names:
                named[entity_key(name.text)][entity.id] = record
                if entity.schema == "Person":
                    for word in lone_names(name.text):
                        surnamed[word][entity.id] = record
            for office in record.offices:
                if office.country:
                    holders[office.kind, office.country].append((record, office))
        return cls(
            {key: tuple(found.values()) for key, found in named.items() if key},
            {word: tuple(found.values()) for word, found in surnamed.items()},
            {key: tuple(found) for key, found in holders.items()},
            dict(lists or {}),
        )

    def named(self, keys: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """See :class:`Reference`."""
        return {key: self._named[key] for key in keys if key in self._named}

    def surnamed(self, word: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        return self._surnamed.get(word, ())

    def like(self, name: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        if is_damaged(name):
            restored = self._damaged.restore(name)
            found = self._named.get(entity_key(restored.name), ()) if restored else ()
            return tuple(record for record in found if record.entity.schema == "Person")
        hits = self._index.search(name, NameKind.PERSON, threshold=ALIKE)
        return tuple({hit.id: self._people[hit.id] for hit in hits}.values())

    def record(self, identity: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        return (self._records[identity],) if identity in self._records else ()

    @cached_property
    def _records(self) -> Mapping[str, Record]:
        return {record.entity.id: record for records in self._named.values() for record in records}

    @cached_property
    def _people(self) -> Mapping[str, Record]:
        return {key: record for key, record in self._records.items() if record.entity.schema == "Person"}

    @cached_property
    def _index(self) -> NameIndex:
        return NameIndex.build(
            (name.text, key, NameKind.PERSON)
            for key, record in self._people.items()
            for name in record.entity.names
        )

    @cached_property
    def _damaged(self) -> DamagedNames:
        return DamagedNames(one.text for record in self._people.values() for one in record.entity.names)

    def holders(self, kind: OfficeKind, country: str) -> Sequence[tuple[Record, Office]]:
        """See :class:`Reference`."""
        return self._holders.get((kind, country), ())

    def place(self, name: str, country: str | None, near: Collection[str]) -> Place | None:
        """See :class:`Reference`; the shipped gazetteer is asked."""
        return locate(name, country, near)

    def lists(self) -> Mapping[str, date]:
        """See :class:`Reference`."""
        return self._lists


@dataclass(frozen=True, slots=True)
class JoinedReference:
    """Several references asked one after the other; the same entity may come from more than one."""

    parts: tuple[Reference, ...]

    def named(self, keys: Collection[str]) -> Mapping[str, Sequence[Record]]:
        """See :class:`Reference`."""
        found: defaultdict[str, list[Record]] = defaultdict(list)
        for part in self.parts:
            for key, records in part.named(keys).items():
                found[key] += records
        return found

    def surnamed(self, word: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        return [record for part in self.parts for record in part.surnamed(word)]

    def like(self, name: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        return [record for part in self.parts for record in part.like(name)]

    def record(self, identity: str) -> Sequence[Record]:
        """See :class:`Reference`."""
        return [record for part in self.parts for record in part.record(identity)]

    def holders(self, kind: OfficeKind, country: str) -> Sequence[tuple[Record, Office]]:
        """See :class:`Reference`."""
        return [pair for part in self.parts for pair in part.holders(kind, country)]

    def place(self, name: str, country: str | None, near: Collection[str]) -> Place | None:
        """See :class:`Reference`; the last part that knows the place tells, as it asks the most gazetteers."""
        return next((p for part in reversed(self.parts) if (p := part.place(name, country, near))), None)

    def lists(self) -> Mapping[str, date]:
        """See :class:`Reference`."""
        return {name: day for part in self.parts for name, day in part.lists().items()}


@cache
def shipped_reference() -> MemoryReference:
    """The data that come with the package. None of their sanctions lists is complete."""
    return MemoryReference.of(load_records())
