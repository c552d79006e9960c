"""Records and snapshots of invented people, made short."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from dateline.model import (
    Bounds,
    Entity,
    EntityName,
    Listing,
    NameType,
    Office,
    OfficeKind,
    Record,
    Snapshot,
    Term,
)

DAY = date(2024, 1, 1)


def day(number: int) -> date:
    """The day of the snapshot with this number: they are ten days apart."""
    return DAY + timedelta(days=10 * number)


def head(number: int, source: str = "src", **changes: Any) -> Snapshot:
    version = changes.pop("version", f"v{number}")
    content = changes.pop("content", f"{source} {version}")
    values = {"taken": day(number), "address": "list.csv", **changes}
    return Snapshot(
        id=f"{source}@{version}",
        source=source,
        version=version,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        records=0,
        **values,
    )


def listing(key: str, programme: str | None = "SDGT", entry: str | None = None, **changes: Any) -> Listing:
    values = {
        "list": "us",
        "authority": "Office",
        "term": Term(as_of=DAY),
        "source": "https://lists.example",
        **changes,
    }
    return Listing(entity=key, programme=programme, entry=entry or key, snapshot="?", **values)


def office(key: str, position: str = "Minister of Finance", **changes: Any) -> Office:
    values = {
        "kind": OfficeKind.FINANCE,
        "country": "SRB",
        "term": Term(start=Bounds.parse("2020-05"), as_of=DAY),
        "source": "https://offices.example",
        **changes,
    }
    return Office(holder=key, position=position, snapshot="?", **values)


def record(
    key: str,
    *names: str,
    listings: Iterable[Listing] = (),
    offices: Iterable[Office] = (),
    **changes: Any,
) -> Record:
    texts = names or (f"Name {key}",)
    kinds = (NameType.PRIMARY, *([NameType.ALIAS] * len(texts)))
    values = {"schema": "Person", "countries": ("SRB",), "source": "https://people.example", **changes}
    entity = Entity(
        id=key,
        names=tuple(EntityName(text=text, kind=kind) for text, kind in zip(texts, kinds, strict=False)),
        snapshot="?",
        **values,
    )
    return Record(entity=entity, offices=tuple(offices), listings=tuple(listings))
