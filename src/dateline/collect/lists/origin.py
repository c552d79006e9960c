"""What a parser must know of the file that it reads, what it passes over, and how it tells a fault."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO, Protocol

from dateline.errors import ListRejectedError
from dateline.lexicon.scripts import script_of
from dateline.model import Bounds, EntityName, NameType

CHECK = "fetch the file again, and see that it is the one of this source"


class Beside(Protocol):
    """Opens a file that belongs to the one being read: ``alt`` and ``add`` of OFAC's lists."""

    def __call__(self, part: str) -> BinaryIO | None:
        """The file of this part from its beginning; None if there is none."""
        ...


def nothing_beside(part: str) -> None:
    """No file lies beside the one being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The snapshot that is being read.

    Attributes:
        source: short name of the source.
        version: its version; with the source it is the id of the snapshot.
        taken: the day it stands for.
        file: name of the file, for messages.
        prefix: what ids that are the source's own begin with.
        beside: opens the files that belong to this one.
    """

    source: str
    version: str
    taken: date
    file: str
    prefix: str = ""
    beside: Beside = nothing_beside

    @property
    def snapshot(self) -> str:
        """The id of the snapshot."""
        return f"{self.source}@{self.version}"

    def id(self, own: str) -> str:
        """An id that is unique among all sources, from the source's own."""
        return f"{self.prefix or self.source}-{own}"

    def fault(
        self, what: str, *, line: int | None = None, entity: str | None = None, action: str = CHECK
    ) -> ListRejectedError:
        """The error for a file that cannot be imported, with its place."""
        place = f"line {line}" if line is not None else f"entry {entity}" if entity is not None else ""
        where = ", ".join(part for part in (self.file, place) if part)
        return ListRejectedError(what, where=where, action=action)


@dataclass(slots=True)
class Tally:
    """What a parser passed over, by reason, and the line of the first: nothing is dropped in silence."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def count(self, reason: str, line: int | None = None) -> None:
        """One more for this reason."""
        self.counts[reason] += 1
        if line is not None:
            self.first.setdefault(reason, line)

    def __str__(self) -> str:
        return ", ".join(
            f"{count:,} {reason}" + (f" (first in line {self.first[reason]})" if reason in self.first else "")
            for reason, count in self.counts.items()
        )


def name(text: str, kind: NameType) -> EntityName | None:
    """A name with its script; None if it has no letter. Another script than Latin makes an alias a native name."""
    plain = " ".join(text.split())
    if not any(letter.isalnum() for letter in plain):
        return None
    script = script_of(plain)
    if kind is NameType.ALIAS and script not in ("Latn", "Zyyy"):
        kind = NameType.NATIVE
    return EntityName(text=plain, kind=kind, script="Latn" if script == "Zyyy" else script)


def names(primary: str, *others: tuple[str, NameType]) -> tuple[EntityName, ...]:
    """The names of an entity, each text once, the primary one first; empty if no name has a letter."""
    found: dict[str, EntityName] = {}
    for text, kind in ((primary, NameType.PRIMARY), *others):
        one = name(text, kind)
        if one is not None:
            found.setdefault(one.text, one)
    first, *rest = found.values() if found else (None,)
    if first is None:
        return ()
    if first.kind is not NameType.PRIMARY:
        first = EntityName(text=first.text, kind=NameType.PRIMARY, script=first.script)
    return (first, *(one for one in rest if one is not None))


def ended(end: Bounds | None, taken: date) -> Bounds | None:
    """The end of a term as of a snapshot: an end that is still to come has not come, and may not."""
    return None if end and end.earliest and end.earliest > taken else end
